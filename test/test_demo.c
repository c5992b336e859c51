/* The demonstration province: its figures are true by counting, what is negative stands in invented bodies alone, and
 * one seed gives one state on every engine.  The numbers are read from data/demo. */
#include "base/csv.h"

#define WORLD_MORE struct csv numbers; const char *url;
#include "world_real.h"

static void world_open(struct world *w, const char *url, uint64_t seed, int scale)
{
	const char *own = world_demo(w, url, seed, scale);

	w->url = own;
	must(w, csv_read(w->mem, "data/demo/small.csv", &w->numbers, &w->errs));
}

static int64_t number(struct world *w, const char *name)
{
	int64_t n;

	for (int i = 0; i < w->numbers.nrows; i++)
		if (strcmp(csv_cell(&w->numbers, i, "name"), name) == 0) {
			assert_true(text_int(csv_cell(&w->numbers, i, "value"), &n));
			return n;
		}
	fail_msg("data/demo/small.csv has no %s", name);
	return 0;
}

/* ---- what must hold of any demonstration ---- */

/* `under` 0: all provinces. */
static void check_figures(struct world *w, int provinces, int64_t under)
{
	static const struct { const char *code, *number; } all[] = {
		{ "member.total", "members" }, { "admission.approved", "approved_2022" },
		{ "member.removed", "removed_2022" },
		{ "badge.members", "badge_2022" }, { "badge.posthumous", "badge_posthumous_2022" },
		{ "member.died", "died_2022" },
		{ "transfer.in", "in_2022" }, { "transfer.out", "out_2022" }, { "member.withdrawn", "withdrew_2022" },
		{ "member.restored", "restored_2022" }, { "admission.again", "readmitted_2022" },
	};
	static const struct { const char *code, *number; } before[] = {
		{ "admission.approved", "approved_2021" }, { "member.removed", "removed_2021" },
		{ "badge.members", "badge_2021" },
		{ "member.died", "died_2021" }, { "transfer.in", "in_2021" }, { "transfer.out", "out_2021" },
	};

	for (size_t i = 0; i < COUNTOF(all); i++)
		assert_int_equal(figure_asked(w, all[i].code, "2022-01-01..2022-12-08", under).num,
		                 number(w, all[i].number) * provinces);
	for (size_t i = 0; i < COUNTOF(before); i++) {
		struct answer a = figure_asked(w, before[i].code, "2022-01-01..2022-12-08", under);
		assert_true(a.has_last);
		assert_int_equal((int64_t)a.last_year, number(w, before[i].number) * provinces);
	}
}

#define EXISTING "JOIN main.unit u ON u.id = x.unit WHERE u.name NOT LIKE '%giả lập%'"

/* Removal, withdrawal, expulsion, refusal and findings: none in a body that exists. */
static void check_invented(struct world *w)
{
	static const struct sql none[] = {
		SQL_INIT("SELECT count(*) FROM main.removal x " EXISTING),
		SQL_INIT("SELECT count(*) FROM main.withdrawal x " EXISTING),
		SQL_INIT("SELECT count(*) FROM main.expulsion x " EXISTING),
		SQL_INIT("SELECT count(*) FROM main.admission x " EXISTING " AND x.state = 'refused'"),
		SQL_INIT("SELECT count(*) FROM main.sympathiser x " EXISTING " AND x.state = 'dropped'"),
		SQL_INIT("SELECT count(*) FROM main.finding x " EXISTING),
	};

	for (size_t i = 0; i < COUNTOF(none); i++)
		assert_int_equal(one(w, none[i]), 0);
	assert_true(one(w, SQL("SELECT count(*) FROM main.removal")) > 0);
	assert_true(one(w, SQL("SELECT count(*) FROM main.finding")) > 0);
}

static void check_journal(struct world *w)
{
	assert_int_equal(one(w, SQL("SELECT count(*) FROM main.journal WHERE \"user\" = 0")), 0);
	assert_int_equal(one(w, SQL("SELECT count(*) FROM main.step_done WHERE by_user IS NULL")), 0);
	assert_int_equal(one(w, SQL("SELECT count(*) FROM main.journal a JOIN main.journal b ON b.entry = a.entry + 1 "
	                            "WHERE b.at < a.at")), 0);
	assert_true(one(w, SQL("SELECT max(at) FROM main.journal")) < 1674061200);      /* before the 19th */
	/* Some were corrected: two versions, both kept. */
	assert_true(one(w, SQL("SELECT count(*) FROM main.person_past")) > 0);
}

/* Papers come late, so what was known on the last day differs from what is known of it now; and stays as it was. */
static void check_clocks(struct world *w)
{
	struct question q = { .period = { DATE(2022, 1, 1), DATE(2022, 12, 9) } };
	const struct figure *f;
	struct answer then, now;
	const char *note;
	int64_t at;

	assert_true(time_parse("2022-12-08", &at));
	must(w, question_settle(&w->ctx, &q, &note) && figure_find(&w->ctx, q, "admission.held", &f));
	must(w, figure_answer(&w->ctx, q, &f, 1, &now));
	must(w, journal_at(&w->ctx, at, &q.known) && figure_answer(&w->ctx, q, &f, 1, &then));
	assert_true(then.num < now.num);
}

