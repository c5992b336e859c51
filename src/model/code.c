#include "model/code.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "model/keep.h"

/* All spans of all lists, by list, key, day. */
struct codes { int n; struct code *code; };

struct loader { struct arena *mem; struct codes *codes; };

static bool read_code(void *arg, const struct row *row)
{
	struct loader *l = arg;
	const struct value *c = row->cell;
	struct codes *to = l->codes;
	const char *list = to->n ? to->code[to->n - 1].list : NULL;

	if (!list || strcmp(list, c[0].text) != 0)
		list = arena_text(l->mem, c[0].text);
	PUSH(l->mem, to->code, to->n, (struct code){
		.list = list, .key = arena_text(l->mem, c[1].text),
		.number = c[2].type == T_TEXT ? arena_text(l->mem, c[2].text) : NULL,
		.label = arena_text(l->mem, c[3].type == T_TEXT ? c[3].text : c[1].text),
		.sort = cell_int(c[4]), .from = cell_date(c[5]), .until = cell_date(c[6]),
	});
	return true;
}

static bool codes_load(struct ctx *ctx, const struct codes **out)
{
	int64_t stamp;

	if (!keep_stamp(ctx, &stamp, "code", NULL))
		return false;
	*out = keep_find(ctx, "codes", stamp);
	if (*out)
		return true;
	struct loader l = { .mem = arena_new(0) };
	l.codes = NEW(l.mem, struct codes);
	bool ok = db_stream(ctx->db,
		SQL("SELECT list, \"key\", number, label, sort, valid_from, valid_until FROM main.code "
		    "WHERE list IS NOT NULL AND \"key\" IS NOT NULL ORDER BY list, \"key\", valid_from"),
		NO_ARGS, read_code, &l);
	if (!ok) {
		arena_free(l.mem);
		return false;
	}
	*out = keep_put(ctx, "codes", stamp, l.mem, l.codes);
	return true;
}

/* The first at or after (list, key); key "" is before all of the list. */
static int seek(const struct codes *codes, const char *list, const char *key)
{
	int low = 0, high = codes->n;

	while (low < high) {
		int mid = low + (high - low) / 2, c = strcmp(codes->code[mid].list, list);
		if (c == 0)
			c = strcmp(codes->code[mid].key, key);
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool holds(const struct code *c, struct date on)
{
	return c->from.ymd <= on.ymd && on.ymd < c->until.ymd;
}

static bool same(const struct code *c, const char *list, const char *key)
{
	return strcmp(c->list, list) == 0 && strcmp(c->key, key) == 0;
}

static int by_sort(const void *x, const void *y)
{
	const struct code *a = x, *b = y;

	if (a->sort != b->sort)
		return a->sort < b->sort ? -1 : 1;
	return strcmp(a->key, b->key);
}

bool code_list(struct ctx *ctx, const char *list, struct date on, const struct code **out, int *n)
{
	const struct codes *codes;
	struct code *found = NULL;

	*n = 0;
	*out = NULL;
	if (!codes_load(ctx, &codes))
		return false;
	for (int i = seek(codes, list, ""); i < codes->n && strcmp(codes->code[i].list, list) == 0; i++)
		if (holds(&codes->code[i], on)) {
			PUSH(ctx->mem, found, *n, codes->code[i]);
			found[*n - 1].label = say(ctx->mem, found[*n - 1].label);
		}
	if (*n)
		qsort(found, (size_t)*n, sizeof *found, by_sort);
	*out = found;
	return true;
}

const char *code_label(struct ctx *ctx, const char *list, const char *key)
{
	const struct codes *codes;
	const char *label = key;

	if (!codes_load(ctx, &codes))
		return key;
	for (int i = seek(codes, list, key); i < codes->n && same(&codes->code[i], list, key); i++)
		label = codes->code[i].label;
	return say(ctx->mem, label);
}

bool code_known(struct ctx *ctx, const char *list, const char *key, struct date on)
{
	const struct codes *codes;

	if (!codes_load(ctx, &codes))
		return false;
	for (int i = seek(codes, list, key); i < codes->n && same(&codes->code[i], list, key); i++)
		if (holds(&codes->code[i], on))
			return true;
	return false;
}
