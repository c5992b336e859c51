#ifndef BASE_BASE_H
#define BASE_BASE_H
/* The words every file may use.  Includes nothing of ours. */

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNTOF(a)       (sizeof(a) / sizeof((a)[0]))
#define PRINTF(fmt, arg) __attribute__((format(printf, fmt, arg)))
#define MUST_USE         __attribute__((warn_unused_result))
#define NORETURN         __attribute__((noreturn))

/* A bug in this program: says where and aborts.  Never for bad input. */
NORETURN void bug_at(const char *file, int line, const char *fmt, ...) PRINTF(3, 4);
#define bug(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)

#endif
