/* The digest of a morning, for whoever asks. */

#include "site/digest.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/access_seat.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/list.h"
#include "model/rule.h"
#include "model/workflow.h"
#include "site/month.h"

const char digest_fresh_label[] = "Quá hạn, báo lần đầu";
const char digest_week_label[] = "Đến hạn trong 7 ngày tới";
const char digest_waits_label[] = "Chờ bạn làm tiếp";
const char digest_missing_label[] = "Chi bộ chưa nộp phiếu tháng";

static void add_line(struct arena *a, struct digest_part *p, struct digest_line line)
{
	p->total += line.n;
	PUSH(a, p->line, p->n, line);
}

/* ---- what is late, and at which level ---- */

enum { LEVELS = 8 };
struct told { int64_t row; int32_t due; const char *kind; };

static int by_row(const void *x, const void *y)
{
	const struct told *a = x, *b = y;

	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return a->due != b->due ? (a->due > b->due) - (a->due < b->due) : strcmp(a->kind, b->kind);
}

static bool told_load(struct ctx *ctx, struct told **out, int *n)
{
	struct rows rows;

	if (!db_many(ctx->db, SQL("SELECT \"row\", due, record FROM main.overdue_told WHERE \"user\" = $1"),
	             ARGS(V(ctx->user->id)), &rows))
		return false;
	*n = rows.n;
	*out = NEWN(ctx->mem, struct told, rows.n + 1);
	for (int i = 0; i < rows.n; i++) {
		const struct value *c = rows.row[i].cell;
		(*out)[i] = (struct told){ cell_int(c[0]), cell_date(c[1]).ymd, c[2].text };
	}
	qsort(*out, (size_t)rows.n, sizeof **out, by_row);
	return true;
}

/* For each level the last due day from which its working days have passed. */
static bool reach_load(struct ctx *ctx, struct date reach[LEVELS])
{
	int64_t each;
	int passed = 0;

	if (!rule_amount(ctx, "overdue_up_wd", ctx->today, &each))
		return false;
	reach[0] = date_add_days(ctx->today, -1);
	for (int level = 1; level < LEVELS; level++) {
		reach[level] = reach[level - 1];
		while (passed < level * each) {
			reach[level] = date_add_days(reach[level], -1);
			if (!workday_count(ctx, reach[level], ctx->today, &passed))
				return false;
		}
	}
	return true;
}

struct sorting {
	const struct tree *tree;
	struct seats seats;
	struct date reach[LEVELS];
	struct told *told; int ntold;
};

static void add_late(struct ctx *ctx, const struct sorting *s, const struct due *x, struct digest *d)
{
	int level = seats_below(ctx, &s->seats, s->tree, x->of, x->unit);
	const struct told key = { x->id, x->due.ymd, x->kind };

	if (level < 0 || level >= LEVELS || x->due.ymd > s->reach[level].ymd) {
		d->below++;
		return;
	}
	PUSH(ctx->mem, d->late, d->nlate, (struct digest_late){
		x, level, !s->ntold || !bsearch(&key, s->told, (size_t)s->ntold, sizeof key, by_row) });
}

static void count_kind(struct ctx *ctx, struct digest_part *p, const char *kind, struct url to)
{
	const char *label = due_kind_label(ctx, kind);

	p->total++;
	for (int i = 0; i < p->n; i++)
		if (strcmp(p->line[i].what, label) == 0) {
			p->line[i].n++;
			return;
		}
	PUSH(ctx->mem, p->line, p->n, (struct digest_line){ label, "", 1, to });
}

static bool load_due(struct ctx *ctx, struct digest *d)
{
	struct clock now = { .on = ctx->today };
	struct sorting s;
	struct due *due;
	int n;

	if (!due_load(ctx, now, 0, date_add_days(ctx->today, DUE_WEEK_DAYS), NULL, &due, &n))
		return false;
	if (!n)
		return true;
	if (!tree_load(ctx, now, &s.tree) || !seats_load(ctx, &s.seats) || !reach_load(ctx, s.reach) ||
	    !told_load(ctx, &s.told, &s.ntold))
		return false;
	for (int i = 0; i < n; i++) {
		struct url week = url_with(ctx->mem, (struct url){ "/due?when=week" }, "kind", due[i].kind);
		if (due_when(&due[i], ctx->today) == DUE_OVER)
			add_late(ctx, &s, &due[i], d);
		else
			count_kind(ctx, &d->week, due[i].kind, week);
	}
	for (int i = 0; i < d->nlate; i++)
		if (d->late[i].fresh)
			count_kind(ctx, &d->fresh, d->late[i].due->kind, (struct url){ "/digest" });
	return true;
}

