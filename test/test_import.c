/* Tables as offices really have them, made here: every coding, every way in which a spreadsheet spoils a number or a
 * day, workbooks made to harm; and the plan: what it says is what is written, in one entry that undo takes back. */
#include <iconv.h>
#include <zip.h>

#include "fault_world.h"

#include "model/import.h"
#include "ugly.h"

/* ---- files ---- */

static const char *temp_path(struct arena *a)
{
	const char *dir = getenv("TMPDIR");
	char *path = arena_printf(a, "%s/dangvu-import.XXXXXX", dir ? dir : "/tmp");
	int f = mkstemp(path);

	assert_true(f >= 0);
	close(f);
	return path;
}

static bool read_bytes(struct world *w, const char *bytes, size_t n, struct book *out)
{
	const char *path = temp_path(w->mem);
	FILE *f = fopen(path, "wb");

	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
	bool ok = book_read(w->mem, path, "bảng", out, &w->errs);
	unlink(path);
	return ok;
}

static bool read_text(struct world *w, const char *text, struct book *out)
{
	return read_bytes(w, text, strlen(text), out);
}

struct part { const char *name, *text; };

static const char *zip_path(struct world *w, const struct part *part, int n)
{
	const char *path = temp_path(w->mem);
	zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

	for (int i = 0; i < n; i++) {
		zip_source_t *s = zip_source_buffer(z, part[i].text, strlen(part[i].text), 0);
		assert_true(zip_file_add(z, part[i].name, s, 0) >= 0);
	}
	assert_int_equal(zip_close(z), 0);
	return path;
}

#define BOOK_PART(more) { "xl/workbook.xml", "<workbook xmlns='m' xmlns:r='r'>" more \
	"<sheets><sheet name='Ghi chú' sheetId='1' r:id='a'/><sheet name='Danh sách' sheetId='2' r:id='b'/></sheets>" \
	"</workbook>" }
#define RELATIONS { "xl/_rels/workbook.xml.rels", "<Relationships xmlns='p'><Relationship Id='a' " \
	"Target='worksheets/sheet1.xml'/><Relationship Id='b' Target='/xl/worksheets/sheet2.xml'/></Relationships>" }
#define STYLES { "xl/styles.xml", "<styleSheet xmlns='m'><numFmts><numFmt numFmtId='164' " \
	"formatCode='dd\\/mm\\/yyyy;@'/><numFmt numFmtId='165' formatCode='0.00&quot;d&quot;'/></numFmts>" \
	"<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/>" \
	"<xf numFmtId='164'/><xf numFmtId='165'/></cellXfs></styleSheet>" }
#define STRINGS { "xl/sharedStrings.xml", "<sst xmlns='m'><si><t>Họ và tên</t></si><si><r><t>Ngày </t></r>" \
	"<r><t>sinh</t></r><rPh><t>x</t></rPh></si></sst>" }
#define EMPTY { "xl/worksheets/sheet1.xml", "<worksheet xmlns='m'><sheetData/></worksheet>" }
#define SHEET(rows) { "xl/worksheets/sheet2.xml", "<worksheet xmlns='m'><sheetData>" rows "</sheetData></worksheet>" }

static bool read_workbook(struct world *w, const struct part *part, int n, struct book *out)
{
	const char *path = zip_path(w, part, n);
	bool ok = book_read(w->mem, path, "bảng", out, &w->errs);

	unlink(path);
	return ok;
}
#define WORKBOOK(w, out, ...) read_workbook((w), (const struct part[]){ __VA_ARGS__ }, \
                                            (int)COUNTOF(((const struct part[]){ __VA_ARGS__ })), (out))

static const char *at(const struct book *b, int sheet, int row, int column)
{
	const struct cells *r = &b->sheet[sheet].row[row];

	return column < r->n && r->cell[column].text ? r->cell[column].text : "";
}

static void refused(struct world *w, const char *say)
{
	if (!w->errs.count || !strstr(w->errs.first->text, say)) {
		show_errs(&w->errs);
		fail_msg("not refused with “%s”", say);
	}
	errs_clear(&w->errs);
}

static void bare_open(struct world *w)
{
	memset(w, 0, sizeof *w);
	w->mem = arena_new(2000u << 20);
	w->errs = errs_new(w->mem);
}

static const char *repeated(struct arena *a, const char *s, size_t times)
{
	size_t n = strlen(s);
	char *out = NEWN(a, char, n * times + 1);

	for (size_t i = 0; i < times; i++)
		memcpy(out + i * n, s, n);
	return out;
}

/* ---- text tables ---- */

