/* The initial data: who was a member on the last day before the records begin,
 * one entry per grassroots organisation. */
#include "site/demo_world.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { SOLID = 3, TRIES = 200000, AGE_MOST = 95 };

static const struct date forever = FOREVER;

/* ---- one person ---- */

int demo_age(const struct demo_person *p, struct date on)
{
	return date_months(p->born, on) / 12;
}

struct date demo_born(struct demo *d, struct date decided)
{
	int64_t years;

	if (!text_int(demo_pick(d, "age_at_joining"), &years))
		bug("age_at_joining is no number");
	/* In wartime they joined young. */
	if (decided.ymd < 19760000)
		years = demo_between(d, 18, 24);
	return date_add_days(date_add_months(decided, -12 * (int)years), -demo_between(d, 1, 700));
}

static void dates_set(struct demo *d, struct demo_person *p, struct date decided)
{
	p->decided = decided;
	p->joined = date_add_days(decided, demo_between(d, 6, 20));
	if (p->joined.ymd > d->opening_day.ymd)
		p->joined = d->opening_day;
	p->official = date_add_months(p->joined, 12);
	if (p->official.ymd > d->opening_day.ymd)
		p->official.ymd = 0;
	p->born = demo_born(d, decided);
}

int demo_person_add(struct demo *d, int leaf, bool fresh)
{
	struct demo_person p = { .leaf = leaf };

	demo_name_invent(d, leaf, fresh, &p);
	PUSH(d->mem, d->person, d->npersons, p);
	return d->npersons - 1;
}

/* Whether a badge falls due in the rounds that the acts of 2021 and 2022 are about: those are chosen by number. */
static bool in_rounds(struct date decided)
{
	static const int years[] = { 30, 40, 45, 50, 55, 60, 65, 70, 75 };

	for (size_t i = 0; i < COUNTOF(years); i++) {
		struct date full = date_add_months(decided, 12 * years[i]);
		if (full.ymd > 20201107 && full.ymd <= 20221107)
			return true;
	}
	return false;
}

static struct date decided_draw(struct demo *d, bool solid)
{
	for (int i = 0; i < TRIES; i++) {
		int64_t year;
		if (!text_int(demo_pick(d, "joined"), &year))
			bug("joined is no year");
		struct date first = { (int32_t)year * 10000 + 101 };
		struct date day = demo_workday(d, first, date_add_days(date_add_months(first, 12), -22));
		if (!in_rounds(day) && (!solid || (year >= 1994 && year <= 2018)))
			return day;
	}
	bug("no year of joining fits");
}

static bool exempt_draw(struct demo *d, int age)
{
	if (age >= 80)
		return demo_chance(d, demo_percent(d, "exempt.80", 0));
	if (age >= 70)
		return demo_chance(d, demo_percent(d, "exempt.70", 0));
	return age >= 60 && demo_chance(d, demo_percent(d, "exempt.60", 0));
}

static void member_add(struct demo *d, int leaf, bool solid)
{
	int at = demo_person_add(d, leaf, false);
	struct demo_person *p = &d->person[at];

	do
		dates_set(d, p, decided_draw(d, solid));
	while (solid ? demo_age(p, d->opening_day) > 54 : demo_age(p, d->opening_day) > AGE_MOST);
	/* Where a reorganisation is planned nobody is on probation, so that no recognition crosses it. */
	while (!p->official.ymd && d->unit[leaf].frozen)
		dates_set(d, p, decided_draw(d, false));
	p->solid = solid;
	p->exempt = !solid && exempt_draw(d, demo_age(p, d->opening_day));
}

/* ---- all ---- */

static int64_t flow(const struct demo *d, const char *name)
{
	return demo_number_of(d, name, 2021) + demo_number_of(d, name, 2022);
}

/* How many there must have been for the members of the last day to come out. */
static int64_t opening_members(const struct demo *d)
{
	int64_t came = demo_admissions_held(d) + flow(d, "in") + demo_number(d, "in_after_2021") +
	               demo_number(d, "restored_2022");
	int64_t went = flow(d, "removed") + demo_number(d, "removed_after_2021") + flow(d, "expelled") +
	               flow(d, "withdrew") + flow(d, "died") + demo_number(d, "died_after_2021") + flow(d, "out") +
	               demo_number(d, "out_after_2021");

	return demo_number(d, "members") + went - came;
}

