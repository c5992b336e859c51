/* The ways out: deaths anywhere; removals, withdrawals and expulsions in
 * invented bodies alone; the restoration of some who were wrongly removed. */
#include "site/demo_world.h"

#include <string.h>

struct leaving { int person; struct date cell, decided, typed_on, restored_on; int64_t act; };

static struct date before(struct demo *d, struct date day, int least, int most)
{
	struct date then = date_add_days(day, -demo_between(d, least, most));
	int over = date_weekday(then) - 4;
	struct date first = { 20210104 };

	then = over > 0 ? date_add_days(then, -over) : then;
	return then.ymd < first.ymd ? first : then;
}

static const struct demo_unit *unit_of(const struct demo *d, int person)
{
	return &d->unit[d->person[person].leaf];
}

/* The first and the last day of the year's acts before and after the closing day of the report. */
static void days_of(const struct demo *d, int year, bool after, struct date *from, struct date *to)
{
	struct date cut = { year * 10000 + d->last_day.ymd % 10000 };

	*from = after ? date_add_days(cut, 1) : (struct date){ year * 10000 + (year == 2021 ? 118 : 105) };
	*to = after ? (struct date){ year * 10000 + 1230 } : cut;
}

static struct leaving *keep(struct demo *d, struct leaving l)
{
	return arena_copy(d->mem, &l, sizeof l);
}

/* ---- death ---- */

static bool death_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct leaving *l = e->what;
	struct date slip = date_add_days(l->decided, 3);
	int64_t id = 0;

	op->command = "demo death";
	if (!demo_row(op, "death", &id, SETS(
		SET("member", d->person[l->person].member), SET("unit", unit_of(d, l->person)->id),
		SET("died_on", l->decided),
		SET("reported_on", l->typed_on.ymd < slip.ymd ? l->typed_on : slip),
		SET("paper_no", arena_printf(op->ctx->mem, "%lld/PB-GL", (long long)demo_serial(d))))))
		return false;
	l->act = id;
	return true;
}

static void death_plan(struct demo *d, int person, struct date day)
{
	struct leaving *l = keep(d, (struct leaving){ .person = person, .decided = day });

	l->typed_on = demo_typed(d, d->person[person].leaf, day);

	if (l->typed_on.ymd > d->today.ymd)
		l->typed_on = d->today;
	demo_plan(d, l->typed_on, BY_CLERK, unit_of(d, person)->body, death_write, l);
}

/* Of four that died, three were old. */
static void deaths_plan(struct demo *d, int year, bool after, int64_t n)
{
	struct date from, to;

	days_of(d, year, after, &from, &to);
	for (int i = 0; i < d->nbadges && !after; i++)
		if (d->badge[i].died_on.ymd / 10000 == year) {
			death_plan(d, d->badge[i].person, d->badge[i].died_on);
			n--;
		}
	for (; n > 0; n--) {
		int least = demo_chance(d, 55) ? 70 : demo_chance(d, 60) ? 60 : 40;
		struct demo_wanted w = { .exempt = true, .least = least, .most = least == 40 ? 63 : 96 };
		death_plan(d, demo_member_pick(d, w), demo_date(d, from, to));
	}
}

/* ---- removal ---- */

static bool removal_propose(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct leaving *l = e->what;
	const struct demo_person *p = &d->person[l->person];

	op->command = "demo removal.propose";
	return demo_act(op, &(struct demo_step){
		.record = "removal", .step = "propose", .day = l->cell, .entry = e, .may_breach = true,
		WITH(SET("member", p->member), SET("unit", unit_of(d, l->person)->id),
		     SET("reason", p->official.ymd ? demo_pick(d, "removal") : "probation_failed")) }, &l->act);
}

static bool removal_committee(struct op *op, struct demo_entry *e)
{
	struct leaving *l = e->what;

	op->command = "demo removal.committee";
	return demo_act(op, &(struct demo_step){
		.record = "removal", .step = "committee", .day = date_add_days(l->cell, 2), .entry = e,
		.may_breach = true }, &l->act);
}

static bool removal_decide(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct leaving *l = e->what;
	int64_t paper;

	op->command = "demo removal.decide";
	if (!demo_decision(op, d, unit_of(d, l->person)->body, "QĐ/HU", "Xóa tên trong danh sách đảng viên",
	                   l->decided, &paper))
		return false;
	return demo_act(op, &(struct demo_step){
		.record = "removal", .step = "decide", .day = l->decided, .entry = e, .may_breach = true,
		WITH(SET("decision", paper), SET("decider", demo_body_unit(d, d->person[l->person].leaf)),
		     SET("card_returned", value_int(1))) }, &l->act);
}

