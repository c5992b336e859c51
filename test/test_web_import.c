/* The import at its pages: a file, its columns, the plan, what is written, what comes back; and who may do what. */
#include "web_upload.h"
#include "web/import_file.h"
#include "web/imports.h"

/* ---- a browser ---- */

static struct reply bring_text(struct world *w, const char *record, const char *text)
{
	return bring(w, arena_printf(w->mem, "/r/%s/import", record), w->csrf, "bảng.csv", text, strlen(text));
}

/* The address of the job, once its file was read. */
static const char *brought(struct world *w, const char *record, const char *text)
{
	struct reply r = bring_text(w, record, text);

	assert_int_equal(r.status, 303);
	assert_non_null(strstr(r.location, "/import/"));
	imports_run(&w->web, w->db.conn);
	return r.location;
}

static struct reply push(struct world *w, const char *job, const char *what, const char *form)
{
	struct reply r = ask(w, arena_printf(w->mem, "%s/%s", job, what),
	                     arena_printf(w->mem, "_csrf=%s&%s", w->csrf, form));

	imports_run(&w->web, w->db.conn);
	return r;
}

static const char *planned(struct world *w, const char *record, const char *text)
{
	const char *job = brought(w, record, text);

	assert_int_equal(push(w, job, "columns", "_do=try").status, 303);
	return job;
}

static bool shows(struct world *w, const char *target, const char *text)
{
	struct reply r = ask(w, target, NULL);

	assert_int_equal(r.status, 200);
	return says(w, &r, text);
}

static int64_t head_now(struct world *w)
{
	w->ctx.heads = NULL;
	must(w, journal_heads(&w->ctx));
	return w->ctx.head;
}

static const char *state_now(struct world *w)
{
	char state[65], head[65];

	w->ctx.heads = NULL;
	must(w, journal_state(&w->ctx, state, head));
	return arena_text(w->mem, state);
}

static const char *stream_path(struct world *w, const struct reply *r)
{
	assert_int_equal(r->status, 200);
	assert_non_null(r->stream);
	return arena_printf(w->mem, "/proc/self/fd/%d", fileno(r->stream));
}

static struct book book_of(struct world *w, const struct reply *r)
{
	struct book book;

	must(w, book_read(w->mem, stream_path(w, r), "tệp", &book, &w->errs));
	return book;
}

static const char *cell(const struct tab *t, int row, int column)
{
	if (row >= t->nrows || column >= t->row[row].n || !t->row[row].cell[column].text)
		return "";
	return t->row[row].cell[column].text;
}

/* ---- stories ---- */

static const char codes[] =
	"BẢNG MÃ\n"
	"Danh mục,Khóa,Tên,Từ ngày,Thứ tự,Ghi thêm\n"
	"thu,mot,Một,01/02/2020,1,a\n"
	"thu,hai,Hai,31/02/2020,x,b\n"
	"thu,ba,Ba,03/02/2020,3,c\n"
	"thu,bon,,04/02/2020,4,d\n";

