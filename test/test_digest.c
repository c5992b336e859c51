/* The digest of the morning: who is told what and when, once; letters, and mail servers that fail. */

#include "web_world.h"
#include "base/text.h"
#include "model/rule.h"
#include "model/setting.h"
#include "out/mail.h"
#include "site/digest.h"
#include "site/office.h"
#include "smtp_sink.h"

static int64_t rows(struct world *w, struct sql q)
{
	struct row row;

	must(w, db_one(&w->db, q, NO_ARGS, &row));
	return cell_int(row.cell[0]);
}

#define LETTERS SQL("SELECT count(*) FROM main.notice WHERE sent_at IS NOT NULL")
#define FAILED SQL("SELECT count(*) FROM main.notice WHERE sent_at IS NULL AND fault IS NOT NULL")
#define TOLD SQL("SELECT count(*) FROM main.overdue_told")

static void set(struct world *w, const char *name, const char *value)
{
	must(w, setting_put(&w->ctx, name, value));
}

static void give_address(struct world *w, const char *login, const char *email)
{
	static const char *const field[] = { "email" };
	struct input input = { 1, field, &email };
	struct row row;
	struct order order = { .verb = DO_EDIT, .rec = catalog_record(&w->catalog, "user"), .input = &input,
	                       .reason = "thử" };
	struct done done;

	must(w, db_one(&w->db, SQL("SELECT id FROM main.\"user\" WHERE login = $1"), ARGS(V(login)), &row));
	order.id = cell_int(row.cell[0]);
	w->ctx.heads = NULL;
	must(w, command_run(&w->ctx, &order, &done));
}

/* A cell whose proposal of early May waits for an answer till the middle of June; its secretary, and an office above it
 * that sees everything. */
static struct date overdue_world(struct world *w, struct smtp *s)
{
	static const char *const opening[] = { "member", "unit", "day", "standing" };
	static const char *const raised[] = { "unit", "month", "text", "raised_on" };
	const char *unit, *member;
	struct date day = { 20220504 }, due;

	load_all(w);
	found_cell(w, &unit, &member);
	CREATE(w, "member_opening", opening, member, unit, "2021-01-01", "official");
	add_user_at(w, "bithu", "secretary", unit);
	add_user(w, "tinh", "org_clerk");
	CREATE(w, "proposal", raised, unit, "2022-05", "Sửa nhà họp của chi bộ", "2022-05-04");
	w->ctx.heads = NULL;
	must(w, workday_add(&w->ctx, day, 30, &due));
	if (!s)
		return due;
	smtp_start(s);
	set(w, "mail_url", arena_printf(w->mem, "smtp://127.0.0.1:%d", s->port));
	set(w, "mail_from", "dangvu@tinhuy.test");
	set(w, "site_url", "https://dangvu.test");
	give_address(w, "bithu", "bithu@chibo.test");
	give_address(w, "tinh", "tinh@tinhuy.test");
	return due;
}

static void on(struct world *w, struct date day)
{
	w->ctx.today = day;
	w->ctx.now = date_number(day) * 86400;
	w->ctx.heads = NULL;
	w->ctx.user = &user_system;
}

static struct digest_round send_on(struct world *w, struct date day, int seconds)
{
	struct digest_post post;
	struct digest_round round;

	on(w, day);
	must(w, digest_post_read(&w->ctx, &post));
	assert_true(post.on);
	post.server.seconds = seconds;
	must(w, digest_send(&w->ctx, &post, &round));
	return round;
}

static struct digest digest_of(struct world *w, const char *login, struct date day)
{
	struct digest d;

	on(w, day);
	must(w, access_user(&w->ctx, login, false, &w->ctx.user));
	must(w, digest_load(&w->ctx, &d));
	w->ctx.user = &user_system;
	return d;
}

static struct date after(struct world *w, struct date day, int workdays)
{
	struct date out;

	w->ctx.heads = NULL;
	must(w, workday_add(&w->ctx, day, workdays, &out));
	return out;
}

