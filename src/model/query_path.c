/* Paths: from the text a person wrote to fields, and from fields to SQL.
 *
 * A reference is read by its key in a scalar subquery, never by a plain join:
 * beside the UNION of a past moment a join would have the engine build the
 * whole of the other table.  Around the rows of a list it is joined as
 * query_join.c says. */
#include <string.h>

#include "model/catalog.h"
#include "model/query_join.h"

enum { NAME_BYTES = 64 };

const struct field *field_shown(const struct catalog *c, const struct field *f)
{
	char span[NAME_BYTES];
	const char *dot = f->kind == K_SPAN ? strchr(f->of, '.') : NULL;

	if (!dot)
		return f;
	size_t n = (size_t)(dot - f->of);
	if (n >= sizeof span)
		bug("%s: too long", f->of);
	memcpy(span, f->of, n);
	span[n] = '\0';
	const struct record *s = catalog_record(c, span);
	int i = s ? record_field(s, dot + 1) : -1;
	if (i < 0)
		bug("no span field %s", f->of);
	return &s->fields[i];
}

/* The record type that holds the field a K_SPAN shows. */
static const struct record *span_record(const struct catalog *c, const struct field *f)
{
	const struct field *shown = field_shown(c, f);

	for (int i = 0; i < c->nrecords; i++)
		if (shown >= c->record[i]->fields && shown < c->record[i]->fields + c->record[i]->nfields)
			return c->record[i];
	bug("no record type has %s", f->of);
}

bool path_add(struct path *p, const struct record *rec, int field)
{
	if (p->n == PATH_STEPS)
		return false;
	p->rec[p->n] = rec;
	p->field[p->n++] = field;
	return true;
}

const struct field *path_field(const struct path *p)
{
	return p->n ? &p->rec[p->n - 1]->fields[p->field[p->n - 1]] : NULL;
}

/* The tree's nodes are rows of this type. */
static const struct record *unit_record(const struct catalog *c)
{
	return catalog_record(c, "unit");
}

enum kind path_kind(const struct catalog *c, const struct path *p)
{
	const struct field *f = path_field(p);

	if (!f)
		return p->rec[0] == unit_record(c) ? K_UNIT : K_REF;
	return field_shown(c, f)->kind;
}

const struct record *path_target(const struct catalog *c, const struct path *p)
{
	const struct field *f = path_field(p);

	if (!f)
		return p->rec[0];
	f = field_shown(c, f);
	if (f->kind == K_UNIT)
		return unit_record(c);
	return f->kind == K_REF ? catalog_record(c, f->of) : NULL;
}

bool path_title(const struct catalog *c, struct path *p)
{
	const struct record *rec;

	while ((rec = path_target(c, p))) {
		int f = rec->title ? record_field(rec, rec->title) : -1;
		if (f < 0 || !path_add(p, rec, f))
			return false;
	}
	return true;
}

/* badge -> its member -> the member's person, whose type counts itself. */
bool path_person(const struct catalog *c, const struct record *rec, struct path *p)
{
	*p = (struct path){ .rec = { rec } };
	if (!rec->person)
		return false;
	while (rec && rec->person && strcmp(rec->person, "id") != 0) {
		int f = record_field(rec, rec->person);
		if (f < 0 || !path_add(p, rec, f))
			return false;
		rec = path_target(c, p);
	}
	return true;
}

bool path_place(const struct catalog *c, const struct record *rec, struct path *p)
{
	*p = (struct path){ .rec = { rec } };
	while (rec && !rec->unit && rec->parent) {
		int f = record_field(rec, rec->parent);
		if (f < 0 || !path_add(p, rec, f))
			return false;
		rec = path_target(c, p);
	}
	if (!rec || !rec->unit)
		return false;
	return strcmp(rec->unit, "id") == 0 || path_add(p, rec, record_field(rec, rec->unit));
}

/* ---- from text ---- */

static const char *no_field(struct ctx *ctx, const struct record *rec, const char *name)
{
	const char *near = record_nearest_field(rec, name);

	if (near)
		return arena_printf(ctx->mem, "không có trường \"%s\" trong \"%s\"; có phải là \"%s\"?", name,
		                    rec->label, near);
	return arena_printf(ctx->mem, "không có trường \"%s\" trong \"%s\"", name, rec->label);
}

/* Beyond a unit: what a unit is called and where it hangs is dated, the rest is fixed. */
static const struct record *beyond_unit(const struct catalog *c, const char *name)
{
	static const char *const dated[] = { "parent", "code", "name", "type" };
	const struct record *status = catalog_record(c, "unit_status");

	for (size_t i = 0; status && i < COUNTOF(dated); i++)
		if (strcmp(name, dated[i]) == 0 && record_field(status, name) >= 0)
			return status;
	return unit_record(c);
}

static bool path_append(struct path *p, const struct path *more)
{
	for (int i = 0; i < more->n; i++)
		if (!path_add(p, more->rec[i], more->field[i]))
			return false;
	return true;
}

/* Names that are no fields of `rec` but mean something to every record type. */
static bool look_special(struct ctx *ctx, const struct record *rec, const char *name, struct path *more)
{
	*more = (struct path){ .rec = { rec } };
	if (strcmp(name, "id") == 0)
		return true;
	if (strcmp(name, "person") == 0)
		return path_person(ctx->catalog, rec, more);
	if (strcmp(name, "unit") == 0)
		return path_place(ctx->catalog, rec, more);
	return false;
}

