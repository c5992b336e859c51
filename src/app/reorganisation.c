/* The decision that changes the tree.  Its lines are judged together, once all
 * are written and before the folds run: what each unit would be without this
 * decision is computed, so that a corrected decision is judged like a new one. */

#include "app/reorganisation.h"

#include <string.h>

#include "model/catalog.h"

enum {
	KIND, UNIT, DAY, DOCUMENT, NOTE, PLANNED_ON, CANCELLED_ON, ACT_ENUM, FIELD_COUNT
};

static const struct field fields[] = {
	[KIND]         = { "kind", "Hình thức", K_CODE, F_REQUIRED | F_LIST, .of = "reorganisation_kind" },
	[UNIT]         = { "unit", "Trong phạm vi tổ chức", K_UNIT, F_LIST,
	                   .help = "Tổ chức mà quyết định này thuộc về" },
	[DAY]          = { "day", "Có hiệu lực từ ngày", K_DATE, F_REQUIRED | F_LIST,
	                   .help = "Ngày đầu tiên theo tổ chức mới" },
	[DOCUMENT]     = { "document", "Quyết định", K_REF, F_LIST, .of = "document" },
	[NOTE]         = { "note", "Ghi chú", K_NOTE, 0 },
	[PLANNED_ON]   = { "planned_on", "Ngày lập đề án", K_DATE, 0 },
	[CANCELLED_ON] = { "cancelled_on", "Ngày dừng", K_DATE, 0 },
	ACT_FIELDS,
};
_Static_assert(COUNTOF(fields) == FIELD_COUNT, "a field has no row");

static const struct state states[] = {
	{ "planned", "Đề án", .open = true },
	{ "decided", "Đã quyết định" },
	{ "cancelled", "Không thực hiện", .ends = true },
};

static const struct step steps[] = {
	{ "decide", "Quyết định", NULL, "decided", 0, .day = "day" },
	{ "plan", "Lập đề án", NULL, "planned", 0, .day = "planned_on" },
	{ "enact", "Quyết định theo đề án", "planned", "decided", S_FOUR_EYES, .day = "day" },
	{ "cancel", "Không thực hiện", "planned", "cancelled", S_REASON, .day = "cancelled_on" },
};
static const struct workflow flow = FLOW(states, steps);

static bool act_after(struct op *op);

const struct record reorganisation_record = {
	"reorganisation", "Quyết định về tổ chức", "Quyết định về tổ chức", FIELDS(fields),
	.unit = "unit", .title = "kind", .order = "-day", .flow = &flow, .after = act_after,
	.cite = "Quy định 294-QĐ/TW, 10",
};

/* ---- the lines of one decision ---- */

const char *line_text(const struct change_line *l, int field)
{
	return l->cell[field].type == T_TEXT ? l->cell[field].text : NULL;
}

int64_t line_unit(const struct change_line *l, int field)
{
	return cell_int(l->cell[field]);
}

bool line_same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* A message beside one field of one line. */
bool line_refuse(const struct tree_act *act, const struct change_line *l, const char *field, const char *text)
{
	struct arena *mem = act->op->ctx->mem;
	bool named = l->written_out && l->life.nspans;

	return op_refuse(act->op, arena_printf(mem, "unit_change[%d].%s", l->input, field), "%s%s%s",
	                 named ? l->life.span[l->life.nspans - 1].name : "", named ? ": " : "", text);
}

