/* What the model offers beside lists and commands: kept results, the tree of units, code lists, typed values, rights,
 * questions and what stands beside a figure.  Tables are made by hand, so that no command is needed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "model/access.h"
#include "model/catalog.h"
#include "model/code.h"
#include "model/figure_facts.h"
#include "model/keep.h"
#include "model/kind.h"
#include "model/unit.h"

/* ---- a small catalog ---- */

static const struct field no_fields[] = { { "id_text", "Chữ", K_TEXT } };
static const struct record r_unit = { "unit", "Tổ chức", "Tổ chức", FIELDS(no_fields), .unit = "id" };
static const struct record r_status = { "unit_status", "Trạng thái", "Trạng thái", FIELDS(no_fields) };
static const struct record r_code = { "code", "Mã", "Mã", FIELDS(no_fields) };
static const struct record r_user = { "user", "Tài khoản", "Tài khoản", FIELDS(no_fields) };
static const struct record r_user_role = { "user_role", "Vai trò", "Vai trò", FIELDS(no_fields) };
static const struct record r_role_right = { "role_right", "Quyền", "Quyền", FIELDS(no_fields) };
static const struct record r_opening = { "opening", "Số liệu ban đầu", "Số liệu ban đầu", FIELDS(no_fields) };
static const struct record r_target = { "target", "Chỉ tiêu giao", "Chỉ tiêu giao", FIELDS(no_fields) };
static const struct record r_population = { "population", "Số dân", "Số dân", FIELDS(no_fields) };
static const struct record r_area = { "area", "Địa bàn", "Địa bàn", FIELDS(no_fields) };
static const struct record r_figure = { "figure", "Chỉ tiêu", "Chỉ tiêu", FIELDS(no_fields) };

enum { CARD, UNIT, SEX, FILE_NOTE, PUBLIC_NAME };
static const struct field person_fields[] = {
	[CARD] = { "card", "Số thẻ", K_TEXT, F_UNIQUE, .max = 12 },
	[UNIT] = { "unit", "Tổ chức", K_UNIT },
	[SEX] = { "sex", "Giới tính", K_CODE, .of = "sex" },
	[FILE_NOTE] = { "note", "Ghi chú", K_NOTE, F_FILE },
	[PUBLIC_NAME] = { "name", "Tên", K_NAME, F_PUBLIC },
};
static const struct record r_person = { "person", "Người", "Người", FIELDS(person_fields), .unit = "unit" };
enum { OWNER };
static const struct field child_fields[] = { [OWNER] = { "person", "Người", K_REF, .of = "person" } };
static const struct record r_child = { "career", "Quá trình", "Quá trình", FIELDS(child_fields), .parent = "person" };

static const struct record *const records[] = {
	&r_unit, &r_status, &r_code, &r_user, &r_user_role, &r_role_right, &r_opening, &r_target, &r_population,
	&r_area, &r_figure, &r_person, &r_child,
};
static const struct record *const by_name[] = {
	&r_area, &r_child, &r_code, &r_figure, &r_opening, &r_person, &r_population, &r_role_right, &r_target, &r_unit,
	&r_status, &r_user, &r_user_role,
};
static const struct catalog catalog = { .record = records, .nrecords = (int)COUNTOF(records), .by_name = by_name };

#define SPAN_TABLES(name, columns) \
	"CREATE TABLE main.\"" name "\" (id INTEGER PRIMARY KEY, entry INTEGER, " columns ");" \
	"CREATE TABLE main.\"" name "_past\" (id INTEGER, entry INTEGER, " columns ", until INTEGER);"

/* Party: 1 root > 2 district A > 3, 4 communes; 5 district B > 6; 9 a cycle with 10.  State: 20 > 21.
 * Commune 4 is merged into 3 on 2022-07-01; district 5 ends on 2023-01-01 without successor and 6 with it. */
