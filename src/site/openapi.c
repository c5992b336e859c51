/* The description is drawn from the same tables as the API itself: record types
 * give the schemas, api_routes the paths. */

#include "site/openapi.h"

#include <stdio.h>
#include <string.h>

#include "model/workflow.h"
#include "site/pages.h"

#define ASKED "unit, period, on, known"

const struct api_doc api_docs[] = {
	{ "/api/session", "Tài khoản đang dùng", NULL, NULL, "Session" },
	{ "/api/list/:record", "Danh sách các dòng của một loại hồ sơ", ASKED ", where, columns, order, limit, count",
	  NULL, "List" },
	{ "/api/show/:record/:id", "Một dòng với mọi trường và các dòng con", "on, known", NULL, "List" },
	{ "/api/fields/:record", "Các trường, và giá trị của trường mã: để gợi ý khi gõ điều kiện", NULL, NULL, "Any" },
	{ "/api/history/:record/:id", "Các bản đã ghi của một dòng", NULL, NULL, "List" },
	{ "/api/figure/:code", "Trị số của một chỉ tiêu", ASKED ", by", NULL, "List" },
	{ "/api/open/:code", "Những dòng mà chỉ tiêu đếm", ASKED ", part, columns", NULL, "List" },
	{ "/api/report/:form", "Báo cáo theo biểu", ASKED, NULL, "List" },
	{ "/api/openapi.json", "Bản mô tả này", NULL, NULL, "Any" },
	{ "/api/due", "Việc quá hạn và sắp đến hạn", "unit, on, known, until, kind", NULL, "List" },
	{ "/api/do/:record/:verb", "Ghi: create, edit, change, remove, hoặc một bước của hồ sơ", NULL, "Order",
	  "Done" },
	{ "/api/undo/:entry", "Hoàn tác một bút toán", NULL, "Order", "Done" },
};
const int napi_docs = (int)COUNTOF(api_docs);

/* What can be asked beside the path, and what the path's own parts are. */
static const struct { const char *name, *type, *says; } params[] = {
	{ "unit", "string", "mã tổ chức, cùng mọi tổ chức bên dưới; không có thì tất cả" },
	{ "period", "string", "kỳ: 2022, 2022-Q3, 2022-H1, 2022-11, 2022-01-01..2022-12-08" },
	{ "on", "string", "hỏi vào ngày nào, như 2022-12-08" },
	{ "known", "string", "như đã biết ở bút toán số, hoặc vào ngày, giờ nào" },
	{ "where", "string", "điều kiện lọc" },
	{ "columns", "string", "các cột, cách nhau bằng dấu phẩy" },
	{ "order", "string", "thứ tự: các trường, '-' là giảm dần" },
	{ "limit", "integer", "nhiều nhất bao nhiêu dòng" },
	{ "count", "string", "chỉ đếm" },
	{ "by", "string", "chia theo unit hoặc một trường" },
	{ "part", "string", "num hoặc den, của một tỷ lệ" },
	{ "until", "string", "đến hết ngày nào; không có thì 30 ngày tới" },
	{ "kind", "string", "chỉ một loại hồ sơ" },
	{ "record", "string", "loại hồ sơ" },
	{ "id", "integer", "số hồ sơ" },
	{ "code", "string", "mã chỉ tiêu" },
	{ "form", "string", "biểu" },
	{ "verb", "string", "create, edit, change, remove, hoặc tên bước" },
	{ "entry", "integer", "số bút toán" },
};

static void put_ref(struct json *j, const char *schema)
{
	char ref[100];

	snprintf(ref, sizeof ref, "#/components/schemas/%s", schema);
	json_begin_object(j);
	json_put_text(j, "$ref", ref);
	json_end_object(j);
}

static void put_content(struct json *j, const char *says, const char *schema)
{
	json_begin_object(j);
	if (says)
		json_put_text(j, "description", says);
	json_key(j, "content");
	json_begin_object(j);
	json_key(j, "application/json");
	json_begin_object(j);
	json_key(j, "schema");
	put_ref(j, schema);
	json_end_object(j);
	json_end_object(j);
	json_end_object(j);
}

/* ---- schemas ---- */

