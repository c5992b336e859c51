/* A step for many rows: which rows and which step, by GET, until every row says what would become of it; then one POST
 * that does it. */

#include <string.h>
#include "base/text.h"
#include "web/bulk.h"
#include "web/entry.h"
#include "web/layout.h"
#include "web/pages.h"

/* ---- ink ---- */

static void add_base36(struct buf *b, int64_t n)
{
	char digit[16];
	int len = 0;

	do
		digit[len++] = "0123456789abcdefghijklmnopqrstuvwxyz"[n % 36];
	while ((n /= 36) > 0);
	while (len--)
		buf_char(b, digit[len]);
}

/* seen: the versions as well, and of those that would be refused none. */
static const char *rows_text(struct arena *a, const struct bulk *b, bool seen)
{
	struct buf t = buf_new(a, 64 << 10);

	for (int i = 0; i < b->n; i++) {
		const struct bulk_row *row = &b->row[i];

		if (seen && row->faults && row->faults->count)
			continue;
		if (t.n)
			buf_char(&t, '.');
		add_base36(&t, row->id);
		if (!seen)
			continue;
		buf_char(&t, '-');
		add_base36(&t, row->entry);
	}
	return t.s;
}

static void draw_hidden(struct html *w, const char *name, const char *text)
{
	if (text && *text)
		html(w, "<input type=\"hidden\" name=\"%s\" value=\"%s\">", name, text);
}

static void draw_options(struct html *w, const struct bulk *b, bool edits, const char *label)
{
	bool any = false;

	for (int i = 0; i < b->nchoices; i++) {
		const struct bulk_choice *c = &b->choice[i];

		if (c->edits != edits)
			continue;
		if (!any)
			html(w, "<optgroup label=\"%s\">", label);
		any = true;
		html(w, "<option value=\"%s\"%s>%s</option>", c->value,
		     b->what && !strcmp(b->what, c->value) ? " selected" : "", c->label);
	}
	if (any)
		html(w, "</optgroup>");
}

static void draw_typed(struct html *w, const struct bulk *b)
{
	if (b->step)
		html(w, "<div class=\"field\"><label for=\"f-_way\">Cách ghi</label>"
		        "<select id=\"f-_way\" name=\"_way\"><option value=\"prepare\">"
		        "Chuẩn bị (chưa ký): trái quy định thì không ghi</option><option value=\"record\"%s>"
		        "Ghi nhận (đã ký): chỗ trái thành điều cần giải trình</option></select></div>\n",
		     b->recording ? " selected" : "");
	html(w, "<div class=\"fields\">\n");
	for (int i = 0; i < b->nwidgets; i++)
		widget_draw(w, &b->widget[i]);
	html(w, "<div class=\"field\"><label for=\"f-_reason\">Lý do</label><input class=\"long\" id=\"f-_reason\" "
	        "name=\"_reason\" value=\"%s\"></div></div>\n", b->reason);
}

static void draw_choice(struct html *w, const struct bulk *b)
{
	struct arena *a = w->out.mem;

	html_form(w, "get", "form many", b->here, NULL);
	draw_hidden(w, "_list", b->list);
	draw_hidden(w, b->all ? "_all" : "_rows", b->all ? "1" : rows_text(a, b, false));
	html(w, "<div class=\"field\"><label for=\"f-_do\">Việc làm cho cả %s dòng</label>"
	        "<select id=\"f-_do\" name=\"_do\">", text_grouped(a, b->n));
	draw_options(w, b, false, "Bước của thủ tục");
	draw_options(w, b, true, "Sửa một trường thành cùng một giá trị");
	html(w, "</select></div>\n");
	if (b->what && (b->step || b->field))
		draw_typed(w, b);
	html(w, "<div class=\"buttons\">");
	if (b->what)
		html(w, "<button class=\"button%s\" name=\"" BULK_TRY "\" value=\"1\">Xem trước từng dòng</button>"
		        "<button class=\"button plain\">Đổi việc</button>", b->nfine ? " plain" : "");
	else
		html(w, "<button class=\"button\">Tiếp tục</button>");
	html_link_as(w, "button plain", b->back, "Thôi");
	html(w, "</div></form>\n");
}

static void draw_row(struct html *w, const struct bulk *b, const struct bulk_row *row)
{
	bool fine = !row->faults || !row->faults->count;

	html(w, "<tr><td>");
	html_link(w, url(w->out.mem, "/r/%s/%lld", b->rec->name, (long long)row->id), row->title);
	html(w, "</td>");
	if (!b->tried) {
		html(w, "</tr>\n");
		return;
	}
	html(w, "<td data-label=\"Kết quả\"><span class=\"pill %s\">%s</span></td><td data-label=\"Vì sao\">",
	     !fine ? "late" : row->nbreaches ? "open" : "done",
	     !fine ? "Không làm được" : row->nbreaches ? "Làm, phải giải trình" : "Làm được");
	for (const struct err *e = fine ? NULL : row->faults->first; e; e = e->next) {
		html(w, "<p>%s", e->text);
		if (e->cite)
			html(w, " <cite>%s</cite>", e->cite);
		html(w, "</p>");
	}
	for (int i = 0; i < row->nbreaches; i++) {
		html(w, "<p>%s", row->breach[i].text);
		if (row->breach[i].cite)
			html(w, " <cite>%s</cite>", row->breach[i].cite);
		html(w, "</p>");
	}
	html(w, "</td></tr>\n");
}

