#ifndef MODEL_PREFILL_H
#define MODEL_PREFILL_H
#include "model/command.h"

/* What need not be typed: the place of an act that was left empty is where the person it is about was on its day. */
MUST_USE bool prefill_place(struct op *op);

/* That this field of a new row may be left empty so. */
bool prefill_fills(const struct record *r, int field);

#endif
