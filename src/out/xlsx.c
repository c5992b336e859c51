/* A table as a workbook.  Rows go to a file as they come (constant_memory), so the size of the table does not matter;
 * a sheet holds 1,048,576 rows, what is more goes on in the next. */

#include "out/xlsx.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/date.h"
#include "base/text.h"
#include "out/sink.h"

enum { WIDTH_MAX = 60, FOOTER_MAX = 255, SERIAL_1970 = 25569, FIRST_SURE_DAY = 19000301, ZONE = 7 * 3600 };

struct book {
	const struct paper *paper;
	const struct paper_table *table;
	struct arena *mem;              /* of one row */
	lxw_workbook *wb;
	lxw_worksheet *sheet;
	lxw_format *head, *amount, *decimal, *plain, *share, *day, *time;
	lxw_row_t row;                  /* the next */
	int nsheets, nrows;
	lxw_error fault;                /* the first */
};

static void note(struct book *b, lxw_error e)
{
	if (e && !b->fault)
		b->fault = e;
}

/* A cell holds 32,767 UTF-16 units.  More is cut, and says so at its end. */
static const char *fitting(struct arena *a, const char *s)
{
	static const char cut[] = "… [đã cắt]";
	size_t units = 0, keep = 0, n;
	if (strlen(s) <= XLSX_CELL_MAX)
		return s;
	for (const char *at = s; *at; at += n) {
		n = utf8_sequence(at);
		units += n == 4 ? 2 : 1;
		if (units <= XLSX_CELL_MAX - sizeof cut)
			keep = (size_t)(at + n - s);
	}
	return units <= XLSX_CELL_MAX ? s : arena_printf(a, "%.*s%s", (int)keep, s, cut);
}

static lxw_format *number_format(struct book *b, const char *text)
{
	lxw_format *f = workbook_add_format(b->wb);
	format_set_num_format(f, text);
	return f;
}

static void make_formats(struct book *b)
{
	b->head = workbook_add_format(b->wb);
	format_set_bold(b->head);
	format_set_text_wrap(b->head);
	format_set_align(b->head, LXW_ALIGN_VERTICAL_CENTER);
	format_set_align(b->head, LXW_ALIGN_CENTER);
	format_set_border(b->head, LXW_BORDER_THIN);
	format_set_bg_color(b->head, 0xF3E9D8);
	b->amount = number_format(b, "#,##0");
	b->decimal = number_format(b, "#,##0.00");
	b->plain = number_format(b, "0");
	b->share = number_format(b, "0.00%");
	b->day = number_format(b, "dd/mm/yyyy");
	b->time = number_format(b, "dd/mm/yyyy hh:mm");
}

/* "&" begins a code in a footer. */
static const char *footer(struct book *b)
{
	static const char page[] = "&R&8&P/&N";
	struct buf out = buf_new(b->mem, 4 * FOOTER_MAX);
	size_t most = FOOTER_MAX - 8 - strlen(page);
	for (; most > 20; most -= 10) {
		out.n = 0;
		buf_text(&out, "&L&8");
		for (const char *s = paper_facts(b->mem, b->paper, most); *s; s++) {
			buf_char(&out, *s);
			if (*s == '&')
				buf_char(&out, '&');
		}
		buf_text(&out, page);
		if (!out.full && text_length(out.s) <= FOOTER_MAX)
			break;
		out.full = false;
	}
	return out.s;
}

static void begin_sheet(struct book *b)
{
	char name[32];
	b->nsheets++;
	snprintf(name, sizeof name, b->nsheets == 1 ? "Danh sách" : "Danh sách %d", b->nsheets);
	b->sheet = workbook_add_worksheet(b->wb, name);
	for (int c = 0; c < b->table->ncolumns; c++) {
		const struct paper_column *column = &b->table->column[c];
		int width = column->width > WIDTH_MAX ? WIDTH_MAX : column->width < 6 ? 6 : column->width;
		worksheet_set_column(b->sheet, (lxw_col_t)c, (lxw_col_t)c, width + 2, NULL);
	}
	for (int c = 0; c < b->table->ncolumns; c++)
		note(b, worksheet_write_string(b->sheet, 0, (lxw_col_t)c,
		                               fitting(b->mem, paper_clean(b->mem, b->table->column[c].label)),
		                               b->head));
	b->row = 1;
	worksheet_freeze_panes(b->sheet, 1, 0);
	worksheet_repeat_rows(b->sheet, 0, 0);
	if (b->paper->wide)
		worksheet_set_landscape(b->sheet);
	worksheet_set_paper(b->sheet, 9);       /* A4 */
	worksheet_fit_to_pages(b->sheet, 1, 0);
	worksheet_set_margins(b->sheet, 0.6, 0.6, 0.75, 0.75);
	note(b, worksheet_set_footer(b->sheet, footer(b)));
}

static void end_sheet(struct book *b)
{
	lxw_col_t last = (lxw_col_t)(b->table->ncolumns - 1);
	if (!b->table->ncolumns)
		return;
	worksheet_autofilter(b->sheet, 0, 0, b->row - 1, last);
	worksheet_print_area(b->sheet, 0, 0, b->row - 1, last);
}

