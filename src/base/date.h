#ifndef BASE_DATE_H
#define BASE_DATE_H
#include "base/value.h"

/* Calendar arithmetic on struct date (proleptic Gregorian, years 1..9999).
 * Stored and exchanged as ISO text (2022-12-08), shown as 08/12/2022. */
bool date_valid(struct date d);
bool date_parse(const char *s, struct date *out);       /* 2022-12-08 or 08/12/2022 or 8/12/2022, nothing else */
char *date_iso(struct arena *a, struct date d);         /* "" for no date */
char *date_show(struct arena *a, struct date d);        /* 08/12/2022 */

/* "No date" plus days or months is no date; counting from or to it is a bug. */
int64_t date_number(struct date d);                     /* days since 1970-01-01 */
struct date date_from_number(int64_t days);
int64_t date_days(struct date from, struct date to);
struct date date_add_days(struct date d, int64_t days); /* stays within 0001-01-01 .. 9999-12-31 */
struct date date_add_months(struct date d, int months); /* 31/01 + 1 month = 28/02 */
int  date_months(struct date from, struct date to);     /* full months; negative when to < from */
int  date_weekday(struct date d);                       /* 0 = Monday .. 6 = Sunday */
struct date date_of_time(int64_t seconds);              /* the day in Asia/Ho_Chi_Minh (UTC+7, no summer time) */

/* Part of a date may be unknown: "1975", "1975-04" or "1975-04-30" as stored;
 * 1975, 04/1975, 30/04/1975 also understood. */
bool partial_parse(struct arena *a, const char *s, const char **iso);
char *partial_show(struct arena *a, const char *iso);
struct date partial_first(const char *iso);             /* the earliest day it can mean */

/* Moments: seconds since 1970 UTC.  Text: ISO 8601 with zone, else Asia/Ho_Chi_Minh;
 * a bare date means its last second.  What time_show prints is read too. */
bool time_parse(const char *s, int64_t *out);
char *time_iso(struct arena *a, int64_t t);             /* 2023-01-18T09:30:00+07:00 */
char *time_show(struct arena *a, int64_t t);            /* 09:30 18/01/2023 */

/* A period, half-open inside; its text is inclusive at both ends:
 * 2022, 2022-Q3, 2022-H1, 2022-11, 2022-01-01..2022-12-08; 30/12/9999 is the latest last day. */
struct period { struct date from, until; };
bool period_parse(const char *s, struct period *out);
struct date period_last(struct period p);               /* its last day */
struct period period_year_back(struct period p);        /* the same days a year before; 29/02 -> 28/02 */
char *period_text(struct arena *a, struct period p);    /* the shortest text that parses to it */
/* "Năm 2022", "6 tháng đầu năm 2022", "Quý III năm 2022", "Tháng 11 năm 2022", "ngày 08/12/2022",
 * "từ 01/01/2022 đến 08/12/2022" */
char *period_show(struct arena *a, struct period p);

#endif
