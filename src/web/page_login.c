/* Signing in and out.  The answer to a wrong name, a wrong password and a locked
 * account is one text, after one time. */

#include <string.h>
#include <time.h>
#include "model/access.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/session.h"
#include "web/web.h"

/* A form that was sent when nobody was signed in any more waits in this page; its names are told from those of the
 * sign-in by this beginning. */
#define TYPED "_typed."
enum { TYPED_PAIRS = 1000, TYPED_BYTES = 128 << 10 };

struct login_data {
	const char *login, *next;
	struct pairs typed;
	bool ended, lost;               /* a form was sent; and was too long to wait here */
	const struct errs *faults;
};

/* Neither the token of the session that ended, nor the button that was pressed, nor anything secret. */
static bool waits(const char *name)
{
	return strcmp(name, "_csrf") && strcmp(name, "_do") && strncmp(name, "password", strlen("password")) &&
	       strlen(name) + strlen(TYPED) <= NAME_MAX_BYTES;
}

/* Those of `form` whose names begin with `begin`, without it. */
static struct pairs typed_of(struct arena *a, const struct pairs *form, const char *begin)
{
	struct pair *v = NULL;
	size_t skip = strlen(begin);
	int n = 0;

	for (int i = 0; i < form->n; i++)
		if (!strncmp(form->v[i].name, begin, skip) && waits(form->v[i].name + skip))
			PUSH(a, v, n, (struct pair){ form->v[i].name + skip, form->v[i].text });
	return (struct pairs){ v, n };
}

static bool too_long(const struct pairs *typed)
{
	size_t bytes = 0;

	for (int i = 0; i < typed->n; i++)
		bytes += strlen(typed->v[i].name) + strlen(typed->v[i].text);
	return typed->n > TYPED_PAIRS || bytes > TYPED_BYTES;
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct login_data *d = data;
	bool here = !strcmp(req->path, "/login");
	const char *next = !here ? req->target : req->method == POST ? req_form(req, "next") : req_query(req, "next");

	*d = (struct login_data){ .login = here ? req_form(req, "login") : NULL, .faults = req->faults,
	                          .next = url_local(ctx->mem, next).text };
	if (req->method == POST)
		d->typed = typed_of(ctx->mem, &req->form, here ? TYPED : "");
	d->ended = !here || d->typed.n;
	d->lost = too_long(&d->typed);
	if (d->lost)
		d->typed.n = 0;
	about->title = "Đăng nhập";
	about->status = d->faults ? 422 : here ? 200 : 401;
	return true;
}

static void draw(struct html *w, const void *data)
{
	const struct login_data *d = data;

	html(w, "<div class=\"login\"><h1>Đăng nhập</h1>\n");
	if (d->lost)
		html(w, "<p class=\"note\" role=\"status\">Phiên làm việc đã kết thúc, chưa ghi gì. Biểu mẫu quá dài, "
		        "trang này không giữ được: hãy quay lại trang trước để chép ra rồi mới đăng nhập.</p>\n");
	else if (d->ended)
		html(w, "<p class=\"note\" role=\"status\">Phiên làm việc đã kết thúc, chưa ghi gì. Điều vừa nhập "
		        "vẫn còn ở trang này: đăng nhập xong, biểu mẫu hiện lại để xem và gửi.</p>\n");
	draw_errs(w, d->faults);
	html_form(w, "post", "form", (struct url){ "/login" }, NULL);
	html(w, "<input type=\"hidden\" name=\"next\" value=\"%s\">\n"
	        "<div class=\"field\"><label for=\"f-login\">Tên đăng nhập</label><input class=\"long\" id=\"f-login\" "
	        "name=\"login\" value=\"%s\" autocomplete=\"username\" autofocus required maxlength=\"100\"></div>\n",
	     d->next, d->login);
	for (int i = 0; i < d->typed.n; i++)
		html(w, "<input type=\"hidden\" name=\"" TYPED "%s\" value=\"%s\">\n", d->typed.v[i].name,
		     d->typed.v[i].text);
	html(w, "<div class=\"field\"><label for=\"f-password\">Mật khẩu</label><input "
	     "class=\"long\" id=\"f-password\" "
	        "name=\"password\" type=\"password\" autocomplete=\"current-password\" required "
		"maxlength=\"256\"></div>\n"
	        "<div class=\"buttons\"><button class=\"button\">Đăng nhập</button></div></form></div>\n");
}

