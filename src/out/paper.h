#ifndef OUT_PAPER_H
#define OUT_PAPER_H
#include "base/scratch.h"
#include "base/value.h"

#include <stdio.h>

/* What leaves the program as a file for people: a list, a report, a decision, a register.  It is blocks, one after the
 * other, perhaps under the head of a Party paper; a table among them is read row by row while it is written, so that
 * it may be of any length.  csv, xlsx, pdf and docx are four ways to write the same paper. */

enum cell_kind {
	CELL_NONE, CELL_TEXT, CELL_NUMBER,
	CELL_SHARE,             /* a percentage: 4.63 */
	CELL_DAY,
	CELL_TIME               /* number: seconds since 1970, UTC */
};
struct cell { enum cell_kind kind; const char *text; double number; struct date day; };
static inline struct cell paper_time(int64_t t)
{
	return (struct cell){ .kind = CELL_TIME, .number = (double)t };
}
static inline struct cell paper_none(void)             { return (struct cell){ .kind = CELL_NONE }; }
static inline struct cell paper_number(double v)       { return (struct cell){ .kind = CELL_NUMBER, .number = v }; }
static inline struct cell paper_share(double v)        { return (struct cell){ .kind = CELL_SHARE, .number = v }; }
static inline struct cell paper_day(struct date d)
{
	return (struct cell){ .kind = d.ymd ? CELL_DAY : CELL_NONE, .day = d };
}
static inline struct cell paper_words(const char *s)
{
	return (struct cell){ .kind = s && *s ? CELL_TEXT : CELL_NONE, .text = s };
}

enum column_kind {
	COLUMN_WORDS,
	COLUMN_AMOUNT,          /* written as 46.740 */
	COLUMN_DAY,
	COLUMN_ROW,             /* the row's number in the database; on paper its place in the table */
};
struct paper_column {
	const char *name, *label;       /* for programs, for people */
	enum column_kind kind;
	int width;                      /* characters that most of its cells need */
};
struct paper_table {
	const struct paper_column *column; int ncolumns;
	/* The next row, ncolumns cells that live until the next call; *out NULL: no more.  False: why is in the errs
	 * of whoever made the paper. */
	bool (*next)(void *from, const struct cell **out);
	void *from;
};

enum block_kind {
	BLOCK_KIND,             /* what the paper is, in the middle: QUYẾT ĐỊNH */
	BLOCK_SUMMARY,          /* in the middle under it, with the five hyphens */
	BLOCK_MIDDLE,           /* bold, in the middle: "QUYẾT ĐỊNH:", the name of a part */
	BLOCK_HEADING,          /* bold, at the margin */
	BLOCK_TEXT,             /* set to both margins, the first line drawn in */
	BLOCK_LINE,             /* at the left margin, lines as they are: "Họ và tên: …" */
	BLOCK_NOTE,             /* small and slanted */
	BLOCK_TABLE
};
struct block { enum block_kind kind; const char *text; const struct paper_table *table; };

/* Head and foot of a Party paper (Hướng dẫn 36-HD/VPTW, appendix).  Any part may be NULL. */
struct letter {
	const char *above, *issuer;     /* the superior body, the issuing body */
	const char *number;             /* "Số 12-QĐ/TU" */
	const char *dated;              /* "Trà Vinh, ngày 08 tháng 12 năm 2022" */
	const char *authority, *post, *name;    /* who signs: T/M BAN THƯỜNG VỤ, BÍ THƯ, the name */
	const char *const *recipient; int nrecipients;  /* "- Như Điều 3,": the last is "- Lưu ..." */
};

/* What was asked and by whom: "Đến ngày" 08/12/2022. */
struct paper_fact { const char *label, *text; };

struct paper {
	const char *title;              /* of the file */
	const struct letter *letter;    /* NULL: none */
	const struct block *block; int nblocks;
	const struct paper_fact *fact; int nfacts;      /* at the foot of every page */
	bool wide;                      /* A4 lying */
};

/* One way to write it.  `to` is a file that can be sought in. */
struct format {
	const char *name;               /* "xlsx" */
	const char *label;              /* "Excel" */
	const char *type;               /* media type */
	bool rows;                      /* only the first table goes in: for lists and reports */
	bool (*write)(const struct paper *, FILE *to, struct errs *);
};
extern const struct format format_csv, format_xlsx, format_pdf, format_docx;
extern const struct format *const formats[];
extern const int nformats;
const struct format *format_find(const char *name);     /* NULL: none */

/* ---- for the writers ---- */

const struct paper_table *paper_first_table(const struct paper *p);     /* NULL: it has none */
/* A cell as people write it, in bytes that any file may hold: well-formed, no controls but line break and tab. */
const char *paper_cell_text(struct arena *a, const struct paper_column *c, struct cell cell);
bool paper_right(const struct paper_column *c);         /* numbers stand to the right */
/* The facts in one line, at most `most` characters. */
const char *paper_facts(struct arena *a, const struct paper *p, size_t most);
/* The text itself where it is well-formed and printable, else a copy with U+FFFD for each byte that is not. */
const char *paper_clean(struct arena *a, const char *s);

#endif
