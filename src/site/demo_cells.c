/* The months of cells since the last quarter of 2022: met, who was missing,
 * dues, proposals.  Only invented bodies leave a month out or have members who
 * give no reason. */
#include "site/demo_world.h"

enum { MONTHS = 4, PRESENT_ENOUGH = 3 };

struct cell_month { int unit; const char *month; struct date held; bool proposes; };

static const struct { const char *name; struct date first; } months[MONTHS] = {
	{ "2022-10", DATE(2022, 10, 3) }, { "2022-11", DATE(2022, 11, 2) }, { "2022-12", DATE(2022, 12, 2) },
	{ "2023-01", DATE(2023, 1, 3) },
};

static const char *const proposals[] = {
	"Đề nghị cấp trên sớm chuyển tài liệu sinh hoạt chuyên đề quý tới.",
	"Đề nghị hỗ trợ trang bị loa, bàn ghế cho nơi họp chi bộ.",
	"Đề nghị mở lớp bồi dưỡng nghiệp vụ cho chi ủy viên mới.",
	"Đề nghị xem xét quy hoạch tuyến đường liên ấp đã có dự án.",
	"Đề nghị phân công cán bộ cấp ủy về dự sinh hoạt chi bộ hằng quý.",
};

static const struct demo_unit *unit_of(const struct demo *d, const struct cell_month *m)
{
	return &d->unit[m->unit];
}

/* A member who is sure to stand on the roll; -1: none of the few tried. */
static int pick(struct demo *d, const struct demo_unit *u)
{
	for (int i = 0; i < 6 && u->nmembers; i++) {
		int p = u->first + (int)demo_between(d, 0, u->nmembers - 1);
		if (d->person[p].solid && d->person[p].leaf == (int)(u - d->unit))
			return p;
	}
	return -1;
}

static const char *reason_of(struct demo *d, const struct demo_unit *u)
{
	static const char *const given[] = { "sick", "work", "family" };

	return u->invented && demo_chance(d, 15) ? "none" : given[demo_between(d, 0, 2)];
}

static bool meeting_write(struct op *op, struct demo *d, const struct cell_month *m)
{
	const struct demo_unit *u = unit_of(d, m);
	int64_t meeting = 0, absence = 0;
	int before = -1, n = (int)demo_between(d, 0, u->nmembers / 12 + 1);
	const char *kind = date_weekday(m->held) == 2 ? "regular_thematic" : "regular";

	if (!demo_row(op, "cell_meeting", &meeting,
	              SETS(SET("unit", u->id), SET("month", m->month), SET("kind", kind), SET("held_on", m->held),
	                   SET("minutes", (int64_t)(demo_between(d, 9, 15) * 10)))))
		return false;
	for (int i = 0; i < n && u->nmembers > PRESENT_ENOUGH; i++) {
		int p = pick(d, u);
		if (p <= before)        /* nobody twice */
			continue;
		before = p;
		absence = 0;
		if (!demo_row(op, "meeting_absence", &absence,
		              SETS(SET("meeting", meeting), SET("member", d->person[p].member),
		                   SET("reason", reason_of(d, u)))))
			return false;
	}
	return true;
}

static bool dues_write(struct op *op, struct demo *d, const struct cell_month *m)
{
	const struct demo_unit *u = unit_of(d, m);
	int64_t dues = 0, unpaid = 0, each = u->trade == TRADE_COMMUNE ? 6000 : 45000;
	int p = u->invented && demo_chance(d, 20) ? pick(d, u) : -1;

	if (!demo_row(op, "dues_month", &dues,
	              SETS(SET("unit", u->id), SET("month", m->month), SET("collected_on", m->held),
	                   SET("collected", (int64_t)(u->nmembers * each + demo_between(d, 0, 20) * 1000)))))
		return false;
	return p < 0 || demo_row(op, "dues_unpaid", &unpaid,
	                         SETS(SET("dues", dues), SET("member", d->person[p].member),
	                              SET("reason", demo_chance(d, 70) ? "later" : "none")));
}

static bool month_write(struct op *op, struct demo_entry *e)
{
	const struct cell_month *m = e->what;
	struct demo *d = e->d;
	int64_t proposal = 0;

	op->command = "demo cell_meeting.create";
	if (!meeting_write(op, d, m) || !dues_write(op, d, m))
		return false;
	return !m->proposes || demo_act(op, &(struct demo_step){
		.record = "proposal", .step = "raise", .day = m->held, .entry = e,
		WITH(SET("unit", unit_of(d, m)->id), SET("month", m->month),
		     SET("text", proposals[demo_between(d, 0, COUNTOF(proposals) - 1)]))
	}, &proposal);
}

static void month_plan(struct demo *d, int unit, int i)
{
	const struct demo_unit *u = &d->unit[unit];
	struct date first = months[i].first;
	struct cell_month m = { unit, months[i].name, demo_workday(d, first, date_add_days(first, 9)),
	                        demo_chance(d, 3) };
	struct date typed = date_add_days(m.held, demo_between(d, 0, 6));

	if (u->invented && demo_chance(d, i == MONTHS - 1 ? 40 : 8))
		return;         /* has not sent it */
	if (typed.ymd > d->today.ymd)
		typed = d->today;
	demo_plan(d, typed, BY_CLERK, u->body, month_write, arena_copy(d->mem, &m, sizeof m));
}

void demo_cells_plan(struct demo *d)
{
	for (int i = 0; i < MONTHS; i++)
		for (int k = 0; k < d->nleaves; k++)
			if (!d->unit[d->leaf[k]].frozen)
				month_plan(d, d->leaf[k], i);
}
