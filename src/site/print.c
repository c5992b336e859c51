/* Makes the papers that are declared in print_papers.c. */

#include "site/print.h"

#include <string.h>

#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/kind.h"
#include "model/unit.h"
#include "web/export.h"

#define DOTS "……………"

struct making { struct ctx *ctx; const struct print *print; int64_t id; struct fill_words words; };

const struct print *print_find(const char *name)
{
	for (int i = 0; i < nprints; i++)
		if (strcmp(prints[i].name, name) == 0)
			return &prints[i];
	return NULL;
}

bool print_exists(const struct record *rec)
{
	for (int i = 0; i < nprints; i++)
		if (strcmp(prints[i].record, rec->name) == 0)
			return true;
	return false;
}

/* ---- what stands in the places ---- */

struct places { struct ctx *ctx; const char **name; int n; struct buf columns; };

static void add_place(struct places *p, const char *name)
{
	size_t n = strcspn(name, "|");

	for (int i = 0; i < p->n; i++)
		if (strcmp(p->name[i], name) == 0)
			return;
	PUSH(p->ctx->mem, p->name, p->n, name);
	buf_printf(&p->columns, "%s%.*s", p->columns.n ? ", " : "", (int)n, name);
}

static void add_places(struct places *p, const char *text)
{
	const char *at = text, *name;

	while (at && (name = fill_next(p->ctx->mem, &at)))
		add_place(p, name);
}

static struct places places_of(struct ctx *ctx, const struct print *print)
{
	struct places p = { .ctx = ctx, .columns = buf_new(ctx->mem, 8000) };
	const struct letter *l = &print->letter;
	const char *const head[] = { l->above, l->issuer, l->number, l->dated, l->authority, l->post, l->name };

	for (size_t i = 0; i < COUNTOF(head); i++)
		add_places(&p, head[i]);
	for (int i = 0; i < print->nparts; i++) {
		add_places(&p, print->part[i].text);
		if (print->part[i].to)
			add_place(&p, print->part[i].to);
	}
	return p;
}

static const char *day_words(struct arena *a, struct date d)
{
	return arena_printf(a, "ngày %02d tháng %s%d năm %d", d.ymd % 100, d.ymd / 100 % 100 < 3 ? "0" : "",
	                    d.ymd / 100 % 100, d.ymd / 10000);
}

static const char *shown(struct ctx *ctx, const struct listing *l, int c, const char *name)
{
	struct value v = l->line[0].cell[c];
	const char *title = l->line[0].title[c], *as = strchr(name, '|');
	const struct field *f = field_shown(ctx->catalog, l->column[c].field);
	struct date day = v.type == T_TEXT && (f->kind == K_DATE || f->kind == K_PARTIAL) ? partial_first(v.text) :
	                  (struct date){ 0 };
	const char *text = v.type == T_NULL ? "" : title && *title ? title :
	                   kind_show(ctx, l->column[c].rec, l->column[c].field, v);

	if (as && !strcmp(as, "|words"))
		return day.ymd ? day_words(ctx->mem, day) : "ngày …… tháng …… năm ………";
	if (!*text)
		return DOTS;
	return as && !strcmp(as, "|upper") ? text_upper(ctx->mem, text) : text;
}

static const char *part_name(const struct print_part *part)
{
	return part->as ? part->as : part->rows;
}

static bool rows_of(struct making *m, const struct print_part *part, int64_t to, struct fill_rows *out)
{
	struct ctx *ctx = m->ctx;
	struct list list = { .of = catalog_record(ctx->catalog, part->rows), .clock = { .on = ctx->today },
	                     .columns = part->columns };
	struct listing rows;
	const char **column, **cell;

	*out = (struct fill_rows){ .name = part_name(part) };
	if (!list.of || !access_may(ctx, list.of, "read"))
		return true;
	list.where = filter_parse(ctx, list.of, arena_printf(ctx->mem, "%s = %lld%s%s", part->link, (long long)to,
	                          part->where ? " and " : "", part->where ? part->where : ""));
	if (!list.where || !list_rows(ctx, &list, &rows))
		return false;
	column = NEWN(ctx->mem, const char *, rows.ncolumns);
	cell = NEWN(ctx->mem, const char *, (size_t)rows.nlines * (size_t)rows.ncolumns + 1);
	for (int c = 0; c < rows.ncolumns; c++) {
		column[c] = rows.column[c].path;
		for (int i = 0; i < rows.nlines; i++) {
			const char *title = rows.line[i].title[c];
			cell[i * rows.ncolumns + c] = title && *title ? title :
				kind_show(ctx, rows.column[c].rec, rows.column[c].field, rows.line[i].cell[c]);
		}
	}
	*out = (struct fill_rows){ part_name(part), column, rows.ncolumns, cell, rows.nlines };
	return true;
}

static int64_t place_id(const struct places *p, const struct listing *l, const char *name)
{
	for (int i = 0; i < p->n; i++)
		if (strcmp(p->name[i], name) == 0)
			return cell_int(l->line[0].cell[i]);
	return 0;
}

