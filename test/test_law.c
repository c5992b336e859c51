/* The pure law: scenes for the day before, the first, the last and the day after. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "app/badge.h"
#include "app/subjects.h"
#include "law/member_fold.h"
#include "law/party_age.h"
#include "law/voting_base.h"

#define D(y, m, d) ((struct date)DATE(y, m, d))
static const struct date forever = FOREVER;

static struct arena *mem;

static int setup(void **state)
{
	(void)state;
	mem = arena_new(0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(mem);
	return 0;
}

static struct life life_of(const struct life_act *acts, int n, const struct unit_end *ends, int nends)
{
	struct life out;

	life_make(mem, acts, n, ends, nends, &out);
	return out;
}
#define LIFE(...) life_of((const struct life_act[]){ __VA_ARGS__ }, \
                          (int)COUNTOF(((const struct life_act[]){ __VA_ARGS__ })), NULL, 0)

static void assert_span(const struct life *l, int i, struct date from, struct date until, int64_t unit, bool official)
{
	assert_true(i < l->nspans);
	assert_int_equal(l->span[i].from.ymd, from.ymd);
	assert_int_equal(l->span[i].until.ymd, until.ymd);
	assert_int_equal(l->span[i].unit, unit);
	assert_int_equal(l->span[i].official, official);
}

/* ---- spans ---- */

#define ADMITTED  { .kind = LIFE_ADMITTED, .day = D(2021, 5, 19), .to = 1, .decided = D(2021, 4, 28) }
#define OFFICIAL  { .kind = LIFE_RECOGNISED, .day = D(2022, 5, 19) }

static void admission_and_recognition(void **state)
{
	(void)state;
	struct life l = LIFE(ADMITTED, OFFICIAL);

	assert_int_equal(l.nspans, 2);
	assert_span(&l, 0, D(2021, 5, 19), D(2022, 5, 19), 1, false);
	assert_span(&l, 1, D(2022, 5, 19), forever, 1, true);
	assert_int_equal(l.joined.ymd, 20210519);
	assert_int_equal(l.decided.ymd, 20210428);
	assert_true(l.official_known);
	assert_int_equal(l.official.ymd, 20220519);
	assert_int_equal(l.home, 1);
	assert_int_equal(l.nbreaches, 0);
}

static void opening_then_death(void **state)
{
	(void)state;
	struct life l = LIFE({ .kind = LIFE_OPENING, .day = D(2020, 12, 31), .to = 7, .official = true },
	                     { .kind = LIFE_DIED, .day = D(2022, 3, 2) },
	                     { .kind = LIFE_DIED, .day = D(2022, 3, 3) },
	                     { .kind = LIFE_MOVED, .day = D(2022, 4, 1), .from = 7, .to = 8 });

	assert_int_equal(l.nspans, 1);
	assert_span(&l, 0, D(2020, 12, 31), D(2022, 3, 2), 7, true);
	assert_int_equal(l.nbreaches, 2);
	assert_int_equal(l.breach[0].act, 2);
	assert_int_equal(l.breach[1].act, 3);
	assert_int_equal(l.home, 7);
	assert_int_equal(l.ngaps, 0);
	assert_false(l.official_known);
	assert_int_equal(l.joined.ymd, 0);
}

static void transfers(void **state)
{
	(void)state;
	struct life l = LIFE(ADMITTED,
	                     { .kind = LIFE_MOVED, .day = D(2021, 9, 1), .from = 1, .to = 2 },
	                     { .kind = LIFE_MOVED, .day = D(2021, 10, 1), .from = 1, .to = 3 },
	                     { .kind = LIFE_LEFT, .day = D(2021, 11, 1), .from = 2 },
	                     { .kind = LIFE_RECOGNISED, .day = D(2022, 5, 19) },
	                     { .kind = LIFE_CAME, .day = D(2022, 6, 1), .to = 4, .official = true });

	assert_int_equal(l.nspans, 3);
	assert_span(&l, 0, D(2021, 5, 19), D(2021, 9, 1), 1, false);
	assert_span(&l, 1, D(2021, 9, 1), D(2021, 11, 1), 2, false);
	assert_span(&l, 2, D(2022, 6, 1), forever, 4, true);
	assert_int_equal(l.nbreaches, 2);
	assert_int_equal(l.breach[0].act, 2);
	assert_int_equal(l.breach[1].act, 4);
	assert_int_equal(l.ngaps, 0);
}