static void text_tables(void **state)
{
	(void)state;
	struct world w;
	struct book b;

	bare_open(&w);
	must(&w, read_text(&w, "\xef\xbb\xbf" "Tên;Ghi chú\r\n;\r\n\"An; \"\"Bé\"\"\";\"hai\ndòng\"\r\nBình", &b));
	assert_int_equal(b.sheet[0].nrows, 3);
	assert_string_equal(at(&b, 0, 0, 0), "Tên");
	assert_string_equal(at(&b, 0, 1, 0), "An; \"Bé\"");
	assert_string_equal(at(&b, 0, 1, 1), "hai\ndòng");
	assert_int_equal(b.sheet[0].row[1].line, 3);
	assert_string_equal(at(&b, 0, 2, 0), "Bình");
	assert_int_equal(b.sheet[0].row[2].line, 5);
	must(&w, read_text(&w, "a\tb\rc\td", &b));
	assert_string_equal(at(&b, 0, 1, 1), "d");
	must(&w, read_bytes(&w, "\xff\xfe" "T\0\xea\0n\0,\0\x01\x1e\n\0", 14, &b));
	assert_string_equal(at(&b, 0, 0, 0), "Tên");
	assert_string_equal(at(&b, 0, 0, 1), "ḁ");
	must(&w, read_text(&w, "T\xaan,b\n", &b));
	assert_true(b.bytes);
	assert_string_equal(at(&b, 0, 0, 0), "Tªn");
	must(&w, read_text(&w, "5\" ống,\"\"\n\"\",x\n", &b));      /* a quote inside is a letter */
	assert_string_equal(at(&b, 0, 0, 0), "5\" ống");
	assert_false(read_text(&w, "a,b\n1,\"mở\n2,3\n", &b));
	refused(&w, "dòng 2: dấu ngoặc kép mở ra mà không đóng");
	assert_false(read_bytes(&w, "a,b\n1,\0002\n", 9, &b));
	refused(&w, "có ký tự rỗng");
	assert_false(read_bytes(&w, "\xff\xfe" "a\0\0\0", 6, &b));
	refused(&w, "có ký tự rỗng");
	assert_false(read_text(&w, "Họ tên,b\nan,1\nNguy\xd4n,2\n", &b));
	refused(&w, "dòng 3: chữ không phải UTF-8");
	assert_false(read_text(&w, "", &b));
	refused(&w, "tệp rỗng");
	assert_false(read_bytes(&w, "\xd0\xcf\x11\xe0old", 7, &b));
	refused(&w, ".xls");
	assert_false(read_text(&w, "<html><table><tr><td>a</td></tr></table>", &b));
	refused(&w, "trang HTML");
	assert_false(read_text(&w, "%PDF-1.7", &b));
	refused(&w, "tệp PDF");
	assert_false(read_text(&w, arena_printf(w.mem, "a,b\n1,%s\n", repeated(w.mem, "0123456789", 20000)), &b));
	refused(&w, "dòng 2: có ô dài");
	assert_false(read_text(&w, repeated(w.mem, "x,", 2000), &b));
	refused(&w, "quá 1000 cột");
	arena_free(w.mem);
}

/* ---- text from before Unicode ---- */

static void tcvn3_is_the_standard(void **state)
{
	(void)state;
	struct arena *a = arena_new(0);
	iconv_t cd = iconv_open("UTF-8", "TCVN5712-1");

	assert_true(cd != (iconv_t)-1);
	for (int c = 0xa1; c <= 0xfe; c++) {
		char in[2] = { (char)c, 0 }, out[32] = "", *from = in, *to = out;
		const char two[] = { (char)(0xc0 | c >> 6), (char)(0x80 | (c & 0x3f)), 0 };
		size_t n = 1, room = sizeof out - 1;
		const char *ours = coding_convert(a, CODING_TCVN3, two);
		iconv(cd, NULL, NULL, NULL, NULL);
		if (!ours || iconv(cd, &from, &n, &to, &room) == (size_t)-1 ||
		    iconv(cd, NULL, NULL, &to, &room) == (size_t)-1)
			continue;
		*to = '\0';
		assert_string_equal(ours, text_clean(a, out, false));
	}
	iconv_close(cd);
	arena_free(a);
}

#define FIND(name, ...) coding_find((const char *const[]){ __VA_ARGS__ }, \
                                    (int)COUNTOF(((const char *const[]){ __VA_ARGS__ })), name)

