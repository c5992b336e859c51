/* Import from a table: prints what it would do; with --commit does it, in one entry. */

#include "cli.h"

#include <string.h>

#include "base/text.h"
#include "model/import.h"
#include "out/csv.h"

enum { BAD_ROWS_SHOWN = 200 };

/* ---- what was asked ---- */

static bool read_options(struct cli *c, struct import_options *o)
{
	const char *heading = cli_value(c, "heading"), *map = cli_value(c, "map");
	const char **maps = NULL;
	int64_t line = 0;

	if (heading && (!text_int(heading, &line) || line < 1 || line > BOOK_ROWS_MAX))
		return cli_wrong(c, "heading", "“%s” không phải số của một dòng", heading);
	*o = (struct import_options){ .sheet = cli_value(c, "sheet"), .heading = (int)line,
	                              .opening = cli_flag(c, "opening") };
	while (map && *map) {
		size_t n = strcspn(map, ";");
		const char *one = arena_textn(c->mem, map, n);
		if (!strchr(one, '='))
			return cli_wrong(c, "map", "“%s” không có dạng cột=trường", one);
		PUSH(c->mem, maps, o->nmap, one);
		map += n + (map[n] == ';');
	}
	o->map = maps;
	return true;
}

/* ---- the plan in words ---- */

static const char *letter_of(struct arena *a, int column)
{
	const char *s = "";

	for (int n = column + 1; n > 0; n = (n - 1) / 26)
		s = arena_printf(a, "%c%s", 'A' + (n - 1) % 26, s);
	return s;
}

static void print_columns(struct cli *c, const struct import_plan *p)
{
	for (int i = 0; i < p->ncolumns; i++) {
		const struct import_column *col = &p->column[i];
		const struct field *f = col->field >= 0 ? &p->rec->fields[col->field] : NULL;
		if (!*col->heading && !f)
			continue;
		sink_text(cli_out(), arena_printf(c->mem, "  %s “%s” → %s%s%s%s\n", letter_of(c->mem, col->column),
		                                  col->heading, col->is_id ? "id" : f ? f->name : "không lấy",
		                                  f && !col->sure ? " (đoán)" : "", col->note ? "; " : "",
		                                  col->note ? col->note : ""));
	}
}

static void print_note(struct cli *c, const struct import_plan *p, const struct import_note *n)
{
	const struct import_column *col = n->column >= 0 ? &p->column[n->column] : NULL;

	sink_text(cli_out(), arena_printf(c->mem, "    %s%s%s%s%s%s%s%s\n", n->warning ? "(lưu ý) " : "",
	                                  col ? letter_of(c->mem, col->column) : "", col ? " " : "",
	                                  col ? arena_printf(c->mem, "“%s”: ", col->heading) : "", n->text,
	                                  n->cite ? " [" : "", n->cite ? n->cite : "", n->cite ? "]" : ""));
}

static void print_rows(struct cli *c, const struct import_plan *p)
{
	int shown = 0;

	for (int i = 0; i < p->nrows; i++) {
		const struct import_row *row = &p->row[i];
		if (!row->note)
			continue;
		if (++shown > BAD_ROWS_SHOWN)
			continue;
		sink_text(cli_out(), arena_printf(c->mem, "dòng %d: %s\n", row->line, verdict_name[row->verdict]));
		for (const struct import_note *n = row->note; n; n = n->next)
			print_note(c, p, n);
	}
	if (shown > BAD_ROWS_SHOWN)
		sink_text(cli_out(), arena_printf(c->mem, "… và %d dòng nữa; --report TỆP ghi tất cả\n",
		                                  shown - BAD_ROWS_SHOWN));
}

static void print_plan(struct cli *c, const struct import_plan *p)
{
	sink_text(cli_out(), arena_printf(c->mem, "%s%s%s%s, tiêu đề ở dòng %d, %s dòng → %s\n", p->name,
	                                  *p->sheet->name ? ", trang “" : "", p->sheet->name,
	                                  *p->sheet->name ? "”" : "", p->heading, text_grouped(c->mem, p->nrows),
	                                  p->rec->label));
	print_columns(c, p);
	print_rows(c, p);
	for (int v = 0; v < VERDICTS; v++)
		sink_text(cli_out(), arena_printf(c->mem, "%s%s %s", v ? ", " : "kế hoạch: ",
		                                  text_grouped(c->mem, p->count[v]), verdict_name[v]));
	sink_text(cli_out(), "\n");
}