static const struct sql tables = SQL_INIT(
	SPAN_TABLES("unit", "kind TEXT, parent INTEGER, code TEXT, name TEXT, type TEXT, founded_on TEXT, "
		"ended_on TEXT, "
	            "successor INTEGER")
	SPAN_TABLES("unit_status", "unit INTEGER, parent INTEGER, code TEXT, name TEXT, type TEXT, valid_from TEXT, "
	            "valid_until TEXT")
	SPAN_TABLES("code", "list TEXT, \"key\" TEXT, number TEXT, label TEXT, sort INTEGER, valid_from TEXT, "
		"valid_until TEXT")
	SPAN_TABLES("user", "login TEXT, name TEXT, active INTEGER")
	SPAN_TABLES("user_role", "\"user\" INTEGER, role TEXT, unit INTEGER, valid_from TEXT, valid_until TEXT")
	SPAN_TABLES("role_right", "role TEXT, record TEXT, action TEXT, level INTEGER")
	SPAN_TABLES("opening", "unit INTEGER, day TEXT, source TEXT, document INTEGER")
	SPAN_TABLES("target", "unit INTEGER, figure TEXT, period TEXT, value INTEGER, document INTEGER")
	SPAN_TABLES("population", "unit INTEGER, day TEXT, value INTEGER, source TEXT")
	SPAN_TABLES("area", "unit INTEGER, state_unit INTEGER, valid_from TEXT, valid_until TEXT, document INTEGER")
	SPAN_TABLES("figure", "code TEXT, name TEXT, unit TEXT, record TEXT, \"where\" TEXT, amount TEXT, field TEXT, "
	            "moment TEXT, num TEXT, \"over\" TEXT, cite TEXT, valid_from TEXT, valid_until TEXT")
	SPAN_TABLES("person", "card TEXT, unit INTEGER, sex TEXT, note TEXT, name TEXT")
	"CREATE TABLE main.setting (name TEXT PRIMARY KEY, value TEXT);"
	"CREATE TABLE main.access_log (at INTEGER, user_id INTEGER, what TEXT, record TEXT, \"row\" INTEGER, "
	"purpose TEXT);"
	"INSERT INTO main.unit VALUES"
	" (1, 1, 'party', NULL, '84', 'Tỉnh', 'province', '2000-01-01', NULL, NULL),"
	" (2, 1, 'party', 1, '84.002', 'Huyện A', 'district', '2000-01-01', NULL, NULL),"
	" (3, 2, 'party', 2, '84.002.1', 'Xã mới', 'commune', '2000-01-01', NULL, NULL),"
	" (4, 2, 'party', 2, '84.002.2', 'Xã Bốn', 'commune', '2000-01-01', '2022-07-01', 3),"
	" (5, 3, 'party', 1, '84.001', 'Huyện B', 'district', '2000-01-01', '2023-01-01', NULL),"
	" (6, 3, 'party', 5, '84.001.1', 'Xã Sáu', 'commune', '2000-01-01', '2023-01-01', NULL),"
	" (9, 1, 'party', 10, 'x9', 'Vòng 9', 'cell', '2000-01-01', NULL, NULL),"
	" (10, 1, 'party', 9, 'x10', 'Vòng 10', 'cell', '2000-01-01', NULL, NULL),"
	" (11, 3, 'party', 2, '84.002.9', 'Chi bộ mới', 'cell', '2023-03-01', NULL, NULL),"
	" (20, 1, 'state', NULL, '800', 'Tỉnh (CQ)', 'province', '2000-01-01', NULL, NULL),"
	" (21, 1, 'state', 20, '801', 'Huyện A (CQ)', 'district', '2000-01-01', NULL, NULL);"
	"INSERT INTO main.unit_past VALUES"
	" (3, 1, 'party', 2, '84.002.1', 'Xã Ba', 'commune', '2000-01-01', NULL, NULL, 2),"
	" (4, 1, 'party', 2, '84.002.2', 'Xã Bốn', 'commune', '2000-01-01', NULL, NULL, 2),"
	" (5, 1, 'party', 1, '84.001', 'Huyện B', 'district', '2000-01-01', NULL, NULL, 3),"
	" (6, 1, 'party', 5, '84.001.1', 'Xã Sáu', 'commune', '2000-01-01', NULL, NULL, 3);"
	"INSERT INTO main.unit_status VALUES"
	" (101, 1, 1, NULL, '84', 'Tỉnh', 'province', '2000-01-01', '9999-12-31'),"
	" (102, 1, 2, 1, '84.002', 'Huyện A', 'district', '2000-01-01', '9999-12-31'),"
	" (103, 2, 3, 2, '84.002.1', 'Xã Ba', 'commune', '2000-01-01', '2022-07-01'),"
	" (104, 2, 3, 2, '84.002.1', 'Xã mới', 'commune', '2022-07-01', '9999-12-31'),"
	" (105, 2, 4, 2, '84.002.2', 'Xã Bốn', 'commune', '2000-01-01', '2022-07-01'),"
	" (106, 3, 5, 1, '84.001', 'Huyện B', 'district', '2000-01-01', '2023-01-01'),"
	" (107, 3, 6, 5, '84.001.1', 'Xã Sáu', 'commune', '2000-01-01', '2023-01-01'),"
	" (108, 1, 9, 10, 'x9', 'Vòng 9', 'cell', '2000-01-01', '9999-12-31'),"
	" (109, 1, 10, 9, 'x10', 'Vòng 10', 'cell', '2000-01-01', '9999-12-31'),"
	" (110, 1, 20, NULL, '800', 'Tỉnh (CQ)', 'province', '2000-01-01', '9999-12-31'),"
	" (111, 1, 21, 20, '801', 'Huyện A (CQ)', 'district', '2000-01-01', '9999-12-31'),"
	" (112, 3, 11, 2, '84.002.9', 'Chi bộ mới', 'cell', '2023-03-01', '9999-12-31');"
	"INSERT INTO main.unit_status_past VALUES"
	" (103, 1, 3, 2, '84.002.1', 'Xã Ba', 'commune', '2000-01-01', '9999-12-31', 2),"
	" (105, 1, 4, 2, '84.002.2', 'Xã Bốn', 'commune', '2000-01-01', '9999-12-31', 2),"
	" (106, 1, 5, 1, '84.001', 'Huyện B', 'district', '2000-01-01', '9999-12-31', 3),"
	" (107, 1, 6, 5, '84.001.1', 'Xã Sáu', 'commune', '2000-01-01', '9999-12-31', 3);"
	"INSERT INTO main.code VALUES"
	" (1, 1, 'sex', 'male', '1', 'Nam', 1, '2000-01-01', '9999-12-31'),"
	" (2, 1, 'sex', 'female', '2', 'Nữ', 2, '2000-01-01', '9999-12-31'),"
	" (3, 1, 'ethnic', 'kinh', '01', 'Kinh', 1, '2000-01-01', '9999-12-31'),"
	" (4, 1, 'ethnic', 'old', '99', 'Cũ', 0, '2000-01-01', '2020-01-01');"
	"INSERT INTO main.\"user\" VALUES (501, 1, 'clerk', 'Văn thư A', 1), (502, 1, 'gone', 'Đã nghỉ', 0),"
	" (503, 1, 'admin', 'Quản trị', 1), (504, 1, 'chief', 'Chánh văn phòng', 1);"
	"INSERT INTO main.user_role VALUES (1, 1, 501, 'clerk', 2, '2020-01-01', '9999-12-31'),"
	" (2, 1, 501, 'clerk', 4, '2020-01-01', '9999-12-31'), (3, 1, 501, 'chief', NULL, '2020-01-01', '2021-01-01'),"
	" (4, 1, 503, 'admin', NULL, '2020-01-01', '9999-12-31'), (5, 1, 504, 'chief', NULL, '2020-01-01', "
	"'9999-12-31');"
	"INSERT INTO main.role_right VALUES (1, 1, 'clerk', 'person', 'read', 2), (2, 1, 'clerk', 'person', 'edit', 1),"
	" (3, 1, 'chief', '*', '*', 2), (4, 1, 'admin', 'unit', 'read', 1);"
	"INSERT INTO main.opening VALUES (1, 1, 2, '2021-01-01', NULL, NULL);"
	"INSERT INTO main.target VALUES (1, 1, 1, 'admission.approved', '2022', 1100, NULL),"
	" (2, 1, 1, 'admission.approved', '2021-01-01..2025-12-31', 5000, NULL), (3, 1, 2, 'admission.approved', "
	"'2022', 90, NULL);"
	"INSERT INTO main.population VALUES (1, 1, 20, '2019-04-01', 1000, NULL), (2, 1, 20, '2022-04-01', 1100, NULL),"
	" (3, 1, 21, '2019-04-01', 300, NULL);"
	"INSERT INTO main.area VALUES (1, 1, 2, 21, '2000-01-01', '9999-12-31', NULL);"
	"INSERT INTO main.figure VALUES"
	" (1, 1, 'member.total', 'Đảng viên', 'người', 'person', '', 'rows', NULL, 'end', NULL, NULL, 'BC', "
	"'2021-01-01', '9999-12-31'),"
	" (2, 1, 'member.share', 'Tỷ lệ', '%', 'person', '', 'share', NULL, 'end', 'member.total', 'people', 'BC', "
	"'2021-01-01', '9999-12-31'),"
	" (3, 1, 'people', 'Số dân', 'người', 'population', '', 'population', NULL, 'end', NULL, NULL, 'TCTK', "
	"'2021-01-01', '9999-12-31');"
	"INSERT INTO main.person VALUES (900, 1, 'C-1', 3, 'male', NULL, 'A'), (901, 1, '77', 6, 'male', NULL, 'B');");

