/* Amounts over lists.  One statement reads each row once, with what each list makes of it; the rows are counted and
 * rolled up the tree here. */
#include <stdlib.h>
#include <string.h>

#include "model/access.h"
#include "model/catalog.h"
#include "model/code.h"
#include "model/filter.h"
#include "model/keep.h"
#include "model/list_order.h"
#include "model/query_join.h"
#include "model/unit.h"

struct counting {
	struct ctx *ctx;
	const struct list *l; int nlists;
	const struct measure *m; int n;
	const char *by;
	bool by_unit;
	const struct path *key;         /* what it is counted by; NULL: in all */
	int64_t persons;                /* the measures that count persons, as bits */
	struct path person, place;      /* where wanted */
};

/* ---- what is asked ---- */

/* Persons are told apart by the first reference on the way to them that names each but once: a badge's member as well
 * as that member's person. */
static bool person_find(struct ctx *ctx, const struct record *of, struct path *p)
{
	enum { ONE = F_UNIQUE | F_REQUIRED };

	if (!path_person(ctx->catalog, of, p))
		return err_add(ctx->errs, ERR_INPUT, "%s không tính cho người nào nên không đếm được người", of->label);
	while (p->n > 1 && (path_field(p)->flags & ONE) == ONE)
		p->n--;
	return true;
}

static bool sum_find(struct ctx *ctx, const struct record *of, const char *field, struct path *p)
{
	if (!query_path_find(ctx, of, field, "field", p))
		return false;
	enum kind kind = path_kind(ctx->catalog, p);
	if (p->n && (kind == K_INT || kind == K_MONEY || kind == K_BOOL))
		return true;
	return err_field(ctx->errs, "field", "\"%s\" không phải là số nên không cộng được", field);
}

/* ---- the statement ---- */

/* What the list sees is said with its own day and period from here on. */
static void moment_set(struct query *q, const struct list *l)
{
	q->clock = l->clock;
	q->period = l->period;
	q->on = 0;
}

/* A single measure's condition is the list's: there an index can serve it. */
static const struct filter *own_where(const struct counting *c, int i)
{
	return c->n == 1 ? NULL : c->m[i].where;
}

static bool seen_emit(struct query *q, const struct counting *c, const struct list *l, const char *t)
{
	build_sql(&q->b, "(");
	if (!query_seen(q, l, t))
		return false;
	if (c->n == 1 && c->m[0].where) {
		build_sql(&q->b, " AND (");
		if (!filter_emit(q, c->m[0].where, t))
			return false;
		build_sql(&q->b, ")");
	}
	build_sql(&q->b, ")");
	return true;
}

/* A number with a bit for each measure that counts the row. */
static bool bits_emit(struct query *q, const struct counting *c, const char *t)
{
	for (int i = 0; i < c->n; i++) {
		const struct filter *where = own_where(c, i);
		const char *bit = arena_printf(q->ctx->mem, "%lld", 1LL << i);

		build_literal(&q->b, i ? " + " : "");
		if (!where) {
			build_literal(&q->b, bit);
			continue;
		}
		build_sql(&q->b, "CASE WHEN ");
		if (!filter_emit(q, where, t))
			return false;
		build_literal(&q->b, arena_printf(q->ctx->mem, " THEN %s ELSE 0 END", bit));
	}
	return true;
}

static bool sums_emit(struct query *q, const struct counting *c, const char *t)
{
	struct path p;

	for (int i = 0; i < c->n; i++) {
		if (c->m[i].amount != A_SUM)
			continue;
		build_sql(&q->b, ", ");
		if (!sum_find(c->ctx, c->l->of, c->m[i].field, &p) || !query_path(q, &p, t))
			return false;
	}
	return true;
}

