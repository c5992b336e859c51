/* A tile is a row of a table and a list behind it: a new subject needs a row at
 * most.  What is counted is kept where its page keeps it (lists by their order,
 * deadlines by record type), so that an entry counts anew only what it touched. */

#include "site/dashboard.h"

#include <string.h>

#include "base/language.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/list.h"
#include "site/due.h"
#include "site/month.h"

enum tile_of { TILE_LIST, TILE_DUE, TILE_UNSENT };

struct tile {
	const char *roles;              /* keys of the code list `role`; NULL: all */
	const char *title, *note;
	enum tile_of of;
	const char *record, *where;     /* the list; TILE_DUE: where is how soon, TILE_UNSENT: the month says it */
	const char *page;               /* that shows just these rows; NULL: the list's own */
	bool late;
};

#define WORKERS "secretary clerk org_clerk chief"
static const struct tile tiles[] = {
	{ WORKERS " leader", "Quá hạn", "việc chưa xong", TILE_DUE, NULL, "over", .late = true },
	{ WORKERS, "Đến hạn trong 7 ngày tới", "việc", TILE_DUE, NULL, "week" },
	{ NULL, "Điểm cần làm rõ", "chưa trả lời", TILE_LIST, "finding", "state = open", "/findings", .late = true },
	{ WORKERS " leader", "Chi bộ chưa nộp phiếu", NULL, TILE_UNSENT, "unit", NULL, .late = true },
	{ "secretary", "Đảng viên dự bị", "trong chi bộ", TILE_LIST, "member", "standing = probationary" },
	{ "admin", "Tài khoản đang dùng", "tài khoản", TILE_LIST, "user", "active = 1" },
	{ "admin", "Tài khoản đã khóa", "tài khoản", TILE_LIST, "user", "active = 0" },
	{ "admin", "Vai trò đã giao", "đang có hiệu lực", TILE_LIST, "user_role", "" },
	{ "admin", "Quyền của các vai trò", "dòng", TILE_LIST, "role_right", "" },
};

static const struct { const char *roles, *figure[DASHBOARD_FIGURES]; } figures[] = {
	{ "leader", { "member.total", "member.share", "admission.approved", "admission.held", "member.removed",
	              "badge.members", "member.died", "transfer.in" } },
	{ "org_clerk chief", { "member.total", "admission.approved", "admission.held", "member.removed", "transfer.in",
	                       "member.died", "badge.members", "member.share" } },
	{ "clerk", { "member.total", "admission.approved", "admission.held", "member.removed", "transfer.in",
	             "member.died" } },
	{ "secretary", { "member.total", "member.probationary", "admission.approved", "badge.members" } },
	{ "viewer", { "member.total", "member.share", "admission.approved" } },
	{ "admin", { NULL } },          /* accounts alone */
	{ NULL, { "member.total", "admission.approved", "admission.held", "member.removed" } },
};

static bool has_word(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *s = words; (s = strstr(s, word)); s += n)
		if ((s == words || s[-1] == ' ') && (!s[n] || s[n] == ' '))
			return true;
	return false;
}

static bool is_for(const struct dashboard *d, const char *roles)
{
	for (int i = 0; roles && i < d->nroles; i++)
		if (has_word(roles, d->role[i]))
			return true;
	return !roles;
}

int dashboard_figures(const struct dashboard *d, const char *out[DASHBOARD_FIGURES])
{
	int n = 0;

	for (size_t i = 0; i < COUNTOF(figures); i++)
		if (is_for(d, figures[i].roles)) {
			while (n < DASHBOARD_FIGURES && figures[i].figure[n]) {
				out[n] = figures[i].figure[n];
				n++;
			}
			return n;
		}
	return 0;
}

/* ---- counting ---- */

/* Kept with the order in which its page shows the rows. */
static bool count(struct ctx *ctx, const struct record *rec, const char *where, int64_t *out)
{
	struct list l = { .of = rec, .clock = { .on = ctx->today }, .count = 50 };

	l.where = filter_parse(ctx, rec, where);
	return l.where && list_count(ctx, &l, out);
}

