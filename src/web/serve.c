/* The wire.  libmicrohttpd's threads read and write; each request has an arena,
 * and a connection to the database for as long as it is answered.  A client must
 * have sent its whole request within REQUEST_SECONDS: the library's own timeout
 * only sees silence, and a byte now and then would hold a place for ever. */

#include "web/serve.h"
#include <arpa/inet.h>
#include <errno.h>
#include <malloc.h>
#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "base/log.h"
#include "model/keep.h"
#include "web/imports.h"
#include "web/parts.h"

enum {
	THREADS = 2, CONNECTIONS = 1000, IDLE_SECONDS = 20, REQUEST_SECONDS = 30, ANSWER_SECONDS = 180,
	HEAD_BYTES = 32 << 10, ARENA_MAX = 256 << 20, SWALLOW_MAX = 4 << 20, MAKER_NICE = 10,
	UPLOADS = 8, UPLOAD_SECONDS = 900
};

/* One client's place: until when it must have done what it is at, set by whichever thread serves it. */
struct place { int socket; _Atomic time_t until; };

/* Requests that may write wait here, their connections suspended, for the thread that writes: those that wait together
 * share one durable commit, and are answered after it.  A request that finds nobody writing and nobody waiting, and
 * whose client is the only one of its thread, is answered by that thread itself: waking another and being woken by it
 * take as long as the whole change.  Another thread makes files, one after the other, which may take long. */
struct worker {
	struct server *server;
	pthread_t thread;
	pthread_cond_t wanted;
	struct conn *conn;
	bool taken;                     /* somebody writes: conn is his */
	bool owed;                      /* the next turn is that of those who wait, not of an import */
	struct call *first, **end;
	bool ending;                    /* no more are taken */
};

struct server {
	struct web web;
	pthread_mutex_t lock;           /* of everything below */
	pthread_cond_t returned, turned;
	struct conn *conn[THREADS]; int nconns;         /* not in use */
	struct worker writer, maker;
	pthread_t importer; bool imports;
	struct conn *import_conn;
	int uploads;                    /* files that are being read from clients */
	struct place place[CONNECTIONS];                /* socket -1: free */
};

struct call {                           /* one request */
	struct arena *mem;
	const char *target;
	struct req req;
	struct buf body;
	struct parts *parts;            /* instead of body; NULL: it is no body in parts */
	size_t got;
	int status;                     /* of a refusal; 0: none yet */
	bool begun, answered;
	struct reply reply;             /* made by a worker; valid once answered */
	struct MHD_Connection *wire;
	struct call *next;
};

static struct conn *conn_take(struct server *s)
{
	struct conn *c;

	pthread_mutex_lock(&s->lock);
	while (!s->nconns)
		pthread_cond_wait(&s->returned, &s->lock);
	c = s->conn[--s->nconns];
	pthread_mutex_unlock(&s->lock);
	return c;
}

static void conn_give(struct server *s, struct conn *c)
{
	pthread_mutex_lock(&s->lock);
	s->conn[s->nconns++] = c;
	pthread_cond_signal(&s->returned);
	pthread_mutex_unlock(&s->lock);
}

static void allow(struct MHD_Connection *c, int seconds)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct place *p = info ? info->socket_context : NULL;

	if (p)
		p->until = time(NULL) + seconds;
}

static void on_client(void *arg, struct MHD_Connection *c, void **context, enum MHD_ConnectionNotificationCode what)
{
	struct server *s = arg;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);

	pthread_mutex_lock(&s->lock);
	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		if (*context)
			((struct place *)*context)->socket = -1;
		*context = NULL;
	} else {
		for (int i = 0; i < CONNECTIONS && !*context; i++)
			if (s->place[i].socket < 0)
				*context = &s->place[i];
		if (*context)
			*(struct place *)*context = (struct place){ info->connect_fd, time(NULL) + REQUEST_SECONDS };
	}
	pthread_mutex_unlock(&s->lock);
}

