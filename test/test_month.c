/* The month of a cell: the sheet that is typed, the orders behind it, who has not
 * sent it, and what falls due. */

#include "web_world.h"
#include "site/due.h"

/* A cell with one member on its roll, whose secretary is signed in; returns what the sheet's address asks. */
static const char *cell_of(struct world *w, const char **unit, const char **member)
{
	static const char *const opening[] = { "member", "unit", "day", "standing" };

	load_all(w);
	found_cell(w, unit, member);
	CREATE(w, "member_opening", opening, *member, *unit, "2021-01-01", "official");
	add_user_at(w, "bithu", "secretary", *unit);
	sign_in(w, "bithu");
	return arena_printf(w->mem, "/month/sheet?unit=%s&month=2022-05", *unit);
}

static int64_t rows(struct world *w, const char *record)
{
	struct ctx all = w->ctx;
	struct list l = { .of = catalog_record(&w->catalog, record), .clock = { .on = w->ctx.today } };
	int64_t n;

	all.heads = NULL;
	must(w, list_count(&all, &l, &n));
	return n;
}

static int64_t entries(struct world *w)
{
	struct row row;

	must(w, db_one(&w->db, SQL("SELECT max(entry) FROM main.journal"), NO_ARGS, &row));
	return cell_int(row.cell[0]);
}

/* What was typed comes back with every fault of every part; nothing is kept. */
static void a_wrong_sheet_comes_back(void **state)
{
	struct world *w = *state;
	const char *unit, *member, *sheet = cell_of(w, &unit, &member);
	int64_t before = entries(w);
	struct reply r = ask(w, sheet, arena_printf(w->mem,
		"_csrf=%s&held_on=30/05/2022&kind=regular&minutes=dài&collected=nhiều&absent.%s=sick&proposal=Sửa+nhà",
		w->csrf, member));

	assert_int_equal(r.status, 422);
	assert_true(says(w, &r, "#f-minutes"));
	assert_true(says(w, &r, "#f-collected"));
	assert_true(says(w, &r, "value=\"nhiều\""));
	assert_true(says(w, &r, "Sửa nhà</textarea>"));
	assert_true(says(w, &r, "<option value=\"sick\" selected>"));
	assert_int_equal(entries(w), before);
	assert_int_equal(rows(w, "cell_meeting"), 0);
	assert_int_equal(rows(w, "proposal"), 0);
}

/* Meeting, absence, dues and proposal are one entry, and one undo takes them all back. */
static void a_sheet_is_one_entry(void **state)
{
	struct world *w = *state;
	const char *unit, *member, *sheet = cell_of(w, &unit, &member), *done;
	int64_t before = entries(w);
	struct reply r;

	r = ask(w, sheet, NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "Trần Thị Thử"));
	r = ask(w, arena_printf(w->mem, "/month/blank?unit=%s&month=2022-05", unit), NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "Trần Thị Thử"));
	r = ask(w, "/month/letter?month=2022-05", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "<li>84.1 Chi bộ thử</li>"));
	assert_true(says(w, &r, "hạn nộp ngày 05/06/2022"));
	assert_true(says(w, &r, "chưa đối chiếu"));
	assert_true(says(w, &r, "/export/month/letter/docx?month=2022-05"));
	r = ask(w, "/export/month/letter/docx?month=2022-05", NULL);
	assert_int_equal(r.status, 200);
	assert_string_equal(r.file, "nhac-phieu-thang-2022-05.docx");
	assert_memory_equal(file_of(w, &r), "PK", 2);
	r = ask(w, sheet, arena_printf(w->mem,
		"_csrf=%s&held_on=30/05/2022&kind=regular&minutes=95&collected=1.250.000&absent.%s=sick&unpaid.%s=later"
		"&proposal=Sửa+nhà", w->csrf, member, member));
	if (r.status != 303)
		fail_msg("%s", strstr(body_of(w, &r), "class=\"errs\""));
	assert_int_equal(entries(w), before + 1);
	assert_int_equal(rows(w, "cell_meeting"), 1);
	assert_int_equal(rows(w, "meeting_absence"), 1);
	assert_int_equal(rows(w, "dues_month"), 1);
	assert_int_equal(rows(w, "dues_unpaid"), 1);
	assert_int_equal(rows(w, "proposal"), 1);
	done = strstr(r.location, "done=");
	assert_non_null(done);
	r = ask(w, r.location, NULL);
	assert_true(says(w, &r, "Đã ghi, bút toán số"));
	assert_true(says(w, &r, arena_printf(w->mem, "/undo/%s?to=%%2Fmonth%%2Fsheet%%3Funit%%3D", done + 5)));
	r = ask(w, "/month/letter?month=2022-05", NULL);
	assert_true(says(w, &r, "Mọi chi bộ đã nộp."));
	/* Sent is sent: a second sheet of the month is refused. */
	r = ask(w, sheet, arena_printf(w->mem, "_csrf=%s&held_on=30/05/2022&kind=regular&collected=1", w->csrf));
	assert_int_equal(r.status, 422);
	assert_int_equal(entries(w), before + 1);
	/* Another secretary may not take it back; who sent it may. */
	add_user_at(w, "khac", "secretary", unit);
	w->cookie = NULL;
	sign_in(w, "khac");
	r = ask(w, arena_printf(w->mem, "/undo/%s", done + 5), arena_printf(w->mem, "_csrf=%s&_reason=nhầm", w->csrf));
	assert_int_equal(r.status, 403);
	assert_int_equal(rows(w, "proposal"), 1);
	w->cookie = NULL;
	sign_in(w, "bithu");
	r = ask(w, arena_printf(w->mem, "/undo/%s", done + 5), arena_printf(w->mem, "_csrf=%s&_reason=nhầm", w->csrf));
	assert_int_equal(r.status, 303);
	assert_int_equal(rows(w, "cell_meeting"), 0);
	assert_int_equal(rows(w, "dues_unpaid"), 0);
	assert_int_equal(rows(w, "proposal"), 0);
}

