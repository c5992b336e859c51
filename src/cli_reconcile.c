/* A list beside a table from elsewhere: what differs; with --keep as rows to be decided. */

#include "cli.h"

#include <string.h>

#include "base/text.h"
#include "model/access.h"
#include "model/filter.h"
#include "out/csv.h"
#include "site/reconcile.h"

enum { ROWS_SHOWN = 200 };

struct reconcile_call {
	struct cli *c;
	const char *name;               /* of the file */
	struct import_options options;
	struct book book;
	struct list list;
	struct reconcile made;
};

static bool load(void *arg)
{
	struct reconcile_call *r = arg;
	struct cli *c = r->c;
	const char *note, *where = cli_value(c, "where");
	struct question q;

	r->list = (struct list){ 0 };
	if (!cli_record(c, c->arg[0], &r->list.of) || !cli_question(c, &q, &note))
		return false;
	r->list.clock = (struct clock){ q.on, q.known };
	r->list.period = q.period;
	r->list.under = q.under;
	if (where && *where && !(r->list.where = filter_ask(&c->ctx, r->list.of, where)))
		return false;
	return reconcile_make(&c->ctx, &r->list, r->name, &r->book, &r->options, &r->made);
}

static bool make_paper(void *arg, struct paper *out)
{
	struct reconcile_call *r = arg;

	return load(r) && reconcile_paper(&r->c->ctx, &r->made, cli_value(r->c, "where"), out);
}

/* What leaves for a file is put on record, as every export is. */
static bool note_read(void *arg)
{
	struct reconcile_call *r = arg;

	return !catalog_table(&r->c->office.catalog, r->list.of)->personal ||
	       access_log(&r->c->ctx, "reconcile", r->list.of, 0, r->name);
}

static void print_csv(const struct reconcile *r, struct arena *a)
{
	static const char *const head[] = { "kind", "line", "id", "title", "path", "ours", "theirs", "note" };
	struct csv_writer w = csv_write(cli_out(), true);

	for (size_t i = 0; i < COUNTOF(head); i++)
		csv_put(&w, head[i]);
	csv_line(&w);
	for (int i = 0; i < r->nrows; i++) {
		const struct difference *d = &r->row[i];
		const char *cell[] = {
			beside_key[d->kind], d->line ? arena_printf(a, "%d", d->line) : NULL,
			d->id ? arena_printf(a, "%lld", (long long)d->id) : NULL, d->title,
			d->column ? d->column->path : NULL, d->ours, d->theirs, d->note,
		};
		for (size_t k = 0; k < COUNTOF(cell); k++)
			csv_put(&w, cell[k]);
		csv_line(&w);
	}
}

static void print_text(const struct reconcile *r, struct arena *a)
{
	for (int i = 0; i < r->ncolumns; i++)
		sink_text(cli_out(), arena_printf(a, "  “%s” ↔ %s\n", r->plan.column[r->column[i].column].heading,
		                                  r->column[i].path));
	for (int i = 0; i < r->nrows && i < ROWS_SHOWN; i++) {
		const struct difference *d = &r->row[i];
		const char *of = d->column ? arena_printf(a, "; %s", d->column->field->label) : "";
		sink_text(cli_out(), arena_printf(a, "%s: %s%s%s: “%s” | “%s”%s%s\n", beside_name[d->kind], d->title,
		                                  d->line ? arena_printf(a, " (dòng %d)", d->line) : "", of, d->ours,
		                                  d->theirs, d->note ? "; " : "", d->note ? d->note : ""));
	}
	if (r->nrows > ROWS_SHOWN)
		sink_text(cli_out(), arena_printf(a, "… và %s sai lệch nữa; --format csv hoặc xlsx ghi tất cả\n",
		                                  text_grouped(a, r->nrows - ROWS_SHOWN)));
	sink_text(cli_out(), arena_printf(a, "%s\n", reconcile_words(a, r)));
}

static bool keep(struct reconcile_call *r)
{
	struct cli *c = r->c;
	int64_t id;

	if (!cli_flag(c, "keep"))
		return true;
	if (!reconcile_keep(&c->ctx, &r->made, cli_value(c, "against"), cli_value(c, "where"), &id))
		return false;
	fprintf(stderr, "đã lưu: reconcile %lld\n", (long long)id);
	return true;
}

static bool reconcile_run(struct cli *c)
{
	const char *path = cli_value(c, "file"), *slash = strrchr(path, '/');
	struct reconcile_call r = { .c = c, .name = slash ? slash + 1 : path };
	struct json j = json_new(cli_out());

	if (!cli_import_options(c, &r.options) || !book_read(c->mem, path, r.name, &r.book, c->errs))
		return false;
	if (cli_format(c) == FORMAT_PAPER)
		return cli_paper(c, make_paper, note_read, &r) && keep(&r);
	if (!cli_read(c, load, &r) || (cli_format(c) != FORMAT_TEXT && !note_read(&r)))
		return false;
	switch (cli_format(c)) {
	case FORMAT_TEXT:
		print_text(&r.made, c->mem);
		break;
	case FORMAT_JSON:
		reconcile_json(&j, &r.made);
		if (!json_finish(&j))
			return false;
		break;
	case FORMAT_CSV:
		print_csv(&r.made, c->mem);
		break;
	case FORMAT_PAPER:
		break;
	}
	return keep(&r);
}

static const struct cli_option reconcile_options[] = {
	{ "file", "FILE", "bảng .xlsx hoặc .csv của bên kia", true },
	{ "sheet", "NAME", "trang tính nào; không có thì đoán" },
	{ "heading", "N", "dòng tiêu đề; không có thì đoán" },
	{ "map", "CỘT=TRƯỜNG;…", "cột nào là trường nào, cả qua tham chiếu: person.born; bỏ trống thì không so" },
	{ "where", "EXPR", "điều kiện của danh sách bên này" },
	{ "period", "P", "kỳ nói trong điều kiện" },
	{ "unit", "CODE", "mã tổ chức, cùng mọi tổ chức bên dưới; không có thì tất cả" },
	{ "on", "DATE", "danh sách ngày nào; không có thì hôm nay" },
	{ "known", "NO|TIME", "như đã biết ở bút toán số NO hoặc vào thời điểm TIME" },
	{ "against", "TEXT", "đối chiếu với ai, ghi vào biên bản" },
	{ "keep", NULL, "lưu thành một lần đối chiếu để giải quyết từng dòng" },
	{ "format", "text|json|csv|xlsx|pdf|docx", "dạng kết quả; không có thì text" },
};
const struct cli_command cli_reconcile = {
	.name = "reconcile", .arguments = "RECORD", .help = "đối chiếu một danh sách với bảng của bên khác",
	.needs = NEEDS_USER, .least = 1, .most = 1, OPTIONS(reconcile_options), .run = reconcile_run,
	.more = "Ví dụ: dangvu reconcile member --unit 84.001 --where 'standing is set' --file trung-uong.xlsx\n"
	        "       dangvu print reconcile_minutes SỐ --format docx > bien-ban.docx",
};