/* Each kind of unit, decision and act at least once. */
static void check_kinds(struct world *w)
{
	static const struct sql some[] = {
		SQL_INIT("SELECT count(*) FROM main.sympathiser"),
		SQL_INIT("SELECT count(*) FROM main.course_attendance"),
		SQL_INIT("SELECT count(*) FROM main.recognition WHERE state = 'decided'"),
		SQL_INIT("SELECT count(*) FROM main.admission WHERE readmission = 1"),
		SQL_INIT("SELECT count(*) FROM main.temporary_stay"), SQL_INIT("SELECT count(*) FROM main.exemption"),
		SQL_INIT("SELECT count(*) FROM main.expulsion WHERE managed = 1 AND member IS NULL"),
		SQL_INIT("SELECT count(*) FROM main.expulsion WHERE member IS NOT NULL"),
		SQL_INIT("SELECT count(*) FROM main.restoration WHERE state = 'decided'"),
		SQL_INIT("SELECT count(*) FROM main.name_change WHERE state = 'decided'"),
		SQL_INIT("SELECT count(*) FROM main.holding"), SQL_INIT("SELECT count(*) FROM main.term"),
		SQL_INIT("SELECT count(*) FROM main.career"), SQL_INIT("SELECT count(*) FROM main.area"),
	};

	for (size_t i = 0; i < COUNTOF(some); i++)
		assert_true(one(w, some[i]) > 0);
	assert_int_equal(one(w, SQL("SELECT count(DISTINCT kind) FROM main.reorganisation")), 9);
	assert_int_equal(one(w, SQL("SELECT count(DISTINCT type) FROM main.unit WHERE kind = 'party'")), 8);
	assert_int_equal(one(w, SQL("SELECT count(*) FROM main.unit WHERE kind = 'state'")), 1 + 9 + 106);
}

static void check_credible(struct world *w)
{
	/* Joined between 18 and 60, nobody past a hundred. */
	assert_int_equal(one(w, SQL("SELECT count(*) FROM main.member m JOIN main.person p ON p.id = m.person "
	                            "WHERE CAST(substr(m.joined_on, 1, 4) AS integer) - "
	                            "CAST(substr(p.born, 1, 4) AS integer) NOT BETWEEN 18 AND 60")), 0);
	assert_int_equal(one(w, SQL("SELECT count(*) FROM main.person WHERE born < '1922'")), 0);
	/* Khmer names where Khmer: a family name of theirs, most of the time. */
	assert_true(one(w, SQL("SELECT count(*) FROM main.person WHERE ethnic = 'khmer' AND name LIKE 'Thạch %'")) > 0);
	assert_int_equal(one(w, SQL("SELECT count(*) FROM main.person WHERE ethnic = 'kinh' AND name LIKE 'Thạch %'")),
	                 0);
	/* Nobody's number: a real one has 0 to 3 in the fourth place. */
	assert_int_equal(one(w, SQL("SELECT count(*) FROM main.person WHERE citizen_id NOT LIKE '0849%'")), 0);
	assert_int_equal(one(w, SQL("SELECT count(*) FROM (SELECT citizen_id FROM main.person GROUP BY citizen_id "
	                            "HAVING count(*) > 1) x")), 0);
}

static void check_settings(struct world *w)
{
	assert_int_equal(one(w, SQL("SELECT count(*) FROM main.setting WHERE (name = 'demo' AND value = '1') "
	                            "OR (name = 'today' AND value = '2023-01-18') "
	                            "OR (name = 'file_permission' AND value = '1')")), 3);
	assert_int_equal(one(w, SQL("SELECT count(*) FROM main.\"user\"")),
	                 one(w, SQL("SELECT count(*) FROM main.credential")));
	assert_int_equal(one(w, SQL("SELECT count(*) FROM main.user_role WHERE role = 'leader'")), 1);
}

/* ---- the tests ---- */

static char first_state[65], first_head[65];

static void small_on(const char *url)
{
	struct world w;
	char state[65], head[65];

	world_open(&w, url, 1, 1);
	must(&w, journal_state(&w.ctx, state, head));
	if (!first_state[0]) {
		memcpy(first_state, state, sizeof state);
		memcpy(first_head, head, sizeof head);
	}
	assert_string_equal(state, first_state);
	assert_string_equal(head, first_head);
	check_figures(&w, 1, 0);
	check_invented(&w);
	check_journal(&w);
	check_clocks(&w);
	check_kinds(&w);
	check_credible(&w);
	check_settings(&w);
	sound(&w);
	const struct demo_options again = demo_small(&w, w.url, 1, 1);
	assert_false(demo_run(&again, &w.errs));        /* it is not empty any more */
	world_close(&w);
}

static void test_small(void **unused)
{
	(void)unused;
	for (int i = 0; world_url(i); i++)
		small_on(world_url(i));
	small_on("sqlite::memory:");    /* the same command twice: the same bytes */
}

static void test_seed(void **unused)
{
	struct world w;
	char state[65], head[65];

	(void)unused;
	world_open(&w, "sqlite::memory:", 2, 1);
	must(&w, journal_state(&w.ctx, state, head));
	assert_string_not_equal(state, first_state);
	check_figures(&w, 1, 0);
	check_invented(&w);
	world_close(&w);
}

static void test_scale(void **unused)
{
	struct world w;
	struct rows roots;

	(void)unused;
	world_open(&w, "sqlite::memory:", 1, 2);
	check_figures(&w, 2, 0);
	must(&w, db_many(&w.db, SQL("SELECT id FROM main.unit WHERE parent IS NULL AND kind = 'party' ORDER BY id"),
	                 NO_ARGS, &roots));
	assert_int_equal(roots.n, 2);
	for (int i = 0; i < roots.n; i++)
		check_figures(&w, 1, roots.row[i].cell[0].i);
	check_journal(&w);
	for (w.ctx.site = 1; w.ctx.site <= 2; w.ctx.site++)
		sound(&w);
	world_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small), cmocka_unit_test(test_seed), cmocka_unit_test(test_scale),
	};

	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
