/* Figures and reports over the real record types: rows are put straight into the tables, answers are known. */
#include "world.h"

#include "app/subjects.h"
#include "model/report.h"

/* Root 1 > district A 2 > commune 3; district B 4 > cell 5, both ended on 2023-01-01: B was taken over by A, the cell
 * by nobody, so that it hangs under the root.  District C 6 is new in 2022.  State 20 > 21.  Members 301..303 are in 3,
 * 304 in 2, 305 in 5, 306 was in 5 until 2022-06-01. */
static const struct sql rows[] = {
	SQL_INIT("INSERT INTO main.unit (id, entry, kind, code, name, type, parent, founded_on, ended_on, "
		"successor) VALUES"
	" (1, 1, 'party', '84', 'Tỉnh', 'province', NULL, '2000-01-01', NULL, NULL),"
	" (2, 1, 'party', '84.002', 'Huyện A', 'district', 1, '2000-01-01', NULL, NULL),"
	" (3, 1, 'party', '84.002.1', 'Xã', 'commune', 2, '2000-01-01', NULL, NULL),"
	" (4, 1, 'party', '84.001', 'Huyện B', 'district', 1, '2000-01-01', '2023-01-01', 2),"
	" (5, 1, 'party', '84.001.1', 'Chi bộ', 'cell', 4, '2000-01-01', '2023-01-01', NULL),"
	" (6, 1, 'party', '84.003', 'Huyện C', 'district', 1, '2022-03-01', NULL, NULL),"
	" (20, 1, 'state', '800', 'Tỉnh (CQ)', 'province', NULL, '2000-01-01', NULL, NULL),"
	" (21, 1, 'state', '801', 'Huyện A (CQ)', 'district', 20, '2000-01-01', NULL, NULL);"),
	SQL_INIT("INSERT INTO main.unit_status (id, entry, unit, parent, code, name, type, valid_from, "
		"valid_until) VALUES"
	" (101, 1, 1, NULL, '84', 'Tỉnh', 'province', '2000-01-01', '9999-12-31'),"
	" (102, 1, 2, 1, '84.002', 'Huyện A', 'district', '2000-01-01', '9999-12-31'),"
	" (103, 1, 3, 2, '84.002.1', 'Xã', 'commune', '2000-01-01', '9999-12-31'),"
	" (104, 1, 4, 1, '84.001', 'Huyện B', 'district', '2000-01-01', '2023-01-01'),"
	" (105, 1, 5, 4, '84.001.1', 'Chi bộ', 'cell', '2000-01-01', '2023-01-01'),"
	" (106, 1, 6, 1, '84.003', 'Huyện C', 'district', '2022-03-01', '9999-12-31'),"
	" (120, 1, 20, NULL, '800', 'Tỉnh (CQ)', 'province', '2000-01-01', '9999-12-31'),"
	" (121, 1, 21, 20, '801', 'Huyện A (CQ)', 'district', '2000-01-01', '9999-12-31');"),
	SQL_INIT("INSERT INTO main.person (id, entry, name, sex, home) VALUES (201, 1, 'An', 'male', 3), (202, 1, "
		"'Bình', 'female', 3),"
	" (203, 1, 'Chi', 'female', 3), (204, 1, 'Dung', 'male', 2), (205, 1, 'Em', 'male', 5), (206, 1, 'Giang', "
	"'male', 5),"
	" (207, 1, 'Hoa', 'female', 3), (208, 1, 'Khánh', 'male', 1);"),
	SQL_INIT("INSERT INTO main.member (id, entry, person, home) VALUES (301, 1, 201, 3), (302, 1, 202, 3), (303, "
		"1, 203, 3),"
	" (304, 1, 204, 2), (305, 1, 205, 5), (306, 1, 206, 5);"),
	SQL_INIT("INSERT INTO main.member_status (id, entry, member, unit, standing, exempt, valid_from, "
		"valid_until) VALUES"
	" (401, 1, 301, 3, 'official', 0, '2021-01-01', '9999-12-31'), (402, 1, 302, 3, 'official', 0, '2021-01-01', "
	"'9999-12-31'),"
	" (403, 1, 303, 3, 'probationary', 0, '2022-05-01', '9999-12-31'), (404, 1, 304, 2, 'official', 0, "
	"'2021-01-01', '9999-12-31'),"
	" (405, 1, 305, 5, 'official', 0, '2021-01-01', '9999-12-31'), (406, 1, 306, 5, 'official', 0, '2021-01-01', "
	"'2022-06-01');"),
	/* Twice the same person (207): rows 5, persons 4 in 2022; one on the last day of the window, one after it. */
	SQL_INIT("INSERT INTO main.admission (id, entry, person, unit, state, began_on, state_on, approved_on) VALUES"
	" (501, 1, 203, 3, 'approved', '2022-01-01', '2022-01-01', '2022-01-01'),"
	" (502, 1, 207, 3, 'approved', '2022-02-01', '2022-12-08', '2022-12-08'),"
	" (503, 1, 207, 5, 'approved', '2022-02-01', '2022-04-08', '2022-04-08'),"
	" (504, 1, 206, 5, 'approved', '2022-03-01', '2022-12-09', '2022-12-09'),"
	" (505, 1, 205, 5, 'approved', '2021-03-01', '2021-12-08', '2021-12-08'),"
	" (506, 1, 208, 1, 'approved', '2022-03-01', '2022-03-09', '2022-03-09');"),
	SQL_INIT("INSERT INTO main.figure (id, entry, code, name, unit, record, \"where\", amount, moment, num, "
		"\"over\", cite, valid_from, valid_until) VALUES"
	" (1, 1, 'member.total', 'Đảng viên', 'người', 'member_status', 'standing in (official, probationary)', "
	"'persons', 'end', NULL, NULL, 'BC', '2021-01-01', '9999-12-31'),"
	" (2, 1, 'people', 'Số dân', 'người', 'population', NULL, 'population', 'end', NULL, NULL, 'TCTK', "
	"'2021-01-01', '9999-12-31'),"
	" (3, 1, 'member.share', 'Tỷ lệ', '%', NULL, NULL, 'share', 'end', 'member.total', 'people', 'BC', "
	"'2021-01-01', '9999-12-31'),"
	" (4, 1, 'admission.approved', 'Kết nạp', 'người', 'admission', 'approved_on in period', 'persons', "
	"'period', NULL, NULL, 'BC', '2021-01-01', '9999-12-31'),"
	" (5, 1, 'admission.rows', 'Lượt', 'lượt', 'admission', 'approved_on in period', 'rows', 'period', NULL, "
	"NULL, 'BC', '2021-01-01', '9999-12-31'),"
	" (6, 1, 'admission.share', 'Tỷ lệ', '%', NULL, NULL, 'share', 'period', 'admission.approved', "
	"'member.total', 'BC', '2021-01-01', '9999-12-31');"),
	SQL_INIT("INSERT INTO main.form_row (id, entry, form, sort, figure, label, first_day, last_day, valid_from, "
		"valid_until) VALUES"
	" (1, 1, 'annual', 2, 'admission.approved', 'Chuẩn y kết nạp', NULL, '12-08', '2021-01-01', '9999-12-31'),"
	" (2, 1, 'annual', 1, 'member.total', 'Tổng số đảng viên', NULL, NULL, '2021-01-01', '9999-12-31'),"
	" (3, 1, 'annual', 3, 'admission.rows', 'Từ tháng tư', '04-01', NULL, '2021-01-01', '9999-12-31'),"
	" (4, 1, 'annual', 4, 'gone', 'Không còn', NULL, NULL, '2021-01-01', '9999-12-31');"),
	SQL_INIT("INSERT INTO main.target (id, entry, unit, figure, period, value) VALUES (1, 1, 1, "
		"'admission.approved', '2022', 8),"
	" (2, 1, 2, 'admission.approved', '2022', 3);"),
	SQL_INIT("INSERT INTO main.opening (id, entry, unit, day, source) VALUES (1, 1, 1, '2021-01-01', 'x');"),
	SQL_INIT("INSERT INTO main.population (id, entry, unit, day, value) VALUES (1, 1, 20, '2019-04-01', 1000), "
		"(2, 1, 21, '2019-04-01', 400);"),
	SQL_INIT("INSERT INTO main.area (id, entry, unit, state_unit, valid_from, valid_until) VALUES (1, 1, 2, 21, "
		"'2000-01-01', '9999-12-31');"),
	SQL_INIT("INSERT INTO main.\"user\" (id, entry, login, name, active) VALUES (1, 1, 'clerk', 'Văn thư A', 1), "
		"(2, 1, 'blind', 'Khách', 1);"),
	SQL_INIT("INSERT INTO main.user_role (id, entry, \"user\", role, unit, valid_from, valid_until) VALUES (1, "
		"1, 1, 'clerk', 2, '2020-01-01', '9999-12-31'),"
	" (2, 1, 2, 'guest', 1, '2020-01-01', '9999-12-31');"),
	SQL_INIT("INSERT INTO main.role_right (id, entry, role, record, action, level) VALUES (1, 1, 'clerk', "
		"'admission', 'read', 1),"
	" (2, 1, 'clerk', 'member_status', 'read', 1), (3, 1, 'guest', 'figure', 'read', 0);"),
};

