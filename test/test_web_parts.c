/* Bodies in parts: what a browser sends, and what only somebody hostile would. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "base/crypt.h"
#include "web/parts.h"

static int start(void **state)
{
	crypt_start();
	*state = arena_new(0);
	return 0;
}

static int stop(void **state)
{
	arena_free(*state);
	return 0;
}

#define LINE "--AaB03x\r\n"
#define LAST "\r\n--AaB03x--\r\n"
#define TEXT(name, text) LINE "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n" text "\r\n"
#define FILE_HEAD(name) LINE "Content-Disposition: form-data; name=\"file\"; filename=\"" name "\"\r\n" \
	"Content-Type: application/octet-stream\r\n\r\n"

/* In pieces of so many bytes. */
static int feed(struct arena *a, const char *body, size_t n, size_t piece, struct req *out)
{
	struct parts *p = parts_new(a, "AaB03x", 64);

	*out = (struct req){ .mem = a };
	for (size_t i = 0; i < n; i += piece)
		parts_feed(p, body + i, piece < n - i ? piece : n - i);
	return parts_end(p, out);
}

static int take(struct arena *a, const char *body, struct req *out)
{
	int whole = feed(a, body, strlen(body), strlen(body) + 1, out);

	assert_int_equal(feed(a, body, strlen(body), 1, out), whole);
	assert_int_equal(feed(a, body, strlen(body), 3, out), whole);
	return whole;
}

static const char *held(struct arena *a, struct upload *u)
{
	char *s = arena_alloc(a, 1, (size_t)u->size + 1);

	rewind(u->file);
	assert_int_equal(fread(s, 1, (size_t)u->size, u->file), u->size);
	return s;
}

static void a_browser_is_understood(void **state)
{
	struct req req;

	assert_int_equal(take(*state, TEXT("_csrf", "xyz") TEXT("b", " a\r\nb ") FILE_HEAD("C:\\ds\\Danh sách.xlsx")
	                              "PK\r\n--AaB03\r\r\n--x" LAST, &req), 0);
	assert_string_equal(req_form(&req, "_csrf"), "xyz");
	assert_string_equal(req_form(&req, "b"), "a\nb");
	assert_string_equal(req.upload->field, "file");
	assert_string_equal(req.upload->name, "Danh sách.xlsx");
	assert_string_equal(held(*state, req.upload), "PK\r\n--AaB03\r\r\n--x");
	assert_false(req.upload->too_long);
	assert_int_equal(take(*state, TEXT("a", "") FILE_HEAD("") LAST, &req), 0);
	assert_null(req.upload);
	assert_string_equal(req_form(&req, "a"), "");
	assert_int_equal(take(*state, "--AaB03x--\r\n", &req), 0);
	assert_int_equal(take(*state, TEXT("a", "1") "--AaB03x--", &req), 0);
}

static void a_long_file_is_forgotten(void **state)
{
	struct req req;

	assert_int_equal(take(*state, FILE_HEAD("a") "0123456789012345678901234567890123456789012345678901234567890123"
	                              LAST, &req), 0);
	assert_false(req.upload->too_long);
	assert_int_equal(take(*state, FILE_HEAD("a") "01234567890123456789012345678901234567890123456789012345678901234"
	                              LAST TEXT("a", "1"), &req), 400);
	assert_int_equal(take(*state, FILE_HEAD("a") "01234567890123456789012345678901234567890123456789012345678901234"
	                              LAST, &req), 0);
	assert_true(req.upload->too_long);
	assert_true(req.upload->size <= 64);
}

static const char *times(struct arena *a, const char *s, int n)
{
	char *out = arena_alloc(a, strlen(s), (size_t)n + 1);

	for (int i = 0; i < n; i++)
		memcpy(out + (size_t)i * strlen(s), s, strlen(s));
	return out;
}

