/* Requests from their first line to their answer, over an empty installation in
 * memory: who may in, what a page says, what a form does, what is kept. */

#include "web_world.h"
#include "site/page_question.h"

static void strangers_stay_out(void **state)
{
	struct world *w = *state;
	struct reply r = ask(w, "/r/member?x=1", NULL);

	assert_int_equal(r.status, 303);
	assert_string_equal(r.location, "/login?next=%2Fr%2Fmember%3Fx%3D1");
	r = ask(w, "/login?next=//evil.example/", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "name=\"next\" value=\"/\""));
	r = ask(w, "/api/list/member", NULL);
	assert_int_equal(r.status, 401);
	r = ask(w, "/r/person/new", "name=x");
	assert_int_equal(r.status, 303);
	r = ask(w, "/static/app.css?v=1", NULL);
	assert_int_equal(r.status, 200);
	assert_true(r.lasting);
	assert_int_equal(r.nbody, 3);
	assert_false(r.zipped);
	w->unpacks = true;
	r = ask(w, "/static/app.css?v=1", NULL);
	w->unpacks = false;
	assert_true(r.zipped);
	assert_int_equal(r.nbody, 4);
	assert_int_equal(ask(w, "/static/none.css", NULL).status, 404);
	r = ask(w, "/login", "login=nobody&password=whatever12");
	assert_int_equal(r.status, 422);
	assert_null(r.cookie);
	w->cookie = "guessed-token";
	assert_int_equal(ask(w, "/", NULL).status, 303);
}

static void clerk_works(void **state)
{
	struct world *w = *state;
	const char *form;
	struct reply r;

	load_all(w);
	add_user(w, "thu", "admin");
	sign_in(w, "thu");
	r = ask(w, "/", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "Người &lt;thử&gt; &amp; &quot;kiểm&quot;"));
	assert_false(says(w, &r, "<thử>"));
	assert_int_equal(ask(w, "/r/nothing", NULL).status, 404);
	assert_int_equal(ask(w, "/nothing", NULL).status, 404);
	assert_int_equal(ask(w, "/logout", NULL).status, 405);
	assert_int_equal(ask(w, "/r/code/1", NULL).status, 404);
	r = ask(w, "/r/code?where=list+%3D+sex", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "<strong>2</strong> dòng"));
	r = ask(w, "/r/code?where=lst+%3D+sex", NULL);
	assert_int_equal(r.status, 422);
	assert_true(says(w, &r, "value=\"lst = sex\""));

	form = "list=sex&key=x%3Cy&label=%22%3E&valid_from=2020-01-01";
	assert_int_equal(ask(w, "/r/code/new", form).status, 403);
	form = arena_printf(w->mem, "_csrf=%s&%s", w->csrf, form);
	r = ask(w, "/r/code/new", form);
	assert_int_equal(r.status, 422);
	assert_true(says(w, &r, "value=\"x&lt;y\""));
	assert_true(says(w, &r, "value=\"&quot;&gt;\""));
	assert_true(says(w, &r, "href=\"#f-key\""));
	assert_true(says(w, &r, "aria-invalid=\"true\""));
	r = ask(w, "/r/code/new", arena_printf(w->mem, "_csrf=%s&list=sex&key=other&label=Kh%%C3%%A1c&"
	                                       "valid_from=01/01/2020&sort=30", w->csrf));
	assert_int_equal(r.status, 303);
	r = ask(w, r.location, NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "<h1>Khác</h1>"));
	r = ask(w, "/export/list/code/csv?where=list+%3D+sex", NULL);
	assert_int_equal(r.status, 200);
	assert_string_equal(r.file, "code.csv");
	assert_memory_equal(file_of(w, &r), "\xef\xbb\xbfid,", 6);
	r = ask(w, "/export/list/code/xlsx", NULL);
	assert_int_equal(r.status, 200);
	assert_string_equal(r.file, "code.xlsx");
	assert_memory_equal(file_of(w, &r), "PK", 2);
	assert_int_equal(ask(w, "/export/list/code/doc", NULL).status, 404);
	r = ask(w, "/logout", arena_printf(w->mem, "_csrf=%s", w->csrf));
	assert_int_equal(r.status, 303);
	assert_non_null(strstr(r.cookie, "Max-Age=0"));
	assert_int_equal(ask(w, "/", NULL).status, 303);
}

