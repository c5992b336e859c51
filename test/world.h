#ifndef TEST_WORLD_H
#define TEST_WORLD_H
/* What most test programs stand on: a database of its own with a catalog, and the context of somebody who may do all.
 * A program that gives its world more says so before it includes this: #define WORLD_MORE int64_t root; */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/crypt.h"
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/journal.h"
#include "model/keep.h"

#ifndef WORLD_MORE
#define WORLD_MORE
#endif

struct world {
	struct arena *mem;
	struct errs errs;
	struct conn *conn;
	struct db db;
	struct catalog catalog;
	struct ctx ctx;
	char file[200];                 /* goes with the world; "": none */
	WORLD_MORE
};

static inline void show_errs(const struct errs *e)
{
	for (const struct err *x = e->first; x; x = x->next)
		fprintf(stderr, "  %s: %s [%s]\n", x->field ? x->field : "-", x->text, x->cite ? x->cite : "-");
}

#define must(w, what) do { if (!(what)) { show_errs(&(w)->errs); fail(); } } while (0)

/* Nothing in it, not even tables.  The clock, and what is kept between requests, are for the program to set. */
static inline void world_begin(struct world *w, const char *url, const struct subject *const *all, int n)
{
	memset(w, 0, sizeof *w);
	w->mem = arena_new(2000u << 20);
	w->errs = errs_new(w->mem);
	must(w, catalog_make(w->mem, all, n, &w->catalog, &w->errs));
	w->conn = db_open(url, &w->errs);
	must(w, w->conn);
	w->db = (struct db){ w->conn, w->mem, &w->errs };
	if (db_is_postgres(w->conn))
		must(w, db_script(&w->db, SQL("DROP SCHEMA main CASCADE; CREATE SCHEMA main;")));
	w->ctx = (struct ctx){
		.mem = w->mem, .errs = &w->errs, .db = &w->db, .catalog = &w->catalog, .user = &user_system,
		.via = "test", .site = 1,
	};
}

static inline void world_close(struct world *w)
{
	db_close(w->conn);
	keep_free(w->ctx.keep);
	if (w->file[0]) {
		(void)unlink(w->file);
		(void)unlink(arena_printf(w->mem, "%s-wal", w->file));
		(void)unlink(arena_printf(w->mem, "%s-shm", w->file));
	}
	arena_free(w->mem);
}

/* The databases of DANGVU_TEST_URLS, one by one; NULL after the last. */
static inline const char *world_url(int i)
{
	static char list[4000];
	static const char *url[9];
	const char *given = getenv("DANGVU_TEST_URLS");
	char *save = NULL;
	int n = 0;

	if (!url[0]) {
		snprintf(list, sizeof list, "%s", given && *given ? given : "sqlite::memory:");
		for (char *one = strtok_r(list, " \n", &save); one && n < 8; one = strtok_r(NULL, " \n", &save))
			url[n++] = one;
	}
	return url[i];
}

#define ON_EVERY_ENGINE(w) for (int engine_ = 0; \
                                world_url(engine_) && (world_open((w), world_url(engine_)), true); \
                                world_close(w), engine_++)

/* ---- what is there ---- */

static inline int64_t count(struct world *w, struct sql q, struct args a)
{
	struct row row;

	must(w, db_one(&w->db, q, a, &row));
	return row.n ? cell_int(row.cell[0]) : -1;
}

static inline int64_t one(struct world *w, struct sql q)
{
	return count(w, q, NO_ARGS);
}

/* head may be NULL. */
static inline void state_of(struct world *w, char state[65], char head[65])
{
	char unasked[65];

	must(w, journal_state(&w->ctx, state, head ? head : unasked));
}

static inline void sound(struct world *w)
{
	struct buf told = buf_new(w->mem, 1 << 20);
	int64_t wrong;

	must(w, journal_verify(&w->ctx, &told, &wrong));
	if (wrong)
		fail_msg("verify: %s", told.s);
}

#endif
