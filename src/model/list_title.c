/* What references, units, codes and states are called: asked for all rows of a
 * list at once, each once. */
#include "model/list_title.h"

#include <stdlib.h>
#include <string.h>

#include "model/catalog.h"
#include "model/code.h"
#include "model/query.h"
#include "model/unit.h"

enum { TITLES_DEEP = 8, CODES_KEPT = 64 };

static bool titles(struct ctx *ctx, const struct record *rec, struct clock clock, const int64_t *ids, int n,
                   const char **out, int deep);

static int by_id(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a > b) - (a < b);
}

/* The ids that occur, once each and sorted. */
static int64_t *distinct(struct arena *a, const int64_t *ids, int n, int *m)
{
	int64_t *once = arena_copy(a, ids, (size_t)n * sizeof *ids);

	qsort(once, (size_t)n, sizeof *once, by_id);
	*m = 0;
	for (int i = 0; i < n; i++)
		if (!*m || once[*m - 1] != once[i])
			once[(*m)++] = once[i];
	return once;
}

static void spread(const int64_t *once, int m, const char *const *title, const int64_t *ids, int n, const char **out)
{
	for (int i = 0; i < n; i++) {
		const int64_t *at = bsearch(&ids[i], once, (size_t)m, sizeof *once, by_id);
		out[i] = title[at - once];
	}
}

static void unit_titles(struct ctx *ctx, struct clock clock, const int64_t *ids, int n, const char **out)
{
	int m;
	int64_t *once = distinct(ctx->mem, ids, n, &m);
	const char **title = NEWN(ctx->mem, const char *, m);

	for (int i = 0; i < m; i++)
		title[i] = unit_name(ctx, clock, once[i]);
	spread(once, m, title, ids, n, out);
}

/* References and units: the ids that there are, then their titles back to their places. */
static bool id_titles(struct ctx *ctx, const struct field *f, struct clock clock, const struct value *cell, int n,
                      const char **out, int deep)
{
	int64_t *ids = NEWN(ctx->mem, int64_t, n);
	const char **title = NEWN(ctx->mem, const char *, n);
	int m = 0;

	for (int i = 0; i < n; i++)
		if (cell[i].type == T_INT)
			ids[m++] = cell[i].i;
	if (f->kind == K_UNIT)
		unit_titles(ctx, clock, ids, m, title);
	else if (!titles(ctx, catalog_record(ctx->catalog, f->of), clock, ids, m, title, deep))
		return false;
	for (int i = 0, k = 0; i < n; i++)
		if (cell[i].type == T_INT)
			out[i] = title[k++];
	return true;
}

/* A list has few different codes, so the last ones met are looked through first. */
static void code_titles(struct ctx *ctx, const struct field *f, const struct value *cell, int n, const char **out)
{
	struct { const char *key, *label; } kept[CODES_KEPT];
	int nkept = 0;

	for (int i = 0; i < n; i++) {
		if (cell[i].type != T_TEXT)
			continue;
		int k = 0;
		while (k < nkept && strcmp(kept[k].key, cell[i].text) != 0)
			k++;
		out[i] = k < nkept ? kept[k].label : code_label(ctx, f->of, cell[i].text);
		if (k == nkept && nkept < CODES_KEPT) {
			kept[nkept].key = cell[i].text;
			kept[nkept++].label = out[i];
		}
	}
}

static void state_titles(const struct record *rec, const struct value *cell, int n, const char **out)
{
	for (int i = 0; i < n; i++) {
		const struct state *s = cell[i].type == T_TEXT ? flow_state(rec->flow, cell[i].text) : NULL;
		if (cell[i].type == T_TEXT)
			out[i] = s ? s->label : cell[i].text;
	}
}

static bool values_title(struct ctx *ctx, const struct record *rec, const struct field *f, struct clock clock,
                         const struct value *cell, int n, const char **out, int deep)
{
	f = field_shown(ctx->catalog, f);
	switch (f->kind) {
	case K_REF:
	case K_UNIT:
		return id_titles(ctx, f, clock, cell, n, out, deep);
	case K_CODE:
		code_titles(ctx, f, cell, n, out);
		return true;
	case K_STATE:
		state_titles(rec, cell, n, out);
		return true;
	case K_TEXT: case K_NAME: case K_NOTE: case K_INT: case K_MONEY: case K_BOOL: case K_DATE: case K_PARTIAL:
	case K_TIME: case K_SPAN: case K__COUNT:
		return true;
	}
	return true;
}

