/* Admission: from the list of sympathisers over the class, the votes of cell
 * and committee and the approval to the ceremony, which makes a probationary
 * member; then recognition after twelve months. */

#include "app/ballot.h"
#include "app/member.h"
#include "app/subjects.h"

#include <string.h>

/* ---- sympathisers ---- */

static const struct field sympathiser_fields[] = {
	{ "person", "Quần chúng", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "person" },
	CELL_ROW,
	DAY_ROW("listed_on", "Ngày chi bộ đưa vào danh sách", F_LIST),
	{ "helper", "Đảng viên chính thức được phân công giúp đỡ", K_REF, F_LIST, .of = "member" },
	{ "reviewed_on", "Lần xem xét gần nhất", K_DATE, F_LIST, .help = "Chi bộ xem xét danh sách hằng tháng." },
	DAY_ROW("proposed_on", "Ngày chuyển lập hồ sơ kết nạp", 0),
	DAY_ROW("dropped_on", "Ngày đưa ra khỏi danh sách", 0),
	ACT_ROWS,
};
static const struct state sympathiser_states[] = {
	{ "listed", "Cảm tình đảng", .open = true },
	{ "proposed", "Đã chuyển lập hồ sơ kết nạp" },
	{ "dropped", "Đã đưa ra khỏi danh sách", .ends = true },
};
static const struct step sympathiser_steps[] = {
	{ "list", "Đưa vào danh sách", NULL, "listed", 0, "listed_on", NULL },
	{ "propose", "Chuyển lập hồ sơ kết nạp", "listed", "proposed", 0, "proposed_on", NULL },
	{ "drop", "Đưa ra khỏi danh sách", "listed", "dropped", S_REASON, "dropped_on", NULL },
};
static const struct workflow sympathiser_flow = FLOW(sympathiser_states, sympathiser_steps);

static const struct record sympathiser = {
	"sympathiser", "Cảm tình đảng", "Cảm tình đảng", FIELDS(sympathiser_fields),
	.unit = "unit", .person = "person", .title = "person", .order = "-listed_on, person",
	.flow = &sympathiser_flow, .cite = "Quy định 294-QĐ/TW, 3",
};

/* ---- classes for those who seek admission and for new members ---- */

static const struct field course_fields[] = {
	{ "unit", "Cấp mở lớp", K_UNIT, F_REQUIRED | F_LIST },
	{ "kind", "Loại lớp", K_CODE, F_REQUIRED | F_LIST, .of = "course_kind" },
	{ "name", "Tên lớp", K_TEXT, F_REQUIRED | F_LIST | F_SEARCH, .max = 200 },
	DAY_ROW("opened_on", "Ngày khai giảng", F_REQUIRED | F_LIST),
	DAY_ROW("closed_on", "Ngày bế giảng", F_LIST),
	{ "place", "Nơi mở", K_TEXT, F_LIST, .max = 200 },
};
static const struct record course = {
	"course", "Lớp bồi dưỡng", "Lớp bồi dưỡng", FIELDS(course_fields),
	.day = "opened_on", .unit = "unit", .title = "name", .order = "-opened_on, name",
};

static const struct field attendance_fields[] = {
	{ "course", "Lớp", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "course" },
	{ "person", "Học viên", K_REF, F_REQUIRED | F_LIST, .of = "person" },
	{ "result", "Kết quả", K_CODE, F_LIST, .of = "course_result" },
	DAY_ROW("certified_on", "Ngày cấp giấy chứng nhận", F_LIST),
	{ "certificate_no", "Số giấy chứng nhận", K_TEXT, F_LIST, .max = 40 },
};
static const struct record course_attendance = {
	"course_attendance", "Học viên", "Học viên", FIELDS(attendance_fields),
	.key = "course, person", .parent = "course", .person = "person", .title = "person", .order = "course, person",
};

/* ---- admission ---- */

#define EXTENDED_ROW \
	{ "extended_on", "Ngày được kéo dài thời hạn xem xét", K_DATE, 0, \
	  .help = "Khi cấp có thẩm quyền cho kéo dài: hạn dài thêm theo trị số quy định.", \
	  .cite = "Quy định 294-QĐ/TW, 4.3.1" }

