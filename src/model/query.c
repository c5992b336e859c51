/* The parts of a SELECT that every list shares.  The text depends on the shape
 * alone (which conditions are there), so each shape is prepared once. */
#include "model/query_join.h"

#include <string.h>

#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/table.h"
#include "model/unit.h"

struct query query_new(struct ctx *ctx, struct clock clock, struct period period)
{
	return (struct query){
		.ctx = ctx,
		.b = build_new(ctx->db),
		.clock = clock,
		.period = period,
		.reads = NEWN(ctx->mem, bool, ctx->catalog->nrecords),
	};
}

struct buf query_aside(struct query *q)
{
	struct buf rest = q->b.text;

	q->b.text = buf_new(q->ctx->mem, rest.max);
	return rest;
}

const char *query_aside_end(struct query *q, struct buf rest)
{
	const char *text = q->b.text.s;

	rest.full |= q->b.text.full;
	q->b.text = rest;
	return text;
}

const char *query_alias(struct query *q)
{
	return arena_printf(q->ctx->mem, "t%d", q->aliases++);
}

void query_table(struct query *q, const struct record *rec, const char *alias)
{
	q->reads[catalog_index(q->ctx->catalog, rec)] = true;
	build_name(&q->b, rec->name);
	build_sql(&q->b, " ");
	build_literal(&q->b, alias);
}

void query_day(struct query *q)
{
	if (q->day) {
		build_literal(&q->b, q->day);
		return;
	}
	if (!q->on)
		q->on = build_arg(&q->b, V(q->clock.on));
	build_param(&q->b, q->on);
}

void query_today(struct query *q)
{
	if (!q->today)
		q->today = build_arg(&q->b, V(q->ctx->today));
	build_param(&q->b, q->today);
}

void query_column(struct query *q, const char *alias, const char *name)
{
	query_join_column(q, alias, name);
	build_literal(&q->b, alias);
	build_sql(&q->b, ".");
	build_name(&q->b, name);
}

static void until_day(struct query *q, const char *alias, const char *name)
{
	query_column(q, alias, name);
	build_sql(&q->b, " <= ");
	query_day(q);
}

void query_holds(struct query *q, const char *alias)
{
	until_day(q, alias, "valid_from");
	build_sql(&q->b, " AND ");
	query_column(q, alias, "valid_until");
	build_sql(&q->b, " > ");
	query_day(q);
}

/* ---- fields ---- */

bool field_step_day(const struct record *rec, int field)
{
	for (int i = 0; rec->flow && i < rec->flow->nsteps; i++) {
		const char *day = rec->flow->steps[i].day;
		if (day && strcmp(day, rec->fields[field].name) == 0)
			return true;
	}
	return false;
}

static bool is_state_day(const struct record *rec, int field)
{
	return rec->flow && strcmp(rec->fields[field].name, "state_on") == 0;
}

/* A step of the act `alias` done by the day in force. */
static void step_of(struct query *q, const struct record *rec, const struct record *done, const char *d,
                    const char *alias)
{
	build_sql(&q->b, " FROM ");
	query_table(q, done, d);
	build_sql(&q->b, " WHERE ");
	query_column(q, d, "record");
	build_sql(&q->b, " = '");
	build_literal(&q->b, rec->name);
	build_sql(&q->b, "' AND ");
	query_column(q, d, "row");
	build_sql(&q->b, " = ");
	query_column(q, alias, "id");
	build_sql(&q->b, " AND ");
	until_day(q, d, "day");
}

static void day_and_number(struct query *q, const char *d)
{
	build_sql(&q->b, "(");
	query_column(q, d, "day");
	build_sql(&q->b, ", ");
	query_column(q, d, "no");
	build_sql(&q->b, ")");
}

/* The last step is the one that no later one follows.  Putting the steps in order instead would have SQLite read all
 * steps of all acts for each row where a moment is asked: into an ordered subquery it does not carry the key. */
