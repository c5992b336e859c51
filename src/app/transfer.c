/* Affiliation transfer (chuyển sinh hoạt đảng), temporary stays and exemption.
 * A member is on one roll on any day: on the old one until the new cell
 * receives him, wherever the papers are. */

#include "app/ballot.h"
#include "app/member.h"
#include "app/subjects.h"

#include <string.h>

static bool kind_is(const struct op *op, const char *kind)
{
	const char *is = act_text(op, "kind");

	return is && strcmp(is, kind) == 0;
}

/* ---- official transfer ---- */

static const struct field transfer_fields[] = {
	{ "kind", "Loại", K_CODE, F_REQUIRED | F_FIXED | F_LIST, .of = "transfer_kind" },
	{ "member", "Đảng viên", K_REF, F_FIXED | F_LIST, .of = "member",
	  .help = "Chuyển từ ngoài đến mà chưa có hồ sơ đảng viên thì ghi “Họ và tên”." },
	{ "person", "Họ và tên", K_REF, F_FIXED, .of = "person",
	  .help = "Chỉ ghi khi người đến chưa có hồ sơ đảng viên." },
	{ "from_unit", "Chi bộ nơi đi", K_UNIT, F_LIST },
	{ "to_unit", "Chi bộ nơi đến", K_UNIT, F_LIST },
	{ "elsewhere", "Nơi đi, nơi đến ngoài đảng bộ", K_TEXT, F_LIST, .max = 300 },
	{ "unit", "Nơi đang giữ việc", K_UNIT, F_DERIVED, .help = "Nơi đi cho đến khi rời; sau đó là nơi đến." },
	{ "paper", "Loại giấy", K_CODE, 0, .of = "transfer_paper", .cite = "Hướng dẫn 38-HD/BTCTW, 4.3.1" },
	{ "paper_no", "Số giấy giới thiệu", K_TEXT, F_SEARCH, .max = 40 },
	{ "fees_until", "Đảng phí đã đóng đến hết tháng", K_PARTIAL, 0 },
	DAY_ROW("decided_on", "Ngày giới thiệu chuyển", F_LIST),
	DAY_ROW("left_on", "Ngày rời nơi đi", 0),
	DAY_ROW("received_on", "Ngày nơi đến tiếp nhận", F_LIST),
	DAY_ROW("returned_on", "Ngày trả lại", 0),
	DECISION_ROW,
	{ "standing", "Tư cách khi đến", K_CODE, 0, .of = "standing" },
	DAY_ROW("joined_on", "Người đến: ngày vào Đảng", 0),
	DAY_ROW("admitted_on", "Người đến: ngày ký quyết định kết nạp", 0),
	DAY_ROW("official_on", "Người đến: ngày chính thức", 0),
	{ "card_no", "Người đến: số thẻ đảng viên", K_TEXT, F_FILE | F_PERSONAL, .max = 20 },
	{ "file_no", "Người đến: số lý lịch", K_TEXT, 0, .max = 20 },
	ACT_ROWS,
};
static const struct state transfer_states[] = {
	{ "decided", "Đã giới thiệu chuyển", .open = true, .due = "transfer_wd" },
	{ "left", "Đã rời, chờ tiếp nhận", .open = true, .due = "present_paper_wd" },
	{ "received", "Đã tiếp nhận" },
	{ "returned", "Đã trả lại", .ends = true },
};
static const struct step transfer_steps[] = {
	{ "decide", "Giới thiệu chuyển", NULL, "decided", 0, "decided_on", NULL },
	{ "leave", "Rời nơi đi", "decided", "left", 0, "left_on", NULL },
	{ "receive", "Tiếp nhận", "decided|left", "received", 0, "received_on", NULL },
	{ "return", "Trả lại", "decided|left", "returned", S_REASON, "returned_on", NULL },
};
static const struct workflow transfer_flow = FLOW(transfer_states, transfer_steps);

