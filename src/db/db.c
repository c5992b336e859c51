#include "db/conn.h"

#include <string.h>

#include "base/log.h"

enum { TXN_RETRIES = 5 };

static const struct { enum err_kind kind; const char *text; } failure_text[FAIL__COUNT] = {
	[FAIL_OPEN]      = { ERR_FAULT, "Không mở được cơ sở dữ liệu" },
	[FAIL_BUSY]      = { ERR_BUSY, "Cơ sở dữ liệu đang bận ghi việc khác, xin thử lại" },
	[FAIL_FULL]      = { ERR_FAULT, "Không ghi được cơ sở dữ liệu: đĩa đầy" },
	[FAIL_LOST]      = { ERR_FAULT, "Mất kết nối với cơ sở dữ liệu" },
	[FAIL_TWICE]     = { ERR_CONFLICT, "Dữ liệu này đã có" },
	[FAIL_REFERENCE] = { ERR_CONFLICT, "Dữ liệu trỏ tới mục không có, hoặc còn được nơi khác dùng" },
	[FAIL_CHECK]     = { ERR_CONFLICT, "Dữ liệu không hợp với ràng buộc của cơ sở dữ liệu" },
	[FAIL_OTHER]     = { ERR_FAULT, "Cơ sở dữ liệu gặp sự cố" },
};

bool conn_fail(struct conn *c, enum failure f, struct errs *errs)
{
	if (c->in_txn)
		c->failed = true;
	return err_add(errs, failure_text[f].kind, "%s", failure_text[f].text);
}

const char *conn_ids(struct arena *a, struct value ids, char open, char close)
{
	enum { DIGITS = 20 };   /* "-9223372036854775808" */
	char *text = arena_alloc(a, ids.n + 1, DIGITS + 1), *s = text;
	*s++ = open;
	for (size_t i = 0; i < ids.n; i++) {
		char digit[DIGITS];
		int n = 0;
		uint64_t u = ids.ids[i] < 0 ? -(uint64_t)ids.ids[i] : (uint64_t)ids.ids[i];
		do
			digit[n++] = (char)('0' + u % 10);
		while (u /= 10);
		if (i)
			*s++ = ',';
		if (ids.ids[i] < 0)
			*s++ = '-';
		while (n)
			*s++ = digit[--n];
	}
	*s++ = close;
	*s = '\0';
	return text;
}

/* ---- connections ---- */

struct conn *conn_new(size_t size, const struct db_driver *driver)
{
	struct arena *mem = arena_new(0);
	struct conn *c = arena_alloc(mem, 1, size);
	c->driver = driver;
	c->mem = mem;
	c->prepared = arena_new(0);
	c->scratch = arena_new(0);
	/* So that every mark is inside a chunk, and that chunk is not given back after every statement. */
	(void)arena_alloc(c->scratch, 1, 1);
	return c;
}

void conn_free(struct conn *c)
{
	arena_free(c->prepared);
	arena_free(c->scratch);
	arena_free(c->mem);
}

struct conn *db_open(const char *url, struct errs *errs)
{
	static const struct db_driver *const driver[] = { &db_sqlite, &db_pg };
	for (size_t i = 0; i < COUNTOF(driver); i++)
		if (!strncmp(url, driver[i]->scheme, strlen(driver[i]->scheme)))
			return driver[i]->open(url, errs);
	err_add(errs, ERR_FAULT, "Địa chỉ cơ sở dữ liệu phải bắt đầu bằng sqlite: hoặc postgres:");
	return NULL;
}

void db_close(struct conn *c)
{
	if (!c)
		return;
	/* SQLite wants its statements finalised before the connection is closed. */
	arena_free(c->prepared);
	c->prepared = NULL;
	c->driver->close(c);
	conn_free(c);
}

bool db_is_postgres(const struct conn *c)
{
	return c->driver == &db_pg;
}

int64_t db_statements(const struct conn *c)
{
	return c->statements;
}

void db_fail_after(struct conn *c, int n)
{
	c->fail_in = n;
}

/* ---- the statement cache ---- */

/* Filters that users type make ever new texts, so the cache has a bound; it is emptied as a whole because the arena
 * cannot give back single statements, and refilling it costs less than keeping an order of use. */
