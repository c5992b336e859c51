/* Lists, single rows, their history, and what a command did. */

#include "site/answer.h"

#include <string.h>

#include "base/language.h"
#include "base/text.h"
#include "model/code.h"
#include "out/grid.h"

const struct field *answer_field(const struct catalog *c, const struct field *f)
{
	while (f->kind == K_SPAN) {
		const char *dot = strchr(f->of, '.');
		char name[64];
		if (!dot || (size_t)(dot - f->of) >= sizeof name)
			bug("span field %s of \"%s\"", f->name, f->of);
		memcpy(name, f->of, (size_t)(dot - f->of));
		name[dot - f->of] = '\0';
		const struct record *r = catalog_record(c, name);
		int i = r ? record_field(r, dot + 1) : -1;
		if (i < 0)
			bug("span field %s of \"%s\"", f->name, f->of);
		f = &r->fields[i];
	}
	return f;
}

/* ---- JSON ---- */

static void put_value(struct json *j, struct arena *a, const struct field *f, struct value v)
{
	switch (v.type) {
	case T_NULL:
	case T_BYTES:
	case T_IDS:
	case T__COUNT:
		json_add_null(j);
		return;
	case T_BOOL:
		json_add_bool(j, v.b);
		return;
	case T_INT:
		if (f->kind == K_BOOL)
			json_add_bool(j, v.i != 0);
		else if (f->kind == K_TIME)
			json_add_text(j, time_iso(a, v.i));
		else
			json_add_int(j, v.i);
		return;
	case T_MONEY:
		json_add_int(j, v.money.dong);
		return;
	case T_DATE:
		json_add_text(j, date_iso(a, v.date));
		return;
	case T_TIME:
		json_add_text(j, time_iso(a, v.i));
		return;
	case T_TEXT:
		json_add_text(j, v.text);
		return;
	}
}

/* Kinds whose stored value is a key or a number that has a name. */
static bool has_title(const struct field *f)
{
	return f->kind == K_CODE || f->kind == K_STATE || f->kind == K_REF || f->kind == K_UNIT;
}

void answer_value_json(struct json *j, struct arena *a, const char *key, const struct field *f, struct value v,
                       const char *title)
{
	json_key(j, key);
	put_value(j, a, f, v);
	if (!has_title(f))
		return;
	json_key(j, arena_printf(a, "%s_title", key));
	json_add_text(j, v.type == T_NULL ? NULL : title);
}

void answer_line_json(struct json *j, const struct ctx *ctx, const struct listing *l, const struct line *line,
                      bool times)
{
	json_begin_object(j);
	json_put_int(j, "id", line->id);
	json_put_int(j, "entry", line->entry);
	for (int c = 0; c < l->ncolumns; c++)
		answer_value_json(j, ctx->mem, l->column[c].path, answer_field(ctx->catalog, l->column[c].field),
		                  line->cell[c], line->title[c]);
	if (times)
		json_put_int(j, "times", line->times);
	json_end_object(j);
}

/* Keys of each line are made in ctx->mem: taken back after the line, or a long list would hold them all. */
static void put_lines(struct json *j, const struct ctx *ctx, const struct listing *l, bool times)
{
	json_begin_array(j);
	for (int i = 0; i < l->nlines; i++) {
		struct arena_mark mark = arena_mark(ctx->mem);
		answer_line_json(j, ctx, l, &l->line[i], times);
		if (!j->to.buf)
			arena_reset(ctx->mem, mark);
	}
	json_end_array(j);
}

void answer_listing_json(struct json *j, const struct ctx *ctx, const struct asked *asked, const struct answer_list *l)
{
	json_begin_object(j);
	if (l->figure)
		json_put_text(j, "figure", l->figure);
	if (l->part)
		json_put_text(j, "part", l->part);
	json_put_text(j, "record", l->of->name);
	answer_asked_json(j, asked);
	json_put_text(j, "where", l->where);
	json_put_int(j, "count", l->count_only ? l->count : l->listing->nlines);
	if (!l->count_only) {
		json_key(j, "rows");
		put_lines(j, ctx, l->listing, l->times);
	}
	json_end_object(j);
}

/* ---- CSV ---- */

