/* Lists as files: what is on the page, whole, in the same order and with the same columns.  It is put on record before
 * a byte of it leaves. */

#include "web/export.h"

#include <string.h>
#include <unistd.h>
#include "base/text.h"
#include "model/access.h"
#include "model/filter.h"
#include "model/journal.h"
#include "model/kind.h"
#include "model/list_order.h"
#include "model/unit.h"
#include "web/list_ask.h"
#include "web/pages.h"
#include "web/session.h"

enum { BATCH_FIRST = 2000, BATCH_LEAST = 50, BATCH_MOST = 24000, BATCH_BYTES = 20 << 20, SAMPLE = 200, WIDTH_MAX = 40 };

/* Rows of a list under way.  Each batch has an arena of its own: 46,000 rows do not fit a request's. */
struct source {
	struct ctx *ctx;
	struct list list;
	struct list_order order;        /* id NULL: `rows` is all there is */
	int64_t at;                     /* of order: where the next batch begins */
	int64_t batch;                  /* how many rows it takes */
	struct arena *mem;              /* of the batch */
	struct ctx part;                /* the ctx of the batch */
	struct db db;
	struct listing rows;
	int line;                       /* of rows: the next */
	bool times;
	const struct field **shown;     /* by column: whose values they are */
	struct cell *cell;
	struct paper_table table;
};

static void forget_batch(void *arg)
{
	struct source *s = arg;

	arena_free(s->mem);
	s->mem = NULL;
}

/* Each batch reads most pages of its tables, so few are better; rows are short or long: as many as take BATCH_BYTES,
 * and what is left in equal parts. */
static int64_t fitting_batch(int64_t rows, size_t bytes, int64_t left)
{
	int64_t n = rows * BATCH_BYTES / (int64_t)(bytes + 1);

	n = n < BATCH_LEAST ? BATCH_LEAST : n > BATCH_MOST ? BATCH_MOST : n;
	int64_t parts = (left + n - 1) / n;
	return parts ? (left + parts - 1) / parts : n;
}

static bool next_batch(struct source *s)
{
	int64_t left = s->order.n - s->at;
	int n = (int)(left < s->batch ? left : s->batch);

	forget_batch(s);
	s->mem = arena_new(0);
	s->db = (struct db){ s->ctx->db->conn, s->mem, s->ctx->errs };
	s->part = *s->ctx;
	s->part.mem = s->mem;
	s->part.db = &s->db;
	s->line = 0;
	if (!list_by_id(&s->part, &s->list, s->order.id + s->at, n, &s->rows))
		return false;
	s->at += n;
	s->batch = fitting_batch(n, arena_used(s->mem), s->order.n - s->at);
	return true;
}

/* ---- cells ---- */

static struct cell words_cell(struct ctx *ctx, const struct record *rec, const struct field *f, struct value v)
{
	struct date day = { 0 };

	if (f->kind == K_DATE || (f->kind == K_PARTIAL && strlen(v.text) == 10))
		day = cell_date(v);
	return day.ymd ? paper_day(day) : paper_words(kind_show(ctx, rec, f, v));
}

/* What a spreadsheet sorts and adds stays a number or a day; what has a name goes by its name. */
static struct cell cell_of(struct ctx *ctx, const struct record *rec, const struct field *f, struct value v,
                           const char *title)
{
	if (v.type == T_NULL)
		return paper_none();
	if (title && *title)
		return paper_words(title);
	if (v.type == T_TEXT)
		return words_cell(ctx, rec, f, v);
	if (f->kind == K_TIME)
		return paper_time(cell_int(v));
	if (f->kind == K_BOOL)
		return paper_words(kind_show(ctx, rec, f, v));
	return paper_number((double)cell_int(v));
}

static void fill_cells(struct source *s, const struct line *line)
{
	struct ctx *ctx = s->mem ? &s->part : s->ctx;

	s->cell[0] = paper_number((double)line->id);
	for (int c = 0; c < s->rows.ncolumns; c++)
		s->cell[c + 1] = cell_of(ctx, s->rows.column[c].rec, s->shown[c], line->cell[c], line->title[c]);
	if (s->times)
		s->cell[s->rows.ncolumns + 1] = paper_number((double)line->times);
}

static bool next_row(void *from, const struct cell **out)
{
	struct source *s = from;

	*out = NULL;
	if (s->line == s->rows.nlines) {
		if (!s->order.id || s->at >= s->order.n)
			return true;
		if (!next_batch(s))
			return false;
		if (!s->rows.nlines)
			bug("rows of a list are gone within one snapshot");
	}
	fill_cells(s, &s->rows.line[s->line++]);
	*out = s->cell;
	return true;
}

