/* Units of the Party and of the State: the tree and what made it.  What a line
 * of a decision does to one unit is law/unit_fold.h; what the lines of one
 * decision must agree on is app/reorganisation.c. */

#include "app/member.h"
#include "app/reorganisation.h"
#include "app/subjects.h"

#include <string.h>

/* ---- the unit and its spans: made by the fold, never typed ---- */

static const struct field unit_fields[] = {
	[UNIT_KIND]       = { "kind", "Hệ thống", K_CODE, F_DERIVED | F_PUBLIC, .of = "unit_kind" },
	[UNIT_CODE]       = { "code", "Mã", K_TEXT, F_DERIVED | F_SPANNED | F_LIST | F_SEARCH | F_PUBLIC,
	                      .max = 30 },
	[UNIT_NAME]       = { "name", "Tên", K_TEXT, F_DERIVED | F_SPANNED | F_LIST | F_SEARCH | F_SORT | F_PUBLIC,
	                      .max = 200 },
	[UNIT_TYPE]       = { "type", "Loại hình", K_CODE, F_DERIVED | F_SPANNED | F_LIST | F_PUBLIC,
	                      .of = "unit_type" },
	[UNIT_PARENT]     = { "parent", "Trực thuộc", K_UNIT, F_DERIVED | F_SPANNED | F_LIST | F_PUBLIC },
	[UNIT_FOUNDED_ON] = { "founded_on", "Ngày thành lập", K_DATE, F_DERIVED | F_LIST | F_PUBLIC },
	[UNIT_ENDED_ON]   = { "ended_on", "Kết thúc từ ngày", K_DATE, F_DERIVED | F_LIST | F_PUBLIC,
	                      .help = "Ngày đầu tiên không còn tổ chức này" },
	[UNIT_SUCCESSOR]  = { "successor", "Tổ chức kế tục", K_UNIT, F_DERIVED | F_PUBLIC },
};
_Static_assert(COUNTOF(unit_fields) == UNIT_FIELDS, "a field has no row");

const struct record unit_record = {
	"unit", "Tổ chức, đơn vị", "Tổ chức, đơn vị", FIELDS(unit_fields),
	.day = "founded_on", .unit = "id", .title = "name", .order = "code",
	.usual = "has unit_status.unit()", .usual_label = "đang hoạt động",
	.system = "do các quyết định về tổ chức tạo ra",
};

static const struct field status_fields[] = {
	[STATUS_UNIT]   = { "unit", "Tổ chức", K_UNIT, F_DERIVED | F_LIST | F_PUBLIC },
	[STATUS_PARENT] = { "parent", "Trực thuộc", K_UNIT, F_DERIVED | F_LIST | F_PUBLIC },
	[STATUS_CODE]   = { "code", "Mã", K_TEXT, F_DERIVED | F_LIST | F_SEARCH | F_PUBLIC, .max = 30 },
	[STATUS_NAME]   = { "name", "Tên", K_TEXT, F_DERIVED | F_LIST | F_SEARCH | F_SORT | F_PUBLIC, .max = 200 },
	[STATUS_TYPE]   = { "type", "Loại hình", K_CODE, F_DERIVED | F_LIST | F_PUBLIC, .of = "unit_type" },
	[STATUS_FROM]   = { "valid_from", "Từ ngày", K_DATE, F_DERIVED | F_LIST | F_PUBLIC },
	[STATUS_UNTIL]  = { "valid_until", "Đến trước ngày", K_DATE, F_DERIVED | F_LIST | F_PUBLIC },
};
_Static_assert(COUNTOF(status_fields) == STATUS_FIELDS, "a field has no row");

static const struct record unit_status = {
	"unit_status", "Diễn biến tổ chức", "Diễn biến tổ chức", FIELDS(status_fields),
	.dated = true, .key = "unit", .unit = "unit", .title = "name", .order = "unit, valid_from",
	.system = "do các quyết định về tổ chức tạo ra",
};

/* ---- one line of a decision ---- */

