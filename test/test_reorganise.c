/* The real reorganisation of 2025 on the small demonstration province: reports of earlier years do not move by one, the
 * report of 2025 counts each act once, undo brings back the identical state.  On every engine. */
#include <stdbool.h>

#define WORLD_MORE bool whole;  /* the whole province: fewer of its many cells are asked */
#include "world_real.h"

#include "model/unit.h"
#include "reorganise_2025.h"

/* "province:FILE" is one already built, which the test may change: undo brings it back. */
static void world_open(struct world *w, const char *url)
{
	static const char built[] = "province:";
	char file[300];

	if (strncmp(url, built, strlen(built)) == 0) {
		snprintf(file, sizeof file, "sqlite:%s", url + strlen(built));
		world_begin(w, file, subjects, nsubjects);
		w->whole = true;
		w->ctx.keep = keep_new(64 << 20);
	} else {
		world_demo(w, url, 7, 1);
	}
	w->ctx.today = (struct date)DATE(2025, 12, 31);
	w->ctx.now = 1767150000;
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

static int64_t figure_sum(struct world *w, const char *code, const char *period, int64_t under)
{
	struct question q = { .under = under };
	const struct figure *f;
	struct answer *a = NULL;
	const char *note;
	int64_t sum = 0;
	int n = 0;

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

static void reorganised(const char *url)
{
	struct world w;
	struct rc r;
	char state[65], after[65];
	int64_t courses, deaths;

	world_open(&w, url);
	acts_write(&w, &courses, &deaths);
	char *before = tell_all(&w);
	int64_t members = one(&w, SQL("SELECT count(*) FROM main.member_status WHERE valid_until = '9999-12-31'"));
	int64_t entry = one(&w, SQL("SELECT max(entry) FROM main.journal"));
	state_of(&w, state, NULL);

	must(&w, reorganise_2025(&w.ctx, "data/travinh-units-2025.csv", &r));
	check_tree(&w, &r);
	assert_string_equal(tell_all(&w), before);
	assert_int_equal(figure_asked(&w, "course.awareness", "2025", r.party_root).num, courses);
	assert_int_equal(figure_sum(&w, "course.awareness", "2025", r.party_root), courses);
	assert_int_equal(figure_asked(&w, "member.died", "2025", r.party_root).num, deaths);
	assert_int_equal(figure_sum(&w, "member.died", "2025", r.party_root), deaths);
	assert_int_equal(figure_asked(&w, "member.total", "2025", r.party_root).num, members);
	assert_int_equal(figure_sum(&w, "member.total", "2025", r.party_root), members);
	sound(&w);

	undo_all(&w, entry);
	state_of(&w, after, NULL);
	assert_string_equal(after, state);
	assert_string_equal(tell_all(&w), before);
	sound(&w);
	world_close(&w);
}

static void test_reorganise(void **unused)
{
	(void)unused;
	for (int i = 0; world_url(i); i++)
		reorganised(world_url(i));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_reorganise) };

	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
