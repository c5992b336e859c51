/* Which sheet, which line, which column is what: guessed from the words of the headings, all of it changeable. */
#include "model/import.h"

#include <string.h>

#include "base/text.h"
#include "model/access.h"

enum { HEADING_LINES = 25, SURE = 100, ROWS_REST = 2000 };

/* What offices write for the same thing, folded; longer ones first. */
static const struct { const char *from, *to; } same_words[] = {
	{ "so cmnd cccd", "so can cuoc" }, { "so can cuoc cong dan", "so can cuoc" }, { "so cccd", "so can cuoc" },
	{ "so dinh danh ca nhan", "so can cuoc" }, { "so cmnd", "so can cuoc" }, { "cccd", "so can cuoc" },
	{ "ngay thang nam sinh", "ngay sinh" }, { "nam sinh", "ngay sinh" }, { "ho ten", "ho va ten" },
	{ "sdt", "dien thoai" }, { "so dien thoai", "dien thoai" }, { "gioi", "gioi tinh" }, { "qd", "quyet dinh" },
	{ "chi bo dang sinh hoat", "noi sinh hoat" }, { "trang thai", "tu cach" },
	{ "so the dv", "so the dang vien" }, { "ngay ket nap", "ngay vao dang" }, { "email", "thu dien tu" },
};

/* Folded, without what stands in brackets. */
static const char *folded(struct arena *a, const char *s)
{
	size_t n = strcspn(s, "(");
	const char *f = text_fold(a, arena_textn(a, s, n ? n : strlen(s)));

	for (size_t i = 0; i < COUNTOF(same_words); i++)
		if (strcmp(f, same_words[i].from) == 0)
			return same_words[i].to;
	return f;
}

/* 0 .. SURE + 1: how well a heading names the field. */
static int likeness(struct arena *a, const char *heading, const struct field *f)
{
	if (strcmp(heading, f->name) == 0)
		return SURE + 1;
	const char *h = folded(a, heading), *label = folded(a, f->label);
	if (!*h)
		return 0;
	if (strcmp(h, text_fold(a, f->label)) == 0 || strcmp(h, label) == 0)
		return SURE;
	size_t hn = strlen(h), ln = strlen(label);
	if (hn >= 6 && ln >= 6 && (strncmp(h, label, ln) == 0 || strncmp(label, h, hn) == 0))
		return SURE - 10 - (int)(hn > ln ? hn - ln : ln - hn);
	int d = text_distance(h, label);
	return d <= (int)ln / 5 ? SURE - 20 - d * 5 : 0;
}

static bool fillable(const struct field *f)
{
	return field_stored(f) && !(f->flags & F_DERIVED) && f->kind != K_SPAN;
}

/* Headings from before Unicode are all in one coding. */
static enum coding headings_coding(struct arena *a, const struct cells *line)
{
	const char **text = NEWN(a, const char *, line->n + 1);

	for (int i = 0; i < line->n; i++)
		text[i] = line->cell[i].kind == RAW_TEXT ? line->cell[i].text : NULL;
	return coding_find(text, line->n, false).coding;
}

static const char *heading_text(struct arena *a, enum coding coding, const struct raw *c)
{
	const char *s = c->kind == RAW_TEXT || c->kind == RAW_NUMBER ? coding_convert(a, coding, c->text) : NULL;

	s = s ? text_clean(a, s, true) : NULL;

	for (char *p = (char *)(uintptr_t)s; p && *p; p++)
		if (*p == '\n')
			*p = ' ';
	return s ? s : "";
}

/* The column of our own numbers, as lists are written out: "id" or, where no field is called so, "Số hồ sơ". */
static void id_guess(struct arena *a, struct import_column *c, int n)
{
	for (int i = 0; i < n; i++) {
		if (c[i].field >= 0 || (strcmp(c[i].heading, "id") != 0 &&
		                        strcmp(folded(a, c[i].heading), "so ho so") != 0))
			continue;
		c[i].is_id = c[i].sure = true;
		return;
	}
}