static void stale_forms_lose(void **state)
{
	struct world *w = *state;
	static const char *const code[] = { "list", "key", "label", "valid_from" };
	const char *seen, *path;
	struct reply r;
	int64_t id;

	load_all(w);
	add_user(w, "thu", "admin");
	sign_in(w, "thu");
	id = CREATE(w, "code", code, "sex", "other", "Khác", "2020-01-01");
	path = arena_printf(w->mem, "/r/code/%lld/edit", (long long)id);
	r = ask(w, path, NULL);
	seen = strstr(body_of(w, &r), "name=\"_seen\" value=\"");
	assert_non_null(seen);
	seen = arena_textn(w->mem, seen + 20, strspn(seen + 20, "0123456789"));
	r = ask(w, path, arena_printf(w->mem, "_csrf=%s&_seen=%s&_reason=a&label=Mot", w->csrf, seen));
	assert_int_equal(r.status, 303);
	r = ask(w, path, arena_printf(w->mem, "_csrf=%s&_seen=%s&_reason=a&label=Hai", w->csrf, seen));
	assert_int_equal(r.status, 409);
	assert_true(says(w, &r, "value=\"stored\"> Mot</label>"));
	assert_true(says(w, &r, "value=\"typed\" checked> Hai</label>"));
	seen = strstr(body_of(w, &r), "name=\"_seen\" value=\"");
	seen = arena_textn(w->mem, seen + 20, strspn(seen + 20, "0123456789"));
	r = ask(w, path, arena_printf(w->mem, "_csrf=%s&_seen=%s&_reason=a&label=Hai&_take.label=stored&sort=7"
	                              "&_take.sort=typed", w->csrf, seen));
	assert_int_equal(r.status, 303);
	r = ask(w, arena_printf(w->mem, "/r/code/%lld", (long long)id), NULL);
	assert_true(says(w, &r, "<h1>Mot</h1>"));
	assert_true(says(w, &r, "<dd>7</dd>"));
	r = ask(w, arena_printf(w->mem, "/r/code/%lld/history", (long long)id), NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "<td data-label=\"Trước\">Khác</td><td data-label=\"Sau\">Mot</td>"));
}

static void rights_hold_everywhere(void **state)
{
	struct world *w = *state;

	load_all(w);
	add_user(w, "bithu", "secretary");
	sign_in(w, "bithu");
	assert_int_equal(ask(w, "/r/user", NULL).status, 404);
	assert_int_equal(ask(w, "/api/list/user", NULL).status, 404);
	assert_int_equal(ask(w, "/export/list/user/xlsx", NULL).status, 404);
	assert_int_equal(ask(w, "/r/user/new", NULL).status, 404);
	assert_int_equal(ask(w, "/api/do/user/create", "{\"fields\":{\"login\":\"a\"}}").status, 404);
	add_user(w, "xem", "viewer");
	w->cookie = NULL;
	sign_in(w, "xem");
	assert_int_equal(ask(w, "/r/person", NULL).status, 200);
	assert_int_equal(ask(w, "/r/person/new", NULL).status, 403);
	assert_int_equal(ask(w, "/api/do/person/create", "{\"fields\":{\"name\":\"a\"}}").status, 403);
}

static void api_answers(void **state)
{
	struct world *w = *state;
	const char *csrf;
	struct reply r;

	load_all(w);
	add_user(w, "thu", "admin");
	sign_in(w, "thu");
	r = ask(w, "/api/list/code?where=list+%3D+sex&count=1", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "\"count\":2"));
	r = ask(w, "/api/list/code?where=lst+%3D+sex", NULL);
	assert_int_equal(r.status, 422);
	assert_true(says(w, &r, "\"field\":\"where\""));
	assert_int_equal(ask(w, "/api/do/code/create", "{bad").status, 422);
	assert_int_equal(ask(w, "/api/do/code/create", "{\"fields\":{\"a\":1},\"fields\":{}}").status, 422);
	assert_int_equal(ask(w, "/api/do/code/create", "{\"feilds\":{}}").status, 422);
	assert_int_equal(ask(w, "/api/do/code/fly", "{}").status, 404);
	csrf = w->csrf;
	w->csrf = NULL;
	assert_int_equal(ask(w, "/api/do/code/create", "{\"fields\":{}}").status, 403);
	w->csrf = csrf;
	r = ask(w, "/api/do/code/create", "{\"fields\":{\"list\":\"sex\",\"key\":\"other\",\"label\":\"Khác\","
	                                  "\"valid_from\":\"2020-01-01\"}}");
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "\"record\":\"code\""));
}

