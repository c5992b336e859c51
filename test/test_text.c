#include "base/arena.h"
#include "base/buf.h"
#include "base/crypt.h"
#include "base/csv.h"
#include "base/text.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static int begin(void **state)
{
	*state = arena_new(0);
	return 0;
}

static int end(void **state)
{
	arena_free(*state);
	return 0;
}

static void utf8(void **state)
{
	(void)state;
	static const char *const good[] = { "", "abc", "Nguyễn Thị Đào", "ខ្មែរ",
		"\xf0\x9f\x8c\xbe", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf", "\xee\x80\x80" };
	static const char *const bad[] = { "\x80", "a\xc3", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80",
		"\xed\xbf\xbf", "\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xe1\xbb", "\xe1\xbb\x41", "\xf0\x9f\x8c",
		"\xc3\x41" };
	for (size_t i = 0; i < COUNTOF(good); i++)
		assert_true(text_utf8(good[i], strlen(good[i])));
	for (size_t i = 0; i < COUNTOF(bad); i++)
		if (text_utf8(bad[i], strlen(bad[i])))
			fail_msg("bad UTF-8 number %zu passed", i);
	assert_false(text_utf8("a\0b", 3));
	assert_false(text_utf8("Đ", 1));        /* cut in the middle, though the byte after is there */
}

static void cleaned(void **state)
{
	struct arena *a = *state;
	static const struct { const char *in, *line, *lines; } t[] = {
		{ "  Chi   bộ\u00a0 1 ", "Chi bộ 1", "Chi bộ 1" },
		{ "Nguye\u0302\u0303n", "Nguyễn", "Nguyễn" },
		{ "", "", "" }, { " \t\n ", "", "" }, { "a\n", "a", "a" },
		{ "a\tb", NULL, "a\tb" }, { "a \t b", NULL, "a\tb" },
		{ "a \r\n b\rc", NULL, "a\n b\nc" },
		{ "a\x01" "b", NULL, NULL }, { "a\x7f", NULL, NULL }, { "a\xc2\x85 b", NULL, NULL },
		{ "a\u202eb", NULL, NULL },
		{ "a\u200bb\ufeff", "ab", "ab" },
		{ "\xff", NULL, NULL }, { NULL, NULL, NULL },
	};
	for (size_t i = 0; i < COUNTOF(t); i++) {
		const char *line = text_clean(a, t[i].in, false), *lines = text_clean(a, t[i].in, true);
		if (t[i].line)
			assert_string_equal(line, t[i].line);
		else
			assert_null(line);
		if (t[i].lines)
			assert_string_equal(lines, t[i].lines);
		else
			assert_null(lines);
	}
	char *big = arena_alloc(a, 3001, 1);
	for (int i = 0; i < 1000; i++)
		memcpy(big + (ptrdiff_t)i * 3, "e\u0301", 3);
	assert_int_equal(text_length(text_clean(a, big, false)), 1000);
}

static void folded(void **state)
{
	struct arena *a = *state;
	static const struct { const char *in, *out; } t[] = {
		{ "Đặng Thị Mỹ-Dung", "dang thi my dung" }, { "ĐƯỜNG", "duong" }, { "dương", "duong" },
		{ "hòa", "hoa" }, { "hoà", "hoa" },
		{ "  01-NQ/TW,  ngày 8 ", "01 nq tw ngay 8" }, { "", "" }, { "...", "" },
		{ "Trà Vinh (tỉnh ủy)", "tra vinh tinh uy" },
		{ "Đa\u0323\u0306ng", "dang" },
		{ "ăắằẳẵặâấầẩẫậáàảãạ", "aaaaaaaaaaaaaaaaa" },
		{ "êếềểễệéèẻẽẹíìỉĩị", "eeeeeeeeeeeiiiii" },
		{ "ôốồổỗộơớờởỡợóòỏõọ", "ooooooooooooooooo" },
		{ "ưứừửữựúùủũụýỳỷỹỵđ", "uuuuuuuuuuuyyyyyd" },
		{ "ĂẮẰẲẴẶÂẤẦẨẪẬÁÀẢÃẠ", "aaaaaaaaaaaaaaaaa" },
		{ "ÊẾỀỂỄỆÉÈẺẼẸÍÌỈĨỊ", "eeeeeeeeeeeiiiii" },
		{ "ÔỐỒỔỖỘƠỚỜỞỠỢÓÒỎÕỌ", "ooooooooooooooooo" },
		{ "ƯỨỪỬỮỰÚÙỦŨỤÝỲỶỸỴĐ", "uuuuuuuuuuuyyyyyd" },
		{ "Čech № 5 — “ba”", "cech no 5 ba" }, { "ខ្មែរ", "ខ្មែរ" },
		{ "ﷺ", "ﷺ" }, { "½ ①", "1 2 1" },
	};
	for (size_t i = 0; i < COUNTOF(t); i++)
		assert_string_equal(text_fold(a, t[i].in), t[i].out);
	/* What grows when folded finds room. */
	char *rare = arena_alloc(a, 4000 * 3 + 1, 1);
	for (size_t i = 0; i < 4000; i++)
		memcpy(rare + 3 * i, i % 2 ? "½" " " : "㍢", 3);
	assert_true(strlen(text_fold(a, rare)) > 12000);
}

static void recased(void **state)
{
	struct arena *a = *state;
	static const struct { const char *in, *lower, *upper; } t[] = {
		{ "Nguyễn Thị Đào", "nguyễn thị đào", "NGUYỄN THỊ ĐÀO" },
		{ "HOÀ Hoà hòa", "hòa hòa hòa", "HOÀ HOÀ HÒA" },
		{ "thuỷ, khoẻ hoạ xoè", "thủy, khỏe họa xòe", "THUỶ, KHOẺ HOẠ XOÈ" },
		{ "quý Quỳ QUỶ", "quý quỳ quỷ", "QUÝ QUỲ QUỶ" },
		{ "hoàn khoẻn uỷnh hoài", "hoàn khoẻn uỷnh hoài", "HOÀN KHOẺN UỶNH HOÀI" },
		{ "uỷ ban", "ủy ban", "UỶ BAN" }, { "Thúy", "thúy", "THÚY" }, { "toả", "tỏa", "TOẢ" },
		{ "", "", "" }, { "ABC-1", "abc-1", "ABC-1" }, { "hoa\u0300", "hòa", "HOÀ" },
		{ "\xf0\x90\x90\x80", "\xf0\x90\x90\xa8", "\xf0\x90\x90\x80" },
	};
	for (size_t i = 0; i < COUNTOF(t); i++) {
		assert_string_equal(text_lower(a, t[i].in), t[i].lower);
		assert_string_equal(text_upper(a, t[i].in), t[i].upper);
	}
}

static int compare(struct value x, struct value y)
{
	int c = memcmp(x.bytes, y.bytes, x.n < y.n ? x.n : y.n);
	return c ? (c > 0) - (c < 0) : (x.n > y.n) - (x.n < y.n);
}

static void ordered(void **state)
{
	struct arena *a = *state;
	static const char *const words[] = {
		"", "10 việc", "An", "ấp 2", "ấp 10", "ba", "bà", "bả", "bã", "bá", "bạ", "ca", "că",
		"dương", "đang", "đường", "em", "êm",
		"Khóm 2", "Khóm 10", "ong", "ông", "ơn", "tư", "ty",
	};
	for (size_t i = 0; i + 1 < COUNTOF(words); i++)
		for (size_t j = i + 1; j < COUNTOF(words); j++)
			if (strcmp(words[i], "An") && compare(text_key(a, words[i]), text_key(a, words[j])) >= 0)
				fail_msg("%s does not stand before %s", words[i], words[j]);
	assert_int_equal(compare(text_key(a, "hoà"), text_key(a, "hòa")), 0);
	assert_int_equal(compare(text_key(a, "hoa\u0300"), text_key(a, "hòa")), 0);
	assert_int_equal(text_key(a, NULL).type, T_NULL);
	assert_int_equal(text_key(a, "x").type, T_BYTES);
	char *big = memset(arena_alloc(a, 5001, 1), 'b', 5000);
	assert_int_equal(compare(text_key(a, big), text_key(a, "c")), -1);

	static const char *const names[] = {
		"Nguyễn Văn An", "Trần An", "NGUYỄN VĂN ANH", "Nguyễn Thị Ngọc Anh", "Phạm Anh",
		"Lê Thị Ánh", "Đào", "Bùi Đào", "Thạch Thị Hoa",
		"Kim Hòa", "Lê Hoà", "Trần Văn Hòa", "Nguyễn Hóa", "Sơn Thị Y",
	};
	static const int order[] = { 0, 1, 3, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 };
	for (size_t i = 0; i + 1 < COUNTOF(order); i++)
		if (compare(text_name_key(a, names[order[i]]), text_name_key(a, names[order[i + 1]])) >= 0)
			fail_msg("%s does not stand before %s", names[order[i]], names[order[i + 1]]);
	assert_int_equal(compare(text_name_key(a, "Lê  Văn   Hoà "), text_name_key(a, "LÊ VĂN HÒA")), 0);
	assert_int_equal(text_name_key(a, NULL).type, T_NULL);
	assert_int_equal(text_name_key(a, " ").type, T_BYTES);
}

static void *keys_elsewhere(void *arg)
{
	struct arena *a = arena_new(0);
	for (int i = 0; i < 200; i++)
		if (compare(text_name_key(a, "Lê Văn An"), text_name_key(a, "Lê Văn Anh")) != -1 ||
		    compare(text_key(a, "dương"), text_key(a, "đường")) != -1)
			*(bool *)arg = true;
	arena_free(a);
	return NULL;
}

static void threads(void **state)
{
	(void)state;
	pthread_t t[4];
	bool wrong[4] = { false };
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&t[i], NULL, keys_elsewhere, &wrong[i]), 0);
	for (int i = 0; i < 4; i++) {
		pthread_join(t[i], NULL);
		assert_false(wrong[i]);
	}
}

