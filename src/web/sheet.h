#ifndef WEB_SHEET_H
#define WEB_SHEET_H
#include "web/ask.h"

/* A listing as it stands on a page: texts and links, nothing left to ask the database. */
struct sheet_cell { const char *text, *class; struct url to; };         /* to.text NULL: no link; class NULL: none */
/* The name of the input under the heading of a path: "f.person.born". */
#define SHEET_TYPED "f."

struct sheet_option { const char *value, *label; };
/* An input under a heading; name NULL: none. */
struct sheet_filter {
	const char *name, *text;        /* text NULL: nothing was typed */
	const char *hint;
	struct sheet_option *option; int noptions;      /* to choose from instead of typing */
};
struct sheet_column {
	const char *label;
	bool right;
	struct url order; int sorted;   /* sorted: 1 up, -1 down */
	struct sheet_filter filter;
	const char *total;              /* NULL: this column is not added up */
};
struct sheet {
	const char *caption;
	const char *form;               /* id of the form that the inputs under the headings belong to; NULL: none */
	const char *unseen;             /* that fields are kept from this user, and whom to ask; NULL: none are */
	struct sheet_column *column; int ncolumns;
	struct sheet_cell *cell; int nrows;             /* row after row */
	const char *choose; const int64_t *id;          /* the form that rows are chosen for, and their numbers; NULL:
	                                                 * none */
};

/* The declared columns that this user may see, the one that names the row first, the days of a span last; without: the
 * field that is the same in every row, NULL: none.  NULL: there are none. */
const char *sheet_columns(struct ctx *ctx, const struct record *rec, const char *without);
/* times: one line per person, with how often.  Rows link to their pages with the clocks asked. */
MUST_USE bool sheet_load(struct ctx *ctx, const struct listing *l, const struct ask *ask, bool times,
                         struct sheet *out);
/* Makes the headings order: `here` is the page, `order` what it is ordered by now (NULL: as declared). */
void sheet_order(struct ctx *ctx, struct sheet *s, const struct listing *l, struct url here, const char *order);
/* Puts an input under each heading that conditions can be made of: typed(arg, path) is what stands in it. */
MUST_USE bool sheet_filters(struct ctx *ctx, struct sheet *s, const struct listing *l, struct clock clock,
                            const char *(*typed)(const void *arg, const char *path), const void *arg);
void sheet_draw(struct html *w, const struct sheet *s);

/* One value for people: the title where it has one; numbers, days and yes as written here. */
struct sheet_cell sheet_value(struct ctx *ctx, const struct record *rec, const struct field *f, struct value v,
                              const char *title);
/* Where `v`, values of f, name rows that this user may open, their cells lead there with the clocks asked; cells of one
 * column lie `step` apart. */
MUST_USE bool sheet_links(struct ctx *ctx, const struct field *f, const struct ask *ask, const struct value *v, int n,
                          struct sheet_cell *cell, int step);

#endif
