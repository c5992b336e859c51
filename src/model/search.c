#include "model/search.h"

#include <string.h>

#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/keep.h"
#include "model/query.h"
#include "model/unit.h"

/* All different names one after another, each as "fold\nlower" and a NUL, so that one pass of memory answers; rows that
 * are called the same lie together.  A row's node is its home's place in today's tree; -1: it has none. */
struct names {
	const char *text; size_t size;
	const uint32_t *at;             /* by name: where it begins; and the end */
	const int32_t *first;           /* by name: its first row; and the end */
	int n;
	const int64_t *id;              /* by row, in order */
	const int32_t *node;
	int nrows;
};

/* ---- what is kept ---- */

static bool title_path(const struct ctx *ctx, const struct record *rec, struct path *p)
{
	int title = rec->title ? record_field(rec, rec->title) : -1;

	*p = (struct path){ .n = 0, .rec = { rec } };
	if (title < 0 || !path_add(p, rec, title) || !path_title(ctx->catalog, p))
		return false;
	const struct field *f = path_field(p);
	return f && (f->flags & F_SEARCH) && (f->flags & F_SORT);
}

static int home_of(const struct record *rec)
{
	const char *name = rec->home ? rec->home : rec->unit;
	int f = name ? record_field(rec, name) : -1;

	return f >= 0 && field_stored(&rec->fields[f]) ? f : -1;
}

bool search_can(const struct ctx *ctx, const struct record *rec)
{
	struct path p;

	return !rec->dated && (home_of(rec) >= 0 || (rec->unit && strcmp(rec->unit, "id") == 0)) &&
	       title_path(ctx, rec, &p);
}

static bool names_query(struct query *q, const struct record *rec, struct sql *sql, struct args *args)
{
	const char *t = query_alias(q);
	int home = home_of(rec);
	struct path p, h = { .n = 0, .rec = { rec } };

	if (!title_path(q->ctx, rec, &p) || (home >= 0 && !path_add(&h, rec, home)))
		return false;
	build_sql(&q->b, "SELECT ");
	build_literal(&q->b, t);
	build_sql(&q->b, ".\"id\", ");
	if (!query_path_part(q, &p, "_fold", t))
		return false;
	build_sql(&q->b, ", ");
	if (!query_path(q, &h, t))
		return false;
	build_sql(&q->b, " FROM ");
	query_table(q, rec, t);
	build_sql(&q->b, " ORDER BY ");
	if (!query_path_part(q, &p, "_key", t))
		return false;
	build_sql(&q->b, ", ");
	build_literal(&q->b, t);
	build_sql(&q->b, ".\"id\"");
	return query_end(q, sql, args);
}

static void close_arena(void *mem)
{
	arena_free(mem);
}

struct filling {
	struct arena *mem;
	const struct tree *tree;
	char *text; size_t size, room;
	uint32_t *at; int nat;
	int32_t *first; int nfirst;
	int64_t *id; int n;
	int32_t *node; int nnode;
};

static void text_add(struct filling *f, const char *fold, size_t len)
{
	if (f->size + len > f->room) {
		size_t room = f->room ? 2 * f->room : 1 << 16;
		char *text = arena_alloc(f->mem, room + len, 1);
		if (f->size)
			memcpy(text, f->text, f->size);
		f->text = text;
		f->room = room + len;
	}
	memcpy(f->text + f->size, fold, len);
	f->size += len;
}

static bool name_add(void *arg, const struct row *row)
{
	struct filling *f = arg;
	const char *fold = row->cell[1].type == T_TEXT ? row->cell[1].text : "";

	if (!f->nat || strcmp(f->text + f->at[f->nat - 1], fold) != 0) {
		PUSH(f->mem, f->at, f->nat, (uint32_t)f->size);
		PUSH(f->mem, f->first, f->nfirst, f->n);
		text_add(f, fold, strlen(fold) + 1);
	}
	PUSH(f->mem, f->id, f->n, row->cell[0].i);
	PUSH(f->mem, f->node, f->nnode, row->cell[2].type == T_INT ? tree_find(f->tree, row->cell[2].i) : -1);
	return true;
}

/* What grew by doubling is kept at its size: the arena of the growing is given back. */
static struct names *names_settle(struct arena *mem, struct filling *f)
{
	struct names *s = NEW(mem, struct names);
	int n = f->nat;

	PUSH(f->mem, f->at, f->nat, (uint32_t)f->size);
	PUSH(f->mem, f->first, f->nfirst, f->n);
	*s = (struct names){
		.text = arena_copy(mem, f->size ? f->text : "", f->size), .size = f->size,
		.at = arena_copy(mem, f->at, (size_t)f->nat * sizeof *f->at),
		.first = arena_copy(mem, f->first, (size_t)f->nfirst * sizeof *f->first), .n = n,
		.id = arena_copy(mem, f->n ? (const void *)f->id : "", (size_t)f->n * sizeof *f->id),
		.node = arena_copy(mem, f->n ? (const void *)f->node : "", (size_t)f->n * sizeof *f->node), .nrows = f->n,
	};
	return s;
}

/* Which record types the names are read from never changes: it is kept beside them, so that asking whether they are
 * still good puts no query together. */
struct names_reads { bool *reads; };

