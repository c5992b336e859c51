/* Change of name: the member shows the State's paper, the competent committee
 * decides, the file is corrected everywhere; the old name stays in the act. */

#include "app/act.h"
#include "app/subjects.h"
#include "model/catalog.h"
#include "model/rule.h"

enum {
	PERSON, UNIT, OLD_NAME, NEW_NAME, PAPER, APPLIED_ON, DECIDED_ON, REFUSED_ON, DECISION, ACT_ENUM, FIELD_COUNT
};

static const struct field fields[] = {
	[PERSON] = { "person", "Người đổi tên", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "person" },
	[UNIT] = { "unit", "Tổ chức đảng", K_UNIT, F_REQUIRED | F_LIST },
	[OLD_NAME] = { "old_name", "Tên cũ", K_TEXT, F_DERIVED | F_LIST | F_PERSONAL },
	[NEW_NAME] = { "new_name", "Tên mới", K_TEXT, F_REQUIRED | F_LIST | F_PERSONAL, .max = 100 },
	[PAPER] = { "paper", "Giấy tờ hộ tịch (số, ngày, nơi cấp)", K_TEXT, F_PERSONAL, .max = 300 },
	[APPLIED_ON] = { "applied_on", "Ngày nộp đơn", K_DATE, F_LIST },
	[DECIDED_ON] = { "decided_on", "Ngày quyết định", K_DATE, F_LIST },
	[REFUSED_ON] = { "refused_on", "Ngày trả lại", K_DATE, 0 },
	[DECISION] = { "decision", "Quyết định", K_REF, 0, .of = "document" },
	ACT_FIELDS,
};
_Static_assert(COUNTOF(fields) == FIELD_COUNT, "a field has no row");

static const struct state states[] = {
	{ "applied", "Đã nộp đơn", .open = true },
	{ "decided", "Đã quyết định" },
	{ "refused", "Không chấp nhận", .ends = true },
};

static const struct step steps[] = {
	{ "apply", "Nộp đơn", NULL, "applied", 0, "applied_on", NULL },
	{ "decide", "Quyết định đổi tên", "applied", "decided", S_FOUR_EYES, "decided_on", "decision" },
	{ "refuse", "Không chấp nhận", "applied", "refused", S_REASON, "refused_on", NULL },
};

static const struct workflow flow = FLOW(states, steps);

static bool load_person(struct op *op, const struct record **rec, struct version *out)
{
	*rec = catalog_record(op->ctx->catalog, "person");
	if (!op_load(op->ctx, *rec, act_int(op, "person"), out))
		return false;
	return out->cell ? true : op_refuse(op, "person", "không có hồ sơ của người này");
}

static bool fill(struct op *op)
{
	const struct record *rec;
	struct version v;

	if (act_is_set(op, "old_name") || !act_is_set(op, "person"))
		return true;
	if (!load_person(op, &rec, &v))
		return false;
	act_put(op, "old_name", version_cell(&v, record_field(rec, "name")));
	return true;
}

static bool after(struct op *op)
{
	const struct record *rec;
	struct version v;

	if (!op->step || !act_comes_to(op, "decided"))
		return true;
	if (!load_person(op, &rec, &v))
		return false;
	struct value *cells = cells_copy(op->ctx->mem, rec, v.cell);
	cells[record_field(rec, "name")] = V(act_text(op, "new_name"));
	return op_update(op, rec, v.id, cells);
}

static bool paper_is_named(struct op *op, const struct rule *r)
{
	return act_is_set(op, "paper") || rule_breach(op, r, "paper", "chưa ghi giấy tờ hộ tịch làm căn cứ đổi tên");
}

static const struct rule rules[] = {
	GUIDED("name-change-paper", "name_change", "apply|decide", false, "Đổi tên phải có giấy tờ hộ tịch", "9.1",
	       paper_is_named),
};

static const struct record name_change = {
	"name_change", "Đổi họ, tên", "Đổi họ, tên", FIELDS(fields),
	.unit = "unit", .person = "person", .title = "new_name", .order = "-applied_on, person",
	.flow = &flow, .fill = fill, .after = after, .cite = "Hướng dẫn 06-HD/TW, 9.1",
};
static const struct record *const records[] = { &name_change };

const struct subject name_change_subject = {
	"name_change", .records = records, .nrecords = (int)COUNTOF(records),
	.rules = rules, .nrules = (int)COUNTOF(rules),
};
