/* Huy hiệu Đảng: who has been a member for 30, 40, 45 ... years, proposed by
 * the cell, granted by the province.  Party age is law/party_age.h. */

#include "app/badge.h"

#include <stdlib.h>
#include <string.h>

#include "app/act.h"
#include "app/member.h"
#include "app/subjects.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/list.h"

static const int badge_years[] = { 30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90 };
static const int round_days[BADGE_ROUNDS] = { 203, 519, 902, 1107 };    /* month * 100 + day */

/* ---- the record ---- */

static const struct field fields[] = {
	MEMBER_ROW,
	{ "unit", "Tổ chức đảng", K_UNIT, F_REQUIRED | F_LIST },
	{ "years", "Huy hiệu", K_INT, F_REQUIRED | F_LIST, .min = 30, .max = 90, .cite = "Hướng dẫn 06-HD/TW, 18" },
	{ "round", "Đợt trao", K_DATE, F_REQUIRED | F_LIST },
	{ "posthumous", "Truy tặng", K_BOOL, F_LIST },
	{ "ill", "Bị bệnh nặng, xét sớm", K_BOOL, 0 },
	{ "party_age", "Tuổi đảng vào đợt trao (tháng)", K_INT, F_DERIVED },
	{ "number", "Số huy hiệu", K_TEXT, F_UNIQUE | F_LIST | F_SEARCH, .max = 12,
	  .cite = "Hướng dẫn 38-HD/BTCTW, III.1" },
	DAY_ROW("proposed_on", "Ngày đề nghị", 0),
	DAY_ROW("checked_on", "Ngày thẩm định", 0),
	DAY_ROW("decided_on", "Ngày quyết định", F_LIST),
	DECISION_ROW,
	DAY_ROW("given_on", "Ngày trao", 0),
	DAY_ROW("refused_on", "Ngày không xét", 0),
	ACT_ROWS,
};
static const struct state states[] = {
	{ "proposed", "Chi bộ đề nghị", .open = true, .due = "badge_check_wd" },
	{ "checked", "Cấp ủy thẩm định", .open = true, .due = "badge_grant_wd" },
	{ "granted", "Đã quyết định" },
	{ "refused", "Không xét", .ends = true },
};
static const struct step steps[] = {
	{ "propose", "Đề nghị", NULL, "proposed", 0, "proposed_on", NULL },
	{ "check", "Thẩm định", "proposed", "checked", S_FOUR_EYES, "checked_on", NULL },
	{ "grant", "Quyết định tặng", "checked", "granted", S_FOUR_EYES, "decided_on", "decision" },
	{ "refuse", "Không xét", "proposed|checked", "refused", S_REASON, "refused_on", NULL },
};
static const struct workflow flow = FLOW(states, steps);

static bool is_badge(int64_t years)
{
	for (size_t i = 0; i < COUNTOF(badge_years); i++)
		if (badge_years[i] == years)
			return true;
	return false;
}

static bool fill(struct op *op)
{
	struct party_age age;
	struct date round = act_date(op, "round");

	if (!act_is_set(op, "member") || !round.ymd)
		return true;
	if (act_is_set(op, "party_age") && !act_changed(op, "round") && op->verb != DO_EDIT)
		return true;
	if (!member_party_age(op->ctx, act_int(op, "member"), &age))
		return false;
	act_put(op, "party_age", V(party_age_months(&age, round)));
	return true;
}

static bool guard(struct op *op)
{
	return is_badge(act_int(op, "years")) ||
	       op_refuse(op, "years", "huy hiệu 30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90 năm");
}

static const struct record badge = {
	"badge", "Huy hiệu Đảng", "Huy hiệu Đảng", FIELDS(fields),
	.unit = "unit", .person = "member", .title = "member", .order = "-round, member", .flow = &flow,
	.fill = fill, .guard = guard, .cite = "Hướng dẫn 06-HD/TW, 18",
};

