/* What is overdue and what comes: by how soon, by kind, by unit; each number
 * opens its rows, each row its record. */

#include <string.h>

#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/unit.h"
#include "site/due.h"
#include "site/pages.h"
#include "web/ask.h"
#include "web/layout.h"

enum { SHOWN = 300 };

struct due_count { const char *key, *label; int64_t n; struct url to; bool here; };
struct due_counts { struct due_count *v; int n; };
struct due_line { const struct due *due; enum due_when when; const char *day; struct url to; };
struct due_data {
	struct ask ask;
	struct date until;
	const char *kind, *when;        /* as asked; NULL: all */
	const char *until_text;         /* as typed */
	struct due_counts whens, kinds, units;
	struct due_line *line; int n;
	int64_t total;                  /* of what the filters leave */
};

/* The page with what was asked, one part of it said anew. */
static struct url here(struct arena *a, const struct due_data *d, const char *name, const char *value)
{
	struct url u = { "/due" };

	u = url_with(a, u, "unit", strcmp(name, "unit") ? d->ask.unit : value);
	u = url_with(a, u, "kind", strcmp(name, "kind") ? d->kind : value);
	u = url_with(a, u, "when", strcmp(name, "when") ? d->when : value);
	return url_with(a, ask_clocks(a, u, &d->ask), "until", d->until_text);
}

static void count_in(struct arena *a, struct due_counts *c, const char *key, const char *label)
{
	for (int i = 0; i < c->n; i++)
		if (!strcmp(c->v[i].key, key)) {
			c->v[i].n++;
			return;
		}
	PUSH(a, c->v, c->n, (struct due_count){ .key = key, .label = label, .n = 1 });
}

static void link_counts(struct arena *a, const struct due_data *d, struct due_counts *c, const char *name,
                        const char *asked)
{
	for (int i = 0; i < c->n; i++) {
		c->v[i].here = asked && !strcmp(asked, c->v[i].key);
		c->v[i].to = here(a, d, name, c->v[i].here ? NULL : c->v[i].key);
	}
}

/* The unit below the one asked under which the row stands; the row's own where it stands there itself.  No higher than
 * this user may ask. */
static int child_of(const struct tree *t, const struct scope *s, int64_t under, int64_t unit)
{
	int at = tree_find(t, unit);

	while (at >= 0 && t->node[at].id != under && t->node[at].parent >= 0) {
		int64_t up = t->node[t->node[at].parent].id;
		if (up == under || !scope_has(s, up))
			break;
		at = t->node[at].parent;
	}
	return at;
}

/* Nothing asked: below the highest unit that this user may ask. */
static int64_t top_of(const struct tree *t, const struct scope *s)
{
	for (int i = 0; i < t->n; i++)
		if (scope_has(s, t->id[i]))
			return t->id[i];
	return 0;
}

/* Each count is of the rows that the other filters leave, so that it equals what its link opens. */
static void sort_out(struct ctx *ctx, struct due_data *d, const struct tree *t, const struct scope *s,
                     const struct due *due, int n)
{
	struct arena *a = ctx->mem;
	int64_t under = d->ask.under ? d->ask.under : top_of(t, s);

	for (int w = 0; w < DUE_WHENS; w++)
		PUSH(a, d->whens.v, d->whens.n, (struct due_count){ .key = due_when_key[w],
		                                                    .label = due_when_label[w] });
	for (int i = 0; i < n; i++) {
		enum due_when w = due_when(&due[i], d->ask.clock.on);
		bool kind = !d->kind || !strcmp(d->kind, due[i].kind);
		bool when = !d->when || !strcmp(d->when, due_when_key[w]);
		int at = child_of(t, s, under, due[i].unit);

		if (when)
			count_in(a, &d->kinds, due[i].kind, due_kind_label(ctx, due[i].kind));
		if (kind)
			count_in(a, &d->whens, due_when_key[w], NULL);
		if (!when || !kind)
			continue;
		if (at >= 0 && t->node[at].id != under)
			count_in(a, &d->units, t->node[at].code, t->node[at].name);
		if (d->total++ < SHOWN)
			PUSH(a, d->line, d->n, (struct due_line){
				&due[i], w, date_show(a, due[i].due),
				url(a, "/r/%s/%lld", due[i].of->name, (long long)due[i].id) });
	}
	link_counts(a, d, &d->whens, "when", d->when);
	link_counts(a, d, &d->kinds, "kind", d->kind);
	link_counts(a, d, &d->units, "unit", NULL);
}

