#include "model/permit.h"

#include <string.h>

#include "model/access.h"
#include "model/catalog.h"

static bool denied(struct op *op, const char *action)
{
	return err_add(op->ctx->errs, ERR_DENIED, "Bạn không có quyền “%s” với %s này", action, op->rec->label);
}

bool permit_action(struct op *op, const char *action)
{
	return access_may(op->ctx, op->rec, action) || denied(op, action);
}

/* The field in which a row of this type says where it stands; -1: in none of its own. */
static int place_field(const struct record *rec)
{
	const char *name = rec->home ? rec->home : rec->unit;

	return name ? record_field(rec, name) : -1;
}

/* Who acts in a part of the tree alone must say that it is there. */
static bool denied_nowhere(struct op *op, const char *action)
{
	int f = place_field(op->rec);

	if (f < 0)
		return denied(op, action);
	const struct field *place = &op->rec->fields[f];
	return err_cited(op->ctx->errs, ERR_DENIED, place->name,
	                 arena_printf(op->ctx->mem, "Cần ghi “%s”: bạn không có quyền ở mọi nơi", place->label), NULL);
}

bool permit_row(struct op *op, const char *action, const struct version *v)
{
	int64_t home;
	bool may;

	if (!access_row(op->ctx, op->rec, action, v, &may))
		return false;
	if (may)
		return true;
	if (!access_owns(op->ctx, op->rec, v))
		return denied(op, action);
	return access_home(op->ctx, op->rec, v, &home) && (home ? denied(op, action) : denied_nowhere(op, action));
}

/* A row is shared where its owner may do the same himself. */
static bool permit_share(struct op *op, const char *action)
{
	int f = op->rec->share ? record_field(op->rec, op->rec->share) : -1;
	bool may;

	if (!version_set(&op->new, f) || value_equal(version_cell(&op->old, f), version_cell(&op->new, f)))
		return true;
	if (!access_unit(op->ctx, op->rec, action, version_int(&op->new, f), &may))
		return false;
	return may || err_cited(op->ctx->errs, ERR_DENIED, op->rec->share,
	                        "Chỉ chia sẻ được trong tổ chức mà bạn được giao việc", NULL);
}

bool permit_new(struct op *op, const char *action)
{
	int f = place_field(op->rec);

	if (op->old.cell && f >= 0 && (op->rec->fields[f].flags & F_DERIVED))
		return true;
	return permit_row(op, action, &op->new) && permit_share(op, action);
}

bool permit_child(struct op *op, const char *action, const struct version *v)
{
	int64_t home;
	bool may;

	if (op->rec->system)
		return err_add(op->ctx->errs, ERR_DENIED, "%s do chương trình ghi: %s", op->rec->label,
		               op->rec->system);
	if (!permit_action(op, action) || !access_home(op->ctx, op->rec, v, &home))
		return false;
	if (!home)      /* it has no place yet but its parent's, and that was asked */
		return access_owns(op->ctx, op->rec, v) || denied(op, action);
	return access_row(op->ctx, op->rec, action, v, &may) && (may || denied(op, action));
}

/* ---- references ---- */

static bool everywhere(struct op *op, const struct record *rec, const char *action, bool *all)
{
	struct scope s;

	*all = false;
	if (!access_scope(op->ctx, rec, action, &s))
		return false;
	*all = s.all;
	return true;
}

static bool permit_reference(struct op *op, const struct field *f, int64_t id, const char *action)
{
	const struct record *target = catalog_record(op->ctx->catalog, f->of);
	bool about = op->rec->person && strcmp(op->rec->person, f->name) == 0 && !op->old.cell;
	const struct record *rec = about ? op->rec : target;
	struct version v;
	int64_t home;
	bool may;

	action = about ? action : "read";
	if (!everywhere(op, rec, action, &may))
		return false;
	if (may)
		return true;
	if (!op_load(op->ctx, target, id, &v) || !access_home(op->ctx, target, &v, &home) ||
	    !access_unit(op->ctx, rec, action, home, &may))
		return false;
	return may || err_cited(op->ctx->errs, ERR_DENIED, f->name,
	                        arena_printf(op->ctx->mem, "Bạn không có quyền với %s số %lld", target->label,
	                                     (long long)id), NULL);
}

bool permit_references(struct op *op, const char *action)
{
	const struct record *r = op->rec;
	bool ok = true;

	for (int i = 0; i < r->nfields; i++) {
		const struct field *f = &r->fields[i];
		struct value v = version_cell(&op->new, i);
		bool parent = r->parent && strcmp(r->parent, f->name) == 0;
		if (f->kind != K_REF || v.type != T_INT || parent || (f->flags & F_DERIVED) ||
		    value_equal(v, version_cell(&op->old, i)) || !catalog_record(op->ctx->catalog, f->of)->person)
			continue;
		ok = permit_reference(op, f, v.i, action) && ok;
	}
	return ok;
}
