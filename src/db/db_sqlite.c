#include "db/conn.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/log.h"

/* What begins and ends every piece of work is prepared once. */
static const char *const frame[] = {
	"BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK", "SAVEPOINT s", "RELEASE SAVEPOINT s",
};

struct lite { struct conn base; sqlite3 *db; sqlite3_stmt *frame[COUNTOF(frame)]; };

/* `rc` is what the last sqlite3_step said; `ahead` while its row has not been handed out. */
struct lite_stmt { sqlite3_stmt *s; const char *sql; int *number; int params; int rc; bool ahead; };

static sqlite3 *handle(struct conn *c)
{
	return ((struct lite *)c)->db;
}

static enum failure failure_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return FAIL_BUSY;
	case SQLITE_FULL:
		return FAIL_FULL;
	case SQLITE_CONSTRAINT:
		break;
	default:
		return FAIL_OTHER;
	}
	switch (rc) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		return FAIL_TWICE;
	case SQLITE_CONSTRAINT_FOREIGNKEY:
		return FAIL_REFERENCE;
	default:
		return FAIL_CHECK;
	}
}

/* `sql` NULL: a script.  The message of a plain error while running may quote what a user typed (a search), so the log
 * has only its kind. */
static bool lite_fail(struct conn *c, int rc, const char *sql, bool running, struct errs *errs)
{
	enum failure f = failure_of(rc);
	const char *message = running && (rc & 0xff) == SQLITE_ERROR ? sqlite3_errstr(rc) : sqlite3_errmsg(handle(c));
	if (f == FAIL_FULL || f == FAIL_OTHER)
		log_fault("sqlite %d: %s: %.500s", rc, message, sql ? sql : "(script)");
	else
		log_info("sqlite %d: %s", rc, message);
	return conn_fail(c, f, errs);
}

/* NULL: none of them, or it cannot be prepared. */
static sqlite3_stmt *frame_find(struct conn *c, const char *sql)
{
	struct lite *l = (struct lite *)c;
	for (size_t i = 0; i < COUNTOF(frame); i++) {
		if (strcmp(sql, frame[i]))
			continue;
		if (!l->frame[i])
			(void)sqlite3_prepare_v3(l->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &l->frame[i], NULL);
		return l->frame[i];
	}
	return NULL;
}

static bool lite_script(struct conn *c, const char *sql, struct errs *errs)
{
	sqlite3_stmt *s = frame_find(c, sql);
	int rc;
	if (s) {
		(void)sqlite3_step(s);
		rc = sqlite3_reset(s);
	} else {
		rc = sqlite3_exec(handle(c), sql, NULL, NULL, NULL);
	}
	return rc == SQLITE_OK || lite_fail(c, rc, NULL, false, errs);
}

