#ifndef MODEL_CATALOG_H
#define MODEL_CATALOG_H
#include "base/buf.h"
#include "model/rule.h"
#include "model/workflow.h"

/* All that one subject declares.  main.c lists the subjects; nothing
 * registers itself, so reading one list tells what the program contains. */
struct subject {
	const char *name;
	const struct record *const *records;    int nrecords;
	const struct rule *rules;               int nrules;
};

/* What the program asks of the table of one record type, as text made once.
 * Columns: id, entry, then per stored field its column and, where flagged, <name>_fold and <name>_key, at last
 * salt where a field is personal. */
struct table {
	const struct record *rec;
	const char *const *column; int ncolumns;
	const int *field_column;        /* by field index; -1: not stored */
	const int *by_name; int nstored;        /* stored fields by name: the order of the digest */
	bool personal;
	struct sql insert;              /* $1.. in column order */
	struct sql update;              /* the same arguments; by id */
	struct sql load;                /* $1 id: all columns */
	struct sql remove;              /* $1 id */
	struct sql past;                /* $1 id, $2 until: copies the row to x_past */
	const struct sql *same;         /* by field index, where unique: $1 id, $2 value: another row's id; text
	                                 * NULL: no */
};

/* Everything declared, made once at start and const from then on. */
struct catalog {
	const struct record *const *record; int nrecords;
	const struct record *const *by_name;    /* the same, sorted */
	const struct table *table;      /* as record */
	const struct rule *const *rule;     int nrules;
};

/* Collects and checks: every name resolves, no rule's periods overlap, every open
 * state can reach an end, order, title, unit, person, fold name what exists.
 * False with every fault in errs, each naming record and field. */
MUST_USE bool catalog_make(struct arena *a, const struct subject *const *all, int n, struct catalog *out,
                           struct errs *);
const struct record *catalog_record(const struct catalog *c, const char *name);        /* NULL: none */
int catalog_index(const struct catalog *c, const struct record *r);

/* Tables: DDL of one record type (x, x_past and their indexes). */
const char *catalog_ddl(struct arena *a, const struct record *r, bool postgres);
/* Makes what is missing: all tables of an empty database, later new tables and columns. Tells each statement. */
MUST_USE bool catalog_migrate(struct ctx *ctx, bool plan_only, struct buf *told);
/* That the database has these columns; ERR_FAULT "make migrate" otherwise. */
MUST_USE bool catalog_check_tables(struct ctx *ctx);

/* Nearest existing name, for "có phải ý là"; NULL when nothing is near. */
const char *catalog_nearest_record(const struct catalog *c, const char *name);
const char *record_nearest_field(const struct record *r, const char *name);

const struct table *catalog_table(const struct catalog *c, const struct record *r);
/* The K_REF field of y that refers to x, unless there are several or none: -1. */
int record_reference(const struct record *y, const char *x);
/* Calls each for every name in "a, b, c"; names are cut into `name`. */
const char *name_next(const char *list, char *name, size_t size);       /* NULL at the end; a longer name is a bug */

#endif
