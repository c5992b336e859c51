/* Papers: what every act cites.  Numbers are text as on the paper (373-BC/TU,
 * 1277/NQ-UBTVQH15); the register with its series and relations is another
 * subject. */

#include "app/subjects.h"

#include <string.h>

enum { KIND, NUMBER, ON, ISSUER, UNIT, SIGNER, TITLE, DOC_FILE, FIELD_COUNT };

static const struct field fields[] = {
	[KIND]     = { "kind", "Loại văn bản", K_CODE, F_REQUIRED | F_LIST, .of = "document_kind" },
	[NUMBER]   = { "number", "Số, ký hiệu", K_TEXT, F_LIST | F_SEARCH | F_INDEX, .max = 60,
	               .help = "Ví dụ 373-BC/TU", .cite = "Hướng dẫn 36-HD/VPTW, II.1.3" },
	[ON]       = { "date", "Ngày văn bản", K_DATE, F_REQUIRED | F_LIST },
	[ISSUER]   = { "issuer", "Cơ quan ban hành", K_TEXT, F_REQUIRED | F_LIST | F_SEARCH, .max = 200 },
	[UNIT]     = { "unit", "Nơi giữ", K_UNIT, F_REQUIRED },
	[SIGNER]   = { "signer", "Người ký", K_TEXT, F_SEARCH, .max = 120 },
	[TITLE]    = { "title", "Trích yếu", K_TEXT, F_LIST | F_SEARCH, .max = 500 },
	[DOC_FILE] = { "file", "Tệp", K_TEXT, 0, .max = 300 },
};
_Static_assert(COUNTOF(fields) == FIELD_COUNT, "a field has no row");

/* A paper that others cite is found again by its number; slips, minutes and applications may have none. */
static const char *const numbered[] = {
	"resolution", "decision", "directive", "conclusion", "regulation", "rules", "guidance", "notice", "report",
	"plan", "programme", "scheme", "submission", "letter",
};

static bool is_numbered(const char *kind)
{
	for (size_t i = 0; i < COUNTOF(numbered); i++)
		if (strcmp(numbered[i], kind) == 0)
			return true;
	return false;
}

static bool has_digit(const char *s)
{
	return s[strcspn(s, "0123456789")] != '\0';
}

/* The same number of the same issuer on the same day is the same paper. */
static bool check_twice(struct op *op)
{
	struct row row;

	if (!version_set(&op->new, NUMBER))
		return true;
	if (!db_one(op->ctx->db, SQL("SELECT id FROM main.document WHERE number = $1 AND issuer = $2 AND date = $3 "
	                             "AND id <> $4 LIMIT 1"),
	            ARGS(version_cell(&op->new, NUMBER), version_cell(&op->new, ISSUER), version_cell(&op->new, ON),
	                 V(op->new.id)), &row))
		return false;
	return !row.n || op_refuse(op, "number", "văn bản này đã có, số %lld", (long long)row.cell[0].i);
}

static bool document_guard(struct op *op)
{
	const char *number = version_text(&op->new, NUMBER);
	bool ok = true;

	if (!number && is_numbered(version_text(&op->new, KIND)))
		ok = op_refuse(op, "number", "loại văn bản này cần số, ký hiệu");
	if (number && !has_digit(number))
		ok = op_refuse(op, "number", "số, ký hiệu không có chữ số nào; ví dụ 373-BC/TU");
	if (version_date(&op->new, ON).ymd > op->ctx->today.ymd)
		ok = op_refuse(op, "date", "ngày văn bản ở sau hôm nay");
	return ok && check_twice(op);
}

static const struct record document = {
	"document", "Văn bản", "Văn bản", FIELDS(fields),
	.day = "date", .unit = "unit", .title = "number", .called = "kind, date", .order = "-date, number",
	.guard = document_guard, .cite = "Quy định 66-QĐ/TW; Quy định 399-QĐ/TW",
};

static const struct record *const records[] = { &document };

const struct subject document_subject = {
	"document",
	.records = records, .nrecords = (int)COUNTOF(records),
};
