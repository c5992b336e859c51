/* One shell for all pages.  Navigation names what this user may read and nothing
 * else; a record type that no group names stands under the last heading, so a
 * new one is never out of reach. */

#include "web/layout.h"
#include <string.h>
#include "base/language.h"
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/keep.h"
#include "web/session.h"
#include "web/web.h"

struct shell_item { const char *icon, *label; struct url to; bool here; };
struct shell_group { const char *icon, *label; struct shell_item *item; int n; bool here; };
struct nav { struct shell_item *link; int nlinks; struct shell_group *group; int ngroups; };

static void add_record(struct ctx *ctx, struct shell_group *g, const struct record *rec, const struct about *about)
{
	bool here = about->section && !strcmp(about->section, rec->name);

	if (!access_may(ctx, rec, "read"))
		return;
	PUSH(ctx->mem, g->item, g->n,
	     (struct shell_item){ NULL, say_many(ctx->mem, rec->plural), url(ctx->mem, "/r/%s", rec->name), here });
	g->here = g->here || here;
}

static bool grouped(const struct face *face, const char *record)
{
	for (int g = 0; g < face->ngroups; g++)
		for (int i = 0; i < face->group[g].n; i++)
			if (!strcmp(face->group[g].record[i], record))
				return true;
	return false;
}

static void load_groups(struct ctx *ctx, const struct face *face, const struct about *about, struct nav *out)
{
	struct shell_group rest = { .icon = "list-search", .label = "Khác" };

	for (int g = 0; g < face->ngroups; g++) {
		struct shell_group group = { .icon = face->group[g].icon, .label = face->group[g].label };

		for (int i = 0; i < face->group[g].n; i++) {
			const struct record *rec = catalog_record(ctx->catalog, face->group[g].record[i]);

			if (rec)
				add_record(ctx, &group, rec, about);
		}
		if (group.n)
			PUSH(ctx->mem, out->group, out->ngroups, group);
	}
	for (int i = 0; i < ctx->catalog->nrecords; i++) {
		const struct record *rec = ctx->catalog->record[i];

		if (!rec->parent && !grouped(face, rec->name))
			add_record(ctx, &rest, rec, about);
	}
	if (rest.n)
		PUSH(ctx->mem, out->group, out->ngroups, rest);
}

static void load_links(struct ctx *ctx, const struct face *face, const struct about *about, struct nav *out)
{
	for (int i = 0; i < face->nlinks; i++) {
		const struct nav_link *link = &face->link[i];
		const struct record *rec = link->record ? catalog_record(ctx->catalog, link->record) : NULL;

		if (link->record && (!rec || !access_reads(ctx, rec, link->level)))
			continue;
		PUSH(ctx->mem, out->link, out->nlinks, (struct shell_item){
			link->icon, link->label, url_local(ctx->mem, link->path),
			about->section && !strcmp(about->section, link->section) });
	}
}

static const char *clock_text(struct ctx *ctx, const struct about *about)
{
	bool day = about->on.ymd && about->on.ymd != ctx->today.ymd;

	if (day && about->known)
		return arena_printf(ctx->mem, "Số liệu ngày %s, như đã biết ở bút toán số %s.",
		                    date_show(ctx->mem, about->on), text_grouped(ctx->mem, about->known));
	if (day)
		return arena_printf(ctx->mem, "Số liệu ngày %s, theo hồ sơ hiện có.", date_show(ctx->mem, about->on));
	if (about->known)
		return arena_printf(ctx->mem, "Như đã biết ở bút toán số %s.", text_grouped(ctx->mem, about->known));
	return NULL;
}

static void draw_item(struct html *w, const struct shell_item *item)
{
	if (item->icon)
		html(w, "<li data-icon=\"%s\">", item->icon);
	else
		html(w, "<li>");
	html_link_as(w, item->here ? "here" : "item", item->to, item->label);
	html(w, "</li>");
}

