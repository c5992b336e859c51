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
/* A finding: which rule was broken, where it is written and when it was in force, what was found, what was answered. */
struct told_finding {
	const char *rule;                               /* its name; NULL: no rule of the law but of the program */
	const char *text, *field;                       /* what was found, in which field (NULL: in none) */
	const char *cite, *since;                       /* cite, since (in force from, until) may be NULL */
	const char *day, *answer, *answered;            /* answer, answered (who, when) may be NULL */
	const char *about; struct url about_to;         /* the row that it is about, where that is asked for */
	const char *who;                                /* who may answer; NULL: not open */
	bool open;
	struct url to, answer_it;                       /* answer_it.text NULL: may not, or was done */
};
/* Those about the row, newest first; none where the user may not see them. */
MUST_USE bool findings_load(struct ctx *ctx, const struct record *rec, int64_t id, const struct ask *ask,
                            struct told_finding **out, int *n);
/* The finding of this number, with the row that it is about; *n 0: it may not be seen. */
MUST_USE bool finding_load(struct ctx *ctx, int64_t id, const struct ask *ask, struct told_finding **out, int *n);
/* Of rows that the program itself writes beside others it tells better what stands in their fields. */
bool finding_tells(const struct record *rec, const struct field *f);
void findings_draw(struct html *w, const struct told_finding *f, int n);
void related_draw(struct html *w, const struct related *r);

#endif
