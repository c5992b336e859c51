/* The report of a period: each number beside its target and the same days of the
 * year before, and each leads to the rows that it counts. */

#include <string.h>
#include "base/text.h"
#include "model/report.h"
#include "site/answer.h"
#include "site/pages.h"
#include "site/page_question.h"
#include "site/paper.h"
#include "web/changes.h"
#include "web/export.h"
#include "web/layout.h"
#include "web/seen.h"

struct report_line {
	const struct report_row *row;
	const char *value, *target, *percent, *last, *change;
	const char *told;               /* how it is counted; NULL: it is not */
	const char *then, *moved;       /* the value at the other moment, what it changed by; NULL: none was asked */
	struct url open, figure, changes;
};
struct report_data {
	struct ask ask;
	const char *form, *title, *period, *on, *note, *unit, *today;
	bool alike;                     /* all rows answer for the same days: said once, above */
	struct asked asked;
	struct report_line *line; int n;
	bool targets, lasts;            /* any row has one: else the columns are left out */
	const char *since, *moment;     /* the other moment, as parsed again and as told; NULL: none */
	const char *since_typed;
	struct url last;                /* the same, since it was last seen; text NULL: nothing to compare */
	const char *place_day;          /* of the letterhead */
	struct errs faults;
	struct url export[EXPORT_FORMATS];
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
		.row = row, .value = row_show(ctx->mem, row), .percent = percent_show(ctx->mem, x),
		.target = x->has_target ? number_show(ctx->mem, x->target, share) : "",
		.last = x->has_last ? number_show(ctx->mem, x->last_year, share) : "",
		.change = change_show(ctx->mem, x),
	};

	if (row->figure)
		line.told = figure_told(ctx, row->figure);
	if (row->figure && x->has) {
		line.open = row_url(ctx, d, row, "open");
		line.figure = row_url(ctx, d, row, "figure");
	}
	return line;
}

static bool days_alike(const struct report *r)
{
	for (int i = 1; i < r->nrows; i++)
		if (r->row[i].asked.from.ymd != r->row[0].asked.from.ymd ||
		    r->row[i].asked.until.ymd != r->row[0].asked.until.ymd)
			return false;
	return r->nrows > 0;
}

/* ---- since another moment ---- */

static const struct report_row *row_of(const struct report *r, const char *code)
{
	for (int i = 0; i < r->nrows; i++)
		if (!strcmp(r->row[i].code, code))
			return &r->row[i];
	return NULL;
}

static void line_since(struct ctx *ctx, struct report_data *d, struct report_line *line, const struct answer *then)
{
	const struct answer *now = &line->row->answer;
	struct answer moved = *now;

	line->then = amount_show(ctx->mem, then);
	line->moved = "";
	if (now->has == then->has && (!now->has || now->value == then->value))
		return;
	moved.has_last = then->has;
	moved.last_year = then->value;
	line->moved = now->has && then->has ? change_show(ctx->mem, &moved) : "đổi";
	if (line->open.text)
		line->changes = url_with(ctx->mem, line->open, "since", d->since);
}

/* The same report as it was answered at the other moment. */
static bool report_since(struct ctx *ctx, struct req *req, struct question q, struct report_data *d)
{
	struct question earlier;
	struct report then = { .nrows = 0 };
	struct since s;
	bool asked;

	if (!seen_asked(ctx, req, &s, &asked))
		return false;
	d->since_typed = req_query(req, "since");
	if (d->since_typed && !asked)
		d->note = since_never;
	if (!asked)
		return true;
	d->since = since_text(ctx->mem, s);
	d->moment = since_told(ctx->mem, s);
	if (since_question(q, s, &earlier) && !report_make(ctx, d->form, earlier, &then))
		return false;
	for (int i = 0; i < d->n; i++) {
		const struct report_row *row = row_of(&then, d->line[i].row->code);
		line_since(ctx, d, &d->line[i], row ? &row->answer : &(struct answer){ 0 });
	}
	return true;
}