/* The socket stays the library's: it notices the end and closes. */
static void end_slow_clients(struct server *s)
{
	time_t now = time(NULL);

	pthread_mutex_lock(&s->lock);
	for (int i = 0; i < CONNECTIONS; i++)
		if (s->place[i].socket >= 0 && s->place[i].until < now)
			shutdown(s->place[i].socket, SHUT_RDWR);
	pthread_mutex_unlock(&s->lock);
}

/* First sight of a request: the target before anything was done to it. */
static void *on_target(void *arg, const char *target, struct MHD_Connection *c)
{
	struct arena *mem = arena_new(ARENA_MAX);
	struct call *call = NEW(mem, struct call);

	(void)arg;
	allow(c, REQUEST_SECONDS);
	call->mem = mem;
	call->target = arena_text(mem, target);
	call->body = buf_new(mem, BODY_MAX + 1);
	return call;
}

static bool upload_begin(struct server *s)
{
	bool begun;

	pthread_mutex_lock(&s->lock);
	begun = s->uploads < UPLOADS;
	s->uploads += begun;
	pthread_mutex_unlock(&s->lock);
	return begun;
}

static void upload_end(struct server *s)
{
	pthread_mutex_lock(&s->lock);
	s->uploads--;
	pthread_mutex_unlock(&s->lock);
}

static void on_end(void *arg, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode why)
{
	struct call *call = *context;

	(void)why;
	allow(c, REQUEST_SECONDS);
	if (call && call->parts)
		upload_end(arg);
	if (call)
		arena_free(call->mem);
	*context = NULL;
}

/* Escapes are undone by web/req.c alone. */
static size_t leave_encoded(void *arg, struct MHD_Connection *c, char *text)
{
	(void)arg;
	(void)c;
	return strlen(text);
}

struct headers { struct arena *mem; struct pair *v; int n; bool bad; };

static enum MHD_Result add_header(void *arg, enum MHD_ValueKind kind, const char *name, size_t nname,
                                  const char *text, size_t ntext)
{
	struct headers *h = arg;

	(void)kind;
	/* One more than allowed is enough to be refused. */
	if (h->n > HEADERS_MAX)
		return MHD_NO;
	h->bad = h->bad || strlen(name) != nname || (text && strlen(text) != ntext);
	PUSH(h->mem, h->v, h->n, (struct pair){ name, text ? text : "" });
	return MHD_YES;
}

static int read_head(struct call *call, struct MHD_Connection *c, const char *method, const char *version)
{
	struct headers h = { .mem = call->mem };
	struct head head = { method, call->target, version, NULL, 0 };

	MHD_get_connection_values_n(c, MHD_HEADER_KIND, add_header, &h);
	head.header = h.v;
	head.nheaders = h.n;
	return h.bad ? 400 : req_head(call->mem, &head, &call->req);
}

static void add_head(struct MHD_Response *r, const char *name, const char *text)
{
	if (text && MHD_add_response_header(r, name, text) != MHD_YES)
		log_fault("web: header %s was not taken", name);
}

static void add_heads(struct MHD_Response *r, const struct call *call, const struct reply *reply)
{
	add_head(r, "Content-Type", reply->type);
	add_head(r, "Location", reply->location);
	add_head(r, "Set-Cookie", reply->cookie);
	add_head(r, "Allow", reply->allow);
	add_head(r, "Content-Encoding", reply->zipped ? "gzip" : NULL);
	add_head(r, "Vary", reply->lasting ? "Accept-Encoding" : NULL);
	if (reply->file)
		add_head(r, "Content-Disposition", arena_printf(call->mem, "attachment; filename=\"%s\"", reply->file));
	add_head(r, "Cache-Control", reply->lasting ? "public, max-age=31536000, immutable" : "private, no-store");
	add_head(r, "Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; "
	         "font-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
	         "frame-ancestors 'none'; base-uri 'none'");
	add_head(r, "X-Content-Type-Options", "nosniff");
	add_head(r, "X-Frame-Options", "DENY");
	/* With no-referrer browsers post our own forms with "Origin: null". */
	add_head(r, "Referrer-Policy", "same-origin");
	add_head(r, "Cross-Origin-Opener-Policy", "same-origin");
	add_head(r, "Cross-Origin-Resource-Policy", "same-origin");
	add_head(r, "Permissions-Policy", "camera=(), microphone=(), geolocation=()");
}

