/* What came of reading a list beside somebody else's table (model/reconcile.h): one row for the whole, one for each
 * difference, to be decided one by one and printed as minutes.  Values of a member's file stand in fields of their
 * own, so that they are read by those alone who may read the file. */
#include "app/act.h"
#include "app/subjects.h"

#include <string.h>

#include "model/catalog.h"

#define AMOUNT(name_, label_, flags_) { name_, label_, K_INT, F_FIXED | (flags_), .min = 0, .max = 1000000000000 }

static const struct field reconcile_fields[] = {
	{ "code", "Số", K_TEXT, F_REQUIRED | F_UNIQUE | F_FIXED | F_LIST | F_SEARCH, .max = 80 },
	{ "of", "Loại hồ sơ", K_TEXT, F_REQUIRED | F_FIXED, .max = 60 },
	{ "name", "Danh sách", K_TEXT, F_REQUIRED | F_FIXED | F_LIST, .max = 120 },
	{ "unit", "Tổ chức", K_UNIT, F_FIXED | F_LIST },
	{ "held_on", "Ngày đối chiếu", K_DATE, F_REQUIRED | F_LIST },
	{ "against", "Đối chiếu với", K_TEXT, F_LIST, .max = 200, .help = "Ví dụ: CSDL đảng viên của Trung ương." },
	{ "file", "Tệp", K_TEXT, F_FIXED, .max = 300 },
	{ "on", "Theo danh sách ngày", K_DATE, F_REQUIRED | F_FIXED },
	AMOUNT("known", "Theo sổ đến bút toán", 0),
	{ "condition", "Điều kiện", K_TEXT, F_FIXED, .max = 2000 },
	AMOUNT("here", "Số dòng ở đây", 0),
	AMOUNT("there", "Số dòng ở bảng kia", 0),
	AMOUNT("same", "Khớp", F_LIST),
	AMOUNT("differing", "Khác nhau", F_LIST),
	AMOUNT("only_here", "Chỉ có ở đây", F_LIST),
	AMOUNT("only_there", "Chỉ có ở bảng kia", F_LIST),
	{ "our_side", "Đại diện bên ta", K_TEXT, 0, .max = 300 },
	{ "their_side", "Đại diện bên kia", K_TEXT, 0, .max = 300 },
	{ "conclusion", "Kết luận", K_NOTE, 0, .max = 4000 },
};

static const struct record reconcile = {
	"reconcile", "Đối chiếu", "Đối chiếu danh sách", FIELDS(reconcile_fields),
	.day = "held_on", .unit = "unit", .title = "code", .order = "-held_on, -code",
	.cite = "Hướng dẫn 38-HD/BTCTW, V.1",
};

static const struct field line_fields[] = {
	{ "reconcile", "Lần đối chiếu", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "reconcile" },
	{ "unit", "Tổ chức", K_UNIT, F_DERIVED },
	{ "kind", "Sai lệch", K_CODE, F_REQUIRED | F_FIXED | F_LIST, .of = "reconcile_kind" },
	{ "name", "Của ai, của việc nào", K_TEXT, F_REQUIRED | F_FIXED | F_LIST | F_SEARCH | F_PERSONAL, .max = 300 },
	{ "row", "Số hồ sơ ở đây", K_INT, F_FIXED },
	{ "line", "Dòng ở bảng kia", K_INT, F_FIXED | F_LIST },
	{ "path", "Cột", K_TEXT, F_FIXED, .max = 200 },
	{ "field", "Mục", K_TEXT, F_FIXED | F_LIST, .max = 200 },
	{ "file", "Mục thuộc hồ sơ đảng viên", K_BOOL, F_FIXED },
	{ "ours", "Ở đây", K_NOTE, F_FIXED | F_LIST | F_PERSONAL, .max = 4000 },
	{ "theirs", "Ở bảng kia", K_NOTE, F_FIXED | F_LIST | F_PERSONAL, .max = 4000 },
	{ "file_ours", "Ở đây (hồ sơ)", K_NOTE, F_FIXED | F_FILE | F_PERSONAL, .max = 4000 },
	{ "file_theirs", "Ở bảng kia (hồ sơ)", K_NOTE, F_FIXED | F_FILE | F_PERSONAL, .max = 4000 },
	{ "remark", "Lưu ý", K_TEXT, F_FIXED, .max = 1000 },
	{ "decision", "Giải quyết", K_CODE, F_LIST, .of = "reconcile_decision" },
	{ "note", "Căn cứ, ghi chú", K_TEXT, F_LIST, .max = 500 },
};

/* A line is read and decided where the whole is. */
static bool line_fill(struct op *op)
{
	const struct record *of = catalog_record(op->ctx->catalog, "reconcile");
	struct version v;

	if (op->old.cell || !act_is_set(op, "reconcile"))
		return true;
	if (!op_load(op->ctx, of, act_int(op, "reconcile"), &v))
		return false;
	op_set(op, record_field(op->rec, "unit"), version_cell(&v, record_field(of, "unit")));
	return true;
}

static bool line_guard(struct op *op)
{
	const char *decision = act_text(op, "decision");

	if (decision && strcmp(decision, "ours") == 0 && !act_is_set(op, "note"))
		return op_refuse(op, "note", "giữ theo bên ta thì ghi căn cứ: quyết định, hồ sơ gốc…");
	return true;
}

static const struct record reconcile_line = {
	"reconcile_line", "Dòng đối chiếu", "Dòng đối chiếu", FIELDS(line_fields),
	.unit = "unit", .title = "name", .order = "reconcile", .fill = line_fill, .guard = line_guard,
};

static const struct record *const records[] = { &reconcile, &reconcile_line };

const struct subject reconcile_subject = {
	"reconcile", .records = records, .nrecords = (int)COUNTOF(records),
};
