/* The only place that reads JSON from outside. */

#include "web/body.h"
#include <inttypes.h>
#include <jansson.h>
#include <string.h>
#include "base/text.h"

enum { FIELDS_MAX = 2000 };

struct texts { struct ctx *ctx; const char **name, **text; int n; };

static bool wrong(struct ctx *ctx, const char *name, const char *text)
{
	return err_field(ctx->errs, name, "%s", text);
}

static bool put(struct texts *t, const char *name, const char *text)
{
	int at = t->n;
	const char *clean = text_clean(t->ctx->mem, text, true);

	if (!clean)
		return wrong(t->ctx, name, "Có ký tự không được dùng.");
	if (t->n == FIELDS_MAX)
		return wrong(t->ctx, NULL, "Quá nhiều trường.");
	PUSH(t->ctx->mem, t->name, at, arena_text(t->ctx->mem, name));
	PUSH(t->ctx->mem, t->text, t->n, clean);
	return true;
}

static bool put_scalar(struct texts *t, const char *name, const json_t *v)
{
	switch (json_typeof(v)) {
	case JSON_STRING:
		return strlen(json_string_value(v)) == json_string_length(v) ? put(t, name, json_string_value(v)) :
		       wrong(t->ctx, name, "Có ký tự không được dùng.");
	case JSON_INTEGER:
		return put(t, name, arena_printf(t->ctx->mem, "%" PRId64, (int64_t)json_integer_value(v)));
	case JSON_TRUE:
		return put(t, name, "1");
	case JSON_FALSE:
		return put(t, name, "0");
	case JSON_NULL:
		return put(t, name, "");
	case JSON_REAL: case JSON_OBJECT: case JSON_ARRAY:
		break;
	}
	return wrong(t->ctx, name, "Phải là chữ, số nguyên, đúng, sai hoặc null.");
}

static bool put_rows(struct texts *t, const char *name, json_t *list)
{
	json_t *row, *v;
	const char *key;
	size_t i;

	json_array_foreach(list, i, row) {
		if (!json_is_object(row))
			return wrong(t->ctx, name, "Mỗi dòng phải là một đối tượng.");
		json_object_foreach(row, key, v)
			if (!put_scalar(t, arena_printf(t->ctx->mem, "%s[%d].%s", name, (int)i, key), v))
				return false;
	}
	return true;
}

static bool put_fields(struct texts *t, json_t *fields)
{
	const char *key;
	json_t *v;

	if (!fields)
		return true;
	if (!json_is_object(fields))
		return wrong(t->ctx, "fields", "fields phải là một đối tượng.");
	json_object_foreach(fields, key, v)
		if (!(json_is_array(v) ? put_rows(t, key, v) : put_scalar(t, key, v)))
			return false;
	return true;
}

static bool known(struct ctx *ctx, json_t *all)
{
	static const char *const names[] = { "id", "seen", "record", "from", "reason", "fields" };
	const char *key;
	json_t *v;

	json_object_foreach(all, key, v) {
		bool found = false;

		for (size_t i = 0; i < COUNTOF(names); i++)
			found = found || !strcmp(names[i], key);
		if (!found)
			return wrong(ctx, arena_text(ctx->mem, key), "Không có mục này; các giá trị của hồ sơ nằm "
			             "trong fields.");
	}
	return true;
}

static bool number(struct ctx *ctx, json_t *all, const char *name, int64_t *out)
{
	const json_t *v = json_object_get(all, name);

	*out = v ? json_integer_value(v) : 0;
	return !v || (json_is_integer(v) && *out > 0) || wrong(ctx, name, "Phải là số nguyên dương.");
}

static bool text(struct ctx *ctx, json_t *all, const char *name, const char **out)
{
	const json_t *v = json_object_get(all, name);

	*out = NULL;
	if (!v || json_is_null(v))
		return true;
	if (!json_is_string(v) || !(*out = text_clean(ctx->mem, json_string_value(v), false)))
		return wrong(ctx, name, "Phải là một dòng chữ.");
	return true;
}

static bool take(struct ctx *ctx, json_t *all, struct body *out)
{
	const json_t *record = json_object_get(all, "record");
	struct texts t = { .ctx = ctx };

	if (!json_is_object(all))
		return wrong(ctx, NULL, "Nội dung gửi lên phải là một đối tượng JSON.");
	if (record && !json_is_boolean(record))
		return wrong(ctx, "record", "record phải là true hoặc false.");
	out->recording = json_is_true(record);
	if (!known(ctx, all) || !number(ctx, all, "id", &out->id) || !number(ctx, all, "seen", &out->seen) ||
	    !text(ctx, all, "from", &out->from) || !text(ctx, all, "reason", &out->reason) ||
	    !put_fields(&t, json_object_get(all, "fields")))
		return false;
	out->fields = (struct input){ t.n, t.name, t.text };
	return true;
}

bool body_read(struct ctx *ctx, const struct req *req, struct body *out)
{
	json_error_t error;
	json_t *all;
	bool taken;

	*out = (struct body){ 0 };
	if (req->type != BODY_JSON)
		return wrong(ctx, NULL, "Nội dung gửi lên phải là application/json.");
	all = json_loadb(req->body ? req->body : "", req->nbody, JSON_REJECT_DUPLICATES, &error);
	if (!all)
		return err_add(ctx->errs, ERR_INPUT, "JSON sai ở dòng %d, cột %d.", error.line, error.column);
	taken = take(ctx, all, out);
	json_decref(all);
	return taken;
}
