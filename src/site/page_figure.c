/* One figure: its value, its definition, and the same by the units below or by a
 * field. */

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "site/page_question.h"
#include "site/pages.h"
#include "web/changes.h"
#include "web/export.h"
#include "web/layout.h"
#include "web/seen.h"

struct figure_line {
	const char *title, *value, *target, *percent, *last, *change;
	int bar, heat;                  /* heat: quintile of the value among all lines, 1 .. 5; 0: not told */
	struct answer answer;
	int at; double rank;            /* place before sorting; what it is sorted by */
	struct url down, open;          /* text NULL: nothing to open */
};
struct figure_by { const char *name, *label; };
struct figure_data {
	const char *told;               /* how it is counted */
	const char *code, *by, *note, *period, *on, *where_text;
	const struct figure *figure;
	struct ask ask;
	struct figure_line all;
	struct figure_line *line; int n;
	struct figure_by *choice; int nchoices;
	const char *sort;               /* a key of `columns`, "-" before it for the greatest first; NULL: none */
	struct url here, time, export[EXPORT_FORMATS];  /* here: without an order */
	const char *since, *moment, *then, *moved;      /* as asked; the other moment, the value then; NULL: none */
	struct url changes, last;       /* what came and went; since it was last seen; text NULL: not offered */
	struct url open, den;           /* den: the denominator's rows; text NULL: no share */
};

static struct figure_line make_line(struct ctx *ctx, const struct figure_data *d, const struct answer *x,
                                    const char *unit)
{
	bool share = x->amount && !strcmp(x->amount, "share");

	return (struct figure_line){
		.title = x->by_title ? x->by_title : x->by, .value = amount_show(ctx->mem, x),
		.target = x->has_target ? number_show(ctx->mem, x->target, share) : "",
		.percent = percent_show(ctx->mem, x), .bar = percent_bar(x), .answer = *x,
		.last = x->has_last ? number_show(ctx->mem, x->last_year, share) : "",
		.change = change_show(ctx->mem, x),
		.open = figure_url(ctx->mem, "open", d->code, &d->ask, unit, d->ask.when, NULL),
		.down = unit ? figure_url(ctx->mem, "figure", d->code, &d->ask, unit, d->ask.when, NULL) :
			(struct url){ NULL },
	};
}

/* What stands in the unit itself and in none below it: nothing lies further down, and only where it is all there is
 * does the unit's list show the same rows. */
static bool own_line(struct question q, const struct answer *x)
{
	int64_t id;

	return q.under && text_int(x->by, &id) && id == q.under;
}

static const struct { const char *key, *label; } columns[] = {
	{ "value", "Kết quả" }, { "target", "Chỉ tiêu giao" }, { "percent", "Đạt" }, { "last", "Cùng kỳ năm trước" },
	{ "change", "Tăng, giảm" },
};

/* What is not there sorts below all that is. */
static double rank_of(const struct answer *x, const char *key)
{
	if (!strcmp(key, "target"))
		return x->has_target ? x->target : -HUGE_VAL;
	if (!strcmp(key, "percent"))
		return x->has && x->has_target && x->target > 0 ? x->value / x->target : -HUGE_VAL;
	if (!strcmp(key, "last"))
		return x->has_last ? x->last_year : -HUGE_VAL;
	if (!strcmp(key, "change"))
		return x->has && x->has_last ? x->value - x->last_year : -HUGE_VAL;
	return x->has ? x->value : -HUGE_VAL;
}

static int by_rank(const void *a, const void *b)
{
	const struct figure_line *x = a, *y = b;

	return x->rank < y->rank ? -1 : x->rank > y->rank ? 1 : x->at - y->at;
}

