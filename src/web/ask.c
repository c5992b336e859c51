#include "web/ask.h"
#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/journal.h"
#include "model/unit.h"

enum { NEAR_DEPTH = 1, NEAR_MAX = 60 };

/* What lies ahead is refused: an answer "as known" must stay the same for ever. */
static bool known_entry(struct ctx *ctx, const char *text, int64_t *entry)
{
	if (!ctx->heads && !journal_heads(ctx))
		return false;
	if (text_int(text, entry) && *entry > 0 && *entry <= ctx->head)
		return true;
	return err_field(ctx->errs, "known", "Không có bút toán %s: mới ghi đến %s.", text,
	                 text_grouped(ctx->mem, ctx->head));
}

bool ask_known(struct ctx *ctx, const char *text, int64_t *entry)
{
	struct date day;
	int64_t moment;

	if (*text && text[strspn(text, "0123456789")] == '\0')
		return known_entry(ctx, text, entry);
	if (date_parse(text, &day))
		text = date_iso(ctx->mem, day);
	if (!time_parse(text, &moment))
		return err_field(ctx->errs, "known", "Thời điểm biết phải là số bút toán, ngày (31/12/2022) hoặc giờ "
		                 "và ngày.");
	if (!journal_at(ctx, moment, entry))
		return false;
	return *entry > 0 || err_field(ctx->errs, "known", "Trước thời điểm này chưa có bút toán nào.");
}

static bool read_clocks(struct ctx *ctx, struct ask *ask)
{
	bool fine = true;

	if (ask->period && !period_parse(ask->period, &ask->when))
		fine = err_field(ctx->errs, "period", "Kỳ phải viết như 2022, 2022-Q3, 2022-H1, 2022-11 hoặc "
		                 "2022-01-01..2022-12-08.");
	if (ask->on && !date_parse(ask->on, &ask->clock.on))
		fine = err_field(ctx->errs, "on", "Ngày phải viết như 08/12/2022.");
	if (ask->known && !ask_known(ctx, ask->known, &ask->clock.known))
		fine = false;
	return fine;
}

/* To pick from without typing a code: the tops of what this user may see of the Party's tree, and one level more. */
static void list_near(struct ctx *ctx, const struct tree *tree, const struct scope *scope, struct ask *ask)
{
	int top = -1;

	for (int i = 0; i < tree->n && ask->nnear < NEAR_MAX; i++) {
		const struct node *node = &tree->node[i];

		if (top >= 0 && i > tree->node[top].last)
			top = -1;
		if (!scope_has(scope, node->id))
			continue;
		top = top < 0 ? i : top;
		if (!node->former && !strcmp(node->kind, "party"))
			PUSH(ctx->mem, ask->near, ask->nnear, (struct ask_unit){ node->code, node->name });
		if (node->depth - tree->node[top].depth >= NEAR_DEPTH)
			i = node->last;
	}
}

static bool find_unit(struct ctx *ctx, const struct tree *tree, struct ask *ask)
{
	int64_t id;

	if (strlen(ask->unit) <= 10 || !text_int(ask->unit, &id) || tree_find(tree, id) < 0)
		return unit_by_code(ctx, ask->clock, ask->unit, &ask->under);
	ask->under = id;
	return true;
}

/* By number, since a code may be borne by another on another day. */
static void list_trail(struct ctx *ctx, const struct tree *tree, const struct scope *scope, struct ask *ask)
{
	int at = tree_find(tree, ask->under), top = at, n = 0;

	for (; top >= 0 && scope_has(scope, tree->node[top].id); top = tree->node[top].parent)
		n++;
	ask->trail = NEWN(ctx->mem, struct ask_unit, n + 1);
	ask->ntrail = n;
	for (; n; at = tree->node[at].parent)
		ask->trail[--n] = (struct ask_unit){
			arena_printf(ctx->mem, "%lld", (long long)tree->node[at].id), tree->node[at].name };
}

/* A unit that this user may not see is not said to exist. */
static bool read_unit(struct ctx *ctx, struct ask *ask)
{
	const struct record *unit = catalog_record(ctx->catalog, "unit");
	const struct tree *tree;
	struct scope scope;

	if (!tree_load(ctx, ask->clock, &tree) || !access_scope(ctx, unit, "read", &scope))
		return false;
	list_near(ctx, tree, &scope, ask);
	if (!ask->unit)
		return true;
	if (!find_unit(ctx, tree, ask))
		return false;
	if (!scope_has(&scope, ask->under))
		return err_cited(ctx->errs, ERR_MISSING, "unit", arena_printf(ctx->mem,
			"Không có tổ chức “%s” trong phạm vi được xem.", ask->unit), NULL);
	ask->under_title = unit_name(ctx, ask->clock, ask->under);
	list_trail(ctx, tree, &scope, ask);
	return true;
}

bool ask_read(struct ctx *ctx, const struct req *req, struct ask *out)
{
	*out = (struct ask){
		.unit = req_query(req, "unit"), .period = req_query(req, "period"),
		.on = req_query(req, "on"), .known = req_query(req, "known"),
		.clock = { .on = ctx->today },
	};
	return read_clocks(ctx, out) && read_unit(ctx, out);
}

struct url ask_clocks(struct arena *a, struct url u, const struct ask *ask)
{
	return url_with(a, url_with(a, u, "on", ask->on), "known", ask->known);
}

struct url ask_url(struct arena *a, struct url u, const struct ask *ask)
{
	return ask_clocks(a, url_with(a, url_with(a, u, "unit", ask->unit), "period", ask->period), ask);
}

struct clock ask_told(const struct ask *ask)
{
	return (struct clock){ ask->on ? ask->clock.on : (struct date){ 0 }, ask->clock.known };
}

void ask_draw_unit(struct html *w, const struct ask *ask)
{
	html(w, "<label class=\"unit\">Tổ chức<input id=\"f-unit\" name=\"unit\" list=\"near\" value=\"%s\""
	        " placeholder=\"mã tổ chức\" autocomplete=\"off\"></label><datalist id=\"near\">", ask->unit);
	for (int i = 0; i < ask->nnear; i++)
		html(w, "<option value=\"%s\">%s</option>", ask->near[i].code, ask->near[i].name);
	html(w, "</datalist>\n");
}

void ask_draw_clocks(struct html *w, const struct ask *ask)
{
	html(w, "<fieldset class=\"clocks\"><legend class=\"hidden\">Hai đồng hồ</legend>");
	html(w, "<label>Ngày<input id=\"f-on\" name=\"on\" value=\"%s\" placeholder=\"08/12/2022\"></label>\n",
	     ask->on);
	html(w, "<label>Như đã biết lúc<input id=\"f-known\" name=\"known\" value=\"%s\" placeholder=\"bây giờ\""
	        " title=\"Số bút toán, ngày 31/12/2022 hoặc giờ và ngày\"></label></fieldset>\n",
	     ask->known);
}

void ask_draw(struct html *w, const struct ask *ask)
{
	ask_draw_unit(w, ask);
	html(w, "<label>Kỳ<input id=\"f-period\" name=\"period\" value=\"%s\" placeholder=\"2022, 2022-Q3\"></label>\n",
	     ask->period);
	ask_draw_clocks(w, ask);
}
