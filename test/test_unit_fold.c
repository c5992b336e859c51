/* The life of a unit: the day before, the first, the last and the day after of every kind of change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "law/unit_fold.h"

static struct arena *mem;

static int begin(void **state)
{
	(void)state;
	mem = arena_new(0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(mem);
	return 0;
}

#define DAY(ymd_) ((struct date){ ymd_ })
#define FOUND(id_, day_) { .id = id_, .what = UNIT_FOUND, .day = { day_ }, .kind = "party", .code = "84.001", \
                           .name = "Chi bộ Một", .type = "cell", .parent = 10 }

static struct unit_life fold(const struct unit_act *act, int n)
{
	struct unit_life life;

	unit_fold_acts(mem, act, n, &life);
	return life;
}
#define LIFE(...) fold((const struct unit_act[]){ __VA_ARGS__ }, \
                       (int)COUNTOF(((const struct unit_act[]){ __VA_ARGS__ })))

static void nothing_is_no_unit(void **state)
{
	(void)state;
	struct unit_life life = fold(NULL, 0);

	assert_int_equal(life.nspans, 0);
	assert_int_equal(life.founded_on.ymd, 0);
	assert_null(unit_span_on(&life, DAY(20220101)));
}

static void founding(void **state)
{
	(void)state;
	struct unit_life life = LIFE(FOUND(1, 20220301));

	assert_int_equal(life.nspans, 1);
	assert_int_equal(life.nfaults, 0);
	assert_string_equal(life.kind, "party");
	assert_int_equal(life.founded_on.ymd, 20220301);
	assert_int_equal(life.ended_on.ymd, 0);
	assert_null(unit_span_on(&life, DAY(20220228)));
	const struct unit_span *s = unit_span_on(&life, DAY(20220301));
	assert_non_null(s);
	assert_int_equal(s->parent, 10);
	assert_string_equal(s->code, "84.001");
	assert_string_equal(s->name, "Chi bộ Một");
	assert_string_equal(s->type, "cell");
	assert_non_null(unit_span_on(&life, DAY(20991231)));
	assert_int_equal(life.span[0].until.ymd, 99991231);
}

static void moving(void **state)
{
	(void)state;
	struct unit_life life = LIFE(FOUND(1, 20210101),
		{ .id = 2, .what = UNIT_MOVE, .day = { 20220701 }, .parent = 20 });

	assert_int_equal(life.nspans, 2);
	assert_int_equal(unit_span_on(&life, DAY(20220630))->parent, 10);
	assert_int_equal(unit_span_on(&life, DAY(20220701))->parent, 20);
	assert_int_equal(unit_span_on(&life, DAY(20220702))->parent, 20);
	assert_string_equal(unit_span_on(&life, DAY(20220701))->name, "Chi bộ Một");
}

static void renaming_retyping_recoding(void **state)
{
	(void)state;
	struct unit_life life = LIFE(FOUND(1, 20210101),
		{ .id = 2, .what = UNIT_RENAME, .day = { 20220101 }, .name = "Đảng bộ Một" },
		{ .id = 3, .what = UNIT_RETYPE, .day = { 20220101 }, .type = "grassroots_committee" },
		{ .id = 4, .what = UNIT_RECODE, .day = { 20230101 }, .code = "84.099" });

	assert_int_equal(life.nspans, 3);
	const struct unit_span *before = unit_span_on(&life, DAY(20211231)), *on = unit_span_on(&life, DAY(20220101));
	assert_string_equal(before->name, "Chi bộ Một");
	assert_string_equal(before->type, "cell");
	assert_string_equal(on->name, "Đảng bộ Một");
	assert_string_equal(on->type, "grassroots_committee");
	assert_string_equal(on->code, "84.001");
	assert_string_equal(unit_span_on(&life, DAY(20221231))->code, "84.001");
	assert_string_equal(unit_span_on(&life, DAY(20230101))->code, "84.099");
	for (int i = 1; i < life.nspans; i++)
		assert_int_equal(life.span[i - 1].until.ymd, life.span[i].from.ymd);
}

/* A change on the day of the founding is how it began. */
static void change_on_the_first_day(void **state)
{
	(void)state;
	struct unit_life life = LIFE(FOUND(1, 20210101),
		{ .id = 2, .what = UNIT_MOVE, .day = { 20210101 }, .parent = 20 });

	assert_int_equal(life.nspans, 1);
	assert_int_equal(life.span[0].parent, 20);
}

static void ending(void **state)
{
	(void)state;
	struct unit_life life = LIFE(FOUND(1, 20210101),
		{ .id = 2, .what = UNIT_END, .day = { 20250701 }, .successor = 77 });

	assert_int_equal(life.nspans, 1);
	assert_int_equal(life.ended_on.ymd, 20250701);
	assert_int_equal(life.successor, 77);
	assert_non_null(unit_span_on(&life, DAY(20250630)));
	assert_null(unit_span_on(&life, DAY(20250701)));
	assert_null(unit_span_on(&life, DAY(20250702)));
}

