/* One row and its history.  A reading of a person's file goes into the access log before anything is printed. */

#include "cli.h"

#include "model/access.h"
#include "site/answer.h"

struct row_call {
	struct cli *c;
	const struct record *rec;
	int64_t id;
	struct asked asked;
	struct answer_show show;
	struct answer_history history;
};

static bool row_arguments(struct row_call *r)
{
	return cli_record(r->c, r->c->arg[0], &r->rec) && cli_id(r->c, "id", r->c->arg[1], &r->id);
}

static bool is_file(const struct cli *c, const struct record *rec)
{
	return catalog_table(&c->office.catalog, rec)->personal;
}

static bool show_load(void *arg)
{
	struct row_call *r = arg;
	struct ctx *ctx = &r->c->ctx;
	struct clock clock;
	if (!cli_date(r->c, "on", &clock.on) || !cli_known(r->c, &clock.known))
		return false;
	if (!clock.on.ymd)
		clock.on = ctx->today;
	return answer_show(ctx, r->rec, r->id, clock, &r->show) &&
	       answer_asked(ctx, clock, (struct period){ 0 }, 0, NULL, &r->asked);
}

static bool show_run(struct cli *c)
{
	struct row_call r = { .c = c };
	if (!row_arguments(&r) || !cli_read(c, show_load, &r))
		return false;
	if (is_file(c, r.rec) && !access_log(&c->ctx, "show", r.rec, r.id, NULL))
		return false;
	if (cli_format(c) == FORMAT_TEXT) {
		answer_show_text(&c->ctx, cli_out(), cli_width(0), &r.show);
		return true;
	}
	struct json j = json_new(cli_out());
	answer_show_json(&j, &c->ctx, &r.asked, &r.show);
	return json_finish(&j);
}

static const struct cli_option show_options[] = {
	{ "on", "DATE", "hỏi vào ngày nào; không có thì hôm nay" },
	{ "known", "NO|TIME", "như đã biết ở bút toán số NO hoặc vào thời điểm TIME" },
	{ "format", "text|json", "dạng kết quả; không có thì text" },
};
const struct cli_command cli_show = {
	.name = "show", .arguments = "RECORD ID", .help = "một hồ sơ với mọi trường", .needs = NEEDS_USER,
	.least = 2, .most = 2, OPTIONS(show_options), .run = show_run,
};

static bool history_load(void *arg)
{
	struct row_call *r = arg;
	return answer_history(&r->c->ctx, r->rec, r->id, &r->history);
}

static bool history_run(struct cli *c)
{
	struct row_call r = { .c = c };
	if (!row_arguments(&r) || !cli_read(c, history_load, &r))
		return false;
	if (is_file(c, r.rec) && !access_log(&c->ctx, "history", r.rec, r.id, NULL))
		return false;
	if (cli_format(c) == FORMAT_TEXT) {
		answer_history_text(&c->ctx, cli_out(), &r.history);
		return true;
	}
	struct json j = json_new(cli_out());
	answer_history_json(&j, &c->ctx, &r.history);
	return json_finish(&j);
}

static const struct cli_option history_options[] = {
	{ "format", "text|json", "dạng kết quả; không có thì text" },
};
const struct cli_command cli_history = {
	.name = "history", .arguments = "RECORD ID", .help = "các phiên bản của một hồ sơ, mới nhất trước",
	.needs = NEEDS_USER, .least = 2, .most = 2, OPTIONS(history_options), .run = history_run,
};
