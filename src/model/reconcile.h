#ifndef MODEL_RECONCILE_H
#define MODEL_RECONCILE_H
#include "model/import.h"
#include "model/list.h"

/* A list beside a table from elsewhere (đối chiếu): what is only here, only there, or said differently, field by field.
 * Headings and cells are understood as an import understands them; rows are told by their number, by each unique field,
 * by the key of their type, and what is left by its title and fixed day ("Họ và tên", "Ngày sinh") where that
 * means one row on either side.  A column nobody may read is not compared, one without any value there neither. */

enum beside { ONLY_HERE, ONLY_THERE, DIFFERENT, BESIDE };
extern const char *const beside_key[BESIDE];    /* of the code list reconcile_kind: "only_here" */
extern const char *const beside_name[BESIDE];   /* "chỉ có ở đây" */

/* A column of the table and the column of the list that it is. */
struct reconcile_column {
	const char *path;               /* "person.born" */
	const struct record *rec;       /* that has the field ... */
	const struct field *field;      /* ... as declared */
	int column;                     /* of the plan */
};

struct difference {
	enum beside kind;
	int line;                       /* of the sheet; 0: only here */
	int64_t id;                     /* of the row here; 0: only there */
	const char *title;              /* what the row is called */
	const struct reconcile_column *column;          /* DIFFERENT: which; else NULL */
	const char *ours, *theirs;      /* as people read them; of a whole row "Ngày sinh: 02/03/1975; …"; "": none */
	const char *note;               /* why no row was found, or what is odd about theirs; NULL: nothing */
};

struct reconcile {
	const struct list *list;
	struct import_plan plan;        /* its record type is made of the list's columns */
	const struct reconcile_column *column; int ncolumns;
	const struct difference *row; int nrows;
	int count[BESIDE];              /* rows; DIFFERENT: rows with any difference */
	int here, there, same;          /* rows of the list, rows of the table, rows that agree */
	int64_t known, head;            /* the entry up to which ours is known, and the last there was */
};

/* Inside a read transaction.  o->map names columns of the list.  False: errs says what is missing. */
MUST_USE bool reconcile_make(struct ctx *ctx, const struct list *l, const char *name, const struct book *book,
                             const struct import_options *o, struct reconcile *out);

/* Keeps it as a row of `reconcile` with a line for each difference to be decided, in one entry.  against: who keeps
 * the table; where: the filter as asked. */
MUST_USE bool reconcile_keep(struct ctx *ctx, const struct reconcile *r, const char *against, const char *where,
                             int64_t *id);
enum { RECONCILE_LINES_MAX = 20000 };

#endif