struct world {
	struct conn *conn;
	struct arena *mem;
	struct errs errs;
	struct db db;
	struct ctx ctx;
	int64_t heads[COUNTOF(records)];
};

static void world_ctx(struct world *w)
{
	w->mem = arena_new(0);
	w->errs = errs_new(w->mem);
	w->db = (struct db){ w->conn, w->mem, &w->errs };
	w->ctx.mem = w->mem;
	w->ctx.errs = &w->errs;
	w->ctx.db = &w->db;
}

static int world_new(void **state)
{
	static struct world world;
	struct world *w = &world;

	*w = (struct world){ 0 };
	struct arena *first = arena_new(0);
	struct errs errs = errs_new(first);
	w->conn = db_open("sqlite::memory:", &errs);
	assert_non_null(w->conn);
	arena_free(first);
	world_ctx(w);
	assert_true(db_script(&w->db, tables));
	for (size_t i = 0; i < COUNTOF(records); i++)
		w->heads[i] = 3;
	w->ctx.catalog = &catalog;
	w->ctx.keep = keep_new(4 << 20);
	w->ctx.user = &user_system;
	w->ctx.today = (struct date)DATE(2023, 1, 18);
	w->ctx.now = 1674000000;
	w->ctx.heads = w->heads;
	w->ctx.head = 3;
	*state = w;
	return 0;
}

static int world_free(void **state)
{
	struct world *w = *state;

	keep_free(w->ctx.keep);                                 /* before its holder: allowed */
	arena_free(w->mem);
	db_close(w->conn);
	return 0;
}

static const char *last_text(const struct world *w)
{
	const struct err *e = w->errs.first;

	while (e && e->next)
		e = e->next;
	return e ? e->text : "";
}

/* ---- kept results ---- */

static const void *put_text(struct ctx *ctx, const char *key, int64_t stamp, const char *text, size_t size)
{
	struct arena *mem = arena_new(0);
	char *thing = arena_alloc(mem, size, 1);

	memcpy(thing, text, strlen(text) + 1);
	return keep_put(ctx, key, stamp, mem, thing);
}

