/* The life of a member out of the acts: one statement reads them, law/member_fold.h
 * makes the spans, and the fold stores what they say about the member's row and
 * about where the person's file is kept. */
#include "app/member.h"

#include <string.h>

#include "model/catalog.h"

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

bool member_is_official(struct value standing)
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
		.official = member_is_official(c[C_STANDING]),
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
		if (!db_one(ctx->db, SQL("SELECT ended_on, successor FROM main.unit WHERE id = $1"),
		            ARGS(V(unit)), &row))
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
	struct value *c = NEWN(ctx->mem, struct value, ROLL_FIELDS);

	c[ROLL_MEMBER] = V(member_id);
	c[ROLL_UNIT] = V(s->unit);
	c[ROLL_STANDING] = V(s->official ? "official" : "probationary");
	c[ROLL_EXEMPT] = V((int)s->exempt);
	c[ROLL_FROM] = V(s->from);
	c[ROLL_UNTIL] = V(s->until);
	return c;
}

static void patch(struct ctx *ctx, struct made *out, const char *record, int64_t id, const char *field, struct value v)
{
	const struct record *rec = catalog_record(ctx->catalog, record);

	PUSH(ctx->mem, out->patch, out->npatches, (struct patch){ rec, id, record_field(rec, field), v });
}

static void patches_make(struct ctx *ctx, int64_t member_id, const struct member_life *m, struct made *out)
{
	const struct life *life = &m->life;

	if (life->home)
		patch(ctx, out, "member", member_id, "home", V(life->home));
	if (life->joined.ymd)
		patch(ctx, out, "member", member_id, "joined_on", V(life->joined));
	if (life->decided.ymd)
		patch(ctx, out, "member", member_id, "decided_on", V(life->decided));
	if (life->official_known)
		patch(ctx, out, "member", member_id, "official_on", V(life->official));
	if (life->home && m->person)
		patch(ctx, out, "person", m->person, "home", V(life->home));
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

/* ---- Party age ---- */

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
	struct row row;

	*out = (struct party_age){ 0 };
	if (!member_life(ctx, member_id, &m) ||
	    !db_one(ctx->db, SQL("SELECT party_age_from, decided_on, joined_on, official_on"
	                         " FROM main.member WHERE id = $1"),
	            ARGS(V(member_id)), &row))
		return false;
	if (row.n) {
		out->start = party_age_start(cell_date(row.cell[0]), cell_date(row.cell[1]), cell_date(row.cell[2]));
		out->official = cell_date(row.cell[3]);
	}
	return gaps_read(ctx, member_id, &m.life, out);
}
