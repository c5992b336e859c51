#include "base/csv.h"
#include "base/buf.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Together these keep the largest table well below the limit of an arena. */
enum { FILE_MAX = 32 << 20, COLUMNS_MAX = 1000, ROWS_MAX = 1000000, CELLS_MAX = 8000000, FAULTS_MAX = 20 };

/* Reads a copy of the text and makes the cells out of it in place: a cell is
 * never longer than what stands for it, and the sign after it becomes its NUL. */
struct reader {
	struct arena *mem;
	const char *name;
	char *p, *end;                  /* *end is NUL and may be written to */
	char delimiter;
	int line;                       /* of p, from 1 */
	struct errs *errs;
};

static bool at_break(const struct reader *r)
{
	return r->p == r->end || *r->p == '\n' || *r->p == '\r';
}

static void skip_break(struct reader *r)
{
	if (r->p < r->end && *r->p == '\r')
		r->p++;
	if (r->p < r->end && *r->p == '\n')
		r->p++;
	r->line++;
}

/* The sign that comes most often in the first line outside quotes; a comma when none does. */
static char delimiter_of(const char *p, const char *end)
{
	static const char signs[] = { ',', ';', '\t' };
	int count[COUNTOF(signs)] = { 0 };
	bool quoted = false;
	for (; p < end && (quoted || (*p != '\n' && *p != '\r')); p++) {
		quoted ^= *p == '"';
		for (size_t i = 0; !quoted && i < COUNTOF(signs); i++)
			count[i] += *p == signs[i];
	}
	size_t best = 0;
	for (size_t i = 1; i < COUNTOF(signs); i++)
		if (count[i] > count[best])
			best = i;
	return signs[best];
}

static bool quoted_cell(struct reader *r, char **end)
{
	int line = r->line;
	bool closed = false;
	char *to = r->p++;
	for (; r->p < r->end; *to++ = *r->p++) {
		if (*r->p == '\n')
			r->line++;
		closed = *r->p == '"' && *++r->p != '"';
		if (closed)
			break;
	}
	*end = to;
	if (!closed)
		return err_add(r->errs, ERR_INPUT, "%s, dòng %d: dấu ngoặc kép mở ra mà không đóng lại", r->name, line);
	if (!at_break(r) && *r->p != r->delimiter)
		return err_add(r->errs, ERR_INPUT, "%s, dòng %d: có chữ sau dấu ngoặc kép đóng", r->name, r->line);
	return true;
}

/* Steps over one cell; its NUL is not yet written, as it may lie on the sign that follows. */
static bool read_cell(struct reader *r, char **end)
{
	if (*r->p == '"')
		return quoted_cell(r, end);
	while (!at_break(r) && *r->p != r->delimiter)
		r->p++;
	*end = r->p;
	return true;
}

/* Keeps the first `room` cells in v and says in *n how many there were. */
static bool read_line(struct reader *r, const char **v, int room, int *n)
{
	bool last = false;
	for (*n = 0; !last; ++*n) {
		char *start = r->p, *end;
		if (!read_cell(r, &end))
			return false;
		last = at_break(r);
		if (last)
			skip_break(r);
		else
			r->p++;
		*end = '\0';
		if (*n < room)
			v[*n] = start;
	}
	return true;
}

/* Headings are looked up by name, so blanks about them and the form in which
 * their letters are composed must not matter.  Cells stay as they are. */
static bool read_headings(struct reader *r, struct csv *out)
{
	const char **v = NEWN(r->mem, const char *, COLUMNS_MAX);
	int n;
	if (r->p == r->end)
		return err_add(r->errs, ERR_INPUT, "%s: tệp rỗng, không có dòng tiêu đề", r->name);
	if (!read_line(r, v, COLUMNS_MAX, &n))
		return false;
	if (n > COLUMNS_MAX)
		return err_add(r->errs, ERR_INPUT, "%s, dòng 1: quá %d cột", r->name, COLUMNS_MAX);
	for (int i = 0; i < n; i++) {
		const char *clean = text_clean(r->mem, v[i], true);
		v[i] = clean ? clean : v[i];
	}
	out->heading = v;
	out->ncolumns = n;
	return true;
}

/* Every line with a wrong number of cells is named, up to a page of them.
 * Where there are several columns an empty line is no row. */
