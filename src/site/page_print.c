/* Where official papers and registers are asked for, and the files themselves.  A copy of a personal file is put on
 * record, numbered, before it is made. */

#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "site/template.h"
#include "web/ask.h"
#include "web/export.h"
#include "web/layout.h"
#include "web/pages.h"

enum { PURPOSE_MAX = 300 };

/* ---- the papers of a row ---- */

struct prints_data { const struct record *rec; int64_t id; struct url back; const char *title; };

static bool load_prints(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct prints_data *d = data;
	const char *title = "";

	*d = (struct prints_data){ .rec = page_record(ctx, req) };
	if (!d->rec)
		return false;
	if (!req_id(req, "id", &d->id) || !print_exists(d->rec))
		return err_add(ctx->errs, ERR_MISSING, "Không có giấy tờ nào để in từ đây.");
	if (!list_titles(ctx, d->rec, (struct clock){ ctx->today, 0 }, &d->id, 1, &title))
		return false;
	d->title = title;
	d->back = url(ctx->mem, "/r/%s/%lld", d->rec->name, (long long)d->id);
	about->title = "In giấy tờ";
	about->section = d->rec->name;
	return true;
}

static void draw_formats(struct html *w)
{
	html(w, "<label>Dạng tệp<select name=\"as\"><option value=\"pdf\">PDF</option>"
	        "<option value=\"docx\">Word</option></select></label>\n");
}

static void draw_print(struct html *w, const struct prints_data *d, const struct print *p)
{
	html(w, "<section class=\"card\"><h2>%s</h2>\n", p->title);
	html_form(w, "get", "ask", url(w->out.mem, "/export/print/%s/%lld", p->name, (long long)d->id), NULL);
	if (p->file)
		html(w, "<label class=\"where\">Mục đích<input name=\"purpose\" required maxlength=\"%d\"></label>\n",
		     PURPOSE_MAX);
	draw_formats(w);
	html(w, "<button>In</button></form>\n");
	if (p->file)
		html(w, "<p class=\"small\">Mỗi bản in được ghi vào sổ khai thác hồ sơ và mang số bản, người in, mục "
		        "đích.</p>\n");
	html(w, "</section>\n");
}

static void draw_prints(struct html *w, const void *data)
{
	const struct prints_data *d = data;

	html(w, "<p class=\"trail\">");
	html_link(w, d->back, d->title);
	html(w, "</p>\n<div class=\"head\"><h1>In giấy tờ</h1></div>\n");
	for (int i = 0; i < nprints; i++)
		if (!strcmp(prints[i].record, d->rec->name))
			draw_print(w, d, &prints[i]);
}

const struct page prints_page = { sizeof(struct prints_data), load_prints, draw_prints, .kept = KEPT_NOT };

/* ---- the registers of a year ---- */

struct registers_data { struct ask ask; const char *period; };

static bool load_registers(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct registers_data *d = data;

	*d = (struct registers_data){ .period = NULL };
	if (!ask_read(ctx, req, &d->ask))
		return false;
	d->period = d->ask.period ? d->ask.period : arena_printf(ctx->mem, "%d", ctx->today.ymd / 10000);
	about->title = "Sổ in hằng năm";
	about->section = "registers";
	about->known = d->ask.clock.known;
	return true;
}

static struct url register_url(struct html *w, const struct registers_data *d, const struct print_register *r,
                               const char *format)
{
	struct ask ask = d->ask;

	ask.period = d->period;
	return ask_url(w->out.mem, url(w->out.mem, "/export/register/%s/%s", r->name, format), &ask);
}

static void draw_registers(struct html *w, const void *data)
{
	const struct registers_data *d = data;

	html(w, "<div class=\"head\"><h1>Sổ in hằng năm</h1></div>\n");
	html_form(w, "get", "ask", url(w->out.mem, "/registers"), NULL);
	ask_draw(w, &d->ask);
	html(w, "<button>Xem</button></form>\n<div class=\"wide\" tabindex=\"0\"><table class=\"sheet\"><thead><tr>"
	        "<th scope=\"col\">Sổ (%s)</th><th scope=\"col\">Tệp</th></tr></thead><tbody>\n", d->period);
	for (int i = 0; i < nprint_registers; i++) {
		html(w, "<tr><td data-label=\"Sổ\">%s</td><td data-label=\"Tệp\">", print_registers[i].title);
		html_link(w, register_url(w, d, &print_registers[i], "pdf"), "PDF");
		html(w, " · ");
		html_link(w, register_url(w, d, &print_registers[i], "docx"), "Word");
		html(w, " · ");
		html_link(w, register_url(w, d, &print_registers[i], "xlsx"), "Excel");
		html(w, "</td></tr>\n");
	}
	html(w, "</tbody></table></div>\n");
}

const struct page registers_page = { sizeof(struct registers_data), load_registers, draw_registers, .kept = KEPT_NOT };

static const struct print_register *register_find(const char *name)
{
	for (int i = 0; i < nprint_registers; i++)
		if (!strcmp(print_registers[i].name, name))
			return &print_registers[i];
	return NULL;
}

