/* What the program itself writes beside the acts: each step taken, and each
 * breach found when a signed paper was recorded, until someone competent answers
 * it. */

#include "app/subjects.h"
#include "model/access.h"

#define BY_PROGRAM "chương trình tự ghi"

enum { STEP_RECORD, STEP_ROW, STEP_STEP, STEP_FROM, STEP_TO, STEP_DAY, STEP_USER, STEP_NO, STEP_UNIT, STEP_FIELDS };

static const struct field step_fields[] = {
	[STEP_RECORD] = { "record", "Loại hồ sơ", K_TEXT, F_LIST, .max = 40 },
	[STEP_ROW]    = { "row", "Số hồ sơ", K_INT, F_LIST | F_INDEX },
	[STEP_STEP]   = { "step", "Bước", K_TEXT, F_LIST, .max = 40 },
	[STEP_FROM]   = { "from_state", "Từ trạng thái", K_TEXT, 0, .max = 40 },
	[STEP_TO]     = { "to_state", "Đến trạng thái", K_TEXT, F_LIST, .max = 40 },
	[STEP_DAY]    = { "day", "Ngày", K_DATE, F_LIST },
	[STEP_USER]   = { "by_user", "Người nhập", K_REF, F_LIST, .of = "user" },
	[STEP_NO]     = { "no", "Thứ tự", K_INT, 0 },
	[STEP_UNIT]   = { "unit", "Tổ chức", K_UNIT, 0, .help = "Nơi của việc, vào lúc làm bước này" },
};
_Static_assert(COUNTOF(step_fields) == STEP_FIELDS, "a field has no row");

static const struct record step_done = {
	"step_done", "Bước đã làm", "Các bước đã làm", FIELDS(step_fields),
	.day = "day", .unit = "unit", .title = "step", .order = "record, row, no", .system = BY_PROGRAM,
};

enum {
	FINDING_RECORD, FINDING_ROW, FINDING_RULE, FINDING_FIELD, FINDING_TEXT, FINDING_CITE, FINDING_UNIT,
	FINDING_FOUND_ON, FINDING_ANSWERED_ON, FINDING_ANSWER, FINDING_ANSWERED_BY, ACT_ENUM, FINDING_FIELDS
};

static const struct field finding_fields[] = {
	[FINDING_RECORD]      = { "record", "Loại hồ sơ", K_TEXT, F_FIXED | F_LIST, .max = 40 },
	[FINDING_ROW]         = { "row", "Số hồ sơ", K_INT, F_FIXED | F_LIST | F_INDEX },
	[FINDING_RULE]        = { "rule", "Quy tắc", K_TEXT, F_FIXED, .max = 60 },
	[FINDING_FIELD]       = { "field", "Trường", K_TEXT, F_FIXED, .max = 60 },
	[FINDING_TEXT]        = { "text", "Nội dung", K_NOTE, F_FIXED | F_LIST },
	[FINDING_CITE]        = { "cite", "Căn cứ", K_TEXT, F_FIXED | F_LIST, .max = 500 },
	[FINDING_UNIT]        = { "unit", "Tổ chức", K_UNIT, F_FIXED | F_LIST },
	[FINDING_FOUND_ON]    = { "found_on", "Ngày phát hiện", K_DATE, F_FIXED | F_LIST },
	[FINDING_ANSWERED_ON] = { "answered_on", "Ngày trả lời", K_DATE, F_LIST },
	[FINDING_ANSWER]      = { "answer", "Trả lời", K_NOTE, 0 },
	[FINDING_ANSWERED_BY] = { "answered_by", "Người trả lời", K_REF, F_DERIVED, .of = "user" },
	ACT_FIELDS,
};
_Static_assert(COUNTOF(finding_fields) == FINDING_FIELDS, "a field has no row");

static const struct state states[] = {
	{ "open", "Chưa trả lời", .open = true },
	{ "answered", "Đã trả lời" },
};

static const struct step steps[] = {
	{ "open", "Phát hiện", NULL, "open", 0, .day = "found_on" },
	{ "answer", "Trả lời", "open", "answered", 0, .day = "answered_on", .needs = "answer" },
};
static const struct workflow flow = FLOW(states, steps);

static bool finding_fill(struct op *op)
{
	int64_t user = op->ctx->user->id;

	if (op->verb == DO_STEP)
		op_set(op, FINDING_ANSWERED_BY, user ? V(user) : value_null());
	return true;
}

static const struct record finding = {
	"finding", "Điểm cần làm rõ", "Các điểm cần làm rõ", FIELDS(finding_fields),
	.unit = "unit", .title = "text", .order = "-found_on", .flow = &flow, .fill = finding_fill,
	.system = BY_PROGRAM,
};

static const struct record *const records[] = { &step_done, &finding };

const struct subject system_subject = {
	"system",
	.records = records, .nrecords = (int)COUNTOF(records),
};
