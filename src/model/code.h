#ifndef MODEL_CODE_H
#define MODEL_CODE_H
#include "model/command.h"
#include "model/kind.h"

/* Code lists: rows of `code` (list, key, number, label, sort, valid_from, valid_until); the key is ASCII and for
 * ever. */
struct code { const char *list, *key, *number, *label; int64_t sort; struct date from, until; };
/* In force on the day, in their order; labels in the language of ctx->mem, as everywhere below. */
MUST_USE bool code_list(struct ctx *ctx, const char *list, struct date on, const struct code **out, int *n);
/* The latest; the key itself when unknown. */
const char *code_label(struct ctx *ctx, const char *list, const char *key);
bool code_known(struct ctx *ctx, const char *list, const char *key, struct date on);

#endif
