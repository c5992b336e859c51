/* Reports and figures.  JSON and CSV carry numbers unrounded, text for people
 * as they write them: 46.740 and 4,63 %. */

#include "site/answer.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "model/unit.h"
#include "out/grid.h"

bool answer_asked(struct ctx *ctx, struct clock clock, struct period period, int64_t under,
                  const char *note, struct asked *out)
{
	const struct tree *tree;
	*out = (struct asked){ .days = period, .on = clock.on, .known = clock.known, .note = note };
	if (period.from.ymd)
		out->period = period_text(ctx->mem, period);
	if (!clock.known) {
		if (!journal_heads(ctx))
			return false;
		out->known = ctx->head;
		out->now = true;
	}
	if (!under)
		return true;
	if (!tree_load(ctx, clock, &tree))
		return false;
	int i = tree_find(tree, under);
	out->unit = i < 0 ? NULL : tree->node[i].code;
	out->unit_title = i < 0 ? unit_name(ctx, clock, under) : tree->node[i].name;
	return true;
}

/* 0: none, or several provinces in one database. */
static int64_t party_root(const struct tree *t)
{
	int64_t root = 0;
	for (int i = 0; i < t->n; i = t->node[i].last + 1) {
		if (strcmp(t->node[i].kind, "party") != 0)
			continue;
		if (root)
			return 0;
		root = t->node[i].id;
	}
	return root;
}

bool answer_asked_figures(struct ctx *ctx, struct question q, const char *note, struct asked *out)
{
	struct clock clock = { q.on, q.known };
	const struct tree *tree;
	if (!q.under && !tree_load(ctx, clock, &tree))
		return false;
	return answer_asked(ctx, clock, q.period, q.under ? q.under : party_root(tree), note, out);
}

struct report_row answer_row(const struct figure *f, const struct answer *a, struct question q)
{
	return (struct report_row){
		.code = f->code, .label = f->name, .unit = f->unit, .cite = f->cite, .figure = f, .answer = *a,
		.asked = { q.period.from, date_add_days(q.on, 1) },
	};
}

static double percent(const struct answer *a)
{
	return 100 * a->value / a->target;
}

static bool has_percent(const struct answer *a)
{
	return a->has && a->has_target && a->target != 0;
}

static bool is_share(const struct answer *a)
{
	return a->amount && strcmp(a->amount, "share") == 0;
}

/* ---- JSON ---- */

enum { DAY_SIZE = 16 };

/* date_iso without an arena. */
static void day_text(struct date d, char out[DAY_SIZE])
{
	snprintf(out, DAY_SIZE, "%04d-%02d-%02d", d.ymd / 10000 % 10000, d.ymd / 100 % 100, d.ymd % 100);
}

static void put_date(struct json *j, const char *key, struct date d)
{
	char text[DAY_SIZE];
	day_text(d, text);
	json_put_text(j, key, d.ymd ? text : NULL);
}

static void put_number(struct json *j, const char *key, bool has, double v)
{
	json_put_double(j, key, has ? v : NAN);
}

/* Units, references and numbers as the numbers they are in the rows of a list; keys are never digits alone. */
static void put_by(struct json *j, const struct answer *a)
{
	int64_t number;
	if (text_int(a->by, &number))
		json_put_int(j, "by", number);
	else
		json_put_text(j, "by", a->by);
	json_put_text(j, "by_title", a->by_title);
}

static void put_row(struct json *j, const struct report_row *r)
{
	const struct answer *a = &r->answer;
	json_begin_object(j);
	json_put_text(j, "code", r->code);
	json_put_text(j, "label", r->label);
	json_put_text(j, "unit", r->unit);
	put_date(j, "from", r->asked.from);
	put_date(j, "until", period_last(r->asked));
	put_number(j, "value", a->has, a->value);
	if (!a->has)
		json_put_text(j, "why", a->why ? a->why : "");
	json_put_text(j, "amount", a->amount);
	put_number(j, "num", a->has, (double)a->num);
	put_number(j, "den", a->has && is_share(a), (double)a->den);
	put_number(j, "target", a->has_target, a->target);
	put_number(j, "percent", has_percent(a), has_percent(a) ? percent(a) : 0);
	put_number(j, "last_year", a->has_last, a->last_year);
	put_number(j, "change", a->has && a->has_last, a->value - a->last_year);
	json_put_text(j, "cite", r->cite);
	if (r->note)
		json_put_text(j, "note", r->note);
	if (a->by)
		put_by(j, a);
	json_end_object(j);
}

