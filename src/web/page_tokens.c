/* The keys with which other programs act as this user.  The page that makes one
 * says it; no other does. */

#include <string.h>
#include <time.h>

#include "base/date.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/token.h"

struct tokens_data {
	const char *csrf, *secret, *label;
	struct token *token; int n;
	const struct errs *faults;
};

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct tokens_data *d = data;

	*d = (struct tokens_data){ .csrf = req->session->csrf, .secret = req->once, .faults = req->faults,
	                           .label = req->faults ? req_form(req, "label") : NULL };
	about->title = "Khóa truy cập";
	about->section = "account";
	about->status = d->faults ? errs_status(d->faults) : 0;
	return token_list(ctx->db, req->session->user, &d->token, &d->n);
}

static void draw_token(struct html *w, const struct tokens_data *d, const struct token *t)
{
	struct arena *a = w->out.mem;

	html(w, "<tr><td data-label=\"Dùng cho\">%s</td><td data-label=\"Làm ngày\" class=\"day\">%s</td>"
	     "<td data-label=\"Dùng lần cuối\" class=\"day\">%s</td><td>", t->label,
	     date_show(a, date_of_time(t->created)), t->used ? date_show(a, date_of_time(t->used)) : "chưa dùng");
	html_form(w, "post", "revoke", (struct url){ "/account/tokens/revoke" }, d->csrf);
	html(w, "<input type=\"hidden\" name=\"hash\" value=\"%s\"><button class=\"button plain small\" "
	     "aria-label=\"Thu hồi khóa %s\">Thu hồi</button></form></td></tr>\n", t->hash, t->label);
}

static void draw(struct html *w, const void *data)
{
	const struct tokens_data *d = data;

	html(w, "<p class=\"trail\">");
	html_link(w, (struct url){ "/account" }, "Tài khoản");
	html(w, "</p>\n<h1>Khóa truy cập</h1>\n<p>Một chương trình khác mang khóa thì làm việc qua API với đúng quyền "
	     "của tài khoản này, và được ghi vào nhật ký như chính người dùng. Gửi khóa trong dòng "
	     "<code>Authorization: Bearer KHÓA</code>.</p>\n");
	if (d->secret)
		html(w, "<p class=\"good\" role=\"status\">Khóa mới, chỉ hiện một lần này: "
		     "<code id=\"secret\">%s</code></p>\n", d->secret);
	draw_errs(w, d->faults);
	html_form(w, "post", "form", (struct url){ "/account/tokens" }, d->csrf);
	html(w, "<div class=\"field\"><label for=\"f-label\">Dùng cho chương trình nào</label><input class=\"long\" "
	     "id=\"f-label\" name=\"label\" value=\"%s\" required maxlength=\"%d\"></div>\n", d->label,
	     TOKEN_LABEL_MAX);
	html(w, "<div class=\"buttons\"><button class=\"button\">Làm khóa mới</button></div></form>\n");
	if (!d->n)
		return;
	html(w, "<div class=\"wide\" tabindex=\"0\"><table class=\"sheet\"><thead><tr><th scope=\"col\">Dùng cho</th>"
	     "<th scope=\"col\">Làm ngày</th><th scope=\"col\">Dùng lần cuối</th><th scope=\"col\"><span "
	     "class=\"hidden\">Việc</span></th></tr></thead>\n<tbody>\n");
	for (int i = 0; i < d->n; i++)
		draw_token(w, d, &d->token[i]);
	html(w, "</tbody></table></div>\n");
}

const struct page tokens_page = { sizeof(struct tokens_data), load, draw };

struct making { struct ctx *ctx; const struct req *req; const char *secret; };

static bool make(void *arg)
{
	struct making *m = arg;
	const char *label = req_form(m->req, "label");

	return token_make(m->ctx->db, m->req->session->user, label ? label : "", (int64_t)time(NULL), &m->secret);
}

void token_make_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct making m = { ctx, req, NULL };

	if (!db_txn(ctx->db, TXN_WRITE, make, &m)) {
		if (errs_status(ctx->errs) != 422) {
			page_errors(ctx, req, out);
			return;
		}
		struct errs *told = NEW(ctx->mem, struct errs);
		*told = *ctx->errs;
		*ctx->errs = errs_new(ctx->mem);
		req->faults = told;
	}
	req->once = req->faults ? NULL : m.secret;
	page_show(ctx, req, &tokens_page, out);
}

static bool revoke(void *arg)
{
	struct making *m = arg;
	const char *hash = req_form(m->req, "hash");

	return token_revoke(m->ctx->db, m->req->session->user, hash ? hash : "");
}

void token_revoke_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct making m = { ctx, req, NULL };

	if (db_txn(ctx->db, TXN_WRITE, revoke, &m))
		reply_see(out, (struct url){ "/account/tokens" });
	else
		page_errors(ctx, req, out);
}
