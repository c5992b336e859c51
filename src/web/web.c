/* A request after its checks: who, which row of the table, may it be, do it. */

#include "web/web.h"
#include <string.h>
#include <time.h>
#include "base/crypt.h"
#include "base/language.h"
#include "base/text.h"
#include "model/access.h"
#include "web/api.h"
#include "web/bulk.h"
#include "web/imports.h"
#include "web/pack.h"
#include "web/pages.h"
#include "web/session.h"
#include "web/token.h"

bool web_prepare(struct arena *a, struct web *web, struct errs *errs)
{
	char unknown[44];

	token_new(unknown);
	web->logins = NEW(a, atomic_int);
	web->imports = imports_new(a);
	return password_hash(a, unknown, &web->decoy) ||
	       err_add(errs, ERR_FAULT, "Không tính được mã băm của mật khẩu.");
}

enum { DAY = 86400, OPENS_AT = 9 * 3600, ZONE = 7 * 3600 };

struct ctx web_ctx(const struct web *web, struct db *db, const char *via)
{
	return (struct ctx){
		.mem = db->mem, .errs = db->errs, .db = db, .catalog = web->catalog, .keep = web->keep,
		.via = via, .site = web->site,
	};
}

bool web_clock(struct ctx *ctx, const struct web *web, struct settings *settings)
{
	int64_t real = (int64_t)time(NULL);

	ctx->now = real;
	ctx->today = web->today.ymd ? web->today : date_of_time(real);
	if (!settings_read(ctx->db, settings))
		return false;
	ctx->files = settings->files ? settings->files : "";
	if (!web->today.ymd && settings->today && !date_parse(settings->today, &ctx->today))
		return err_add(ctx->errs, ERR_FAULT, "Thiết lập today = \"%s\" không phải là ngày.", settings->today);
	/* The demonstration has a clock of its own: what is typed there is typed on its day. */
	if (settings->demo)
		ctx->now = date_number(ctx->today) * DAY + OPENS_AT - ZONE;
	return true;
}

enum { UPLOAD_MB = 32, UPLOAD_MB_MAX = (UPLOAD_MAX >> 20) - 2 };

static int64_t upload_bytes(const struct settings *settings)
{
	int64_t mb;

	if (!settings->upload || !text_int(settings->upload, &mb) || mb < 1 || mb > UPLOAD_MB_MAX)
		mb = UPLOAD_MB;
	return mb << 20;
}

/* What the account is set to, or what was chosen in this browser.  What the browser itself would like is not heard: in
 * offices of the province many are English and their users are not.  Files are papers of the Party: they are Vietnamese
 * whoever fetches them. */
static const struct language *language_of(const struct req *req, const struct session *s)
{
	const char *chosen = s->language ? s->language : req_cookie(req->mem, req->cookie, LANGUAGE_COOKIE);

	if (!strncmp(req->path, "/export/", 8))
		return NULL;
	return language_find(chosen);
}

static bool meet(struct ctx *ctx, struct req *req, const struct web *web, const struct route *row,
                 struct session *session)
{
	const char *token = req_cookie(req->mem, req->cookie, COOKIE_NAME);
	bool bears = req->authorization && !strncmp(req->path, "/api/", 5);
	struct settings settings;

	ctx->heads = NULL;
	ctx->reads = NULL;
	ctx->own = false;
	ctx->user = NULL;
	ctx->files = NULL;
	req->session = NULL;
	if (!web_clock(ctx, web, &settings))
		return false;
	req->demo = settings.demo != NULL;
	req->tls = settings.tls && strcmp(settings.tls, "0");
	req->upload_max = upload_bytes(&settings);
	if (bears ? !token_find(ctx->db, req->authorization, (int64_t)time(NULL), session)
	          : token && strlen(token) <= 64 && !session_find(ctx->db, token, (int64_t)time(NULL), session))
		return false;
	arena_speak(req->mem, row && row->page && row->page->paper ? NULL : language_of(req, session));
	if (!session->user)
		return true;
	if (!access_account(ctx, session->user, &ctx->user))
		return false;
	/* A user whose account was closed has no session any more, whatever the cookie says. */
	req->session = ctx->user ? session : NULL;
	return true;
}

