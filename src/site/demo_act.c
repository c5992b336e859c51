/* Rows and steps written as command_run writes them: the record's own fill,
 * guard, rules and `after`, so that whatever a subject derives (voting base,
 * deadlines, the member whom a ceremony makes) is derived here too.  Only the
 * asking for rights is left out: whoever types is invented. */
#include "site/demo_world.h"

#include <string.h>

#include "model/finding.h"
#include "model/validate.h"
#include "model/workflow.h"

enum { SERIALS = 1000000 };     /* numbers of one province; none is given twice in a database */

const struct record *demo_record(const struct demo *d, const char *name)
{
	const struct record *r = catalog_record(d->ctx->catalog, name);

	if (!r)
		bug("no record type %s", name);
	return r;
}

static int field_of(const struct record *r, const char *name)
{
	int f = record_field(r, name);

	if (f < 0)
		bug("%s has no field %s", r->name, name);
	return f;
}

static void cells_set(const struct record *r, struct value *cells, const struct demo_set *set, int n)
{
	for (int i = 0; i < n; i++)
		cells[field_of(r, set[i].field)] = set[i].v;
}

static void set_named(struct op *op, const char *field, struct value v)
{
	op_set(op, field_of(op->rec, field), v);
}

/* The old version, and the new one to be filled. */
static bool row_begin(struct op *op, const struct record *rec, int64_t id, const struct demo_set *set, int n)
{
	struct value *cells = NEWN(op->ctx->mem, struct value, rec->nfields);

	op->rec = rec;
	op->recording = true;
	op->old = (struct version){ 0 };
	if (id && !op_load(op->ctx, rec, id, &op->old))
		return false;
	if (id && !op->old.cell)
		bug("%s %lld is not there", rec->name, (long long)id);
	for (int i = 0; op->old.cell && i < rec->nfields; i++)
		cells[i] = op->old.cell[i];
	cells_set(rec, cells, set, n);
	op->new = (struct version){ .id = id, .cell = cells };
	return true;
}

/* What follows must not take the last row for the one being made. */
static void row_end(struct op *op, enum verb verb)
{
	op->verb = verb;
	op->rec = NULL;
	op->step = NULL;
	op->old = op->new = (struct version){ 0 };
}

/* ---- votes: those who voted are drawn once the base is known ---- */

static bool asks(const struct op *op, const char *field)
{
	int f = record_field(op->rec, field);

	return f >= 0 && !version_set(&op->new, f);
}

static bool has(const struct op *op, const char *field)
{
	int f = record_field(op->rec, field);

	return f >= 0 && version_set(&op->new, f);
}

static void vote(struct op *op, struct demo *d, int64_t base, const char *yes, const char *no, bool refused)
{
	int64_t against = refused ? base / 2 + 1 : base > 6 && demo_chance(d, 12) ? 1 : 0;

	if (against > base)
		against = base;
	set_named(op, yes, V(base - against));
	set_named(op, no, V(against));
}

static void votes_draw(struct op *op, struct demo *d)
{
	bool refused = op->step && strcmp(op->step->to, "refused") == 0;

	if (has(op, "cell_on") && has(op, "cell_base") && asks(op, "cell_for")) {
		int64_t base = version_int(&op->new, field_of(op->rec, "cell_base"));
		int64_t present = base > 8 && demo_chance(d, 30) ? base - demo_between(d, 1, base / 8) : base;
		set_named(op, "cell_present", V(present));
		vote(op, d, present, "cell_for", "cell_against", refused);
	}
	if (has(op, "committee_on") && asks(op, "committee_for")) {
		if (asks(op, "committee_base"))
			set_named(op, "committee_base", V(9));
		vote(op, d, version_int(&op->new, field_of(op->rec, "committee_base")), "committee_for",
		     "committee_against",
		     false);
	}
	if (has(op, "decision") && asks(op, "board_for")) {
		set_named(op, "board_base", V(11));
		vote(op, d, 11, "board_for", "board_against", false);
	}
}

/* ---- writing ---- */

static bool row_store(struct op *op)
{
	if (op->old.cell)
		return op_update(op, op->rec, op->new.id, op->new.cell);
	return op_insert(op, op->rec, op->new.cell, &op->new.id);
}

static bool row_judge(struct op *op, bool may_breach)
{
	int before = op->nbreaches;

	if ((op->rec->guard && !op->rec->guard(op)) || !rules_check(op))
		return op->ctx->errs->count == 0;
	if (op->nbreaches > before && !may_breach)
		return err_add(op->ctx->errs, ERR_FAULT, "tỉnh giả lập: %s số %lld: %s", op->rec->label,
		               (long long)op->new.id, op->breach[op->nbreaches - 1].text);
	return !op->rec->after || op->rec->after(op);
}