static void draw_nav(struct html *w, const struct nav *s)
{
	html(w, "<nav class=\"side\" aria-label=\"Các mảng công tác\">\n");
	/* On a narrow screen the box opens the menu; on a wide one it is not shown. */
	html(w, "<input type=\"checkbox\" id=\"menu\" class=\"hidden\" aria-label=\"Mở danh mục\">"
	        "<label for=\"menu\">Danh mục</label>\n<div class=\"menu\"><ul class=\"links\">");
	for (int i = 0; i < s->nlinks; i++)
		draw_item(w, &s->link[i]);
	html(w, "</ul>\n");
	for (int g = 0; g < s->ngroups; g++) {
		html(w, "<details class=\"group\"%s>", s->group[g].here ? " open" : "");
		html(w, "<summary data-icon=\"%s\"><span>%s</span></summary><ul>", s->group[g].icon,
		     say_many(w->out.mem, s->group[g].label));
		for (int i = 0; i < s->group[g].n; i++)
			draw_item(w, &s->group[g].item[i]);
		html(w, "</ul></details>\n");
	}
	html(w, "</div></nav>\n");
}

/* The menu hangs on the rights and on the section that is open, on nothing in the database. */
static struct markup nav_kept(struct ctx *ctx, const struct face *face, const struct about *about)
{
	const char *key = arena_printf(ctx->mem, "nav:%s:%s:%s", language_tag(arena_language(ctx->mem)),
	                               access_digest(ctx), about->section ? about->section : "");
	const struct markup *kept = keep_find(ctx, key, 1);
	struct nav nav = { 0 };

	if (kept)
		return *kept;
	load_links(ctx, face, about, &nav);
	load_groups(ctx, face, about, &nav);
	struct arena *mem = arena_new(0);
	arena_speak(mem, arena_language(ctx->mem));
	struct html w = html_new(mem);
	struct markup *m = NEW(mem, struct markup);
	draw_nav(&w, &nav);
	*m = (struct markup){ w.out.s, w.out.n };
	return *(const struct markup *)keep_put(ctx, key, 1, mem, m);
}

bool shell_load(struct ctx *ctx, const struct req *req, const struct about *about, struct shell *out)
{
	const struct face *face = req->web->face;

	*out = (struct shell){ .title = about->title, .owner = face->owner, .version = req->web->assets.version };
	out->demo = req->demo;
	out->here = url_local(ctx->mem, req->target);
	out->script = about->script;
	out->refresh = about->refresh;
	if (!req->session)
		return true;
	out->user = ctx->user->name;
	out->csrf = req->session->csrf;
	out->search = face->search;
	out->typed = face->search && !strcmp(face->search, req->path) ? req_query(req, "q") : NULL;
	out->clock = clock_text(ctx, about);
	out->now = url_without(req, "on", "known", NULL);
	out->flash = flash_read(ctx, req);
	out->nav = nav_kept(ctx, face, about);
	return true;
}

static void draw_top(struct html *w, const struct shell *s)
{
	html(w, "<header class=\"top\">");
	html_link_open(w, "brand", (struct url){ "/" });
	html(w, "<span class=\"mark\" aria-hidden=\"true\">★</span><span><strong>Đảng vụ</strong>"
	        "<small>%s</small></span></a>\n", s->owner);
	if (s->user && s->search) {
		html_form(w, "get", "find", (struct url){ s->search }, NULL);
		html(w, "<input type=\"search\" name=\"q\" value=\"%s\" placeholder=\"Tìm người, tổ chức, văn bản\""
		        " aria-label=\"Tìm người, tổ chức, văn bản\"><button>Tìm</button></form>\n", s->typed);
	}
	if (s->user) {
		html(w, "<div class=\"who\">");
		html_link_as(w, "name", (struct url){ "/account" }, s->user);
		html_form(w, "post", "out", (struct url){ "/logout" }, s->csrf);
		html(w, "<button class=\"quiet\">Đăng xuất</button></form></div>");
	}
	/* The translation of this button is the button that leads back. */
	html_form(w, "post", "speak", (struct url){ "/language" }, s->csrf);
	html(w, "<input type=\"hidden\" name=\"next\" value=\"%s\">", s->here.text);
	html(w, "<button class=\"quiet\" name=\"language\" value=\"en\" lang=\"en\" title=\"Xem bằng tiếng Anh\">"
	        "English</button></form></header>\n");
}

