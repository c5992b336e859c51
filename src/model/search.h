#ifndef MODEL_SEARCH_H
#define MODEL_SEARCH_H
#include "model/list.h"

/* Search by name among what rows of one type are called, for record types whose title has a folded copy (persons and,
 * through them, members).  Names stand in memory in Vietnamese order (model/names.h), so the first rows and the exact
 * number are found in a fraction of a millisecond. */
struct found { int64_t total; const int64_t *id; int n; };

/* That the type can be searched so. */
bool search_can(const struct ctx *ctx, const struct record *rec);
/* The first `most` rows, in order, whose name holds the text: diacritics optional, but tones that were typed must
 * match; and all of them counted.  Only what this user may read under `under` (0: all). As known now, as of today. */
MUST_USE bool search_names(struct ctx *ctx, const struct record *rec, const char *text, int64_t under, int most,
                           struct found *out);

#endif
