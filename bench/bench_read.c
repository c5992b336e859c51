/* Pages and searches without the wire: what the program itself takes. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/catalog.h"
#include "model/search.h"
#include "site/face.h"
#include "web/web.h"

/* ---- pages ---- */

struct visit { struct bench *b; struct web web; const char *cookie; };

/* One request from its head to its bytes. */
static struct took visit(struct visit *v, const char *target)
{
	struct took from = took_begin();
	struct arena *mem = arena_new(0);
	const struct pair header[] = { { "Host", "127.0.0.1" }, { "Cookie", v->cookie } };
	struct head head = { "GET", target, "HTTP/1.1", header, COUNTOF(header) };
	struct req req;
	struct reply reply = { 0 };

	if (req_head(mem, &head, &req) || req_body(&req, "", 0)) {
		fprintf(stderr, "bench: %s is refused\n", target);
		exit(1);
	}
	web_answer(&v->web, v->b->conn, &req, &reply);
	if (reply.status != 200) {
		fprintf(stderr, "bench: %s: status %d\n", target, reply.status);
		exit(1);
	}
	arena_free(mem);
	return took_end(from);
}

/* Afresh: every request has a name of its own.  Kept: the same again. */
static void visit_all(struct visit *v, const char *const *path, int n, int times, bool fresh)
{
	struct times t = { 0 };

	for (int i = 0; i < times; i++) {
		struct arena *mem = arena_new(0);
		const char *p = path[i % n];

		times_add(&t, visit(v, fresh ? arena_printf(mem, "%s&x=%d", p, i) : p));
		arena_free(mem);
	}
	times_print(&t, fresh ? "page.fresh" : "page.kept");
}

int bench_page(int argc, char **argv)
{
	struct bench b;
	struct visit v = { .b = &b };
	const char **cookie, **path;
	int n;

	(void)argc;
	bench_open(&b, argv[0]);
	struct errs errs = errs_new(b.mem);
	v.web = (struct web){ .catalog = &b.office.catalog, .keep = b.office.keep, .face = &site_face, .site = 1 };
	if (!web_prepare(b.mem, &v.web, &errs) || !assets_read(b.mem, NULL, &v.web.assets, &errs))
		return 1;
	if (lines_read(b.mem, argv[1], &cookie) < 1 || (n = lines_read(b.mem, argv[2], &path)) < 1)
		return 1;
	v.cookie = cookie[0];
	for (int i = 0; i < n && i < 200; i++)
		(void)visit(&v, path[i]);
	visit_all(&v, path, n, (int)strtol(argv[3], NULL, 10), true);
	visit_all(&v, path, n > 13 ? 13 : n, (int)strtol(argv[3], NULL, 10), false);
	bench_close(&b);
	return 0;
}

/* ---- searches ---- */

struct search { const struct record *rec; const char *text; int64_t total; int n; };

static bool search(struct ctx *ctx, void *arg)
{
	struct search *s = arg;
	struct list list = { .of = s->rec, .clock = { ctx->today, 0 }, .count = 20 };
	struct listing rows = { 0 };
	struct found found;

	if (!search_names(ctx, s->rec, s->text, 0, 20, &found) ||
	    (found.n && !list_by_id(ctx, &list, found.id, found.n, &rows)))
		return false;
	s->total = found.total;
	s->n = rows.nlines;
	return true;
}

int bench_search(int argc, char **argv)
{
	struct bench b;
	struct times t = { 0 };
	const char **query;
	long times = strtol(argv[2], NULL, 10);

	bench_open(&b, argv[0]);
	int n = lines_read(b.mem, argv[1], &query);
	struct search s = { .rec = catalog_record(&b.office.catalog, "member") };

	s.text = "nguyen";
	for (int u = 3; u < argc; u++)
		printf("search.first %.1f\n", bench_time(&b, argv[u], TXN_READ, search, &s).cpu);
	for (long k = 0; k < times; k++)
		for (int u = 3; u < argc; u++)
			for (int i = 0; i < n; i++) {
				s.text = query[i];
				times_add(&t, bench_time(&b, argv[u], TXN_READ, search, &s));
			}
	times_print(&t, "search.warm");
	bench_close(&b);
	return 0;
}
