#include "model/list.h"

#include <stdlib.h>
#include <string.h>

#include "model/access.h"
#include "model/catalog.h"
#include "model/list_order.h"
#include "model/list_title.h"
#include "model/query_join.h"
#include "model/query.h"

enum { COLUMNS_MAX = 100, ORDERS_MAX = 10 };

/* ---- names in "a, b.c, -d" ---- */

/* The next name, or NULL at the end; *down tells a '-' before it. */
static const char *name_cut(struct arena *a, const char **list, bool *down)
{
	const char *s = *list + strspn(*list, ", \t\r\n");

	*down = *s == '-';
	s += *down;
	size_t n = strcspn(s, ", \t\r\n");
	*list = s + n;
	return n || *down ? arena_textn(a, s, n) : NULL;
}

/* ---- columns ---- */

struct shown { struct column *column; struct path *path; bool *hidden; int n; };

/* The row itself as a column ("id", and "person" of a person) is its number. */
static const struct field row_id = { "id", "Số", K_INT, F_LIST };

static bool path_hidden(struct ctx *ctx, const struct path *p)
{
	for (int i = 0; i < p->n; i++)
		if (!access_field(ctx, p->rec[i], &p->rec[i]->fields[p->field[i]]))
			return true;
	return false;
}

static void shown_add(struct shown *s, const char *text, const struct path *p, bool hidden)
{
	const struct field *f = path_field(p);

	s->column[s->n] = (struct column){ text, p->rec[p->n ? p->n - 1 : 0], f ? f : &row_id };
	s->path[s->n] = *p;
	s->hidden[s->n++] = hidden;
}

static bool columns_asked(struct ctx *ctx, const struct list *l, struct shown *s)
{
	const char *rest = l->columns, *name;
	struct path p;
	bool down;

	while ((name = name_cut(ctx->mem, &rest, &down))) {
		if (s->n == COLUMNS_MAX)
			return err_field(ctx->errs, "columns", "Quá %d cột", COLUMNS_MAX);
		if (!query_path_find(ctx, l->of, name, "columns", &p))
			return false;
		shown_add(s, name, &p, path_hidden(ctx, &p));
	}
	return true;
}

static bool columns_choose(struct ctx *ctx, const struct list *l, struct shown *s)
{
	int most = l->of->nfields > COLUMNS_MAX ? l->of->nfields : COLUMNS_MAX;

	*s = (struct shown){ NEWN(ctx->mem, struct column, most), NEWN(ctx->mem, struct path, most),
	                     NEWN(ctx->mem, bool, most), 0 };
	if (l->columns)
		return columns_asked(ctx, l, s);
	for (int i = 0; i < l->of->nfields; i++) {
		struct path p = { .n = 1, .field = { i }, .rec = { l->of } };
		if (l->of->fields[i].flags & F_LIST && !path_hidden(ctx, &p))
			shown_add(s, l->of->fields[i].name, &p, false);
	}
	return true;
}

static bool columns_emit(struct query *q, const struct shown *s, const char *alias)
{
	for (int i = 0; i < s->n; i++) {
		build_sql(&q->b, ", ");
		if (s->hidden[i])
			build_sql(&q->b, "NULL");
		else if (!query_path(q, &s->path[i], alias))
			return false;
	}
	return true;
}

/* ---- order ---- */

/* A reference is ordered by what its row is called. */
static void order_path(struct ctx *ctx, struct path *p)
{
	while (p->n && path_kind(ctx->catalog, p) == K_REF) {
		const struct record *to = path_target(ctx->catalog, p);
		int f = to->title ? record_field(to, to->title) : -1;
		if (f < 0 || !path_add(p, to, f))
			return;
	}
}

static bool may_be_null(const struct path *p)
{
	const struct field *f = path_field(p);

	if (!f)
		return false;
	return p->n > 1 || !(f->flags & F_REQUIRED) || f->kind == K_SPAN || field_step_day(p->rec[0], p->field[0]);
}

