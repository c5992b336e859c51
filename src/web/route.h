#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H
#include "web/page.h"

/* Who may knock: DOOR_OPEN anybody, DOOR_STAFF who is signed in (others are sent to sign in), DOOR_API the same with
 * JSON answers.  What somebody may see or do is asked of model/access.h by lists and commands, never here. */
enum door { DOOR_OPEN, DOOR_STAFF, DOOR_API };

/* Exactly one of page and serve.  A page is loaded and drawn for GET; serve does all by itself. */
struct route {
	enum door door;
	enum method method;
	const char *path;               /* "/r/:record/:id"; the first row that fits is taken */
	const struct page *page;
	void (*serve)(struct ctx *, struct req *, struct reply *);
	bool uploads;                   /* its POST may bring a file (web/parts.h); no other may */
	const struct page *again;       /* shows what was typed, to be sent once more, where it came after its session
	                                 * had ended; NULL: what comes then is lost */
};
struct routes { const struct route *row; int n; };

/* The row for path and method; its :parameters are put into req->param.  NULL: none; then *other says
 * whether the path exists for the other method. */
const struct route *route_find(const struct routes *tables, int ntables, struct req *req, bool *other);

#endif
