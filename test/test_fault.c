/* What must not go wrong when something does: every statement of every command fails once, and nothing is half done;
 * what is typed wrong, what an act cannot be and what may not be taken back is refused and leaves nothing.  On every
 * engine. */
#include "fault_world.h"

/* ---- one act of every kind ---- */

static const struct act life[] = {
	{ "role", DO_CREATE, "user_role", .text = "user=@clerk; role=clerk; unit=84.1; valid_from=2021-01-01" },
	{ "profile", DO_CREATE, "member_profile", .text = "member=@m.an; valid_from=2021-01-01; education=primary" },
	{ "profile2", DO_CHANGE, "member_profile", .on = "profile", .from = 20220601,
	  .text = "education=lower_secondary" },
	{ NULL, DO_EDIT, "member_profile", .on = "profile2", .text = "schooling=9/12" },
	{ "adm", DO_CREATE, "admission", .text = "person=@cu; unit=84.1.1; dossier_on=2022-01-20; class_on=2021-10-01; "
	  "introducer1=@m.an; introducer_body=Chi đoàn" },
	{ NULL, DO_STEP, "admission", "cell", "adm", "cell_on=2022-02-10; cell_for=1; cell_against=0; cell_present=1" },
	{ NULL, DO_STEP, "admission", "committee", "adm", "committee_on=2022-02-20; committee_base=9; committee_for=9; "
	  "committee_against=0" },
	{ NULL, DO_STEP, "admission", "approve", "adm", "approved_on=2022-03-01; decision=@paper" },
	{ "held", DO_STEP, "admission", "hold", "adm", "held_on=2022-03-10" },
	{ NULL, DO_EDIT, "admission", NULL, "adm", "held_on=2022-03-11" },
	{ "rec", DO_STEP, "recognition", "decide", NULL, "member=@m.cu; unit=84.1.1; cell_on=2023-03-12; cell_for=1; "
	  "cell_against=0; decided_on=2023-04-20; decision=@paper", .recording = true },
	{ "move", DO_CREATE, "transfer", .text = "kind=internal; member=@m.an; to_unit=84.1.2; decided_on=2022-05-01" },
	{ NULL, DO_STEP, "transfer", "leave", "move", "left_on=2022-05-05" },
	{ NULL, DO_STEP, "transfer", "receive", "move", "received_on=2022-05-10" },
	{ "free", DO_CREATE, "exemption", .text = "member=@m.an; unit=84.1.2; reason=old_age; cell_on=2022-06-01" },
	{ NULL, DO_STEP, "exemption", "decide", "free", "decided_on=2022-06-10" },
	{ NULL, DO_STEP, "exemption", "end", "free", "ended_on=2022-09-01" },
	{ "gone", DO_CREATE, "removal", .text = "member=@m.bi; unit=84.2.1; reason=no_dues; cell_on=2022-06-01; "
	  "cell_for=1; cell_against=0" },
	{ "gone2", DO_STEP, "removal", "decide", "gone", "decided_on=2022-07-01; decision=@paper" },
	{ NULL, DO_UNDO, "removal", .on = "gone2" },
	{ "name", DO_STEP, "name_change", "decide", NULL, "person=@bi; unit=84.2.1; new_name=Thạch Thị Bình; "
	  "applied_on=2022-08-01; decided_on=2022-08-10; decision=@paper", .recording = true },
	{ "post", DO_CREATE, "holding", .text = "member=@m.an; unit=84.1.2; post=cell_secretary; form=elected; "
	  "valid_from=2022-05-10" },
	{ "merged", DO_CREATE, "reorganisation", .recording = true, .text = "kind=merge; day=2023-07-01; unit=84; "
	  "#0.what=end; #0.unit=84.1.2; #0.successor=84.1.1" },
	{ "merged2", DO_EDIT, "reorganisation", NULL, "merged", "day=2023-08-01", .recording = true },
	{ NULL, DO_UNDO, "reorganisation", .on = "merged2" },
	{ NULL, DO_STEP, "finding", "answer", "finding", "answer=Đã bổ sung; answered_on=2026-01-15" },
	{ "died", DO_CREATE, "death", .text = "member=@m.bi; unit=84.2.1; died_on=2024-01-01" },
	{ "draft", DO_CREATE, "document", .text = "kind=minutes; date=2022-01-11; issuer=Tỉnh ủy; unit=84" },
	{ NULL, DO_REMOVE, "document", .on = "draft" },
};