static void codings_are_told_by_words(void **state)
{
	(void)state;
	struct arena *a = arena_new(0);
	struct coded c = FIND(true, "NguyÔn V¨n An", NULL, "TrÇn ThÞ B×nh", "Lª Hoµng");

	assert_int_equal(c.coding, CODING_TCVN3);
	assert_false(c.capitals);
	assert_string_equal(coding_convert(a, c.coding, "TrÇn ThÞ B×nh"), "Trần Thị Bình");
	c = FIND(true, "nguyÔn v¨n an", "trÇn thÞ b×nh");
	assert_true(c.coding == CODING_TCVN3 && c.capitals);
	c = FIND(true, "Nguyeãn Vaên An", "Traàn Thò Bình", "Ñoã Quyønh Nhö");
	assert_int_equal(c.coding, CODING_VNI);
	assert_string_equal(coding_convert(a, c.coding, "Ñoã Quyønh Nhö, Traàn Thò Höôùng"),
	                    "Đỗ Quỳnh Như, Trần Thị Hướng");
	/* Unicode stays, also where an old coding could read it; a column that is not wholly explained stays too. */
	c = FIND(true, "Hòa", "Hà", "Quý");
	assert_true(c.coding == CODING_UNICODE && c.unexplained < 0);
	c = FIND(true, "NguyÔn V¨n An", "Nguyễn Văn Bình");
	assert_true(c.coding == CODING_UNICODE && c.unexplained == 0);
	c = FIND(true, "NguyÔn V¨n An", "\u00b6\u00b0\u00c0x");
	assert_true(c.coding == CODING_UNICODE && c.unexplained >= 0);
	c = FIND(true, "Nguye\u0302\u0303n Va\u0306n");
	assert_true(c.coding == CODING_UNICODE && c.composed && c.unexplained < 0);
	arena_free(a);
}

/* ---- workbooks ---- */

static void workbooks(void **state)
{
	(void)state;
	struct world w;
	struct book b;

	bare_open(&w);
	must(&w, WORKBOOK(&w, &b, BOOK_PART(""), RELATIONS, STYLES, STRINGS, EMPTY, SHEET(
	     "<row r='3'><c r='A3' t='s'><v>0</v></c><c r='C3' t='s'><v>1</v></c></row>"
	     "<row r='5'><c r='A5' t='inlineStr'><is><t>An</t></is></c><c r='B5'><v>7.9085001234E10</v></c>"
	     "<c r='C5' s='1'><v>36526</v></c><c r='D5' s='2'><v>59</v></c><c r='E5' s='3'><v>36526</v></c></row>"
	     "<row><c t='str'><f>A1</f><v>tính</v></c><c t='e'><v>#REF!</v></c><c><f>1+1</f></c><c t='b'><v>1</v></c>"
	     "<c t='s'><v>99</v></c><c s='1'><v>60</v></c></row>")));
	assert_int_equal(b.nsheets, 2);
	assert_string_equal(b.sheet[1].name, "Danh sách");
	assert_int_equal(b.sheet[1].nrows, 3);
	assert_string_equal(at(&b, 1, 0, 0), "Họ và tên");
	assert_string_equal(at(&b, 1, 0, 2), "Ngày sinh");
	assert_int_equal(b.sheet[1].row[1].line, 5);
	assert_string_equal(at(&b, 1, 1, 1), "79085001234");
	assert_string_equal(at(&b, 1, 1, 2), "2000-01-01");
	assert_string_equal(at(&b, 1, 1, 3), "1900-02-28");
	assert_string_equal(at(&b, 1, 1, 4), "36526");
	assert_int_equal(b.sheet[1].row[2].line, 6);
	assert_string_equal(at(&b, 1, 2, 0), "tính");
	assert_true(b.sheet[1].row[2].cell[0].formula && !b.sheet[1].row[2].cell[3].formula);
	for (int i = 1; i < 6; i++)
		assert_int_equal(b.sheet[1].row[2].cell[i].kind, i == 3 ? RAW_TEXT : RAW_FAULT);
	must(&w, WORKBOOK(&w, &b, BOOK_PART("<workbookPr date1904='1'/>"), RELATIONS, STYLES, EMPTY,
	                  SHEET("<row><c s='1'><v>35064</v></c></row>")));
	assert_string_equal(at(&b, 1, 0, 0), "2000-01-01");
	arena_free(w.mem);
}

/* What a header says of a part's length is not what is in it. */
static void lying_header(struct world *w)
{
	const struct part part[] = { BOOK_PART(""), RELATIONS, EMPTY, SHEET("<row><c><v>1</v></c></row>") };
	const char *path = zip_path(w, part, (int)COUNTOF(part)), *bytes;
	struct book b;
	size_t n;

	FILE *f = fopen(path, "rb");
	char *all = NEWN(w->mem, char, 100000);
	n = fread(all, 1, 100000, f);
	fclose(f);
	unlink(path);
	bytes = all;
	int lies = 0;
	for (size_t i = 0; i + 46 < n; i++)
		if (memcmp(bytes + i, "PK\1\2", 4) == 0 && ++lies)
			all[i + 24] = (char)(all[i + 24] + 7);
	assert_int_equal(lies, 4);
	if (read_bytes(w, all, n, &b))
		assert_int_equal(b.nsheets, 2);
	errs_clear(&w->errs);
	assert_false(read_bytes(w, all, n / 2, &b));
	refused(w, "hỏng");
}

