/* Saving the list that stands on the page under a name, and what becomes of it: another name, another circle of those
 * who see it, gone.  One page without scripts. */

#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/unit.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/session.h"
#include "web/views.h"

struct circle { int64_t unit; const char *label; };

struct views_data {
	const struct record *rec, *view;
	const char *csrf;
	const struct errs *faults;
	const struct views *all;
	struct circle *circle; int ncircles;    /* with whom this user may share */
	struct pair *asked; int nasked;         /* what would be saved, as fields of the record type */
	const char *where;                      /* of it, for people */
	const char *name, *share;               /* as typed */
	struct url here, back;
};

/* ---- with whom ---- */

static void add_circle(struct ctx *ctx, struct views_data *d, int64_t unit, bool everybody)
{
	const char *name = unit_name(ctx, (struct clock){ .on = ctx->today }, unit);

	PUSH(ctx->mem, d->circle, d->ncircles, (struct circle){ unit, everybody ?
	     arena_printf(ctx->mem, "Mọi người: %s", name) : name });
}

/* The uppest units in which this user works. */
static bool load_circles(struct ctx *ctx, struct views_data *d)
{
	const struct tree *t;
	struct scope s;

	if (!access_scope(ctx, d->view, "create", &s) || !tree_load(ctx, (struct clock){ .on = ctx->today }, &t))
		return false;
	for (int i = 0; i < t->n; i++) {
		int up = t->node[i].parent;

		if (s.all ? up < 0 : scope_has(&s, t->id[i]) && (up < 0 || !scope_has(&s, t->id[up])))
			add_circle(ctx, d, t->id[i], up < 0);
	}
	return true;
}

/* ---- what is saved ---- */

static const char *const fields[] = { "where", "columns", "order", "by", "under", "period", "size" };

static void say(struct ctx *ctx, struct views_data *d, const char *name, const char *text)
{
	if (text && *text)
		PUSH(ctx->mem, d->asked, d->nasked, (struct pair){ name, text });
}

/* A question that cannot be understood is not saved: its fault is shown. */
static bool load_question(struct ctx *ctx, const struct req *req, struct views_data *d)
{
	struct list_ask l;

	if (!list_ask_read(ctx, req, d->rec, &l))
		return false;
	say(ctx, d, "where", l.text);
	say(ctx, d, "columns", l.chosen ? l.columns : NULL);
	say(ctx, d, "order", l.order);
	say(ctx, d, "by", l.by);
	say(ctx, d, "under", l.ask.under ? arena_printf(ctx->mem, "%lld", (long long)l.ask.under) : NULL);
	say(ctx, d, "period", l.ask.period);
	say(ctx, d, "size", req_query(req, "size"));
	d->where = l.text;
	d->back = list_ask_url(ctx->mem, url(ctx->mem, "/r/%s", d->rec->name), &l, NULL);
	return true;
}

static void load_sent(struct ctx *ctx, const struct req *req, struct views_data *d)
{
	for (size_t i = 0; i < COUNTOF(fields); i++)
		say(ctx, d, fields[i], req_form(req, fields[i]));
	d->where = req_form(req, "where");
	d->back = url(ctx->mem, "/r/%s", d->rec->name);
}

static bool find_records(struct ctx *ctx, const struct req *req, struct views_data *d)
{
	*d = (struct views_data){ .rec = page_record(ctx, req), .view = catalog_record(ctx->catalog, "saved_view") };
	if (!d->rec)
		return false;
	return access_may(ctx, d->view, "create") ||
	       err_add(ctx->errs, ERR_DENIED, "Tài khoản này không lưu danh sách được.");
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct views_data *d = data;

	if (!find_records(ctx, req, d))
		return false;
	d->csrf = req->session->csrf;
	d->faults = req->faults;
	d->name = req_form(req, "name");
	d->share = req_form(req, "share");
	d->here = url(ctx->mem, "/r/%s/views", d->rec->name);
	if (req->method == POST)
		load_sent(ctx, req, d);
	else if (!load_question(ctx, req, d))
		return false;
	about->title = arena_printf(ctx->mem, "Danh sách đã lưu: %s", d->rec->plural);
	about->section = d->rec->name;
	about->status = d->faults ? errs_status(d->faults) : 200;
	return views_load(ctx, &d->all) && load_circles(ctx, d);
}

