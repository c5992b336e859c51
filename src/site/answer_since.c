#include "site/answer_since.h"

#include <string.h>

#include "base/text.h"
#include "out/grid.h"
#include "site/page_question.h"

static const char *const cause_key[] = {
	[SINCE_ENTRY] = "entry", [SINCE_DAY] = "day", [SINCE_RULE] = "definition",
};

static void since_json(struct json *j, struct arena *a, struct since s)
{
	json_key(j, "since");
	json_begin_object(j);
	json_put_int(j, "entry", s.entry);
	json_put_text(j, "day", s.day.ymd ? date_iso(a, s.day) : NULL);
	json_end_object(j);
}

/* ---- figures ---- */

static void put_answer(struct json *j, const char *key, const struct answer *x)
{
	json_key(j, key);
	if (x->has)
		json_add_double(j, x->value);
	else
		json_add_null(j);
}

static void counts_json(struct json *j, const struct since_diff *d)
{
	json_put_int(j, "was", d->was);
	json_put_int(j, "is", d->is);
	json_put_int(j, "came_in", d->in.sum);
	json_put_int(j, "went_out", d->out.sum);
}

void answer_since_figures_json(struct json *j, struct arena *a, struct since s, const struct asked *asked,
                               const struct answer_since_figure *x, int n)
{
	json_begin_object(j);
	answer_asked_json(j, asked);
	since_json(j, a, s);
	json_key(j, "figures");
	json_begin_array(j);
	for (int i = 0; i < n; i++) {
		json_begin_object(j);
		json_put_text(j, "figure", x[i].f->code);
		put_answer(j, "then", &x[i].then);
		put_answer(j, "now", &x[i].now);
		counts_json(j, &x[i].diff);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
}

void answer_since_figures_csv(struct csv_writer *w, const struct answer_since_figure *x, int n)
{
	static const char *const heading[] = { "figure", "was", "is", "came_in", "went_out" };

	for (size_t i = 0; i < COUNTOF(heading); i++)
		csv_put(w, heading[i]);
	csv_line(w);
	for (int i = 0; i < n; i++) {
		csv_put(w, x[i].f->code);
		csv_put_int(w, x[i].diff.was);
		csv_put_int(w, x[i].diff.is);
		csv_put_int(w, x[i].diff.in.sum);
		csv_put_int(w, x[i].diff.out.sum);
		csv_line(w);
	}
}

void answer_since_figures_text(struct arena *a, struct sink to, int width, const struct asked *asked,
                               const struct answer_since_figure *x, int n)
{
	static const struct grid_column column[] = {
		{ "Mã", false }, { "Chỉ tiêu", false }, { "Lúc ấy", true }, { "Bây giờ", true }, { "Thêm vào", true },
		{ "Ra khỏi", true },
	};
	struct grid t = grid_new(a, column, (int)COUNTOF(column));

	for (int i = 0; i < n; i++) {
		grid_put(&t, x[i].f->code);
		grid_put(&t, x[i].f->name);
		grid_put(&t, amount_show(a, &x[i].then));
		grid_put(&t, amount_show(a, &x[i].now));
		grid_put(&t, arena_printf(a, "+%s", text_grouped(a, x[i].diff.in.sum)));
		grid_put(&t, text_grouped(a, -x[i].diff.out.sum));
	}
	answer_asked_text(a, to, asked);
	sink_char(to, '\n');
	grid_print(&t, to, width);
}

/* ---- rows ---- */

static int told(const struct since_lines *l)
{
	return l->n < SINCE_TOLD_MAX ? l->n : SINCE_TOLD_MAX;
}

bool answer_since(struct ctx *ctx, const struct since_diff *diff, const char *columns, struct answer_since *out)
{
	*out = (struct answer_since){ .diff = *diff, .nin = told(&diff->in), .nout = told(&diff->out) };
	return since_causes(ctx, diff, true, diff->in.v, out->nin) &&
	       since_causes(ctx, diff, false, diff->out.v, out->nout) &&
	       since_rows(ctx, diff, true, diff->in.v, out->nin, columns, &out->in) &&
	       since_rows(ctx, diff, false, diff->out.v, out->nout, columns, &out->out);
}

static void put_lines(struct json *j, const struct ctx *ctx, const char *key, const struct listing *rows,
                      const struct since_line *line, int n)
{
	json_key(j, key);
	json_begin_array(j);
	for (int i = 0; i < n; i++) {
		json_begin_object(j);
		json_put_text(j, "cause", cause_key[line[i].cause]);
		if (line[i].cause == SINCE_ENTRY) {
			json_put_int(j, "entry", line[i].by.entry);
			json_put_text(j, "at", time_iso(ctx->mem, line[i].by.at));
			json_put_text(j, "user", line[i].by.user);
			json_put_text(j, "command", line[i].by.command);
			json_put_text(j, "reason", line[i].by.reason);
		}
		json_key(j, "row");
		answer_line_json(j, ctx, rows, &rows->line[i], false);
		json_end_object(j);
	}
	json_end_array(j);
}

void answer_since_json(struct json *j, const struct ctx *ctx, struct since s, const struct asked *asked,
                       const struct answer_since *x)
{
	json_begin_object(j);
	answer_asked_json(j, asked);
	since_json(j, ctx->mem, s);
	counts_json(j, &x->diff);
	put_lines(j, ctx, "in", &x->in, x->diff.in.v, x->nin);
	put_lines(j, ctx, "out", &x->out, x->diff.out.v, x->nout);
	json_end_object(j);
}

static void put_side(struct csv_writer *w, struct ctx *ctx, const char *sign, const struct listing *rows,
                     const struct since_line *line, int n)
{
	for (int i = 0; i < n; i++) {
		csv_put(w, sign);
		csv_put_int(w, line[i].id);
		for (int c = 0; c < rows->ncolumns; c++)
			csv_put(w, answer_cell_text(ctx, rows, &rows->line[i], c));
		csv_put_int(w, line[i].by.entry);
		csv_put(w, line[i].by.user);
		csv_put(w, line[i].cause == SINCE_ENTRY ? time_iso(ctx->mem, line[i].by.at) : "");
		csv_line(w);
	}
}

void answer_since_csv(struct csv_writer *w, struct ctx *ctx, const struct answer_since *x)
{
	const struct listing *any = x->nin ? &x->in : &x->out;

	csv_put(w, "sign");
	csv_put(w, "id");
	for (int c = 0; c < any->ncolumns; c++)
		csv_put(w, any->column[c].path);
	csv_put(w, "entry");
	csv_put(w, "user");
	csv_put(w, "at");
	csv_line(w);
	put_side(w, ctx, "+", &x->in, x->diff.in.v, x->nin);
	put_side(w, ctx, "-", &x->out, x->diff.out.v, x->nout);
}

static void text_side(struct ctx *ctx, struct sink to, int width, const char *sign, const struct listing *rows,
                      const struct since_line *line, int n)
{
	struct grid_column *column = NEWN(ctx->mem, struct grid_column, rows->ncolumns + 4);
	int k = 0;

	if (!n)
		return;
	column[k++] = (struct grid_column){ "±", false };
	for (int c = 0; c < rows->ncolumns; c++)
		column[k++] = (struct grid_column){ answer_field(ctx->catalog, rows->column[c].field)->label, false };
	column[k++] = (struct grid_column){ "Bút toán", true };
	column[k++] = (struct grid_column){ "Ai", false };
	column[k++] = (struct grid_column){ "Khi nào", false };
	struct grid t = grid_new(ctx->mem, column, k);
	for (int i = 0; i < n; i++) {
		bool entry = line[i].cause == SINCE_ENTRY;

		grid_put(&t, sign);
		for (int c = 0; c < rows->ncolumns; c++)
			grid_put(&t, answer_cell_text(ctx, rows, &rows->line[i], c));
		grid_put(&t, entry ? text_grouped(ctx->mem, line[i].by.entry) : "");
		grid_put(&t, entry ? line[i].by.user :
		         line[i].cause == SINCE_DAY ? "do ngày hỏi khác đi" : "do cách tính khác đi");
		grid_put(&t, entry ? time_show(ctx->mem, line[i].by.at) : "");
	}
	grid_print(&t, to, width);
}

void answer_since_text(struct ctx *ctx, struct sink to, int width, const struct asked *asked,
                       const struct answer_since *x)
{
	struct arena *a = ctx->mem;
	const struct since_diff *d = &x->diff;

	answer_asked_text(a, to, asked);
	sink_char(to, '\n');
	text_side(ctx, to, width, "+", &x->in, d->in.v, x->nin);
	text_side(ctx, to, width, "-", &x->out, d->out.v, x->nout);
	sink_text(to, arena_printf(a, "lúc ấy %s, bây giờ %s: thêm vào %s, ra khỏi %s\n", text_grouped(a, d->was),
	                           text_grouped(a, d->is), text_grouped(a, d->in.sum), text_grouped(a, d->out.sum)));
	if (x->nin < d->in.n || x->nout < d->out.n)
		sink_text(to, arena_printf(a, "mỗi phía chỉ kể %d dòng đầu\n", SINCE_TOLD_MAX));
}
