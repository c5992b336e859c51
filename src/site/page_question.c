#include "site/page_question.h"
#include <math.h>
#include <string.h>
#include "base/text.h"

enum { REPORTING_UNTIL = 2 };   /* month */

static const char *usual_period(struct ctx *ctx)
{
	int year = ctx->today.ymd / 10000, month = ctx->today.ymd / 100 % 100;

	return arena_printf(ctx->mem, "%d", month <= REPORTING_UNTIL ? year - 1 : year);
}

bool question_fill(struct ctx *ctx, struct ask *ask, struct question *out, const char **note)
{
	if (!ask->period)
		ask->period = usual_period(ctx);
	if (!period_parse(ask->period, &ask->when))
		bug("a period that was read is none");
	*out = (struct question){ .period = ask->when, .under = ask->under, .known = ask->clock.known };
	if (ask->on)
		out->on = ask->clock.on;
	if (!question_settle(ctx, out, note))
		return false;
	ask->clock.on = out->on;
	return true;
}

bool question_read(struct ctx *ctx, const struct req *req, struct ask *ask, struct question *out, const char **note)
{
	return ask_read(ctx, req, ask) && question_fill(ctx, ask, out, note);
}

static bool is_share(const struct answer *x)
{
	return x->amount && !strcmp(x->amount, "share");
}

const char *number_show(struct arena *a, double v, bool share)
{
	if (share)
		return arena_printf(a, "%s %%", text_decimal(a, v, 2));
	if (v == floor(v) && fabs(v) < 9e15)
		return text_grouped(a, (int64_t)v);
	return text_decimal(a, v, 2);
}

const char *amount_show(struct arena *a, const struct answer *x)
{
	return x->has ? number_show(a, x->value, is_share(x)) : "—";
}

const char *change_show(struct arena *a, const struct answer *x)
{
	double d = x->value - x->last_year;

	if (!x->has || !x->has_last)
		return "";
	if (is_share(x))
		return arena_printf(a, "%s%s", d > 0 ? "+" : "", text_decimal(a, d, 2));
	return arena_printf(a, "%s%s", d > 0 ? "+" : "", number_show(a, d, false));
}

const char *percent_show(struct arena *a, const struct answer *x)
{
	if (!x->has || !x->has_target || x->target == 0)
		return NULL;
	return arena_printf(a, "%s %%", text_decimal(a, 100 * x->value / x->target, 1));
}

int percent_bar(const struct answer *x)
{
	double p = x->has && x->has_target && x->target > 0 ? 100 * x->value / x->target : 0;

	return p < 0 ? 0 : p > 100 ? 100 : (int)p;
}

void bar_draw(struct html *w, int percent)
{
	html(w, "<svg class=\"bar\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
	        "<rect class=\"track\" width=\"100\" height=\"6\"/><rect "
		"class=\"fill\" width=\"%d\" height=\"6\"/></svg>", percent);
}

struct url figure_url(struct arena *a, const char *page, const char *code, const struct ask *ask, const char *unit,
                      struct period period, const char *part)
{
	struct url to = url(a, "/%s/%s", page, code);

	to = url_with(a, to, "period", period_text(a, period));
	to = url_with(a, to, "unit", unit ? unit : ask->unit);
	to = url_with(a, ask_clocks(a, to, ask), "part", part);
	return to;
}
