/* Ways to tell a row, the surest first; each is tried on what is left.  A name that several rows share, on either
 * side, tells none of them: a pair that is guessed would be wrong without anybody seeing it. */
#include "model/reconcile_match.h"

#include <string.h>

#include "model/catalog.h"

static int column_of(const struct match *m, const char *path)
{
	for (int i = 0; path && i < m->ncolumns; i++)
		if (strcmp(m->offer[i].path, path) == 0)
			return i;
	return -1;
}

static void way_add(struct match *m, const int *column, int n)
{
	for (int i = 0; i < n; i++)
		if (column[i] < 0)
			return;
	if (!n || m->nways == WAYS_MAX)
		return;
	memcpy(m->way[m->nways].column, column, (size_t)n * sizeof *column);
	m->way[m->nways++].n = n;
}

static void key_way(struct match *m)
{
	int column[WAY_FIELDS], n = 0;
	char name[64];

	for (const char *s = m->of->key; s && (s = name_next(s, name, sizeof name)) && n < WAY_FIELDS - 1; )
		column[n++] = column_of(m, name);
	if (n && m->of->dated)
		column[n++] = column_of(m, "valid_from");
	way_add(m, column, n);
}

/* The words that a row goes by, and in the same record as these a day that is fixed: name and birth. */
static void title_way(struct match *m)
{
	struct path p = { .rec = { m->of } };
	const char *prefix = "";
	int column[2] = { -1, -1 };

	m->title_column = column_of(m, m->of->title);
	if (!m->of->title || !path_title(m->ctx->catalog, &p) || !p.n)
		return;
	const struct record *last = p.rec[p.n - 1];
	for (int i = 0; i < p.n - 1; i++)
		prefix = arena_printf(m->ctx->mem, "%s%s.", prefix, p.rec[i]->fields[p.field[i]].name);
	int words = column_of(m, arena_printf(m->ctx->mem, "%s%s", prefix, last->fields[p.field[p.n - 1]].name));
	if (m->title_column < 0)
		m->title_column = words;
	column[0] = m->title_column;
	for (int i = 0; i < last->nfields && column[1] < 0; i++)
		if (last->fields[i].flags & F_FIXED &&
		    (last->fields[i].kind == K_DATE || last->fields[i].kind == K_PARTIAL))
			column[1] = column_of(m, arena_printf(m->ctx->mem, "%s%s", prefix, last->fields[i].name));
	way_add(m, column, 2);
	if (!m->nways)
		way_add(m, column, 1);
}

bool match_ways(struct match *m)
{
	m->nways = 0;
	for (int i = 0; i < m->ncolumns; i++)
		if (m->offer[i].unique)
			way_add(m, &i, 1);
	key_way(m);
	title_way(m);
	return m->nways || m->id_column >= 0;
}

/* ---- names in memory ---- */

struct slot { const char *name; int here, there, nhere, nthere; };
struct names { struct slot *slot; uint32_t n; };

static uint32_t hash(const char *s)
{
	uint32_t h = 2166136261u;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h ^ h >> 15;
}

static struct slot *slot_of(struct names *names, const char *name)
{
	uint32_t i = hash(name) & (names->n - 1);

	while (names->slot[i].name && strcmp(names->slot[i].name, name) != 0)
		i = (i + 1) & (names->n - 1);
	return &names->slot[i];
}

/* way -1: the number.  NULL: the row has no name of this kind, or needs none. */
static const char *name_of(struct match *m, struct arena *a, const struct side *row, int way)
{
	const char *name = "";

	if (row->other >= 0)
		return NULL;
	if (way < 0)
		return row->id ? arena_printf(a, "%lld", (long long)row->id) : NULL;
	for (int i = 0; i < m->way[way].n; i++) {
		const char *s = row->text[m->way[way].column[i]];
		if (!s || !*s)
			return NULL;
		name = arena_printf(a, "%s\037%s", name, s);
	}
	return name;
}

static const char *shared_note(struct match *m, int way, const struct slot *s)
{
	const char *what = way < 0 ? "số hồ sơ" : m->offer[m->way[way].column[0]].field->label;

	return arena_printf(m->ctx->mem, "không ghép được: trùng “%s”, %d dòng ở đây, %d dòng ở bảng kia", what,
	                    s->nhere, s->nthere);
}

/* Rows in pairs where exactly one of each side has the name. */
static void way_pair(struct match *m, struct arena *a, int way)
{
	struct names names = { .n = 64 };
	const char *name;

	while (names.n < 2 * (uint32_t)(m->nhere + m->nthere))
		names.n *= 2;
	names.slot = NEWN(a, struct slot, names.n);
	for (int i = 0; i < m->nthere; i++)
		if ((name = name_of(m, a, &m->there[i], way))) {
			struct slot *s = slot_of(&names, name);
			*s = (struct slot){ name, 0, i, 0, s->nthere + 1 };
		}
	for (int i = 0; i < m->nhere; i++)
		if ((name = name_of(m, a, &m->here[i], way))) {
			struct slot *s = slot_of(&names, name);
			if (s->name) {
				s->here = i;
				s->nhere++;
			}
		}
	/* In this order notes go to rows that no later way tells either. */
	for (int i = 0; i < m->nhere; i++)
		if ((name = name_of(m, a, &m->here[i], way))) {
			struct slot *s = slot_of(&names, name);
			if (s->nhere && s->nhere + s->nthere > 2)
				m->here[i].shared = shared_note(m, way, s);
		}
	for (int i = 0; i < m->nthere; i++)
		if ((name = name_of(m, a, &m->there[i], way))) {
			struct slot *s = slot_of(&names, name);
			if (s->nhere + s->nthere > 2 || s->nthere > 1)
				m->there[i].shared = shared_note(m, way, s);
			else if (s->nhere == 1) {
				m->there[i].other = s->here;
				m->here[s->here].other = i;
			}
		}
}

void match_rows(struct match *m)
{
	for (int way = m->id_column >= 0 ? -1 : 0; way < m->nways; way++) {
		struct arena *a = arena_new((size_t)1 << 30);
		way_pair(m, a, way);
		arena_free(a);
	}
}
