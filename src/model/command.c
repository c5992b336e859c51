#include <limits.h>
#include <string.h>

#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/child.h"
#include "model/finding.h"
#include "model/fold.h"
#include "model/keep.h"
#include "model/prefill.h"
#include "model/permit.h"
#include "model/validate.h"

/* ---- what is asked, and whether it makes sense ---- */

static bool find_step(struct op *op, const struct order *o)
{
	const struct workflow *w = o->rec->flow;

	if (o->verb == DO_STEP) {
		op->step = w ? flow_step(w, o->step) : NULL;
		if (!op->step)
			return err_add(op->ctx->errs, ERR_INPUT, "“%s” không có bước “%s”", o->rec->label, o->step);
		return true;
	}
	for (int i = 0; o->verb == DO_CREATE && w && i < w->nsteps; i++)
		if (!w->steps[i].from) {
			op->step = &w->steps[i];
			return true;
		}
	return true;
}

static bool find_old(struct op *op, const struct order *o)
{
	op->new.id = o->id;
	if (o->id == 0) {
		if (o->verb == DO_CREATE || (o->verb == DO_STEP && (o->recording || !op->step->from)))
			return true;
		return err_add(op->ctx->errs, ERR_INPUT, "Cần số của %s", o->rec->label);
	}
	if (o->verb == DO_CREATE)
		return err_add(op->ctx->errs, ERR_INPUT, "Tạo mới thì không có số");
	if (!op_load(op->ctx, o->rec, o->id, &op->old))
		return false;
	if (!op->old.cell)
		return err_add(op->ctx->errs, ERR_MISSING, "Không có %s số %lld", o->rec->label, (long long)o->id);
	if (o->seen && o->seen != op->old.entry)
		return err_add(op->ctx->errs, ERR_CONFLICT,
		               "%s này vừa được người khác sửa (bút toán %lld); hãy xem lại", o->rec->label,
		               (long long)op->old.entry);
	return true;
}

static const char *verb_name(enum verb v)
{
	switch (v) {
	case DO_CREATE: return "create";
	case DO_EDIT:   return "edit";
	case DO_CHANGE: return "change";
	case DO_REMOVE: return "remove";
	case DO_UNDO:   return "undo";
	case DO_STEP: case DO_BATCH: break;
	}
	bug("a verb without a name");
}

static const char *action_name(const struct op *op)
{
	return op->verb == DO_STEP ? op->step->name : verb_name(op->verb);
}

/* Who did the step before may not do this one; it binds whoever types, in both ways into an act.  Number 0 has the
 * administrator at the shell too, while there is no account of that name: bound like the rest; the program is not. */
static bool check_four_eyes(struct op *op)
{
	const struct user *user = op->ctx->user;
	struct row row;

	if (!op->step || !(op->step->flags & S_FOUR_EYES) || !op->old.cell || user == &user_system)
		return true;
	if (!db_one(op->ctx->db, SQL("SELECT by_user FROM main.step_done WHERE \"row\" = $1 AND record = $2 "
	                             "ORDER BY no DESC LIMIT 1"), ARGS(V(op->old.id), V(op->rec->name)), &row))
		return false;
	if (row.n && cell_int(row.cell[0]) == user->id)
		return err_add(op->ctx->errs, ERR_DENIED,
		               "Bước “%s” phải do người khác làm, không phải người làm bước trước", op->step->label);
	return true;
}

static bool authorise(struct op *op)
{
	const struct record *r = op->rec;

	if (r->system && !(op->verb == DO_STEP && op->old.cell))
		return err_add(op->ctx->errs, ERR_DENIED, "%s do chương trình ghi: %s", r->label, r->system);
	if (!permit_action(op, action_name(op)) || (op->old.cell && !permit_row(op, action_name(op), &op->old)))
		return false;
	if (op->step && (op->step->flags & S_REASON) && !(op->reason && op->reason[0]))
		return err_field(op->ctx->errs, "reason", "Bước “%s” cần nêu lý do", op->step->label);
	return check_four_eyes(op);
}