static void numbers(void **state)
{
	struct arena *a = *state;
	static const char *const bad[] = { "", "-", "+1", " 1", "1 ", "1.0", "0x1", "9223372036854775808",
		"-9223372036854775809", "99999999999999999999", "१" };
	int64_t i = 5;
	for (size_t k = 0; k < COUNTOF(bad); k++)
		assert_false(text_int(bad[k], &i));
	assert_int_equal(i, 5);
	assert_true(text_int("9223372036854775807", &i) && i == INT64_MAX);
	assert_true(text_int("-9223372036854775808", &i) && i == INT64_MIN);
	assert_true(text_int("007", &i) && i == 7);
	assert_string_equal(text_grouped(a, 46740), "46.740");
	assert_string_equal(text_grouped(a, 0), "0");
	assert_string_equal(text_grouped(a, 999), "999");
	assert_string_equal(text_grouped(a, -1000), "-1.000");
	assert_string_equal(text_grouped(a, INT64_MIN), "-9.223.372.036.854.775.808");
	static const struct { double v; int places; const char *out; } t[] = {
		{ 4.63, 2, "4,63" }, { 110, 0, "110" }, { 4.635, 2, "4,64" }, { 0.125, 2, "0,13" },
		{ 1.005, 2, "1,01" }, { 6.25, 1, "6,3" },
		{ -0.001, 2, "0,00" }, { -4.5, 0, "-5" }, { 1234567.891, 1, "1.234.567,9" }, { 0.05, 2, "0,05" },
		{ 99.999, 2, "100,00" },
		{ 4.6349, 2, "4,63" }, { NAN, 2, "" }, { INFINITY, 2, "" },
	};
	for (size_t k = 0; k < COUNTOF(t); k++)
		assert_string_equal(text_decimal(a, t[k].v, t[k].places), t[k].out);
	assert_int_equal(text_length("Đặng 1"), 6);
	assert_int_equal(text_length(""), 0);
	assert_int_equal(text_distance("", ""), 0);
	assert_int_equal(text_distance("member", ""), 6);
	assert_int_equal(text_distance("member", "memeber"), 1);
	assert_int_equal(text_distance("ethnic", "etnick"), 2);
	assert_int_equal(text_distance("Đặng", "Đăng"), 1);
	char *x = memset(arena_alloc(a, 101, 1), 'x', 100), *y = memset(arena_alloc(a, 201, 1), 'x', 200);
	assert_int_equal(text_distance(x, y), 100);
}

