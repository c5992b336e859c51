/* Reports, figures and lists.  Each is loaded in one snapshot, then printed. */

#include "cli.h"

#include <string.h>

#include "model/access.h"
#include "model/filter.h"
#include "model/report.h"
#include "site/answer.h"
#include "site/paper.h"
#include "web/export.h"

enum { REPORT_WIDTH = 160 };    /* where there is no terminal to fit */

#define PERIOD_HELP "kỳ: 2022, 2022-Q3, 2022-H1, 2022-11, 2022-01-01..2022-12-08 (kể cả hai đầu)"
#define PERIOD  { "period", "P", PERIOD_HELP }
#define PERIOD_NEEDED { "period", "P", PERIOD_HELP, true }
#define UNIT    { "unit", "CODE", "mã tổ chức, cùng mọi tổ chức bên dưới; không có thì tất cả" }
#define ON      { "on", "DATE", "hỏi vào ngày nào; không có thì ngày cuối kỳ hoặc hôm nay, ngày nào sớm hơn" }
#define KNOWN   { "known", "NO|TIME", "như đã biết ở bút toán số NO hoặc vào thời điểm TIME" }
#define SINCE   { "since", "NO|TIME", "có gì đổi so với lúc ấy: số bút toán, NO@DATE, hay thời điểm" }
#define FORMAT  { "format", "text|json|csv", "dạng kết quả; không có thì text" }
#define FORMAT_FILES { "format", "text|json|csv|xlsx|pdf|docx", "dạng kết quả; không có thì text" }

static struct clock clock_of(struct question q)
{
	return (struct clock){ q.on, q.known };
}

/* ---- report ---- */

struct report_call { struct cli *c; struct report report; struct asked asked; };

static bool report_load(void *arg)
{
	struct report_call *r = arg;
	struct question q;
	const char *note;
	return cli_question(r->c, &q, &note) && report_make(&r->c->ctx, r->c->arg[0], q, &r->report) &&
	       answer_asked_figures(&r->c->ctx, r->report.question, r->report.note ? r->report.note : note, &r->asked);
}

static bool report_paper(void *arg, struct paper *out)
{
	struct report_call *r = arg;
	return report_load(r) && paper_report(&r->c->ctx, &r->report, out);
}

static bool report_run(struct cli *c)
{
	struct report_call r = { .c = c };
	if (cli_format(c) == FORMAT_PAPER)
		return cli_paper(c, report_paper, NULL, &r);
	if (!cli_read(c, report_load, &r))
		return false;
	struct json j = json_new(cli_out());
	struct csv_writer w;
	switch (cli_format(c)) {
	case FORMAT_TEXT:
		if (c->office.demo)
			cli_tell(c, "SỐ LIỆU GIẢ LẬP\n");
		answer_report_text(c->mem, cli_out(), cli_width(REPORT_WIDTH), &r.asked, &r.report);
		return true;
	case FORMAT_JSON:
		answer_report_json(&j, &r.asked, &r.report);
		return json_finish(&j);
	case FORMAT_CSV:
		w = csv_write(cli_out(), true);
		answer_report_csv(&w, &r.report);
		return true;
	case FORMAT_PAPER:
		break;
	}
	return false;
}

static const struct cli_option report_options[] = { PERIOD_NEEDED, UNIT, ON, KNOWN, FORMAT_FILES };
const struct cli_command cli_report = {
	.name = "report", .arguments = "FORM", .help = "báo cáo theo biểu (annual) của một kỳ", .needs = NEEDS_USER,
	.least = 1, .most = 1, OPTIONS(report_options), .run = report_run,
	.more = "Ví dụ: dangvu report annual --period 2022\n"
	        "       dangvu report annual --period 2022 --unit 84 --known 2022-12-31T17:00 --format json",
};

/* ---- figure ---- */

struct figure_call { struct cli *c; struct report_row *row; int n; struct asked asked; };

static bool figure_rows(struct figure_call *r, struct question q, const struct figure *f)
{
	const char *by = cli_value(r->c, "by");
	struct answer one, *answer = &one;
	int n = 1;
	if (by ? !figure_by(&r->c->ctx, q, f, by, &answer, &n) : !figure_answer(&r->c->ctx, q, &f, 1, &one))
		return false;
	for (int i = 0; i < n; i++)
		PUSH(r->c->mem, r->row, r->n, answer_row(f, &answer[i], q));
	return true;
}

