/* Admissions of two years, from the list of sympathisers to the ceremony, and
 * the recognitions that follow.  Persons of one cell that the same meeting
 * considers go through the papers together. */
#include "site/demo_world.h"

#include <string.h>

enum outcome { HELD, APPROVED, WAITING, REFUSED };

struct demo_admission {
	int leaf, first, n;             /* persons first .. first + n - 1 */
	enum outcome outcome;
	bool again;
	struct date listed, dossier, cell, committee, approved, received, held;
	int64_t *act, *listing;         /* per person */
};

struct demo_course { int body; const char *kind; struct date opened, closed; int64_t id; };

static const struct date first_meeting = DATE(2021, 1, 4);

static struct date on_workday(struct date day)
{
	int over = date_weekday(day) - 4;

	return over > 0 ? date_add_days(day, 3 - over) : day;
}

static struct date later(struct demo *d, struct date day, int least, int most)
{
	return on_workday(date_add_days(day, demo_between(d, least, most)));
}

/* ---- choosing ---- */

static int leaf_draw(struct demo *d, bool invented)
{
	enum { LARGE = 40 };

	for (;;) {
		int leaf = invented ? d->shady[demo_between(d, 0, d->nshady - 1)]
			: d->leaf[demo_between(d, 0, d->nleaves - 1)];
		if (!d->unit[leaf].frozen && demo_between(d, 1, LARGE) <= d->unit[leaf].size)
			return leaf;
	}
}

static void people_add(struct demo *d, struct demo_admission *a)
{
	a->first = d->npersons;
	for (int i = 0; i < a->n; i++) {
		int at = demo_person_add(d, a->leaf, true);
		struct demo_person *p = &d->person[at];
		do
			p->born = demo_born(d, a->cell);
		while (demo_age(p, a->dossier) < 18 || demo_age(p, a->cell) >= 60);
		p->decided = a->approved;
		p->busy = true;
	}
	a->act = NEWN(d->mem, int64_t, a->n);
	a->listing = NEWN(d->mem, int64_t, a->n);
}

static bool comes_late(struct demo *d, int leaf)
{
	return d->unit[leaf].invented && demo_chance(d, demo_number(d, "late_percent"));
}

/* The days before and after the approval. */
static void days_draw(struct demo *d, struct demo_admission *a)
{
	bool late = comes_late(d, a->leaf);

	a->cell = date_add_days(a->approved, -(late ? demo_between(d, 85, 120) : demo_between(d, 18, 48)));
	if (a->cell.ymd < first_meeting.ymd)
		a->cell = first_meeting;
	a->committee = later(d, a->cell, 3, 9);
	if (a->committee.ymd >= a->approved.ymd)
		a->committee = date_add_days(a->approved, -1);
	a->dossier = date_add_days(a->cell, -demo_between(d, 30, 150));
	a->listed = date_add_days(a->dossier, -demo_between(d, 60, 200));
	a->received = later(d, a->approved, 1, 5);
	a->held = date_add_days(a->received, comes_late(d, a->leaf) ? demo_between(d, 55, 75) : demo_between(d, 3, 24));
	a->outcome = a->held.ymd > d->today.ymd ? APPROVED : HELD;
}

static struct demo_admission *admission_add(struct demo *d, struct demo_admission a)
{
	PUSH(d->mem, d->admission, d->nadmissions, a);
	return &d->admission[d->nadmissions - 1];
}

static int group_draw(struct demo *d, int64_t left)
{
	int n = demo_chance(d, 70) ? 1 : demo_chance(d, 74) ? 2 : 3;

	return n > left ? (int)left : n;
}

static void approved_draw(struct demo *d, int64_t persons, int64_t again, struct date from, struct date to)
{
	while (persons > 0) {
		bool back = again-- > 0;
		int n = back ? 1 : group_draw(d, persons);
		struct demo_admission *a = admission_add(d, (struct demo_admission){
			.leaf = leaf_draw(d, back), .n = n, .again = back,
			.approved = demo_workday(d, from, to),
		});
		days_draw(d, a);
		people_add(d, a);
		persons -= n;
	}
}

