/* What a spreadsheet does to what was typed, taken back: lost zeros, rounded numbers, days in every order.  Whatever is
 * mended is told; what cannot be known is a fault, never a guess. */
#include "model/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { LENGTH_MOST = 20, ROWS_REST = 2000 };

/* What all cells of a column say together. */
struct look {
	struct coding_look coding;
	int first, second;              /* days whose first, whose second number can be no month */
	int times[LENGTH_MOST + 1], numbers;    /* numbers by their length, and all */
};

enum { DIGITS_EXACT = 15, SERIAL_LEAST = 10000, SERIAL_MOST = 80000 };

void import_note(struct arena *a, struct import_row *row, int column, bool warning, const char *text, const char *cite)
{
	struct import_note *n = NEW(a, struct import_note), **end = &row->note;

	*n = (struct import_note){ column, warning, arena_text(a, text), arena_text(a, cite), NULL };
	while (*end)
		end = &(*end)->next;
	*end = n;
	if (!warning)
		row->verdict = ROW_BAD;
}

static const struct raw *cell_at(const struct import_row *row, int column)
{
	static const struct raw none = { NULL, RAW_EMPTY };

	return column < row->from->n ? &row->from->cell[column] : &none;
}

static bool digits(const char *s)
{
	return *s && s[strspn(s, "0123456789")] == '\0';
}

static bool is_day(const struct field *f)
{
	return f->kind == K_DATE || f->kind == K_PARTIAL;
}

static bool is_words(const struct field *f)
{
	return f->kind == K_TEXT || f->kind == K_NAME || f->kind == K_NOTE;
}

/* ---- days ---- */

/* The numbers of "8/12/2022", "8-12-22", "12.2022", "1975"; 0: it is no such text. */
static int day_parts(const char *s, int part[3], size_t width[3])
{
	int n = 0;

	while (n < 3) {
		size_t w = strspn(s, "0123456789");
		if (w == 0 && (*s == '_' || *s == '.')) {       /* "__/__/1975", "../../1975" */
			s += strspn(s, "_.");
			part[n] = 0;
		} else if (w == 0 || w > 4) {
			return 0;
		} else {
			part[n] = (int)strtol(s, NULL, 10);
		}
		width[n++] = w;
		s += w + strspn(s + w, " ");
		if (!*s || *s == 'T' || (n == 3 && strchr("0123456789", *s)))   /* an hour behind the day */
			return n;
		if (!strchr("/-.", *s))
			return 0;
		s += 1 + strspn(s + 1, " ");
	}
	return 0;
}

static void order_add(struct look *l, const struct raw *cell)
{
	int part[3];
	size_t width[3];

	if (cell->kind != RAW_TEXT || day_parts(cell->text, part, width) != 3 || width[0] > 2)
		return;
	l->first += part[0] > 12 && part[0] <= 31 && part[1] >= 1 && part[1] <= 12;
	l->second += part[1] > 12 && part[1] <= 31 && part[0] >= 1 && part[0] <= 12;
}

static void order_end(const struct look *l, struct import_column *c)
{
	c->order = l->second && l->first ? DAY_MIXED : l->second ? MONTH_FIRST : DAY_FIRST;
	c->order_seen = l->first || l->second;
}

static int full_year(int year, size_t width, int today)
{
	if (width > 2)
		return year;
	return 2000 + year <= today ? 2000 + year : 1900 + year;
}

static const char *join_day(struct arena *a, int y, int m, int d)
{
	if (m == 0)
		return arena_printf(a, "%04d", y);
	return d ? arena_printf(a, "%04d-%02d-%02d", y, m, d) : arena_printf(a, "%04d-%02d", y, m);
}

/* A day as text, in the order the column has. */
static const char *day_text(struct ctx *ctx, struct arena *notes, struct import_plan *p, struct import_row *row,
                            int column,
                            const char *s)
{
	const struct import_column *c = &p->column[column];
	int part[3], n, y, m = 0, d = 0;
	size_t width[3];

	n = day_parts(s, part, width);
	if (n == 0)
		return s;                       /* kind_parse says what is wrong */
	if (n == 3 && width[0] == 4)
		return join_day(ctx->mem, part[0], part[1], part[2]);
	if (n == 2 && width[0] == 4)
		return join_day(ctx->mem, part[0], part[1], 0);
	y = full_year(part[n - 1], width[n - 1], ctx->today.ymd / 10000);
	if (n == 1 && width[0] < 4)
		return s;
	if (n == 3) {
		bool month_first = c->order == MONTH_FIRST || (c->order == DAY_MIXED && part[1] > 12);
		d = part[month_first ? 1 : 0];
		m = part[month_first ? 0 : 1];
		if (c->order == DAY_MIXED && part[0] <= 12 && part[1] <= 12 && part[0] != part[1]) {
			import_note(notes, row, column, false, arena_printf(ctx->mem, "“%s”: cột này lẫn ngày/tháng và "
			            "tháng/ngày, không biết ô này theo cách nào; hãy ghi %04d-tháng-ngày", s, y), NULL);
			return NULL;
		}
	} else if (n == 2) {
		m = part[0];
	}
	const char *iso = join_day(ctx->mem, y, m, d);
	if (width[n - 1] <= 2)
		import_note(notes, row, column, true, arena_printf(ctx->mem, "“%s”: năm hai chữ số, hiểu là %d", s, y),
		            NULL);
	return iso;
}

