/* Transfers of affiliation inside, out of and into the province, exemptions,
 * temporary stays. */
#include "site/demo_world.h"

#include <string.h>

struct move {
	int person, to;                 /* to: unit; -1: elsewhere */
	const char *elsewhere;
	struct date decided, left, received;
	int64_t act, file;
};

static struct date workday(struct date day)
{
	int over = date_weekday(day) - 4;

	return over > 0 ? date_add_days(day, 3 - over) : day;
}

static void days_of(const struct demo *d, int year, bool after, struct date *from, struct date *to)
{
	struct date cut = { year * 10000 + d->last_day.ymd % 10000 };

	*from = after ? date_add_days(cut, 1) : (struct date){ year * 10000 + (year == 2021 ? 125 : 105) };
	*to = after ? (struct date){ year * 10000 + 1230 } : cut;
}

static const struct demo_unit *unit_of(const struct demo *d, int person)
{
	return &d->unit[d->person[person].leaf];
}

static const char *paper_no(struct op *op, struct demo *d)
{
	return arena_printf(op->ctx->mem, "%lld-GT/GL", (long long)demo_serial(d));
}

/* ---- leaving the cell ---- */

/* Who leaves the province takes the file along. */
static bool file_send(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct move *m = e->what;

	return demo_act(op, &(struct demo_step){
		.record = "file_handover", .step = "send", .day = m->left, .entry = e,
		WITH(SET("member", d->person[m->person].member),
		     SET("unit", demo_body_unit(d, d->person[m->person].leaf)), SET("elsewhere", m->elsewhere),
		     SET("papers", "Lý lịch, phiếu đảng viên, hồ sơ bổ sung hằng năm"),
		     SET("minutes", arena_printf(op->ctx->mem, "%lld-BB/GL", (long long)demo_serial(d)))) },
		&m->file);
}

static bool leave_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct move *m = e->what;
	const struct demo_unit *from = unit_of(d, m->person);
	bool out = m->to < 0, other = out || d->unit[m->to].body != from->body;

	op->command = "demo transfer.leave";
	return demo_act(op, &(struct demo_step){
		.record = "transfer", .step = "decide", .day = m->decided, .entry = e, .may_breach = from->invented,
		WITH(SET("kind", out ? "out" : "internal"), SET("member", d->person[m->person].member),
		     SET("from_unit", from->id),
		     SET("to_unit", out ? value_null() : V(d->unit[m->to].id)), SET("elsewhere", m->elsewhere),
		     SET("paper", other ? "ten" : "seven"), SET("paper_no", paper_no(op, d)),
		     SET("fees_until", arena_printf(op->ctx->mem, "%04d-%02d", m->left.ymd / 10000,
		                                    m->left.ymd / 100 % 100)))
	}, &m->act) &&
	       demo_act(op, &(struct demo_step){
		.record = "transfer", .step = "leave", .day = m->left, .entry = e, .may_breach = from->invented },
		&m->act) &&
	       (!out || file_send(op, e));
}

static bool receive_write(struct op *op, struct demo_entry *e)
{
	struct move *m = e->what;
	bool invented = unit_of(e->d, m->person)->invented;

	op->command = "demo transfer.receive";
	return demo_act(op, &(struct demo_step){
		.record = "transfer", .step = "receive", .day = m->received, .entry = e, .may_breach = invented },
		&m->act) &&
	       (!m->file || demo_act(op, &(struct demo_step){
		.record = "file_handover", .step = "receive", .day = m->received, .entry = e }, &m->file));
}

static int other_leaf(struct demo *d, int from, bool same_body)
{
	for (;;) {
		int leaf = d->leaf[demo_between(d, 0, d->nleaves - 1)];
		if (leaf != from && !d->unit[leaf].frozen && (!same_body || d->unit[leaf].body == d->unit[from].body))
			return leaf;
	}
}

static void move_entries(struct demo *d, struct move m, int receiver)
{
	struct move *what = arena_copy(d->mem, &m, sizeof m);
	struct demo_entry *e = demo_plan_cell(d, m.person, m.left, BY_CLERK, leave_write, what), *then;

	if (m.received.ymd > d->today.ymd)
		return;
	then = demo_plan_cell(d, m.person, m.received, BY_CLERK, receive_write, what);
	then->body = receiver;
	demo_plan_after(d, then, e);
}

