/* The tree: the real State units, the Party organisations of the districts and
 * communes by their names, and invented ones beside them, marked so.  What is
 * removed, expelled, refused or late happens in these alone. */
#include "site/demo_world.h"

#include <string.h>

#include "app/unit.h"
#include "base/csv.h"

static const char *const trade_word[] = {
	[TRADE_COMMUNE] = "", [TRADE_AGENCY] = "Cơ quan", [TRADE_SCHOOL] = "Trường", [TRADE_COMPANY] = "Công ty",
	[TRADE_FORCE] = "Đơn vị vũ trang",
};

enum { CELL_MEMBERS = 18, CELL_MOST = 28, CELL_SPLIT = 30, ORG_LEAST = 33 };

static int unit_add(struct demo *d, struct demo_unit u)
{
	PUSH(d->mem, d->unit, d->nunits, u);
	if (u.leaf)
		PUSH(d->mem, d->leaf, d->nleaves, d->nunits - 1);
	return d->nunits - 1;
}

/* Codes of another province of the same database differ. */
static const char *site_code(struct demo *d, const char *code)
{
	return d->site == 1 ? code : arena_printf(d->mem, "%lld-%s", (long long)d->site, code);
}

/* ---- State units ---- */

static const char *state_type(const char *level)
{
	static const char *const type[][2] = {
		{ "tỉnh", "province" }, { "thành phố", "city" }, { "thị xã", "town" }, { "huyện", "district" },
		{ "phường", "ward" }, { "thị trấn", "township" }, { "xã", "commune" },
	};

	for (size_t i = 0; i < COUNTOF(type); i++)
		if (strcmp(type[i][0], level) == 0)
			return type[i][1];
	bug("no type of State unit for “%s”", level);
}

static int state_named(const struct demo *d, const char *name, const char *parent)
{
	for (int i = 0; i < d->nunits; i++) {
		const struct demo_unit *u = &d->unit[i];
		if (strcmp(u->kind, "state") == 0 && strcmp(u->name, name) == 0 &&
		    (!parent || (u->parent >= 0 && strcmp(d->unit[u->parent].name, parent) == 0)))
			return i;
	}
	return -1;
}

static void states_invent(struct demo *d)
{
	const struct csv *t = d->data->units;

	for (int i = 0; i < t->nrows; i++) {
		const char *parent = csv_cell(t, i, "parent");
		unit_add(d, (struct demo_unit){
			.code = site_code(d, csv_cell(t, i, "code")), .name = csv_cell(t, i, "name"),
			.type = state_type(csv_cell(t, i, "level")), .kind = "state",
			.parent = *parent ? state_named(d, parent, NULL) : -1, .body = -1, .state = -1,
		});
	}
}

/* ---- organisations and cells ---- */

struct plan_org { int unit; int64_t size; bool committee; };

static void cells_add(struct demo *d, int org, int under, int first, int n, const int *size, const char *label)
{
	struct demo_unit o = d->unit[org], u = d->unit[under];
	const char *place = o.trade == TRADE_COMMUNE ? o.name + strlen("Đảng bộ ") : trade_word[o.trade];
	bool ward = strstr(o.name, "phường") || strstr(o.name, "thị trấn");
	const char *hamlet = o.trade != TRADE_COMMUNE ? "số" : ward ? "khóm" : "ấp";
	const char *stem = under == org ? arena_printf(d->mem, "%s.000", o.code) : u.code;

	for (int i = 0; i < n; i++)
		unit_add(d, (struct demo_unit){
			.code = arena_printf(d->mem, "%s.%03d", stem, first + i + 1),
			.name = arena_printf(d->mem, "Chi bộ %s %d (%s)", hamlet, first + i + 1,
			                     *label ? label : place),
			.type = "cell", .kind = "party", .parent = under, .body = o.body, .state = -1, .trade = o.trade,
			.leaf = true, .invented = o.invented, .size = size[i],
		});
}

/* Not all alike: some give a few of theirs to the next. */
static void split(struct demo *d, int64_t size, int n, int *out)
{
	for (int i = 0; i < n; i++)
		out[i] = (int)(size / n + (i < size % n));
	for (int i = 0; i + 1 < n; i += 2) {
		int give = out[i] > 6 ? (int)demo_between(d, 0, out[i] / 4) : 0;
		out[i] -= give;
		out[i + 1] += give;
	}
}

