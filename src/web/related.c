/* Rows that belong to a row are lists like any other, with one condition more:
 * so what may not be seen in a list is not seen here either. */

#include "web/related.h"
#include <string.h>
#include "base/language.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "web/life.h"

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
	if (!sheet_load(ctx, &rows, ask, false, out))
		return false;
	out->unseen = NULL;     /* said once, of the row itself */
	return true;
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

	*out = (struct related){ .rec = of, .label = say_many(ctx->mem, of->plural) };
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

/* An act about a person that names its outcome too ("member" of an admission): told in the life by the person. */
static bool told_by_person(const struct record *of, const struct field *by, const struct record *rec)
{
	return of->flow && of->person && strcmp(of->person, by->name) != 0 && !strcmp(by->name, rec->name);
}

/* The same type may point here in several ways: then each says which. */
static const char *label_of(struct ctx *ctx, const struct record *of, const struct field *by, const struct record *rec)
{
	bool plain = !strcmp(by->name, rec->name) || (of->person && !strcmp(of->person, by->name)) ||
	             (of->parent && !strcmp(of->parent, by->name));

	const char *rows = say_many(ctx->mem, of->plural);

	return plain ? rows : arena_printf(ctx->mem, "%s: %s", rows, by->label);
}

static bool load_type(struct ctx *ctx, const struct record *of, const struct record *rec, int64_t id,
                      const struct ask *ask, enum related_kind kind, struct relations *out)
{
	for (int f = pointer(of, rec, 0); f >= 0; f = pointer(of, rec, f + 1)) {
		const struct field *by = &of->fields[f];
		bool child = of->parent && !strcmp(of->parent, by->name);
		struct related r;

		if (child != (kind == REL_CHILD) || !access_field(ctx, of, by) || life_tells(of, by) ||
		    told_by_person(of, by, rec))
			continue;
		if (!load_one(ctx, of, by, id, ask, &r))
			return false;
		r.label = label_of(ctx, of, by, rec);
		if (child && (r.sheet.nrows || r.create.text))
			PUSH(ctx->mem, out->child, out->nchildren, r);
		else if (!child && r.sheet.nrows)
			PUSH(ctx->mem, out->pointing, out->npointing, r);
	}
	return true;
}

bool relations_load(struct ctx *ctx, const struct record *rec, int64_t id, const struct ask *ask,
                    enum related_kind kind, struct relations *out)
{
	*out = (struct relations){ 0 };
	for (int i = 0; i < ctx->catalog->nrecords; i++) {
		const struct record *of = ctx->catalog->record[i];

		if (own_table(of) && access_may(ctx, of, "read") && !load_type(ctx, of, rec, id, ask, kind, out))
			return false;
	}
	return true;
}

bool findings_load(struct ctx *ctx, const struct record *rec, int64_t id, const struct ask *ask,
                   struct told_finding **out, int *n)
{
	const struct record *of = catalog_record(ctx->catalog, "finding");
	struct list list = { .of = of, .clock = ask->clock, .columns = "text, cite, found_on, state, answer" };
	struct listing rows;
	bool may;

	*n = 0;
	if (!of || of == rec || !access_reads(ctx, of, 1))
		return true;
	list.where = filter_parse(ctx, of, arena_printf(ctx->mem, "record = \"%s\" and row = %lld", rec->name,
	                                                (long long)id));
	if (!list.where || !list_rows(ctx, &list, &rows))
		return false;
	may = access_may(ctx, of, "answer") && !ask->clock.known;
	for (int i = 0; i < rows.nlines; i++) {
		const struct line *l = &rows.line[i];
		const char *state = l->cell[3].type == T_TEXT ? l->cell[3].text : "";
		struct told_finding f = {
			.text = l->cell[0].type == T_TEXT ? l->cell[0].text : "",
			.day = date_show(ctx->mem, cell_date(l->cell[2])),
			.cite = l->cell[1].type == T_TEXT ? l->cell[1].text : NULL,
			.answer = l->cell[4].type == T_TEXT ? l->cell[4].text : NULL, .open = !strcmp(state, "open"),
			.to = url(ctx->mem, "/r/finding/%lld", (long long)l->id),
		};

		if (may && f.open)
			f.answer_it = url(ctx->mem, "/r/finding/%lld/step/answer", (long long)l->id);
		PUSH(ctx->mem, *out, *n, f);
	}
	return true;
}

void findings_draw(struct html *w, const struct told_finding *f, int n)
{
	if (!n)
		return;
	html(w, "<section class=\"found\"><h2>Điểm cần làm rõ</h2><ul class=\"findings\">\n");
	for (int i = 0; i < n; i++) {
		html(w, "<li><div>");
		html_link(w, f[i].to, f[i].text);
		if (f[i].cite)
			html(w, " <cite>%s</cite>", f[i].cite);
		html(w, "<small>Phát hiện %s%s%s</small></div>", f[i].day, f[i].answer ? " · Trả lời: " : "",
		     f[i].answer);
		if (f[i].answer_it.text)
			html_link_as(w, "button small", f[i].answer_it, "Trả lời");
		else if (!f[i].open)
			html(w, "<span class=\"pill done\">Đã trả lời</span>");
		html(w, "</li>\n");
	}
	html(w, "</ul></section>\n");
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
