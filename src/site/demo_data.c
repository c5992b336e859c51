/* The numbers to be reached and the shares to draw from, and the one source of
 * chance: a stream that depends on the seed and the province's number alone. */
#include "site/demo_world.h"

#include <string.h>

#include "base/csv.h"
#include "base/text.h"

/* ---- reading data/demo ---- */

static bool cell_number(const struct csv *t, int row, const char *column, int64_t *out, const char *file,
                        struct errs *errs)
{
	if (text_int(csv_cell(t, row, column), out))
		return true;
	return err_add(errs, ERR_INPUT, "%s, dòng %d: “%s” phải là số", file, t->line[row], column);
}

static bool numbers_read(struct arena *mem, const char *file, struct demo_data *out, struct errs *errs)
{
	struct csv t;

	if (!csv_read(mem, file, &t, errs))
		return false;
	struct demo_number *v = NEWN(mem, struct demo_number, t.nrows + 1);
	for (int i = 0; i < t.nrows; i++)
		v[i] = (struct demo_number){ csv_cell(&t, i, "name"), csv_cell(&t, i, "value") };
	out->number = v;
	out->nnumbers = t.nrows;
	return true;
}

static bool shares_read(struct arena *mem, const char *file, struct demo_data *out, struct errs *errs)
{
	struct csv t;

	if (!csv_read(mem, file, &t, errs))
		return false;
	struct demo_share *v = NEWN(mem, struct demo_share, t.nrows + 1);
	for (int i = 0; i < t.nrows; i++) {
		v[i] = (struct demo_share){ csv_cell(&t, i, "list"), csv_cell(&t, i, "key"), 0 };
		if (!cell_number(&t, i, "weight", &v[i].weight, file, errs))
			return false;
	}
	out->share = v;
	out->nshares = t.nrows;
	return true;
}

static bool bodies_read(struct arena *mem, const char *file, struct demo_data *out, struct errs *errs)
{
	static const char *const trades[] = { "agency", "school", "company", "force" };
	struct csv t;

	if (!csv_read(mem, file, &t, errs))
		return false;
	struct demo_body *v = NEWN(mem, struct demo_body, t.nrows + 1);
	for (int i = 0; i < t.nrows; i++) {
		v[i] = (struct demo_body){ csv_cell(&t, i, "name"), csv_cell(&t, i, "state"), csv_cell(&t, i, "login"),
		                           0, { 0 } };
		if (!cell_number(&t, i, "members", &v[i].members, file, errs))
			return false;
		for (int k = 0; k < 4; k++)
			if (!cell_number(&t, i, trades[k], &v[i].count[k], file, errs))
				return false;
	}
	out->body = v;
	out->nbodies = t.nrows;
	return true;
}

static bool names_read(struct arena *mem, const char *file, struct demo_data *out, struct errs *errs)
{
	struct csv t;

	if (!csv_read(mem, file, &t, errs))
		return false;
	struct demo_name *v = NEWN(mem, struct demo_name, t.nrows + 1);
	for (int i = 0; i < t.nrows; i++) {
		v[i] = (struct demo_name){ csv_cell(&t, i, "part"), csv_cell(&t, i, "name"), csv_cell(&t, i, "sex"),
		                           csv_cell(&t, i, "group"), 0 };
		if (!cell_number(&t, i, "weight", &v[i].weight, file, errs))
			return false;
	}
	out->name = v;
	out->nnames = t.nrows;
	return true;
}

bool demo_data_read(struct arena *mem, const char *dir, bool small, struct demo_data *out, struct errs *errs)
{
	*out = (struct demo_data){ .dir = dir, .units = NEW(mem, struct csv), .ethnic = NEW(mem, struct csv) };
	return numbers_read(mem, arena_printf(mem, "%s/demo/%s.csv", dir, small ? "small" : "province"), out, errs) &&
	       shares_read(mem, arena_printf(mem, "%s/demo/shares.csv", dir), out, errs) &&
	       bodies_read(mem, arena_printf(mem, "%s/demo/bodies.csv", dir), out, errs) &&
	       names_read(mem, arena_printf(mem, "%s/names.csv", dir), out, errs) &&
	       csv_read(mem, arena_printf(mem, "%s/travinh-units-2022.csv", dir), out->units, errs) &&
	       csv_read(mem, arena_printf(mem, "%s/travinh-communes-ethnic.csv", dir), out->ethnic, errs);
}

static const char *number_text(const struct demo *d, const char *name)
{
	for (int i = 0; i < d->data->nnumbers; i++)
		if (strcmp(d->data->number[i].name, name) == 0)
			return d->data->number[i].value;
	bug("data/demo has no number “%s”", name);
}

int64_t demo_number(const struct demo *d, const char *name)
{
	int64_t n;

	if (!text_int(number_text(d, name), &n))
		bug("data/demo: “%s” is no number", name);
	return n;
}

int64_t demo_number_of(const struct demo *d, const char *name, int year)
{
	return demo_number(d, arena_printf(d->mem, "%s_%d", name, year));
}

struct date demo_day(const struct demo *d, const char *name)
{
	struct date day;

	if (!date_parse(number_text(d, name), &day))
		bug("data/demo: “%s” is no day", name);
	return day;
}

/* ---- chance ---- */

int64_t demo_between(struct demo *d, int64_t least, int64_t most)
{
	return least + (int64_t)rng_below(&d->chance, (uint64_t)(most - least + 1));
}

bool demo_chance(struct demo *d, int64_t of_100)
{
	return demo_between(d, 0, 99) < of_100;
}

struct date demo_date(struct demo *d, struct date from, struct date to)
{
	int64_t days = date_days(from, to);

	return date_add_days(from, demo_between(d, 0, days > 0 ? days : 0));
}

struct date demo_workday(struct demo *d, struct date from, struct date to)
{
	struct date day = demo_date(d, from, to);
	int over = date_weekday(day) - 4;

	if (over > 0 && date_days(from, day) >= over)
		return date_add_days(day, -over);
	if (over > 0 && date_days(day, to) >= 3 - over)
		return date_add_days(day, 3 - over);
	return day;
}

const char *demo_pick(struct demo *d, const char *list)
{
	int64_t all = 0;

	for (int i = 0; i < d->data->nshares; i++)
		if (strcmp(d->data->share[i].list, list) == 0)
			all += d->data->share[i].weight;
	if (!all)
		bug("data/demo/shares.csv has no list “%s”", list);
	int64_t at = demo_between(d, 0, all - 1);
	for (int i = 0; i < d->data->nshares; i++)
		if (strcmp(d->data->share[i].list, list) == 0 && (at -= d->data->share[i].weight) < 0)
			return d->data->share[i].key;
	bug("weights of “%s” do not add up", list);
}

int64_t demo_percent(const struct demo *d, const char *list, int64_t otherwise)
{
	for (int i = 0; i < d->data->nshares; i++)
		if (strcmp(d->data->share[i].list, list) == 0)
			return d->data->share[i].weight;
	return otherwise;
}
