#include "base/base.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>

void bug_at(const char *file, int line, const char *fmt, ...)
{
	char text[1024];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	log_line("bug", "%s:%d: %s", file, line, n < 0 ? fmt : text);
	abort();
}