const struct page login_page = { sizeof(struct login_data), load, draw };

/* The shell's own account does not sign in here with the rights it has there. */
static bool find_account(struct ctx *ctx, const char *login, int64_t *id)
{
	const struct user *user;

	*id = 0;
	if (!*login || strlen(login) > 100)
		return true;
	if (access_user(ctx, login, false, &user)) {
		*id = user->id;
		return true;
	}
	if (errs_worst(ctx->errs) >= ERR_BUSY)
		return false;
	errs_clear(ctx->errs);
	return true;
}

struct finding_out { struct ctx *ctx; const char *login; int64_t user; };

static bool find_in_txn(void *arg)
{
	struct finding_out *f = arg;

	f->ctx->heads = NULL;
	return find_account(f->ctx, f->login, &f->user);
}

/* Few at once: each needs 64 MiB and a core for a tenth of a second. */
static bool check(struct ctx *ctx, const struct web *web, int64_t user, const char *password, bool *right)
{
	bool done;

	if (atomic_fetch_add(web->logins, 1) >= LOGINS_MAX) {
		atomic_fetch_sub(web->logins, 1);
		return err_add(ctx->errs, ERR_BUSY, "Nhiều người đang đăng nhập cùng lúc.");
	}
	done = credential_check(ctx->db, user, password, web->decoy, (int64_t)time(NULL), right);
	atomic_fetch_sub(web->logins, 1);
	return done;
}

static const char *cookie_text(const struct req *req, const char *token, int64_t seconds)
{
	return arena_printf(req->mem, COOKIE_NAME "=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s", token,
	                    (long long)seconds, req->tls ? "; Secure" : "");
}

static void refuse(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct errs *told = NEW(ctx->mem, struct errs);

	*told = errs_new(ctx->mem);
	err_field(told, "login", "Tên đăng nhập hoặc mật khẩu không đúng. Sau %d lần sai, tài khoản tạm khóa %d phút.",
	          LOCK_FAILURES, LOCK_SECONDS / 60);
	req->faults = told;
	page_show(ctx, req, &login_page, out);
}

void login_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	const char *login = req_form(req, "login"), *password = req_form(req, "password"), *token;
	struct finding_out found = { ctx, login ? login : "", 0 };
	bool right;

	if (!db_txn(ctx->db, TXN_READ, find_in_txn, &found) ||
	    !check(ctx, req->web, found.user, password ? password : "", &right)) {
		page_errors(ctx, req, out);
		return;
	}
	if (!right) {
		refuse(ctx, req, out);
		return;
	}
	/* A new token at every signing in: one planted before is worth nothing. */
	if ((req->session && !session_end(ctx->db, req->session)) ||
	    !session_begin(ctx->db, found.user, (int64_t)time(NULL), &token)) {
		page_errors(ctx, req, out);
		return;
	}
	struct url next = url_local(ctx->mem, req_form(req, "next"));
	struct pairs typed = typed_of(ctx->mem, &req->form, TYPED);

	if (!typed.n || too_long(&typed) || !web_again(ctx, req, token, next, &typed, out))
		reply_see(out, next);
	out->cookie = cookie_text(req, token, SESSION_LIFE);
}

void logout_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	if (!session_end(ctx->db, req->session)) {
		page_errors(ctx, req, out);
		return;
	}
	out->cookie = cookie_text(req, "", 0);
	reply_see(out, (struct url){ "/login" });
}
