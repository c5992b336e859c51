/* Members of the Party and where each one is on the roll.  Nobody types the
 * spans: member_fold makes them out of the acts (law/member_fold.h), so a late
 * paper or a correction moves them and no count can differ from the acts. */
#include "app/member.h"

#include <string.h>

#include "app/act.h"
#include "app/subjects.h"
#include "model/catalog.h"

/* ---- the member ---- */

enum {
	PERSON, CARD_NO, FILE_NO, JOINED_ON, DECIDED_ON, OFFICIAL_ON, PARTY_AGE_FROM, PARTY_AGE_DECISION, INTRODUCERS,
	MANAGER_LEVEL, HOME, UNIT, STANDING, MEMBER_FIELDS
};

static const struct field member_fields[] = {
	[PERSON] = { "person", "Họ và tên", K_REF, F_REQUIRED | F_UNIQUE | F_FIXED | F_LIST, .of = "person" },
	[CARD_NO] = { "card_no", "Số thẻ đảng viên", K_TEXT, F_UNIQUE | F_SEARCH | F_FILE | F_PERSONAL, .max = 20,
	              .cite = "Quy định 347-QĐ/TW" },
	[FILE_NO] = { "file_no", "Số lý lịch", K_TEXT, F_UNIQUE | F_LIST | F_SEARCH, .max = 20,
	              .cite = "Hướng dẫn 38-HD/BTCTW, II.1.2" },
	[JOINED_ON] = { "joined_on", "Ngày vào Đảng (lễ kết nạp)", K_DATE, F_LIST },
	[DECIDED_ON] = { "decided_on", "Ngày ký quyết định kết nạp", K_DATE, 0,
	                 .help = "Tuổi đảng tính từ ngày này.", .cite = "Quy định 294-QĐ/TW, 4.5.1" },
	[OFFICIAL_ON] = { "official_on", "Ngày chính thức", K_DATE, F_LIST },
	[PARTY_AGE_FROM] = { "party_age_from", "Tuổi đảng được công nhận từ ngày", K_DATE, 0,
	                     .help = "Chỉ ghi khi có quyết định riêng.", .cite = "Quy định 294-QĐ/TW, 5.2" },
	[PARTY_AGE_DECISION] = { "party_age_decision", "Quyết định công nhận tuổi đảng", K_REF, 0, .of = "document" },
	[INTRODUCERS] = { "introducers", "Người giới thiệu vào Đảng", K_NOTE, F_FILE | F_PERSONAL, .max = 500 },
	[MANAGER_LEVEL] = { "manager_level", "Cấp quản lý cán bộ", K_CODE, 0, .of = "manager_level" },
	[HOME] = { "home", "Nơi giữ hồ sơ", K_UNIT, F_DERIVED },
	[UNIT] = { "unit", "Nơi sinh hoạt", K_SPAN, F_LIST, .of = "member_status.unit" },
	[STANDING] = { "standing", "Tư cách", K_SPAN, F_LIST, .of = "member_status.standing" },
};
_Static_assert(COUNTOF(member_fields) == MEMBER_FIELDS, "a field has no row");

/* Until an act puts the member on a roll, the row is read where the person's file is. */
static bool member_fill(struct op *op)
{
	const struct record *person = catalog_record(op->ctx->catalog, "person");
	struct version v;

	if (act_is_set(op, "home") || !act_is_set(op, "person"))
		return true;
	if (!op_load(op->ctx, person, act_int(op, "person"), &v))
		return false;
	op_set(op, HOME, version_cell(&v, record_field(person, "home")));
	return true;
}

static bool member_guard(struct op *op)
{
	if (act_is_set(op, "party_age_from") && !act_is_set(op, "party_age_decision"))
		return op_refuse(op, "party_age_decision", "công nhận tuổi đảng khác ngày kết nạp phải có quyết định");
	if (act_is_set(op, "official_on") && act_is_set(op, "joined_on") &&
	    act_date(op, "official_on").ymd < act_date(op, "joined_on").ymd)
		return op_refuse(op, "official_on", "ngày chính thức không thể trước ngày vào Đảng");
	return true;
}