bool demo_row(struct op *op, const char *record, int64_t *id, const struct demo_set *set, int n)
{
	const struct record *rec = catalog_record(op->ctx->catalog, record);
	enum verb verb = op->verb;

	if (!rec)
		bug("no record type %s", record);
	if (!row_begin(op, rec, 0, set, n))
		return false;
	op->verb = DO_CREATE;
	op->as_of = op->ctx->today;
	if ((rec->fill && !rec->fill(op)) || !validate_row(op) || !row_store(op) || !row_judge(op, false))
		return false;
	*id = op->new.id;
	row_end(op, verb);
	return true;
}

static void step_put(struct op *op, const struct demo_step *s)
{
	set_named(op, "state", V(op->step->to));
	set_named(op, "state_on", V(s->day));
	if (!version_set(&op->new, field_of(op->rec, "began_on")))
		set_named(op, "began_on", V(s->day));
	if (op->step->day && !version_set(&op->new, field_of(op->rec, op->step->day)))
		set_named(op, op->step->day, V(s->day));
}

bool demo_act(struct op *op, const struct demo_step *s, int64_t *id)
{
	const struct record *rec = catalog_record(op->ctx->catalog, s->record);
	enum verb verb = op->verb;

	if (!rec || !rec->flow || !flow_step(rec->flow, s->step))
		bug("no act %s with a step %s", s->record, s->step);
	if (!row_begin(op, rec, *id, s->set, s->n))
		return false;
	op->verb = DO_STEP;
	op->step = flow_step(rec->flow, s->step);
	op->as_of = s->day;
	const char *state = version_text(&op->old, field_of(rec, "state"));
	if (!step_from(op->step, state) && state)
		bug("%s %lld: step %s from %s", rec->name, (long long)*id, s->step, state);
	step_put(op, s);
	if (rec->fill && !rec->fill(op))
		return false;
	votes_draw(op, s->entry->d);
	if (!validate_row(op) || !row_store(op))
		return false;
	*id = op->new.id;
	if (!step_done_write(op, rec, op->new.id, s->step, state, op->step->to, s->day) ||
	    (s->children && !s->children(op, s->entry, op->new.id)) || !row_judge(op, s->may_breach))
		return false;
	row_end(op, verb);
	return true;
}

/* ---- corrections ---- */

/* The steps whose day a corrected field is. */
static bool steps_follow(struct op *op, const struct record *rec)
{
	const struct record *done = catalog_record(op->ctx->catalog, "step_done");
	struct date began = { 0 }, last = { 0 };
	struct rows rows;

	if (!db_many(op->ctx->db, SQL("SELECT id, step, day FROM main.step_done WHERE \"row\" = $1 AND record = $2 "
	                              "ORDER BY no"),
	             ARGS(V(op->new.id), V(rec->name)), &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		const struct step *s = flow_step(rec->flow, rows.row[i].cell[1].text);
		struct date day = cell_date(rows.row[i].cell[2]);
		if (s && s->day && version_set(&op->new, field_of(rec, s->day)))
			day = version_date(&op->new, field_of(rec, s->day));
		if (!op_update_cell(op, done, rows.row[i].cell[0].i, field_of(done, "day"), V(day)))
			return false;
		began = began.ymd ? began : day;
		last = day;
	}
	set_named(op, "began_on", V(began));
	set_named(op, "state_on", V(last));
	return true;
}

bool demo_edit(struct op *op, const char *record, int64_t id, const struct demo_set *set, int n)
{
	const struct record *rec = catalog_record(op->ctx->catalog, record);
	enum verb verb = op->verb;

	if (!rec)
		bug("no record type %s", record);
	if (!row_begin(op, rec, id, set, n))
		return false;
	op->verb = DO_EDIT;
	if ((rec->flow && !steps_follow(op, rec)) || !validate_row(op) || !row_store(op) ||
	    (rec->guard && !rec->guard(op)))
		return false;
	row_end(op, verb);
	return true;
}

int64_t demo_serial(struct demo *d)
{
	return ++d->serial + (d->site - 1) * SERIALS;
}

const char *demo_number_text(struct op *op, struct demo *d, const char *series)
{
	return arena_printf(op->ctx->mem, "%lld-%s/GL", (long long)demo_serial(d), series);
}

bool demo_decision(struct op *op, struct demo *d, int body, const char *series, const char *title, struct date day,
                   int64_t *id)
{
	const char *issuer = body < 0 ? "Tỉnh ủy Trà Vinh" : d->data->body[body].name;
	int64_t unit = d->unit[body < 0 ? 0 : d->body_unit[body]].id;
	const char *number = demo_number_text(op, d, series);
	*id = 0;
	return demo_row(op, "document", id, SETS(
		SET("kind", "decision"), SET("number", number), SET("date", day), SET("issuer", issuer),
		SET("unit", unit),
		SET("title", title), SET("signer", "(người ký giả lập)")));
}