/* ---- columns ---- */

static enum column_kind column_kind(const struct field *f)
{
	if (f->kind == K_INT || f->kind == K_MONEY)
		return COLUMN_AMOUNT;
	return f->kind == K_DATE || f->kind == K_PARTIAL ? COLUMN_DAY : COLUMN_WORDS;
}

/* As wide as the first rows need. */
static void measure(struct source *s, struct paper_column *column)
{
	int n = s->table.ncolumns, rows = s->rows.nlines < SAMPLE ? s->rows.nlines : SAMPLE;
	struct arena *mem = arena_new(0);

	for (int i = 0; i < rows; i++) {
		fill_cells(s, &s->rows.line[i]);
		for (int c = 0; c < n; c++) {
			int width = (int)text_length(paper_cell_text(mem, &column[c], s->cell[c]));

			if (width > column[c].width)
				column[c].width = width < WIDTH_MAX ? width : WIDTH_MAX;
		}
	}
	arena_free(mem);
}

static void make_table(struct source *s)
{
	struct arena *a = s->ctx->mem;
	int n = s->rows.ncolumns + 1 + s->times;
	struct paper_column *column = NEWN(a, struct paper_column, n);

	s->cell = NEWN(a, struct cell, n);
	s->shown = NEWN(a, const struct field *, n);
	column[0] = (struct paper_column){ "id", "Số hồ sơ", COLUMN_ROW, 13 };
	for (int c = 0; c < s->rows.ncolumns; c++) {
		const struct column *of = &s->rows.column[c];
		int width = (int)text_length(of->field->label);

		s->shown[c] = field_shown(s->ctx->catalog, of->field);
		column[c + 1] = (struct paper_column){ arena_text(a, of->path), of->field->label,
		                                       column_kind(s->shown[c]),
		                                       width < 12 ? width : 12 };
	}
	if (s->times)
		column[n - 1] = (struct paper_column){ "times", "Số lượt", COLUMN_AMOUNT, 8 };
	s->table = (struct paper_table){ column, n, next_row, s };
	measure(s, column);
}

/* ---- papers ---- */

void export_fact(struct ctx *ctx, struct paper *p, const char *label, const char *text)
{
	struct paper_fact *fact = (struct paper_fact *)(uintptr_t)p->fact;

	if (!text || !*text)
		return;
	PUSH(ctx->mem, fact, p->nfacts, (struct paper_fact){ label, text });
	p->fact = fact;
}

bool export_who(struct ctx *ctx, struct paper *out)
{
	struct settings settings;

	if (!settings_read(ctx->db, &settings))
		return false;
	export_fact(ctx, out, "Người lập", ctx->user->name ? ctx->user->name : ctx->user->login);
	export_fact(ctx, out, "Lúc", time_show(ctx->mem, ctx->now));
	if (settings.demo)
		export_fact(ctx, out, "Chú ý", "SỐ LIỆU GIẢ LẬP");
	return true;
}

bool export_facts(struct ctx *ctx, const struct list *l, const char *where, struct paper *out)
{
	struct arena *a = ctx->mem;
	int64_t known = l->clock.known;

	if (!known && !ctx->heads && !journal_heads(ctx))
		return false;
	export_fact(ctx, out, "Tổ chức", l->under ? unit_name(ctx, l->clock, l->under) : "tất cả được xem");
	export_fact(ctx, out, "Điều kiện", where);
	export_fact(ctx, out, "Thứ tự", l->order);
	if (l->period.from.ymd)
		export_fact(ctx, out, "Kỳ", period_show(a, l->period));
	export_fact(ctx, out, "Ngày", date_show(a, l->clock.on));
	export_fact(ctx, out, "Theo sổ", known ? arena_printf(a, "như đã biết ở bút toán %s", text_grouped(a, known)) :
	         arena_printf(a, "hiện nay, bút toán %s", text_grouped(a, ctx->head)));
	return export_who(ctx, out);
}

