#ifndef MODEL_PERMIT_H
#define MODEL_PERMIT_H
#include "model/command.h"

/* What a command may touch, for who gives it.  Each says why not (ERR_DENIED) and returns false. */

/* The action on op->rec at all, wherever; and on a row of it as it stands in v. */
MUST_USE bool permit_action(struct op *op, const char *action);
MUST_USE bool permit_row(struct op *op, const char *action, const struct version *v);
/* The row as it will stand.  One that the program itself moves on (an act that passes to who must act next) was the
 * user's to move; a place that is typed must be the user's as well. */
MUST_USE bool permit_new(struct op *op, const char *action);
/* A row written through its parent's form, where op->rec is the child type: no way round the rights over it. */
MUST_USE bool permit_child(struct op *op, const char *action, const struct version *v);
/* The rows that op->new names anew: whom a new act is about must be within the user's reach for that act, and any
 * other row about a person must be readable, for whoever can name it can read its name. */
MUST_USE bool permit_references(struct op *op, const char *action);

#endif
