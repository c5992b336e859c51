#ifndef MODEL_LIST_H
#define MODEL_LIST_H
#include "model/command.h"

/* A list is the one way of reading: rows of a record type, on a day, as known
 * at a moment, under a unit, through a filter, that this user may see.  Pages,
 * searches, exports, the API, dashboards, figures and what opens behind a
 * figure are all lists.  None has a query of its own, so none can disagree
 * with another, and none can forget who may see what. */

struct filter;  /* model/filter.h: parsed once, checked against the fields */

struct list {
	const struct record *of;
	struct clock clock;
	struct period period;           /* what "in period" means in the filter; from 0: none was given */
	int64_t under;                  /* a unit, with all below it on clock.on; 0: all */
	int64_t only;                   /* one row by id; 0: all */
	int64_t after;                  /* rows that a later entry wrote; 0: all */
	bool last;                      /* of a dated type: of each key the span that no later one follows, begun by the
	                                 * day, whether it still holds or has ended */
	const struct filter *where;     /* NULL: all */
	const char *columns, *order;    /* NULL: as declared; columns: "name, unit, person.born" (paths) */
	int64_t first, count;           /* page: rows skipped, rows wanted; count 0: all */
};

/* One column of an answer: a field reached by a path ("unit", "member.person.born").  A span field is the K_SPAN field
 * itself (field_shown of query.h tells the kind of its values); "id", and "person" of a person, a K_INT field "id". */
struct column { const char *path; const struct record *rec; const struct field *field; };
struct line {
	int64_t id, entry;
	const struct value *cell;       /* by column */
	const char *const *title;       /* by column: what a reference, unit, code, state is called; NULL for others */
	int64_t times;                  /* figure_open of a persons figure: how many rows; else 1 */
};
struct listing {
	const struct record *of;
	const struct column *column; int ncolumns;
	const struct line *line; int nlines;
};

/* ERR_DENIED when the user may read nothing of this type.  Fields above the user's level are null with title "" where
 * they were asked for, left out where not; order by one is denied.  At most DB_MANY_MAX rows. */
MUST_USE bool list_rows(struct ctx *ctx, const struct list *l, struct listing *out);
/* The same for these rows, in this order; that the user may read them the caller has made sure. */
MUST_USE bool list_by_id(struct ctx *ctx, const struct list *l, const int64_t *id, int n, struct listing *out);
MUST_USE bool list_count(struct ctx *ctx, const struct list *l, int64_t *out);

/* Several amounts over lists of one record type, in one statement: rows,
 * distinct persons, or the sum of a field, by unit or by the values of a
 * field.  Several lists (seen on different days, say) share one reading of the
 * rows, so that what lies beyond a reference is looked up once.
 * Rows and sums roll up the tree of clock.on by adding; persons by
 * adding at each unit and taking one off at the nearest common ancestor of
 * neighbours of one person, so a person in two units is one above them. */
enum amount { A_ROWS, A_PERSONS, A_SUM };

struct measure {
	enum amount amount;
	const char *field;              /* A_SUM */
	const struct filter *where;     /* beside the list's own */
};

/* key[i]: the text of the field's value (codes: key; references: id), or the unit's id; value[i * nmeasures + m]. */
struct tally { int n; const char *const *key; const int64_t *value; };

enum { MEASURES_MAX = 62 };

/* by NULL: one row, in all.  by "unit": every child of l->under (or of the roots) with all below it, in the tree's
 * order, and l->under's own rows under its own id where it has any.  else by a field (path). */
MUST_USE bool list_measure(struct ctx *ctx, const struct list *l, const struct measure *m,
                           int nmeasures, const char *by, struct tally *out);
/* The same of lists of one record type, as known at one moment: out[nlists]. */
MUST_USE bool lists_measure(struct ctx *ctx, const struct list *l, int nlists, const struct measure *m,
                            int nmeasures, const char *by, struct tally *out);

/* What rows are called: titles by id, as known on `clock`; missing ids give "#id". */
MUST_USE bool list_titles(struct ctx *ctx, const struct record *rec, struct clock clock,
                          const int64_t *ids, int n, const char **out);

#endif
