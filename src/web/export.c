/* A list as a CSV file.  It is put on record before a byte of it leaves. */

#include <string.h>
#include "model/access.h"
#include "model/filter.h"
#include "model/kind.h"
#include "model/query.h"
#include "out/csv.h"
#include "web/ask.h"
#include "web/pages.h"

enum { BATCH = 2000, EXPORT_MAX = 128 << 20 };

struct export { struct ctx *ctx; struct req *req; const struct record *rec; struct buf out; };

static void put_headings(struct csv_writer *w, const struct listing *rows)
{
	csv_put(w, "id");
	for (int c = 0; c < rows->ncolumns; c++)
		csv_put(w, rows->column[c].path);
	csv_line(w);
}

/* What a spreadsheet sorts and adds stays as stored; what has a name goes by its name. */
static void put_row(struct ctx *ctx, struct csv_writer *w, const struct listing *rows, const struct line *line)
{
	csv_put_int(w, line->id);
	for (int c = 0; c < rows->ncolumns; c++) {
		const struct record *rec = rows->column[c].rec;
		const struct field *f = field_shown(ctx->catalog, rows->column[c].field);

		if (line->cell[c].type == T_NULL)
			csv_put(w, NULL);
		else if (line->title[c] && *line->title[c])
			csv_put(w, line->title[c]);
		else
			csv_put(w, f->kind == K_BOOL ? kind_show(ctx, rec, f, line->cell[c]) :
				   kind_text(ctx->mem, f, line->cell[c]));
	}
	csv_line(w);
}

/* Batches, each in an arena of its own: 46,000 rows do not fit a request's. */
static bool put_batch(struct ctx *ctx, struct list *list, struct csv_writer *w, int *n)
{
	struct arena *mem = arena_new(0);
	struct db db = { ctx->db->conn, mem, ctx->errs };
	struct ctx part = *ctx;
	struct listing rows;
	bool done;

	part.mem = mem;
	part.db = &db;
	done = list_rows(&part, list, &rows);
	if (done) {
		if (!list->first)
			put_headings(w, &rows);
		for (int i = 0; i < rows.nlines; i++)
			put_row(&part, w, &rows, &rows.line[i]);
		*n = rows.nlines;
	}
	arena_free(mem);
	return done;
}

static bool make(void *arg)
{
	struct export *e = arg;
	struct ask ask;
	struct list list;
	struct csv_writer w;
	int n;

	e->ctx->heads = NULL;
	e->rec = page_record(e->ctx, e->req);
	if (!e->rec || !ask_read(e->ctx, e->req, &ask))
		return false;
	list = (struct list){ .of = e->rec, .clock = ask.clock, .period = ask.when, .under = ask.under,
	                      .order = req_query(e->req, "order"), .count = BATCH };
	list.where = filter_ask(e->ctx, e->rec, req_query(e->req, "where"));
	if (!list.where)
		return false;
	e->out = buf_new(e->ctx->mem, EXPORT_MAX);
	w = csv_write(sink_buf(&e->out), true);
	do {
		if (!put_batch(e->ctx, &list, &w, &n))
			return false;
		list.first += BATCH;
	} while (n == BATCH && !e->out.full);
	return !e->out.full || err_add(e->ctx->errs, ERR_INPUT, "Danh sách quá dài để tải một lần: hãy thêm điều "
	                               "kiện.");
}

static bool note(void *arg)
{
	struct export *e = arg;

	return access_log(e->ctx, "export", e->rec, 0, e->req->target);
}

void export_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct export e = { .ctx = ctx, .req = req };

	if (!db_txn(ctx->db, TXN_READ, make, &e) || !db_txn(ctx->db, TXN_WRITE, note, &e)) {
		page_errors(ctx, req, out);
		return;
	}
	reply_bytes(out, 200, "text/csv; charset=utf-8", e.out.s, e.out.n);
	out->file = arena_printf(ctx->mem, "%s.csv", e.rec->name);
}
