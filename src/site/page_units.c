/* The tree of units, one level at a time or those whose name or code was typed,
 * as it stood on the day asked; beside each the members that the report counts
 * there on that day. */

#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/code.h"
#include "model/figure.h"
#include "model/unit.h"
#include "site/page_question.h"
#include "site/pages.h"
#include "web/layout.h"

#define MEMBERS "member.total"

enum { FOUND_SHOWN = 20 };

struct units_line {
	int64_t id;
	const char *name, *code, *type, *ended, *members, *above;       /* above: of one that was sought */
	int64_t below;                  /* units right below it that have not ended */
	bool own;                       /* the unit itself: what stands in none below it */
	struct url down, row, open;     /* text NULL: nothing below; nobody may be opened */
};
struct units_data {
	struct ask ask;
	const char *name, *code, *type, *ended, *members;
	struct units_line *line; int n;
	struct crumb *trail; int ntrail;
	const char *typed;              /* sought; NULL: one level is shown */
	int64_t found;                  /* of which the first are shown */
	const char *kind;               /* "party" or "state": the tree shown */
	struct url other;               /* the other tree; text NULL: not seen */
	struct url row, open, list;     /* text NULL: several tops are shown; list: he may not read it */
	struct errs faults;
};

struct counted { struct ctx *ctx; const struct tree *tree; struct units_data *d; struct scope scope; };

static struct url units_url(struct counted *u, const char *code)
{
	return ask_clocks(u->ctx->mem, url_with(u->ctx->mem, (struct url){ "/units" }, "unit", code), &u->d->ask);
}

static struct url row_url(struct counted *u, const struct node *node)
{
	return ask_clocks(u->ctx->mem, url(u->ctx->mem, "/r/unit/%lld", (long long)node->id), &u->d->ask);
}

static bool seen(const struct counted *u, int at)
{
	return at >= 0 && scope_has(&u->scope, u->tree->node[at].id);
}

static const char *ended_text(struct counted *u, const struct node *node)
{
	return node->former ? date_show(u->ctx->mem, node->ended_on) : NULL;
}

static int64_t count_below(const struct tree *t, int at)
{
	int64_t n = 0;

	for (int i = at + 1; i <= t->node[at].last; i = t->node[i].last + 1)
		n += !t->node[i].former;
	return n;
}

static void add_line(struct counted *u, int at)
{
	const struct node *node = &u->tree->node[at];
	struct units_line line = {
		.id = node->id, .name = node->name, .code = node->code,
		.type = code_label(u->ctx, "unit_type", node->type),
		.ended = ended_text(u, node), .below = count_below(u->tree, at), .row = row_url(u, node),
	};

	if (node->last > at)
		line.down = units_url(u, node->code);
	PUSH(u->ctx->mem, u->d->line, u->d->n, line);
}

/* The year of the day asked, up to that day: a stock is asked on its last day. */
static struct question question_of(const struct units_data *d)
{
	struct date on = d->ask.clock.on, first = { on.ymd / 10000 * 10000 + 101 };

	return (struct question){ .period = { first, date_add_days(on, 1) }, .on = on, .under = d->ask.under,
	                          .known = d->ask.clock.known };
}

static void count_own(struct counted *u, const struct answer *x)
{
	struct units_line own = { .name = "Sinh hoạt ngay tại tổ chức này", .own = true };

	own.members = amount_show(u->ctx->mem, x);
	PUSH(u->ctx->mem, u->d->line, u->d->n, own);
}

static void take_count(struct counted *u, const struct answer *x)
{
	struct period days = question_of(u->d).period;
	int64_t id;
	int at;

	if (!x->has || !x->by || !text_int(x->by, &id))
		return;
	at = tree_find(u->tree, id);
	if (id == u->d->ask.under && x->value > 0)
		count_own(u, x);
	for (int i = 0; at >= 0 && id != u->d->ask.under && i < u->d->n; i++) {
		struct units_line *line = &u->d->line[i];

		if (line->id != id)
			continue;
		line->members = amount_show(u->ctx->mem, x);
		line->open = figure_url(u->ctx->mem, "open", MEMBERS, &u->d->ask, line->code, days, NULL);
	}
}

