/* The other question of rights: not what one user may do, but who may do one
 * thing.  Names of roles are no secret. */

#include "model/access.h"
#include <string.h>
#include "model/code.h"
#include "model/keep.h"
#include "model/unit.h"
#include "model/workflow.h"

/* The right holds under `under`; 0: everywhere. */
static bool covers(const struct tree *tree, int64_t under, int64_t home)
{
	return !under || (home && tree_within(tree, home, under));
}

static bool among(const char *const *label, int n, const char *one)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(label[i], one))
			return true;
	return false;
}

bool access_roles(struct ctx *ctx, const struct record *rec, const char *action, int64_t home,
                  const char *const **out, int *n)
{
	const struct tree *tree;
	const char **label = NULL;
	struct rows rows;

	*n = 0;
	if (!tree_load(ctx, (struct clock){ .on = ctx->today }, &tree) ||
	    !db_many(ctx->db,
	             SQL("SELECT DISTINCT user_role.role, user_role.unit FROM main.user_role "
	                 "JOIN main.role_right ON role_right.role = user_role.role "
	                 "WHERE role_right.record = $1 AND role_right.action IN ($2, '*') "
	                 "AND user_role.valid_from <= $3 AND user_role.valid_until > $3 ORDER BY 1, 2"),
	             ARGS(V(rec->name), V(action), V(ctx->today)), &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		const char *one = code_label(ctx, "role", rows.row[i].cell[0].text);

		if (covers(tree, cell_int(rows.row[i].cell[1]), home) && !among(label, *n, one))
			PUSH(ctx->mem, label, *n, one);
	}
	*out = label;
	return true;
}

bool access_roles_own(struct ctx *ctx, const char *const **out, int *n)
{
	const char **role = NULL;
	struct rows rows;

	*n = 0;
	if (!db_many(ctx->db, SQL("SELECT DISTINCT role FROM main.user_role WHERE \"user\" = $1 AND valid_from <= $2 "
	                          "AND valid_until > $2 ORDER BY role"), ARGS(V(ctx->user->id), V(ctx->today)), &rows))
		return false;
	for (int i = 0; i < rows.n; i++)
		PUSH(ctx->mem, role, *n, rows.row[i].cell[0].text);
	*out = role;
	return true;
}

bool access_may_leave(struct ctx *ctx, const struct record *rec, const char *state)
{
	for (int i = 0; i < rec->flow->nsteps; i++) {
		const struct step *step = &rec->flow->steps[i];

		if (step->from && step_from(step, state) && access_may(ctx, rec, step->name))
			return true;
	}
	return false;
}

/* ---- in whose place ---- */

static bool own_people_may(struct ctx *ctx, const struct record *rec, const char *action, bool *may)
{
	const char *key = arena_printf(ctx->mem, "own:%s:%s", rec->name, action);
	struct row row;
	int64_t stamp;

	if (!keep_stamp(ctx, &stamp, "role_right", NULL))
		return false;
	const bool *kept = keep_find(ctx, key, stamp);
	if (!kept) {
		if (!db_one(ctx->db, SQL("SELECT count(*) FROM main.role_right WHERE role = '" ROLE_OF_CELL "' "
		                         "AND record = $1 AND action IN ($2, '*')"),
		            ARGS(V(rec->name), V(action)), &row))
			return false;
		struct arena *mem = arena_new(0);
		kept = keep_put(ctx, key, stamp, mem, arena_copy(mem, &(bool){ row.cell[0].i > 0 }, sizeof *kept));
	}
	*may = *kept;
	return true;
}

static bool stands_there(const struct tree *tree, int64_t unit, int64_t home)
{
	int at = home ? -1 : tree_find(tree, unit);

	return home ? unit == home : at >= 0 && tree->node[at].last == at;
}

bool access_stands_in(struct ctx *ctx, const struct record *rec, const char *action, int64_t home, bool *out)
{
	const struct tree *tree;

	*out = false;
	if (!ctx->user->id || !access_placed(ctx, rec))
		return true;
	if (!own_people_may(ctx, rec, action, out) || !tree_load(ctx, (struct clock){ .on = ctx->today }, &tree))
		return false;
	for (int i = 0; *out && i < ctx->user->nrights; i++) {
		const struct right *r = &ctx->user->right[i];

		if ((!strcmp(r->record, rec->name) || !strcmp(r->record, "*")) &&
		    (!strcmp(r->action, action) || !strcmp(r->action, "*")) && stands_there(tree, r->unit, home))
			*out = false;
	}
	return true;
}
