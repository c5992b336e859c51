#ifndef SITE_PAGE_QUESTION_H
#define SITE_PAGE_QUESTION_H
#include "model/report.h"
#include "web/ask.h"

/* What the pages of figures share: the question in the address, and numbers as people write them. */

/* Without a period: the year of today, in January and February the year before. */
MUST_USE bool question_read(struct ctx *ctx, const struct req *req, struct ask *ask, struct question *out,
                            const char **note);
/* The same of what was read otherwise: ask->period is NULL or one that parses. */
MUST_USE bool question_fill(struct ctx *ctx, struct ask *ask, struct question *out, const char **note);
/* Amounts: 46.740; of a share 4,63 %; "—" for none. */
const char *amount_show(struct arena *a, const struct answer *x);
/* As the form says: "trên 48.200"; else as amount_show. */
const char *row_show(struct arena *a, const struct report_row *row);
const char *number_show(struct arena *a, double v, bool share);
const char *change_show(struct arena *a, const struct answer *x);       /* +120; "" without last year */
const char *percent_show(struct arena *a, const struct answer *x);      /* of the target; NULL without one */
int percent_bar(const struct answer *x);                                /* 0 .. 100 */
void bar_draw(struct html *w, int percent);
/* The value as a bar with a mark at the target and one at last year, all of one scale; nothing where there is
 * neither. */
void compare_draw(struct html *w, const struct answer *x);

/* How a figure is counted, in a sentence. */
const char *figure_told(struct ctx *ctx, const struct figure *f);
/* The form of a question, folded away on narrow screens; the page adds its own inputs and closes it. */
void question_open(struct html *w, struct url to);

/* Addresses of a figure's own page and of what it counts, for a unit (NULL: as asked) and a period. */
struct url figure_url(struct arena *a, const char *page, const char *code, const struct ask *ask, const char *unit,
                      struct period period, const char *part);

#endif
