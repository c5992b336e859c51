#ifndef TEST_FAULT_WORLD_H
#define TEST_FAULT_WORLD_H
/* A small world made through commands on the real catalog; commands that are run with each of their statements failing;
 * and commands that must be refused and leave nothing.  For test programs: cmocka, and all of it defined here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "app/definition_load.h"
#include "app/subjects.h"
#include "base/crypt.h"
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/journal.h"
#include "model/keep.h"

enum { NAMES_MAX = 80, INPUT_MAX = 60 };

/* An answer remembered under a name: "@an" in an input is its row, and undo takes its entry. */
struct named { const char *name; int64_t id, entry; };

struct world {
	struct arena *mem;
	struct errs errs;
	struct conn *conn;
	struct db db;
	struct catalog catalog;
	struct ctx ctx;
	struct named named[NAMES_MAX]; int nnamed;
	bool faulty;                    /* every command is first run with each of its statements failing */
	int64_t tries;
};

static const char *const *urls;
static int nurls;

static void show_errs(const struct errs *e)
{
	for (const struct err *x = e->first; x; x = x->next)
		fprintf(stderr, "  %s: %s [%s]\n", x->field ? x->field : "-", x->text, x->cite ? x->cite : "-");
}

#define must(w, what) do { if (!(what)) { show_errs(&(w)->errs); fail(); } } while (0)

static void world_open(struct world *w, const char *url)
{
	memset(w, 0, sizeof *w);
	w->mem = arena_new(1024u << 20);
	w->errs = errs_new(w->mem);
	w->conn = db_open(url, &w->errs);
	must(w, w->conn);
	w->db = (struct db){ w->conn, w->mem, &w->errs };
	if (db_is_postgres(w->conn))
		must(w, db_script(&w->db, SQL("DROP SCHEMA main CASCADE; CREATE SCHEMA main;")));
	must(w, catalog_make(w->mem, subjects, nsubjects, &w->catalog, &w->errs));
	w->ctx = (struct ctx){
		.mem = w->mem, .errs = &w->errs, .db = &w->db, .catalog = &w->catalog, .keep = keep_new(16 << 20),
		.user = &user_system, .today = DATE(2026, 1, 15), .now = 1768400000, .via = "test", .site = 1,
	};
	must(w, catalog_migrate(&w->ctx, false, NULL));
	must(w, definitions_load(&w->ctx, "data"));
}

static void world_close(struct world *w)
{
	db_close(w->conn);
	keep_free(w->ctx.keep);
	arena_free(w->mem);
}

/* ---- what a command is told ---- */

static int64_t count(struct world *w, struct sql q, struct args a)
{
	struct row row;

	must(w, db_one(&w->db, q, a, &row));
	return row.n ? cell_int(row.cell[0]) : -1;
}

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

/* "#0.what" stands for "unit_change[0].what", "@an" for the row called an. */
static struct input input_of(struct world *w, const char *text)
{
	const char **name = NEWN(w->mem, const char *, INPUT_MAX), **value = NEWN(w->mem, const char *, INPUT_MAX);
	int n = 0;

	for (const char *p = text; p && *p; n++) {
		size_t len = strcspn(p, ";"), eq = strcspn(p, "=");
		assert_true(n < INPUT_MAX && eq < len);
		name[n] = *p == '#' ? arena_printf(w->mem, "unit_change[%c].%.*s", p[1], (int)eq - 3, p + 3)
		                    : arena_textn(w->mem, p, eq);
		value[n] = arena_textn(w->mem, p + eq + 1, len - eq - 1);
		if (*value[n] == '@')
			value[n] = arena_printf(w->mem, "%lld", (long long)id_of(w, value[n] + 1));
		p += len + (p[len] == ';');
		p += strspn(p, " ");
	}
	return (struct input){ n, name, value };
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
	struct input in = input_of(w, a->text);
	struct order o = {
		.verb = a->verb, .rec = catalog_record(&w->catalog, a->record), .step = a->step,
		.id = a->on ? id_of(w, a->on) : 0, .seen = a->seen, .recording = a->recording, .from = { a->from },
		.reason = a->no_reason ? NULL : "thử", .input = &in,
	};

	if (a->verb == DO_UNDO)
		return command_undo(&w->ctx, find(w, a->on)->entry, a->no_reason ? NULL : "thử", done);
	return command_run(&w->ctx, &o, done);
}

static void state_of(struct world *w, char state[65], char head[65])
{
	must(w, journal_state(&w->ctx, state, head));
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

static void sound(struct world *w)
{
	struct buf told = buf_new(w->mem, 100000);
	int64_t wrong;

	must(w, journal_verify(&w->ctx, &told, &wrong));
	if (wrong)
		fail_msg("verify: %s", told.s);
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

#define ON_EVERY_ENGINE(w) for (int engine_ = 0; engine_ < nurls && (world_open((w), urls[engine_]), true); \
                                world_close(w), engine_++)

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

/* On the databases of DANGVU_TEST_URLS. */
static void urls_read(void)
{
	static const char *url[8];
	static char list[2000];
	const char *text = getenv("DANGVU_TEST_URLS");
	char *save = NULL;

	snprintf(list, sizeof list, "%s", text && *text ? text : "sqlite::memory:");
	for (char *one = strtok_r(list, " \n", &save); one && nurls < 8; one = strtok_r(NULL, " \n", &save))
		url[nurls++] = one;
	urls = url;
	crypt_start();
}

#endif
