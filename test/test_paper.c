/* Papers as files: what goes in comes out again, whatever it is, as a spreadsheet, a PDF and a Word file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/text.h"
#include "out/fill.h"
#include "out/paper.h"
#include "out/xlsx.h"
#include "out/zip.h"

struct world { struct arena *mem; struct errs errs; };

static int setup(void **state)
{
	struct arena *mem = arena_new((size_t)1 << 30);
	struct world *w = NEW(mem, struct world);
	*w = (struct world){ mem, errs_new(mem) };
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;
	arena_free(w->mem);
	return 0;
}

/* ---- a table in memory ---- */

struct rows { const struct cell *cell; int n, ncolumns, at; int times; bool fails; };

static bool next(void *from, const struct cell **out)
{
	struct rows *r = from;
	*out = NULL;
	if (r->fails && r->at == 1)
		return false;
	if (r->at == r->n * (r->times ? r->times : 1))
		return true;
	*out = r->cell + (r->at++ % r->n) * r->ncolumns;
	return true;
}

static const struct paper_column columns[] = {
	{ "id", "Số hồ sơ", COLUMN_ROW, 13 }, { "name", "Họ và tên", COLUMN_WORDS, 20 },
	{ "born", "Ngày sinh", COLUMN_DAY, 10 }, { "people", "Số người", COLUMN_AMOUNT, 8 },
};
enum { NCOLUMNS = (int)COUNTOF(columns) };

struct sheet { struct rows rows; struct paper_table table; struct block block[3]; struct paper paper; };

static void make_sheet(struct sheet *s, const struct cell *cell, int n)
{
	static const struct paper_fact facts[] = {
		{ "Điều kiện", "state = granted & years >= 50" }, { "Người lập", "Đào" },
	};
	*s = (struct sheet){ .rows = { cell, n, NCOLUMNS, 0, 0, false } };
	s->table = (struct paper_table){ columns, NCOLUMNS, next, &s->rows };
	s->block[0] = (struct block){ BLOCK_MIDDLE, "DANH SÁCH", NULL };
	s->block[1] = (struct block){ BLOCK_TABLE, NULL, &s->table };
	s->paper = (struct paper){ .title = "Danh sách", .block = s->block, .nblocks = 2, .fact = facts, .nfacts = 2 };
}

static const char *bytes_of(struct world *w, const struct paper *p, const struct format *f, size_t *n)
{
	FILE *file = scratch_open(&w->errs);
	assert_non_null(file);
	if (!f->write(p, file, &w->errs))
		fail_msg("%s: %s", f->name, w->errs.first ? w->errs.first->text : "no reason");
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	*n = (size_t)ftell(file);
	char *s = arena_alloc(w->mem, 1, *n + 1);
	rewind(file);
	assert_int_equal(fread(s, 1, *n, file), *n);
	fclose(file);
	return s;
}

static const char *part_of(struct world *w, const char *bytes, size_t n, const char *name)
{
	struct zip_part *part;
	int nparts;
	assert_true(zip_read(w->mem, bytes, n, &part, &nparts, &w->errs));
	for (int i = 0; i < nparts; i++)
		if (!strcmp(part[i].name, name))
			return arena_textn(w->mem, part[i].bytes, part[i].n);
	fail_msg("no part %s", name);
	return "";
}

static void has(const char *text, const char *want)
{
	if (!strstr(text, want))
		fail_msg("\"%s\" is not in: %.600s", want, text);
}

/* ---- xlsx ---- */

