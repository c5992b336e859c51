#ifndef BASE_ERR_H
#define BASE_ERR_H
#include "base/arena.h"

/* Why something was not done.  The kind picks the HTTP status and the exit
 * code; the field puts the message beside its input; the citation says which
 * provision demands it. */
enum err_kind {
	ERR_INPUT,      /* 422: the user can mend it */
	ERR_RULE,       /* 422: lawful value, forbidden act; has a citation */
	ERR_DENIED,     /* 403 */
	ERR_MISSING,    /* 404 */
	ERR_CONFLICT,   /* 409: changed by someone else since it was read */
	ERR_BUSY,       /* 503: try again */
	ERR_FAULT,      /* 500: ours; logged with detail, shown without */
};

struct err {
	enum err_kind kind;
	const char *field;              /* NULL: about the whole thing */
	const char *text;               /* for people */
	const char *cite;               /* NULL or "Hướng dẫn 06-HD/TW, 18" */
	struct err *next;
};

/* All that went wrong in one command: a form reports every fault at once. */
struct errs {
	struct arena *mem;
	struct err *first, **end;
	int count;
};

struct errs errs_new(struct arena *mem);
void errs_clear(struct errs *e);
enum err_kind errs_worst(const struct errs *e);         /* FAULT > BUSY > CONFLICT > MISSING > DENIED > RULE > INPUT */

/* All return false, so that a check reads `return err_field(...)`. */
bool err_add(struct errs *e, enum err_kind kind, const char *fmt, ...) PRINTF(3, 4);
bool err_field(struct errs *e, const char *field, const char *fmt, ...) PRINTF(3, 4);
bool err_cited(struct errs *e, enum err_kind kind, const char *field, const char *text, const char *cite);

#endif
