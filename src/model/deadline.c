/* A deadline is a date of a row, or so long after one: a working day is never
 * shorter than a day, so a filter on the date itself narrows the rows in the
 * database, and the exact day is reckoned here. */

#include "model/deadline.h"

#include <stdlib.h>
#include <string.h>

#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/keep.h"
#include "model/rule.h"
#include "model/workflow.h"

/* The versions of one rule amount. */
struct amounts { int n; struct { struct date from, until; int64_t value; } *v; int64_t least; };

struct limit {
	const struct state *state;      /* NULL: of a record type */
	const char *what, *day, *where;
	struct amounts amount;           /* n 0: the day itself */
	bool months;
};

struct gather {
	struct ctx *ctx;
	struct clock clock;
	int64_t under;
	struct date until;
	struct due *due; int n;
};

static bool amount_load(struct ctx *ctx, const char *name, struct amounts *out)
{
	struct rows rows;

	*out = (struct amounts){ .n = 0 };
	if (!name)
		return true;
	if (!db_many(ctx->db, SQL("SELECT valid_from, valid_until, value FROM main.rule_amount WHERE name = $1"),
	             ARGS(V(name)), &rows))
		return false;
	if (!rows.n)
		return err_add(ctx->errs, ERR_FAULT, "Chưa có trị số “%s” trong bảng rule_amount", name);
	out->v = arena_alloc(ctx->mem, (size_t)rows.n, sizeof *out->v);
	out->n = rows.n;
	for (int i = 0; i < rows.n; i++) {
		out->v[i].from = cell_date(rows.row[i].cell[0]);
		out->v[i].until = cell_date(rows.row[i].cell[1]);
		out->v[i].value = cell_int(rows.row[i].cell[2]);
		if (!i || out->v[i].value < out->least)
			out->least = out->v[i].value;
	}
	return true;
}

static int64_t amount_on(const struct amounts *a, struct date on)
{
	for (int i = 0; i < a->n; i++)
		if (a->v[i].from.ymd <= on.ymd && on.ymd < a->v[i].until.ymd)
			return a->v[i].value;
	return a->least;
}

static bool due_day(struct ctx *ctx, const struct limit *l, struct date day, struct date *out)
{
	int64_t amount = amount_on(&l->amount, day);

	*out = day;
	if (!l->amount.n)
		return true;
	if (!l->months)
		return workday_add(ctx, day, (int)amount, out);
	*out = date_add_months(day, (int)amount);
	return true;
}

/* No later day can be due by `until`. */
static struct date last_day(const struct limit *l, struct date until)
{
	enum { MONTH_ENDS = 3 };        /* 31/01 and a month is 28/02: days that a month's end swallows */

	if (!l->amount.n)
		return until;
	if (!l->months)
		return date_add_days(until, -(int)l->amount.least);
	return date_add_days(date_add_months(until, -(int)l->amount.least), MONTH_ENDS);
}

static const char *where_of(struct gather *g, const struct limit *l, int n)
{
	struct buf b = buf_new(g->ctx->mem, 1 << 16);

	for (int i = 0; i < n; i++) {
		buf_printf(&b, "%s(%s <= %s", i ? " or " : "", l[i].day,
		           date_iso(g->ctx->mem, last_day(&l[i], g->until)));
		if (l[i].state)
			buf_printf(&b, " and state = %s", l[i].state->name);
		if (l[i].where)
			buf_printf(&b, " and (%s)", l[i].where);
		buf_text(&b, ")");
	}
	return b.s;
}

enum { UNIT_AT, STATE_AT, DAY_AT };

static const char *columns_of(struct arena *a, const struct record *rec, const struct limit *l, int n)
{
	struct buf b = buf_new(a, 1 << 16);

	buf_printf(&b, "%s, %s", rec->unit, rec->flow ? "state" : "id");
	for (int i = 0; i < n; i++)
		buf_printf(&b, ", %s", l[i].day);
	return b.s;
}

static bool take(struct gather *g, const struct record *rec, const struct limit *l, int n, const struct line *line)
{
	for (int i = 0; i < n; i++) {
		const struct value *state = &line->cell[STATE_AT];
		struct date day = cell_date(line->cell[DAY_AT + i]), due;
		if (l[i].state && (state->type != T_TEXT || strcmp(state->text, l[i].state->name) != 0))
			continue;
		if (!day.ymd)
			continue;
		if (!due_day(g->ctx, &l[i], day, &due))
			return false;
		if (due.ymd <= g->until.ymd)
			PUSH(g->ctx->mem, g->due, g->n, (struct due){
				.kind = rec->name, .of = rec, .id = line->id, .what = l[i].what, .due = due,
				.unit = strcmp(rec->unit, "id") ? cell_int(line->cell[UNIT_AT]) : line->id,
				.unit_name = line->title[UNIT_AT] ? line->title[UNIT_AT] : "",
				.state = rec->flow && line->title[STATE_AT] ? line->title[STATE_AT] : "",
			});
	}
	return true;
}

/* The limits of one statement: those of the states together, each other alone, since SQL alone knows its filter.
 * The end of a span is due until another follows it, also once it is over. */
static bool gather_limits(struct gather *g, const struct record *rec, const struct limit *l, int n)
{
	struct listing rows;
	struct list list = {
		.of = rec, .clock = g->clock, .under = g->under, .columns = columns_of(g->ctx->mem, rec, l, n),
	};

	if (!n)
		return true;
	list.last = rec->dated && rec->key && strcmp(l->day, "valid_until") == 0;
	list.where = filter_parse(g->ctx, rec, where_of(g, l, n));
	if (!list.where || !list_rows(g->ctx, &list, &rows))
		return false;
	for (int i = 0; i < rows.nlines; i++)
		if (!take(g, rec, l, n, &rows.line[i]))
			return false;
	return true;
}

