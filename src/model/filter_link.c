/* How rows of one type point back at rows of another: what `has` goes through. */
#include <string.h>

#include "model/catalog.h"
#include "model/filter_tree.h"

/* Through the field named: a reference to what is asked, or to something whose person it is. */
static const char *link_named(struct ctx *ctx, const struct record *target, struct filter *f)
{
	const struct catalog *c = ctx->catalog;
	int i = record_field(f->of, f->back_text);
	bool stored = i >= 0 && field_stored(&f->of->fields[i]);
	struct path person;

	f->back = (struct path){ .n = 1, .field = { i }, .rec = { f->of } };
	const struct record *to = stored ? path_target(c, &f->back) : NULL;
	int steps = to && to != target && path_person(c, to, &person) ? person.n : 0;
	for (int k = 0; k < steps && to != target; k++)
		to = path_add(&f->back, person.rec[k], person.field[k]) ? path_target(c, &f->back) : NULL;
	if (to == target)
		return NULL;
	return arena_printf(ctx->mem, "\"%s.%s\" không trỏ tới \"%s\"", f->of->name, f->back_text, target->label);
}

/* The one field of `rec` that names a unit, or the one that places it in the tree; -1: there is none. */
static int unit_field(const struct record *rec)
{
	int found = -1, place = rec->unit ? record_field(rec, rec->unit) : -1;

	if (place >= 0 && field_stored(&rec->fields[place]))
		return place;
	for (int i = 0; i < rec->nfields; i++) {
		if (rec->fields[i].kind != K_UNIT)
			continue;
		if (found >= 0)
			return -1;
		found = i;
	}
	return found;
}

static const char *link_found(struct ctx *ctx, const struct record *target, struct filter *f)
{
	const struct catalog *c = ctx->catalog;
	int i = record_reference(f->of, target->name);

	if (i < 0 && target == catalog_record(c, "unit"))
		i = unit_field(f->of);
	f->back = (struct path){ .n = 1, .field = { i }, .rec = { f->of } };
	if (i >= 0)
		return NULL;
	/* A person's badges are those of the member that the person is. */
	if (path_person(c, f->of, &f->back) && path_target(c, &f->back) == target)
		return NULL;
	return arena_printf(ctx->mem, "\"%s\" không có đúng một trường trỏ tới \"%s\"; xin viết %s.TRƯỜNG(...)",
	                    f->of->label, target->label, f->of->name);
}

/* By persons, or where y counts nobody by its reference to the person.  Where both sides pass through the same
 * reference it is enough to compare before it. */
static const char *link_person(struct ctx *ctx, const struct record *target, struct filter *f)
{
	const struct catalog *c = ctx->catalog;

	if (!path_person(c, f->of, &f->back) || path_target(c, &f->back) != target)
		return link_found(ctx, target, f);
	while (f->path.n && f->back.n && path_field(&f->path) == path_field(&f->back)) {
		f->path.n--;
		f->back.n--;
	}
	return NULL;
}

const char *filter_link(struct ctx *ctx, struct filter *f)
{
	const struct record *target = path_target(ctx->catalog, &f->path);

	if (!target)
		return arena_printf(ctx->mem, "\"%s\" không trỏ tới bản ghi nào", f->text);
	if (f->back_text)
		return link_named(ctx, target, f);
	return strcmp(f->text, "person") == 0 ? link_person(ctx, target, f) : link_found(ctx, target, f);
}
