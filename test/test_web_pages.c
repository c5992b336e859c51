/* Requests from their first line to their answer, over an empty installation in
 * memory: who may in, what a page says, what a form does, what is kept. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "app/definition_load.h"
#include "app/subjects.h"
#include "base/crypt.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/journal.h"
#include "model/keep.h"
#include "site/face.h"
#include "web/session.h"
#include "web/web.h"

#define PASSWORD "mật khẩu để thử"
#define TODAY { 20220615 }

struct world {
	struct arena *mem;
	struct errs errs;
	struct db db;
	struct catalog catalog;
	struct ctx ctx;
	struct web web;
	const char *cookie, *csrf;      /* NULL: nobody is signed in */
	bool unpacks;                   /* what the browser says that it takes */
};

static void must(struct world *w, bool done)
{
	if (!done)
		fail_msg("%s: %s", w->errs.first && w->errs.first->field ? w->errs.first->field : "-",
		         w->errs.first ? w->errs.first->text : "no reason");
}

static int64_t create(struct world *w, const char *record, const char *const *name, const char *const *text, int n)
{
	struct input input = { n, name, text };
	struct order order = { .verb = DO_CREATE, .rec = catalog_record(&w->catalog, record), .input = &input };
	struct done done;

	w->ctx.heads = NULL;
	must(w, command_run(&w->ctx, &order, &done));
	return done.id;
}

#define CREATE(w, record, names, ...) \
	create(w, record, names, (const char *const[]){ __VA_ARGS__ }, (int)COUNTOF(names))

static void add_user(struct world *w, const char *login, const char *role)
{
	static const char *const user[] = { "login", "name" };
	static const char *const holds[] = { "user", "role", "valid_from" };
	int64_t id = CREATE(w, "user", user, login, "Người <thử> & \"kiểm\"");

	CREATE(w, "user_role", holds, arena_printf(w->mem, "%lld", (long long)id), role, "2020-01-01");
	must(w, credential_set(&w->db, id, PASSWORD));
}

static struct asset sheets[] = {
	{ .name = "app.css", .type = "text/css; charset=utf-8", .body = "a{}", .n = 3, .zipped = "zip!", .nzipped = 4 },
};

static int start_on(void **state, const char *url)
{
	struct arena *mem = arena_new(0);
	struct world *w = NEW(mem, struct world);

	crypt_start();
	w->mem = mem;
	w->errs = errs_new(mem);
	must(w, catalog_make(mem, subjects, nsubjects, &w->catalog, &w->errs));
	w->db = (struct db){ db_open(url, &w->errs), mem, &w->errs };
	w->ctx = (struct ctx){
		.mem = mem, .errs = &w->errs, .db = &w->db, .catalog = &w->catalog, .keep = keep_new(8 << 20),
		.user = &user_system, .today = TODAY, .now = 1655258400, .via = "cli", .site = 1,
	};
	must(w, catalog_migrate(&w->ctx, false, NULL));
	w->web = (struct web){ .catalog = &w->catalog, .keep = w->ctx.keep, .face = &site_face, .today = TODAY,
	                       .site = 1,
	                       .assets = { sheets, 1, "1" } };
	must(w, web_prepare(mem, &w->web, &w->errs));
	*state = w;
	return 0;
}

static int start(void **state)
{
	return start_on(state, "sqlite::memory:");
}

static int stop(void **state)
{
	struct world *w = *state;

	db_close(w->db.conn);
	keep_free(w->ctx.keep);
	arena_free(w->mem);
	return 0;
}

/* One request; the body makes it a POST of a form, or of JSON where it begins with a brace. */
static struct reply ask(struct world *w, const char *target, const char *body)
{
	struct pair header[5] = { { "Host", "dangvu.test" } };
	struct head head = { body ? "POST" : "GET", target, "HTTP/1.1", header, 1 };
	struct reply reply = { 0 };
	struct req req;

	if (w->cookie)
		header[head.nheaders++] = (struct pair){ "Cookie", arena_printf(w->mem, "dangvu=%s", w->cookie) };
	if (w->unpacks)
		header[head.nheaders++] = (struct pair){ "Accept-Encoding", "deflate, gzip" };
	if (body)
		header[head.nheaders++] = (struct pair){ "Content-Type", *body == '{' ? "application/json" :
		                                         "application/x-www-form-urlencoded" };
	if (body && *body == '{' && w->csrf)
		header[head.nheaders++] = (struct pair){ "X-CSRF", w->csrf };
	assert_int_equal(req_head(w->mem, &head, &req), 0);
	assert_int_equal(req_body(&req, body ? body : "", body ? strlen(body) : 0), 0);
	web_answer(&w->web, w->db.conn, &req, &reply);
	return reply;
}

