/* Reads .xlsx as a stream: no part is ever whole in memory, and what counts is what was really unpacked, never what a
 * header says.  A workbook comes from anywhere, so nothing in it is believed: no DOCTYPE, no deep nesting, no number
 * out of its range. */
#include "model/import_book.h"

#include <expat.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/text.h"

enum { DEPTH_MAX = 64, PIECE = 65536, FORMATS_MAX = 65536 };

enum cell_type { CELL_NUMBER, CELL_SHARED, CELL_STRING, CELL_ERROR, CELL_DATE, CELL_BOOL };

struct sheet_part { const char *name, *relation, *path; };

struct xlsx {
	struct arena *mem;
	struct errs *errs;
	const char *name;
	zip_t *zip;
	int64_t unpacked;
	bool from_1904;
	struct sheet_part *part; int nparts;
	const char **shared; int nshared;
	int *day_format; int nday_formats;              /* ids of formats of the workbook's own that show days */
	bool *style_day; int nstyles;                   /* by style of a cell */
	bool in_styles;
	/* the part being read */
	XML_Parser xml;
	int depth;
	bool stopped, taking, phonetic;
	struct buf text;
	/* the sheet being read */
	struct rows_maker rows;
	int line, column;
	enum cell_type type;
	int style;
	bool has_value, has_formula;
	const char *value;
};

static void stop(struct xlsx *x)
{
	x->stopped = true;
	XML_StopParser(x->xml, XML_FALSE);
}

static void refuse(struct xlsx *x, const char *why)
{
	if (!x->stopped)
		err_add(x->errs, ERR_INPUT, "%s: %s", x->name, why);
	stop(x);
}

/* ---- XML ---- */

