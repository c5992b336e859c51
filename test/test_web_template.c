/* Word templates at their page: the one in use, edited, is checked, kept and printed with; and taken back. */
#include "web_upload.h"
#include "base/scratch.h"
#include "out/zip.h"

/* All of an answer that is a file. */
static size_t bytes_of(struct world *w, const struct reply *r, const char **out)
{
	char *s = NEWN(w->mem, char, 1 << 20);

	assert_int_equal(r->status, 200);
	assert_non_null(r->stream);
	rewind(r->stream);
	*out = s;
	return fread(s, 1, 1 << 20, r->stream);
}

static struct zip_part *parts_of(struct world *w, const struct reply *r, int *n, int *document)
{
	struct zip_part *part;
	const char *bytes;
	size_t size = bytes_of(w, r, &bytes);

	must(w, zip_read(w->mem, bytes, size, &part, n, &w->errs));
	for (int i = 0; i < *n; i++)
		if (strcmp(part[i].name, "word/document.xml") == 0)
			*document = i;
	return part;
}

static const char *document_of(struct world *w, const struct reply *r)
{
	int n, document = -1;
	struct zip_part *part = parts_of(w, r, &n, &document);

	assert_true(document >= 0);
	return arena_textn(w->mem, part[document].bytes, part[document].n);
}

/* The same with words of every part replaced. */
static struct reply bring_edited(struct world *w, const char *print, const struct reply *template, const char *from,
                                 const char *to)
{
	int n, document = -1, found = 0;
	struct zip_part *part = parts_of(w, template, &n, &document);
	FILE *file = scratch_open(&w->errs);
	char *bytes = NEWN(w->mem, char, 1 << 20);

	for (int i = 0; i < n; i++) {
		const char *text = arena_textn(w->mem, part[i].bytes, part[i].n), *at = strstr(text, from);
		if (!at)
			continue;
		found++;
		part[i].bytes = arena_printf(w->mem, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
		part[i].n = strlen(part[i].bytes);
	}
	assert_true(found);
	must(w, zip_write(part, n, file, &w->errs));
	rewind(file);
	size_t size = fread(bytes, 1, 1 << 20, file);
	fclose(file);
	return bring(w, arena_printf(w->mem, "/templates/%s", print), w->csrf, "mẫu riêng.docx", bytes, size);
}

static bool shows(struct world *w, const char *target, const char *text)
{
	struct reply r = ask(w, target, NULL);

	assert_int_equal(r.status, 200);
	return says(w, &r, text);
}

static void an_office_has_its_own(void **state)
{
	struct world *w = *state;
	const char *unit, *member, *sheet;
	struct reply own, r;

	load_all(w);
	found_cell(w, &unit, &member);
	add_user(w, "chuyenvien", "org_clerk");
	sign_in(w, "chuyenvien");
	sheet = arena_printf(w->mem, "/export/print/member_sheet/%s?as=docx&purpose=th%%C6%%B0%%CC%%89", member);
	own = ask(w, "/templates/member_sheet/file", NULL);

	r = bring_edited(w, "member_sheet", &own, "{{file_no}}", "{{fiel_no}}");
	assert_int_equal(r.status, 422);
	assert_true(says(w, &r, "fiel_no"));
	r = bring_edited(w, "member_sheet", &own, "{{/family}}", "");
	assert_int_equal(r.status, 422);
	assert_true(says(w, &r, "family"));
	r = bring_edited(w, "member_sheet", &own, "{{print.purpose}}", "việc riêng");
	assert_int_equal(r.status, 422);
	assert_true(says(w, &r, "print.purpose"));
	assert_int_equal(bring(w, "/templates/member_sheet", w->csrf, "a.docx", "không phải", 10).status, 422);
	assert_true(shows(w, "/templates", "mẫu của chương trình"));

	assert_int_equal(bring_edited(w, "member_sheet", &own, "PHIẾU ĐẢNG VIÊN", "PHIẾU RIÊNG").status, 303);
	assert_true(shows(w, "/templates", "mẫu riêng.docx"));
	assert_true(shows(w, "/templates", "Người &lt;thử&gt;"));
	r = ask(w, sheet, NULL);
	const char *document = document_of(w, &r);
	assert_non_null(strstr(document, "PHIẾU RIÊNG"));
	assert_non_null(strstr(document, "TRẦN THỊ THỬ"));
	assert_null(strstr(document, "{{"));
	r = ask(w, "/templates/member_sheet/file", NULL);
	assert_non_null(strstr(document_of(w, &r), "PHIẾU RIÊNG"));

	r = ask(w, "/templates/member_sheet", arena_printf(w->mem, "_csrf=%s&forget=1", w->csrf));
	assert_int_equal(r.status, 303);
	r = ask(w, sheet, NULL);
	assert_non_null(strstr(document_of(w, &r), "PHIẾU ĐẢNG VIÊN"));
}

/* Who prints needs no right to templates; who may not change them is not offered it. */
static void rights(void **state)
{
	struct world *w = *state;
	const char *unit, *member;
	struct reply own, r;

	load_all(w);
	found_cell(w, &unit, &member);
	add_user(w, "chuyenvien", "org_clerk");
	add_user(w, "lanhdao", "leader");
	add_user_at(w, "canbo", "clerk", unit);
	sign_in(w, "chuyenvien");
	own = ask(w, "/templates/member_sheet/file", NULL);
	assert_int_equal(bring_edited(w, "member_sheet", &own, "PHIẾU ĐẢNG VIÊN", "PHIẾU RIÊNG").status, 303);
	sign_in(w, "lanhdao");
	assert_true(shows(w, "/templates", "mẫu riêng.docx"));
	assert_false(shows(w, "/templates", "type=\"file\""));
	assert_int_equal(bring(w, "/templates/member_sheet", w->csrf, "a.docx", "x", 1).status, 403);
	sign_in(w, "canbo");
	assert_int_equal(ask(w, "/templates", NULL).status, 403);
	r = ask(w, arena_printf(w->mem, "/export/print/member_sheet/%s?as=docx&purpose=a", member), NULL);
	assert_non_null(strstr(document_of(w, &r), "PHIẾU RIÊNG"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_office_has_its_own, start, stop),
		cmocka_unit_test_setup_teardown(rights, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
