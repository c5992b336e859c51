/* The values of a filter: each is read as what its path ends in, so that a slip is told here and not found as an
 * empty list. */
#include <string.h>

#include "base/text.h"
#include "model/catalog.h"
#include "model/code.h"
#include "model/filter_lex.h"

static bool wrong_value(struct lex *x, const char *wanted)
{
	return lex_fault(x, x->at, "\"%.60s\" không phải là %s", x->word, wanted);
}

static bool read_state(struct lex *x, const struct path *path)
{
	const struct workflow *flow = path->rec[path->n - 1]->flow;
	const char *near = NULL;
	int best = 4;

	if (flow_state(flow, x->word))
		return true;
	for (int i = 0; i < flow->nstates; i++) {
		int d = text_distance(flow->states[i].name, x->word);
		if (d < best) {
			best = d;
			near = flow->states[i].name;
		}
	}
	if (near)
		return lex_fault(x, x->at, "không có trạng thái \"%.60s\"; có phải là \"%s\"?", x->word, near);
	return lex_fault(x, x->at, "không có trạng thái \"%.60s\"", x->word);
}

/* A key that was never in the list can only be a slip.  A list that is still empty (the definitions are being loaded)
 * cannot tell. */
static bool read_code(struct lex *x, const char *list)
{
	const struct code *code;
	const char *near = NULL;
	int n, best = 4;

	if (!code_list(x->ctx, list, x->ctx->today, &code, &n)) {
		x->failed = true;
		return false;
	}
	for (int i = 0; i < n; i++) {
		int d = text_distance(code[i].key, x->word);
		if (d == 0)
			return true;
		if (d < best) {
			best = d;
			near = code[i].key;
		}
	}
	if (n == 0 || strcmp(code_label(x->ctx, list, x->word), x->word) != 0)
		return true;
	if (near)
		return lex_fault(x, x->at, "danh mục \"%s\" không có mã \"%.60s\"; có phải là \"%s\"?", list,
		                 x->word, near);
	return lex_fault(x, x->at, "danh mục \"%s\" không có mã \"%.60s\"", list, x->word);
}

static bool read_day(struct lex *x, enum kind kind, struct operand *out)
{
	struct date d;
	const char *iso;
	int64_t t;

	if (lex_is(x, "today") && kind != K_TIME) {
		out->today = true;
		return true;
	}
	if (kind == K_DATE && date_parse(x->word, &d))
		out->v = V(d);
	else if (kind == K_PARTIAL && partial_parse(x->ctx->mem, x->word, &iso))
		out->v = V(iso);
	else if (kind == K_TIME && time_parse(x->word, &t))
		out->v = value_time(t);
	else
		return wrong_value(x, kind == K_DATE ? "ngày" : kind == K_TIME ? "thời điểm" : "ngày, tháng hoặc năm");
	return true;
}

static bool read_int(struct lex *x, enum kind kind, struct operand *out)
{
	int64_t i;

	if (!text_int(x->word, &i))
		return wrong_value(x, kind == K_REF ? "số hiệu bản ghi" : "số");
	out->v = V(i);
	if (kind == K_MONEY)
		out->v = value_money((struct money){ i });
	return true;
}

static bool read_bool(struct lex *x, struct operand *out)
{
	bool yes = strcmp(x->word, "1") == 0 || strcmp(x->word, "true") == 0;

	if (!yes && strcmp(x->word, "0") != 0 && strcmp(x->word, "false") != 0)
		return wrong_value(x, "0 hay 1");
	out->v = V(yes);
	return true;
}

static void read_unit(struct lex *x, struct operand *out)
{
	int64_t i;

	out->v = V(x->word);
	if (text_int(x->word, &i) && i >= UNIT_ID_LEAST)
		out->v = V(i);
}

static bool read_typed(struct lex *x, const struct path *path, struct operand *out)
{
	enum kind kind = path_kind(x->ctx->catalog, path);

	switch (kind) {
	case K_STATE:
		out->v = V(x->word);
		return read_state(x, path);
	case K_CODE:
		out->v = V(x->word);
		return read_code(x, field_shown(x->ctx->catalog, path_field(path))->of);
	case K_TEXT:
	case K_NAME:
	case K_NOTE:
		out->v = V(x->word);
		return true;
	case K_INT:
	case K_MONEY:
	case K_REF:
		return read_int(x, kind, out);
	case K_BOOL:
		return read_bool(x, out);
	case K_DATE:
	case K_PARTIAL:
	case K_TIME:
		return read_day(x, kind, out);
	case K_UNIT:
		read_unit(x, out);
		return true;
	case K_SPAN:
	case K__COUNT:
		break;
	}
	bug("a path that ends in kind %d", (int)kind);
}

bool operand_read(struct lex *x, const struct path *path, struct operand *out)
{
	if (!lex_valued(x) || !read_typed(x, path, out))
		return false;
	lex_next(x);
	return !x->failed;
}
