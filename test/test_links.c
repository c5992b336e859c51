/* No page shows a link that its reader may not open.  Accounts of every role walk the links of their first page, of
 * the pages behind them, and so on: on every kind of page one link of every kind, which is the path with its numbers
 * blanked and the names in the query.  So all of the menu, lists, rows, histories, forms, reports and figures. */
#include <time.h>

#include "web/web.h"

#define WORLD_MORE struct web web;
#include "world_real.h"

#include "site/face.h"
#include "web/session.h"

enum { EACH_KIND = 1, KIND_MAX = 500, SLOTS = 1 << 17 };

struct link { const char *to, *from; };

/* Texts met, and how often: open addressing. */
struct met { const char *text; int n; };
struct meeting { struct met *slot; int n; };

struct visitor { struct world *w; const char *login, *token; };

struct walk {
	struct world *w;
	struct visitor visitor;
	struct link *link; int n;       /* to walk, in order of finding */
	struct meeting targets, kinds;
	int broken;
};

static struct met *meet(struct world *w, struct meeting *m, const char *text)
{
	uint32_t at = 2166136261u;

	for (const char *s = text; *s; s++)
		at = (at ^ (unsigned char)*s) * 16777619u;
	while (m->slot[at % SLOTS].text && strcmp(m->slot[at % SLOTS].text, text) != 0)
		at++;
	struct met *slot = &m->slot[at % SLOTS];
	if (!slot->text) {
		assert_true(++m->n < SLOTS / 2);
		slot->text = arena_text(w->mem, text);
	}
	return slot;
}

/* "/r/member/1207/history?on=2022-01-01" is of the kind "/r/member/#/history?on". */
static const char *kind_of(struct world *w, const char *to)
{
	struct buf b = buf_new(w->mem, KIND_MAX);
	bool query = false, value = false;

	for (const char *s = to; *s; s++) {
		query = query || *s == '?';
		if (*s == '&')
			value = false;
		if (query && *s == '=')
			value = true;
		if (value)
			continue;
		if (*s < '0' || *s > '9')
			buf_char(&b, *s);
		else if (!b.n || b.s[b.n - 1] != '#')
			buf_char(&b, '#');
	}
	return b.s;
}

/* A file of another format is read as the CSV beside it. */
static bool same_file_again(const char *to)
{
	return strncmp(to, "/export/", 8) == 0 && !strstr(to, "/csv");
}

static void add_link(struct walk *k, const char *to, const char *from)
{
	if (same_file_again(to))
		return;
	const char *page = kind_of(k->w, arena_textn(k->w->mem, from, strcspn(from, "?")));
	struct met *kind = meet(k->w, &k->kinds, arena_printf(k->w->mem, "%s %s", page, kind_of(k->w, to)));

	if (kind->n >= EACH_KIND || meet(k->w, &k->targets, to)->n++)
		return;
	kind->n++;
	PUSH(k->w->mem, k->link, k->n, ((struct link){ to, from }));
}

/* Every href of the site itself; "&amp;" stands for "&" there. */
static void take_links(struct walk *k, const char *page, const char *from)
{
	static const char href[] = "href=\"/";

	for (const char *s = page; (s = strstr(s, href)); ) {
		s += sizeof href - 2;
		size_t n = strcspn(s, "\"");
		char *to = arena_textn(k->w->mem, s, n), *end = to;

		for (const char *c = to; *c && *c != '#'; c++) {
			*end++ = *c;
			if (strncmp(c, "&amp;", 5) == 0)
				c += 4;
		}
		*end = '\0';
		add_link(k, to, from);
	}
}

static struct reply get(const struct visitor *v, struct arena *mem, const char *target)
{
	const struct pair header[] = { { "Host", "dangvu.test" },
	                               { "Cookie", arena_printf(mem, "dangvu=%s", v->token) } };
	const struct head head = { "GET", target, "HTTP/1.1", header, 2 };
	struct reply reply = { 0 };
	struct req req;

	assert_int_equal(req_head(mem, &head, &req), 0);
	assert_int_equal(req_body(&req, "", 0), 0);
	web_answer(&v->w->web, v->w->conn, &req, &reply);
	return reply;
}

static struct visitor sign_in(struct world *w, const char *login, int64_t user)
{
	struct visitor v = { w, login, NULL };

	must(w, session_begin(&w->db, user, (int64_t)time(NULL), &v.token));
	return v;
}

static void open_link(struct walk *k, struct link link)
{
	struct arena *mem = arena_new(0);
	struct reply reply = get(&k->visitor, mem, link.to);

	if (reply.status >= 400) {
		print_error("%s: %d %s, shown on %s\n", k->visitor.login, reply.status, link.to, link.from);
		k->broken++;
	}
	if (reply.status == 200 && strncmp(reply.type, "text/html", 9) == 0)
		take_links(k, arena_textn(mem, reply.body, reply.nbody), link.to);
	arena_free(mem);
}

