#include "model/import_book.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"

enum { ROWS_REST = 2000, BYTES_REST = 4 << 20 };

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
		return err_add(m->errs, ERR_INPUT, "%s, dòng %d: bảng lớn quá mức cho phép; hãy chia thành nhiều tệp",
		               m->name, line);
	struct cells row = { line, m->n, arena_copy(m->mem, m->cell, (size_t)m->n * sizeof *m->cell) };
	PUSH(m->mem, m->row, m->nrows, row);
	if (m->n > m->ncolumns)
		m->ncolumns = m->n;
	if (m->nrows % ROWS_REST == 0)
		arena_rest(m->mem);
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

/* ---- from other codings ---- */

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
static uint32_t pair_point(const unsigned char *s, size_t left, bool little, size_t *used)
{
	uint32_t c = little ? (uint32_t)(s[0] | s[1] << 8) : (uint32_t)(s[0] << 8 | s[1]);

	*used = 2;
	if (c < 0xd800 || c >= 0xe000)
		return c;
	if (c >= 0xdc00 || left < 4)
		return 0xfffd;
	uint32_t low = little ? (uint32_t)(s[2] | s[3] << 8) : (uint32_t)(s[2] << 8 | s[3]);
	if (low < 0xdc00 || low >= 0xe000)
		return 0xfffd;
	*used = 4;
	return 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
}

/* ---- what the bytes are ---- */

/* A text table as it lies in the file, and then in UTF-8. */
struct text { struct arena *mem; const char *name; struct errs *errs; char *s; size_t n; };

static bool holds_zero(const struct text *t)
{
	return err_add(t->errs, ERR_INPUT, "%s: có ký tự rỗng (byte 0), không phải bảng chữ; hãy lưu lại thành .xlsx "
	               "hoặc CSV UTF-8", t->name);
}

/* Of a table in UTF-16: two bytes become three at most. */
static bool from_utf16(struct text *t)
{
	const unsigned char *s = (const unsigned char *)t->s;
	struct buf b = buf_new(t->mem, t->n / 2 * 3 + 1);
	bool little = s[0] == 0xff;
	size_t used;

	buf_room(&b, t->n / 2 * 3);
	for (size_t i = 2; i + 1 < t->n; i += used) {
		uint32_t c = pair_point(s + i, t->n - i, little, &used);
		if (!c)
			return holds_zero(t);
		put_point(&b, c);
		if (i % BYTES_REST < 2)
			arena_rest(t->mem);
	}
	t->s = b.s;
	t->n = b.n;
	return true;
}

static void from_bytes(struct text *t)
{
	struct buf b = buf_new(t->mem, t->n * 2 + 1);

	buf_room(&b, t->n * 2);
	for (size_t i = 0; i < t->n; i++) {
		put_point(&b, (unsigned char)t->s[i]);
		if (i % BYTES_REST == 0)
			arena_rest(t->mem);
	}
	t->s = b.s;
	t->n = b.n;
}

static bool plain(const char *s, size_t n)
{
	while (n && !(*s & 0x80))
		s++, n--;
	return n == 0;
}

/* Which lines are UTF-8 with letters that show it, and which are not. */
struct lines { int utf8, other, first_other; };

static bool lines_look(struct text *t, struct lines *out)
{
	int line = 1;
	size_t rested = 0;

	*out = (struct lines){ 0 };
	for (size_t at = 0; at < t->n; line++) {
		const char *p = t->s + at, *end = memchr(p, '\n', t->n - at);
		size_t n = end ? (size_t)(end - p) : t->n - at;
		if (memchr(p, 0, n))
			return holds_zero(t);
		if (!text_utf8(p, n)) {
			out->first_other = out->other++ ? out->first_other : line;
		} else if (!plain(p, n)) {
			out->utf8++;
		}
		at += n + (end != NULL);
		if (at - rested >= BYTES_REST) {
			arena_rest(t->mem);
			rested = at;
		}
	}
	return true;
}

/* The old codings never make what is good UTF-8 too: a table that has both was glued together, and whichever way it
 * is read, some of it is lost. */
static bool decode(struct text *t, bool *bytes)
{
	struct lines lines;

	if (utf16((const unsigned char *)t->s, t->n))
		return from_utf16(t);
	if (t->n >= 3 && memcmp(t->s, "\xef\xbb\xbf", 3) == 0) {
		t->s += 3;
		t->n -= 3;
	}
	if (!lines_look(t, &lines))
		return false;
	if (lines.utf8 && lines.other)
		return err_add(t->errs, ERR_INPUT, "%s, dòng %d: chữ không phải UTF-8, các dòng khác thì phải: tệp lẫn "
		               "hai bảng mã; hãy lưu lại cả tệp thành CSV UTF-8", t->name, lines.first_other);
	*bytes = lines.other > 0;
	if (*bytes)
		from_bytes(t);
	return true;
}

