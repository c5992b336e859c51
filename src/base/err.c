#include "base/err.h"
#include "base/language.h"

enum { TEXT_MAX = 4000 };

struct errs errs_new(struct arena *mem)
{
	return (struct errs){ .mem = mem };
}

void errs_clear(struct errs *e)
{
	*e = errs_new(e->mem);
}

enum err_kind errs_worst(const struct errs *e)
{
	enum err_kind worst = ERR_INPUT;
	for (const struct err *x = e->first; x; x = x->next)
		if (x->kind > worst)
			worst = x->kind;
	return worst;
}

/* `end` is only read when there is a first one, so an empty struct errs may be
 * copied about, and {.mem = a} is one. */
static bool add(struct errs *e, struct err x)
{
	struct err *new = arena_copy(e->mem, &x, sizeof x);
	if (e->first)
		*e->end = new;
	else
		e->first = new;
	e->end = &new->next;
	e->count++;
	return false;
}

static const char *print(struct errs *e, const char *fmt, va_list ap)
{
	struct buf b = buf_new(e->mem, TEXT_MAX);
	buf_vprintf(&b, fmt, ap);
	return b.full ? "Lỗi (nội dung quá dài)" : b.s;
}

bool err_add(struct errs *e, enum err_kind kind, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = print(e, fmt, ap);
	va_end(ap);
	return add(e, (struct err){ .kind = kind, .text = text });
}

bool err_field(struct errs *e, const char *field, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = print(e, fmt, ap);
	va_end(ap);
	return add(e, (struct err){ .kind = ERR_INPUT, .field = arena_text(e->mem, field), .text = text });
}

bool err_cited(struct errs *e, enum err_kind kind, const char *field, const char *text, const char *cite)
{
	return add(e, (struct err){ .kind = kind, .field = arena_text(e->mem, field),
	                            .text = arena_text(e->mem, say(e->mem, text)),
	                            .cite = arena_text(e->mem, say(e->mem, cite)) });
}
