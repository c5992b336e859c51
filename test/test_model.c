/* The randomised model test: random acts, corrections and undos on a small subject of its own, beside a naive copy of
 * every state.  Lists and counts on random days and moments must equal plain counting over the copies; spans must equal
 * those of a naive fold; undo must bring the identical state; what is flipped behind the program's back must be
 * found. */
#include "base/crypt.h"

#define WORLD_MORE struct rng rng; struct copy *copy /* by entry */; int64_t head;
#include "world.h"

#include "app/subjects.h"
#include "model/filter.h"
#include "model/fold.h"

/* ---- the subject: things that moves put into places ---- */

enum { NAME, GRADE, PLACE_NOW, THING_FIELDS };
static const struct field thing_fields[] = {
	[NAME] = { "name", "Tên", K_NAME, F_REQUIRED | F_LIST | F_SEARCH | F_SORT | F_PERSONAL },
	[GRADE] = { "grade", "Bậc", K_INT, F_LIST, .min = 0, .max = 9 },
	[PLACE_NOW] = { "place_now", "Nơi đang ở", K_SPAN, F_LIST, .of = "thing_place.place" },
};
enum { M_THING, M_PLACE, M_DAY, M_PLANNED, STATE, BEGAN_ON, STATE_ON, MOVE_FIELDS };
static const struct field move_fields[] = {
	[M_THING] = { "thing", "Vật", K_REF, F_REQUIRED | F_LIST, .of = "thing" },
	[M_PLACE] = { "place", "Nơi", K_INT, F_REQUIRED | F_LIST },
	[M_DAY] = { "moved_on", "Ngày chuyển", K_DATE, F_LIST },
	[M_PLANNED] = { "planned_on", "Ngày dự kiến", K_DATE, 0 },
	ACT_FIELDS,
};
enum { S_THING, S_PLACE, VALID_FROM, VALID_UNTIL, SPAN_FIELDS_N };
static const struct field span_fields[] = {
	[S_THING] = { "thing", "Vật", K_REF, F_REQUIRED | F_LIST | F_DERIVED, .of = "thing" },
	[S_PLACE] = { "place", "Nơi", K_INT, F_LIST | F_DERIVED },
	SPAN_FIELDS(F_DERIVED),
};
static const struct state move_states[] = {
	{ "planned", "Dự kiến", .open = true }, { "moved", "Đã chuyển" }, { "dropped", "Bỏ", .ends = true },
};
static const struct step move_steps[] = {
	{ "plan", "Dự kiến", NULL, "planned", 0, .day = "planned_on" },
	{ "move", "Chuyển", "planned", "moved", 0, .day = "moved_on", .needs = "place" },
	{ "drop", "Bỏ", "planned", "dropped", 0 },
};
static const struct workflow move_flow = FLOW(move_states, move_steps);
static bool place_make(struct ctx *ctx, int64_t thing, struct made *out);
static const struct fold place_fold = { "place_fold", "thing_place", "thing", place_make };
static const struct record thing = {
	"thing", "Vật", "Vật", FIELDS(thing_fields), .title = "name", .order = "name", .person = "id",
};
static const struct record move = {
	"move", "Việc chuyển", "Việc chuyển", FIELDS(move_fields), .flow = &move_flow, .fold = &place_fold,
	.fold_of = "thing", .title = "thing", .order = "moved_on", .person = "thing",
};
static const struct record thing_place = {
	"thing_place", "Nơi ở", "Nơi ở", FIELDS(span_fields), .dated = true, .title = "thing", .order = "valid_from",
	.person = "thing",
};
static const struct record *const test_records[] = { &thing, &move, &thing_place };
static const struct subject test_subject = { "test", test_records, 3, NULL, 0 };

