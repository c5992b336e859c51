#include "site/page_question.h"
#include <math.h>
#include <string.h>
#include "base/text.h"
#include "model/catalog.h"

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

const char *row_show(struct arena *a, const struct report_row *row)
{
	const char *shown = row->shown, *place = shown ? strchr(shown, '#') : NULL;
	const struct answer *x = &row->answer;

	if (!x->has || !place)
		return amount_show(a, x);

	int zeros = (int)strspn(place + 1, "0");
	double step = pow(10, zeros), cut = floor(x->value / step) * step;

	if (cut == x->value || cut == 0 || fabs(cut) >= 9e15)
		return amount_show(a, x);
	return arena_printf(a, "%.*s%s%s%s", (int)(place - shown), shown, text_grouped(a, (int64_t)cut),
	                    is_share(x) ? " %" : "", place + 1 + zeros);
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

/* Whole numbers of the drawing: a thousand is the greatest of the three. */
static int scaled(double v, double most)
{
	return v <= 0 || most <= 0 ? 0 : (int)(1000 * v / most);
}

void compare_draw(struct html *w, const struct answer *x)
{
	double last = x->has_last ? x->last_year : 0, target = x->has_target ? x->target : 0;
	double most = fmax(x->value, fmax(last, target));

	if (!x->has || most <= 0 || (!x->has_last && !x->has_target))
		return;
	html(w, "<svg class=\"bar compare\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
	        "<rect class=\"track\" width=\"1000\" height=\"10\"/><rect class=\"fill\" width=\"%d\" "
	        "height=\"10\"/>", scaled(x->value, most));
	if (x->has_last)
		html(w, "<rect class=\"last\" x=\"%d\" width=\"12\" height=\"10\"/>",
		     scaled(last, most) * 988 / 1000);
	if (x->has_target)
		html(w, "<rect class=\"target\" x=\"%d\" width=\"12\" height=\"10\"/>",
		     scaled(target, most) * 988 / 1000);
	html(w, "</svg>");
}

const char *figure_told(struct ctx *ctx, const struct figure *f)
{
	const struct record *rec = f->record ? catalog_record(ctx->catalog, f->record) : NULL;
	int field = rec && f->field ? record_field(rec, f->field) : -1;
	const char *what = rec ? rec->plural : f->record;

	if (figure_is_share(f))
		return arena_printf(ctx->mem, "100 × %s / %s", f->num, f->over);
	if (!strcmp(f->amount, "population"))
		return "Số dân mới nhất của các đơn vị hành chính thuộc địa bàn";
	if (!strcmp(f->amount, "persons"))
		what = arena_printf(ctx->mem, "Số người, mỗi người một lần, trong “%s”", what);
	else if (!strcmp(f->amount, "sum"))
		what = arena_printf(ctx->mem, "Tổng “%s” của “%s”",
		                    field < 0 ? f->field : rec->fields[field].label, what);
	else
		what = arena_printf(ctx->mem, "Số dòng của “%s”", what);
	return f->where ? arena_printf(ctx->mem, "%s, với %s", what, f->where) : what;
}

/* As the menu: a box that needs no script; wide screens show the form whether it is ticked or not. */
void question_open(struct html *w, struct url to)
{
	html(w, "<input type=\"checkbox\" id=\"asks\" class=\"hidden asks\" aria-label=\"Mở câu hỏi\">"
	        "<label for=\"asks\" class=\"asks\">Đổi kỳ, tổ chức, ngày</label>\n");
	html_form(w, "get", "ask", to, NULL);
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
