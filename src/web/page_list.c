/* A list of one record type: filter, order, exact count, pages, clocks. */

#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/filter.h"
#include "web/export.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/sheet.h"

struct list_data {
	const struct record *rec;
	struct ask ask;
	struct errs faults;             /* of the question: shown above an empty list */
	const char *where, *order;
	bool usual;                     /* `where` is what the record type declares as usual */
	const char *undone;             /* the entry by which one was just taken back; NULL: none */
	int64_t total, first;
	int size;
	struct sheet sheet;
	struct url export[EXPORT_FORMATS];
	struct url here, create, before, after, other;         /* text NULL: not offered */
	struct list_field { const char *name, *label; } *field; int nfields;    /* for the help */
};

static int page_size(const struct req *req)
{
	const char *size = req_query(req, "size");

	if (size && !strcmp(size, "100"))
		return 100;
	return size && !strcmp(size, "200") ? 200 : 50;
}

static int64_t page_number(const struct req *req)
{
	const char *page = req_query(req, "page");
	int64_t n;

	return page && text_int(page, &n) && n > 0 && n < 1000000 ? n : 1;
}

/* Who names no condition is shown the usual view; an empty one asks for all. */
static void read_where(const struct req *req, struct list_data *d)
{
	const char *given = pairs_get(&req->query, "where");

	d->where = given ? given : d->rec->usual;
	d->usual = d->where && d->rec->usual && !strcmp(d->where, d->rec->usual);
}

static struct url where_url(struct ctx *ctx, struct url u, const struct list_data *d)
{
	if (d->usual)
		return u;
	return d->rec->usual ? url_given(ctx->mem, u, "where", d->where) : url_with(ctx->mem, u, "where", d->where);
}

static struct url list_url(struct ctx *ctx, const struct list_data *d)
{
	return where_url(ctx, ask_url(ctx->mem, url(ctx->mem, "/r/%s", d->rec->name), &d->ask), d);
}

static bool load_rows(struct ctx *ctx, struct list_data *d, int64_t page)
{
	struct list list = {
		.of = d->rec, .clock = d->ask.clock, .period = d->ask.when, .under = d->ask.under, .order = d->order,
		.columns = sheet_columns(ctx, d->rec, NULL), .count = d->size,
	};
	struct listing rows;

	list.where = filter_ask(ctx, d->rec, d->where);
	if (!list.where || !list_count(ctx, &list, &d->total))
		return false;
	d->first = (page - 1) * d->size;
	if (d->first >= d->total)
		d->first = d->total ? (d->total - 1) / d->size * d->size : 0;
	list.first = d->first;
	if (!list_rows(ctx, &list, &rows) || !sheet_load(ctx, &rows, &d->ask, false, &d->sheet))
		return false;
	sheet_order(ctx, &d->sheet, &rows, list_url(ctx, d), d->order);
	return true;
}

static struct url page_url(struct ctx *ctx, const struct list_data *d, int64_t first)
{
	return url_with(ctx->mem, d->here, "page", arena_printf(ctx->mem, "%lld", (long long)(first / d->size + 1)));
}

static void make_links(struct ctx *ctx, struct list_data *d)
{
	struct url to = url_with(ctx->mem, list_url(ctx, d), "order", d->order);

	d->here = url_with(ctx->mem, to, "size", d->size == 50 ? NULL : arena_printf(ctx->mem, "%d", d->size));
	for (int i = 0; i < EXPORT_FORMATS; i++) {
		to = ask_url(ctx->mem, url(ctx->mem, "/export/list/%s/%s", d->rec->name, formats[i]->name), &d->ask);
		d->export[i] = url_with(ctx->mem, url_with(ctx->mem, to, "where", d->where), "order", d->order);
	}
	if (!d->rec->system && access_may(ctx, d->rec, "create") && !d->ask.clock.known)
		d->create = url(ctx->mem, "/r/%s/new", d->rec->name);
	if (d->usual || (d->rec->usual && !*d->where)) {
		to = ask_url(ctx->mem, url(ctx->mem, "/r/%s", d->rec->name), &d->ask);
		d->other = d->usual ? url_given(ctx->mem, to, "where", "") : to;
	}
	if (d->first > 0)
		d->before = page_url(ctx, d, d->first - d->size);
	if (d->first + d->size < d->total)
		d->after = page_url(ctx, d, d->first + d->size);
	for (int i = 0; i < d->rec->nfields; i++)
		if (access_field(ctx, d->rec, &d->rec->fields[i]))
			PUSH(ctx->mem, d->field, d->nfields,
			     (struct list_field){ d->rec->fields[i].name, d->rec->fields[i].label });
}

