/* One row: its fields, its way so far, what can be done next, and what stands
 * around it. */

#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/journal.h"
#include "web/layout.h"
#include "web/life.h"
#include "web/pages.h"
#include "web/related.h"
#include "web/web.h"

struct view_field { const char *label; struct sheet_cell cell; bool wide; };
struct view_step  { const char *label, *day, *by; };
struct view_act   { const char *label; struct url to; bool main; };

struct view_data {
	const struct record *rec;
	int64_t id;
	const char *title, *state, *state_class;
	struct ask ask;
	struct view_field *field; int nfields, hidden;
	struct view_step *step; int nsteps;
	struct view_act *act; int nacts;
	struct told_finding *finding; int nfindings;
	struct life life;
	struct relations around;
	const char *last;               /* who wrote this version, when */
	struct url history, undo, prints;       /* undo.text NULL: may not; prints.text NULL: no papers */
	const char *done, *undone;      /* entry just written from here, by which one was just taken back; NULL: none */
	struct url undo_done;           /* takes back what was just done; text NULL: may not */
};

/* Without a day asked, the day on which the row is there: today, else the first or last of its days. */
static struct date day_of(struct ctx *ctx, const struct record *rec, const struct version *v)
{
	struct date from = { 0 }, until = { 0 };

	if (rec->dated) {
		from = version_date(v, record_field(rec, "valid_from"));
		until = version_date(v, record_field(rec, "valid_until"));
	} else if (rec->flow) {
		from = version_date(v, record_field(rec, "began_on"));
	} else if (rec->day) {
		from = version_date(v, record_field(rec, rec->day));
	}
	if (from.ymd > ctx->today.ymd)
		return from;
	if (until.ymd && until.ymd <= ctx->today.ymd)
		return date_add_days(until, -1);
	return ctx->today;
}

static const char *columns_of(struct ctx *ctx, struct view_data *d)
{
	struct buf b = buf_new(ctx->mem, 8000);

	for (int f = 0; f < d->rec->nfields; f++) {
		if (!access_field(ctx, d->rec, &d->rec->fields[f])) {
			d->hidden++;
			continue;
		}
		buf_printf(&b, "%s%s", b.n ? ", " : "", d->rec->fields[f].name);
	}
	return b.s;
}

static bool take_fields(struct ctx *ctx, struct view_data *d, const struct listing *rows)
{
	const struct line *line = &rows->line[0];

	for (int c = 0; c < rows->ncolumns; c++) {
		const struct field *f = rows->column[c].field;
		struct sheet_cell cell = sheet_value(ctx, d->rec, f, line->cell[c], line->title[c]);

		if (!sheet_links(ctx, f, &d->ask, &line->cell[c], 1, &cell, 1))
			return false;
		if (d->rec->title && !strcmp(f->name, d->rec->title) && *cell.text)
			d->title = cell.text;
		if (f->kind == K_STATE) {
			d->state = cell.text;
			d->state_class = cell.class;
			continue;
		}
		PUSH(ctx->mem, d->field, d->nfields, (struct view_field){ f->label, cell, f->kind == K_NOTE });
	}
	return true;
}

static bool load_row(struct ctx *ctx, struct view_data *d)
{
	struct list list = { .of = d->rec, .clock = d->ask.clock, .only = d->id, .columns = columns_of(ctx, d) };
	struct listing rows;

	if (!list_rows(ctx, &list, &rows))
		return false;
	if (!rows.nlines)
		return err_add(ctx->errs, ERR_MISSING, "Không có %s số %lld trong phạm vi được xem, ở ngày và thời "
		               "điểm đã hỏi.",
		               d->rec->label, (long long)d->id);
	d->title = arena_printf(ctx->mem, "%s số %lld", d->rec->label, (long long)d->id);
	return take_fields(ctx, d, &rows);
}

static bool load_steps(struct ctx *ctx, struct view_data *d)
{
	const struct record *done = catalog_record(ctx->catalog, "step_done");
	struct list list = { .of = done, .clock = d->ask.clock, .columns = "step, day, by_user", .order = "no" };
	struct listing rows;

	if (!d->rec->flow || !done || !access_reads(ctx, done, 1))
		return true;
	list.where = filter_parse(ctx, done, arena_printf(ctx->mem, "record = \"%s\" and row = %lld", d->rec->name,
	                                                  (long long)d->id));
	if (!list.where || !list_rows(ctx, &list, &rows))
		return false;
	for (int i = 0; i < rows.nlines; i++) {
		const struct line *l = &rows.line[i];
		const struct step *s = l->cell[0].type == T_TEXT ? flow_step(d->rec->flow, l->cell[0].text) : NULL;

		PUSH(ctx->mem, d->step, d->nsteps, (struct view_step){
			s ? s->label : "?", date_show(ctx->mem, cell_date(l->cell[1])), l->title[2] });
	}
	return true;
}

