#include "model/access.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/crypt.h"
#include "model/catalog.h"
#include "model/keep.h"
#include "model/unit.h"

enum { LEVEL_PUBLIC, LEVEL_WORK, LEVEL_FILE };
enum { PARENTS_MAX = 8, KEY_MAX = 2000 };

static const struct right everything[] = { { "*", "*", 0, LEVEL_FILE } };
const struct user user_system = { 0, "system", "Hệ thống", everything, 1 };

/* ---- who it is ---- */

static const char *digest_make(struct arena *mem, const struct user *u)
{
	char hex[SHA_HEX];
	struct sha h;

	sha_start(&h);
	for (int i = 0; i < u->nrights; i++) {
		sha_text(&h, u->right[i].record);
		sha_text(&h, u->right[i].action);
		sha_int(&h, u->right[i].unit);
		sha_int(&h, u->right[i].level);
	}
	sha_end_hex(&h, hex);
	return arena_text(mem, hex);
}

const char *access_digest(struct ctx *ctx)
{
	return ctx->user->digest ? ctx->user->digest : digest_make(ctx->mem, ctx->user);
}

static bool rights_read(struct ctx *ctx, struct arena *mem, struct user *u)
{
	struct rows rows;

	if (!db_many(ctx->db,
	             SQL("SELECT role_right.record, role_right.action, user_role.unit, role_right.level "
	                 "FROM main.user_role "
	                 "JOIN main.role_right ON role_right.role = user_role.role WHERE user_role.\"user\" = $1 "
	                 "AND user_role.valid_from <= $2 AND user_role.valid_until > $2 "
	                 "ORDER BY user_role.id, role_right.id"),
	             ARGS(V(u->id), V(ctx->today)), &rows))
		return false;
	struct right *right = NEWN(mem, struct right, rows.n);
	for (int i = 0; i < rows.n; i++) {
		const struct value *c = rows.row[i].cell;
		right[i] = (struct right){ arena_text(mem, c[0].text), arena_text(mem, c[1].text), cell_int(c[2]),
		                           (int)cell_int(c[3]) };
	}
	u->right = right;
	u->nrights = rows.n;
	return true;
}

/* Whose account: by number where login is NULL.  all: the shell's admin, who need not have one. */
struct account { const char *login; int64_t id; bool all; };

/* *out NULL: no such account. */
static bool user_read(struct ctx *ctx, struct arena *mem, struct account a, const struct user **out)
{
	struct sql by = a.login ? SQL("SELECT id, login, name FROM main.\"user\" WHERE login = $1 AND active = 1")
	                        : SQL("SELECT id, login, name FROM main.\"user\" WHERE id = $1 AND active = 1");
	struct row row;

	*out = NULL;
	if (!db_one(ctx->db, by, ARGS(a.login ? V(a.login) : V(a.id)), &row))
		return false;
	if (!row.n && !a.all)
		return true;
	struct user *u = NEW(mem, struct user);
	*u = (struct user){ .login = arena_text(mem, row.n ? row.cell[1].text : a.login), .right = everything,
	                    .nrights = COUNTOF(everything) };
	u->name = row.n && row.cell[2].type == T_TEXT ? arena_text(mem, row.cell[2].text) : u->login;
	u->id = row.n ? cell_int(row.cell[0]) : 0;
	*out = u;
	if (!a.all && !rights_read(ctx, mem, u))
		return false;
	u->digest = digest_make(mem, u);
	return true;
}

static bool user_load(struct ctx *ctx, struct account a, const struct user **out)
{
	int64_t stamp;

	if (!keep_stamp(ctx, &stamp, "user", "user_role", "role_right", NULL))
		return false;
	const char *key = arena_printf(ctx->mem, "user:%d:%d:%lld:%s", ctx->today.ymd, a.all, (long long)a.id,
	                               a.login ? a.login : "");
	*out = keep_find(ctx, key, stamp);
	if (*out)
		return true;
	struct arena *mem = arena_new(0);
	bool ok = user_read(ctx, mem, a, out);
	if (ok && *out)
		keep_put(ctx, key, stamp, mem, *out);
	else
		arena_free(mem);
	return ok;
}

