#include "model/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "db/build.h"

static struct build text_new(struct arena *a)
{
	return (struct build){ .mem = a, .text = buf_new(a, 1 << 16) };
}

void table_columns(struct build *b, const struct table *t)
{
	for (int i = 0; i < t->ncolumns; i++) {
		buf_text(&b->text, i ? ", " : "");
		build_name(b, t->column[i]);
	}
}

void table_name(struct build *b, const struct table *t, bool past)
{
	build_sql(b, "main.");
	build_name(b, past ? arena_printf(b->mem, "%s_past", t->rec->name) : t->rec->name);
}

void table_select(struct build *b, const struct table *t, bool past)
{
	build_sql(b, "SELECT ");
	table_columns(b, t);
	build_sql(b, " FROM ");
	table_name(b, t, past);
}

static struct sql insert_text(struct arena *a, const struct table *t)
{
	struct build b = text_new(a);

	build_sql(&b, "INSERT INTO ");
	table_name(&b, t, false);
	build_sql(&b, " (");
	table_columns(&b, t);
	build_sql(&b, ") VALUES (");
	for (int i = 0; i < t->ncolumns; i++)
		buf_printf(&b.text, "%s$%d", i ? ", " : "", i + 1);
	build_sql(&b, ")");
	return build_end(&b);
}

static struct sql update_text(struct arena *a, const struct table *t)
{
	struct build b = text_new(a);

	build_sql(&b, "UPDATE ");
	table_name(&b, t, false);
	build_sql(&b, " SET ");
	for (int i = 1; i < t->ncolumns; i++) {
		buf_text(&b.text, i > 1 ? ", " : "");
		build_name(&b, t->column[i]);
		buf_printf(&b.text, " = $%d", i + 1);
	}
	build_sql(&b, " WHERE id = $1");
	return build_end(&b);
}

static struct sql past_text(struct arena *a, const struct table *t)
{
	struct build b = text_new(a);

	build_sql(&b, "INSERT INTO ");
	table_name(&b, t, true);
	build_sql(&b, " (");
	table_columns(&b, t);
	build_sql(&b, ", until) SELECT ");
	table_columns(&b, t);
	build_sql(&b, ", CAST($2 AS bigint) FROM ");
	table_name(&b, t, false);
	build_sql(&b, " WHERE id = $1");
	return build_end(&b);
}

static struct sql load_text(struct arena *a, const struct table *t)
{
	struct build b = text_new(a);

	table_select(&b, t, false);
	build_sql(&b, " WHERE id = $1");
	return build_end(&b);
}

static struct sql remove_text(struct arena *a, const struct table *t)
{
	struct build b = text_new(a);

	build_sql(&b, "DELETE FROM ");
	table_name(&b, t, false);
	build_sql(&b, " WHERE id = $1");
	return build_end(&b);
}

static const struct sql *same_texts(struct arena *a, const struct table *t)
{
	struct sql *same = NEWN(a, struct sql, t->rec->nfields + 1);

	for (int i = 0; i < t->rec->nfields; i++) {
		const struct field *f = &t->rec->fields[i];
		struct build b = text_new(a);
		if (!(f->flags & F_UNIQUE) || !field_stored(f))
			continue;
		build_sql(&b, "SELECT id FROM ");
		table_name(&b, t, false);
		build_sql(&b, " WHERE id <> $1 AND ");
		build_name(&b, f->name);
		build_sql(&b, " = $2 LIMIT 1");
		same[i] = build_end(&b);
	}
	return same;
}

