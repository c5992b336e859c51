/* Pages in two languages: who is answered in which, that nothing of ours is left untranslated, and that data is left
 * alone. */

#include "web_world.h"
#include "base/language.h"
#include "web/pages.h"

static const struct reply *page(struct world *w, const char *target, const char *language)
{
	struct reply *r = NEW(w->mem, struct reply);

	w->language = language;
	*r = ask(w, target, NULL);
	w->language = NULL;
	return r;
}

static void the_choice_is_heard(void **state)
{
	struct world *w = *state;

	assert_true(says(w, page(w, "/login", NULL), "<html lang=\"vi\">"));
	assert_true(says(w, page(w, "/login", "vi"), "<h1>Đăng nhập</h1>"));
	assert_true(says(w, page(w, "/login", "en"), "<html lang=\"en\">"));
	assert_true(says(w, page(w, "/login", "en"), "<h1>Sign in</h1>"));
	assert_true(says(w, page(w, "/login", "fr"), "<h1>Đăng nhập</h1>"));
	assert_true(says(w, page(w, "/api/list/member", "en"), "Not signed in."));
	assert_true(says(w, page(w, "/api/list/member", NULL), "Chưa đăng nhập."));
}

static void speak(struct world *w, const char *language)
{
	struct reply r = ask(w, "/language", arena_printf(w->mem, "_csrf=%s&language=%s&next=%%2Fr%%2Fcode", w->csrf,
	                                                  language));

	assert_int_equal(r.status, 303);
	assert_string_equal(r.location, "/r/code");
	assert_non_null(strstr(r.cookie, arena_printf(w->mem, "dangvu_language=%s; Path=/; HttpOnly; SameSite=Strict",
	                                              language)));
}

static void the_account_is_heard_before(void **state)
{
	struct world *w = *state;
	const char *cookie;

	load_all(w);
	add_user(w, "thu", "admin");
	sign_in(w, "thu");
	assert_true(says(w, page(w, "/r/code", "vi"), "<h1>Danh mục mã</h1>"));
	speak(w, "en");
	assert_true(says(w, page(w, "/r/code", "vi"), "<h1>Codes</h1>"));
	assert_true(says(w, page(w, "/r/code", NULL), "rows"));
	cookie = w->cookie;
	sign_in(w, "thu");
	assert_string_not_equal(w->cookie, cookie);
	assert_true(says(w, page(w, "/r/code", NULL), "<h1>Codes</h1>"));
	speak(w, "vi");
	assert_true(says(w, page(w, "/r/code", "en"), "<h1>Danh mục mã</h1>"));
	w->origin = "https://evil.example";
	assert_int_equal(ask(w, "/language", "language=en&next=/").status, 403);
	w->origin = NULL;
	w->cookie = NULL;
	assert_string_equal(ask(w, "/language", "language=en&next=//evil.example/").location, "/");
	w->cookie = "x";
	assert_true(says(w, page(w, "/login", "en"), "<h1>Sign in</h1>"));
}

static void data_is_left_alone(void **state)
{
	static const char *const code[] = { "list", "key", "label", "valid_from" };
	struct world *w = *state;
	const char *row;
	int64_t id;

	load_all(w);
	add_user(w, "thu", "org_clerk");
	sign_in(w, "thu");
	id = CREATE(w, "code", code, "sex", "other", "Tài khoản", "2020-01-01");
	row = arena_printf(w->mem, "/r/code/%lld", (long long)id);
	assert_true(says(w, page(w, row, "en"), "<h1>Tài khoản</h1>"));
	assert_true(says(w, page(w, row, "en"), "<dt>Key</dt>"));
	/* What is kept for one language is not shown in another. */
	for (int i = 0; i < 2; i++) {
		assert_true(says(w, page(w, "/r/holiday", "en"), "<title>Holidays, make-up working days · "));
		assert_true(says(w, page(w, "/r/holiday", "vi"), "<title>Ngày nghỉ, ngày làm bù · Đảng vụ"));
	}
	assert_true(says(w, page(w, "/r/person/new", "en"), ">Female</option>"));
	assert_true(says(w, page(w, "/r/person/new", "vi"), ">Nữ</option>"));
}

