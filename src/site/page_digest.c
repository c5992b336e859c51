/* The digest of the morning on a page: the same lists as in the letter, and the overdue by name. */

#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/list.h"
#include "site/digest.h"
#include "site/pages.h"
#include "web/layout.h"

enum { SHOWN = 100 };

struct late_line { const char *day, *title, *kind, *what, *unit; struct url to; };
/* How the letters of today went, for who may read of them. */
struct letters { bool seen; int64_t sent, failed; const char *why; struct url failures; };
struct digest_data {
	struct digest digest;
	struct late_line *late; int nlate;
	struct letters letters;
};

static void take_late(struct ctx *ctx, struct digest_data *d)
{
	struct arena *a = ctx->mem;

	for (int i = 0; i < d->digest.nlate && i < SHOWN; i++) {
		const struct due *x = d->digest.late[i].due;
		PUSH(a, d->late, d->nlate, (struct late_line){
			date_show(a, x->due), x->title && *x->title ? x->title : x->of->label, x->of->label, x->what,
			x->unit_name, url(a, "/r/%s/%lld", x->of->name, (long long)x->id) });
	}
}

static bool load_letters(struct ctx *ctx, struct letters *out)
{
	const struct record *notice = catalog_record(ctx->catalog, "notice");
	struct list list = { .of = notice, .clock = { .on = ctx->today }, .columns = "sent_at, fault" };
	const char *where = arena_printf(ctx->mem, "day = %s", date_iso(ctx->mem, ctx->today));
	struct listing rows;

	out->seen = access_reads(ctx, notice, 1);
	if (!out->seen)
		return true;
	list.where = filter_parse(ctx, notice, where);
	if (!list.where || !list_rows(ctx, &list, &rows))
		return false;
	for (int i = 0; i < rows.nlines; i++) {
		const struct value *fault = &rows.line[i].cell[1];
		bool sent = rows.line[i].cell[0].type != T_NULL;
		out->sent += sent;
		out->failed += !sent;
		if (!sent && fault->type == T_TEXT)
			out->why = fault->text;
	}
	out->failures = url_with(ctx->mem, (struct url){ "/r/notice" }, "where",
	                         arena_printf(ctx->mem, "%s and sent_at is not set", where));
	return true;
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct digest_data *d = data;

	(void)req;
	*d = (struct digest_data){ .nlate = 0 };
	if (!digest_load(ctx, &d->digest) || !load_letters(ctx, &d->letters))
		return false;
	take_late(ctx, d);
	about->title = "Tin buổi sáng";
	about->section = "digest";
	return true;
}

static void draw_late(struct html *w, const struct digest_data *d)
{
	html(w, "<div class=\"wide\" tabindex=\"0\"><table class=\"sheet\"><thead><tr><th scope=\"col\">Hạn</th>"
	     "<th scope=\"col\">Hồ sơ</th><th scope=\"col\">Việc</th><th scope=\"col\">Tổ chức</th></tr></thead>\n"
	     "<tbody>\n");
	for (int i = 0; i < d->nlate; i++) {
		const struct late_line *l = &d->late[i];
		html(w, "<tr><td data-label=\"Hạn\" class=\"day\">%s</td><td data-label=\"Hồ sơ\">", l->day);
		html_link(w, l->to, l->title);
		html(w, "<small>%s</small></td><td data-label=\"Việc\">%s</td>"
		     "<td data-label=\"Tổ chức\">%s</td></tr>\n", l->kind, l->what, l->unit);
	}
	html(w, "</tbody></table></div>\n");
}

static void draw_over(struct html *w, const struct digest_data *d)
{
	const struct digest *x = &d->digest;
	struct arena *a = w->out.mem;

	html(w, "<section><h2>Quá hạn</h2>\n");
	if (!x->nlate)
		html(w, "<p class=\"none\">Không có việc quá hạn nào chờ bạn.</p>\n");
	else
		draw_late(w, d);
	if (x->nlate > d->nlate)
		html(w, "<p class=\"small\">Trang này hiện %d việc cũ nhất trong %s việc.</p>\n", d->nlate,
		     text_grouped(a, x->nlate));
	if (x->below)
		html(w, "<p class=\"small\">Cấp dưới còn %s việc quá hạn chưa đến lúc báo lên.</p>\n",
		     text_grouped(a, x->below));
	if (x->nlate || x->below) {
		html(w, "<p class=\"small\">");
		html_link(w, (struct url){ "/due?when=over" }, "Mọi việc quá hạn");
		html(w, "</p>\n");
	}
	html(w, "</section>\n");
}

static void draw_part(struct html *w, const char *label, const char *of, const struct digest_part *p)
{
	if (!p->n)
		return;
	html(w, "<section><h2>%s%s%s</h2>\n<ul class=\"waits\">\n", label, of ? ", " : "", of);
	for (int i = 0; i < p->n; i++) {
		html(w, "<li>");
		html_link_open(w, NULL, p->line[i].to);
		html(w, "<strong>%s</strong> <span>%s<small>%s</small></span></a></li>\n",
		     text_grouped(w->out.mem, p->line[i].n), p->line[i].what, p->line[i].state);
	}
	html(w, "</ul></section>\n");
}

static void draw_letters(struct html *w, const struct letters *l)
{
	if (!l->seen || (!l->sent && !l->failed))
		return;
	html(w, "<section><h2>Thư sáng nay</h2><p>%s thư đã gửi.</p>\n", text_grouped(w->out.mem, l->sent));
	if (l->failed) {
		html(w, "<p class=\"note\">%s thư chưa gửi được, sẽ gửi lại: %s. ", text_grouped(w->out.mem, l->failed),
		     l->why);
		html_link(w, l->failures, "Thư chưa gửi");
		html(w, "</p>\n");
	}
	html(w, "</section>\n");
}

static void draw(struct html *w, const void *data)
{
	const struct digest_data *d = data;

	html(w, "<div class=\"head\"><h1>Tin buổi sáng</h1><p class=\"count\">%s</p></div>\n",
	     date_show(w->out.mem, d->digest.day));
	draw_letters(w, &d->letters);
	draw_over(w, d);
	draw_part(w, digest_week_label, NULL, &d->digest.week);
	draw_part(w, digest_waits_label, NULL, &d->digest.waits);
	draw_part(w, digest_missing_label, d->digest.month, &d->digest.missing);
}

const struct page digest_page = { sizeof(struct digest_data), load, draw };
