/* Acts: `do` fills an order as a form would, `undo` takes an entry back. */

#include "cli.h"

#include <string.h>

#include "app/unit.h"
#include "base/text.h"
#include "model/workflow.h"
#include "site/answer.h"

/* Reads "field=value" words.  The same name twice is a slip of the caller. */
static bool read_fields(struct cli *c, int first, struct input *in)
{
	const char **name = NEWN(c->mem, const char *, c->nargs + 1), **text = NEWN(c->mem, const char *, c->nargs + 1);
	*in = (struct input){ .name = name, .text = text };
	for (int i = first; i < c->nargs; i++) {
		const char *equals = strchr(c->arg[i], '=');
		if (!equals || equals == c->arg[i])
			return cli_wrong(c, NULL, "“%s” không có dạng trường=giá trị", c->arg[i]);
		name[in->n] = arena_textn(c->mem, c->arg[i], (size_t)(equals - c->arg[i]));
		text[in->n] = equals + 1;
		if (input_get(in, name[in->n]))
			return cli_wrong(c, name[in->n], "ghi hai lần");
		in->n++;
	}
	return true;
}

static bool no_such_verb(struct cli *c, const struct record *rec, const char *verb)
{
	static const char *const verbs[] = { "create", "edit", "change", "remove" };
	const char **known = NULL;
	int n = 0;
	for (size_t i = 0; i < COUNTOF(verbs); i++)
		PUSH(c->mem, known, n, verbs[i]);
	for (int i = 0; rec->flow && i < rec->flow->nsteps; i++)
		PUSH(c->mem, known, n, rec->flow->steps[i].name);
	const char *near = cli_nearest(verb, known, n);
	return err_add(c->errs, ERR_MISSING, "%s không có bước “%s”%s%s%s", rec->name, verb,
	               near ? "; có phải ý là " : "", near ? near : "", near ? "?" : "");
}

/* The second word: a verb of every record type, else a step of this one's workflow. */
static bool read_verb(struct cli *c, struct order *o)
{
	const char *verb = c->arg[1];
	o->verb = DO_STEP;
	if (strcmp(verb, "create") == 0)
		o->verb = DO_CREATE;
	else if (strcmp(verb, "edit") == 0)
		o->verb = DO_EDIT;
	else if (strcmp(verb, "change") == 0)
		o->verb = DO_CHANGE;
	else if (strcmp(verb, "remove") == 0)
		o->verb = DO_REMOVE;
	else if (o->rec->flow && flow_step(o->rec->flow, verb))
		o->step = verb;
	else
		return no_such_verb(c, o->rec, verb);
	return true;
}

static bool read_order(struct cli *c, struct order *o, struct input *in)
{
	const char *seen = cli_value(c, "seen");
	*o = (struct order){ .recording = cli_flag(c, "record"), .reason = cli_value(c, "reason"), .input = in };
	if (!cli_record(c, c->arg[0], &o->rec) || !read_verb(c, o) || !cli_date(c, "from", &o->from))
		return false;
	if (seen && !cli_id(c, "seen", seen, &o->seen))
		return false;
	if (o->from.ymd && o->verb != DO_CHANGE)
		return cli_wrong(c, "from", "chỉ dùng với change");
	bool id = c->nargs > 2 && !strchr(c->arg[2], '=');
	if (id && o->verb == DO_CREATE)
		return cli_wrong(c, "id", "create không nhận số hồ sơ");
	if (id && !cli_id(c, "id", c->arg[2], &o->id))
		return false;
	if (!id && (o->verb == DO_EDIT || o->verb == DO_CHANGE || o->verb == DO_REMOVE))
		return cli_wrong(c, "id", "thiếu số hồ sơ: dangvu do %s %s ID …", c->arg[0], c->arg[1]);
	return read_fields(c, id ? 3 : 2, in);
}

static const char *state_label(const struct record *rec, const char *state)
{
	const struct state *s = rec && rec->flow && state ? flow_state(rec->flow, state) : NULL;
	return s ? s->label : NULL;
}

static void print_findings(struct cli *c, const struct done *d)
{
	for (int i = 0; i < d->nbreaches; i++) {
		const struct breach *b = &d->breach[i];
		const char *field = b->field ? b->field : "", *cite = b->cite ? b->cite : "";
		sink_text(cli_out(), arena_printf(c->mem, "phát hiện %s: %s%s%s%s%s%s\n", b->rule, field,
		                                  *field ? ": " : "", b->text, *cite ? " [" : "", cite,
		                                  *cite ? "]" : ""));
	}
}

static bool print_done(struct cli *c, const struct record *rec, const struct done *d)
{
	if (cli_format(c) == FORMAT_JSON) {
		struct json j = json_new(cli_out());
		answer_done_json(&j, rec, d);
		return json_finish(&j);
	}
	const char *label = state_label(rec, d->state);
	sink_text(cli_out(), arena_printf(c->mem, "bút toán %lld", (long long)d->entry));
	if (rec && d->id)
		sink_text(cli_out(), arena_printf(c->mem, ": %s %lld", rec->name, (long long)d->id));
	if (d->state)
		sink_text(cli_out(), arena_printf(c->mem, ", %s (%s)", label ? label : "", d->state));
	sink_text(cli_out(), "\n");
	print_findings(c, d);
	return true;
}

/* ---- rehearsal ---- */