bool tree_act_load(struct op *op, struct tree_act *out)
{
	struct rows rows;
	struct version v;

	*out = (struct tree_act){
		.op = op, .id = op->new.id, .day = version_date(&op->new, DAY), .kind = version_text(&op->new, KIND),
	};
	if (!db_many(op->ctx->db, SQL("SELECT id FROM main.unit_change WHERE reorganisation = $1 ORDER BY id"),
	             ARGS(V(out->id)), &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		PUSH(op->ctx->mem, out->line, out->n, (struct change_line){ .id = rows.row[i].cell[0].i, .input = i });
		struct change_line *l = &out->line[i];
		if (!op_load(op->ctx, &unit_change_record, l->id, &v))
			return false;
		l->cell = cells_copy(op->ctx->mem, &unit_change_record, v.cell);
		if (!unit_what_parse(line_text(l, CHANGE_WHAT), &l->what))
			return line_refuse(out, l, "what", "chưa chọn thay đổi");
		l->below = cell_int(l->cell[CHANGE_BELOW]) != 0;
		out->count[l->what]++;
	}
	return true;
}

struct change_line *line_of(const struct tree_act *act, enum unit_what what, int64_t unit)
{
	for (int i = 0; i < act->n; i++)
		if (act->line[i].what == what && !act->line[i].below && line_unit(&act->line[i], CHANGE_UNIT) == unit)
			return &act->line[i];
	return NULL;
}

/* ---- completing the lines: new units, and the units meant by code or by silence ---- */

static struct change_line *founded_line(const struct tree_act *act, const char *code)
{
	for (int i = 0; i < act->n; i++)
		if (act->line[i].what == UNIT_FOUND && line_same(line_text(&act->line[i], CHANGE_CODE), code))
			return &act->line[i];
	return NULL;
}

static bool found_new(struct tree_act *act, struct change_line *l)
{
	struct value cell[UNIT_FIELDS] = {
		[UNIT_KIND] = l->cell[CHANGE_KIND], [UNIT_CODE] = l->cell[CHANGE_CODE],
		[UNIT_NAME] = l->cell[CHANGE_NAME], [UNIT_TYPE] = l->cell[CHANGE_TYPE],
		[UNIT_FOUNDED_ON] = l->cell[CHANGE_DAY],
	};
	int64_t id = 0;

	if (!op_insert(act->op, &unit_record, cell, &id))
		return false;
	l->cell[CHANGE_UNIT] = V(id);
	return true;
}

/* The field of this line that may mean a unit founded beside it; -1: none. */
static int target_field(const struct change_line *l)
{
	switch (l->what) {
	case UNIT_FOUND:
	case UNIT_MOVE:
		return CHANGE_PARENT;
	case UNIT_END:
		return CHANGE_SUCCESSOR;
	case UNIT_RENAME:
	case UNIT_RETYPE:
	case UNIT_RECODE:
	case UNIT_WHAT_COUNT:
		break;
	}
	return -1;
}

static bool target_fill(struct tree_act *act, struct change_line *l)
{
	int field = target_field(l);
	const char *code = line_text(l, CHANGE_TO_CODE);
	const struct change_line *to = NULL;

	if (field < 0 || line_unit(l, field))
		return true;
	if (code) {
		to = founded_line(act, code);
		if (!to)
			return line_refuse(act, l, "to_code", "quyết định này không thành lập tổ chức nào có mã ấy");
	} else if (l->what != UNIT_FOUND && act->count[UNIT_FOUND] == 1) {
		for (int i = 0; i < act->n; i++)
			if (act->line[i].what == UNIT_FOUND)
				to = &act->line[i];
	}
	if (to)
		l->cell[field] = to->cell[CHANGE_UNIT];
	return true;
}

/* ---- "all below": one line typed, one written for each ---- */

static bool goes_along(struct tree_act *act, const struct change_line *l, int64_t unit, bool *goes)
{
	struct unit_life life;

	*goes = false;
	if (unit == line_unit(l, CHANGE_PARENT) || line_of(act, UNIT_MOVE, unit) || line_of(act, UNIT_END, unit))
		return true;
	if (!unit_life(act->op->ctx, unit, act->id, &life))
		return false;
	const struct unit_span *s = unit_span_on(&life, act->day);
	*goes = s && s->parent == line_unit(l, CHANGE_UNIT);
	return true;
}

/* The typed line becomes that of the first unit; the others get lines of their own. */
static bool line_of_unit(struct tree_act *act, int at, int64_t unit)
{
	struct change_line more = act->line[at];

	if (more.below) {
		act->line[at].below = false;
		act->line[at].written_out = true;
		act->line[at].cell[CHANGE_BELOW] = V(false);
		act->line[at].cell[CHANGE_UNIT] = V(unit);
		return true;
	}
	more.id = 0;
	more.cell = cells_copy(act->op->ctx->mem, &unit_change_record, more.cell);
	more.cell[CHANGE_UNIT] = V(unit);
	if (!op_insert(act->op, &unit_change_record, more.cell, &more.id))
		return false;
	PUSH(act->op->ctx->mem, act->line, act->n, more);
	act->count[UNIT_MOVE]++;
	return true;
}

static bool below_write_out(struct tree_act *act, int at)
{
	struct change_line l = act->line[at];
	struct rows rows;
	bool goes;

	l.cell = cells_copy(act->op->ctx->mem, &unit_change_record, l.cell);    /* as it was typed */
	if (l.what != UNIT_MOVE)
		return line_refuse(act, &l, "below", "chỉ dùng cho thay đổi “chuyển cấp trên”");
	if (!db_many(act->op->ctx->db, SQL("SELECT DISTINCT unit FROM main.unit_status WHERE parent = $1 "
	                                   "ORDER BY unit"), ARGS(l.cell[CHANGE_UNIT]), &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		int64_t unit = rows.row[i].cell[0].i;
		if (!goes_along(act, &l, unit, &goes) || (goes && !line_of_unit(act, at, unit)))
			return false;
	}
	return !act->line[at].below || line_refuse(act, &l, "unit", "không có tổ chức trực thuộc nào để chuyển");
}

static bool lines_store(struct tree_act *act)
{
	for (int i = 0; i < act->n; i++)
		if (!op_update(act->op, &unit_change_record, act->line[i].id, act->line[i].cell))
			return false;
	return true;
}

/* A decision without a place of its own stands where its first line stands. */
static bool place_fill(struct tree_act *act)
{
	struct op *op = act->op;

	if (version_int(&op->new, UNIT) || !act->n)
		return true;
	int64_t parent = line_unit(act->line, CHANGE_PARENT);
	op_set(op, UNIT, V(parent ? parent : line_unit(act->line, CHANGE_UNIT)));
	return op_update(op, &reorganisation_record, act->id, op->new.cell);
}

static bool lines_complete(struct tree_act *act)
{
	for (int i = 0; i < act->n; i++) {
		struct change_line *l = &act->line[i];
		l->cell[CHANGE_DAY] = V(act->day);
		l->cell[CHANGE_WAITING] = value_null();
		if (l->what == UNIT_FOUND && l->cell[CHANGE_KIND].type == T_NULL)
			l->cell[CHANGE_KIND] = V("party");
		if (l->what == UNIT_FOUND && !line_unit(l, CHANGE_UNIT) && !found_new(act, l))
			return false;
	}
	for (int i = 0; i < act->n; i++)
		if (!target_fill(act, &act->line[i]))
			return false;
	for (int i = 0, typed = act->n; i < typed; i++)
		if (act->line[i].below && !below_write_out(act, i))
			return false;
	return lines_store(act) && place_fill(act);
}

/* ---- posts, terms and areas end with their unit ---- */

static bool spans_end(struct tree_act *act, const struct record *rec, const struct rows *rows)
{
	int until = record_field(rec, "valid_until");

	for (int i = 0; i < rows->n; i++)
		if (!op_update_cell(act->op, rec, rows->row[i].cell[0].i, until, V(act->day)))
			return false;
	return true;
}

static bool unit_posts_end(struct tree_act *act, int64_t unit)
{
	static const struct { const char *rec; struct sql find; } ending[] = {
		{ "holding", SQL_INIT("SELECT id FROM main.holding WHERE unit = $1 AND valid_from < $2 "
		                      "AND valid_until > $2 ORDER BY id") },
		{ "term", SQL_INIT("SELECT id FROM main.term WHERE unit = $1 AND valid_from < $2 "
		                   "AND valid_until > $2 ORDER BY id") },
		{ "area", SQL_INIT("SELECT id FROM main.area WHERE (unit = $1 OR state_unit = $1) AND valid_from < $2 "
		                   "AND valid_until > $2 ORDER BY id") },
	};
	struct ctx *ctx = act->op->ctx;
	struct rows rows;

	for (size_t i = 0; i < COUNTOF(ending); i++)
		if (!db_many(ctx->db, ending[i].find, ARGS(V(unit), V(act->day)), &rows) ||
		    !spans_end(act, catalog_record(ctx->catalog, ending[i].rec), &rows))
			return false;
	return true;
}

/* ---- the whole ---- */

static bool act_waits(struct tree_act *act)
{
	for (int i = 0; i < act->n; i++) {
		act->line[i].cell[CHANGE_DAY] = V(act->day);
		act->line[i].cell[CHANGE_WAITING] = V(true);
	}
	return lines_store(act) && place_fill(act);
}

static bool act_after(struct op *op)
{
	struct tree_act act;

	if (!tree_act_load(op, &act))
		return false;
	if (!line_same(version_text(&op->new, STATE), "decided"))
		return act_waits(&act);
	if (!lines_complete(&act) || !tree_act_check(&act))
		return false;
	for (int i = 0; i < act.n; i++)
		if (act.line[i].what == UNIT_END && !unit_posts_end(&act, line_unit(&act.line[i], CHANGE_UNIT)))
			return false;
	return true;
}
