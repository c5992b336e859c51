/* Understands the call, makes what the command needs, runs it, says how it went. */

#include "cli.h"

#include <stdlib.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/language.h"
#include "base/text.h"
#include "model/access.h"

/* A whole list may be asked for: more than a request of the web may take. */
#define ARENA_LIMIT ((size_t)2 << 30)

static const struct cli_command cli_help;

static const struct cli_command *const commands[] = {
	&cli_report, &cli_figure, &cli_open, &cli_list, &cli_show, &cli_history, &cli_print, &cli_due, &cli_digest,
	&cli_do, &cli_undo, &cli_import, &cli_reconcile, &cli_setting,
	&cli_serve, &cli_demo, &cli_migrate, &cli_verify, &cli_checkpoint, &cli_user,
	&cli_describe, &cli_schema, &cli_openapi, &cli_help,
};

static const struct cli_option everywhere[] = {
	{ "db", "URL", "sqlite:TỆP hoặc postgres:…; không có thì theo biến DANGVU_DB, rồi sqlite:var/dangvu.db" },
	{ "as", "USER", "làm với tư cách tài khoản nào; không có thì admin" },
	{ "today", "DATE", "coi hôm nay là ngày này" },
	{ "help", NULL, "giải thích lệnh" },
};

/* ---- names ---- */

const char *cli_nearest(const char *word, const char *const *name, int n)
{
	const char *best = NULL;
	int least = 1 + (int)strlen(word) / 3;
	for (int i = 0; i < n; i++) {
		int d = text_distance(word, name[i]);
		if (d <= least && (!best || d < least || strcmp(name[i], best) < 0)) {
			best = name[i];
			least = d;
		}
	}
	return best;
}

static const char *perhaps(struct cli *c, const char *nearest)
{
	return nearest ? arena_printf(c->mem, "; có phải ý là %s?", nearest) : "";
}

bool cli_wrong(struct cli *c, const char *field, const char *fmt, ...)
{
	va_list ap;
	struct buf b = buf_new(c->mem, 4000);
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	c->usage = true;
	return err_field(c->errs, field, "%s", b.s);
}