static void waiting_draw(struct demo *d, int64_t persons)
{
	for (; persons > 0; persons--) {
		struct demo_admission *a = admission_add(d, (struct demo_admission){
			.leaf = leaf_draw(d, false), .n = 1, .outcome = WAITING,
			.cell = demo_workday(d, date_add_days(d->today, -34), date_add_days(d->today, -3)),
		});
		a->committee = later(d, a->cell, 4, 30);
		a->dossier = date_add_days(a->cell, -demo_between(d, 30, 120));
		a->listed = date_add_days(a->dossier, -100);
		people_add(d, a);
	}
}

static void refused_draw(struct demo *d, int64_t persons, int year)
{
	for (; persons > 0; persons--) {
		struct demo_admission *a = admission_add(d, (struct demo_admission){
			.leaf = leaf_draw(d, true), .n = 1, .outcome = REFUSED,
			.cell = demo_workday(d, (struct date){ year * 10000 + 301 },
			                     (struct date){ year * 10000 + 1120 }),
		});
		a->dossier = date_add_days(a->cell, -demo_between(d, 20, 50));
		a->listed = date_add_days(a->dossier, -100);
		people_add(d, a);
	}
}

/* ---- what is written ---- */

static const struct demo_course *course_of(const struct demo *d, const char *kind, int body, struct date before)
{
	const struct demo_course *best = NULL;

	for (int i = 0; i < d->ncourses; i++)
		if (d->course[i].body == body && d->course[i].closed.ymd < before.ymd && d->course[i].id &&
		    strcmp(d->course[i].kind, kind) == 0)
			best = &d->course[i];
	return best;
}

static bool course_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct demo_course *c = &d->course[*(const int *)e->what];
	const char *what = strcmp(c->kind, "awareness") == 0 ? "Bồi dưỡng nhận thức về Đảng"
		: "Bồi dưỡng đảng viên mới";

	op->command = "demo course";
	return demo_row(op, "course", &c->id, SETS(
		SET("unit", d->unit[d->body_unit[c->body]].id), SET("kind", c->kind), SET("opened_on", c->opened),
		SET("name", arena_printf(op->ctx->mem, "%s, khóa %d/%d (%s)", what, c->opened.ymd / 100 % 100,
		                         c->opened.ymd / 10000, d->data->body[c->body].login)),
		SET("closed_on", c->closed), SET("place", "Trung tâm bồi dưỡng chính trị (giả lập)")));
}

static bool people_write(struct op *op, struct demo *d, const struct demo_admission *a)
{
	for (int i = 0; i < a->n; i++) {
		struct demo_person *p = &d->person[a->first + i];
		if (!p->person && !demo_person_write(op, d, p, d->unit[a->leaf].id))
			return false;
	}
	return true;
}

static bool list_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct demo_admission *a = &d->admission[*(const int *)e->what];

	op->command = "demo sympathiser.list";
	if (!people_write(op, d, a))
		return false;
	for (int i = 0; i < a->n; i++)
		if (!demo_act(op, &(struct demo_step){
			.record = "sympathiser", .step = "list", .day = a->listed, .entry = e,
			WITH(SET("person", d->person[a->first + i].person), SET("unit", d->unit[a->leaf].id),
			     SET("helper", d->person[d->unit[a->leaf].first].member))
		}, &a->listing[i]))
			return false;
	return true;
}

bool demo_course_attend(struct op *op, struct demo *d, const char *kind, int body, struct date before, int64_t person,
                        struct date *closed)
{
	const struct demo_course *c = course_of(d, kind, body, before);
	int64_t id = 0;

	if (!c)
		return true;
	if (closed)
		*closed = c->closed;
	return demo_row(op, "course_attendance", &id, SETS(
		SET("course", c->id), SET("person", person), SET("result", demo_pick(d, "result")),
		SET("certified_on", c->closed),
		SET("certificate_no", arena_printf(op->ctx->mem, "%lld/GCN-GL", (long long)demo_serial(d)))));
}

/* A readmission, and who is over the age, need the province's consent. */
static bool consent_write(struct op *op, struct demo *d, const struct demo_admission *a, struct value *out)
{
	int64_t id;

	*out = value_null();
	if (!a->again)
		return true;
	if (!demo_decision(op, d, -1, "QĐ/TU", "Đồng ý xem xét kết nạp lại", a->dossier, &id))
		return false;
	*out = V(id);
	return true;
}