static void kept_until_stamp_changes(void **state)
{
	struct world *w = *state;

	assert_null(keep_find(&w->ctx, "k", 1));
	put_text(&w->ctx, "k", 1, "one", 100);
	assert_string_equal(keep_find(&w->ctx, "k", 1), "one");
	assert_null(keep_find(&w->ctx, "k", 2));
	assert_null(keep_find(&w->ctx, "j", 1));
	const char *held = keep_find(&w->ctx, "k", 1);
	put_text(&w->ctx, "k", 2, "two", 100);
	assert_string_equal(keep_find(&w->ctx, "k", 2), "two");
	assert_string_equal(held, "one");                       /* still held by this ctx */
	put_text(&w->ctx, "k", 1, "old snapshot", 100);
	assert_string_equal(keep_find(&w->ctx, "k", 2), "two");
	put_text(&w->ctx, "u", 0, "uncommitted", 100);
	assert_null(keep_find(&w->ctx, "u", 0));
	keep_clear(w->ctx.keep);
	assert_null(keep_find(&w->ctx, "k", 2));
	assert_string_equal(held, "one");
}

static void least_used_goes_first(void **state)
{
	struct world *w = *state;
	char key[16];

	put_text(&w->ctx, "often", 1, "often", 1 << 20);
	for (int i = 0; i < 8; i++) {
		snprintf(key, sizeof key, "k%d", i);
		put_text(&w->ctx, key, 1, key, 1 << 20);
		assert_non_null(keep_find(&w->ctx, "often", 1));
	}
	assert_null(keep_find(&w->ctx, "k0", 1));
	assert_non_null(keep_find(&w->ctx, "k7", 1));
	put_text(&w->ctx, "huge", 1, "huge", 5 << 20);
	assert_null(keep_find(&w->ctx, "huge", 1));
	assert_non_null(keep_find(&w->ctx, "k7", 1));
}

static void holds_end_with_marks(void **state)
{
	struct world *w = *state;
	struct arena_mark mark = arena_mark(w->mem);

	put_text(&w->ctx, "k", 1, "one", 100);
	arena_reset(w->mem, mark);
	assert_non_null(keep_find(&w->ctx, "k", 1));
	keep_find(&w->ctx, "k", 1);
	arena_reset(w->mem, mark);
	keep_clear(w->ctx.keep);                                /* frees it: nobody holds it */
	w->ctx.keep = (keep_free(w->ctx.keep), NULL);
	assert_string_equal(put_text(&w->ctx, "k", 1, "alone", 100), "alone");
	assert_null(keep_find(&w->ctx, "k", 1));
}

static void *hammer(void *arg)
{
	struct ctx ctx = *(struct ctx *)arg;
	char key[16];

	for (int i = 0; i < 400; i++) {
		ctx.mem = arena_new(0);
		for (int j = 0; j < 6; j++) {
			snprintf(key, sizeof key, "h%d", (i + j) % 9);
			const char *found = keep_find(&ctx, key, 1 + i / 100);
			if (!found)
				found = put_text(&ctx, key, 1 + i / 100, key, 300000);
			if (strcmp(found, key) != 0)
				return arg;
		}
		arena_free(ctx.mem);
	}
	return NULL;
}

static void threads_share_it(void **state)
{
	struct world *w = *state;
	pthread_t t[4];
	void *wrong;

	for (size_t i = 0; i < COUNTOF(t); i++)
		assert_int_equal(pthread_create(&t[i], NULL, hammer, &w->ctx), 0);
	for (size_t i = 0; i < COUNTOF(t); i++) {
		pthread_join(t[i], &wrong);
		assert_null(wrong);
	}
}

static void stamps_follow_heads(void **state)
{
	struct world *w = *state;
	int64_t a, b, known = 3;

	assert_true(keep_stamp(&w->ctx, &a, "unit", "code", NULL));
	w->heads[2] = 9;
	assert_true(keep_stamp(&w->ctx, &b, "unit", "code", NULL));
	assert_true(a != b && a && b);
	w->heads[0] = -1;
	assert_true(keep_stamp(&w->ctx, &b, "code", "unit", NULL));
	assert_int_equal(b, 0);
	assert_true(keep_stamp_known(&w->ctx, &known, &b, "code", NULL));
	assert_int_equal(known, 0);
	assert_int_equal(b, 10);
	known = 2;
	assert_true(keep_stamp_known(&w->ctx, &known, &b, "unit", NULL));
	assert_int_equal(known, 2);
	assert_int_equal(b, 1);
}

/* ---- the tree ---- */

static const struct tree *tree_on(struct world *w, int ymd, int64_t known)
{
	const struct tree *t = NULL;

	assert_true(tree_load(&w->ctx, (struct clock){ { ymd }, known }, &t));
	for (int i = 0; i < t->n; i++) {
		const struct node *n = &t->node[i];
		assert_int_equal(t->id[i], n->id);
		assert_int_equal(tree_find(t, n->id), i);
		assert_true(n->last >= i && n->last < t->n && n->parent < i);
		if (n->parent >= 0)
			assert_true(n->last <= t->node[n->parent].last && n->depth == t->node[n->parent].depth + 1);
	}
	return t;
}

static int64_t parent_id(const struct tree *t, int64_t id)
{
	int i = tree_find(t, id);

	assert_true(i >= 0);
	return t->node[i].parent < 0 ? 0 : t->id[t->node[i].parent];
}

static const struct node *node(const struct tree *t, int64_t id)
{
	assert_true(tree_find(t, id) >= 0);
	return &t->node[tree_find(t, id)];
}