static bool answer(struct ctx *ctx, struct req *req, struct report_data *d)
{
	struct question q;
	struct report report;
	const char *note;

	if (!question_read(ctx, req, &d->ask, &q, &note) || !report_make(ctx, d->form, q, &report) ||
	    !answer_asked_figures(ctx, report.question, note, &d->asked))
		return false;
	q = report.question;
	d->title = report_title(ctx->mem, &report);
	d->note = report.note ? report.note : note;
	d->alike = days_alike(&report);
	d->period = period_show(ctx->mem, d->alike ? report.row[0].asked : q.period);
	d->on = date_show(ctx->mem, q.on);
	d->today = date_show(ctx->mem, ctx->today);
	d->unit = d->asked.unit_title;
	d->place_day = arena_printf(ctx->mem, "ngày %02d tháng %02d năm %d", q.on.ymd % 100, q.on.ymd / 100 % 100,
	                            q.on.ymd / 10000);
	for (int i = 0; i < report.nrows; i++) {
		PUSH(ctx->mem, d->line, d->n, make_line(ctx, d, &report.row[i]));
		d->targets = d->targets || report.row[i].answer.has_target;
		d->lasts = d->lasts || report.row[i].answer.has_last;
	}
	if (!q.known)
		d->last = url_with(ctx->mem, ask_url(ctx->mem, url(ctx->mem, "/report/%s", d->form), &d->ask), "since",
		                   SINCE_LAST);
	return report_since(ctx, req, q, d);
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
		about->status = errs_status(&d->faults);
	}
	for (int i = 0; i < EXPORT_FORMATS; i++)
		d->export[i] = ask_url(ctx->mem, url(ctx->mem, "/export/report/%s/%s", d->form, formats[i]->name),
		                       &d->ask);
	about->title = d->title;
	about->section = "report";
	about->known = d->ask.clock.known;
	return true;
}

static void draw_question(struct html *w, const struct report_data *d)
{
	question_open(w, url(w->out.mem, "/report/%s", d->form));
	ask_draw(w, &d->ask);
	since_draw_input(w, d->since_typed);
	html(w, "<button>Lập báo cáo</button></form>\n");
}

/* What stands behind a number, shown where the pointer or the keyboard is, else by a button that a finger can press;
 * the figure's own page says the same. */
static void draw_tip(struct html *w, const struct report_data *d, const struct report_line *l, int i)
{
	const struct report_row *row = l->row;

	html(w, "<button type=\"button\" class=\"why\" popovertarget=\"tip-%d\" aria-label=\"Cách tính: %s\">?</button>"
	        "<span class=\"tip\" role=\"tooltip\" popover id=\"tip-%d\"><span>%s</span>",
	     i, row->label, i, l->told);
	if (row->cite)
		html(w, "<cite>%s</cite>", row->cite);
	html(w, "<span>Số liệu %s · %s bút toán số %s</span></span>", period_show(w->out.mem, row->asked),
	     d->asked.now ? "theo sổ hiện nay," : "như đã biết ở", text_grouped(w->out.mem, d->asked.known));
}

static void draw_value(struct html *w, const struct report_data *d, const struct report_line *l, int i)
{
	const struct report_row *row = l->row;

	html(w, "<td class=\"right value\" data-label=\"Kết quả\"");
	if (l->open.text && l->told)
		html(w, " aria-describedby=\"tip-%d\"", i);
	html(w, ">");
	if (l->open.text) {
		html_link(w, l->open, l->value);
		if (l->told)
			draw_tip(w, d, l, i);
	} else {
		html(w, "<span title=\"%s\">%s</span>", row->answer.why, l->value);
	}
	if (!row->answer.has && row->answer.why)
		html(w, "<small>%s</small>", row->answer.why);
	compare_draw(w, &row->answer);
	html(w, "</td>");
}

static void draw_name(struct html *w, const struct report_data *d, const struct report_line *l)
{
	const struct report_row *row = l->row;

	html(w, "<tr><th scope=\"row\">");
	if (l->figure.text)
		html_link(w, l->figure, row->label);
	else
		html(w, "%s", row->label);
	if (row->unit)
		html(w, " <span class=\"unit\">(%s)</span>", row->unit);
	if (row->note && !d->alike)
		html(w, "<small>%s</small>", row->note);
	html(w, "</th>");
}

static void draw_since(struct html *w, const struct report_line *l)
{
	html(w, "<td class=\"right\" data-label=\"Lúc ấy\">%s</td><td class=\"right moved\" data-label=\"Đổi\">",
	     l->then);
	if (l->changes.text)
		html_link(w, l->changes, l->moved);
	else
		html(w, "%s", l->moved);
	html(w, "</td>");
}

