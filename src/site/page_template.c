/* The Word files that an office uses in place of the program's papers: which, by whom, since when; another one. */

#include <string.h>

#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "site/pages.h"
#include "site/template.h"
#include "web/export.h"
#include "web/import_page.h"
#include "web/layout.h"
#include "web/parts.h"
#include "web/session.h"

struct used { const struct print *print; const char *file, *by, *at, *size; struct url history; bool own; };
struct templates_data { struct used *v; int n; bool may; const char *csrf, *most, *done; const struct errs *faults; };

static const struct record *record_of(struct ctx *ctx)
{
	return catalog_record(ctx->catalog, "print_template");
}

/* Whoever may not read what a paper is about has no use for its template either. */
static bool shown_to(struct ctx *ctx, const struct print *p)
{
	bool may = access_may(ctx, catalog_record(ctx->catalog, p->record), "read");

	for (int i = 0; i < p->nparts && may; i++)
		may = !p->part[i].rows || access_may(ctx, catalog_record(ctx->catalog, p->part[i].rows), "read");
	return may;
}

/* Who put it in use, by the entry that did. */
static bool load_who(struct ctx *ctx, int64_t entry, struct used *out)
{
	struct row row;

	if (!db_one(ctx->db, SQL("SELECT j.at, u.name FROM main.journal j LEFT JOIN main.\"user\" u ON u.id = "
	        "j.\"user\" "
	                         "WHERE j.entry = $1"), ARGS(V(entry)), &row))
		return false;
	out->at = row.n ? time_show(ctx->mem, cell_int(row.cell[0])) : "";
	out->by = row.n && row.cell[1].type == T_TEXT ? row.cell[1].text : "";
	return true;
}

static bool load_used(struct ctx *ctx, const struct print *p, struct used *out)
{
	struct template t;

	*out = (struct used){ .print = p, .file = "", .by = "", .at = "", .size = "" };
	if (!template_kept(ctx, p, &t))
		return false;
	if (!t.row)
		return true;
	out->own = true;
	out->file = t.file;
	out->size = arena_printf(ctx->mem, "%s KB", text_grouped(ctx->mem, (int64_t)(t.n + 1023) / 1024));
	out->history = url(ctx->mem, "/r/print_template/%lld/history", (long long)t.row);
	return load_who(ctx, t.entry, out);
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct templates_data *d = data;

	*d = (struct templates_data){ .csrf = req->session->csrf, .faults = req->faults, .done = req_query(req, "done"),
	                              .may = access_may(ctx, record_of(ctx), "edit") };
	if (!access_may(ctx, record_of(ctx), "read"))
		return err_add(ctx->errs, ERR_DENIED, "Bạn không có quyền xem mẫu Word.");
	d->v = NEWN(ctx->mem, struct used, nprints);
	for (int i = 0; i < nprints; i++)
		if (shown_to(ctx, &prints[i]) && !load_used(ctx, &prints[i], &d->v[d->n++]))
			return false;
	d->most = text_grouped(ctx->mem, TEMPLATE_MAX >> 20);
	about->title = "Mẫu Word";
	about->section = "templates";
	about->status = d->faults ? errs_status(d->faults) : 0;
	return true;
}

static void draw_used(struct html *w, const struct templates_data *d, const struct used *u)
{
	struct arena *a = w->out.mem;

	html(w, "<section class=\"card\"><h2>%s</h2>\n", u->print->title);
	if (u->own) {
		html(w, "<p><span class=\"pill done\">mẫu của cơ quan</span> <strong>%s</strong> (%s), %s đưa vào "
		        "dùng lúc %s. ",
		     u->file, u->size, u->by, u->at);
		html_link(w, u->history, "Lịch sử");
		html(w, "</p>\n");
	} else {
		html(w, "<p><span class=\"pill\">mẫu của chương trình</span></p>\n");
	}
	html(w, "<p>");
	html_link_as(w, "button plain small", url(a, "/templates/%s/file", u->print->name), "Tải mẫu đang dùng (Word)");
	html(w, "</p>\n");
	if (!d->may) {
		html(w, "</section>\n");
		return;
	}
	html_form_file(w, "ask", url(a, "/templates/%s", u->print->name), d->csrf);
	html(w, "<label class=\"where\">Mẫu mới (.docx)<input type=\"file\" name=\"file\" required accept=\".docx,"
	        "application/vnd.openxmlformats-officedocument.wordprocessingml.document\"></label>\n"
	        "<button>Kiểm tra và dùng mẫu này</button></form>\n");
	if (u->own) {
		html_form(w, "post", "revoke", url(a, "/templates/%s", u->print->name), d->csrf);
		html(w, "<input type=\"hidden\" name=\"forget\" value=\"1\"><button class=\"button plain small\">"
		        "Dùng lại mẫu của chương trình</button></form>\n");
	}
	html(w, "</section>\n");
}

