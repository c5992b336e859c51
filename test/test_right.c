/* Who may act in one part of the tree reaches for another: through a row, a child's row, a reference, an act of his own
 * unit about somebody else's member, an undo.  Refused, and nothing is written.  On every engine. */
#include "fault_world.h"

struct offices { struct user north, south; struct right nr[1], sr[1]; };

static void offices_make(struct world *w, struct offices *o)
{
	*o->nr = (struct right){ "*", "*", count(w, SQL("SELECT id FROM main.unit WHERE code = '84.1'"), NO_ARGS), 2 };
	*o->sr = (struct right){ "*", "*", count(w, SQL("SELECT id FROM main.unit WHERE code = '84.2'"), NO_ARGS), 2 };
	o->north = (struct user){ id_of(w, "clerk"), "clerk", "clerk", o->nr, 1 };
	o->south = (struct user){ id_of(w, "chief"), "chief", "chief", o->sr, 1 };
}

static void others_rows(void **state)
{
	(void)state;
	struct world w;
	struct offices o;

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		DO(&w, "bi.work", DO_CREATE, "career", .text = "person=@bi; work=Nông dân");
		DO(&w, "adm", DO_CREATE, "admission", .text = "person=@cu; unit=84.1.1; dossier_on=2022-01-20");
		offices_make(&w, &o);
		w.ctx.user = &o.north;
		BAR(&w, ERR_DENIED, "quyền", NULL, DO_EDIT, "person", NULL, "bi", "phone=1");
		BAR(&w, ERR_DENIED, "quyền", NULL, DO_REMOVE, "person", NULL, "bi");
		BAR(&w, ERR_DENIED, "quyền", NULL, DO_CREATE, "person",
		    .text = "name=Lê Văn Dư; sex=male; born=1990; home=84.2.1");
		BAR(&w, ERR_DENIED, "quyền", NULL, DO_EDIT, "person", NULL, "cu", "home=84.2.1");
		BAR(&w, ERR_DENIED, "quyền", NULL, DO_CREATE, "career", .text = "person=@bi; work=Thợ");
		BAR(&w, ERR_DENIED, "quyền", NULL, DO_EDIT, "career", NULL, "bi.work", "work=Thợ");
		BAR(&w, ERR_DENIED, "quyền", NULL, DO_EDIT, "career", NULL, "career", "person=@bi");
		BAR(&w, ERR_MISSING, "Không có dòng", NULL, DO_EDIT, "person", NULL, "an",
		    "career[0].id=@bi.work; career[0].work=Thợ");
		BAR(&w, ERR_MISSING, "Không có dòng", NULL, DO_EDIT, "person", NULL, "an",
		    "career[0].id=@bi.work; career[0].remove=1");
		BAR(&w, ERR_INPUT, "career[0].person", NULL, DO_EDIT, "person", NULL, "an",
		    "career[0].person=@bi; career[0].work=Thợ");
		/* An act of one's own unit about somebody else's member. */
		BAR(&w, ERR_DENIED, "member", NULL, DO_CREATE, "removal",
		    .text = "member=@m.bi; unit=84.1.1; reason=no_dues; cell_on=2022-06-01; cell_for=1; "
		            "cell_against=0");
		BAR(&w, ERR_DENIED, "member", NULL, DO_CREATE, "death",
		    .text = "member=@m.bi; unit=84.1.1; died_on=2022-06-01");
		BAR(&w, ERR_DENIED, "member", NULL, DO_STEP, "transfer", "receive",
		    .text = "kind=internal; member=@m.bi; to_unit=84.1.1; received_on=2022-06-01", .recording = true);
		BAR(&w, ERR_DENIED, "person", NULL, DO_STEP, "name_change", "decide",
		    .text = "person=@bi; unit=84.1.1; new_name=X Y; decided_on=2022-08-10; decision=@paper",
		    .recording = true);
		BAR(&w, ERR_DENIED, "introducer1", NULL, DO_EDIT, "admission", NULL, "adm", "introducer1=@m.bi");
		BAR(&w, ERR_DENIED, "quyền", NULL, DO_UNDO, "undo", NULL, "bi");
		BAR(&w, ERR_DENIED, "quyền", NULL, DO_UNDO, "undo", NULL, "south");
		/* The tree. */
		BAR(&w, ERR_DENIED, "unit", NULL, DO_CREATE, "reorganisation", .recording = true,
		    .text = "kind=rename; day=2022-07-01; #0.what=rename; #0.unit=84.2.1; #0.name=Của ta");
		BAR(&w, ERR_DENIED, "quyền", NULL, DO_CREATE, "reorganisation", .recording = true,
		    .text = "kind=rename; day=2022-07-01; unit=84.1; #0.what=rename; #0.unit=84.2.1; #0.name=Của ta");
		DO(&w, NULL, DO_CREATE, "reorganisation", .recording = true,
		   .text = "kind=rename; day=2022-07-01; unit=84.1; #0.what=rename; #0.unit=84.1.1; #0.name=Của ta");
		sound(&w);
	}
}