/* Without a word the engines put nulls at different ends; with one SQLite uses no index, so only where needed. */
static bool order_one(struct query *q, const struct path *p, bool down, const char *alias)
{
	const struct field *f = path_field(p);
	bool key = f && field_shown(q->ctx->catalog, f)->flags & F_SORT;

	if (!query_path_part(q, p, key ? "_key" : "", alias))
		return false;
	build_literal(&q->b, down ? " DESC" : "");
	build_literal(&q->b, may_be_null(p) ? " NULLS LAST, " : ", ");
	return true;
}

bool order_emit(struct query *q, const struct list *l, const char *alias)
{
	const char *rest = l->order ? l->order : l->of->order, *name;
	struct ctx *ctx = q->ctx;
	struct path p;
	bool down;
	int n = 0;

	build_sql(&q->b, " ORDER BY ");
	while (rest && (name = name_cut(ctx->mem, &rest, &down))) {
		if (++n > ORDERS_MAX)
			return err_field(ctx->errs, "order", "Sắp xếp theo quá %d cột", ORDERS_MAX);
		if (!query_path_find(ctx, l->of, name, "order", &p))
			return false;
		order_path(ctx, &p);
		if (path_hidden(ctx, &p)) {
			if (!l->order)
				continue;
			return err_add(ctx->errs, ERR_DENIED, "Bạn không được xem \"%s\" của %s", name, l->of->label);
		}
		if (!order_one(q, &p, down, alias))
			return false;
	}
	query_column(q, alias, "id");
	return true;
}

/* ---- rows ---- */

static void page_emit(struct query *q, const struct list *l)
{
	if (!l->count && !l->first)
		return;
	build_sql(&q->b, " LIMIT ");
	build_value(&q->b, V(l->count ? l->count : INT64_MAX));
	build_sql(&q->b, " OFFSET ");
	build_value(&q->b, V(l->first));
}

static bool select_emit(struct query *q, const struct shown *s, const char *t)
{
	build_sql(&q->b, "SELECT ");
	query_column(q, t, "id");
	build_sql(&q->b, ", ");
	query_column(q, t, "entry");
	return columns_emit(q, s, t);
}

static bool rows_asked(struct ctx *ctx, const struct list *l, const struct shown *s, struct rows *rows)
{
	struct query q = query_new(ctx, l->clock, l->period);
	const char *t = query_alias(&q);
	struct sql sql;
	struct args args;

	if (!select_emit(&q, s, t))
		return false;
	build_sql(&q.b, " FROM ");
	query_table(&q, l->of, t);
	build_sql(&q.b, " WHERE ");
	if (!query_list(&q, l, t) || !order_emit(&q, l, t))
		return false;
	page_emit(&q, l);
	return query_end(&q, &sql, &args) && db_many(ctx->db, sql, args, rows);
}

static int row_by_id(const void *x, const void *y)
{
	int64_t a = ((const struct row *)x)->cell[0].i, b = ((const struct row *)y)->cell[0].i;

	return (a > b) - (a < b);
}

static int id_of_row(const void *id, const void *row)
{
	int64_t a = *(const int64_t *)id, b = ((const struct row *)row)->cell[0].i;

	return (a > b) - (a < b);
}

/* Rows come as the engine finds them; the order is known already. */
static void rows_in_order(struct arena *a, const int64_t *id, int n, struct rows *rows)
{
	struct row *found = arena_copy(a, rows->row, (size_t)rows->n * sizeof *found);
	struct row *sorted = NEWN(a, struct row, rows->n);
	int out = 0;

	qsort(found, (size_t)rows->n, sizeof *found, row_by_id);
	for (int i = 0; i < n && out < rows->n; i++) {
		const struct row *at = bsearch(&id[i], found, (size_t)rows->n, sizeof *found, id_of_row);
		if (at)
			sorted[out++] = *at;
	}
	rows->row = sorted;
}

/* What several columns show of one span or one person is found once a row. */
static bool rows_by_number(struct ctx *ctx, const struct list *l, const struct shown *s, const int64_t *id, int n,
                           struct rows *rows)
{
	struct query q = query_new(ctx, l->clock, l->period);
	const char *r = query_rows(&q, l->of), *t = query_alias(&q);
	struct sql sql;
	struct args args;

