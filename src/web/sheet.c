#include "web/sheet.h"
#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/code.h"
#include "model/kind.h"
#include "model/query.h"
#include "model/reach.h"
#include "model/workflow.h"

static bool numeric(const struct field *f)
{
	return f->kind == K_INT || f->kind == K_MONEY;
}

static const char *state_class(const struct record *rec, const char *state)
{
	const struct state *s = rec->flow ? flow_state(rec->flow, state) : NULL;

	if (!s)
		return "pill";
	return s->open ? "pill open" : s->ends ? "pill void" : "pill done";
}

static bool readable(struct ctx *ctx, const char *record)
{
	const struct record *rec = catalog_record(ctx->catalog, record);

	return rec && access_may(ctx, rec, "read");
}

/* What has no name of its own goes by its kind and number. */
static const char *named(struct ctx *ctx, const struct field *f, const char *title)
{
	const struct record *of = f->kind == K_REF ? catalog_record(ctx->catalog, f->of) : NULL;

	return of && *title == '#' ? arena_printf(ctx->mem, "%s số %s", of->label, title + 1) : title;
}

struct sheet_cell sheet_value(struct ctx *ctx, const struct record *rec, const struct field *f, struct value v,
                              const char *title)
{
	const struct field *shown = field_shown(ctx->catalog, f);
	struct sheet_cell cell = { .text = "" };

	if (v.type == T_NULL)
		return cell;
	cell.text = title && *title ? named(ctx, shown, title) : kind_show(ctx, rec, shown, v);
	if (shown->kind == K_STATE && v.type == T_TEXT)
		cell.class = state_class(rec, v.text);
	else if (numeric(shown))
		cell.class = "right";
	else if (shown->kind == K_DATE || shown->kind == K_PARTIAL)
		cell.class = "day";
	return cell;
}

bool sheet_links(struct ctx *ctx, const struct field *f, const struct ask *ask, const struct value *v, int n,
                 struct sheet_cell *cell, int step)
{
	const struct field *shown = field_shown(ctx->catalog, f);
	const char *name = shown->kind == K_REF ? shown->of : shown->kind == K_UNIT ? "unit" : NULL;
	const struct record *of = name ? catalog_record(ctx->catalog, name) : NULL;
	int64_t *id = NEWN(ctx->mem, int64_t, n);
	bool *may = NEWN(ctx->mem, bool, n);

	if (!of)
		return true;
	for (int i = 0; i < n; i++)
		id[i] = v[i].type == T_INT ? v[i].i : 0;
	if (!reach_rows(ctx, of, ask->clock, id, n, may))
		return false;
	for (int i = 0; i < n; i++)
		if (id[i] && may[i])
			cell[(size_t)i * (size_t)step].to = ask_clocks(ctx->mem, url(ctx->mem, "/r/%s/%lld", name,
			                                               (long long)id[i]), ask);
	return true;
}

/* The column that leads to the row: its title if it is shown, else the first. */
static int leading(const struct listing *l)
{
	for (int c = 0; c < l->ncolumns; c++)
		if (l->of->title && !strcmp(l->column[c].path, l->of->title))
			return c;
	return 0;
}

static void add_row(struct ctx *ctx, const struct listing *l, const struct line *line, int lead, const struct ask *ask,
                    struct sheet_cell *out)
{
	for (int c = 0; c < l->ncolumns; c++)
		out[c] = sheet_value(ctx, l->column[c].rec, l->column[c].field, line->cell[c], line->title[c]);
	if (!l->ncolumns)
		out[lead].text = "";
	out[lead].to = ask_clocks(ctx->mem, url(ctx->mem, "/r/%s/%lld", l->of->name, (long long)line->id), ask);
}

/* Rows whose title is empty are called as anywhere else; who may read no field is told the number alone. */
static bool name_rows(struct ctx *ctx, const struct listing *l, int lead, struct sheet *s)
{
	const struct field f = { .kind = K_REF, .of = l->of->name };
	int64_t *id = NEWN(ctx->mem, int64_t, l->nlines);
	const char **title = NEWN(ctx->mem, const char *, l->nlines);
	int n = 0, k = 0;

	for (int i = 0; i < l->nlines; i++)
		if (!*s->cell[(size_t)i * (size_t)s->ncolumns + (size_t)lead].text)
			id[n++] = l->line[i].id;
	if (l->ncolumns && !list_titles(ctx, l->of, (struct clock){ .on = ctx->today }, id, n, title))
		return false;
	for (int i = 0; i < l->nlines && n; i++) {
		struct sheet_cell *cell = &s->cell[(size_t)i * (size_t)s->ncolumns + (size_t)lead];

		if (*cell->text)
			continue;
		cell->text = l->ncolumns ? named(ctx, &f, title[k]) : arena_printf(ctx->mem, "#%lld", (long long)id[k]);
		k++;
	}
	return true;
}

