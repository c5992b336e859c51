/* A member under two heads is left out once: the weightier head is named. */
#include "law/voting_base.h"

enum voter_left voter_left(const struct voter *v)
{
	if (!v->official)
		return VOTER_PROBATIONARY;
	if (v->suspended)
		return VOTER_SUSPENDED;
	if (v->away)
		return VOTER_AWAY;
	return v->exempt ? VOTER_EXEMPT : VOTER_COUNTS;
}

void voting_base_count(const struct voter *v, int n, int exempt_present, struct voting_base *out)
{
	*out = (struct voting_base){ 0 };
	for (int i = 0; i < n; i++)
		switch (voter_left(&v[i])) {
		case VOTER_COUNTS:
			out->base++;
			break;
		case VOTER_PROBATIONARY:
			out->probationary++;
			break;
		case VOTER_SUSPENDED:
			out->suspended++;
			break;
		case VOTER_AWAY:
			out->away++;
			break;
		case VOTER_EXEMPT:
			out->exempt++;
			break;
		}
	int came = exempt_present < out->exempt ? exempt_present : out->exempt;
	if (came > 0) {
		out->base += came;
		out->exempt -= came;
	}
}

bool vote_two_thirds(int64_t votes, int64_t base)
{
	return base > 0 && 3 * votes >= 2 * base;
}

bool vote_over_half(int64_t votes, int64_t base)
{
	return base > 0 && 2 * votes > base;
}