static bool titles_read(struct ctx *ctx, const struct record *rec, int field, struct clock clock,
                        const int64_t *once, int m, struct rows *rows)
{
	struct query q = query_new(ctx, clock, (struct period){ 0 });
	struct path p = { .n = 1, .field = { field }, .rec = { rec } };
	const char *t = query_alias(&q);
	struct sql sql;
	struct args args;

	build_sql(&q.b, "SELECT ");
	query_column(&q, t, "id");
	build_sql(&q.b, ", ");
	if (!query_path(&q, &p, t))
		return false;
	build_sql(&q.b, " FROM ");
	query_table(&q, rec, t);
	build_sql(&q.b, " WHERE ");
	query_column(&q, t, "id");
	build_in(&q.b, build_arg(&q.b, value_ids(once, (size_t)m)));
	return query_end(&q, &sql, &args) && db_many(ctx->db, sql, args, rows);
}

static bool titles_find(struct ctx *ctx, const struct record *rec, int field, struct clock clock, const int64_t *once,
                        int m, const char **title, int deep)
{
	const struct field *f = &rec->fields[field];
	struct rows rows;

	if (!titles_read(ctx, rec, field, clock, once, m, &rows))
		return false;
	struct value *cell = NEWN(ctx->mem, struct value, rows.n);
	const char **word = NEWN(ctx->mem, const char *, rows.n);
	for (int i = 0; i < rows.n; i++)
		cell[i] = rows.row[i].cell[1];
	if (!values_title(ctx, rec, f, clock, cell, rows.n, word, deep))
		return false;
	for (int i = 0; i < rows.n; i++) {
		const int64_t *at = bsearch(&rows.row[i].cell[0].i, once, (size_t)m, sizeof *once, by_id);
		const char *s = word[i] ? word[i] : kind_show(ctx, rec, field_shown(ctx->catalog, f), cell[i]);
		if (at && *s)
			title[at - once] = title[at - once] ? arena_printf(ctx->mem, "%s %s", title[at - once], s) : s;
	}
	return true;
}

/* What has no title is called by other fields. */
static bool titles_else(struct ctx *ctx, const struct record *rec, struct clock clock, const int64_t *once, int m,
                        const char **title, int deep)
{
	int64_t *bare = NEWN(ctx->mem, int64_t, m);
	const char **word = NEWN(ctx->mem, const char *, m);
	char name[64];
	int n = 0, k = 0;

	for (int i = 0; i < m; i++)
		if (!title[i])
			bare[n++] = once[i];
	for (const char *list = rec->called; n && (list = name_next(list, name, sizeof name)); )
		if (!titles_find(ctx, rec, record_field(rec, name), clock, bare, n, word, deep))
			return false;
	for (int i = 0; i < m; i++)
		if (!title[i])
			title[i] = word[k++];
	return true;
}

static bool titles(struct ctx *ctx, const struct record *rec, struct clock clock, const int64_t *ids, int n,
                   const char **out, int deep)
{
	int m, field = rec->title ? record_field(rec, rec->title) : -1;

	if (n == 0)
		return true;
	int64_t *once = distinct(ctx->mem, ids, n, &m);
	const char **title = NEWN(ctx->mem, const char *, m);
	if (field >= 0 && deep < TITLES_DEEP && !titles_find(ctx, rec, field, clock, once, m, title, deep + 1))
		return false;
	if (rec->called && deep < TITLES_DEEP && !titles_else(ctx, rec, clock, once, m, title, deep + 1))
		return false;
	for (int i = 0; i < m; i++)
		if (!title[i])
			title[i] = arena_printf(ctx->mem, "#%lld", (long long)once[i]);
	spread(once, m, title, ids, n, out);
	return true;
}

bool list_titles(struct ctx *ctx, const struct record *rec, struct clock clock, const int64_t *ids, int n,
                 const char **out)
{
	return titles(ctx, rec, clock, ids, n, out, 0);
}

bool list_value_titles(struct ctx *ctx, const struct record *rec, const struct field *f, struct clock clock,
                  const struct value *cell, int n, const char **out)
{
	return values_title(ctx, rec, f, clock, cell, n, out, 0);
}