/* Without --by all figures are asked together: those of one record type share a statement. */
static bool figures_together(struct figure_call *r, struct question q, const struct figure *const *f, int n)
{
	struct answer *answer = NEWN(r->c->mem, struct answer, n);
	if (!figure_answer(&r->c->ctx, q, f, n, answer))
		return false;
	for (int i = 0; i < n; i++)
		PUSH(r->c->mem, r->row, r->n, answer_row(f[i], &answer[i], q));
	return true;
}

static bool figure_load(void *arg)
{
	struct figure_call *r = arg;
	struct cli *c = r->c;
	struct question q;
	const char *note;
	const struct figure **f = NEWN(c->mem, const struct figure *, c->nargs);
	r->row = NULL;
	r->n = 0;
	if (!cli_question(c, &q, &note))
		return false;
	for (int i = 0; i < c->nargs; i++)
		if (!figure_find(&c->ctx, q, c->arg[i], &f[i]))
			return false;
	if (!cli_value(c, "by") && !figures_together(r, q, f, c->nargs))
		return false;
	for (int i = 0; cli_value(c, "by") && i < c->nargs; i++)
		if (!figure_rows(r, q, f[i]))
			return false;
	return answer_asked_figures(&c->ctx, q, note, &r->asked);
}

static bool figure_run(struct cli *c)
{
	struct figure_call r = { .c = c };
	if (cli_value(c, "since"))
		return cli_since_figures(c, cli_width(REPORT_WIDTH));
	if (!cli_read(c, figure_load, &r))
		return false;
	struct json j = json_new(cli_out());
	struct csv_writer w;
	switch (cli_format(c)) {
	case FORMAT_TEXT:
		answer_figures_text(c->mem, cli_out(), cli_width(REPORT_WIDTH), &r.asked, r.row, r.n);
		return true;
	case FORMAT_JSON:
		answer_figures_json(&j, &r.asked, r.row, r.n);
		return json_finish(&j);
	case FORMAT_CSV:
		w = csv_write(cli_out(), true);
		answer_figures_csv(&w, r.row, r.n);
		return true;
	case FORMAT_PAPER:
		break;
	}
	return false;
}

static const struct cli_option figure_options[] = {
	PERIOD_NEEDED, UNIT, ON, KNOWN,
	{ "by", "unit|FIELD", "chia theo tổ chức bên dưới, hoặc theo giá trị của một trường" }, SINCE, FORMAT,
};
const struct cli_command cli_figure = {
	.name = "figure", .arguments = "CODE…", .help = "trị số của một hay nhiều chỉ tiêu", .needs = NEEDS_USER,
	.least = 1, .most = -1, OPTIONS(figure_options), .run = figure_run,
	.more = "Ví dụ: dangvu figure member.total admission.approved --period 2022 --by unit\n"
	        "       dangvu figure member.total --period 2022 --since 2022-12-01",
};

/* ---- open and list: rows ---- */

struct rows_call { struct cli *c; struct listing listing; struct answer_list list; struct asked asked; };

static bool note_export(void *arg)
{
	struct rows_call *r = arg;
	return !catalog_table(&r->c->office.catalog, r->list.of)->personal ||
	       access_log(&r->c->ctx, "export", r->list.of, 0, r->list.where);
}

static bool rows_print(struct rows_call *r)
{
	struct cli *c = r->c;
	struct json j = json_new(cli_out());
	struct csv_writer w;
	switch (cli_format(c)) {
	case FORMAT_TEXT:
		answer_listing_text(&c->ctx, cli_out(), cli_width(0), &r->asked, &r->list);
		return true;
	case FORMAT_JSON:
		answer_listing_json(&j, &c->ctx, &r->asked, &r->list);
		return json_finish(&j);
	case FORMAT_CSV:
		if (!note_export(r))
			return false;
		w = csv_write(cli_out(), true);
		answer_listing_csv(&w, &c->ctx, &r->list);
		return true;
	case FORMAT_PAPER:
		break;
	}
	return false;
}

static bool open_paper(void *arg, struct paper *out)
{
	struct rows_call *r = arg;
	struct cli *c = r->c;
	struct question q;
	const char *note;
	const struct figure *f;
	return cli_question(c, &q, &note) && figure_find(&c->ctx, q, c->arg[0], &f) &&
	       paper_open(&c->ctx, q, f, cli_value(c, "part"), cli_value(c, "columns"), out, &r->list.of);
}