static void committee_cells(struct demo *d, int org, int64_t members, int n, bool parts, const char *label)
{
	int *size = NEWN(d->mem, int, n + 1);

	split(d, members, n, size);
	if (!parts || n < 4) {
		cells_add(d, org, org, 0, n, size, label);
		return;
	}
	for (int k = 0; k < 2; k++) {
		struct demo_unit o = d->unit[org];
		int from = k ? n / 2 : 0, count = k ? n - n / 2 : n / 2;
		int part = unit_add(d, (struct demo_unit){
			.code = arena_printf(d->mem, "%s.%03d", o.code, k + 1),
			.name = arena_printf(d->mem, "Đảng bộ bộ phận %d (%s)", k + 1, label), .type = "part_committee",
			.kind = "party", .parent = org, .body = o.body, .state = -1, .trade = o.trade,
			.invented = o.invented,
		});
		cells_add(d, org, part, 0, count, size + from, label);
	}
}

/* ---- communes ---- */

static void commune_add(struct demo *d, int body_unit, int body, int state, int no, int64_t members)
{
	const struct demo_unit *b = &d->unit[body_unit];
	const char *name = d->unit[state].name, *code = b->code;
	int64_t cells = demo_number(d, "cells_per_commune");
	int n = (int)(cells > 4 ? demo_between(d, cells * 3 / 4, cells * 5 / 4) : cells);
	static const char *const lower[][2] = { { "Phường", "phường" }, { "Thị trấn", "thị trấn" }, { "Xã", "xã" } };
	const char *said = name;

	for (size_t i = 0; i < COUNTOF(lower); i++)
		if (strncmp(name, lower[i][0], strlen(lower[i][0])) == 0)
			said = arena_printf(d->mem, "%s%s", lower[i][1], name + strlen(lower[i][0]));
	int org = unit_add(d, (struct demo_unit){
		.code = arena_printf(d->mem, "%s.%03d", code, no), .name = arena_printf(d->mem, "Đảng bộ %s", said),
		.type = "grassroots_committee", .kind = "party", .parent = body_unit, .body = body, .state = state,
		.trade = TRADE_COMMUNE, .grassroots = true,
	});
	committee_cells(d, org, members, n, false, "");
}

static int communes_of(const struct demo *d, int district, int *out)
{
	int n = 0;

	for (int i = 0; district >= 0 && i < d->nunits; i++)
		if (strcmp(d->unit[i].kind, "state") == 0 && d->unit[i].parent == district)
			out[n++] = i;
	return n;
}

static void communes_invent(struct demo *d, int body_unit, int body, const int *commune, int n, int64_t members)
{
	int64_t *weight = NEWN(d->mem, int64_t, n + 1), all = 0, left = members;

	for (int i = 0; i < n; i++)
		all += weight[i] = demo_between(d, 70, 130);
	for (int i = 0; i < n; i++) {
		int64_t size = i == n - 1 ? left : members * weight[i] / all;
		left -= size;
		commune_add(d, body_unit, body, commune[i], i + 1, size);
	}
}

/* ---- the others ---- */

struct others { int n, ncommittees; enum demo_trade *trade; bool *committee; int64_t *size, sum; };

