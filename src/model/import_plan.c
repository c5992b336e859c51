/* The plan and its writing.  Work goes in slices, each with memory of its own and, where it tries rows, a transaction
 * of its own: whoever types meanwhile waits for a slice, not for the file. */
#include "model/import.h"

#include <string.h>

#include "model/catalog.h"
#include "model/kind.h"

enum { SLICE = 1000 };

const char *const verdict_key[VERDICTS] = { "new", "changed", "same", "bad" };
const char *const verdict_name[VERDICTS] = { "mới", "thay đổi", "không đổi", "lỗi" };

/* The same work with memory and errors of its own; what must stay is copied out before slice_end. */
struct slice { struct ctx ctx; struct errs errs; struct db db; };

static void slice_begin(struct slice *s, const struct ctx *ctx)
{
	s->ctx = *ctx;
	s->ctx.mem = arena_new((size_t)1 << 30);
	arena_speak(s->ctx.mem, arena_language(ctx->mem));
	s->errs = errs_new(s->ctx.mem);
	s->db = (struct db){ ctx->db->conn, s->ctx.mem, &s->errs };
	s->ctx.errs = &s->errs;
	s->ctx.db = &s->db;
	s->ctx.heads = NULL;
	s->ctx.reads = NULL;
}

/* What broke the work itself, as against a row, goes to whoever asked for it. */
static bool slice_fault(struct slice *s, struct ctx *ctx)
{
	for (const struct err *e = s->errs.first; e; e = e->next)
		err_cited(ctx->errs, e->kind, e->field ? arena_text(ctx->errs->mem, e->field) : NULL,
		          arena_text(ctx->errs->mem, e->text), NULL);
	return false;
}

static bool told(struct ctx *ctx, struct import_plan *p, const char *what, int done)
{
	import_rest(p);
	if (!p->progress || p->progress(p->progress_arg, what, done, p->nrows))
		return true;
	return err_add(ctx->errs, ERR_INPUT, "Đã dừng theo yêu cầu; chưa ghi gì");
}

void import_rest(struct import_plan *p)
{
	arena_rest(p->mem);
	arena_rest(p->book.mem);
}

const char *import_faults(struct arena *a, const struct import_plan *p, const struct import_row *row)
{
	struct buf b = buf_new(a, 100000);

	buf_text(&b, "");
	for (const struct import_note *n = row->note; n; n = n->next)
		if (!n->warning)
			buf_printf(&b, "%s%s%s%s", b.n ? "; " : "", n->column >= 0 ? p->column[n->column].heading : "",
			           n->column >= 0 ? ": " : "", n->text);
	return b.s;
}

static int column_named(const struct import_plan *p, const char *field)
{
	for (int i = 0; field && i < p->ncolumns; i++)
		if (p->column[i].field >= 0 && strcmp(p->rec->fields[p->column[i].field].name, field) == 0)
			return i;
	return -1;
}

/* One about the same cell was said already, in words that fit the table better. */
static bool said(const struct import_row *row, int column)
{
	for (const struct import_note *n = row->note; n; n = n->next)
		if (!n->warning && n->column == column && column >= 0)
			return true;
	return false;
}

/* A message to a form begins with the field; here the column stands before it already. */
static const char *without_label(const struct import_plan *p, int column, const char *text)
{
	const char *label = column >= 0 ? p->rec->fields[p->column[column].field].label : "";
	size_t n = strlen(label);

	return n && strncmp(text, label, n) == 0 && strncmp(text + n, ": ", 2) == 0 ? text + n + 2 : text;
}

static void notes_take(struct arena *a, struct import_plan *p, struct import_row *row, const struct errs *errs)
{
	const struct import_row before = *row;

	for (const struct err *e = errs->first; e; e = e->next) {
		int column = column_named(p, e->field);
		if (!said(&before, column))
			import_note(a, row, column, false, without_label(p, column, e->text), e->cite);
	}
}