static const struct field change_fields[] = {
	[CHANGE_ACT]       = { "reorganisation", "Quyết định về tổ chức", K_REF, F_FIXED, .of = "reorganisation" },
	[CHANGE_UNIT]      = { "unit", "Tổ chức", K_UNIT, F_LIST,
	                       .help = "Bỏ trống khi thành lập mới: chương trình cấp số" },
	[CHANGE_WHAT]      = { "what", "Thay đổi", K_CODE, F_REQUIRED | F_LIST, .of = "unit_what" },
	[CHANGE_DAY]       = { "day", "Có hiệu lực từ ngày", K_DATE, F_LIST,
	                       .help = "Theo ngày của quyết định" },
	[CHANGE_KIND]      = { "kind", "Hệ thống", K_CODE, 0, .of = "unit_kind" },
	[CHANGE_PARENT]    = { "parent", "Trực thuộc", K_UNIT, F_LIST },
	[CHANGE_CODE]      = { "code", "Mã mới", K_TEXT, F_LIST, .max = 30 },
	[CHANGE_NAME]      = { "name", "Tên mới", K_TEXT, F_LIST, .max = 200 },
	[CHANGE_TYPE]      = { "type", "Loại hình mới", K_CODE, F_LIST, .of = "unit_type" },
	[CHANGE_SUCCESSOR] = { "successor", "Tổ chức kế tục", K_UNIT, F_LIST },
	[CHANGE_TO_CODE]   = { "to_code", "Mã của tổ chức mới nhận", K_TEXT, 0, .max = 30,
	                       .help = "Khi tổ chức cấp trên hoặc kế tục do chính quyết định này thành lập" },
	[CHANGE_BELOW]     = { "below", "Chuyển mọi tổ chức trực thuộc", K_BOOL, 0,
	                       .help = "Chuyển các tổ chức đang trực thuộc tổ chức này, trừ tổ chức có dòng chuyển "
	                               "hoặc kết thúc riêng; khi có hiệu lực, mỗi tổ chức thành một dòng" },
	[CHANGE_MEMBERS]   = { "members", "Số đảng viên khi thành lập", K_INT, 0, .max = 1000000 },
	[CHANGE_OFFICIAL]  = { "official", "Trong đó đảng viên chính thức", K_INT, 0, .max = 1000000 },
	[CHANGE_WAITING]   = { "waiting", "Mới là dự kiến", K_BOOL, F_DERIVED },
};
_Static_assert(COUNTOF(change_fields) == CHANGE_FIELDS, "a field has no row");

const struct record unit_change_record = {
	"unit_change", "Thay đổi tổ chức", "Thay đổi tổ chức", FIELDS(change_fields),
	.day = "day", .parent = "reorganisation", .unit = "unit", .title = "unit", .order = "day",
	.fold = &unit_fold, .fold_of = "unit",
	.cite = "Quy định 294-QĐ/TW, 10",
};

/* ---- which territory a Party unit covers ---- */

enum { AREA_UNIT, AREA_STATE, VALID_FROM, VALID_UNTIL, AREA_DOCUMENT, AREA_FIELDS };

static const struct field area_fields[] = {
	[AREA_UNIT]     = { "unit", "Tổ chức đảng", K_UNIT, F_REQUIRED | F_LIST },
	[AREA_STATE]    = { "state_unit", "Địa bàn", K_UNIT, F_REQUIRED | F_LIST },
	SPAN_FIELDS(0),
	[AREA_DOCUMENT] = { "document", "Văn bản", K_REF, 0, .of = "document" },
};
_Static_assert(COUNTOF(area_fields) == AREA_FIELDS, "a field has no row");

static bool unit_is(struct op *op, const char *field, int64_t unit, const char *kind, const char *say)
{
	struct version v;

	if (!op_load(op->ctx, &unit_record, unit, &v))
		return false;
	const char *is = version_text(&v, UNIT_KIND);
	return is && strcmp(is, kind) == 0 ? true : op_refuse(op, field, "%s", say);
}

static bool area_guard(struct op *op)
{
	bool party = unit_is(op, "unit", version_int(&op->new, AREA_UNIT), "party", "không phải tổ chức đảng");

	return unit_is(op, "state_unit", version_int(&op->new, AREA_STATE), "state",
	               "không phải đơn vị hành chính") && party;
}

static const struct record area = {
	"area", "Địa bàn phụ trách", "Địa bàn phụ trách", FIELDS(area_fields),
	.dated = true, .key = "unit, state_unit", .unit = "unit", .title = "state_unit", .order = "unit, valid_from",
	.guard = area_guard,
};

/* ---- the fold ---- */

static struct value unit_value(int64_t id)
{
	return id ? V(id) : value_null();
}

static void act_read(const struct row *row, struct unit_act *out)
{
	const struct value *c = row->cell;

	*out = (struct unit_act){
		.id = c[0].i, .day = cell_date(c[2]), .kind = c[3].type == T_TEXT ? c[3].text : NULL,
		.code = c[4].type == T_TEXT ? c[4].text : NULL, .name = c[5].type == T_TEXT ? c[5].text : NULL,
		.type = c[6].type == T_TEXT ? c[6].text : NULL,
		.parent = cell_int(c[7]), .successor = cell_int(c[8]),
	};
	if (!unit_what_parse(c[1].text, &out->what))
		bug("unit_change %lld: unknown change \"%s\"", (long long)out->id, c[1].text);
}

bool unit_life(struct ctx *ctx, int64_t unit, int64_t except, struct unit_life *out)
{
	struct rows rows;

	if (!db_many(ctx->db,
	             SQL("SELECT id, what, day, kind, code, name, type, parent, successor FROM main.unit_change "
	                 "WHERE unit = $1 AND (waiting IS NULL OR waiting = 0) "
	                 "AND (reorganisation IS NULL OR reorganisation <> $2) "
	                 "ORDER BY day, CASE what WHEN 'found' THEN 0 WHEN 'end' THEN 2 ELSE 1 END, id"),
	             ARGS(V(unit), V(except)), &rows))
		return false;
	struct unit_act *act = NEWN(ctx->mem, struct unit_act, rows.n + 1);
	for (int i = 0; i < rows.n; i++)
		act_read(&rows.row[i], &act[i]);
	unit_fold_acts(ctx->mem, act, rows.n, out);
	return true;
}

