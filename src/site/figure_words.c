/* Words are spent one after another: on the period, on a unit, on the name of a
 * figure, on codes.  A figure that leaves a word unspent was not meant. */

#include "site/figure_words.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/code.h"
#include "model/filter.h"
#include "model/query.h"
#include "model/unit.h"
#include "site/page_question.h"

enum { WORDS_MAX = 16, NAMED_LEAST = 2, UNIT_LEAST = 2, SHOWN = 3, WHERE_MAX = 4000 };

struct words { const char *word[WORDS_MAX]; bool spent[WORDS_MAX]; int n; };
struct asking {
	struct ctx *ctx;
	struct words words;
	struct ask ask;                         /* unit, period, as in an address */
	struct question q;
	const struct figure **figure; const char **name; int n;        /* name: as words_of writes it */
};
struct meant {
	const struct figure *f;
	const char *where, *told;       /* conditions beyond the figure's own, for the filter and for people; "" */
	int named, words;                       /* words of its name that were typed; all there are */
};

/* " ket nap dang vien ": folded, each word between blanks, so that whole words are looked for. */
static char *words_of(struct arena *a, const char *text)
{
	char *s = arena_printf(a, " %s ", text_fold(a, text));

	for (char *c = s; *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '.' && *c != '-')
			*c = ' ';
	return s;
}

static struct words words_split(struct arena *a, const char *text)
{
	struct words w = { 0 };

	for (const char *s = words_of(a, text); *s; ) {
		size_t n;

		s += strspn(s, " ");
		n = strcspn(s, " ");
		if (n && w.n == WORDS_MAX)
			return (struct words){ 0 };
		if (n)
			w.word[w.n++] = arena_textn(a, s, n);
		s += n;
	}
	return w;
}

static int words_left(const struct words *w)
{
	int n = 0;

	for (int i = 0; i < w->n; i++)
		n += !w->spent[i];
	return n;
}

/* " tra cu ", of unspent words side by side; NULL: one of them is spent. */
static const char *run(struct arena *a, const struct words *w, int from, int n)
{
	struct buf b = buf_new(a, WHERE_MAX);

	buf_char(&b, ' ');
	for (int i = from; i < from + n; i++) {
		if (w->spent[i])
			return NULL;
		buf_printf(&b, "%s ", w->word[i]);
	}
	return b.full ? NULL : b.s;
}

static void spend(struct words *w, int from, int n)
{
	for (int i = from; i < from + n; i++)
		w->spent[i] = true;
}

/* ---- the period ---- */

/* "quy 3", "thang 11" beside a year. */
static const char *part_of_year(struct arena *a, struct words *w, const char *year)
{
	int64_t n;

	for (int i = 0; i + 1 < w->n; i++) {
		bool quarter = !strcmp(w->word[i], "quy");

		if ((!quarter && strcmp(w->word[i], "thang") != 0) || !text_int(w->word[i + 1], &n) || n < 1 ||
		    n > (quarter ? 4 : 12))
			continue;
		spend(w, i, 2);
		return arena_printf(a, quarter ? "%s-Q%d" : "%s-%02d", year, (int)n);
	}
	return year;
}

static void take_period(struct arena *a, struct words *w, struct ask *ask)
{
	for (int i = 0; i < w->n; i++) {
		char *text = arena_text(a, w->word[i]);
		struct period p;

		for (char *c = text; *c; c++)
			*c = (char)toupper((unsigned char)*c);
		if (strlen(text) < 4 || !period_parse(text, &p))
			continue;
		spend(w, i, 1);
		ask->period = strlen(text) == 4 ? part_of_year(a, w, text) : text;
		return;
	}
}

/* ---- figures and units ---- */

static bool load_figures(struct asking *s)
{
	const struct figure *all;
	int n;

	if (!figure_all(s->ctx, s->q, &all, &n))
		return false;
	s->figure = NEWN(s->ctx->mem, const struct figure *, n + 1);
	s->name = NEWN(s->ctx->mem, const char *, n + 1);
	for (int i = 0; i < n; i++) {
		s->figure[i] = &all[i];
		s->name[i] = words_of(s->ctx->mem, all[i].name);
	}
	s->n = n;
	return true;
}

static bool has_word(const char *name, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = strstr(name, word); at; at = strstr(at + 1, word))
		if (at[-1] == ' ' && at[n] == ' ')
			return true;
	return false;
}

static int named(const struct words *w, const char *name)
{
	int n = 0;

	for (int i = 0; i < w->n; i++)
		n += !w->spent[i] && has_word(name, w->word[i]);
	return n;
}

/* Most searches are for names: then nothing more is looked at. */
static bool any_figure(const struct asking *s)
{
	for (int i = 0; i < s->n; i++)
		if (named(&s->words, s->name[i]) >= NAMED_LEAST)
			return true;
	return false;
}

static bool of_figures(const struct asking *s, const char *words)
{
	for (int i = 0; i < s->n; i++)
		if (strstr(s->name[i], words))
			return true;
	return false;
}