static void draw_rows(struct html *w, const struct bulk *b)
{
	html(w, "<div class=\"wide\" tabindex=\"0\"><table class=\"sheet foreseen\"><thead><tr>"
	        "<th scope=\"col\">%s</th>",
	     b->rec->label);
	if (b->tried)
		html(w, "<th scope=\"col\">Kết quả</th><th scope=\"col\">Vì sao</th>");
	html(w, "</tr></thead>\n<tbody>\n");
	/* Those that need a look come first. */
	for (int pass = 0; pass < (b->tried ? 2 : 1); pass++)
		for (int i = 0; i < b->n; i++)
			if (!b->tried || (b->row[i].faults && b->row[i].faults->count) == !pass)
				draw_row(w, b, &b->row[i]);
	html(w, "</tbody></table></div>\n");
}

static void draw_send(struct html *w, const struct bulk *b)
{
	struct arena *a = w->out.mem;

	if (!b->tried)
		return;
	html(w, "<p class=\"asked\" role=\"status\"><strong>%s</strong> dòng làm được", text_grouped(a, b->nfine));
	if (b->nfine < b->n)
		html(w, ", <strong>%s</strong> dòng không làm được và để nguyên như cũ",
		     text_grouped(a, b->n - b->nfine));
	html(w, ".</p>\n");
	if (!b->nfine)
		return;
	html_form(w, "post", "form many", b->here, b->csrf);
	draw_hidden(w, "_list", b->list);
	draw_hidden(w, "_rows", rows_text(a, b, true));
	draw_hidden(w, "_do", b->what);
	draw_hidden(w, "_way", b->recording ? "record" : NULL);
	draw_hidden(w, "_reason", b->reason);
	for (int i = 0; i < b->nwidgets; i++)
		draw_hidden(w, b->widget[i].name, b->widget[i].text);
	html(w, "<div class=\"buttons\"><button class=\"button\">Ghi %s dòng trong một bút toán</button></div>"
	        "</form>\n", text_grouped(a, b->nfine));
}

static void draw(struct html *w, const void *data)
{
	const struct bulk *b = data;

	html(w, "<p class=\"trail\">");
	html_link(w, b->back.text ? b->back : url(w->out.mem, "/r/%s", b->rec->name), b->rec->plural);
	html(w, "</p><div class=\"head\"><h1>Làm cho nhiều dòng</h1><p class=\"count\"><strong>%s</strong> dòng "
	        "đã chọn%s</p></div>\n", text_grouped(w->out.mem, b->n), b->all ? " (mọi dòng của bộ lọc)" : "");
	draw_errs(w, b->faults);
	if (!b->n) {
		html(w, "<p>");
		html_link_as(w, "button", b->back.text ? b->back : url(w->out.mem, "/r/%s", b->rec->name),
		             "Về danh sách");
		html(w, "</p>\n");
		return;
	}
	draw_choice(w, b);
	draw_send(w, b);
	draw_rows(w, b);
}

/* ---- asked and sent ---- */

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct bulk *b = data;

	(void)ctx;
	*b = *req->bulk;
	about->title = arena_printf(ctx->mem, "Làm cho nhiều dòng: %s", b->rec->plural);
	about->section = b->rec->name;
	about->status = b->faults ? errs_status(b->faults) : 200;
	return true;
}

static const struct page bulk_page = { sizeof(struct bulk), load, draw };

struct reading { struct ctx *ctx; struct req *req; struct bulk *b; };

static bool read_bulk(void *arg)
{
	struct reading *r = arg;

	r->ctx->heads = NULL;
	return bulk_load(r->ctx, r->req, r->b);
}

/* A fault of the user's is shown with the rows; others end the page. */
static void show(struct ctx *ctx, struct req *req, struct bulk *b, struct reply *out)
{
	struct errs *told = NEW(ctx->mem, struct errs);
	enum err_kind worst = ctx->errs->count ? errs_worst(ctx->errs) : ERR_INPUT;

	if (!b->rec || worst >= ERR_BUSY || worst == ERR_MISSING || (worst == ERR_DENIED && !b->tried)) {
		page_errors(ctx, req, out);
		return;
	}
	*told = *ctx->errs;
	*ctx->errs = errs_new(ctx->mem);
	b->faults = told->count ? told : NULL;
	req->bulk = b;
	page_show(ctx, req, &bulk_page, out);
}

void bulk_ask(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct bulk *b = NEW(ctx->mem, struct bulk);
	struct reading reading = { ctx, req, b };

	if (db_txn(ctx->db, TXN_READ, read_bulk, &reading) && req_query(req, BULK_TRY) && b->what && !b->unsettled &&
	    !bulk_try(ctx, b) && !ctx->errs->count)
		err_add(ctx->errs, ERR_FAULT, "bulk: no reason given");
	show(ctx, req, b, out);
}

/* After a refusal the page tells of the rows anew: what is at fault may lie in them or in what others wrote since. */
void bulk_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct bulk *b = NEW(ctx->mem, struct bulk);
	struct reading reading = { ctx, req, b };
	int64_t entry;

	if (db_txn(ctx->db, TXN_READ, read_bulk, &reading) && !b->unsettled && (b->step || b->field) &&
	    bulk_do(ctx, b, &entry)) {
		struct url to = flash_done(ctx->mem, b->back, entry);

		reply_see(out, url_with(ctx->mem, to, "rows", arena_printf(ctx->mem, "%d", b->n)));
		return;
	}
	show(ctx, req, b, out);
}
