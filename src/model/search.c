#include "model/search.h"

#include <string.h>

#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/keep.h"
#include "model/query.h"
#include "model/unit.h"

/* All different names one after another, each with a NUL, so that one pass of memory answers; rows that are called the
 * same lie together. */
struct texts {
	const char *text; size_t size;
	const uint32_t *at;             /* by name: where it begins; and the end */
	const int32_t *first;           /* by name: its first row; and the end */
	int n;
};

/* Folded and with their tones; rows in order.  A row's node is its home's place in today's tree; -1: it has none. */
struct names {
	struct texts fold, lower;
	const int64_t *id;
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
	query_column(q, t, "id");
	build_sql(&q->b, ", ");
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
	query_column(q, t, "id");
	return query_end(q, sql, args);
}

static void close_arena(void *mem)
{
	arena_free(mem);
}

struct growing { char *text; size_t size, room; uint32_t *at; int nat; int32_t *first; int nfirst; };
struct filling {
	struct arena *mem;
	const struct tree *tree;
	struct growing fold, lower;
	int64_t *id; int n;
	int32_t *node; int nnode;
};

static void room_make(struct arena *mem, struct growing *g, size_t more)
{
	if (g->size + more <= g->room)
		return;
	size_t room = (g->room ? 2 * g->room : 1 << 16) + more;
	char *text = arena_alloc(mem, room, 1);
	if (g->size)
		memcpy(text, g->text, g->size);
	g->text = text;
	g->room = room;
}

/* A name that is the last one's again is not written again. */
static void text_add(struct arena *mem, struct growing *g, const char *text, size_t len, int row)
{
	const char *last = g->nat ? g->text + g->at[g->nat - 1] : NULL;

	if (last && strlen(last) == len && memcmp(last, text, len) == 0)
		return;
	room_make(mem, g, len + 1);
	PUSH(mem, g->at, g->nat, (uint32_t)g->size);
	PUSH(mem, g->first, g->nfirst, row);
	memcpy(g->text + g->size, text, len);
	g->text[g->size + len] = '\0';
	g->size += len + 1;
}

/* The column holds "fold\nlower". */
static bool name_add(void *arg, const struct row *row)
{
	struct filling *f = arg;
	const char *fold = row->cell[1].type == T_TEXT ? row->cell[1].text : "";
	size_t len = strcspn(fold, "\n");
	const char *lower = fold[len] ? fold + len + 1 : "";

	text_add(f->mem, &f->fold, fold, len, f->n);
	text_add(f->mem, &f->lower, lower, strlen(lower), f->n);
	PUSH(f->mem, f->id, f->n, row->cell[0].i);
	PUSH(f->mem, f->node, f->nnode, row->cell[2].type == T_INT ? tree_find(f->tree, row->cell[2].i) : -1);
	return true;
}

static struct texts texts_settle(struct arena *mem, struct filling *f, struct growing *g)
{
	int n = g->nat;

	PUSH(f->mem, g->at, g->nat, (uint32_t)g->size);
	PUSH(f->mem, g->first, g->nfirst, f->n);
	return (struct texts){
		.text = arena_copy(mem, g->size ? g->text : "", g->size), .size = g->size,
		.at = arena_copy(mem, g->at, (size_t)g->nat * sizeof *g->at),
		.first = arena_copy(mem, g->first, (size_t)g->nfirst * sizeof *g->first), .n = n,
	};
}

/* What grew by doubling is kept at its size: the arena of the growing is given back. */
static struct names *names_settle(struct arena *mem, struct filling *f)
{
	struct names *s = NEW(mem, struct names);

	*s = (struct names){
		.fold = texts_settle(mem, f, &f->fold), .lower = texts_settle(mem, f, &f->lower),
		.id = arena_copy(mem, f->n ? (const void *)f->id : "", (size_t)f->n * sizeof *f->id),
		.node = arena_copy(mem, f->n ? (const void *)f->node : "", (size_t)f->n * sizeof *f->node),
		.nrows = f->n,
	};
	return s;
}

static bool names_make(struct ctx *ctx, const struct record *rec, const struct tree *tree, const char *key,
                       const void **out, int64_t *stamp)
{
	struct query q = query_new(ctx, (struct clock){ ctx->today, 0 }, (struct period){ { 0 }, { 0 } });
	struct filling f = { .mem = arena_new(0), .tree = tree };
	struct sql sql;
	struct args args;

	arena_closer(ctx->mem, close_arena, f.mem);
	if (!names_query(&q, rec, &sql, &args))
		return false;
	keep_reads(ctx, q.reads, "unit", "unit_status", NULL);
	if (!db_stream(ctx->db, sql, args, name_add, &f))
		return false;
	struct arena *mem = arena_new(0);
	return keep_put_read(ctx, key, q.reads, mem, names_settle(mem, &f), out, stamp);
}

static bool names_load(struct ctx *ctx, const struct record *rec, const struct tree *tree, const struct names **out,
                       int64_t *stamp)
{
	const char *key = arena_printf(ctx->mem, "names:%s:%d", rec->name, ctx->today.ymd);
	const void *found;

	if (!keep_find_read(ctx, key, &found, stamp) ||
	    (!found && !names_make(ctx, rec, tree, key, &found, stamp)))
		return false;
	*out = found;
	return true;
}

