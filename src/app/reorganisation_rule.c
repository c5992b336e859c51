/* What the law asks of a decision about the tree, by date. */

#include "app/reorganisation.h"

static bool is_party(const struct change_line *l)
{
	return !line_same(line_text(l, CHANGE_KIND), "state");
}

static const char *line_name(const struct change_line *l)
{
	const char *name = line_text(l, CHANGE_NAME);

	return name ? name : "tổ chức";
}

/* Where two organisations become one, each had its three. */
static bool three_official(struct op *op, const struct rule *rule)
{
	struct tree_act act;
	int64_t least;
	bool ok = true;

	if (!tree_act_load(op, &act) || !rule_amount(op->ctx, "min_official_to_found", op->as_of, &least))
		return false;
	if (line_same(act.kind, "amalgamate"))
		return true;
	for (int i = 0; i < act.n; i++) {
		struct change_line *l = &act.line[i];
		if (l->what != UNIT_FOUND || !is_party(l))
			continue;
		int64_t official = line_unit(l, CHANGE_OFFICIAL);
		if (l->cell[CHANGE_OFFICIAL].type == T_NULL)
			ok = rule_breach(op, rule, "unit_change", "%s: chưa ghi số đảng viên chính thức", line_name(l));
		else if (official < least)
			ok = rule_breach(op, rule, "unit_change", "%s: %lld đảng viên chính thức, cần ít nhất %lld",
			                 line_name(l), (long long)official, (long long)least);
	}
	return ok;
}

/* All members below the unit on the eve. */
static bool members_below(struct op *op, int64_t unit, struct date day, int64_t *out)
{
	struct row row;

	if (!db_one(op->ctx->db,
	            SQL("WITH RECURSIVE below(unit) AS (SELECT CAST($1 AS bigint) UNION SELECT s.unit "
	                "FROM main.unit_status s JOIN below b ON s.parent = b.unit "
	                "WHERE s.valid_from < $2 AND s.valid_until >= $2) "
	                "SELECT count(DISTINCT member) FROM main.member_status WHERE unit IN (SELECT unit FROM below) "
	                "AND valid_from < $2 AND valid_until >= $2"), ARGS(V(unit), V(day)), &row))
		return false;
	*out = row.cell[0].i;
	return true;
}

/* For a new unit the number that the decision states; -1: it states none. */
static bool line_members(struct op *op, const struct tree_act *act, const struct change_line *l, int64_t *out)
{
	*out = -1;
	if (l->cell[CHANGE_MEMBERS].type != T_NULL) {
		*out = line_unit(l, CHANGE_MEMBERS);
		return true;
	}
	return l->what == UNIT_FOUND || members_below(op, line_unit(l, CHANGE_UNIT), act->day, out);
}

/* Which number of members a type is for; beyond it the committee above must have agreed. */
static const struct bound { const char *type; bool least; const char *say; } bounds[] = {
	{ "grassroots_committee", true,
	  "đảng bộ cơ sở có từ %lld đảng viên, %s có %lld: cần cấp trên trực tiếp đồng ý" },
	{ "grassroots_cell", false, "chi bộ cơ sở có dưới %lld đảng viên, %s có %lld" },
	{ "cell", false,
	  "chi bộ trực thuộc không quá %lld đảng viên, %s có %lld: cần cấp trên trực tiếp đồng ý" },
};

static bool bound_holds(const struct bound *b, int64_t members, int64_t split)
{
	if (b->least)
		return members >= split;
	return line_same(b->type, "cell") ? members <= split : members < split;
}

static bool line_bound(struct op *op, const struct rule *rule, const struct tree_act *act, const struct change_line *l,
                       int64_t split)
{
	int64_t members;

	for (size_t i = 0; i < COUNTOF(bounds); i++) {
		if (!line_same(bounds[i].type, line_text(l, CHANGE_TYPE)))
			continue;
		if (!line_members(op, act, l, &members))
			return false;
		if (members >= 0 && !bound_holds(&bounds[i], members, split))
			return rule_breach(op, rule, "unit_change", bounds[i].say, (long long)split, line_name(l),
			                   (long long)members);
	}
	return true;
}

static bool type_fits(struct op *op, const struct rule *rule)
{
	struct tree_act act;
	int64_t split;
	bool ok = true;

	if (!tree_act_load(op, &act) || !rule_amount(op->ctx, "cell_split", op->as_of, &split))
		return false;
	for (int i = 0; i < act.n; i++)
		if (act.line[i].what == UNIT_FOUND || act.line[i].what == UNIT_RETYPE)
			ok = line_bound(op, rule, &act, &act.line[i], split) && ok;
	return ok;
}

/* Every decision about an organisation is a paper. */
static bool paper_is_named(struct op *op, const struct rule *rule)
{
	return version_set(&op->new, record_field(op->rec, "document")) ||
	       rule_breach(op, rule, "document", "chưa ghi quyết định của cấp có thẩm quyền");
}

#define DECIDING "decide|enact|edit"

const struct rule reorganisation_rules[] = {
	{ "found-three-official", "reorganisation", DECIDING, DATE(2011, 1, 19), DATE(2025, 7, 1), false,
	  "Thành lập tổ chức đảng cần ít nhất ba đảng viên chính thức", "Điều lệ Đảng 2011, Điều 21", three_official },
	{ "found-three-official", "reorganisation", DECIDING, DATE(2025, 7, 1), FOREVER, false,
	  "Thành lập tổ chức đảng cần ít nhất ba đảng viên chính thức", "Quy định 294-QĐ/TW, 20.2.1", three_official },
	{ "unit-type-thirty", "reorganisation", DECIDING, DATE(2011, 1, 19), DATE(2025, 7, 1), true,
	  "Loại hình hợp với số đảng viên", "Điều lệ Đảng 2011, Điều 21", type_fits },
	{ "unit-type-thirty", "reorganisation", DECIDING, DATE(2025, 7, 1), FOREVER, true,
	  "Loại hình hợp với số đảng viên", "Điều lệ Đảng 2011, Điều 21; Quy định 294-QĐ/TW, 20.3", type_fits },
	{ "reorganisation-paper", "reorganisation", DECIDING, DATE(2011, 1, 19), DATE(2025, 7, 1), true,
	  "Có quyết định của cấp có thẩm quyền", "Điều lệ Đảng 2011, Điều 10", paper_is_named },
	{ "reorganisation-paper", "reorganisation", DECIDING, DATE(2025, 7, 1), FOREVER, true,
	  "Có quyết định của cấp có thẩm quyền", "Quy định 294-QĐ/TW, 10.5", paper_is_named },
};
_Static_assert(COUNTOF(reorganisation_rules) == REORGANISATION_RULES, "the header tells another number");
