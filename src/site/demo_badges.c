/* Badges at the four rounds of each year: the cells of a body propose together,
 * its committee checks, the province decides by one paper a round. */
#include "site/demo_world.h"

#include <string.h>

struct round { struct date day; int body; int *badge; int n; int64_t *act; };

static struct date eve(struct date round, int days)
{
	struct date day = date_add_days(round, -days);
	int over = date_weekday(day) - 4;
	struct date first = { 20210107 };

	day = over > 0 ? date_add_days(day, -over) : day;
	return day.ymd < first.ymd ? first : day;
}

static bool propose_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct round *r = e->what;

	op->command = "demo badge.propose";
	for (int i = 0; i < r->n; i++) {
		const struct demo_badge *b = &d->badge[r->badge[i]];
		const struct demo_person *p = &d->person[b->person];
		if (!demo_act(op, &(struct demo_step){
			.record = "badge", .step = "propose", .day = eve(r->day, 42), .entry = e,
			.may_breach = d->unit[p->leaf].invented,
			WITH(SET("member", p->member), SET("unit", d->unit[p->leaf].id), SET("years", b->years),
			     SET("round", r->day),
			     SET("posthumous", b->died_on.ymd ? value_int(1) : value_null())) }, &r->act[i]))
			return false;
	}
	return true;
}

static bool check_write(struct op *op, struct demo_entry *e)
{
	struct round *r = e->what;

	op->command = "demo badge.check";
	for (int i = 0; i < r->n; i++)
		if (!demo_act(op, &(struct demo_step){ .record = "badge", .step = "check", .day = eve(r->day, 27),
		                                       .entry = e },
		              &r->act[i]))
			return false;
	return true;
}

static bool grant_one(struct op *op, struct demo_entry *e, struct round *r, int64_t paper)
{
	struct demo *d = e->d;

	for (int i = 0; i < r->n; i++) {
		int years = d->badge[r->badge[i]].years;
		if (!demo_act(op, &(struct demo_step){
			.record = "badge", .step = "grant", .day = eve(r->day, 8), .entry = e,
			WITH(SET("decision", paper), SET("given_on", r->day),
			     SET("number", arena_printf(op->ctx->mem, "GL%02d%08lld", years,
			                                (long long)demo_serial(d)))) }, &r->act[i]))
			return false;
	}
	return true;
}

/* All bodies of the round: they lie one after another, the last with n 0 and body -1. */
static bool grant_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct round *const *r = e->what;
	int64_t paper;

	op->command = "demo badge.grant";
	if (!demo_decision(op, d, -1, "QĐ/TU", "Tặng, truy tặng Huy hiệu Đảng", eve(r[0]->day, 8), &paper))
		return false;
	for (int i = 0; r[i]; i++)
		if (!grant_one(op, e, r[i], paper))
			return false;
	return true;
}

static struct round *round_make(struct demo *d, struct date day, int body)
{
	struct round *r = NEW(d->mem, struct round);

	*r = (struct round){ .day = day, .body = body, .badge = NEWN(d->mem, int, d->nbadges + 1) };
	for (int i = 0; i < d->nbadges; i++)
		if (d->badge[i].round.ymd == day.ymd && d->unit[d->person[d->badge[i].person].leaf].body == body)
			r->badge[r->n++] = i;
	r->act = NEWN(d->mem, int64_t, r->n + 1);
	return r->n ? r : NULL;
}

static void round_plan(struct demo *d, struct date day, bool granted)
{
	struct round **all = NEWN(d->mem, struct round *, d->data->nbodies + 1);
	struct demo_entry *last = NULL;
	int n = 0;

	for (int body = 0; body < d->data->nbodies; body++) {
		struct round *r = round_make(d, day, body);
		if (!r)
			continue;
		all[n++] = r;
		struct demo_entry *e = demo_plan(d, eve(day, 41), BY_CLERK, body, propose_write, r);
		struct demo_entry *c = demo_plan(d, eve(day, 26), BY_CHIEF, body, check_write, r);
		demo_plan_after(d, c, e);
		last = !last || c->at > last->at ? c : last;
	}
	if (n && granted)
		demo_plan_after(d, demo_plan(d, eve(day, 7), BY_PROVINCE, -1, grant_write, all), last);
}

/* Members who fall due at the round after today: proposed already. */
static void waiting_choose(struct demo *d, struct date round)
{
	static const int years[] = { 30, 40, 45, 50, 55, 60, 65, 70, 75 };
	int64_t n = demo_number(d, "badge_waiting");

	for (int i = d->opening_first; i < d->opening_first + d->nopening && n > 0; i++) {
		struct demo_person *p = &d->person[i];
		for (size_t k = 0; k < COUNTOF(years) && !p->busy; k++) {
			struct date full = date_add_months(p->decided, 12 * years[k]);
			if (full.ymd <= 20221107 || full.ymd > round.ymd || d->unit[p->leaf].frozen)
				continue;
			PUSH(d->mem, d->badge, d->nbadges, (struct demo_badge){ i, years[k], full, round, { 0 } });
			p->busy = true;
			n--;
		}
	}
}

void demo_badges_plan(struct demo *d)
{
	struct date next = { 20230203 };

	waiting_choose(d, next);
	for (int year = 2021; year <= 2022; year++) {
		round_plan(d, (struct date){ year * 10000 + 203 }, true);
		round_plan(d, (struct date){ year * 10000 + 519 }, true);
		round_plan(d, (struct date){ year * 10000 + 902 }, true);
		round_plan(d, (struct date){ year * 10000 + 1107 }, true);
	}
	round_plan(d, next, false);
}