/* Names come as they stand, "row" or "x:row": which namespace a prefix means, no writer of workbooks leaves open. */
static const char *local(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

static const char *attribute(const char **at, const char *name)
{
	for (; *at; at += 2)
		if (strcmp(at[0], name) == 0 || strcmp(local(at[0]), name) == 0)
			return at[1];
	return NULL;
}

static int number(const char *s, int otherwise, int most)
{
	int64_t n;

	return s && text_int(s, &n) && n >= 0 && n <= most ? (int)n : otherwise;
}

static void take(struct xlsx *x)
{
	x->text.n = 0;
	x->text.s[0] = '\0';
	x->taking = true;
}

static void doctype(void *arg, const char *name, const char *system, const char *public, int internal)
{
	(void)name, (void)system, (void)public, (void)internal;
	refuse(arg, "có khai báo DOCTYPE, không phải tệp do bảng tính ghi ra");
}

static void letters(void *arg, const char *s, int n)
{
	struct xlsx *x = arg;

	if (x->taking && !x->phonetic)
		buf_add(&x->text, s, (size_t)n);
	if (x->text.full)
		refuse(x, "có ô dài quá mức cho phép");
}

/* One part through the parser, piece by piece, each unpacked straight into the parser's memory. */
static bool parse_part(struct xlsx *x, zip_file_t *f, const char *path)
{
	zip_int64_t n;

	do {
		void *piece = XML_GetBuffer(x->xml, PIECE);
		if (!piece)
			bug("no memory for XML");
		n = zip_fread(f, piece, PIECE);
		if (n < 0)
			return err_add(x->errs, ERR_INPUT, "%s: hỏng ở “%s”, không giải nén được", x->name, path);
		x->unpacked += n;
		if (x->unpacked > BOOK_UNPACKED_MAX)
			return err_add(x->errs, ERR_INPUT, "%s: giải nén ra quá %d MB", x->name,
			               BOOK_UNPACKED_MAX >> 20);
		if (XML_ParseBuffer(x->xml, (int)n, n == 0) == XML_STATUS_ERROR)
			return x->stopped ? x->errs->count == 0 :
			       err_add(x->errs, ERR_INPUT, "%s: “%s” sai cú pháp ở dòng %lu", x->name, path,
			               (unsigned long)XML_GetCurrentLineNumber(x->xml));
	} while (n);
	return true;
}

static bool read_part(struct xlsx *x, const char *path, bool must, XML_StartElementHandler start,
                      XML_EndElementHandler end)
{
	zip_file_t *f = zip_fopen(x->zip, path, 0);

	if (!f && zip_error_code_zip(zip_get_error(x->zip)) == ZIP_ER_NOPASSWD)
		return err_add(x->errs, ERR_INPUT, "%s: có mật khẩu; hãy bỏ mật khẩu rồi lưu lại", x->name);
	if (!f)
		return !must || err_add(x->errs, ERR_INPUT, "%s: không phải bảng tính .xlsx (thiếu “%s”)", x->name,
		                        path);
	x->xml = XML_ParserCreate("UTF-8");
	if (!x->xml)
		bug("no XML parser");
	XML_SetUserData(x->xml, x);
	XML_SetElementHandler(x->xml, start, end);
	XML_SetCharacterDataHandler(x->xml, letters);
	XML_SetStartDoctypeDeclHandler(x->xml, doctype);
	x->depth = 0;
	x->stopped = x->taking = x->phonetic = false;
	bool ok = parse_part(x, f, path);
	XML_ParserFree(x->xml);
	zip_fclose(f);
	return ok;
}

static bool deeper(struct xlsx *x)
{
	if (++x->depth > DEPTH_MAX)
		refuse(x, "lồng nhau quá sâu, không phải tệp do bảng tính ghi ra");
	return !x->stopped;
}

/* ---- the workbook: its sheets, and where they lie ---- */

static void workbook_start(void *arg, const char *name, const char **at)
{
	struct xlsx *x = arg;
	const char *tag = local(name);

	if (!deeper(x))
		return;
	if (strcmp(tag, "workbookPr") == 0) {
		const char *on = attribute(at, "date1904");
		x->from_1904 = on && (strcmp(on, "1") == 0 || strcmp(on, "true") == 0);
	}
	if (strcmp(tag, "sheet") != 0)
		return;
	if (x->nparts == BOOK_SHEETS_MAX) {
		refuse(x, "quá nhiều trang tính");
		return;
	}
	struct sheet_part part = { arena_text(x->mem, attribute(at, "name")), arena_text(x->mem, attribute(at, "id")),
	                           NULL };
	if (part.name && part.relation)
		PUSH(x->mem, x->part, x->nparts, part);
}

static void relation_start(void *arg, const char *name, const char **at)
{
	struct xlsx *x = arg;
	const char *id = attribute(at, "Id"), *target = attribute(at, "Target");

	if (!deeper(x) || strcmp(local(name), "Relationship") != 0 || !id || !target)
		return;
	for (int i = 0; i < x->nparts; i++)
		if (strcmp(x->part[i].relation, id) == 0)
			x->part[i].path = *target == '/' ? arena_text(x->mem, target + 1)
			                                 : arena_printf(x->mem, "xl/%s", target);
}

static void plain_end(void *arg, const char *name)
{
	(void)name;
	((struct xlsx *)arg)->depth--;
}

/* ---- styles: which show days ---- */

/* A format shows a day when it has d, m or y outside quotes, brackets and escapes. */
static bool shows_day(const char *format)
{
	for (const char *p = format; *p; p++) {
		if (*p == '\\' || *p == '_' || *p == '*') {
			if (!*++p)
				return false;
		} else if (*p == '"' || *p == '[') {
			p = strchr(p + 1, *p == '"' ? '"' : ']');
			if (!p)
				return false;
		} else if (strchr("dDyY", *p) || ((*p == 'm' || *p == 'M') && !strpbrk(format, "hHsS"))) {
			return true;
		} else if (*p == ';') {
			return false;
		}
	}
	return false;
}

static bool format_is_day(const struct xlsx *x, int id)
{
	if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58))
		return true;
	for (int i = 0; i < x->nday_formats; i++)
		if (x->day_format[i] == id)
			return true;
	return false;
}

static void styles_start(void *arg, const char *name, const char **at)
{
	struct xlsx *x = arg;
	const char *tag = local(name), *code = attribute(at, "formatCode");

	if (!deeper(x))
		return;
	if (strcmp(tag, "numFmt") == 0 && code && shows_day(code) && x->nday_formats < FORMATS_MAX)
		PUSH(x->mem, x->day_format, x->nday_formats, number(attribute(at, "numFmtId"), -1, FORMATS_MAX));
	if (strcmp(tag, "cellXfs") == 0)
		x->in_styles = true;
	if (strcmp(tag, "xf") == 0 && x->in_styles && x->nstyles < FORMATS_MAX)
		PUSH(x->mem, x->style_day, x->nstyles, format_is_day(x, number(attribute(at, "numFmtId"), 0,
		                                                               FORMATS_MAX)));
}

static void styles_end(void *arg, const char *name)
{
	struct xlsx *x = arg;

	x->depth--;
	if (strcmp(local(name), "cellXfs") == 0)
		x->in_styles = false;
}

/* ---- shared strings ---- */

