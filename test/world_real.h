#ifndef TEST_WORLD_REAL_H
#define TEST_WORLD_REAL_H
/* Worlds of the program's own record types: with the definitions of data/ alone, or the small demonstration
 * province. */
#include "world.h"

#include "app/definition_load.h"
#include "app/subjects.h"
#include "model/figure.h"
#include "site/demo.h"

static inline void world_defined(struct world *w, const char *url)
{
	world_begin(w, url, subjects, nsubjects);
	w->ctx.keep = keep_new(16 << 20);
	w->ctx.today = (struct date)DATE(2026, 1, 15);
	w->ctx.now = 1768400000;
	must(w, catalog_migrate(&w->ctx, false, NULL));
	must(w, definitions_load(&w->ctx, "data"));
}

static inline struct demo_options demo_small(const struct world *w, const char *url, uint64_t seed, int scale)
{
	return (struct demo_options){ .catalog = &w->catalog, .url = url, .seed = seed, .small = true, .scale = scale,
	                              .data_dir = "data" };
}

/* The demonstration opens its database by itself: where the tests run in memory it is a file.  Its address. */
static inline const char *world_demo(struct world *w, const char *url, uint64_t seed, int scale)
{
	const char *dir = getenv("TMPDIR");
	char file[sizeof w->file] = "", own[sizeof w->file + 8];

	if (strcmp(url, "sqlite::memory:") == 0) {
		snprintf(file, sizeof file, "%s/dangvu-world.XXXXXX", dir ? dir : "/tmp");
		int f = mkstemp(file);
		assert_true(f >= 0);
		close(f);
		snprintf(own, sizeof own, "sqlite:%s", file);
		url = own;
	}
	world_begin(w, url, subjects, nsubjects);
	memcpy(w->file, file, sizeof file);
	url = arena_text(w->mem, url);
	const struct demo_options o = demo_small(w, url, seed, scale);
	must(w, demo_run(&o, &w->errs));
	w->ctx.keep = keep_new(32 << 20);
	w->ctx.today = (struct date)DATE(2023, 1, 18);
	w->ctx.now = 1674007200;
	return url;
}

static inline struct answer figure_asked(struct world *w, const char *code, const char *period, int64_t under)
{
	struct question q = { .under = under };
	const struct figure *f;
	struct answer a;
	const char *note;

	assert_true(period_parse(period, &q.period));
	must(w, question_settle(&w->ctx, &q, &note));
	must(w, figure_find(&w->ctx, q, code, &f) && figure_answer(&w->ctx, q, &f, 1, &a));
	assert_true(a.has);
	return a;
}

/* ---- what a command is told ---- */

/* "kind=merge; day=2022-07-01; #0.what=end": #0 stands for unit_change[0], "@an" for what `named` says of "an". */
static inline struct input input_of(struct world *w, const char *text,
                                    const char *(*named)(struct world *, const char *))
{
	int n = 0, most = 1;

	for (const char *p = text; p && *p; p++)
		most += *p == ';';
	const char **name = NEWN(w->mem, const char *, most), **value = NEWN(w->mem, const char *, most);
	for (const char *p = text; p && *p; n++) {
		size_t len = strcspn(p, ";"), eq = strcspn(p, "=");
		assert_true(n < most && eq < len);
		name[n] = *p == '#' ? arena_printf(w->mem, "unit_change[%c].%.*s", p[1], (int)eq - 3, p + 3)
		                    : arena_textn(w->mem, p, eq);
		value[n] = arena_textn(w->mem, p + eq + 1, len - eq - 1);
		if (named && *value[n] == '@')
			value[n] = named(w, value[n] + 1);
		p += len + (p[len] == ';');
		p += strspn(p, " ");
	}
	return (struct input){ n, name, value };
}

#endif
