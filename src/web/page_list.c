/* A list of one record type: filter, order, exact count, pages, clocks. */

#include <string.h>
#include "base/text.h"
#include "base/language.h"
#include "model/access.h"
#include "model/query.h"
#include "web/bulk.h"
#include "web/export.h"
#include "web/import_page.h"
#include "web/layout.h"
#include "web/list_ask.h"
#include "web/list_columns.h"
#include "web/list_group.h"
#include "web/pages.h"
#include "web/seen.h"
#include "web/views.h"

struct list_data {
	struct list_ask l;
	struct errs faults;             /* of the question: shown above an empty list */
	const char *question;           /* the list, for what is done to many of its rows; NULL: nothing may be */
	bool placed;                    /* its rows stand under units */
	bool panel;                     /* the choice of columns stands open */
	int64_t total, first;
	struct sheet sheet;
	struct list_groups groups;      /* in the place of the sheet where l.by says so */
	struct list_fields fields;
	struct url export[EXPORT_FORMATS];
	struct url create, import, reconcile, before, after, other, since; /* text NULL: not offered */
};

static int64_t page_number(const struct req *req)
{
	const char *page = req_query(req, "page");
	int64_t n;

	return page && text_int(page, &n) && n > 0 && n < 1000000 ? n : 1;
}

static struct url here(struct arena *a, const struct list_data *d, const char *without)
{
	return list_ask_url(a, url(a, "/r/%s", d->l.rec->name), &d->l, without);
}

/* ---- what is added up ---- */

static bool adds(struct ctx *ctx, const struct column *c)
{
	return field_stored(c->field) && (c->field->kind == K_MONEY || c->field->flags & F_ADDS) &&
	       !strchr(c->path, '.') && access_field(ctx, c->rec, c->field);
}

/* Over all rows of the list, not those of this page. */
static bool load_totals(struct ctx *ctx, const struct listing *rows, struct list_data *d)
{
	struct measure *m = NULL;
	struct tally t;
	int n = 0;

	for (int c = 0; c < rows->ncolumns && n < MEASURES_MAX; c++)
		if (adds(ctx, &rows->column[c]))
			PUSH(ctx->mem, m, n, (struct measure){ .amount = A_SUM, .field = rows->column[c].path });
	if (!n)
		return true;
	if (!list_measure(ctx, &d->l.list, m, n, NULL, &t))
		return false;
	for (int c = 0, k = 0; c < rows->ncolumns && k < n; c++)
		if (adds(ctx, &rows->column[c]))
			d->sheet.column[c].total = text_grouped(ctx->mem, t.n ? t.value[k++] : 0);
	return true;
}

/* ---- rows or groups ---- */

static const char *typed_in(const void *l, const char *path)
{
	return list_ask_typed(l, path);
}

/* Only on rows of now, and where anything at all may be done to many of them. */
static void offer_bulk(struct ctx *ctx, struct list_data *d, const struct listing *rows)
{
	int64_t *id = NEWN(ctx->mem, int64_t, rows->nlines + 1);
	const char *query = strchr(here(ctx->mem, d, NULL).text, '?');

	if (d->l.ask.clock.known || !rows->nlines || !bulk_may(ctx, d->l.rec))
		return;
	for (int i = 0; i < rows->nlines; i++)
		id[i] = rows->line[i].id;
	d->question = query ? query + 1 : "";
	d->sheet.choose = "bulk";
	d->sheet.id = id;
}

/* Counting and reading ask for one page of the same list: its kept order answers both. */
static struct list paged(const struct list_data *d)
{
	struct list list = d->l.list;

	list.count = d->l.size;
	return list;
}

static bool load_rows(struct ctx *ctx, struct list_data *d, int64_t page)
{
	struct list list = paged(d);
	struct listing rows;

	d->first = (page - 1) * d->l.size;
	if (d->first >= d->total)
		d->first = d->total ? (d->total - 1) / d->l.size * d->l.size : 0;
	list.first = d->first;
	if (!list_rows(ctx, &list, &rows) || !sheet_load(ctx, &rows, &d->l.ask, false, &d->sheet))
		return false;
	sheet_order(ctx, &d->sheet, &rows, here(ctx->mem, d, "order size"), d->l.order);
	d->sheet.form = "ask";
	offer_bulk(ctx, d, &rows);
	return sheet_filters(ctx, &d->sheet, &rows, d->l.ask.clock, typed_in, &d->l) && load_totals(ctx, &rows, d);
}

