#ifndef WEB_VIEWS_H
#define WEB_VIEWS_H
#include "web/list_ask.h"
#include "web/page.h"

/* Lists saved under a name (record type saved_view): this user's own and those shared with him. */
struct view {
	int64_t id, entry;
	const char *name, *record;
	bool mine;
	int64_t share; const char *share_title, *owner;         /* share 0: not shared; owner: who keeps it */
	struct url to;                  /* the list */
};
struct views { struct view *view; int n; };

/* All of them, by record type and name; none where the user keeps no lists.  Kept for this user alone. */
MUST_USE bool views_load(struct ctx *ctx, const struct views **out);
/* Those whose name holds what was typed, without regard to diacritics. */
MUST_USE bool views_find(struct ctx *ctx, const char *typed, struct views *out);

/* What a list shows of them, and what finds them by name: parts of pages, each time drawn anew (struct page .own). */
extern const struct page views_bar, views_found;

#endif
