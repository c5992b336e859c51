#ifndef OUT_XLSX_BLANK_H
#define OUT_XLSX_BLANK_H
#include "out/paper.h"

/* A workbook that is to come back: a blank to be filled in, or a table whose faults are to be mended.  Sheets, lines
 * and cells are put in order, each line to disk before the next, so that no length of it is in memory. */

enum look {
	LOOK_PLAIN,
	LOOK_HEAD, LOOK_MUST,           /* a heading; of what may not be left out */
	LOOK_WRONG, LOOK_TOLD,          /* a cell at fault; one about which something is said */
	LOOK_TEXT,                      /* what is typed here stays as it is typed: 079085001234 */
	LOOK_DAY,                       /* a day is shown as 08/12/2022 */
	LOOK_WORDS,                     /* several lines of words */
	LOOK__COUNT
};

struct blank;
/* NULL: errs says why.  Ends with the arena, whether it was written or not. */
struct blank *blank_new(struct arena *a, struct errs *errs);
void blank_sheet(struct blank *b, const char *name);            /* as near to it as a spreadsheet allows */
void blank_column(struct blank *b, int column, int width, enum look);   /* of cells not put */
void blank_freeze(struct blank *b, int lines);                  /* the first so many stay in sight */
void blank_line(struct blank *b, int line);                     /* from 1; each after the one before */
void blank_put(struct blank *b, int column, struct cell cell, enum look);
/* Cells of a column, from a line on, may hold what stands in these lines of a column of another sheet. */
void blank_choose(struct blank *b, int column, int line, const char *sheet, int from_column, int first, int last);
MUST_USE bool blank_write(struct blank *b, FILE *to, struct errs *errs);        /* once, at the end */

#endif
