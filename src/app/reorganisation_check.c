/* What a decision about the tree cannot be: refused in both ways in.  Each unit
 * is looked at as it would be without this decision, so that a corrected one is
 * judged like a new one. */

#include "app/reorganisation.h"
#include "model/access.h"
#include "model/workflow.h"

#include "base/buf.h"

/* ---- each line by itself ---- */

static bool line_life(struct tree_act *act, struct change_line *l)
{
	if (l->known)
		return true;
	l->known = true;
	return unit_life(act->op->ctx, line_unit(l, CHANGE_UNIT), act->id, &l->life);
}

/* Whether the unit is there from the day on, once this decision has its effect. */
static bool unit_lives(struct tree_act *act, int64_t unit, bool *lives)
{
	struct unit_life life;

	*lives = false;
	if (line_of(act, UNIT_END, unit))
		return true;
	*lives = true;
	if (line_of(act, UNIT_FOUND, unit))
		return true;
	if (!unit_life(act->op->ctx, unit, act->id, &life))
		return false;
	*lives = unit_span_on(&life, act->day) != NULL;
	return true;
}

static bool check_lives(struct tree_act *act, struct change_line *l, int field, const char *name)
{
	bool lives;

	if (line_unit(l, field) == line_unit(l, CHANGE_UNIT))
		return line_refuse(act, l, name, "không thể là chính tổ chức này");
	if (!unit_lives(act, line_unit(l, field), &lives))
		return false;
	return lives || line_refuse(act, l, name, "tổ chức này không còn hoặc chưa có vào ngày có hiệu lực");
}

static bool parent_from(struct tree_act *act, int64_t unit, int64_t *out)
{
	struct row row;
	const struct change_line *l = line_of(act, UNIT_MOVE, unit);

	l = l ? l : line_of(act, UNIT_FOUND, unit);
	if (l) {
		*out = line_unit(l, CHANGE_PARENT);
		return true;
	}
	if (!db_one(act->op->ctx->db, SQL("SELECT parent FROM main.unit_status WHERE unit = $1 AND valid_from <= $2 "
	                                  "AND valid_until > $2"), ARGS(V(unit), V(act->day)), &row))
		return false;
	*out = row.n ? cell_int(row.cell[0]) : 0;
	return true;
}

static bool check_circle(struct tree_act *act, struct change_line *l)
{
	int64_t at = line_unit(l, CHANGE_PARENT);

	for (int depth = 0; at && depth < 64; depth++) {
		if (at == line_unit(l, CHANGE_UNIT))
			return line_refuse(act, l, "parent", "tổ chức không thể trực thuộc cấp dưới của chính nó");
		if (!parent_from(act, at, &at))
			return false;
	}
	return true;
}

static bool check_parent(struct tree_act *act, struct change_line *l)
{
	if (!line_unit(l, CHANGE_PARENT))
		return l->what == UNIT_FOUND || line_refuse(act, l, "parent", "chưa ghi tổ chức nhận về");
	return check_lives(act, l, CHANGE_PARENT, "parent") && check_circle(act, l);
}

static bool check_text(struct tree_act *act, struct change_line *l, int field, const char *name)
{
	return line_text(l, field) || line_refuse(act, l, name, "chưa ghi");
}

static bool check_found(struct tree_act *act, struct change_line *l)
{
	bool code = check_text(act, l, CHANGE_CODE, "code"), name = check_text(act, l, CHANGE_NAME, "name");

	if (!check_text(act, l, CHANGE_TYPE, "type") || !code || !name)
		return false;
	if (l->life.nspans)
		return line_refuse(act, l, "unit", "tổ chức này đã được thành lập trước đó");
	return check_parent(act, l);
}

static bool check_end(struct tree_act *act, struct change_line *l)
{
	if (l->life.founded_on.ymd >= act->day.ymd)
		return line_refuse(act, l, "unit", "tổ chức thành lập sau hoặc cùng ngày này");
	return !line_unit(l, CHANGE_SUCCESSOR) || check_lives(act, l, CHANGE_SUCCESSOR, "successor");
}

/* Whatever a line names must lie where this user may decide about units; what the act itself founds does. */
static bool check_reach(struct tree_act *act, struct change_line *l)
{
	static const struct { int field; const char *name; } named[] = {
		{ CHANGE_UNIT, "unit" }, { CHANGE_PARENT, "parent" }, { CHANGE_SUCCESSOR, "successor" },
	};
	struct op *op = act->op;
	const char *action = op->verb == DO_EDIT ? "edit" : op->verb == DO_STEP ? op->step->name : "create";

	for (size_t i = 0; op->verb != DO_BATCH && i < COUNTOF(named); i++) {
		int64_t unit = line_unit(l, named[i].field);
		bool may;
		if (!unit || line_of(act, UNIT_FOUND, unit))
			continue;
		if (!access_unit(op->ctx, op->rec, action, unit, &may))
			return false;
		if (!may)
			return line_refuse(act, l, named[i].name, "ngoài phạm vi bạn được quyết định");
	}
	return true;
}