/* Two take turns, so that four eyes are kept. */
static void life_make_all(struct world *w)
{
	static const struct right all[] = { { "*", "*", 0, 2 } };
	const struct user clerk = { id_of(w, "clerk"), "clerk", "clerk", all, 1 };
	const struct user chief = { id_of(w, "chief"), "chief", "chief", all, 1 };
	const struct user *before = w->ctx.user;

	for (size_t i = 0; i < COUNTOF(life); i++) {
		w->ctx.user = i % 2 ? &chief : &clerk;
		run(w, &life[i]);
		if (life[i].as && strcmp(life[i].as, "held") == 0)
			remember(w, "m.cu", count(w, SQL("SELECT member FROM main.admission WHERE id = $1"),
			                          ARGS(V(id_of(w, "adm")))));
		if (life[i].as && strcmp(life[i].as, "merged") == 0)
			remember(w, "finding", count(w, SQL("SELECT min(id) FROM main.finding"), NO_ARGS));
	}
	w->ctx.user = before;
}

/* ---- every statement of every command fails ---- */

static void every_statement_fails(void **state)
{
	(void)state;
	struct world w;
	char clean[65] = "", faulty[65], head[65];
	const struct act edit = { NULL, DO_EDIT, "person", NULL, "an", "phone=0912; career[0].id=@career; "
		"career[0].work=Thợ; career[1].id=@career2; career[1].remove=1; career[2].from=2001; "
		"career[2].work=Bí thư" };

	world_open(&w, world_url(0));
	ground_make(&w);
	run(&w, &edit);
	life_make_all(&w);
	state_of(&w, clean, head);
	world_close(&w);
	ON_EVERY_ENGINE(&w) {
		w.faulty = true;
		ground_make(&w);
		run(&w, &edit);
		life_make_all(&w);
		/* The same rows under the same numbers as where nothing failed. */
		state_of(&w, faulty, head);
		assert_string_equal(faulty, clean);
		sound(&w);
		if (getenv("DANGVU_TEST_SAY"))
			fprintf(stderr, "%s: %lld tries\n", world_url(engine_), (long long)w.tries);
	}
}


/* ---- what users type wrong ---- */

static char *repeated(struct world *w, const char *before, char c, int n)
{
	size_t at = strlen(before);
	char *s = NEWN(w->mem, char, at + (size_t)n + 1);

	memcpy(s, before, at);
	memset(s + at, c, (size_t)n);
	return s;
}

static void bad_input(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		BAR(&w, ERR_INPUT, "phone", NULL, DO_EDIT, "person", NULL, "an", "phone=\xff\xfe");
		BAR(&w, ERR_INPUT, "phone", NULL, DO_EDIT, "person", NULL, "an", "phone=09\x01");
		BAR(&w, ERR_INPUT, "phone", NULL, DO_EDIT, "person", NULL, "an", "phone=\xed\xa0\x80");
		BAR(&w, ERR_INPUT, "nhiều nhất 30", NULL, DO_EDIT, "person", NULL, "an",
		    repeated(&w, "phone=", '1', 31));
		BAR(&w, ERR_INPUT, "nhiều nhất", NULL, DO_EDIT, "person", NULL, "an",
		    repeated(&w, "phone=", '1', 1 << 20));
		BAR(&w, ERR_INPUT, "“phone”", NULL, DO_EDIT, "person", NULL, "an", "phnoe=1");
		BAR(&w, ERR_INPUT, "“work”", NULL, DO_EDIT, "person", NULL, "an", "career[0].wrk=1");
		BAR(&w, ERR_INPUT, "không có trường", NULL, DO_EDIT, "person", NULL, "an", "carer[0].work=1");
		BAR(&w, ERR_INPUT, "không có trường", NULL, DO_EDIT, "person", NULL, "an", "career[-1].work=1");
		BAR(&w, ERR_INPUT, "không có trường", NULL, DO_EDIT, "person", NULL, "an", "career[999999].work=1");
		BAR(&w, ERR_INPUT, "không có trường", NULL, DO_EDIT, "person", NULL, "an", "career[00].work=1");
		BAR(&w, ERR_INPUT, "không nhập tay", NULL, DO_EDIT, "member", NULL, "m.an", "home=84.2.1");
		BAR(&w, ERR_INPUT, "person", NULL, DO_CREATE, "member", .text = "file_no=7");
		BAR(&w, ERR_INPUT, "không đổi", NULL, DO_EDIT, "person", NULL, "an", "born=1971", .no_reason = true);
		BAR(&w, ERR_INPUT, "sex", NULL, DO_EDIT, "person", NULL, "an", "sex=nam giới");
		BAR(&w, ERR_INPUT, "file_no", NULL, DO_EDIT, "member", NULL, "m.bi", "file_no=A1");
		BAR(&w, ERR_INPUT, "không có bước", NULL, DO_STEP, "admission", "aprove", .text = "");
		BAR(&w, ERR_INPUT, "Không có gì thay đổi", NULL, DO_EDIT, "person", NULL, "an", "sex=male");
		BAR(&w, ERR_CONFLICT, "vừa được người khác sửa", NULL, DO_EDIT, "person", NULL, "an", "phone=1",
		    .seen = 1);
		BAR(&w, ERR_DENIED, "do chương trình ghi", NULL, DO_CREATE, "member_status", .text = "");
		BAR(&w, ERR_INPUT, "lý do", NULL, DO_UNDO, "undo", NULL, "paper", .no_reason = true);
	}
}

