/* The base is counted by the program because it is where minutes go wrong: who
 * is exempt, away or suspended on the day lies in other records. */
#include "app/ballot.h"

#include "app/member.h"
#include "base/buf.h"

enum { NOTE_MAX = 18000 };      /* a note holds 20,000 code points */

static const struct { enum voter_left why; const char *text; } heads[] = {
	{ VOTER_SUSPENDED, "đình chỉ sinh hoạt, bị khởi tố hoặc tạm giam" },
	{ VOTER_AWAY, "chuyển sinh hoạt tạm thời đi nơi khác" },
	{ VOTER_EXEMPT, "được miễn sinh hoạt" },
};

/* "được miễn sinh hoạt 2 (Nguyễn Văn A, Trần Thị B)"; whoever is managed by the province is counted, not named. */
static void note_head(struct buf *b, const struct roll_member *m, int n, enum voter_left why, const char *text)
{
	int count = 0;
	struct buf names = buf_new(b->mem, NOTE_MAX / 4);

	for (int i = 0; i < n; i++) {
		if (voter_left(&m[i].voter) != why)
			continue;
		buf_printf(&names, "%s%s", count++ ? ", " : "", m[i].managed ? "…" : m[i].name);
	}
	if (count)
		buf_printf(b, "%s%s %d (%s)", b->n ? "; " : "", text, count, names.s);
}

static bool cell_base(struct op *op, struct date on)
{
	struct roll_member *m;
	struct voting_base base;
	int n;

	if (!member_roll(op->ctx, act_int(op, "unit"), on, &m, &n))
		return false;
	struct voter *v = NEWN(op->ctx->mem, struct voter, n + 1);
	for (int i = 0; i < n; i++)
		v[i] = m[i].voter;
	int64_t came = act_int(op, "cell_exempt_present");
	voting_base_count(v, n, came > n ? n : (int)came, &base);
	struct buf note = buf_new(op->ctx->mem, NOTE_MAX);
	for (size_t i = 0; i < COUNTOF(heads); i++)
		note_head(&note, m, n, heads[i].why, heads[i].text);
	if (came > 0)
		buf_printf(&note, "; được miễn nhưng có dự họp, vẫn tính: %lld", (long long)came);
	act_put(op, "cell_base", V(base.base));
	act_put(op, "cell_left_out", V(base.suspended + base.away + base.exempt));
	act_put(op, "cell_left_note", note.n ? V((const char *)note.s) : value_null());
	return true;
}

/* Members in office of the grassroots committee above the cell, less those away for a time, suspended or detained. */
static bool committee_base(struct op *op, struct date on)
{
	int64_t n;

	if (!member_count(op->ctx, SQL(
		"SELECT COUNT(DISTINCT h.member) FROM main.unit_status u LEFT JOIN main.unit_status p"
		" ON p.unit = u.parent AND p.valid_from <= $2 AND p.valid_until > $2"
		" JOIN main.holding h ON h.unit = CASE WHEN p.type = 'part_committee' THEN p.parent ELSE u.parent END"
		" WHERE u.unit = $1 AND u.valid_from <= $2 AND u.valid_until > $2"
		" AND h.valid_from <= $2 AND h.valid_until > $2"
		" AND h.post IN ('secretary', 'standing_deputy_secretary', 'deputy_secretary', 'standing_member',"
		" 'committee_member')"
		" AND NOT EXISTS (SELECT 1 FROM main.temporary_stay t WHERE t.member = h.member"
		" AND t.state IN ('away', 'back') AND t.away_from <= $2"
		" AND (t.returned_on IS NULL OR t.returned_on > $2))"
		" AND NOT EXISTS (SELECT 1 FROM main.suspension x WHERE x.member = h.member"
		" AND x.valid_from <= $2 AND x.valid_until > $2)"),
		ARGS(V(act_int(op, "unit")), V(on)), &n))
		return false;
	/* Fewer than voted: the holdings on record are not all, so nothing can be said. */
	if (n && n >= act_int(op, "committee_for") + act_int(op, "committee_against"))
		act_put(op, "committee_base", V(n));
	return true;
}

bool ballot_fill_cell(struct op *op)
{
	struct date on = act_date(op, "cell_on");
	bool anew = op->verb == DO_EDIT || act_changed(op, "cell_on") || act_changed(op, "unit") ||
	            act_changed(op, "cell_exempt_present") || !act_is_set(op, "cell_base");

	return !on.ymd || !anew || !act_is_set(op, "unit") || cell_base(op, on);
}

bool ballot_fill(struct op *op)
{
	struct date on = act_date(op, "committee_on");

	if (!ballot_fill_cell(op))
		return false;
	return !on.ymd || act_is_set(op, "committee_base") || !act_is_set(op, "unit") || committee_base(op, on);
}

static bool fits(struct op *op, const char *yes, const char *no, const char *most, const char *what)
{
	if (!act_is_set(op, most) || act_int(op, yes) + act_int(op, no) <= act_int(op, most))
		return true;
	return op_refuse(op, yes, "%s: %lld phiếu tán thành và %lld phiếu không tán thành, nhưng chỉ có %lld người",
	                 what, (long long)act_int(op, yes), (long long)act_int(op, no), (long long)act_int(op, most));
}

bool ballot_guard(struct op *op)
{
	bool ok = fits(op, "cell_for", "cell_against", "cell_present", "Chi bộ");

	ok &= fits(op, "committee_for", "committee_against", "committee_base", "Đảng ủy");
	ok &= fits(op, "board_for", "board_against", "board_base", "Cấp quyết định");
	return ok;
}

/* A vote is looked at when it was newly entered. */
static bool enough(struct op *op, const struct rule *r, const char *votes, const char *base,
                   bool (*carried)(int64_t, int64_t), const char *fault)
{
	int64_t n = act_int(op, votes), of = act_int(op, base);

	if (!act_is_set(op, votes) || !act_is_set(op, base) || !(act_changed(op, votes) || act_changed(op, base)) ||
	    carried(n, of))
		return true;
	return rule_breach(op, r, votes, "%lld phiếu trên %lld %s", (long long)n, (long long)of, fault);
}

bool ballot_cell(struct op *op, const struct rule *r)
{
	return enough(op, r, "cell_for", "cell_base", vote_two_thirds, "đảng viên tính biểu quyết: chưa đủ 2/3");
}

bool ballot_committee(struct op *op, const struct rule *r)
{
	return enough(op, r, "committee_for", "committee_base", vote_two_thirds, "cấp ủy viên: chưa đủ 2/3");
}

bool ballot_board(struct op *op, const struct rule *r)
{
	return enough(op, r, "board_for", "board_base", vote_over_half, "ủy viên: chưa quá nửa");
}
