#ifndef MODEL_FILTER_TREE_H
#define MODEL_FILTER_TREE_H
#include "model/filter.h"

/* What a filter is inside.  Only filter_*.c include this. */
enum filter_node {
	N_TRUE,                 /* the empty filter; never a part of another */
	N_AND, N_OR,            /* part[n], n >= 2, none of them of the same node */
	N_NOT,                  /* part[0] */
	N_COMPARE,              /* path op value[0] */
	N_IN,                   /* path in value[] */
	N_PERIOD, N_SET, N_UNSET,       /* path */
	N_MATCH,                /* path ~ value[0]; `search` goes on to the text that is looked through */
	N_UNDER,                /* path under value[0] */
	N_HAS,                  /* path has of.back(part[0] on `on`); part and on may be missing */
};
enum compare { C_EQ, C_NE, C_LT, C_LE, C_GT, C_GE };

/* A unit is a T_TEXT code, as its bearer depends on the day asked, or a T_INT id. */
struct operand { struct value v; bool today; };

struct filter {
	enum filter_node node;
	int deep;               /* at most so many symbols of its SQL lie on the engine's stack at once */
	const struct filter *const *part; int n;
	const char *text;       /* the path as written; "" where there is none */
	struct path path;
	enum compare op;
	const struct operand *value; int nvalues;
	struct path search;
	const struct record *of;
	const char *back_text;  /* as written; NULL: not */
	struct path back;       /* from a row of `of` to what `path` names; none: its id */
	const char *on_text;    /* NULL: the day in force */
	struct path on;
};

/* Finds f->back: how rows of f->of, through the field f->back_text if there is one, lead to what f->path names.  Gives
 * the text of the fault; NULL: all is well. */
const char *filter_link(struct ctx *ctx, struct filter *f);

/* A number from here on is the id of a unit, a smaller one its code. */
#define UNIT_ID_LEAST 100000000000LL

#endif
