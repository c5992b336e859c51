/* Committees: their terms with the number of seats, and who holds which post. */

#include "app/post.h"
#include "app/subjects.h"

#include <string.h>

#include "db/build.h"

enum {
	TERM_UNIT, TERM_BODY, TERM_NUMBER, TERM_SEATS, VALID_FROM, VALID_UNTIL, TERM_DOCUMENT, TERM_FIELDS
};

static const struct field term_fields[] = {
	[TERM_UNIT]     = { "unit", "Tổ chức", K_UNIT, F_REQUIRED | F_FIXED | F_LIST },
	[TERM_BODY]     = { "body", "Cấp ủy, cơ quan", K_CODE, F_REQUIRED | F_FIXED | F_LIST, .of = "body" },
	[TERM_NUMBER]   = { "number", "Nhiệm kỳ thứ", K_TEXT, F_LIST, .max = 20, .help = "Ví dụ XI, 2020-2025",
	                    .cite = "Hướng dẫn 06-HD/TW, 13.2" },
	[TERM_SEATS]    = { "seats", "Số lượng ủy viên", K_INT, F_REQUIRED | F_LIST | F_ADDS, .min = 1, .max = 500 },
	SPAN_FIELDS(0),
	[TERM_DOCUMENT] = { "document", "Văn bản", K_REF, 0, .of = "document" },
};
_Static_assert(COUNTOF(term_fields) == TERM_FIELDS, "a field has no row");

static const struct deadline term_ends = {
	"Đại hội, kiện toàn khi hết nhiệm kỳ", "valid_until", .where = "unit.ended_on is not set",
};

static const struct record term = {
	"term", "Nhiệm kỳ", "Nhiệm kỳ", FIELDS(term_fields),
	.dated = true, .key = "unit, body", .unit = "unit", .title = "body", .order = "unit, body, -valid_from",
	.deadlines = &term_ends, .ndeadlines = 1,
};

enum {
	HOLD_MEMBER, HOLD_UNIT, HOLD_POST, HOLD_FORM, HOLD_FROM, HOLD_UNTIL, HOLD_DOCUMENT, HOLD_FIELDS
};

static const struct field holding_fields[] = {
	[HOLD_MEMBER]   = { "member", "Đảng viên", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "member" },
	[HOLD_UNIT]     = { "unit", "Tổ chức", K_UNIT, F_REQUIRED | F_FIXED | F_LIST },
	[HOLD_POST]     = { "post", "Chức vụ", K_CODE, F_REQUIRED | F_FIXED | F_LIST, .of = "post" },
	[HOLD_FORM]     = { "form", "Hình thức", K_CODE, F_REQUIRED | F_LIST, .of = "holding_form" },
	[HOLD_FROM]     = { "valid_from", "Từ ngày", K_DATE, F_REQUIRED | F_LIST },
	[HOLD_UNTIL]    = { "valid_until", "Đến trước ngày", K_DATE, F_LIST },
	[HOLD_DOCUMENT] = { "document", "Văn bản", K_REF, 0, .of = "document" },
};
_Static_assert(COUNTOF(holding_fields) == HOLD_FIELDS, "a field has no row");

static const struct record holding = {
	"holding", "Giữ chức vụ", "Người giữ chức vụ", FIELDS(holding_fields),
	.dated = true, .key = "member, unit, post", .unit = "unit", .person = "member", .title = "member",
	.order = "unit, post, -valid_from",
};

/* ---- seats ---- */

/* A post that sits in a body: who holds several counts once. */
static const struct { const char *post, *body; } sits[] = {
	{ "secretary", "committee" },            { "standing_deputy_secretary", "committee" },
	{ "deputy_secretary", "committee" },     { "standing_member", "committee" },
	{ "committee_member", "committee" },
	{ "secretary", "standing" },             { "standing_deputy_secretary", "standing" },
	{ "deputy_secretary", "standing" },      { "standing_member", "standing" },
	{ "inspection_chair", "inspection" },    { "inspection_deputy", "inspection" },
	{ "inspection_member", "inspection" },
	{ "cell_secretary", "cell_committee" },  { "cell_deputy_secretary", "cell_committee" },
	{ "cell_committee_member", "cell_committee" },
};

static bool sits_in(const char *post, const char *body)
{
	for (size_t i = 0; i < COUNTOF(sits); i++)
		if (strcmp(sits[i].post, post) == 0 && strcmp(sits[i].body, body) == 0)
			return true;
	return false;
}

static bool seats_held(struct ctx *ctx, int64_t unit, const char *body, struct date on, int64_t *out)
{
	struct build b = build_new(ctx->db);
	struct row row;
	bool first = true;

	build_sql(&b, "SELECT count(DISTINCT member) FROM main.holding WHERE unit = ");
	build_value(&b, V(unit));
	build_sql(&b, " AND valid_from <= ");
	int day = build_arg(&b, V(on));
	build_param(&b, day);
	build_sql(&b, " AND valid_until > ");
	build_param(&b, day);
	build_sql(&b, " AND post IN (");
	for (size_t i = 0; i < COUNTOF(sits); i++) {
		if (strcmp(sits[i].body, body) != 0)
			continue;
		if (!first)
			build_sql(&b, ", ");
		build_value(&b, V(sits[i].post));
		first = false;
	}
	build_sql(&b, ")");
	*out = 0;
	if (first)
		return true;
	if (!db_one(ctx->db, build_end(&b), build_args(&b), &row))
		return false;
	*out = row.cell[0].i;
	return true;
}

