#ifndef SITE_DASHBOARD_H
#define SITE_DASHBOARD_H
#include "web/html.h"
#include "model/command.h"

/* What the first page counts for whom: declared in a table, by role.  Each number is the length of the list that its
 * tile opens. */
struct tile_shown {
	const char *title, *note;
	int64_t n;
	bool late;                      /* it should be 0 */
	struct url to;
};
struct dashboard {
	const char *const *role; int nroles;            /* of this user, today */
	struct tile_shown *work; int nwork;             /* what waits, by role */
	struct tile_shown *fresh; int nfresh;           /* written since the last visit, by record type */
};

/* after: the entry up to which this user has seen the first page; 0: not told. */
MUST_USE bool dashboard_load(struct ctx *ctx, int64_t after, struct dashboard *out);
/* The figures that these roles look at first, in order. */
enum { DASHBOARD_FIGURES = 8 };
int dashboard_figures(const struct dashboard *d, const char *out[DASHBOARD_FIGURES]);

#endif
