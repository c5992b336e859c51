/* Rows that belong to a row are lists like any other, with one condition more:
 * so what may not be seen in a list is not seen here either. */

#include "web/related.h"
#include <string.h>
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"

enum { FEW = 10 };

static bool few_rows(struct ctx *ctx, const struct record *of, const char *where, const char *columns,
                     const struct ask *ask, struct sheet *out, bool *more)
{
	struct list list = { .of = of, .clock = ask->clock, .columns = columns, .count = FEW + 1 };
	struct listing rows;

	list.where = filter_parse(ctx, of, where);
	if (!list.where || !list_rows(ctx, &list, &rows))
		return false;
	*more = rows.nlines > FEW;
	if (*more)
		rows.nlines = FEW;
	return sheet_load(ctx, &rows, ask, false, out);
}

/* The field by which `of` points at a row of `rec`, from field number `from` on; -1: none. */
static int pointer(const struct record *of, const struct record *rec, int from)
{
	bool unit = !strcmp(rec->name, "unit");

	for (int f = from; f < of->nfields; f++) {
		const struct field *field = &of->fields[f];

		if (field->kind == K_REF && !strcmp(field->of, rec->name))
			return f;
		/* Nearly every type names a unit: there the lists with ?unit= serve, and only units are shown. */
		if (unit && of == rec && field->kind == K_UNIT)
			return f;
	}
	return -1;
}

static bool load_one(struct ctx *ctx, const struct record *of, const struct field *by, int64_t id,
                     const struct ask *ask, struct related *out)
{
	const char *where = arena_printf(ctx->mem, "%s = %lld", by->name, (long long)id);

	*out = (struct related){ .rec = of, .label = of->plural };
	out->all = url_with(ctx->mem, ask_clocks(ctx->mem, url(ctx->mem, "/r/%s", of->name), ask), "where", where);
	if (!of->system && access_may(ctx, of, "create") && !ask->clock.known)
		out->create = url_with(ctx->mem, url(ctx->mem, "/r/%s/new", of->name), by->name,
		                       arena_printf(ctx->mem, "%lld", (long long)id));
	return few_rows(ctx, of, where, sheet_columns(ctx, of, by->name), ask, &out->sheet, &out->more);
}

static bool own_table(const struct record *of)
{
	return strcmp(of->name, "finding") && strcmp(of->name, "step_done");
}

static bool load_type(struct ctx *ctx, const struct record *of, const struct record *rec, int64_t id,
                      const struct ask *ask, struct relations *out)
{
	for (int f = pointer(of, rec, 0); f >= 0; f = pointer(of, rec, f + 1)) {
		bool child = of->parent && !strcmp(of->parent, of->fields[f].name);
		struct related r;

		if (!load_one(ctx, of, &of->fields[f], id, ask, &r))
			return false;
		if (child && (r.sheet.nrows || r.create.text))
			PUSH(ctx->mem, out->child, out->nchildren, r);
		else if (!child && r.sheet.nrows)
			PUSH(ctx->mem, out->pointing, out->npointing, r);
	}
	return true;
}

bool relations_load(struct ctx *ctx, const struct record *rec, int64_t id, const struct ask *ask,
                    struct relations *out)
{
	*out = (struct relations){ 0 };
	for (int i = 0; i < ctx->catalog->nrecords; i++) {
		const struct record *of = ctx->catalog->record[i];

		if (own_table(of) && access_may(ctx, of, "read") && !load_type(ctx, of, rec, id, ask, out))
			return false;
	}
	return true;
}

bool findings_load(struct ctx *ctx, const struct record *rec, int64_t id, const struct ask *ask, struct sheet *out)
{
	const struct record *finding = catalog_record(ctx->catalog, "finding");
	bool more;

	*out = (struct sheet){ 0 };
	if (!finding || !access_may(ctx, finding, "read"))
		return true;
	return few_rows(ctx, finding, arena_printf(ctx->mem, "record = \"%s\" and row = %lld", rec->name,
	                                           (long long)id),
	                "text, cite, found_on, state, answer", ask, out, &more);
}

void related_draw(struct html *w, const struct related *r)
{
	html(w, "<section class=\"related\"><div class=\"head\"><h2>%s</h2><div class=\"does\">", r->label);
	if (r->create.text)
		html_link_as(w, "button plain small", r->create, "Thêm");
	if (r->more)
		html_link_as(w, "button plain small", r->all, "Xem tất cả");
	html(w, "</div></div>\n");
	if (r->sheet.nrows)
		sheet_draw(w, &r->sheet);
	html(w, "</section>\n");
}
