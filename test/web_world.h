#ifndef TEST_WEB_WORLD_H
#define TEST_WEB_WORLD_H
/* An empty installation in memory, and requests to it from their first line to their answer. */
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
	const char *bearer;             /* what stands in the header Authorization; NULL: nothing */
	const char *origin;             /* what stands in the header Origin; NULL: nothing */
	bool unpacks;                   /* what the browser says that it takes */
	const char *language;           /* chosen in this browser; NULL: none */
};

static inline void must(struct world *w, bool done)
{
	if (!done)
		fail_msg("%s: %s", w->errs.first && w->errs.first->field ? w->errs.first->field : "-",
		         w->errs.first ? w->errs.first->text : "no reason");
}

static inline int64_t create(struct world *w, const char *record, const char *const *name,
                             const char *const *text, int n)
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

static inline void add_user(struct world *w, const char *login, const char *role)
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

static inline int start_on(void **state, const char *url)
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

static inline int start(void **state)
{
	return start_on(state, "sqlite::memory:");
}

static inline int stop(void **state)
{
	struct world *w = *state;

	db_close(w->db.conn);
	keep_free(w->ctx.keep);
	arena_free(w->mem);
	return 0;
}

/* One request; the body makes it a POST of a form, or of JSON where it begins with a brace. */
static inline struct reply ask(struct world *w, const char *target, const char *body)
{
	struct pair header[8] = { { "Host", "dangvu.test" } };
	struct head head = { body ? "POST" : "GET", target, "HTTP/1.1", header, 1 };
	struct reply reply = { 0 };
	struct req req;

	if (w->cookie || w->language)
		header[head.nheaders++] = (struct pair){ "Cookie", arena_printf(w->mem, "dangvu=%s; dangvu_language=%s",
			w->cookie ? w->cookie : "", w->language ? w->language : "") };
	if (w->bearer)
		header[head.nheaders++] = (struct pair){ "Authorization", arena_printf(w->mem, "Bearer %s",
		                                                                         w->bearer) };
	if (w->origin)
		header[head.nheaders++] = (struct pair){ "Origin", w->origin };
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

static inline const char *body_of(struct world *w, const struct reply *r)
{
	return arena_textn(w->mem, r->body, r->nbody);
}

static inline bool says(struct world *w, const struct reply *r, const char *text)
{
	return strstr(body_of(w, r), text) != NULL;
}

static inline void sign_in(struct world *w, const char *login)
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

/* Of an answer that is a file: its first bytes. */
static inline const char *file_of(struct world *w, const struct reply *r)
{
	char *s = arena_alloc(w->mem, 1, 1 << 20);

	assert_non_null(r->stream);
	rewind(r->stream);
	assert_true(fread(s, 1, (1 << 20) - 1, r->stream) > 0);
	return s;
}

/* Loaded again, the same files change nothing. */
static inline void load_all(struct world *w)
{
	int64_t head;

	must(w, definitions_load(&w->ctx, "data"));
	must(w, journal_heads(&w->ctx));
	head = w->ctx.head;
	must(w, definitions_load(&w->ctx, "data"));
	must(w, journal_heads(&w->ctx));
	assert_int_equal(w->ctx.head, head);
}

static inline const char *number(struct world *w, int64_t id)
{
	return arena_printf(w->mem, "%lld", (long long)id);
}

/* A cell with a member who has no span yet. */
static inline void found_cell(struct world *w, const char **unit, const char **member)
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

static inline void add_user_at(struct world *w, const char *login, const char *role, const char *unit)
{
	static const char *const user[] = { "login", "name" };
	static const char *const holds[] = { "user", "role", "valid_from", "unit" };
	int64_t id = CREATE(w, "user", user, login, "Người thử");

	CREATE(w, "user_role", holds, number(w, id), role, "2020-01-01", unit);
	must(w, credential_set(&w->db, id, PASSWORD));
}

#endif
