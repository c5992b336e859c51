#include <stdlib.h>
#include <string.h>

#include "db/build.h"
#include "model/digest.h"
#include "model/fold.h"
#include "model/journal.h"

/* Recomputes every digest from the tables, then the chain, then what is derived.
 * Memory: 72 bytes per entry and record type, whatever the size of the tables. */

struct half { int64_t entry; unsigned char hash[SHA_BYTES]; };
struct halves { struct half *v; int n; };

struct walk {
	struct ctx *ctx;
	const struct table *t;
	struct arena *rows;             /* given back after each row */
	struct halves *out;
	struct sha sha;
	int64_t entry;
	struct buf *told;
	int64_t *wrong;
};

static void tell(struct buf *told, int64_t *wrong, const char *fmt, ...) PRINTF(3, 4);
static void tell(struct buf *told, int64_t *wrong, const char *fmt, ...)
{
	va_list ap;

	if (++*wrong > 200)
		return;
	va_start(ap, fmt);
	buf_vprintf(told, fmt, ap);
	va_end(ap);
	buf_char(told, '\n');
}

static void walk_close(struct walk *w)
{
	struct half h = { .entry = w->entry };

	if (!w->entry)
		return;
	sha_end(&w->sha, h.hash);
	PUSH(w->ctx->mem, w->out->v, w->out->n, h);
	w->entry = 0;
}

static void walk_entry(struct walk *w, int64_t entry)
{
	if (entry == w->entry)
		return;
	walk_close(w);
	w->entry = entry;
	sha_start(&w->sha);
}

/* A fold or key column is a function of its text: a search or an order must not be led astray by a changed one. */
static void check_columns(struct walk *w, const struct row *row, const struct value *cells)
{
	for (int i = 0; i < w->t->rec->nfields; i++) {
		const struct field *f = &w->t->rec->fields[i];
		int at = w->t->field_column[i];
		if ((f->flags & F_SEARCH) && !value_equal(row->cell[++at], table_fold(w->rows, f, cells[i])))
			tell(w->told, w->wrong, "%s %lld: cột tìm của “%s” không khớp", w->t->rec->name,
			     (long long)row->cell[0].i, f->name);
		if ((f->flags & F_SORT) && !value_equal(row->cell[++at], table_key(w->rows, f, cells[i])))
			tell(w->told, w->wrong, "%s %lld: cột xếp của “%s” không khớp", w->t->rec->name,
			     (long long)row->cell[0].i, f->name);
	}
}

static bool walk_row(void *arg, const struct row *row)
{
	struct walk *w = arg;
	struct arena_mark mark = arena_mark(w->rows);
	unsigned char salt[16] = { 0 };
	const struct value *cells = table_cells(w->rows, w->t, row, salt);

	walk_entry(w, row->cell[1].i);
	digest_row(&w->sha, w->t, row->cell[0].i, cells, salt);
	check_columns(w, row, cells);
	arena_reset(w->rows, mark);
	return true;
}

static bool walk_ended(void *arg, const struct row *row)
{
	struct walk *w = arg;

	walk_entry(w, row->cell[2].i);
	digest_ended(&w->sha, row->cell[0].i, row->cell[1].i);
	return true;
}

static struct sql walk_text(struct ctx *ctx, const struct table *t, bool ended)
{
	struct build b = build_new(ctx->db);

	if (ended) {
		build_sql(&b, "SELECT id, entry, until FROM ");
		table_name(&b, t, true);
		build_sql(&b, " ORDER BY until, id");
		return build_end(&b);
	}
	table_select(&b, t, false);
	build_sql(&b, " UNION ALL ");
	table_select(&b, t, true);
	build_sql(&b, " ORDER BY 2, 1");
	return build_end(&b);
}

static bool walk_table(struct walk *w, bool ended, struct halves *out)
{
	w->out = out;
	if (!db_stream(w->ctx->db, walk_text(w->ctx, w->t, ended), NO_ARGS, ended ? walk_ended : walk_row, w))
		return false;
	walk_close(w);
	return true;
}

/* ---- digests against the journal ---- */

struct typed { struct halves after, before; int na, nb; };