/* What one list makes of the row: the key it is counted under, the bits, what is summed. */
static bool cells_emit(struct query *q, const struct counting *c, const struct list *l, const char *t)
{
	moment_set(q, l);
	if (c->key) {
		if (!query_path(q, c->key, t))
			return false;
		build_sql(&q->b, ", ");
	}
	if (c->nlists > 1) {
		build_sql(&q->b, "CASE WHEN ");
		if (!seen_emit(q, c, l, t))
			return false;
		build_sql(&q->b, " THEN ");
	}
	if (!bits_emit(q, c, t))
		return false;
	build_literal(&q->b, c->nlists > 1 ? " ELSE 0 END" : "");
	return sums_emit(q, c, t);
}

static bool select_emit(struct query *q, const struct counting *c, const char *t)
{
	build_sql(&q->b, "SELECT ");
	for (int i = 0; i < c->nlists; i++) {
		build_literal(&q->b, i ? ", " : "");
		if (!cells_emit(q, c, &c->l[i], t))
			return false;
	}
	if (!c->persons)
		return true;
	build_sql(&q->b, ", ");
	return query_path(q, &c->person, t);
}

static bool where_emit(struct query *q, const struct counting *c, const char *t)
{
	if (!query_allowed(q, c->l->of, t))
		return false;
	for (int i = 0; i < c->nlists; i++) {
		build_literal(&q->b, i ? " OR " : " AND (");
		moment_set(q, &c->l[i]);
		if (!seen_emit(q, c, &c->l[i], t))
			return false;
	}
	build_sql(&q->b, ")");
	return true;
}

/* By a field the rows come in the order of its values. */
static bool counting_text(const struct counting *c, struct query *q, struct sql *sql, struct args *args)
{
	*q = query_new(c->ctx, c->l->clock, c->l->period);
	const char *r = query_rows(q, c->l->of), *t = query_alias(q);

	if (!select_emit(q, c, r))
		return false;
	query_from_rows(q);
	build_literal(&q->b, c->key && !c->by_unit ? " ORDER BY 1 NULLS LAST" : "");
	struct buf rest = query_rows_begin(q, t);
	bool done = where_emit(q, c, t);
	query_rows_end(q, rest);
	return done && query_end(q, sql, args);
}

/* ---- the rows ---- */

/* What one list counts.  Groups are nodes of the tree, values of a field, or one for all. */
struct pair { int64_t person, bits; int group; };
struct tallying {
	const struct tree *t;           /* by unit */
	int64_t **own; int n;           /* by group, then measure; NULL: no row was counted there */
	struct value *key;              /* by a field: of each group */
	struct pair *pair; int npairs;
};
struct counting_rows { const struct counting *c; struct tallying *tally; struct arena *mem; };

static bool same_value(struct value a, struct value b)
{
	if (a.type != b.type)
		return false;
	return a.type == T_INT ? a.i == b.i : a.type != T_TEXT || strcmp(a.text, b.text) == 0;
}

static int group_of_value(const struct counting_rows *r, struct tallying *y, struct value key)
{
	struct arena *mem = r->c->ctx->mem;
	int n = y->n;

	if (n && same_value(y->key[n - 1], key))
		return n - 1;
	if (key.type == T_TEXT)
		key.text = arena_text(mem, key.text);
	PUSH(mem, y->key, n, key);
	PUSH(mem, y->own, y->n, NULL);
	return y->n - 1;
}

/* -1: it lies at no unit of the tree. */
static int group_of(const struct counting_rows *r, struct tallying *y, struct value key)
{
	if (!r->c->key)
		return 0;
	if (!r->c->by_unit)
		return group_of_value(r, y, key);
	return key.type == T_INT ? tree_find(y->t, key.i) : -1;
}

static void row_count(const struct counting *c, int64_t *own, int64_t bits, const struct value *sum)
{
	for (int i = 0; i < c->n; i++) {
		if (c->m[i].amount == A_SUM)
			own[i] += bits >> i & 1 ? cell_int(*sum) : 0;
		else if (c->m[i].amount == A_ROWS)
			own[i] += bits >> i & 1;
		sum += c->m[i].amount == A_SUM;
	}
}