static void put_rows(struct json *j, const struct report_row *row, int n)
{
	json_key(j, "rows");
	json_begin_array(j);
	for (int i = 0; i < n; i++)
		put_row(j, &row[i]);
	json_end_array(j);
}

void answer_asked_json(struct json *j, const struct asked *asked)
{
	json_put_text(j, "unit", asked->unit);
	json_put_text(j, "unit_title", asked->unit_title);
	json_put_text(j, "period", asked->period);
	put_date(j, "on", asked->on);
	json_put_int(j, "known", asked->known);
	if (asked->note)
		json_put_text(j, "note", asked->note);
}

void answer_report_json(struct json *j, const struct asked *asked, const struct report *r)
{
	json_begin_object(j);
	json_put_text(j, "report", r->form);
	json_put_text(j, "title", r->title);
	answer_asked_json(j, asked);
	put_rows(j, r->row, r->nrows);
	json_end_object(j);
}

void answer_figures_json(struct json *j, const struct asked *asked, const struct report_row *row, int n)
{
	json_begin_object(j);
	answer_asked_json(j, asked);
	json_put_int(j, "count", n);
	put_rows(j, row, n);
	json_end_object(j);
}

/* ---- CSV: the same numbers under the same names ---- */

static void csv_number(struct csv_writer *w, bool has, double v)
{
	csv_put_double(w, has ? v : NAN);
}

static void csv_row(struct csv_writer *w, const struct report_row *r, bool by)
{
	const struct answer *a = &r->answer;
	char day[2][DAY_SIZE];
	struct date d[2] = { r->asked.from, period_last(r->asked) };
	for (int i = 0; i < 2; i++)
		day_text(d[i], day[i]);
	csv_put(w, r->code);
	if (by) {
		csv_put(w, a->by);
		csv_put(w, a->by_title);
	}
	csv_put(w, r->label);
	csv_put(w, r->unit);
	csv_put(w, day[0]);
	csv_put(w, day[1]);
	csv_number(w, a->has, a->value);
	csv_put(w, a->has ? NULL : a->why);
	csv_put(w, a->amount);
	csv_number(w, a->has, (double)a->num);
	csv_number(w, a->has && is_share(a), (double)a->den);
	csv_number(w, a->has_target, a->target);
	csv_number(w, has_percent(a), has_percent(a) ? percent(a) : 0);
	csv_number(w, a->has_last, a->last_year);
	csv_number(w, a->has && a->has_last, a->value - a->last_year);
	csv_put(w, r->cite);
	csv_line(w);
}

static bool any_by(const struct report_row *row, int n)
{
	for (int i = 0; i < n; i++)
		if (row[i].answer.by)
			return true;
	return false;
}

void answer_figures_csv(struct csv_writer *w, const struct report_row *row, int n)
{
	static const char *const heading[] = {
		"code", "by", "by_title", "label", "unit", "from", "until", "value", "why", "amount", "num", "den",
		"target", "percent", "last_year", "change", "cite",
	};
	bool by = any_by(row, n);
	for (size_t i = 0; i < COUNTOF(heading); i++)
		if (by || (i != 1 && i != 2))
			csv_put(w, heading[i]);
	csv_line(w);
	for (int i = 0; i < n; i++)
		csv_row(w, &row[i], by);
}

void answer_report_csv(struct csv_writer *w, const struct report *r)
{
	answer_figures_csv(w, r->row, r->nrows);
}

/* ---- text ---- */

