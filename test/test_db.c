#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/build.h"
#include "db/conn.h"

/* The same tests on every engine named in DANGVU_TEST_URLS.  In `dir` SQLite keeps what two connections share. */
struct fix { const char *url; struct arena *mem; struct errs errs; struct db db; char dir[32]; };

static struct fix *fix_new(const char *url)
{
	struct arena *mem = arena_new(0);
	struct fix *f = NEW(mem, struct fix);
	*f = (struct fix){ .url = url, .mem = mem, .errs = errs_new(mem), .dir = "/tmp/dangvu-test.XXXXXX" };
	f->db = (struct db){ .conn = db_open(url, &f->errs), .mem = mem, .errs = &f->errs };
	assert_non_null(f->db.conn);
	return f;
}

static int setup(void **state)
{
	struct fix *f = fix_new(*state);
	assert_true(db_script(&f->db, SQL("DROP TABLE IF EXISTS child; DROP TABLE IF EXISTS t;"
		"CREATE TABLE t (id bigint PRIMARY KEY, i bigint, s text, b bytea, d text, z smallint CHECK (z >= 0));"
		"CREATE TABLE child (id bigint PRIMARY KEY, t bigint NOT NULL REFERENCES t (id))")));
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fix *f = *state;
	db_close(f->db.conn);
	char path[64];
	const char *const file[] = { "/d", "/d-wal", "/d-shm" };
	for (size_t i = 0; i < COUNTOF(file); i++) {
		snprintf(path, sizeof path, "%s%s", f->dir, file[i]);
		unlink(path);
	}
	rmdir(f->dir);
	arena_free(f->mem);
	return 0;
}

/* Another connection to the same data; an SQLite one moves to a file first. */
static struct db fix_second(struct fix *f)
{
	if (!db_is_postgres(f->db.conn)) {
		assert_non_null(mkdtemp(f->dir));
		f->url = arena_printf(f->mem, "sqlite:%s/d", f->dir);
		db_close(f->db.conn);
		f->db.conn = db_open(f->url, &f->errs);
		assert_true(db_script(&f->db, SQL("CREATE TABLE t (id bigint PRIMARY KEY, i bigint, s text)")));
	}
	struct errs *errs = NEW(f->mem, struct errs);
	*errs = errs_new(f->mem);
	return (struct db){ .conn = db_open(f->url, errs), .mem = f->mem, .errs = errs };
}

/* The fault is of this kind; and then forgotten. */
static void wrong(struct db *db, enum err_kind kind, bool done)
{
	assert_false(done);
	assert_true(db->errs->count > 0);
	assert_int_equal(errs_worst(db->errs), kind);
	errs_clear(db->errs);
}

static int64_t number(struct db *db, struct sql q, struct args a)
{
	struct row row;
	assert_true(db_one(db, q, a, &row));
	assert_int_equal(row.n, 1);
	assert_int_equal(row.cell[0].type, T_INT);
	return row.cell[0].i;
}

static int64_t count(struct db *db)
{
	return number(db, SQL("SELECT count(*) FROM t"), NO_ARGS);
}

static bool insert(struct db *db, int64_t id)
{
	return db_run(db, SQL("INSERT INTO t (id, i) VALUES ($1, $1)"), ARGS(V(id)));
}

