/* Reorganisations of two years, each kind of decision at least once, all of
 * them in invented bodies.  The cells they touch are left alone by every other
 * act. */
#include "site/demo_world.h"

#include <string.h>

#include "app/unit.h"

enum { MOVED = 4, PAIRS_MORE = 4 };     /* beside the mergers: amalgamate, split, found, dissolve */

struct demo_reform { const char *kind; int keep, end; struct date day; int64_t act; const char *code; };

/* Two cells of one invented organisation, neither taken yet. */
static bool pair_free(const struct demo *d, int a)
{
	const struct demo_unit *u = &d->unit[a], *v = &d->unit[a + 1];

	return a + 1 < d->nunits && u->leaf && v->leaf && u->invented && !u->frozen && !v->frozen &&
	       !u->grassroots && !v->grassroots && u->parent == v->parent && u->size > 3 + MOVED &&
	       strcmp(d->unit[u->parent].type, "grassroots_committee") == 0;
}

static void reform_add(struct demo *d, struct demo_reform r)
{
	PUSH(d->mem, d->reform, d->nreforms, r);
}

void demo_reforms_choose(struct demo *d)
{
	static const char *const more[PAIRS_MORE] = { "amalgamate", "split", "found", "dissolve" };
	int64_t wanted = demo_number(d, "merged_cells") + PAIRS_MORE;

	for (int i = 0; i < d->nunits && d->nreforms < wanted; i++) {
		if (!pair_free(d, i))
			continue;
		const char *kind = d->nreforms < PAIRS_MORE ? more[d->nreforms] : "merge";
		reform_add(d, (struct demo_reform){ .kind = kind, .keep = i, .end = i + 1 });
		d->unit[i].frozen = d->unit[i + 1].frozen = true;
	}
	if (d->nreforms < wanted)
		bug("data/demo: only %d pairs of invented cells for %lld reorganisations", d->nreforms,
		    (long long)wanted);
	for (int i = 0; i < d->nleaves; i++)
		if (d->unit[d->leaf[i]].invented && !d->unit[d->leaf[i]].frozen)
			PUSH(d->mem, d->shady, d->nshady, d->leaf[i]);
}

/* ---- lines ---- */

static bool line_write(struct op *op, int64_t act, const struct demo_set *set, int n)
{
	struct value cell[CHANGE_FIELDS] = { [CHANGE_ACT] = V(act) };
	int64_t id = 0;

	for (int i = 0; i < n; i++)
		cell[record_field(&unit_change_record, set[i].field)] = set[i].v;
	return op_insert(op, &unit_change_record, cell, &id);
}

static int64_t size_of(const struct demo *d, const struct demo_reform *r)
{
	return d->unit[r->keep].nmembers + d->unit[r->end].nmembers;
}

static bool found_line(struct op *op, struct demo *d, const struct demo_reform *r, int64_t act, int64_t members)
{
	const struct demo_unit *u = &d->unit[r->keep];

	return line_write(op, act, SETS(
		SET("what", "found"), SET("parent", d->unit[u->parent].id), SET("code", r->code), SET("type", "cell"),
		SET("name", arena_printf(op->ctx->mem, "Chi bộ mới %s (giả lập)", r->code + strlen(r->code) - 3)),
		SET("members", members), SET("official", members)));
}

static bool end_line(struct op *op, struct demo *d, int unit, int heir, int64_t act)
{
	return line_write(op, act, SETS(SET("unit", d->unit[unit].id), SET("what", "end"),
	                                SET("successor", heir < 0 ? value_null() : V(d->unit[heir].id))));
}

static bool lines_write(struct op *op, struct demo_entry *e, int64_t act)
{
	struct demo *d = e->d;
	const struct demo_reform *r = e->what;

	if (strcmp(r->kind, "merge") == 0 || strcmp(r->kind, "dissolve") == 0)
		return end_line(op, d, r->end, r->keep, act);
	if (strcmp(r->kind, "amalgamate") == 0)
		return found_line(op, d, r, act, size_of(d, r)) && end_line(op, d, r->keep, -1, act) &&
		       end_line(op, d, r->end, -1, act);
	if (strcmp(r->kind, "found") == 0 || strcmp(r->kind, "split") == 0)
		return found_line(op, d, r, act, MOVED);
	const char *label = d->unit[r->keep].name;
	if (strcmp(r->kind, "rename") == 0)
		return line_write(op, act, SETS(SET("unit", d->unit[r->keep].id), SET("what", "rename"),
			SET("name", arena_printf(op->ctx->mem, "%.*s, tên mới (giả lập)",
			                         (int)(strlen(label) - strlen(" (giả lập)")), label))));
	if (strcmp(r->kind, "retype") == 0)
		return line_write(op, act, SETS(SET("unit", d->unit[r->keep].id), SET("what", "retype"),
		                                SET("type", "entrusted_committee")));
	if (strcmp(r->kind, "recode") == 0)
		return line_write(op, act, SETS(SET("unit", d->unit[r->keep].id), SET("what", "recode"),
		                                SET("code", r->code)));
	return line_write(op, act, SETS(SET("unit", d->unit[r->keep].id), SET("what", "move"),
	                                SET("parent", d->unit[r->end].id)));
}

