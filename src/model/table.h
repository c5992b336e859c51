#ifndef MODEL_TABLE_H
#define MODEL_TABLE_H
#include "db/build.h"
#include "model/catalog.h"

/* The table of one record type: its columns and the texts that the program asks of it. */
void table_make(struct arena *a, const struct record *r, struct table *out);

/* What the insert and update statements bind: id, entry, cells, fold and key columns, salt. */
struct args table_args(struct arena *a, const struct table *t, int64_t id, int64_t entry,
                       const struct value *cells, const unsigned char salt[16]);
/* A row of "every column in order" as cells by field index; salt (may be NULL) is copied. */
const struct value *table_cells(struct arena *a, const struct table *t, const struct row *row, unsigned char *salt);
/* What the fold and key columns of a text must be. */
struct value table_fold(struct arena *a, const struct field *f, struct value text);
struct value table_key(struct arena *a, const struct field *f, struct value text);

/* "a", "b", ... */
void table_columns(struct build *b, const struct table *t);
/* main."x", or main."x_past". */
void table_name(struct build *b, const struct table *t, bool past);
/* SELECT, every column in order, FROM main."x" or main."x_past"; what comes behind is the caller's. */
void table_select(struct build *b, const struct table *t, bool past);
/* Runs such a text: its rows as versions. */
MUST_USE bool table_versions(struct db *db, const struct table *t, struct build *b, struct version **out, int *n);

#endif
