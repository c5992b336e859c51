/* The letters of the morning: to whom one went on which day, and what was told in
 * it as overdue.  What has been told to somebody once is not told to him again. */

#include "app/subjects.h"

#define BY_PROGRAM "chương trình tự ghi"

static const struct field notice_fields[] = {
	{ "user", "Người nhận", K_REF, F_FIXED | F_LIST, .of = "user" },
	{ "day", "Ngày", K_DATE, F_FIXED | F_LIST },
	{ "sent_at", "Gửi lúc", K_TIME, F_LIST, .help = "Trống: máy chủ gửi thư chưa nhận" },
	{ "overdue", "Việc quá hạn báo lần đầu", K_INT, F_LIST },
	{ "tries", "Số lần gửi", K_INT, F_LIST },
	{ "fault", "Lý do chưa gửi được", K_TEXT, F_LIST, .max = 500 },
};
static const struct record notice = {
	"notice", "Thư buổi sáng", "Thư buổi sáng", FIELDS(notice_fields),
	.day = "day", .title = "day", .order = "-day, user", .system = BY_PROGRAM,
};

static const struct field told_fields[] = {
	{ "notice", "Thư", K_REF, F_FIXED | F_LIST, .of = "notice" },
	{ "user", "Người nhận", K_REF, F_FIXED | F_LIST, .of = "user" },
	{ "record", "Loại hồ sơ", K_TEXT, F_FIXED | F_LIST, .max = 40 },
	{ "row", "Số hồ sơ", K_INT, F_FIXED | F_LIST },
	{ "due", "Hạn", K_DATE, F_FIXED | F_LIST },
	{ "level", "Cấp", K_INT, F_FIXED | F_LIST, .help = "0: nơi có việc; 1: cấp trên của nơi ấy; …" },
};
static const struct record overdue_told = {
	"overdue_told", "Việc quá hạn đã báo", "Việc quá hạn đã báo", FIELDS(told_fields),
	.parent = "notice", .title = "due", .order = "-due, record, row", .system = BY_PROGRAM,
};

static const struct record *const records[] = { &notice, &overdue_told };

const struct subject notice_subject = {
	"notice",
	.records = records, .nrecords = (int)COUNTOF(records),
};