/* A stock is asked on the last day of its year, or today. */
static bool make_register(struct ctx *ctx, struct req *req, struct export *out)
{
	const struct print_register *r = register_find(req_param(req, "register"));
	const struct record *rec = r ? catalog_record(ctx->catalog, r->record) : NULL;
	struct ask ask;

	if (!rec || !access_may(ctx, rec, "read"))
		return err_add(ctx->errs, ERR_MISSING, "Không có sổ này.");
	if (!ask_read(ctx, req, &ask))
		return false;
	if (!ask.when.from.ymd)
		return err_field(ctx->errs, "period", "Sổ in theo năm: hãy ghi kỳ, ví dụ 2022.");

	struct list list = { .of = rec, .clock = ask.clock, .period = ask.when, .under = ask.under,
	                     .columns = r->columns, .order = r->order };
	struct date last = period_last(ask.when);

	if (r->stock && !ask.on && last.ymd < ctx->today.ymd)
		list.clock.on = last;
	list.where = filter_ask(ctx, rec, r->where);
	if (!list.where || !export_list(ctx, &list, r->where, &out->paper))
		return false;

	struct block *b = (struct block *)(uintptr_t)out->paper.block;
	b[0].text = arena_printf(ctx->mem, "%s\n%s", text_upper(ctx->mem, r->title), period_show(ctx->mem, ask.when));
	out->paper.title = r->title;
	out->paper.wide = true;
	out->file = r->name;
	out->rec = rec;
	return true;
}

void register_export(struct ctx *ctx, struct req *req, struct reply *out)
{
	export_reply(ctx, req, make_register, out);
}

/* ---- a paper ---- */

struct copy { struct ctx *ctx; struct req *req; const struct print *print; const struct record *rec; int64_t id, no; };

/* The number of a copy is its place among those on record; taking it and writing it down are one transaction. */
static bool note_copy(void *arg)
{
	struct copy *c = arg;
	struct row row;

	if (!db_one(c->ctx->db, SQL("SELECT count(*) FROM main.access_log WHERE what = 'print' AND record = $1"
	                            " AND \"row\" = $2"), ARGS(V(c->rec->name), V(c->id)), &row))
		return false;
	c->no = row.cell[0].i + 1;
	return access_log(c->ctx, "print", c->rec, c->id, arena_printf(c->ctx->mem, "%s, bản %lld: %s", c->print->name,
	                  (long long)c->no, req_query(c->req, "purpose")));
}

static bool seen(void *arg)
{
	struct copy *c = arg;
	struct fill_words words;

	c->ctx->heads = NULL;
	return print_words(c->ctx, c->print, c->id, NULL, &words);
}

static bool find_print(struct ctx *ctx, struct req *req, struct copy *out)
{
	const struct print *p = print_find(req_param(req, "print"));

	*out = (struct copy){ .ctx = ctx, .req = req, .print = p,
	                      .rec = p ? catalog_record(ctx->catalog, p->record) : NULL };
	if (!out->rec || !access_may(ctx, out->rec, "read") || !req_id(req, "id", &out->id))
		return err_add(ctx->errs, ERR_MISSING, "Không có giấy tờ này.");
	return true;
}

static bool make_print(struct ctx *ctx, struct req *req, struct export *out)
{
	struct copy c;

	if (!find_print(ctx, req, &c))
		return false;
	out->file = c.print->name;
	return print_paper(ctx, c.print, c.id, c.print->file ? req_param(req, "copy") : NULL,
	                   req_query(req, "purpose"), &out->paper);
}

/* Beside those of the route, where no client can put one. */
static void add_param(struct req *req, const char *name, const char *text)
{
	struct pair *v = NEWN(req->mem, struct pair, req->param.n + 1);

	for (int i = 0; i < req->param.n; i++)
		v[i] = req->param.v[i];
	v[req->param.n] = (struct pair){ name, text };
	req->param = (struct pairs){ v, req->param.n + 1 };
}

/* That the row may be seen is known before a copy is counted. */
static bool count_copy(struct ctx *ctx, struct req *req)
{
	const char *purpose = req_query(req, "purpose");
	struct copy c;

	if (!find_print(ctx, req, &c))
		return false;
	if (!c.print->file)
		return true;
	if (!purpose || text_length(purpose) > PURPOSE_MAX)
		return err_field(ctx->errs, "purpose", "Bản in của hồ sơ đảng viên phải ghi mục đích (nhiều nhất %d "
		                 "chữ).", PURPOSE_MAX);
	if (!db_txn(ctx->db, TXN_READ, seen, &c) || !db_txn(ctx->db, TXN_WRITE, note_copy, &c))
		return false;
	add_param(req, "copy", arena_printf(req->mem, "%lld", (long long)c.no));
	return true;
}

/* In Word an office may have a template of its own. */
struct filling { struct ctx *ctx; struct req *req; FILE *file; };

static bool fill_kept(void *arg)
{
	struct filling *f = arg;
	struct print_copy copy = { req_param(f->req, "copy"), req_query(f->req, "purpose") };
	struct copy c;

	f->ctx->heads = NULL;
	if (f->file)                    /* a lost race begins anew */
		(void)fclose(f->file);
	f->file = NULL;
	return find_print(f->ctx, f->req, &c) &&
	       template_fill(f->ctx, c.print, c.id, c.print->file ? &copy : NULL, &f->file);
}

static void close_file(void *file)
{
	(void)fclose(file);
}

void print_export(struct ctx *ctx, struct req *req, struct reply *out)
{
	const char *as = req_query(req, "as");
	struct filling f = { ctx, req, NULL };

	if (!count_copy(ctx, req) ||
	    (as && !strcmp(as, format_docx.name) && !db_txn(ctx->db, TXN_READ, fill_kept, &f))) {
		page_errors(ctx, req, out);
		return;
	}
	if (!f.file) {
		export_reply(ctx, req, make_print, out);
		return;
	}
	arena_closer(req->mem, close_file, f.file);
	reply_file(out, format_docx.type, f.file);
	out->file = arena_printf(ctx->mem, "%s.docx", req_param(req, "print"));
}
