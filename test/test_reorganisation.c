/* The definitions of data/ load, and decisions about the tree: what each kind needs, what moves, and that undo brings
 * back the identical state.  On every engine. */
#include <stdint.h>

#define WORLD_MORE int64_t root, north, south, n1, n2, s1, member;
#include "world_real.h"

#include "app/post.h"
#include "app/unit.h"
#include "model/rule.h"

static void world_open(struct world *w, const char *url)
{
	world_defined(w, url);
}

static const char *number(struct world *w, int64_t i)
{
	return arena_printf(w->mem, "%lld", (long long)i);
}

static bool act(struct world *w, enum verb verb, const char *record, const char *step, int64_t id, bool recording,
                const char *text, struct done *done)
{
	struct input in = input_of(w, text, NULL);
	struct order o = { .verb = verb, .rec = catalog_record(&w->catalog, record), .step = step, .id = id,
	                   .recording = recording, .input = &in, .reason = "thử" };

	return command_run(&w->ctx, &o, done);
}

static struct done record(struct world *w, const char *rec, const char *text)
{
	struct done done;

	must(w, act(w, DO_CREATE, rec, NULL, 0, true, text, &done));
	return done;
}

/* Refused, with this somewhere in a message about this field. */
static void refused(struct world *w, const char *rec, const char *text, const char *field, const char *say)
{
	struct done done;
	bool found = false;

	assert_false(act(w, DO_CREATE, rec, NULL, 0, true, text, &done));
	for (const struct err *e = w->errs.first; e; e = e->next)
		found |= e->field && strstr(e->field, field) && strstr(e->text, say);
	if (!found)
		show_errs(&w->errs);
	assert_true(found);
	errs_clear(&w->errs);
}

static struct done decide(struct world *w, const char *text)
{
	return record(w, "reorganisation", text);
}

static void barred(struct world *w, const char *text, const char *field, const char *say)
{
	bool line = field[0] == '#';

	refused(w, "reorganisation", text,
	        line ? arena_printf(w->mem, "unit_change[%c]%s", field[1], field + 2) : field, say);
}

static int64_t spans_of(struct world *w, int64_t unit)
{
	return count(w, SQL("SELECT count(*) FROM main.unit_status WHERE unit = $1"), ARGS(V(unit)));
}

static int64_t unit_of(struct world *w, const char *code)
{
	return count(w, SQL("SELECT id FROM main.unit WHERE code = $1"), ARGS(V(code)));
}

/* Found by lines "code name type parent". */
static int64_t found(struct world *w, const char *code, const char *name, const char *type, const char *parent)
{
	decide(w, arena_printf(w->mem, "kind=found; day=2020-01-01; #0.what=found; "
		"#0.code=%s; #0.name=%s; #0.type=%s; #0.parent=%s; "
		"#0.members=40; #0.official=40", code, name, type, parent));
	return unit_of(w, code);
}

static void tree_make(struct world *w)
{
	w->root = found(w, "84", "Đảng bộ tỉnh", "province_committee", "");
	w->north = found(w, "84.1", "Đảng bộ Bắc", "upper_committee", "84");
	w->south = found(w, "84.2", "Đảng bộ Nam", "upper_committee", "84");
	w->n1 = found(w, "84.1.1", "Chi bộ Bắc 1", "grassroots_cell", "84.1");
	w->n2 = found(w, "84.1.2", "Chi bộ Bắc 2", "grassroots_cell", "84.1");
	w->s1 = found(w, "84.2.1", "Chi bộ Nam 1", "grassroots_cell", "84.2");
	int64_t person = record(w, "person", "name=Nguyễn Thị Thử; sex=female; born=1970-05-01; home=84.1.1").id;
	w->member = record(w, "member", arena_printf(w->mem, "person=%lld", (long long)person)).id;
	record(w, "member_opening", arena_printf(w->mem, "member=%lld; unit=84.1.1; day=2021-01-01; standing=official",
	                                         (long long)w->member));
	record(w, "holding", arena_printf(w->mem, "member=%lld; unit=84.1.1; post=cell_secretary; form=elected; "
	                                  "valid_from=2021-01-01", (long long)w->member));
}

