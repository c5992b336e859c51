/* What came in less what went out is what changed, whatever was edited, undone, moved or asked; and the entry told is
 * the one before which it was not so.  Over the small province with random edits, on every engine. */
#include "base/crypt.h"

#define WORLD_MORE struct rng rng;
#include "world_real.h"

#include "model/filter.h"
#include "model/since.h"
#include "model/unit.h"

static void world_open(struct world *w, const char *url)
{
	world_demo(w, url, 7, 1);
	rng_seed(&w->rng, 23, "since");
}

static int64_t pick(struct world *w, int64_t n)
{
	return (int64_t)rng_below(&w->rng, (uint64_t)n);
}

/* ---- edits of what figures read ---- */

static bool some_row(struct world *w, const struct record *rec, int64_t *id)
{
	struct list l = { .of = rec, .clock = { .on = w->ctx.today }, .order = "id", .columns = "id", .count = 1 };
	struct listing rows;
	int64_t n;

	l.count = 0;
	must(w, list_count(&w->ctx, &l, &n));
	if (!n)
		return false;
	l.first = pick(w, n);
	l.count = 1;
	must(w, list_rows(&w->ctx, &l, &rows));
	*id = rows.line[0].id;
	return true;
}

static bool touch(struct op *op, struct world *w, const char *record, const char *field, struct value v)
{
	const struct record *rec = catalog_record(&w->catalog, record);
	struct version row;
	int64_t id;

	if (!some_row(w, rec, &id))
		return true;
	must(w, op_load(op->ctx, rec, id, &row));
	int f = record_field(rec, field);
	if (v.type == T_DATE && version_date(&row, f).ymd)
		v = V(date_add_days(version_date(&row, f), (int)pick(w, 800) - 400));
	return op_update_cell(op, rec, id, f, v);
}

static bool edit(struct op *op, void *arg)
{
	static const char *const sex[] = { "male", "female" };
	struct world *w = arg;
	int64_t id;

	op->command = "test";
	for (int i = 0; i < 8; i++) {
		bool done = true;

		switch (pick(w, 5)) {
		case 0: done = touch(op, w, "person", "sex", V(sex[pick(w, 2)])); break;
		case 1: done = touch(op, w, "admission", "approved_on", V(w->ctx.today)); break;
		case 2: done = touch(op, w, "member_status", "valid_from", V(w->ctx.today)); break;
		case 3: done = touch(op, w, "population", "value", V(1 + pick(w, 9000))); break;
		case 4:
			if (some_row(w, catalog_record(&w->catalog, "badge"), &id))
				done = op_remove(op, catalog_record(&w->catalog, "badge"), id);
			break;
		}
		if (!done)
			return false;
	}
	return true;
}

static bool edit_entry(void *arg)
{
	struct world *w = arg;
	struct op op;

	w->ctx.heads = NULL;
	return op_entry(&w->ctx, DO_BATCH, "test", edit, w, &op);
}

static void edit_much(struct world *w)
{
	struct done done;

	for (int i = 0; i < 12; i++) {
		must(w, db_txn(&w->db, TXN_WRITE, edit_entry, w));
		w->ctx.heads = NULL;
		must(w, journal_heads(&w->ctx));
		if (i % 4 == 3)
			must(w, command_undo(&w->ctx, w->ctx.head, "test", &done));
	}
	w->ctx.heads = NULL;
	must(w, journal_heads(&w->ctx));
}

/* ---- what is asked ---- */

static struct question some_question(struct world *w)
{
	static const char *const period[] = { "2021", "2022", "2022-H1", "2022-11" };
	struct question q = { .known = 0 };
	const struct tree *tree;
	const char *note;

	assert_true(period_parse(period[pick(w, COUNTOF(period))], &q.period));
	must(w, tree_load(&w->ctx, (struct clock){ .on = w->ctx.today }, &tree));
	if (pick(w, 2))
		q.under = tree->id[pick(w, tree->n)];
	if (pick(w, 4) == 0)
		q.known = w->ctx.head - pick(w, 8);
	must(w, question_settle(&w->ctx, &q, &note));
	return q;
}

static struct since some_moment(struct world *w, struct question q)
{
	int64_t known = q.known ? q.known : w->ctx.head;
	struct since s = { pick(w, 2) ? known - pick(w, 12) : 1 + pick(w, known), { 0 } };

	if (pick(w, 3) == 0)
		s.day = date_add_days(q.period.from, pick(w, date_days(q.period.from, q.period.until)));
	return s;
}

static double value_of(struct world *w, struct question q, const char *code)
{
	const struct figure *f;
	struct answer a;

	must(w, figure_seek(&w->ctx, q, code, &f));
	if (!f)
		return 0;
	must(w, figure_answer(&w->ctx, q, &f, 1, &a));
	return (double)a.num;
}

