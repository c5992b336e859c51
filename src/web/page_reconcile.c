/* The way into a reconciliation: the list as asked, the table that came, and what was reconciled before. */

#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/reconcile.h"
#include "web/import_page.h"
#include "web/layout.h"
#include "web/list_ask.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/session.h"

enum { BEFORE_SHOWN = 20, AGAINST_MAX = 200 };

/* ---- what was reconciled before ---- */

struct before { const char *code, *name, *unit, *day, *against, *counts; struct url to; };
struct befores { struct before *v; int n; };

static const char *number(struct ctx *ctx, struct value v)
{
	return text_grouped(ctx->mem, cell_int(v));
}

static const char *words(struct value v)
{
	return v.type == T_TEXT ? v.text : "";
}

/* of NULL: of every record type. */
static bool load_befores(struct ctx *ctx, const char *of, struct befores *out)
{
	struct list l = {
		.of = catalog_record(ctx->catalog, "reconcile"), .clock = { .on = ctx->today }, .count = BEFORE_SHOWN,
		.columns = "code, name, unit, held_on, against, same, differing, only_here, only_there",
	};
	struct listing rows;

	*out = (struct befores){ 0 };
	if (!access_may(ctx, l.of, "read"))
		return true;
	if (of && !(l.where = filter_parse(ctx, l.of, arena_printf(ctx->mem, "of = \"%s\"", of))))
		return false;
	if (!list_rows(ctx, &l, &rows))
		return false;
	for (int i = 0; i < rows.nlines; i++) {
		const struct value *c = rows.line[i].cell;
		const char *unit = rows.line[i].title[2];
		PUSH(ctx->mem, out->v, out->n, (struct before){
			words(c[0]), words(c[1]), unit, date_show(ctx->mem, cell_date(c[3])), words(c[4]),
			arena_printf(ctx->mem, "%s khớp, %s khác nhau, %s chỉ có ở đây, %s chỉ có ở bảng kia",
			             number(ctx, c[5]), number(ctx, c[6]), number(ctx, c[7]), number(ctx, c[8])),
			url(ctx->mem, "/reconcile/%lld", (long long)rows.line[i].id) });
	}
	return true;
}

static void draw_befores(struct html *w, const struct befores *b)
{
	if (!b->n)
		return;
	html(w, "<h2>Những lần đối chiếu</h2>\n<div class=\"wide\" tabindex=\"0\"><table class=\"sheet\"><thead><tr>"
	        "<th scope=\"col\">Số</th><th scope=\"col\">Danh sách</th><th scope=\"col\">Tổ chức</th>"
	        "<th scope=\"col\">Ngày</th><th scope=\"col\">Đối chiếu với</th><th scope=\"col\">Kết quả</th></tr>"
	        "</thead><tbody>\n");
	for (int i = 0; i < b->n; i++) {
		html(w, "<tr><td>");
		html_link(w, b->v[i].to, b->v[i].code);
		html(w, "</td><td data-label=\"Danh sách\">%s</td><td data-label=\"Tổ chức\">%s</td>"
		        "<td data-label=\"Ngày\" class=\"day\">%s</td><td data-label=\"Đối chiếu với\">%s</td>"
		        "<td data-label=\"Kết quả\">%s</td></tr>\n", b->v[i].name, b->v[i].unit, b->v[i].day,
		     b->v[i].against, b->v[i].counts);
	}
	html(w, "</tbody></table></div>\n");
}

bool reconcile_may(struct ctx *ctx, const struct record *rec)
{
	const struct record *head = catalog_record(ctx->catalog, "reconcile");

	return head && !rec->system && rec != head && rec != catalog_record(ctx->catalog, "reconcile_line") &&
	       access_may(ctx, rec, "read") && access_may(ctx, head, "create");
}

/* ---- of all types ---- */

struct all_data { struct befores before; struct { const char *plural; struct url to; } *type; int ntypes; };

static bool load_all(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct all_data *d = data;

	(void)req;
	*d = (struct all_data){ { 0 } };
	for (int i = 0; i < ctx->catalog->nrecords; i++) {
		const struct record *rec = ctx->catalog->record[i];

		if (!reconcile_may(ctx, rec))
			continue;
		d->type = arena_grow(ctx->mem, d->type, d->ntypes, sizeof *d->type);
		d->type[d->ntypes].plural = rec->plural;
		d->type[d->ntypes++].to = url(ctx->mem, "/r/%s/reconcile", rec->name);
	}
	about->title = "Đối chiếu";
	about->section = "reconciles";
	return load_befores(ctx, NULL, &d->before);
}

