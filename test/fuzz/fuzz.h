#ifndef TEST_FUZZ_FUZZ_H
#define TEST_FUZZ_FUZZ_H
#include <stddef.h>

/* What every file fuzz_NAME.c here gives to the driver: it is fed texts made of those in NAME/.  Whatever is wrong ends
 * the program: a sanitizer's finding, bug(), or a must() that does not hold. */
void fuzz_start(void);
void fuzz_one(const char *text, size_t n);

#define must(what) do { if (!(what)) fuzz_wrong(__FILE__, __LINE__, #what); } while (0)
_Noreturn void fuzz_wrong(const char *file, int line, const char *what);

#endif
