/* Persons: the whole file of form 2-HSĐV.  A person need not be a member:
 * trainees, staff and those who seek admission have a file too.  What a member
 * holds by dates (education, occupation) is member_profile; the acts of a
 * member's life are records of their own. */

#include "app/act.h"
#include "app/member.h"
#include "app/subjects.h"

#include <string.h>

#define FILE_TEXT (F_FILE | F_PERSONAL)

enum {
	NAME, BIRTH_NAME, OTHER_NAMES, SEX, BORN, ETHNIC, RELIGION, RELIGION_OFFICE, CITIZEN_ID, BIRTH_PLACE,
	HOME_PLACE,
	RESIDENCE, STAY_PLACE, FAMILY_CLASS, OCCUPATION, RECRUITED_ON, RECRUITED_BY, UNION_ON, OTHER_BODIES, SCHOOLING,
	HEALTH, WOUNDED, MARTYR_FAMILY, MERIT, PHONE, EMAIL, HOME, PERSON_FIELDS
};

static const struct field person_fields[] = {
	[NAME] = { "name", "Họ và tên", K_NAME, F_REQUIRED | F_LIST | F_SEARCH | F_SORT | F_PERSONAL, .max = 100 },
	[BIRTH_NAME] = { "birth_name", "Họ và tên khai sinh", K_TEXT, F_PERSONAL, .max = 100 },
	[OTHER_NAMES] = { "other_names", "Tên gọi khác, bí danh", K_TEXT, FILE_TEXT, .max = 200 },
	[SEX] = { "sex", "Giới tính", K_CODE, F_REQUIRED | F_LIST, .of = "sex" },
	[BORN] = { "born", "Ngày sinh", K_PARTIAL, F_REQUIRED | F_FIXED | F_LIST | F_PERSONAL,
	           .help = "Thống nhất theo hồ sơ gốc; không điều chỉnh ngày sinh của đảng viên.",
	           .cite = "Hướng dẫn 06-HD/TW, 9.2" },
	[ETHNIC] = { "ethnic", "Dân tộc", K_CODE, F_LIST, .of = "ethnic" },
	[RELIGION] = { "religion", "Tôn giáo", K_CODE, FILE_TEXT, .of = "religion" },
	[RELIGION_OFFICE] = { "religion_office", "Chức sắc, chức việc tôn giáo", K_TEXT, FILE_TEXT, .max = 100 },
	[CITIZEN_ID] = { "citizen_id", "Số căn cước", K_TEXT, F_UNIQUE | F_SEARCH | FILE_TEXT, .min = 9, .max = 12,
	                 .help = "12 chữ số (chứng minh nhân dân cũ: 9)." },
	[BIRTH_PLACE] = { "birth_place", "Nơi đăng ký khai sinh", K_TEXT, FILE_TEXT, .max = 300 },
	[HOME_PLACE] = { "home_place", "Quê quán", K_TEXT, FILE_TEXT, .max = 300 },
	[RESIDENCE] = { "residence", "Nơi thường trú", K_TEXT, FILE_TEXT, .max = 300 },
	[STAY_PLACE] = { "stay_place", "Nơi tạm trú", K_TEXT, FILE_TEXT, .max = 300 },
	[FAMILY_CLASS] = { "family_class", "Thành phần gia đình", K_CODE, FILE_TEXT, .of = "family_class" },
	[OCCUPATION] = { "occupation", "Nghề nghiệp hiện nay", K_TEXT, 0, .max = 200 },
	[RECRUITED_ON] = { "recruited_on", "Ngày được tuyển dụng", K_PARTIAL, FILE_TEXT },
	[RECRUITED_BY] = { "recruited_by", "Cơ quan tuyển dụng", K_TEXT, FILE_TEXT, .max = 200 },
	[UNION_ON] = { "union_on", "Ngày vào Đoàn", K_PARTIAL, FILE_TEXT },
	[OTHER_BODIES] = { "other_bodies", "Tham gia các tổ chức xã hội khác", K_NOTE, FILE_TEXT, .max = 1000 },
	[SCHOOLING] = { "schooling", "Giáo dục phổ thông", K_TEXT, 0, .max = 10, .help = "Ví dụ 12/12, 10/10." },
	[HEALTH] = { "health", "Sức khỏe", K_TEXT, FILE_TEXT, .max = 200 },
	[WOUNDED] = { "wounded", "Thương binh (loại)", K_TEXT, FILE_TEXT, .max = 50 },
	[MARTYR_FAMILY] = { "martyr_family", "Gia đình liệt sĩ", K_BOOL, FILE_TEXT },
	[MERIT] = { "merit", "Gia đình có công", K_TEXT, FILE_TEXT, .max = 200 },
	[PHONE] = { "phone", "Điện thoại", K_TEXT, F_PERSONAL, .max = 30 },
	[EMAIL] = { "email", "Thư điện tử", K_TEXT, F_PERSONAL, .max = 100 },
	[HOME] = { "home", "Nơi giữ hồ sơ", K_UNIT, F_REQUIRED | F_LIST,
	           .help = "Tổ chức đảng giữ hồ sơ; của đảng viên thì theo nơi sinh hoạt." },
};
_Static_assert(COUNTOF(person_fields) == PERSON_FIELDS, "a field has no row");