static bool until_of(struct ctx *ctx, struct due_data *d)
{
	d->until = date_add_days(d->ask.clock.on, DUE_DAYS);
	return !d->until_text || date_parse(d->until_text, &d->until) ||
	       err_field(ctx->errs, "until", "Ngày phải viết như 08/12/2022.");
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct due_data *d = data;
	const struct tree *t;
	struct scope scope;
	struct due *due;
	int n;

	*d = (struct due_data){ .kind = req_query(req, "kind"), .when = req_query(req, "when"),
	                        .until_text = req_query(req, "until") };
	if (!ask_read(ctx, req, &d->ask) || !until_of(ctx, d) || !tree_load(ctx, d->ask.clock, &t) ||
	    !access_scope(ctx, catalog_record(ctx->catalog, "unit"), "read", &scope) ||
	    !due_load(ctx, d->ask.clock, d->ask.under, d->until, NULL, &due, &n))
		return false;
	sort_out(ctx, d, t, &scope, due, n);
	about->title = "Sắp đến hạn";
	about->section = "due";
	about->on = ask_told(&d->ask).on;
	about->known = d->ask.clock.known;
	return true;
}

static void draw_counts(struct html *w, const char *label, const struct due_counts *c)
{
	if (!c->n)
		return;
	html(w, "<h2>%s</h2>\n<ul class=\"waits\">\n", label);
	for (int i = 0; i < c->n; i++) {
		html(w, "<li>");
		html_link_open(w, c->v[i].here ? "here" : NULL, c->v[i].to);
		html(w, "<strong>%s</strong> %s%s</a></li>\n", text_grouped(w->out.mem, c->v[i].n), c->v[i].label,
		     c->v[i].here ? " (bỏ chọn)" : "");
	}
	html(w, "</ul>\n");
}

static void draw_line(struct html *w, const struct due_line *l)
{
	html(w, "<tr><td data-label=\"Hạn\" class=\"day\">%s%s</td><td data-label=\"Hồ sơ\">", l->day,
	     l->when == DUE_OVER ? " quá hạn" : "");
	html_link(w, l->to, l->due->title && *l->due->title ? l->due->title : l->due->of->label);
	html(w, "<small>%s</small></td><td data-label=\"Việc\">%s", l->due->of->label, l->due->what);
	if (*l->due->state)
		html(w, "<small>%s</small>", l->due->state);
	html(w, "</td><td data-label=\"Tổ chức\">%s</td></tr>\n", l->due->unit_name);
}

static void draw_rows(struct html *w, const struct due_data *d)
{
	if (!d->n) {
		html(w, "<p class=\"none\">Không có việc nào quá hạn hoặc đến hạn trước ngày này.</p>\n");
		return;
	}
	html(w, "<div class=\"wide\" tabindex=\"0\"><table class=\"sheet\"><thead><tr><th scope=\"col\">Hạn</th>"
	     "<th scope=\"col\">Hồ sơ</th><th scope=\"col\">Việc</th><th scope=\"col\">Tổ chức</th></tr></thead>\n"
	     "<tbody>\n");
	for (int i = 0; i < d->n; i++)
		draw_line(w, &d->line[i]);
	html(w, "</tbody></table></div>\n");
	if (d->total > d->n)
		html(w, "<p class=\"small\">Trang này hiện %d việc đầu; chọn loại hoặc tổ chức để thấy các việc "
		     "khác.</p>\n", d->n);
}

static void draw(struct html *w, const void *data)
{
	const struct due_data *d = data;
	struct arena *a = w->out.mem;

	html(w, "<div class=\"head\"><h1>Sắp đến hạn</h1><p class=\"count\"><strong>%s</strong> việc đến hết ngày "
	     "%s%s%s</p></div>\n", text_grouped(a, d->total), date_show(a, d->until), d->ask.under_title ? " · " : "",
	     d->ask.under_title);
	html_form(w, "get", "ask", (struct url){ "/due" }, NULL);
	ask_draw_unit(w, &d->ask);
	html(w, "<label>Đến hết ngày <input name=\"until\" value=\"%s\" inputmode=\"numeric\" size=\"10\"></label>",
	     d->until_text);
	html(w, "<input type=\"hidden\" name=\"kind\" value=\"%s\"><input type=\"hidden\" name=\"when\" "
	     "value=\"%s\">", d->kind, d->when);
	html(w, "<button>Xem</button></form>\n");
	draw_counts(w, "Theo thời hạn", &d->whens);
	draw_counts(w, "Theo loại việc", &d->kinds);
	draw_counts(w, "Theo tổ chức", &d->units);
	draw_rows(w, d);
}

const struct page due_page = { sizeof(struct due_data), load, draw, .kept = KEPT_TILL_ENTRY };