/* ---- the step and the day ---- */

static void set_named(struct op *op, const char *field, struct value v)
{
	int f = record_field(op->rec, field);

	if (f >= 0)
		op_set(op, f, v);
}

static struct date named_date(const struct version *v, const struct record *r, const char *field)
{
	return version_date(v, record_field(r, field));
}

/* A step taken from a state it does not start from is refused; a signed paper is taken, and found at fault. */
static bool check_step_order(struct op *op)
{
	const char *state = version_text(&op->old, record_field(op->rec, "state"));
	const struct state *now = flow_state(op->rec->flow, state);

	if (step_from(op->step, state) || (!op->old.cell && op->recording))
		return true;
	if (op->recording && now && now->open) {
		const struct language *spoken = finding_speak(op, true);
		PUSH(op->ctx->mem, op->breach, op->nbreaches, (struct breach){ op->rec, op->new.id, "step-order", NULL,
		     arena_printf(op->ctx->mem, "Bước “%s” ghi khi đang ở “%s”", op->step->label, now->label), NULL });
		arena_speak(op->ctx->mem, spoken);
		return true;
	}
	return err_add(op->ctx->errs, ERR_INPUT, "Đang ở “%s”: không làm bước “%s” được", now ? now->label : "chưa có",
	               op->step->label);
}

/* A paper recorded straight into a later state passed the steps that lead there: those whose day it gives. */
static bool passed_step(const struct op *op, const struct step *s)
{
	int day = s->day ? record_field(op->rec, s->day) : -1;

	return op->recording && version_set(&op->new, day) && !version_set(&op->old, day) &&
	       flow_leads(op->rec->flow, s->to, op->step);
}

static struct date first_day(const struct op *op)
{
	struct date first = op->as_of;

	for (const struct step *s = op->rec->flow->steps; s < op->step; s++)
		if (passed_step(op, s) && named_date(&op->new, op->rec, s->day).ymd < first.ymd)
			first = named_date(&op->new, op->rec, s->day);
	return first;
}

/* An edit may also add the day of a step by which the act came to where it stands. */
static bool led_here(const struct op *op, const struct step *s)
{
	const struct workflow *w = op->rec->flow;
	const char *state = version_text(&op->old, record_field(op->rec, "state"));

	for (int i = 0; state && i < w->nsteps; i++)
		if (strcmp(w->steps[i].to, state) == 0 && (s == &w->steps[i] || flow_leads(w, s->to, &w->steps[i])))
			return true;
	return false;
}

/* The day of a step says that it was taken, and figures count it: it comes with the step alone, with its right and its
 * four eyes, and is corrected by an edit.  A day that every act must have is also the day planned. */
static bool check_days(struct op *op)
{
	const struct record *r = op->rec;
	bool ok = true;

	for (int i = 0; r->flow && i < r->flow->nsteps; i++) {
		const struct step *s = &r->flow->steps[i];
		int day = s->day ? record_field(r, s->day) : -1;
		if (!version_set(&op->new, day) || (r->fields[day].flags & F_REQUIRED) ||
		    value_equal(version_cell(&op->old, day), version_cell(&op->new, day)))
			continue;
		bool mine = op->step ? (op->step->day && strcmp(op->step->day, s->day) == 0) || passed_step(op, s)
		                     : version_set(&op->old, day) || led_here(op, s);
		if (!mine)
			ok = op_refuse(op, s->day, "Đây là ngày của bước “%s”: hãy làm bước ấy", s->label);
	}
	return ok;
}

