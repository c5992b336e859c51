#ifndef MODEL_LIST_TITLE_H
#define MODEL_LIST_TITLE_H
#include "model/list.h"

/* What n values of one field of rec are called, as known on `clock`.  out[i] stays as it is where the value is null
 * and for kinds whose values are their own words. */
MUST_USE bool list_value_titles(struct ctx *ctx, const struct record *rec, const struct field *f, struct clock clock,
                           const struct value *cell, int n, const char **out);

#endif
