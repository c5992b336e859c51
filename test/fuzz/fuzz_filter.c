/* A question as the address of a list puts it, a line each: record type, condition, columns, order, period.  It is
 * refused in words, or its statement runs, on an empty register; a condition printed is the same condition. */
#include "fuzz.h"

#include <stdio.h>
#include <string.h>

#include "app/definition_load.h"
#include "app/subjects.h"
#include "base/crypt.h"
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/keep.h"

enum { LINES = 5 };

static struct ctx world;

static void tell(const struct errs *errs)
{
	for (const struct err *e = errs->first; e; e = e->next)
		fprintf(stderr, "%s: %s\n", e->field ? e->field : "-", e->text);
}

void fuzz_start(void)
{
	struct arena *mem = arena_new(0);
	struct errs *errs = NEW(mem, struct errs);
	struct catalog *catalog = NEW(mem, struct catalog);
	struct db *db = NEW(mem, struct db);

	crypt_start();
	*errs = errs_new(mem);
	must(catalog_make(mem, subjects, nsubjects, catalog, errs));
	*db = (struct db){ db_open("sqlite::memory:", errs), mem, errs };
	world = (struct ctx){
		.mem = mem, .errs = errs, .db = db, .catalog = catalog, .user = &user_system, .keep = keep_new(8 << 20),
		.today = DATE(2023, 1, 18), .now = 1674007200, .via = "test", .site = 1,
	};
	must(catalog_migrate(&world, false, NULL) && definitions_load(&world, "data"));
}

static char *line_cut(char **rest)
{
	char *line = *rest, *end = line + strcspn(line, "\n");

	*rest = *end ? end + 1 : end;
	*end = '\0';
	return line;
}

/* Not understood is the user's fault; understood and failed would be ours. */
static bool refused(const struct ctx *ctx)
{
	if (!ctx->errs->count || errs_worst(ctx->errs) >= ERR_BUSY)
		tell(ctx->errs);
	must(ctx->errs->count && errs_worst(ctx->errs) < ERR_BUSY);
	return true;
}

static void check_print(struct ctx *ctx, const struct record *rec, const struct filter *f)
{
	const char *once = filter_print(ctx->mem, f);
	const struct filter *again = filter_ask(ctx, rec, once);

	if (!again)
		fprintf(stderr, "printed: %s\n", once), tell(ctx->errs);
	must(again);
	must(strcmp(filter_print(ctx->mem, again), once) == 0);
}

static void ask(struct ctx *ctx, const struct record *rec, char *const *line)
{
	struct list list = {
		.of = rec, .clock = { .on = ctx->today }, .where = filter_ask(ctx, rec, line[1]),
		.columns = *line[2] ? line[2] : NULL, .order = *line[3] ? line[3] : NULL, .count = 10,
	};
	struct listing rows;
	int64_t n;

	if (!list.where) {
		refused(ctx);
		return;
	}
	check_print(ctx, rec, list.where);
	if (*line[4] && !period_parse(line[4], &list.period))
		return;
	if (!list_rows(ctx, &list, &rows) || !list_count(ctx, &list, &n))
		refused(ctx);
}

void fuzz_one(const char *text, size_t n)
{
	struct ctx ctx = world;
	struct arena *mem = arena_new(0);
	struct errs errs = errs_new(mem);
	struct db db = *world.db;
	char *line[LINES], *rest = arena_textn(mem, text, n);

	db.mem = mem;
	db.errs = &errs;
	ctx.mem = mem;
	ctx.errs = &errs;
	ctx.db = &db;
	/* What enters is clean already: req.c and the shell see to it. */
	for (int i = 0; i < LINES; i++) {
		line[i] = text_clean(mem, line_cut(&rest), true);
		line[i] = line[i] ? line[i] : arena_text(mem, "");
	}
	const struct record *rec = catalog_record(ctx.catalog, line[0]);
	if (rec)
		ask(&ctx, rec, line);
	arena_free(mem);
}
