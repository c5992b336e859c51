/* The first page: the year's main figures, what waits, and the lines of work. */

#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/list.h"
#include "model/report.h"
#include "model/workflow.h"
#include "site/face.h"
#include "site/page_question.h"
#include "site/pages.h"
#include "web/layout.h"

/* What is looked at first; a form that lacks one shows the others. */
static const char *const headlines[] = {
	"member.total", "member.share", "admission.approved", "admission.held", "member.removed", "badge.members",
	"member.died", "transfer.in",
};

struct home_tile { const char *label, *value, *unit, *percent, *last, *change; int bar; struct url to; };
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
	const char *findings;           /* how many are open; NULL: may not see them */
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
		.percent = percent_show(a, x), .bar = percent_bar(x),
		.last = x->has_last ? number_show(a, x->last_year, share) : NULL, .change = change_show(a, x),
		.to = figure_url(a, "figure", row->code, ask, NULL, row->asked, NULL),
	};
}

static void take_tiles(struct ctx *ctx, const struct report *report, const struct ask *ask, struct home_data *d)
{
	for (size_t h = 0; h < COUNTOF(headlines); h++)
		for (int i = 0; i < report->nrows; i++)
			if (!strcmp(report->row[i].code, headlines[h]) && report->row[i].answer.has)
				PUSH(ctx->mem, d->tile, d->ntiles, make_tile(ctx->mem, &report->row[i], ask));
}

/* Whoever may read no figure, and a new installation without a form, still has a first page. */
static bool load_tiles(struct ctx *ctx, struct req *req, struct home_data *d)
{
	struct ask ask;
	struct question q;
	struct report report;
	const char *note;

	d->report = (struct url){ "/report/annual" };
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

static bool may_step(struct ctx *ctx, const struct record *rec, const char *state)
{
	for (int i = 0; i < rec->flow->nsteps; i++) {
		const struct step *step = &rec->flow->steps[i];

		if (step->from && step_from(step, state) && access_may(ctx, rec, step->name))
			return true;
	}
	return false;
}

static void add_wait(struct ctx *ctx, const struct record *rec, const char *state, int64_t n, struct home_data *d)
{
	const struct state *s = flow_state(rec->flow, state);
	struct home_wait wait = { .label = rec->plural, .count = text_grouped(ctx->mem, n) };

	if (!s || !s->open || !n)
		return;
	wait.state = s->label;
	wait.mine = may_step(ctx, rec, state);
	wait.to = url_with(ctx->mem, url(ctx->mem, "/r/%s", rec->name), "where",
	                   arena_printf(ctx->mem, "state = %s", state));
	d->nmine += wait.mine;
	PUSH(ctx->mem, d->wait, d->nwaits, wait);
}

static bool load_wait(struct ctx *ctx, const struct record *rec, struct home_data *d)
{
	struct list list = { .of = rec, .clock = { .on = ctx->today } };
	const struct measure rows = { .amount = A_ROWS };
	bool finding = !strcmp(rec->name, "finding");
	int state = record_field(rec, "state");
	struct tally tally;

	if (state < 0 || !access_field(ctx, rec, &rec->fields[state]))
		return true;
	d->follows = true;
	if (!list_measure(ctx, &list, &rows, 1, "state", &tally))
		return false;
	if (finding)
		d->findings = "0";
	for (int i = 0; i < tally.n; i++) {
		if (!finding && tally.key[i])
			add_wait(ctx, rec, tally.key[i], tally.value[i], d);
		else if (finding && tally.key[i] && !strcmp(tally.key[i], "open"))
			d->findings = text_grouped(ctx->mem, tally.value[i]);
	}
	return true;
}

static bool load_waits(struct ctx *ctx, struct home_data *d)
{
	for (int i = 0; i < ctx->catalog->nrecords; i++) {
		const struct record *rec = ctx->catalog->record[i];

		if (!rec->flow || !access_may(ctx, rec, "read"))
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
		struct home_group group = { .label = site_face.group[g].label };

		for (int i = 0; i < site_face.group[g].n; i++) {
			const struct record *rec = catalog_record(ctx->catalog, site_face.group[g].record[i]);

			if (rec && access_may(ctx, rec, "read"))
				PUSH(ctx->mem, group.link, group.n,
				     (struct home_link){ rec->plural, url(ctx->mem, "/r/%s", rec->name) });
		}
		if (group.n)
			PUSH(ctx->mem, d->group, d->ngroups, group);
	}
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct home_data *d = data;
	const struct record *badge;

	*d = (struct home_data){ .day = date_show(ctx->mem, ctx->today) };
	about->title = "Trang đầu";
	about->section = "home";
	if (!load_tiles(ctx, req, d) || !load_waits(ctx, d))
		return false;
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
		if (t->percent)
			bar_draw(w, t->bar);
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

static void draw_findings(struct html *w, const struct home_data *d)
{
	html(w, "<li class=\"found\">");
	html_link_open(w, NULL, (struct url){ "/findings" });
	html(w, "<strong>%s</strong> <span>Điểm cần làm rõ<small>chưa trả lời</small></span></a></li>\n", d->findings);
}

static void draw_waits(struct html *w, const struct home_data *d, bool mine)
{
	int n = mine ? d->nmine : d->nwaits - d->nmine;
	bool findings = d->findings && mine == (d->nmine > 0);

	if (!n && !findings && (mine || d->nmine || !d->follows))
		return;
	html(w, "<section><h2>%s</h2>\n", mine ? "Chờ bạn làm tiếp" : "Đang mở, chờ nơi khác");
	if (!n && !findings)
		html(w, "<p class=\"none\">Không có việc nào đang mở.</p>\n");
	html(w, "<ul class=\"waits\">\n");
	if (findings)
		draw_findings(w, d);
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
	draw_waits(w, d, true);
	draw_begins(w, d);
	if (works)
		draw_tiles(w, d);
	draw_waits(w, d, false);
	draw_groups(w, d);
}

const struct page home_page = { sizeof(struct home_data), load, draw, .kept = KEPT_TILL_ENTRY };
