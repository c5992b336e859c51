#include "web/asset.h"
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/crypt.h"
#include "base/csv.h"

enum { ASSET_MAX = 4 << 20 };

static const struct { const char *ending, *type; } types[] = {
	{ ".css", "text/css; charset=utf-8" }, { ".js", "text/javascript; charset=utf-8" },
	{ ".svg", "image/svg+xml" }, { ".woff2", "font/woff2" },
};

static const char *find_folder(struct arena *a, const char *given)
{
	const char *named = given ? given : getenv("DANGVU_WEB");
	char exe[PATH_MAX];
	ssize_t n;
	char *slash;

	if (named && *named)
		return named;
	if (!access("build/web/app.css", R_OK))
		return "build/web";
	n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	if (n <= 0)
		return "web";
	exe[n] = '\0';
	slash = strrchr(exe, '/');
	return arena_printf(a, "%.*s/web", slash ? (int)(slash - exe) : 1, slash ? exe : ".");
}

/* NULL: not a file for browsers. */
static const char *type_of(const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < COUNTOF(types); i++) {
		size_t k = strlen(types[i].ending);
		if (n > k && !strcmp(name + n - k, types[i].ending))
			return types[i].type;
	}
	return NULL;
}

static bool asset_read(struct arena *a, const char *folder, const char *name, struct assets *out, struct errs *errs)
{
	struct asset new = { .name = arena_text(a, name), .type = type_of(name) };
	const char *path = arena_printf(a, "%s/%s", folder, name), *zipped = arena_printf(a, "%s.gz", path);

	if (!new.type)
		return true;
	if (!file_read(a, path, ASSET_MAX, &new.body, &new.n, errs))
		return false;
	if (!access(zipped, R_OK) && !file_read(a, zipped, ASSET_MAX, &new.zipped, &new.nzipped, errs))
		return false;
	PUSH(a, out->v, out->n, new);
	return true;
}

static int by_name(const void *x, const void *y)
{
	return strcmp(((const struct asset *)x)->name, ((const struct asset *)y)->name);
}

static void version_set(struct assets *out)
{
	char hex[SHA_HEX];
	struct sha h;

	sha_start(&h);
	for (int i = 0; i < out->n; i++)
		sha_add(&h, out->v[i].body, out->v[i].n);
	sha_end_hex(&h, hex);
	memcpy(out->version, hex, 16);
	out->version[16] = '\0';
}

bool assets_read(struct arena *a, const char *folder, struct assets *out, struct errs *errs)
{
	const char *from = find_folder(a, folder);
	DIR *dir = opendir(from);
	bool read = dir != NULL;

	*out = (struct assets){ 0 };
	for (struct dirent *e; read && (e = readdir(dir));)
		read = asset_read(a, from, e->d_name, out, errs);
	if (dir)
		closedir(dir);
	if (!read)
		return dir ? false : err_add(errs, ERR_FAULT, "Không mở được thư mục tệp của trang web: %s", from);
	qsort(out->v, (size_t)out->n, sizeof *out->v, by_name);
	version_set(out);
	return asset_find(out, "app.css") ||
	       err_add(errs, ERR_FAULT, "Thư mục %s không có app.css; chạy: make build", from);
}

const struct asset *asset_find(const struct assets *assets, const char *name)
{
	struct asset key = { .name = name };

	return assets->n ? bsearch(&key, assets->v, (size_t)assets->n, sizeof key, by_name) : NULL;
}
