/* Names are read from the database in order, whole once, then only what changed: what was there before stands in the
 * same order, so both are merged by the bytes they are ordered by. */
#include "model/names.h"

#include <stdlib.h>
#include <string.h>

#include "model/catalog.h"
#include "model/keep.h"
#include "model/query.h"

enum { CHANGED_MAX = 2000 };    /* more changed rows than this: all are read anew */

/* ---- which types ---- */

/* Only by references from row to row, so that what changed can be asked for by entry. */
static bool title_path(const struct ctx *ctx, const struct record *rec, struct path *p)
{
	int title = rec->title ? record_field(rec, rec->title) : -1;

	*p = (struct path){ .n = 0, .rec = { rec } };
	if (title < 0 || !path_add(p, rec, title) || !path_title(ctx->catalog, p))
		return false;
	for (int i = 0; i < p->n; i++) {
		const struct field *f = &p->rec[i]->fields[p->field[i]];
		if (!field_stored(f) || (i + 1 < p->n && f->kind != K_REF))
			return false;
	}
	return path_field(p)->flags & F_SEARCH && path_field(p)->flags & F_SORT;
}

static bool home_path(const struct record *rec, struct path *p)
{
	const char *name = rec->home ? rec->home : rec->unit;
	int f = name ? record_field(rec, name) : -1;

	*p = (struct path){ .n = 0, .rec = { rec } };
	return f >= 0 && field_stored(&rec->fields[f]) && path_add(p, rec, f);
}

bool names_can(const struct ctx *ctx, const struct record *rec)
{
	struct path p;

	return !rec->dated && home_path(rec, &p) && title_path(ctx, rec, &p);
}

/* ---- asking ---- */

/* changed NULL: all rows.  A row without a name is the last. */
static bool names_query(struct query *q, const struct record *rec, const struct value *changed, struct sql *sql,
                        struct args *args)
{
	const char *t = query_alias(q);
	struct path title, home;

	if (!title_path(q->ctx, rec, &title) || !home_path(rec, &home))
		bug("%s has no names", rec->name);
	build_sql(&q->b, "SELECT ");
	query_column(q, t, "id");
	build_sql(&q->b, ", ");
	if (!query_path(q, &home, t))
		return false;
	build_sql(&q->b, ", ");
	if (!query_path_part(q, &title, "_fold", t))
		return false;
	build_sql(&q->b, ", ");
	if (!query_path_part(q, &title, "_key", t))
		return false;
	build_sql(&q->b, " FROM ");
	query_table(q, rec, t);
	if (changed) {
		build_sql(&q->b, " WHERE ");
		query_column(q, t, "id");
		build_in(&q->b, build_arg(&q->b, *changed));
	}
	build_sql(&q->b, " ORDER BY 4 NULLS LAST, 1");
	return query_end(q, sql, args);
}

/* The rows whose text at the path's end may be another since the entry. */
static void changed_emit(struct build *b, const struct path *p, int step, int since)
{
	build_sql(b, "SELECT id FROM main.");
	build_name(b, p->rec[step]->name);
	build_sql(b, " WHERE entry > ");
	build_param(b, since);
	if (step + 1 == p->n)
		return;
	build_sql(b, " UNION SELECT id FROM main.");
	build_name(b, p->rec[step]->name);
	build_sql(b, " WHERE ");
	build_name(b, p->rec[step]->fields[p->field[step]].name);
	build_sql(b, " IN (");
	changed_emit(b, p, step + 1, since);
	build_sql(b, ")");
}

/* In order of their numbers: what was written, what is called by something written, and what is no longer there. */
static bool changed_read(struct ctx *ctx, const struct record *rec, int64_t entry, struct rows *out)
{
	struct build b = build_new(ctx->db);
	int since = build_arg(&b, value_int(entry));
	struct path p;

	if (!title_path(ctx, rec, &p))
		bug("%s has no names", rec->name);
	changed_emit(&b, &p, 0, since);
	build_sql(&b, " UNION SELECT id FROM main.");
	build_name(&b, arena_printf(ctx->mem, "%s_past", rec->name));
	build_sql(&b, " WHERE until > ");
	build_param(&b, since);
	build_sql(&b, " ORDER BY 1 LIMIT ");
	build_value(&b, value_int(CHANGED_MAX + 1));
	return db_many(ctx->db, build_end(&b), build_args(&b), out);
}

/* ---- what grows ---- */

struct bytes { char *s; size_t n, room; };

