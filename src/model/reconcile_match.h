#ifndef MODEL_RECONCILE_MATCH_H
#define MODEL_RECONCILE_MATCH_H
#include "model/query.h"

/* Which row of a list is which line of a table (reconcile.c). */

/* What a column may say: a path from the list's rows. */
struct offer {
	const char *path;
	const struct record *rec;
	const struct field *field, *shown;
	bool unique;                    /* among the rows of the list */
};
/* A row of either side: by column, NULL where blank. */
struct side {
	int64_t id;                     /* here; there: as the table says, 0: it does not */
	int line;                       /* there */
	const char **text, **show;      /* compared, and for people */
	int other;                      /* the row of the other side; -1: none */
	const char *note; int odd;      /* there: what is wrong about the cell of that column */
	const char *shared;             /* why no row was found: several have its name */
};
enum { WAYS_MAX = 16, WAY_FIELDS = 8 };
struct match {
	struct ctx *ctx;
	const struct record *of;
	struct offer *offer; int ncolumns;
	int id_column;                  /* -1: the table has no numbers of ours */
	int title_column;               /* -1: none */
	struct { int column[WAY_FIELDS], n; } way[WAYS_MAX]; int nways;
	struct side *here, *there; int nhere, nthere;
};
/* How rows can be told by the columns there are; false: in no way. */
bool match_ways(struct match *m);
/* Sets `other` of both sides, and `shared` where what should name one row names several. */
void match_rows(struct match *m);

#endif
