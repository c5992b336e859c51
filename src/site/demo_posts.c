/* Committees with their terms, and who sits in them: from the members who stay
 * throughout. */
#include "site/demo_world.h"

#include <string.h>

enum { COMMITTEE_MOST = 13, BODY_SEATS = 25, PROVINCE_SEATS = 47, CELL_COMMITTEE_FROM = 9 };

static void post_add(struct demo *d, int person, int unit, const char *post)
{
	d->person[person].posted = true;
	PUSH(d->mem, d->post, d->nposts, (struct demo_post){ person, unit, post });
}

/* The k-th post of a committee, by weight. */
static const char *seat_post(int k, int standing)
{
	if (k == 0)
		return "secretary";
	if (k == 1)
		return "standing_deputy_secretary";
	if (k == 2)
		return "deputy_secretary";
	return k < standing ? "standing_member" : "committee_member";
}

static const char *inspector_post(int k)
{
	return k == 0 ? "inspection_chair" : k == 1 ? "inspection_deputy" : "inspection_member";
}

static void committee_seat(struct demo *d, int unit, const int *person, int n, int standing, bool managed)
{
	for (int k = 0; k < n; k++) {
		post_add(d, person[k], unit, seat_post(k, standing));
		if (managed || k == 0)
			d->person[person[k]].managed |= managed;
	}
	for (int k = 0; k < 3 && n > 6 + k; k++)
		post_add(d, person[n - 1 - k], unit, inspector_post(k));
}

static void cell_posts(struct demo *d, int leaf)
{
	const struct demo_unit *u = &d->unit[leaf];

	post_add(d, u->first, leaf, "cell_secretary");
	if (u->nmembers >= 5)
		post_add(d, u->first + 1, leaf, "cell_deputy_secretary");
	if (u->nmembers > CELL_COMMITTEE_FROM + 2)
		post_add(d, u->first + 2, leaf, "cell_committee_member");
}

/* The solid members of the cells from unit `from` up to the next organisation, the first of each cell first. */
static int solid_of(const struct demo *d, int from, int until, int *out, int most)
{
	int n = 0;

	for (int round = 0; round < 3; round++)
		for (int i = from; i < until; i++) {
			const struct demo_unit *u = &d->unit[i];
			if (u->leaf && u->nmembers > round && d->person[u->first + round].solid && n < most)
				out[n++] = u->first + round;
		}
	return n;
}

static int org_end(const struct demo *d, int org)
{
	int i = org + 1;

	while (i < d->nunits && !d->unit[i].grassroots && d->unit[i].parent != 0)
		i++;
	return i;
}

static int body_end(const struct demo *d, int body)
{
	int i = body + 1;

	while (i < d->nunits && d->unit[i].parent != 0)
		i++;
	return i;
}

/* Without repetition, spread over all that may be chosen. */
static int spread(struct demo *d, int *person, int n, int wanted)
{
	for (int i = 0; i < n && i < wanted; i++) {
		int j = (int)demo_between(d, i, n - 1), t = person[i];
		person[i] = person[j];
		person[j] = t;
	}
	return n < wanted ? n : wanted;
}

void demo_posts_invent(struct demo *d)
{
	int *person = NEWN(d->mem, int, d->npersons + 1), n;

	for (int i = 0; i < d->nunits; i++) {
		if (!d->unit[i].grassroots)
			continue;
		int end = org_end(d, i);
		for (int k = i; k < end; k++)
			if (d->unit[k].leaf)
				cell_posts(d, k);
		if (d->unit[i].leaf)
			continue;
		n = solid_of(d, i, end, person, COMMITTEE_MOST);
		committee_seat(d, i, person, n, 4, false);
	}
	for (int i = 1; i < d->nunits; i++)
		if (d->unit[i].parent == 0 && d->unit[i].body >= 0) {
			n = solid_of(d, i, body_end(d, i), person, d->npersons);
			n = spread(d, person, n, BODY_SEATS);
			committee_seat(d, i, person, n, 8, false);
			for (int k = 0; k < 4 && k < n; k++)
				d->person[person[k]].managed = true;
		}
	n = solid_of(d, 1, d->nunits, person, d->npersons);
	n = spread(d, person, n, PROVINCE_SEATS);
	committee_seat(d, 0, person, n, 13, true);
}

/* ---- writing ---- */

static bool term_write(struct op *op, struct demo *d, int unit, const char *body, const char *number, int64_t seats,
                       struct date from, struct date until)
{
	const struct record *rec = demo_record(d, "term");
	struct value *cells = NEWN(op->ctx->mem, struct value, rec->nfields);
	int64_t id = 0;
	const struct demo_set set[] = {
		SET("unit", d->unit[unit].id), SET("body", body), SET("number", number), SET("seats", seats),
		SET("valid_from", from), SET("valid_until", until),
	};

