#ifndef BASE_CSV_H
#define BASE_CSV_H
#include "base/err.h"

/* Reads RFC 4180 text: quoted cells, doubled quotes, CRLF or LF, a BOM skipped,
 * comma or semicolon or tab (told by the first line).  The whole table in one
 * arena; the first line is the headings.  Bad UTF-8, an open quote, a line with
 * another number of cells: false, with file and line in errs. */
struct csv { int ncolumns, nrows; const char *const *heading; const char *const *const *row; const int *line; };

MUST_USE bool csv_parse(struct arena *a, const char *name, const char *text, size_t n, struct csv *out, struct errs *);
MUST_USE bool csv_read(struct arena *a, const char *path, struct csv *out, struct errs *);
int csv_column(const struct csv *t, const char *heading);       /* index or -1 */
const char *csv_cell(const struct csv *t, int row, const char *heading);        /* "" when there is no such column */

/* A whole file, NUL-terminated; false with the reason. */
MUST_USE bool file_read(struct arena *a, const char *path, size_t max, const char **text, size_t *n, struct errs *);

#endif
