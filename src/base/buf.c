#include "base/language.h"

#include <stdio.h>
#include <string.h>

enum { FIRST = 64 };

struct buf buf_new(struct arena *a, size_t max)
{
	return (struct buf){ .mem = a, .s = arena_alloc(a, FIRST, 1), .cap = FIRST, .max = max };
}

/* Room for n bytes and the NUL.  Once full, always full: a text with a hole in
 * its middle would be worse than one cut off. */
bool buf_room(struct buf *b, size_t n)
{
	if (b->full || n > b->max - b->n) {
		b->full = true;
		return false;
	}
	if (n < b->cap - b->n)
		return true;
	size_t cap = b->cap * 2;
	if (cap <= b->n + n)
		cap = b->n + n + 1;
	char *s = arena_alloc(b->mem, cap, 1);
	memcpy(s, b->s, b->n);
	b->s = s;
	b->cap = cap;
	return true;
}

void buf_add(struct buf *b, const char *s, size_t n)
{
	if (!n || !buf_room(b, n))
		return;
	memcpy(b->s + b->n, s, n);
	b->n += n;
	b->s[b->n] = '\0';
}

void buf_text(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	const struct language *l = arena_language(b->mem);
	if (l) {
		say_vprintf(b, l, fmt, ap);
		return;
	}
	va_list again;
	va_copy(again, ap);
	char small[256];
	int n = vsnprintf(small, sizeof small, fmt, ap);
	if (n < 0)
		bug("format \"%s\"", fmt);
	if ((size_t)n < sizeof small) {
		buf_add(b, small, (size_t)n);
	} else if (buf_room(b, (size_t)n)) {
		vsnprintf(b->s + b->n, b->cap - b->n, fmt, again);
		b->n += (size_t)n;
	}
	va_end(again);
}