static bool take_step(struct op *op)
{
	struct date day = op->as_of, began = named_date(&op->old, op->rec, "began_on");
	struct date last = named_date(&op->old, op->rec, "state_on");

	if (!check_days(op))
		return false;
	if (!op->step)
		return true;
	if (!check_step_order(op))
		return false;
	if (op->step->day && !version_set(&op->new, record_field(op->rec, op->step->day)))
		set_named(op, op->step->day, V(day));
	if (last.ymd > day.ymd)
		return op_refuse(op, op->step->day, "Ngày của bước “%s” trước ngày của bước đã ghi (%s)",
		                 op->step->label, date_show(op->ctx->mem, last));
	set_named(op, "state", V(op->step->to));
	set_named(op, "state_on", V(day));
	if (!began.ymd)
		set_named(op, "began_on", V(first_day(op)));
	return true;
}

/* ---- writing ---- */

static bool write_change(struct op *op)
{
	const struct record *r = op->rec;
	int until = record_field(r, "valid_until");
	struct value *closed = cells_copy(op->ctx->mem, r, op->old.cell);

	closed[until] = version_cell(&op->new, record_field(r, "valid_from"));
	return op_update(op, r, op->old.id, closed) && op_insert(op, r, op->new.cell, &op->new.id);
}

static bool write_row(struct op *op)
{
	if (op->verb == DO_CHANGE)
		return write_change(op);
	if (op->old.cell)
		return op_update(op, op->rec, op->old.id, op->new.cell);
	return op_insert(op, op->rec, op->new.cell, &op->new.id);
}

static bool day_before(struct op *op, const char *field, struct date last)
{
	return op_refuse(op, field, "Ngày của bước này trước ngày của bước đã ghi (%s)", date_show(op->ctx->mem, last));
}

/* The steps that the paper passed, each as if it had been taken by itself: with its right and in its order. */
static bool write_passed(struct op *op, const char **from, struct date *last)
{
	for (const struct step *s = op->rec->flow->steps; s < op->step; s++) {
		if (!passed_step(op, s))
			continue;
		struct date day = named_date(&op->new, op->rec, s->day);
		if (day.ymd < last->ymd)
			return day_before(op, s->day, *last);
		if (!permit_row(op, s->name, &op->new) ||
		    !step_done_write(op, op->rec, op->new.id, s->name, *from, s->to, day))
			return false;
		*from = s->to;
		*last = day;
	}
	return true;
}

static bool write_step(struct op *op)
{
	struct date last = named_date(&op->old, op->rec, "state_on");

	if (!op->step)
		return true;
	const char *from = version_text(&op->old, record_field(op->rec, "state"));
	if (!write_passed(op, &from, &last))
		return false;
	if (op->as_of.ymd < last.ymd)
		return day_before(op, op->step->day, last);
	return step_done_write(op, op->rec, op->new.id, op->step->name, from, op->step->to, op->as_of);
}

/* What a step that was taken needed stays. */
static bool step_keeps(struct op *op, const struct step *s)
{
	char name[64];
	bool ok = true;

	for (const char *p = s->needs; p && (p = name_next(p, name, sizeof name)); ) {
		int f = record_field(op->rec, name);
		if (version_set(&op->old, f) && !version_set(&op->new, f))
			ok = op_refuse(op, name, "Bước “%s” đã làm cần “%s”: không để trống", s->label,
			               op->rec->fields[f].label);
	}
	if (s->day && version_set(&op->old, record_field(op->rec, s->day)) &&
	    !version_set(&op->new, record_field(op->rec, s->day)))
		ok = op_refuse(op, s->day, "Bước “%s” đã làm: không để trống ngày", s->label);
	return ok;
}

