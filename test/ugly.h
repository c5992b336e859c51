/* Workbooks as offices send them, made here: the same people twice.  The first delivery is clean; the second has 500
 * rows under a title and a sheet of remarks: of those delivered before some are the same and some have changed, most
 * rows are new and each ugly in its own way, and the bad ones have several faults a row. */
#ifndef TEST_UGLY_H
#define TEST_UGLY_H
#include <stdbool.h>
#include <stdio.h>
#include <xlsxwriter.h>

enum { UGLY_SAME = 60, UGLY_CHANGED = 60, UGLY_BEFORE = UGLY_SAME + UGLY_CHANGED, UGLY_BAD = 80, UGLY_NEW = 300,
       UGLY_ROWS = UGLY_BEFORE + UGLY_BAD + UGLY_NEW, UGLY_HEADING = 4 };
enum { UGLY_NAME = 1, UGLY_SEX, UGLY_BORN, UGLY_CITIZEN, UGLY_ETHNIC, UGLY_PHONE, UGLY_HOME, UGLY_REMARK };

struct ugly { lxw_workbook *book; lxw_worksheet *sheet; lxw_format *day; const char *unit; lxw_row_t row; };

static const char *ugly_name(char *out, size_t size, int i)
{
	static const char *const family[] = { "Nguyễn", "Trần", "Lê", "Thạch", "Kim", "Sơn", "Phạm" };
	static const char *const middle[] = { "Văn", "Thị", "Hữu", "Ngọc", "Minh" };
	static const char *const given[] = { "An", "Bình", "Hòa", "Dũng", "Hồng", "Sáng", "Quý", "Thủy", "Đạt",
		"Ý", "Xuân" };

	snprintf(out, size, "%s %s %s", family[i % 7], middle[i % 5], given[i % 11]);
	return out;
}

static void ugly_text(struct ugly *u, int column, const char *s)
{
	worksheet_write_string(u->sheet, u->row, (lxw_col_t)column, s, NULL);
}

static void ugly_citizen(struct ugly *u, int i)
{
	char s[16];

	snprintf(s, sizeof s, "0890%08d", 1000 + i * 7);
	ugly_text(u, UGLY_CITIZEN, s);
}

/* What is right about person i. */
static void ugly_person(struct ugly *u, int i)
{
	char s[100];

	worksheet_write_number(u->sheet, u->row, 0, i + 1, NULL);
	ugly_text(u, UGLY_NAME, ugly_name(s, sizeof s, i));
	ugly_text(u, UGLY_SEX, i % 5 == 1 ? "Nữ" : "Nam");
	snprintf(s, sizeof s, "%02d/%02d/%d", 13 + i % 15, 1 + i % 12, 1950 + i % 50);
	ugly_text(u, UGLY_BORN, s);
	ugly_citizen(u, i);
	ugly_text(u, UGLY_ETHNIC, i % 3 ? "Kinh" : "Khmer");
	ugly_text(u, UGLY_HOME, u->unit);
}

/* New, and written the way people and spreadsheets write. */
static void ugly_new(struct ugly *u, int i)
{
	char s[100], name[100];

	ugly_person(u, i);
	switch (i % 10) {
	case 0:                 /* the number lost its zero */
		worksheet_write_number(u->sheet, u->row, UGLY_CITIZEN, 89000001000.0 + i * 7, NULL);
		break;
	case 1:                 /* a true day */
		worksheet_write_number(u->sheet, u->row, UGLY_BORN, 20000 + i, u->day);
		break;
	case 2:
		snprintf(s, sizeof s, "%d-%d-%02d", 1 + i % 28, 1 + i % 12, 50 + i % 50);
		ugly_text(u, UGLY_BORN, s);
		break;
	case 3:                 /* the year alone, as a number */
		worksheet_write_number(u->sheet, u->row, UGLY_BORN, 1950 + i % 50, NULL);
		break;
	case 4:
		snprintf(s, sizeof s, "../../%d", 1950 + i % 50);
		ugly_text(u, UGLY_BORN, s);
		break;
	case 5:
		snprintf(s, sizeof s, "  %s  ", ugly_name(name, sizeof name, i));
		ugly_text(u, UGLY_NAME, s);
		ugly_text(u, UGLY_SEX, "NAM");
		break;
	case 6:                 /* marks standing apart */
		ugly_text(u, UGLY_NAME, "Nguye\u0302\u0303n Va\u0306n Ho\u0300a");
		break;
	case 7:
		worksheet_write_formula_str(u->sheet, u->row, UGLY_NAME, "=PROPER(\"lê văn tám\")", NULL, "Lê Văn Tám");
		break;
	case 8:
		snprintf(s, sizeof s, "'0890%08d", 1000 + i * 7);
		ugly_text(u, UGLY_CITIZEN, s);
		break;
	default:
		ugly_text(u, UGLY_PHONE, "0987 654 321");
		ugly_text(u, UGLY_REMARK, "chuyển từ nơi khác về;\nchờ bổ sung hồ sơ");
	}
}

