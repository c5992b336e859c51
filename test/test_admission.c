/* What the law asks of admissions by date: scenes for the day before, the first, the last and the day after.  On every
 * engine. */
#include <stdbool.h>
#include <stdint.h>

#include "fault_world.h"

#include "model/deadline.h"
#include "model/rule.h"

#define PAPERS "readmission=1; class_on=2024-05-10; introducer1=@m.bi; introducer_body=Chi đoàn; consent=@paper; "

/* An was put out on 10/03/2022 and asks to come back. */
static void ground_readmission(struct world *w)
{
	must(w, db_run(&w->db, SQL("INSERT INTO main.setting VALUES ('file_permission', 'CV 12')"), NO_ARGS));
	ground_make(w);
	DO(w, NULL, DO_STEP, "removal", "decide", .recording = true, .text = "member=@m.an; unit=84.1.1; "
	   "reason=no_dues; cell_on=2022-02-10; cell_for=1; cell_against=0; decided_on=2022-03-10; decision=@paper");
	DO(w, "back", DO_CREATE, "admission", .text = "person=@an; unit=84.2.1; dossier_on=2025-01-10; " PAPERS);
}

static const char *voted(struct world *w, const char *on, const char *more)
{
	return arena_printf(w->mem, "cell_on=%s; cell_for=1; cell_against=0; %s", on, more);
}

static void no_vote(struct world *w, const char *on, const char *more, const char *say)
{
	BAR(w, ERR_RULE, say, NULL, DO_STEP, "admission", "cell", "back", voted(w, on, more));
}

/* The cell may vote on that day; taken back again. */
static void vote(struct world *w, const char *on, const char *more)
{
	DO(w, "vote", DO_STEP, "admission", "cell", "back", voted(w, on, more));
	DO(w, NULL, DO_UNDO, "undo", NULL, "vote");
}

static void readmission_waits(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_readmission(&w);
		no_vote(&w, "2025-03-09", "", "chưa đủ 36 tháng kể từ ngày ra khỏi Đảng (10/03/2022)");
		vote(&w, "2025-03-10", "");
		/* After a crime the waiting time runs from the day on which the record was cleared, and is longer. */
		no_vote(&w, "2025-06-29", "crime=less_serious; cleared_on=2020-06-30",
		        "chưa đủ 60 tháng kể từ ngày được xóa án tích (30/06/2020)");
		vote(&w, "2025-06-30", "crime=less_serious; cleared_on=2020-06-30");
		no_vote(&w, "2025-07-01", "crime=less_serious; cleared_on=2020-07-02", "chưa đủ 60 tháng");
		vote(&w, "2025-07-02", "crime=less_serious; cleared_on=2020-07-02");
		no_vote(&w, "2025-07-02", "crime=less_serious", "chưa ghi ngày được xóa án tích");
		no_vote(&w, "2025-07-02", "crime=serious; cleared_on=2001-01-01", "không được xem xét kết nạp lại");
		no_vote(&w, "2025-07-02", "crime=corruption; cleared_on=2001-01-01", "không được xem xét kết nạp lại");
		/* The signed paper is taken, and found at fault; so is what an edit tells of later. */
		assert_int_equal(DO(&w, NULL, DO_STEP, "admission", "cell", "back", voted(&w, "2025-07-02",
		                    "crime=less_serious; cleared_on=2020-07-03"), .recording = true).nbreaches, 1);
		assert_int_equal(DO(&w, NULL, DO_EDIT, "admission", NULL, "back", "cleared_on=2020-07-04",
		                    .recording = true).nbreaches, 1);
		sound(&w);
	}
}

/* The amount is a row of a table: another number there, another law. */
static void readmission_by_the_table(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_readmission(&w);
		remember(&w, "amount", count(&w, SQL("SELECT id FROM main.rule_amount WHERE "
		                                     "name = 'readmit_crime_months' AND valid_until > '9000'"),
		                             NO_ARGS));
		DO(&w, NULL, DO_EDIT, "rule_amount", NULL, "amount", "value=72");
		no_vote(&w, "2025-07-02", "crime=less_serious; cleared_on=2020-07-02", "chưa đủ 72 tháng");
		vote(&w, "2025-06-30", "crime=less_serious; cleared_on=2020-06-30");
	}
}

/* ---- the time to decide, and its extension ---- */

