#ifndef MODEL_RECORD_H
#define MODEL_RECORD_H
#include "base/date.h"
#include "db/db.h"

/* A record type is a table of fields.  Form, list, filter, import, export,
 * API, data dictionary, DDL and journal are all drawn from it. */
enum kind {
	K_TEXT,
	K_NAME,         /* a person's name: sorted by given name, then family, then middle */
	K_NOTE,         /* several lines */
	K_INT, K_MONEY, K_BOOL, K_DATE,
	K_PARTIAL,      /* a date of which only the year or the month may be known */
	K_TIME,
	K_CODE,         /* a value of the code list named in .of, as in force on the day; stored as its key */
	K_STATE,        /* the state of an act: a key of the record's own workflow */
	K_REF,          /* a row of the record type named in .of */
	K_UNIT,         /* a node of the tree of units */
	K_SPAN,         /* never stored: .of = "member_status.unit", that field of the span that points back
	                 * at this row and holds on the day asked; null where none does */
	K__COUNT
};

enum field_flags {
	F_REQUIRED = 1 << 0,
	F_UNIQUE   = 1 << 1,                    /* among current rows */
	F_LIST     = 1 << 2,                    /* a column of the list unless columns are asked for */
	F_SEARCH   = 1 << 3,                    /* has a folded copy, column <name>_fold: `~` looks there */
	F_SORT     = 1 << 4,                    /* has a stored collation key, column <name>_key: order looks there */
	F_FIXED    = 1 << 5,                    /* set once; `edit` with a reason alone changes it */
	F_PUBLIC   = 1 << 6,                    /* level 0: may leave on the public site */
	F_FILE     = 1 << 7,                    /* level 2: only with the owner's permission on record */
	F_PERSONAL = 1 << 8,                    /* enters the journal salted, can be erased */
	F_DERIVED  = 1 << 9,                    /* made by a fold or by the program; no input takes it */
	F_SPANNED  = 1 << 11,                   /* the last known value; on a day asked, that of the same field of the
	                                         * span (made by a fold out of this row's acts) that holds on it */
	F_ADDS     = 1 << 12,                   /* a K_INT that is added up under a list, as every K_MONEY is */
	F_INDEX    = 1 << 10,                   /* has an index of its own (references, units, keys have one anyway) */
};

struct op;
struct ctx;
struct made;

struct field {
	const char *name;       /* column, input name, JSON key and CSV heading */
	const char *label;      /* Vietnamese */
	enum kind kind;
	unsigned flags;
	const char *of;         /* see K_CODE, K_REF, K_SPAN */
	int64_t min, max;       /* length of text in code points, size of number; 0, 0: no bound (text: 4,000; note:
	                         * 20,000) */
	const char *help;
	const char *cite;       /* the provision that demands this field */
};

/* One version of one row: cells by field index (NULL where the field is not stored). */
struct version { int64_t id, entry; const struct value *cell; };

/* Makes the spans of one thing (a member, a unit) out of its acts: the only
 * maker of that span type.  `make` is a pure reading of the acts; the program
 * stores the difference (model/fold.h) and `verify` compares. */
struct fold {
	const char *name;       /* "member_fold" */
	const char *spans;      /* "member_status": a dated record type, all F_DERIVED */
	const char *of;         /* its field that names the thing: "member" */
	bool (*make)(struct ctx *, int64_t thing, struct made *out);
	bool (*moved)(struct op *, int64_t thing);      /* asks for folds that depend on this one; called when what is
	                                                 * stored has changed; NULL: none depends */
};

/* A day by which something has to be done about a row (model/deadline.h).  States of acts have theirs in workflow.h. */
struct deadline {
	const char *what;       /* "Công nhận chính thức" */
	const char *day;        /* the K_DATE field that holds it */
	const char *months;     /* rule amount: so many months after that day; NULL: the day itself */
	const char *where;      /* a filter: the rows that still wait; NULL: all */
};

struct workflow;

