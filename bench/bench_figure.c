/* Figures: of the whole report by the organisations under the province, against one scan of each record table that
 * they read; and the report as known at an entry. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/catalog.h"
#include "model/keep.h"
#include "model/report.h"
#include "model/unit.h"

static const char form[] = "annual";

/* ---- what is asked ---- */

enum { FIGURES = 1000 };
struct asking {
	int64_t known;
	bool asked[FIGURES];            /* of all figures in force, those that the form has */
	int figures;
	int64_t sum;                    /* over all values: two ways of counting must agree */
};

static struct question question(int64_t known)
{
	struct question q = { .known = known };

	if (!period_parse("2022", &q.period))
		abort();
	return q;
}

static bool whole_report(struct ctx *ctx, void *arg)
{
	struct asking *a = arg;
	struct report report;

	if (!report_make(ctx, form, question(a->known), &report))
		return false;
	a->figures = report.nrows;
	a->sum = 0;
	for (int i = 0; i < report.nrows; i++)
		a->sum += report.row[i].answer.has ? report.row[i].answer.num * (i + 1) : 0;
	return true;
}

/* Every figure of the form by the organisations directly under the province. */
static bool by_organisation(struct ctx *ctx, void *arg)
{
	struct asking *a = arg;
	struct question q = question(a->known);
	const struct figure *all;
	const struct tree *tree;
	const char *note;
	int n, rows;

	if (!question_settle(ctx, &q, &note) || !tree_load(ctx, (struct clock){ q.on, q.known }, &tree) ||
	    !figure_all(ctx, q, &all, &n))
		return false;
	q.under = tree->id[tree_root(tree, "party")];
	const struct figure **f = NEWN(ctx->mem, const struct figure *, n);
	struct answer *answer;
	a->sum = a->figures = 0;
	for (int i = 0; i < n; i++)
		if (a->asked[i])
			f[a->figures++] = &all[i];
	if (!figures_by_unit(ctx, q, f, a->figures, &answer, &rows))
		return false;
	for (int k = 0; k < rows * a->figures; k++)
		a->sum += answer[k].num * (k % a->figures + 1) +
		          (answer[k].has_last ? (int64_t)answer[k].last_year : 0);
	return true;
}

/* Which figures the form has, by their place among all: asked once, outside of what is timed. */
static bool find_asked(struct ctx *ctx, void *arg)
{
	struct asking *a = arg;
	struct question q = question(a->known);
	const struct figure *all;
	struct report report;
	const char *note;
	int n;

	if (!report_make(ctx, form, q, &report) || !question_settle(ctx, &q, &note) || !figure_all(ctx, q, &all, &n))
		return false;
	if (n > FIGURES)
		bug("%d figures", n);
	for (int i = 0; i < n; i++)
		for (int r = 0; r < report.nrows; r++)
			if (strcmp(all[i].code, report.row[r].code) == 0)
				a->asked[i] = true;
	return true;
}

/* ---- the scans ---- */

#define YEAR(field) "sum(t.\"" field "\" >= '2022-01-01' AND t.\"" field "\" < '2023-01-01')"
#define SCAN(table, unit, what) SQL_INIT("SELECT c.committee, count(*), " what " FROM main.\"" table "\" t " \
	"JOIN main.bench_unit c ON c.unit = t." unit " GROUP BY 1")

/* One reading of each record table that the figures look at, with what they look for, by committee. */
static const struct sql scans[] = {
	SCAN("member_status", "unit", "sum(t.standing = 'official'), sum(t.standing = 'probationary'), "
	     "sum(t.exempt = 1), sum(t.valid_from <= '2022-12-31' AND t.valid_until > '2022-12-31'), sum(t.member > 0)"),
	SCAN("member", "home", "sum(t.person > 0)"),
	SCAN("person", "home", "sum(t.sex = 'female'), sum(t.ethnic = 'khmer'), "
	     "sum(t.ethnic NOT IN ('kinh', 'foreign_origin'))"),
	SQL_INIT("SELECT count(*), sum(kind = 'awareness'), "
	         "sum(closed_on >= '2022-01-01' AND closed_on < '2023-01-01') FROM main.course"),
	SQL_INIT("SELECT course, count(*), sum(result IN ('excellent', 'good', 'fair', 'passed')) "
	         "FROM main.course_attendance GROUP BY 1"),
	SCAN("admission", "unit", YEAR("approved_on") ", " YEAR("held_on") ", sum(t.readmission = 1), "
	     "sum(t.state IN ('dossier', 'cell', 'committee', 'approved'))"),
	SCAN("recognition", "unit", YEAR("decided_on") ", sum(t.state = 'decided')"),
	SCAN("removal", "unit", YEAR("decided_on") ", sum(t.state = 'decided'), sum(t.probationary = 1)"),
	SCAN("withdrawal", "unit", YEAR("decided_on") ", sum(t.state = 'decided')"),
	SCAN("expulsion", "unit", YEAR("decided_on") ", sum(t.state IN ('decided', 'published'))"),
	SCAN("death", "unit", YEAR("died_on")),
	SCAN("restoration", "unit", YEAR("decided_on") ", sum(t.state = 'decided')"),
	SCAN("transfer", "unit", YEAR("received_on") ", " YEAR("left_on") ", sum(t.kind = 'internal')"),
	SCAN("badge", "unit", YEAR("decided_on") ", sum(t.state = 'granted'), sum(t.posthumous = 1), sum(t.years)"),
	SCAN("unit_status", "unit", "sum(t.type = 'grassroots_committee'), sum(t.type = 'cell'), "
	     "sum(t.valid_from <= '2022-12-31' AND t.valid_until > '2022-12-31')"),
	SCAN("unit", "id", YEAR("founded_on") ", " YEAR("ended_on")),
	SCAN("finding", "unit", "sum(t.state = 'open'), " YEAR("found_on")),
};