static void draw_all(struct html *w, const void *data)
{
	const struct all_data *d = data;

	html(w, "<div class=\"head\"><h1>Đối chiếu</h1></div>\n<p>Đặt một danh sách ở đây bên bảng của nơi khác (CSDL "
	        "của Trung ương, của cấp dưới): chỉ có ở đây, chỉ có ở bảng kia, khác nhau ở mục nào; giải quyết từng "
	        "dòng rồi in biên bản.</p>\n");
	draw_befores(w, &d->before);
	if (!d->before.n)
		html(w, "<p class=\"none\">Chưa có lần đối chiếu nào.</p>\n");
	if (!d->ntypes)
		return;
	html(w, "<h2>Đối chiếu danh sách nào?</h2>\n<ul class=\"types\">");
	for (int i = 0; i < d->ntypes; i++) {
		html(w, "<li>");
		html_link(w, d->type[i].to, d->type[i].plural);
		html(w, "</li>");
	}
	html(w, "</ul>\n");
}

const struct page reconciles_page = { sizeof(struct all_data), load_all, draw_all, .kept = KEPT_TILL_ENTRY };

/* ---- of one ---- */

struct start_data {
	struct list_ask l;
	int64_t total;
	const char *csrf, *against, *most, *sheet, *heading, *map;
	const struct errs *faults;
	struct befores before;
};

static const char *typed(const struct req *req, const char *name)
{
	const char *s = req_form(req, name);

	return s ? s : "";
}

static bool load_start(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct start_data *d = data;
	const struct record *rec = page_record(ctx, req);

	*d = (struct start_data){
		.csrf = req->session->csrf, .faults = req->faults, .against = typed(req, "against"),
		.sheet = typed(req, "sheet"), .heading = typed(req, "heading"), .map = typed(req, "map"),
	};
	if (!rec)
		return false;
	if (!reconcile_may(ctx, rec))
		return err_add(ctx->errs, ERR_DENIED, "Bạn không có quyền đối chiếu danh sách này.");
	if (!list_ask_read(ctx, req, rec, &d->l) || !list_count(ctx, &d->l.list, &d->total) ||
	    !load_befores(ctx, rec->name, &d->before))
		return false;
	d->most = text_grouped(ctx->mem, req->upload_max >> 20);
	about->title = arena_printf(ctx->mem, "Đối chiếu: %s", rec->plural);
	about->section = rec->name;
	about->on = ask_told(&d->l.ask).on;
	about->known = d->l.ask.clock.known;
	about->status = !d->faults ? 200 : req->upload && req->upload->too_long ? 413 : errs_status(d->faults);
	return true;
}

static void draw_options(struct html *w, const struct start_data *d)
{
	html(w, "<details class=\"help\"%s><summary>Chỉ ra trang, dòng tiêu đề, cột (khi đoán sai)</summary>\n",
	     *d->sheet || *d->heading || *d->map ? " open" : "");
	html(w, "<div class=\"field\"><label for=\"f-sheet\">Trang tính</label><input id=\"f-sheet\" name=\"sheet\" "
	        "value=\"%s\" maxlength=\"100\"></div>\n", d->sheet);
	html(w, "<div class=\"field\"><label for=\"f-heading\">Dòng tiêu đề</label><input id=\"f-heading\" "
	        "name=\"heading\" inputmode=\"numeric\" value=\"%s\" maxlength=\"7\"></div>\n", d->heading);
	html(w, "<div class=\"field\"><label for=\"f-map\">Cột</label><textarea id=\"f-map\" name=\"map\" rows=\"3\" "
	        "aria-describedby=\"f-map-help\">%s</textarea><div class=\"help\" id=\"f-map-help\">Mỗi dòng một cột: "
	        "<code>Số CC = person.citizen_id</code>; bỏ trống sau dấu bằng thì không so cột ấy.</div></div>\n"
	        "</details>\n", d->map);
}

static void draw_list(struct html *w, const struct start_data *d)
{
	struct arena *a = w->out.mem;
	const struct clock clock = d->l.ask.clock;

	html(w, "<li><h2>Danh sách ở đây</h2><p><strong>%s</strong> dòng%s%s, ngày %s%s%s.", text_grouped(a, d->total),
	     d->l.ask.under_title ? " của " : "", d->l.ask.under_title, date_show(a, clock.on),
	     d->l.text && *d->l.text ? ", điều kiện: " : "", d->l.text);
	if (clock.known)
		html(w, " Như đã biết ở bút toán số %s.", text_grouped(a, clock.known));
	html(w, "</p><p>");
	html_link(w, list_ask_url(a, url(a, "/r/%s", d->l.rec->name), &d->l, ""), "Chọn tổ chức, ngày, điều kiện khác");
	html(w, "</p></li>\n");
}