static bool gather(struct making *m)
{
	struct ctx *ctx = m->ctx;
	struct places p = places_of(ctx, m->print);
	struct list list = { .of = catalog_record(ctx->catalog, m->print->record), .clock = { .on = ctx->today },
	                     .only = m->id, .columns = p.columns.s };
	struct fill_word *word = NEWN(ctx->mem, struct fill_word, p.n + 1);
	struct fill_rows *rows = NEWN(ctx->mem, struct fill_rows, m->print->nparts + 1);
	struct listing l;
	int n = 0;

	if (!list_rows(ctx, &list, &l))
		return false;
	if (!l.nlines)
		return err_add(ctx->errs, ERR_MISSING, "Không có %s số %lld trong phạm vi được xem.", list.of->label,
		               (long long)m->id);
	for (int i = 0; i < p.n; i++)
		word[i] = (struct fill_word){ p.name[i], shown(ctx, &l, i, p.name[i]) };
	for (int i = 0; i < m->print->nparts; i++) {
		const struct print_part *part = &m->print->part[i];
		if (part->rows && !rows_of(m, part, place_id(&p, &l, part->to), &rows[n++]))
			return false;
	}
	m->words = (struct fill_words){ word, p.n, rows, n };
	return true;
}

/* ---- the paper ---- */

struct part_source { const struct fill_rows *rows; int at; struct cell *cell; };

static bool next_part_row(void *from, const struct cell **out)
{
	struct part_source *s = from;
	int n = s->rows->ncolumns;

	*out = NULL;
	if (s->at == s->rows->nrows)
		return true;
	for (int c = 0; c < n; c++)
		s->cell[c] = paper_words(s->rows->cell[s->at * n + c]);
	s->at++;
	*out = s->cell;
	return true;
}

static const struct paper_table *part_table(struct ctx *ctx, const struct print_part *part,
                                            const struct fill_rows *rows)
{
	struct paper_table *t = NEW(ctx->mem, struct paper_table);
	struct part_source *s = NEW(ctx->mem, struct part_source);
	struct paper_column *column = NEWN(ctx->mem, struct paper_column, rows->ncolumns + 1);
	const struct record *rec = catalog_record(ctx->catalog, part->rows);

	for (int c = 0; c < rows->ncolumns; c++) {
		int f = record_field(rec, rows->column[c]), width = 10;
		for (int i = 0; i < rows->nrows && i < 50; i++) {
			int n = (int)text_length(rows->cell[i * rows->ncolumns + c]);
			width = n > width ? n < 40 ? n : 40 : width;
		}
		column[c] = (struct paper_column){ rows->column[c], f < 0 ? rows->column[c] : rec->fields[f].label,
		                                   COLUMN_WORDS, width };
	}
	*s = (struct part_source){ rows, 0, NEWN(ctx->mem, struct cell, rows->ncolumns + 1) };
	*t = (struct paper_table){ column, rows->ncolumns, next_part_row, s };
	return t;
}

static void add_part(struct making *m, const struct print_part *part, const struct fill_rows *rows, struct paper *out)
{
	struct ctx *ctx = m->ctx;
	struct block *block = (struct block *)(uintptr_t)out->block;
	const char *text = part->text ? fill_text(ctx->mem, part->text, &m->words) : NULL;

	if (text)
		PUSH(ctx->mem, block, out->nblocks,
		     (struct block){ part->kind == BLOCK_TABLE ? BLOCK_HEADING : part->kind, text, NULL });
	if (rows && rows->nrows)
		PUSH(ctx->mem, block, out->nblocks, (struct block){ BLOCK_TABLE, NULL, part_table(ctx, part, rows) });
	else if (rows)
		PUSH(ctx->mem, block, out->nblocks, (struct block){ BLOCK_LINE, DOTS, NULL });
	out->block = block;
}

static const struct letter *fill_letter(struct making *m)
{
	const struct letter *from = &m->print->letter;
	struct letter *l = NEW(m->ctx->mem, struct letter);
	const char **text[] = { &l->above, &l->issuer, &l->number, &l->dated, &l->authority, &l->post, &l->name };

	*l = *from;
	for (size_t i = 0; i < COUNTOF(text); i++)
		if (*text[i])
			*text[i] = fill_text(m->ctx->mem, *text[i], &m->words);
	return l;
}

/* The unit that keeps the row. */
static bool home_name(struct making *m, const char **out)
{
	const struct record *rec = catalog_record(m->ctx->catalog, m->print->record);
	struct version v;
	int64_t home = 0;

	if (!op_load(m->ctx, rec, m->id, &v) || (v.cell && !access_home(m->ctx, rec, &v, &home)))
		return false;
	*out = home ? unit_name(m->ctx, (struct clock){ m->ctx->today, 0 }, home) : "";
	return true;
}

/* ---- the template ---- */

enum { OF_COPY = 5 };