static bool came_from_us(const struct req *req, const struct route *row)
{
	const char *token = req->csrf ? req->csrf : req_form(req, "_csrf");

	if (req->session && !req->session->csrf)
		return true;
	if (!req_own_origin(req))
		return false;
	/* Signing in asks for no token of the session that it ends. */
	if (!req->session || row->door == DOOR_OPEN)
		return true;
	/* JSON cannot be posted across origins without asking first, and we never agree. */
	if (!token)
		return req->type == BODY_JSON && (req->origin || req->fetch_site);
	return strlen(token) == strlen(req->session->csrf) && bytes_equal(token, req->session->csrf, strlen(token));
}

static bool touch(struct ctx *ctx, const struct req *req)
{
	int64_t now = (int64_t)time(NULL);

	if (!req->session)
		return true;
	return req->session->csrf ? session_touch(ctx->db, req->session, now)
	                          : token_touch(ctx->db, req->session, now);
}

/* What was typed waits on the page that asks for the sign-in, in this browser and nowhere else. */
static bool typed_waits(const struct req *req, const struct route *row)
{
	return req->method == POST && row->again && req->type == BODY_FORM && req_says_own(req);
}

static void send_to_login(struct ctx *ctx, struct req *req, const struct route *row, struct reply *out)
{
	if (row->door == DOOR_API) {
		api_refuse(req->mem, out, 401, "Chưa đăng nhập.");
		return;
	}
	if (typed_waits(req, row)) {
		page_show(ctx, req, &login_page, out);
		return;
	}
	reply_see(out, url_with(req->mem, (struct url){ "/login" }, "next",
	                        req->method == GET && strcmp(req->target, "/") ? req->target : NULL));
}

static void refuse(struct ctx *ctx, struct req *req, const struct route *row, enum err_kind kind, const char *text,
                   struct reply *out)
{
	err_add(ctx->errs, kind, "%s", text);
	if (row && row->door == DOOR_API)
		api_errors(ctx, out);
	else
		page_errors(ctx, req, out);
}

/* Nothing is written: the page draws it with the token of this session, and whoever is signed in sends it or not. */
static void show_typed(struct ctx *ctx, struct req *req, const struct route *row, struct reply *out)
{
	req->again = true;
	page_show(ctx, req, row->again, out);
}

static void answer(struct ctx *ctx, struct req *req, const struct route *row, struct reply *out)
{
	bool ours = req->method == GET || came_from_us(req, row);

	if (row->door != DOOR_OPEN && !req->session)
		send_to_login(ctx, req, row, out);
	else if (!ours && typed_waits(req, row))
		show_typed(ctx, req, row, out);
	else if (!ours)
		refuse(ctx, req, row, ERR_DENIED, "Biểu mẫu này không được gửi từ trang của hệ thống, hoặc phiên làm "
		       "việc đã đổi. Xin mở lại trang rồi làm lại.", out);
	else
		row->serve(ctx, req, out);
}

static void answer_nothing(struct ctx *ctx, struct req *req, bool other, struct reply *out)
{
	if (other) {
		reply_plain(req->mem, out, 405, "Địa chỉ này không nhận cách gửi như vậy.");
		out->allow = req->method == GET ? "POST" : "GET, HEAD";
	} else if (!strncmp(req->path, "/api/", 5)) {
		api_refuse(req->mem, out, 404, "Không có địa chỉ này.");
	} else {
		refuse(ctx, req, NULL, ERR_MISSING, "Không có trang này.", out);
	}
}

static void answer_asset(const struct web *web, const struct req *req, struct reply *out)
{
	const struct asset *asset = asset_find(&web->assets, req->path + sizeof STATIC - 1);

	if (!asset) {
		reply_plain(req->mem, out, 404, "Không có tệp này.");
		return;
	}
	out->lasting = true;
	out->zipped = asset->zipped && req->takes_gzip;
	if (out->zipped)
		reply_bytes(out, 200, asset->type, asset->zipped, asset->nzipped);
	else
		reply_bytes(out, 200, asset->type, asset->body, asset->n);
}

/* Who asks and what a page shows are read in one transaction. */
struct visit {
	struct ctx *ctx; struct req *req;
	const struct web *web;
	const struct route *row;        /* NULL: no such page */
	struct session session;
	struct loaded loaded;
	bool shows;                     /* a page was loaded */
};