static bool open_load(void *arg)
{
	struct rows_call *r = arg;
	struct cli *c = r->c;
	struct question q;
	const char *note, *part = cli_value(c, "part");
	const struct figure *f;
	int64_t total;
	if (!cli_question(c, &q, &note) || !figure_find(&c->ctx, q, c->arg[0], &f))
		return false;
	if (!figure_open(&c->ctx, q, f, part, cli_value(c, "columns"), 0, 0, &r->listing, &total))
		return false;
	r->list = (struct answer_list){
		.listing = &r->listing, .where = f->where, .figure = f->code, .part = part, .of = r->listing.of,
		.times = strcmp(f->amount, "persons") == 0,
	};
	return answer_asked_figures(&c->ctx, q, note, &r->asked);
}

static bool open_run(struct cli *c)
{
	struct rows_call r = { .c = c };
	const char *part = cli_value(c, "part");
	if (part && strcmp(part, "num") != 0 && strcmp(part, "den") != 0)
		return cli_wrong(c, "part", "“%s”: chỉ có num, den", part);
	if (cli_value(c, "since"))
		return cli_since_open(c);
	if (cli_format(c) == FORMAT_PAPER)
		return cli_paper(c, open_paper, note_export, &r);
	return cli_read(c, open_load, &r) && rows_print(&r);
}

static const struct cli_option open_options[] = {
	PERIOD_NEEDED, UNIT, ON, KNOWN, SINCE, { "part", "num|den", "của một tỷ lệ: tử số hay mẫu số" },
	{ "columns", "A,B", "các cột; không có thì các cột thường" }, FORMAT_FILES,
};
const struct cli_command cli_open = {
	.name = "open", .arguments = "FIGURE", .help = "những dòng mà một chỉ tiêu đếm", .needs = NEEDS_USER,
	.least = 1, .most = 1, OPTIONS(open_options), .run = open_run,
};

static bool list_asked(struct rows_call *r, struct list *l, struct question *q, const char **note)
{
	struct cli *c = r->c;
	const char *where = cli_value(c, "where");
	*l = (struct list){ .columns = cli_value(c, "columns"), .order = cli_value(c, "order") };
	if (!cli_record(c, c->arg[0], &l->of) || !cli_question(c, q, note))
		return false;
	l->clock = clock_of(*q);
	l->period = q->period;
	l->under = q->under;
	r->list.of = l->of;
	r->list.where = where;
	if (where && *where)
		l->where = filter_ask(&c->ctx, l->of, where);
	return !where || !*where || l->where;
}

static bool list_paper(void *arg, struct paper *out)
{
	struct rows_call *r = arg;
	struct question q;
	const char *note;
	struct list l;
	return list_asked(r, &l, &q, &note) && export_list(&r->c->ctx, &l, r->list.where, out);
}

static bool list_load(void *arg)
{
	struct rows_call *r = arg;
	struct cli *c = r->c;
	struct question q;
	const char *note, *where = cli_value(c, "where");
	struct list l;
	if (!list_asked(r, &l, &q, &note))
		return false;
	r->list = (struct answer_list){
		.listing = &r->listing, .where = where, .of = l.of, .count_only = cli_flag(c, "count"),
	};
	if (r->list.count_only ? !list_count(&c->ctx, &l, &r->list.count) : !list_rows(&c->ctx, &l, &r->listing))
		return false;
	return answer_asked(&c->ctx, clock_of(q), q.period, q.under, note, &r->asked);
}

static bool list_run(struct cli *c)
{
	struct rows_call r = { .c = c };
	if (cli_value(c, "since"))
		return cli_since_list(c);
	if (cli_format(c) == FORMAT_PAPER && cli_flag(c, "count"))
		return cli_wrong(c, "count", "số dòng chỉ có dạng text, json, csv");
	if (cli_format(c) == FORMAT_PAPER)
		return cli_paper(c, list_paper, note_export, &r);
	return cli_read(c, list_load, &r) && rows_print(&r);
}

static const struct cli_option list_options[] = {
	{ "where", "EXPR", "điều kiện, ví dụ: state = granted and years >= 50" }, PERIOD, UNIT, ON, KNOWN,
	{ "columns", "A,B", "các cột, cả qua tham chiếu: member.person.born" },
	{ "order", "A,-B", "thứ tự; dấu trừ là giảm dần" }, { "count", NULL, "chỉ đếm" }, SINCE, FORMAT_FILES,
};
const struct cli_command cli_list = {
	.name = "list", .arguments = "RECORD", .help = "danh sách hồ sơ của một loại", .needs = NEEDS_USER,
	.least = 1, .most = 1, OPTIONS(list_options), .run = list_run,
	.more = "Ví dụ: dangvu list member --unit 84.001 --where 'person.ethnic = khmer' --count\n"
	        "Các loại hồ sơ và trường: dangvu describe",
};
