#include "model/figure_side.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/keep.h"

const char side_not_allowed[] = "không có quyền xem";

bool side_by_unit(const char *by)
{
	return by && strcmp(by, "unit") == 0;
}

/* ---- parts ---- */

static bool part_new(struct ctx *ctx, const struct figure *f, struct part *out)
{
	*out = (struct part){ .f = f, .of = catalog_record(ctx->catalog, f->record) };
	out->people = strcmp(f->amount, "population") == 0;
	if (out->people)
		return true;
	if (!out->of)
		return err_add(ctx->errs, ERR_FAULT, "Chỉ tiêu %s đếm loại bản ghi không có: %s", f->code, f->record);
	out->free = !access_placed(ctx, out->of);
	return access_scope(ctx, out->of, "read", &out->scope);
}

bool parts_add(struct ctx *ctx, struct parts *p, const struct figure *f, int *at)
{
	struct part new;

	for (*at = 0; *at < p->n; (*at)++)
		if (strcmp(p->v[*at].f->code, f->code) == 0)
			return true;
	if (!part_new(ctx, f, &new))
		return false;
	PUSH(ctx->mem, p->v, p->n, new);
	return true;
}

static bool may_read(const struct part *p)
{
	return p->people || p->scope.all || p->scope.n > 0;
}

/* ---- keys ---- */

static unsigned hash_of(const char *text)
{
	uint32_t h = 2166136261u;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 16777619u;
	return h;
}

/* The slot of the text: full, or where it would go. */
static unsigned slot_of(const struct side *s, const char *text)
{
	unsigned mask = (unsigned)s->nslots - 1, at = hash_of(text) & mask;

	while (s->slot[at] && strcmp(s->key[s->slot[at] - 1].text, text) != 0)
		at = (at + 1) & mask;
	return at;
}

static void slots_grow(struct side *s)
{
	s->nslots = s->nslots ? s->nslots * 2 : 64;
	s->slot = NEWN(s->ctx->mem, int, s->nslots);
	for (int i = 0; i < s->nkeys; i++)
		s->slot[slot_of(s, s->key[i].text)] = i + 1;
}

const struct key *side_find(const struct side *s, const char *text)
{
	int at = s->nslots ? s->slot[slot_of(s, text)] : 0;

	return at ? &s->key[at - 1] : NULL;
}

/* Found or added; its values may be written while counting. */
static int64_t *values_of(struct side *s, const char *text)
{
	if (s->nkeys * 2 >= s->nslots)
		slots_grow(s);
	unsigned at = slot_of(s, text);
	if (!s->slot[at]) {
		struct key k = { .text = text, .value = NEWN(s->ctx->mem, int64_t, s->parts->n) };
		if (side_by_unit(s->by)) {
			k.unit = strtoll(text, NULL, 10);
			k.own = k.unit == s->q.under;
		}
		PUSH(s->ctx->mem, s->key, s->nkeys, k);
		s->slot[at] = s->nkeys;
	}
	return (int64_t *)(uintptr_t)s->key[s->slot[at] - 1].value;
}

/* Also those where nothing is counted. */
static void keys_of_children(struct side *s)
{
	int top = tree_find(s->tree, s->q.under);

	for (int i = top + 1; top >= 0 && i <= s->tree->node[top].last; i = s->tree->node[i].last + 1)
		values_of(s, arena_printf(s->ctx->mem, "%lld", (long long)s->tree->id[i]));
}

/* ---- counting ---- */

static bool measure_new(struct ctx *ctx, const struct part *p, struct measure *out)
{
	const char *amount = p->f->amount;

	*out = (struct measure){ .amount = A_ROWS };
	if (strcmp(amount, "persons") == 0)
		out->amount = A_PERSONS;
	else if (strcmp(amount, "sum") == 0)
		*out = (struct measure){ .amount = A_SUM, .field = p->f->field };
	if (out->amount == A_SUM && !out->field)
		return err_add(ctx->errs, ERR_FAULT, "Chỉ tiêu %s là tổng mà không nói tổng của trường nào",
		               p->f->code);
	out->where = filter_parse(ctx, p->of, p->f->where);
	return out->where != NULL;
}

/* Sides of the same parts that are counted together. */
struct sides { struct ctx *ctx; const struct parts *parts; const char *by; struct side **v; int n; };

static void tally_take(struct side *s, const struct tally *t, const int *at, int n)
{
	for (int k = 0; k < t->n; k++) {
		int64_t *value = values_of(s, s->by && t->key[k] ? t->key[k] : "");
		for (int i = 0; i < n; i++)
			value[at[i]] = t->value[k * n + i];
	}
}

