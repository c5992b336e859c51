/* The rights over a list, asked of rows that other rows name. */
#include "model/reach.h"

#include <string.h>

#include "model/access.h"
#include "model/query.h"

static bool all_of(bool *may, int n, bool value)
{
	for (int i = 0; i < n; i++)
		may[i] = value;
	return true;
}

/* A unit is its own home: nothing is read. */
static bool reach_units(struct ctx *ctx, const struct record *unit, const int64_t *id, int n, bool *may)
{
	for (int i = 0; i < n; i++)
		if (!access_unit(ctx, unit, "read", id[i], &may[i]))
			return false;
	return true;
}

static bool rows_allowed(struct ctx *ctx, const struct record *rec, struct clock clock, const int64_t *id, int n,
                         struct rows *out)
{
	struct query q = query_new(ctx, clock, (struct period){ 0 });
	const char *t = query_alias(&q);
	struct sql sql;
	struct args args;

	build_sql(&q.b, "SELECT ");
	query_column(&q, t, "id");
	build_sql(&q.b, " FROM ");
	query_table(&q, rec, t);
	build_sql(&q.b, " WHERE ");
	query_column(&q, t, "id");
	build_in(&q.b, build_arg(&q.b, value_ids(id, (size_t)n)));
	build_sql(&q.b, " AND ");
	return query_allowed(&q, rec, t) && query_end(&q, &sql, &args) && db_many(ctx->db, sql, args, out);
}

bool reach_rows(struct ctx *ctx, const struct record *rec, struct clock clock, const int64_t *id, int n, bool *may)
{
	struct scope scope;
	struct rows rows;

	all_of(may, n, false);
	if (!n || !access_may(ctx, rec, "read"))
		return true;
	if (!strcmp(rec->name, "unit"))
		return reach_units(ctx, rec, id, n, may);
	if (!access_scope(ctx, rec, "read", &scope))
		return false;
	if (!rec->owner && (scope.all || !access_placed(ctx, rec)))
		return all_of(may, n, true);
	if (!rows_allowed(ctx, rec, clock, id, n, &rows))
		return false;
	for (int i = 0; i < n; i++)
		for (int j = 0; j < rows.n && !may[i]; j++)
			may[i] = cell_int(rows.row[j].cell[0]) == id[i];
	return true;
}
