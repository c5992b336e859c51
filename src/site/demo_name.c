/* Invented names: family, middle and given names by how often they are borne,
 * for Khmer from their own; no name is anybody's. */
#include "site/demo_world.h"

#include <string.h>

#include "base/csv.h"
#include "base/text.h"

struct wanted { const char *part, *group; bool female; };

static bool fits(const struct demo_name *n, const struct wanted *w)
{
	return strcmp(n->part, w->part) == 0 && strcmp(n->group, w->group) == 0 &&
	       (strcmp(n->sex, "any") == 0 || (strcmp(n->sex, "female") == 0) == w->female);
}

static const char *draw(struct demo *d, struct wanted w)
{
	const struct demo_data *data = d->data;
	int64_t all = 0;

	for (int i = 0; i < data->nnames; i++)
		if (fits(&data->name[i], &w))
			all += data->name[i].weight;
	if (!all)
		bug("names.csv has no %s name for %s", w.part, w.group);
	int64_t at = demo_between(d, 0, all - 1);
	for (int i = 0; i < data->nnames; i++)
		if (fits(&data->name[i], &w) && (at -= data->name[i].weight) < 0)
			return data->name[i].name;
	bug("weights of names do not add up");
}

/* “Thị” stands in most women's names, of the old ones above all. */
static const char *middle(struct demo *d, const char *group, bool female)
{
	if (female && demo_chance(d, 58))
		return "Thị";
	const char *name = draw(d, (struct wanted){ "middle", group, female });
	return !female && strcmp(name, "Thị") == 0 ? "Văn" : name;
}

static int64_t khmer_percent(const struct demo *d, const struct demo_unit *u)
{
	const struct demo_data *data = d->data;
	const char *district = u->body >= 0 ? data->body[u->body].state : "";
	int64_t base = demo_percent(d, arena_printf(d->ctx->mem, "khmer.%s", district), 0), of_commune;

	if (u->trade != TRADE_COMMUNE || u->state < 0)
		return base;
	for (int i = 0; i < data->ethnic->nrows; i++) {
		int64_t people, khmer;
		if (strcmp(csv_cell(data->ethnic, i, "code"), d->unit[u->state].code) != 0 ||
		    !text_int(csv_cell(data->ethnic, i, "population"), &people) || people < 1 ||
		    !text_int(csv_cell(data->ethnic, i, "khmer"), &khmer))
			continue;
		of_commune = 100 * khmer / people;
		return of_commune * demo_percent(d, "khmer_of_commune", 100) / 100;
	}
	return base;
}

static const char *ethnic_of(struct demo *d, const struct demo_unit *u)
{
	if (demo_chance(d, khmer_percent(d, u)))
		return "khmer";
	if (demo_between(d, 0, 999) < demo_percent(d, "hoa", 0))
		return "hoa";
	return demo_between(d, 0, 2999) == 0 ? "cham" : "kinh";
}

static bool female_here(struct demo *d, enum demo_trade trade, bool fresh)
{
	static const char *const list[] = {
		[TRADE_COMMUNE] = "female.commune", [TRADE_AGENCY] = "female.agency", [TRADE_SCHOOL] = "female.school",
		[TRADE_COMPANY] = "female.company", [TRADE_FORCE] = "female.force",
	};

	return demo_chance(d, demo_percent(d, fresh && trade != TRADE_FORCE ? "female.new" : list[trade], 30));
}

void demo_name_invent(struct demo *d, int unit, bool fresh, struct demo_person *p)
{
	const struct demo_unit *u = &d->unit[unit];

	p->female = female_here(d, u->trade, fresh);
	p->ethnic = ethnic_of(d, u);
	bool khmer = strcmp(p->ethnic, "khmer") == 0, hoa = strcmp(p->ethnic, "hoa") == 0;
	const char *group = khmer ? "khmer" : "kinh";
	const char *family = draw(d, (struct wanted){ "family", khmer ? "khmer" : hoa ? "hoa" : "kinh", p->female });
	const char *second = middle(d, group, p->female);
	const char *given = draw(d, (struct wanted){ "given", group, p->female });
	if (strcmp(second, given) == 0)
		second = p->female ? "Thị" : "Văn";
	p->name = arena_printf(d->mem, "%s %s %s", family, second, given);
}
