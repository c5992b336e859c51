#ifndef MODEL_UNIT_H
#define MODEL_UNIT_H
#include "model/command.h"

/* The tree of units of one day: every unit founded by then.  One that has ended hangs, marked former, under its
 * successor, else under its nearest living former parent, so that each row is in exactly one place and children plus
 * own rows make the unit.  Nodes are in preorder: the subtree of node i is i .. last[i].  Siblings stand by code, then
 * id, former ones last; of the roots the Party's first.  Kept between requests. */
struct node {
	int64_t id;
	int parent;             /* index; -1: a root */
	int last;               /* index of the last node below it (itself when a leaf) */
	int depth;
	bool former;
	const char *code, *name, *type, *kind;  /* never NULL; kind: "party" or "state"; of a former one: its last */
	struct date founded_on, ended_on;       /* ended_on 0: not by this day */
	int64_t successor;
};
struct tree {
	int n;
	const struct node *node;        /* in preorder */
	const int64_t *id;              /* of the nodes, in preorder: a subtree's ids lie side by side */
	const int *by_id;               /* indexes sorted by id */
};

/* As known at clock.known. */
MUST_USE bool tree_load(struct ctx *ctx, struct clock clock, const struct tree **out);
int tree_find(const struct tree *t, int64_t id);                        /* index or -1 */
int tree_ancestor(const struct tree *t, int a, int b);                  /* nearest common; -1: other roots */
bool tree_within(const struct tree *t, int64_t id, int64_t under);
int tree_root(const struct tree *t, const char *kind);                  /* the one of that kind; -1: none or several */
/* Bearer of the code on clock.on, else the last bearer before it; ERR_MISSING, field "unit", with the nearest code. */
MUST_USE bool unit_by_code(struct ctx *ctx, struct clock clock, const char *code, int64_t *out);
/* The same, but an unknown code is no error: *out is 0 and *why says it. */
MUST_USE bool unit_seek(struct ctx *ctx, struct clock clock, const char *code, int64_t *out, const char **why);
const char *unit_name(struct ctx *ctx, struct clock clock, int64_t id);         /* never NULL: "#id" when unknown */

#endif