/* The computed digest of the record type for this entry, if the tables hold anything of it. */
static bool joined(struct typed *k, int64_t entry, char out[SHA_HEX])
{
	static const char nothing[] = "";
	unsigned char empty[SHA_BYTES];
	struct sha h;
	bool a, b;

	sha_start(&h);
	sha_add(&h, nothing, 0);
	sha_end(&h, empty);
	a = k->na < k->after.n && k->after.v[k->na].entry == entry;
	b = k->nb < k->before.n && k->before.v[k->nb].entry == entry;
	if (!a && !b)
		return false;
	digest_join(a ? k->after.v[k->na].hash : empty, b ? k->before.v[k->nb].hash : empty, out);
	k->na += a;
	k->nb += b;
	return true;
}

static bool digest_said(const char *digests, const char *name, char out[SHA_HEX])
{
	const char *said = digest_find(digests, name);

	if (!said || strlen(said) < SHA_HEX - 1)
		return false;
	memcpy(out, said, SHA_HEX - 1);
	out[SHA_HEX - 1] = '\0';
	return true;
}

/* Where the chain of one site has come to. */
struct link { int64_t site, no; char hash[SHA_HEX]; };

struct chain {
	struct ctx *ctx;
	struct typed *typed;
	int64_t last;
	struct link *site; int nsites;
	struct buf *told; int64_t *wrong;
};

static struct link *link_of(struct chain *c, int64_t site)
{
	for (int i = 0; i < c->nsites; i++)
		if (c->site[i].site == site)
			return &c->site[i];
	PUSH(c->ctx->mem, c->site, c->nsites, (struct link){ .site = site });
	return &c->site[c->nsites - 1];
}

static void check_digests(struct chain *c, int64_t entry, const char *digests)
{
	for (int i = 0; i < c->ctx->catalog->nrecords; i++) {
		const char *name = c->ctx->catalog->record[i]->name;
		char made[SHA_HEX], said[SHA_HEX];
		bool has = joined(&c->typed[i], entry, made), is_said = digest_said(digests, name, said);
		if (has != is_said || (has && strcmp(made, said) != 0))
			tell(c->told, c->wrong, "bút toán %lld: %s không khớp sổ", (long long)entry, name);
	}
}

static const char *text_or_null(struct value v)
{
	return v.type == T_TEXT ? v.text : NULL;
}

static bool chain_row(void *arg, const struct row *row)
{
	struct chain *c = arg;
	const struct value *v = row->cell;
	struct journal_entry e = {
		.site = cell_int(v[1]), .no = cell_int(v[2]), .at = cell_int(v[3]), .user = cell_int(v[4]),
		.via = text_or_null(v[5]), .command = text_or_null(v[6]), .reason = text_or_null(v[7]),
		.digests = text_or_null(v[8]), .prev = text_or_null(v[9]),
	};
	const char *said = text_or_null(v[10]);
	struct link *link = link_of(c, e.site);
	char hash[SHA_HEX];

	if (v[0].i != c->last + 1)
		tell(c->told, c->wrong, "sổ nhảy từ bút toán %lld sang %lld", (long long)c->last, (long long)v[0].i);
	if (e.no != link->no + 1 || !e.prev || strcmp(e.prev, link->hash) != 0)
		tell(c->told, c->wrong, "bút toán %lld: đứt chuỗi với lần trước", (long long)v[0].i);
	journal_hash(&e, hash);
	if (!said || strcmp(hash, said) != 0)
		tell(c->told, c->wrong, "bút toán %lld: nội dung dòng sổ đã bị đổi", (long long)v[0].i);
	check_digests(c, v[0].i, e.digests ? e.digests : "");
	c->last = v[0].i;
	link->no = e.no;
	memcpy(link->hash, hash, sizeof hash);
	return true;
}