static void cache_clear(struct conn *c)
{
	c->driver->forget(c);
	arena_free(c->prepared);
	c->prepared = arena_new(0);
	memset(c->slot, 0, sizeof c->slot);
	c->cached = 0;
	c->stale = false;
}

/* Eight bytes at a time: the text of an insert is a thousand bytes, and is asked for once a row. */
static uint64_t hash_text(const char *s)
{
	uint64_t h = 14695981039346656037u, piece;
	size_t n = strlen(s);
	for (; n >= sizeof piece; s += sizeof piece, n -= sizeof piece) {
		memcpy(&piece, s, sizeof piece);
		h = (h ^ piece) * 0x9E3779B97F4A7C15u;
		h ^= h >> 29;
	}
	piece = n;
	memcpy(&piece, s, n);
	return (h ^ piece) * 1099511628211u;
}

/* The last byte of a quoted string or comment that starts at p, else p. */
static const char *skip_quoted(const char *p)
{
	if (*p == '\'' || *p == '"') {
		const char *end = strchr(p + 1, *p);
		return end ? end : p;
	}
	if (p[0] == '-' && p[1] == '-')
		return p + strcspn(p, "\n") - 1;
	return p;
}

/* How many arguments the text takes.  SQLite would let a number go unused, PostgreSQL cannot type it: refused for both,
 * so that the fast tests see it. */
static int count_params(const char *sql)
{
	bool seen[PARAMS_MAX + 1] = { false };
	int most = 0;
	for (const char *p = sql; *p; p++) {
		p = skip_quoted(p);
		if (p[0] != '$' || p[1] < '1' || p[1] > '9')
			continue;
		int n = 0;
		while (p[1] >= '0' && p[1] <= '9' && n <= PARAMS_MAX)
			n = n * 10 + (*++p - '0');
		if (n > PARAMS_MAX)
			bug("$%d is beyond what a statement may have", n);
		seen[n] = true;
		most = n > most ? n : most;
	}
	for (int i = 1; i <= most; i++)
		if (!seen[i])
			bug("$%d does not occur in: %s", i, sql);
	return most;
}

static struct prepared *cache_get(struct conn *c, const char *sql, struct errs *errs)
{
	uint64_t hash = hash_text(sql);
	size_t i = hash % CACHE_SLOTS;
	for (; c->slot[i]; i = (i + 1) % CACHE_SLOTS)
		if (c->slot[i]->hash == hash && !strcmp(c->slot[i]->sql, sql))
			return c->slot[i];
	if (c->cached == CACHE_MAX) {
		cache_clear(c);
		i = hash % CACHE_SLOTS;
	}
	struct arena_mark mark = arena_mark(c->prepared);
	struct prepared *p = NEW(c->prepared, struct prepared);
	p->hash = hash;
	p->sql = arena_text(c->prepared, sql);
	p->stmt = c->driver->prepare(c, p->sql, errs);
	if (!p->stmt) {
		arena_reset(c->prepared, mark);
		return NULL;
	}
	p->params = count_params(sql);
	c->slot[i] = p;
	c->cached++;
	return p;
}

/* ---- running ---- */

/* Before every statement that counts. */
static bool conn_enter(struct conn *c, struct errs *errs)
{
	if (c->streaming)
		bug("a statement while db_stream runs on the same connection");
	if (c->failed)  /* the statement that failed has said why; who dropped the reason is still given one */
		return errs->count ? false : conn_fail(c, FAIL_OTHER, errs);
	c->statements++;
	if (c->fail_in && --c->fail_in == 0)
		return conn_fail(c, FAIL_FULL, errs);
	if (c->lost && !c->driver->revive(c, errs))
		return false;
	if (c->stale)
		cache_clear(c);
	return true;
}

/* A statement on its way, between run_start and run_end. */
struct run { struct conn *c; void *stmt; struct arena_mark mark; int columns; };

static void run_end(struct run *r)
{
	r->c->driver->finish(r->c, r->stmt);
	r->c->streaming = false;
	arena_reset(r->c->scratch, r->mark);
}

