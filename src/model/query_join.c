/* Rows of a list with what they refer to beside them: found once a row, however
 * many fields and conditions go there.
 *
 * Now each is joined by its key.  At a moment no index spans a table and its
 * past, and looking every row up in both costs most of a report.  So what the
 * rows at hand refer to is read first, all at a time and in the order of the
 * key, into a narrow table which the engine indexes itself: the price follows
 * the length of the list, not of the tables. */
#include "model/query_join.h"

#include <string.h>

enum { JOINS = 60 };    /* SQLite joins no more than 64 tables */

bool query_joins(const struct query *q, const char *alias)
{
	return q->njoins && strcmp(q->join[0].alias, alias) == 0;
}

static bool same_row(const struct join *a, const struct join *b)
{
	return a->to.rec == b->to.rec && strcmp(a->to.key, b->to.key) == 0 && strcmp(a->value, b->value) == 0 &&
	       strcmp(a->day, b->day) == 0;
}

const char *query_join(struct query *q, const struct join *j)
{
	struct join new = *j;

	for (int i = 1; i < q->njoins; i++)
		if (same_row(&q->join[i], j))
			return q->join[i].alias;
	if (q->njoins == JOINS)
		return NULL;
	new.alias = query_alias(q);
	PUSH(q->ctx->mem, q->join, q->njoins, new);
	query_join_column(q, new.alias, new.to.key);
	return new.alias;
}

const char *query_rows(struct query *q, const struct record *rec)
{
	struct join rows = { .to = { .rec = rec, .key = "id" } };

	return query_join(q, &rows);
}

void query_join_column(struct query *q, const char *alias, const char *name)
{
	struct join *j = q->join;

	while (j < q->join + q->njoins && strcmp(j->alias, alias) != 0)
		j++;
	if (j == q->join + q->njoins)
		return;
	for (int i = 0; i < j->ncolumns; i++)
		if (strcmp(j->column[i], name) == 0)
			return;
	PUSH(q->ctx->mem, j->column, j->ncolumns, name);
}

static void key_is(struct query *q, const struct join *j)
{
	query_column(q, j->alias, j->to.key);
	build_sql(&q->b, " = ");
	build_literal(&q->b, j->value);
}

static void holds_too(struct query *q, const struct join *j)
{
	const char *day = q->day;

	if (!j->to.held)
		return;
	build_sql(&q->b, " AND ");
	q->day = j->day;
	query_holds(q, j->alias);
	q->day = day;
}

void query_from_rows(struct query *q)
{
	build_sql(&q->b, " FROM ");
	build_literal(&q->b, q->join[0].alias);
	for (int i = 1; i < q->njoins; i++) {
		struct join j = q->join[i];
		build_sql(&q->b, " LEFT JOIN ");
		if (q->clock.known)
			build_literal(&q->b, j.alias);
		else
			query_table(q, j.to.rec, j.alias);
		build_sql(&q->b, " ON ");
		key_is(q, &j);
		if (!q->clock.known)
			holds_too(q, &j);
	}
}

/* "alias AS (SELECT the columns read of it FROM its table t WHERE "; at a moment what is joined looks at it, too. */
static void table_begin(struct query *q, const struct join *j, const char *t)
{
	build_literal(&q->b, j->alias);
	build_literal(&q->b, q->clock.known ? " AS MATERIALIZED (SELECT " : " AS NOT MATERIALIZED (SELECT ");
	for (int i = 0; i < j->ncolumns; i++) {
		build_literal(&q->b, i ? ", " : "");
		query_column(q, t, j->column[i]);
	}
	build_sql(&q->b, " FROM ");
	query_table(q, j->to.rec, t);
	build_sql(&q->b, " WHERE ");
}

static void table_of_moment(struct query *q, struct join j)
{
	const char *t = query_alias(q);

	build_sql(&q->b, ", ");
	table_begin(q, &j, t);
	query_column(q, t, j.to.key);
	build_sql(&q->b, " IN (SELECT ");
	build_literal(&q->b, j.value);
	build_sql(&q->b, " FROM ");
	build_literal(&q->b, j.of);
	build_sql(&q->b, ")");
	j.alias = t;
	holds_too(q, &j);
	build_sql(&q->b, ")");
}

struct buf query_rows_begin(struct query *q, const char *t)
{
	struct buf rest = query_aside(q);

	table_begin(q, &q->join[0], t);
	return rest;
}

void query_rows_end(struct query *q, struct buf rest)
{
	build_sql(&q->b, ")");
	for (int i = 1; q->clock.known && i < q->njoins; i++)
		table_of_moment(q, q->join[i]);
	q->with = query_aside_end(q, rest);
}
