#ifndef MODEL_VALIDATE_H
#define MODEL_VALIDATE_H
#include "model/command.h"

/* What holds for every row of a record type, whatever the subject: op->new against op->old.  Reports all faults. */
MUST_USE bool validate_row(struct op *op);
/* Rows that refer to this one, other than those removed in the same entry: refuses with the first. */
MUST_USE bool validate_unreferred(struct op *op, const struct record *rec, int64_t id);
/* A row that was put back: what it refers to is there, and no other row has come to bear what it alone may bear.
 * `was` is what it was before this entry; NULL: it was not there. */
MUST_USE bool validate_restored(struct op *op, const struct record *rec, int64_t id, const struct value *was,
                                const struct value *cells);

#endif