static void from_file_to_undo(void **state)
{
	struct world *w = *state;
	const char *job, *before, *entry;
	struct reply r;
	struct book book;
	int64_t head;

	load_all(w);
	add_user(w, "thu", "admin");
	sign_in(w, "thu");
	before = state_now(w);
	head = head_now(w);
	assert_true(shows(w, "/r/code", "href=\"/r/code/import\""));
	assert_true(shows(w, "/r/code/import", "type=\"file\""));
	r = bring_text(w, "code", codes);
	assert_int_equal(r.status, 303);
	job = r.location;
	assert_true(shows(w, job, "data-progress"));
	assert_true(shows(w, job, "<noscript><meta http-equiv=\"refresh\""));
	imports_run(&w->web, w->db.conn);
	assert_true(shows(w, job, "name=\"heading\" inputmode=\"numeric\" value=\"2\""));
	assert_true(shows(w, job, "<option value=\"label\" selected>Tên *</option>"));
	assert_int_equal(push(w, job, "columns", "_do=try").status, 303);
	assert_true(shows(w, job, "<strong>2</strong> Lỗi"));
	assert_true(shows(w, job, "<strong>2</strong> Mới"));
	assert_true(shows(w, job, "class=\"wrong\"><span>31/02/2020"));
	assert_true(shows(w, job, "class=\"wrong\"><span>x<small"));
	assert_true(shows(w, job, "class=\"wrong\"><span>(trống)"));
	assert_false(shows(w, job, "dòng 3<"));
	assert_true(shows(w, arena_printf(w->mem, "%s?show=new", job), "dòng 3<"));
	assert_int_equal(head_now(w), head);

	assert_int_equal(push(w, job, "write", "plan=7").status, 409);
	assert_int_equal(head_now(w), head);
	assert_int_equal(push(w, job, "write", "plan=1&_reason=theo+bảng").status, 303);
	assert_int_equal(head_now(w), head + 1);
	entry = arena_printf(w->mem, "%lld", (long long)head + 1);
	assert_true(shows(w, job, "Đã ghi, bút toán số"));
	assert_true(shows(w, job, arena_printf(w->mem, "href=\"/undo/%s?record=code\"", entry)));
	assert_true(shows(w, job, "theo bảng; tệp “bảng.csv” (SHA-256 "));
	assert_true(shows(w, "/r/code?where=list+%3D+thu", "<strong>2</strong> dòng"));
	assert_true(shows(w, "/import", "theo bảng; tệp “bảng.csv”"));

	r = ask(w, arena_printf(w->mem, "/export%s", job), NULL);
	book = book_of(w, &r);
	assert_string_equal(cell(&book.sheet[0], 0, 0), "BẢNG MÃ");
	assert_string_equal(cell(&book.sheet[0], 1, 6), IMPORT_FAULTS);
	assert_int_equal(book.sheet[0].nrows, 4);
	assert_string_equal(cell(&book.sheet[0], 2, 1), "hai");
	assert_string_equal(cell(&book.sheet[0], 2, 5), "b");
	assert_non_null(strstr(cell(&book.sheet[0], 2, 6), "Từ ngày: "));
	assert_non_null(strstr(cell(&book.sheet[0], 2, 6), "Thứ tự: "));
	assert_string_equal(cell(&book.sheet[0], 3, 1), "bon");

	r = ask(w, arena_printf(w->mem, "/undo/%s?record=code", entry),
	        arena_printf(w->mem, "_csrf=%s&_reason=thử", w->csrf));
	assert_int_equal(r.status, 303);
	assert_string_equal(state_now(w), before);
	assert_true(shows(w, job, "đã được hoàn tác"));
	assert_true(shows(w, "/import", "đã hoàn tác"));
}

/* The workbook that came back, brought again as it is, holds the rows at fault and nothing else. */
static void what_comes_back_comes_in(void **state)
{
	struct world *w = *state;
	const char *job;
	struct reply r;
	char *bytes;
	size_t n;

	load_all(w);
	add_user(w, "thu", "admin");
	sign_in(w, "thu");
	job = planned(w, "code", codes);
	r = ask(w, arena_printf(w->mem, "/export%s?rows=all", job), NULL);
	assert_int_equal(book_of(w, &r).sheet[0].nrows, 6);
	assert_int_equal(push(w, job, "write", "plan=1").status, 303);
	r = ask(w, arena_printf(w->mem, "/export%s", job), NULL);
	bytes = arena_alloc(w->mem, 1, 1 << 20);
	rewind(r.stream);
	n = fread(bytes, 1, 1 << 20, r.stream);
	r = bring(w, "/r/code/import", w->csrf, "lỗi.xlsx", bytes, n);
	assert_int_equal(r.status, 303);
	job = r.location;
	imports_run(&w->web, w->db.conn);
	assert_int_equal(push(w, job, "columns", "_do=try").status, 303);
	assert_true(shows(w, job, "<strong>2</strong> Tất cả"));
	assert_true(shows(w, job, "<strong>2</strong> Lỗi"));
	r = ask(w, arena_printf(w->mem, "/export%s", job), NULL);
	assert_string_equal(cell(&book_of(w, &r).sheet[0], 1, 6), IMPORT_FAULTS);
	assert_string_equal(cell(&book_of(w, &r).sheet[0], 1, 7), "");

	job = planned(w, "code", "Danh mục,Khóa,Tên,Từ ngày,Thứ tự\nthu,mot,Một mới,01/02/2020,1\n"
	                         "thu,ba,Ba,03/02/2020,3\nthu,hai,Hai,01/02/2020,2\n");
	assert_true(shows(w, job, "<strong>1</strong> Thay đổi"));
	assert_true(shows(w, job, "<strong>1</strong> Không đổi"));
	assert_true(shows(w, job, "<del>Một</del> <ins>Một mới</ins>"));
}

