#include <string.h>

#include "db/build.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/digest.h"
#include "model/finding.h"
#include "model/fold.h"
#include "model/table.h"
#include "model/validate.h"

/* Takes one entry back: every row it wrote returns to the version before it. */
struct undo { struct ctx *ctx; int64_t entry; bool own; struct op *op; };       /* own: by who asks */

/* A span that was made anew since: what the acts now make of it is for the fold to say. */
static bool left_to_fold(struct undo *u, const struct record *rec, const struct version *span)
{
	const struct fold *f = fold_making(u->ctx->catalog, rec);

	if (f)
		op_fold(u->op, f, version_int(span, record_field(rec, f->of)));
	return f != NULL;
}

/* The versions of one record type that the entry made (written) or ended (replaced). */
static bool versions_of(struct ctx *ctx, const struct table *t, const char *column, int64_t entry, bool past,
                        struct version **out, int *n)
{
	struct build b = build_new(ctx->db);

	table_select(&b, t, past);
	build_sql(&b, " WHERE ");
	build_name(&b, column);
	build_sql(&b, " = ");
	build_value(&b, V(entry));
	build_sql(&b, " ORDER BY id");
	return table_versions(ctx->db, t, &b, out, n);
}

static const struct version *version_by_id(const struct version *v, int n, int64_t id)
{
	for (int low = 0, high = n; low < high; ) {
		int mid = (low + high) / 2;
		if (v[mid].id == id)
			return &v[mid];
		if (v[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* Made by a fold: what is derived, but for what each step of an act writes itself. */
static bool folded(const struct record *r, const struct field *f)
{
	return (f->flags & F_DERIVED) && !(r->flow && (f->kind == K_STATE || strcmp(f->name, "began_on") == 0 ||
	                                               strcmp(f->name, "state_on") == 0));
}

/* Where two versions differ in nothing but what folds make, the folds will set it right. */
static bool only_derived(const struct record *r, const struct version *a, const struct version *b)
{
	for (int i = 0; i < r->nfields; i++) {
		const struct field *f = &r->fields[i];
		if (field_stored(f) && !folded(r, f) && !value_equal(a->cell[i], b->cell[i]))
			return false;
	}
	return true;
}

static bool changed_since(struct undo *u, const struct record *rec, int64_t id, int64_t since)
{
	return err_add(u->ctx->errs, ERR_CONFLICT,
	               "Không hoàn tác được bút toán %lld: %s số %lld đã được ghi tiếp (bút toán %lld); hãy hoàn tác "
	               "bút toán ấy trước", (long long)u->entry, rec->label, (long long)id, (long long)since);
}

/* What the program writes along with an act (spans, steps done, findings made) is taken back along with it: the act
 * itself is among the rows of the entry and is asked for.  A finding that was answered is an act of its own. */
static bool goes_along(const struct record *rec, const struct version *before)
{
	return rec->system && !(rec->flow && before);
}

/* The act that made this version of the one before it; before NULL: of none. */
static const char *act_of(const struct record *rec, const struct version *v, const struct version *before)
{
	const struct workflow *w = rec->flow;
	int state = w ? record_field(rec, "state") : -1;
	const char *to = version_text(v, state), *from = before ? version_text(before, state) : NULL;

	if (!before)
		return "create";
	for (int i = 0; w && from && to && strcmp(from, to) != 0 && i < w->nsteps; i++)
		if (strcmp(w->steps[i].to, to) == 0 && step_from(&w->steps[i], from))
			return w->steps[i].name;
	return rec->dated ? "change" : "edit";
}

/* Whoever may do an act may take his own back, as long as nobody has built on it; what others did is for those alone
 * who may undo. */
static bool may_take_back(struct undo *u, const struct record *rec, const struct version *v, const char *act)
{
	bool may;

	if (!access_row(u->ctx, rec, "undo", v, &may))
		return false;
	if (!may && u->own && !access_row(u->ctx, rec, act, v, &may))
		return false;
	return may || err_add(u->ctx->errs, ERR_DENIED, "Bạn không có quyền hoàn tác bút toán này (%s)", rec->label);
}

static bool may_undo(struct undo *u, const struct record *rec, const struct version *v, const struct version *before)
{
	return goes_along(rec, before) || may_take_back(u, rec, v, act_of(rec, v, before));
}

/* A row that the entry wrote: back to the version before, or away if there was none. */
static bool undo_written(struct undo *u, const struct record *rec, const struct version *now,
                         const struct version *before)
{
	if (!may_undo(u, rec, now, before))
		return false;
	if (before)
		return op_update(u->op, rec, now->id, before->cell);
	return op_remove(u->op, rec, now->id);
}

/* Where nothing but the place of keeping (and what folds make) was changed by the entry, and nobody has changed the
 * place since, it goes back by itself: an act moves the files of many people, and a corrected telephone number must not
 * stand in the way of taking the act back. */
static bool place_alone(const struct record *rec, const struct version *wrote, const struct version *before,
                        const struct version *now)
{
	int home = rec->home ? record_field(rec, rec->home) : -1;

	if (home < 0 || !before || !now->cell || !value_equal(wrote->cell[home], now->cell[home]))
		return false;
	for (int i = 0; i < rec->nfields; i++)
		if (i != home && field_stored(&rec->fields[i]) && !(rec->fields[i].flags & F_DERIVED) &&
		    !value_equal(wrote->cell[i], before->cell[i]))
			return false;
	return true;
}

static bool undo_place(struct undo *u, const struct record *rec, const struct version *before,
                       const struct version *now)
{
	int home = record_field(rec, rec->home);
	struct value *cells = cells_copy(u->ctx->mem, rec, now->cell);

	cells[home] = before->cell[home];
	return may_undo(u, rec, now, before) && op_update(u->op, rec, now->id, cells);
}

/* A version that the entry wrote and that a later entry replaced; what replaced it may have been taken back since. */
static bool undo_replaced(struct undo *u, const struct record *rec, const struct version *wrote,
                          const struct version *before, int64_t until)
{
	struct version now;

	if (!op_load(u->ctx, rec, wrote->id, &now))
		return false;
	if (now.cell && cells_equal(rec, now.cell, wrote->cell))
		return undo_written(u, rec, &now, before);
	if (place_alone(rec, wrote, before, &now))
		return undo_place(u, rec, before, &now);
	if (left_to_fold(u, rec, wrote) || (before && only_derived(rec, wrote, before)))
		return true;
	return changed_since(u, rec, wrote->id, until);
}

static bool until_of(struct undo *u, const struct table *t, const struct version *v, int64_t *until)
{
	struct build b = build_new(u->ctx->db);
	struct row row;

	build_sql(&b, "SELECT until FROM ");
	table_name(&b, t, true);
	build_sql(&b, " WHERE id = ");
	build_value(&b, V(v->id));
	build_sql(&b, " AND entry = ");
	build_value(&b, V(v->entry));
	if (!db_one(u->ctx->db, build_end(&b), build_args(&b), &row))
		return false;
	*until = row.n ? row.cell[0].i : 0;
	return true;
}

/* A row that the entry took away: put back, under its old number. */
static bool undo_removed(struct undo *u, const struct table *t, const struct version *was)
{
	struct version now;
	int64_t id = was->id;

	if (!op_load(u->ctx, t->rec, id, &now))
		return false;
	if (now.cell)
		return left_to_fold(u, t->rec, was) || changed_since(u, t->rec, id, now.entry);
	return (goes_along(t->rec, NULL) || may_take_back(u, t->rec, was, "remove")) &&
	       op_insert(u->op, t->rec, was->cell, &id);
}

struct versions { struct version *v; int n; };

static bool versions_read(struct undo *u, const struct table *t, struct versions *wrote, struct versions *replaced,
                          struct versions *ended)
{
	return versions_of(u->ctx, t, "entry", u->entry, false, &wrote->v, &wrote->n) &&
	       versions_of(u->ctx, t, "entry", u->entry, true, &replaced->v, &replaced->n) &&
	       versions_of(u->ctx, t, "until", u->entry, true, &ended->v, &ended->n);
}

static bool undo_wrote(struct undo *u, const struct table *t)
{
	struct versions wrote, replaced, ended;
	int64_t until;

	if (!versions_read(u, t, &wrote, &replaced, &ended))
		return false;
	for (int i = 0; i < wrote.n; i++)
		if (!undo_written(u, t->rec, &wrote.v[i], version_by_id(ended.v, ended.n, wrote.v[i].id)))
			return false;
	for (int i = 0; i < replaced.n; i++) {
		const struct version *v = &replaced.v[i];
		if (!until_of(u, t, v, &until) ||
		    !undo_replaced(u, t->rec, v, version_by_id(ended.v, ended.n, v->id), until))
			return false;
	}
	return true;
}

static bool undo_took(struct undo *u, const struct table *t)
{
	struct versions wrote, replaced, ended;

	if (!versions_read(u, t, &wrote, &replaced, &ended))
		return false;
	for (int i = 0; i < ended.n; i++) {
		const struct version *v = &ended.v[i];
		if (!version_by_id(wrote.v, wrote.n, v->id) && !version_by_id(replaced.v, replaced.n, v->id) &&
		    !undo_removed(u, t, v))
			return false;
	}
	return true;
}

/* A child's home is its parent's: children go before their parents and come back after them.  Subjects declare them
 * after their parents. */
static bool undo_all(struct undo *u, const char *digests)
{
	const struct catalog *c = u->ctx->catalog;

	for (int i = c->nrecords - 1; i >= 0; i--)
		if (digest_find(digests, c->table[i].rec->name) && !undo_wrote(u, &c->table[i]))
			return false;
	for (int i = 0; i < c->nrecords; i++)
		if (digest_find(digests, c->table[i].rec->name) && !undo_took(u, &c->table[i]))
			return false;
	return true;
}

/* Once all rows are back: none refers to one that is gone, and none is twice.  Rows made by folds are the folds' to
 * make.  What was noted about a row that goes makes the list longer as it is walked. */
static bool refer_check(struct undo *u)
{
	struct op *op = u->op;

	for (int i = 0; i < op->nchanges; i++) {
		const struct change c = op->change[i];
		if (fold_making(u->ctx->catalog, c.rec))
			continue;
		if (c.cell && !validate_restored(op, c.rec, c.id, c.old, c.cell))
			return false;
		if (!c.cell && c.old && !(validate_unreferred(op, c.rec, c.id) && finding_forget_row(op, c.rec, c.id)))
			return false;
	}
	return true;
}

static bool undo_work(struct op *op, void *arg)
{
	struct undo *u = arg;
	struct row row;

	u->op = op;
	op->command = arena_printf(u->ctx->mem, "undo %lld", (long long)u->entry);
	if (!db_one(u->ctx->db, SQL("SELECT digests, \"user\" FROM main.journal WHERE entry = $1"),
	            ARGS(V(u->entry)), &row))
		return false;
	if (!row.n)
		return err_add(u->ctx->errs, ERR_MISSING, "Không có bút toán %lld", (long long)u->entry);
	u->own = row.cell[1].i && row.cell[1].i == u->ctx->user->id;
	if (!undo_all(u, row.cell[0].text))
		return false;
	return refer_check(u);
}

struct undo_run { struct undo undo; const char *reason; struct op op; };

static bool undo_run(void *arg)
{
	struct undo_run *r = arg;

	return op_entry(r->undo.ctx, DO_UNDO, r->reason, undo_work, &r->undo, &r->op);
}

bool command_undo(struct ctx *ctx, int64_t entry, const char *reason, struct done *out)
{
	struct undo_run r = { .undo = { .ctx = ctx, .entry = entry }, .reason = reason };

	if (!reason || !reason[0])
		return err_field(ctx->errs, "reason", "Hoàn tác một bút toán cần nêu lý do");
	if (!db_txn(ctx->db, TXN_WRITE, undo_run, &r))
		return false;
	*out = (struct done){ r.op.entry, entry, NULL, r.op.nbreaches, r.op.breach };
	return true;
}