static bool run_start(struct run *r, struct db *db, struct sql q, struct args a, bool stream)
{
	struct conn *c = db->conn;
	if (!conn_enter(c, db->errs))
		return false;
	struct prepared *p = cache_get(c, q.text, db->errs);
	if (!p)
		return false;
	if (p->params != a.n)
		bug("%d arguments, %d wanted: %s", a.n, p->params, q.text);
	*r = (struct run){ .c = c, .stmt = p->stmt, .mark = arena_mark(c->scratch) };
	c->streaming = stream;
	if (!c->driver->start(c, r->stmt, a, db->errs)) {
		run_end(r);
		return false;
	}
	r->columns = c->driver->columns(c, r->stmt);
	return true;
}

static int run_step(struct run *r, struct arena *mem, struct row *out, struct errs *errs)
{
	struct value *cell = NEWN(mem, struct value, r->columns);
	out->n = r->columns;
	out->cell = cell;
	return r->c->driver->step(r->c, r->stmt, mem, cell, errs);
}

static const char *const *run_names(struct run *r, struct arena *mem)
{
	const char **name = NEWN(mem, const char *, r->columns);
	for (int i = 0; i < r->columns; i++)
		name[i] = arena_text(mem, r->c->driver->column_name(r->c, r->stmt, i));
	return name;
}

bool db_run(struct db *db, struct sql q, struct args a)
{
	struct run r;
	if (!run_start(&r, db, q, a, false))
		return false;
	struct row ignored;
	int got;
	while ((got = run_step(&r, db->conn->scratch, &ignored, db->errs)) > 0)
		;
	run_end(&r);
	return got == 0;
}

bool db_one(struct db *db, struct sql q, struct args a, struct row *out)
{
	*out = (struct row){ 0 };
	struct run r;
	if (!run_start(&r, db, q, a, false))
		return false;
	struct row row = { .name = run_names(&r, db->mem) }, ignored;
	int got = run_step(&r, db->mem, &row, db->errs);
	/* SQLite commits an INSERT ... RETURNING on its way to the end, so one more step is what tells of a fault. */
	if (got > 0) {
		*out = row;
		got = run_step(&r, db->conn->scratch, &ignored, db->errs);
	}
	run_end(&r);
	return got >= 0;
}

bool db_many(struct db *db, struct sql q, struct args a, struct rows *out)
{
	*out = (struct rows){ 0 };
	struct run r;
	if (!run_start(&r, db, q, a, false))
		return false;
	struct row *list = NULL, row = { .name = run_names(&r, db->mem) };
	int n = 0, got;
	while ((got = run_step(&r, db->mem, &row, db->errs)) > 0 && n < DB_MANY_MAX)
		PUSH(db->mem, list, n, row);
	run_end(&r);
	if (got > 0) {
		log_fault("db_many: more than %d rows: %.300s", DB_MANY_MAX, q.text);
		return conn_fail(db->conn, FAIL_OTHER, db->errs);
	}
	*out = (struct rows){ .n = n, .row = list };
	return got == 0;
}

bool db_stream(struct db *db, struct sql q, struct args a, bool (*each)(void *, const struct row *), void *arg)
{
	struct run r;
	int before = db->errs->count, got;
	if (!run_start(&r, db, q, a, true))
		return false;
	struct row row = { .name = run_names(&r, db->conn->scratch) };
	struct arena_mark mark = arena_mark(db->conn->scratch);
	while ((got = run_step(&r, db->conn->scratch, &row, db->errs)) > 0 && each(arg, &row))
		arena_reset(db->conn->scratch, mark);
	run_end(&r);
	return got >= 0 && db->errs->count == before;
}

/* ---- transactions ---- */

/* Forgets the errors since `then`. */
static void errs_back(struct errs *e, const struct errs *then)
{
	if (!then->count) {
		errs_clear(e);
		return;
	}
	*e = *then;
	*e->end = NULL;
}

static bool txn_begin(struct db *db, enum txn kind)
{
	struct conn *c = db->conn;
	if (!conn_enter(c, db->errs))
		return false;
	struct errs before = *db->errs;
	bool begun = c->driver->begin(c, kind, db->errs);
	if (!begun && c->lost) {        /* lost while idle: nothing was asked of it, so another serves as well */
		errs_back(db->errs, &before);
		begun = c->driver->revive(c, db->errs) && c->driver->begin(c, kind, db->errs);
	}
	if (!begun)
		return false;
	c->in_txn = true;
	c->txn = kind;
	return true;
}

