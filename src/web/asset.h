#ifndef WEB_ASSET_H
#define WEB_ASSET_H
#include "base/err.h"

#define STATIC "/static/"

/* The files that browsers ask for under /static/, made by tools/front.mjs and read once at start: there is no path
 * from a request to the file system.  The folder is the one given, else $DANGVU_WEB, else build/web/ in the current
 * folder, else web/ beside the program.  The version is a hash of all their bytes; it stands in each address, so a
 * browser keeps them until it changes. */
struct asset { const char *name, *type, *body; size_t n; const char *zipped; size_t nzipped; };  /* zipped: or NULL */
struct assets { struct asset *v; int n; char version[17]; };

MUST_USE bool assets_read(struct arena *a, const char *folder, struct assets *out, struct errs *errs);
/* By name without /static/; NULL: none. */
const struct asset *asset_find(const struct assets *assets, const char *name);

#endif