void layout_open(struct html *w, const struct shell *s)
{
	html(w, "<!doctype html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n"
	        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	        "<title>%s · Đảng vụ</title>\n", s->title);
	html(w, "<link rel=\"stylesheet\" href=\"/static/app.css?v=%s\">\n"
	        "<link rel=\"icon\" href=\"/static/icon.svg?v=%s\">\n"
	        "<script src=\"/static/app.js?v=%s\" defer></script>\n", s->version, s->version, s->version);
	if (s->script)
		html(w, "<script src=\"/static/%s?v=%s\" defer></script>\n", s->script, s->version);
	if (s->refresh)
		html(w, "<noscript><meta http-equiv=\"refresh\" content=\"%d\"></noscript>\n", s->refresh);
	html(w, "</head>\n");
	html(w, "<body data-user=\"%s\">\n", s->user);
	html(w, "<a class=\"skip\" href=\"#main\">Đến nội dung chính</a>\n");
	draw_top(w, s);
	html(w, "<section class=\"bands\" aria-label=\"Số liệu của trang này\">");
	if (s->demo)
		html(w, "<p class=\"band demo\">SỐ LIỆU GIẢ LẬP</p>\n");
	if (s->clock) {
		html(w, "<p class=\"band clock\" role=\"status\">%s ", s->clock);
		html_link(w, s->now, "Về hiện tại");
		html(w, "</p>\n");
	}
	html(w, "</section>\n");
	html(w, "<div class=\"frame%s\">\n", s->user ? "" : " alone");
	if (s->user)
		html_markup(w, s->nav);
	html(w, "<main id=\"main\">\n");
	flash_draw(w, &s->flash);
}

void layout_close(struct html *w, const struct shell *s)
{
	html(w, "</main>\n</div>\n<footer class=\"foot\"><span>%s</span><span>dangvu: hệ thống thông tin công tác "
	     "xây dựng "
	        "Đảng</span></footer>\n</body>\n</html>\n", s->owner);
}

void draw_errs(struct html *w, const struct errs *errs)
{
	if (!errs || !errs->count)
		return;
	html(w, "<div class=\"errs\" role=\"alert\"><h2>Chưa thực hiện được</h2><ul>");
	for (const struct err *e = errs->first; e; e = e->next) {
		html(w, "<li>");
		if (e->field)
			html_jump(w, field_id(w->out.mem, e->field), e->text);
		else
			html(w, "%s", e->text);
		if (e->cite)
			html(w, " <cite>%s</cite>", e->cite);
		html(w, "</li>");
	}
	html(w, "</ul></div>\n");
}

void head_open(struct html *w, const struct crumb *trail, int n, const char *title)
{
	for (int i = 0; i < n; i++) {
		html(w, "%s", i ? " › " : "");
		if (!i)
			html(w, "<p class=\"trail\">");
		html_link(w, trail[i].to, trail[i].name);
	}
	if (n)
		html(w, "</p>\n");
	html(w, "<div class=\"head\"><h1>%s</h1>", title);
}

void draw_note(struct html *w, const char *text)
{
	if (text && *text)
		html(w, "<p class=\"note\">%s</p>\n", text);
}

void draw_pages(struct html *w, const struct pager *p)
{
	struct arena *a = w->out.mem;

	html(w, "<nav class=\"pages\" aria-label=\"Các trang\">");
	if (p->before.text)
		html_link_as(w, "step", p->before, "‹ Trang trước");
	if (p->total)
		html(w, "<span>%s đến %s trong %s</span>", text_grouped(a, p->first + 1),
		     text_grouped(a, p->first + p->shown), text_grouped(a, p->total));
	if (p->after.text)
		html_link_as(w, "step", p->after, "Trang sau ›");
	html(w, "</nav>\n");
}