static void xlsx_types(void **state)
{
	struct world *w = *state;
	static const struct cell cell[] = {
		{ CELL_NUMBER, NULL, 100000000123, { 0 } }, { CELL_TEXT, "00123", 0, { 0 } },
		{ CELL_DAY, NULL, 0, { 20221208 } }, { CELL_NUMBER, NULL, 46740, { 0 } },
		{ CELL_NUMBER, NULL, 2, { 0 } }, { CELL_TEXT, "=1+1", 0, { 0 } },
		{ CELL_DAY, NULL, 0, { 18900105 } }, { CELL_SHARE, NULL, 4.63, { 0 } },
		{ CELL_NONE, NULL, 0, { 0 } }, { CELL_TEXT, "@SUM(A1)", 0, { 0 } },
		{ CELL_TIME, NULL, 0, { 0 } }, { CELL_NUMBER, NULL, 1.0 / 0.0, { 0 } },
	};
	struct sheet s;
	size_t n;
	make_sheet(&s, cell, 3);
	const char *x = bytes_of(w, &s.paper, &format_xlsx, &n), *sheet = part_of(w, x, n, "xl/worksheets/sheet1.xml");
	has(sheet, "<c r=\"A2\"");
	has(sheet, "<v>100000000123</v>");
	has(sheet, "t=\"inlineStr\"><is><t>00123</t>");
	has(sheet, "<v>44903</v>");             /* 08/12/2022 */
	has(sheet, "<t>05/01/1890</t>");
	has(sheet, "<t>=1+1</t>");
	has(sheet, "<t>@SUM(A1)</t>");
	has(sheet, "<v>0.0463");
	has(sheet, "state=\"frozen\"");
	has(sheet, "<autoFilter ref=\"A1:D4\"/>");
	has(sheet, "state = granted &amp;&amp; years &gt;= 50");
	has(part_of(w, x, n, "xl/worksheets/sheet2.xml"), "state = granted &amp; years &gt;= 50");
	has(part_of(w, x, n, "xl/workbook.xml"), "_xlnm.Print_Area");
	has(part_of(w, x, n, "xl/workbook.xml"), "_xlnm.Print_Titles");
	assert_null(strstr(sheet, "<f>"));
}

static void xlsx_hostile(void **state)
{
	struct world *w = *state;
	struct buf shouting = buf_new(w->mem, 1 << 20), faces = buf_new(w->mem, 1 << 20);
	for (int i = 0; i < 40000; i++)
		buf_text(&shouting, "ắ");
	for (int i = 0; i < 20000; i++)
		buf_text(&faces, "\xf0\x9f\x98\x80");
	const struct cell cell[] = {
		paper_number(1), paper_words("a\x01" "b\xff" "c\x1f<&>\"'"), paper_none(), paper_none(),
		paper_number(2), paper_words(shouting.s), paper_none(), paper_none(),
		paper_number(3), paper_words(faces.s), paper_none(), paper_none(),
		paper_number(4), paper_words("hai\ndòng\t\xef\xbf\xbf\xc2\x85"), paper_none(), paper_none(),
	};
	struct sheet s;
	size_t n;
	make_sheet(&s, cell, 4);
	const char *x = bytes_of(w, &s.paper, &format_xlsx, &n), *sheet = part_of(w, x, n, "xl/worksheets/sheet1.xml");
	has(sheet, "a\xef\xbf\xbd" "b\xef\xbf\xbd" "c\xef\xbf\xbd&lt;&amp;&gt;");
	has(sheet, "… [đã cắt]</t>");
	has(sheet, "hai\ndòng\t\xef\xbf\xbd\xef\xbf\xbd");
	assert_true(text_utf8(sheet, strlen(sheet)));
	const char *cut = strstr(sheet, "ắ"), *end = strstr(cut, "</t>");
	assert_true(text_length(arena_textn(w->mem, cut, (size_t)(end - cut))) <= XLSX_CELL_MAX);
}

static void xlsx_failure(void **state)
{
	struct world *w = *state;
	static const struct cell cell[NCOLUMNS] = { { CELL_NONE } };
	struct sheet s;
	make_sheet(&s, cell, 1);
	s.rows.times = 3;
	for (int i = 0; i < nformats; i++) {
		FILE *f = scratch_open(&w->errs);
		s.rows.at = 0;
		s.rows.fails = true;
		assert_false(formats[i]->write(&s.paper, f, &w->errs));
		fclose(f);
	}
	assert_int_equal(w->errs.count, 0);     /* whoever makes the rows says why */
}

/* ---- csv ---- */

