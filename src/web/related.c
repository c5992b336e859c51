/* Rows that belong to a row are lists like any other, with one condition more:
 * so what may not be seen in a list is not seen here either. */

#include "web/related.h"
#include <string.h>
#include "base/language.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/rule.h"
#include "web/life.h"

enum { FEW = 10 };

static bool few_rows(struct ctx *ctx, const struct record *of, const char *where, const char *columns,
                     const struct ask *ask, struct sheet *out, bool *more)
{
	struct list list = { .of = of, .clock = ask->clock, .columns = columns, .count = FEW + 1 };
	struct listing rows;

	list.where = filter_parse(ctx, of, where);
	if (!list.where || !list_rows(ctx, &list, &rows))
		return false;
	*more = rows.nlines > FEW;
	if (*more)
		rows.nlines = FEW;
	if (!sheet_load(ctx, &rows, ask, false, out))
		return false;
	out->unseen = NULL;     /* said once, of the row itself */
	return true;
}

/* The field by which `of` points at a row of `rec`, from field number `from` on; -1: none. */
static int pointer(const struct record *of, const struct record *rec, int from)
{
	bool unit = !strcmp(rec->name, "unit");

	for (int f = from; f < of->nfields; f++) {
		const struct field *field = &of->fields[f];

		if (field->kind == K_REF && !strcmp(field->of, rec->name))
			return f;
		/* Nearly every type names a unit: there the lists with ?unit= serve, and only units are shown. */
		if (unit && of == rec && field->kind == K_UNIT)
			return f;
	}
	return -1;
}

static bool load_one(struct ctx *ctx, const struct record *of, const struct field *by, int64_t id,
                     const struct ask *ask, struct related *out)
{
	const char *where = arena_printf(ctx->mem, "%s = %lld", by->name, (long long)id);

	*out = (struct related){ .rec = of, .label = say_many(ctx->mem, of->plural) };
	out->all = url_with(ctx->mem, ask_clocks(ctx->mem, url(ctx->mem, "/r/%s", of->name), ask), "where", where);
	if (!of->system && access_may(ctx, of, "create") && !ask->clock.known)
		out->create = url_with(ctx->mem, url(ctx->mem, "/r/%s/new", of->name), by->name,
		                       arena_printf(ctx->mem, "%lld", (long long)id));
	return few_rows(ctx, of, where, sheet_columns(ctx, of, by->name), ask, &out->sheet, &out->more);
}

static bool own_table(const struct record *of)
{
	return strcmp(of->name, "finding") && strcmp(of->name, "step_done");
}

/* An act about a person that names its outcome too ("member" of an admission): told in the life by the person. */
static bool told_by_person(const struct record *of, const struct field *by, const struct record *rec)
{
	return of->flow && of->person && strcmp(of->person, by->name) != 0 && !strcmp(by->name, rec->name);
}

/* The same type may point here in several ways: then each says which. */
static const char *label_of(struct ctx *ctx, const struct record *of, const struct field *by, const struct record *rec)
{
	bool plain = !strcmp(by->name, rec->name) || (of->person && !strcmp(of->person, by->name)) ||
	             (of->parent && !strcmp(of->parent, by->name));

	const char *rows = say_many(ctx->mem, of->plural);

	return plain ? rows : arena_printf(ctx->mem, "%s: %s", rows, by->label);
}

static bool load_type(struct ctx *ctx, const struct record *of, const struct record *rec, int64_t id,
                      const struct ask *ask, enum related_kind kind, struct relations *out)
{
	for (int f = pointer(of, rec, 0); f >= 0; f = pointer(of, rec, f + 1)) {
		const struct field *by = &of->fields[f];
		bool child = of->parent && !strcmp(of->parent, by->name);
		struct related r;

		if (child != (kind == REL_CHILD) || !access_field(ctx, of, by) || life_tells(of, by) ||
		    told_by_person(of, by, rec))
			continue;
		if (!load_one(ctx, of, by, id, ask, &r))
			return false;
		r.label = label_of(ctx, of, by, rec);
		if (child && (r.sheet.nrows || r.create.text))
			PUSH(ctx->mem, out->child, out->nchildren, r);
		else if (!child && r.sheet.nrows)
			PUSH(ctx->mem, out->pointing, out->npointing, r);
	}
	return true;
}

