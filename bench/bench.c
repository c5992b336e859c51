/* Measures what the program does in one process, and makes what the loads over HTTP need. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/subjects.h"
#include "base/crypt.h"
#include "model/access.h"
#include "model/keep.h"

/* ---- the office ---- */

static _Noreturn void end_with(const struct errs *errs)
{
	for (const struct err *e = errs->first; e; e = e->next)
		fprintf(stderr, "bench: %s%s%s\n", e->field ? e->field : "", e->field ? ": " : "", e->text);
	exit(1);
}

void bench_open(struct bench *b, const char *path)
{
	struct arena *mem = arena_new((size_t)2 << 30);
	struct errs *errs = NEW(mem, struct errs);

	crypt_start();
	*errs = errs_new(mem);
	b->mem = mem;
	if (!office_open(&b->office, mem, subjects, nsubjects, arena_printf(mem, "sqlite:%s", path),
	                 (struct date){ 0 }, errs) || !(b->conn = db_open(b->office.url, errs)))
		end_with(errs);
}

void bench_close(struct bench *b)
{
	db_close(b->conn);
	office_close(&b->office);
	arena_free(b->mem);
}

/* ---- one piece of work ---- */

struct piece { struct ctx *ctx; const char *login; bool (*work)(struct ctx *, void *); void *arg; };

static bool sign_in(struct piece *p)
{
	return !p->login || access_user(p->ctx, p->login, false, &p->ctx->user);
}

static bool in_txn(void *arg)
{
	struct piece *p = arg;

	p->ctx->heads = NULL;
	return sign_in(p) && p->work(p->ctx, p->arg);
}

static bool sign_in_txn(void *arg)
{
	struct piece *p = arg;

	p->ctx->heads = NULL;
	return sign_in(p);
}

static struct took piece_time(struct bench *b, struct piece p, bool bare, enum txn kind)
{
	struct took from = took_begin();
	struct arena *mem = arena_new((size_t)1 << 30);
	struct ctx ctx;
	bool done = office_ctx(&b->office, b->conn, mem, "bench", true, &ctx);

	p.ctx = &ctx;
	if (done && bare)
		done = db_txn(ctx.db, TXN_READ, sign_in_txn, &p) && p.work(&ctx, p.arg);
	else if (done)
		done = db_txn(ctx.db, kind, in_txn, &p);
	if (!done)
		end_with(ctx.errs);
	arena_free(mem);
	return took_end(from);
}

struct took bench_time(struct bench *b, const char *login, enum txn kind, bool (*work)(struct ctx *, void *), void *arg)
{
	return piece_time(b, (struct piece){ NULL, login, work, arg }, false, kind);
}

struct took bench_time_bare(struct bench *b, const char *login, bool (*work)(struct ctx *, void *), void *arg)
{
	return piece_time(b, (struct piece){ NULL, login, work, arg }, true, TXN_READ);
}

/* ---- times ---- */

static double clock_us(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

double now_us(void)
{
	return clock_us(CLOCK_MONOTONIC);
}

struct took took_begin(void)
{
	return (struct took){ clock_us(CLOCK_MONOTONIC), clock_us(CLOCK_THREAD_CPUTIME_ID) };
}

struct took took_end(struct took from)
{
	struct took now = took_begin();

	return (struct took){ now.wall - from.wall, now.cpu - from.cpu };
}

void times_add(struct times *t, struct took us)
{
	if (t->n == t->room) {
		t->room = t->room ? t->room * 2 : 1024;
		t->wall = realloc(t->wall, (size_t)t->room * sizeof *t->wall);
		t->cpu = realloc(t->cpu, (size_t)t->room * sizeof *t->cpu);
		if (!t->wall || !t->cpu)
			abort();
	}
	t->wall[t->n] = us.wall;
	t->cpu[t->n++] = us.cpu;
}

static int less(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double at(double *v, int n, double share)
{
	int i = (int)(share * n);

	qsort(v, (size_t)n, sizeof *v, less);
	return n ? v[i < n ? i : n - 1] : 0;
}

void times_print(struct times *t, const char *name)
{
	printf("%s %.1f %.1f %.1f %.1f %d\n", name, at(t->cpu, t->n, 0.5), at(t->cpu, t->n, 0.99),
	       at(t->wall, t->n, 0.5), at(t->wall, t->n, 0.99), t->n);
	t->n = 0;
}

int lines_read(struct arena *a, const char *path, const char ***out)
{
	char line[8192];
	int n = 0;
	FILE *f = fopen(path, "r");

	if (!f) {
		perror(path);
		exit(1);
	}
	*out = NULL;
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = '\0';
		PUSH(a, *out, n, arena_text(a, line));
	}
	fclose(f);
	return n;
}

int main(int argc, char **argv)
{
	static const struct { const char *name, *arguments; int least; int (*run)(int, char **); } commands[] = {
		{ "page", "DB COOKIE-FILE PATHS-FILE TIMES", 4, bench_page },
		{ "search", "DB QUERIES-FILE TIMES LOGIN...", 4, bench_search },
		{ "figures", "DB TIMES", 2, bench_figures },
		{ "known", "DB ENTRY|0 TIMES", 3, bench_known },
		{ "sessions", "DB USERS UNIT...", 3, bench_sessions },
		{ "raw", "FILE SECONDS", 2, bench_raw },
		{ "paper", "DB SECONDS", 2, bench_paper },
		{ "import", "DB CSV", 2, bench_import },
		{ "bulk", "DB", 1, bench_bulk },
		{ "workbook", "XLSX", 1, bench_workbook },
		{ "first", "PORT PATH COOKIE COMMAND...", 4, bench_first },
		{ "export", "DB TIMES FORMAT|alone", 3, bench_export },
		{ "run", "COMMAND...", 1, bench_run },
	};

	for (size_t i = 0; i < COUNTOF(commands); i++)
		if (argc > 1 && strcmp(argv[1], commands[i].name) == 0 && argc - 2 >= commands[i].least)
			return commands[i].run(argc - 2, argv + 2);
	for (size_t i = 0; i < COUNTOF(commands); i++)
		fprintf(stderr, "bench %s %s\n", commands[i].name, commands[i].arguments);
	return 2;
}