/* At least two faults a row. */
static void ugly_bad(struct ugly *u, int i)
{
	ugly_person(u, i);
	switch (i % 8) {
	case 0:
		ugly_text(u, UGLY_CITIZEN, "7.9085E+10");
		ugly_text(u, UGLY_SEX, "không rõ");
		break;
	case 1:
		ugly_text(u, UGLY_BORN, "31/02/1985");
		ugly_text(u, UGLY_HOME, "84.999");
		break;
	case 2:
		ugly_text(u, UGLY_NAME, " ");
		ugly_text(u, UGLY_SEX, " ");
		break;
	case 3:
		ugly_text(u, UGLY_ETHNIC, "Kinhh");
		ugly_text(u, UGLY_SEX, "Năm");
		break;
	case 4:
		ugly_text(u, UGLY_ETHNIC, "không có trong danh mục");
		ugly_text(u, UGLY_BORN, "tháng giêng");
		break;
	case 5:                 /* the number of somebody above */
		ugly_citizen(u, i % 6);
		ugly_text(u, UGLY_HOME, " ");
		break;
	case 6:
		worksheet_write_formula_str(u->sheet, u->row, UGLY_NAME, "=B9999", NULL, "#REF!");
		worksheet_write_number(u->sheet, u->row, UGLY_CITIZEN, 1234567890123456.0, NULL);
		break;
	default:                /* a spreadsheet took the name for a day */
		worksheet_write_number(u->sheet, u->row, UGLY_NAME, 36526, u->day);
		ugly_text(u, UGLY_BORN, "00/13/1980");
	}
}

static void ugly_heading(struct ugly *u)
{
	static const char *const heading[] = { "STT", "Họ tên", "Giới", "Ngày, tháng, năm sinh", "Số CMND/CCCD",
		"Dân tộc", "SĐT", "Nơi giữ hồ sơ", "Ghi chú" };

	for (size_t i = 0; i < sizeof heading / sizeof *heading; i++)
		ugly_text(u, (int)i, heading[i]);
	u->row++;
}

/* Changed is what an office corrects: one cell. */
static void ugly_known(struct ugly *u, int i)
{
	char s[100], name[100];

	ugly_person(u, i);
	if (i < UGLY_SAME)
		return;
	snprintf(s, sizeof s, "%s %s", ugly_name(name, sizeof name, i), "Em");
	ugly_text(u, UGLY_NAME, s);
}

static bool ugly_open(struct ugly *u, const char *path, const char *unit)
{
	*u = (struct ugly){ .book = workbook_new(path), .unit = unit };
	if (!u->book)
		return false;
	u->day = workbook_add_format(u->book);
	format_set_num_format(u->day, "dd/mm/yyyy");
	return true;
}

/* The first delivery. */
static bool ugly_before(const char *path, const char *unit)
{
	struct ugly u;

	if (!ugly_open(&u, path, unit))
		return false;
	u.sheet = workbook_add_worksheet(u.book, "Danh sách");
	ugly_heading(&u);
	for (int i = 0; i < UGLY_BEFORE; i++, u.row++)
		ugly_person(&u, i);
	return workbook_close(u.book) == LXW_NO_ERROR;
}

/* The second: the kinds lie mixed. */
static bool ugly_second(const char *path, const char *unit)
{
	struct ugly u;
	int known = 0, bad = 0, added = 0;

	if (!ugly_open(&u, path, unit))
		return false;
	u.sheet = workbook_add_worksheet(u.book, "Hướng dẫn");
	ugly_text(&u, 0, "Không xóa cột; ngày ghi theo ngày/tháng/năm");
	u.sheet = workbook_add_worksheet(u.book, "Danh sách");
	ugly_text(&u, 3, "DANH SÁCH TRÍCH NGANG");
	u.row = UGLY_HEADING - 1;
	ugly_heading(&u);
	for (int i = 0; i < UGLY_ROWS; i++, u.row++) {
		if (i % 4 == 1 && known < UGLY_BEFORE)
			ugly_known(&u, known++);
		else if (i % 6 == 2 && bad < UGLY_BAD)
			ugly_bad(&u, UGLY_BEFORE + bad++);
		else if (added < UGLY_NEW)
			ugly_new(&u, UGLY_BEFORE + UGLY_BAD + added++);
		else if (known < UGLY_BEFORE)
			ugly_known(&u, known++);
		else
			ugly_bad(&u, UGLY_BEFORE + bad++);
	}
	return workbook_close(u.book) == LXW_NO_ERROR;
}

#endif
