/* A list beside somebody else's table: every way in which a row is told, every kind of cell in which both may say the
 * same in other words, what may not be seen; and the decisions that are kept. */
#include "fault_world.h"

#include "model/filter.h"
#include "model/reconcile.h"

static struct reconcile made(struct world *w, const char *record, const char *where, const char *table)
{
	char path[200];
	const char *dir = getenv("TMPDIR");
	struct book *book = NEW(w->mem, struct book);
	struct list *l = NEW(w->mem, struct list);
	const struct import_options none = { 0 };
	struct reconcile r;

	snprintf(path, sizeof path, "%s/dangvu-reconcile.XXXXXX", dir ? dir : "/tmp");
	int f = mkstemp(path);
	assert_true(f >= 0 && write(f, table, strlen(table)) == (ssize_t)strlen(table));
	close(f);
	must(w, book_read(w->mem, path, "bảng.csv", book, &w->errs));
	unlink(path);
	*l = (struct list){ .of = catalog_record(&w->catalog, record), .clock = { .on = w->ctx.today } };
	if (where)
		must(w, (l->where = filter_parse(&w->ctx, l->of, where)));
	w->ctx.heads = NULL;
	must(w, reconcile_make(&w->ctx, l, "bảng.csv", book, &none, &r));
	return r;
}

static void counts(const struct reconcile *r, int same, int different, int here, int there)
{
	if (r->same == same && r->count[DIFFERENT] == different && r->count[ONLY_HERE] == here &&
	    r->count[ONLY_THERE] == there)
		return;
	for (int i = 0; i < r->nrows; i++)
		fprintf(stderr, "  %s %s %s: %s | %s; %s\n", beside_key[r->row[i].kind], r->row[i].title,
		        r->row[i].column ? r->row[i].column->path : "", r->row[i].ours, r->row[i].theirs,
		        r->row[i].note ? r->row[i].note : "");
	fail_msg("%d %d %d %d", r->same, r->count[DIFFERENT], r->count[ONLY_HERE], r->count[ONLY_THERE]);
}

static const struct difference *about(const struct reconcile *r, const char *title, const char *path)
{
	for (int i = 0; i < r->nrows; i++)
		if (strcmp(r->row[i].title, title) == 0 &&
		    (path ? r->row[i].column && strcmp(r->row[i].column->path, path) == 0 : !r->row[i].column))
			return &r->row[i];
	counts(r, -1, 0, 0, 0);
	fail_msg("nothing of %s %s", title, path ? path : "");
	return NULL;
}

static void difference_is(const struct reconcile *r, const char *title, const char *path, const char *ours,
                          const char *theirs)
{
	const struct difference *d = about(r, title, path);

	assert_string_equal(d->ours, ours);
	assert_string_equal(d->theirs, theirs);
}

static void world_of_members(struct world *w)
{
	must(w, db_run(&w->db, SQL("INSERT INTO main.setting VALUES ('file_permission', 'CV 12')"), NO_ARGS));
	ground_make(w);
	DO(w, "xa", DO_CREATE, "person",
	   .text = "name=Lê Hòa; sex=female; born=1975; citizen_id=079075000001; home=84.1.1");
	DO(w, "xb", DO_CREATE, "person",
	   .text = "name=Lê Hòa; sex=female; born=1975; citizen_id=079075000002; home=84.1.1");
	DO(w, "m.xa", DO_CREATE, "member", .text = "person=@xa; card_no=079075000001; joined_on=2004-05-01");
	DO(w, "m.xb", DO_CREATE, "member", .text = "person=@xb; card_no=079075000002; joined_on=2004-05-02");
	DO(w, NULL, DO_CREATE, "member_opening", .text =
	   "member=@m.xa; unit=84.1.2; day=2021-01-01; standing=official");
	DO(w, NULL, DO_CREATE, "member_profile", .text =
	   "member=@m.xa; valid_from=2021-01-01; residence_unit=84.2.1");
}

/* The columns of the central register (facts on members, 2.4), in the spelling of an office. */
#define HEAD "TT,Họ và tên,Số thẻ Đảng viên,Số CCCD,Ngày sinh,Ngày kết nạp," \
             "Chi bộ đang sinh hoạt,Chi bộ nơi cư trú,Trạng thái\n"