static void the_tree_of_a_day(void **state)
{
	struct world *w = *state;
	const struct tree *t = tree_on(w, 20220630, 0);

	assert_int_equal(t->n, 10);
	assert_int_equal(t->id[0], 1);
	assert_int_equal(t->id[1], 5);                          /* 84.001 before 84.002 */
	assert_int_equal(parent_id(t, 4), 2);
	assert_false(node(t, 4)->former);
	assert_string_equal(node(t, 3)->name, "Xã Ba");
	assert_int_equal(node(t, 4)->ended_on.ymd, 0);
	t = tree_on(w, 20220701, 0);
	assert_int_equal(parent_id(t, 4), 3);
	assert_true(node(t, 4)->former);
	assert_int_equal(node(t, 4)->ended_on.ymd, 20220701);
	assert_string_equal(node(t, 3)->name, "Xã mới");
	assert_true(tree_within(t, 4, 2));
	assert_false(tree_within(t, 4, 5));
	t = tree_on(w, 20230301, 0);
	assert_int_equal(parent_id(t, 5),
	                 1);                   /* no successor: under the nearest living former parent */
	assert_int_equal(parent_id(t, 6), 1);
	assert_string_equal(node(t, 6)->code, "84.001.1");
	assert_int_equal(parent_id(t, 11), 2);
	assert_int_equal(tree_find(tree_on(w, 20230228, 0), 11), -1);
	assert_int_equal(tree_on(w, 19991231, 0)->n, 0);
	assert_int_equal(tree_root(t, "state"), tree_find(t, 20));
}

static void nobody_hangs_under_himself(void **state)
{
	struct world *w = *state;
	const struct tree *t = tree_on(w, 20220101, 0);

	assert_true((parent_id(t, 9) == 0) != (parent_id(t, 10) == 0));
	assert_int_equal(tree_root(t, "party"), -1);            /* the cut cycle is a second root */
}

static void common_ancestors(void **state)
{
	struct world *w = *state;
	const struct tree *t = tree_on(w, 20220101, 0);

	assert_int_equal(tree_ancestor(t, tree_find(t, 3), tree_find(t, 4)), tree_find(t, 2));
	assert_int_equal(tree_ancestor(t, tree_find(t, 3), tree_find(t, 6)), tree_find(t, 1));
	assert_int_equal(tree_ancestor(t, tree_find(t, 3), tree_find(t, 2)), tree_find(t, 2));
	assert_int_equal(tree_ancestor(t, tree_find(t, 3), tree_find(t, 21)), -1);
}

static void the_tree_as_it_was_known(void **state)
{
	struct world *w = *state;
	const struct tree *t = tree_on(w, 20230101, 1);

	assert_int_equal(parent_id(t, 4), 2);
	assert_false(node(t, 4)->former);
	assert_string_equal(node(t, 3)->name, "Xã Ba");
	t = tree_on(w, 20230101, 2);
	assert_true(node(t, 4)->former);
	assert_false(node(t, 5)->former);
	assert_ptr_equal(tree_on(w, 20230101, 3), tree_on(w, 20230101, 0));
	assert_ptr_equal(tree_on(w, 20230101, 0), tree_on(w, 20230228, 0));
	assert_ptr_not_equal(tree_on(w, 20230101, 0), tree_on(w, 20230301, 0));
}

static void a_change_makes_it_anew(void **state)
{
	struct world *w = *state;
	const struct tree *t = tree_on(w, 20220101, 0);

	assert_true(db_run(&w->db, SQL("UPDATE main.unit_status SET name = 'Khác' WHERE id = 103"), NO_ARGS));
	assert_ptr_equal(tree_on(w, 20220101, 0), t);
	w->heads[1] = w->ctx.head = 4;
	assert_string_equal(node(tree_on(w, 20220101, 0), 3)->name, "Khác");
	assert_string_equal(node(t, 3)->name, "Xã Ba");
}

static void units_by_code(void **state)
{
	struct world *w = *state;
	int64_t id;

	assert_true(unit_by_code(&w->ctx, (struct clock){ { 20220101 }, 0 }, "84.002.2", &id));
	assert_int_equal(id, 4);
	assert_true(unit_by_code(&w->ctx, (struct clock){ { 20230101 }, 0 }, "84.002.2", &id));
	assert_int_equal(id, 4);
	assert_false(unit_by_code(&w->ctx, (struct clock){ { 20220101 }, 0 }, "84.002.9", &id));
	assert_int_equal(errs_worst(&w->errs), ERR_MISSING);
	assert_string_equal(w->errs.first->field, "unit");
	assert_non_null(strstr(last_text(w), "84.002.1"));
	assert_string_equal(unit_name(&w->ctx, (struct clock){ { 20220101 }, 0 }, 3), "Xã Ba");
	assert_string_equal(unit_name(&w->ctx, (struct clock){ { 20220101 }, 0 }, 777), "#777");
}

/* ---- codes and typed values ---- */

static void code_lists(void **state)
{
	struct world *w = *state;
	const struct code *list;
	int n;

	assert_true(code_list(&w->ctx, "sex", w->ctx.today, &list, &n));
	assert_int_equal(n, 2);
	assert_string_equal(list[1].label, "Nữ");
	assert_true(code_list(&w->ctx, "ethnic", (struct date){ 20191231 }, &list, &n));
	assert_int_equal(n, 2);
	assert_string_equal(list[0].key, "old");
	assert_true(code_list(&w->ctx, "none", w->ctx.today, &list, &n));
	assert_int_equal(n, 0);
	assert_true(code_known(&w->ctx, "ethnic", "old", (struct date){ 20191231 }));
	assert_false(code_known(&w->ctx, "ethnic", "old", (struct date){ 20200101 }));
	assert_string_equal(code_label(&w->ctx, "ethnic", "old"), "Cũ");
	assert_string_equal(code_label(&w->ctx, "ethnic", "new"), "new");
}