static void csv_same(void **state)
{
	struct world *w = *state;
	static const struct cell cell[] = {
		{ CELL_NUMBER, NULL, 7, { 0 } }, { CELL_TEXT, "Đào, \"Cô\"", 0, { 0 } },
		{ CELL_DAY, NULL, 0, { 20221208 } }, { CELL_NUMBER, NULL, 4.5, { 0 } },
	};
	struct sheet s;
	struct csv t;
	size_t n;
	make_sheet(&s, cell, 1);
	const char *x = bytes_of(w, &s.paper, &format_csv, &n);
	assert_true(csv_parse(w->mem, "x", x, n, &t, &w->errs));
	assert_string_equal(csv_cell(&t, 0, "name"), "Đào, \"Cô\"");
	assert_string_equal(csv_cell(&t, 0, "born"), "2022-12-08");
	assert_string_equal(csv_cell(&t, 0, "people"), "4.5");
}

/* ---- pdf ---- */

/* Blanks folded: where lines break is the page's own affair. */
static const char *folded(struct world *w, const char *s)
{
	struct buf b = buf_new(w->mem, 1 << 22);
	bool blank = false;
	for (; *s; s++) {
		if (strchr(" \n\t\f\r", *s)) {
			blank = b.n > 0;
			continue;
		}
		if (blank)
			buf_char(&b, ' ');
		blank = false;
		buf_char(&b, *s);
	}
	return b.s;
}

static const char *words_of_pdf(struct world *w, const char *bytes, size_t n)
{
	struct buf b = buf_new(w->mem, 1 << 22);
	char path[] = "/tmp/dangvu-test-XXXXXX", piece[4096];
	int fd = mkstemp(path), out[2];
	ssize_t got;
	assert_int_equal(write(fd, bytes, n), (ssize_t)n);
	assert_int_equal(pipe(out), 0);
	pid_t child = fork();
	if (child == 0) {
		dup2(out[1], STDOUT_FILENO);
		close(out[0]);
		execlp("pdftotext", "pdftotext", "-raw", "-enc", "UTF-8", "-nopgbrk", path, "-", (char *)NULL);
		_exit(127);
	}
	close(out[1]);
	while ((got = read(out[0], piece, sizeof piece)) > 0)
		buf_add(&b, piece, (size_t)got);
	int status;
	waitpid(child, &status, 0);
	close(out[0]);
	close(fd);
	unlink(path);
	assert_int_equal(status, 0);
	return folded(w, b.s);
}

static const struct letter letter = {
	.above = "TỈNH ỦY TRÀ VINH", .issuer = "VĂN PHÒNG", .number = "Số 01-QĐ/VPTU",
	.dated = "Trà Vinh, ngày 08 tháng 12 năm 2022", .authority = "T/M BAN THƯỜNG VỤ", .post = "BÍ THƯ",
	.name = "Nguyễn Thị Đào",
};
#define LETTER_HEAD "TỈNH ỦY TRÀ VINH VĂN PHÒNG * Số 01-QĐ/VPTU ĐẢNG CỘNG SẢN VIỆT NAM " \
	"Trà Vinh, ngày 08 tháng 12 năm 2022"
#define LETTER_FOOT "T/M BAN THƯỜNG VỤ BÍ THƯ Nguyễn Thị Đào"
#define LONG "Điều 1. Kết nạp quần chúng ưu tú vào Đảng Cộng sản Việt Nam; xử lý nghiêm khuyết điểm, " \
	"fi ffi fl. Ắ Ằ Ẳ Ẵ Ặ Ỗ Ữ Ỵ đ Đ ỷ ỹ."

