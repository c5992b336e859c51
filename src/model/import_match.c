/* Which row here is which line of the table: by its number, by each unique field, by the key.  One reading of the whole
 * record type: a query a line would cost more than the import itself. */
#include "model/import.h"

#include <string.h>

#include "base/text.h"
#include "model/catalog.h"
#include "model/kind.h"
#include "model/list_title.h"
#include "model/query.h"
#include "model/table.h"

enum { WAYS_MAX = 17, KEY_MAX = 8, REST = 2000, BY_ID = 0, SLOTS_BYTES = 1 << 30 };

/* One way to name a row: some fields together, each filled by a column of the table; BY_ID: by its number. */
struct way { int field[KEY_MAX], column[KEY_MAX], n; };

struct slot { uint32_t hash; int row; };        /* row + 1; 0: free */

struct match {
	struct ctx *ctx;
	struct arena *mem;
	struct arena *scratch;          /* emptied after each row read */
	struct import_plan *plan;
	const struct table *table;
	struct way way[WAYS_MAX]; int nways;
	struct slot *slot; uint32_t nslots;
	struct arena *slots;            /* where they lie: on disk */
	int *cell;                      /* by field: where it is among the columns read; -1: it is not */
	int nread;
};

static int column_of(const struct import_plan *p, int field)
{
	for (int i = 0; i < p->ncolumns; i++)
		if (p->column[i].field == field)
			return i;
	return -1;
}

static int id_column(const struct import_plan *p)
{
	for (int i = 0; i < p->ncolumns; i++)
		if (p->column[i].is_id)
			return i;
	return -1;
}

static void way_add(struct match *m, const int *field, int n)
{
	struct way way = { .n = n };

	for (int i = 0; i < n; i++) {
		way.field[i] = field[i];
		way.column[i] = column_of(m->plan, field[i]);
		if (way.column[i] < 0)
			return;
	}
	if (n && m->nways < WAYS_MAX)
		m->way[m->nways++] = way;
}

static void ways_find(struct match *m)
{
	const struct record *r = m->plan->rec;
	int key[KEY_MAX], n = 0;
	char name[64];

	m->way[BY_ID] = (struct way){ .column = { id_column(m->plan) } };
	m->nways = 1;
	for (int i = 0; i < r->nfields; i++)
		if (r->fields[i].flags & F_UNIQUE)
			way_add(m, &i, 1);
	for (const char *s = r->key; s && (s = name_next(s, name, sizeof name)) && n < KEY_MAX - 1; )
		key[n++] = record_field(r, name);
	if (n && r->dated)
		key[n++] = record_field(r, "valid_from");
	way_add(m, key, n);
}

/* ---- names in memory ---- */

/* What a row is called in one way: the texts of its fields; false: one is not known, so it has no such name. */
struct name { const char *part[KEY_MAX]; };

static bool line_named(const struct match *m, const struct import_row *row, int w, struct name *out)
{
	const struct way *way = &m->way[w];

	for (int i = 0; i < way->n; i++) {
		out->part[i] = row->text[way->column[i]];
		if (!out->part[i] || !*out->part[i])
			return false;
	}
	return w != BY_ID || row->said;
}

static uint32_t name_hash(const struct match *m, int w, const struct name *name, int64_t id)
{
	uint32_t h = 2166136261u ^ (uint32_t)w;

	for (int i = 0; w == BY_ID && i < 8; i++)
		h = (h ^ (uint32_t)(id >> 8 * i & 0xff)) * 16777619u;
	for (int i = 0; i < m->way[w].n; i++) {
		for (const char *s = name->part[i]; *s; s++)
			h = (h ^ (unsigned char)*s) * 16777619u;
		h = (h ^ 31) * 16777619u;
	}
	return h ^ h >> 15;
}

/* The place of a name: the line that bears it, or free. */
static struct slot *slot_of(struct match *m, int w, const struct name *name, int64_t id, uint32_t *hash)
{
	uint32_t h = *hash = name_hash(m, w, name, id), i = h & (m->nslots - 1);
	struct name other;

	for (; m->slot[i].row; i = (i + 1) & (m->nslots - 1)) {
		if (m->slot[i].hash != h)
			continue;
		const struct import_row *row = &m->plan->row[m->slot[i].row - 1];
		bool same = line_named(m, row, w, &other) && (w != BY_ID || row->said == id);
		for (int k = 0; k < m->way[w].n && same; k++)
			same = strcmp(name->part[k], other.part[k]) == 0;
		if (same)
			break;
	}
	return &m->slot[i];
}

/* Two lines that would be one row: the second is at fault, and names the first. */
static void line_name(struct match *m, int i)
{
	struct import_plan *p = m->plan;
	struct import_row *row = &p->row[i];
	struct name name;
	uint32_t hash;

	for (int w = 0; w < m->nways; w++) {
		if (!line_named(m, row, w, &name))
			continue;
		struct slot *s = slot_of(m, w, &name, row->said, &hash);
		if (s->row)
			import_note(m->mem, row, m->way[w].column[0], false,
			            arena_printf(m->scratch, "trùng với dòng %d của tệp",
			                         p->row[s->row - 1].line), NULL);
		else
			*s = (struct slot){ hash, i + 1 };
	}
}

static void rest(struct match *m)
{
	import_rest(m->plan);
	arena_rest(m->slots);
}

static void lines_name(struct match *m)
{
	struct import_plan *p = m->plan;

	for (m->nslots = 64; m->nslots < (uint32_t)p->nrows * (uint32_t)m->nways * 2; )
		m->nslots *= 2;
	m->slot = NEWN(m->slots, struct slot, m->nslots);
	for (int i = 0; i < p->nrows; i++) {
		line_name(m, i);
		if (i % REST == 0)
			rest(m);
	}
}

