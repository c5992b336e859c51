/* What a cell sends up each month: that it met, who was missing and why, what
 * dues came in, what it proposes.  Entered by exception: the roll of the day is
 * known, so only those who were absent or did not pay have a row. */

#include "app/act.h"
#include "app/member.h"
#include "app/subjects.h"

#include <string.h>

#define MONTH_ROW { "month", "Tháng", K_TEXT, F_REQUIRED | F_LIST, .max = 7, .help = "Ví dụ 2022-11" }

/* The month's days; false after the refusal. */
static bool month_read(struct op *op, struct period *out)
{
	const char *text = act_text(op, "month");

	if (text && strlen(text) == 7 && text[4] == '-' && period_parse(text, out))
		return true;
	return op_refuse(op, "month", "ghi tháng như 2022-11");
}

/* Later than today nothing can have happened. */
static bool not_ahead(struct op *op, const char *field)
{
	return act_date(op, field).ymd <= op->ctx->today.ymd || op_refuse(op, field, "ngày này ở sau hôm nay");
}

/* ---- the meeting ---- */

static const struct field meeting_fields[] = {
	CELL_ROW,
	MONTH_ROW,
	{ "kind", "Loại sinh hoạt", K_CODE, F_REQUIRED | F_LIST, .of = "meeting_kind" },
	DAY_ROW("held_on", "Ngày họp", F_REQUIRED | F_LIST),
	{ "minutes", "Thời lượng (phút)", K_INT, F_LIST, .min = 1, .max = 1440, .cite = "Hướng dẫn 42-HD/BTCTW" },
	{ "place", "Nơi họp", K_TEXT, 0, .max = 200 },
	{ "chair", "Chủ trì", K_REF, 0, .of = "member" },
	{ "secretary", "Thư ký", K_REF, 0, .of = "member" },
	{ "content", "Nội dung", K_NOTE, 0 },
	{ "conclusion", "Kết luận", K_NOTE, 0 },
	{ "document", "Biên bản, nghị quyết", K_REF, 0, .of = "document" },
};

/* The month is the month's meeting, which may be held some days before or after it. */
static bool meeting_guard(struct op *op)
{
	enum { DAYS_BESIDE = 31 };
	struct date held = act_date(op, "held_on");
	struct period month;
	bool ok = month_read(op, &month);

	ok = ok && (held.ymd >= date_add_days(month.from, -DAYS_BESIDE).ymd ||
	            op_refuse(op, "held_on", "ngày họp cách tháng %s hơn một tháng", act_text(op, "month")));
	ok = ok && (held.ymd < date_add_days(month.until, DAYS_BESIDE).ymd ||
	            op_refuse(op, "held_on", "ngày họp cách tháng %s hơn một tháng", act_text(op, "month")));
	return not_ahead(op, "held_on") && ok;
}

static const struct record cell_meeting = {
	"cell_meeting", "Sinh hoạt chi bộ", "Sinh hoạt chi bộ", FIELDS(meeting_fields),
	.day = "held_on", .key = "unit, month, kind", .unit = "unit", .title = "month", .order = "-held_on, unit",
	.guard = meeting_guard, .cite = "Điều lệ Đảng 2011, Điều 24",
};

static bool meeting_is_long_enough(struct op *op, const struct rule *r)
{
	int64_t least;

	if (!act_is_set(op, "minutes"))
		return true;
	if (!rule_amount(op->ctx, "meeting_minutes", act_date(op, "held_on"), &least))
		return false;
	return act_int(op, "minutes") >= least ||
	       rule_breach(op, r, "minutes", "sinh hoạt %lld phút, ít hơn %lld phút",
	                   (long long)act_int(op, "minutes"), (long long)least);
}

/* ---- who is named in it stands on the cell's roll ---- */

static bool on_roll(struct op *op, int64_t unit, struct date on)
{
	struct roll_member *roll;
	int n;

	if (!member_roll(op->ctx, unit, on, &roll, &n))
		return false;
	for (int i = 0; i < n; i++)
		if (roll[i].member == act_int(op, "member"))
			return true;
	return op_refuse(op, "member", "không có trong danh sách của chi bộ ngày %s", date_show(op->ctx->mem, on));
}

static bool absence_guard(struct op *op)
{
	struct row row;

	if (!db_one(op->ctx->db, SQL("SELECT unit, held_on FROM main.cell_meeting WHERE id = $1"),
	            ARGS(V(act_int(op, "meeting"))), &row))
		return false;
	return !row.n || on_roll(op, cell_int(row.cell[0]), cell_date(row.cell[1]));
}

