#include "model/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/keep.h"

enum { KEY = 64 };

/* Each is asked in two shapes: now, and as known at an entry ($2, or the last parameter). */
#define UNITS(from, more) "SELECT id, kind, parent, code, name, type, founded_on, ended_on, successor FROM main." from \
	" WHERE founded_on <= $1" more
#define SPANS(from, more) "SELECT unit, parent, code, name, type, valid_from, valid_until FROM main." from \
	" WHERE valid_from <= $1" more
#define BEARERS(from, more) "SELECT unit, valid_until FROM main." from " WHERE code = $1 AND valid_until <= $2" more

static const struct sql units_now  = SQL_INIT(UNITS("unit", "") " ORDER BY id");
static const struct sql units_then = SQL_INIT(UNITS("unit", " AND entry <= $2") " UNION ALL "
	UNITS("unit_past", " AND entry <= $2 AND until > $2") " ORDER BY id");
static const struct sql spans_now  = SQL_INIT(SPANS("unit_status", "") " ORDER BY unit, valid_from");
static const struct sql spans_then = SQL_INIT(SPANS("unit_status", " AND entry <= $2") " UNION ALL "
	SPANS("unit_status_past", " AND entry <= $2 AND until > $2") " ORDER BY unit, valid_from");
static const struct sql bearer_now  = SQL_INIT(BEARERS("unit_status", "") " ORDER BY valid_until DESC, unit LIMIT 1");
static const struct sql bearer_then = SQL_INIT(BEARERS("unit_status", " AND entry <= $3") " UNION ALL "
	BEARERS("unit_status_past", " AND entry <= $3 AND until > $3") " ORDER BY valid_until DESC, unit LIMIT 1");
static const struct sql days_now = SQL_INIT(
	"SELECT founded_on FROM main.unit WHERE founded_on IS NOT NULL UNION "
	"SELECT ended_on FROM main.unit WHERE ended_on IS NOT NULL UNION "
	"SELECT valid_from FROM main.unit_status UNION SELECT valid_until FROM main.unit_status ORDER BY 1");
#define WRITES(of) "SELECT entry FROM main." of " UNION SELECT entry FROM main." of "_past UNION SELECT until FROM " \
	"main." of "_past"
static const struct sql entries = SQL_INIT(WRITES("unit") " UNION " WRITES("unit_status") " ORDER BY 1");

/* ---- reading units and their spans ---- */

struct raw {
	int64_t id, parent, successor;
	const char *code, *name, *type, *kind;
	struct date founded_on, ended_on;
	bool alive;
	int up;                         /* index of what it hangs under; -1: a root */
	int out;                        /* index in the tree */
};

struct loader {
	struct arena *mem, *scratch;    /* what stays; what does not */
	struct date on;
	struct raw *raw; int n;
	int at;                         /* spans come in the order of raw: where the merge stands */
	const char **word; int nwords;  /* kinds and types: few, so stored once each */
};

static const char *text_of(struct arena *a, struct value v)
{
	return v.type == T_TEXT && *v.text ? arena_text(a, v.text) : "";
}

static const char *word_of(struct loader *l, struct value v)
{
	if (v.type != T_TEXT || !*v.text)
		return "";
	for (int i = 0; i < l->nwords; i++)
		if (strcmp(l->word[i], v.text) == 0)
			return l->word[i];
	PUSH(l->scratch, l->word, l->nwords, arena_text(l->mem, v.text));
	return l->word[l->nwords - 1];
}

static bool read_unit(void *arg, const struct row *row)
{
	struct loader *l = arg;
	const struct value *c = row->cell;

	PUSH(l->scratch, l->raw, l->n, (struct raw){
		.id = cell_int(c[0]), .kind = word_of(l, c[1]), .parent = cell_int(c[2]),
		.code = text_of(l->mem, c[3]), .name = text_of(l->mem, c[4]), .type = word_of(l, c[5]),
		.founded_on = cell_date(c[6]), .ended_on = cell_date(c[7]), .successor = cell_int(c[8]), .up = -1,
	});
	return true;
}

