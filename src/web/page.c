/* The order of a page: one read transaction for all that it shows, then the
 * record that it was read, then ink.  A page whose reading could not be put on
 * record is not sent. */

#include "web/page.h"
#include <string.h>
#include "base/language.h"
#include "base/log.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/keep.h"
#include "web/layout.h"
#include "web/req.h"
#include "web/seen.h"

enum { KEPT_MAX = 256 << 10, SHELL_BYTES = 4 << 10 };

/* The inside of a page, without the shell, as it is kept. */
struct drawn { struct about about; struct markup inside; size_t own; };

/* A moment in time stands for the last entry before it, which a later entry may become. */
static bool any_entry_counts(const struct req *req, const struct page *page)
{
	return page->kept != KEPT_TILL_READ || req_query(req, "known");
}

/* What the page shows of this user and the browser's past; "": nothing. */
static bool seen_shown(struct ctx *ctx, const struct req *req, const struct page *page, const char **out)
{
	const char *since = req_query(req, "since");
	bool shown = page->seen == SEEN_SHOWN || (page->seen && since && !strcmp(since, SINCE_LAST));

	*out = NULL;
	if (shown && !seen_find(ctx, req, out))
		return false;
	*out = *out ? *out : "";
	if (page->seen == SEEN_SHOWN)
		*out = arena_printf(ctx->mem, "%lld:%s", (long long)ctx->user->id, *out);
	return true;
}

/* Rights decide what may be seen, whoever has them. */
static bool find_kept(struct ctx *ctx, const struct req *req, struct loaded *l)
{
	const char *seen;
	const void *kept;
	int64_t stamp;

	if (!l->page->kept || !req->session || req->method != GET || req->faults)
		return true;
	if (!seen_shown(ctx, req, l->page, &seen))
		return false;
	l->key = arena_printf(ctx->mem, "page:%s:%d:%s:%lld:%s:%s", language_tag(arena_language(ctx->mem)),
	                      ctx->today.ymd, access_digest(ctx),
	                      l->page->kept == KEPT_OWN ? (long long)ctx->user->id : 0, seen, req->target);
	if (!keep_find_read(ctx, l->key, &kept, &stamp))
		return false;
	l->drawn = kept;
	if (kept)
		return true;
	l->reads = NEWN(ctx->mem, bool, ctx->catalog->nrecords);
	if (any_entry_counts(req, l->page))
		memset(l->reads, true, (size_t)ctx->catalog->nrecords * sizeof *l->reads);
	else
		ctx->reads = l->reads;
	return true;
}

/* Drawn apart from its shell: to be kept where it may be, and to be opened for what is the user's own. */
static bool draw_apart(struct ctx *ctx, struct loaded *l)
{
	struct html w = html_new(ctx->mem);
	const void *kept;
	int64_t stamp;

	l->page->draw(&w, l->data);
	if (w.out.full)         /* refused once it is drawn into its shell */
		return true;
	l->drawn = arena_copy(ctx->mem, &(struct drawn){ l->about, { w.out.s, w.out.n }, w.own }, sizeof *l->drawn);
	if (!l->key || l->about.status || w.out.n > KEPT_MAX)
		return true;

	struct arena *mem = arena_new(0);
	struct drawn *d = arena_copy(mem, l->drawn, sizeof *d);

	d->inside.text = arena_textn(mem, w.out.s, w.out.n);
	d->about.title = arena_text(mem, say_own(arena_language(ctx->mem), l->about.title));
	d->about.section = arena_text(mem, l->about.section);
	d->about.read_what = arena_text(mem, l->about.read_what);
	return keep_put_read(ctx, l->key, l->reads, mem, d, &kept, &stamp);
}

/* ---- load and finish ---- */

/* Made of rows of one user's own, a page is no other's. */
static bool load_inside(struct ctx *ctx, struct req *req, struct loaded *out)
{
	out->data = arena_alloc(ctx->mem, 1, out->page->size);
	ctx->own = false;
	if (!out->page->load(ctx, req, &out->about, out->data))
		return false;
	if (ctx->own)
		out->key = NULL;
	return true;
}

static bool load_own(struct ctx *ctx, struct req *req, struct loaded *out)
{
	const struct page *own = out->page->own;
	struct about about = out->about;

	if (!own || !req->session)
		return true;
	out->own = arena_alloc(ctx->mem, 1, own->size);
	return own->load(ctx, req, &about, out->own);
}