static void members(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		world_of_members(&w);
		/* The same in capitals, with lost zeros, another order of days, marks apart, names as elsewhere. */
		struct reconcile r = made(&w, "member", NULL, HEAD
			"1,NGUYỄN VĂN AN,,,01/05/1970,,Chi bộ Bắc 1,,chính thức\n"
			"2,Thạch Thị Bi,,,1/5/1980,,84.2.1,,Chính thức\n"
			"3,Le\xcc\x82 Ho\xcc\x80""a,079075000001,79075000001,1975,01/05/2004,"
			"Chi bộ Bắc 2,Chi bộ Nam 1,official\n"
			"4,Lê Hoà,079075000002,79075000002,1975,02/05/2004,,,\n");
		counts(&r, 4, 0, 0, 0);
		assert_int_equal(r.ncolumns, 8);
		assert_int_equal(r.known, one(&w, SQL("SELECT entry FROM main.journal_head WHERE name = 'database'")));
		/* Each field said otherwise; who has only a name and a birth is one of two, until the other is told. */
		r = made(&w, "member", NULL, HEAD
			"1,Nguyễn Văn An,,,02/05/1970,,Chi bộ Nam 1,,\n"
			"2,Thạch Thị Bi,,,1980-05-01,2001-02-03,Chi bộ Nam 1,,Dự bị\n"
			"3,Lê Hòa,,,1975,01/05/2004,Chi bộ Bắc 2,,Chính thức\n"
			"4,Lê Hòa,079075000002,,1976,31/02/2004,,,Đã mất\n5,Mới,,,1990,,,,\n");
		counts(&r, 0, 3, 1, 2);
		assert_string_equal(about(&r, "Lê Hòa", "card_no")->theirs, "");
		difference_is(&r, "Thạch Thị Bi", "joined_on", "", "03/02/2001");
		difference_is(&r, "Thạch Thị Bi", "standing", "Chính thức", "Dự bị");
		difference_is(&r, "Lê Hòa", "person.born", "1975", "1976");
		difference_is(&r, "Lê Hòa", "joined_on", "02/05/2004", "31/02/2004");
		difference_is(&r, "Mới", NULL, "", "Ngày sinh: 1990");
		assert_non_null(about(&r, "Lê Hòa", "joined_on")->note);
		assert_true(strstr(about(&r, "Nguyễn Văn An", NULL)->ours, "Nơi sinh hoạt: Chi bộ Bắc 1"));
		r = made(&w, "member", NULL, HEAD "3,Lê Hòa,,,1975,,,,\n");
		counts(&r, 0, 0, 4, 1);
		assert_non_null(about(&r, "Lê Hòa", NULL)->note);
		/* A filter leaves less here. */
		r = made(&w, "member", "person.born >= 1980", HEAD "1,Thạch Thị Bi,,,1980-05-01,,,,\n");
		counts(&r, 1, 0, 0, 0);
	}
}

/* Known last month, and on another day. */
static void clocks(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		world_of_members(&w);
		int64_t then = one(&w, SQL("SELECT entry FROM main.journal_head WHERE name = 'database'"));
		DO(&w, NULL, DO_EDIT, "person", .on = "xb", .text = "name=Lê Hoa");
		struct reconcile now = made(&w, "member", NULL, HEAD "4,Lê Hòa,079075000002,,1975,,,,\n");
		difference_is(&now, "Lê Hoa", "person", "Lê Hoa", "Lê Hòa");
		struct list past = *now.list;
		struct reconcile r;
		const struct import_options none = { 0 };
		past.clock.known = then;
		must(&w, reconcile_make(&w.ctx, &past, "bảng.csv", &now.plan.book, &none, &r));
		counts(&r, 1, 0, 3, 0);
		assert_int_equal(r.known, then);
	}
}

