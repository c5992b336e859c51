/* The real reorganisation of 2025 on the small demonstration province: reports of earlier years do not move by one, the
 * report of 2025 counts each act once, undo brings back the identical state.  On every engine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "app/subjects.h"
#include "base/crypt.h"
#include "model/access.h"
#include "model/figure.h"
#include "model/journal.h"
#include "model/keep.h"
#include "model/unit.h"
#include "reorganise_2025.h"
#include "site/demo.h"

struct world {
	struct arena *mem;
	struct errs errs;
	struct conn *conn;
	struct db db;
	struct catalog catalog;
	struct ctx ctx;
	char url[300], path[200];
	bool whole;                     /* the whole province: fewer of its many cells are asked */
};

static void show_errs(const struct errs *e)
{
	for (const struct err *x = e->first; x; x = x->next)
		fprintf(stderr, "  %s: %s\n", x->field ? x->field : "-", x->text);
}

#define must(w, what) do { if (!(what)) { show_errs(&(w)->errs); fail(); } } while (0)

/* A file of its own where the tests run in memory: the demonstration opens its database by itself.  "province:FILE" is
 * one already built, which the test may change: undo brings it back. */
static void url_set(struct world *w, const char *url)
{
	if (strncmp(url, "province:", strlen("province:")) == 0) {
		snprintf(w->url, sizeof w->url, "sqlite:%s", url + strlen("province:"));
		w->whole = true;
		return;
	}
	if (strcmp(url, "sqlite::memory:") != 0) {
		snprintf(w->url, sizeof w->url, "%s", url);
		return;
	}
	const char *dir = getenv("TMPDIR");
	snprintf(w->path, sizeof w->path, "%s/dangvu-reorganise.XXXXXX", dir ? dir : "/tmp");
	int f = mkstemp(w->path);
	assert_true(f >= 0);
	close(f);
	snprintf(w->url, sizeof w->url, "sqlite:%s", w->path);
}

static void world_open(struct world *w, const char *url)
{
	memset(w, 0, sizeof *w);
	w->mem = arena_new(1024u << 20);
	w->errs = errs_new(w->mem);
	url_set(w, url);
	must(w, catalog_make(w->mem, subjects, nsubjects, &w->catalog, &w->errs));
	w->conn = db_open(w->url, &w->errs);
	must(w, w->conn);
	w->db = (struct db){ w->conn, w->mem, &w->errs };
	if (db_is_postgres(w->conn))
		must(w, db_script(&w->db, SQL("DROP SCHEMA main CASCADE; CREATE SCHEMA main;")));
	const struct demo_options o = { .catalog = &w->catalog, .url = w->url, .seed = 7, .small = true, .scale = 1,
	                                .data_dir = "data" };
	must(w, w->whole || demo_run(&o, &w->errs));
	w->ctx = (struct ctx){
		.mem = w->mem, .errs = &w->errs, .db = &w->db, .catalog = &w->catalog, .keep = keep_new(64 << 20),
		.user = &user_system, .today = DATE(2025, 12, 31), .now = 1767150000, .via = "test", .site = 1,
	};
}

static void world_close(struct world *w)
{
	db_close(w->conn);
	keep_free(w->ctx.keep);
	if (w->path[0]) {
		(void)unlink(w->path);
		(void)unlink(arena_printf(w->mem, "%s-wal", w->path));
		(void)unlink(arena_printf(w->mem, "%s-shm", w->path));
	}
	arena_free(w->mem);
}

/* ---- all figures of all units, as one text ---- */

static const char *const codes[] = {
	"member.total", "admission.approved", "admission.held", "member.removed", "badge.members", "member.died",
	"transfer.in", "transfer.out",
};

static void tell_unit(struct world *w, int64_t unit, const char *period, struct buf *out)
{
	struct question q = { .under = unit };
	const struct figure *f[COUNTOF(codes)];
	struct answer a[COUNTOF(codes)];
	const char *note;

	assert_true(period_parse(period, &q.period));
	must(w, question_settle(&w->ctx, &q, &note));
	for (size_t i = 0; i < COUNTOF(codes); i++)
		must(w, figure_find(&w->ctx, q, codes[i], &f[i]));
	must(w, figure_answer(&w->ctx, q, f, (int)COUNTOF(codes), a));
	buf_printf(out, "%lld %s:", (long long)unit, period);
	for (size_t i = 0; i < COUNTOF(codes); i++)
		buf_printf(out, " %d/%lld/%g", a[i].has, (long long)a[i].num, a[i].has_last ? a[i].last_year : -1);
	buf_char(out, '\n');
}

