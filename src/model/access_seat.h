#ifndef MODEL_ACCESS_SEAT_H
#define MODEL_ACCESS_SEAT_H
#include "model/access.h"
#include "model/unit.h"

/* The units at which somebody sits who reads rows by name: open accounts whose roles hold there today.  From a row's
 * unit upwards they are the levels that answer for it, one above the other; 0 stands above the roots. */
struct seats { const struct seat { const char *record; int64_t unit; } *v; int n; };

MUST_USE bool seats_load(struct ctx *ctx, struct seats *out);
/* How many levels stand below the nearest seat of ctx->user, for a row of this type under this unit of today's tree:
 * 0 where it is his before all others; -1: he has none. */
int seats_below(const struct ctx *ctx, const struct seats *s, const struct tree *t, const struct record *rec,
                int64_t unit);

#endif