/* Which of the bodies' other organisations are committees is spread evenly, so that each kind has some. */
static void others_draw(struct demo *d, const struct demo_body *b, int64_t members, struct others *o)
{
	int64_t percent = demo_number(d, "organisations_percent"), share = demo_number(d, "committee_percent");

	*o = (struct others){ .trade = NEWN(d->mem, enum demo_trade, 500), .committee = NEWN(d->mem, bool, 500),
	                      .size = NEWN(d->mem, int64_t, 500) };
	for (int k = 0; k < 4; k++)
		for (int64_t i = 0, most = (b->count[k] * percent + 99) / 100; i < most; i++) {
			o->trade[o->n] = (enum demo_trade)(TRADE_AGENCY + k);
			o->committee[o->n] = (o->n + 1) * share / 100 > o->n * share / 100;
			o->ncommittees += o->committee[o->n];
			o->n++;
		}
	int64_t each = members / (o->n ? o->n : 1), small = each * 4 / 5 < CELL_MEMBERS ? each * 4 / 5 : CELL_MEMBERS;
	int64_t large = o->ncommittees ? (members - (o->n - o->ncommittees) * small) / o->ncommittees : 0;
	small = small < 7 ? 7 : small;
	large = large < ORG_LEAST ? ORG_LEAST : large;
	for (int i = 0; i < o->n; i++) {
		int64_t mean = o->committee[i] ? large : small;
		o->size[i] = demo_between(d, mean * 6 / 10, mean * 14 / 10);
		if (o->committee[i] && o->size[i] < ORG_LEAST)
			o->size[i] = ORG_LEAST;
		if (!o->committee[i] && o->size[i] > CELL_MOST)
			o->size[i] = CELL_MOST;
		if (!o->committee[i] && o->size[i] < 6)
			o->size[i] = 6;
		o->sum += o->size[i];
	}
}

/* Where there are no communes, the committees take up what is left. */
static void others_fit(struct others *o, int64_t members)
{
	int64_t left = members - o->sum;

	for (int i = 0, done = 0; i < o->n; i++) {
		if (!o->committee[i])
			continue;
		int64_t part = left / (o->ncommittees - done);
		if (o->size[i] + part < ORG_LEAST)
			part = ORG_LEAST - o->size[i];
		o->size[i] += part;
		left -= part;
		done++;
	}
}

static int64_t word_count(const struct demo *d)
{
	int64_t n = 0;

	for (int i = 0; i < d->data->nshares; i++)
		n += strcmp(d->data->share[i].list, "word") == 0;
	return n;
}

static const char *word_at(const struct demo *d, int64_t at)
{
	for (int i = 0; i < d->data->nshares; i++)
		if (strcmp(d->data->share[i].list, "word") == 0 && at-- == 0)
			return d->data->share[i].key;
	bug("no such word");
}

static const char *org_label(struct demo *d, enum demo_trade trade, int64_t serial)
{
	int64_t n = word_count(d), round = serial / n;
	const char *word = word_at(d, serial % n);

	if (round == 0)
		return arena_printf(d->mem, "%s %s, giả lập", trade_word[trade], word);
	return arena_printf(d->mem, "%s %s %lld, giả lập", trade_word[trade], word, (long long)round + 1);
}

static void other_add(struct demo *d, const struct others *o, int i, int body_unit, int body, int no, int state,
                      bool parts)
{
	static const enum demo_trade shady = TRADE_COMPANY;
	const struct demo_unit *b = &d->unit[body_unit];
	bool invented = o->trade[i] == shady || !*d->data->body[body].state;
	const char *label = org_label(d, o->trade[i], d->serial++);
	int64_t per_cell = demo_number(d, "cell_size"), n = o->size[i] / per_cell;
	int org = unit_add(d, (struct demo_unit){
		.code = arena_printf(d->mem, "%s.%03d", b->code, no),
		.name = arena_printf(d->mem, "%s %.*s (giả lập)", o->committee[i] ? "Đảng bộ" : "Chi bộ",
		                     (int)(strlen(label) - strlen(", giả lập")), label),
		.type = o->committee[i] ? "grassroots_committee" : "grassroots_cell", .kind = "party",
		.parent = body_unit, .body = body, .state = state, .trade = o->trade[i], .leaf = !o->committee[i],
		.invented = invented, .size = o->committee[i] ? 0 : (int)o->size[i], .grassroots = true,
	});

	if (o->committee[i])
		committee_cells(d, org, o->size[i], n < 2 ? 2 : (int)n, parts, label);
}