/* The page of now is kept until the next entry, and no longer; what is kept costs the visit alone. */
static void pages_are_kept(void **state)
{
	struct world *w = *state;
	static const char *const code[] = { "list", "key", "label", "valid_from" };
	const char *page = "/r/code?where=list+%3D+sex";
	struct reply first, second;
	int64_t before, cold, warm;

	load_all(w);
	add_user(w, "thu", "admin");
	sign_in(w, "thu");
	before = db_statements(w->db.conn);
	first = ask(w, page, NULL);
	cold = db_statements(w->db.conn) - before;
	before = db_statements(w->db.conn);
	second = ask(w, page, NULL);
	warm = db_statements(w->db.conn) - before;
	assert_string_equal(body_of(w, &first), body_of(w, &second));
	if (warm > 8 || cold > 20)
		fail_msg("%lld statements, kept %lld", (long long)cold, (long long)warm);
	CREATE(w, "code", code, "sex", "other", "Khác", "2020-01-01");
	second = ask(w, page, NULL);
	assert_true(says(w, &second, "<strong>3</strong> dòng"));
}

static void change(struct world *w, enum verb verb, const char *record, int64_t id, const char *name, const char *text)
{
	struct input input = { name ? 1 : 0, &name, &text };
	struct order order = { .verb = verb, .rec = catalog_record(&w->catalog, record), .id = id, .input = &input };
	struct done done;

	w->ctx.heads = NULL;
	must(w, command_run(&w->ctx, &order, &done));
}

static int64_t row_id(struct world *w, struct sql q)
{
	struct row row;

	must(w, db_one(&w->db, q, NO_ARGS, &row));
	return cell_int(row.cell[0]);
}

/* What another process has committed counts at the very next request, whatever was kept before. */
static void what_another_wrote_counts_at_once(void **state)
{
	const char *dir = getenv("TMPDIR"), *page = "/r/code?where=list+%3D+sex";
	char url[200];
	struct reply r;

	snprintf(url, sizeof url, "sqlite:%s/dangvu-pages.XXXXXX", dir ? dir : "/tmp");
	close(mkstemp(strchr(url, ':') + 1));
	start_on(state, url);

	struct world *w = *state, other = *w;

	other.db.conn = db_open(url, &other.errs);
	other.db.errs = other.ctx.errs = &other.errs;
	other.ctx.db = &other.db;
	other.ctx.keep = NULL;
	load_all(w);
	add_user(w, "thu", "admin");
	sign_in(w, "thu");
	for (int i = 0; i < 2; i++) {
		r = ask(w, page, NULL);
		assert_int_equal(r.status, 200);
		assert_false(says(w, &r, "SỐ LIỆU GIẢ LẬP"));
	}
	must(&other, db_run(&other.db, SQL("INSERT INTO setting (name, value) VALUES ('demo', '1')"), NO_ARGS));
	r = ask(w, page, NULL);
	assert_true(says(w, &r, "SỐ LIỆU GIẢ LẬP"));
	change(&other, DO_EDIT, "user_role", row_id(&other, SQL("SELECT id FROM main.user_role")), "valid_until",
	       "2020-02-01");
	assert_int_equal(ask(w, page, NULL).status, 404);
	CREATE(&other, "user_role", ((const char *const[]){ "user", "role", "valid_from" }),
	       arena_printf(w->mem, "%lld", (long long)row_id(&other, SQL("SELECT id FROM main.\"user\""))), "admin",
	       "2021-01-01");
	assert_int_equal(ask(w, page, NULL).status, 200);
	change(&other, DO_EDIT, "user", row_id(&other, SQL("SELECT id FROM main.\"user\"")), "active", "no");
	assert_int_equal(ask(w, page, NULL).status, 303);
	change(&other, DO_EDIT, "user", row_id(&other, SQL("SELECT id FROM main.\"user\"")), "active", "yes");
	assert_int_equal(ask(w, page, NULL).status, 200);
	must(&other, db_run(&other.db, SQL("DELETE FROM session"), NO_ARGS));
	assert_int_equal(ask(w, page, NULL).status, 303);
	db_close(other.db.conn);
	for (const char *const *end = (const char *const[]){ "", "-wal", "-shm", NULL }; *end; end++)
		unlink(arena_printf(w->mem, "%s%s", strchr(url, ':') + 1, *end));
}