static bool place_make(struct ctx *ctx, int64_t id, struct made *out)
{
	struct rows rows;

	if (!db_many(ctx->db, SQL("SELECT place, moved_on FROM main.move WHERE thing = $1 AND state = 'moved' "
	                          "ORDER BY moved_on, id"), ARGS(V(id)), &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		struct date until = i + 1 < rows.n ? cell_date(rows.row[i + 1].cell[1]) : (struct date)FOREVER;
		struct value *v = NEWN(ctx->mem, struct value, SPAN_FIELDS_N);
		v[S_THING] = V(id);
		v[S_PLACE] = rows.row[i].cell[0];
		v[VALID_FROM] = V(cell_date(rows.row[i].cell[1]));
		v[VALID_UNTIL] = V(until);
		if (cell_date(rows.row[i].cell[1]).ymd < until.ymd)
			PUSH(ctx->mem, out->span, out->n, v);
	}
	return true;
}

/* ---- the naive copy ---- */

enum { MAX_THINGS = 40, MAX_MOVES = 400, MAX_ENTRIES = 500 };
struct nthing { int64_t id; int grade; char name[40]; bool has_grade; };
struct nmove { int64_t id, thing; int place; int planned, moved; char state[10]; };
struct copy { int nthings, nmoves; struct nthing thing[MAX_THINGS]; struct nmove move[MAX_MOVES]; char hash[65]; };

static void world_open(struct world *w, const char *url, unsigned seed)
{
	const struct subject **all = calloc((size_t)nsubjects + 1, sizeof *all);

	memcpy(all, subjects, (size_t)nsubjects * sizeof *all);
	all[nsubjects] = &test_subject;
	world_begin(w, url, all, nsubjects + 1);
	free(all);
	w->ctx.keep = keep_new(16 << 20);
	w->ctx.today = (struct date)DATE(2022, 12, 31);
	w->ctx.now = 1672477200;
	rng_seed(&w->rng, seed, "model test");
	w->copy = calloc(MAX_ENTRIES, sizeof *w->copy);
	must(w, catalog_migrate(&w->ctx, false, NULL));
	must(w, catalog_check_tables(&w->ctx));
}

static int64_t pick(struct world *w, int64_t n)
{
	return (int64_t)rng_below(&w->rng, (uint64_t)n);
}

static struct date some_day(struct world *w)
{
	return date_add_days((struct date)DATE(2021, 1, 1), pick(w, 700));
}

/* What the naive copy of the present state says, read from nothing but the program's answers to commands. */
static struct copy *present(struct world *w)
{
	return &w->copy[w->head];
}

static struct copy *next_copy(struct world *w)
{
	assert_true(w->head + 1 < MAX_ENTRIES);
	w->copy[w->head + 1] = w->copy[w->head];
	return &w->copy[w->head + 1];
}

static bool run(struct world *w, enum verb verb, const struct record *rec, const char *step, int64_t id, bool recording,
                int n, const char *const *name, const char *const *text, struct done *done)
{
	struct input in = { n, name, text };
	struct order o = { .verb = verb, .rec = rec, .step = step, .id = id, .recording = recording, .input = &in,
	                   .reason = "thử" };
	bool ok = command_run(&w->ctx, &o, done);

	if (!ok)
		errs_clear(&w->errs);
	return ok;
}

static const char *number(struct world *w, int64_t i)
{
	return arena_printf(w->mem, "%lld", (long long)i);
}

static void took(struct world *w, const struct done *done)
{
	char head[65];

	assert_int_equal(done->entry, w->head + 1);
	w->head = done->entry;
	assert_true(journal_state(&w->ctx, w->copy[w->head].hash, head));
}

static void do_thing(struct world *w)
{
	static const char *const given[] = { "An", "Bình", "Đào", "Hòa", "Ngọc", "Sơn", "Thạch", "Yến" };
	struct done done;
	struct copy *c = present(w);
	bool create = c->nthings < 5 || (c->nthings < MAX_THINGS && pick(w, 3) == 0);
	int i = create ? c->nthings : (int)pick(w, c->nthings);
	int64_t grade = pick(w, 10);
	const char *person = arena_printf(w->mem, "Kim Thị %s %s", given[pick(w, 8)], given[pick(w, 8)]);
	const char *name[] = { "name", "grade" }, *text[] = { person, number(w, grade) };

	if (!run(w, create ? DO_CREATE : DO_EDIT, &thing, NULL, create ? 0 : c->thing[i].id, false, 2, name, text,
	         &done))
		return;
	c = next_copy(w);
	if (create)
		c->thing[c->nthings++].id = done.id;
	c->thing[i].grade = (int)grade;
	c->thing[i].has_grade = true;
	snprintf(c->thing[i].name, sizeof c->thing[i].name, "%s", person);
	took(w, &done);
}

static void do_move(struct world *w)
{
	struct done done;
	bool straight = pick(w, 2) == 0;
	struct date day = some_day(w);
	struct copy *c = present(w);
	int64_t of = c->thing[pick(w, c->nthings)].id;
	int place = (int)pick(w, 4);
	const char *name[] = { "thing", "place", straight ? "moved_on" : "planned_on" };
	const char *text[] = { number(w, of), number(w, place), date_iso(w->mem, day) };

	if (!run(w, straight ? DO_STEP : DO_CREATE, &move, straight ? "move" : NULL, 0, straight, 3, name, text, &done))
		return;
	c = next_copy(w);
	struct nmove *m = &c->move[c->nmoves++];
	*m = (struct nmove){ .id = done.id, .thing = of, .place = place };
	*(straight ? &m->moved : &m->planned) = day.ymd;
	snprintf(m->state, sizeof m->state, straight ? "moved" : "planned");
	took(w, &done);
}

static void do_step(struct world *w)
{
	struct done done;
	struct copy *c = present(w);
	int i = c->nmoves ? (int)pick(w, c->nmoves) : -1;
	struct date day = some_day(w);
	const char *name[] = { "moved_on" }, *text[] = { date_iso(w->mem, day) };

	if (i < 0)
		return;
	bool may = strcmp(c->move[i].state, "planned") == 0 && day.ymd >= c->move[i].planned;
	bool did = run(w, DO_STEP, &move, "move", c->move[i].id, false, 1, name, text, &done);
	assert_int_equal(may, did);
	if (!did)
		return;
	c = next_copy(w);
	c->move[i].moved = day.ymd;
	snprintf(c->move[i].state, sizeof c->move[i].state, "moved");
	took(w, &done);
}

static void do_correct(struct world *w)
{
	struct done done;
	struct copy *c = present(w);
	int i = c->nmoves ? (int)pick(w, c->nmoves) : -1, place = (int)pick(w, 4);
	struct date day = some_day(w);

	if (i < 0 || strcmp(c->move[i].state, "moved") != 0 || day.ymd < c->move[i].planned)
		return;
	const char *name[] = { "moved_on", "place" }, *text[] = { date_show(w->mem, day), number(w, place) };
	if (day.ymd == c->move[i].moved && place == c->move[i].place)
		return;
	assert_true(run(w, DO_EDIT, &move, NULL, c->move[i].id, pick(w, 2), 2, name, text, &done));
	c = next_copy(w);
	c->move[i].moved = day.ymd;
	c->move[i].place = place;
	took(w, &done);
}

static void do_undo(struct world *w)
{
	struct done done;
	char before[65], head[65];
	int64_t entry = w->head;

	if (entry < 6 || w->copy[entry - 1].nthings < 0)
		return;
	if (!command_undo(&w->ctx, entry, "thử lùi", &done)) {
		show_errs(&w->errs);
		fail();
	}
	w->copy[w->head + 1] = w->copy[entry - 1];
	memcpy(before, w->copy[entry - 1].hash, 65);
	took(w, &done);
	assert_string_equal(before, w->copy[w->head].hash);
	(void)head;
}

/* An older entry: done or refused as a whole; refused leaves the state as it was. */
static void do_undo_older(struct world *w)
{
	struct done done;
	char now[65], head[65];
	int64_t entry = 1 + pick(w, w->head);
	int64_t before_head = w->head;

	if (w->head < 6)
		return;
	if (command_undo(&w->ctx, entry, "thử lùi", &done)) {
		/* Put back at once, so that the naive copy need not know what it meant. */
		w->copy[w->head + 1] = w->copy[w->head];
		w->head++;
		assert_true(journal_state(&w->ctx, w->copy[w->head].hash, head));
		w->copy[w->head].nthings = -1;          /* not compared */
		assert_true(command_undo(&w->ctx, done.entry, "lùi việc lùi", &done));
		w->copy[w->head + 1] = w->copy[before_head];
		w->head++;
	} else {
		errs_clear(&w->errs);
	}
	assert_true(journal_state(&w->ctx, now, head));
	if (strcmp(now, w->copy[before_head].hash) != 0)
		fail_msg("undo of %lld and back, or its refusal, at %lld changed the state", (long long)entry,
		         (long long)before_head);
	memcpy(w->copy[w->head].hash, now, 65);
}

/* ---- plain counting over a copy ---- */

static const struct nmove *last_move(const struct copy *c, int64_t of, int day)
{
	const struct nmove *best = NULL;

	for (int i = 0; i < c->nmoves; i++) {
		const struct nmove *m = &c->move[i];
		if (m->thing == of && strcmp(m->state, "moved") == 0 && m->moved <= day &&
		    (!best || m->moved > best->moved || (m->moved == best->moved && m->id > best->id)))
			best = m;
	}
	return best;
}

struct question_case {
	const struct record *rec;
	const char *where;
	int64_t (*count)(const struct copy *, int day);
};

static int64_t count_at_2(const struct copy *c, int day)
{
	int64_t n = 0;

	for (int i = 0; i < c->nthings; i++) {
		const struct nmove *m = last_move(c, c->thing[i].id, day);
		n += m && m->place == 2;
	}
	return n;
}

static int64_t count_nowhere(const struct copy *c, int day)
{
	int64_t n = 0;

	for (int i = 0; i < c->nthings; i++)
		n += last_move(c, c->thing[i].id, day) == NULL;
	return n;
}

static int64_t count_grade(const struct copy *c, int day)
{
	int64_t n = 0;

	for (int i = 0; i < c->nthings; i++) {
		const struct nmove *m = last_move(c, c->thing[i].id, day);
		n += m && (m->place == 1 || m->place == 3) && c->thing[i].grade >= 5;
	}
	return n;
}

static int64_t count_planned(const struct copy *c, int day)
{
	int64_t n = 0;

	for (int i = 0; i < c->nmoves; i++)
		n += c->move[i].planned && c->move[i].planned <= day && (!c->move[i].moved || c->move[i].moved > day);
	return n;
}

static int64_t count_names(const struct copy *c, int day)
{
	int64_t n = 0;

	(void)day;
	for (int i = 0; i < c->nthings; i++)
		n += strstr(c->thing[i].name, "Hòa") != NULL || strstr(c->thing[i].name, "Đào") != NULL;
	return n;
}

static const struct question_case cases[] = {
	{ &thing_place, "place = 2", count_at_2 },
	{ &thing, "place_now = 2", count_at_2 },
	{ &thing, "has thing_place(place = 2)", count_at_2 },
	{ &thing, "not has thing_place()", count_nowhere },
	{ &thing, "place_now is not set", count_nowhere },
	{ &thing_place, "place in (1, 3) and thing.grade >= 5", count_grade },
	{ &move, "state = planned", count_planned },
	{ &thing, "name ~ \"hoa\" or name ~ \"đào\"", count_names },
};

static void compare(struct world *w, int64_t known, struct date day)
{
	const struct copy *c = &w->copy[known];
	struct arena_mark mark = arena_mark(w->mem);

	if (c->nthings < 0)
		return;
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		const struct filter *where = filter_parse(&w->ctx, cases[i].rec, cases[i].where);
		bool now = known == w->head && pick(w, 2);
		struct list l = { .of = cases[i].rec, .clock = { day, now ? 0 : known }, .where = where };
		struct listing rows;
		int64_t n = -1;
		if (!where || !list_count(&w->ctx, &l, &n) || !list_rows(&w->ctx, &l, &rows)) {
			show_errs(&w->errs);
			fail();
		}
		if (n != cases[i].count(c, day.ymd) || rows.nlines != n)
			fail_msg("%s on %d known %lld: %lld, counted %lld, rows %d", cases[i].where, day.ymd,
			         (long long)known, (long long)n, (long long)cases[i].count(c, day.ymd), rows.nlines);
		struct measure m = { .amount = A_PERSONS };
		struct tally t;
		assert_true(list_measure(&w->ctx, &l, &m, 1, NULL, &t));
		assert_true(cases[i].rec == &move || t.value[0] == n);
		const struct measure beside[] = { { A_ROWS, .where = where }, { A_ROWS } };
		l.where = NULL;
		assert_true(list_measure(&w->ctx, &l, beside, 2, NULL, &t));
		if (t.value[0] != n)
			fail_msg("%s on %d known %lld: %lld, measured %lld", cases[i].where, day.ymd,
			         (long long)known, (long long)n, (long long)t.value[0]);
	}
	w->ctx.heads = NULL;
	arena_reset(w->mem, mark);
}