/* ---- what the law demands ---- */

static bool early_months(struct op *op, int64_t *out)
{
	bool posthumous = act_int(op, "posthumous") != 0, ill = act_int(op, "ill") != 0;
	const char *amount = posthumous ? "badge_posthumous_months" : "badge_early_months";

	*out = 0;
	if (!posthumous && !ill)
		return true;
	if (!posthumous && act_int(op, "years") >= 70)
		amount = "badge_early_months_70";
	return rule_amount(op->ctx, amount, act_date(op, "round"), out);
}

/* The years must be full on the day of the round, less what illness or death forgives. */
static bool years_are_full(struct op *op, const struct rule *r)
{
	int64_t early, age = act_int(op, "party_age"), wanted = act_int(op, "years") * 12;

	if (!act_changed(op, "years") && !act_changed(op, "round"))
		return true;
	if (!early_months(op, &early))
		return false;
	if (age + early >= wanted)
		return true;
	return rule_breach(op, r, "years", "còn thiếu %lld tháng tuổi đảng", (long long)(wanted - age - early));
}

static const char *wait_of(const char *form)
{
	if (strcmp(form, "reprimand") == 0)
		return "badge_wait_reprimand_months";
	if (strcmp(form, "warning") == 0)
		return "badge_wait_warning_months";
	return strcmp(form, "removal_from_post") == 0 ? "badge_wait_removal_months" : NULL;
}

