#ifndef SITE_DUE_H
#define SITE_DUE_H
#include "model/deadline.h"
#include "out/json.h"

/* Deadlines as people ask for them: those of all record types (model/deadline.h), and whose badge falls to a round by
 * then and is not proposed yet (kind "badge"; the row is the member's). */
MUST_USE bool due_load(struct ctx *ctx, struct clock clock, int64_t under, struct date until, const char *kind,
                       struct due **out, int *n);

const char *due_kind_label(struct ctx *ctx, const char *kind);

/* How soon: the day asked is still in time. */
enum due_when { DUE_OVER, DUE_WEEK, DUE_LATER, DUE_WHENS };
enum due_when due_when(const struct due *d, struct date on);
extern const char *const due_when_key[DUE_WHENS], *const due_when_label[DUE_WHENS];

void due_json(struct json *j, struct arena *a, const struct due *due, int n, struct date on);

enum { DUE_DAYS = 30, DUE_WEEK_DAYS = 7 };      /* how far one looks ahead unless asked otherwise */

#endif
