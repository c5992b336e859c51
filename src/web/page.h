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
	const char *script;             /* a literal: one more script of /static, for this page alone; NULL: none */
	int refresh;                    /* seconds after which a browser without scripts asks again; 0: never */
	int status;                     /* 0: 200 */
};

/* A page that is the same for all who have the same rights may be kept and sent again: until the next entry, or, when
 * nothing but lists (and what model/keep.h knows of) went into it, until one of the record types that it read is
 * written.  KEPT_OWN: until the next entry, for who reads it alone.  Not what posts: its token is one session's. */
enum kept { KEPT_NOT, KEPT_TILL_ENTRY, KEPT_TILL_READ, KEPT_OWN };

/* Whether what the page answered is marked as seen (web/seen.h), and whether it shows what was seen before whatever is
 * asked, and what is this user's own (else only where it is asked for: ?since=last). */
enum seen { SEEN_NOT, SEEN_MARKED, SEEN_SHOWN };

struct page {
	size_t size;                    /* of data */
	bool (*load)(struct ctx *, struct req *, struct about *, void *data);
	void (*draw)(struct html *, const void *data);
	enum kept kept;
	enum seen seen;
	const struct page *own;         /* what this user alone is shown: loaded and drawn each time, where draw put
	                                 * html_own, else above; NULL: nothing */
	bool paper;                     /* an official paper: Vietnamese in every language, with its shell */
};

/* Loads, draws with the shell around, answers.  req->faults: what a form that is shown again was refused for. */
void page_show(struct ctx *ctx, struct req *req, const struct page *page, struct reply *out);

/* The same in two halves, where the caller has a read transaction of its own for the first. */
struct loaded {
	const struct page *page;
	struct about about;
	void *data;
	struct shell *shell;
	const char *key;                        /* under which it may be kept; NULL: it may not */
	bool *reads;                            /* record types that went into it, by catalog index */
	const struct drawn *drawn;              /* found kept; NULL: to be drawn from data */
	void *own;                              /* data of page->own */
};
MUST_USE bool page_load(struct ctx *ctx, struct req *req, const struct page *page, struct loaded *out);
void page_finish(struct ctx *ctx, struct req *req, struct loaded *l, struct reply *out);
/* The page with what is in ctx->errs as req->faults. */
void page_again(struct ctx *ctx, struct req *req, const struct page *page, struct reply *out);
/* The same where whoever sent it can mend it (422, 409); else the error page. */
void page_refused(struct ctx *ctx, struct req *req, const struct page *page, struct reply *out);
/* The error page of what is in ctx->errs. */
void page_errors(struct ctx *ctx, struct req *req, struct reply *out);
int  errs_status(const struct errs *errs);

#endif
