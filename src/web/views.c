/* The saved lists of one user, read once and kept under his own number: most pages only look whether they are still
 * the same. */

#include "web/views.h"
#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/keep.h"
#include "web/pages.h"

enum { NAME, RECORD, WHERE, COLUMNS, ORDER, BY, UNDER, PERIOD, SIZE, SHARE, OWNER };

static const char columns[] = "name, record, where, columns, order, by, under, period, size, share, owner";

static struct url list_url(struct arena *a, const struct record *rec, const struct line *l)
{
	static const struct { const char *name; int column; } said[] = {
		{ "columns", COLUMNS }, { "order", ORDER }, { "by", BY }, { "period", PERIOD }, { "size", SIZE },
	};
	const char *where = l->cell[WHERE].type == T_TEXT ? l->cell[WHERE].text : "";
	struct url to = url(a, "/r/%s", rec->name);

	to = rec->usual ? url_given(a, to, "where", where) : url_with(a, to, "where", where);
	for (size_t i = 0; i < COUNTOF(said); i++)
		if (l->cell[said[i].column].type == T_TEXT)
			to = url_with(a, to, said[i].name, l->cell[said[i].column].text);
	if (cell_int(l->cell[UNDER]))
		to = url_with(a, to, "unit", arena_printf(a, "%lld", (long long)cell_int(l->cell[UNDER])));
	return url_with(a, to, "view", arena_printf(a, "%lld", (long long)l->id));
}

/* Of a type that the user may no longer read, nothing is left to open. */
static void take(struct ctx *ctx, struct arena *mem, const struct listing *rows, struct views *out)
{
	for (int i = 0; i < rows->nlines; i++) {
		const struct line *l = &rows->line[i];
		const struct record *rec = catalog_record(ctx->catalog, l->cell[RECORD].text);

		if (!rec || !access_may(ctx, rec, "read"))
			continue;
		PUSH(mem, out->view, out->n, (struct view){
			.id = l->id, .entry = l->entry, .name = arena_text(mem, l->cell[NAME].text),
			.record = rec->name, .mine = cell_int(l->cell[OWNER]) == ctx->user->id,
			.share = cell_int(l->cell[SHARE]), .share_title = arena_text(mem, l->title[SHARE]),
			.owner = arena_text(mem, l->title[OWNER]), .to = list_url(mem, rec, l) });
	}
}

static bool read_views(struct ctx *ctx, struct arena *mem, const struct record *rec, struct views *out)
{
	struct list list = { .of = rec, .clock = { .on = ctx->today }, .columns = columns };
	struct listing rows;

	if (!list_rows(ctx, &list, &rows))
		return false;
	take(ctx, mem, &rows, out);
	return true;
}

static const struct record *kept_by(const struct ctx *ctx)
{
	const struct record *rec = catalog_record(ctx->catalog, "saved_view");

	return rec && ctx->user->id && access_may(ctx, rec, "read") && access_level(ctx, rec) > 0 ? rec : NULL;
}

bool views_load(struct ctx *ctx, const struct views **out)
{
	static const struct views none = { NULL, 0 };
	const struct record *rec = kept_by(ctx);
	const char *key = arena_printf(ctx->mem, "views:%lld:%d:%s", (long long)ctx->user->id, ctx->today.ymd,
	                               access_digest(ctx));
	bool *reads = NEWN(ctx->mem, bool, ctx->catalog->nrecords), *before = ctx->reads;
	const void *kept = NULL;
	int64_t stamp;

	*out = &none;
	if (!rec || !keep_find_read(ctx, key, &kept, &stamp))
		return !rec;
	*out = kept;
	if (kept)
		return true;
	struct arena *mem = arena_new(0);
	struct views *made = NEW(mem, struct views);
	ctx->reads = reads;
	bool done = read_views(ctx, mem, rec, made);
	ctx->reads = before;
	if (!done) {
		arena_free(mem);
		return false;
	}
	keep_reads(ctx, reads, "saved_view", "user", "unit", "unit_status", NULL);
	if (!keep_put_read(ctx, key, reads, mem, made, &kept, &stamp))
		return false;
	*out = kept;
	return true;
}

