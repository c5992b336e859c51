#ifndef MODEL_CHILD_H
#define MODEL_CHILD_H
#include "model/command.h"

/* Reading named texts into rows: the row itself, and rows of its child types ("career[0].work"). */

/* Reads the fields of op->rec named prefix + field into op->new; sets op->as_of from the row's day.  Reports every
 * fault. */
MUST_USE bool child_read_row(struct op *op, const struct input *in, const char *prefix);
/* Every input name is a field or a child's field; tells the nearest otherwise. */
MUST_USE bool child_names_known(struct op *op, const struct input *in);
/* child[i].id=… edits a row, with child[i].remove=1 takes it away, without id makes one.  child[i].seen=… is the entry
 * of the row's version that the client saw: another now is ERR_CONFLICT.  Where the parent's was said (`seen`, else 0)
 * it is asked of each row, so that nobody overwrites what another has just written. */
MUST_USE bool child_write_all(struct op *op, const struct input *in, int64_t seen);

#endif