/* What changed on the day of the end was never seen: the last span is that of the eve. */
static void change_on_the_last_day(void **state)
{
	(void)state;
	struct unit_life life = LIFE(FOUND(1, 20210101),
		{ .id = 2, .what = UNIT_RENAME, .day = { 20250630 }, .name = "Hôm trước" },
		{ .id = 3, .what = UNIT_RENAME, .day = { 20250701 }, .name = "Cùng ngày" },
		{ .id = 4, .what = UNIT_END, .day = { 20250701 } });

	assert_int_equal(life.nfaults, 0);
	assert_int_equal(life.nspans, 2);
	assert_string_equal(life.span[1].name, "Hôm trước");
	assert_int_equal(life.span[1].until.ymd, 20250701);
	assert_int_equal(life.successor, 0);
}

static void change_before_founding(void **state)
{
	(void)state;
	struct unit_life life = LIFE({ .id = 2, .what = UNIT_MOVE, .day = { 20201231 }, .parent = 20 },
		FOUND(1, 20210101));

	assert_int_equal(life.nfaults, 1);
	assert_int_equal(life.fault[0].id, 2);
	assert_int_equal(life.nspans, 1);
	assert_int_equal(life.span[0].parent, 10);
}

static void change_after_end(void **state)
{
	(void)state;
	struct unit_life life = LIFE(FOUND(1, 20210101),
		{ .id = 2, .what = UNIT_END, .day = { 20220101 } },
		{ .id = 3, .what = UNIT_MOVE, .day = { 20220102 }, .parent = 20 },
		{ .id = 4, .what = UNIT_END, .day = { 20220103 }, .successor = 5 },
		{ .id = 5, .what = UNIT_FOUND, .day = { 20220104 } });

	assert_int_equal(life.nfaults, 3);
	assert_int_equal(life.fault[0].id, 3);
	assert_int_equal(life.fault[1].id, 4);
	assert_int_equal(life.fault[2].id, 5);
	assert_int_equal(life.ended_on.ymd, 20220101);
	assert_int_equal(life.successor, 0);
	assert_int_equal(life.nspans, 1);
}

static void two_foundings(void **state)
{
	(void)state;
	struct unit_life life = LIFE(FOUND(1, 20210101), FOUND(2, 20210102));

	assert_int_equal(life.nfaults, 1);
	assert_int_equal(life.fault[0].id, 2);
	assert_int_equal(life.founded_on.ymd, 20210101);
}

static void founded_and_ended_on_one_day(void **state)
{
	(void)state;
	struct unit_life life = LIFE(FOUND(1, 20210101),
		{ .id = 2, .what = UNIT_END, .day = { 20210101 } });

	assert_int_equal(life.nfaults, 1);
	assert_int_equal(life.ended_on.ymd, 0);
	assert_int_equal(life.nspans, 1);
}

/* A day is enough. */
static void one_day(void **state)
{
	(void)state;
	struct unit_life life = LIFE(FOUND(1, 20210101),
		{ .id = 2, .what = UNIT_END, .day = { 20210102 } });

	assert_int_equal(life.nfaults, 0);
	assert_non_null(unit_span_on(&life, DAY(20210101)));
	assert_null(unit_span_on(&life, DAY(20210102)));
}

static void keys(void **state)
{
	(void)state;
	static const char *const key[] = { "found", "move", "rename", "retype", "recode", "end" };
	enum unit_what what;

	for (int i = 0; i < UNIT_WHAT_COUNT; i++) {
		assert_true(unit_what_parse(key[i], &what));
		assert_int_equal(what, i);
	}
	assert_false(unit_what_parse("merge", &what));
	assert_false(unit_what_parse(NULL, &what));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_is_no_unit, begin, end),
		cmocka_unit_test_setup_teardown(founding, begin, end),
		cmocka_unit_test_setup_teardown(moving, begin, end),
		cmocka_unit_test_setup_teardown(renaming_retyping_recoding, begin, end),
		cmocka_unit_test_setup_teardown(change_on_the_first_day, begin, end),
		cmocka_unit_test_setup_teardown(ending, begin, end),
		cmocka_unit_test_setup_teardown(change_on_the_last_day, begin, end),
		cmocka_unit_test_setup_teardown(change_before_founding, begin, end),
		cmocka_unit_test_setup_teardown(change_after_end, begin, end),
		cmocka_unit_test_setup_teardown(two_foundings, begin, end),
		cmocka_unit_test_setup_teardown(founded_and_ended_on_one_day, begin, end),
		cmocka_unit_test_setup_teardown(one_day, begin, end),
		cmocka_unit_test_setup_teardown(keys, begin, end),
	};

	return cmocka_run_group_tests_name("unit_fold", tests, NULL, NULL);
}