static void world_open(struct world *w, const char *url)
{
	world_begin(w, url, subjects, nsubjects);
	w->ctx.keep = keep_new(8 << 20);
	w->ctx.today = (struct date)DATE(2023, 1, 18);
	w->ctx.now = 1674000000;
	must(w, catalog_migrate(&w->ctx, false, NULL));
	for (size_t i = 0; i < COUNTOF(rows); i++)
		must(w, db_script(&w->db, rows[i]));
}

static void no_errs(const struct world *w)
{
	for (const struct err *e = w->errs.first; e; e = e->next)
		fail_msg("%s: %s", e->field ? e->field : "-", e->text);
}

static struct question ask(struct world *w, const char *period, int on, int64_t under)
{
	struct question q = { .on = { on }, .under = under };
	const char *note;

	assert_true(period_parse(period, &q.period));
	if (!question_settle(&w->ctx, &q, &note))
		no_errs(w);
	return q;
}

static struct answer answer(struct world *w, struct question q, const char *code)
{
	const struct figure *f;
	struct answer a = { 0 };

	if (!figure_find(&w->ctx, q, code, &f) || !figure_answer(&w->ctx, q, &f, 1, &a))
		no_errs(w);
	no_errs(w);
	return a;
}

static void is(struct answer a, double value)
{
	if (!a.has || a.value != value)
		fail_msg("%g%s%s instead of %g", a.value, a.why ? ": " : "", a.why ? a.why : "", value);
}

