#include "site/before_after.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/unit.h"

enum { SHOWN = 100, UPWARDS = 32 };
enum { BEFORE, AFTER, SIDES };
enum { MEMBERS, HOLDERS, ACTS, COUNTS };

struct touched {
	int64_t id;
	const struct value *old, *cell; /* of `unit`; both NULL: it only takes something over */
	bool goes;                      /* all that stands in it is among the rows of the rehearsal */
	int64_t row[SIDES][COUNTS];     /* rows of the rehearsal in it and below it */
	int64_t members;                /* of one that stays, the day before; -1: not told */
};
struct both {
	struct ctx *ctx;
	const struct rehearsal *r;
	const struct tree *eve;
	struct touched *v; int n;
};

static struct touched *find(struct both *b, int64_t id)
{
	for (int i = 0; id && i < b->n; i++)
		if (b->v[i].id == id)
			return &b->v[i];
	return NULL;
}

static void touch(struct both *b, int64_t id, const struct value *old, const struct value *cell)
{
	if (id && !find(b, id))
		PUSH(b->ctx->mem, b->v, b->n, (struct touched){ .id = id, .old = old, .cell = cell, .members = -1 });
}

static int64_t parent_on(struct both *b, int side, int64_t id)
{
	const struct touched *t = find(b, id);
	int at = tree_find(b->eve, id);

	if (side == AFTER && t && t->cell)
		return cell_int(t->cell[UNIT_PARENT]);
	return at >= 0 && b->eve->node[at].parent >= 0 ? b->eve->node[b->eve->node[at].parent].id : 0;
}

static bool stands(struct both *b, int side, const struct touched *t)
{
	bool changed = t->old || t->cell;

	if (side == BEFORE)
		return changed ? t->old && t->old[UNIT_ENDED_ON].type == T_NULL : tree_find(b->eve, t->id) >= 0;
	return !changed || (t->cell && t->cell[UNIT_ENDED_ON].type == T_NULL);
}

/* Units that are changed, then those that take over rows or units of them. */
static void gather_units(struct both *b)
{
	const struct rehearsal *r = b->r;

	for (int i = 0; i < r->nchanges; i++)
		if (r->change[i].rec == &unit_record)
			touch(b, r->change[i].id, r->change[i].old, r->change[i].cell);
	for (int i = 0; i < r->nchanges; i++)
		if (r->change[i].rec == &unit_record && r->change[i].cell &&
		    (!r->change[i].old || !value_equal(r->change[i].old[UNIT_PARENT], r->change[i].cell[UNIT_PARENT])))
			touch(b, cell_int(r->change[i].cell[UNIT_PARENT]), NULL, NULL);
	for (int i = 0; i < r->n; i++)
		if (r->row[i].from != r->row[i].to)
			touch(b, r->row[i].to, NULL, NULL);
	for (int i = 0; i < r->nunits; i++) {
		struct touched *t = find(b, r->unit[i]);
		if (t)
			t->goes = true;
	}
}

static int count_of(const struct rehearsed *row)
{
	return !strcmp(row->rec->name, "member") ? MEMBERS : !strcmp(row->rec->name, "holding") ? HOLDERS : ACTS;
}

static void count_up(struct both *b, int side, int64_t unit, int what)
{
	for (int steps = 0; unit && steps < UPWARDS; steps++, unit = parent_on(b, side, unit)) {
		struct touched *t = find(b, unit);
		if (t)
			t->row[side][what]++;
	}
}

/* A unit that stays has others than those of the rehearsal. */
static bool count_members(struct both *b, struct date eve)
{
	const struct record *member = catalog_record(b->ctx->catalog, "member");

	for (int i = 0; i < b->n; i++) {
		struct touched *t = &b->v[i];
		struct list l = { .of = member, .clock = { .on = eve }, .under = t->id };

		if (t->goes || !stands(b, BEFORE, t) || !access_may(b->ctx, member, "read"))
			continue;
		l.where = filter_parse(b->ctx, member, member->usual);
		if (!l.where || !list_count(b->ctx, &l, &t->members))
			return false;
	}
	return true;
}