static bool may_hold_files(struct ctx *ctx, bool *may)
{
	const char *said = ctx->files;
	struct row row = { 0 };

	if (!said && !db_one(ctx->db, SQL("SELECT value FROM main.setting WHERE name = '" FILE_PERMISSION "'"), NO_ARGS,
	                     &row))
		return false;
	if (!said)
		said = row.n && row.cell[0].type == T_TEXT ? row.cell[0].text : "";
	*may = *said && strcmp(said, "0") != 0;
	return true;
}

static const struct user *capped(struct ctx *ctx, const struct user *u)
{
	struct user *copy = arena_copy(ctx->mem, u, sizeof *u);
	struct right *right = arena_copy(ctx->mem, u->right, (size_t)u->nrights * sizeof *u->right);

	for (int i = 0; i < u->nrights; i++)
		if (right[i].level > LEVEL_WORK)
			right[i].level = LEVEL_WORK;
	copy->right = right;
	copy->digest = copy->digest ? arena_printf(ctx->mem, "%s-", copy->digest) : NULL;
	return copy;
}

/* The permission is looked up at each call: settings have no entries, so nothing tells that one changed. */
static bool user_permitted(struct ctx *ctx, struct account a, const struct user **out)
{
	bool files = true, asks = false;

	if (!user_load(ctx, a, out))
		return false;
	for (int i = 0; *out && i < (*out)->nrights; i++)
		asks |= (*out)->right[i].level > LEVEL_WORK;
	if (asks && !may_hold_files(ctx, &files))
		return false;
	if (!files)
		*out = capped(ctx, *out);
	return true;
}

bool access_user(struct ctx *ctx, const char *login, bool shell, const struct user **out)
{
	if (!user_permitted(ctx, (struct account){ login, 0, shell && strcmp(login, "admin") == 0 }, out))
		return false;
	return *out || err_add(ctx->errs, ERR_DENIED, "Không có tài khoản “%s”, hoặc tài khoản đã khóa", login);
}

bool access_account(struct ctx *ctx, int64_t id, const struct user **out)
{
	return user_permitted(ctx, (struct account){ .id = id }, out);
}

/* ---- what it may ---- */

static bool covers(const struct right *r, const struct record *rec, const char *action)
{
	return (strcmp(r->record, "*") == 0 || strcmp(r->record, rec->name) == 0) &&
	       (strcmp(r->action, "*") == 0 || strcmp(r->action, action) == 0);
}

bool access_may(const struct ctx *ctx, const struct record *rec, const char *action)
{
	for (int i = 0; i < ctx->user->nrights; i++)
		if (covers(&ctx->user->right[i], rec, action))
			return true;
	return false;
}

int access_level(const struct ctx *ctx, const struct record *rec)
{
	int level = LEVEL_PUBLIC;

	for (int i = 0; i < ctx->user->nrights; i++)
		if (covers(&ctx->user->right[i], rec, "read") && ctx->user->right[i].level > level)
			level = ctx->user->right[i].level;
	return level;
}

bool access_field(struct ctx *ctx, const struct record *rec, const struct field *f)
{
	int needs = f->flags & F_FILE ? LEVEL_FILE : f->flags & F_PUBLIC ? LEVEL_PUBLIC : LEVEL_WORK;

	return access_level(ctx, rec) >= needs;
}

bool access_reads(const struct ctx *ctx, const struct record *rec, int level)
{
	return access_may(ctx, rec, "read") && access_level(ctx, rec) >= level;
}

/* ---- where it may ---- */

static int by_number(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a > b) - (a < b);
}

bool scope_has(const struct scope *s, int64_t unit)
{
	return s->all || bsearch(&unit, s->unit, s->n, sizeof unit, by_number);
}