/* What the program makes out of acts says of somebody what held when: the row leads to him. */
static bool leads_beyond(const struct listing *l, int lead)
{
	return l->of->dated && l->of->system && l->ncolumns && l->column[lead].field->kind == K_REF;
}

/* What the cells of one column lead to. */
static bool column_links(struct ctx *ctx, const struct listing *l, int c, const struct ask *ask, struct sheet *s)
{
	struct value *v = NEWN(ctx->mem, struct value, l->nlines);

	for (int i = 0; i < l->nlines; i++)
		v[i] = l->line[i].cell[c];
	return sheet_links(ctx, l->column[c].field, ask, v, l->nlines, s->cell + c, s->ncolumns);
}

static bool of_span(const struct field *f)
{
	return !strcmp(f->name, "valid_from") || !strcmp(f->name, "valid_until");
}

const char *sheet_columns(struct ctx *ctx, const struct record *rec, const char *without)
{
	struct buf b = buf_new(ctx->mem, 8000);
	int t = rec->title ? record_field(rec, rec->title) : -1;
	const char *title = t >= 0 && access_field(ctx, rec, &rec->fields[t]) ? rec->title : NULL;

	if (title && without && !strcmp(title, without))
		title = NULL;
	if (title)
		buf_text(&b, title);
	for (int pass = 0; pass < 2; pass++)
		for (int f = 0; f < rec->nfields; f++) {
			const struct field *field = &rec->fields[f];

			if (!(field->flags & F_LIST) || of_span(field) != pass || !access_field(ctx, rec, field) ||
			    (title && !strcmp(field->name, title)))
				continue;
			if (!without || strcmp(field->name, without))
				buf_printf(&b, "%s%s", b.n ? ", " : "", field->name);
		}
	return b.n ? b.s : NULL;
}

static const char *unseen(struct ctx *ctx, const struct record *rec, bool some)
{
	int hidden = 0;

	for (int f = 0; f < rec->nfields; f++)
		hidden += rec->fields[f].flags & F_LIST && !access_field(ctx, rec, &rec->fields[f]);
	if (!hidden)
		return NULL;
	if (some)
		return arena_printf(ctx->mem, "%d cột không hiện vì ngoài phạm vi được xem của tài khoản này. Cần xem, "
		                    "xin hỏi người quản trị hệ thống.", hidden);
	return arena_printf(ctx->mem, "Tài khoản này chỉ được xem các số đếm và những trường công khai; “%s” không có "
	                    "trường nào công khai, nên mỗi dòng dưới đây chỉ hiện số của nó. Cần xem nội dung, xin hỏi "
	                    "người quản trị hệ thống để được giao quyền.", rec->label);
}

/* Of a column beyond a reference: which one it is reached by. */
static const char *heading(struct ctx *ctx, const struct listing *l, int c)
{
	const struct column *column = &l->column[c];
	size_t n = strcspn(column->path, ".");
	int f = column->path[n] ? record_field(l->of, arena_textn(ctx->mem, column->path, n)) : -1;

	return f < 0 ? column->field->label :
	       arena_printf(ctx->mem, "%s · %s", l->of->fields[f].label, column->field->label);
}

bool sheet_load(struct ctx *ctx, const struct listing *l, const struct ask *ask, bool times, struct sheet *out)
{
	/* Who may read no field still sees which rows there are. */
	int n = l->ncolumns + times + !l->ncolumns, lead = leading(l);

	*out = (struct sheet){
		.column = NEWN(ctx->mem, struct sheet_column, n + 1), .ncolumns = n,
		.cell = NEWN(ctx->mem, struct sheet_cell, (size_t)n * (size_t)l->nlines + 1), .nrows = l->nlines,
	};
	for (int c = 0; c < l->ncolumns; c++) {
		const struct field *f = field_shown(ctx->catalog, l->column[c].field);

		out->column[c] = (struct sheet_column){ .label = heading(ctx, l, c), .right = numeric(f) };
	}
	out->unseen = unseen(ctx, l->of, l->ncolumns > 0);
	if (!l->ncolumns)
		out->column[0] = (struct sheet_column){ .label = l->of->label };
	if (times)
		out->column[n - 1] = (struct sheet_column){ .label = "Số lượt", .right = true };
	for (int i = 0; i < l->nlines && n; i++) {
		add_row(ctx, l, &l->line[i], lead, ask, out->cell + (size_t)i * (size_t)n);
		if (times)
			out->cell[(size_t)i * (size_t)n + (size_t)n - 1] =
				(struct sheet_cell){ text_grouped(ctx->mem, l->line[i].times), "right", { NULL } };
	}
	if (!name_rows(ctx, l, lead, out))
		return false;
	for (int c = 0; c < l->ncolumns; c++)
		if ((c != lead || leads_beyond(l, lead)) && !column_links(ctx, l, c, ask, out))
			return false;
	return ctx->errs->count == 0;
}