static void shared_start(void *arg, const char *name, const char **at)
{
	struct xlsx *x = arg;
	const char *tag = local(name);

	(void)at;
	if (!deeper(x))
		return;
	if (strcmp(tag, "si") == 0)
		take(x);
	if (strcmp(tag, "rPh") == 0)
		x->phonetic = true;
	if (strcmp(tag, "si") == 0 && arena_used(x->mem) > BOOK_MEMORY_MAX)
		refuse(x, "bảng lớn quá mức cho phép; hãy chia thành nhiều tệp");
}

static void shared_end(void *arg, const char *name)
{
	struct xlsx *x = arg;
	const char *tag = local(name);

	x->depth--;
	if (strcmp(tag, "rPh") == 0)
		x->phonetic = false;
	if (strcmp(tag, "si") != 0)
		return;
	PUSH(x->mem, x->shared, x->nshared, arena_textn(x->mem, x->text.s, x->text.n));
	x->taking = false;
}

/* ---- a sheet ---- */

/* "AB12" -> column 27; -1: none is named. */
static int column_of(const char *ref)
{
	int n = 0;

	for (; ref && *ref >= 'A' && *ref <= 'Z' && n <= BOOK_COLUMNS_MAX; ref++)
		n = n * 26 + (*ref - 'A' + 1);
	return n - 1;
}

static void row_begin(struct xlsx *x, const char **at)
{
	x->line = number(attribute(at, "r"), x->line + 1, INT32_MAX);
	x->column = -1;
}

static enum cell_type type_of(const char *s)
{
	static const struct { const char *name; enum cell_type type; } types[] = {
		{ "s", CELL_SHARED }, { "inlineStr", CELL_STRING }, { "str", CELL_STRING }, { "e", CELL_ERROR },
		{ "d", CELL_DATE }, { "b", CELL_BOOL },
	};

	for (size_t i = 0; s && i < COUNTOF(types); i++)
		if (strcmp(types[i].name, s) == 0)
			return types[i].type;
	return CELL_NUMBER;
}

/* Nine of ten elements of a workbook are cells: their attributes are looked at once, not once for each name. */
static void cell_begin(struct xlsx *x, const char **at)
{
	const char *type = NULL, *style = NULL;
	int named = -1;

	for (; *at; at += 2) {
		const char *name = local(at[0]);
		if (name[0] && name[1])
			continue;
		if (name[0] == 'r')
			named = column_of(at[1]);
		else if (name[0] == 's')
			style = at[1];
		else if (name[0] == 't')
			type = at[1];
	}
	x->column = named >= 0 ? named : x->column + 1;
	x->type = type_of(type);
	x->style = number(style, 0, FORMATS_MAX);
	x->has_value = x->has_formula = false;
	x->value = NULL;
}

static void sheet_start(void *arg, const char *name, const char **at)
{
	struct xlsx *x = arg;
	const char *tag = local(name);

	if (!deeper(x))
		return;
	if (strcmp(tag, "row") == 0)
		row_begin(x, at);
	else if (strcmp(tag, "c") == 0)
		cell_begin(x, at);
	else if (strcmp(tag, "f") == 0)
		x->has_formula = true;
	else if (strcmp(tag, "rPh") == 0)
		x->phonetic = true;
	else if (strcmp(tag, "v") == 0 || strcmp(tag, "is") == 0)
		take(x);
}

/* A whole number as people write it, however the program that wrote the file did. */
static struct raw number_cell(struct xlsx *x, const char *s)
{
	char *end;
	double v = strtod(s, &end);

	if (end == s || *end || !isfinite(v))
		return (struct raw){ arena_printf(x->mem, "số không đọc được “%.40s”", s), RAW_FAULT };
	if (x->style < x->nstyles && x->style_day[x->style]) {
		const char *day = book_day(x->mem, v, x->from_1904);
		return day ? (struct raw){ day, RAW_DAY }
		           : (struct raw){ arena_printf(x->mem, "“%.40s” không phải ngày", s), RAW_FAULT };
	}
	if (strpbrk(s, ".eE") && v == floor(v) && fabs(v) < 1e18)
		return (struct raw){ arena_printf(x->mem, "%.0f", v), RAW_NUMBER };
	return (struct raw){ arena_text(x->mem, s), RAW_NUMBER };
}

/* What a formula gives that gives nothing; programs also keep it as a text. */
static bool is_error(const char *s)
{
	static const char *const errors[] = { "#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!" };

	for (size_t i = 0; *s == '#' && i < COUNTOF(errors); i++)
		if (strcmp(s, errors[i]) == 0)
			return true;
	return false;
}