static int64_t member_unit(struct world *w, const char *day)
{
	return count(w, SQL("SELECT unit FROM main.member_status WHERE member = $1 AND valid_from <= $2 "
	                    "AND valid_until > $2"), ARGS(V(w->member), V(day)));
}

/* ---- definitions ---- */

static void definitions_load_once(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		int64_t entries = count(&w, SQL("SELECT count(*) FROM main.journal"), NO_ARGS), amount;
		assert_int_equal(entries, 6);
		must(&w, definitions_load(&w.ctx, "data"));
		assert_int_equal(count(&w, SQL("SELECT count(*) FROM main.journal"), NO_ARGS), entries);
		assert_int_equal(count(&w, SQL("SELECT count(*) FROM main.code WHERE list = 'ethnic'"), NO_ARGS), 55);
		must(&w, rule_amount(&w.ctx, "min_official_to_found", (struct date)DATE(2022, 5, 1), &amount));
		assert_int_equal(amount, 3);
		must(&w, rule_amount(&w.ctx, "transfer_wd", (struct date)DATE(1999, 5, 1), &amount));
	}
}

/* Every list that a field names has codes. */
static void every_list_has_codes(void **state)
{
	(void)state;
	struct world w;

	world_open(&w, world_url(0));
	for (int i = 0; i < w.catalog.nrecords; i++)
		for (int f = 0; f < w.catalog.record[i]->nfields; f++) {
			const struct field *field = &w.catalog.record[i]->fields[f];
			if (field->kind != K_CODE)
				continue;
			if (count(&w, SQL("SELECT count(*) FROM main.code WHERE list = $1"), ARGS(V(field->of))) == 0)
				fail_msg("no codes of list %s", field->of);
		}
	world_close(&w);
}

/* Every amount that a state waits for is there, for any day. */
static void every_deadline_has_an_amount(void **state)
{
	(void)state;
	struct world w;
	int64_t amount;

	world_open(&w, world_url(0));
	for (int i = 0; i < w.catalog.nrecords; i++) {
		const struct workflow *flow = w.catalog.record[i]->flow;
		for (int s = 0; flow && s < flow->nstates; s++) {
			const char *due = flow->states[s].due;
			if (!due)
				continue;
			must(&w, rule_amount(&w.ctx, due, (struct date)DATE(1950, 1, 1), &amount));
			must(&w, rule_amount(&w.ctx, due, (struct date)DATE(2022, 1, 1), &amount));
			must(&w, rule_amount(&w.ctx, due, (struct date)DATE(2030, 1, 1), &amount));
		}
	}
	world_close(&w);
}

static void working_days_of_tet(void **state)
{
	(void)state;
	struct world w;
	struct date last;

	world_open(&w, world_url(0));
	/* 28/01/2022 is the Friday before Tết; the next working day is Monday 07/02. */
	must(&w, workday_add(&w.ctx, (struct date)DATE(2022, 1, 28), 1, &last));
	assert_int_equal(last.ymd, 20220207);
	/* Monday 29/04/2024 is worked on Saturday 04/05. */
	must(&w, workday_add(&w.ctx, (struct date)DATE(2024, 4, 26), 1, &last));
	assert_int_equal(last.ymd, 20240502);
	must(&w, workday_add(&w.ctx, (struct date)DATE(2024, 5, 3), 1, &last));
	assert_int_equal(last.ymd, 20240504);
	world_close(&w);
}

/* ---- founding ---- */

