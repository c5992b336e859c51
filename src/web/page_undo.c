/* Taking an entry back: asked once more, with a reason. */

#include <string.h>
#include "base/text.h"
#include "model/catalog.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/session.h"

struct undo_data {
	int64_t entry;
	const char *csrf, *reason, *record, *row;
	struct url back, here;
	const struct errs *faults;
};

static struct url back_url(struct ctx *ctx, const struct undo_data *d)
{
	if (!d->record)
		return (struct url){ "/" };
	return d->row ? url(ctx->mem, "/r/%s/%s", d->record, d->row) : url(ctx->mem, "/r/%s", d->record);
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct undo_data *d = data;

	*d = (struct undo_data){ .csrf = req->session->csrf, .reason = req_form(req, "_reason"), .faults = req->faults,
	                         .record = req_query(req, "record"), .row = req_query(req, "row") };
	if (!req_id(req, "entry", &d->entry))
		return err_add(ctx->errs, ERR_MISSING, "Không có bút toán này.");
	d->back = back_url(ctx, d);
	d->here = url_with(ctx->mem, url_with(ctx->mem, url(ctx->mem, "/undo/%lld", (long long)d->entry), "record",
	                                      d->record),
	                   "row", d->row);
	about->title = arena_printf(ctx->mem, "Hoàn tác bút toán %lld", (long long)d->entry);
	about->section = d->record;
	about->status = d->faults ? errs_status(d->faults) : 200;
	return true;
}

static void draw(struct html *w, const void *data)
{
	const struct undo_data *d = data;

	html(w, "<h1>Hoàn tác bút toán số %s</h1>\n", text_grouped(w->out.mem, d->entry));
	draw_errs(w, d->faults);
	html(w, "<p>Mọi dòng mà bút toán này đã ghi trở lại như trước, bằng một bút toán mới; bút toán cũ vẫn còn "
	     "trong nhật "
	        "ký. Nếu việc ghi sau đó dựa vào nó thì không hoàn tác được và việc ấy được nêu ra.</p>\n");
	html_form(w, "post", "form", d->here, d->csrf);
	html(w, "<div class=\"field\"><label for=\"f-reason\">Lý do <span class=\"must\">*</span></label>"
	        "<input class=\"long\" id=\"f-reason\" name=\"_reason\" value=\"%s\"></div>\n", d->reason);
	html(w, "<div class=\"buttons\"><button class=\"button\">Hoàn tác</button>");
	html_link_as(w, "button plain", d->back, "Thôi");
	html(w, "</div></form>\n");
}

const struct page undo_page = { sizeof(struct undo_data), load, draw };

/* To the row, if it is still there. */
static struct url undone_url(struct ctx *ctx, const struct undo_data *d, const struct done *done)
{
	const struct record *rec = d->record ? catalog_record(ctx->catalog, d->record) : NULL;
	struct version v = { 0 };
	int64_t id = 0;

	if (!rec)
		return (struct url){ "/" };
	if (!d->row || !text_int(d->row, &id) || !op_load(ctx, rec, id, &v) || !v.cell)
		return url(ctx->mem, "/r/%s?undone=%lld", d->record, (long long)done->entry);
	return url(ctx->mem, "/r/%s/%s?undone=%lld", d->record, d->row, (long long)done->entry);
}

void undo_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct undo_data d = { .record = req_query(req, "record"), .row = req_query(req, "row"),
	                       .reason = req_form(req, "_reason") };
	struct errs *told;
	struct done done;

	if (!req_id(req, "entry", &d.entry))
		err_add(ctx->errs, ERR_MISSING, "Không có bút toán này.");
	else if (!d.reason || !*d.reason)
		err_field(ctx->errs, "reason", "Cần nêu lý do hoàn tác.");
	ctx->heads = NULL;
	if (!ctx->errs->count && command_undo(ctx, d.entry, d.reason, &done)) {
		reply_see(out, undone_url(ctx, &d, &done));
		return;
	}
	if (errs_status(ctx->errs) != 422 && errs_status(ctx->errs) != 409) {
		page_errors(ctx, req, out);
		return;
	}
	told = NEW(ctx->mem, struct errs);
	*told = *ctx->errs;
	*ctx->errs = errs_new(ctx->mem);
	req->faults = told;
	page_show(ctx, req, &undo_page, out);
}
