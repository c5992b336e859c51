/* From the tree of a filter to SQL.  Every value is a parameter. */
#include <string.h>

#include "base/text.h"
#include "model/catalog.h"
#include "model/filter_tree.h"
#include "model/unit.h"

static bool emit(struct query *q, const struct filter *f, const char *alias);

static enum kind kind_of(const struct query *q, const struct path *p)
{
	return path_kind(q->ctx->catalog, p);
}

/* What `write` writes, as text to be put in more than once. */
static bool aside(struct query *q, bool (*write)(struct query *, const struct filter *, const char *),
                  const struct filter *f, const char *alias, const char **out)
{
	struct buf rest = query_aside(q);
	bool done = write(q, f, alias);

	*out = query_aside_end(q, rest);
	return done;
}

/* ---- values ---- */

/* Who bears the code on the list's day, else today: a figure is asked of a year before its units too, and then counts
 * nothing there. */
static bool unit_id(struct query *q, const struct operand *o, int64_t *out)
{
	struct clock today = { q->ctx->today, q->clock.known };
	const char *why = NULL;

	*out = o->v.type == T_INT ? o->v.i : 0;
	if (*out)
		return true;
	if (!unit_seek(q->ctx, q->clock, o->v.text, out, &why))
		return false;
	if (!*out && !unit_seek(q->ctx, today, o->v.text, out, &why))
		return false;
	return *out || err_field(q->ctx->errs, "where", "%s", why);
}

static bool emit_operand(struct query *q, enum kind kind, const struct operand *o)
{
	int64_t id;

	if (o->today) {
		query_today(q);
		return true;
	}
	if (kind != K_UNIT) {
		build_value(&q->b, o->v);
		return true;
	}
	if (!unit_id(q, o, &id))
		return false;
	build_value(&q->b, V(id));
	return true;
}

static bool right_compare(struct query *q, const struct filter *f)
{
	switch (f->op) {
	case C_EQ: build_sql(&q->b, " = "); break;
	case C_NE: build_sql(&q->b, " <> "); break;
	case C_LT: build_sql(&q->b, " < "); break;
	case C_LE: build_sql(&q->b, " <= "); break;
	case C_GT: build_sql(&q->b, " > "); break;
	case C_GE: build_sql(&q->b, " >= "); break;
	}
	return emit_operand(q, kind_of(q, &f->path), f->value);
}

/* Whole numbers are bound as one set, so that their number does not change the text. */
static bool is_whole(enum kind kind)
{
	switch (kind) {
	case K_INT: case K_MONEY: case K_TIME: case K_REF: case K_UNIT:
		return true;
	case K_TEXT: case K_NAME: case K_NOTE: case K_BOOL: case K_DATE: case K_PARTIAL: case K_CODE: case K_STATE:
	case K_SPAN: case K__COUNT:
		return false;
	}
	return false;
}

static bool right_set(struct query *q, const struct filter *f)
{
	enum kind kind = kind_of(q, &f->path);
	int64_t *ids = NEWN(q->ctx->mem, int64_t, f->nvalues);

	for (int i = 0; i < f->nvalues; i++) {
		ids[i] = cell_int(f->value[i].v);
		if (kind == K_UNIT && !unit_id(q, &f->value[i], &ids[i]))
			return false;
	}
	build_in(&q->b, build_arg(&q->b, value_ids(ids, (size_t)f->nvalues)));
	return true;
}

static bool right_in(struct query *q, const struct filter *f)
{
	enum kind kind = kind_of(q, &f->path);

	if (is_whole(kind))
		return right_set(q, f);
	for (int i = 0; i < f->nvalues; i++) {
		build_literal(&q->b, i ? ", " : " IN (");
		if (!emit_operand(q, kind, &f->value[i]))
			return false;
	}
	build_sql(&q->b, ")");
	return true;
}

static bool right_period(struct query *q, const struct filter *f)
{
	if (!q->period.from.ymd)
		return err_field(q->ctx->errs, "where", "\"%s in period\" cần một kỳ", f->text);
	build_sql(&q->b, " BETWEEN ");
	build_value(&q->b, V(q->period.from));
	build_sql(&q->b, " AND ");
	build_value(&q->b, V(period_last(q->period)));
	return true;
}

/* ---- comparisons ---- */

static bool write_right(struct query *q, const struct filter *f, const char *alias)
{
	(void)alias;
	if (f->node == N_COMPARE)
		return right_compare(q, f);
	return f->node == N_IN ? right_in(q, f) : right_period(q, f);
}

