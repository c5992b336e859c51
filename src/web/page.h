#ifndef WEB_PAGE_H
#define WEB_PAGE_H
#include "model/command.h"
#include "web/reply.h"
#include "web/req.h"

/* A page is two functions.  load runs the queries, in one read transaction, and
 * fills one struct; draw turns that struct into HTML and cannot reach the
 * database, since it is given no ctx.  load returns false with errs: the error
 * page of the worst of them is shown instead. */

/* What load may tell about the page as a whole; also in reach of the shell. */
struct about {
	const char *title;
	const char *section;            /* "report", "home", or the record type's name: marks the navigation */
	struct date on; int64_t known;  /* clocks that are not now; 0: now */
	const char *read_what;          /* this reading is put on record before the page is sent; NULL: need not be */
	const struct record *read_rec; int64_t read_row;
	int status;                     /* 0: 200 */
};

struct page {
	size_t size;                    /* of data */
	bool (*load)(struct ctx *, struct req *, struct about *, void *data);
	void (*draw)(struct html *, const void *data);
};

/* Loads, draws with the shell around, answers.  req->faults: what a form that is shown again was
 * refused for. */
void page_show(struct ctx *ctx, struct req *req, const struct page *page, struct reply *out);
/* The error page of what is in ctx->errs. */
void page_errors(struct ctx *ctx, struct req *req, struct reply *out);
int  errs_status(const struct errs *errs);

#endif