/* On its day it is in time; a day later it is the cell's; three working days later the office's too. */
static void overdue_rises(void **state)
{
	struct world *w = *state;
	struct date due = overdue_world(w, NULL);
	struct digest d;

	d = digest_of(w, "bithu", due);
	assert_int_equal(d.nlate, 0);
	assert_int_equal(d.week.total, 1);
	d = digest_of(w, "bithu", date_add_days(due, 1));
	assert_int_equal(d.nlate, 1);
	assert_int_equal(d.late[0].level, 0);
	assert_true(d.late[0].fresh);
	d = digest_of(w, "tinh", after(w, due, 2));
	assert_int_equal(d.nlate, 0);
	assert_int_equal(d.below, 1);
	assert_true(d.waits.total > 0);
	d = digest_of(w, "tinh", after(w, due, 3));
	assert_int_equal(d.nlate, 1);
	assert_int_equal(d.late[0].level, 1);
	assert_int_equal(d.below, 0);
}

/* The wait between levels is an amount with dates: from its day on the new one holds. */
static void the_wait_is_dated(void **state)
{
	static const char *const field[] = { "value" };
	static const char *const five[] = { "5" };
	struct world *w = *state;
	struct date due = overdue_world(w, NULL);
	struct input input = { 1, field, five };
	struct order order = { .verb = DO_CHANGE, .rec = catalog_record(&w->catalog, "rule_amount"), .input = &input,
	                       .from = due };
	struct done done;

	order.id = rows(w, SQL("SELECT id FROM main.rule_amount WHERE name = 'overdue_up_wd'"));
	w->ctx.heads = NULL;
	must(w, command_run(&w->ctx, &order, &done));
	assert_int_equal(digest_of(w, "tinh", after(w, due, 4)).nlate, 0);
	assert_int_equal(digest_of(w, "tinh", after(w, due, 5)).nlate, 1);
}

static void told_once(void **state)
{
	struct world *w = *state;
	struct smtp s;
	struct date due = overdue_world(w, &s), first = after(w, due, 1), third = after(w, due, 3);
	struct digest_round r;

	/* Each in his language. */
	must(w, db_run(&w->db, SQL("UPDATE main.credential SET language = 'en' WHERE user_id = "
	                           "(SELECT id FROM main.\"user\" WHERE login = 'tinh')"), NO_ARGS));
	r = send_on(w, first, 0);
	/* The cell is told; the office has other news. */
	assert_int_equal(r.sent, 2);
	assert_int_equal(r.failed, 0);
	assert_int_equal(rows(w, TOLD), 1);
	assert_int_equal(s.n, 2);
	smtp_decode(s.text[0]);
	assert_non_null(strstr(s.to[0], "<bithu@chibo.test>"));
	assert_non_null(strstr(s.text[0], "Quá hạn, báo lần đầu (1)"));
	assert_non_null(strstr(s.text[0], "multipart/alternative"));
	assert_non_null(strstr(s.text[0], "https://dangvu.test/digest"));
	assert_non_null(strstr(s.text[0], "<a href=\"https://dangvu.test/digest\">"));
	/* No names, no words of the record. */
	assert_null(strstr(s.text[0], "Trần Thị Thử"));
	assert_null(strstr(s.text[0], "Sửa nhà"));
	smtp_decode(s.text[1]);
	assert_null(strstr(s.text[1], "báo lần đầu"));
	assert_non_null(strstr(s.text[1], "<html lang=\"en\">"));
	assert_null(strstr(s.text[1], "Chờ bạn"));
	/* Once a day, and the overdue once at all; at its time to the office, once. */
	assert_int_equal(send_on(w, first, 0).sent, 0);
	assert_int_equal(s.n, 2);
	(void)send_on(w, after(w, due, 2), 0);
	assert_int_equal(rows(w, TOLD), 1);
	(void)send_on(w, third, 0);
	assert_int_equal(rows(w, TOLD), 2);
	assert_int_equal(rows(w, SQL("SELECT max(level) FROM main.overdue_told")), 1);
	(void)send_on(w, after(w, due, 4), 0);
	assert_int_equal(rows(w, TOLD), 2);
	smtp_stop(&s);
}

