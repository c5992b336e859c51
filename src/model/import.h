#ifndef MODEL_IMPORT_H
#define MODEL_IMPORT_H
#include "model/command.h"
#include "model/import_book.h"
#include "model/import_coding.h"

/* Import is a rehearsal: what a table would do, row by row and fault by fault, before anything is written; then exactly
 * that in one entry, which `undo` takes back.  Every row goes through model/command.h, as if it had been typed. */

enum day_order { DAY_FIRST, MONTH_FIRST, DAY_MIXED };

/* A column of the table and the field it fills. */
struct import_column {
	int column;                     /* of the sheet, from 0 */
	const char *heading;
	int field;                      /* -1: not taken */
	bool is_id;                     /* the number of the row in this database */
	bool sure;                      /* the heading is the field's name or label; else it is near, or was told */
	struct coded coded;
	enum day_order order;           /* of days written with numbers */
	bool order_seen;                /* some day in the column decides it */
	int length;                     /* digits that every number of the column has; 0: they differ */
	const char *note;               /* what was decided about the column, for people; NULL: nothing */
};

/* What is wrong, or only told, about a cell (column is an index into plan->column) or the whole row (-1). */
struct import_note { int column; bool warning; const char *text, *cite; struct import_note *next; };

/* Rows are read from first to last: they lie on disk (plan->mem), import_rest() takes what was read out of memory. */
enum verdict { ROW_NEW, ROW_CHANGED, ROW_SAME, ROW_BAD, VERDICTS };
extern const char *const verdict_key[VERDICTS], *const verdict_name[VERDICTS];  /* "new", "mới" */
struct import_row {
	int line;                       /* of the sheet */
	const struct cells *from;
	enum verdict verdict;
	int64_t said;                   /* the number that the line gives itself (is_id); 0: none */
	int64_t id, entry;              /* the row here that it is, and its version; 0: none */
	const char **text;              /* by plan column: as input takes it; NULL: blank, the field stays as it is */
	const char **old;               /* by plan column, ROW_CHANGED: what it replaces; NULL: stays */
	struct import_note *note;
};

/* What may be changed of what was guessed. */
struct import_options {
	const char *sheet;              /* NULL: the one whose headings fit best */
	int heading;                    /* line of the headings; 0: guessed */
	const char *const *map; int nmap;       /* "Số CCCD=citizen_id", "C=born", "Ghi chú=" (not taken) */
	bool opening;                   /* the papers are signed: what breaks a rule becomes a finding */
	const char *reason;             /* why what is set once is set otherwise; NULL: such a cell is a fault */
};

/* The heading of the column in which the faults of a row go back to whoever mends the table.  Where a table has it,
 * only the rows in which it says something are taken. */
#define IMPORT_FAULTS "Vì sao lỗi"

struct import_plan {
	struct arena *mem;              /* of rows and what hangs on them; on disk */
	const struct record *rec;
	const char *name;               /* of the file */
	struct book book;
	const struct tab *sheet;
	int heading;                    /* its line */
	struct import_column *column; int ncolumns;
	struct import_row *row; int nrows;
	int skipped;                    /* rows not taken, for IMPORT_FAULTS is blank there */
	int count[VERDICTS];
	bool opening;
	const char *reason;
	/* Told as the work goes on ("đọc", "thử", "ghi"), often enough for a bar; may stop it by returning false. */
	bool (*progress)(void *, const char *what, int done, int all);
	void *progress_arg;
};

/* Guesses sheet, heading row and columns; reads nothing else.  False: errs says what is missing. */
MUST_USE bool import_guess(struct ctx *ctx, const struct record *rec, const char *name, const struct book *book,
                           const struct import_options *o, struct import_plan *out);
/* The same whoever may write such rows, and with a column of their numbers: a table to be read beside the rows. */
MUST_USE bool import_look(struct ctx *ctx, const struct record *rec, const char *name, const struct book *book,
                          const struct import_options *o, struct import_plan *out);
/* The whole plan: cells understood, rows matched with those here, each tried.  Nothing is written.  In transactions of
 * its own. */
MUST_USE bool import_rehearse(struct ctx *ctx, struct import_plan *plan);
/* Writes the new and changed rows of a rehearsed plan in one entry; refused if what they change has changed since. */
MUST_USE bool import_commit(struct ctx *ctx, struct import_plan *plan, const char *reason, int64_t *entry);

/* All that is wrong with a row in one line, each with its column: "Ngày sinh: …; Số CCCD: …"; "": nothing. */
const char *import_faults(struct arena *a, const struct import_plan *plan, const struct import_row *row);
/* What row->text or row->old of a column says, as people read it: "Nam", "08/12/2022", the name of a unit.  Inside a
 * read transaction. */
MUST_USE bool import_show(struct ctx *ctx, const struct import_plan *plan, int column, const char *text,
                          const char **out);
void import_rest(struct import_plan *plan);

/* ---- shared by the files of import ---- */
void import_note(struct arena *a, struct import_row *row, int column, bool warning, const char *text, const char *cite);
/* Decides about coding, order of days and lengths, over all cells of each column. */
void import_columns(struct arena *a, struct import_plan *plan);
/* Of a column of numbers (is_id) the number of the row; 0: blank, or refused with a note. */
int64_t import_number(struct ctx *ctx, struct arena *notes, struct import_plan *plan, struct import_row *row,
                      int column);
/* A cell as kind_parse takes it, with what was mended told; NULL: blank, or refused with a note. */
const char *import_cell(struct ctx *ctx, struct arena *notes, struct import_plan *plan, struct import_row *row,
                        int column);
/* Rows here that are those of the plan: sets id, entry, verdict, old; reads what this user may read. */
MUST_USE bool import_match(struct ctx *ctx, struct arena *a, struct import_plan *plan);

#endif