static const struct field absence_fields[] = {
	{ "meeting", "Buổi sinh hoạt", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "cell_meeting" },
	{ "member", "Đảng viên vắng", K_REF, F_REQUIRED | F_LIST, .of = "member" },
	{ "reason", "Lý do", K_CODE, F_REQUIRED | F_LIST, .of = "absence_reason" },
	{ "note", "Ghi chú", K_TEXT, F_PERSONAL, .max = 300 },
};
static const struct record meeting_absence = {
	"meeting_absence", "Vắng sinh hoạt", "Vắng sinh hoạt", FIELDS(absence_fields),
	.key = "meeting, member", .parent = "meeting", .person = "member", .title = "member",
	.order = "meeting, member", .guard = absence_guard,
};

/* ---- dues ---- */

static const struct field dues_fields[] = {
	CELL_ROW,
	MONTH_ROW,
	DAY_ROW("collected_on", "Ngày thu xong", F_REQUIRED | F_LIST),
	{ "collected", "Đảng phí đã thu (đồng)", K_MONEY, F_REQUIRED | F_LIST, .min = 0, .max = 1000000000000 },
	{ "note", "Ghi chú", K_TEXT, 0, .max = 300 },
};

static bool dues_guard(struct op *op)
{
	struct period month;

	return month_read(op, &month) && not_ahead(op, "collected_on");
}

static const struct record dues_month = {
	"dues_month", "Đảng phí tháng", "Đảng phí tháng", FIELDS(dues_fields),
	.day = "collected_on", .key = "unit, month", .unit = "unit", .title = "month", .order = "-month, unit",
	.guard = dues_guard, .cite = "Quy định 342-QĐ/TW; Quy định 01-QĐ/TW năm 2026",
};

static bool unpaid_guard(struct op *op)
{
	struct row row;

	if (!db_one(op->ctx->db, SQL("SELECT unit, collected_on FROM main.dues_month WHERE id = $1"),
	            ARGS(V(act_int(op, "dues"))), &row))
		return false;
	return !row.n || on_roll(op, cell_int(row.cell[0]), cell_date(row.cell[1]));
}

static const struct field unpaid_fields[] = {
	{ "dues", "Đảng phí tháng", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "dues_month" },
	{ "member", "Đảng viên chưa đóng", K_REF, F_REQUIRED | F_LIST, .of = "member" },
	{ "reason", "Lý do", K_CODE, F_REQUIRED | F_LIST, .of = "unpaid_reason" },
};
static const struct record dues_unpaid = {
	"dues_unpaid", "Chưa đóng đảng phí", "Chưa đóng đảng phí", FIELDS(unpaid_fields),
	.key = "dues, member", .parent = "dues", .person = "member", .title = "member", .order = "dues, member",
	.guard = unpaid_guard,
};

/* ---- what the cell proposes ---- */

static const struct field proposal_fields[] = {
	CELL_ROW,
	MONTH_ROW,
	{ "text", "Kiến nghị, đề xuất", K_NOTE, F_REQUIRED | F_LIST },
	DAY_ROW("raised_on", "Ngày nêu", F_LIST),
	DAY_ROW("answered_on", "Ngày trả lời", F_LIST),
	{ "answer", "Trả lời", K_NOTE, 0 },
	DAY_ROW("withdrawn_on", "Ngày rút", 0),
	ACT_ROWS,
};
static const struct state proposal_states[] = {
	{ "raised", "Chưa trả lời", .open = true, .due = "answer_proposal_wd" },
	{ "answered", "Đã trả lời" },
	{ "withdrawn", "Đã rút", .ends = true },
};
static const struct step proposal_steps[] = {
	{ "raise", "Nêu kiến nghị", NULL, "raised", 0, "raised_on", NULL },
	{ "answer", "Trả lời", "raised", "answered", S_FOUR_EYES, "answered_on", "answer" },
	{ "withdraw", "Rút kiến nghị", "raised", "withdrawn", S_REASON, "withdrawn_on", NULL },
};
static const struct workflow proposal_flow = FLOW(proposal_states, proposal_steps);

static bool proposal_guard(struct op *op)
{
	struct period month;

	return month_read(op, &month) && act_in_order(op, "raised_on", "answered_on");
}

static const struct record proposal = {
	"proposal", "Kiến nghị của chi bộ", "Kiến nghị của chi bộ", FIELDS(proposal_fields),
	.unit = "unit", .title = "month", .order = "-raised_on, unit", .flow = &proposal_flow,
	.guard = proposal_guard, .cite = "Điều lệ Đảng 2011, Điều 3",
};

static const struct rule rules[] = {
	{ "meeting-minutes", "cell_meeting", NULL, DATE(2025, 10, 28), FOREVER, true, "Thời lượng sinh hoạt chi bộ",
	  "Hướng dẫn 42-HD/BTCTW", meeting_is_long_enough },
};

static const struct record *const records[] = {
	&cell_meeting, &meeting_absence, &dues_month, &dues_unpaid, &proposal,
};

const struct subject cell_month_subject = {
	"cell_month", .records = records, .nrecords = (int)COUNTOF(records),
	.rules = rules, .nrules = (int)COUNTOF(rules),
};
