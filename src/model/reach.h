#ifndef MODEL_REACH_H
#define MODEL_REACH_H
#include "model/command.h"

/* Which of these rows the user may open, as known on the clock: what a page asks before it links to them.  A row that
 * is not there may not be opened.  One statement at most; none where rows of the type stand nowhere, and for units. */
MUST_USE bool reach_rows(struct ctx *ctx, const struct record *rec, struct clock clock, const int64_t *id, int n,
                         bool *may);

#endif
