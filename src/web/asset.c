/* Two files, and no others, can be asked for: there is no path from a request to
 * the file system. */

#include "web/asset.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/crypt.h"
#include "base/csv.h"

static const char *find_folder(struct arena *a, const char *given)
{
	const char *named = given ? given : getenv("DANGVU_WEB");
	char exe[PATH_MAX];
	ssize_t n;
	char *slash;

	if (named && *named)
		return named;
	if (!access("web/app.css", R_OK))
		return "web";
	n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	if (n <= 0)
		return "web";
	exe[n] = '\0';
	slash = strrchr(exe, '/');
	return arena_printf(a, "%.*s/../web", slash ? (int)(slash - exe) : 1, slash ? exe : ".");
}

bool assets_read(struct arena *a, const char *folder, struct assets *out, struct errs *errs)
{
	const char *from = find_folder(a, folder);
	char hex[SHA_HEX];
	struct sha h;

	if (!file_read(a, arena_printf(a, "%s/app.css", from), 1 << 20, &out->css, &out->ncss, errs) ||
	    !file_read(a, arena_printf(a, "%s/icon.svg", from), 1 << 20, &out->icon, &out->nicon, errs))
		return false;
	sha_start(&h);
	sha_add(&h, out->css, out->ncss);
	sha_add(&h, out->icon, out->nicon);
	sha_end_hex(&h, hex);
	memcpy(out->version, hex, 16);
	out->version[16] = '\0';
	return true;
}
