#include "model/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "model/code.h"
#include "model/keep.h"

#define ROWS(from, more) "SELECT form, sort, figure, label, first_day, last_day, cite, valid_from, valid_until, " \
	"section, shown " \
	"FROM main." from " WHERE form IS NOT NULL AND figure IS NOT NULL" more

/* All rows of all forms, by form, then sort. */
struct form_row {
	const char *form, *figure, *label, *first_day, *last_day, *cite, *section, *shown;
	struct date from, until;
};
struct forms { int n; struct form_row *v; };
struct loader { struct arena *mem; struct forms *forms; };

static const char *text_or_null(struct arena *a, struct value v)
{
	return v.type == T_TEXT && *v.text ? arena_text(a, v.text) : NULL;
}

static bool read_row(void *arg, const struct row *row)
{
	struct loader *l = arg;
	const struct value *c = row->cell;
	struct form_row r = {
		.form = arena_text(l->mem, c[0].text), .figure = arena_text(l->mem, c[2].text),
		.label = text_or_null(l->mem, c[3]), .first_day = text_or_null(l->mem, c[4]),
		.last_day = text_or_null(l->mem, c[5]), .cite = text_or_null(l->mem, c[6]),
		.from = cell_date(c[7]), .until = cell_date(c[8]),
		.section = text_or_null(l->mem, c[9]), .shown = text_or_null(l->mem, c[10]),
	};

	PUSH(l->mem, l->forms->v, l->forms->n, r);
	return true;
}

static bool forms_load(struct ctx *ctx, int64_t known, const struct forms **out)
{
	static const struct sql now = SQL_INIT(ROWS("form_row", "") " ORDER BY form, sort, figure");
	static const struct sql then = SQL_INIT(ROWS("form_row", " AND entry <= $1") " UNION ALL "
		ROWS("form_row_past", " AND entry <= $1 AND until > $1") " ORDER BY form, sort, figure");
	int64_t stamp;
	char key[64];

	if (!keep_stamp_known(ctx, &known, &stamp, "form_row", NULL))
		return false;
	snprintf(key, sizeof key, "forms:%lld", (long long)known);
	*out = keep_find(ctx, key, stamp);
	if (*out)
		return true;
	struct loader l = { .mem = arena_new(0) };
	l.forms = NEW(l.mem, struct forms);
	if (!db_stream(ctx->db, known ? then : now, known ? ARGS(V(known)) : NO_ARGS, read_row, &l)) {
		arena_free(l.mem);
		return false;
	}
	*out = keep_put(ctx, key, stamp, l.mem, l.forms);
	return true;
}

/* "12-08" in the year of `in`; 02-29 is the last day of February.  No text: `otherwise`. */
static struct date day_in(struct date in, const char *month_day, struct date otherwise)
{
	char *end;
	long month = month_day ? strtol(month_day, &end, 10) : 0;
	long day = month && *end == '-' ? strtol(end + 1, NULL, 10) : 0;

	if (month < 1 || month > 12 || day < 1 || day > 31)
		return otherwise;
	struct date d = { (int32_t)(in.ymd / 10000 * 10000 + month * 100 + day) };
	while (!date_valid(d))
		d.ymd--;
	return d;
}

static struct date later(struct date a, struct date b)   { return a.ymd > b.ymd ? a : b; }
static struct date earlier(struct date a, struct date b) { return a.ymd < b.ymd ? a : b; }

/* The first day is looked for in the year in which the period begins, the last in the year in which it ends. */
static struct period window(const struct form_row *r, struct question q)
{
	struct date none = FOREVER;
	struct date from = later(q.period.from, day_in(q.period.from, r->first_day, q.period.from));
	struct date last = earlier(q.on, day_in(period_last(q.period), r->last_day, none));

	return (struct period){ from, date_add_days(last, 1) };
}