static bool dossier_write(struct op *op, struct demo_entry *e, struct demo_admission *a, int i)
{
	struct demo *d = e->d;
	const struct demo_unit *u = &d->unit[a->leaf];
	struct date class_on = date_add_days(first_meeting, -demo_between(d, 30, 700));
	int64_t person = d->person[a->first + i].person;
	struct value consent;

	if (!demo_course_attend(op, d, "awareness", u->body, a->dossier, person, &class_on))
		return false;
	if (!consent_write(op, d, a, &consent))
		return false;
	if (a->listing[i] && !demo_act(op, &(struct demo_step){
		.record = "sympathiser", .step = "propose", .day = a->dossier, .entry = e }, &a->listing[i]))
		return false;
	return demo_act(op, &(struct demo_step){
		.record = "admission", .step = "open", .day = a->dossier, .entry = e, .may_breach = u->invented,
		WITH(SET("person", person), SET("unit", u->id), SET("class_on", class_on), SET("consent", consent),
		     SET("readmission", a->again ? value_int(1) : value_null()),
		     SET("vetted_on", date_add_days(a->cell, -5)),
		     SET("introducer1", d->person[u->first].member), SET("introducer2", d->person[u->first + 1].member))
	}, &a->act[i]);
}

static bool open_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct demo_admission *a = &d->admission[*(const int *)e->what];

	op->command = "demo admission.cell";
	if (!people_write(op, d, a))
		return false;
	for (int i = 0; i < a->n; i++) {
		if (!dossier_write(op, e, a, i))
			return false;
		if (a->outcome != REFUSED && !demo_act(op, &(struct demo_step){
			.record = "admission", .step = "cell", .day = a->cell, .entry = e,
			.may_breach = d->unit[a->leaf].invented }, &a->act[i]))
			return false;
	}
	return true;
}

/* One step for all persons of the paper. */
static bool step_all(struct op *op, struct demo_entry *e, const char *step, struct date day, struct demo_set more)
{
	struct demo *d = e->d;
	struct demo_admission *a = &d->admission[*(const int *)e->what];

	op->command = arena_printf(op->ctx->mem, "demo admission.%s", step);
	for (int i = 0; i < a->n; i++)
		if (!demo_act(op, &(struct demo_step){
			.record = "admission", .step = step, .day = day, .entry = e,
			.may_breach = d->unit[a->leaf].invented,
			.set = &more, .n = more.field ? 1 : 0 }, &a->act[i]))
			return false;
	return true;
}

static bool committee_write(struct op *op, struct demo_entry *e)
{
	return step_all(op, e, "committee", e->d->admission[*(const int *)e->what].committee, (struct demo_set){ 0 });
}

static bool refuse_write(struct op *op, struct demo_entry *e)
{
	return step_all(op, e, "refuse", e->d->admission[*(const int *)e->what].cell, (struct demo_set){ 0 });
}

static bool approve_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	const struct demo_admission *a = &d->admission[*(const int *)e->what];
	int64_t paper;

	if (!demo_decision(op, d, d->unit[a->leaf].body, "QĐ/HU", "Kết nạp đảng viên", a->approved, &paper))
		return false;
	return step_all(op, e, "approve", a->approved, (struct demo_set)SET("decision", paper));
}

/* The member whom the ceremony made. */
static bool member_of(struct op *op, struct demo *d, const struct demo_admission *a, int i)
{
	struct demo_person *p = &d->person[a->first + i];
	const struct record *rec = demo_record(d, "admission");
	struct version v;

	if (!op_load(op->ctx, rec, a->act[i], &v))
		return false;
	p->member = version_int(&v, record_field(rec, "member"));
	p->joined = a->held;
	return demo_edit(op, "member", p->member, SETS(
	               SET("file_no", arena_printf(op->ctx->mem, "%06lldGL", (long long)demo_serial(d))),
	               SET("manager_level", "grassroots"))) &&
	       demo_profile_write(op, d, p);
}

static bool hold_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	const struct demo_admission *a = &d->admission[*(const int *)e->what];

	if (!step_all(op, e, "hold", a->held, (struct demo_set)SET("received_on", a->received)))
		return false;
	for (int i = 0; i < a->n; i++)
		if (!member_of(op, d, a, i))
			return false;
	return true;
}

