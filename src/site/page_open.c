/* What a figure counts, line by line. */

#include <string.h>
#include "base/text.h"
#include "model/catalog.h"
#include "site/page_question.h"
#include "site/pages.h"
#include "web/changes.h"
#include "web/export.h"
#include "web/layout.h"
#include "web/seen.h"
#include "web/sheet.h"

enum { SIZE = 100 };

struct open_data {
	const struct figure *figure;
	const char *note, *period, *on, *part;
	struct ask ask;
	int64_t total, first;
	bool persons;
	struct sheet sheet;
	struct changes changes;         /* in the place of the sheet where `since` is asked */
	const char *since;              /* as asked; NULL: no other moment */
	bool compared;                  /* there is one */
	struct url export[EXPORT_FORMATS];
	struct url back, before, after;
	struct url last, plain;         /* since it was last seen; without another moment */
};

static struct url page_url(struct ctx *ctx, const struct open_data *d, int64_t first)
{
	return url_with(ctx->mem, figure_url(ctx->mem, "open", d->figure->code, &d->ask, NULL, d->ask.when, d->part),
	                "page",
	                arena_printf(ctx->mem, "%lld", (long long)(first / SIZE + 1)));
}

/* As in the list of that record type: of a share, its numerator's or denominator's. */
static bool open_columns(struct ctx *ctx, struct question q, const struct open_data *d, const char **out)
{
	const struct figure *num, *den, *of;
	const struct record *rec;

	*out = NULL;
	if (!figure_parts(ctx, q, d->figure, &num, &den))
		return false;
	of = d->part && den ? den : num;
	rec = of && of->record ? catalog_record(ctx->catalog, of->record) : NULL;
	if (rec)
		*out = sheet_columns(ctx, rec, NULL);
	return true;
}

static bool load_rows(struct ctx *ctx, struct question q, int64_t page, struct open_data *d)
{
	struct listing rows;
	const char *columns;

	d->first = (page - 1) * SIZE;
	if (!open_columns(ctx, q, d, &columns) ||
	    !figure_open(ctx, q, d->figure, d->part, columns, d->first, SIZE, &rows, &d->total))
		return false;
	if (!rows.nlines && d->total && d->first) {
		d->first = 0;
		if (!figure_open(ctx, q, d->figure, d->part, columns, 0, SIZE, &rows, &d->total))
			return false;
	}
	d->persons = !strcmp(d->figure->amount, "persons");
	return sheet_load(ctx, &rows, &d->ask, d->persons, &d->sheet);
}

static bool load_changes(struct ctx *ctx, struct req *req, struct question q, struct open_data *d)
{
	struct since_diff diff;
	struct since s;
	const char *columns;

	d->since = req_query(req, "since");
	if (!seen_asked(ctx, req, &s, &d->compared))
		return false;
	if (d->since && !d->compared)
		d->note = since_never;
	d->plain = figure_url(ctx->mem, "open", d->figure->code, &d->ask, NULL, d->ask.when, d->part);
	if (!q.known)
		d->last = url_with(ctx->mem, d->plain, "since", SINCE_LAST);
	return !d->compared || (open_columns(ctx, q, d, &columns) &&
	                        since_figure(ctx, q, d->figure, d->part, s, &diff) &&
	                        changes_load(ctx, &diff, s, &d->ask, columns, &d->changes));
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct open_data *d = data;
	const char *page = req_query(req, "page"), *part = req_query(req, "part");
	struct question q;
	int64_t n = 1;

	*d = (struct open_data){ .part = part && !strcmp(part, "den") ? "den" : NULL };
	if (page && (!text_int(page, &n) || n < 1 || n > 1000000))
		n = 1;
	if (!question_read(ctx, req, &d->ask, &q, &d->note) ||
	    !figure_find(ctx, q, req_param(req, "code"), &d->figure) || !load_rows(ctx, q, n, d) ||
	    !load_changes(ctx, req, q, d))
		return false;
	d->period = period_show(ctx->mem, q.period);
	d->on = q.on.ymd == period_last(q.period).ymd ? NULL : date_show(ctx->mem, q.on);
	d->back = figure_url(ctx->mem, "figure", d->figure->code, &d->ask, NULL, d->ask.when, NULL);
	for (int i = 0; i < EXPORT_FORMATS; i++)
		d->export[i] = url_with(ctx->mem, ask_url(ctx->mem, url(ctx->mem, "/export/open/%s/%s",
		                        d->figure->code, formats[i]->name), &d->ask), "part", d->part);
	if (d->first > 0)
		d->before = page_url(ctx, d, d->first - SIZE);
	if (d->first + SIZE < d->total)
		d->after = page_url(ctx, d, d->first + SIZE);
	about->title = d->figure->name;
	about->section = "report";
	about->known = d->ask.clock.known;
	return true;
}

static void draw_does(struct html *w, const struct open_data *d)
{
	html(w, "<p class=\"does left\">");
	if (d->compared)
		html_link_as(w, "button plain", d->plain, "Danh sách bây giờ");
	else if (d->last.text)
		html_link_as(w, "button plain", d->last, "Có gì đổi từ lần xem trước");
	export_links(w, d->export);
	html(w, "</p>\n");
	html_form(w, "get", "ask", url(w->out.mem, "/open/%s", d->figure->code), NULL);
	html(w, "<input type=\"hidden\" name=\"part\" value=\"%s\">", d->part);
	ask_draw(w, &d->ask);
	since_draw_input(w, d->since);
	html(w, "<button>Xem</button></form>\n");
}

static void draw(struct html *w, const void *data)
{
	const struct open_data *d = data;
	struct arena *a = w->out.mem;

	head_open(w, &(struct crumb){ "Chỉ tiêu này theo tổ chức", d->back }, 1, d->figure->name);
	html(w, "<p class=\"count\"><strong>%s</strong> %s%s</p></div>\n", text_grouped(a, d->total),
	     d->persons ? "người" : "dòng", d->part ? " (mẫu số)" : "");
	html(w, "<p class=\"asked\">%s · <strong>%s</strong>%s%s</p>\n",
	     d->ask.under_title ? d->ask.under_title : "Toàn Đảng bộ", d->period, d->on ? " · đến " : "", d->on);
	draw_does(w, d);
	draw_note(w, d->note);
	if (d->compared) {
		changes_draw(w, &d->changes);
		return;
	}
	sheet_draw(w, &d->sheet);
	draw_pages(w, &(struct pager){ d->before, d->after, d->first, d->sheet.nrows, d->total });
}

const struct page open_page = { sizeof(struct open_data), load, draw, .kept = KEPT_TILL_ENTRY, .seen = SEEN_MARKED };