static void exemption_ends_by_itself(void **state)
{
	(void)state;
	struct life l = LIFE(ADMITTED, OFFICIAL,
	                     { .kind = LIFE_EXEMPTED, .day = D(2022, 7, 1), .until = D(2022, 10, 1) },
	                     { .kind = LIFE_EXEMPTED, .day = D(2022, 9, 1), .until = D(2023, 1, 1) });

	assert_int_equal(l.nspans, 4);
	assert_span(&l, 1, D(2022, 5, 19), D(2022, 7, 1), 1, true);
	assert_span(&l, 2, D(2022, 7, 1), D(2023, 1, 1), 1, true);
	assert_false(l.span[1].exempt);
	assert_true(l.span[2].exempt);
	assert_false(l.span[3].exempt);
	struct life lasting = LIFE({ .kind = LIFE_OPENING, .day = D(2020, 1, 1), .to = 1,
	                             .official = true, .exempt = true });
	assert_int_equal(lasting.nspans, 1);
	assert_true(lasting.span[0].exempt);
	assert_int_equal(lasting.span[0].until.ymd, forever.ymd);
}

static void removal_and_readmission(void **state)
{
	(void)state;
	struct life l = LIFE(ADMITTED, OFFICIAL, { .kind = LIFE_REMOVED, .day = D(2023, 1, 10) },
	                     { .kind = LIFE_REMOVED, .day = D(2023, 1, 11) },
	                     { .kind = LIFE_ADMITTED, .day = D(2027, 2, 3), .to = 5, .again = true });

	assert_int_equal(l.nspans, 3);
	assert_span(&l, 1, D(2022, 5, 19), D(2023, 1, 10), 1, true);
	assert_span(&l, 2, D(2027, 2, 3), forever, 5, false);
	assert_int_equal(l.ngaps, 1);
	assert_int_equal(l.gap[0].from.ymd, 20230110);
	assert_int_equal(l.gap[0].until.ymd, 20270203);
	assert_int_equal(l.joined.ymd, 20210519);
	assert_true(l.official_known);
	assert_int_equal(l.official.ymd, 0);
	assert_int_equal(l.nbreaches, 1);
	assert_int_equal(l.breach[0].act, 3);
}

static void restoration_is_continuous(void **state)
{
	(void)state;
	struct life l = LIFE(ADMITTED, OFFICIAL, { .kind = LIFE_EXPELLED, .day = D(2023, 1, 10) },
	                     { .kind = LIFE_RESTORED, .day = D(2024, 1, 10) },
	                     { .kind = LIFE_RESTORED, .day = D(2024, 1, 11) });

	assert_int_equal(l.nspans, 3);
	assert_span(&l, 2, D(2024, 1, 10), forever, 1, true);
	assert_int_equal(l.ngaps, 0);
	assert_int_equal(l.nbreaches, 1);
}

