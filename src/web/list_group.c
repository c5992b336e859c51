/* Groups are counts of the same list, and a group opens the list with one condition more, so that what is counted and
 * what is opened are one. */

#include "web/list_group.h"
#include <stdlib.h>
#include <string.h>
#include "base/text.h"
#include "model/catalog.h"
#include "model/code.h"
#include "model/kind.h"
#include "model/query.h"
#include "model/unit.h"
#include "model/workflow.h"

static struct url rows_of(struct ctx *ctx, const struct list_ask *l, const char *path, const char *key)
{
	const char *name = arena_printf(ctx->mem, SHEET_TYPED "%s", path);
	struct url to = url(ctx->mem, "/r/%s", l->rec->name);

	to = list_ask_url(ctx->mem, to, l, arena_printf(ctx->mem, "by %s", name));
	return url_with(ctx->mem, to, name, *key ? key : "-");
}

/* ---- by unit ---- */

/* The unit's own rows stand under its own number among its children. */
static void unit_group(struct ctx *ctx, const struct list_ask *l, const struct tree *tree, int64_t id, int64_t count,
                       struct list_group *out)
{
	int at = tree_find(tree, id);
	const char *text = arena_printf(ctx->mem, "%lld", (long long)id);
	struct url base = url(ctx->mem, "/r/%s", l->rec->name);

	*out = (struct list_group){ .label = unit_name(ctx, l->ask.clock, id), .count = count };
	if (id == l->ask.under) {
		out->label = arena_printf(ctx->mem, "Trực tiếp tại %s", out->label);
		out->rows = rows_of(ctx, l, "unit", arena_printf(ctx->mem, "=%s", text));
		return;
	}
	out->rows = url_with(ctx->mem, list_ask_url(ctx->mem, base, l, "by unit"), "unit", text);
	if (at >= 0 && tree->node[at].last > at)
		out->deeper = url_with(ctx->mem, list_ask_url(ctx->mem, base, l, "unit"), "unit", text);
}

static bool unit_groups(struct ctx *ctx, const struct list_ask *l, const struct tally *t, struct list_groups *out)
{
	const struct tree *tree;
	int64_t id;

	if (!tree_load(ctx, l->ask.clock, &tree))
		return false;
	for (int i = 0; i < t->n; i++) {
		struct list_group group;

		if (!t->value[i] || !text_int(t->key[i], &id))
			continue;
		unit_group(ctx, l, tree, id, t->value[i], &group);
		PUSH(ctx->mem, out->group, out->n, group);
	}
	return true;
}

/* ---- by the values of a field ---- */

static const char *label_of(struct ctx *ctx, const struct path *p, const char *key)
{
	const struct record *rec = p->rec[p->n - 1];
	const struct field *f = field_shown(ctx->catalog, path_field(p));
	const struct state *state = f->kind == K_STATE && rec->flow ? flow_state(rec->flow, key) : NULL;

	if (!*key)
		return "(trống)";
	if (f->kind == K_CODE)
		return code_label(ctx, f->of, key);
	if (f->kind == K_BOOL)
		return strcmp(key, "0") ? "Có" : "Không";
	return state ? state->label : key;
}

static int by_count(const void *x, const void *y)
{
	const struct list_group *a = x, *b = y;

	return (a->count < b->count) - (a->count > b->count);
}

static bool value_groups(struct ctx *ctx, const struct list_ask *l, const struct tally *t, struct list_groups *out)
{
	struct path p;

	if (!query_path_find(ctx, l->rec, l->by, "by", &p) || !p.n)
		return err_field(ctx->errs, "by", "Không chia theo “%s” được.", l->by);
	for (int i = 0; i < t->n; i++)
		if (t->value[i])
			PUSH(ctx->mem, out->group, out->n, (struct list_group){
				.label = label_of(ctx, &p, t->key[i]), .count = t->value[i],
				.rows = rows_of(ctx, l, l->by, t->key[i]) });
	if (out->n)
		qsort(out->group, (size_t)out->n, sizeof *out->group, by_count);
	return true;
}

bool list_groups_load(struct ctx *ctx, const struct list_ask *l, const char *label, struct list_groups *out)
{
	bool units = !strcmp(l->by, "unit");
	struct measure rows = { .amount = A_ROWS };
	struct tally t;

	*out = (struct list_groups){ .label = label };
	if (!list_measure(ctx, &l->list, &rows, 1, l->by, &t) ||
	    !(units ? unit_groups(ctx, l, &t, out) : value_groups(ctx, l, &t, out)))
		return false;
	for (int i = 0; i < out->n; i++) {
		out->sum += out->group[i].count;
		out->most = out->group[i].count > out->most ? out->group[i].count : out->most;
	}
	return true;
}

/* ---- ink ---- */

/* The longest bar is the largest group; a group that is there at all is seen. */
static void draw_bar(struct html *w, int64_t count, int64_t most)
{
	html(w, "<td class=\"share\" aria-hidden=\"true\"><svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\">"
	        "<rect width=\"%lld\" height=\"10\"/></svg></td>", (long long)(most ? 3 + 997 * count / most : 0));
}

void list_groups_draw(struct html *w, const struct list_groups *g)
{
	struct arena *a = w->out.mem;

	html(w, "<div class=\"wide\" tabindex=\"0\"><table class=\"sheet groups\"><thead><tr><th scope=\"col\">%s</th>"
	        "<th scope=\"col\" class=\"right\">Số dòng</th><th scope=\"col\" class=\"right\">Tỷ lệ</th>"
	        "<th aria-hidden=\"true\"></th></tr></thead>\n<tbody>\n", g->label);
	for (int i = 0; i < g->n; i++) {
		const struct list_group *group = &g->group[i];

		html(w, "<tr><td>");
		html_link(w, group->deeper.text ? group->deeper : group->rows, group->label);
		html(w, "</td><td class=\"right\">");
		html_link(w, group->rows, text_grouped(a, group->count));
		html(w, "</td><td class=\"right\">%s%%</td>",
		     text_decimal(a, 100.0 * (double)group->count / (double)g->sum, 1));
		draw_bar(w, group->count, g->most);
		html(w, "</tr>\n");
	}
	html(w, "</tbody><tfoot><tr><td>Cộng</td><td class=\"right\">%s</td><td></td><td></td></tr></tfoot>"
	        "</table></div>\n", text_grouped(a, g->sum));
}