void query_past_state(struct query *q, const struct record *rec, int field, const char *alias)
{
	const struct record *done = catalog_record(q->ctx->catalog, "step_done");

	if (!done)
		bug("an act without the record type step_done");
	const char *d = query_alias(q), *later = query_alias(q);
	build_sql(&q->b, "(SELECT ");
	query_column(q, d, is_state_day(rec, field) ? "day" : "to_state");
	step_of(q, rec, done, d, alias);
	build_sql(&q->b, " AND NOT EXISTS (SELECT 1");
	step_of(q, rec, done, later, alias);
	build_sql(&q->b, " AND ");
	day_and_number(q, later);
	build_sql(&q->b, " > ");
	day_and_number(q, d);
	build_sql(&q->b, ") LIMIT 1)");
}

/* The row holds the state of now; before the day of the last step, the steps up to the day asked say it. */
static void field_of_state(struct query *q, const struct record *rec, int field, const char *alias)
{
	build_sql(&q->b, "CASE WHEN ");
	until_day(q, alias, "state_on");
	build_sql(&q->b, " THEN ");
	query_column(q, alias, rec->fields[field].name);
	build_sql(&q->b, " ELSE ");
	query_past_state(q, rec, field, alias);
	build_sql(&q->b, " END");
}

/* The spans that a fold makes of rows of this type, and their field that names the row. */
static const struct record *spans_of(const struct catalog *c, const struct record *rec, const char **of)
{
	for (int i = 0; i < c->nrecords; i++) {
		const struct fold *fold = c->record[i]->fold;
		const struct record *spans = fold ? catalog_record(c, fold->spans) : NULL;
		const struct field *f = spans ? &spans->fields[record_field(spans, fold->of)] : NULL;
		if (f && (f->kind == K_UNIT ? strcmp(rec->name, "unit") == 0 : strcmp(rec->name, f->of) == 0)) {
			*of = fold->of;
			return spans;
		}
	}
	bug("%s has a field by day, but no fold", rec->name);
}

static bool field_of_span(struct query *q, const struct record *rec, int field, const char *alias)
{
	const char *of, *s = query_alias(q);
	const struct record *spans = spans_of(q->ctx->catalog, rec, &of);

	build_sql(&q->b, "COALESCE((SELECT ");
	query_column(q, s, rec->fields[field].name);
	build_sql(&q->b, " FROM ");
	query_table(q, spans, s);
	build_sql(&q->b, " WHERE ");
	query_column(q, s, of);
	build_sql(&q->b, " = ");
	query_column(q, alias, "id");
	build_sql(&q->b, " AND ");
	query_holds(q, s);
	build_sql(&q->b, " LIMIT 1), ");
	query_column(q, alias, rec->fields[field].name);
	build_sql(&q->b, ")");
	return true;
}

bool query_field(struct query *q, const struct record *rec, int field, const char *alias)
{
	const struct field *f = &rec->fields[field];

	if (f->kind == K_SPAN) {
		struct path p = { .n = 1, .field = { field }, .rec = { rec } };
		return query_path(q, &p, alias);
	}
	if (f->flags & F_SPANNED)
		return field_of_span(q, rec, field, alias);
	if (f->kind == K_STATE || is_state_day(rec, field)) {
		field_of_state(q, rec, field, alias);
		return true;
	}
	bool step = field_step_day(rec, field);
	if (step) {
		build_sql(&q->b, "CASE WHEN ");
		until_day(q, alias, f->name);
		build_sql(&q->b, " THEN ");
	}
	query_column(q, alias, f->name);
	if (step)
		build_sql(&q->b, " END");
	return true;
}

/* ---- conditions ---- */

bool query_there(struct query *q, const struct record *rec, const char *alias)
{
	if (rec->dated) {
		query_holds(q, alias);
		return true;
	}
	if (rec->flow)
		until_day(q, alias, "began_on");
	else if (rec->day)
		until_day(q, alias, rec->day);
	else
		build_sql(&q->b, "TRUE");
	return true;
}

