/* The first page by role, and what changed since the answer last seen, over the small province. */
#include <time.h>

#include "web_world.h"

#include "base/text.h"
#include "model/unit.h"
#include "site/demo.h"
#include "site/page_rehearsal.h"

enum { DAY = 20230118 };

static struct world *demo_world(void)
{
	const char *dir = getenv("TMPDIR");
	void *state;
	struct arena *mem = arena_new(0);
	char *file = arena_printf(mem, "%s/dangvu-panel.XXXXXX", dir ? dir : "/tmp");
	const char *url;
	int f = mkstemp(file);

	assert_true(f >= 0);
	close(f);
	url = arena_printf(mem, "sqlite:%s", file);
	crypt_start();
	struct errs errs = errs_new(mem);
	struct catalog catalog;
	assert_true(catalog_make(mem, subjects, nsubjects, &catalog, &errs));
	const struct demo_options o = { .catalog = &catalog, .url = url, .seed = 7, .small = true, .scale = 1,
	                                .data_dir = "data" };
	assert_true(demo_run(&o, &errs));
	assert_int_equal(start_on(&state, url), 0);
	struct world *w = state;
	w->ctx.today = w->web.today = (struct date){ DAY };
	w->ctx.now = 1674007200;
	(void)unlink(file);
	arena_free(mem);
	return w;
}

static void enter_as(struct world *w, const char *login)
{
	struct row row;
	const char *token;

	must(w, db_one(&w->db, SQL("SELECT id FROM main.\"user\" WHERE login = $1"), ARGS(V(login)), &row));
	must(w, session_begin(&w->db, row.cell[0].i, (int64_t)time(NULL), &token));
	w->cookie = token;
}

static const char *page(struct world *w, const char *target)
{
	struct reply r = ask(w, target, NULL);

	if (r.status != 200)
		fail_msg("%s: %d %s", target, r.status, body_of(w, &r));
	return body_of(w, &r);
}

/* What stands between two texts, behind *at; NULL: no more. */
static const char *between(struct world *w, const char **at, const char *before, const char *after)
{
	const char *from = strstr(*at, before);

	if (!from)
		return NULL;
	from += strlen(before);
	const char *to = strstr(from, after);
	assert_non_null(to);
	*at = to;
	return arena_textn(w->mem, from, (size_t)(to - from));
}

static const char *unescaped(struct world *w, const char *s)
{
	char *out = arena_text(w->mem, s), *to = out;

	for (; *s; s++) {
		*to++ = *s;
		if (!strncmp(s, "&amp;", 5))
			s += 4;
	}
	*to = '\0';
	return out;
}

/* Each number of the section is that of the page behind it. */
static int tiles_open(struct world *w, const char *home, const char *section)
{
	const char *at = strstr(home, section), *end, *href, *n;
	int tiles = 0;

	if (!at)
		return 0;
	end = strstr(at, "</section>");
	for (at = strstr(at, "<ul class=\"waits\">"); (href = between(w, &at, "<a ", ">")) && at < end; tiles++) {
		n = between(w, &at, "<strong>", "</strong>");
		const char *quote = strstr(href, "href=\""), *to = between(w, &quote, "href=\"", "\"");
		const char *opened = page(w, unescaped(w, to));
		if (!strstr(opened, arena_printf(w->mem, "<strong>%s</strong> ", n)))
			fail_msg("%s: not %s", to, n);
	}
	return tiles;
}

static void tiles_are_lists(void **state)
{
	static const struct { const char *login, *figure; int tiles; bool accounts; } roles[] = {
		{ "totchuc", "member.total", 4, false }, { "canglong", "member.total", 4, false },
		{ "bithu", "member.probationary", 5, false }, { "lanhdao", "member.share", 3, false },
		{ "vanphong", "member.total", 4, false }, { "admin", NULL, 4, true },
	};
	struct world *w = demo_world();

	*state = w;
	for (size_t i = 0; i < COUNTOF(roles); i++) {
		enter_as(w, roles[i].login);
		const char *home = page(w, "/");
		int n = tiles_open(w, home, "<section class=\"board\">");
		if (n != roles[i].tiles)
			fail_msg("%s has %d tiles", roles[i].login, n);
		assert_int_equal(strstr(home, "/r/user?where=active") != NULL, roles[i].accounts);
		if (roles[i].figure)
			assert_non_null(strstr(home, arena_printf(w->mem, "/figure/%s?", roles[i].figure)));
		else
			assert_null(strstr(home, "/figure/"));
		(void)tiles_open(w, home, "Chờ bạn làm tiếp");
	}
}

