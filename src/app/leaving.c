/* The ways out of the Party, and the way back of one who was wrongly put out:
 * removal from the roll, withdrawal, expulsion, death; restoration. */

#include "app/ballot.h"
#include "app/member.h"
#include "app/subjects.h"

#define OF_MEMBER .unit = "unit", .person = "member", .title = "member", .fold = &member_fold, .fold_of = "member"

/* ---- removal from the roll ---- */

static const struct field removal_fields[] = {
	MEMBER_ROW,
	CELL_ROW,
	{ "reason", "Lý do xóa tên", K_CODE, F_REQUIRED | F_LIST, .of = "removal_reason",
	  .cite = "Quy định 294-QĐ/TW, 8.1" },
	{ "probationary", "Là đảng viên dự bị", K_BOOL, F_DERIVED | F_LIST },
	BALLOT_ROWS,
	DAY_ROW("decided_on", "Ngày quyết định", F_LIST),
	{ "decider", "Cấp quyết định", K_UNIT, 0 },
	BOARD_VOTE_ROWS,
	DECISION_ROW,
	{ "card_returned", "Đã thu thẻ đảng viên", K_BOOL, 0 },
	DAY_ROW("dismissed_on", "Ngày không xóa tên", 0),
	ACT_ROWS,
};
static const struct state removal_states[] = {
	{ "cell", "Chi bộ đã đề nghị", .open = true },
	{ "committee", "Đảng ủy cơ sở đã đề nghị", .open = true },
	{ "decided", "Đã xóa tên" },
	{ "dismissed", "Không xóa tên", .ends = true },
};
static const struct step removal_steps[] = {
	{ "propose", "Chi bộ đề nghị xóa tên", NULL, "cell", 0, "cell_on", "cell_for, cell_against" },
	{ "committee", "Đảng ủy cơ sở đề nghị", "cell", "committee", S_FOUR_EYES, "committee_on",
	  "committee_for, committee_against" },
	{ "decide", "Quyết định xóa tên", "cell|committee", "decided", S_FOUR_EYES, "decided_on", "decision" },
	{ "dismiss", "Không xóa tên", "cell|committee", "dismissed", S_REASON, "dismissed_on", NULL },
};
static const struct workflow removal_flow = FLOW(removal_states, removal_steps);

static bool removal_fill(struct op *op)
{
	struct member_place place;
	struct date on = act_date(op, "decided_on").ymd ? act_date(op, "decided_on") : op->as_of;

	if (!act_is_set(op, "member"))
		return true;
	/* On the day of the decision itself the fold may have ended the span already: the day before tells. */
	if (!member_place(op->ctx, act_int(op, "member"), date_add_days(on, -1), &place))
		return false;
	if (place.in)
		act_put(op, "probationary", V(!place.official));
	return ballot_fill(op);
}

static bool decided_in_order(struct op *op)
{
	return ballot_guard(op) && act_in_order(op, "cell_on", "decided_on");
}

static const struct record removal = {
	"removal", "Xóa tên trong danh sách đảng viên", "Xóa tên trong danh sách đảng viên", FIELDS(removal_fields),
	OF_MEMBER, .order = "-began_on, member", .flow = &removal_flow,
	.fill = removal_fill, .guard = decided_in_order, .cite = "Quy định 294-QĐ/TW, 8.1",
};

/* ---- withdrawal ---- */

static const struct field withdrawal_fields[] = {
	MEMBER_ROW,
	CELL_ROW,
	DAY_ROW("applied_on", "Ngày nộp đơn", F_LIST),
	{ "reason", "Lý do xin ra", K_TEXT, F_PERSONAL, .max = 500 },
	DAY_ROW("cell_on", "Ngày chi bộ xét", 0),
	DAY_ROW("committee_on", "Ngày đảng ủy cơ sở xét", 0),
	DAY_ROW("decided_on", "Ngày quyết định", F_LIST),
	{ "decider", "Cấp quyết định", K_UNIT, 0 },
	BOARD_VOTE_ROWS,
	DECISION_ROW,
	{ "age_paper", "Đã cấp giấy xác nhận tuổi đảng", K_BOOL, 0 },
	DAY_ROW("refused_on", "Ngày không chấp nhận", 0),
	ACT_ROWS,
};
static const struct state withdrawal_states[] = {
	{ "applied", "Đã nộp đơn", .open = true },
	{ "decided", "Đã cho ra khỏi Đảng" },
	{ "refused", "Không chấp nhận", .ends = true },
};
static const struct step withdrawal_steps[] = {
	{ "apply", "Nộp đơn xin ra", NULL, "applied", 0, "applied_on", NULL },
	{ "decide", "Quyết định cho ra", "applied", "decided", S_FOUR_EYES, "decided_on", "decision" },
	{ "refuse", "Không chấp nhận", "applied", "refused", S_REASON, "refused_on", NULL },
};
static const struct workflow withdrawal_flow = FLOW(withdrawal_states, withdrawal_steps);