static void units_end_in_a_chain(void **state)
{
	(void)state;
	const struct unit_end ends[] = {
		{ 1, D(2025, 1, 1), 2 }, { 2, D(2025, 7, 1), 3 }, { 9, D(2025, 7, 1), 0 },
	};
	const struct life_act acts[] = {
		ADMITTED, OFFICIAL,
		{ .kind = LIFE_MOVED, .day = D(2025, 8, 1), .from = 1, .to = 4 },
		{ .kind = LIFE_MOVED, .day = D(2025, 9, 1), .from = 4, .to = 1 },
	};
	struct life l = life_of(acts, 4, ends, 3);

	assert_int_equal(l.nspans, 6);
	assert_span(&l, 1, D(2022, 5, 19), D(2025, 1, 1), 1, true);
	assert_span(&l, 2, D(2025, 1, 1), D(2025, 7, 1), 2, true);
	assert_span(&l, 3, D(2025, 7, 1), D(2025, 8, 1), 3, true);
	assert_span(&l, 4, D(2025, 8, 1), D(2025, 9, 1), 4, true);
	assert_span(&l, 5, D(2025, 9, 1), forever, 3, true);
	assert_int_equal(l.nbreaches, 0);
	assert_int_equal(life_unit(ends, 3, 1, D(2024, 12, 31)), 1);
	assert_int_equal(life_unit(ends, 3, 1, D(2025, 1, 1)), 2);
	assert_int_equal(life_unit(ends, 3, 1, D(2025, 6, 30)), 2);
	assert_int_equal(life_unit(ends, 3, 1, D(2025, 7, 1)), 3);
	assert_int_equal(life_unit(ends, 3, 9, D(2025, 7, 2)), 9);
}

static void circle_of_units_comes_to_rest(void **state)
{
	(void)state;
	const struct unit_end ends[] = { { 1, D(2022, 1, 1), 2 }, { 2, D(2022, 1, 1), 1 } };
	const struct life_act acts[] = { ADMITTED };
	struct life l = life_of(acts, 1, ends, 2);

	assert_true(l.nspans >= 1);
	assert_int_equal(l.span[l.nspans - 1].until.ymd, forever.ymd);
}

static void dead_keep_their_unit(void **state)
{
	(void)state;
	const struct unit_end ends[] = { { 1, D(2025, 1, 1), 2 } };
	const struct life_act acts[] = { ADMITTED, { .kind = LIFE_DIED, .day = D(2024, 12, 31) } };
	struct life l = life_of(acts, 2, ends, 1);

	assert_int_equal(l.nspans, 1);
	assert_int_equal(l.home, 1);
}

/* ---- Party age ---- */

static void party_age_by_the_day(void **state)
{
	(void)state;
	struct party_age p = { .start = D(1992, 2, 3), .official = D(1993, 2, 20) };

	assert_int_equal(party_age_months(&p, D(1993, 2, 19)), 0);
	assert_int_equal(party_age_months(&p, D(1993, 2, 20)), 12);
	assert_int_equal(party_age_months(&p, D(2022, 2, 2)), 359);
	assert_int_equal(party_age_months(&p, D(2022, 2, 3)), 360);
	assert_int_equal(party_age_day(&p, 30).ymd, 20220203);
	assert_int_equal(party_age_day(&p, 1).ymd, 19930220);
}

static void party_age_needs_recognition(void **state)
{
	(void)state;
	struct party_age p = { .start = D(1992, 2, 3) };

	assert_int_equal(party_age_months(&p, D(2022, 2, 3)), 0);
	assert_int_equal(party_age_day(&p, 30).ymd, 0);
	assert_int_equal(party_age_start(D(1990, 1, 1), D(1992, 2, 3), D(1992, 3, 3)).ymd, 19900101);
	assert_int_equal(party_age_start(D(0, 0, 0), D(1992, 2, 3), D(1992, 3, 3)).ymd, 19920203);
	assert_int_equal(party_age_start(D(0, 0, 0), D(0, 0, 0), D(1992, 3, 3)).ymd, 19920303);
}

static void party_age_less_gaps(void **state)
{
	(void)state;
	const struct life_gap gap[] = { { D(2000, 1, 15), D(2003, 1, 20) } };
	struct party_age p = { .start = D(1990, 6, 1), .official = D(1991, 6, 1), .gap = gap, .ngaps = 1 };

	assert_int_equal(party_age_months(&p, D(2000, 1, 15)), 115);
	assert_int_equal(party_age_months(&p, D(2001, 1, 15)), 115);
	assert_int_equal(party_age_day(&p, 30).ymd, 20230606);
	assert_int_equal(party_age_months(&p, D(2023, 6, 5)), 359);
	assert_int_equal(party_age_months(&p, D(2023, 6, 6)), 360);
	const struct life_gap open[] = { { D(2020, 1, 1), FOREVER } };
	struct party_age out = { .start = D(1990, 6, 1), .official = D(1991, 6, 1), .gap = open, .ngaps = 1 };
	assert_int_equal(party_age_day(&out, 29).ymd, 20190601);
	assert_int_equal(party_age_day(&out, 30).ymd, 0);
}