static const struct field admission_fields[] = {
	{ "person", "Người xin vào Đảng", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "person" },
	{ "member", "Đảng viên (sau lễ kết nạp)", K_REF, F_DERIVED, .of = "member" },
	CELL_ROW,
	{ "readmission", "Kết nạp lại", K_BOOL, F_LIST, .cite = "Quy định 294-QĐ/TW, 3.5" },
	{ "crime", "Kết nạp lại: loại tội đã bị kết án", K_CODE, F_FILE | F_PERSONAL, .of = "crime",
	  .help = "Để trống khi chưa từng bị kết án.", .cite = "Quy định 294-QĐ/TW, 3.5" },
	{ "cleared_on", "Kết nạp lại: ngày được xóa án tích", K_DATE, F_FILE | F_PERSONAL },
	{ "dossier_on", "Ngày lập hồ sơ", K_DATE, 0,
	  .help = "Ngày của giấy giới thiệu, nghị quyết và thẩm tra cũ nhất." },
	{ "class_on", "Ngày giấy chứng nhận lớp bồi dưỡng nhận thức về Đảng", K_DATE, 0 },
	{ "introducer1", "Đảng viên giới thiệu thứ nhất", K_REF, 0, .of = "member" },
	{ "introducer2", "Đảng viên giới thiệu thứ hai", K_REF, 0, .of = "member" },
	{ "introducer_body", "Đoàn thể giới thiệu", K_TEXT, 0, .max = 200,
	  .help = "Ban Chấp hành Đoàn, chi đoàn cơ sở hoặc công đoàn cơ sở." },
	DAY_ROW("vetted_on", "Ngày có kết quả thẩm tra lý lịch", 0),
	{ "consent", "Văn bản đồng ý của ban thường vụ tỉnh ủy", K_REF, 0, .of = "document",
	  .help = "Khi quá tuổi, kết nạp lại hoặc trường hợp đặc biệt về học vấn." },
	BALLOT_ROWS,
	EXTENDED_ROW,
	{ "decide_by", "Hạn xem xét, quyết định", K_DATE, F_DERIVED, .cite = "Quy định 294-QĐ/TW, 4.3.1" },
	DAY_ROW("approved_on", "Ngày chuẩn y kết nạp", F_LIST),
	{ "approver", "Cấp chuẩn y", K_UNIT, 0 },
	BOARD_VOTE_ROWS,
	DECISION_ROW,
	DAY_ROW("received_on", "Ngày chi bộ nhận quyết định", 0),
	{ "hold_by", "Hạn tổ chức lễ kết nạp", K_DATE, F_DERIVED, .cite = "Quy định 294-QĐ/TW, 4.1" },
	DAY_ROW("held_on", "Ngày lễ kết nạp", F_LIST),
	DAY_ROW("refused_on", "Ngày không chấp nhận", 0),
	DAY_ROW("cancelled_on", "Ngày hủy quyết định", 0),
	ACT_ROWS,
};

static const struct state admission_states[] = {
	{ "dossier", "Lập hồ sơ", .open = true },
	{ "cell", "Chi bộ đã ra nghị quyết", .open = true, .due = "decide_admit_wd", .by = "decide_by" },
	{ "committee", "Đảng ủy cơ sở đã ra nghị quyết", .open = true, .by = "decide_by" },
	{ "approved", "Đã chuẩn y", .open = true, .by = "hold_by" },
	{ "held", "Đã làm lễ kết nạp" },
	{ "refused", "Không chấp nhận", .ends = true },
	{ "cancelled", "Đã hủy quyết định", .ends = true },
};
static const struct step admission_steps[] = {
	{ "open", "Lập hồ sơ", NULL, "dossier", 0, "dossier_on", NULL },
	{ "cell", "Chi bộ ra nghị quyết", "dossier", "cell", 0, "cell_on", "cell_for, cell_against" },
	{ "committee", "Đảng ủy cơ sở ra nghị quyết", "cell", "committee", S_FOUR_EYES, "committee_on",
	  "committee_for, committee_against" },
	{ "approve", "Chuẩn y kết nạp", "cell|committee", "approved", S_FOUR_EYES, "approved_on", "decision" },
	{ "hold", "Lễ kết nạp", "approved", "held", 0, "held_on", "approved_on" },
	{ "refuse", "Không chấp nhận", "dossier|cell|committee", "refused", S_REASON, "refused_on", NULL },
	{ "cancel", "Hủy quyết định kết nạp", "approved", "cancelled", S_REASON | S_FOUR_EYES, "cancelled_on", NULL },
};
static const struct workflow admission_flow = FLOW(admission_states, admission_steps);

