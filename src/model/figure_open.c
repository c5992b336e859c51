#include <string.h>

#include "model/catalog.h"
#include "model/figure_facts.h"
#include "model/filter.h"

/* Up to that many rows of a page are asked for by their ids. */
enum { PAGE_MAX = 500 };

/* ---- one line per person ---- */

struct persons { const struct line *line; int n; int *first, *times; int npersons; };

static int64_t person_of(const struct line *l)
{
	return l->cell[0].type == T_INT ? l->cell[0].i : 0;
}

static unsigned slot_of(int64_t person, unsigned mask)
{
	uint64_t h = (uint64_t)person * 0x9E3779B97F4A7C15u;

	return (unsigned)(h >> 32) & mask;
}

/* Persons in the order in which the list first names them. Rows without a person count nobody. */
static void group(struct ctx *ctx, struct persons *p)
{
	unsigned mask = 15;

	while (mask < (unsigned)p->n * 2)
		mask = mask * 2 + 1;
	int *slot = NEWN(ctx->mem, int, (size_t)mask + 1);
	p->first = NEWN(ctx->mem, int, p->n);
	p->times = NEWN(ctx->mem, int, p->n);
	for (int i = 0; i < p->n; i++) {
		int64_t person = person_of(&p->line[i]);
		if (!person)
			continue;
		unsigned s = slot_of(person, mask);
		while (slot[s] && person_of(&p->line[p->first[slot[s] - 1]]) != person)
			s = (s + 1) & mask;
		if (!slot[s]) {
			p->first[p->npersons] = i;
			slot[s] = ++p->npersons;
		}
		p->times[slot[s] - 1]++;
	}
}

static const struct filter *only_ids(struct ctx *ctx, const struct list *l, const struct persons *p, int from, int n)
{
	int64_t *id = NEWN(ctx->mem, int64_t, n);

	for (int i = 0; i < n; i++)
		id[i] = p->line[p->first[from + i]].id;
	const struct filter *f = filter_ids(ctx, l->of, "id", id, n);
	return f ? filter_and(ctx->mem, l->where, f) : NULL;
}

static const struct line *line_of(const struct listing *rows, int64_t id, int *at)
{
	for (int tries = 0; tries < rows->nlines; tries++, (*at)++) {
		if (*at == rows->nlines)
			*at = 0;
		if (rows->line[*at].id == id)
			return &rows->line[*at];
	}
	bug("row %lld of a figure is gone within one snapshot", (long long)id);
}

/* Both readings have the same order, so the search never goes back. */
static bool lines_of(struct ctx *ctx, struct list l, const struct persons *p, int from, int n, struct listing *out)
{
	struct line *line = NEWN(ctx->mem, struct line, n);
	int at = 0;

	if (n == 0)
		l.only = -1;            /* no row has it: the columns alone are wanted */
	else if (n <= PAGE_MAX && n < p->n && strcmp(l.of->name, "unit") != 0 &&
	         !(l.where = only_ids(ctx, &l, p, from, n)))
		return false;
	if (!list_rows(ctx, &l, out))
		return false;
	for (int i = 0; i < n; i++) {
		line[i] = *line_of(out, p->line[p->first[from + i]].id, &at);
		line[i].times = p->times[from + i];
	}
	out->line = line;
	out->nlines = n;
	return true;
}

static bool open_persons(struct ctx *ctx, struct list l, int64_t first, int64_t count, struct listing *out,
                         int64_t *total)
{
	struct listing all;
	struct list who = l;
	struct persons p = { 0 };

	who.columns = "person";
	if (!list_rows(ctx, &who, &all))
		return false;
	p.line = all.line;
	p.n = all.nlines;
	group(ctx, &p);
	*total = p.npersons;
	if (first > p.npersons)
		first = p.npersons;
	if (!count || count > p.npersons - first)
		count = p.npersons - first;
	return lines_of(ctx, l, &p, (int)first, (int)count, out);
}

/* ---- what a population figure adds up ---- */

/* Exactly the rows that were added: a unit and a day name one. */
static bool people_list(struct ctx *ctx, struct question q, struct list *l)
{
	const struct facts *facts;
	const struct tree *tree;
	struct people people;

	if (!facts_load(ctx, q.known, &facts) || !tree_load(ctx, l->clock, &tree))
		return false;
	if (!facts_people(ctx->mem, facts, tree, q.on, q.under, &people))
		people.nrows = 0;
	int64_t *id = NEWN(ctx->mem, int64_t, people.nrows + 1);
	for (int i = 0; i < people.nrows; i++)
		id[i] = people.row[i]->id;
	l->under = 0;
	l->where = filter_ids(ctx, l->of, "id", id, people.nrows);
	return l->where != NULL;
}

bool figure_list(struct ctx *ctx, struct question q, const struct figure *f, const char *part, struct list *out,
                 struct measure *counted)
{
	const struct figure *num, *den;

	if (!figure_parts(ctx, q, f, &num, &den))
		return false;
	if (part && strcmp(part, "num") != 0 && (!den || strcmp(part, "den") != 0))
		return err_field(ctx->errs, "part", den ? "Phần của tỷ lệ là num (tử số) hoặc den (mẫu số)"
		                 : "Chỉ tiêu này không phải tỷ lệ nên không có mẫu số");
	if (part && strcmp(part, "den") == 0)
		num = den;
	const struct record *of = catalog_record(ctx->catalog, num->record);
	if (!of)
		return err_add(ctx->errs, ERR_FAULT, "Chỉ tiêu %s đếm loại bản ghi không có: %s", num->code,
		               num->record);
	*out = question_list(q, of);
	*counted = (struct measure){ .amount = strcmp(num->amount, "persons") == 0 ? A_PERSONS :
	                             strcmp(num->amount, "sum") == 0 ? A_SUM : A_ROWS, .field = num->field };
	if (strcmp(num->amount, "population") == 0) {
		*counted = (struct measure){ .amount = A_SUM, .field = "value" };
		return people_list(ctx, q, out);
	}
	out->where = filter_parse(ctx, of, num->where);
	return out->where != NULL;
}

bool figure_open(struct ctx *ctx, struct question q, const struct figure *f, const char *part,
                 const char *columns, int64_t first, int64_t count, struct listing *out, int64_t *total)
{
	struct measure counted;
	struct list l;

	if (!figure_list(ctx, q, f, part, &l, &counted))
		return false;
	l.columns = columns;
	if (counted.amount == A_PERSONS)
		return open_persons(ctx, l, first, count, out, total);
	l.first = first;
	l.count = count;
	return list_count(ctx, &l, total) && list_rows(ctx, &l, out);
}
