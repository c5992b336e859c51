#ifndef WEB_BODY_H
#define WEB_BODY_H
#include "model/command.h"
#include "web/req.h"

/* An order as JSON: {"id", "seen", "record": true, "from", "reason", "fields": {"name": text, number, true, null or,
 * for rows of a child type, a list of objects}}.  All but "fields" may be left out; any other member is refused. */
struct body { int64_t id, seen; bool recording; const char *from, *reason; struct input fields; };
MUST_USE bool body_read(struct ctx *ctx, const struct req *req, struct body *out);

#endif