/* Other types: told by their key, by a unique number, by what an export of ours says. */
static void other_types(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		world_of_members(&w);
		DO(&w, "meeting", DO_CREATE, "cell_meeting", .text = "unit=84.1.1; month=2022-11; kind=regular; "
		   "held_on=2022-11-05; minutes=90");
		struct reconcile r = made(&w, "cell_meeting", NULL,
			"id,Thời lượng (phút)\n" "1,90\n");
		counts(&r, 0, 0, 1, 1);
		r = made(&w, "cell_meeting", NULL, arena_printf(w.mem, "id,minutes,held_on\n%lld,95,2022-11-05\n",
		         (long long)id_of(&w, "meeting")));
		counts(&r, 0, 1, 0, 0);
		assert_string_equal(r.row[0].ours, "90");
		r = made(&w, "document", NULL, "number,date,issuer\n1-QĐ/TU,10/01/2022,TỈNH ỦY\n");
		counts(&r, 1, 0, 0, 0);
	}
}

/* Without the right to files their columns are neither compared nor told; under one unit nothing of others is. */
static void rights(void **state)
{
	(void)state;
	struct world w;

	ON_EVERY_ENGINE(&w) {
		world_of_members(&w);
		DO(&w, NULL, DO_CREATE, "user_role",
		   .text = "user=clerk; role=clerk; unit=84.1; valid_from=2021-01-01");
		must(&w, access_user(&w.ctx, "clerk", true, &w.ctx.user));
		struct reconcile r = made(&w, "member", NULL, HEAD "1,Nguyễn Văn An,,x,01/05/1970,,,,\n"
		                          "2,Thạch Thị Bi,,,01/05/1980,,,,\n");
		for (int i = 0; i < r.ncolumns; i++)
			assert_false(r.column[i].field->flags & F_FILE);
		assert_int_equal(r.here, 3);
		counts(&r, 1, 0, 2, 1);
		int64_t id;
		must(&w, reconcile_keep(&w.ctx, &r, NULL, NULL, &id));
		w.ctx.user = &user_system;
		assert_int_equal(count(&w, SQL("SELECT unit FROM main.reconcile WHERE id = $1"), ARGS(V(id))),
		                 one(&w, SQL("SELECT unit FROM main.unit_status WHERE code = '84.1'")));
	}
}

static void decisions(void **state)
{
	(void)state;
	struct world w;
	struct done done;
	int64_t id;

	ON_EVERY_ENGINE(&w) {
		char before[65], now[65];
		world_of_members(&w);
		state_of(&w, before, NULL);
		struct reconcile r = made(&w, "member", NULL, HEAD "1,Nguyễn Văn An,,,01/05/1970,,Chi bộ Nam 1,,\n"
		                          "4,Lê Hòa,079075000002,079075000009,1976,,,,\n5,Mới,,,1990,,,,\n");
		state_of(&w, now, NULL);
		assert_string_equal(now, before);
		must(&w, reconcile_keep(&w.ctx, &r, "Trung ương", "born < 1990", &id));
		int64_t entry = one(&w, SQL("SELECT entry FROM main.journal_head WHERE name = 'database'"));
		assert_int_equal(one(&w, SQL("SELECT count(*) FROM main.reconcile_line")), r.nrows);
		assert_int_equal(one(&w, SQL("SELECT count(*) FROM main.reconcile_line "
		                             "WHERE file_theirs = '079075000009' AND theirs IS NULL")), 1);
		sound(&w);
		remember(&w, "line", one(&w, SQL("SELECT min(id) FROM main.reconcile_line WHERE kind = 'different'")));
		BAR(&w, ERR_INPUT, "note", NULL, DO_EDIT, .record = "reconcile_line", .on = "line",
		    .text = "decision=ours");
		DO(&w, NULL, DO_EDIT, "reconcile_line", .on = "line", .text = "decision=ours; note=Hồ sơ gốc");
		BAR(&w, ERR_INPUT, "lý do", NULL, DO_EDIT, .record = "reconcile_line", .on = "line",
		    .text = "theirs=khác", .no_reason = true);
		must(&w, command_undo(&w.ctx, entry + 1, "thử", &done));
		must(&w, command_undo(&w.ctx, entry, "thử", &done));
		state_of(&w, now, NULL);
		assert_string_equal(now, before);
		sound(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members), cmocka_unit_test(clocks), cmocka_unit_test(other_types),
		cmocka_unit_test(rights), cmocka_unit_test(decisions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
