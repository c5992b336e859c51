#ifndef OUT_FILL_H
#define OUT_FILL_H
#include "base/buf.h"
#include "base/err.h"

#include <stdio.h>

/* Places to fill in: {{name}} in a text, and in a Word file also {{#name}} ... {{/name}} around what is repeated for
 * every row of a table: table rows, where both stand in one row of a table, else the paragraphs between them. */
struct fill_word { const char *name, *text; };
struct fill_rows { const char *name; const char *const *column; int ncolumns; const char *const *cell; int nrows; };
struct fill_words {
	const struct fill_word *word; int nwords;
	const struct fill_rows *rows; int nrows;
};

/* The text with its places filled; a name that is not known stays as it stands. */
const char *fill_text(struct arena *a, const char *text, const struct fill_words *words);
/* The next place from *at on, its name without braces; NULL: none.  *at moves behind it. */
const char *fill_next(struct arena *a, const char **at);

/* Checks a Word template: that it is one, every place is closed and known, every {{#rows}} has its end.  All faults at
 * once, in Vietnamese; texts of the words are not looked at. */
MUST_USE bool fill_check(const char *bytes, size_t n, const struct fill_words *known, struct errs *errs);
/* Checks, fills, and writes the Word file. */
MUST_USE bool fill_word_file(const char *bytes, size_t n, const struct fill_words *words, FILE *to, struct errs *errs);

#endif
