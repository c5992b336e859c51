/* The plan and its writing.  Work goes in slices, each with memory of its own and, where it tries rows, a transaction
 * of its own: whoever types meanwhile waits for a slice, not for the file. */
#include "model/import.h"

#include <string.h>

#include "model/catalog.h"
#include "model/kind.h"

enum { SLICE = 500 };

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

struct reading { struct ctx *ctx; struct arena *mem; struct import_plan *plan; int from, until; };

static bool read_cell(struct slice *s, struct reading *g, struct import_row *row, int column, struct date on,
                      struct date *day)
{
	const struct field *f = &g->plan->rec->fields[g->plan->column[column].field];
	const char *text = import_cell(&s->ctx, g->mem, g->plan, row, column);
	struct value v;

	if (!text)
		return true;
	if (!kind_parse(&s->ctx, f, f->name, text, on, &v)) {
		if (errs_worst(&s->errs) >= ERR_BUSY)
			return false;
		notes_take(g->mem, g->plan, row, &s->errs);
		errs_clear(&s->errs);
		return true;
	}
	if (v.type != T_NULL)
		row->text[column] = arena_text(g->mem, kind_text(s->ctx.mem, f, v));
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
	struct reading g = { .ctx = ctx, .mem = p->mem, .plan = p };

	for (; g.from < p->nrows; g.from = g.until) {
		g.until = g.from + SLICE < p->nrows ? g.from + SLICE : p->nrows;
		if (!db_txn(ctx->db, TXN_READ, read_slice, &g) || !told(ctx, p, "đọc", g.until))
			return false;
	}
	return true;
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

/* The orders of the rows from..until that say something new; of[i] is the row of order i. */
static void orders_make(struct arena *a, struct import_plan *p, int from, int until, struct batch *b, int **of)
{
	struct order *order = NEWN(a, struct order, until - from + 1);
	struct input *input = NEWN(a, struct input, until - from + 1);

	*of = NEWN(a, int, until - from + 1);
	for (int i = from; i < until; i++) {
		const struct import_row *row = &p->row[i];
		if (!to_write(row))
			continue;
		fill_input(a, p, row, &input[b->n]);
		order[b->n] = (struct order){
			.verb = row->id ? DO_EDIT : DO_CREATE, .rec = p->rec, .id = row->id, .seen = row->entry,
			.recording = p->opening, .reason = p->reason, .input = &input[b->n],
		};
		(*of)[b->n++] = i;
	}
	b->order = order;
	b->fault = NEWN(a, struct errs, b->n + 1);
	b->done = NEWN(a, struct done, b->n + 1);
}

static void batch_told(struct arena *a, struct import_plan *p, const struct batch *b, const int *of)
{
	for (int i = 0; i < b->n; i++) {
		struct import_row *row = &p->row[of[i]];
		notes_take(a, p, row, &b->fault[i]);
		for (int k = 0; k < b->done[i].nbreaches; k++)
			import_note(a, row, column_named(p, b->done[i].breach[k].field), true,
			            b->done[i].breach[k].text,
			            b->done[i].breach[k].cite);
	}
}

static const char *batch_name(struct arena *a, const struct import_plan *p, int n)
{
	return arena_printf(a, "import %s %d", p->rec->name, n);
}

/* Orders of the slice are tried and taken back together: a row that stands on one before it finds it there. */
static bool try_slice(struct ctx *ctx, struct import_plan *p, int from, int until)
{
	struct slice s;
	int *of;

	slice_begin(&s, ctx);
	struct batch b = { .reason = "thử nhập" };
	orders_make(s.ctx.mem, p, from, until, &b, &of);
	b.command = batch_name(s.ctx.mem, p, b.n);
	bool ok = b.n == 0 || command_batch(&s.ctx, &b) || (s.errs.count && errs_worst(&s.errs) < ERR_BUSY);
	batch_told(p->mem, p, &b, of);
	if (!ok)
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
	for (int i = 0; i < p->nrows; i++)
		if (!p->row[i].id)
			check_required(p->mem, p, &p->row[i]);
	for (int i = 0; i < p->nrows; i += SLICE) {
		int until = i + SLICE < p->nrows ? i + SLICE : p->nrows;
		if (!try_slice(ctx, p, i, until) || !told(ctx, p, "thử", until))
			return false;
	}
	memset(p->count, 0, sizeof p->count);
	for (int i = 0; i < p->nrows; i++)
		p->count[p->row[i].verdict]++;
	return true;
}

bool import_commit(struct ctx *ctx, struct import_plan *p, const char *reason, int64_t *entry)
{
	struct batch b = { .reason = reason, .keep = true };
	int *of;

	*entry = 0;
	orders_make(ctx->mem, p, 0, p->nrows, &b, &of);
	if (b.n == 0)
		return err_add(ctx->errs, ERR_INPUT, "Không có dòng nào để ghi");
	b.command = batch_name(ctx->mem, p, b.n);
	if (!command_batch(ctx, &b)) {
		batch_told(p->mem, p, &b, of);
		return false;
	}
	*entry = b.entry;
	return true;
}
