#include <stdlib.h>
#include <string.h>

#include "model/figure_side.h"
#include "model/kind.h"
#include "model/query.h"

/* A figure as indexes of its parts; den -1: no share. */
struct shape { const struct figure *f; int num, den; };

static bool shape_new(struct ctx *ctx, struct question q, struct parts *parts, const struct figure *f,
                      struct shape *out)
{
	const struct figure *num, *den;

	*out = (struct shape){ .f = f, .den = -1 };
	return figure_parts(ctx, q, f, &num, &den) && parts_add(ctx, parts, num, &out->num) &&
	       (!den || parts_add(ctx, parts, den, &out->den));
}

/* ---- one answer ---- */

static const char *amount_word(const struct side *s, const struct shape *f)
{
	if (f->den >= 0)
		return "share";
	return s->parts->v[f->num].people ? "sum" : f->f->amount;
}

static void fill_value(const struct side *s, const struct shape *f, const struct key *k, struct answer *out)
{
	struct amount_of num = side_amount(s, f->num, k), den = { .n = 0 };

	*out = (struct answer){ .amount = amount_word(s, f) };
	if (f->den >= 0)
		den = side_amount(s, f->den, k);
	out->why = num.why ? num.why : den.why;
	if (!out->why && f->den >= 0 && den.n == 0)
		out->why = "mẫu số bằng 0";
	out->num = num.why ? 0 : num.n;
	out->den = den.why ? 0 : den.n;
	out->has = !out->why;
	if (out->has)
		out->value = f->den >= 0 ? 100.0 * (double)num.n / (double)den.n : (double)num.n;
}

/* Targets are set for units as a whole. */
static void fill_target(const struct side *s, const struct shape *f, const struct key *k, struct answer *out)
{
	int64_t unit = side_by_unit(s->by) ? k->unit : s->q.under;
	int root = unit ? -1 : tree_root(s->tree, "party");

	if (out->why == side_not_allowed || k->own || (s->by && !side_by_unit(s->by)))
		return;
	if (root >= 0)
		unit = s->tree->id[root];
	out->has_target = facts_target(s->facts, f->f->code, unit, s->q.period, &out->target);
}

static struct question year_back(struct question q)
{
	q.period = period_year_back(q.period);
	q.on = date_add_months(q.on, -12);
	return q;
}

/* A unit that hung elsewhere a year ago is asked by itself. */
static bool moved_unit(const struct side *last, const struct shape *f, int64_t unit, struct answer *out)
{
	struct question q = last->q;
	struct side s;

	q.under = unit;
	if (!sides_count(last->ctx, last->parts, &q, 1, NULL, &s))
		return false;
	fill_value(&s, f, &s.key[0], out);
	return true;
}

static bool fill_last(const struct side *last, const struct shape *f, const struct key *k, struct answer *out)
{
	const struct key *then = side_find(last, k->text);
	struct key none = *k;
	struct answer a;

	if (!then && side_by_unit(last->by) && !k->own) {
		if (tree_find(last->tree, k->unit) < 0)
			return true;
		if (!moved_unit(last, f, k->unit, &a))
			return false;
	} else {
		none.value = NEWN(last->ctx->mem, int64_t, last->parts->n);
		fill_value(last, f, then ? then : &none, &a);
	}
	out->has_last = a.has;
	out->last_year = a.value;
	return true;
}

static bool fill(const struct side *now, const struct side *last, const struct shape *f, const struct key *k,
                 struct answer *out)
{
	fill_value(now, f, k, out);
	fill_target(now, f, k, out);
	return fill_last(last, f, k, out);
}

/* ---- several figures ---- */

static bool settled(struct ctx *ctx, struct question *q)
{
	const char *note;

	return q->on.ymd || question_settle(ctx, q, &note);
}

static bool both_sides(struct ctx *ctx, const struct parts *p, struct question q, const char *by,
                       struct side *now, struct side *last)
{
	const struct question asked[] = { q, year_back(q) };
	struct side side[COUNTOF(asked)];

	if (!sides_count(ctx, p, asked, COUNTOF(asked), by, side))
		return false;
	*now = side[0];
	*last = side[1];
	return true;
}

bool figure_answer(struct ctx *ctx, struct question q, const struct figure *const *f, int n, struct answer *out)
{
	struct shape *shape = NEWN(ctx->mem, struct shape, n);
	struct parts parts = { 0 };
	struct side now, last;

	if (!settled(ctx, &q))
		return false;
	for (int i = 0; i < n; i++)
		if (!shape_new(ctx, q, &parts, f[i], &shape[i]))
			return false;
	if (!both_sides(ctx, &parts, q, NULL, &now, &last))
		return false;
	for (int i = 0; i < n; i++)
		if (!fill(&now, &last, &shape[i], &now.key[0], &out[i]))
			return false;
	return true;
}

/* ---- one figure by units or values ---- */