static void columns_may_be_chosen(void **state)
{
	struct world *w = *state;
	const char *job;

	load_all(w);
	add_user(w, "thu", "admin");
	sign_in(w, "thu");
	job = brought(w, "code", "x,y,z\nthu,mot,Một\n");
	assert_true(shows(w, job, "class=\"errs\""));
	assert_true(shows(w, job, "<option value=\"label\">Tên *</option>"));
	assert_int_equal(push(w, job, "columns", "_do=try&sheet=&heading=1&seen_sheet=0&seen_heading=1"
	                                         "&c.A=list&c.B=key&c.C=label").status, 303);
	assert_true(shows(w, job, "<strong>1</strong> Tất cả"));
	assert_int_equal(push(w, job, "columns", "_do=guess&sheet=&heading=99").status, 303);
	assert_true(shows(w, job, "dòng 99"));
	assert_int_equal(push(w, job, "columns", "_do=guess&sheet=&heading=x").status, 422);
	assert_int_equal(push(w, job, "columns", "_do=try&sheet=&heading=1&seen_sheet=0&seen_heading=1&c.A=none")
	                 .status, 303);
	assert_true(shows(w, job, "class=\"errs\""));
	assert_int_equal(push(w, job, "nothing", "").status, 404);
	assert_int_equal(push(w, job, "write", "plan=1").status, 409);
	assert_int_equal(push(w, job, "drop", "").status, 303);
	assert_int_equal(ask(w, job, NULL).status, 404);
	job = brought(w, "code", "PK\x03\x04 không phải zip");
	assert_true(shows(w, job, "Đưa tệp khác"));
}

static void edit_label(struct world *w, int64_t id, const char *text)
{
	static const char *const name[] = { "label" };
	struct input input = { 1, name, &text };
	struct order order = { .verb = DO_EDIT, .rec = catalog_record(&w->catalog, "code"), .id = id, .reason = "thử",
	                       .input = &input };
	struct done done;

	w->ctx.heads = NULL;
	must(w, command_run(&w->ctx, &order, &done));
}

static void what_changed_since_is_refused(void **state)
{
	static const char *const names[] = { "list", "key", "label", "valid_from", "sort" };
	struct world *w = *state;
	const char *job;
	int64_t id, head;

	load_all(w);
	id = CREATE(w, "code", names, "thu", "mot", "Một", "2020-02-01", "1");
	add_user(w, "thu", "admin");
	sign_in(w, "thu");
	job = planned(w, "code", "Danh mục,Khóa,Tên,Từ ngày,Thứ tự\nthu,mot,Một mới,01/02/2020,1\n");
	edit_label(w, id, "Khác");
	head = head_now(w);
	assert_int_equal(push(w, job, "write", "plan=1").status, 303);
	assert_int_equal(head_now(w), head);
	assert_true(shows(w, job, "class=\"errs\""));
	assert_true(shows(w, job, "lập lại kế hoạch để xem bản mới"));
	assert_false(shows(w, job, "Ghi đúng kế hoạch này"));
	assert_int_equal(push(w, job, "columns", "_do=try").status, 303);
	assert_true(shows(w, job, "<del>Khác</del> <ins>Một mới</ins>"));
	assert_int_equal(push(w, job, "write", "plan=2").status, 303);
	assert_int_equal(head_now(w), head + 1);
}

