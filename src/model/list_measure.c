/* Amounts over a list: counted where the rows lie, rolled up the tree here. */
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
	const struct list *l;
	const struct measure *m; int n;
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

static bool filter_clause(struct query *q, const struct filter *where, const char *t)
{
	if (!where)
		return true;
	build_sql(&q->b, " FILTER (WHERE ");
	if (!filter_emit(q, where, t))
		return false;
	build_sql(&q->b, ")");
	return true;
}

/* A single measure's condition is the list's: there an index can serve it. */
static const struct filter *own_where(const struct counting *c, int i)
{
	return c->n == 1 ? NULL : c->m[i].where;
}

static bool measure_emit(struct query *q, const struct counting *c, int i, const char *t)
{
	const struct filter *where = own_where(c, i);
	struct path p;

	switch (c->m[i].amount) {
	case A_ROWS:
		build_sql(&q->b, "count(*)");
		return filter_clause(q, where, t);
	case A_PERSONS:
		build_sql(&q->b, "count(DISTINCT ");
		if (!query_path(q, &c->person, t))
			return false;
		build_sql(&q->b, ")");
		return filter_clause(q, where, t);
	case A_SUM:
		build_sql(&q->b, "CAST(COALESCE(sum(");
		if (!sum_find(c->ctx, c->l->of, c->m[i].field, &p) || !query_path(q, &p, t))
			return false;
		build_sql(&q->b, ")");
		if (!filter_clause(q, where, t))
			return false;
		build_sql(&q->b, ", 0) AS bigint)");
		return true;
	}
	return true;
}

/* That some measure counts the row, so that no group is there for nothing; a measure without condition counts all. */
static bool any_emit(struct query *q, const struct counting *c, const char *before, const char *t)
{
	for (int i = 0; i < c->n; i++)
		if (!c->m[i].where)
			return true;
	for (int i = 0; i < c->n; i++) {
		build_literal(&q->b, i ? ") OR (" : before);
		build_literal(&q->b, i ? "" : "((");
		if (!filter_emit(q, c->m[i].where, t))
			return false;
	}
	build_sql(&q->b, "))");
	return true;
}

static bool wants_persons(const struct counting *c)
{
	for (int i = 0; i < c->n; i++)
		if (c->m[i].amount == A_PERSONS)
			return true;
	return false;
}

/* " FROM the rows" that some measure counts.  The condition is made first: it may go where no measure went. */
static bool from_counted(struct query *q, const struct counting *c, const char *r)
{
	struct buf rest = query_aside(q);
	bool done = c->n == 1 || any_emit(q, c, " WHERE ", r);
	const char *where = query_aside_end(q, rest);

	query_from_rows(q);
	build_literal(&q->b, where);
	return done;
}

/* The rows of the list, where a single measure's condition is one of the list's. */
static bool rows_are(struct query *q, const struct counting *c)
{
	const char *t = query_alias(q);
	struct buf rest = query_rows_begin(q, t);
	bool done = query_list(q, c->l, t) && (c->n > 1 || any_emit(q, c, " AND ", t));

	query_rows_end(q, rest);
	return done;
}

/* ---- in all, or by the values of a field ---- */

static bool tally_text(struct query *q, const struct counting *c, const struct path *by, struct sql *sql,
                       struct args *args)
{
	const char *r = query_rows(q, c->l->of);

	build_sql(&q->b, "SELECT ");
	if (by && !query_path(q, by, r))
		return false;
	for (int i = 0; i < c->n; i++) {
		build_literal(&q->b, i || by ? ", " : "");
		if (!measure_emit(q, c, i, r))
			return false;
	}
	if (!by)
		query_from_rows(q);
	else if (!from_counted(q, c, r))
		return false;
	build_literal(&q->b, by ? " GROUP BY 1 ORDER BY 1 NULLS LAST" : "");
	return rows_are(q, c) && query_end(q, sql, args);
}

static const char *key_text(struct ctx *ctx, struct value v)
{
	if (v.type == T_INT)
		return arena_printf(ctx->mem, "%lld", (long long)v.i);
	return v.type == T_TEXT ? v.text : "";
}

