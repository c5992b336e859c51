#include "site/office.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "model/access.h"
#include "model/keep.h"
#include "web/session.h"

enum { KEEP_BYTES = 12 << 20, SITE = 1, OPENS_AT = 9 * 3600, ZONE = 7 * 3600 };

#define TO_DO "chạy `dangvu demo` (tỉnh giả lập) hoặc `dangvu migrate` (sổ trống)"

static const char *sqlite_path(const char *url)
{
	static const char scheme[] = "sqlite:";
	if (strncmp(url, scheme, sizeof scheme - 1) != 0)
		return NULL;
	const char *path = url + sizeof scheme - 1;
	return strcmp(path, ":memory:") == 0 ? NULL : path;
}

bool office_open(struct office *o, struct arena *mem, const struct subject *const *all, int n,
                 const char *url, struct date today, struct errs *errs)
{
	*o = (struct office){ .mem = mem, .url = url, .today = today };
	if (!catalog_make(mem, all, n, &o->catalog, errs))
		return false;
	o->keep = keep_new(KEEP_BYTES);
	return true;
}

void office_close(struct office *o)
{
	if (o->keep)
		keep_free(o->keep);
	o->keep = NULL;
}

bool office_exists(const struct office *o, struct errs *errs)
{
	const char *path = sqlite_path(o->url);
	if (!path || access(path, F_OK) == 0)
		return true;
	return err_add(errs, ERR_MISSING, "chưa có cơ sở dữ liệu %s: " TO_DO, path);
}

/* Each folder on the way, like mkdir -p: no rights but the owner's and the group's. */
bool office_make_room(const struct office *o, struct errs *errs)
{
	const char *path = sqlite_path(o->url);
	char *part = arena_text(o->mem, path ? path : "");
	for (char *slash = strchr(part + (*part == '/'), '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(part, 0750) != 0 && errno != EEXIST)
			return err_add(errs, ERR_FAULT, "không tạo được thư mục %s: %s", part, strerror(errno));
		*slash = '/';
	}
	return true;
}

/* The demonstration has a clock of its own, so that two runs of one command write the same bytes. */
static void set_clock(struct office *o, const struct settings *s, struct ctx *ctx)
{
	struct date day = o->today;
	ctx->now = (int64_t)time(NULL);
	if (!day.ymd && s->today)
		(void)date_parse(s->today, &day);
	ctx->today = day.ymd ? day : date_of_time(ctx->now);
	if (s->demo && !o->demo)
		o->demo = arena_text(o->mem, s->demo);
	if (s->demo)
		ctx->now = date_number(ctx->today) * 86400 + OPENS_AT - ZONE;
}

static bool has_tables(struct db *db)
{
	struct rows columns;
	if (!db_table_columns(db, "setting", &columns))
		return false;
	return columns.n || err_add(db->errs, ERR_MISSING, "cơ sở dữ liệu còn trống: " TO_DO);
}

bool office_ctx(struct office *o, struct conn *conn, struct arena *mem, const char *via, bool tables,
                struct ctx *out)
{
	struct settings settings = { 0 };
	struct errs *errs = NEW(mem, struct errs);
	struct db *db = NEW(mem, struct db);
	*errs = errs_new(mem);
	*db = (struct db){ conn, mem, errs };
	*out = (struct ctx){
		.mem = mem, .errs = errs, .db = db, .catalog = &o->catalog, .keep = o->keep, .user = &user_system,
		.via = via, .site = SITE,
	};
	if (tables && (!has_tables(db) || !settings_read(db, &settings)))
		return false;
	set_clock(o, &settings, out);
	return true;
}