static void nobody_on_a_day_off(void **state)
{
	struct world *w = *state;
	struct smtp s;
	struct date day = overdue_world(w, &s);

	while (date_weekday(day) != 6)
		day = date_add_days(day, 1);
	assert_true(send_on(w, day, 0).day_off);
	assert_int_equal(rows(w, SQL("SELECT count(*) FROM main.notice")), 0);
	smtp_stop(&s);
}

/* A box that is not there fails alone. */
static void a_refused_address_fails_alone(void **state)
{
	struct world *w = *state;
	struct smtp s;
	struct date first = after(w, overdue_world(w, &s), 1);
	struct digest_round r;

	give_address(w, "bithu", "sai@chibo.test");
	s.way = SINK_REFUSES;
	r = send_on(w, first, 0);
	assert_int_equal(r.sent, 1);
	assert_int_equal(r.failed, 1);
	assert_false(r.dead);
	assert_non_null(strstr(r.why, "550 5.1.1 No such box"));
	assert_int_equal(rows(w, TOLD), 0);
	/* Mended, the next round of the same day sends it and nothing else. */
	give_address(w, "bithu", "bithu@chibo.test");
	r = send_on(w, first, 0);
	assert_int_equal(r.sent, 1);
	assert_int_equal(rows(w, TOLD), 1);
	assert_int_equal(rows(w, FAILED), 0);
	assert_int_equal(rows(w, SQL("SELECT max(tries) FROM main.notice")), 2);
	smtp_stop(&s);
}

/* Whatever a server does, nothing is lost: all is written down as not sent, and sent once it lives. */
static void a_dead_server_loses_nothing(void **state)
{
	static const enum smtp_way ways[] = { SINK_HANGS, SINK_HALF, SINK_HALF_LETTER, SINK_BUSY };
	struct world *w = *state;
	struct smtp s;
	struct date first = after(w, overdue_world(w, &s), 1);
	struct digest_round r;
	struct reply page;

	for (size_t i = 0; i < COUNTOF(ways); i++) {
		int asked = s.asked;
		s.way = ways[i];
		r = send_on(w, first, 1);
		assert_int_equal(r.sent, 0);
		assert_int_equal(r.failed, 2);
		assert_true(r.dead);
		assert_int_equal(s.asked, asked + 1);           /* not asked again for the second letter */
		assert_int_equal(rows(w, FAILED), 2);
		assert_int_equal(rows(w, TOLD), 0);
	}
	/* The administrator sees it. */
	w->web.today = first;
	add_user(w, "quantri", "admin");
	sign_in(w, "quantri");
	page = ask(w, "/digest", NULL);
	assert_int_equal(page.status, 200);
	assert_true(says(w, &page, "2 thư chưa gửi được"));
	s.way = SINK_TAKES;
	assert_int_equal(send_on(w, first, 1).sent, 2);
	assert_int_equal(rows(w, LETTERS), 2);
	assert_int_equal(rows(w, TOLD), 1);
	smtp_stop(&s);
	/* Nobody listens there any more. */
	r = send_on(w, after(w, first, 1), 1);
	assert_true(r.dead);
	assert_int_equal(rows(w, FAILED), 2);
}

static void settings_are_checked(void **state)
{
	static const char *const wrong[][2] = {
		{ "mail_url", "http://127.0.0.1" }, { "mail_from", "a@b\r\nBcc: c@d.test" },
		{ "site_url", "dangvu.test" }, { "mail_password_file", "build/there-is-none" },
	};
	struct world *w = *state;
	struct digest_post post;

	must(w, digest_post_read(&w->ctx, &post));
	assert_false(post.on);
	for (size_t i = 0; i < COUNTOF(wrong); i++) {
		set(w, "mail_url", "smtp://127.0.0.1");
		set(w, "mail_from", "a@b.test");
		set(w, "site_url", "https://dangvu.test");
		set(w, wrong[i][0], wrong[i][1]);
		assert_false(digest_post_read(&w->ctx, &post));
		assert_string_equal(w->errs.first->field, wrong[i][0]);
		errs_clear(&w->errs);
	}
}

