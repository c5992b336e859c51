#ifndef WEB_STEPS_H
#define WEB_STEPS_H
#include "web/sheet.h"

/* An act as steps: those done, with their day, who and paper; those that may follow, with who may take them, by when,
 * and the rules that will be asked. */
struct step_rule { const char *title, *cite; };         /* cite may be NULL */
struct step_told {
	const char *label;
	const char *day, *by, *paper;           /* of a step done; by, paper may be NULL */
	struct url paper_to;                    /* text NULL: may not be read */
	struct url take;                        /* of one that may follow; text NULL: not by this user */
	const char *who, *due, *due_cite;       /* may be NULL */
	bool late, ends;                        /* ends: the act comes to nothing */
	struct step_rule *rule; int nrules;
};
struct steps {
	struct step_told *done, *next; int ndone, nnext;
	int64_t last_by;                        /* who took the last one; 0: not known */
};

/* v: the row of now (cell NULL: none); home: by whose rights it is changed.  What follows is told of now alone. */
MUST_USE bool steps_load(struct ctx *ctx, const struct record *rec, const struct version *v, int64_t id, int64_t home,
                         const struct ask *ask, struct steps *out);
void steps_draw(struct html *w, const struct steps *s);

#endif
