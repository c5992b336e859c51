/* Which row here is which line of the table: by its number, by each unique field, by the key.  One reading of the whole
 * record type: a query a line would cost more than the import itself. */
#include "model/import.h"

#include <string.h>

#include "model/catalog.h"
#include "model/kind.h"
#include "model/query.h"
#include "model/table.h"

enum { NAMES_MAX = 16, KEY_MAX = 8 };

/* One way to name a row: some fields together, each filled by a column of the table. */
struct naming { int field[KEY_MAX], column[KEY_MAX], n; };

struct slot { const char *name; int row; };     /* name: "2\037079085001234"; row -1: free */

struct match {
	struct ctx *ctx;
	struct arena *mem;
	struct arena *scratch;          /* emptied after each row read */
	struct import_plan *plan;
	const struct table *table;
	struct naming way[NAMES_MAX]; int nways;
	struct slot *slot; uint32_t nslots;
	int id_column;                  /* -1: none */
};

static int column_of(const struct import_plan *p, int field)
{
	for (int i = 0; i < p->ncolumns; i++)
		if (p->column[i].field == field)
			return i;
	return -1;
}

static void way_add(struct match *m, const int *field, int n)
{
	struct naming way = { .n = n };

	for (int i = 0; i < n; i++) {
		way.field[i] = field[i];
		way.column[i] = column_of(m->plan, field[i]);
		if (way.column[i] < 0)
			return;
	}
	if (n && m->nways < NAMES_MAX)
		m->way[m->nways++] = way;
}

static void ways_find(struct match *m)
{
	const struct record *r = m->plan->rec;
	int key[KEY_MAX], n = 0;
	char name[64];

	for (int i = 0; i < r->nfields; i++)
		if (r->fields[i].flags & F_UNIQUE)
			way_add(m, &i, 1);
	for (const char *s = r->key; s && (s = name_next(s, name, sizeof name)) && n < KEY_MAX - 1; )
		key[n++] = record_field(r, name);
	if (n && r->dated)
		key[n++] = record_field(r, "valid_from");
	way_add(m, key, n);
	m->id_column = -1;
	for (int i = 0; i < m->plan->ncolumns; i++)
		if (m->plan->column[i].is_id)
			m->id_column = i;
}

/* ---- names in memory ---- */

static uint32_t hash(const char *s)
{
	uint32_t h = 2166136261u;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h ^ h >> 15;
}

static struct slot *slot_of(struct match *m, const char *name)
{
	uint32_t i = hash(name) & (m->nslots - 1);

	while (m->slot[i].name && strcmp(m->slot[i].name, name) != 0)
		i = (i + 1) & (m->nslots - 1);
	return &m->slot[i];
}

/* NULL: a part is not known, so the row has no name of this kind. */
static const char *row_named(struct match *m, struct arena *a, const struct import_row *row, int w)
{
	const char *name = arena_printf(a, "%d", w);

	for (int i = 0; i < m->way[w].n; i++) {
		const char *s = row->text[m->way[w].column[i]];
		if (!s || !*s)
			return NULL;
		name = arena_printf(a, "%s\037%s", name, s);
	}
	return name;
}

/* Two lines that would be one row: the second is at fault, and names the first. */
static void rows_name(struct match *m)
{
	struct import_plan *p = m->plan;

	for (m->nslots = 64; m->nslots < (uint32_t)p->nrows * (uint32_t)(m->nways + 1) * 2; )
		m->nslots *= 2;
	m->slot = NEWN(m->mem, struct slot, m->nslots);
	for (int i = 0; i < p->nrows; i++)
		for (int w = 0; w < m->nways; w++) {
			const char *name = row_named(m, m->mem, &p->row[i], w);
			if (!name)
				continue;
			struct slot *s = slot_of(m, name);
			if (s->name)
				import_note(m->mem, &p->row[i], m->way[w].column[0], false,
				            arena_printf(m->mem, "trùng với dòng %d của tệp", p->row[s->row].line),
					NULL);
			else
				*s = (struct slot){ name, i };
		}
}

/* ---- rows here ---- */

static const char *stored_text(struct arena *a, const struct match *m, const struct row *row, int field)
{
	struct value v = row->cell[m->table->field_column[field]];

	return kind_text(a, &m->plan->rec->fields[field], v);
}

static void compare(struct match *m, struct import_row *row, const struct row *stored)
{
	struct import_plan *p = m->plan;
	bool bad = row->verdict == ROW_BAD;

	row->id = stored->cell[0].i;
	row->entry = stored->cell[1].i;
	row->old = NEWN(m->mem, const char *, p->ncolumns);
	row->verdict = ROW_SAME;
	for (int c = 0; c < p->ncolumns; c++) {
		if (p->column[c].field < 0 || !row->text[c])
			continue;
		const char *old = stored_text(m->scratch, m, stored, p->column[c].field);
		if (strcmp(old, row->text[c]) == 0)
			continue;
		row->old[c] = arena_text(m->mem, old);
		row->verdict = ROW_CHANGED;
	}
	if (bad)
		row->verdict = ROW_BAD;
}

static const char *stored_named(struct match *m, const struct row *stored, int w)
{
	const char *name = arena_printf(m->scratch, "%d", w);

	for (int i = 0; i < m->way[w].n; i++) {
		const char *s = stored_text(m->scratch, m, stored, m->way[w].field[i]);
		if (!*s)
			return NULL;
		name = arena_printf(m->scratch, "%s\037%s", name, s);
	}
	return name;
}

/* By one way it is this row, by another that: which, nobody can say. */
static void two_rows(struct match *m, struct import_row *row, int column, int64_t other)
{
	import_note(m->mem, row, column, false, arena_printf(m->mem,
	                                                     "dòng này ứng với hai %s khác nhau: số %lld và số %lld",
	            m->plan->rec->label, (long long)row->id, (long long)other), NULL);
}

static bool match_row(void *arg, const struct row *stored)
{
	struct match *m = arg;
	struct arena_mark mark = arena_mark(m->scratch);
	int64_t id = stored->cell[0].i;

	for (int w = 0; w < m->nways; w++) {
		const char *name = stored_named(m, stored, w);
		struct slot *s = name ? slot_of(m, name) : NULL;
		struct import_row *row = s && s->name ? &m->plan->row[s->row] : NULL;
		if (!row || row->id == id)
			continue;
		if (row->id)
			two_rows(m, row, m->way[w].column[0], id);
		else
			compare(m, row, stored);
	}
	arena_reset(m->scratch, mark);
	return true;
}

static bool rows_read(struct match *m)
{
	struct query q = query_new(m->ctx, (struct clock){ .on = m->ctx->today }, (struct period){ 0 });
	const char *t = query_alias(&q);
	struct sql sql;
	struct args args;

	for (int i = 0; i < m->table->ncolumns; i++) {
		build_literal(&q.b, i ? ", " : "SELECT ");
		query_column(&q, t, m->table->column[i]);
	}
	build_sql(&q.b, " FROM ");
	query_table(&q, m->plan->rec, t);
	build_sql(&q.b, " WHERE ");
	return query_allowed(&q, m->plan->rec, t) && query_end(&q, &sql, &args) &&
	       db_stream(m->ctx->db, sql, args, match_row, m);
}

bool import_match(struct ctx *ctx, struct arena *a, struct import_plan *plan)
{
	struct match m = { .ctx = ctx, .mem = a, .scratch = arena_new(0), .plan = plan,
	                   .table = catalog_table(ctx->catalog, plan->rec) };

	ways_find(&m);
	rows_name(&m);
	bool ok = !m.nways || rows_read(&m);
	arena_free(m.scratch);
	return ok;
}