static bool restoration_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct leaving *l = e->what;
	int64_t id = 0;

	op->command = "demo restoration.request";
	if (!demo_act(op, &(struct demo_step){
		.record = "restoration", .step = "request", .day = date_add_days(l->restored_on, -30), .entry = e,
		.may_breach = true,
		WITH(SET("member", d->person[l->person].member), SET("unit", unit_of(d, l->person)->id)) }, &id))
		return false;
	l->act = id;
	return true;
}

static bool restoration_decide(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct leaving *l = e->what;
	int64_t paper;

	op->command = "demo restoration.decide";
	if (!demo_decision(op, d, unit_of(d, l->person)->body, "QĐ/HU", "Khôi phục đảng tịch", l->restored_on, &paper))
		return false;
	return demo_act(op, &(struct demo_step){
		.record = "restoration", .step = "decide", .day = l->restored_on, .entry = e, .may_breach = true,
		WITH(SET("decision", paper), SET("decider", demo_body_unit(d, d->person[l->person].leaf))) }, &l->act);
}

static void removal_plan(struct demo *d, struct date from, struct date to, bool probationary, bool restored)
{
	struct demo_wanted w = { .invented = true, .probationary = probationary, .least = 20, .most = 62 };
	struct leaving l = { .person = demo_member_pick(d, w), .decided = demo_workday(d, from, to) };
	int body = unit_of(d, l.person)->body;

	/* Who is on probation goes before the twelve months are over. */
	if (probationary) {
		struct date latest = date_add_days(date_add_months(d->person[l.person].joined, 12), -10);
		if (l.decided.ymd > latest.ymd)
			l.decided = latest.ymd > 20210118 ? latest : (struct date){ 20210118 };
	}
	l.cell = before(d, l.decided, 12, 40);
	struct leaving *what = keep(d, l);
	struct demo_entry *e = demo_plan(d, l.cell, BY_CLERK, body, removal_propose, what), *then;
	if (demo_has_committee(d, d->person[l.person].leaf)) {
		then = demo_plan(d, date_add_days(l.cell, 3), BY_CHIEF, body, removal_committee, what);
		demo_plan_after(d, then, e);
		e = then;
	}
	enum demo_typist other = e->typist == BY_CHIEF ? BY_CLERK : BY_CHIEF;
	then = demo_plan_cell(d, l.person, l.decided, other, removal_decide, what);
	demo_plan_after(d, then, e);
	if (!restored)
		return;
	l.restored_on = (struct date){ 20220420 };
	what = keep(d, l);
	e = demo_plan(d, date_add_days(l.restored_on, -28), BY_CLERK, body, restoration_write, what);
	demo_plan_after(d, e, then);
	demo_plan_after(d, demo_plan(d, l.restored_on, BY_CHIEF, body, restoration_decide, what), e);
}

static void removals_plan(struct demo *d, int year, bool after)
{
	int64_t n = demo_number_of(d, after ? "removed_after" : "removed", year);
	int64_t probationary = after ? 0 : demo_number_of(d, "removed_probationary", year);
	int64_t restored = year == 2021 && !after ? demo_number(d, "restored_2022") : 0;
	struct date from, to;

	days_of(d, year, after, &from, &to);
	for (int64_t i = 0; i < n; i++)
		removal_plan(d, from, to, i < probationary, i >= probationary && i < probationary + restored);
}

/* ---- withdrawal ---- */

static bool withdrawal_apply(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct leaving *l = e->what;

	op->command = "demo withdrawal.apply";
	return demo_act(op, &(struct demo_step){
		.record = "withdrawal", .step = "apply", .day = l->cell, .entry = e, .may_breach = true,
		WITH(SET("member", d->person[l->person].member), SET("unit", unit_of(d, l->person)->id),
		     SET("reason", demo_pick(d, "withdrawal"))) }, &l->act);
}

static bool withdrawal_decide(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct leaving *l = e->what;
	int64_t paper;

	op->command = "demo withdrawal.decide";
	if (!demo_decision(op, d, unit_of(d, l->person)->body, "QĐ/HU", "Cho ra khỏi Đảng", l->decided, &paper))
		return false;
	return demo_act(op, &(struct demo_step){
		.record = "withdrawal", .step = "decide", .day = l->decided, .entry = e, .may_breach = true,
		WITH(SET("decision", paper), SET("decider", demo_body_unit(d, d->person[l->person].leaf))) }, &l->act);
}