static bool offer(struct ctx *ctx, struct view_data *d, const char *action, const char *label, struct url to,
                  int64_t home, bool main)
{
	bool may;

	if (!access_may(ctx, d->rec, action))
		return true;
	if (home && !access_unit(ctx, d->rec, action, home, &may))
		return false;
	if (!home || may)
		PUSH(ctx->mem, d->act, d->nacts, (struct view_act){ label, to, main });
	return true;
}

static bool offer_steps(struct ctx *ctx, struct view_data *d, const struct version *v, int64_t home)
{
	const struct workflow *w = d->rec->flow;
	const char *state = w ? version_text(v, record_field(d->rec, "state")) : NULL;

	for (int i = 0; w && i < w->nsteps; i++) {
		const struct step *s = &w->steps[i];
		struct url to = url(ctx->mem, "/r/%s/%lld/step/%s", d->rec->name, (long long)d->id, s->name);

		if (s->from && state && step_from(s, state) && !offer(ctx, d, s->name, s->label, to, home, true))
			return false;
	}
	return true;
}

/* What was is only to be read: acts are offered on the row of now. */
static bool load_acts(struct ctx *ctx, struct view_data *d, const struct version *v)
{
	struct arena *a = ctx->mem;
	long long id = d->id;
	int64_t home;

	if (d->ask.clock.known || !v->cell)
		return true;
	if (!access_home(ctx, d->rec, v, &home) || !offer_steps(ctx, d, v, home))
		return false;
	if (d->rec->system)
		return true;
	return offer(ctx, d, "edit", "Sửa", url(a, "/r/%s/%lld/edit", d->rec->name, id), home, false) &&
	       (!d->rec->dated ||
	        offer(ctx, d, "change", "Thay đổi từ ngày…", url(a, "/r/%s/%lld/change", d->rec->name, id), home,
	              false)) &&
	       offer(ctx, d, "remove", "Xóa", url(a, "/r/%s/%lld/remove", d->rec->name, id), home, false);
}

static bool load_last(struct ctx *ctx, struct view_data *d, const struct version *v)
{
	struct past_version *past;
	int n;

	d->history = url(ctx->mem, "/r/%s/%lld/history", d->rec->name, (long long)d->id);
	if (d->ask.clock.known || !v->cell)
		return true;
	if (!journal_history(ctx, d->rec, d->id, &past, &n))
		return false;
	if (!n)
		return true;
	d->last = arena_printf(ctx->mem, "Bút toán %s, %s, %s", text_grouped(ctx->mem, past[0].v.entry),
	                       time_show(ctx->mem, past[0].at), past[0].user ? past[0].user : "hệ thống");
	if (access_may(ctx, d->rec, "undo"))
		d->undo = url(ctx->mem, "/undo/%lld?record=%s&row=%lld", (long long)past[0].v.entry, d->rec->name,
		              (long long)d->id);
	return true;
}

static bool load_around(struct ctx *ctx, struct view_data *d, const struct version *v)
{
	return load_steps(ctx, d) && load_acts(ctx, d, v) && load_last(ctx, d, v) &&
	       findings_load(ctx, d->rec, d->id, &d->ask, &d->finding, &d->nfindings) &&
	       life_load(ctx, d->rec, v, &d->ask, &d->life) &&
	       relations_load(ctx, d->rec, d->id, &d->ask, &d->around);
}

/* The address says it: a number and nothing else is repeated. */
static const char *entry_named(struct ctx *ctx, const struct req *req, const char *name)
{
	const char *text = req_query(req, name);
	int64_t entry;

	return text && text_int(text, &entry) && entry > 0 ? text_grouped(ctx->mem, entry) : NULL;
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct view_data *d = data;
	struct version v = { 0 };

	*d = (struct view_data){ .rec = page_record(ctx, req), .done = entry_named(ctx, req, "done"),
	                         .undone = entry_named(ctx, req, "undone") };
	if (!d->rec)
		return false;
	if (d->done && access_may(ctx, d->rec, "undo"))
		d->undo_done = url(ctx->mem, "/undo/%s?record=%s&row=%s", req_query(req, "done"), d->rec->name,
		                   req_param(req, "id"));
	if (!req_id(req, "id", &d->id))
		return err_add(ctx->errs, ERR_MISSING, "Không có %s này.", d->rec->label);
	if (!ask_read(ctx, req, &d->ask) || !op_load(ctx, d->rec, d->id, &v))
		return false;
	if (!d->ask.on && v.cell)
		d->ask.clock.on = day_of(ctx, d->rec, &v);
	if (!load_row(ctx, d) || !load_around(ctx, d, &v))
		return false;
	if (req->web->face->prints && req->web->face->prints(d->rec))
		d->prints = url(ctx->mem, "/print/%s/%lld", d->rec->name, (long long)d->id);
	about->title = d->title;
	about->section = d->rec->name;
	about->on = d->ask.clock.on;
	about->known = d->ask.clock.known;
	if (catalog_table(ctx->catalog, d->rec)->personal) {
		about->read_what = "read";
		about->read_rec = d->rec;
		about->read_row = d->id;
	}
	return true;
}