	for (size_t i = 0; i < COUNTOF(set); i++)
		cells[record_field(rec, set[i].field)] = set[i].v;
	return op_insert(op, rec, cells, &id);
}

static bool holding_write(struct op *op, struct demo *d, const struct demo_post *p, struct date from)
{
	const struct record *rec = demo_record(d, "holding");
	struct value *cells = NEWN(op->ctx->mem, struct value, rec->nfields);
	int64_t id = 0;
	bool secretary = strcmp(p->post, "secretary") == 0 || strcmp(p->post, "cell_secretary") == 0;
	const struct demo_set set[] = {
		SET("member", d->person[p->person].member), SET("unit", d->unit[p->unit].id), SET("post", p->post),
		SET("form", secretary && demo_chance(d, 10) ? "appointed" : "elected"), SET("valid_from", from),
		SET("valid_until", (struct date)FOREVER),
	};

	for (size_t i = 0; i < COUNTOF(set); i++)
		cells[record_field(rec, set[i].field)] = set[i].v;
	return op_insert(op, rec, cells, &id);
}

static int64_t seats_of(const struct demo *d, int unit)
{
	int64_t n = 0;

	for (int i = 0; i < d->nposts; i++)
		n += d->post[i].unit == unit && strncmp(d->post[i].post, "inspection", 10) != 0;
	return n;
}

static struct date elected_on(const struct demo *d, int unit)
{
	const struct demo_unit *u = &d->unit[unit];

	if (u->parent < 0)
		return (struct date){ 20201015 };
	if (u->parent == 0)
		return (struct date){ 20200820 };
	return u->leaf && !u->grassroots ? (struct date){ 20200305 } : (struct date){ 20200520 };
}

static bool unit_posts_write(struct op *op, struct demo *d, int unit)
{
	const struct demo_unit *u = &d->unit[unit];
	struct date from = elected_on(d, unit), until = u->leaf ? (struct date){ 20220701 } : (struct date){ 20250901 };
	int64_t seats = seats_of(d, unit);

	if (!u->leaf && seats &&
	    (!term_write(op, d, unit, "committee", "2020-2025", seats, from, until) ||
	     !term_write(op, d, unit, "inspection", "2020-2025", 3, from, until)))
		return false;
	if (u->leaf && u->nmembers > CELL_COMMITTEE_FROM + 2 &&
	    !term_write(op, d, unit, "cell_committee", "2020-2022", 3, from, until))
		return false;
	return true;
}

/* Posts lie in the order of their units' planning; each is written with the unit it is in. */
static bool posts_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	int from = *(const int *)e->what, until = from < 0 ? 0 : body_end(d, from);

	op->command = "demo posts";
	if (from == 0)
		until = 1;
	for (int i = from; i < until; i++)
		if (!unit_posts_write(op, d, i))
			return false;
	for (int i = 0; i < d->nposts; i++)
		if (d->post[i].unit >= from && d->post[i].unit < until &&
		    !holding_write(op, d, &d->post[i], elected_on(d, d->post[i].unit)))
			return false;
	return true;
}

/* Congresses of cells for the term 2022-2025: the committee goes on. */
static bool congress_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	int org = *(const int *)e->what, end = org_end(d, org);
	struct date day = { 20220701 };

	op->command = "demo congress";
	for (int i = org; i < end; i++)
		if (d->unit[i].leaf && d->unit[i].nmembers > CELL_COMMITTEE_FROM + 2 && !d->unit[i].frozen &&
		    !term_write(op, d, i, "cell_committee", "2022-2025", 3, day, (struct date){ 20250701 }))
			return false;
	return true;
}

static bool has_congress(const struct demo *d, int org)
{
	for (int i = org, end = org_end(d, org); i < end; i++)
		if (d->unit[i].leaf && d->unit[i].nmembers > CELL_COMMITTEE_FROM + 2 && !d->unit[i].frozen)
			return true;
	return false;
}

void demo_posts_plan(struct demo *d)
{
	const struct date first = { 20220704 }, last = { 20220831 };

	for (int i = 0; i < d->nunits; i++) {
		const struct demo_unit *u = &d->unit[i];
		struct demo_entry *e = NULL;
		int *what = arena_copy(d->mem, &i, sizeof i);
		if (i == 0 || (u->parent == 0 && u->body >= 0))
			e = demo_plan(d, d->opening_day, i ? BY_CLERK : BY_PROVINCE, u->body, posts_write, what);
		if (u->grassroots && has_congress(d, i))
			e = demo_plan(d, demo_workday(d, first, last), BY_CLERK, u->body, congress_write, what);
		if (e)
			e->reason = u->grassroots ? "đại hội chi bộ nhiệm kỳ 2022-2025" : "số liệu ban đầu: cấp ủy";
	}
}