static void pdf_words(void **state)
{
	struct world *w = *state;
	static const struct block block[] = {
		{ BLOCK_KIND, "QUYẾT ĐỊNH", NULL }, { BLOCK_SUMMARY, "kết nạp đảng viên", NULL },
		{ BLOCK_TEXT, LONG, NULL }, { BLOCK_HEADING, "Phần I", NULL },
		{ BLOCK_LINE, "Họ và tên: Đặng Thị Ỷ", NULL },
	};
	struct paper p = { .title = "QĐ", .letter = &letter, .block = block, .nblocks = (int)COUNTOF(block) };
	size_t n;
	const char *x = bytes_of(w, &p, &format_pdf, &n), *words = words_of_pdf(w, x, n);
	assert_string_equal(words, LETTER_HEAD " QUYẾT ĐỊNH kết nạp đảng viên ----- " LONG " Phần I "
	                    "Họ và tên: Đặng Thị Ỷ "
	                    LETTER_FOOT);
	x = bytes_of(w, &p, &format_docx, &n);
	has(part_of(w, x, n, "word/document.xml"), LONG);
}

static void pdf_tables(void **state)
{
	struct world *w = *state;
	struct buf tall = buf_new(w->mem, 1 << 20);
	for (int i = 0; i < 7000; i++)
		buf_printf(&tall, "chữ%d ", i);
	const struct cell cell[] = {
		paper_number(1), paper_words("Đào"), paper_day((struct date){ 20221208 }), paper_number(46740),
		paper_number(2), paper_words(tall.s), paper_none(), paper_none(),
	};
	struct sheet s;
	size_t n, heads = 0;
	make_sheet(&s, cell, 2);
	const char *x = bytes_of(w, &s.paper, &format_pdf, &n), *words = words_of_pdf(w, x, n);
	has(words, "1 Đào 08/12/2022 46.740 2");
	for (int i = 0; i < 7000; i += 13)
		has(words, arena_printf(w->mem, "chữ%d", i));
	for (const char *at = words; (at = strstr(at, "TT Họ và tên Ngày sinh Số người")); at++)
		heads++;
	assert_true(heads > 3);                 /* on every page */
	has(words, "Điều kiện: state = granted & years >= 50 · Người lập: Đào");
	s.rows.at = 0;
	s.rows.times = 100;
	s.rows.n = 1;
	x = bytes_of(w, &s.paper, &format_pdf, &n);
	words = words_of_pdf(w, x, n);
	has(words, "100 Đào 08/12/2022 46.740");
}

static void docx_hostile(void **state)
{
	struct world *w = *state;
	const struct cell cell[] = {
		paper_number(1), paper_words("a\x01<w:p>&\xff\nb"), paper_day((struct date){ 20221208 }),
		paper_number(46740),
	};
	struct sheet s;
	size_t n;
	make_sheet(&s, cell, 1);
	const char *x = bytes_of(w, &s.paper, &format_docx, &n), *doc = part_of(w, x, n, "word/document.xml");
	has(doc, "a\xef\xbf\xbd&lt;w:p&gt;&amp;\xef\xbf\xbd</w:t><w:br/>");
	has(doc, "<w:tblHeader/>");
	has(doc, ">46.740<");
	has(part_of(w, x, n, "word/header1.xml"), " PAGE ");
	const struct fill_words none = { NULL, 0, NULL, 0 };
	assert_true(fill_check(x, n, &none, &w->errs));         /* it is well-formed */
}

/* ---- templates ---- */

static const char *const career_columns[] = { "from", "work" };
static const char *const career_cells[] = { "1999", "dạy & học", "2004", "{{name}} <b>" };
static const struct fill_word words[] = { { "name", "Đặng Thị Đào" }, { "born", "ngày 01 tháng 02 năm 1980" } };
static const struct fill_rows rows[] = { { "career", career_columns, 2, career_cells, 2 } };
static const struct fill_words filling = { words, 2, rows, 1 };

static const char *word_file(struct world *w, const char *body, size_t *n)
{
	const char *text = arena_printf(w->mem, "<w:document xmlns:w=\"http://schemas.openxmlformats.org/"
	                                "wordprocessingml/2006/main\"><w:body>%s</w:body></w:document>", body);
	const struct zip_part part = { "word/document.xml", text, strlen(text), NULL };
	FILE *f = scratch_open(&w->errs);
	assert_true(zip_write(&part, 1, f, &w->errs));
	*n = (size_t)ftell(f);
	char *s = arena_alloc(w->mem, 1, *n);
	rewind(f);
	assert_int_equal(fread(s, 1, *n, f), *n);
	fclose(f);
	return s;
}

