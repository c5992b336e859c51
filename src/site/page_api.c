/* The JSON face.  Each answer is loaded in one read transaction and written by
 * the same functions as the shell's. */

#include <string.h>
#include "base/language.h"
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/code.h"
#include "model/filter.h"
#include "model/query.h"
#include "model/report.h"
#include "model/workflow.h"
#include "site/answer.h"
#include "site/due.h"
#include "site/openapi.h"
#include "site/page_question.h"
#include "site/pages.h"
#include "web/api.h"
#include "web/body.h"
#include "web/pages.h"
#include "web/session.h"

struct api {
	struct ctx *ctx;
	struct req *req;
	struct buf *out;
	struct json json;
	const struct record *read;      /* a reading to put on record; NULL: none */
	int64_t row;
	const char *what;
};

/* load may be run again after a lost race: it begins its answer anew each time. */
static void begin(struct api *a)
{
	a->ctx->heads = NULL;
	a->read = NULL;
	a->out->n = 0;
	a->out->s[0] = '\0';
	a->json = json_new(sink_buf(a->out));
}

/* Readings of personal files are put on record before they leave. */
static void put_on_record(struct api *a, const struct record *rec, const char *what)
{
	if (!catalog_table(a->ctx->catalog, rec)->personal)
		return;
	a->read = rec;
	a->what = what;
}

static bool note_reading(void *arg)
{
	struct api *a = arg;

	return access_log(a->ctx, a->what, a->read, a->row, a->req->target);
}

static void answer(struct ctx *ctx, struct req *req, bool (*load)(void *), struct reply *out)
{
	struct api a = { .ctx = ctx, .req = req, .out = api_buf(ctx->mem) };

	if (!db_txn(ctx->db, TXN_READ, load, &a) || (a.read && !db_txn(ctx->db, TXN_WRITE, note_reading, &a)))
		api_errors(ctx, out);
	else
		api_reply(out, &a.json, a.out);
}

/* ---- rows ---- */

static bool row_count(struct ctx *ctx, const struct req *req, int64_t *count)
{
	const char *text = req_query(req, "limit");

	*count = 0;
	return !text || (text_int(text, count) && *count > 0) ||
	       err_field(ctx->errs, "limit", "limit phải là số nguyên dương.");
}

static bool load_list(void *arg)
{
	struct api *a = arg;
	struct ctx *ctx = a->ctx;
	struct list list = { .of = page_record(ctx, a->req), .columns = req_query(a->req, "columns"),
	                     .order = req_query(a->req, "order") };
	const char *where = req_query(a->req, "where");
	struct listing rows = { 0 };
	struct asked asked;
	struct ask ask;

	begin(a);
	if (!list.of || !ask_read(ctx, a->req, &ask) || !row_count(ctx, a->req, &list.count))
		return false;
	list.clock = ask.clock;
	list.period = ask.when;
	list.under = ask.under;
	list.where = filter_ask(ctx, list.of, where);

	struct answer_list shown = { .listing = &rows, .where = where, .of = list.of,
	                             .count_only = req_query(a->req, "count") != NULL };

	if (!list.where ||
	    !(shown.count_only ? list_count(ctx, &list, &shown.count) : list_rows(ctx, &list, &rows)) ||
	    !answer_asked(ctx, list.clock, list.period, list.under, NULL, &asked))
		return false;
	if (!shown.count_only)
		put_on_record(a, list.of, "api list");
	answer_listing_json(&a->json, ctx, &asked, &shown);
	return true;
}

static bool load_show(void *arg)
{
	struct api *a = arg;
	struct ctx *ctx = a->ctx;
	const struct record *rec = page_record(ctx, a->req);
	struct answer_show show;
	struct asked asked;
	struct ask ask;

	begin(a);
	if (!rec)
		return false;
	if (!req_id(a->req, "id", &a->row))
		return err_add(ctx->errs, ERR_MISSING, "Không có %s này.", rec->label);
	if (!ask_read(ctx, a->req, &ask) || !answer_show(ctx, rec, a->row, ask.clock, &show) ||
	    !answer_asked(ctx, ask.clock, (struct period){ { 0 }, { 0 } }, 0, NULL, &asked))
		return false;
	put_on_record(a, rec, "api show");
	answer_show_json(&a->json, ctx, &asked, &show);
	return true;
}

static bool load_history(void *arg)
{
	struct api *a = arg;
	const struct record *rec = page_record(a->ctx, a->req);
	struct answer_history history;

	begin(a);
	if (!rec)
		return false;
	if (!req_id(a->req, "id", &a->row))
		return err_add(a->ctx->errs, ERR_MISSING, "Không có %s này.", rec->label);
	if (!answer_history(a->ctx, rec, a->row, &history))
		return false;
	put_on_record(a, rec, "api history");
	answer_history_json(&a->json, a->ctx, &history);
	return true;
}

