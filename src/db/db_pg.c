#include "db/conn.h"

#include <errno.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/log.h"

/* Types by the numbers that every PostgreSQL gives them (its pg_type catalog). */
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_OID = 26, OID_NUMERIC = 1700 };

struct pg { struct conn base; PGconn *pg; int64_t named; };

/* While it runs, `res` is what came last and `at` its next row: all rows at once, or one at a time in a stream. */
struct pg_stmt { const char *name, *sql; PGresult *res; int at; };

static PGconn *handle(struct conn *c)
{
	return ((struct pg *)c)->pg;
}

static enum failure failure_of(const char *state)
{
	static const struct { const char *prefix; enum failure f; } known[] = {
		{ "55P03", FAIL_BUSY }, { "40001", FAIL_BUSY }, { "40P01", FAIL_BUSY },
		{ "53100", FAIL_FULL }, { "57P0", FAIL_LOST }, { "23505", FAIL_TWICE }, { "23503", FAIL_REFERENCE },
		{ "23", FAIL_CHECK },
	};
	for (size_t i = 0; i < COUNTOF(known); i++)
		if (!strncmp(state, known[i].prefix, strlen(known[i].prefix)))
			return known[i].f;
	return FAIL_OTHER;
}

static bool one_of(const char *state, const char *a, const char *b)
{
	return !strcmp(state, a) || !strcmp(state, b);
}

static const char *field_of(const PGresult *res, int code)
{
	const char *s = res ? PQresultErrorField(res, code) : NULL;
	return s ? s : "";
}

/* Messages on data (22), constraints (23) and from procedures (P0) may quote values: the log has only names. */
static void log_failure(struct conn *c, enum failure f, const PGresult *res, const char *sql)
{
	const char *state = field_of(res, PG_DIAG_SQLSTATE);
	const bool quotes = !strncmp(state, "22", 2) || !strncmp(state, "23", 2) || !strncmp(state, "P0", 2);
	const char *message = *state ? field_of(res, PG_DIAG_MESSAGE_PRIMARY) : PQerrorMessage(handle(c));
	if (quotes)
		message = field_of(res, *field_of(res, PG_DIAG_CONSTRAINT_NAME) ? PG_DIAG_CONSTRAINT_NAME
		                                                                : PG_DIAG_COLUMN_NAME);
	if (f == FAIL_FULL || f == FAIL_LOST || f == FAIL_OTHER)
		log_fault("postgres %s: %s: %.500s", state, message, sql ? sql : "(script)");
	else
		log_info("postgres %s: %s", state, message);
}

/* Always false; `sql` NULL: a script. */
static bool pg_fail(struct conn *c, const PGresult *res, const char *sql, struct errs *errs)
{
	const char *state = field_of(res, PG_DIAG_SQLSTATE);
	enum failure f = PQstatus(handle(c)) == CONNECTION_BAD ? FAIL_LOST : failure_of(state);
	/* The plan no longer fits the tables, or is not there: good again once prepared anew. */
	const bool stale = one_of(state, "0A000", "26000");
	c->lost = c->lost || f == FAIL_LOST;
	c->stale = c->stale || stale;
	c->retry = c->retry || stale || one_of(state, "40001", "40P01");
	log_failure(c, f, res, sql);
	return conn_fail(c, f, errs);
}

static bool pg_script(struct conn *c, const char *sql, struct errs *errs)
{
	PGresult *res = PQexec(handle(c), sql);
	ExecStatusType status = PQresultStatus(res);
	bool done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY ||
	            pg_fail(c, res, NULL, errs);
	PQclear(res);
	return done;
}

/* ---- sessions ---- */

static void notice(void *arg, const char *text)
{
	(void)arg;
	log_info("postgres: %s", text);
}

/* Looked for first: CREATE, even IF NOT EXISTS, needs a right on the database that a plain user lacks, and on a standby
 * it cannot run. */
static bool schema_found(struct conn *c)
{
	PGresult *res = PQexec(handle(c), "SELECT FROM pg_namespace WHERE nspname = 'main'");
	bool found = PQntuples(res) > 0;
	PQclear(res);
	return found;
}

static bool session_start(struct conn *c, struct errs *errs)
{
	PQsetNoticeProcessor(handle(c), notice, NULL);
	if (!pg_script(c, "SET search_path TO main; SET client_min_messages TO warning;"
	                  "SET standard_conforming_strings TO on; SET timezone TO 'UTC'; SET bytea_output TO hex;"
	                  "SET lock_timeout TO '5s'; SET statement_timeout TO 0", errs))
		return false;
	if (schema_found(c))
		return true;
	/* Two that start together may both try, and one is refused. */
	struct errs mine = errs_new(errs->mem);
	if (pg_script(c, "CREATE SCHEMA IF NOT EXISTS main", &mine) || schema_found(c))
		return true;
	return conn_fail(c, FAIL_OPEN, errs);
}

