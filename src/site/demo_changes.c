/* What else happens in two years: sympathisers who wait, changes of name,
 * entries corrected, findings answered. */
#include "site/demo_world.h"

#include <string.h>

struct happening { int person, leaf; struct date day, then; const char *name; int64_t act; bool attended; };

static struct happening *keep(struct demo *d, struct happening c)
{
	return arena_copy(d->mem, &c, sizeof c);
}

/* ---- sympathisers ---- */

static bool list_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct happening *c = e->what;
	struct demo_person *p = &d->person[c->person];
	const struct demo_unit *u = &d->unit[c->leaf];

	op->command = "demo sympathiser.list";
	if (!demo_person_write(op, d, p, u->id))
		return false;
	if (c->attended && !demo_course_attend(op, d, "awareness", u->body, c->day, p->person, NULL))
		return false;
	return demo_act(op, &(struct demo_step){
		.record = "sympathiser", .step = "list", .day = c->day, .entry = e, .may_breach = u->invented,
		WITH(SET("person", p->person), SET("unit", u->id), SET("helper", d->person[u->first].member)) },
		&c->act);
}

static bool drop_write(struct op *op, struct demo_entry *e)
{
	struct happening *c = e->what;

	op->command = "demo sympathiser.drop";
	return demo_act(op, &(struct demo_step){
		.record = "sympathiser", .step = "drop", .day = c->then, .entry = e, .may_breach = true }, &c->act);
}

static int leaf_draw(struct demo *d, bool invented)
{
	for (;;) {
		int leaf = invented ? d->shady[demo_between(d, 0, d->nshady - 1)]
			: d->leaf[demo_between(d, 0, d->nleaves - 1)];
		if (!d->unit[leaf].frozen)
			return leaf;
	}
}

static void sympathisers_plan(struct demo *d, int year)
{
	int64_t dropped = year == 2022 ? demo_number(d, "dropped_2022") : 0;
	struct date from = { year * 10000 + 201 }, to = { year * 10000 + 1220 };

	for (int64_t n = demo_number_of(d, "sympathisers", year); n > 0; n--, dropped--) {
		struct happening c = { .leaf = leaf_draw(d, dropped > 0), .day = demo_workday(d, from, to) };
		c.person = demo_person_add(d, c.leaf, true);
		d->person[c.person].born = demo_born(d, c.day);
		d->person[c.person].busy = true;
		c.then = demo_workday(d, date_add_days(c.day, 14), d->today);
		c.attended = year == 2022;
		struct happening *what = keep(d, c);
		struct demo_entry *e = demo_plan(d, c.day, BY_CLERK, d->unit[c.leaf].body, list_write, what);
		if (dropped <= 0)
			continue;
		struct demo_entry *drop = demo_plan(d, c.then, BY_CLERK, e->body, drop_write, what);
		drop->reason = "tự thấy chưa đủ điều kiện";
		demo_plan_after(d, drop, e);
	}
}

/* ---- changes of name ---- */

static bool rename_apply(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct happening *c = e->what;
	const struct demo_person *p = &d->person[c->person];

	op->command = "demo name_change.apply";
	return demo_act(op, &(struct demo_step){
		.record = "name_change", .step = "apply", .day = c->day, .entry = e,
		.may_breach = d->unit[p->leaf].invented,
		WITH(SET("person", p->person), SET("unit", d->unit[p->leaf].id), SET("new_name", c->name),
		     SET("paper", "Trích lục thay đổi hộ tịch (giả lập)")) }, &c->act);
}

static bool rename_decide(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct happening *c = e->what;
	int64_t paper;

	op->command = "demo name_change.decide";
	if (!demo_decision(op, d, e->body, "QĐ/HU", "Đổi họ, tên đảng viên", c->then, &paper))
		return false;
	return demo_act(op, &(struct demo_step){
		.record = "name_change", .step = "decide", .day = c->then, .entry = e,
		.may_breach = d->unit[c->leaf].invented,
		WITH(SET("decision", paper)) }, &c->act);
}

/* Another given name behind the same family name. */
static const char *new_name(struct demo *d, const struct demo_person *p)
{
	struct demo_person other = *p;
	size_t family = strcspn(p->name, " ");

	do
		demo_name_invent(d, p->leaf, false, &other);
	while (other.female != p->female || strcmp(other.name, p->name) == 0);
	return arena_printf(d->mem, "%.*s%s", (int)family, p->name, other.name + strcspn(other.name, " "));
}