static const struct record withdrawal = {
	"withdrawal", "Xin ra khỏi Đảng", "Xin ra khỏi Đảng", FIELDS(withdrawal_fields),
	OF_MEMBER, .order = "-began_on, member", .flow = &withdrawal_flow, .cite = "Hướng dẫn 06-HD/TW, 11.2",
};

/* ---- expulsion ---- */

/* Of a person managed by the province or above it is a stub from the first day: number, unit, state, days, and whether
 * a committee member; no name, content or votes until the step `publish`.  Until then such a row counts by itself and
 * moves no member off the roll. */
static const struct field expulsion_fields[] = {
	{ "number", "Số hồ sơ", K_TEXT, F_REQUIRED | F_LIST | F_SEARCH, .max = 40 },
	{ "unit", "Tổ chức đảng", K_UNIT, F_REQUIRED | F_LIST },
	{ "managed", "Người thuộc diện cấp tỉnh trở lên quản lý", K_BOOL, F_LIST,
	  .help = "Khi chọn: chỉ ghi số, tổ chức, trạng thái, thời hạn cho đến khi công khai." },
	{ "committee_member", "Là cấp ủy viên", K_BOOL, F_LIST },
	{ "member", "Đảng viên", K_REF, F_FIXED | F_LIST, .of = "member" },
	{ "reason", "Nội dung vi phạm", K_CODE, F_FILE, .of = "violation" },
	BALLOT_ROWS,
	DAY_ROW("opened_on", "Ngày mở hồ sơ", F_LIST),
	DAY_ROW("due_on", "Hạn giải quyết", 0),
	DAY_ROW("decided_on", "Ngày quyết định", F_LIST),
	{ "decider", "Cấp quyết định", K_UNIT, 0 },
	BOARD_VOTE_ROWS,
	DECISION_ROW,
	DAY_ROW("published_on", "Ngày công khai", F_LIST),
	DAY_ROW("dropped_on", "Ngày dừng", 0),
	ACT_ROWS,
};
static const struct state expulsion_states[] = {
	{ "opened", "Đang xem xét", .open = true, .by = "due_on" },
	{ "decided", "Đã khai trừ" },
	{ "published", "Đã khai trừ, đã công khai" },
	{ "dropped", "Không khai trừ", .ends = true },
};
static const struct step expulsion_steps[] = {
	{ "open", "Mở hồ sơ", NULL, "opened", 0, "opened_on", NULL },
	{ "decide", "Quyết định khai trừ", "opened", "decided", S_FOUR_EYES, "decided_on", NULL },
	{ "publish", "Công khai", "decided", "published", S_FOUR_EYES, "published_on", "decision, member" },
	{ "drop", "Không khai trừ", "opened", "dropped", S_REASON, "dropped_on", NULL },
};
static const struct workflow expulsion_flow = FLOW(expulsion_states, expulsion_steps);

/* What a stub must not bear. */
static const char *const hidden[] = {
	"member", "reason", "decision", "cell_on", "cell_exempt_present", "cell_present", "cell_for", "cell_against",
	"committee_on", "committee_base", "committee_for", "committee_against",
	"board_base", "board_for", "board_against",
};

static bool stub_is_bare(struct op *op)
{
	for (size_t i = 0; i < COUNTOF(hidden); i++)
		if (act_is_set(op, hidden[i]))
			return op_refuse(op, hidden[i],
			                 "người thuộc diện cấp tỉnh trở lên quản lý: "
			                 "không ghi tên, nội dung, phiếu, văn bản cho đến khi công khai");
	return true;
}

static bool expulsion_fill(struct op *op)
{
	bool managed = act_int(op, "managed") != 0;

	if (act_is_set(op, "member") && !managed) {
		if (!member_managed(op->ctx, act_int(op, "member"), &managed))
			return false;
		if (managed)
			act_put(op, "managed", V(1));
	}
	if (act_comes_to(op, "published"))
		return ballot_fill(op);
	if (managed)
		return stub_is_bare(op);
	if (!act_is_set(op, "member"))
		return op_refuse(op, "member", "cần ghi đảng viên");
	return ballot_fill(op);
}