static bool entry_taken_back(void *arg)
{
	struct world *w = arg;

	w->ctx.heads = NULL;
	must(w, db_run(&w->db, SQL("UPDATE main.journal_head SET entry = entry + 1 "
	                           "WHERE name IN ('database', 'record:user')"), NO_ARGS) && journal_heads(&w->ctx));
	return false;
}

/* Heads are kept under the last entry; one that was rolled back gives its number to another. */
static void heads_of_what_was_rolled_back_are_forgotten(void **state)
{
	static const char *const code[] = { "list", "key", "label", "valid_from" };
	struct world *w = *state;

	load_all(w);
	add_user(w, "thu", "admin");
	assert_false(db_txn(&w->db, TXN_WRITE, entry_taken_back, w));
	CREATE(w, "code", code, "sex", "other", "Khác", "2020-01-01");
	w->ctx.heads = NULL;
	must(w, journal_heads(&w->ctx));
	assert_int_equal(w->ctx.heads[catalog_index(&w->catalog, catalog_record(&w->catalog, "code"))], w->ctx.head);
	assert_true(w->ctx.heads[catalog_index(&w->catalog, catalog_record(&w->catalog, "user"))] < w->ctx.head);
}

static int64_t cost(struct world *w, const char *target, struct reply *r)
{
	int64_t before = db_statements(w->db.conn);

	*r = ask(w, target, NULL);
	return db_statements(w->db.conn) - before;
}

/* A list is kept while none of the record types that it read is written: whatever else is. */
static void lists_outlive_other_writes(void **state)
{
	static const char *const holiday[] = { "day", "kind", "name" };
	static const char *const opening[] = { "member", "unit", "day", "standing" };
	struct world *w = *state;
	const char *unit, *member;
	struct reply first, second;
	int64_t cold;

	load_all(w);
	found_cell(w, &unit, &member);
	add_user(w, "xem", "leader");
	sign_in(w, "xem");
	cold = cost(w, "/r/member?where=", &first);
	assert_true(says(w, &first, "Trần Thị Thử"));
	assert_false(says(w, &first, "\">Chính thức</td>"));
	CREATE(w, "holiday", holiday, "2022-06-16", "off", "Ngày thử");
	if (cost(w, "/r/member?where=", &second) >= cold)
		fail_msg("a holiday dropped the list of members");
	assert_string_equal(body_of(w, &first), body_of(w, &second));
	CREATE(w, "member_opening", opening, member, unit, "2021-01-01", "official");
	ask(w, "/", NULL);
	second = ask(w, "/r/member?where=", NULL);
	assert_true(says(w, &second, "\">Chính thức</td>"));
}

/* Every usual view can be asked, and says what it leaves. */
static void usual_views(struct world *w)
{
	for (int i = 0; i < w->catalog.nrecords; i++) {
		const struct record *rec = w->catalog.record[i];
		if (!rec->usual)
			continue;
		must(w, filter_parse(&w->ctx, rec, rec->usual));
		assert_non_null(rec->usual_label);
	}
}

/* A page without a condition shows who is a member now and says so; all are one step away; the API takes nothing for
 * granted. */
static void members_of_today(void **state)
{
	static const char *const opening[] = { "member", "unit", "day", "standing" };
	static const char *const death[] = { "member", "unit", "died_on" };
	struct world *w = *state;
	const char *unit, *member;
	struct reply r;

	load_all(w);
	usual_views(w);
	found_cell(w, &unit, &member);
	CREATE(w, "member_opening", opening, member, unit, "2021-01-01", "official");
	add_user(w, "xem", "leader");
	sign_in(w, "xem");
	r = ask(w, "/r/member", NULL);
	assert_true(says(w, &r, "<strong>1</strong> dòng đang sinh hoạt"));
	assert_true(says(w, &r, "value=\"standing is set\""));
	assert_true(says(w, &r, "href=\"/r/member?where=\""));
	CREATE(w, "death", death, member, unit, "2021-06-15");
	r = ask(w, "/r/member", NULL);
	assert_true(says(w, &r, "<strong>0</strong> dòng đang sinh hoạt"));
	r = ask(w, "/r/member?on=2021-06-14&order=file_no", NULL);
	assert_true(says(w, &r, "<strong>1</strong> dòng đang sinh hoạt"));
	r = ask(w, "/r/member?where=&order=file_no", NULL);
	assert_true(says(w, &r, "<strong>1</strong> dòng · tất cả"));
	assert_true(says(w, &r, "Trần Thị Thử"));
	assert_true(says(w, &r, "href=\"/r/member?where=&amp;order=-file_no\""));
	r = ask(w, "/r/member?where=file_no+is+not+set", NULL);
	assert_true(says(w, &r, "<strong>1</strong> dòng</p>"));
	r = ask(w, "/api/list/member", NULL);
	assert_true(says(w, &r, "\"count\":1"));
}

