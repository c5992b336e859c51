/* Accounts signed in for the loads, the raw speed of durable changes, and the first page after a start. */
#include "bench.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "model/catalog.h"
#include "web/req.h"
#include "web/session.h"
#include "web/web.h"

/* ---- accounts ---- */

struct account { int number; const char *unit, *role; };

static bool create(struct ctx *ctx, const char *record, const char *const *name, const char *const *text, int n,
                   struct done *done)
{
	struct input input = { n, name, text };
	struct order o = { .verb = DO_CREATE, .rec = catalog_record(ctx->catalog, record), .input = &input };

	return command_run(ctx, &o, done);
}

/* An account with one role, signed in; prints its cookie. */
static bool make_account(struct ctx *ctx, void *arg)
{
	static const char *const user_name[] = { "login", "name" };
	static const char *const role_name[] = { "user", "role", "unit", "valid_from" };
	const struct account *a = arg;
	const char *user[] = {
		arena_printf(ctx->mem, "bench%d", a->number), arena_printf(ctx->mem, "Người đo %d", a->number),
	};
	struct done done, role;
	const char *token;

	if (!create(ctx, "user", user_name, user, 2, &done))
		return false;
	const char *text[] = { arena_printf(ctx->mem, "%lld", (long long)done.id), a->role, a->unit, "2022-01-01" };
	if (!create(ctx, "user_role", role_name, text, 4, &role) ||
	    !session_begin(ctx->db, done.id, (int64_t)time(NULL), &token))
		return false;
	printf("dangvu=%s\n", token);
	return true;
}

/* Spread over the units and over two roles, so that many, but not all, see the same. */
int bench_sessions(int argc, char **argv)
{
	struct bench b;
	int users = (int)strtol(argv[1], NULL, 10), units = argc - 2;

	bench_open(&b, argv[0]);
	for (int i = 0; i < users; i++) {
		struct account a = { i, argv[2 + i % units], i / units % 2 ? "chief" : "clerk" };

		bench_time_bare(&b, NULL, make_account, &a);
	}
	bench_close(&b);
	return 0;
}

/* ---- raw commits ---- */

static int statement_fails(sqlite3 *db)
{
	fprintf(stderr, "bench: %s\n", sqlite3_errmsg(db));
	return 1;
}

static bool step(sqlite3_stmt *s)
{
	return sqlite3_step(s) == SQLITE_DONE && sqlite3_reset(s) == SQLITE_OK;
}

static bool all_step(sqlite3_stmt *const *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!step(s[i]))
			return false;
	return true;
}

/* What one insert costs that is on the disk before it is answered: WAL, synchronous FULL. */
int bench_raw(int argc, char **argv)
{
	sqlite3 *db;
	sqlite3_stmt *s;
	double from, seconds = strtod(argv[1], NULL);
	long n = 0;

	(void)argc;
	if (sqlite3_open(argv[0], &db) ||
	    sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
	                     "CREATE TABLE log (id INTEGER PRIMARY KEY, what TEXT)", NULL, NULL, NULL) ||
	    sqlite3_prepare_v2(db, "INSERT INTO log (what) VALUES "
	                           "('member 123456: status 1 -> 4 by user 12, reason: moved')", -1, &s, NULL))
		return statement_fails(db);
	from = now_us();
	for (; now_us() - from < seconds * 1e6; n++) {
		sqlite3_step(s);
		sqlite3_reset(s);
	}
	printf("raw %.0f\n", (double)n / (now_us() - from) * 1e6);
	sqlite3_finalize(s);
	sqlite3_close(db);
	return 0;
}

/* What the database alone costs of one paper entered: the rows that the program writes for it, prepared once, without
 * its checks, rights, titles and hashes. */
