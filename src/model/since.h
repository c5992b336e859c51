#ifndef MODEL_SINCE_H
#define MODEL_SINCE_H
#include "model/figure.h"
#include "model/journal.h"

/* What changed between two answers to one question.  The same list is read as it was answered then and as it is
 * answered now; what only the one has went out, what only the other has came in.  Of a sum a row whose amount changed
 * went out with the old and came in with the new, so that always
 *     is - was = what came in - what went out. */

/* The earlier answer: what was known then, and the last day it could be asked for (0: the same as now). */
struct since { int64_t entry; struct date day; };

/* "46120", "46120@2022-12-01", or a day or time: then what was known and the day are those of that moment.  What lies
 * ahead is refused (field "since"). */
MUST_USE bool since_parse(struct ctx *ctx, const char *text, struct since *out);
const char *since_text(struct arena *a, struct since s);        /* parses to the same */

enum since_cause {
	SINCE_ENTRY,            /* an entry did it */
	SINCE_DAY,              /* the day asked is another: it would have been so without any entry */
	SINCE_RULE,             /* what is counted was defined anew */
};

/* One that came in or went out: a row, or a person (then the row that names him first). */
struct since_line {
	int64_t id, person;
	int64_t amount;                 /* 1; of a sum what the row adds */
	enum since_cause cause;         /* these two by since_causes */
	struct told_entry by;
};
struct since_lines { struct since_line *v; int n; int64_t sum; };

struct since_diff {
	struct list then, now;          /* the two lists; then.of NULL: it could not be asked then */
	struct measure counted;
	int64_t was, is;
	struct since_lines in, out;     /* by id */
};

/* `then` and `now` are lists of one question. */
MUST_USE bool since_lists(struct ctx *ctx, const struct list *then, const struct list *now, struct measure counted,
                          struct since_diff *out);
/* Of a list as asked: what it was at the other moment. */
MUST_USE bool since_list(struct ctx *ctx, const struct list *now, struct since s, struct since_diff *out);
/* Of a figure (part as in figure_list). */
MUST_USE bool since_figure(struct ctx *ctx, struct question q, const struct figure *f, const char *part,
                           struct since s, struct since_diff *out);
/* The question as it was asked then: known and day; false: its period had not begun, nothing is in errs. */
bool since_question(struct question q, struct since s, struct question *out);

/* These lines (all of diff->in, or all of diff->out) as rows, in their order: as they are now, or were then. */
MUST_USE bool since_rows(struct ctx *ctx, const struct since_diff *diff, bool in, const struct since_line *line, int n,
                         const char *columns, struct listing *out);
/* By which entry each of these lines (all of diff->in, or all of diff->out; at most SINCE_TOLD_MAX) came in or went
 * out: before that entry it was not so, after it it was. */
enum { SINCE_TOLD_MAX = 500 };
MUST_USE bool since_causes(struct ctx *ctx, const struct since_diff *diff, bool in, struct since_line *line, int n);

#endif
