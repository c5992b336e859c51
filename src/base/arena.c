#include "base/buf.h"
#include "base/log.h"
#include "base/scratch.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Under the address sanitizer what is not handed out is poisoned, with a gap
 * after each block, so that running over the end of one block is found even
 * though the next block lies beside it. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#define POISON(p, n)   ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
enum { GAP = 16 };
#else
#define POISON(p, n)   ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
enum { GAP = 0 };
#endif

enum {
	ALIGN = 16,
	CHUNK_FIRST = 2 << 10,          /* small: what is kept between requests is often a few words */
	CHUNK_LAST = 1 << 20,
	BIG = 16 << 10,                 /* from here on a block has its own piece: no chunk is left half empty for it */
	LIMIT = 256 << 20,
	DISK_STEP = 4 << 20,
	EXIT_MEMORY = 70,
};

struct chunk { struct chunk *older; size_t size; };
_Static_assert(sizeof(struct chunk) % ALIGN == 0, "what follows the head of a chunk is aligned");

/* Also keeps the big blocks: close is NULL and thing is the block of n bytes.
 * Lying in one list with the closers they need no place of their own in a mark. */
struct closer { struct closer *older; void (*close)(void *); void *thing; size_t n; };

/* disk: a file mapped whole, as long as the limit but with room only as far as size says; what was never handed out of
 * it (from `fresh` on) reads as zero without being touched. */
struct arena {
	struct chunk *chunk; size_t used, taken, limit; struct closer *closer;
	struct chunk *disk; size_t fresh; int fd;
	const struct language *language;
};

static unsigned char *chunk_bytes(struct chunk *c)
{
	return (unsigned char *)(c + 1);
}

static void *take(struct arena *a, size_t n)
{
	void *p = n <= a->limit - a->taken ? malloc(n) : NULL;
	if (!p) {
		log_fault("arena: %zu bytes more than %zu of at most %zu", n, a->taken, a->limit);
		_exit(EXIT_MEMORY);
	}
	a->taken += n;
	return p;
}

struct arena *arena_new(size_t limit)
{
	struct arena *a = calloc(1, sizeof *a);
	if (!a) {
		log_fault("arena: no memory");
		_exit(EXIT_MEMORY);
	}
	a->limit = limit ? limit : LIMIT;
	return a;
}

/* ---- on disk ---- */

struct arena *arena_on_disk(size_t limit)
{
	struct arena *a = arena_new(limit);
	void *p = MAP_FAILED;
	a->limit = a->limit / DISK_STEP * DISK_STEP + DISK_STEP;
	a->fd = scratch_fd();
	if (a->fd >= 0 && ftruncate(a->fd, (off_t)a->limit) == 0 && posix_fallocate(a->fd, 0, DISK_STEP) == 0)
		p = mmap(NULL, a->limit, PROT_READ | PROT_WRITE, MAP_SHARED, a->fd, 0);
	if (p == MAP_FAILED) {
		log_fault("arena: no file in %s: %m", scratch_folder());
		if (a->fd >= 0)
			close(a->fd);
		return a;
	}
	a->disk = a->chunk = p;
	a->disk->size = DISK_STEP - sizeof(struct chunk);
	a->taken = DISK_STEP;
	POISON(chunk_bytes(a->disk), a->disk->size);
	return a;
}

/* Room in the file before it is written: a full disk is told here, where memory can stand in, not by a signal. */
static bool disk_room(struct arena *a, size_t room)
{
	size_t at = sizeof(struct chunk) + a->disk->size, step = (room / DISK_STEP + 1) * DISK_STEP;
	if (a->chunk != a->disk || at + step > a->limit || a->taken + step > a->limit ||
	    posix_fallocate(a->fd, (off_t)at, (off_t)step) != 0)
		return false;
	POISON(chunk_bytes(a->disk) + a->disk->size, step);
	a->disk->size += step;
	a->taken += step;
	return true;
}

static void disk_free(struct arena *a)
{
	UNPOISON(chunk_bytes(a->disk), a->disk->size);
	munmap(a->disk, a->limit);
	close(a->fd);
}

void arena_rest(struct arena *a)
{
	if (a->disk)
		madvise(a->disk, sizeof(struct chunk) + a->fresh, MADV_DONTNEED);
}

static void chunk_free(struct arena *a, struct chunk *c)
{
	if (c == a->disk) {
		disk_free(a);
		return;
	}
	UNPOISON(chunk_bytes(c), c->size);
	free(c);
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	arena_reset(a, (struct arena_mark){ NULL, 0, NULL });
	free(a);
}

static void *bump_disk(struct arena *a, size_t n, size_t room)
{
	unsigned char *p = chunk_bytes(a->disk) + a->used;
	size_t stale = a->fresh > a->used ? a->fresh - a->used : 0;
	a->used += room;
	if (a->used > a->fresh)
		a->fresh = a->used;
	UNPOISON(p, n);
	return memset(p, 0, stale < n ? stale : n);
}

