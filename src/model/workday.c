#include "model/catalog.h"
#include "model/keep.h"
#include "model/rule.h"

#include <stdlib.h>
#include <string.h>

/* The days of `holiday`: off on a weekday, or worked on a weekend. */
struct holidays { const int32_t *off, *work; int noff, nwork; };

static int by_day(const void *a, const void *b)
{
	return *(const int32_t *)a - *(const int32_t *)b;
}

static bool among(const int32_t *day, int n, struct date d)
{
	return n && bsearch(&d.ymd, day, (size_t)n, sizeof *day, by_day) != NULL;
}

static bool holidays_load(struct ctx *ctx, const struct holidays **out)
{
	int64_t stamp;
	struct rows rows;

	if (!keep_stamp(ctx, &stamp, "holiday", NULL))
		return false;
	if ((*out = keep_find(ctx, "holidays", stamp)))
		return true;
	if (!db_many(ctx->db, SQL("SELECT day, kind FROM main.holiday ORDER BY day"), NO_ARGS, &rows))
		return false;
	struct arena *mem = arena_new(0);
	struct holidays *h = NEW(mem, struct holidays);
	int32_t *off = NEWN(mem, int32_t, rows.n + 1), *work = NEWN(mem, int32_t, rows.n + 1);
	for (int i = 0; i < rows.n; i++) {
		bool works = strcmp(rows.row[i].cell[1].text, "work") == 0;
		(works ? work : off)[works ? h->nwork++ : h->noff++] = cell_date(rows.row[i].cell[0]).ymd;
	}
	h->off = off;
	h->work = work;
	*out = keep_put(ctx, "holidays", stamp, mem, h);
	return true;
}

static bool works(const struct holidays *h, struct date d)
{
	if (date_weekday(d) >= 5)
		return among(h->work, h->nwork, d);
	return !among(h->off, h->noff, d);
}

bool workday_add(struct ctx *ctx, struct date from, int days, struct date *out)
{
	const struct holidays *h;

	if (!holidays_load(ctx, &h))
		return false;
	*out = from;
	while (days > 0) {
		*out = date_add_days(*out, 1);
		days -= works(h, *out);
	}
	return true;
}

bool workday_count(struct ctx *ctx, struct date from, struct date to, int *out)
{
	const struct holidays *h;

	if (!holidays_load(ctx, &h))
		return false;
	*out = 0;
	for (struct date d = date_add_days(from, 1); d.ymd <= to.ymd; d = date_add_days(d, 1))
		*out += works(h, d);
	return true;
}