static void verify_finds(struct world *w, struct sql flip, struct sql back)
{
	struct buf told = buf_new(w->mem, 1 << 20);
	int64_t wrong;

	assert_true(db_run(&w->db, flip, NO_ARGS));
	assert_true(journal_verify(&w->ctx, &told, &wrong));
	if (!wrong)
		fail_msg("not found: %s", flip.text);
	assert_true(db_run(&w->db, back, NO_ARGS));
}

static void flips(struct world *w)
{
	verify_finds(w, SQL("UPDATE main.thing SET grade = grade + 100"),
	             SQL("UPDATE main.thing SET grade = grade - 100"));
	verify_finds(w, SQL("UPDATE main.thing SET name = name || 'x'"),
	             SQL("UPDATE main.thing SET name = substr(name, 1, length(name) - 1)"));
	verify_finds(w, SQL("UPDATE main.thing_past SET grade = grade + 100 "
	                 "WHERE id = (SELECT min(id) FROM main.thing_past)"),
	             SQL("UPDATE main.thing_past SET grade = grade - 100 "
	                 "WHERE id = (SELECT min(id) FROM main.thing_past)"));
	verify_finds(w, SQL("UPDATE main.thing_place SET place = place + 10"),
	             SQL("UPDATE main.thing_place SET place = place - 10"));
	verify_finds(w, SQL("UPDATE main.journal SET at = at + 1 WHERE entry = 3"),
	             SQL("UPDATE main.journal SET at = at - 1 WHERE entry = 3"));
	verify_finds(w, SQL("UPDATE main.thing_past SET until = until + 1 "
	                 "WHERE id = (SELECT min(id) FROM main.thing_past)"),
	             SQL("UPDATE main.thing_past SET until = until - 1 "
	                 "WHERE id = (SELECT min(id) FROM main.thing_past)"));
	verify_finds(w, SQL("UPDATE main.journal_head SET entry = entry + 1 WHERE name = 'database'"),
	             SQL("UPDATE main.journal_head SET entry = entry - 1 WHERE name = 'database'"));
	verify_finds(w, SQL("UPDATE main.thing SET name_fold = name_fold || 'z'"),
	             SQL("UPDATE main.thing SET name_fold = substr(name_fold, 1, length(name_fold) - 1)"));
	sound(w);
}

