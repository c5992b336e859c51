/* The inputs of forms, by kind of field.  Days are lines of text, not a browser's
 * calendar: clerks type them from paper, and what was mistyped must come back. */

#include "web/widget.h"
#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/code.h"
#include "model/filter.h"
#include "model/kind.h"
#include "model/list.h"
#include "model/unit.h"

enum { FOUND_MAX = 20, UNITS_MAX = 40, PATH_BYTES = 200, LABEL_COLUMNS = 4 };

static bool named(const struct field *f)
{
	return f->kind == K_REF || f->kind == K_UNIT;
}

/* ---- what stands in an input ---- */

static bool bracketed(struct ctx *ctx, const struct field *f, int64_t id, const char **out)
{
	struct clock clock = { .on = ctx->today };
	const struct record *of = f->kind == K_REF ? catalog_record(ctx->catalog, f->of) : NULL;
	const struct tree *tree;
	const char *title = NULL;
	int at;

	if (f->kind == K_REF) {
		if (!of || !list_titles(ctx, of, clock, &id, 1, &title))
			return false;
		*out = arena_printf(ctx->mem, "%s [%lld]", title, (long long)id);
		return true;
	}
	if (!tree_load(ctx, clock, &tree))
		return false;
	at = tree_find(tree, id);
	*out = at < 0 ? arena_printf(ctx->mem, "%lld", (long long)id) : tree->node[at].former ?
	       arena_printf(ctx->mem, "%s [%lld]", tree->node[at].name, (long long)id) :
	       arena_printf(ctx->mem, "%s [%s]", tree->node[at].name, tree->node[at].code);
	return true;
}

bool widget_value(struct ctx *ctx, struct widget *w, struct value v)
{
	w->was = "";
	if (v.type != T_NULL) {
		if (named(w->field)) {
			if (!bracketed(ctx, w->field, cell_int(v), &w->was))
				return false;
		} else if (w->field->kind == K_DATE || w->field->kind == K_PARTIAL) {
			w->was = kind_show(ctx, NULL, w->field, v);
		} else {
			w->was = kind_text(ctx->mem, w->field, v);
		}
	}
	w->text = w->was;
	w->show = w->field->kind == K_CODE && *w->was ? code_label(ctx, w->field->of, w->was) :
	          w->field->kind == K_BOOL && *w->was ? strcmp(w->was, "0") ? "Có" : "Không" : w->was;
	return true;
}

/* The part between the last brackets, where there is one at the end. */
static const char *inner(struct arena *a, const char *text)
{
	const char *open = strrchr(text, '[');
	size_t n = strlen(text);

	return open && n && text[n - 1] == ']' ? arena_textn(a, open + 1, (size_t)(text + n - 1 - open - 1)) : text;
}

const char *widget_input(struct arena *a, const struct widget *w)
{
	return named(w->field) ? inner(a, w->text) : w->text;
}

bool widget_changed(const struct widget *w)
{
	return strcmp(w->text, w->was) != 0;
}

/* ---- looking up names ---- */

/* "person.name" for a member: through titles to the text that names it. */
static bool title_path(struct ctx *ctx, const struct record *rec, struct buf *path)
{
	for (int depth = 0; rec && rec->title && depth < 4; depth++) {
		const struct field *f = &rec->fields[record_field(rec, rec->title)];

		buf_printf(path, "%s%s", path->n ? "." : "", f->name);
		if (f->kind == K_TEXT || f->kind == K_NAME)
			return true;
		if (f->kind != K_REF)
			return false;
		rec = catalog_record(ctx->catalog, f->of);
	}
	return false;
}

static const char *label_of(struct ctx *ctx, const struct listing *rows, const struct line *line)
{
	struct buf b = buf_new(ctx->mem, 500);

	for (int c = 0, shown = 0; c < rows->ncolumns && shown < LABEL_COLUMNS; c++) {
		const struct column *column = &rows->column[c];
		const char *text = line->title[c] && *line->title[c] ? line->title[c] :
		                   kind_show(ctx, column->rec, column->field, line->cell[c]);

		if (line->cell[c].type == T_NULL || !*text)
			continue;
		buf_printf(&b, "%s%s", b.n ? " · " : "", text);
		shown++;
	}
	return b.s;
}