static void made_spans(struct ctx *ctx, int64_t unit, const struct unit_life *life, struct made *out)
{
	for (int i = 0; i < life->nspans; i++) {
		const struct unit_span *s = &life->span[i];
		struct value *cell = NEWN(ctx->mem, struct value, STATUS_FIELDS);
		cell[STATUS_UNIT] = V(unit);
		cell[STATUS_PARENT] = unit_value(s->parent);
		cell[STATUS_CODE] = V(s->code);
		cell[STATUS_NAME] = V(s->name);
		cell[STATUS_TYPE] = V(s->type);
		cell[STATUS_FROM] = V(s->from);
		cell[STATUS_UNTIL] = V(s->until);
		PUSH(ctx->mem, out->span, out->n, cell);
	}
}

static void made_row(struct ctx *ctx, int64_t unit, const struct unit_life *life, struct made *out)
{
	static const struct unit_span nothing = { .parent = 0 };
	const struct unit_span *last = life->nspans ? &life->span[life->nspans - 1] : &nothing;
	const struct value v[UNIT_FIELDS] = {
		[UNIT_KIND] = V(life->kind), [UNIT_CODE] = V(last->code), [UNIT_NAME] = V(last->name),
		[UNIT_TYPE] = V(last->type), [UNIT_PARENT] = unit_value(last->parent),
		[UNIT_FOUNDED_ON] = V(life->founded_on), [UNIT_ENDED_ON] = V(life->ended_on),
		[UNIT_SUCCESSOR] = unit_value(life->successor),
	};

	for (int i = 0; i < UNIT_FIELDS; i++)
		PUSH(ctx->mem, out->patch, out->npatches, (struct patch){ &unit_record, unit, i, v[i] });
}

static bool unit_make(struct ctx *ctx, int64_t unit, struct made *out)
{
	struct unit_life life;

	if (!unit_life(ctx, unit, 0, &life))
		return false;
	made_spans(ctx, unit, &life, out);
	made_row(ctx, unit, &life, out);
	for (int i = 0; i < life.nfaults; i++)
		PUSH(ctx->mem, out->breach, out->nbreaches, (struct breach){
			.rec = &unit_change_record, .id = life.fault[i].id, .rule = "unit-order", .field = "day",
			.text = life.fault[i].text,
		});
	return true;
}

static bool end_changed(const struct op *op, int64_t unit)
{
	for (int i = 0; i < op->nchanges; i++) {
		const struct change *c = &op->change[i];
		if (c->rec == &unit_record && c->id == unit && c->old && c->cell)
			return !value_equal(c->old[UNIT_ENDED_ON], c->cell[UNIT_ENDED_ON]) ||
			       !value_equal(c->old[UNIT_SUCCESSOR], c->cell[UNIT_SUCCESSOR]);
	}
	return false;
}

/* Members stand where their unit's end sends them: when the end changes, their spans are made anew.  Who came onto the
 * roll late, by an act that names a unit already ended (this one, or one that went into it), stands with the successor
 * and has no span here: the acts are asked too. */
static bool unit_moved(struct op *op, int64_t unit)
{
	struct rows rows;

	if (!end_changed(op, unit))
		return true;
	if (!db_many(op->ctx->db, SQL(
		"WITH RECURSIVE named(unit) AS (SELECT CAST($1 AS bigint)"
		" UNION SELECT u.id FROM main.unit u JOIN named n ON u.successor = n.unit)"
		" SELECT member FROM main.member_status WHERE unit IN (SELECT unit FROM named)"
		" UNION SELECT member FROM main.member_opening WHERE unit IN (SELECT unit FROM named)"
		" UNION SELECT member FROM main.admission WHERE state = 'held' AND unit IN (SELECT unit FROM named)"
		" UNION SELECT member FROM main.transfer"
		" WHERE member IS NOT NULL AND to_unit IN (SELECT unit FROM named)"
		" UNION SELECT member FROM main.restoration WHERE unit IN (SELECT unit FROM named) ORDER BY 1"),
		ARGS(V(unit)), &rows))
		return false;
	for (int i = 0; i < rows.n; i++)
		op_fold(op, &member_fold, rows.row[i].cell[0].i);
	return true;
}

const struct fold unit_fold = { "unit_fold", "unit_status", "unit", unit_make, unit_moved };

static const struct record *const records[] = {
	&unit_record, &unit_status, &reorganisation_record, &unit_change_record, &area,
};

const struct subject unit_subject = {
	"unit",
	.records = records,             .nrecords = (int)COUNTOF(records),
	.rules = reorganisation_rules,  .nrules = REORGANISATION_RULES,
};
