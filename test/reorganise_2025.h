#ifndef TEST_REORGANISE_2025_H
#define TEST_REORGANISE_2025_H
/* The real reorganisation of 2025 as acts on a demonstration province, from data/travinh-units-2025.csv.  For tests: no
 * part of the program.
 *
 * 01/01/2025: Phường 2 and Phường 6 go into Phường 3.  01/07/2025: the communes into 41, four unchanged save their
 * parent; the organisations of the districts end; every other organisation under a district goes to the new commune
 * whose territory it lies in, else to that of the district's seat; the four others and the root stay. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/text.h"
#include "model/catalog.h"
#include "model/code.h"

enum { RC_LINES = 400, RC_NEW = 64, RC_OLD = 8 };

struct rc_commune {
	const char *code, *name, *type;
	const char *old[RC_OLD]; int nold;      /* codes of the State units that become it, as of 30/06/2025 */
	int64_t state, party;                   /* the new ones; of an unchanged one: the old */
	bool unchanged;
};

struct rc {
	struct ctx *ctx;
	struct rc_commune commune[RC_NEW]; int n;
	int64_t state_root, party_root, paper;
	const char *name[RC_LINES * 6 + 16], *text[RC_LINES * 6 + 16]; int ninput, nlines;
};

/* ---- one decision with its lines ---- */

static inline void rc_put(struct rc *r, const char *name, const char *text)
{
	if (r->ninput == (int)COUNTOF(r->name))
		bug("too many lines in one decision");
	r->name[r->ninput] = name;
	r->text[r->ninput++] = text;
}

static inline const char *rc_id(struct rc *r, int64_t id)
{
	return arena_printf(r->ctx->mem, "%lld", (long long)id);
}

static inline void rc_begin(struct rc *r, const char *kind, const char *day, int64_t unit)
{
	r->ninput = r->nlines = 0;
	rc_put(r, "kind", kind);
	rc_put(r, "day", day);
	rc_put(r, "unit", rc_id(r, unit));
	rc_put(r, "document", rc_id(r, r->paper));
}

static inline void rc_field(struct rc *r, const char *field, const char *text)
{
	rc_put(r, arena_printf(r->ctx->mem, "unit_change[%d].%s", r->nlines, field), text);
}

static inline void rc_line(struct rc *r, const char *what, int64_t unit, const char *field, int64_t other)
{
	rc_field(r, "what", what);
	rc_field(r, "unit", rc_id(r, unit));
	if (field && other)
		rc_field(r, field, rc_id(r, other));
	r->nlines++;
}

static inline void rc_found(struct rc *r, const char *kind, const char *code, const char *name, const char *type,
                            int64_t parent)
{
	rc_field(r, "what", "found");
	rc_field(r, "kind", kind);
	rc_field(r, "code", code);
	rc_field(r, "name", name);
	rc_field(r, "type", type);
	rc_field(r, "parent", rc_id(r, parent));
	r->nlines++;
}

static inline bool rc_run(struct rc *r, const char *record, enum verb verb, int64_t *id)
{
	const struct input in = { r->ninput, r->name, r->text };
	const struct order o = { .verb = verb, .rec = catalog_record(r->ctx->catalog, record), .recording = true,
	                         .input = &in,
	                         .reason = "sắp xếp đơn vị hành chính" };
	struct done done;

	r->ctx->heads = NULL;
	if (!command_run(r->ctx, &o, &done))
		return false;
	r->ctx->heads = NULL;
	if (id)
		*id = done.id;
	return true;
}

static inline bool rc_decide(struct rc *r)
{
	return r->nlines == 0 || rc_run(r, "reorganisation", DO_CREATE, NULL);
}

static inline bool rc_paper(struct rc *r, const char *number, const char *date)
{
	r->ninput = 0;
	rc_put(r, "kind", "state_resolution");
	rc_put(r, "number", number);
	rc_put(r, "date", date);
	rc_put(r, "issuer", "Ủy ban Thường vụ Quốc hội");
	rc_put(r, "unit", rc_id(r, r->party_root));
	return rc_run(r, "document", DO_CREATE, &r->paper);
}

