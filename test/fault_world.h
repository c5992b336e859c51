#ifndef TEST_FAULT_WORLD_H
#define TEST_FAULT_WORLD_H
/* A small world made through commands on the real catalog; commands that are run with each of their statements failing;
 * and commands that must be refused and leave nothing.  For test programs: cmocka, and all of it defined here. */
#include <stdbool.h>
#include <stdint.h>

struct named { const char *name; int64_t id, entry; };

/* An answer is remembered under a name: "@an" in an input is its row, and undo takes its entry.  Faulty: every command
 * is first run with each of its statements failing. */
enum { NAMES_MAX = 80 };
#define WORLD_MORE struct named named[NAMES_MAX]; int nnamed; bool faulty; int64_t tries;
#include "world_real.h"

static void world_open(struct world *w, const char *url)
{
	world_defined(w, url);
}

/* ---- what a command is told ---- */

static const struct named *find(const struct world *w, const char *name)
{
	for (int i = w->nnamed - 1; i >= 0; i--)
		if (strcmp(w->named[i].name, name) == 0)
			return &w->named[i];
	fail_msg("nothing is called %s", name);
	return NULL;
}

static int64_t id_of(const struct world *w, const char *name)
{
	return find(w, name)->id;
}

static const char *number_of(struct world *w, const char *name)
{
	return arena_printf(w->mem, "%lld", (long long)id_of(w, name));
}

/* One command: what is done with which row; a name for its answer. */
struct act {
	const char *as;
	enum verb verb;
	const char *record, *step, *on, *text;
	bool recording, no_reason;
	int from;                       /* DO_CHANGE */
	int64_t seen;
};

static bool run_once(struct world *w, const struct act *a, struct done *done)
{
	struct input in = input_of(w, a->text, number_of);
	struct order o = {
		.verb = a->verb, .rec = catalog_record(&w->catalog, a->record), .step = a->step,
		.id = a->on ? id_of(w, a->on) : 0, .seen = a->seen, .recording = a->recording, .from = { a->from },
		.reason = a->no_reason ? NULL : "thử", .input = &in,
	};

	if (a->verb == DO_UNDO)
		return command_undo(&w->ctx, find(w, a->on)->entry, a->no_reason ? NULL : "thử", done);
	return command_run(&w->ctx, &o, done);
}

/* Lets each statement of the command fail, BEGIN and COMMIT among them, until it gets through. */
static void run_faulty(struct world *w, const struct act *a, struct done *done)
{
	char state[65], head[65], now[65], head_now[65];
	bool through = false;

	state_of(w, state, head);
	for (int n = 1; !through; n++) {
		struct arena_mark mark = arena_mark(w->mem);
		int64_t before = db_statements(w->conn);
		db_fail_after(w->conn, n);
		bool ok = run_once(w, a, done);
		through = db_statements(w->conn) - before < n;
		db_fail_after(w->conn, 0);
		w->tries++;
		if (through) {
			if (!ok)
				fail_msg("%s %s: refused after %d failures", a->record, a->as ? a->as : "", n - 1);
			return;
		}
		if (ok || !w->errs.count || errs_worst(&w->errs) != ERR_FAULT)
			fail_msg("%s %s: statement %d failed unheard", a->record, a->as ? a->as : "", n);
		errs_clear(&w->errs);
		arena_reset(w->mem, mark);
		if (n % 16 == 0 || n < 3) {
			state_of(w, now, head_now);
			assert_string_equal(now, state);
			assert_string_equal(head_now, head);
		}
		arena_reset(w->mem, mark);
	}
}

static struct done run(struct world *w, const struct act *a)
{
	struct done done = { 0 };

	if (w->faulty)
		run_faulty(w, a, &done);
	else if (!run_once(w, a, &done)) {
		show_errs(&w->errs);
		fail_msg("%s %s", a->record, a->as ? a->as : "");
	}
	assert_int_equal(w->errs.count, 0);
	if (a->as) {
		assert_true(w->nnamed < NAMES_MAX);
		w->named[w->nnamed++] = (struct named){ a->as, done.id, done.entry };
	}
	return done;
}

/* ---- a small world, one act of every kind ---- */

#define FOUND(n, code_, name_, type_, under_) \
	"#" n ".what=found; #" n ".code=" code_ "; #" n ".name=" name_ "; #" n ".type=" type_ "; #" n "." under_ "; " \
	"#" n ".members=40; #" n ".official=40; "