/* Says it once instead of once per key. */
static bool nothing_at_all(const struct side *now, const struct shape *f, struct answer *out)
{
	const char *why = side_why_not(now, f->num, now->q.under, false);

	if (!why && f->den >= 0)
		why = side_why_not(now, f->den, now->q.under, false);
	*out = (struct answer){ .why = why, .amount = amount_word(now, f) };
	return why != NULL;
}

static const char *unit_title(const struct side *s, const struct key *k)
{
	const char *name = unit_name(s->ctx, (struct clock){ s->q.on, s->q.known }, k->unit);

	return k->own ? arena_printf(s->ctx->mem, "%s (trực tiếp)", name) : name;
}

static struct value value_of_key(const struct field *f, const char *key)
{
	switch (f->kind) {
	case K_INT: case K_MONEY: case K_BOOL: case K_TIME:
		return value_int(strtoll(key, NULL, 10));
	case K_TEXT: case K_NAME: case K_NOTE: case K_DATE: case K_PARTIAL: case K_CODE: case K_STATE:
	case K_REF: case K_UNIT: case K_SPAN: case K__COUNT:
		break;
	}
	return value_text(key);
}

static bool ref_titles(const struct side *s, const struct record *of, const char **title)
{
	int64_t *id = NEWN(s->ctx->mem, int64_t, s->nkeys);

	for (int i = 0; i < s->nkeys; i++)
		id[i] = strtoll(s->key[i].text, NULL, 10);
	return list_titles(s->ctx, of, (struct clock){ s->q.on, s->q.known }, id, s->nkeys, title);
}

static bool field_titles(const struct side *s, const struct shape *f, const char **title)
{
	struct ctx *ctx = s->ctx;
	struct path p;

	if (!query_path_find(ctx, s->parts->v[f->num].of, s->by, "by", &p))
		return false;
	const struct record *target = path_target(ctx->catalog, &p);
	const struct field *end = path_field(&p);
	bool unit = path_kind(ctx->catalog, &p) == K_UNIT;
	if (target && !unit && !ref_titles(s, target, title))
		return false;
	for (int i = 0; i < s->nkeys; i++) {
		const char *key = s->key[i].text;
		if (!*key)
			title[i] = "(chưa có)";
		else if (unit)
			title[i] = unit_name(ctx, (struct clock){ s->q.on, s->q.known }, strtoll(key, NULL, 10));
		else if (!target)
			title[i] = kind_show(ctx, p.rec[p.n - 1], end,
			                     value_of_key(field_shown(ctx->catalog, end), key));
	}
	return true;
}

static bool titles(const struct side *s, const struct shape *f, const char ***out)
{
	const char **title = NEWN(s->ctx->mem, const char *, s->nkeys);

	*out = title;
	if (!side_by_unit(s->by))
		return field_titles(s, f, title);
	for (int i = 0; i < s->nkeys; i++)
		title[i] = unit_title(s, &s->key[i]);
	return true;
}

bool figure_by(struct ctx *ctx, struct question q, const struct figure *f, const char *by, struct answer **out, int *n)
{
	struct shape shape;
	struct parts parts = { 0 };
	struct side now, last;
	const char **title;

	if (!settled(ctx, &q) || !shape_new(ctx, q, &parts, f, &shape) ||
	    !both_sides(ctx, &parts, q, by, &now, &last))
		return false;
	*out = NEWN(ctx->mem, struct answer, now.nkeys + 1);
	*n = 1;
	if (nothing_at_all(&now, &shape, *out))
		return true;
	if (!titles(&now, &shape, &title))
		return false;
	*n = now.nkeys;
	for (int i = 0; i < now.nkeys; i++) {
		struct answer *a = &(*out)[i];
		if (!fill(&now, &last, &shape, &now.key[i], a))
			return false;
		a->by = now.key[i].text;
		a->by_title = title[i];
	}
	return true;
}

bool figures_by_unit(struct ctx *ctx, struct question q, const struct figure *const *f, int n, struct answer **out,
                     int *nunits)
{
	struct shape *shape = NEWN(ctx->mem, struct shape, n);
	struct parts parts = { 0 };
	struct side now, last;
	const char **title;

	if (!settled(ctx, &q))
		return false;
	for (int i = 0; i < n; i++)
		if (!shape_new(ctx, q, &parts, f[i], &shape[i]))
			return false;
	if (!both_sides(ctx, &parts, q, "unit", &now, &last) || !titles(&now, &shape[0], &title))
		return false;
	*out = NEWN(ctx->mem, struct answer, (size_t)now.nkeys * (size_t)n + 1);
	*nunits = now.nkeys;
	for (int k = 0; k < now.nkeys; k++)
		for (int i = 0; i < n; i++) {
			struct answer *a = &(*out)[k * n + i];
			if (!fill(&now, &last, &shape[i], &now.key[k], a))
				return false;
			a->by = now.key[k].text;
			a->by_title = title[k];
		}
	return true;
}