static size_t unique(int64_t *id, size_t n)
{
	size_t kept = 0;

	if (n)
		qsort(id, n, sizeof *id, by_number);
	for (size_t i = 0; i < n; i++)
		if (!kept || id[kept - 1] != id[i])
			id[kept++] = id[i];
	return kept;
}

/* Every unit below the tops, and a top that the tree does not know (not founded yet) by itself. */
static const struct scope *expand(struct arena *mem, const struct tree *t, const int64_t *top, size_t ntops)
{
	struct scope *s = NEW(mem, struct scope);
	bool *mark = NEWN(mem, bool, t->n);
	int64_t *id = NEWN(mem, int64_t, (size_t)t->n + ntops);
	size_t n = 0;

	for (size_t k = 0; k < ntops; k++) {
		int at = tree_find(t, top[k]);
		if (at < 0)
			id[n++] = top[k];
		for (int i = at; at >= 0 && i <= t->node[at].last; i++) {
			if (!mark[i])
				id[n++] = t->id[i];
			mark[i] = true;
		}
	}
	*s = (struct scope){ false, id, unique(id, n) };
	return s;
}

/* Kept by the units alone: users of one office share it, whatever the record and the action. */
static const char *scope_key(struct ctx *ctx, const int64_t *top, size_t n)
{
	struct buf b = buf_new(ctx->mem, KEY_MAX);

	buf_printf(&b, "scope:%d:", ctx->today.ymd);
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%lld,", (long long)top[i]);
	return b.full ? NULL : b.s;
}

static bool scope_load(struct ctx *ctx, const int64_t *top, size_t n, struct scope *out)
{
	const struct tree *t;
	int64_t stamp;

	if (!keep_stamp(ctx, &stamp, "unit", "unit_status", NULL))
		return false;
	const char *key = scope_key(ctx, top, n);
	const struct scope *kept = key ? keep_find(ctx, key, stamp) : NULL;
	if (!kept) {
		if (!tree_load(ctx, (struct clock){ .on = ctx->today }, &t))
			return false;
		struct arena *mem = arena_new(0);
		kept = expand(mem, t, top, n);
		keep_put(ctx, key ? key : "", key ? stamp : 0, mem, kept);
	}
	*out = *kept;
	return true;
}

bool access_scope(struct ctx *ctx, const struct record *rec, const char *action, struct scope *out)
{
	int64_t *top = NEWN(ctx->mem, int64_t, ctx->user->nrights);
	size_t n = 0;

	*out = (struct scope){ 0 };
	for (int i = 0; i < ctx->user->nrights; i++) {
		const struct right *r = &ctx->user->right[i];
		if (!covers(r, rec, action))
			continue;
		if (!r->unit) {
			out->all = true;
			return true;
		}
		top[n++] = r->unit;
	}
	n = unique(top, n);
	return n == 0 || scope_load(ctx, top, n, out);
}

/* ---- under which unit a row stands ---- */

/* The stored field that says under which unit a row is kept; NULL: none. */
static const char *home_field(const struct record *rec)
{
	const char *name = rec->home ? rec->home : rec->unit;
	int f = name ? record_field(rec, name) : -1;

	if (name && strcmp(name, "id") == 0)
		return name;
	return f >= 0 && field_stored(&rec->fields[f]) ? name : NULL;
}

static const struct record *parent_of(const struct ctx *ctx, const struct record *rec)
{
	int f = rec->parent ? record_field(rec, rec->parent) : -1;

	return f < 0 ? NULL : catalog_record(ctx->catalog, rec->fields[f].of);
}

bool access_placed(const struct ctx *ctx, const struct record *rec)
{
	for (int i = 0; rec && i < PARENTS_MAX; i++, rec = parent_of(ctx, rec))
		if (home_field(rec))
			return true;
	return false;
}