static bool read_rows(struct reader *r, struct csv *out)
{
	const char *const **row = NULL;
	int *line = NULL, nrows = 0, nlines = 0, faults = 0, n;
	while (r->p < r->end) {
		int start = r->line;
		if (out->ncolumns > 1 && at_break(r)) {
			skip_break(r);
			continue;
		}
		if (nrows == ROWS_MAX || nrows >= CELLS_MAX / out->ncolumns)
			return err_add(r->errs, ERR_INPUT, "%s, dòng %d: bảng quá lớn", r->name, start);
		const char **v = NEWN(r->mem, const char *, out->ncolumns);
		if (!read_line(r, v, out->ncolumns, &n))
			return false;
		if (n == out->ncolumns) {
			PUSH(r->mem, row, nrows, v);
			PUSH(r->mem, line, nlines, start);
			continue;
		}
		err_add(r->errs, ERR_INPUT, "%s, dòng %d: có %d ô, dòng tiêu đề có %d", r->name, start, n,
		        out->ncolumns);
		if (++faults == FAULTS_MAX)
			return false;
	}
	out->row = row;
	out->line = line;
	out->nrows = nrows;
	return faults == 0;
}

static int bad_line(const char *s, const char *end)
{
	int line = 1;
	for (;; line++) {
		const char *stop = memchr(s, '\n', (size_t)(end - s));
		if (!stop || !text_utf8(s, (size_t)(stop - s)))
			return line;
		s = stop + 1;
	}
}

bool csv_parse(struct arena *a, const char *name, const char *text, size_t n, struct csv *out, struct errs *errs)
{
	if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		n -= 3;
	}
	if (!text_utf8(text, n))
		return err_add(errs, ERR_INPUT, "%s, dòng %d: không phải chữ Unicode UTF-8", name,
		               bad_line(text, text + n));
	char *copy = arena_textn(a, text, n);
	struct reader r = { a, name, copy, copy + n, delimiter_of(copy, copy + n), 1, errs };
	struct csv t = { 0 };
	if (!read_headings(&r, &t) || !read_rows(&r, &t))
		return false;
	*out = t;
	return true;
}

bool csv_read(struct arena *a, const char *path, struct csv *out, struct errs *errs)
{
	const char *text;
	size_t n;
	return file_read(a, path, FILE_MAX, &text, &n, errs) && csv_parse(a, path, text, n, out, errs);
}

int csv_column(const struct csv *t, const char *heading)
{
	for (int i = 0; i < t->ncolumns; i++)
		if (strcmp(t->heading[i], heading) == 0)
			return i;
	return -1;
}

const char *csv_cell(const struct csv *t, int row, const char *heading)
{
	int i = csv_column(t, heading);
	if (row < 0 || row >= t->nrows)
		bug("row %d of %d", row, t->nrows);
	return i < 0 ? "" : t->row[row][i];
}

static bool read_all(struct arena *a, FILE *f, const char *path, size_t max, const char **text, size_t *n,
                     struct errs *errs)
{
	struct stat st;
	if (fstat(fileno(f), &st) || S_ISDIR(st.st_mode))
		return err_add(errs, ERR_INPUT, "%s: không phải là tệp", path);
	if (S_ISREG(st.st_mode) && (uint64_t)st.st_size > max)
		return err_add(errs, ERR_INPUT, "%s: lớn quá %zu byte", path, max);
	/* A pipe tells no size, and a file may grow meanwhile. */
	size_t cap = (S_ISREG(st.st_mode) ? (size_t)st.st_size : 0) + 64;
	struct buf b = { .mem = a, .s = arena_alloc(a, cap, 1), .cap = cap, .max = max };
	char piece[16384];
	size_t got;
	while ((got = fread(piece, 1, sizeof piece, f)) > 0 && !b.full)
		buf_add(&b, piece, got);
	if (ferror(f))
		return err_add(errs, ERR_FAULT, "%s: không đọc được: %m", path);
	if (b.full)
		return err_add(errs, ERR_INPUT, "%s: lớn quá %zu byte", path, max);
	*text = b.s;
	*n = b.n;
	return true;
}

bool file_read(struct arena *a, const char *path, size_t max, const char **text, size_t *n, struct errs *errs)
{
	FILE *f = fopen(path, "rbe");
	if (!f)
		return err_add(errs, errno == ENOENT ? ERR_MISSING : ERR_FAULT, "%s: không mở được: %m", path);
	bool done = read_all(a, f, path, max, text, n, errs);
	fclose(f);
	return done;
}