/* The head must be the last entry: a tail cut off shows here, unless the head was cut with it (then `--against`). */
static bool check_heads(struct chain *c)
{
	struct row row;
	struct rows heads;

	if (!db_one(c->ctx->db, SQL("SELECT entry FROM main.journal_head WHERE name = 'database'"), NO_ARGS, &row))
		return false;
	if (!row.n || row.cell[0].i != c->last)
		tell(c->told, c->wrong, "đầu sổ ghi %lld nhưng sổ có đến %lld", row.n ? (long long)row.cell[0].i : 0LL,
		     (long long)c->last);
	if (!journal_sites(c->ctx, &heads))
		return false;
	if (heads.n != c->nsites)
		tell(c->told, c->wrong, "sổ có %d đơn vị lưu, đầu sổ ghi %d", c->nsites, heads.n);
	for (int i = 0; i < heads.n; i++) {
		const struct value *v = heads.row[i].cell;
		const struct link *link = link_of(c, strtoll(v[0].text + strlen("site:"), NULL, 10));
		if (v[1].i != link->no || strcmp(v[2].text, link->hash) != 0)
			tell(c->told, c->wrong, "đầu chuỗi của đơn vị lưu %lld không khớp bút toán cuối",
			     (long long)link->site);
	}
	for (int i = 0; i < c->ctx->catalog->nrecords; i++)
		if (c->typed[i].na < c->typed[i].after.n || c->typed[i].nb < c->typed[i].before.n)
			tell(c->told, c->wrong, "%s có dòng của bút toán không có trong sổ",
			     c->ctx->catalog->record[i]->name);
	return true;
}

/* ---- what is derived ---- */

enum { THINGS_AT_ONCE = 5000 };

static bool things_after(struct db *db, const char *things, int64_t after, struct rows *out)
{
	struct build b = build_new(db);

	build_sql(&b, "SELECT id FROM main.");
	build_name(&b, things);
	build_sql(&b, " WHERE id > ");
	build_value(&b, V(after));
	build_sql(&b, " ORDER BY id LIMIT ");
	build_value(&b, V(THINGS_AT_ONCE));
	return db_many(db, build_end(&b), build_args(&b), out);
}

static bool check_thing(struct ctx *ctx, const struct fold *fold, const char *things, int64_t thing,
                        struct buf *told, int64_t *wrong)
{
	struct arena_mark mark = arena_mark(ctx->mem);
	bool same, done = fold_matches(ctx, fold, thing, &same);

	arena_reset(ctx->mem, mark);
	if (done && !same)
		tell(told, wrong, "%s %lld: %s không đúng với các việc đã ghi", things, (long long)thing, fold->spans);
	return done;
}

/* A page of things has an arena of its own: what is told must stay. */
static bool check_page(struct ctx *ctx, const struct fold *fold, const char *things, int64_t *after, int *n,
                       struct buf *told, int64_t *wrong)
{
	struct arena *mem = arena_new(0);
	struct db db = { ctx->db->conn, mem, ctx->errs };
	struct rows rows;
	bool done = things_after(&db, things, *after, &rows);

	for (int i = 0; done && i < rows.n; i++) {
		*after = rows.row[i].cell[0].i;
		done = check_thing(ctx, fold, things, *after, told, wrong);
	}
	*n = done ? rows.n : 0;
	arena_free(mem);
	return done;
}

static bool check_fold(struct ctx *ctx, const struct fold *fold, const char *things, struct buf *told, int64_t *wrong)
{
	int64_t after = 0;
	int n = THINGS_AT_ONCE;

	while (n == THINGS_AT_ONCE)
		if (!check_page(ctx, fold, things, &after, &n, told, wrong))
			return false;
	return true;
}

static bool check_folds(struct ctx *ctx, struct buf *told, int64_t *wrong)
{
	const struct catalog *c = ctx->catalog;

	for (int i = 0; i < c->nrecords; i++) {
		const struct fold *f = c->record[i]->fold;
		bool first = f != NULL;
		for (int j = 0; first && j < i; j++)
			first = c->record[j]->fold != f;
		if (!first)
			continue;
		const struct record *spans = catalog_record(c, f->spans);
		const struct field *of = &spans->fields[record_field(spans, f->of)];
		if (!check_fold(ctx, f, of->kind == K_UNIT ? "unit" : of->of, told, wrong))
			return false;
	}
	return true;
}