static void bytes_add(struct arena *a, struct bytes *b, const void *p, size_t n)
{
	if (b->n + n > b->room) {
		b->room = 2 * (b->room + n) + 4096;
		char *s = arena_alloc(a, b->room, 1);
		if (b->n)
			memcpy(s, b->s, b->n);
		b->s = s;
	}
	memcpy(b->s + b->n, p, n);
	b->n += n;
}

static void numbers_add(struct arena *a, struct bytes *b, size_t number)
{
	bytes_add(a, b, &(uint32_t){ (uint32_t)number }, sizeof(uint32_t));
}

static uint32_t number_at(const struct bytes *b, size_t i)
{
	return ((const uint32_t *)(const void *)b->s)[i];
}

static const void *settle(struct arena *mem, const struct bytes *b)
{
	return arena_copy(mem, b->n ? b->s : "", b->n);
}

/* Texts, each with a number of its own, found by a hash. */
struct pool { struct bytes text, at; uint32_t *slot, nslots, n; };

static uint32_t slot_of(const struct pool *p, const char *s, size_t len)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)s[i]) * 0x100000001b3u;
	uint32_t slot = (uint32_t)(h ^ h >> 32) & (p->nslots - 1);
	for (; p->slot[slot]; slot = (slot + 1) & (p->nslots - 1)) {
		uint32_t word = p->slot[slot] - 1, from = number_at(&p->at, word), to = number_at(&p->at, word + 1) - 1;
		if (to - from == len && memcmp(p->text.s + from, s, len) == 0)
			break;
	}
	return slot;
}

static void pool_widen(struct arena *a, struct pool *p)
{
	if (!p->nslots)
		numbers_add(a, &p->at, 0);
	p->nslots = p->nslots ? 2 * p->nslots : 1024;
	p->slot = NEWN(a, uint32_t, p->nslots);
	for (uint32_t i = 0; i < p->n; i++) {
		uint32_t from = number_at(&p->at, i), to = number_at(&p->at, i + 1) - 1;
		p->slot[slot_of(p, p->text.s + from, to - from)] = i + 1;
	}
}

static uint32_t pool_number(struct arena *a, struct pool *p, const char *s, size_t len)
{
	if (2 * (p->n + 1) > p->nslots)
		pool_widen(a, p);
	uint32_t slot = slot_of(p, s, len);
	if (!p->slot[slot]) {
		bytes_add(a, &p->text, s, len);
		bytes_add(a, &p->text, "", 1);
		numbers_add(a, &p->at, p->text.n);
		p->slot[slot] = ++p->n;
	}
	return p->slot[slot] - 1;
}

/* ---- names being made ---- */

/* What of a name there is of one kind, one name after another: at[i] is where name i begins.  What lies behind the
 * last `at` is the name under way. */
struct parts { struct bytes all, at; size_t size; };
struct way { struct pool pool; struct parts run; };
struct making {
	struct arena *mem;
	const struct names *old;        /* what was there before; empty: nothing */
	const struct rows *changed;     /* of it: these rows are left out */
	struct way fold, lower;
	struct parts key;
	struct bytes first, id, place, home;
	struct pool homes;
	int row, name;                  /* the next one of `old` */
};

static const char *under_way(const struct parts *p, int nnames, size_t *n)
{
	size_t from = number_at(&p->at, (size_t)nnames) * p->size;

	*n = p->all.n - from;
	return p->all.s + from;
}

/* That the name under way is the last one's again. */
static bool again(const struct parts *p, int nnames)
{
	size_t n, last = number_at(&p->at, (size_t)nnames - 1) * p->size;
	const char *now = under_way(p, nnames, &n);

	return (size_t)(now - p->all.s) - last == n && (!n || memcmp(p->all.s + last, now, n) == 0);
}

static void parts_end(struct arena *a, struct parts *p)
{
	numbers_add(a, &p->at, p->all.n / p->size);
}

static void parts_drop(struct parts *p, int nnames)
{
	p->all.n = number_at(&p->at, (size_t)nnames) * p->size;
}