/* ---- understanding the cells ---- */

static const char *day_field(const struct record *r)
{
	if (r->flow && r->flow->nsteps)
		return r->flow->steps[0].day;
	return r->day ? r->day : r->dated ? "valid_from" : NULL;
}

/* What a text of a column means where that is looked up: the same few codes and units in thousands of rows. */
struct meaning { int column; struct date on; const char *typed, *text; };
enum { MEANINGS = 1024, MEANINGS_BYTES = 4 << 20 };

struct reading {
	struct ctx *ctx;
	struct arena *mem;
	struct import_plan *plan;
	int from, until;
	struct meaning *known; struct arena *typed;     /* direct-mapped; where their texts are kept */
};

static bool looked_up(const struct field *f)
{
	return f->kind == K_CODE || f->kind == K_UNIT || f->kind == K_REF;
}

static struct meaning *meaning_of(struct reading *g, int column, struct date on, const char *typed)
{
	uint32_t h = 2166136261u ^ (uint32_t)column ^ (uint32_t)on.ymd << 8;

	for (const char *s = typed; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return &g->known[(h ^ h >> 15) % MEANINGS];
}

static bool means(const struct meaning *m, int column, struct date on, const char *typed)
{
	return m->typed && m->column == column && m->on.ymd == on.ymd && strcmp(m->typed, typed) == 0;
}

static void meaning_keep(struct reading *g, struct meaning *m, struct meaning now)
{
	if (arena_used(g->typed) > MEANINGS_BYTES) {
		arena_free(g->typed);
		g->typed = arena_new(0);
		memset(g->known, 0, MEANINGS * sizeof *g->known);
	}
	now.typed = arena_text(g->typed, now.typed);
	*m = now;
}

static bool read_cell(struct slice *s, struct reading *g, struct import_row *row, int column, struct date on,
                      struct date *day)
{
	const struct field *f = &g->plan->rec->fields[g->plan->column[column].field];
	const char *text = import_cell(&s->ctx, g->mem, g->plan, row, column);
	struct meaning *m = text && looked_up(f) ? meaning_of(g, column, on, text) : NULL;
	struct value v;