static struct raw error_cell(struct xlsx *x, const char *s)
{
	return (struct raw){ arena_printf(x->mem, "công thức lỗi %.20s", s), RAW_FAULT };
}

static struct raw text_cell(struct xlsx *x, const char *s)
{
	if (s && is_error(s))
		return error_cell(x, s);
	return (struct raw){ s, s && s[strspn(s, " \t\r\n")] ? RAW_TEXT : RAW_EMPTY };
}

static struct raw typed_cell(struct xlsx *x, const char *s)
{
	int i;

	switch (x->type) {
	case CELL_SHARED:
		i = number(s, -1, INT32_MAX);
		return i >= 0 && i < x->nshared ? text_cell(x, x->shared[i])
		                                : (struct raw){ "chữ dùng chung không có trong tệp", RAW_FAULT };
	case CELL_STRING:
		return text_cell(x, arena_text(x->mem, s));
	case CELL_ERROR:
		return error_cell(x, s);
	case CELL_DATE:
		return (struct raw){ arena_textn(x->mem, s, strnlen(s, 10)), RAW_DAY };
	case CELL_BOOL:
		return (struct raw){ strcmp(s, "1") == 0 ? "1" : "0", RAW_TEXT };
	case CELL_NUMBER:
		break;
	}
	return number_cell(x, s);
}

static void cell_end(struct xlsx *x)
{
	if (x->has_value) {
		struct raw c = typed_cell(x, x->value);
		c.formula = x->has_formula;
		rows_cell(&x->rows, x->column, c);
	} else if (x->has_formula) {
		rows_cell(&x->rows, x->column, (struct raw){ "công thức chưa có kết quả", RAW_FAULT });
	}
}

static void sheet_end(void *arg, const char *name)
{
	struct xlsx *x = arg;
	const char *tag = local(name);

	x->depth--;
	if (strcmp(tag, "rPh") == 0)
		x->phonetic = false;
	if (strcmp(tag, "v") == 0 || strcmp(tag, "is") == 0) {
		x->value = x->text.s;
		x->has_value = x->text.n > 0;
		x->taking = false;
	} else if (strcmp(tag, "c") == 0) {
		cell_end(x);
	} else if (strcmp(tag, "row") == 0 && !rows_line(&x->rows, x->line)) {
		stop(x);
	} else if (strcmp(tag, "sheetData") == 0) {
		stop(x);                /* what follows is looks */
	}
}

static bool read_sheet(struct xlsx *x, const struct sheet_part *part, struct tab *out)
{
	x->rows = (struct rows_maker){ .mem = x->mem, .name = x->name, .errs = x->errs };
	x->line = 0;
	if (!part->path || !read_part(x, part->path, true, sheet_start, sheet_end))
		return x->errs->count == 0 && err_add(x->errs, ERR_INPUT, "%s: không thấy trang “%s”", x->name,
		                                      part->name);
	*out = (struct tab){ part->name, x->rows.row, x->rows.nrows, x->rows.ncolumns };
	return true;
}

static bool read_book(struct xlsx *x, struct book *out)
{
	if (!read_part(x, "xl/workbook.xml", true, workbook_start, plain_end) ||
	    !read_part(x, "xl/_rels/workbook.xml.rels", true, relation_start, plain_end) ||
	    !read_part(x, "xl/styles.xml", false, styles_start, styles_end) ||
	    !read_part(x, "xl/sharedStrings.xml", false, shared_start, shared_end))
		return false;
	struct tab *sheet = NEWN(x->mem, struct tab, x->nparts + 1);
	for (int i = 0; i < x->nparts; i++)
		if (!read_sheet(x, &x->part[i], &sheet[i]))
			return false;
	*out = (struct book){ .mem = x->mem, .sheet = sheet, .nsheets = x->nparts, .workbook = true,
	                      .from_1904 = x->from_1904 };
	return x->nparts || err_add(x->errs, ERR_INPUT, "%s: không có trang tính nào", x->name);
}

bool book_xlsx(struct arena *a, const char *path, const char *name, struct book *out, struct errs *errs)
{
	struct xlsx x = { .mem = a, .errs = errs, .name = name, .text = buf_new(a, BOOK_CELL_MAX) };
	int why;

	x.zip = zip_open(path, ZIP_RDONLY, &why);
	if (!x.zip)
		return err_add(errs, ERR_INPUT, "%s: không phải tệp .xlsx, hoặc tệp hỏng", name);
	buf_text(&x.text, "");
	bool ok = read_book(&x, out);
	zip_discard(x.zip);
	return ok;
}