/* fn said yes; but a statement may have failed unheeded, and PostgreSQL would answer COMMIT with a silent rollback. */
static bool txn_sound(struct db *db)
{
	if (!db->conn->failed)
		return true;
	return db->errs->count ? false : conn_fail(db->conn, FAIL_OTHER, db->errs);
}

static bool txn_once(struct db *db, enum txn kind, bool (*fn)(void *), void *arg)
{
	struct conn *c = db->conn;
	if (!txn_begin(db, kind))
		return false;
	bool done = fn(arg) && txn_sound(db) && conn_enter(c, db->errs) && c->driver->end(c, true, db->errs);
	if (c->streaming)
		bug("a transaction ends while db_stream runs");
	c->in_txn = c->failed = false;
	if (!done)
		(void)c->driver->end(c, false, db->errs);
	return done;
}

bool db_txn(struct db *db, enum txn kind, bool (*fn)(void *), void *arg)
{
	struct conn *c = db->conn;
	if (c->in_txn && c->shared)
		return kind == TXN_WRITE ? db_savepoint(db, fn, arg) : fn(arg);
	if (c->in_txn)
		bug("a transaction inside another");
	for (int tries = 0;; tries++) {
		struct errs before = *db->errs;
		c->retry = false;
		if (txn_once(db, kind, fn, arg))
			return true;
		if (!c->retry || tries == TXN_RETRIES)
			return false;
		errs_back(db->errs, &before);
	}
}

bool db_shared_begin(struct db *db)
{
	if (db->conn->in_txn)
		bug("a transaction inside another");
	db->conn->retry = false;
	if (!txn_begin(db, TXN_WRITE))
		return false;
	db->conn->shared = true;
	return true;
}

bool db_shared_end(struct db *db)
{
	struct conn *c = db->conn;
	bool done = txn_sound(db) && conn_enter(c, db->errs) && c->driver->end(c, true, db->errs);

	c->in_txn = c->shared = c->failed = false;
	if (!done)
		(void)c->driver->end(c, false, db->errs);
	return done;
}

bool db_savepoint(struct db *db, bool (*fn)(void *), void *arg)
{
	struct conn *c = db->conn;
	if (!c->in_txn || c->txn != TXN_WRITE)
		bug("a savepoint outside a write transaction");
	if (!conn_enter(c, db->errs) || !c->driver->script(c, "SAVEPOINT s", db->errs))
		return false;
	if (fn(arg) && txn_sound(db) && conn_enter(c, db->errs) &&
	    c->driver->script(c, "RELEASE SAVEPOINT s", db->errs))
		return true;
	/* Where the engine has already ended the whole transaction, this fails and so spoils the rest. */
	c->failed = false;
	c->failed = c->lost || !c->driver->script(c, "ROLLBACK TO SAVEPOINT s; RELEASE SAVEPOINT s", db->errs);
	return false;
}

/* ---- scripts and columns ---- */

struct script { struct db *db; const char *sql; };

static bool script_run(void *arg)
{
	const struct script *s = arg;
	struct conn *c = s->db->conn;
	if (!conn_enter(c, s->db->errs))
		return false;
	/* PostgreSQL refuses a prepared SELECT * whose table has changed since. */
	c->stale = true;
	return c->driver->script(c, s->sql, s->db->errs);
}

bool db_script(struct db *db, struct sql q)
{
	struct script s = { db, q.text };
	if (db->conn->in_txn && db->conn->txn == TXN_READ)
		bug("a script in a read transaction");
	return db->conn->in_txn ? script_run(&s) : db_txn(db, TXN_WRITE, script_run, &s);
}

bool db_table_columns(struct db *db, const char *table, struct rows *out)
{
	struct sql q = db_is_postgres(db->conn)
		? SQL("SELECT column_name AS name FROM information_schema.columns"
		      " WHERE table_schema = 'main' AND table_name = $1 ORDER BY ordinal_position")
		: SQL("SELECT name FROM pragma_table_info($1) ORDER BY cid");
	return db_many(db, q, ARGS(V(table)), out);
}
