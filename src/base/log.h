#ifndef BASE_LOG_H
#define BASE_LOG_H
#include "base/base.h"

/* One line to standard error: time, level, text.  Never a password, a token or
 * a person's data. */
void log_line(const char *level, const char *fmt, ...) PRINTF(2, 3);
#define log_info(...)  log_line("info", __VA_ARGS__)
#define log_fault(...) log_line("fault", __VA_ARGS__)

#endif
