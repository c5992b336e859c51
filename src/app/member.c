/* Members of the Party and where each one is on the roll.  Nobody types the
 * spans: member_fold makes them out of the acts (law/member_fold.h), so a late
 * paper or a correction moves them and no count can differ from the acts. */
#include "app/member.h"

#include <string.h>

#include "app/act.h"
#include "app/subjects.h"
#include "model/catalog.h"

/* ---- the member ---- */

enum {
	PERSON, CARD_NO, FILE_NO, JOINED_ON, DECIDED_ON, OFFICIAL_ON, PARTY_AGE_FROM, PARTY_AGE_DECISION, INTRODUCERS,
	MANAGER_LEVEL, HOME, UNIT, STANDING, RESIDENCE_CELL, MEMBER_FIELDS
};

static const struct field member_fields[] = {
	[PERSON] = { "person", "Họ và tên", K_REF, F_REQUIRED | F_UNIQUE | F_FIXED | F_LIST, .of = "person" },
	[CARD_NO] = { "card_no", "Số thẻ đảng viên", K_TEXT, F_UNIQUE | F_SEARCH | F_FILE | F_PERSONAL, .max = 20,
	              .cite = "Quy định 347-QĐ/TW" },
	[FILE_NO] = { "file_no", "Số lý lịch", K_TEXT, F_UNIQUE | F_LIST | F_SEARCH, .max = 20,
	              .cite = "Hướng dẫn 38-HD/BTCTW, II.1.2" },
	[JOINED_ON] = { "joined_on", "Ngày vào Đảng (lễ kết nạp)", K_DATE, F_LIST },
	[DECIDED_ON] = { "decided_on", "Ngày ký quyết định kết nạp", K_DATE, 0,
	                 .help = "Tuổi đảng tính từ ngày này.", .cite = "Quy định 294-QĐ/TW, 4.5.1" },
	[OFFICIAL_ON] = { "official_on", "Ngày chính thức", K_DATE, F_LIST },
	[PARTY_AGE_FROM] = { "party_age_from", "Tuổi đảng được công nhận từ ngày", K_DATE, 0,
	                     .help = "Chỉ ghi khi có quyết định riêng.", .cite = "Quy định 294-QĐ/TW, 5.2" },
	[PARTY_AGE_DECISION] = { "party_age_decision", "Quyết định công nhận tuổi đảng", K_REF, 0, .of = "document" },
	[INTRODUCERS] = { "introducers", "Người giới thiệu vào Đảng", K_NOTE, F_FILE | F_PERSONAL, .max = 500 },
	[MANAGER_LEVEL] = { "manager_level", "Cấp quản lý cán bộ", K_CODE, 0, .of = "manager_level" },
	[HOME] = { "home", "Nơi giữ hồ sơ", K_UNIT, F_DERIVED },
	[UNIT] = { "unit", "Nơi sinh hoạt", K_SPAN, F_LIST, .of = "member_status.unit" },
	[STANDING] = { "standing", "Tư cách", K_SPAN, F_LIST, .of = "member_status.standing" },
	[RESIDENCE_CELL] = { "residence_cell", "Chi bộ nơi cư trú", K_SPAN, 0, .of = "member_profile.residence_unit" },
};
_Static_assert(COUNTOF(member_fields) == MEMBER_FIELDS, "a field has no row");

/* Until an act puts the member on a roll, the row is read where the person's file is. */
static bool member_fill(struct op *op)
{
	const struct record *person = catalog_record(op->ctx->catalog, "person");
	struct version v;

	if (act_is_set(op, "home") || !act_is_set(op, "person"))
		return true;
	if (!op_load(op->ctx, person, act_int(op, "person"), &v))
		return false;
	op_set(op, HOME, version_cell(&v, record_field(person, "home")));
	return true;
}

static bool member_guard(struct op *op)
{
	if (act_is_set(op, "party_age_from") && !act_is_set(op, "party_age_decision"))
		return op_refuse(op, "party_age_decision", "công nhận tuổi đảng khác ngày kết nạp phải có quyết định");
	if (act_is_set(op, "official_on") && act_is_set(op, "joined_on") &&
	    act_date(op, "official_on").ymd < act_date(op, "joined_on").ymd)
		return op_refuse(op, "official_on", "ngày chính thức không thể trước ngày vào Đảng");
	return true;
}

static const struct deadline probation_ends = {
	"Xét công nhận đảng viên chính thức", "joined_on", "probation_months",
	"standing = probationary and not has recognition(state in (cell, committee, decided))",
};