static const struct record expulsion = {
	"expulsion", "Khai trừ", "Khai trừ", FIELDS(expulsion_fields),
	.unit = "unit", .person = "member", .title = "number", .order = "-began_on, number",
	.flow = &expulsion_flow, .fold = &member_fold, .fold_of = "member",
	.fill = expulsion_fill, .guard = decided_in_order, .cite = "Quy định 294-QĐ/TW, 9.3.4",
};

static bool expulsion_cites_decision(struct op *op, const struct rule *r)
{
	return act_int(op, "managed") || act_is_set(op, "decision") ||
	       rule_breach(op, r, "decision", "chưa ghi quyết định khai trừ");
}

/* ---- death ---- */

static const struct field death_fields[] = {
	MEMBER_ROW,
	CELL_ROW,
	DAY_ROW("died_on", "Ngày từ trần", F_REQUIRED | F_LIST),
	DAY_ROW("reported_on", "Ngày phiếu báo", F_LIST),
	{ "paper_no", "Số phiếu báo", K_TEXT, 0, .max = 40 },
	DAY_ROW("file_sent_on", "Ngày chuyển hồ sơ lên cấp trên", 0),
};

static bool death_guard(struct op *op)
{
	if (act_date(op, "died_on").ymd > op->ctx->today.ymd)
		return op_refuse(op, "died_on", "ngày từ trần ở sau hôm nay");
	return act_in_order(op, "died_on", "reported_on");
}

static const struct record death = {
	"death", "Đảng viên từ trần", "Đảng viên từ trần", FIELDS(death_fields),
	.key = "member", .day = "died_on", OF_MEMBER, .order = "-died_on, member", .guard = death_guard,
	.cite = "Hướng dẫn 06-HD/TW, 8",
};

static bool file_sent_in_time(struct op *op, const struct rule *r)
{
	return act_in_time(op, r, &(struct limit){ "reported_on", "death_file_wd" }, "file_sent_on");
}

/* ---- restoration ---- */

static const struct field restoration_fields[] = {
	MEMBER_ROW,
	CELL_ROW,
	DAY_ROW("requested_on", "Ngày đề nghị", F_LIST),
	DAY_ROW("decided_on", "Ngày quyết định", F_LIST),
	{ "decider", "Cấp quyết định", K_UNIT, 0 },
	BOARD_VOTE_ROWS,
	DECISION_ROW,
	DAY_ROW("refused_on", "Ngày không chấp nhận", 0),
	ACT_ROWS,
};
static const struct state restoration_states[] = {
	{ "requested", "Đã đề nghị", .open = true },
	{ "decided", "Đã khôi phục" },
	{ "refused", "Không chấp nhận", .ends = true },
};
static const struct step restoration_steps[] = {
	{ "request", "Đề nghị khôi phục", NULL, "requested", 0, "requested_on", NULL },
	{ "decide", "Quyết định khôi phục", "requested", "decided", S_FOUR_EYES, "decided_on", "decision" },
	{ "refuse", "Không chấp nhận", "requested", "refused", S_REASON, "refused_on", NULL },
};
static const struct workflow restoration_flow = FLOW(restoration_states, restoration_steps);

static const struct record restoration = {
	"restoration", "Khôi phục đảng tịch", "Khôi phục đảng tịch", FIELDS(restoration_fields),
	OF_MEMBER, .order = "-began_on, member", .flow = &restoration_flow, .cite = "Quy định 294-QĐ/TW, 5.2.2",
};

/* ---- what the law demands ---- */

static const struct rule rules[] = {
	BALLOT_RULES("removal"),
	BALLOT_RULES("expulsion"),
	RULED("expulsion-decision", "expulsion", "decide", false, "Văn bản khai trừ", "9.3.4",
	      expulsion_cites_decision),
	GUIDED("death-file", "death", NULL, true, "Chuyển hồ sơ đảng viên từ trần đúng hạn", "8", file_sent_in_time),
};

static const struct record *const records[] = { &removal, &withdrawal, &expulsion, &death, &restoration };

const struct subject leaving_subject = {
	"leaving", .records = records, .nrecords = (int)COUNTOF(records),
	.rules = rules, .nrules = (int)COUNTOF(rules),
};