/* A discipline still waits out its months on the day of the proposal.  Forms: the file's past_discipline. */
static bool not_under_discipline(struct op *op, const struct rule *r)
{
	struct date on = act_date(op, "proposed_on");
	struct rows rows;
	int64_t months;

	if (!on.ymd || !act_changed(op, "proposed_on"))
		return true;
	if (!db_many(op->ctx->db, SQL("SELECT d.form, d.decided_on FROM main.member m"
	                              " JOIN main.past_discipline d ON d.person = m.person"
	                              " WHERE m.id = $1 AND d.kind = 'party' AND d.form IS NOT NULL"
	                              " AND d.decided_on IS NOT NULL"), ARGS(V(act_int(op, "member"))), &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		const char *wait = wait_of(rows.row[i].cell[0].text);
		struct date from = partial_first(rows.row[i].cell[1].text);
		if (!wait || !from.ymd || from.ymd > on.ymd)
			continue;
		if (!rule_amount(op->ctx, wait, on, &months))
			return false;
		if (on.ymd < date_add_months(from, (int)months).ymd)
			return rule_breach(op, r, "member", "chưa đủ %lld tháng từ khi bị kỷ luật (%s)",
			                   (long long)months, date_show(op->ctx->mem, from));
	}
	return true;
}

static bool round_is_known(struct op *op, const struct rule *r)
{
	struct date round = act_date(op, "round");

	return !act_changed(op, "round") || badge_round(round).ymd == round.ymd ||
	       rule_breach(op, r, "round", "không phải các đợt 03/02, 19/05, 02/09, 07/11; ghi rõ ngày lễ lớn");
}

static bool granted_once(struct op *op, const struct rule *r)
{
	int64_t other;

	if (!act_changed(op, "years"))
		return true;
	if (!member_count(op->ctx, SQL("SELECT id FROM main.badge WHERE member = $1 AND years = $2 AND id <> $3"
	                               " AND state <> 'refused' ORDER BY id LIMIT 1"),
	                  ARGS(V(act_int(op, "member")), V(act_int(op, "years")), V(op->new.id)), &other))
		return false;
	return !other || rule_breach(op, r, "years", "đã có hồ sơ huy hiệu này, số %lld", (long long)other);
}

static bool is_member(struct op *op, const struct rule *r)
{
	struct member_place place;
	struct date on = act_date(op, "proposed_on");

	if (act_int(op, "posthumous") || !on.ymd || !act_changed(op, "proposed_on"))
		return true;
	if (!member_place(op->ctx, act_int(op, "member"), on, &place))
		return false;
	return place.official || rule_breach(op, r, "member", "không phải đảng viên chính thức vào ngày đề nghị");
}

static const struct rule rules[] = {
	GUIDED("badge-years-full", "badge", "propose|edit", false, "Đủ tuổi đảng vào đợt trao", "18", years_are_full),
	RULED("badge-discipline", "badge", "propose|edit", false, "Không trong thời gian bị kỷ luật", "28.3.1.c",
	      not_under_discipline),
	GUIDED("badge-round", "badge", "propose|edit", true, "Đợt trao huy hiệu", "18", round_is_known),
	GUIDED("badge-once", "badge", "propose|edit", false, "Mỗi loại huy hiệu tặng một lần", "18", granted_once),
	GUIDED("badge-member", "badge", "propose", false, "Người được xét", "18", is_member),
};

static const struct record *const records[] = { &badge };

const struct subject badge_subject = {
	"badge",
	.records = records, .nrecords = (int)COUNTOF(records),
	.rules = rules,     .nrules = (int)COUNTOF(rules),
};

/* ---- forecast ---- */

struct date badge_round(struct date on)
{
	int32_t year = on.ymd / 10000;

	for (int i = 0; i < BADGE_ROUNDS; i++)
		if (year * 10000 + round_days[i] >= on.ymd)
			return (struct date){ year * 10000 + round_days[i] };
	return (struct date){ (year + 1) * 10000 + round_days[0] };
}

struct held { int64_t member, years; bool granted; };
struct forecast {
	struct ctx *ctx;
	struct clock clock;
	struct date round[BADGE_ROUNDS];
	const struct held *held; int nheld;             /* by member */
	const int64_t *odd; int nodd;                   /* members whose Party age has gaps perhaps, sorted */
	struct badge_due *due; int ndue;
};

static int by_member(const void *x, const void *y)
{
	const struct held *a = x, *b = y;

	return (a->member > b->member) - (a->member < b->member);
}

/* Whether the badge, or a higher one, was granted; *proposed: it is under way. */
static bool has_badge(const struct forecast *f, int64_t member, int years, bool *proposed)
{
	int low = 0, high = f->nheld;

	*proposed = false;
	while (low < high) {
		int mid = low + (high - low) / 2;
		if (f->held[mid].member < member)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < f->nheld && f->held[low].member == member; low++) {
		if (f->held[low].granted && f->held[low].years >= years)
			return true;
		*proposed |= f->held[low].years == years;
	}
	return false;
}

/* Which badges exist is a fact of the whole province: one that this user may not see counts all the same. */
static bool held_read(struct forecast *f)
{
	struct ctx all = *f->ctx;
	struct listing rows;
	const struct record *rec = catalog_record(all.catalog, "badge");

	all.user = &user_system;
	struct list l = {
		.of = rec, .clock = f->clock, .columns = "member, years, state", .order = "member",
		.where = filter_parse(&all, rec, "state in (granted, checked, proposed)"),
	};
	if (!l.where || !list_rows(&all, &l, &rows))
		return false;
	struct held *held = NEWN(all.mem, struct held, rows.nlines + 1);
	for (int i = 0; i < rows.nlines; i++) {
		const struct value *c = rows.line[i].cell;
		held[i] = (struct held){ cell_int(c[0]), cell_int(c[1]),
		                         c[2].type == T_TEXT && strcmp(c[2].text, "granted") == 0 };
	}
	qsort(held, (size_t)rows.nlines, sizeof *held, by_member);
	f->held = held;
	f->nheld = rows.nlines;
	return true;
}

static bool odd_read(struct forecast *f)
{
	struct rows rows;

	if (!db_many(f->ctx->db, SQL("SELECT member FROM main.age_gap"
	                             " UNION SELECT member FROM main.removal WHERE state = 'decided'"
	                             " UNION SELECT member FROM main.withdrawal WHERE state = 'decided'"
	                             " UNION SELECT member FROM main.expulsion WHERE state IN ('decided', 'published')"
	                             " AND member IS NOT NULL ORDER BY 1"), NO_ARGS, &rows))
		return false;
	int64_t *odd = NEWN(f->ctx->mem, int64_t, rows.n + 1);
	for (int i = 0; i < rows.n; i++)
		odd[i] = cell_int(rows.row[i].cell[0]);
	f->odd = odd;
	f->nodd = rows.n;
	return true;
}

static int by_id(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a > b) - (a < b);
}

