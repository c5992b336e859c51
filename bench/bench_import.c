/* Import of a table, and the least that writing the same rows costs: one prepared insert a row, in one transaction,
 * into the same table with the same indexes, of cells that are ready in memory. */
#include "bench.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/catalog.h"
#include "model/import.h"

static bool import_all(struct ctx *ctx, void *arg)
{
	struct import_plan p;
	struct book book;
	int64_t entry;
	double from = now_us(), rehearsed;

	if (!book_read(ctx->mem, arg, "bench.csv", &book, ctx->errs) ||
	    !import_guess(ctx, catalog_record(ctx->catalog, "person"), "bench.csv", &book,
	                  &(struct import_options){ 0 }, &p) ||
	    !import_rehearse(ctx, &p))
		return false;
	rehearsed = now_us();
	if (p.count[ROW_NEW] != p.nrows || !import_commit(ctx, &p, "đo", &entry))
		return false;
	printf("rehearse %.0f\nwrite %.0f\nrows %d\nentry %lld\n", rehearsed - from, now_us() - rehearsed, p.nrows,
	       (long long)entry);
	return true;
}

/* DB CSV: microseconds of reading and rehearsing, of writing; how many rows. */
int bench_import(int argc, char **argv)
{
	struct bench b;

	(void)argc;
	bench_open(&b, argv[0]);
	bench_time_bare(&b, NULL, import_all, argv[1]);
	bench_close(&b);
	return 0;
}

static void check(sqlite3 *db, bool ok)
{
	if (ok)
		return;
	fprintf(stderr, "bench: %s\n", sqlite3_errmsg(db));
	exit(1);
}

/* DB: takes out the rows of the last entry and writes them again; microseconds of the writing alone. */
int bench_bulk(int argc, char **argv)
{
	sqlite3 *db;
	sqlite3_stmt *s, *put;
	sqlite3_value **cell = NULL;
	int n = 0, columns;
	char text[1000];

	(void)argc;
	check(NULL, sqlite3_open(argv[0], &db) == SQLITE_OK);
	check(db, !sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", NULL, NULL, NULL));
	check(db, !sqlite3_prepare_v2(db, "SELECT * FROM person WHERE entry = (SELECT max(entry) FROM journal) ORDER BY id",
	                              -1, &s, NULL));
	columns = sqlite3_column_count(s);
	for (; sqlite3_step(s) == SQLITE_ROW; n++) {
		if ((n & (n - 1)) == 0)
			cell = realloc(cell, (size_t)columns * (size_t)(n ? n * 2 : 1) * sizeof(sqlite3_value *));
		for (int i = 0; i < columns; i++)
			cell[n * columns + i] = sqlite3_value_dup(sqlite3_column_value(s, i));
	}
	sqlite3_finalize(s);
	check(db, !sqlite3_exec(db, "DELETE FROM person WHERE entry = (SELECT max(entry) FROM journal)", NULL, NULL, NULL));
	check(db, !sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL));
	int at = snprintf(text, sizeof text, "INSERT INTO person VALUES (?");
	for (int i = 1; i < columns; i++)
		at += snprintf(text + at, sizeof text - (size_t)at, ", ?");
	snprintf(text + at, sizeof text - (size_t)at, ")");
	check(db, !sqlite3_prepare_v2(db, text, -1, &put, NULL));
	double from = now_us();
	check(db, !sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL));
	for (int r = 0; r < n; r++) {
		for (int i = 0; i < columns; i++)
			sqlite3_bind_value(put, i + 1, cell[r * columns + i]);
		check(db, sqlite3_step(put) == SQLITE_DONE);
		sqlite3_reset(put);
	}
	check(db, !sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
	printf("bulk %.0f\nrows %d\n", now_us() - from, n);
	sqlite3_finalize(put);
	for (int i = 0; i < n * columns; i++)
		sqlite3_value_free(cell[i]);
	free(cell);
	sqlite3_close(db);
	return 0;
}