static bool check_reference(struct ctx *ctx, const struct record *r, const struct field *f, struct buf *told,
                            int64_t *wrong)
{
	struct build b = build_new(ctx->db);
	struct rows rows;

	build_sql(&b, "SELECT id FROM main.");
	build_name(&b, r->name);
	build_sql(&b, " x WHERE x.");
	build_name(&b, f->name);
	build_sql(&b, " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM main.");
	build_name(&b, f->kind == K_UNIT ? "unit" : f->of);
	build_sql(&b, " y WHERE y.id = x.");
	build_name(&b, f->name);
	build_sql(&b, ") ORDER BY id LIMIT 20");
	if (!db_many(ctx->db, build_end(&b), NO_ARGS, &rows))
		return false;
	for (int i = 0; i < rows.n; i++)
		tell(told, wrong, "%s %lld: “%s” dẫn tới dòng không có", r->name, (long long)rows.row[i].cell[0].i,
		     f->name);
	return true;
}

static bool check_references(struct ctx *ctx, struct buf *told, int64_t *wrong)
{
	for (int i = 0; i < ctx->catalog->nrecords; i++) {
		const struct record *r = ctx->catalog->record[i];
		for (int f = 0; f < r->nfields; f++)
			if ((r->fields[f].kind == K_REF || r->fields[f].kind == K_UNIT) &&
			    !check_reference(ctx, r, &r->fields[f], told, wrong))
				return false;
	}
	return true;
}

bool journal_verify(struct ctx *ctx, struct buf *told, int64_t *wrong)
{
	struct chain c = { .ctx = ctx, .told = told, .wrong = wrong };
	struct walk w = { .ctx = ctx, .rows = arena_new(0), .told = told, .wrong = wrong };

	*wrong = 0;
	if (!journal_heads(ctx))        /* before any mark: they outlive what is given back row by row */
		return false;
	arena_closer(ctx->mem, (void (*)(void *))arena_free, w.rows);
	c.typed = NEWN(ctx->mem, struct typed, ctx->catalog->nrecords);
	for (int i = 0; i < ctx->catalog->nrecords; i++) {
		w.t = &ctx->catalog->table[i];
		if (!walk_table(&w, false, &c.typed[i].after) || !walk_table(&w, true, &c.typed[i].before))
			return false;
	}
	if (!db_stream(ctx->db, SQL("SELECT entry, site, no, at, \"user\", via, command, reason, digests, prev, hash "
	                            "FROM main.journal ORDER BY entry"), NO_ARGS, chain_row, &c))
		return false;
	return check_heads(&c) && check_folds(ctx, told, wrong) && check_references(ctx, told, wrong);
}

/* ---- the state, and what is kept elsewhere ---- */

static bool state_row(void *arg, const struct row *row)
{
	struct walk *w = arg;
	struct arena_mark mark = arena_mark(w->rows);

	sha_int(&w->sha, row->cell[0].i);
	digest_cells(&w->sha, w->t, table_cells(w->rows, w->t, row, NULL));
	arena_reset(w->rows, mark);
	return true;
}

/* The one site's head; of several, a hash over all. */
static bool head_hash(struct ctx *ctx, char head[65])
{
	struct rows rows;
	struct sha h;

	if (!journal_sites(ctx, &rows))
		return false;
	if (rows.n < 2) {
		memcpy(head, rows.n ? rows.row[0].cell[2].text : "", rows.n ? SHA_HEX : 1);
		return true;
	}
	sha_start(&h);
	for (int i = 0; i < rows.n; i++)
		sha_text(&h, rows.row[i].cell[2].text);
	sha_end_hex(&h, head);
	return true;
}

bool journal_state(struct ctx *ctx, char state[65], char head[65])
{
	struct walk w = { .ctx = ctx, .rows = arena_new(0) };

	arena_closer(ctx->mem, (void (*)(void *))arena_free, w.rows);
	sha_start(&w.sha);
	for (int i = 0; i < ctx->catalog->nrecords; i++) {
		struct build b = build_new(ctx->db);
		w.t = &ctx->catalog->table[i];
		table_select(&b, w.t, false);
		build_sql(&b, " ORDER BY id");
		sha_text(&w.sha, w.t->rec->name);
		if (!db_stream(ctx->db, build_end(&b), NO_ARGS, state_row, &w))
			return false;
	}
	sha_end_hex(&w.sha, state);
	return head_hash(ctx, head);
}
