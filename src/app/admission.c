/* Admission: from the list of sympathisers over the class, the cell's and the
 * committee's votes and the approval to the ceremony, which makes a
 * probationary member; then recognition after twelve months. */

#include "app/ballot.h"
#include "app/member.h"
#include "app/subjects.h"

#include <string.h>

/* ---- sympathisers ---- */

enum {
	S_PERSON, S_UNIT, S_LISTED_ON, S_HELPER, S_REVIEWED_ON, S_PROPOSED_ON, S_DROPPED_ON, STATE, BEGAN_ON, STATE_ON,
	SYMPATHISER_FIELDS
};

static const struct field sympathiser_fields[] = {
	[S_PERSON] = { "person", "Quần chúng", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "person" },
	[S_UNIT] = { "unit", "Chi bộ", K_UNIT, F_REQUIRED | F_LIST },
	[S_LISTED_ON] = { "listed_on", "Ngày chi bộ đưa vào danh sách", K_DATE, F_LIST },
	[S_HELPER] = { "helper", "Đảng viên chính thức được phân công giúp đỡ", K_REF, F_LIST, .of = "member" },
	[S_REVIEWED_ON] = { "reviewed_on", "Lần xem xét gần nhất", K_DATE, F_LIST,
	                    .help = "Chi bộ xem xét danh sách hằng tháng." },
	[S_PROPOSED_ON] = { "proposed_on", "Ngày chuyển sang lập hồ sơ kết nạp", K_DATE, 0 },
	[S_DROPPED_ON] = { "dropped_on", "Ngày đưa ra khỏi danh sách", K_DATE, 0 },
	ACT_FIELDS,
};
_Static_assert(COUNTOF(sympathiser_fields) == SYMPATHISER_FIELDS, "a field has no row");

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

/* ---- classes ---- */

enum { C_UNIT, C_KIND, C_NAME, C_OPENED_ON, C_CLOSED_ON, C_PLACE, COURSE_FIELDS };

static const struct field course_fields[] = {
	[C_UNIT] = { "unit", "Cấp mở lớp", K_UNIT, F_REQUIRED | F_LIST },
	[C_KIND] = { "kind", "Loại lớp", K_CODE, F_REQUIRED | F_LIST, .of = "course_kind" },
	[C_NAME] = { "name", "Tên lớp", K_TEXT, F_REQUIRED | F_LIST | F_SEARCH, .max = 200 },
	[C_OPENED_ON] = { "opened_on", "Ngày khai giảng", K_DATE, F_REQUIRED | F_LIST },
	[C_CLOSED_ON] = { "closed_on", "Ngày bế giảng", K_DATE, F_LIST },
	[C_PLACE] = { "place", "Nơi mở", K_TEXT, F_LIST, .max = 200 },
};
_Static_assert(COUNTOF(course_fields) == COURSE_FIELDS, "a field has no row");

static const struct record course = {
	"course", "Lớp bồi dưỡng", "Lớp bồi dưỡng", FIELDS(course_fields),
	.day = "opened_on", .unit = "unit", .title = "name", .order = "-opened_on, name",
};

enum { A_COURSE, A_PERSON, A_RESULT, A_CERTIFIED_ON, A_CERTIFICATE_NO, ATTENDANCE_FIELDS };

static const struct field attendance_fields[] = {
	[A_COURSE] = { "course", "Lớp", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "course" },
	[A_PERSON] = { "person", "Học viên", K_REF, F_REQUIRED | F_LIST, .of = "person" },
	[A_RESULT] = { "result", "Kết quả", K_CODE, F_LIST, .of = "course_result" },
	[A_CERTIFIED_ON] = { "certified_on", "Ngày cấp giấy chứng nhận", K_DATE, F_LIST },
	[A_CERTIFICATE_NO] = { "certificate_no", "Số giấy chứng nhận", K_TEXT, F_LIST, .max = 40 },
};
_Static_assert(COUNTOF(attendance_fields) == ATTENDANCE_FIELDS, "a field has no row");

static const struct record course_attendance = {
	"course_attendance", "Học viên", "Học viên", FIELDS(attendance_fields),
	.key = "course, person", .parent = "course", .person = "person", .title = "person", .order = "course, person",
};

/* ---- admission ---- */

#undef STATE
enum {
	PERSON = ATTENDANCE_FIELDS + 100,
};