/* The last span begun by the day stays: it either holds, or says what the unit was at its end. */
static bool read_span(void *arg, const struct row *row)
{
	struct loader *l = arg;
	const struct value *c = row->cell;
	int64_t id = cell_int(c[0]);

	while (l->at < l->n && l->raw[l->at].id < id)
		l->at++;
	if (l->at == l->n || l->raw[l->at].id != id)
		return true;
	struct raw *r = &l->raw[l->at];
	struct date until = cell_date(c[6]);
	r->parent = cell_int(c[1]);
	if (c[2].type != T_TEXT || strcmp(r->code, c[2].text) != 0)
		r->code = text_of(l->mem, c[2]);
	if (c[3].type != T_TEXT || strcmp(r->name, c[3].text) != 0)
		r->name = text_of(l->mem, c[3]);
	r->type = word_of(l, c[4]);
	r->alive = until.ymd > l->on.ymd;
	r->ended_on = r->alive ? (struct date){ 0 } : until;
	return true;
}

static bool read_all(struct ctx *ctx, struct loader *l, int64_t known)
{
	struct args now = ARGS(V(l->on)), then = ARGS(V(l->on), V(known));

	return db_stream(ctx->db, known ? units_then : units_now, known ? then : now, read_unit, l) &&
	       db_stream(ctx->db, known ? spans_then : spans_now, known ? then : now, read_span, l);
}

/* ---- placing them ---- */

static int raw_find(const struct loader *l, int64_t id)
{
	int low = 0, high = l->n - 1;

	while (id && low <= high) {
		int mid = low + (high - low) / 2;
		if (l->raw[mid].id == id)
			return mid;
		if (l->raw[mid].id < id)
			low = mid + 1;
		else
			high = mid - 1;
	}
	return -1;
}

/* The walk is bounded: former parents could point at each other. */
static int living_parent(const struct loader *l, int i)
{
	int up = raw_find(l, l->raw[i].parent);

	for (int steps = 0; up >= 0 && !l->raw[up].alive && steps < l->n; steps++)
		up = raw_find(l, l->raw[up].parent);
	return up >= 0 && l->raw[up].alive ? up : -1;
}

static void hang(struct loader *l, int i)
{
	struct raw *r = &l->raw[i];
	int successor = r->alive ? -1 : raw_find(l, r->successor);

	if (r->alive)
		r->up = raw_find(l, r->parent);
	else
		r->up = successor >= 0 ? successor : living_parent(l, i);
}

/* What hangs under itself, however far round, becomes a root: it must be somewhere. */
static void cut_cycles(struct loader *l)
{
	int *walk = NEWN(l->scratch, int, l->n);

	for (int i = 0; i < l->n; i++) {
		int j = i;
		while (j >= 0 && !walk[j]) {
			walk[j] = i + 1;
			j = l->raw[j].up;
		}
		if (j >= 0 && walk[j] == i + 1)
			l->raw[j].up = -1;
	}
}

static int by_place(const void *x, const void *y)
{
	const struct raw *a = *(const struct raw *const *)x, *b = *(const struct raw *const *)y;
	int c;

	if (a->up != b->up)
		return a->up < b->up ? -1 : 1;
	if (a->alive != b->alive)
		return a->alive ? -1 : 1;
	if (a->up < 0 && (c = strcmp(a->kind, b->kind)) != 0)
		return c;
	if ((c = strcmp(a->code, b->code)) != 0)
		return c;
	return (a->id > b->id) - (a->id < b->id);
}

static struct node node_of(const struct loader *l, const struct raw *r)
{
	struct node n = {
		.id = r->id, .parent = r->up < 0 ? -1 : l->raw[r->up].out, .last = r->out, .former = !r->alive,
		.code = r->code, .name = r->name, .type = r->type, .kind = r->kind,
		.founded_on = r->founded_on, .successor = r->alive ? 0 : r->successor,
	};

	if (!r->alive)
		n.ended_on = r->ended_on;
	return n;
}

