/* One step for many rows of a list: foreseen row by row, done in one entry, taken back in one. */

#include "base/text.h"
#include "web_world.h"

static struct reply post(struct world *w, const char *target, const char *form)
{
	return ask(w, target, arena_printf(w->mem, "_csrf=%s&%s", w->csrf, form));
}

/* Three who wish to join, listed in one cell. */
static void listed(struct world *w, const char **unit, const char *id[3])
{
	static const char *const of[] = { "person", "unit", "listed_on" };
	static const char *const person[] = { "name", "sex", "born", "home" };
	static const char *const names[] = { "Lê Văn Một", "Lê Văn Hai", "Lê Văn Ba" };
	const char *member;

	load_all(w);
	found_cell(w, unit, &member);
	for (int i = 0; i < 3; i++) {
		const char *who = number(w, CREATE(w, "person", person, names[i], "male", "1990", *unit));

		id[i] = number(w, CREATE(w, "sympathiser", of, who, *unit, "2022-01-10"));
	}
	add_user(w, "canbo", "org_clerk");
	sign_in(w, "canbo");
}

static int64_t entry_of(struct world *w, const char *id, const char **state)
{
	struct row row;
	int64_t n;

	assert_true(text_int(id, &n));
	must(w, db_one(&w->db, SQL("SELECT entry, state FROM main.sympathiser WHERE id = $1"), ARGS(V(n)), &row));
	if (state)
		*state = row.cell[1].text;
	return cell_int(row.cell[0]);
}

static const char *base36(struct world *w, int64_t n)
{
	char s[20];
	int at = sizeof s;

	s[--at] = '\0';
	for (; n; n /= 36)
		s[--at] = "0123456789abcdefghijklmnopqrstuvwxyz"[n % 36];
	return arena_text(w->mem, s + at);
}

static const char *seen(struct world *w, const char *id)
{
	int64_t n;

	assert_true(text_int(id, &n));
	return arena_printf(w->mem, "%s-%s", base36(w, n), base36(w, entry_of(w, id, NULL)));
}

static void assert_state(struct world *w, const char *id, const char *should)
{
	const char *state;

	entry_of(w, id, &state);
	assert_string_equal(state, should);
}

static int64_t entries(struct world *w)
{
	struct row row;

	must(w, db_one(&w->db, SQL("SELECT count(*) FROM main.journal"), NO_ARGS, &row));
	return cell_int(row.cell[0]);
}

static void one_entry_for_all(void **state)
{
	struct world *w = *state;
	const char *unit, *id[3], *entry;
	int64_t before;
	struct reply r;

	listed(w, &unit, id);
	r = ask(w, "/r/sympathiser?f.person=le", NULL);
	assert_true(says(w, &r, arena_printf(w->mem, "name=\"_row\" value=\"%s\" form=\"bulk\"", id[0])));
	assert_true(says(w, &r, "name=\"_list\" value=\"f.person=le\""));
	assert_true(says(w, &r, "Chọn cả 3 dòng của bộ lọc"));
	r = ask(w, arena_printf(w->mem, "/r/sympathiser/steps?_list=f.person%%3Dle&_row=%s&_row=%s", id[0], id[1]),
	        NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "<strong>2</strong> dòng đã chọn"));
	assert_true(says(w, &r, "<option value=\"propose\">") && says(w, &r, "<option value=\"edit.helper\">"));
	assert_false(says(w, &r, "edit.person") || says(w, &r, "edit.state"));
	before = entries(w);
	r = ask(w, "/r/sympathiser/steps?_list=&_all=1&_do=propose&proposed_on=2022-03-01&_try=1", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "<strong>3</strong> dòng làm được"));
	assert_int_equal(entries(w), before);
	assert_state(w, id[0], "listed");
	r = post(w, "/r/sympathiser/steps", arena_printf(w->mem, "_list=f.person%%3Dle&_rows=%s.%s&_do=propose&"
	         "proposed_on=2022-03-01", seen(w, id[0]), seen(w, id[1])));
	assert_int_equal(r.status, 303);
	assert_int_equal(entries(w), before + 1);
	entry = number(w, entry_of(w, id[0], NULL));
	assert_string_equal(r.location, arena_printf(w->mem, "/r/sympathiser?f.person=le&done=%s&rows=2", entry));
	assert_state(w, id[0], "proposed");
	assert_state(w, id[1], "proposed");
	assert_state(w, id[2], "listed");
	r = ask(w, r.location, NULL);
	assert_true(says(w, &r, "Đã ghi 2 dòng") && says(w, &r, arena_printf(w->mem, "href=\"/undo/%s?to=", entry)));
	r = post(w, arena_printf(w->mem, "/undo/%s", entry), "_reason=nham");
	assert_int_equal(r.status, 303);
	assert_int_equal(entries(w), before + 2);
	assert_state(w, id[0], "listed");
	assert_state(w, id[1], "listed");
}

