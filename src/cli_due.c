/* What is due, as lines. */

#include "cli.h"

#include "out/csv.h"
#include "site/due.h"

struct due_call { struct cli *c; struct clock clock; struct due *due; int n; };

static bool due_read(void *arg)
{
	struct due_call *d = arg;
	struct cli *c = d->c;
	struct date until;
	int64_t under;

	d->clock = (struct clock){ .on = c->ctx.today };
	if (!cli_date(c, "until", &until) || !cli_unit(c, d->clock, &under))
		return false;
	if (!until.ymd)
		until = date_add_days(c->ctx.today, DUE_DAYS);
	return due_load(&c->ctx, d->clock, under, until, cli_value(c, "kind"), &d->due, &d->n);
}

static void print_csv(struct due_call *d)
{
	static const char *const head[] = { "due", "when", "record", "id", "what", "title", "unit", "state" };
	struct csv_writer w = csv_write(cli_out(), true);

	for (size_t i = 0; i < COUNTOF(head); i++)
		csv_put(&w, head[i]);
	csv_line(&w);
	for (int i = 0; i < d->n; i++) {
		const struct due *x = &d->due[i];
		const char *cell[] = {
			date_iso(d->c->mem, x->due), due_when_key[due_when(x, d->clock.on)], x->of->name,
			arena_printf(d->c->mem, "%lld", (long long)x->id), x->what, x->title, x->unit_name, x->state,
		};
		for (size_t k = 0; k < COUNTOF(cell); k++)
			csv_put(&w, cell[k]);
		csv_line(&w);
	}
}

static bool due_run(struct cli *c)
{
	struct due_call d = { .c = c };
	struct json j = json_new(cli_out());

	if (!cli_read(c, due_read, &d))
		return false;
	switch (cli_format(c)) {
	case FORMAT_JSON:
		due_json(&j, c->mem, d.due, d.n, d.clock.on);
		return json_finish(&j);
	case FORMAT_CSV:
		print_csv(&d);
		return true;
	case FORMAT_TEXT: case FORMAT_PAPER:
		break;
	}
	for (int i = 0; i < d.n; i++)
		sink_text(cli_out(), arena_printf(c->mem, "%s%s  %s: %s (%s %lld), %s\n",
		                                  date_show(c->mem, d.due[i].due),
		                                  due_when(&d.due[i], d.clock.on) == DUE_OVER ? " quá hạn" : "",
		                                  d.due[i].what, d.due[i].title, d.due[i].of->name,
		                                  (long long)d.due[i].id, d.due[i].unit_name));
	return true;
}

static const struct cli_option due_options[] = {
	{ "unit", "CODE", "mã tổ chức, cùng mọi tổ chức bên dưới; không có thì tất cả" },
	{ "until", "DATE", "đến hết ngày nào; không có thì 30 ngày tới" },
	{ "kind", "RECORD", "chỉ một loại hồ sơ" },
	{ "format", "text|json|csv", "dạng kết quả; không có thì text" },
};
const struct cli_command cli_due = {
	.name = "due", .arguments = "", .help = "việc quá hạn và sắp đến hạn", .needs = NEEDS_USER,
	.least = 0, .most = 0, OPTIONS(due_options), .run = due_run,
	.more = "Ví dụ: dangvu due --unit 84.003 --until 2022-12-31",
};