static void harmful_workbooks(void **state)
{
	(void)state;
	struct world w;
	struct book b;

	bare_open(&w);
	assert_false(WORKBOOK(&w, &b, BOOK_PART(""), RELATIONS, EMPTY, { "xl/worksheets/sheet2.xml",
	             "<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet xmlns='m'><sheetData/></worksheet>" }));
	refused(&w, "DOCTYPE");
	assert_false(WORKBOOK(&w, &b, BOOK_PART(""), RELATIONS, EMPTY,
	             { "xl/worksheets/sheet2.xml", repeated(w.mem, "<a>", 1000) }));
	refused(&w, "lồng nhau quá sâu");
	assert_false(WORKBOOK(&w, &b, BOOK_PART(""), RELATIONS, EMPTY, { "xl/worksheets/sheet2.xml",
	             arena_printf(w.mem, "<worksheet xmlns='m'><sheetData><row><c t='inlineStr'><is><t>%s</t></is></c>",
	                          repeated(w.mem, "0123456789", 20000)) }));
	refused(&w, "ô dài");
	/* Entities that would grow are not even named: there is no DOCTYPE to declare them. */
	assert_false(WORKBOOK(&w, &b, BOOK_PART(""), RELATIONS, EMPTY, { "xl/worksheets/sheet2.xml",
	             "<worksheet><sheetData><row><c t='str'><v>&lol;</v></c></row></sheetData></worksheet>" }));
	refused(&w, "sai cú pháp");
	/* Half a gigabyte of blanks in half a megabyte. */
	assert_false(WORKBOOK(&w, &b, BOOK_PART(""), RELATIONS, EMPTY,
	             { "xl/worksheets/sheet2.xml", repeated(w.mem, "          ",
	                                                    (size_t)BOOK_UNPACKED_MAX / 10 + 1) }));
	refused(&w, "giải nén ra quá");
	/* More rows than a sheet has, each of a few bytes. */
	assert_false(WORKBOOK(&w, &b, BOOK_PART(""), RELATIONS, EMPTY, { "xl/worksheets/sheet2.xml",
	             arena_printf(w.mem, "<worksheet><sheetData>%s",
	                          repeated(w.mem, "<row><c><v>1</v></c></row>", BOOK_ROWS_MAX + 1)) }));
	refused(&w, "quá 1.048.576 dòng");
	assert_false(WORKBOOK(&w, &b, { "a.txt", "x" }));
	refused(&w, "không phải bảng tính");
	assert_false(WORKBOOK(&w, &b, BOOK_PART(""), RELATIONS, EMPTY, { "xl/worksheets/sheet2.xml", "<a><b></a>" }));
	refused(&w, "sai cú pháp");
	lying_header(&w);
	arena_free(w.mem);
}

/* ---- the plan ---- */

static struct import_plan plan_of(struct world *w, const char *record, const char *text, struct import_options o)
{
	struct import_plan p;
	struct book b;

	must(w, read_text(w, text, &b));
	must(w, import_guess(&w->ctx, catalog_record(&w->catalog, record), "bảng.csv", &b, &o, &p));
	must(w, import_rehearse(&w->ctx, &p));
	return p;
}
#define PLAN(w, text) plan_of((w), "person", (text), (struct import_options){ 0 })

static const char *text_of(const struct import_plan *p, int row, const char *field)
{
	for (int i = 0; i < p->ncolumns; i++)
		if (p->column[i].field >= 0 && strcmp(p->rec->fields[p->column[i].field].name, field) == 0)
			return p->row[row].text[i] ? p->row[row].text[i] : "";
	fail_msg("no column for %s", field);
	return NULL;
}

static bool noted(const struct import_plan *p, int row, bool warning, const char *say)
{
	for (const struct import_note *n = p->row[row].note; n; n = n->next)
		if (n->warning == warning && strstr(n->text, say))
			return true;
	return false;
}

static void counts(const struct import_plan *p, int added, int changed, int same, int bad)
{
	if (p->count[ROW_NEW] != added || p->count[ROW_CHANGED] != changed || p->count[ROW_SAME] != same ||
	    p->count[ROW_BAD] != bad) {
		for (int i = 0; i < p->nrows; i++)
			for (const struct import_note *n = p->row[i].note; n; n = n->next)
				fprintf(stderr, "  %d: %s\n", p->row[i].line, n->text);
		fail_msg("%d %d %d %d", p->count[ROW_NEW], p->count[ROW_CHANGED], p->count[ROW_SAME],
		         p->count[ROW_BAD]);
	}
}

static void file_allowed(struct world *w)
{
	must(w, db_run(&w->db, SQL("INSERT INTO main.setting VALUES ('file_permission', 'CV 12')"), NO_ARGS));
	ground_make(w);
}

#define HEAD "Họ và tên,Giới tính,Ngày sinh,Số CCCD,Nơi giữ hồ sơ\n"

