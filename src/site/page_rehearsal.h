#ifndef SITE_PAGE_REHEARSAL_H
#define SITE_PAGE_REHEARSAL_H
#include "web/foresee.h"

/* What an order would do; of a decision about units also who goes along: members, holders, acts under way. */
MUST_USE bool rehearsal_foresee(struct ctx *ctx, const struct order *o, struct foreseen *out);

#endif
