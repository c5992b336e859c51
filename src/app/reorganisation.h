#ifndef APP_REORGANISATION_H
#define APP_REORGANISATION_H
#include "app/unit.h"
#include "model/rule.h"

/* The act that changes the tree: founding, merger, amalgamation, split, handing
 * over, dissolution, renaming, change of type or code, as lines.  A line may name
 * a unit that the same act founds by its code (to_code); where the act founds
 * exactly one unit, an empty parent of a moved unit and an empty successor of an
 * ended one mean that one.  A line "all below" moves each unit that stands right
 * below its unit on that day, save the new parent and those for which a line of
 * their own says where they go (move, end); when the act has its effect it is
 * written out, one line a unit, so that what moved stays what it was.
 *
 * The lines are judged when they are all written (`after`): what cannot be is
 * refused in both ways in; posts, terms and areas of a unit that ends, end with
 * it. */
extern const struct record reorganisation_record;
extern const struct rule reorganisation_rules[];
enum { REORGANISATION_RULES = 6 };

/* One decision with its lines, as written so far; shared by the three files of this subject. */
struct change_line {
	int64_t id;
	int input;                      /* which row of the form it was typed in */
	struct value *cell;             /* of unit_change, ours to write */
	enum unit_what what;
	bool below;                     /* "all below": about the units below its unit, none of which it names */
	bool written_out;               /* made of such a line */
	bool known;                     /* `life` was read */
	struct unit_life life;          /* without this decision */
};

struct tree_act {
	struct op *op;                  /* op->new: the decision */
	int64_t id;
	struct date day;
	const char *kind;
	struct change_line *line; int n;
	int count[UNIT_WHAT_COUNT];
};

MUST_USE bool tree_act_load(struct op *op, struct tree_act *out);
/* All that the lines must agree on, once they are complete; false with every fault beside its input. */
MUST_USE bool tree_act_check(struct tree_act *act);

const char *line_text(const struct change_line *l, int field);          /* NULL when null */
int64_t line_unit(const struct change_line *l, int field);              /* 0 when null */
bool line_same(const char *a, const char *b);                           /* false when one is NULL */
struct change_line *line_of(const struct tree_act *act, enum unit_what what, int64_t unit);    /* NULL: none */
bool line_refuse(const struct tree_act *act, const struct change_line *l, const char *field, const char *text);

#endif
