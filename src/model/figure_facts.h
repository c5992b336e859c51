#ifndef MODEL_FIGURE_FACTS_H
#define MODEL_FIGURE_FACTS_H
#include "model/figure.h"
#include "model/unit.h"

/* What a figure needs beside the records it counts: from which day they are on record (opening), what was to be
 * reached (target), how many people live where (population, and which State unit's territory a Party unit covers). */
struct opening { int64_t unit; struct date day; };
struct target { const char *figure; int64_t unit; struct period period; double value; };
struct population { int64_t id, unit; struct date day; int64_t value; };
struct area { int64_t unit, state; struct date from, until; };
struct facts {
	const struct opening *opening; int nopenings;
	const struct target *target; int ntargets;              /* newest first */
	const struct population *population; int npopulations;  /* by unit, then day */
	const struct area *area; int nareas;
};

/* As known at `known`; kept between requests. */
MUST_USE bool facts_load(struct ctx *ctx, int64_t known, const struct facts **out);

/* Why nothing is on record of a unit (0: of all) for a question on this day; NULL: something is. */
const char *facts_unrecorded(struct ctx *ctx, const struct facts *f, const struct tree *t, struct date on,
                             int64_t unit, bool flow);
/* The target with the smallest period that contains the one asked. */
bool facts_target(const struct facts *f, const char *figure, int64_t unit, struct period asked, double *out);

/* People of a unit (0: of all): the latest numbers by the day.  False: not on record. */
struct people { int64_t n; const struct population **row; int nrows; };
bool facts_people(struct arena *a, const struct facts *f, const struct tree *t, struct date on, int64_t unit,
                  struct people *out);

#endif