static bool find_rows(struct ctx *ctx, struct widget *w)
{
	const struct record *of = catalog_record(ctx->catalog, w->field->of);
	struct buf path = buf_new(ctx->mem, PATH_BYTES);
	struct list list = { .of = of, .clock = { .on = ctx->today }, .count = FOUND_MAX };
	struct listing rows;

	if (!of || !access_may(ctx, of, "read") || !title_path(ctx, of, &path) || path.full)
		return true;
	list.where = filter_parse(ctx, of, arena_printf(ctx->mem, "%s ~ \"%s\"", path.s,
	                                                filter_quoted(ctx->mem, w->text)));
	if (!list.where || !list_rows(ctx, &list, &rows))
		return false;
	for (int i = 0; i < rows.nlines; i++) {
		struct choice c = { arena_printf(ctx->mem, "%lld", (long long)rows.line[i].id),
		                    label_of(ctx, &rows, &rows.line[i]), NULL };

		if (!bracketed(ctx, w->field, rows.line[i].id, &c.name))
			return false;
		PUSH(ctx->mem, w->choice, w->nchoices, c);
	}
	return true;
}

static struct choice unit_choice(struct ctx *ctx, const struct tree *tree, int at)
{
	const struct node *node = &tree->node[at];
	const char *above = node->parent >= 0 ? tree->node[node->parent].name : "";
	const char *value = node->former ? arena_printf(ctx->mem, "%lld", (long long)node->id) : node->code;

	return (struct choice){
		value, arena_printf(ctx->mem, "%s (%s)%s%s", node->name, node->code, *above ? " · " : "", above),
		arena_printf(ctx->mem, "%s [%s]", node->name, value),
	};
}

/* A whole name counts more than a part of one. */
static bool find_units(struct ctx *ctx, struct widget *w)
{
	const char *want = text_fold(ctx->mem, w->text);
	const struct tree *tree;
	int exact = -1, exacts = 0;

	if (!tree_load(ctx, (struct clock){ .on = ctx->today }, &tree))
		return false;
	for (int i = 0; i < tree->n; i++) {
		const char *name;

		if (!strcmp(tree->node[i].code, w->text))
			return true;
		name = text_fold(ctx->mem, tree->node[i].name);
		if (!strcmp(name, want)) {
			exact = i;
			exacts++;
		}
		if (w->nchoices < FOUND_MAX && *want && strstr(name, want))
			PUSH(ctx->mem, w->choice, w->nchoices, unit_choice(ctx, tree, i));
	}
	if (exacts == 1) {
		w->nchoices = 0;
		PUSH(ctx->mem, w->choice, w->nchoices, unit_choice(ctx, tree, exact));
	}
	return true;
}

static bool look_up(struct ctx *ctx, struct widget *w)
{
	const char *text = inner(ctx->mem, w->text);

	if (!*text || text != w->text || strspn(text, "0123456789") == strlen(text))
		return true;
	if (!(w->field->kind == K_REF ? find_rows(ctx, w) : find_units(ctx, w)))
		return false;
	if (w->nchoices == 1) {
		w->text = w->choice[0].name;
		w->nchoices = 0;
	} else if (w->nchoices) {
		w->search = true;
		w->fault = w->nchoices == FOUND_MAX ? "Nhiều kết quả: chọn một, hoặc gõ tên đầy đủ hơn." :
		           "Có nhiều kết quả: chọn một.";
	}
	return true;
}

bool widget_typed(struct ctx *ctx, struct widget *w, const struct req *req)
{
	const char *text = req_form(req, w->name);
	const char *again = req_form(req, arena_printf(ctx->mem, "_find.%s", w->name));

	if (again && *again)
		text = again;
	if (!text)
		return true;
	w->typed = true;
	w->text = text;
	return !named(w->field) || w->nchoices || !widget_changed(w) || look_up(ctx, w);
}

/* ---- options ---- */

static bool code_options(struct ctx *ctx, struct widget *w, struct date on)
{
	const struct code *code;
	bool there = !*w->was;
	int n;

	if (!code_list(ctx, w->field->of, on, &code, &n))
		return false;
	for (int i = 0; i < n; i++) {
		there = there || !strcmp(code[i].key, w->was);
		PUSH(ctx->mem, w->choice, w->nchoices, (struct choice){ code[i].key, code[i].label, NULL });
	}
	if (!there)
		PUSH(ctx->mem, w->choice, w->nchoices, (struct choice){ w->was, w->show, NULL });
	return true;
}

/* Whoever works in a few units picks among them; the form of one who works in all would be too long. */
static bool unit_options(struct ctx *ctx, struct widget *w, const struct record *rec, const char *action)
{
	struct scope scope;
	const struct tree *tree;
	struct choice *choice = NULL;
	bool there = !*w->was;
	int n = 0;

	if (!access_scope(ctx, rec, action, &scope))
		return false;
	if (scope.all || scope.n > UNITS_MAX || !rec->unit || strcmp(w->field->name, rec->unit))
		return true;
	if (!tree_load(ctx, (struct clock){ .on = ctx->today }, &tree))
		return false;
	for (size_t i = 0; i < scope.n; i++) {
		int at = tree_find(tree, scope.unit[i]);
		const char *text;

		if (at < 0 || tree->node[at].former)
			continue;
		text = arena_printf(ctx->mem, "%s [%s]", tree->node[at].name, tree->node[at].code);
		there = there || !strcmp(text, w->was);
		PUSH(ctx->mem, choice, n, (struct choice){ text, text, NULL });
	}
	if (there && n) {
		w->choice = choice;
		w->nchoices = n;
	}
	return true;
}