static bool digits_only(const char *s)
{
	return s[strspn(s, "0123456789")] == '\0';
}

/* The file of someone on the roll goes with the member; a typed place would be undone by the next act. */
static bool home_is_free(struct op *op)
{
	int64_t member, spans = 0;

	if (!op->old.cell || !act_changed(op, "home"))
		return true;
	if (!member_of_person(op->ctx, op->old.id, &member))
		return false;
	if (member && !member_count(op->ctx, SQL("SELECT COUNT(*) FROM main.member_status WHERE member = $1"),
	                            ARGS(V(member)), &spans))
		return false;
	return !spans || op_refuse(op, "home", "hồ sơ đi theo nơi sinh hoạt của đảng viên; hãy ghi chuyển sinh hoạt");
}

static bool person_guard(struct op *op)
{
	const char *citizen_id = act_text(op, "citizen_id"), *born = act_text(op, "born");

	if (citizen_id && (!digits_only(citizen_id) || (strlen(citizen_id) != 12 && strlen(citizen_id) != 9)))
		return op_refuse(op, "citizen_id", "số căn cước gồm 12 chữ số (chứng minh nhân dân cũ: 9 chữ số)");
	if (born && partial_first(born).ymd > op->ctx->today.ymd)
		return op_refuse(op, "born", "ngày sinh ở sau hôm nay");
	return home_is_free(op);
}

static const struct record person = {
	"person", "Nhân thân", "Nhân thân", FIELDS(person_fields),
	.unit = "home", .home = "home", .person = "id", .title = "name", .order = "name",
	.guard = person_guard, .cite = "Hướng dẫn 38-HD/BTCTW, II.1 (mẫu 2-HSĐV)",
};

/* ---- rows of the file: each belongs to a person and is read with the file ---- */

#define OF_PERSON { "person", "Người", K_REF, F_REQUIRED | F_FIXED, .of = "person" }
#define FROM_TO(from_, to_) \
	{ "from", from_, K_PARTIAL, F_LIST | FILE_TEXT }, { "to", to_, K_PARTIAL, F_LIST | FILE_TEXT }
#define LISTED(name_, label_, max_) { name_, label_, K_TEXT, F_LIST | FILE_TEXT, .max = max_ }
#define PART_OF_FILE(name_, label_, title_, order_, fields_) \
	{ name_, label_, label_, FIELDS(fields_), \
	  .parent = "person", .person = "person", .title = title_, .order = order_ }

static const struct field career_fields[] = {
	OF_PERSON, FROM_TO("Từ tháng", "Đến tháng"),
	LISTED("work", "Làm việc gì, chức vụ", 500),
	LISTED("place", "Cơ quan, nơi ở", 300),
};
static const struct record career =
	PART_OF_FILE("career", "Quá trình hoạt động, công tác", "work", "from", career_fields);

static const struct field training_fields[] = {
	OF_PERSON, FROM_TO("Từ tháng", "Đến tháng"),
	LISTED("school", "Trường, cơ sở đào tạo", 300),
	LISTED("subject", "Ngành học, lớp bồi dưỡng", 300),
	LISTED("form", "Hình thức học", 100),
	LISTED("certificate", "Văn bằng, chứng chỉ", 200),
};
static const struct record training =
	PART_OF_FILE("training", "Đào tạo, bồi dưỡng", "subject", "from", training_fields);

static const struct field award_fields[] = {
	OF_PERSON,
	{ "on", "Thời gian", K_PARTIAL, F_LIST | FILE_TEXT },
	LISTED("award", "Hình thức khen thưởng", 300),
	LISTED("reason", "Lý do", 300),
	LISTED("by", "Cấp khen thưởng", 200),
	LISTED("decision_no", "Số quyết định", 60),
};
static const struct record award = PART_OF_FILE("award", "Khen thưởng", "award", "on", award_fields);

static const struct field title_fields[] = {
	OF_PERSON,
	{ "on", "Thời gian", K_PARTIAL, F_LIST | FILE_TEXT },
	LISTED("title", "Danh hiệu được phong", 200),
	LISTED("by", "Cấp phong tặng", 200),
};
static const struct record title_awarded =
	PART_OF_FILE("title_awarded", "Danh hiệu được phong", "title", "on", title_fields);

