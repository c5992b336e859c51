/* Lists saved under a name: one user's own, wherever rows are read or changed, until he shares them. */

#include "web_world.h"

static void sign_out(struct world *w)
{
	w->cookie = w->csrf = NULL;
}

static void as(struct world *w, const char *login)
{
	sign_out(w);
	sign_in(w, login);
}

static struct reply post(struct world *w, const char *target, const char *form)
{
	return ask(w, target, arena_printf(w->mem, "_csrf=%s&%s", w->csrf, form));
}

/* The number of the only saved list. */
static int64_t only_view(struct world *w, int64_t *entry)
{
	struct row row;

	must(w, db_one(&w->db, SQL("SELECT id, entry FROM main.saved_view"), NO_ARGS, &row));
	assert_int_equal(row.n > 0, true);
	if (entry)
		*entry = cell_int(row.cell[1]);
	return cell_int(row.cell[0]);
}

#define VIEW_NAME "Danh+sách+riêng"
#define SHOWN "Danh sách riêng"

static void saved(struct world *w)
{
	struct reply r = ask(w, "/r/person?f.name=tran&columns=name&size=100", NULL);

	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "href=\"/r/person/views?f.name=tran&amp;columns=name&amp;size=100\""));
	r = ask(w, "/r/person/views?f.name=tran&columns=name&size=100", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "name=\"where\" value=\"name ~ tran\""));
	r = post(w, "/r/person/views", "do=save&name=" VIEW_NAME "&share=&where=name+~+tran&columns=name&size=100");
	assert_int_equal(r.status, 303);
	assert_string_equal(r.location, arena_printf(w->mem, "/r/person?where=name%%20~%%20tran&columns=name&"
	                                             "size=100&view=%lld", (long long)only_view(w, NULL)));
}

static void province(struct world *w, const char **unit)
{
	const char *member;

	load_all(w);
	found_cell(w, unit, &member);
	add_user(w, "mot", "org_clerk");
	add_user(w, "hai", "org_clerk");
	add_user_at(w, "ba", "secretary", *unit);
}

/* What one saved, others with the very same rights never see: pages kept for those rights, rows by number, versions,
 * the search, the API, conditions over other types. */
static void is_ones_own(void **state)
{
	static const char *const places[] = {
		"/r/saved_view", "/r/person", "/r/person/views", "/search?q=rieng", "/api/list/saved_view",
		"/r/saved_view?where=", "/r/saved_view?by=record", "/export/list/saved_view/csv",
	};
	struct world *w = *state;
	const char *unit, *id;
	struct reply r;

	province(w, &unit);
	as(w, "mot");
	saved(w);
	id = number(w, only_view(w, NULL));
	for (size_t i = 0; i + 2 < COUNTOF(places); i++) {
		r = ask(w, places[i], NULL);
		if (r.status != 200 || !says(w, &r, SHOWN))
			fail_msg("%s: its owner does not see it (%d)", places[i], r.status);
	}
	r = ask(w, arena_printf(w->mem, "/r/saved_view/%s/history", id), NULL);
	assert_true(r.status == 200 && says(w, &r, SHOWN));
	as(w, "hai");
	for (size_t i = 0; i < COUNTOF(places); i++) {
		r = ask(w, places[i], NULL);
		const char *told = r.body ? body_of(w, &r) : file_of(w, &r);

		if (r.status != 200 || strstr(told, SHOWN) || strstr(told, id))
			fail_msg("%s: another sees it (%d)", places[i], r.status);
	}
	r = ask(w, "/r/saved_view", NULL);
	assert_true(says(w, &r, "<strong>0</strong> dòng"));
	assert_int_equal(ask(w, arena_printf(w->mem, "/r/saved_view/%s", id), NULL).status, 404);
	assert_int_equal(ask(w, arena_printf(w->mem, "/r/saved_view/%s/history", id), NULL).status, 404);
	assert_int_equal(ask(w, arena_printf(w->mem, "/r/saved_view/%s/edit", id), NULL).status, 404);
	assert_int_equal(ask(w, arena_printf(w->mem, "/api/show/saved_view/%s", id), NULL).status, 404);
	assert_int_equal(ask(w, arena_printf(w->mem, "/api/history/saved_view/%s", id), NULL).status, 404);
}

static void is_changed_by_its_owner(void **state)
{
	struct world *w = *state;
	const char *unit, *id, *form;
	struct reply r;
	int64_t entry;

	province(w, &unit);
	as(w, "mot");
	saved(w);
	id = number(w, only_view(w, &entry));
	as(w, "hai");
	form = arena_printf(w->mem, "id=%s&seen=%lld&name=khac&share=", id, (long long)entry);
	assert_int_equal(post(w, "/r/person/views", arena_printf(w->mem, "do=edit&%s", form)).status, 403);
	assert_int_equal(post(w, "/r/person/views", arena_printf(w->mem, "do=remove&%s", form)).status, 403);
	r = ask(w, "/api/do/saved_view/edit", arena_printf(w->mem, "{\"id\":%s,\"fields\":{\"name\":\"khac\"}}", id));
	assert_true(r.status == 403 || r.status == 404);
	r = post(w, arena_printf(w->mem, "/undo/%lld", (long long)entry), "_reason=thu");
	assert_int_equal(r.status, 403);
	as(w, "mot");
	r = post(w, "/r/person/views", arena_printf(w->mem, "do=edit&%s", form));
	assert_int_equal(r.status, 303);
	r = ask(w, "/r/person", NULL);
	assert_true(says(w, &r, ">khac</a>") && !says(w, &r, SHOWN));
	assert_int_equal(post(w, "/r/person/views", arena_printf(w->mem, "do=remove&%s", form)).status, 409);
	only_view(w, &entry);
	form = arena_printf(w->mem, "id=%s&seen=%lld", id, (long long)entry);
	assert_int_equal(post(w, "/r/person/views", arena_printf(w->mem, "do=remove&%s", form)).status, 303);
	r = ask(w, "/r/person", NULL);
	assert_false(says(w, &r, ">khac</a>"));
}