/* Two clerks with one file: on different rows both get through, on one row the second is told. */
static void two_clerks_one_file(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		int64_t file = count(&w, SQL("SELECT entry FROM main.person WHERE id = $1"), ARGS(V(id_of(&w, "an"))));
		const char *seen = arena_printf(w.mem, ".seen=%lld", (long long)file);
		const char *first = arena_printf(w.mem, "career[0].id=@career; career[0].work=Thợ; career[0]%s", seen);
		const char *second = arena_printf(w.mem, "career[0].id=@career2; career[0].work=Thủ kho; career[0]%s",
		                                  seen);
		const char *gone = arena_printf(w.mem, "career[0].id=@career2; career[0].remove=1; career[0]%s", seen);

		DO(&w, NULL, DO_EDIT, "person", NULL, "an", first, .seen = file);
		DO(&w, NULL, DO_EDIT, "person", NULL, "an", second, .seen = file);
		BAR(&w, ERR_CONFLICT, "career[0].seen", NULL, DO_EDIT, "person", NULL, "an", first, .seen = file);
		BAR(&w, ERR_CONFLICT, "vừa được người khác sửa", NULL, DO_EDIT, "person", NULL, "an", gone);
		BAR(&w, ERR_INPUT, "career[0].seen", NULL, DO_EDIT, "person", NULL, "an",
		    "career[0].id=@career; career[0].work=Giáo viên", .seen = file);
		BAR(&w, ERR_INPUT, "career[0].seen", NULL, DO_EDIT, "person", NULL, "an",
		    "career[0].id=@career; career[0].work=Giáo viên; career[0].seen=x");
		/* A new row has no version, and who says nothing of versions writes as ever. */
		DO(&w, NULL, DO_EDIT, "person", NULL, "an", "career[0].work=Giáo viên", .seen = file);
		DO(&w, NULL, DO_EDIT, "person", NULL, "an", "career[0].id=@career; career[0].work=Giáo viên");
		sound(&w);
	}
}

static void bad_reason(void **state)
{
	(void)state;
	static const char *const bad[] = { "\xc3(", "x\x02y", NULL };
	struct world w;
	struct done done;

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		for (size_t i = 0; i < COUNTOF(bad); i++) {
			const char *reason = bad[i] ? bad[i] : repeated(&w, "", 'x', 4001);
			struct input in = input_of(&w, "phone=1", number_of);
			struct order o = { .verb = DO_EDIT, .rec = catalog_record(&w.catalog, "person"),
			                   .id = id_of(&w, "an"), .reason = reason, .input = &in };
			assert_false(command_run(&w.ctx, &o, &done));
			assert_int_equal(errs_worst(&w.errs), ERR_INPUT);
			assert_string_equal(w.errs.first->field, "reason");
			errs_clear(&w.errs);
			assert_false(command_undo(&w.ctx, find(&w, "paper")->entry, reason, &done));
			assert_int_equal(errs_worst(&w.errs), ERR_INPUT);
			errs_clear(&w.errs);
		}
		sound(&w);
	}
}

