#include "base/date.h"

#include <string.h>

/* Calendar periods by their length in months; `letter` is 0 for a month and a year. */
static const struct { int months; char letter; } kinds[] = { { 12, 0 }, { 6, 'H' }, { 3, 'Q' }, { 1, 0 } };

/* 31/12/9999 cannot be a last day, as the day after it does not exist; so it
 * is no open end either, which also keeps out sums that were cut off there. */
static bool span(struct date from, struct date until, struct period *out)
{
	if (until.ymd <= from.ymd || until.ymd == (struct date)FOREVER.ymd)
		return false;
	*out = (struct period){ from, until };
	return true;
}

static bool calendar(const char *year, int months, int n, struct period *out)
{
	int y = (year[0] - '0') * 1000 + (year[1] - '0') * 100 + (year[2] - '0') * 10 + year[3] - '0';
	if (n < 1 || n > 12 / months)
		return false;
	struct date from = DATE(y, (n - 1) * months + 1, 1);
	return date_valid(from) && span(from, date_add_months(from, months), out);
}

static bool digits_only(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

static bool range(const char *s, struct period *out)
{
	char first[11] = "";
	struct date from, last;
	memcpy(first, s, 10);
	if (!date_parse(first, &from) || first[4] != '-' || !date_parse(s + 12, &last) || s[16] != '-')
		return false;
	return span(from, date_add_days(last, 1), out);
}

bool period_parse(const char *s, struct period *out)
{
	size_t n = s ? strlen(s) : 0;
	if (n < 4 || !digits_only(s, 4))
		return false;
	if (n == 4)
		return calendar(s, 12, 1, out);
	if (n == 22 && s[10] == '.' && s[11] == '.')
		return range(s, out);
	if (n != 7 || s[4] != '-' || !digits_only(s + 6, 1))
		return false;
	if (s[5] == 'Q')
		return calendar(s, 3, s[6] - '0', out);
	if (s[5] == 'H')
		return calendar(s, 6, s[6] - '0', out);
	return digits_only(s + 5, 1) && calendar(s, 1, (s[5] - '0') * 10 + s[6] - '0', out);
}

struct date period_last(struct period p)
{
	return date_add_days(p.until, -1);
}

/* Both ends go back as days, not the open end: the year back of 01/01/2024 to
 * 28/02/2024 ends on 28/02/2023 and not the day before. */
struct period period_year_back(struct period p)
{
	struct date last = date_add_months(period_last(p), -12);
	return (struct period){ date_add_months(p.from, -12), date_add_days(last, 1) };
}

/* Index into kinds and, in *n, which one of its year; -1 for a range of days. */
static int kind_of(struct period p, int *n)
{
	int month = p.from.ymd / 100 % 100;
	for (int i = 0; i < (int)COUNTOF(kinds); i++) {
		*n = (month - 1) / kinds[i].months + 1;
		if (p.from.ymd % 100 == 1 && (month - 1) % kinds[i].months == 0 &&
		    date_add_months(p.from, kinds[i].months).ymd == p.until.ymd)
			return i;
	}
	return -1;
}

char *period_text(struct arena *a, struct period p)
{
	int n, year = p.from.ymd / 10000, kind = kind_of(p, &n);
	if (!p.from.ymd || !p.until.ymd)
		return arena_text(a, "");
	if (kind < 0)
		return arena_printf(a, "%s..%s", date_iso(a, p.from), date_iso(a, period_last(p)));
	if (kinds[kind].months == 12)
		return arena_printf(a, "%04d", year);
	if (kinds[kind].letter)
		return arena_printf(a, "%04d-%c%d", year, kinds[kind].letter, n);
	return arena_printf(a, "%04d-%02d", year, n);
}

char *period_show(struct arena *a, struct period p)
{
	static const char *const roman[] = { "I", "II", "III", "IV" };
	int n, year = p.from.ymd / 10000, kind = kind_of(p, &n);
	if (!p.from.ymd || !p.until.ymd)
		return arena_text(a, "");
	if (kind < 0 && period_last(p).ymd == p.from.ymd)
		return arena_printf(a, "ngày %s", date_show(a, p.from));
	if (kind < 0)
		return arena_printf(a, "từ %s đến %s", date_show(a, p.from), date_show(a, period_last(p)));
	if (kinds[kind].months == 12)
		return arena_printf(a, "Năm %d", year);
	if (kinds[kind].months == 6)
		return arena_printf(a, "6 tháng %s năm %d", n == 1 ? "đầu" : "cuối", year);
	if (kinds[kind].months == 3)
		return arena_printf(a, "Quý %s năm %d", roman[n - 1], year);
	return arena_printf(a, "Tháng %02d năm %d", n, year);
}
