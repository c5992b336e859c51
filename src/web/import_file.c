/* Both workbooks are read again by the same reader, so what stands in a cell must be what was meant: texts that look
 * like numbers stay texts, days stay days, letters from before Unicode come out as they were understood. */

#include "web/import_file.h"

#include <stdlib.h>
#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/code.h"
#include "out/xlsx_blank.h"

enum { LINES_MAX = 1000000, REASON_WIDTH = 60, REASONS_MAX = 30000, DIGITS_EXACT = 15, REST_ROWS = 1000 };

/* ---- the blank ---- */

#define CODES_SHEET "Danh mục"

bool import_takes(struct ctx *ctx, const struct record *rec, const struct field *f)
{
	return field_stored(f) && !(f->flags & F_DERIVED) && access_field(ctx, rec, f);
}

/* "số thẻ Đảng, số căn cước" */
static const char *unique_fields(struct arena *a, const struct record *rec)
{
	const char *all = NULL;

	for (int i = 0; i < rec->nfields; i++)
		if (rec->fields[i].flags & F_UNIQUE)
			all = all ? arena_printf(a, "%s; %s", all, rec->fields[i].label) : rec->fields[i].label;
	return all;
}

static const char *reference_form(struct ctx *ctx, const struct field *f)
{
	const struct record *of = catalog_record(ctx->catalog, f->of);
	const char *unique = unique_fields(ctx->mem, of);

	if (!unique)
		return arena_printf(ctx->mem, "Số hồ sơ của “%s”", of->label);
	return arena_printf(ctx->mem, "“%s” đã có: ghi %s, hoặc số hồ sơ", of->label, unique);
}

static const char *number_form(struct arena *a, const struct field *f, const char *what)
{
	if (!f->min && !f->max)
		return what;
	return arena_printf(a, "%s, từ %s đến %s", what, text_grouped(a, f->min), text_grouped(a, f->max));
}

const char *import_form(struct ctx *ctx, const struct field *f)
{
	switch (f->kind) {
	case K_TEXT: case K_NOTE:
		return f->max ? arena_printf(ctx->mem, "Chữ, nhiều nhất %lld ký tự", (long long)f->max) : "Chữ";
	case K_NAME: return "Họ và tên có dấu";
	case K_INT: return number_form(ctx->mem, f, "Số nguyên");
	case K_MONEY: return number_form(ctx->mem, f, "Số tiền, đơn vị đồng");
	case K_BOOL: return "Có hoặc Không";
	case K_DATE: return "Ngày/tháng/năm: 08/12/2022";
	case K_PARTIAL: return "Ngày/tháng/năm; nếu không rõ thì tháng/năm, hoặc năm";
	case K_TIME: return "Ngày và giờ: 08/12/2022 07:30";
	case K_CODE: return "Chọn trong danh mục";
	case K_REF: return reference_form(ctx, f);
	case K_UNIT: return "Mã tổ chức: 84.007";
	case K_STATE: case K_SPAN: case K__COUNT: break;
	}
	return "";
}

/* The lists of codes stand side by side on a sheet of their own, one column each. */
struct choices { int column, n; const struct code *code; };     /* by field; n 0: none */

static bool find_choices(struct ctx *ctx, const struct record *rec, struct choices *out, int *longest)
{
	int columns = 0;

	*longest = 0;
	for (int i = 0; i < rec->nfields; i++) {
		struct choices *c = &out[i];

		if (rec->fields[i].kind != K_CODE || !import_takes(ctx, rec, &rec->fields[i]))
			continue;
		if (!code_list(ctx, rec->fields[i].of, ctx->today, &c->code, &c->n))
			return false;
		c->column = c->n ? columns++ : 0;
		*longest = c->n > *longest ? c->n : *longest;
	}
	return true;
}

static void write_choices(const struct record *rec, struct blank *b, const struct choices *choices, int longest)
{
	if (!longest)
		return;
	blank_sheet(b, CODES_SHEET);
	blank_freeze(b, 1);
	for (int i = 0; i < rec->nfields; i++)
		if (choices[i].n)
			blank_column(b, choices[i].column, 28, LOOK_PLAIN);
	for (int line = 1; line <= longest + 1; line++) {
		blank_line(b, line);
		for (int i = 0; i < rec->nfields; i++) {
			const struct choices *c = &choices[i];

			if (line == 1 && c->n)
				blank_put(b, c->column, paper_words(rec->fields[i].label), LOOK_HEAD);
			else if (line > 1 && line - 2 < c->n)
				blank_put(b, c->column, paper_words(c->code[line - 2].label), LOOK_PLAIN);
		}
	}
}

