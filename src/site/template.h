#ifndef SITE_TEMPLATE_H
#define SITE_TEMPLATE_H
#include "site/print.h"

/* Word files of the office's own in place of the program's papers. */
enum { TEMPLATE_MAX = 8 << 20 };
struct template {
	int64_t row, entry;             /* of print_template; 0: the program's own is in use */
	const char *file, *bytes; size_t n;
};
/* The one in use.  Inside a transaction. */
MUST_USE bool template_kept(struct ctx *ctx, const struct print *p, struct template *out);
/* Checks a file: that it is one, what it names is known, loops end, a paper of a personal file says whose copy it is.
 * All faults at once.  Inside a read transaction. */
MUST_USE bool template_check(struct ctx *ctx, const struct print *p, const char *bytes, size_t n);
/* From here on it is the one in use: in one entry, which undo takes back. */
MUST_USE bool template_use(struct ctx *ctx, const struct print *p, const struct template *now, const char *file,
                           const char *bytes, size_t n, const char *note);
/* The program's own again. */
MUST_USE bool template_forget(struct ctx *ctx, const struct template *now);
/* A row's paper in the template, or *to NULL: none is in use.  Inside a read transaction. */
MUST_USE bool template_fill(struct ctx *ctx, const struct print *p, int64_t id, const struct print_copy *copy,
                            FILE **to);

#endif
