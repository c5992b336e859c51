/* A paper for Word: WordprocessingML written as the blocks come, then packed. */

#include "out/docx.h"

#include <string.h>

#include "out/sink.h"
#include "out/zip.h"

#define W_SPACE "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define WORD_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml."

enum look { UPRIGHT = 0, BOLD = 1, SLANTED = 2, JUSTIFIED = 4, MIDDLE = 8, RIGHT = 16, DRAWN_IN = 32, RULED = 64 };
enum { MM_100 = 567, FACTS_MAX = 600 };         /* twentieths of a point in 10 mm */

struct word { const struct paper *paper; struct arena *mem; struct sink to; int row; };

/* ---- words ---- */

static void put_text(struct sink to, const char *s)
{
	for (; *s; s++)
		switch (*s) {
		case '&':
			sink_text(to, "&amp;");
			break;
		case '<':
			sink_text(to, "&lt;");
			break;
		case '>':
			sink_text(to, "&gt;");
			break;
		case '\n':
			sink_text(to, "</w:t><w:br/><w:t xml:space=\"preserve\">");
			break;
		case '\t':
			sink_text(to, "</w:t><w:tab/><w:t xml:space=\"preserve\">");
			break;
		default:
			sink_char(to, *s);
		}
}

static void put(struct word *w, const char *fmt, ...) PRINTF(2, 3);
static void put(struct word *w, const char *fmt, ...)
{
	char piece[1000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(piece, sizeof piece, fmt, ap);
	va_end(ap);
	sink_text(w->to, piece);
}

/* size in points; before, after in points. */
static void paragraph(struct word *w, const char *text, int size, unsigned look, int before, int after)
{
	if (!text)
		return;
	put(w, "<w:p><w:pPr>%s", look & BOLD && before ? "<w:keepNext/>" : "");
	if (look & RULED)
		sink_text(w->to, "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"1\" w:color=\"auto\"/>"
		          "</w:pBdr>");
	put(w, "<w:spacing w:before=\"%d\" w:after=\"%d\"/>", before * 20, after * 20);
	if (look & DRAWN_IN)
		put(w, "<w:ind w:firstLine=\"%d\"/>", MM_100);
	put(w, "<w:jc w:val=\"%s\"/></w:pPr>", look & JUSTIFIED ? "both" : look & MIDDLE ? "center" :
	    look & RIGHT ? "right" : "left");
	put(w, "<w:r><w:rPr>%s%s<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/></w:rPr><w:t xml:space=\"preserve\">",
	    look & BOLD ? "<w:b/>" : "", look & SLANTED ? "<w:i/>" : "", size * 2, size * 2);
	put_text(w->to, paper_clean(w->mem, text));
	sink_text(w->to, "</w:t></w:r></w:p>");
}

/* ---- tables ---- */

static int page_width(const struct paper *p)
{
	return p->wide ? 257 * MM_100 / 10 : 165 * MM_100 / 10;
}

static void begin_table(struct word *w, bool ruled)
{
	put(w, "<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/>", page_width(w->paper));
	if (ruled) {
		static const char *const side[] = { "top", "left", "bottom", "right", "insideH", "insideV" };
		sink_text(w->to, "<w:tblBorders>");
		for (size_t i = 0; i < COUNTOF(side); i++)
			put(w, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>", side[i]);
		sink_text(w->to, "</w:tblBorders>");
	}
	sink_text(w->to, "<w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"60\" w:type=\"dxa\"/>"
	          "<w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>");
}

static void begin_cell(struct word *w, int width)
{
	put(w, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/></w:tcPr>", width);
}

static void end_cell(struct word *w)
{
	sink_text(w->to, "</w:tc>");
}

static int column_share(const struct paper_column *c)
{
	return c->kind == COLUMN_ROW ? 5 : c->width + 2;
}

static void put_row(struct word *w, const struct paper_table *t, const int *width, const struct cell *cell, int size)
{
	put(w, "<w:tr><w:trPr>%s</w:trPr>", cell ? "<w:cantSplit w:val=\"0\"/>" : "<w:cantSplit/><w:tblHeader/>");
	for (int c = 0; c < t->ncolumns; c++) {
		const struct paper_column *column = &t->column[c];
		bool number = column->kind == COLUMN_ROW;
		begin_cell(w, width[c]);
		if (!cell)
			paragraph(w, number ? "TT" : column->label, size, BOLD | MIDDLE, 0, 0);
		else
			paragraph(w, number ? arena_printf(w->mem, "%d", w->row) :
			          paper_cell_text(w->mem, column, cell[c]), size, paper_right(column) ? RIGHT : UPRIGHT,
			          0, 0);
		end_cell(w);
	}
	sink_text(w->to, "</w:tr>");
}

static bool put_table(struct word *w, const struct paper_table *t)
{
	int *width = NEWN(w->mem, int, t->ncolumns), total = 0;
	int size = t->ncolumns > 8 ? 9 : t->ncolumns > 5 ? 10 : 12;
	const struct cell *cell;

	for (int c = 0; c < t->ncolumns; c++)
		total += column_share(&t->column[c]);
	begin_table(w, true);
	for (int c = 0; c < t->ncolumns; c++) {
		width[c] = page_width(w->paper) * column_share(&t->column[c]) / total;
		put(w, "<w:gridCol w:w=\"%d\"/>", width[c]);
	}
	sink_text(w->to, "</w:tblGrid>");
	put_row(w, t, width, NULL, size);
	for (w->row = 1;; w->row++) {
		struct arena_mark mark = arena_mark(w->mem);
		if (!t->next(t->from, &cell))
			return false;
		if (!cell)
			break;
		put_row(w, t, width, cell, size);
		arena_reset(w->mem, mark);
	}
	sink_text(w->to, "</w:tbl>");
	paragraph(w, "", 6, UPRIGHT, 0, 0);     /* Word joins tables that touch */
	return true;
}

/* ---- head and foot of a Party paper ---- */

static void two_cells(struct word *w, int left)
{
	begin_table(w, false);
	put(w, "<w:gridCol w:w=\"%d\"/><w:gridCol w:w=\"%d\"/></w:tblGrid><w:tr>", left, page_width(w->paper) - left);
	begin_cell(w, left);
}

static void put_letter(struct word *w, const struct letter *l)
{
	int left = page_width(w->paper) * 44 / 100;

	two_cells(w, left);
	paragraph(w, l->above, 14, MIDDLE, 0, 0);
	paragraph(w, l->issuer, 14, BOLD | MIDDLE, 0, 0);
	paragraph(w, "*", 14, MIDDLE, 0, 0);
	paragraph(w, l->number, 14, MIDDLE, 0, 0);
	end_cell(w);
	begin_cell(w, page_width(w->paper) - left);
	paragraph(w, "ĐẢNG CỘNG SẢN VIỆT NAM", 15, BOLD | MIDDLE | RULED, 0, 2);
	paragraph(w, l->dated, 14, SLANTED | MIDDLE, 0, 0);
	end_cell(w);
	sink_text(w->to, "</w:tr></w:tbl>");
	paragraph(w, "", 8, UPRIGHT, 0, 0);
}

static void put_signer(struct word *w, const struct letter *l)
{
	int left = page_width(w->paper) * 45 / 100;

	if (!l->nrecipients && !l->authority && !l->post && !l->name)
		return;
	paragraph(w, "", 8, UPRIGHT, 0, 0);
	two_cells(w, left);
	if (l->nrecipients)
		paragraph(w, "Nơi nhận:", 14, UPRIGHT, 0, 0);
	for (int i = 0; i < l->nrecipients; i++)
		paragraph(w, l->recipient[i], 12, UPRIGHT, 0, 0);
	if (!l->nrecipients)
		paragraph(w, "", 12, UPRIGHT, 0, 0);
	end_cell(w);
	begin_cell(w, page_width(w->paper) - left);
	paragraph(w, l->authority, 14, BOLD | MIDDLE, 0, 0);
	paragraph(w, l->post ? l->post : "", 14, MIDDLE, 0, 0);
	paragraph(w, l->name ? l->name : "", 14, BOLD | MIDDLE, 60, 0);
	end_cell(w);
	sink_text(w->to, "</w:tr></w:tbl>");
}

/* ---- the parts ---- */

static bool put_block(struct word *w, const struct block *b)
{
	switch (b->kind) {
	case BLOCK_KIND:
		paragraph(w, b->text, 16, BOLD | MIDDLE, 10, 0);
		return true;
	case BLOCK_SUMMARY:
		paragraph(w, b->text, 14, BOLD | MIDDLE, 0, 0);
		paragraph(w, "-----", 14, MIDDLE, 0, 8);
		return true;
	case BLOCK_MIDDLE:
		paragraph(w, b->text, 14, BOLD | MIDDLE, 8, 6);
		return true;
	case BLOCK_HEADING:
		paragraph(w, b->text, 14, BOLD, 8, 3);
		return true;
	case BLOCK_TEXT:
		paragraph(w, b->text, 14, JUSTIFIED | DRAWN_IN, 0, 6);
		return true;
	case BLOCK_LINE:
		paragraph(w, b->text, 13, UPRIGHT, 0, 2);
		return true;
	case BLOCK_NOTE:
		paragraph(w, b->text, 10, SLANTED, 4, 2);
		return true;
	case BLOCK_TABLE:
		return put_table(w, b->table);
	}
	return true;
}

static bool put_document(struct word *w)
{
	const struct paper *p = w->paper;

	sink_text(w->to, XML_HEAD "<w:document " W_SPACE " xmlns:r=\"" OFFICE "\"><w:body>");
	if (p->letter)
		put_letter(w, p->letter);
	for (int i = 0; i < p->nblocks; i++)
		if (!put_block(w, &p->block[i]))
			return false;
	if (p->letter)
		put_signer(w, p->letter);
	paragraph(w, "", 6, UPRIGHT, 0, 0);
	sink_text(w->to, "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId2\"/>"
	          "<w:footerReference w:type=\"default\" r:id=\"rId3\"/>"
	          "<w:footerReference w:type=\"first\" r:id=\"rId3\"/>");
	put(w, "<w:pgSz w:w=\"%d\" w:h=\"%d\"%s/>", p->wide ? 16838 : 11906, p->wide ? 11906 : 16838,
	    p->wide ? " w:orient=\"landscape\"" : "");
	put(w, "<w:pgMar w:top=\"1134\" w:right=\"%d\" w:bottom=\"1134\" w:left=\"%d\" w:header=\"567\" "
	    "w:footer=\"454\" w:gutter=\"0\"/><w:titlePg/></w:sectPr></w:body></w:document>", p->wide ? 1134 : 850,
	    p->wide ? 1134 : 1701);
	return true;
}

static const char types[] = XML_HEAD
	"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
	"<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
	"<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
	"<Override PartName=\"/word/document.xml\" ContentType=\"" WORD_TYPE "document.main+xml\"/>"
	"<Override PartName=\"/word/styles.xml\" ContentType=\"" WORD_TYPE "styles+xml\"/>"
	"<Override PartName=\"/word/header1.xml\" ContentType=\"" WORD_TYPE "header+xml\"/>"
	"<Override PartName=\"/word/footer1.xml\" ContentType=\"" WORD_TYPE "footer+xml\"/></Types>";
static const char package_links[] = XML_HEAD
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
	"<Relationship Id=\"rId1\" Type=\"" OFFICE "/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
static const char document_links[] = XML_HEAD
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
	"<Relationship Id=\"rId1\" Type=\"" OFFICE "/styles\" Target=\"styles.xml\"/>"
	"<Relationship Id=\"rId2\" Type=\"" OFFICE "/header\" Target=\"header1.xml\"/>"
	"<Relationship Id=\"rId3\" Type=\"" OFFICE "/footer\" Target=\"footer1.xml\"/></Relationships>";
static const char styles[] = XML_HEAD
	"<w:styles " W_SPACE "><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" "
	"w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\" w:eastAsia=\"Times New Roman\"/><w:sz w:val=\"28\"/>"
	"<w:szCs w:val=\"28\"/><w:lang w:val=\"vi-VN\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
	"<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>"
	"</w:styles>";
static const char header[] = XML_HEAD
	"<w:hdr " W_SPACE "><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>"
	"<w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>"
	"<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
	"</w:p></w:hdr>";

static const char *footer(struct word *w)
{
	struct buf b = buf_new(w->mem, 1 << 16);
	struct sink to = w->to;

	w->to = sink_buf(&b);
	sink_text(w->to, XML_HEAD "<w:ftr " W_SPACE ">");
	paragraph(w, paper_facts(w->mem, w->paper, FACTS_MAX), 8, UPRIGHT, 0, 0);
	sink_text(w->to, "</w:ftr>");
	w->to = to;
	return b.s;
}

#define PART(name, text) { (name), (text), sizeof (text) - 1, NULL }

static bool write_docx(const struct paper *p, FILE *to, struct errs *errs)
{
	struct word w = { .paper = p, .mem = arena_new(0) };
	FILE *document = scratch_open(errs);

	if (!document) {
		arena_free(w.mem);
		return false;
	}
	w.to = sink_file(document);
	const char *foot = footer(&w);
	const struct zip_part part[] = {
		PART("[Content_Types].xml", types), PART("_rels/.rels", package_links),
		{ "word/document.xml", NULL, 0, document }, PART("word/_rels/document.xml.rels", document_links),
		PART("word/styles.xml", styles), PART("word/header1.xml", header),
		{ "word/footer1.xml", foot, strlen(foot), NULL },
	};
	bool done = put_document(&w) && zip_write(part, (int)COUNTOF(part), to, errs);
	(void)fclose(document);
	arena_free(w.mem);
	return done;
}

const struct format format_docx = {
	"docx", "Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", false, write_docx,
};
