#ifndef MODEL_DEADLINE_H
#define MODEL_DEADLINE_H
#include "model/list.h"

/* What is due: declared with states (workflow.h) and with record types (struct deadline of record.h), read as lists, so
 * that nobody sees what he may not read.  An act past its day stays until a step leaves the state; a span that has
 * ended, until another of its key follows. */
struct due {
	const char *kind;               /* what it is filtered by: a record type's name, or one the caller knows */
	const struct record *of; int64_t id;
	const char *what;               /* "Hạn tổ chức lễ kết nạp" */
	const char *title;              /* of the row; set by deadlines_load for all rows it gives */
	struct date due;
	int64_t unit; const char *unit_name;
	const char *state;              /* label; "" where there is none */
};

/* On clock.on, under a unit (0: all that the user may see), due by `until`; kind NULL: all.  By day, then unit.  One
 * statement per record type and kind of limit, one for titles, one per amount of a rule. */
MUST_USE bool deadlines_load(struct ctx *ctx, struct clock clock, int64_t under, struct date until, const char *kind,
                             struct due **out, int *n);
void deadlines_sort(struct due *due, int n);
/* Whether rows of this type can be due at all. */
bool deadline_possible(const struct record *rec);

#endif