/* Each text between tags and in attributes for people that is, as it stands, one of our Vietnamese texts. */
static void look(struct world *w, const struct arena *english, const char *target, const char *text)
{
	char *s = arena_text(w->mem, text);
	size_t n;

	s += strspn(s, " \n\t");
	for (n = strlen(s); n && strchr(" \n\t", s[n - 1]); n--)
		s[n - 1] = '\0';
	if (strpbrk(s, "\xc3\xc4\xc6\xe1") && strcmp(say(english, s), s) != 0)
		fail_msg("%s: “%s” is not translated", target, s);
}

static void look_through(struct world *w, const struct arena *english, const char *target)
{
	static const char *const read_out[] = { "title=\"", "placeholder=\"", "aria-label=\"", "data-label=\"" };
	const struct reply *r = page(w, target, "en");
	const char *body = body_of(w, r);

	if (r->status != 200)
		fail_msg("%s: status %d", target, r->status);
	for (const char *s = strchr(body, '>'); s; s = strchr(s + 1, '>'))
		look(w, english, target, arena_textn(w->mem, s + 1, strcspn(s + 1, "<")));
	for (size_t i = 0; i < COUNTOF(read_out); i++)
		for (const char *s = strstr(body, read_out[i]); s; s = strstr(s + 1, read_out[i]))
			look(w, english, target, arena_textn(w->mem, s + strlen(read_out[i]),
			                                     strcspn(s + strlen(read_out[i]), "\"")));
}

/* Definitions and findings are data whose words are ours. */
static bool words_are_ours(const struct record *rec)
{
	static const char *const names[] = { "code", "figure", "form_row", "rule_amount", "holiday", "finding" };

	for (size_t i = 0; i < COUNTOF(names); i++)
		if (!strcmp(rec->name, names[i]))
			return true;
	return false;
}

static void nothing_of_ours_is_left(void **state)
{
	struct world *w = *state;
	struct arena *english = arena_new(0);
	const char *unit, *member;

	arena_speak(english, language_find("en"));
	load_all(w);
	found_cell(w, &unit, &member);
	add_user(w, "to", "org_clerk");
	sign_in(w, "to");
	for (int i = 0; i < site_face.routes.n; i++) {
		const struct route *row = &site_face.routes.row[i];

		if (row->page && !row->page->paper && !strchr(row->path, ':') &&
		    page(w, row->path, "en")->status == 200)
			look_through(w, english, row->path);
	}
	for (int i = 0; i < w->catalog.nrecords; i++) {
		const struct record *rec = w->catalog.record[i];
		const char *list = arena_printf(w->mem, "/r/%s", rec->name);
		const char *new = arena_printf(w->mem, "/r/%s/new", rec->name);

		if (page(w, list, "en")->status != 200 || words_are_ours(rec))
			continue;
		look_through(w, english, list);
		if (page(w, new, "en")->status == 200)
			look_through(w, english, new);
	}
	look_through(w, english, arena_printf(w->mem, "/r/member/%s", member));
	look_through(w, english, arena_printf(w->mem, "/r/member/%s/history", member));
	look_through(w, english, arena_printf(w->mem, "/r/unit/%s", unit));
	look_through(w, english, "/report/annual?period=2022");
	look_through(w, english, "/figure/member.total?period=2022&by=unit");
	look_through(w, english, "/open/member.total?period=2022");
	look_through(w, english, "/account");
	look_through(w, english, "/account/tokens");
	arena_free(english);
}

static void findings_are_vietnamese(void **state)
{
	static const char *const meeting[] = { "unit", "month", "kind", "held_on", "minutes" };
	struct world *w = *state;
	const char *unit, *member;
	struct row row;

	load_all(w);
	found_cell(w, &unit, &member);
	w->ctx.today = (struct date){ 20251201 };
	arena_speak(w->mem, language_find("en"));
	CREATE(w, "cell_meeting", meeting, unit, "2025-11", "regular", "2025-11-05", "10");
	arena_speak(w->mem, NULL);
	must(w, db_one(&w->db, SQL("SELECT text FROM main.finding WHERE record = 'cell_meeting'"), NO_ARGS, &row));
	assert_int_equal(row.n > 0, 1);
	assert_non_null(strstr(row.cell[0].text, "Thời lượng sinh hoạt chi bộ: sinh hoạt 10 phút"));
}

#define PAGES(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PAGES(the_choice_is_heard), PAGES(the_account_is_heard_before), PAGES(data_is_left_alone),
		PAGES(nothing_of_ours_is_left), PAGES(findings_are_vietnamese),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