static bool age_of(struct forecast *f, int64_t member, const struct value *c, struct party_age *out)
{
	if (f->nodd && bsearch(&member, f->odd, (size_t)f->nodd, sizeof *f->odd, by_id))
		return member_party_age(f->ctx, member, out);
	*out = (struct party_age){
		.start = party_age_start(cell_date(c[2]), cell_date(c[3]), cell_date(c[4])),
		.official = cell_date(c[5]),
	};
	return true;
}

static int highest_badge(int months)
{
	int years = 0;

	for (size_t i = 0; i < COUNTOF(badge_years); i++)
		if (badge_years[i] * 12 <= months)
			years = badge_years[i];
	return years;
}

/* What one member falls due for at one round, unless it stood at the round before. */
static bool judge(struct forecast *f, const struct line *line, int round)
{
	int64_t member = cell_int(line->cell[0]);
	struct party_age age;
	bool proposed;

	if (!age_of(f, member, line->cell, &age))
		return false;
	int years = highest_badge(party_age_months(&age, f->round[round]));
	bool before = round > 0 && highest_badge(party_age_months(&age, f->round[round - 1])) == years;
	if (!years || before || has_badge(f, member, years, &proposed))
		return true;
	PUSH(f->ctx->mem, f->due, f->ndue, (struct badge_due){
		.round = f->round[round], .member = member, .unit = cell_int(line->cell[1]),
		.name = line->title[0], .unit_name = line->title[1],
		.years = years, .full_on = party_age_day(&age, years), .proposed = proposed,
	});
	return true;
}

/* Official members old enough by the last round, as the user may see them. */
static bool members_read(struct forecast *f, int64_t unit, struct listing *out)
{
	struct ctx *ctx = f->ctx;
	const struct record *rec = catalog_record(ctx->catalog, "member_status");
	const char *latest = date_iso(ctx->mem, date_add_months(f->round[BADGE_ROUNDS - 1], -12 * badge_years[0]));
	const char *where = arena_printf(ctx->mem,
		"standing = official and member.official_on is set and"
		" (member.party_age_from <= %s or member.decided_on <= %s or member.joined_on <= %s)",
		latest, latest, latest);
	struct list l = {
		.of = rec, .clock = f->clock, .under = unit, .where = filter_parse(ctx, rec, where),
		.columns = "member, unit, member.party_age_from, member.decided_on, member.joined_on,"
		           " member.official_on",
		.order = "unit, member",
	};

	return l.where && list_rows(ctx, &l, out);
}

bool badge_forecast(struct ctx *ctx, struct clock clock, int64_t unit, struct badge_due **out, int *n)
{
	struct forecast f = { .ctx = ctx, .clock = clock };
	struct listing members;

	for (int i = 0; i < BADGE_ROUNDS; i++)
		f.round[i] = badge_round(i ? date_add_days(f.round[i - 1], 1) : clock.on);
	if (!members_read(&f, unit, &members) || !held_read(&f) || !odd_read(&f))
		return false;
	for (int r = 0; r < BADGE_ROUNDS; r++)
		for (int i = 0; i < members.nlines; i++)
			if (!judge(&f, &members.line[i], r))
				return false;
	*out = f.due;
	*n = f.ndue;
	return true;
}
