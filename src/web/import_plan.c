/* The plan on a page: a hundred rows of it, each cell as it will stand, what it replaces and what is wrong with it. */

#include <string.h>
#include "base/text.h"
#include "model/kind.h"
#include "model/list_title.h"
#include "web/import_page.h"

static const char *const show_name[SHOWS] = { "new", "changed", "same", "bad", "all", "told" };
static const char *const show_label[SHOWS] = { "Mới", "Thay đổi", "Không đổi", "Lỗi", "Tất cả", "Có lưu ý" };

int import_shown(const char *text)
{
	int show = 0;

	while (show < SHOWS && (!text || strcmp(text, show_name[show])))
		show++;
	return show;
}

/* ---- which rows ---- */

static bool told(const struct import_row *row)
{
	for (const struct import_note *n = row->note; n; n = n->next)
		if (n->warning)
			return true;
	return false;
}

static bool shown(const struct import_row *row, int show)
{
	return show == SHOW_ALL || (show == SHOW_TOLD ? told(row) : row->verdict == (enum verdict)show);
}

static bool wrong_in(const struct import_row *row, int column)
{
	for (const struct import_note *n = row->note; n; n = n->next)
		if (!n->warning && n->column == column)
			return true;
	return false;
}

static void count(const struct import_plan *p, struct import_plan_view *v)
{
	for (int i = 0; i < p->nrows; i++) {
		const struct import_row *row = &p->row[i];

		v->count[row->verdict]++;
		v->count[SHOW_TOLD] += told(row);
		for (int c = 0; c < v->ncolumns && row->verdict == ROW_BAD; c++)
			v->faults[c] += wrong_in(row, v->column[c]);
	}
	v->count[SHOW_ALL] = p->nrows;
}

static void take_columns(struct ctx *ctx, const struct import_plan *p, struct import_plan_view *v)
{
	v->column = NEWN(ctx->mem, int, p->ncolumns + 1);
	v->heading = NEWN(ctx->mem, const char *, p->ncolumns + 1);
	v->field = NEWN(ctx->mem, const char *, p->ncolumns + 1);
	v->faults = NEWN(ctx->mem, int, p->ncolumns + 1);
	for (int c = 0; c < p->ncolumns; c++) {
		if (p->column[c].field < 0 && !p->column[c].is_id)
			continue;
		v->column[v->ncolumns] = c;
		v->heading[v->ncolumns] = arena_text(ctx->mem, p->column[c].heading);
		v->field[v->ncolumns++] = p->column[c].is_id ? "Số hồ sơ" : p->rec->fields[p->column[c].field].label;
	}
}

/* ---- as people read it ---- */

static const struct import_note *notes_copy(struct arena *a, const struct import_note *from)
{
	struct import_note *first = NULL, **end = &first;

	for (; from; from = from->next) {
		*end = NEW(a, struct import_note);
		**end = (struct import_note){ from->column, from->warning, arena_text(a, from->text),
		                              arena_text(a, from->cite), NULL };
		end = &(*end)->next;
	}
	return first;
}

static const char *raw_text(struct arena *a, const struct import_row *row, int column)
{
	const struct raw *raw = column < row->from->n ? &row->from->cell[column] : NULL;
	struct date day;

	if (!raw || !raw->text)
		return "";
	return raw->kind == RAW_DAY && date_parse(raw->text, &day) ? date_show(a, day) : arena_text(a, raw->text);
}

/* Values as they will be stored, or are: 2 by row, what comes and what it replaces.  A column at a time, since titles
 * are asked for all at once. */
static bool column_texts(struct ctx *ctx, const struct import_plan *p, int c, const struct import_row *const *row,
                         int n, const char **text)
{
	const struct field *f = &p->rec->fields[p->column[c].field];
	struct value *v = NEWN(ctx->mem, struct value, 2 * n + 1);

	for (int i = 0; i < 2 * n; i++) {
		const struct import_row *r = row[i / 2];
		const char *s = i % 2 ? (r->old ? r->old[c] : NULL) : r->text ? r->text[c] : NULL;
		struct errs errs = errs_new(ctx->mem), *own = ctx->errs;

		ctx->errs = &errs;
		ctx->db->errs = &errs;
		if (!s || !kind_parse(ctx, f, f->name, s, ctx->today, &v[i]))
			v[i] = value_null();
		ctx->errs = own;
		ctx->db->errs = own;
		if (errs.count && errs_worst(&errs) >= ERR_BUSY)
			return err_add(own, errs_worst(&errs), "%s", errs.first->text);
	}
	if (!list_value_titles(ctx, p->rec, f, (struct clock){ .on = ctx->today }, v, 2 * n, text))
		return false;
	for (int i = 0; i < 2 * n; i++)
		if (!text[i] && v[i].type != T_NULL)
			text[i] = kind_show(ctx, p->rec, f, v[i]);
	return true;
}