static void *bump(struct arena *a, size_t n)
{
	size_t room = (n + ALIGN - 1) / ALIGN * ALIGN + GAP;
	if (a->disk && a->chunk == a->disk && (a->disk->size - a->used >= room || disk_room(a, room)))
		return bump_disk(a, n, room);
	if (!a->chunk || a->chunk == a->disk || a->chunk->size - a->used < room) {
		size_t size = a->chunk && a->chunk != a->disk ? a->chunk->size * 2 : CHUNK_FIRST - sizeof(struct chunk);
		if (size > CHUNK_LAST)
			size = CHUNK_LAST;
		while (size < room)
			size *= 2;
		/* The last bit of a small limit is still usable. */
		size_t rest = (a->limit - a->taken) / ALIGN * ALIGN;
		if (size + sizeof(struct chunk) > rest && rest >= room + sizeof(struct chunk))
			size = rest - sizeof(struct chunk);
		struct chunk *c = take(a, sizeof *c + size);
		*c = (struct chunk){ a->chunk, size };
		POISON(chunk_bytes(c), size);
		a->chunk = c;
		a->used = 0;
	}
	void *p = chunk_bytes(a->chunk) + a->used;
	a->used += room;
	UNPOISON(p, n);
	return memset(p, 0, n);
}

static void keep(struct arena *a, void (*close)(void *), void *thing, size_t n)
{
	struct closer *c = bump(a, sizeof *c);
	*c = (struct closer){ a->closer, close, thing, n };
	a->closer = c;
}

void *arena_alloc(struct arena *a, size_t n, size_t size)
{
	size_t total;
	if (__builtin_mul_overflow(n, size, &total) || total > PTRDIFF_MAX)
		total = PTRDIFF_MAX;    /* more than any limit: ends in take() */
	if (total < BIG || (a->disk && a->chunk == a->disk && total < a->limit))
		return bump(a, total);
	void *p = take(a, total);
	keep(a, NULL, p, total);
	return memset(p, 0, total);
}

void *arena_copy(struct arena *a, const void *p, size_t n)
{
	void *copy = arena_alloc(a, n, 1);
	return n ? memcpy(copy, p, n) : copy;
}

char *arena_text(struct arena *a, const char *s)
{
	return s ? arena_textn(a, s, strlen(s)) : NULL;
}

char *arena_textn(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_alloc(a, n + 1, 1);
	return n ? memcpy(copy, s, n) : copy;
}

void arena_speak(struct arena *a, const struct language *l)
{
	a->language = l;
}

const struct language *arena_language(const struct arena *a)
{
	return a->language;
}

/* Of any length: the arena's own limit stands behind it. */
static char *said(struct arena *a, const char *fmt, va_list ap)
{
	struct buf b = buf_new(a, a->limit);
	buf_vprintf(&b, fmt, ap);
	return b.s;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	char small[256];
	va_list ap, again;
	va_start(ap, fmt);
	if (a->language) {
		char *text = said(a, fmt, ap);
		va_end(ap);
		return text;
	}
	va_copy(again, ap);
	int n = vsnprintf(small, sizeof small, fmt, ap);
	va_end(ap);
	if (n < 0)
		bug("format \"%s\"", fmt);
	char *s = arena_alloc(a, (size_t)n + 1, 1);
	if ((size_t)n < sizeof small)
		memcpy(s, small, (size_t)n);
	else
		vsnprintf(s, (size_t)n + 1, fmt, again);
	va_end(again);
	return s;
}

void arena_closer(struct arena *a, void (*close)(void *), void *thing)
{
	if (!close)
		bug("no closer");
	keep(a, close, thing, 0);
}

size_t arena_used(const struct arena *a)
{
	return a->taken;
}

struct arena_mark arena_mark(const struct arena *a)
{
	return (struct arena_mark){ a->chunk, a->used, a->closer };
}

/* Closers run before any memory goes: what one closes may by now point to a
 * block younger than the closer itself.  They must not allocate here. */
void arena_reset(struct arena *a, struct arena_mark to)
{
	for (struct closer *c = a->closer; c != to.closer; c = c->older)
		if (c->close)
			c->close(c->thing);
	for (struct closer *c = a->closer; c != to.closer; c = c->older) {
		if (c->close)
			continue;
		free(c->thing);
		a->taken -= c->n;
	}
	a->closer = to.closer;
	while (a->chunk != to.chunk) {
		struct chunk *c = a->chunk;
		a->chunk = c->older;
		a->taken -= sizeof *c + c->size;
		chunk_free(a, c);
	}
	a->used = to.used;
	if (a->chunk)
		POISON(chunk_bytes(a->chunk) + a->used, a->chunk->size - a->used);
}

void *arena_grow(struct arena *a, void *old, int n, size_t size)
{
	if (n < 0 || n > INT_MAX / 2)
		bug("a list of %d", n);
	if (n && (n < 8 || (n & (n - 1))))
		return old;
	void *grown = arena_alloc(a, n ? (size_t)n * 2 : 8, size);
	return n ? memcpy(grown, old, (size_t)n * size) : grown;
}