static bool scan_all(struct ctx *ctx, void *arg)
{
	(void)arg;
	for (size_t i = 0; i < COUNTOF(scans); i++) {
		struct rows rows;

		if (!db_many(ctx->db, scans[i], NO_ARGS, &rows))
			return false;
	}
	return true;
}

/* ---- a change ---- */

struct dying { const char *member, *unit; };

/* Some act that counts: a death is entered; any later one takes another member. */
static bool change_something(struct ctx *ctx, void *arg)
{
	static const char *const name[] = { "member", "unit", "died_on" };
	const struct dying *d = arg;
	const char *text[] = { d->member, d->unit, "2022-11-02" };
	struct input input = { 3, name, text };
	struct order o = { .verb = DO_CREATE, .rec = catalog_record(ctx->catalog, "death"), .recording = true,
	                   .input = &input };
	struct done done;

	return command_run(ctx, &o, &done);
}

/* Members still on a roll, far from each other. */
static bool pick_members(struct ctx *ctx, void *arg)
{
	return db_many(ctx->db, SQL("SELECT member, unit FROM main.member_status WHERE valid_until > '2023-01-18' "
	                            "AND valid_from < '2022-01-01' AND standing = 'official' ORDER BY id LIMIT 300"),
	               NO_ARGS, arg);
}

static void pick(struct bench *b, struct dying *out, int n)
{
	struct arena *mem = b->mem;
	struct ctx ctx;
	struct rows rows;

	if (!office_ctx(&b->office, b->conn, mem, "bench", true, &ctx) || !pick_members(&ctx, &rows) || rows.n < n)
		exit(1);
	for (int i = 0; i < n; i++) {
		const struct value *cell = rows.row[i * (rows.n / n)].cell;

		out[i].member = arena_printf(mem, "%lld", (long long)cell[0].i);
		out[i].unit = arena_printf(mem, "%lld", (long long)cell[1].i);
	}
}

int bench_figures(int argc, char **argv)
{
	struct bench b;
	struct times scan = { 0 }, change = { 0 }, afresh = { 0 }, again = { 0 }, anew = { 0 };
	struct times report = { 0 }, report_again = { 0 };
	int times = (int)strtol(argv[1], NULL, 10);
	struct dying dying[100];
	struct asking a = { 0 };

	(void)argc;
	times = times > 100 ? 100 : times;
	bench_open(&b, argv[0]);
	pick(&b, dying, times);
	bench_time(&b, NULL, TXN_READ, find_asked, &a);
	bench_time(&b, NULL, TXN_READ, by_organisation, &a);
	for (int i = 0; i < times; i++) {
		int64_t changed, kept;

		times_add(&scan, bench_time(&b, NULL, TXN_READ, scan_all, NULL));
		times_add(&change, bench_time_bare(&b, NULL, change_something, &dying[i]));
		times_add(&afresh, bench_time(&b, NULL, TXN_READ, by_organisation, &a));
		changed = a.sum;
		times_add(&again, bench_time(&b, NULL, TXN_READ, by_organisation, &a));
		kept = a.sum;
		keep_clear(b.office.keep);
		times_add(&anew, bench_time(&b, NULL, TXN_READ, by_organisation, &a));
		if (changed != kept || a.sum != kept)
			printf("figures.differ 1\n");
		keep_clear(b.office.keep);
		times_add(&report, bench_time(&b, NULL, TXN_READ, whole_report, &a));
		times_add(&report_again, bench_time(&b, NULL, TXN_READ, whole_report, &a));
	}
	printf("figures.count %d\n", a.figures);
	times_print(&scan, "figures.scan");
	times_print(&change, "figures.change");
	times_print(&afresh, "figures.changed");
	times_print(&again, "figures.unchanged");
	times_print(&anew, "figures.anew");
	times_print(&report, "report.afresh");
	times_print(&report_again, "report.again");
	bench_close(&b);
	return 0;
}

/* ---- as known then ---- */

int bench_known(int argc, char **argv)
{
	struct bench b;
	struct times by = { 0 }, report = { 0 };
	struct asking a = { .known = strtoll(argv[1], NULL, 10) };
	int times = (int)strtol(argv[2], NULL, 10);

	(void)argc;
	bench_open(&b, argv[0]);
	bench_time(&b, NULL, TXN_READ, find_asked, &a);
	for (int i = 0; i < times; i++) {
		keep_clear(b.office.keep);
		times_add(&report, bench_time(&b, NULL, TXN_READ, whole_report, &a));
	}
	keep_clear(b.office.keep);
	times_add(&by, bench_time(&b, NULL, TXN_READ, by_organisation, &a));
	times_print(&report, "report");
	times_print(&by, "figures");
	printf("sum %lld\n", (long long)a.sum);
	bench_close(&b);
	return 0;
}