static const char *by_label(const struct list_data *d)
{
	if (!strcmp(d->l.by, "unit"))
		return "Tổ chức";
	for (int i = 0; i < d->fields.n; i++)
		if (!strcmp(d->fields.field[i].path, d->l.by))
			return d->fields.field[i].label;
	return d->l.by;
}

static bool load_answer(struct ctx *ctx, struct list_data *d, int64_t page)
{
	struct list list = paged(d);

	if (!list_count(ctx, &list, &d->total))
		return false;
	return d->l.by ? list_groups_load(ctx, &d->l, by_label(d), &d->groups) : load_rows(ctx, d, page);
}

/* The headings with what was typed under them stand also over a list that could not be made. */
static bool load_headings(struct ctx *ctx, struct list_data *d)
{
	struct list list = { .of = d->l.rec, .clock = { .on = ctx->today }, .count = 1,
	                     .columns = sheet_columns(ctx, d->l.rec, NULL) };
	struct listing rows;

	if (!list_rows(ctx, &list, &rows))
		return false;
	rows.nlines = 0;
	if (!sheet_load(ctx, &rows, &d->l.ask, false, &d->sheet))
		return false;
	d->sheet.form = "ask";
	return sheet_filters(ctx, &d->sheet, &rows, list.clock, typed_in, &d->l);
}

/* ---- links ---- */

static struct url page_url(struct ctx *ctx, const struct list_data *d, int64_t first)
{
	return url_with(ctx->mem, here(ctx->mem, d, NULL), "page",
	                arena_printf(ctx->mem, "%lld", (long long)(first / d->l.size + 1)));
}

static void make_links(struct ctx *ctx, struct list_data *d)
{
	const struct record *rec = d->l.rec;
	struct url to;

	for (int i = 0; i < EXPORT_FORMATS; i++) {
		to = url(ctx->mem, "/export/list/%s/%s", rec->name, formats[i]->name);
		d->export[i] = list_ask_url(ctx->mem, to, &d->l, "by size");
	}
	if (!d->l.ask.clock.known)
		d->since = url_with(ctx->mem, list_ask_url(ctx->mem, url(ctx->mem, "/r/%s/since", rec->name), &d->l,
		                                           "by size"), "since", SINCE_LAST);
	if (!rec->system && access_may(ctx, rec, "create") && !d->l.ask.clock.known)
		d->create = url(ctx->mem, "/r/%s/new", rec->name);
	if (import_may(ctx, rec) && !d->l.ask.clock.known)
		d->import = url(ctx->mem, "/r/%s/import", rec->name);
	if (reconcile_may(ctx, rec))
		d->reconcile = list_ask_url(ctx->mem, url(ctx->mem, "/r/%s/reconcile", rec->name), &d->l,
		                             "by size order");
	if (d->l.usual || (rec->usual && !*d->l.where)) {
		to = ask_url(ctx->mem, url(ctx->mem, "/r/%s", rec->name), &d->l.ask);
		d->other = d->l.usual ? url_given(ctx->mem, to, "where", "") : to;
	}
	if (d->first > 0)
		d->before = page_url(ctx, d, d->first - d->l.size);
	if (d->first + d->l.size < d->total)
		d->after = page_url(ctx, d, d->first + d->l.size);
}

static bool serious(const struct errs *errs)
{
	return !errs->count || errs_worst(errs) >= ERR_CONFLICT || errs_worst(errs) == ERR_DENIED;
}

