#include "model/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/table.h"

const char *name_next(const char *list, char *name, size_t size)
{
	list += strspn(list, ", -");
	size_t n = strcspn(list, ", ");
	if (n == 0)
		return NULL;
	if (n >= size)
		bug("name longer than %zu in \"%s\"", size, list);
	memcpy(name, list, n);
	name[n] = '\0';
	return list + n;
}

const struct record *catalog_record(const struct catalog *c, const char *name)
{
	for (int low = 0, high = name ? c->nrecords : 0; low < high; ) {
		int mid = (low + high) / 2, d = strcmp(name, c->by_name[mid]->name);
		if (d == 0)
			return c->by_name[mid];
		if (d < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

static const struct record *const *sort_names(struct arena *a, const struct record *const *record, int n)
{
	const struct record **sorted = NEWN(a, const struct record *, n);

	for (int i = 0; i < n; i++) {
		int at = i;
		for (; at > 0 && strcmp(sorted[at - 1]->name, record[i]->name) > 0; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = record[i];
	}
	return sorted;
}

int catalog_index(const struct catalog *c, const struct record *r)
{
	for (int i = 0; i < c->nrecords; i++)
		if (c->record[i] == r)
			return i;
	bug("record %s is not in the catalog", r->name);
}

const struct table *catalog_table(const struct catalog *c, const struct record *r)
{
	return &c->table[catalog_index(c, r)];
}

int record_reference(const struct record *y, const char *x)
{
	int found = -1;

	for (int i = 0; i < y->nfields; i++)
		if (y->fields[i].kind == K_REF && strcmp(y->fields[i].of, x) == 0) {
			if (found >= 0)
				return -1;
			found = i;
		}
	return found;
}

/* A name is near when at most a third of it differs. */
static bool nearer(const char *have, const char *asked, int *best)
{
	int d = text_distance(have, asked);

	if (d >= *best || d * 3 > (int)strlen(asked) + 2)
		return false;
	*best = d;
	return true;
}

const char *catalog_nearest_record(const struct catalog *c, const char *name)
{
	const char *near = NULL;
	int best = 1000;

	for (int i = 0; i < c->nrecords; i++)
		if (nearer(c->record[i]->name, name, &best))
			near = c->record[i]->name;
	return near;
}

const char *record_nearest_field(const struct record *r, const char *name)
{
	const char *near = NULL;
	int best = 1000;

	for (int i = 0; i < r->nfields; i++)
		if (nearer(r->fields[i].name, name, &best))
			near = r->fields[i].name;
	return near;
}

/* ---- checks at start ---- */

struct check { const struct catalog *c; struct errs *errs; };

static void fault(struct check *k, const struct record *r, const char *field, const char *what)
{
	err_field(k->errs, r->name, "%s%s%s: %s", r->name, field ? "." : "", field ? field : "", what);
}

static void check_names(struct check *k, const struct record *r, const char *list, const char *what)
{
	char name[64];

	for (const char *p = list; p && (p = name_next(p, name, sizeof name)); )
		if (record_field(r, name) < 0)
			fault(k, r, name, what);
}

static void check_span_field(struct check *k, const struct record *r, const struct field *f)
{
	char span[64];
	const char *dot = strchr(f->of, '.');

	if (!dot || (size_t)(dot - f->of) >= sizeof span) {
		fault(k, r, f->name, "span field wants \"record.field\"");
		return;
	}
	memcpy(span, f->of, (size_t)(dot - f->of));
	span[dot - f->of] = '\0';
	const struct record *s = catalog_record(k->c, span);
	if (!s || !s->dated || record_field(s, dot + 1) < 0 || record_reference(s, r->name) < 0)
		fault(k, r, f->name, "no such span field pointing back");
}

static void check_field(struct check *k, const struct record *r, int i)
{
	const struct field *f = &r->fields[i];

	if (!f->name || !f->label) {
		fault(k, r, f->name, "a field has no row");
		return;
	}
	if (record_field(r, f->name) != i)
		fault(k, r, f->name, "declared twice");
	if (strcmp(f->name, "id") == 0 || strcmp(f->name, "entry") == 0 || strcmp(f->name, "until") == 0 ||
	    strcmp(f->name, "salt") == 0)
		fault(k, r, f->name, "the name is taken by the table itself");
	const struct record *to = f->kind == K_REF ? catalog_record(k->c, f->of) : NULL;
	if (f->kind == K_REF && !to)
		fault(k, r, f->name, "refers to no record type");
	if (to && to->owner)
		fault(k, r, f->name, "refers to rows that are somebody's own");
	if (f->kind == K_CODE && !f->of)
		fault(k, r, f->name, "names no code list");
	if (f->kind == K_SPAN)
		check_span_field(k, r, f);
	if (f->kind == K_STATE && !r->flow)
		fault(k, r, f->name, "a state without a workflow");
}

/* Every state is some step's end, and every open state is some step's beginning. */
static void check_flow(struct check *k, const struct record *r)
{
	const struct workflow *w = r->flow;

	for (int i = 0; i < w->nsteps; i++) {
		const struct step *s = &w->steps[i];
		if (!flow_state(w, s->to))
			fault(k, r, s->name, "leads to no state");
		if (s->day && record_field(r, s->day) < 0)
			fault(k, r, s->day, "day of a step is no field");
		check_names(k, r, s->needs, "needed by a step, but no field");
	}
	for (int i = 0; i < w->nstates; i++) {
		bool entered = false, left = false;
		check_names(k, r, w->states[i].by, "the day of a state is no field");
		for (int j = 0; j < w->nsteps; j++) {
			entered |= strcmp(w->steps[j].to, w->states[i].name) == 0;
			left |= step_from(&w->steps[j], w->states[i].name);
		}
		if (!entered)
			fault(k, r, w->states[i].name, "no step reaches this state");
		if (w->states[i].open && !left)
			fault(k, r, w->states[i].name, "an open state that no step leaves");
	}
	check_names(k, r, "state, began_on, state_on", "an act has this field");
}

static void check_record(struct check *k, const struct record *r)
{
	for (int i = 0; i < r->nfields; i++)
		check_field(k, r, i);
	if (r->flow)
		check_flow(k, r);
	for (int i = 0; i < r->ndeadlines; i++)
		check_names(k, r, r->deadlines[i].day, "a deadline is no field");
	if (r->dated)
		check_names(k, r, "valid_from, valid_until", "a span has this field");
	check_names(k, r, r->order, "order by no field");
	check_names(k, r, r->key, "key of no field");
	check_names(k, r, r->day, "day is no field");
	check_names(k, r, r->parent, "parent is no field");
	check_names(k, r, r->home, "home is no field");
	check_names(k, r, r->title, "title is no field");
	check_names(k, r, r->called, "called names what is no field");
	if (r->unit && strcmp(r->unit, "id") != 0)
		check_names(k, r, r->unit, "unit is no field");
	if (r->person && strcmp(r->person, "id") != 0)
		check_names(k, r, r->person, "person is no field");
	check_names(k, r, r->owner, "owner is no field");
	check_names(k, r, r->share, "share is no field");
	if ((r->owner && strcmp(r->fields[record_field(r, r->owner)].of, "user") != 0) || (r->share && !r->owner))
		fault(k, r, r->owner, "an owner is a user, and only what has one is shared");
	check_names(k, r, r->fold_of, "fold of no field");
	if (r->fold && !r->fold_of)
		fault(k, r, NULL, "fold without fold_of");
	if (r->fold && !catalog_record(k->c, r->fold->spans))
		fault(k, r, NULL, "fold makes no record type");
}

static void check_rules(struct check *k)
{
	const struct catalog *c = k->c;

	for (int i = 0; i < c->nrules; i++) {
		const struct rule *a = c->rule[i];
		const struct record *r = catalog_record(c, a->record);
		if (!r) {
			err_field(k->errs, a->id, "rule %s: no record type %s", a->id, a->record);
			continue;
		}
		if (!a->cite || !a->holds)
			fault(k, r, a->id, "a rule without citation or test");
		for (int j = i + 1; j < c->nrules; j++) {
			const struct rule *b = c->rule[j];
			if (strcmp(a->id, b->id) == 0 && strcmp(a->record, b->record) == 0 &&
			    a->from.ymd < b->until.ymd && b->from.ymd < a->until.ymd)
				fault(k, r, a->id, "periods of a rule overlap");
		}
	}
}

bool catalog_make(struct arena *a, const struct subject *const *all, int n, struct catalog *out, struct errs *errs)
{
	const struct record **record = NULL;
	const struct rule **rule = NULL;
	int nrecords = 0, nrules = 0, before = errs->count;

	for (int i = 0; i < n; i++) {
		for (int j = 0; j < all[i]->nrecords; j++)
			PUSH(a, record, nrecords, all[i]->records[j]);
		for (int j = 0; j < all[i]->nrules; j++)
			PUSH(a, rule, nrules, &all[i]->rules[j]);
	}
	*out = (struct catalog){ .record = record, .nrecords = nrecords, .rule = rule, .nrules = nrules };
	out->by_name = sort_names(a, record, nrecords);
	struct check k = { out, errs };
	for (int i = 0; i < nrecords; i++) {
		if (i && strcmp(out->by_name[i]->name, out->by_name[i - 1]->name) == 0)
			fault(&k, out->by_name[i], NULL, "declared twice");
		check_record(&k, record[i]);
	}
	check_rules(&k);
	if (errs->count != before)
		return false;
	struct table *table = NEWN(a, struct table, nrecords);
	for (int i = 0; i < nrecords; i++)
		table_make(a, record[i], &table[i]);
	out->table = table;
	return true;
}