static void age_of_partial_births(void **state)
{
	(void)state;
	int least, most;

	assert_true(born_months("2004-04-15", D(2022, 4, 14), &least, &most));
	assert_int_equal(most, 215);
	assert_true(born_months("2004-04-15", D(2022, 4, 15), &least, &most));
	assert_int_equal(least, 216);
	assert_true(born_months("1962-04-15", D(2022, 5, 14), &least, &most));
	assert_int_equal(most, 720);
	assert_true(born_months("1962-04-15", D(2022, 5, 15), &least, &most));
	assert_int_equal(most, 721);
	assert_true(born_months("1962", D(2022, 6, 1), &least, &most));
	assert_int_equal(least, 713);
	assert_int_equal(most, 725);
	assert_true(born_months("2004-04", D(2022, 4, 10), &least, &most));
	assert_int_equal(least, 215);
	assert_int_equal(most, 216);
	assert_false(born_months(NULL, D(2022, 4, 10), &least, &most));
	assert_false(born_months("?", D(2022, 4, 10), &least, &most));
}

/* ---- votes ---- */

static void base_leaves_out_by_rule(void **state)
{
	(void)state;
	const struct voter v[] = {
		{ .official = true }, { .official = true }, { .official = true },
		{ .official = false }, { .official = true, .exempt = true }, { .official = true, .exempt = true },
		{ .official = true, .away = true, .exempt = true },
		{ .official = true, .suspended = true, .away = true },
	};
	struct voting_base b;

	voting_base_count(v, (int)COUNTOF(v), 0, &b);
	assert_int_equal(b.base, 3);
	assert_int_equal(b.probationary, 1);
	assert_int_equal(b.exempt, 2);
	assert_int_equal(b.away, 1);
	assert_int_equal(b.suspended, 1);
	voting_base_count(v, (int)COUNTOF(v), 1, &b);
	assert_int_equal(b.base, 4);
	assert_int_equal(b.exempt, 1);
	voting_base_count(v, (int)COUNTOF(v), 9, &b);
	assert_int_equal(b.base, 5);
}

static void two_thirds_and_over_half(void **state)
{
	(void)state;
	assert_false(vote_two_thirds(1, 2));
	assert_false(vote_two_thirds(5, 9));
	assert_true(vote_two_thirds(6, 9));
	assert_false(vote_two_thirds(6, 10));
	assert_true(vote_two_thirds(7, 10));
	assert_false(vote_two_thirds(0, 0));
	assert_false(vote_over_half(5, 10));
	assert_true(vote_over_half(6, 10));
	assert_true(vote_over_half(5, 9));
}

/* ---- rules and rounds by date ---- */

static const struct subject *const ruled[] = {
	&admission_subject, &transfer_subject, &leaving_subject, &name_change_subject, &badge_subject,
};

/* Versions of one rule that hold on a day; *cite: of the last. */
static int versions_on(const struct subject *s, const struct rule *like, struct date day, const char **cite)
{
	int n = 0;

	for (int i = 0; i < s->nrules; i++) {
		const struct rule *r = &s->rules[i];
		if (strcmp(r->id, like->id) == 0 && r->from.ymd <= day.ymd && day.ymd < r->until.ymd) {
			*cite = r->cite;
			n++;
		}
	}
	return n;
}