/* Who may not read the members sees the tree without numbers. */
static bool load_counts(struct counted *u)
{
	struct question q = question_of(u->d);
	const struct figure *f;
	struct answer *by, all;
	int n;

	if (!figure_seek(u->ctx, q, MEMBERS, &f))
		return false;
	if (!f)
		return true;
	if (!figure_answer(u->ctx, q, &f, 1, &all) || (all.has && !figure_by(u->ctx, q, f, "unit", &by, &n)))
		return false;
	if (!all.has)
		return true;
	u->d->members = amount_show(u->ctx->mem, &all);
	u->d->open = figure_url(u->ctx->mem, "open", MEMBERS, &u->d->ask, NULL, q.period, NULL);
	for (int i = 0; i < n; i++)
		take_count(u, &by[i]);
	return true;
}

static void take_trail(struct counted *u, int at)
{
	if (!seen(u, at))
		return;
	take_trail(u, u->tree->node[at].parent);
	PUSH(u->ctx->mem, u->d->trail, u->d->ntrail,
	     (struct crumb){ u->tree->node[at].name, units_url(u, u->tree->node[at].code) });
}

static void take_unit(struct counted *u, int at)
{
	const struct node *node = &u->tree->node[at];
	struct arena *a = u->ctx->mem;

	u->d->name = node->name;
	u->d->code = node->code;
	u->d->type = code_label(u->ctx, "unit_type", node->type);
	u->d->ended = ended_text(u, node);
	u->d->row = row_url(u, node);
	if (access_may(u->ctx, catalog_record(u->ctx->catalog, "member"), "read"))
		u->d->list = ask_clocks(a, url_with(a, (struct url){ "/r/member" }, "unit", node->code), &u->d->ask);
	take_trail(u, node->parent);
	for (int i = at + 1; i <= node->last; i = u->tree->node[i].last + 1)
		add_line(u, i);
}

/* Of the tree asked for: the tops of what the user may see, or the one top opened. */
static void take_tops(struct counted *u)
{
	int top = -1, n = 0;

	for (int i = 0; i < u->tree->n; i++)
		if (seen(u, i) && !seen(u, u->tree->node[i].parent) && !strcmp(u->tree->node[i].kind, u->d->kind)) {
			top = i;
			n++;
			add_line(u, i);
		}
	if (n != 1)
		return;
	u->d->line = NULL;
	u->d->n = 0;
	u->d->ask.under = u->tree->node[top].id;
	u->d->ask.unit = u->tree->node[top].code;
	take_unit(u, top);
}

static void take_kind(struct counted *u, int at, const char *asked)
{
	static const char *const kinds[] = { "party", "state" };
	bool state = at >= 0 ? !strcmp(u->tree->node[at].kind, "state") : asked && !strcmp(asked, "state");

	u->d->kind = kinds[state];
	for (int i = 0; i < u->tree->n && !u->d->other.text; i++)
		if (seen(u, i) && !strcmp(u->tree->node[i].kind, kinds[!state]))
			u->d->other = ask_clocks(u->ctx->mem, url_with(u->ctx->mem, (struct url){ "/units" }, "tree",
			                                               kinds[!state]), &u->d->ask);
}

/* ---- by name or code ---- */

/* How well it fits, less is better: the code itself, its beginning, the beginning of the name, of a word, anywhere in
 * it.  0: not at all. */
static int fits(struct arena *a, const struct node *node, const char *folded)
{
	struct arena_mark mark = arena_mark(a);
	const char *name = text_fold(a, node->name), *at = strstr(name, folded);
	int rank = 0;

	if (!strcmp(node->code, folded))
		rank = 1;
	else if (!strncmp(node->code, folded, strlen(folded)))
		rank = 2;
	else if (at)
		rank = at == name ? 3 : at[-1] == ' ' ? 4 : 5;
	arena_reset(a, mark);
	return rank;
}

static const char *path_above(struct counted *u, int at)
{
	struct buf b = buf_new(u->ctx->mem, 4000);
	int up[16], n = 0;

	for (int i = u->tree->node[at].parent; i >= 0 && seen(u, i) && n < 16; i = u->tree->node[i].parent)
		up[n++] = i;
	while (n--)
		buf_printf(&b, "%s%s", b.n ? " › " : "", u->tree->node[up[n]].name);
	return b.n ? b.s : NULL;
}

