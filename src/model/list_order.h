#ifndef MODEL_LIST_ORDER_H
#define MODEL_LIST_ORDER_H
#include "model/query.h"

/* The numbers of all rows of a list in its order, kept between requests: a page is then 50 rows by number, and the
 * exact count is there.  Kept under the text and the arguments of its query, which hold the whole question and the
 * user's scope, and the last entries of the record types it reads. */
struct list_order { const int64_t *id; int64_t n; };

/* out->id NULL: the list is too long to keep, or nothing may be kept: ask the database for the page. */
MUST_USE bool list_order(struct ctx *ctx, const struct list *l, struct list_order *out);

/* The same at any length: kept or not. */
MUST_USE bool list_order_whole(struct ctx *ctx, const struct list *l, struct list_order *out);

/* A key for keeping what comes of a query: its text and arguments are the whole question, the user's scope in it. */
const char *question_key(struct ctx *ctx, const char *what, struct sql sql, struct args args);

/* Writes " ORDER BY ..." with the row's number at last (list.c). */
MUST_USE bool order_emit(struct query *q, const struct list *l, const char *alias);

#endif
