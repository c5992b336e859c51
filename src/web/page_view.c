/* One row: its fields, its way so far, what can be done next, and what stands
 * around it. */

#include <string.h>
#include "base/text.h"
#include "base/language.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/journal.h"
#include "model/reach.h"
#include "model/unit.h"
#include "web/entry.h"
#include "web/layout.h"
#include "web/life.h"
#include "web/pages.h"
#include "web/related.h"
#include "web/web.h"
#include "web/steps.h"

struct view_field { const char *label; struct sheet_cell cell; bool wide, paper; };

enum { CRUMBS_MAX = 8 };

struct view_act   { const char *label; struct url to; bool main; };

struct view_data {
	const struct record *rec;
	int64_t id;
	const char *title, *state, *state_class;
	struct ask ask;
	struct view_field *field; int nfields, hidden;
	struct steps steps;
	struct crumb *crumb; int ncrumbs;      /* units above it, the root first */
	const char *tab;                /* one of tabs */
	struct url here;
	struct view_act *act; int nacts;
	struct told_finding *finding; int nfindings;
	struct life life;
	struct relations around;
	const char *last, *stead;       /* who wrote this version, when; in whose place (NULL: in nobody's) */
	struct url history, undo, prints;       /* undo.text NULL: may not; prints.text NULL: no papers */
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
		if (finding_tells(d->rec, f))
			continue;
		if (f->kind == K_STATE) {
			d->state = cell.text;
			d->state_class = cell.class;
			continue;
		}
		PUSH(ctx->mem, d->field, d->nfields, (struct view_field){ f->label, cell, f->kind == K_NOTE,
		     f->kind == K_REF && !strcmp(f->of, "document") });
	}
	return true;
}

