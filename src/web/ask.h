#ifndef WEB_ASK_H
#define WEB_ASK_H
#include "model/list.h"
#include "web/html.h"
#include "web/req.h"

/* The questions every page of rows or figures understands: under which unit, for which period, on which day, as
 * known when.  What was asked goes along in the links of the page. */
struct ask {
	const char *unit, *period, *on, *known;         /* as typed; NULL: not asked */
	struct clock clock;                             /* on: today unless asked */
	struct period when;                             /* from 0: none */
	int64_t under;                                  /* 0: not asked */
	const char *under_title;                        /* of `under` */
	struct ask_unit { const char *code, *name; } *near; int nnear;  /* to choose from: the upper levels */
	struct ask_unit *trail; int ntrail;     /* from the uppest unit that this user may see down to `under` */
};

/* False: what could not be understood is in errs beside its field. */
MUST_USE bool ask_read(struct ctx *ctx, const struct req *req, struct ask *out);
struct url ask_url(struct arena *a, struct url u, const struct ask *ask);       /* with all that was asked */
struct url ask_clocks(struct arena *a, struct url u, const struct ask *ask);    /* with the clocks alone */
void ask_draw(struct html *w, const struct ask *ask);                           /* the inputs, inside a form */
void ask_draw_unit(struct html *w, const struct ask *ask);                      /* one part of them */
void ask_draw_clocks(struct html *w, const struct ask *ask);
struct clock ask_told(const struct ask *ask);   /* the clocks that differ from now, for `struct about` */

/* A moment as typed: an entry number, a time, or a day (its last second). */
MUST_USE bool ask_known(struct ctx *ctx, const char *text, int64_t *entry);

#endif