static void change_a_death(struct world *w)
{
	static const char *const name[] = { "paper_no" };
	static const char *const text[] = { "thử" };
	struct input input = { 1, name, text };
	struct row row;
	struct done done;

	must(w, db_one(&w->db, SQL("SELECT max(id) FROM main.death"), NO_ARGS, &row));
	struct order order = { .verb = DO_EDIT, .rec = catalog_record(&w->catalog, "death"), .id = row.cell[0].i,
	                       .reason = "thử", .input = &input };
	w->ctx.heads = NULL;
	must(w, command_run(&w->ctx, &order, &done));
}

static void late_death(struct world *w)
{
	struct row row;
	struct done done;
	const char *const name[] = { "died_on" }, *const text[] = { "2021-12-30" };
	struct input input = { 1, name, text };

	must(w, db_one(&w->db, SQL("SELECT max(id) FROM main.death WHERE died_on BETWEEN '2022-06-01' AND "
	                           "'2022-12-08'"), NO_ARGS, &row));
	struct order order = { .verb = DO_EDIT, .rec = catalog_record(&w->catalog, "death"), .id = row.cell[0].i,
	                       .reason = "ghi nhầm năm", .input = &input, .recording = true };
	w->ctx.heads = NULL;
	must(w, command_run(&w->ctx, &order, &done));
}

/* What the browser would send from now on. */
static void take_cookie(struct world *w, const struct reply *r)
{
	assert_non_null(r->cookie);
	assert_int_equal(strncmp(r->cookie, "seen=", 5), 0);
	assert_non_null(strstr(r->cookie, "; HttpOnly; SameSite=Strict"));
	w->cookie = arena_printf(w->mem, "%.*s; %.*s", (int)strcspn(w->cookie, ";"), w->cookie,
	                         (int)strcspn(r->cookie, ";"), r->cookie);
}

static void seen_is_remembered(void **state)
{
	static const char report[] = "/report/annual?period=2022", last[] = "/report/annual?period=2022&since=last";
	struct world *w = *state;
	struct reply r;

	enter_as(w, "canglong");
	r = ask(w, "/", NULL);
	assert_false(says(w, &r, "Từ lần vào trước"));
	take_cookie(w, &r);
	r = ask(w, report, NULL);
	take_cookie(w, &r);
	r = ask(w, report, NULL);
	assert_null(r.cookie);
	r = ask(w, last, NULL);
	assert_true(says(w, &r, "chưa xem câu hỏi này lần nào trước đây"));
	change_a_death(w);
	late_death(w);

	r = ask(w, "/", NULL);
	assert_true(says(w, &r, "Từ lần vào trước"));
	const char *home = body_of(w, &r);
	assert_true(strstr(home, "<section class=\"fresh\">") != NULL);
	(void)tiles_open(w, home, "<section class=\"fresh\">");

	r = ask(w, report, NULL);
	take_cookie(w, &r);
	r = ask(w, last, NULL);
	assert_true(says(w, &r, "Lúc ấy"));
	enter_as(w, "totchuc");         /* the other's mark is not his */
	r = ask(w, last, NULL);
	assert_true(says(w, &r, "chưa xem câu hỏi này lần nào trước đây"));
}

/* The row that went out, the entry, the reason; and the lists behind. */
static void changes_are_told(void **state)
{
	struct world *w = *state;
	const char *since, *body;

	enter_as(w, "totchuc");
	must(w, journal_heads(&w->ctx));
	since = arena_printf(w->mem, "%lld", (long long)w->ctx.head);
	late_death(w);
	body = page(w, arena_printf(w->mem, "/report/annual?period=2022&since=%s", since));
	assert_non_null(strstr(body, arena_printf(w->mem, "since=%s\">-1</a>", since)));
	body = page(w, arena_printf(w->mem, "/figure/member.died?period=2022&since=%s", since));
	assert_non_null(strstr(body, "-1</a>"));
	body = page(w, arena_printf(w->mem, "/open/member.died?period=2022&since=%s", since));
	assert_non_null(strstr(body, "Thêm vào: 0"));
	assert_non_null(strstr(body, "Ra khỏi: 1"));
	assert_non_null(strstr(body, "ghi nhầm năm"));
	body = page(w, arena_printf(w->mem, "/r/death/since?since=%s&where=died_on%%20in%%20period&period=2021",
	                            since));
	assert_non_null(strstr(body, "Thêm vào: 1"));
	struct reply r = ask(w, "/r/death/since?since=9999999", NULL);
	assert_int_equal(r.status, 422);
	(void)stop(state);
}

