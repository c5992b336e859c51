/* The report of a period: each number beside its target and the same days of the
 * year before, and each leads to the rows that it counts. */

#include <string.h>
#include "base/text.h"
#include "model/report.h"
#include "site/answer.h"
#include "site/pages.h"
#include "site/page_question.h"
#include "web/layout.h"

struct report_line {
	const struct report_row *row;
	const char *value, *target, *percent, *last, *change, *change_class;
	int bar;
	struct url open, figure;
};
struct report_data {
	struct ask ask;
	const char *form, *title, *period, *on, *note, *unit;
	struct asked asked;
	struct report_line *line; int n;
	struct errs faults;
	struct url csv;
};

/* A row with last day of its own asks only up to it: `on` as asked of the whole report would be too late. */
static struct url row_url(struct ctx *ctx, const struct report_data *d, const struct report_row *row, const char *page)
{
	struct ask ask = d->ask;

	ask.on = NULL;
	return figure_url(ctx->mem, page, row->code, &ask, NULL, row->asked, NULL);
}

static struct report_line make_line(struct ctx *ctx, const struct report_data *d, const struct report_row *row)
{
	const struct answer *x = &row->answer;
	bool share = x->amount && !strcmp(x->amount, "share");
	struct report_line line = {
		.row = row, .value = amount_show(ctx->mem, x), .percent = percent_show(ctx->mem, x),
			.bar = percent_bar(x),
		.target = x->has_target ? number_show(ctx->mem, x->target, share) : "",
		.last = x->has_last ? number_show(ctx->mem, x->last_year, share) : "",
		.change = change_show(ctx->mem, x), .change_class = change_class(x),
	};

	if (row->figure && x->has) {
		line.open = row_url(ctx, d, row, "open");
		line.figure = row_url(ctx, d, row, "figure");
	}
	return line;
}

static bool answer(struct ctx *ctx, struct req *req, struct report_data *d)
{
	struct question q;
	struct report report;
	const char *note;

	if (!question_read(ctx, req, &d->ask, &q, &note) || !report_make(ctx, d->form, q, &report) ||
	    !answer_asked_figures(ctx, report.question, note, &d->asked))
		return false;
	d->title = strcmp(report.title, d->form) ? report.title : "Báo cáo kết quả công tác xây dựng Đảng";
	d->note = report.note ? report.note : note;
	d->period = period_show(ctx->mem, q.period);
	d->on = date_show(ctx->mem, q.on);
	d->unit = d->asked.unit_title;
	for (int i = 0; i < report.nrows; i++)
		PUSH(ctx->mem, d->line, d->n, make_line(ctx, d, &report.row[i]));
	return true;
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct report_data *d = data;

	*d = (struct report_data){ .form = req_param(req, "form"), .title = "Báo cáo" };
	if (!answer(ctx, req, d)) {
		if (!ctx->errs->count || (errs_status(ctx->errs) != 422 && !d->ask.unit))
			return false;
		if (errs_worst(ctx->errs) >= ERR_CONFLICT)
			return false;
		d->faults = *ctx->errs;
		errs_clear(ctx->errs);
		about->status = 422;
	}
	d->csv = ask_url(ctx->mem, url(ctx->mem, "/report/%s/csv", d->form), &d->ask);
	about->title = d->title;
	about->section = "report";
	about->known = d->ask.clock.known;
	return true;
}

static void draw_question(struct html *w, const struct report_data *d)
{
	html_form(w, "get", "ask", url(w->out.mem, "/report/%s", d->form), NULL);
	ask_draw(w, &d->ask);
	html(w, "<button>Lập báo cáo</button></form>\n");
}

static void draw_line(struct html *w, const struct report_line *l)
{
	const struct report_row *row = l->row;

	html(w, "<tr><th scope=\"row\">");
	if (l->figure.text)
		html_link(w, l->figure, row->label);
	else
		html(w, "%s", row->label);
	if (row->unit)
		html(w, " <span class=\"unit\">(%s)</span>", row->unit);
	if (row->note)
		html(w, "<small>%s</small>", row->note);
	if (row->cite)
		html(w, "<cite>%s</cite>", row->cite);
	html(w, "</th><td class=\"right value\">");
	if (l->open.text)
		html_link(w, l->open, l->value);
	else
		html(w, "<span title=\"%s\">%s</span>", row->answer.why, l->value);
	if (!row->answer.has && row->answer.why)
		html(w, "<small>%s</small>", row->answer.why);
	html(w, "</td><td class=\"right\">%s</td><td class=\"right percent\">%s", l->target, l->percent);
	if (l->percent)
		bar_draw(w, l->bar);
	html(w, "</td><td class=\"right\">%s</td><td class=\"%s\">%s</td></tr>\n", l->last, l->change_class, l->change);
}

static void draw_table(struct html *w, const struct report_data *d)
{
	if (!d->n)
		return;
	html(w, "<div class=\"wide\" tabindex=\"0\"><table class=\"report\"><thead><tr><th scope=\"col\">Chỉ tiêu</th>"
	        "<th scope=\"col\" class=\"right\">Kết quả</th><th scope=\"col\" class=\"right\">Chỉ tiêu giao</th>"
	        "<th scope=\"col\" class=\"right\">Đạt</th><th scope=\"col\" class=\"right\">Cùng kỳ năm trước</th>"
	        "<th scope=\"col\" class=\"right\">Tăng, giảm</th></tr></thead>\n<tbody>\n");
	for (int i = 0; i < d->n; i++)
		draw_line(w, &d->line[i]);
	html(w, "</tbody></table></div>\n");
}

static void draw(struct html *w, const void *data)
{
	const struct report_data *d = data;

	html(w, "<div class=\"head\"><h1>%s</h1><div class=\"does\">", d->title);
	html_link_as(w, "button plain", d->csv, "Tải CSV");
	html(w, "</div></div>\n");
	if (d->period)
		html(w, "<p class=\"asked\">%s · <strong>%s</strong> · số liệu đến %s · bút toán %s</p>\n",
		     d->unit ? d->unit : "Toàn Đảng bộ", d->period, d->on, text_grouped(w->out.mem, d->asked.known));
	draw_errs(w, &d->faults);
	draw_question(w, d);
	draw_note(w, d->note);
	draw_table(w, d);
	html(w, "<p class=\"small\">Bấm vào số để mở danh sách được đếm; bấm vào tên chỉ tiêu để xem theo tổ "
	     "chức.</p>\n");
}

const struct page report_page = { sizeof(struct report_data), load, draw, .kept = KEPT_TILL_ENTRY };