/* Every unit with others below it, and every seventh of the rest. */
static char *tell_all(struct world *w)
{
	static const char *const periods[] = { "2021", "2022", "2023", "2024" };
	struct buf out = buf_new(w->mem, 8 << 20);
	const struct tree *t;

	for (size_t p = 0; p < COUNTOF(periods); p++) {
		struct period period;
		assert_true(period_parse(periods[p], &period));
		must(w, tree_load(&w->ctx, (struct clock){ .on = period_last(period) }, &t));
		for (int i = 0; i < t->n; i++)
			if (w->whole ? i % 29 == 0 || t->node[i].depth < 2 : t->node[i].last > i || i % 7 == 0)
				tell_unit(w, t->id[i], periods[p], &out);
	}
	assert_false(out.full);
	return out.s;
}

static int64_t figure_root(struct world *w, const char *code, const char *period, int64_t under)
{
	struct question q = { .under = under };
	const struct figure *f;
	struct answer a;
	const char *note;

	assert_true(period_parse(period, &q.period));
	must(w, question_settle(&w->ctx, &q, &note));
	must(w, figure_find(&w->ctx, q, code, &f) && figure_answer(&w->ctx, q, &f, 1, &a));
	assert_true(a.has);
	return a.num;
}

static int64_t figure_sum(struct world *w, const char *code, const char *period, int64_t under)
{
	struct question q = { .under = under };
	const struct figure *f;
	struct answer *a;
	const char *note;
	int64_t sum = 0;
	int n;

	assert_true(period_parse(period, &q.period));
	must(w, question_settle(&w->ctx, &q, &note));
	must(w, figure_find(&w->ctx, q, code, &f) && figure_by(&w->ctx, q, f, "unit", &a, &n));
	for (int i = 0; i < n; i++)
		sum += a[i].num;
	return sum;
}

/* ---- acts of 2025 in units that end ---- */

static void do_row(struct world *w, const char *record, const char *const *pair, int n)
{
	const char *name[12], *text[12];
	const struct input in = { n, name, text };
	const struct order o = { .verb = DO_CREATE, .rec = catalog_record(&w->catalog, record), .recording = true,
	                         .input = &in };
	struct done done;

	for (int i = 0; i < n; i++) {
		name[i] = pair[2 * i];
		text[i] = pair[2 * i + 1];
	}
	must(w, command_run(&w->ctx, &o, &done));
	w->ctx.heads = NULL;
}

static const char *id_text(struct world *w, struct value v)
{
	return arena_printf(w->mem, "%lld", (long long)v.i);
}

/* Courses of commune organisations and a district's, deaths in their cells: rows of units that end on 01/07. */
static void acts_write(struct world *w, int64_t *courses, int64_t *deaths)
{
	struct rows rows;

	must(w, db_many(&w->db, SQL("SELECT a.unit FROM main.area a JOIN main.unit_status s ON s.unit = a.unit WHERE "
	                            "s.type = 'district_committee' OR (s.type = 'grassroots_committee' AND "
	                            "s.name LIKE 'Đảng bộ xã%') ORDER BY a.unit LIMIT 40"), NO_ARGS, &rows));
	*courses = rows.n;
	for (int i = 0; i < rows.n; i++) {
		const char *pair[] = { "unit", id_text(w, rows.row[i].cell[0]), "kind", "awareness", "name",
		                       "Lớp năm 2025",
		                       "opened_on", "2025-03-03", "closed_on", "2025-03-07" };
		do_row(w, "course", pair, 5);
	}
	must(w, db_many(&w->db, SQL("SELECT s.member, s.unit FROM main.member_status s "
	                            "JOIN main.unit u ON u.id = s.unit WHERE s.valid_until = '9999-12-31' "
	                            "AND u.name LIKE 'Chi bộ ấp%' AND s.member % 11 = 3 "
	                            "ORDER BY s.member LIMIT 30"), NO_ARGS, &rows));
	*deaths = rows.n;
	for (int i = 0; i < rows.n; i++) {
		const char *pair[] = { "member", id_text(w, rows.row[i].cell[0]), "unit",
		                       id_text(w, rows.row[i].cell[1]),
		                       "died_on", "2025-02-20", "reported_on", "2025-02-24" };
		do_row(w, "death", pair, 4);
	}
}

