#ifndef WEB_LIST_TYPED_H
#define WEB_LIST_TYPED_H
#include "model/query.h"

/* What is typed under the heading of a column, as a condition of the filter language: a text is looked for, a code, a
 * state or a truth is equal, a unit has all below it, a day may be a period ("2022-11"), "-" is without value and "*"
 * with one; before a day or a number may stand >=, >, <= or <.  NULL: the fault is in errs beside the input. */
const char *list_typed(struct ctx *ctx, const struct record *rec, const char *path, const char *typed);

#endif
