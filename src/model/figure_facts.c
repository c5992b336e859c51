#include "model/figure_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/catalog.h"
#include "model/keep.h"

/* Each table is asked in two shapes: now, and as known at entry $1. */
#define NOW(columns, table, order) "SELECT " columns " FROM main." table " ORDER BY " order
#define THEN(columns, table, order) "SELECT " columns " FROM main." table " WHERE entry <= $1 UNION ALL SELECT " \
	columns " FROM main." table "_past WHERE entry <= $1 AND until > $1 ORDER BY " order
#define BOTH(columns, table, order) { SQL_INIT(NOW(columns, table, order)), SQL_INIT(THEN(columns, table, order)) }

struct loader { struct arena *mem; struct facts *facts; };

static bool read_opening(void *arg, const struct row *row)
{
	struct loader *l = arg;
	struct opening *v = (struct opening *)(uintptr_t)l->facts->opening;

	PUSH(l->mem, v, l->facts->nopenings, (struct opening){ cell_int(row->cell[1]), cell_date(row->cell[2]) });
	l->facts->opening = v;
	return true;
}

/* A target may be typed with decimals, with a comma or a point. */
static double number_of(struct value v)
{
	if (v.type != T_TEXT)
		return (double)cell_int(v);
	const char *comma = strchr(v.text, ',');
	double whole = strtod(v.text, NULL);
	if (!comma || !comma[1])
		return whole;
	double part = 0, scale = 1;
	for (const char *p = comma + 1; *p >= '0' && *p <= '9'; p++)
		part += (*p - '0') * (scale /= 10);
	return *v.text == '-' ? whole - part : whole + part;
}

static bool read_target(void *arg, const struct row *row)
{
	struct loader *l = arg;
	struct target *v = (struct target *)(uintptr_t)l->facts->target;
	const struct value *c = row->cell;
	struct target t = { .unit = cell_int(c[2]), .value = number_of(c[4]) };

	if (c[1].type != T_TEXT || c[3].type != T_TEXT || !period_parse(c[3].text, &t.period))
		return true;
	t.figure = arena_text(l->mem, c[1].text);
	PUSH(l->mem, v, l->facts->ntargets, t);
	l->facts->target = v;
	return true;
}

static bool read_population(void *arg, const struct row *row)
{
	struct loader *l = arg;
	struct population *v = (struct population *)(uintptr_t)l->facts->population;
	const struct value *c = row->cell;

	PUSH(l->mem, v, l->facts->npopulations,
	     (struct population){ cell_int(c[0]), cell_int(c[1]), cell_date(c[2]), cell_int(c[3]) });
	l->facts->population = v;
	return true;
}

static bool read_area(void *arg, const struct row *row)
{
	struct loader *l = arg;
	struct area *v = (struct area *)(uintptr_t)l->facts->area;
	const struct value *c = row->cell;

	PUSH(l->mem, v, l->facts->nareas,
	     (struct area){ cell_int(c[1]), cell_int(c[2]), cell_date(c[3]), cell_date(c[4]) });
	l->facts->area = v;
	return true;
}

static const struct source {
	const char *record;
	struct sql sql[2];
	bool (*read)(void *, const struct row *);
} sources[] = {
	{ "opening", BOTH("id, unit, day", "opening", "id"), read_opening },
	{ "target", BOTH("id, figure, unit, period, value", "target", "id DESC"), read_target },
	{ "population", BOTH("id, unit, day, value", "population", "unit, day, id"), read_population },
	{ "area", BOTH("id, unit, state_unit, valid_from, valid_until", "area", "id"), read_area },
};

static bool read_all(struct ctx *ctx, int64_t known, struct loader *l)
{
	for (size_t i = 0; i < COUNTOF(sources); i++) {
		const struct source *s = &sources[i];
		if (!catalog_record(ctx->catalog, s->record))
			continue;
		if (!db_stream(ctx->db, s->sql[known != 0], known ? ARGS(V(known)) : NO_ARGS, s->read, l))
			return false;
	}
	return true;
}

bool facts_load(struct ctx *ctx, int64_t known, const struct facts **out)
{
	int64_t stamp;
	char key[64];

	if (!keep_stamp_known(ctx, &known, &stamp, "opening", "target", "population", "area", NULL))
		return false;
	snprintf(key, sizeof key, "figure-facts:%lld", (long long)known);
	*out = keep_find(ctx, key, stamp);
	if (*out)
		return true;
	struct loader l = { .mem = arena_new(0) };
	l.facts = NEW(l.mem, struct facts);
	if (!read_all(ctx, known, &l)) {
		arena_free(l.mem);
		return false;
	}
	*out = keep_put(ctx, key, stamp, l.mem, l.facts);
	return true;
}

