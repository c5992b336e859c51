#ifndef LAW_PARTY_AGE_H
#define LAW_PARTY_AGE_H
#include "law/member_fold.h"

/* Tuổi đảng (294-QĐ/TW, 4.5, 5.2): exists once the member is recognised
 * official; counts from the day on which the admission decision was signed
 * (its loss: the joining date on the card; or a start recognised by decision),
 * less the time outside the Party and out of contact.  A restored standing is
 * continuous: its time out is no gap. */
struct party_age {
	struct date start;              /* 0: not known */
	struct date official;           /* 0: not recognised */
	const struct life_gap *gap; int ngaps;  /* in order of day, no overlap */
};

struct date party_age_start(struct date recognised_start, struct date decided, struct date joined);
/* Full months on the day; 0 while there is no Party age. */
int party_age_months(const struct party_age *p, struct date on);
/* The first day with so many full years; 0: never, as things stand. */
struct date party_age_day(const struct party_age *p, int years);

/* Age by month of a person whose date of birth may be known in part ("1975", "1975-04"): the least and the most full
 * months it can be.  False when it is not known at all. */
bool born_months(const char *born, struct date on, int *least, int *most);

#endif
