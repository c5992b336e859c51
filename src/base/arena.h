#ifndef BASE_ARENA_H
#define BASE_ARENA_H
#include "base/base.h"

/* Memory that is given back all at once.  Each request, job, kept result and
 * test has one; nothing allocated here is ever freed singly.  Allocation does
 * not fail: past its limit the process logs and exits, and the supervisor
 * starts another. */
struct arena;

struct arena *arena_new(size_t limit);                  /* limit 0: 256 MiB */
/* For what is too long for memory and is read in order: it lies in a scratch file, and after arena_rest() none of it is
 * in memory until touched again.  Where the disk is full or there is no file, memory stands in. */
struct arena *arena_on_disk(size_t limit);
void   arena_rest(struct arena *a);
void   arena_free(struct arena *a);                     /* runs the closers, newest first; NULL is fine */
void  *arena_alloc(struct arena *a, size_t n, size_t size);     /* zeroed; overflow checked */
void  *arena_copy(struct arena *a, const void *p, size_t n);
char  *arena_text(struct arena *a, const char *s);      /* NULL stays NULL */
char  *arena_textn(struct arena *a, const char *s, size_t n);
char  *arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
void   arena_closer(struct arena *a, void (*close)(void *), void *thing);
size_t arena_used(const struct arena *a);               /* bytes taken from the system */

/* The language of what is printed into it (base/language.h); NULL, as at first: Vietnamese. */
struct language;
void   arena_speak(struct arena *a, const struct language *l);
const struct language *arena_language(const struct arena *a);

/* Everything allocated since the mark is given back (closers since then run). */
struct arena_mark { void *chunk; size_t used; void *closer; };
struct arena_mark arena_mark(const struct arena *a);
void   arena_reset(struct arena *a, struct arena_mark to);

/* A list that grows by doubling: vec is `T *v; int n;` and the new capacity is
 * derived from n, so nothing but the pair is kept. */
void  *arena_grow(struct arena *a, void *old, int n, size_t size);
#define PUSH(a, v, n, ...) ((v) = arena_grow((a), (v), (n), sizeof *(v)), (v)[(n)++] = (__VA_ARGS__))

#define NEW(a, T)     ((T *)arena_alloc((a), 1, sizeof(T)))
#define NEWN(a, T, n) ((T *)arena_alloc((a), (size_t)(n), sizeof(T)))

#endif