static void the_hostile_are_refused(void **state)
{
	static const char *const bad[] = {
		"", "x", "\r\n" LINE, LINE, LINE "\r\n", "--AaB03x", "preamble\r\n" TEXT("a", "1") LAST,
		TEXT("a", "1"),                                                 /* no end */
		TEXT("a", "1") "--AaB03y--\r\n",                                /* another end */
		TEXT("a", "1") "--AaB03x--\r\nmore",
		TEXT("a", "1") "--AaB03x--\r\n\r\n",
		LINE "Content-Disposition: form-data\r\n\r\n1" LAST,            /* no name */
		LINE "Content-Disposition: form-data; name=\"\"\r\n\r\n1" LAST,
		LINE "Content-Disposition: form-data; name=\"a\r\n\r\n1" LAST,
		LINE "Content-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n1" LAST,
		LINE "Content-Disposition: form-data; name=\"a\"; size=7\r\n\r\n1" LAST,
		LINE "Content-Disposition: attachment; name=\"a\"\r\n\r\n1" LAST,
		LINE "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n1"
			LAST,
		LINE "Content-Type: text/plain\r\n\r\n1" LAST,
		LINE "Content-Disposition: form-data; name=\"a\"\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n1"
			LAST,
		LINE "Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\n1" LAST,
		LINE "no colon\r\n\r\n1" LAST,
		TEXT("a\x01", "1") "--AaB03x--\r\n",
		TEXT("a", "\xff") "--AaB03x--\r\n",
		LINE "Content-Disposition: form-data; name=\"file\"; filename=\"\xff\"\r\n\r\n1" LAST,
		FILE_HEAD("a") "1\r\n" FILE_HEAD("b") "2" LAST,                 /* two files */
	};
	struct req req;

	for (size_t i = 0; i < COUNTOF(bad); i++)
		if (take(*state, bad[i], &req) != 400)
			fail_msg("number %zu is taken: %s", i, bad[i]);
	assert_int_equal(feed(*state, TEXT("a", "\0") "--AaB03x--\r\n", sizeof TEXT("a", "\0") "--AaB03x--\r\n" - 1, 7,
	                      &req), 400);
}

static void the_huge_are_refused(void **state)
{
	struct arena *a = *state;
	struct req req;

	assert_int_equal(take(a, arena_printf(a, LINE "Content-Disposition: form-data; name=\"%s\"\r\n\r\n1" LAST,
	                                      times(a, "n", 201)), &req), 400);
	assert_int_equal(take(a, arena_printf(a, LINE "Content-Disposition: form-data; name=\"%s\"\r\n\r\n1" LAST,
	                                      times(a, "n", 5000)), &req), 400);
	assert_int_equal(take(a, arena_printf(a, LINE "X: %s\r\n", times(a, "y", 100000)), &req), 400);
	assert_int_equal(take(a, arena_printf(a, TEXT("a", "%s") "--AaB03x--\r\n", times(a, "1", 70000)), &req), 413);
	assert_int_equal(take(a, arena_printf(a, "%s--AaB03x--\r\n", times(a, TEXT("a", "1"), 100)), &req), 0);
	assert_int_equal(take(a, arena_printf(a, "%s--AaB03x--\r\n", times(a, TEXT("a", "1"), 101)), &req), 400);
}

static int head_of(struct arena *a, const char *type, struct req *out)
{
	const struct pair h[] = { { "Host", "a" }, { "Content-Type", type } };
	const struct head head = { "POST", "/r/person/import", "HTTP/1.1", h, 2 };

	return req_head(a, &head, out);
}

static void boundaries(void **state)
{
	struct req req;

	assert_int_equal(head_of(*state, "multipart/form-data; boundary=----WebKitFormBoundaryAbC", &req), 0);
	assert_string_equal(req.boundary, "----WebKitFormBoundaryAbC");
	assert_int_equal(head_of(*state, "Multipart/Form-Data;boundary=\"a b\"", &req), 400);
	assert_int_equal(head_of(*state, "multipart/form-data; boundary=\"a:b\"", &req), 0);
	assert_string_equal(req.boundary, "a:b");
	assert_int_equal(head_of(*state, "multipart/form-data; boundary=\"ab", &req), 400);
	assert_int_equal(head_of(*state, "multipart/form-data; boundary=", &req), 400);
	assert_int_equal(head_of(*state, "multipart/form-data", &req), 400);
	assert_int_equal(head_of(*state, "multipart/mixed; boundary=a", &req), 415);
	assert_int_equal(head_of(*state, arena_printf(*state, "multipart/form-data; boundary=%s",
	                                              times(*state, "b", 71)), &req), 400);
	assert_int_equal(req_body(&req, "a", 1), 415);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_browser_is_understood, start, stop),
		cmocka_unit_test_setup_teardown(a_long_file_is_forgotten, start, stop),
		cmocka_unit_test_setup_teardown(the_hostile_are_refused, start, stop),
		cmocka_unit_test_setup_teardown(the_huge_are_refused, start, stop),
		cmocka_unit_test_setup_teardown(boundaries, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