#define P(...) "<w:p>" __VA_ARGS__ "</w:p>"
#define R(text) "<w:r><w:t>" text "</w:t></w:r>"

static const char *filled(struct world *w, const char *body)
{
	size_t n;
	const char *in = word_file(w, body, &n);
	FILE *f = scratch_open(&w->errs);
	if (!fill_word_file(in, n, &filling, f, &w->errs))
		fail_msg("%s", w->errs.first->text);
	n = (size_t)ftell(f);
	char *out = arena_alloc(w->mem, 1, n);
	rewind(f);
	assert_int_equal(fread(out, 1, n, f), n);
	fclose(f);
	return part_of(w, out, n, "word/document.xml");
}

static void template_fills(void **state)
{
	struct world *w = *state;
	const char *doc = filled(w, P(R("Tên: {") R("{na") R("me") R("}} sinh {{born}}.")));
	has(doc, "<w:t xml:space=\"preserve\">Tên: Đặng Thị Đào</w:t>");
	has(doc, "> sinh ngày 01 tháng 02 năm 1980.<");
	doc = filled(w, "<w:tbl><w:tr><w:tc>" P(R("đầu")) "</w:tc></w:tr><w:tr><w:tc>" P(R("{{#ca") R("reer}}{{from}}"))
	             "</w:tc><w:tc>" P(R("{{work}}, {{name}}{{/career}}")) "</w:tc></w:tr></w:tbl>");
	has(doc, ">1999<");
	has(doc, "dạy &amp; học, Đặng Thị Đào<");
	has(doc, "{{name}} &lt;b&gt;, Đặng Thị Đào<");          /* what was filled in is not read again */
	assert_null(strstr(doc, "career"));
	doc = filled(w, P(R("{{#career}}")) P(R("- {{from}}: {{work}}")) P(R("{{/career}}")) P(R("hết")));
	has(doc, "- 1999: dạy &amp; học");
	has(doc, "hết");
}

static void template_faults(void **state)
{
	struct world *w = *state;
	static const struct { const char *body, *fault; } bad[] = {
		{ P(R("{{nmae}}")), "{{nmae}}: không có trường tên này" },
		{ P(R("{{name")), "không khép bằng" },
		{ P(R("{{#career}}{{from}}")), "{{#career}} chưa được khép bằng {{/career}}" },
		{ P(R("{{/career}}")), "{{/career}} không có {{#career}} ở trước" },
		{ P(R("{{#care}}x{{/care}}")), "không có bảng tên “care”" },
		{ P(R("{{#career}}{{name}}{{born}}{{place}}{{/career}}")),
		  "{{place}}: không có trường tên này trong bảng career" },
		{ "</w:p>", "không đọc được" },
	};
	size_t n;
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		const char *x = word_file(w, bad[i].body, &n);
		w->errs = errs_new(w->mem);
		assert_false(fill_check(x, n, &filling, &w->errs));
		has(w->errs.first->text, bad[i].fault);
	}
	w->errs = errs_new(w->mem);
	assert_false(fill_check("no zip at all", 13, &filling, &w->errs));
	has(w->errs.first->text, "không phải tệp Word");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(xlsx_types, setup, teardown),
		cmocka_unit_test_setup_teardown(xlsx_hostile, setup, teardown),
		cmocka_unit_test_setup_teardown(xlsx_failure, setup, teardown),
		cmocka_unit_test_setup_teardown(csv_same, setup, teardown),
		cmocka_unit_test_setup_teardown(pdf_words, setup, teardown),
		cmocka_unit_test_setup_teardown(pdf_tables, setup, teardown),
		cmocka_unit_test_setup_teardown(docx_hostile, setup, teardown),
		cmocka_unit_test_setup_teardown(template_fills, setup, teardown),
		cmocka_unit_test_setup_teardown(template_faults, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