bool page_load(struct ctx *ctx, struct req *req, const struct page *page, struct loaded *out)
{
	*out = (struct loaded){ .page = page, .about = { .title = "" }, .shell = NEW(ctx->mem, struct shell) };
	if (!find_kept(ctx, req, out))
		return false;
	if (out->drawn)
		out->about = out->drawn->about;
	else if (!load_inside(ctx, req, out))
		return false;
	ctx->reads = NULL;      /* what these read does not count: they are not kept */
	return load_own(ctx, req, out) && shell_load(ctx, req, &out->about, out->shell);
}

struct reading { struct ctx *ctx; const struct about *about; };

static bool note_reading(void *arg)
{
	struct reading *r = arg;

	return access_log(r->ctx, r->about->read_what, r->about->read_rec, r->about->read_row, NULL);
}

static void draw_inside(struct html *w, const struct loaded *l)
{
	const struct drawn *d = l->drawn;

	if (!d) {
		l->page->draw(w, l->data);
		return;
	}
	html_markup(w, (struct markup){ d->inside.text, d->own });
	if (l->own)
		l->page->own->draw(w, l->own);
	html_markup(w, (struct markup){ d->inside.text + d->own, d->inside.n - d->own });
}

void page_finish(struct ctx *ctx, struct req *req, struct loaded *l, struct reply *out)
{
	struct reading reading = { ctx, &l->about };
	struct html w;

	if ((l->about.read_what && !db_txn(ctx->db, TXN_WRITE, note_reading, &reading)) ||
	    (!l->drawn && (l->own || (l->key && !l->about.status)) && !draw_apart(ctx, l))) {
		page_errors(ctx, req, out);
		return;
	}
	w = html_new(ctx->mem);
	if (l->drawn)
		(void)buf_room(&w.out, l->drawn->inside.n + l->shell->nav.n + SHELL_BYTES);
	layout_open(&w, l->shell);
	draw_inside(&w, l);
	layout_close(&w, l->shell);
	reply_html(out, l->about.status ? l->about.status : 200, &w);
	if (l->page->seen && !l->about.status)
		out->cookie = seen_cookie(ctx, req);
}

struct showing { struct ctx *ctx; struct req *req; const struct page *page; struct loaded *loaded; };

static bool load_alone(void *arg)
{
	struct showing *s = arg;

	s->ctx->heads = NULL;
	s->ctx->reads = NULL;
	return page_load(s->ctx, s->req, s->page, s->loaded);
}

void page_show(struct ctx *ctx, struct req *req, const struct page *page, struct reply *out)
{
	struct loaded loaded;
	struct showing s = { ctx, req, page, &loaded };

	if (db_txn(ctx->db, TXN_READ, load_alone, &s))
		page_finish(ctx, req, &loaded, out);
	else
		page_errors(ctx, req, out);
}

/* ---- refusals ---- */

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

	html(w, "<div class=\"head\"><h1>%s</h1></div>\n", status_text(r->status));
	draw_errs(w, r->errs);
	html(w, "<p class=\"advice\">%s</p><p>", status_advice(r->status));
	html_link_as(w, "button", (struct url){ "/" }, "Về trang đầu");
	html(w, "</p>\n");
}

/* The database may be what failed: then the page has no shell, and no second try. */
void page_again(struct ctx *ctx, struct req *req, const struct page *page, struct reply *out)
{
	struct errs *told = NEW(ctx->mem, struct errs);

	*told = *ctx->errs;
	*ctx->errs = errs_new(ctx->mem);
	req->faults = told;
	page_show(ctx, req, page, out);
}

void page_errors(struct ctx *ctx, struct req *req, struct reply *out)
{
	static const struct page page = { sizeof(struct refusal), load_refusal, draw_refusal };
	int status = errs_status(ctx->errs);

	if (status >= 500 || !ctx->user) {
		reply_plain(ctx->mem, out, status, status == 503 ? "Xin thử lại sau ít giây." :
		            "Yêu cầu không thực hiện được. Chi tiết đã ghi vào nhật ký của hệ thống.");
		if (status == 500)
			log_fault("web: %s", ctx->errs->first ? ctx->errs->first->text : "no reason given");
		return;
	}
	page_again(ctx, req, &page, out);
}

void page_refused(struct ctx *ctx, struct req *req, const struct page *page, struct reply *out)
{
	int status = errs_status(ctx->errs);

	if (status == 422 || status == 409)
		page_again(ctx, req, page, out);
	else
		page_errors(ctx, req, out);
}
