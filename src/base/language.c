/* The catalog is read where it lies, through the hash table that msgfmt put into it: nothing is loaded, and
 * Vietnamese costs the test of a pointer. */

#include "base/language.h"

#include <stdio.h>
#include <string.h>

__asm__(".section .rodata\n"
        ".balign 8\n"
        "catalog_en: .incbin \"build/po/en.mo\"\n"
        ".byte 0\n"
        ".text\n");
extern const unsigned char catalog_en[];

struct language { const char *tag; const unsigned char *catalog; char thousands, point; };
static const struct language languages[] = { { "en", catalog_en, ',', '.' } };

const struct language *language_find(const char *tag)
{
	for (size_t i = 0; tag && i < COUNTOF(languages); i++) {
		size_t n = strlen(languages[i].tag);

		if (!strncmp(tag, languages[i].tag, n) && strchr("-_.@", tag[n]))
			return &languages[i];
	}
	return NULL;
}

const char *language_tag(const struct language *l)
{
	return l ? l->tag : "vi";
}

char language_thousands(const struct language *l)
{
	return l ? l->thousands : '.';
}

char language_point(const struct language *l)
{
	return l ? l->point : ',';
}

/* ---- the catalog ---- */

static uint32_t word(const unsigned char *catalog, uint32_t at)
{
	uint32_t w;

	memcpy(&w, catalog + at, sizeof w);
	return w;
}

/* P. J. Weinberger's, as GNU gettext has it in the file. */
static uint32_t hash(const char *s)
{
	uint32_t h = 0;

	while (*s) {
		h = (h << 4) + (unsigned char)*s++;
		uint32_t top = h & 0xf0000000;
		if (top)
			h ^= top >> 24 ^ top;
	}
	return h;
}

/* The head of the file: magic, revision, number of texts, where their table is, where that of the translations, size
 * and place of the hash table.  The empty text has the head of the translation: never asked. */
const char *say_format(const struct language *l, const char *text)
{
	const unsigned char *c = l->catalog;
	uint32_t size = word(c, 20), table = word(c, 24), h, at, step;

	if (!*text || size < 3)
		return text;
	h = hash(text);
	at = h % size;
	step = 1 + h % (size - 2);
	for (;;) {
		uint32_t n = word(c, table + 4 * at);

		if (!n)
			return text;
		if (!strcmp(text, (const char *)c + word(c, word(c, 12) + 8 * (n - 1) + 4)))
			return (const char *)c + word(c, word(c, 16) + 8 * (n - 1) + 4);
		at = at >= size - step ? at - (size - step) : at + step;
	}
}

/* Literals lie in the program itself; what was read from a database or typed lies on a heap or a stack. */
extern const char __executable_start[], _end[];

const char *say_own(const struct language *l, const char *text)
{
	uintptr_t p = (uintptr_t)text;

	return l && p >= (uintptr_t)__executable_start && p < (uintptr_t)_end ? say_format(l, text) : text;
}

const char *say(const struct arena *a, const char *text)
{
	const struct language *l = arena_language(a);

	return l && text ? say_format(l, text) : text;
}

/* gettext joins a context and its text in this way. */
const char *say_many(const struct arena *a, const char *text)
{
	const struct language *l = arena_language(a);
	char key[200];

	if (!l || !text || (size_t)snprintf(key, sizeof key, "many\004%s", text) >= sizeof key)
		return say(a, text);
	const char *found = say_format(l, key);
	return found == key ? say_format(l, text) : found;
}

/* ---- printing ---- */

bool say_counts(const char *s, bool one)
{
	return *s && !s[strspn(s, "0123456789.,")] ? !strcmp(s, "1") : one;
}

void say_piece(struct buf *b, const char *s, size_t n, bool one)
{
	const char *end = s + n;

	while (s < end) {
		const char *open = memchr(s, '{', (size_t)(end - s));
		const char *bar = open ? memchr(open, '|', (size_t)(end - open)) : NULL;
		const char *close = bar ? memchr(bar, '}', (size_t)(end - bar)) : NULL;

		if (!close) {
			buf_add(b, s, (size_t)(end - s));
			return;
		}
		buf_add(b, s, (size_t)(open - s));
		if (one)
			buf_add(b, open + 1, (size_t)(bar - open) - 1);
		else
			buf_add(b, bar + 1, (size_t)(close - bar) - 1);
		s = close + 1;
	}
}

/* One conversion with its one argument, as the C library prints it. */
static void one_printf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
static void one_printf(struct buf *b, const char *fmt, ...)
{
	char small[128], *s = small;
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(small, sizeof small, fmt, ap);
	va_end(ap);
	if (n < 0)
		bug("format \"%s\"", fmt);
	if ((size_t)n >= sizeof small) {
		s = arena_alloc(b->mem, (size_t)n + 1, 1);
		va_start(ap, fmt);
		vsnprintf(s, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	buf_add(b, s, (size_t)n);
}

struct saying { const struct language *l; struct buf *b; bool one; va_list ap; };

static void say_text(struct saying *s, const char *fmt, bool star)
{
	int width = star ? va_arg(s->ap, int) : 0;
	const char *text = va_arg(s->ap, const char *);

	text = text ? say_own(s->l, text) : "(null)";
	s->one = say_counts(text, s->one);
	if (star)
		one_printf(s->b, fmt, width, text);
	else if (!strcmp(fmt, "%s"))
		buf_text(s->b, text);
	else
		one_printf(s->b, fmt, text);
}

/* fmt is one conversion: flags, width, length and letter. */
static void say_one(struct saying *s, const char *fmt)
{
	size_t n = strlen(fmt);
	char letter = fmt[n - 1], size = n > 2 ? fmt[n - 2] : '%';

	if (letter == 's') {
		say_text(s, fmt, strchr(fmt, '*') != NULL);
	} else if (letter == '%' || letter == 'm') {
		one_printf(s->b, fmt, 0);
	} else if (letter == 'f' || letter == 'g' || letter == 'e') {
		one_printf(s->b, fmt, va_arg(s->ap, double));
	} else if (strchr(fmt, '*')) {
		bug("a width of its own in \"%s\"", fmt);
	} else if (size == 'l' || size == 'z' || size == 'j') {
		long long v = va_arg(s->ap, long long);
		s->one = v == 1;
		one_printf(s->b, fmt, v);
	} else {
		int v = va_arg(s->ap, int);
		s->one = v == 1;
		one_printf(s->b, fmt, v);
	}
}
_Static_assert(sizeof(long) == sizeof(long long) && sizeof(size_t) == sizeof(long long), "one way to read %ld and %zu");

void say_vprintf(struct buf *b, const struct language *l, const char *fmt, va_list ap)
{
	struct saying s = { .l = l, .b = b };
	const char *said = say_format(l, fmt);
	bool translated = said != fmt;

	va_copy(s.ap, ap);
	fmt = said;
	while (*fmt) {
		size_t plain = (size_t)(strchrnul(fmt, '%') - fmt);
		char one[32];

		if (translated)
			say_piece(b, fmt, plain, s.one);
		else
			buf_add(b, fmt, plain);
		fmt += plain;
		if (!*fmt)
			break;
		size_t n = 1 + strspn(fmt + 1, "-+ 0#*.123456789lzj") + 1;
		if (n >= sizeof one || !fmt[n - 1])
			bug("conversion at \"%s\"", fmt);
		memcpy(one, fmt, n);
		one[n] = '\0';
		say_one(&s, one);
		fmt += n;
	}
	va_end(s.ap);
}
