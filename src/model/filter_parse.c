/* From the text of a filter to its tree, checked against the fields. */
#include <string.h>

#include "model/access.h"
#include "model/catalog.h"
#include "model/filter_lex.h"

/* SQLite's parser has a stack of 100 symbols and its expressions at most 1,000 levels: what would not fit is refused
 * here, with a reason. */
enum { TEXT_MAX = 65536, NEST_MAX = 64, CONDITIONS_MAX = 300, VALUES_MAX = 1000, DEEP_MAX = 76 };

struct parser {
	struct lex x;
	struct ctx *ctx;
	const struct record *rec;       /* whose fields a path begins with here */
	int nest, conditions, values;
};

static const struct filter *parse_or(struct parser *p);

/* ---- conditions ---- */

/* How many symbols wait on the parser's stack inside what query_path writes: "(SELECT .. FROM .. WHERE .. =" for each
 * step after the first and for a span, "CASE .. ELSE (SELECT .." for a state, "CASE WHEN .. <=" for a step's day. */
static int path_deep(const struct path *path)
{
	enum { COLUMN = 5, STEP = 8, STATE = 15, STEP_DAY = 4 };
	const struct field *f = path_field(path);
	int deep = COLUMN + STEP * (path->n > 1 ? path->n - 1 : 0);

	if (!f)
		return deep;
	if (f->kind == K_SPAN)
		return deep + STEP;
	const struct record *rec = path->rec[path->n - 1];
	if (f->kind == K_STATE || (rec->flow && strcmp(f->name, "state_on") == 0))
		return deep + STATE;
	return deep + (field_step_day(rec, path->field[path->n - 1]) ? STEP_DAY : 0);
}

/* Counted as it is made, so that no text can make more than the engine takes. */
static const struct filter *finish(struct parser *p, const char *at, struct filter f)
{
	if (p->x.failed)
		return NULL;
	if (f.deep > DEEP_MAX) {
		lex_fault(&p->x, at, "điều kiện lồng quá sâu");
		return NULL;
	}
	if (f.node > N_NOT && ++p->conditions > CONDITIONS_MAX) {
		lex_fault(&p->x, at, "quá %d điều kiện", CONDITIONS_MAX);
		return NULL;
	}
	return arena_copy(p->ctx->mem, &f, sizeof f);
}

/* What lies in a personal file stays closed to guessing by filter too. */
static bool readable(struct parser *p, const struct path *path)
{
	for (int i = 0; i < path->n; i++) {
		const struct field *f = &path->rec[i]->fields[path->field[i]];
		if (!(f->flags & F_FILE) || access_field(p->ctx, path->rec[i], f))
			continue;
		p->x.failed = true;
		return err_add(p->ctx->errs, ERR_DENIED, "Bạn không được xem \"%s\" của %s", f->label,
		               path->rec[i]->label);
	}
	return true;
}

static bool read_path(struct parser *p, const struct record *rec, const char **text, struct path *out)
{
	if (p->x.token != TK_WORD)
		return lex_expected(&p->x, "tên trường");
	const char *fault = query_path_look(p->ctx, rec, p->x.word, out);
	if (fault)
		return lex_fault(&p->x, p->x.at, "%s", fault);
	*text = p->x.word;
	if (!readable(p, out))
		return false;
	lex_next(&p->x);
	return !p->x.failed;
}

static bool ordered(enum kind kind)
{
	switch (kind) {
	case K_BOOL: case K_CODE: case K_STATE: case K_REF: case K_UNIT: case K_SPAN: case K__COUNT:
		return false;
	case K_TEXT: case K_NAME: case K_NOTE: case K_INT: case K_MONEY: case K_DATE: case K_PARTIAL: case K_TIME:
		return true;
	}
	return false;
}

static bool read_compare(struct parser *p, struct filter *f)
{
	struct operand value = { 0 };

	f->node = N_COMPARE;
	f->op = p->x.op;
	if (f->op != C_EQ && f->op != C_NE && !ordered(path_kind(p->ctx->catalog, &f->path)))
		return lex_fault(&p->x, p->x.at, "\"%s\" chỉ so được bằng =, != hay in", f->text);
	lex_next(&p->x);
	if (!operand_read(&p->x, &f->path, &value))
		return false;
	f->value = arena_copy(p->ctx->mem, &value, sizeof value);
	f->nvalues = 1;
	return true;
}

