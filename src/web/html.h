#ifndef WEB_HTML_H
#define WEB_HTML_H
#include "base/buf.h"

/* Writes HTML.  The format is markup and must be a literal; it knows %s %d %lld
 * and %% and nothing else.  What comes through %s is text, escaped for both text
 * and quoted attributes; NULL is the empty text.  gcc and clang check it as they
 * check printf.  Both are said in the language of the arena (base/language.h). */
struct html {
	struct buf out;
	size_t own;             /* where html_own was called; 0: nowhere */
	const char *site;       /* before every address: "https://dangvu.example.vn" in a letter; NULL: a page */
};
struct html html_new(struct arena *a);
#define html(w, ...) html_printf((w), "" __VA_ARGS__)
void html_printf(struct html *w, const char *fmt, ...) PRINTF(2, 3);

/* Addresses are a type of their own: every %s is percent-encoded, they begin with
 * "/" and so stay on this site; html_link, html_link_as and html_form are the only
 * writers of href and action. */
struct url { const char *text; };
#define url(a, ...) url_printf((a), "" __VA_ARGS__)
struct url url_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
/* The address with one more name=value; as it was when the value is NULL or "". */
struct url url_with(struct arena *a, struct url u, const char *name, const char *value);
struct url url_given(struct arena *a, struct url u, const char *name, const char *value);       /* "" is said too */
/* A path that came from outside, checked: ours, or "/" when it could lead elsewhere. */
struct url url_local(struct arena *a, const char *text);

void html_link(struct html *w, struct url to, const char *text);
void html_link_as(struct html *w, const char *class, struct url to, const char *text);
/* A link to what opens beside this page, where something was begun that must not be left. */
void html_link_beside(struct html *w, const char *class, struct url to, const char *text);
/* A link to a place on the same page. */
void html_jump(struct html *w, const char *id, const char *text);
/* Opens a form; for "post" the token goes with it. */
void html_form(struct html *w, const char *method, const char *class, struct url to, const char *csrf);
/* The same; inputs that stand elsewhere on the page name it by form="id". */
void html_form_as(struct html *w, const char *id, const char *method, const char *class, struct url to,
                  const char *csrf);
/* One that brings a file (web/parts.h); always a post. */
void html_form_file(struct html *w, const char *class, struct url to, const char *csrf);

/* The id of a field's input: "career[0].from" is "f-career-0_-from". */
const char *field_id(struct arena *a, const char *name);

/* Writes the start of a link whose content follows; the caller closes with </a>. */
void html_link_open(struct html *w, const char *class, struct url to);

/* Here stands what this user alone is shown (struct page .own). */
void html_own(struct html *w);

/* Markup that html() wrote before and that was kept. */
struct markup { const char *text; size_t n; };
void html_markup(struct html *w, struct markup m);

#endif