/* On the day before it ends, and on the day on which it ends, exactly one version of a rule holds. */
static void rules_follow_each_other(void **state)
{
	const char *before = NULL, *after = NULL;
	int turns = 0;

	(void)state;
	for (size_t k = 0; k < COUNTOF(ruled); k++)
		for (int i = 0; i < ruled[k]->nrules; i++) {
			const struct rule *r = &ruled[k]->rules[i];
			assert_int_equal(versions_on(ruled[k], r, r->from, &before), 1);
			assert_string_equal(before, r->cite);
			if (r->until.ymd == forever.ymd)
				continue;
			assert_int_equal(versions_on(ruled[k], r, date_add_days(r->until, -1), &before), 1);
			assert_int_equal(versions_on(ruled[k], r, r->until, &after), 1);
			assert_string_equal(before, r->cite);
			assert_string_not_equal(after, r->cite);
			turns++;
		}
	assert_true(turns > 0);
}

static const char *cite_on(const struct subject *s, const char *id, struct date day)
{
	const struct rule like = { .id = id };
	const char *cite = NULL;

	return versions_on(s, &like, day, &cite) == 1 ? cite : NULL;
}

static void law_of_the_day_is_cited(void **state)
{
	const struct subject *s = &admission_subject;

	(void)state;
	assert_null(cite_on(s, "admission-age", D(2016, 7, 24)));
	assert_string_equal(cite_on(s, "admission-age", D(2016, 7, 25)), "Quy định 29-QĐ/TW");
	assert_string_equal(cite_on(s, "admission-age", D(2021, 7, 29)), "Quy định 29-QĐ/TW");
	assert_string_equal(cite_on(s, "admission-age", D(2021, 7, 30)), "Quy định 24-QĐ/TW");
	assert_string_equal(cite_on(s, "admission-age", D(2025, 1, 19)), "Quy định 24-QĐ/TW");
	assert_string_equal(cite_on(s, "admission-age", D(2025, 1, 20)), "Quy định 232-QĐ/TW");
	assert_string_equal(cite_on(s, "admission-age", D(2025, 6, 30)), "Quy định 232-QĐ/TW");
	assert_string_equal(cite_on(s, "admission-age", D(2025, 7, 1)), "Quy định 294-QĐ/TW, 1.1.1");
	assert_null(cite_on(&badge_subject, "badge-years-full", D(2021, 9, 27)));
	assert_string_equal(cite_on(&badge_subject, "badge-years-full", D(2021, 9, 28)), "Hướng dẫn 01-HD/TW");
	assert_string_equal(cite_on(&badge_subject, "badge-years-full", D(2025, 6, 30)), "Hướng dẫn 01-HD/TW");
	assert_string_equal(cite_on(&badge_subject, "badge-years-full", D(2025, 7, 1)), "Hướng dẫn 06-HD/TW, 18");
}

static void rounds_of_the_year(void **state)
{
	(void)state;
	assert_int_equal(badge_round(D(2022, 2, 2)).ymd, 20220203);
	assert_int_equal(badge_round(D(2022, 2, 3)).ymd, 20220203);
	assert_int_equal(badge_round(D(2022, 2, 4)).ymd, 20220519);
	assert_int_equal(badge_round(D(2022, 9, 2)).ymd, 20220902);
	assert_int_equal(badge_round(D(2022, 11, 7)).ymd, 20221107);
	assert_int_equal(badge_round(D(2022, 11, 8)).ymd, 20230203);
}

#define SCENE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE(admission_and_recognition), SCENE(opening_then_death), SCENE(transfers),
		SCENE(exemption_ends_by_itself), SCENE(removal_and_readmission), SCENE(restoration_is_continuous),
		SCENE(units_end_in_a_chain), SCENE(circle_of_units_comes_to_rest), SCENE(dead_keep_their_unit),
		SCENE(party_age_by_the_day), SCENE(party_age_needs_recognition), SCENE(party_age_less_gaps),
		SCENE(age_of_partial_births), SCENE(base_leaves_out_by_rule), SCENE(two_thirds_and_over_half),
		SCENE(rules_follow_each_other), SCENE(law_of_the_day_is_cited), SCENE(rounds_of_the_year),
	};

	return cmocka_run_group_tests_name("law", tests, NULL, NULL);
}