static const char *body_of(struct world *w, const struct reply *r)
{
	return arena_textn(w->mem, r->body, r->nbody);
}

/* Of an answer that is a file: its first bytes. */
static const char *file_of(struct world *w, const struct reply *r)
{
	char *s = arena_alloc(w->mem, 1, 1 << 20);

	assert_non_null(r->stream);
	rewind(r->stream);
	assert_true(fread(s, 1, (1 << 20) - 1, r->stream) > 0);
	return s;
}

static bool says(struct world *w, const struct reply *r, const char *text)
{
	return strstr(body_of(w, r), text) != NULL;
}

static void sign_in(struct world *w, const char *login)
{
	struct reply r = ask(w, "/login", arena_printf(w->mem, "login=%s&password=%s&next=/r/code", login,
	                     "m%E1%BA%ADt+kh%E1%BA%A9u+%C4%91%E1%BB%83+th%E1%BB%AD"));
	const char *at;

	assert_int_equal(r.status, 303);
	assert_string_equal(r.location, "/r/code");
	assert_non_null(strstr(r.cookie, "; HttpOnly; SameSite=Strict"));
	w->cookie = arena_textn(w->mem, r.cookie + strlen("dangvu="), 43);
	r = ask(w, "/api/session", NULL);
	assert_int_equal(r.status, 200);
	at = strstr(body_of(w, &r), "\"csrf\":\"");
	assert_non_null(at);
	w->csrf = arena_textn(w->mem, at + 8, 43);
}

/* Loaded again, the same files change nothing. */
static void load_all(struct world *w)
{
	int64_t head;

	must(w, definitions_load(&w->ctx, "data"));
	must(w, journal_heads(&w->ctx));
	head = w->ctx.head;
	must(w, definitions_load(&w->ctx, "data"));
	must(w, journal_heads(&w->ctx));
	assert_int_equal(w->ctx.head, head);
}

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

static const char *number(struct world *w, int64_t id)
{
	return arena_printf(w->mem, "%lld", (long long)id);
}

/* A cell with a member who has no span yet. */
static void found_cell(struct world *w, const char **unit, const char **member)
{
	static const char *const founding[] = {
		"kind", "day", "unit_change[0].what", "unit_change[0].day", "unit_change[0].kind",
		"unit_change[0].code", "unit_change[0].name", "unit_change[0].type", "unit_change[0].official",
	};
	static const char *const person[] = { "name", "sex", "born", "home" };
	static const char *const of[] = { "person" };
	struct rows rows;

	CREATE(w, "reorganisation", founding, "found", "2021-01-01", "found", "2021-01-01", "party", "84.1",
	       "Chi bộ thử", "grassroots_cell", "5");
	must(w, db_many(&w->db, SQL("SELECT id FROM main.unit"), NO_ARGS, &rows));
	*unit = number(w, cell_int(rows.row[0].cell[0]));
	*member = number(w, CREATE(w, "member", of, number(w, CREATE(w, "person", person, "Trần Thị Thử", "female",
	                                                               "1980-02-03", *unit))));
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
	assert_false(says(w, &first, "Chính thức"));
	CREATE(w, "holiday", holiday, "2022-06-16", "off", "Ngày thử");
	if (cost(w, "/r/member?where=", &second) >= cold)
		fail_msg("a holiday dropped the list of members");
	assert_string_equal(body_of(w, &first), body_of(w, &second));
	CREATE(w, "member_opening", opening, member, unit, "2021-01-01", "official");
	ask(w, "/", NULL);
	second = ask(w, "/r/member?where=", NULL);
	assert_true(says(w, &second, "Chính thức"));
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

static void add_user_at(struct world *w, const char *login, const char *role, const char *unit)
{
	static const char *const user[] = { "login", "name" };
	static const char *const holds[] = { "user", "role", "valid_from", "unit" };
	int64_t id = CREATE(w, "user", user, login, "Người thử");

	CREATE(w, "user_role", holds, number(w, id), role, "2020-01-01", unit);
	must(w, credential_set(&w->db, id, PASSWORD));
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
		cmocka_unit_test_setup_teardown(figures_are_found_by_words, start, stop),
		cmocka_unit_test_setup_teardown(nameless_rows_are_called, start, stop),
	};

	return cmocka_run_group_tests_name("web pages", tests, NULL, NULL);
}