/* The library closes what it is given. */
static struct MHD_Response *file_response(FILE *file)
{
	off_t n = fseeko(file, 0, SEEK_END) == 0 ? ftello(file) : -1;
	int fd = n < 0 ? -1 : dup(fileno(file));
	struct MHD_Response *r = fd < 0 ? NULL : MHD_create_response_from_fd64((uint64_t)n, fd);

	if (fd >= 0 && !r)
		close(fd);
	return r;
}

/* The body lives in the request's arena, which on_end frees after the last byte. */
static enum MHD_Result send_reply(struct call *call, struct MHD_Connection *c, const struct reply *reply)
{
	struct MHD_Response *r = reply->stream ? file_response(reply->stream) :
	                         MHD_create_response_from_buffer(reply->nbody, (void *)(uintptr_t)reply->body,
	                                                         MHD_RESPMEM_PERSISTENT);
	enum MHD_Result done;

	if (!r)
		return MHD_NO;
	add_heads(r, call, reply);
	done = MHD_queue_response(c, (unsigned)reply->status, r);
	MHD_destroy_response(r);
	return done;
}

static enum MHD_Result refuse(struct call *call, struct MHD_Connection *c, int status)
{
	struct reply reply = { 0 };

	reply_plain(call->mem, &reply, status, "Yêu cầu không được nhận.");
	if (status == 405)
		reply.allow = "GET, HEAD, POST";
	return send_reply(call, c, &reply);
}

/* ---- the threads that write and make files ---- */

/* The connection is suspended first: the worker may be done before this returns. */
static bool hand_over(struct worker *w, struct call *call, struct MHD_Connection *c)
{
	bool taken;

	pthread_mutex_lock(&w->server->lock);
	taken = !w->ending;
	if (taken) {
		call->wire = c;
		MHD_suspend_connection(c);
		*w->end = call;
		w->end = &call->next;
		pthread_cond_signal(&w->wanted);
	}
	pthread_mutex_unlock(&w->server->lock);
	return taken;
}

/* Whether the thread that asks keeps no other client waiting while it writes. */
static bool is_alone(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_DAEMON);
	const union MHD_DaemonInfo *own = info ? MHD_get_daemon_info(info->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS)
	                                       : NULL;

	return own && own->num_connections == 1;
}

/* Never before those that wait. */
static bool worker_take(struct worker *w)
{
	bool taken;

	pthread_mutex_lock(&w->server->lock);
	taken = !w->taken && !w->first && !w->ending;
	if (taken)
		w->taken = true;
	pthread_mutex_unlock(&w->server->lock);
	return taken;
}

static void worker_give(struct worker *w)
{
	pthread_mutex_lock(&w->server->lock);
	w->taken = false;
	w->owed = w->first != NULL;
	pthread_cond_signal(&w->server->turned);
	if (w->first || w->ending)
		pthread_cond_signal(&w->wanted);
	pthread_mutex_unlock(&w->server->lock);
}

/* All that wait now, and the worker's place; NULL: the end. */
static struct call *take_waiting(struct worker *w)
{
	struct call *first;

	pthread_mutex_lock(&w->server->lock);
	while (w->taken || (!w->first && !w->ending))
		pthread_cond_wait(&w->wanted, &w->server->lock);
	first = w->first;
	w->taken = first != NULL;
	w->owed = false;
	w->first = NULL;
	w->end = &w->first;
	pthread_mutex_unlock(&w->server->lock);
	return first;
}