static void says(struct answer a, const char *why)
{
	assert_false(a.has);
	if (!a.why || !strstr(a.why, why))
		fail_msg("\"%s\" instead of \"%s\"", a.why ? a.why : "", why);
}

static void values(struct world *w)
{
	struct answer a = answer(w, ask(w, "2022", 0, 0), "member.total");

	is(a, 5);
	assert_true(a.has_last && a.last_year == 5);            /* 301, 302, 304, 305, 306 at the end of 2021 */
	assert_string_equal(a.amount, "persons");
	is(answer(w, ask(w, "2022", 20220531, 0), "member.total"), 6);
	is(answer(w, ask(w, "2022", 0, 2), "member.total"), 4);
	is(answer(w, ask(w, "2022", 0, 20), "member.total"), 0);        /* a State unit has no members */
	is(answer(w, ask(w, "2023", 20230110, 2), "member.total"), 4);
	a = answer(w, ask(w, "2022", 0, 0), "admission.approved");
	is(a, 4);
	assert_true(a.has_target && a.target == 8 && a.has_last && a.last_year == 1);
	is(answer(w, ask(w, "2022", 20221208, 0), "admission.approved"), 3);
	is(answer(w, ask(w, "2022", 0, 0), "admission.rows"), 5);
	is(answer(w, ask(w, "2022-Q3", 0, 0), "admission.rows"), 0);
	a = answer(w, ask(w, "2022", 0, 0), "member.share");
	is(a, 0.5);
	assert_true(a.num == 5 && a.den == 1000);
	assert_string_equal(a.amount, "share");
	is(answer(w, ask(w, "2022", 0, 2), "member.share"), 1);
	says(answer(w, ask(w, "2022", 0, 4), "member.share"), "không có số dân");
	is(answer(w, ask(w, "2022", 0, 0), "admission.share"), 80);
	is(answer(w, ask(w, "2022", 0, 0), "people"), 1000);
}