static void plan_commit_undo(void **state)
{
	(void)state;
	struct world w;
	char before[65], now[65];
	struct done done;
	int64_t entry;

	ON_EVERY_ENGINE(&w) {
		file_allowed(&w);
		state_of(&w, before, NULL);
		struct import_plan p = PLAN(&w, "DANH SÁCH,,,,\n" HEAD
		                            "Lê Hòa,Nữ,01/02/1980,079085000001,84.1.1\n"
		                            "Trần Sáng,Nam,1975,079085000002,84.1.1\n"
		                            "Kim Sơn,Nam,31/02/1970,07908500000x,84.9\n,Nam,03/1960,079085000002,\n");
		state_of(&w, now, NULL);
		assert_string_equal(now, before);
		counts(&p, 2, 0, 0, 2);
		assert_int_equal(p.heading, 2);
		assert_true(noted(&p, 2, false, "1975, 04/1975") && noted(&p, 2, false, "84.9"));
		assert_true(noted(&p, 3, false, "Cần “Họ và tên”") && noted(&p, 3, false, "Cần “Nơi giữ hồ sơ”") &&
		            noted(&p, 3, false, "trùng với dòng 4"));
		must(&w, import_commit(&w.ctx, &p, "nhập", &entry));
		assert_int_equal(count(&w, SQL("SELECT count(*) FROM main.person WHERE entry = $1"), ARGS(V(entry))),
		                 2);
		sound(&w);
		struct import_plan q = PLAN(&w, HEAD "Lê Hòa,Nữ,01/02/1980,079085000001,84.1.1\n"
		                            "Trần Văn Sáng,Nam,,079085000002,84.2.1\n"
		                            "Mới,Nam,1990,079085000003,84.1.1\n");
		counts(&q, 1, 1, 1, 0);
		assert_string_equal(q.row[1].old[0], "Trần Sáng");
		assert_null(q.row[1].old[2]);
		must(&w, import_commit(&w.ctx, &q, "nhập lại", &entry));
		assert_int_equal(one(&w,
		                     SQL("SELECT count(*) FROM main.person "
		                         "WHERE name = 'Trần Văn Sáng' AND born = '1975'")), 1);
		must(&w, command_undo(&w.ctx, entry, "thử", &done));
		must(&w, command_undo(&w.ctx, entry - 1, "thử", &done));
		state_of(&w, now, NULL);
		assert_string_equal(now, before);
		sound(&w);
	}
}

/* Between plan and commit somebody else wrote: all or nothing, and the row says why. */
static void plan_that_aged(void **state)
{
	(void)state;
	struct world w;
	char before[65], now[65];
	int64_t entry;

	ON_EVERY_ENGINE(&w) {
		file_allowed(&w);
		DO(&w, "hoa", DO_CREATE, "person",
		   .text = "name=Lê Hòa; sex=female; born=1980; citizen_id=079085000001; home=84.1.1");
		struct import_plan p = PLAN(&w,
		                            HEAD "Lê Thị Hòa,Nữ,1980,079085000001,84.1.1\n"
		                            "Mới,Nam,1990,079085000003,84.1.1\n");
		counts(&p, 1, 1, 0, 0);
		DO(&w, NULL, DO_EDIT, "person", NULL, "hoa", "phone=0123");
		state_of(&w, before, NULL);
		assert_false(import_commit(&w.ctx, &p, "nhập", &entry));
		assert_true(noted(&p, 0, false, "vừa được người khác sửa"));
		errs_clear(&w.errs);
		state_of(&w, now, NULL);
		assert_string_equal(now, before);
	}
}

static void days_and_numbers(void **state)
{
	(void)state;
	struct world w;

	world_open(&w, "sqlite::memory:");
	file_allowed(&w);
	struct import_plan p = PLAN(&w, HEAD "A,Nam,13/2/1975,79085000001,84.1.1\nB,Nam,1-2-80,079085000002,84.1.1\n"
	                            "C,Nam,../../1960,079085000003,84.1.1\nD,Nam,4.1961,7.9E+10,84.1.1\n"
	                            "E,Nam,36526,12345678,84.1.1\nF,Nam,2/3/30,'079085000006,84.1.1\n"
	                            "G,Nam,1962-05-06 00:00:00,0790850000000000,84.1.1\n");
	counts(&p, 5, 0, 0, 2);
	assert_string_equal(text_of(&p, 0, "born"), "1975-02-13");
	assert_string_equal(text_of(&p, 0, "citizen_id"), "079085000001");
	assert_true(noted(&p, 0, true, "thiếu số 0"));
	assert_string_equal(text_of(&p, 1, "born"), "1980-02-01");
	assert_true(noted(&p, 1, true, "hiểu là 1980"));
	assert_string_equal(text_of(&p, 2, "born"), "1960");
	assert_string_equal(text_of(&p, 3, "born"), "1961-04");
	assert_true(noted(&p, 3, false, "làm tròn") && noted(&p, 6, false, "làm tròn"));
	assert_string_equal(text_of(&p, 4, "born"), "2000-01-01");
	assert_string_equal(text_of(&p, 4, "citizen_id"), "012345678");
	assert_string_equal(text_of(&p, 5, "born"), "1930-03-02");
	assert_string_equal(text_of(&p, 5, "citizen_id"), "079085000006");
	assert_string_equal(text_of(&p, 6, "born"), "1962-05-06");
	p = PLAN(&w, HEAD "A,Nam,2/13/1975,,84.1.1\nB,Nam,1/2/1980,,84.1.1\n");
	assert_string_equal(text_of(&p, 1, "born"), "1980-01-02");
	assert_string_equal(p.column[2].note, "ngày theo tháng/ngày/năm");
	p = PLAN(&w,
	         HEAD "A,Nam,2/13/1975,,84.1.1\nB,Nam,13/2/1975,,84.1.1\nC,Nam,1/2/1980,,84.1.1\n"
	         "D,Nam,5/5/1980,,84.1.1\n");
	counts(&p, 3, 0, 0, 1);
	assert_true(noted(&p, 2, false, "lẫn ngày/tháng"));
	world_close(&w);
}