/* One durable commit for all of them; each has its reply after it. */
static void write_together(struct worker *w, struct call *first)
{
	struct web *web = &w->server->web;
	struct arena *mem = arena_new(0);
	struct errs errs = errs_new(mem);
	struct db db = { w->conn, mem, &errs };
	bool done = db_shared_begin(&db);

	for (struct call *call = first; done && call; call = call->next)
		web_answer(web, w->conn, &call->req, &call->reply);
	done = done && db_shared_end(&db);
	if (!done)                      /* entry numbers given in vain come again: nothing kept may bear them */
		keep_clear(web->keep);
	for (struct call *call = first; !done && call; call = call->next)
		web_busy(&call->req, &call->reply);
	arena_free(mem);
}

/* Once resumed, the call is not ours. */
static void give_back(struct call *call)
{
	call->answered = true;
	MHD_resume_connection(call->wire);
}

static void *writer_run(void *arg)
{
	struct worker *w = arg;
	struct call *first;

	while ((first = take_waiting(w))) {
		write_together(w, first);
		worker_give(w);
		for (struct call *call = first, *next; call; call = next) {
			next = call->next;
			give_back(call);
		}
	}
	return NULL;
}

static bool is_ending(struct worker *w)
{
	pthread_mutex_lock(&w->server->lock);
	bool ending = w->ending;
	pthread_mutex_unlock(&w->server->lock);
	return ending;
}

/* A thread of this system has a priority of its own: files must not slow pages down.  At the end those that did not
 * begin are sent away. */
static void *maker_run(void *arg)
{
	struct worker *w = arg;
	struct call *first;

	if (setpriority(PRIO_PROCESS, 0, MAKER_NICE) != 0)
		log_info("web: files are made at the priority of pages");
	while ((first = take_waiting(w))) {
		for (struct call *call = first, *next; call; call = next) {
			next = call->next;
			if (is_ending(w))
				web_busy(&call->req, &call->reply);
			else
				web_answer(&w->server->web, w->conn, &call->req, &call->reply);
			give_back(call);
		}
		worker_give(w);
	}
	return NULL;
}

/* Imports take as long as they take; only their writing waits for the turn of those who write. */
static void *importer_run(void *arg)
{
	struct server *s = arg;

	if (setpriority(PRIO_PROCESS, 0, MAKER_NICE) != 0)
		log_info("web: imports are done at the priority of pages");
	imports_serve(&s->web, s->import_conn);
	return NULL;
}

static void turn_take(void *arg)
{
	struct worker *w = arg;

	pthread_mutex_lock(&w->server->lock);
	while (w->taken || w->owed)
		pthread_cond_wait(&w->server->turned, &w->server->lock);
	w->taken = true;
	pthread_mutex_unlock(&w->server->lock);
}

static void turn_give(void *arg)
{
	worker_give(arg);
}

static bool importer_start(struct server *s)
{
	imports_turn(s->web.imports, (struct import_turn){ turn_take, turn_give, &s->writer });
	s->imports = pthread_create(&s->importer, NULL, importer_run, s) == 0;
	return s->imports;
}

static void importer_stop(struct server *s)
{
	if (!s->imports)
		return;
	imports_end(s->web.imports);
	pthread_join(s->importer, NULL);
}

static bool worker_start(struct server *s, struct worker *w, void *(*run)(void *))
{
	w->server = s;
	w->end = &w->first;
	pthread_cond_init(&w->wanted, NULL);
	w->ending = pthread_create(&w->thread, NULL, run, w) != 0;
	return !w->ending;
}

/* All that wait are answered: none may be suspended when the daemon stops. */
static void worker_stop(struct worker *w)
{
	if (!w->server || w->ending)
		return;
	pthread_mutex_lock(&w->server->lock);
	w->ending = true;
	pthread_cond_signal(&w->wanted);
	pthread_mutex_unlock(&w->server->lock);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->wanted);
}

static enum MHD_Result answer(struct server *s, struct call *call, struct MHD_Connection *c)
{
	struct reply reply = { 0 };
	struct conn *conn;
	int status;