static void nothing_on_record(struct world *w)
{
	struct answer a = answer(w, ask(w, "2021", 0, 0), "member.total");

	is(a, 5);
	assert_false(a.has_last);                               /* 2020 is before the opening */
	says(answer(w, ask(w, "2021", 0, 6), "member.total"), "chưa được thành lập");
	a = answer(w, ask(w, "2022", 0, 6), "member.total");
	is(a, 0);
	assert_false(a.has_last);
	assert_true(db_run(&w->db, SQL("UPDATE main.figure SET valid_from = '2000-01-01'"), NO_ARGS));
	keep_clear(w->ctx.keep);
	says(answer(w, ask(w, "2020", 0, 0), "member.total"), "chưa có hồ sơ trước ngày 01/01/2021");
	says(answer(w, ask(w, "2021-01-01..2021-01-01", 0, 3), "admission.rows"), "chưa có hồ sơ");
	is(answer(w, ask(w, "2021-01-01..2021-01-01", 0, 3), "member.total"), 2);
}

static struct answer *by(struct world *w, struct question q, const char *code, const char *what, int *n)
{
	const struct figure *f;
	struct answer *a = NULL;

	if (!figure_find(&w->ctx, q, code, &f) || !figure_by(&w->ctx, q, f, what, &a, n))
		no_errs(w);
	no_errs(w);
	return a;
}

static void by_units_and_values(struct world *w)
{
	int n;
	struct answer *a = by(w, ask(w, "2022", 0, 0), "admission.approved", "unit", &n);

	assert_int_equal(n, 4);                                 /* B, A, C by code, then the root's own */
	assert_string_equal(a[0].by, "4");
	assert_string_equal(a[0].by_title, "Huyện B");
	is(a[0], 2);
	is(a[1], 2);
	assert_true(a[1].has_target && a[1].target == 3 && a[1].has_last && a[1].last_year == 0);
	assert_true(a[0].has_last && a[0].last_year == 1);
	is(a[2], 0);
	assert_false(a[2].has_last);                            /* founded in 2022 */
	is(a[3], 1);
	assert_string_equal(a[3].by_title, "Tỉnh (trực tiếp)");
	assert_false(a[3].has_target);
	a = by(w, ask(w, "2022", 0, 0), "member.share", "unit", &n);
	assert_int_equal(n, 3);
	says(a[0], "không có số dân");
	is(a[1], 1);
	a = by(w, ask(w, "2023", 20230110, 0), "member.total", "unit", &n);
	assert_int_equal(n, 3);                                 /* A with former B, C, the former cell */
	is(a[0], 4);
	assert_true(a[0].has_last && a[0].last_year == 3);
	assert_string_equal(a[2].by, "5");
	is(a[2], 1);
	assert_true(a[2].has_last && a[2].last_year == 2);      /* it hung elsewhere then: asked by itself */
	a = by(w, ask(w, "2023", 20230110, 2), "member.total", "unit", &n);
	assert_int_equal(n, 3);                                 /* the commune, former B, own */
	assert_string_equal(a[1].by, "4");
	is(a[1], 0);
	assert_true(a[1].has_last && a[1].last_year == 2);
	is(a[2], 1);
	a = by(w, ask(w, "2022", 0, 0), "member.total", "member.person.sex", &n);
	assert_int_equal(n, 2);
	assert_string_equal(a[0].by, "female");
	is(a[0], 2);
	assert_true(a[0].has_last && a[0].last_year == 1);
	a = by(w, ask(w, "2022", 0, 0), "admission.rows", "person", &n);
	assert_int_equal(n, 4);
	assert_string_equal(a[1].by_title, "Giang");
	is(a[2], 2);
}

static void as_users_see_it(struct world *w)
{
	int n;

	assert_true(access_user(&w->ctx, "clerk", false, &w->ctx.user));
	struct question q = ask(w, "2022", 0, 0);
	assert_int_equal(q.under, 2);                           /* the one unit of this user */
	is(answer(w, q, "member.total"), 4);
	says(answer(w, ask(w, "2022", 0, 6), "admission.approved"), "không có quyền xem");
	is(answer(w, ask(w, "2022", 0, 1), "admission.approved"), 2);
	struct answer *a = by(w, ask(w, "2022", 0, 1), "admission.approved", "unit", &n);
	assert_int_equal(n, 3);
	is(a[0], 0);                                            /* today B lies under A, its cell does not */
	is(a[1], 2);
	says(a[2], "không có quyền xem");
	assert_true(access_user(&w->ctx, "blind", false, &w->ctx.user));
	says(answer(w, ask(w, "2022", 0, 0), "admission.approved"), "không có quyền xem");
	assert_false(answer(w, ask(w, "2022", 0, 0), "admission.approved").has_target);
	a = by(w, ask(w, "2022", 0, 1), "admission.approved", "unit", &n);
	assert_int_equal(n, 1);
	says(a[0], "không có quyền xem");
	w->ctx.user = &user_system;
}