/* ---- who may see what ---- */

static const bool *seen_make(struct arena *mem, const struct tree *tree, const struct scope *scope, int64_t under)
{
	bool *seen = NEWN(mem, bool, tree->n + 1);
	int top = under ? tree_find(tree, under) : -1;
	for (size_t i = 0; !scope->all && i < scope->n; i++) {
		int node = tree_find(tree, scope->unit[i]);
		if (node >= 0)
			seen[node] = true;
	}
	for (int i = 0; i < tree->n; i++)
		seen[i] = (scope->all || seen[i]) && (!under || (top >= 0 && i >= top && i <= tree->node[top].last));
	return seen;
}

/* By node of today's tree; NULL: everything.  Kept for all who have the same rights. */
static bool seen_nodes(struct ctx *ctx, const struct record *rec, const struct tree *tree, int64_t under,
                       const bool **out)
{
	const char *key = arena_printf(ctx->mem, "seen:%s:%lld:%d:%s", rec->name, (long long)under, ctx->today.ymd,
	                               access_digest(ctx));
	struct scope scope;
	int64_t stamp;

	*out = NULL;
	if (!access_may(ctx, rec, "read"))
		return err_add(ctx->errs, ERR_DENIED, "Bạn không có quyền xem %s", rec->label);
	if (!keep_stamp(ctx, &stamp, "unit", "unit_status", NULL))
		return false;
	if ((*out = keep_find(ctx, key, stamp)))
		return true;
	if (!access_scope(ctx, rec, "read", &scope))
		return false;
	if (scope.all && !under)
		return true;
	struct arena *mem = arena_new(0);
	*out = keep_put(ctx, key, stamp, mem, seen_make(mem, tree, &scope, under));
	return true;
}

/* ---- the pass ---- */

/* The name in which this place of the text lies. */
static int name_at(const struct texts *s, size_t at, int from)
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

static void take_rows(const struct names *s, int row, int end, const bool *seen, int most, int64_t *id,
                      struct found *out)
{
	for (; row < end; row++) {
		if (seen && (s->node[row] < 0 || !seen[s->node[row]]))
			continue;
		if (out->n < most)
			id[out->n++] = s->id[row];
		out->total++;
	}
}

static void pass(struct arena *a, const struct names *s, const struct texts *t, const char *needle, const bool *seen,
                 int most, struct found *out)
{
	int64_t *id = NEWN(a, int64_t, most + 1);
	size_t len = strlen(needle), at = 0;
	int name = 0;

	while (at < t->size) {
		const char *hit = memmem(t->text + at, t->size - at, needle, len);
		if (!hit)
			break;
		name = name_at(t, (size_t)(hit - t->text), name);
		take_rows(s, t->first[name], t->first[name + 1], seen, most, id, out);
		at = t->at[++name];
	}
	out->id = id;
}

/* ---- what was found may be asked again: while one types, and by who looks at the next page ---- */

struct wanted { const struct record *rec; const char *text; int64_t under; int most; };

static bool look(struct ctx *ctx, const struct wanted *w, const struct tree *tree, const struct names *names,
                 struct found *out)
{
	const char *fold = text_fold(ctx->mem, w->text), *lower = text_lower(ctx->mem, w->text);
	bool plain = strcmp(fold, lower) == 0;
	const bool *seen;

	if (!seen_nodes(ctx, w->rec, tree, w->under, &seen))
		return false;
	if (*fold && names->nrows)
		pass(ctx->mem, names, plain ? &names->fold : &names->lower, plain ? fold : lower, seen, w->most, out);
	return true;
}

static const struct found *found_keep(struct ctx *ctx, const char *key, int64_t stamp, const struct found *f)
{
	struct arena *mem = arena_new(0);
	struct found *copy = NEW(mem, struct found);

	*copy = (struct found){
		f->total, arena_copy(mem, f->n ? (const void *)f->id : "", (size_t)f->n * sizeof *f->id), f->n,
	};
	return keep_put(ctx, key, stamp, mem, copy);
}

bool search_names(struct ctx *ctx, const struct record *rec, const char *text, int64_t under, int most,
                  struct found *out)
{
	struct wanted w = { rec, text, under, most };
	const struct names *names;
	const struct tree *tree;
	int64_t stamp;

	*out = (struct found){ 0 };
	if (!tree_load(ctx, (struct clock){ ctx->today, 0 }, &tree) ||
	    !names_load(ctx, rec, tree, &names, &stamp))
		return false;
	const char *key = arena_printf(ctx->mem, "found:%s:%s:%lld:%d:%d:%s", rec->name, access_digest(ctx),
	                               (long long)under, most, ctx->today.ymd, text);
	const struct found *kept = keep_find(ctx, key, stamp);
	if (!kept) {
		if (!look(ctx, &w, tree, names, out))
			return false;
		kept = found_keep(ctx, key, stamp, out);
	}
	*out = *kept;
	return true;
}