void sheet_order(struct ctx *ctx, struct sheet *s, const struct listing *l, struct url here, const char *order)
{
	const char *now = order ? order : l->of->order ? l->of->order : "";
	bool down = now[0] == '-';
	size_t n = strcspn(now + down, ", ");

	for (int c = 0; c < l->ncolumns; c++) {
		const char *path = l->column[c].path;
		const struct field *f = field_shown(ctx->catalog, l->column[c].field);

		if (f->kind == K_REF && !readable(ctx, f->of))
			continue;
		if (strlen(path) == n && !strncmp(now + down, path, n))
			s->column[c].sorted = down ? -1 : 1;
		s->column[c].order = url_with(ctx->mem, here, "order", s->column[c].sorted == 1 ?
		                              arena_printf(ctx->mem, "-%s", path) : path);
	}
}

/* ---- inputs under the headings ---- */

static void offer(struct ctx *ctx, struct sheet_filter *f, const char *value, const char *label)
{
	PUSH(ctx->mem, f->option, f->noptions, (struct sheet_option){ value, label });
}

static bool offer_codes(struct ctx *ctx, struct sheet_filter *f, const char *list, struct date on)
{
	const struct code *code;
	int n;

	if (!code_list(ctx, list, on, &code, &n))
		return false;
	for (int i = 0; i < n; i++)
		offer(ctx, f, code[i].key, code[i].label);
	return true;
}

static bool filter_of(struct ctx *ctx, const struct column *c, struct clock clock, struct sheet_filter *out)
{
	const struct field *f = field_shown(ctx->catalog, c->field);
	bool fine = true;

	switch (f->kind) {
	case K_TIME: case K_SPAN: case K__COUNT:
		return true;
	case K_STATE:
		for (int i = 0; c->rec->flow && i < c->rec->flow->nstates; i++)
			offer(ctx, out, c->rec->flow->states[i].name, c->rec->flow->states[i].label);
		break;
	case K_BOOL:
		offer(ctx, out, "1", "Có");
		offer(ctx, out, "0", "Không");
		break;
	case K_CODE:
		fine = offer_codes(ctx, out, f->of, clock.on);
		break;
	case K_DATE: case K_PARTIAL:
		out->hint = "2022-11";
		break;
	case K_INT: case K_MONEY:
		out->hint = ">=";
		break;
	case K_TEXT: case K_NAME: case K_NOTE: case K_REF: case K_UNIT:
		break;
	}
	if (out->noptions)
		offer(ctx, out, "-", "(trống)");
	out->name = arena_printf(ctx->mem, SHEET_TYPED "%s", c->path);
	return fine;
}

bool sheet_filters(struct ctx *ctx, struct sheet *s, const struct listing *l, struct clock clock,
                   const char *(*typed)(const void *arg, const char *path), const void *arg)
{
	for (int c = 0; c < l->ncolumns; c++) {
		struct sheet_filter *f = &s->column[c].filter;

		if (!access_field(ctx, l->column[c].rec, l->column[c].field))
			continue;
		if (!filter_of(ctx, &l->column[c], clock, f))
			return false;
		f->text = typed(arg, l->column[c].path);
	}
	return true;
}

static void draw_options(struct html *w, const struct sheet_filter *f)
{
	html(w, "<option value=\"\">Tất cả</option>");
	for (int i = 0; i < f->noptions; i++)
		html(w, "<option value=\"%s\"%s>%s</option>", f->option[i].value,
		     f->text && !strcmp(f->text, f->option[i].value) ? " selected" : "", f->option[i].label);
	html(w, "</select>");
}

static void draw_filter(struct html *w, const struct sheet_column *c, const char *form)
{
	const struct sheet_filter *f = &c->filter;

	html(w, "<td data-label=\"%s\">", c->label);
	if (f->name)
		html(w, "<%s id=\"%s\" name=\"%s\" form=\"%s\" aria-label=\"Lọc theo %s\"",
		     f->noptions ? "select" : "input", field_id(w->out.mem, f->name), f->name, form, c->label);
	if (f->name && f->noptions) {
		html(w, ">");
		draw_options(w, f);
	} else if (f->name) {
		html(w, " value=\"%s\" placeholder=\"%s\" autocomplete=\"off\">", f->text, f->hint);
	}
	html(w, "</td>");
}

