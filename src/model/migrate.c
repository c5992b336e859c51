#include <string.h>

#include "db/build.h"
#include "model/catalog.h"
#include "model/table.h"

/* Tables that are no record types: the journal and its head, settings, and what never enters the journal
 * (passwords, sessions, the log of readings). */
static const char *const plain[][2] = {
	{ "journal", "CREATE TABLE main.journal (entry INTEGER PRIMARY KEY, site bigint NOT NULL, no bigint NOT NULL, "
	             "at bigint NOT NULL, \"user\" bigint NOT NULL, via text NOT NULL, command text NOT NULL, "
	             "reason text, digests text NOT NULL, prev text NOT NULL, hash text NOT NULL)" },
	{ "journal_head", "CREATE TABLE main.journal_head (name text PRIMARY KEY, entry bigint NOT NULL, "
	                  "no bigint NOT NULL, hash text NOT NULL, next_id bigint NOT NULL)" },
	{ "setting", "CREATE TABLE main.setting (name text PRIMARY KEY, value text NOT NULL)" },
	{ "credential", "CREATE TABLE main.credential (user_id bigint PRIMARY KEY, hash text NOT NULL, "
	                "failures bigint NOT NULL, locked_until bigint NOT NULL, language text)" },
	{ "session", "CREATE TABLE main.session (token_hash text PRIMARY KEY, user_id bigint NOT NULL, "
	             "csrf text NOT NULL, created bigint NOT NULL, seen bigint NOT NULL)" },
	{ "access_token", "CREATE TABLE main.access_token (token_hash text PRIMARY KEY, user_id bigint NOT NULL, "
	                  "label text NOT NULL, created bigint NOT NULL, used bigint NOT NULL)" },
	{ "template_file", "CREATE TABLE main.template_file (digest text PRIMARY KEY, bytes bytea NOT NULL)" },
	{ "access_log", "CREATE TABLE main.access_log (at bigint NOT NULL, user_id bigint NOT NULL, "
	                "what text NOT NULL, record text NOT NULL, \"row\" bigint NOT NULL, purpose text)" },
};

/* Columns that came later than their table. */
static const char *const plain_later[][3] = { { "credential", "language", "text" } };

static const char *const plain_after[] = {
	"CREATE INDEX journal_at ON main.journal (at)",
	"CREATE INDEX access_log_at ON main.access_log (at)",
	"INSERT INTO main.journal_head (name, entry, no, hash, next_id) VALUES ('database', 0, 0, '', 0)",
};

static const char *column_type(const struct table *t, int i, bool postgres)
{
	const char *name = t->column[i];

	if (i == 0)
		return postgres ? "bigint" : "INTEGER";
	if (i == 1)
		return "bigint NOT NULL";
	for (int f = 0; f < t->rec->nfields; f++) {
		if (t->field_column[f] != i)
			continue;
		switch (t->rec->fields[f].kind) {
		case K_INT: case K_MONEY: case K_TIME: case K_REF: case K_UNIT:
			return "bigint";
		case K_BOOL:
			return "smallint";
		case K_TEXT: case K_NAME: case K_NOTE: case K_DATE: case K_PARTIAL: case K_CODE: case K_STATE:
			return "text";
		case K_SPAN: case K__COUNT:
			bug("field %s.%s is not stored", t->rec->name, name);
		}
	}
	size_t n = strlen(name);
	if (n > 5 && strcmp(name + n - 5, "_fold") == 0)
		return "text";
	return postgres ? "bytea" : "blob";
}

static bool wants_index(const struct record *r, const struct field *f)
{
	if (!field_stored(f))
		return false;
	if (f->flags & (F_UNIQUE | F_INDEX) || f->kind == K_REF || f->kind == K_UNIT)
		return true;
	return r->dated && strcmp(f->name, "valid_until") == 0 && !r->key && !r->fold_of;
}

static bool has_name(const struct rows *have, const char *name)
{
	for (int i = 0; i < have->n; i++)
		if (strcmp(have->row[i].cell[0].text, name) == 0)
			return true;
	return false;
}

static void table_text(struct build *b, const struct table *t, bool past, bool postgres)
{
	buf_printf(&b->text, "CREATE TABLE main.\"%s%s\" (", t->rec->name, past ? "_past" : "");
	for (int i = 0; i < t->ncolumns; i++) {
		buf_text(&b->text, i ? ", " : "");
		build_name(b, t->column[i]);
		buf_printf(&b->text, " %s%s", past && i == 0 ? "bigint NOT NULL" : column_type(t, i, postgres),
		           i == 0 && !past ? " PRIMARY KEY" : "");
	}
	buf_text(&b->text, past ? ", until bigint NOT NULL, PRIMARY KEY (id, entry));\n" : ");\n");
}

/* In SQLite an index is named in its schema and its table is not; PostgreSQL wants it the other way round. */
static void index_text(struct build *b, const char *name, const char *table, const char *column, bool postgres)
{
	buf_printf(&b->text, "CREATE INDEX %s\"%s\" ON %s\"%s\" (\"%s\");\n", postgres ? "" : "main.", name,
	           postgres ? "main." : "", table, column);
}