/* The row whose name is under way. */
static void row_end(struct making *m, int64_t id, int64_t home)
{
	struct parts *part[] = { &m->fold.run, &m->lower.run, &m->key };
	int nnames = (int)(m->first.n / sizeof(uint32_t));
	int32_t place = -1;
	bool same = nnames > 0;

	for (size_t i = 0; same && i < COUNTOF(part); i++)
		same = again(part[i], nnames);
	for (size_t i = 0; i < COUNTOF(part); i++)
		same ? parts_drop(part[i], nnames) : parts_end(m->mem, part[i]);
	if (!same)
		numbers_add(m->mem, &m->first, m->id.n / sizeof id);
	bytes_add(m->mem, &m->id, &id, sizeof id);
	if (home) {
		place = (int32_t)pool_number(m->mem, &m->homes, (const char *)&home, sizeof home);
		if ((size_t)place == m->home.n / sizeof home)
			bytes_add(m->mem, &m->home, &home, sizeof home);
	}
	bytes_add(m->mem, &m->place, &place, sizeof place);
}

/* A word that stood in the old names has the same number in the new ones. */
static void way_copy(struct arena *a, struct way *w, const struct words *old, int name)
{
	bytes_add(a, &w->run.all, old->run + old->at[name],
	          (size_t)(old->at[name + 1] - old->at[name]) * sizeof *old->run);
}

static void way_words(struct arena *a, struct way *w, const char *s, size_t len)
{
	const char *end = s + len;

	for (;;) {
		const char *blank = memchr(s, ' ', (size_t)(end - s));
		numbers_add(a, &w->run.all, pool_number(a, &w->pool, s, (size_t)((blank ? blank : end) - s)));
		if (!blank)
			return;
		s = blank + 1;
	}
}

