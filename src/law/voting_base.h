#ifndef LAW_VOTING_BASE_H
#define LAW_VOTING_BASE_H
#include "base/base.h"

/* Who is counted when a cell votes (294-QĐ/TW, 9.3.2): its official members,
 * less those sent away for a time, those exempt who did not come, and those
 * suspended, prosecuted or detained. */
struct voter { bool official, exempt, away, suspended; };

enum voter_left { VOTER_COUNTS, VOTER_PROBATIONARY, VOTER_SUSPENDED, VOTER_AWAY, VOTER_EXEMPT };

struct voting_base {
	int base;
	int probationary;                       /* never counted: no member with a vote */
	int suspended, away, exempt;            /* official members left out; each under one head */
};

/* The first head that leaves a member out, in the order of the enum. */
enum voter_left voter_left(const struct voter *v);
/* exempt_present: how many of the exempt came to the meeting and so count. */
void voting_base_count(const struct voter *v, int n, int exempt_present, struct voting_base *out);

/* At least two thirds, more than half of the base (not of those present); false with a base of 0. */
bool vote_two_thirds(int64_t votes, int64_t base);
bool vote_over_half(int64_t votes, int64_t base);

#endif
