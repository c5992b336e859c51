/* Accounts: rows of `user` and `user_role` through commands like all else; the
 * password lies outside the records and never on the command line, where
 * others on the machine could read it. */

#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "base/crypt.h"
#include "base/text.h"
#include "model/code.h"
#include "model/filter.h"
#include "model/unit.h"
#include "out/grid.h"
#include "out/json.h"
#include "web/session.h"

/* ---- list ---- */

struct users { struct cli *c; struct listing user, role; };

static bool list_load(void *arg)
{
	struct users *u = arg;
	struct ctx *ctx = &u->c->ctx;
	struct list users = { .clock = { ctx->today, 0 }, .columns = "login, name, active" };
	struct list roles = { .clock = { ctx->today, 0 }, .columns = "user, role, unit" };
	return cli_record(u->c, "user", &users.of) && cli_record(u->c, "user_role", &roles.of) &&
	       list_rows(ctx, &users, &u->user) && list_rows(ctx, &roles, &u->role);
}

static const char *roles_text(struct users *u, int64_t user)
{
	struct buf b = buf_new(u->c->mem, 4000);
	for (int i = 0; i < u->role.nlines; i++) {
		const struct line *l = &u->role.line[i];
		if (cell_int(l->cell[0]) != user)
			continue;
		buf_printf(&b, "%s%s", b.n ? "; " : "", l->title[1] ? l->title[1] : "");
		if (l->cell[2].type != T_NULL && l->title[2])
			buf_printf(&b, " – %s", l->title[2]);
	}
	return b.s;
}

static void list_text(struct users *u)
{
	static const struct grid_column column[] = {
		{ "Tài khoản", false }, { "Tên", false }, { "Vai trò", false }, { "Đang dùng", false },
	};
	struct grid g = grid_new(u->c->mem, column, (int)COUNTOF(column));
	for (int i = 0; i < u->user.nlines; i++) {
		const struct line *l = &u->user.line[i];
		grid_put(&g, l->cell[0].text);
		grid_put(&g, l->cell[1].type == T_TEXT ? l->cell[1].text : "");
		grid_put(&g, roles_text(u, l->id));
		grid_put(&g, cell_int(l->cell[2]) ? "có" : "không");
	}
	grid_print(&g, cli_out(), cli_width(0));
}

static void roles_json(struct json *j, const struct users *u, int64_t user)
{
	json_key(j, "roles");
	json_begin_array(j);
	for (int i = 0; i < u->role.nlines; i++) {
		const struct line *l = &u->role.line[i];
		if (cell_int(l->cell[0]) != user)
			continue;
		bool unit = l->cell[2].type != T_NULL;
		json_begin_object(j);
		json_put_text(j, "role", l->cell[1].text);
		json_put_text(j, "role_title", l->title[1]);
		json_key(j, "unit");
		if (unit)
			json_add_int(j, l->cell[2].i);
		else
			json_add_null(j);
		json_put_text(j, "unit_title", unit ? l->title[2] : NULL);
		json_end_object(j);
	}
	json_end_array(j);
}

static bool list_json(const struct users *u)
{
	struct json j = json_new(cli_out());
	json_begin_object(&j);
	json_put_int(&j, "count", u->user.nlines);
	json_key(&j, "rows");
	json_begin_array(&j);
	for (int i = 0; i < u->user.nlines; i++) {
		const struct line *l = &u->user.line[i];
		json_begin_object(&j);
		json_put_int(&j, "id", l->id);
		json_put_int(&j, "entry", l->entry);
		json_put_text(&j, "login", l->cell[0].text);
		json_put_text(&j, "name", l->cell[1].type == T_TEXT ? l->cell[1].text : NULL);
		json_put_bool(&j, "active", cell_int(l->cell[2]) != 0);
		roles_json(&j, u, l->id);
		json_end_object(&j);
	}
	json_end_array(&j);
	json_end_object(&j);
	return json_finish(&j);
}

static bool list_users(struct cli *c)
{
	struct users u = { .c = c };
	if (!cli_read(c, list_load, &u))
		return false;
	if (cli_format(c) == FORMAT_JSON)
		return list_json(&u);
	list_text(&u);
	return true;
}

/* ---- passwords ---- */

/* The first line of standard input, or one made here and told once. */
static bool new_password(struct cli *c, const char **out, bool *made)
{
	char line[PASSWORD_LONGEST + 3];
	*made = !cli_flag(c, "password-stdin");
	if (*made) {
		char *token = arena_alloc(c->mem, 44, 1);
		token_new(token);
		token[20] = '\0';
		*out = token;
		return true;
	}
	if (!fgets(line, sizeof line, stdin))
		return cli_wrong(c, "password", "không có dòng nào ở đầu vào chuẩn");
	size_t n = strcspn(line, "\r\n");
	if (n < PASSWORD_SHORTEST || n > PASSWORD_LONGEST)
		return err_field(c->errs, "password", "phải dài từ %d đến %d byte", PASSWORD_SHORTEST,
		                 PASSWORD_LONGEST);
	*out = arena_textn(c->mem, line, n);
	return true;
}

