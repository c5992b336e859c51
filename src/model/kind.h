#ifndef MODEL_KIND_H
#define MODEL_KIND_H
#include "model/command.h"

/* Understands one typed text as a value of the field: NULL and the empty text are null.  False: the message is beside
 * `name`.  `on` is the day for codes and unit codes.  K_CODE takes the key or the exact label; K_REF an id, or the
 * text of one of the target's unique fields; K_UNIT an id (more than ten digits) or a code.  Whether an id exists is
 * not looked at. */
MUST_USE bool kind_parse(struct ctx *ctx, const struct field *f, const char *name, const char *text, struct date on,
                         struct value *out);
/* For people: 08/12/2022, 46.740, "Có"; refs and units need titles and give the id. "" for null. */
const char *kind_show(struct ctx *ctx, const struct record *rec, const struct field *f, struct value v);
/* As input takes it: ISO dates, plain numbers, 1 and 0, keys, ids. "" for null. */
const char *kind_text(struct arena *a, const struct field *f, struct value v);

#endif
