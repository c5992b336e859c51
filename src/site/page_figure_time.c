/* One figure over time: the months of the year asked, or five years up to it.
 * The numbers stand in a table; web/js/chart.js draws its line out of them. */

#include <string.h>
#include "site/page_question.h"
#include "site/pages.h"
#include "web/layout.h"

enum { YEARS = 5, MONTHS = 12 };

struct time_line {
	const char *place, *shown, *number, *last, *last_number, *change;
	struct url open;                /* text NULL: nothing to open */
};
struct time_data {
	const char *code;
	const struct figure *figure;
	struct ask ask;
	bool years;
	int year;
	struct time_line *line; int n;
	struct url back, other;
};

static struct date earlier(struct date a, struct date b)
{
	return a.ymd < b.ymd ? a : b;
}

static const char *plain(struct arena *a, bool has, double v)
{
	return has ? arena_printf(a, "%.10g", v) : NULL;
}

static bool add_line(struct ctx *ctx, struct question q, const char *place, struct time_data *d)
{
	struct arena *a = ctx->mem;
	struct answer x;

	if (!figure_answer(ctx, q, &d->figure, 1, &x))
		return false;
	struct time_line line = {
		.place = place, .shown = amount_show(a, &x), .number = plain(a, x.has, x.value),
		.last = x.has_last ? number_show(a, x.last_year, figure_is_share(d->figure)) : "",
		.last_number = plain(a, x.has_last, x.last_year), .change = change_show(a, &x),
	};
	if (x.has)
		line.open = figure_url(a, "open", d->code, &d->ask, NULL, q.period, NULL);
	PUSH(a, d->line, d->n, line);
	return true;
}

/* Up to the day asked: what lies behind it is no answer yet. */
static bool load_lines(struct ctx *ctx, struct question q, struct time_data *d)
{
	struct date until = d->ask.on ? d->ask.clock.on : ctx->today;
	int step = d->years ? 12 : 1;
	struct date first = { d->year * 10000 + 101 };

	if (d->years)
		first = date_add_months(first, -12 * (YEARS - 1));
	for (int i = 0; i < (d->years ? YEARS : MONTHS) && first.ymd <= until.ymd; i++) {
		q.period = (struct period){ first, date_add_months(first, step) };
		q.on = earlier(period_last(q.period), until);
		const char *place = d->years ? arena_printf(ctx->mem, "%d", first.ymd / 10000) :
		                    arena_printf(ctx->mem, "Tháng %d", first.ymd / 100 % 100);
		if (!add_line(ctx, q, place, d))
			return false;
		first = q.period.until;
	}
	return true;
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct time_data *d = data;
	const char *span = req_query(req, "span"), *note;
	struct question q;

	*d = (struct time_data){ .code = req_param(req, "code"), .years = span && !strcmp(span, "years") };
	if (!question_read(ctx, req, &d->ask, &q, &note) || !figure_find(ctx, q, d->code, &d->figure))
		return false;
	d->year = period_last(q.period).ymd / 10000;
	d->back = figure_url(ctx->mem, "figure", d->code, &d->ask, NULL, d->ask.when, NULL);
	d->other = ask_url(ctx->mem, url(ctx->mem, "/figure/%s/time", d->code), &d->ask);
	if (!d->years)
		d->other = url_with(ctx->mem, d->other, "span", "years");
	about->title = arena_printf(ctx->mem, "%s theo thời gian", d->figure->name);
	about->section = "report";
	about->script = "chart.js";
	about->known = d->ask.clock.known;
	return load_lines(ctx, q, d);
}

static void draw_line(struct html *w, const struct time_line *l)
{
	html(w, "<tr><th scope=\"row\" data-place=\"%s\">%s</th><td class=\"right value\" data-label=\"Kết quả\" "
	        "data-value=\"%s\">", l->place, l->place, l->number);
	if (l->open.text)
		html_link(w, l->open, l->shown);
	else
		html(w, "%s", l->shown);
	html(w, "</td><td class=\"right\" data-label=\"Cùng kỳ năm trước\" data-value=\"%s\">%s</td>"
	        "<td class=\"right\" data-label=\"Tăng, giảm\">%s</td></tr>\n", l->last_number, l->last, l->change);
}

static void draw(struct html *w, const void *data)
{
	const struct time_data *d = data;

	head_open(w, &(struct crumb){ d->figure->name, d->back }, 1,
	          arena_printf(w->out.mem, "%s theo thời gian", d->figure->name));
	html(w, "<p class=\"count\">%s, ", d->ask.under_title ? d->ask.under_title : "Toàn Đảng bộ");
	html(w, "%s %d", d->years ? "năm năm đến" : "từng tháng năm", d->year);
	html(w, "</p><div class=\"does\">");
	html_link_as(w, "button plain", d->other, d->years ? "Từng tháng" : "5 năm gần nhất");
	html(w, "</div></div>\n");
	if (!d->n) {
		html(w, "<p class=\"none\">Kỳ này chưa đến.</p>\n");
		return;
	}
	html(w, "<div class=\"chart\" data-chart=\"numbers\" data-lines=\"Kết quả|Cùng kỳ năm trước\" "
	        "aria-hidden=\"true\">"
	        "</div>\n<div class=\"wide\" tabindex=\"0\"><table class=\"report\" id=\"numbers\"><thead><tr>"
	        "<th scope=\"col\">Thời gian</th><th scope=\"col\" class=\"right\">Kết quả (%s)</th>"
	        "<th scope=\"col\" class=\"right\">Cùng kỳ năm trước</th>"
	        "<th scope=\"col\" class=\"right\">Tăng, giảm</th>"
	        "</tr></thead>\n<tbody>\n", d->figure->unit);
	for (int i = 0; i < d->n; i++)
		draw_line(w, &d->line[i]);
	html(w, "</tbody></table></div>\n");
}

const struct page figure_time_page = { sizeof(struct time_data), load, draw, .kept = KEPT_TILL_ENTRY };