static bool row_read(void *arg, const struct row *row)
{
	struct counting_rows *r = arg;
	const struct counting *c = r->c;
	const struct value *cell = row->cell, *person = &row->cell[row->n - 1];
	int keyed = c->key != NULL, width = (row->n - (c->persons != 0)) / c->nlists;

	for (int i = 0; i < c->nlists; i++, cell += width) {
		struct tallying *y = &r->tally[i];
		int64_t bits = cell_int(cell[keyed]);
		int group = bits ? group_of(r, y, cell[0]) : -1;

		if (group < 0)
			continue;
		if (!y->own[group])
			y->own[group] = NEWN(c->ctx->mem, int64_t, c->n);
		row_count(c, y->own[group], bits, cell + keyed + 1);
		if (bits & c->persons && person->type == T_INT)
			PUSH(r->mem, y->pair, y->npairs, (struct pair){ person->i, bits & c->persons, group });
	}
	return true;
}

/* ---- what they make ---- */

static int by_person(const void *x, const void *y)
{
	const struct pair *a = x, *b = y;

	if (a->person != b->person)
		return a->person < b->person ? -1 : 1;
	return (a->group > b->group) - (a->group < b->group);
}

/* `sum`, by unit: what is to be taken off above.  In preorder the nearest common ancestors of neighbours are just where
 * a person would be counted once too often. */
static void persons_add(const struct counting *c, struct tallying *y, int measure, int64_t *sum)
{
	const struct pair *last = NULL;

	for (const struct pair *p = y->pair; p < y->pair + y->npairs; p++) {
		if (!(p->bits >> measure & 1))
			continue;
		bool again = last && last->person == p->person;
		if (again && last->group == p->group)
			continue;
		y->own[p->group][measure]++;
		int common = again && y->t ? tree_ancestor(y->t, last->group, p->group) : -1;
		if (common >= 0)
			sum[(size_t)common * (size_t)c->n + (size_t)measure]--;
		last = p;
	}
}

static void persons_count(const struct counting *c, struct tallying *y, int64_t *sum)
{
	if (y->npairs)
		qsort(y->pair, (size_t)y->npairs, sizeof *y->pair, by_person);
	for (int i = 0; i < c->n; i++)
		if (c->m[i].amount == A_PERSONS)
			persons_add(c, y, i, sum);
}

static const char *key_text(struct ctx *ctx, struct value v)
{
	if (v.type == T_INT)
		return arena_printf(ctx->mem, "%lld", (long long)v.i);
	return v.type == T_TEXT ? v.text : "";
}

struct filling { struct arena *mem; size_t measures; const char **key; int64_t *value; int n; };

static struct filling filling_new(const struct counting *c, int most)
{
	struct arena *mem = c->ctx->mem;

	return (struct filling){ mem, (size_t)c->n, NEWN(mem, const char *, most + 1),
	                         NEWN(mem, int64_t, (size_t)most * (size_t)c->n), 0 };
}

static void fill(struct filling *f, const char *key, const int64_t *from)
{
	f->key[f->n] = key;
	memcpy(f->value + (size_t)f->n * f->measures, from, f->measures * sizeof *from);
	f->n++;
}

static void fill_groups(const struct counting *c, const struct tallying *y, struct filling *f)
{
	for (int i = 0; i < y->n; i++)
		fill(f, c->key ? key_text(c->ctx, y->key[i]) : "", y->own[i]);
}

/* Children stand after their parent, so from the end on each is complete when it is added to its parent. */
static void roll_up(const struct tallying *y, int64_t *sum, size_t measures)
{
	for (int i = y->n - 1; i >= 0; i--) {
		int up = y->t->node[i].parent;
		int64_t *here = sum + (size_t)i * measures;
		for (size_t k = 0; k < measures; k++) {
			here[k] += y->own[i] ? y->own[i][k] : 0;
			if (up >= 0)
				sum[(size_t)up * measures + k] += here[k];
		}
	}
}

static void fill_below(struct filling *f, const struct tallying *y, const int64_t *sum, int top)
{
	const struct tree *t = y->t;

	if (y->own[top])
		fill(f, arena_printf(f->mem, "%lld", (long long)t->id[top]), y->own[top]);
	for (int i = top + 1; i <= t->node[top].last; i = t->node[i].last + 1)
		fill(f, arena_printf(f->mem, "%lld", (long long)t->id[i]), sum + (size_t)i * f->measures);
}