/* One may do what one may do: an act passes from the old side to the new one. */
static void passed_on(void **state)
{
	(void)state;
	struct world w;
	struct offices o;

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		offices_make(&w, &o);
		w.ctx.user = &o.north;
		DO(&w, "move", DO_CREATE, "transfer", .text = "kind=internal; member=@m.an; to_unit=84.2.1; "
		   "decided_on=2022-05-01");
		DO(&w, NULL, DO_STEP, "transfer", "leave", "move", "left_on=2022-05-05");
		BAR(&w, ERR_DENIED, "quyền", NULL, DO_STEP, "transfer", "receive", "move", "received_on=2022-05-10");
		w.ctx.user = &o.south;
		DO(&w, "got", DO_STEP, "transfer", "receive", "move", "received_on=2022-05-10");
		DO(&w, NULL, DO_EDIT, "person", NULL, "an", "phone=0912");
		w.ctx.user = &o.north;
		BAR(&w, ERR_DENIED, "quyền", NULL, DO_EDIT, "person", NULL, "an", "phone=0913");
		sound(&w);
	}
}

static int64_t findings_of(struct world *w, const char *name)
{
	return count(w, SQL("SELECT count(*) FROM main.finding WHERE \"row\" = $1"), ARGS(V(id_of(w, name))));
}

/* The rights of a clerk's role: what the program writes beside an act is undone with the act. */
static void undo_own(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		int64_t north = count(&w, SQL("SELECT id FROM main.unit WHERE code = '84.1'"), NO_ARGS);
		const struct right right[] = {
			{ "admission", "*", north, 1 }, { "person", "read", north, 1 }, { "member", "read", north, 1 },
			{ "step_done", "read", north, 1 }, { "finding", "read", north, 1 },
			{ "person", "edit", north, 1 }, { "career", "read", north, 1 },
		};
		const struct user clerk = { id_of(&w, "clerk"), "clerk", "clerk", right, (int)COUNTOF(right) };
		w.ctx.user = &clerk;
		DO(&w, "adm", DO_CREATE, "admission", .text = "person=@cu; unit=84.1.1; dossier_on=2022-01-20");
		DO(&w, "cell", DO_STEP, "admission", "cell", "adm", "cell_on=2022-02-10; cell_for=0; cell_against=1",
		   .recording = true);
		assert_true(findings_of(&w, "adm") > 0);
		DO(&w, NULL, DO_UNDO, "undo", NULL, "cell");
		assert_int_equal(findings_of(&w, "adm"), 0);
		DO(&w, NULL, DO_UNDO, "undo", NULL, "adm");
		/* May edit the person, may only read the career: the person's form is no way round. */
		BAR(&w, ERR_DENIED, "quyền", NULL, DO_EDIT, "person", NULL, "an", "career[0].work=Thợ");
		BAR(&w, ERR_DENIED, "quyền", NULL, DO_EDIT, "person", NULL, "an",
		    "career[0].id=@career; career[0].work=X");
		BAR(&w, ERR_DENIED, "quyền", NULL, DO_EDIT, "person", NULL, "an",
		    "career[0].id=@career; career[0].remove=1");
		sound(&w);
	}
}