static const char *name_on(struct both *b, int side, const struct touched *t)
{
	const struct value *cell = side == BEFORE ? t->old : t->cell;
	int at = tree_find(b->eve, t->id);

	if (cell && cell[UNIT_NAME].type == T_TEXT)
		return cell[UNIT_NAME].text;
	return at >= 0 ? b->eve->node[at].name : "tổ chức mới";
}

/* What is new, what is called otherwise, what is gone; NULL: nothing of that. */
static const char *remark(struct both *b, int side, const struct touched *t)
{
	if (side == BEFORE)
		return stands(b, AFTER, t) ? NULL : "kết thúc";
	if (!stands(b, BEFORE, t))
		return "mới";
	if (strcmp(name_on(b, BEFORE, t), name_on(b, AFTER, t)) != 0)
		return "đổi tên";
	return parent_on(b, BEFORE, t->id) != parent_on(b, AFTER, t->id) ? "chuyển đến" : NULL;
}

static const char *number(struct both *b, int side, const struct touched *t, int what)
{
	int64_t n = t->row[side][what];

	if (what == MEMBERS && t->members >= 0)
		n = side == BEFORE ? t->members : t->members - t->row[BEFORE][what] + t->row[AFTER][what];
	else if (!t->goes && stands(b, BEFORE, t))
		return side == AFTER && n > t->row[BEFORE][what] ?
		       arena_printf(b->ctx->mem, "+%lld", (long long)(n - t->row[BEFORE][what])) : "";
	return n ? text_grouped(b->ctx->mem, n) : "";
}

static void add_unit(struct both *b, int side, const struct touched *t, int depth, struct sheet *s)
{
	static const char *const deep[] = { "deep-0", "deep-1", "deep-2", "deep-3" };
	struct sheet_cell *cell = s->cell + (size_t)s->nrows * (size_t)s->ncolumns;
	const char *said = remark(b, side, t);

	if (s->nrows == SHOWN)
		return;
	cell[0] = (struct sheet_cell){ .text = name_on(b, side, t), .class = deep[depth < 4 ? depth : 3] };
	if (stands(b, BEFORE, t))
		cell[0].to = url(b->ctx->mem, "/r/unit/%lld", (long long)t->id);
	if (said)
		cell[0].text = arena_printf(b->ctx->mem, "%s (%s)", cell[0].text, said);
	for (int k = 0; k < COUNTS; k++)
		cell[1 + k] = (struct sheet_cell){ .text = number(b, side, t, k), .class = "right" };
	s->nrows++;
}

static void add_below(struct both *b, int side, int64_t parent, int depth, struct sheet *s)
{
	for (int i = 0; i < b->n; i++) {
		struct touched *t = &b->v[i];
		int64_t up = parent_on(b, side, t->id);

		if (!stands(b, side, t) || (parent ? up != parent : find(b, up) && stands(b, side, find(b, up))))
			continue;
		add_unit(b, side, t, depth, s);
		if (depth < UPWARDS)
			add_below(b, side, t->id, depth + 1, s);
	}
}

static struct sheet side_sheet(struct both *b, int side)
{
	static const char *const heading[] = { "Tổ chức", "Đảng viên", "Chức vụ", "Việc mở" };
	struct sheet s = foresee_sheet(b->ctx, heading, 1 + COUNTS, SHOWN);

	for (int k = 0; k < COUNTS; k++)
		s.column[1 + k].right = true;
	add_below(b, side, 0, 0, &s);
	return s;
}

bool before_after(struct ctx *ctx, const struct rehearsal *r, const bool *may, struct foreseen *out)
{
	struct both b = { .ctx = ctx, .r = r };
	struct date eve = date_add_days(r->day, -1);

	if (!tree_load(ctx, (struct clock){ .on = eve }, &b.eve))
		return false;
	gather_units(&b);
	for (int i = 0; i < r->n; i++) {
		if (!may[i])
			continue;
		count_up(&b, BEFORE, r->row[i].from, count_of(&r->row[i]));
		count_up(&b, AFTER, r->row[i].to, count_of(&r->row[i]));
	}
	if (!count_members(&b, eve))
		return false;
	out->before = side_sheet(&b, BEFORE);
	out->after = side_sheet(&b, AFTER);
	out->sides = b.n > 0;
	return true;
}
