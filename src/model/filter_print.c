/* From the tree of a filter to the text that parses to it. */
#include <string.h>

#include "base/date.h"
#include "model/filter_tree.h"

enum { PRINT_MAX = 65536 };

/* How tightly a node binds: what binds less than its place asks for stands in parentheses. */
enum bind { BIND_OR, BIND_AND, BIND_NOT };

static void print(struct buf *b, const struct filter *f, enum bind place);

static bool plain(const char *s)
{
	static const char chars[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-:/+";

	return *s && !s[strspn(s, chars)];
}

static void print_escaped(struct buf *b, const char *s)
{
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_char(b, '\\');
		buf_char(b, *s);
	}
}

const char *filter_quoted(struct arena *a, const char *text)
{
	struct buf b = buf_new(a, PRINT_MAX);

	print_escaped(&b, text);
	return b.s;
}

static void print_text(struct buf *b, const char *s)
{
	if (plain(s)) {
		buf_text(b, s);
		return;
	}
	buf_char(b, '"');
	print_escaped(b, s);
	buf_char(b, '"');
}

static void print_operand(struct buf *b, const struct operand *o)
{
	if (o->today) {
		buf_text(b, "today");
		return;
	}
	switch (o->v.type) {
	case T_BOOL:
		buf_char(b, o->v.b ? '1' : '0');
		return;
	case T_INT:
		buf_printf(b, "%lld", (long long)o->v.i);
		return;
	case T_MONEY:
		buf_printf(b, "%lld", (long long)o->v.money.dong);
		return;
	case T_DATE:
		buf_text(b, date_iso(b->mem, o->v.date));
		return;
	case T_TIME:
		print_text(b, time_iso(b->mem, o->v.i));
		return;
	case T_TEXT:
		print_text(b, o->v.text);
		return;
	case T_NULL:
	case T_BYTES:
	case T_IDS:
	case T__COUNT:
		break;
	}
	bug("a value of type %d in a filter", (int)o->v.type);
}

static void print_joined(struct buf *b, const struct filter *f, const char *word, enum bind own, enum bind place)
{
	if (own < place)
		buf_char(b, '(');
	for (int i = 0; i < f->n; i++) {
		if (i)
			buf_text(b, word);
		print(b, f->part[i], own + 1);
	}
	if (own < place)
		buf_char(b, ')');
}

static void print_in(struct buf *b, const struct filter *f)
{
	buf_printf(b, "%s in (", f->text);
	for (int i = 0; i < f->nvalues; i++) {
		if (i)
			buf_text(b, ", ");
		print_operand(b, &f->value[i]);
	}
	buf_char(b, ')');
}

static void print_has(struct buf *b, const struct filter *f)
{
	if (*f->text)
		buf_printf(b, "%s ", f->text);
	buf_printf(b, "has %s", f->of->name);
	if (f->back_text)
		buf_printf(b, ".%s", f->back_text);
	buf_char(b, '(');
	if (f->n)
		print(b, f->part[0], BIND_OR);
	if (f->on_text)
		buf_printf(b, "%son %s", f->n ? " " : "", f->on_text);
	buf_char(b, ')');
}

static void print(struct buf *b, const struct filter *f, enum bind place)
{
	static const char *const op[] = {
		[C_EQ] = "=", [C_NE] = "!=", [C_LT] = "<", [C_LE] = "<=", [C_GT] = ">", [C_GE] = ">=",
	};

	switch (f->node) {
	case N_TRUE:
		return;
	case N_AND:
		print_joined(b, f, " and ", BIND_AND, place);
		return;
	case N_OR:
		print_joined(b, f, " or ", BIND_OR, place);
		return;
	case N_NOT:
		buf_text(b, "not ");
		print(b, f->part[0], BIND_NOT);
		return;
	case N_COMPARE:
		buf_printf(b, "%s %s ", f->text, op[f->op]);
		print_operand(b, f->value);
		return;
	case N_IN:
		print_in(b, f);
		return;
	case N_PERIOD:
		buf_printf(b, "%s in period", f->text);
		return;
	case N_SET:
	case N_UNSET:
		buf_printf(b, "%s is %sset", f->text, f->node == N_UNSET ? "not " : "");
		return;
	case N_MATCH:
	case N_UNDER:
		buf_printf(b, "%s %s ", f->text, f->node == N_MATCH ? "~" : "under");
		print_operand(b, f->value);
		return;
	case N_HAS:
		print_has(b, f);
		return;
	}
}

const char *filter_print(struct arena *a, const struct filter *f)
{
	struct buf b = buf_new(a, PRINT_MAX);

	if (f)
		print(&b, f, BIND_OR);
	return b.s;
}