/* The span begun by the day that no later one of its key follows. */
static void query_last(struct query *q, const struct record *rec, const char *alias)
{
	const char *next = query_alias(q);

	until_day(q, alias, "valid_from");
	build_sql(&q->b, " AND NOT EXISTS (SELECT 1 FROM ");
	query_table(q, rec, next);
	build_sql(&q->b, " WHERE ");
	for (const char *s = rec->key; *s; s += strspn(s, ", ")) {
		size_t n = strcspn(s, ", ");
		const char *name = arena_textn(q->b.mem, s, n);
		query_column(q, next, name);
		build_sql(&q->b, " = ");
		query_column(q, alias, name);
		build_sql(&q->b, " AND ");
		s += n;
	}
	query_column(q, next, "valid_from");
	build_sql(&q->b, " > ");
	query_column(q, alias, "valid_from");
	build_sql(&q->b, ")");
}

static bool list_there(struct query *q, const struct list *l, const char *alias)
{
	if (!l->last)
		return query_there(q, l->of, alias);
	query_last(q, l->of, alias);
	return true;
}

static const struct record *parent_of(const struct query *q, const struct record *rec)
{
	int f = rec->parent ? record_field(rec, rec->parent) : -1;

	return f < 0 ? NULL : catalog_record(q->ctx->catalog, rec->fields[f].of);
}

/* The column that says under which unit a row is kept; NULL: the parent's is asked. */
static const char *home_column(const struct record *rec)
{
	const char *name = rec->home ? rec->home : rec->unit;

	if (!name || strcmp(name, "id") == 0)
		return name;
	int f = record_field(rec, name);
	return f >= 0 && field_stored(&rec->fields[f]) ? name : NULL;
}

static void main_table(struct query *q, const struct record *rec, const char *alias)
{
	q->reads[catalog_index(q->ctx->catalog, rec)] = true;
	build_sql(&q->b, "main.");
	build_name(&q->b, rec->name);
	build_sql(&q->b, " ");
	build_literal(&q->b, alias);
}

/* "EXISTS (the row of today that this column names": what more it must be, and the closing, are the caller's.  Its
 * alias. */
static const char *exists_row(struct query *q, const struct record *rec, const char *alias, const char *field)
{
	const char *row = query_alias(q);

	build_sql(&q->b, "EXISTS (SELECT 1 FROM ");
	main_table(q, rec, row);
	build_sql(&q->b, " WHERE ");
	query_column(q, row, "id");
	build_sql(&q->b, " = ");
	query_column(q, alias, field);
	return row;
}

/* A row that has a home column, but no home, is for those alone who may read everything. */
static void home_within(struct query *q, const struct record *rec, int ids, const char *alias)
{
	const char *home = home_column(rec);
	const struct record *parent = parent_of(q, rec);

	if (home) {
		query_column(q, alias, home);
		build_in(&q->b, ids);
		return;
	}
	if (!parent) {
		build_sql(&q->b, "TRUE");
		return;
	}
	const char *p = exists_row(q, parent, alias, rec->parent);
	build_sql(&q->b, " AND ");
	home_within(q, parent, ids, p);
	build_sql(&q->b, ")");
}

/* Asked as known at a moment: where the row is kept today decides; for one that is gone, where it was kept then. */
static void home_today(struct query *q, const struct record *rec, int ids, const char *alias)
{
	build_sql(&q->b, "(");
	const char *now = exists_row(q, rec, alias, "id");
	build_sql(&q->b, " AND ");
	home_within(q, rec, ids, now);
	build_sql(&q->b, ") OR (NOT ");
	exists_row(q, rec, alias, "id");
	build_sql(&q->b, ") AND ");
	home_within(q, rec, ids, alias);
	build_sql(&q->b, "))");
}

