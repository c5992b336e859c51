/* The versions of one row: who wrote what, when and why; what each changed. */

#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/journal.h"
#include "model/kind.h"
#include "web/entry.h"
#include "web/pages.h"
#include "web/sheet.h"

struct history_change { const char *label, *before, *after; };
struct history_entry {
	int64_t entry;
	const char *at, *user, *stead, *command, *reason;      /* stead: in whose place; NULL: in nobody's */
	struct history_change *change; int nchanges;
	bool first;
	struct url undo, then;          /* undo.text NULL: may not; then: the row as it was known after this entry */
};
struct history_data {
	const struct record *rec;
	int64_t id;
	const char *title;              /* what the row is called today */
	struct history_entry *entry; int n;
};

/* May this user read the row at all?  On the day on which it is there. */
static bool readable(struct ctx *ctx, const struct record *rec, int64_t id, const struct version *v)
{
	bool may = false;

	if (!access_row(ctx, rec, "read", v, &may))
		return false;
	/* What a row of somebody's own was before he shared it is his. */
	return (may && access_owns(ctx, rec, v)) ||
	       err_add(ctx->errs, ERR_MISSING, "Không có %s số %lld trong phạm vi được xem.", rec->label,
	               (long long)id);
}

static const char *name_of(struct ctx *ctx, const struct record *rec, const struct field *f, struct value v)
{
	const char *const none = "—";
	int64_t id = v.type == T_INT ? v.i : 0;
	const char *title = NULL;

	if (v.type == T_NULL)
		return none;
	if ((f->kind == K_REF || f->kind == K_UNIT) && id) {
		struct clock clock = { .on = ctx->today };
		const struct record *of = catalog_record(ctx->catalog, f->kind == K_UNIT ? "unit" : f->of);

		if (of && !list_titles(ctx, of, clock, &id, 1, &title))
			return none;
	}
	return sheet_value(ctx, rec, f, v, title).text;
}

static void compare(struct ctx *ctx, const struct record *rec, const struct version *old, const struct version *new,
                    struct history_entry *out)
{
	for (int f = 0; f < rec->nfields; f++) {
		struct value was = old ? version_cell(old, f) : value_null(), is = version_cell(new, f);

		if (!field_stored(&rec->fields[f]) || !access_field(ctx, rec, &rec->fields[f]) || value_equal(was, is))
			continue;
		PUSH(ctx->mem, out->change, out->nchanges, (struct history_change){
			rec->fields[f].label, name_of(ctx, rec, &rec->fields[f], was),
			name_of(ctx, rec, &rec->fields[f], is) });
	}
}

static struct history_entry entry_of(struct ctx *ctx, const struct history_data *d, const struct past_version *p,
                                     const struct past_version *before)
{
	struct arena *a = ctx->mem;
	struct history_entry e = {
		.entry = p->v.entry, .at = time_show(a, p->at), .user = p->user, .stead = entry_stead(ctx, p->command),
		.command = entry_words(ctx, p->command), .reason = p->reason,
		.first = !before,
		.then = url(a, "/r/%s/%lld?known=%lld", d->rec->name, (long long)d->id, (long long)p->v.entry),
	};

	if (journal_undo_offered(ctx, d->rec, p))
		e.undo = entry_undo(a, p->v.entry, url(a, "/r/%s/%lld", d->rec->name, (long long)d->id));
	compare(ctx, d->rec, before ? &before->v : NULL, &p->v, &e);
	return e;
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct history_data *d = data;
	struct past_version *past;
	int n;

	*d = (struct history_data){ .rec = page_record(ctx, req) };
	if (!d->rec)
		return false;
	if (!req_id(req, "id", &d->id))
		return err_add(ctx->errs, ERR_MISSING, "Không có %s này.", d->rec->label);
	if (!journal_history(ctx, d->rec, d->id, &past, &n))
		return false;
	if (!n)
		return err_add(ctx->errs, ERR_MISSING, "Không có %s số %lld.", d->rec->label, (long long)d->id);
	if (!readable(ctx, d->rec, d->id, &past[0].v))
		return false;
	for (int i = 0; i < n; i++)
		PUSH(ctx->mem, d->entry, d->n, entry_of(ctx, d, &past[i], i + 1 < n ? &past[i + 1] : NULL));
	d->title = arena_printf(ctx->mem, "%s số %lld", d->rec->label, (long long)d->id);
	if (access_level(ctx, d->rec) > 0 &&
	    !list_titles(ctx, d->rec, (struct clock){ .on = ctx->today }, &d->id, 1, &d->title))
		return false;
	about->title = arena_printf(ctx->mem, "Lịch sử: %s số %lld", d->rec->label, (long long)d->id);
	about->section = d->rec->name;
	if (catalog_table(ctx->catalog, d->rec)->personal) {
		about->read_what = "history";
		about->read_rec = d->rec;
		about->read_row = d->id;
	}
	return ctx->errs->count == 0;
}

static void draw_changes(struct html *w, const struct history_entry *e)
{
	html(w, "<table class=\"diff\"><thead><tr><th scope=\"col\">Trường</th><th scope=\"col\">Trước</th>"
	        "<th scope=\"col\">Sau</th></tr></thead><tbody>");
	for (int i = 0; i < e->nchanges; i++)
		html(w, "<tr><th scope=\"row\">%s</th><td data-label=\"Trước\">%s</td>"
		        "<td data-label=\"Sau\">%s</td></tr>",
		     e->change[i].label,
		     e->first ? "" : e->change[i].before, e->change[i].after);
	html(w, "</tbody></table>\n");
}

static void draw_entry(struct html *w, const struct history_entry *e)
{
	html(w, "<li><h2>Bút toán %s <small>%s · %s</small></h2><p><strong>%s</strong>",
	     text_grouped(w->out.mem, e->entry),
	     e->at, e->user ? e->user : "hệ thống", e->command);
	if (e->stead)
		html(w, " · Nhập thay: %s", e->stead);
	if (e->reason && *e->reason)
		html(w, " · Lý do: %s", e->reason);
	html(w, "</p>\n");
	draw_changes(w, e);
	html(w, "<p class=\"does\">");
	html_link_as(w, "button plain small", e->then, "Xem như lúc đó");
	if (e->undo.text)
		html_link_as(w, "button plain small", e->undo, "Hoàn tác bút toán này");
	html(w, "</p></li>\n");
}

static void draw(struct html *w, const void *data)
{
	const struct history_data *d = data;

	html(w, "<p class=\"trail\">");
	html_link(w, url(w->out.mem, "/r/%s/%lld", d->rec->name, (long long)d->id), d->rec->label);
	html(w, "</p><h1>Lịch sử: %s</h1>\n<ol class=\"history\">\n", d->title);
	for (int i = 0; i < d->n; i++)
		draw_entry(w, &d->entry[i]);
	html(w, "</ol>\n");
}

const struct page history_page = { sizeof(struct history_data), load, draw, .kept = KEPT_OWN };