static void draw_filters(struct html *w, const struct sheet *s)
{
	if (!s->form)
		return;
	html(w, "<tr class=\"filters\">");
	for (int c = 0; c < s->ncolumns; c++)
		draw_filter(w, &s->column[c], s->form);
	html(w, "</tr>");
}

static void draw_totals(struct html *w, const struct sheet *s)
{
	bool any = false;

	for (int c = 0; c < s->ncolumns; c++)
		any = any || s->column[c].total;
	if (!any)
		return;
	html(w, "<tfoot><tr>");
	for (int c = 0; c < s->ncolumns; c++)
		if (s->column[c].total)
			html(w, "<td class=\"right\" data-label=\"Cộng %s\">%s</td>", s->column[c].label,
			     s->column[c].total);
		else
			html(w, "<td>%s</td>", c ? "" : "Cộng");
	html(w, "</tr></tfoot>\n");
}

/* ---- the table ---- */

static void draw_heading(struct html *w, const struct sheet_column *c)
{
	html(w, "<th scope=\"col\" class=\"%s\" aria-sort=\"%s\">", c->right ? "right" : "left",
	     c->sorted > 0 ? "ascending" : c->sorted < 0 ? "descending" : "none");
	if (c->order.text)
		html_link_as(w, "order", c->order, c->label);
	else
		html(w, "%s", c->label);
	html(w, "</th>");
}

/* Beside what the row is called, not in a column of its own: the columns are those of the list. */
static void draw_choice(struct html *w, const struct sheet *s, int row, const struct sheet_cell *c)
{
	if (s->choose)
		html(w, "<input type=\"checkbox\" name=\"_row\" value=\"%lld\" form=\"%s\" aria-label=\"Chọn %s\">",
		     (long long)s->id[row], s->choose, c->text);
}

static void draw_cell(struct html *w, const struct sheet *s, int row, int column)
{
	const struct sheet_cell *c = &s->cell[(size_t)row * (size_t)s->ncolumns + (size_t)column];
	bool pill = c->class && !strncmp(c->class, "pill", 4);

	html(w, "<td data-label=\"%s\"", s->column[column].label);
	if (c->class && !pill)
		html(w, " class=\"%s\"", c->class);
	html(w, ">");
	if (!column)
		draw_choice(w, s, row, c);
	if (pill)
		html(w, "<span class=\"%s\">%s</span>", c->class, c->text);
	else if (c->to.text)
		html_link(w, c->to, c->text);
	else
		html(w, "%s", c->text);
	html(w, "</td>");
}

/* On a narrow screen the row of inputs is a drawer over the rows, with its own button for who has no scripts. */
static void draw_drawer(struct html *w, const struct sheet *s)
{
	bool typed = false;

	for (int c = 0; c < s->ncolumns; c++)
		typed = typed || s->column[c].filter.text;
	if (!s->form)
		return;
	html(w, "<input type=\"checkbox\" id=\"drawer\" class=\"drawer hidden\" aria-label=\"Mở ô lọc từng cột\"%s>"
	        "<div class=\"drawer\"><label for=\"drawer\">Lọc theo từng cột</label>"
	        "<button class=\"button small\" form=\"%s\">Lọc</button></div>\n", typed ? " checked" : "", s->form);
}

void sheet_draw(struct html *w, const struct sheet *s)
{
	if (s->unseen)
		html(w, "<p class=\"note\">%s</p>\n", s->unseen);
	if (!s->nrows && !s->form) {
		html(w, "<p class=\"none\">Không có dòng nào.</p>\n");
		return;
	}
	draw_drawer(w, s);
	html(w, "<div class=\"wide%s\" tabindex=\"0\"><table class=\"sheet%s%s\">", s->form ? " list" : "",
	     s->form ? " list" : "", s->choose ? " choose" : "");
	if (s->caption)
		html(w, "<caption>%s</caption>", s->caption);
	html(w, "<thead><tr>");
	for (int c = 0; c < s->ncolumns; c++)
		draw_heading(w, &s->column[c]);
	html(w, "</tr>");
	draw_filters(w, s);
	html(w, "</thead>\n<tbody>\n");
	if (!s->nrows)
		html(w, "<tr class=\"none\"><td colspan=\"%d\">Không có dòng nào.</td></tr>", s->ncolumns);
	for (int i = 0; i < s->nrows; i++) {
		html(w, "<tr>");
		for (int c = 0; c < s->ncolumns; c++)
			draw_cell(w, s, i, c);
		html(w, "</tr>\n");
	}
	html(w, "</tbody>");
	draw_totals(w, s);
	html(w, "</table></div>\n");
}
