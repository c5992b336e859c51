/* Lists as their page shows them: filters under the headings, columns, groups, what the box of conditions completes. */

#include <zlib.h>

#include "web_world.h"

/* What is typed under a heading is a condition like any other: of the kind of its field, counted, carried along, and
 * refused beside its input. */
static void filters_under_headings(void **state)
{
	static const struct { const char *typed, *counts; } asked[] = {
		{ "f.name=tran+thi", "1" }, { "f.name=Tr%E1%BA%A7n", "1" }, { "f.name=le", "0" },
		{ "f.born=1980", "1" }, { "f.born=1980-02", "1" }, { "f.born=02%2F1980", "1" },
		{ "f.born=3%2F2%2F1980", "1" }, { "f.born=1981", "0" }, { "f.born=%3E%3D1980-02", "1" },
		{ "f.born=%3E1980-02", "0" }, { "f.born=%3C%3D1980-02", "1" }, { "f.born=%3C1980-02", "0" },
		{ "f.sex=female", "1" }, { "f.sex=male", "0" }, { "f.sex=-", "0" }, { "f.sex=*", "1" },
		{ "f.name=tran&f.sex=male", "0" }, { "where=sex+%3D+male&f.name=tran", "0" },
		{ "f.name=%22+or+sex+%3D+female", "0" }, { "f.name=&f.sex=", "1" },
	};
	struct world *w = *state;
	const char *unit, *member;
	struct reply r;

	load_all(w);
	found_cell(w, &unit, &member);
	add_user(w, "xem", "leader");
	sign_in(w, "xem");
	for (size_t i = 0; i < COUNTOF(asked); i++) {
		r = ask(w, arena_printf(w->mem, "/r/person?%s", asked[i].typed), NULL);
		if (r.status != 200 || !says(w, &r, arena_printf(w->mem, "<strong>%s</strong> dòng", asked[i].counts)))
			fail_msg("%s: %d, not %s rows", asked[i].typed, r.status, asked[i].counts);
	}
	r = ask(w, "/r/person?f.name=tran&size=all", NULL);
	assert_true(says(w, &r, "name=\"f.name\" form=\"ask\""));
	assert_true(says(w, &r, "order=-name&amp;f.name=tran") || says(w, &r, "f.name=tran&amp;order="));
	assert_true(says(w, &r, "href=\"/export/list/person/xlsx?f.name=tran\""));
	r = ask(w, "/r/person?f.born=hom+qua", NULL);
	assert_int_equal(r.status, 422);
	assert_true(says(w, &r, "href=\"#f-f-born\""));
	assert_true(says(w, &r, "id=\"f-f-born\""));
	r = ask(w, "/r/person?f.nothing=1", NULL);
	assert_int_equal(r.status, 422);
	r = ask(w, "/export/list/person/csv?f.name=le", NULL);
	assert_null(strstr(file_of(w, &r), "Trần"));
}

/* Columns are chosen and moved by addresses alone, also one reference on. */
static void columns_chosen(void **state)
{
	struct world *w = *state;
	const char *unit, *member;
	struct reply r;

	load_all(w);
	found_cell(w, &unit, &member);
	add_user(w, "xem", "leader");
	sign_in(w, "xem");
	r = ask(w, "/r/member?where=&col=person&col=person.born&col=file_no", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "03/02/1980"));
	assert_true(says(w, &r, "value=\"person.born\" checked"));
	assert_true(says(w, &r, "columns=person.born%2Cperson%2Cfile_no"));
	assert_true(says(w, &r, "href=\"/export/list/member/xlsx?where=&amp;columns=person%2Cperson.born%2Cfile_no\""));
	r = ask(w, "/export/list/member/csv?where=&columns=person.born%2Cfile_no", NULL);
	assert_int_equal(r.status, 200);
	assert_non_null(strstr(file_of(w, &r), "1980"));
	assert_null(strstr(file_of(w, &r), "Trần"));
	r = ask(w, "/r/member?columns=nothing", NULL);
	assert_int_equal(r.status, 422);
}

/* What the box of conditions completes: fields that this user may see, with their codes. */
static void fields_for_conditions(void **state)
{
	struct world *w = *state;
	struct reply r;

	load_all(w);
	add_user(w, "xem", "secretary");
	sign_in(w, "xem");
	r = ask(w, "/api/fields/person", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "{\"name\":\"sex\",\"label\":\"Giới tính\",\"values\":[{\"value\":\"male\","));
	assert_int_equal(ask(w, "/api/fields/user", NULL).status, 404);
}

/* A group counts what it opens. */
static void groups_open_their_rows(void **state)
{
	static const char *const person[] = { "name", "sex", "born", "home" };
	struct world *w = *state;
	const char *unit, *member;
	struct reply r;

	load_all(w);
	found_cell(w, &unit, &member);
	CREATE(w, "person", person, "Lê Văn Thử", "male", "1981", unit);
	CREATE(w, "person", person, "Lê Văn Hai", "male", "1982", unit);
	add_user(w, "xem", "leader");
	sign_in(w, "xem");
	r = ask(w, "/r/person?by=sex&f.name=thu", NULL);
	assert_true(says(w, &r, "href=\"/r/person?f.name=thu&amp;f.sex=male\">1</a>"));
	assert_true(says(w, &r, "50,0%"));
	r = ask(w, "/r/person?by=sex", NULL);
	assert_true(says(w, &r, "href=\"/r/person?f.sex=male\">2</a>"));
	assert_true(says(w, &r, "66,7%"));
	r = ask(w, "/r/person?f.sex=male", NULL);
	assert_true(says(w, &r, "<strong>2</strong> dòng"));
	r = ask(w, "/r/member?where=&by=unit", NULL);
	assert_int_equal(r.status, 200);
	assert_int_equal(ask(w, "/r/person?by=nothing", NULL).status, 422);
}

/* Packed for a browser that unpacks, a page is the same page. */
static void pages_are_packed(void **state)
{
	struct world *w = *state;
	struct reply plain, packed;
	char *text = arena_alloc(w->mem, 1, 1 << 20);
	z_stream z = { .next_out = (Bytef *)text, .avail_out = 1 << 20 };

	load_all(w);
	add_user(w, "xem", "leader");
	sign_in(w, "xem");
	plain = ask(w, "/r/code", NULL);
	w->unpacks = true;
	packed = ask(w, "/r/code", NULL);
	assert_false(plain.zipped);
	assert_true(packed.zipped && packed.nbody * 3 < plain.nbody);
	z.next_in = (Bytef *)(uintptr_t)packed.body;
	z.avail_in = (uInt)packed.nbody;
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	inflateEnd(&z);
	assert_int_equal(z.total_out, plain.nbody);
	assert_memory_equal(text, plain.body, plain.nbody);
	packed = ask(w, "/api/fields/code", NULL);
	assert_false(packed.zipped);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(filters_under_headings, start, stop),
		cmocka_unit_test_setup_teardown(fields_for_conditions, start, stop),
		cmocka_unit_test_setup_teardown(columns_chosen, start, stop),
		cmocka_unit_test_setup_teardown(groups_open_their_rows, start, stop),
		cmocka_unit_test_setup_teardown(pages_are_packed, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