/* fn calls bug(). */
static void is_bug(void (*fn)(struct db *), struct db *db)
{
	fflush(NULL);
	pid_t child = fork();
	if (!child) {
		close(STDERR_FILENO);
		signal(SIGABRT, SIG_DFL);
		fn(db);
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

/* ---- values ---- */

static void test_types(void **state)
{
	struct db *db = &((struct fix *)*state)->db;
	const char vi[] = "Đảng bộ tỉnh Trà Vinh: chuẩn y kết nạp ‘1.210’";
	const char raw[] = { 0, 1, (char)0xff, 0, '\\', '\'' };
	const struct date d = DATE(2022, 12, 8), forever = FOREVER;
	struct sql insert_all = SQL("INSERT INTO t (id, i, s, b, d, z) VALUES ($1, $2, $3, $4, $5, $6)");
	assert_true(db_run(db, insert_all, ARGS(V(1), V((long)INT64_MAX), V(vi), value_bytes(raw, sizeof raw), V(d),
	                                        V(true))));
	assert_true(db_run(db, insert_all, ARGS(V(2), value_null(), V((char *)NULL), value_null(),
	                                        V(((struct date){ 0 })), value_null())));
	assert_true(db_run(db, insert_all, ARGS(V(3), V((long)INT64_MIN), V(""), value_bytes("", 0), V(forever),
	                                        V(false))));
	assert_true(db_run(db, insert_all, ARGS(V(4), V(((struct money){ 1490000 })), value_null(), value_null(),
	                                        value_null(), value_null())));
	assert_true(db_run(db, insert_all, ARGS(V(5), value_time(1674009000), value_null(), value_null(),
	                                        value_null(), value_null())));
	struct rows r;
	assert_true(db_many(db, SQL("SELECT i, s, b, d, z FROM t ORDER BY id"), NO_ARGS, &r));
	assert_int_equal(r.n, 5);
	assert_string_equal(r.row[0].name[0], "i");
	assert_string_equal(r.row[4].name[4], "z");
	const struct value *c = r.row[0].cell;
	assert_true(c[0].type == T_INT && c[0].i == INT64_MAX);
	assert_true(c[1].type == T_TEXT && !strcmp(c[1].text, vi));
	assert_true(c[2].type == T_BYTES && c[2].n == sizeof raw && !memcmp(c[2].bytes, raw, sizeof raw));
	assert_true(c[3].type == T_TEXT && !strcmp(c[3].text, "2022-12-08"));
	assert_true(c[4].type == T_INT && c[4].i == 1);
	for (int i = 0; i < 5; i++)
		assert_int_equal(r.row[1].cell[i].type, T_NULL);
	c = r.row[2].cell;
	assert_true(c[0].i == INT64_MIN && c[4].type == T_INT && c[4].i == 0);
	assert_true(c[1].type == T_TEXT && !*c[1].text && c[2].type == T_BYTES && c[2].n == 0);
	assert_string_equal(c[3].text, "9999-12-31");
	assert_int_equal(r.row[3].cell[0].i, 1490000);
	assert_int_equal(r.row[4].cell[0].i, 1674009000);
}

static void test_results(void **state)
{
	struct db *db = &((struct fix *)*state)->db;
	assert_true(insert(db, 1) && insert(db, 2));
	assert_int_equal(number(db, SQL("SELECT sum(i) FROM t"), NO_ARGS), 3);
	assert_int_equal(number(db, SQL("SELECT id = 2 FROM t WHERE id = 2"), NO_ARGS), 1);
	struct row row;
	assert_true(db_one(db, SQL("SELECT id FROM t WHERE id = 9"), NO_ARGS, &row));
	assert_int_equal(row.n, 0);
	assert_true(db_one(db, SQL("SELECT id, i FROM t ORDER BY id"), NO_ARGS, &row));
	assert_true(row.n == 2 && row.cell[0].i == 1);
	assert_true(db_one(db, SQL("INSERT INTO t (id) VALUES ($1) RETURNING id"), ARGS(V(3)), &row));
	assert_true(row.cell[0].i == 3 && count(db) == 3);
	struct rows rows;
	assert_true(db_many(db, SQL("SELECT id FROM t WHERE id > $1"), ARGS(V(9)), &rows));
	assert_int_equal(rows.n, 0);
}

static void too_few(struct db *db) { (void)!db_run(db, SQL("DELETE FROM t WHERE id = $1 OR i = $2"), ARGS(V(1))); }
static void too_many(struct db *db) { (void)!db_run(db, SQL("DELETE FROM t WHERE id = $1"), ARGS(V(1), V(2))); }
static void unused(struct db *db)
{
	(void)!db_run(db, SQL("DELETE FROM t WHERE s = '$1' OR id = $2"), ARGS(V(1), V(2)));
}

static void test_parameters(void **state)
{
	struct db *db = &((struct fix *)*state)->db;
	assert_true(db_run(db, SQL("INSERT INTO t (i, id, s) VALUES ($2, $1, $3)"), ARGS(V(1), V(7), V("x"))));
	struct sql q = SQL("SELECT count(*) FROM t WHERE (i = $2 OR id = $2) AND id = $1 AND s <> '$9' AND s <> 'it''s'"
	                   " -- not $8\n AND $2 <> id");
	assert_int_equal(number(db, q, ARGS(V(1), V(7))), 1);
	assert_int_equal(number(db, q, ARGS(V(1), V(1))), 0);
	assert_int_equal(number(db, q, ARGS(V(7), V(1))), 0);
	for (int i = 1; i <= 11; i++)
		assert_true(db_run(db, SQL("DELETE FROM t WHERE i IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"),
		                   ARGS(V(i), V(0), V(0), V(0), V(0), V(0), V(0), V(0), V(0), V(0), V(0))));
	assert_int_equal(count(db), 0);
	if (!db_is_postgres(db->conn)) {        /* a forked connection would prepare on the parent's socket */
		is_bug(too_few, db);
		is_bug(too_many, db);
		is_bug(unused, db);
	}
}

static int64_t count_in(struct db *db, const int64_t *ids, size_t n)
{
	struct build b = build_new(db);
	build_sql(&b, "SELECT count(*) FROM t WHERE ");
	build_name(&b, "id");
	build_in(&b, build_arg(&b, value_ids(ids, n)));
	build_sql(&b, " AND id <> ");
	build_value(&b, V(-99));
	return number(db, build_end(&b), build_args(&b));
}

static void test_ids(void **state)
{
	struct fix *f = *state;
	struct db *db = &f->db;
	const int64_t some[] = { 1, -5, INT64_MIN, INT64_MAX, 77, 0 };
	enum { MANY = 3000 };
	int64_t *many = NEWN(f->mem, int64_t, MANY);
	for (int i = 0; i < MANY; i++)
		many[i] = INT64_MIN + i;
	for (size_t i = 0; i < COUNTOF(some); i++)
		assert_true(insert(db, some[i]));
	assert_int_equal(count_in(db, some, COUNTOF(some)), COUNTOF(some));
	assert_int_equal(count_in(db, some, 2), 2);
	assert_int_equal(count_in(db, NULL, 0), 0);
	assert_int_equal(count_in(db, many, MANY), 1);
	assert_int_equal(db->conn->cached, 2);  /* a set of any size is the same text */
}

static void name_bad(struct db *db)
{
	struct build b = build_new(db);
	build_name(&b, "id\"; DROP TABLE t --");
}

static void test_build(void **state)
{
	struct db *db = &((struct fix *)*state)->db;
	struct build b = build_new(db);
	build_sql(&b, "SELECT ");
	build_param(&b, build_arg(&b, V(1)));
	build_sql(&b, " AS ");
	build_name(&b, "from");
	build_sql(&b, " WHERE ");
	build_value(&b, V("x"));
	assert_string_equal(build_end(&b).text, "SELECT $1 AS \"from\" WHERE $2");
	assert_int_equal(build_args(&b).n, 2);
	assert_string_equal(build_args(&b).v[1].text, "x");
	is_bug(name_bad, db);
}

/* ---- faults ---- */

static void test_bad_sql(void **state)
{
	struct db *db = &((struct fix *)*state)->db;
	struct row row;
	struct rows rows;
	wrong(db, ERR_FAULT, db_run(db, SQL("SELEKT 1"), NO_ARGS));
	wrong(db, ERR_FAULT, db_one(db, SQL("SELECT id FROM nowhere"), NO_ARGS, &row));
	wrong(db, ERR_FAULT, db_many(db, SQL("SELECT \"no_such_column\" FROM t"), NO_ARGS, &rows));
	wrong(db, ERR_FAULT, db_script(db, SQL("CREATE TABLE half (id bigint); INSERT INTO nowhere VALUES (1)")));
	assert_true(db_table_columns(db, "half", &rows));
	assert_int_equal(rows.n, 0);
	assert_true(insert(db, 1));
}

static void test_conflicts(void **state)
{
	struct db *db = &((struct fix *)*state)->db;
	assert_true(insert(db, 1));
	wrong(db, ERR_CONFLICT, insert(db, 1));
	wrong(db, ERR_CONFLICT, db_run(db, SQL("INSERT INTO child (id, t) VALUES ($1, $1)"), ARGS(V(9))));
	wrong(db, ERR_CONFLICT, db_run(db, SQL("INSERT INTO child (id, t) VALUES ($1, $2)"), ARGS(V(9), value_null())));
	wrong(db, ERR_CONFLICT, db_run(db, SQL("UPDATE t SET z = $1"), ARGS(V(-1))));
	assert_true(db_run(db, SQL("INSERT INTO child (id, t) VALUES ($1, $1)"), ARGS(V(1))));
	wrong(db, ERR_CONFLICT, db_run(db, SQL("DELETE FROM t"), NO_ARGS));
	assert_int_equal(count(db), 1);
}

static void test_urls(void **state)
{
	struct fix *f = *state;
	assert_null(db_open("mysql:x", &f->errs));
	assert_null(db_open("sqlite:/nonexistent/folder/file", &f->errs));
	assert_null(db_open("postgres:host=/nonexistent", &f->errs));
	assert_int_equal(f->errs.count, 3);
	db_close(NULL);
}

static void test_columns(void **state)
{
	struct db *db = &((struct fix *)*state)->db;
	struct rows r;
	assert_true(db_table_columns(db, "child", &r));
	assert_int_equal(r.n, 2);
	assert_string_equal(r.row[0].cell[0].text, "id");
	assert_string_equal(r.row[1].cell[0].text, "t");
	assert_true(db_table_columns(db, "no_such_table", &r));
	assert_int_equal(r.n, 0);
}

static void test_cache(void **state)
{
	struct fix *f = *state;
	struct db *db = &f->db;
	int64_t before = db_statements(db->conn);
	for (int i = 0; i < 10; i++)
		assert_true(insert(db, i));
	assert_int_equal(db_statements(db->conn) - before, 10);
	assert_int_equal(db->conn->cached, 1);
	for (int i = 0; i < 2 * CACHE_MAX + 10; i++) {
		struct build b = build_new(db);
		build_literal(&b, arena_printf(f->mem, "SELECT count(*) + %d FROM t WHERE id >= ", i));
		build_value(&b, V(0));
		assert_int_equal(number(db, build_end(&b), build_args(&b)), 10 + i);
		assert_true(db->conn->cached <= CACHE_MAX);
	}
	assert_true(arena_used(db->conn->scratch) < 1 << 20);
}

/* ---- transactions ---- */

struct act { struct db *db, *other; int64_t id; bool answer; int64_t seen; };

static bool act_insert(void *arg)
{
	struct act *x = arg;
	return insert(x->db, x->id) && x->answer;
}

static void test_txn(void **state)
{
	struct db *db = &((struct fix *)*state)->db;
	assert_true(db_txn(db, TXN_WRITE, act_insert, &(struct act){ .db = db, .id = 1, .answer = true }));
	assert_int_equal(count(db), 1);
	assert_false(db_txn(db, TXN_WRITE, act_insert, &(struct act){ .db = db, .id = 2, .answer = false }));
	assert_int_equal(db->errs->count, 0);
	assert_int_equal(count(db), 1);
	wrong(db, ERR_FAULT, db_txn(db, TXN_READ, act_insert, &(struct act){ .db = db, .id = 3, .answer = true }));
	assert_int_equal(count(db), 1);
}

static bool act_insert_twice(void *arg)
{
	struct act *x = arg;
	assert_true(insert(x->db, x->id));
	(void)!insert(x->db, x->id);
	if (x->seen)    /* the reason is thrown away */
		errs_clear(x->db->errs);
	(void)!insert(x->db, x->id + 1);
	return true;
}

/* A failed statement spoils the transaction although fn does not mind. */
static void test_spoilt(void **state)
{
	struct db *db = &((struct fix *)*state)->db;
	wrong(db, ERR_CONFLICT, db_txn(db, TXN_WRITE, act_insert_twice, &(struct act){ .db = db, .id = 1 }));
	wrong(db, ERR_FAULT, db_txn(db, TXN_WRITE, act_insert_twice, &(struct act){ .db = db, .id = 1, .seen = 1 }));
	assert_int_equal(count(db), 0);
	assert_true(insert(db, 1));
}

static bool act_savepoints(void *arg)
{
	struct act *x = arg, keep = *x, drop = *x, twice = *x;
	assert_true(insert(x->db, 10));
	keep.id = 1, drop.id = 2, twice.id = 3, twice.seen = 0;
	keep.answer = true, drop.answer = false;
	assert_true(db_savepoint(x->db, act_insert, &keep));
	assert_false(db_savepoint(x->db, act_insert, &drop));
	assert_int_equal(x->db->errs->count, 0);
	wrong(x->db, ERR_CONFLICT, db_savepoint(x->db, act_insert_twice, &twice));
	x->seen = count(x->db);
	return true;
}

static bool act_nested(void *arg)
{
	struct act *x = arg;
	assert_true(insert(x->db, 20));
	return db_savepoint(x->db, act_savepoints, x) && x->answer;
}

static bool act_nested_dropped(void *arg)
{
	struct act *x = arg;
	assert_false(db_savepoint(x->db, act_nested, x));
	return count(x->db) == 0 && insert(x->db, 30);
}

static void test_savepoint(void **state)
{
	struct db *db = &((struct fix *)*state)->db;
	struct act x = { .db = db };
	assert_true(db_txn(db, TXN_WRITE, act_nested_dropped, &x));
	assert_int_equal(number(db, SQL("SELECT sum(id) FROM t"), NO_ARGS), 30);
	x.answer = true;
	assert_true(db_txn(db, TXN_WRITE, act_nested, &x));
	assert_int_equal(x.seen, 4);
	assert_int_equal(number(db, SQL("SELECT sum(id) FROM t"), NO_ARGS), 61);
}

static bool act_begin(void *arg)
{
	struct act *x = arg;
	return db_txn(x->db, TXN_READ, act_insert, x);
}

static bool act_script(void *arg)
{
	struct act *x = arg;
	return db_script(x->db, SQL("SELECT 1"));
}

static void txn_in_txn(struct db *db) { (void)!db_txn(db, TXN_READ, act_begin, &(struct act){ .db = db }); }
static void savepoint_bare(struct db *db) { (void)!db_savepoint(db, act_insert, &(struct act){ .db = db }); }
static void script_reading(struct db *db) { (void)!db_txn(db, TXN_READ, act_script, &(struct act){ .db = db }); }

/* In a child of its own connection: a forked PostgreSQL session belongs to the parent. */
static void with_own(struct db *db, void (*fn)(struct db *), const char *url)
{
	struct db own = *db;
	own.conn = db_open(url, db->errs);
	is_bug(fn, &own);
	db_close(own.conn);
}

static void test_misuse(void **state)
{
	struct fix *f = *state;
	with_own(&f->db, txn_in_txn, f->url);
	with_own(&f->db, savepoint_bare, f->url);
	with_own(&f->db, script_reading, f->url);
}

/* ---- fault injection ---- */

static bool act_work(void *arg)
{
	struct act *x = arg;
	struct rows rows;
	struct act in = { .db = x->db, .id = 2, .answer = true };
	return insert(x->db, 1) && db_savepoint(x->db, act_insert, &in) &&
	       db_many(x->db, SQL("SELECT id FROM t"), NO_ARGS, &rows) && rows.n == 2;
}

/* Whichever statement fails, nothing stays; and they are as many as were counted. */
static void test_fail_after(void **state)
{
	struct db *db = &((struct fix *)*state)->db;
	struct act x = { .db = db };
	int n = 0;
	int64_t before;
	for (;;) {
		before = db_statements(db->conn);
		db_fail_after(db->conn, ++n);
		if (db_txn(db, TXN_WRITE, act_work, &x))
			break;
		assert_string_equal(db->errs->first->text, "Không ghi được cơ sở dữ liệu: đĩa đầy");
		wrong(db, ERR_FAULT, false);
		assert_int_equal(count(db), 0);
	}
	assert_int_equal(n, 8);         /* BEGIN, INSERT, SAVEPOINT, INSERT, RELEASE, SELECT, COMMIT went well */
	assert_int_equal(db_statements(db->conn) - before, 7);
	assert_int_equal(db->conn->fail_in, 1);
	wrong(db, ERR_FAULT, insert(db, 3));
	assert_true(insert(db, 3));
	db_fail_after(db->conn, 1);
	db_fail_after(db->conn, 0);
	assert_int_equal(count(db), 3);
}

/* ---- streams ---- */

struct stream { struct db *db; int64_t n, sum, stop; size_t most; bool complain; };

static bool each_row(void *arg, const struct row *row)
{
	struct stream *s = arg;
	assert_int_equal(row->n, 2);
	assert_string_equal(row->name[1], "s");
	assert_string_equal(row->cell[1].text, "một dòng");
	s->sum += row->cell[0].i;
	size_t used = arena_used(s->db->conn->scratch);
	s->most = used > s->most ? used : s->most;
	if (s->complain && s->n == 5)
		return err_add(s->db->errs, ERR_INPUT, "đủ rồi");
	return ++s->n != s->stop;
}

static struct sql numbers(void)
{
	return SQL("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)"
	           " SELECT i, 'một dòng' AS s FROM n");
}

static bool each_query(void *arg, const struct row *row)
{
	(void)row;
	return count(arg) > 0;
}

static void stream_nested(struct db *db)
{
	(void)!db_stream(db, numbers(), ARGS(V(3)), each_query, db);
}

static void test_stream(void **state)
{
	struct fix *f = *state;
	struct db *db = &f->db;
	enum { ROWS = 150000 };
	struct stream s = { .db = db };
	size_t before = arena_used(f->mem);
	assert_true(db_stream(db, numbers(), ARGS(V(ROWS)), each_row, &s));
	assert_int_equal(s.n, ROWS);
	assert_int_equal(s.sum, (int64_t)ROWS * (ROWS + 1) / 2);
	assert_true(s.most < 1 << 20);
	assert_true(arena_used(f->mem) - before < 1 << 20);
	s = (struct stream){ .db = db, .stop = 10 };
	assert_true(db_stream(db, numbers(), ARGS(V(1000)), each_row, &s));
	assert_int_equal(s.n, 10);
	s = (struct stream){ .db = db, .complain = true };
	wrong(db, ERR_INPUT, db_stream(db, numbers(), ARGS(V(1000)), each_row, &s));
	s = (struct stream){ .db = db };
	assert_true(db_stream(db, SQL("SELECT id, s FROM t"), NO_ARGS, each_row, &s));
	assert_int_equal(s.n, 0);
	struct rows rows;
	wrong(db, ERR_FAULT, db_many(db, numbers(), ARGS(V(DB_MANY_MAX + 1)), &rows));
	assert_true(db_many(db, numbers(), ARGS(V(DB_MANY_MAX)), &rows));
	assert_int_equal(rows.n, DB_MANY_MAX);
	assert_int_equal(rows.row[DB_MANY_MAX - 1].cell[0].i, DB_MANY_MAX);
	with_own(db, stream_nested, f->url);
}

/* ---- two connections ---- */

static bool act_update(void *arg)
{
	struct act *x = arg;
	return db_run(x->db, SQL("UPDATE t SET i = i + 1 WHERE id = $1"), ARGS(V(x->id)));
}

static bool act_update_both(void *arg)
{
	struct act *x = arg, other = { .db = x->other, .id = x->id };
	assert_true(act_update(x));
	wrong(x->other, ERR_BUSY, db_txn(x->other, TXN_WRITE, act_update, &other));
	return true;
}

static void test_busy(void **state)
{
	struct fix *f = *state;
	struct db second = fix_second(f);
	assert_true(insert(&f->db, 1));
	struct act x = { .db = &f->db, .other = &second, .id = 1 };
	assert_true(db_txn(&f->db, TXN_WRITE, act_update_both, &x));
	x.db = &second;
	assert_true(db_txn(&second, TXN_WRITE, act_update, &x));
	assert_int_equal(number(&f->db, SQL("SELECT i FROM t"), NO_ARGS), 3);
	db_close(second.conn);
}

static bool act_read_still(void *arg)
{
	struct act *x = arg;
	int64_t first = count(x->db);
	assert_true(insert(x->other, first + 1));
	x->seen = count(x->db);
	return x->seen == first;
}

static void test_snapshot(void **state)
{
	struct fix *f = *state;
	struct db second = fix_second(f);
	struct act x = { .db = &f->db, .other = &second };
	assert_true(db_txn(&f->db, TXN_READ, act_read_still, &x));
	assert_int_equal(count(&f->db), 1);
	db_close(second.conn);
}

static bool act_select_all(void *arg)
{
	struct act *x = arg;
	struct row row;
	bool done = db_one(x->db, SQL("SELECT * FROM t"), NO_ARGS, &row);
	x->seen = done ? row.n : -1;
	return done;
}

/* Another session changes the table under a prepared SELECT *. */
static void test_schema_change(void **state)
{
	struct fix *f = *state;
	struct db second = fix_second(f);
	struct act x = { .db = &f->db };
	assert_true(insert(&f->db, 1) && db_txn(&f->db, TXN_READ, act_select_all, &x));
	int64_t before = x.seen;
	assert_true(db_script(&second, SQL("ALTER TABLE t ADD COLUMN more text")));
	assert_true(db_txn(&f->db, TXN_READ, act_select_all, &x));
	assert_int_equal(x.seen, before + 1);
	assert_true(db_script(&f->db, SQL("ALTER TABLE t ADD COLUMN yet text")));
	assert_true(act_select_all(&x));
	assert_int_equal(x.seen, before + 2);
	assert_int_equal(f->errs.count, 0);
	db_close(second.conn);
}

struct racer { struct db db; pthread_barrier_t *barrier; int64_t first; int tries; bool done; };

static bool act_race(void *arg)
{
	struct racer *r = arg;
	struct act x = { .db = &r->db, .id = r->first };
	bool done = act_update(&x);
	if (!r->tries++)
		pthread_barrier_wait(r->barrier);
	x.id = 3 - r->first;
	return done && act_update(&x);
}

static void *race(void *arg)
{
	struct racer *r = arg;
	r->done = db_txn(&r->db, TXN_WRITE, act_race, r);
	return NULL;
}

/* Two that lock the same rows the other way round: one loses and is run again. */
static void test_deadlock(void **state)
{
	struct fix *f = *state;
	if (!db_is_postgres(f->db.conn))
		skip();
	assert_true(insert(&f->db, 1) && insert(&f->db, 2));
	pthread_barrier_t barrier;
	pthread_barrier_init(&barrier, NULL, 2);
	struct racer r[2];
	pthread_t thread[2];
	for (int i = 0; i < 2; i++) {
		r[i] = (struct racer){ .db = fix_second(f), .barrier = &barrier, .first = i + 1 };
		r[i].db.mem = arena_new(0);
		*r[i].db.errs = errs_new(r[i].db.mem);
	}
	for (int i = 0; i < 2; i++)
		pthread_create(&thread[i], NULL, race, &r[i]);
	for (int i = 0; i < 2; i++) {
		pthread_join(thread[i], NULL);
		assert_true(r[i].done);
		assert_int_equal(r[i].db.errs->count, 0);
		db_close(r[i].db.conn);
		arena_free(r[i].db.mem);
	}
	pthread_barrier_destroy(&barrier);
	assert_int_equal(r[0].tries + r[1].tries, 3);
	assert_int_equal(number(&f->db, SQL("SELECT sum(i) FROM t"), NO_ARGS), 1 + 2 + 4);
}

/* ---- lost connections ---- */

static void end_session(struct db *db, struct db *by)
{
	int64_t pid = number(db, SQL("SELECT pg_backend_pid()"), NO_ARGS);
	assert_int_equal(number(by, SQL("SELECT pg_terminate_backend(CAST($1 AS int), 5000)"), ARGS(V(pid))), 1);
}

static bool act_lose(void *arg)
{
	struct act *x = arg;
	assert_true(insert(x->db, x->id));
	end_session(x->db, x->other);
	return insert(x->db, x->id + 1);
}

static bool act_lose_in_savepoint(void *arg)
{
	struct act *x = arg;
	assert_false(db_savepoint(x->db, act_lose, x));
	return true;
}

static bool act_lose_at_commit(void *arg)
{
	struct act *x = arg;
	assert_true(insert(x->db, x->id));
	end_session(x->db, x->other);
	return true;
}

static bool each_lose(void *arg, const struct row *row)
{
	struct act *x = arg;
	(void)row;
	if (!x->seen++)
		assert_int_equal(number(x->other, SQL("SELECT pg_terminate_backend(CAST($1 AS int), 5000)"),
		                        ARGS(V(x->id))), 1);
	return true;
}

/* The server goes away while it sends. */
static void lose_stream(struct db *db, struct db *second)
{
	struct act x = { .other = second };
	x.id = number(db, SQL("SELECT pg_backend_pid()"), NO_ARGS);
	wrong(db, ERR_FAULT, db_stream(db, numbers(), ARGS(V(1000000)), each_lose, &x));
	assert_true(x.seen > 0 && x.seen < 1000000);
}

static void test_lost(void **state)
{
	struct fix *f = *state;
	struct db *db = &f->db;
	if (!db_is_postgres(db->conn))
		skip();
	struct db second = fix_second(f);
	struct act x = { .db = db, .other = &second, .id = 1, .answer = true };
	wrong(db, ERR_FAULT, db_txn(db, TXN_WRITE, act_lose, &x));
	assert_int_equal(count(db), 0);
	wrong(db, ERR_FAULT, db_txn(db, TXN_WRITE, act_lose_in_savepoint, &x));
	wrong(db, ERR_FAULT, db_txn(db, TXN_WRITE, act_lose_at_commit, &x));
	assert_int_equal(count(db), 0);
	end_session(db, &second);
	wrong(db, ERR_FAULT, insert(db, 1));
	assert_true(insert(db, 1));
	end_session(db, &second);
	x.id = 2;
	assert_true(db_txn(db, TXN_WRITE, act_insert, &x));
	lose_stream(db, &second);
	assert_int_equal(count(db), 2);
	assert_int_equal(db->errs->count, 0);
	/* The new session is set up as the first was. */
	struct row row;
	assert_true(db_one(db, SQL("SELECT current_schema()"), NO_ARGS, &row));
	assert_string_equal(row.cell[0].text, "main");
	db_close(second.conn);
}

/* ---- opening ---- */

/* Several that open a new file at once, and write. */
static void test_open_together(void **state)
{
	struct fix *f = *state;
	if (!db_is_postgres(f->db.conn))
		assert_non_null(mkdtemp(f->dir));
	const char *url = db_is_postgres(f->db.conn) ? f->url : arena_printf(f->mem, "sqlite:%s/d", f->dir);
	enum { N = 8 };
	pid_t child[N];
	fflush(NULL);
	for (int i = 0; i < N; i++) {
		if ((child[i] = fork()))
			continue;
		struct db db = { .conn = db_open(url, &f->errs), .mem = f->mem, .errs = &f->errs };
		bool done = db.conn && db_script(&db, SQL("CREATE TABLE IF NOT EXISTS t (id bigint, i bigint)")) &&
		            insert(&db, i);
		db_close(db.conn);
		_exit(!done);
	}
	for (int i = 0; i < N; i++) {
		int status;
		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_int_equal(status, 0);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
static const struct CMUnitTest tests[] = {
	TEST(test_types), TEST(test_results), TEST(test_parameters), TEST(test_ids),
	TEST(test_build), TEST(test_bad_sql), TEST(test_conflicts), TEST(test_urls),
	TEST(test_columns), TEST(test_cache), TEST(test_txn), TEST(test_spoilt),
	TEST(test_savepoint), TEST(test_misuse), TEST(test_fail_after), TEST(test_stream),
	TEST(test_busy), TEST(test_snapshot), TEST(test_schema_change), TEST(test_deadlock),
	TEST(test_lost), TEST(test_open_together),
};

int main(void)
{
	const char *urls = getenv("DANGVU_TEST_URLS");
	char list[1000], *rest = list, *url;
	snprintf(list, sizeof list, "%s", urls && *urls ? urls : "sqlite::memory:");
	int failed = 0;
	while ((url = strsep(&rest, " "))) {
		if (!*url)
			continue;
		struct CMUnitTest mine[COUNTOF(tests)];
		memcpy(mine, tests, sizeof tests);
		for (size_t i = 0; i < COUNTOF(tests); i++)
			mine[i].initial_state = url;
		failed += _cmocka_run_group_tests(url, mine, COUNTOF(mine), NULL, NULL);
	}
	return failed ? 1 : 0;
}