static bool check_line(struct tree_act *act, struct change_line *l)
{
	if (!check_reach(act, l))
		return false;
	if (!line_unit(l, CHANGE_UNIT))
		return line_refuse(act, l, "unit", "chưa chọn tổ chức");
	if (line_of(act, l->what, line_unit(l, CHANGE_UNIT)) != l)
		return line_refuse(act, l, "unit", "tổ chức này có hai dòng cùng một thay đổi");
	if (!line_life(act, l))
		return false;
	if (l->what != UNIT_FOUND && !line_of(act, UNIT_FOUND, line_unit(l, CHANGE_UNIT)) &&
	    !unit_span_on(&l->life, act->day))
		return line_refuse(act, l, "unit", "tổ chức không còn hoặc chưa có vào ngày có hiệu lực");
	switch (l->what) {
	case UNIT_FOUND:
		return check_found(act, l);
	case UNIT_MOVE:
		return check_parent(act, l);
	case UNIT_RENAME:
		return check_text(act, l, CHANGE_NAME, "name");
	case UNIT_RETYPE:
		return check_text(act, l, CHANGE_TYPE, "type");
	case UNIT_RECODE:
		return check_text(act, l, CHANGE_CODE, "code");
	case UNIT_END:
		return check_end(act, l);
	case UNIT_WHAT_COUNT:
		break;
	}
	bug("unknown change of a unit: %d", (int)l->what);
}

/* ---- what each kind of decision needs ---- */

enum { MANY = 1 << 30 };

static const struct need {
	const char *kind;
	int found_min, found_max, end_min, end_max;
	enum unit_what must;            /* UNIT_WHAT_COUNT: none beyond these */
	const char *say;
} needs[] = {
	{ "found", 1, MANY, 0, 0, UNIT_FOUND, "thành lập cần ít nhất một tổ chức mới, không có tổ chức kết thúc" },
	{ "merge", 0, 0, 1, MANY, UNIT_END, "sáp nhập cần ít nhất một tổ chức kết thúc, không có tổ chức mới" },
	{ "amalgamate", 1, 1, 2, MANY, UNIT_END, "hợp nhất cần từ hai tổ chức kết thúc và đúng một tổ chức mới" },
	{ "split", 1, MANY, 0, 1, UNIT_FOUND, "chia tách cần tổ chức mới và nhiều nhất một tổ chức kết thúc" },
	{ "hand_over", 0, 0, 0, 0, UNIT_MOVE, "chuyển giao cần ít nhất một tổ chức đổi cấp trên" },
	{ "dissolve", 0, 0, 1, MANY, UNIT_END, "giải thể cần ít nhất một tổ chức kết thúc, không có tổ chức mới" },
	{ "rename", 0, 0, 0, 0, UNIT_RENAME, "đổi tên cần ít nhất một tổ chức đổi tên" },
	{ "retype", 0, 0, 0, 0, UNIT_RETYPE, "đổi loại hình cần ít nhất một tổ chức đổi loại hình" },
	{ "recode", 0, 0, 0, 0, UNIT_RECODE, "đổi mã cần ít nhất một tổ chức đổi mã" },
};

/* Splitting closes the old one only where at least two take its place. */
static bool check_kind(struct tree_act *act)
{
	int found = act->count[UNIT_FOUND], end = act->count[UNIT_END];

	for (size_t i = 0; i < COUNTOF(needs); i++) {
		const struct need *k = &needs[i];
		if (!line_same(k->kind, act->kind))
			continue;
		if (found < k->found_min || found > k->found_max || end < k->end_min || end > k->end_max ||
		    (k->must != UNIT_WHAT_COUNT && !act->count[k->must]))
			return op_refuse(act->op, "unit_change", "%s", k->say);
		if (line_same(act->kind, "split") && end && found < 2)
			return op_refuse(act->op, "unit_change", "chia một tổ chức cần ít nhất hai tổ chức mới");
	}
	return true;
}

