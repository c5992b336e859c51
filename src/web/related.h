#ifndef WEB_RELATED_H
#define WEB_RELATED_H
#include "web/sheet.h"

/* What stands around one row: the rows of its form (children), the rows that point at it, its findings. */
struct related {
	const struct record *rec;
	const char *label;
	struct sheet sheet;             /* the first few */
	bool more;
	struct url all, create;         /* the whole list; a new one (text NULL: may not) */
};
struct relations { struct related *child, *pointing; int nchildren, npointing; };

/* Rows of its form, or others that point at it. */
enum related_kind { REL_CHILD, REL_POINTING };
/* Types without any row are left out, except children that this user may add. */
MUST_USE bool relations_load(struct ctx *ctx, const struct record *rec, int64_t id, const struct ask *ask,
                             enum related_kind kind, struct relations *out);
/* Findings about the row, newest first; none where the user may not see them. */
struct told_finding {
	const char *text, *cite, *day, *answer;         /* cite, answer may be NULL */
	bool open;
	struct url to, answer_it;                       /* answer_it.text NULL: may not, or was done */
};
MUST_USE bool findings_load(struct ctx *ctx, const struct record *rec, int64_t id, const struct ask *ask,
                            struct told_finding **out, int *n);
void findings_draw(struct html *w, const struct told_finding *f, int n);
void related_draw(struct html *w, const struct related *r);

#endif
