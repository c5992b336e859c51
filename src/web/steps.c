/* Fields of an act stand in the order of its steps: what lies between the day of
 * a step and the day of the next belongs to it, and a day that the program
 * computes before the day of a step is that step's deadline. */

#include "web/steps.h"
#include <string.h>
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"

enum { WHO_MAX = 500 };

struct telling { struct ctx *ctx; const struct record *rec; const struct version *v; const struct ask *ask; };

static bool step_day(const struct record *rec, int field)
{
	for (int i = 0; i < rec->flow->nsteps; i++)
		if (rec->flow->steps[i].day && !strcmp(rec->flow->steps[i].day, rec->fields[field].name))
			return true;
	return false;
}

/* ---- done ---- */

static bool add_paper(const struct telling *t, const struct step *s, struct step_told *out)
{
	const struct record *rec = t->rec;
	int day = s->day ? record_field(rec, s->day) : -1;

	for (int f = day + 1; day >= 0 && f < rec->nfields && !step_day(rec, f); f++) {
		const struct field *field = &rec->fields[f];
		struct value v = version_cell(t->v, f);
		struct sheet_cell cell;
		const char *title;
		int64_t id = cell_int(v);

		if (field->kind != K_REF || strcmp(field->of, "document") != 0 || !id ||
		    !access_field(t->ctx, rec, field))
			continue;
		if (!list_titles(t->ctx, catalog_record(t->ctx->catalog, field->of), t->ask->clock, &id, 1, &title))
			return false;
		cell = sheet_value(t->ctx, rec, field, v, title);
		if (!sheet_links(t->ctx, field, t->ask, &v, 1, &cell, 1))
			return false;
		out->paper = cell.text;
		out->paper_to = cell.to;
		return true;
	}
	return true;
}

static bool load_done(const struct telling *t, int64_t id, struct steps *out)
{
	struct ctx *ctx = t->ctx;
	const struct record *done = catalog_record(ctx->catalog, "step_done");
	struct list list = { .of = done, .clock = t->ask->clock, .columns = "step, day, by_user", .order = "no" };
	struct listing rows;

	if (!done || !access_reads(ctx, done, 1))
		return true;
	list.where = filter_parse(ctx, done, arena_printf(ctx->mem, "record = \"%s\" and row = %lld", t->rec->name,
	                                                  (long long)id));
	if (!list.where || !list_rows(ctx, &list, &rows))
		return false;
	for (int i = 0; i < rows.nlines; i++) {
		const struct line *l = &rows.line[i];
		const struct step *s = l->cell[0].type == T_TEXT ? flow_step(t->rec->flow, l->cell[0].text) : NULL;
		struct step_told told = { .label = s ? s->label : "?",
		                          .day = date_show(ctx->mem, cell_date(l->cell[1])),
		                          .by = l->title[2] };

		out->last_by = cell_int(l->cell[2]);
		if (s && t->v->cell && !add_paper(t, s, &told))
			return false;
		PUSH(ctx->mem, out->done, out->ndone, told);
	}
	return true;
}

/* ---- next ---- */

static int deadline_field(const struct record *rec, const struct step *s)
{
	int day = s->day ? record_field(rec, s->day) : -1;

	for (int f = day - 1; f >= 0 && !step_day(rec, f); f--)
		if (rec->fields[f].kind == K_DATE && (rec->fields[f].flags & F_DERIVED))
			return f;
	return -1;
}

/* A day of its own, else the working days that the state has. */
static bool add_deadline(const struct telling *t, const struct step *s, struct step_told *out)
{
	const struct record *rec = t->rec;
	const struct state *state = flow_state(rec->flow, version_text(t->v, record_field(rec, "state")));
	int own = deadline_field(rec, s), f = own < 0 && state && state->by ? record_field(rec, state->by) : own;
	struct date due = f >= 0 && access_field(t->ctx, rec, &rec->fields[f]) ? version_date(t->v, f) :
	                  (struct date){ 0 };
	int64_t days;

	if (due.ymd) {
		out->due_cite = rec->fields[f].cite;
	} else if (state && state->due) {
		struct date from = version_date(t->v, record_field(rec, "state_on"));

		if (!rule_amount(t->ctx, state->due, from, &days) || !workday_add(t->ctx, from, (int)days, &due))
			return false;
	}
	if (!due.ymd)
		return true;
	out->due = date_show(t->ctx->mem, due);
	out->late = due.ymd < t->ctx->today.ymd;
	return true;
}

static bool names_step(const char *list, const char *step)
{
	size_t n = strlen(step);

	for (const char *at = list; (at = strstr(at, step)); at++)
		if ((at == list || at[-1] == '|') && (at[n] == '|' || !at[n]))
			return true;
	return false;
}

