/* The letter of the morning, as plain text and as HTML of the same words. */

#include "base/language.h"
#include "base/text.h"
#include "site/digest.h"

enum { TEXT_MAX = 1 << 18 };

struct writing { struct buf text; struct html html; const char *site; };

static void write_line(struct writing *w, const struct digest_line *l)
{
	struct arena *a = w->text.mem;
	const char *n = text_grouped(a, l->n);

	buf_printf(&w->text, "- %s  %s%s%s\n  %s%s\n", n, l->what, *l->state ? " · " : "", l->state, w->site,
	           l->to.text);
	html(&w->html, "<li><strong>%s</strong> ", n);
	html_link(&w->html, l->to, l->what);
	if (*l->state)
		html(&w->html, " · %s", l->state);
	html(&w->html, "</li>\n");
}

static void write_part(struct writing *w, const char *label, const char *of, const struct digest_part *p)
{
	struct arena *a = w->text.mem;

	if (!p->total)
		return;
	buf_printf(&w->text, "\n%s%s%s (%s)\n", label, of ? ", " : "", of ? of : "", text_grouped(a, p->total));
	html(&w->html, "<h2>%s%s%s (%s)</h2>\n<ul>\n", label, of ? ", " : "", of, text_grouped(a, p->total));
	for (int i = 0; i < p->n; i++)
		write_line(w, &p->line[i]);
	html(&w->html, "</ul>\n");
}

static void write_words(struct writing *w, const char *text)
{
	buf_printf(&w->text, "\n%s\n", text);
	html(&w->html, "<p>%s</p>\n", text);
}

struct digest_letter digest_write(struct arena *a, const struct digest *d, const char *name, const char *site,
                                  bool demo)
{
	struct writing w = { buf_new(a, TEXT_MAX), html_new(a), site };
	const char *day = date_show(a, d->day);

	w.html.site = site;
	html(&w.html, "<!doctype html><html lang=\"%s\"><head><meta charset=\"utf-8\"><title>%s</title>"
	     "</head><body>\n", language_tag(arena_language(a)), "Tin buổi sáng");
	if (demo)
		write_words(&w, "SỐ LIỆU GIẢ LẬP");
	write_words(&w, arena_printf(a, "Kính gửi: %s", name));
	write_part(&w, digest_fresh_label, NULL, &d->fresh);
	write_part(&w, digest_week_label, NULL, &d->week);
	write_part(&w, digest_waits_label, NULL, &d->waits);
	write_part(&w, digest_missing_label, d->month, &d->missing);
	write_words(&w, "Thư chỉ có số việc và địa chỉ trang; tên người và nội dung xem ở trang, sau khi đăng nhập.");
	html(&w.html, "</body></html>\n");
	return (struct digest_letter){
		arena_printf(a, "Tin buổi sáng %s: %s việc quá hạn mới, %s việc đến hạn trong tuần, %s việc chờ bạn",
		             day, text_grouped(a, d->fresh.total), text_grouped(a, d->week.total),
		             text_grouped(a, d->waits.total)),
		w.text.s, w.html.out.s,
	};
}