static struct value parsed(struct world *w, const struct field *f, const char *text)
{
	struct value v;

	if (!kind_parse(&w->ctx, f, f->name, text, w->ctx.today, &v))
		fail_msg("%s: %s", text, last_text(w));
	return v;
}

static void refused(struct world *w, const struct field *f, const char *text, const char *says)
{
	struct value v;

	errs_clear(&w->errs);
	assert_false(kind_parse(&w->ctx, f, "child[0].x", text, w->ctx.today, &v));
	assert_int_equal(w->errs.count, 1);
	assert_string_equal(w->errs.first->field, "child[0].x");
	if (!strstr(last_text(w), says))
		fail_msg("\"%s\" does not say \"%s\"", last_text(w), says);
	errs_clear(&w->errs);
}

static void texts_and_numbers(void **state)
{
	struct world *w = *state;
	static const struct field text = { "t", "Chữ", K_TEXT, .min = 2, .max = 5 }, note = { "n", "Ghi chú", K_NOTE };
	static const struct field n = { "n", "Số", K_INT, .min = 30, .max = 2000 }, any = { "a", "Số", K_INT };
	static const struct field least = { "l", "Số", K_INT, .min = 1 };
	static const struct field money = { "m", "Tiền", K_MONEY }, yes = { "b", "Có mặt", K_BOOL };

	assert_int_equal(parsed(w, &text, "").type, T_NULL);
	assert_int_equal(parsed(w, &text, "   ").type, T_NULL);
	assert_int_equal(parsed(w, &text, NULL).type, T_NULL);
	assert_string_equal(parsed(w, &text, "  đào  ").text, "đào");
	refused(w, &text, "quá dài rồi", "nhiều nhất 5");
	refused(w, &text, "a", "ít nhất 2");
	refused(w, &text, "a\x01z", "điều khiển");
	refused(w, &text, "a\xff", "UTF-8");
	refused(w, &text, "a\nb", "điều khiển");
	assert_string_equal(parsed(w, &note, "a\nb").text, "a\nb");
	assert_int_equal(parsed(w, &n, "1.210").i, 1210);
	assert_int_equal(parsed(w, &any, "-1 234 567").i, -1234567);
	refused(w, &n, "29", "từ 30");
	refused(w, &n, "2001", "2.000");
	refused(w, &n, "12,5", "số nguyên");
	refused(w, &n, "1.21", "số nguyên");
	refused(w, &any, "99999999999999999999", "số nguyên");
	refused(w, &least, "0", "từ 1 trở lên");
	assert_int_equal(parsed(w, &least, "70").i, 70);
	assert_int_equal(parsed(w, &money, "1.500.000 đ").money.dong, 1500000);
	assert_true(parsed(w, &yes, "Có").b);
	assert_false(parsed(w, &yes, "0").b);
	refused(w, &yes, "maybe", "Có hoặc Không");
}

static void days_and_moments(void **state)
{
	struct world *w = *state;
	static const struct field day = { "d", "Ngày", K_DATE }, part = { "p", "Từ", K_PARTIAL }, at = { "t", "Lúc",
	                                                                                                K_TIME };

	assert_int_equal(parsed(w, &day, "8/12/2022").date.ymd, 20221208);
	assert_int_equal(parsed(w, &day, "2022-12-08").date.ymd, 20221208);
	refused(w, &day, "30/02/2022", "08/12/2022 hoặc 2022-12-08");
	assert_string_equal(parsed(w, &part, "04/1975").text, "1975-04");
	refused(w, &part, "13/1975", "1975");
	assert_int_equal(parsed(w, &at, "2023-01-18T09:30:00+07:00").i, 1674009000);
	refused(w, &at, "hôm qua", "09:30");
}

static void codes_and_references(void **state)
{
	struct world *w = *state;
	static const struct field sex = { "s", "Giới tính", K_CODE, .of = "sex" }, ethnic = { "e", "Dân tộc", K_CODE,
	                                                                                     .of = "ethnic" };
	static const struct field ref = { "r", "Người", K_REF, .of = "person" }, unit = { "u", "Tổ chức", K_UNIT };

	assert_string_equal(parsed(w, &sex, "female").text, "female");
	assert_string_equal(parsed(w, &sex, "nữ").text, "female");
	refused(w, &sex, "femal", "female (Nữ)");
	refused(w, &ethnic, "old", "không có hiệu lực");
	assert_int_equal(parsed(w, &ref, "C-1").i, 900);
	assert_int_equal(parsed(w, &ref, "77").i, 901);
	assert_int_equal(parsed(w, &ref, "78").i, 78);
	assert_int_equal(parsed(w, &ref, "100000000123").i, 100000000123);
	refused(w, &ref, "C-2", "C-2");
	assert_int_equal(parsed(w, &unit, "84.002").i, 2);
	assert_int_equal(parsed(w, &unit, "100000000123").i, 100000000123);
	refused(w, &unit, "84.003", "84.002");
}

