#ifndef WEB_LAYOUT_H
#define WEB_LAYOUT_H
#include "web/entry.h"
#include "web/page.h"

/* What stands around every page.  Loaded beside the page, drawn without a database. */
struct shell {
	const char *title, *owner, *version;    /* version: of the style sheet */
	const char *user, *csrf;                /* NULL: nobody is signed in */
	const char *search, *typed;             /* path of the search page, what was typed there */
	bool demo;
	const char *clock;                      /* sentence about the clocks that are not now; NULL: all is now */
	const char *script; int refresh;        /* see struct about */
	struct url here;                        /* this page */
	struct url now;                         /* the same page, asked now */
	struct flash flash;                     /* what was just done */
	struct markup nav;                      /* the menu of who has these rights, this section open */
};

MUST_USE bool shell_load(struct ctx *ctx, const struct req *req, const struct about *about, struct shell *out);
void layout_open(struct html *w, const struct shell *s);
void layout_close(struct html *w, const struct shell *s);

/* Small things that pages share. */
void draw_errs(struct html *w, const struct errs *errs);        /* the summary; each links to its field */
/* The way down to a page and its heading; the caller goes on inside <div class="head"> and closes it. */
struct crumb { const char *name; struct url to; };
void head_open(struct html *w, const struct crumb *trail, int n, const char *title);
/* Links to the pages before and after, where there are any, and which rows of how many these are. */
struct pager { struct url before, after; int64_t first, shown, total; };
void draw_pages(struct html *w, const struct pager *p);
void draw_note(struct html *w, const char *text);               /* nothing when NULL */

#endif