static inline bool rc_area(struct rc *r, int64_t unit, int64_t state, const char *day)
{
	r->ninput = 0;
	rc_put(r, "unit", rc_id(r, unit));
	rc_put(r, "state_unit", rc_id(r, state));
	rc_put(r, "valid_from", day);
	return rc_run(r, "area", DO_CREATE, NULL);
}

/* ---- reading ---- */

static inline bool rc_one(struct rc *r, struct sql q, struct args a, int64_t *out)
{
	struct row row;

	*out = 0;
	if (!db_one(r->ctx->db, q, a, &row))
		return false;
	*out = row.n ? cell_int(row.cell[0]) : 0;
	return true;
}

/* The State unit that bears the code on the day before the new order. */
static inline bool rc_state(struct rc *r, const char *code, int64_t *out)
{
	if (!rc_one(r, SQL("SELECT s.unit FROM main.unit_status s JOIN main.unit u ON u.id = s.unit WHERE s.code = $1 "
	                   "AND u.kind = 'state' AND s.valid_from <= '2025-06-30' AND s.valid_until > '2025-06-30'"),
	            ARGS(V(code)), out))
		return false;
	return *out || err_add(r->ctx->errs, ERR_INPUT, "không có đơn vị hành chính mã %s", code);
}

/* The grassroots committee of a commune: it covers that State unit, and cells of its own hang below it. */
static inline bool rc_party(struct rc *r, int64_t state, const char *eve, int64_t *out)
{
	return rc_one(r, SQL("SELECT a.unit FROM main.area a JOIN main.unit_status s ON s.unit = a.unit "
	                     "WHERE a.state_unit = $1 AND s.name NOT LIKE '%giả lập%' "
	                     "AND s.type = 'grassroots_committee' AND s.valid_from <= $2 AND s.valid_until > $2 "
	                     "ORDER BY a.unit LIMIT 1"), ARGS(V(state), V(eve)), out);
}

static inline bool rc_children(struct rc *r, int64_t unit, const char *eve, struct rows *out)
{
	return db_many(r->ctx->db, SQL("SELECT unit FROM main.unit_status WHERE parent = $1 AND valid_from <= $2 "
	                               "AND valid_until > $2 ORDER BY unit"), ARGS(V(unit), V(eve)), out);
}

/* "Phường 1 (Thành phố Trà Vinh) [29239]; ...": the codes that stand before the first note in round brackets about
 * what had gone into one of them before. */
static inline void rc_codes(struct rc *r, struct rc_commune *c, const char *text)
{
	int depth = 0;

	for (const char *p = text; *p; p++) {
		depth += *p == '(' ? 1 : *p == ')' ? -1 : 0;
		if (*p == '[' && depth == 0 && c->nold < RC_OLD)
			c->old[c->nold++] = arena_textn(r->ctx->mem, p + 1, strcspn(p + 1, "]"));
	}
}

static inline bool rc_read(struct rc *r, const char *path)
{
	struct csv t;

	if (!csv_read(r->ctx->mem, path, &t, r->ctx->errs))
		return false;
	for (int i = 0; i < t.nrows; i++) {
		struct rc_commune *c = &r->commune[r->n++];
		bool ward = strcmp(csv_cell(&t, i, "new_level"), "phường") == 0;
		*c = (struct rc_commune){ .code = csv_cell(&t, i, "new_code"), .name = csv_cell(&t, i, "new_unit"),
		                          .type = ward ? "ward" : "commune",
		                          .unchanged = strcmp(csv_cell(&t, i, "unchanged"), "có") == 0 };
		rc_codes(r, c, csv_cell(&t, i, "merged_from_units"));
	}
	return rc_one(r, SQL("SELECT id FROM main.unit WHERE kind = 'state' AND parent IS NULL"), NO_ARGS,
	              &r->state_root) &&
	       rc_one(r, SQL("SELECT id FROM main.unit WHERE kind = 'party' AND parent IS NULL"), NO_ARGS,
	              &r->party_root);
}

/* ---- 01/01/2025 ---- */

/* Territories that end with a State unit go on in its successor. */
static inline bool rc_areas_follow(struct rc *r, int64_t old, int64_t to, const char *day)
{
	struct rows rows;

	if (!db_many(r->ctx->db, SQL("SELECT a.unit FROM main.area a JOIN main.unit u ON u.id = a.unit "
	                             "WHERE a.state_unit = $1 AND a.valid_until = $2 AND u.ended_on IS NULL "
	                             "ORDER BY a.unit"), ARGS(V(old), V(day)), &rows))
		return false;
	for (int i = 0; i < rows.n; i++)
		if (!rc_area(r, rows.row[i].cell[0].i, to, day))
			return false;
	return true;
}