bool widget_options(struct ctx *ctx, struct widget *w, const struct record *rec, const char *action, struct date on)
{
	if (w->field->kind == K_CODE)
		return code_options(ctx, w, on);
	if (w->field->kind == K_UNIT)
		return unit_options(ctx, w, rec, action);
	if (w->field->kind == K_BOOL) {
		PUSH(ctx->mem, w->choice, w->nchoices, (struct choice){ "1", "Có", NULL });
		PUSH(ctx->mem, w->choice, w->nchoices, (struct choice){ "0", "Không", NULL });
	}
	return true;
}

/* ---- ink ---- */

static const char *hint(const struct field *f)
{
	switch (f->kind) {
	case K_DATE:    return "ngày/tháng/năm";
	case K_PARTIAL: return "30/04/1975, 04/1975, 1975";
	case K_TIME:    return "09:30 18/01/2023";
	case K_REF:     return "gõ tên hoặc số";
	case K_UNIT:    return "gõ tên hoặc mã tổ chức";
	case K_INT: case K_MONEY: return "số";
	case K_TEXT: case K_NAME: case K_NOTE: case K_BOOL: case K_CODE: case K_STATE: case K_SPAN: case K__COUNT:
		break;
	}
	return "";
}

/* id, name and what a reader of the page aloud is told of help and fault. */
static void draw_names(struct html *h, const struct widget *w)
{
	const char *id = field_id(h->out.mem, w->name);

	html(h, " id=\"%s\" name=\"%s\" aria-describedby=\"%s-help\"", id, w->name, id);
	if (w->fault)
		html(h, " aria-invalid=\"true\"");
	if (w->first)
		html(h, " autofocus");
	if ((w->field->flags & F_REQUIRED) && !w->filled)
		html(h, " aria-required=\"true\"");
}

static void draw_select(struct html *h, const struct widget *w)
{
	html(h, "<select");
	draw_names(h, w);
	html(h, "><option value=\"\">%s</option>", w->search ? "— chọn —" : "—");
	for (int i = 0; i < w->nchoices; i++)
		html(h, "<option value=\"%s\"%s>%s</option>", w->choice[i].value,
		     strcmp(w->choice[i].value, w->text) ? "" : " selected", w->choice[i].label);
	html(h, "</select>");
	if (w->search)
		html(h, "<input name=\"_find.%s\" placeholder=\"hoặc tìm tên khác\" aria-label=\"%s: tìm tên khác\">",
		     w->name, w->field->label);
}

static void draw_line(struct html *h, const struct widget *w)
{
	const struct field *f = w->field;
	bool number = f->kind == K_INT || f->kind == K_MONEY;

	if (f->kind == K_NOTE) {
		html(h, "<textarea rows=\"4\"");
		draw_names(h, w);
		html(h, ">\n%s</textarea>", w->text);
		return;
	}
	html(h, "<input class=\"%s\"", number || f->kind == K_DATE ? "short" : "long");
	draw_names(h, w);
	html(h, " value=\"%s\" placeholder=\"%s\" autocomplete=\"off\" inputmode=\"%s\">", w->text,
	     hint(f), number || f->kind == K_DATE ? "numeric" : "text");
}

void widget_draw(struct html *h, const struct widget *w)
{
	const struct field *f = w->field;
	const char *id = field_id(h->out.mem, w->name);

	html(h, "<div class=\"field%s%s\"><label for=\"%s\">%s", w->fault ? " wrong" : "", f->kind == K_NOTE ?
	     " wide" : "",
	     id, f->label);
	if ((f->flags & F_REQUIRED) && !w->filled)
		html(h, " <span class=\"must\" title=\"bắt buộc\">*</span>");
	html(h, "</label>");
	if (w->nchoices)
		draw_select(h, w);
	else
		draw_line(h, w);
	html(h, "<div class=\"help\" id=\"%s-help\">", id);
	if (w->fault)
		html(h, "<p class=\"fault\">%s</p>", w->fault);
	if (w->cite || f->cite)
		html(h, "<cite>%s</cite> ", w->cite ? w->cite : f->cite);
	html(h, "%s%s</div></div>\n", w->filled ? "Để trống: nơi của người ấy vào ngày của việc. " : "", f->help);
}
