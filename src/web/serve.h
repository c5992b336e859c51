#ifndef WEB_SERVE_H
#define WEB_SERVE_H
#include "web/web.h"

struct web_config {
	const char *address;            /* "127.0.0.1" */
	int port;
	const char *db;                 /* URL */
	const struct catalog *catalog;
	struct keep *keep;
	const struct face *face;
	struct date today;              /* 0: the setting "today", else the clock */
	int64_t site;
	const char *files;              /* folder of web files; NULL: web/asset.h says where */
};

/* Serves until SIGINT or SIGTERM, then ends what is under way and returns true.  False: it could not begin, the reason
 * is in the log.  Leaves both signals blocked. */
MUST_USE bool web_serve(const struct web_config *config);

#endif