bool relations_load(struct ctx *ctx, const struct record *rec, int64_t id, const struct ask *ask,
                    enum related_kind kind, struct relations *out)
{
	*out = (struct relations){ 0 };
	for (int i = 0; i < ctx->catalog->nrecords; i++) {
		const struct record *of = ctx->catalog->record[i];

		if (own_table(of) && access_may(ctx, of, "read") && !load_type(ctx, of, rec, id, ask, kind, out))
			return false;
	}
	return true;
}

/* ---- findings ---- */

struct finding_ask { struct ctx *ctx; const struct record *of; const struct ask *ask; bool may, about; };

enum { TEXT, CITE, FOUND_ON, STATE, ANSWER, RULE, FIELD, RECORD, ROW, UNIT, ANSWERED_ON, ANSWERED_BY };
static const char finding_columns[] =
	"text, cite, found_on, state, answer, rule, field, record, row, unit, answered_on, answered_by";

static const char *text_of(const struct line *l, int column)
{
	return l->cell[column].type == T_TEXT ? l->cell[column].text : NULL;
}

/* The rule as it was in force when it was broken: the same name may stand for several, one after another. */
static const struct rule *rule_of(const struct ctx *ctx, const char *id, const char *cite)
{
	for (int i = 0; id && i < ctx->catalog->nrules; i++) {
		const struct rule *r = ctx->catalog->rule[i];

		if (!strcmp(r->id, id) && (!cite || !r->cite || !strcmp(r->cite, cite)))
			return r;
	}
	return NULL;
}

/* What was found begins with the rule's name, for places where nothing else names it. */
static void tell_rule(struct ctx *ctx, const struct rule *r, struct told_finding *f)
{
	const struct date forever = FOREVER;
	size_t n = strlen(r->title);

	f->rule = r->title;
	if (!strncmp(f->text, r->title, n) && !strncmp(f->text + n, ": ", 2))
		f->text += n + 2;
	f->since = r->until.ymd && r->until.ymd != forever.ymd ?
	           arena_printf(ctx->mem, "hiệu lực từ %s đến %s", date_show(ctx->mem, r->from),
	                        date_show(ctx->mem, date_add_days(r->until, -1))) :
	           arena_printf(ctx->mem, "hiệu lực từ %s", date_show(ctx->mem, r->from));
}

static bool tell_about(const struct finding_ask *q, const struct line *l, struct told_finding *f)
{
	const char *name = text_of(l, RECORD), *title;
	const struct record *rec = name ? catalog_record(q->ctx->catalog, name) : NULL;
	int64_t id = cell_int(l->cell[ROW]);
	int field = rec && text_of(l, FIELD) ? record_field(rec, text_of(l, FIELD)) : -1;

	if (field >= 0)
		f->field = rec->fields[field].label;
	if (!q->about || !rec || !access_may(q->ctx, rec, "read"))
		return true;
	if (!list_titles(q->ctx, rec, q->ask->clock, &id, 1, &title))
		return false;
	f->about = arena_printf(q->ctx->mem, "%s: %s", rec->label, title);
	f->about_to = ask_clocks(q->ctx->mem, url(q->ctx->mem, "/r/%s/%lld", rec->name, (long long)id), q->ask);
	return true;
}

