#include "model/validate.h"

#include <string.h>

#include "db/build.h"
#include "model/catalog.h"
#include "model/fold.h"

static const char *field_label(const struct record *r, int field)
{
	return r->fields[field].label;
}

static void check_required(struct op *op)
{
	const struct record *r = op->rec;

	for (int i = 0; i < r->nfields; i++)
		if ((r->fields[i].flags & F_REQUIRED) && field_stored(&r->fields[i]) && !version_set(&op->new, i))
			err_field(op->ctx->errs, r->fields[i].name, "Cần nhập “%s”", field_label(r, i));
}

static void check_needs(struct op *op)
{
	char name[64];
	const char *p = op->step ? op->step->needs : NULL;

	while (p && (p = name_next(p, name, sizeof name))) {
		int f = record_field(op->rec, name);
		if (!version_set(&op->new, f))
			err_field(op->ctx->errs, name, "Bước “%s” cần nhập “%s”", op->step->label,
			          field_label(op->rec, f));
	}
}

/* What is set once stays, unless `edit` says that it was wrong all along, with a reason. */
static void check_fixed(struct op *op)
{
	const struct record *r = op->rec;

	if (!op->old.cell || (op->verb == DO_EDIT && op->reason && op->reason[0]))
		return;
	for (int i = 0; i < r->nfields; i++) {
		const struct field *f = &r->fields[i];
		if ((f->flags & F_FIXED) && version_set(&op->old, i) &&
		    !value_equal(version_cell(&op->old, i), version_cell(&op->new, i)))
			err_cited(op->ctx->errs, ERR_INPUT, f->name,
			          arena_printf(op->ctx->mem, "“%s” đã ghi thì không đổi; "
			                       "nếu ghi sai, dùng “sửa” và nêu lý do", f->label), f->cite);
	}
}

static bool check_references(struct op *op)
{
	const struct record *r = op->rec;

	for (int i = 0; i < r->nfields; i++) {
		const struct field *f = &r->fields[i];
		struct value v = version_cell(&op->new, i);
		if ((f->kind != K_REF && f->kind != K_UNIT) || v.type != T_INT ||
		    value_equal(v, version_cell(&op->old, i)))
			continue;
		const struct record *target = catalog_record(op->ctx->catalog, f->kind == K_UNIT ? "unit" : f->of);
		bool there;
		if (!op_there(op, target, v.i, &there))
			return false;
		if (!there)
			err_field(op->ctx->errs, f->name, "Không có %s số %lld", target->label, (long long)v.i);
	}
	return true;
}

/* Another current row with the same values in these fields (and, for spans, days in common).  A span that a change ends
 * is none: where the new one begins, it is over. */
static int64_t self(const struct op *op)
{
	return op->verb == DO_CHANGE && op->old.cell ? op->old.id : op->new.id;
}

static bool find_same(struct op *op, const int *field, int n, bool spans, int64_t *other)
{
	const struct record *r = op->rec;
	struct build b = build_new(op->ctx->db);
	struct row row;

	build_sql(&b, "SELECT id FROM main.");
	build_name(&b, r->name);
	build_sql(&b, " WHERE id <> ");
	build_value(&b, V(self(op)));
	for (int i = 0; i < n; i++) {
		build_sql(&b, " AND ");
		build_name(&b, r->fields[field[i]].name);
		build_sql(&b, " = ");
		build_value(&b, version_cell(&op->new, field[i]));
	}
	if (spans) {
		build_sql(&b, " AND valid_from < ");
		build_value(&b, version_cell(&op->new, record_field(r, "valid_until")));
		build_sql(&b, " AND valid_until > ");
		build_value(&b, version_cell(&op->new, record_field(r, "valid_from")));
	}
	build_sql(&b, " LIMIT 1");
	if (!db_one(op->ctx->db, build_end(&b), build_args(&b), &row))
		return false;
	*other = row.n ? row.cell[0].i : 0;
	return true;
}

/* The same question about one field, its text made once. */
static bool find_value(struct op *op, int field, int64_t *other)
{
	const struct table *t = catalog_table(op->ctx->catalog, op->rec);
	struct row row;

	if (!db_one(op->ctx->db, t->same[field], ARGS(V(self(op)), version_cell(&op->new, field)), &row))
		return false;
	*other = row.n ? row.cell[0].i : 0;
	return true;
}