static const struct record member = {
	"member", "Đảng viên", "Đảng viên", FIELDS(member_fields),
	.unit = "unit", .home = "home", .person = "person", .title = "person", .order = "person",
	.usual = "standing is set", .usual_label = "đang sinh hoạt",
	.fill = member_fill, .guard = member_guard, .cite = "Hướng dẫn 38-HD/BTCTW, II.1",
	.deadlines = &probation_ends, .ndeadlines = 1,
};

/* ---- where the member is: made by the fold ---- */

static const struct field status_fields[] = {
	[ROLL_MEMBER] = { "member", "Đảng viên", K_REF, F_DERIVED | F_LIST, .of = "member" },
	[ROLL_UNIT] = { "unit", "Nơi sinh hoạt", K_UNIT, F_DERIVED | F_LIST },
	[ROLL_STANDING] = { "standing", "Tư cách", K_CODE, F_DERIVED | F_LIST, .of = "standing" },
	[ROLL_EXEMPT] = { "exempt", "Được miễn công tác, sinh hoạt", K_BOOL, F_DERIVED | F_LIST },
	[ROLL_FROM] = { "valid_from", "Từ ngày", K_DATE, F_DERIVED | F_LIST },
	[ROLL_UNTIL] = { "valid_until", "Đến trước ngày", K_DATE, F_DERIVED | F_LIST },
};
_Static_assert(COUNTOF(status_fields) == ROLL_FIELDS, "a field has no row");

static const struct record member_status = {
	"member_status", "Diễn biến sinh hoạt đảng", "Diễn biến sinh hoạt đảng", FIELDS(status_fields),
	.dated = true, .key = "member", .unit = "unit", .person = "member", .title = "member",
	.order = "member, valid_from", .system = "do các việc của đảng viên tạo ra",
};

/* ---- initial data ---- */

enum { OPEN_MEMBER, OPEN_UNIT, OPEN_DAY, OPEN_STANDING, OPEN_EXEMPT, OPEN_EXEMPT_UNTIL, OPEN_DOCUMENT, OPEN_FIELDS };

static const struct field opening_fields[] = {
	[OPEN_MEMBER] = { "member", "Đảng viên", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "member" },
	[OPEN_UNIT] = { "unit", "Nơi sinh hoạt", K_UNIT, F_REQUIRED | F_LIST },
	[OPEN_DAY] = { "day", "Số liệu ban đầu ngày", K_DATE, F_REQUIRED | F_LIST },
	[OPEN_STANDING] = { "standing", "Tư cách", K_CODE, F_REQUIRED | F_LIST, .of = "standing" },
	[OPEN_EXEMPT] = { "exempt", "Đang được miễn công tác, sinh hoạt", K_BOOL, F_LIST },
	[OPEN_EXEMPT_UNTIL] = { "exempt_until", "Miễn đến trước ngày", K_DATE, 0 },
	[OPEN_DOCUMENT] = { "document", "Nguồn", K_REF, F_LIST, .of = "document" },
};
_Static_assert(COUNTOF(opening_fields) == OPEN_FIELDS, "a field has no row");

static const struct record member_opening = {
	"member_opening", "Đảng viên có từ số liệu ban đầu", "Đảng viên có từ số liệu ban đầu", FIELDS(opening_fields),
	.day = "day", .unit = "unit", .person = "member", .title = "member", .order = "-day, member",
	.fold = &member_fold, .fold_of = "member",
};

/* ---- what changes with the years ---- */

enum {
	PROFILE_FROM, PROFILE_UNTIL, PROFILE_MEMBER, SCHOOLING, EDUCATION, PROFESSION, SPECIALITY, ACADEMIC_TITLE,
	THEORY, LANGUAGES,
	COMPUTING, MINORITY_LANGUAGE, OCCUPATION, WORKPLACE, RELIGION, HEALTH, RESIDENCE_UNIT, BODIES,
	PROFILE_FIELDS
};