static void sort_lines(struct figure_data *d)
{
	bool down = d->sort && *d->sort == '-';

	for (int i = 0; i < d->n; i++) {
		d->line[i].at = i;
		d->line[i].rank = d->sort ? rank_of(&d->line[i].answer, d->sort + down) * (down ? -1 : 1) : 0;
	}
	if (d->n)
		qsort(d->line, (size_t)d->n, sizeof *d->line, by_rank);
}

/* By how many lines lie below: equal values have one colour, and alike lines none. */
static void heat_lines(struct figure_data *d)
{
	int counted = 0, most = 0;

	for (int i = 0; i < d->n; i++)
		counted += d->line[i].answer.has;
	for (int i = 0; i < d->n && counted >= 3; i++) {
		int below = 0;

		if (!d->line[i].answer.has)
			continue;
		for (int j = 0; j < d->n; j++)
			below += d->line[j].answer.has && d->line[j].answer.value < d->line[i].answer.value;
		d->line[i].heat = 1 + 5 * below / counted;
		most = below > most ? below : most;
	}
	for (int i = 0; i < d->n && !most; i++)
		d->line[i].heat = 0;
}

static bool load_by(struct ctx *ctx, struct question q, struct figure_data *d)
{
	struct answer *answer;
	bool unit = !strcmp(d->by, "unit");
	int n;

	if (!figure_by(ctx, q, d->figure, d->by, &answer, &n))
		return false;
	for (int i = 0; i < n; i++)
		if (answer[i].by) {
			struct figure_line line = make_line(ctx, d, &answer[i], unit ? answer[i].by : NULL);

			if (unit && own_line(q, &answer[i]))
				line.down.text = NULL;
			if (!unit || (n > 1 && own_line(q, &answer[i])))
				line.open.text = NULL;
			PUSH(ctx->mem, d->line, d->n, line);
		}
	heat_lines(d);
	sort_lines(d);
	return true;
}

static bool load_since(struct ctx *ctx, struct req *req, struct question q, const struct answer *now,
                       struct figure_data *d)
{
	struct answer then = { .has = false }, moved = *now;
	const struct figure *f = NULL;
	struct question earlier;
	struct since s;
	bool asked;

	d->since = req_query(req, "since");
	if (!q.known)
		d->last = url_with(ctx->mem, d->here, "since", SINCE_LAST);
	if (!seen_asked(ctx, req, &s, &asked))
		return false;
	if (d->since && !asked)
		d->note = since_never;
	if (!asked)
		return true;
	if ((since_question(q, s, &earlier) && !figure_seek(ctx, earlier, d->code, &f)) ||
	    (f && !figure_answer(ctx, earlier, &f, 1, &then)))
		return false;
	moved.has_last = then.has;
	moved.last_year = then.value;
	d->moment = since_told(ctx->mem, s);
	d->then = amount_show(ctx->mem, &then);
	d->moved = change_show(ctx->mem, &moved);
	d->changes = url_with(ctx->mem, d->open, "since", since_text(ctx->mem, s));
	return true;
}

