#ifndef WEB_FORESEE_H
#define WEB_FORESEE_H
#include "web/sheet.h"

/* What a command would do, told before it is done. */
struct foreseen_group {
	const char *label;
	int64_t n;                      /* of all */
	struct sheet sheet;
	bool more;                      /* the sheet shows the first ones only */
};
struct foreseen {
	struct foreseen_group *group; int ngroups;
	/* Findings that it would leave; to: the row each is about, text NULL: none that is there already. */
	struct breach_told { const char *text, *cite; struct url to; } *breach; int nbreaches;
	bool sides;
	struct sheet before, after;     /* where sides says so: what is touched, side by side */
	bool hidden;                    /* some of it concerns what this user may not read */
};

/* Tries the order and tells the rows it would make, change and remove.  False: it is refused, why is in errs. */
MUST_USE bool foresee(struct ctx *ctx, const struct order *o, struct foreseen *out);
/* Pieces of the same, for who tries in another way. */
void foresee_breaches(struct ctx *ctx, const struct done *d, struct foreseen *out);
MUST_USE bool foresee_changes(struct ctx *ctx, const struct change *change, int n, struct foreseen *out);
/* An empty sheet with these headings, and room for `rows` rows. */
struct sheet foresee_sheet(struct ctx *ctx, const char *const *heading, int n, int rows);

void foresee_draw(struct html *w, const struct foreseen *f);

#endif
