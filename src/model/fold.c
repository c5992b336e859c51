#include "model/fold.h"

#include <string.h>

#include "db/build.h"
#include "model/catalog.h"
#include "model/table.h"

void op_fold(struct op *op, const struct fold *fold, int64_t thing)
{
	/* Only tasks not yet run count: what has run may have to run again. */
	for (int i = op->ntasks - 1; i >= op->tasks_done && i > op->ntasks - 64; i--)
		if (op->task[i].thing == thing && op->task[i].fold == fold)
			return;
	PUSH(op->mem, op->task, op->ntasks, (struct fold_task){ fold, thing });
}

const struct fold *fold_making(const struct catalog *c, const struct record *rec)
{
	for (int i = 0; i < c->nrecords; i++) {
		const struct fold *f = c->record[i]->fold;
		if (f && strcmp(f->spans, rec->name) == 0)
			return f;
	}
	return NULL;
}

/* ---- what is stored ---- */

static bool stored_load(struct ctx *ctx, const struct table *t, const struct fold *fold, int64_t thing,
                        struct version **out, int *n)
{
	struct build b = build_new(ctx->db);

	table_select(&b, t, false);
	build_sql(&b, " WHERE ");
	build_name(&b, fold->of);
	build_sql(&b, " = ");
	build_value(&b, V(thing));
	build_sql(&b, " ORDER BY valid_from, id");
	return table_versions(ctx->db, t, &b, out, n);
}

/* ---- storing the difference ---- */

/* A stored span goes on as the made one that begins on the same day; what is left over on both sides is paired in
 * order.  So a fold that comes back to what it was gives the same rows under the same ids. */
struct match { const struct version *stored; int nstored; int *to; bool *taken; };

static void match_spans(struct arena *a, const struct record *spans, const struct made *made, struct match *m)
{
	int from = record_field(spans, "valid_from"), next = 0;

	m->to = NEWN(a, int, m->nstored + 1);
	m->taken = NEWN(a, bool, made->n + 1);
	for (int i = 0; i < m->nstored; i++) {
		m->to[i] = -1;
		struct date day = version_date(&m->stored[i], from);
		for (int j = 0; j < made->n; j++)
			if (!m->taken[j] && cell_date(made->span[j][from]).ymd == day.ymd) {
				m->to[i] = j;
				m->taken[j] = true;
				break;
			}
	}
	for (int i = 0; i < m->nstored; i++) {
		while (next < made->n && m->taken[next])
			next++;
		if (m->to[i] < 0 && next < made->n) {
			m->to[i] = next;
			m->taken[next] = true;
		}
	}
}

static bool store_spans(struct op *op, const struct fold *fold, int64_t thing, const struct made *made)
{
	const struct record *spans = catalog_record(op->ctx->catalog, fold->spans);
	struct version *stored;
	struct match m;

	if (!stored_load(op->ctx, catalog_table(op->ctx->catalog, spans), fold, thing, &stored, &m.nstored))
		return false;
	m.stored = stored;
	match_spans(op->ctx->mem, spans, made, &m);
	for (int i = 0; i < m.nstored; i++) {
		bool ok = m.to[i] < 0 ? op_remove(op, spans, stored[i].id)
		                      : op_update(op, spans, stored[i].id, made->span[m.to[i]]);
		if (!ok)
			return false;
	}
	for (int j = 0; j < made->n; j++) {
		int64_t id = 0;
		if (!m.taken[j] && !op_insert(op, spans, made->span[j], &id))
			return false;
	}
	return true;
}

static bool store_patch(struct op *op, const struct patch *p)
{
	struct version v;

	if (!op_load(op->ctx, p->rec, p->id, &v))
		return false;
	if (!v.cell || value_equal(v.cell[p->field], p->v))
		return true;
	struct value *cells = cells_copy(op->ctx->mem, p->rec, v.cell);
	cells[p->field] = p->v;
	return op_update(op, p->rec, p->id, cells);
}

/* ---- acts that cannot hold ---- */

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool known_breach(const struct op *op, const struct breach *b)
{
	for (int i = 0; i < op->nbreaches; i++)
		if (op->breach[i].id == b->id && same_text(op->breach[i].rule, b->rule))
			return true;
	return false;
}

/* Answered or not: who answered it let the act stand as it is. */
static bool found_before(struct op *op, const struct breach *b, bool *found)
{
	struct row row;

	if (!db_one(op->ctx->db, SQL("SELECT id FROM main.finding WHERE \"row\" = $1 AND record = $2 AND rule = $3"),
	            ARGS(V(b->id), V(b->rec->name), V(b->rule)), &row))
		return false;
	*found = row.n > 0;
	return true;
}

/* The act being made cannot hold: that is the impossible, refused in both ways in.  An earlier or later act that no
 * longer holds: refused when preparing or undoing, a finding when the paper is signed, nothing new when it was
 * already a finding. */
static bool take_breach(struct op *op, const struct breach *b)
{
	bool found;

	if (op->rec == b->rec && op->new.id == b->id && op->verb != DO_UNDO)
		return err_field(op->ctx->errs, b->field, "%s", b->text);
	if (known_breach(op, b))
		return true;
	if (!found_before(op, b, &found))
		return false;
	if (found)
		return true;
	if (!op->recording)
		return err_add(op->ctx->errs, ERR_RULE, "%s số %lld không còn đứng vững: %s", b->rec->label,
		               (long long)b->id, b->text);
	PUSH(op->ctx->mem, op->breach, op->nbreaches, *b);
	return true;
}

/* ---- the run ---- */

static bool fold_one(struct op *op, const struct fold *fold, int64_t thing)
{
	struct made made = { 0 };
	int before = op->nwrites;

	if (!fold->make(op->ctx, thing, &made) || !store_spans(op, fold, thing, &made))
		return false;
	for (int i = 0; i < made.npatches; i++)
		if (!store_patch(op, &made.patch[i]))
			return false;
	for (int i = 0; i < made.nbreaches; i++)
		if (!take_breach(op, &made.breach[i]))
			return false;
	return op->nwrites == before || !fold->moved || fold->moved(op, thing);
}

bool fold_run_all(struct op *op)
{
	while (op->tasks_done < op->ntasks) {
		struct fold_task t = op->task[op->tasks_done++];
		struct arena_mark mark = arena_mark(op->ctx->mem);
		int before = op->nbreaches;
		if (!fold_one(op, t.fold, t.thing))
			return false;
		if (op->mem != op->ctx->mem && op->nbreaches == before)
			arena_reset(op->ctx->mem, mark);
	}
	return true;
}

bool fold_matches(struct ctx *ctx, const struct fold *fold, int64_t thing, bool *same)
{
	const struct record *spans = catalog_record(ctx->catalog, fold->spans);
	struct version *stored, now;
	struct made made = { 0 };
	int n;

	if (!fold->make(ctx, thing, &made) ||
	    !stored_load(ctx, catalog_table(ctx->catalog, spans), fold, thing, &stored, &n))
		return false;
	*same = n == made.n;
	for (int i = 0; *same && i < n; i++)
		*same = cells_equal(spans, stored[i].cell, made.span[i]);
	for (int i = 0; *same && i < made.npatches; i++) {
		const struct patch *p = &made.patch[i];
		if (!op_load(ctx, p->rec, p->id, &now))
			return false;
		*same = !now.cell || value_equal(now.cell[p->field], p->v);
	}
	return true;
}
