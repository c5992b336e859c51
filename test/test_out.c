/* The writers of src/out: what leaves the program is well-formed whatever goes in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <string.h>

#include "base/csv.h"
#include "out/csv.h"
#include "out/json.h"
#include "out/grid.h"

static int setup(void **state)
{
	*state = arena_new(0);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static const char *text_of(struct arena *a, const char *s)
{
	struct buf b = buf_new(a, 100000);
	struct json j = json_new(sink_buf(&b));
	json_add_text(&j, s);
	assert_true(json_finish(&j));
	b.s[b.n - 1] = '\0';
	return b.s;
}

static void json_escapes(void **state)
{
	struct arena *a = *state;
	assert_string_equal(text_of(a, NULL), "null");
	assert_string_equal(text_of(a, ""), "\"\"");
	assert_string_equal(text_of(a, "Trà Vinh"), "\"Trà Vinh\"");
	assert_string_equal(text_of(a, "a\"b\\c\n\t\r"), "\"a\\\"b\\\\c\\n\\t\\r\"");
	assert_string_equal(text_of(a, "\x01\x1f\x7f"), "\"\\u0001\\u001f\\u007f\"");
	assert_string_equal(text_of(a, "</script>&"), "\"\\u003c/script\\u003e\\u0026\"");
	assert_string_equal(text_of(a, "\xe2\x80\xa8\xe2\x80\xa9"), "\"\\u2028\\u2029\"");
}

static void json_bad_utf8(void **state)
{
	static const char *const bad[] = {
		"\xff", "a\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe0\x80\x80", "\xf0\x80\x80\x80",
		"\x80", "\xf4\x90\x80\x80",
	};
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		const char *s = text_of(*state, bad[i]);
		json_error_t e;
		json_t *parsed = json_loads(s, JSON_DECODE_ANY, &e);
		assert_non_null(parsed);
		assert_non_null(strstr(json_string_value(parsed), "\xef\xbf\xbd"));
		json_decref(parsed);
	}
	assert_string_equal(text_of(*state, "\xf0\x9f\x98\x80"), "\"\xf0\x9f\x98\x80\"");
}

static const char *double_of(struct arena *a, double v)
{
	struct buf b = buf_new(a, 100);
	struct json j = json_new(sink_buf(&b));
	json_add_double(&j, v);
	return b.s;
}

static void json_doubles(void **state)
{
	struct arena *a = *state;
	assert_string_equal(double_of(a, 46740), "46740");
	assert_string_equal(double_of(a, 0.1), "0.1");
	assert_string_equal(double_of(a, -0.0), "0");
	assert_string_equal(double_of(a, 110), "110");
	assert_string_equal(double_of(a, 9007199254740991.0), "9007199254740991");
	assert_string_equal(double_of(a, 0.0 / 0.0), "null");
	assert_string_equal(double_of(a, 1e308 * 10), "null");
	static const double some[] = { 100.0 * 46740 / 1009168, 1.0 / 3, 2.0 / 3, 1e-300, 123456789.123456789 };
	for (size_t i = 0; i < COUNTOF(some); i++)
		assert_true(strtod(double_of(a, some[i]), NULL) == some[i]);
	assert_string_equal(double_of(a, 2.0 / 3), "0.6666666666666666");
}

static void json_structure(void **state)
{
	struct buf b = buf_new(*state, 1000);
	struct json j = json_new(sink_buf(&b));
	json_begin_object(&j);
	json_put_int(&j, "n", INT64_MIN);
	json_put_bool(&j, "yes", true);
	json_put_null(&j, "none");
	json_key(&j, "rows");
	json_begin_array(&j);
	for (int i = 0; i < 2; i++) {
		json_begin_object(&j);
		json_put_text(&j, "é", "x");
		json_put_double(&j, "v", 1.5);
		json_end_object(&j);
	}
	json_begin_array(&j);
	json_end_array(&j);
	json_end_array(&j);
	json_key(&j, "o");
	json_begin_object(&j);
	json_end_object(&j);
	json_end_object(&j);
	assert_true(json_finish(&j));
	assert_string_equal(b.s, "{\"n\":-9223372036854775808,\"yes\":true,\"none\":null,"
	                         "\"rows\":[{\"é\":\"x\",\"v\":1.5},{\"é\":\"x\",\"v\":1.5},[]],\"o\":{}}\n");
}

static void json_full(void **state)
{
	struct buf b = buf_new(*state, 5);
	struct json j = json_new(sink_buf(&b));
	json_add_text(&j, "quite long");
	assert_false(json_finish(&j));
}

static const char *cell_of(struct arena *a, const char *cell)
{
	struct buf b = buf_new(a, 1000);
	struct csv_writer w = csv_write(sink_buf(&b), false);
	csv_put(&w, cell);
	return b.s;
}

static void csv_formulas(void **state)
{
	struct arena *a = *state;
	assert_string_equal(cell_of(a, "=1+1"), "'=1+1");
	assert_string_equal(cell_of(a, "+84 294"), "'+84 294");
	assert_string_equal(cell_of(a, "-1+2"), "'-1+2");
	assert_string_equal(cell_of(a, "@SUM(A1)"), "'@SUM(A1)");
	assert_string_equal(cell_of(a, "\t=1"), "\"'\t=1\"");
	assert_string_equal(cell_of(a, "\r=1"), "\"'\r=1\"");
	assert_string_equal(cell_of(a, "=\"a\",b"), "\"'=\"\"a\"\",b\"");
	assert_string_equal(cell_of(a, "-"), "'-");
	assert_string_equal(cell_of(a, "-12"), "-12");
	assert_string_equal(cell_of(a, "+3.5"), "+3.5");
	assert_string_equal(cell_of(a, "-3,5"), "\"-3,5\"");
	assert_string_equal(cell_of(a, "-3."), "'-3.");
	assert_string_equal(cell_of(a, "1-2"), "1-2");
	assert_string_equal(cell_of(a, NULL), "");
}

static void csv_round_trip(void **state)
{
	struct arena *a = *state;
	struct buf b = buf_new(a, 1000);
	struct csv_writer w = csv_write(sink_buf(&b), true);
	csv_put(&w, "Tên");
	csv_put(&w, "Số");
	csv_put(&w, "Ghi chú");
	csv_line(&w);
	csv_put(&w, "Đào, \"Cô\"");
	csv_put_int(&w, -5);
	csv_put(&w, "hai\ndòng");
	csv_line(&w);
	assert_memory_equal(b.s, "\xef\xbb\xbf", 3);
	struct csv t;
	struct errs errs = errs_new(a);
	assert_true(csv_parse(a, "x", b.s, b.n, &t, &errs));
	assert_int_equal(t.nrows, 1);
	assert_string_equal(csv_cell(&t, 0, "Tên"), "Đào, \"Cô\"");
	assert_string_equal(csv_cell(&t, 0, "Số"), "-5");
	assert_string_equal(csv_cell(&t, 0, "Ghi chú"), "hai\ndòng");
}

static const char *grid_of(struct arena *a, int width)
{
	static const struct grid_column columns[] = { { "Chỉ tiêu", false }, { "Số", true } };
	struct grid t = grid_new(a, columns, 2);
	grid_put(&t, "Đảng viên được tặng Huy hiệu Đảng");
	grid_put(&t, "837");
	grid_put(&t, "Kết nạp");
	grid_put(&t, "1.210");
	struct buf b = buf_new(a, 1000);
	grid_print(&t, sink_buf(&b), width);
	return b.s;
}

static void grid_widths(void **state)
{
	assert_string_equal(grid_of(*state, 0),
	                    "Chỉ tiêu                              Số\n"
	                    "---------------------------------  -----\n"
	                    "Đảng viên được tặng Huy hiệu Đảng    837\n"
	                    "Kết nạp                            1.210\n");
	assert_string_equal(grid_of(*state, 27),
	                    "Chỉ tiêu                 Số\n"
	                    "--------------------  -----\n"
	                    "Đảng viên được tặng     837\n"
	                    "Huy hiệu Đảng\n"
	                    "Kết nạp               1.210\n");
	/* Too narrow for anything: words get LEAST, the rest runs over. */
	assert_string_equal(grid_of(*state, 5),
	                    "Chỉ tiêu         Số\n"
	                    "------------  -----\n"
	                    "Đảng viên       837\n"
	                    "được tặng\n"
	                    "Huy hiệu\n"
	                    "Đảng\n"
	                    "Kết nạp       1.210\n");
}

