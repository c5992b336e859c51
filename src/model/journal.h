#ifndef MODEL_JOURNAL_H
#define MODEL_JOURNAL_H
#include "base/buf.h"
#include "model/command.h"

/* One entry per command: who, when, from where, which command, why, and for
 * each record type touched one digest over its changed rows.  Values live
 * once, in x and x_past: after = rows with entry N, before = rows with until N.
 * A personal cell enters the digest as H(salt, field, value), one salt per row
 * version beside the row, so it can be erased and the chain still holds.
 * hash = SHA-256(previous hash of the site, the entry without its number here).
 * `entry` is dense per database, `no` per site. */
struct journal_entry {
	int64_t site, no, at, user;
	const char *via, *command, *reason, *digests, *prev;
};
void journal_hash(const struct journal_entry *e, char out[65]);
/* Locks the head; gives op->entry, the end of this site's chain and the heads as the last writer left them. */
MUST_USE bool journal_lock(struct op *op);
MUST_USE bool journal_append(struct op *op);            /* digests, chain, heads */

/* The head as this snapshot has it: ctx->head, ctx->heads. */
MUST_USE bool journal_heads(struct ctx *ctx);
/* The chain's end of each site, by name: "site:1", no, hash. */
MUST_USE bool journal_sites(struct ctx *ctx, struct rows *out);
/* The last entry at or before a moment; 0 before the first. */
MUST_USE bool journal_at(struct ctx *ctx, int64_t time, int64_t *entry);

/* What is wrong, one line each, into `told`; *wrong counts them. Digests, chain, derived columns, folds, references. */
MUST_USE bool journal_verify(struct ctx *ctx, struct buf *told, int64_t *wrong);
/* Hash over all current record tables without entry and salts, and the journal head. */
MUST_USE bool journal_state(struct ctx *ctx, char state[65], char head[65]);
MUST_USE bool journal_checkpoint(struct ctx *ctx, const char *path);
MUST_USE bool journal_against(struct ctx *ctx, const char *path, struct buf *told, int64_t *wrong);

/* Who made an entry and why; entry 0: not found. */
struct told_entry { int64_t entry, at, by; const char *user, *command, *reason; };
/* In the order of `entry`, which may name one several times. */
MUST_USE bool journal_tell(struct ctx *ctx, const int64_t *entry, int n, struct told_entry *out);

/* History of one row: its versions, newest first.  by: the number of the user. */
struct past_version { struct version v; int64_t until, by; const char *user, *command, *reason; int64_t at; };
MUST_USE bool journal_history(struct ctx *ctx, const struct record *rec, int64_t id, struct past_version **out, int *n);
/* The entry itself: v.entry, and who, what, why, when; command NULL: none of this number. */
MUST_USE bool journal_find(struct ctx *ctx, int64_t entry, struct past_version *out);
/* Whether to offer its undo to this user: his own, or he may undo rows of this type (NULL: of some type). */
bool journal_undo_offered(struct ctx *ctx, const struct record *rec, const struct past_version *entry);

#endif
