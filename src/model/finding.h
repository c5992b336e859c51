#ifndef MODEL_FINDING_H
#define MODEL_FINDING_H
#include "model/command.h"

/* What is found while a paper is recorded goes on record in Vietnamese, whoever records: until the language that is
 * returned is spoken again, ctx->mem speaks Vietnamese if `finds`. */
const struct language *finding_speak(struct op *op, bool finds);
/* Writes op's breaches as rows of `finding`, each under the unit of the row it is about. */
MUST_USE bool finding_write_all(struct op *op);
/* One row of step_done: which step brought the act of op->rec from which state to which, on which day, by whom. */
MUST_USE bool step_done_write(struct op *op, const struct record *rec, int64_t id, const char *step,
                              const char *from, const char *to, struct date day);
/* The row is gone: what the program noted about it (steps done, findings) goes with it. */
MUST_USE bool finding_forget_row(struct op *op, const struct record *rec, int64_t id);

#endif