static struct url list_url(struct ctx *ctx, const struct tile *t, const char *where)
{
	if (t->page)
		return url_local(ctx->mem, t->page);
	return url_given(ctx->mem, url(ctx->mem, "/r/%s", t->record), "where", where);
}

static bool list_tile(struct ctx *ctx, const struct tile *t, const struct record *rec, struct tile_shown *out)
{
	out->to = list_url(ctx, t, t->where);
	return count(ctx, rec, t->where, &out->n);
}

/* The last month that is over. */
static bool unsent_tile(struct ctx *ctx, const struct tile *t, const struct record *rec, struct tile_shown *out)
{
	struct date day = date_add_months(ctx->today, -1);
	const char *month = arena_printf(ctx->mem, "%04d-%02d", day.ymd / 10000, day.ymd / 100 % 100);
	const char *where = month_where(ctx->mem, month, true);

	out->to = list_url(ctx, t, where);
	out->note = arena_printf(ctx->mem, "tháng %d/%d", day.ymd / 100 % 100, day.ymd / 10000);
	return count(ctx, rec, where, &out->n);
}

static bool due_tile(struct ctx *ctx, const struct tile *t, struct tile_shown *out)
{
	struct clock now = { .on = ctx->today };
	struct due *due;
	int n;

	if (!due_load(ctx, now, 0, date_add_days(ctx->today, DUE_WEEK_DAYS), NULL, &due, &n))
		return false;
	for (int i = 0; i < n; i++)
		out->n += !strcmp(due_when_key[due_when(&due[i], ctx->today)], t->where);
	out->to = url_with(ctx->mem, (struct url){ "/due" }, "when", t->where);
	return true;
}

static bool tile_load(struct ctx *ctx, const struct tile *t, struct dashboard *d)
{
	const struct record *rec = t->record ? catalog_record(ctx->catalog, t->record) : NULL;
	struct tile_shown shown = { .title = t->title, .note = t->note, .late = t->late };
	bool done = false;

	if (t->record && (!rec || !access_reads(ctx, rec, 1)))
		return true;
	if (t->of == TILE_UNSENT && !access_reads(ctx, catalog_record(ctx->catalog, "cell_meeting"), 1))
		return true;
	switch (t->of) {
	case TILE_LIST:   done = list_tile(ctx, t, rec, &shown); break;
	case TILE_DUE:    done = due_tile(ctx, t, &shown); break;
	case TILE_UNSENT: done = unsent_tile(ctx, t, rec, &shown); break;
	}
	if (done)
		PUSH(ctx->mem, d->work, d->nwork, shown);
	return done;
}

/* Rows that entries wrote since, whoever typed them; few, and found by their entry. */
static bool fresh_load(struct ctx *ctx, int64_t after, const struct record *rec, struct dashboard *d)
{
	struct list l = { .of = rec, .clock = { .on = ctx->today }, .after = after };
	struct tile_shown shown = { .title = say_many(ctx->mem, rec->plural), .note = "mới hoặc được sửa" };

	if (!list_count(ctx, &l, &shown.n))
		return false;
	shown.to = url_with(ctx->mem, url_given(ctx->mem, url(ctx->mem, "/r/%s", rec->name), "where", ""), "after",
	                    arena_printf(ctx->mem, "%lld", (long long)after));
	if (shown.n)
		PUSH(ctx->mem, d->fresh, d->nfresh, shown);
	return true;
}

bool dashboard_load(struct ctx *ctx, int64_t after, struct dashboard *out)
{
	*out = (struct dashboard){ .nroles = 0 };
	if (!access_roles_own(ctx, &out->role, &out->nroles))
		return false;
	for (size_t i = 0; i < COUNTOF(tiles); i++)
		if (is_for(out, tiles[i].roles) && !tile_load(ctx, &tiles[i], out))
			return false;
	for (int i = 0; after && i < ctx->catalog->nrecords; i++) {
		const struct record *rec = ctx->catalog->record[i];

		bool told = (rec->flow || rec->day) && !rec->system && access_reads(ctx, rec, 1);

		if (told && !fresh_load(ctx, after, rec, out))
			return false;
	}
	return true;
}