static const char *const paper_rows[] = {
	"INSERT INTO document (id, entry, kind, number, number_fold, date, issuer, issuer_fold, unit, title, title_fold)"
	" SELECT (SELECT max(id) FROM document) + 1, j.entry + 1, 'decision', ?1 || '-QĐ/DO', ?1 || '-qd/do',"
	" '2022-12-01', 'Huyện ủy Càng Long (giả lập)', 'huyen uy cang long (gia lap)', 100000000002, 'Đo tốc độ ghi',"
	" 'do toc do ghi' FROM journal_head j WHERE j.name = 'database'",
	"UPDATE journal_head SET entry = (SELECT entry + 1 FROM journal_head WHERE name = 'database')"
	" WHERE name = 'record:document'",
	"INSERT INTO journal SELECT entry + 1, site, no + 1, at + 1, user, via, 'document create', '', digests, hash, hash"
	" FROM journal ORDER BY entry DESC LIMIT 1",
	"UPDATE journal_head SET entry = entry + 1, next_id = next_id + 1 WHERE name LIKE 'site:%'",
	"UPDATE journal_head SET entry = entry + 1 WHERE name = 'database'",
};

int bench_paper(int argc, char **argv)
{
	sqlite3 *db;
	sqlite3_stmt *s[COUNTOF(paper_rows)], *begin, *commit;
	double from, seconds = strtod(argv[1], NULL);
	char number[32];
	int n = 0;

	(void)argc;
	if (sqlite3_open(argv[0], &db) ||
	    sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", NULL, NULL, NULL) ||
	    sqlite3_prepare_v2(db, "BEGIN IMMEDIATE", -1, &begin, NULL) ||
	    sqlite3_prepare_v2(db, "COMMIT", -1, &commit, NULL))
		return statement_fails(db);
	for (size_t i = 0; i < COUNTOF(paper_rows); i++)
		if (sqlite3_prepare_v2(db, paper_rows[i], -1, &s[i], NULL))
			return statement_fails(db);
	from = now_us();
	for (; now_us() - from < seconds * 1e6; n++) {
		snprintf(number, sizeof number, "1-%d", n);
		sqlite3_bind_text(s[0], 1, number, -1, SQLITE_STATIC);
		if (!step(begin) || !all_step(s, COUNTOF(paper_rows)) || !step(commit))
			return statement_fails(db);
	}
	printf("paper %.0f\n", n / (now_us() - from) * 1e6);
	return 0;
}

/* ---- the first page ---- */

/* Whether one whole page came back with 200. */
static bool ask(int port, const char *request, char *in, size_t size)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((unsigned short)port),
	                          .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	size_t n = 0;

	if (!connect(fd, (struct sockaddr *)&at, sizeof at) &&
	    write(fd, request, strlen(request)) == (ssize_t)strlen(request))
		for (ssize_t r; n < size - 1 && (r = read(fd, in + n, size - 1 - n)) > 0; n += (size_t)r)
			;
	close(fd);
	in[n] = '\0';
	return strncmp(in, "HTTP/1.1 200 ", 13) == 0 && strstr(in, "</html>");
}

static pid_t run(char **command)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
		_exit(127);
	execvp(command[0], command);
	_exit(127);
}

/* Starts the command, asks every 2 ms, prints the milliseconds to the first whole page, ends the command. */
int bench_first(int argc, char **argv)
{
	static char request[4096], in[1 << 20];
	double from = now_us(), took = 0;
	bool there = false;
	pid_t pid = run(argv + 3);

	(void)argc;
	snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nCookie: %s\r\n"
	         "Connection: close\r\n\r\n", argv[1], argv[0], argv[2]);
	while (!there && took < 30e6) {
		there = ask((int)strtol(argv[0], NULL, 10), request, in, sizeof in);
		took = now_us() - from;
		if (!there)
			usleep(2000);
	}
	printf("%.1f\n", there ? took / 1e3 : -1.0);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	return !there;
}

/* Runs the command to its end; prints its seconds and its most resident megabytes. */
int bench_run(int argc, char **argv)
{
	struct rusage usage;
	double from = now_us();
	pid_t pid = run(argv);
	int status;

	(void)argc;
	if (wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status) || WEXITSTATUS(status)) {
		fprintf(stderr, "bench: %s failed\n", argv[0]);
		return 1;
	}
	printf("%.1f %.0f\n", (now_us() - from) / 1e6, (double)usage.ru_maxrss / 1024);
	return 0;
}
