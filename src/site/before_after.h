#ifndef SITE_BEFORE_AFTER_H
#define SITE_BEFORE_AFTER_H
#include "app/unit.h"
#include "web/foresee.h"

/* The units that a decision touches, as they stand the day before it and as they would on its day: each under the
 * other, with the members, holders and open acts in them and below them, as far as this user may read those:
 * may[i] says it of each row of the rehearsal. */
MUST_USE bool before_after(struct ctx *ctx, const struct rehearsal *r, const bool *may, struct foreseen *out);

#endif