static const char *json_type(enum kind k)
{
	switch (k) {
	case K_TEXT: case K_NAME: case K_NOTE: case K_DATE: case K_PARTIAL: case K_TIME: case K_CODE: case K_STATE:
	case K_SPAN: case K__COUNT:
		return "string";
	case K_INT: case K_MONEY: case K_REF: case K_UNIT:
		return "integer";
	case K_BOOL:
		return "boolean";
	}
	return "string";
}

static void put_states(struct json *j, const struct workflow *w)
{
	json_key(j, "enum");
	json_begin_array(j);
	for (int i = 0; i < w->nstates; i++)
		json_add_text(j, w->states[i].name);
	json_end_array(j);
}

static void put_field(struct json *j, const struct record *r, const struct field *f)
{
	json_key(j, f->name);
	json_begin_object(j);
	if (f->kind != K_SPAN)          /* whatever the span's field is */
		json_put_text(j, "type", json_type(f->kind));
	json_put_text(j, "title", f->label);
	if (f->help)
		json_put_text(j, "description", f->help);
	if (f->kind == K_DATE)
		json_put_text(j, "format", "date");
	if (f->kind == K_STATE)
		put_states(j, r->flow);
	if (f->kind == K_CODE || f->kind == K_REF)
		json_put_text(j, "x-of", f->of);
	if (json_type(f->kind)[0] == 's' && f->max)
		json_put_int(j, "maxLength", f->max);
	if (f->flags & F_DERIVED || f->kind == K_SPAN)
		json_put_bool(j, "readOnly", true);
	json_end_object(j);
}

static void put_record(struct json *j, const struct record *r)
{
	json_key(j, r->name);
	json_begin_object(j);
	json_put_text(j, "type", "object");
	json_put_text(j, "title", r->label);
	json_key(j, "properties");
	json_begin_object(j);
	for (int i = 0; i < r->nfields; i++)
		put_field(j, r, &r->fields[i]);
	json_end_object(j);
	json_key(j, "required");
	json_begin_array(j);
	for (int i = 0; i < r->nfields; i++)
		if (r->fields[i].flags & F_REQUIRED)
			json_add_text(j, r->fields[i].name);
	json_end_array(j);
	json_end_object(j);
}

/* Objects of the API's own: names and types of their members. */
static const struct { const char *schema, *member, *type; } members[] = {
	{ "Session", "login", "string" }, { "Session", "name", "string" }, { "Session", "today", "string" },
	{ "Session", "csrf", "string|null" },
	{ "List", "count", "integer" }, { "List", "rows", "array" },
	{ "Order", "id", "integer" }, { "Order", "seen", "integer" }, { "Order", "record", "boolean" },
	{ "Order", "from", "string" }, { "Order", "reason", "string" }, { "Order", "fields", "object" },
	{ "Done", "entry", "integer" }, { "Done", "record", "string|null" }, { "Done", "id", "integer|null" },
	{ "Done", "state", "string|null" }, { "Done", "findings", "array" },
	{ "Errors", "errors", "array" },
	{ "Any", NULL, NULL },
};

static void put_type(struct json *j, const char *type)
{
	size_t n = strcspn(type, "|");
	char first[20];

	snprintf(first, sizeof first, "%.*s", (int)n, type);
	if (!type[n]) {
		json_put_text(j, "type", first);
		return;
	}
	json_key(j, "type");
	json_begin_array(j);
	json_add_text(j, first);
	json_add_text(j, "null");
	json_end_array(j);
}

static void put_members(struct json *j)
{
	for (size_t i = 0; i < COUNTOF(members);) {
		const char *schema = members[i].schema;

		json_key(j, schema);
		json_begin_object(j);
		json_put_text(j, "type", "object");
		json_key(j, "properties");
		json_begin_object(j);
		for (; i < COUNTOF(members) && !strcmp(members[i].schema, schema); i++) {
			if (!members[i].member)
				continue;
			json_key(j, members[i].member);
			json_begin_object(j);
			put_type(j, members[i].type);
			json_end_object(j);
		}
		json_end_object(j);
		json_end_object(j);
	}
}

/* ---- paths ---- */