static void founding(void **state)
{
	(void)state;
	struct world w;
	struct done done;

	ON_EVERY_ENGINE(&w) {
		tree_make(&w);
		assert_int_equal(count(&w, SQL("SELECT parent FROM main.unit WHERE id = $1"), ARGS(V(w.n1))), w.north);
		assert_int_equal(spans_of(&w, w.n1), 1);
		assert_int_equal(member_unit(&w, "2022-01-01"), w.n1);
		barred(&w, "kind=found; day=2021-01-01; #0.what=found; #0.code=84.1.1; "
		        "#0.name=Trùng mã; #0.type=cell; #0.parent=84.1",
		        "#0.code", "Chi bộ Bắc 1");
		barred(&w, "kind=found; day=2019-12-31; #0.what=found; #0.code=9; "
		        "#0.name=Sớm; #0.type=cell; #0.parent=84.1",
		        "#0.parent", "31/12/2019");
		barred(&w, "kind=found; day=2022-01-01; #0.what=found; #0.code=9",
		        "#0.name", "chưa ghi");
		/* Fewer than three official members: refused before signing, found afterwards, by the day's law. */
		const char *two = "kind=found; day=%s; #0.what=found; #0.code=9%d; "
		                  "#0.name=Hai người; #0.type=cell; #0.parent=84.1; "
		                  "#0.members=4; #0.official=%d";
		static const struct { const char *day; int official; const char *cite; } cases[] = {
			{ "2025-06-30", 2, "Điều 21" }, { "2025-07-01", 2, "20.2.1" }, { "2025-07-01", 3, NULL },
		};
		for (int i = 0; i < (int)COUNTOF(cases); i++) {
			const char *text = arena_printf(w.mem, two, cases[i].day, i, cases[i].official);
			bool ok = act(&w, DO_CREATE, "reorganisation", NULL, 0, false, text, &done);
			assert_int_equal(ok, cases[i].cite == NULL);
			if (cases[i].cite)
				assert_non_null(strstr(w.errs.first->cite, cases[i].cite));
			errs_clear(&w.errs);
			if (!ok)
				assert_true(decide(&w, text).nbreaches >= 1);
		}
		sound(&w);
	}
}

/* ---- the end of units ---- */

static void merger(void **state)
{
	(void)state;
	struct world w;
	struct done done;
	char before[65], after[65], again[65];

	ON_EVERY_ENGINE(&w) {
		tree_make(&w);
		state_of(&w, before, NULL);
		barred(&w, "kind=merge; day=2022-07-01; #0.what=end; #0.unit=84.1.1",
		        "#0.successor", "sáp nhập");
		barred(&w, "kind=dissolve; day=2022-07-01; #0.what=end; #0.unit=84.1.1",
		        "#0.successor", "còn đảng viên");
		barred(&w, "kind=merge; day=2022-07-01; #0.what=end; #0.unit=84.1; "
		        "#0.successor=84.2", "#0.unit", "Chi bộ Bắc 1 (84.1.1); Chi bộ Bắc 2 (84.1.2)");
		state_of(&w, after, NULL);
		assert_string_equal(before, after);
		done = decide(&w, "kind=merge; day=2022-07-01; #0.what=end; "
		              "#0.unit=84.1.1; #0.successor=84.1.2");
		assert_int_equal(member_unit(&w, "2022-06-30"), w.n1);
		assert_int_equal(member_unit(&w, "2022-07-01"), w.n2);
		assert_int_equal(count(&w, SQL("SELECT count(*) FROM main.holding WHERE valid_until = '2022-07-01'"),
		                       NO_ARGS), 1);
		sound(&w);
		must(&w, command_undo(&w.ctx, done.entry, "thử lùi", &done));
		state_of(&w, again, NULL);
		assert_string_equal(before, again);
		assert_int_equal(member_unit(&w, "2022-07-01"), w.n1);
		sound(&w);
		/* A corrected day moves everything with it. */
		done = decide(&w, "kind=merge; day=2022-07-01; #0.what=end; "
		              "#0.unit=84.1.1; #0.successor=84.1.2");
		must(&w, act(&w, DO_EDIT, "reorganisation", NULL, done.id, true, "day=2022-08-01", &done));
		assert_int_equal(member_unit(&w, "2022-07-31"), w.n1);
		assert_int_equal(member_unit(&w, "2022-08-01"), w.n2);
		sound(&w);
		must(&w, command_undo(&w.ctx, done.entry, "thử lùi", &done));
		assert_int_equal(member_unit(&w, "2022-07-01"), w.n2);
		sound(&w);
	}
}

