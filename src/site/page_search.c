/* One box for figures, persons, units and papers.  Each kind is a list of its own, with
 * its own rights. */

#include <string.h>
#include "base/text.h"
#include "base/language.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/search.h"
#include "site/figure_words.h"
#include "site/pages.h"
#include "web/layout.h"
#include "web/sheet.h"
#include "web/views.h"

enum { SHOWN = 20 };

struct search_kind { const char *label; int64_t total; struct sheet sheet; struct url all; };
struct search_data { const char *typed; struct sheet figures; struct search_kind *kind; int n; };

static const struct { const char *record, *where; } kinds[] = {
	{ "member", "person.name ~ \"%s\"" },
	{ "person", "name ~ \"%s\"" },
	{ "unit", "name ~ \"%s\" or code ~ \"%s\"" },
	{ "document", "number ~ \"%s\" or title ~ \"%s\"" },
	{ "user", "login ~ \"%s\" or name ~ \"%s\"" },
};

/* Puts the text, quoted for the filter language, wherever the pattern has %s. */
static const char *fill(struct arena *a, const char *pattern, const char *text)
{
	struct buf b = buf_new(a, 4000);

	for (const char *p = pattern; *p; p++) {
		if (p[0] != '%' || p[1] != 's') {
			buf_char(&b, *p);
			continue;
		}
		for (const char *s = text; *s; s++) {
			if (*s == '"' || *s == '\\')
				buf_char(&b, '\\');
			buf_char(&b, *s == '\n' ? ' ' : *s);
		}
		p++;
	}
	return b.full ? NULL : b.s;
}

/* Names that this user may not read are not looked through. */
static bool passed_over(struct ctx *ctx)
{
	if (errs_worst(ctx->errs) != ERR_DENIED)
		return false;
	errs_clear(ctx->errs);
	return true;
}

static bool search(struct ctx *ctx, const struct record *rec, const char *where, struct search_data *d)
{
	struct ask ask = { .clock = { .on = ctx->today } };
	struct list list = { .of = rec, .clock = ask.clock, .count = SHOWN };
	struct search_kind kind = { .label = say_many(ctx->mem, rec->plural) };
	struct listing rows;

	struct found found = { 0 };

	list.where = filter_ask(ctx, rec, where);
	if (!list.where)
		return passed_over(ctx);
	if (search_can(ctx, rec) && strcmp(rec->name, "unit") != 0) {
		if (!search_names(ctx, rec, d->typed, 0, SHOWN, &found))
			return false;
		kind.total = found.total;
	} else if (!list_count(ctx, &list, &kind.total)) {
		return false;
	}
	if (!kind.total)
		return true;
	bool read = found.n ? list_by_id(ctx, &list, found.id, found.n, &rows) : list_rows(ctx, &list, &rows);
	if (!read || !sheet_load(ctx, &rows, &ask, false, &kind.sheet))
		return false;
	kind.all = url_with(ctx->mem, url(ctx->mem, "/r/%s", rec->name), "where", where);
	PUSH(ctx->mem, d->kind, d->n, kind);
	return true;
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct search_data *d = data;

	*d = (struct search_data){ .typed = req_query(req, "q") };
	about->title = "Tìm";
	about->section = "search";
	if (d->typed && !figures_by_words(ctx, d->typed, &d->figures))
		return false;
	for (size_t i = 0; d->typed && *text_fold(ctx->mem, d->typed) && i < COUNTOF(kinds); i++) {
		const struct record *rec = catalog_record(ctx->catalog, kinds[i].record);
		const char *where = fill(ctx->mem, kinds[i].where, d->typed);

		if (rec && where && access_may(ctx, rec, "read") && !search(ctx, rec, where, d))
			return false;
	}
	return true;
}

static void draw(struct html *w, const void *data)
{
	const struct search_data *d = data;

	html(w, "<h1>Tìm</h1>\n");
	if (!d->typed) {
		html(w, "<p class=\"none\">Gõ tên người, tên hoặc mã tổ chức, số hoặc trích yếu văn bản, hoặc một số "
		     "liệu như “kết nạp trà cú nữ khmer 2022”; không cần dấu.</p>\n");
		return;
	}
	html(w, "<p class=\"asked\">Kết quả cho “<strong>%s</strong>”</p>\n", d->typed);
	html_own(w);
	if (d->figures.nrows) {
		html(w, "<section class=\"related figures\"><h2>Số liệu</h2>\n");
		sheet_draw(w, &d->figures);
		html(w, "</section>\n");
	}
	if (!d->n && !d->figures.nrows)
		html(w, "<p class=\"none\">Không tìm thấy gì trong phạm vi được xem.</p>\n");
	for (int i = 0; i < d->n; i++) {
		html(w, "<section class=\"related\"><div class=\"head\"><h2>%s <small>%s</small></h2><div "
		     "class=\"does\">",
		     d->kind[i].label, text_grouped(w->out.mem, d->kind[i].total));
		if (d->kind[i].total > SHOWN)
			html_link_as(w, "button plain small", d->kind[i].all, "Xem tất cả");
		html(w, "</div></div>\n");
		sheet_draw(w, &d->kind[i].sheet);
		html(w, "</section>\n");
	}
}

const struct page search_page = { sizeof(struct search_data), load, draw, .kept = KEPT_TILL_ENTRY,
                                  .own = &views_found };