/* Preorder with a stack of our own: how deep former units hang is not ours to bound. */
static void preorder(struct loader *l, struct node *node)
{
	struct raw **sorted = NEWN(l->scratch, struct raw *, l->n);
	int *first = NEWN(l->scratch, int, l->n + 2);    /* first[i + 1]: where the children of raw i begin in sorted */
	int *stack = NEWN(l->scratch, int, l->n), depth = 0, out = 0;

	for (int i = 0; i < l->n; i++) {
		sorted[i] = &l->raw[i];
		first[l->raw[i].up + 2]++;
	}
	qsort(sorted, (size_t)l->n, sizeof(struct raw *), by_place);
	for (int i = 1; i < l->n + 2; i++)
		first[i] += first[i - 1];
	for (int i = first[1] - 1; i >= 0; i--)
		stack[depth++] = i;
	while (depth) {
		struct raw *r = sorted[stack[--depth]];
		int self = (int)(r - l->raw);
		r->out = out;
		node[out] = node_of(l, r);
		node[out].depth = node[out].parent < 0 ? 0 : node[node[out].parent].depth + 1;
		out++;
		for (int i = first[self + 2] - 1; i >= first[self + 1]; i--)
			stack[depth++] = i;
	}
	for (int i = l->n - 1; i >= 0; i--)
		if (node[i].parent >= 0 && node[node[i].parent].last < node[i].last)
			node[node[i].parent].last = node[i].last;
}

static const struct tree *tree_make(struct loader *l)
{
	struct tree *t = NEW(l->mem, struct tree);
	struct node *node = NEWN(l->mem, struct node, l->n);
	int64_t *id = NEWN(l->mem, int64_t, l->n);
	int *by_id = NEWN(l->mem, int, l->n);

	for (int i = 0; i < l->n; i++)
		hang(l, i);
	cut_cycles(l);
	preorder(l, node);
	for (int i = 0; i < l->n; i++) {
		id[i] = node[i].id;
		by_id[i] = l->raw[i].out;
	}
	*t = (struct tree){ l->n, node, id, by_id };
	return t;
}

/* ---- keeping them ---- */

static bool tree_read(struct ctx *ctx, struct date on, int64_t known, struct arena *mem, const struct tree **out)
{
	struct loader l = { .mem = mem, .scratch = arena_new(0), .on = on };
	bool ok = read_all(ctx, &l, known);

	if (ok)
		*out = tree_make(&l);
	arena_free(l.scratch);
	return ok;
}

/* Days on which the tree changes, or entries by which it did, in order: all up to the next are one tree. */
struct turns { int n; int64_t *at; };

static bool read_turn(void *arg, const struct row *row)
{
	struct { struct turns *turns; struct arena *mem; } *to = arg;
	struct value v = row->cell[0];

	PUSH(to->mem, to->turns->at, to->turns->n, v.type == T_INT ? v.i : cell_date(v).ymd);
	return true;
}

static bool turns_load(struct ctx *ctx, const char *key, struct sql q, int64_t stamp, const struct turns **out)
{
	struct { struct turns *turns; struct arena *mem; } to;

	*out = keep_find(ctx, key, stamp);
	if (*out)
		return true;
	to.mem = arena_new(0);
	to.turns = NEW(to.mem, struct turns);
	if (!db_stream(ctx->db, q, NO_ARGS, read_turn, &to)) {
		arena_free(to.mem);
		return false;
	}
	*out = keep_put(ctx, key, stamp, to.mem, to.turns);
	return true;
}

