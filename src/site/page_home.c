/* The first page: what waits by role (dashboard.h), the year's main figures, what is new, and the lines of work. */

#include <string.h>
#include "base/text.h"
#include "base/language.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/list.h"
#include "model/report.h"
#include "model/workflow.h"
#include "site/dashboard.h"
#include "site/face.h"
#include "site/page_question.h"
#include "site/pages.h"
#include "web/changes.h"
#include "web/layout.h"
#include "web/seen.h"

struct home_tile { const char *label, *value, *unit, *percent, *last, *change; struct answer answer; struct url to; };
struct home_wait {
	const char *label, *state, *count;
	bool mine;                      /* this user may take a step of it */
	struct url to;
};
struct home_link { const char *label; struct url to; };
struct home_group { const char *label; struct home_link *link; int n; };
struct home_data {
	const char *period, *day;
	struct home_tile *tile; int ntiles;
	struct home_wait *wait; int nwaits, nmine;
	bool follows;                   /* may see how far any act has come */
	struct home_link *begin; int nbegins;           /* acts that this user may begin */
	struct dashboard board;
	const char *moment;             /* of the last visit; NULL: not told */
	struct url changed;             /* the report since then */
	struct home_group *group; int ngroups;
	struct url report;
	bool badges;                    /* the forecast is offered */
};

static struct home_tile make_tile(struct arena *a, const struct report_row *row, const struct ask *ask)
{
	const struct answer *x = &row->answer;
	bool share = x->amount && !strcmp(x->amount, "share");

	return (struct home_tile){
		.label = row->label, .value = amount_show(a, x), .unit = share ? "" : row->unit,
		.percent = percent_show(a, x), .answer = *x,
		.last = x->has_last ? number_show(a, x->last_year, share) : NULL, .change = change_show(a, x),
		.to = figure_url(a, "figure", row->code, ask, NULL, row->asked, NULL),
	};
}

static void take_tiles(struct ctx *ctx, const struct report *report, const struct ask *ask, struct home_data *d)
{
	const char *figure[DASHBOARD_FIGURES];
	int n = dashboard_figures(&d->board, figure);

	for (int h = 0; h < n; h++)
		for (int i = 0; i < report->nrows; i++)
			if (!strcmp(report->row[i].code, figure[h]) && report->row[i].answer.has)
				PUSH(ctx->mem, d->tile, d->ntiles, make_tile(ctx->mem, &report->row[i], ask));
}

/* Whoever may read no figure, and a new installation without a form, still has a first page. */
static bool load_tiles(struct ctx *ctx, struct req *req, struct home_data *d)
{
	struct ask ask;
	struct question q;
	struct report report;
	const char *figure[DASHBOARD_FIGURES], *note;

	d->report = (struct url){ "/report/annual" };
	if (!dashboard_figures(&d->board, figure))
		return true;
	if (question_read(ctx, req, &ask, &q, &note) && report_make(ctx, "annual", q, &report)) {
		d->period = period_show(ctx->mem, q.period);
		take_tiles(ctx, &report, &ask, d);
		return true;
	}
	if (!ctx->errs->count || errs_worst(ctx->errs) >= ERR_CONFLICT)
		return false;
	errs_clear(ctx->errs);
	return true;
}

static void add_wait(struct ctx *ctx, const struct record *rec, const char *state, int64_t n, struct home_data *d)
{
	const struct state *s = flow_state(rec->flow, state);
	struct home_wait wait = { .label = say_many(ctx->mem, rec->plural), .count = text_grouped(ctx->mem, n) };

	if (!s || !s->open || !n)
		return;
	wait.state = s->label;
	wait.mine = access_may_leave(ctx, rec, state);
	wait.to = url_with(ctx->mem, url(ctx->mem, "/r/%s", rec->name), "where",
	                   arena_printf(ctx->mem, "state = %s", state));
	d->nmine += wait.mine;
	PUSH(ctx->mem, d->wait, d->nwaits, wait);
}