static struct listing opened(struct world *w, struct question q, const char *code, const char *part, int64_t first,
                             int64_t count, int64_t *total)
{
	const struct figure *f;
	struct listing l = { 0 };

	if (!figure_find(&w->ctx, q, code, &f) || !figure_open(&w->ctx, q, f, part, NULL, first, count, &l, total))
		no_errs(w);
	return l;
}

static void what_opens(struct world *w)
{
	struct question q = ask(w, "2022", 0, 0);
	const struct figure *f;
	struct listing l;
	int64_t total;
	int times = 0;

	l = opened(w, q, "admission.approved", NULL, 0, 0, &total);
	assert_int_equal(total, 4);
	assert_int_equal(l.nlines, 4);
	for (int i = 0; i < l.nlines; i++)
		times += (int)l.line[i].times;
	assert_int_equal(times, 5);
	int64_t second = l.line[1].id, of_second = l.line[1].times;
	l = opened(w, q, "admission.approved", NULL, 1, 2, &total);
	assert_int_equal(total, 4);
	assert_int_equal(l.nlines, 2);
	assert_int_equal(l.line[0].id, second);
	assert_int_equal(l.line[0].times, of_second);
	l = opened(w, q, "admission.approved", NULL, 9, 2, &total);
	assert_int_equal(l.nlines, 0);
	l = opened(w, q, "admission.rows", NULL, 0, 2, &total);
	assert_int_equal(total, 5);
	assert_int_equal(l.nlines, 2);
	l = opened(w, q, "member.share", "num", 0, 0, &total);
	assert_int_equal(total, 5);
	l = opened(w, q, "member.share", "den", 0, 0, &total);
	assert_int_equal(total, 1);
	assert_int_equal(l.line[0].id, 1);
	assert_true(figure_find(&w->ctx, q, "admission.rows", &f));
	assert_false(figure_open(&w->ctx, q, f, "den", NULL, 0, 0, &l, &total));
	errs_clear(&w->errs);
}

static void reports(struct world *w)
{
	struct question q = { .period = { DATE(2022, 1, 1), DATE(2023, 1, 1) } };
	struct report r;

	if (!report_make(&w->ctx, "annual", q, &r))
		no_errs(w);
	assert_int_equal(r.nrows, 4);
	assert_string_equal(r.row[0].code, "member.total");
	is(r.row[0].answer, 5);
	is(r.row[1].answer, 3);                                 /* to 08/12 */
	assert_true(r.row[1].answer.has_target && r.row[1].answer.target == 8);
	assert_true(r.row[1].answer.has_last && r.row[1].answer.last_year == 1);
	assert_int_equal(period_last(r.row[1].asked).ymd, 20221208);
	assert_non_null(r.row[1].note);
	is(r.row[2].answer, 3);                                 /* from 01/04 */
	assert_int_equal(r.row[2].asked.from.ymd, 20220401);
	says(r.row[3].answer, "không có hiệu lực");
	q.period.until = (struct date)DATE(2022, 4, 1);
	assert_true(report_make(&w->ctx, "annual", q, &r));
	says(r.row[2].answer, "01/04/2022");
	is(r.row[1].answer, 2);
	assert_false(report_make(&w->ctx, "none", q, &r));
	assert_int_equal(errs_worst(&w->errs), ERR_MISSING);
	errs_clear(&w->errs);
}

static void on_each_engine(void (*test)(struct world *))
{
	struct world w;

	ON_EVERY_ENGINE(&w)
		test(&w);
}

#define TEST(f) static void test_##f(void **state) { (void)state; on_each_engine(f); }
TEST(values)
TEST(nothing_on_record)
TEST(by_units_and_values)
TEST(as_users_see_it)
TEST(what_opens)
TEST(reports)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values), cmocka_unit_test(test_nothing_on_record),
		        cmocka_unit_test(test_by_units_and_values),
		cmocka_unit_test(test_as_users_see_it), cmocka_unit_test(test_what_opens),
		        cmocka_unit_test(test_reports),
	};

	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
