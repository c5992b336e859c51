/* What changed in a list since another moment: the list as its own page asks it, compared. */

#include <string.h>
#include "base/text.h"
#include "base/language.h"
#include "web/changes.h"
#include "web/layout.h"
#include "web/list_ask.h"
#include "web/pages.h"
#include "web/seen.h"

struct since_data {
	struct list_ask l;
	const char *typed;              /* the moment as asked; NULL: it was not */
	bool compared;
	struct changes changes;
	struct errs faults;
	const char *title;
	struct url list;
};

static bool compare(struct ctx *ctx, struct req *req, struct since_data *d)
{
	struct since_diff diff;
	struct since s;

	return seen_asked(ctx, req, &s, &d->compared) &&
	       (!d->compared || (since_list(ctx, &d->l.list, s, &diff) &&
	                         changes_load(ctx, &diff, s, &d->l.ask, d->l.columns, &d->changes)));
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct since_data *d = data;
	const struct record *rec = page_record(ctx, req);

	if (!rec)
		return false;
	*d = (struct since_data){ .typed = req_query(req, "since") };
	if (!list_ask_read(ctx, req, rec, &d->l) || !compare(ctx, req, d)) {
		if (!ctx->errs->count || errs_status(ctx->errs) != 422)
			return false;
		d->compared = false;
		d->faults = *ctx->errs;
		errs_clear(ctx->errs);
		about->status = 422;
	}
	d->list = list_ask_url(ctx->mem, url(ctx->mem, "/r/%s", rec->name), &d->l, "size");
	d->title = about->title = arena_printf(ctx->mem, "%s: có gì đổi", say_many(ctx->mem, rec->plural));
	about->section = rec->name;
	about->on = ask_told(&d->l.ask).on;
	about->known = d->l.ask.clock.known;
	return true;
}

static void draw(struct html *w, const void *data)
{
	const struct since_data *d = data;
	const struct record *rec = d->l.rec;

	head_open(w, &(struct crumb){ say_many(w->out.mem, rec->plural), d->list }, 1, d->title);
	if (d->l.ask.under_title)
		html(w, "<p class=\"count\">%s</p>", d->l.ask.under_title);
	html(w, "</div>\n");
	draw_errs(w, &d->faults);
	html_form(w, "get", "ask", url(w->out.mem, "/r/%s/since", rec->name), NULL);
	list_ask_hidden(w, &d->l, "by size");
	since_draw_input(w, d->typed);
	html(w, "<button>So</button></form>\n");
	if (d->compared)
		changes_draw(w, &d->changes);
	else if (!d->faults.count)
		draw_note(w, "Ghi một ngày hoặc số bút toán để so danh sách này với lúc ấy.");
}

const struct page since_page = { sizeof(struct since_data), load, draw, .kept = KEPT_TILL_ENTRY,
                                 .seen = SEEN_MARKED };