static bool listed(struct world *w, const struct since_diff *d, const struct since_line *line, int64_t known)
{
	struct list l = d->now;
	struct listing rows;

	l.clock.known = known;
	l.columns = d->counted.amount == A_SUM ? d->counted.field : "id";
	must(w, list_rows(&w->ctx, &l, &rows));
	for (int i = 0; i < rows.nlines; i++)
		if (rows.line[i].id == line->id &&
		    (d->counted.amount != A_SUM || cell_int(rows.line[i].cell[0]) == line->amount))
			return true;
	return false;
}

/* Before its entry a line was not yet where it is after it; without an entry it was there already. */
static int causes_hold(struct world *w, const struct since_diff *d, bool in, struct since_lines lines)
{
	int n = lines.n < 20 ? lines.n : 20, entries = 0;

	must(w, since_causes(&w->ctx, d, in, lines.v, n));
	for (int i = 0; i < n && i < 6; i++) {
		const struct since_line *l = &lines.v[i];

		if (l->cause != SINCE_ENTRY) {
			assert_true(d->then.of != d->now.of || listed(w, d, l, d->then.clock.known) == in);
			continue;
		}
		entries++;
		assert_true(l->by.entry > d->then.clock.known && l->by.user && l->by.command);
		assert_true(listed(w, d, l, l->by.entry) == in);
		assert_true(listed(w, d, l, l->by.entry - 1) != in);
	}
	return entries;
}

static int figure_holds(struct world *w, struct question q, struct since s, const struct figure *f)
{
	struct since_diff d;
	struct question then;
	bool asked = since_question(q, s, &then);

	must(w, since_figure(&w->ctx, q, f, NULL, s, &d));
	if (value_of(w, q, f->code) != (double)d.is || (asked ? value_of(w, then, f->code) : 0) != (double)d.was ||
	    d.is - d.was != d.in.sum - d.out.sum)
		fail_msg("%s under %lld since %lld: %lld to %lld, in %lld, out %lld, figure %g", f->code,
		         (long long)q.under, (long long)s.entry, (long long)d.was, (long long)d.is,
		         (long long)d.in.sum, (long long)d.out.sum, value_of(w, q, f->code));
	return causes_hold(w, &d, true, d.in) + causes_hold(w, &d, false, d.out);
}

static void figures_hold(struct world *w)
{
	const struct figure *all;
	int n, entries = 0;

	for (int i = 0; i < 30; i++) {
		struct arena_mark mark = arena_mark(w->mem);
		struct question q = some_question(w);
		struct since s = some_moment(w, q);

		must(w, figure_all(&w->ctx, q, &all, &n));
		for (int k = 0; k < 5 && n; k++)
			entries += figure_holds(w, q, s, &all[pick(w, n)]);
		w->ctx.heads = NULL;
		arena_reset(w->mem, mark);
		must(w, journal_heads(&w->ctx));
	}
	assert_true(entries > 40);
}

/* Of a list asked plainly; and a moment told as text is the same moment. */
static void lists_hold(struct world *w)
{
	struct since s, again;
	struct since_diff d;
	struct listing rows;
	int64_t was, is;

	for (int i = 0; i < 10; i++) {
		struct list l = { .of = catalog_record(&w->catalog, "member"), .clock = { .on = w->ctx.today } }, then;

		l.where = filter_parse(&w->ctx, l.of, "person.sex = female");
		s = (struct since){ w->ctx.head - i, { 0 } };
		must(w, since_parse(&w->ctx, since_text(w->mem, s), &again));
		assert_true(again.entry == s.entry && again.day.ymd == 0);
		must(w, since_list(&w->ctx, &l, again, &d));
		then = l;
		then.clock.known = s.entry;
		must(w, list_count(&w->ctx, &l, &is));
		must(w, list_count(&w->ctx, &then, &was));
		assert_true(d.is == is && d.was == was && is - was == d.in.sum - d.out.sum);
		must(w, since_rows(&w->ctx, &d, true, d.in.v, d.in.n, "person", &rows));
		assert_int_equal(rows.nlines, d.in.n);
		must(w, since_rows(&w->ctx, &d, false, d.out.v, d.out.n, "person", &rows));
		assert_int_equal(rows.nlines, d.out.n);
	}
	assert_false(since_parse(&w->ctx, "999999999", &s));
	errs_clear(&w->errs);
	assert_false(since_parse(&w->ctx, "hôm kia", &s));
	errs_clear(&w->errs);
	must(w, since_parse(&w->ctx, "12@2022-11-30", &s));
	assert_true(s.entry == 12 && s.day.ymd == 20221130);
	must(w, since_parse(&w->ctx, "2022-11-30", &s));
	assert_true(s.entry > 0 && s.entry < w->ctx.head && s.day.ymd == 20221130);
}

static void test_since(void **state)
{
	struct world w;

	(void)state;
	ON_EVERY_ENGINE(&w) {
		edit_much(&w);
		lists_hold(&w);
		figures_hold(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_since) };

	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
