#ifndef WEB_LIST_GROUP_H
#define WEB_LIST_GROUP_H
#include "web/list_ask.h"

/* A list counted by unit ("unit") or by the values of a field (a path): each group opens its rows. */
struct list_group { const char *label; int64_t count; struct url rows, deeper; };       /* deeper NULL: none */
struct list_groups { const char *label; struct list_group *group; int n; int64_t most, sum; };

MUST_USE bool list_groups_load(struct ctx *ctx, const struct list_ask *l, const char *label, struct list_groups *out);
void list_groups_draw(struct html *w, const struct list_groups *g);

#endif