static bool measure(const struct sides *s, const int *at, int n)
{
	const struct part *part = s->parts->v;
	struct measure *m = NEWN(s->ctx->mem, struct measure, n);
	struct list *l = NEWN(s->ctx->mem, struct list, s->n);
	struct tally *tally = NEWN(s->ctx->mem, struct tally, s->n);

	for (int i = 0; i < n; i++)
		if (!measure_new(s->ctx, &part[at[i]], &m[i]))
			return false;
	for (int i = 0; i < s->n; i++)
		l[i] = question_list(s->v[i]->q, part[at[0]].of);
	if (!lists_measure(s->ctx, l, s->n, m, n, s->by, tally))
		return false;
	for (int i = 0; i < s->n; i++)
		tally_take(s->v[i], &tally[i], at, n);
	return true;
}

/* A figure that this user may not see is an answer, not an error: its message is taken back. */
static bool measure_denied(const struct sides *s, const int *at, int n, bool *denied)
{
	struct errs *errs = s->ctx->errs, before = *errs;

	*denied = false;
	if (measure(s, at, n))
		return true;
	const struct err *e = before.first ? *before.end : errs->first;
	if (!e)
		return false;
	for (; e; e = e->next)
		if (e->kind != ERR_DENIED)
			return false;
	*errs = before;
	if (before.first)
		*before.end = NULL;
	*denied = true;
	return true;
}

/* One denied filter spoils the statement of all: then each is asked alone. */
static bool measure_group(const struct sides *s, const int *at, int n)
{
	bool denied;

	if (!measure_denied(s, at, n, &denied))
		return false;
	for (int i = 0; n == 1 && i < s->n; i++)
		s->v[i]->denied[at[0]] = denied;
	for (int i = 0; denied && n > 1 && i < n; i++)
		if (!measure_group(s, &at[i], 1))
			return false;
	return true;
}

static bool measure_all(const struct sides *s)
{
	int *at = NEWN(s->ctx->mem, int, s->parts->n);
	bool *done = NEWN(s->ctx->mem, bool, s->parts->n);

	for (int i = 0; i < s->parts->n; i++) {
		int n = 0;
		for (int j = i; j < s->parts->n; j++) {
			const struct part *p = &s->parts->v[j];
			if (done[j] || n == MEASURES_MAX || p->people || p->of != s->parts->v[i].of || !may_read(p))
				continue;
			done[j] = true;
			at[n++] = j;
		}
		if (n && !measure_group(s, at, n))
			return false;
	}
	return true;
}

/* ---- what was counted may be asked again ---- */

struct kept_side { const struct key *key; int nkeys; const bool *denied; };

/* The whole question: who have the same rights get the same answer.  A figure's definition is named by its row. */
static const char *side_key(const struct side *s)
{
	const struct question *q = &s->q;
	struct buf b = buf_new(s->ctx->mem, 1 << 16);

	buf_printf(&b, "side:%s:%s:%lld:%d:%d:%d:%lld", access_digest(s->ctx), s->by ? s->by : "", (long long)q->under,
	           q->period.from.ymd, q->period.until.ymd, q->on.ymd, (long long)q->known);
	for (int i = 0; i < s->parts->n; i++)
		buf_printf(&b, ":%lld", (long long)s->parts->v[i].f->id);
	return b.full ? NULL : b.s;
}

static struct kept_side *side_copy(struct arena *mem, const struct side *s)
{
	struct kept_side *k = NEW(mem, struct kept_side);
	struct key *key = arena_copy(mem, s->key, (size_t)s->nkeys * sizeof *key);

	for (int i = 0; i < s->nkeys; i++) {
		key[i].text = arena_text(mem, key[i].text);
		key[i].value = arena_copy(mem, key[i].value, (size_t)s->parts->n * sizeof *key[i].value);
	}
	*k = (struct kept_side){ key, s->nkeys, arena_copy(mem, s->denied, (size_t)s->parts->n * sizeof *s->denied) };
	return k;
}

static void side_take(struct side *s, const struct kept_side *k)
{
	s->key = arena_copy(s->ctx->mem, k->key, (size_t)k->nkeys * sizeof *k->key);
	s->nkeys = k->nkeys;
	s->denied = arena_copy(s->ctx->mem, k->denied, (size_t)s->parts->n * sizeof *k->denied);
	s->nslots = 0;
	do
		slots_grow(s);
	while (s->nkeys * 2 >= s->nslots);
}

/* What the counting reads is gathered on the way, beside what the page around it gathers. */
static bool measure_gathered(const struct sides *s, bool *reads)
{
	struct ctx *ctx = s->ctx;
	bool *around = ctx->reads;

	ctx->reads = reads;
	bool done = measure_all(s);
	ctx->reads = around;
	keep_reads(ctx, reads, "figure", "unit", "unit_status", NULL);
	for (int i = 0; around && i < ctx->catalog->nrecords; i++)
		around[i] |= reads[i];
	return done;
}

