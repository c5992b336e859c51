#include "site/face.h"

static const char *const members[] = { "member", "person", "admission", "recognition", "transfer", "badge" };
static const char *const units[] = { "unit", "reorganisation", "holding", "term" };
static const char *const papers[] = { "document" };
static const char *const definitions[] = { "figure", "form_row", "target", "code", "rule_amount", "holiday" };
static const char *const control[] = { "finding", "user" };

#define GROUP(label, names) { (label), (names), (int)COUNTOF(names) }
static const struct nav_group groups[] = {
	GROUP("Đảng viên", members),
	GROUP("Tổ chức", units),
	GROUP("Văn bản", papers),
	GROUP("Định nghĩa", definitions),
	GROUP("Kiểm soát", control),
};

const struct face site_face = {
	.group = groups, .ngroups = (int)COUNTOF(groups),
	.owner = "Ban Tổ chức Tỉnh ủy",
};
