/* Taking an entry back: told what it is, asked once more, with a reason. */

#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/journal.h"
#include "web/entry.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/session.h"

struct undo_data {
	int64_t entry;
	const char *what, *who, *stead; /* of one's own entry, or for who may undo those of others; NULL: not told */
	const char *csrf, *reason;
	struct url back, here;
	const struct errs *faults;
};

static bool tell(struct ctx *ctx, struct undo_data *d)
{
	struct past_version entry;

	if (!journal_find(ctx, d->entry, &entry))
		return false;
	if (!entry.command)
		return err_add(ctx->errs, ERR_MISSING, "Không có bút toán này.");
	if (!journal_undo_offered(ctx, NULL, &entry))
		return true;
	d->what = entry_words(ctx, entry.command);
	d->stead = entry_stead(ctx, entry.command);
	d->who = arena_printf(ctx->mem, "%s, %s", entry.user, time_show(ctx->mem, entry.at));
	return true;
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct undo_data *d = data;

	*d = (struct undo_data){ .csrf = req->session->csrf, .reason = req_form(req, "_reason"),
	                         .faults = req->faults };
	if (!req_id(req, "entry", &d->entry))
		return err_add(ctx->errs, ERR_MISSING, "Không có bút toán này.");
	d->back = url_local(ctx->mem, req_query(req, "to"));
	d->here = entry_undo(ctx->mem, d->entry, d->back);
	about->title = arena_printf(ctx->mem, "Hoàn tác bút toán %lld", (long long)d->entry);
	about->status = d->faults ? errs_status(d->faults) : 200;
	return tell(ctx, d);
}

static void draw(struct html *w, const void *data)
{
	const struct undo_data *d = data;

	html(w, "<h1>Hoàn tác bút toán số %s</h1>\n", text_grouped(w->out.mem, d->entry));
	draw_errs(w, d->faults);
	if (d->what)
		html(w, "<p class=\"asked\"><strong>%s</strong><br>%s%s%s</p>\n", d->what, d->who,
		     d->stead ? " · Nhập thay: " : "", d->stead);
	html(w, "<p>Mọi dòng mà bút toán này đã ghi trở lại như trước, bằng một bút toán mới; bút toán cũ vẫn còn "
	        "trong nhật ký. Nếu việc ghi sau đó dựa vào nó thì không hoàn tác được và việc ấy được nêu ra.</p>\n");
	html_form(w, "post", "form", d->here, d->csrf);
	html(w, "<div class=\"field\"><label for=\"f-reason\">Lý do <span class=\"must\">*</span></label>"
	        "<input class=\"long\" id=\"f-reason\" name=\"_reason\" value=\"%s\" autofocus></div>\n", d->reason);
	html(w, "<div class=\"buttons\"><button class=\"button\">Hoàn tác</button>");
	html_link_as(w, "button plain", d->back, "Thôi");
	html(w, "</div></form>\n");
}

const struct page undo_page = { sizeof(struct undo_data), load, draw };

/* A page of a row that is not there any more is none to come back to: then its list. */
static bool find_way(struct ctx *ctx, const char *to, struct url *out)
{
	static const char rows[] = "/r/";
	size_t name = strncmp(to, rows, sizeof rows - 1) ? 0 : strcspn(to + sizeof rows - 1, "/?");
	const char *rest = to + sizeof rows - 1 + name;
	const struct record *rec;
	struct version v;
	int64_t id;

	*out = (struct url){ to };
	if (!name || *rest != '/' || !text_int(arena_textn(ctx->mem, rest + 1, strcspn(rest + 1, "/?")), &id))
		return true;
	rec = catalog_record(ctx->catalog, arena_textn(ctx->mem, to + sizeof rows - 1, name));
	if (rec && !op_load(ctx, rec, id, &v))
		return false;
	if (!rec || !v.cell)
		*out = rec ? url(ctx->mem, "/r/%s", rec->name) : (struct url){ "/" };
	return true;
}

void undo_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	const char *reason = req_form(req, "_reason");
	struct url to;
	struct done done;
	int64_t entry = 0;

	if (!req_id(req, "entry", &entry))
		err_add(ctx->errs, ERR_MISSING, "Không có bút toán này.");
	else if (!reason || !*reason)
		err_field(ctx->errs, "reason", "Cần nêu lý do hoàn tác.");
	ctx->heads = NULL;
	if (!ctx->errs->count && command_undo(ctx, entry, reason, &done) &&
	    find_way(ctx, url_local(ctx->mem, req_query(req, "to")).text, &to)) {
		reply_see(out, flash_undone(ctx->mem, to, done.entry));
		return;
	}
	page_refused(ctx, req, &undo_page, out);
}