/* The day of a step that lies on the row itself: compared as it is, beside the condition that it has come, an index
 * can find it. */
static void against_step_day(struct query *q, const char *name, const char *right, const char *alias)
{
	build_sql(&q->b, "(");
	query_column(q, alias, name);
	build_literal(&q->b, right);
	build_sql(&q->b, " AND ");
	query_column(q, alias, name);
	build_sql(&q->b, " <= ");
	query_day(q);
	build_sql(&q->b, ")");
}

/* Apart for rows whose last step has come and for others: of a CASE PostgreSQL cannot guess how many rows it leaves,
 * and plans badly. */
static void against_state(struct query *q, const struct path *p, const char *right, const char *alias)
{
	build_sql(&q->b, "(");
	query_column(q, alias, path_field(p)->name);
	build_literal(&q->b, right);
	build_sql(&q->b, " AND ");
	query_column(q, alias, "state_on");
	build_sql(&q->b, " <= ");
	query_day(q);
	build_sql(&q->b, " OR ");
	query_column(q, alias, "state_on");
	build_sql(&q->b, " > ");
	query_day(q);
	build_sql(&q->b, " AND ");
	query_past_state(q, p->rec[0], p->field[0], alias);
	build_literal(&q->b, right);
	build_sql(&q->b, ")");
}

static bool emit_against(struct query *q, const struct filter *f, const char *alias)
{
	const struct path *p = &f->path;
	const char *right;

	if (!aside(q, write_right, f, alias, &right))
		return false;
	if (p->n == 1 && path_field(p)->kind == K_STATE) {
		against_state(q, p, right, alias);
		return true;
	}
	if (p->n == 1 && field_step_day(p->rec[0], p->field[0]) && strcmp(path_field(p)->name, "state_on") != 0) {
		against_step_day(q, path_field(p)->name, right, alias);
		return true;
	}
	if (!query_path(q, p, alias))
		return false;
	build_literal(&q->b, right);
	return true;
}

/* %, _ and \ in what was typed stand for themselves. */
static const char *like(struct arena *a, const char *s)
{
	struct buf b = buf_new(a, strlen(s) * 2 + 2);

	buf_char(&b, '%');
	for (; *s; s++) {
		if (strchr("%_\\", *s))
			buf_char(&b, '\\');
		buf_char(&b, *s);
	}
	buf_char(&b, '%');
	return b.s;
}

static bool has_marks(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80)
			return true;
	return false;
}

/* The _fold column holds the folded text, then the lower-cased one: what was typed with marks is looked for as typed,
 * which only the second can hold. */
static bool emit_match(struct query *q, const struct filter *f, const char *alias)
{
	const char *lower = text_lower(q->ctx->mem, f->value->v.text), *fold = text_fold(q->ctx->mem, f->value->v.text);

	if (!query_path_part(q, &f->search, "_fold", alias))
		return false;
	build_sql(&q->b, " LIKE ");
	build_value(&q->b, V(like(q->ctx->mem, has_marks(lower) || !*fold ? lower : fold)));
	build_sql(&q->b, " ESCAPE '\\'");
	return true;
}

static bool emit_under(struct query *q, const struct filter *f, const char *alias)
{
	const struct tree *t;
	int64_t id;

	if (!unit_id(q, f->value, &id) || !tree_load(q->ctx, q->clock, &t))
		return false;
	int i = tree_find(t, id);
	struct value ids = value_ids(t->id, 0);
	if (i >= 0)
		ids = value_ids(t->id + i, (size_t)(t->node[i].last - i + 1));
	if (!query_path(q, &f->path, alias))
		return false;
	build_in(&q->b, build_arg(&q->b, ids));
	return true;
}

/* ---- has ---- */

/* Whether at most one row has a given value in step `step` of the way back. */
static bool single(const struct filter *f, int step)
{
	return step >= f->back.n || f->back.rec[step]->fields[f->back.field[step]].flags & F_UNIQUE;
}

/* What `path` names from the row outside, carried back to what step - 1 of `back` refers to: in this direction each
 * step can use an index. */
