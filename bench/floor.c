/* The least a server can do for a page of members: a bare epoll loop per
 * thread, keep-alive, one SQLite connection and prepared statements per thread,
 * no login, no rights, no clocks.  It renders the very page of the program, from
 * the same tables, out of a template that tools/bench cuts from one of the
 * program's own pages; where a member stands is looked up beforehand, in the
 * side table floor_list.  A limit to measure against, not a product: GET
 * without body, no timeouts.
 *
 *   floor PORT THREADS FILE                  every path: FILE's bytes
 *   floor PORT THREADS FILE DB               /list?unit=ID&page=N rendered from DB with FILE as template
 *
 * In the template a byte 1..8 stands for: 1 the unit's code, 2 its name, 3 the count, 4 the rows, 5 the page before,
 * 6 the page after, 7 the first row's number, 8 the last row's. */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PAGE = 50, EVENTS = 256, REQUEST_MAX = 4096, COMMITTEES = 100000 };       /* floor_list has ids short */

struct bytes { char *p; size_t n, cap; };
struct client { int fd; size_t n, sent; struct bytes out; char in[REQUEST_MAX]; };
struct store { sqlite3 *db; sqlite3_stmt *unit, *count, *rows; };

static int port;
static const char *db_path;
static struct bytes fixed;

_Noreturn static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* ---- bytes ---- */

static void put(struct bytes *b, const char *s, size_t n)
{
	if (b->n + n > b->cap) {
		b->cap = (b->n + n) * 2;
		b->p = realloc(b->p, b->cap);
		if (!b->p)
			die("memory");
	}
	memcpy(b->p + b->n, s, n);
	b->n += n;
}

#define LIT(b, s) put(b, s, sizeof(s) - 1)

static void put_escaped(struct bytes *b, const char *s)
{
	while (s && *s) {
		size_t n = strcspn(s, "<>&\"'");

		put(b, s, n);
		s += n;
		switch (*s) {
		case '<': LIT(b, "&lt;"); break;
		case '>': LIT(b, "&gt;"); break;
		case '&': LIT(b, "&amp;"); break;
		case '"': LIT(b, "&quot;"); break;
		case '\'': LIT(b, "&#39;"); break;
		}
		s += *s != '\0';
	}
}

static void put_int(struct bytes *b, long long v, bool grouped)
{
	char text[32];
	int n = snprintf(text, sizeof text, "%lld", v);

	for (int i = 0; i < n; i++) {
		if (grouped && i && (n - i) % 3 == 0)
			LIT(b, ".");
		put(b, text + i, 1);
	}
}

/* 2022-12-08 as 08/12/2022. */
static void put_day(struct bytes *b, const char *s)
{
	if (!s || strlen(s) != 10)
		return;
	put(b, s + 8, 2);
	LIT(b, "/");
	put(b, s + 5, 2);
	LIT(b, "/");
	put(b, s, 4);
}

/* ---- the page ---- */

static void must(sqlite3 *db, int code)
{
	if (code == SQLITE_OK)
		return;
	fprintf(stderr, "floor: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s;

	must(db, sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL));
	return s;
}

