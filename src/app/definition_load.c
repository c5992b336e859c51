/* The rows of a file are matched with the stored ones by the key that the record
 * type declares, with the first day for dated ones. */

#include "app/definition_load.h"

#include <string.h>

#include "base/csv.h"
#include "model/catalog.h"
#include "model/code.h"
#include "model/journal.h"
#include "model/table.h"

/* Lists first: the others name codes; figures before the forms that show them. */
static const struct { const char *file, *record; } files[] = {
	{ "codes.csv", "code" },
	{ "rule_amounts.csv", "rule_amount" },
	{ "holidays.csv", "holiday" },
	{ "figures.csv", "figure" },
	{ "form_annual.csv", "form_row" },
	{ "roles.csv", "role_right" },
};

enum { KEY_MAX = 8 };

struct load {
	struct ctx *ctx;
	const char *file;
	const struct record *rec;
	struct csv csv;
	int *field;                     /* by column of the file */
	int key[KEY_MAX], nkeys;
	struct value **row;             /* cells by line of the file */
	struct version *stored; int nstored;
	int64_t *id;                    /* the stored row of a line that differs; 0: none, -1: the same as stored */
};

static bool at_line(struct load *l, int row)
{
	return err_add(l->ctx->errs, ERR_INPUT, "%s, dòng %d: không nạp được", l->file, l->csv.line[row]);
}

/* ---- reading the file ---- */

static bool columns_find(struct load *l)
{
	l->field = NEWN(l->ctx->mem, int, l->csv.ncolumns);
	for (int i = 0; i < l->csv.ncolumns; i++) {
		l->field[i] = record_field(l->rec, l->csv.heading[i]);
		if (l->field[i] < 0)
			return err_add(l->ctx->errs, ERR_INPUT, "%s: “%s” không có trường “%s”", l->file, l->rec->label,
			               l->csv.heading[i]);
	}
	return true;
}

static void keys_find(struct load *l)
{
	char name[64];

	for (const char *p = l->rec->key; p && (p = name_next(p, name, sizeof name)) && l->nkeys < KEY_MAX - 1; )
		l->key[l->nkeys++] = record_field(l->rec, name);
	if (l->rec->dated)
		l->key[l->nkeys++] = record_field(l->rec, "valid_from");
}

static bool row_parse(struct load *l, int row)
{
	const struct record *rec = l->rec;
	struct value *cell = NEWN(l->ctx->mem, struct value, rec->nfields);

	l->row[row] = cell;
	for (int i = 0; i < l->csv.ncolumns; i++) {
		const struct field *f = &rec->fields[l->field[i]];
		if (!kind_parse(l->ctx, f, f->name, l->csv.row[row][i], l->ctx->today, &cell[l->field[i]]))
			return at_line(l, row);
	}
	int until = record_field(rec, "valid_until");
	if (rec->dated && cell[until].type == T_NULL)
		cell[until] = value_date((struct date)FOREVER);
	/* As it will be stored, or the same line would be new for ever. */
	for (int i = 0; i < rec->nfields; i++)
		if (rec->fields[i].kind == K_BOOL && cell[i].type == T_NULL)
			cell[i] = value_bool(false);
	for (int i = 0; i < rec->nfields; i++)
		if ((rec->fields[i].flags & F_REQUIRED) && cell[i].type == T_NULL) {
			err_field(l->ctx->errs, rec->fields[i].name, "Cần “%s”", rec->fields[i].label);
			return at_line(l, row);
		}
	return true;
}

static bool same_key(const struct load *l, const struct value *a, const struct value *b)
{
	for (int i = 0; i < l->nkeys; i++)
		if (!value_equal(a[l->key[i]], b[l->key[i]]))
			return false;
	return l->nkeys > 0;
}

static bool keys_differ(struct load *l)
{
	for (int i = 0; i < l->csv.nrows; i++)
		for (int j = 0; j < i; j++)
			if (same_key(l, l->row[i], l->row[j])) {
				err_add(l->ctx->errs, ERR_INPUT, "%s: dòng %d trùng dòng %d", l->file, l->csv.line[i],
				        l->csv.line[j]);
				return at_line(l, i);
			}
	return true;
}

/* ---- against what is stored ---- */

static bool stored_load(struct load *l)
{
	const struct table *t = catalog_table(l->ctx->catalog, l->rec);
	struct build b = build_new(l->ctx->db);

	table_select(&b, t, false);
	build_sql(&b, " ORDER BY id");
	return table_versions(l->ctx->db, t, &b, &l->stored, &l->nstored);
}

/* How many lines say something new. */
static int rows_match(struct load *l)
{
	int differ = 0;

	for (int i = 0; i < l->csv.nrows; i++) {
		l->id[i] = 0;
		for (int j = 0; j < l->nstored; j++)
			if (same_key(l, l->row[i], l->stored[j].cell)) {
				l->id[i] = cells_equal(l->rec, l->row[i], l->stored[j].cell) ? -1 : l->stored[j].id;
				break;
			}
		differ += l->id[i] >= 0;
	}
	return differ;
}

/* ---- writing ---- */

static bool row_write(struct op *op, struct load *l, int row)
{
	op->rec = l->rec;
	op->old = (struct version){ 0 };
	op->new = (struct version){ .id = l->id[row], .cell = l->row[row] };
	if (l->rec->guard && !l->rec->guard(op))
		return at_line(l, row);
	if (l->id[row])
		return op_update(op, l->rec, l->id[row], l->row[row]);
	return op_insert(op, l->rec, l->row[row], &op->new.id);
}

static bool file_write(struct op *op, void *arg)
{
	struct load *l = arg;

	op->command = arena_printf(l->ctx->mem, "definitions %s", l->file);
	for (int i = 0; i < l->csv.nrows; i++)
		if (l->id[i] >= 0 && !row_write(op, l, i))
			return false;
	return true;
}

/* The head is locked before anything is compared: of two loads at once the second sees what the first has written.
 * Rows are read here too: codes that an earlier file has just written must be known. */
static bool file_load(void *arg)
{
	struct load *l = arg;
	struct op op = { .ctx = l->ctx, .mem = l->ctx->mem };

	if (!journal_lock(&op))
		return false;
	for (int i = 0; i < l->csv.nrows; i++)
		if (!row_parse(l, i))
			return false;
	if (!keys_differ(l) || !stored_load(l))
		return false;
	if (!rows_match(l))
		return true;
	return op_entry(l->ctx, DO_BATCH, "nạp định nghĩa", file_write, l, &op);
}

bool definitions_load(struct ctx *ctx, const char *dir)
{
	for (size_t i = 0; i < COUNTOF(files); i++) {
		struct load l = { .ctx = ctx, .file = files[i].file };
		const char *path = arena_printf(ctx->mem, "%s/%s", dir, l.file);
		l.rec = catalog_record(ctx->catalog, files[i].record);
		if (!l.rec)
			bug("no record type %s", files[i].record);
		if (!csv_read(ctx->mem, path, &l.csv, ctx->errs) || !columns_find(&l))
			return false;
		keys_find(&l);
		l.row = NEWN(ctx->mem, struct value *, l.csv.nrows + 1);
		l.id = NEWN(ctx->mem, int64_t, l.csv.nrows + 1);
		ctx->heads = NULL;
		if (!db_txn(ctx->db, TXN_WRITE, file_load, &l))
			return false;
	}
	return true;
}
