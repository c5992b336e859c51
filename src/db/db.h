#ifndef DB_DB_H
#define DB_DB_H
#include "base/err.h"
#include "base/value.h"

/* SQL is a literal or comes from db/build.h; it is never a char pointer, so
 * input cannot become SQL by accident.  "" __VA_ARGS__ refuses non-literals.
 * One text serves both engines: $1, $2 ... are PostgreSQL's placeholders
 * and SQLite's named parameters (bound by name, so one may be used twice).
 * Every number from $1 up to the count of arguments must occur.  PostgreSQL
 * takes a parameter's type from its place: where none shows (SELECT $1,
 * $1 IS NULL) write CAST($1 AS bigint).  In a name between double quotes a
 * slip is an error, never a string. */
struct sql { const char *text; };
#define SQL(...)      ((struct sql){ "" __VA_ARGS__ })
#define SQL_INIT(...) { "" __VA_ARGS__ }                /* in static tables */

struct args { const struct value *v; int n; };
#define ARGS(...) ((struct args){ (const struct value[]){ __VA_ARGS__ }, \
                     (int)COUNTOF(((const struct value[]){ __VA_ARGS__ })) })
#define NO_ARGS   ((struct args){ NULL, 0 })

struct row  { int n; const struct value *cell; const char *const *name; };
struct rows { int n; const struct row *row; };

/* A connection lent to one ctx: rows go to its arena, faults to its errs.
 * A statement text is prepared once per connection and then looked up.  One
 * thread at a time.  Another struct db on the same conn is fine: each command of
 * a batch brings its own arena and errs.
 * Faults: a broken constraint is ERR_CONFLICT, a lock not had in 5 s ERR_BUSY,
 * all else ERR_FAULT (detail in the log).  Inside a transaction a failed
 * statement spoils it on both engines: later statements are refused, and it
 * can only be rolled back, to the innermost savepoint or wholly.
 * Cells: whole numbers and booleans T_INT, bytea and blob T_BYTES, the rest T_TEXT. */
struct conn;
struct db { struct conn *conn; struct arena *mem; struct errs *errs; };

#define DB_MANY_MAX 100000      /* more rows than this is a fault: use a stream */

/* "sqlite:PATH" ("sqlite::memory:" too) or "postgres:..." / "postgresql://..." (libpq's own syntax after the scheme).
 * Creates a missing SQLite file.  NULL with the reason in errs. */
struct conn *db_open(const char *url, struct errs *errs);
void db_close(struct conn *c);
bool db_is_postgres(const struct conn *c);
bool db_writing(const struct conn *c);  /* inside a write transaction: what is read may never be committed */
/* How many were run so far: tests count them.  BEGIN, COMMIT, SAVEPOINT and RELEASE count, rollbacks do not. */
int64_t db_statements(const struct conn *c);

MUST_USE bool db_run(struct db *db, struct sql q, struct args a);
MUST_USE bool db_one(struct db *db, struct sql q, struct args a, struct row *out);     /* the first; n == 0: none */
MUST_USE bool db_many(struct db *db, struct sql q, struct args a, struct rows *out);
/* Row by row; `each` returns false to stop (then the call still returns true unless errs grew). The row's cells live
 * only until `each` returns; `each` runs no statement on the same connection (a bug). */
MUST_USE bool db_stream(struct db *db, struct sql q, struct args a,
                        bool (*each)(void *, const struct row *), void *arg);
/* Several statements separated by ';', without arguments: migrations.  Outside a transaction it is one of its own. */
MUST_USE bool db_script(struct db *db, struct sql q);
MUST_USE bool db_table_columns(struct db *db, const char *table, struct rows *out);     /* name; none: no such table */

/* Runs fn in a transaction: true commits, false rolls back.  A lost race is
 * retried up to 5 times, with db->errs as before, so fn must have no effect but
 * on the database.  Readers see one snapshot throughout and cannot write.  The
 * writer waits up to 5 s for another, then ERR_BUSY.  A connection lost while
 * idle is replaced unseen; one lost inside is ERR_FAULT, and the next call has
 * another.  A transaction inside another is a bug. */
enum txn { TXN_READ, TXN_WRITE };
MUST_USE bool db_txn(struct db *db, enum txn kind, bool (*fn)(void *), void *arg);
/* Several pieces of work share one durable commit: between the two, db_txn on this connection runs its fn in a
 * savepoint (writing) or as it is (reading).  db_shared_end false: nothing of any of them is there. */
MUST_USE bool db_shared_begin(struct db *db);
MUST_USE bool db_shared_end(struct db *db);
/* Inside a write transaction: fn's writes are kept if it returns true, else undone; the transaction goes on. */
MUST_USE bool db_savepoint(struct db *db, bool (*fn)(void *), void *arg);

/* Fault injection for tests: the n-th statement from now, as db_statements counts, fails like a full disk; 0: none. */
void db_fail_after(struct conn *c, int n);

/* What an engine must supply.  Two exist: db_sqlite.c and db_pg.c; db/conn.h has what they share with db.c.
 * Statements live in the connection's `prepared` arena and end with it. */
struct db_driver {
	const char *scheme;                     /* "sqlite:", "postgres" */
	struct conn *(*open)(const char *url, struct errs *);
	void (*close)(struct conn *);
	bool (*revive)(struct conn *, struct errs *);   /* the connection was lost: another session, nothing prepared */
	void *(*prepare)(struct conn *, const char *sql, struct errs *);
	void (*forget)(struct conn *);                  /* every prepared statement is about to go */
	bool (*start)(struct conn *, void *stmt, struct args, struct errs *);   /* binds and runs to the first row */
	/* 1 row, 0 end, -1 fault */
	int  (*step)(struct conn *, void *stmt, struct arena *, struct value *cell, struct errs *);
	int  (*columns)(struct conn *, void *stmt);                     /* once started */
	const char *(*column_name)(struct conn *, void *stmt, int i);
	void (*finish)(struct conn *, void *stmt);                      /* also after a failed start */
	bool (*script)(struct conn *, const char *sql, struct errs *);
	bool (*begin)(struct conn *, enum txn, struct errs *);
	bool (*end)(struct conn *, bool commit, struct errs *);         /* rollback: fine when nothing is open */
};
extern const struct db_driver db_sqlite, db_pg;

#endif