	if (!text)
		return true;
	if (m && means(m, column, on, text)) {
		row->text[column] = m->text;
		return true;
	}
	if (!kind_parse(&s->ctx, f, f->name, text, on, &v)) {
		if (errs_worst(&s->errs) >= ERR_BUSY)
			return false;
		notes_take(g->mem, g->plan, row, &s->errs);
		errs_clear(&s->errs);
		return true;
	}
	if (v.type != T_NULL)
		row->text[column] = arena_text(g->mem, kind_text(s->ctx.mem, f, v));
	if (m)
		meaning_keep(g, m, (struct meaning){ column, on, text, row->text[column] });
	if (day && v.type == T_DATE)
		*day = v.date;
	return true;
}

static bool read_row(struct slice *s, struct reading *g, struct import_row *row)
{
	struct import_plan *p = g->plan;
	int first = column_named(p, day_field(p->rec));
	struct date on = s->ctx.today;

	row->text = NEWN(g->mem, const char *, p->ncolumns);
	row->note = NULL;
	row->said = row->id = row->entry = 0;
	row->verdict = ROW_NEW;
	if (first >= 0 && !read_cell(s, g, row, first, on, &on))
		return false;
	for (int c = 0; c < p->ncolumns; c++) {
		if (p->column[c].is_id)
			row->said = import_number(&s->ctx, g->mem, p, row, c);
		else if (p->column[c].field >= 0 && c != first && !read_cell(s, g, row, c, on, NULL))
			return false;
	}
	return true;
}

static bool read_slice(void *arg)
{
	struct reading *g = arg;
	struct slice s;
	bool ok = true;

	slice_begin(&s, g->ctx);
	for (int i = g->from; i < g->until && ok; i++)
		ok = read_row(&s, g, &g->plan->row[i]);
	if (!ok)
		slice_fault(&s, g->ctx);
	arena_free(s.ctx.mem);
	return ok;
}

static bool read_all(struct ctx *ctx, struct import_plan *p)
{
	struct reading g = { .ctx = ctx, .mem = p->mem, .plan = p, .typed = arena_new(0),
	                     .known = NEWN(ctx->mem, struct meaning, MEANINGS) };
	bool ok = true;

	for (; g.from < p->nrows && ok; g.from = g.until) {
		g.until = g.from + SLICE < p->nrows ? g.from + SLICE : p->nrows;
		ok = db_txn(ctx->db, TXN_READ, read_slice, &g) && told(ctx, p, "đọc", g.until);
	}
	arena_free(g.typed);
	return ok;
}

/* What a new row must have and the table does not give; beside the faults of its cells, not after them. */
static void check_required(struct arena *a, struct import_plan *p, struct import_row *row)
{
	const struct record *r = p->rec;

	for (int f = 0; f < r->nfields; f++) {
		if (!(r->fields[f].flags & F_REQUIRED) || (r->fields[f].flags & F_DERIVED) ||
		    !field_stored(&r->fields[f]))
			continue;
		int c = column_named(p, r->fields[f].name);
		if ((c >= 0 && row->text[c]) || said(row, c))
			continue;
		import_note(a, row, c, false, arena_printf(a, "Cần “%s”", r->fields[f].label), r->fields[f].cite);
	}
}

/* ---- trying, and writing ---- */

static bool to_write(const struct import_row *row)
{
	return row->verdict == ROW_NEW || row->verdict == ROW_CHANGED;
}

static void fill_input(struct arena *a, const struct import_plan *p, const struct import_row *row, struct input *in)
{
	const char **name = NEWN(a, const char *, p->ncolumns + 1), **text = NEWN(a, const char *, p->ncolumns + 1);

	*in = (struct input){ .name = name, .text = text };
	for (int c = 0; c < p->ncolumns; c++) {
		if (p->column[c].field < 0 || !row->text[c] || (row->old && !row->old[c]))
			continue;
		name[in->n] = p->rec->fields[p->column[c].field].name;
		text[in->n++] = row->text[c];
	}
}

/* Rows of the plan as a long batch: which row is the next order, and what was said of them.  A transaction may be run
 * again from its first order, so nothing is put into the plan before it is over. */
struct remark { int row; struct import_note note; };
struct writing {
	struct ctx *ctx;
	struct arena *mem;              /* of what was said */
	struct import_plan *plan;
	int from, until, at;            /* at: the row of the order before the next */
	bool telling;                   /* of its progress */
	struct remark *remark; int nremarks;
};

static void next_order(void *arg, struct arena *a, int i, struct order *out)
{
	struct writing *w = arg;
	struct input *in = NEW(a, struct input);

	if (i == 0) {
		w->at = w->from - 1;
		w->nremarks = 0;
	}
	while (!to_write(&w->plan->row[++w->at]))
		;
	const struct import_row *row = &w->plan->row[w->at];
	fill_input(a, w->plan, row, in);
	*out = (struct order){ .verb = row->id ? DO_EDIT : DO_CREATE, .rec = w->plan->rec, .id = row->id,
	                       .seen = row->entry, .recording = w->plan->opening, .reason = w->plan->reason,
	                       .input = in };
}

static void remark_add(struct writing *w, const char *field, bool warning, const char *text, const char *cite)
{
	int column = column_named(w->plan, field);

	PUSH(w->mem, w->remark, w->nremarks, (struct remark){ w->at, {
	     column, warning, arena_text(w->mem, without_label(w->plan, column, text)), arena_text(w->mem, cite),
	     NULL } });
}

static bool order_told(void *arg, int i, const struct errs *fault, const struct done *done)
{
	struct writing *w = arg;

	(void)i;
	for (const struct err *e = fault->first; e; e = e->next)
		remark_add(w, e->field, false, e->text, e->cite);
	for (int k = 0; k < done->nbreaches; k++)
		remark_add(w, done->breach[k].field, true, done->breach[k].text, done->breach[k].cite);
	return !w->telling || (w->at + 1) % SLICE || told(w->ctx, w->plan, "ghi", w->at + 1);
}

/* The batch of the rows from..until that say something new. */
static struct batch batch_of(struct writing *w, const char *reason)
{
	struct batch b = { .reason = reason, .next = next_order, .told = order_told, .arg = w };