static bool tally_field(const struct counting *c, const struct path *by, struct tally *out)
{
	struct query q = query_new(c->ctx, c->l->clock, c->l->period);
	struct rows rows;
	struct sql sql;
	struct args args;
	int keyed = by != NULL;

	if (!tally_text(&q, c, by, &sql, &args) || !db_many(c->ctx->db, sql, args, &rows))
		return false;
	const char **key = NEWN(c->ctx->mem, const char *, rows.n);
	int64_t *value = NEWN(c->ctx->mem, int64_t, (size_t)rows.n * (size_t)c->n);
	for (int i = 0; i < rows.n; i++) {
		key[i] = keyed ? key_text(c->ctx, rows.row[i].cell[0]) : "";
		for (int k = 0; k < c->n; k++)
			value[(size_t)i * (size_t)c->n + (size_t)k] = cell_int(rows.row[i].cell[keyed + k]);
	}
	*out = (struct tally){ rows.n, key, value };
	return true;
}

/* ---- by unit ---- */

/* What lies at each unit of the tree itself and, once rolled up, with all below it; [node * measures + measure]. */
struct rolled { const struct tree *t; int64_t *own, *sum; bool *any; };

static bool adds(const struct counting *c)
{
	for (int i = 0; i < c->n; i++)
		if (c->m[i].amount != A_PERSONS)
			return true;
	return false;
}

/* A column for each measure, persons as 0: they are counted apart. */
static bool sums_read(const struct counting *c, struct rows *rows)
{
	struct query q = query_new(c->ctx, c->l->clock, c->l->period);
	const char *r = query_rows(&q, c->l->of);
	struct sql sql;
	struct args args;

	build_sql(&q.b, "SELECT ");
	if (!query_path(&q, &c->place, r))
		return false;
	for (int i = 0; i < c->n; i++) {
		build_sql(&q.b, ", ");
		if (c->m[i].amount == A_PERSONS)
			build_sql(&q.b, "0");
		else if (!measure_emit(&q, c, i, r))
			return false;
	}
	if (!from_counted(&q, c, r))
		return false;
	build_sql(&q.b, " GROUP BY 1");
	return rows_are(&q, c) && query_end(&q, &sql, &args) && db_many(c->ctx->db, sql, args, rows);
}