bool access_unit(struct ctx *ctx, const struct record *rec, const char *action, int64_t home, bool *may)
{
	struct scope s;

	*may = false;
	if (!access_scope(ctx, rec, action, &s))
		return false;
	if (s.all)
		*may = true;
	else if (!home)
		*may = s.n && !access_placed(ctx, rec);
	else if (s.n)
		*may = bsearch(&home, s.unit, s.n, sizeof home, by_number) != NULL;
	return true;
}

static bool home_of(struct ctx *ctx, const struct record *rec, const struct version *v, int depth, int64_t *out)
{
	const char *name = home_field(rec);
	const struct record *up = parent_of(ctx, rec);
	struct version parent;

	*out = 0;
	if (depth > PARENTS_MAX)
		bug("%s is its own parent", rec->name);
	if (name) {
		*out = strcmp(name, "id") == 0 ? v->id : version_int(v, record_field(rec, name));
		return true;
	}
	int64_t id = up ? version_int(v, record_field(rec, rec->parent)) : 0;
	if (!id)
		return true;
	if (!op_load(ctx, up, id, &parent))
		return false;
	return !parent.cell || home_of(ctx, up, &parent, depth + 1, out);
}

bool access_home(struct ctx *ctx, const struct record *rec, const struct version *v, int64_t *out)
{
	return home_of(ctx, rec, v, 0, out);
}

/* ---- whose it is ---- */

bool access_owns(struct ctx *ctx, const struct record *rec, const struct version *v)
{
	if (!rec->owner)
		return true;
	ctx->own = true;
	return ctx->user == &user_system ||
	       (ctx->user->id && version_int(v, record_field(rec, rec->owner)) == ctx->user->id);
}

/* Who may read everywhere works in the whole: at the roots. */
bool access_inside(struct ctx *ctx, const struct record *rec, struct scope *out)
{
	const struct tree *t;
	int64_t *id = NULL;
	int n = 0;

	*out = (struct scope){ 0 };
	if (!tree_load(ctx, (struct clock){ .on = ctx->today }, &t))
		return false;
	for (int r = 0; r < ctx->user->nrights; r++) {
		const struct right *right = &ctx->user->right[r];
		if (!covers(right, rec, "read"))
			continue;
		for (int i = 0; !right->unit && i < t->n; i = t->node[i].last + 1)
			PUSH(ctx->mem, id, n, t->id[i]);
		for (int i = right->unit ? tree_find(t, right->unit) : -1; i >= 0; i = t->node[i].parent)
			PUSH(ctx->mem, id, n, t->id[i]);
	}
	*out = (struct scope){ false, id, unique(id, (size_t)n) };
	return true;
}

static bool shared(struct ctx *ctx, const struct record *rec, const struct version *v, bool *with)
{
	int64_t unit = rec->share ? version_int(v, record_field(rec, rec->share)) : 0;
	struct scope inside;

	*with = false;
	if (!unit)
		return true;
	if (!access_inside(ctx, rec, &inside))
		return false;
	*with = scope_has(&inside, unit);
	return true;
}

bool access_row(struct ctx *ctx, const struct record *rec, const char *action, const struct version *v, bool *may)
{
	int64_t home;

	if (!access_home(ctx, rec, v, &home) || !access_unit(ctx, rec, action, home, may))
		return false;
	if (!*may || access_owns(ctx, rec, v))
		return true;
	*may = false;
	return strcmp(action, "read") != 0 || shared(ctx, rec, v, may);
}

bool access_log(struct ctx *ctx, const char *what, const struct record *rec, int64_t id, const char *purpose)
{
	return db_run(ctx->db,
	              SQL("INSERT INTO main.access_log (at, user_id, what, record, \"row\", purpose) "
	                  "VALUES ($1, $2, $3, $4, $5, $6)"),
	              ARGS(value_time(ctx->now), V(ctx->user->id), V(what), V(rec->name), V(id), V(purpose)));
}