static const char *change_name(const struct change *ch)
{
	return !ch->old ? "create" : !ch->cell ? "remove" : "edit";
}

static void rehearsal_json(const struct order *o, const struct done *d, const struct change *change, int n,
                           const struct rehearsal *moves)
{
	struct json j = json_new(cli_out());
	json_begin_object(&j);
	json_put_text(&j, "record", o->rec->name);
	answer_findings_json(&j, d);
	json_key(&j, "changes");
	json_begin_array(&j);
	for (int i = 0; i < n; i++) {
		json_begin_object(&j);
		json_put_text(&j, "record", change[i].rec->name);
		json_put_int(&j, "id", change[i].id);
		json_put_text(&j, "change", change_name(&change[i]));
		json_end_object(&j);
	}
	json_end_array(&j);
	json_key(&j, "moves");
	json_begin_array(&j);
	for (int i = 0; i < moves->n; i++) {
		json_begin_object(&j);
		json_put_text(&j, "record", moves->row[i].rec->name);
		json_put_int(&j, "id", moves->row[i].id);
		json_put_int(&j, "from", moves->row[i].from);
		json_put_int(&j, "to", moves->row[i].to);
		json_end_object(&j);
	}
	json_end_array(&j);
	json_end_object(&j);
	(void)json_finish(&j);
}

static void rehearsal_text(struct cli *c, const struct done *d, const struct change *change, int n,
                           const struct rehearsal *moves)
{
	cli_tell(c, "thử, không ghi gì:\n");
	for (int i = 0; i < n; i++)
		sink_text(cli_out(), arena_printf(c->mem, "  %s %s %lld\n", change_name(&change[i]),
		                                  change[i].rec->name, (long long)change[i].id));
	for (int i = 0; i < moves->n; i++)
		sink_text(cli_out(), arena_printf(c->mem, "  theo: %s %lld, từ tổ chức %lld đến %lld\n",
		                                  moves->row[i].rec->name, (long long)moves->row[i].id,
		                                  (long long)moves->row[i].from, (long long)moves->row[i].to));
	print_findings(c, d);
}

/* What the act would change, and for a reorganisation all that it carries along. */
static bool rehearse(struct cli *c, const struct order *o)
{
	struct rehearsal moves = { .n = 0 };
	struct change *change;
	struct done done;
	int n;
	if (!command_try(&c->ctx, o, &done, &change, &n))
		return false;
	if (strcmp(o->rec->name, "reorganisation") == 0 && !reorganisation_rehearse(&c->ctx, o, &moves))
		return false;
	if (cli_format(c) == FORMAT_JSON)
		rehearsal_json(o, &done, change, n, &moves);
	else
		rehearsal_text(c, &done, change, n, &moves);
	return true;
}

/* ---- the commands ---- */

static bool do_run(struct cli *c)
{
	struct order order;
	struct input input;
	struct done done;
	if (!read_order(c, &order, &input))
		return false;
	if (cli_flag(c, "rehearse"))
		return rehearse(c, &order);
	return command_run(&c->ctx, &order, &done) && print_done(c, order.rec, &done);
}

static const struct cli_option do_options[] = {
	{ "record", NULL, "văn bản đã ký: ghi nhận, điều sai thành phát hiện chứ không bị từ chối" },
	{ "from", "DATE", "với change: thay đổi từ ngày nào" },
	{ "reason", "TEXT", "lý do" },
	{ "seen", "ENTRY", "bút toán của phiên bản đã xem; nay đã khác thì từ chối" },
	{ "rehearse", NULL, "thử: cho biết sẽ đổi những gì, không ghi" },
	{ "format", "text|json", "dạng kết quả; không có thì text" },
};
const struct cli_command cli_do = {
	.name = "do", .arguments = "RECORD create|edit|change|remove|BƯỚC [ID] trường=giá trị…",
	.help = "làm một việc: tạo, sửa, thay đổi từ ngày, hoặc một bước của quy trình", .needs = NEEDS_USER,
	.least = 2, .most = -1, OPTIONS(do_options), .run = do_run,
	.more = "Dòng con: con[0].trường=giá trị.  Tham chiếu: số hồ sơ; tổ chức: mã.\n"
	        "Ví dụ: dangvu do badge grant 100000000123 decided_on=2022-11-07 --record",
};

struct undone { struct cli *c; struct done done, found; const struct record *rec; };

static bool undone_load(void *arg)
{
	struct undone *u = arg;
	u->found = u->done;
	return answer_undone(&u->c->ctx, &u->found, &u->rec);
}

static bool undo_run(struct cli *c)
{
	struct undone u = { .c = c };
	int64_t entry;
	const char *reason = cli_value(c, "reason");
	if (!cli_id(c, "entry", c->arg[0], &entry))
		return false;
	return command_undo(&c->ctx, entry, reason, &u.done) && cli_read(c, undone_load, &u) &&
	       print_done(c, u.rec, &u.found);
}

static const struct cli_option undo_options[] = {
	{ "reason", "TEXT", "lý do; phải có", true },
	{ "format", "text|json", "dạng kết quả; không có thì text" },
};
const struct cli_command cli_undo = {
	.name = "undo", .arguments = "ENTRY", .help = "hoàn tác một bút toán bằng một bút toán mới",
	.needs = NEEDS_USER,
	.least = 1, .most = 1, OPTIONS(undo_options), .run = undo_run,
};
