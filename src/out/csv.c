#include "out/csv.h"

#include <inttypes.h>
#include <string.h>

struct csv_writer csv_write(struct sink to, bool bom)
{
	if (bom)
		sink_text(to, "\xef\xbb\xbf");
	return (struct csv_writer){ .to = to };
}

/* -12, +3,5 and 4.63: a sign, digits, perhaps one mark and more digits. */
static bool plain_number(const char *s)
{
	static const char digits[] = "0123456789";
	s += *s == '-' || *s == '+';
	size_t n = strspn(s, digits);
	if (!n)
		return false;
	s += n;
	if (*s != '.' && *s != ',')
		return !*s;
	n = strspn(++s, digits);
	return n && !s[n];
}

void csv_put(struct csv_writer *w, const char *cell)
{
	if (w->inside)
		sink_char(w->to, ',');
	w->inside = true;
	if (!cell || !*cell)
		return;
	bool formula = strchr("=+-@\t\r\n", *cell) && !plain_number(cell);
	bool quote = strpbrk(cell, ",;\"\r\n\t") || *cell == ' ' || cell[strlen(cell) - 1] == ' ';
	if (quote)
		sink_char(w->to, '"');
	if (formula)
		sink_char(w->to, '\'');
	for (const char *s = cell; *s;) {
		size_t n = strcspn(s, "\"");
		sink_add(w->to, s, n + (s[n] == '"'));
		if (s[n] == '"')
			sink_char(w->to, '"');
		s += n + (s[n] == '"');
	}
	if (quote)
		sink_char(w->to, '"');
}

void csv_put_int(struct csv_writer *w, int64_t i)
{
	char text[32];
	snprintf(text, sizeof text, "%" PRId64, i);
	csv_put(w, text);
}

void csv_put_double(struct csv_writer *w, double v)
{
	char text[32];
	csv_put(w, number_text(v, text) ? text : NULL);
}

void csv_line(struct csv_writer *w)
{
	sink_text(w->to, "\r\n");
	w->inside = false;
}
