/* Two readings of one list, sorted and merged.  Nothing is told from the journal
 * what it cannot know: the journal says which rows an entry wrote, but a row
 * leaves a list also because a row it refers to was written.  So the entry that
 * did it is sought by asking the list as known before and after. */

#include "model/since.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/filter.h"
#include "model/table.h"

/* ---- the other moment ---- */

static bool no_entry(struct ctx *ctx, const char *text)
{
	return err_field(ctx->errs, "since", "Không có bút toán %s: mới ghi đến %s.", text,
	                 text_grouped(ctx->mem, ctx->head));
}

static bool parse_entry(struct ctx *ctx, const char *text, struct since *out)
{
	size_t n = strcspn(text, "@");
	const char *entry = arena_textn(ctx->mem, text, n);

	if (!text_int(entry, &out->entry) || out->entry < 1 || out->entry > ctx->head)
		return no_entry(ctx, entry);
	return !text[n] || date_parse(text + n + 1, &out->day) ||
	       err_field(ctx->errs, "since", "Sau dấu @ phải là một ngày.");
}

bool since_parse(struct ctx *ctx, const char *text, struct since *out)
{
	int64_t moment;

	*out = (struct since){ 0 };
	if (!ctx->heads && !journal_heads(ctx))
		return false;
	if (text[strspn(text, "0123456789")] == '\0' || strchr(text, '@'))
		return parse_entry(ctx, text, out);
	if (date_parse(text, &out->day))
		text = date_iso(ctx->mem, out->day);
	if (!time_parse(text, &moment))
		return err_field(ctx->errs, "since", "“Từ lần” phải là số bút toán, ngày, hoặc giờ và ngày.");
	out->day = date_of_time(moment);
	return journal_at(ctx, moment, &out->entry) &&
	       (out->entry || err_field(ctx->errs, "since", "Trước thời điểm này chưa có bút toán nào."));
}

const char *since_text(struct arena *a, struct since s)
{
	return s.day.ymd ? arena_printf(a, "%lld@%s", (long long)s.entry, date_iso(a, s.day)) :
	       arena_printf(a, "%lld", (long long)s.entry);
}

/* ---- what a list held ---- */

/* Sorted by key, then amount; a person stands once, with his first row. */
struct held { int64_t key; struct since_line line; };
struct holding { struct held *v; int n; };

static int by_key(const void *x, const void *y)
{
	const struct held *a = x, *b = y;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	if (a->line.amount != b->line.amount)
		return a->line.amount < b->line.amount ? -1 : 1;
	return (a->line.id > b->line.id) - (a->line.id < b->line.id);
}

static const char *column_of(struct measure m)
{
	switch (m.amount) {
	case A_PERSONS: return "person";
	case A_SUM:     return m.field;
	case A_ROWS:    return "id";
	}
	return "id";
}

static void hold(struct holding *h, const struct line *l, enum amount amount)
{
	int64_t cell = cell_int(l->cell[0]);
	bool persons = amount == A_PERSONS;

	if (persons && !cell)
		return;
	h->v[h->n++] = (struct held){ persons ? cell : l->id, { .id = l->id, .person = persons ? cell : 0,
	                              .amount = amount == A_SUM ? cell : 1 } };
}

static bool list_holds(struct ctx *ctx, struct list l, struct measure m, struct holding *out)
{
	struct listing rows;
	int n = 0;

	l.columns = column_of(m);
	l.order = "id";
	l.first = l.count = 0;
	*out = (struct holding){ 0 };
	if (!l.of)
		return true;
	if (!list_rows(ctx, &l, &rows))
		return false;
	out->v = NEWN(ctx->mem, struct held, rows.nlines + 1);
	for (int i = 0; i < rows.nlines; i++)
		hold(out, &rows.line[i], m.amount);
	qsort(out->v, (size_t)out->n, sizeof *out->v, by_key);
	for (int i = 0; i < out->n; i++)
		if (m.amount != A_PERSONS || !n || out->v[n - 1].key != out->v[i].key)
			out->v[n++] = out->v[i];
	out->n = n;
	return true;
}

static int64_t sum_of(const struct holding *h)
{
	int64_t sum = 0;

	for (int i = 0; i < h->n; i++)
		sum += h->v[i].line.amount;
	return sum;
}

/* ---- the difference ---- */

static void add_line(struct ctx *ctx, struct since_lines *to, const struct held *h)
{
	PUSH(ctx->mem, to->v, to->n, h->line);
	to->sum += h->line.amount;
}

static int compare(const struct held *a, const struct held *b)
{
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return (a->line.amount > b->line.amount) - (a->line.amount < b->line.amount);
}

/* Rows of different types share nothing, whatever their numbers. */
static void merge(struct ctx *ctx, const struct holding *then, const struct holding *now, bool alike,
                  struct since_diff *d)
{
	int t = 0, n = 0;

