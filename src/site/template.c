/* A file is kept once by what it contains; a row of print_template says which is in use. */
#include "site/template.h"

#include <string.h>

#include "base/crypt.h"
#include "model/catalog.h"

bool template_kept(struct ctx *ctx, const struct print *p, struct template *out)
{
	struct row row;

	*out = (struct template){ 0 };
	if (!db_one(ctx->db, SQL("SELECT t.id, t.entry, t.file, f.bytes FROM main.print_template t "
	                         "JOIN main.template_file f ON f.digest = t.digest WHERE t.print = $1"),
	            ARGS(V(p->name)), &row))
		return false;
	if (row.n)
		*out = (struct template){ cell_int(row.cell[0]), cell_int(row.cell[1]), row.cell[2].text,
		                          row.cell[3].bytes, row.cell[3].n };
	return true;
}

/* What a paper of a personal file must bear (Quy định về bảo vệ bí mật): a check without these words fails on it. */
static bool bears_copy(struct ctx *ctx, const struct fill_words *known, const char *bytes, size_t n)
{
	static const char *const must[] = { "print.copy", "print.purpose", "print.by" };
	bool all = true;

	for (size_t i = 0; i < COUNTOF(must); i++) {
		struct fill_word *word = arena_copy(ctx->mem, known->word, (size_t)known->nwords * sizeof *word);
		struct fill_words without = *known;
		struct errs errs = errs_new(ctx->mem);
		for (int k = 0; k < known->nwords; k++)
			if (strcmp(word[k].name, must[i]) == 0)
				word[k].name = "";
		without.word = word;
		if (fill_check(bytes, n, &without, &errs))
			all = err_add(ctx->errs, ERR_INPUT, "Bản in của hồ sơ đảng viên phải có {{%s}}.", must[i]);
	}
	return all;
}

bool template_check(struct ctx *ctx, const struct print *p, const char *bytes, size_t n)
{
	struct fill_words known;

	return print_known(ctx, p, &known) && fill_check(bytes, n, &known, ctx->errs) &&
	       (!p->file || bears_copy(ctx, &known, bytes, n));
}

struct storing { struct ctx *ctx; const char *digest, *bytes; size_t n; };

static bool store(void *arg)
{
	struct storing *s = arg;

	return db_run(s->ctx->db, SQL("INSERT INTO main.template_file (digest, bytes) VALUES ($1, $2) "
	                              "ON CONFLICT (digest) DO NOTHING"),
	              ARGS(V(s->digest), value_bytes(s->bytes, s->n)));
}

bool template_use(struct ctx *ctx, const struct print *p, const struct template *now, const char *file,
                  const char *bytes, size_t n, const char *note)
{
	char digest[SHA_HEX];
	struct sha h;

	sha_start(&h);
	sha_add(&h, bytes, n);
	sha_end_hex(&h, digest);
	struct storing s = { ctx, digest, bytes, n };
	const char *const name[] = { "file", "size", "digest", "note", "print" };
	const char *const text[] = { file, arena_printf(ctx->mem, "%zu", n), digest, note, p->name };
	struct input in = { now->row ? 4 : 5, name, text };
	struct order order = {
		.verb = now->row ? DO_EDIT : DO_CREATE, .rec = catalog_record(ctx->catalog, "print_template"),
		.id = now->row, .seen = now->entry, .reason = "đổi mẫu Word", .input = &in,
	};
	struct done done;

	ctx->heads = NULL;
	return db_txn(ctx->db, TXN_WRITE, store, &s) && command_run(ctx, &order, &done);
}

bool template_forget(struct ctx *ctx, const struct template *now)
{
	struct order order = {
		.verb = DO_REMOVE, .rec = catalog_record(ctx->catalog, "print_template"), .id = now->row,
		.seen = now->entry, .reason = "dùng lại mẫu của chương trình",
	};
	struct done done;

	ctx->heads = NULL;
	return command_run(ctx, &order, &done);
}

bool template_fill(struct ctx *ctx, const struct print *p, int64_t id, const struct print_copy *copy, FILE **to)
{
	struct fill_words words;
	struct template t;

	*to = NULL;
	if (!template_kept(ctx, p, &t))
		return false;
	if (!t.row)
		return true;
	if (!print_words(ctx, p, id, copy, &words))
		return false;
	*to = scratch_open(ctx->errs);
	if (*to && !fill_word_file(t.bytes, t.n, &words, *to, ctx->errs)) {
		(void)fclose(*to);
		*to = NULL;
	}
	return *to != NULL;
}
