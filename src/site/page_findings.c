/* Breaches found when signed papers were recorded, until somebody competent
 * answers them: by unit, then one by one. */

#include <string.h>
#include "base/language.h"
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/unit.h"
#include "site/pages.h"
#include "web/ask.h"
#include "web/layout.h"

enum { SHOWN = 100 };

struct findings_line {
	const struct record *of; int64_t id;
	const char *title, *record, *text, *cite, *unit, *day;
	struct url row, answer;
};
struct findings_unit { const char *name, *count; struct url to; };
struct findings_data {
	struct ask ask;
	int64_t total;
	struct findings_unit *unit; int nunits;
	struct findings_line *line; int n;
	struct url all;
};

#define OPEN "state = open"

static bool load_units(struct ctx *ctx, const struct list *list, struct findings_data *d)
{
	const struct measure rows = { .amount = A_ROWS };
	struct tally tally;
	int64_t id;

	if (!list_measure(ctx, list, &rows, 1, "unit", &tally))
		return false;
	for (int i = 0; i < tally.n; i++)
		if (tally.value[i] && text_int(tally.key[i], &id))
			PUSH(ctx->mem, d->unit, d->nunits, (struct findings_unit){
				unit_name(ctx, d->ask.clock, id), text_grouped(ctx->mem, tally.value[i]),
				url_with(ctx->mem, (struct url){ "/findings" }, "unit", tally.key[i]) });
	return true;
}

static void add_line(struct ctx *ctx, const struct record *finding, const struct line *l, struct findings_data *d)
{
	const char *record = l->cell[0].type == T_TEXT ? l->cell[0].text : "";
	const struct record *of = catalog_record(ctx->catalog, record);
	struct findings_line line = {
		.of = of, .id = cell_int(l->cell[1]), .record = of ? of->label : record,
		.text = l->cell[2].type == T_TEXT ? l->cell[2].text : "",
		.cite = l->cell[3].type == T_TEXT ? l->cell[3].text : NULL, .unit = l->title[4],
		.day = date_show(ctx->mem, cell_date(l->cell[5])),
		.row = url(ctx->mem, "/r/%s/%lld", record, (long long)cell_int(l->cell[1])),
	};

	if (access_may(ctx, finding, "answer"))
		line.answer = url(ctx->mem, "/r/finding/%lld/step/answer", (long long)l->id);
	PUSH(ctx->mem, d->line, d->n, line);
}

/* Whose act it is, one statement per record type. */
static bool load_titles(struct ctx *ctx, struct findings_data *d)
{
	struct clock clock = { .on = ctx->today };
	const char **title = NEWN(ctx->mem, const char *, d->n + 1);
	int64_t *id = NEWN(ctx->mem, int64_t, d->n + 1);

	for (int i = 0; i < d->n; i++) {
		const struct record *of = d->line[i].of;
		int n = 0, at = 0;

		if (!of || d->line[i].title || !access_reads(ctx, of, 1))
			continue;
		for (int k = i; k < d->n; k++)
			if (d->line[k].of == of)
				id[n++] = d->line[k].id;
		if (!list_titles(ctx, of, clock, id, n, title))
			return false;
		for (int k = i; k < d->n; k++)
			if (d->line[k].of == of)
				d->line[k].title = title[at++];
	}
	return true;
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct findings_data *d = data;
	const struct record *finding = catalog_record(ctx->catalog, "finding");
	struct list list = { .of = finding };
	struct listing rows;

	*d = (struct findings_data){ .total = 0 };
	/* They are told in words of persons: who may only count may not. */
	if (!finding || !access_reads(ctx, finding, 1))
		return err_add(ctx->errs, ERR_DENIED, "Không được xem các điểm cần làm rõ.");
	if (!ask_read(ctx, req, &d->ask))
		return false;
	list.clock = d->ask.clock;
	list.under = d->ask.under;
	list.where = filter_parse(ctx, finding, OPEN);
	if (!list.where || !list_count(ctx, &list, &d->total) || !load_units(ctx, &list, d))
		return false;
	list.columns = "record, row, text, cite, unit, found_on";
	list.count = SHOWN;
	if (!list_rows(ctx, &list, &rows))
		return false;
	for (int i = 0; i < rows.nlines; i++)
		add_line(ctx, finding, &rows.line[i], d);
	if (!load_titles(ctx, d))
		return false;
	d->all = url_with(ctx->mem, ask_url(ctx->mem, (struct url){ "/r/finding" }, &d->ask), "where", OPEN);
	about->title = "Điểm cần làm rõ";
	about->section = "findings";
	about->on = ask_told(&d->ask).on;
	about->known = d->ask.clock.known;
	return true;
}

static void draw_line(struct html *w, const struct findings_line *l)
{
	html(w, "<tr><td>");
	html_link(w, l->row, l->title && *l->title ? l->title : l->record);
	html(w, "<small>%s</small></td><td>%s", l->title && *l->title ? l->record : "", l->text);
	if (l->cite)
		html(w, " <cite>%s</cite>", say(w->out.mem, l->cite));
	html(w, "</td><td>%s</td><td class=\"day\">%s</td><td>", l->unit, l->day);
	if (l->answer.text)
		html_link_as(w, "button plain small", l->answer, "Trả lời");
	html(w, "</td></tr>\n");
}

static void draw(struct html *w, const void *data)
{
	const struct findings_data *d = data;

	html(w, "<div class=\"head\"><h1>Điểm cần làm rõ</h1><p class=\"count\"><strong>%s</strong> chưa trả "
	     "lời%s%s</p>"
	        "<div class=\"does\">", text_grouped(w->out.mem, d->total), d->ask.under_title ? " · " : "",
		d->ask.under_title);
	html_link_as(w, "button plain", d->all, "Danh sách đầy đủ");
	html(w, "</div></div>\n");
	if (!d->n) {
		html(w, "<p class=\"none\">Không có điểm nào chưa trả lời.</p>\n");
		return;
	}
	html(w, "<ul class=\"waits\">\n");
	for (int i = 0; i < d->nunits; i++) {
		html(w, "<li>");
		html_link_open(w, NULL, d->unit[i].to);
		html(w, "<strong>%s</strong> %s</a></li>\n", d->unit[i].count, d->unit[i].name);
	}
	html(w, "</ul>\n<div class=\"wide\" tabindex=\"0\"><table class=\"sheet\"><thead><tr><th scope=\"col\">Hồ "
	     "sơ</th>"
	        "<th scope=\"col\">Nội dung</th><th scope=\"col\">Tổ chức</th><th scope=\"col\">Phát hiện</th>"
	        "<th scope=\"col\"><span class=\"hidden\">Việc</span></th></tr></thead>\n<tbody>\n");
	for (int i = 0; i < d->n; i++)
		draw_line(w, &d->line[i]);
	html(w, "</tbody></table></div>\n");
	if (d->total > d->n)
		html(w, "<p class=\"small\">Trang này hiện %d dòng mới nhất.</p>\n", d->n);
}

const struct page findings_page = { sizeof(struct findings_data), load, draw, .kept = KEPT_TILL_READ };
