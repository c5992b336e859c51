/* A rehearsal runs the decision for real, takes it back, and reads from the
 * changes which units it ended or moved; what stands in them is then listed as
 * it is now. */

#include "app/unit.h"

#include <stdlib.h>
#include <string.h>

#include "db/build.h"
#include "model/catalog.h"

/* A unit that is carried along, and where what it holds will stand: itself, or its successor when it ends. */
struct going { int64_t unit, to; };

struct rehearse {
	struct ctx *ctx;
	struct date day;                /* first day of the new order; what stands there the day before goes along */
	struct going *going; int ngoing;
	struct rehearsal *out;
};

static int going_by_unit(const void *a, const void *b)
{
	int64_t x = ((const struct going *)a)->unit, y = ((const struct going *)b)->unit;

	return (x > y) - (x < y);
}

static const struct going *going_find(const struct rehearse *r, int64_t unit)
{
	const struct going key = { unit, 0 };

	return r->ngoing ? bsearch(&key, r->going, (size_t)r->ngoing, sizeof key, going_by_unit) : NULL;
}

static bool unit_goes(const struct change *c)
{
	return c->rec == &unit_record && c->old && c->cell &&
	       (!value_equal(c->old[UNIT_PARENT], c->cell[UNIT_PARENT]) ||
	        !value_equal(c->old[UNIT_ENDED_ON], c->cell[UNIT_ENDED_ON]) ||
	        !value_equal(c->old[UNIT_SUCCESSOR], c->cell[UNIT_SUCCESSOR]));
}

static bool below_add(struct rehearse *r, int64_t unit)
{
	struct rows rows;

	if (!db_many(r->ctx->db,
	             SQL("WITH RECURSIVE below(unit) AS (SELECT CAST($1 AS bigint) UNION SELECT s.unit "
	                 "FROM main.unit_status s JOIN below b ON s.parent = b.unit "
	                 "WHERE s.valid_from < $2 AND s.valid_until >= $2) SELECT unit FROM below ORDER BY unit"),
	             ARGS(V(unit), V(r->day)), &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		int64_t id = rows.row[i].cell[0].i;
		PUSH(r->ctx->mem, r->going, r->ngoing, (struct going){ id, id });
	}
	return true;
}

/* Each unit once. */
static void going_sort(struct rehearse *r)
{
	int n = 0;

	if (r->ngoing)
		qsort(r->going, (size_t)r->ngoing, sizeof *r->going, going_by_unit);
	for (int i = 0; i < r->ngoing; i++)
		if (!n || r->going[n - 1].unit != r->going[i].unit)
			r->going[n++] = r->going[i];
	r->ngoing = n;
}

/* A unit that ends sends what it holds to its successor. */
static void going_ends(struct rehearse *r, const struct change *change, int n)
{
	for (int i = 0; i < n; i++) {
		if (!unit_goes(&change[i]) || change[i].cell[UNIT_ENDED_ON].type == T_NULL)
			continue;
		struct going *g = (struct going *)(uintptr_t)going_find(r, change[i].id);
		if (g)
			g->to = cell_int(change[i].cell[UNIT_SUCCESSOR]);
	}
}

static bool going_read(struct rehearse *r, const struct change *change, int n)
{
	for (int i = 0; i < n; i++)
		if (unit_goes(&change[i]) && !below_add(r, change[i].id))
			return false;
	going_sort(r);
	going_ends(r, change, n);
	for (int i = 0; i < r->ngoing; i++)
		PUSH(r->ctx->mem, r->out->unit, r->out->nunits, r->going[i].unit);
	return true;
}

/* ---- what stands in them ---- */

static void units_in(struct rehearse *r, struct build *b, const char *column)
{
	build_name(b, column);
	build_in(b, build_arg(b, value_ids(r->out->unit, (size_t)r->out->nunits)));
}

static bool rows_add(struct rehearse *r, const struct record *rec, struct build *b)
{
	struct rows rows;

	if (!db_many(r->ctx->db, build_end(b), build_args(b), &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		const struct value *c = rows.row[i].cell;
		const struct going *g = going_find(r, c[1].i);
		struct rehearsed row = { rec, c[0].i, c[1].i, g ? g->to : c[1].i };
		PUSH(r->ctx->mem, r->out->row, r->out->n, row);
	}
	return true;
}

/* Spans that hold on the eve: of members, told by the member; of holders. */
static bool spans_add(struct rehearse *r, const char *spans, const char *id, const char *told)
{
	struct build b = build_new(r->ctx->db);

	build_sql(&b, "SELECT ");
	build_name(&b, id);
	build_sql(&b, ", unit FROM main.");
	build_name(&b, spans);
	build_sql(&b, " WHERE valid_from < ");
	int day = build_arg(&b, V(r->day));
	build_param(&b, day);
	build_sql(&b, " AND valid_until >= ");
	build_param(&b, day);
	build_sql(&b, " AND ");
	units_in(r, &b, "unit");
	build_sql(&b, " ORDER BY 1");
	return rows_add(r, catalog_record(r->ctx->catalog, told), &b);
}

static bool acts_add(struct rehearse *r, const struct record *rec)
{
	struct build b = build_new(r->ctx->db);
	bool first = true;

	build_sql(&b, "SELECT id, ");
	build_name(&b, rec->unit);
	build_sql(&b, " FROM main.");
	build_name(&b, rec->name);
	build_sql(&b, " WHERE state IN (");
	for (int i = 0; i < rec->flow->nstates; i++) {
		if (!rec->flow->states[i].open)
			continue;
		if (!first)
			build_sql(&b, ", ");
		build_value(&b, V(rec->flow->states[i].name));
		first = false;
	}
	build_sql(&b, ") AND ");
	units_in(r, &b, rec->unit);
	build_sql(&b, " ORDER BY id");
	return first || rows_add(r, rec, &b);
}

static bool has_stored_unit(const struct record *rec)
{
	int f = rec->unit ? record_field(rec, rec->unit) : -1;

	return f >= 0 && field_stored(&rec->fields[f]);
}

static bool all_add(struct rehearse *r)
{
	const struct catalog *c = r->ctx->catalog;

	if (!r->out->nunits)
		return true;
	if (!spans_add(r, "member_status", "member", "member") || !spans_add(r, "holding", "id", "holding"))
		return false;
	for (int i = 0; i < c->nrecords; i++)
		if (c->record[i]->flow && has_stored_unit(c->record[i]) && !acts_add(r, c->record[i]))
			return false;
	return true;
}

static struct date day_of(const struct change *change, int n)
{
	for (int i = 0; i < n; i++)
		if (change[i].rec == &unit_change_record && change[i].cell)
			return cell_date(change[i].cell[CHANGE_DAY]);
	return (struct date){ 0 };
}

bool reorganisation_rehearse(struct ctx *ctx, const struct order *order, struct rehearsal *out)
{
	struct change *change;
	int n;
	struct rehearse r = { .ctx = ctx, .out = out };

	*out = (struct rehearsal){ 0 };
	if (!command_try(ctx, order, &out->done, &change, &n))
		return false;
	r.day = out->day = day_of(change, n);
	out->change = change;
	out->nchanges = n;
	return going_read(&r, change, n) && all_add(&r);
}