static void draw_fields(struct html *w, const struct view_data *d)
{
	html(w, "<dl class=\"card\">\n");
	for (int i = 0; i < d->nfields; i++) {
		const struct view_field *f = &d->field[i];

		if (!*f->cell.text)
			continue;
		html(w, "<div%s><dt>%s</dt><dd>", f->wide ? " class=\"wide\"" : "", f->label);
		if (f->cell.to.text)
			html_link(w, f->cell.to, f->cell.text);
		else
			html(w, "%s", f->cell.text);
		html(w, "</dd></div>\n");
	}
	html(w, "</dl>\n");
}

static void draw_blanks(struct html *w, const struct view_data *d)
{
	int n = 0;

	for (int i = 0; i < d->nfields; i++)
		n += !*d->field[i].cell.text;
	if (n) {
		html(w, "<details class=\"help\"><summary>%d trường chưa có nội dung</summary><ul class=\"fields\">",
		     n);
		for (int i = 0; i < d->nfields; i++)
			if (!*d->field[i].cell.text)
				html(w, "<li>%s</li>", d->field[i].label);
		html(w, "</ul></details>\n");
	}
	if (d->hidden)
		html(w, "<p class=\"small\">%d trường của hồ sơ ngoài phạm vi được xem của tài khoản này. Cần xem, xin "
		        "hỏi người quản trị hệ thống.</p>\n", d->hidden);
}

static void draw_steps(struct html *w, const struct view_data *d)
{
	if (!d->nsteps)
		return;
	html(w, "<ol class=\"way\" aria-label=\"Các bước đã qua\">");
	for (int i = 0; i < d->nsteps; i++) {
		html(w, "<li><strong>%s</strong> <time>%s</time>", d->step[i].label, d->step[i].day);
		if (d->step[i].by && *d->step[i].by)
			html(w, " <small>%s</small>", d->step[i].by);
		html(w, "</li>");
	}
	html(w, "</ol>\n");
}

static void draw_head(struct html *w, const struct view_data *d)
{
	html(w, "<p class=\"trail\">");
	html_link(w, ask_clocks(w->out.mem, url(w->out.mem, "/r/%s", d->rec->name), &d->ask), d->rec->plural);
	html(w, "</p>\n<div class=\"head\"><h1>%s</h1>", d->title);
	if (d->state)
		html(w, "<span class=\"%s\">%s</span>", d->state_class, d->state);
	html(w, "<div class=\"does\">");
	for (int i = 0; i < d->nacts; i++)
		html_link_as(w, d->act[i].main ? "button" : "button plain", d->act[i].to, d->act[i].label);
	html(w, "</div></div>\n");
}

static void draw_foot(struct html *w, const struct view_data *d)
{
	html(w, "<p class=\"last\">");
	if (d->last)
		html(w, "%s · ", d->last);
	html_link(w, d->history, "Lịch sử");
	if (d->prints.text) {
		html(w, " · ");
		html_link(w, d->prints, "In giấy tờ");
	}
	if (d->undo.text) {
		html(w, " · ");
		html_link(w, d->undo, "Hoàn tác bút toán này");
	}
	html(w, "</p>\n");
}

/* Children that have rows, and one line of what may be added to the empty ones. */
static void draw_children(struct html *w, const struct relations *around)
{
	bool some = false;

	for (int i = 0; i < around->nchildren; i++)
		if (around->child[i].sheet.nrows)
			related_draw(w, &around->child[i]);
	for (int i = 0; i < around->nchildren; i++) {
		const struct related *r = &around->child[i];

		if (r->sheet.nrows || !r->create.text)
			continue;
		if (!some)
			html(w, "<p class=\"adds\"><span>Thêm:</span> ");
		some = true;
		html_link_as(w, "button plain small", r->create, r->rec->label);
		html(w, " ");
	}
	if (some)
		html(w, "</p>\n");
}

static void draw_flash(struct html *w, const struct view_data *d)
{
	if (d->undone)
		html(w, "<p class=\"good\" role=\"status\">Đã hoàn tác bằng bút toán số %s.</p>\n", d->undone);
	if (!d->done)
		return;
	html(w, "<p class=\"good\" role=\"status\">Đã ghi, bút toán số %s.", d->done);
	if (d->undo_done.text) {
		html(w, " ");
		html_link(w, d->undo_done, "Hoàn tác");
	}
	html(w, "</p>\n");
}

static void draw(struct html *w, const void *data)
{
	const struct view_data *d = data;

	draw_head(w, d);
	draw_flash(w, d);
	findings_draw(w, d->finding, d->nfindings);
	draw_steps(w, d);
	draw_fields(w, d);
	draw_blanks(w, d);
	draw_foot(w, d);
	life_draw(w, &d->life);
	draw_children(w, &d->around);
	for (int i = 0; i < d->around.npointing; i++)
		related_draw(w, &d->around.pointing[i]);
}

const struct page view_page = { sizeof(struct view_data), load, draw, .kept = KEPT_TILL_ENTRY };
