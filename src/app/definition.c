/* Definitions: what the program itself goes by, as records on both clocks, so
 * that a clerk can change a form or an amount without a programmer and an old
 * report still answers by the definitions of its day.  data/ has their first
 * content. */

#include "app/subjects.h"
#include "model/filter.h"
#include "model/report.h"

#include <string.h>

static bool is_name(const char *s, const char *also)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

	for (; *s; s++)
		if (!strchr(plain, *s) && !strchr(also, *s))
			return false;
	return true;
}

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* ---- code lists ---- */

enum { VALID_FROM, VALID_UNTIL, CITE, AFTER_SPAN };     /* every dated definition begins with these */
#define DEFINED(flags) \
	SPAN_FIELDS(flags), \
	[CITE] = { "cite", "Căn cứ", K_TEXT, 0, .max = 500 }

enum { CODE_LIST = AFTER_SPAN, CODE_KEY, CODE_NUMBER, CODE_LABEL, CODE_SORT, CODE_FIELDS };

static const struct field code_fields[] = {
	DEFINED(0),
	[CODE_LIST]   = { "list", "Danh mục", K_TEXT, F_REQUIRED | F_LIST | F_SEARCH, .max = 40 },
	[CODE_KEY]    = { "key", "Khóa", K_TEXT, F_REQUIRED | F_FIXED | F_LIST | F_SEARCH, .max = 60,
	                  .help = "Chữ thường không dấu, số và dấu gạch dưới; không bao giờ đổi" },
	[CODE_NUMBER] = { "number", "Mã số", K_TEXT, F_LIST, .max = 20 },
	[CODE_LABEL]  = { "label", "Tên", K_TEXT, F_REQUIRED | F_LIST | F_SEARCH | F_PUBLIC, .max = 200 },
	[CODE_SORT]   = { "sort", "Thứ tự", K_INT, F_LIST, .max = 100000 },
};
_Static_assert(COUNTOF(code_fields) == CODE_FIELDS, "a field has no row");

static bool code_guard(struct op *op)
{
	const char *key = version_text(&op->new, CODE_KEY);

	return is_name(key, "") || op_refuse(op, "key", "chỉ gồm chữ thường không dấu, số và dấu gạch dưới");
}

static const struct record code = {
	"code", "Mã danh mục", "Danh mục mã", FIELDS(code_fields),
	.dated = true, .key = "list, key", .title = "label", .order = "list, sort", .guard = code_guard,
};

/* ---- amounts that rules go by ---- */

enum {
	AMOUNT_NAME = AFTER_SPAN, AMOUNT_VALUE, AMOUNT_UNIT, AMOUNT_NOTE, AMOUNT_UNCONFIRMED, AMOUNT_FIELDS
};

static const struct field amount_fields[] = {
	DEFINED(F_LIST),
	[AMOUNT_NAME]        = { "name", "Tên", K_TEXT, F_REQUIRED | F_FIXED | F_LIST | F_SEARCH, .max = 60 },
	[AMOUNT_VALUE]       = { "value", "Trị số", K_INT, F_REQUIRED | F_LIST },
	[AMOUNT_UNIT]        = { "unit", "Đơn vị tính", K_TEXT, F_LIST, .max = 60 },
	[AMOUNT_NOTE]        = { "note", "Nội dung", K_TEXT, F_LIST, .max = 300 },
	[AMOUNT_UNCONFIRMED] = { "unconfirmed", "Trị số tạm, chưa đối chiếu", K_BOOL, F_LIST },
};
_Static_assert(COUNTOF(amount_fields) == AMOUNT_FIELDS, "a field has no row");

static bool amount_guard(struct op *op)
{
	return is_name(version_text(&op->new, AMOUNT_NAME), "") ||
	       op_refuse(op, "name", "chỉ gồm chữ thường không dấu, số và dấu gạch dưới");
}

static const struct record rule_amount_record = {
	"rule_amount", "Trị số quy định", "Trị số quy định", FIELDS(amount_fields),
	.dated = true, .key = "name", .title = "name", .order = "name, valid_from", .guard = amount_guard,
};

/* ---- holidays ---- */

enum { HOLIDAY_DAY, HOLIDAY_KIND, HOLIDAY_NAME, HOLIDAY_CITE, HOLIDAY_FIELDS };

static const struct field holiday_fields[] = {
	[HOLIDAY_DAY]  = { "day", "Ngày", K_DATE, F_REQUIRED | F_LIST | F_UNIQUE },
	[HOLIDAY_KIND] = { "kind", "Loại ngày", K_CODE, F_REQUIRED | F_LIST, .of = "holiday_kind" },
	[HOLIDAY_NAME] = { "name", "Tên", K_TEXT, F_LIST, .max = 100 },
	[HOLIDAY_CITE] = { "cite", "Căn cứ", K_TEXT, 0, .max = 500 },
};
_Static_assert(COUNTOF(holiday_fields) == HOLIDAY_FIELDS, "a field has no row");