static const struct field profile_fields[] = {
	[PROFILE_MEMBER] = { "member", "Đảng viên", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "member" },
	[PROFILE_FROM] = { "valid_from", "Từ ngày", K_DATE, F_REQUIRED | F_LIST },
	[PROFILE_UNTIL] = { "valid_until", "Đến trước ngày", K_DATE, 0 },
	[EDUCATION] = { "education", "Giáo dục phổ thông", K_CODE, F_LIST, .of = "education" },
	[SCHOOLING] = { "schooling", "Lớp, hệ phổ thông", K_TEXT, 0, .max = 10, .help = "Ví dụ 12/12, 10/10." },
	[PROFESSION] = { "profession", "Chuyên môn, nghiệp vụ", K_CODE, F_LIST, .of = "profession" },
	[SPECIALITY] = { "speciality", "Ngành đào tạo", K_TEXT, 0, .max = 120 },
	[ACADEMIC_TITLE] = { "academic_title", "Học hàm", K_CODE, 0, .of = "academic_title" },
	[THEORY] = { "theory", "Lý luận chính trị", K_CODE, F_LIST, .of = "theory" },
	[LANGUAGES] = { "languages", "Ngoại ngữ", K_TEXT, 0, .max = 120 },
	[COMPUTING] = { "computing", "Tin học", K_TEXT, 0, .max = 120 },
	[MINORITY_LANGUAGE] = { "minority_language", "Tiếng dân tộc thiểu số", K_TEXT, 0, .max = 120 },
	[OCCUPATION] = { "occupation", "Nghề nghiệp hiện nay", K_CODE, F_LIST, .of = "occupation" },
	[WORKPLACE] = { "workplace", "Đơn vị công tác", K_TEXT, 0, .max = 200 },
	[RELIGION] = { "religion", "Tôn giáo", K_CODE, F_FILE | F_PERSONAL, .of = "religion" },
	[HEALTH] = { "health", "Sức khỏe", K_TEXT, F_FILE | F_PERSONAL, .max = 200 },
	[RESIDENCE_UNIT] = { "residence_unit", "Chi bộ nơi cư trú (giữ mối liên hệ)", K_UNIT, F_LIST,
	                     .cite = "Hướng dẫn 06-HD/TW, 10.3.đ" },
	[BODIES] = { "bodies", "Đoàn thể, tổ chức xã hội tham gia", K_TEXT, 0, .max = 300 },
};
_Static_assert(COUNTOF(profile_fields) == PROFILE_FIELDS, "a field has no row");

static const struct record member_profile = {
	"member_profile", "Trình độ, nghề nghiệp", "Trình độ, nghề nghiệp", FIELDS(profile_fields),
	.dated = true, .key = "member", .parent = "member", .person = "member", .title = "member",
	.order = "member, valid_from", .cite = "Hướng dẫn 38-HD/BTCTW, II.1 (mẫu 3-HSĐV)",
};

/* ---- time that does not count, and time without a vote ---- */

enum { GAP_FROM, GAP_UNTIL, GAP_MEMBER, GAP_REASON, GAP_DECISION, GAP_FIELDS };

static const struct field gap_fields[] = {
	[GAP_MEMBER] = { "member", "Đảng viên", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "member" },
	[GAP_FROM] = { "valid_from", "Từ ngày", K_DATE, F_REQUIRED | F_LIST },
	[GAP_UNTIL] = { "valid_until", "Đến trước ngày", K_DATE, F_LIST },
	[GAP_REASON] = { "reason", "Lý do", K_CODE, F_REQUIRED | F_LIST, .of = "age_gap_reason" },
	[GAP_DECISION] = { "decision", "Quyết định", K_REF, F_LIST, .of = "document" },
};
_Static_assert(COUNTOF(gap_fields) == GAP_FIELDS, "a field has no row");

static const struct record age_gap = {
	"age_gap", "Thời gian không tính tuổi đảng", "Thời gian không tính tuổi đảng", FIELDS(gap_fields),
	.dated = true, .key = "member", .parent = "member", .person = "member", .title = "member",
	.order = "member, valid_from", .cite = "Quy định 294-QĐ/TW, 5.2",
};

enum { SUSPENDED_FROM, SUSPENDED_UNTIL, SUSPENDED_MEMBER, SUSPENDED_KIND, SUSPENDED_DECISION, SUSPENDED_FIELDS };

static const struct field suspension_fields[] = {
	[SUSPENDED_MEMBER] = { "member", "Đảng viên", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "member" },
	[SUSPENDED_FROM] = { "valid_from", "Từ ngày", K_DATE, F_REQUIRED | F_LIST },
	[SUSPENDED_UNTIL] = { "valid_until", "Đến trước ngày", K_DATE, F_LIST },
	[SUSPENDED_KIND] = { "kind", "Loại", K_CODE, F_REQUIRED | F_LIST | F_FILE, .of = "suspension_kind" },
	[SUSPENDED_DECISION] = { "decision", "Quyết định", K_REF, 0, .of = "document" },
};
_Static_assert(COUNTOF(suspension_fields) == SUSPENDED_FIELDS, "a field has no row");

/* A person managed by the province or above must not be named here before it is public. */
static bool suspension_fill(struct op *op)
{
	bool managed;

	if (!act_is_set(op, "member"))
		return true;
	if (!member_managed(op->ctx, act_int(op, "member"), &managed))
		return false;
	if (managed)
		return op_refuse(op, "member", "đồng chí thuộc diện cấp tỉnh trở lên quản lý: không ghi ở đây");
	return true;
}

