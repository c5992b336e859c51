/* What was to be reached, and how many people live where: typed from their
 * papers, never computed. */

#include "app/subjects.h"

#include <string.h>

enum { TARGET_UNIT, TARGET_FIGURE, TARGET_PERIOD, TARGET_VALUE, TARGET_DOCUMENT, TARGET_FIELDS };

static const struct field target_fields[] = {
	[TARGET_UNIT]     = { "unit", "Tổ chức", K_UNIT, F_REQUIRED | F_LIST },
	[TARGET_FIGURE]   = { "figure", "Mã chỉ tiêu", K_TEXT, F_REQUIRED | F_LIST | F_SEARCH, .max = 60 },
	[TARGET_PERIOD]   = { "period", "Kỳ", K_TEXT, F_REQUIRED | F_LIST, .max = 30,
	                      .help = "2022, 2022-Q3, 2022-H1, 2022-11 hoặc 2022-01-01..2022-12-08" },
	[TARGET_VALUE]    = { "value", "Chỉ tiêu giao", K_INT, F_REQUIRED | F_LIST },
	[TARGET_DOCUMENT] = { "document", "Văn bản giao", K_REF, F_LIST, .of = "document" },
};
_Static_assert(COUNTOF(target_fields) == TARGET_FIELDS, "a field has no row");

static bool target_guard(struct op *op)
{
	struct period p;
	struct row row;
	const char *figure = version_text(&op->new, TARGET_FIGURE);

	if (!period_parse(version_text(&op->new, TARGET_PERIOD), &p))
		return op_refuse(op, "period", "ghi kỳ như 2022, 2022-Q3 hoặc 2022-01-01..2022-12-08");
	if (!db_one(op->ctx->db, SQL("SELECT 1 FROM main.figure WHERE code = $1 LIMIT 1"), ARGS(V(figure)), &row))
		return false;
	return row.n || op_refuse(op, "figure", "không có chỉ tiêu “%s”", figure);
}

static const struct record target = {
	"target", "Chỉ tiêu giao", "Chỉ tiêu giao", FIELDS(target_fields),
	.key = "unit, figure, period", .unit = "unit", .title = "figure", .order = "period, figure",
	.guard = target_guard,
};

enum { PEOPLE_UNIT, PEOPLE_DAY, PEOPLE_VALUE, PEOPLE_SOURCE, PEOPLE_FIELDS };

static const struct field people_fields[] = {
	[PEOPLE_UNIT]   = { "unit", "Đơn vị hành chính", K_UNIT, F_REQUIRED | F_LIST | F_PUBLIC },
	[PEOPLE_DAY]    = { "day", "Ngày của số liệu", K_DATE, F_REQUIRED | F_LIST | F_PUBLIC },
	[PEOPLE_VALUE]  = { "value", "Dân số", K_INT, F_REQUIRED | F_LIST | F_PUBLIC, .min = 0, .max = 1000000000 },
	[PEOPLE_SOURCE] = { "source", "Nguồn", K_TEXT, F_REQUIRED | F_LIST | F_PUBLIC, .max = 300 },
};
_Static_assert(COUNTOF(people_fields) == PEOPLE_FIELDS, "a field has no row");

static bool people_guard(struct op *op)
{
	struct row row;

	if (!db_one(op->ctx->db, SQL("SELECT kind FROM main.unit WHERE id = $1"),
	            ARGS(version_cell(&op->new, PEOPLE_UNIT)), &row))
		return false;
	if (row.n && row.cell[0].type == T_TEXT && strcmp(row.cell[0].text, "state") == 0)
		return true;
	return op_refuse(op, "unit", "dân số ghi cho đơn vị hành chính, không cho tổ chức đảng");
}

static const struct record population = {
	"population", "Dân số", "Dân số", FIELDS(people_fields),
	.day = "day", .key = "unit, day", .unit = "unit", .title = "unit", .order = "unit, day",
	.guard = people_guard,
};

static const struct record *const records[] = { &target, &population };

const struct subject target_subject = {
	"target",
	.records = records, .nrecords = (int)COUNTOF(records),
};
