#ifndef OUT_XLSX_H
#define OUT_XLSX_H
#include "out/paper.h"

/* format_xlsx, and its bounds.  Text stays text (leading zeros, "=1+1"), days are days, the heading is frozen, filtered
 * and printed on every page; what was asked stands in the footer and on a sheet of its own.  Bytes that are no text
 * become U+FFFD; a cell of more than XLSX_CELL_MAX units is cut and says so. */
enum { XLSX_CELL_MAX = 32767 };

#endif
