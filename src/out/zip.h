#ifndef OUT_ZIP_H
#define OUT_ZIP_H
#include "base/buf.h"
#include "base/err.h"

#include <stdio.h>

/* The zip archives that office files are. */

/* One file in it: bytes, or all of an open file up to where it stands.  Both live until zip_write returns. */
struct zip_part { const char *name; const char *bytes; size_t n; FILE *file; };
MUST_USE bool zip_write(const struct zip_part *part, int nparts, FILE *to, struct errs *errs);

/* Reads all parts, each at most ZIP_PART_MAX bytes as they really unpack, at most ZIP_PARTS_MAX of them. */
enum { ZIP_PART_MAX = 32 << 20, ZIP_PARTS_MAX = 500, ZIP_TOTAL_MAX = 64 << 20 };
MUST_USE bool zip_read(struct arena *a, const char *bytes, size_t n, struct zip_part **part, int *nparts,
                       struct errs *errs);

#endif
