#include "base/log.h"
#include "base/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Written with one write(), so that the lines of two threads do not mix; and a
 * line break inside the text becomes a blank, so that nobody can forge a line. */
static void line(const char *level, const char *fmt, va_list ap)
{
	char s[2048];
	int64_t now = (int64_t)time(NULL), second = (now + 7 * 3600) % 86400;
	int32_t day = date_of_time(now).ymd;
	int head = snprintf(s, sizeof s, "%04d-%02d-%02dT%02d:%02d:%02d+07:00 %s ", day / 10000, day / 100 % 100,
	                    day % 100, (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60), level);
	if (head < 0 || (size_t)head >= sizeof s)
		return;
	size_t room = sizeof s - (size_t)head - 1;
	int n = vsnprintf(s + head, room, fmt, ap);
	if (n < 0)
		return;
	size_t end = (size_t)head + ((size_t)n < room ? (size_t)n : room - 1);
	for (size_t i = 0; i < end; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
			s[i] = ' ';
	s[end++] = '\n';
	/* Nowhere to complain when standard error itself is gone. */
	ssize_t done = write(STDERR_FILENO, s, end);
	(void)done;
}

void log_line(const char *level, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	line(level, fmt, ap);
	va_end(ap);
}
