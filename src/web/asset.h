#ifndef WEB_ASSET_H
#define WEB_ASSET_H
#include "base/err.h"

/* The style sheet and the icon, read once at start from the folder of web files: the one given, else $DANGVU_WEB,
 * else web/ in the current folder, else ../web/ beside the program.  The version is a hash of their bytes. */
struct assets { const char *css; size_t ncss; const char *icon; size_t nicon; char version[17]; };

MUST_USE bool assets_read(struct arena *a, const char *folder, struct assets *out, struct errs *errs);

#endif