static inline bool rc_wards(struct rc *r)
{
	static const char day[] = "2025-01-01", eve[] = "2024-12-31";
	static const char *const ending[] = { "29245", "29251" };
	int64_t to, to_party, old[2], old_party[2];
	struct rows rows;

	if (!rc_paper(r, "1277/NQ-UBTVQH15", "2024-10-24") || !rc_state(r, "29242", &to) ||
	    !rc_party(r, to, eve, &to_party))
		return false;
	for (int i = 0; i < 2; i++)
		if (!rc_state(r, ending[i], &old[i]) || !rc_party(r, old[i], eve, &old_party[i]))
			return false;
	rc_begin(r, "merge", day, r->state_root);
	for (int i = 0; i < 2; i++)
		rc_line(r, "end", old[i], "successor", to);
	if (!rc_decide(r))
		return false;
	rc_begin(r, "merge", day, r->party_root);
	for (int i = 0; i < 2; i++) {
		if (!rc_children(r, old_party[i], eve, &rows))
			return false;
		for (int k = 0; k < rows.n; k++)
			rc_line(r, "move", rows.row[k].cell[0].i, "parent", to_party);
		rc_line(r, "end", old_party[i], "successor", to_party);
	}
	return rc_decide(r) && rc_areas_follow(r, old[0], to, day) && rc_areas_follow(r, old[1], to, day);
}

/* ---- 01/07/2025 ---- */

static const char rc_day[] = "2025-07-01", rc_eve[] = "2025-06-30";

static inline bool rc_state_commune(struct rc *r, struct rc_commune *c)
{
	int64_t old;

	rc_begin(r, c->unchanged ? "hand_over" : "amalgamate", rc_day, r->state_root);
	if (!c->unchanged)
		rc_found(r, "state", c->code, c->name, c->type, r->state_root);
	for (int i = 0; i < c->nold; i++) {
		if (!rc_state(r, c->old[i], &old))
			return false;
		rc_line(r, c->unchanged ? "move" : "end", old, c->unchanged ? "parent" : NULL, r->state_root);
		c->state = old;
	}
	if (!rc_decide(r))
		return false;
	return c->unchanged || rc_one(r, SQL("SELECT id FROM main.unit WHERE code = $1 AND kind = 'state' "
	                                     "AND ended_on IS NULL"), ARGS(V(c->code)), &c->state);
}

static inline bool rc_party_commune(struct rc *r, struct rc_commune *c, int no)
{
	const char *code = arena_printf(r->ctx->mem, "84.%03d", 100 + no);
	int64_t state, old[RC_OLD];
	struct rows rows;

	for (int i = 0; i < c->nold; i++)
		if (!rc_state(r, c->old[i], &state) || !rc_party(r, state, rc_eve, &old[i]))
			return false;
	if (c->unchanged) {
		c->party = old[0];
		rc_begin(r, "hand_over", rc_day, r->party_root);
		rc_line(r, "move", old[0], "parent", r->party_root);
		return rc_decide(r);
	}
	rc_begin(r, "amalgamate", rc_day, r->party_root);
	rc_found(r, "party", code, arena_printf(r->ctx->mem, "Đảng bộ %s", c->name), "upper_committee", r->party_root);
	for (int i = 0; i < c->nold; i++) {
		if (!rc_children(r, old[i], rc_eve, &rows))
			return false;
		for (int k = 0; k < rows.n; k++)
			rc_line(r, "move", rows.row[k].cell[0].i, NULL, 0);
		rc_line(r, "end", old[i], NULL, 0);
	}
	return rc_decide(r) &&
	       rc_one(r, SQL("SELECT id FROM main.unit WHERE code = $1 AND kind = 'party'"), ARGS(V(code)), &c->party);
}

static inline struct rc_commune *rc_commune_of(struct rc *r, int64_t old_state)
{
	for (int i = 0; i < r->n; i++)
		for (int k = 0; k < r->commune[i].nold; k++) {
			int64_t id = 0;
			if (rc_state(r, r->commune[i].old[k], &id) && id == old_state)
				return &r->commune[i];
		}
	return NULL;
}