static const char *serial_text(struct ctx *ctx, struct arena *notes, struct import_plan *p, struct import_row *row,
                               int column, const char *s)
{
	double v = strtod(s, NULL);
	const struct field *f = &p->rec->fields[p->column[column].field];

	if (f->kind == K_PARTIAL && v >= 1000 && v < SERIAL_LEAST)      /* a year */
		return s;
	const char *day = v >= SERIAL_LEAST && v < SERIAL_MOST ? book_day(ctx->mem, v, p->book.from_1904) : NULL;
	if (!day)
		return s;
	import_note(notes, row, column, true, arena_printf(ctx->mem, "số %s là ngày %c%c/%c%c/%.4s của bảng tính", s,
	                                                   day[8],
	            day[9], day[5], day[6], day), NULL);
	return day;
}

/* ---- numbers that are names ---- */

/* The length that at least four in five all-digit cells of the column have. */
static void length_add(struct look *l, const struct raw *cell)
{
	if (cell->kind == RAW_EMPTY || !cell->text || !digits(cell->text) || strlen(cell->text) > LENGTH_MOST)
		return;
	l->times[strlen(cell->text)]++;
	l->numbers++;
}

static int length_end(const struct look *l)
{
	int best = 0;

	for (int i = 0; i <= LENGTH_MOST; i++)
		if (l->times[i] > l->times[best])
			best = i;
	return best >= 6 && l->times[best] * 5 >= l->numbers * 4 ? best : 0;
}

/* Lengths that the field itself has: 9 and 12 for a citizen's number. */
static int length_due(const struct field *f, const struct import_column *c, int n)
{
	if (f->kind != K_TEXT || !(f->flags & F_UNIQUE))
		return 0;
	if (f->min > 0 && n < f->min)
		return (int)f->min;
	if (f->min > 0 && f->max && n > f->min && n < f->max && f->max <= 20)
		return (int)f->max;
	return f->min == 0 && c->length > n ? c->length : 0;
}

static bool rounded(const char *s, const struct raw *cell)
{
	size_t n = strlen(s);

	if (strspn(s, "0123456789.,") < n && strspn(s, "0123456789.,eE+") == n && strpbrk(s, "eE"))
		return true;
	return digits(s) && n > DIGITS_EXACT && (cell->kind == RAW_NUMBER || s[n - 1] == '0');
}

static const char *number_text(struct ctx *ctx, struct arena *notes, struct import_plan *p, struct import_row *row,
                               int column, const char *s)
{
	const struct import_column *c = &p->column[column];
	const struct field *f = &p->rec->fields[c->field];

	if (rounded(s, cell_at(row, c->column))) {
		import_note(notes, row, column, false, arena_printf(ctx->mem,
		                                                    "“%s”: bảng tính đã làm tròn số này (chỉ giữ 15 "
		            "chữ số); hãy định dạng cột là Văn bản rồi gõ lại", s), NULL);
		return NULL;
	}
	if (!digits(s))
		return s;
	int n = (int)strlen(s), due = length_due(f, c, n);
	if (due <= n || due - n > 3)
		return s;
	const char *full = arena_printf(ctx->mem, "%0*d%s", due - n, 0, s);
	import_note(notes, row, column, true, arena_printf(ctx->mem, "“%s”: thiếu số 0 ở đầu, hiểu là %s", s, full),
	            NULL);
	return full;
}

/* ---- the columns, and the cell ---- */

static const char *column_note(struct arena *a, const struct import_plan *p, const struct import_column *c)
{
	const struct field *f = &p->rec->fields[c->field];

	if (c->coded.coding != CODING_UNICODE)
		return arena_printf(a, "chữ %s, đổi sang Unicode%s", coding_name[c->coded.coding],
		                    c->coded.capitals ? "; phông chữ hoa (.VnTimeH), đổi thành chữ hoa" : "");
	if (is_day(f) && c->order_seen)
		return c->order == DAY_FIRST ? "ngày theo ngày/tháng/năm" : c->order == MONTH_FIRST ?
		       "ngày theo tháng/ngày/năm" : "lẫn ngày/tháng/năm và tháng/ngày/năm";
	return c->coded.composed ? "dấu tách rời (NFD), đã ghép lại" : NULL;
}