struct record {
	const char *name;       /* "badge": table, URL and API name */
	const char *label, *plural;     /* Vietnamese, as a heading */
	const struct field *fields;
	int nfields;
	bool dated;             /* a span: true on [valid_from, valid_until) only; has fields valid_from, valid_until */
	const char *day;        /* an event: the K_DATE field before which it is not there (an act, that is a record
	                         * with a workflow, is there from its first step's day: field began_on) */
	const char *key;        /* "list, key": fields that together name the thing: spans of one key do not overlap,
	                         * other current rows do not repeat it; NULL: none */
	const char *parent;     /* the K_REF field that makes it a row of a parent's form: input
	                         * parent_child[0].field */
	const char *unit;       /* the K_UNIT or K_SPAN field that places a row in the tree on the day asked */
	const char *home;       /* the stored K_UNIT field that says under which unit it may be read and changed today;
	                         * NULL: `unit`; and if that is NULL too: the parent's; else everybody's */
	const char *owner;      /* the K_REF field to the user whose row it is: nobody else reads or changes it,
	                         * whatever his rights; the program fills it in.  NULL: rows are nobody's own */
	const char *share;      /* with .owner: the K_UNIT field of the unit in which others may read it as well: all
	                         * who work there or below; NULL: none may */
	const char *person;     /* the K_REF field that says whom it counts; NULL: nobody; "id": the row itself */
	const char *title;      /* the field that names a row in lists and links (a K_REF: that row's title) */
	const char *called;     /* "kind, date": what names a row whose title is empty; NULL: its number */
	const char *usual;      /* the filter that people mean when they name none, for pages to show first and let
	                         * them take away: "standing is set"; figures, the shell and the API take nothing
	                         * for granted.  NULL: all rows */
	const char *usual_label;        /* what it leaves: "đang sinh hoạt" */
	const char *order;      /* "-decided_on, number": fields, '-' descending; then id */
	const struct deadline *deadlines; int ndeadlines;
	const struct workflow *flow;    /* an act: has fields state, began_on, state_on */
	const struct fold *fold;        /* what a change of a row of this type makes anew ... */
	const char *fold_of;            /* ... of the thing in this field */
	bool (*fill)(struct op *);      /* computes fields of op->new after input was read; NULL: nothing */
	bool (*guard)(struct op *);     /* refuses the impossible, in both ways into an act; NULL: nothing */
	bool (*after)(struct op *);     /* further writes through op_* that belong to this act; e.g. the member whom a
	                                 * ceremony makes */
	const char *system;     /* non-NULL: never typed by users (codes of the program itself); why */
	const char *cite;
};
#define FIELDS(a) .fields = (a), .nfields = (int)COUNTOF(a)

/* The fields every act and every span has, for its enum and its table. */
#define ACT_ENUM    STATE, BEGAN_ON, STATE_ON
#define ACT_FIELDS \
	[STATE]    = { "state", "Trạng thái", K_STATE, F_LIST | F_DERIVED }, \
	[BEGAN_ON] = { "began_on", "Ngày bắt đầu", K_DATE, F_DERIVED }, \
	[STATE_ON] = { "state_on", "Ngày của trạng thái", K_DATE, F_DERIVED }
#define SPAN_ENUM   VALID_FROM, VALID_UNTIL
#define SPAN_FIELDS(flags) \
	[VALID_FROM]  = { "valid_from", "Từ ngày", K_DATE, F_REQUIRED | F_LIST | (flags) }, \
	[VALID_UNTIL] = { "valid_until", "Đến trước ngày", K_DATE, F_LIST | (flags) }

int record_field(const struct record *r, const char *name);     /* index or -1 */
bool field_stored(const struct field *f);

/* Cells of a version by field index; a missing cell is null. */
struct value version_cell(const struct version *v, int field);
const char  *version_text(const struct version *v, int field);  /* NULL when null */
int64_t      version_int(const struct version *v, int field);   /* 0 when null */
struct date  version_date(const struct version *v, int field);  /* 0 when null */
bool         version_set(const struct version *v, int field);

/* Cells by field index.  Equal: as stored, so that an update that changes nothing leaves no version. */
bool cells_equal(const struct record *r, const struct value *a, const struct value *b);
struct value *cells_copy(struct arena *a, const struct record *r, const struct value *cells);

/* Rows straight from the database. */
struct date  cell_date(struct value v);         /* T_TEXT or T_DATE; 0 when null */
int64_t      cell_int(struct value v);          /* 0 when null */

#endif