static bool read_in(struct parser *p, struct filter *f)
{
	struct operand *list = NULL;

	f->node = N_PERIOD;
	if (lex_is(&p->x, "period") && path_kind(p->ctx->catalog, &f->path) != K_DATE)
		return lex_fault(&p->x, p->x.at, "\"%s\" không phải là ngày nên không thể \"in period\"", f->text);
	if (lex_accept(&p->x, "period"))
		return !p->x.failed;
	f->node = N_IN;
	if (!lex_pass(&p->x, TK_OPEN, "\"(\" hay period"))
		return false;
	do {
		struct operand value = { 0 };
		if (!operand_read(&p->x, &f->path, &value))
			return false;
		PUSH(p->ctx->mem, list, f->nvalues, value);
		p->values += value.v.type != T_INT;
		if (p->values > VALUES_MAX)
			return lex_fault(&p->x, p->x.at, "quá %d giá trị", VALUES_MAX);
	} while (p->x.token == TK_COMMA && (lex_next(&p->x), true));
	f->value = list;
	return lex_pass(&p->x, TK_CLOSE, "\",\" hay \")\"");
}

static bool read_set(struct parser *p, struct filter *f)
{
	f->node = lex_accept(&p->x, "not") ? N_UNSET : N_SET;
	return lex_accept(&p->x, "set") ? !p->x.failed : lex_expected(&p->x, "set hay not set");
}

static bool read_text(struct parser *p, struct filter *f)
{
	struct operand value = { 0 };

	if (!lex_valued(&p->x))
		return false;
	value.v = V(p->x.word);
	f->value = arena_copy(p->ctx->mem, &value, sizeof value);
	f->nvalues = 1;
	lex_next(&p->x);
	return !p->x.failed;
}

static bool read_match(struct parser *p, const char *at, struct filter *f)
{
	f->node = N_MATCH;
	f->search = f->path;
	if (!path_title(p->ctx->catalog, &f->search) || !path_field(&f->search) ||
	    !(field_shown(p->ctx->catalog, path_field(&f->search))->flags & F_SEARCH))
		return lex_fault(&p->x, at, "không tìm theo chữ trong \"%s\" được", f->text);
	return readable(p, &f->search) && read_text(p, f);
}

static bool read_under(struct parser *p, const char *at, struct filter *f)
{
	struct operand value = { 0 };

	f->node = N_UNDER;
	if (path_kind(p->ctx->catalog, &f->path) != K_UNIT)
		return lex_fault(&p->x, at, "\"%s\" không phải là tổ chức nên không thể \"under\"", f->text);
	if (!operand_read(&p->x, &f->path, &value))
		return false;
	f->value = arena_copy(p->ctx->mem, &value, sizeof value);
	f->nvalues = 1;
	return true;
}

/* ---- has ---- */

static bool read_back(struct parser *p, struct filter *f)
{
	const char *at = p->x.at, *dot = p->x.token == TK_WORD ? strchr(p->x.word, '.') : NULL;
	const char *name = dot ? arena_textn(p->ctx->mem, p->x.word, (size_t)(dot - p->x.word)) : p->x.word;

	if (p->x.token != TK_WORD)
		return lex_expected(&p->x, "loại bản ghi");
	f->of = catalog_record(p->ctx->catalog, name);
	f->back_text = dot ? dot + 1 : NULL;
	const char *near = f->of ? NULL : catalog_nearest_record(p->ctx->catalog, name);
	if (near)
		return lex_fault(&p->x, at, "không có loại bản ghi \"%.60s\"; có phải là \"%s\"?", name, near);
	if (!f->of)
		return lex_fault(&p->x, at, "không có loại bản ghi \"%.60s\"", name);
	const char *fault = filter_link(p->ctx, f);
	if (fault)
		return lex_fault(&p->x, at, "%s", fault);
	lex_next(&p->x);
	return !p->x.failed;
}

