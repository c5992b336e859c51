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

/* The no-op update takes the row's lock on PostgreSQL; SQLite's transaction has the whole file already.  What is
 * read after it is what the last writer left. */
bool journal_lock(struct op *op)
{
	struct db *db = op->ctx->db;
	struct row head, site;
	const char *name = site_name(op->ctx);

	if (!db_run(db, SQL("UPDATE main.journal_head SET no = no WHERE name = 'database'"), NO_ARGS) ||
	    !db_one(db, SQL("SELECT entry FROM main.journal_head WHERE name = 'database'"), NO_ARGS, &head) ||
	    !db_one(db, SQL("SELECT next_id FROM main.journal_head WHERE name = $1"), ARGS(V(name)), &site))
		return false;
	if (!head.n)
		return err_add(op->ctx->errs, ERR_FAULT, "Cơ sở dữ liệu chưa được dựng: chạy `dangvu migrate`");
	op->entry = head.cell[0].i + 1;
	op->next_id = site.n ? site.cell[0].i : 0;
	return true;
}

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
	}
	sha_end(&after, a);
	sha_end(&before, b);
	digest_join(a, b, out);
}

static bool head_set(struct ctx *ctx, const char *name, int64_t entry, int64_t no, const char *hash, int64_t next_id)
{
	return db_run(ctx->db, SQL("INSERT INTO main.journal_head (name, entry, no, hash, next_id) "
	                           "VALUES ($1, $2, $3, $4, $5) "
	                           "ON CONFLICT (name) DO UPDATE SET entry = excluded.entry, no = excluded.no, "
	                           "hash = excluded.hash, next_id = excluded.next_id"),
	              ARGS(V(name), V(entry), V(no), V(hash), V(next_id)));
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
		if (!head_set(op->ctx, arena_printf(op->ctx->mem, "record:%s", name), op->entry, 0, "", 0))
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
	const char *site = site_name(ctx);
	char hash[SHA_HEX];
	struct row head;

	if (!db_one(ctx->db, SQL("SELECT no, hash FROM main.journal_head WHERE name = $1"), ARGS(V(site)), &head))
		return false;
	struct journal_entry e = {
		.site = ctx->site, .no = head.n ? head.cell[0].i + 1 : 1, .at = ctx->now, .user = ctx->user->id,
		.via = ctx->via, .command = op->command, .reason = op->reason, .prev = head.n ? head.cell[1].text : "",
	};
	if (!digests_make(op, &e.digests))
		return false;
	if (e.digests[0] == '\0')
		return err_add(ctx->errs, ERR_INPUT, "Không có gì thay đổi");
	journal_hash(&e, hash);
	return entry_insert(op, &e, hash) &&
	       head_set(ctx, site, op->entry, e.no, hash, op->next_id) &&
	       db_run(ctx->db, SQL("UPDATE main.journal_head SET entry = $1 WHERE name = 'database'"),
	              ARGS(V(op->entry)));
}

struct heads { int64_t all; int64_t *of; };     /* the last entry of all, and by catalog index */

static bool heads_read(struct ctx *ctx, struct arena *mem, struct heads *out)
{
	struct rows rows;

	*out = (struct heads){ 0, NEWN(mem, int64_t, ctx->catalog->nrecords + 1) };
	if (!db_many(ctx->db, SQL("SELECT name, entry FROM main.journal_head"), NO_ARGS, &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		const char *name = rows.row[i].cell[0].text;
		int64_t entry = rows.row[i].cell[1].i;
		if (strcmp(name, "database") == 0)
			out->all = entry;
		else if (strncmp(name, "record:", 7) == 0) {
			const struct record *r = catalog_record(ctx->catalog, name + 7);
			if (r)
				out->of[catalog_index(ctx->catalog, r)] = entry;
		}
	}
	return true;
}

/* The last entry of all decides the others, so they are kept under it: one row is read instead of one a record type. */
static bool heads_kept(struct ctx *ctx, struct heads *out)
{
	struct row row;

	if (!db_one(ctx->db, SQL("SELECT entry FROM main.journal_head WHERE name = 'database'"), NO_ARGS, &row))
		return false;
	const struct heads *kept = keep_find(ctx, "heads", row.n ? row.cell[0].i + 1 : 0);
	if (!kept) {
		struct arena *mem = arena_new(0);
		struct heads *made = NEW(mem, struct heads);
		if (!heads_read(ctx, mem, made)) {
			arena_free(mem);
			return false;
		}
		kept = keep_put(ctx, "heads", made->all + 1, mem, made);
	}
	*out = *kept;
	return true;
}

/* An entry that is not committed yet may be another one day. */
bool journal_heads(struct ctx *ctx)
{
	struct heads h;

	if (ctx->heads)
		return true;
	if (!(db_writing(ctx->db->conn) ? heads_read(ctx, ctx->mem, &h) : heads_kept(ctx, &h)))
		return false;
	ctx->head = h.all;
	ctx->heads = arena_copy(ctx->mem, h.of, (size_t)(ctx->catalog->nrecords + 1) * sizeof *h.of);
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
			.user = j[2].type == T_TEXT ? j[2].text : j[1].i ? "#" : "hệ thống",
			.command = j[3].text, .reason = j[4].type == T_TEXT ? j[4].text : NULL,
		};
	}
	return true;
}