/* The best field for each column, each field once: best fits first. */
static int columns_guess(struct arena *a, const struct record *rec, const struct cells *line, struct import_column *out)
{
	int score = 0;
	bool *taken = NEWN(a, bool, rec->nfields);
	enum coding coding = headings_coding(a, line);

	for (int i = 0; i < line->n; i++)
		out[i] = (struct import_column){ .column = i, .heading = heading_text(a, coding, &line->cell[i]),
		                                .field = -1,
		                                 .coded = { .unexplained = -1 } };
	for (int level = SURE + 1; level > 0; level = level > SURE ? SURE : level > SURE - 10 ? level - 10 : level - 30)
		for (int i = 0; i < line->n; i++) {
			int best = -1, most = level - 1;
			for (int f = 0; out[i].field < 0 && *out[i].heading && f < rec->nfields; f++) {
				int now = taken[f] || !fillable(&rec->fields[f]) ? 0 :
					likeness(a, out[i].heading, &rec->fields[f]);
				if (now > most) {
					best = f;
					most = now;
				}
			}
			if (best < 0)
				continue;
			out[i].field = best;
			out[i].sure = most >= SURE;
			taken[best] = true;
			score += most;
		}
	id_guess(a, out, line->n);
	return score;
}

static const struct cells *line_guess(struct arena *a, const struct record *rec, const struct tab *s, int *score)
{
	const struct cells *best = NULL;

	*score = 0;
	for (int i = 0; i < s->nrows && i < HEADING_LINES; i++) {
		struct arena_mark mark = arena_mark(a);
		struct import_column *c = NEWN(a, struct import_column, s->row[i].n + 1);
		int now = columns_guess(a, rec, &s->row[i], c);
		arena_reset(a, mark);
		if (now > *score) {
			*score = now;
			best = &s->row[i];
		}
	}
	return best;
}

static bool find_sheet(struct ctx *ctx, const struct import_options *o, struct import_plan *p)
{
	int most = 0;

	p->sheet = NULL;
	for (int i = 0; i < p->book.nsheets; i++) {
		const struct tab *s = &p->book.sheet[i];
		int score;
		if (o->sheet && strcmp(o->sheet, s->name) == 0)
			p->sheet = s;
		(void)line_guess(ctx->mem, p->rec, s, &score);
		if (!o->sheet && score > most) {
			p->sheet = s;
			most = score;
		}
	}
	if (o->sheet && !p->sheet)
		return err_field(ctx->errs, "sheet", "%s không có trang “%s”; có %d trang, trang đầu là “%s”", p->name,
		                 o->sheet, p->book.nsheets, p->book.nsheets ? p->book.sheet[0].name : "");
	if (!p->sheet && p->book.nsheets && p->book.sheet[0].nrows && (o->heading || o->nmap))
		p->sheet = &p->book.sheet[0];
	return p->sheet || err_add(ctx->errs, ERR_INPUT, "%s: không thấy dòng tiêu đề nào có tên trường của “%s”; "
	                           "hãy dùng mẫu, hoặc chỉ ra dòng tiêu đề và các cột", p->name, p->rec->label);
}

static const struct cells *find_heading(struct ctx *ctx, const struct import_options *o, struct import_plan *p)
{
	int score;

	for (int i = 0; o->heading && i < p->sheet->nrows; i++)
		if (p->sheet->row[i].line == o->heading)
			return &p->sheet->row[i];
	if (o->heading) {
		err_field(ctx->errs, "heading", "dòng %d của %s không có gì", o->heading, p->name);
		return NULL;
	}
	const struct cells *best = line_guess(ctx->mem, p->rec, p->sheet, &score);
	return best ? best : &p->sheet->row[0];
}

/* A column by its heading or its letter. */
static int column_named(struct ctx *ctx, const struct import_plan *p, const char *name)
{
	const char *f = text_fold(ctx->mem, name);
	int n = 0;

	for (int i = 0; i < p->ncolumns; i++)
		if (strcmp(text_fold(ctx->mem, p->column[i].heading), f) == 0)
			return i;
	for (const char *s = name; *s; s++) {
		if (*s < 'A' || *s > 'Z' || n > BOOK_COLUMNS_MAX)
			return -1;
		n = n * 26 + (*s - 'A' + 1);
	}
	return n - 1 < p->ncolumns ? n - 1 : -1;
}

