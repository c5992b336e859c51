#ifndef BASE_BUF_H
#define BASE_BUF_H
#include "base/arena.h"

/* A text that grows, in an arena, up to a stated maximum.  Past the maximum it
 * stays as it is and `full` says so; s is always NUL-terminated. */
struct buf { struct arena *mem; char *s; size_t n, cap, max; bool full; };

struct buf buf_new(struct arena *a, size_t max);
bool buf_room(struct buf *b, size_t n);                 /* makes room for n bytes more; false: past the maximum */
void buf_add(struct buf *b, const char *s, size_t n);
void buf_text(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void buf_vprintf(struct buf *b, const char *fmt, va_list ap);

#endif
