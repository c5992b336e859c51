/* The command was run and taken back: its changes are in memory, its rows are
 * not.  So rows that it would make have no title yet and are told by what stands
 * in them. */

#include "web/foresee.h"
#include <string.h>
#include "base/language.h"
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"

enum { SHOWN = 60, TELL_MAX = 2000, OPEN_GROUPS = 5, OPEN_ROWS = 12 };

struct telling { struct ctx *ctx; const struct change *change; int n; };

struct sheet foresee_sheet(struct ctx *ctx, const char *const *heading, int n, int rows)
{
	struct sheet s = {
		.column = NEWN(ctx->mem, struct sheet_column, n), .ncolumns = n,
		.cell = NEWN(ctx->mem, struct sheet_cell, (size_t)n * (size_t)rows + 1),
	};

	for (int c = 0; c < n; c++)
		s.column[c].label = heading[c];
	return s;
}

static bool is_new(const struct telling *t, const struct record *rec, int64_t id)
{
	for (int i = 0; i < t->n; i++)
		if (t->change[i].rec == rec && t->change[i].id == id)
			return !t->change[i].old;
	return false;
}

static bool title_of(const struct telling *t, const struct record *rec, int64_t id, const char **out)
{
	struct clock clock = { .on = t->ctx->today };

	*out = "dòng mới";
	return is_new(t, rec, id) || list_titles(t->ctx, rec, clock, &id, 1, out);
}

/* A value for people; "" for none. */
static bool value_told(const struct telling *t, const struct record *rec, const struct field *f, struct value v,
                       const char **out)
{
	const struct record *of = NULL;
	const char *title = NULL;

	*out = "";
	if (v.type == T_NULL)
		return true;
	if (f->kind == K_UNIT)
		of = catalog_record(t->ctx->catalog, "unit");
	else if (f->kind == K_REF)
		of = catalog_record(t->ctx->catalog, f->of);
	if (of && !title_of(t, of, cell_int(v), &title))
		return false;
	*out = sheet_value(t->ctx, rec, f, v, title).text;
	return true;
}

static struct value cell_of(const struct value *cells, int f)
{
	return cells ? cells[f] : value_null();
}

/* "Trạng thái: Đề nghị → Đã tặng; ..." */
static bool difference(const struct telling *t, const struct change *c, const char **out)
{
	struct buf b = buf_new(t->ctx->mem, TELL_MAX);
	const char *old, *new;

	for (int f = 0; f < c->rec->nfields; f++) {
		const struct field *field = &c->rec->fields[f];
		struct value was = cell_of(c->old, f), is = cell_of(c->cell, f);

		if (!field_stored(field) || value_equal(was, is) || !access_field(t->ctx, c->rec, field))
			continue;
		if (!value_told(t, c->rec, field, was, &old) || !value_told(t, c->rec, field, is, &new))
			return false;
		buf_printf(&b, "%s%s: ", b.n ? "; " : "", field->label);
		if (c->old && c->cell)
			buf_printf(&b, "%s → %s", *old ? old : "(trống)", *new ? new : "(trống)");
		else
			buf_text(&b, c->cell ? new : old);
	}
	*out = b.s;
	return true;
}

static bool add_change(const struct telling *t, const struct change *c, struct sheet *s)
{
	struct sheet_cell *cell = s->cell + (size_t)s->nrows * (size_t)s->ncolumns;
	const char *title = "";

	if (c->old && !title_of(t, c->rec, c->id, &title))
		return false;
	if (c->old)
		cell[0].to = url(t->ctx->mem, "/r/%s/%lld", c->rec->name, (long long)c->id);
	cell[0].text = c->old ? title : "(mới)";
	cell[1].text = !c->old ? "Thêm" : c->cell ? "Sửa" : "Bớt";
	s->nrows++;
	return difference(t, c, &cell[2].text);
}