/* 0: no term of this body on that day. */
static bool seats_given(struct ctx *ctx, int64_t unit, const char *body, struct date on, int64_t *out)
{
	struct row row;

	if (!db_one(ctx->db, SQL("SELECT seats FROM main.term WHERE unit = $1 AND body = $2 AND valid_from <= $3 "
	                         "AND valid_until > $3"), ARGS(V(unit), V(body), V(on)), &row))
		return false;
	*out = row.n ? cell_int(row.cell[0]) : 0;
	return true;
}

bool post_seats(struct ctx *ctx, int64_t unit, const char *body, struct date on, struct seats *out)
{
	*out = (struct seats){ 0 };
	if (!seats_given(ctx, unit, body, on, &out->seats) || !seats_held(ctx, unit, body, on, &out->held))
		return false;
	out->vacant = out->seats > out->held ? out->seats - out->held : 0;
	return true;
}

/* ---- rules ---- */

static bool is_body(const struct op *op, const char *body)
{
	const char *is = version_text(&op->new, TERM_BODY);

	return is && strcmp(is, body) == 0;
}

static bool standing_third(struct op *op, const struct rule *rule)
{
	int64_t unit = version_int(&op->new, TERM_UNIT), seats = version_int(&op->new, TERM_SEATS), whole, part;

	if (!is_body(op, "standing"))
		return true;
	if (!seats_given(op->ctx, unit, "committee", version_date(&op->new, VALID_FROM), &whole) ||
	    !rule_amount(op->ctx, "standing_part_of_committee", op->as_of, &part))
		return false;
	if (!whole || seats * part <= whole)
		return true;
	return rule_breach(op, rule, "seats", "%lld ủy viên ban thường vụ trên %lld cấp ủy viên", (long long)seats,
	                   (long long)whole);
}

static bool official_members(struct op *op, int64_t unit, struct date on, int64_t *out)
{
	struct row row;

	if (!db_one(op->ctx->db, SQL("SELECT count(*) FROM main.member_status WHERE unit = $1 "
	                             "AND standing = 'official' AND valid_from <= $2 AND valid_until > $2"),
	            ARGS(V(unit), V(on)), &row))
		return false;
	*out = row.cell[0].i;
	return true;
}

static bool cell_committee_nine(struct op *op, const struct rule *rule)
{
	int64_t official, least;

	if (!is_body(op, "cell_committee"))
		return true;
	if (!official_members(op, version_int(&op->new, TERM_UNIT), version_date(&op->new, VALID_FROM), &official) ||
	    !rule_amount(op->ctx, "committee_min", op->as_of, &least))
		return false;
	if (official >= least)
		return true;
	return rule_breach(op, rule, "body", "chi bộ có %lld đảng viên chính thức, từ %lld mới bầu chi ủy",
	                   (long long)official, (long long)least);
}

static bool cell_committee_seven(struct op *op, const struct rule *rule)
{
	int64_t most;

	if (!is_body(op, "cell_committee"))
		return true;
	if (!rule_amount(op->ctx, "committee_max_cell", op->as_of, &most))
		return false;
	return version_int(&op->new, TERM_SEATS) <= most ||
	       rule_breach(op, rule, "seats", "nhiều nhất %lld chi ủy viên", (long long)most);
}

/* The holding is already written when rules are judged. */
static bool seats_are_kept(struct op *op, const struct rule *rule)
{
	static const char *const bodies[] = { "committee", "standing", "inspection", "cell_committee" };
	const char *post = version_text(&op->new, HOLD_POST);
	int64_t unit = version_int(&op->new, HOLD_UNIT);
	struct seats s;

	for (size_t i = 0; i < COUNTOF(bodies); i++) {
		if (!sits_in(post, bodies[i]))
			continue;
		if (!post_seats(op->ctx, unit, bodies[i], version_date(&op->new, HOLD_FROM), &s))
			return false;
		if (s.seats && s.held > s.seats)
			return rule_breach(op, rule, "post", "%lld người trên %lld vị trí", (long long)s.held,
			                   (long long)s.seats);
	}
	return true;
}

static const struct rule rules[] = {
	{ "standing-third", "term", NULL, DATE(2025, 7, 1), FOREVER, true,
	  "Ban thường vụ không quá một phần ba cấp ủy", "Quy định 294-QĐ/TW, 14.2", standing_third },
	{ "cell-committee-nine", "term", NULL, DATE(2011, 1, 19), DATE(2025, 7, 1), false,
	  "Chi bộ từ chín đảng viên chính thức bầu chi ủy", "Điều lệ Đảng 2011, Điều 24", cell_committee_nine },
	{ "cell-committee-nine", "term", NULL, DATE(2025, 7, 1), FOREVER, false,
	  "Chi bộ từ chín đảng viên chính thức bầu chi ủy", "Quy định 294-QĐ/TW, 23.2", cell_committee_nine },
	{ "cell-committee-seven", "term", NULL, DATE(2025, 7, 1), FOREVER, false,
	  "Chi ủy không quá bảy người", "Quy định 294-QĐ/TW, 23.2", cell_committee_seven },
	{ "seats-kept", "holding", NULL, DATE(2025, 6, 9), FOREVER, true,
	  "Không quá số lượng đã được quyết định", "Hướng dẫn 06-HD/TW, 16.5", seats_are_kept },
};

static const struct record *const records[] = { &term, &holding };

const struct subject post_subject = {
	"post",
	.records = records, .nrecords = (int)COUNTOF(records),
	.rules = rules,     .nrules = (int)COUNTOF(rules),
};