/* Whoever must act next holds the act: the old side until the member has left, then the new one. */
static const char *holder(struct op *op)
{
	if (kind_is(op, "in"))
		return "to_unit";
	if (kind_is(op, "out") || act_comes_to(op, "returned"))
		return "from_unit";
	return act_comes_to(op, "left|received") ? "to_unit" : "from_unit";
}

/* The person is named in every transfer, and the old cell where it was left out. */
static bool fill_from_member(struct op *op)
{
	struct date on = act_date(op, "decided_on").ymd ? act_date(op, "decided_on") : op->as_of;
	int64_t member = act_int(op, "member"), person;
	struct member_place place;

	if (!member)
		return true;
	if (!act_is_set(op, "person")) {
		if (!member_count(op->ctx, SQL("SELECT person FROM main.member WHERE id = $1"),
		                  ARGS(V(member)), &person))
			return false;
		act_put(op, "person", person ? V(person) : value_null());
	}
	if (act_is_set(op, "from_unit") || kind_is(op, "in"))
		return true;
	if (!member_place(op->ctx, member, on, &place))
		return false;
	if (place.in)
		act_put(op, "from_unit", V(place.unit));
	return true;
}

static bool transfer_fill(struct op *op)
{
	if (!fill_from_member(op))
		return false;
	/* One who left on the day of the decision or was received without a day of leaving: the fold wants a day. */
	if (kind_is(op, "out") && act_comes_to(op, "received") && !act_is_set(op, "left_on"))
		act_put(op, "left_on", V(act_date(op, "received_on")));
	int64_t unit = act_int(op, holder(op));
	if (!unit)
		unit = act_int(op, "from_unit") ? act_int(op, "from_unit") : act_int(op, "to_unit");
	act_put(op, "unit", unit ? V(unit) : value_null());
	return true;
}

static bool wanted(struct op *op, const char *field, const char *say)
{
	return act_is_set(op, field) || op_refuse(op, field, "%s", say);
}

static bool transfer_guard(struct op *op)
{
	bool in = kind_is(op, "in"), out = kind_is(op, "out"), ok = true;

	if (in && !act_is_set(op, "member"))
		ok = wanted(op, "person", "cần ghi người chuyển đến");
	if (!in)
		ok = wanted(op, "member", "cần ghi đảng viên") && wanted(op, "from_unit", "cần ghi chi bộ nơi đi");
	if (!out)
		ok = wanted(op, "to_unit", "cần ghi chi bộ nơi đến") && ok;
	if (in)
		ok = wanted(op, "standing", "cần ghi tư cách đảng viên khi đến") && ok;
	if (!in && !out && act_int(op, "from_unit") == act_int(op, "to_unit"))
		ok = op_refuse(op, "to_unit", "nơi đến trùng nơi đi");
	return act_in_order(op, "left_on", "received_on") && ok;
}

/* Someone who comes from outside gets a member's row, with the dates that the papers bring. */
static bool transfer_after(struct op *op)
{
	int64_t member = act_int(op, "member");
	struct member_start start = {
		.person = act_int(op, "person"),
		.joined = act_date(op, "joined_on"), .decided = act_date(op, "admitted_on"),
		.official = act_date(op, "official_on"),
		.card_no = act_text(op, "card_no"), .file_no = act_text(op, "file_no"),
	};

	if (!kind_is(op, "in") || member || !act_comes_to(op, "received"))
		return true;
	return member_ensure(op, &start, &member) && act_update(op, "member", V(member));
}

static const struct record transfer = {
	"transfer", "Chuyển sinh hoạt đảng", "Chuyển sinh hoạt đảng", FIELDS(transfer_fields),
	.unit = "unit", .person = "member", .title = "person", .order = "-began_on, person",
	.flow = &transfer_flow, .fold = &member_fold, .fold_of = "member",
	.fill = transfer_fill, .guard = transfer_guard, .after = transfer_after,
	.cite = "Quy định 294-QĐ/TW, 6.3.1",
};

