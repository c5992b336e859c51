#ifndef BASE_SCRATCH_H
#define BASE_SCRATCH_H
#include "base/err.h"

#include <stdio.h>

/* Files under way: new, without a name, gone as soon as they are closed; in TMPDIR, else /var/tmp. */
const char *scratch_folder(void);
/* One with a name, for a library that wants one; the caller closes and unlinks it.  -1: none could be made. */
struct scratch_path { char text[4096]; };
int scratch_named(struct scratch_path *path);
int scratch_fd(void);                                   /* -1: none could be made */
FILE *scratch_open(struct errs *errs);                  /* NULL: ERR_FAULT says why */
/* All of `from` to where `to` stands. */
MUST_USE bool scratch_copy(FILE *from, FILE *to, struct errs *errs);

#endif