/* The uppermost living unit, of the Party before the State, whose name has the words. */
static int find_unit(const struct tree *tree, const char *const *name, const char *words)
{
	int best = -1;

	for (int i = 0; i < tree->n; i++) {
		const struct node *x = &tree->node[i], *y = best < 0 ? NULL : &tree->node[best];
		bool party = !strcmp(x->kind, "party");

		if (x->former || !strstr(name[i], words))
			continue;
		if (!y || (party && strcmp(y->kind, "party") != 0) || (party == !strcmp(y->kind, "party") &&
		                                                        x->depth < y->depth))
			best = i;
	}
	return best;
}

static bool take_unit(struct asking *s)
{
	const struct record *unit = catalog_record(s->ctx->catalog, "unit");
	const struct tree *tree;
	const char **name;
	bool may;

	if (!tree_load(s->ctx, (struct clock){ .on = s->ctx->today }, &tree))
		return false;
	name = NEWN(s->ctx->mem, const char *, tree->n + 1);
	for (int i = 0; i < tree->n; i++)
		name[i] = words_of(s->ctx->mem, arena_printf(s->ctx->mem, "%s %s", tree->node[i].name,
		                                             tree->node[i].code));
	for (int n = s->words.n; n >= 1; n--)
		for (int from = 0; from + n <= s->words.n; from++) {
			const char *words = run(s->ctx->mem, &s->words, from, n);
			bool code = n == 1 && strchr(s->words.word[from], '.');
			int at = !words || (n < UNIT_LEAST && !code) || of_figures(s, words) ? -1 :
			         find_unit(tree, name, words);

			if (at < 0)
				continue;
			if (!access_unit(s->ctx, unit, "read", tree->node[at].id, &may))
				return false;
			if (!may)
				continue;
			spend(&s->words, from, n);
			s->ask.unit = tree->node[at].code;
			s->ask.under = s->q.under = tree->node[at].id;
			s->ask.under_title = tree->node[at].name;
			return true;
		}
	return true;
}

/* ---- codes ---- */

/* A code of the field whose whole label was typed. */
static bool try_field(struct ctx *ctx, struct words *w, const char *path, const struct field *f, struct buf *where,
                      struct buf *told)
{
	const struct code *code;
	int n;

	if (!code_list(ctx, f->of, ctx->today, &code, &n))
		return false;
	for (int c = 0; c < n; c++) {
		const char *label = words_of(ctx->mem, code[c].label);

		for (int len = 1; len <= w->n; len++)
			for (int from = 0; from + len <= w->n; from++) {
				const char *words = run(ctx->mem, w, from, len);

				if (!words || strcmp(words, label) != 0)
					continue;
				spend(w, from, len);
				buf_printf(where, "%s%s%s = %s", where->n ? " and " : "", path, f->name, code[c].key);
				buf_printf(told, "%s%s: %s", told->n ? ", " : "", f->label, code[c].label);
				return true;
			}
	}
	return true;
}

static bool try_codes(struct ctx *ctx, struct words *w, const struct record *rec, const char *path, struct buf *where,
                      struct buf *told)
{
	for (int f = 0; f < rec->nfields && words_left(w); f++)
		if (rec->fields[f].kind == K_CODE && access_field(ctx, rec, &rec->fields[f]) &&
		    !try_field(ctx, w, path, &rec->fields[f], where, told))
			return false;
	return true;
}

static bool mean(struct asking *s, int i, struct meant *out)
{
	struct ctx *ctx = s->ctx;
	const struct figure *f = s->figure[i];
	const struct record *rec = f->record ? catalog_record(ctx->catalog, f->record) : NULL;
	struct words w = s->words;
	struct buf where = buf_new(ctx->mem, WHERE_MAX), told = buf_new(ctx->mem, WHERE_MAX);
	struct path person;

	*out = (struct meant){ .f = f, .named = named(&w, s->name[i]), .words = words_split(ctx->mem, s->name[i]).n };
	if (out->named < NAMED_LEAST) {
		out->named = 0;
		return true;
	}
	for (int k = 0; k < w.n; k++)
		w.spent[k] = w.spent[k] || has_word(s->name[i], w.word[k]);
	if (words_left(&w) && rec && strcmp(f->amount, "population") != 0) {
		if (path_person(ctx->catalog, rec, &person) && path_target(ctx->catalog, &person) &&
		    !try_codes(ctx, &w, path_target(ctx->catalog, &person), "person.", &where, &told))
			return false;
		if (!try_codes(ctx, &w, rec, "", &where, &told))
			return false;
	}
	if (words_left(&w))
		out->named = 0;
	out->where = where.n ? where.s : "";
	out->told = told.n ? told.s : "";
	return true;
}

/* The more of its name was typed, the likelier it was meant; then the shorter name. */
static int by_likeness(const void *x, const void *y)
{
	const struct meant *a = x, *b = y;

	if (a->named != b->named)
		return b->named - a->named;
	return a->words != b->words ? a->words - b->words : strcmp(a->f->code, b->f->code);
}