static bool left_out(const struct rows *changed, int64_t id)
{
	int low = 0, high = changed->n;

	while (low < high) {
		int mid = low + (high - low) / 2;
		if (changed->row[mid].cell[0].i < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < changed->n && changed->row[low].cell[0].i == id;
}

static void old_row(struct making *m)
{
	const struct names *old = m->old;
	int row = m->row++, place = old->place[row], name = m->name;

	if ((uint32_t)m->row == old->first[name + 1])
		m->name++;
	if (left_out(m->changed, old->id[row]))
		return;
	way_copy(m->mem, &m->fold, &old->fold, name);
	way_copy(m->mem, &m->lower, &old->lower, name);
	bytes_add(m->mem, &m->key.all, old->key + old->key_at[name], old->key_at[name + 1] - old->key_at[name]);
	row_end(m, old->id[row], place < 0 ? 0 : old->home[place]);
}

/* As the query orders: by the bytes, none last, then by number. */
static bool old_before(const struct making *m, struct value key, int64_t id)
{
	const struct names *o = m->old;
	size_t at = o->key_at[m->name], n = o->key_at[m->name + 1] - at;

	if (!n || !key.n)
		return n || (!key.n && o->id[m->row] < id);
	int order = memcmp(o->key + at, key.bytes, n < key.n ? n : key.n);
	if (order)
		return order < 0;
	return n != key.n ? n < key.n : o->id[m->row] < id;
}

/* Cells: id, home, "fold\nlower", key. */
static bool new_row(void *arg, const struct row *row)
{
	struct making *m = arg;
	const char *fold = row->cell[2].type == T_TEXT ? row->cell[2].text : "";
	size_t len = strcspn(fold, "\n");
	const char *lower = fold[len] ? fold + len + 1 : "";
	struct value key = row->cell[3].type == T_BYTES ? row->cell[3] : (struct value){ .n = 0 };

	while (m->row < m->old->nrows && old_before(m, key, row->cell[0].i))
		old_row(m);
	way_words(m->mem, &m->fold, fold, len);
	way_words(m->mem, &m->lower, lower, strlen(lower));
	bytes_add(m->mem, &m->key.all, key.n ? key.bytes : "", key.n);
	row_end(m, row->cell[0].i, cell_int(row->cell[1]));
	return true;
}

static void way_start(struct arena *a, struct way *w, const struct words *old)
{
	size_t len;

	w->run.size = sizeof(uint32_t);
	numbers_add(a, &w->run.at, 0);
	for (int i = 0; i < old->nwords; i++) {
		const char *s = words_text(old, (uint32_t)i, &len);
		(void)pool_number(a, &w->pool, s, len);
	}
}

static struct words way_settle(struct arena *mem, const struct way *w)
{
	uint32_t *times = NEWN(mem, uint32_t, w->pool.n + 1);

	for (size_t i = 0; i < w->run.all.n / sizeof(uint32_t); i++)
		times[number_at(&w->run.all, i)]++;
	return (struct words){
		.text = settle(mem, &w->pool.text), .word = settle(mem, &w->pool.at), .nwords = (int)w->pool.n,
		.times = times, .run = settle(mem, &w->run.all), .at = settle(mem, &w->run.at),
	};
}

/* Kept at its size: the arena of the growing is given back. */
static struct names *names_settle(struct arena *mem, struct making *m)
{
	struct names *n = NEW(mem, struct names);

	n->fold = way_settle(mem, &m->fold);
	n->lower = way_settle(mem, &m->lower);
	n->nnames = (int)(m->first.n / sizeof(uint32_t));
	n->nrows = (int)(m->id.n / sizeof(int64_t));
	numbers_add(m->mem, &m->first, (size_t)n->nrows);
	n->first = settle(mem, &m->first);
	n->id = settle(mem, &m->id);
	n->place = settle(mem, &m->place);
	n->home = settle(mem, &m->home);
	n->nhomes = (int)(m->home.n / sizeof(int64_t));
	n->key = settle(mem, &m->key.all);
	n->key_at = settle(mem, &m->key.at);
	return n;
}

/* ---- reading ---- */

static void close_arena(void *mem)
{
	arena_free(mem);
}

/* `old` and `changed` empty: all rows are read. */
static bool names_make(struct ctx *ctx, const struct record *rec, const struct names *old, const struct rows *changed,
                       struct arena *mem, struct names **out)
{
	struct query q = query_new(ctx, (struct clock){ ctx->today, 0 }, (struct period){ { 0 }, { 0 } });
	struct making m = { .mem = arena_new(0), .old = old, .changed = changed, .key.size = 1 };
	int64_t *ids = NEWN(ctx->mem, int64_t, changed->n + 1);
	struct value some = value_ids(ids, (size_t)changed->n);
	struct sql sql;
	struct args args;

	arena_closer(ctx->mem, close_arena, m.mem);
	for (int i = 0; i < changed->n; i++)
		ids[i] = changed->row[i].cell[0].i;
	numbers_add(m.mem, &m.key.at, 0);
	way_start(m.mem, &m.fold, &old->fold);
	way_start(m.mem, &m.lower, &old->lower);
	if (!names_query(&q, rec, old->nrows ? &some : NULL, &sql, &args) ||
	    !db_stream(ctx->db, sql, args, new_row, &m))
		return false;
	while (m.row < old->nrows)
		old_row(&m);
	keep_reads(ctx, q.reads, "unit", "unit_status", NULL);
	*out = names_settle(mem, &m);
	(*out)->reads = arena_copy(mem, q.reads, (size_t)ctx->catalog->nrecords * sizeof *q.reads);
	return keep_stamp_reads(ctx, q.reads, &(*out)->stamp);
}

/* What was kept is the start of what is asked if it is older: entries are dense, so what it did not know has a greater
 * one than its stamp tells.  *old then stays, else becomes empty. */
static bool start_from(struct ctx *ctx, const struct record *rec, int64_t stamp, const struct names **old,
                       struct rows *changed)
{
	static const struct names empty = { .nrows = 0 };

	*changed = (struct rows){ 0 };
	if (*old && stamp > (*old)->stamp && !changed_read(ctx, rec, (*old)->stamp - 1, changed))
		return false;
	if (*old && stamp > (*old)->stamp && changed->n <= CHANGED_MAX)
		return true;
	*old = &empty;
	*changed = (struct rows){ 0 };
	return true;
}

bool names_load(struct ctx *ctx, const struct record *rec, const struct names **out)
{
	const char *key = arena_printf(ctx->mem, "names:%s", rec->name);
	const struct names *kept = keep_find(ctx, key, 1), *old = kept;
	struct rows changed;
	struct names *made;
	int64_t stamp = 0;

	*out = kept;
	if (kept && !keep_stamp_reads(ctx, kept->reads, &stamp))
		return false;
	if (kept && kept->stamp == stamp)
		return true;
	struct arena *mem = arena_new(0);
	if (!start_from(ctx, rec, stamp, &old, &changed) || !names_make(ctx, rec, old, &changed, mem, &made)) {
		arena_free(mem);
		return false;
	}
	/* What another has read of a later snapshot stays kept. */
	bool newest = made->stamp && (!kept || kept->stamp < made->stamp);
	*out = keep_put(ctx, key, newest ? 1 : 0, mem, made);
	return true;
}

const char *words_text(const struct words *w, uint32_t word, size_t *len)
{
	*len = w->word[word + 1] - w->word[word] - 1;
	return w->text + w->word[word];
}
