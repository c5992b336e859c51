/* Cards issued, files handed over and lent.  On every engine. */
#include <stdbool.h>
#include <stdint.h>

#include "fault_world.h"

#include "model/deadline.h"

static void ground_open(struct world *w)
{
	must(w, db_run(&w->db, SQL("INSERT INTO main.setting VALUES ('file_permission', 'CV 12')"), NO_ARGS));
	ground_make(w);
}

static const char *card_no(struct world *w)
{
	struct row row;

	must(w, db_one(&w->db, SQL("SELECT card_no FROM main.member WHERE id = $1"), ARGS(V(id_of(w, "m.an"))), &row));
	return row.cell[0].type == T_TEXT ? row.cell[0].text : "";
}

static void card_bears_its_number(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_open(&w);
		const char *before = card_no(&w);

		DO(&w, "card", DO_CREATE, "card_issue", .text = "member=@m.an; unit=84.1.1; reason=lost; "
		   "proposed_on=2025-09-03");
		BAR(&w, ERR_INPUT, "Số thẻ", NULL, DO_STEP, "card_issue", "decide", "card",
		    "decided_on=2025-09-10; decision=@paper");
		/* From 02/09/2025 the number is the personal number. */
		BAR(&w, ERR_RULE, "12 chữ số", NULL, DO_STEP, "card_issue", "decide", "card",
		    "decided_on=2025-09-10; decision=@paper; card_no=84.000001");
		DO(&w, NULL, DO_STEP, "card_issue", "decide", "card",
		   "decided_on=2025-09-10; decision=@paper; card_no=084190000001");
		assert_string_equal(card_no(&w), before);
		BAR(&w, ERR_INPUT, "", NULL, DO_STEP, "card_issue", "give", "card", "given_on=2025-09-09");
		DO(&w, "given", DO_STEP, "card_issue", "give", "card", "given_on=2025-09-12");
		assert_string_equal(card_no(&w), "084190000001");
		DO(&w, NULL, DO_UNDO, "undo", NULL, "given");
		assert_string_equal(card_no(&w), before);
		sound(&w);
	}
}

static void a_file_goes_to_one_place(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_open(&w);
		BAR(&w, ERR_INPUT, "một trong hai", NULL, DO_CREATE, "file_handover",
		    .text = "member=@m.an; unit=84.1.1; sent_on=2024-03-01");
		BAR(&w, ERR_INPUT, "một trong hai", NULL, DO_CREATE, "file_handover",
		    .text = "member=@m.an; unit=84.1.1; receiver=84.2.1; elsewhere=Tỉnh ủy A; sent_on=2024-03-01");
		DO(&w, "file", DO_CREATE, "file_handover",
		   .text = "member=@m.an; unit=84.1.1; receiver=84.2.1; sent_on=2024-03-01");
		DO(&w, NULL, DO_STEP, "file_handover", "receive", "file", "received_on=2024-03-01");
		sound(&w);
	}
}

static bool loan_is_due(struct world *w, struct date on)
{
	struct clock clock = { .on = on };
	struct due *due;
	int n;

	w->ctx.heads = NULL;
	must(w, deadlines_load(&w->ctx, clock, 0, date_add_days(on, 30), "file_loan", &due, &n));
	return n == 1 && due[0].id == id_of(w, "loan");
}

static void a_loan_is_due(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_open(&w);
		BAR(&w, ERR_INPUT, "", NULL, DO_CREATE, "file_loan", .text = "member=@m.an; unit=84.1.1; "
		    "borrower=Chị Lan; purpose=đối chiếu; lent_on=2024-03-01; due_on=2024-02-28");
		DO(&w, "loan", DO_CREATE, "file_loan", .text = "member=@m.an; unit=84.1.1; "
		   "borrower=Chị Lan; purpose=đối chiếu; lent_on=2024-03-01; due_on=2024-03-15");
		assert_true(loan_is_due(&w, ((struct date)DATE(2024, 3, 10))));
		DO(&w, NULL, DO_STEP, "file_loan", "return", "loan", "returned_on=2024-03-18");
		assert_false(loan_is_due(&w, ((struct date)DATE(2024, 3, 20))));
		sound(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(card_bears_its_number), cmocka_unit_test(a_file_goes_to_one_place),
		cmocka_unit_test(a_loan_is_due),
	};

	crypt_start();
	return cmocka_run_group_tests_name("custody", tests, NULL, NULL);
}
