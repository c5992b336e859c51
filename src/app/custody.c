/* The papers that are kept for a member: the card that is issued, and the file that is handed over or lent.  The card
 * follows the decision of recognition; the file follows the member, and whoever borrows it brings it back by a day. */

#include <string.h>

#include "app/act.h"
#include "app/subjects.h"
#include "model/catalog.h"
#include "model/command.h"

/* ---- the card ---- */

static const struct field card_fields[] = {
	MEMBER_ROW,
	{ "unit", "Tổ chức đảng", K_UNIT, F_REQUIRED | F_LIST },
	{ "reason", "Cấp vì", K_CODE, F_REQUIRED | F_LIST, .of = "card_reason" },
	{ "card_no", "Số thẻ đảng viên", K_TEXT, F_SEARCH | F_FILE | F_PERSONAL, .max = 20,
	  .help = "Từ ngày 02/9/2025 là số định danh cá nhân, 12 chữ số.", .cite = "Quy định 347-QĐ/TW" },
	DAY_ROW("proposed_on", "Ngày lập danh sách đề nghị", F_LIST),
	DAY_ROW("decided_on", "Ngày quyết định", F_LIST),
	DECISION_ROW,
	DAY_ROW("given_on", "Ngày trao thẻ", F_LIST),
	DAY_ROW("refused_on", "Ngày trả lại đề nghị", 0),
	ACT_ROWS,
};
static const struct state card_states[] = {
	{ "proposed", "Đã đề nghị", .open = true },
	{ "decided", "Đã quyết định, chưa trao", .open = true },
	{ "given", "Đã trao" },
	{ "refused", "Trả lại đề nghị", .ends = true },
};
static const struct step card_steps[] = {
	{ "propose", "Đề nghị phát thẻ", NULL, "proposed", 0, "proposed_on", NULL },
	{ "decide", "Quyết định phát thẻ", "proposed", "decided", S_FOUR_EYES, "decided_on", "decision, card_no" },
	{ "give", "Trao thẻ", "decided", "given", 0, "given_on", NULL },
	{ "refuse", "Trả lại đề nghị", "proposed", "refused", S_REASON, "refused_on", NULL },
};
static const struct workflow card_flow = FLOW(card_states, card_steps);

static bool card_guard(struct op *op)
{
	return act_in_order(op, "proposed_on", "decided_on") && act_in_order(op, "decided_on", "given_on");
}

/* The member bears the number of the card last given. */
static bool card_after(struct op *op)
{
	const struct record *member = catalog_record(op->ctx->catalog, "member");

	return !op->step || !act_comes_to(op, "given") ||
	       op_update_cell(op, member, act_int(op, "member"), record_field(member, "card_no"),
	                      V(act_text(op, "card_no")));
}

/* The number of the new card is the personal number. */
static bool card_is_personal(struct op *op, const struct rule *r)
{
	const char *no = act_is_set(op, "card_no") ? act_text(op, "card_no") : "";

	return (strlen(no) == 12 && strspn(no, "0123456789") == 12) ||
	       rule_breach(op, r, "card_no", "số thẻ phải là số định danh cá nhân, 12 chữ số");
}

static const struct rule rules[] = {
	{ "card-number", "card_issue", "decide", DATE(2025, 9, 2), FOREVER, false, "Số thẻ là số định danh cá nhân",
	  "Quy định 347-QĐ/TW", card_is_personal },
};

static const struct record card_issue = {
	"card_issue", "Phát thẻ đảng viên", "Phát thẻ đảng viên", FIELDS(card_fields),
	.unit = "unit", .person = "member", .title = "member", .order = "-began_on, member", .flow = &card_flow,
	.guard = card_guard, .after = card_after, .cite = "Hướng dẫn 38-HD/BTCTW, II.2",
};

/* ---- the file ---- */