/* ---- spans ---- */

static bool span_there(struct world *w, const char *from, const char *until)
{
	return count(w, SQL("SELECT count(*) FROM main.member_profile WHERE valid_from = $1 AND valid_until = $2"),
	             ARGS(V(from), V(until))) == 1;
}

static void spans(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		DO(&w, "p", DO_CREATE, "member_profile",
		   .text = "member=@m.an; valid_from=2021-01-01; education=primary");
		BAR(&w, ERR_INPUT, "Trùng thời gian", NULL, DO_CREATE, "member_profile",
		    .text = "member=@m.an; valid_from=2020-01-01; education=primary");
		DO(&w, "q", DO_CHANGE, "member_profile", .on = "p", .from = 20220601,
		   .text = "education=lower_secondary");
		assert_true(span_there(&w, "2021-01-01", "2022-06-01"));
		BAR(&w, ERR_INPUT, "from", NULL, DO_CHANGE, "member_profile", .on = "p", .from = 20220601,
		    .text = "education=primary");
		BAR(&w, ERR_INPUT, "from", NULL, DO_CHANGE, "member_profile", .on = "q", .from = 20220601,
		    .text = "education=primary");
		/* The day of the change is said once. */
		BAR(&w, ERR_INPUT, "valid_from", NULL, DO_CHANGE, "member_profile", .on = "q", .from = 20230101,
		    .text = "valid_from=2020-01-01; valid_until=2020-02-01");
		/* A change does not run over what comes after. */
		BAR(&w, ERR_INPUT, "Trùng thời gian", NULL, DO_CHANGE, "member_profile", .on = "p", .from = 20220101,
		    .text = "valid_until=2022-07-01");
		BAR(&w, ERR_INPUT, "Trùng thời gian", NULL, DO_EDIT, "member_profile", NULL, "p",
		    "valid_until=2022-06-02");
		BAR(&w, ERR_INPUT, "valid_until", NULL, DO_EDIT, "member_profile", NULL, "p", "valid_until=2021-01-01");
		BAR(&w, ERR_INPUT, "không ghi theo thời gian", NULL, DO_CHANGE, "person", .on = "an", .from = 20220101,
		    .text = "phone=1");
		DO(&w, "r", DO_CHANGE, "member_profile", .on = "p", .from = 20211231,
		   .text = "education=upper_secondary");
		assert_true(span_there(&w, "2021-01-01", "2021-12-31") && span_there(&w, "2021-12-31", "2022-06-01"));
		/* As a child of the member too. */
		BAR(&w, ERR_INPUT, "member_profile[0].member", NULL, DO_EDIT, "member", NULL, "m.an",
		    "member_profile[0].valid_from=2025-01-01");
		sound(&w);
	}
}

/* ---- what may not be taken back ---- */

static void undo_refused(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		DO(&w, "call", DO_EDIT, "person", NULL, "an", "phone=1");
		BAR(&w, ERR_CONFLICT, "được ghi tiếp", NULL, DO_UNDO, "undo", NULL, "an");
		DO(&w, "adm", DO_STEP, "admission", "approve", NULL, "person=@cu; unit=84.1.1; approved_on=2022-03-01; "
		   "decision=@paper", .recording = true);
		BAR(&w, ERR_CONFLICT, "đang dẫn tới", NULL, DO_UNDO, "undo", NULL, "paper");
		BAR(&w, ERR_CONFLICT, "đang dẫn tới", NULL, DO_REMOVE, "document", NULL, "paper");
		/* Undone, a row would lead to one that is gone. */
		DO(&w, "paper2", DO_CREATE, "document",
		   .text = "kind=minutes; date=2022-01-11; issuer=Tỉnh ủy; unit=84");
		DO(&w, "cites", DO_EDIT, "admission", NULL, "adm", "decision=@paper2", .recording = true);
		DO(&w, "paper.gone", DO_REMOVE, "document", NULL, "paper");
		BAR(&w, ERR_INPUT, "decision", NULL, DO_UNDO, "undo", NULL, "cites");
		sound(&w);
		DO(&w, NULL, DO_UNDO, "undo", NULL, "paper.gone");
		DO(&w, NULL, DO_UNDO, "undo", NULL, "cites");
		/* Undone, two rows would bear what one alone may bear. */
		DO(&w, "x", DO_CREATE, "user", .text = "login=x.y; name=Một");
		DO(&w, "x.gone", DO_REMOVE, "user", NULL, "x");
		DO(&w, "x2", DO_CREATE, "user", .text = "login=x.y; name=Hai");
		BAR(&w, ERR_INPUT, "này đã có", NULL, DO_UNDO, "undo", NULL, "x.gone");
		DO(&w, "p", DO_CREATE, "member_profile",
		   .text = "member=@m.an; valid_from=2021-01-01; education=primary");
		DO(&w, "p.gone", DO_REMOVE, "member_profile", NULL, "p");
		DO(&w, "q", DO_CREATE, "member_profile",
		   .text = "member=@m.an; valid_from=2022-01-01; education=primary");
		BAR(&w, ERR_INPUT, "Trùng thời gian", NULL, DO_UNDO, "undo", NULL, "p.gone");
		DO(&w, NULL, DO_UNDO, "undo", NULL, "q");
		DO(&w, NULL, DO_UNDO, "undo", NULL, "p.gone");
		sound(&w);
	}
}

