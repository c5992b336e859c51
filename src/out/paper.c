#include "out/paper.h"

#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "out/csv.h"

const struct format *const formats[] = { &format_xlsx, &format_csv, &format_pdf, &format_docx };
const int nformats = (int)COUNTOF(formats);
_Static_assert(COUNTOF(formats) == 4, "pages offer four");

const struct format *format_find(const char *name)
{
	for (int i = 0; i < nformats; i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}

const struct paper_table *paper_first_table(const struct paper *p)
{
	for (int i = 0; i < p->nblocks; i++)
		if (p->block[i].kind == BLOCK_TABLE)
			return p->block[i].table;
	return NULL;
}

/* ---- text ---- */

/* Length of the character at s that XML may hold and a printer can show; 0: none. */
static size_t printable(const char *s)
{
	size_t n = utf8_sequence(s);
	unsigned char c = (unsigned char)*s;
	if (n == 1 && (c >= ' ' ? c != 0x7f : c == '\n' || c == '\t'))
		return 1;
	if (n == 2 && c == 0xc2 && (unsigned char)s[1] < 0xa0)          /* C1 controls */
		return 0;
	if (n == 3 && c == 0xef && (unsigned char)s[1] == 0xbf && (unsigned char)s[2] >= 0xbe)
		return 0;                                               /* U+FFFE, U+FFFF */
	return n > 1 ? n : 0;
}

const char *paper_clean(struct arena *a, const char *s)
{
	size_t good = 0, n;
	while (s[good] && (n = s[good] >= ' ' && s[good] < 0x7f ? 1 : printable(s + good)))
		good += n;
	if (!s[good])
		return s;
	struct buf b = buf_new(a, 4 * strlen(s) + 1);
	buf_add(&b, s, good);
	for (s += good; *s; s += n ? n : 1) {
		n = printable(s);
		if (n)
			buf_add(&b, s, n);
		else if (*s != '\r')
			buf_text(&b, "\xef\xbf\xbd");
	}
	return b.s;
}

const char *paper_cell_text(struct arena *a, const struct paper_column *c, struct cell cell)
{
	double whole = nearbyint(cell.number);
	switch (cell.kind) {
	case CELL_NONE:
		return "";
	case CELL_TEXT:
		return paper_clean(a, cell.text);
	case CELL_DAY:
		return date_show(a, cell.day);
	case CELL_TIME:
		return time_show(a, (int64_t)cell.number);
	case CELL_SHARE:
		return arena_printf(a, "%s %%", text_decimal(a, cell.number, 2));
	case CELL_NUMBER:
		if (!isfinite(cell.number))
			return "";
		if (fabs(cell.number - whole) >= 1e-9 || fabs(whole) >= 1e15)
			return text_decimal(a, cell.number, 2);
		return c->kind == COLUMN_AMOUNT ? text_grouped(a, (int64_t)whole) :
		       arena_printf(a, "%lld", (long long)whole);
	}
	return "";
}

bool paper_right(const struct paper_column *c)
{
	return c->kind == COLUMN_AMOUNT || c->kind == COLUMN_ROW;
}

const char *paper_facts(struct arena *a, const struct paper *p, size_t most)
{
	struct buf b = buf_new(a, 1 << 17);
	size_t count = 0, at = 0;
	for (int i = 0; i < p->nfacts; i++)
		buf_printf(&b, "%s%s: %s", i ? " · " : "", p->fact[i].label, p->fact[i].text);
	const char *s = paper_clean(a, b.s);
	while (s[at] && count < most) {
		at += utf8_sequence(s + at);
		count++;
	}
	if (!s[at])
		return s;
	while (at && count-- >= most)
		while (at && ((unsigned char)s[--at] & 0xc0) == 0x80)
			;
	return arena_printf(a, "%.*s…", (int)at, s);
}

/* ---- csv ---- */

static void csv_cell_put(struct csv_writer *w, struct arena *mem, struct cell cell)
{
	struct arena_mark mark = arena_mark(mem);
	switch (cell.kind) {
	case CELL_NONE:
		csv_put(w, NULL);
		return;
	case CELL_TEXT:
		csv_put(w, cell.text);
		return;
	case CELL_NUMBER:
	case CELL_SHARE:
		csv_put_double(w, cell.number);
		return;
	case CELL_DAY:
		csv_put(w, date_iso(mem, cell.day));
		arena_reset(mem, mark);
		return;
	case CELL_TIME:
		csv_put(w, time_iso(mem, (int64_t)cell.number));
		arena_reset(mem, mark);
		return;
	}
}

static bool write_lines(const struct paper_table *t, struct arena *mem, FILE *to)
{
	struct csv_writer w = csv_write(sink_file(to), true);
	const struct cell *cell;
	for (int c = 0; c < t->ncolumns; c++)
		csv_put(&w, t->column[c].name);
	csv_line(&w);
	for (;;) {
		if (!t->next(t->from, &cell))
			return false;
		if (!cell)
			return true;
		for (int c = 0; c < t->ncolumns; c++)
			csv_cell_put(&w, mem, cell[c]);
		csv_line(&w);
	}
}

static bool write_csv(const struct paper *p, FILE *to, struct errs *errs)
{
	struct arena *mem = arena_new(0);
	bool done = write_lines(paper_first_table(p), mem, to);
	arena_free(mem);
	if (!done)
		return false;
	return (fflush(to) == 0 && sink_ok(sink_file(to))) || err_add(errs, ERR_FAULT, "Không ghi được hết tệp.");
}

const struct format format_csv = { "csv", "CSV", "text/csv; charset=utf-8", true, write_csv };
