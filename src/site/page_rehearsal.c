/* A decision about units moves rows by the thousand: they are told by where they
 * go, then by name as far as this user may read them. */

#include "site/page_rehearsal.h"
#include <string.h>
#include "app/reorganisation.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/unit.h"
#include "site/before_after.h"

enum { SHOWN = 100 };

struct move { int64_t from, to, n; };
struct gathered { struct ctx *ctx; const struct record *rec; struct move *move; int nmoves; int64_t *id; int n; };

/* Rows come by id, but units in few: the last one is mostly the same. */
static void count_move(struct gathered *g, const struct rehearsed *row)
{
	for (int i = g->nmoves - 1; i >= 0; i--)
		if (g->move[i].from == row->from && g->move[i].to == row->to) {
			g->move[i].n++;
			return;
		}
	PUSH(g->ctx->mem, g->move, g->nmoves, (struct move){ row->from, row->to, 1 });
}

static const char *unit_title(struct ctx *ctx, int64_t unit)
{
	const char *name = unit ? unit_name(ctx, (struct clock){ .on = ctx->today }, unit) : "—";

	return *name == '#' ? "tổ chức mới" : name;     /* founded by what was tried */
}

static struct foreseen_group moves_group(struct gathered *g, const char *label)
{
	static const char *const heading[] = { "Đang ở", "Sẽ ở", "Số dòng" };
	struct sheet s = foresee_sheet(g->ctx, heading, 3, g->nmoves < SHOWN ? g->nmoves : SHOWN);
	int64_t n = 0;

	s.column[2].right = true;
	for (int i = 0; i < g->nmoves; i++) {
		const struct move *m = &g->move[i];
		struct sheet_cell *cell = s.cell + (size_t)s.nrows * 3;

		n += m->n;
		if (i >= SHOWN)
			continue;
		cell[0].text = unit_title(g->ctx, m->from);
		cell[1].text = m->from == m->to ? "như cũ, theo tổ chức của mình" : unit_title(g->ctx, m->to);
		cell[2] = (struct sheet_cell){ arena_printf(g->ctx->mem, "%lld", (long long)m->n), "right", { NULL } };
		s.nrows++;
	}
	return (struct foreseen_group){ .label = label, .n = n, .sheet = s, .more = g->nmoves > SHOWN };
}

static bool names_group(struct gathered *g, const char *label, struct foreseen_group *out)
{
	static const char *const heading[] = { "Tên" };
	int shown = g->n < SHOWN ? g->n : SHOWN;
	struct sheet s = foresee_sheet(g->ctx, heading, 1, shown);
	const char **title = NEWN(g->ctx->mem, const char *, shown + 1);
	struct clock clock = { .on = g->ctx->today };

	if (!list_titles(g->ctx, g->rec, clock, g->id, shown, title))
		return false;
	for (int i = 0; i < shown; i++)
		s.cell[i] = (struct sheet_cell){ title[i], NULL,
			url(g->ctx->mem, "/r/%s/%lld", g->rec->name, (long long)g->id[i]) };
	s.nrows = shown;
	*out = (struct foreseen_group){ .label = label, .n = g->n, .sheet = s, .more = g->n > shown };
	return true;
}

/* Which rows this user may read. */
static bool readable(struct ctx *ctx, const struct rehearsal *r, bool *may, bool *hidden)
{
	for (int i = 0; i < r->n; i++) {
		const struct record *rec = r->row[i].rec;

		if (access_may(ctx, rec, "read") && !access_unit(ctx, rec, "read", r->row[i].from, &may[i]))
			return false;
		*hidden = *hidden || !may[i];
	}
	return true;
}

static bool add_rows(struct ctx *ctx, const struct rehearsal *r, const bool *may, const struct record *rec,
                     struct foreseen *out)
{
	struct foreseen_group names;
	struct gathered g = { .ctx = ctx, .rec = rec };

	for (int i = 0; i < r->n; i++)
		if (r->row[i].rec == rec && may[i]) {
			count_move(&g, &r->row[i]);
			PUSH(ctx->mem, g.id, g.n, r->row[i].id);
		}
	if (!g.n)
		return true;
	if (!names_group(&g, arena_printf(ctx->mem, "%s: từng dòng", rec->plural), &names))
		return false;
	PUSH(ctx->mem, out->group, out->ngroups,
	     moves_group(&g, arena_printf(ctx->mem, "%s đi theo", rec->plural)));
	PUSH(ctx->mem, out->group, out->ngroups, names);
	return true;
}

static void add_units(struct ctx *ctx, const struct rehearsal *r, struct foreseen *out)
{
	static const char *const heading[] = { "Tổ chức" };
	int shown = r->nunits < SHOWN ? r->nunits : SHOWN;
	struct sheet s = foresee_sheet(ctx, heading, 1, shown);

	if (!r->nunits)
		return;
	for (int i = 0; i < shown; i++)
		s.cell[i] = (struct sheet_cell){ unit_title(ctx, r->unit[i]), NULL,
			url(ctx->mem, "/r/unit/%lld", (long long)r->unit[i]) };
	s.nrows = shown;
	PUSH(ctx->mem, out->group, out->ngroups,
	     (struct foreseen_group){ "Tổ chức kết thúc hoặc đổi cấp trên, và bên dưới", r->nunits, s,
	                              r->nunits > shown });
}

static bool foresee_units(struct ctx *ctx, const struct order *o, struct foreseen *out)
{
	struct rehearsal r;

	*out = (struct foreseen){ 0 };
	if (!reorganisation_rehearse(ctx, o, &r))
		return false;
	bool *may = NEWN(ctx->mem, bool, r.n + 1);
	if (!readable(ctx, &r, may, &out->hidden) || !before_after(ctx, &r, may, out))
		return false;
	foresee_breaches(ctx, &r.done, out);
	add_units(ctx, &r, out);
	for (int i = 0; i < ctx->catalog->nrecords; i++)
		if (!add_rows(ctx, &r, may, ctx->catalog->record[i], out))
			return false;
	return true;
}

bool rehearsal_foresee(struct ctx *ctx, const struct order *o, struct foreseen *out)
{
	return o->rec == &reorganisation_record && o->verb != DO_REMOVE ? foresee_units(ctx, o, out) :
	       foresee(ctx, o, out);
}
