#include "model/finding.h"

#include <string.h>

#include "model/access.h"
#include "model/catalog.h"

const struct language *finding_speak(struct op *op, bool finds)
{
	const struct language *spoken = arena_language(op->ctx->mem);

	if (finds)
		arena_speak(op->ctx->mem, NULL);
	return spoken;
}

/* Cells of a record type by name, for the few types the model itself writes. */
static void put(const struct record *rec, struct value *cells, const char *field, struct value v)
{
	int f = record_field(rec, field);

	if (f < 0)
		bug("%s has no field %s", rec->name, field);
	cells[f] = v;
}

/* Where a row is kept, so that who may not read the row does not read about it either. */
static bool home_of(struct op *op, const struct record *rec, int64_t id, struct value *out)
{
	struct version v;
	int64_t home = 0;

	*out = value_null();
	if (!op_load(op->ctx, rec, id, &v) || (v.cell && !access_home(op->ctx, rec, &v, &home)))
		return false;
	if (home)
		*out = V(home);
	return true;
}

bool step_done_write(struct op *op, const struct record *rec, int64_t id, const char *step,
                     const char *from, const char *to, struct date day)
{
	const struct record *done = catalog_record(op->ctx->catalog, "step_done");
	struct value *cells = NEWN(op->ctx->mem, struct value, done->nfields);
	struct row row;
	struct value home;
	int64_t new_id = 0, no = 1;

	if (!home_of(op, rec, id, &home))
		return false;
	if (from) {
		if (!db_one(op->ctx->db, SQL("SELECT COALESCE(max(no), 0) + 1 FROM main.step_done WHERE \"row\" = $1 "
		                             "AND record = $2"), ARGS(V(id), V(rec->name)), &row))
			return false;
		no = row.cell[0].i;
	}
	put(done, cells, "record", V(rec->name));
	put(done, cells, "row", V(id));
	put(done, cells, "step", V(step));
	put(done, cells, "from_state", V(from));
	put(done, cells, "to_state", V(to));
	put(done, cells, "day", V(day));
	put(done, cells, "by_user", op->ctx->user->id ? V(op->ctx->user->id) : value_null());
	put(done, cells, "no", V(no));
	put(done, cells, "unit", home);
	return op_insert(op, done, cells, &new_id);
}

static bool finding_write(struct op *op, const struct breach *b)
{
	const struct record *finding = catalog_record(op->ctx->catalog, "finding");
	struct value *cells = NEWN(op->ctx->mem, struct value, finding->nfields);
	struct value home;
	int64_t id = 0;

	if (!home_of(op, b->rec, b->id, &home))
		return false;
	put(finding, cells, "record", V(b->rec->name));
	put(finding, cells, "row", V(b->id));
	put(finding, cells, "rule", V(b->rule));
	put(finding, cells, "field", V(b->field));
	put(finding, cells, "text", V(b->text));
	put(finding, cells, "cite", V(b->cite));
	put(finding, cells, "unit", home);
	put(finding, cells, "found_on", V(op->ctx->today));
	put(finding, cells, "state", V("open"));
	put(finding, cells, "began_on", V(op->ctx->today));
	put(finding, cells, "state_on", V(op->ctx->today));
	return op_insert(op, finding, cells, &id) &&
	       step_done_write(op, finding, id, "open", NULL, "open", op->ctx->today);
}

bool finding_write_all(struct op *op)
{
	for (int i = 0; i < op->nbreaches; i++)
		if (!finding_write(op, &op->breach[i]))
			return false;
	return true;
}

/* The rows of `type` that this statement finds for (record, row), and what was noted of those. */
static bool forget(struct op *op, const char *type, struct sql find, const struct record *rec, int64_t id)
{
	const struct record *noted = catalog_record(op->ctx->catalog, type);
	struct rows rows;

	if (!db_many(op->ctx->db, find, ARGS(V(id), V(rec->name)), &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		int64_t note = rows.row[i].cell[0].i;
		if (!op_remove(op, noted, note) || !finding_forget_row(op, noted, note))
			return false;
	}
	return true;
}

bool finding_forget_row(struct op *op, const struct record *rec, int64_t id)
{
	static const struct sql steps =
		SQL_INIT("SELECT id FROM main.step_done WHERE \"row\" = $1 AND record = $2 ORDER BY id");
	static const struct sql found =
		SQL_INIT("SELECT id FROM main.finding WHERE \"row\" = $1 AND record = $2 ORDER BY id");

	return (!rec->flow || forget(op, "step_done", steps, rec, id)) &&
	       (rec->system || forget(op, "finding", found, rec, id));
}
