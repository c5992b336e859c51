/* The program in its second language: what is looked up, what never is, and how numbers are written. */
#include "base/date.h"
#include "base/err.h"
#include "base/language.h"
#include "base/text.h"
#include "web/html.h"

#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

static int begin(void **state)
{
	*state = arena_new(0);
	return 0;
}

static int english(void **state)
{
	*state = arena_new(0);
	arena_speak(*state, language_find("en"));
	return 0;
}

static int end(void **state)
{
	arena_free(*state);
	return 0;
}

static void languages_are_found(void **state)
{
	static const char *const tags[] = { "en", "en-GB", "en_US.UTF-8", "en@latin" };
	static const char *const none[] = { "", "vi", "vi_VN.UTF-8", "C", "fr", "eng", "e" };

	(void)state;
	for (size_t i = 0; i < COUNTOF(tags); i++)
		assert_string_equal(language_tag(language_find(tags[i])), "en");
	for (size_t i = 0; i < COUNTOF(none); i++)
		assert_null(language_find(none[i]));
	assert_null(language_find(NULL));
}

static void literals_are_translated_data_is_not(void **state)
{
	struct arena *a = *state;
	const char *person = arena_text(a, "Tài khoản");        /* read from somewhere: nobody's label */
	struct html w = html_new(a);

	assert_string_equal(say(a, "Tài khoản"), "Account");
	assert_string_equal(say(a, "không có bản dịch"), "không có bản dịch");
	assert_null(say(a, NULL));
	assert_string_equal(arena_printf(a, "%s, %s", "Tài khoản", person), "Account, Tài khoản");
	html(&w, "%s, %s", "Tài khoản", person);
	assert_string_equal(w.out.s, "Account, Tài khoản");
	w = html_new(a);
	html(&w, "<p>Không có gì thay đổi.</p>\n");
	assert_string_equal(w.out.s, "<p>Nothing changes.</p>\n");
	assert_string_equal(url(a, "/r/%s", "Tài khoản").text, "/r/T%C3%A0i%20kho%E1%BA%A3n");
}

static void reasons_are_translated(void **state)
{
	struct errs errs = errs_new(*state);

	err_field(&errs, "known", "Không có bút toán %s: mới ghi đến %s.", "7", "5");
	err_cited(&errs, ERR_RULE, "day", "chưa ghi ngày", "Điều lệ Đảng 2011, Điều 10");
	assert_string_equal(errs.first->text, "There is no entry 7: the last one is 5.");
	assert_string_equal(errs.first->next->text, "the day is missing");
	assert_string_equal(errs.first->next->cite, "Party Statutes 2011, Article 10");
}

static void every_conversion_is_printed(void **state)
{
	struct arena *a = *state;
	char long_text[400];

	memset(long_text, 'x', sizeof long_text);
	long_text[sizeof long_text - 1] = '\0';
	assert_string_equal(arena_printf(a, "%s|%.*s|%-6s|%.2s|%c|%%", "a", 2, "bcd", "ef", "ghi", 'j'),
	                    "a|bc|ef    |gh|j|%");
	assert_string_equal(arena_printf(a, "%d %02d %lld %zu %lu %5d", -1, 3, 1LL << 40, (size_t)7, 8UL, 9),
	                    "-1 03 1099511627776 7 8     9");
	assert_string_equal(arena_printf(a, "%.2f %g", 1.005, 0.5), "1.00 0.5");
	assert_string_equal(arena_printf(a, "%s", long_text), long_text);
	assert_string_equal(arena_printf(a, "%-399s", long_text), long_text);
}

static void one_and_many(void **state)
{
	struct arena *a = *state;
	struct html w = html_new(a);

	assert_string_equal(arena_printf(a, "%s dòng\n", "1"), "1 row\n");
	assert_string_equal(arena_printf(a, "%s dòng\n", "46,740"), "46,740 rows\n");
	assert_string_equal(arena_printf(a, "định nghĩa: thêm %lld bút toán\n", 1LL), "definitions: 1 entry added\n");
	html(&w, "<p class=\"small under\">Hiện %d dòng đầu.</p>\n", 1);
	assert_non_null(strstr(w.out.s, "The first 1 row is shown."));
	w = html_new(a);
	html(&w, "<p class=\"small under\">Hiện %d dòng đầu.</p>\n", 20);
	assert_non_null(strstr(w.out.s, "The first 20 rows are shown."));
	assert_string_equal(arena_printf(a, "{\"a\":%d,\"b|c\":1}", 1), "{\"a\":1,\"b|c\":1}");
}

static void numbers_as_the_language_writes_them(void **state)
{
	struct arena *a = *state;
	struct date day = { 20221208 };

	assert_string_equal(text_grouped(a, 46740), "46,740");
	assert_string_equal(text_decimal(a, 1234.635, 2), "1,234.64");
	assert_string_equal(date_show(a, day), "08/12/2022");
	arena_speak(a, NULL);
	assert_string_equal(text_grouped(a, 46740), "46.740");
	assert_string_equal(text_decimal(a, 1234.635, 2), "1.234,64");
	assert_string_equal(date_show(a, day), "08/12/2022");
}

static void vietnamese_is_what_is_written(void **state)
{
	struct arena *a = *state;

	assert_string_equal(say(a, "Tài khoản"), "Tài khoản");
	assert_string_equal(arena_printf(a, "%s dòng\n", "1"), "1 dòng\n");
}

#define ENGLISH(test) cmocka_unit_test_setup_teardown(test, english, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(languages_are_found),
		ENGLISH(literals_are_translated_data_is_not), ENGLISH(reasons_are_translated),
		ENGLISH(every_conversion_is_printed), ENGLISH(one_and_many),
		ENGLISH(numbers_as_the_language_writes_them),
		cmocka_unit_test_setup_teardown(vietnamese_is_what_is_written, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