static bool load_wait(struct ctx *ctx, const struct record *rec, struct home_data *d)
{
	struct list list = { .of = rec, .clock = { .on = ctx->today } };
	const struct measure rows = { .amount = A_ROWS };
	int state = record_field(rec, "state");
	struct tally tally;

	if (state < 0 || !access_field(ctx, rec, &rec->fields[state]))
		return true;
	d->follows = true;
	if (!list_measure(ctx, &list, &rows, 1, "state", &tally))
		return false;
	for (int i = 0; i < tally.n; i++)
		if (tally.key[i])
			add_wait(ctx, rec, tally.key[i], tally.value[i], d);
	return true;
}

static bool load_waits(struct ctx *ctx, struct home_data *d)
{
	for (int i = 0; i < ctx->catalog->nrecords; i++) {
		const struct record *rec = ctx->catalog->record[i];

		/* Findings have a tile of their own. */
		if (!rec->flow || !strcmp(rec->name, "finding") || !access_may(ctx, rec, "read"))
			continue;
		if (!load_wait(ctx, rec, d))
			return false;
		if (!rec->system && access_may(ctx, rec, "create"))
			PUSH(ctx->mem, d->begin, d->nbegins,
			     (struct home_link){ rec->label, url(ctx->mem, "/r/%s/new", rec->name) });
	}
	return true;
}

static void load_groups(struct ctx *ctx, struct home_data *d)
{
	for (int g = 0; g < site_face.ngroups; g++) {
		struct home_group group = { .label = say_many(ctx->mem, site_face.group[g].label) };

		for (int i = 0; i < site_face.group[g].n; i++) {
			const struct record *rec = catalog_record(ctx->catalog, site_face.group[g].record[i]);

			if (rec && access_may(ctx, rec, "read"))
				PUSH(ctx->mem, group.link, group.n,
				     (struct home_link){ say_many(ctx->mem, rec->plural),
				                         url(ctx->mem, "/r/%s", rec->name) });
		}
		if (group.n)
			PUSH(ctx->mem, d->group, d->ngroups, group);
	}
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct home_data *d = data;
	const struct record *badge;
	struct since seen = { 0 };
	const char *last;

	*d = (struct home_data){ .day = date_show(ctx->mem, ctx->today) };
	about->title = "Trang đầu";
	about->section = "home";
	if (!seen_find(ctx, req, &last) || (last && !since_parse(ctx, last, &seen)) ||
	    !dashboard_load(ctx, seen.entry, &d->board) || !load_tiles(ctx, req, d) || !load_waits(ctx, d))
		return false;
	if (last) {
		d->moment = since_told(ctx->mem, seen);
		d->changed = url_with(ctx->mem, d->report, "since", last);
	}
	load_groups(ctx, d);
	badge = catalog_record(ctx->catalog, "badge");
	d->badges = badge && access_reads(ctx, badge, 1);
	return true;
}

static void draw_tiles(struct html *w, const struct home_data *d)
{
	if (!d->ntiles)
		return;
	html(w, "<section><div class=\"head\"><h2>%s</h2><div class=\"does\">", d->period);
	if (d->badges)
		html_link_as(w, "button plain", (struct url){ "/badges" }, "Dự kiến Huy hiệu Đảng");
	html_link_as(w, "button", d->report, "Báo cáo năm");
	html(w, "</div></div>\n<div class=\"tiles\">\n");
	for (int i = 0; i < d->ntiles; i++) {
		const struct home_tile *t = &d->tile[i];

		html(w, "<div class=\"tile%s\"><span>%s</span><strong>", i ? "" : " main", t->label);
		html_link(w, t->to, t->value);
		html(w, "</strong><small>%s</small>", t->unit);
		if (t->last)
			html(w, "<small>cùng kỳ %s (%s)</small>", t->last, *t->change ? t->change : "0");
		if (t->percent)
			html(w, "<small>đạt %s chỉ tiêu giao</small>", t->percent);
		compare_draw(w, &t->answer);
		html(w, "</div>\n");
	}
	html(w, "</div></section>\n");
}

static void draw_wait(struct html *w, const struct home_wait *x)
{
	html(w, "<li>");
	html_link_open(w, NULL, x->to);
	html(w, "<strong>%s</strong> <span>%s<small>%s</small></span></a></li>\n", x->count, x->label, x->state);
}