static void look_add(struct look *l, const struct field *f, const struct raw *cell)
{
	coding_add(&l->coding, cell->kind == RAW_TEXT ? cell->text : NULL);
	if (is_day(f))
		order_add(l, cell);
	else if (f->kind == K_TEXT && (f->flags & F_UNIQUE))
		length_add(l, cell);
}

static void look_end(struct arena *a, const struct look *l, const struct import_plan *p, struct import_column *c)
{
	const struct field *f = &p->rec->fields[c->field];

	c->coded = coding_end(&l->coding, f->kind == K_NAME);
	if (is_day(f))
		order_end(l, c);
	c->length = length_end(l);
	c->note = column_note(a, p, c);
}

void import_columns(struct arena *a, struct import_plan *p)
{
	struct arena *scratch = arena_new(0);
	struct look *look = NEWN(scratch, struct look, p->ncolumns + 1);

	for (int c = 0; c < p->ncolumns; c++)
		look[c].coding = coding_begin(scratch);
	for (int i = 0; i < p->nrows; i++) {
		for (int c = 0; c < p->ncolumns; c++)
			if (p->column[c].field >= 0)
				look_add(&look[c], &p->rec->fields[p->column[c].field],
				         cell_at(&p->row[i], p->column[c].column));
		if (i % ROWS_REST == 0)
			import_rest(p);
	}
	for (int c = 0; c < p->ncolumns; c++)
		if (p->column[c].field >= 0)
			look_end(a, &look[c], p, &p->column[c]);
	arena_free(scratch);
}

/* A text that no coding explains: in a file of bytes nobody knows what its letters are. */
static bool unreadable(struct ctx *ctx, struct arena *notes, struct import_plan *p, struct import_row *row, int column,
                       const char *s)
{
	const struct import_column *c = &p->column[column];
	bool marked = false;

	for (const char *q = s; *q; q++)
		marked |= (unsigned char)*q >= 0x80;
	if (c->coded.unexplained < 0 || !marked || !p->book.bytes)
		return false;
	import_note(notes, row, column, false, arena_printf(ctx->mem,
	                                                    "“%.60s”: không rõ bảng mã chữ; nếu đổi thì mất chữ. "
	            "Hãy lưu tệp dạng Unicode (UTF-8)", s), NULL);
	return true;
}

const char *import_cell(struct ctx *ctx, struct arena *notes, struct import_plan *p, struct import_row *row, int column)
{
	const struct import_column *c = &p->column[column];
	const struct field *f = &p->rec->fields[c->field];
	const struct raw *cell = cell_at(row, c->column);
	const char *s = cell->text;

	if (cell->kind == RAW_EMPTY)
		return NULL;
	if (cell->kind == RAW_FAULT) {
		import_note(notes, row, column, false, s, NULL);
		return NULL;
	}
	if (cell->kind == RAW_DAY && is_words(f)) {
		import_note(notes, row, column, false, arena_printf(ctx->mem,
		                                                    "bảng tính đã đổi nội dung thành ngày %s; "
		            "hãy định dạng cột là Văn bản rồi gõ lại", s), NULL);
		return NULL;
	}
	if (cell->formula)
		import_note(notes, row, column, true, arena_printf(ctx->mem,
		            "là công thức; lấy kết quả tính lần cuối: “%.60s”", s), NULL);
	if (unreadable(ctx, notes, p, row, column, s))
		return NULL;
	if (c->coded.coding != CODING_UNICODE && cell->kind == RAW_TEXT) {
		s = coding_convert(ctx->mem, c->coded.coding, s);
		s = c->coded.capitals ? text_upper(ctx->mem, s) : s;
	}
	if (s[0] == '\'' && s[1] && strchr("=+-@0123456789", s[1]))     /* how a spreadsheet is told: this is text */
		s++;
	s += strspn(s, " \t\r\n");
	if (is_day(f) && cell->kind != RAW_DAY)
		return digits(s) || cell->kind == RAW_NUMBER ? serial_text(ctx, notes, p, row, column, s)
		                                              : day_text(ctx, notes, p, row, column, s);
	return f->kind == K_TEXT ? number_text(ctx, notes, p, row, column, s) : s;
}

int64_t import_number(struct ctx *ctx, struct arena *notes, struct import_plan *p, struct import_row *row, int column)
{
	const struct raw *cell = cell_at(row, p->column[column].column);
	int64_t id;

	if (cell->kind == RAW_EMPTY)
		return 0;
	if (cell->kind != RAW_FAULT && digits(cell->text) && text_int(cell->text, &id) && id > 0)
		return id;
	import_note(notes, row, column, false, arena_printf(ctx->mem, "“%.60s” không phải số hồ sơ", cell->text), NULL);
	return 0;
}