static const struct field handover_fields[] = {
	MEMBER_ROW,
	{ "unit", "Bên giao", K_UNIT, F_REQUIRED | F_LIST },
	{ "receiver", "Bên nhận", K_UNIT, F_LIST },
	{ "elsewhere", "Nơi nhận ngoài tỉnh", K_TEXT, 0, .max = 200 },
	{ "papers", "Gồm những giấy tờ", K_TEXT, 0, .max = 300 },
	{ "minutes", "Số biên bản giao nhận", K_TEXT, F_LIST, .max = 40 },
	DAY_ROW("sent_on", "Ngày giao", F_LIST),
	DAY_ROW("received_on", "Ngày nhận", F_LIST),
	ACT_ROWS,
};
static const struct state handover_states[] = {
	{ "sent", "Đã giao, chưa có xác nhận", .open = true },
	{ "received", "Đã nhận" },
};
static const struct step handover_steps[] = {
	{ "send", "Giao hồ sơ", NULL, "sent", 0, "sent_on", NULL },
	{ "receive", "Xác nhận đã nhận", "sent", "received", 0, "received_on", NULL },
};
static const struct workflow handover_flow = FLOW(handover_states, handover_steps);

static bool handover_guard(struct op *op)
{
	if (act_is_set(op, "receiver") == act_is_set(op, "elsewhere"))
		return op_refuse(op, "receiver", "ghi bên nhận trong tỉnh hoặc nơi nhận ngoài tỉnh, một trong hai");
	return act_in_order(op, "sent_on", "received_on");
}

static const struct record file_handover = {
	"file_handover", "Giao nhận hồ sơ đảng viên", "Giao nhận hồ sơ đảng viên", FIELDS(handover_fields),
	.unit = "unit", .person = "member", .title = "member", .order = "-began_on, member", .flow = &handover_flow,
	.guard = handover_guard, .cite = "Hướng dẫn 06-HD/TW, 8",
};

static const struct field loan_fields[] = {
	MEMBER_ROW,
	{ "unit", "Nơi giữ hồ sơ", K_UNIT, F_REQUIRED | F_LIST },
	{ "borrower", "Người mượn", K_TEXT, F_REQUIRED | F_LIST, .max = 120 },
	{ "purpose", "Mục đích", K_TEXT, F_REQUIRED | F_LIST, .max = 300 },
	{ "allowed_by", "Người cho mượn", K_TEXT, 0, .max = 120 },
	DAY_ROW("lent_on", "Ngày mượn", F_LIST),
	{ "due_on", "Hẹn trả", K_DATE, F_REQUIRED | F_LIST },
	DAY_ROW("returned_on", "Ngày trả", F_LIST),
	ACT_ROWS,
};
static const struct state loan_states[] = {
	{ "lent", "Đang cho mượn", .open = true, .by = "due_on" },
	{ "returned", "Đã trả" },
};
static const struct step loan_steps[] = {
	{ "lend", "Cho mượn", NULL, "lent", 0, "lent_on", NULL },
	{ "return", "Nhận lại", "lent", "returned", 0, "returned_on", NULL },
};
static const struct workflow loan_flow = FLOW(loan_states, loan_steps);

static bool loan_guard(struct op *op)
{
	return act_in_order(op, "lent_on", "due_on") && act_in_order(op, "lent_on", "returned_on");
}

static const struct record file_loan = {
	"file_loan", "Mượn hồ sơ đảng viên", "Mượn hồ sơ đảng viên", FIELDS(loan_fields),
	.unit = "unit", .person = "member", .title = "member", .order = "-began_on, member", .flow = &loan_flow,
	.guard = loan_guard, .cite = "Hướng dẫn 06-HD/TW, 8",
};

static const struct record *const records[] = { &card_issue, &file_handover, &file_loan };

const struct subject custody_subject = {
	"custody", .records = records, .nrecords = (int)COUNTOF(records),
	.rules = rules, .nrules = (int)COUNTOF(rules),
};