	for (int i = w->from; i < w->until; i++)
		b.n += to_write(&w->plan->row[i]);
	b.command = arena_printf(w->mem, "import %s %d", w->plan->rec->name, b.n);
	return b;
}

/* What was said of the rows goes into the plan: all of it, or the faults alone. */
static void remarks_take(struct writing *w, bool faults_only)
{
	for (int i = 0; i < w->nremarks; ) {
		struct import_row *row = &w->plan->row[w->remark[i].row];
		const struct import_row before = *row;
		for (int of = w->remark[i].row; i < w->nremarks && w->remark[i].row == of; i++) {
			const struct import_note *n = &w->remark[i].note;
			if (n->warning ? !faults_only : !said(&before, n->column))
				import_note(w->plan->mem, row, n->column, n->warning, n->text, n->cite);
		}
	}
}

/* Orders of the slice are tried and taken back together: a row that stands on one before it finds it there. */
static bool try_slice(struct ctx *ctx, struct import_plan *p, int from, int until)
{
	struct slice s;

	slice_begin(&s, ctx);
	struct writing w = { .ctx = &s.ctx, .mem = s.ctx.mem, .plan = p, .from = from, .until = until };
	struct batch b = batch_of(&w, "thử nhập");
	bool ok = b.n == 0 || command_batch(&s.ctx, &b) || (s.errs.count && errs_worst(&s.errs) < ERR_BUSY);
	if (ok)
		remarks_take(&w, false);
	else
		slice_fault(&s, ctx);
	arena_free(s.ctx.mem);
	return ok;
}

struct matching { struct ctx *ctx; struct import_plan *plan; };

static bool match_run(void *arg)
{
	struct matching *m = arg;

	return import_match(m->ctx, m->plan->mem, m->plan);
}

bool import_rehearse(struct ctx *ctx, struct import_plan *p)
{
	struct matching m = { ctx, p };

	import_columns(ctx->mem, p);
	if (!read_all(ctx, p) || !db_txn(ctx->db, TXN_READ, match_run, &m))
		return false;
	for (int i = 0; i < p->nrows; i++) {
		if (!p->row[i].id)
			check_required(p->mem, p, &p->row[i]);
		if (i % SLICE == 0)
			import_rest(p);
	}
	for (int i = 0; i < p->nrows; i += SLICE) {
		int until = i + SLICE < p->nrows ? i + SLICE : p->nrows;
		if (!try_slice(ctx, p, i, until) || !told(ctx, p, "thử", until))
			return false;
	}
	memset(p->count, 0, sizeof p->count);
	for (int i = 0; i < p->nrows; i++) {
		p->count[p->row[i].verdict]++;
		if (i % SLICE == 0)
			import_rest(p);
	}
	return true;
}

bool import_commit(struct ctx *ctx, struct import_plan *p, const char *reason, int64_t *entry)
{
	struct writing w = { .ctx = ctx, .mem = arena_new(0), .plan = p, .until = p->nrows, .telling = true };
	struct batch b = batch_of(&w, reason);

	*entry = 0;
	b.keep = true;
	bool ok = b.n ? command_batch(ctx, &b) : err_add(ctx->errs, ERR_INPUT, "Không có dòng nào để ghi");
	if (ok)
		*entry = b.entry;
	else
		remarks_take(&w, true);
	arena_free(w.mem);
	return ok;
}
