#ifndef WEB_REQ_H
#define WEB_REQ_H
#include "base/arena.h"

/* A request as it came, and as it is once every part of it was checked.  The
 * checks are ours: the library below is lax about lengths, encodings and blanks. */

enum {
	BODY_MAX = 1 << 20, TARGET_MAX = 8192, PATH_MAX_BYTES = 1024, HEADERS_MAX = 64, HEADER_BYTES_MAX = 16384,
	PAIRS_MAX = 2000, NAME_MAX_BYTES = 200, UPLOAD_MAX = 130 << 20  /* a file and what stands around it */
};

struct pair  { const char *name, *text; };
struct pairs { const struct pair *v; int n; };
const char *pairs_get(const struct pairs *p, const char *name);         /* the first; NULL: none */

struct head {
	const char *method, *target, *version;  /* the target with its query, still encoded */
	const struct pair *header; int nheaders;
};

enum method { GET, POST };
enum body_type { BODY_NONE, BODY_FORM, BODY_JSON, BODY_PARTS, BODY_OTHER };

struct errs;
struct bulk;
struct foreseen;
struct session;
struct upload;
struct web;
struct req {
	struct arena *mem;
	enum method method;             /* HEAD is a GET without its body */
	const char *path;               /* decoded: UTF-8 without NUL, controls, empty, "." or ".." parts */
	const char *target;             /* path and query as they came, to come back to */
	struct pairs query, form;       /* texts are NFC, trimmed; those named password... as typed */
	struct pairs param;             /* of the route: ":record" */
	enum body_type type;
	const char *body; size_t nbody;
	const char *boundary;           /* BODY_PARTS: between them (web/parts.h) */
	struct upload *upload;          /* the file that came along; NULL: none */
	const char *host, *origin, *fetch_site, *cookie, *csrf, *authorization; /* headers; NULL: absent */
	bool takes_gzip;                /* the browser unpacks what is sent packed */
	const struct session *session;  /* NULL: nobody is signed in */
	const struct web *web;
	bool demo, tls;                 /* settings: invented data; cookies for HTTPS alone */
	int64_t upload_max;             /* setting: bytes that one file may have */
	const struct foreseen *foreseen;        /* what the form that is shown again would do; NULL: not asked */
	bool again;                     /* a form sent in a session that had ended: to be shown, never obeyed */
	const struct bulk *bulk;        /* the rows that a step for many is about; NULL: another page */
	const char *once;               /* said on the page that answers a form, and never again; NULL: nothing */
	const struct errs *faults;      /* why a page is shown again; NULL: it is asked for the first time */
};

/* Both return 0, or the status that refuses the request: 400 405 413 414 415 417 431 505.
 * Everything the result points at lives in the arena. */
MUST_USE int req_head(struct arena *a, const struct head *h, struct req *out);
MUST_USE int req_body(struct req *req, const char *body, size_t n);

/* One named text from outside: UTF-8, NFC, as typed for passwords, else without CR and trimmed. */
MUST_USE bool pair_settle(struct arena *a, const char *name, const char *text, size_t n, struct pair *out);
/* A query or form text: a=b&c=d.  False when an escape, a character or a bound is broken. */
MUST_USE bool pairs_parse(struct arena *a, const char *text, size_t n, struct pairs *out);

const char *req_query(const struct req *req, const char *name);         /* NULL: not given or empty */
const char *req_form(const struct req *req, const char *name);          /* NULL: not given */
const char *req_param(const struct req *req, const char *name);         /* never NULL for a name in the route */
bool req_id(const struct req *req, const char *name, int64_t *out);     /* a parameter that is a row's number */
/* The value of a cookie, NULL when absent or given twice. */
const char *req_cookie(struct arena *a, const char *header, const char *name);
/* That a browser says the request came from our own pages; a client that says nothing passes. */
bool req_own_origin(const struct req *req);
/* The same of a browser that says so. */
bool req_says_own(const struct req *req);

#endif