	if (!select_emit(&q, s, r))
		return false;
	query_from_rows(&q);
	struct buf rest = query_rows_begin(&q, t);
	query_column(&q, t, "id");
	build_in(&q.b, build_arg(&q.b, value_ids(id, (size_t)n)));
	query_rows_end(&q, rest);
	if (!query_end(&q, &sql, &args) || !db_many(ctx->db, sql, args, rows))
		return false;
	rows_in_order(ctx->mem, id, n, rows);
	return true;
}

enum { PAGE_MAX = 500 };        /* more rows than this are read through, not looked up one by one */

static bool rows_read(struct ctx *ctx, const struct list *l, const struct shown *s, struct rows *rows)
{
	struct list_order order = { NULL, 0 };

	if (l->count && l->count <= PAGE_MAX && !list_order(ctx, l, &order))
		return false;
	if (!order.id)
		return rows_asked(ctx, l, s, rows);
	int64_t first = l->first < order.n ? l->first : order.n, left = order.n - first;
	*rows = (struct rows){ 0 };
	return !left || rows_by_number(ctx, l, s, order.id + first, (int)(left < l->count ? left : l->count), rows);
}

static bool lines_title(struct ctx *ctx, const struct list *l, const struct shown *s, const struct rows *rows,
                        const char **title)
{
	struct value *cell = NEWN(ctx->mem, struct value, rows->n);
	const char **word = NEWN(ctx->mem, const char *, rows->n);

	for (int c = 0; c < s->n; c++) {
		for (int i = 0; i < rows->n; i++) {
			cell[i] = rows->row[i].cell[2 + c];
			word[i] = s->hidden[c] ? "" : NULL;
		}
		if (!list_value_titles(ctx, s->column[c].rec, s->column[c].field, l->clock, cell, rows->n, word))
			return false;
		for (int i = 0; i < rows->n; i++)
			title[i * s->n + c] = word[i];
	}
	return true;
}

static bool lines_make(struct ctx *ctx, const struct list *l, const struct shown *s, const struct rows *rows,
                       struct listing *out)
{
	struct line *line = NEWN(ctx->mem, struct line, rows->n);
	const char **title = NEWN(ctx->mem, const char *, (size_t)rows->n * (size_t)s->n);

	if (!lines_title(ctx, l, s, rows, title))
		return false;
	for (int i = 0; i < rows->n; i++) {
		const struct value *cell = rows->row[i].cell;
		line[i] = (struct line){ cell[0].i, cell[1].i, cell + 2, title + (size_t)i * (size_t)s->n, 1 };
	}
	*out = (struct listing){ l->of, s->column, s->n, line, rows->n };
	return true;
}

bool list_rows(struct ctx *ctx, const struct list *l, struct listing *out)
{
	struct shown s;
	struct rows rows;

	*out = (struct listing){ .of = l->of };
	return columns_choose(ctx, l, &s) && rows_read(ctx, l, &s, &rows) && lines_make(ctx, l, &s, &rows, out);
}

bool list_by_id(struct ctx *ctx, const struct list *l, const int64_t *id, int n, struct listing *out)
{
	struct shown s;
	struct rows rows;

	*out = (struct listing){ .of = l->of };
	return columns_choose(ctx, l, &s) && rows_by_number(ctx, l, &s, id, n, &rows) &&
	       lines_make(ctx, l, &s, &rows, out);
}

bool list_count(struct ctx *ctx, const struct list *l, int64_t *out)
{
	struct query q = query_new(ctx, l->clock, l->period);
	const char *t = query_alias(&q);
	struct sql sql;
	struct args args;
	struct row row;
	struct list_order order = { NULL, 0 };

	if (l->count && l->count <= PAGE_MAX && !list_order(ctx, l, &order))
		return false;
	*out = order.n;
	if (order.id)
		return true;
	build_sql(&q.b, "SELECT count(*) FROM ");
	query_table(&q, l->of, t);
	build_sql(&q.b, " WHERE ");
	if (!query_list(&q, l, t) || !query_end(&q, &sql, &args) || !db_one(ctx->db, sql, args, &row))
		return false;
	*out = row.cell[0].i;
	return true;
}