/* ---- rows here ---- */

static const char *stored_text(struct match *m, const struct row *row, int field)
{
	return kind_text(m->scratch, &m->plan->rec->fields[field], row->cell[m->cell[field]]);
}

static bool fixed(const struct import_plan *p, int column)
{
	return p->rec->fields[p->column[column].field].flags & F_FIXED;
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
		const char *old = stored_text(m, stored, p->column[c].field);
		if (strcmp(old, row->text[c]) == 0)
			continue;
		row->old[c] = arena_text(m->mem, old);
		row->verdict = ROW_CHANGED;
		if (*old && fixed(p, c) && p->reason)
			import_note(m->mem, row, c, true,
			            "đã ghi thì không đổi; sửa vì ghi sai, theo lý do đã nêu", NULL);
	}
	if (bad)
		row->verdict = ROW_BAD;
}

/* By one way it is this row, by another that: which, nobody can say. */
static void two_rows(struct match *m, struct import_row *row, int column, int64_t other)
{
	import_note(m->mem, row, column, false,
	            arena_printf(m->scratch, "dòng này ứng với hai %s khác nhau: số %lld và số %lld",
	                         m->plan->rec->label, (long long)row->id, (long long)other), NULL);
}

static bool stored_named(struct match *m, const struct row *stored, int w, struct name *out)
{
	for (int i = 0; i < m->way[w].n; i++) {
		out->part[i] = stored_text(m, stored, m->way[w].field[i]);
		if (!*out->part[i])
			return false;
	}
	return true;
}

static bool match_row(void *arg, const struct row *stored)
{
	struct match *m = arg;
	struct arena_mark mark = arena_mark(m->scratch);
	int64_t id = stored->cell[0].i;
	struct name name;
	uint32_t hash;

	for (int w = 0; w < m->nways; w++) {
		const struct slot *s = stored_named(m, stored, w, &name) ? slot_of(m, w, &name, id, &hash) : NULL;
		struct import_row *row = s && s->row ? &m->plan->row[s->row - 1] : NULL;
		if (!row || row->id == id)
			continue;
		if (row->id)
			two_rows(m, row, m->way[w].column[0], id);
		else
			compare(m, row, stored);
	}
	arena_reset(m->scratch, mark);
	if (++m->nread % REST == 0)
		rest(m);
	return true;
}

/* Only what is compared or names a row is read. */
static void columns_choose(struct match *m, struct query *q, const char *t)
{
	const struct record *r = m->plan->rec;
	int n = 0;

	m->cell = NEWN(m->ctx->mem, int, r->nfields);
	for (int i = 0; i < 2; i++) {
		build_literal(&q->b, n++ ? ", " : "SELECT ");
		query_column(q, t, m->table->column[i]);
	}
	for (int f = 0; f < r->nfields; f++) {
		m->cell[f] = -1;
		if (column_of(m->plan, f) < 0)
			continue;
		m->cell[f] = n++;
		build_literal(&q->b, ", ");
		query_column(q, t, r->fields[f].name);
	}
}

static bool rows_read(struct match *m)
{
	struct query q = query_new(m->ctx, (struct clock){ .on = m->ctx->today }, (struct period){ 0 });
	const char *t = query_alias(&q);
	struct sql sql;
	struct args args;

	columns_choose(m, &q, t);
	build_sql(&q.b, " FROM ");
	query_table(&q, m->plan->rec, t);
	build_sql(&q.b, " WHERE ");
	return query_allowed(&q, m->plan->rec, t) && query_end(&q, &sql, &args) &&
	       db_stream(m->ctx->db, sql, args, match_row, m);
}

/* A number that no row here has, or none that this user may read. */
static void unknown_numbers(struct match *m)
{
	struct import_plan *p = m->plan;
	int column = m->way[BY_ID].column[0];

	for (int i = 0; i < p->nrows && column >= 0; i++) {
		struct import_row *row = &p->row[i];
		if (row->said && row->id != row->said && !row->id)
			import_note(m->mem, row, column, false,
			            arena_printf(m->mem, "không có %s số %lld trong phạm vi của bạn", p->rec->label,
			                         (long long)row->said), NULL);
		else if (row->said && row->id != row->said)
			two_rows(m, row, column, row->said);
		if (i % REST == 0)
			import_rest(p);
	}
}

bool import_match(struct ctx *ctx, struct arena *a, struct import_plan *plan)
{
	struct match m = { .ctx = ctx, .mem = a, .scratch = arena_new(0), .plan = plan,
	                   .table = catalog_table(ctx->catalog, plan->rec), .slots = arena_on_disk(SLOTS_BYTES) };

	ways_find(&m);
	lines_name(&m);
	bool ok = (m.nways == 1 && m.way[BY_ID].column[0] < 0) || rows_read(&m);
	if (ok)
		unknown_numbers(&m);
	arena_free(m.slots);
	arena_free(m.scratch);
	return ok;
}

bool import_show(struct ctx *ctx, const struct import_plan *p, int column, const char *text, const char **out)
{
	const struct field *f = &p->rec->fields[p->column[column].field];
	struct value v = value_null();

	*out = NULL;
	if (!kind_parse(ctx, f, f->name, text, ctx->today, &v) ||
	    !list_value_titles(ctx, p->rec, f, (struct clock){ .on = ctx->today }, &v, 1, out))
		return false;
	if (!*out)
		*out = kind_show(ctx, p->rec, f, v);
	return true;
}