/* One member more or less in a cell of a commune or of a committee, in turn, until the sum is right. */
static void sizes_settle(struct demo *d, int64_t members)
{
	int64_t sum = 0;

	for (int i = 0; i < d->nleaves; i++)
		sum += d->unit[d->leaf[i]].size;
	for (int64_t i = 0; sum != members; i++) {
		struct demo_unit *u = &d->unit[d->leaf[(i * 7919) % d->nleaves]];
		int step = sum < members ? 1 : -1;
		if (i > 400 * (int64_t)d->nleaves)
			bug("data/demo: the cells cannot hold %lld members", (long long)members);
		if (u->grassroots || u->frozen || u->size + step < SOLID + 1)
			continue;
		u->size += step;
		sum += step;
	}
}

void demo_people_invent(struct demo *d)
{
	sizes_settle(d, opening_members(d));
	d->opening_first = d->npersons;
	for (int i = 0; i < d->nleaves; i++) {
		struct demo_unit *u = &d->unit[d->leaf[i]];
		u->first = d->npersons;
		u->nmembers = u->size;
		for (int k = 0; k < u->size; k++)
			member_add(d, d->leaf[i], k < SOLID);
	}
	d->nopening = d->npersons - d->opening_first;
}

static bool wanted_fits(const struct demo *d, const struct demo_person *p, struct demo_wanted w)
{
	const struct demo_unit *u = &d->unit[p->leaf];
	int age = demo_age(p, d->opening_day);

	return !p->busy && !p->solid && !p->posted && !u->frozen && (p->official.ymd == 0) == w.probationary &&
	       (!p->exempt || w.exempt) && (u->invented || !w.invented) && age >= w.least && age <= w.most;
}

int demo_member_pick(struct demo *d, struct demo_wanted w)
{
	for (int i = 0; i < TRIES; i++) {
		int at = d->opening_first + (int)demo_between(d, 0, d->nopening - 1);
		if (w.invented) {
			const struct demo_unit *u = &d->unit[d->shady[demo_between(d, 0, d->nshady - 1)]];
			at = u->first + (int)demo_between(d, 0, u->nmembers - 1);
		}
		if (!wanted_fits(d, &d->person[at], w))
			continue;
		d->person[at].busy = true;
		return at;
	}
	bug("data/demo: nobody of %d to %d years is left to pick", w.least, w.most);
}

/* ---- badges: chosen by number, with dates of joining to fit ---- */

static bool badge_fits(struct demo *d, struct demo_person *p, struct date from, struct date until, struct demo_badge *b)
{
	int64_t years;

	if (!text_int(demo_pick(d, "badge"), &years))
		bug("badge is no number");
	struct date decided = date_add_months(demo_date(d, date_add_days(from, 1), until), -12 * (int)years);
	b->years = (int)years;
	b->full_on = date_add_months(decided, 12 * (int)years);
	if (b->full_on.ymd <= from.ymd || b->full_on.ymd > until.ymd)
		return false;
	dates_set(d, p, decided);
	return demo_age(p, d->opening_day) <= AGE_MOST;
}

static struct date round_of(struct date full_on)
{
	static const int days[] = { 203, 519, 902, 1107 };
	int32_t year = full_on.ymd / 10000;

	for (size_t i = 0; i < COUNTOF(days); i++)
		if (year * 10000 + days[i] >= full_on.ymd)
			return (struct date){ year * 10000 + days[i] };
	return (struct date){ (year + 1) * 10000 + days[0] };
}

/* The day of death of one whose badge is posthumous: some weeks or months before the round, in the part of the year
 * that the report counts.  Those of the first round would have died before the records begin: they get the next. */
static void died_before(struct demo *d, struct demo_badge *b)
{
	if (b->round.ymd < 20210401) {
		b->round.ymd = 20210519;
		b->died_on = demo_date(d, (struct date){ 20210125 }, (struct date){ 20210420 });
		return;
	}
	struct date least = date_add_days(b->round, -150), first = { 20210115 };
	b->died_on = demo_date(d, least.ymd < first.ymd ? first : least, date_add_days(b->round, -20));
	if (b->died_on.ymd % 10000 > d->last_day.ymd % 10000)
		b->died_on.ymd = b->died_on.ymd / 10000 * 10000 + 1120;
}

static void year_choose(struct demo *d, int year)
{
	struct date from = { (year - 1) * 10000 + 1107 }, until = { year * 10000 + 1107 };
	int64_t n = demo_number_of(d, "badge", year), posthumous = demo_number_of(d, "badge_posthumous", year);

	for (int64_t i = 0; i < n; i++) {
		struct demo_wanted w = { .exempt = true, .least = 40, .most = 90 };
		struct demo_badge b = { .person = demo_member_pick(d, w) };
		struct demo_person *p = &d->person[b.person];
		while (!badge_fits(d, p, from, until, &b))
			;
		p->exempt = exempt_draw(d, demo_age(p, d->opening_day));
		b.round = round_of(b.full_on);
		if (i < posthumous)
			died_before(d, &b);
		PUSH(d->mem, d->badge, d->nbadges, b);
	}
}