static bool set_password(struct cli *c, int64_t user, const char *login, const char *password, bool made)
{
	if (!credential_set(c->ctx.db, user, password))
		return false;
	if (made)
		sink_text(cli_out(), arena_printf(c->mem, "mật khẩu của %s, chỉ hiện một lần: %s\n", login, password));
	return true;
}

struct finding_user { struct cli *c; const char *login; int64_t id; };

static bool find_load(void *arg)
{
	struct finding_user *f = arg;
	struct ctx *ctx = &f->c->ctx;
	struct list l = { .clock = { ctx->today, 0 }, .columns = "login" };
	struct listing rows;
	f->id = 0;
	if (!cli_record(f->c, "user", &l.of) || !list_rows(ctx, &l, &rows))
		return false;
	for (int i = 0; i < rows.nlines; i++)
		if (strcmp(rows.line[i].cell[0].text, f->login) == 0)
			f->id = rows.line[i].id;
	return f->id || err_cited(ctx->errs, ERR_MISSING, "login", "không có tài khoản này", NULL);
}

static bool password_user(struct cli *c)
{
	struct finding_user f = { .c = c, .login = c->arg[1] };
	const char *password;
	bool made;
	return cli_read(c, find_load, &f) && new_password(c, &password, &made) &&
	       set_password(c, f.id, f.login, password, made);
}

/* ---- add ---- */

static bool create(struct cli *c, const char *record, const char *const *name, const char *const *text, int n,
                   struct done *done)
{
	struct input input = { n, name, text };
	struct order order = { .verb = DO_CREATE, .input = &input };
	return cli_record(c, record, &order.rec) && command_run(&c->ctx, &order, done);
}

/* Role and unit are looked up before the account is made: two entries, but not half of them. */
static bool add_load(void *arg)
{
	struct cli *c = arg;
	const char *role = cli_value(c, "role");
	int64_t unit;
	if (!code_known(&c->ctx, "role", role, c->ctx.today))
		return err_field(c->errs, "role", "không có vai trò “%s”", role);
	return cli_unit(c, (struct clock){ c->ctx.today, 0 }, &unit);
}

static bool add_role(struct cli *c, int64_t user)
{
	static const char *const name[] = { "user", "role", "valid_from", "unit" };
	const char *unit = cli_value(c, "unit");
	const char *text[] = {
		arena_printf(c->mem, "%lld", (long long)user), cli_value(c, "role"),
		date_iso(c->mem, c->ctx.today), unit,
	};
	struct done done;
	return create(c, "user_role", name, text, unit ? 4 : 3, &done);
}

static bool add_user(struct cli *c)
{
	static const char *const name[] = { "login", "name" };
	const char *text[] = { c->arg[1], cli_value(c, "name") };
	const char *password;
	bool made;
	struct done done;
	if (!text[1] || !cli_value(c, "role"))
		return cli_wrong(c, text[1] ? "role" : "name",
		                 "thiếu: dangvu user add LOGIN --name TÊN --role VAI_TRÒ");
	if (!cli_read(c, add_load, c) || !new_password(c, &password, &made) ||
	    !create(c, "user", name, text, 2, &done) || !add_role(c, done.id))
		return false;
	sink_text(cli_out(), arena_printf(c->mem, "tài khoản %s: user %lld\n", text[0], (long long)done.id));
	return set_password(c, done.id, text[0], password, made);
}

/* ---- the command ---- */

static bool user_run(struct cli *c)
{
	static const char *const verbs[] = { "list", "add", "password" };
	const char *verb = c->arg[0];
	if (strcmp(verb, "list") == 0 && c->nargs == 1)
		return list_users(c);
	if (strcmp(verb, "add") == 0 && c->nargs == 2)
		return add_user(c);
	if (strcmp(verb, "password") == 0 && c->nargs == 2)
		return password_user(c);
	const char *near = cli_nearest(verb, verbs, (int)COUNTOF(verbs));
	return cli_wrong(c, NULL, "dangvu user %s%s", near ? near : "list | add LOGIN | password LOGIN",
	                 near && strcmp(near, "list") != 0 ? " LOGIN" : "");
}

static const struct cli_option user_options[] = {
	{ "name", "NAME", "add: họ và tên, chức trách" }, { "role", "ROLE", "add: vai trò" },
	{ "unit", "CODE", "add: trong phạm vi tổ chức nào; không có thì mọi tổ chức" },
	{ "password-stdin", NULL, "mật khẩu là dòng đầu của đầu vào chuẩn; không có thì máy đặt và in một lần" },
	{ "format", "text|json", "list: dạng kết quả; không có thì text" },
};
const struct cli_command cli_user = {
	.name = "user", .arguments = "list | add LOGIN | password LOGIN", .help = "tài khoản và mật khẩu",
	.needs = NEEDS_USER, .least = 1, .most = 2, OPTIONS(user_options), .run = user_run,
};