/* Shared today, and when what is shown was so. */
static bool shared_with(struct query *q, const struct record *rec, const char *alias)
{
	struct scope inside;

	if (!access_inside(q->ctx, rec, &inside))
		return false;
	int ids = build_arg(&q->b, value_ids(inside.unit, inside.n));
	build_sql(&q->b, " OR (");
	query_column(q, alias, rec->share);
	build_in(&q->b, ids);
	if (q->clock.known) {
		build_sql(&q->b, " AND ");
		const char *now = exists_row(q, rec, alias, "id");
		build_sql(&q->b, " AND ");
		query_column(q, now, rec->share);
		build_in(&q->b, ids);
		build_sql(&q->b, ")");
	}
	build_sql(&q->b, ")");
	return true;
}

bool query_own(struct query *q, const struct record *rec, const char *alias)
{
	if (!rec->owner || q->ctx->user == &user_system) {
		build_sql(&q->b, "TRUE");
		return true;
	}
	q->ctx->own = true;
	build_sql(&q->b, "(");
	query_column(q, alias, rec->owner);
	build_sql(&q->b, " = ");
	build_value(&q->b, V(q->ctx->user->id));
	if (rec->share && !shared_with(q, rec, alias))
		return false;
	build_sql(&q->b, ")");
	return true;
}

bool query_allowed(struct query *q, const struct record *rec, const char *alias)
{
	struct scope scope;

	if (!access_may(q->ctx, rec, "read"))
		return err_add(q->ctx->errs, ERR_DENIED, "Bạn không có quyền xem %s", rec->label);
	if (!access_scope(q->ctx, rec, "read", &scope))
		return false;
	if (rec->owner) {
		if (!query_own(q, rec, alias))
			return false;
		build_sql(&q->b, " AND ");
	}
	if (scope.all || !access_placed(q->ctx, rec)) {
		build_sql(&q->b, "TRUE");
		return true;
	}
	int ids = build_arg(&q->b, value_ids(scope.unit, scope.n));
	if (q->clock.known)
		home_today(q, rec, ids, alias);
	else
		home_within(q, rec, ids, alias);
	return true;
}

static void place_within(struct query *q, const struct record *rec, int ids, const char *alias);

/* One pass over the spans that hold: where few units are asked for, they are found by unit. */
static void span_within(struct query *q, const struct record *rec, int field, int ids, const char *alias)
{
	const struct catalog *c = q->ctx->catalog;
	const char *dot = strchr(rec->fields[field].of, '.');
	const char *name = arena_textn(q->ctx->mem, rec->fields[field].of, (size_t)(dot - rec->fields[field].of));
	const struct record *span = catalog_record(c, name);
	const char *s = query_alias(q);

	query_column(q, alias, "id");
	build_sql(&q->b, " IN (SELECT ");
	query_column(q, s, span->fields[record_reference(span, rec->name)].name);
	build_sql(&q->b, " FROM ");
	query_table(q, span, s);
	build_sql(&q->b, " WHERE ");
	query_column(q, s, dot + 1);
	build_in(&q->b, ids);
	build_sql(&q->b, " AND ");
	query_holds(q, s);
	build_sql(&q->b, ")");
}

static void parent_within(struct query *q, const struct record *rec, int ids, const char *alias)
{
	const struct record *parent = parent_of(q, rec);
	const char *p = query_alias(q);

	query_column(q, alias, rec->parent);
	build_sql(&q->b, " IN (SELECT ");
	query_column(q, p, "id");
	build_sql(&q->b, " FROM ");
	query_table(q, parent, p);
	build_sql(&q->b, " WHERE ");
	place_within(q, parent, ids, p);
	build_sql(&q->b, ")");
}

static void place_within(struct query *q, const struct record *rec, int ids, const char *alias)
{
	int f = rec->unit ? record_field(rec, rec->unit) : -1;

	if (f >= 0 && !field_stored(&rec->fields[f])) {
		span_within(q, rec, f, ids, alias);
		return;
	}
	if (!rec->unit) {
		parent_within(q, rec, ids, alias);
		return;
	}
	query_column(q, alias, rec->unit);
	build_in(&q->b, ids);
}