/* What was written since of the people whom an act moved does not stand in its way. */
static void undo_of_a_move(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		int64_t home = count(&w, SQL("SELECT home FROM main.person WHERE id = $1"), ARGS(V(id_of(&w, "an"))));
		DO(&w, "merged", DO_CREATE, "reorganisation", .recording = true,
		   .text = "kind=merge; day=2023-07-01; unit=84; #0.what=end; #0.unit=84.1.1; #0.successor=84.1.2");
		DO(&w, NULL, DO_EDIT, "person", NULL, "an", "phone=0912");
		DO(&w, NULL, DO_EDIT, "member", NULL, "m.an", "file_no=A2");
		DO(&w, NULL, DO_UNDO, "undo", NULL, "merged");
		assert_int_equal(count(&w, SQL("SELECT home FROM main.person WHERE id = $1 AND phone = '0912'"),
		                       ARGS(V(id_of(&w, "an")))), home);
		assert_int_equal(count(&w, SQL("SELECT home FROM main.member WHERE id = $1 AND file_no = 'A2'"),
		                       ARGS(V(id_of(&w, "m.an")))), home);
		sound(&w);
	}
}

/* ---- acts ---- */

static int64_t steps_of(struct world *w, const char *name)
{
	return count(w, SQL("SELECT count(*) FROM main.step_done WHERE \"row\" = $1"), ARGS(V(id_of(w, name))));
}

static void acts_edited(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		DO(&w, "adm", DO_STEP, "admission", "hold", NULL, "person=@cu; unit=84.1.1; dossier_on=2022-01-20; "
		   "cell_on=2022-02-10; cell_for=1; cell_against=0; approved_on=2022-03-01; decision=@paper; "
		   "held_on=2022-03-10", .recording = true);
		assert_int_equal(steps_of(&w, "adm"), 4);
		/* An act that stands at a step keeps its day and what the step needed. */
		BAR(&w, ERR_INPUT, "held_on", NULL, DO_EDIT, "admission", NULL, "adm", "held_on=", .recording = true);
		BAR(&w, ERR_INPUT, "decision", NULL, DO_EDIT, "admission", NULL, "adm", "decision=", .recording = true);
		BAR(&w, ERR_INPUT, "held_on", NULL, DO_EDIT, "admission", NULL, "adm", "approved_on=2022-03-11",
		    .recording = true);
		/* Steps of a paper recorded at once stand in their order too. */
		BAR(&w, ERR_INPUT, "committee_on", NULL, DO_STEP, "admission", "approve", NULL,
		    "person=@an; unit=84.1.1; cell_on=2022-02-10; committee_on=2022-02-09; "
		    "approved_on=2022-03-01; decision=@paper",
		    .recording = true);
		/* The other way to the same state is not one that was passed. */
		DO(&w, "plan", DO_STEP, "reorganisation", "enact", NULL, "kind=rename; planned_on=2022-01-01; "
		   "day=2022-07-01; unit=84.1; #0.what=rename; #0.unit=84.1.1; #0.name=Bắc Một", .recording = true);
		assert_int_equal(steps_of(&w, "plan"), 2);
		DO(&w, NULL, DO_EDIT, "reorganisation", NULL, "plan", "day=2022-07-02", .recording = true);
		/* With the act goes what the program noted of its steps. */
		DO(&w, "draft", DO_CREATE, "sympathiser", .text = "person=@bi; unit=84.2.1; listed_on=2022-01-01");
		DO(&w, "draft.gone", DO_REMOVE, "sympathiser", NULL, "draft");
		assert_int_equal(steps_of(&w, "draft"), 0);
		DO(&w, NULL, DO_UNDO, "undo", NULL, "draft.gone");
		assert_int_equal(steps_of(&w, "draft"), 1);
		sound(&w);
	}
}