static const struct limit to_approve = { "cell_on", "decide_admit_wd", "extended_on", "decide_admit_extra_wd" };
static const struct limit to_hold = { "received_on", "ceremony_wd" };

static bool admission_fill(struct op *op)
{
	return ballot_fill(op) && act_deadline(op, &to_approve, "decide_by") && act_deadline(op, &to_hold, "hold_by");
}

static bool admission_guard(struct op *op)
{
	bool ok = ballot_guard(op);

	ok &= act_in_order(op, "cell_on", "approved_on");
	ok &= act_in_order(op, "cell_on", "extended_on");
	ok &= act_in_order(op, "approved_on", "received_on");
	ok &= act_in_order(op, "approved_on", "held_on");
	if (act_is_set(op, "introducer1") && act_int(op, "introducer1") == act_int(op, "introducer2"))
		return op_refuse(op, "introducer2", "hai người giới thiệu là một");
	return ok;
}

/* The ceremony makes the member, or brings back the one of before. */
static bool admission_after(struct op *op)
{
	int64_t member = act_int(op, "member");
	struct member_start start = {
		.person = act_int(op, "person"), .joined = act_date(op, "held_on"),
		.decided = act_date(op, "approved_on"),
	};

	if (!act_comes_to(op, "held") || member)
		return true;
	return member_ensure(op, &start, &member) && act_update(op, "member", V(member));
}

static const struct record admission = {
	"admission", "Kết nạp đảng viên", "Kết nạp đảng viên", FIELDS(admission_fields),
	.unit = "unit", .person = "person", .title = "person", .order = "-began_on, person",
	.flow = &admission_flow, .fold = &member_fold, .fold_of = "member",
	.fill = admission_fill, .guard = admission_guard, .after = admission_after,
	.cite = "Quy định 294-QĐ/TW, 1, 3, 4",
};

/* ---- rules of admission ---- */

static bool born_of(struct op *op, const char **born)
{
	struct row row;

	*born = NULL;
	if (!db_one(op->ctx->db, SQL("SELECT born FROM main.person WHERE id = $1"),
	            ARGS(V(act_int(op, "person"))), &row))
		return false;
	if (row.n && row.cell[0].type == T_TEXT)
		*born = row.cell[0].text;
	return true;
}

/* From 18 full to 60 full years on the day of the cell's resolution; beyond, with consent given before. */
static bool age_fits(struct op *op, const struct rule *r)
{
	struct date on = act_date(op, "cell_on");
	int64_t min, max;
	const char *born;
	int least, most;

	if (!on.ymd || !act_changed(op, "cell_on"))
		return true;
	if (!born_of(op, &born) || !rule_amount(op->ctx, "age_min", on, &min) ||
	    !rule_amount(op->ctx, "age_max", on, &max))
		return false;
	if (!born_months(born, on, &least, &most))
		return rule_breach(op, r, "person", "hồ sơ chưa có ngày sinh");
	if (most < min * 12)
		return rule_breach(op, r, "person", "chưa đủ %lld tuổi vào ngày chi bộ xét", (long long)min);
	if (least > max * 12 && !act_is_set(op, "consent"))
		return rule_breach(op, r, "consent", "quá %lld tuổi, chưa có văn bản đồng ý của ban thường vụ tỉnh ủy",
		                   (long long)max);
	return true;
}

static bool within_months(struct op *op, const struct rule *r, const char *field, const char *amount, const char *say)
{
	struct date on = act_date(op, "cell_on"), from = act_date(op, field);
	int64_t months;

	if (!on.ymd || (!act_changed(op, "cell_on") && !act_changed(op, field)))
		return true;
	if (!from.ymd)
		return rule_breach(op, r, field, "chưa ghi ngày");
	if (!rule_amount(op->ctx, amount, on, &months))
		return false;
	if (on.ymd <= date_add_months(from, (int)months).ymd)
		return true;
	return rule_breach(op, r, field, "%s đã quá %lld tháng khi chi bộ xét", say, (long long)months);
}

static bool class_is_valid(struct op *op, const struct rule *r)
{
	return within_months(op, r, "class_on", "class_valid_months", "giấy chứng nhận");
}

static bool dossier_is_fresh(struct op *op, const struct rule *r)
{
	return within_months(op, r, "dossier_on", "dossier_valid_months", "hồ sơ");
}

