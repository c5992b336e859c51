/* A table as a file brings it; what was understood is written and read again: it is the same. */
#include "fuzz.h"

#include <string.h>

#include "base/csv.h"
#include "base/text.h"
#include "out/csv.h"

enum { WRITTEN_MAX = 1 << 20 };

void fuzz_start(void)
{
}

/* What a spreadsheet would run is written behind an apostrophe. */
static bool same(const char *was, const char *is)
{
	return strcmp(was, is) == 0 || (is[0] == '\'' && strcmp(was, is + 1) == 0);
}

static void write_table(const struct csv *t, struct buf *b)
{
	struct csv_writer w = csv_write(sink_buf(b), true);

	for (int c = 0; c < t->ncolumns; c++)
		csv_put(&w, t->heading[c]);
	csv_line(&w);
	for (int r = 0; r < t->nrows; r++) {
		for (int c = 0; c < t->ncolumns; c++)
			csv_put(&w, t->row[r][c]);
		csv_line(&w);
	}
}

/* The reader tells the delimiter by the first line: headings that hold one by themselves may be cut otherwise. */
static bool plain(const struct csv *t)
{
	for (int c = 0; c < t->ncolumns; c++)
		if (!*t->heading[c] || strpbrk(t->heading[c], ",;\t\r\n\"='+-@"))
			return false;
	return t->ncolumns > 1;
}

static void check_again(struct arena *mem, const struct csv *t)
{
	struct errs errs = errs_new(mem);
	struct buf b = buf_new(mem, WRITTEN_MAX);
	struct csv again;

	write_table(t, &b);
	must(!b.full && csv_parse(mem, "again", b.s, b.n, &again, &errs));
	must(again.ncolumns == t->ncolumns && again.nrows == t->nrows);
	for (int r = 0; r < t->nrows; r++)
		for (int c = 0; c < t->ncolumns; c++)
			must(same(t->row[r][c], again.row[r][c]));
}

void fuzz_one(const char *text, size_t n)
{
	struct arena *mem = arena_new(0);
	struct errs errs = errs_new(mem);
	struct csv t;

	if (csv_parse(mem, "text", text, n, &t, &errs)) {
		must(!errs.count && t.ncolumns > 0);
		for (int r = 0; r < t.nrows; r++)
			for (int c = 0; c < t.ncolumns; c++)
				must(text_utf8(t.row[r][c], strlen(t.row[r][c])));
		if (plain(&t))
			check_again(mem, &t);
	} else {
		must(errs.count && errs_worst(&errs) == ERR_INPUT);
	}
	arena_free(mem);
}