static bool tell_who(const struct finding_ask *q, const struct line *l, struct told_finding *f)
{
	struct buf b = buf_new(q->ctx->mem, 500);
	const char *const *role;
	int n;

	if (!f->open || !access_roles(q->ctx, q->of, "answer", cell_int(l->cell[UNIT]), &role, &n))
		return !f->open;
	for (int i = 0; i < n; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", role[i]);
	f->who = b.n ? b.s : NULL;
	if (q->may)
		f->answer_it = url(q->ctx->mem, "/r/finding/%lld/step/answer", (long long)l->id);
	return true;
}

static bool tell(const struct finding_ask *q, const struct line *l, struct told_finding *f)
{
	struct arena *a = q->ctx->mem;
	const char *state = text_of(l, STATE), *text = text_of(l, TEXT), *by = l->title[ANSWERED_BY];
	const struct rule *rule = rule_of(q->ctx, text_of(l, RULE), text_of(l, CITE));
	struct date answered = cell_date(l->cell[ANSWERED_ON]);

	*f = (struct told_finding){
		.text = text ? text : "", .day = date_show(a, cell_date(l->cell[FOUND_ON])),
		.cite = text_of(l, CITE), .answer = text_of(l, ANSWER), .open = state && !strcmp(state, "open"),
		.to = url(a, "/r/finding/%lld", (long long)l->id),
	};
	if (answered.ymd)
		f->answered = by ? arena_printf(a, "%s, %s", by, date_show(a, answered)) : date_show(a, answered);
	if (rule)
		tell_rule(q->ctx, rule, f);
	return tell_about(q, l, f) && tell_who(q, l, f);
}

/* Those about a row, or (only) the one of this number. */
static bool load_findings(struct finding_ask *q, const char *where, int64_t only, struct told_finding **out, int *n)
{
	struct list list = { .clock = q->ask->clock, .only = only, .columns = finding_columns };
	struct listing rows;

	*n = 0;
	q->of = list.of = catalog_record(q->ctx->catalog, "finding");
	if (!q->of || !access_reads(q->ctx, q->of, 1))
		return true;
	q->may = access_may(q->ctx, q->of, "answer") && !q->ask->clock.known;
	list.where = where ? filter_parse(q->ctx, q->of, where) : NULL;
	if ((where && !list.where) || !list_rows(q->ctx, &list, &rows))
		return false;
	for (int i = 0; i < rows.nlines; i++) {
		struct told_finding f;

		if (!tell(q, &rows.line[i], &f))
			return false;
		PUSH(q->ctx->mem, *out, *n, f);
	}
	return true;
}

bool findings_load(struct ctx *ctx, const struct record *rec, int64_t id, const struct ask *ask,
                   struct told_finding **out, int *n)
{
	struct finding_ask q = { .ctx = ctx, .ask = ask };

	if (!strcmp(rec->name, "finding"))
		return finding_load(ctx, id, ask, out, n);
	const char *where = arena_printf(ctx->mem, "record = \"%s\" and row = %lld", rec->name, (long long)id);

	return load_findings(&q, where, 0, out, n);
}

bool finding_load(struct ctx *ctx, int64_t id, const struct ask *ask, struct told_finding **out, int *n)
{
	struct finding_ask q = { .ctx = ctx, .ask = ask, .about = true };

	return load_findings(&q, NULL, id, out, n);
}

bool finding_tells(const struct record *rec, const struct field *f)
{
	static const char *const told[] = { "record", "row", "rule", "field", "text", "cite", "found_on", "answer",
	                                    "answered_on", "answered_by", "began_on", "state_on" };

	for (size_t i = 0; !strcmp(rec->name, "finding") && i < COUNTOF(told); i++)
		if (!strcmp(told[i], f->name))
			return true;
	return false;
}

static void draw_finding(struct html *w, const struct told_finding *f)
{
	html(w, "<li><div>");
	html_link_as(w, "rule", f->to, f->rule ? f->rule : f->text);
	if (f->rule)
		html(w, "<p>%s</p>", f->text);
	html(w, "<p class=\"small\">");
	if (f->cite)
		html(w, "<cite>%s</cite> ", f->cite);
	if (f->since)
		html(w, "(%s) ", f->since);
	html(w, "· Phát hiện ngày %s", f->day);
	if (f->field)
		html(w, " · Trường: %s", f->field);
	html(w, "</p>");
	if (f->about_to.text) {
		html(w, "<p class=\"small\">");
		html_link(w, f->about_to, f->about);
		html(w, "</p>");
	}
	if (f->answer)
		html(w, "<blockquote>%s<small>%s</small></blockquote>", f->answer, f->answered);
	else if (f->who)
		html(w, "<p class=\"small\">Người trả lời: %s</p>", f->who);
	html(w, "</div>");
	if (f->answer_it.text)
		html_link_as(w, "button small", f->answer_it, "Trả lời");
	else
		html(w, "<span class=\"%s\">%s</span>", f->open ? "pill open" : "pill done",
		     f->open ? "Chưa trả lời" : "Đã trả lời");
	html(w, "</li>\n");
}

void findings_draw(struct html *w, const struct told_finding *f, int n)
{
	if (!n)
		return;
	html(w, "<section class=\"found\"><h2>Điểm cần làm rõ</h2><ul class=\"findings\">\n");
	for (int i = 0; i < n; i++)
		draw_finding(w, &f[i]);
	html(w, "</ul></section>\n");
}

void related_draw(struct html *w, const struct related *r)
{
	html(w, "<section class=\"related\"><div class=\"head\"><h2>%s</h2><div class=\"does\">", r->label);
	if (r->create.text)
		html_link_as(w, "button plain small", r->create, "Thêm");
	if (r->more)
		html_link_as(w, "button plain small", r->all, "Xem tất cả");
	html(w, "</div></div>\n");
	if (r->sheet.nrows)
		sheet_draw(w, &r->sheet);
	html(w, "</section>\n");
}