/* libpq reads postgresql://... itself; of "postgres:host=... dbname=..." it is given what follows the colon. */
static struct conn *pg_open(const char *url, struct errs *errs)
{
	const char *colon = strchr(url, ':');
	const char *target = colon && strncmp(colon, "://", 3) ? colon + 1 : url;
	const char *const key[] = { "fallback_application_name", "dbname", "client_encoding", NULL };
	const char *const value[] = { "dangvu", target, "UTF8", NULL };
	struct pg *p = (struct pg *)conn_new(sizeof *p, &db_pg);
	p->pg = PQconnectdbParams(key, value, 1);
	if (PQstatus(p->pg) == CONNECTION_OK && session_start(&p->base, errs))
		return &p->base;
	if (PQstatus(p->pg) != CONNECTION_OK) {
		log_fault("postgres: cannot connect: %s", PQerrorMessage(p->pg));
		conn_fail(&p->base, FAIL_OPEN, errs);
	}
	PQfinish(p->pg);
	conn_free(&p->base);
	return NULL;
}

static void pg_close(struct conn *c)
{
	PQfinish(handle(c));
}

static bool pg_revive(struct conn *c, struct errs *errs)
{
	PQreset(handle(c));
	c->stale = true;
	if (PQstatus(handle(c)) != CONNECTION_OK) {
		log_fault("postgres: cannot connect again: %s", PQerrorMessage(handle(c)));
		return conn_fail(c, FAIL_LOST, errs);
	}
	c->lost = false;
	return session_start(c, errs);
}

/* ---- statements ---- */

static void *pg_prepare(struct conn *c, const char *sql, struct errs *errs)
{
	struct pg *p = (struct pg *)c;
	struct pg_stmt *st = NEW(c->prepared, struct pg_stmt);
	st->name = arena_printf(c->prepared, "s%lld", (long long)++p->named);
	st->sql = sql;
	PGresult *res = PQprepare(p->pg, st->name, sql, 0, NULL);
	bool done = PQresultStatus(res) == PGRES_COMMAND_OK || pg_fail(c, res, sql, errs);
	PQclear(res);
	return done ? st : NULL;
}

static void pg_forget(struct conn *c)
{
	PQclear(PQexec(handle(c), "DEALLOCATE ALL"));
}

/* The arguments as libpq wants them: all as text but bytes, which go as they are. */
struct bound { const char **text; int *length, *binary; };

static const char *int_text(struct arena *mem, int64_t i)
{
	return arena_printf(mem, "%lld", (long long)i);
}

static const char *bind(struct arena *mem, const struct value *v)
{
	switch (v->type) {
	case T_NULL:
		return NULL;
	case T_BOOL:
		return v->b ? "1" : "0";
	case T_INT:
	case T_TIME:
		return int_text(mem, v->i);
	case T_MONEY:
		return int_text(mem, v->money.dong);
	case T_DATE:
		return date_iso(mem, v->date);
	case T_TEXT:
		return v->text;
	case T_BYTES:
		return v->bytes ? v->bytes : "";
	case T_IDS:
		return conn_ids(mem, *v, '{', '}');
	case T__COUNT:
		break;
	}
	bug("a value of type %d", (int)v->type);
}

static struct bound bind_all(struct arena *mem, struct args a)
{
	struct bound b = { NEWN(mem, const char *, a.n), NEWN(mem, int, a.n), NEWN(mem, int, a.n) };
	for (int i = 0; i < a.n; i++) {
		b.text[i] = bind(mem, &a.v[i]);
		b.binary[i] = a.v[i].type == T_BYTES;
		b.length[i] = b.binary[i] ? (int)a.v[i].n : 0;
	}
	return b;
}

/* The next result into st->res: one with rows, or NULL after the last. */
static bool take(struct conn *c, struct pg_stmt *st, struct errs *errs)
{
	PQclear(st->res);
	st->res = PQgetResult(handle(c));
	st->at = 0;
	if (!st->res)
		return true;
	ExecStatusType status = PQresultStatus(st->res);
	return status == PGRES_SINGLE_TUPLE || status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK ||
	       pg_fail(c, st->res, st->sql, errs);
}