static void add_rules(const struct telling *t, const struct step *s, struct step_told *out)
{
	for (int i = 0; i < t->ctx->catalog->nrules; i++) {
		const struct rule *r = t->ctx->catalog->rule[i];

		if (!strcmp(r->record, t->rec->name) && r->on && names_step(r->on, s->name) &&
		    r->from.ymd <= t->ctx->today.ymd && (!r->until.ymd || r->until.ymd > t->ctx->today.ymd))
			PUSH(t->ctx->mem, out->rule, out->nrules, (struct step_rule){ r->title, r->cite });
	}
}

static bool add_who(const struct telling *t, const struct step *s, int64_t home, struct step_told *out)
{
	struct buf b = buf_new(t->ctx->mem, WHO_MAX);
	const char *const *role;
	int n;

	if (!access_roles(t->ctx, t->rec, s->name, home, &role, &n))
		return false;
	for (int i = 0; i < n; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", role[i]);
	if (s->flags & S_FOUR_EYES)
		buf_printf(&b, "%skhông phải người làm bước trước", n ? "; " : "");
	out->who = b.n ? b.s : NULL;
	return true;
}

static bool may_take(const struct telling *t, const struct step *s, int64_t home, int64_t last_by, bool *may)
{
	*may = access_may(t->ctx, t->rec, s->name) && !((s->flags & S_FOUR_EYES) && last_by == t->ctx->user->id);
	return !*may || !home || access_unit(t->ctx, t->rec, s->name, home, may);
}

static bool add_next(const struct telling *t, const struct step *s, int64_t id, int64_t home, struct steps *out)
{
	struct step_told told = { .label = s->label, .ends = flow_state(t->rec->flow, s->to)->ends };
	bool may;

	if (!may_take(t, s, home, out->last_by, &may) || !add_who(t, s, home, &told) || !add_deadline(t, s, &told))
		return false;
	if (may)
		told.take = url(t->ctx->mem, "/r/%s/%lld/step/%s", t->rec->name, (long long)id, s->name);
	add_rules(t, s, &told);
	PUSH(t->ctx->mem, out->next, out->nnext, told);
	return true;
}

bool steps_load(struct ctx *ctx, const struct record *rec, const struct version *v, int64_t id, int64_t home,
                const struct ask *ask, struct steps *out)
{
	struct telling t = { ctx, rec, v, ask };
	const char *state;

	*out = (struct steps){ 0 };
	if (!rec->flow)
		return true;
	if (!load_done(&t, id, out))
		return false;
	state = v->cell && !ask->clock.known ? version_text(v, record_field(rec, "state")) : NULL;
	for (int i = 0; state && i < rec->flow->nsteps; i++) {
		const struct step *s = &rec->flow->steps[i];

		if (s->from && step_from(s, state) && !add_next(&t, s, id, home, out))
			return false;
	}
	return true;
}

/* ---- ink ---- */

static void draw_done(struct html *w, const struct step_told *s)
{
	html(w, "<li class=\"did\"><strong>%s</strong> <span class=\"when\">%s</span>", s->label, s->day);
	if (s->by && *s->by)
		html(w, " <small>%s</small>", s->by);
	if (s->paper) {
		html(w, " <small>");
		if (s->paper_to.text)
			html_link(w, s->paper_to, s->paper);
		else
			html(w, "%s", s->paper);
		html(w, "</small>");
	}
	html(w, "</li>\n");
}

static void draw_rules(struct html *w, const struct step_told *s)
{
	if (!s->nrules)
		return;
	html(w, "<details class=\"help\"><summary>%d quy định được xét</summary><ul>", s->nrules);
	for (int i = 0; i < s->nrules; i++) {
		html(w, "<li>%s", s->rule[i].title);
		if (s->rule[i].cite)
			html(w, " <cite>%s</cite>", s->rule[i].cite);
		html(w, "</li>");
	}
	html(w, "</ul></details>");
}

static void draw_next(struct html *w, const struct step_told *s)
{
	html(w, "<li class=\"next\"><strong>%s</strong>", s->label);
	if (s->due) {
		html(w, " <span class=\"%s\">%s %s</span>", s->late ? "pill late" : "pill open",
		     s->late ? "Quá hạn" : "Hạn", s->due);
		if (s->due_cite)
			html(w, " <cite>%s</cite>", s->due_cite);
	}
	if (s->who)
		html(w, "<small>Người làm: %s</small>", s->who);
	draw_rules(w, s);
	html(w, "</li>\n");
}

void steps_draw(struct html *w, const struct steps *s)
{
	if (!s->ndone && !s->nnext)
		return;
	html(w, "<section class=\"passage\"><h2 class=\"hidden\">Các bước</h2><ol class=\"way\">\n");
	for (int i = 0; i < s->ndone; i++)
		draw_done(w, &s->done[i]);
	html(w, "</ol>\n");
	if (s->nnext) {
		html(w, "<h3>Bước tiếp theo%s</h3><ul class=\"way-on\">\n", s->nnext > 1 ? ", một trong các bước" : "");
		for (int i = 0; i < s->nnext; i++)
			draw_next(w, &s->next[i]);
		html(w, "</ul>\n");
	}
	html(w, "</section>\n");
}
