#ifndef WEB_API_H
#define WEB_API_H
#include "out/json.h"
#include "web/route.h"

/* What every JSON answer shares.  {"errors": [{"kind", "field", "text", "cite"}]} with the status of the worst. */
void api_refuse(struct arena *a, struct reply *out, int status, const char *text);
/* What is in ctx->errs; faults are not told in detail. */
void api_errors(struct ctx *ctx, struct reply *out);
struct buf *api_buf(struct arena *a);                           /* where to write an answer */
/* 200, or 500 when it outgrew its bound. */
void api_reply(struct reply *out, struct json *j, const struct buf *b);

#endif
