#ifndef LAW_MEMBER_FOLD_H
#define LAW_MEMBER_FOLD_H
#include "base/date.h"

/* The life of one member: from the acts, in order of day, to the spans on
 * which he or she is on the roll of a unit.  Pure: no database, no law that
 * changes with the years (that is in rules).  An act that cannot hold (a
 * removal of one who is no member, a second death) is skipped and told. */
enum life_kind {
	LIFE_OPENING,           /* was on the roll of `to` on that day: initial data */
	LIFE_ADMITTED,          /* the ceremony: probationary in `to` */
	LIFE_RECOGNISED,        /* official from that day on */
	LIFE_MOVED,             /* `from` -> `to`, received on that day */
	LIFE_LEFT,              /* from `from` to a Party organisation whose roll is not kept here */
	LIFE_CAME,              /* from such a one into `to` */
	LIFE_EXEMPTED,          /* from work and meetings, on [day, until) */
	LIFE_REMOVED, LIFE_WITHDREW, LIFE_EXPELLED,
	LIFE_DIED,
	LIFE_RESTORED,          /* wrongly removed or expelled: the standing of before, continuous */
};

struct life_act {
	enum life_kind kind;
	struct date day;
	struct date until;      /* LIFE_EXEMPTED, LIFE_OPENING when exempt: 0 has no end */
	int64_t from, to;       /* units; 0: not said */
	bool official;          /* LIFE_OPENING, LIFE_CAME */
	bool exempt;            /* LIFE_OPENING */
	bool again;             /* LIFE_ADMITTED: a readmission */
	struct date decided;    /* LIFE_ADMITTED: the day on which the decision was signed */
};

/* A unit that ended and whose members went to its successor (0: nowhere, they stay). */
struct unit_end { int64_t unit; struct date on; int64_t successor; };

struct life_span { struct date from, until; int64_t unit; bool official, exempt; };
struct life_gap { struct date from, until; };           /* outside the Party; until FOREVER while it lasts */
struct life_breach { int act; const char *text; };      /* index of the act; Vietnamese */

struct life {
	const struct life_span *span; int nspans;       /* in order, no overlap, neighbours differ */
	const struct life_gap *gap; int ngaps;          /* removed to readmitted; none where restored */
	const struct life_breach *breach; int nbreaches;
	int64_t home;                                   /* unit of the last span; 0: there is none */
	struct date joined, decided, official;          /* 0: the acts do not say */
	bool official_known;                            /* the acts say `official`; 0 then: on probation again */
};

/* `acts` in order of day, those of one day in order of their number; `ends` in any order, with every unit met. */
void life_make(struct arena *a, const struct life_act *acts, int n, const struct unit_end *ends, int nends,
               struct life *out);
/* Where the roll of the unit is kept on the day: itself, or the last successor in the chain. */
int64_t life_unit(const struct unit_end *ends, int nends, int64_t unit, struct date on);

#endif