/* A question that cannot be answered is shown back with what is wrong in it: only a fault of ours ends the page. */
static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct list_data *d = data;
	const struct record *rec = page_record(ctx, req);
	const char *panel = req_query(req, "panel");
	bool read;

	if (!rec)
		return false;
	*d = (struct list_data){ .panel = panel && !strcmp(panel, "columns") };
	d->placed = access_placed(ctx, rec);
	read = list_ask_read(ctx, req, rec, &d->l);
	list_fields_load(ctx, &d->l, &d->fields);
	if (!read || !load_answer(ctx, d, page_number(req))) {
		if (serious(ctx->errs))
			return false;
		d->faults = *ctx->errs;
		errs_clear(ctx->errs);
		about->status = errs_status(&d->faults);
		if (!load_headings(ctx, d))
			return false;
	}
	make_links(ctx, d);
	about->title = say_many(ctx->mem, rec->plural);
	about->section = rec->name;
	about->on = ask_told(&d->l.ask).on;
	about->known = d->l.ask.clock.known;
	return true;
}

/* ---- ink ---- */

static void draw_sizes(struct html *w, int size)
{
	static const int sizes[] = { LIST_SIZE, 100, 200, 500 };

	html(w, "<label>Mỗi trang<select name=\"size\">");
	for (size_t i = 0; i < COUNTOF(sizes); i++)
		html(w, "<option%s>%d</option>", sizes[i] == size ? " selected" : "", sizes[i]);
	html(w, "<option value=\"all\"%s>tất cả</option></select></label>\n", size == LIST_ALL ? " selected" : "");
}

static void draw_by(struct html *w, const struct list_data *d)
{
	const char *by = d->l.by ? d->l.by : "";

	html(w, "<label>Chia theo<select id=\"f-by\" name=\"by\"><option value=\"\">không chia</option>");
	if (d->placed)
		html(w, "<option value=\"unit\"%s>Tổ chức</option>", strcmp(by, "unit") ? "" : " selected");
	for (int i = 0; i < d->fields.n; i++)
		if (d->fields.field[i].groups)
			html(w, "<option value=\"%s\"%s>%s</option>", d->fields.field[i].path,
			     strcmp(by, d->fields.field[i].path) ? "" : " selected", d->fields.field[i].label);
	html(w, "</select></label>\n");
}

static void draw_help(struct html *w, const struct list_data *d)
{
	html(w, "<details class=\"help\"><summary>Cách viết điều kiện</summary><p>Viết <code>trường = giá "
	     "trị</code>, nối "
	        "bằng <code>and</code>, <code>or</code>, <code>not</code>; <code>~ \"chữ\"</code> tìm trong tên, "
		"không cần "
	        "dấu; <code>in period</code> là trong kỳ; <code>is set</code> là đã có. Các trường:</p><ul "
		"class=\"fields\">");
	for (int i = 0; i < d->fields.n; i++)
		if (!strchr(d->fields.field[i].path, '.'))
			html(w, "<li><code>%s</code> %s</li>", d->fields.field[i].path, d->fields.field[i].label);
	html(w, "</ul></details>\n");
}

/* What is typed under a heading belongs to this form too; what was typed under a heading that is not shown goes along
 * hidden. */
static void draw_typed(struct html *w, const struct list_data *d)
{
	for (int i = 0; i < d->l.nsaid; i++) {
		const struct pair *said = &d->l.said[i];
		bool shown = strncmp(said->name, SHEET_TYPED, strlen(SHEET_TYPED)) != 0;

		for (int c = 0; c < d->sheet.ncolumns; c++)
			shown = shown || (d->sheet.column[c].filter.name &&
			                  !strcmp(d->sheet.column[c].filter.name, said->name));
		if (!shown)
			html(w, "<input type=\"hidden\" id=\"%s\" name=\"%s\" value=\"%s\">",
			     field_id(w->out.mem, said->name), said->name, said->text);
	}
}

static void draw_question(struct html *w, const struct list_data *d)
{
	html_form_as(w, "ask", "get", "ask", url(w->out.mem, "/r/%s", d->l.rec->name), NULL);
	html(w, "<label class=\"where\">Điều kiện<input id=\"f-where\" name=\"where\" value=\"%s\" "
	        "placeholder=\"để trống: tất cả\" spellcheck=\"false\"></label>\n", d->l.where);
	ask_draw(w, &d->l.ask);
	draw_by(w, d);
	draw_sizes(w, d->l.size);
	if (d->l.chosen)
		html(w, "<input type=\"hidden\" name=\"columns\" value=\"%s\">", d->l.columns);
	if (d->l.list.after)
		html(w, "<input type=\"hidden\" name=\"after\" value=\"%lld\">", (long long)d->l.list.after);
	if (d->l.order)
		html(w, "<input type=\"hidden\" name=\"order\" value=\"%s\">", d->l.order);
	draw_typed(w, d);
	html(w, "<button>Xem</button></form>\n<div class=\"panels\">");
	list_fields_draw(w, &d->fields, &d->l, d->panel);
	draw_help(w, d);
	html(w, "</div>\n");
}