/* The new one is meant by silence: successor of those that end, home of those that move. */
static void amalgamation(void **state)
{
	(void)state;
	struct world w;
	struct done done;
	char before[65], again[65];

	ON_EVERY_ENGINE(&w) {
		tree_make(&w);
		state_of(&w, before, NULL);
		const char *text = "kind=amalgamate; day=2025-07-01; "
			"#0.what=end; #0.unit=84.1; #1.what=end; #1.unit=84.2; "
			"#2.what=found; #2.code=84.3; #2.name=Đảng bộ Mới; "
			"#2.type=upper_committee; #2.parent=84; "
			"#3.what=move; #3.unit=84.1.1; #4.what=move; "
			"#4.unit=84.1.2; #5.what=move; #5.unit=84.2.1";
		barred(&w, "kind=amalgamate; day=2025-07-01; #0.what=end; #0.unit=84.1",
		        "unit_change", "hợp nhất");
		done = decide(&w, text);
		int64_t fresh = unit_of(&w, "84.3");
		assert_int_equal(count(&w, SQL("SELECT successor FROM main.unit WHERE id = $1"), ARGS(V(w.south))),
		                 fresh);
		assert_int_equal(count(&w, SQL("SELECT parent FROM main.unit WHERE id = $1"), ARGS(V(w.s1))), fresh);
		assert_int_equal(count(&w, SQL("SELECT parent FROM main.unit_status WHERE unit = $1 "
		                               "AND valid_until = '2025-07-01'"), ARGS(V(w.s1))), w.south);
		assert_int_equal(member_unit(&w, "2025-07-01"), w.n1);
		sound(&w);
		must(&w, command_undo(&w.ctx, done.entry, "thử lùi", &done));
		state_of(&w, again, NULL);
		assert_string_equal(before, again);
		sound(&w);
	}
}

/* With two new ones the code says which is meant. */
static void split(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		tree_make(&w);
		const char *text = "kind=split; day=2022-03-01; #0.what=end; #0.unit=84.1.1; "
			"#0.to_code=%s; "
			"#1.what=found; #1.code=84.1.7; #1.name=Chi bộ Bắc 7; "
			"#1.type=cell; #1.parent=84.1; #1.official=5; #1.members=6; "
			"#2.what=found; #2.code=84.1.8; #2.name=Chi bộ Bắc 8; "
			"#2.type=cell; #2.parent=84.1; #2.official=5; #2.members=6";
		barred(&w, arena_printf(w.mem, text, "84.1.9"), "#0.to_code", "mã ấy");
		struct done done = decide(&w, arena_printf(w.mem, text, "84.1.8"));
		assert_int_equal(done.nbreaches, 1);    /* no paper named */
		assert_int_equal(member_unit(&w, "2022-02-28"), w.n1);
		assert_int_equal(member_unit(&w, "2022-03-01"), unit_of(&w, "84.1.8"));
		sound(&w);
	}
}

/* ---- moves, names, codes ---- */

static void handing_over(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		tree_make(&w);
		barred(&w, "kind=hand_over; day=2022-03-01; #0.what=move; #0.unit=84.1; "
		        "#0.parent=84.1.1", "#0.parent", "cấp dưới");
		barred(&w, "kind=hand_over; day=2022-03-01; #0.what=move; #0.unit=84.1",
		        "#0.parent", "chưa ghi");
		barred(&w, "kind=hand_over; day=2022-03-01; #0.what=rename; #0.unit=84.1; "
		        "#0.name=Khác", "unit_change", "chuyển giao");
		decide(&w, "kind=hand_over; day=2022-03-01; #0.what=move; #0.unit=84.1.1; "
		       "#0.parent=84.2; #1.what=recode; #1.unit=84.1.1; "
		       "#1.code=84.2.2");
		assert_int_equal(count(&w, SQL("SELECT parent FROM main.unit WHERE id = $1"), ARGS(V(w.n1))), w.south);
		assert_int_equal(unit_of(&w, "84.2.2"), w.n1);
		/* The code is free again from that day on, and was not before. */
		barred(&w, "kind=recode; day=2022-02-28; #0.what=recode; #0.unit=84.1.2; "
		        "#0.code=84.1.1", "#0.code", "Chi bộ Bắc 1");
		decide(&w, "kind=recode; day=2022-03-01; #0.what=recode; #0.unit=84.1.2; "
		       "#0.code=84.1.1");
		sound(&w);
	}
}

