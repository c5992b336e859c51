/* The round of the morning, begun by the server itself. */

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "base/log.h"
#include "site/digest.h"
#include "site/office.h"

enum { LOOK_SECONDS = 60, AGAIN_SECONDS = 600, ZONE = 7 * 3600, DAY = 86400 };

struct digest_watch {
	struct office *office;
	struct conn *conn;              /* the thread's */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	atomic_bool ending;
	int seconds, again_seconds;
	struct date done;               /* the day whose round came to its end */
	time_t not_before;
};

struct look { struct ctx ctx; struct digest_post post; };

static bool read_post(void *arg)
{
	struct look *l = arg;

	return digest_post_read(&l->ctx, &l->post);
}

/* "07:00" has come, by the clock on the wall. */
static bool is_time(const char *at)
{
	int hour, minute, now = (int)((time(NULL) + ZONE) % DAY / 60);

	return at && sscanf(at, "%2d:%2d", &hour, &minute) == 2 && now >= hour * 60 + minute;
}

static bool look(struct digest_watch *w, struct look *l)
{
	struct digest_round round;

	if (!db_txn(l->ctx.db, TXN_READ, read_post, l))
		return false;
	l->post.server.ending = &w->ending;
	if (!l->post.on || !is_time(l->post.at) || w->done.ymd == l->ctx.today.ymd || time(NULL) < w->not_before)
		return true;
	if (!digest_send(&l->ctx, &l->post, &round))
		return false;
	if (round.sent || round.failed)
		log_info("digest: %d sent, %d failed", round.sent, round.failed);
	if (round.failed)
		w->not_before = time(NULL) + w->again_seconds;
	else
		w->done = l->ctx.today;
	return true;
}

static void look_once(struct digest_watch *w)
{
	struct arena *mem = arena_new(0);
	struct look l;

	if (!office_ctx(w->office, w->conn, mem, "digest", true, &l.ctx) || !look(w, &l)) {
		for (const struct err *e = l.ctx.errs->first; e; e = e->next)
			log_fault("digest: %s", e->text);
		w->not_before = time(NULL) + w->again_seconds;
	}
	arena_free(mem);
}

static void *watch(void *arg)
{
	struct digest_watch *w = arg;

	pthread_mutex_lock(&w->lock);
	while (!atomic_load(&w->ending)) {
		struct timespec until;
		pthread_mutex_unlock(&w->lock);
		look_once(w);
		pthread_mutex_lock(&w->lock);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += w->seconds;
		if (!atomic_load(&w->ending))
			pthread_cond_timedwait(&w->woken, &w->lock, &until);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

struct digest_watch *digest_watch_start(struct arena *a, struct office *office, int seconds, int again_seconds)
{
	struct digest_watch *w = NEW(a, struct digest_watch);
	struct errs errs = errs_new(a);
	sigset_t ends;

	w->office = office;
	w->seconds = seconds ? seconds : LOOK_SECONDS;
	w->again_seconds = again_seconds ? again_seconds : AGAIN_SECONDS;
	w->conn = db_open(office->url, &errs);
	if (!w->conn)
		return NULL;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->woken, NULL);
	/* The end is told to those who serve. */
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &ends, NULL);
	if (pthread_create(&w->thread, NULL, watch, w) == 0)
		return w;
	db_close(w->conn);
	return NULL;
}

void digest_watch_stop(struct digest_watch *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	atomic_store(&w->ending, true);
	pthread_cond_signal(&w->woken);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->woken);
	pthread_mutex_destroy(&w->lock);
	db_close(w->conn);
}