static bool noted(const struct import_note *n, int column, bool warning)
{
	while (n && (n->column != column || n->warning != warning))
		n = n->next;
	return n != NULL;
}

static bool is_shown(const struct import_plan_view *v, int column)
{
	for (int k = 0; k < v->ncolumns; k++)
		if (v->column[k] == column)
			return true;
	return false;
}

static bool fill_column(struct ctx *ctx, const struct import_plan *p, struct import_plan_view *v, int k,
                        const struct import_row *const *row)
{
	const char **text = NEWN(ctx->mem, const char *, 2 * v->nrows + 1);
	int c = v->column[k];

	if (!p->column[c].is_id && !column_texts(ctx, p, c, row, v->nrows, text))
		return false;
	for (int i = 0; i < v->nrows; i++) {
		struct import_cell_view *cell = &v->row[i].cell[k];
		bool replaces = row[i]->old && row[i]->old[c];

		cell->wrong = noted(v->row[i].note, c, false);
		cell->told = noted(v->row[i].note, c, true);
		cell->text = text[2 * i] && !cell->wrong ? text[2 * i] :
		             raw_text(ctx->mem, row[i], p->column[c].column);
		cell->old = !replaces ? NULL : text[2 * i + 1] ? text[2 * i + 1] : "";
	}
	return true;
}

bool import_plan_load(struct ctx *ctx, const struct job *job, int show, int64_t page, struct import_plan_view *out)
{
	const struct import_plan *p = job->plan;
	const struct import_row **row = NEWN(ctx->mem, const struct import_row *, IMPORT_ROWS);
	int64_t seen = 0;

	*out = (struct import_plan_view){ .show = show, .skipped = p->skipped };
	take_columns(ctx, p, out);
	count(p, out);
	if (show == SHOWS)
		out->show = out->count[ROW_BAD] ? ROW_BAD : SHOW_ALL;
	out->first = (page - 1) * IMPORT_ROWS;
	if (out->first >= out->count[out->show])
		out->first = 0;
	out->row = NEWN(ctx->mem, struct import_row_view, IMPORT_ROWS);
	for (int i = 0; i < p->nrows && out->nrows < IMPORT_ROWS; i++)
		if (shown(&p->row[i], out->show) && seen++ >= out->first) {
			const struct import_row *r = row[out->nrows] = &p->row[i];
			out->row[out->nrows++] = (struct import_row_view){
				r->line, r->verdict, r->id,
				NEWN(ctx->mem, struct import_cell_view, out->ncolumns + 1),
				notes_copy(ctx->mem, r->note),
			};
		}
	for (int i = 0; i < out->nrows; i++)
		for (const struct import_note *n = out->row[i].note; n; n = n->next)
			out->whole = out->whole || !is_shown(out, n->column);
	for (int k = 0; k < out->ncolumns; k++)
		if (!fill_column(ctx, p, out, k, row))
			return false;
	return true;
}

/* ---- ink ---- */

static void draw_tabs(struct html *w, const struct import_plan_view *v, struct url here)
{
	static const int order[] = { SHOW_ALL, ROW_NEW, ROW_CHANGED, ROW_SAME, ROW_BAD, SHOW_TOLD };

	html(w, "<nav class=\"verdicts\" aria-label=\"Loại dòng\"><ul>");
	for (size_t i = 0; i < COUNTOF(order); i++) {
		int k = order[i];

		html(w, "<li class=\"v-%s\">", show_name[k]);
		html_link_open(w, k == v->show ? "here" : "item", url_with(w->out.mem, here, "show", show_name[k]));
		html(w, "<strong>%s</strong> %s</a></li>", text_grouped(w->out.mem, v->count[k]), show_label[k]);
	}
	html(w, "</ul></nav>\n");
}

static void draw_faults(struct html *w, const struct import_plan_view *v)
{
	bool first = true;

	if (v->skipped)
		html(w, "<p class=\"asked\">Không lấy %s dòng mà cột “" IMPORT_FAULTS "” để trống: lần trước không "
		        "lỗi.</p>\n",
		     text_grouped(w->out.mem, v->skipped));
	if (!v->count[ROW_BAD])
		return;
	html(w, "<p class=\"asked\">Lỗi theo cột: ");
	for (int k = 0; k < v->ncolumns; k++)
		if (v->faults[k]) {
			html(w, "%s%s <strong>%s</strong>", first ? "" : " · ", v->heading[k],
			     text_grouped(w->out.mem, v->faults[k]));
			first = false;
		}
	html(w, "%s</p>\n", first ? "chỉ có lỗi của cả dòng" : "");
}