/* ---- the rows at fault, to be mended and brought again ---- */

/* What was said of the rows the last time. */
static bool is_faults(const struct import_plan *p, int column)
{
	return strcmp(p->column[column].heading, IMPORT_FAULTS) == 0;
}

static bool write_report(struct cli *c, const struct import_plan *p, const char *path)
{
	FILE *f = fopen(path, "wbxe");

	if (!f)
		return err_field(c->errs, "report", "%s: không tạo được: %m", path);
	struct csv_writer w = csv_write(sink_file(f), true);
	for (int i = 0; i < p->ncolumns; i++)
		if (!is_faults(p, i))
			csv_put(&w, p->column[i].heading);
	csv_put(&w, IMPORT_FAULTS);
	csv_line(&w);
	for (int i = 0; i < p->nrows; i++) {
		const struct import_row *row = &p->row[i];
		if (row->verdict != ROW_BAD)
			continue;
		for (int k = 0; k < p->ncolumns; k++) {
			if (is_faults(p, k))
				continue;
			csv_put(&w, k < row->from->n && row->from->cell[k].kind != RAW_FAULT ?
			        row->from->cell[k].text : NULL);
		}
		csv_put(&w, import_faults(c->mem, p, row));
		csv_line(&w);
	}
	bool ok = sink_ok(sink_file(f));
	return !fclose(f) && ok ? true : err_add(c->errs, ERR_FAULT, "%s: không ghi được hết", path);
}

/* ---- the command ---- */

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool import_run(struct cli *c)
{
	const char *name = base_name(c->arg[1]), *reason = cli_value(c, "reason");
	struct import_options o;
	struct import_plan p;
	const struct record *rec;
	struct book book;
	int64_t entry;

	if (!read_options(c, &o) || !cli_record(c, c->arg[0], &rec) ||
	    !book_read(c->mem, c->arg[1], name, &book, c->errs) ||
	    !import_guess(&c->ctx, rec, name, &book, &o, &p) || !import_rehearse(&c->ctx, &p))
		return false;
	print_plan(c, &p);
	if (cli_value(c, "report") && !write_report(c, &p, cli_value(c, "report")))
		return false;
	if (!cli_flag(c, "commit"))
		return true;
	if (!import_commit(&c->ctx, &p, reason ? reason : arena_printf(c->mem, "nhập từ tệp %s", name), &entry))
		return false;
	sink_text(cli_out(), arena_printf(c->mem, "bút toán %lld: ghi %s dòng; lấy lại: dangvu undo %lld --reason …\n",
	                                  (long long)entry, text_grouped(c->mem,
	                                                                 p.count[ROW_NEW] + p.count[ROW_CHANGED]),
	                                  (long long)entry));
	return true;
}

static const struct cli_option import_options[] = {
	{ "sheet", "NAME", "trang tính nào; không có thì đoán" },
	{ "heading", "N", "dòng tiêu đề; không có thì đoán" },
	{ "map", "CỘT=TRƯỜNG;…", "cột nào là trường nào: tên hoặc chữ của cột; bỏ trống trường thì không lấy" },
	{ "opening", NULL, "số liệu ban đầu: văn bản đã ký, điều sai thành phát hiện chứ không bị từ chối" },
	{ "commit", NULL, "ghi đúng kế hoạch, trong một bút toán; không có thì chỉ thử" },
	{ "reason", "TEXT", "lý do ghi vào nhật ký; không có thì tên tệp" },
	{ "report", "FILE.csv", "các dòng lỗi kèm lý do, để sửa rồi nhập lại" },
};
const struct cli_command cli_import = {
	.name = "import", .arguments = "RECORD FILE",
	.help = "nhập từ bảng .xlsx hoặc .csv: cho xem kế hoạch, rồi ghi đúng kế hoạch", .needs = NEEDS_USER,
	.least = 2, .most = 2, OPTIONS(import_options), .run = import_run,
	.more = "Dòng lỗi bị bỏ lại, các dòng khác được ghi. Ô trống để nguyên giá trị đang có.\n"
	        "Ví dụ: dangvu import person ds.xlsx --map \"Số CC=citizen_id\" --report loi.csv --commit",
};
