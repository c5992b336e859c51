#include "web/api.h"
#include "base/language.h"
#include "base/log.h"

enum { ANSWER_MAX = 128 << 20 };

struct buf *api_buf(struct arena *a)
{
	struct buf *b = NEW(a, struct buf);

	*b = buf_new(a, ANSWER_MAX);
	return b;
}

static void json_reply(struct reply *out, int status, const struct buf *b)
{
	reply_bytes(out, status, "application/json; charset=utf-8", b->s, b->n);
}

void api_reply(struct reply *out, struct json *j, const struct buf *b)
{
	if (json_finish(j))
		json_reply(out, 200, b);
	else
		api_refuse(b->mem, out, 500, "Câu trả lời quá lớn.");
}

static const char *kind_name(enum err_kind kind)
{
	switch (kind) {
	case ERR_INPUT:    return "input";
	case ERR_RULE:     return "rule";
	case ERR_DENIED:   return "denied";
	case ERR_MISSING:  return "missing";
	case ERR_CONFLICT: return "conflict";
	case ERR_BUSY:     return "busy";
	case ERR_FAULT:    return "fault";
	}
	return "fault";
}

static void put_err(struct json *j, const char *kind, const char *field, const char *text, const char *cite)
{
	json_begin_object(j);
	json_put_text(j, "kind", kind);
	json_put_text(j, "field", field);
	json_put_text(j, "text", text);
	json_put_text(j, "cite", cite);
	json_end_object(j);
}

void api_refuse(struct arena *a, struct reply *out, int status, const char *text)
{
	struct buf *b = api_buf(a);
	struct json j = json_new(sink_buf(b));

	json_begin_object(&j);
	json_key(&j, "errors");
	json_begin_array(&j);
	put_err(&j, status == 401 || status == 403 ? "denied" : status == 404 ? "missing" : status >= 500 ? "fault" :
	        "input",
	        NULL, say(b->mem, text), NULL);
	json_end_array(&j);
	json_end_object(&j);
	if (!json_finish(&j))
		bug("an answer of one line does not fit");
	json_reply(out, status, b);
}

void api_errors(struct ctx *ctx, struct reply *out)
{
	struct buf *b = api_buf(ctx->mem);
	struct json j = json_new(sink_buf(b));

	json_begin_object(&j);
	json_key(&j, "errors");
	json_begin_array(&j);
	for (const struct err *e = ctx->errs->first; e; e = e->next) {
		if (e->kind == ERR_FAULT)
			log_fault("api: %s", e->text);
		put_err(&j, kind_name(e->kind), e->field,
		        e->kind == ERR_FAULT ? say(ctx->mem, "Lỗi của hệ thống.") : e->text,
		        e->cite);
	}
	json_end_array(&j);
	json_end_object(&j);
	if (json_finish(&j))
		json_reply(out, errs_status(ctx->errs), b);
	else
		api_refuse(ctx->mem, out, 500, "Câu trả lời quá lớn.");
}