/* Those of one record type, each once: what was made and removed again is nothing. */
static bool add_type(const struct telling *t, const struct record *rec, struct foreseen *out)
{
	static const char *const heading[] = { "Dòng", "Việc", "Nội dung" };
	struct foreseen_group g = { .label = say_many(t->ctx->mem, rec->plural) };

	for (int i = 0; i < t->n; i++)
		g.n += t->change[i].rec == rec && (t->change[i].old || t->change[i].cell);
	if (!g.n)
		return true;
	if (!access_may(t->ctx, rec, "read")) {
		out->hidden = true;
		return true;
	}
	g.sheet = foresee_sheet(t->ctx, heading, 3, SHOWN);
	for (int i = 0; i < t->n && g.sheet.nrows < SHOWN; i++)
		if (t->change[i].rec == rec && (t->change[i].old || t->change[i].cell) &&
		    !add_change(t, &t->change[i], &g.sheet))
			return false;
	g.more = g.n > g.sheet.nrows;
	PUSH(t->ctx->mem, out->group, out->ngroups, g);
	return true;
}

/* Steps taken and findings are told otherwise. */
static bool is_told(const struct record *rec)
{
	return strcmp(rec->name, "step_done") != 0 && strcmp(rec->name, "finding") != 0;
}

bool foresee_changes(struct ctx *ctx, const struct change *change, int n, struct foreseen *out)
{
	struct telling t = { ctx, change, n };

	for (int i = 0; i < ctx->catalog->nrecords; i++)
		if (is_told(ctx->catalog->record[i]) && !add_type(&t, ctx->catalog->record[i], out))
			return false;
	return true;
}

void foresee_breaches(struct ctx *ctx, const struct done *d, struct foreseen *out)
{
	for (int i = 0; i < d->nbreaches; i++) {
		const struct breach *b = &d->breach[i];
		struct breach_told told = { .text = b->text, .cite = b->cite };

		if (b->rec && b->id != d->id && access_may(ctx, b->rec, "read"))
			told.to = url(ctx->mem, "/r/%s/%lld", b->rec->name, (long long)b->id);
		PUSH(ctx->mem, out->breach, out->nbreaches, told);
	}
}

bool foresee(struct ctx *ctx, const struct order *o, struct foreseen *out)
{
	struct change *change;
	struct done done;
	int n;

	*out = (struct foreseen){ 0 };
	if (!command_try(ctx, o, &done, &change, &n))
		return false;
	foresee_breaches(ctx, &done, out);
	return foresee_changes(ctx, change, n, out);
}

static void draw_breaches(struct html *w, const struct foreseen *f)
{
	if (!f->nbreaches)
		return;
	html(w, "<div class=\"found\"><h3>Điều sẽ phải giải trình</h3><ul>");
	for (int i = 0; i < f->nbreaches; i++) {
		html(w, "<li>%s ", f->breach[i].text);
		if (f->breach[i].to.text)
			html_link(w, f->breach[i].to, "Mở hồ sơ");
		if (f->breach[i].cite)
			html(w, " <cite>%s</cite>", f->breach[i].cite);
		html(w, "</li>");
	}
	html(w, "</ul></div>\n");
}

static void draw_sides(struct html *w, const struct foreseen *f)
{
	if (!f->sides)
		return;
	html(w, "<div class=\"sides\"><div><h3>Trước</h3>\n");
	sheet_draw(w, &f->before);
	html(w, "</div>\n<div><h3>Sau</h3>\n");
	sheet_draw(w, &f->after);
	html(w, "</div></div>\n");
}

static void draw_group(struct html *w, const struct foreseen_group *g, bool open)
{
	html(w, "<details class=\"foreseen\"%s><summary>%s: <strong>%s</strong></summary>\n", open ? " open" : "",
	     g->label, text_grouped(w->out.mem, g->n));
	sheet_draw(w, &g->sheet);
	if (g->more)
		html(w, "<p class=\"small under\">Hiện %d dòng đầu.</p>\n", g->sheet.nrows);
	html(w, "</details>\n");
}

void foresee_draw(struct html *w, const struct foreseen *f)
{
	html(w, "<section class=\"preview\" id=\"preview\" role=\"status\"><h2>Xem trước: chưa ghi gì</h2>\n");
	draw_breaches(w, f);
	draw_sides(w, f);
	if (!f->ngroups && !f->hidden)
		html(w, "<p>Không có gì thay đổi.</p>\n");
	for (int i = 0; i < f->ngroups; i++)
		draw_group(w, &f->group[i], f->ngroups <= OPEN_GROUPS && f->group[i].sheet.nrows <= OPEN_ROWS);
	if (f->hidden)
		html(w, "<p class=\"small\">Có thay đổi ở loại hồ sơ không thuộc phạm vi được xem.</p>\n");
	html(w, "</section>\n");
}