static void rights(void **state)
{
	struct world *w = *state;
	const char *unit, *member, *job;
	struct reply r;

	load_all(w);
	found_cell(w, &unit, &member);
	add_user(w, "quantri", "admin");
	add_user(w, "xem", "leader");
	add_user_at(w, "canbo", "org_clerk", unit);
	assert_int_equal(bring_text(w, "person", "x").status, 401);
	assert_int_equal(ask(w, "/r/person/import", NULL).status, 303);
	sign_in(w, "xem");
	assert_int_equal(ask(w, "/r/person/import", NULL).status, 403);
	assert_int_equal(bring_text(w, "person", "Họ và tên\nA\n").status, 403);
	assert_int_equal(ask(w, "/export/blank/person", NULL).status, 403);
	assert_false(shows(w, "/r/person", "/r/person/import"));
	assert_true(shows(w, "/import", "không ghi loại hồ sơ nào"));
	w->cookie = NULL;
	sign_in(w, "canbo");
	assert_int_equal(bring(w, "/r/person/import", "đoán", "a.csv", "x", 1).status, 403);
	assert_int_equal(bring(w, "/r/person/import", NULL, "a.csv", "x", 1).status, 403);
	assert_int_equal(bring(w, "/r/person/new", w->csrf, "a.csv", "x", 1).status, 415);
	assert_int_equal(bring(w, "/nowhere", w->csrf, "a.csv", "x", 1).status, 415);
	assert_int_equal(ask(w, "/r/finding/import", NULL).status, 403);
	r = bring(w, "/r/person/import", w->csrf, "a.csv", "", 0);
	assert_int_equal(r.status, 422);
	assert_true(says(w, &r, "tệp rỗng"));
	r = ask(w, "/r/person/import", arena_printf(w->mem, "_csrf=%s", w->csrf));
	assert_int_equal(r.status, 422);
	assert_true(says(w, &r, "Chưa chọn tệp"));
	job = planned(w, "person", arena_printf(w->mem, "Họ và tên,Giới tính,Ngày sinh,Nơi giữ hồ sơ\n"
	                                        "Lê Văn Mới,Nam,1980,%s\nLê Văn Xa,Nam,1980,\n", "84.1"));
	assert_true(shows(w, job, "<strong>1</strong> Mới"));
	assert_true(shows(w, job, "<strong>1</strong> Lỗi"));
	w->cookie = NULL;
	sign_in(w, "quantri");
	assert_int_equal(ask(w, job, NULL).status, 404);
	assert_int_equal(ask(w, arena_printf(w->mem, "/export%s", job), NULL).status, 404);
	assert_int_equal(push(w, job, "write", "plan=1").status, 404);
	assert_false(shows(w, "/import", job));
}

/* What may be done is asked again when it is done. */
static void rights_taken_away(void **state)
{
	struct world *w = *state;
	const char *job;
	int64_t head;

	load_all(w);
	add_user(w, "thu", "admin");
	sign_in(w, "thu");
	job = planned(w, "code", codes);
	must(w, db_run(&w->db, SQL("UPDATE main.user_role SET role = 'leader'"), NO_ARGS));
	keep_clear(w->ctx.keep);
	head = head_now(w);
	assert_int_equal(push(w, job, "write", "plan=1").status, 303);
	assert_int_equal(head_now(w), head);
	assert_true(shows(w, job, "class=\"errs\""));
	assert_false(shows(w, job, "Ghi đúng kế hoạch này"));
}

static void too_long_is_told(void **state)
{
	struct world *w = *state;
	size_t n = (1 << 20) + 1;
	char *bytes = arena_alloc(w->mem, n, 1);
	struct reply r;

	load_all(w);
	add_user(w, "thu", "admin");
	must(w, db_run(&w->db, SQL("INSERT INTO main.setting (name, value) VALUES ('upload', '1')"), NO_ARGS));
	sign_in(w, "thu");
	memset(bytes, 'a', n);
	r = bring(w, "/r/code/import", w->csrf, "a.csv", bytes, n);
	assert_int_equal(r.status, 413);
	assert_true(says(w, &r, "dài hơn 1 MB"));
	assert_int_equal(bring(w, "/r/code/import", w->csrf, "a.csv", bytes, n - 1).status, 303);
}

