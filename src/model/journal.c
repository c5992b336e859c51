#include "model/journal.h"

#include <stdlib.h>
#include <string.h>

#include "model/access.h"
#include "model/catalog.h"
#include "model/digest.h"
#include "model/keep.h"

static const char *site_name(struct ctx *ctx)
{
	return arena_printf(ctx->mem, "site:%lld", (long long)ctx->site);
}

/* ---- the heads ---- */

/* The last entry of all, the hash that names it, and the last entry of each record type by catalog index. */
struct heads { int64_t all; const char *hash; int64_t *of; };

static struct heads *heads_new(struct ctx *ctx, struct arena *mem, int64_t all, const char *hash)
{
	struct heads *h = NEW(mem, struct heads);

	*h = (struct heads){ all, arena_text(mem, hash), NEWN(mem, int64_t, ctx->catalog->nrecords + 1) };
	return h;
}

static bool heads_read(struct ctx *ctx, struct heads *h)
{
	struct rows rows;

	if (!db_many(ctx->db, SQL("SELECT name, entry FROM main.journal_head WHERE name LIKE 'record:%'"), NO_ARGS,
	             &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		const struct record *r = catalog_record(ctx->catalog, rows.row[i].cell[0].text + strlen("record:"));
		if (r)
			h->of[catalog_index(ctx->catalog, r)] = rows.row[i].cell[1].i;
	}
	return true;
}

/* The last entry decides all heads, so they are kept under it.  Its number alone would not do: an entry that was
 * rolled back gives its number to another, but never its hash. */
static bool heads_take(struct ctx *ctx, int64_t all, const char *hash)
{
	const struct heads *h = keep_find(ctx, "heads", all + 1);

	if (!h || strcmp(h->hash, hash) != 0) {
		struct arena *mem = arena_new(0);
		struct heads *made = heads_new(ctx, mem, all, hash);
		if (!heads_read(ctx, made)) {
			arena_free(mem);
			return false;
		}
		h = keep_put(ctx, "heads", all + 1, mem, made);
	}
	ctx->head = all;
	ctx->heads = arena_copy(ctx->mem, h->of, (size_t)(ctx->catalog->nrecords + 1) * sizeof *h->of);
	return true;
}

bool journal_heads(struct ctx *ctx)
{
	struct row row;

	if (ctx->heads)
		return true;
	if (!db_one(ctx->db, SQL("SELECT entry, hash FROM main.journal_head WHERE name = 'database'"), NO_ARGS, &row))
		return false;
	return row.n ? heads_take(ctx, row.cell[0].i, row.cell[1].text) : heads_take(ctx, 0, "");
}

/* What this entry leaves, so that the next need not read it. */
static void heads_keep(struct op *op, const char *hash)
{
	struct ctx *ctx = op->ctx;
	struct arena *mem = arena_new(0);
	struct heads *h = heads_new(ctx, mem, op->entry, hash);

	for (int i = 0; i < ctx->catalog->nrecords; i++)
		h->of[i] = ctx->heads[i] < 0 ? ~ctx->heads[i] : ctx->heads[i];  /* negative: a change that was none */
	(void)keep_put(ctx, "heads", op->entry + 1, mem, h);
}

/* The no-op update takes the row's lock on PostgreSQL; SQLite's transaction has the whole file already.  What is
 * read after it is what the last writer left. */
bool journal_lock(struct op *op)
{
	struct db *db = op->ctx->db;
	struct row row;

	if (!db_run(db, SQL("UPDATE main.journal_head SET no = no WHERE name = 'database'"), NO_ARGS) ||
	    !db_one(db, SQL("SELECT d.entry, d.hash, s.no, s.hash, s.next_id FROM main.journal_head d "
	                    "LEFT JOIN main.journal_head s ON s.name = $1 WHERE d.name = 'database'"),
	            ARGS(V(site_name(op->ctx))), &row))
		return false;
	if (!row.n)
		return err_add(op->ctx->errs, ERR_FAULT, "Cơ sở dữ liệu chưa được dựng: chạy `dangvu migrate`");
	op->entry = row.cell[0].i + 1;
	op->no = cell_int(row.cell[2]) + 1;
	op->prev = row.cell[3].type == T_TEXT ? row.cell[3].text : "";
	op->next_id = cell_int(row.cell[4]);
	return heads_take(op->ctx, row.cell[0].i, row.cell[1].text);
}

/* ---- one entry ---- */

static int by_record_then_id(const void *pa, const void *pb)
{
	const struct change *a = *(const struct change *const *)pa, *b = *(const struct change *const *)pb;
	int d = strcmp(a->rec->name, b->rec->name);

	return d ? d : (a->id > b->id) - (a->id < b->id);
}

/* A change that left everything as it was is none. */
static bool is_change(const struct change *c)
{
	return c->cell != c->old;
}

static const struct change **sorted(struct op *op, int *n)
{
	const struct change **all = NEWN(op->ctx->mem, const struct change *, op->nchanges + 1);

	*n = 0;
	for (int i = 0; i < op->nchanges; i++)
		if (is_change(&op->change[i]))
			all[(*n)++] = &op->change[i];
	qsort(all, (size_t)*n, sizeof *all, by_record_then_id);
	return all;
}

enum { CHANGES_REST = 2000 };

static void digest_group(struct op *op, const struct change **c, int n, char out[SHA_HEX])
{
	const struct table *t = catalog_table(op->ctx->catalog, c[0]->rec);
	unsigned char a[SHA_BYTES], b[SHA_BYTES];
	struct sha after, before;

	sha_start(&after);
	sha_start(&before);
	for (int i = 0; i < n; i++) {
		if (c[i]->cell)
			digest_row(&after, t, c[i]->id, c[i]->cell, c[i]->salt);
		if (c[i]->was)
			digest_ended(&before, c[i]->id, c[i]->was);
		if (i % CHANGES_REST == 0)
			arena_rest(op->mem);
	}
	sha_end(&after, a);
	sha_end(&before, b);
	digest_join(a, b, out);
}

static bool record_head_set(struct op *op, const struct record *rec)
{
	const char *name = arena_printf(op->ctx->mem, "record:%s", rec->name);

	op->ctx->heads[catalog_index(op->ctx->catalog, rec)] = op->entry;
	return db_run(op->ctx->db, SQL("INSERT INTO main.journal_head (name, entry, no, hash, next_id) "
	                               "VALUES ($1, $2, 0, '', 0) "
	                               "ON CONFLICT (name) DO UPDATE SET entry = excluded.entry"),
	              ARGS(V(name), V(op->entry)));
}

/* The chain's end, and the name of what the whole database knows now. */
static bool chain_head_set(struct op *op, const char *hash)
{
	return db_run(op->ctx->db, SQL("INSERT INTO main.journal_head (name, entry, no, hash, next_id) "
	                               "VALUES ($1, $2, $3, $4, $5), ('database', $2, 0, $4, 0) "
	                               "ON CONFLICT (name) DO UPDATE SET entry = excluded.entry, no = excluded.no, "
	                               "hash = excluded.hash, next_id = excluded.next_id"),
	              ARGS(V(site_name(op->ctx)), V(op->entry), V(op->no), V(hash), V(op->next_id)));
}

/* "badge:<hex> step_done:<hex>", and the head of each record type. */
static bool digests_make(struct op *op, const char **out)
{
	struct buf b = buf_new(op->ctx->mem, 1 << 16);
	int n, end;
	const struct change **all = sorted(op, &n);

	for (int i = 0; i < n; i = end) {
		char hex[SHA_HEX];
		const char *name = all[i]->rec->name;
		for (end = i; end < n && all[end]->rec == all[i]->rec; )
			end++;
		digest_group(op, all + i, end - i, hex);
		buf_printf(&b, "%s%s:%s", i ? " " : "", name, hex);
		if (!record_head_set(op, all[i]->rec))
			return false;
	}
	*out = b.s;
	return true;
}

/* Everything of the entry but its number in this database: the chain is the site's own. */
void journal_hash(const struct journal_entry *e, char out[SHA_HEX])
{
	struct sha h;

	sha_start(&h);
	sha_text(&h, e->prev);
	sha_int(&h, e->site);
	sha_int(&h, e->no);
	sha_int(&h, e->at);
	sha_int(&h, e->user);
	sha_text(&h, e->via);
	sha_text(&h, e->command);
	sha_text(&h, e->reason);
	sha_text(&h, e->digests);
	sha_end_hex(&h, out);
}

static bool entry_insert(struct op *op, const struct journal_entry *e, const char *hash)
{
	return db_run(op->ctx->db,
	              SQL("INSERT INTO main.journal (entry, site, no, at, \"user\", via, command, reason, digests, "
	                  "prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"),
	              ARGS(V(op->entry), V(e->site), V(e->no), V(e->at), V(e->user), V(e->via), V(e->command),
	                   V(e->reason), V(e->digests), V(e->prev), V(hash)));
}

bool journal_append(struct op *op)
{
	struct ctx *ctx = op->ctx;
	char hash[SHA_HEX];
	struct journal_entry e = {
		.site = ctx->site, .no = op->no, .at = ctx->now, .user = ctx->user->id, .via = ctx->via,
		.command = op->command, .reason = op->reason, .prev = op->prev,
	};

	if (!digests_make(op, &e.digests))
		return false;
	if (e.digests[0] == '\0')
		return err_add(ctx->errs, ERR_INPUT, "Không có gì thay đổi");
	journal_hash(&e, hash);
	if (!entry_insert(op, &e, hash) || !chain_head_set(op, hash))
		return false;
	heads_keep(op, hash);
	return true;
}

bool journal_sites(struct ctx *ctx, struct rows *out)
{
	return db_many(ctx->db, SQL("SELECT name, no, hash FROM main.journal_head WHERE name LIKE 'site:%' "
	                            "ORDER BY name"), NO_ARGS, out);
}

bool journal_at(struct ctx *ctx, int64_t time, int64_t *entry)
{
	struct row row;

	if (!db_one(ctx->db, SQL("SELECT COALESCE(max(entry), 0) FROM main.journal WHERE at <= $1"), ARGS(V(time)),
	            &row))
		return false;
	*entry = row.cell[0].i;
	return true;
}

/* ---- who and why ---- */

static const char *user_told(struct value id, struct value name)
{
	return name.type == T_TEXT ? name.text : cell_int(id) ? "#" : "hệ thống";
}

static struct told_entry entry_told(const struct value *c)
{
	return (struct told_entry){ c[0].i, c[1].i, c[2].i, user_told(c[2], c[3]), c[4].text,
	                            c[5].type == T_TEXT ? c[5].text : NULL };
}

bool journal_tell(struct ctx *ctx, const int64_t *entry, int n, struct told_entry *out)
{
	struct build b = build_new(ctx->db);
	struct rows rows;

	memset(out, 0, (size_t)n * sizeof *out);
	build_sql(&b, "SELECT j.entry, j.at, j.\"user\", u.name, j.command, j.reason FROM main.journal j "
	              "LEFT JOIN main.\"user\" u ON u.id = j.\"user\" WHERE j.entry");
	build_in(&b, build_arg(&b, value_ids(entry, (size_t)n)));
	if (!db_many(ctx->db, build_end(&b), build_args(&b), &rows))
		return false;
	for (int r = 0; r < rows.n; r++)
		for (int i = 0; i < n; i++)
			if (entry[i] == rows.row[r].cell[0].i)
				out[i] = entry_told(rows.row[r].cell);
	return true;
}

/* ---- the history of one row ---- */

static struct sql history_text(struct ctx *ctx, const struct table *t, struct args *args, int64_t id)
{
	struct build b = build_new(ctx->db);

	build_sql(&b, "SELECT v.*, j.at, j.\"user\", u.name, j.command, j.reason FROM (SELECT ");
	table_columns(&b, t);
	build_sql(&b, ", 0 AS until FROM ");
	table_name(&b, t, false);
	build_sql(&b, " UNION ALL SELECT ");
	table_columns(&b, t);
	build_sql(&b, ", until FROM ");
	table_name(&b, t, true);
	build_sql(&b, ") v JOIN main.journal j ON j.entry = v.entry LEFT JOIN main.\"user\" u ON u.id = j.\"user\" "
	              "WHERE v.id = ");
	build_value(&b, V(id));
	build_sql(&b, " ORDER BY v.entry DESC");
	struct sql q = build_end(&b);
	*args = build_args(&b);
	return q;
}

bool journal_history(struct ctx *ctx, const struct record *rec, int64_t id, struct past_version **out, int *n)
{
	const struct table *t = catalog_table(ctx->catalog, rec);
	struct args args;
	struct rows rows;
	struct sql q = history_text(ctx, t, &args, id);

	if (!db_many(ctx->db, q, args, &rows))
		return false;
	*out = NEWN(ctx->mem, struct past_version, rows.n + 1);
	*n = rows.n;
	for (int i = 0; i < rows.n; i++) {
		const struct value *c = rows.row[i].cell, *j = c + t->ncolumns + 1;
		(*out)[i] = (struct past_version){
			.v = { id, c[1].i, table_cells(ctx->mem, t, &rows.row[i], NULL) },
			.until = c[t->ncolumns].i, .at = j[0].i,
			.by = j[1].i, .user = user_told(j[1], j[2]),
			.command = j[3].text, .reason = j[4].type == T_TEXT ? j[4].text : NULL,
		};
	}
	return true;
}

bool journal_find(struct ctx *ctx, int64_t entry, struct past_version *out)
{
	struct told_entry told;

	if (!journal_tell(ctx, &entry, 1, &told))
		return false;
	*out = (struct past_version){
		.v = { .entry = entry }, .at = told.at, .by = told.by,
		.user = told.user, .command = told.command, .reason = told.reason,
	};
	return true;
}

bool journal_undo_offered(struct ctx *ctx, const struct record *rec, const struct past_version *entry)
{
	if (entry->by && entry->by == ctx->user->id)
		return true;
	if (rec)
		return access_may(ctx, rec, "undo");
	for (int i = 0; i < ctx->catalog->nrecords; i++)
		if (access_may(ctx, ctx->catalog->record[i], "undo"))
			return true;
	return false;
}