/* ---- values ---- */

static const char *all_of(struct arena *a, const struct meant *m)
{
	return m->f->where ? arena_printf(a, "(%s) and %s", m->f->where, m->where) : m->where;
}

/* A part of a figure is its list with more conditions. */
static bool count_part(struct asking *s, const struct meant *m, const char **value)
{
	const struct record *rec = catalog_record(s->ctx->catalog, m->f->record);
	struct list list = question_list(s->q, rec);
	struct measure measure = { .amount = !strcmp(m->f->amount, "persons") ? A_PERSONS :
	                           !strcmp(m->f->amount, "sum") ? A_SUM : A_ROWS, .field = m->f->field };
	struct tally tally;

	list.where = filter_ask(s->ctx, rec, all_of(s->ctx->mem, m));
	if (!list.where || !list_measure(s->ctx, &list, &measure, 1, NULL, &tally))
		return false;
	*value = text_grouped(s->ctx->mem, tally.n ? tally.value[0] : 0);
	return true;
}

static bool count_whole(struct asking *s, const struct meant *m, const char **value)
{
	struct answer answer;

	if (!figure_answer(s->ctx, s->q, &m->f, 1, &answer))
		return false;
	*value = amount_show(s->ctx->mem, &answer);
	return true;
}

/* What this user may not read is as if there were no such figure. */
static bool passed_over(struct ctx *ctx)
{
	if (errs_worst(ctx->errs) != ERR_DENIED)
		return false;
	errs_clear(ctx->errs);
	return true;
}

/* As of the day of the answer, so that the list has as many rows. */
static struct url part_url(const struct asking *s, const struct meant *m)
{
	struct arena *a = s->ctx->mem;
	struct ask ask = s->ask;

	if (s->q.on.ymd != s->ctx->today.ymd)
		ask.on = date_show(a, s->q.on);
	return url_with(a, ask_url(a, url(a, "/r/%s", m->f->record), &ask), "where", all_of(a, m));
}

static bool add_row(struct asking *s, const struct meant *m, struct sheet *out)
{
	struct arena *a = s->ctx->mem;
	struct sheet_cell *cell = out->cell + (size_t)out->nrows * (size_t)out->ncolumns;
	const char *value, *code = m->f->code;
	bool part = *m->where;

	if (!(part ? count_part(s, m, &value) : count_whole(s, m, &value)))
		return passed_over(s->ctx);
	cell[0] = (struct sheet_cell){ .text = m->f->name, .to = figure_url(a, part ? "open" : "figure", code, &s->ask,
	                               NULL, s->q.period, NULL) };
	cell[1] = (struct sheet_cell){ .text = value, .class = "right",
	                               .to = figure_url(a, "open", code, &s->ask, NULL, s->q.period, NULL) };
	if (part)
		cell[0].to = cell[1].to = part_url(s, m);
	cell[2].text = arena_printf(a, "%s%s%s%s%s", period_show(a, s->q.period), s->ask.under_title ? " · " : "",
	                            s->ask.under_title ? s->ask.under_title : "", part ? " · " : "", m->told);
	out->nrows++;
	return true;
}

static bool answer_all(struct asking *s, struct sheet *out)
{
	struct meant *meant = NEWN(s->ctx->mem, struct meant, s->n + 1);

	for (int i = 0; i < s->n; i++)
		if (!mean(s, i, &meant[i]))
			return false;
	qsort(meant, (size_t)s->n, sizeof *meant, by_likeness);
	for (int i = 0; i < s->n && i < SHOWN && meant[i].named; i++)
		if (!add_row(s, &meant[i], out))
			return false;
	return true;
}

static struct sheet empty_sheet(struct ctx *ctx)
{
	struct sheet s = { .column = NEWN(ctx->mem, struct sheet_column, 3), .ncolumns = 3,
	                   .cell = NEWN(ctx->mem, struct sheet_cell, 3 * SHOWN) };

	s.column[0].label = "Chỉ tiêu";
	s.column[1] = (struct sheet_column){ .label = "Kết quả", .right = true };
	s.column[2].label = "Hiểu là";
	return s;
}

bool figures_by_words(struct ctx *ctx, const char *text, struct sheet *out)
{
	struct asking s = { .ctx = ctx, .words = words_split(ctx->mem, text),
	                    .ask = { .clock = { .on = ctx->today } } };
	const char *note;

	*out = empty_sheet(ctx);
	if (s.words.n < NAMED_LEAST)
		return true;
	take_period(ctx->mem, &s.words, &s.ask);
	if (!question_fill(ctx, &s.ask, &s.q, &note)) {
		/* A period that cannot be asked is a word like any other. */
		if (errs_worst(ctx->errs) >= ERR_BUSY)
			return false;
		errs_clear(ctx->errs);
		return true;
	}
	if (!load_figures(&s) || !any_figure(&s))
		return ctx->errs->count == 0;
	return take_unit(&s) && answer_all(&s, out);
}
