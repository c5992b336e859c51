/* What is due, from all that declares deadlines, and from the forecast of badges. */

#include "site/due.h"

#include <string.h>

#include "app/badge.h"
#include "model/access.h"
#include "model/catalog.h"

const char *const due_when_key[DUE_WHENS] = { "over", "week", "later" };
const char *const due_when_label[DUE_WHENS] = { "Quá hạn", "Trong 7 ngày tới", "Sau đó" };

enum due_when due_when(const struct due *d, struct date on)
{
	if (d->due.ymd < on.ymd)
		return DUE_OVER;
	return d->due.ymd <= date_add_days(on, DUE_WEEK_DAYS).ymd ? DUE_WEEK : DUE_LATER;
}

const char *due_kind_label(struct ctx *ctx, const char *kind)
{
	return strcmp(kind, "member") ? catalog_record(ctx->catalog, kind)->label : "Hết thời hạn dự bị";
}

/* The forecast reads every old member: it is asked only where a round comes in time. */
static bool add_badges(struct ctx *ctx, struct clock clock, int64_t under, struct date until, struct due **due,
                       int *n)
{
	const struct record *member = catalog_record(ctx->catalog, "member");
	struct badge_due *badge;
	int nbadges;

	if (badge_round(clock.on).ymd > until.ymd || !access_reads(ctx, member, 1) ||
	    !access_reads(ctx, catalog_record(ctx->catalog, "member_status"), 1) ||
	    !access_reads(ctx, catalog_record(ctx->catalog, "badge"), 1))
		return true;
	if (!badge_forecast(ctx, clock, under, &badge, &nbadges))
		return false;
	for (int i = 0; i < nbadges; i++)
		if (!badge[i].proposed && badge[i].round.ymd <= until.ymd)
			PUSH(ctx->mem, *due, *n, (struct due){
				.kind = "badge", .of = member, .id = badge[i].member, .title = badge[i].name,
				.what = arena_printf(ctx->mem, "Đề nghị Huy hiệu %d năm", badge[i].years),
				.due = badge[i].round, .unit = badge[i].unit, .unit_name = badge[i].unit_name,
				.state = "",
			});
	return true;
}

bool due_load(struct ctx *ctx, struct clock clock, int64_t under, struct date until, const char *kind,
              struct due **out, int *n)
{
	if (!deadlines_load(ctx, clock, under, until, kind, out, n))
		return false;
	if ((!kind || strcmp(kind, "badge") == 0) && !add_badges(ctx, clock, under, until, out, n))
		return false;
	deadlines_sort(*out, *n);
	return true;
}

void due_json(struct json *j, struct arena *a, const struct due *due, int n, struct date on)
{
	json_begin_object(j);
	json_put_int(j, "count", n);
	json_key(j, "rows");
	json_begin_array(j);
	for (int i = 0; i < n; i++) {
		const struct due *x = &due[i];

		json_begin_object(j);
		json_put_text(j, "due", date_iso(a, x->due));
		json_put_text(j, "when", due_when_key[due_when(x, on)]);
		json_put_text(j, "record", x->of->name);
		json_put_int(j, "id", x->id);
		json_put_text(j, "what", x->what);
		json_put_text(j, "title", x->title);
		json_put_text(j, "unit", x->unit_name);
		json_put_text(j, "state", x->state);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
}