static void put_param(struct json *j, const char *name, const char *in, const struct catalog *c)
{
	for (size_t i = 0; i < COUNTOF(params); i++) {
		if (strcmp(params[i].name, name) != 0)
			continue;
		json_begin_object(j);
		json_put_text(j, "name", name);
		json_put_text(j, "in", in);
		json_put_text(j, "description", params[i].says);
		json_put_bool(j, "required", !strcmp(in, "path"));
		json_key(j, "schema");
		json_begin_object(j);
		json_put_text(j, "type", params[i].type);
		if (!strcmp(name, "record")) {
			json_key(j, "enum");
			json_begin_array(j);
			for (int r = 0; r < c->nrecords; r++)
				json_add_text(j, c->by_name[r]->name);
			json_end_array(j);
		}
		json_end_object(j);
		json_end_object(j);
		return;
	}
	bug("the API takes %s, which nothing describes", name);
}

static void put_params(struct json *j, const struct api_doc *d, const struct catalog *c)
{
	char name[40];

	json_key(j, "parameters");
	json_begin_array(j);
	for (const char *p = strchr(d->path, ':'); p; p = strchr(p, ':')) {
		size_t n = strcspn(++p, "/");
		snprintf(name, sizeof name, "%.*s", (int)n, p);
		put_param(j, name, "path", c);
	}
	for (const char *p = d->query; p && (p = name_next(p, name, sizeof name)); )
		put_param(j, name, "query", c);
	json_end_array(j);
}

static const struct api_doc *doc_of(const char *path)
{
	for (int i = 0; i < napi_docs; i++)
		if (!strcmp(api_docs[i].path, path))
			return &api_docs[i];
	bug("nothing describes the route %s", path);
}

/* ":record" as OpenAPI writes it: "{record}". */
static void put_path(struct json *j, const char *path)
{
	char text[200];
	size_t n = 0;

	for (const char *p = path; *p && n < sizeof text - 2;) {
		if (*p != ':') {
			text[n++] = *p++;
			continue;
		}
		text[n++] = '{';
		for (p++; *p && *p != '/' && n < sizeof text - 2; p++)
			text[n++] = *p;
		text[n++] = '}';
	}
	text[n] = '\0';
	json_key(j, text);
}

static void put_route(struct json *j, const struct route *row, const struct catalog *c)
{
	const struct api_doc *d = doc_of(row->path);

	put_path(j, row->path);
	json_begin_object(j);
	json_key(j, row->method == GET ? "get" : "post");
	json_begin_object(j);
	json_put_text(j, "summary", d->does);
	put_params(j, d, c);
	if (d->body) {
		json_key(j, "requestBody");
		put_content(j, NULL, d->body);
	}
	json_key(j, "responses");
	json_begin_object(j);
	json_key(j, "200");
	put_content(j, "Xong", d->answer);
	json_key(j, "default");
	put_content(j, "Từ chối: mỗi lỗi với trường và căn cứ của nó", "Errors");
	json_end_object(j);
	json_end_object(j);
	json_end_object(j);
}

static void put_security(struct json *j)
{
	json_key(j, "securitySchemes");
	json_begin_object(j);
	json_key(j, "key");
	json_begin_object(j);
	json_put_text(j, "type", "http");
	json_put_text(j, "scheme", "bearer");
	json_put_text(j, "description", "Khóa làm ở trang Tài khoản");
	json_end_object(j);
	json_end_object(j);
}

void openapi_json(struct json *j, const struct catalog *c)
{
	json_begin_object(j);
	json_put_text(j, "openapi", "3.1.0");
	json_key(j, "info");
	json_begin_object(j);
	json_put_text(j, "title", "Đảng vụ");
	json_put_text(j, "version", "1");
	json_end_object(j);
	json_key(j, "security");
	json_begin_array(j);
	json_begin_object(j);
	json_key(j, "key");
	json_begin_array(j);
	json_end_array(j);
	json_end_object(j);
	json_end_array(j);
	json_key(j, "paths");
	json_begin_object(j);
	for (int i = 0; i < api_routes.n; i++)
		put_route(j, &api_routes.row[i], c);
	json_end_object(j);
	json_key(j, "components");
	json_begin_object(j);
	put_security(j);
	json_key(j, "schemas");
	json_begin_object(j);
	put_members(j);
	for (int i = 0; i < c->nrecords; i++)
		put_record(j, c->by_name[i]);
	json_end_object(j);
	json_end_object(j);
	json_end_object(j);
}