static int walk_all(struct world *w, const char *login, int64_t user)
{
	struct walk k = {
		.w = w, .visitor = sign_in(w, login, user), .targets = { NEWN(w->mem, struct met, SLOTS), 0 },
		.kinds = { NEWN(w->mem, struct met, SLOTS), 0 },
	};

	add_link(&k, "/", "/");
	add_link(&k, "/search?q=nguyen", "/");
	add_link(&k, "/search?q=84", "/search");
	for (int i = 0; i < k.n; i++)
		open_link(&k, k.link[i]);
	assert_true(k.n > 100);
	return k.broken;
}

static int open_world(void **state)
{
	static struct asset files[] = {
		{ .name = "app.css", .type = "text/css", .body = "" },
		{ .name = "icon.svg", .type = "image/svg+xml", .body = "" },
	};
	static struct world w;

	world_demo(&w, "sqlite::memory:", 1, 1);
	w.web = (struct web){ .catalog = &w.catalog, .keep = w.ctx.keep, .face = &site_face, .today = w.ctx.today,
	                      .site = 1, .assets = { files, 2, "1" } };
	must(&w, web_prepare(w.mem, &w.web, &w.errs));
	*state = &w;
	return 0;
}

static int close_world(void **state)
{
	world_close(*state);
	return 0;
}

/* The first and the last of each role: of the whole province, and of one body alone. */
static void links_open(void **state)
{
	struct world *w = *state;
	struct rows users;
	int broken = 0;

	must(w, db_many(&w->db, SQL("SELECT login, id FROM main.\"user\" WHERE id IN (SELECT min(\"user\") FROM "
	                            "main.user_role GROUP BY role UNION SELECT max(\"user\") FROM main.user_role "
	                            "GROUP BY role) ORDER BY id"), NO_ARGS, &users));
	for (int i = 0; i < users.n; i++)
		broken += walk_all(w, users.row[i].cell[0].text, cell_int(users.row[i].cell[1]));
	assert_int_equal(broken, 0);
}

static struct visitor known(struct world *w, const char *login)
{
	return sign_in(w, login, count(w, SQL("SELECT id FROM main.\"user\" WHERE login = $1"), ARGS(V(login))));
}

static bool says(struct world *w, const struct visitor *v, const char *target, const char *text)
{
	struct reply r = get(v, w->mem, target);

	assert_int_equal(r.status, 200);
	return strstr(arena_textn(w->mem, r.body, r.nbody), text) != NULL;
}

static void what_is_not_shown_is_said(void **state)
{
	static const char whom[] = "người quản trị hệ thống";
	struct world *w = *state;
	struct visitor viewer = known(w, "xem"), clerk = known(w, "totchuc"), leader = known(w, "lanhdao");
	int64_t member = one(w, SQL("SELECT min(id) FROM main.member"));

	assert_true(says(w, &viewer, "/r/member", whom));
	assert_true(says(w, &viewer, "/open/member.total?period=2022", whom));
	assert_true(says(w, &viewer, arena_printf(w->mem, "/r/member/%lld", (long long)member), whom));
	assert_true(says(w, &leader, "/r/training", whom));
	assert_false(says(w, &viewer, "/r/unit", whom));
	assert_false(says(w, &clerk, "/r/member", whom));
	assert_false(says(w, &clerk, "/r/training", whom));
}

/* A row of another unit is not there, whichever way it is asked for. */
static void rows_of_others_are_missing(void **state)
{
	static const char *const ways[] = {
		"/r/member/%lld", "/r/member/%lld/history", "/api/show/member/%lld", "/api/history/member/%lld",
	};
	struct world *w = *state;
	struct visitor secretary = known(w, "bithu"), clerk = known(w, "totchuc");
	long long member = one(w, SQL("SELECT min(m.id) FROM main.member m WHERE m.home NOT IN (SELECT unit FROM "
	                              "main.user_role WHERE role = 'secretary')"));

	for (size_t i = 0; i < COUNTOF(ways); i++) {
		const char *target = arena_printf(w->mem, ways[i], member);
		assert_int_equal(get(&secretary, w->mem, target).status, 404);
		assert_int_equal(get(&clerk, w->mem, target).status, 200);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_open), cmocka_unit_test(what_is_not_shown_is_said),
		cmocka_unit_test(rows_of_others_are_missing),
	};

	crypt_start();
	return cmocka_run_group_tests(tests, open_world, close_world);
}
