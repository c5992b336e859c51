/* Choice and order of columns without a script: boxes to tick, and for each shown column a link to the same list with
 * that column moved by one. */

#include "web/list_columns.h"
#include <string.h>
#include "model/access.h"
#include "model/catalog.h"
#include "model/query.h"

static bool groups(const struct field *f)
{
	return f->kind == K_CODE || f->kind == K_STATE || f->kind == K_BOOL;
}

static void add_field(struct ctx *ctx, struct list_fields *to, const struct field *over, const struct field *f)
{
	struct list_field field = { .path = f->name, .label = f->label };

	field.groups = groups(field_shown(ctx->catalog, f));
	if (over) {
		field.path = arena_printf(ctx->mem, "%s.%s", over->name, f->name);
		field.label = arena_printf(ctx->mem, "%s · %s", over->label, f->label);
	}
	PUSH(ctx->mem, to->field, to->n, field);
}

static void add_beyond(struct ctx *ctx, struct list_fields *to, const struct field *over)
{
	const struct field *shown = field_shown(ctx->catalog, over);
	const char *name = shown->kind == K_REF ? shown->of : shown->kind == K_UNIT ? "unit_status" : NULL;
	const struct record *of = name ? catalog_record(ctx->catalog, name) : NULL;

	if (!of || !access_may(ctx, of, "read"))
		return;
	for (int i = 0; i < of->nfields; i++) {
		const struct field *f = &of->fields[i];

		if (f->flags & F_LIST && f->kind != K_UNIT && f->kind != K_NOTE && access_field(ctx, of, f) &&
		    strncmp(f->name, "valid_", 6) != 0)
			add_field(ctx, to, over, f);
	}
}

static void add_all(struct ctx *ctx, const struct record *rec, struct list_fields *to)
{
	for (int i = 0; i < rec->nfields; i++)
		if (access_field(ctx, rec, &rec->fields[i]))
			add_field(ctx, to, NULL, &rec->fields[i]);
	for (int i = 0; i < rec->nfields; i++)
		if (access_field(ctx, rec, &rec->fields[i]))
			add_beyond(ctx, to, &rec->fields[i]);
}

/* The shown columns, in their order, are taken to the front. */
static void front(const struct list_ask *l, struct list_fields *f)
{
	const char *rest = l->columns;
	char name[200];

	while (rest && strlen(rest) < 8000 && *(rest += strspn(rest, ", "))) {
		size_t n = strcspn(rest, ", ");

		if (n >= sizeof name)
			return;
		memcpy(name, rest, n);
		name[n] = '\0';
		rest += n;
		for (int i = f->nshown; i < f->n; i++)
			if (!strcmp(f->field[i].path, name)) {
				struct list_field found = f->field[i];

				memmove(&f->field[f->nshown + 1], &f->field[f->nshown],
				        (size_t)(i - f->nshown) * sizeof found);
				found.shown = true;
				f->field[f->nshown++] = found;
				break;
			}
	}
}

static struct url swapped(struct ctx *ctx, const struct list_ask *l, const struct list_fields *f, int at)
{
	struct url to = list_ask_url(ctx->mem, url(ctx->mem, "/r/%s", l->rec->name), l, "columns");
	struct buf b = buf_new(ctx->mem, 8000);

	for (int i = 0; i < f->nshown; i++) {
		int from = i == at ? at + 1 : i == at + 1 ? at : i;

		buf_printf(&b, "%s%s", i ? "," : "", f->field[from].path);
	}
	return url_with(ctx->mem, url_with(ctx->mem, to, "columns", b.s), "panel", "columns");
}

void list_fields_load(struct ctx *ctx, const struct list_ask *l, struct list_fields *out)
{
	*out = (struct list_fields){ 0 };
	add_all(ctx, l->rec, out);
	front(l, out);
	for (int i = 0; i + 1 < out->nshown; i++) {
		out->field[i].down = swapped(ctx, l, out, i);
		out->field[i + 1].up = out->field[i].down;
	}
}

static void draw_move(struct html *w, struct url to, const char *icon, const char *what, const char *label)
{
	if (!to.text)
		return;
	html_link_open(w, "move", to);
	html(w, "<span aria-hidden=\"true\">%s</span><span class=\"hidden\">%s: %s</span></a>", icon, what, label);
}

void list_fields_draw(struct html *w, const struct list_fields *f, const struct list_ask *l, bool open)
{
	struct url here = url(w->out.mem, "/r/%s", l->rec->name);

	html(w, "<details class=\"panel\"%s><summary>Cột</summary>", open ? " open" : "");
	html_form(w, "get", "columns", here, NULL);
	list_ask_hidden(w, l, "columns");
	html(w, "<ul class=\"pick\">");
	for (int i = 0; i < f->n; i++) {
		const struct list_field *field = &f->field[i];

		html(w, "<li><label><input type=\"checkbox\" name=\"col\" value=\"%s\"%s>%s</label>", field->path,
		     field->shown ? " checked" : "", field->label);
		draw_move(w, field->up, "↑", "lên trước", field->label);
		draw_move(w, field->down, "↓", "xuống sau", field->label);
		html(w, "</li>");
	}
	html(w, "</ul><button class=\"button small\">Áp dụng</button> ");
	if (l->chosen)
		html_link_as(w, "button plain small", list_ask_url(w->out.mem, here, l, "columns"),
		             "Về các cột mặc định");
	html(w, "</form></details>\n");
}