/* Figures count the days of steps: none comes without its step. */
static void days_are_steps(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		BAR(&w, ERR_INPUT, "approved_on", NULL, DO_CREATE, "admission",
		    .text = "person=@cu; unit=84.1.1; dossier_on=2022-01-20; approved_on=2022-03-01");
		BAR(&w, ERR_INPUT, "approved_on", NULL, DO_CREATE, "admission", .recording = true,
		    .text = "person=@cu; unit=84.1.1; dossier_on=2022-01-20; approved_on=2022-03-01");
		DO(&w, "adm", DO_CREATE, "admission", .text = "person=@cu; unit=84.1.1; dossier_on=2022-01-20");
		BAR(&w, ERR_INPUT, "approved_on", NULL, DO_EDIT, "admission", NULL, "adm", "approved_on=2022-03-01");
		BAR(&w, ERR_INPUT, "approved_on", NULL, DO_STEP, "admission", "refuse", "adm",
		    "refused_on=2022-03-01; approved_on=2022-03-01", .recording = true);
		/* Steps left out are a finding; those whose day the paper gives are steps like any other. */
		DO(&w, "held", DO_STEP, "admission", "hold", "adm", "held_on=2022-03-10; approved_on=2022-03-01; "
		   "decision=@paper", .recording = true);
		assert_int_equal(count(&w, SQL("SELECT count(*) FROM main.step_done WHERE record = 'admission' AND "
		                               "step IN ('open', 'approve', 'hold')"), NO_ARGS), 3);
		BAR(&w, ERR_INPUT, "cancelled_on", NULL, DO_EDIT, "admission", NULL, "adm", "cancelled_on=2022-03-11");
		DO(&w, NULL, DO_EDIT, "admission", NULL, "adm", "cell_on=2022-02-01", .recording = true);
		DO(&w, NULL, DO_EDIT, "admission", NULL, "adm", "approved_on=2022-03-02", .recording = true);
		/* One who may record the ceremony alone may not thereby approve. */
		const struct right right[] = { { "admission", "hold", 0, 1 }, { "*", "read", 0, 1 } };
		const struct user clerk = { id_of(&w, "clerk"), "clerk", "clerk", right, (int)COUNTOF(right) };
		w.ctx.user = &clerk;
		BAR(&w, ERR_DENIED, "approve", NULL, DO_STEP, "admission", "hold", NULL, "person=@bi; unit=84.1.1; "
		    "approved_on=2022-03-01; held_on=2022-03-10", .recording = true);
		sound(&w);
	}
}

/* The law and the words of the act's day, not of the day on which it is typed. */
static void law_of_the_day(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		DO(&w, "old", DO_CREATE, "reorganisation", .recording = true,
		   .text = "kind=found; day=2020-02-01; unit=84; "
		           FOUND("0", "84.9", "Đảng bộ huyện", "district_committee", "parent=84"));
		BAR(&w, ERR_INPUT, "unit_change[0].type", NULL, DO_CREATE, "reorganisation", .recording = true,
		    .text = "kind=found; day=2025-08-01; unit=84; "
		            FOUND("0", "84.8", "Đảng bộ huyện", "district_committee", "parent=84"));
		DO(&w, NULL, DO_EDIT, "reorganisation", NULL, "old", "note=x", .recording = true);
		DO(&w, "few", DO_CREATE, "reorganisation", .recording = true,
		   .text = "kind=found; day=2024-02-01; unit=84; document=@paper; "
		   "#0.what=found; #0.code=84.7; #0.name=Nhỏ; #0.type=grassroots_cell; #0.parent=84; "
		   "#0.members=2; #0.official=2");
		BAR(&w, ERR_RULE, "unit_change", NULL, DO_EDIT, "reorganisation", NULL, "few", "note=x");
		const struct act edit = { NULL, DO_EDIT, "reorganisation", NULL, "few", "note=x" };
		struct done done;
		assert_false(run_once(&w, &edit, &done));
		assert_non_null(strstr(w.errs.first->cite, "Điều lệ Đảng 2011"));
		errs_clear(&w.errs);
		sound(&w);
	}
}

