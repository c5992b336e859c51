#include "model/keep.h"

#include <pthread.h>
#include <string.h>

#include "model/catalog.h"
#include "model/journal.h"

enum { BUCKETS = 4096 };

/* Lies in the arena of its own thing, so that both go together. */
struct entry {
	struct entry *next;             /* in its bucket; once forgotten: in a list of what is to be freed */
	struct entry *newer, *older;    /* by last use */
	struct keep *keep;
	const char *key;
	uint64_t hash;
	int64_t stamp;
	struct arena *mem;
	const void *thing;
	const bool *reads;              /* by catalog index, what stamp is over; NULL: the asker knows */
	size_t bytes;
	int holds;
	bool linked;                    /* can still be found; not linked and without holds: freed */
	const struct arena *holder;     /* the arena that holds it by its newest hold; NULL: unknown */
};

struct keep {
	struct arena *mem;
	pthread_mutex_t lock;           /* over all below and over every entry */
	size_t bytes, max;
	int holds;                      /* of all entries */
	bool closing;                   /* goes with the last hold */
	struct entry *newest, *oldest;
	struct entry *bucket[BUCKETS];
};

struct keep *keep_new(size_t max_bytes)
{
	struct arena *mem = arena_new(0);
	struct keep *k = NEW(mem, struct keep);

	k->mem = mem;
	k->max = max_bytes;
	pthread_mutex_init(&k->lock, NULL);
	return k;
}

static uint64_t hash_of(const char *key)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * 0x100000001b3u;
	return h;
}

static void order_remove(struct keep *k, struct entry *e)
{
	*(e->newer ? &e->newer->older : &k->newest) = e->older;
	*(e->older ? &e->older->newer : &k->oldest) = e->newer;
	e->newer = e->older = NULL;
}

static void order_front(struct keep *k, struct entry *e)
{
	e->newer = NULL;
	e->older = k->newest;
	*(k->newest ? &k->newest->newer : &k->oldest) = e;
	k->newest = e;
}

/* No longer found; joins `dead` when nobody holds it. */
static void forget(struct keep *k, struct entry *e, struct entry **dead)
{
	struct entry **at = &k->bucket[e->hash % BUCKETS];

	while (*at != e)
		at = &(*at)->next;
	*at = e->next;
	order_remove(k, e);
	k->bytes -= e->bytes;
	e->linked = false;
	if (e->holds > 0)
		return;
	e->next = *dead;
	*dead = e;
}

/* Outside the lock: giving back a big arena takes a while. */
static void bury(struct entry *dead)
{
	while (dead) {
		struct entry *next = dead->next;
		arena_free(dead->mem);
		dead = next;
	}
}

void keep_clear(struct keep *k)
{
	struct entry *dead = NULL;

	if (!k)
		return;
	pthread_mutex_lock(&k->lock);
	while (k->oldest)
		forget(k, k->oldest, &dead);
	pthread_mutex_unlock(&k->lock);
	bury(dead);
}

static void destroy(struct keep *k)
{
	pthread_mutex_destroy(&k->lock);
	arena_free(k->mem);
}

void keep_free(struct keep *k)
{
	if (!k)
		return;
	keep_clear(k);
	pthread_mutex_lock(&k->lock);
	k->closing = true;
	bool last = k->holds == 0;
	pthread_mutex_unlock(&k->lock);
	if (last)
		destroy(k);
}

static void release(void *thing)
{
	struct entry *e = thing;
	struct keep *k = e->keep;

	pthread_mutex_lock(&k->lock);
	e->holds--;
	e->holder = NULL;
	bool dead = !e->linked && e->holds == 0;
	bool last = --k->holds == 0 && k->closing;
	pthread_mutex_unlock(&k->lock);
	if (dead)
		arena_free(e->mem);
	if (last)
		destroy(k);
}

/* Under the lock.  An arena that is known to hold it need not hold it twice: a request may ask for the same tree a
 * thousand times.  True: the caller adds the closer, outside the lock. */
static bool hold(struct entry *e, const struct arena *by)
{
	if (e->holder == by)
		return false;
	e->holder = by;
	e->holds++;
	e->keep->holds++;
	return true;
}

static struct entry *find(struct keep *k, const char *key, uint64_t hash)
{
	for (struct entry *e = k->bucket[hash % BUCKETS]; e; e = e->next)
		if (e->hash == hash && strcmp(e->key, key) == 0)
			return e;
	return NULL;
}

/* Held by this ctx from now on; stamp 0: whatever its own is. */
static const struct entry *take(struct ctx *ctx, const char *key, int64_t stamp)
{
	struct keep *k = ctx->keep;
	uint64_t hash = hash_of(key);
	bool fresh = false;

	pthread_mutex_lock(&k->lock);
	struct entry *e = find(k, key, hash);
	if (e && (!stamp || e->stamp == stamp)) {
		order_remove(k, e);
		order_front(k, e);
		fresh = hold(e, ctx->mem);
	} else {
		e = NULL;
	}
	pthread_mutex_unlock(&k->lock);
	if (fresh)
		arena_closer(ctx->mem, release, e);
	return e;
}