static void write_help(struct ctx *ctx, const struct record *rec, struct blank *b)
{
	static const char *const heading[] = { "Cột", "Bắt buộc", "Cách ghi", "Giải thích", "Căn cứ" };
	static const int width[] = { 30, 11, 46, 60, 36 };
	int line = 1;

	blank_sheet(b, "Giải thích");
	for (int c = 0; c < (int)COUNTOF(width); c++)
		blank_column(b, c, width[c], LOOK_PLAIN);
	blank_freeze(b, 1);
	blank_line(b, line);
	for (int c = 0; c < (int)COUNTOF(heading); c++)
		blank_put(b, c, paper_words(heading[c]), LOOK_HEAD);
	for (int i = 0; i < rec->nfields; i++) {
		const struct field *f = &rec->fields[i];

		if (!import_takes(ctx, rec, f))
			continue;
		blank_line(b, ++line);
		blank_put(b, 0, paper_words(f->label), LOOK_WORDS);
		blank_put(b, 1, paper_words(f->flags & F_REQUIRED ? "bắt buộc" : ""), LOOK_WORDS);
		blank_put(b, 2, paper_words(import_form(ctx, f)), LOOK_WORDS);
		blank_put(b, 3, paper_words(f->help), LOOK_WORDS);
		blank_put(b, 4, paper_words(f->cite), LOOK_WORDS);
	}
}

static enum look column_look(const struct field *f)
{
	switch (f->kind) {
	case K_TEXT: case K_NAME: case K_NOTE: case K_REF: case K_UNIT: case K_PARTIAL:
		return LOOK_TEXT;
	case K_DATE:
		return LOOK_DAY;
	case K_INT: case K_MONEY: case K_BOOL: case K_TIME: case K_CODE: case K_STATE: case K_SPAN: case K__COUNT:
		break;
	}
	return LOOK_PLAIN;
}

static int column_width(const struct field *f)
{
	int n = (int)text_length(f->label) + 2;

	if (f->kind == K_NAME || f->kind == K_NOTE || f->kind == K_CODE)
		n = n < 26 ? 26 : n;
	return n < 14 ? 14 : n > 36 ? 36 : n;
}

static void write_blank(struct ctx *ctx, const struct record *rec, struct blank *b, const struct choices *choices)
{
	int n = 0;

	blank_sheet(b, rec->plural);
	blank_freeze(b, 1);
	blank_line(b, 1);
	for (int i = 0; i < rec->nfields; i++) {
		const struct field *f = &rec->fields[i];

		if (!import_takes(ctx, rec, f))
			continue;
		blank_column(b, n, column_width(f), column_look(f));
		blank_put(b, n, paper_words(f->label), f->flags & F_REQUIRED ? LOOK_MUST : LOOK_HEAD);
		if (choices[i].n)
			blank_choose(b, n, 2, CODES_SHEET, choices[i].column, 2, choices[i].n + 1);
		n++;
	}
}

bool import_blank_write(struct ctx *ctx, const struct record *rec, FILE *to)
{
	struct choices *choices = NEWN(ctx->mem, struct choices, rec->nfields);
	struct blank *b = blank_new(ctx->mem, ctx->errs);
	int longest;

	if (!b || !find_choices(ctx, rec, choices, &longest))
		return false;
	write_blank(ctx, rec, b, choices);
	write_help(ctx, rec, b);
	write_choices(rec, b, choices, longest);
	return blank_write(b, to, ctx->errs);
}

/* ---- what comes back ---- */

struct faults {
	struct import_plan *plan;
	struct arena *mem;
	struct blank *b;
	int reason;                     /* column */
	int sheets;
	enum coding *coding;            /* by column of the sheet */
	int *of;                        /* by column of the sheet: the column of the plan; -1: none */
};

static struct cell cell_again(struct faults *f, const struct raw *raw, int column)
{
	const char *s = raw->text;
	struct date day;

	switch (raw->kind) {
	case RAW_EMPTY:
		return paper_none();
	case RAW_NUMBER:
		return strlen(s) <= DIGITS_EXACT ? paper_number(strtod(s, NULL)) : paper_words(s);
	case RAW_DAY:
		return date_parse(s, &day) ? paper_day(day) : paper_words(s);
	case RAW_TEXT:
		if (f->coding[column] != CODING_UNICODE)
			s = coding_convert(f->mem, f->coding[column], s);
		return paper_words(s ? s : raw->text);
	case RAW_FAULT:
		return paper_words(s);
	}
	return paper_none();
}

static enum look look_at(const struct import_row *row, int column)
{
	enum look look = LOOK_PLAIN;

	for (const struct import_note *n = row ? row->note : NULL; n && column >= 0; n = n->next)
		if (n->column == column && look != LOOK_WRONG)
			look = n->warning ? LOOK_TOLD : LOOK_WRONG;
	return look;
}