/* On paper from the cell, typed by the office above: on whose behalf is told before, and by the journal after. */
static void a_sheet_typed_for_the_cell(void **state)
{
	struct world *w = *state;
	const char *unit, *member, *sheet = cell_of(w, &unit, &member);
	struct row row;
	struct reply r = ask(w, sheet, NULL);

	assert_false(says(w, &r, "Nhập thay"));
	add_user(w, "canbo", "org_clerk");
	w->cookie = NULL;
	sign_in(w, "canbo");
	r = ask(w, sheet, NULL);
	assert_true(says(w, &r, "Nhập thay: <strong>Chi bộ thử</strong>"));
	r = ask(w, sheet, arena_printf(w->mem, "_csrf=%s&held_on=30/05/2022&kind=regular&collected=1", w->csrf));
	assert_int_equal(r.status, 303);
	must(w, db_one(&w->db, SQL("SELECT id FROM main.cell_meeting"), NO_ARGS, &row));
	r = ask(w, arena_printf(w->mem, "/r/cell_meeting/%lld/history", (long long)row.cell[0].i), NULL);
	assert_true(says(w, &r, "<strong>Phiếu tháng chi bộ</strong> · Nhập thay: Chi bộ thử"));
}

/* ---- several orders in one entry ---- */

struct three { struct order order[3]; struct errs fault[3]; struct done done[3]; };

static const char *const code_fields[] = { "list", "key", "label", "valid_from" };

static void three_codes(struct world *w, struct three *t, const char *second)
{
	const char *key[] = { "mot", second, "ba" };

	for (int i = 0; i < 3; i++) {
		const char **text = NEWN(w->mem, const char *, 4);
		struct input *in = NEW(w->mem, struct input);
		text[0] = "thu";
		text[1] = key[i];
		text[2] = "Thử";
		text[3] = "2020-01-01";
		*in = (struct input){ 4, code_fields, text };
		t->order[i] = (struct order){ .verb = DO_CREATE, .rec = catalog_record(&w->catalog, "code"),
		                              .input = in };
	}
}

static int64_t codes(struct world *w)
{
	struct row row;

	must(w, db_one(&w->db, SQL("SELECT count(*) FROM main.code WHERE list = 'thu'"), NO_ARGS, &row));
	return cell_int(row.cell[0]);
}

static void orders_are_all_or_none(void **state)
{
	struct world *w = *state;
	struct three t;
	struct batch b = { .command = "thử", .order = t.order, .n = 3, .keep = true, .fault = t.fault, .done = t.done };
	int64_t before;

	load_all(w);
	before = entries(w);
	/* The second and third are wrong: each keeps its own faults, and the sum has all of them. */
	three_codes(w, &t, "Khóa Sai");
	((const char **)(uintptr_t)t.order[2].input->text)[3] = "ngày mai";
	w->ctx.heads = NULL;
	assert_false(command_batch(&w->ctx, &b));
	assert_int_equal(t.fault[0].count, 0);
	assert_int_equal(t.fault[1].count, 1);
	assert_string_equal(t.fault[1].first->field, "key");
	assert_int_equal(t.fault[2].count, 1);
	assert_string_equal(t.fault[2].first->field, "valid_from");
	assert_int_equal(w->errs.count, 2);
	assert_int_equal(codes(w), 0);
	assert_int_equal(entries(w), before);
	errs_clear(&w->errs);
	/* A rehearsal says that all holds, and what the third would be; nothing stays. */
	three_codes(w, &t, "hai");
	b.keep = false;
	w->ctx.heads = NULL;
	must(w, command_batch(&w->ctx, &b));
	assert_true(t.done[2].id > t.done[0].id);
	assert_int_equal(codes(w), 0);
	assert_int_equal(entries(w), before);
	b.keep = true;
	w->ctx.heads = NULL;
	must(w, command_batch(&w->ctx, &b));
	assert_int_equal(codes(w), 3);
	assert_int_equal(entries(w), before + 1);
	assert_int_equal(b.entry, before + 1);
	/* An order sees what the one before it wrote: the same key twice in one batch is refused at the second. */
	three_codes(w, &t, "bon");
	((const char **)(uintptr_t)t.order[0].input->text)[1] = "bon";
	w->ctx.heads = NULL;
	assert_false(command_batch(&w->ctx, &b));
	assert_int_equal(t.fault[0].count, 0);
	assert_int_equal(t.fault[1].count, 1);
	assert_int_equal(codes(w), 3);
}

