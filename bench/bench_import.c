/* Import of a table, and the least that writing the same rows costs: one prepared insert a row, in one transaction,
 * into the same table with the same indexes, of cells that are ready in memory. */
#include "bench.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xlsxwriter.h>
#include <zip.h>

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

static void print_peak(void)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	printf("peak %ld\n", used.ru_maxrss / 1024);
}

/* DB CSV: microseconds of reading and rehearsing, of writing; how many rows; MB of this process at most. */
int bench_import(int argc, char **argv)
{
	struct bench b;

	(void)argc;
	bench_open(&b, argv[0]);
	bench_time_bare(&b, NULL, import_all, argv[1]);
	print_peak();
	bench_close(&b);
	return 0;
}

/* ---- a workbook ---- */

enum { BOOK_ROWS = 46740 };

/* As an office's program keeps it: texts shared, days as numbers with a style. */
static bool workbook_make(const char *path)
{
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *sheet = workbook_add_worksheet(book, "Danh sách");
	lxw_format *day = workbook_add_format(book);
	static const char *const heading[] = { "STT", "Họ và tên", "Giới tính", "Ngày sinh", "Số CCCD", "Dân tộc",
		"Quê quán", "Nghề nghiệp", "Điện thoại", "Nơi giữ hồ sơ" };
	char text[100];

	format_set_num_format(day, "dd/mm/yyyy");
	for (int c = 0; c < (int)COUNTOF(heading); c++)
		worksheet_write_string(sheet, 0, (lxw_col_t)c, heading[c], NULL);
	for (unsigned i = 0; i < BOOK_ROWS; i++) {
		lxw_row_t r = i + 1;
		worksheet_write_number(sheet, r, 0, r, NULL);
		snprintf(text, sizeof text, "Nguyễn Văn %c%u", 'A' + (int)(i % 26), i % 5000);
		worksheet_write_string(sheet, r, 1, text, NULL);
		worksheet_write_string(sheet, r, 2, i % 2 ? "Nam" : "Nữ", NULL);
		worksheet_write_number(sheet, r, 3, 18000 + i % 20000, day);
		snprintf(text, sizeof text, "090%09u", i * 7);
		worksheet_write_string(sheet, r, 4, text, NULL);
		worksheet_write_string(sheet, r, 5, i % 3 ? "Kinh" : "Khmer", NULL);
		snprintf(text, sizeof text, "Xã số %u, huyện Càng Long", i % 106);
		worksheet_write_string(sheet, r, 6, text, NULL);
		worksheet_write_string(sheet, r, 7, "Nông dân", NULL);
		snprintf(text, sizeof text, "09%08u", i * 11);
		worksheet_write_string(sheet, r, 8, text, NULL);
		worksheet_write_string(sheet, r, 9, "84.001.001", NULL);
	}
	return workbook_close(book) == LXW_NO_ERROR;
}

static bool unzip(const char *path, const char *part)
{
	static char piece[65536];
	zip_t *z = zip_open(path, ZIP_RDONLY, NULL);
	zip_file_t *f = z ? zip_fopen(z, part, 0) : NULL;
	zip_int64_t n = -1;

	while (f && (n = zip_fread(f, piece, sizeof piece)) > 0)
		;
	if (f)
		zip_fclose(f);
	if (z)
		zip_discard(z);
	return n == 0;
}

/* XLSX: writes a workbook there, then microseconds of the processor for unzipping its sheet and for
 * reading it; MB at most. */
int bench_workbook(int argc, char **argv)
{
	struct arena *a = arena_new(0);
	struct errs errs = errs_new(a);
	struct book book;

	(void)argc;
	if (fork() == 0)                /* what writing takes is no memory of reading */
		_exit(workbook_make(argv[0]) ? 0 : 1);
	wait(NULL);
	for (int i = 0; i < 5; i++) {
		struct took from = took_begin(), unzipped;
		if (!unzip(argv[0], "xl/worksheets/sheet1.xml"))
			return 1;
		unzipped = took_end(from);
		from = took_begin();
		struct arena *mem = arena_new(0);
		if (!book_read(mem, argv[0], "bench.xlsx", &book, &errs) || book.sheet[0].nrows != BOOK_ROWS + 1)
			return 1;
		printf("book %.0f %.0f\n", unzipped.cpu, took_end(from).cpu);
		arena_free(mem);
	}
	print_peak();
	arena_free(a);
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
	check(db, !sqlite3_prepare_v2(db, "SELECT * FROM person WHERE entry = (SELECT max(entry) FROM journal) "
	                              "ORDER BY id", -1, &s, NULL));
	columns = sqlite3_column_count(s);
	for (; sqlite3_step(s) == SQLITE_ROW; n++) {
		if ((n & (n - 1)) == 0)
			cell = realloc(cell, (size_t)columns * (size_t)(n ? n * 2 : 1) * sizeof(sqlite3_value *));
		for (int i = 0; i < columns; i++)
			cell[n * columns + i] = sqlite3_value_dup(sqlite3_column_value(s, i));
	}
	sqlite3_finalize(s);
	check(db, !sqlite3_exec(db, "DELETE FROM person WHERE entry = (SELECT max(entry) FROM journal)", NULL, NULL,
	                        NULL));
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