/* `edit` moved the day of a step: its row in step_done follows, and the act's first and last day with it. */
static bool move_steps(struct op *op)
{
	const struct record *r = op->rec, *done = catalog_record(op->ctx->catalog, "step_done");
	struct date began = { 0 }, last = { 0 };
	struct rows rows;

	if (op->verb != DO_EDIT || !r->flow)
		return true;
	if (!db_many(op->ctx->db, SQL("SELECT id, step, day FROM main.step_done "
	                              "WHERE \"row\" = $1 AND record = $2 ORDER BY no"),
	             ARGS(V(op->new.id), V(r->name)), &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		const struct step *s = flow_step(r->flow, rows.row[i].cell[1].text);
		struct date day = cell_date(rows.row[i].cell[2]);
		struct date now = s && s->day ? named_date(&op->new, r, s->day) : day;
		if (s && !step_keeps(op, s))
			return false;
		if (now.ymd && now.ymd != day.ymd &&
		    !op_update_cell(op, done, rows.row[i].cell[0].i, record_field(done, "day"), V(now)))
			return false;
		day = now.ymd ? now : day;
		if (day.ymd < last.ymd)
			return day_before(op, s ? s->day : NULL, last);
		began = began.ymd ? began : day;
		last = day;
	}
	if (!last.ymd)
		return true;
	set_named(op, "began_on", V(began));
	set_named(op, "state_on", V(last));
	return op_update(op, r, op->new.id, op->new.cell);
}

/* ---- the order nobody can vary ---- */

static bool change_begins(struct op *op, const struct order *o)
{
	struct date from = named_date(&op->old, op->rec, "valid_from");
	struct date until = named_date(&op->old, op->rec, "valid_until");

	if (!op->rec->dated)
		return err_add(op->ctx->errs, ERR_INPUT, "%s không ghi theo thời gian; hãy dùng “sửa”", op->rec->label);
	if (!o->from.ymd)
		return op_refuse(op, "from", "Cần ngày bắt đầu thay đổi");
	if (o->from.ymd <= from.ymd || o->from.ymd >= until.ymd)
		return op_refuse(op, "from", "Ngày thay đổi phải nằm trong thời gian từ %s đến trước %s",
		                 date_show(op->ctx->mem, from), date_show(op->ctx->mem, until));
	op->new.id = 0;
	set_named(op, "valid_from", V(o->from));
	return true;
}

static bool input_read(struct op *op, const struct order *o)
{
	struct value *cells = NEWN(op->ctx->mem, struct value, op->rec->nfields);

	for (int i = 0; op->old.cell && i < op->rec->nfields; i++)
		cells[i] = op->old.cell[i];
	op->new.cell = cells;
	if (o->verb == DO_CHANGE && !change_begins(op, o))
		return false;
	bool ok = child_read_row(op, o->input, "");
	if (o->verb == DO_CHANGE && named_date(&op->new, op->rec, "valid_from").ymd != o->from.ymd)
		ok = op_refuse(op, "valid_from", "Thay đổi có hiệu lực từ %s: không ghi một ngày khác",
		               date_show(op->ctx->mem, o->from));
	return child_names_known(op, o->input) && ok;
}

/* "admission.cell 100000000123", and in whose place it was typed: "... for 100000000045". */
static bool name_command(struct op *op, const struct version *v)
{
	int64_t home;
	bool stands_in;

	op->command = arena_printf(op->ctx->mem, "%s.%s %lld", op->rec->name, action_name(op), (long long)v->id);
	if (!access_home(op->ctx, op->rec, v, &home))
		return false;
	if (!home)
		return true;
	if (!access_stands_in(op->ctx, op->rec, action_name(op), home, &stands_in))
		return false;
	if (stands_in)
		op->command = arena_printf(op->ctx->mem, "%s for %lld", op->command, (long long)home);
	return true;
}

static bool remove_row(struct op *op)
{
	return name_command(op, &op->old) &&
	       op_remove(op, op->rec, op->old.id) && validate_unreferred(op, op->rec, op->old.id) &&
	       finding_forget_row(op, op->rec, op->old.id);
}

static bool write_all(struct op *op, const struct order *o)
{
	if (!write_row(op))
		return false;
	if (!name_command(op, &op->new))
		return false;
	for (int i = 0; i < op->nbreaches; i++)         /* found before the row had its number */
		if (op->breach[i].id == 0)
			op->breach[i].id = op->new.id;
	if (!write_step(op) || !move_steps(op) || !child_write_all(op, o->input, o->seen))
		return false;
	if (op->rec->guard && !op->rec->guard(op))
		return false;
	if (!rules_check(op))
		return false;
	return !op->rec->after || op->rec->after(op);
}

static bool work(struct op *op, void *arg)
{
	const struct order *o = arg;

	op->rec = o->rec;
	op->recording = o->recording;
	if (!find_step(op, o) || !find_old(op, o) || !authorise(op))
		return false;
	if (op->verb == DO_REMOVE)
		return remove_row(op);
	/* Before anything is said about the rows it names. */
	if (!input_read(op, o) || !permit_references(op, action_name(op)) || !prefill_place(op) || !take_step(op))
		return false;
	if (op->rec->fill && !op->rec->fill(op))
		return false;
	return validate_row(op) && permit_new(op, action_name(op)) && write_all(op, o);
}

struct run { struct ctx *ctx; const struct order *o; struct op op; bool keep, ok; };

static bool run(void *arg)
{
	struct run *r = arg;

	r->ok = op_entry(r->ctx, r->o->verb, r->o->reason, work, (void *)(uintptr_t)r->o, &r->op);
	return r->ok && r->keep;
}

static void tell(const struct run *r, struct done *out)
{
	const struct op *op = &r->op;

	*out = (struct done){ op->entry, op->new.id, version_text(&op->new, record_field(r->o->rec, "state")),
	                      op->nbreaches, op->breach };
}

bool command_run(struct ctx *ctx, const struct order *o, struct done *out)
{
	struct run r = { .ctx = ctx, .o = o, .keep = true };

	if (!db_txn(ctx->db, TXN_WRITE, run, &r))
		return false;
	tell(&r, out);
	return true;
}

bool command_try(struct ctx *ctx, const struct order *o, struct done *out, struct change **changes, int *nchanges)
{
	struct run r = { .ctx = ctx, .o = o };
	struct keep *keep = ctx->keep;

	ctx->keep = NULL;       /* nothing of what is taken back may stay */
	bool kept = db_txn(ctx->db, TXN_WRITE, run, &r);
	ctx->keep = keep;
	if (kept || !r.ok)
		return false;
	tell(&r, out);
	*changes = r.op.change;
	*nchanges = r.op.nchanges;
	return true;
}

/* ---- several at once ---- */

enum { LONG_REST = 2000, FAULTS_TOLD = 20 };
#define LONG_BYTES ((size_t)16 << 30)   /* of addresses and, if it comes to that, of disk */

/* Each order is a change of its own in the same entry: nothing of the one before but what was written stays. */
static bool batch_order(struct op *op, const struct order *o, struct done *out)
{
	int nbreaches = op->nbreaches;

	op->verb = o->verb;
	op->reason = o->reason;
	op->step = NULL;
	op->as_of = op->ctx->today;
	op->old = op->new = (struct version){ 0 };
	*out = (struct done){ 0 };
	if (!work(op, (void *)(uintptr_t)o))
		return false;
	*out = (struct done){ op->entry, op->new.id, version_text(&op->new, record_field(o->rec, "state")),
	                      op->nbreaches - nbreaches, op->breach + nbreaches };
	return true;
}

static void faults_take(struct errs *to, const struct errs *from, int most)
{
	for (const struct err *e = from->first; e && to->count < most; e = e->next)
		err_cited(to, e->kind, e->field, e->text, e->cite);
}

/* After a fault nothing more can be asked of this transaction; after a refusal the rest is looked at. */
static bool can_go_on(const struct errs *fault)
{
	return fault->count && errs_worst(fault) < ERR_BUSY;
}

static bool batch_short(struct op *op, struct batch *b)
{
	struct errs *errs = op->ctx->errs, all = *errs;
	bool ok = true, sound = true;

	for (int i = 0; i < b->n && sound; i++) {
		*errs = errs_new(errs->mem);
		if (!batch_order(op, &b->order[i], &b->done[i])) {
			ok = false;
			sound = can_go_on(errs);
		}
		b->fault[i] = *errs;
	}
	*errs = all;
	for (int i = 0; i < b->n; i++)
		faults_take(errs, &b->fault[i], INT_MAX);
	return ok;
}

/* One order, and memory back to where it was.  A breach stays until the findings are written, and what was made before
 * it with it.  False: no more. */
static bool long_order(struct op *op, struct batch *b, int i, struct errs *all, bool *ok)
{
	struct errs *errs = op->ctx->errs;
	struct arena *mem = op->ctx->mem;
	struct arena_mark mark = arena_mark(mem);
	int nbreaches = op->nbreaches;
	struct order order;
	struct done done;

	*errs = errs_new(mem);
	b->next(b->arg, mem, i, &order);
	bool good = batch_order(op, &order, &done), sound = good || can_go_on(errs);
	struct errs fault = *errs;
	*ok = *ok && good;
	faults_take(all, &fault, FAULTS_TOLD);
	*errs = *all;
	bool more = b->told(b->arg, i, &fault, &done) && sound;
	*all = *errs;
	if (op->nbreaches == nbreaches)
		arena_reset(mem, mark);
	return more;
}

static bool batch_long(struct op *op, struct batch *b)
{
	struct errs all = *op->ctx->errs;
	bool ok = true, more = true;

	for (int i = 0; i < b->n && more; i++) {
		more = long_order(op, b, i, &all, &ok);
		if (i % LONG_REST == 0)
			arena_rest(op->mem);
	}
	*op->ctx->errs = all;
	return ok && more;
}

struct batching { struct ctx *ctx; struct batch *b; struct arena *kept; bool ok; };

static bool batch_work(struct op *op, void *arg)
{
	struct batching *r = arg;
	const char *reason = op->reason;

	op->mem = r->kept ? r->kept : op->mem;
	op->trial = !r->b->keep;
	bool ok = r->b->next ? batch_long(op, r->b) : batch_short(op, r->b);
	op->verb = DO_BATCH;
	op->reason = reason;
	op->command = r->b->command;
	return ok;
}

static bool batch_entry(struct batching *r)
{
	struct op op;

	r->ok = op_entry(r->ctx, DO_BATCH, r->b->reason, batch_work, r, &op);
	r->b->entry = op.entry;
	return r->ok && r->b->keep;
}

/* What the entry itself needs lies on disk, all else in memory that is given back after each order. */
static bool long_run(struct batching *r)
{
	struct ctx *ctx = r->ctx;
	struct arena *mem = ctx->mem, *db_mem = ctx->db->mem, *scratch = arena_new(0);

	r->kept = r->b->n > LONG_REST ? arena_on_disk(LONG_BYTES) : arena_new(0);
	ctx->mem = ctx->db->mem = scratch;
	bool kept = batch_entry(r);
	ctx->mem = mem;
	ctx->db->mem = db_mem;
	arena_free(scratch);
	arena_free(r->kept);
	return kept;
}

static bool batch_run(void *arg)
{
	struct batching *r = arg;

	if (r->b->next)
		return long_run(r);
	for (int i = 0; i < r->b->n; i++)
		r->b->fault[i] = errs_new(r->ctx->mem);
	return batch_entry(r);
}

/* What orders read stays for others even when all is taken back: nothing is kept of a record type that the entry has
 * changed (model/keep.h), and a rehearsal has no entry. */
bool command_batch(struct ctx *ctx, struct batch *b)
{
	struct batching r = { .ctx = ctx, .b = b };
	bool kept = db_txn(ctx->db, TXN_WRITE, batch_run, &r);

	return b->keep ? kept : r.ok;
}