	if (call->answered)
		return send_reply(call, c, &call->reply);
	status = call->status ? call->status : call->parts ? parts_end(call->parts, &call->req) :
	         req_body(&call->req, call->body.s, call->body.n);
	allow(c, ANSWER_SECONDS);
	if (status)
		return refuse(call, c, status);
	switch (web_lane(&call->req)) {
	case LANE_HERE:
		break;
	case LANE_WRITE:
		if (is_alone(c) && worker_take(&s->writer)) {
			write_together(&s->writer, call);
			worker_give(&s->writer);
			return send_reply(call, c, &call->reply);
		}
		if (hand_over(&s->writer, call, c))
			return MHD_YES;
		break;
	case LANE_FILE:
		if (hand_over(&s->maker, call, c))
			return MHD_YES;
		break;
	}
	conn = conn_take(s);
	web_answer(&s->web, conn, &call->req, &reply);
	conn_give(s, conn);
	return send_reply(call, c, &reply);
}

/* Who may not bring a file is told so before it comes. */
static int admit(struct server *s, struct call *call, struct MHD_Connection *c)
{
	struct conn *conn = conn_take(s);
	int64_t most;
	int status = web_admits(&s->web, conn, &call->req, &most);

	conn_give(s, conn);
	if (status)
		return status;
	if (!upload_begin(s))
		return 503;
	call->parts = parts_new(call->mem, call->req.boundary, most);
	allow(c, UPLOAD_SECONDS);
	return 0;
}

static int begin(struct server *s, struct call *call, struct MHD_Connection *c, const char *method,
                 const char *version)
{
	int status = read_head(call, c, method, version);

	return status || call->req.type != BODY_PARTS ? status : admit(s, call, c);
}

/* The library refuses an answer in the middle of a body: what is too long is read to its end and forgotten. */
static enum MHD_Result take_body(struct call *call, const char *piece, size_t *n)
{
	call->got += *n;
	if (call->got > (call->parts ? UPLOAD_MAX : SWALLOW_MAX))
		return MHD_NO;
	if (call->parts)
		parts_feed(call->parts, piece, *n);
	else if (call->got > BODY_MAX)
		call->status = 413;
	else
		buf_add(&call->body, piece, *n);
	*n = 0;
	return MHD_YES;
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *c, const char *path, const char *method,
                                  const char *version, const char *piece, size_t *n, void **context)
{
	struct call *call = *context;
	int status;

	(void)path;
	if (!call->begun) {
		call->begun = true;
		status = begin(arg, call, c, method, version);
		return status ? refuse(call, c, status) : MHD_YES;
	}
	return *n ? take_body(call, piece, n) : answer(arg, call, c);
}

static bool open_database(struct server *s, const char *url, struct errs *errs)
{
	s->writer.conn = db_open(url, errs);
	s->maker.conn = s->writer.conn ? db_open(url, errs) : NULL;
	s->import_conn = s->maker.conn ? db_open(url, errs) : NULL;
	if (!s->import_conn)
		return false;
	for (; s->nconns < THREADS; s->nconns++) {
		s->conn[s->nconns] = db_open(url, errs);
		if (!s->conn[s->nconns])
			return false;
	}
	return true;
}

/* -1: not had, errno says why.  REUSEADDR alone: a port that another program has is not shared with it. */
static int listen_on(const struct web_config *config)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)config->port) };
	const int yes = 1;
	int fd, why;

	if (inet_pton(AF_INET, config->address, &at.sin_addr) != 1) {
		errno = EINVAL;
		return -1;
	}
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || (!setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) &&
	               !bind(fd, (struct sockaddr *)&at, sizeof at) && !listen(fd, SOMAXCONN)))
		return fd;
	why = errno;
	close(fd);
	errno = why;
	return -1;
}

static struct MHD_Daemon *start(struct server *s)
{
	(void)mallopt(M_ARENA_MAX, 2);  /* each arena of the allocator keeps what its busiest moment took */
	return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET, 0,
	                        NULL, NULL, on_request, s,
	                        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS,
	                        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
	                        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_BYTES,
	                        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
	                        MHD_OPTION_STRICT_FOR_CLIENT, 1,
	                        MHD_OPTION_URI_LOG_CALLBACK, on_target, s,
	                        MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL,
	                        MHD_OPTION_NOTIFY_COMPLETED, on_end, s,
	                        MHD_OPTION_NOTIFY_CONNECTION, on_client, s,
	                        MHD_OPTION_END);
}

