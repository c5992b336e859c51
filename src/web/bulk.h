#ifndef WEB_BULK_H
#define WEB_BULK_H
#include "model/workflow.h"
#include "web/list_ask.h"
#include "web/widget.h"

/* One step, or one field, for many rows of a list at once.  Rows are named one by one ("_row"), as one text ("_rows":
 * numbers to the base 36, each perhaps with the entry it was seen at, "9xk1.9xk2-3f"), or by the list itself ("_all",
 * with its question in "_list"). */
enum { BULK_MAX = 2000 };
#define BULK_TRY "_try"        /* asks by GET what would happen: goes where writes go */

struct bulk_row {
	int64_t id, entry;              /* entry: the version it was seen at */
	const char *title;
	const struct errs *faults;      /* why it would be refused; NULL or none: it would be done */
	const struct breach *breach; int nbreaches;     /* what would be left to be answered */
};
struct bulk {
	const struct record *rec;
	const char *csrf, *list;        /* list: the question as it stands in an address, without "?" */
	struct url here, back;
	struct bulk_row *row; int n;
	bool all;
	const char *what;               /* a step's name or "edit.FIELD"; NULL: not chosen yet */
	const struct step *step;
	const struct field *field;
	struct bulk_choice { const char *value, *label; bool edits; } *choice; int nchoices;
	struct widget *widget; int nwidgets;
	const char *reason;
	bool recording, unsettled;
	bool tried; int nfine;          /* it is known of each row what would become of it */
	const struct errs *faults;
};

/* Inside a read transaction; from the query, or from the form that was sent. */
MUST_USE bool bulk_load(struct ctx *ctx, const struct req *req, struct bulk *out);
/* What would happen to each row (nothing is kept), outside any transaction. */
MUST_USE bool bulk_try(struct ctx *ctx, struct bulk *b);
/* All rows in one entry, or none: then their faults stand at the rows. */
MUST_USE bool bulk_do(struct ctx *ctx, struct bulk *b, int64_t *entry);
void bulk_draw(struct html *w, const struct bulk *b);

/* What this user may do to many rows of the type at all. */
bool bulk_may(struct ctx *ctx, const struct record *rec);

#endif