static bool reform_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	struct demo_reform *r = e->what;
	int64_t paper;
	bool over = strcmp(r->kind, "hand_over") == 0;

	op->command = arena_printf(op->ctx->mem, "demo reorganisation.%s", r->kind);
	if (!demo_decision(op, d, d->unit[r->keep].body, "QĐ/HU", "Về tổ chức", date_add_days(r->day, -7), &paper))
		return false;
	return demo_act(op, &(struct demo_step){
		.record = "reorganisation", .step = "decide", .day = r->day, .entry = e, .may_breach = true,
		.children = lines_write,
		WITH(SET("kind", r->kind), SET("unit", over ? d->unit[0].id : demo_body_unit(d, r->keep)),
		     SET("day", r->day),
		     SET("document", paper)) }, &r->act);
}

/* ---- the first members of a new cell ---- */

static bool members_move(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	const struct demo_reform *r = e->what;
	const struct demo_unit *u = &d->unit[r->keep];
	struct date day = date_add_days(r->day, 3);
	struct row row;

	op->command = "demo transfer.collective";
	if (!db_one(op->ctx->db, SQL("SELECT id FROM main.unit WHERE code = $1 ORDER BY id DESC LIMIT 1"),
	            ARGS(V(r->code)), &row))
		return false;
	for (int i = 0; i < MOVED; i++) {
		int64_t act = 0;
		if (!demo_act(op, &(struct demo_step){
			.record = "transfer", .step = "decide", .day = r->day, .entry = e, .may_breach = true,
			WITH(SET("kind", "internal"), SET("member", d->person[u->first + u->nmembers - 1 - i].member),
			     SET("from_unit", u->id), SET("to_unit", row.cell[0].i), SET("paper", "collective")) },
			     &act) ||
		    !demo_act(op, &(struct demo_step){
			.record = "transfer", .step = "leave", .day = day, .entry = e, .may_breach = true }, &act) ||
		    !demo_act(op, &(struct demo_step){
			.record = "transfer", .step = "receive", .day = day, .entry = e, .may_breach = true }, &act))
			return false;
	}
	return true;
}

/* ---- the plan ---- */

/* A grassroots organisation of invented companies of a district, or a committee of a bloc. */
static int org_find(const struct demo *d, bool district, bool committee, int from)
{
	for (int i = from; i < d->nunits; i++) {
		const struct demo_unit *u = &d->unit[i];
		if (u->grassroots && u->invented && (*d->data->body[u->body].state != '\0') == district &&
		    (!committee || !u->leaf))
			return i;
	}
	bug("data/demo: no invented organisation for a reorganisation");
}

void demo_reforms_plan(struct demo *d)
{
	int company = org_find(d, true, false, 0), next = org_find(d, true, false, company + 1);
	int bloc = org_find(d, false, false, 0), large = org_find(d, false, true, 0);

	reform_add(d, (struct demo_reform){ .kind = "rename", .keep = company });
	reform_add(d, (struct demo_reform){ .kind = "retype", .keep = large });
	reform_add(d, (struct demo_reform){ .kind = "hand_over", .keep = next, .end = d->unit[bloc].parent });
	reform_add(d, (struct demo_reform){ .kind = "recode", .keep = bloc });
	for (int i = 0; i < d->nreforms; i++) {
		struct demo_reform *r = &d->reform[i];
		const struct demo_unit *u = &d->unit[r->keep];
		r->day = date_add_months((struct date){ 20210401 }, i * 7 % d->nreforms * 19 / d->nreforms);
		r->code = arena_printf(d->mem, "%.*s.%d", (int)(strrchr(u->code, '.') - u->code), u->code, 901 + i);
		struct demo_entry *e = demo_plan(d, date_add_days(r->day, 1), BY_CLERK, u->body, reform_write, r);
		if (strcmp(r->kind, "found") == 0 || strcmp(r->kind, "split") == 0)
			demo_plan_after(d, demo_plan(d, date_add_days(r->day, 6), BY_CLERK, u->body, members_move, r),
			                e);
	}
}
