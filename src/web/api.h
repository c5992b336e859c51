#ifndef WEB_API_H
#define WEB_API_H
#include "web/route.h"

/* The JSON face: the same lists and commands as pages and shell, the same keys as the shell's --format json. */
extern const struct routes api_routes;

void api_refuse(struct arena *a, struct reply *out, int status, const char *text);
void api_errors(struct ctx *ctx, struct reply *out);            /* what is in ctx->errs, with its status */

#endif
