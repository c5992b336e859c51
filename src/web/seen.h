#ifndef WEB_SEEN_H
#define WEB_SEEN_H
#include "model/since.h"
#include "web/reply.h"
#include "web/req.h"

/* Up to which entry, and on which day, the answer to a question was last seen, so that one may ask what changed since.
 * It stands in a cookie of the browser that asked, under a hash of who asks and what: nothing of it is kept here, and
 * nobody reads another's.  Of each of the last questions it holds the answer seen now and the different one before. */

/* The word that asks for it in an address: ?since=last. */
#define SINCE_LAST "last"

/* Of the same question before now; NULL: not seen yet.  Text for since_parse. */
MUST_USE bool seen_find(struct ctx *ctx, const struct req *req, const char **out);
/* The answer is being shown: the cookie to set; NULL: it stands there already. */
const char *seen_cookie(struct ctx *ctx, const struct req *req);
/* What the address asks for by "since".  *asked false: nothing. */
MUST_USE bool seen_asked(struct ctx *ctx, const struct req *req, struct since *out, bool *asked);

#endif