/* Text from before Unicode, by column and as a whole; what would be lost is named. */
static void old_codings_in_plans(void **state)
{
	(void)state;
	struct world w;
	static const char tail[] = ",Nam,1980,,84.1.1\n";

	world_open(&w, "sqlite::memory:");
	file_allowed(&w);
	struct import_plan p = PLAN(&w, arena_printf(w.mem, "Ho va ten,Gioi tinh,Ngay sinh,So CCCD,Noi giu ho so\n"
		"Nguy\xd4n V\xa8n An%sTr\xc7n V\xa8n B\xd7nh%s", tail, tail));
	counts(&p, 2, 0, 0, 0);
	assert_string_equal(text_of(&p, 0, "name"), "Nguyễn Văn An");
	assert_non_null(strstr(p.column[0].note, "TCVN3"));
	p = PLAN(&w, arena_printf(w.mem, HEAD "Nguyeãn Vaên An%sTraàn Vaên Böôûi%s", tail, tail));
	counts(&p, 2, 0, 0, 0);
	assert_string_equal(text_of(&p, 1, "name"), "Trần Văn Bưởi");
	p = PLAN(&w, arena_printf(w.mem, HEAD "Nguye\u0302\u0303n Va\u0306n An%s", tail));
	assert_string_equal(text_of(&p, 0, "name"), "Nguyễn Văn An");
	assert_non_null(strstr(p.column[0].note, "NFD"));
	/* One name in the column is in no coding: nothing of it is converted, and the fault says what would be lost. */
	p = PLAN(&w, arena_printf(w.mem, "Ho va ten,Gioi tinh,Ngay sinh,So CCCD,Noi giu ho so\n"
		"Nguy\xd4n V\xa8n An%s\xb6\xb0\xc0x%sLe Van Cu%s", tail, tail, tail));
	counts(&p, 1, 0, 0, 2);
	assert_true(noted(&p, 1, false, "không rõ bảng mã chữ; nếu đổi thì mất chữ"));
	world_close(&w);
}

/* The serial days of a workbook, from either beginning, also where the column was not styled as days. */
static void serial_days_in_plans(void **state)
{
	(void)state;
	struct world w;
	struct book b;

	world_open(&w, "sqlite::memory:");
	file_allowed(&w);
	for (int from_1904 = 0; from_1904 < 2; from_1904++) {
		struct import_plan p;
		const char *rows = "<row><c t='str'><v>Họ và tên</v></c><c t='str'><v>Giới tính</v></c><c t='str'>"
			"<v>Ngày sinh</v></c><c t='str'><v>Nơi giữ hồ sơ</v></c></row>"
			"<row><c t='str'><v>A</v></c><c t='str'><v>Nam</v></c><c s='1'><v>%d</v></c><c t='str'>"
			"<v>84.1.1</v></c></row><row><c t='str'><v>B</v></c><c t='str'><v>Nam</v></c><c><v>%d</v></c>"
			"<c t='str'><v>84.1.1</v></c></row>";
		int serial = from_1904 ? 29221 - 1462 + 1 : 29222;      /* 2 January 1980 */
		const struct part part[] = {
			{ "xl/workbook.xml", arena_printf(w.mem, "<workbook xmlns:r='r'><workbookPr date1904='%d'/>"
			  "<sheets><sheet name='x' r:id='b'/></sheets></workbook>", from_1904) },
			RELATIONS, STYLES, { "xl/worksheets/sheet2.xml", arena_printf(w.mem,
			  "<worksheet><sheetData>%s</sheetData></worksheet>",
			  arena_printf(w.mem, rows, serial, serial)) },
		};
		must(&w, read_workbook(&w, part, (int)COUNTOF(part), &b));
		must(&w, import_guess(&w.ctx, catalog_record(&w.catalog, "person"), "x", &b,
		                      &(struct import_options){ 0 }, &p));
		must(&w, import_rehearse(&w.ctx, &p));
		counts(&p, 2, 0, 0, 0);
		assert_string_equal(text_of(&p, 0, "born"), "1980-01-02");
		assert_string_equal(text_of(&p, 1, "born"), "1980-01-02");
	}
	world_close(&w);
}