static bool side_keep(struct side *s, const char *key, const bool *reads)
{
	struct arena *mem = arena_new(0);
	const void *kept;
	int64_t stamp;

	return keep_put_read(s->ctx, key, reads, mem, side_copy(mem, s), &kept, &stamp);
}

/* Of these sides, those that are not kept are counted. */
static bool measure_kept(const struct sides *s)
{
	struct ctx *ctx = s->ctx;
	struct sides left = *s;
	const char **key = NEWN(ctx->mem, const char *, s->n);
	bool *reads = NEWN(ctx->mem, bool, ctx->catalog->nrecords);
	const void *kept = NULL;
	int64_t stamp;

	left.v = NEWN(ctx->mem, struct side *, s->n);
	left.n = 0;
	for (int i = 0; i < s->n; i++) {
		key[left.n] = ctx->keep ? side_key(s->v[i]) : NULL;
		if (key[left.n] && !keep_find_read(ctx, key[left.n], &kept, &stamp))
			return false;
		if (key[left.n] && kept)
			side_take(s->v[i], kept);
		else
			left.v[left.n++] = s->v[i];
	}
	if (left.n && !measure_gathered(&left, reads))
		return false;
	for (int i = 0; i < left.n; i++)
		if (key[i] && !side_keep(left.v[i], key[i], reads))
			return false;
	return true;
}

static bool side_new(struct ctx *ctx, const struct parts *parts, struct question q, const char *by, struct side *out)
{
	struct side *s = out;

	*s = (struct side){ .ctx = ctx, .q = q, .by = by, .parts = parts, .denied = NEWN(ctx->mem, bool, parts->n) };
	if (!tree_load(ctx, (struct clock){ q.on, q.known }, &s->tree) || !facts_load(ctx, q.known, &s->facts))
		return false;
	if (side_by_unit(by) && !s->q.under) {
		int root = tree_root(s->tree, "party");
		s->q.under = root >= 0 ? s->tree->id[root] : 0;
	}
	s->absent = s->q.under && tree_find(s->tree, s->q.under) < 0;
	if (side_by_unit(by))
		keys_of_children(s);
	else if (!by)
		values_of(s, "");
	return true;
}

bool sides_count(struct ctx *ctx, const struct parts *parts, const struct question *q, int n, const char *by,
                 struct side *out)
{
	struct sides s = { ctx, parts, by, NEWN(ctx->mem, struct side *, n), 0 };

	for (int i = 0; i < n; i++) {
		if (!side_new(ctx, parts, q[i], by, &out[i]))
			return false;
		if (!out[i].absent)
			s.v[s.n++] = &out[i];
	}
	return measure_kept(&s);
}

/* ---- what was counted ---- */

/* Some unit that the question is about lies where this user may read. */
static bool permitted(const struct part *p, const struct tree *t, int64_t unit, bool own)
{
	int at = unit ? tree_find(t, unit) : -1;

	if (!may_read(p))
		return false;
	if (p->people || p->scope.all || p->free || at < 0)
		return true;
	int last = own ? at : t->node[at].last;
	for (int i = at; i <= last; i++)
		if (scope_has(&p->scope, t->id[i]))
			return true;
	return false;
}

const char *side_why_not(const struct side *s, int part, int64_t unit, bool own)
{
	const struct part *p = &s->parts->v[part];
	bool flow = strcmp(p->f->moment, "end") != 0;

	if (s->absent)
		return arena_printf(s->ctx->mem, "tổ chức chưa được thành lập vào ngày %s",
		                    date_show(s->ctx->mem, s->q.on));
	if (s->denied[part] || !permitted(p, s->tree, unit, own))
		return side_not_allowed;
	return p->people ? NULL : facts_unrecorded(s->ctx, s->facts, s->tree, s->q.on, unit, flow);
}

static struct amount_of people_of(const struct side *s, const struct key *k, int64_t unit)
{
	struct people people;

	if (s->by && !side_by_unit(s->by))
		return (struct amount_of){ .why = "số dân không chia theo trường này" };
	if (k->own || !facts_people(s->ctx->mem, s->facts, s->tree, s->q.on, unit, &people))
		return (struct amount_of){ .why = "không có số dân của đơn vị này" };
	return (struct amount_of){ .n = people.n };
}

struct amount_of side_amount(const struct side *s, int part, const struct key *k)
{
	int64_t unit = side_by_unit(s->by) ? k->unit : s->q.under;
	const char *why = side_why_not(s, part, unit, k->own);

	if (why)
		return (struct amount_of){ .why = why };
	if (s->parts->v[part].people)
		return people_of(s, k, unit);
	return (struct amount_of){ .n = k->value[part] };
}