static void body_invent(struct demo *d, int body)
{
	const struct demo_body *b = &d->data->body[body];
	int64_t members = demo_number(d, "members") * b->members / 1000;
	int district = -1, *commune = NEWN(d->mem, int, d->nunits + 1);

	for (int i = 0; *b->state && i < d->nunits; i++)
		if (strcmp(d->unit[i].code, site_code(d, b->state)) == 0)
			district = i;
	int at = unit_add(d, (struct demo_unit){
		.code = arena_printf(d->mem, "%s.%03d", site_code(d, "84"), body + 1), .name = b->name,
		.type = district >= 0 ? "district_committee" : "upper_committee", .kind = "party", .parent = 0,
		.body = body,
		.state = district, .trade = TRADE_AGENCY, .invented = district < 0,
	});
	d->body_unit[body] = at;
	int n = communes_of(d, district, commune);
	int64_t of_communes = n ? members * demo_number(d, "commune_percent") / 100 : 0;
	struct others o;
	others_draw(d, b, members - of_communes, &o);
	if (n)
		communes_invent(d, at, body, commune, n, members - o.sum);
	else
		others_fit(&o, members);
	bool parts = !n;
	for (int i = 0; i < o.n; i++) {
		int state = n && demo_chance(d, 60) ? commune[demo_between(d, 0, n - 1)] : -1;
		other_add(d, &o, i, at, body, n + i + 1, state, parts && o.committee[i]);
		parts = parts && !o.committee[i];
	}
}

void demo_units_invent(struct demo *d)
{
	unit_add(d, (struct demo_unit){
		.code = site_code(d, "84.000"), .type = "province_committee", .kind = "party", .parent = -1,
		.body = -1, .state = 1,
		.name = d->site == 1 ? "Đảng bộ tỉnh Trà Vinh"
		                     : arena_printf(d->mem, "Đảng bộ tỉnh Trà Vinh (bản %lld)", (long long)d->site),
	});
	states_invent(d);
	d->body_unit = NEWN(d->mem, int, d->data->nbodies + 1);
	for (int i = 0; i < d->data->nbodies; i++)
		body_invent(d, i);
	d->serial = 0;
}

int64_t demo_body_unit(const struct demo *d, int leaf)
{
	int at = leaf;

	while (d->unit[at].parent > 0)
		at = d->unit[at].parent;
	return d->unit[at].id;
}

bool demo_has_committee(const struct demo *d, int leaf)
{
	return !d->unit[leaf].grassroots && strcmp(d->unit[d->unit[leaf].parent].type, "grassroots_committee") == 0;
}

const char *demo_unit_place(const struct demo *d, int unit)
{
	int state = -1;

	for (int at = unit; at >= 0 && state < 0; at = d->unit[at].parent)
		state = d->unit[at].state;
	if (state < 0)
		return "Trà Vinh";
	const struct demo_unit *s = &d->unit[state];
	return s->parent < 0 ? s->name : arena_printf(d->ctx->mem, "%s, %s", s->name, d->unit[s->parent].name);
}

/* ---- writing ---- */

static bool unit_write(struct op *op, struct demo *d, struct demo_unit *u)
{
	int64_t parent = u->parent < 0 ? 0 : d->unit[u->parent].id, line = 0, area = 0;
	struct value up = parent ? V(parent) : value_null();
	struct value unit[UNIT_FIELDS] = {
		[UNIT_KIND] = V(u->kind), [UNIT_CODE] = V(u->code), [UNIT_NAME] = V(u->name), [UNIT_TYPE] = V(u->type),
		[UNIT_PARENT] = up, [UNIT_FOUNDED_ON] = V(d->opening_day),
	};

	u->id = 0;
	if (!op_insert(op, &unit_record, unit, &u->id))
		return false;
	struct value change[CHANGE_FIELDS] = {
		[CHANGE_UNIT] = V(u->id), [CHANGE_WHAT] = V("found"), [CHANGE_DAY] = V(d->opening_day),
		[CHANGE_KIND] = V(u->kind), [CHANGE_PARENT] = up, [CHANGE_CODE] = V(u->code),
		[CHANGE_NAME] = V(u->name),
		[CHANGE_TYPE] = V(u->type),
	};
	if (!op_insert(op, &unit_change_record, change, &line))
		return false;
	if (u->state < 0)
		return true;
	return demo_row(op, "area", &area, SETS(
		SET("unit", u->id), SET("state_unit", d->unit[u->state].id), SET("valid_from", d->opening_day)));
}

static bool states_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;

	op->command = "demo units";
	for (int i = 0; i < d->nunits; i++)
		if (strcmp(d->unit[i].kind, "state") == 0 && !unit_write(op, d, &d->unit[i]))
			return false;
	return true;
}

