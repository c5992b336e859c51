/* Import from a table: prints what it would do; with --commit does it, in one entry. */

#include "cli.h"

#include <string.h>

#include "base/text.h"
#include "model/import.h"
#include "out/csv.h"
#include "out/json.h"

enum { ROWS_SHOWN = 200 };

/* ---- what was asked ---- */

bool cli_import_options(struct cli *c, struct import_options *o)
{
	const char *heading = cli_value(c, "heading"), *map = cli_value(c, "map");
	const char **maps = NULL;
	int64_t line = 0;

	if (heading && (!text_int(heading, &line) || line < 1 || line > BOOK_ROWS_MAX))
		return cli_wrong(c, "heading", "“%s” không phải số của một dòng", heading);
	*o = (struct import_options){ .sheet = cli_value(c, "sheet"), .heading = (int)line };
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

/* "C “Ngày sinh”: 1975 → 13/02/1975" for each cell that the row would change. */
static bool print_changes(struct cli *c, const struct import_plan *p, const struct import_row *row)
{
	for (int i = 0; i < p->ncolumns; i++) {
		const char *old, *now;
		if (p->column[i].field < 0 || !row->old[i])
			continue;
		if (!import_show(&c->ctx, p, i, row->old[i], &old) || !import_show(&c->ctx, p, i, row->text[i], &now))
			return false;
		sink_text(cli_out(), arena_printf(c->mem, "    %s “%s”: %s → %s\n",
		                                  letter_of(c->mem, p->column[i].column), p->column[i].heading,
		                                  *old ? old : "(trống)", now));
	}
	return true;
}

static bool print_row(struct cli *c, const struct import_plan *p, const struct import_row *row)
{
	sink_text(cli_out(), arena_printf(c->mem, "dòng %d: %s\n", row->line, verdict_name[row->verdict]));
	for (const struct import_note *n = row->note; n; n = n->next)
		print_note(c, p, n);
	return row->verdict != ROW_CHANGED || print_changes(c, p, row);
}

/* Rows of which there is something to say. */
static bool print_rows(struct cli *c, struct import_plan *p)
{
	int shown = 0;

	for (int i = 0; i < p->nrows; i++) {
		const struct import_row *row = &p->row[i];
		if (!row->note && row->verdict != ROW_CHANGED)
			continue;
		if (++shown <= ROWS_SHOWN && !print_row(c, p, row))
			return false;
		if (shown % ROWS_SHOWN == 0)
			import_rest(p);
	}
	if (shown > ROWS_SHOWN)
		sink_text(cli_out(), arena_printf(c->mem, "… và %d dòng nữa; --report TỆP ghi các dòng lỗi, "
		                                  "--format json ghi tất cả\n", shown - ROWS_SHOWN));
	return true;
}

static bool print_plan(struct cli *c, struct import_plan *p)
{
	sink_text(cli_out(), arena_printf(c->mem, "%s%s%s%s, tiêu đề ở dòng %d, %s dòng → %s\n", p->name,
	                                  *p->sheet->name ? ", trang “" : "", p->sheet->name,
	                                  *p->sheet->name ? "”" : "", p->heading, text_grouped(c->mem, p->nrows),
	                                  p->rec->label));
	print_columns(c, p);
	if (!print_rows(c, p))
		return false;
	if (p->skipped)
		sink_text(cli_out(), arena_printf(c->mem, "%s dòng không lấy: cột “" IMPORT_FAULTS "” để trống\n",
		                                  text_grouped(c->mem, p->skipped)));
	for (int v = 0; v < VERDICTS; v++)
		sink_text(cli_out(), arena_printf(c->mem, "%s%s %s", v ? ", " : "kế hoạch: ",
		                                  text_grouped(c->mem, p->count[v]), verdict_name[v]));
	sink_text(cli_out(), "\n");
	return true;
}

/* ---- the plan as JSON: all of it ---- */

static void json_columns(struct json *j, const struct import_plan *p)
{
	json_key(j, "columns");
	json_begin_array(j);
	for (int i = 0; i < p->ncolumns; i++) {
		const struct import_column *col = &p->column[i];
		json_begin_object(j);
		json_put_int(j, "column", col->column + 1);
		json_put_text(j, "heading", col->heading);
		json_put_text(j, "field", col->is_id ? "id" : col->field >= 0 ? p->rec->fields[col->field].name : NULL);
		json_put_bool(j, "sure", col->sure);
		json_put_text(j, "note", col->note);
		json_end_object(j);
	}
	json_end_array(j);
}

static void json_values(struct json *j, const struct import_plan *p, const char *key, const char **text)
{
	json_key(j, key);
	json_begin_object(j);
	for (int i = 0; text && i < p->ncolumns; i++)
		if (p->column[i].field >= 0 && text[i])
			json_put_text(j, p->rec->fields[p->column[i].field].name, text[i]);
	json_end_object(j);
}

static void json_notes(struct json *j, const struct import_plan *p, const struct import_row *row)
{
	json_key(j, "notes");
	json_begin_array(j);
	for (const struct import_note *n = row->note; n; n = n->next) {
		json_begin_object(j);
		json_put_int(j, "column", n->column >= 0 ? p->column[n->column].column + 1 : 0);
		json_put_bool(j, "warning", n->warning);
		json_put_text(j, "text", n->text);
		json_put_text(j, "cite", n->cite);
		json_end_object(j);
	}
	json_end_array(j);
}

static void json_rows(struct json *j, struct import_plan *p)
{
	json_key(j, "rows");
	json_begin_array(j);
	for (int i = 0; i < p->nrows; i++) {
		const struct import_row *row = &p->row[i];
		json_begin_object(j);
		json_put_int(j, "line", row->line);
		json_put_text(j, "verdict", verdict_key[row->verdict]);
		json_put_int(j, "id", row->id);
		json_values(j, p, "new", row->text);
		json_values(j, p, "old", row->old);
		json_notes(j, p, row);
		json_end_object(j);
		if (i % ROWS_SHOWN == 0)
			import_rest(p);
	}
	json_end_array(j);
}

static bool json_plan(struct import_plan *p, int64_t entry)
{
	struct json j = json_new(cli_out());

	json_begin_object(&j);
	json_put_text(&j, "record", p->rec->name);
	json_put_text(&j, "file", p->name);
	json_put_text(&j, "sheet", p->sheet->name);
	json_put_int(&j, "heading", p->heading);
	json_columns(&j, p);
	json_rows(&j, p);
	json_key(&j, "count");
	json_begin_object(&j);
	for (int v = 0; v < VERDICTS; v++)
		json_put_int(&j, verdict_key[v], p->count[v]);
	json_put_int(&j, "skipped", p->skipped);
	json_end_object(&j);
	json_put_int(&j, "entry", entry);
	json_end_object(&j);
	return json_finish(&j);
}

/* ---- the rows at fault, to be mended and brought again ---- */

/* What was said of the rows the last time. */
static bool is_faults(const struct import_plan *p, int column)
{
	return strcmp(p->column[column].heading, IMPORT_FAULTS) == 0;
}

static bool write_report(struct cli *c, struct import_plan *p, const char *path)
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
		struct arena_mark mark = arena_mark(c->mem);
		if (i % ROWS_SHOWN == 0)
			import_rest(p);
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
		arena_reset(c->mem, mark);
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

static void print_entry(struct cli *c, const struct import_plan *p, int64_t entry)
{
	const char *rows = text_grouped(c->mem, p->count[ROW_NEW] + p->count[ROW_CHANGED]);

	sink_text(cli_out(), arena_printf(c->mem, "bút toán %lld: ghi %s dòng; lấy lại: dangvu undo %lld --reason …\n",
	                                  (long long)entry, rows, (long long)entry));
}

static bool import_run(struct cli *c)
{
	const char *name = base_name(c->arg[1]), *reason = cli_value(c, "reason");
	struct import_options o;
	struct import_plan p;
	const struct record *rec;
	struct book book;
	int64_t entry = 0;

	if (!cli_import_options(c, &o))
		return false;
	o.opening = cli_flag(c, "opening");
	o.reason = reason;
	if (!cli_record(c, c->arg[0], &rec) ||
	    !book_read(c->mem, c->arg[1], name, &book, c->errs) ||
	    !import_guess(&c->ctx, rec, name, &book, &o, &p) || !import_rehearse(&c->ctx, &p))
		return false;
	if (cli_format(c) == FORMAT_TEXT && !print_plan(c, &p))
		return false;
	if (cli_value(c, "report") && !write_report(c, &p, cli_value(c, "report")))
		return false;
	if (cli_flag(c, "commit") &&
	    !import_commit(&c->ctx, &p, reason ? reason : arena_printf(c->mem, "nhập từ tệp %s", name), &entry))
		return false;
	if (cli_format(c) == FORMAT_JSON)
		return json_plan(&p, entry);
	if (entry)
		print_entry(c, &p, entry);
	return true;
}

static const struct cli_option import_options[] = {
	{ "sheet", "NAME", "trang tính nào; không có thì đoán" },
	{ "heading", "N", "dòng tiêu đề; không có thì đoán" },
	{ "map", "CỘT=TRƯỜNG;…", "cột nào là trường nào: tên hoặc chữ của cột; bỏ trống trường thì không lấy" },
	{ "opening", NULL, "số liệu ban đầu: văn bản đã ký, điều sai thành phát hiện chứ không bị từ chối" },
	{ "commit", NULL, "ghi đúng kế hoạch, trong một bút toán; không có thì chỉ thử" },
	{ "reason", "TEXT", "lý do ghi vào nhật ký; không có thì tên tệp, và điều đã cố định không sửa được" },
	{ "report", "FILE.csv", "các dòng lỗi kèm lý do, để sửa rồi nhập lại" },
	{ "format", "text|json", "dạng kết quả; không có thì text" },
};
const struct cli_command cli_import = {
	.name = "import", .arguments = "RECORD FILE",
	.help = "nhập từ bảng .xlsx hoặc .csv: cho xem kế hoạch, rồi ghi đúng kế hoạch", .needs = NEEDS_USER,
	.least = 2, .most = 2, OPTIONS(import_options), .run = import_run,
	.more = "Dòng lỗi bị bỏ lại, các dòng khác được ghi. Ô trống để nguyên giá trị đang có.\n"
	        "Ví dụ: dangvu import person ds.xlsx --map \"Số CC=citizen_id\" --report loi.csv --commit",
};