	while (t < then->n || n < now->n) {
		int c = t == then->n ? 1 : n == now->n || !alike ? -1 : compare(&then->v[t], &now->v[n]);

		if (c < 0)
			add_line(ctx, &d->out, &then->v[t]);
		if (c > 0)
			add_line(ctx, &d->in, &now->v[n]);
		t += c <= 0;
		n += c >= 0;
	}
}

bool since_lists(struct ctx *ctx, const struct list *then, const struct list *now, struct measure counted,
                 struct since_diff *out)
{
	struct holding was, is;

	*out = (struct since_diff){ .then = *then, .now = *now, .counted = counted };
	if (!list_holds(ctx, *then, counted, &was) || !list_holds(ctx, *now, counted, &is))
		return false;
	out->was = sum_of(&was);
	out->is = sum_of(&is);
	merge(ctx, &was, &is, then->of == now->of, out);
	return true;
}

bool since_list(struct ctx *ctx, const struct list *now, struct since s, struct since_diff *out)
{
	struct list then = *now;

	then.clock.known = s.entry;
	if (s.day.ymd && s.day.ymd < now->clock.on.ymd)
		then.clock.on = s.day;
	return since_lists(ctx, &then, now, (struct measure){ .amount = A_ROWS }, out);
}

bool since_question(struct question q, struct since s, struct question *out)
{
	*out = q;
	out->known = s.entry;
	if (s.day.ymd && s.day.ymd < q.on.ymd)
		out->on = s.day;
	return out->on.ymd >= q.period.from.ymd;
}

bool since_figure(struct ctx *ctx, struct question q, const struct figure *f, const char *part, struct since s,
                  struct since_diff *out)
{
	struct list then, now;
	struct measure counted, before;
	const struct figure *old = NULL;
	struct question earlier;

	if (!figure_list(ctx, q, f, part, &now, &counted) ||
	    (since_question(q, s, &earlier) && !figure_seek(ctx, earlier, f->code, &old)))
		return false;
	then = (struct list){ .of = NULL, .clock = { earlier.on, earlier.known } };
	if (old && !figure_list(ctx, earlier, old, part, &then, &before))
		return false;
	return since_lists(ctx, &then, &now, counted, out);
}

bool since_rows(struct ctx *ctx, const struct since_diff *diff, bool in, const struct since_line *line, int n,
                const char *columns, struct listing *out)
{
	struct list l = in ? diff->now : diff->then;
	int64_t *id = NEWN(ctx->mem, int64_t, n + 1);

	for (int i = 0; i < n; i++)
		id[i] = line[i].id;
	l.columns = columns;
	*out = (struct listing){ .of = l.of };
	if (!n)
		return true;
	if (!list_by_id(ctx, &l, id, n, out))
		return false;
	if (out->nlines != n)
		bug("%d rows of %s are there of %d", out->nlines, l.of->name, n);
	return true;
}

/* ---- which entry did it ---- */

/* One way through the moments: in, or out.  Of a line at a moment only this is asked: is it where it ended up? */
struct search { struct ctx *ctx; const struct since_diff *diff; bool in; };