/* The library's threads, each asking the listening socket, would take whatever waits: one of them then had most of the
 * clients, and the processors stood idle beside it.  Handed over they go round by the number of their socket. */
static void take_clients(struct MHD_Daemon *daemon, int listener)
{
	struct sockaddr_in from;
	socklen_t n = sizeof from;
	int fd;

	while ((fd = accept4(listener, (struct sockaddr *)&from, &n, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0)
		(void)MHD_add_connection(daemon, fd, (struct sockaddr *)&from, n);      /* one too many: it closes it */
}

static void serve_till_end(struct server *s, struct MHD_Daemon *daemon, int listener, int ends)
{
	struct pollfd on[] = { { .fd = ends, .events = POLLIN }, { .fd = listener, .events = POLLIN } };

	while (!on[0].revents) {
		if (poll(on, COUNTOF(on), 1000) > 0 && on[1].revents)
			take_clients(daemon, listener);
		end_slow_clients(s);
	}
}

static bool serve(struct server *s, const struct web_config *config, int ends, struct errs *errs)
{
	int listener = listen_on(config);
	struct MHD_Daemon *daemon = listener < 0 ? NULL : start(s);

	if (daemon) {
		log_info("web: http://%s:%d", config->address, config->port);
		serve_till_end(s, daemon, listener, ends);
		log_info("web: ending");
	} else {
		err_add(errs, ERR_FAULT, "Không mở được %s:%d (%s).", config->address, config->port, strerror(errno));
	}
	importer_stop(s);
	worker_stop(&s->maker);
	worker_stop(&s->writer);
	if (daemon)
		MHD_stop_daemon(daemon);
	if (listener >= 0)
		close(listener);
	return daemon != NULL;
}

static bool run(struct server *s, const struct web_config *config, struct errs *errs)
{
	sigset_t ends;
	bool served;
	int fd;

	if (!open_database(s, config->db, errs))
		return false;
	/* Blocked before the threads begin, so that they inherit it and the signal comes to serve_till_end. */
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &ends, NULL);
	fd = signalfd(-1, &ends, SFD_CLOEXEC);
	if (fd < 0 || !worker_start(s, &s->writer, writer_run) || !worker_start(s, &s->maker, maker_run) ||
	    !importer_start(s)) {
		worker_stop(&s->maker);
		worker_stop(&s->writer);
		return err_add(errs, ERR_FAULT, "Không tạo được luồng ghi và lập tệp.");
	}
	served = serve(s, config, fd, errs);
	close(fd);
	return served;
}

bool web_serve(const struct web_config *config)
{
	struct arena *mem = arena_new(0);
	struct errs errs = errs_new(mem);
	struct server *s = NEW(mem, struct server);
	bool served;

	s->web = (struct web){ .catalog = config->catalog, .keep = config->keep, .face = config->face,
	                       .today = config->today, .site = config->site };
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->returned, NULL);
	pthread_cond_init(&s->turned, NULL);
	for (int i = 0; i < CONNECTIONS; i++)
		s->place[i].socket = -1;
	served = web_prepare(mem, &s->web, &errs) && assets_read(mem, config->files, &s->web.assets, &errs) &&
	         run(s, config, &errs);
	for (const struct err *e = errs.first; e; e = e->next)
		log_fault("web: %s", e->text);
	while (s->nconns)
		db_close(s->conn[--s->nconns]);
	if (s->writer.conn)
		db_close(s->writer.conn);
	if (s->maker.conn)
		db_close(s->maker.conn);
	if (s->import_conn)
		db_close(s->import_conn);
	pthread_cond_destroy(&s->returned);
	pthread_cond_destroy(&s->turned);
	pthread_mutex_destroy(&s->lock);
	arena_free(mem);
	return served;
}