/* Shared with a unit, who works there opens it, asks it with his own rights, and changes nothing of it. */
static void is_shared(void **state)
{
	struct world *w = *state;
	const char *unit, *id;
	struct reply r;
	int64_t entry;

	province(w, &unit);
	as(w, "mot");
	saved(w);
	id = number(w, only_view(w, &entry));
	as(w, "ba");
	r = ask(w, "/r/person", NULL);
	assert_true(r.status == 200 && !says(w, &r, SHOWN));
	as(w, "mot");
	r = post(w, "/r/person/views", arena_printf(w->mem, "do=edit&id=%s&seen=%lld&name=" VIEW_NAME "&share=%s", id,
	                                            (long long)entry, unit));
	assert_int_equal(r.status, 303);
	only_view(w, &entry);
	as(w, "ba");
	r = ask(w, "/r/person", NULL);
	assert_true(says(w, &r, ">" SHOWN "</a>"));
	r = ask(w, "/search?q=rieng", NULL);
	assert_true(says(w, &r, SHOWN));
	assert_int_equal(ask(w, arena_printf(w->mem, "/r/saved_view/%s", id), NULL).status, 200);
	assert_int_equal(ask(w, arena_printf(w->mem, "/r/saved_view/%s/history", id), NULL).status, 404);
	assert_int_equal(ask(w, arena_printf(w->mem, "/r/saved_view/%s/edit", id), NULL).status, 404);
	r = ask(w, arena_printf(w->mem, "/r/saved_view?known=%lld", (long long)entry - 1), NULL);
	assert_false(says(w, &r, SHOWN));
	r = ask(w, arena_printf(w->mem, "/r/saved_view?known=%lld", (long long)entry), NULL);
	assert_true(says(w, &r, SHOWN));
	as(w, "mot");
	r = post(w, "/r/person/views", arena_printf(w->mem, "do=edit&id=%s&seen=%lld&name=" VIEW_NAME "&share=", id,
	                                            (long long)entry));
	assert_int_equal(r.status, 303);
	as(w, "ba");
	r = ask(w, arena_printf(w->mem, "/r/saved_view?known=%lld", (long long)entry), NULL);
	assert_false(says(w, &r, SHOWN));
	r = ask(w, "/r/person", NULL);
	assert_false(says(w, &r, SHOWN));
}

/* Sharing goes as far as one's own place; what is saved is a question that can be asked. */
static void is_checked(void **state)
{
	static const struct { const char *form; int status; } sent[] = {
		{ "do=save&name=", 422 }, { "do=save&name=x&where=nothing+%3D+1", 422 },
		{ "do=save&name=x&columns=nothing", 422 }, { "do=save&name=x&order=-nothing", 422 },
		{ "do=save&name=x&by=nothing", 422 }, { "do=save&name=x&period=mai", 422 },
		{ "do=save&name=x&by=unit&order=-born&columns=name,home.code", 303 },
		{ "do=save&name=x", 422 },
	};
	struct world *w = *state;
	const char *unit;
	struct reply r;

	province(w, &unit);
	add_user_at(w, "bon", "secretary", unit);
	as(w, "mot");
	for (size_t i = 0; i < COUNTOF(sent); i++)
		if (post(w, "/r/person/views", sent[i].form).status != sent[i].status)
			fail_msg("%s: not %d", sent[i].form, sent[i].status);
	as(w, "ba");
	assert_int_equal(post(w, "/r/person/views", arena_printf(w->mem, "do=save&name=y&share=%s", unit)).status, 303);
	as(w, "bon");
	r = ask(w, "/r/person", NULL);
	assert_true(says(w, &r, ">y</a>"));
	assert_int_equal(ask(w, "/r/user/views", NULL).status, 404);
}

/* A condition over rows of one's own tells nothing of others'. */
static void is_not_told_by_conditions(void **state)
{
	struct world *w = *state;
	const char *unit;
	struct reply r;

	province(w, &unit);
	add_user(w, "quantri", "admin");
	as(w, "mot");
	saved(w);
	as(w, "quantri");
	r = ask(w, "/r/user?where=has+saved_view(name+~+%22rieng%22)", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "<strong>0</strong> dòng"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(is_ones_own, start, stop),
		cmocka_unit_test_setup_teardown(is_changed_by_its_owner, start, stop),
		cmocka_unit_test_setup_teardown(is_shared, start, stop),
		cmocka_unit_test_setup_teardown(is_checked, start, stop),
		cmocka_unit_test_setup_teardown(is_not_told_by_conditions, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