bool views_find(struct ctx *ctx, const char *typed, struct views *out)
{
	const char *want = text_fold(ctx->mem, typed);
	const struct views *all;

	*out = (struct views){ 0 };
	if (!*want)
		return true;
	if (!views_load(ctx, &all))
		return false;
	for (int i = 0; i < all->n; i++)
		if (strstr(text_fold(ctx->mem, all->view[i].name), want))
			PUSH(ctx->mem, out->view, out->n, all->view[i]);
	return true;
}

/* ---- over a list ---- */

struct bar { const struct record *rec; const struct views *all; int64_t here; struct url save; int nshown; bool may; };

/* The question of the page as it came: what reads it again is the same. */
static struct url with_question(struct ctx *ctx, const struct req *req, struct url to)
{
	static const char *const passing[] = { "page", "panel", "view", "done", "rows", "undone" };

	for (int i = 0; i < req->query.n; i++) {
		bool passes = false;

		for (size_t p = 0; p < COUNTOF(passing); p++)
			passes = passes || !strcmp(req->query.v[i].name, passing[p]);
		if (!passes)
			to = url_given(ctx->mem, to, req->query.v[i].name, req->query.v[i].text);
	}
	return to;
}

static bool load_bar(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct bar *b = data;
	const char *here = req_query(req, "view");

	(void)about;
	*b = (struct bar){ .rec = page_record(ctx, req) };
	if (!b->rec || !views_load(ctx, &b->all))
		return false;
	b->may = kept_by(ctx) && access_may(ctx, kept_by(ctx), "create");
	if (here && !text_int(here, &b->here))
		b->here = 0;
	for (int i = 0; i < b->all->n; i++)
		b->nshown += !strcmp(b->all->view[i].record, b->rec->name);
	b->save = with_question(ctx, req, url(ctx->mem, "/r/%s/views", b->rec->name));
	return true;
}

static void draw_bar(struct html *w, const void *data)
{
	const struct bar *b = data;

	if (!b->may && !b->nshown)
		return;
	html(w, "<nav class=\"views\" aria-label=\"Danh sách đã lưu\">");
	for (int i = 0; i < b->all->n; i++) {
		const struct view *v = &b->all->view[i];

		if (!strcmp(v->record, b->rec->name))
			html_link_as(w, v->id == b->here ? "here" : "view", v->to, v->name);
	}
	if (b->may)
		html_link_as(w, "save", b->save, b->nshown ? "Lưu, đổi tên, chia sẻ…" : "Lưu danh sách này…");
	html(w, "</nav>\n");
}

const struct page views_bar = { sizeof(struct bar), load_bar, draw_bar };

/* ---- found by name ---- */

struct found_data { struct views found; const struct catalog *catalog; };

static bool load_found(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct found_data *d = data;
	const char *typed = req_query(req, "q");

	(void)about;
	*d = (struct found_data){ .catalog = ctx->catalog };
	return !typed || views_find(ctx, typed, &d->found);
}

static void draw_found(struct html *w, const void *data)
{
	const struct found_data *d = data;

	if (!d->found.n)
		return;
	html(w, "<section class=\"related saved\"><h2>Danh sách đã lưu</h2><ul class=\"lines\">\n");
	for (int i = 0; i < d->found.n; i++) {
		const struct view *v = &d->found.view[i];

		html(w, "<li>");
		html_link(w, v->to, v->name);
		html(w, " <small>%s%s%s</small></li>\n", catalog_record(d->catalog, v->record)->plural,
		     v->mine ? "" : " · ", v->mine ? "" : v->owner);
	}
	html(w, "</ul></section>\n");
}

const struct page views_found = { sizeof(struct found_data), load_found, draw_found };