static void columns_can_be_told(void **state)
{
	(void)state;
	struct world w;
	const char *const map[] = { "Ai=name", "C=born", "Giới tính=" };

	world_open(&w, "sqlite::memory:");
	file_allowed(&w);
	struct import_plan p = plan_of(&w, "person", "x,y,z,t\nAi,Giới tính,Khi,Nơi giữ hồ sơ\nA,Nam,1980,84.1.1\n",
	                               (struct import_options){ .heading = 2, .map = map, .nmap = 3 });
	counts(&p, 0, 0, 0, 1);
	assert_true(noted(&p, 0, false, "Cần “Giới tính”"));
	assert_string_equal(text_of(&p, 0, "name"), "A");
	assert_string_equal(text_of(&p, 0, "born"), "1980");
	p = PLAN(&w, "Hä vµ tªn,Giíi tÝnh,Ngµy sinh,N¬i gi÷ hå s¬\nA,Nam,1980,84.1.1\n");
	counts(&p, 1, 0, 0, 0);
	world_close(&w);
}

/* Who may see one cell learns nothing of persons elsewhere, and writes nothing there. */
static void rights_hold(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		file_allowed(&w);
		DO(&w, NULL, DO_CREATE, "person",
		   .text = "name=Lê Hòa; sex=female; born=1980; citizen_id=079085000001; home=84.2.1");
		DO(&w, NULL, DO_CREATE, "user_role",
		   .text = "user=clerk; role=clerk; unit=84.1.1; valid_from=2021-01-01");
		BAR(&w, ERR_INPUT, "citizen_id", NULL, DO_CREATE, "person", .text =
		    "name=Lê Hà; sex=female; born=1980; citizen_id=079085000001; home=84.1.1");
		must(&w, access_user(&w.ctx, "clerk", true, &w.ctx.user));
		struct import_plan p = PLAN(&w, "Họ và tên,Giới tính,Ngày sinh,Nơi giữ hồ sơ\nMới,Nam,1990,84.1.1\n"
		                            "Khác,Nam,1990,84.2.1\n");
		counts(&p, 1, 0, 0, 1);
		w.ctx.user = &user_system;
	}
}

/* A row may say which it is by its number here: that row is changed, whatever else is said of it. */
static void rows_by_number(void **state)
{
	(void)state;
	struct world w;
	int64_t entry;

	ON_EVERY_ENGINE(&w) {
		file_allowed(&w);
		int64_t hoa = DO(&w, "hoa", DO_CREATE, "person",
		                 .text = "name=Lê Hòa; sex=female; born=1980; citizen_id=079085000001; home=84.1.1").id;
		DO(&w, "sang", DO_CREATE, "person",
		   .text = "name=Trần Sáng; sex=male; born=1975; citizen_id=079085000002; home=84.1.1");
		struct import_plan p = PLAN(&w, arena_printf(w.mem, "Số hồ sơ,Họ và tên,Số CCCD,Điện thoại\n"
			"%lld,Lê Thị Hòa,079085000009,0123\n", (long long)hoa));
		counts(&p, 0, 1, 0, 0);
		assert_true(p.column[0].is_id && p.row[0].id == hoa);
		assert_string_equal(p.row[0].old[2], "079085000001");
		must(&w, import_commit(&w.ctx, &p, "nhập", &entry));
		assert_int_equal(one(&w, SQL("SELECT count(*) FROM main.person WHERE phone = '0123' AND "
		                             "citizen_id = '079085000009' AND name = 'Lê Thị Hòa'")), 1);
		p = PLAN(&w, arena_printf(w.mem, "id,Họ và tên,Số CCCD\n%lld,Hòa,079085000002\n%lld,Hòa,\n"
		                          "100000999999,Ai,\nx1,Ai,\n", (long long)hoa, (long long)hoa));
		counts(&p, 0, 0, 0, 4);
		assert_true(noted(&p, 0, false, "hai Nhân thân khác nhau"));
		assert_true(noted(&p, 1, false, "trùng với dòng 2"));
		assert_true(noted(&p, 2, false, "không có Nhân thân số 100000999999"));
		assert_true(noted(&p, 3, false, "không phải số hồ sơ"));
	}
}