static void take_found(struct counted *u, int from, int last)
{
	const char *folded = text_fold(u->ctx->mem, u->d->typed);
	int *rank = NEWN(u->ctx->mem, int, u->tree->n + 1);

	for (int i = from; i <= last; i++) {
		if (!seen(u, i) || strcmp(u->tree->node[i].kind, u->d->kind))
			continue;
		rank[i] = fits(u->ctx->mem, &u->tree->node[i], folded);
		u->d->found += rank[i] > 0;
	}
	for (int r = 1; r <= 10; r++)
		for (int i = from; i <= last && u->d->n < FOUND_SHOWN; i++)
			/* Those that have ended stand behind those that have not. */
			if (rank[i] && rank[i] + 5 * u->tree->node[i].former == r) {
				add_line(u, i);
				u->d->line[u->d->n - 1].above = path_above(u, i);
			}
}

/* Those sought lie anywhere, so each is asked by itself: no more than how many stand there today. */
static bool count_line(struct counted *u, struct question q, const struct figure *f, struct units_line *line)
{
	struct measure m;
	struct tally tally;
	struct list l;

	q.under = line->id;
	if (!figure_list(u->ctx, q, f, NULL, &l, &m) || !list_measure(u->ctx, &l, &m, 1, NULL, &tally))
		return false;
	line->members = text_grouped(u->ctx->mem, tally.n ? tally.value[0] : 0);
	line->open = figure_url(u->ctx->mem, "open", MEMBERS, &u->d->ask, line->code, q.period, NULL);
	return true;
}

static bool count_found(struct counted *u)
{
	struct question q = question_of(u->d);
	const struct figure *f;

	if (!figure_seek(u->ctx, q, MEMBERS, &f))
		return false;
	if (!f || strcmp(u->d->kind, "party") ||
	    !access_reads(u->ctx, catalog_record(u->ctx->catalog, f->record), 1))
		return true;
	for (int i = 0; i < u->d->n; i++)
		if (!count_line(u, q, f, &u->d->line[i]))
			return false;
	return true;
}

static bool answer(struct ctx *ctx, struct req *req, struct units_data *d)
{
	const struct record *unit = catalog_record(ctx->catalog, "unit");
	struct counted u = { .ctx = ctx, .d = d };

	if (!ask_read(ctx, req, &d->ask) || !access_scope(ctx, unit, "read", &u.scope) ||
	    !tree_load(ctx, d->ask.clock, &u.tree))
		return false;

	int at = tree_find(u.tree, d->ask.under);

	if (d->ask.under && at < 0)
		return err_cited(ctx->errs, ERR_MISSING, "unit", "Ngày này chưa có tổ chức này.", NULL);
	take_kind(&u, at, req_query(req, "tree"));
	if (d->typed) {
		take_found(&u, at < 0 ? 0 : at, at < 0 ? u.tree->n - 1 : u.tree->node[at].last);
		if (at >= 0)
			take_trail(&u, at);
		return count_found(&u);
	}
	if (d->ask.under)
		take_unit(&u, at);
	else
		take_tops(&u);
	return load_counts(&u);
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct units_data *d = data;
	const struct record *unit = catalog_record(ctx->catalog, "unit");

	*d = (struct units_data){ .typed = req_query(req, "q"), .kind = "party" };
	if (!unit || !access_may(ctx, unit, "read"))
		return err_add(ctx->errs, ERR_DENIED, "Không được xem cây tổ chức.");
	if (!answer(ctx, req, d)) {
		if (!ctx->errs->count || errs_status(ctx->errs) != 422)
			return false;
		d->faults = *ctx->errs;
		errs_clear(ctx->errs);
		about->status = 422;
	}
	about->title = d->name ? arena_printf(ctx->mem, "Cây tổ chức: %s", d->name) : "Cây tổ chức";
	about->section = "units";
	about->on = ask_told(&d->ask).on;
	about->known = d->ask.clock.known;
	return true;
}

static void draw_number(struct html *w, const char *n, struct url to)
{
	if (n && to.text)
		html_link(w, to, n);
	else
		html(w, "%s", n);
}