static bool check_unique(struct op *op)
{
	const struct record *r = op->rec;
	int64_t other;

	for (int i = 0; i < r->nfields; i++) {
		if (!(r->fields[i].flags & F_UNIQUE) || !version_set(&op->new, i) ||
		    value_equal(version_cell(&op->old, i), version_cell(&op->new, i)))
			continue;
		if (!(r->dated ? find_same(op, &i, 1, true, &other) : find_value(op, i, &other)))
			return false;
		if (other)
			err_field(op->ctx->errs, r->fields[i].name, "“%s” này đã có ở %s số %lld", field_label(r, i),
			          r->label, (long long)other);
	}
	return true;
}

static bool check_key(struct op *op)
{
	const struct record *r = op->rec;
	int field[8], n = 0;
	char name[64];
	int64_t other;

	for (const char *p = r->key; p && (p = name_next(p, name, sizeof name)) && n < 8; n++) {
		field[n] = record_field(r, name);
		if (!version_set(&op->new, field[n]))
			return true;
	}
	if (n == 0)
		return true;
	if (!find_same(op, field, n, r->dated, &other))
		return false;
	if (!other)
		return true;
	return err_field(op->ctx->errs, r->fields[field[0]].name,
	                 r->dated ? "Trùng thời gian với %s số %lld; hãy dùng “thay đổi từ ngày”"
	                          : "Đã có %s như vậy, số %lld",
	                 r->label, (long long)other);
}

static void check_span(struct op *op)
{
	int from = record_field(op->rec, "valid_from"), until = record_field(op->rec, "valid_until");

	if (!op->rec->dated)
		return;
	if (!version_set(&op->new, until))
		op_set(op, until, value_date((struct date)FOREVER));
	if (version_set(&op->new, from) && version_date(&op->new, from).ymd >= version_date(&op->new, until).ymd)
		err_field(op->ctx->errs, "valid_until", "Ngày kết thúc phải sau ngày bắt đầu");
}

bool validate_row(struct op *op)
{
	int before = op->ctx->errs->count;

	check_span(op);
	check_required(op);
	check_needs(op);
	check_fixed(op);
	if (!check_references(op) || op->ctx->errs->count != before)
		return false;
	return check_unique(op) && check_key(op) && op->ctx->errs->count == before;
}

bool validate_restored(struct op *op, const struct record *rec, int64_t id, const struct value *was,
                       const struct value *cells)
{
	int before = op->ctx->errs->count;
	struct op row = { .ctx = op->ctx, .mem = op->mem, .verb = op->verb, .rec = rec,
	                  .old = { .id = id, .cell = was },
	                  .new = { .id = id, .cell = cells } };

	return check_references(&row) && op->ctx->errs->count == before && check_unique(&row) && check_key(&row) &&
	       op->ctx->errs->count == before;
}

/* ---- rows that refer ---- */

static bool removed_too(const struct op *op, const struct record *rec, int64_t id)
{
	for (int i = 0; i < op->nchanges; i++)
		if (op->change[i].rec == rec && op->change[i].id == id)
			return !op->change[i].cell;
	return false;
}

static bool referring(struct op *op, const struct record *y, int field, int64_t id, int64_t *found)
{
	struct build b = build_new(op->ctx->db);
	struct rows rows;

	build_sql(&b, "SELECT id FROM main.");
	build_name(&b, y->name);
	build_sql(&b, " WHERE ");
	build_name(&b, y->fields[field].name);
	build_sql(&b, " = ");
	build_value(&b, V(id));
	build_sql(&b, " ORDER BY id LIMIT 1000");
	if (!db_many(op->ctx->db, build_end(&b), build_args(&b), &rows))
		return false;
	for (int i = 0; i < rows.n && !*found; i++)
		if (!removed_too(op, y, rows.row[i].cell[0].i))
			*found = rows.row[i].cell[0].i;
	return true;
}

bool validate_unreferred(struct op *op, const struct record *rec, int64_t id)
{
	for (int i = 0; i < op->ctx->catalog->nrecords; i++) {
		const struct record *y = op->ctx->catalog->record[i];
		if (fold_making(op->ctx->catalog, y))
			continue;
		for (int f = 0; f < y->nfields; f++) {
			const struct field *to = &y->fields[f];
			int64_t found = 0;
			bool points = to->kind == K_REF ? strcmp(to->of, rec->name) == 0
			                                : to->kind == K_UNIT && strcmp(rec->name, "unit") == 0;
			if (!points || (to->flags & F_DERIVED))
				continue;
			if (!referring(op, y, f, id, &found))
				return false;
			if (found)
				return err_add(op->ctx->errs, ERR_CONFLICT,
				               "Không xóa được %s số %lld: %s số %lld đang dẫn tới", rec->label,
				               (long long)id, y->label, (long long)found);
		}
	}
	return true;
}
