#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "base/text.h"
#include "model/catalog.h"
#include "model/finding.h"
#include "model/fold.h"
#include "model/journal.h"
#include "model/table.h"

#define ID_RANGE 100000000000LL         /* ids are site * 10^11 + n */

enum { REASON_MAX = 4000 };             /* code points */

/* ---- the changes of one entry, found by (record type, id) ---- */

static unsigned slot_of(const struct record *rec, int64_t id, int nslots)
{
	uint64_t h = ((uint64_t)id * 0x9E3779B97F4A7C15u) ^ ((uint64_t)(uintptr_t)rec >> 4);

	return (unsigned)((h ^ h >> 29) & (uint64_t)(nslots - 1));
}

static void slots_rebuild(struct op *op)
{
	op->nslots = op->nslots ? op->nslots * 2 : 64;
	op->slot = NEWN(op->mem, int, op->nslots);
	for (int i = 0; i < op->nchanges; i++) {
		unsigned s = slot_of(op->change[i].rec, op->change[i].id, op->nslots);
		while (op->slot[s])
			s = (s + 1) & (unsigned)(op->nslots - 1);
		op->slot[s] = i + 1;
	}
}

static struct change *change_find(struct op *op, const struct record *rec, int64_t id)
{
	if (!op->nslots)
		return NULL;
	for (unsigned s = slot_of(rec, id, op->nslots); op->slot[s]; s = (s + 1) & (unsigned)(op->nslots - 1)) {
		struct change *c = &op->change[op->slot[s] - 1];
		if (c->id == id && c->rec == rec)
			return c;
	}
	return NULL;
}

static struct change *change_add(struct op *op, const struct record *rec, int64_t id)
{
	if (2 * (op->nchanges + 1) > op->nslots)
		slots_rebuild(op);
	PUSH(op->mem, op->change, op->nchanges, (struct change){ .rec = rec, .id = id });
	unsigned s = slot_of(rec, id, op->nslots);
	while (op->slot[s])
		s = (s + 1) & (unsigned)(op->nslots - 1);
	op->slot[s] = op->nchanges;
	/* What is read of this type from here to the end of the entry must not be kept; the head before is not lost. */
	int64_t *head = &op->ctx->heads[catalog_index(op->ctx->catalog, rec)];
	if (*head >= 0)
		*head = ~*head;
	return &op->change[op->nchanges - 1];
}

/* ---- reading ---- */

bool op_load(struct ctx *ctx, const struct record *rec, int64_t id, struct version *out)
{
	const struct table *t = catalog_table(ctx->catalog, rec);
	struct row row;

	*out = (struct version){ .id = id };
	if (!db_one(ctx->db, t->load, ARGS(V(id)), &row))
		return false;
	if (row.n) {
		out->entry = row.cell[1].i;
		out->cell = table_cells(ctx->mem, t, &row, NULL);
	}
	return true;
}

/* ---- writing ---- */

/* A yes or no that nobody answered is no, so that a filter needs to know of two values only. */
static const struct value *cells_keep(struct op *op, const struct record *rec, const struct value *cells)
{
	struct value *v = NEWN(op->mem, struct value, rec->nfields);

	for (int i = 0; i < rec->nfields; i++) {
		const struct field *f = &rec->fields[i];
		if (f->kind == K_BOOL && cells[i].type == T_NULL)
			v[i] = value_bool(false);
		else if (field_stored(f))
			v[i] = value_keep(op->mem, cells[i]);
	}
	return v;
}

/* Each draw is a call of the system: an entry of many rows draws many salts at once. */
enum { SALTS = 128, SALTS_FROM = 16 };

static void salt_new(struct op *op, unsigned char salt[16])
{
	if (op->ctx->rng) {
		rng_bytes(op->ctx->rng, salt, SALT_BYTES);
		return;
	}
	if (op->nwrites < SALTS_FROM) {
		random_bytes(salt, SALT_BYTES);
		return;
	}
	if (!op->nsalts) {
		op->salt = op->salt ? op->salt : NEWN(op->mem, unsigned char, SALTS * SALT_BYTES);
		random_bytes(op->salt, SALTS * SALT_BYTES);
		op->nsalts = SALTS;
	}
	memcpy(salt, op->salt + --op->nsalts * SALT_BYTES, SALT_BYTES);
}

static void ask_fold(struct op *op, const struct record *rec, const struct value *cells)
{
	if (!rec->fold || !cells)
		return;
	struct value thing = cells[record_field(rec, rec->fold_of)];
	if (thing.type == T_INT)
		op_fold(op, rec->fold, thing.i);
}

static bool row_write(struct op *op, const struct table *t, struct change *c, bool insert)
{
	if (t->personal)
		salt_new(op, c->salt);
	struct args a = table_args(op->ctx->mem, t, c->id, op->entry, c->cell, c->salt);
	op->nwrites++;
	return db_run(op->ctx->db, insert ? t->insert : t->update, a);
}

bool op_insert(struct op *op, const struct record *rec, const struct value *cells, int64_t *id)
{
	const struct table *t = catalog_table(op->ctx->catalog, rec);

	if (*id == 0)
		*id = op->ctx->site * ID_RANGE + ++op->next_id;
	struct change *c = change_find(op, rec, *id);
	if (c && c->cell)
		bug("%s %lld inserted twice", rec->name, (long long)*id);
	if (!c)
		c = change_add(op, rec, *id);
	c->cell = cells_keep(op, rec, cells);
	ask_fold(op, rec, c->cell);
	return row_write(op, t, c, true);
}