/* ---- ink ---- */

static void draw_share(struct html *w, const struct views_data *d, const char *id, int64_t with)
{
	bool among = !with;

	html(w, "<div class=\"field\"><label for=\"%s\">Ai thấy</label><select id=\"%s\" name=\"share\">"
	        "<option value=\"\">Chỉ mình tôi</option>", id, id);
	for (int i = 0; i < d->ncircles; i++) {
		html(w, "<option value=\"%lld\"%s>%s</option>", (long long)d->circle[i].unit,
		     d->circle[i].unit == with ? " selected" : "", d->circle[i].label);
		among = among || d->circle[i].unit == with;
	}
	if (!among)
		html(w, "<option value=\"%lld\" selected>(như đang chia sẻ)</option>", (long long)with);
	html(w, "</select></div>");
}

static void draw_save(struct html *w, const struct views_data *d)
{
	int64_t share = 0;

	if (d->share && !text_int(d->share, &share))
		share = 0;
	html(w, "<section class=\"saving\"><h2>Lưu danh sách vừa xem</h2>\n<p class=\"asked\">Điều kiện: ");
	if (d->where && *d->where)
		html(w, "<code>%s</code>", d->where);
	else
		html(w, "không có, mọi dòng");
	html(w, "</p>\n");
	html_form(w, "post", "form line", d->here, d->csrf);
	for (int i = 0; i < d->nasked; i++)
		html(w, "<input type=\"hidden\" name=\"%s\" value=\"%s\">", d->asked[i].name, d->asked[i].text);
	html(w, "<div class=\"field\"><label for=\"f-name\">Tên danh sách <span class=\"must\">*</span></label>"
	        "<input id=\"f-name\" name=\"name\" value=\"%s\" maxlength=\"80\" required></div>", d->name);
	draw_share(w, d, "f-share", share);
	html(w, "<button class=\"button\" name=\"do\" value=\"save\">Lưu</button></form></section>\n");
}

static void draw_mine(struct html *w, const struct views_data *d, const struct view *v)
{
	struct arena *a = w->out.mem;

	html(w, "<li>");
	html_form(w, "post", "form line", d->here, d->csrf);
	html(w, "<input type=\"hidden\" name=\"id\" value=\"%lld\">"
	        "<input type=\"hidden\" name=\"seen\" value=\"%lld\">",
	     (long long)v->id, (long long)v->entry);
	html(w, "<div class=\"field\"><label for=\"n%lld\">Tên</label><input id=\"n%lld\" name=\"name\" value=\"%s\" "
	        "maxlength=\"80\" required></div>", (long long)v->id, (long long)v->id, v->name);
	draw_share(w, d, arena_printf(a, "s%lld", (long long)v->id), v->share);
	html(w, "<button class=\"button small\" name=\"do\" value=\"edit\" aria-label=\"Ghi lại: %s\">Ghi</button>"
	        "<button class=\"button plain small\" name=\"do\" value=\"remove\" aria-label=\"Bỏ: %s\">Bỏ</button>",
	     v->name, v->name);
	html_link_as(w, "button plain small", v->to, "Mở");
	html(w, "</form></li>\n");
}

static bool of_this(const struct views_data *d, const struct view *v, bool mine)
{
	return v->mine == mine && !strcmp(v->record, d->rec->name);
}

static int count(const struct views_data *d, bool mine)
{
	int n = 0;

	for (int i = 0; i < d->all->n; i++)
		n += of_this(d, &d->all->view[i], mine);
	return n;
}