/* Without diacritics, by code, on another day, in the other tree; the number beside a unit is of its list. */
static void units_are_found(struct world *w)
{
	const char *body, *at, *href, *n;

	enter_as(w, "totchuc");
	body = page(w, "/units?q=cang+long");
	at = strstr(body, "Đảng bộ huyện Càng Long</a>");
	assert_non_null(at);
	assert_non_null(strstr(body, "Đảng bộ tỉnh Trà Vinh"));
	href = between(w, &at, "href=\"/open/member.total", "\"");
	n = between(w, &at, ">", "<");
	body = page(w, unescaped(w, arena_printf(w->mem, "/open/member.total%s", href)));
	assert_non_null(strstr(body, arena_printf(w->mem, "<strong>%s</strong> ", n)));
	assert_non_null(strstr(page(w, "/units?q=84.002"), "Càng Long"));
	assert_non_null(strstr(page(w, "/units?q=khongcodau"), "Không có tổ chức nào có tên hoặc mã ấy"));
	body = page(w, "/units?tree=state");
	assert_non_null(strstr(body, "Cây tổ chức đảng"));
	assert_null(strstr(body, "Đảng bộ huyện Càng Long</a>"));
	enter_as(w, "canglong");
	assert_null(strstr(page(w, "/units?q=tra+cu"), "huyện Trà Cú"));
}

static const char *cell_beside(const struct sheet *s, const char *name, int column)
{
	for (int i = 0; i < s->nrows; i++)
		if (strstr(s->cell[i * s->ncolumns].text, name))
			return s->cell[i * s->ncolumns + column].text;
	fail_msg("no %s", name);
	return NULL;
}

static const char *members_under(struct world *w, const char *code)
{
	struct list l = { .of = catalog_record(&w->catalog, "member"), .clock = { .on = w->ctx.today } };
	int64_t n;

	must(w, unit_by_code(&w->ctx, l.clock, code, &l.under));
	l.where = filter_parse(&w->ctx, l.of, "standing is set");
	must(w, list_count(&w->ctx, &l, &n));
	return text_grouped(w->mem, n);
}

/* One commune goes into another: what was told before is so afterwards. */
static void rehearsals_come_true(struct world *w)
{
	static const char *const name[] = {
		"kind", "unit", "day", "unit_change[0].what", "unit_change[0].unit", "unit_change[0].below",
		"unit_change[0].parent", "unit_change[1].what", "unit_change[1].unit", "unit_change[1].successor",
	};
	static const char *const text[] = {
		"merge", "84.002", "2023-01-18", "move", "84.002.002", "1", "84.002.003", "end", "84.002.002",
		"84.002.003",
	};
	const struct input input = { (int)COUNTOF(name), name, text };
	const struct order order = { .verb = DO_CREATE, .rec = catalog_record(&w->catalog, "reorganisation"),
	                             .input = &input, .recording = true };
	struct foreseen f;
	struct done done;

	w->ctx.heads = NULL;
	must(w, rehearsal_foresee(&w->ctx, &order, &f));
	assert_true(f.sides);
	assert_string_equal(cell_beside(&f.before, "xã Mỹ Cẩm (kết thúc)", 1), members_under(w, "84.002.002"));
	assert_string_equal(cell_beside(&f.before, "xã An Trường A", 1), members_under(w, "84.002.003"));
	for (int i = 0; i < f.after.nrows; i++)
		assert_null(strstr(f.after.cell[i * f.after.ncolumns].text, "kết thúc"));
	(void)cell_beside(&f.after, "Chi bộ ấp 1 (xã Mỹ Cẩm) (chuyển đến)", 1);
	w->ctx.heads = NULL;
	must(w, command_run(&w->ctx, &order, &done));
	w->ctx.heads = NULL;
	assert_string_equal(cell_beside(&f.after, "Đảng bộ xã An Trường A", 1), members_under(w, "84.002.003"));
	enter_as(w, "totchuc");
	assert_non_null(strstr(page(w, "/units?unit=84.002.003"), "<tr class=\"ended\">"));
	must(w, command_undo(&w->ctx, done.entry, "thử", &done));
}

static void test_panel(void **state)
{
	tiles_are_lists(state);
	units_are_found(*state);
	seen_is_remembered(state);
	rehearsals_come_true(*state);
	changes_are_told(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_panel) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
