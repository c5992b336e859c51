#include "model/figure.h"

#include <stdio.h>
#include <string.h>

#include "base/language.h"
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/keep.h"
#include "model/unit.h"

#define FIGURES(from, more) "SELECT id, code, name, unit, record, \"where\", amount, field, moment, num, \"over\", " \
	"cite, valid_from, valid_until FROM main." from " WHERE code IS NOT NULL" more

/* ---- questions ---- */

/* The one unit under which this user may read; 0: everywhere, or under several: then the rights alone cut. */
static int64_t own_unit(const struct ctx *ctx)
{
	int64_t unit = 0;

	for (int i = 0; i < ctx->user->nrights; i++) {
		const struct right *r = &ctx->user->right[i];
		if (strcmp(r->action, "*") != 0 && strcmp(r->action, "read") != 0)
			continue;
		if (!r->unit || (unit && unit != r->unit))
			return 0;
		unit = r->unit;
	}
	return unit;
}

bool question_settle(struct ctx *ctx, struct question *q, const char **note)
{
	struct date last = period_last(q->period), asked = q->on;

	*note = NULL;
	if (ctx->today.ymd < last.ymd)
		last = ctx->today;
	if (last.ymd < q->period.from.ymd)
		return err_field(ctx->errs, "period", "Kỳ bắt đầu ngày %s, chưa đến: chọn kỳ sớm hơn",
		                 date_show(ctx->mem, q->period.from));
	if (asked.ymd && asked.ymd < q->period.from.ymd)
		return err_field(ctx->errs, "on", "Ngày %s ở trước kỳ: chọn từ ngày %s trở đi",
		                 date_show(ctx->mem, asked), date_show(ctx->mem, q->period.from));
	q->on = asked.ymd && asked.ymd < last.ymd ? asked : last;
	if (asked.ymd > last.ymd)
		*note = arena_printf(ctx->mem, "Ngày %s ở sau %s: số liệu tính đến ngày %s", date_show(ctx->mem, asked),
		                     last.ymd == ctx->today.ymd ? "hôm nay" : "kỳ", date_show(ctx->mem, last));
	if (!q->under)
		q->under = own_unit(ctx);
	return true;
}

struct list question_list(struct question q, const struct record *of)
{
	return (struct list){
		.of = of, .clock = { q.on, q.known }, .period = { q.period.from, date_add_days(q.on, 1) },
		.under = q.under,
	};
}

/* ---- definitions ---- */

/* All spans of all figures, by code. */
struct known_figure { struct figure f; struct date from, until; };
struct figures { int n; struct known_figure *v; };
struct loader { struct arena *mem; struct figures *figures; };

static const char *text_or_null(struct arena *a, struct value v)
{
	return v.type == T_TEXT && *v.text ? arena_text(a, v.text) : NULL;
}

static const char *text_or(struct arena *a, struct value v, const char *otherwise)
{
	const char *s = text_or_null(a, v);

	return s ? s : otherwise;
}

static bool read_figure(void *arg, const struct row *row)
{
	struct loader *l = arg;
	const struct value *c = row->cell;
	struct figure f = {
		.id = cell_int(c[0]), .code = arena_text(l->mem, c[1].text), .name = text_or(l->mem, c[2], ""),
		.unit = text_or(l->mem, c[3], ""), .record = text_or(l->mem, c[4], ""),
		.where = text_or_null(l->mem, c[5]), .amount = text_or(l->mem, c[6], "rows"),
		.field = text_or_null(l->mem, c[7]), .moment = text_or(l->mem, c[8], "period"),
		.num = text_or_null(l->mem, c[9]), .over = text_or_null(l->mem, c[10]),
		.cite = text_or_null(l->mem, c[11]),
	};

	f.scale = figure_is_share(&f) ? "percent" : NULL;
	PUSH(l->mem, l->figures->v, l->figures->n, (struct known_figure){ f, cell_date(c[12]), cell_date(c[13]) });
	return true;
}