static void internal_plan(struct demo *d, int year)
{
	struct date from = { year * 10000 + (year == 2021 ? 201 : 105) }, to = { year * 10000 + 1228 };

	for (int64_t n = demo_number_of(d, "internal", year); n > 0; n--) {
		struct demo_wanted w = { .least = 20, .most = 59 };
		struct move m = { .person = demo_member_pick(d, w), .received = demo_workday(d, from, to) };
		m.to = other_leaf(d, d->person[m.person].leaf, demo_chance(d, 65));
		m.left = date_add_days(m.received, -demo_between(d, 2, 20));
		m.decided = date_add_days(m.left, -demo_between(d, 1, 12));
		move_entries(d, m, d->unit[m.to].body);
	}
}

static void out_plan(struct demo *d, int year, bool after)
{
	struct date from, to;

	days_of(d, year, after, &from, &to);
	for (int64_t n = demo_number_of(d, after ? "out_after" : "out", year); n > 0; n--) {
		struct demo_wanted w = { .least = 20, .most = 57 };
		struct move m = { .person = demo_member_pick(d, w), .to = -1, .left = demo_workday(d, from, to) };
		m.decided = date_add_days(m.left, -demo_between(d, 1, 8));
		m.received = workday(date_add_days(m.left, demo_between(d, 5, 22)));
		m.elsewhere = demo_pick(d, "elsewhere");
		move_entries(d, m, unit_of(d, m.person)->body);
	}
}

/* ---- coming ---- */

static bool come_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct move *m = e->what;
	struct demo_person *p = &d->person[m->person];
	const struct record *rec = demo_record(d, "transfer");
	int64_t home = d->unit[p->leaf].id, n = demo_serial(d);
	struct version v;

	op->command = "demo transfer.in";
	if (!demo_person_write(op, d, p, home) || !demo_act(op, &(struct demo_step){
		.record = "transfer", .step = "decide", .day = m->decided, .entry = e,
		.may_breach = d->unit[p->leaf].invented,
		WITH(SET("kind", "in"), SET("person", p->person), SET("to_unit", home), SET("elsewhere", m->elsewhere),
		     SET("paper", "ten"), SET("paper_no", paper_no(op, d)), SET("standing", "official"),
		     SET("joined_on", p->joined), SET("admitted_on", p->decided), SET("official_on", p->official),
		     SET("file_no", arena_printf(op->ctx->mem, "%06lldGL", (long long)n)),
		     SET("card_no", arena_printf(op->ctx->mem, "GL.%06lld", (long long)n)))
	}, &m->act) || !demo_act(op, &(struct demo_step){
		.record = "transfer", .step = "receive", .day = m->received, .entry = e,
		.may_breach = d->unit[p->leaf].invented }, &m->act) || !op_load(op->ctx, rec, m->act, &v))
		return false;
	p->member = version_int(&v, record_field(rec, "member"));
	return demo_profile_write(op, d, p);
}

static void in_plan(struct demo *d, int year, bool after)
{
	struct date from, to;

	days_of(d, year, after, &from, &to);
	for (int64_t n = demo_number_of(d, after ? "in_after" : "in", year); n > 0; n--) {
		struct move m = { .received = demo_workday(d, from, to), .elsewhere = demo_pick(d, "elsewhere") };
		m.person = demo_person_add(d, other_leaf(d, -1, false), true);
		m.decided = date_add_days(m.received, -demo_between(d, 5, 25));
		struct demo_person *p = &d->person[m.person];
		p->busy = true;
		p->decided = demo_date(d, date_add_months(m.received, -12 * 18), date_add_months(m.received, -12 * 3));
		p->joined = date_add_days(p->decided, demo_between(d, 6, 20));
		p->official = date_add_months(p->joined, 12);
		p->born = demo_born(d, p->decided);
		demo_plan_cell(d, m.person, m.received, BY_CLERK, come_write, arena_copy(d->mem, &m, sizeof m));
	}
}

/* ---- exemption ---- */

struct exempted { int person; const char *reason; struct date cell, decided, ends, ended; int64_t act; };

static bool lasting(const char *reason)
{
	return strcmp(reason, "old_age") == 0 || strcmp(reason, "illness") == 0;
}

static bool exempt_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct exempted *x = e->what;
	const struct demo_unit *u = unit_of(d, x->person);
	int64_t paper = 0;

	op->command = "demo exemption.decide";
	if (!lasting(x->reason) && !demo_decision(op, d, u->body, "QĐ/HU", "Miễn công tác và sinh hoạt", x->decided,
	                                          &paper))
		return false;
	return demo_act(op, &(struct demo_step){
		.record = "exemption", .step = "propose", .day = x->cell, .entry = e, .may_breach = u->invented,
		WITH(SET("member", d->person[x->person].member), SET("unit", u->id), SET("reason", x->reason)) },
		&x->act) &&
	       demo_act(op, &(struct demo_step){
		.record = "exemption", .step = "decide", .day = x->decided, .entry = e, .may_breach = u->invented,
		WITH(SET("decision", paper ? V(paper) : value_null()), SET("ends_on", x->ends)) }, &x->act);
}