/* Discipline of the past as the file tells it; a case under way is never here. */
static const struct field discipline_fields[] = {
	OF_PERSON,
	{ "decided_on", "Ngày quyết định", K_PARTIAL, F_LIST | FILE_TEXT },
	{ "kind", "Đảng, chính quyền hay đoàn thể", K_CODE, F_LIST | FILE_TEXT, .of = "discipline_branch" },
	{ "form", "Hình thức kỷ luật", K_CODE, F_LIST | FILE_TEXT, .of = "discipline_form" },
	LISTED("reason", "Lý do", 500),
	LISTED("by", "Cấp quyết định", 200),
	LISTED("decision_no", "Số quyết định", 60),
};
static const struct record past_discipline =
	PART_OF_FILE("past_discipline", "Kỷ luật đã qua", "form", "decided_on", discipline_fields);

static const struct field history_fields[] = {
	OF_PERSON, FROM_TO("Từ", "Đến"),
	{ "kind", "Loại", K_CODE, F_LIST | FILE_TEXT, .of = "history_kind" },
	LISTED("what", "Nội dung", 1000),
	LISTED("place", "Nơi", 300),
};
static const struct record past_event =
	PART_OF_FILE("past_event", "Đặc điểm lịch sử", "what", "from", history_fields);

static const struct field army_fields[] = {
	OF_PERSON, FROM_TO("Nhập ngũ", "Xuất ngũ"),
	LISTED("rank", "Quân hàm, chức vụ cao nhất", 100),
	LISTED("place", "Đơn vị", 200),
};
static const struct record army_service =
	PART_OF_FILE("army_service", "Phục vụ trong quân đội, công an", "rank", "from", army_fields);

static const struct field abroad_fields[] = {
	OF_PERSON, FROM_TO("Từ", "Đến"),
	{ "kind", "Loại", K_CODE, F_LIST | FILE_TEXT, .of = "abroad_kind",
	  .help = "Đi nước ngoài từ 3 tháng; tham gia tổ chức nước ngoài; thân nhân ở nước ngoài." },
	LISTED("country", "Nước", 100),
	LISTED("what", "Mục đích, công việc, quan hệ", 500),
};
static const struct record abroad =
	PART_OF_FILE("abroad", "Quan hệ với nước ngoài", "country", "from", abroad_fields);

static const struct field family_fields[] = {
	OF_PERSON,
	{ "relation", "Quan hệ", K_CODE, F_LIST | FILE_TEXT, .of = "family_relation" },
	{ "name", "Họ và tên", K_NAME, F_LIST | FILE_TEXT, .max = 100 },
	{ "born", "Năm sinh", K_PARTIAL, F_LIST | FILE_TEXT },
	LISTED("home_place", "Quê quán", 300),
	LISTED("residence", "Nơi cư trú", 300),
	LISTED("work", "Nghề nghiệp, chức vụ, nơi làm việc", 500),
	{ "member", "Là đảng viên", K_BOOL, F_LIST | FILE_TEXT },
	{ "note", "Hoàn cảnh kinh tế, thái độ chính trị", K_NOTE, FILE_TEXT, .max = 2000 },
};
static const struct record family = PART_OF_FILE("family", "Hoàn cảnh gia đình", "name", "relation", family_fields);

static const struct field economy_fields[] = {
	OF_PERSON,
	{ "year", "Năm kê khai", K_INT, F_REQUIRED | F_LIST, .min = 1930, .max = 2200 },
	{ "income", "Thu nhập của hộ trong năm", K_MONEY, F_LIST | FILE_TEXT },
	{ "income_each", "Thu nhập bình quân một người", K_MONEY, F_LIST | FILE_TEXT },
	LISTED("house", "Nhà ở", 500),
	LISTED("land", "Đất", 500),
	LISTED("business", "Hoạt động kinh tế", 500),
	{ "hired", "Số lao động thuê", K_INT, FILE_TEXT, .min = 0, .max = 100000 },
	{ "assets", "Tài sản có giá trị từ 50 triệu đồng", K_NOTE, FILE_TEXT, .max = 2000 },
};
static const struct record economy = PART_OF_FILE("economy", "Hoàn cảnh kinh tế", "year", "-year", economy_fields);

static const struct record *const records[] = {
	&person, &career, &training, &award, &title_awarded, &past_discipline, &past_event, &army_service, &abroad,
	&family, &economy,
};

const struct subject person_subject = {
	"person", .records = records, .nrecords = (int)COUNTOF(records),
};