static void values_as_text(void **state)
{
	struct world *w = *state;
	struct arena *a = w->mem;
	static const struct field day = { "d", "Ngày", K_DATE }, n = { "n", "Số", K_INT }, yes = { "b", "Có mặt",
	                                                                                          K_BOOL };
	struct date d = { 20221208 };

	assert_string_equal(kind_show(&w->ctx, &r_person, &day, value_text("2022-12-08")), "08/12/2022");
	assert_string_equal(kind_show(&w->ctx, &r_person, &day, V(d)), "08/12/2022");
	assert_string_equal(kind_show(&w->ctx, &r_person, &n, V(46740)), "46.740");
	assert_string_equal(kind_show(&w->ctx, &r_person, &yes, V(1)), "Có");
	assert_string_equal(kind_show(&w->ctx, &r_person, &person_fields[SEX], V("male")), "Nam");
	assert_string_equal(kind_show(&w->ctx, &r_person, &n, value_null()), "");
	assert_string_equal(kind_text(a, &day, V(d)), "2022-12-08");
	assert_string_equal(kind_text(a, &n, V(46740)), "46740");
	assert_string_equal(kind_text(a, &yes, V(true)), "1");
}

/* ---- rights ---- */

static void who_comes_in(void **state)
{
	struct world *w = *state;
	const struct user *u;

	assert_true(access_user(&w->ctx, "clerk", false, &u));
	assert_int_equal(u->id, 501);
	assert_int_equal(u->nrights, 4);                        /* two units by two rights; the old role is over */
	assert_false(access_user(&w->ctx, "gone", false, &u));
	assert_int_equal(errs_worst(&w->errs), ERR_DENIED);
	errs_clear(&w->errs);
	assert_false(access_user(&w->ctx, "nobody", true, &u));
	errs_clear(&w->errs);
	assert_true(access_user(&w->ctx, "admin", false, &u));
	w->ctx.user = u;
	assert_false(access_may(&w->ctx, &r_person, "read"));
	assert_true(access_may(&w->ctx, &r_unit, "read"));
	assert_true(access_user(&w->ctx, "admin", true, &u));
	assert_int_equal(u->id, 503);
	w->ctx.user = u;
	assert_true(access_may(&w->ctx, &r_person, "grant"));
	assert_int_equal(access_level(&w->ctx, &r_person), 1);
}

static void where_it_may(void **state)
{
	struct world *w = *state;
	struct scope s;
	bool may;

	assert_true(access_user(&w->ctx, "clerk", false, &w->ctx.user));
	assert_true(access_scope(&w->ctx, &r_person, "read", &s));
	assert_false(s.all);
	assert_int_equal(s.n, 3);                               /* 2, 3 and 4, which is under both */
	assert_int_equal(s.unit[0], 2);
	assert_int_equal(s.unit[2], 4);
	assert_true(access_scope(&w->ctx, &r_unit, "read", &s));
	assert_true(!s.all && s.n == 0);
	assert_true(access_unit(&w->ctx, &r_person, "edit", 4, &may) && may);
	assert_true(access_unit(&w->ctx, &r_person, "edit", 6, &may) && !may);
	assert_true(access_unit(&w->ctx, &r_person, "edit", 0, &may) && !may);
	assert_true(access_unit(&w->ctx, &r_person, "remove", 4, &may) && !may);
	assert_true(access_user(&w->ctx, "chief", false, &w->ctx.user));
	assert_true(access_unit(&w->ctx, &r_person, "remove", 0, &may) && may);
	assert_true(access_scope(&w->ctx, &r_person, "read", &s) && s.all);
}

static void levels_of_fields(void **state)
{
	struct world *w = *state;

	assert_true(access_user(&w->ctx, "clerk", false, &w->ctx.user));
	assert_false(access_field(&w->ctx, &r_person, &person_fields[FILE_NOTE]));
	assert_true(access_field(&w->ctx, &r_person, &person_fields[CARD]));
	assert_false(access_field(&w->ctx, &r_unit, &person_fields[CARD]));
	assert_true(access_field(&w->ctx, &r_unit, &person_fields[PUBLIC_NAME]));
	assert_true(db_run(&w->db, SQL("INSERT INTO main.setting VALUES ('file_permission', 'CV 12')"), NO_ARGS));
	assert_true(access_user(&w->ctx, "clerk", false, &w->ctx.user));
	assert_true(access_field(&w->ctx, &r_person, &person_fields[FILE_NOTE]));
}

static void homes_and_readings(void **state)
{
	struct world *w = *state;
	struct value cells[COUNTOF(person_fields)] = { [UNIT] = { .type = T_INT, .i = 3 } };
	struct version person = { 900, 1, cells }, unit = { 6, 1, cells };
	struct row row;
	int64_t home;

	assert_true(access_home(&w->ctx, &r_person, &person, &home));
	assert_int_equal(home, 3);
	assert_true(access_home(&w->ctx, &r_unit, &unit, &home));
	assert_int_equal(home, 6);
	assert_true(access_placed(&w->ctx, &r_child));
	assert_false(access_placed(&w->ctx, &r_code));
	assert_true(access_log(&w->ctx, "read", &r_person, 900, NULL));
	assert_true(db_one(&w->db, SQL("SELECT at, user_id, record, \"row\" FROM main.access_log"), NO_ARGS, &row));
	assert_int_equal(row.cell[0].i, w->ctx.now);
	assert_string_equal(row.cell[2].text, "person");
	assert_int_equal(row.cell[3].i, 900);
}

