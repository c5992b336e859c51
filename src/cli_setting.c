/* What the installation is set to. */

#include "cli.h"

#include <string.h>

#include "model/setting.h"

struct setting_call { struct cli *c; const char *name, *value; };

static bool setting_list(void *arg)
{
	struct setting_call *s = arg;
	struct buf b = buf_new(s->c->mem, 1 << 16);

	for (int i = 0; i < nsettings; i++) {
		if (s->name && strcmp(s->name, settings[i].name) != 0)
			continue;
		if (!setting_get(&s->c->ctx, settings[i].name, &s->value))
			return false;
		buf_printf(&b, "%s = %s\n    %s\n", settings[i].name, s->value ? s->value : "", settings[i].help);
	}
	s->value = b.s;
	return true;
}

static bool setting_write(void *arg)
{
	struct setting_call *s = arg;

	return setting_put(&s->c->ctx, s->name, s->value);
}

static bool setting_run(struct cli *c)
{
	struct setting_call s = { c, c->nargs ? c->arg[0] : NULL, c->nargs > 1 ? c->arg[1] : NULL };
	const char **name = NEWN(c->mem, const char *, nsettings);

	for (int i = 0; i < nsettings; i++)
		name[i] = settings[i].name;
	if (s.name && !setting_find(s.name)) {
		const char *near = cli_nearest(s.name, name, nsettings);
		return cli_wrong(c, NULL, "không có thiết lập “%s”%s%s", s.name, near ? "; gần nhất: " : "",
		                 near ? near : "");
	}
	if (s.value)
		return db_txn(c->ctx.db, TXN_WRITE, setting_write, &s);
	if (!cli_read(c, setting_list, &s))
		return false;
	sink_text(cli_out(), s.value);
	return true;
}

const struct cli_command cli_setting = {
	.name = "setting", .arguments = "[NAME [VALUE]]",
	.help = "thiết lập của nơi dùng: xem, đặt, hoặc bỏ (VALUE rỗng)",
	.needs = NEEDS_TABLES, .least = 0, .most = 2, NO_OPTIONS, .run = setting_run,
};
