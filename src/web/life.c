/* Each type is a list like any other, under this user's rights; only the order
 * across types is made here. */

#include "web/life.h"
#include <stdlib.h>
#include <string.h>
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"

enum { EACH_MAX = 200, PAPERS = 4 };

struct telling { struct ctx *ctx; const struct ask *ask; struct life *out; };

bool life_tells(const struct record *of, const struct field *by)
{
	return (of->flow || of->day) && !of->dated && of->person && !strcmp(of->person, by->name);
}

/* The columns asked for, and where in them stands what. */
struct shape { const char *columns; int day, state, place, paper[PAPERS], npapers; };

static int add_column(struct buf *b, int *n, const char *name)
{
	buf_printf(b, "%s%s", *n ? ", " : "", name);
	return (*n)++;
}

static struct shape shape_of(struct ctx *ctx, const struct record *of)
{
	struct shape s = { .state = -1, .place = -1 };
	struct buf b = buf_new(ctx->mem, 2000);
	int n = 0;

	s.day = add_column(&b, &n, of->flow ? "began_on" : of->day);
	if (of->flow)
		s.state = add_column(&b, &n, "state");
	if (of->unit)
		s.place = add_column(&b, &n, of->unit);
	for (int f = 0; f < of->nfields && s.npapers < PAPERS; f++)
		if (of->fields[f].kind == K_REF && !strcmp(of->fields[f].of, "document") &&
		    access_field(ctx, of, &of->fields[f]))
			s.paper[s.npapers++] = add_column(&b, &n, of->fields[f].name);
	s.columns = b.s;
	return s;
}

/* The first paper cited. */
static bool add_paper(struct telling *t, const struct record *of, const struct shape *s, const struct listing *rows,
                      const struct line *line, struct life_line *out)
{
	for (int i = 0; i < s->npapers; i++) {
		int c = s->paper[i];
		const struct field *f = rows->column[c].field;
		struct sheet_cell paper = sheet_value(t->ctx, of, f, line->cell[c], line->title[c]);

		if (!*paper.text)
			continue;
		out->paper = paper.text;
		if (!sheet_links(t->ctx, f, t->ask, &line->cell[c], 1, &paper, 1))
			return false;
		out->paper_to = paper.to;
		return true;
	}
	return true;
}

static bool add_line(struct telling *t, const struct record *of, const struct shape *s, const struct listing *rows,
                     const struct line *line)
{
	struct life_line l = {
		.day = cell_date(line->cell[s->day]), .label = of->label,
		.to = ask_clocks(t->ctx->mem, url(t->ctx->mem, "/r/%s/%lld", of->name, (long long)line->id), t->ask),
	};

	l.when = date_show(t->ctx->mem, l.day);
	if (s->state >= 0) {
		struct sheet_cell state = sheet_value(t->ctx, of, rows->column[s->state].field, line->cell[s->state],
		                                      line->title[s->state]);

		l.state = state.text;
		l.state_class = state.class;
	}
	if (s->place >= 0)
		l.place = line->title[s->place];
	if (!add_paper(t, of, s, rows, line, &l))
		return false;
	PUSH(t->ctx->mem, t->out->line, t->out->n, l);
	return true;
}

static bool add_type(struct telling *t, const struct record *of, const struct field *by, int64_t id)
{
	struct ctx *ctx = t->ctx;
	struct shape s = shape_of(ctx, of);
	struct list list = { .of = of, .clock = t->ask->clock, .columns = s.columns, .count = EACH_MAX };
	struct listing rows;

	list.where = filter_parse(ctx, of, arena_printf(ctx->mem, "%s = %lld", by->name, (long long)id));
	if (!list.where || !list_rows(ctx, &list, &rows))
		return false;
	for (int i = 0; i < rows.nlines; i++)
		if (!add_line(t, of, &s, &rows, &rows.line[i]))
			return false;
	/* An act, or what happens to somebody once. */
	if ((of->flow || (of->fold && of->key)) && !of->system && access_may(ctx, of, "create") && !t->ask->clock.known)
		PUSH(ctx->mem, t->out->add, t->out->nadds, (struct life_add){ of->label, url_with(ctx->mem,
			url(ctx->mem, "/r/%s/new", of->name), by->name,
			arena_printf(ctx->mem, "%lld", (long long)id)) });
	return true;
}

static bool add_about(struct telling *t, const struct record *rec, int64_t id)
{
	for (int i = 0; i < t->ctx->catalog->nrecords; i++) {
		const struct record *of = t->ctx->catalog->record[i];
		int f = of->person ? record_field(of, of->person) : -1;

		if (f < 0 || of->fields[f].kind != K_REF || strcmp(of->fields[f].of, rec->name) != 0 ||
		    !life_tells(of, &of->fields[f]) || !access_may(t->ctx, of, "read") ||
		    !access_field(t->ctx, of, &of->fields[f]))
			continue;
		if (!add_type(t, of, &of->fields[f], id))
			return false;
	}
	return true;
}

static int by_day(const void *x, const void *y)
{
	const struct life_line *a = x, *b = y;

	if (a->day.ymd != b->day.ymd)
		return a->day.ymd < b->day.ymd ? -1 : 1;
	return strcmp(a->to.text, b->to.text);
}

/* The record type of the person whom an undated row is about; NULL: it is about nobody else, or is an act itself. */
static const struct record *person_of(const struct ctx *ctx, const struct record *rec, int *field)
{
	*field = rec->person && !rec->flow && !rec->dated && !rec->day ? record_field(rec, rec->person) : -1;
	if (*field < 0 || rec->fields[*field].kind != K_REF)
		return NULL;
	return catalog_record(ctx->catalog, rec->fields[*field].of);
}

bool life_load(struct ctx *ctx, const struct record *rec, const struct version *v, const struct ask *ask,
               struct life *out)
{
	struct telling t = { ctx, ask, out };
	int field;
	const struct record *person = person_of(ctx, rec, &field);
	int64_t id = person && v->cell ? version_int(v, field) : 0;

	*out = (struct life){ 0 };
	if (!add_about(&t, rec, v->id) || (id && !add_about(&t, person, id)))
		return false;
	if (out->n)
		qsort(out->line, (size_t)out->n, sizeof *out->line, by_day);
	return true;
}

static void draw_line(struct html *w, const struct life_line *l)
{
	html(w, "<li><span class=\"when\">%s</span><div>", l->when);
	html_link(w, l->to, l->label);
	if (l->state && *l->state)
		html(w, " <span class=\"%s\">%s</span>", l->state_class, l->state);
	html(w, "<small>%s", l->place);
	if (l->paper) {
		html(w, "%s", l->place && *l->place ? " · " : "");
		if (l->paper_to.text)
			html_link(w, l->paper_to, l->paper);
		else
			html(w, "%s", l->paper);
	}
	html(w, "</small></div></li>\n");
}

void life_draw(struct html *w, const struct life *l)
{
	if (!l->n && !l->nadds)
		return;
	html(w, "<section class=\"related\"><h2>Quá trình</h2>\n");
	if (l->n)
		html(w, "<ol class=\"life\">\n");
	for (int i = 0; i < l->n; i++)
		draw_line(w, &l->line[i]);
	if (l->n)
		html(w, "</ol>\n");
	if (l->nadds)
		html(w, "<p class=\"adds\"><span>Lập:</span> ");
	for (int i = 0; i < l->nadds; i++) {
		html_link_as(w, "button plain small", l->add[i].to, l->add[i].label);
		html(w, " ");
	}
	if (l->nadds)
		html(w, "</p>");
	html(w, "</section>\n");
}