static bool exempt_end(struct op *op, struct demo_entry *e)
{
	struct exempted *x = e->what;

	op->command = "demo exemption.end";
	return demo_act(op, &(struct demo_step){
		.record = "exemption", .step = "end", .day = x->ended, .entry = e,
		.may_breach = unit_of(e->d, x->person)->invented }, &x->act);
}

static void exemptions_plan(struct demo *d, int year)
{
	int64_t ended = year == 2021 ? demo_number(d, "exempt_ended_2022") : 0;
	struct date from = { year * 10000 + (year == 2021 ? 125 : 105) }, to = { year * 10000 + 1228 };

	for (int64_t n = demo_number_of(d, "exempted", year); n > 0; n--) {
		struct exempted x = { .reason = demo_pick(d, "exemption"), .decided = demo_workday(d, from, to) };
		bool stays = lasting(x.reason);
		x.person = demo_member_pick(d, (struct demo_wanted){ .least = stays ? 58 : 22,
		                                                     .most = stays ? 92 : 57 });
		x.cell = date_add_days(x.decided, -demo_between(d, 2, 12));
		if (!stays)
			x.ends = date_add_months(x.decided, (int)demo_between(d, 4, 11));
		if (stays && ended > 0) {
			x.ended = demo_workday(d, (struct date){ 20220301 }, (struct date){ 20221130 });
			ended--;
		}
		struct exempted *what = arena_copy(d->mem, &x, sizeof x);
		struct demo_entry *e = demo_plan_cell(d, x.person, x.decided, BY_CLERK, exempt_write, what);
		if (x.ended.ymd)
			demo_plan_after(d, demo_plan_cell(d, x.person, x.ended, BY_CLERK, exempt_end, what), e);
	}
}

/* ---- temporary stay ---- */

struct stay { int person; const char *kind, *away; struct date from, until, back; int64_t act; };

static bool stay_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct stay *s = e->what;
	const struct demo_unit *u = unit_of(d, s->person);

	op->command = "demo temporary_stay.send";
	return demo_act(op, &(struct demo_step){
		.record = "temporary_stay", .step = "send", .day = s->from, .entry = e, .may_breach = u->invented,
		WITH(SET("member", d->person[s->person].member), SET("unit", u->id), SET("kind", s->kind),
		     SET("away", s->away),
		     SET("away_until", s->until), SET("paper_no", paper_no(op, d))) }, &s->act);
}

static bool stay_back(struct op *op, struct demo_entry *e)
{
	struct stay *s = e->what;

	op->command = "demo temporary_stay.return";
	return demo_act(op, &(struct demo_step){
		.record = "temporary_stay", .step = "return", .day = s->back, .entry = e,
		.may_breach = unit_of(e->d, s->person)->invented }, &s->act);
}

static void stays_plan(struct demo *d, int year)
{
	struct date from = { year * 10000 + 201 }, to = { year * 10000 + 1130 };

	for (int64_t n = demo_number_of(d, "stay", year); n > 0; n--) {
		struct stay s = { .kind = demo_pick(d, "stay"), .away = demo_pick(d, "elsewhere"),
		                  .from = demo_workday(d, from, to) };
		s.person = demo_member_pick(d, (struct demo_wanted){ .least = 22, .most = 52 });
		s.until = date_add_months(s.from, (int)demo_between(d, 4, 10));
		s.back = workday(date_add_days(s.until, -demo_between(d, 1, 10)));
		struct stay *what = arena_copy(d->mem, &s, sizeof s);
		struct demo_entry *e = demo_plan_cell(d, s.person, s.from, BY_CLERK, stay_write, what);
		if (s.back.ymd <= d->today.ymd)
			demo_plan_after(d, demo_plan_cell(d, s.person, s.back, BY_CLERK, stay_back, what), e);
	}
}

void demo_moves_plan(struct demo *d)
{
	for (int year = 2021; year <= 2022; year++) {
		internal_plan(d, year);
		out_plan(d, year, false);
		out_plan(d, year, true);
		in_plan(d, year, false);
		in_plan(d, year, true);
		exemptions_plan(d, year);
		stays_plan(d, year);
	}
}