/* What has to come: the label of the field that holds the day, else of the first step out of the state. */
static const char *what_of(const struct record *rec, const struct state *s)
{
	if (s->by)
		return rec->fields[record_field(rec, s->by)].label;
	for (int i = 0; i < rec->flow->nsteps; i++)
		if (step_from(&rec->flow->steps[i], s->name))
			return rec->flow->steps[i].label;
	return s->label;
}

static bool gather_states(struct gather *g, const struct record *rec)
{
	struct limit *l = NULL;
	int n = 0;

	for (int i = 0; rec->flow && i < rec->flow->nstates; i++) {
		const struct state *s = &rec->flow->states[i];
		struct limit one = { .state = s, .day = s->by ? s->by : "state_on" };
		if (!s->due && !s->by)
			continue;
		one.what = what_of(rec, s);
		if (!s->by && !amount_load(g->ctx, s->due, &one.amount))
			return false;
		PUSH(g->ctx->mem, l, n, one);
	}
	return gather_limits(g, rec, l, n);
}

static bool gather_record(struct gather *g, const struct record *rec)
{
	if (!gather_states(g, rec))
		return false;
	for (int i = 0; i < rec->ndeadlines; i++) {
		const struct deadline *d = &rec->deadlines[i];
		struct limit l = { .what = d->what, .day = d->day, .where = d->where, .months = d->months != NULL };
		if (!amount_load(g->ctx, d->months, &l.amount) || !gather_limits(g, rec, &l, 1))
			return false;
	}
	return true;
}

static bool titles(struct gather *g, const struct record *rec, int from)
{
	int n = g->n - from;
	int64_t *id = NEWN(g->ctx->mem, int64_t, n + 1);
	const char **title = NEWN(g->ctx->mem, const char *, n + 1);

	if (!n)
		return true;
	for (int i = 0; i < n; i++)
		id[i] = g->due[from + i].id;
	if (!list_titles(g->ctx, rec, g->clock, id, n, title))
		return false;
	for (int i = 0; i < n; i++)
		g->due[from + i].title = title[i];
	return true;
}

bool deadline_possible(const struct record *rec)
{
	for (int i = 0; rec->flow && i < rec->flow->nstates; i++)
		if (rec->flow->states[i].due || rec->flow->states[i].by)
			return true;
	return rec->ndeadlines > 0;
}

static int by_day(const void *x, const void *y)
{
	const struct due *a = x, *b = y;

	if (a->due.ymd != b->due.ymd)
		return a->due.ymd < b->due.ymd ? -1 : 1;
	if (a->unit != b->unit)
		return a->unit < b->unit ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

void deadlines_sort(struct due *due, int n)
{
	if (n)
		qsort(due, (size_t)n, sizeof *due, by_day);
}

/* ---- kept by record type: an entry makes anew only what it touched ---- */

struct dues { int n; struct due *v; };

static struct dues *dues_copy(struct arena *a, const struct gather *g)
{
	struct dues *d = NEW(a, struct dues);

	*d = (struct dues){ g->n, arena_copy(a, g->due, (size_t)g->n * sizeof *d->v) };
	for (int i = 0; i < d->n; i++) {
		d->v[i].title = arena_text(a, d->v[i].title);
		d->v[i].unit_name = arena_text(a, d->v[i].unit_name);
		d->v[i].state = arena_text(a, d->v[i].state);
	}
	return d;
}

static bool gather_noting(struct gather *g, const struct record *rec, bool *reads)
{
	struct ctx *ctx = g->ctx;
	bool *outer = ctx->reads;

	ctx->reads = reads;
	bool done = gather_record(g, rec) && titles(g, rec, 0);
	ctx->reads = outer;
	keep_reads(ctx, reads, rec->name, "rule_amount", "holiday", "unit", "unit_status", NULL);
	return done;
}

static bool dues_load(struct gather g, const struct record *rec, const struct dues **out)
{
	struct ctx *ctx = g.ctx;
	const char *key = arena_printf(ctx->mem, "due:%s:%d:%lld:%d:%lld:%s", rec->name, g.clock.on.ymd,
	                               (long long)g.clock.known, g.until.ymd, (long long)g.under, access_digest(ctx));
	bool *reads = NEWN(ctx->mem, bool, ctx->catalog->nrecords);
	const void *kept;
	int64_t stamp;

	if (!keep_find_read(ctx, key, &kept, &stamp))
		return false;
	if (!kept) {
		if (!gather_noting(&g, rec, reads))
			return false;
		struct arena *mem = arena_new(0);
		if (!keep_put_read(ctx, key, reads, mem, dues_copy(mem, &g), &kept, &stamp))
			return false;
	}
	*out = kept;
	return true;
}

/* They are told by name: who may only count rows of a type sees none of them here. */
bool deadlines_load(struct ctx *ctx, struct clock clock, int64_t under, struct date until, const char *kind,
                    struct due **out, int *n)
{
	const struct gather g = { .ctx = ctx, .clock = clock, .under = under, .until = until };
	const struct dues *dues;

	*out = NULL;
	*n = 0;
	for (int i = 0; i < ctx->catalog->nrecords; i++) {
		const struct record *rec = ctx->catalog->record[i];
		if (!deadline_possible(rec) || (kind && strcmp(kind, rec->name) != 0) || !access_reads(ctx, rec, 1))
			continue;
		if (!dues_load(g, rec, &dues))
			return false;
		for (int k = 0; k < dues->n; k++)
			PUSH(ctx->mem, *out, *n, dues->v[k]);
	}
	deadlines_sort(*out, *n);
	return true;
}
