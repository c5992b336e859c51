#ifndef MODEL_FOLD_H
#define MODEL_FOLD_H
#include "model/command.h"

/* What a fold made: spans in order of day, without overlap, and derived fields of other rows. */
struct patch { const struct record *rec; int64_t id; int field; struct value v; };
struct made {
	const struct value **span; int n;       /* cells by field index of the span record, id not among them */
	struct patch *patch; int npatches;
	struct breach *breach; int nbreaches;   /* acts that cannot hold: skipped, and said; rec and id name the act */
};

struct fold_task { const struct fold *fold; int64_t thing; };

/* The fold that makes rows of this type; NULL: they are typed. */
const struct fold *fold_making(const struct catalog *c, const struct record *rec);

void op_fold(struct op *op, const struct fold *fold, int64_t thing);    /* asks for it once; run as the entry ends */
MUST_USE bool fold_run_all(struct op *op);      /* by op_entry: until nothing is left to fold */
/* Folds one thing and compares with what is stored: verify. */
MUST_USE bool fold_matches(struct ctx *ctx, const struct fold *fold, int64_t thing, bool *same);

#endif
