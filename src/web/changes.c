/* The rows stand in the sheet of their list, with two columns more. */

#include "web/changes.h"

#include <string.h>

#include "base/text.h"
#include "web/seen.h"

enum { MORE = 2 };

const char since_never[] = "Trình duyệt này chưa xem câu hỏi này lần nào trước đây: ghi một ngày hoặc số bút toán "
                           "để so.";

static struct sheet_cell cause_cell(struct arena *a, const struct record *of, const struct since_line *l)
{
	switch (l->cause) {
	case SINCE_ENTRY:
		break;
	case SINCE_DAY:
		return (struct sheet_cell){ .text = "do ngày hỏi khác đi" };
	case SINCE_RULE:
		return (struct sheet_cell){ .text = "do cách tính khác đi" };
	}
	return (struct sheet_cell){ .text = text_grouped(a, l->by.entry),
	                            .to = url(a, "/r/%s/%lld/history", of->name, (long long)l->id) };
}

static const char *told_by(struct arena *a, const struct told_entry *by)
{
	return arena_printf(a, "%s · %s · %s%s%s", by->user, time_show(a, by->at), by->command,
	                    by->reason && *by->reason ? " · " : "", by->reason ? by->reason : "");
}

static void widen(struct arena *a, struct sheet *s, const struct record *of, const struct since_line *line)
{
	int old = s->ncolumns, n = old + MORE;
	struct sheet_column *column = NEWN(a, struct sheet_column, n);
	struct sheet_cell *cell = NEWN(a, struct sheet_cell, (size_t)n * (size_t)s->nrows + 1);

	memcpy(column, s->column, (size_t)old * sizeof *column);
	column[old].label = "Bút toán";
	column[old + 1].label = "Ai, khi nào, việc gì";
	for (int i = 0; i < s->nrows; i++) {
		struct sheet_cell *to = cell + (size_t)i * (size_t)n;

		memcpy(to, s->cell + (size_t)i * (size_t)old, (size_t)old * sizeof *to);
		to[old] = cause_cell(a, of, &line[i]);
		if (line[i].cause == SINCE_ENTRY)
			to[old + 1].text = told_by(a, &line[i].by);
		else
			to[old + 1].text = "";
	}
	s->column = column;
	s->cell = cell;
	s->ncolumns = n;
}

/* What is gone is shown and opened as it was known. */
static bool load_side(struct ctx *ctx, const struct since_diff *diff, bool in, struct since s, struct ask ask,
                      const char *columns, struct sheet *out)
{
	const struct since_lines *lines = in ? &diff->in : &diff->out;
	int n = lines->n < SINCE_SHOWN ? lines->n : SINCE_SHOWN;
	struct listing rows;

	*out = (struct sheet){ 0 };
	if (!n)
		return true;
	if (!in) {
		ask.known = arena_printf(ctx->mem, "%lld", (long long)s.entry);
		ask.clock = diff->then.clock;
	}
	if (!since_causes(ctx, diff, in, lines->v, n) ||
	    !since_rows(ctx, diff, in, lines->v, n, columns, &rows) || !sheet_load(ctx, &rows, &ask, false, out))
		return false;
	widen(ctx->mem, out, rows.of, lines->v);
	return true;
}

const char *since_told(struct arena *a, struct since s)
{
	if (!s.day.ymd)
		return arena_printf(a, "bút toán số %s", text_grouped(a, s.entry));
	return arena_printf(a, "bút toán số %s, ngày %s", text_grouped(a, s.entry), date_show(a, s.day));
}

bool changes_load(struct ctx *ctx, const struct since_diff *diff, struct since s, const struct ask *ask,
                  const char *columns, struct changes *out)
{
	*out = (struct changes){
		.moment = since_told(ctx->mem, s), .was = diff->was, .is = diff->is, .nin = diff->in.n,
		.nout = diff->out.n, .sum_in = diff->in.sum, .sum_out = diff->out.sum,
	};
	return load_side(ctx, diff, true, s, *ask, columns, &out->in) &&
	       load_side(ctx, diff, false, s, *ask, columns, &out->out);
}

void since_draw_input(struct html *w, const char *typed)
{
	html(w, "<label>So với lúc<input id=\"f-since\" name=\"since\" value=\"%s\" placeholder=\"không so\""
	        " title=\"Số bút toán, ngày 31/12/2022 hoặc giờ và ngày\"></label>\n",
	     typed && !strcmp(typed, SINCE_LAST) ? "" : typed);
}

static void draw_side(struct html *w, const char *title, const char *none, int64_t n, const struct sheet *s)
{
	html(w, "<section><h2>%s: %s</h2>\n", title, text_grouped(w->out.mem, n));
	if (n)
		sheet_draw(w, s);
	else
		html(w, "<p class=\"none\">%s</p>\n", none);
	if (n > s->nrows)
		html(w, "<p class=\"small under\">Trang này hiện %d dòng đầu.</p>\n", s->nrows);
	html(w, "</section>\n");
}

static const char *sign(struct arena *a, int64_t v)
{
	return arena_printf(a, "%s%s", v > 0 ? "+" : "", text_grouped(a, v));
}

void changes_draw(struct html *w, const struct changes *c)
{
	struct arena *a = w->out.mem;

	html(w, "<div class=\"tiles then-now\"><div class=\"tile\"><span>Lúc ấy</span><strong>%s</strong>"
	        "<small>%s</small></div>", text_grouped(a, c->was), c->moment);
	html(w, "<div class=\"tile main\"><span>Bây giờ</span><strong>%s</strong><small>%s</small></div>",
	     text_grouped(a, c->is), c->was == c->is ? "không đổi" : sign(a, c->is - c->was));
	html(w, "<div class=\"tile\"><span>Thêm vào</span><strong>%s</strong></div>"
	        "<div class=\"tile\"><span>Ra khỏi</span><strong>%s</strong></div></div>\n",
	     sign(a, c->sum_in), sign(a, -c->sum_out));
	draw_side(w, "Thêm vào", "Không có dòng nào thêm vào.", c->nin, &c->in);
	draw_side(w, "Ra khỏi", "Không có dòng nào ra khỏi.", c->nout, &c->out);
}