static void no_more_than_ten(void **state)
{
	struct world *w = *state;
	const char *first;

	load_all(w);
	add_user(w, "thu", "admin");
	sign_in(w, "thu");
	first = brought(w, "code", codes);
	for (int i = 0; i < 10; i++)
		assert_int_equal(bring_text(w, "code", codes).status, 303);
	assert_int_equal(ask(w, first, NULL).status, 404);
	assert_int_equal(bring_text(w, "code", codes).status, 503);
	imports_run(&w->web, w->db.conn);
	assert_int_equal(bring_text(w, "code", codes).status, 303);
}

/* A job that waits or runs takes nothing but to be stopped; stopped, it is where it was before. */
static void may_be_stopped(void **state)
{
	struct world *w = *state;
	const char *job, *form;
	int64_t head;

	load_all(w);
	add_user(w, "thu", "admin");
	sign_in(w, "thu");
	job = brought(w, "code", codes);
	head = head_now(w);
	form = arena_printf(w->mem, "_csrf=%s&_do=try", w->csrf);
	assert_int_equal(ask(w, arena_printf(w->mem, "%s/columns", job), form).status, 303);
	assert_true(shows(w, job, "data-progress"));
	assert_int_equal(ask(w, arena_printf(w->mem, "%s/columns", job), form).status, 303);
	assert_int_equal(ask(w, arena_printf(w->mem, "/export%s", job), NULL).status, 404);
	assert_int_equal(push(w, job, "stop", "").status, 303);
	assert_true(shows(w, job, "Đã dừng"));
	assert_true(shows(w, job, "Lập kế hoạch"));
	assert_int_equal(head_now(w), head);
	assert_int_equal(push(w, job, "columns", "_do=try").status, 303);
	assert_true(shows(w, job, "Ghi đúng kế hoạch này"));
}

/* Whatever may be imported has a blank, and what is filled in there is understood for what it is. */
static void blanks_are_understood(void **state)
{
	struct world *w = *state;
	int blanks = 0;

	load_all(w);
	for (int i = 0; i < w->catalog.nrecords; i++) {
		const struct record *rec = w->catalog.record[i];
		const struct import_options o = { 0 };
		struct import_plan plan;
		struct reply r = { .status = 200, .stream = tmpfile() };
		struct book book;
		int n = 0;

		if (rec->system)
			continue;
		w->ctx.user = &user_system;
		must(w, import_blank_write(&w->ctx, rec, r.stream));
		book = book_of(w, &r);
		must(w, import_guess(&w->ctx, rec, "mẫu", &book, &o, &plan));
		assert_int_equal(plan.heading, 1);
		assert_ptr_equal(plan.sheet, &plan.book.sheet[0]);
		for (int f = 0; f < rec->nfields; f++) {
			if (!import_takes(&w->ctx, rec, &rec->fields[f]))
				continue;
			if (plan.column[n].field != f)
				fail_msg("%s: “%s” is taken for %s", rec->name, rec->fields[f].label,
				         plan.column[n].field < 0 ? "nothing" :
				         rec->fields[plan.column[n].field].name);
			n++;
		}
		assert_int_equal(plan.ncolumns, n);
		(void)fclose(r.stream);
		blanks++;
	}
	assert_true(blanks > 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(from_file_to_undo, start, stop),
		cmocka_unit_test_setup_teardown(what_comes_back_comes_in, start, stop),
		cmocka_unit_test_setup_teardown(columns_may_be_chosen, start, stop),
		cmocka_unit_test_setup_teardown(what_changed_since_is_refused, start, stop),
		cmocka_unit_test_setup_teardown(rights, start, stop),
		cmocka_unit_test_setup_teardown(rights_taken_away, start, stop),
		cmocka_unit_test_setup_teardown(too_long_is_told, start, stop),
		cmocka_unit_test_setup_teardown(no_more_than_ten, start, stop),
		cmocka_unit_test_setup_teardown(may_be_stopped, start, stop),
		cmocka_unit_test_setup_teardown(blanks_are_understood, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