static bool transferred_in_time(struct op *op, const struct rule *r)
{
	return act_in_time(op, r, &(struct limit){ "decided_on", "transfer_wd" }, "received_on");
}

static bool paper_shown_in_time(struct op *op, const struct rule *r)
{
	return act_in_time(op, r, &(struct limit){ "left_on", "present_paper_wd" }, "received_on");
}

/* ---- temporary stay ---- */

static const struct field stay_fields[] = {
	MEMBER_ROW,
	{ "unit", "Chi bộ nơi sinh hoạt chính thức", K_UNIT, F_REQUIRED | F_LIST },
	{ "kind", "Lý do", K_CODE, F_REQUIRED | F_LIST, .of = "stay_kind" },
	{ "away_unit", "Chi bộ nơi sinh hoạt tạm thời", K_UNIT, F_LIST },
	{ "away", "Nơi sinh hoạt tạm thời ngoài đảng bộ", K_TEXT, F_LIST, .max = 300 },
	DAY_ROW("away_from", "Từ ngày", F_LIST),
	{ "away_until", "Đến trước ngày", K_DATE, F_LIST, .help = "Gia hạn thì sửa ngày này." },
	{ "paper_no", "Số giấy giới thiệu", K_TEXT, 0, .max = 40 },
	DAY_ROW("returned_on", "Ngày trở về", F_LIST),
	DAY_ROW("cancelled_on", "Ngày hủy", 0),
	DECISION_ROW,
	ACT_ROWS,
};
static const struct state stay_states[] = {
	{ "away", "Đang sinh hoạt tạm thời", .open = true, .by = "away_until" },
	{ "back", "Đã trở về" },
	{ "cancelled", "Đã hủy", .ends = true },
};
static const struct step stay_steps[] = {
	{ "send", "Giới thiệu sinh hoạt tạm thời", NULL, "away", 0, "away_from", "away_until" },
	{ "return", "Trở về", "away", "back", 0, "returned_on", NULL },
	{ "cancel", "Hủy", "away", "cancelled", S_REASON, "cancelled_on", NULL },
};
static const struct workflow stay_flow = FLOW(stay_states, stay_steps);

static bool stay_guard(struct op *op)
{
	if (!act_is_set(op, "away_unit") && !act_is_set(op, "away"))
		return op_refuse(op, "away_unit", "cần ghi nơi sinh hoạt tạm thời");
	return act_in_order(op, "away_from", "away_until") && act_in_order(op, "away_from", "returned_on");
}

static const struct record temporary_stay = {
	"temporary_stay", "Chuyển sinh hoạt đảng tạm thời", "Chuyển sinh hoạt đảng tạm thời", FIELDS(stay_fields),
	.unit = "unit", .person = "member", .title = "member", .order = "-away_from, member",
	.flow = &stay_flow, .guard = stay_guard, .cite = "Quy định 294-QĐ/TW, 6.3.2",
};

/* At least 3 months and less than 12; sent to study: up to 24. */
static bool stay_length(struct op *op, const struct rule *r)
{
	struct date from = act_date(op, "away_from"), until = act_date(op, "away_until");
	bool study = kind_is(op, "study");
	int64_t min, max;

	if (!from.ymd || !until.ymd || (!act_changed(op, "away_from") && !act_changed(op, "away_until")))
		return true;
	if (!rule_amount(op->ctx, "temp_min_months", from, &min) ||
	    !rule_amount(op->ctx, study ? "temp_study_max_months" : "temp_max_months", from, &max))
		return false;
	if (until.ymd < date_add_months(from, (int)min).ymd)
		return rule_breach(op, r, "away_until", "dưới %lld tháng", (long long)min);
	struct date end = date_add_months(from, (int)max);
	if (study ? until.ymd > end.ymd : until.ymd >= end.ymd)
		return rule_breach(op, r, "away_until", study ? "quá %lld tháng"
		                                              : "không dưới %lld tháng: phải chuyển chính thức",
		                   (long long)max);
	return true;
}

