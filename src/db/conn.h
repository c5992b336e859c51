#ifndef DB_CONN_H
#define DB_CONN_H
#include "db/db.h"

/* What db.c and the two engines share.  Only src/db and its test include this. */

enum { CACHE_MAX = 1000, CACHE_SLOTS = 2048, PARAMS_MAX = 9999 };

struct prepared { uint64_t hash; const char *sql; int params; void *stmt; };

/* Each engine's own connection begins with one of these. */
struct conn {
	const struct db_driver *driver;
	struct arena *mem;              /* this struct: as long as the connection */
	struct arena *prepared;         /* statements and their texts: dropped all at once */
	struct arena *scratch;          /* of the statement that runs: bound texts, a stream's row */
	struct prepared *slot[CACHE_SLOTS];     /* open addressing; never more than CACHE_MAX full */
	int cached;
	int64_t statements;
	int fail_in;                    /* the statement that many from now fails; 0: none */
	enum txn txn;                   /* valid while in_txn */
	bool in_txn;
	bool shared;                    /* in_txn, begun by db_shared_begin */
	bool failed;                    /* in_txn, and a statement failed since the last savepoint */
	bool streaming;                 /* a db_stream runs: no other statement may */
	bool lost;                      /* the session is gone; revive before the next statement */
	bool stale;                     /* what is prepared is no longer good */
	bool retry;                     /* the transaction lost a race: worth another try */
};

struct conn *conn_new(size_t size, const struct db_driver *driver);
void conn_free(struct conn *c);         /* everything but the engine's own session */

enum failure {
	FAIL_OPEN, FAIL_BUSY, FAIL_FULL, FAIL_LOST,
	FAIL_TWICE,             /* a unique constraint */
	FAIL_REFERENCE,         /* a foreign key */
	FAIL_CHECK,             /* another constraint */
	FAIL_OTHER, FAIL__COUNT
};

/* Puts the public text into errs, spoils the transaction, returns false.  The engine has logged the detail. */
bool conn_fail(struct conn *c, enum failure f, struct errs *errs);

/* "[1,2]" or "{1,2}" */
const char *conn_ids(struct arena *a, struct value ids, char open, char close);

#endif
