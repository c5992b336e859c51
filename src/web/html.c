/* Escaping happens at the only place where text becomes markup, so that no page
 * can forget it. */

#include "web/html.h"
#include <string.h>
#include "base/language.h"

enum { PAGE_MAX = 32 << 20, ADDRESS_MAX = 16 << 10 };

struct html html_new(struct arena *a)
{
	return (struct html){ .out = buf_new(a, PAGE_MAX) };
}

static const char *entity(char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	}
	return NULL;
}

static void add_escaped(struct buf *b, const char *s)
{
	while (*s) {
		size_t plain = strcspn(s, "&<>\"'");

		buf_add(b, s, plain);
		s += plain;
		if (*s)
			buf_text(b, entity(*s++));
	}
}

static bool unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_' || c == '.' || c == '~';
}

static void add_encoded(struct buf *b, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (unreserved(c)) {
			buf_char(b, *s);
			continue;
		}
		buf_char(b, '%');
		buf_char(b, hex[c >> 4]);
		buf_char(b, hex[c & 15]);
	}
}

static void add_number(struct buf *b, long long n)
{
	char digit[24];
	size_t at = sizeof digit;
	unsigned long long left = n < 0 ? 0ULL - (unsigned long long)n : (unsigned long long)n;

	do {
		digit[--at] = (char)('0' + left % 10);
		left /= 10;
	} while (left);
	if (n < 0)
		digit[--at] = '-';
	buf_add(b, digit + at, sizeof digit - at);
}

/* The formatter of both markup and addresses: they differ in what %s does, and addresses are said in no language. */
static void format(struct buf *b, const struct language *l, const char *fmt, va_list ap,
                   void (*text)(struct buf *, const char *))
{
	const char *written = fmt;
	bool translated, one = false;

	if (l)
		fmt = say_format(l, fmt);
	translated = fmt != written;
	while (*fmt) {
		size_t plain = (size_t)(strchrnul(fmt, '%') - fmt);
		const char *s;
		long long n = 0;

		if (translated)
			say_piece(b, fmt, plain, one);
		else
			buf_add(b, fmt, plain);
		fmt += plain;
		if (!*fmt)
			return;
		if (fmt[1] == 's') {
			s = va_arg(ap, const char *);
			s = s ? s : "";
			if (l) {
				s = say_own(l, s);
				one = say_counts(s, one);
			}
			text(b, s);
			fmt += 2;
		} else if (fmt[1] == 'd' || !strncmp(fmt, "%lld", 4)) {
			n = fmt[1] == 'd' ? va_arg(ap, int) : va_arg(ap, long long);
			one = n == 1;
			add_number(b, n);
			fmt += fmt[1] == 'd' ? 2 : 4;
		} else if (fmt[1] == '%') {
			buf_char(b, '%');
			fmt += 2;
		} else {
			bug("html: unknown conversion at \"%s\"", fmt);
		}
	}
}

void html_printf(struct html *w, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	format(&w->out, arena_language(w->out.mem), fmt, ap, add_escaped);
	va_end(ap);
}

void html_own(struct html *w)
{
	w->own = w->out.n;
}

void html_markup(struct html *w, struct markup m)
{
	buf_add(&w->out, m.text, m.n);
}

struct url url_printf(struct arena *a, const char *fmt, ...)
{
	struct buf b = buf_new(a, ADDRESS_MAX);
	va_list ap;

	va_start(ap, fmt);
	format(&b, NULL, fmt, ap, add_encoded);
	va_end(ap);
	if (b.s[0] != '/')
		bug("url: \"%s\" does not begin with /", fmt);
	return (struct url){ b.full ? "/" : b.s };
}

struct url url_with(struct arena *a, struct url u, const char *name, const char *value)
{
	return value && *value ? url_given(a, u, name, value) : u;
}

struct url url_given(struct arena *a, struct url u, const char *name, const char *value)
{
	struct buf b = buf_new(a, ADDRESS_MAX);

	buf_text(&b, u.text);
	buf_char(&b, strchr(u.text, '?') ? '&' : '?');
	add_encoded(&b, name);
	buf_char(&b, '=');
	add_encoded(&b, value);
	return b.full ? u : (struct url){ b.s };
}

/* "//host" and "/\host" leave the site in a browser. */
struct url url_local(struct arena *a, const char *text)
{
	if (!text || text[0] != '/' || text[1] == '/' || strchr(text, '\\') || strlen(text) > 4096)
		return (struct url){ "/" };
	for (const char *s = text; *s; s++)
		if ((unsigned char)*s <= ' ' || (unsigned char)*s > '~' || *s == '"' || *s == '<' || *s == '>')
			return (struct url){ "/" };
	return (struct url){ arena_text(a, text) };
}

void html_link_open(struct html *w, const char *class, struct url to)
{
	if (class)
		html(w, "<a class=\"%s\" href=\"%s%s\">", class, w->site, to.text);
	else
		html(w, "<a href=\"%s%s\">", w->site, to.text);
}

void html_link_as(struct html *w, const char *class, struct url to, const char *text)
{
	html_link_open(w, class, to);
	html(w, "%s</a>", text);
}

void html_link_beside(struct html *w, const char *class, struct url to, const char *text)
{
	html(w, "<a class=\"%s\" href=\"%s\" target=\"_blank\" rel=\"noopener\">%s</a>", class, to.text, text);
}

void html_link(struct html *w, struct url to, const char *text)
{
	html_link_as(w, NULL, to, text);
}

void html_jump(struct html *w, const char *id, const char *text)
{
	html(w, "<a href=\"#%s\">%s</a>", id, text);
}

void html_form(struct html *w, const char *method, const char *class, struct url to, const char *csrf)
{
	html_form_as(w, NULL, method, class, to, csrf);
}

void html_form_as(struct html *w, const char *id, const char *method, const char *class, struct url to,
                  const char *csrf)
{
	html(w, "<form method=\"%s\" class=\"%s\" action=\"%s\"", method, class, to.text);
	if (id)
		html(w, " id=\"%s\"", id);
	html(w, ">");
	if (csrf)
		html(w, "<input type=\"hidden\" name=\"_csrf\" value=\"%s\">", csrf);
}

void html_form_file(struct html *w, const char *class, struct url to, const char *csrf)
{
	html(w, "<form method=\"post\" enctype=\"multipart/form-data\" class=\"%s\" action=\"%s\">"
	        "<input type=\"hidden\" name=\"_csrf\" value=\"%s\">", class, to.text, csrf);
}

const char *field_id(struct arena *a, const char *name)
{
	char *id = arena_printf(a, "f-%s", name);

	for (char *s = id; *s; s++)
		if (*s == '[' || *s == '.' || *s == ' ')
			*s = '-';
		else if (*s == ']')
			*s = '_';
	return id;
}