/* The badge that each already had; who has just got one of the rounds had the one below. */
static void earlier_badges(struct demo *d)
{
	static const int years[] = { 30, 40, 45, 50, 55, 60, 65, 70, 75 };

	for (int i = d->opening_first; i < d->opening_first + d->nopening; i++)
		for (size_t k = 0; k < COUNTOF(years); k++)
			if (date_add_months(d->person[i].decided, 12 * years[k]).ymd <= 20201107)
				d->person[i].badge = years[k];
}

void demo_badges_choose(struct demo *d)
{
	year_choose(d, 2021);
	year_choose(d, 2022);
	earlier_badges(d);
}

/* ---- writing ---- */

bool demo_person_write(struct op *op, struct demo *d, struct demo_person *p, int64_t home)
{
	struct arena *mem = op->ctx->mem;
	const struct record *rec = d->person_rec;
	struct value *cells = NEWN(mem, struct value, rec->nfields);
	bool year_only = p->born.ymd < 19500000 && p->born.ymd % 7 == 0;
	const char *born = year_only ? arena_printf(mem, "%d", p->born.ymd / 10000) : date_iso(mem, p->born);
	const char *place = demo_unit_place(d, p->leaf);
	/* A real number names a century by 0 to 3: 4 to 9 are nobody's. */
	const char *id = arena_printf(mem, "084%d%02d%06lld", 9 - (int)((d->site - 1) % 6), p->born.ymd / 10000 % 100,
	                              (long long)(demo_serial(d) % 1000000));
	const struct demo_set set[] = {
		SET("name", p->name), SET("birth_name", text_upper(mem, p->name)),
		SET("sex", p->female ? "female" : "male"),
		SET("born", born), SET("ethnic", p->ethnic), SET("religion", demo_pick(d, "religion")),
		SET("citizen_id", id),
		SET("birth_place", place), SET("home_place", place), SET("residence", place),
		SET("family_class", demo_pick(d, "family_class")),
		SET("schooling", p->born.ymd < 19600000 ? "10/10" : "12/12"),
		SET("home", home),
	};

	for (size_t i = 0; i < COUNTOF(set); i++)
		cells[record_field(rec, set[i].field)] = set[i].v;
	p->person = 0;
	return op_insert(op, rec, cells, &p->person);
}

static const char *generation(const struct demo_person *p)
{
	return p->born.ymd < 19580000 ? "old" : p->born.ymd < 19800000 ? "middle" : "young";
}

static const char *occupation(struct demo *d, const struct demo_person *p)
{
	static const char *const list[] = {
		[TRADE_COMMUNE] = "occupation.commune", [TRADE_AGENCY] = "occupation.agency",
		[TRADE_SCHOOL] = "occupation.school",
		[TRADE_COMPANY] = "occupation.company", [TRADE_FORCE] = "occupation.force",
	};

	if (demo_age(p, d->opening_day) >= 61)
		return "retired";
	return demo_pick(d, list[d->unit[p->leaf].trade]);
}

bool demo_profile_write(struct op *op, struct demo *d, const struct demo_person *p)
{
	struct arena *mem = op->ctx->mem;
	const struct record *rec = d->profile_rec;
	struct value *cells = NEWN(mem, struct value, rec->nfields);
	int64_t id = 0;
	struct date from = p->joined.ymd > d->opening_day.ymd ? p->joined : d->opening_day;
	const struct demo_set set[] = {
		SET("member", p->member), SET("valid_from", from), SET("valid_until", forever),
		SET("education", demo_pick(d, arena_printf(mem, "education.%s", generation(p)))),
		SET("profession", demo_pick(d, arena_printf(mem, "profession.%s", generation(p)))),
		SET("theory", demo_pick(d, p->managed ? "theory.managed" : p->posted ? "theory.posted"
		                        : "theory.plain")),
		SET("occupation", occupation(d, p)),
	};

	for (size_t i = 0; i < COUNTOF(set); i++)
		cells[record_field(rec, set[i].field)] = set[i].v;
	return op_insert(op, rec, cells, &id);
}

static bool member_write(struct op *op, struct demo *d, struct demo_person *p)
{
	struct arena *mem = op->ctx->mem;
	const struct record *rec = d->member_rec;
	struct value *cells = NEWN(mem, struct value, rec->nfields);
	int64_t home = d->unit[p->leaf].id, n = demo_serial(d);
	const struct demo_set set[] = {
		SET("person", p->person), SET("file_no", arena_printf(mem, "%06lldGL", (long long)n)),
		SET("card_no", p->official.ymd ? V(arena_printf(mem, "GL.%06lld", (long long)n)) : value_null()),
		SET("joined_on", p->joined), SET("decided_on", p->decided), SET("official_on", p->official),
		SET("home", home),
		SET("manager_level", p->managed ? "province" : p->posted ? "district" : "grassroots"),
	};

	for (size_t i = 0; i < COUNTOF(set); i++)
		cells[record_field(rec, set[i].field)] = set[i].v;
	p->member = 0;
	return op_insert(op, rec, cells, &p->member);
}