void answer_asked_text(struct arena *a, struct sink to, const struct asked *asked)
{
	struct buf b = buf_new(a, 2000);
	if (asked->unit_title)
		buf_printf(&b, "%s (%s) · ", asked->unit_title, asked->unit ? asked->unit : "");
	if (asked->period)
		buf_printf(&b, "%s · ", period_show(a, asked->days));
	buf_printf(&b, "đến ngày %s · ", date_show(a, asked->on));
	buf_printf(&b, asked->now ? "theo sổ hiện nay (bút toán %s)" : "như đã biết ở bút toán %s",
	           text_grouped(a, asked->known));
	sink_text(to, b.s);
	sink_char(to, '\n');
	if (asked->note) {
		sink_text(to, asked->note);
		sink_char(to, '\n');
	}
}

static const char *show_number(struct arena *a, double v, bool share)
{
	double whole = nearbyint(v);
	if (share)
		return arena_printf(a, "%s %%", text_decimal(a, v, 2));
	if (fabs(v - whole) < 1e-9 && fabs(v) < 1e15)
		return text_grouped(a, (int64_t)whole);
	return text_decimal(a, v, 2);
}

static const char *show_change(struct arena *a, const struct answer *x)
{
	if (!x->has || !x->has_last)
		return "";
	double d = x->value - x->last_year;
	if (fabs(d) < 0.005)
		d = 0;
	return arena_printf(a, "%s%s", d > 0 ? "+" : "", show_number(a, d, is_share(x)));
}

static const char *show_days(struct arena *a, struct period p)
{
	const char *last = date_show(a, period_last(p));
	if (p.from.ymd / 10000 == period_last(p).ymd / 10000)
		return arena_printf(a, "%02d/%02d–%s", p.from.ymd % 100, p.from.ymd / 100 % 100, last);
	return arena_printf(a, "%s–%s", date_show(a, p.from), last);
}

static void text_row(struct arena *a, struct grid *t, const struct report_row *r, bool by)
{
	const struct answer *x = &r->answer;
	bool share = is_share(x);
	grid_put(t, r->code);
	if (by)
		grid_put(t, x->by_title ? x->by_title : x->by);
	grid_put(t, r->label);
	grid_put(t, r->unit);
	grid_put(t, x->has ? show_number(a, x->value, share) : "—");
	grid_put(t, x->has_target ? show_number(a, x->target, share) : "");
	grid_put(t, has_percent(x) ? show_number(a, percent(x), true) : "");
	grid_put(t, x->has_last ? show_number(a, x->last_year, share) : "");
	grid_put(t, show_change(a, x));
	grid_put(t, show_days(a, r->asked));
	grid_put(t, r->cite);
}

static void text_whys(struct sink to, const struct report_row *row, int n)
{
	for (int i = 0; i < n; i++) {
		const char *said = row[i].answer.why;
		if (row[i].answer.has || !said)
			continue;
		sink_text(to, row[i].code);
		sink_text(to, ": ");
		sink_text(to, said);
		sink_char(to, '\n');
	}
}

void answer_figures_text(struct arena *a, struct sink to, int width, const struct asked *asked,
                         const struct report_row *row, int n)
{
	static const struct grid_column plain[] = {
		{ "Mã", false }, { "Chỉ tiêu", false }, { "Đơn vị", false }, { "Số liệu", true }, { "Được giao", true },
		{ "Đạt", true }, { "Năm trước", true }, { "Tăng, giảm", true }, { "Tính từ–đến", false },
		{ "Căn cứ", false },
	};
	struct grid_column column[COUNTOF(plain) + 1] = { plain[0], { "Theo", false } };
	bool by = any_by(row, n);
	memcpy(column + 1 + by, plain + 1, sizeof plain - sizeof plain[0]);
	struct grid t = grid_new(a, column, (int)COUNTOF(plain) + by);
	for (int i = 0; i < n; i++)
		text_row(a, &t, &row[i], by);
	answer_asked_text(a, to, asked);
	sink_char(to, '\n');
	grid_print(&t, to, width);
	text_whys(to, row, n);
}

void answer_report_text(struct arena *a, struct sink to, int width, const struct asked *asked, const struct report *r)
{
	sink_text(to, text_upper(a, r->title ? r->title : r->form));
	sink_char(to, '\n');
	answer_figures_text(a, to, width, asked, r->row, r->nrows);
}
