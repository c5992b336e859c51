/* Reading and writing the change under way by field name. */
#include "app/act.h"

#include <string.h>

#include "model/workflow.h"

static int index_of(const struct record *rec, const char *field)
{
	int i = record_field(rec, field);

	if (i < 0)
		bug("record %s has no field %s", rec->name, field);
	return i;
}

int64_t act_int(const struct op *op, const char *field)
{
	return version_int(&op->new, index_of(op->rec, field));
}

const char *act_text(const struct op *op, const char *field)
{
	return version_text(&op->new, index_of(op->rec, field));
}

struct date act_date(const struct op *op, const char *field)
{
	return version_date(&op->new, index_of(op->rec, field));
}

bool act_is_set(const struct op *op, const char *field)
{
	return version_set(&op->new, index_of(op->rec, field));
}

void act_put(struct op *op, const char *field, struct value v)
{
	op_set(op, index_of(op->rec, field), v);
}

bool act_changed(const struct op *op, const char *field)
{
	int i = index_of(op->rec, field);

	return version_set(&op->new, i) && !value_equal(version_cell(&op->old, i), version_cell(&op->new, i));
}

static bool named_in(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = list; *p; p += strcspn(p, "|"), p += *p == '|')
		if (strncmp(p, name, n) == 0 && (p[n] == '|' || p[n] == '\0'))
			return true;
	return false;
}

bool act_comes_to(const struct op *op, const char *states)
{
	const char *state = op->step ? op->step->to : act_text(op, "state");

	return state && named_in(states, state);
}

bool act_update(struct op *op, const char *field, struct value v)
{
	struct value *cells = arena_copy(op->ctx->mem, op->new.cell, (size_t)op->rec->nfields * sizeof *cells);

	cells[index_of(op->rec, field)] = v;
	act_put(op, field, v);
	return op_update(op, op->rec, op->new.id, cells);
}
