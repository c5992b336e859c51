#ifndef MODEL_RULE_H
#define MODEL_RULE_H
#include "model/command.h"

/* What the law demanded between two dates.  Amounts are not here: they are
 * rows of rule_amount, effective-dated too, edited under the same journal. */
struct rule {
	const char *id;                 /* stable over versions: "badge-years-full" */
	const char *record, *on;        /* record type; step or verb, NULL: every write; "a|b" several */
	struct date from, until;        /* in force [from, until) on op->as_of */
	bool warn;                      /* true: a finding in both ways in, never a refusal */
	const char *title, *cite;
	bool (*holds)(struct op *, const struct rule *);        /* false after rule_breach, or on a fault */
};

/* All that apply; reports every breach: preparing, as ERR_RULE in errs (false); recording, as rows of `finding`. */
MUST_USE bool rules_check(struct op *op);
/* Adds the breach with rule's citation; returns false.  field may be NULL. */
bool rule_breach(struct op *op, const struct rule *r, const char *field, const char *fmt, ...) PRINTF(4, 5);
/* As in force on the day: number of the row of rule_amount; a missing one is a fault that names it. */
MUST_USE bool rule_amount(struct ctx *ctx, const char *name, struct date on, int64_t *out);

/* Working days: Monday to Friday less the rows of `holiday` (kind off), plus moved working days (kind work). */
MUST_USE bool workday_add(struct ctx *ctx, struct date from, int days, struct date *out);      /* last day in time */
/* After `from`, up to and with `to`. */
MUST_USE bool workday_count(struct ctx *ctx, struct date from, struct date to, int *out);

#endif