/* ---- what is due ---- */

static int due_of(struct world *w, const char *until, struct due **out)
{
	struct clock clock = { .on = w->ctx.today };
	struct date last = { 0 };
	int n;

	assert_true(date_parse(until, &last));
	w->ctx.heads = NULL;
	must(w, due_load(&w->ctx, clock, 0, last, "proposal", out, &n));
	return n;
}

/* Thirty working days: by the day before it is not due; the day after, it is overdue. */
static void proposals_fall_due(void **state)
{
	static const char *const raised[] = { "unit", "month", "text", "raised_on" };
	struct world *w = *state;
	const char *unit, *member;
	struct date day, due, last;
	struct due *rows_due;
	struct reply r;

	(void)cell_of(w, &unit, &member);
	CREATE(w, "proposal", raised, unit, "2022-05", "Sửa nhà", "2022-05-04");
	assert_true(date_parse("2022-05-04", &day));
	w->ctx.heads = NULL;
	must(w, workday_add(&w->ctx, day, 30, &due));
	last = date_add_days(due, -1);
	assert_int_equal(due_of(w, date_iso(w->mem, last), &rows_due), 0);
	assert_int_equal(due_of(w, date_iso(w->mem, due), &rows_due), 1);
	assert_int_equal(rows_due[0].due.ymd, due.ymd);
	assert_string_equal(rows_due[0].unit_name, "Chi bộ thử");
	assert_string_equal(rows_due[0].state, "Chưa trả lời");
	assert_int_equal(due_when(&rows_due[0], due), DUE_WEEK);
	assert_int_equal(due_when(&rows_due[0], date_add_days(due, 1)), DUE_OVER);
	r = ask(w, "/due", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, arena_printf(w->mem, "/r/proposal/%lld", (long long)rows_due[0].id)));
	assert_true(says(w, &r, "<strong>1</strong> Trong 7 ngày tới"));
	r = ask(w, "/due?when=over", NULL);
	assert_false(says(w, &r, "/r/proposal/"));
	/* Who may count only is told nothing by name. */
	add_user(w, "dem", "viewer");
	w->cookie = NULL;
	sign_in(w, "dem");
	r = ask(w, "/due", NULL);
	assert_int_equal(r.status, 200);
	assert_false(says(w, &r, "/r/proposal/"));
}

static int terms_due(struct world *w, struct date on, struct due **out)
{
	struct clock clock = { .on = on };
	int n;

	w->ctx.heads = NULL;
	must(w, due_load(&w->ctx, clock, 0, date_add_days(on, 30), "term", out, &n));
	return n;
}

/* A committee whose term is over stays overdue until the next term begins or its unit is no more. */
static void an_ended_term_is_overdue(void **state)
{
	static const char *const term[] = { "unit", "body", "seats", "valid_from", "valid_until" };
	struct world *w = *state;
	const char *unit, *member;
	struct due *due;

	(void)cell_of(w, &unit, &member);
	CREATE(w, "term", term, unit, "committee", "3", "2019-06-01", "2022-06-01");
	assert_int_equal(terms_due(w, (struct date){ 20220401 }, &due), 0);
	assert_int_equal(terms_due(w, (struct date){ 20220520 }, &due), 1);
	assert_int_equal(terms_due(w, (struct date){ 20220615 }, &due), 1);
	assert_int_equal(due[0].due.ymd, 20220601);
	assert_int_equal(due_when(&due[0], (struct date){ 20220615 }), DUE_OVER);
	CREATE(w, "term", term, unit, "committee", "3", "2022-06-10", "2025-06-10");
	assert_int_equal(terms_due(w, (struct date){ 20220615 }, &due), 0);
	/* The term that follows is due in its turn. */
	assert_int_equal(terms_due(w, (struct date){ 20250701 }, &due), 1);
	assert_int_equal(due[0].due.ymd, 20250610);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_wrong_sheet_comes_back, start, stop),
		cmocka_unit_test_setup_teardown(a_sheet_is_one_entry, start, stop),
		cmocka_unit_test_setup_teardown(a_sheet_typed_for_the_cell, start, stop),
		cmocka_unit_test_setup_teardown(orders_are_all_or_none, start, stop),
		cmocka_unit_test_setup_teardown(proposals_fall_due, start, stop),
		cmocka_unit_test_setup_teardown(an_ended_term_is_overdue, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
