/* Colours are those of the pages.  A day keeps its format beside the colour: a format of a spreadsheet has both. */

#include "out/xlsx_blank.h"

#include <math.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/date.h"
#include "base/scratch.h"
#include "base/text.h"
#include "out/sink.h"
#include "out/xlsx.h"

enum { SERIAL_1970 = 25569, FIRST_SURE_DAY = 19000301, CHOICES_LINES = 5000, SHEET_NAME_MAX = 31 };

struct blank {
	struct arena *mem;
	struct scratch_path path;
	lxw_workbook *wb;
	lxw_worksheet *sheet;
	lxw_format *look[LOOK__COUNT], *day[LOOK__COUNT];
	lxw_row_t row;
	lxw_error fault;                /* the first */
};

static void note(struct blank *b, lxw_error e)
{
	if (e && !b->fault)
		b->fault = e;
}

static void colour(lxw_format *f, enum look look)
{
	switch (look) {
	case LOOK_PLAIN: case LOOK_TEXT: case LOOK_DAY:
		return;
	case LOOK_HEAD: case LOOK_MUST:
		format_set_bold(f);
		format_set_text_wrap(f);
		format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
		format_set_border(f, LXW_BORDER_THIN);
		format_set_bg_color(f, look == LOOK_MUST ? 0xF2C14E : 0xF3E9D8);
		return;
	case LOOK_WRONG:
		format_set_bg_color(f, 0xF8C9C4);
		format_set_border(f, LXW_BORDER_THIN);
		format_set_border_color(f, 0x9B1C1C);
		return;
	case LOOK_TOLD:
		format_set_bg_color(f, 0xFDF0C8);
		return;
	case LOOK_WORDS:
		format_set_text_wrap(f);
		format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
		return;
	case LOOK__COUNT:
		bug("no look");
	}
}

static void make_formats(struct blank *b)
{
	for (int i = 0; i < LOOK__COUNT; i++) {
		b->look[i] = workbook_add_format(b->wb);
		colour(b->look[i], (enum look)i);
		b->day[i] = workbook_add_format(b->wb);
		colour(b->day[i], (enum look)i);
		format_set_num_format(b->day[i], "dd/mm/yyyy");
	}
	format_set_num_format(b->look[LOOK_TEXT], "@");
	format_set_num_format(b->look[LOOK_DAY], "dd/mm/yyyy");
}

/* The library frees a workbook only by closing it. */
static void forget(void *arg)
{
	struct blank *b = arg;

	if (b->wb)
		(void)workbook_close(b->wb);
	(void)unlink(b->path.text);
}

struct blank *blank_new(struct arena *a, struct errs *errs)
{
	struct blank *b = NEW(a, struct blank);
	lxw_workbook_options options = { .constant_memory = 1, .tmpdir = (char *)(uintptr_t)scratch_folder() };
	int fd;

	b->mem = a;
	fd = scratch_named(&b->path);
	if (fd < 0) {
		err_add(errs, ERR_FAULT, "Không tạo được tệp tạm trong %s.", scratch_folder());
		return NULL;
	}
	close(fd);
	arena_closer(a, forget, b);
	b->wb = workbook_new_opt(b->path.text, &options);
	if (!b->wb) {
		err_add(errs, ERR_FAULT, "Không lập được tệp Excel.");
		return NULL;
	}
	make_formats(b);
	return b;
}

/* At most 31 units, some characters never, no name twice. */
static const char *sheet_name(struct arena *a, const char *wanted)
{
	char *name = arena_text(a, paper_clean(a, wanted));
	size_t n = 0, next;

	for (char *s = name; *s; s++)
		if (strchr("[]:*?/\\'\n\t", *s))
			*s = ' ';
	for (int units = 0; name[n]; n += next) {
		next = utf8_sequence(name + n);
		units += next == 4 ? 2 : 1;
		if (units > SHEET_NAME_MAX)
			break;
	}
	return arena_textn(a, name, n);
}