/* "on decided_on)" is the day, "on = 1" would be a field. */
static bool at_day(const struct parser *p)
{
	struct lex ahead = p->x;

	if (!lex_is(&ahead, "on") || ahead.failed)
		return false;
	ahead.failed = true;    /* what it meets is told when it is met again */
	lex_next(&ahead);
	if (ahead.token != TK_WORD)
		return false;
	lex_next(&ahead);
	return ahead.token == TK_CLOSE;
}

static bool read_on(struct parser *p, struct filter *f)
{
	const char *at;

	lex_next(&p->x);
	at = p->x.at;
	if (!read_path(p, p->rec, &f->on_text, &f->on))
		return false;
	if (path_kind(p->ctx->catalog, &f->on) != K_DATE)
		return lex_fault(&p->x, at, "\"%s\" không phải là ngày", f->on_text);
	return true;
}

static bool too_nested(struct parser *p, const char *at)
{
	return lex_fault(&p->x, at, "điều kiện lồng quá %d tầng", NEST_MAX);
}

static bool read_inner(struct parser *p, struct filter *f)
{
	const struct record *outer = p->rec;
	const struct filter **part = NEW(p->ctx->mem, const struct filter *);

	if (p->nest == NEST_MAX)
		return too_nested(p, p->x.at);
	p->nest++;
	p->rec = f->of;
	*part = parse_or(p);
	p->rec = outer;
	p->nest--;
	f->part = part;
	f->n = 1;
	return *part != NULL;
}

static int most(int a, int b)
{
	return a > b ? a : b;
}

/* "EXISTS (SELECT .. FROM .. WHERE", then the way back, and inside it the day wherever a day is asked for. */
static int has_deep(const struct filter *f)
{
	enum { EXISTS = 7, STEP = 8, AND = 3 };
	int link = AND + STEP * f->back.n + path_deep(&f->path), day = f->on_text ? AND + path_deep(&f->on) : 0;

	return EXISTS + AND + most(link, day + (f->n ? f->part[0]->deep : AND));
}

static const struct filter *read_has(struct parser *p, const char *at, struct filter *f)
{
	f->node = N_HAS;
	if (!read_back(p, f) || !lex_pass(&p->x, TK_OPEN, "\"(\""))
		return NULL;
	if (p->x.token != TK_CLOSE && !at_day(p) && !read_inner(p, f))
		return NULL;
	if (lex_is(&p->x, "on") && !read_on(p, f))
		return NULL;
	if (!lex_pass(&p->x, TK_CLOSE, f->on_text ? "\")\"" : "and, or, on hay \")\""))
		return NULL;
	f->deep = has_deep(f);
	return finish(p, at, *f);
}

static const struct filter *parse_condition(struct parser *p)
{
	const char *at = p->x.at;
	struct filter f = { .text = "", .path = { .rec = { p->rec } } };
	bool ok;

	if (lex_accept(&p->x, "has"))
		return read_has(p, at, &f);
	if (!read_path(p, p->rec, &f.text, &f.path))
		return NULL;
	if (lex_accept(&p->x, "has"))
		return read_has(p, at, &f);
	if (p->x.token == TK_COMPARE)
		ok = read_compare(p, &f);
	else if (p->x.token == TK_MATCH)
		ok = (lex_next(&p->x), read_match(p, at, &f));
	else if (lex_accept(&p->x, "in"))
		ok = read_in(p, &f);
	else if (lex_accept(&p->x, "is"))
		ok = read_set(p, &f);
	else if (lex_accept(&p->x, "under"))
		ok = read_under(p, at, &f);
	else
		ok = lex_expected(&p->x, "phép so sánh (=, !=, <, <=, >, >=, ~, in, is, under, has)");
	f.deep = 2 + path_deep(f.node == N_MATCH ? &f.search : &f.path);
	return ok ? finish(p, at, f) : NULL;
}

/* ---- and, or, not ---- */

struct parts { const struct filter **part; int n, deep; };