static const struct record member = {
	"member", "Đảng viên", "Đảng viên", FIELDS(member_fields),
	.unit = "unit", .home = "home", .person = "person", .title = "person", .order = "person",
	.fill = member_fill, .guard = member_guard, .cite = "Hướng dẫn 38-HD/BTCTW, II.1",
};

/* ---- where the member is: made by the fold ---- */

enum { VALID_FROM, VALID_UNTIL, STATUS_MEMBER, STATUS_UNIT, STATUS_STANDING, STATUS_EXEMPT, STATUS_FIELDS };

static const struct field status_fields[] = {
	[STATUS_MEMBER] = { "member", "Đảng viên", K_REF, F_DERIVED | F_LIST, .of = "member" },
	[STATUS_UNIT] = { "unit", "Nơi sinh hoạt", K_UNIT, F_DERIVED | F_LIST },
	[STATUS_STANDING] = { "standing", "Tư cách", K_CODE, F_DERIVED | F_LIST, .of = "standing" },
	[STATUS_EXEMPT] = { "exempt", "Được miễn công tác, sinh hoạt", K_BOOL, F_DERIVED | F_LIST },
	SPAN_FIELDS(F_DERIVED),
};
_Static_assert(COUNTOF(status_fields) == STATUS_FIELDS, "a field has no row");

static const struct record member_status = {
	"member_status", "Diễn biến sinh hoạt đảng", "Diễn biến sinh hoạt đảng", FIELDS(status_fields),
	.dated = true, .key = "member", .unit = "unit", .person = "member", .title = "member",
	.order = "member, valid_from", .system = "do các việc của đảng viên tạo ra",
};

/* ---- initial data ---- */

enum { OPEN_MEMBER, OPEN_UNIT, OPEN_DAY, OPEN_STANDING, OPEN_EXEMPT, OPEN_EXEMPT_UNTIL, OPEN_DOCUMENT, OPEN_FIELDS };

static const struct field opening_fields[] = {
	[OPEN_MEMBER] = { "member", "Đảng viên", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "member" },
	[OPEN_UNIT] = { "unit", "Nơi sinh hoạt", K_UNIT, F_REQUIRED | F_LIST },
	[OPEN_DAY] = { "day", "Số liệu ban đầu ngày", K_DATE, F_REQUIRED | F_LIST },
	[OPEN_STANDING] = { "standing", "Tư cách", K_CODE, F_REQUIRED | F_LIST, .of = "standing" },
	[OPEN_EXEMPT] = { "exempt", "Đang được miễn công tác, sinh hoạt", K_BOOL, F_LIST },
	[OPEN_EXEMPT_UNTIL] = { "exempt_until", "Miễn đến trước ngày", K_DATE, 0 },
	[OPEN_DOCUMENT] = { "document", "Nguồn", K_REF, F_LIST, .of = "document" },
};
_Static_assert(COUNTOF(opening_fields) == OPEN_FIELDS, "a field has no row");

static const struct record member_opening = {
	"member_opening", "Đảng viên có từ số liệu ban đầu", "Đảng viên có từ số liệu ban đầu", FIELDS(opening_fields),
	.day = "day", .unit = "unit", .person = "member", .title = "member", .order = "-day, member",
	.fold = &member_fold, .fold_of = "member",
};

/* ---- what changes with the years ---- */

enum {
	PROFILE_FROM, PROFILE_UNTIL, PROFILE_MEMBER, SCHOOLING, EDUCATION, PROFESSION, SPECIALITY, ACADEMIC_TITLE, THEORY,
	LANGUAGES, COMPUTING, MINORITY_LANGUAGE, OCCUPATION, WORKPLACE, RELIGION, HEALTH, RESIDENCE_UNIT, BODIES,
	PROFILE_FIELDS
};

