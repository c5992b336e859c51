#include "model/search.h"

#include <string.h>

#include "base/text.h"
#include "model/access.h"
#include "model/keep.h"
#include "model/names.h"
#include "model/unit.h"

bool search_can(const struct ctx *ctx, const struct record *rec)
{
	return names_can(ctx, rec);
}

/* ---- who may see what ---- */

static const bool *seen_make(struct ctx *ctx, struct arena *mem, const struct names *names, const struct tree *tree,
                             const struct scope *scope, int64_t under)
{
	bool *node = NEWN(ctx->mem, bool, tree->n + 1), *seen = NEWN(mem, bool, names->nhomes + 1);
	int top = under ? tree_find(tree, under) : -1;

	for (size_t i = 0; !scope->all && i < scope->n; i++) {
		int n = tree_find(tree, scope->unit[i]);
		if (n >= 0)
			node[n] = true;
	}
	for (int i = 0; i < names->nhomes; i++) {
		int n = tree_find(tree, names->home[i]);
		seen[i] = n >= 0 && (scope->all || node[n]) &&
		          (!under || (top >= 0 && n >= top && n <= tree->node[top].last));
	}
	return seen;
}

/* By place; NULL: everything.  Kept for all who have the same rights. */
static bool seen_places(struct ctx *ctx, const struct record *rec, const struct names *names, int64_t under,
                        const bool **out)
{
	const char *key = arena_printf(ctx->mem, "seen:%s:%lld:%d:%s", rec->name, (long long)under, ctx->today.ymd,
	                               access_digest(ctx));
	const struct tree *tree;
	struct scope scope;

	*out = NULL;
	if (!access_may(ctx, rec, "read"))
		return err_add(ctx->errs, ERR_DENIED, "Bạn không có quyền xem %s", rec->label);
	if ((*out = keep_find(ctx, key, names->stamp)))
		return true;
	if (!access_scope(ctx, rec, "read", &scope))
		return false;
	if (scope.all && !under)
		return true;
	if (!tree_load(ctx, (struct clock){ ctx->today, 0 }, &tree))
		return false;
	struct arena *mem = arena_new(0);
	*out = keep_put(ctx, key, names->stamp, mem, seen_make(ctx, mem, names, tree, &scope, under));
	return true;
}

/* ---- what was typed, word by word ---- */

struct typed { int n; const char **word; size_t *len; };

static struct typed typed_cut(struct arena *a, const char *text)
{
	struct typed t = { 0 };
	int nlen = 0;

	for (;;) {
		size_t len = strcspn(text, " ");
		PUSH(a, t.word, t.n, text);
		PUSH(a, t.len, nlen, len);
		if (!text[len])
			return t;
		text += len + 1;
	}
}

/* What was typed is part of a name if its first word ends a word there, the next ones are whole words, and its last
 * begins one; a single one may stand anywhere in a word. */
static bool fits(const struct words *w, uint32_t word, const struct typed *t, int i)
{
	size_t len;
	const char *s = words_text(w, word, &len);

	if (len < t->len[i])
		return false;
	if (t->n == 1)
		return memmem(s, len, t->word[i], t->len[i]) != NULL;
	if (i + 1 < t->n && i > 0 && len > t->len[i])
		return false;
	return memcmp(i ? s : s + len - t->len[i], t->word[i], t->len[i]) == 0;
}

/* The word typed that fewest names hold: where it stands the others are looked for.  Into *fit: by word, whether it
 * fits there. */
static int rarest(struct arena *a, const struct words *w, const struct typed *t, bool **fit)
{
	uint64_t least = UINT64_MAX;
	int best = 0;

	for (int i = 0; i < t->n && least; i++) {
		bool *here = NEWN(a, bool, w->nwords + 1);
		uint64_t times = 0;
		for (int k = 0; k < w->nwords; k++) {
			here[k] = fits(w, (uint32_t)k, t, i);
			times += here[k] ? w->times[k] : 0;
		}
		if (times >= least)
			continue;
		least = times;
		best = i;
		*fit = here;
	}
	return least ? best : -1;
}

/* ---- the pass ---- */

/* The whole of what was typed, one word of which stands here. */
static bool all_fit(const struct words *w, const struct typed *t, int name, uint32_t at, int which)
{
	if (at - w->at[name] < (uint32_t)which || w->at[name + 1] - at < (uint32_t)(t->n - which))
		return false;
	for (int i = 0; i < t->n; i++)
		if (i != which && !fits(w, w->run[at - (uint32_t)which + (uint32_t)i], t, i))
			return false;
	return true;
}

static void take_rows(const struct names *s, int name, const bool *seen, int most, int64_t *id, struct found *out)
{
	uint32_t row = s->first[name], end = s->first[name + 1];

	for (; row < end; row++) {
		if (seen && (s->place[row] < 0 || !seen[s->place[row]]))
			continue;
		if (out->n < most)
			id[out->n++] = s->id[row];
		out->total++;
	}
}

/* The next place of the run whose word fits. */
static uint32_t next_fit(const struct words *w, const bool *fit, uint32_t at, uint32_t end)
{
	const uint32_t *run = w->run;

	while (end - at >= 8 && !(fit[run[at]] | fit[run[at + 1]] | fit[run[at + 2]] | fit[run[at + 3]] |
	                          fit[run[at + 4]] | fit[run[at + 5]] | fit[run[at + 6]] | fit[run[at + 7]]))
		at += 8;
	while (at < end && !fit[run[at]])
		at++;
	return at;
}

static void pass(struct arena *a, const struct names *s, const struct words *w, const char *text, const bool *seen,
                 int most, struct found *out)
{
	struct typed t = typed_cut(a, text);
	int64_t *id = NEWN(a, int64_t, most + 1);
	uint32_t end = w->at[s->nnames];
	bool *fit = NULL;
	int name = 0, which = rarest(a, w, &t, &fit);

	out->id = id;
	if (which < 0)
		return;
	for (uint32_t at = next_fit(w, fit, 0, end); at < end; at = next_fit(w, fit, at, end)) {
		while (w->at[name + 1] <= at)
			name++;
		if (!all_fit(w, &t, name, at, which)) {
			at++;
			continue;
		}
		take_rows(s, name, seen, most, id, out);
		at = w->at[++name];
	}
}

/* ---- what was found may be asked again: while one types, and by who looks at the next page ---- */

struct wanted { const struct record *rec; const char *text; int64_t under; int most; };

static bool look(struct ctx *ctx, const struct wanted *w, const struct names *names, struct found *out)
{
	const char *fold = text_fold(ctx->mem, w->text), *lower = text_lower(ctx->mem, w->text);
	bool plain = strcmp(fold, lower) == 0;
	const bool *seen;

	if (!seen_places(ctx, w->rec, names, w->under, &seen))
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

	*out = (struct found){ 0 };
	if (!names_load(ctx, rec, &names))
		return false;
	const char *key = arena_printf(ctx->mem, "found:%s:%s:%lld:%d:%d:%s", rec->name, access_digest(ctx),
	                               (long long)under, most, ctx->today.ymd, text);
	const struct found *kept = keep_find(ctx, key, names->stamp);
	if (!kept) {
		if (!look(ctx, &w, names, out))
			return false;
		kept = found_keep(ctx, key, names->stamp, out);
	}
	*out = *kept;
	return true;
}
