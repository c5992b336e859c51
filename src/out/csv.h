#ifndef OUT_CSV_H
#define OUT_CSV_H
#include "out/sink.h"

/* Writes RFC 4180 text: commas, CRLF, quotes where a cell needs them.  A cell
 * that a spreadsheet would take for a formula (it begins with = + - @, a tab
 * or a line break) gets an apostrophe before it, unless it is a plain number. */
struct csv_writer { struct sink to; bool inside; /* the line has a cell already */ };

struct csv_writer csv_write(struct sink to, bool bom);  /* bom: EF BB BF first, for Excel */
void csv_put(struct csv_writer *w, const char *cell);   /* NULL: empty */
void csv_put_int(struct csv_writer *w, int64_t i);
void csv_put_double(struct csv_writer *w, double v);    /* unrounded; empty when not finite */
void csv_line(struct csv_writer *w);                    /* ends the line */

#endif