static bool opening_write(struct op *op, struct demo *d, const struct demo_person *p)
{
	int64_t id = 0;
	const struct record *rec = d->opening_rec;
	struct value *cells = NEWN(op->ctx->mem, struct value, rec->nfields);
	const struct demo_set set[] = {
		SET("member", p->member), SET("unit", d->unit[p->leaf].id), SET("day", d->opening_day),
		SET("standing", p->official.ymd ? "official" : "probationary"), SET("document", d->opening_paper),
		SET("exempt", p->exempt ? value_int(1) : value_null()),
	};

	for (size_t i = 0; i < COUNTOF(set); i++)
		cells[record_field(rec, set[i].field)] = set[i].v;
	return op_insert(op, rec, cells, &id);
}

/* What a share of the files tells of school and work. */
static bool career_write(struct op *op, struct demo *d, const struct demo_person *p)
{
	struct arena *mem = op->ctx->mem;
	int born = p->born.ymd / 10000, joined = p->joined.ymd / 10000;
	int64_t id = 0;

	if (!demo_chance(d, demo_number(d, "career_percent")))
		return true;
	return demo_row(op, "career", &id, SETS(
	               SET("person", p->person), SET("from", arena_printf(mem, "%d-09", born + 6)),
	               SET("to", arena_printf(mem, "%d-06", born + 18)),
	               SET("work", "Học sinh"), SET("place", demo_unit_place(d, p->leaf)))) &&
	       demo_row(op, "career", &id, SETS(
	               SET("person", p->person), SET("from", arena_printf(mem, "%d-07", born + 18)),
	               SET("to", arena_printf(mem, "%d-12", joined > born + 18 ? joined : born + 18)),
	               SET("work", demo_pick(d, "work")), SET("place", demo_unit_place(d, p->leaf)))) &&
	       demo_row(op, "training", &id, SETS(
	               SET("person", p->person), SET("from", arena_printf(mem, "%d-03", joined)),
	               SET("to", arena_printf(mem, "%d-04", joined)), SET("subject", demo_pick(d, "subject")),
	               SET("school", "Trung tâm bồi dưỡng chính trị (giả lập)")));
}

static bool badge_write(struct op *op, struct demo *d, const struct demo_person *p)
{
	struct arena *mem = op->ctx->mem;
	int64_t id = 0;
	struct date full = date_add_months(p->decided, 12 * p->badge), round = round_of(full);
	struct demo_entry of = { .d = d };

	if (!p->badge)
		return true;
	return demo_act(op, &(struct demo_step){
		.record = "badge", .step = "grant", .day = date_add_days(round, -10), .entry = &of, .may_breach = true,
		WITH(SET("member", p->member), SET("unit", d->unit[p->leaf].id), SET("years", p->badge),
		     SET("round", round),
		     SET("given_on", round), SET("decision", d->opening_paper),
		     SET("number", arena_printf(mem, "GL%02d%08lld", (int)p->badge, (long long)demo_serial(d)))),
	}, &id);
}

static bool people_write(struct op *op, struct demo *d, int leaf)
{
	const struct demo_unit *u = &d->unit[leaf];

	for (int i = u->first; i < u->first + u->nmembers; i++) {
		struct demo_person *p = &d->person[i];
		if (!demo_person_write(op, d, p, u->id) || !member_write(op, d, p) || !opening_write(op, d, p) ||
		    !demo_profile_write(op, d, p) || !career_write(op, d, p) || !badge_write(op, d, p))
			return false;
	}
	return true;
}

static bool org_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	int org = *(const int *)e->what;

	op->command = "demo members";
	for (int i = org; i < d->nunits && (i == org || (!d->unit[i].grassroots && d->unit[i].parent != 0)); i++)
		if (d->unit[i].leaf && !people_write(op, d, i))
			return false;
	return true;
}

void demo_people_plan(struct demo *d)
{
	for (int i = 0; i < d->nunits; i++) {
		if (!d->unit[i].grassroots)
			continue;
		struct demo_entry *e = demo_plan(d, d->opening_day, BY_CLERK, d->unit[i].body, org_write,
		                                 arena_copy(d->mem, &i, sizeof i));
		e->reason = "số liệu ban đầu";
	}
}