static bool map_one(struct ctx *ctx, struct import_plan *p, const char *map)
{
	const char *equals = strrchr(map, '=');
	const char *name = equals ? arena_textn(ctx->mem, map, (size_t)(equals - map)) : map;
	int c = equals ? column_named(ctx, p, name) : -1;

	if (c < 0)
		return err_field(ctx->errs, "map", "không có cột “%s” ở dòng tiêu đề %d", name, p->heading);
	int f = equals[1] ? record_field(p->rec, equals + 1) : -1;
	bool id = strcmp(equals + 1, "id") == 0 && f < 0;
	if (equals[1] && !id && (f < 0 || !fillable(&p->rec->fields[f])))
		return err_field(ctx->errs, "map", "“%s” không có trường nhập được “%s”", p->rec->label, equals + 1);
	for (int i = 0; i < p->ncolumns; i++) {
		if (f >= 0 && p->column[i].field == f)
			p->column[i].field = -1;
		if (id)
			p->column[i].is_id = false;
	}
	p->column[c].field = f;
	p->column[c].is_id = id;
	p->column[c].sure = true;
	return true;
}

static bool blank(const struct cells *row, int column)
{
	return column >= row->n || row->cell[column].kind == RAW_EMPTY;
}

/* The rows under the headings; of a table that came back with its faults, the rows that had some. */
static void rows_take(struct import_plan *p)
{
	int faults = -1;

	for (int i = 0; i < p->ncolumns; i++)
		if (p->column[i].field < 0 && strcmp(p->column[i].heading, IMPORT_FAULTS) == 0)
			faults = p->column[i].column;
	p->row = NEWN(p->mem, struct import_row, p->sheet->nrows + 1);
	for (int i = 0; i < p->sheet->nrows; i++) {
		const struct cells *from = &p->sheet->row[i];
		if (from->line <= p->heading)
			continue;
		if (faults >= 0 && blank(from, faults))
			p->skipped++;
		else
			p->row[p->nrows++] = (struct import_row){ .line = from->line, .from = from };
		if (i % ROWS_REST == 0)
			import_rest(p);
	}
	import_rest(p);
}

static void close_memory(void *mem)
{
	arena_free(mem);
}

static struct arena *plan_memory(struct ctx *ctx)
{
	struct arena *a = arena_on_disk(BOOK_DISK_MAX);

	arena_closer(ctx->mem, close_memory, a);
	return a;
}

bool import_look(struct ctx *ctx, const struct record *rec, const char *name, const struct book *book,
                 const struct import_options *o, struct import_plan *out)
{
	*out = (struct import_plan){ .mem = plan_memory(ctx), .rec = rec, .name = name, .book = *book,
	                             .opening = o->opening, .reason = o->reason };
	if (!find_sheet(ctx, o, out))
		return false;
	const struct cells *line = find_heading(ctx, o, out);
	if (!line)
		return false;
	out->heading = line->line;
	out->ncolumns = line->n;
	out->column = NEWN(ctx->mem, struct import_column, line->n + 1);
	columns_guess(ctx->mem, rec, line, out->column);
	for (int i = 0; i < o->nmap; i++)
		if (!map_one(ctx, out, o->map[i]))
			return false;
	int n = 0;
	for (int i = 0; i < out->ncolumns; i++)
		n += out->column[i].field >= 0 || out->column[i].is_id;
	if (n == 0)
		return err_add(ctx->errs, ERR_INPUT, "%s, dòng %d: không cột nào là trường của “%s”", name,
		               out->heading,
		               rec->label);
	rows_take(out);
	return true;
}

bool import_guess(struct ctx *ctx, const struct record *rec, const char *name, const struct book *book,
                  const struct import_options *o, struct import_plan *out)
{
	if (rec->system)
		return err_add(ctx->errs, ERR_DENIED, "%s do chương trình ghi: %s", rec->label, rec->system);
	if (!access_may(ctx, rec, "create") && !access_may(ctx, rec, "edit") && !rec->flow)
		return err_add(ctx->errs, ERR_DENIED, "Bạn không có quyền nhập “%s”", rec->label);
	return import_look(ctx, rec, name, book, o, out);
}