void query_under(struct query *q, const struct record *rec, struct value ids, const char *alias)
{
	struct path place;

	if (path_place(q->ctx->catalog, rec, &place))
		place_within(q, rec, build_arg(&q->b, ids), alias);
	else
		build_sql(&q->b, "TRUE");
}

static bool list_under(struct query *q, const struct list *l, const char *alias)
{
	const struct tree *t;

	if (!tree_load(q->ctx, l->clock, &t))
		return false;
	int i = tree_find(t, l->under);
	struct value ids = value_ids(t->id, 0);
	if (i >= 0)
		ids = value_ids(t->id + i, (size_t)(t->node[i].last - i + 1));
	build_sql(&q->b, " AND ");
	query_under(q, l->of, ids, alias);
	return true;
}

static bool list_rest(struct query *q, const struct list *l, const char *alias)
{
	if (l->under && !list_under(q, l, alias))
		return false;
	if (l->only) {
		build_sql(&q->b, " AND ");
		query_column(q, alias, "id");
		build_sql(&q->b, " = ");
		build_value(&q->b, V(l->only));
	}
	if (l->after) {
		build_sql(&q->b, " AND ");
		query_column(q, alias, "entry");
		build_sql(&q->b, " > ");
		build_value(&q->b, V(l->after));
	}
	if (!l->where)
		return true;
	build_sql(&q->b, " AND (");
	if (!filter_emit(q, l->where, alias))
		return false;
	build_sql(&q->b, ")");
	return true;
}

bool query_list(struct query *q, const struct list *l, const char *alias)
{
	if (!list_there(q, l, alias))
		return false;
	build_sql(&q->b, " AND ");
	return query_allowed(q, l->of, alias) && list_rest(q, l, alias);
}

bool query_seen(struct query *q, const struct list *l, const char *alias)
{
	return list_there(q, l, alias) && list_rest(q, l, alias);
}

/* ---- the end ---- */

/* The name of the type hides its table from here on, so that the text is the same as for now. */
static void as_known(struct query *q, const struct table *t, int k)
{
	struct build *b = &q->b;

	build_name(b, t->rec->name);
	build_sql(b, " AS NOT MATERIALIZED (");
	table_select(b, t, false);
	build_sql(b, " WHERE \"entry\" <= ");
	build_param(b, k);
	build_sql(b, " UNION ALL ");
	table_select(b, t, true);
	build_sql(b, " WHERE \"entry\" <= ");
	build_param(b, k);
	build_sql(b, " AND \"until\" > ");
	build_param(b, k);
	build_sql(b, ")");
}

static void known_tables(struct query *q, const char **before)
{
	const struct catalog *c = q->ctx->catalog;
	int k = build_arg(&q->b, V(q->clock.known));

	for (int i = 0; i < c->nrecords; i++) {
		if (!q->reads[i])
			continue;
		build_literal(&q->b, *before);
		as_known(q, catalog_table(c, c->record[i]), k);
		*before = ", ";
	}
}

static void heading(struct query *q)
{
	struct buf rest = query_aside(q);
	const char *before = "WITH ", *body = rest.s;

	if (q->clock.known)
		known_tables(q, &before);
	if (q->with) {
		build_literal(&q->b, before);
		build_literal(&q->b, q->with);
	}
	build_sql(&q->b, " ");
	build_literal(&q->b, body);
	q->b.text.full |= rest.full;
}

/* Told to whoever wants to keep what is made of it. */
static void note_reads(const struct query *q)
{
	for (int i = 0; q->ctx->reads && i < q->ctx->catalog->nrecords; i++)
		if (q->reads[i])
			q->ctx->reads[i] = true;
}

bool query_end(struct query *q, struct sql *sql, struct args *args)
{
	note_reads(q);
	if (q->clock.known || q->with)
		heading(q);
	if (q->b.text.full)
		return err_field(q->ctx->errs, "where", "Điều kiện quá dài");
	*sql = build_end(&q->b);
	*args = build_args(&q->b);
	return true;
}
