#ifndef OUT_SINK_H
#define OUT_SINK_H
#include "base/buf.h"

#include <stdio.h>

/* Where a writer's bytes go: into a buf (a page, a test) or straight to a file
 * (a shell, an export too large for memory).  Exactly one of the two is set. */
struct sink { struct buf *buf; FILE *file; };

static inline struct sink sink_buf(struct buf *b)  { return (struct sink){ .buf = b }; }
static inline struct sink sink_file(FILE *f)       { return (struct sink){ .file = f }; }

void sink_add(struct sink s, const char *text, size_t n);
void sink_text(struct sink s, const char *text);
void sink_char(struct sink s, char c);
void sink_repeat(struct sink s, char c, size_t n);
/* Everything so far has been taken: no buf was full, no disk either. */
bool sink_ok(struct sink s);

/* The number as a program reads it: shortest digits that give the same double
 * back; whole numbers without a point.  out: 32 bytes.  False: not finite. */
bool number_text(double v, char *out);

/* Length in bytes of the well-formed UTF-8 sequence at s; 0: none begins here
 * (malformed, overlong, a surrogate, beyond U+10FFFF). */
size_t utf8_sequence(const char *s);

#endif