/* "All below": one line moves what stands right below on that day, and is written out. */
static void all_below(void **state)
{
	(void)state;
	struct world w;
	struct rehearsal r;
	struct done done;
	char before[65], after[65];

	ON_EVERY_ENGINE(&w) {
		tree_make(&w);
		int64_t n3 = found(&w, "84.1.3", "Đảng bộ Bắc 3", "grassroots_committee", "84.1");
		int64_t n31 = found(&w, "84.1.3.1", "Chi bộ Bắc 3.1", "cell", "84.1.3");
		int64_t late = 0;

		decide(&w, "kind=found; day=2022-06-01; #0.what=found; #0.code=84.1.9; #0.name=Chi bộ Bắc 9; "
		       "#0.type=grassroots_cell; #0.parent=84.1; #0.members=20; #0.official=20");
		late = unit_of(&w, "84.1.9");
		barred(&w, "kind=hand_over; day=2022-03-01; #0.what=move; #0.unit=84.2.1; #0.below=1; #0.parent=84.1",
		       "#0.unit", "không có tổ chức trực thuộc");
		barred(&w, "kind=rename; day=2022-03-01; #0.what=rename; #0.unit=84.1; #0.below=1; #0.name=Khác",
		       "#0.below", "chuyển cấp trên");
		barred(&w, "kind=merge; day=2022-07-01; #0.what=end; #0.unit=84.1; #0.successor=84.2; "
		       "#1.what=move; #1.unit=84.1; #1.below=1; #1.parent=84.1.3", "#0.unit",
		       "còn 1 tổ chức trực thuộc chưa được chuyển đi hoặc kết thúc: Đảng bộ Bắc 3");
		barred(&w, "kind=hand_over; day=2022-03-01; #0.what=recode; #0.unit=84.1.1; #0.code=84.2.1; "
		       "#1.what=move; #1.unit=84; #1.below=1; #1.parent=84.1.1", "#1.parent",
		       "Đảng bộ Bắc: tổ chức không thể trực thuộc cấp dưới");
		state_of(&w, before, NULL);
		/* The third goes elsewhere by a line of its own; the second is renamed, and goes along. */
		const char *text = "kind=merge; day=2022-03-01; #0.what=move; #0.unit=84.1; #0.below=1; "
		                   "#0.parent=84.2; #1.what=move; #1.unit=84.1.3; #1.parent=84; "
		                   "#2.what=rename; #2.unit=84.1.2; "
		                   "#2.name=Chi bộ Bắc cũ 2; #3.what=end; #3.unit=84.2.1; #3.successor=84.1.1";
		struct input in = input_of(&w, text, NULL);
		struct order o = { .verb = DO_CREATE, .rec = catalog_record(&w.catalog, "reorganisation"),
		                   .recording = true, .input = &in };
		must(&w, reorganisation_rehearse(&w.ctx, &o, &r));
		const int64_t goes[] = { w.n1, w.n2, w.s1, n3, n31 };
		assert_int_equal(r.nunits, COUNTOF(goes));
		for (size_t i = 0; i < COUNTOF(goes); i++)
			assert_int_equal(r.unit[i], goes[i]);
		state_of(&w, after, NULL);
		assert_string_equal(before, after);
		struct done merged = decide(&w, text);
		assert_int_equal(count(&w, SQL("SELECT count(*) FROM main.unit_status WHERE parent = $1 "
		                               "AND valid_until > '9000'"), ARGS(V(w.south))), 2);
		assert_int_equal(count(&w, SQL("SELECT parent FROM main.unit WHERE id = $1"), ARGS(V(n3))), w.root);
		assert_int_equal(count(&w, SQL("SELECT parent FROM main.unit WHERE id = $1"), ARGS(V(n31))), n3);
		/* What came only later stays, and each unit that went has a line. */
		assert_int_equal(count(&w, SQL("SELECT parent FROM main.unit WHERE id = $1"), ARGS(V(late))), w.north);
		assert_int_equal(count(&w, SQL("SELECT count(*) FROM main.unit_change WHERE reorganisation = $1 "
		                               "AND below = 0"), ARGS(V(merged.id))), 5);
		sound(&w);
		must(&w, command_undo(&w.ctx, merged.entry, "thử lùi", &done));
		state_of(&w, after, NULL);
		assert_string_equal(before, after);
		sound(&w);
	}
}