/* What cannot be done is told at its row with its reason; what somebody wrote in between, and then nothing is done. */
static void each_row_tells(void **state)
{
	static const char *const step[] = { "reviewed_on" };
	struct world *w = *state;
	const char *unit, *id[3], *rows;
	struct reply r;
	int64_t n, before;

	listed(w, &unit, id);
	r = post(w, "/r/sympathiser/steps", arena_printf(w->mem, "_rows=%s&_do=propose&proposed_on=2022-03-01",
	                                                 seen(w, id[0])));
	assert_int_equal(r.status, 303);
	r = ask(w, "/r/sympathiser/steps?_all=1&_do=propose&proposed_on=2022-04-01&_try=1", NULL);
	assert_true(says(w, &r, "<strong>2</strong> dòng làm được, <strong>1</strong> dòng không làm được"));
	assert_true(says(w, &r, "không làm bước “Chuyển lập hồ sơ kết nạp” được"));
	assert_false(says(w, &r, seen(w, id[0])));
	assert_true(says(w, &r, seen(w, id[1])));
	r = ask(w, "/r/sympathiser/steps?_all=1&_do=drop&_try=1", NULL);
	assert_true(says(w, &r, "cần nêu lý do") && says(w, &r, "<strong>0</strong> dòng làm được"));
	rows = arena_printf(w->mem, "%s.%s", seen(w, id[1]), seen(w, id[2]));
	assert_true(text_int(id[2], &n));
	must(w, command_run(&w->ctx, &(struct order){ .verb = DO_EDIT, .id = n,
	     .rec = catalog_record(&w->catalog, "sympathiser"),
	     .input = &(struct input){ 1, step, (const char *[]){ "2022-02-02" } } }, &(struct done){ 0 }));
	before = entries(w);
	r = post(w, "/r/sympathiser/steps", arena_printf(w->mem, "_rows=%s&_do=propose&proposed_on=2022-04-01", rows));
	assert_int_equal(r.status, 409);
	assert_true(says(w, &r, "vừa được người khác sửa") && says(w, &r, "Lê Văn Ba</a>"));
	assert_true(says(w, &r, "<strong>1</strong> dòng làm được"));
	assert_int_equal(entries(w), before);
	assert_state(w, id[1], "listed");
}

/* One field: set for all, and emptied. */
static void one_field_for_all(void **state)
{
	struct world *w = *state;
	const char *unit, *id[3];
	struct reply r;

	listed(w, &unit, id);
	r = ask(w, "/r/sympathiser/steps?_all=1&_do=edit.reviewed_on&reviewed_on=2022-05-05&_try=1", NULL);
	assert_true(says(w, &r, "<strong>3</strong> dòng làm được"));
	r = post(w, "/r/sympathiser/steps", arena_printf(w->mem, "_rows=%s.%s.%s&_do=edit.reviewed_on&"
	         "reviewed_on=2022-05-05", seen(w, id[0]), seen(w, id[1]), seen(w, id[2])));
	assert_int_equal(r.status, 303);
	r = ask(w, "/r/sympathiser?f.reviewed_on=2022-05-05", NULL);
	assert_true(says(w, &r, "<strong>3</strong> dòng"));
	r = post(w, "/r/sympathiser/steps", arena_printf(w->mem, "_rows=%s&_do=edit.reviewed_on&reviewed_on=",
	                                                 seen(w, id[0])));
	assert_int_equal(r.status, 303);
	r = ask(w, "/r/sympathiser?f.reviewed_on=2022-05-05", NULL);
	assert_true(says(w, &r, "<strong>2</strong> dòng"));
	r = ask(w, "/r/sympathiser/steps?_all=1&_do=edit.person&_try=1", NULL);
	assert_int_equal(r.status, 422);
}

/* Rights and four eyes are asked of each row as ever. */
static void nobody_passes_by(void **state)
{
	static const char *const of[] = { "unit", "month", "text", "raised_on" };
	struct world *w = *state;
	const char *unit, *id[3];
	struct reply r;

	listed(w, &unit, id);
	r = ask(w, "/api/do/proposal/create", arena_printf(w->mem, "{\"fields\":{\"unit\":\"%s\",\"month\":\"2022-05\","
	        "\"text\":\"của mình\",\"raised_on\":\"2022-05-03\"}}", unit));
	assert_int_equal(r.status, 200);
	CREATE(w, "proposal", of, unit, "2022-05", "của người khác", "2022-05-03");
	r = ask(w, "/r/proposal/steps?_all=1&_do=answer&answered_on=2022-05-20&answer=duoc&_try=1", NULL);
	assert_true(says(w, &r, "<strong>1</strong> dòng làm được") && says(w, &r, "phải do người khác làm"));
	add_user(w, "xem", "leader");
	w->cookie = w->csrf = NULL;
	sign_in(w, "xem");
	r = ask(w, "/r/sympathiser", NULL);
	assert_false(says(w, &r, "name=\"_row\""));
	assert_int_equal(ask(w, "/r/sympathiser/steps?_all=1", NULL).status, 403);
	r = post(w, "/r/sympathiser/steps", arena_printf(w->mem, "_rows=%s&_do=propose", seen(w, id[0])));
	assert_int_equal(r.status, 403);
	assert_state(w, id[0], "listed");
}

static void nonsense_is_refused(void **state)
{
	static const struct { const char *query; int status; } asked[] = {
		{ "", 422 }, { "_rows=1", 422 }, { "_rows=%21", 422 }, { "_rows=zzzzzzzzzzzzzzzzzz", 422 },
		{ "_row=x", 422 }, { "_list=where%3Dnothing&_all=1", 422 }, { "_list=%25zz&_all=1", 422 },
		{ "_all=1&_list=known%3D1", 422 }, { "_all=1&_do=nothing", 422 }, { "_all=1&_do=edit.", 422 },
	};
	struct world *w = *state;
	const char *unit, *id[3];

	listed(w, &unit, id);
	for (size_t i = 0; i < COUNTOF(asked); i++) {
		struct reply r = ask(w, arena_printf(w->mem, "/r/sympathiser/steps?%s", asked[i].query), NULL);

		if (r.status != asked[i].status)
			fail_msg("%s: %d, not %d", asked[i].query, r.status, asked[i].status);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_entry_for_all, start, stop),
		cmocka_unit_test_setup_teardown(each_row_tells, start, stop),
		cmocka_unit_test_setup_teardown(one_field_for_all, start, stop),
		cmocka_unit_test_setup_teardown(nobody_passes_by, start, stop),
		cmocka_unit_test_setup_teardown(nonsense_is_refused, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