void blank_sheet(struct blank *b, const char *name)
{
	name = sheet_name(b->mem, name);
	b->sheet = workbook_add_worksheet(b->wb, workbook_validate_sheet_name(b->wb, name) ? NULL : name);
	if (!b->sheet)
		bug("a workbook takes no more sheets");
	b->row = 0;
}

void blank_column(struct blank *b, int column, int width, enum look look)
{
	note(b, worksheet_set_column(b->sheet, (lxw_col_t)column, (lxw_col_t)column, width, b->look[look]));
}

void blank_freeze(struct blank *b, int lines)
{
	worksheet_freeze_panes(b->sheet, (lxw_row_t)lines, 0);
}

void blank_line(struct blank *b, int line)
{
	if (line < 1 || (lxw_row_t)line > LXW_ROW_MAX || (lxw_row_t)(line - 1) < b->row)
		bug("line %d of a workbook", line);
	b->row = (lxw_row_t)(line - 1);
}

static const char *words(struct blank *b, const char *s)
{
	s = paper_clean(b->mem, s);
	if (strlen(s) <= XLSX_CELL_MAX)
		return s;

	size_t n = XLSX_CELL_MAX;
	while (n && (s[n] & 0xc0) == 0x80)
		n--;
	return arena_textn(b->mem, s, n);
}

void blank_put(struct blank *b, int column, struct cell cell, enum look look)
{
	struct arena_mark mark = arena_mark(b->mem);
	lxw_col_t at = (lxw_col_t)column;

	switch (cell.kind) {
	case CELL_NONE:
		if (look != LOOK_PLAIN)
			note(b, worksheet_write_blank(b->sheet, b->row, at, b->look[look]));
		break;
	case CELL_TEXT:
		note(b, worksheet_write_string(b->sheet, b->row, at, words(b, cell.text), b->look[look]));
		break;
	case CELL_NUMBER: case CELL_SHARE: case CELL_TIME:
		if (isfinite(cell.number))
			note(b, worksheet_write_number(b->sheet, b->row, at, cell.number, b->look[look]));
		break;
	case CELL_DAY:
		/* Excel takes 1900 for a leap year. */
		if (cell.day.ymd < FIRST_SURE_DAY)
			note(b, worksheet_write_string(b->sheet, b->row, at, date_show(b->mem, cell.day),
			                               b->look[look]));
		else
			note(b, worksheet_write_number(b->sheet, b->row, at,
			                               (double)(date_number(cell.day) + SERIAL_1970), b->day[look]));
		break;
	}
	arena_reset(b->mem, mark);
}

static const char *letters(struct arena *a, int column)
{
	const char *s = "";

	for (int n = column + 1; n > 0; n = (n - 1) / 26)
		s = arena_printf(a, "%c%s", 'A' + (n - 1) % 26, s);
	return s;
}

void blank_choose(struct blank *b, int column, int line, const char *sheet, int from_column, int first, int last)
{
	const char *c = letters(b->mem, from_column);
	lxw_data_validation v = {
		.validate = LXW_VALIDATION_TYPE_LIST_FORMULA, .ignore_blank = LXW_VALIDATION_ON,
		.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING,
		.value_formula = arena_printf(b->mem, "='%s'!$%s$%d:$%s$%d", sheet, c, first, c, last),
		.error_title = (char *)(uintptr_t)"Không có trong danh mục",
		.error_message = (char *)(uintptr_t)
			"Chọn một giá trị của danh sách; giá trị khác sẽ bị báo lỗi khi nhập.",
	};

	note(b, worksheet_data_validation_range(b->sheet, (lxw_row_t)(line - 1), (lxw_col_t)column,
	                                        (lxw_row_t)(line - 1 + CHOICES_LINES), (lxw_col_t)column, &v));
}

bool blank_write(struct blank *b, FILE *to, struct errs *errs)
{
	FILE *made;
	bool done;

	note(b, workbook_close(b->wb));
	b->wb = NULL;
	made = b->fault ? NULL : fopen(b->path.text, "rb");
	if (!made)
		return err_add(errs, ERR_FAULT, "Không lập được tệp Excel: %s.", lxw_strerror(b->fault));
	done = scratch_copy(made, to, errs);
	(void)fclose(made);
	return done;
}
