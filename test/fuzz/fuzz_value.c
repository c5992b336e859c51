/* Dates, parts of dates, moments, periods, numbers and names as typed, and every kind of field.  What is understood is
 * written, and what is written is understood as the same. */
#include "fuzz.h"

#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "model/kind.h"

void fuzz_start(void)
{
}

static void check_date(struct arena *mem, const char *s)
{
	struct date d, again;

	if (!date_parse(s, &d))
		return;
	must(date_valid(d));
	must(date_parse(date_iso(mem, d), &again) && again.ymd == d.ymd);
	must(date_parse(date_show(mem, d), &again) && again.ymd == d.ymd);
	must(date_from_number(date_number(d)).ymd == d.ymd);
	must(date_valid(date_add_months(d, 1)) && date_valid(date_add_days(d, -400)));
}

static void check_partial(struct arena *mem, const char *s)
{
	const char *iso, *again;

	if (!partial_parse(mem, s, &iso))
		return;
	must(date_valid(partial_first(iso)));
	must(partial_parse(mem, partial_show(mem, iso), &again) && strcmp(iso, again) == 0);
}

static void check_period(struct arena *mem, const char *s)
{
	struct period p, again;

	if (!period_parse(s, &p))
		return;
	must(date_valid(p.from) && date_valid(p.until) && p.from.ymd < p.until.ymd);
	must(period_parse(period_text(mem, p), &again));
	must(again.from.ymd == p.from.ymd && again.until.ymd == p.until.ymd);
	must(*period_show(mem, p));
	if (p.from.ymd > 20000) {
		struct period back = period_year_back(p);
		must(date_valid(back.from) && back.from.ymd < p.from.ymd);
	}
}

static void check_time(struct arena *mem, const char *s)
{
	int64_t t, again;

	if (!time_parse(s, &t))
		return;
	must(time_parse(time_iso(mem, t), &again) && again == t);
	must(*time_show(mem, t));
}

static void check_text(struct arena *mem, const char *s)
{
	char *clean = text_clean(mem, s, true), *folded;
	int64_t i, again;

	if (text_int(s, &i))
		must(text_int(arena_printf(mem, "%lld", (long long)i), &again) && again == i);
	must(!clean == !text_clean(mem, s, true));
	if (!clean)
		return;
	must(strcmp(text_clean(mem, clean, true), clean) == 0);
	folded = text_fold(mem, clean);
	must(strcmp(text_fold(mem, folded), folded) == 0);
	must(text_utf8(text_lower(mem, clean), strlen(text_lower(mem, clean))));
	must(text_utf8(text_upper(mem, clean), strlen(text_upper(mem, clean))));
	(void)text_key(mem, clean);
	(void)text_name_key(mem, clean);
	must(text_distance(clean, clean) == 0);
}

/* Kinds that need no database. */
static void check_kinds(struct arena *mem, const char *s)
{
	static const enum kind kinds[] = {
		K_TEXT, K_NAME, K_NOTE, K_INT, K_MONEY, K_BOOL, K_DATE, K_PARTIAL, K_TIME,
	};
	const char *clean = text_clean(mem, s, true);

	for (size_t i = 0; clean && i < COUNTOF(kinds); i++) {
		struct errs errs = errs_new(mem);
		struct ctx ctx = { .mem = mem, .errs = &errs };
		const struct field f = { "field", "Trường", kinds[i], 0, .max = 300 };
		struct value v, again;

		if (!kind_parse(&ctx, &f, "field", clean, (struct date)DATE(2022, 12, 8), &v)) {
			must(errs.count && errs_worst(&errs) == ERR_INPUT);
			continue;
		}
		must(kind_parse(&ctx, &f, "field", kind_text(mem, &f, v), (struct date)DATE(2022, 12, 8), &again));
		must(value_equal(v, again));
		(void)kind_show(&ctx, NULL, &f, v);
	}
}

void fuzz_one(const char *text, size_t n)
{
	struct arena *mem = arena_new(0);
	const char *s = arena_textn(mem, text, n);

	if (text_utf8(s, strlen(s))) {
		check_date(mem, s);
		check_partial(mem, s);
		check_period(mem, s);
		check_time(mem, s);
		check_kinds(mem, s);
	}
	check_text(mem, s);
	arena_free(mem);
}
