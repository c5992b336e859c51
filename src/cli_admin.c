/* The administrator's commands. */

#include "cli.h"

#include <string.h>
#include <unistd.h>

#include "app/definition_load.h"
#include "base/text.h"
#include "model/journal.h"
#include "out/json.h"
#include "site/demo.h"
#include "site/digest.h"
#include "site/face.h"
#include "web/serve.h"

enum { TOLD_MAX = 16 << 20 };

/* ---- serve ---- */

static bool serve_run(struct cli *c)
{
	const char *port = cli_value(c, "port"), *address = cli_value(c, "address");
	int64_t number = 8080;
	if (port && (!text_int(port, &number) || number < 1 || number > 65535))
		return cli_wrong(c, "port", "“%s” không phải cổng (1–65535)", port);
	const struct web_config config = {
		.address = address ? address : "127.0.0.1", .port = (int)number, .db = c->office.url,
		.catalog = &c->office.catalog, .keep = c->office.keep, .face = &site_face, .today = c->office.today,
		.site = c->ctx.site, .files = cli_value(c, "files"),
	};
	/* The server has connections of its own. */
	db_close(c->conn);
	c->conn = NULL;
	if (c->office.demo)
		demo_accounts_print(stdout);
	printf("mở http://%s:%d\n", config.address, config.port);
	fflush(stdout);
	struct digest_watch *watch = digest_watch_start(c->mem, &c->office, 0, 0);
	bool served = web_serve(&config);
	digest_watch_stop(watch);
	return served || err_add(c->errs, ERR_FAULT, "không phục vụ được; lý do ở các dòng trên");
}

static const struct cli_option serve_options[] = {
	{ "address", "ADDRESS", "địa chỉ để nghe; không có thì 127.0.0.1" },
	{ "port", "N", "cổng; không có thì 8080" },
	{ "files", "FOLDER", "thư mục tệp của trang web" },
};
const struct cli_command cli_serve = {
	.name = "serve", .arguments = "", .help = "phục vụ trang web và API", .needs = NEEDS_TABLES,
	.least = 0, .most = 0, OPTIONS(serve_options), .run = serve_run,
};

/* ---- demo ---- */

static bool whole(struct cli *c, const char *option, int64_t otherwise, int64_t most, int64_t *out)
{
	const char *s = cli_value(c, option);
	*out = otherwise;
	if (!s || (text_int(s, out) && *out >= 0 && *out <= most))
		return true;
	return cli_wrong(c, option, "“%s” không phải số từ 0 đến %lld", s, (long long)most);
}

static bool demo_command(struct cli *c)
{
	int64_t seed, scale;
	if (!whole(c, "seed", 1, INT64_MAX, &seed) || !whole(c, "scale", 1, 90000, &scale))
		return false;
	if (!scale)
		return cli_wrong(c, "scale", "phải từ 1 trở lên");
	const struct demo_options options = {
		.catalog = &c->office.catalog, .url = c->office.url, .seed = (uint64_t)seed,
		.small = cli_flag(c, "small"), .scale = (int)scale,
		.data_dir = cli_value(c, "data") ? cli_value(c, "data") : "data", .progress = true,
	};
	return office_make_room(&c->office, c->errs) && demo_run(&options, c->errs);
}

static const struct cli_option demo_options[] = {
	{ "small", NULL, "tỉnh nhỏ: khoảng 2.000 đảng viên, đủ loại tổ chức và việc" },
	{ "seed", "N", "hạt giống; cùng hạt giống thì cùng kết quả; không có thì 1" },
	{ "scale", "N", "mấy tỉnh trong một cơ sở dữ liệu; không có thì 1" },
	{ "data", "FOLDER", "thư mục định nghĩa và số liệu nguồn; không có thì data" },
};
const struct cli_command cli_demo = {
	.name = "demo", .arguments = "", .help = "dựng tỉnh giả lập vào một cơ sở dữ liệu trống",
	.needs = NEEDS_CATALOG, .least = 0, .most = 0, OPTIONS(demo_options), .run = demo_command,
};

/* ---- migrate ---- */

static bool heads_load(void *arg)
{
	struct cli *c = arg;
	return journal_heads(&c->ctx);
}