static bool read_bytes(struct text *t, const char *path)
{
	FILE *f = fopen(path, "rbe");
	bool ok = f && fseek(f, 0, SEEK_END) == 0;
	long size = ok ? ftell(f) : -1;

	if (size > BOOK_FILE_MAX)
		ok = err_add(t->errs, ERR_INPUT, "%s: tệp lớn quá %d MB", t->name, BOOK_FILE_MAX >> 20);
	else if (!ok || size < 0)
		ok = err_add(t->errs, ERR_FAULT, "%s: không đọc được: %m", t->name);
	if (ok) {
		rewind(f);
		t->s = arena_alloc(t->mem, (size_t)size + 1, 1);
		for (size_t got; (size_t)size > t->n; t->n += got) {
			size_t left = (size_t)size - t->n;
			got = fread(t->s + t->n, 1, left < BYTES_REST ? left : BYTES_REST, f);
			if (!got)
				break;
			arena_rest(t->mem);
		}
	}
	if (f)
		fclose(f);
	return ok;
}

/* ---- text tables ---- */

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
	return to - *cell <= BOOK_CELL_MAX ||
	       err_add(r->rows.errs, ERR_INPUT, "%s, dòng %d: có ô dài quá mức cho phép", r->rows.name, line);
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
	struct text t = { .mem = a, .name = name, .errs = errs };

	*out = (struct book){ .nsheets = 1 };
	if (!read_bytes(&t, path) || !decode(&t, &out->bytes))
		return false;
	struct text_reader r = { { .mem = a, .name = name, .errs = errs }, t.s, t.s + t.n, sign_of(t.s, t.s + t.n), 1 };
	while (r.p < r.end)
		if (!next_line(&r))
			return false;
	struct tab *s = NEW(a, struct tab);
	*s = (struct tab){ "", r.rows.row, r.rows.nrows, r.rows.ncolumns };
	out->sheet = s;
	return true;
}

static void close_memory(void *mem)
{
	arena_free(mem);
}

/* What is neither workbook nor text table, by its first bytes. */
static const char *other_kind(const char *head, size_t n)
{
	static const struct { unsigned char begins[4]; const char *is; } kinds[] = {
		{ { 0xd0, 0xcf, 0x11, 0xe0 }, "tệp Excel kiểu cũ (.xls) hoặc có mật khẩu" }, { "%PDF", "tệp PDF" },
		{ "{\\rt", "tệp văn bản RTF" }, { "<htm", "trang HTML" }, { "<HTM", "trang HTML" },
		{ "<!DO", "trang HTML" }, { "<tab", "trang HTML" }, { "<?xm", "tệp XML" }, { "Rar!", "tệp nén RAR" },
		{ { '7', 'z', 0xbc, 0xaf }, "tệp nén 7z" },
		{ { 0x89, 'P', 'N', 'G' }, "ảnh" }, { { 0xff, 0xd8, 0xff, 0xe0 }, "ảnh" },
		{ { 0xff, 0xd8, 0xff, 0xe1 }, "ảnh" },
	};

	for (size_t i = 0; n >= 4 && i < COUNTOF(kinds); i++)
		if (memcmp(head, kinds[i].begins, 4) == 0)
			return kinds[i].is;
	return NULL;
}

bool book_read(struct arena *a, const char *path, const char *name, struct book *out, struct errs *errs)
{
	char head[4] = { 0 };
	FILE *f = fopen(path, "rbe");

	if (!f)
		return err_add(errs, ERR_MISSING, "%s: không mở được: %m", name);
	size_t n = fread(head, 1, sizeof head, f);
	fclose(f);
	if (n == 0)
		return err_add(errs, ERR_INPUT, "%s: tệp rỗng", name);
	const char *other = other_kind(head, n);
	if (other)
		return err_add(errs, ERR_INPUT, "%s: là %s; hãy mở ra và lưu lại thành .xlsx", name, other);
	struct arena *mem = arena_on_disk(BOOK_DISK_MAX);
	arena_closer(a, close_memory, mem);
	bool ok = memcmp(head, "PK\3\4", 4) == 0 ? book_xlsx(mem, path, name, out, errs)
	                                          : book_text(mem, path, name, out, errs);
	out->mem = mem;
	arena_rest(mem);
	return ok;
}