static bool introduced(struct op *op, const struct rule *r)
{
	const char *const field[] = { "introducer1", "introducer2" };
	struct date on = act_date(op, "cell_on");
	struct member_place place;

	if (!on.ymd || !act_changed(op, "cell_on"))
		return true;
	if (!act_is_set(op, "introducer1") || !(act_is_set(op, "introducer2") || act_is_set(op, "introducer_body")))
		return rule_breach(op, r, "introducer1",
		                   "cần hai đảng viên chính thức, hoặc một đảng viên và một đoàn thể");
	for (size_t i = 0; i < COUNTOF(field); i++) {
		if (!act_is_set(op, field[i]))
			continue;
		if (!member_place(op->ctx, act_int(op, field[i]), on, &place))
			return false;
		if (!place.official)
			return rule_breach(op, r, field[i],
			                   "người giới thiệu không phải đảng viên chính thức vào ngày chi bộ xét");
	}
	return true;
}

static bool decided_in_time(struct op *op, const struct rule *r)
{
	return act_in_time(op, r, &to_approve, "approved_on");
}

static bool held_in_time(struct op *op, const struct rule *r)
{
	return act_in_time(op, r, &to_hold, "held_on");
}

/* How often the person was readmitted besides this act, and when he last went; 0: never. */
static bool readmission_past(struct op *op, int64_t *times, struct date *left, bool *withdrew)
{
	int64_t member;
	struct member_life m;

	*times = 0;
	*left = (struct date){ 0 };
	*withdrew = false;
	if (!member_of_person(op->ctx, act_int(op, "person"), &member))
		return false;
	if (!member)
		return true;
	if (!member_life(op->ctx, member, &m))
		return false;
	for (int i = 0; i < m.nacts; i++) {
		const struct life_act *a = &m.act[i];
		bool other = strcmp(m.source[i].record, "admission") != 0 || m.source[i].id != op->new.id;
		if (a->kind == LIFE_ADMITTED && a->again && other)
			++*times;
		if (a->kind == LIFE_REMOVED || a->kind == LIFE_EXPELLED || a->kind == LIFE_WITHDREW) {
			*left = a->day;
			*withdrew = a->kind == LIFE_WITHDREW;
		}
	}
	return true;
}

static bool readmission_fits(struct op *op, const struct rule *r)
{
	struct date on = act_date(op, "cell_on"), left;
	int64_t times, most, months;
	bool withdrew;

	if (!on.ymd || !act_int(op, "readmission") || !act_changed(op, "cell_on"))
		return true;
	if (!readmission_past(op, &times, &left, &withdrew) ||
	    !rule_amount(op->ctx, "readmit_times_max", on, &most) ||
	    !rule_amount(op->ctx, "readmit_months", on, &months))
		return false;
	if (times >= most)
		return rule_breach(op, r, "readmission", "chỉ kết nạp lại %lld lần", (long long)most);
	if (left.ymd && date_months(left, on) < months)
		return rule_breach(op, r, "readmission", "chưa đủ %lld tháng kể từ ngày ra khỏi Đảng (%s)",
		                   (long long)months, date_show(op->ctx->mem, left));
	if (!act_is_set(op, "consent"))
		return rule_breach(op, r, "consent", "%schưa có văn bản đồng ý của ban thường vụ tỉnh ủy",
		                   withdrew ? "đã tự xin ra khỏi Đảng; " : "");
	return true;
}

/* Of those convicted only who committed a less serious crime may come back, and later than others. */
static bool crime_is_past(struct op *op, const struct rule *r)
{
	struct date on = act_date(op, "cell_on"), cleared = act_date(op, "cleared_on");
	const char *crime = act_text(op, "crime");
	int64_t months;

	if (!on.ymd || !act_int(op, "readmission") || !crime)
		return true;
	if (!act_changed(op, "cell_on") && !act_changed(op, "crime") && !act_changed(op, "cleared_on"))
		return true;
	if (strcmp(crime, "less_serious") != 0)
		return rule_breach(op, r, "crime", "người bị kết án về loại tội này không được xem xét kết nạp lại");
	if (!cleared.ymd)
		return rule_breach(op, r, "cleared_on", "chưa ghi ngày được xóa án tích");
	if (!rule_amount(op->ctx, "readmit_crime_months", on, &months))
		return false;
	return on.ymd >= date_add_months(cleared, (int)months).ymd ||
	       rule_breach(op, r, "cleared_on", "chưa đủ %lld tháng kể từ ngày được xóa án tích (%s)",
	                   (long long)months, date_show(op->ctx->mem, cleared));
}