/* A plan keeps the line as it is; who stands below is asked when it is enacted. */
static void all_below_waits(void **state)
{
	(void)state;
	struct world w;
	struct done done;

	ON_EVERY_ENGINE(&w) {
		tree_make(&w);
		must(&w, act(&w, DO_STEP, "reorganisation", "plan", 0, true, "kind=merge; planned_on=2022-01-05; "
		             "day=2022-07-01; #0.what=move; #0.unit=84.1; #0.below=1; #0.parent=84.2; #1.what=end; "
		             "#1.unit=84.1; #1.successor=84.2", &done));
		int64_t plan = done.id;
		decide(&w, "kind=found; day=2022-06-01; #0.what=found; #0.code=84.1.9; #0.name=Chi bộ Bắc 9; "
		       "#0.type=grassroots_cell; #0.parent=84.1; #0.members=20; #0.official=20");
		must(&w, act(&w, DO_STEP, "reorganisation", "enact", plan, true, "day=2022-07-01", &done));
		assert_int_equal(count(&w, SQL("SELECT count(*) FROM main.unit_status WHERE parent = $1 "
		                               "AND valid_until > '9000'"), ARGS(V(w.south))), 4);
		sound(&w);
		must(&w, command_undo(&w.ctx, done.entry, "thử lùi", &done));
		assert_int_equal(count(&w, SQL("SELECT count(*) FROM main.unit_change WHERE reorganisation = $1 "
		                               "AND below = 1"), ARGS(V(plan))), 1);
		sound(&w);
	}
}

static void plan_waits(void **state)
{
	(void)state;
	struct world w;
	struct done done;

	ON_EVERY_ENGINE(&w) {
		tree_make(&w);
		must(&w, act(&w, DO_STEP, "reorganisation", "plan", 0, true,
		             "kind=rename; planned_on=2022-01-05; day=2022-03-01; "
		             "#0.what=rename; #0.unit=84.1; #0.name=Đảng bộ Phương Bắc", &done));
		assert_string_equal(done.state, "planned");
		assert_int_equal(spans_of(&w, w.north), 1);
		must(&w, act(&w, DO_STEP, "reorganisation", "enact", done.id, true, "day=2022-04-01", &done));
		assert_int_equal(count(&w, SQL("SELECT count(*) FROM main.unit_status WHERE unit = $1 "
		                               "AND valid_from = '2022-04-01'"), ARGS(V(w.north))), 1);
		sound(&w);
		/* Taken back, it waits again. */
		must(&w, command_undo(&w.ctx, done.entry, "thử lùi", &done));
		assert_int_equal(spans_of(&w, w.north), 1);
		sound(&w);
	}
}

/* ---- rehearsal ---- */

static void rehearsal(void **state)
{
	(void)state;
	struct world w;
	struct rehearsal r;
	char before[65], after[65];
	int members = 0, holdings = 0, acts = 0;

	ON_EVERY_ENGINE(&w) {
		tree_make(&w);
		int64_t person = record(&w, "person", "name=Trần Văn Thử; sex=male; born=2000-05-01; home=84.1.1").id;
		record(&w, "sympathiser", arena_printf(w.mem, "person=%s; unit=84.1.1; listed_on=2022-01-01",
		                                       number(&w, person)));
		state_of(&w, before, NULL);
		struct input in = input_of(&w, "kind=merge; day=2022-07-01; #0.what=end; #0.unit=84.1.1; "
		                           "#0.successor=84.1.2", NULL);
		struct order o = { .verb = DO_CREATE, .rec = catalog_record(&w.catalog, "reorganisation"),
		                   .recording = true, .input = &in };
		must(&w, reorganisation_rehearse(&w.ctx, &o, &r));
		assert_int_equal(r.nunits, 1);
		members = holdings = acts = 0;
		for (int i = 0; i < r.n; i++) {
			assert_int_equal(r.row[i].from, w.n1);
			assert_int_equal(r.row[i].to, w.n2);
			members += strcmp(r.row[i].rec->name, "member") == 0 && r.row[i].id == w.member;
			holdings += strcmp(r.row[i].rec->name, "holding") == 0;
			acts += strcmp(r.row[i].rec->name, "sympathiser") == 0;
		}
		assert_int_equal(members, 1);
		assert_int_equal(holdings, 1);
		assert_int_equal(acts, 1);
		state_of(&w, after, NULL);
		assert_string_equal(before, after);
	}
}