static bool lite_setup(struct conn *c, struct errs *errs)
{
	sqlite3_busy_timeout(handle(c), 5000);
	/* A misspelt "name" is an error, not a string. */
	sqlite3_db_config(handle(c), SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(handle(c), SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(handle(c), SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	/* No mmap: with it a read error of the disk is a SIGBUS instead of a fault.  A change writes about ten pages,
	 * mostly the same ones: 4000 of them before a checkpoint still lie in one segment of the log's index. */
	return lite_script(c, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
	                      "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -6000; PRAGMA mmap_size = 0;"
	                      "PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 4000", errs);
}

static struct conn *lite_open(const char *url, struct errs *errs)
{
	/* Its count of memory is a lock that all threads would share.  Refused once a connection is open. */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	struct lite *l = (struct lite *)conn_new(sizeof *l, &db_sqlite);
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	int rc = sqlite3_open_v2(url + strlen(db_sqlite.scheme), &l->db, flags, NULL);
	if (rc == SQLITE_OK && lite_setup(&l->base, errs))
		return &l->base;
	if (rc != SQLITE_OK) {
		log_fault("sqlite %d: cannot open: %s", rc, sqlite3_errstr(rc));
		conn_fail(&l->base, FAIL_OPEN, errs);
	}
	sqlite3_close(l->db);
	conn_free(&l->base);
	return NULL;
}

static void lite_close(struct conn *c)
{
	for (size_t i = 0; i < COUNTOF(frame); i++)
		sqlite3_finalize(((struct lite *)c)->frame[i]);
	if (sqlite3_close(handle(c)) != SQLITE_OK)
		bug("a statement outlives its connection");
}

static bool lite_revive(struct conn *c, struct errs *errs)
{
	(void)c;
	(void)errs;
	bug("SQLite has no connection to lose");
}

static void finalize(void *s)
{
	sqlite3_finalize(s);
}

static void *lite_prepare(struct conn *c, const char *sql, struct errs *errs)
{
	sqlite3_stmt *s = NULL;
	const char *rest = "";
	int rc = sqlite3_prepare_v3(handle(c), sql, -1, SQLITE_PREPARE_PERSISTENT, &s, &rest);
	if (rc != SQLITE_OK) {
		lite_fail(c, rc, sql, false, errs);
		return NULL;
	}
	if (!s || rest[strspn(rest, "; \t\n")])
		bug("not one statement: %s", sql);
	arena_closer(c->prepared, finalize, s);
	struct lite_stmt *st = NEW(c->prepared, struct lite_stmt);
	*st = (struct lite_stmt){ .s = s, .sql = sql, .params = sqlite3_bind_parameter_count(s) };
	st->number = NEWN(c->prepared, int, st->params);
	/* The engine numbers the names in order of their first occurrence, so $2 may be its first. */
	for (int i = 0; i < st->params; i++) {
		const char *name = sqlite3_bind_parameter_name(s, i + 1);
		st->number[i] = name && *name == '$' ? (int)strtol(name + 1, NULL, 10) : 0;
		if (st->number[i] < 1)
			bug("a parameter that is not $n: %s", sql);
	}
	return st;
}

static void lite_forget(struct conn *c)
{
	(void)c;        /* the arena's closers finalise them */
}

/* Nothing is copied: the caller's values and the scratch arena outlast the run. */
static int bind(struct conn *c, sqlite3_stmt *s, int at, const struct value *v)
{
	switch (v->type) {
	case T_NULL:
		return sqlite3_bind_null(s, at);
	case T_BOOL:
		return sqlite3_bind_int(s, at, v->b);
	case T_INT:
	case T_TIME:
		return sqlite3_bind_int64(s, at, v->i);
	case T_MONEY:
		return sqlite3_bind_int64(s, at, v->money.dong);
	case T_DATE:
		return sqlite3_bind_text(s, at, date_iso(c->scratch, v->date), -1, SQLITE_STATIC);
	case T_TEXT:
		return sqlite3_bind_text(s, at, v->text, -1, SQLITE_STATIC);
	case T_BYTES:
		return sqlite3_bind_blob64(s, at, v->bytes ? v->bytes : "", v->n, SQLITE_STATIC);
	case T_IDS:
		return sqlite3_bind_text(s, at, conn_ids(c->scratch, *v, '[', ']'), -1, SQLITE_STATIC);
	case T__COUNT:
		break;
	}
	bug("a value of type %d", (int)v->type);
}

/* The first step is taken here: it may prepare the statement anew after a change of the schema, and only then is the
 * number of columns certain. */
static bool lite_start(struct conn *c, void *stmt, struct args a, struct errs *errs)
{
	struct lite_stmt *st = stmt;
	if (c->in_txn && c->txn == TXN_READ && !sqlite3_stmt_readonly(st->s)) {
		log_fault("sqlite: a write in a read transaction: %.500s", st->sql);
		return conn_fail(c, FAIL_OTHER, errs);
	}
	int rc = SQLITE_OK;
	for (int i = 0; i < st->params && rc == SQLITE_OK; i++) {
		if (st->number[i] > a.n)
			bug("$%d of %d arguments: %s", st->number[i], a.n, st->sql);
		rc = bind(c, st->s, i + 1, &a.v[st->number[i] - 1]);
	}
	if (rc == SQLITE_OK)
		rc = st->rc = sqlite3_step(st->s);
	st->ahead = true;
	return rc == SQLITE_ROW || rc == SQLITE_DONE || lite_fail(c, rc, st->sql, true, errs);
}

static struct value cell_read(sqlite3_stmt *s, int i, struct arena *mem)
{
	switch (sqlite3_column_type(s, i)) {
	case SQLITE_NULL:
		return value_null();
	case SQLITE_INTEGER:
		return value_int(sqlite3_column_int64(s, i));
	case SQLITE_BLOB: {
		const void *p = sqlite3_column_blob(s, i);
		size_t n = (size_t)sqlite3_column_bytes(s, i);
		return value_bytes(arena_copy(mem, p, n), n);
	}
	default: {      /* text, or a fraction as text */
		const char *p = (const char *)sqlite3_column_text(s, i);
		return value_text(arena_textn(mem, p, (size_t)sqlite3_column_bytes(s, i)));
	}
	}
}

static int lite_step(struct conn *c, void *stmt, struct arena *mem, struct value *cell, struct errs *errs)
{
	struct lite_stmt *st = stmt;
	if (!st->ahead && st->rc == SQLITE_ROW)
		st->rc = sqlite3_step(st->s);
	st->ahead = false;
	if (st->rc == SQLITE_DONE)
		return 0;
	if (st->rc != SQLITE_ROW) {
		lite_fail(c, st->rc, st->sql, true, errs);
		return -1;
	}
	for (int i = 0, n = sqlite3_column_count(st->s); i < n; i++)
		cell[i] = cell_read(st->s, i, mem);
	return 1;
}

static int lite_columns(struct conn *c, void *stmt)
{
	(void)c;
	return sqlite3_column_count(((struct lite_stmt *)stmt)->s);
}

static const char *lite_column_name(struct conn *c, void *stmt, int i)
{
	(void)c;
	return sqlite3_column_name(((struct lite_stmt *)stmt)->s, i);
}

static void lite_finish(struct conn *c, void *stmt)
{
	(void)c;
	sqlite3_reset(((struct lite_stmt *)stmt)->s);
	sqlite3_clear_bindings(((struct lite_stmt *)stmt)->s);
}

static bool lite_begin(struct conn *c, enum txn kind, struct errs *errs)
{
	return lite_script(c, kind == TXN_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", errs);
}

/* A full disk and its like end the transaction by themselves. */
static bool lite_end(struct conn *c, bool commit, struct errs *errs)
{
	if (!commit && sqlite3_get_autocommit(handle(c)))
		return true;
	return lite_script(c, commit ? "COMMIT" : "ROLLBACK", errs);
}

const struct db_driver db_sqlite = {
	.scheme = "sqlite:",
	.open = lite_open,
	.close = lite_close,
	.revive = lite_revive,
	.prepare = lite_prepare,
	.forget = lite_forget,
	.start = lite_start,
	.step = lite_step,
	.columns = lite_columns,
	.column_name = lite_column_name,
	.finish = lite_finish,
	.script = lite_script,
	.begin = lite_begin,
	.end = lite_end,
};