static bool row_make(struct ctx *ctx, const struct form_row *r, struct question q, struct report_row *out)
{
	*out = (struct report_row){ .code = r->figure, .label = say(ctx->mem, r->label), .cite = r->cite,
	                            .asked = window(r, q), .section = say(ctx->mem, r->section),
	                            .shown = say(ctx->mem, r->shown) };
	if (!figure_seek(ctx, q, r->figure, &out->figure))
		return false;
	const struct figure *f = out->figure;
	if (!out->label)
		out->label = f ? f->name : r->figure;
	out->unit = f ? f->unit : "";
	out->answer.amount = !f ? "rows" : figure_is_share(f) ? "share" : f->amount;
	if (!out->cite && f)
		out->cite = f->cite;
	struct date last = period_last(out->asked);
	if (!f)
		out->answer.why = "chỉ tiêu không có hiệu lực vào ngày này";
	else if (last.ymd < out->asked.from.ymd)
		out->answer.why = arena_printf(ctx->mem, "chỉ tiêu tính từ ngày %s đến ngày %s",
		                               date_show(ctx->mem, out->asked.from), date_show(ctx->mem, last));
	else if (last.ymd != q.on.ymd || out->asked.from.ymd != q.period.from.ymd)
		out->note = arena_printf(ctx->mem, "tính %s", period_show(ctx->mem, out->asked));
	return true;
}

static bool same_days(struct period a, struct period b)
{
	return a.from.ymd == b.from.ymd && a.until.ymd == b.until.ymd;
}

static bool asks(const struct report_row *r)
{
	return r->figure && !r->answer.why;
}

/* Rows from `first` on that are asked for the same days share one answering. */
static bool answer_alike(struct ctx *ctx, struct question q, struct report_row *row, int n, int first, bool *done)
{
	const struct figure **f = NEWN(ctx->mem, const struct figure *, n);
	struct answer *a = NEWN(ctx->mem, struct answer, n);
	int *at = NEWN(ctx->mem, int, n), m = 0;

	for (int i = first; i < n; i++) {
		if (done[i] || !asks(&row[i]) || !same_days(row[i].asked, row[first].asked))
			continue;
		done[i] = true;
		f[m] = row[i].figure;
		at[m++] = i;
	}
	q.period = row[first].asked;
	q.on = period_last(q.period);
	if (!figure_answer(ctx, q, f, m, a))
		return false;
	for (int i = 0; i < m; i++)
		row[at[i]].answer = a[i];
	return true;
}

static bool answer_all(struct ctx *ctx, struct question q, struct report_row *row, int n)
{
	bool *done = NEWN(ctx->mem, bool, n);

	for (int i = 0; i < n; i++)
		if (!done[i] && asks(&row[i]) && !answer_alike(ctx, q, row, n, i, done))
			return false;
	return true;
}

bool report_make(struct ctx *ctx, const char *form, struct question q, struct report *out)
{
	const struct forms *forms;
	struct report_row *row = NULL;

	*out = (struct report){ .form = form };
	if (!question_settle(ctx, &q, &out->note) || !forms_load(ctx, q.known, &forms))
		return false;
	struct date last = period_last(q.period);
	for (int i = 0; i < forms->n; i++) {
		const struct form_row *r = &forms->v[i];
		struct report_row made;
		if (strcmp(r->form, form) != 0 || r->from.ymd > last.ymd || r->until.ymd <= last.ymd)
			continue;
		if (!row_make(ctx, r, q, &made))
			return false;
		PUSH(ctx->mem, row, out->nrows, made);
	}
	if (!out->nrows)
		return err_cited(ctx->errs, ERR_MISSING, "report", arena_printf(ctx->mem,
			"Không có biểu mẫu “%s” vào ngày %s", form, date_show(ctx->mem, last)), NULL);
	if (!answer_all(ctx, q, row, out->nrows))
		return false;
	out->question = q;
	out->title = code_label(ctx, "form", form);
	out->row = row;
	return true;
}