static const struct record holiday = {
	"holiday", "Ngày nghỉ, làm bù", "Ngày nghỉ, ngày làm bù", FIELDS(holiday_fields),
	.key = "day", .title = "name", .order = "day",
};

/* ---- figures ---- */

enum {
	FIGURE_CODE = AFTER_SPAN, FIGURE_NAME, FIGURE_UNIT, FIGURE_RECORD, FIGURE_WHERE, FIGURE_AMOUNT, FIGURE_FIELD,
	FIGURE_MOMENT, FIGURE_NUM, FIGURE_OVER, FIGURE_FIELDS
};

static const struct field figure_fields[] = {
	DEFINED(F_LIST),
	[FIGURE_CODE]   = { "code", "Mã chỉ tiêu", K_TEXT, F_REQUIRED | F_FIXED | F_LIST | F_SEARCH, .max = 60 },
	[FIGURE_NAME]   = { "name", "Chỉ tiêu", K_TEXT, F_REQUIRED | F_LIST | F_SEARCH | F_PUBLIC, .max = 300 },
	[FIGURE_UNIT]   = { "unit", "Đơn vị tính", K_TEXT, F_LIST, .max = 40 },
	[FIGURE_RECORD] = { "record", "Loại hồ sơ", K_TEXT, F_LIST, .max = 40 },
	[FIGURE_WHERE]  = { "where", "Điều kiện", K_TEXT, 0, .max = 2000 },
	[FIGURE_AMOUNT] = { "amount", "Cách đếm", K_CODE, F_REQUIRED | F_LIST, .of = "amount" },
	[FIGURE_FIELD]  = { "field", "Trường cộng", K_TEXT, 0, .max = 40 },
	[FIGURE_MOMENT] = { "moment", "Thời điểm", K_CODE, F_REQUIRED | F_LIST, .of = "moment" },
	[FIGURE_NUM]    = { "num", "Tử số", K_TEXT, 0, .max = 60, .help = "Mã chỉ tiêu, khi là tỷ lệ" },
	[FIGURE_OVER]   = { "over", "Mẫu số", K_TEXT, 0, .max = 60, .help = "Mã chỉ tiêu, khi là tỷ lệ" },
};
_Static_assert(COUNTOF(figure_fields) == FIGURE_FIELDS, "a field has no row");

static bool figure_share(struct op *op)
{
	if (!version_set(&op->new, FIGURE_NUM) || !version_set(&op->new, FIGURE_OVER))
		return op_refuse(op, "num", "tỷ lệ cần tử số và mẫu số");
	return true;
}

static bool figure_sum(struct op *op, const struct record *rec)
{
	const char *name = version_text(&op->new, FIGURE_FIELD);
	int f = name ? record_field(rec, name) : -1;

	if (f >= 0 && (rec->fields[f].kind == K_INT || rec->fields[f].kind == K_MONEY))
		return true;
	return op_refuse(op, "field", "cần một trường số của “%s” để cộng", rec->label);
}

/* A figure that cannot be counted is refused when it is written, not when a report asks for it. */
static bool figure_guard(struct op *op)
{
	const char *name = version_text(&op->new, FIGURE_RECORD), *amount = version_text(&op->new, FIGURE_AMOUNT);
	const struct record *rec = catalog_record(op->ctx->catalog, name);
	const char *where = version_text(&op->new, FIGURE_WHERE);

	if (same(amount, "share"))
		return figure_share(op);
	if (!rec) {
		const char *near = name ? catalog_nearest_record(op->ctx->catalog, name) : NULL;
		return op_refuse(op, "record", "không có loại hồ sơ “%s”%s%s%s", name ? name : "",
		                 near ? "; có phải là “" : "", near ? near : "", near ? "”?" : "");
	}
	if (same(amount, "persons") && !rec->person)
		return op_refuse(op, "amount", "“%s” không gắn với người nào để đếm người", rec->label);
	if (same(amount, "sum") && !figure_sum(op, rec))
		return false;
	return !where || filter_parse(op->ctx, rec, where) != NULL;
}

static const struct record figure = {
	"figure", "Chỉ tiêu", "Chỉ tiêu", FIELDS(figure_fields),
	.dated = true, .key = "code", .title = "name", .order = "code, valid_from", .guard = figure_guard,
};

/* ---- rows of forms ---- */

enum {
	ROW_FORM = AFTER_SPAN, ROW_SORT, ROW_FIGURE, ROW_LABEL, ROW_FIRST, ROW_LAST, ROW_SECTION, ROW_SHOWN,
	ROW_FIELDS
};

