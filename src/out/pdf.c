/* A paper as PDF, through cairo and pango.  Words are set line by line, so a paragraph, a cell or a table breaks where
 * the page ends; what is on a finished page is forgotten. */

#include "out/pdf.h"

#include <math.h>
#include <string.h>
#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "base/text.h"
#include "out/sink.h"

#define MM (72.0 / 25.4)
#define FONT "Liberation Serif"

enum look { UPRIGHT = 0, BOLD = 1, SLANTED = 2, JUSTIFIED = 4, MIDDLE = 8, RIGHT = 16, DRAWN_IN = 32 };
enum { COLUMNS_MAX = 100, FACTS_MAX = 600 };
static const double PAD = 3, LINE = 0.5, FACT_SIZE = 8;

struct page {
	const struct paper *paper;
	struct arena *mem;              /* of one block or row */
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoContext *words;            /* with fonts of its own, which go with the paper */
	double width, height, left, right, top, bottom;         /* of the sheet, of what may be written on */
	double y;                       /* where the next thing goes */
	int number;
	const char *facts;
};

/* ---- words ---- */

static PangoLayout *set_words(struct page *p, const char *text, double size, unsigned look, double width)
{
	PangoLayout *l = pango_layout_new(p->words);
	PangoFontDescription *font = pango_font_description_new();

	pango_font_description_set_family_static(font, FONT);
	pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
	if (look & BOLD)
		pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
	if (look & SLANTED)
		pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
	pango_layout_set_font_description(l, font);
	pango_font_description_free(font);
	pango_layout_set_width(l, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_justify(l, (look & JUSTIFIED) != 0);
	pango_layout_set_alignment(l, look & MIDDLE ? PANGO_ALIGN_CENTER : look & RIGHT ? PANGO_ALIGN_RIGHT :
	                           PANGO_ALIGN_LEFT);
	if (look & DRAWN_IN)
		pango_layout_set_indent(l, (int)(10 * MM * PANGO_SCALE));
	pango_layout_set_text(l, paper_clean(p->mem, text), -1);
	return l;
}

static double height_of(PangoLayout *l)
{
	int height;

	pango_layout_get_size(l, NULL, &height);
	return (double)height / PANGO_SCALE;
}

/* Draws lines from *line on as far as they fit above `bottom`; what was used.  At least one, where `force`. */
static double draw_lines(struct page *p, PangoLayout *l, int *line, double x, double y, double bottom, bool force)
{
	PangoLayoutIter *at = pango_layout_get_iter(l);
	int n = 0, skip = *line;
	double used = 0;

	do {
		PangoRectangle box;
		pango_layout_iter_get_line_extents(at, NULL, &box);
		double height = (double)box.height / PANGO_SCALE;
		if (n++ < skip)
			continue;
		if (y + used + height > bottom + 0.01 && !(force && !used))
			break;
		double base = (double)(pango_layout_iter_get_baseline(at) - box.y) / PANGO_SCALE;
		cairo_move_to(p->cr, x + (double)box.x / PANGO_SCALE, y + used + base);
		pango_cairo_show_layout_line(p->cr, pango_layout_iter_get_line_readonly(at));
		used += height;
		(*line)++;
	} while (pango_layout_iter_next_line(at));
	pango_layout_iter_free(at);
	return used;
}

/* Words that do not break over pages; their height. */
static double draw_words(struct page *p, const char *text, double size, unsigned look, double x, double y, double width)
{
	PangoLayout *l = set_words(p, text, size, look, width);
	double height = height_of(l);
	int line = 0;

	draw_lines(p, l, &line, x, y, 1e9, true);
	g_object_unref(l);
	return height;
}

/* ---- pages ---- */

static void begin_page(struct page *p)
{
	struct arena_mark mark = arena_mark(p->mem);

	p->number++;
	p->y = p->top;
	if (p->number > 1)
		draw_words(p, arena_printf(p->mem, "%d", p->number), 14, MIDDLE, p->left, p->top - 10 * MM,
		           p->right - p->left);
	if (*p->facts)
		draw_words(p, p->facts, FACT_SIZE, UPRIGHT, p->left, p->bottom + 2 * MM, p->right - p->left);
	arena_reset(p->mem, mark);
}

static void turn_page(struct page *p)
{
	cairo_show_page(p->cr);
	begin_page(p);
}

static void need(struct page *p, double height)
{
	if (p->y + height > p->bottom && p->y > p->top)
		turn_page(p);
}

/* Words that may. */
static void flow(struct page *p, const char *text, double size, unsigned look, double before, double after)
{
	PangoLayout *l = set_words(p, text, size, look, p->right - p->left);
	int line = 0, lines = pango_layout_get_line_count(l);

	if (look & JUSTIFIED)
		pango_layout_set_spacing(l, 2 * PANGO_SCALE);
	if (p->y > p->top)
		p->y += before;
	need(p, 2 * size);
	while (line < lines) {
		double used = draw_lines(p, l, &line, p->left, p->y, p->bottom, p->y <= p->top);
		p->y += used;
		if (line < lines)
			turn_page(p);
	}
	p->y += after;
	g_object_unref(l);
}

static void rule(struct page *p, double x, double y, double width)
{
	cairo_set_line_width(p->cr, LINE);
	cairo_move_to(p->cr, x, y);
	cairo_line_to(p->cr, x + width, y);
	cairo_stroke(p->cr);
}

/* ---- tables ---- */

struct grid_page {
	struct page *p;
	const struct paper_table *t;
	double x[COLUMNS_MAX + 1], size;
	int n, row;
};

/* Columns share the width as their cells need it. */
static void place_columns(struct grid_page *g)
{
	double width = g->p->right - g->p->left, total = 0;

	for (int c = 0; c < g->n; c++)
		total += g->t->column[c].kind == COLUMN_ROW ? 5 : g->t->column[c].width + 2;
	g->x[0] = g->p->left;
	for (int c = 0; c < g->n; c++)
		g->x[c + 1] = g->x[c] + width * (g->t->column[c].kind == COLUMN_ROW ? 5 :
		                                 g->t->column[c].width + 2) / total;
}

static double lay_row(struct grid_page *g, const char *const *text, bool head, PangoLayout **l)
{
	double most = 0;

	for (int c = 0; c < g->n; c++) {
		unsigned look = head ? BOLD | MIDDLE : paper_right(&g->t->column[c]) ? RIGHT : UPRIGHT;
		l[c] = set_words(g->p, text[c], g->size, look, g->x[c + 1] - g->x[c] - 2 * PAD);
		double height = height_of(l[c]);
		if (height > most)
			most = height;
	}
	return most;
}

static void draw_borders(const struct grid_page *g, double from, double to)
{
	cairo_set_line_width(g->p->cr, LINE);
	for (int c = 0; c <= g->n; c++) {
		cairo_move_to(g->p->cr, g->x[c], from);
		cairo_line_to(g->p->cr, g->x[c], to);
	}
	cairo_move_to(g->p->cr, g->x[0], from);
	cairo_line_to(g->p->cr, g->x[g->n], from);
	cairo_move_to(g->p->cr, g->x[0], to);
	cairo_line_to(g->p->cr, g->x[g->n], to);
	cairo_stroke(g->p->cr);
}

/* As much of the row as this page holds; false: some is left. */
static bool draw_piece(struct grid_page *g, PangoLayout **l, int *line, bool force)
{
	struct page *p = g->p;
	double most = 0;
	bool all = true;

	for (int c = 0; c < g->n; c++) {
		double used = line[c] >= pango_layout_get_line_count(l[c]) ? 0 :
		              draw_lines(p, l[c], &line[c], g->x[c] + PAD, p->y + PAD, p->bottom - PAD, force);
		if (used > most)
			most = used;
		all = all && line[c] >= pango_layout_get_line_count(l[c]);
	}
	draw_borders(g, p->y, p->y + most + 2 * PAD);
	p->y += most + 2 * PAD;
	return all;
}

static double draw_head(struct grid_page *g, bool measure)
{
	const char *text[COLUMNS_MAX];
	PangoLayout *l[COLUMNS_MAX];
	int line[COLUMNS_MAX] = { 0 };

	for (int c = 0; c < g->n; c++)
		text[c] = g->t->column[c].kind == COLUMN_ROW ? "TT" : g->t->column[c].label;
	double height = lay_row(g, text, true, l) + 2 * PAD;
	if (!measure)
		draw_piece(g, l, line, true);
	for (int c = 0; c < g->n; c++)
		g_object_unref(l[c]);
	return height;
}

static void draw_row(struct grid_page *g, const struct cell *cell)
{
	struct page *p = g->p;
	const char *text[COLUMNS_MAX];
	PangoLayout *l[COLUMNS_MAX];
	int line[COLUMNS_MAX] = { 0 };

	g->row++;
	for (int c = 0; c < g->n; c++)
		text[c] = g->t->column[c].kind == COLUMN_ROW ? arena_printf(p->mem, "%d", g->row) :
		          paper_cell_text(p->mem, &g->t->column[c], cell[c]);
	double height = lay_row(g, text, false, l) + 2 * PAD;
	/* A row that fits on a page is not torn. */
	if (p->y + height > p->bottom && (height <= (p->bottom - p->top) / 2 || p->y + 3 * g->size > p->bottom)) {
		turn_page(p);
		draw_head(g, false);
	}
	while (!draw_piece(g, l, line, false)) {
		turn_page(p);
		draw_head(g, false);
	}
	for (int c = 0; c < g->n; c++)
		g_object_unref(l[c]);
}

static bool draw_table(struct page *p, const struct paper_table *t)
{
	struct grid_page g = { .p = p, .t = t, .n = t->ncolumns < COLUMNS_MAX ? t->ncolumns : COLUMNS_MAX };
	const struct cell *cell;

	g.size = t->ncolumns > 8 ? 9 : t->ncolumns > 5 ? 10 : 12;
	place_columns(&g);
	p->y += 4;
	need(p, draw_head(&g, true) + 3 * g.size);
	draw_head(&g, false);
	for (;;) {
		struct arena_mark mark = arena_mark(p->mem);
		if (!t->next(t->from, &cell))
			return false;
		if (!cell)
			break;
		draw_row(&g, cell);
		arena_reset(p->mem, mark);
	}
	p->y += 6;
	return true;
}

/* ---- head and foot of a Party paper ---- */

static double stacked(struct page *p, const char *text, double size, unsigned look, double x, double y, double width)
{
	return text ? y + draw_words(p, text, size, look, x, y, width) : y;
}

/* The rule under the name of the Party is as long as the name. */
static double party_name(struct page *p, double x, double y, double width)
{
	PangoLayout *l = set_words(p, "ĐẢNG CỘNG SẢN VIỆT NAM", 15, BOLD | MIDDLE, width);
	PangoRectangle box;
	int line = 0;

	pango_layout_get_extents(l, NULL, &box);
	double long_ = (double)box.width / PANGO_SCALE;
	y += draw_lines(p, l, &line, x, y, 1e9, true) + 1;
	g_object_unref(l);
	rule(p, x + (width - long_) / 2, y, long_);
	return y + 4;
}

static void draw_letter(struct page *p, const struct letter *l)
{
	double width = p->right - p->left, half = width * 0.44, x = p->left + half + 4 * MM, rest = p->right - x;
	double left = p->y, right = p->y;

	left = stacked(p, l->above, 14, MIDDLE, p->left, left, half);
	left = stacked(p, l->issuer, 14, BOLD | MIDDLE, p->left, left, half);
	left = stacked(p, "*", 14, MIDDLE, p->left, left, half);
	left = stacked(p, l->number, 14, MIDDLE, p->left, left, half);
	right = party_name(p, x, right, rest);
	right = stacked(p, l->dated, 14, SLANTED | MIDDLE, x, right, rest);
	p->y = (left > right ? left : right) + 14;
}

static void draw_signer(struct page *p, const struct letter *l)
{
	double width = p->right - p->left, half = width * 0.45, x = p->left + half, rest = width - half, y;

	if (!l->nrecipients && !l->authority && !l->post && !l->name)
		return;
	p->y += 10;
	need(p, 150);
	y = p->y;
	if (l->nrecipients) {
		y = stacked(p, "Nơi nhận:", 14, UPRIGHT, p->left, y, half);
		rule(p, p->left, y, 20 * MM);
	}
	for (int i = 0; i < l->nrecipients; i++)
		y = stacked(p, l->recipient[i], 12, UPRIGHT, p->left, y + (i ? 0 : 2), half);
	double end = y;
	y = stacked(p, l->authority, 14, BOLD | MIDDLE, x, p->y, rest);
	y = stacked(p, l->post, 14, MIDDLE, x, y, rest);
	y = stacked(p, l->name, 14, BOLD | MIDDLE, x, y + 60, rest);
	p->y = y > end ? y : end;
}

/* ---- the whole ---- */

static bool draw_block(struct page *p, const struct block *b)
{
	switch (b->kind) {
	case BLOCK_KIND:
		flow(p, b->text, 16, BOLD | MIDDLE, 10, 0);
		return true;
	case BLOCK_SUMMARY:
		flow(p, b->text, 14, BOLD | MIDDLE, 0, 0);
		flow(p, "-----", 14, MIDDLE, 0, 8);
		return true;
	case BLOCK_MIDDLE:
		flow(p, b->text, 14, BOLD | MIDDLE, 8, 6);
		return true;
	case BLOCK_HEADING:
		flow(p, b->text, 14, BOLD, 8, 3);
		return true;
	case BLOCK_TEXT:
		flow(p, b->text, 14, JUSTIFIED | DRAWN_IN, 0, 6);
		return true;
	case BLOCK_LINE:
		flow(p, b->text, 13, UPRIGHT, 0, 2);
		return true;
	case BLOCK_NOTE:
		flow(p, b->text, 10, SLANTED, 4, 2);
		return true;
	case BLOCK_TABLE:
		return draw_table(p, b->table);
	}
	return true;
}

static cairo_status_t give_bytes(void *to, const unsigned char *bytes, unsigned n)
{
	return fwrite(bytes, 1, n, to) == n ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void set_page(struct page *p, const struct paper *paper)
{
	double a = 210 * MM, b = 297 * MM;

	p->width = paper->wide ? b : a;
	p->height = paper->wide ? a : b;
	p->left = 30 * MM;
	p->right = p->width - 15 * MM;
	p->top = 20 * MM;
	p->bottom = p->height - 20 * MM;
	if (paper->wide) {      /* bound along the longer edge, which is above */
		p->left = p->top = 20 * MM;
		p->right = p->width - 20 * MM;
		p->bottom = p->height - 18 * MM;
	}
}

static bool draw_paper(struct page *p, const struct paper *paper)
{
	if (paper->letter)
		draw_letter(p, paper->letter);
	for (int i = 0; i < paper->nblocks; i++) {
		struct arena_mark mark = arena_mark(p->mem);
		if (!draw_block(p, &paper->block[i]))
			return false;
		arena_reset(p->mem, mark);
	}
	if (paper->letter)
		draw_signer(p, paper->letter);
	return true;
}

static bool write_pdf(const struct paper *paper, FILE *to, struct errs *errs)
{
	struct page p = { .paper = paper, .mem = arena_new(0) };

	set_page(&p, paper);
	p.facts = paper_facts(p.mem, paper, FACTS_MAX);
	p.surface = cairo_pdf_surface_create_for_stream(give_bytes, to, p.width, p.height);
	cairo_pdf_surface_set_metadata(p.surface, CAIRO_PDF_METADATA_TITLE, paper_clean(p.mem, paper->title));
	p.cr = cairo_create(p.surface);
	PangoFontMap *fonts = pango_cairo_font_map_new();
	p.words = pango_font_map_create_context(fonts);
	pango_cairo_update_context(p.cr, p.words);
	begin_page(&p);
	bool done = draw_paper(&p, paper);
	g_object_unref(p.words);
	g_object_unref(fonts);
	cairo_destroy(p.cr);
	cairo_surface_finish(p.surface);
	cairo_status_t status = cairo_surface_status(p.surface);
	cairo_surface_destroy(p.surface);
	arena_free(p.mem);
	if (done && (status != CAIRO_STATUS_SUCCESS || fflush(to) != 0))
		return err_add(errs, ERR_FAULT, "Không lập được tệp PDF: %s.", cairo_status_to_string(status));
	return done;
}

const struct format format_pdf = { "pdf", "PDF", "application/pdf", false, write_pdf };