/* A question that cannot be answered is shown back with what is wrong in it: only a fault of ours ends the page. */
static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct list_data *d = data;
	int64_t undone;

	*d = (struct list_data){ .rec = page_record(ctx, req), .size = page_size(req) };
	if (!d->rec)
		return false;
	read_where(req, d);
	d->order = req_query(req, "order");
	if (req_query(req, "undone") && text_int(req_query(req, "undone"), &undone) && undone > 0)
		d->undone = text_grouped(ctx->mem, undone);
	if (!ask_read(ctx, req, &d->ask) || !load_rows(ctx, d, page_number(req))) {
		if (!ctx->errs->count || errs_worst(ctx->errs) >= ERR_CONFLICT || errs_worst(ctx->errs) == ERR_DENIED)
			return false;
		d->faults = *ctx->errs;
		errs_clear(ctx->errs);
		about->status = errs_status(&d->faults);
	}
	make_links(ctx, d);
	about->title = d->rec->plural;
	about->section = d->rec->name;
	about->on = ask_told(&d->ask).on;
	about->known = d->ask.clock.known;
	return true;
}

static void draw_sizes(struct html *w, int size)
{
	static const int sizes[] = { 50, 100, 200 };

	html(w, "<label>Mỗi trang<select name=\"size\">");
	for (size_t i = 0; i < COUNTOF(sizes); i++)
		html(w, "<option%s>%d</option>", sizes[i] == size ? " selected" : "", sizes[i]);
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
	for (int i = 0; i < d->nfields; i++)
		html(w, "<li><code>%s</code> %s</li>", d->field[i].name, d->field[i].label);
	html(w, "</ul></details>\n");
}

static void draw_question(struct html *w, const struct list_data *d)
{
	html_form(w, "get", "ask", url(w->out.mem, "/r/%s", d->rec->name), NULL);
	html(w, "<label class=\"where\">Điều kiện<input id=\"f-where\" name=\"where\" value=\"%s\" "
	        "placeholder=\"để trống: tất cả\" spellcheck=\"false\"></label>\n", d->where);
	ask_draw(w, &d->ask);
	draw_sizes(w, d->size);
	if (d->order)
		html(w, "<input type=\"hidden\" name=\"order\" value=\"%s\">", d->order);
	html(w, "<button>Xem</button></form>\n");
	draw_help(w, d);
}

/* What the number counts, where a record type has a usual view, and the way to the other. */
static void draw_counted(struct html *w, const struct list_data *d)
{
	if (!d->other.text)
		return;
	if (d->usual) {
		html(w, " %s · ", d->rec->usual_label);
		html_link(w, d->other, "bỏ điều kiện này, xem tất cả");
	} else {
		html(w, " · tất cả · ");
		html_link(w, d->other, arena_printf(w->out.mem, "chỉ xem số %s", d->rec->usual_label));
	}
}

static void draw(struct html *w, const void *data)
{
	const struct list_data *d = data;

	html(w, "<div class=\"head\"><h1>%s</h1><p class=\"count\"><strong>%s</strong> dòng", d->rec->plural,
	     text_grouped(w->out.mem, d->total));
	draw_counted(w, d);
	if (d->ask.under_title)
		html(w, " · %s", d->ask.under_title);
	html(w, "</p><div class=\"does\">");
	if (d->create.text)
		html_link_as(w, "button", d->create, "Thêm mới");
	export_links(w, d->export);
	html(w, "</div></div>\n");
	if (d->undone)
		html(w, "<p class=\"good\" role=\"status\">Đã hoàn tác bằng bút toán số %s.</p>\n", d->undone);
	draw_errs(w, &d->faults);
	draw_question(w, d);
	sheet_draw(w, &d->sheet);
	draw_pages(w, &(struct pager){ d->before, d->after, d->first, d->sheet.nrows, d->total });
}

const struct page list_page = { sizeof(struct list_data), load, draw, .kept = KEPT_TILL_READ };