static bool pg_start(struct conn *c, void *stmt, struct args a, struct errs *errs)
{
	struct pg_stmt *st = stmt;
	struct bound b = bind_all(c->scratch, a);
	if (!PQsendQueryPrepared(handle(c), st->name, a.n, b.text, b.length, b.binary, 0))
		return pg_fail(c, NULL, st->sql, errs);
	if (c->streaming && !PQsetSingleRowMode(handle(c)))
		bug("single-row mode refused");
	return take(c, st, errs);
}

static struct value int_read(struct arena *mem, const char *s)
{
	char *end;
	errno = 0;
	long long i = strtoll(s, &end, 10);
	return errno || *end ? value_text(arena_text(mem, s)) : value_int(i);
}

static int hex_digit(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* "\x00ff" */
static struct value bytes_read(struct arena *mem, const char *s, size_t length)
{
	if (length < 2 || s[0] != '\\' || s[1] != 'x')
		bug("bytea that is not hex");
	size_t n = (length - 2) / 2;
	unsigned char *p = arena_alloc(mem, n, 1);
	for (size_t i = 0; i < n; i++)
		p[i] = (unsigned char)(hex_digit(s[2 + 2 * i]) << 4 | hex_digit(s[3 + 2 * i]));
	return value_bytes(p, n);
}

static struct value cell_read(const PGresult *res, int row, int i, struct arena *mem)
{
	if (PQgetisnull(res, row, i))
		return value_null();
	const char *s = PQgetvalue(res, row, i);
	const size_t n = (size_t)PQgetlength(res, row, i);
	switch (PQftype(res, i)) {
	case OID_BOOL:
		return value_int(*s == 't');
	case OID_INT2:
	case OID_INT4:
	case OID_INT8:
	case OID_OID:
	case OID_NUMERIC:       /* what sum() makes of bigint; with a fraction it stays text */
		return int_read(mem, s);
	case OID_BYTEA:
		return bytes_read(mem, s, n);
	default:
		return value_text(arena_textn(mem, s, n));
	}
}

static int pg_step(struct conn *c, void *stmt, struct arena *mem, struct value *cell, struct errs *errs)
{
	struct pg_stmt *st = stmt;
	while (st->res && st->at >= PQntuples(st->res))
		if (!take(c, st, errs))
			return -1;
	if (!st->res)
		return 0;
	for (int i = 0, n = PQnfields(st->res); i < n; i++)
		cell[i] = cell_read(st->res, st->at, i, mem);
	st->at++;
	return 1;
}

static int pg_columns(struct conn *c, void *stmt)
{
	(void)c;
	return PQnfields(((struct pg_stmt *)stmt)->res);
}

static const char *pg_column_name(struct conn *c, void *stmt, int i)
{
	(void)c;
	return PQfname(((struct pg_stmt *)stmt)->res, i);
}

/* What the caller did not want is still read: cancelling it would spoil the transaction. */
static void pg_finish(struct conn *c, void *stmt)
{
	struct pg_stmt *st = stmt;
	do {
		PQclear(st->res);
		st->res = PQgetResult(handle(c));
	} while (st->res);
	c->lost = c->lost || PQstatus(handle(c)) == CONNECTION_BAD;
	c->failed = c->in_txn && (c->failed || c->lost || PQtransactionStatus(handle(c)) == PQTRANS_INERROR);
}

static bool pg_begin(struct conn *c, enum txn kind, struct errs *errs)
{
	return pg_script(c, kind == TXN_WRITE ? "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
	                                      : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", errs);
}

static bool pg_end(struct conn *c, bool commit, struct errs *errs)
{
	if (!commit)
		return c->lost || PQtransactionStatus(handle(c)) == PQTRANS_IDLE || pg_script(c, "ROLLBACK", errs);
	/* COMMIT of a spoilt transaction is answered with ROLLBACK and no error: db.c should never ask for it. */
	if (PQtransactionStatus(handle(c)) == PQTRANS_INERROR)
		bug("COMMIT of a failed transaction");
	return pg_script(c, "COMMIT", errs);
}

const struct db_driver db_pg = {
	.scheme = "postgres",
	.open = pg_open,
	.close = pg_close,
	.revive = pg_revive,
	.prepare = pg_prepare,
	.forget = pg_forget,
	.start = pg_start,
	.step = pg_step,
	.columns = pg_columns,
	.column_name = pg_column_name,
	.finish = pg_finish,
	.script = pg_script,
	.begin = pg_begin,
	.end = pg_end,
};