static bool said_readmission(struct op *op, const struct rule *r)
{
	int64_t times;
	struct date left;
	bool withdrew;

	if (act_int(op, "readmission") || !act_changed(op, "cell_on"))
		return true;
	if (!readmission_past(op, &times, &left, &withdrew))
		return false;
	return !left.ymd ||
	       rule_breach(op, r, "readmission", "người này đã ra khỏi Đảng ngày %s: phải ghi là kết nạp lại",
	                   date_show(op->ctx->mem, left));
}

/* ---- recognition ---- */

static const struct field recognition_fields[] = {
	MEMBER_ROW,
	CELL_ROW,
	DAY_ROW("held_on", "Ngày lễ kết nạp", F_DERIVED),
	{ "due_on", "Ngày hết 12 tháng dự bị", K_DATE, F_DERIVED | F_LIST, .cite = "Quy định 294-QĐ/TW, 4.2" },
	{ "class_on", "Ngày giấy chứng nhận lớp đảng viên mới", K_DATE, 0, .cite = "Hướng dẫn 06-HD/TW, 4.1" },
	BALLOT_ROWS,
	EXTENDED_ROW,
	{ "decide_by", "Hạn quyết định", K_DATE, F_DERIVED, .cite = "Quy định 294-QĐ/TW, 4.3.1" },
	DAY_ROW("decided_on", "Ngày quyết định", F_LIST),
	BOARD_VOTE_ROWS,
	{ "official_on", "Công nhận chính thức từ ngày", K_DATE, F_DERIVED | F_LIST,
	  .help = "Đúng ngày hết thời hạn dự bị, dù quyết định muộn.", .cite = "Quy định 294-QĐ/TW, 4.2.2" },
	DECISION_ROW,
	DAY_ROW("refused_on", "Ngày không công nhận", 0),
	ACT_ROWS,
};
static const struct state recognition_states[] = {
	{ "cell", "Chi bộ đã ra nghị quyết", .open = true, .due = "decide_official_wd", .by = "decide_by" },
	{ "committee", "Đảng ủy cơ sở đã ra nghị quyết", .open = true, .by = "decide_by" },
	{ "decided", "Đã công nhận" },
	{ "refused", "Không công nhận", .ends = true },
};
static const struct step recognition_steps[] = {
	{ "cell", "Chi bộ ra nghị quyết", NULL, "cell", 0, "cell_on", "cell_for, cell_against" },
	{ "committee", "Đảng ủy cơ sở ra nghị quyết", "cell", "committee", S_FOUR_EYES, "committee_on",
	  "committee_for, committee_against" },
	{ "decide", "Công nhận chính thức", "cell|committee", "decided", S_FOUR_EYES, "decided_on",
	  "decision, official_on" },
	{ "refuse", "Không công nhận", "cell|committee", "refused", S_REASON, "refused_on", NULL },
};
static const struct workflow recognition_flow = FLOW(recognition_states, recognition_steps);

/* The ceremony that began this probation: the last by the acts, else the day of joining on the member's row. */
static bool ceremony_of(struct op *op, struct date *held)
{
	struct row row;
	int64_t member = act_int(op, "member");

	if (!db_one(op->ctx->db, SQL("SELECT held_on FROM main.admission WHERE member = $1 AND state = 'held'"
	                             " UNION ALL SELECT joined_on FROM main.member"
	                             " WHERE id = $1 AND joined_on IS NOT NULL"
	                             " ORDER BY 1 DESC LIMIT 1"), ARGS(V(member)), &row))
		return false;
	*held = row.n ? cell_date(row.cell[0]) : (struct date){ 0 };
	return true;
}

static const struct limit to_recognise = { "cell_on", "decide_official_wd", "extended_on", "decide_official_extra_wd" };

static bool recognition_fill(struct op *op)
{
	struct date held;
	int64_t months;

	if (!act_is_set(op, "member"))
		return true;
	if (!act_is_set(op, "held_on") || op->verb == DO_EDIT) {
		if (!ceremony_of(op, &held))
			return false;
		if (!held.ymd)
			return op_refuse(op, "member", "hồ sơ chưa có ngày lễ kết nạp của đảng viên này");
		if (!rule_amount(op->ctx, "probation_months", held, &months))
			return false;
		act_put(op, "held_on", V(held));
		act_put(op, "due_on", V(date_add_months(held, (int)months)));
	}
	if (act_comes_to(op, "decided"))
		act_put(op, "official_on", V(act_date(op, "due_on")));
	return ballot_fill(op) && act_deadline(op, &to_recognise, "decide_by");
}

