#ifndef SITE_MONTH_H
#define SITE_MONTH_H
#include "model/command.h"
#include "base/date.h"

/* What the pages of the cells' month share. */

/* The month asked, else the one of today. */
MUST_USE bool month_of(struct ctx *ctx, const char *text, const char **out, struct period *days);
/* The filter of cells that have sent the month, or have not. */
const char *month_where(struct arena *a, const char *month, bool missing);

/* The unit asked, else the highest whose cells' meetings this user may read; ERR_DENIED: he may read none. */
MUST_USE bool month_under(struct ctx *ctx, int64_t asked, int64_t *out);

/* The reminder to the cells under a unit that have not sent their month: what the page shows and what a Word document
 * is made of, paragraph by paragraph. */
struct month_letter {
	const char *from, *to, *subject;
	const char *const *paragraph; int nparagraphs;
	const char *const *cell; int ncells;    /* "84.003.001.001 Chi bộ ấp 1", in the order of the tree's codes */
	const char *unconfirmed;        /* NULL: the day it names is in a document that was checked */
};
MUST_USE bool month_letter_load(struct ctx *ctx, int64_t under, const char *month, struct period days,
                                struct month_letter *out);

#endif
