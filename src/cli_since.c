/* Figures, what they count, and lists, compared with another moment. */

#include "cli.h"

#include "model/filter.h"
#include "site/answer_since.h"

struct since_call {
	struct cli *c;
	struct since s;
	struct asked asked;
	struct answer_since_figure *figure; int n;
	struct answer_since rows;
};

static bool asked(struct since_call *r, struct question *q, const char **note)
{
	return cli_question(r->c, q, note) && since_parse(&r->c->ctx, cli_value(r->c, "since"), &r->s);
}

static bool figure_then(struct since_call *r, struct question q, struct answer_since_figure *x)
{
	struct ctx *ctx = &r->c->ctx;
	const struct figure *f = NULL;
	struct question then;

	if (since_question(q, r->s, &then) && !figure_seek(ctx, then, x->f->code, &f))
		return false;
	return !f || figure_answer(ctx, then, &f, 1, &x->then);
}

static bool figures_load(void *arg)
{
	struct since_call *r = arg;
	struct ctx *ctx = &r->c->ctx;
	struct question q;
	const char *note;

	r->figure = NULL;
	r->n = 0;
	if (!asked(r, &q, &note))
		return false;
	for (int i = 0; i < r->c->nargs; i++) {
		struct answer_since_figure x = { .f = NULL };
		if (!figure_find(ctx, q, r->c->arg[i], &x.f) || !figure_answer(ctx, q, &x.f, 1, &x.now) ||
		    !figure_then(r, q, &x) || !since_figure(ctx, q, x.f, NULL, r->s, &x.diff))
			return false;
		PUSH(ctx->mem, r->figure, r->n, x);
	}
	return answer_asked_figures(ctx, q, note, &r->asked);
}

bool cli_since_figures(struct cli *c, int width)
{
	struct since_call r = { .c = c };
	struct json j;
	struct csv_writer w;

	if (cli_value(c, "by"))
		return cli_wrong(c, "by", "không chia được khi so với lúc khác");
	if (!cli_read(c, figures_load, &r))
		return false;
	switch (cli_format(c)) {
	case FORMAT_TEXT:
		answer_since_figures_text(c->mem, cli_out(), width, &r.asked, r.figure, r.n);
		return true;
	case FORMAT_JSON:
		j = json_new(cli_out());
		answer_since_figures_json(&j, c->mem, r.s, &r.asked, r.figure, r.n);
		return json_finish(&j);
	case FORMAT_CSV:
		w = csv_write(cli_out(), true);
		answer_since_figures_csv(&w, r.figure, r.n);
		return true;
	case FORMAT_PAPER:
		break;
	}
	return false;
}

static bool open_load(void *arg)
{
	struct since_call *r = arg;
	struct ctx *ctx = &r->c->ctx;
	struct since_diff diff;
	const struct figure *f;
	struct question q;
	const char *note;

	return asked(r, &q, &note) && figure_find(ctx, q, r->c->arg[0], &f) &&
	       since_figure(ctx, q, f, cli_value(r->c, "part"), r->s, &diff) &&
	       answer_since(ctx, &diff, cli_value(r->c, "columns"), &r->rows) &&
	       answer_asked_figures(ctx, q, note, &r->asked);
}

static bool list_load(void *arg)
{
	struct since_call *r = arg;
	struct ctx *ctx = &r->c->ctx;
	const char *where = cli_value(r->c, "where"), *note;
	struct list l = { .of = NULL };
	struct since_diff diff;
	struct question q;

	if (!cli_record(r->c, r->c->arg[0], &l.of) || !asked(r, &q, &note))
		return false;
	l.clock = (struct clock){ q.on, q.known };
	l.period = q.period;
	l.under = q.under;
	l.where = where && *where ? filter_ask(ctx, l.of, where) : NULL;
	if (where && *where && !l.where)
		return false;
	return since_list(ctx, &l, r->s, &diff) && answer_since(ctx, &diff, cli_value(r->c, "columns"), &r->rows) &&
	       answer_asked(ctx, l.clock, q.period, q.under, note, &r->asked);
}

static bool rows_run(struct cli *c, bool (*load)(void *))
{
	struct since_call r = { .c = c };
	struct json j;
	struct csv_writer w;

	if (cli_format(c) == FORMAT_PAPER)
		return cli_wrong(c, "format", "so với lúc khác chỉ có dạng text, json, csv");
	if (!cli_read(c, load, &r))
		return false;
	switch (cli_format(c)) {
	case FORMAT_TEXT:
		answer_since_text(&c->ctx, cli_out(), cli_width(0), &r.asked, &r.rows);
		return true;
	case FORMAT_JSON:
		j = json_new(cli_out());
		answer_since_json(&j, &c->ctx, r.s, &r.asked, &r.rows);
		return json_finish(&j);
	case FORMAT_CSV:
		w = csv_write(cli_out(), true);
		answer_since_csv(&w, &c->ctx, &r.rows);
		return true;
	case FORMAT_PAPER:
		break;
	}
	return false;
}

bool cli_since_open(struct cli *c)
{
	return rows_run(c, open_load);
}

bool cli_since_list(struct cli *c)
{
	return rows_run(c, list_load);
}