static bool make_paper(struct source *s, const struct list *l, const char *where, struct paper *out)
{
	struct ctx *ctx = s->ctx;
	struct block *block = NEWN(ctx->mem, struct block, 2);
	int width = 0;

	make_table(s);
	for (int c = 1; c < s->table.ncolumns; c++)
		width += s->table.column[c].width + 1;
	block[0] = (struct block){ BLOCK_MIDDLE, text_upper(ctx->mem, l->of->plural), NULL };
	block[1] = (struct block){ BLOCK_TABLE, NULL, &s->table };
	*out = (struct paper){ .title = l->of->plural, .block = block, .nblocks = 2, .wide = width > 80 };
	return export_facts(ctx, l, where, out);
}

bool export_list(struct ctx *ctx, const struct list *l, const char *where, struct paper *out)
{
	struct source *s = NEW(ctx->mem, struct source);

	s->ctx = ctx;
	s->list = *l;
	s->batch = BATCH_FIRST;
	if (!l->columns)
		s->list.columns = sheet_columns(ctx, l->of, NULL);
	arena_closer(ctx->mem, forget_batch, s);
	return list_order_whole(ctx, l, &s->order) && next_batch(s) && make_paper(s, l, where, out);
}

bool export_listing(struct ctx *ctx, const struct listing *rows, bool times, const struct list *l,
                    const char *where, struct paper *out)
{
	struct source *s = NEW(ctx->mem, struct source);

	*s = (struct source){ .ctx = ctx, .rows = *rows, .times = times };
	return make_paper(s, l, where, out);
}

/* ---- as an answer ---- */

struct sending {
	struct ctx *ctx; struct req *req;
	bool (*make)(struct ctx *, struct req *, struct export *);
	const struct format *format;
	FILE *file;
	struct export export;
};

static bool suits(struct sending *s)
{
	return !s->format->rows || paper_first_table(&s->export.paper) ||
	       err_add(s->ctx->errs, ERR_MISSING, "Giấy này không có dạng %s.", s->format->label);
}

static bool make_file(void *arg)
{
	struct sending *s = arg;

	s->ctx->heads = NULL;
	rewind(s->file);                /* a lost race begins anew */
	if (ftruncate(fileno(s->file), 0) != 0)
		return err_add(s->ctx->errs, ERR_FAULT, "Không ghi được tệp tạm.");
	s->export = (struct export){ .file = "dangvu" };
	return s->make(s->ctx, s->req, &s->export) && suits(s) &&
	       s->format->write(&s->export.paper, s->file, s->ctx->errs);
}

static bool note_export(void *arg)
{
	struct sending *s = arg;

	return access_log(s->ctx, "export", s->export.rec, 0, s->req->target);
}

static void close_file(void *file)
{
	(void)fclose(file);
}

static bool send_file(struct sending *s)
{
	s->file = scratch_open(s->ctx->errs);
	if (!s->file)
		return false;
	arena_closer(s->req->mem, close_file, s->file);
	return db_txn(s->ctx->db, TXN_READ, make_file, s) &&
	       (!s->export.rec || db_txn(s->ctx->db, TXN_WRITE, note_export, s));
}

void export_reply(struct ctx *ctx, struct req *req, bool (*make)(struct ctx *, struct req *, struct export *),
                  struct reply *out)
{
	struct sending s = { .ctx = ctx, .req = req, .make = make };
	const char *name = req_query(req, "as") ? req_query(req, "as") : req_param(req, "format");


	name = name ? name : "";
	s.format = format_find(name);
	if (!s.format)
		err_add(ctx->errs, ERR_MISSING, "Không có dạng tệp “%s”.", name);
	if (!s.format || !send_file(&s)) {
		page_errors(ctx, req, out);
		return;
	}
	reply_file(out, s.format->type, s.file);
	out->file = arena_printf(ctx->mem, "%s.%s", s.export.file, s.format->name);
}

void export_links(struct html *w, const struct url to[EXPORT_FORMATS])
{
	html(w, "<span class=\"small\">Tải về: ");
	for (int i = 0; i < EXPORT_FORMATS; i++) {
		html(w, "%s", i ? " · " : "");
		html_link(w, to[i], formats[i]->label);
	}
	html(w, "</span>\n");
}

/* ---- a list as on its page ---- */

static bool make_list(struct ctx *ctx, struct req *req, struct export *out)
{
	const struct record *rec = page_record(ctx, req);
	struct list_ask asked;

	if (!rec || !list_ask_read(ctx, req, rec, &asked) ||
	    !export_list(ctx, &asked.list, asked.text, &out->paper))
		return false;
	out->file = rec->name;
	out->rec = rec;
	return true;
}

void export_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	export_reply(ctx, req, make_list, out);
}