static const struct field profile_fields[] = {
	[PROFILE_MEMBER] = { "member", "Đảng viên", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "member" },
	[PROFILE_FROM] = { "valid_from", "Từ ngày", K_DATE, F_REQUIRED | F_LIST },
	[PROFILE_UNTIL] = { "valid_until", "Đến trước ngày", K_DATE, 0 },
	[EDUCATION] = { "education", "Giáo dục phổ thông", K_CODE, F_LIST, .of = "education" },
	[SCHOOLING] = { "schooling", "Lớp, hệ phổ thông", K_TEXT, 0, .max = 10, .help = "Ví dụ 12/12, 10/10." },
	[PROFESSION] = { "profession", "Chuyên môn, nghiệp vụ", K_CODE, F_LIST, .of = "profession" },
	[SPECIALITY] = { "speciality", "Ngành đào tạo", K_TEXT, 0, .max = 120 },
	[ACADEMIC_TITLE] = { "academic_title", "Học hàm", K_CODE, 0, .of = "academic_title" },
	[THEORY] = { "theory", "Lý luận chính trị", K_CODE, F_LIST, .of = "theory" },
	[LANGUAGES] = { "languages", "Ngoại ngữ", K_TEXT, 0, .max = 120 },
	[COMPUTING] = { "computing", "Tin học", K_TEXT, 0, .max = 120 },
	[MINORITY_LANGUAGE] = { "minority_language", "Tiếng dân tộc thiểu số", K_TEXT, 0, .max = 120 },
	[OCCUPATION] = { "occupation", "Nghề nghiệp hiện nay", K_CODE, F_LIST, .of = "occupation" },
	[WORKPLACE] = { "workplace", "Đơn vị công tác", K_TEXT, 0, .max = 200 },
	[RELIGION] = { "religion", "Tôn giáo", K_CODE, F_FILE | F_PERSONAL, .of = "religion" },
	[HEALTH] = { "health", "Sức khỏe", K_TEXT, F_FILE | F_PERSONAL, .max = 200 },
	[RESIDENCE_UNIT] = { "residence_unit", "Chi bộ nơi cư trú (giữ mối liên hệ)", K_UNIT, F_LIST,
	                     .cite = "Hướng dẫn 06-HD/TW, 10.3.đ" },
	[BODIES] = { "bodies", "Đoàn thể, tổ chức xã hội tham gia", K_TEXT, 0, .max = 300 },
};
_Static_assert(COUNTOF(profile_fields) == PROFILE_FIELDS, "a field has no row");

static const struct record member_profile = {
	"member_profile", "Trình độ, nghề nghiệp", "Trình độ, nghề nghiệp", FIELDS(profile_fields),
	.dated = true, .key = "member", .parent = "member", .person = "member", .title = "member",
	.order = "member, valid_from", .cite = "Hướng dẫn 38-HD/BTCTW, II.1 (mẫu 3-HSĐV)",
};

/* ---- time that does not count, and time without a vote ---- */

enum { GAP_FROM, GAP_UNTIL, GAP_MEMBER, GAP_REASON, GAP_DECISION, GAP_FIELDS };

static const struct field gap_fields[] = {
	[GAP_MEMBER] = { "member", "Đảng viên", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "member" },
	[GAP_FROM] = { "valid_from", "Từ ngày", K_DATE, F_REQUIRED | F_LIST },
	[GAP_UNTIL] = { "valid_until", "Đến trước ngày", K_DATE, F_LIST },
	[GAP_REASON] = { "reason", "Lý do", K_CODE, F_REQUIRED | F_LIST, .of = "age_gap_reason" },
	[GAP_DECISION] = { "decision", "Quyết định", K_REF, F_LIST, .of = "document" },
};
_Static_assert(COUNTOF(gap_fields) == GAP_FIELDS, "a field has no row");

static const struct record age_gap = {
	"age_gap", "Thời gian không tính tuổi đảng", "Thời gian không tính tuổi đảng", FIELDS(gap_fields),
	.dated = true, .key = "member", .parent = "member", .person = "member", .title = "member",
	.order = "member, valid_from", .cite = "Quy định 294-QĐ/TW, 5.2",
};

enum { SUSPENDED_FROM, SUSPENDED_UNTIL, SUSPENDED_MEMBER, SUSPENDED_KIND, SUSPENDED_DECISION, SUSPENDED_FIELDS };

static const struct field suspension_fields[] = {
	[SUSPENDED_MEMBER] = { "member", "Đảng viên", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "member" },
	[SUSPENDED_FROM] = { "valid_from", "Từ ngày", K_DATE, F_REQUIRED | F_LIST },
	[SUSPENDED_UNTIL] = { "valid_until", "Đến trước ngày", K_DATE, F_LIST },
	[SUSPENDED_KIND] = { "kind", "Loại", K_CODE, F_REQUIRED | F_LIST | F_FILE, .of = "suspension_kind" },
	[SUSPENDED_DECISION] = { "decision", "Quyết định", K_REF, 0, .of = "document" },
};
_Static_assert(COUNTOF(suspension_fields) == SUSPENDED_FIELDS, "a field has no row");

