#include "out/sink.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void sink_add(struct sink s, const char *text, size_t n)
{
	/* A failed fwrite leaves its mark on the stream; sink_ok looks there. */
	if (s.buf)
		buf_add(s.buf, text, n);
	else if (fwrite(text, 1, n, s.file) != n)
		return;
}

void sink_text(struct sink s, const char *text)
{
	sink_add(s, text, strlen(text));
}

void sink_char(struct sink s, char c)
{
	sink_add(s, &c, 1);
}

void sink_repeat(struct sink s, char c, size_t n)
{
	while (n--)
		sink_char(s, c);
}

bool sink_ok(struct sink s)
{
	return s.buf ? !s.buf->full : !ferror(s.file);
}

bool number_text(double v, char *out)
{
	if (!isfinite(v))
		return false;
	if (v == 0)
		v = 0;          /* not "-0" */
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(out, 32, "%.*g", digits, v);
		if (strtod(out, NULL) == v)
			break;
	}
	return true;
}

size_t utf8_sequence(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;
	if (u[0] < 0x80)
		return 1;
	size_t n = u[0] >= 0xc2 && u[0] <= 0xdf ? 2 : (u[0] & 0xf0) == 0xe0 ? 3 : u[0] >= 0xf0 && u[0] <= 0xf4 ? 4 : 0;
	for (size_t i = 1; i < n; i++)
		if ((u[i] & 0xc0) != 0x80)
			return 0;
	if ((u[0] == 0xe0 && u[1] < 0xa0) || (u[0] == 0xed && u[1] > 0x9f))
		return 0;
	if ((u[0] == 0xf0 && u[1] < 0x90) || (u[0] == 0xf4 && u[1] > 0x8f))
		return 0;
	return n;
}