const void *keep_find(struct ctx *ctx, const char *key, int64_t stamp)
{
	const struct entry *e = ctx->keep && stamp ? take(ctx, key, stamp) : NULL;

	return e ? e->thing : NULL;
}

static void drop_arena(void *mem)
{
	arena_free(mem);
}

/* Under the lock.  An older snapshot's thing does not displace a newer one: it serves its own ctx alone. */
static void link_entry(struct keep *k, struct entry *e, struct entry **dead)
{
	struct entry *old = find(k, e->key, e->hash);

	if (e->bytes > k->max || (old && old->stamp > e->stamp))
		return;
	if (old)
		forget(k, old, dead);
	while (k->oldest && k->bytes + e->bytes > k->max)
		forget(k, k->oldest, dead);
	e->next = k->bucket[e->hash % BUCKETS];
	k->bucket[e->hash % BUCKETS] = e;
	order_front(k, e);
	k->bytes += e->bytes;
	e->linked = true;
}

static const void *put(struct ctx *ctx, const char *key, int64_t stamp, const bool *reads, struct arena *mem,
                       const void *thing)
{
	struct keep *k = ctx->keep;
	struct entry *dead = NULL;

	if (!k || !stamp) {
		arena_closer(ctx->mem, drop_arena, mem);
		return thing;
	}
	struct entry *e = NEW(mem, struct entry);
	*e = (struct entry){
		.keep = k, .key = arena_text(mem, key), .hash = hash_of(key), .stamp = stamp, .reads = reads,
		.mem = mem, .thing = thing, .holds = 1, .holder = ctx->mem,
	};
	e->bytes = arena_used(mem);
	pthread_mutex_lock(&k->lock);
	k->holds++;
	link_entry(k, e, &dead);
	pthread_mutex_unlock(&k->lock);
	bury(dead);
	arena_closer(ctx->mem, release, e);
	return thing;
}

const void *keep_put(struct ctx *ctx, const char *key, int64_t stamp, struct arena *mem, const void *thing)
{
	return put(ctx, key, stamp, NULL, mem, thing);
}

static void note(struct ctx *ctx, int index)
{
	if (ctx->reads)
		ctx->reads[index] = true;
}

/* Adds the head of one record type; false: it has uncommitted entries. */
static bool stamp_add(const struct ctx *ctx, int index, int64_t *stamp)
{
	int64_t head = ctx->heads[index];

	if (head < 0)
		return false;
	if (head + 1 > *stamp)
		*stamp = head + 1;
	return true;
}

static bool stamp_names(struct ctx *ctx, int64_t *out, va_list names)
{
	const char *name;

	*out = 1;
	if (!ctx->heads && !journal_heads(ctx))
		return false;
	while ((name = va_arg(names, const char *))) {
		const struct record *rec = catalog_record(ctx->catalog, name);
		int index = rec ? catalog_index(ctx->catalog, rec) : -1;
		if (index < 0)
			continue;
		note(ctx, index);
		if (*out && !stamp_add(ctx, index, out))
			*out = 0;
	}
	return true;
}

bool keep_stamp(struct ctx *ctx, int64_t *out, ...)
{
	va_list names;

	va_start(names, out);
	bool ok = stamp_names(ctx, out, names);
	va_end(names);
	return ok;
}

bool keep_stamp_known(struct ctx *ctx, int64_t *known, int64_t *out, ...)
{
	va_list names;

	*out = 1;
	if (!ctx->heads && !journal_heads(ctx))
		return false;
	if (*known && *known < ctx->head)
		return true;
	*known = 0;
	va_start(names, out);
	bool ok = stamp_names(ctx, out, names);
	va_end(names);
	return ok;
}

bool keep_stamp_reads(struct ctx *ctx, const bool *reads, int64_t *out)
{
	*out = 1;
	if (!ctx->heads && !journal_heads(ctx))
		return false;
	for (int i = 0; i < ctx->catalog->nrecords; i++) {
		if (!reads[i])
			continue;
		note(ctx, i);
		if (*out && !stamp_add(ctx, i, out))
			*out = 0;
	}
	return true;
}

void keep_reads(struct ctx *ctx, bool *reads, ...)
{
	const char *name;
	va_list names;

	va_start(names, reads);
	while ((name = va_arg(names, const char *)))
		reads[catalog_index(ctx->catalog, catalog_record(ctx->catalog, name))] = true;
	va_end(names);
}

bool keep_find_read(struct ctx *ctx, const char *key, const void **out, int64_t *stamp)
{
	const struct entry *e = ctx->keep ? take(ctx, key, 0) : NULL;

	*out = NULL;
	if (!e)
		return true;
	if (!keep_stamp_reads(ctx, e->reads, stamp))
		return false;
	if (e->stamp == *stamp)
		*out = e->thing;
	return true;
}

bool keep_put_read(struct ctx *ctx, const char *key, const bool *reads, struct arena *mem, const void *thing,
                   const void **out, int64_t *stamp)
{
	if (!keep_stamp_reads(ctx, reads, stamp)) {
		arena_free(mem);
		return false;
	}
	reads = arena_copy(mem, reads, (size_t)ctx->catalog->nrecords * sizeof *reads);
	*out = put(ctx, key, *stamp, reads, mem, thing);
	return true;
}