static bool names_make(struct ctx *ctx, const struct record *rec, const struct tree *tree, const char *key,
                       const struct names **out)
{
	struct query q = query_new(ctx, (struct clock){ ctx->today, 0 }, (struct period){ { 0 }, { 0 } });
	struct filling f = { .mem = arena_new(0), .tree = tree };
	struct sql sql;
	struct args args;
	int64_t stamp;

	arena_closer(ctx->mem, close_arena, f.mem);
	if (!names_query(&q, rec, &sql, &args))
		return false;
	q.reads[catalog_index(ctx->catalog, catalog_record(ctx->catalog, "unit"))] = true;
	q.reads[catalog_index(ctx->catalog, catalog_record(ctx->catalog, "unit_status"))] = true;
	if (!keep_stamp_reads(ctx, q.reads, &stamp) || !db_stream(ctx->db, sql, args, name_add, &f))
		return false;
	struct arena *mem = arena_new(0), *mem_reads = arena_new(0);
	struct names_reads *reads = NEW(mem_reads, struct names_reads);
	reads->reads = arena_copy(mem_reads, q.reads, (size_t)ctx->catalog->nrecords * sizeof *q.reads);
	(void)keep_put(ctx, arena_printf(ctx->mem, "reads:%s", key), 1, mem_reads, reads);
	*out = keep_put(ctx, key, stamp, mem, names_settle(mem, &f));
	return true;
}

static bool names_load(struct ctx *ctx, const struct record *rec, const struct tree *tree, const struct names **out)
{
	const char *key = arena_printf(ctx->mem, "names:%s:%d", rec->name, ctx->today.ymd);
	const struct names_reads *reads = keep_find(ctx, arena_printf(ctx->mem, "reads:%s", key), 1);
	int64_t stamp;

	if (reads) {
		if (!keep_stamp_reads(ctx, reads->reads, &stamp))
			return false;
		*out = keep_find(ctx, key, stamp);
		if (*out)
			return true;
	}
	return names_make(ctx, rec, tree, key, out);
}

/* ---- who may see what ---- */

/* By node of today's tree; NULL: everything. */
static bool seen_nodes(struct ctx *ctx, const struct record *rec, const struct tree *tree, int64_t under,
                       const bool **out)
{
	struct scope scope;

	*out = NULL;
	if (!access_may(ctx, rec, "read"))
		return err_add(ctx->errs, ERR_DENIED, "Bạn không có quyền xem %s", rec->label);
	if (!access_scope(ctx, rec, "read", &scope))
		return false;
	if (scope.all && !under)
		return true;
	bool *seen = NEWN(ctx->mem, bool, tree->n + 1);
	int top = under ? tree_find(tree, under) : -1;
	for (size_t i = 0; !scope.all && i < scope.n; i++) {
		int node = tree_find(tree, scope.unit[i]);
		if (node >= 0)
			seen[node] = true;
	}
	for (int i = 0; i < tree->n; i++)
		seen[i] = (scope.all || seen[i]) && (!under || (top >= 0 && i >= top && i <= tree->node[top].last));
	*out = seen;
	return true;
}

/* ---- the pass ---- */

/* The name in which this place of the text lies. */
static int name_at(const struct names *s, size_t at, int from)
{
	int low = from, high = s->n - 1;

	for (int step = 1; low + step < s->n && s->at[low + step] <= at; step *= 2)
		low += step;
	while (low < high) {
		int mid = low + (high - low + 1) / 2;
		if (s->at[mid] <= at)
			low = mid;
		else
			high = mid - 1;
	}
	return low;
}

static void take_rows(const struct names *s, int name, const bool *seen, int most, int64_t *id, struct found *out)
{
	for (int row = s->first[name]; row < s->first[name + 1]; row++) {
		if (seen && (s->node[row] < 0 || !seen[s->node[row]]))
			continue;
		if (out->n < most)
			id[out->n++] = s->id[row];
		out->total++;
	}
}

static void pass(struct arena *a, const struct names *s, const char *needle, const bool *seen, int most,
                 struct found *out)
{
	int64_t *id = NEWN(a, int64_t, most + 1);
	size_t len = strlen(needle), at = 0;
	int name = 0;

	while (at < s->size) {
		const char *hit = memmem(s->text + at, s->size - at, needle, len);
		if (!hit)
			break;
		name = name_at(s, (size_t)(hit - s->text), name);
		take_rows(s, name, seen, most, id, out);
		at = s->at[++name];
	}
	out->id = id;
}

bool search_names(struct ctx *ctx, const struct record *rec, const char *text, int64_t under, int most,
                  struct found *out)
{
	const char *fold = text_fold(ctx->mem, text), *lower = text_lower(ctx->mem, text);
	const struct names *names;
	const struct tree *tree;
	const bool *seen;

	*out = (struct found){ 0 };
	if (!tree_load(ctx, (struct clock){ ctx->today, 0 }, &tree) || !seen_nodes(ctx, rec, tree, under, &seen) ||
	    !names_load(ctx, rec, tree, &names))
		return false;
	if (*fold && names->n)
		pass(ctx->mem, names, strcmp(fold, lower) == 0 ? fold : lower, seen, most, out);
	return true;
}