/* (a and b) and c is a and b and c. */
static void parts_add(struct parser *p, struct parts *to, enum filter_node node, const struct filter *f)
{
	to->deep = most(to->deep, f->deep);
	for (int i = 0; f->node == node && i < f->n; i++)
		PUSH(p->ctx->mem, to->part, to->n, f->part[i]);
	if (f->node != node)
		PUSH(p->ctx->mem, to->part, to->n, f);
}

static const struct filter *parts_join(struct parser *p, const char *at, const struct parts *parts,
                                       enum filter_node node)
{
	if (parts->n == 1)
		return parts->part[0];
	struct filter f = { .node = node, .part = parts->part, .n = parts->n, .deep = parts->deep + 3 };
	return finish(p, at, f);
}

static const struct filter *parse_factor(struct parser *p);

static const struct filter *parse_not(struct parser *p, const char *at)
{
	const struct filter *f = parse_factor(p);
	struct parts inner = { 0 };

	if (!f)
		return NULL;
	PUSH(p->ctx->mem, inner.part, inner.n, f);
	return finish(p, at, (struct filter){ .node = N_NOT, .part = inner.part, .n = 1, .deep = f->deep + 6 });
}

static const struct filter *parse_group(struct parser *p)
{
	const struct filter *f = parse_or(p);

	return f && lex_pass(&p->x, TK_CLOSE, "and, or hay \")\"") ? f : NULL;
}

static const struct filter *parse_factor(struct parser *p)
{
	const char *at = p->x.at;
	bool group = p->x.token == TK_OPEN;

	if (!group && !lex_is(&p->x, "not"))
		return parse_condition(p);
	if (p->nest == NEST_MAX && !too_nested(p, at))
		return NULL;
	p->nest++;
	lex_next(&p->x);
	const struct filter *f = group ? parse_group(p) : parse_not(p, at);
	p->nest--;
	return f;
}

static const struct filter *parse_and(struct parser *p)
{
	const char *at = p->x.at;
	struct parts parts = { 0 };

	do {
		const struct filter *f = parse_factor(p);
		if (!f)
			return NULL;
		parts_add(p, &parts, N_AND, f);
	} while (lex_accept(&p->x, "and"));
	return parts_join(p, at, &parts, N_AND);
}

static const struct filter *parse_or(struct parser *p)
{
	const char *at = p->x.at;
	struct parts parts = { 0 };

	do {
		const struct filter *f = parse_and(p);
		if (!f)
			return NULL;
		parts_add(p, &parts, N_OR, f);
	} while (lex_accept(&p->x, "or"));
	return parts_join(p, at, &parts, N_OR);
}

const struct filter *filter_parse(struct ctx *ctx, const struct record *rec, const char *text)
{
	if (text && strlen(text) > TEXT_MAX) {
		err_field(ctx->errs, "where", "Điều kiện dài quá %d byte", TEXT_MAX);
		return NULL;
	}
	struct parser p = { .x = lex_new(ctx, text ? text : ""), .ctx = ctx, .rec = rec };
	if (p.x.token == TK_END && !p.x.failed)
		return arena_copy(ctx->mem, &(struct filter){ .node = N_TRUE }, sizeof(struct filter));
	const struct filter *f = p.x.failed ? NULL : parse_or(&p);
	if (!f || p.x.failed)
		return NULL;
	if (p.x.token != TK_END) {
		lex_expected(&p.x, "and, or hay hết điều kiện");
		return NULL;
	}
	return f;
}

const struct filter *filter_and(struct arena *a, const struct filter *x, const struct filter *y)
{
	const struct filter *const both[] = { x, y };
	const struct filter **part = NULL;
	struct filter f = { .node = N_AND };

	for (size_t i = 0; i < COUNTOF(both); i++) {
		bool joined = both[i] && both[i]->node == N_AND;
		for (int k = 0; joined && k < both[i]->n; k++)
			PUSH(a, part, f.n, both[i]->part[k]);
		if (both[i] && !joined && both[i]->node != N_TRUE)
			PUSH(a, part, f.n, both[i]);
		f.deep = both[i] ? most(f.deep, both[i]->deep + 3) : f.deep;
	}
	if (f.n < 2)
		return f.n ? part[0] : NULL;
	f.part = part;
	return arena_copy(a, &f, sizeof f);
}
