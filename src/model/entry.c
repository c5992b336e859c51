/* An undo names the entry that it takes back in its command: nothing else is kept of it. */
#include "model/entry.h"

#include "model/access.h"
#include "model/record.h"

bool entry_undone(struct ctx *ctx, int64_t entry, int64_t *by)
{
	const char *undo = arena_printf(ctx->mem, "undo %lld", (long long)entry);
	struct row row;

	if (!db_one(ctx->db, SQL("SELECT entry FROM main.journal WHERE entry > $1 AND command = $2 ORDER BY entry"),
	            ARGS(V(entry), V(undo)), &row))
		return false;
	*by = row.n ? cell_int(row.cell[0]) : 0;
	return true;
}

bool entries_of(struct ctx *ctx, const char *command, int most, struct entry_told **out, int *n)
{
	const char *begins = arena_printf(ctx->mem, "%s ", command);
	struct rows rows;

	*n = 0;
	*out = NULL;
	if (!db_many(ctx->db, SQL("SELECT entry, at, command, reason FROM main.journal WHERE \"user\" = $1 AND "
	                          "substr(command, 1, length($2)) = $2 ORDER BY entry DESC LIMIT $3"),
	             ARGS(V(ctx->user->id), V(begins), V((int64_t)most)), &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		const struct value *c = rows.row[i].cell;
		struct entry_told e = { .entry = cell_int(c[0]), .at = cell_int(c[1]), .command = c[2].text,
		                        .reason = c[3].type == T_TEXT ? c[3].text : "" };

		if (!entry_undone(ctx, e.entry, &e.undone_by))
			return false;
		PUSH(ctx->mem, *out, *n, e);
	}
	return true;
}