static void draw(struct html *w, const void *data)
{
	const struct templates_data *d = data;

	html(w, "<div class=\"head\"><h1>Mẫu Word</h1></div>\n<p>Tải mẫu đang dùng về, sửa chữ và cách trình bày trong "
	        "Word, giữ các chỗ <code>{{tên}}</code> và các vòng <code>{{#bảng}}</code> … "
	        "<code>{{/bảng}}</code>, rồi "
	        "đưa lên. Mẫu được kiểm tra trước khi dùng; từ đó mọi bản in Word của giấy ấy theo mẫu này. "
	        "Nhiều nhất %s MB.</p>\n", d->most);
	if (d->done)
		html(w, "<p class=\"good\" role=\"status\">Đã đổi mẫu.</p>\n");
	draw_errs(w, d->faults);
	for (int i = 0; i < d->n; i++)
		draw_used(w, d, &d->v[i]);
}

const struct page templates_page = { sizeof(struct templates_data), load, draw };

/* ---- another one ---- */

struct changing {
	struct ctx *ctx;
	struct req *req;
	const struct print *print;
	struct template now;
	const char *bytes; size_t n;    /* NULL: the program's own is asked for */
};

static bool find(struct changing *c)
{
	c->print = print_find(req_param(c->req, "print"));
	if (!c->print || !shown_to(c->ctx, c->print))
		return err_add(c->ctx->errs, ERR_MISSING, "Không có giấy tờ này.");
	return access_may(c->ctx, record_of(c->ctx), "read") ||
	       err_add(c->ctx->errs, ERR_DENIED, "Bạn không có quyền xem mẫu Word.");
}

static bool read_bytes(struct changing *c)
{
	struct upload *u = c->req->upload;

	if (!u || strcmp(u->field, "file") != 0 || !u->size)
		return err_add(c->ctx->errs, ERR_INPUT, "Chưa chọn tệp Word.");
	if (u->too_long || u->size > TEMPLATE_MAX)
		return err_add(c->ctx->errs, ERR_INPUT, "“%s” dài hơn %d MB.", u->name, TEMPLATE_MAX >> 20);
	char *bytes = NEWN(c->ctx->mem, char, u->size + 1);
	rewind(u->file);
	c->n = fread(bytes, 1, (size_t)u->size, u->file);
	c->bytes = bytes;
	return c->n == (size_t)u->size || err_add(c->ctx->errs, ERR_FAULT, "Không đọc lại được tệp đã gửi.");
}

static bool check(void *arg)
{
	struct changing *c = arg;

	c->ctx->heads = NULL;
	return template_kept(c->ctx, c->print, &c->now) &&
	       (!c->bytes || template_check(c->ctx, c->print, c->bytes, c->n));
}

static bool change(struct changing *c)
{
	bool forget = req_form(c->req, "forget") != NULL;

	if (!find(c))
		return false;
	if (!access_may(c->ctx, record_of(c->ctx), "edit"))
		return err_add(c->ctx->errs, ERR_DENIED, "Bạn không có quyền đổi mẫu Word.");
	if ((!forget && !read_bytes(c)) || !db_txn(c->ctx->db, TXN_READ, check, c))
		return false;
	if (forget)
		return !c->now.row || template_forget(c->ctx, &c->now);
	return template_use(c->ctx, c->print, &c->now, c->req->upload->name, c->bytes, c->n, NULL);
}

void template_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct changing c = { .ctx = ctx, .req = req };

	if (change(&c))
		reply_see(out, (struct url){ "/templates?done=1" });
	else
		import_again(ctx, req, &templates_page, out);
}

/* ---- the one in use, to be edited ---- */

struct fetching { struct changing c; FILE *file; };

static bool fetch(void *arg)
{
	struct fetching *f = arg;
	struct paper paper;

	f->c.ctx->heads = NULL;
	rewind(f->file);
	if (!find(&f->c) || !template_kept(f->c.ctx, f->c.print, &f->c.now))
		return false;
	if (f->c.now.row)
		return fwrite(f->c.now.bytes, 1, f->c.now.n, f->file) == f->c.now.n ||
		       err_add(f->c.ctx->errs, ERR_FAULT, "Không ghi được tệp tạm.");
	return print_blank(f->c.ctx, f->c.print, &paper) && format_docx.write(&paper, f->file, f->c.ctx->errs);
}

static void close_file(void *file)
{
	(void)fclose(file);
}

void template_file_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct fetching f = { .c = { .ctx = ctx, .req = req }, .file = scratch_open(ctx->errs) };

	if (f.file)
		arena_closer(req->mem, close_file, f.file);
	if (!f.file || !db_txn(ctx->db, TXN_READ, fetch, &f)) {
		page_errors(ctx, req, out);
		return;
	}
	reply_file(out, format_docx.type, f.file);
	out->file = arena_printf(ctx->mem, "%s.docx", req_param(req, "print"));
}