/* ---- committees ---- */

static void committees(void **state)
{
	(void)state;
	struct world w;
	struct done done;
	struct seats s;

	ON_EVERY_ENGINE(&w) {
		tree_make(&w);
		record(&w, "term", "unit=84.1; body=committee; seats=9; valid_from=2025-07-01; valid_until=2030-07-01");
		done = record(&w, "term", "unit=84.1; body=standing; seats=3; valid_from=2025-07-01");
		assert_int_equal(done.nbreaches, 0);
		record(&w, "term", "unit=84.2; body=committee; seats=9; valid_from=2025-07-01");
		done = record(&w, "term", "unit=84.2; body=standing; seats=4; valid_from=2025-07-01");
		assert_int_equal(done.nbreaches, 1);
		/* One official member: no chi ủy. */
		assert_false(act(&w, DO_CREATE, "term", NULL, 0, false, "unit=84.1.1; body=cell_committee; seats=3; "
		                 "valid_from=2022-01-01", &done));
		assert_non_null(strstr(w.errs.first->cite, "Điều 24"));
		errs_clear(&w.errs);
		record(&w, "holding", arena_printf(w.mem, "member=%s; unit=84.1; post=secretary; form=elected; "
		                                   "valid_from=2025-07-02", number(&w, w.member)));
		must(&w, post_seats(&w.ctx, w.north, "committee", (struct date)DATE(2025, 7, 1), &s));
		assert_int_equal(s.vacant, 9);
		must(&w, post_seats(&w.ctx, w.north, "committee", (struct date)DATE(2025, 7, 2), &s));
		assert_int_equal(s.vacant, 8);
		must(&w, post_seats(&w.ctx, w.north, "committee", (struct date)DATE(2030, 7, 1), &s));
		assert_int_equal(s.seats, 0);
	}
}

/* ---- papers ---- */

static void papers(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		tree_make(&w);
		record(&w, "document", "kind=report; number=373-BC/TU; date=2023-01-18; issuer=Tỉnh ủy; unit=84");
		refused(&w, "document", "kind=report; number=373-BC/TU; date=2023-01-18; issuer=Tỉnh ủy; unit=84",
		        "number", "đã có");
		refused(&w, "document", "kind=decision; date=2023-01-18; issuer=Tỉnh ủy; unit=84", "number", "cần số");
		refused(&w, "document", "kind=decision; number=-QĐ/TU; date=2023-01-18; issuer=Tỉnh ủy; unit=84",
		        "number", "chữ số");
		refused(&w, "document", "kind=minutes; date=2026-01-16; issuer=Chi bộ; unit=84", "date", "sau hôm nay");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(definitions_load_once),
		cmocka_unit_test(every_list_has_codes),
		cmocka_unit_test(every_deadline_has_an_amount),
		cmocka_unit_test(working_days_of_tet),
		cmocka_unit_test(founding),
		cmocka_unit_test(merger),
		cmocka_unit_test(amalgamation),
		cmocka_unit_test(split),
		cmocka_unit_test(handing_over),
		cmocka_unit_test(all_below),
		cmocka_unit_test(all_below_waits),
		cmocka_unit_test(plan_waits),
		cmocka_unit_test(rehearsal),
		cmocka_unit_test(committees),
		cmocka_unit_test(papers),
	};

	crypt_start();
	return cmocka_run_group_tests_name("reorganisation", tests, NULL, NULL);
}