/* The digest of a row goes by field name, so that the order of a declaration may change. */
static void order_by_name(struct arena *a, const struct record *r, struct table *out)
{
	int *order = NEWN(a, int, r->nfields ? r->nfields : 1), n = 0;

	for (int i = 0; i < r->nfields; i++) {
		if (!field_stored(&r->fields[i]))
			continue;
		int at = n++;
		for (; at > 0 && strcmp(r->fields[order[at - 1]].name, r->fields[i].name) > 0; at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
	out->by_name = order;
	out->nstored = n;
}

static void columns_make(struct arena *a, const struct record *r, struct table *out)
{
	const char **column = NEWN(a, const char *, 3 * r->nfields + 3);
	int *field_column = NEWN(a, int, r->nfields ? r->nfields : 1), n = 0;

	column[n++] = "id";
	column[n++] = "entry";
	for (int i = 0; i < r->nfields; i++) {
		const struct field *f = &r->fields[i];
		field_column[i] = field_stored(f) ? n : -1;
		if (!field_stored(f))
			continue;
		column[n++] = f->name;
		if (f->flags & F_SEARCH)
			column[n++] = arena_printf(a, "%s_fold", f->name);
		if (f->flags & F_SORT)
			column[n++] = arena_printf(a, "%s_key", f->name);
		out->personal |= (f->flags & F_PERSONAL) != 0;
	}
	if (out->personal)
		column[n++] = "salt";
	out->column = column;
	out->ncolumns = n;
	out->field_column = field_column;
}

void table_make(struct arena *a, const struct record *r, struct table *out)
{
	*out = (struct table){ .rec = r };
	columns_make(a, r, out);
	order_by_name(a, r, out);
	out->insert = insert_text(a, out);
	out->update = update_text(a, out);
	out->past = past_text(a, out);
	out->load = load_text(a, out);
	out->remove = remove_text(a, out);
	out->same = same_texts(a, out);
}

struct value table_fold(struct arena *a, const struct field *f, struct value text)
{
	(void)f;
	if (text.type != T_TEXT)
		return value_null();
	return value_text(arena_printf(a, "%s\n%s", text_fold(a, text.text), text_lower(a, text.text)));
}

struct value table_key(struct arena *a, const struct field *f, struct value text)
{
	if (text.type != T_TEXT)
		return value_null();
	return f->kind == K_NAME ? text_name_key(a, text.text) : text_key(a, text.text);
}

struct args table_args(struct arena *a, const struct table *t, int64_t id, int64_t entry,
                       const struct value *cells, const unsigned char salt[16])
{
	struct value *v = NEWN(a, struct value, t->ncolumns);
	int n = 0;

	v[n++] = V(id);
	v[n++] = V(entry);
	for (int i = 0; i < t->rec->nfields; i++) {
		const struct field *f = &t->rec->fields[i];
		if (!field_stored(f))
			continue;
		v[n++] = cells[i];
		if (f->flags & F_SEARCH)
			v[n++] = table_fold(a, f, cells[i]);
		if (f->flags & F_SORT)
			v[n++] = table_key(a, f, cells[i]);
	}
	if (t->personal)
		v[n++] = value_bytes(salt, 16);
	return (struct args){ v, n };
}

const struct value *table_cells(struct arena *a, const struct table *t, const struct row *row, unsigned char *salt)
{
	struct value *cells = NEWN(a, struct value, t->rec->nfields ? t->rec->nfields : 1);

	for (int i = 0; i < t->rec->nfields; i++)
		if (t->field_column[i] >= 0)
			cells[i] = row->cell[t->field_column[i]];
	struct value last = row->cell[t->ncolumns - 1];
	if (salt && t->personal && last.type == T_BYTES && last.n == 16)
		memcpy(salt, last.bytes, 16);
	return cells;
}

bool table_versions(struct db *db, const struct table *t, struct build *b, struct version **out, int *n)
{
	struct rows rows;

	if (!db_many(db, build_end(b), build_args(b), &rows))
		return false;
	*out = NEWN(db->mem, struct version, rows.n + 1);
	*n = rows.n;
	for (int i = 0; i < rows.n; i++)
		(*out)[i] = (struct version){ rows.row[i].cell[0].i, rows.row[i].cell[1].i,
		                              table_cells(db->mem, t, &rows.row[i], NULL) };
	return true;
}