/* What is set once stays, as in the form: a fault, or with a reason "was wrong". */
static void what_is_fixed_stays(void **state)
{
	(void)state;
	struct world w;
	int64_t entry;
	static const char table[] = HEAD "Lê Hòa,Nữ,02/01/1980,079085000001,84.1.1\n";

	ON_EVERY_ENGINE(&w) {
		file_allowed(&w);
		DO(&w, "hoa", DO_CREATE, "person",
		   .text = "name=Lê Hòa; sex=female; born=1980; citizen_id=079085000001; home=84.1.1");
		struct import_plan p = PLAN(&w, table);
		counts(&p, 0, 0, 0, 1);
		assert_true(noted(&p, 0, false, "đã ghi thì không đổi"));
		assert_string_equal(p.row[0].old[2], "1980");
		p = plan_of(&w, "person", table, (struct import_options){ .reason = "ghi thiếu ngày" });
		counts(&p, 0, 1, 0, 0);
		assert_true(noted(&p, 0, true, "sửa vì ghi sai"));
		must(&w, import_commit(&w.ctx, &p, "nhập", &entry));
		assert_int_equal(one(&w, SQL("SELECT count(*) FROM main.person WHERE born = '1980-01-02'")), 1);
	}
}

/* A table that comes back with its faults brings only the rows that had some. */
static void only_bad_rows_again(void **state)
{
	(void)state;
	struct world w;

	world_open(&w, "sqlite::memory:");
	file_allowed(&w);
	struct import_plan p = PLAN(&w, "Họ và tên,Giới tính,Ngày sinh,Nơi giữ hồ sơ," IMPORT_FAULTS "\n"
	                            "A,Nam,1980,84.1.1,\nB,Nam,1981,84.1.1,Giới tính: …\nC,x,y,84.1.1,cũ\n");
	counts(&p, 1, 0, 0, 1);
	assert_int_equal(p.skipped, 1);
	assert_string_equal(text_of(&p, 0, "name"), "B");
	const char *faults = import_faults(w.mem, &p, &p.row[1]);
	assert_true(strstr(faults, "Giới tính: ") && strstr(faults, "; Ngày sinh: "));
	world_close(&w);
}

static struct import_plan ugly_plan(struct world *w, bool (*make)(const char *, const char *))
{
	const char *path = temp_path(w->mem);
	struct import_plan p;
	struct book b;

	assert_true(make(path, "84.1.1"));
	must(w, book_read(w->mem, path, "ugly.xlsx", &b, &w->errs));
	unlink(path);
	must(w, import_guess(&w->ctx, catalog_record(&w->catalog, "person"), "ugly.xlsx", &b,
	                     &(struct import_options){ 0 }, &p));
	must(w, import_rehearse(&w->ctx, &p));
	return p;
}

/* Every bad row tells at least two faults at once, and undo of both deliveries leaves nothing. */
static void ugly_rows(void **state)
{
	(void)state;
	struct world w;
	char before[65], now[65];
	int64_t first, second;
	struct done done;

	world_open(&w, "sqlite::memory:");
	file_allowed(&w);
	state_of(&w, before, NULL);
	struct import_plan p = ugly_plan(&w, ugly_before);
	counts(&p, UGLY_BEFORE, 0, 0, 0);
	must(&w, import_commit(&w.ctx, &p, "nhập", &first));
	p = ugly_plan(&w, ugly_second);
	assert_string_equal(p.sheet->name, "Danh sách");
	assert_int_equal(p.heading, UGLY_HEADING);
	counts(&p, UGLY_NEW, UGLY_CHANGED, UGLY_SAME, UGLY_BAD);
	for (int i = 0; i < p.nrows; i++) {
		int faults = 0;
		for (const struct import_note *n = p.row[i].note; n; n = n->next)
			faults += !n->warning;
		assert_true(p.row[i].verdict == ROW_BAD ? faults >= 2 : faults == 0);
	}
	must(&w, import_commit(&w.ctx, &p, "nhập", &second));
	sound(&w);
	must(&w, command_undo(&w.ctx, second, "thử", &done));
	must(&w, command_undo(&w.ctx, first, "thử", &done));
	state_of(&w, now, NULL);
	assert_string_equal(now, before);
	world_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_tables), cmocka_unit_test(tcvn3_is_the_standard),
		cmocka_unit_test(codings_are_told_by_words), cmocka_unit_test(workbooks),
		cmocka_unit_test(harmful_workbooks), cmocka_unit_test(plan_commit_undo),
		cmocka_unit_test(plan_that_aged), cmocka_unit_test(days_and_numbers),
		cmocka_unit_test(columns_can_be_told), cmocka_unit_test(rights_hold),
		cmocka_unit_test(old_codings_in_plans), cmocka_unit_test(serial_days_in_plans),
		cmocka_unit_test(rows_by_number), cmocka_unit_test(what_is_fixed_stays),
		cmocka_unit_test(only_bad_rows_again), cmocka_unit_test(ugly_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
