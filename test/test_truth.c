/* What a figure says is what opens, for everybody, everywhere, on any day and as known at any moment; and the search
 * among names finds what the filter language finds.  Over the small province, on every engine. */
#include "base/crypt.h"

#define WORLD_MORE struct rng rng;
#include "world_real.h"

#include "model/filter.h"
#include "model/search.h"
#include "model/unit.h"

static void world_open(struct world *w, const char *url)
{
	world_demo(w, url, 7, 1);
	rng_seed(&w->rng, 11, "truth");
}

static int64_t pick(struct world *w, int64_t n)
{
	return (int64_t)rng_below(&w->rng, (uint64_t)n);
}

/* ---- a random question, asked by a random user ---- */

static const struct user *some_user(struct world *w)
{
	static const char *const login[] = { "totchuc", "lanhdao", "canglong", "bithu", "vanphong", "khoia" };
	const struct user *user;

	if (pick(w, 3) == 0)
		return &user_system;
	must(w, access_user(&w->ctx, login[pick(w, COUNTOF(login))], false, &user));
	return user;
}

static struct question some_question(struct world *w)
{
	static const char *const period[] = {
		"2021", "2022", "2022-H1", "2022-Q3", "2022-11", "2021-06-15..2022-12-08",
	};
	struct clock today = { w->ctx.today, 0 };
	struct question q = { { { 0 }, { 0 } }, { 0 }, 0, 0 };
	const struct tree *tree;

	assert_true(period_parse(period[pick(w, COUNTOF(period))], &q.period));
	if (pick(w, 2))
		q.on = date_add_days(q.period.from, pick(w, date_days(q.period.from, q.period.until)));
	must(w, tree_load(&w->ctx, today, &tree));
	if (pick(w, 3))
		q.under = tree->id[pick(w, tree->n)];
	must(w, journal_heads(&w->ctx));
	if (pick(w, 2))
		q.known = 1 + pick(w, w->ctx.head);
	return q;
}

static void compare(struct world *w, struct question q, const struct figure *f)
{
	struct answer a;
	struct listing rows;
	int64_t total = -1;

	must(w, figure_answer(&w->ctx, q, &f, 1, &a));
	if (!a.has)
		return;
	must(w, figure_open(&w->ctx, q, f, NULL, "id", 0, 0, &rows, &total));
	if (strcmp(a.amount, "rows") != 0 && strcmp(a.amount, "persons") != 0)
		return;
	if (total != (int64_t)a.value || rows.nlines != total)
		fail_msg("%s under %lld on %d known %lld as %s: figure %g, opens %lld, lines %d", f->code,
		         (long long)q.under, q.on.ymd, (long long)q.known, w->ctx.user->login, a.value,
		         (long long)total, rows.nlines);
}

static void figures_open(struct world *w)
{
	const struct figure *all;
	int n;

	for (int i = 0; i < 60; i++) {
		struct arena_mark mark = arena_mark(w->mem);
		struct question q = some_question(w);
		const char *note;
		w->ctx.user = some_user(w);
		must(w, question_settle(&w->ctx, &q, &note));
		must(w, figure_all(&w->ctx, q, &all, &n));
		for (int k = 0; k < 6 && n; k++)
			compare(w, q, &all[pick(w, n)]);
		w->ctx.user = &user_system;
		w->ctx.heads = NULL;
		arena_reset(w->mem, mark);
	}
}

/* A figure by units: children and own rows make the whole (rows); persons are never more than the sum. */
static void parts_make_whole(struct world *w)
{
	static const char *const code[] = {
		"member.total", "admission.approved", "badge.granted", "transfer.in", "member.died",
	};
	const struct figure *f;
	const char *note;

	for (size_t i = 0; i < COUNTOF(code); i++) {
		struct question q = { { DATE(2022, 1, 1), DATE(2023, 1, 1) }, { 0 }, 0, 0 };
		struct answer whole, *part;
		int n;
		double sum = 0;
		must(w, question_settle(&w->ctx, &q, &note));
		must(w, figure_find(&w->ctx, q, code[i], &f));
		must(w, figure_answer(&w->ctx, q, &f, 1, &whole));
		must(w, figure_by(&w->ctx, q, f, "unit", &part, &n));
		for (int k = 0; k < n; k++)
			sum += part[k].value;
		assert_true(whole.value > 0 && n > 1);
		assert_true(strcmp(whole.amount, "persons") == 0 ? sum >= whole.value : sum == whole.value);
	}
}