static void grid_long_word(void **state)
{
	static const struct grid_column columns[] = { { "x", false }, { "y", false } };
	struct grid t = grid_new(*state, columns, 2);
	grid_put(&t, "aaaaaaaaaaaaaaaaaaaaaaaa");
	grid_put(&t, "một\nhai");
	struct buf b = buf_new(*state, 1000);
	grid_print(&t, sink_buf(&b), 17);
	assert_string_equal(b.s, "x             y\n"
	                         "------------  ---\n"
	                         "aaaaaaaaaaaa  một\n"
	                         "aaaaaaaaaaaa  hai\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(json_escapes, setup, teardown),
		cmocka_unit_test_setup_teardown(json_bad_utf8, setup, teardown),
		cmocka_unit_test_setup_teardown(json_doubles, setup, teardown),
		cmocka_unit_test_setup_teardown(json_structure, setup, teardown),
		cmocka_unit_test_setup_teardown(json_full, setup, teardown),
		cmocka_unit_test_setup_teardown(csv_formulas, setup, teardown),
		cmocka_unit_test_setup_teardown(csv_round_trip, setup, teardown),
		cmocka_unit_test_setup_teardown(grid_widths, setup, teardown),
		cmocka_unit_test_setup_teardown(grid_long_word, setup, teardown),
	};
	return cmocka_run_group_tests_name("out", tests, NULL, NULL);
}