static void draw_lists(struct html *w, const struct views_data *d)
{
	if (count(d, true)) {
		html(w, "<section class=\"saving\"><h2>Của tôi</h2><ul class=\"lines mine\">\n");
		for (int i = 0; i < d->all->n; i++)
			if (of_this(d, &d->all->view[i], true))
				draw_mine(w, d, &d->all->view[i]);
		html(w, "</ul></section>\n");
	}
	if (!count(d, false))
		return;
	html(w, "<section class=\"saving\"><h2>Người khác chia sẻ</h2><ul class=\"lines\">\n");
	for (int i = 0; i < d->all->n; i++)
		if (of_this(d, &d->all->view[i], false)) {
			html(w, "<li>");
			html_link(w, d->all->view[i].to, d->all->view[i].name);
			html(w, " <small>%s · %s</small></li>\n", d->all->view[i].owner, d->all->view[i].share_title);
		}
	html(w, "</ul></section>\n");
}

static void draw(struct html *w, const void *data)
{
	const struct views_data *d = data;

	html(w, "<p class=\"trail\">");
	html_link(w, d->back, d->rec->plural);
	html(w, "</p><h1>Danh sách đã lưu</h1>\n");
	draw_errs(w, d->faults);
	draw_save(w, d);
	draw_lists(w, d);
}

const struct page views_page = { sizeof(struct views_data), load, draw };

/* ---- sent ---- */

static bool of_row(struct ctx *ctx, const struct req *req, struct order *o)
{
	const char *id = req_form(req, "id"), *seen = req_form(req, "seen");

	return (id && seen && text_int(id, &o->id) && text_int(seen, &o->seen) && o->id > 0) ||
	       err_add(ctx->errs, ERR_MISSING, "Không có danh sách này.");
}

static bool obey(struct ctx *ctx, const struct req *req, const struct views_data *d, struct done *done)
{
	const char *what = req_form(req, "do"), *name[COUNTOF(fields) + 3], *text[COUNTOF(fields) + 3];
	struct input input = { 0, name, text };
	struct order o = { .verb = DO_CREATE, .rec = d->view, .input = &input };

	name[input.n] = "name";
	text[input.n++] = req_form(req, "name") ? req_form(req, "name") : "";
	name[input.n] = "share";
	text[input.n++] = req_form(req, "share") ? req_form(req, "share") : "";
	if (what && strcmp(what, "save") != 0) {
		o.verb = strcmp(what, "remove") ? DO_EDIT : DO_REMOVE;
		input.n = o.verb == DO_REMOVE ? 0 : input.n;
		return of_row(ctx, req, &o) && command_run(ctx, &o, done);
	}
	name[input.n] = "record";
	text[input.n++] = d->rec->name;
	for (size_t i = 0; i < COUNTOF(fields); i++)
		if (req_form(req, fields[i]) && *req_form(req, fields[i])) {
			name[input.n] = fields[i];
			text[input.n++] = req_form(req, fields[i]);
		}
	return command_run(ctx, &o, done);
}

static struct url after(struct ctx *ctx, const struct req *req, const struct views_data *d, const struct done *done)
{
	const char *what = req_form(req, "do");
	const struct views *all;

	ctx->heads = NULL;
	if ((!what || !strcmp(what, "save")) && views_load(ctx, &all))
		for (int i = 0; i < all->n; i++)
			if (all->view[i].id == done->id)
				return all->view[i].to;
	errs_clear(ctx->errs);
	return url(ctx->mem, "/r/%s/views", d->rec->name);
}

void views_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct views_data d;
	struct done done;

	ctx->heads = NULL;
	if (find_records(ctx, req, &d) && obey(ctx, req, &d, &done)) {
		reply_see(out, after(ctx, req, &d, &done));
		return;
	}
	page_refused(ctx, req, &views_page, out);
}
