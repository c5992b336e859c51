#ifndef MODEL_ENTRY_H
#define MODEL_ENTRY_H
#include "model/command.h"

/* Entries of the journal as people look back at them. */
struct entry_told {
	int64_t entry, at, undone_by;   /* undone_by: the entry that took it back; 0: it stands */
	const char *command, *reason;   /* reason never NULL */
};

/* The last entries of this user whose command begins with `command` and a blank ("import"), newest first. */
MUST_USE bool entries_of(struct ctx *ctx, const char *command, int most, struct entry_told **out, int *n);
/* Which entry took this one back; 0: none. */
MUST_USE bool entry_undone(struct ctx *ctx, int64_t entry, int64_t *by);

#endif