static void store_open(struct store *s)
{
	must(NULL, sqlite3_open_v2(db_path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
	must(s->db, sqlite3_exec(s->db, "PRAGMA busy_timeout=5000;PRAGMA mmap_size=8000000000;PRAGMA cache_size=-65536",
	                         NULL, NULL, NULL));
	s->unit = prepare(s->db, "SELECT code, name FROM unit WHERE id = ?1");
	s->count = prepare(s->db, "SELECT count(*) FROM floor_list WHERE committee = ?1 AND standing = 1");
	s->rows = prepare(s->db,
		"SELECT m.id, p.name, m.file_no, m.joined_on, m.official_on, u.id, u.name FROM"
		" (SELECT name_key, member FROM floor_list WHERE committee = ?1 AND standing = 1"
		"  ORDER BY name_key, member LIMIT 50 OFFSET ?2) f CROSS JOIN floor_list l ON l.member = f.member"
		" CROSS JOIN member m ON m.id = f.member CROSS JOIN person p ON p.id = m.person"
		" CROSS JOIN unit u ON u.id = l.unit ORDER BY f.name_key, f.member");
}

static const char *text(sqlite3_stmt *s, int column)
{
	return (const char *)sqlite3_column_text(s, column);
}

static void put_row(struct bytes *b, sqlite3_stmt *s)
{
	LIT(b, "<tr><td data-label=\"Họ và tên\"><input type=\"checkbox\" name=\"_row\" value=\"");
	put_int(b, sqlite3_column_int64(s, 0), false);
	LIT(b, "\" form=\"bulk\" aria-label=\"Chọn ");
	put_escaped(b, text(s, 1));
	LIT(b, "\"><a href=\"/r/member/");
	put_int(b, sqlite3_column_int64(s, 0), false);
	LIT(b, "\">");
	put_escaped(b, text(s, 1));
	LIT(b, "</a></td><td data-label=\"Số lý lịch\">");
	put_escaped(b, text(s, 2));
	LIT(b, "</td><td data-label=\"Ngày vào Đảng (lễ kết nạp)\" class=\"day\">");
	put_day(b, text(s, 3));
	LIT(b, "</td><td data-label=\"Ngày chính thức\" class=\"day\">");
	put_day(b, text(s, 4));
	LIT(b, "</td><td data-label=\"Nơi sinh hoạt\"><a href=\"/r/unit/");
	put_int(b, sqlite3_column_int64(s, 5), false);
	LIT(b, "\">");
	put_escaped(b, text(s, 6));
	LIT(b, "</a></td><td data-label=\"Tư cách\">Chính thức</td></tr>\n");
}

static int put_rows(struct bytes *b, struct store *s, long long unit, int page)
{
	int n = 0;

	sqlite3_bind_int64(s->rows, 1, unit % COMMITTEES);
	sqlite3_bind_int(s->rows, 2, (page - 1) * PAGE);
	for (; sqlite3_step(s->rows) == SQLITE_ROW; n++)
		put_row(b, s->rows);
	sqlite3_reset(s->rows);
	return n;
}

static long long count_rows(struct store *s, long long unit)
{
	sqlite3_bind_int64(s->count, 1, unit % COMMITTEES);

	long long n = sqlite3_step(s->count) == SQLITE_ROW ? sqlite3_column_int64(s->count, 0) : 0;

	sqlite3_reset(s->count);
	return n;
}

static void put_mark(struct bytes *b, struct store *s, int mark, long long unit, int page)
{
	static _Thread_local int shown;

	switch (mark) {
	case 1: put_escaped(b, text(s->unit, 0)); break;
	case 2: put_escaped(b, text(s->unit, 1)); break;
	case 3: put_int(b, count_rows(s, unit), true); break;
	case 4: shown = put_rows(b, s, unit, page); break;
	case 5: put_int(b, page - 1, false); break;
	case 6: put_int(b, page + 1, false); break;
	case 7: put_int(b, (page - 1) * PAGE + 1, true); break;
	case 8: put_int(b, (page - 1) * PAGE + shown, true); break;
	case 14: put_int(b, page, false); break;
	}
}

static void render(struct store *s, struct bytes *b, long long unit, int page)
{
	static const char marks[] = "\1\2\3\4\5\6\7\10\16";
	const char *at = fixed.p, *end = fixed.p + fixed.n;

	b->n = 0;
	sqlite3_bind_int64(s->unit, 1, unit);
	(void)sqlite3_step(s->unit);
	while (at < end) {
		size_t n = strcspn(at, marks);

		put(b, at, n);
		at += n;
		if (at < end)
			put_mark(b, s, *at++, unit, page);
	}
	sqlite3_reset(s->unit);
}

static long long number(const char *request, const char *key)
{
	const char *p = strstr(request, key);

	return p ? strtoll(p + strlen(key), NULL, 10) : 1;
}

static void respond(struct bytes *b, const struct bytes *body)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ";

	LIT(b, head);
	put_int(b, (long long)body->n, false);
	LIT(b, "\r\n\r\n");
	put(b, body->p, body->n);
}

/* ---- the wire ---- */

static void answer(struct store *s, struct client *c, const char *request)
{
	static _Thread_local struct bytes page;

	if (db_path) {
		render(s, &page, number(request, "unit="), (int)number(request, "page="));
		respond(&c->out, &page);
	} else {
		respond(&c->out, &fixed);
	}
}

/* 1: all sent, 0: the socket is full, -1: gone. */
static int send_out(struct client *c)
{
	while (c->sent < c->out.n) {
		ssize_t n = send(c->fd, c->out.p + c->sent, c->out.n - c->sent, MSG_NOSIGNAL);

		if (n < 0)
			return errno == EAGAIN ? 0 : -1;
		c->sent += (size_t)n;
	}
	c->sent = c->out.n = 0;
	return 1;
}

static bool receive(struct store *s, struct client *c)
{
	ssize_t r = recv(c->fd, c->in + c->n, sizeof c->in - 1 - c->n, 0);
	char *end;

	if (r <= 0)
		return r < 0 && errno == EAGAIN;
	c->n += (size_t)r;
	c->in[c->n] = '\0';
	while ((end = strstr(c->in, "\r\n\r\n"))) {
		*end = '\0';
		answer(s, c, c->in);
		c->n -= (size_t)(end + 4 - c->in);
		memmove(c->in, end + 4, c->n);
		c->in[c->n] = '\0';
	}
	return c->n < sizeof c->in - 1;
}

static void welcome(int listener, int poll)
{
	int fd, on = 1;

	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
		struct client *c = calloc(1, sizeof *c);
		struct epoll_event ev = { .events = EPOLLIN | EPOLLRDHUP, .data.ptr = c };

		if (!c)
			die("memory");
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		c->fd = fd;
		epoll_ctl(poll, EPOLL_CTL_ADD, fd, &ev);
	}
}