static bool figures_load(struct ctx *ctx, int64_t known, const struct figures **out)
{
	static const struct sql now = SQL_INIT(FIGURES("figure", "") " ORDER BY code, valid_from");
	static const struct sql then = SQL_INIT(FIGURES("figure", " AND entry <= $1") " UNION ALL "
		FIGURES("figure_past", " AND entry <= $1 AND until > $1") " ORDER BY code, valid_from");
	int64_t stamp;
	char key[64];

	if (!keep_stamp_known(ctx, &known, &stamp, "figure", NULL))
		return false;
	snprintf(key, sizeof key, "figures:%lld", (long long)known);
	*out = keep_find(ctx, key, stamp);
	if (*out)
		return true;
	struct loader l = { .mem = arena_new(0) };
	l.figures = NEW(l.mem, struct figures);
	if (!db_stream(ctx->db, known ? then : now, known ? ARGS(V(known)) : NO_ARGS, read_figure, &l)) {
		arena_free(l.mem);
		return false;
	}
	*out = keep_put(ctx, key, stamp, l.mem, l.figures);
	return true;
}

/* What is kept is for every language. */
static struct figure said(const struct ctx *ctx, struct figure f)
{
	f.name = say(ctx->mem, f.name);
	f.unit = say(ctx->mem, f.unit);
	return f;
}

static bool in_force(const struct known_figure *f, struct date on)
{
	return f->from.ymd <= on.ymd && on.ymd < f->until.ymd;
}

bool figure_all(struct ctx *ctx, struct question q, const struct figure **out, int *n)
{
	const struct figures *all;
	struct figure *v = NULL;

	*n = 0;
	*out = NULL;
	if (!figures_load(ctx, q.known, &all))
		return false;
	for (int i = 0; i < all->n; i++)
		if (in_force(&all->v[i], q.on))
			PUSH(ctx->mem, v, *n, said(ctx, all->v[i].f));
	*out = v;
	return true;
}

bool figure_seek(struct ctx *ctx, struct question q, const char *code, const struct figure **out)
{
	const struct figures *all;

	*out = NULL;
	if (!figures_load(ctx, q.known, &all))
		return false;
	for (int i = 0; i < all->n && !*out; i++)
		if (in_force(&all->v[i], q.on) && strcmp(all->v[i].f.code, code) == 0)
			*out = !arena_language(ctx->mem) ? &all->v[i].f :
			       arena_copy(ctx->mem, &(struct figure[]){ said(ctx, all->v[i].f) }, sizeof **out);
	return true;
}

static bool no_such(struct ctx *ctx, struct question q, const char *code)
{
	const struct figure *all;
	const char *near = NULL, *text, *day = date_show(ctx->mem, q.on);
	int n, best = (int)text_length(code) / 2 + 1;

	if (!figure_all(ctx, q, &all, &n))
		return false;
	for (int i = 0; i < n; i++) {
		int d = text_distance(code, all[i].code);
		if (d < best) {
			best = d;
			near = all[i].code;
		}
	}
	if (near)
		text = arena_printf(ctx->mem, "Không có chỉ tiêu “%s” vào ngày %s; có phải ý là %s?", code, day, near);
	else
		text = arena_printf(ctx->mem, "Không có chỉ tiêu “%s” vào ngày %s", code, day);
	return err_cited(ctx->errs, ERR_MISSING, "figure", text, NULL);
}

bool figure_find(struct ctx *ctx, struct question q, const char *code, const struct figure **out)
{
	return figure_seek(ctx, q, code, out) && (*out || no_such(ctx, q, code));
}

bool figure_is_share(const struct figure *f)
{
	return strcmp(f->amount, "share") == 0;
}

static bool find_part(struct ctx *ctx, struct question q, const struct figure *f, const char *code,
                      const struct figure **out)
{
	if (!code)
		return err_add(ctx->errs, ERR_FAULT, "Chỉ tiêu %s là tỷ lệ mà thiếu tử số hoặc mẫu số", f->code);
	if (!figure_find(ctx, q, code, out))
		return false;
	if (figure_is_share(*out))
		return err_add(ctx->errs, ERR_FAULT, "Chỉ tiêu %s lấy tỷ lệ của tỷ lệ %s", f->code, code);
	return true;
}

bool figure_parts(struct ctx *ctx, struct question q, const struct figure *f,
                  const struct figure **num, const struct figure **den)
{
	*num = f;
	*den = NULL;
	if (!figure_is_share(f))
		return true;
	return find_part(ctx, q, f, f->num, num) && find_part(ctx, q, f, f->over, den);
}