/* The commune where the district's committee sits: its first township or ward. */
static inline bool rc_seat(struct rc *r, int64_t district, int64_t *out)
{
	return rc_one(r, SQL("SELECT s.unit FROM main.unit_status s WHERE s.parent = $1 "
	                     "AND s.valid_from <= '2025-06-30' AND s.valid_until > '2025-06-30' "
	                     "ORDER BY CASE s.type WHEN 'township' THEN 0 WHEN 'ward' THEN 1 ELSE 2 END, "
	                     "s.code LIMIT 1"), ARGS(V(district)), out);
}

struct rc_move { int64_t unit; struct rc_commune *to; bool placed; };

/* Where each organisation left under the district goes. */
static inline bool rc_moves(struct rc *r, int64_t party, int64_t seat, struct rc_move **out, int *n)
{
	struct rows rows;
	int64_t state;

	*out = NULL;
	*n = 0;
	if (!rc_children(r, party, rc_day, &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		if (!rc_one(r, SQL("SELECT state_unit FROM main.area WHERE unit = $1 AND valid_from <= '2025-06-30' "
		                   "AND valid_until >= '2025-07-01' ORDER BY id DESC LIMIT 1"),
		                   ARGS(rows.row[i].cell[0]), &state))
			return false;
		PUSH(r->ctx->mem, *out, *n, (struct rc_move){ rows.row[i].cell[0].i,
		                                              rc_commune_of(r, state ? state : seat), state != 0 });
	}
	return true;
}

static inline bool rc_district(struct rc *r, int64_t party, int64_t state)
{
	struct rc_move *move;
	int64_t seat;
	int n;

	if (!rc_seat(r, state, &seat) || !rc_moves(r, party, seat, &move, &n))
		return false;
	rc_begin(r, "hand_over", rc_day, r->party_root);
	for (int i = 0; i < n; i++)
		rc_line(r, "move", move[i].unit, "parent", move[i].to->party);
	if (!rc_decide(r))
		return false;
	for (int i = 0; i < n; i++)
		if (move[i].placed && !move[i].to->unchanged && !rc_area(r, move[i].unit, move[i].to->state, rc_day))
			return false;
	return true;
}

static inline bool rc_districts(struct rc *r)
{
	struct rows rows;

	if (!db_many(r->ctx->db, SQL("SELECT a.unit, a.state_unit FROM main.area a JOIN main.unit_status s "
	                             "ON s.unit = a.unit WHERE s.type = 'district_committee' "
	                             "AND s.valid_until > '2025-07-01' ORDER BY a.unit"),
	             NO_ARGS, &rows))
		return false;
	for (int i = 0; i < rows.n; i++)
		if (!rc_district(r, rows.row[i].cell[0].i, rows.row[i].cell[1].i))
			return false;
	rc_begin(r, "dissolve", rc_day, r->party_root);
	for (int i = 0; i < rows.n; i++)
		rc_line(r, "end", rows.row[i].cell[0].i, "successor", r->party_root);
	if (!rc_decide(r))
		return false;
	rc_begin(r, "dissolve", rc_day, r->state_root);
	for (int i = 0; i < rows.n; i++)
		rc_line(r, "end", rows.row[i].cell[1].i, "successor", r->state_root);
	return rc_decide(r);
}

/* All of it; each decision an entry.  The ctx's day must be 01/07/2025 or later. */
static inline bool reorganise_2025(struct ctx *ctx, const char *path, struct rc *r)
{
	memset(r, 0, sizeof *r);
	r->ctx = ctx;
	if (!rc_read(r, path) || !rc_wards(r) || !rc_paper(r, "1687/NQ-UBTVQH15", "2025-06-16"))
		return false;
	for (int i = 0; i < r->n; i++)
		if (!rc_state_commune(r, &r->commune[i]))
			return false;
	for (int i = 0; i < r->n; i++)
		if (!rc_party_commune(r, &r->commune[i], i + 1))
			return false;
	for (int i = 0; i < r->n; i++)
		if (!r->commune[i].unchanged && !rc_area(r, r->commune[i].party, r->commune[i].state, rc_day))
			return false;
	return rc_districts(r);
}

#endif