/* ---- exemption from work and meetings ---- */

static const struct field exemption_fields[] = {
	MEMBER_ROW,
	CELL_ROW,
	{ "reason", "Lý do", K_CODE, F_REQUIRED | F_LIST, .of = "exemption_reason" },
	CELL_VOTE_ROWS,
	DAY_ROW("decided_on", "Miễn từ ngày", F_LIST),
	{ "ends_on", "Miễn đến trước ngày", K_DATE, F_LIST, .help = "Người già yếu: để trống." },
	DAY_ROW("ended_on", "Ngày trở lại sinh hoạt", F_LIST),
	DAY_ROW("refused_on", "Ngày không chấp nhận", 0),
	DECISION_ROW,
	ACT_ROWS,
};
static const struct state exemption_states[] = {
	{ "proposed", "Chi bộ đã ra nghị quyết", .open = true },
	{ "decided", "Đang được miễn", .open = true },
	{ "ended", "Đã trở lại sinh hoạt" },
	{ "refused", "Không chấp nhận", .ends = true },
};
static const struct step exemption_steps[] = {
	{ "propose", "Chi bộ ra nghị quyết", NULL, "proposed", 0, "cell_on", NULL },
	{ "decide", "Quyết định cho miễn", "proposed", "decided", 0, "decided_on", NULL },
	{ "end", "Trở lại sinh hoạt", "decided", "ended", 0, "ended_on", NULL },
	{ "refuse", "Không chấp nhận", "proposed", "refused", S_REASON, "refused_on", NULL },
};
static const struct workflow exemption_flow = FLOW(exemption_states, exemption_steps);

static bool exemption_guard(struct op *op)
{
	return act_in_order(op, "decided_on", "ends_on") && act_in_order(op, "decided_on", "ended_on");
}

static const struct record exemption = {
	"exemption", "Miễn công tác, sinh hoạt", "Miễn công tác, sinh hoạt", FIELDS(exemption_fields),
	.unit = "unit", .person = "member", .title = "member", .order = "-began_on, member",
	.flow = &exemption_flow, .fold = &member_fold, .fold_of = "member",
	.fill = ballot_fill_cell, .guard = exemption_guard, .cite = "Quy định 294-QĐ/TW, 7",
};

/* Old age and illness: the cell decides and there is no end.  Other reasons: the committee decides, for a time. */
static bool exemption_has_end(struct op *op, const struct rule *r)
{
	const char *reason = act_text(op, "reason");
	bool lasting = reason && (strcmp(reason, "old_age") == 0 || strcmp(reason, "illness") == 0);

	if (lasting || (!act_changed(op, "decided_on") && !act_changed(op, "reason")))
		return true;
	if (!act_is_set(op, "decision"))
		return rule_breach(op, r, "decision", "lý do này do cấp ủy cơ sở quyết định, cần văn bản");
	return act_is_set(op, "ends_on") || rule_breach(op, r, "ends_on", "lý do này phải có thời hạn");
}

static const struct rule rules[] = {
	RULED("transfer-done", "transfer", "receive|edit", true, "Chuyển sinh hoạt đúng hạn", "6.3.1.a",
	      transferred_in_time),
	RULED("transfer-shown", "transfer", "receive|edit", true, "Nộp giấy giới thiệu cho nơi đến đúng hạn", "6.3.1.c",
	      paper_shown_in_time),
	RULED("stay-length", "temporary_stay", "send|edit", false, "Thời hạn sinh hoạt tạm thời", "6.3.2", stay_length),
	RULED("exemption-end", "exemption", "decide|edit", false, "Thẩm quyền và thời hạn miễn", "7",
	      exemption_has_end),
};

static const struct record *const records[] = { &transfer, &temporary_stay, &exemption };

const struct subject transfer_subject = {
	"transfer", .records = records, .nrecords = (int)COUNTOF(records),
	.rules = rules, .nrules = (int)COUNTOF(rules),
};