/* How many lie at or before it. */
static int turns_before(const struct turns *turns, int64_t at)
{
	int low = 0, high = turns->n;

	while (low < high) {
		int mid = low + (high - low) / 2;
		if (turns->at[mid] <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The clock with the earliest day and entry that have the same tree; what is so still, as of now. */
static bool clock_settle(struct ctx *ctx, struct clock *clock, int64_t *stamp)
{
	const struct turns *turns;
	int64_t now, known = clock->known;
	int n;

	if (!keep_stamp_known(ctx, &known, stamp, "unit", "unit_status", NULL) ||
	    !keep_stamp(ctx, &now, "unit", "unit_status", NULL))
		return false;
	clock->known = known;
	if (!now)
		return true;
	if (known) {
		if (!turns_load(ctx, "tree-entries", entries, now, &turns))
			return false;
		n = turns_before(turns, known);
		clock->known = n == turns->n ? 0 : n ? turns->at[n - 1] : known;
		*stamp = clock->known ? *stamp : now;
	}
	if (clock->known)
		return true;
	if (!turns_load(ctx, "tree-days", days_now, now, &turns))
		return false;
	n = turns_before(turns, clock->on.ymd);
	clock->on.ymd = n ? (int)turns->at[n - 1] : 10101;
	return true;
}

bool tree_load(struct ctx *ctx, struct clock clock, const struct tree **out)
{
	int64_t stamp;
	char key[KEY];

	if (!clock_settle(ctx, &clock, &stamp))
		return false;
	snprintf(key, sizeof key, "tree:%d:%lld", (int)clock.on.ymd, (long long)clock.known);
	*out = keep_find(ctx, key, stamp);
	if (*out)
		return true;
	struct arena *mem = arena_new(0);
	if (!tree_read(ctx, clock.on, clock.known, mem, out)) {
		arena_free(mem);
		return false;
	}
	keep_put(ctx, key, stamp, mem, *out);
	return true;
}

/* ---- asking them ---- */

int tree_find(const struct tree *t, int64_t id)
{
	int low = 0, high = t->n - 1;

	while (low <= high) {
		int mid = low + (high - low) / 2, i = t->by_id[mid];
		if (t->id[i] == id)
			return i;
		if (t->id[i] < id)
			low = mid + 1;
		else
			high = mid - 1;
	}
	return -1;
}

/* A parent comes before its children, so the one further on cannot be above the other. */
int tree_ancestor(const struct tree *t, int a, int b)
{
	while (a != b && a >= 0 && b >= 0) {
		if (a > b)
			a = t->node[a].parent;
		else
			b = t->node[b].parent;
	}
	return a == b ? a : -1;
}

bool tree_within(const struct tree *t, int64_t id, int64_t under)
{
	int i = tree_find(t, id), top = tree_find(t, under);

	return i >= 0 && top >= 0 && i >= top && i <= t->node[top].last;
}

int tree_root(const struct tree *t, const char *kind)
{
	int root = -1;

	for (int i = 0; i < t->n; i = t->node[i].last + 1) {
		if (t->node[i].former || strcmp(t->node[i].kind, kind) != 0)
			continue;
		if (root >= 0)
			return -1;
		root = i;
	}
	return root;
}

static int bearer(const struct tree *t, const char *code)
{
	for (int i = 0; i < t->n; i++)
		if (!t->node[i].former && strcmp(t->node[i].code, code) == 0)
			return i;
	return -1;
}

static bool bearer_before(struct ctx *ctx, struct clock clock, const char *code, int64_t *out)
{
	struct args now = ARGS(V(code), V(clock.on)), then = ARGS(V(code), V(clock.on), V(clock.known));
	struct row row;

	if (!db_one(ctx->db, clock.known ? bearer_then : bearer_now, clock.known ? then : now, &row))
		return false;
	*out = row.n ? cell_int(row.cell[0]) : 0;
	return true;
}

static const char *unknown_code(struct ctx *ctx, const struct tree *t, struct date on, const char *code)
{
	const struct node *near = NULL;
	int best = (int)text_length(code) / 2 + 1;
	const char *day = date_show(ctx->mem, on);

	for (int i = 0; i < t->n; i++) {
		int d = t->node[i].former ? best : text_distance(code, t->node[i].code);
		if (d < best) {
			best = d;
			near = &t->node[i];
		}
	}
	if (!near)
		return arena_printf(ctx->mem, "Không có tổ chức mang mã “%s” đến ngày %s", code, day);
	return arena_printf(ctx->mem, "Không có tổ chức mang mã “%s” đến ngày %s; có phải ý là %s (%s)?", code, day,
	                    near->code, near->name);
}

bool unit_seek(struct ctx *ctx, struct clock clock, const char *code, int64_t *out, const char **why)
{
	const struct tree *t;

	*out = 0;
	if (!tree_load(ctx, clock, &t))
		return false;
	int i = bearer(t, code);
	if (i >= 0) {
		*out = t->id[i];
		return true;
	}
	if (!bearer_before(ctx, clock, code, out))
		return false;
	if (!*out)
		*why = unknown_code(ctx, t, clock.on, code);
	return true;
}

bool unit_by_code(struct ctx *ctx, struct clock clock, const char *code, int64_t *out)
{
	const char *why = NULL;

	if (!unit_seek(ctx, clock, code, out, &why))
		return false;
	return *out ? true : err_cited(ctx->errs, ERR_MISSING, "unit", why, NULL);
}

/* A row may name a unit that is not there yet on its day: then as it is called today. */
const char *unit_name(struct ctx *ctx, struct clock clock, int64_t id)
{
	const struct tree *t;

	for (int i = 0; i < 2; i++) {
		int at = tree_load(ctx, clock, &t) ? tree_find(t, id) : -1;
		if (at >= 0)
			return t->node[at].name;
		clock.on = ctx->today;
	}
	return arena_printf(ctx->mem, "#%lld", (long long)id);
}