static bool recognition_guard(struct op *op)
{
	return ballot_guard(op) && act_in_order(op, "held_on", "cell_on") &&
	       act_in_order(op, "cell_on", "decided_on") && act_in_order(op, "cell_on", "extended_on");
}

static const struct record recognition = {
	"recognition", "Công nhận đảng viên chính thức", "Công nhận đảng viên chính thức", FIELDS(recognition_fields),
	.unit = "unit", .person = "member", .title = "member", .order = "-began_on, member",
	.flow = &recognition_flow, .fold = &member_fold, .fold_of = "member",
	.fill = recognition_fill, .guard = recognition_guard, .cite = "Quy định 294-QĐ/TW, 4.2",
};

static bool probation_is_full(struct op *op, const struct rule *r)
{
	struct date due = act_date(op, "due_on"), on = act_date(op, "cell_on");

	if (!on.ymd || !act_changed(op, "cell_on") || on.ymd >= due.ymd)
		return true;
	return rule_breach(op, r, "cell_on", "chưa hết thời hạn dự bị (%s)", date_show(op->ctx->mem, due));
}

static bool reviewed_in_time(struct op *op, const struct rule *r)
{
	return act_in_time(op, r, &(struct limit){ "due_on", "review_wd" }, "cell_on");
}

static bool recognised_in_time(struct op *op, const struct rule *r)
{
	return act_in_time(op, r, &to_recognise, "decided_on");
}

static bool new_member_class(struct op *op, const struct rule *r)
{
	return act_is_set(op, "class_on") ||
	       rule_breach(op, r, "class_on", "chưa có giấy chứng nhận học lớp đảng viên mới");
}

static const struct rule rules[] = {
	RULED("admission-age", "admission", "cell|edit", false, "Đủ 18 tuổi đến đủ 60 tuổi", "1.1.1", age_fits),
	GUIDED("admission-class", "admission", "cell|edit", false,
	       "Giấy chứng nhận bồi dưỡng nhận thức về Đảng còn giá trị", "3", class_is_valid),
	GUIDED("admission-dossier", "admission", "cell|edit", false, "Hồ sơ chưa quá 12 tháng", "3", dossier_is_fresh),
	RULED("admission-introducers", "admission", "cell|edit", false, "Người giới thiệu", "3.2", introduced),
	RULED("admission-readmission", "admission", "cell|edit", false, "Điều kiện kết nạp lại", "3.5",
	      readmission_fits),
	RULED("admission-readmission-crime", "admission", "cell|edit", false, "Kết nạp lại người đã bị kết án", "3.5",
	      crime_is_past),
	RULED("admission-again", "admission", "cell|edit", false, "Người đã ra khỏi Đảng", "3.5", said_readmission),
	RULED("admission-decided", "admission", "approve|hold|edit", true,
	      "Quyết định đúng hạn kể từ nghị quyết chi bộ", "4.3.1", decided_in_time),
	RULED("admission-ceremony", "admission", "hold|edit", true, "Lễ kết nạp đúng hạn kể từ ngày nhận quyết định",
	      "4.1", held_in_time),
	BALLOT_RULES("admission"),
	RULED("recognition-full", "recognition", "cell|edit", false, "Hết 12 tháng dự bị", "4.2", probation_is_full),
	RULED("recognition-reviewed", "recognition", "cell|edit", true, "Chi bộ xét đúng hạn", "4.2.1",
	      reviewed_in_time),
	RULED("recognition-decided", "recognition", "decide|edit", true, "Quyết định công nhận đúng hạn", "4.3.1",
	      recognised_in_time),
	GUIDED("recognition-class", "recognition", "cell", false, "Lớp bồi dưỡng đảng viên mới", "4.1",
	       new_member_class),
	BALLOT_RULES("recognition"),
};

static const struct record *const records[] = { &sympathiser, &course, &course_attendance, &admission, &recognition };

const struct subject admission_subject = {
	"admission", .records = records, .nrecords = (int)COUNTOF(records),
	.rules = rules, .nrules = (int)COUNTOF(rules),
};