/* ---- questions and what stands beside a figure ---- */

static struct question asking(const char *period, int on)
{
	struct question q = { .on = { on } };

	assert_true(period_parse(period, &q.period));
	return q;
}

static void questions_are_settled(void **state)
{
	struct world *w = *state;
	struct question q = asking("2022", 0);
	const char *note;

	assert_true(question_settle(&w->ctx, &q, &note));
	assert_int_equal(q.on.ymd, 20221231);
	assert_null(note);
	assert_int_equal(q.under, 0);
	q = asking("2023", 0);
	assert_true(question_settle(&w->ctx, &q, &note));
	assert_int_equal(q.on.ymd, 20230118);
	q = asking("2022", 20230105);
	assert_true(question_settle(&w->ctx, &q, &note));
	assert_int_equal(q.on.ymd, 20221231);
	assert_non_null(strstr(note, "31/12/2022"));
	q = asking("2022", 20211231);
	assert_false(question_settle(&w->ctx, &q, &note));
	assert_string_equal(w->errs.first->field, "on");
	q = asking("2024", 0);
	assert_false(question_settle(&w->ctx, &q, &note));
	errs_clear(&w->errs);
	q = asking("2022-Q2", 20220501);
	assert_int_equal(question_list(q, &r_person).period.until.ymd, 20220502);
}

static void figures_by_code(void **state)
{
	struct world *w = *state;
	struct question q = asking("2022", 20221208);
	const struct figure *f, *num, *den, *all;
	int n;

	assert_true(figure_find(&w->ctx, q, "member.share", &f));
	assert_true(figure_is_share(f));
	assert_true(figure_parts(&w->ctx, q, f, &num, &den));
	assert_string_equal(num->code, "member.total");
	assert_string_equal(den->code, "people");
	assert_true(figure_all(&w->ctx, q, &all, &n));
	assert_int_equal(n, 3);
	assert_false(figure_find(&w->ctx, q, "member.totl", &f));
	assert_non_null(strstr(last_text(w), "member.total"));
	errs_clear(&w->errs);
	assert_true(figure_seek(&w->ctx, asking("2020", 20201231), "member.total", &f));
	assert_null(f);
}

static void openings_and_targets(void **state)
{
	struct world *w = *state;
	const struct tree *t = tree_on(w, 20201231, 0);
	const struct facts *f;
	struct date before = { 20201231 }, day = { 20210101 }, after = { 20210102 };
	struct question q = asking("2022-Q3", 0);
	double v;

	assert_true(facts_load(&w->ctx, 0, &f));
	assert_string_equal(facts_unrecorded(&w->ctx, f, t, before, 3, false), "chưa có hồ sơ trước ngày 01/01/2021");
	assert_non_null(facts_unrecorded(&w->ctx, f, t, before, 1, false));
	assert_non_null(facts_unrecorded(&w->ctx, f, t, before, 0, true));
	assert_null(facts_unrecorded(&w->ctx, f, t, before, 5, true));
	assert_null(facts_unrecorded(&w->ctx, f, t, day, 3, false));
	assert_non_null(facts_unrecorded(&w->ctx, f, t, day, 3, true));
	assert_null(facts_unrecorded(&w->ctx, f, t, after, 3, true));
	assert_true(facts_target(f, "admission.approved", 1, q.period, &v));
	assert_true(v == 1100);
	assert_true(facts_target(f, "admission.approved", 1, asking("2023", 0).period, &v));
	assert_true(v == 5000);
	assert_false(facts_target(f, "admission.approved", 2, asking("2023", 0).period, &v));
	assert_false(facts_target(f, "badge.members", 1, q.period, &v));
}

static void people_of_units(void **state)
{
	struct world *w = *state;
	const struct tree *t = tree_on(w, 20221208, 0);
	const struct facts *f;
	struct date on = { 20221208 }, early = { 20191231 };
	struct people p;

	assert_true(facts_load(&w->ctx, 0, &f));
	assert_true(facts_people(w->mem, f, t, on, 0, &p));
	assert_int_equal(p.n, 1100);
	assert_true(facts_people(w->mem, f, t, early, 20, &p));
	assert_int_equal(p.n, 1000);
	assert_true(facts_people(w->mem, f, t, on, 2, &p));
	assert_int_equal(p.n, 300);
	assert_int_equal(p.nrows, 1);
	assert_false(facts_people(w->mem, f, t, on, 5, &p));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, world_new, world_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(kept_until_stamp_changes), TEST(least_used_goes_first), TEST(holds_end_with_marks),
		TEST(threads_share_it), TEST(stamps_follow_heads),
		TEST(the_tree_of_a_day), TEST(nobody_hangs_under_himself), TEST(common_ancestors),
		TEST(the_tree_as_it_was_known), TEST(a_change_makes_it_anew), TEST(units_by_code),
		TEST(code_lists), TEST(texts_and_numbers), TEST(days_and_moments), TEST(codes_and_references),
		TEST(values_as_text), TEST(who_comes_in), TEST(where_it_may), TEST(levels_of_fields),
		        TEST(homes_and_readings),
		TEST(questions_are_settled), TEST(figures_by_code), TEST(openings_and_targets), TEST(people_of_units),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