/* Before it is done, what would be done is told, and nothing is written. */
static void forms_are_tried(void **state)
{
	struct world *w = *state;
	struct reply r;
	const char *form = "list=sex&key=other&label=Kh%C3%A1c&valid_from=2020-01-01&sort=30&_do=";

	load_all(w);
	add_user(w, "thu", "admin");
	sign_in(w, "thu");
	r = ask(w, "/r/code/new", arena_printf(w->mem, "_csrf=%s&%stry", w->csrf, form));
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "Xem trước: chưa ghi gì"));
	assert_true(says(w, &r, "Khóa: other"));
	r = ask(w, "/r/code?where=list+%3D+sex", NULL);
	assert_true(says(w, &r, "<strong>2</strong> dòng"));
	r = ask(w, "/r/code/new", arena_printf(w->mem, "_csrf=%s&list=sex&_do=try", w->csrf));
	assert_int_equal(r.status, 422);
	assert_false(says(w, &r, "Xem trước: chưa ghi gì"));
	r = ask(w, "/r/code/new", arena_printf(w->mem, "_csrf=%s&%s1", w->csrf, form));
	assert_int_equal(r.status, 303);
	r = ask(w, r.location, NULL);
	assert_true(says(w, &r, "Đã ghi, bút toán số"));
	assert_true(says(w, &r, "Hoàn tác</a>"));
}

/* What a question names counts as reading: units of others, fields above one's level. */
static void questions_are_under_rights(void **state)
{
	static const char *const founding[] = {
		"kind", "day", "unit_change[0].what", "unit_change[0].day", "unit_change[0].kind",
		"unit_change[0].code", "unit_change[0].name", "unit_change[0].type", "unit_change[0].official",
	};
	static const char *const opening[] = { "member", "unit", "day", "standing" };
	struct world *w = *state;
	const char *unit, *member;
	struct reply r;

	load_all(w);
	found_cell(w, &unit, &member);
	CREATE(w, "member_opening", opening, member, unit, "2021-01-01", "official");
	CREATE(w, "reorganisation", founding, "found", "2021-01-01", "found", "2021-01-01", "party", "84.2",
	       "Chi bộ khác", "grassroots_cell", "5");
	add_user_at(w, "bithu", "secretary", unit);
	add_user(w, "dem", "viewer");
	sign_in(w, "bithu");
	r = ask(w, "/r/member_status", NULL);
	assert_true(says(w, &r, ">nay<"));
	assert_false(says(w, &r, "9999"));
	r = ask(w, "/units", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "Chi bộ thử"));
	assert_false(says(w, &r, "Chi bộ khác"));
	assert_int_equal(ask(w, "/r/member?unit=84.1", NULL).status, 200);
	r = ask(w, "/r/member?unit=84.1", NULL);
	assert_true(says(w, &r, "<span aria-current=\"page\">Chi bộ thử</span>"));
	assert_int_equal(ask(w, "/r/member?unit=84.2", NULL).status, 404);
	assert_int_equal(ask(w, "/units?unit=84.2", NULL).status, 404);
	assert_int_equal(ask(w, "/api/list/member?unit=84.2", NULL).status, 404);
	assert_int_equal(ask(w, "/badges", NULL).status, 200);
	assert_int_equal(ask(w, "/r/member?known=2", NULL).status, 200);
	r = ask(w, "/r/member?known=2022", NULL);
	assert_int_equal(r.status, 422);
	assert_true(says(w, &r, "Không có bút toán 2022"));
	w->cookie = NULL;
	sign_in(w, "dem");
	assert_int_equal(ask(w, "/badges", NULL).status, 403);
	r = ask(w, "/api/figure/member.total?period=2022&by=person.name", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "\"value\":null"));
	assert_false(says(w, &r, "Trần Thị Thử"));
	assert_int_equal(ask(w, "/r/person?where=name+~+%22tran%22", NULL).status, 403);
	assert_int_equal(ask(w, "/export/list/person/xlsx?where=name+~+%22tran%22", NULL).status, 403);
	assert_int_equal(ask(w, "/api/list/person?where=name+~+%22tran%22&count=1", NULL).status, 403);
	r = ask(w, "/search?q=tran", NULL);
	assert_false(says(w, &r, "/r/person/"));
}