static const struct field row_fields[] = {
	DEFINED(F_LIST),
	[ROW_FORM]   = { "form", "Biểu mẫu", K_TEXT, F_REQUIRED | F_LIST | F_SEARCH, .max = 40 },
	[ROW_SORT]   = { "sort", "Thứ tự", K_INT, F_REQUIRED | F_LIST, .max = 100000 },
	[ROW_FIGURE] = { "figure", "Mã chỉ tiêu", K_TEXT, F_REQUIRED | F_LIST, .max = 60 },
	[ROW_LABEL]  = { "label", "Tên dòng", K_TEXT, F_REQUIRED | F_LIST, .max = 300 },
	[ROW_FIRST]  = { "first_day", "Từ ngày trong năm", K_TEXT, F_LIST, .max = 5, .help = "MM-DD; bỏ trống: cả kỳ" },
	[ROW_LAST]   = { "last_day", "Đến ngày trong năm", K_TEXT, F_LIST, .max = 5, .help = "MM-DD; bỏ trống: cả kỳ" },
	[ROW_SECTION] = { "section", "Mục", K_TEXT, F_LIST, .max = 100,
	                  .help = "Tên mục bắt đầu từ dòng này; bỏ trống: cùng mục với dòng trên" },
	[ROW_SHOWN]  = { "shown", "Cách ghi số", K_TEXT, F_LIST, .max = 40,
	                 .help = "# là chỗ của số, mỗi số 0 sau # làm tròn xuống một hàng: “trên #00” ghi 48.237 "
	                         "thành “trên 48.200”" },
};
_Static_assert(COUNTOF(row_fields) == ROW_FIELDS, "a field has no row");

static bool day_of_year(struct op *op, int field)
{
	const char *text = version_text(&op->new, field);
	struct date d;

	/* A leap year, so that 02-29 may be written. */
	if (!text || (strlen(text) == 5 && date_parse(arena_printf(op->ctx->mem, "2024-%s", text), &d)))
		return true;
	return op_refuse(op, op->rec->fields[field].name, "ghi MM-DD, ví dụ 12-08");
}

static bool shown_guard(struct op *op)
{
	const char *shown = version_text(&op->new, ROW_SHOWN), *place = shown ? strchr(shown, '#') : NULL;

	if (!shown || (place && !strchr(place + 1, '#') && strspn(place + 1, "0") <= REPORT_ZEROS_MAX))
		return true;
	return op_refuse(op, "shown", "cần đúng một dấu # ở chỗ của số, ví dụ “trên #00”");
}

static bool row_guard(struct op *op)
{
	struct row row;
	const char *named = version_text(&op->new, ROW_FIGURE);

	if (!day_of_year(op, ROW_FIRST) || !day_of_year(op, ROW_LAST) || !shown_guard(op))
		return false;
	if (!db_one(op->ctx->db, SQL("SELECT 1 FROM main.figure WHERE code = $1 LIMIT 1"), ARGS(V(named)), &row))
		return false;
	return row.n || op_refuse(op, "figure", "không có chỉ tiêu “%s”", named);
}

static const struct record form_row = {
	"form_row", "Dòng biểu mẫu", "Dòng biểu mẫu", FIELDS(row_fields),
	.dated = true, .key = "form, sort", .title = "label", .order = "form, sort, valid_from", .guard = row_guard,
};

/* ---- where the records begin ---- */

enum { OPENING_UNIT, OPENING_DAY, OPENING_SOURCE, OPENING_DOCUMENT, OPENING_FIELDS };

static const struct field opening_fields[] = {
	[OPENING_UNIT]     = { "unit", "Tổ chức", K_UNIT, F_REQUIRED | F_LIST },
	[OPENING_DAY]      = { "day", "Ngày của số liệu ban đầu", K_DATE, F_REQUIRED | F_LIST,
	                       .help = "Trước ngày này chưa có hồ sơ" },
	[OPENING_SOURCE]   = { "source", "Nguồn", K_TEXT, F_REQUIRED | F_LIST, .max = 300 },
	[OPENING_DOCUMENT] = { "document", "Văn bản", K_REF, 0, .of = "document" },
};
_Static_assert(COUNTOF(opening_fields) == OPENING_FIELDS, "a field has no row");

static const struct record opening = {
	"opening", "Số liệu ban đầu", "Số liệu ban đầu", FIELDS(opening_fields),
	.key = "unit", .unit = "unit", .title = "unit", .order = "day",
};

static const struct record *const records[] = {
	&code, &rule_amount_record, &holiday, &figure, &form_row, &opening,
};

const struct subject definition_subject = {
	"definition",
	.records = records, .nrecords = (int)COUNTOF(records),
};