static void draw_line(struct html *w, const struct report_data *d, int i)
{
	const struct report_line *l = &d->line[i];

	if (l->row->section)
		html(w, "<tr class=\"section\"><th scope=\"rowgroup\" colspan=\"%d\">%s</th></tr>\n",
		     2 + 2 * d->targets + 2 * d->lasts + (d->since ? 2 : 0), l->row->section);
	draw_name(w, d, l);
	draw_value(w, d, l, i);
	if (d->since)
		draw_since(w, l);
	if (d->targets)
		html(w, "<td class=\"right\" data-label=\"Chỉ tiêu giao\">%s</td>"
		        "<td class=\"right\" data-label=\"Đạt\">%s</td>", l->target, l->percent);
	if (d->lasts)
		html(w, "<td class=\"right\" data-label=\"Cùng kỳ năm trước\">%s</td>"
		        "<td class=\"right\" data-label=\"Tăng, giảm\">%s</td>", l->last, l->change);
	html(w, "</tr>\n");
}

static void draw_table(struct html *w, const struct report_data *d)
{
	if (!d->n)
		return;
	html(w, "<div class=\"wide tips\" tabindex=\"0\"><table class=\"report paper\"><thead><tr>"
	        "<th scope=\"col\">Chỉ tiêu"
	        "</th><th scope=\"col\" class=\"right\">Kết quả</th>");
	if (d->since)
		html(w, "<th scope=\"col\" class=\"right\">Lúc ấy</th><th scope=\"col\" class=\"right\">Đổi</th>");
	if (d->targets)
		html(w, "<th scope=\"col\" class=\"right\">Chỉ tiêu giao</th>"
		        "<th scope=\"col\" class=\"right\">Đạt</th>");
	if (d->lasts)
		html(w, "<th scope=\"col\" class=\"right\">Cùng kỳ năm trước</th>"
		        "<th scope=\"col\" class=\"right\">Tăng, giảm</th>");
	html(w, "</tr></thead>\n<tbody>\n");
	for (int i = 0; i < d->n; i++)
		draw_line(w, d, i);
	html(w, "</tbody></table></div>\n");
}

/* Only on paper: the layout of a Party document. */
static void draw_letterhead(struct html *w, const struct report_data *d)
{
	html(w, "<div class=\"letterhead\"><p><strong>%s</strong><br>*<br>Số ........-BC/........</p>"
	        "<p><strong>ĐẢNG CỘNG SẢN VIỆT NAM</strong><br><em>........, %s</em></p></div>\n",
	     d->unit ? d->unit : "Toàn Đảng bộ", d->place_day);
}

/* The same at its end: who gets it, who signs. */
static void draw_signature(struct html *w, const struct report_data *d)
{
	html(w, "<div class=\"letterfoot\"><p><strong>Nơi nhận:</strong><br>- ........<br>- Lưu.</p>"
	        "<p><strong>T/M ........</strong><br><em>(ký, ghi rõ họ tên, đóng dấu)</em></p></div>\n"
	        "<p class=\"printed\">In ngày %s, theo bút toán số %s.</p>\n", d->today,
	     text_grouped(w->out.mem, d->asked.known));
}

static void draw(struct html *w, const void *data)
{
	const struct report_data *d = data;

	draw_letterhead(w, d);
	html(w, "<div class=\"head report-head\"><div><h1>%s</h1>"
	        "<p class=\"subtitle\">Kết quả công tác xây dựng Đảng và hệ thống chính trị</p></div>"
	        "<div class=\"does\">", d->title);
	if (d->last.text && !d->since)
		html_link_as(w, "button plain", d->last, "Có gì đổi từ lần xem trước");
	export_links(w, d->export);
	html(w, "</div></div>\n");
	if (d->period)
		html(w, "<p class=\"asked\">%s · <strong>%s</strong>%s%s · %s bút toán số %s</p>\n",
		     d->unit ? d->unit : "Toàn Đảng bộ", d->period, d->alike ? "" : " · số liệu đến ",
		     d->alike ? "" : d->on, d->asked.now ? "theo sổ hiện nay," : "như đã biết ở",
		     text_grouped(w->out.mem, d->asked.known));
	if (d->since)
		html(w, "<p class=\"note\">So với %s: bấm vào số ở cột “Đổi” để xem những dòng thêm vào và ra "
		        "khỏi.</p>\n", d->moment);
	draw_errs(w, &d->faults);
	draw_question(w, d);
	draw_note(w, d->note);
	draw_table(w, d);
	html(w, "<p class=\"small under\">Bấm vào số để mở danh sách được đếm; bấm vào tên chỉ tiêu để xem theo tổ "
	     "chức.</p>\n");
	if (d->n)
		draw_signature(w, d);
}

const struct page report_page = {
	sizeof(struct report_data), load, draw, .kept = KEPT_TILL_ENTRY, .seen = SEEN_MARKED,
};
