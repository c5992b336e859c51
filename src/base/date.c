#include "base/date.h"

#include <stdio.h>
#include <string.h>

enum { YEAR_FIRST = 1, YEAR_LAST = 9999, DAY_SECONDS = 86400, ZONE = 7 * 3600 };
static const struct date first_day = DATE(1, 1, 1), last_day = DATE(9999, 12, 31);

static int year_of(struct date d)  { return d.ymd / 10000; }
static int month_of(struct date d) { return d.ymd / 100 % 100; }
static int day_of(struct date d)   { return d.ymd % 100; }

static int month_days(int y, int m)
{
	static const signed char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	return m == 2 && leap ? 29 : days[m - 1];
}

static struct date make(int y, int m, int d)
{
	return (struct date)DATE(y, m, d);
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

bool date_valid(struct date d)
{
	int y = year_of(d), m = month_of(d);
	return d.ymd > 0 && y >= YEAR_FIRST && y <= YEAR_LAST && m >= 1 && m <= 12 &&
	       day_of(d) >= 1 && day_of(d) <= month_days(y, m);
}

/* Reads `least` to `most` digits and steps over them; -1 when there are fewer or more. */
static int digits(const char **s, int least, int most)
{
	int v = 0, n = 0;
	for (; **s >= '0' && **s <= '9' && n < most; n++)
		v = v * 10 + *(*s)++ - '0';
	return n < least || (**s >= '0' && **s <= '9') ? -1 : v;
}

static bool skip(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

/* Reads a date at *s and steps over it. */
static bool scan_iso(const char **s, struct date *out)
{
	int y, m, d;
	if ((y = digits(s, 4, 4)) < 1 || !skip(s, '-') || (m = digits(s, 2, 2)) < 1 || !skip(s, '-') ||
	    (d = digits(s, 2, 2)) < 1)
		return false;
	*out = make(y, m, d);
	return date_valid(*out);
}

static bool scan_local(const char **s, struct date *out)
{
	int y, m, d;
	if ((d = digits(s, 1, 2)) < 1 || !skip(s, '/') || (m = digits(s, 1, 2)) < 1 || !skip(s, '/') ||
	    (y = digits(s, 4, 4)) < 1)
		return false;
	*out = make(y, m, d);
	return date_valid(*out);
}

static bool scan_date(const char **s, struct date *out)
{
	const char *start = *s;
	if (scan_iso(s, out))
		return true;
	*s = start;
	return scan_local(s, out);
}

bool date_parse(const char *s, struct date *out)
{
	struct date d;
	if (!s || !scan_date(&s, &d) || *s)
		return false;
	*out = d;
	return true;
}

char *date_iso(struct arena *a, struct date d)
{
	return d.ymd ? arena_printf(a, "%04d-%02d-%02d", year_of(d), month_of(d), day_of(d)) : arena_text(a, "");
}

char *date_show(struct arena *a, struct date d)
{
	return d.ymd ? arena_printf(a, "%02d/%02d/%04d", day_of(d), month_of(d), year_of(d)) : arena_text(a, "");
}

/* Years here begin in March, so that the leap day is the last of its year;
 * an era is 400 years of 146097 days. */
static int64_t number(int y, int m, int d)
{
	y -= m <= 2;
	int64_t era = floor_div(y, 400), of_era = y - era * 400;
	int64_t of_year = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int64_t date_number(struct date d)
{
	if (!date_valid(d))
		bug("counting with the date %d", (int)d.ymd);
	return number(year_of(d), month_of(d), day_of(d));
}

struct date date_from_number(int64_t days)
{
	if (days <= number(YEAR_FIRST, 1, 1))
		return first_day;
	if (days >= number(YEAR_LAST, 12, 31))
		return last_day;
	days += 719468;
	int64_t era = floor_div(days, 146097), of_era = days - era * 146097;
	int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * y + y / 4 - y / 100), mp = (5 * of_year + 2) / 153;
	int m = (int)(mp < 10 ? mp + 3 : mp - 9);
	return make((int)(y + era * 400) + (m <= 2), m, (int)(of_year - (153 * mp + 2) / 5) + 1);
}

int64_t date_days(struct date from, struct date to)
{
	return date_number(to) - date_number(from);
}

struct date date_add_days(struct date d, int64_t days)
{
	int64_t sum;
	if (!d.ymd)
		return d;
	if (__builtin_add_overflow(date_number(d), days, &sum))
		return days < 0 ? first_day : last_day;
	return date_from_number(sum);
}

struct date date_add_months(struct date d, int months)
{
	if (!d.ymd)
		return d;
	if (!date_valid(d))
		bug("counting with the date %d", (int)d.ymd);
	int64_t count = (int64_t)year_of(d) * 12 + month_of(d) - 1 + months;
	if (count < YEAR_FIRST * 12)
		return first_day;
	if (count >= (YEAR_LAST + 1) * 12)
		return last_day;
	int y = (int)(count / 12), m = (int)(count % 12) + 1, last = month_days(y, m);
	return make(y, m, day_of(d) < last ? day_of(d) : last);
}

int date_months(struct date from, struct date to)
{
	if (!date_valid(from) || !date_valid(to))
		bug("counting from the date %d to %d", (int)from.ymd, (int)to.ymd);
	if (to.ymd < from.ymd)
		return -date_months(to, from);
	int n = (year_of(to) - year_of(from)) * 12 + month_of(to) - month_of(from);
	return date_add_months(from, n).ymd > to.ymd ? n - 1 : n;
}

int date_weekday(struct date d)
{
	int64_t n = date_number(d) + 3;         /* 1970-01-01 was a Thursday */
	return (int)(n - floor_div(n, 7) * 7);
}

static int64_t local_day(int64_t t)
{
	int64_t local;
	return floor_div(__builtin_add_overflow(t, ZONE, &local) ? t : local, DAY_SECONDS);
}

struct date date_of_time(int64_t seconds)
{
	return date_from_number(local_day(seconds));
}

bool partial_parse(struct arena *a, const char *s, const char **iso)
{
	struct date d;
	int y, m;
	if (!s)
		return false;
	if (date_parse(s, &d)) {
		*iso = date_iso(a, d);
		return true;
	}
	const char *p = s;
	if ((y = digits(&p, 4, 4)) >= 1) {
		if (!*p) {
			*iso = arena_printf(a, "%04d", y);
			return true;
		}
		m = skip(&p, '-') ? digits(&p, 2, 2) : -1;
	} else {
		p = s;
		m = digits(&p, 1, 2);
		y = skip(&p, '/') ? digits(&p, 4, 4) : -1;
	}
	if (*p || y < 1 || m < 1 || m > 12)
		return false;
	*iso = arena_printf(a, "%04d-%02d", y, m);
	return true;
}

char *partial_show(struct arena *a, const char *iso)
{
	size_t n = iso ? strlen(iso) : 0;
	struct date d = partial_first(iso);
	if (d.ymd && n == 10)
		return date_show(a, d);
	if (d.ymd && n == 7)
		return arena_printf(a, "%02d/%04d", month_of(d), year_of(d));
	return arena_text(a, iso ? iso : "");
}

struct date partial_first(const char *iso)
{
	static const char rest[] = "0000-01-01";
	struct date d;
	size_t n = iso ? strlen(iso) : 0;
	if (n != 4 && n != 7 && n != 10)
		return (struct date){ 0 };
	char full[sizeof rest];
	memcpy(full, rest, sizeof rest);
	memcpy(full, iso, n);
	const char *p = full;
	return scan_iso(&p, &d) ? d : (struct date){ 0 };
}

/* HH:MM or HH:MM:SS, with fractions of a second passed over. */
static bool scan_clock(const char **s, int64_t *second)
{
	int h = digits(s, 2, 2), m = skip(s, ':') ? digits(s, 2, 2) : -1, sec = 0;
	if (m >= 0 && skip(s, ':')) {
		sec = digits(s, 2, 2);
		if (sec >= 0 && skip(s, '.') && digits(s, 1, 9) < 0)
			return false;
	}
	*second = h * 3600 + m * 60 + sec;
	return h >= 0 && h < 24 && m >= 0 && m < 60 && sec >= 0 && sec < 60;
}

/* Z, +07, +0700 or +07:00; nothing means the zone of Viet Nam. */
static bool scan_zone(const char **s, int64_t *offset)
{
	int h, m = 0;
	*offset = ZONE;
	if (!**s)
		return true;
	if (skip(s, 'Z')) {
		*offset = 0;
		return true;
	}
	int sign = skip(s, '+') ? 1 : skip(s, '-') ? -1 : 0;
	if (!sign)
		return false;
	size_t n = strlen(*s);
	if (n == 4) {
		int hm = digits(s, 4, 4);
		h = hm < 0 ? -1 : hm / 100;
		m = hm % 100;
	} else {
		h = digits(s, 2, 2);
		if (skip(s, ':'))
			m = digits(s, 2, 2);
	}
	*offset = sign * (h * 3600 + m * 60);
	return h >= 0 && h <= 14 && m >= 0 && m < 60;
}

/* Also takes what time_show prints: people type back what they see. */
bool time_parse(const char *s, int64_t *out)
{
	struct date d;
	int64_t second, offset = ZONE;
	if (!s)
		return false;
	const char *p = s;
	if (scan_date(&p, &d)) {
		if (!*p)
			second = DAY_SECONDS - 1;
		else if ((!skip(&p, 'T') && !skip(&p, ' ')) || !scan_clock(&p, &second) || !scan_zone(&p, &offset))
			return false;
	} else {
		p = s;
		if (!scan_clock(&p, &second) || !skip(&p, ' ') || !scan_date(&p, &d))
			return false;
	}
	if (*p)
		return false;
	*out = date_number(d) * DAY_SECONDS + second - offset;
	return true;
}

static int local_second(int64_t t)
{
	int64_t s = t % DAY_SECONDS + ZONE;
	return (int)((s + DAY_SECONDS) % DAY_SECONDS);
}

char *time_iso(struct arena *a, int64_t t)
{
	struct date d = date_of_time(t);
	int s = local_second(t);
	return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d+07:00", year_of(d), month_of(d), day_of(d),
	                    s / 3600, s / 60 % 60, s % 60);
}

char *time_show(struct arena *a, int64_t t)
{
	struct date d = date_of_time(t);
	int s = local_second(t);
	return arena_printf(a, "%02d:%02d %02d/%02d/%04d", s / 3600, s / 60 % 60, day_of(d), month_of(d), year_of(d));
}