static const struct cli_command *find_command(const char *name)
{
	for (size_t i = 0; i < COUNTOF(commands); i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static bool no_such_command(struct cli *c, const char *name)
{
	const char *known[COUNTOF(commands)];
	for (size_t i = 0; i < COUNTOF(commands); i++)
		known[i] = commands[i]->name;
	return cli_wrong(c, NULL, "không có lệnh %s%s (dangvu help)", name,
	                 perhaps(c, cli_nearest(name, known, (int)COUNTOF(commands))));
}

/* ---- options ---- */

static const char **everywhere_slot(struct cli *c, const char *name, size_t n)
{
	const char **slot[] = { &c->db, &c->as, &c->today };
	for (size_t i = 0; i < COUNTOF(slot); i++)
		if (strlen(everywhere[i].name) == n && strncmp(everywhere[i].name, name, n) == 0)
			return slot[i];
	return NULL;
}

static int option_index(const struct cli_command *m, const char *name, size_t n)
{
	for (int i = 0; m && i < m->noptions; i++)
		if (strlen(m->option[i].name) == n && strncmp(m->option[i].name, name, n) == 0)
			return i;
	return -1;
}

static bool no_such_option(struct cli *c, const char *name, size_t n)
{
	const char *known[COUNTOF(everywhere) + CLI_OPTIONS_MAX];
	int count = 0;
	for (size_t i = 0; i < COUNTOF(everywhere); i++)
		known[count++] = everywhere[i].name;
	for (int i = 0; c->command && i < c->command->noptions; i++)
		known[count++] = c->command->option[i].name;
	const char *word = arena_textn(c->mem, name, n), *nearest = cli_nearest(word, known, count);
	return cli_wrong(c, NULL, "không có tùy chọn --%s%s", word,
	                 perhaps(c, nearest ? arena_printf(c->mem, "--%s", nearest) : NULL));
}

/* One word that begins with "--"; *i moves over a value that is a word of its own. */
static bool take_option(struct cli *c, char **argv, int argc, int *i)
{
	const char *name = argv[*i] + 2, *equals = strchr(name, '=');
	size_t n = equals ? (size_t)(equals - name) : strlen(name);
	if (n == 4 && strncmp(name, "help", n) == 0) {
		c->help = true;
		return true;
	}
	const char **slot = everywhere_slot(c, name, n);
	int own = slot ? -1 : option_index(c->command, name, n);
	bool flag = own >= 0 && !c->command->option[own].value;
	if (own >= 0)
		slot = &c->value[own];
	if (!slot)
		return no_such_option(c, name, n);
	if (flag && equals)
		return cli_wrong(c, arena_textn(c->mem, name, n), "không nhận giá trị");
	if (*slot)
		return cli_wrong(c, arena_textn(c->mem, name, n), "chỉ được ghi một lần");
	if (!flag && !equals && ++*i >= argc)
		return cli_wrong(c, arena_textn(c->mem, name, n), "thiếu giá trị");
	*slot = flag ? "" : equals ? equals + 1 : argv[*i];
	return true;
}

/* Options may stand before and after the command; "--" ends them. */
static bool take_words(struct cli *c, char **argv, int argc)
{
	bool options = true;
	for (int i = 1; i < argc; i++) {
		if (!text_utf8(argv[i], strlen(argv[i])))
			return cli_wrong(c, NULL, "chữ thứ %d của lệnh không phải UTF-8", i);
		if (options && strcmp(argv[i], "--") == 0) {
			options = false;
		} else if (options && strncmp(argv[i], "--", 2) == 0) {
			if (!take_option(c, argv, argc, &i))
				return false;
		} else if (!c->command && strcmp(argv[i], "-h") == 0) {
			c->help = true;
		} else if (!c->command) {
			c->command = find_command(argv[i]);
			if (!c->command)
				return no_such_command(c, argv[i]);
		} else {
			PUSH(c->mem, c->arg, c->nargs, argv[i]);
		}
	}
	return true;
}

static bool check_count(struct cli *c)
{
	const struct cli_command *m = c->command;
	if (c->nargs < m->least)
		return cli_wrong(c, NULL, "thiếu đối số: dangvu %s %s", m->name, m->arguments);
	if (m->most >= 0 && c->nargs > m->most)
		return cli_wrong(c, NULL, "thừa “%s”: dangvu %s %s", c->arg[m->most], m->name, m->arguments);
	return true;
}

const char *cli_value(const struct cli *c, const char *option)
{
	int i = option_index(c->command, option, strlen(option));
	if (i < 0)
		bug("%s has no --%s", c->command->name, option);
	return c->value[i];
}

bool cli_flag(const struct cli *c, const char *option)
{
	return cli_value(c, option) != NULL;
}

/* ---- help ---- */

static void print_options(struct cli *c, const struct cli_option *o, int n)
{
	struct sink to = cli_out();
	for (int i = 0; i < n; i++) {
		char name[64];
		int wide = snprintf(name, sizeof name, "  --%s%s%s", o[i].name, o[i].value ? " " : "",
		                    o[i].value ? say(c->mem, o[i].value) : "");
		sink_text(to, name);
		sink_repeat(to, ' ', wide < 22 ? (size_t)(22 - wide) : 1);
		cli_tell(c, o[i].help);
		sink_char(to, '\n');
	}
}

static void print_command(struct cli *c, const struct cli_command *m)
{
	struct sink to = cli_out();
	sink_text(to, arena_printf(c->mem, "dangvu %s%s%s%s\n\n%s\n", m->name, *m->arguments ? " " : "", m->arguments,
	                           m->noptions ? " [TÙY CHỌN]" : "", m->help));
	if (m->more)
		sink_text(to, arena_printf(c->mem, "\n%s\n", m->more));
	cli_tell(c, "\nTùy chọn:\n");
	print_options(c, m->option, m->noptions);
	print_options(c, everywhere, (int)COUNTOF(everywhere));
}

static bool print_all(struct cli *c)
{
	struct sink to = cli_out();
	cli_tell(c, "dangvu LỆNH [ĐỐI SỐ] [TÙY CHỌN]\n\n");
	for (size_t i = 0; i < COUNTOF(commands); i++) {
		sink_text(to, "  ");
		sink_text(to, commands[i]->name);
		sink_repeat(to, ' ', 12 - strlen(commands[i]->name));
		cli_tell(c, commands[i]->help);
		sink_char(to, '\n');
	}
	cli_tell(c, "\nTùy chọn của mọi lệnh:\n");
	print_options(c, everywhere, (int)COUNTOF(everywhere));
	cli_tell(c, "\ndangvu help LỆNH nói rõ từng lệnh.\n"
	              "Mã thoát: 0 xong; 1 bị từ chối, không có quyền, không có; 2 gọi sai; 3 trục trặc, đang bận.\n");
	return true;
}

static bool help_run(struct cli *c)
{
	if (!c->nargs)
		return print_all(c);
	const struct cli_command *m = find_command(c->arg[0]);
	if (!m)
		return no_such_command(c, c->arg[0]);
	print_command(c, m);
	return true;
}

static const struct cli_command cli_help = {
	.name = "help", .arguments = "[LỆNH]", .help = "giải thích các lệnh", .needs = NEEDS_CATALOG,
	.least = 0, .most = 1, NO_OPTIONS, .run = help_run,
};

/* ---- what a command needs ---- */

static const char *database(const struct cli *c)
{
	const char *url = c->db ? c->db : getenv("DANGVU_DB");
	return url && *url ? url : "sqlite:var/dangvu.db";
}

static bool sign_in(void *arg)
{
	struct cli *c = arg;
	return access_user(&c->ctx, c->as ? c->as : "admin", true, &c->ctx.user);
}

/* The journal says also which user of the system stood behind the account. */
static const char *via_shell(struct arena *mem)
{
	const struct passwd *who = getpwuid(getuid());

	return who ? arena_printf(mem, "cli:%s", who->pw_name) : arena_printf(mem, "cli:%lld", (long long)getuid());
}

static bool connect(struct cli *c)
{
	enum cli_needs needs = c->command->needs;
	if (needs == NEEDS_CATALOG)
		return true;
	if (!(needs == NEEDS_ROOM ? office_make_room(&c->office, c->errs) : office_exists(&c->office, c->errs)))
		return false;
	c->conn = db_open(c->office.url, c->errs);
	if (!c->conn)
		return false;
	bool ok = office_ctx(&c->office, c->conn, c->mem, via_shell(c->mem), needs != NEEDS_ROOM, &c->ctx);
	c->errs = c->ctx.errs;
	if (!ok || needs == NEEDS_ROOM)
		return ok;
	if (!catalog_check_tables(&c->ctx))
		return false;
	return needs != NEEDS_USER || cli_read(c, sign_in, c);
}

static bool prepare(struct cli *c)
{
	struct date today = { 0 };
	if (c->today && !date_parse(c->today, &today))
		return cli_wrong(c, "today", "“%s” không phải ngày; ví dụ 2022-12-08", c->today);
	return office_open(&c->office, c->mem, c->subjects, c->nsubjects, database(c), today, c->errs) && connect(c);
}

static bool run(struct cli *c, char **argv, int argc)
{
	if (!take_words(c, argv, argc))
		return false;
	if (!c->command)
		return c->help ? print_all(c) : cli_wrong(c, NULL, "thiếu lệnh (dangvu help)");
	if (c->help) {
		print_command(c, c->command);
		return true;
	}
	return check_count(c) && cli_check_values(c) && prepare(c) && c->command->run(c);
}

/* ---- how it went ---- */

static void print_errs(const struct errs *errs)
{
	for (const struct err *e = errs->first; e; e = e->next) {
		fprintf(stderr, "%s%s%s", e->field ? e->field : "", e->field ? ": " : "", e->text);
		if (e->cite)
			fprintf(stderr, " [%s]", e->cite);
		fputc('\n', stderr);
	}
}

static int exit_code(const struct cli *c, bool ok)
{
	if (ok)
		return CLI_DONE;
	if (c->usage)
		return CLI_USAGE;
	switch (errs_worst(c->errs)) {
	case ERR_INPUT:
	case ERR_RULE:
	case ERR_DENIED:
	case ERR_MISSING:
	case ERR_CONFLICT:
		return CLI_REFUSED;
	case ERR_BUSY:
	case ERR_FAULT:
		return CLI_FAULT;
	}
	return CLI_FAULT;
}

/* As gettext looks for it, with a variable of our own before. */
static const struct language *spoken(void)
{
	static const char *const names[] = { "DANGVU_LANG", "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < COUNTOF(names); i++) {
		const char *tag = getenv(names[i]);

		if (tag && *tag)
			return language_find(tag);
	}
	return NULL;
}

int cli_main(int argc, char **argv, const struct subject *const *subjects, int nsubjects)
{
	struct arena *mem = arena_new(ARENA_LIMIT);
	struct errs errs = errs_new(mem);
	arena_speak(mem, spoken());
	struct cli c = { .mem = mem, .errs = &errs, .subjects = subjects, .nsubjects = nsubjects };
	crypt_start();
	bool ok = run(&c, argv, argc);
	/* What was printed counts only once it has left. */
	if (fflush(stdout) != 0 || ferror(stdout))
		ok = err_add(c.errs, ERR_FAULT, "không ghi được hết kết quả ra đầu ra chuẩn");
	print_errs(c.errs);
	int code = exit_code(&c, ok);
	if (c.conn)
		db_close(c.conn);
	arena_free(mem);
	office_close(&c.office);
	return code;
}