/* What is kept of the heads is what the table says. */
static void heads_hold(struct world *w)
{
	struct keep *keep = w->ctx.keep;
	int n = w->catalog.nrecords;

	w->ctx.heads = NULL;
	must(w, journal_heads(&w->ctx));
	int64_t *kept = w->ctx.heads, last = w->ctx.head;
	w->ctx.heads = NULL;
	w->ctx.keep = NULL;
	must(w, journal_heads(&w->ctx));
	assert_int_equal(w->ctx.head, last);
	assert_memory_equal(w->ctx.heads, kept, (size_t)n * sizeof *kept);
	w->ctx.heads = NULL;
	w->ctx.keep = keep;
}

/* An entry is lost with its commit, and another process gives its number to an entry over other record types. */
static void number_comes_again(struct world *w)
{
	const char *name[] = { "name" }, *text[] = { "Kim Thị Mất" };
	struct keep *keep = w->ctx.keep;
	int64_t before = w->head;
	struct done done;

	must(w, db_shared_begin(&w->db));
	assert_true(run(w, DO_CREATE, &thing, NULL, 0, false, 1, name, text, &done));
	assert_int_equal(done.entry, before + 1);
	db_fail_after(w->conn, 1);
	assert_false(db_shared_end(&w->db));
	errs_clear(&w->errs);
	w->ctx.keep = NULL;
	while (w->head == before)
		do_move(w);
	w->ctx.keep = keep;
	heads_hold(w);
}

static void random_life(const char *url, unsigned seed)
{
	struct world w;

	world_open(&w, url, seed);
	do_thing(&w);
	for (int i = 0; i < 250; i++) {
		switch (pick(&w, 10)) {
		case 0: case 1: do_thing(&w); break;
		case 2: case 3: case 4: do_move(&w); break;
		case 5: case 6: do_step(&w); break;
		case 7: do_correct(&w); break;
		case 8: do_undo(&w); break;
		default: do_undo_older(&w);
		}
		heads_hold(&w);
		if (i % 100 == 50)
			number_comes_again(&w);
		if (i % 5 == 0)
			compare(&w, w.head, some_day(&w));
	}
	for (int i = 0; i < 120; i++)
		compare(&w, 1 + pick(&w, w.head), some_day(&w));
	sound(&w);
	flips(&w);
	free(w.copy);
	world_close(&w);
}

static void test_random_life(void **state)
{
	const char *given = getenv("DANGVU_TEST_SEED");
	int64_t seed = 0;

	(void)state;
	if (given)
		assert_true(text_int(given, &seed));
	for (int i = 0; world_url(i); i++)
		for (unsigned s = 1; s <= 3; s++)
			random_life(world_url(i), given ? (unsigned)seed : s);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_random_life) };

	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