/* ---- whether a row is there ---- */

enum { THERE = 64 };
struct row_there { const struct record *rec; int64_t id; };

bool op_there(struct op *op, const struct record *rec, int64_t id, bool *there)
{
	const struct change *c = change_find(op, rec, id);
	struct version v;

	if (!op->there)
		op->there = NEWN(op->mem, struct row_there, THERE);
	struct row_there *known = &op->there[slot_of(rec, id, THERE)];
	*there = c ? c->cell != NULL : known->rec == rec && known->id == id;
	if (c || *there)
		return true;
	if (!op_load(op->ctx, rec, id, &v))
		return false;
	*there = v.cell != NULL;
	if (*there)
		*known = (struct row_there){ rec, id };
	return true;
}

static bool missing(struct op *op, const struct record *rec, int64_t id)
{
	return err_add(op->ctx->errs, ERR_MISSING, "Không có %s số %lld", rec->label, (long long)id);
}

/* The change of this row in this entry, with the version before it read if need be.  No such row: refused. */
static bool change_of(struct op *op, const struct record *rec, int64_t id, struct change **out)
{
	struct version v;

	*out = change_find(op, rec, id);
	if (*out)
		return (*out)->cell || missing(op, rec, id);
	if (!op_load(op->ctx, rec, id, &v))
		return false;
	if (!v.cell)
		return missing(op, rec, id);
	*out = change_add(op, rec, id);
	(*out)->was = v.entry;
	(*out)->old = (*out)->cell = op->mem == op->ctx->mem ? v.cell : cells_keep(op, rec, v.cell);
	return true;
}

/* The replaced version goes to x_past once per entry: what this same entry wrote is not history. */
static bool keep_past(struct op *op, const struct table *t, const struct change *c)
{
	if (c->was == 0 || c->cell != c->old)
		return true;
	return db_run(op->ctx->db, t->past, ARGS(V(c->id), V(op->entry)));
}

bool op_update(struct op *op, const struct record *rec, int64_t id, const struct value *cells)
{
	const struct table *t = catalog_table(op->ctx->catalog, rec);
	struct change *c;

	if (!change_of(op, rec, id, &c))
		return false;
	const struct value *kept = cells_keep(op, rec, cells);
	if (cells_equal(rec, c->cell, kept))
		return true;
	if (!keep_past(op, t, c))
		return false;
	ask_fold(op, rec, c->cell);
	c->cell = kept;
	ask_fold(op, rec, c->cell);
	return row_write(op, t, c, false);
}

bool op_update_cell(struct op *op, const struct record *rec, int64_t id, int field, struct value v)
{
	struct version now;

	if (!op_load(op->ctx, rec, id, &now))
		return false;
	if (!now.cell)
		return missing(op, rec, id);
	struct value *cells = cells_copy(op->ctx->mem, rec, now.cell);
	cells[field] = v;
	return op_update(op, rec, id, cells);
}

bool op_remove(struct op *op, const struct record *rec, int64_t id)
{
	const struct table *t = catalog_table(op->ctx->catalog, rec);
	struct change *c;

	if (!change_of(op, rec, id, &c))
		return false;
	if (!keep_past(op, t, c) || !db_run(op->ctx->db, t->remove, ARGS(V(id))))
		return false;
	ask_fold(op, rec, c->cell);
	op->nwrites++;
	c->cell = NULL;
	return true;
}

void op_set(struct op *op, int field, struct value v)
{
	((struct value *)(uintptr_t)op->new.cell)[field] = v;
}

bool op_refuse(struct op *op, const char *field, const char *fmt, ...)
{
	va_list ap;
	struct buf b = buf_new(op->ctx->mem, 4096);

	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	return err_field(op->ctx->errs, field, "%s", b.s);
}

/* ---- one entry ---- */

/* A reason is text like any other, and stays in the journal for ever. */
static bool reason_read(struct op *op)
{
	const char *reason = op->reason ? text_clean(op->ctx->mem, op->reason, true) : NULL;

	if (op->reason && !reason)
		return err_field(op->ctx->errs, "reason", "Lý do có ký tự điều khiển hoặc không phải UTF-8; gõ lại");
	if (reason && text_length(reason) > REASON_MAX)
		return err_field(op->ctx->errs, "reason", "Lý do dài quá %d ký tự: rút gọn lại", REASON_MAX);
	op->reason = reason;
	return true;
}

static bool entry_run(struct op *op, bool (*work)(struct op *, void *), void *arg)
{
	if (!reason_read(op))
		return false;
	if (!journal_lock(op) || !work(op, arg) || op->ctx->errs->count)
		return false;
	if (!fold_run_all(op) || !finding_write_all(op) || op->ctx->errs->count)
		return false;
	return op->trial || journal_append(op);
}

bool op_entry(struct ctx *ctx, enum verb verb, const char *reason,
              bool (*work)(struct op *, void *), void *arg, struct op *op)
{
	*op = (struct op){
		.ctx = ctx, .mem = ctx->mem, .verb = verb, .reason = reason, .as_of = ctx->today,
		.recording = verb == DO_BATCH,
	};
	bool ok = entry_run(op, work, arg);

	ctx->heads = NULL;
	return ok;
}