static int64_t one(struct world *w, struct sql q)
{
	struct row row;

	must(w, db_one(&w->db, q, NO_ARGS, &row));
	return cell_int(row.cell[0]);
}

static void check_tree(struct world *w, const struct rc *r)
{
	const struct tree *t;
	int communes = 0, districts = 0;

	must(w, tree_load(&w->ctx, (struct clock){ .on = { 20250630 } }, &t));
	for (int i = 0; i < t->n; i++)
		communes += !t->node[i].former && strcmp(t->node[i].kind, "state") == 0 && t->node[i].depth == 2;
	assert_int_equal(communes, 104);
	must(w, tree_load(&w->ctx, (struct clock){ .on = { 20250701 } }, &t));
	communes = 0;
	int root = tree_find(t, r->state_root), party = tree_find(t, r->party_root), below = 0;
	for (int i = 0; i < t->n; i++) {
		if (t->node[i].former)
			continue;
		communes += t->node[i].parent == root;
		below += t->node[i].parent == party;
		districts += strncmp(t->node[i].type, "district", strlen("district")) == 0;
	}
	assert_int_equal(communes, 41);
	assert_int_equal(districts, 0);
	assert_int_equal(below, 41 + 4);
}

static void undo_all(struct world *w, int64_t from)
{
	struct done done;

	for (int64_t entry = one(w, SQL("SELECT max(entry) FROM main.journal")); entry > from; entry--) {
		must(w, command_undo(&w->ctx, entry, "diễn tập", &done));
		w->ctx.heads = NULL;
	}
}

static void check_state(struct world *w, const char *wanted)
{
	char state[65], head[65];

	must(w, journal_state(&w->ctx, state, head));
	assert_string_equal(state, wanted);
}

static void check_verify(struct world *w)
{
	struct buf told = buf_new(w->mem, 1 << 20);
	int64_t wrong;

	must(w, journal_verify(&w->ctx, &told, &wrong));
	if (wrong)
		fprintf(stderr, "%s", told.s);
	assert_int_equal(wrong, 0);
}

static void reorganised(const char *url)
{
	struct world w;
	struct rc r;
	char state[65], head[65];
	int64_t courses, deaths;

	world_open(&w, url);
	acts_write(&w, &courses, &deaths);
	char *before = tell_all(&w);
	int64_t members = one(&w, SQL("SELECT count(*) FROM main.member_status WHERE valid_until = '9999-12-31'"));
	int64_t entry = one(&w, SQL("SELECT max(entry) FROM main.journal"));
	must(&w, journal_state(&w.ctx, state, head));

	must(&w, reorganise_2025(&w.ctx, "data/travinh-units-2025.csv", &r));
	check_tree(&w, &r);
	assert_string_equal(tell_all(&w), before);
	assert_int_equal(figure_root(&w, "course.awareness", "2025", r.party_root), courses);
	assert_int_equal(figure_sum(&w, "course.awareness", "2025", r.party_root), courses);
	assert_int_equal(figure_root(&w, "member.died", "2025", r.party_root), deaths);
	assert_int_equal(figure_sum(&w, "member.died", "2025", r.party_root), deaths);
	assert_int_equal(figure_root(&w, "member.total", "2025", r.party_root), members);
	assert_int_equal(figure_sum(&w, "member.total", "2025", r.party_root), members);
	check_verify(&w);

	undo_all(&w, entry);
	check_state(&w, state);
	assert_string_equal(tell_all(&w), before);
	check_verify(&w);
	world_close(&w);
}

static void test_reorganise(void **unused)
{
	char urls[2000];
	const char *given = getenv("DANGVU_TEST_URLS");

	(void)unused;
	snprintf(urls, sizeof urls, "%s", given && *given ? given : "sqlite::memory:");
	for (char *p = urls, *end; *p; p = end) {
		end = p + strcspn(p, " ");
		if (*end)
			*end++ = '\0';
		if (*p)
			reorganised(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_reorganise) };

	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
