#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/text.h"
#include "model/journal.h"

/* A checkpoint is one line per site, "site no hash": kept elsewhere, it shows a tail cut from the journal. */

bool journal_checkpoint(struct ctx *ctx, const char *path)
{
	struct rows rows;

	if (!journal_sites(ctx, &rows))
		return false;
	FILE *f = fopen(path, "wx");
	if (!f)
		return err_add(ctx->errs, ERR_INPUT, "Không tạo được tệp “%s”: %s", path, strerror(errno));
	for (int i = 0; i < rows.n; i++)
		fprintf(f, "%s %lld %s\n", rows.row[i].cell[0].text + 5, (long long)rows.row[i].cell[1].i,
		        rows.row[i].cell[2].text);
	bool ok = fflush(f) == 0;
	if (fclose(f) != 0 || !ok)
		return err_add(ctx->errs, ERR_FAULT, "Không ghi được tệp “%s”", path);
	return true;
}

static bool line_against(struct ctx *ctx, char *line, int number, struct buf *told, int64_t *wrong)
{
	char *no = strchr(line, ' '), *hash = no ? strchr(no + 1, ' ') : NULL;
	int64_t site, n;
	struct row row;

	if (!hash)
		return err_add(ctx->errs, ERR_INPUT, "Dòng %d của điểm đối chiếu không đúng dạng", number);
	*no++ = *hash++ = '\0';
	if (!text_int(line, &site) || !text_int(no, &n))
		return err_add(ctx->errs, ERR_INPUT, "Dòng %d của điểm đối chiếu không đúng dạng", number);
	if (!db_one(ctx->db, SQL("SELECT hash FROM main.journal WHERE site = $1 AND no = $2"), ARGS(V(site), V(n)),
	            &row))
		return false;
	if (row.n && strcmp(row.cell[0].text, hash) == 0)
		return true;
	++*wrong;
	buf_printf(told, "đơn vị lưu %lld, bút toán %lld: %s\n", (long long)site, (long long)n,
	           row.n ? "khác với điểm đối chiếu" : "có trong điểm đối chiếu nhưng đã mất khỏi sổ");
	return true;
}

bool journal_against(struct ctx *ctx, const char *path, struct buf *told, int64_t *wrong)
{
	const char *text;
	size_t n;
	int number = 0;

	if (!file_read(ctx->mem, path, 1 << 20, &text, &n, ctx->errs))
		return false;
	char *copy = arena_text(ctx->mem, text);
	for (char *line = copy, *end; *line; line = end) {
		end = line + strcspn(line, "\n");
		if (*end)
			*end++ = '\0';
		if (*line && !line_against(ctx, line, ++number, told, wrong))
			return false;
	}
	return true;
}