/* Excel takes 1900 for a leap year: days before March 1900 are written as words. */
static void write_cell(struct book *b, int c, struct cell cell)
{
	const struct paper_column *column = &b->table->column[c];
	lxw_col_t at = (lxw_col_t)c;
	switch (cell.kind) {
	case CELL_NONE:
		return;
	case CELL_TEXT:
		note(b, worksheet_write_string(b->sheet, b->row, at, fitting(b->mem, paper_clean(b->mem, cell.text)),
		                               NULL));
		return;
	case CELL_NUMBER:
		if (isfinite(cell.number))
			note(b, worksheet_write_number(b->sheet, b->row, at, cell.number,
			                               column->kind != COLUMN_AMOUNT ? b->plain :
			                               nearbyint(cell.number) == cell.number ? b->amount : b->decimal));
		return;
	case CELL_SHARE:
		if (isfinite(cell.number))
			note(b, worksheet_write_number(b->sheet, b->row, at, cell.number / 100, b->share));
		return;
	case CELL_DAY:
		if (cell.day.ymd < FIRST_SURE_DAY)
			note(b, worksheet_write_string(b->sheet, b->row, at, date_show(b->mem, cell.day), NULL));
		else
			note(b, worksheet_write_number(b->sheet, b->row, at,
			                               (double)(date_number(cell.day) + SERIAL_1970), b->day));
		return;
	case CELL_TIME:
		note(b, worksheet_write_number(b->sheet, b->row, at, SERIAL_1970 + (cell.number + ZONE) / 86400,
		                               b->time));
		return;
	}
}

static bool write_rows(struct book *b)
{
	const struct cell *cell;
	while (!b->fault) {
		struct arena_mark mark = arena_mark(b->mem);
		if (!b->table->next(b->table->from, &cell))
			return false;
		if (!cell)
			return true;
		if (b->row == LXW_ROW_MAX) {
			end_sheet(b);
			begin_sheet(b);
		}
		for (int c = 0; c < b->table->ncolumns; c++)
			write_cell(b, c, cell[c]);
		b->row++;
		b->nrows++;
		arena_reset(b->mem, mark);
	}
	return true;
}

/* The footer holds 255 characters; all that was asked stands here. */
static void write_facts(struct book *b)
{
	lxw_worksheet *sheet = workbook_add_worksheet(b->wb, "Đã hỏi");
	worksheet_set_column(sheet, 0, 0, 24, NULL);
	worksheet_set_column(sheet, 1, 1, 90, NULL);
	note(b, worksheet_write_string(sheet, 0, 0, "Danh sách", b->head));
	note(b, worksheet_write_string(sheet, 0, 1, fitting(b->mem, paper_clean(b->mem, b->paper->title)), b->head));
	for (int i = 0; i < b->paper->nfacts; i++) {
		const struct paper_fact *f = &b->paper->fact[i];
		note(b, worksheet_write_string(sheet, (lxw_row_t)i + 1, 0, paper_clean(b->mem, f->label), NULL));
		note(b, worksheet_write_string(sheet, (lxw_row_t)i + 1, 1,
		                               fitting(b->mem, paper_clean(b->mem, f->text)), NULL));
	}
	note(b, worksheet_write_string(sheet, (lxw_row_t)b->paper->nfacts + 1, 0, "Số dòng", NULL));
	note(b, worksheet_write_number(sheet, (lxw_row_t)b->paper->nfacts + 1, 1, b->nrows, b->amount));
}

static bool write_book(struct book *b, const char *path)
{
	lxw_workbook_options options = { .constant_memory = 1, .tmpdir = (char *)(uintptr_t)scratch_folder() };
	lxw_doc_properties properties = {
		.title = (char *)(uintptr_t)fitting(b->mem, paper_clean(b->mem, b->paper->title)),
	};
	b->wb = workbook_new_opt(path, &options);
	if (!b->wb)
		return false;
	workbook_set_properties(b->wb, &properties);
	make_formats(b);
	begin_sheet(b);
	bool done = write_rows(b);
	end_sheet(b);
	write_facts(b);
	note(b, workbook_close(b->wb));         /* frees it too */
	return done;
}

static bool write_xlsx(const struct paper *p, FILE *to, struct errs *errs)
{
	struct book b = { .paper = p, .table = paper_first_table(p), .mem = arena_new(0) };
	struct scratch_path path;
	int fd = scratch_named(&path);
	bool done = fd >= 0 && write_book(&b, path.text);
	FILE *made = done && !b.fault ? fopen(path.text, "rb") : NULL;
	if (fd >= 0) {
		close(fd);
		unlink(path.text);
	}
	if (made) {
		done = scratch_copy(made, to, errs);
		(void)fclose(made);
	} else if (done || !b.wb) {
		done = err_add(errs, ERR_FAULT, "Không lập được tệp Excel: %s.",
		               b.wb ? lxw_strerror(b.fault) : "không tạo được tệp tạm");
	}
	arena_free(b.mem);
	return done;
}

const struct format format_xlsx = {
	"xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", true, write_xlsx,
};