static const struct act ground[] = {
	{ "root", DO_CREATE, "reorganisation", .recording = true,
	  .text = "kind=found; day=2020-01-01; " FOUND("0", "84", "Đảng bộ tỉnh", "province_committee", "parent=") },
	{ "north", DO_CREATE, "reorganisation", .recording = true,
	  .text = "kind=found; day=2020-01-02; unit=84; "
	          FOUND("0", "84.1", "Đảng bộ Bắc", "upper_committee", "parent=84")
	          FOUND("1", "84.1.1", "Chi bộ Bắc 1", "grassroots_cell", "to_code=84.1")
	          FOUND("2", "84.1.2", "Chi bộ Bắc 2", "grassroots_cell", "to_code=84.1") },
	{ "south", DO_CREATE, "reorganisation", .recording = true,
	  .text = "kind=found; day=2020-01-02; unit=84; "
	          FOUND("0", "84.2", "Đảng bộ Nam", "upper_committee", "parent=84")
	          FOUND("1", "84.2.1", "Chi bộ Nam 1", "grassroots_cell", "to_code=84.2") },
	{ "clerk", DO_CREATE, "user", .text = "login=clerk; name=Cán bộ" },
	{ "chief", DO_CREATE, "user", .text = "login=chief; name=Chánh văn phòng" },
	{ "paper", DO_CREATE, "document",
	  .text = "kind=decision; number=1-QĐ/TU; date=2022-01-10; issuer=Tỉnh ủy; unit=84" },
	{ "an", DO_CREATE, "person", .text = "name=Nguyễn Văn An; sex=male; born=1970-05-01; home=84.1.1; "
	  "career[0].from=1990; career[0].work=Công nhân; career[1].from=1995; career[1].work=Cán bộ xã" },
	{ "bi", DO_CREATE, "person", .text = "name=Thạch Thị Bi; sex=female; born=1980-05-01; home=84.2.1" },
	{ "cu", DO_CREATE, "person", .text = "name=Trần Thị Cúc; sex=female; born=2000-05-01; home=84.1.1" },
	{ "m.an", DO_CREATE, "member", .text = "person=@an; file_no=A1" },
	{ "m.bi", DO_CREATE, "member", .text = "person=@bi; file_no=B1" },
	{ "o.an", DO_CREATE, "member_opening", .text = "member=@m.an; unit=84.1.1; day=2021-01-01; standing=official" },
	{ "o.bi", DO_CREATE, "member_opening", .text = "member=@m.bi; unit=84.2.1; day=2021-01-01; standing=official" },
};

static void remember(struct world *w, const char *name, int64_t id)
{
	w->named[w->nnamed++] = (struct named){ name, id, 0 };
}

static void ground_make(struct world *w)
{
	for (size_t i = 0; i < COUNTOF(ground); i++)
		run(w, &ground[i]);
	remember(w, "career", count(w, SQL("SELECT min(id) FROM main.career"), NO_ARGS));
	remember(w, "career2", count(w, SQL("SELECT max(id) FROM main.career"), NO_ARGS));
}

/* ---- what must be refused ---- */

static void untouched(struct world *w, const char *state, const char *head, const char *what)
{
	char now[65], head_now[65];

	state_of(w, now, head_now);
	if (strcmp(now, state) != 0 || strcmp(head_now, head) != 0)
		fail_msg("%s: refused, and something is written", what);
}

/* Refused, for this kind of reason, with this in a message; and nothing is written. */
static void bar(struct world *w, struct act a, enum err_kind kind, const char *say)
{
	char state[65], head[65];
	struct done done;
	bool found = false;
	const char *what = arena_printf(w->mem, "%s %s", a.record, a.text ? a.text : "");

	state_of(w, state, head);
	if (run_once(w, &a, &done))
		fail_msg("%s: not refused", what);
	for (const struct err *e = w->errs.first; e; e = e->next)
		found |= e->kind == kind && (strstr(e->text, say) || (e->field && strcmp(e->field, say) == 0));
	if (!found) {
		show_errs(&w->errs);
		fail_msg("%s: refused, but not with “%s”", what, say);
	}
	errs_clear(&w->errs);
	untouched(w, state, head, what);
}

#define BAR(w, kind, say, ...) bar((w), (struct act){ __VA_ARGS__ }, (kind), (say))
#define DO(w, ...) run((w), &(struct act){ __VA_ARGS__ })

#endif