/* Fields of few values serve to divide a figure. */
static void load_choices(struct ctx *ctx, struct figure_data *d)
{
	const struct record *rec = d->figure->record ? catalog_record(ctx->catalog, d->figure->record) : NULL;

	PUSH(ctx->mem, d->choice, d->nchoices, (struct figure_by){ "unit", "Tổ chức trực thuộc" });
	for (int f = 0; rec && f < rec->nfields; f++)
		if ((rec->fields[f].kind == K_CODE || rec->fields[f].kind == K_BOOL) &&
		    access_field(ctx, rec, &rec->fields[f]))
			PUSH(ctx->mem, d->choice, d->nchoices,
			     (struct figure_by){ rec->fields[f].name, rec->fields[f].label });
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct figure_data *d = data;
	struct question q;
	struct answer all;

	*d = (struct figure_data){ .code = req_param(req, "code"), .by = req_query(req, "by") };
	d->by = d->by ? d->by : "unit";
	if (!question_read(ctx, req, &d->ask, &q, &d->note) || !figure_find(ctx, q, d->code, &d->figure) ||
	    !figure_answer(ctx, q, &d->figure, 1, &all))
		return false;
	d->all = make_line(ctx, d, &all, NULL);
	d->period = period_show(ctx->mem, q.period);
	d->on = q.on.ymd == period_last(q.period).ymd ? NULL : date_show(ctx->mem, q.on);
	d->open = figure_url(ctx->mem, "open", d->code, &d->ask, NULL, d->ask.when, NULL);
	if (figure_is_share(d->figure))
		d->den = figure_url(ctx->mem, "open", d->code, &d->ask, NULL, d->ask.when, "den");
	d->sort = req_query(req, "sort");
	d->here = url_with(ctx->mem, ask_url(ctx->mem, url(ctx->mem, "/figure/%s", d->code), &d->ask), "by",
	                   strcmp(d->by, "unit") ? d->by : NULL);
	for (int i = 0; i < EXPORT_FORMATS; i++)
		d->export[i] = url_with(ctx->mem, ask_url(ctx->mem, url(ctx->mem, "/export/figure/%s/%s", d->code,
		                        formats[i]->name), &d->ask), "by", d->by);
	d->time = ask_url(ctx->mem, url(ctx->mem, "/figure/%s/time", d->code), &d->ask);
	d->told = figure_told(ctx, d->figure);
	load_choices(ctx, d);
	about->title = d->figure->name;
	about->section = "report";
	about->known = d->ask.clock.known;
	return load_since(ctx, req, q, &all, d) && load_by(ctx, q, d);
}

static void draw_tiles(struct html *w, const struct figure_data *d)
{
	html(w, "<div class=\"tiles\"><div class=\"tile main\"><span>%s</span><strong>", d->figure->unit);
	html_link(w, d->open, d->all.value);
	html(w, "</strong><small>%s%s%s</small></div>", d->period, d->on ? ", đến " : "", d->on);
	if (d->moment) {
		html(w, "<div class=\"tile\"><span>Lúc %s</span><strong>%s</strong><small>", d->moment, d->then);
		html_link(w, d->changes, *d->moved ? d->moved : "thêm vào, ra khỏi");
		html(w, "</small></div>");
	}
	if (*d->all.target)
		html(w, "<div class=\"tile\"><span>Chỉ tiêu giao</span><strong>%s</strong><small>đạt %s</small></div>",
		     d->all.target, d->all.percent);
	if (*d->all.last)
		html(w, "<div class=\"tile\"><span>Cùng kỳ năm trước</span><strong>%s</strong><small>%s</small></div>",
		     d->all.last, d->all.change);
	html(w, "</div>\n");
}

static void draw_definition(struct html *w, const struct figure_data *d)
{
	const struct figure *f = d->figure;

	html(w, "<details class=\"help\"><summary>Cách tính</summary><dl "
	     "class=\"card\"><div><dt>Mã</dt><dd><code>%s</code>"
	        "</dd></div>", f->code);
	html(w, "<div class=\"wide\"><dt>Công thức</dt><dd>%s</dd></div>", d->told);
	if (f->record)
		html(w, "<div><dt>Đếm từ</dt><dd><code>%s</code></dd></div>", f->record);
	if (f->where)
		html(w, "<div class=\"wide\"><dt>Điều kiện</dt><dd><code>%s</code></dd></div>", f->where);
	if (f->over)
		html(w, "<div><dt>Tỷ lệ</dt><dd><code>%s / %s</code></dd></div>", f->num, f->over);
	if (f->cite)
		html(w, "<div class=\"wide\"><dt>Căn cứ</dt><dd>%s</dd></div>", f->cite);
	html(w, "</dl></details>\n");
}

