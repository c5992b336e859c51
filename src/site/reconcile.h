#ifndef SITE_RECONCILE_H
#define SITE_RECONCILE_H
#include "model/reconcile.h"
#include "out/json.h"
#include "out/paper.h"

/* A reconciliation as a table to take away, and as JSON. */
MUST_USE bool reconcile_paper(struct ctx *ctx, const struct reconcile *r, const char *where, struct paper *out);
void reconcile_json(struct json *j, const struct reconcile *r);
/* "46.740 dòng ở đây, 46.712 ở bảng kia: 46.000 khớp, …" */
const char *reconcile_words(struct arena *a, const struct reconcile *r);

#endif
