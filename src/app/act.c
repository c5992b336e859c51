/* Reading and writing the change under way by field name. */
#include "app/act.h"

#include <string.h>

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
	struct value *cells = cells_copy(op->ctx->mem, op->rec, op->new.cell);

	cells[index_of(op->rec, field)] = v;
	act_put(op, field, v);
	return op_update(op, op->rec, op->new.id, cells);
}

static bool limit_days(struct op *op, const struct limit *l, int64_t *days)
{
	struct date from = act_date(op, l->from);
	int64_t extra = 0;

	if (!rule_amount(op->ctx, l->amount, from, days))
		return false;
	if (l->extended && act_is_set(op, l->extended) && !rule_amount(op->ctx, l->extra, from, &extra))
		return false;
	*days += extra;
	return true;
}

static bool limit_changed(const struct op *op, const struct limit *l)
{
	return act_changed(op, l->from) || (l->extended && act_changed(op, l->extended));
}

bool act_deadline(struct op *op, const struct limit *l, const char *field)
{
	struct date day = act_date(op, l->from), by;
	int64_t days;

	if (!day.ymd || (act_is_set(op, field) && !limit_changed(op, l)))
		return true;
	if (!limit_days(op, l, &days) || !workday_add(op->ctx, day, (int)days, &by))
		return false;
	act_put(op, field, V(by));
	return true;
}

bool act_in_order(struct op *op, const char *earlier, const char *later)
{
	struct date a = act_date(op, earlier), b = act_date(op, later);

	if (!a.ymd || !b.ymd || a.ymd <= b.ymd)
		return true;
	return op_refuse(op, later, "ngày %s ở trước ngày %s", date_show(op->ctx->mem, b), date_show(op->ctx->mem, a));
}

bool act_in_time(struct op *op, const struct rule *r, const struct limit *l, const char *later)
{
	struct date a = act_date(op, l->from), b = act_date(op, later);
	int64_t most;
	int days;

	if (!a.ymd || !b.ymd || (!act_changed(op, later) && !limit_changed(op, l)))
		return true;
	if (!limit_days(op, l, &most) || !workday_count(op->ctx, a, b, &days))
		return false;
	return days <= most || rule_breach(op, r, later, "%d ngày làm việc, hạn là %lld", days, (long long)most);
}