static const char *workday(struct world *w, struct date from, int days)
{
	struct date to;

	must(w, workday_add(&w->ctx, from, days, &to));
	return date_iso(w->mem, to);
}

static const char *decide_by(struct world *w, const char *record, const char *name)
{
	struct row row;
	struct sql q = strcmp(record, "admission") == 0 ? SQL("SELECT decide_by FROM main.admission WHERE id = $1")
	                                                : SQL("SELECT decide_by FROM main.recognition WHERE id = $1");

	must(w, db_one(&w->db, q, ARGS(V(id_of(w, name))), &row));
	return date_iso(w->mem, cell_date(row.cell[0]));
}

/* Decided on the n-th working day: how many breaches; taken back again. */
static int decided(struct world *w, const char *record, const char *step, const char *field, const char *day)
{
	int n = DO(w, "decided", DO_STEP, record, step, record,
	           arena_printf(w->mem, "%s=%s; decision=@paper", field, day)).nbreaches;

	DO(w, NULL, DO_UNDO, "undo", NULL, "decided");
	return n;
}

/* The act named like its record type is due by that day, as told to who looks two days after the vote. */
static bool falls_due(struct world *w, const char *record, const char *until)
{
	struct clock clock = { .on = DATE(2025, 8, 6) };
	struct date last;
	struct due *due;
	int n;

	assert_true(date_parse(until, &last));
	w->ctx.heads = NULL;
	must(w, deadlines_load(&w->ctx, clock, 0, last, record, &due, &n));
	for (int i = 0; i < n; i++)
		if (due[i].id == id_of(w, record))
			return true;
	return false;
}

static void check_extension(struct world *w, const char *record, const char *step, const char *field, int days)
{
	struct date voted_on = DATE(2025, 8, 4);

	assert_string_equal(decide_by(w, record, record), workday(w, voted_on, days));
	assert_int_equal(decided(w, record, step, field, workday(w, voted_on, days)), 0);
	assert_int_equal(decided(w, record, step, field, workday(w, voted_on, days + 1)), 1);
	BAR(w, ERR_INPUT, "extended_on", NULL, DO_EDIT, record, NULL, record, "extended_on=2025-08-03");
	DO(w, "longer", DO_EDIT, record, NULL, record, "extended_on=2025-08-20");
	assert_string_equal(decide_by(w, record, record), workday(w, voted_on, days + 15));
	assert_false(falls_due(w, record, workday(w, voted_on, days + 14)));
	assert_true(falls_due(w, record, workday(w, voted_on, days + 15)));
	assert_int_equal(decided(w, record, step, field, workday(w, voted_on, days + 15)), 0);
	assert_int_equal(decided(w, record, step, field, workday(w, voted_on, days + 16)), 1);
	DO(w, NULL, DO_UNDO, "undo", NULL, "longer");
	assert_string_equal(decide_by(w, record, record), workday(w, voted_on, days));
	sound(w);
}

static void time_is_extended(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		DO(&w, "admission", DO_CREATE, "admission", .text = "person=@cu; unit=84.2.1; dossier_on=2025-07-10; "
		   "class_on=2024-05-10; introducer1=@m.bi; introducer_body=Chi đoàn");
		DO(&w, NULL, DO_STEP, "admission", "cell", "admission", voted(&w, "2025-08-04", ""));
		check_extension(&w, "admission", "approve", "approved_on", 45);
		DO(&w, NULL, DO_STEP, "admission", "approve", "admission", "approved_on=2025-08-05; decision=@paper");
	}
	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		DO(&w, NULL, DO_STEP, "admission", "hold", .recording = true, .text = "person=@cu; unit=84.2.1; "
		   "dossier_on=2024-07-10; cell_on=2024-07-15; cell_for=1; cell_against=0; class_on=2024-05-10; "
		   "introducer1=@m.bi; introducer_body=Chi đoàn; approved_on=2024-07-20; held_on=2024-07-30; "
		   "decision=@paper");
		remember(&w, "m.cu", count(&w, SQL("SELECT max(id) FROM main.member"), NO_ARGS));
		DO(&w, "recognition", DO_CREATE, "recognition", .text = "member=@m.cu; unit=84.2.1; "
		   "class_on=2025-05-10; cell_on=2025-08-04; cell_for=1; cell_against=0");
		check_extension(&w, "recognition", "decide", "decided_on", 30);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readmission_waits), cmocka_unit_test(readmission_by_the_table),
		cmocka_unit_test(time_is_extended),
	};

	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