static const char *plain_text(struct arena *a, const struct field *f, struct value v)
{
	switch (v.type) {
	case T_NULL:
	case T_BYTES:
	case T_IDS:
	case T__COUNT:
		return "";
	case T_BOOL:
		return v.b ? "1" : "0";
	case T_INT:
		return f->kind == K_TIME ? time_iso(a, v.i) : arena_printf(a, "%lld", (long long)v.i);
	case T_MONEY:
		return arena_printf(a, "%lld", (long long)v.money.dong);
	case T_DATE:
		return date_iso(a, v.date);
	case T_TIME:
		return time_iso(a, v.i);
	case T_TEXT:
		return v.text;
	}
	return "";
}

static void csv_heading(struct csv_writer *w, const struct ctx *ctx, const struct answer_list *l)
{
	csv_put(w, "id");
	csv_put(w, "entry");
	for (int c = 0; c < l->listing->ncolumns; c++) {
		const struct column *column = &l->listing->column[c];
		csv_put(w, column->path);
		if (has_title(answer_field(ctx->catalog, column->field)))
			csv_put(w, arena_printf(ctx->mem, "%s_title", column->path));
	}
	if (l->times)
		csv_put(w, "times");
	csv_line(w);
}

static void csv_row(struct csv_writer *w, const struct ctx *ctx, const struct answer_list *l, const struct line *line)
{
	csv_put_int(w, line->id);
	csv_put_int(w, line->entry);
	for (int c = 0; c < l->listing->ncolumns; c++) {
		const struct field *f = answer_field(ctx->catalog, l->listing->column[c].field);
		csv_put(w, plain_text(ctx->mem, f, line->cell[c]));
		if (has_title(f))
			csv_put(w, line->cell[c].type == T_NULL ? NULL : line->title[c]);
	}
	if (l->times)
		csv_put_int(w, line->times);
	csv_line(w);
}

void answer_listing_csv(struct csv_writer *w, const struct ctx *ctx, const struct answer_list *l)
{
	if (l->count_only) {
		csv_put(w, "count");
		csv_line(w);
		csv_put_int(w, l->count);
		csv_line(w);
		return;
	}
	csv_heading(w, ctx, l);
	for (int i = 0; i < l->listing->nlines; i++)
		csv_row(w, ctx, l, &l->listing->line[i]);
}

/* ---- text ---- */

static bool is_number(const struct field *f)
{
	return f->kind == K_INT || f->kind == K_MONEY;
}

const char *answer_cell_text(struct ctx *ctx, const struct listing *l, const struct line *line, int c)
{
	const struct field *f = answer_field(ctx->catalog, l->column[c].field);
	if (line->cell[c].type == T_NULL)
		return "";
	if (has_title(f) && line->title[c])
		return line->title[c];
	return kind_show(ctx, l->column[c].rec, f, line->cell[c]);
}

static struct grid listing_grid(struct ctx *ctx, const struct listing *l, bool times)
{
	struct grid_column *column = NEWN(ctx->mem, struct grid_column, l->ncolumns + 2);
	column[0] = (struct grid_column){ "Mã số", true };
	for (int c = 0; c < l->ncolumns; c++) {
		const struct field *f = answer_field(ctx->catalog, l->column[c].field);
		column[c + 1] = (struct grid_column){ f->label, is_number(f) };
	}
	if (times)
		column[l->ncolumns + 1] = (struct grid_column){ "Số lượt", true };
	struct grid t = grid_new(ctx->mem, column, l->ncolumns + 1 + times);
	for (int i = 0; i < l->nlines; i++) {
		const struct line *line = &l->line[i];
		grid_put(&t, arena_printf(ctx->mem, "%lld", (long long)line->id));
		for (int c = 0; c < l->ncolumns; c++)
			grid_put(&t, answer_cell_text(ctx, l, line, c));
		if (times)
			grid_put(&t, text_grouped(ctx->mem, line->times));
	}
	return t;
}

void answer_listing_text(struct ctx *ctx, struct sink to, int width, const struct asked *asked,
                         const struct answer_list *l)
{
	if (l->count_only) {
		sink_text(to, arena_printf(ctx->mem, "%lld\n", (long long)l->count));
		return;
	}
	sink_text(to, say_many(ctx->mem, l->of->plural));
	sink_text(to, " · ");
	answer_asked_text(ctx->mem, to, asked);
	sink_char(to, '\n');
	struct grid t = listing_grid(ctx, l->listing, l->times);
	grid_print(&t, to, width);
	sink_text(to, arena_printf(ctx->mem, "%s dòng\n", text_grouped(ctx->mem, l->listing->nlines)));
}