static void serve(struct store *s, int poll, const struct epoll_event *ev)
{
	struct client *c = ev->data.ptr;
	bool here = !(ev->events & EPOLLIN) || receive(s, c);
	int sent = here ? send_out(c) : -1;

	if (sent < 0 || ev->events & (EPOLLHUP | EPOLLERR)) {
		close(c->fd);
		free(c->out.p);
		free(c);
		return;
	}
	if (!sent || ev->events & EPOLLOUT) {
		struct epoll_event next = { .events = sent ? EPOLLIN | EPOLLRDHUP : EPOLLOUT, .data.ptr = c };

		epoll_ctl(poll, EPOLL_CTL_MOD, c->fd, &next);
	}
}

static int listen_on(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
	                          .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 4096))
		die("listen");
	return fd;
}

static void *loop(void *arg)
{
	struct store store = { 0 };
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = NULL }, events[EVENTS];
	int listener = listen_on(), poll = epoll_create1(0);

	(void)arg;
	if (db_path)
		store_open(&store);
	epoll_ctl(poll, EPOLL_CTL_ADD, listener, &ev);
	for (;;) {
		int n = epoll_wait(poll, events, EVENTS, -1);

		for (int i = 0; i < n; i++) {
			if (events[i].data.ptr)
				serve(&store, poll, &events[i]);
			else
				welcome(listener, poll);
		}
	}
	return NULL;
}

static void read_file(const char *path)
{
	char part[65536];
	FILE *f = fopen(path, "r");

	if (!f)
		die(path);
	for (size_t n; (n = fread(part, 1, sizeof part, f)); )
		put(&fixed, part, n);
	fclose(f);
	put(&fixed, "", 1);
	fixed.n--;
}

int main(int argc, char **argv)
{
	pthread_t thread;

	if (argc < 4) {
		fprintf(stderr, "usage: floor PORT THREADS FILE [DB]\n");
		return 2;
	}
	port = (int)strtol(argv[1], NULL, 10);
	db_path = argc > 4 ? argv[4] : NULL;
	read_file(argv[3]);
	signal(SIGPIPE, SIG_IGN);
	for (long i = 1; i < strtol(argv[2], NULL, 10); i++)
		pthread_create(&thread, NULL, loop, NULL);
	loop(NULL);
}
