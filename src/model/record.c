#include "model/record.h"

#include <string.h>

int record_field(const struct record *r, const char *name)
{
	for (int i = 0; i < r->nfields; i++)
		if (r->fields[i].name[0] == name[0] && strcmp(r->fields[i].name, name) == 0)
			return i;
	return -1;
}

bool field_stored(const struct field *f)
{
	return f->kind != K_SPAN;
}

struct value version_cell(const struct version *v, int field)
{
	return v->cell && field >= 0 ? v->cell[field] : value_null();
}

const char *version_text(const struct version *v, int field)
{
	struct value cell = version_cell(v, field);

	return cell.type == T_TEXT ? cell.text : NULL;
}

int64_t version_int(const struct version *v, int field)
{
	return cell_int(version_cell(v, field));
}

struct date version_date(const struct version *v, int field)
{
	return cell_date(version_cell(v, field));
}

bool version_set(const struct version *v, int field)
{
	return version_cell(v, field).type != T_NULL;
}

bool cells_equal(const struct record *r, const struct value *a, const struct value *b)
{
	for (int i = 0; i < r->nfields; i++)
		if (field_stored(&r->fields[i]) && !value_equal(a[i], b[i]))
			return false;
	return true;
}

struct value *cells_copy(struct arena *a, const struct record *r, const struct value *cells)
{
	return arena_copy(a, cells, (size_t)r->nfields * sizeof *cells);
}

struct date cell_date(struct value v)
{
	struct date d = { 0 };

	if (v.type == T_DATE)
		return v.date;
	if (v.type == T_TEXT && !date_parse(v.text, &d))
		d.ymd = 0;
	return d;
}

int64_t cell_int(struct value v)
{
	switch (v.type) {
	case T_BOOL:
		return v.b;
	case T_MONEY:
		return v.money.dong;
	case T_INT:
	case T_TIME:
		return v.i;
	case T_NULL:
	case T_DATE:
	case T_TEXT:
	case T_BYTES:
	case T_IDS:
	case T__COUNT:
		break;
	}
	return 0;
}
