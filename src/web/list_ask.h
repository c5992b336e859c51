#ifndef WEB_LIST_ASK_H
#define WEB_LIST_ASK_H
#include "web/sheet.h"

/* What a list is asked for in its address: conditions, those typed under the headings, columns, order, page.  The page,
 * its file, its groups and what is kept of it under a name all read it here, so that they are the same rows. */
enum { LIST_SIZE = 50, LIST_ALL = 2500 };       /* rows of a page; "all": so many in one answer, the rest follows */

struct list_ask {
	const struct record *rec;
	struct ask ask;
	const char *where;
	bool usual;                     /* `where` is what the record type declares as usual */
	const char *columns;            /* "name, unit.code"; NULL: this user may see none */
	bool chosen;                    /* columns were asked for */
	const char *order, *by;         /* by NULL: no groups */
	int size;
	const char *text;               /* all conditions as one text */
	struct list list;               /* with clocks, conditions, columns, order; no page yet */
	struct pair *said; int nsaid;   /* what was asked, as it goes along in addresses */
};

/* False: what could not be understood is in errs beside its field; the texts are there all the same. */
MUST_USE bool list_ask_read(struct ctx *ctx, const struct req *req, const struct record *rec, struct list_ask *out);
/* The address with all that was asked but what `without` names ("order size"). */
struct url list_ask_url(struct arena *a, struct url u, const struct list_ask *l, const char *without);
void list_ask_hidden(struct html *w, const struct list_ask *l, const char *without);    /* the same as inputs */
/* What was typed under the heading of a column; NULL: nothing. */
const char *list_ask_typed(const struct list_ask *l, const char *path);

#endif