static void add_words(struct ctx *ctx, struct fill_words *words, const char *const text[OF_COPY])
{
	static const char *const name[OF_COPY] = { "print.copy", "print.purpose", "print.home", "print.by",
	                                           "print.at" };
	struct fill_word *word = NEWN(ctx->mem, struct fill_word, words->nwords + OF_COPY);

	for (int i = 0; i < words->nwords; i++)
		word[i] = words->word[i];
	for (int i = 0; i < OF_COPY; i++)
		word[words->nwords + i] = (struct fill_word){ name[i], text[i] ? text[i] : "" };
	words->word = word;
	words->nwords += OF_COPY;
}

bool print_words(struct ctx *ctx, const struct print *p, int64_t id, const struct print_copy *copy,
                 struct fill_words *out)
{
	struct making m = { .ctx = ctx, .print = p, .id = id };
	const char *home;

	if (!gather(&m) || !home_name(&m, &home))
		return false;
	const char *const text[OF_COPY] = {
		copy ? copy->no : "", copy ? copy->purpose : "", home,
		ctx->user->name ? ctx->user->name : ctx->user->login, time_show(ctx->mem, ctx->now),
	};
	*out = m.words;
	add_words(ctx, out, text);
	return true;
}

/* One row: {{#rows}}{{a}} | {{b}} | {{c}}{{/rows}}. */
static bool blank_rows(struct ctx *ctx, const struct print_part *part, struct fill_rows *out)
{
	struct list list = { .of = catalog_record(ctx->catalog, part->rows), .clock = { .on = ctx->today },
	                     .columns = part->columns, .only = -1 };
	struct listing rows;
	const char **column, **cell;

	if (!list_rows(ctx, &list, &rows))
		return false;
	column = NEWN(ctx->mem, const char *, rows.ncolumns + 1);
	cell = NEWN(ctx->mem, const char *, rows.ncolumns + 1);
	for (int c = 0; c < rows.ncolumns; c++) {
		bool first = c == 0, last = c == rows.ncolumns - 1;
		column[c] = rows.column[c].path;
		cell[c] = arena_printf(ctx->mem, "%s%s%s{{%s}}%s%s%s", first ? "{{#" : "", first ? part_name(part) : "",
		                       first ? "}}" : "", column[c], last ? "{{/" : "", last ? part_name(part) : "",
		                       last ? "}}" : "");
	}
	*out = (struct fill_rows){ part_name(part), column, rows.ncolumns, cell, 1 };
	return true;
}

bool print_known(struct ctx *ctx, const struct print *p, struct fill_words *out)
{
	static const char *const none[OF_COPY] = { NULL };
	struct places places = places_of(ctx, p);
	struct fill_word *word = NEWN(ctx->mem, struct fill_word, places.n + 1);
	struct fill_rows *rows = NEWN(ctx->mem, struct fill_rows, p->nparts + 1);
	int n = 0;

	for (int i = 0; i < places.n; i++)
		word[i] = (struct fill_word){ places.name[i], "" };
	for (int i = 0; i < p->nparts; i++)
		if (p->part[i].rows && !blank_rows(ctx, &p->part[i], &rows[n++]))
			return false;
	*out = (struct fill_words){ word, places.n, rows, n };
	add_words(ctx, out, none);
	return true;
}

bool print_blank(struct ctx *ctx, const struct print *p, struct paper *out)
{
	struct making m = { .ctx = ctx, .print = p };
	struct fill_rows *rows = NEWN(ctx->mem, struct fill_rows, p->nparts + 1);

	*out = (struct paper){ .title = p->title, .letter = fill_letter(&m) };
	for (int i = 0; i < p->nparts; i++) {
		if (p->part[i].rows && !blank_rows(ctx, &p->part[i], &rows[i]))
			return false;
		add_part(&m, &p->part[i], p->part[i].rows ? &rows[i] : NULL, out);
	}
	if (p->file) {
		export_fact(ctx, out, "Bản in số", "{{print.copy}}");
		export_fact(ctx, out, "Nơi giữ hồ sơ", "{{print.home}}");
		export_fact(ctx, out, "Mục đích", "{{print.purpose}}");
		export_fact(ctx, out, "Người in", "{{print.by}}");
		export_fact(ctx, out, "Lúc", "{{print.at}}");
	}
	return true;
}

bool print_paper(struct ctx *ctx, const struct print *p, int64_t id, const char *copy, const char *purpose,
                 struct paper *out)
{
	struct making m = { .ctx = ctx, .print = p, .id = id };
	const char *home;
	int n = 0;

	*out = (struct paper){ .title = p->title };
	if (!gather(&m) || !home_name(&m, &home))
		return false;
	out->letter = fill_letter(&m);
	for (int i = 0; i < p->nparts; i++)
		add_part(&m, &p->part[i], p->part[i].rows ? &m.words.rows[n++] : NULL, out);
	if (copy) {
		export_fact(ctx, out, "Bản in số", copy);
		export_fact(ctx, out, "Nơi giữ hồ sơ", home);
		export_fact(ctx, out, "Mục đích", purpose);
	}
	return export_who(ctx, out);
}
