/* A form that was sent when its session had ended: nothing typed is lost, nothing is written unless who signed in sends
 * it, nothing of another site and nothing secret waits. */

#include "web_world.h"

#define OURS "https://dangvu.test"
static const char password_sent[] = "password=m%E1%BA%ADt+kh%E1%BA%A9u+%C4%91%E1%BB%83+th%E1%BB%AD";
static const char new_code[] = "_by=thu&_way=prepare&list=sex&key=other&label=Kh%C3%A1c+%22l%E1%BA%A1%22"
                               "&valid_from=01/01/2020";
static const char waiting[] = "_typed._by=thu&_typed.list=sex&_typed.key=other&_typed.label=Kh%C3%A1c+%22l%E1%BA%A1%22"
                              "&_typed.valid_from=01/01/2020";

static int begin(void **state)
{
	struct world *w;

	start(state);
	w = *state;
	load_all(w);
	add_user(w, "thu", "admin");
	add_user(w, "hai", "admin");
	add_user(w, "xem", "viewer");
	sign_in(w, "thu");
	w->origin = OURS;
	return 0;
}

static void let_it_end(struct world *w)
{
	must(w, db_run(&w->db, SQL("UPDATE session SET seen = 0"), NO_ARGS));
}

static int64_t others(struct world *w)
{
	struct row row;

	must(w, db_one(&w->db, SQL("SELECT count(*) FROM main.code WHERE list = 'sex' AND key = 'other'"),
	                    NO_ARGS, &row));
	return row.cell[0].i;
}

static const char *token_in(struct world *w, const struct reply *r)
{
	const char *at = strstr(body_of(w, r), "name=\"_csrf\" value=\"");

	assert_non_null(at);
	return arena_textn(w->mem, at + 20, 43);
}

static struct reply come_back(struct world *w, const char *login, const char *next, const char *typed)
{
	struct reply r = ask(w, "/login", arena_printf(w->mem, "login=%s&%s&next=%s&%s", login, password_sent,
	                                          next, typed));

	if (r.cookie)
		w->cookie = arena_textn(w->mem, r.cookie + strlen("dangvu="), 43);
	return r;
}

static void typed_waits(void **state)
{
	struct world *w = *state;
	struct reply r;

	let_it_end(w);
	r = ask(w, "/r/code/new?list=sex", arena_printf(w->mem, "_csrf=%s&_do=1&%s", w->csrf, new_code));
	assert_int_equal(r.status, 401);
	assert_true(says(w, &r, "name=\"next\" value=\"/r/code/new?list=sex\""));
	assert_true(says(w, &r, "name=\"_typed.label\" value=\"Khác &quot;lạ&quot;\""));
	assert_true(says(w, &r, "Điều vừa nhập vẫn còn"));
	assert_false(says(w, &r, w->csrf));
	assert_false(says(w, &r, "_typed._do"));
	/* A wrong password loses nothing either. */
	r = ask(w, "/login", arena_printf(w->mem, "login=thu&password=sai&next=/r/code/new&%s", waiting));
	assert_int_equal(r.status, 422);
	assert_true(says(w, &r, "name=\"_typed.label\" value=\"Khác &quot;lạ&quot;\""));
	r = come_back(w, "thu", "/r/code/new", waiting);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "name=\"label\" aria-describedby=\"f-label-help\""));
	assert_true(says(w, &r, "value=\"Khác &quot;lạ&quot;\""));
	assert_true(says(w, &r, "chưa ghi gì"));
	assert_false(says(w, &r, "không phải người đang đăng nhập"));
	assert_int_equal(others(w), 0);
	assert_string_not_equal(token_in(w, &r), w->csrf);
	r = ask(w, "/r/code/new", arena_printf(w->mem, "_csrf=%s&_do=1&%s", token_in(w, &r), new_code));
	assert_int_equal(r.status, 303);
	assert_int_equal(others(w), 1);
}

static void another_signs_in(void **state)
{
	struct world *w = *state;
	struct reply r;

	let_it_end(w);
	r = come_back(w, "hai", "/r/code/new", waiting);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "(hai)"));
	assert_true(says(w, &r, "Người nhập biểu mẫu này là <strong>thu</strong>, không phải người đang đăng nhập"));
	assert_int_equal(others(w), 0);
	/* Whoever may not do it is not shown it. */
	w->cookie = NULL;
	r = come_back(w, "xem", "/r/code/new", waiting);
	assert_int_equal(r.status, 403);
	assert_false(says(w, &r, "&quot;lạ"));
	assert_int_equal(others(w), 0);
}

/* Signed in anew beside the form, in another window: its token is of the session before. */
static void token_of_before(void **state)
{
	struct world *w = *state;
	const char *old = w->csrf;
	struct reply r;

	sign_in(w, "thu");
	r = ask(w, "/r/code/new", arena_printf(w->mem, "_csrf=%s&_do=1&%s", old, new_code));
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "value=\"Khác &quot;lạ&quot;\""));
	assert_string_equal(token_in(w, &r), w->csrf);
	assert_int_equal(others(w), 0);
	w->origin = "https://evil.example";
	assert_int_equal(ask(w, "/r/code/new", arena_printf(w->mem, "_csrf=%s&%s", old, new_code)).status, 403);
	w->origin = NULL;
	assert_int_equal(ask(w, "/r/code/new", arena_printf(w->mem, "_csrf=%s&%s", old, new_code)).status, 403);
}

static void nothing_foreign_or_secret_waits(void **state)
{
	struct world *w = *state;
	char *much = arena_alloc(w->mem, 1, 200001);
	struct reply r;

	let_it_end(w);
	w->origin = "https://evil.example";
	r = ask(w, "/r/code/new", new_code);
	assert_int_equal(r.status, 303);
	assert_string_equal(r.location, "/login");
	w->origin = OURS;
	r = ask(w, "/account", "password=mat+khau+moi");
	assert_int_equal(r.status, 303);
	r = ask(w, "/r/code/new", arena_printf(w->mem, "%s&password=mat+khau+moi", new_code));
	assert_int_equal(r.status, 401);
	assert_false(says(w, &r, "mat khau"));
	memset(much, 'x', 200000);
	r = ask(w, "/r/code/new", arena_printf(w->mem, "label=%s", much));
	assert_int_equal(r.status, 401);
	assert_true(says(w, &r, "quá dài"));
	assert_true(r.nbody < 10000);
	/* Where no form stands, one just signs in. */
	r = come_back(w, "thu", "/account", "_typed.password_new=x&_typed.a=b");
	assert_int_equal(r.status, 303);
	assert_string_equal(r.location, "/account");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(typed_waits, begin, stop),
		cmocka_unit_test_setup_teardown(another_signs_in, begin, stop),
		cmocka_unit_test_setup_teardown(token_of_before, begin, stop),
		cmocka_unit_test_setup_teardown(nothing_foreign_or_secret_waits, begin, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