static void withdrawals_plan(struct demo *d, int year)
{
	struct date from, to;

	days_of(d, year, false, &from, &to);
	for (int64_t n = demo_number_of(d, "withdrew", year); n > 0; n--) {
		struct demo_wanted w = { .invented = true, .least = 22, .most = 70 };
		struct leaving l = { .person = demo_member_pick(d, w), .decided = demo_workday(d, from, to) };
		l.cell = before(d, l.decided, 15, 50);
		struct leaving *what = keep(d, l);
		int body = unit_of(d, l.person)->body;
		struct demo_entry *e = demo_plan(d, l.cell, BY_CLERK, body, withdrawal_apply, what);
		demo_plan_after(d, demo_plan_cell(d, l.person, l.decided, BY_CHIEF, withdrawal_decide, what), e);
	}
}

/* ---- expulsion ---- */

static const char *case_number(struct op *op, struct demo *d, struct date day)
{
	return arena_printf(op->ctx->mem, "%lld/%d-KT-GL", (long long)demo_serial(d), day.ymd / 10000);
}

static bool expulsion_open(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct leaving *l = e->what;

	op->command = "demo expulsion.open";
	return demo_act(op, &(struct demo_step){
		.record = "expulsion", .step = "open", .day = l->cell, .entry = e, .may_breach = true,
		WITH(SET("number", case_number(op, d, l->cell)), SET("member", d->person[l->person].member),
		     SET("unit", unit_of(d, l->person)->id), SET("reason", demo_pick(d, "violation"))) }, &l->act);
}

static bool expulsion_decide(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct leaving *l = e->what;
	int64_t paper;

	op->command = "demo expulsion.decide";
	if (!demo_decision(op, d, unit_of(d, l->person)->body, "QĐ/UBKT", "Khai trừ ra khỏi Đảng", l->decided, &paper))
		return false;
	return demo_act(op, &(struct demo_step){
		.record = "expulsion", .step = "decide", .day = l->decided, .entry = e, .may_breach = true,
		WITH(SET("decision", paper), SET("cell_on", date_add_days(l->cell, 1)),
		     SET("decider", demo_body_unit(d, d->person[l->person].leaf))) }, &l->act);
}

/* Of a person managed by the province: nothing but number, unit and days. */
static bool stub_open(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct leaving *l = e->what;

	op->command = "demo expulsion.open";
	return demo_act(op, &(struct demo_step){
		.record = "expulsion", .step = "open", .day = l->cell, .entry = e, .may_breach = true,
		WITH(SET("number", case_number(op, d, l->cell)), SET("managed", value_int(1)),
		     SET("committee_member", value_int(1)),
		     SET("unit", unit_of(d, l->person)->id)) }, &l->act);
}

static bool stub_decide(struct op *op, struct demo_entry *e)
{
	struct leaving *l = e->what;

	op->command = "demo expulsion.decide";
	return demo_act(op, &(struct demo_step){
		.record = "expulsion", .step = "decide", .day = l->decided, .entry = e, .may_breach = true }, &l->act);
}

static void expulsions_plan(struct demo *d, int year)
{
	struct date from, to;

	days_of(d, year, false, &from, &to);
	for (int64_t n = demo_number_of(d, "expelled", year); n > 0; n--) {
		struct demo_wanted w = { .invented = true, .least = 25, .most = 60 };
		struct leaving l = { .person = demo_member_pick(d, w), .decided = demo_workday(d, from, to) };
		l.cell = before(d, l.decided, 20, 60);
		struct leaving *what = keep(d, l);
		int body = unit_of(d, l.person)->body;
		struct demo_entry *e = demo_plan(d, l.cell, BY_CLERK, body, expulsion_open, what);
		demo_plan_after(d, demo_plan_cell(d, l.person, l.decided, BY_CHIEF, expulsion_decide, what), e);
	}
}

static void stubs_plan(struct demo *d)
{
	for (int64_t n = demo_number(d, "expelled_stub_2022"); n > 0; n--) {
		const struct demo_unit *u = &d->unit[d->shady[demo_between(d, 0, d->nshady - 1)]];
		struct leaving l = { .person = u->first };
		l.cell = demo_workday(d, (struct date){ 20220401 }, (struct date){ 20220930 });
		l.decided = demo_workday(d, date_add_days(l.cell, 20), date_add_days(l.cell, 60));
		struct leaving *what = keep(d, l);
		struct demo_entry *e = demo_plan(d, l.cell, BY_PROVINCE, -1, stub_open, what);
		demo_plan_after(d, demo_plan(d, l.decided, BY_OFFICE, -1, stub_decide, what), e);
	}
}

void demo_leaving_plan(struct demo *d)
{
	for (int year = 2021; year <= 2022; year++) {
		removals_plan(d, year, false);
		removals_plan(d, year, true);
		expulsions_plan(d, year);
		withdrawals_plan(d, year);
		deaths_plan(d, year, false, demo_number_of(d, "died", year));
		deaths_plan(d, year, true, demo_number_of(d, "died_after", year));
	}
	stubs_plan(d);
}
