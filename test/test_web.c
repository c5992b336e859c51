/* What enters and what leaves: escaping, hostile requests, routes, sessions. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "base/crypt.h"
#include "web/html.h"
#include "web/req.h"
#include "web/route.h"
#include "web/session.h"

static int start(void **state)
{
	crypt_start();
	*state = arena_new(0);
	return 0;
}

static int stop(void **state)
{
	arena_free(*state);
	return 0;
}

static void html_escapes(void **state)
{
	struct html w = html_new(*state);

	html(&w, "<p title=\"%s\">%s %d%% %lld</p>", "\"'&", "<script>", -7, (long long)INT64_MIN);
	assert_string_equal(w.out.s, "<p title=\"&quot;&#39;&amp;\">&lt;script&gt; -7% -9223372036854775808</p>");
	w = html_new(*state);
	html(&w, "%s|%s|", arena_text(*state, NULL), "Đảng bộ tỉnh");
	assert_string_equal(w.out.s, "|Đảng bộ tỉnh|");
}

static void url_encodes(void **state)
{
	struct arena *a = *state;
	struct url u = url(a, "/r/%s/%lld", "a/b?c&d \"đ", 12LL);

	assert_string_equal(u.text, "/r/a%2Fb%3Fc%26d%20%22%C4%91/12");
	u = url_with(a, url_with(a, url_with(a, url(a, "/x"), "q", "a=b"), "none", NULL), "z", "1");
	assert_string_equal(u.text, "/x?q=a%3Db&z=1");
	assert_string_equal(url_local(a, "/r/member?unit=1").text, "/r/member?unit=1");
	assert_string_equal(url_local(a, "//evil.example").text, "/");
	assert_string_equal(url_local(a, "/\\evil.example").text, "/");
	assert_string_equal(url_local(a, "https://evil.example").text, "/");
	assert_string_equal(url_local(a, "/a\"onclick=").text, "/");
	assert_string_equal(url_local(a, NULL).text, "/");
}

static int ask(struct arena *a, const char *method, const char *target, const struct pair *h, int n, struct req *out)
{
	struct head head = { method, target, "HTTP/1.1", h, n };

	return req_head(a, &head, out);
}

#define HOST { "Host", "127.0.0.1:8080" }
#define ASK(method, target, ...) \
	ask(*state, method, target, (const struct pair[]){ __VA_ARGS__ }, \
	    (int)COUNTOF(((const struct pair[]){ __VA_ARGS__ })), &req)

static void req_good(void **state)
{
	struct req req;

	assert_int_equal(ASK("GET", "/r/member?where=a%20%3D+1&x=%C4%91&empty=", HOST), 0);
	assert_string_equal(req.path, "/r/member");
	assert_string_equal(req_query(&req, "where"), "a = 1");
	assert_string_equal(req_query(&req, "x"), "đ");
	assert_null(req_query(&req, "empty"));
	assert_null(req_query(&req, "absent"));
	assert_int_equal(ASK("HEAD", "/", HOST), 0);
	assert_int_equal(req.method, GET);
	assert_int_equal(ASK("GET", "/r/%C4%91/", HOST), 400);
	assert_int_equal(ASK("POST", "/login", HOST, { "Content-Length", "11" },
	                     { "Content-Type", "application/x-www-form-urlencoded; charset=UTF-8" }), 0);
	assert_int_equal(req_body(&req, "a=1&b=x%0D%0Ay&password= p%20", 29), 0);
	assert_string_equal(req_form(&req, "a"), "1");
	assert_string_equal(req_form(&req, "password"), " p ");
	assert_non_null(strchr(req_form(&req, "b"), '\n'));
	assert_null(strchr(req_form(&req, "b"), '\r'));
}

static void req_bad_targets(void **state)
{
	static const char *const bad[] = {
		"", "*", "r/member", "http://127.0.0.1/", "//r", "/r//member", "/r/", "/./r", "/r/..", "/../etc/passwd",
		"/%2e%2e/etc", "/r/%2Fmember", "/r/%2fmember", "/r/%5cx", "/r\\x", "/r/%00", "/r%", "/r/%4", "/r/%zz",
		"/r/%ff", "/r/%c0%af", "/r/%ed%a0%80", "/r/a%0ab", "/r/%09", "/r/\x80", "/r /x", "/r#x", "/r?a=%00",
		"/r?a=%ff", "/r?a=%", "/r?a=%f", "/r?a=\x80", "/r?a=%1b",
	};
	struct req req;

	for (size_t i = 0; i < COUNTOF(bad); i++)
		if (ASK("GET", bad[i], HOST) != 400)
			fail_msg("\"%s\" was not refused", bad[i]);
}

static void req_bad_sizes(void **state)
{
	char *target = arena_alloc(*state, TARGET_MAX + 10, 1);
	struct pair *many = NEWN(*state, struct pair, HEADERS_MAX + 1);
	struct req req;

	memset(target, 'a', TARGET_MAX + 1);
	target[0] = '/';
	assert_int_equal(ASK("GET", target, HOST), 414);
	target[1100] = '?';
	assert_int_equal(ASK("GET", target, HOST), 414);
	for (int i = 0; i <= HEADERS_MAX; i++)
		many[i] = (struct pair){ "X-A", "b" };
	assert_int_equal(ask(*state, "GET", "/", many, HEADERS_MAX + 1, &req), 431);
	memset(target, 'a', TARGET_MAX + 1);
	assert_int_equal(ASK("GET", "/", HOST, { "A", target }, { "B", target }), 431);
}

static void req_bad_heads(void **state)
{
	struct req req;

	assert_int_equal(ASK("PUT", "/", HOST), 405);
	assert_int_equal(ASK("get", "/", HOST), 405);
	assert_int_equal(ASK("GET", "/", { "X", "no host" }), 400);
	assert_int_equal(ASK("GET", "/", HOST, HOST), 400);
	assert_int_equal(ASK("GET", "/", { "Host ", "x" }), 400);
	assert_int_equal(ASK("GET", "/", { "Host", "a b" }), 400);
	assert_int_equal(ASK("GET", "/", { "Host", "" }), 400);
	assert_int_equal(ASK("GET", "/", HOST, { "X\x01", "b" }), 400);
	assert_int_equal(ASK("GET", "/", HOST, { "X", "b\x01" }), 400);
	assert_int_equal(ASK("GET", "/", HOST, { "Content-Length", "5" }), 400);
	assert_int_equal(ASK("GET", "/", HOST, { "Content-Length", "0" }), 0);
	assert_int_equal(ASK("POST", "/", HOST, { "Content-Length", "5" }, { "Content-Length", "5" }), 400);
	assert_int_equal(ASK("POST", "/", HOST, { "Content-Length", "5" }, { "Transfer-Encoding", "chunked" }), 400);
	assert_int_equal(ASK("POST", "/", HOST, { "Transfer-Encoding", "gzip" }), 400);
	assert_int_equal(ASK("POST", "/", HOST, { "Transfer-Encoding", "gzip, chunked" }), 400);
	assert_int_equal(ASK("POST", "/", HOST, { "Transfer-Encoding", "chunked" },
	                     { "transfer-encoding", "chunked" }), 400);
	assert_int_equal(ASK("POST", "/", HOST, { "Transfer-Encoding", "Chunked" }), 0);
	assert_int_equal(ASK("POST", "/", HOST, { "Content-Length", "+5" }), 400);
	assert_int_equal(ASK("POST", "/", HOST, { "Content-Length", "5,5" }), 400);
	assert_int_equal(ASK("POST", "/", HOST, { "Content-Length", "" }), 400);
	assert_int_equal(ASK("POST", "/", HOST, { "Content-Length", "99999999999999999999" }), 400);
	assert_int_equal(ASK("POST", "/", HOST, { "Content-Length", "1048577" }), 413);
	assert_int_equal(ASK("POST", "/", HOST, { "Content-Type", "multipart/form-data" }), 400);
	assert_int_equal(ASK("POST", "/", HOST, { "Expect", "wonders" }), 417);

	struct head old = { "GET", "/", "HTTP/0.9", NULL, 0 };

	assert_int_equal(req_head(*state, &old, &req), 505);
	old.version = "HTTP/1.0";
	assert_int_equal(req_head(*state, &old, &req), 0);
}

static void req_bad_bodies(void **state)
{
	static const char *const bad[] = { "a=%00", "a=%ff", "a=%", "a\x01=1", "%00=1", "a=\xff", "a=%1b" };
	struct req req;
	char *big = arena_alloc(*state, BODY_MAX + 2, 1);

	for (size_t i = 0; i < COUNTOF(bad); i++) {
		assert_int_equal(ASK("POST", "/", HOST, { "Content-Type", "application/x-www-form-urlencoded" }), 0);
		if (req_body(&req, bad[i], strlen(bad[i])) != 400)
			fail_msg("body \"%s\" was not refused", bad[i]);
	}
	assert_int_equal(req_body(&req, "a=1\0b", 5), 400);
	assert_int_equal(req_body(&req, big, BODY_MAX + 1), 413);
	memset(big, '&', BODY_MAX);
	assert_int_equal(req_body(&req, big, BODY_MAX), 0);
	for (int i = 0; i < BODY_MAX; i += 2)
		big[i] = 'a';
	assert_int_equal(req_body(&req, big, BODY_MAX), 400);
	assert_int_equal(ASK("POST", "/", HOST), 0);
	assert_int_equal(req_body(&req, "a=1", 3), 415);
}

static void req_origins(void **state)
{
	struct req req;

	assert_int_equal(ASK("GET", "/", HOST, { "Origin", "http://127.0.0.1:8080" }), 0);
	assert_true(req_own_origin(&req));
	assert_int_equal(ASK("GET", "/", HOST, { "Origin", "https://evil.example" }), 0);
	assert_false(req_own_origin(&req));
	assert_int_equal(ASK("GET", "/", HOST, { "Origin", "null" }), 0);
	assert_false(req_own_origin(&req));
	assert_int_equal(ASK("GET", "/", HOST, { "Sec-Fetch-Site", "cross-site" }), 0);
	assert_false(req_own_origin(&req));
	assert_int_equal(ASK("GET", "/", HOST, { "Sec-Fetch-Site", "same-origin" }), 0);
	assert_true(req_own_origin(&req));
}

static void req_cookies(void **state)
{
	assert_string_equal(req_cookie(*state, "a=1; dangvu=xyz; b=2", "dangvu"), "xyz");
	assert_null(req_cookie(*state, "dangvu=1; dangvu=2", "dangvu"));
	assert_null(req_cookie(*state, "xdangvu=1", "dangvu"));
	assert_null(req_cookie(*state, NULL, "dangvu"));
	assert_string_equal(req_cookie(*state, "; ;dangvu=1;", "dangvu"), "1");
}

static void routes_match(void **state)
{
	static const struct route rows[] = {
		{ DOOR_STAFF, GET,  "/r/:record" },
		{ DOOR_STAFF, GET,  "/r/:record/new" },
		{ DOOR_STAFF, GET,  "/r/:record/:id" },
		{ DOOR_STAFF, POST, "/r/:record/:id/:verb" },
		{ DOOR_OPEN,  GET,  "/" },
	};
	const struct routes table = { rows, (int)COUNTOF(rows) };
	struct req req = { .mem = *state, .method = GET, .path = "/r/badge/new" };
	bool other;

	assert_ptr_equal(route_find(&table, 1, &req, &other), &rows[1]);
	req.path = "/r/badge/77";
	assert_ptr_equal(route_find(&table, 1, &req, &other), &rows[2]);
	assert_string_equal(req_param(&req, "record"), "badge");
	assert_string_equal(req_param(&req, "id"), "77");
	assert_string_equal(req_param(&req, "absent"), "");
	req.path = "/";
	assert_ptr_equal(route_find(&table, 1, &req, &other), &rows[4]);
	req.path = "/r/badge/77/edit";
	assert_null(route_find(&table, 1, &req, &other));
	assert_true(other);
	req.path = "/r/badge/77/edit/more";
	assert_null(route_find(&table, 1, &req, &other));
	assert_false(other);
	req.path = "/rr";
	assert_null(route_find(&table, 1, &req, &other));
}

static void field_ids(void **state)
{
	assert_string_equal(field_id(*state, "career[0].from"), "f-career-0_-from");
}

struct store { struct arena *mem; struct errs errs; struct db db; };

static struct store open_store(struct arena *mem)
{
	struct store s = { .mem = mem, .errs = errs_new(mem) };

	s.db = (struct db){ db_open("sqlite::memory:", &s.errs), mem, &s.errs };
	assert_non_null(s.db.conn);
	return s;
}

static void make_tables(struct db *db)
{
	assert_true(db_script(db, SQL(
		"CREATE TABLE credential (user_id bigint PRIMARY KEY, hash text, failures bigint, locked_until bigint, "
			"language text);"
		"CREATE TABLE session (token_hash text PRIMARY KEY, user_id bigint, csrf text, created bigint, seen "
			"bigint);"
		"CREATE TABLE setting (name text PRIMARY KEY, value text)")));
}

static void session_lives_and_ends(void **state)
{
	struct store s = open_store(*state);
	struct db *db = &s.db;
	struct session one, two, other;
	const char *token, *second, *third;

	db->errs = &s.errs;
	make_tables(db);
	assert_true(session_begin(db, 7, 1000, &token));
	assert_int_equal(strlen(token), 43);
	assert_true(session_find(db, token, 1001, &one));
	assert_int_equal(one.user, 7);
	assert_string_not_equal(one.token_hash, token);
	assert_true(session_find(db, "guessed", 1001, &other));
	assert_int_equal(other.user, 0);
	assert_true(session_find(db, one.token_hash, 1001, &other));
	assert_int_equal(other.user, 0);
	assert_true(session_find(db, token, 1000 + SESSION_IDLE + 1, &other));
	assert_int_equal(other.user, 0);
	assert_true(session_touch(db, &one, 1000 + SESSION_IDLE));
	assert_true(session_find(db, token, 1000 + SESSION_IDLE + 1, &one));
	assert_int_equal(one.user, 7);
	for (int64_t t = 1000; t < 1000 + SESSION_LIFE; t += SESSION_IDLE - 1)
		assert_true(session_touch(db, &one, t + SESSION_IDLE));
	assert_true(session_find(db, token, 1001 + SESSION_LIFE, &other));
	assert_int_equal(other.user, 0);

	assert_true(session_begin(db, 7, 50000000, &token));
	assert_true(session_begin(db, 7, 50000000, &second));
	assert_true(session_begin(db, 8, 50000000, &third));
	assert_true(session_find(db, token, 50000001, &one));
	assert_true(session_end_others(db, &one));
	assert_true(session_find(db, second, 50000001, &two));
	assert_int_equal(two.user, 0);
	assert_true(session_find(db, third, 50000001, &two));
	assert_int_equal(two.user, 8);
	assert_true(session_end(db, &one));
	assert_true(session_find(db, token, 50000001, &one));
	assert_int_equal(one.user, 0);
	db_close(db->conn);
}

static bool tries(struct db *db, int64_t user, const char *password, const char *decoy, int64_t now)
{
	bool right;

	assert_true(credential_check(db, user, password, decoy, now, &right));
	return right;
}

static void lock_out(void **state)
{
	struct store s = open_store(*state);
	struct db *db = &s.db;
	const char *decoy;

	db->errs = &s.errs;
	make_tables(db);
	assert_true(password_hash(*state, "nobody at all", &decoy));
	assert_false(credential_set(db, 7, "short"));
	assert_string_equal(s.errs.first->field, "password");
	errs_clear(&s.errs);
	assert_true(credential_set(db, 7, "mật khẩu dài"));
	assert_true(tries(db, 7, "mật khẩu dài", decoy, 1000));
	assert_false(tries(db, 8, "nobody at all", decoy, 1000));
	for (int i = 0; i < LOCK_FAILURES - 1; i++)
		assert_false(tries(db, 7, "sai", decoy, 1000));
	assert_true(tries(db, 7, "mật khẩu dài", decoy, 1000));
	for (int i = 0; i < LOCK_FAILURES; i++)
		assert_false(tries(db, 7, "sai", decoy, 1000));
	assert_false(tries(db, 7, "mật khẩu dài", decoy, 1001));
	assert_false(tries(db, 7, "mật khẩu dài", decoy, 1000 + LOCK_SECONDS - 1));
	assert_false(tries(db, 7, "sai", decoy, 1000 + LOCK_SECONDS));
	assert_true(tries(db, 7, "mật khẩu dài", decoy, 1000 + LOCK_SECONDS + 1));
	assert_int_equal(s.errs.count, 0);
	db_close(db->conn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(html_escapes, start, stop),
		cmocka_unit_test_setup_teardown(url_encodes, start, stop),
		cmocka_unit_test_setup_teardown(req_good, start, stop),
		cmocka_unit_test_setup_teardown(req_bad_targets, start, stop),
		cmocka_unit_test_setup_teardown(req_bad_sizes, start, stop),
		cmocka_unit_test_setup_teardown(req_bad_heads, start, stop),
		cmocka_unit_test_setup_teardown(req_bad_bodies, start, stop),
		cmocka_unit_test_setup_teardown(req_origins, start, stop),
		cmocka_unit_test_setup_teardown(req_cookies, start, stop),
		cmocka_unit_test_setup_teardown(routes_match, start, stop),
		cmocka_unit_test_setup_teardown(field_ids, start, stop),
		cmocka_unit_test_setup_teardown(session_lives_and_ends, start, stop),
		cmocka_unit_test_setup_teardown(lock_out, start, stop),
	};

	return cmocka_run_group_tests_name("web", tests, NULL, NULL);
}
