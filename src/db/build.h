#ifndef DB_BUILD_H
#define DB_BUILD_H
#include "base/buf.h"
#include "db/db.h"

/* Puts an SQL text together from literals, names checked against the catalog
 * and parameters.  Equal arguments may share a number only by the caller's
 * doing; the text depends on the shape alone, so it is prepared once. */
struct build {
	struct arena *mem;
	struct buf text;
	struct value *arg; int nargs;
	bool postgres;
};

struct build build_new(struct db *db);
#define build_sql(b, ...) build_literal((b), "" __VA_ARGS__)    /* a literal, as it stands */
void build_literal(struct build *b, const char *sql);
void build_name(struct build *b, const char *name);     /* [a-z_][a-z0-9_]*, else a bug; quoted, so `where` works */
int  build_arg(struct build *b, struct value v);        /* registers v, returns its number */
void build_param(struct build *b, int number);          /* $n */
void build_value(struct build *b, struct value v);      /* build_arg + build_param */
void build_in(struct build *b, int number);             /* " IN (SELECT value FROM json_each($n))" or " = ANY($n)" */
struct sql  build_end(struct build *b);
struct args build_args(const struct build *b);

#endif