/* On the eve, so that it is the same before and after this decision has its effect. */
static bool has_members(struct tree_act *act, int64_t unit, bool *has)
{
	struct row row;

	if (!db_one(act->op->ctx->db, SQL("SELECT 1 FROM main.member_status WHERE unit = $1 AND valid_from < $2 "
	                                  "AND valid_until >= $2 LIMIT 1"), ARGS(V(unit), V(act->day)), &row))
		return false;
	*has = row.n > 0;
	return true;
}

static bool check_successor(struct tree_act *act, struct change_line *l)
{
	int64_t to = line_unit(l, CHANGE_SUCCESSOR);
	bool has;

	if (line_same(act->kind, "merge") && !to)
		return line_refuse(act, l, "successor", "chưa ghi tổ chức nhận sáp nhập");
	if (line_same(act->kind, "amalgamate") && !line_of(act, UNIT_FOUND, to))
		return line_refuse(act, l, "successor", "phải là tổ chức mới của lần hợp nhất này");
	if (to)
		return true;
	if (!has_members(act, line_unit(l, CHANGE_UNIT), &has))
		return false;
	return !has || line_refuse(act, l, "successor", "tổ chức còn đảng viên: cần ghi nơi nhận");
}

/* ---- what hangs below a unit that ends ---- */

static bool child_left(struct tree_act *act, int64_t child, int64_t ended, struct buf *names, int *left)
{
	struct unit_life life;

	if (line_of(act, UNIT_MOVE, child) || line_of(act, UNIT_END, child))
		return true;
	if (!unit_life(act->op->ctx, child, act->id, &life))
		return false;
	const struct unit_span *s = unit_span_on(&life, act->day);
	if (!s || s->parent != ended)
		return true;
	if (++*left <= 5)
		buf_printf(names, "%s%s (%s)", *left > 1 ? "; " : "", s->name, s->code);
	return true;
}

static bool check_children(struct tree_act *act, struct change_line *l)
{
	struct ctx *ctx = act->op->ctx;
	int64_t ended = line_unit(l, CHANGE_UNIT);
	struct buf names = buf_new(ctx->mem, 4096);
	struct rows rows;
	int left = 0;

	if (!db_many(ctx->db, SQL("SELECT DISTINCT unit FROM main.unit_status WHERE parent = $1 ORDER BY unit"),
	             ARGS(V(ended)), &rows))
		return false;
	for (int i = 0; i < rows.n; i++)
		if (!child_left(act, rows.row[i].cell[0].i, ended, &names, &left))
			return false;
	if (!left)
		return true;
	if (left > 5)
		buf_text(&names, "; …");
	return line_refuse(act, l, "unit", arena_printf(ctx->mem,
		"còn %d tổ chức trực thuộc chưa được chuyển đi hoặc kết thúc: %s", left, names.s));
}

/* ---- codes ---- */

static bool code_is_freed(const struct tree_act *act, int64_t unit)
{
	return line_of(act, UNIT_END, unit) || line_of(act, UNIT_RECODE, unit);
}

static bool check_code(struct tree_act *act, struct change_line *l)
{
	struct ctx *ctx = act->op->ctx;
	const char *code = line_text(l, CHANGE_CODE);
	struct rows rows;

	for (const struct change_line *m = act->line; m < l; m++)
		if ((m->what == UNIT_FOUND || m->what == UNIT_RECODE) && line_same(line_text(m, CHANGE_CODE), code))
			return line_refuse(act, l, "code", "mã này đã cấp ở dòng khác của quyết định");
	if (!db_many(ctx->db, SQL("SELECT unit, name, valid_from FROM main.unit_status WHERE code = $1 "
	                          "AND valid_until > $2 AND unit <> $3 ORDER BY valid_from, unit"),
	             ARGS(V(code), V(act->day), l->cell[CHANGE_UNIT]), &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		const struct value *c = rows.row[i].cell;
		const char *bearer = c[1].type == T_TEXT ? c[1].text : "", *from = date_show(ctx->mem, cell_date(c[2]));
		if (!code_is_freed(act, c[0].i))
			return line_refuse(act, l, "code", arena_printf(ctx->mem, "mã %s đang là của %s, từ ngày %s",
			                                                code, bearer, from));
	}
	return true;
}

/* ---- the whole ---- */

bool tree_act_check(struct tree_act *act)
{
	bool ok = check_kind(act);

	for (int i = 0; i < act->n; i++)
		ok = check_line(act, &act->line[i]) && ok;
	for (int i = 0; ok && i < act->n; i++) {
		struct change_line *l = &act->line[i];
		if (l->what == UNIT_END)
			ok = check_successor(act, l) && check_children(act, l);
		if (l->what == UNIT_FOUND || l->what == UNIT_RECODE)
			ok = check_code(act, l);
	}
	return ok;
}
