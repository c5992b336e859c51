/* A gap moves the start forward by its full months and odd days, so that the
 * age and the day on which a badge falls due are read off one date and agree. */
#include "law/party_age.h"

#include <string.h>

struct date party_age_start(struct date recognised_start, struct date decided, struct date joined)
{
	if (recognised_start.ymd)
		return recognised_start;
	return decided.ymd ? decided : joined;
}

/* `start` moved on by what of the gap lies after the true start and before `on`. */
static struct date start_after_gap(const struct party_age *p, struct date start, int gap, struct date on)
{
	struct date from = p->gap[gap].from.ymd < p->start.ymd ? p->start : p->gap[gap].from;
	struct date until = p->gap[gap].until.ymd > on.ymd ? on : p->gap[gap].until;

	if (from.ymd >= until.ymd)
		return start;
	int months = date_months(from, until);
	int64_t days = date_days(date_add_months(from, months), until);
	return date_add_days(date_add_months(start, months), days);
}

int party_age_months(const struct party_age *p, struct date on)
{
	if (!p->start.ymd || !p->official.ymd || p->official.ymd > on.ymd)
		return 0;
	struct date start = p->start;
	for (int i = 0; i < p->ngaps; i++)
		start = start_after_gap(p, start, i, on);
	return start.ymd > on.ymd ? 0 : date_months(start, on);
}

/* Gap by gap: the years are full before it begins, or the start moves on by its length. */
struct date party_age_day(const struct party_age *p, int years)
{
	const struct date forever = FOREVER, never = { 0 };
	struct date start = p->start;

	if (!start.ymd || !p->official.ymd)
		return never;
	for (int i = 0; i < p->ngaps; i++) {
		if (date_add_months(start, years * 12).ymd <= p->gap[i].from.ymd)
			break;
		if (p->gap[i].until.ymd >= forever.ymd)
			return never;
		start = start_after_gap(p, start, i, forever);
	}
	struct date day = date_add_months(start, years * 12);
	return day.ymd < p->official.ymd ? p->official : day;
}

/* The latest day which a partial date can mean. */
static struct date partial_last(const char *iso)
{
	struct date first = partial_first(iso);

	if (strlen(iso) == 4)
		return date_add_days(date_add_months(first, 12), -1);
	if (strlen(iso) == 7)
		return date_add_days(date_add_months(first, 1), -1);
	return first;
}

bool born_months(const char *born, struct date on, int *least, int *most)
{
	if (!born || !partial_first(born).ymd)
		return false;
	*least = date_months(partial_last(born), on);
	*most = date_months(partial_first(born), on);
	return true;
}
