/* A whole list as a workbook: made as the program makes it, and libxlsxwriter alone writing the same cells, which lie
 * in memory before the clock starts. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/date.h"
#include "model/catalog.h"
#include "web/export.h"

enum { SERIAL_1970 = 25569 };

struct made { const struct format *format; int64_t bytes; };

static bool members(struct ctx *ctx, struct paper *out)
{
	struct list list = { .of = catalog_record(ctx->catalog, "member"), .clock = { .on = ctx->today } };

	return export_list(ctx, &list, NULL, out);
}

static bool make_ours(struct ctx *ctx, void *arg)
{
	struct made *m = arg;
	struct paper paper;
	FILE *f = scratch_open(ctx->errs);
	bool done = f && members(ctx, &paper) && m->format->write(&paper, f, ctx->errs);

	m->bytes = done && fseek(f, 0, SEEK_END) == 0 ? ftell(f) : 0;
	if (f)
		fclose(f);
	return done;
}

struct cells { struct arena *mem; struct cell *v; int n, ncolumns; };

static bool read_cells(struct ctx *ctx, void *arg)
{
	struct cells *all = arg;
	const struct paper_table *t;
	const struct cell *cell;
	struct paper paper;

	if (!members(ctx, &paper))
		return false;
	t = paper_first_table(&paper);
	all->ncolumns = t->ncolumns;
	for (;;) {
		if (!t->next(t->from, &cell) || !cell)
			return !cell;
		for (int c = 0; c < t->ncolumns; c++) {
			PUSH(all->mem, all->v, all->n, cell[c]);
			all->v[all->n - 1].text = arena_text(all->mem, cell[c].text);
		}
	}
}

static void write_alone(const struct cells *all, const char *path)
{
	lxw_workbook_options options = { .constant_memory = 1, .tmpdir = (char *)(uintptr_t)scratch_folder() };
	lxw_workbook *wb = workbook_new_opt(path, &options);
	lxw_worksheet *sheet = workbook_add_worksheet(wb, NULL);
	lxw_format *day = workbook_add_format(wb), *plain = workbook_add_format(wb);

	format_set_num_format(day, "dd/mm/yyyy");
	format_set_num_format(plain, "0");
	for (int i = 0; i < all->n; i++) {
		const struct cell *c = &all->v[i];
		lxw_row_t row = (lxw_row_t)(i / all->ncolumns);
		lxw_col_t at = (lxw_col_t)(i % all->ncolumns);

		if (c->kind == CELL_TEXT)
			worksheet_write_string(sheet, row, at, c->text, NULL);
		else if (c->kind == CELL_DAY)
			worksheet_write_number(sheet, row, at, (double)(date_number(c->day) + SERIAL_1970), day);
		else if (c->kind != CELL_NONE)
			worksheet_write_number(sheet, row, at, c->number, plain);
	}
	if (workbook_close(wb) != LXW_NO_ERROR)
		exit(1);
}

/* export DB TIMES FORMAT|alone: the times, then the peak of this process in MB and the bytes made. */
int bench_export(int argc, char **argv)
{
	struct made made = { .format = format_find(argv[2]) };
	struct bench b;
	struct times t = { 0 };
	struct rusage usage;
	char path[4096];

	(void)argc;
	bench_open(&b, argv[0]);
	struct cells all = { .mem = arena_new((size_t)2 << 30) };
	snprintf(path, sizeof path, "%s/dangvu-bench-%d.xlsx", scratch_folder(), (int)getpid());
	if (!made.format)
		bench_time(&b, NULL, TXN_READ, read_cells, &all);
	for (int i = 0; i < atol(argv[1]); i++) {
		struct took from = took_begin();

		if (made.format) {
			times_add(&t, bench_time(&b, NULL, TXN_READ, make_ours, &made));
		} else {
			write_alone(&all, path);
			times_add(&t, took_end(from));
		}
	}
	unlink(path);
	times_print(&t, argv[2]);
	getrusage(RUSAGE_SELF, &usage);
	printf("peak %.1f %lld\n", (double)usage.ru_maxrss / 1024, (long long)made.bytes);
	arena_free(all.mem);
	bench_close(&b);
	return 0;
}