static void draw_one(struct html *w, const struct import_note *n)
{
	html(w, "<small class=\"%s\">", n->warning ? "told" : "fault");
	html(w, "%s", n->text);
	if (n->cite)
		html(w, " <cite>%s</cite>", n->cite);
	html(w, "</small>");
}

static void draw_cell(struct html *w, const struct import_plan_view *v, int k, const struct import_row_view *row)
{
	const struct import_cell_view *c = &row->cell[k];

	html(w, "<td data-label=\"%s\" class=\"%s\"><span>", v->field[k],
	     c->wrong ? "wrong" : c->old ? "changed" : c->told ? "told" : "plain");
	if (c->old && *c->old)
		html(w, "<del>%s</del> <ins>%s</ins>", c->old, c->text);
	else if (c->old)
		html(w, "<ins>%s</ins>", c->text);
	else
		html(w, "%s", c->wrong && !*c->text ? "(trống)" : c->text);
	for (const struct import_note *n = row->note; n; n = n->next)
		if (n->column == v->column[k])
			draw_one(w, n);
	html(w, "</span></td>");
}

static void draw_whole(struct html *w, const struct import_plan_view *v, const struct import_row_view *row)
{
	bool wrong = false, some = false;

	for (const struct import_note *n = row->note; n; n = n->next) {
		some = some || !is_shown(v, n->column);
		wrong = wrong || (!is_shown(v, n->column) && !n->warning);
	}
	html(w, "<td data-label=\"Cả dòng\" class=\"%s\">", wrong ? "wrong" : some ? "told" : "plain");
	if (some)
		html(w, "<span>");
	for (const struct import_note *n = row->note; n; n = n->next)
		if (!is_shown(v, n->column))
			draw_one(w, n);
	if (some)
		html(w, "</span>");
	html(w, "</td>");
}

static void draw_row(struct html *w, const struct import_plan_view *v, const struct import_row_view *row,
                     const char *record)
{
	static const char *const pill[VERDICTS] = { "done", "open", "", "bad" };

	html(w, "<tr><td><span class=\"number-of\">dòng %d</span> <span class=\"pill %s\">%s</span>", row->line,
	     pill[row->verdict], verdict_name[row->verdict]);
	if (row->id) {
		html(w, "<small>");
		html_link(w, url(w->out.mem, "/r/%s/%lld", record, (long long)row->id), "hồ sơ đang có");
		html(w, "</small>");
	}
	html(w, "</td>");
	if (v->whole)
		draw_whole(w, v, row);
	for (int k = 0; k < v->ncolumns; k++)
		draw_cell(w, v, k, row);
	html(w, "</tr>\n");
}

static void draw_pager(struct html *w, const struct import_plan_view *v, struct url here)
{
	struct arena *a = w->out.mem;
	struct url to = url_with(a, here, "show", show_name[v->show]);
	struct pager p = { .first = v->first, .shown = v->nrows, .total = v->count[v->show] };
	long long page = (long long)(v->first / IMPORT_ROWS + 1);

	if (v->first > 0)
		p.before = url_with(a, to, "page", arena_printf(a, "%lld", page - 1));
	if (v->first + v->nrows < v->count[v->show])
		p.after = url_with(a, to, "page", arena_printf(a, "%lld", page + 1));
	draw_pages(w, &p);
}

void import_plan_draw(struct html *w, const struct import_plan_view *v, const char *record, struct url here)
{
	draw_tabs(w, v, here);
	draw_faults(w, v);
	html(w, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Các dòng của kế hoạch\">"
	        "<table class=\"sheet plan\"><thead><tr><th scope=\"col\">Dòng</th>");
	if (v->whole)
		html(w, "<th scope=\"col\">Cả dòng</th>");
	for (int k = 0; k < v->ncolumns; k++)
		html(w, "<th scope=\"col\">%s</th>", *v->heading[k] ? v->heading[k] : v->field[k]);
	html(w, "</tr></thead><tbody>\n");
	for (int i = 0; i < v->nrows; i++)
		draw_row(w, v, &v->row[i], record);
	if (!v->nrows)
		html(w, "<tr class=\"none\"><td>Không có dòng nào.</td></tr>\n");
	html(w, "</tbody></table></div>\n");
	draw_pager(w, v, here);
}