static void draw_start(struct html *w, const void *data)
{
	const struct start_data *d = data;
	struct arena *a = w->out.mem;
	const struct record *rec = d->l.rec;

	html(w, "<p class=\"trail\">");
	html_link(w, list_ask_url(a, url(a, "/r/%s", rec->name), &d->l, ""), rec->plural);
	html(w, "</p>\n<div class=\"head\"><h1>Đối chiếu: %s</h1></div>\n", rec->plural);
	draw_errs(w, d->faults);
	html(w, "<ol class=\"stages\">\n");
	draw_list(w, d);
	html(w, "<li><h2>Bảng của bên kia</h2>\n");
	html_form_file(w, "form upload", list_ask_url(a, url(a, "/r/%s/reconcile", rec->name), &d->l, ""), d->csrf);
	html(w, "<div class=\"field\"><label for=\"f-against\">Đối chiếu với</label><input class=\"long\" "
	        "id=\"f-against\" name=\"against\" value=\"%s\" maxlength=\"%d\" "
	        "placeholder=\"CSDL đảng viên của Trung ương\"></div>\n",
	     d->against, AGAINST_MAX);
	html(w, "<div class=\"field drop\"><label for=\"f-file\">Tệp .xlsx hoặc .csv <span "
	        "class=\"must\">*</span></label>"
	        "<input type=\"file\" id=\"f-file\" name=\"file\" required aria-describedby=\"f-file-help\" "
	        "accept=\".xlsx,.csv,.txt,text/csv,"
	        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\">"
	        "<div class=\"help\" id=\"f-file-help\">Chọn tệp, hoặc kéo thả vào ô này. Nhiều nhất %s "
	        "MB.</div></div>\n",
	     d->most);
	draw_options(w, d);
	html(w, "<div class=\"buttons\"><button class=\"button\">Đối chiếu</button></div></form></li>\n"
	        "<li><h2>Giải quyết từng dòng</h2><p>Dòng được ghép theo số (thẻ, căn cước…), rồi theo họ tên và ngày "
	        "sinh. Hồ sơ không bị sửa: mỗi chỗ khác nhau được giải quyết riêng, rồi in biên "
	        "bản.</p></li>\n</ol>\n");
	draw_befores(w, &d->before);
}

const struct page reconcile_page = { sizeof(struct start_data), load_start, draw_start };

/* ---- the table that came ---- */

struct coming {
	struct ctx *ctx;
	struct req *req;
	struct import_options o;
	struct book book;
	struct list_ask l;
	struct reconcile made;
	int64_t id;
};

static bool read_options(struct coming *c)
{
	const char *heading = req_form(c->req, "heading"), *map = req_form(c->req, "map");
	const char *sheet = typed(c->req, "sheet");
	const char **maps = NULL;
	int64_t line = 0;

	if (heading && *heading && (!text_int(heading, &line) || line < 1 || line > BOOK_ROWS_MAX))
		return err_field(c->ctx->errs, "heading", "Dòng tiêu đề là số của một dòng.");
	c->o = (struct import_options){ .sheet = *sheet ? sheet : NULL, .heading = (int)line };
	while (map && *map) {
		size_t n = strcspn(map, "\n"), equals = strcspn(map, "=\n");
		if (n && equals == n)
			return err_field(c->ctx->errs, "map", "Mỗi dòng viết: tên cột = tên trường.");
		if (n)
			PUSH(c->ctx->mem, maps, c->o.nmap, arena_printf(c->ctx->mem, "%s=%s",
			     text_clean(c->ctx->mem, arena_textn(c->ctx->mem, map, equals), false),
			     text_clean(c->ctx->mem, arena_textn(c->ctx->mem, map + equals + 1, n - equals - 1),
			        false)));
		map += n + (map[n] == '\n');
	}
	c->o.map = maps;
	return true;
}

static bool read_table(struct coming *c)
{
	struct upload *u = c->req->upload;
	char path[40];

	if (!u || strcmp(u->field, "file") != 0)
		return err_field(c->ctx->errs, "file", "Chưa chọn tệp.");
	if (u->too_long)
		return err_field(c->ctx->errs, "file", "“%s” dài hơn %lld MB, giới hạn của hệ thống.", u->name,
		                 (long long)(c->req->upload_max >> 20));
	if (!u->size)
		return err_field(c->ctx->errs, "file", "“%s” là tệp rỗng.", u->name);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(u->file));
	return book_read(c->ctx->mem, path, u->name, &c->book, c->ctx->errs);
}

static bool make(void *arg)
{
	struct coming *c = arg;
	const struct record *rec = page_record(c->ctx, c->req);

	if (!rec)
		return false;
	if (!reconcile_may(c->ctx, rec))
		return err_add(c->ctx->errs, ERR_DENIED, "Bạn không có quyền đối chiếu danh sách này.");
	c->ctx->heads = NULL;
	return list_ask_read(c->ctx, c->req, rec, &c->l) &&
	       reconcile_make(c->ctx, &c->l.list, c->req->upload->name, &c->book, &c->o, &c->made);
}

static bool note_read(void *arg)
{
	struct coming *c = arg;

	return access_log(c->ctx, "reconcile", c->l.rec, 0, c->req->target);
}

void reconcile_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct coming c = { .ctx = ctx, .req = req };

	if (read_options(&c) && read_table(&c) && db_txn(ctx->db, TXN_READ, make, &c) &&
	    db_txn(ctx->db, TXN_WRITE, note_read, &c)) {
		ctx->heads = NULL;
		if (reconcile_keep(ctx, &c.made, typed(req, "against"), c.l.text, &c.id)) {
			reply_see(out, url(ctx->mem, "/reconcile/%lld", (long long)c.id));
			return;
		}
	}
	import_again(ctx, req, &reconcile_page, out);
}
