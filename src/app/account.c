/* Accounts and what each may do.  Passwords lie outside record tables. */

#include "app/subjects.h"
#include "base/text.h"
#include "model/workflow.h"

#include <string.h>

enum { USER_LOGIN, USER_NAME, USER_ACTIVE, USER_EMAIL, USER_FIELDS };

static const struct field user_fields[] = {
	[USER_LOGIN]  = { "login", "Tên đăng nhập", K_TEXT, F_REQUIRED | F_FIXED | F_UNIQUE | F_LIST | F_SEARCH,
	                  .min = 2, .max = 40 },
	[USER_NAME]   = { "name", "Họ và tên, chức trách", K_TEXT, F_REQUIRED | F_LIST | F_SEARCH, .max = 120 },
	[USER_ACTIVE] = { "active", "Đang dùng", K_BOOL, F_LIST },
	[USER_EMAIL]  = { "email", "Thư điện tử", K_TEXT, F_LIST, .max = 254,
	                  .help = "Nhận tin buổi sáng; bỏ trống: không nhận thư" },
};
_Static_assert(COUNTOF(user_fields) == USER_FIELDS, "a field has no row");

static bool user_fill(struct op *op)
{
	if (!op->old.cell && !version_set(&op->new, USER_ACTIVE))
		op_set(op, USER_ACTIVE, V(true));
	return true;
}

static bool user_guard(struct op *op)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
	const char *login = version_text(&op->new, USER_LOGIN);

	if (strcmp(login, "system") == 0)
		return op_refuse(op, "login", "tên này dành cho chương trình");
	if (login[strspn(login, allowed)])
		return op_refuse(op, "login", "chỉ gồm chữ thường không dấu, số, dấu chấm, gạch dưới và gạch nối");
	return !version_set(&op->new, USER_EMAIL) || text_is_email(version_text(&op->new, USER_EMAIL)) ||
	       op_refuse(op, "email", "không phải địa chỉ thư điện tử");
}

static const struct record user = {
	"user", "Tài khoản", "Tài khoản", FIELDS(user_fields),
	.title = "name", .order = "login", .fill = user_fill, .guard = user_guard,
};

enum { ROLE_USER, ROLE_ROLE, ROLE_UNIT, VALID_FROM, VALID_UNTIL, ROLE_FIELDS };

static const struct field role_fields[] = {
	[ROLE_USER] = { "user", "Tài khoản", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "user" },
	[ROLE_ROLE] = { "role", "Vai trò", K_CODE, F_REQUIRED | F_LIST, .of = "role" },
	[ROLE_UNIT] = { "unit", "Trong phạm vi tổ chức", K_UNIT, F_LIST, .help = "Bỏ trống: mọi tổ chức" },
	SPAN_FIELDS(0),
};
_Static_assert(COUNTOF(role_fields) == ROLE_FIELDS, "a field has no row");

/* Who hands out rights is not bound to the place where they hold: no .unit. */
static const struct record user_role = {
	"user_role", "Vai trò của tài khoản", "Vai trò của tài khoản", FIELDS(role_fields),
	.dated = true, .key = "user, role, unit", .title = "role", .order = "user, valid_from",
};

enum { RIGHT_ROLE, RIGHT_RECORD, RIGHT_ACTION, RIGHT_LEVEL, RIGHT_FIELDS };

static const struct field right_fields[] = {
	[RIGHT_ROLE]   = { "role", "Vai trò", K_CODE, F_REQUIRED | F_LIST, .of = "role" },
	[RIGHT_RECORD] = { "record", "Loại hồ sơ", K_TEXT, F_REQUIRED | F_LIST, .max = 40, .help = "* : mọi loại" },
	[RIGHT_ACTION] = { "action", "Việc", K_TEXT, F_REQUIRED | F_LIST, .max = 40,
	                   .help = "read, create, edit, change, remove, undo, tên một bước, hoặc *" },
	[RIGHT_LEVEL]  = { "level", "Mức trường được đọc", K_INT, F_LIST, .min = 0, .max = 2,
	                   .help = "0 công khai, 1 công tác, 2 hồ sơ" },
};
_Static_assert(COUNTOF(right_fields) == RIGHT_FIELDS, "a field has no row");

static bool action_known(const struct record *rec, const char *action)
{
	static const char *const verbs[] = { "*", "read", "create", "edit", "change", "remove", "undo", "export" };

	for (size_t i = 0; i < COUNTOF(verbs); i++)
		if (strcmp(verbs[i], action) == 0)
			return true;
	return rec && rec->flow && flow_step(rec->flow, action);
}

static bool right_guard(struct op *op)
{
	const char *name = version_text(&op->new, RIGHT_RECORD), *action = version_text(&op->new, RIGHT_ACTION);
	const struct record *rec = catalog_record(op->ctx->catalog, name);

	if (!rec && strcmp(name, "*") != 0)
		return op_refuse(op, "record", "không có loại hồ sơ “%s”", name);
	return action_known(rec, action) || op_refuse(op, "action", "“%s” không có việc “%s”", name, action);
}

static const struct record role_right = {
	"role_right", "Quyền của vai trò", "Quyền của vai trò", FIELDS(right_fields),
	.key = "role, record, action", .title = "role", .order = "role, record, action", .guard = right_guard,
};

static const struct record *const records[] = { &user, &user_role, &role_right };

const struct subject account_subject = {
	"account",
	.records = records, .nrecords = (int)COUNTOF(records),
};