static bool load_row(struct ctx *ctx, struct view_data *d, struct listing *rows)
{
	struct list list = { .of = d->rec, .clock = d->ask.clock, .only = d->id, .columns = columns_of(ctx, d) };
	const char *title;

	if (!list_rows(ctx, &list, rows))
		return false;
	if (!rows->nlines)
		return err_add(ctx->errs, ERR_MISSING, "Không có %s số %lld trong phạm vi được xem, ở ngày và thời "
		               "điểm đã hỏi.",
		               d->rec->label, (long long)d->id);
	d->title = arena_printf(ctx->mem, "%s số %lld", d->rec->label, (long long)d->id);
	if (rows->ncolumns && d->rec->called) {
		if (!list_titles(ctx, d->rec, d->ask.clock, &d->id, 1, &title))
			return false;
		d->title = *title == '#' ? d->title : title;
	}
	return take_fields(ctx, d, rows);
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

/* A step that ends the act is no main thing to do. */
static void offer_steps(struct ctx *ctx, struct view_data *d)
{
	for (int i = 0; i < d->steps.nnext; i++) {
		const struct step_told *s = &d->steps.next[i];

		if (s->take.text)
			PUSH(ctx->mem, d->act, d->nacts, (struct view_act){ s->label, s->take, !s->ends });
	}
}

/* What was is only to be read: acts are offered on the row of now. */
static bool load_acts(struct ctx *ctx, struct view_data *d, const struct version *v)
{
	struct arena *a = ctx->mem;
	long long id = d->id;
	int64_t home;

	if (d->ask.clock.known || !v->cell || !access_owns(ctx, d->rec, v))
		return true;
	if (!access_home(ctx, d->rec, v, &home))
		return false;
	offer_steps(ctx, d);
	if (d->rec->system)
		return true;
	return (!d->rec->dated ||
	        offer(ctx, d, "change", "Thay đổi từ ngày…", url(a, "/r/%s/%lld/change", d->rec->name, id), home,
	              true)) &&
	       offer(ctx, d, "edit", d->rec->dated ? "Sửa điều ghi sai" : "Sửa",
	             url(a, "/r/%s/%lld/edit", d->rec->name, id), home, false) &&
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
	d->stead = entry_stead(ctx, past[0].command);
	if (journal_undo_offered(ctx, d->rec, &past[0]))
		d->undo = entry_undo(ctx->mem, past[0].v.entry, url(ctx->mem, "/r/%s/%lld", d->rec->name,
		                                                    (long long)d->id));
	return true;
}

/* ---- where it stands ---- */

/* The unit in which the row was on the day; else the one by whose rights it is read. 0: none. */
static int64_t place_of(const struct view_data *d, const struct listing *rows, int64_t home)
{
	if (d->rec->unit && !strcmp(d->rec->unit, "id"))
		return d->id;
	for (int c = 0; d->rec->unit && c < rows->ncolumns; c++)
		if (!strcmp(rows->column[c].path, d->rec->unit))
			return cell_int(rows->line[0].cell[c]);
	return home;
}

static bool load_crumbs(struct ctx *ctx, struct view_data *d, int64_t unit)
{
	const struct record *of = catalog_record(ctx->catalog, "unit");
	int64_t above[CRUMBS_MAX];
	bool may[CRUMBS_MAX];
	const struct tree *tree;
	int n = 0;

	if (!unit || !of || !access_may(ctx, of, "read"))
		return true;
	if (!tree_load(ctx, d->ask.clock, &tree))
		return false;
	for (int at = tree_find(tree, unit); at >= 0 && n < CRUMBS_MAX; at = tree->node[at].parent)
		if (of != d->rec || tree->node[at].id != d->id)
			above[n++] = tree->node[at].id;
	if (!reach_rows(ctx, of, d->ask.clock, above, n, may))
		return false;
	while (n--)
		if (may[n])
			PUSH(ctx->mem, d->crumb, d->ncrumbs, (struct crumb){
				unit_name(ctx, d->ask.clock, above[n]),
				ask_clocks(ctx->mem, url(ctx->mem, "/r/unit/%lld", (long long)above[n]), &d->ask) });
	return true;
}

/* ---- tabs ---- */

static const struct { const char *name, *label; } tabs[] = {
	{ "file", "Hồ sơ" }, { "life", "Quá trình" }, { "acts", "Liên quan" }, { "papers", "Văn bản" },
};

static const char *tab_asked(const struct req *req)
{
	const char *asked = req_query(req, "tab");

	for (size_t i = 0; asked && i < COUNTOF(tabs); i++)
		if (!strcmp(tabs[i].name, asked))
			return tabs[i].name;
	return tabs[0].name;
}

static bool on_tab(const struct view_data *d, const char *name)
{
	return !strcmp(d->tab, name);
}

/* Only what its tab shows. */
static bool load_tab(struct ctx *ctx, struct view_data *d, const struct version *v)
{
	if (on_tab(d, "life") || on_tab(d, "papers"))
		return life_load(ctx, d->rec, v, &d->ask, &d->life);
	if (on_tab(d, "acts"))
		return relations_load(ctx, d->rec, d->id, &d->ask, REL_POINTING, &d->around);
	return findings_load(ctx, d->rec, d->id, &d->ask, &d->finding, &d->nfindings) &&
	       relations_load(ctx, d->rec, d->id, &d->ask, REL_CHILD, &d->around);
}

static bool load_around(struct ctx *ctx, struct view_data *d, const struct version *v, const struct listing *rows)
{
	int64_t home = 0;

	if (v->cell && !access_home(ctx, d->rec, v, &home))
		return false;
	if (!steps_load(ctx, d->rec, v, d->id, home, &d->ask, &d->steps))
		return false;
	return load_crumbs(ctx, d, place_of(d, rows, home)) && load_acts(ctx, d, v) && load_last(ctx, d, v) &&
	       load_tab(ctx, d, v);
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct view_data *d = data;
	struct version v = { 0 };
	struct listing rows;

	*d = (struct view_data){ .tab = tab_asked(req), .rec = page_record(ctx, req) };
	if (!d->rec)
		return false;
	if (!req_id(req, "id", &d->id))
		return err_add(ctx->errs, ERR_MISSING, "Không có %s này.", d->rec->label);
	if (!ask_read(ctx, req, &d->ask) || !op_load(ctx, d->rec, d->id, &v))
		return false;
	if (!d->ask.on && v.cell)
		d->ask.clock.on = day_of(ctx, d->rec, &v);
	if (!load_row(ctx, d, &rows) || !load_around(ctx, d, &v, &rows))
		return false;
	if (req->web->face->prints && req->web->face->prints(d->rec))
		d->prints = url(ctx->mem, "/print/%s/%lld", d->rec->name, (long long)d->id);
	d->here = ask_clocks(ctx->mem, url(ctx->mem, "/r/%s/%lld", d->rec->name, (long long)d->id), &d->ask);
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
		html(w, "<div class=\"%s\"><dt>%s</dt><dd>", f->wide ? "wide" : "", f->label);
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

static void draw_head(struct html *w, const struct view_data *d)
{
	html(w, "<p class=\"trail\">");
	for (int i = 0; i < d->ncrumbs; i++) {
		html_link(w, d->crumb[i].to, d->crumb[i].name);
		html(w, " › ");
	}
	html_link(w, ask_clocks(w->out.mem, url(w->out.mem, "/r/%s", d->rec->name), &d->ask),
	          say_many(w->out.mem, d->rec->plural));
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
	if (d->stead)
		html(w, "nhập thay %s · ", d->stead);
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

static void draw_tabs(struct html *w, const struct view_data *d)
{
	html(w, "<nav class=\"tabs\" aria-label=\"Các phần của hồ sơ\">");
	for (size_t i = 0; i < COUNTOF(tabs); i++) {
		bool here = on_tab(d, tabs[i].name);

		html_link_as(w, here ? "tab here" : "tab",
		             url_with(w->out.mem, d->here, "tab", i ? tabs[i].name : NULL),
		             tabs[i].label);
	}
	html_link_as(w, "tab", d->history, "Nhật ký");
	html(w, "</nav>\n");
}

static void draw_paper(struct html *w, const char *day, const char *what, const struct sheet_cell *paper)
{
	html(w, "<li><span class=\"when\">%s</span><div>", day);
	if (paper->to.text)
		html_link(w, paper->to, paper->text);
	else
		html(w, "%s", paper->text);
	html(w, "<small>%s</small></div></li>\n", what);
}

/* Those that the row cites, then those of the acts about it. */
static void draw_papers(struct html *w, const struct view_data *d)
{
	int n = 0;

	html(w, "<ol class=\"life\">\n");
	for (int i = 0; i < d->nfields; i++)
		if (d->field[i].paper && *d->field[i].cell.text) {
			draw_paper(w, "", d->field[i].label, &d->field[i].cell);
			n++;
		}
	for (int i = 0; i < d->life.n; i++)
		if (d->life.line[i].paper) {
			struct sheet_cell paper = { d->life.line[i].paper, NULL, d->life.line[i].paper_to };

			draw_paper(w, d->life.line[i].when, d->life.line[i].label, &paper);
			n++;
		}
	html(w, "</ol>\n");
	if (!n)
		html(w, "<p class=\"none\">Chưa có văn bản nào được dẫn.</p>\n");
}

static void draw_file(struct html *w, const struct view_data *d)
{
	steps_draw(w, &d->steps);
	findings_draw(w, d->finding, d->nfindings);
	draw_fields(w, d);
	draw_blanks(w, d);
	draw_foot(w, d);
	draw_children(w, &d->around);
}

static void draw_acts(struct html *w, const struct view_data *d)
{
	if (!d->around.npointing)
		html(w, "<p class=\"none\">Không có hồ sơ nào khác dẫn tới hồ sơ này.</p>\n");
	for (int i = 0; i < d->around.npointing; i++)
		related_draw(w, &d->around.pointing[i]);
}

static void draw(struct html *w, const void *data)
{
	const struct view_data *d = data;

	draw_head(w, d);
	draw_tabs(w, d);
	if (on_tab(d, "life") && !d->life.n && !d->life.nadds)
		html(w, "<p class=\"none\">Chưa có việc nào.</p>\n");
	else if (on_tab(d, "life"))
		life_draw(w, &d->life);
	else if (on_tab(d, "papers"))
		draw_papers(w, d);
	else if (on_tab(d, "acts"))
		draw_acts(w, d);
	else
		draw_file(w, d);
}

const struct page view_page = { sizeof(struct view_data), load, draw, .kept = KEPT_OWN };