/* ---- what conditions can be made of ---- */

static void put_value(struct json *j, const char *value, const char *label)
{
	json_begin_object(j);
	json_put_text(j, "value", value);
	json_put_text(j, "label", label);
	json_end_object(j);
}

static bool put_values(struct api *a, const struct record *rec, const struct field *f)
{
	const struct field *shown = field_shown(a->ctx->catalog, f);
	const struct code *code = NULL;
	int n = 0;

	if (shown->kind == K_CODE && !code_list(a->ctx, shown->of, a->ctx->today, &code, &n))
		return false;
	json_key(&a->json, "values");
	json_begin_array(&a->json);
	for (int i = 0; i < n; i++)
		put_value(&a->json, code[i].key, code[i].label);
	for (int i = 0; shown->kind == K_STATE && rec->flow && i < rec->flow->nstates; i++)
		put_value(&a->json, rec->flow->states[i].name, say(a->ctx->mem, rec->flow->states[i].label));
	json_end_array(&a->json);
	return true;
}

static bool load_fields(void *arg)
{
	struct api *a = arg;
	const struct record *rec = page_record(a->ctx, a->req);
	bool fine = rec;

	begin(a);
	if (!rec)
		return false;
	json_begin_object(&a->json);
	json_key(&a->json, "fields");
	json_begin_array(&a->json);
	for (int i = 0; fine && i < rec->nfields; i++) {
		if (!access_field(a->ctx, rec, &rec->fields[i]))
			continue;
		json_begin_object(&a->json);
		json_put_text(&a->json, "name", rec->fields[i].name);
		json_put_text(&a->json, "label", say(a->ctx->mem, rec->fields[i].label));
		fine = put_values(a, rec, &rec->fields[i]);
		json_end_object(&a->json);
	}
	json_end_array(&a->json);
	json_end_object(&a->json);
	return fine;
}

/* ---- figures ---- */

static bool load_figure(void *arg)
{
	struct api *a = arg;
	struct ctx *ctx = a->ctx;
	const char *by = req_query(a->req, "by"), *note;
	const struct figure *f;
	struct answer one, *x = &one;
	struct report_row *row;
	struct question q;
	struct asked asked;
	struct ask ask;
	int n = 1;

	begin(a);
	if (!question_read(ctx, a->req, &ask, &q, &note) || !figure_find(ctx, q, req_param(a->req, "code"), &f) ||
	    !(by ? figure_by(ctx, q, f, by, &x, &n) : figure_answer(ctx, q, &f, 1, &one)) ||
	    !answer_asked_figures(ctx, q, note, &asked))
		return false;
	row = NEWN(ctx->mem, struct report_row, n + 1);
	for (int i = 0; i < n; i++)
		row[i] = answer_row(f, &x[i], q);
	answer_figures_json(&a->json, &asked, row, n);
	return true;
}

static bool load_open(void *arg)
{
	struct api *a = arg;
	struct ctx *ctx = a->ctx;
	const char *part = req_query(a->req, "part"), *note;
	const struct figure *f;
	struct listing rows;
	struct question q;
	struct asked asked;
	struct ask ask;
	int64_t total;

	begin(a);
	if (part && strcmp(part, "num") && strcmp(part, "den"))
		return err_field(ctx->errs, "part", "part là num hoặc den.");
	if (!question_read(ctx, a->req, &ask, &q, &note) || !figure_find(ctx, q, req_param(a->req, "code"), &f) ||
	    !figure_open(ctx, q, f, part, req_query(a->req, "columns"), 0, 0, &rows, &total) ||
	    !answer_asked_figures(ctx, q, note, &asked))
		return false;

	struct answer_list shown = { .listing = &rows, .where = f->where, .figure = f->code, .part = part,
	                             .of = rows.of,
	                             .times = !strcmp(f->amount, "persons") };

	put_on_record(a, rows.of, "api open");
	answer_listing_json(&a->json, ctx, &asked, &shown);
	return true;
}

static bool load_report(void *arg)
{
	struct api *a = arg;
	struct report report;
	struct question q;
	struct asked asked;
	struct ask ask;
	const char *note;

	begin(a);
	if (!question_read(a->ctx, a->req, &ask, &q, &note) ||
	    !report_make(a->ctx, req_param(a->req, "form"), q, &report) ||
	    !answer_asked_figures(a->ctx, report.question, report.note ? report.note : note, &asked))
		return false;
	answer_report_json(&a->json, &asked, &report);
	return true;
}

static bool load_due(void *arg)
{
	struct api *a = arg;
	const char *text = req_query(a->req, "until");
	struct date until;
	struct due *due;
	struct ask ask;
	int n;

	begin(a);
	if (!ask_read(a->ctx, a->req, &ask))
		return false;
	until = date_add_days(ask.clock.on, DUE_DAYS);
	if (text && !date_parse(text, &until))
		return err_field(a->ctx->errs, "until", "Ngày phải viết như 2022-12-08.");
	if (!due_load(a->ctx, ask.clock, ask.under, until, req_query(a->req, "kind"), &due, &n))
		return false;
	due_json(&a->json, a->ctx->mem, due, n, ask.clock.on);
	return true;
}