/* A person managed by the province or above must not be named here before it is public. */
static bool suspension_fill(struct op *op)
{
	bool managed;

	if (!act_is_set(op, "member"))
		return true;
	if (!member_managed(op->ctx, act_int(op, "member"), &managed))
		return false;
	if (managed)
		return op_refuse(op, "member", "đồng chí thuộc diện cấp tỉnh trở lên quản lý: không ghi ở đây");
	return true;
}

static const struct record suspension = {
	"suspension", "Đình chỉ sinh hoạt", "Đình chỉ sinh hoạt", FIELDS(suspension_fields),
	.dated = true, .key = "member", .parent = "member", .person = "member", .title = "member",
	.order = "member, valid_from", .fill = suspension_fill, .cite = "Quy định 294-QĐ/TW, 9.3.2",
};

/* ---- reading the acts ---- */

/* Names and life kinds of the parts of the statement below, by its first column. */
static const struct { const char *record; enum life_kind kind; } parts[] = {
	{ "member_opening", LIFE_OPENING },
	{ "admission", LIFE_ADMITTED },
	{ "recognition", LIFE_RECOGNISED },
	{ "transfer", LIFE_MOVED },
	{ "transfer", LIFE_LEFT },
	{ "transfer", LIFE_CAME },
	{ "exemption", LIFE_EXEMPTED },
	{ "removal", LIFE_REMOVED },
	{ "withdrawal", LIFE_WITHDREW },
	{ "expulsion", LIFE_EXPELLED },
	{ "death", LIFE_DIED },
	{ "restoration", LIFE_RESTORED },
};

/* The first row is the member's own (part -1) and gives the person; it sorts first because its day is empty. */
static const struct sql acts_sql = SQL_INIT(
	"SELECT -1 AS part, person AS id, '' AS day, CAST(NULL AS text) AS ends, CAST(NULL AS bigint) AS unit_from,"
	" CAST(NULL AS bigint) AS unit_to, '' AS standing, 0 AS flag, CAST(NULL AS text) AS decided"
	" FROM main.member WHERE id = $1"
	" UNION ALL SELECT 0, id, day, exempt_until, NULL, unit, standing, exempt, NULL"
	" FROM main.member_opening WHERE member = $1"
	" UNION ALL SELECT 1, id, held_on, NULL, NULL, unit, '', readmission, approved_on"
	" FROM main.admission WHERE member = $1 AND state = 'held'"
	" UNION ALL SELECT 2, id, official_on, NULL, NULL, NULL, '', 0, NULL"
	" FROM main.recognition WHERE member = $1 AND state = 'decided'"
	" UNION ALL SELECT CASE kind WHEN 'out' THEN 4 WHEN 'in' THEN 5 ELSE 3 END, id,"
	" CASE kind WHEN 'out' THEN left_on ELSE received_on END, NULL, from_unit, to_unit, standing, 0, NULL"
	" FROM main.transfer WHERE member = $1 AND (state = 'received' OR (kind = 'out' AND state = 'left'))"
	" UNION ALL SELECT 6, id, decided_on, COALESCE(ended_on, ends_on), NULL, NULL, '', 0, NULL"
	" FROM main.exemption WHERE member = $1 AND state IN ('decided', 'ended')"
	" UNION ALL SELECT 7, id, decided_on, NULL, NULL, NULL, '', 0, NULL"
	" FROM main.removal WHERE member = $1 AND state = 'decided'"
	" UNION ALL SELECT 8, id, decided_on, NULL, NULL, NULL, '', 0, NULL"
	" FROM main.withdrawal WHERE member = $1 AND state = 'decided'"
	" UNION ALL SELECT 9, id, decided_on, NULL, NULL, NULL, '', 0, NULL"
	" FROM main.expulsion WHERE member = $1 AND state IN ('decided', 'published')"
	" UNION ALL SELECT 10, id, died_on, NULL, NULL, NULL, '', 0, NULL FROM main.death WHERE member = $1"
	" UNION ALL SELECT 11, id, decided_on, NULL, NULL, unit, '', 0, NULL"
	" FROM main.restoration WHERE member = $1 AND state = 'decided'"
	" ORDER BY 3, 2");

