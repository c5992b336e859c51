#include "out/grid.h"

#include <string.h>

#include "base/language.h"

enum { LEAST = 12, GAP = 2 };   /* a column of words is not made narrower than LEAST */

struct grid grid_new(struct arena *a, const struct grid_column *column, int ncolumns)
{
	return (struct grid){ .mem = a, .column = column, .ncolumns = ncolumns };
}

void grid_put(struct grid *t, const char *cell)
{
	PUSH(t->mem, t->cell, t->ncells, cell ? say_own(arena_language(t->mem), cell) : "");
}

static const char *heading(const struct grid *t, int i)
{
	return say(t->mem, t->column[i].heading);
}

static size_t points(const char *s, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xc0) != 0x80;
	return count;
}

/* Bytes of the longest beginning of s that is at most `width` code points and
 * ends at a blank or line break; a longer word is cut.  *skip: bytes to leave
 * out after it. */
static size_t piece(const char *s, size_t width, size_t *skip)
{
	size_t n = 0, blank = 0, count = 0;
	*skip = 0;
	while (s[n] && s[n] != '\n') {
		if (count == width && s[n] != ' ') {
			if (!blank)
				return n;
			*skip = 1;
			return blank;
		}
		if (s[n] == ' ')
			blank = n;
		if (count == width)
			break;
		do
			n++;
		while (((unsigned char)s[n] & 0xc0) == 0x80);
		count++;
	}
	*skip = s[n] != '\0';
	return n;
}

static size_t widest_line(const char *s)
{
	size_t most = 0;
	for (;;) {
		size_t n = strcspn(s, "\n"), count = points(s, n);
		if (count > most)
			most = count;
		if (!s[n])
			return most;
		s += n + 1;
	}
}

/* Takes what is too much from the widest columns of words, evenly: the widest
 * comes down to the next widest, then both, and so on. */
static void shrink(const struct grid *t, size_t *width, size_t total, size_t most)
{
	while (total > most) {
		int widest = -1;
		for (int i = 0; i < t->ncolumns; i++)
			if (!t->column[i].right && width[i] > LEAST && (widest < 0 || width[i] > width[widest]))
				widest = i;
		if (widest < 0)
			return;
		width[widest]--;
		total--;
	}
}

static size_t *measure(const struct grid *t, int most)
{
	size_t *width = NEWN(t->mem, size_t, t->ncolumns + 1);
	size_t total = 0;
	for (int i = 0; i < t->ncolumns; i++)
		width[i] = widest_line(heading(t, i));
	for (int i = 0; i < t->ncells; i++) {
		size_t n = widest_line(t->cell[i]);
		if (n > width[i % t->ncolumns])
			width[i % t->ncolumns] = n;
	}
	for (int i = 0; i < t->ncolumns; i++)
		total += width[i] + (i ? GAP : 0);
	if (most > 0)
		shrink(t, width, total, (size_t)most);
	return width;
}

/* One row; cells that do not fit in one line go on in the next. */
static void print_row(const struct grid *t, struct sink to, const size_t *width, const char **rest)
{
	bool more = true;
	while (more) {
		size_t owed = 0;        /* blanks, written only when something follows */
		more = false;
		for (int i = 0; i < t->ncolumns; i++) {
			size_t skip, n = piece(rest[i], width[i], &skip), fill = width[i] - points(rest[i], n);
			if (t->column[i].right)
				owed += fill;
			if (n) {
				sink_repeat(to, ' ', owed);
				sink_add(to, rest[i], n);
				owed = 0;
			}
			if (!t->column[i].right)
				owed += fill;
			owed += GAP;
			rest[i] += n + skip;
			more = more || *rest[i];
		}
		sink_char(to, '\n');
	}
}

void grid_print(const struct grid *t, struct sink to, int width)
{
	const size_t *w = measure(t, width);
	const char **rest = NEWN(t->mem, const char *, t->ncolumns + 1);
	for (int i = 0; i < t->ncolumns; i++)
		rest[i] = heading(t, i);
	print_row(t, to, w, rest);
	for (int i = 0; i < t->ncolumns; i++) {
		sink_repeat(to, ' ', i ? GAP : 0);
		sink_repeat(to, '-', w[i]);
	}
	sink_char(to, '\n');
	for (int row = 0; row + t->ncolumns <= t->ncells; row += t->ncolumns) {
		memcpy(rest, t->cell + row, sizeof *rest * (size_t)t->ncolumns);
		print_row(t, to, w, rest);
	}
}