/* An opening speaks for the asked unit when it is of the unit, of one above it, or of one below it. */
static bool speaks_for(const struct tree *t, int64_t opening, int64_t unit)
{
	return unit == 0 || tree_within(t, unit, opening) || tree_within(t, opening, unit);
}

/* On the day of the opening itself the stock is known, but nothing has flowed yet. */
const char *facts_unrecorded(struct ctx *ctx, const struct facts *f, const struct tree *t, struct date on,
                             int64_t unit, bool flow)
{
	struct date first = FOREVER;
	bool any = false;

	for (int i = 0; i < f->nopenings; i++) {
		const struct opening *o = &f->opening[i];
		if (o->day.ymd >= first.ymd || !speaks_for(t, o->unit, unit))
			continue;
		first = o->day;
		any = true;
	}
	if (!any || first.ymd < on.ymd || (!flow && first.ymd == on.ymd))
		return NULL;
	return arena_printf(ctx->mem, "chưa có hồ sơ trước ngày %s", date_show(ctx->mem, first));
}

bool facts_target(const struct facts *f, const char *figure, int64_t unit, struct period asked, double *out)
{
	int64_t best = INT64_MAX;

	for (int i = 0; i < f->ntargets; i++) {
		const struct target *t = &f->target[i];
		int64_t days = date_days(t->period.from, t->period.until);
		if (t->unit != unit || strcmp(t->figure, figure) != 0 || days >= best ||
		    t->period.from.ymd > asked.from.ymd || t->period.until.ymd < asked.until.ymd)
			continue;
		best = days;
		*out = t->value;
	}
	return best != INT64_MAX;
}

/* ---- people ---- */

struct counting {
	struct arena *mem;
	const struct facts *facts;
	const struct tree *tree;
	struct date on;
	struct people *out;
};

static const struct population *latest(const struct facts *f, int64_t unit, struct date on)
{
	const struct population *found = NULL;

	for (int i = 0; i < f->npopulations; i++)
		if (f->population[i].unit == unit && f->population[i].day.ymd <= on.ymd)
			found = &f->population[i];
	return found;
}

/* A State unit without a number of its own is the sum of its parts, if every part has one. */
static bool add_state(struct counting *c, int at)
{
	const struct population *own = latest(c->facts, c->tree->id[at], c->on);
	bool any = false;

	if (own) {
		c->out->n += own->value;
		PUSH(c->mem, c->out->row, c->out->nrows, own);
		return true;
	}
	for (int i = at + 1; i <= c->tree->node[at].last; i = c->tree->node[i].last + 1) {
		if (c->tree->node[i].former)
			continue;
		if (!add_state(c, i))
			return false;
		any = true;
	}
	return any;
}

static bool add_areas(struct counting *c, int64_t unit, bool *any)
{
	*any = false;
	for (int i = 0; i < c->facts->nareas; i++) {
		const struct area *a = &c->facts->area[i];
		int at = tree_find(c->tree, a->state);
		if (a->unit != unit || a->from.ymd > c->on.ymd || a->until.ymd <= c->on.ymd)
			continue;
		if (at < 0 || !add_state(c, at))
			return false;
		*any = true;
	}
	return true;
}

static bool add_roots(struct counting *c)
{
	bool any = false;

	for (int i = 0; i < c->tree->n; i = c->tree->node[i].last + 1) {
		if (c->tree->node[i].former || strcmp(c->tree->node[i].kind, "state") != 0)
			continue;
		if (!add_state(c, i))
			return false;
		any = true;
	}
	return any;
}

/* The Party's root covers the State's root without saying so. */
bool facts_people(struct arena *a, const struct facts *f, const struct tree *t, struct date on, int64_t unit,
                  struct people *out)
{
	struct counting c = { a, f, t, on, out };
	int at = unit ? tree_find(t, unit) : -1;
	bool any;

	*out = (struct people){ 0 };
	if (unit == 0)
		return add_roots(&c);
	if (at < 0)
		return false;
	if (strcmp(t->node[at].kind, "state") == 0)
		return add_state(&c, at);
	if (!add_areas(&c, unit, &any))
		return false;
	if (any)
		return true;
	int state = at == tree_root(t, "party") ? tree_root(t, "state") : -1;
	return state >= 0 && add_state(&c, state);
}
