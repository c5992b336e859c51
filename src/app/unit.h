#ifndef APP_UNIT_H
#define APP_UNIT_H
#include "law/unit_fold.h"
#include "model/fold.h"

/* Units, their spans and what was decided about them.  A unit is never typed: it
 * is founded, moved, renamed, retyped, recoded and ended by the lines
 * (unit_change) of a reorganisation, and unit_fold makes the row of `unit` and
 * the spans of `unit_status` out of them.  A line without a reorganisation is an
 * opening line ("số liệu ban đầu"); `waiting` lines belong to an act that is only
 * planned and have no effect. */
enum {
	UNIT_KIND, UNIT_CODE, UNIT_NAME, UNIT_TYPE, UNIT_PARENT, UNIT_FOUNDED_ON, UNIT_ENDED_ON, UNIT_SUCCESSOR,
	UNIT_FIELDS
};
enum {
	STATUS_UNIT, STATUS_PARENT, STATUS_CODE, STATUS_NAME, STATUS_TYPE, STATUS_FROM, STATUS_UNTIL, STATUS_FIELDS
};
enum {
	CHANGE_ACT, CHANGE_UNIT, CHANGE_WHAT, CHANGE_DAY, CHANGE_KIND, CHANGE_PARENT, CHANGE_CODE, CHANGE_NAME,
	CHANGE_TYPE, CHANGE_SUCCESSOR, CHANGE_TO_CODE, CHANGE_BELOW, CHANGE_MEMBERS, CHANGE_OFFICIAL, CHANGE_WAITING,
	CHANGE_FIELDS
};
extern const struct record unit_record, unit_change_record;
extern const struct fold unit_fold;

/* What the lines in force make of a unit, without those of the act `except` (0: with all). */
MUST_USE bool unit_life(struct ctx *ctx, int64_t unit, int64_t except, struct unit_life *out);

/* What a reorganisation would carry along: members by their spans, holdings, acts that still wait for a step.
 * Nothing is written.  `order` as for command_run. */
struct rehearsed {
	const struct record *rec;       /* member, holding or an act's record type */
	int64_t id;
	int64_t from, to;               /* units; the same when it goes along inside its unit; to 0: nowhere */
};
struct rehearsal {
	struct rehearsed *row; int n;
	int64_t *unit; int nunits;      /* units that end or get another parent, with all below them */
	struct date day;                /* first day of the new order */
	struct change *change; int nchanges;            /* all that it would write */
	struct done done;               /* breaches among it */
};
MUST_USE bool reorganisation_rehearse(struct ctx *ctx, const struct order *order, struct rehearsal *out);

#endif
