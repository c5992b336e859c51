#ifndef APP_BADGE_H
#define APP_BADGE_H
#include "model/command.h"

/* Who falls due for a Party badge at the next four rounds. */
enum { BADGE_ROUNDS = 4 };

struct badge_due {
	struct date round;
	int64_t member, unit;
	const char *name, *unit_name;
	int years;
	struct date full_on;            /* the day on which the years are full */
	bool proposed;                  /* a proposal is under way */
};

/* The first round on or after the day. */
struct date badge_round(struct date on);

/* Official members on clock.on under the unit (0: all that the user may see) whose Party age reaches a badge by a
 * round and who have not been granted it; by round, then unit, then name.  Each badge stands at its first round only.
 * Badges and members as known at clock.known; gaps in Party age as known now. */
MUST_USE bool badge_forecast(struct ctx *ctx, struct clock clock, int64_t unit, struct badge_due **out, int *n);

#endif
