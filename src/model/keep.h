#ifndef MODEL_KEEP_H
#define MODEL_KEEP_H
#include "model/command.h"

/* What was computed and may be used again: trees of days, code lists, figures, ordered lists, pages.  A thing is kept
 * under a key (the question and the user's scope) and a stamp (last entry of each record type it was made from), lives
 * in an arena of its own, never changes, and is held while any ctx uses it.  Bounded: the least used goes first.
 * Safe for several threads.  ctx->keep NULL: nothing is kept, each thing lives as long as its ctx.
 *
 * Uncommitted entries: whoever writes a record type sets ctx->heads[its index] negative until the heads are read
 * again; stamps over such a type are 0, and what has stamp 0 is neither found nor kept.  A transaction that read the
 * heads again after its own entries and then rolled back calls keep_clear, for those entry numbers come again. */
struct keep;
struct keep *keep_new(size_t max_bytes);
void keep_free(struct keep *k);         /* what is held lives on for its holders, who ask no more; NULL is fine */
void keep_clear(struct keep *k);        /* forgets everything; what is held lives on for its holders; NULL is fine */

/* The thing under key if its stamp is the same; NULL: none.  Held until ctx->mem is freed. */
const void *keep_find(struct ctx *ctx, const char *key, int64_t stamp);
/* Takes over `mem`, in which thing lives; held by this ctx as above. */
const void *keep_put(struct ctx *ctx, const char *key, int64_t stamp, struct arena *mem, const void *thing);
/* A stamp over record types (by name, NULL-terminated list; names not in the catalog never change): equal while none
 * of them had an entry.  0: do not keep.  The greatest last entry is enough: entries are dense, so any new one in the
 * set is greater than all before. */
MUST_USE bool keep_stamp(struct ctx *ctx, int64_t *out, ...);
/* The same for what is asked as known at *known.  Before the head nothing can change any more: the stamp is 1; from
 * the head on it is "now", and *known becomes 0. */
MUST_USE bool keep_stamp_known(struct ctx *ctx, int64_t *known, int64_t *out, ...);
MUST_USE bool keep_stamp_reads(struct ctx *ctx, const bool *reads, int64_t *out);      /* by catalog index */
/* All three add the types they are asked about to ctx->reads (of a moment before the head: none, nothing changes). */

/* Marks record types (by name, NULL-terminated list) in a set by catalog index. */
void keep_reads(struct ctx *ctx, bool *reads, ...);
/* For what only its making tells which record types it reads: the set is kept beside it, so that asking whether it is
 * still good makes nothing anew.  *out NULL: none; *stamp then says nothing. */
MUST_USE bool keep_find_read(struct ctx *ctx, const char *key, const void **out, int64_t *stamp);
MUST_USE bool keep_put_read(struct ctx *ctx, const char *key, const bool *reads, struct arena *mem, const void *thing,
                            const void **out, int64_t *stamp);

#endif