/* A list goes out whole, over its batches, with what its page shows; a copy of a personal file is numbered. */
static void files_go_out(void **state)
{
	static const char *const holiday[] = { "day", "kind", "name" };
	struct world *w = *state;
	const char *unit, *member, *text, *print;
	struct date day = { 20400101 };
	struct reply r;
	struct row row;
	int lines = 0;

	load_all(w);
	found_cell(w, &unit, &member);
	add_user(w, "xem", "leader");
	sign_in(w, "xem");
	for (int i = 0; i < 620; i++, day = date_add_days(day, 1))
		CREATE(w, "holiday", holiday, date_iso(w->mem, day), "off", i == 3 ? "=1+1" : "Ngày thử");
	r = ask(w, "/export/list/holiday/csv?where=day+%3E%3D+2040-01-01&order=-day", NULL);
	assert_int_equal(r.status, 200);
	text = file_of(w, &r);
	for (const char *at = text; (at = strstr(at, "\r\n")); at += 2)
		lines++;
	assert_int_equal(lines, 621);
	assert_true(strstr(text, "2041-09-11") < strstr(text, "2040-01-01"));
	r = ask(w, "/export/list/member/pdf", NULL);
	assert_memory_equal(file_of(w, &r), "%PDF", 4);
	r = ask(w, "/export/report/annual/docx?period=2021", NULL);
	assert_memory_equal(file_of(w, &r), "PK", 2);
	r = ask(w, "/export/open/member.total/xlsx?period=2021", NULL);
	assert_memory_equal(file_of(w, &r), "PK", 2);
	assert_int_equal(ask(w, "/registers?period=2021", NULL).status, 200);
	r = ask(w, "/export/register/members/docx?period=2021", NULL);
	assert_memory_equal(file_of(w, &r), "PK", 2);
	assert_int_equal(ask(w, "/export/register/members/pdf", NULL).status, 422);

	r = ask(w, arena_printf(w->mem, "/r/member/%s", member), NULL);
	assert_true(says(w, &r, arena_printf(w->mem, "/print/member/%s", member)));
	assert_int_equal(ask(w, arena_printf(w->mem, "/print/member/%s", member), NULL).status, 200);
	print = arena_printf(w->mem, "/export/print/member_sheet/%s?as=csv", member);
	assert_int_equal(ask(w, print, NULL).status, 422);      /* no purpose */
	print = arena_printf(w->mem, "/export/print/member_sheet/%s?as=pdf&copy=9&purpose=k%%C3%%BD+duy%%E1%%BB%%87t",
	                     member);
	for (int copy = 1; copy <= 2; copy++) {
		r = ask(w, print, NULL);
		assert_int_equal(r.status, 200);
		must(w, db_one(&w->db, SQL("SELECT purpose, user_id FROM main.access_log WHERE what = 'print'"
		                           " ORDER BY purpose DESC LIMIT 1"), NO_ARGS, &row));
		assert_string_equal(row.cell[0].text, copy == 1 ? "member_sheet, bản 1: ký duyệt" :
		                    "member_sheet, bản 2: ký duyệt");
		assert_true(row.cell[1].i > 0);
	}
	assert_int_equal(ask(w, "/export/print/member_sheet/100000099999?as=pdf&purpose=a", NULL).status, 404);
	must(w, db_one(&w->db, SQL("SELECT count(*) FROM main.access_log WHERE what = 'print'"), NO_ARGS, &row));
	assert_int_equal(row.cell[0].i, 2);
}

static const char *shown(struct world *w, double value, const char *form)
{
	struct report_row row = { .shown = form, .answer = { .has = true, .amount = "rows", .value = value } };

	return row_show(w->mem, &row);
}

