#ifndef WEB_CHANGES_H
#define WEB_CHANGES_H
#include "model/since.h"
#include "web/sheet.h"

/* What came into a list and what went out of it, as a page shows it: each row with the entry that did it, who made it
 * and when. */
struct changes {
	const char *moment;             /* "bút toán số 46.120, ngày 01/12/2022" */
	int64_t was, is, nin, nout, sum_in, sum_out;
	struct sheet in, out;           /* the first SINCE_SHOWN */
};
enum { SINCE_SHOWN = 100 };

/* columns as of the list's page. */
MUST_USE bool changes_load(struct ctx *ctx, const struct since_diff *diff, struct since s, const struct ask *ask,
                           const char *columns, struct changes *out);
void changes_draw(struct html *w, const struct changes *c);
/* Where it was asked since it was last seen, and it was not. */
extern const char since_never[];
/* The moment alone. */
const char *since_told(struct arena *a, struct since s);
/* An input for it, inside a form. */
void since_draw_input(struct html *w, const char *typed);

#endif