/* ---- what waits for a step of this user's ---- */

static bool load_waits_of(struct ctx *ctx, const struct record *rec, struct digest *d)
{
	struct list list = { .of = rec, .clock = { .on = ctx->today } };
	const struct measure rows = { .amount = A_ROWS };
	struct tally tally;

	if (!list_measure(ctx, &list, &rows, 1, "state", &tally))
		return false;
	for (int i = 0; i < tally.n; i++) {
		const struct state *s = tally.key[i] ? flow_state(rec->flow, tally.key[i]) : NULL;
		if (s && s->open && tally.value[i] && access_may_leave(ctx, rec, s->name))
			add_line(ctx->mem, &d->waits, (struct digest_line){
				rec->plural, s->label, tally.value[i],
				url_with(ctx->mem, url(ctx->mem, "/r/%s", rec->name), "where",
				         arena_printf(ctx->mem, "state = %s", s->name)) });
	}
	return true;
}

static bool load_waits(struct ctx *ctx, struct digest *d)
{
	for (int i = 0; i < ctx->catalog->nrecords; i++) {
		const struct record *rec = ctx->catalog->record[i];
		if (rec->flow && access_reads(ctx, rec, 1) && !load_waits_of(ctx, rec, d))
			return false;
	}
	return true;
}

/* ---- who has not sent the month that is over ---- */

static bool is_top(const struct ctx *ctx, const struct tree *t, const struct right *r, const struct record *rec)
{
	return (strcmp(r->record, "*") == 0 || strcmp(r->record, rec->name) == 0) && r->level >= 1 &&
	       (strcmp(r->action, "*") == 0 || strcmp(r->action, "read") == 0) &&
	       (!r->unit || tree_find(t, r->unit) >= 0) && access_may(ctx, rec, "read");
}

static bool load_missing_under(struct ctx *ctx, const struct tree *t, int at, const char *month, struct digest *d)
{
	const struct node *node = &t->node[at];
	struct list list = { .of = catalog_record(ctx->catalog, "unit"), .clock = { .on = ctx->today },
	                     .under = node->id };
	struct url to = url_with(ctx->mem, (struct url){ "/month" }, "unit", node->code);
	int64_t n;

	list.where = filter_parse(ctx, list.of, month_where(ctx->mem, month, true));
	if (!list.where || !list_count(ctx, &list, &n))
		return false;
	if (node->last == at)
		to = url(ctx->mem, "/month/sheet?unit=%lld", (long long)node->id);
	if (n)
		add_line(ctx->mem, &d->missing,
		         (struct digest_line){ node->name, "", n, url_with(ctx->mem, to, "month", month) });
	return true;
}

static bool load_missing(struct ctx *ctx, struct digest *d)
{
	const struct record *meeting = catalog_record(ctx->catalog, "cell_meeting");
	struct date last = date_add_months(ctx->today, -1);
	const char *month = arena_printf(ctx->mem, "%04d-%02d", last.ymd / 10000, last.ymd / 100 % 100);
	const struct tree *t;
	struct period days;
	int done[LEVELS], ndone = 0;

	if (!month_of(ctx, month, &month, &days) || !tree_load(ctx, (struct clock){ .on = ctx->today }, &t))
		return false;
	d->month = period_show(ctx->mem, days);
	for (int i = 0; i < ctx->user->nrights; i++) {
		const struct right *r = &ctx->user->right[i];
		int at = r->unit ? tree_find(t, r->unit) : tree_root(t, "party");
		bool seen = at < 0 || !is_top(ctx, t, r, meeting) || ndone == LEVELS;
		for (int k = 0; k < ndone && !seen; k++)
			seen = tree_within(t, t->node[at].id, t->node[done[k]].id);
		if (seen)
			continue;
		if (!load_missing_under(ctx, t, at, month, d))
			return false;
		done[ndone++] = at;
	}
	return true;
}

bool digest_load(struct ctx *ctx, struct digest *out)
{
	*out = (struct digest){ .day = ctx->today };
	return load_due(ctx, out) && load_waits(ctx, out) && load_missing(ctx, out);
}

bool digest_is_empty(const struct digest *d)
{
	return !d->fresh.total && !d->week.total && !d->waits.total && !d->missing.total;
}