static void an_address_is_plain(void **state)
{
	static const char *const wrong[] = {
		"", "a", "a@", "@b", "a@b c", "a@b\r\nTo: c@d", "a@@b", "a@b..c", "-a@b.vn", "a@b.vn>",
		"á@b.vn", "a@-b.vn",
	};

	(void)state;
	assert_true(text_is_email("van.phong+1@tinhuy.travinh.vn"));
	for (size_t i = 0; i < COUNTOF(wrong); i++)
		assert_false(text_is_email(wrong[i]));
}

/* The page has the overdue by name, and the counts of the letter. */
static void the_page_says_it(void **state)
{
	struct world *w = *state;
	struct date first = after(w, overdue_world(w, NULL), 1);
	struct reply r;

	w->web.today = first;
	sign_in(w, "bithu");
	r = ask(w, "/digest", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "/r/proposal/"));
	assert_true(says(w, &r, "Trả lời"));
	assert_false(says(w, &r, "Thư sáng nay"));
	r = ask(w, "/", NULL);
	assert_true(says(w, &r, "href=\"/digest\""));
}

/* `serve` sends at its hour, once, and ends in the middle of a letter when it is told to. */
static void the_server_sends_by_itself(void **state)
{
	struct world *w;
	struct smtp s;
	struct office office;
	struct errs errs;
	char file[] = "/tmp/dangvu-digest-XXXXXX", url[60];
	int fd = mkstemp(file);

	(void)state;
	assert_true(fd >= 0);
	(void)close(fd);
	snprintf(url, sizeof url, "sqlite:%s", file);
	assert_int_equal(start_on((void **)&w, url), 0);
	errs = errs_new(w->mem);
	struct date first = after(w, overdue_world(w, &s), 1);
	set(w, "digest_at", "00:00");
	must(w, office_open(&office, w->mem, subjects, nsubjects, url, first, &errs));
	struct digest_watch *watch = digest_watch_start(w->mem, &office, 1, 1);
	assert_non_null(watch);
	for (int i = 0; i < 1000 && smtp_count(&s) < 2; i++)
		(void)usleep(10000);
	(void)usleep(1200000);
	digest_watch_stop(watch);
	assert_int_equal(s.n, 2);
	assert_int_equal(rows(w, LETTERS), 2);
	/* Another morning, and a server that says nothing: the end does not wait for it. */
	office.today = after(w, first, 1);
	s.way = SINK_HANGS;
	watch = digest_watch_start(w->mem, &office, 1, 1);
	int asked = s.asked;
	for (int i = 0; i < 1000 && s.asked == asked; i++)
		(void)usleep(10000);
	time_t told = time(NULL);
	digest_watch_stop(watch);
	assert_true(time(NULL) - told <= 5);
	smtp_stop(&s);
	office_close(&office);
	(void)stop((void **)&w);
	(void)unlink(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(overdue_rises, start, stop),
		cmocka_unit_test_setup_teardown(the_wait_is_dated, start, stop),
		cmocka_unit_test_setup_teardown(told_once, start, stop),
		cmocka_unit_test_setup_teardown(nobody_on_a_day_off, start, stop),
		cmocka_unit_test_setup_teardown(a_refused_address_fails_alone, start, stop),
		cmocka_unit_test_setup_teardown(a_dead_server_loses_nothing, start, stop),
		cmocka_unit_test_setup_teardown(settings_are_checked, start, stop),
		cmocka_unit_test(an_address_is_plain),
		cmocka_unit_test_setup_teardown(the_page_says_it, start, stop),
		cmocka_unit_test(the_server_sends_by_itself),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