/* ---- orders ---- */

static bool read_verb(struct ctx *ctx, const struct req *req, struct order *o)
{
	static const struct { const char *name; enum verb verb; } verbs[] = {
		{ "create", DO_CREATE }, { "edit", DO_EDIT }, { "change", DO_CHANGE }, { "remove", DO_REMOVE },
	};
	const char *name = req_param(req, "verb");

	o->rec = page_record(ctx, req);
	if (!o->rec)
		return false;
	for (size_t i = 0; i < COUNTOF(verbs); i++)
		if (!strcmp(verbs[i].name, name)) {
			o->verb = verbs[i].verb;
			return true;
		}
	o->verb = DO_STEP;
	o->step = name;
	return (o->rec->flow && flow_step(o->rec->flow, name)) ||
	       err_add(ctx->errs, ERR_MISSING, "%s không có bước \"%s\".", o->rec->label, name);
}

static void reply_done(struct ctx *ctx, const struct record *rec, const struct done *done, struct reply *out)
{
	struct buf *b = api_buf(ctx->mem);
	struct json j = json_new(sink_buf(b));

	answer_done_json(&j, rec, done);
	api_reply(out, &j, b);
}

static void do_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct order o = { .rec = NULL };
	struct body body;
	struct done done;

	if (!read_verb(ctx, req, &o) || !body_read(ctx, req, &body)) {
		api_errors(ctx, out);
		return;
	}
	o.id = body.id;
	o.seen = body.seen;
	o.recording = body.recording;
	o.reason = body.reason;
	o.input = &body.fields;
	if (body.from && !date_parse(body.from, &o.from))
		err_field(ctx->errs, "from", "Ngày phải viết như 2022-12-08.");
	ctx->heads = NULL;
	if (ctx->errs->count || !command_run(ctx, &o, &done))
		api_errors(ctx, out);
	else
		reply_done(ctx, o.rec, &done, out);
}

static void undo_order(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct body body;
	struct done done;
	int64_t entry;

	if (!req_id(req, "entry", &entry))
		err_add(ctx->errs, ERR_MISSING, "Không có bút toán này.");
	ctx->heads = NULL;
	if (ctx->errs->count || !body_read(ctx, req, &body) || !command_undo(ctx, entry, body.reason, &done))
		api_errors(ctx, out);
	else
		reply_done(ctx, NULL, &done, out);
}

static void session_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct buf *b = api_buf(ctx->mem);
	struct json j = json_new(sink_buf(b));

	json_begin_object(&j);
	json_put_text(&j, "login", ctx->user->login);
	json_put_text(&j, "name", ctx->user->name);
	json_put_text(&j, "today", date_iso(ctx->mem, ctx->today));
	json_put_text(&j, "csrf", req->session->csrf);
	json_end_object(&j);
	api_reply(out, &j, b);
}

static void openapi_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct buf *b = api_buf(ctx->mem);
	struct json j = json_new(sink_buf(b));

	(void)req;
	openapi_json(&j, ctx->catalog);
	api_reply(out, &j, b);
}

#define SERVES(name) \
	static void name##_serve(struct ctx *ctx, struct req *req, struct reply *out) \
	{ \
		answer(ctx, req, load_##name, out); \
	}
SERVES(list)
SERVES(show)
SERVES(history)
SERVES(fields)
SERVES(figure)
SERVES(open)
SERVES(report)
SERVES(due)

static const struct route rows[] = {
	{ DOOR_API, GET,  "/api/session", .serve = session_serve },
	{ DOOR_API, GET,  "/api/list/:record", .serve = list_serve },
	{ DOOR_API, GET,  "/api/show/:record/:id", .serve = show_serve },
	{ DOOR_API, GET,  "/api/history/:record/:id", .serve = history_serve },
	{ DOOR_API, GET,  "/api/fields/:record", .serve = fields_serve },
	{ DOOR_API, GET,  "/api/figure/:code", .serve = figure_serve },
	{ DOOR_API, GET,  "/api/open/:code", .serve = open_serve },
	{ DOOR_API, GET,  "/api/report/:form", .serve = report_serve },
	{ DOOR_API, GET,  "/api/openapi.json", .serve = openapi_serve },
	{ DOOR_API, GET,  "/api/due", .serve = due_serve },
	{ DOOR_API, POST, "/api/do/:record/:verb", .serve = do_serve },
	{ DOOR_API, POST, "/api/undo/:entry", .serve = undo_order },
};

const struct routes api_routes = { rows, (int)COUNTOF(rows) };