static bool emit_target(struct query *q, const struct filter *f, int step, const char *alias)
{
	if (step == f->back.n)
		return query_path(q, &f->path, alias);
	const struct record *rec = f->back.rec[step];
	const char *m = query_alias(q);
	build_sql(&q->b, "(SELECT ");
	query_column(q, m, "id");
	build_sql(&q->b, " FROM ");
	query_table(q, rec, m);
	build_sql(&q->b, " WHERE ");
	query_column(q, m, rec->fields[f->back.field[step]].name);
	build_literal(&q->b, single(f, step + 1) ? " = " : " IN ");
	if (!emit_target(q, f, step + 1, alias))
		return false;
	build_literal(&q->b, single(f, step) ? " LIMIT 1)" : ")");
	return true;
}

static bool emit_link(struct query *q, const struct filter *f, const char *y, const char *alias)
{
	query_column(q, y, f->back.n ? f->of->fields[f->back.field[0]].name : "id");
	build_literal(&q->b, single(f, 1) ? " = " : " IN ");
	return emit_target(q, f, f->back.n ? 1 : 0, alias);
}

/* The day of the row outside, to stand as the day inside. */
static bool write_day(struct query *q, const struct filter *f, const char *alias)
{
	build_sql(&q->b, "(");
	if (!query_path(q, &f->on, alias))
		return false;
	build_sql(&q->b, ")");
	return true;
}

static bool emit_inside(struct query *q, const struct filter *f, const char *y)
{
	build_sql(&q->b, " AND ");
	if (f->on_text) {
		query_day(q);
		build_sql(&q->b, " IS NOT NULL AND ");
	}
	if (!query_there(q, f->of, y))
		return false;
	if (f->of->owner) {
		build_sql(&q->b, " AND ");
		if (!query_own(q, f->of, y))
			return false;
	}
	if (!f->n)
		return true;
	build_sql(&q->b, " AND (");
	if (!emit(q, f->part[0], y))
		return false;
	build_sql(&q->b, ")");
	return true;
}

static bool emit_has(struct query *q, const struct filter *f, const char *alias)
{
	const char *y = query_alias(q), *outer = q->day, *day = outer;

	if (f->on_text && !aside(q, write_day, f, alias, &day))
		return false;
	build_sql(&q->b, "EXISTS (SELECT 1 FROM ");
	query_table(q, f->of, y);
	build_sql(&q->b, " WHERE ");
	if (!emit_link(q, f, y, alias))
		return false;
	q->day = day;
	bool done = emit_inside(q, f, y);
	q->day = outer;
	build_sql(&q->b, ")");
	return done;
}

/* ---- all ---- */

static bool emit_joined(struct query *q, const struct filter *f, const char *alias)
{
	for (int i = 0; i < f->n; i++) {
		bool group = f->node == N_AND && f->part[i]->node == N_OR;
		if (i)
			build_literal(&q->b, f->node == N_AND ? " AND " : " OR ");
		build_literal(&q->b, group ? "(" : "");
		if (!emit(q, f->part[i], alias))
			return false;
		build_literal(&q->b, group ? ")" : "");
	}
	return true;
}

static bool emit_not(struct query *q, const struct filter *f, const char *alias)
{
	build_sql(&q->b, "NOT COALESCE((");
	if (!emit(q, f->part[0], alias))
		return false;
	build_sql(&q->b, "), FALSE)");
	return true;
}

static bool emit_null(struct query *q, const struct filter *f, const char *alias)
{
	build_sql(&q->b, "(");
	if (!query_path(q, &f->path, alias))
		return false;
	build_literal(&q->b, f->node == N_UNSET ? ") IS NULL" : ") IS NOT NULL");
	return true;
}

static bool emit(struct query *q, const struct filter *f, const char *alias)
{
	switch (f->node) {
	case N_TRUE:
		build_sql(&q->b, "TRUE");
		return true;
	case N_AND:
	case N_OR:
		return emit_joined(q, f, alias);
	case N_NOT:
		return emit_not(q, f, alias);
	case N_COMPARE:
	case N_IN:
	case N_PERIOD:
		return emit_against(q, f, alias);
	case N_SET:
	case N_UNSET:
		return emit_null(q, f, alias);
	case N_MATCH:
		return emit_match(q, f, alias);
	case N_UNDER:
		return emit_under(q, f, alias);
	case N_HAS:
		return emit_has(q, f, alias);
	}
	return true;
}

bool filter_emit(struct query *q, const struct filter *f, const char *alias)
{
	if (f)
		return emit(q, f, alias);
	build_sql(&q->b, "TRUE");
	return true;
}
