/* Lists that a user keeps under a name of his own: the question, never its answer.  What it asks is checked when it is
 * saved; whoever opens it asks it with his own rights. */

#include "app/subjects.h"

#include <string.h>

#include "model/access.h"
#include "model/filter.h"
#include "model/query.h"

enum { NAME, RECORD, WHERE, COLUMNS, ORDER, BY, UNDER, PERIOD, SIZE, SHARE, OWNER, VIEW_FIELDS };

static const struct field fields[] = {
	[NAME]    = { "name", "Tên danh sách", K_TEXT, F_REQUIRED | F_LIST | F_SEARCH, .max = 80 },
	[RECORD]  = { "record", "Loại hồ sơ", K_TEXT, F_REQUIRED | F_FIXED | F_LIST, .max = 40 },
	[WHERE]   = { "where", "Điều kiện", K_TEXT, F_LIST, .help = "Bỏ trống: tất cả" },
	[COLUMNS] = { "columns", "Cột", K_TEXT, 0, .help = "Bỏ trống: các cột mặc định" },
	[ORDER]   = { "order", "Thứ tự", K_TEXT, 0, .max = 400 },
	[BY]      = { "by", "Chia theo", K_TEXT, 0, .max = 200 },
	[UNDER]   = { "under", "Trong tổ chức", K_UNIT, F_LIST },
	[PERIOD]  = { "period", "Kỳ", K_TEXT, 0, .max = 40 },
	[SIZE]    = { "size", "Số dòng mỗi trang", K_TEXT, 0, .max = 10 },
	[SHARE]   = { "share", "Chia sẻ trong", K_UNIT, F_LIST,
	              .help = "Người làm việc ở tổ chức này và cấp dưới cùng thấy; bỏ trống: chỉ mình tôi" },
	[OWNER]   = { "owner", "Của", K_REF, F_LIST | F_DERIVED | F_FIXED, .of = "user" },
};
_Static_assert(COUNTOF(fields) == VIEW_FIELDS, "a field has no row");

static bool fill(struct op *op)
{
	if (op->old.cell)
		return true;
	if (!op->ctx->user->id)
		return op_refuse(op, "owner", "danh sách đã lưu là của một tài khoản: hãy đăng nhập");
	op_set(op, OWNER, V(op->ctx->user->id));
	return true;
}

static const struct record *asked(struct op *op)
{
	const struct record *rec = catalog_record(op->ctx->catalog, version_text(&op->new, RECORD));

	return rec && access_may(op->ctx, rec, "read") ? rec : NULL;
}

/* "name, -unit.code": each a path of fields. */
static bool paths_known(struct op *op, const struct record *rec, int field)
{
	const char *list = version_text(&op->new, field);
	char name[200];
	struct path p;

	while (list && *(list += strspn(list, ", -"))) {
		size_t n = strcspn(list, ", ");

		if (n >= sizeof name)
			return op_refuse(op, fields[field].name, "tên trường quá dài");
		memcpy(name, list, n);
		name[n] = '\0';
		list += n;
		if (!query_path_find(op->ctx, rec, name, fields[field].name, &p))
			return false;
	}
	return true;
}

static bool guard(struct op *op)
{
	const struct record *rec = asked(op);
	const char *period = version_text(&op->new, PERIOD), *by = version_text(&op->new, BY);
	struct period p;

	if (!rec)
		return op_refuse(op, "record", "không có loại hồ sơ “%s”", version_text(&op->new, RECORD));
	if (period && !period_parse(period, &p))
		return op_refuse(op, "period", "“%s” không phải là kỳ", period);
	return filter_ask(op->ctx, rec, version_text(&op->new, WHERE)) && paths_known(op, rec, COLUMNS) &&
	       paths_known(op, rec, ORDER) && ((by && strcmp(by, "unit") == 0) || paths_known(op, rec, BY));
}

static const struct record saved_view = {
	"saved_view", "Danh sách đã lưu", "Danh sách đã lưu", FIELDS(fields),
	.key = "owner, record, name", .owner = "owner", .share = "share", .title = "name", .order = "record, name",
	.fill = fill, .guard = guard,
};

static const struct record *const records[] = { &saved_view };

const struct subject view_subject = {
	"view",
	.records = records, .nrecords = (int)COUNTOF(records),
};