static bool is_held(const struct holding *h, const struct since_line *l)
{
	struct held sought = { l->id, *l };
	int from = 0, to = h->n;

	while (from < to) {
		int mid = (from + to) / 2;
		int c = compare(&h->v[mid], &sought);

		if (c == 0)
			return true;
		if (c < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return false;
}

static int by_arrival(const void *x, const void *y)
{
	const struct since_line *a = *(struct since_line *const *)x, *b = *(struct since_line *const *)y;

	return (a->cause > b->cause) - (a->cause < b->cause);
}

/* Brings those to the front that are already so as known at `known`; *so counts them.  The list is the one of now, so
 * that nothing but what is known differs.  A person is there by the row that names him first. */
static bool sort_out(const struct search *s, struct since_line **line, int n, int64_t known, int *so)
{
	struct measure counted = s->diff->counted;
	struct list l = s->diff->now;
	int64_t *id = NEWN(s->ctx->mem, int64_t, n + 1);
	struct holding held;

	for (int i = 0; i < n; i++)
		id[i] = line[i]->id;
	const struct filter *these = filter_ids(s->ctx, l.of, "id", id, n);
	if (!these)
		return false;
	l.where = filter_and(s->ctx->mem, l.where, these);
	l.clock.known = known;
	counted.amount = counted.amount == A_PERSONS ? A_ROWS : counted.amount;
	if (!list_holds(s->ctx, l, counted, &held))
		return false;
	*so = 0;
	for (int i = 0; i < n; i++) {
		bool yes = is_held(&held, line[i]) == s->in;
		line[i]->cause = yes ? SINCE_ENTRY : SINCE_RULE;
		*so += yes;
	}
	qsort(line, (size_t)n, sizeof *line, by_arrival);
	return true;
}

/* All these are not so at `low` and so at `high`. */
static bool narrow(const struct search *s, struct since_line **line, int n, int64_t low, int64_t high)
{
	int64_t mid = low + (high - low) / 2;
	int so;

	if (!n)
		return true;
	if (high - low == 1) {
		for (int i = 0; i < n; i++) {
			line[i]->cause = SINCE_ENTRY;
			line[i]->by.entry = high;
		}
		return true;
	}
	return sort_out(s, line, n, mid, &so) && narrow(s, line, so, low, mid) &&
	       narrow(s, line + so, n - so, mid, high);
}

/* The last entry up to `high` that wrote each row, or took it away. */
static bool last_writes(const struct search *s, struct since_line **line, int n, int64_t high)
{
	struct ctx *ctx = s->ctx;
	const struct record *of = s->in ? s->diff->now.of : s->diff->then.of;
	const struct table *t = catalog_table(ctx->catalog, of);
	int64_t *id = NEWN(ctx->mem, int64_t, n + 1);
	struct build b = build_new(ctx->db);
	struct rows rows;

	for (int i = 0; i < n; i++)
		id[i] = line[i]->id;
	int ids = build_arg(&b, value_ids(id, (size_t)n)), most = build_arg(&b, V(high));
	build_sql(&b, "SELECT id, max(e) FROM (SELECT id, entry AS e FROM ");
	table_name(&b, t, false);
	build_sql(&b, " WHERE id");
	build_in(&b, ids);
	build_sql(&b, " UNION ALL SELECT id, until AS e FROM ");
	table_name(&b, t, true);
	build_sql(&b, " WHERE id");
	build_in(&b, ids);
	build_sql(&b, ") v WHERE e <= ");
	build_param(&b, most);
	build_sql(&b, " GROUP BY id");
	if (!db_many(ctx->db, build_end(&b), build_args(&b), &rows))
		return false;
	for (int i = 0; i < n; i++)
		for (int r = 0; r < rows.n; r++)
			if (rows.row[r].cell[0].i == line[i]->id)
				line[i]->by.entry = rows.row[r].cell[1].i;
	return true;
}

static int by_entry(const void *x, const void *y)
{
	const struct since_line *a = *(struct since_line *const *)x, *b = *(struct since_line *const *)y;

	return (a->by.entry > b->by.entry) - (a->by.entry < b->by.entry);
}

/* Most rows move when they are written themselves: there it is looked first, just before and just after. */
static bool guess(const struct search *s, struct since_line **line, int n, int64_t low, int64_t high)
{
	int64_t at = line[0]->by.entry;
	int before, after;

	if (at <= low || at > high)
		return narrow(s, line, n, low, high);
	if (at - 1 == low)
		before = 0;
	else if (!sort_out(s, line, n, at - 1, &before))
		return false;
	if (at == high)
		after = n - before;
	else if (before < n && !sort_out(s, line + before, n - before, at, &after))
		return false;
	else if (before == n)
		after = 0;
	return narrow(s, line, before, low, at - 1) && narrow(s, line + before, after, at - 1, at) &&
	       narrow(s, line + before + after, n - before - after, at, high);
}

static bool guess_all(const struct search *s, struct since_line **line, int n, int64_t low, int64_t high)
{
	if (!n)
		return true;
	if (!last_writes(s, line, n, high))
		return false;
	qsort(line, (size_t)n, sizeof *line, by_entry);
	for (int i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && line[k]->by.entry == line[i]->by.entry; k++)
			;
		if (!guess(s, line + i, k - i, low, high))
			return false;
	}
	return true;
}

static bool tell(struct ctx *ctx, struct since_line *line, int n)
{
	int64_t *entry = NEWN(ctx->mem, int64_t, n + 1);
	struct told_entry *told = NEWN(ctx->mem, struct told_entry, n + 1);

	for (int i = 0; i < n; i++)
		entry[i] = line[i].by.entry;
	if (!journal_tell(ctx, entry, n, told))
		return false;
	for (int i = 0; i < n; i++)
		line[i].by = told[i];
	return true;
}

bool since_causes(struct ctx *ctx, const struct since_diff *diff, bool in, struct since_line *line, int n)
{
	struct search s = { ctx, diff, in };
	struct since_line **at = NEWN(ctx->mem, struct since_line *, n + 1);
	int64_t low = diff->then.clock.known, high = diff->now.clock.known;
	bool day = diff->then.clock.on.ymd != diff->now.clock.on.ymd;
	int so = 0;

	if (!ctx->heads && !journal_heads(ctx))
		return false;
	high = high ? high : ctx->head;
	if (n > SINCE_TOLD_MAX)
		bug("%d lines are too many to be told of", n);
	for (int i = 0; i < n; i++)
		at[i] = &line[i];
	/* Asked with today's question, known what was known then: what is so already no entry did. */
	if (!n || diff->then.of != diff->now.of)
		so = n;
	else if (!sort_out(&s, at, n, low, &so))
		return false;
	if (!guess_all(&s, at + so, n - so, low, high))
		return false;
	for (int i = 0; i < so; i++) {
		at[i]->cause = day ? SINCE_DAY : SINCE_RULE;
		at[i]->by.entry = 0;
	}
	return tell(ctx, line, n);
}
