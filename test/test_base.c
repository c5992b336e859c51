#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "base/log.h"
#include "base/value.h"

#include <limits.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static int begin(void **state)
{
	*state = arena_new(0);
	return 0;
}

static int end(void **state)
{
	arena_free(*state);
	return 0;
}

/* How a child that runs fn ends: its exit code, or minus the signal.  Its log is not shown. */
static int fate(void (*fn)(void))
{
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(99);
		fn();
		_exit(0);
	}
	int status = 0;
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void arena_blocks(void **state)
{
	struct arena *a = *state;
	static const size_t size[] = { 0, 1, 15, 16, 17, 1000, 16383, 16384, 70000, 2000000 };
	unsigned char *p[COUNTOF(size)];
	for (size_t i = 0; i < COUNTOF(size); i++) {
		p[i] = arena_alloc(a, size[i], 1);
		assert_int_equal((uintptr_t)p[i] % 16, 0);
		for (size_t j = 0; j < size[i]; j++)
			assert_int_equal(p[i][j], 0);
		memset(p[i], (int)i + 1, size[i]);
	}
	for (size_t i = 0; i < COUNTOF(size); i++)
		for (size_t j = 0; j < size[i]; j++)
			assert_int_equal(p[i][j], i + 1);
	assert_null(arena_text(a, NULL));
	assert_string_equal(arena_text(a, "chi bộ"), "chi bộ");
	assert_string_equal(arena_textn(a, "abcdef", 3), "abc");
	assert_string_equal(arena_printf(a, "%d-%s", 7, "x"), "7-x");
	assert_int_equal(strlen(arena_printf(a, "%05000d", 1)), 5000);
	assert_memory_equal(arena_copy(a, "ab\0c", 4), "ab\0c", 4);
	assert_true(arena_used(a) > 2000000);
	arena_free(NULL);
}

static char closed[8];
static void close_note(void *thing)
{
	strncat(closed, *(char **)thing, 1);
}

static void arena_marks(void **state)
{
	(void)state;
	struct arena *a = arena_new(0);
	closed[0] = '\0';
	char **one = arena_alloc(a, 1, sizeof *one), *kept = arena_text(a, "kept");
	arena_closer(a, close_note, one);
	struct arena_mark m = arena_mark(a);
	size_t used = arena_used(a);
	for (int round = 0; round < 3; round++) {
		char **two = arena_alloc(a, 1, sizeof *two), **three = arena_alloc(a, 1, sizeof *three);
		arena_closer(a, close_note, two);
		arena_closer(a, close_note, three);
		*two = memset(arena_alloc(a, 100000, 1), '2', 10);      /* big, and younger than its closer */
		*three = memset(arena_alloc(a, 1, 100), '3', 10);
		for (int i = 0; i < 5000; i++)
			assert_int_equal(*(char *)memset(arena_alloc(a, 1, 100), 'x', 100), 'x');
		arena_reset(a, m);
		assert_string_equal(closed, "32");
		closed[0] = '\0';
		assert_int_equal(arena_used(a), used);
		assert_int_equal(*(char *)arena_alloc(a, 64, 1), 0);    /* zeroed again */
		arena_reset(a, m);
	}
	assert_string_equal(kept, "kept");
	*one = arena_text(a, "1");
	arena_free(a);
	assert_string_equal(closed, "1");
}