/* What the number counts, where a record type has a usual view, and the way to the other. */
static void draw_counted(struct html *w, const struct list_data *d)
{
	if (!d->other.text)
		return;
	if (d->l.usual) {
		html(w, " %s · ", d->l.rec->usual_label);
		html_link(w, d->other, "bỏ điều kiện này, xem tất cả");
	} else {
		html(w, " · tất cả · ");
		html_link(w, d->other, arena_printf(w->out.mem, "chỉ xem số %s", d->l.rec->usual_label));
	}
}

/* Province, organisation, cell: the same list under each of them. */
static void draw_trail(struct html *w, const struct list_data *d)
{
	const struct ask *ask = &d->l.ask;

	if (!ask->ntrail)
		return;
	html(w, "<nav class=\"trail\" aria-label=\"Tổ chức\">");
	for (int i = 0; i + 1 < ask->ntrail; i++) {
		html_link(w, url_with(w->out.mem, here(w->out.mem, d, "unit"), "unit", ask->trail[i].code),
		          ask->trail[i].name);
		html(w, " › ");
	}
	html(w, "<span aria-current=\"page\">%s</span></nav>\n", ask->trail[ask->ntrail - 1].name);
}

/* Rows are chosen in the table; the form stands below it. */
static void draw_bulk(struct html *w, const struct list_data *d)
{
	if (!d->sheet.choose)
		return;
	html_form_as(w, "bulk", "get", "bulk", url(w->out.mem, "/r/%s/steps", d->l.rec->name), NULL);
	html(w, "<input type=\"hidden\" name=\"_list\" value=\"%s\"><label><input type=\"checkbox\" name=\"_all\" "
	        "value=\"1\"> Chọn cả %s dòng của bộ lọc</label>"
	        "<button class=\"button small\">Làm cho các dòng đã chọn…</button></form>\n",
	     d->question, text_grouped(w->out.mem, d->total));
}

static void draw(struct html *w, const void *data)
{
	const struct list_data *d = data;

	draw_trail(w, d);
	html(w, "<div class=\"head\"><h1>%s</h1><p class=\"count\"><strong>%s</strong> dòng",
	     say_many(w->out.mem, d->l.rec->plural),
	     text_grouped(w->out.mem, d->total));
	draw_counted(w, d);
	if (d->l.ask.under_title)
		html(w, " · %s", d->l.ask.under_title);
	html(w, "</p><div class=\"does\">");
	if (d->create.text)
		html_link_as(w, "button", d->create, "Thêm mới");
	if (d->import.text)
		html_link_as(w, "button plain", d->import, "Nhập từ Excel");
	if (d->since.text)
		html_link_as(w, "button plain", d->since, "Có gì đổi");
	if (d->reconcile.text)
		html_link_as(w, "button plain", d->reconcile, "Đối chiếu");
	export_links(w, d->export);
	html(w, "</div></div>\n");
	html_own(w);
	if (d->l.list.after) {
		html(w, "<p class=\"note\">Chỉ những dòng mới hoặc được sửa sau bút toán số %s. ",
		     text_grouped(w->out.mem, d->l.list.after));
		html_link(w, here(w->out.mem, d, "after"), "Xem cả danh sách");
		html(w, "</p>\n");
	}
	draw_errs(w, &d->faults);
	draw_question(w, d);
	if (d->groups.label) {
		list_groups_draw(w, &d->groups);
		return;
	}
	sheet_draw(w, &d->sheet);
	draw_bulk(w, d);
	draw_pages(w, &(struct pager){ d->before, d->after, d->first, d->sheet.nrows, d->total });
}

const struct page list_page = { sizeof(struct list_data), load, draw, .kept = KEPT_TILL_READ, .seen = SEEN_MARKED,
                                .own = &views_bar };
