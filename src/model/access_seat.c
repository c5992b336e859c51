#include "model/access_seat.h"

#include <string.h>

enum { BY_NAME = 1 };           /* the level of fields from which a row is told by its name */

bool seats_load(struct ctx *ctx, struct seats *out)
{
	struct rows rows;

	if (!db_many(ctx->db,
	             SQL("SELECT DISTINCT role_right.record, COALESCE(user_role.unit, 0) FROM main.user_role "
	                 "JOIN main.role_right ON role_right.role = user_role.role "
	                 "JOIN main.\"user\" ON \"user\".id = user_role.\"user\" WHERE \"user\".active = 1 "
	                 "AND user_role.valid_from <= $1 AND user_role.valid_until > $1 "
	                 "AND role_right.action IN ('read', '*') AND role_right.level >= 1"),
	             ARGS(V(ctx->today)), &rows))
		return false;
	struct seat *seat = NEWN(ctx->mem, struct seat, rows.n + 1);
	for (int i = 0; i < rows.n; i++)
		seat[i] = (struct seat){ rows.row[i].cell[0].text, cell_int(rows.row[i].cell[1]) };
	*out = (struct seats){ seat, rows.n };
	return true;
}

static bool is_of(const char *record, const struct record *rec)
{
	return strcmp(record, "*") == 0 || strcmp(record, rec->name) == 0;
}

static bool is_taken(const struct seats *s, const struct record *rec, int64_t unit)
{
	for (int i = 0; i < s->n; i++)
		if (s->v[i].unit == unit && is_of(s->v[i].record, rec))
			return true;
	return false;
}

static bool is_own(const struct user *u, const struct record *rec, int64_t unit)
{
	for (int i = 0; i < u->nrights; i++) {
		const struct right *r = &u->right[i];
		if (r->unit == unit && r->level >= BY_NAME && is_of(r->record, rec) &&
		    (strcmp(r->action, "read") == 0 || strcmp(r->action, "*") == 0))
			return true;
	}
	return false;
}

int seats_below(const struct ctx *ctx, const struct seats *s, const struct tree *t, const struct record *rec,
                int64_t unit)
{
	int below = 0;

	for (int at = tree_find(t, unit); at >= 0; at = t->node[at].parent) {
		if (is_own(ctx->user, rec, t->node[at].id))
			return below;
		below += is_taken(s, rec, t->node[at].id);
	}
	return is_own(ctx->user, rec, 0) ? below : -1;
}