/* The indexes of x or x_past; those whose names stand in `have` are there already. */
static void indexes_text(struct build *b, const struct table *t, bool past, bool postgres, const struct rows *have)
{
	const char *table = arena_printf(b->mem, "%s%s", t->rec->name, past ? "_past" : "");
	const char **column = NEWN(b->mem, const char *, 2 * t->rec->nfields + 1);
	int n = 0;

	for (int i = 0; i < t->rec->nfields; i++) {
		const struct field *f = &t->rec->fields[i];
		if (wants_index(t->rec, f))
			column[n++] = f->name;
		if (f->flags & F_SORT)
			column[n++] = t->column[t->field_column[i] + (f->flags & F_SEARCH ? 2 : 1)];
	}
	column[n++] = past ? "until" : "entry";
	for (int i = 0; i < n; i++) {
		const char *name = arena_printf(b->mem, "%s_%s", table, column[i]);
		if (!have || !has_name(have, name))
			index_text(b, name, table, column[i], postgres);
	}
}

const char *catalog_ddl(struct arena *a, const struct record *r, bool postgres)
{
	struct build b = { .mem = a, .text = buf_new(a, 1 << 18) };
	struct table t;

	table_make(a, r, &t);
	for (int past = 0; past < 2; past++) {
		table_text(&b, &t, past, postgres);
		indexes_text(&b, &t, past, postgres, NULL);
	}
	return b.text.s;
}

/* ---- bringing a database up to the catalog ---- */

struct plan { struct ctx *ctx; struct build script; bool postgres; struct rows index; };

static bool plan_record(struct plan *p, const struct table *t)
{
	struct rows have;

	for (int past = 0; past < 2; past++) {
		const char *name = arena_printf(p->ctx->mem, "%s%s", t->rec->name, past ? "_past" : "");
		if (!db_table_columns(p->ctx->db, name, &have))
			return false;
		if (have.n == 0) {
			table_text(&p->script, t, past, p->postgres);
			indexes_text(&p->script, t, past, p->postgres, NULL);
			continue;
		}
		for (int i = 0; i < t->ncolumns; i++)
			if (!has_name(&have, t->column[i]))
				buf_printf(&p->script.text, "ALTER TABLE main.\"%s\" ADD COLUMN \"%s\" %s;\n", name,
				           t->column[i], column_type(t, i, p->postgres));
		indexes_text(&p->script, t, past, p->postgres, &p->index);
	}
	return true;
}

static bool index_names(struct plan *p)
{
	return db_many(p->ctx->db, p->postgres ? SQL("SELECT indexname FROM pg_indexes WHERE schemaname = 'main'")
	                                       : SQL("SELECT name FROM main.sqlite_master WHERE type = 'index'"),
	               NO_ARGS, &p->index);
}

static bool plan_plain(struct plan *p)
{
	struct rows have;
	bool fresh = false;

	for (size_t i = 0; i < COUNTOF(plain); i++) {
		if (!db_table_columns(p->ctx->db, plain[i][0], &have))
			return false;
		fresh |= i == 0 && have.n == 0;
		if (have.n == 0)
			buf_printf(&p->script.text, "%s;\n", plain[i][1]);
		for (size_t l = 0; have.n && l < COUNTOF(plain_later); l++)
			if (!strcmp(plain_later[l][0], plain[i][0]) && !has_name(&have, plain_later[l][1]))
				buf_printf(&p->script.text, "ALTER TABLE main.%s ADD COLUMN %s %s;\n",
				           plain_later[l][0], plain_later[l][1], plain_later[l][2]);
	}
	for (size_t i = 0; fresh && i < COUNTOF(plain_after); i++) {
		const char *text = plain_after[i];
		const char *on = strstr(text, " ON main.");
		if (on && !p->postgres)         /* see index_text */
			buf_printf(&p->script.text, "CREATE INDEX main.%.*s ON %s;\n",
			           (int)(on - text - (int)strlen("CREATE INDEX ")), text + strlen("CREATE INDEX "),
			           on + strlen(" ON main."));
		else
			buf_printf(&p->script.text, "%s;\n", text);
	}
	return true;
}

static bool migrate_plan(struct plan *p)
{
	if (!plan_plain(p) || !index_names(p))
		return false;
	for (int i = 0; i < p->ctx->catalog->nrecords; i++)
		if (!plan_record(p, &p->ctx->catalog->table[i]))
			return false;
	return true;
}

/* Of two at once the second finds what the first has made; SQLite's transaction has the whole file already. */
static bool migrate_alone(struct plan *p)
{
	struct row row;

	return !p->postgres || db_one(p->ctx->db, SQL("SELECT 1 FROM pg_advisory_xact_lock(1)"), NO_ARGS, &row);
}

static bool migrate_run(void *arg)
{
	struct plan *p = arg;

	if (!migrate_alone(p) || !migrate_plan(p))
		return false;
	return p->script.text.n == 0 || db_script(p->ctx->db, build_end(&p->script));
}

bool catalog_migrate(struct ctx *ctx, bool plan_only, struct buf *told)
{
	struct plan p = { ctx, { .mem = ctx->mem, .text = buf_new(ctx->mem, 4 << 20) }, db_is_postgres(ctx->db->conn) };

	if (!(plan_only ? migrate_plan(&p) : db_txn(ctx->db, TXN_WRITE, migrate_run, &p)))
		return false;
	if (told)
		buf_text(told, p.script.text.s);
	return true;
}

bool catalog_check_tables(struct ctx *ctx)
{
	struct buf told = buf_new(ctx->mem, 4 << 20);

	if (!catalog_migrate(ctx, true, &told))
		return false;
	if (told.n)
		return err_add(ctx->errs, ERR_FAULT, "Cơ sở dữ liệu chưa theo chương trình này: chạy `dangvu migrate`");
	return true;
}
