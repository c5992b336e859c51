/* Texts of the command line as values. */

#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/language.h"
#include "base/text.h"
#include "model/journal.h"
#include "model/unit.h"

static const struct { const char *name; enum cli_format format; } names[] = {
	{ "text", FORMAT_TEXT }, { "json", FORMAT_JSON }, { "csv", FORMAT_CSV },
	{ "xlsx", FORMAT_PAPER }, { "pdf", FORMAT_PAPER }, { "docx", FORMAT_PAPER },
};

enum cli_format cli_format(const struct cli *c)
{
	const char *s = cli_value(c, "format");
	for (size_t i = 0; s && i < COUNTOF(names); i++)
		if (strcmp(names[i].name, s) == 0)
			return names[i].format;
	return FORMAT_TEXT;
}

/* The help of an option says which of the formats this command has. */
static bool check_format(struct cli *c, const struct cli_option *o, const char *s)
{
	for (size_t i = 0; i < COUNTOF(names); i++)
		if (strcmp(names[i].name, s) == 0 && strstr(o->value, names[i].name))
			return true;
	return cli_wrong(c, o->name, "“%s”: chỉ có %s", s, o->value);
}

static bool check_known(struct cli *c, const char *s)
{
	int64_t at;
	if ((*s && s[strspn(s, "0123456789")] == '\0') || time_parse(s, &at))
		return true;
	return cli_wrong(c, "known", "“%s” không phải số bút toán hay thời điểm; ví dụ 1200 hoặc 2022-12-31T17:00", s);
}

bool cli_check_values(struct cli *c)
{
	struct date day;
	struct period period;
	for (int i = 0; i < c->command->noptions; i++) {
		const struct cli_option *o = &c->command->option[i];
		const char *s = c->value[i];
		if (o->required && (!s || !*s))
			return cli_wrong(c, o->name, "thiếu --%s %s", o->name, o->value);
		if (!s)
			continue;
		if ((strcmp(o->name, "on") == 0 || strcmp(o->name, "from") == 0 ||
		     strcmp(o->name, "until") == 0) && !cli_date(c, o->name, &day))
			return false;
		if (strcmp(o->name, "period") == 0 && !cli_period(c, &period))
			return false;
		if (strcmp(o->name, "known") == 0 && !check_known(c, s))
			return false;
		if (strcmp(o->name, "format") == 0 && !check_format(c, o, s))
			return false;
	}
	return true;
}

struct paper_call {
	struct cli *c;
	bool (*make)(void *, struct paper *);
	void *arg;
	FILE *file;
};

static bool paper_write(void *arg)
{
	struct paper_call *p = arg;
	struct paper paper;
	rewind(p->file);
	return ftruncate(fileno(p->file), 0) == 0 && p->make(p->arg, &paper) &&
	       format_find(cli_value(p->c, "format"))->write(&paper, p->file, p->c->errs);
}

bool cli_paper(struct cli *c, bool (*make)(void *, struct paper *), bool (*note)(void *), void *arg)
{
	struct paper_call p = { c, make, arg, NULL };
	if (isatty(STDOUT_FILENO))
		return cli_wrong(c, "format", "%s là tệp: hãy chuyển đầu ra vào một tệp (> TÊN.%s)",
		                 cli_value(c, "format"), cli_value(c, "format"));
	p.file = scratch_open(c->errs);
	if (!p.file)
		return false;
	arena_speak(c->mem, NULL);      /* papers are Vietnamese */
	bool done = cli_read(c, paper_write, &p) && (!note || note(arg)) &&
	            scratch_copy(p.file, stdout, c->errs);
	(void)fclose(p.file);
	return done;
}

struct sink cli_out(void)
{
	return sink_file(stdout);
}

void cli_tell(const struct cli *c, const char *text)
{
	sink_text(cli_out(), say(c->mem, text));
}

int cli_width(int otherwise)
{
	struct winsize w;
	const char *columns = getenv("COLUMNS");
	int64_t n;
	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col)
		return w.ws_col;
	if (columns && text_int(columns, &n) && n > 0 && n < 10000)
		return (int)n;
	return otherwise;
}

bool cli_date(struct cli *c, const char *option, struct date *out)
{
	const char *s = cli_value(c, option);
	*out = (struct date){ 0 };
	if (!s || date_parse(s, out))
		return true;
	return cli_wrong(c, option, "“%s” không phải ngày; ví dụ 2022-12-08", s);
}

bool cli_period(struct cli *c, struct period *out)
{
	const char *s = cli_value(c, "period");
	*out = (struct period){ 0 };
	if (!s || period_parse(s, out))
		return true;
	return cli_wrong(c, "period", "“%s” không phải kỳ; ví dụ 2022, 2022-Q3, 2022-H1, 2022-11, "
	                 "2022-01-01..2022-12-08", s);
}

bool cli_id(struct cli *c, const char *what, const char *text, int64_t *out)
{
	if (text_int(text, out) && *out > 0)
		return true;
	return cli_wrong(c, what, "“%s” không phải số", text);
}

/* Digits alone are a journal number, all else a moment.  What lies ahead is
 * refused: an answer "as known" must stay the same for ever. */
bool cli_known(struct cli *c, int64_t *out)
{
	const char *s = cli_value(c, "known");
	int64_t at;
	*out = 0;
	if (!s)
		return true;
	if (!journal_heads(&c->ctx))
		return false;
	if (*s && s[strspn(s, "0123456789")] == '\0') {
		if (!text_int(s, out) || *out < 1 || *out > c->ctx.head)
			return err_field(c->errs, "known", "không có bút toán %s: mới ghi đến %lld", s,
			                 (long long)c->ctx.head);
		return true;
	}
	if (!check_known(c, s) || !time_parse(s, &at) || !journal_at(&c->ctx, at, out))
		return false;
	return *out || err_field(c->errs, "known", "đến %s chưa có bút toán nào", time_show(c->mem, at));
}

bool cli_unit(struct cli *c, struct clock clock, int64_t *out)
{
	const char *code = cli_value(c, "unit");
	*out = 0;
	return !code || unit_by_code(&c->ctx, clock, code, out);
}

bool cli_question(struct cli *c, struct question *out, const char **note)
{
	*out = (struct question){ 0 };
	*note = NULL;
	if (!cli_period(c, &out->period) || !cli_date(c, "on", &out->on) || !cli_known(c, &out->known))
		return false;
	if (!out->period.from.ymd && !out->on.ymd)
		out->on = c->ctx.today;
	if (out->period.from.ymd && !question_settle(&c->ctx, out, note))
		return false;
	return cli_unit(c, (struct clock){ out->on, out->known }, &out->under);
}

bool cli_record(struct cli *c, const char *name, const struct record **out)
{
	*out = catalog_record(&c->office.catalog, name);
	if (*out)
		return true;
	const char *near = catalog_nearest_record(&c->office.catalog, name);
	return err_cited(c->errs, ERR_MISSING, "record", arena_printf(c->mem, "không có loại hồ sơ “%s”%s%s%s", name,
	                 near ? "; có phải ý là " : "", near ? near : "", near ? "?" : ""), NULL);
}

struct reading { struct cli *c; bool (*load)(void *); void *arg; };

/* Each attempt sees another snapshot, so what was known of the heads goes first. */
static bool read_once(void *arg)
{
	struct reading *r = arg;
	r->c->ctx.heads = NULL;
	r->c->ctx.head = 0;
	return r->load(r->arg);
}

bool cli_read(struct cli *c, bool (*load)(void *), void *arg)
{
	struct reading r = { c, load, arg };
	return db_txn(c->ctx.db, TXN_READ, read_once, &r);
}
