#include "site/reconcile.h"

#include "base/text.h"
#include "web/export.h"

enum { KIND, LINE, ID, TITLE, FIELD, OURS, THEIRS, NOTE, COLUMNS };

static const struct paper_column columns[] = {
	[KIND] = { "kind", "Sai lệch", COLUMN_WORDS, 16 },
	[LINE] = { "line", "Dòng ở bảng kia", COLUMN_AMOUNT, 8 },
	[ID] = { "id", "Số hồ sơ ở đây", COLUMN_WORDS, 13 },
	[TITLE] = { "title", "Của ai, của việc nào", COLUMN_WORDS, 24 },
	[FIELD] = { "field", "Mục", COLUMN_WORDS, 18 },
	[OURS] = { "ours", "Ở đây", COLUMN_WORDS, 30 },
	[THEIRS] = { "theirs", "Ở bảng kia", COLUMN_WORDS, 30 },
	[NOTE] = { "note", "Lưu ý", COLUMN_WORDS, 16 },
};

struct source { struct ctx *ctx; const struct reconcile *of; int at; struct cell cell[COLUMNS]; };

static bool next_row(void *from, const struct cell **out)
{
	struct source *s = from;

	*out = NULL;
	if (s->at == s->of->nrows)
		return true;
	const struct difference *d = &s->of->row[s->at++];
	s->cell[KIND] = paper_words(beside_name[d->kind]);
	s->cell[LINE] = d->line ? paper_number(d->line) : paper_none();
	s->cell[ID] = d->id ? paper_words(arena_printf(s->ctx->mem, "%lld", (long long)d->id)) : paper_none();
	s->cell[TITLE] = paper_words(d->title);
	s->cell[FIELD] = paper_words(d->column ? d->column->field->label : NULL);
	s->cell[OURS] = paper_words(d->ours);
	s->cell[THEIRS] = paper_words(d->theirs);
	s->cell[NOTE] = paper_words(d->note);
	*out = s->cell;
	return true;
}

const char *reconcile_words(struct arena *a, const struct reconcile *r)
{
	return arena_printf(a, "%s dòng ở đây, %s dòng ở bảng kia: %s khớp, %s khác nhau, %s chỉ có ở đây, "
	                    "%s chỉ có ở bảng kia", text_grouped(a, r->here), text_grouped(a, r->there),
	                    text_grouped(a, r->same), text_grouped(a, r->count[DIFFERENT]),
	                    text_grouped(a, r->count[ONLY_HERE]), text_grouped(a, r->count[ONLY_THERE]));
}

bool reconcile_paper(struct ctx *ctx, const struct reconcile *r, const char *where, struct paper *out)
{
	struct source *s = NEW(ctx->mem, struct source);
	struct paper_table *table = NEW(ctx->mem, struct paper_table);
	struct block *block = NEWN(ctx->mem, struct block, 3);

	s->ctx = ctx;
	s->of = r;
	*table = (struct paper_table){ columns, COLUMNS, next_row, s };
	block[0] = (struct block){ BLOCK_MIDDLE, arena_printf(ctx->mem, "ĐỐI CHIẾU: %s",
	                                                      text_upper(ctx->mem, r->list->of->plural)), NULL };
	block[1] = (struct block){ BLOCK_TEXT, reconcile_words(ctx->mem, r), NULL };
	block[2] = (struct block){ BLOCK_TABLE, NULL, table };
	*out = (struct paper){ .title = "Đối chiếu", .block = block, .nblocks = 3, .wide = true };
	export_fact(ctx, out, "Tệp", r->plan.name);
	return export_facts(ctx, r->list, where, out);
}

static void json_columns(struct json *j, const struct reconcile *r)
{
	json_key(j, "columns");
	json_begin_array(j);
	for (int i = 0; i < r->ncolumns; i++) {
		json_begin_object(j);
		json_put_text(j, "path", r->column[i].path);
		json_put_text(j, "heading", r->plan.column[r->column[i].column].heading);
		json_end_object(j);
	}
	json_end_array(j);
}

void reconcile_json(struct json *j, const struct reconcile *r)
{
	json_begin_object(j);
	json_put_text(j, "record", r->list->of->name);
	json_put_text(j, "file", r->plan.name);
	json_put_int(j, "known", r->known);
	json_put_int(j, "here", r->here);
	json_put_int(j, "there", r->there);
	json_put_int(j, "same", r->same);
	for (int i = 0; i < BESIDE; i++)
		json_put_int(j, beside_key[i], r->count[i]);
	json_columns(j, r);
	json_key(j, "rows");
	json_begin_array(j);
	for (int i = 0; i < r->nrows; i++) {
		const struct difference *d = &r->row[i];
		json_begin_object(j);
		json_put_text(j, "kind", beside_key[d->kind]);
		if (d->line)
			json_put_int(j, "line", d->line);
		if (d->id)
			json_put_int(j, "id", d->id);
		json_put_text(j, "title", d->title);
		if (d->column)
			json_put_text(j, "path", d->column->path);
		json_put_text(j, "ours", d->ours);
		json_put_text(j, "theirs", d->theirs);
		if (d->note)
			json_put_text(j, "note", d->note);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
}
