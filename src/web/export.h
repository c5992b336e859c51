#ifndef WEB_EXPORT_H
#define WEB_EXPORT_H
#include "model/list.h"
#include "out/paper.h"
#include "web/page.h"

/* Lists as papers, and papers as what goes back to a browser.  The rows of a list are read while it is written, some
 * hundred at a time, so making and writing belong inside one read transaction; no length is too long. */

/* where: the filter as asked, told back; columns of l NULL: those of its page. */
MUST_USE bool export_list(struct ctx *ctx, const struct list *l, const char *where, struct paper *out);
/* Rows that are there already, with how often (line.times) where asked; l says what was asked. */
MUST_USE bool export_listing(struct ctx *ctx, const struct listing *rows, bool times, const struct list *l,
                             const char *where, struct paper *out);
/* Who and when, and that the data is invented where it is. */
MUST_USE bool export_who(struct ctx *ctx, struct paper *out);
/* Adds one more. */
void export_fact(struct ctx *ctx, struct paper *p, const char *label, const char *text);
/* Unit, period, days, who and when, at the foot of any paper. */
MUST_USE bool export_facts(struct ctx *ctx, const struct list *l, const char *where, struct paper *out);

/* What an address of a file makes. */
struct export {
	struct paper paper;
	const char *file;               /* its ASCII name without ".xlsx" */
	const struct record *rec;       /* going out is put on record before a byte leaves; NULL: need not be */
};
/* Makes it in a read transaction (perhaps more than once), writes it in the format named by the query's `as`, else the
 * :format of the route,
 * and answers with the file, or with the error page. */
void export_reply(struct ctx *ctx, struct req *req, bool (*make)(struct ctx *, struct req *, struct export *),
                  struct reply *out);

/* Links to the same in every format: `to` as many as there are, in their order. */
enum { EXPORT_FORMATS = 4 };
void export_links(struct html *w, const struct url to[EXPORT_FORMATS]);

#endif