static bool visit(void *arg)
{
	struct visit *v = arg;

	v->session = (struct session){ 0 };
	if (!meet(v->ctx, v->req, v->web, v->row, &v->session))
		return false;
	v->shows = v->row && v->row->page && (v->row->door == DOOR_OPEN || v->req->session);
	return !v->shows || page_load(v->ctx, v->req, v->row->page, &v->loaded);
}

static const struct route *find_row(const struct web *web, struct req *req, bool *other)
{
	const struct routes none = { NULL, 0 };
	const struct routes tables[] = { web->face->routes, generic_routes, web->face->api ? *web->face->api : none };

	return route_find(tables, (int)COUNTOF(tables), req, other);
}

bool web_again(struct ctx *ctx, const struct req *login, const char *token, struct url to, const struct pairs *typed,
               struct reply *out)
{
	const struct pair host = { "Host", login->host };
	const struct head head = { "POST", to.text, "HTTP/1.1", &host, 1 };
	struct req req;
	bool other;

	if (!login->host || req_head(ctx->mem, &head, &req))
		return false;
	req.origin = login->origin;
	req.fetch_site = login->fetch_site;
	req.cookie = arena_printf(ctx->mem, COOKIE_NAME "=%s", token);
	req.type = BODY_FORM;
	req.form = *typed;
	req.web = login->web;

	struct visit v = { .ctx = ctx, .req = &req, .web = login->web, .row = find_row(login->web, &req, &other) };

	if (!v.row || !typed_waits(&req, v.row) || !db_txn(ctx->db, TXN_READ, visit, &v) || !req.session)
		return false;
	show_typed(ctx, &req, v.row, out);
	return true;
}

static void receive(struct ctx *ctx, struct req *req, const struct web *web, struct reply *out)
{
	bool other;
	struct visit v = { .ctx = ctx, .req = req, .web = web, .row = find_row(web, req, &other) };

	if (!db_txn(ctx->db, TXN_READ, visit, &v) || !touch(ctx, req))
		page_errors(ctx, req, out);
	else if (!v.row)
		answer_nothing(ctx, req, other, out);
	else if (v.shows)
		page_finish(ctx, req, &v.loaded, out);
	else
		answer(ctx, req, v.row, out);
}

void web_answer(const struct web *web, struct conn *conn, struct req *req, struct reply *out)
{
	struct errs errs = errs_new(req->mem);
	struct db db = { conn, req->mem, &errs };
	struct ctx ctx = web_ctx(web, &db, strncmp(req->path, "/api/", 5) ? "web" : "api");

	req->web = web;
	if (req->method == GET && !strncmp(req->path, STATIC, sizeof STATIC - 1))
		answer_asset(web, req, out);
	else
		receive(&ctx, req, web, out);
	if (req->takes_gzip)
		reply_pack(req->mem, out);
}

struct admission { struct ctx *ctx; struct req *req; const struct web *web; };

static bool ask_admission(void *arg)
{
	struct admission *m = arg;
	struct session *session = NEW(m->req->mem, struct session);

	return meet(m->ctx, m->req, m->web, NULL, session);
}

int web_admits(const struct web *web, struct conn *conn, struct req *req, int64_t *file_max)
{
	struct errs errs = errs_new(req->mem);
	struct db db = { conn, req->mem, &errs };
	struct ctx ctx = web_ctx(web, &db, "web");
	struct admission m = { &ctx, req, web };
	bool other;
	const struct route *row = find_row(web, req, &other);

	if (!row || !row->uploads)
		return 415;
	if (!db_txn(&db, TXN_READ, ask_admission, &m))
		return errs_status(&errs);
	*file_max = req->upload_max;
	return req->session ? 0 : 401;
}

enum lane web_lane(const struct req *req)
{
	if (req->method == GET && strncmp(req->path, "/export/", 8) == 0)
		return LANE_FILE;
	if (req->method == GET)
		return req_query(req, BULK_TRY) ? LANE_WRITE : LANE_HERE;
	return strcmp(req->path, "/login") != 0 && strcmp(req->path, "/account") != 0 ? LANE_WRITE : LANE_HERE;
}

void web_busy(struct req *req, struct reply *out)
{
	static const char text[] = "Hệ thống đang bận; việc này chưa làm được. Xin gửi lại sau ít phút.";

	*out = (struct reply){ 0 };
	if (strncmp(req->path, "/api/", 5) == 0)
		api_refuse(req->mem, out, 503, text);
	else
		reply_plain(req->mem, out, 503, text);
}