enum { C_PART, C_ID, C_DAY, C_ENDS, C_FROM, C_TO, C_STANDING, C_FLAG, C_DECIDED };

static bool is_official(struct value standing)
{
	return standing.type == T_TEXT && strcmp(standing.text, "official") == 0;
}

static struct life_act act_of_row(const struct value *c, enum life_kind kind)
{
	return (struct life_act){
		.kind = kind,
		.day = cell_date(c[C_DAY]),
		.until = cell_date(c[C_ENDS]),
		.from = cell_int(c[C_FROM]),
		.to = cell_int(c[C_TO]),
		.official = is_official(c[C_STANDING]),
		.exempt = kind == LIFE_OPENING && cell_int(c[C_FLAG]),
		.again = kind == LIFE_ADMITTED && cell_int(c[C_FLAG]),
		.decided = cell_date(c[C_DECIDED]),
	};
}

static bool acts_read(struct ctx *ctx, int64_t member_id, struct member_life *out)
{
	struct rows rows;

	*out = (struct member_life){ 0 };
	if (!db_many(ctx->db, acts_sql, ARGS(V(member_id)), &rows))
		return false;
	struct life_act *act = NEWN(ctx->mem, struct life_act, rows.n + 1);
	struct life_source *source = NEWN(ctx->mem, struct life_source, rows.n + 1);
	for (int i = 0; i < rows.n; i++) {
		const struct value *c = rows.row[i].cell;
		if (c[C_PART].i < 0) {
			out->person = c[C_ID].i;
			continue;
		}
		struct life_act a = act_of_row(c, parts[c[C_PART].i].kind);
		if (!a.day.ymd)
			continue;
		source[out->nacts] = (struct life_source){ parts[c[C_PART].i].record, c[C_ID].i };
		act[out->nacts++] = a;
	}
	out->act = act;
	out->source = source;
	return true;
}

/* The ends of a unit and of its successors, added to those already read. */
static bool ends_read(struct ctx *ctx, int64_t unit, struct unit_end **end, int *n)
{
	while (unit) {
		struct row row;
		for (int i = 0; i < *n; i++)
			if ((*end)[i].unit == unit)
				return true;
		if (!db_one(ctx->db, SQL("SELECT ended_on, successor FROM main.unit WHERE id = $1"), ARGS(V(unit)), &row))
			return false;
		struct unit_end e = { .unit = unit };
		if (row.n && row.cell[0].type != T_NULL)
			e = (struct unit_end){ unit, cell_date(row.cell[0]), cell_int(row.cell[1]) };
		PUSH(ctx->mem, *end, *n, e);
		unit = e.successor;
	}
	return true;
}

bool member_life(struct ctx *ctx, int64_t member_id, struct member_life *out)
{
	struct unit_end *end = NULL;
	int nends = 0;

	if (!acts_read(ctx, member_id, out))
		return false;
	for (int i = 0; i < out->nacts; i++)
		if (!ends_read(ctx, out->act[i].from, &end, &nends) || !ends_read(ctx, out->act[i].to, &end, &nends))
			return false;
	life_make(ctx->mem, out->act, out->nacts, end, nends, &out->life);
	return true;
}

/* ---- the fold ---- */

static const struct value *span_cells(struct ctx *ctx, int64_t member_id, const struct life_span *s)
{
	struct value *c = NEWN(ctx->mem, struct value, STATUS_FIELDS);

	c[STATUS_MEMBER] = V(member_id);
	c[STATUS_UNIT] = V(s->unit);
	c[STATUS_STANDING] = V(s->official ? "official" : "probationary");
	c[STATUS_EXEMPT] = V((int)s->exempt);
	c[VALID_FROM] = V(s->from);
	c[VALID_UNTIL] = V(s->until);
	return c;
}

static void patch(struct ctx *ctx, struct made *out, const struct record *rec, int64_t id, int field, struct value v)
{
	PUSH(ctx->mem, out->patch, out->npatches, (struct patch){ rec, id, field, v });
}