static long resident_kb(void)
{
	long pages = 0, all = 0;
	FILE *f = fopen("/proc/self/statm", "r");
	assert_int_equal(fscanf(f, "%ld %ld", &all, &pages), 2);
	fclose(f);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* What lies on disk is as any other memory, and out of memory after a rest. */
static void arena_lies_on_disk(void **state)
{
	(void)state;
	enum { N = 30000, SIZE = 1000 };
	struct arena *a = arena_on_disk((size_t)100 << 20);
	unsigned char **p = arena_alloc(a, N, sizeof *p);
	long before = resident_kb();
	for (int i = 0; i < N; i++) {
		p[i] = arena_alloc(a, SIZE, 1);
		assert_true(p[i][0] == 0 && p[i][SIZE - 1] == 0);
		memset(p[i], i % 250 + 1, SIZE);
		if (i % 1000 == 0)
			arena_rest(a);
	}
	arena_rest(a);
	assert_true(resident_kb() - before < 16 << 10);
	for (int i = 0; i < N; i++)
		assert_true(p[i][0] == i % 250 + 1 && p[i][SIZE - 1] == i % 250 + 1);
	struct arena_mark m = arena_mark(a);
	for (int round = 0; round < 2; round++) {
		unsigned char *big = arena_alloc(a, 8 << 20, 1);
		assert_true(big[0] == 0 && big[(8 << 20) - 1] == 0);
		memset(big, 'x', 8 << 20);
		arena_reset(a, m);
	}
	assert_int_equal(p[N - 1][0], (N - 1) % 250 + 1);
	arena_free(a);
}

/* The disk refuses more than the limit as memory does. */
static void disk_exhausted(void)
{
	struct arena *a = arena_on_disk(8 << 20);
	for (int i = 0; i < 2000; i++)
		memset(arena_alloc(a, 10000, 1), 1, 10000);
}

/* Without a place for files memory stands in. */
static void disk_absent(void)
{
	setenv("TMPDIR", "/nonexistent", 1);
	struct arena *a = arena_on_disk(8 << 20);
	for (int i = 0; i < 500; i++)
		memset(arena_alloc(a, 10000, 1), 1, 10000);
	arena_rest(a);
	arena_free(a);
}

static void disk_has_an_end(void **state)
{
	(void)state;
	assert_int_equal(fate(disk_exhausted), 70);
	assert_int_equal(fate(disk_absent), 0);
}

static void arena_grows(void **state)
{
	struct arena *a = *state;
	int *v = NULL, n = 0, moves = 0;
	for (int i = 0; i < 10000; i++) {
		int *old = v;
		PUSH(a, v, n, i);
		moves += v != old;
	}
	assert_int_equal(n, 10000);
	for (int i = 0; i < n; i++)
		assert_int_equal(v[i], i);
	assert_int_equal(moves, 12);            /* 8, 16 .. 16384 */
	struct pair { int x, y; } *pairs = NULL;
	int npairs = 0;
	PUSH(a, pairs, npairs, (struct pair){ 1, 2 });
	assert_int_equal(pairs[0].y, 2);
}

static void past_limit(void)
{
	struct arena *a = arena_new(1 << 20);
	for (;;)
		arena_alloc(a, 1, 1000);
}

static void past_limit_once(void)
{
	arena_alloc(arena_new(1 << 20), 2, 1 << 20);
}

static void size_overflow(void)
{
	arena_alloc(arena_new(0), SIZE_MAX / 2, 4);
}

static void small_limit(void)
{
	struct arena *a = arena_new(4096);
	for (int i = 0; i < 30; i++)
		memset(arena_alloc(a, 1, 64), 1, 64);
}

static void a_bug(void)
{
	bug("%s", "must end here");
}

#ifdef __SANITIZE_ADDRESS__
static void overrun(void)
{
	char *p = arena_alloc(arena_new(0), 20, 1), *volatile q = p;
	q[20] = 'x';
}

static void after_reset(void)
{
	struct arena *a = arena_new(0);
	arena_alloc(a, 1, 1);
	struct arena_mark m = arena_mark(a);
	char *volatile p = arena_alloc(a, 20, 1);
	arena_reset(a, m);
	p[0] = 'x';
}
#endif

static void ends(void **state)
{
	(void)state;
	assert_int_equal(fate(past_limit), 70);
	assert_int_equal(fate(past_limit_once), 70);
	assert_int_equal(fate(size_overflow), 70);
	assert_int_equal(fate(small_limit), 0);
	assert_int_equal(fate(a_bug), -SIGABRT);
#ifdef __SANITIZE_ADDRESS__
	assert_int_not_equal(fate(overrun), 0);
	assert_int_not_equal(fate(after_reset), 0);
#endif
}

static void bufs(void **state)
{
	struct arena *a = *state;
	struct buf b = buf_new(a, 1000);
	assert_string_equal(b.s, "");
	buf_text(&b, "một");
	buf_char(&b, ' ');
	buf_printf(&b, "%d %s", 2, "hai");
	buf_add(&b, "xyz", 2);
	assert_string_equal(b.s, "một 2 haixy");
	assert_int_equal(b.n, strlen(b.s));
	buf_printf(&b, "%0*d", (int)(1000 - b.n), 0);
	assert_int_equal(b.n, 1000);
	assert_false(b.full);
	buf_add(&b, "", 0);
	assert_false(b.full);
	buf_char(&b, 'x');
	assert_true(b.full);
	assert_int_equal(strlen(b.s), 1000);
	struct buf small = buf_new(a, 5);
	buf_text(&small, "abcd");
	buf_text(&small, "ef");
	buf_text(&small, "g");                  /* would fit, but after a hole */
	buf_printf(&small, "%d", 1);
	assert_string_equal(small.s, "abcd");
	assert_true(small.full);
	struct buf large = buf_new(a, SIZE_MAX);
	for (int i = 0; i < 20000; i++)
		buf_printf(&large, "%d;", i % 10);
	assert_int_equal(large.n, 40000);
	assert_int_equal(strlen(large.s), 40000);
}

static void errors(void **state)
{
	struct arena *a = *state;
	struct errs e = errs_new(a);
	assert_int_equal(e.count, 0);
	assert_null(e.first);
	char field[] = "born";
	assert_false(err_field(&e, field, "Thiếu %s", "ngày sinh"));
	field[0] = 'x';
	assert_int_equal(errs_worst(&e), ERR_INPUT);
	assert_false(err_cited(&e, ERR_RULE, NULL, "Chưa đủ 12 tháng", "Điều lệ Đảng, Điều 5"));
	assert_int_equal(errs_worst(&e), ERR_RULE);
	struct errs copy = e;
	assert_false(err_add(&copy, ERR_CONFLICT, "Đã có người sửa"));
	assert_false(err_add(&copy, ERR_DENIED, "Không được"));
	assert_int_equal(errs_worst(&copy), ERR_CONFLICT);
	assert_int_equal(copy.count, 4);
	const struct err *x = copy.first;
	assert_string_equal(x->field, "born");
	assert_string_equal(x->text, "Thiếu ngày sinh");
	assert_null(x->cite);
	assert_int_equal(x->next->kind, ERR_RULE);
	assert_string_equal(x->next->cite, "Điều lệ Đảng, Điều 5");
	assert_null(x->next->next->field);
	assert_null(x->next->next->next->next);
	errs_clear(&e);
	assert_int_equal(e.count, 0);
	assert_false(err_add(&e, ERR_FAULT, "%05000d", 0));
	assert_int_equal(e.count, 1);
	assert_true(strlen(e.first->text) > 0);
}

static void values(void **state)
{
	struct arena *a = *state;
	struct date d = DATE(2022, 12, 8), none = { 0 };
	struct money m = { 5 };
	const char *null = NULL;
	assert_true(value_equal(V(true), V(1)));
	assert_true(value_equal(V(m), V(5)));
	assert_true(value_equal(value_time(7), V(7L)));
	assert_true(value_equal(V(d), V("2022-12-08")));
	assert_false(value_equal(V(d), V("2022-12-09")));
	assert_true(value_equal(V(none), value_null()));
	assert_true(value_equal(V(null), value_null()));
	assert_false(value_equal(V(""), value_null()));
	assert_false(value_equal(V(0), value_null()));
	assert_false(value_equal(V("1"), V(1)));
	assert_true(value_equal(value_bytes("a\0b", 3), value_bytes("a\0b", 3)));
	assert_false(value_equal(value_bytes("a\0b", 3), value_bytes("a\0c", 3)));
	assert_false(value_equal(value_bytes("ab", 2), V("ab")));
	int64_t ids[] = { 1, 2, 3 };
	char text[] = "abc";
	struct value t = value_keep(a, V(text)), s = value_keep(a, value_ids(ids, 3)), b = value_keep(a,
		value_bytes(text, 2));
	assert_true(value_equal(s, value_ids(ids, 3)));
	text[0] = 'x';
	ids[0] = 9;
	assert_string_equal(t.text, "abc");
	assert_memory_equal(b.bytes, "ab", 2);
	assert_int_equal(s.ids[0], 1);
	assert_false(value_equal(s, value_ids(ids, 3)));
	assert_true(value_equal(value_keep(a, V(12)), V(12)));
}

static void dates_read(void **state)
{
	struct arena *a = *state;
	static const char *const good[] = { "2022-12-08", "08/12/2022", "8/12/2022" };
	static const char *const bad[] = {
		"", "2022", "2022-1-08", "2022-12-8", "2022-12-08 ", " 2022-12-08", "2022/12/08", "08-12-2022",
		"8/12/22",
		"31/04/2022", "29/02/2023", "29/02/1900", "2022-13-01", "2022-00-10", "2022-01-00", "0000-01-01",
		"x", "008/12/2022",
		"8/12/20222", "2022-12-088", "-022-12-08", "8//2022", "2022-12-08T", "٨/12/2022",
	};
	struct date d;
	for (size_t i = 0; i < COUNTOF(good); i++) {
		assert_true(date_parse(good[i], &d));
		assert_int_equal(d.ymd, 20221208);
	}
	for (size_t i = 0; i < COUNTOF(bad); i++)
		if (date_parse(bad[i], &d))
			fail_msg("taken for a date: \"%s\"", bad[i]);
	assert_false(date_parse(NULL, &d));
	assert_true(date_parse("29/02/2024", &d) && date_parse("29/02/2000", &d));
	assert_true(date_valid((struct date)FOREVER));
	assert_false(date_valid((struct date){ 0 }));
	assert_false(date_valid((struct date){ -20220101 }));
	assert_false(date_valid((struct date){ 20220230 }));
	assert_false(date_valid((struct date){ 100000101 }));
	assert_string_equal(date_iso(a, (struct date)DATE(930, 2, 3)), "0930-02-03");
	assert_string_equal(date_show(a, (struct date)DATE(1930, 2, 3)), "03/02/1930");
	assert_string_equal(date_show(a, (struct date){ 0 }), "");
	assert_string_equal(date_iso(a, (struct date){ 0 }), "");
}

static struct date day(const char *s)
{
	struct date d = { 0 };
	if (!date_parse(s, &d))
		fail_msg("not a date: %s", s);
	return d;
}

static void count_no_date(void)
{
	date_days((struct date){ 0 }, (struct date)DATE(2022, 1, 1));
}

static void dates_counted(void **state)
{
	(void)state;
	assert_int_equal(date_number(day("1970-01-01")), 0);
	assert_int_equal(date_number(day("2000-03-01")), 11017);
	assert_int_equal(date_number(day("0001-01-01")), -719162);
	/* Day by day through leap years of every kind, both ways. */
	struct date d = DATE(1599, 1, 1);
	int64_t n = date_number(d);
	for (int i = 0; i < 420 * 366; i++, n++, d = date_add_days(d, 1)) {
		assert_true(date_valid(d));
		assert_int_equal(date_number(d), n);
		assert_int_equal(date_from_number(n).ymd, d.ymd);
	}
	assert_int_equal(date_days(day("2022-02-28"), day("2022-03-01")), 1);
	assert_int_equal(date_days(day("2024-02-28"), day("2024-03-01")), 2);
	assert_int_equal(date_days(day("2022-12-08"), day("2022-01-01")), -341);
	assert_int_equal(date_add_days(day("2022-12-31"), 1).ymd, 20230101);
	assert_int_equal(date_add_days(day("0001-01-01"), -1).ymd, 10101);
	assert_int_equal(date_add_days(day("9999-12-31"), 1).ymd, 99991231);
	assert_int_equal(date_add_days(day("2022-01-01"), INT64_MAX).ymd, 99991231);
	assert_int_equal(date_add_days(day("1960-01-01"), INT64_MIN).ymd, 10101);
	assert_int_equal(date_add_days((struct date){ 0 }, 5).ymd, 0);
	assert_int_equal(date_weekday(day("1970-01-01")), 3);
	assert_int_equal(date_weekday(day("2022-12-08")), 3);
	assert_int_equal(date_weekday(day("1969-12-29")), 0);
	assert_int_equal(date_weekday(day("1930-02-03")), 0);
	assert_int_equal(fate(count_no_date), -SIGABRT);
}

static void months_counted(void **state)
{
	(void)state;
	static const struct { const char *from; int months; const char *to; } add[] = {
		{ "2022-01-31", 1, "2022-02-28" }, { "2024-01-31", 1, "2024-02-29" },
		{ "2022-12-15", 1, "2023-01-15" },
		{ "2022-01-15", -1, "2021-12-15" }, { "2024-02-29", 12, "2025-02-28" },
		{ "2024-02-29", 48, "2028-02-29" },
		{ "2022-03-31", -1, "2022-02-28" }, { "2022-05-31", 1, "2022-06-30" },
		{ "2022-01-01", 0, "2022-01-01" },
		{ "9999-12-01", 1, "9999-12-31" }, { "0001-01-15", -1, "0001-01-01" },
		{ "2022-01-01", INT_MAX, "9999-12-31" },
		{ "2022-01-01", INT_MIN, "0001-01-01" }, { "9999-11-30", 1, "9999-12-30" },
		{ "0001-02-03", -1, "0001-01-03" },
	};
	static const struct { const char *from, *to; int months; } count[] = {
		{ "2022-01-15", "2022-02-14", 0 }, { "2022-01-15", "2022-02-15", 1 },
		{ "2022-01-31", "2022-02-28", 1 },
		{ "2022-01-31", "2022-02-27", 0 }, { "2022-02-28", "2022-03-27", 0 },
		{ "1982-12-08", "2022-12-07", 479 },
		{ "1982-12-08", "2022-12-08", 480 }, { "2022-02-15", "2022-01-15", -1 },
		{ "2022-02-14", "2022-01-15", 0 },
		{ "2024-02-29", "2025-02-28", 12 }, { "2022-05-05", "2022-05-05", 0 },
	};
	for (size_t i = 0; i < COUNTOF(add); i++)
		assert_int_equal(date_add_months(day(add[i].from), add[i].months).ymd, day(add[i].to).ymd);
	for (size_t i = 0; i < COUNTOF(count); i++)
		assert_int_equal(date_months(day(count[i].from), day(count[i].to)), count[i].months);
	assert_int_equal(date_add_months((struct date){ 0 }, 5).ymd, 0);
}

static void partials(void **state)
{
	struct arena *a = *state;
	static const struct { const char *in, *iso, *show; int32_t first; } good[] = {
		{ "1975", "1975", "1975", 19750101 }, { "1975-04", "1975-04", "04/1975", 19750401 },
		{ "4/1975", "1975-04", "04/1975", 19750401 }, { "04/1975", "1975-04", "04/1975", 19750401 },
		{ "30/4/1975", "1975-04-30", "30/04/1975", 19750430 },
		{ "1975-04-30", "1975-04-30", "30/04/1975", 19750430 },
	};
	static const char *const bad[] = { "", "975", "19755", "0000", "13/1975", "1975-00", "1975-4", "31/04/1975",
		"1975-", "/1975", "1975-04-", "1975 " };
	const char *iso;
	for (size_t i = 0; i < COUNTOF(good); i++) {
		assert_true(partial_parse(a, good[i].in, &iso));
		assert_string_equal(iso, good[i].iso);
		assert_string_equal(partial_show(a, iso), good[i].show);
		assert_int_equal(partial_first(iso).ymd, good[i].first);
	}
	for (size_t i = 0; i < COUNTOF(bad); i++)
		if (partial_parse(a, bad[i], &iso))
			fail_msg("taken for part of a date: \"%s\"", bad[i]);
	assert_false(partial_parse(a, NULL, &iso));
	assert_int_equal(partial_first("1975-13").ymd, 0);
	assert_int_equal(partial_first(NULL).ymd, 0);
	assert_string_equal(partial_show(a, "?"), "?");
	assert_string_equal(partial_show(a, NULL), "");
}

static void times(void **state)
{
	struct arena *a = *state;
	static const struct { const char *in, *iso; } good[] = {
		{ "2023-01-18T09:30:00+07:00", "2023-01-18T09:30:00+07:00" },
		{ "2023-01-18T02:30:00Z", "2023-01-18T09:30:00+07:00" },
		{ "2023-01-18T09:30", "2023-01-18T09:30:00+07:00" },
		{ "2023-01-18 09:30:15.250", "2023-01-18T09:30:15+07:00" },
		{ "2023-01-18", "2023-01-18T23:59:59+07:00" }, { "18/01/2023", "2023-01-18T23:59:59+07:00" },
		{ "09:30 18/01/2023", "2023-01-18T09:30:00+07:00" },
		{ "2023-01-17T20:00:00-0630", "2023-01-18T09:30:00+07:00" },
		{ "2022-12-31T17:00:00Z", "2023-01-01T00:00:00+07:00" },
		{ "1960-01-01T00:00:00", "1960-01-01T00:00:00+07:00" },
		{ "1969-12-31T23:59:59Z", "1970-01-01T06:59:59+07:00" },
		{ "2023-01-18T09:30+07", "2023-01-18T09:30:00+07:00" },
	};
	static const char *const bad[] = { "", "2023-01-18T", "2023-01-18T24:00", "2023-01-18T09:60",
		"2023-01-18T9:30", "2023-01-18T09:30:60",
		"2023-01-18T09:30z", "2023-01-18T09:30+7", "2023-01-18T09:30+15:00", "2023-01-18T09:30+07:0",
		"2023-01-18T09:30 x", "09:30",
		"2023-02-29T09:30", "2023-01-18T09:30:00.", "2023-01-18T09:30+", "2023-01-18T09:30+070",
		"2023-01-18T09:30+ab:cd", "09:30 18/01/2023 " };
	int64_t t;
	for (size_t i = 0; i < COUNTOF(good); i++) {
		assert_true(time_parse(good[i].in, &t));
		assert_string_equal(time_iso(a, t), good[i].iso);
	}
	for (size_t i = 0; i < COUNTOF(bad); i++)
		if (time_parse(bad[i], &t))
			fail_msg("taken for a moment: \"%s\"", bad[i]);
	assert_false(time_parse(NULL, &t));
	assert_true(time_parse("1970-01-01T07:00:00+07:00", &t));
	assert_int_equal(t, 0);
	assert_string_equal(time_show(a, 0), "07:00 01/01/1970");
	assert_string_equal(time_show(a, -7 * 3600 - 1), "23:59 31/12/1969");
	assert_int_equal(date_of_time(17 * 3600 - 1).ymd, 19700101);
	assert_int_equal(date_of_time(17 * 3600).ymd, 19700102);
	assert_int_equal(date_of_time(-7 * 3600 - 1).ymd, 19691231);
	assert_int_equal(date_of_time(INT64_MAX).ymd, 99991231);
	assert_int_equal(date_of_time(INT64_MIN).ymd, 10101);
}

static void periods(void **state)
{
	struct arena *a = *state;
	static const struct { const char *in; int32_t from, last; const char *text, *show; } good[] = {
		{ "2022", 20220101, 20221231, "2022", "Năm 2022" },
		{ "2022-Q1", 20220101, 20220331, "2022-Q1", "Quý I năm 2022" },
		{ "2022-Q3", 20220701, 20220930, "2022-Q3", "Quý III năm 2022" },
		{ "2022-Q4", 20221001, 20221231, "2022-Q4", "Quý IV năm 2022" },
		{ "2022-H1", 20220101, 20220630, "2022-H1", "6 tháng đầu năm 2022" },
		{ "2022-H2", 20220701, 20221231, "2022-H2", "6 tháng cuối năm 2022" },
		{ "2022-11", 20221101, 20221130, "2022-11", "Tháng 11 năm 2022" },
		{ "2024-02", 20240201, 20240229, "2024-02", "Tháng 02 năm 2024" },
		{ "2022-01-01..2022-12-08", 20220101, 20221208, "2022-01-01..2022-12-08",
		"từ 01/01/2022 đến 08/12/2022" },
		{ "2022-12-08..2022-12-08", 20221208, 20221208, "2022-12-08..2022-12-08", "ngày 08/12/2022" },
		{ "2022-01-01..2022-12-31", 20220101, 20221231, "2022", "Năm 2022" },
		{ "2022-07-01..2022-09-30", 20220701, 20220930, "2022-Q3", "Quý III năm 2022" },
		{ "2022-02-01..2022-04-30", 20220201, 20220430, "2022-02-01..2022-04-30",
		"từ 01/02/2022 đến 30/04/2022" },
		{ "2021-07-01..2022-06-30", 20210701, 20220630, "2021-07-01..2022-06-30",
		"từ 01/07/2021 đến 30/06/2022" },
		{ "9998", 99980101, 99981231, "9998", "Năm 9998" },
	};
	static const char *const bad[] = { "", "22", "0000", "2022-", "2022-Q0", "2022-Q5", "2022-H3", "2022-q1",
		"2022-13", "2022-00", "2022-1",
		"2022-12-08", "2022-12-08..2022-12-07", "2022-12-08..", "..2022-12-08", "2022-01-01..2022-02-29",
		"9999", "2022-01-01...2022-12-08",
		"01/01/2022..08/12/2022", "2022-01-01..08/12/2022", "2022-Q11", "2022 ", "9999-12",
		"2022-01-01..9999-12-31", "2022-01-01,,2022-12-08" };
	struct period p;
	for (size_t i = 0; i < COUNTOF(good); i++) {
		if (!period_parse(good[i].in, &p))
			fail_msg("not a period: %s", good[i].in);
		assert_int_equal(p.from.ymd, good[i].from);
		assert_int_equal(period_last(p).ymd, good[i].last);
		assert_int_equal(date_days(period_last(p), p.until), 1);
		assert_string_equal(period_text(a, p), good[i].text);
		assert_string_equal(period_show(a, p), good[i].show);
	}
	for (size_t i = 0; i < COUNTOF(bad); i++)
		if (period_parse(bad[i], &p))
			fail_msg("taken for a period: \"%s\"", bad[i]);
	assert_false(period_parse(NULL, &p));
	assert_string_equal(period_text(a, (struct period){ { 0 }, { 0 } }), "");
	static const char *const back[][2] = {
		{ "2022", "2021" }, { "2022-Q3", "2021-Q3" }, { "2022-01-01..2022-12-08", "2021-01-01..2021-12-08" },
		{ "2024-01-01..2024-02-28", "2023-01-01..2023-02-28" }, { "2024-02", "2023-02" },
		{ "2024-02-29..2024-03-10", "2023-02-28..2023-03-10" }, { "2025-02", "2024-02-01..2024-02-28" },
	};
	for (size_t i = 0; i < COUNTOF(back); i++) {
		assert_true(period_parse(back[i][0], &p));
		assert_string_equal(period_text(a, period_year_back(p)), back[i][1]);
	}
}

static void logged(void **state)
{
	(void)state;
	int saved = dup(STDERR_FILENO), pipes[2];
	char got[4096] = "", longer[4000];
	assert_int_equal(pipe(pipes), 0);
	dup2(pipes[1], STDERR_FILENO);
	log_info("a\nb %d", 5);
	memset(longer, 'x', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	log_fault("%s", longer);
	dup2(saved, STDERR_FILENO);
	close(saved);
	ssize_t n = read(pipes[0], got, sizeof got - 1);
	close(pipes[0]);
	close(pipes[1]);
	assert_true(n > 2000);
	assert_non_null(strstr(got, "+07:00 info a b 5\n"));
	assert_non_null(strstr(got, " fault xxx"));
	assert_int_equal(got[n - 1], '\n');
	assert_ptr_equal(strchr(strchr(got, '\n') + 1, '\n'), got + n - 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(arena_blocks), TEST(arena_marks), TEST(arena_lies_on_disk), TEST(disk_has_an_end),
		TEST(arena_grows), TEST(ends), TEST(bufs), TEST(errors),
		TEST(values), TEST(dates_read), TEST(dates_counted), TEST(months_counted), TEST(partials), TEST(times),
		TEST(periods), TEST(logged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