const char *import_reasons(struct arena *a, const struct import_plan *p, const struct import_row *row)
{
	struct buf b = buf_new(a, REASONS_MAX);

	buf_text(&b, "");
	for (const struct import_note *n = row->note; n; n = n->next)
		buf_printf(&b, "%s%s%s%s%s%s%s%s", b.n ? "; " : "", n->warning ? "(lưu ý) " : "",
		           n->column >= 0 ? p->column[n->column].heading : "", n->column >= 0 ? ": " : "", n->text,
		           n->cite ? " [" : "", n->cite ? n->cite : "", n->cite ? "]" : "");
	return b.s;
}

#define ALL_FAULTS "Lỗi tìm thấy"

static void put_cells(struct faults *f, const struct cells *cells, const struct import_row *row, enum look usual)
{
	int n = cells->n > f->plan->sheet->ncolumns ? f->plan->sheet->ncolumns : cells->n;
	int all = f->plan->ncolumns > n ? f->plan->ncolumns : n;

	for (int c = 0; c < all; c++) {
		static const struct raw none = { NULL, RAW_EMPTY };
		enum look look = look_at(row, f->of[c]);

		if (c != f->reason)
			blank_put(f->b, c, cell_again(f, c < n ? &cells->cell[c] : &none, c),
			          look == LOOK_PLAIN ? usual : look);
	}
}

static void begin_sheet(struct faults *f)
{
	const char *name = *f->plan->sheet->name ? f->plan->sheet->name : "Danh sách";

	f->sheets++;
	blank_sheet(f->b, f->sheets == 1 ? name : arena_printf(f->mem, "Tiếp %d", f->sheets));
	for (int c = 0; c < f->plan->ncolumns; c++)
		blank_column(f->b, c, 18, LOOK_PLAIN);
	blank_column(f->b, f->reason, REASON_WIDTH, LOOK_PLAIN);
}

static void begin_line(struct faults *f, int line)
{
	int sheet = (line - 1) / LINES_MAX + 1;

	while (f->sheets < sheet)
		begin_sheet(f);
	blank_line(f->b, (line - 1) % LINES_MAX + 1);
}

static void write_lines(struct faults *f, bool only_bad)
{
	struct import_plan *p = f->plan;
	int line = 0;

	for (int i = 0; i < p->sheet->nrows && p->sheet->row[i].line <= p->heading; i++) {
		struct arena_mark mark = arena_mark(f->mem);

		line = p->sheet->row[i].line;
		begin_line(f, line);
		put_cells(f, &p->sheet->row[i], NULL, line == p->heading ? LOOK_HEAD : LOOK_PLAIN);
		if (line == p->heading)
			blank_put(f->b, f->reason, paper_words(only_bad ? IMPORT_FAULTS : ALL_FAULTS), LOOK_HEAD);
		arena_reset(f->mem, mark);
	}
	for (int i = 0; i < p->nrows; i++) {
		const struct import_row *row = &p->row[i];
		struct arena_mark mark = arena_mark(f->mem);

		if (only_bad && row->verdict != ROW_BAD)
			continue;
		line = only_bad ? line + 1 : row->line;
		begin_line(f, line);
		put_cells(f, row->from, row, LOOK_PLAIN);
		blank_put(f->b, f->reason, paper_words(import_reasons(f->mem, p, row)),
		          row->verdict == ROW_BAD ? LOOK_WORDS : LOOK_PLAIN);
		arena_reset(f->mem, mark);
		if (i % REST_ROWS == 0)
			import_rest(p);
	}
}

/* A table that came back once has its column of reasons already: the new ones take its place. */
static void find_columns(struct faults *f)
{
	const struct import_plan *p = f->plan;
	int n = p->sheet->ncolumns > p->ncolumns ? p->sheet->ncolumns : p->ncolumns;

	f->coding = NEWN(f->mem, enum coding, n + 1);
	f->of = NEWN(f->mem, int, n + 1);
	f->reason = n;
	for (int c = 0; c <= n; c++)
		f->of[c] = -1;
	for (int i = 0; i < p->ncolumns; i++) {
		int c = p->column[i].column;

		f->of[c] = i;
		f->coding[c] = p->column[i].coded.coding;
		if (!strcmp(p->column[i].heading, IMPORT_FAULTS) || !strcmp(p->column[i].heading, ALL_FAULTS))
			f->reason = c;
	}
}

bool import_faults_write(struct import_plan *plan, bool only_bad, FILE *to, struct errs *errs)
{
	struct faults f = { .plan = plan, .mem = arena_new(0) };
	bool done;

	f.b = blank_new(f.mem, errs);
	if (f.b) {
		find_columns(&f);
		write_lines(&f, only_bad);
	}
	done = f.b && blank_write(f.b, to, errs);
	arena_free(f.mem);
	return done;
}