static void patches_make(struct ctx *ctx, int64_t member_id, const struct member_life *m, struct made *out)
{
	const struct life *life = &m->life;

	if (life->home)
		patch(ctx, out, &member, member_id, HOME, V(life->home));
	if (life->joined.ymd)
		patch(ctx, out, &member, member_id, JOINED_ON, V(life->joined));
	if (life->decided.ymd)
		patch(ctx, out, &member, member_id, DECIDED_ON, V(life->decided));
	if (life->official_known)
		patch(ctx, out, &member, member_id, OFFICIAL_ON, V(life->official));
	if (life->home && m->person) {
		const struct record *person = catalog_record(ctx->catalog, "person");
		patch(ctx, out, person, m->person, record_field(person, "home"), V(life->home));
	}
}

static bool member_fold_make(struct ctx *ctx, int64_t thing, struct made *out)
{
	struct member_life m;

	*out = (struct made){ 0 };
	if (!member_life(ctx, thing, &m))
		return false;
	if (!m.person)
		return true;
	out->span = NEWN(ctx->mem, const struct value *, m.life.nspans + 1);
	for (int i = 0; i < m.life.nspans; i++)
		out->span[out->n++] = span_cells(ctx, thing, &m.life.span[i]);
	patches_make(ctx, thing, &m, out);
	for (int i = 0; i < m.life.nbreaches; i++) {
		const struct life_source *s = &m.source[m.life.breach[i].act];
		PUSH(ctx->mem, out->breach, out->nbreaches, (struct breach){
			.rec = catalog_record(ctx->catalog, s->record), .id = s->id, .rule = "member-life",
			.text = m.life.breach[i].text,
		});
	}
	return true;
}

const struct fold member_fold = {
	.name = "member_fold", .spans = "member_status", .of = "member", .make = member_fold_make,
};

/* ---- what other subjects ask ---- */

bool member_count(struct ctx *ctx, struct sql q, struct args a, int64_t *out)
{
	struct row row;

	*out = 0;
	if (!db_one(ctx->db, q, a, &row))
		return false;
	if (row.n)
		*out = cell_int(row.cell[0]);
	return true;
}

static void gaps_sort(struct life_gap *gap, int n)
{
	for (int i = 1; i < n; i++)
		for (int j = i; j > 0 && gap[j].from.ymd < gap[j - 1].from.ymd; j--) {
			struct life_gap t = gap[j];
			gap[j] = gap[j - 1];
			gap[j - 1] = t;
		}
}

/* Overlapping gaps (removed while out of contact) are counted once. */
static int gaps_merge(struct life_gap *gap, int n)
{
	int kept = 0;

	for (int i = 0; i < n; i++)
		if (kept && gap[i].from.ymd <= gap[kept - 1].until.ymd) {
			if (gap[i].until.ymd > gap[kept - 1].until.ymd)
				gap[kept - 1].until = gap[i].until;
		} else {
			gap[kept++] = gap[i];
		}
	return kept;
}

static bool gaps_read(struct ctx *ctx, int64_t member_id, const struct life *life, struct party_age *out)
{
	struct rows rows;

	if (!db_many(ctx->db, SQL("SELECT valid_from, valid_until FROM main.age_gap WHERE member = $1"),
	             ARGS(V(member_id)), &rows))
		return false;
	struct life_gap *gap = NEWN(ctx->mem, struct life_gap, rows.n + life->ngaps + 1);
	int n = 0;
	for (int i = 0; i < life->ngaps; i++)
		gap[n++] = life->gap[i];
	for (int i = 0; i < rows.n; i++)
		gap[n++] = (struct life_gap){ cell_date(rows.row[i].cell[0]), cell_date(rows.row[i].cell[1]) };
	gaps_sort(gap, n);
	out->gap = gap;
	out->ngaps = gaps_merge(gap, n);
	return true;
}

bool member_party_age(struct ctx *ctx, int64_t member_id, struct party_age *out)
{
	struct member_life m;
	struct version v;

	*out = (struct party_age){ 0 };
	if (!op_load(ctx, &member, member_id, &v) || !member_life(ctx, member_id, &m))
		return false;
	out->start = party_age_start(version_date(&v, PARTY_AGE_FROM), version_date(&v, DECIDED_ON),
	                             version_date(&v, JOINED_ON));
	out->official = version_date(&v, OFFICIAL_ON);
	return gaps_read(ctx, member_id, &m.life, out);
}