/* A number is written as the form says, and never with a word that what was cut does not bear out. */
static void numbers_are_written_as_the_form_says(void **state)
{
	static const char *const row[] = { "form", "sort", "figure", "label", "shown", "valid_from" };
	struct world *w = *state;
	struct reply r;

	assert_string_equal(shown(w, 48237, "trên #00"), "trên 48.200");
	assert_string_equal(shown(w, 48200, "trên #00"), "48.200");
	assert_string_equal(shown(w, 48237, NULL), "48.237");
	assert_string_equal(shown(w, 98.4, "trên # cuộc"), "trên 98 cuộc");
	load_all(w);
	CREATE(w, "form_row", row, "annual", "900", "member.total", "Thử", "trên #00", "2020-01-01");
	add_user(w, "thu", "admin");
	sign_in(w, "thu");
	r = ask(w, "/r/form_row/new", arena_printf(w->mem, "_csrf=%s&form=annual&sort=901&figure=member.total&label=a&"
	                                           "valid_from=2020-01-01&shown=tren", w->csrf));
	assert_int_equal(r.status, 422);
	assert_true(says(w, &r, "cần đúng một dấu #"));
}

static void the_report_is_a_paper(void **state)
{
	static const char *const opening[] = { "member", "unit", "day", "standing" };
	struct world *w = *state;
	const char *unit, *member;
	struct reply r;

	load_all(w);
	found_cell(w, &unit, &member);
	CREATE(w, "member_opening", opening, member, unit, "2021-01-01", "official");
	add_user(w, "thu", "admin");
	sign_in(w, "thu");
	r = ask(w, "/report/annual?period=2022", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "<tr class=\"section\"><th scope=\"rowgroup\""));
	assert_true(says(w, &r, "Đội ngũ đảng viên"));
	assert_true(says(w, &r, "role=\"tooltip\""));
	assert_true(says(w, &r, "<label for=\"asks\""));
	assert_false(says(w, &r, ">Đạt</th>"));                /* no target was given */
	r = ask(w, "/figure/member.total?period=2022&by=standing&sort=-value", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "Số người, mỗi người một lần, trong"));
	assert_false(says(w, &r, "chart.js"));
	r = ask(w, "/figure/member.total/time?period=2022", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "/static/chart.js?v="));
	assert_true(says(w, &r, "Tháng 6</th>"));
	assert_false(says(w, &r, "Tháng 7</th>"));              /* today is in June */
	r = ask(w, "/figure/member.total/time?period=2022&span=years", NULL);
	assert_true(says(w, &r, ">2018</th>") && says(w, &r, ">2022</th>"));
	r = ask(w, "/export/figure/member.total/csv?period=2022&by=standing", NULL);
	assert_int_equal(r.status, 200);
}

/* Words name a figure, its period and codes of its rows; names of people find no figure. */
static void figures_are_found_by_words(void **state)
{
	struct world *w = *state;
	struct reply r;

	load_all(w);
	add_user(w, "thu", "org_clerk");
	sign_in(w, "thu");
	r = ask(w, "/search?q=ket+nap+n%E1%BB%AF+khmer+2021", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "<h2>Số liệu</h2>"));
	assert_true(says(w, &r, "Năm 2021 · Dân tộc: Khmer"));
	assert_true(says(w, &r, "period=2021&amp;on=31%2F12%2F2021&amp;where=%28"));
	r = ask(w, "/search?q=tu+tran+quy+3+2021", NULL);
	assert_true(says(w, &r, "Quý III năm 2021"));
	r = ask(w, "/search?q=ket+nap+zzz+2021", NULL);
	assert_false(says(w, &r, "<h2>Số liệu</h2>"));
	r = ask(w, "/search?q=ket+nap+2099", NULL);
	assert_int_equal(r.status, 200);
	r = ask(w, "/search?q=dang", NULL);
	assert_false(says(w, &r, "<h2>Số liệu</h2>"));
}