static bool opening_write(struct op *op, struct demo *d)
{
	int64_t opening = 0, people = 0;

	d->opening_paper = 0;
	return demo_row(op, "document", &d->opening_paper, SETS(
	               SET("kind", "opening_data"), SET("date", d->opening_day),
	               SET("issuer", "Ban Tổ chức Tỉnh ủy (giả lập)"),
	               SET("unit", d->unit[0].id), SET("title", "Số liệu ban đầu của tỉnh giả lập"))) &&
	       demo_row(op, "opening", &opening, SETS(
	               SET("unit", d->unit[0].id), SET("day", d->opening_day), SET("document", d->opening_paper),
	               SET("source", "Số liệu ban đầu của tỉnh giả lập"))) &&
	       demo_row(op, "population", &people, SETS(
	               SET("unit", d->unit[1].id), SET("day", demo_day(d, "population_day")),
	               SET("value", demo_number(d, "population")),
	               SET("source", "Tổng điều tra dân số và nhà ở ngày 01/4/2019")));
}

/* The province's target, and each body's part of it by its members. */
static bool targets_write(struct op *op, struct demo *d, int year)
{
	int64_t whole = demo_number_of(d, "admission_target", year), done = 0, sum = 0, id = 0, paper;
	struct date day = { (year - 1) * 10000 + 1231 };
	const char *period = arena_printf(d->ctx->mem, "%d", year);

	const char *title = arena_printf(d->ctx->mem, "Giao chỉ tiêu kết nạp đảng viên năm %d", year);

	if (!demo_decision(op, d, -1, "QĐ/TU", title, day, &paper) ||
	    !demo_row(op, "target", &id, SETS(SET("unit", d->unit[0].id), SET("figure", "admission.approved"),
	                                      SET("period", period), SET("value", whole), SET("document", paper))))
		return false;
	for (int i = 0; i < d->nunits; i++) {
		const struct demo_unit *u = &d->unit[i];
		if (u->parent != 0 || u->body < 0)
			continue;
		sum += d->data->body[u->body].members;
		int64_t part = whole * sum / 1000 - done;
		done += part;
		if (part && !demo_row(op, "target", &id, SETS(SET("unit", u->id), SET("figure", "admission.approved"),
		                                              SET("period", period), SET("value", part),
		                                              SET("document", paper))))
			return false;
	}
	return true;
}

static bool target_write(struct op *op, struct demo_entry *e)
{
	op->command = "demo targets";
	return targets_write(op, e->d, *(const int *)e->what);
}

static bool root_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;

	op->command = "demo units";
	if (!unit_write(op, d, &d->unit[0]) || !opening_write(op, d))
		return false;
	for (int i = 1; i < d->nunits; i++)
		if (d->unit[i].parent == 0 && d->unit[i].body >= 0 && !unit_write(op, d, &d->unit[i]))
			return false;
	return true;
}

static bool body_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;
	int body = *(const int *)e->what;

	op->command = "demo units";
	for (int i = 1; i < d->nunits; i++)
		if (d->unit[i].body == body && d->unit[i].parent != 0 && !unit_write(op, d, &d->unit[i]))
			return false;
	return true;
}

static int *number_of(struct demo *d, int n)
{
	return arena_copy(d->mem, &n, sizeof n);
}

void demo_units_plan(struct demo *d)
{
	demo_plan(d, d->opening_day, BY_ADMIN, -1, states_write, NULL)->reason = "số liệu ban đầu: đơn vị hành chính";
	demo_plan(d, d->opening_day, BY_ADMIN, -1, root_write, NULL)->reason = "số liệu ban đầu: cấp trực thuộc tỉnh";
	for (int i = 0; i < d->data->nbodies; i++) {
		int *body = number_of(d, i);
		demo_plan(d, d->opening_day, BY_ADMIN, i, body_write, body)->reason = "số liệu ban đầu: tổ chức đảng";
	}
	for (int year = 2021; year <= 2022; year++)
		demo_plan(d, (struct date){ (year - 1) * 10000 + 1231 }, BY_PROVINCE, -1, target_write,
		          number_of(d, year));
}
