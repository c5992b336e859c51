#ifndef LAW_UNIT_FOLD_H
#define LAW_UNIT_FOLD_H
#include "base/value.h"

/* The life of one unit out of the changes that decisions made to it: a pure
 * function, so that what is stored can be made again and compared.
 *
 * `day` is the first day on which the change is true: a unit that ends on 01/07
 * is last there on 30/06.  Acts come in the order in which they count: by day, on one
 * day the founding first and the end last, then by id.  Several on one day make
 * one span.  An act that cannot hold has no effect and is named in `fault`. */
enum unit_what { UNIT_FOUND, UNIT_MOVE, UNIT_RENAME, UNIT_RETYPE, UNIT_RECODE, UNIT_END, UNIT_WHAT_COUNT };

/* What each kind of change reads: found: all but successor; move: parent; rename: name; retype: type;
 * recode: code; end: successor (0: none). */
struct unit_act {
	int64_t id;
	enum unit_what what;
	struct date day;
	const char *kind, *code, *name, *type;
	int64_t parent, successor;
};

struct unit_span { struct date from, until; int64_t parent; const char *code, *name, *type; };
struct unit_fault { int64_t id; const char *text; };    /* the act; for people */

/* Texts are those of the acts.  No founding: no spans, founded_on 0. */
struct unit_life {
	struct unit_span *span; int nspans;             /* in order, without gap, the last until FOREVER or the end */
	const char *kind;
	struct date founded_on, ended_on;               /* ended_on 0: it lives on */
	int64_t successor;
	struct unit_fault *fault; int nfaults;
};

void unit_fold_acts(struct arena *a, const struct unit_act *acts, int n, struct unit_life *out);
bool unit_what_parse(const char *key, enum unit_what *out);             /* "found", "move" ... */
const struct unit_span *unit_span_on(const struct unit_life *life, struct date day);    /* NULL: not there */

#endif