/* A paper without a number goes by its kind and day. */
static void nameless_rows_are_called(void **state)
{
	struct world *w = *state;
	static const char *const document[] = { "kind", "date", "issuer", "unit" };
	const char *unit, *member;
	struct reply r;
	int64_t id;

	load_all(w);
	add_user(w, "thu", "org_clerk");
	sign_in(w, "thu");
	found_cell(w, &unit, &member);
	id = CREATE(w, "document", document, "minutes", "2022-03-05", "Chi bộ", unit);
	r = ask(w, arena_printf(w->mem, "/r/document/%lld", (long long)id), NULL);
	assert_true(says(w, &r, "<h1>Biên bản 05/03/2022</h1>"));
	r = ask(w, "/r/document", NULL);
	assert_true(says(w, &r, ">Biên bản 05/03/2022</a>"));
}

static struct reply dies(struct world *w, const char *member, const char *by)
{
	w->cookie = NULL;
	sign_in(w, by);
	struct reply r = ask(w, "/r/death/new", arena_printf(w->mem, "_csrf=%s&member=%s&died_on=01/06/2022", w->csrf,
	                                                     member));

	assert_int_equal(r.status, 303);
	return r;
}

/* What a cell's own people may enter is entered in its place by others, and the journal says so. */
static void typed_in_place_of_a_cell(void **state)
{
	static const char *const opening[] = { "member", "unit", "day", "standing" };
	struct world *w = *state;
	const char *unit, *member, *row, *entry;
	struct reply r;

	load_all(w);
	found_cell(w, &unit, &member);
	CREATE(w, "member_opening", opening, member, unit, "2021-01-01", "official");
	add_user(w, "canbo", "org_clerk");
	add_user_at(w, "bithu", "secretary", unit);
	r = dies(w, member, "canbo");
	row = arena_textn(w->mem, r.location, strcspn(r.location, "?"));
	entry = strstr(r.location, "done=") + 5;
	r = ask(w, row, NULL);
	assert_true(says(w, &r, "nhập thay Chi bộ thử"));
	r = ask(w, arena_printf(w->mem, "%s/history", row), NULL);
	assert_true(says(w, &r, "<strong>Đảng viên từ trần: Thêm mới</strong> · Nhập thay: Chi bộ thử"));
	r = ask(w, arena_printf(w->mem, "%s/edit", row), NULL);
	assert_false(says(w, &r, "Nhập thay"));       /* no secretary corrects a death */
	r = ask(w, "/r/death/new", NULL);
	assert_true(says(w, &r, "Đây là việc của chi bộ"));
	r = ask(w, arena_printf(w->mem, "/undo/%s", entry), arena_printf(w->mem, "_csrf=%s&_reason=nhầm", w->csrf));
	assert_int_equal(r.status, 303);
	r = dies(w, member, "bithu");
	row = arena_textn(w->mem, r.location, strcspn(r.location, "?"));
	r = ask(w, arena_printf(w->mem, "%s/history", row), NULL);
	assert_false(says(w, &r, "Nhập thay"));
	r = ask(w, "/r/death/new", NULL);
	assert_false(says(w, &r, "Đây là việc của chi bộ"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(strangers_stay_out, start, stop),
		cmocka_unit_test_setup_teardown(clerk_works, start, stop),
		cmocka_unit_test_setup_teardown(stale_forms_lose, start, stop),
		cmocka_unit_test_setup_teardown(rights_hold_everywhere, start, stop),
		cmocka_unit_test_setup_teardown(api_answers, start, stop),
		cmocka_unit_test_setup_teardown(pages_are_kept, start, stop),
		cmocka_unit_test_setup_teardown(heads_of_what_was_rolled_back_are_forgotten, start, stop),
		cmocka_unit_test_teardown(what_another_wrote_counts_at_once, stop),
		cmocka_unit_test_setup_teardown(lists_outlive_other_writes, start, stop),
		cmocka_unit_test_setup_teardown(members_of_today, start, stop),
		cmocka_unit_test_setup_teardown(forms_are_tried, start, stop),
		cmocka_unit_test_setup_teardown(questions_are_under_rights, start, stop),
		cmocka_unit_test_setup_teardown(files_go_out, start, stop),
		cmocka_unit_test_setup_teardown(numbers_are_written_as_the_form_says, start, stop),
		cmocka_unit_test_setup_teardown(the_report_is_a_paper, start, stop),
		cmocka_unit_test_setup_teardown(figures_are_found_by_words, start, stop),
		cmocka_unit_test_setup_teardown(nameless_rows_are_called, start, stop),
		cmocka_unit_test_setup_teardown(typed_in_place_of_a_cell, start, stop),
	};

	return cmocka_run_group_tests_name("web pages", tests, NULL, NULL);
}