/* Without the right to undo one's own acts go back, by the right to do them as it is now; nobody else's do. */
static void undo_without_right(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		int64_t cell = count(&w, SQL("SELECT id FROM main.unit WHERE code = '84.1.1'"), NO_ARGS);
		const struct right right[] = {
			{ "admission", "read", cell, 1 }, { "admission", "create", cell, 1 },
			{ "admission", "edit", cell, 1 }, { "person", "read", cell, 1 },
			{ "admission", "cell", cell, 1 },
		};
		const struct user mine = { id_of(&w, "clerk"), "clerk", "clerk", right, (int)COUNTOF(right) };
		const struct user less = { id_of(&w, "clerk"), "clerk", "clerk", right, (int)COUNTOF(right) - 1 };
		const struct user other = { id_of(&w, "chief"), "chief", "chief", right, (int)COUNTOF(right) };

		w.ctx.user = &mine;
		DO(&w, "adm", DO_CREATE, "admission", .text = "person=@cu; unit=84.1.1; dossier_on=2022-01-20");
		DO(&w, "typed", DO_EDIT, "admission", NULL, "adm", "dossier_on=2022-01-21");
		DO(&w, "cell", DO_STEP, "admission", "cell", "adm", "cell_on=2022-02-10; cell_for=1; cell_against=0",
		   .recording = true);
		w.ctx.user = &other;
		BAR(&w, ERR_DENIED, "quyền", NULL, DO_UNDO, "undo", NULL, "cell");
		w.ctx.user = &less;
		BAR(&w, ERR_DENIED, "quyền", NULL, DO_UNDO, "undo", NULL, "cell");
		w.ctx.user = &mine;
		BAR(&w, ERR_CONFLICT, "ghi tiếp", NULL, DO_UNDO, "undo", NULL, "typed");
		DO(&w, NULL, DO_UNDO, "undo", NULL, "cell");
		DO(&w, NULL, DO_UNDO, "undo", NULL, "typed");
		DO(&w, NULL, DO_UNDO, "undo", NULL, "adm");
		sound(&w);
	}
}

static void four_eyes(void **state)
{
	(void)state;
	static const struct right all[] = { { "*", "*", 0, 2 } };
	/* Whoever opens the database from the shell, before there is an account of that name. */
	static const struct user shell = { 0, "admin", "admin", all, 1 };
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		const struct user clerk = { id_of(&w, "clerk"), "clerk", "clerk", all, 1 };
		const struct user *two[] = { &clerk, &shell };
		for (size_t i = 0; i < COUNTOF(two); i++) {
			w.ctx.user = two[i];
			DO(&w, "adm", DO_STEP, "admission", "cell", .recording = true,
			   .text = "person=@cu; unit=84.1.1; cell_on=2022-02-10; cell_for=1; cell_against=0");
			BAR(&w, ERR_DENIED, "người khác", NULL, DO_STEP, "admission", "approve", "adm",
			    "approved_on=2022-03-01; decision=@paper", .recording = true);
			BAR(&w, ERR_DENIED, "người khác", NULL, DO_STEP, "admission", "approve", "adm",
			    "approved_on=2022-03-01; decision=@paper");
			BAR(&w, ERR_INPUT, "reason", NULL, DO_STEP, "admission", "refuse", "adm",
			    "refused_on=2022-03-01", .no_reason = true);
			w.ctx.user = two[1 - i];
			DO(&w, NULL, DO_STEP, "admission", "approve", "adm", "approved_on=2022-03-01; decision=@paper",
			   .recording = true);
		}
		/* Findings are the program's to make. */
		BAR(&w, ERR_DENIED, "do chương trình ghi", NULL, DO_STEP, "finding", "open", NULL,
		    "text=x; found_on=2022-01-01");
		sound(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(others_rows), cmocka_unit_test(passed_on), cmocka_unit_test(undo_own),
		cmocka_unit_test(undo_without_right),
		cmocka_unit_test(four_eyes),
	};

	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