static bool sums_add(const struct counting *c, struct rolled *r)
{
	struct rows rows;

	if (!sums_read(c, &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		const struct value *cell = rows.row[i].cell;
		int at = cell[0].type == T_INT ? tree_find(r->t, cell[0].i) : -1;
		if (at < 0)
			continue;
		for (int k = 0; k < c->n; k++) {
			size_t to = (size_t)at * (size_t)c->n + (size_t)k;
			r->own[to] = cell_int(cell[1 + k]);
			r->sum[to] = r->own[to];
			r->any[at] |= r->own[to] != 0;
		}
	}
	return true;
}

struct pair { int64_t person; int node; };
struct pairs { struct pair *v; int n; };
struct pairs_reading { const struct counting *c; struct rolled *r; struct arena *mem; struct pairs *of; };

static bool pair_read(void *arg, const struct row *row)
{
	struct pairs_reading *p = arg;
	const struct value *cell = row->cell;
	int at = cell[0].type == T_INT && cell[1].type == T_INT ? tree_find(p->r->t, cell[1].i) : -1;

	for (int i = 0, k = 2; at >= 0 && i < p->c->n; i++) {
		if (p->c->m[i].amount != A_PERSONS || !cell_int(cell[k++]))
			continue;
		PUSH(p->mem, p->of[i].v, p->of[i].n, (struct pair){ cell[0].i, at });
		p->r->any[at] = true;
	}
	return true;
}

/* (person, unit) of each row, with a 1 for each measure that counts it. */
static bool pairs_emit(struct query *q, const struct counting *c)
{
	const char *r = query_rows(q, c->l->of);

	build_sql(&q->b, "SELECT ");
	if (!query_path(q, &c->person, r))
		return false;
	build_sql(&q->b, ", ");
	if (!query_path(q, &c->place, r))
		return false;
	for (int i = 0; i < c->n; i++) {
		if (c->m[i].amount != A_PERSONS)
			continue;
		if (!own_where(c, i)) {
			build_sql(&q->b, ", 1");
			continue;
		}
		build_sql(&q->b, ", CASE WHEN ");
		if (!filter_emit(q, own_where(c, i), r))
			return false;
		build_sql(&q->b, " THEN 1 ELSE 0 END");
	}
	query_from_rows(q);
	return rows_are(q, c);
}

static int by_person(const void *x, const void *y)
{
	const struct pair *a = x, *b = y;

	if (a->person != b->person)
		return a->person < b->person ? -1 : 1;
	return (a->node > b->node) - (a->node < b->node);
}

/* In preorder the nearest common ancestors of neighbours are just where a person would be counted once too often. */
static void persons_add(struct rolled *r, const struct pairs *p, size_t measure, size_t measures)
{
	if (p->n)
		qsort(p->v, (size_t)p->n, sizeof *p->v, by_person);
	for (int i = 0; i < p->n; i++) {
		size_t node = (size_t)p->v[i].node;
		if (i && p->v[i - 1].person == p->v[i].person && p->v[i - 1].node == p->v[i].node)
			continue;
		r->own[node * measures + measure]++;
		r->sum[node * measures + measure]++;
		if (!i || p->v[i - 1].person != p->v[i].person)
			continue;
		int common = tree_ancestor(r->t, p->v[i - 1].node, p->v[i].node);
		if (common >= 0)
			r->sum[(size_t)common * measures + measure]--;
	}
}

static bool pairs_add(const struct counting *c, struct rolled *r)
{
	struct query q = query_new(c->ctx, c->l->clock, c->l->period);
	struct pairs_reading p = { c, r, arena_new(0), NEWN(c->ctx->mem, struct pairs, c->n) };
	struct sql sql;
	struct args args;
	bool done = pairs_emit(&q, c) && query_end(&q, &sql, &args) &&
	            db_stream(c->ctx->db, sql, args, pair_read, &p);

	for (int i = 0; done && i < c->n; i++)
		if (c->m[i].amount == A_PERSONS)
			persons_add(r, &p.of[i], (size_t)i, (size_t)c->n);
	arena_free(p.mem);
	return done;
}

/* Children stand after their parent, so from the end on each is complete when it is added to its parent. */
static void roll_up(struct rolled *r, size_t measures)
{
	for (int i = r->t->n - 1; i > 0; i--) {
		int up = r->t->node[i].parent;
		for (size_t k = 0; up >= 0 && k < measures; k++)
			r->sum[(size_t)up * measures + k] += r->sum[(size_t)i * measures + k];
	}
}

struct filling { struct arena *mem; const struct rolled *r; size_t measures; const char **key; int64_t *value; int n; };

static void fill(struct filling *f, int node, const int64_t *from)
{
	f->key[f->n] = arena_printf(f->mem, "%lld", (long long)f->r->t->id[node]);
	memcpy(f->value + (size_t)f->n * f->measures, from + (size_t)node * f->measures, f->measures * sizeof *from);
	f->n++;
}

static void fill_below(struct filling *f, int top)
{
	const struct tree *t = f->r->t;

	if (f->r->any[top])
		fill(f, top, f->r->own);
	for (int i = top + 1; i <= t->node[top].last; i = t->node[i].last + 1)
		fill(f, i, f->r->sum);
}

static void tally_fill(const struct counting *c, const struct rolled *r, struct tally *out)
{
	size_t most = (size_t)r->t->n, measures = (size_t)c->n;
	struct filling f = { c->ctx->mem, r, measures, NEWN(c->ctx->mem, const char *, most),
	                     NEWN(c->ctx->mem, int64_t, most * measures), 0 };
	int top = c->l->under ? tree_find(r->t, c->l->under) : 0;

	if (top >= 0 && c->l->under)
		fill_below(&f, top);
	for (int i = 0; !c->l->under && i < r->t->n; i = r->t->node[i].last + 1)
		fill_below(&f, i);
	*out = (struct tally){ f.n, f.key, f.value };
}

static bool tally_unit(struct counting *c, struct tally *out)
{
	struct ctx *ctx = c->ctx;
	struct rolled r;

	if (!tree_load(ctx, c->l->clock, &r.t))
		return false;
	struct list l = *c->l;
	int top = l.under ? tree_find(r.t, l.under) : -1;
	/* What lies elsewhere is left aside here anyway: the condition is worth its price where it leaves little. */
	if (top >= 0 && (r.t->node[top].last - top + 1) * 2 >= r.t->n)
		l.under = 0;
	struct counting near = *c;
	near.l = &l;
	size_t cells = (size_t)r.t->n * (size_t)c->n;
	r.own = NEWN(ctx->mem, int64_t, cells);
	r.sum = NEWN(ctx->mem, int64_t, cells);
	r.any = NEWN(ctx->mem, bool, r.t->n);
	if ((adds(c) && !sums_add(&near, &r)) || (wants_persons(c) && !pairs_add(&near, &r)))
		return false;
	roll_up(&r, (size_t)c->n);
	tally_fill(c, &r, out);
	return true;
}

/* ---- what was measured may be asked again ---- */

static bool measure_now(struct counting *c, const char *by, const struct path *path, struct tally *out)
{
	if (by && strcmp(by, "unit") == 0)
		return tally_unit(c, out);
	return tally_field(c, by ? path : NULL, out);
}

static struct tally *tally_copy(struct arena *mem, const struct tally *t, size_t measures)
{
	struct tally *copy = NEW(mem, struct tally);
	const char **key = NEWN(mem, const char *, t->n + 1);

	for (int i = 0; i < t->n; i++)
		key[i] = arena_text(mem, t->key[i]);
	*copy = (struct tally){ t->n, key, arena_copy(mem, t->value, (size_t)t->n * measures * sizeof *t->value) };
	return copy;
}

/* The statement that would count it all at once is the question; by unit, the tree of the day is part of it. */
static bool measure_key(struct counting *c, const char *by, const struct path *path, const char **key, int64_t *stamp)
{
	struct ctx *ctx = c->ctx;
	struct query q = query_new(ctx, c->l->clock, c->l->period);
	struct sql sql;
	struct args args;

	if (!tally_text(&q, c, path, &sql, &args))
		return false;
	keep_reads(ctx, q.reads, "unit", "unit_status", NULL);
	*key = question_key(ctx, arena_printf(ctx->mem, "tally:%s:%lld:%d", by ? by : "", (long long)c->l->under,
	                                      c->l->clock.on.ymd), sql, args);
	return keep_stamp_reads(ctx, q.reads, stamp);
}

static bool measure_kept(struct counting *c, const char *by, const struct path *path, struct tally *out)
{
	const struct tally *kept;
	const char *key;
	int64_t stamp;

	if (!measure_key(c, by, path, &key, &stamp))
		return false;
	kept = keep_find(c->ctx, key, stamp);
	if (!kept) {
		if (!measure_now(c, by, path, out))
			return false;
		struct arena *mem = arena_new(0);
		kept = keep_put(c->ctx, key, stamp, mem, tally_copy(mem, out, (size_t)c->n));
	}
	*out = *kept;
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

bool list_measure(struct ctx *ctx, const struct list *l, const struct measure *m, int nmeasures, const char *by,
                  struct tally *out)
{
	struct counting c = { .ctx = ctx, .l = l, .m = m, .n = nmeasures };
	struct path path = { .n = 0 };

	*out = (struct tally){ 0 };
	if (nmeasures < 1)
		bug("nothing to measure");
	if (wants_persons(&c) && !person_find(ctx, l->of, &c.person))
		return false;
	if (by && strcmp(by, "unit") == 0) {
		if (!path_place(ctx->catalog, l->of, &c.place))
			return err_field(ctx->errs, "by", "%s không thuộc tổ chức nào", l->of->label);
		path = c.place;
	} else if (by && !by_find(ctx, l->of, by, &path)) {
		return false;
	}
	return ctx->keep ? measure_kept(&c, by, by ? &path : NULL, out) : measure_now(&c, by, &path, out);
}
