#ifndef MODEL_QUERY_JOIN_H
#define MODEL_QUERY_JOIN_H
#include "model/query.h"

/* A statement over the rows of a list that reads what they refer to beside them:
 *
 *   WITH rows AS (the list) SELECT rows.x, a.y, b.z FROM rows
 *     LEFT JOIN member a ON a.id = rows.member LEFT JOIN person b ON b.id = a.person
 *
 * First query_rows, then SELECT and what is asked of the rows, through query_path and filter_emit with their alias,
 * query_from_rows, whatever follows, and last query_rows_begin and query_rows_end around the conditions of the list:
 * only then is it known which columns are read. */
const char *query_rows(struct query *q, const struct record *rec);      /* the rows' alias */
void query_from_rows(struct query *q);
struct buf query_rows_begin(struct query *q, const char *t);            /* conditions on `t` follow */
void query_rows_end(struct query *q, struct buf rest);

/* ---- for query_path ---- */

/* A field of the row whose `key` has the value that leads there; a span: which holds on the day in force.  Key NULL:
 * of the very row. */
struct reading { const struct record *rec; int field; const char *key; bool held; };

struct join {
	struct reading to;
	const char *value, *of;         /* what the key must be: an expression of the row `of` */
	const char *day;                /* of a span: on which it holds */
	const char *alias;
	const char **column; int ncolumns;      /* that are read */
};
bool query_joins(const struct query *q, const char *alias);     /* `alias` is the rows of such a statement */
/* The alias of the row, joined already or from here on; NULL: there are too many. */
const char *query_join(struct query *q, const struct join *j);
void query_join_column(struct query *q, const char *alias, const char *name);   /* notes that it is read */

#endif