static void hashes(void **state)
{
	(void)state;
	struct sha h;
	char hex[SHA_HEX], other[SHA_HEX];
	sha_start(&h);
	sha_add(&h, "a", 1);
	sha_add(&h, "bc", 2);
	sha_end_hex(&h, hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	sha_start(&h);
	sha_end_hex(&h, hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	static const char *const pair[][2] = { { "ab", "c" }, { "a", "bc" }, { "", "abc" }, { NULL, "abc" },
		{ "abc", "" }, { "abc", NULL } };
	char seen[COUNTOF(pair)][SHA_HEX];
	for (size_t i = 0; i < COUNTOF(pair); i++) {
		sha_start(&h);
		sha_text(&h, pair[i][0]);
		sha_text(&h, pair[i][1]);
		sha_end_hex(&h, seen[i]);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(seen[i], seen[j]);
	}
	sha_start(&h);
	sha_int(&h, 0);
	sha_end_hex(&h, hex);
	sha_start(&h);
	sha_text(&h, "");
	sha_end_hex(&h, other);
	assert_string_not_equal(hex, other);
	/* What is in the journal's chain must be the same for ever. */
	sha_start(&h);
	sha_int(&h, -1);
	sha_text(&h, "Đảng");
	sha_text(&h, NULL);
	sha_end_hex(&h, hex);
	assert_string_equal(hex, "8fc7a5da790a5d89f473ab85fc03905dcbe2f377a01d98d237090bf6d5b62a67");
	hex_text((const unsigned char *)"\x00\xff", 2, other);
	assert_string_equal(other, "00ff");
	assert_true(bytes_equal("abc", "abd", 2));
	assert_false(bytes_equal("abc", "abd", 3));
}

static void random_streams(void **state)
{
	(void)state;
	struct rng r, s;
	unsigned char x[5000], y[5000];
	char hex[65];
	rng_seed(&r, 42, "test");
	rng_bytes(&r, x, sizeof x);
	hex_text(x + 1016, 16, hex);            /* over the edge of a block */
	assert_string_equal(hex, "2eaa0961d4dcc618f6bb3504c9e596d4");
	rng_seed(&s, 42, "test");
	for (size_t i = 0; i < sizeof y; i += 50)
		rng_bytes(&s, y + i, 50);
	assert_memory_equal(x, y, sizeof x);
	rng_seed(&s, 42, "other");
	rng_bytes(&s, y, sizeof y);
	assert_memory_not_equal(x, y, 32);
	rng_seed(&s, 43, "test");
	rng_bytes(&s, y, sizeof y);
	assert_memory_not_equal(x, y, 32);
	int count[7] = { 0 };
	for (int i = 0; i < 70000; i++)
		count[rng_below(&r, 7)]++;
	for (int i = 0; i < 7; i++)
		assert_in_range(count[i], 9500, 10500);
	assert_int_equal(rng_below(&r, 1), 0);
	for (int i = 0; i < 100; i++)
		assert_true(rng_below(&r, UINT64_MAX) < UINT64_MAX);
	char token[44], another[44];
	token_new(token);
	token_new(another);
	assert_int_equal(strlen(token), 43);
	assert_int_equal(strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 43);
	assert_string_not_equal(token, another);
	random_bytes(x, 32);
	random_bytes(y, 32);
	assert_memory_not_equal(x, y, 32);
}

static void passwords(void **state)
{
	struct arena *a = *state;
	const char *hash, *again;
	assert_true(password_hash(a, "Mật khẩu dài 123", &hash));
	assert_true(password_hash(a, "Mật khẩu dài 123", &again));
	assert_string_not_equal(hash, again);
	assert_int_equal(strncmp(hash, "$argon2id$v=19$m=65536,t=2,", 27), 0);
	assert_true(password_right(hash, "Mật khẩu dài 123"));
	assert_false(password_right(hash, "Mật khẩu dài 124"));
	assert_false(password_right(hash, ""));
	assert_false(password_right("", "x"));
	assert_false(password_right("$argon2id$", "x"));
	assert_false(password_right(NULL, "x"));
	assert_false(password_right(memset(arena_alloc(a, 301, 1), '$', 300), "x"));
}

static bool parse(struct arena *a, const char *text, struct csv *t, struct errs *e)
{
	*e = errs_new(a);
	return csv_parse(a, "t.csv", text, strlen(text), t, e);
}

static void tables(void **state)
{
	struct arena *a = *state;
	struct errs e;
	struct csv t;
	assert_true(parse(a,
		"\xef\xbb\xbf" "code, tên \r\n1,\"Chi bộ \"\"A\"\", ấp\n2\"\r\n\r\n\"2\",\r\n,\"\"", &t, &e));
	assert_int_equal(t.ncolumns, 2);
	assert_int_equal(t.nrows, 3);
	assert_string_equal(t.heading[1], "tên");
	assert_string_equal(t.row[0][1], "Chi bộ \"A\", ấp\n2");
	assert_string_equal(csv_cell(&t, 1, "code"), "2");
	assert_string_equal(csv_cell(&t, 1, "tên"), "");
	assert_string_equal(csv_cell(&t, 2, "tên"), "");
	assert_string_equal(csv_cell(&t, 1, "none"), "");
	assert_int_equal(csv_column(&t, "tên"), 1);
	assert_int_equal(csv_column(&t, "te\u0302n"), -1);
	assert_int_equal(t.line[0], 2);
	assert_int_equal(t.line[1], 5);         /* a cell of two lines and an empty line before it */
	assert_int_equal(t.line[2], 6);
	assert_true(parse(a, "a;b;c\n1,5;2;\"x;\"\n", &t, &e));
	assert_string_equal(t.row[0][0], "1,5");
	assert_string_equal(t.row[0][2], "x;");
	assert_true(parse(a, "a\tb\r1\t2\r3\t4", &t, &e));
	assert_int_equal(t.nrows, 2);
	assert_true(parse(a, "\"a,b;;;\",c\n1,2", &t, &e));
	assert_int_equal(t.ncolumns, 2);
	assert_true(parse(a, "a\n\nx\"y\n", &t, &e));
	assert_int_equal(t.nrows, 2);
	assert_string_equal(t.row[0][0], "");
	assert_string_equal(t.row[1][0], "x\"y");
	assert_true(parse(a, "a,b", &t, &e));
	assert_int_equal(t.nrows, 0);
	assert_int_equal(e.count, 0);
	assert_true(parse(a, "te\u0302n\nx", &t, &e));
	assert_string_equal(csv_cell(&t, 0, "tên"), "x");
}

static void table_faults(void **state)
{
	struct arena *a = *state;
	static const struct { const char *text, *where; int count; } bad[] = {
		{ "", "rỗng", 1 }, { "\xef\xbb\xbf", "rỗng", 1 },
		{ "a,b\n1,2\n1,2,3\n1\n", "t.csv, dòng 3: có 3 ô, dòng tiêu đề có 2", 2 },
		{ "a,b\n1,\"x\ny\n", "dòng 2: dấu ngoặc kép", 1 },
		{ "a,b\n1,\"", "dòng 2: dấu ngoặc kép", 1 },
		{ "a,b\n1,\"x\"\"", "dòng 2: dấu ngoặc kép", 1 },
		{ "a,b\n\n\"x\ny\"z,1", "dòng 4: có chữ", 1 },
		{ "a,b\n1,2\n\xe1\xbb,2\n", "dòng 3: không phải", 1 }, { "\xff", "dòng 1: không phải", 1 },
		{ "a,b\n1,\xc3", "dòng 2: không phải", 1 },
	};
	struct csv t;
	struct errs e;
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		assert_false(parse(a, bad[i].text, &t, &e));
		assert_int_equal(e.count, bad[i].count);
		assert_int_equal(errs_worst(&e), ERR_INPUT);
		if (!strstr(e.first->text, bad[i].where))
			fail_msg("\"%s\" does not say \"%s\"", e.first->text, bad[i].where);
	}
	e = errs_new(a);
	assert_false(csv_parse(a, "t.csv", "a\nb\0c", 5, &t, &e));
	struct buf b = buf_new(a, 100000);
	for (int i = 0; i < 1001; i++)
		buf_char(&b, ',');
	assert_false(parse(a, b.s, &t, &e));
	buf_text(&b, "\n");
	for (int i = 0; i < 100; i++)
		buf_text(&b, "1\n");
	assert_false(parse(a, b.s + 1000, &t, &e));
	assert_int_equal(e.count, 20);
}

static void files(void **state)
{
	struct arena *a = *state;
	struct errs e = errs_new(a);
	struct csv t;
	const char *text;
	size_t n;
	char path[] = "/tmp/test_base_XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0 && write(fd, "a,b\n1,2\n", 8) == 8);
	close(fd);
	assert_true(file_read(a, path, 8, &text, &n, &e));
	assert_int_equal(n, 8);
	assert_string_equal(text, "a,b\n1,2\n");
	assert_true(csv_read(a, path, &t, &e));
	assert_string_equal(csv_cell(&t, 0, "b"), "2");
	assert_int_equal(e.count, 0);
	assert_false(file_read(a, path, 7, &text, &n, &e));
	assert_int_equal(errs_worst(&e), ERR_INPUT);
	assert_false(file_read(a, "/tmp", 100, &text, &n, &e));
	unlink(path);
	assert_false(csv_read(a, path, &t, &e));
	assert_int_equal(errs_worst(&e), ERR_MISSING);
	assert_int_equal(e.count, 3);
	assert_true(file_read(a, "/proc/self/status", 100000, &text, &n, &e));    /* tells no size */
	assert_true(n > 100 && strlen(text) == n);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(utf8), TEST(cleaned), TEST(folded), TEST(recased), TEST(ordered), TEST(threads), TEST(numbers),
		TEST(hashes), TEST(random_streams), TEST(passwords), TEST(tables), TEST(table_faults), TEST(files),
	};
	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