static void draw_question(struct html *w, const struct figure_data *d)
{
	question_open(w, url(w->out.mem, "/figure/%s", d->code));
	ask_draw(w, &d->ask);
	html(w, "<label>Chia theo<select name=\"by\">");
	for (int i = 0; i < d->nchoices; i++)
		html(w, "<option value=\"%s\"%s>%s</option>", d->choice[i].name,
		     strcmp(d->choice[i].name, d->by) ? "" : " selected", d->choice[i].label);
	html(w, "</select></label>\n");
	since_draw_input(w, d->since);
	html(w, "<button>Xem</button></form>\n");
}

static void draw_line(struct html *w, const struct figure_line *l)
{
	html(w, "<tr><th scope=\"row\">");
	if (l->down.text)
		html_link(w, l->down, l->title);
	else
		html(w, "%s", l->title);
	html(w, "</th><td class=\"right value heat-%d\" data-label=\"Kết quả\">", l->heat);
	if (l->open.text)
		html_link(w, l->open, l->value);
	else
		html(w, "%s", l->value);
	html(w, "</td><td class=\"right\" data-label=\"Chỉ tiêu giao\">%s</td>"
	        "<td class=\"right percent\" data-label=\"Đạt\">%s", l->target, l->percent);
	if (l->percent)
		bar_draw(w, l->bar);
	html(w, "</td><td class=\"right\" data-label=\"Cùng kỳ năm trước\">%s</td>"
	        "<td class=\"right\" data-label=\"Tăng, giảm\">%s</td></tr>\n", l->last, l->change);
}

/* The greatest first; asked once more, the least. */
static void draw_headings(struct html *w, const struct figure_data *d)
{
	html(w, "<th scope=\"col\">");
	html_link_as(w, "order", d->here, "Chia theo");
	html(w, "</th>");
	for (size_t i = 0; i < COUNTOF(columns); i++) {
		const char *key = columns[i].key;
		bool down = d->sort && *d->sort == '-' && !strcmp(d->sort + 1, key);
		bool up = d->sort && !strcmp(d->sort, key);

		html(w, "<th scope=\"col\" class=\"right\" aria-sort=\"%s\">",
		     down ? "descending" : up ? "ascending" : "none");
		html_link_as(w, "order", url_with(w->out.mem, d->here, "sort",
		                                  down ? key : arena_printf(w->out.mem, "-%s", key)), columns[i].label);
		html(w, "</th>");
	}
}

static void draw(struct html *w, const void *data)
{
	const struct figure_data *d = data;

	head_open(w, &(struct crumb){ "Báo cáo", ask_url(w->out.mem, (struct url){ "/report/annual" }, &d->ask) }, 1,
	          d->figure->name);
	html(w, "<div class=\"does\">");
	html_link_as(w, "button", d->open, "Mở danh sách");
	if (d->den.text)
		html_link_as(w, "button plain", d->den, "Mở mẫu số");
	html_link_as(w, "button plain", d->time, "Theo thời gian");
	if (d->last.text && !d->moment)
		html_link_as(w, "button plain", d->last, "Có gì đổi từ lần xem trước");
	export_links(w, d->export);
	html(w, "</div></div>\n");
	if (d->ask.under_title)
		html(w, "<p class=\"asked\"><strong>%s</strong></p>\n", d->ask.under_title);
	draw_note(w, d->note);
	draw_tiles(w, d);
	draw_definition(w, d);
	draw_question(w, d);
	if (!d->n) {
		html(w, "<p class=\"none\">Không chia nhỏ được hơn.</p>\n");
		return;
	}
	html(w, "<div class=\"wide\" tabindex=\"0\"><table class=\"report\"><thead><tr>");
	draw_headings(w, d);
	html(w, "</tr></thead>\n<tbody>\n");
	for (int i = 0; i < d->n; i++)
		draw_line(w, &d->line[i]);
	html(w, "</tbody></table></div>\n");
}

const struct page figure_page = {
	sizeof(struct figure_data), load, draw, .kept = KEPT_TILL_ENTRY, .seen = SEEN_MARKED,
};
