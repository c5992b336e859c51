#ifndef MODEL_PREFILL_H
#define MODEL_PREFILL_H
#include "model/command.h"

/* What need not be typed: the place of an act that was left empty is where the person it is about was on its day. */
MUST_USE bool prefill_place(struct op *op);

#endif
