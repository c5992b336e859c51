#ifndef MODEL_NAMES_H
#define MODEL_NAMES_H
#include "model/list.h"

/* What all rows of a record type are called, in memory, in Vietnamese order, for search.  Kept between requests; after
 * a change only the rows that changed since are read, and put among the others. */

/* All names written in one way, each a run of words given by their numbers: there are far fewer words than names, so
 * what was typed is compared with each word once. */
struct words {
	const char *text; const uint32_t *word; int nwords;     /* where word i begins, with a NUL; and the end */
	const uint32_t *times;          /* by word: how often it stands in run */
	const uint32_t *run;            /* names one after another */
	const uint32_t *at;             /* by name: where its first word stands; and the end */
};

/* Rows in order; neighbours that are called the same share a name. */
struct names {
	struct words fold, lower;       /* without and with their tones (text_fold, text_lower), cut at each blank */
	int nnames;
	const uint32_t *first;          /* by name: its first row; and the end */
	int nrows;
	const int64_t *id;
	const int32_t *place;           /* by row: where its unit stands in home; -1: it has none */
	const int64_t *home; int nhomes;        /* units, in no order */
	const char *key; const uint32_t *key_at;        /* by name: the bytes it is ordered by; and the end */
	const bool *reads;
	int64_t stamp;                  /* over what they were made of, and the tree of units; 0: not to be kept */
};

/* That rows of the type are called by a text that stands in a table with a folded copy and an order, and have a place
 * in the tree. */
bool names_can(const struct ctx *ctx, const struct record *rec);
/* As known now. */
MUST_USE bool names_load(struct ctx *ctx, const struct record *rec, const struct names **out);

/* The word with this number; *len: its bytes. */
const char *words_text(const struct words *w, uint32_t word, size_t *len);

#endif
