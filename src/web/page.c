/* The order of a page: one read transaction for all that it shows, then the
 * record that it was read, then ink.  A page whose reading could not be put on
 * record is not sent. */

#include "web/page.h"
#include "base/log.h"
#include "model/access.h"
#include "web/layout.h"
#include "web/req.h"

struct loading {
	struct ctx *ctx; struct req *req;
	const struct page *page;
	struct about *about;
	void *data;
	struct shell *shell;
};

static bool load(void *arg)
{
	struct loading *l = arg;

	l->ctx->heads = NULL;
	*l->about = (struct about){ .title = "" };
	return l->page->load(l->ctx, l->req, l->about, l->data) &&
	       shell_load(l->ctx, l->req, l->about, l->shell);
}

static bool note_reading(void *arg)
{
	struct loading *l = arg;

	return access_log(l->ctx, l->about->read_what, l->about->read_rec, l->about->read_row, NULL);
}

void page_show(struct ctx *ctx, struct req *req, const struct page *page, struct reply *out)
{
	struct about about;
	struct shell shell;
	struct loading l = { ctx, req, page, &about, arena_alloc(ctx->mem, 1, page->size), &shell };

	if (!db_txn(ctx->db, TXN_READ, load, &l) ||
	    (about.read_what && !db_txn(ctx->db, TXN_WRITE, note_reading, &l))) {
		page_errors(ctx, req, out);
		return;
	}

	struct html w = html_new(ctx->mem);

	layout_open(&w, &shell);
	page->draw(&w, l.data);
	layout_close(&w, &shell);
	reply_html(out, about.status ? about.status : 200, &w);
}

int errs_status(const struct errs *errs)
{
	if (!errs->count)
		return 500;
	switch (errs_worst(errs)) {
	case ERR_INPUT: case ERR_RULE: return 422;
	case ERR_DENIED: return 403;
	case ERR_MISSING: return 404;
	case ERR_CONFLICT: return 409;
	case ERR_BUSY: return 503;
	case ERR_FAULT: return 500;
	}
	return 500;
}

struct refusal { int status; const struct errs *errs; };

static bool load_refusal(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct refusal *r = data;

	(void)ctx;
	*r = (struct refusal){ errs_status(req->faults), req->faults };
	about->title = status_text(r->status);
	about->status = r->status;
	return true;
}

static void draw_refusal(struct html *w, const void *data)
{
	const struct refusal *r = data;

	html(w, "<h1>%s</h1>\n", status_text(r->status));
	draw_errs(w, r->errs);
}

/* The database may be what failed: then the page has no shell, and no second try. */
void page_errors(struct ctx *ctx, struct req *req, struct reply *out)
{
	static const struct page page = { sizeof(struct refusal), load_refusal, draw_refusal };
	struct errs *told = NEW(ctx->mem, struct errs);
	int status = errs_status(ctx->errs);

	if (status >= 500 || !ctx->user) {
		reply_plain(ctx->mem, out, status, status == 503 ? "Xin thử lại sau ít giây." :
		            "Yêu cầu không thực hiện được. Chi tiết đã ghi vào nhật ký của hệ thống.");
		if (status == 500)
			log_fault("web: %s", ctx->errs->first ? ctx->errs->first->text : "no reason given");
		return;
	}
	*told = *ctx->errs;
	*ctx->errs = errs_new(ctx->mem);
	req->faults = told;
	page_show(ctx, req, &page, out);
}
