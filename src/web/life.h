#ifndef WEB_LIFE_H
#define WEB_LIFE_H
#include "web/sheet.h"

/* Acts and events about somebody or something, of all record types, in order of day: those whose `person` field points
 * at the row, and at the person whom the row itself is about. */
struct life_line {
	struct date day;
	const char *when, *label, *place, *paper;       /* place, paper may be NULL */
	const char *state, *state_class;                /* NULL: an event has no state */
	struct url to, paper_to;                        /* paper_to.text NULL: may not be read */
};
struct life_add { const char *label; struct url to; };
struct life {
	struct life_line *line; int n;
	struct life_add *add; int nadds;        /* acts that this user may begin here */
};

MUST_USE bool life_load(struct ctx *ctx, const struct record *rec, const struct version *v, const struct ask *ask,
                        struct life *out);
/* Told in the life, so not once more in a table of its own. */
bool life_tells(const struct record *of, const struct field *by);
void life_draw(struct html *w, const struct life *l);

#endif