/* Straight SQL over the fixed names, written without the program. */
static void independent_counts(struct world *w)
{
	static const struct { const char *code; struct sql sql; } same[] = {
		{ "member.total",
		  SQL_INIT("SELECT count(DISTINCT member) FROM main.member_status WHERE valid_from <= '2022-12-08' "
		           "AND valid_until > '2022-12-08' AND standing IN ('official', 'probationary')") },
		{ "admission.approved",
		  SQL_INIT("SELECT count(DISTINCT person) FROM main.admission "
		           "WHERE approved_on >= '2022-01-01' AND approved_on <= '2022-12-08'") },
		{ "admission.held",
		  SQL_INIT("SELECT count(DISTINCT person) FROM main.admission "
		           "WHERE held_on >= '2022-01-01' AND held_on <= '2022-12-08'") },
		{ "badge.members",
		  SQL_INIT("SELECT count(DISTINCT member) FROM main.badge WHERE state = 'granted' "
		           "AND decided_on >= '2022-01-01' AND decided_on <= '2022-12-08'") },
		{ "member.died",
		  SQL_INIT("SELECT count(*) FROM main.death "
		           "WHERE died_on >= '2022-01-01' AND died_on <= '2022-12-08'") },
	};
	struct question q = { { DATE(2022, 1, 1), DATE(2023, 1, 1) }, DATE(2022, 12, 8), 0, 0 };

	for (size_t i = 0; i < COUNTOF(same); i++) {
		const struct figure *f;
		struct answer a;
		struct row row;
		must(w, figure_find(&w->ctx, q, same[i].code, &f));
		must(w, figure_answer(&w->ctx, q, &f, 1, &a));
		must(w, db_one(&w->db, same[i].sql, NO_ARGS, &row));
		if ((int64_t)a.value != row.cell[0].i)
			fail_msg("%s: %g, plain SQL %lld", same[i].code, a.value, (long long)row.cell[0].i);
	}
}

/* ---- search ---- */

static void search_is_filter(struct world *w, int times)
{
	static const char *const text[] = {
		"an", "nguyen", "nguyễn", "thi ngoc", "Đào", "dao", "thạch", "zzz", "kim", "Hòa", "hoa", "n", "yen",
		"n thi", "ran v", "nguyen thi", "guyễn vă", "an an",
	};
	const struct record *member = catalog_record(&w->catalog, "member");

	for (int i = 0; i < times; i++) {
		const char *typed = text[pick(w, COUNTOF(text))];
		struct list l = { .of = member, .clock = { w->ctx.today, 0 } };
		struct listing rows;
		struct found found;
		w->ctx.user = some_user(w);
		l.where = filter_parse(&w->ctx, member, arena_printf(w->mem, "person.name ~ \"%s\"", typed));
		must(w, l.where && list_rows(&w->ctx, &l, &rows));
		must(w, search_names(&w->ctx, member, typed, 0, 1000, &found));
		if (found.total != rows.nlines)
			fail_msg("%s as %s: search %lld, filter %d", typed, w->ctx.user->login, (long long)found.total,
			         rows.nlines);
		for (int k = 0; k < found.n; k++)
			assert_int_equal(found.id[k], rows.line[k].id);
		w->ctx.user = &user_system;
	}
}

/* Members come, go, move and are called as others are: whatever a change may do to what is kept of names. */
static bool upset(struct op *op, void *arg)
{
	struct world *w = arg;
	const struct record *member = catalog_record(&w->catalog, "member");
	const struct record *person = catalog_record(&w->catalog, "person");
	int home = record_field(member, "home"), of = record_field(member, "person");
	int name = record_field(person, "name");
	struct version v[2], whom;

	op->command = "test";
	for (int i = 0; i < 6; i++) {
		for (int k = 0; k < 2; k++) {
			int64_t id = count(w, SQL("SELECT id FROM main.member ORDER BY id LIMIT 1 OFFSET $1"),
			                   ARGS(V(pick(w, one(w, SQL("SELECT count(*) FROM main.member"))))));
			must(w, op_load(op->ctx, member, id, &v[k]));
		}
		must(w, op_load(op->ctx, person, version_int(&v[1], of), &whom));
		int64_t again = 0;
		bool done = i % 4 == 0 ? op_update_cell(op, person, version_int(&v[0], of), name, whom.cell[name]) :
		            i % 4 == 1 ? op_update_cell(op, member, v[0].id, home, v[1].cell[home]) :
		            i % 4 == 2 ? op_insert(op, member, v[0].cell, &again) : op_remove(op, member, v[0].id);
		must(w, done);
	}
	return true;
}

static bool upset_entry(void *arg)
{
	struct world *w = arg;
	struct op op;

	w->ctx.heads = NULL;
	return op_entry(&w->ctx, DO_BATCH, "test", upset, w, &op);
}

static void search_follows_changes(struct world *w)
{
	struct done done;

	for (int i = 0; i < 12; i++) {
		must(w, db_txn(&w->db, TXN_WRITE, upset_entry, w));
		w->ctx.heads = NULL;
		must(w, journal_heads(&w->ctx));
		if (pick(w, 4))
			search_is_filter(w, 6);
		if (pick(w, 2))
			continue;
		must(w, command_undo(&w->ctx, w->ctx.head, "test", &done));
		w->ctx.heads = NULL;
		search_is_filter(w, 3);
	}
}

static void test_truth(void **state)
{
	struct world w;

	(void)state;
	ON_EVERY_ENGINE(&w) {
		independent_counts(&w);
		parts_make_whole(&w);
		search_is_filter(&w, 40);
		figures_open(&w);
		search_follows_changes(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_truth) };

	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