static void renames_plan(struct demo *d, int year)
{
	struct date from = { year * 10000 + 301 }, to = { year * 10000 + 1110 };

	for (int64_t n = demo_number_of(d, "renamed", year); n > 0; n--) {
		struct happening c = { .person = demo_member_pick(d, (struct demo_wanted){ .least = 22, .most = 55 }) };
		const struct demo_person *p = &d->person[c.person];
		c.leaf = p->leaf;
		c.day = demo_workday(d, from, to);
		c.then = demo_workday(d, date_add_days(c.day, 10), date_add_days(c.day, 30));
		c.name = new_name(d, p);
		struct happening *what = keep(d, c);
		struct demo_entry *e = demo_plan(d, c.day, BY_CLERK, d->unit[c.leaf].body, rename_apply, what);
		demo_plan_after(d, demo_plan(d, c.then, BY_CHIEF, e->body, rename_decide, what), e);
	}
}

/* ---- corrections ---- */

static bool residence_write(struct op *op, struct demo_entry *e)
{
	const struct demo_person *p = &e->d->person[*(const int *)e->what];

	op->command = "demo person.edit";
	return demo_edit(op, "person", p->person, SETS(
		SET("residence", arena_printf(op->ctx->mem, "Số nhà (giả lập), %s", demo_unit_place(e->d, p->leaf)))));
}

static bool profession_write(struct op *op, struct demo_entry *e)
{
	const struct demo_person *p = &e->d->person[*(const int *)e->what];
	struct row row;

	op->command = "demo member_profile.edit";
	if (!db_one(op->ctx->db, SQL("SELECT id, profession FROM main.member_profile WHERE member = $1 ORDER BY "
	                             "valid_from LIMIT 1"),
	            ARGS(V(p->member)), &row))
		return false;
	bool college = strcmp(row.cell[1].text, "college") == 0;
	return demo_edit(op, "member_profile", row.cell[0].i,
	                 SETS(SET("profession", college ? "university" : "college")));
}

/* A day of death given wrongly; none is moved over the end of a year or of the report. */
static bool death_write(struct op *op, struct demo_entry *e)
{
	struct row row;

	op->command = "demo death.edit";
	if (!db_one(op->ctx->db, SQL("SELECT x.id, x.died_on FROM main.death x JOIN main.unit u ON u.id = x.unit "
	                             "WHERE x.died_on > $1 AND x.died_on < $2 AND u.name LIKE '%giả lập%' "
	                             "ORDER BY x.died_on DESC, x.id LIMIT 1"),
	            ARGS(V(date_add_days(e->d->opening_day, 30)), V(date_add_days(op->ctx->today, -25))), &row))
		return false;
	if (!row.n)
		return residence_write(op, e);
	struct date day = cell_date(row.cell[1]), to = date_add_days(day, -1);
	if (day.ymd / 10000 != to.ymd / 10000 || day.ymd % 10000 == e->d->last_day.ymd % 10000 + 1)
		return residence_write(op, e);
	return demo_edit(op, "death", row.cell[0].i, SETS(SET("died_on", to)));
}

static void corrections_plan(struct demo *d)
{
	static bool (*const work[])(struct op *, struct demo_entry *) = {
		residence_write, residence_write, profession_write, profession_write, death_write,
	};
	struct date from = { 20210601 }, to = date_add_days(d->today, -2);

	for (int64_t i = 0, n = demo_number(d, "corrected"); i < n; i++) {
		int person = demo_member_pick(d, (struct demo_wanted){ .invented = true, .least = 25, .most = 60 });
		struct demo_entry *e = demo_plan(d, demo_workday(d, from, to), BY_CLERK,
		                                 d->unit[d->person[person].leaf].body,
		                                 work[i % (int64_t)COUNTOF(work)],
		                                 arena_copy(d->mem, &person, sizeof person));
		e->reason = "nhập sai so với hồ sơ gốc";
	}
}

/* ---- answers to findings ---- */

static bool answer_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct rows rows;
	int64_t report = 0;

	op->command = "demo finding.answer";
	if (!demo_row(op, "document", &report, SETS(
		SET("kind", "report"), SET("number", demo_number_text(op, d, "BC")),
		SET("date", op->ctx->today), SET("issuer", "Văn phòng Tỉnh ủy (giả lập)"), SET("unit", d->unit[0].id),
		SET("title", "Giải trình các điểm cần làm rõ"))) ||
	    !db_many(op->ctx->db, SQL("SELECT id FROM main.finding WHERE state = 'open' ORDER BY id LIMIT $1"),
	             ARGS(V(demo_number(d, "answered"))), &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		int64_t id = rows.row[i].cell[0].i;
		if (!demo_act(op, &(struct demo_step){
			.record = "finding", .step = "answer", .day = op->ctx->today, .entry = e, .may_breach = true,
			WITH(SET("answer", "Đã kiểm tra hồ sơ gốc, rút kinh nghiệm về thời hạn.")) }, &id))
			return false;
	}
	return true;
}

void demo_changes_plan(struct demo *d)
{
	for (int year = 2021; year <= 2022; year++) {
		sympathisers_plan(d, year);
		renames_plan(d, year);
	}
	corrections_plan(d);
	demo_plan(d, (struct date){ 20230110 }, BY_OFFICE, -1, answer_write, NULL);
}
