#ifndef OUT_GRID_H
#define OUT_GRID_H
#include "out/sink.h"

/* A table of texts for a terminal.  Columns are as wide as their longest text
 * (code points); where the whole is wider than `width`, the widest columns of
 * words give way and their cells go on in further lines.  Numbers stand to the
 * right and are never broken. */
struct grid_column { const char *heading; bool right; };
struct grid {
	struct arena *mem;
	const struct grid_column *column; int ncolumns;
	const char **cell; int ncells;          /* line after line */
};

struct grid grid_new(struct arena *a, const struct grid_column *column, int ncolumns);
/* The next cell; NULL: empty.  The text is not copied. */
void grid_put(struct grid *t, const char *cell);
/* width 0: as wide as it is; without cells the headings alone. */
void grid_print(const struct grid *t, struct sink to, int width);

#endif