static void draw_shown(struct html *w, const struct tile_shown *t)
{
	html(w, "<li class=\"%s\">", t->late && t->n ? "found" : "told");
	html_link_open(w, t->n ? NULL : "zero", t->to);
	html(w, "<strong>%s</strong> <span>%s<small>%s</small></span></a></li>\n", text_grouped(w->out.mem, t->n),
	     t->title, t->note);
}

static void draw_board(struct html *w, const struct dashboard *b)
{
	if (!b->nwork)
		return;
	html(w, "<section class=\"board\"><h2>Việc cần để ý</h2>\n<ul class=\"waits\">\n");
	for (int i = 0; i < b->nwork; i++)
		draw_shown(w, &b->work[i]);
	html(w, "</ul></section>\n");
}

static void draw_fresh(struct html *w, const struct home_data *d)
{
	if (!d->moment || !d->follows)
		return;
	html(w, "<section class=\"fresh\"><div class=\"head\"><h2>Từ lần vào trước</h2><p class=\"count\">%s</p>"
	        "<div class=\"does\">", d->moment);
	if (d->ntiles)
		html_link_as(w, "button plain small", d->changed, "Chỉ tiêu nào đổi");
	html(w, "</div></div>\n");
	if (!d->board.nfresh)
		html(w, "<p class=\"none\">Chưa có việc nào mới hoặc được sửa.</p>\n");
	html(w, "<ul class=\"waits\">\n");
	for (int i = 0; i < d->board.nfresh; i++)
		draw_shown(w, &d->board.fresh[i]);
	html(w, "</ul></section>\n");
}

static void draw_waits(struct html *w, const struct home_data *d, bool mine)
{
	int n = mine ? d->nmine : d->nwaits - d->nmine;

	if (!n && (mine || d->nmine || !d->follows))
		return;
	html(w, "<section><h2>%s</h2>\n", mine ? "Chờ bạn làm tiếp" : "Đang mở, chờ nơi khác");
	if (!n)
		html(w, "<p class=\"none\">Không có việc nào đang mở.</p>\n");
	html(w, "<ul class=\"waits\">\n");
	for (int i = 0; i < d->nwaits; i++)
		if (d->wait[i].mine == mine)
			draw_wait(w, &d->wait[i]);
	html(w, "</ul></section>\n");
}

static void draw_begins(struct html *w, const struct home_data *d)
{
	if (!d->nbegins)
		return;
	html(w, "<section><h2>Lập việc mới</h2><p class=\"adds\">");
	for (int i = 0; i < d->nbegins; i++) {
		html_link_as(w, "button plain small", d->begin[i].to, d->begin[i].label);
		html(w, " ");
	}
	html(w, "</p></section>\n");
}

static void draw_groups(struct html *w, const struct home_data *d)
{
	html(w, "<section><h2>Các mảng công tác</h2>\n<div class=\"lines\">\n");
	for (int g = 0; g < d->ngroups; g++) {
		html(w, "<div class=\"line\"><h3>%s</h3><ul>", d->group[g].label);
		for (int i = 0; i < d->group[g].n; i++) {
			html(w, "<li>");
			html_link(w, d->group[g].link[i].to, d->group[g].link[i].label);
			html(w, "</li>");
		}
		html(w, "</ul></div>\n");
	}
	html(w, "</div></section>\n");
}

/* Who works begins with what waits for him; who leads, with the results. */
static void draw(struct html *w, const void *data)
{
	const struct home_data *d = data;
	bool works = d->nbegins || d->nmine;

	html(w, "<div class=\"head\"><h1>Trang đầu</h1><p class=\"count\">Hôm nay %s</p></div>\n", d->day);
	if (!works)
		draw_tiles(w, d);
	draw_board(w, &d->board);
	draw_waits(w, d, true);
	draw_begins(w, d);
	draw_fresh(w, d);
	if (works)
		draw_tiles(w, d);
	draw_waits(w, d, false);
	draw_groups(w, d);
}

const struct page home_page = { sizeof(struct home_data), load, draw, .kept = KEPT_TILL_ENTRY, .seen = SEEN_SHOWN };