static const struct record suspension = {
	"suspension", "Đình chỉ sinh hoạt", "Đình chỉ sinh hoạt", FIELDS(suspension_fields),
	.dated = true, .key = "member", .parent = "member", .person = "member", .title = "member",
	.order = "member, valid_from", .fill = suspension_fill, .cite = "Quy định 294-QĐ/TW, 9.3.2",
};

/* ---- what other subjects ask ---- */

bool member_count(struct ctx *ctx, struct sql q, struct args a, int64_t *out)
{
	struct row row;

	*out = 0;
	if (!db_one(ctx->db, q, a, &row))
		return false;
	if (row.n)
		*out = cell_int(row.cell[0]);
	return true;
}

bool member_place(struct ctx *ctx, int64_t member_id, struct date on, struct member_place *out)
{
	struct row row;

	*out = (struct member_place){ 0 };
	if (!db_one(ctx->db, SQL("SELECT unit, standing, exempt, valid_from FROM main.member_status"
	                         " WHERE member = $1 AND valid_from <= $2 AND valid_until > $2"),
	            ARGS(V(member_id), V(on)), &row))
		return false;
	if (row.n)
		*out = (struct member_place){ true, member_is_official(row.cell[1]), cell_int(row.cell[2]) != 0,
		                              cell_int(row.cell[0]), cell_date(row.cell[3]) };
	return true;
}

bool member_of_person(struct ctx *ctx, int64_t person, int64_t *member_id)
{
	return member_count(ctx, SQL("SELECT id FROM main.member WHERE person = $1"), ARGS(V(person)), member_id);
}

bool member_ensure(struct op *op, const struct member_start *start, int64_t *member_id)
{
	struct value cells[MEMBER_FIELDS] = { 0 };

	if (!member_of_person(op->ctx, start->person, member_id))
		return false;
	if (*member_id)
		return true;
	cells[PERSON] = V(start->person);
	cells[CARD_NO] = V(start->card_no);
	cells[FILE_NO] = V(start->file_no);
	cells[JOINED_ON] = V(start->joined);
	cells[DECIDED_ON] = V(start->decided);
	cells[OFFICIAL_ON] = V(start->official);
	return op_insert(op, &member, cells, member_id);
}

static bool level_is_managed(struct value level)
{
	return level.type == T_TEXT && (strcmp(level.text, "province") == 0 || strcmp(level.text, "central") == 0);
}

bool member_managed(struct ctx *ctx, int64_t member_id, bool *managed)
{
	struct version v;

	if (!op_load(ctx, &member, member_id, &v))
		return false;
	*managed = level_is_managed(version_cell(&v, MANAGER_LEVEL));
	return true;
}

bool member_roll(struct ctx *ctx, int64_t unit, struct date on, struct roll_member **out, int *n)
{
	struct rows rows;

	if (!db_many(ctx->db, SQL(
		"SELECT m.id, p.name, s.standing, s.exempt, m.manager_level,"
		" CASE WHEN EXISTS (SELECT 1 FROM main.temporary_stay t WHERE t.member = m.id"
		" AND t.state IN ('away', 'back') AND t.away_from <= $2"
		" AND (t.returned_on IS NULL OR t.returned_on > $2))"
		" THEN 1 ELSE 0 END,"
		" CASE WHEN EXISTS (SELECT 1 FROM main.suspension x WHERE x.member = m.id"
		" AND x.kind <> 'committee_activity' AND x.valid_from <= $2 AND x.valid_until > $2) THEN 1 ELSE 0 END"
		" FROM main.member_status s JOIN main.member m ON m.id = s.member JOIN main.person p ON p.id = m.person"
		" WHERE s.unit = $1 AND s.valid_from <= $2 AND s.valid_until > $2 ORDER BY p.name_key, m.id"),
		ARGS(V(unit), V(on)), &rows))
		return false;
	*out = NEWN(ctx->mem, struct roll_member, rows.n + 1);
	*n = rows.n;
	for (int i = 0; i < rows.n; i++) {
		const struct value *c = rows.row[i].cell;
		(*out)[i] = (struct roll_member){
			.member = c[0].i, .name = c[1].type == T_TEXT ? c[1].text : "…",
			.managed = level_is_managed(c[4]),
			.voter = { .official = member_is_official(c[2]), .exempt = cell_int(c[3]) != 0,
			           .away = cell_int(c[5]) != 0, .suspended = cell_int(c[6]) != 0 },
		};
	}
	return true;
}

static const struct record *const records[] = {
	&member, &member_status, &member_opening, &member_profile, &age_gap, &suspension,
};

const struct subject member_subject = {
	"member", .records = records, .nrecords = (int)COUNTOF(records),
};
