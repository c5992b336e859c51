#include "site/face.h"
#include "site/page_rehearsal.h"
#include "site/pages.h"
#include "site/print.h"

static const char *const members[] = {
	"member", "person", "member_status", "member_profile", "member_opening", "age_gap", "suspension",
		"name_change", "badge", "card_issue", "file_handover", "file_loan",
};
static const char *const admissions[] = { "sympathiser", "course", "course_attendance", "admission", "recognition" };
static const char *const months[] = { "cell_meeting", "meeting_absence", "dues_month", "dues_unpaid", "proposal" };
static const char *const moves[] = {
	"transfer", "temporary_stay", "exemption", "removal", "withdrawal", "expulsion", "death", "restoration",
};
static const char *const units[] = { "unit", "reorganisation", "unit_change", "unit_status", "area", "term",
                                     "holding" };
static const char *const papers[] = { "document", "target", "population", "opening" };
static const char *const definitions[] = { "figure", "form_row", "code", "rule_amount", "holiday",
                                           "print_template" };
static const char *const control[] = {
	"finding", "reconcile", "reconcile_line", "step_done", "user", "user_role", "role_right", "saved_view",
	"notice", "overdue_told",
};

#define GROUP(icon, label, names) { (icon), (label), (names), (int)COUNTOF(names) }
static const struct nav_group groups[] = {
	GROUP("users", "Đảng viên", members),
	GROUP("user-plus", "Kết nạp, công nhận", admissions),
	GROUP("transfer", "Chuyển, miễn, ra khỏi Đảng", moves),
	GROUP("calendar-event", "Sinh hoạt chi bộ", months),
	GROUP("building-community", "Tổ chức, cấp ủy", units),
	GROUP("file-text", "Văn bản, chỉ tiêu giao", papers),
	GROUP("ruler-2", "Quy định, biểu mẫu", definitions),
	GROUP("shield-check", "Kiểm soát, tài khoản", control),
};

static const struct nav_link links[] = {
	{ "home", "Trang đầu", "/", "home" },
	{ "report-analytics", "Báo cáo năm", "/report/annual", "report" },
	{ "alert-triangle", "Điểm cần làm rõ", "/findings", "findings", "finding", 1 },
	{ "mail", "Tin buổi sáng", "/digest", "digest" },
	{ "calendar-due", "Sắp đến hạn", "/due", "due" },
	{ "calendar-event", "Phiếu tháng chi bộ", "/month", "month", "cell_meeting", 1 },
	{ "arrows-diff", "Đối chiếu", "/reconcile", "reconciles", "reconcile" },
	{ "printer", "Sổ in hằng năm", "/registers", "registers", "member" },
	{ "file-text", "Mẫu Word", "/templates", "templates", "print_template" },
	{ "file-import", "Nhập từ Excel", "/import", "import" },
	{ "sitemap", "Cây tổ chức", "/units", "units", "unit" },
	{ "award", "Dự kiến Huy hiệu Đảng", "/badges", "badges", "badge", 1 },
};

static const struct route rows[] = {
	{ DOOR_STAFF, GET, "/", &home_page },
	{ DOOR_STAFF, GET, "/report/:form", &report_page },
	{ DOOR_STAFF, GET, "/export/report/:form/:format", .serve = report_export },
	{ DOOR_STAFF, GET, "/export/figure/:code/:format", .serve = figure_export },
	{ DOOR_STAFF, GET, "/export/open/:code/:format", .serve = open_export },
	{ DOOR_STAFF, GET, "/export/print/:print/:id", .serve = print_export },
	{ DOOR_STAFF, GET, "/export/register/:register/:format", .serve = register_export },
	{ DOOR_STAFF, GET, "/print/:record/:id", &prints_page },
	{ DOOR_STAFF, GET, "/registers", &registers_page },
	{ DOOR_STAFF, GET, "/templates", &templates_page },
	{ DOOR_STAFF, GET, "/templates/:print/file", .serve = template_file_serve },
	{ DOOR_STAFF, POST, "/templates/:print", .serve = template_serve, .uploads = true },
	{ DOOR_STAFF, GET, "/figure/:code", &figure_page },
	{ DOOR_STAFF, GET, "/figure/:code/time", &figure_time_page },
	{ DOOR_STAFF, GET, "/open/:code", &open_page },
	{ DOOR_STAFF, GET, "/findings", &findings_page },
	{ DOOR_STAFF, GET, "/search", &search_page },
	{ DOOR_STAFF, GET, "/badges", &badges_page },
	{ DOOR_STAFF, GET, "/units", &units_page },
	{ DOOR_STAFF, GET, "/digest", &digest_page },
	{ DOOR_STAFF, GET, "/due", &due_page },
	{ DOOR_STAFF, GET, "/month", &months_page },
	{ DOOR_STAFF, GET, "/month/letter", &month_letter_page },
	{ DOOR_STAFF, GET, "/export/month/letter/:format", .serve = month_letter_export },
	{ DOOR_STAFF, GET, "/month/blank", &month_blank_page },
	{ DOOR_STAFF, GET, "/month/sheet", &month_page },
	{ DOOR_STAFF, POST, "/month/sheet", .serve = month_serve, .again = &month_page },
};

const struct face site_face = {
	.routes = { rows, (int)COUNTOF(rows) }, .api = &api_routes,
	.link = links, .nlinks = (int)COUNTOF(links),
	.group = groups, .ngroups = (int)COUNTOF(groups),
	.foresee = rehearsal_foresee,
	.search = "/search", .prints = print_exists,
	.owner = "Tỉnh ủy",
};
