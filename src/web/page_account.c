/* One's own account: who one is here, and the password. */

#include <string.h>
#include <time.h>
#include "base/language.h"
#include "model/access.h"
#include "model/unit.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/session.h"
#include "web/web.h"

struct account_data {
	const char *login, *name, *csrf;
	const char **unit; int nunits;
	bool everywhere, changed;
	const struct errs *faults;
};

static bool known(const struct account_data *d, const char *unit)
{
	for (int i = 0; i < d->nunits; i++)
		if (!strcmp(d->unit[i], unit))
			return true;
	return false;
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct account_data *d = data;
	struct clock clock = { .on = ctx->today };

	*d = (struct account_data){ .login = ctx->user->login, .name = ctx->user->name, .csrf = req->session->csrf,
	                            .changed = req_query(req, "changed") != NULL, .faults = req->faults };
	for (int i = 0; i < ctx->user->nrights; i++) {
		int64_t unit = ctx->user->right[i].unit;
		const char *name = unit ? unit_name(ctx, clock, unit) : NULL;

		d->everywhere = d->everywhere || !unit;
		if (name && !known(d, name))
			PUSH(ctx->mem, d->unit, d->nunits, name);
	}
	about->title = "Tài khoản";
	about->section = "account";
	about->status = d->faults ? 422 : 200;
	return true;
}

static void draw_password(struct html *w, const char *name, const char *label, const char *complete)
{
	html(w, "<div class=\"field\"><label for=\"f-%s\">%s</label><input "
	     "class=\"long\" type=\"password\" id=\"f-%s\" "
	        "name=\"%s\" autocomplete=\"%s\" required maxlength=\"256\"></div>\n", name, label, name, name,
		complete);
}

static void draw(struct html *w, const void *data)
{
	const struct account_data *d = data;

	html(w, "<h1>Tài khoản</h1>\n<dl class=\"card\"><div><dt>Tên đăng nhập</dt><dd>%s</dd></div>"
	        "<div><dt>Họ và tên</dt><dd>%s</dd></div><div><dt>Phạm vi</dt><dd>", d->login, d->name);
	if (d->everywhere)
		html(w, "Toàn hệ thống%s", d->nunits ? "; " : "");
	for (int i = 0; i < d->nunits; i++)
		html(w, "%s%s", i ? "; " : "", d->unit[i]);
	html(w, "</dd></div></dl>\n<p>");
	html_link(w, (struct url){ "/account/tokens" }, "Khóa truy cập cho chương trình khác (API)");
	html(w, "</p>\n<h2>Đổi mật khẩu</h2>\n");
	if (d->changed)
		html(w, "<p class=\"good\" role=\"status\">Đã đổi mật khẩu. Các phiên làm việc khác đã kết "
		     "thúc.</p>\n");
	draw_errs(w, d->faults);
	html_form(w, "post", "form", (struct url){ "/account" }, d->csrf);
	draw_password(w, "password_old", "Mật khẩu đang dùng", "current-password");
	draw_password(w, "password", "Mật khẩu mới", "new-password");
	draw_password(w, "password_again", "Nhắc lại mật khẩu mới", "new-password");
	html(w, "<p class=\"help\">Ít nhất %d ký tự.</p><div class=\"buttons\"><button class=\"button\">Đổi mật "
	     "khẩu</button>"
	        "</div></form>\n", PASSWORD_SHORTEST);
}

const struct page account_page = { sizeof(struct account_data), load, draw };

static const char *given(const struct req *req, const char *name)
{
	const char *text = req_form(req, name);

	return text ? text : "";
}

static bool change(struct ctx *ctx, const struct req *req)
{
	bool right;

	if (strcmp(given(req, "password"), given(req, "password_again")))
		return err_field(ctx->errs, "password_again", "Hai lần nhập mật khẩu mới không giống nhau.");
	if (!credential_check(ctx->db, req->session->user, given(req, "password_old"), req->web->decoy,
	                      (int64_t)time(NULL), &right))
		return false;
	if (!right)
		return err_field(ctx->errs, "password_old", "Mật khẩu đang dùng không đúng.");
	return credential_set(ctx->db, req->session->user, given(req, "password")) &&
	       session_end_others(ctx->db, req->session);
}

/* The switch that stands on every page: in this browser, and wherever this account signs in. */
void language_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	const char *chosen = language_tag(language_find(given(req, "language")));

	if (req->session && !credential_speak(ctx->db, req->session->user, chosen)) {
		page_errors(ctx, req, out);
		return;
	}
	out->cookie = arena_printf(ctx->mem, LANGUAGE_COOKIE "=%s; Path=/; HttpOnly; SameSite=Strict; "
	                           "Max-Age=31536000%s", chosen, req->tls ? "; Secure" : "");
	reply_see(out, url_local(ctx->mem, given(req, "next")));
}

void account_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	if (change(ctx, req)) {
		reply_see(out, (struct url){ "/account?changed=1" });
		return;
	}
	if (errs_status(ctx->errs) >= 500) {
		page_errors(ctx, req, out);
		return;
	}
	page_again(ctx, req, &account_page, out);
}
