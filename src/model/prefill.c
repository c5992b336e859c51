#include "model/prefill.h"

#include <string.h>

#include "db/build.h"
#include "model/catalog.h"

/* The span of the day that places a row: "member_status.unit". */
static bool span_place(struct op *op, const struct record *who, const char *of, int64_t id, struct value *out)
{
	const char *dot = strchr(of, '.');
	const struct record *span = catalog_record(op->ctx->catalog, arena_textn(op->ctx->mem, of, (size_t)(dot - of)));
	struct build b = build_new(op->ctx->db);
	struct row row;

	build_sql(&b, "SELECT ");
	build_name(&b, dot + 1);
	build_sql(&b, " FROM main.");
	build_name(&b, span->name);
	build_sql(&b, " WHERE ");
	build_name(&b, span->fields[record_reference(span, who->name)].name);
	build_sql(&b, " = ");
	build_value(&b, V(id));
	build_sql(&b, " AND valid_from <= ");
	int day = build_arg(&b, V(op->as_of));
	build_param(&b, day);
	build_sql(&b, " AND valid_until > ");
	build_param(&b, day);
	if (!db_one(op->ctx->db, build_end(&b), build_args(&b), &row))
		return false;
	*out = row.n ? row.cell[0] : value_null();
	return true;
}

static bool home_place(struct op *op, const struct record *who, int64_t id, struct value *out)
{
	struct version v;

	*out = value_null();
	if (!who->home)
		return true;
	if (!op_load(op->ctx, who, id, &v))
		return false;
	*out = version_cell(&v, record_field(who, who->home));
	return true;
}

bool prefill_fills(const struct record *r, int field)
{
	int person = r->person ? record_field(r, r->person) : -1;

	return r->unit && !strcmp(r->fields[field].name, r->unit) && r->fields[field].kind == K_UNIT &&
	       !(r->fields[field].flags & F_DERIVED) && person >= 0 && r->fields[person].kind == K_REF;
}

bool prefill_place(struct op *op)
{
	const struct record *r = op->rec;
	int place = r->unit ? record_field(r, r->unit) : -1, person = r->person ? record_field(r, r->person) : -1;
	struct value unit = value_null();

	if (place < 0 || !prefill_fills(r, place) || version_set(&op->new, place) || !version_set(&op->new, person))
		return true;
	const struct record *who = catalog_record(op->ctx->catalog, r->fields[person].of);
	int64_t id = version_int(&op->new, person);
	int at = who->unit ? record_field(who, who->unit) : -1;
	if (at >= 0 && who->fields[at].kind == K_SPAN && !span_place(op, who, who->fields[at].of, id, &unit))
		return false;
	if (unit.type == T_NULL && !home_place(op, who, id, &unit))
		return false;
	op_set(op, place, unit);
	return true;
}
