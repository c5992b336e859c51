/* Twelve months after the ceremony: who was on probation in the initial data,
 * and who was admitted since. */
#include "site/demo_world.h"

struct recognition { int person; struct date cell, committee, decided; int64_t act, card, paper; };

static struct date after(struct demo *d, struct date day, int least, int most)
{
	struct date then = date_add_days(day, demo_between(d, least, most));
	int over = date_weekday(then) - 4;

	return over > 0 ? date_add_days(then, 3 - over) : then;
}

static const struct demo_unit *unit_of(const struct demo *d, const struct recognition *r)
{
	return &d->unit[d->person[r->person].leaf];
}

static bool cell_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct recognition *r = e->what;
	const struct demo_person *p = &d->person[r->person];

	struct date class_on = date_add_months(p->joined, 4);

	op->command = "demo recognition.cell";
	if (p->joined.ymd > 20210101 &&
	    !demo_course_attend(op, d, "new_member", unit_of(d, r)->body, r->cell, p->person, &class_on))
		return false;
	return demo_act(op, &(struct demo_step){
		.record = "recognition", .step = "cell", .day = r->cell, .entry = e,
		.may_breach = unit_of(d, r)->invented,
		WITH(SET("member", p->member), SET("unit", unit_of(d, r)->id), SET("class_on", class_on))
	}, &r->act) &&
	       demo_act(op, &(struct demo_step){
		.record = "card_issue", .step = "propose", .day = r->cell, .entry = e,
		WITH(SET("member", p->member), SET("unit", unit_of(d, r)->id), SET("reason", "first"))
	}, &r->card);
}

static bool committee_write(struct op *op, struct demo_entry *e)
{
	struct recognition *r = e->what;

	op->command = "demo recognition.committee";
	return demo_act(op, &(struct demo_step){
		.record = "recognition", .step = "committee", .day = r->committee, .entry = e,
		.may_breach = unit_of(e->d, r)->invented }, &r->act);
}

static bool decide_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct recognition *r = e->what;

	op->command = "demo recognition.decide";
	if (!demo_decision(op, d, unit_of(d, r)->body, "QĐ/HU", "Công nhận đảng viên chính thức", r->decided,
	                   &r->paper))
		return false;
	return demo_act(op, &(struct demo_step){
		.record = "recognition", .step = "decide", .day = r->decided, .entry = e,
		.may_breach = unit_of(d, r)->invented,
		WITH(SET("decision", r->paper)) }, &r->act);
}

/* The card comes with the decision. */
static bool card_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct recognition *r = e->what;
	const char *no = arena_printf(op->ctx->mem, "GL.%06lld", (long long)demo_serial(d));

	op->command = "demo card_issue.give";
	return demo_act(op, &(struct demo_step){
		.record = "card_issue", .step = "decide", .day = r->decided, .entry = e,
		WITH(SET("decision", r->paper), SET("card_no", no)) }, &r->card) &&
	       demo_act(op, &(struct demo_step){
		.record = "card_issue", .step = "give", .day = r->decided, .entry = e }, &r->card);
}

static void recognition_plan(struct demo *d, int person, struct date held)
{
	const struct demo_person *p = &d->person[person];
	const struct demo_unit *u = &d->unit[p->leaf];
	struct date due = date_add_months(held, 12);
	bool late = u->invented && demo_chance(d, demo_number(d, "late_percent"));
	struct recognition r = { .person = person, .cell = after(d, due, late ? 48 : 1, late ? 70 : 18) };

	r.committee = after(d, r.cell, 3, 8);
	r.decided = after(d, r.committee, 3, 12);
	if (r.cell.ymd > d->today.ymd)
		return;
	struct recognition *what = arena_copy(d->mem, &r, sizeof r);
	bool committee = demo_has_committee(d, p->leaf);
	struct demo_entry *e = demo_plan(d, date_add_days(r.cell, demo_between(d, 0, 4)), BY_CLERK, u->body,
	                                 cell_write, what);
	if (committee && r.committee.ymd <= d->today.ymd) {
		struct demo_entry *c = demo_plan(d, r.committee, BY_CHIEF, u->body, committee_write, what);
		demo_plan_after(d, c, e);
		e = c;
	}
	if (r.decided.ymd > d->today.ymd)
		return;
	struct date typed = date_add_days(r.decided, demo_between(d, 0, 5));
	struct demo_entry *done = demo_plan(d, typed, committee ? BY_CLERK : BY_CHIEF, u->body, decide_write, what);
	demo_plan_after(d, done, e);
	demo_plan_after(d, demo_plan(d, typed, BY_CHIEF, u->body, card_write, what), done);
}

void demo_recognitions_plan(struct demo *d)
{
	struct date held;

	for (int i = 0; i < d->opening_first + d->nopening; i++) {
		const struct demo_person *p = &d->person[i];
		bool opening = i >= d->opening_first;
		if (opening && !p->official.ymd && !p->busy)
			recognition_plan(d, i, p->joined);
		else if (!opening && demo_admitted(d, i, &held))
			recognition_plan(d, i, held);
	}
}