bool member_place(struct ctx *ctx, int64_t member_id, struct date on, struct member_place *out)
{
	struct row row;

	*out = (struct member_place){ 0 };
	if (!db_one(ctx->db, SQL("SELECT unit, standing, exempt, valid_from FROM main.member_status"
	                         " WHERE member = $1 AND valid_from <= $2 AND valid_until > $2"),
	            ARGS(V(member_id), V(on)), &row))
		return false;
	if (row.n)
		*out = (struct member_place){ true, is_official(row.cell[1]), cell_int(row.cell[2]) != 0,
		                              cell_int(row.cell[0]), cell_date(row.cell[3]) };
	return true;
}

bool member_of_person(struct ctx *ctx, int64_t person, int64_t *member_id)
{
	return member_count(ctx, SQL("SELECT id FROM main.member WHERE person = $1"), ARGS(V(person)), member_id);
}

bool member_ensure(struct op *op, const struct member_start *start, int64_t *member_id)
{
	struct value cells[MEMBER_FIELDS] = { 0 };

	if (!member_of_person(op->ctx, start->person, member_id))
		return false;
	if (*member_id)
		return true;
	cells[PERSON] = V(start->person);
	cells[CARD_NO] = V(start->card_no);
	cells[FILE_NO] = V(start->file_no);
	cells[JOINED_ON] = V(start->joined);
	cells[DECIDED_ON] = V(start->decided);
	cells[OFFICIAL_ON] = V(start->official);
	return op_insert(op, &member, cells, member_id);
}

static bool level_is_managed(struct value level)
{
	return level.type == T_TEXT && (strcmp(level.text, "province") == 0 || strcmp(level.text, "central") == 0);
}

bool member_managed(struct ctx *ctx, int64_t member_id, bool *managed)
{
	struct version v;

	if (!op_load(ctx, &member, member_id, &v))
		return false;
	*managed = level_is_managed(version_cell(&v, MANAGER_LEVEL));
	return true;
}

bool member_roll(struct ctx *ctx, int64_t unit, struct date on, struct roll_member **out, int *n)
{
	struct rows rows;

	if (!db_many(ctx->db, SQL(
		"SELECT m.id, p.name, s.standing, s.exempt, m.manager_level,"
		" CASE WHEN EXISTS (SELECT 1 FROM main.temporary_stay t WHERE t.member = m.id"
		" AND t.state IN ('away', 'back') AND t.away_from <= $2 AND (t.returned_on IS NULL OR t.returned_on > $2))"
		" THEN 1 ELSE 0 END,"
		" CASE WHEN EXISTS (SELECT 1 FROM main.suspension x WHERE x.member = m.id"
		" AND x.valid_from <= $2 AND x.valid_until > $2) THEN 1 ELSE 0 END"
		" FROM main.member_status s JOIN main.member m ON m.id = s.member JOIN main.person p ON p.id = m.person"
		" WHERE s.unit = $1 AND s.valid_from <= $2 AND s.valid_until > $2 ORDER BY p.name_key, m.id"),
		ARGS(V(unit), V(on)), &rows))
		return false;
	*out = NEWN(ctx->mem, struct roll_member, rows.n + 1);
	*n = rows.n;
	for (int i = 0; i < rows.n; i++) {
		const struct value *c = rows.row[i].cell;
		(*out)[i] = (struct roll_member){
			.member = c[0].i, .name = c[1].type == T_TEXT ? c[1].text : "…",
			.managed = level_is_managed(c[4]),
			.voter = { .official = is_official(c[2]), .exempt = cell_int(c[3]) != 0,
			           .away = cell_int(c[5]) != 0, .suspended = cell_int(c[6]) != 0 },
		};
	}
	return true;
}

static const struct record *const records[] = {
	&member, &member_status, &member_opening, &member_profile, &age_gap, &suspension,
};

const struct subject member_subject = {
	"member", .records = records, .nrecords = (int)COUNTOF(records),
};