static void draw_line(struct html *w, const struct units_line *l)
{
	html(w, "<tr class=\"%s\"><td>", l->ended ? "ended" : "living");
	if (l->own)
		html(w, "<em>%s</em>", l->name);
	else
		html_link_as(w, l->down.text ? "down" : "leaf", l->down.text ? l->down : l->row, l->name);
	if (l->ended)
		html(w, " <span class=\"pill void\">đã kết thúc từ %s</span>", l->ended);
	if (l->above)
		html(w, "<small>%s</small>", l->above);
	html(w, "</td><td data-label=\"Mã\">%s</td><td data-label=\"Loại hình\">%s</td>"
	        "<td data-label=\"Đảng viên\" class=\"right number\">", l->code, l->type);
	draw_number(w, l->members, l->open);
	html(w, "</td><td data-label=\"Trực thuộc\" class=\"right\">%s</td><td>",
	     l->below ? text_grouped(w->out.mem, l->below) : "");
	if (l->down.text)
		html_link_as(w, "button plain small", l->row, "Hồ sơ");
	html(w, "</td></tr>\n");
}

static void draw_head(struct html *w, const struct units_data *d)
{
	head_open(w, d->trail, d->ntrail, d->name ? d->name : "Cây tổ chức");
	if (d->ended)
		html(w, "<span class=\"pill void\">đã kết thúc từ %s</span>", d->ended);
	html(w, "<p class=\"count\">%s%s%s", d->type, d->code ? " · " : "", d->code);
	if (d->members) {
		html(w, " · <strong class=\"number\">");
		draw_number(w, d->members, d->open);
		html(w, "</strong> đảng viên");
	}
	if (d->typed)
		html(w, "<strong>%s</strong> tổ chức có “%s”%s", text_grouped(w->out.mem, d->found), d->typed,
		     d->found > d->n ? "; hiện 20 tổ chức đầu" : "");
	html(w, "</p><div class=\"does\">");
	if (d->other.text)
		html_link_as(w, "button plain", d->other, strcmp(d->kind, "state") ? "Cây chính quyền" : "Cây tổ chức "
		             "đảng");
	if (d->row.text)
		html_link_as(w, "button plain", d->row, "Hồ sơ tổ chức");
	if (d->list.text)
		html_link_as(w, "button plain", d->list, "Danh sách đảng viên");
	html(w, "</div></div>\n");
}

static void draw_lines(struct html *w, const struct units_data *d)
{
	if (!d->n) {
		html(w, "<p class=\"none\">%s</p>\n",
		     d->typed ? "Không có tổ chức nào có tên hoặc mã ấy vào ngày này." :
		     "Không có tổ chức nào bên dưới vào ngày này.");
		return;
	}
	html(w, "<div class=\"wide\" tabindex=\"0\"><table class=\"sheet tree\"><thead><tr>"
	        "<th scope=\"col\">Tổ chức</th><th scope=\"col\">Mã</th><th scope=\"col\">Loại hình</th>"
	        "<th scope=\"col\" class=\"right\">Đảng viên</th>"
	        "<th scope=\"col\" class=\"right\">Tổ chức trực thuộc</th>"
	        "<th scope=\"col\"><span class=\"hidden\">Hồ sơ</span></th></tr></thead>\n<tbody>\n");
	for (int i = 0; i < d->n; i++)
		draw_line(w, &d->line[i]);
	html(w, "</tbody></table></div>\n");
}

static void draw(struct html *w, const void *data)
{
	const struct units_data *d = data;

	draw_head(w, d);
	draw_errs(w, &d->faults);
	html_form_as(w, "tree-ask", "get", "ask", (struct url){ "/units" }, NULL);
	html(w, "<label class=\"unit\">Tên hoặc mã<input type=\"search\" name=\"q\" value=\"%s\" "
	        "placeholder=\"không cần dấu: xa dai phuoc\" autocomplete=\"off\" data-live=\"tree\"></label>\n"
	        "<input type=\"hidden\" name=\"tree\" value=\"%s\">", d->typed,
	     strcmp(d->kind, "party") ? d->kind : "");
	ask_draw_unit(w, &d->ask);
	ask_draw_clocks(w, &d->ask);
	html(w, "<button>Xem</button></form>\n<div id=\"tree\">\n");
	draw_lines(w, d);
	html(w, "</div>\n");
}

const struct page units_page = { sizeof(struct units_data), load, draw, .kept = KEPT_TILL_ENTRY };