static void fill_units(const struct tallying *y, const int64_t *sum, int64_t under, struct filling *f)
{
	int top = under ? tree_find(y->t, under) : 0;

	if (top >= 0 && under)
		fill_below(f, y, sum, top);
	for (int i = 0; !under && i < y->n; i = y->t->node[i].last + 1)
		fill_below(f, y, sum, i);
}

static void tally_make(const struct counting *c, const struct list *l, struct tallying *y, struct tally *out)
{
	struct filling f = filling_new(c, y->n);
	int64_t *sum = y->t ? NEWN(c->ctx->mem, int64_t, (size_t)y->n * (size_t)c->n) : NULL;

	persons_count(c, y, sum);
	if (y->t) {
		roll_up(y, sum, (size_t)c->n);
		fill_units(y, sum, l->under, &f);
	} else {
		fill_groups(c, y, &f);
	}
	*out = (struct tally){ f.n, f.key, f.value };
}

/* ---- all of it ---- */

/* What lies elsewhere is left aside here anyway: to ask for the unit is worth its price where that leaves little. */
static void nearby(const struct tree *t, struct list *l)
{
	int top = l->under ? tree_find(t, l->under) : -1;

	if (top >= 0 && (t->node[top].last - top + 1) * 2 >= t->n)
		l->under = 0;
}

static bool tallying_new(const struct counting *c, struct list *l, struct tallying *y)
{
	struct arena *mem = c->ctx->mem;

	if (c->by_unit) {
		if (!tree_load(c->ctx, l->clock, &y->t))
			return false;
		y->n = y->t->n;
		y->own = NEWN(mem, int64_t *, y->n);
		nearby(y->t, l);
	} else if (!c->key) {
		y->n = 1;
		y->own = NEW(mem, int64_t *);
		*y->own = NEWN(mem, int64_t, c->n);
	}
	return true;
}

static bool measure_now(const struct counting *c, struct tally *out)
{
	struct counting near = *c;
	struct list *l = arena_copy(c->ctx->mem, c->l, (size_t)c->nlists * sizeof *l);
	struct counting_rows r = { &near, NEWN(c->ctx->mem, struct tallying, c->nlists), NULL };
	struct query q;
	struct sql sql;
	struct args args;

	near.l = l;
	for (int i = 0; i < c->nlists; i++)
		if (!tallying_new(c, &l[i], &r.tally[i]))
			return false;
	if (!counting_text(&near, &q, &sql, &args))
		return false;
	r.mem = arena_new(0);
	bool done = db_stream(c->ctx->db, sql, args, row_read, &r);
	for (int i = 0; done && i < c->nlists; i++)
		tally_make(c, &c->l[i], &r.tally[i], &out[i]);
	arena_free(r.mem);
	return done;
}

/* Rows come in the order of one list's values. */
static bool measure_fresh(const struct counting *c, struct tally *out)
{
	struct counting one = *c;
	int step = c->key && !c->by_unit ? 1 : c->nlists;

	one.nlists = step;
	for (int i = 0; i < c->nlists; i += step) {
		one.l = &c->l[i];
		if (!measure_now(&one, &out[i]))
			return false;
	}
	return true;
}

/* ---- what was measured may be asked again ---- */

static struct tally *tally_copy(struct arena *mem, const struct tally *t, size_t measures)
{
	struct tally *copy = NEW(mem, struct tally);
	const char **key = NEWN(mem, const char *, t->n + 1);

	for (int i = 0; i < t->n; i++)
		key[i] = arena_text(mem, t->key[i]);
	*copy = (struct tally){ t->n, key, arena_copy(mem, t->value, (size_t)t->n * measures * sizeof *t->value) };
	return copy;
}

struct wanted { const char *key; int64_t stamp; };