static const char *look_step(struct ctx *ctx, const char *name, struct path *p)
{
	const struct record *rec = path_target(ctx->catalog, p);
	struct path more;

	if (!rec)
		return arena_printf(ctx->mem, "\"%s\" không dẫn tới bản ghi khác nên không có \"%s\"",
		                    path_field(p)->name, name);
	if (p->n && path_kind(ctx->catalog, p) == K_UNIT)
		rec = beyond_unit(ctx->catalog, name);
	int f = record_field(rec, name);
	bool fits = f >= 0 ? path_add(p, rec, f) : look_special(ctx, rec, name, &more) && path_append(p, &more);
	if (fits)
		return NULL;
	if (f >= 0 || p->n == PATH_STEPS)
		return "đường dẫn quá dài";
	return no_field(ctx, rec, name);
}

const char *query_path_look(struct ctx *ctx, const struct record *rec, const char *text, struct path *out)
{
	const char *fault = NULL;

	*out = (struct path){ .rec = { rec } };
	while (!fault) {
		size_t n = strcspn(text, ".");
		if (n == 0 || n >= NAME_BYTES)
			return arena_printf(ctx->mem, "\"%.100s\" không phải là tên trường", text);
		fault = look_step(ctx, arena_textn(ctx->mem, text, n), out);
		if (!text[n])
			break;
		text += n + 1;
	}
	return fault;
}

bool query_path_find(struct ctx *ctx, const struct record *rec, const char *text, const char *what, struct path *out)
{
	const char *fault = query_path_look(ctx, rec, text, out);

	return !fault || err_field(ctx->errs, what, "Cột \"%s\": %s", text, fault);
}

/* ---- to SQL ---- */

/* A unit's dated words are asked by the unit, not by the id of a span. */
static bool is_status(const struct query *q, const struct path *p, int i)
{
	if (i == 0 || strcmp(p->rec[i]->name, "unit_status") != 0)
		return false;
	struct path before = *p;
	before.n = i;
	return path_kind(q->ctx->catalog, &before) == K_UNIT;
}

static struct reading read_span(const struct query *q, const struct path *p, int i)
{
	const struct field *f = &p->rec[i]->fields[p->field[i]];
	const struct record *span = span_record(q->ctx->catalog, f);
	int of = record_reference(span, p->rec[i]->name);

	if (of < 0)
		bug("%s: %s does not point back", f->of, span->name);
	int field = (int)(field_shown(q->ctx->catalog, f) - span->fields);
	return (struct reading){ span, field, span->fields[of].name, true };
}

/* The row that step i reads its field of, told by what the steps before it refer to. */
static struct reading reading_of(const struct query *q, const struct path *p, int i)
{
	if (p->rec[i]->fields[p->field[i]].kind == K_SPAN)
		return read_span(q, p, i);
	if (is_status(q, p, i))
		return (struct reading){ p->rec[i], p->field[i], "unit", true };
	return (struct reading){ p->rec[i], p->field[i], i ? "id" : NULL, false };
}

static bool emit_field(struct query *q, struct reading r, const char *suffix, const char *alias)
{
	const char *name = r.rec->fields[r.field].name;

	if (!*suffix)
		return query_field(q, r.rec, r.field, alias);
	query_column(q, alias, arena_printf(q->ctx->mem, "%s%s", name, suffix));
	return true;
}

static bool emit_step(struct query *q, const struct path *p, int i, const char *suffix, const char *alias);

/* The id of the row that step i starts from: the row itself, or what the steps before it refer to. */
static bool emit_row(struct query *q, const struct path *p, int i, const char *alias)
{
	if (i > 0)
		return emit_step(q, p, i - 1, "", alias);
	query_column(q, alias, "id");
	return true;
}

/* Spans of one thing do not overlap: at most one holds on the day. */
static bool emit_subquery(struct query *q, const struct path *p, int i, const char *suffix, const char *alias)
{
	struct reading r = reading_of(q, p, i);
	const char *s = query_alias(q);

	build_sql(&q->b, "(SELECT ");
	if (!emit_field(q, r, suffix, s))
		return false;
	build_sql(&q->b, " FROM ");
	query_table(q, r.rec, s);
	build_sql(&q->b, " WHERE ");
	query_column(q, s, r.key);
	build_sql(&q->b, " = ");
	if (!emit_row(q, p, i, alias))
		return false;
	if (r.held) {
		build_sql(&q->b, " AND ");
		query_holds(q, s);
		build_sql(&q->b, " LIMIT 1");
	}
	build_sql(&q->b, ")");
	return true;
}

/* Where the row that step i reads stands beside the rows of the list; NULL: it must be read in a subquery. */
static bool row_beside(struct query *q, const struct path *p, int i, const char *alias, const char **out)
{
	struct join join = { .to = reading_of(q, p, i), .day = "" };

	*out = join.to.key ? NULL : alias;
	if (*out || !query_joins(q, alias))
		return true;
	if (i == 0)
		join.of = alias;
	else if (!row_beside(q, p, i - 1, alias, &join.of))
		return false;
	if (!join.of)
		return true;
	struct buf rest = query_aside(q);
	bool done = emit_row(q, p, i, alias);
	join.value = query_aside_end(q, rest);
	if (!done)
		return false;
	if (join.to.held) {
		rest = query_aside(q);
		query_day(q);
		join.day = query_aside_end(q, rest);
	}
	*out = query_join(q, &join);
	return true;
}

static bool emit_step(struct query *q, const struct path *p, int i, const char *suffix, const char *alias)
{
	const char *row;

	if (!row_beside(q, p, i, alias, &row))
		return false;
	return row ? emit_field(q, reading_of(q, p, i), suffix, row) : emit_subquery(q, p, i, suffix, alias);
}

bool query_path_part(struct query *q, const struct path *p, const char *suffix, const char *alias)
{
	return p->n ? emit_step(q, p, p->n - 1, suffix, alias) : emit_row(q, p, 0, alias);
}

bool query_path(struct query *q, const struct path *p, const char *alias)
{
	return query_path_part(q, p, "", alias);
}
