#include "model/import_book.h"

#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "base/date.h"
#include "base/text.h"

/* ---- rows ---- */

void rows_cell(struct rows_maker *m, int column, struct raw c)
{
	if (!m->cell)
		m->cell = NEWN(m->mem, struct raw, BOOK_COLUMNS_MAX);
	if (column < 0 || column >= BOOK_COLUMNS_MAX || c.kind == RAW_EMPTY)
		return;
	if (m->cell[column].kind == RAW_EMPTY)
		m->filled++;
	m->cell[column] = c;
	if (column >= m->n)
		m->n = column + 1;
}

bool rows_line(struct rows_maker *m, int line)
{
	if (!m->filled)
		return true;
	if (m->nrows == BOOK_ROWS_MAX)
		return err_add(m->errs, ERR_INPUT, "%s: quá %s dòng; hãy chia thành nhiều tệp", m->name,
		               text_grouped(m->mem, BOOK_ROWS_MAX));
	if (arena_used(m->mem) > BOOK_MEMORY_MAX)
		return err_add(m->errs, ERR_INPUT, "%s, dòng %d: tệp lớn quá bộ nhớ cho phép; hãy chia thành nhiều tệp",
		               m->name, line);
	struct cells row = { line, m->n, arena_copy(m->mem, m->cell, (size_t)m->n * sizeof *m->cell) };
	PUSH(m->mem, m->row, m->nrows, row);
	if (m->n > m->ncolumns)
		m->ncolumns = m->n;
	memset(m->cell, 0, (size_t)m->n * sizeof *m->cell);
	m->n = m->filled = 0;
	return true;
}

/* Spreadsheets took over an old error: 1900 is a leap year, and day 60 is 29/02/1900. */
const char *book_day(struct arena *a, double serial, bool from_1904)
{
	static const struct date first = DATE(1899, 12, 31), first_1904 = DATE(1904, 1, 1);

	if (!(serial >= 0) || serial >= 2958466)
		return NULL;
	int64_t days = (int64_t)serial;
	if (from_1904)
		return date_iso(a, date_add_days(first_1904, days));
	if (days == 0 || days == 60)
		return NULL;
	return date_iso(a, date_add_days(first, days > 60 ? days - 1 : days));
}

/* ---- text tables ---- */

static bool utf16(const unsigned char *s, size_t n)
{
	return n >= 2 && ((s[0] == 0xff && s[1] == 0xfe) || (s[0] == 0xfe && s[1] == 0xff));
}

static void put_point(struct buf *b, uint32_t c)
{
	char s[4];
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = n; i-- > 1; c >>= 6)
		s[i] = (char)(0x80 | (c & 0x3f));
	s[0] = (char)(n == 1 ? c : lead[n] | c);
	buf_add(b, s, n);
}

/* What a lone half of a pair stands for is unknown. */
static void from_utf16(struct buf *b, const unsigned char *s, size_t n)
{
	bool little = s[0] == 0xff;

	for (size_t i = 2; i + 1 < n; i += 2) {
		uint32_t c = little ? (uint32_t)(s[i] | s[i + 1] << 8) : (uint32_t)(s[i] << 8 | s[i + 1]);
		if (c >= 0xd800 && c < 0xdc00 && i + 3 < n) {
			uint32_t low = little ? (uint32_t)(s[i + 2] | s[i + 3] << 8) :
				(uint32_t)(s[i + 2] << 8 | s[i + 3]);
			if (low >= 0xdc00 && low < 0xe000) {
				put_point(b, 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00));
				i += 2;
				continue;
			}
		}
		put_point(b, c == 0 || (c >= 0xd800 && c < 0xe000) ? 0xfffd : c);
	}
}

static void from_bytes(struct buf *b, const unsigned char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_point(b, s[i] ? s[i] : 0xfffd);
}

struct text_reader { struct rows_maker rows; char *p, *end; char sign; int line; };

/* The sign that stands in most of the first lines and most often there. */
static char sign_of(const char *p, const char *end)
{
	static const char signs[] = { ',', ';', '\t' };
	long count[COUNTOF(signs)] = { 0 };
	bool quoted = false;

	for (int lines = 0; p < end && lines < 30; p++) {
		quoted ^= *p == '"';
		lines += !quoted && *p == '\n';
		for (size_t i = 0; !quoted && i < COUNTOF(signs); i++)
			count[i] += *p == signs[i];
	}
	size_t best = 0;
	for (size_t i = 1; i < COUNTOF(signs); i++)
		if (count[i] > count[best])
			best = i;
	return signs[best];
}

