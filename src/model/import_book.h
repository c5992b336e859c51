#ifndef MODEL_IMPORT_BOOK_H
#define MODEL_IMPORT_BOOK_H
#include "base/buf.h"
#include "base/err.h"

/* What a file from outside holds, before anybody says what it means: sheets of rows of cells.  Rows may differ in
 * length and stand anywhere; nothing is converted but what the file itself declares (a number, a day). */
enum raw_kind {
	RAW_EMPTY,
	RAW_TEXT,
	RAW_NUMBER,                    /* as a spreadsheet keeps it: "79085001234", "0.5" */
	RAW_DAY,                       /* a number whose style shows a day: ISO text */
	RAW_FAULT,                     /* no value: a formula never computed, #REF!; text says which */
};
struct raw { const char *text; enum raw_kind kind; bool formula; };   /* formula: text is what it last gave */
struct cells { int line, n; const struct raw *cell; };         /* line as the spreadsheet counts, from 1 */
struct tab { const char *name; const struct cells *row; int nrows, ncolumns; };
struct book {
	struct arena *mem;              /* on disk: whoever reads from end to end rests it now and then */
	const struct tab *sheet; int nsheets;
	bool workbook;                  /* .xlsx: numbers and days are told apart from texts */
	bool from_1904;                 /* its days are counted from 1904 */
	bool bytes;                     /* not Unicode: each byte became the character of its number */
};

/* Bounds: a file past them is refused with what is too much.  Bytes are those really unpacked, whatever headers say;
 * memory is what the rows take on disk: the process itself stays within a few MB whatever the file. */
enum { BOOK_FILE_MAX = 128 << 20, BOOK_UNPACKED_MAX = 512 << 20, BOOK_ROWS_MAX = 1048576, BOOK_COLUMNS_MAX = 1000,
       BOOK_MEMORY_MAX = 512 << 20, BOOK_SHEETS_MAX = 100,
       BOOK_CELL_MAX = 131072 };
#define BOOK_DISK_MAX ((size_t)4 << 30)          /* of addresses; the bounds above end it long before */

/* Reads a .xlsx (told by its first bytes) or a text table: comma, semicolon or tab, UTF-8 or UTF-16 or one byte a
 * character.  `name` is what people call the file.  Everything lives in `a`. */
MUST_USE bool book_read(struct arena *a, const char *path, const char *name, struct book *out, struct errs *);

/* Collects rows of one sheet within the bounds; for the readers. */
struct rows_maker {
	struct arena *mem;
	const char *name;
	struct errs *errs;
	struct cells *row; int nrows, ncolumns;
	struct raw *cell; int n;       /* of the row under way */
	int filled;                     /* how many of them are not empty */
};
void rows_cell(struct rows_maker *m, int column, struct raw c);
MUST_USE bool rows_line(struct rows_maker *m, int line);        /* ends the row; a row without content is none */

/* The day of a spreadsheet's number, ISO; NULL: none.  What stands behind the point is the hour. */
const char *book_day(struct arena *a, double serial, bool from_1904);
MUST_USE bool book_xlsx(struct arena *a, const char *path, const char *name, struct book *out, struct errs *);
MUST_USE bool book_text(struct arena *a, const char *path, const char *name, struct book *out, struct errs *);

#endif
