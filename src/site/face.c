#include "site/face.h"
#include "site/page_rehearsal.h"
#include "site/pages.h"

static const char *const members[] = {
	"member", "person", "member_status", "member_profile", "member_opening", "age_gap", "suspension",
		"name_change", "badge",
};
static const char *const admissions[] = { "sympathiser", "course", "course_attendance", "admission", "recognition" };
static const char *const moves[] = {
	"transfer", "temporary_stay", "exemption", "removal", "withdrawal", "expulsion", "death", "restoration",
};
static const char *const units[] = { "unit", "reorganisation", "unit_change", "unit_status", "area", "term",
                                     "holding" };
static const char *const papers[] = { "document", "target", "population", "opening" };
static const char *const definitions[] = { "figure", "form_row", "code", "rule_amount", "holiday" };
static const char *const control[] = { "finding", "step_done", "user", "user_role", "role_right" };

#define GROUP(label, names) { (label), (names), (int)COUNTOF(names) }
static const struct nav_group groups[] = {
	GROUP("Đảng viên", members),
	GROUP("Kết nạp, công nhận", admissions),
	GROUP("Chuyển, miễn, ra khỏi Đảng", moves),
	GROUP("Tổ chức, cấp ủy", units),
	GROUP("Văn bản, chỉ tiêu giao", papers),
	GROUP("Quy định, biểu mẫu", definitions),
	GROUP("Kiểm soát, tài khoản", control),
};

static const struct nav_link links[] = {
	{ "Trang đầu", "/", "home", NULL },
	{ "Báo cáo năm", "/report/annual", "report", NULL },
	{ "Điểm cần làm rõ", "/findings", "findings", "finding", 1 },
	{ "Cây tổ chức", "/units", "units", "unit" },
	{ "Dự kiến Huy hiệu Đảng", "/badges", "badges", "badge", 1 },
};

static const struct route rows[] = {
	{ DOOR_STAFF, GET, "/", &home_page },
	{ DOOR_STAFF, GET, "/report/:form", &report_page },
	{ DOOR_STAFF, GET, "/report/:form/csv", .serve = report_csv_serve },
	{ DOOR_STAFF, GET, "/figure/:code", &figure_page },
	{ DOOR_STAFF, GET, "/open/:code", &open_page },
	{ DOOR_STAFF, GET, "/findings", &findings_page },
	{ DOOR_STAFF, GET, "/search", &search_page },
	{ DOOR_STAFF, GET, "/badges", &badges_page },
	{ DOOR_STAFF, GET, "/units", &units_page },
};

const struct face site_face = {
	.routes = { rows, (int)COUNTOF(rows) }, .api = &api_routes,
	.link = links, .nlinks = (int)COUNTOF(links),
	.group = groups, .ngroups = (int)COUNTOF(groups),
	.foresee = rehearsal_foresee,
	.search = "/search",
	.owner = "Tỉnh ủy",
};