/* The cell at p is taken together in place, from *cell up to *end; p then stands on what ended it.  The sign there is
 * not yet written over.  A quote that does not open a cell is a letter. */
static bool next_cell(struct text_reader *r, char **cell, char **end)
{
	int line = r->line;
	bool closed = true;
	char *to = r->p;

	*cell = to;
	if (r->p < r->end && *r->p == '"') {
		closed = false;
		for (r->p++; r->p < r->end && !closed; ) {
			r->line += *r->p == '\n';
			closed = *r->p == '"' && (++r->p >= r->end || *r->p != '"');
			if (!closed)
				*to++ = *r->p++;
		}
	}
	if (!closed)
		return err_add(r->rows.errs, ERR_INPUT, "%s, dòng %d: dấu ngoặc kép mở ra mà không đóng lại",
		               r->rows.name, line);
	while (r->p < r->end && *r->p != r->sign && *r->p != '\n' && *r->p != '\r')
		*to++ = *r->p++;
	*end = to;
	return true;
}

/* Steps over a line break or a sign; true: it was the end of the line. */
static bool step_over(struct text_reader *r)
{
	char c = r->p < r->end ? *r->p++ : '\n';

	if (c == '\r' && r->p < r->end && *r->p == '\n')
		r->p++;
	return c == '\n' || c == '\r';
}

static bool next_line(struct text_reader *r)
{
	int line = r->line, column = 0;
	bool last = false;

	for (; !last; column++) {
		char *cell, *end = NULL;
		if (!next_cell(r, &cell, &end))
			return false;
		last = step_over(r);
		*end = '\0';
		if (column >= BOOK_COLUMNS_MAX)
			return err_add(r->rows.errs, ERR_INPUT, "%s, dòng %d: quá %d cột", r->rows.name, line,
			               BOOK_COLUMNS_MAX);
		if (cell[strspn(cell, " \t")])
			rows_cell(&r->rows, column, (struct raw){ cell, RAW_TEXT });
	}
	r->line++;
	return rows_line(&r->rows, line);
}

bool book_text(struct arena *a, const char *path, const char *name, struct book *out, struct errs *errs)
{
	const char *bytes;
	size_t n;

	if (!file_read(a, path, BOOK_FILE_MAX, &bytes, &n, errs))
		return false;
	struct buf b = buf_new(a, (size_t)BOOK_FILE_MAX * 2);
	*out = (struct book){ .nsheets = 1 };
	if (utf16((const unsigned char *)bytes, n)) {
		from_utf16(&b, (const unsigned char *)bytes, n);
	} else if (text_utf8(bytes, n)) {
		bool bom = n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0;
		buf_add(&b, bytes + (bom ? 3 : 0), n - (bom ? 3 : 0));
	} else {
		out->bytes = true;
		from_bytes(&b, (const unsigned char *)bytes, n);
	}
	if (b.full)
		return err_add(errs, ERR_INPUT, "%s: tệp quá lớn", name);
	struct text_reader r = { { .mem = a, .name = name, .errs = errs }, b.s, b.s + b.n, sign_of(b.s, b.s + b.n), 1 };
	while (r.p < r.end)
		if (!next_line(&r))
			return false;
	struct tab *s = NEW(a, struct tab);
	*s = (struct tab){ "", r.rows.row, r.rows.nrows, r.rows.ncolumns };
	out->sheet = s;
	return true;
}

bool book_read(struct arena *a, const char *path, const char *name, struct book *out, struct errs *errs)
{
	static const unsigned char ole[] = { 0xd0, 0xcf, 0x11, 0xe0 };
	unsigned char head[4] = { 0 };
	FILE *f = fopen(path, "rbe");

	if (!f)
		return err_add(errs, ERR_MISSING, "%s: không mở được: %m", name);
	size_t n = fread(head, 1, sizeof head, f);
	fclose(f);
	if (n == 0)
		return err_add(errs, ERR_INPUT, "%s: tệp rỗng", name);
	if (memcmp(head, ole, sizeof ole) == 0)
		return err_add(errs, ERR_INPUT, "%s: là tệp Excel kiểu cũ (.xls) hoặc có mật khẩu; "
		               "hãy mở ra và lưu lại thành .xlsx", name);
	return memcmp(head, "PK\3\4", 4) == 0 ? book_xlsx(a, path, name, out, errs) :
		book_text(a, path, name, out, errs);
}