/* A breach that was answered is known: later acts of that member go on. */
static void answered(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		DO(&w, "gone", DO_STEP, "removal", "decide", NULL, "member=@m.bi; unit=84.2.1; reason=no_dues; "
		   "cell_on=2022-06-01; decided_on=2022-07-01; decision=@paper", .recording = true);
		DO(&w, NULL, DO_STEP, "removal", "decide", NULL, "member=@m.bi; unit=84.2.1; reason=no_dues; "
		   "cell_on=2022-04-01; decided_on=2022-05-01; decision=@paper", .recording = true);
		int64_t found = count(&w, SQL("SELECT id FROM main.finding WHERE rule = 'member-life'"), NO_ARGS);
		assert_true(found > 0);
		remember(&w, "finding", found);
		DO(&w, NULL, DO_STEP, "finding", "answer", "finding", "answer=Đúng vậy; answered_on=2026-01-15");
		DO(&w, "again", DO_CREATE, "restoration", .text = "member=@m.bi; unit=84.2.1; requested_on=2023-01-01");
		DO(&w, NULL, DO_STEP, "restoration", "decide", "again", "decided_on=2023-02-01; decision=@paper");
		assert_int_equal(count(&w, SQL("SELECT count(*) FROM main.finding WHERE rule = 'member-life'"),
		                       NO_ARGS), 1);
		sound(&w);
	}
}

/* A rehearsal leaves nothing behind, kept results included. */
static void rehearsed(void **state)
{
	(void)state;
	struct world w;
	char before[65], head[65];

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		state_of(&w, before, head);
		struct input in = input_of(&w, "kind=recode; day=2022-07-01; unit=84.1; #0.what=recode; "
		                               "#0.unit=84.1.1; #0.code=84.1.7", number_of);
		struct order o = { .verb = DO_CREATE, .rec = catalog_record(&w.catalog, "reorganisation"),
		                   .recording = true, .input = &in };
		struct change *change;
		struct done done;
		int n;
		must(&w, command_try(&w.ctx, &o, &done, &change, &n));
		assert_true(n > 3 && w.errs.count == 0);
		untouched(&w, before, head, "a rehearsal");
		BAR(&w, ERR_INPUT, "home", NULL, DO_EDIT, "person", NULL, "cu", "home=84.1.7");
		DO(&w, NULL, DO_EDIT, "person", NULL, "cu", "home=84.1.2");
		sound(&w);
	}
}

/* Who is put late on the roll of a unit that has ended stands with its successor; when the end moves, so does he. */
static void late_on_an_ended_roll(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		ground_make(&w);
		DO(&w, "merged", DO_CREATE, "reorganisation", .recording = true,
		   .text = "kind=merge; day=2023-07-01; unit=84; #0.what=end; #0.unit=84.1.1; #0.successor=84.1.2");
		DO(&w, "m.cu", DO_CREATE, "member", .text = "person=@cu");
		DO(&w, "late", DO_CREATE, "member_opening", .recording = true, .text =
		   arena_printf(w.mem, "member=@m.cu; unit=%lld; day=2023-08-01; standing=official",
		                (long long)count(&w, SQL("SELECT id FROM main.unit WHERE code = '84.1.1'"), NO_ARGS)));
		sound(&w);
		DO(&w, NULL, DO_EDIT, "reorganisation", NULL, "merged", "day=2023-09-01", .recording = true);
		sound(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_fails), cmocka_unit_test(bad_input),
		cmocka_unit_test(two_clerks_one_file), cmocka_unit_test(bad_reason),
		cmocka_unit_test(spans), cmocka_unit_test(undo_refused), cmocka_unit_test(undo_of_a_move),
		cmocka_unit_test(acts_edited), cmocka_unit_test(days_are_steps), cmocka_unit_test(law_of_the_day),
		cmocka_unit_test(answered), cmocka_unit_test(rehearsed), cmocka_unit_test(late_on_an_ended_roll),
	};

	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