/* ---- entries ---- */

static struct demo_entry *next(struct demo *d, struct demo_entry *before, struct date day, enum demo_typist typist,
                               bool (*work)(struct op *, struct demo_entry *), int at)
{
	struct demo_entry *e = demo_plan(d, day, typist, d->unit[d->admission[at].leaf].body, work,
	                                 arena_copy(d->mem, &at, sizeof at));

	if (before)
		demo_plan_after(d, e, before);
	return e;
}

static void admission_entries(struct demo *d, int at)
{
	const struct demo_admission *a = &d->admission[at];
	bool committee = demo_has_committee(d, a->leaf);
	struct demo_entry *e = NULL;

	if (a->listed.ymd >= first_meeting.ymd && demo_chance(d, 45))
		e = next(d, e, date_add_days(a->listed, 1), BY_CLERK, list_write, at);
	e = next(d, e, demo_typed(d, a->leaf, a->outcome == REFUSED ? a->dossier : a->cell), BY_CLERK, open_write, at);
	if (a->outcome == REFUSED) {
		next(d, e, demo_typed(d, a->leaf, a->cell), BY_CHIEF, refuse_write, at)->reason = "không đủ điều kiện";
		return;
	}
	if (committee && a->committee.ymd <= d->today.ymd)
		e = next(d, e, demo_typed(d, a->leaf, a->committee), BY_CHIEF, committee_write, at);
	if (a->outcome == WAITING)
		return;
	e = next(d, e, demo_typed(d, a->leaf, a->approved), committee ? BY_CLERK : BY_CHIEF, approve_write, at);
	if (a->outcome == HELD)
		next(d, e, demo_typed(d, a->leaf, a->held), BY_CLERK, hold_write, at);
}

static void course_plan(struct demo *d, const char *kind, int body, struct date opened)
{
	PUSH(d->mem, d->course, d->ncourses, (struct demo_course){ body, kind, opened, date_add_days(opened, 4), 0 });
	int at = d->ncourses - 1;
	demo_plan(d, d->course[at].closed, BY_CLERK, body, course_write, arena_copy(d->mem, &at, sizeof at));
}

static void courses_plan(struct demo *d)
{
	static const int first[] = { 20210308, 20210913, 20220307, 20220905 };

	for (size_t k = 0; k < COUNTOF(first); k++)
		for (int i = 0; i < d->data->nbodies; i++) {
			struct date opened = date_add_days((struct date){ first[k] }, 7 * (i % 4));
			course_plan(d, "awareness", i, opened);
			course_plan(d, "new_member", i, date_add_days(opened, 42));
		}
}

void demo_admissions_plan(struct demo *d)
{
	courses_plan(d);
	for (int year = 2021; year <= 2022; year++) {
		struct date cut = { year * 10000 + d->last_day.ymd % 10000 };
		struct date from = year == 2021 ? (struct date){ 20210125 } : (struct date){ year * 10000 + 104 };
		approved_draw(d, demo_number_of(d, "approved", year), demo_number_of(d, "readmitted", year), from, cut);
		approved_draw(d, demo_number_of(d, "approved_after", year), 0, date_add_days(cut, 1),
		              (struct date){ year * 10000 + 1230 });
		refused_draw(d, demo_number_of(d, "refused", year), year);
	}
	waiting_draw(d, demo_number(d, "waiting_2022"));
	for (int i = 0; i < d->nadmissions; i++)
		admission_entries(d, i);
}

int64_t demo_admissions_held(const struct demo *d)
{
	int64_t n = 0;

	for (int i = 0; i < d->nadmissions; i++)
		if (d->admission[i].outcome == HELD && d->admission[i].held.ymd <= d->last_day.ymd)
			n += d->admission[i].n;
	return n;
}

/* The day of the ceremony of each of them who was admitted, for what follows. */
bool demo_admitted(const struct demo *d, int person, struct date *held)
{
	for (int i = 0; i < d->nadmissions; i++)
		if (person >= d->admission[i].first && person < d->admission[i].first + d->admission[i].n) {
			*held = d->admission[i].held;
			return d->admission[i].outcome == HELD;
		}
	return false;
}
