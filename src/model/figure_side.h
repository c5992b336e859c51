#ifndef MODEL_FIGURE_SIDE_H
#define MODEL_FIGURE_SIDE_H
#include "model/access.h"
#include "model/figure_facts.h"

/* Figures are taken apart into parts (shares have two), the parts of one record type are measured in one statement, on
 * the day asked and a year before (a side each), and the answers are put together again.  A side is the whole
 * question: what would be kept of it is kept under its question, by, the parts and the user's scope. */

struct part {
	const struct figure *f;
	const struct record *of;
	struct scope scope;             /* where this user may read `of` */
	bool free;                      /* rows stand under no unit: scope says nothing but whether any may be read */
	bool people;                    /* inhabitants: read from facts */
};
struct parts { struct part *v; int n; };
/* Its index; each figure is there once. */
MUST_USE bool parts_add(struct ctx *ctx, struct parts *p, const struct figure *f, int *at);

/* What is asked for separately: a unit, a value of a field, or (text "") the whole. */
struct key {
	const char *text;
	int64_t unit;
	bool own;                       /* by unit: the rows of the asked unit itself, without those below */
	const int64_t *value;           /* by part */
};

struct side {
	struct ctx *ctx;
	struct question q;              /* by unit: under 0 became the Party's root */
	const struct parts *parts;
	const char *by;                 /* NULL, "unit" or a field */
	const struct tree *tree;
	const struct facts *facts;
	bool absent;                    /* q.under was not founded by that day */
	struct key *key; int nkeys;     /* units: each child in the order of the tree, then own rows */
	int *slot; int nslots;          /* hash of text into key */
	bool *denied;                   /* by part: its filter reads what this user may not */
};
/* Counts all parts for each of n questions, which differ in their days or units alone.  by NULL: one key. */
MUST_USE bool sides_count(struct ctx *ctx, const struct parts *parts, const struct question *q, int n, const char *by,
                          struct side *out);
const struct key *side_find(const struct side *s, const char *text);    /* NULL: none */
bool side_by_unit(const char *by);

/* The value of one part; why NULL: n holds. */
struct amount_of { const char *why; int64_t n; };
struct amount_of side_amount(const struct side *s, int part, const struct key *k);
/* Why nothing can be said of a part under this unit (0: of all; own: without those below); NULL: something can. */
const char *side_why_not(const struct side *s, int part, int64_t unit, bool own);
extern const char side_not_allowed[];   /* one of these, told by its address */

#endif