/* The definitions that come with the program, as entries; those that are the same already leave none. */
static bool load_definitions(struct cli *c)
{
	const char *data = cli_value(c, "data");
	if (!data && access("data", F_OK) != 0) {
		cli_tell(c, "không có thư mục data ở đây: định nghĩa chưa được nạp (--data)\n");
		return true;
	}
	if (!cli_read(c, heads_load, c))
		return false;
	int64_t before = c->ctx.head;
	if (!definitions_load(&c->ctx, data ? data : "data") || !cli_read(c, heads_load, c))
		return false;
	sink_text(cli_out(), arena_printf(c->mem, "định nghĩa: thêm %lld bút toán\n",
	                                  (long long)(c->ctx.head - before)));
	return true;
}

static bool migrate_run(struct cli *c)
{
	bool plan = cli_flag(c, "plan");
	struct buf told = buf_new(c->mem, TOLD_MAX);
	if (!catalog_migrate(&c->ctx, plan, &told))
		return false;
	if (!told.n)
		cli_tell(c, "đã đủ bảng\n");
	else if (plan)
		sink_text(cli_out(), told.s);
	else
		cli_tell(c, "đã dựng bảng\n");
	return plan || load_definitions(c);
}

static const struct cli_option migrate_options[] = {
	{ "plan", NULL, "chỉ in những lệnh SQL sẽ chạy, không làm gì" },
	{ "data", "FOLDER", "thư mục định nghĩa; không có thì data" },
};
const struct cli_command cli_migrate = {
	.name = "migrate", .arguments = "", .help = "dựng những bảng và cột còn thiếu, nạp định nghĩa mới",
	.needs = NEEDS_ROOM, .least = 0, .most = 0, OPTIONS(migrate_options), .run = migrate_run,
};

/* ---- verify, checkpoint ---- */

struct verify_call { struct cli *c; struct buf told; int64_t wrong; char state[65], head[65]; };

static bool verify_load(void *arg)
{
	struct verify_call *v = arg;
	struct ctx *ctx = &v->c->ctx;
	const char *against = cli_value(v->c, "against");
	int64_t cut = 0;
	v->told = buf_new(v->c->mem, TOLD_MAX);
	v->wrong = 0;
	if (cli_flag(v->c, "hash"))
		return journal_state(ctx, v->state, v->head);
	if (!journal_heads(ctx) || !journal_verify(ctx, &v->told, &v->wrong))
		return false;
	if (against && !journal_against(ctx, against, &v->told, &cut))
		return false;
	v->wrong += cut;
	return true;
}

/* What is wrong is a reason to refuse, so it goes where reasons go, one a line. */
static bool verify_tell(struct verify_call *v)
{
	for (char *line = v->told.s, *end; *line; line = end) {
		end = line + strcspn(line, "\n");
		if (*end)
			*end++ = '\0';
		err_cited(v->c->errs, ERR_INPUT, NULL, line, NULL);
	}
	sink_text(cli_out(), arena_printf(v->c->mem, "%s chỗ sai\n", text_grouped(v->c->mem, v->wrong)));
	return false;
}

static bool verify_run(struct cli *c)
{
	struct verify_call v = { .c = c };
	if (cli_flag(c, "hash") && cli_value(c, "against"))
		return cli_wrong(c, "against", "không đi cùng --hash");
	if (!cli_read(c, verify_load, &v))
		return false;
	if (cli_flag(c, "hash")) {
		sink_text(cli_out(), arena_printf(c->mem, "state %s\nhead %s\n", v.state, v.head));
		return true;
	}
	if (v.wrong)
		return verify_tell(&v);
	sink_text(cli_out(), arena_printf(c->mem, "đúng: %s bút toán\n", text_grouped(c->mem, c->ctx.head)));
	return true;
}

static const struct cli_option verify_options[] = {
	{ "hash", NULL, "chỉ in dấu của trạng thái và đầu chuỗi sổ" },
	{ "against", "FILE", "so với tệp do `dangvu checkpoint` ghi và giữ nơi khác" },
};
const struct cli_command cli_verify = {
	.name = "verify", .arguments = "", .help = "kiểm mọi bảng với sổ; có chỗ sai thì thoát với mã 1",
	.needs = NEEDS_TABLES, .least = 0, .most = 0, OPTIONS(verify_options), .run = verify_run,
};

static bool checkpoint_load(void *arg)
{
	struct cli *c = arg;
	return journal_checkpoint(&c->ctx, c->arg[0]);
}

static bool checkpoint_run(struct cli *c)
{
	return cli_read(c, checkpoint_load, c);
}

const struct cli_command cli_checkpoint = {
	.name = "checkpoint", .arguments = "FILE", .help = "ghi đầu chuỗi sổ ra một tệp mới, để giữ nơi khác",
	.needs = NEEDS_TABLES, .least = 1, .most = 1, NO_OPTIONS, .run = checkpoint_run,
};