/* The statement that would count it all at once is the question; by unit, the tree of the day is part of it. */
static bool measure_key(const struct counting *c, const struct list *l, struct wanted *out)
{
	struct ctx *ctx = c->ctx;
	struct counting one = *c;
	struct query q;
	struct sql sql;
	struct args args;

	one.l = l;
	one.nlists = 1;
	if (!counting_text(&one, &q, &sql, &args))
		return false;
	keep_reads(ctx, q.reads, "unit", "unit_status", NULL);
	out->key = question_key(ctx, arena_printf(ctx->mem, "tally:%s:%lld:%d", c->by ? c->by : "",
	                                          (long long)l->under, l->clock.on.ymd), sql, args);
	return keep_stamp_reads(ctx, q.reads, &out->stamp);
}

static const struct tally *tally_keep(const struct counting *c, const struct wanted *w, const struct tally *t)
{
	struct arena *mem = arena_new(0);

	return keep_put(c->ctx, w->key, w->stamp, mem, tally_copy(mem, t, (size_t)c->n));
}

static bool measure_kept(const struct counting *c, struct tally *out)
{
	struct counting left = *c;
	struct list *l = NEWN(c->ctx->mem, struct list, c->nlists);
	struct wanted *w = NEWN(c->ctx->mem, struct wanted, c->nlists);
	struct tally *made = NEWN(c->ctx->mem, struct tally, c->nlists);
	int *at = NEWN(c->ctx->mem, int, c->nlists);

	left.l = l;
	left.nlists = 0;
	for (int i = 0; i < c->nlists; i++) {
		if (!measure_key(c, &c->l[i], &w[i]))
			return false;
		const struct tally *kept = keep_find(c->ctx, w[i].key, w[i].stamp);
		if (kept) {
			out[i] = *kept;
			continue;
		}
		l[left.nlists] = c->l[i];
		at[left.nlists++] = i;
	}
	if (left.nlists && !measure_fresh(&left, made))
		return false;
	for (int k = 0; k < left.nlists; k++)
		out[at[k]] = *tally_keep(c, &w[at[k]], &made[k]);
	return true;
}

/* Counting by a field tells its values. */
static bool by_find(struct ctx *ctx, const struct record *of, const char *by, struct path *p)
{
	if (!query_path_find(ctx, of, by, "by", p))
		return false;
	for (int i = 0; i < p->n; i++) {
		const struct field *f = &p->rec[i]->fields[p->field[i]];
		if (!access_field(ctx, p->rec[i], f))
			return err_cited(ctx->errs, ERR_DENIED, "by", arena_printf(ctx->mem,
				"Không được xem “%s” của %s nên không chia theo được.",
				f->name, p->rec[i]->label), NULL);
	}
	return true;
}

bool lists_measure(struct ctx *ctx, const struct list *l, int nlists, const struct measure *m, int nmeasures,
                   const char *by, struct tally *out)
{
	struct counting c = { .ctx = ctx, .l = l, .nlists = nlists, .m = m, .n = nmeasures, .by = by };
	struct path field;

	memset(out, 0, (size_t)nlists * sizeof *out);
	if (nmeasures < 1 || nmeasures > MEASURES_MAX)
		bug("%d measures", nmeasures);
	for (int i = 0; i < nmeasures; i++)
		c.persons |= (int64_t)(m[i].amount == A_PERSONS) << i;
	if (c.persons && !person_find(ctx, l->of, &c.person))
		return false;
	c.by_unit = by && strcmp(by, "unit") == 0;
	if (c.by_unit && !path_place(ctx->catalog, l->of, &c.place))
		return err_field(ctx->errs, "by", "%s không thuộc tổ chức nào", l->of->label);
	if (by && !c.by_unit && !by_find(ctx, l->of, by, &field))
		return false;
	c.key = c.by_unit ? &c.place : by ? &field : NULL;
	return ctx->keep ? measure_kept(&c, out) : measure_fresh(&c, out);
}

bool list_measure(struct ctx *ctx, const struct list *l, const struct measure *m, int nmeasures, const char *by,
                  struct tally *out)
{
	return lists_measure(ctx, l, 1, m, nmeasures, by, out);
}
