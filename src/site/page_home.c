/* The first page: the year's main figures, what waits, and the lines of work. */

#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
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
struct home_wait { const char *label; const char *count; struct url to; };
struct home_link { const char *label; struct url to; };
struct home_group { const char *label; struct home_link *link; int n; };
struct home_data {
	const char *period, *day;
	struct home_tile *tile; int ntiles;
	struct home_wait *wait; int nwaits;
	const char *findings; struct url findings_to;   /* NULL: may not see them */
	struct home_group *group; int ngroups;
	struct url report;
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

static const char *open_states(struct ctx *ctx, const struct record *rec)
{
	struct buf b = buf_new(ctx->mem, 1000);

	for (int s = 0; s < rec->flow->nstates; s++)
		if (rec->flow->states[s].open)
			buf_printf(&b, "%s%s", b.n ? ", " : "", rec->flow->states[s].name);
	return b.n ? arena_printf(ctx->mem, "state in (%s)", b.s) : NULL;
}

static bool count_open(struct ctx *ctx, const struct record *rec, int64_t *n, struct url *to)
{
	struct list list = { .of = rec, .clock = { .on = ctx->today } };
	const char *where = open_states(ctx, rec);

	*n = 0;
	if (!where)
		return true;
	list.where = filter_parse(ctx, rec, where);
	*to = url_with(ctx->mem, url(ctx->mem, "/r/%s", rec->name), "where", where);
	return list.where && list_count(ctx, &list, n);
}

static bool load_waits(struct ctx *ctx, struct home_data *d)
{
	for (int i = 0; i < ctx->catalog->nrecords; i++) {
		const struct record *rec = ctx->catalog->record[i];
		struct url to;
		int64_t n;

		if (!rec->flow || !access_may(ctx, rec, "read"))
			continue;
		if (!count_open(ctx, rec, &n, &to))
			return false;
		if (!strcmp(rec->name, "finding")) {
			d->findings = text_grouped(ctx->mem, n);
			d->findings_to = (struct url){ "/findings" };
		} else if (n) {
			PUSH(ctx->mem, d->wait, d->nwaits,
			     (struct home_wait){ rec->plural, text_grouped(ctx->mem, n), to });
		}
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

	*d = (struct home_data){ .day = date_show(ctx->mem, ctx->today) };
	about->title = "Trang đầu";
	about->section = "home";
	if (!load_tiles(ctx, req, d) || !load_waits(ctx, d))
		return false;
	load_groups(ctx, d);
	return true;
}

static void draw_tiles(struct html *w, const struct home_data *d)
{
	if (!d->ntiles)
		return;
	html(w, "<section><div class=\"head\"><h2>%s</h2><div class=\"does\">", d->period);
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

static void draw_waits(struct html *w, const struct home_data *d)
{
	html(w, "<section><h2>Đang chờ</h2>\n");
	if (!d->nwaits && !d->findings)
		html(w, "<p class=\"none\">Không có việc nào đang mở.</p>\n");
	html(w, "<ul class=\"waits\">\n");
	if (d->findings) {
		html(w, "<li class=\"found\">");
		html_link_open(w, NULL, d->findings_to);
		html(w, "<strong>%s</strong> Điểm cần làm rõ</a></li>\n", d->findings);
	}
	for (int i = 0; i < d->nwaits; i++) {
		html(w, "<li>");
		html_link_open(w, NULL, d->wait[i].to);
		html(w, "<strong>%s</strong> %s</a></li>\n", d->wait[i].count, d->wait[i].label);
	}
	html(w, "</ul></section>\n");
}

static void draw(struct html *w, const void *data)
{
	const struct home_data *d = data;

	html(w, "<div class=\"head\"><h1>Trang đầu</h1><p class=\"count\">Hôm nay %s</p></div>\n", d->day);
	draw_tiles(w, d);
	draw_waits(w, d);
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

const struct page home_page = { sizeof(struct home_data), load, draw, .kept = KEPT_TILL_ENTRY };
