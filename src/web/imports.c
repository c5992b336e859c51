/* The jobs and the thread that does them.  One lock guards the list of jobs and what import_progress tells; all else of
 * a job belongs to the thread while it runs and is only read while it rests, which is why the thread waits until nobody
 * holds a job before it takes it. */

#include "web/imports.h"

#include <pthread.h>
#include <string.h>
#include <time.h>
#include "base/log.h"
#include "base/scratch.h"
#include "base/text.h"
#include "model/access.h"
#include "web/import_file.h"
#include "web/parts.h"
#include "web/session.h"

enum { JOBS_MAX = 64, JOBS_OF_ONE = 10, REST_SECONDS = 12 * 3600, PIECE = 1 << 16 };
static const size_t work_memory = (size_t)1 << 30, rest_most = (size_t)4 << 30;

struct imports {
	pthread_mutex_t lock;           /* of everything below */
	pthread_cond_t moved;           /* a job was asked for, or let go */
	struct job *job[JOBS_MAX]; int n;       /* oldest first */
	int64_t last;
	bool ending;
	struct import_turn turn;
	int64_t told;                   /* the order in which work is asked for */
};

/* ---- jobs ---- */

static void job_free(struct job *job)
{
	if (job->file)
		(void)fclose(job->file);
	if (job->faults)
		(void)fclose(job->faults);
	arena_free(job->book_mem);
	arena_free(job->plan_mem);
	arena_free(job->mem);
}

static void free_all(void *arg)
{
	struct imports *all = arg;

	for (int i = 0; i < all->n; i++)
		job_free(all->job[i]);
	pthread_cond_destroy(&all->moved);
	pthread_mutex_destroy(&all->lock);
}

struct imports *imports_new(struct arena *a)
{
	struct imports *all = NEW(a, struct imports);

	pthread_mutex_init(&all->lock, NULL);
	pthread_cond_init(&all->moved, NULL);
	arena_closer(a, free_all, all);
	return all;
}

void imports_turn(struct imports *all, struct import_turn turn)
{
	all->turn = turn;
}

static bool rests(const struct job *job)
{
	return job->state != JOB_WAITS && job->state != JOB_RUNS;
}

/* Under the lock, as all that begin with it. */
static void locked_remove(struct imports *all, int i)
{
	memmove(&all->job[i], &all->job[i + 1], (size_t)(all->n - i - 1) * sizeof *all->job);
	all->n--;
}

static bool locked_free_at(struct imports *all, int i)
{
	struct job *job = all->job[i];

	if (!rests(job) || job->holders)
		return false;
	locked_remove(all, i);
	job_free(job);
	return true;
}

/* The first that rests of this user, of anybody where 0, unseen since `before`. */
static bool locked_free_one(struct imports *all, int64_t user, int64_t before)
{
	for (int i = 0; i < all->n; i++)
		if ((!user || all->job[i]->user == user) && all->job[i]->touched <= before && locked_free_at(all, i))
			return true;
	return false;
}

static int locked_of(const struct imports *all, int64_t user)
{
	int n = 0;

	for (int i = 0; i < all->n; i++)
		n += all->job[i]->user == user;
	return n;
}

/* Old ones go first, then the user's own, then whose ever. */
static bool locked_room(struct imports *all, int64_t user)
{
	time_t now = time(NULL);

	while (locked_free_one(all, 0, now - REST_SECONDS))
		continue;
	while (locked_of(all, user) >= JOBS_OF_ONE)
		if (!locked_free_one(all, user, now))
			return false;
	return all->n < JOBS_MAX || locked_free_one(all, 0, now);
}

static struct import_options options_copy(struct arena *a, const struct import_options *o)
{
	struct import_options copy = { .sheet = arena_text(a, o->sheet), .heading = o->heading, .nmap = o->nmap,
	                               .opening = o->opening, .reason = arena_text(a, o->reason) };
	const char **map = NEWN(a, const char *, o->nmap + 1);

	for (int i = 0; i < o->nmap; i++)
		map[i] = arena_text(a, o->map[i]);
	copy.map = map;
	return copy;
}

bool import_add(struct ctx *ctx, struct imports *all, const struct record *rec, const char *name, FILE *file,
                int64_t size, const struct import_options *o, int64_t *id)
{
	struct arena *mem = arena_new(0);
	struct job *job = NEW(mem, struct job);
	bool room;

	arena_speak(mem, arena_language(ctx->mem));     /* faults and remarks: as who brought the file reads them */
	*job = (struct job){ .mem = mem, .user = ctx->user->id, .size = size, .at = ctx->now, .rec = rec,
	                     .name = arena_text(mem, name), .state = JOB_WAITS, .work = WORK_READ, .file = file,
	                     .touched = time(NULL) };
	job->o = job->next = options_copy(mem, o);
	pthread_mutex_lock(&all->lock);
	room = locked_room(all, job->user);
	if (room) {
		job->id = *id = ++all->last;
		job->turn = ++all->told;
		all->job[all->n++] = job;
		pthread_cond_broadcast(&all->moved);
	}
	pthread_mutex_unlock(&all->lock);
	if (room)
		return true;
	job_free(job);
	return err_add(ctx->errs, ERR_BUSY, "Đang có quá nhiều lần nhập chưa xong. Xin đợi, hoặc bỏ bớt lần nhập cũ.");
}

struct job *import_hold(struct ctx *ctx, struct imports *all, int64_t id)
{
	struct job *job = NULL;

	pthread_mutex_lock(&all->lock);
	for (int i = 0; i < all->n; i++)
		if (all->job[i]->id == id && all->job[i]->user == ctx->user->id)
			job = all->job[i];
	if (job) {
		job->holders++;
		job->touched = time(NULL);
	}
	pthread_mutex_unlock(&all->lock);
	if (!job)
		err_add(ctx->errs, ERR_MISSING, "Không có lần nhập này, hoặc tệp đã được bỏ đi. Những gì đã ghi "
		        "vẫn còn trong sổ.");
	return job;
}

void import_release(struct imports *all, struct job *job)
{
	bool gone;

	pthread_mutex_lock(&all->lock);
	job->holders--;
	gone = job->dropped && !job->holders;
	pthread_cond_broadcast(&all->moved);
	pthread_mutex_unlock(&all->lock);
	if (gone)
		job_free(job);
}

struct import_progress import_progress(struct imports *all, const struct job *job)
{
	struct import_progress p;

	pthread_mutex_lock(&all->lock);
	p = (struct import_progress){ job->state, job->asked, job->what, job->done, job->all, 0 };
	for (int i = 0; i < all->n && job->state == JOB_WAITS; i++)
		p.before += all->job[i] != job && !rests(all->job[i]) && all->job[i]->turn < job->turn;
	pthread_mutex_unlock(&all->lock);
	return p;
}

bool import_ask(struct imports *all, struct job *job, enum job_work work, const struct import_options *o,
                const char *reason)
{
	bool taken;

	pthread_mutex_lock(&all->lock);
	taken = rests(job) && !job->dropped && job->state != JOB_WRITTEN;
	if (taken) {
		if (o)
			job->next = options_copy(job->mem, o);
		if (reason)
			job->next_reason = arena_text(job->mem, reason);
		job->state = JOB_WAITS;
		job->asked = work;
		job->turn = ++all->told;
		job->stop = false;
		job->what = NULL;
		pthread_cond_broadcast(&all->moved);
	}
	pthread_mutex_unlock(&all->lock);
	return taken;
}

void import_stop(struct imports *all, struct job *job)
{
	pthread_mutex_lock(&all->lock);
	job->stop = true;
	pthread_mutex_unlock(&all->lock);
}

void import_drop(struct imports *all, struct job *job)
{
	pthread_mutex_lock(&all->lock);
	for (int i = 0; i < all->n && rests(job); i++)
		if (all->job[i] == job) {
			locked_remove(all, i);
			job->dropped = true;
		}
	pthread_mutex_unlock(&all->lock);
}

int imports_of(struct ctx *ctx, struct imports *all, int64_t **id)
{
	int n = 0;

	*id = NEWN(ctx->mem, int64_t, JOBS_MAX);
	pthread_mutex_lock(&all->lock);
	for (int i = all->n - 1; i >= 0; i--)
		if (all->job[i]->user == ctx->user->id)
			(*id)[n++] = all->job[i]->id;
	pthread_mutex_unlock(&all->lock);
	return n;
}

/* ---- the work ---- */

struct working { struct imports *all; struct job *job; const struct web *web; struct conn *conn; bool turn; };

static void turn_give(struct working *w)
{
	if (w->turn && w->all->turn.give)
		w->all->turn.give(w->all->turn.arg);
	w->turn = false;
}

static void turn_take(struct working *w)
{
	turn_give(w);
	if (w->all->turn.take)
		w->all->turn.take(w->all->turn.arg);
	w->turn = true;
}

static bool tell(void *arg, const char *what, int done, int count)
{
	struct working *w = arg;
	bool go_on;

	pthread_mutex_lock(&w->all->lock);
	w->job->what = what;
	w->job->done = done;
	w->job->all = count;
	go_on = !w->job->stop && !w->all->ending;
	pthread_mutex_unlock(&w->all->lock);
	if (w->job->work == WORK_TRY)
		turn_take(w);
	return go_on;
}

static void give_back(struct arena **mem)
{
	arena_free(*mem);
	*mem = NULL;
}

static bool read_hash(struct job *job, struct errs *errs)
{
	char piece[PIECE];
	struct sha h;
	size_t n;

	sha_start(&h);
	rewind(job->file);
	while ((n = fread(piece, 1, sizeof piece, job->file)) > 0)
		sha_add(&h, piece, n);
	sha_end_hex(&h, job->hash);
	return !ferror(job->file) || err_add(errs, ERR_FAULT, "Không đọc được tệp tạm.");
}

/* The file has no name of its own any more. */
static bool read_book(struct job *job, struct errs *errs)
{
	char path[64];

	job->book = NULL;
	give_back(&job->book_mem);
	job->book_mem = arena_new(work_memory);
	arena_speak(job->book_mem, arena_language(job->mem));
	snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(job->file));
	if (!read_hash(job, errs) || !book_read(job->book_mem, path, job->name, &job->book_read, errs))
		return false;
	job->book = &job->book_read;
	return true;
}

static bool guess(struct ctx *ctx, struct job *job, struct working *w)
{
	struct import_plan *plan = NEW(ctx->mem, struct import_plan);

	if (!import_guess(ctx, job->rec, job->name, job->book, &job->o, plan))
		return false;
	plan->progress = tell;
	plan->progress_arg = w;
	job->plan = plan;
	return true;
}

/* Where and what the person may do is asked anew before each piece of work: rights may have been taken away. */
struct knowing { struct ctx *ctx; const struct job *job; const struct web *web; };

static bool know(void *arg)
{
	struct knowing *k = arg;
	struct settings settings;

	return web_clock(k->ctx, k->web, &settings) && access_account(k->ctx, k->job->user, &k->ctx->user) &&
	       (k->ctx->user || err_add(k->ctx->errs, ERR_DENIED, "Tài khoản này đã đóng."));
}

/* What was written, and what was left, are all that stays: the plan and the sheets are large. */
static bool write_plan(struct ctx *ctx, struct job *job, struct working *w)
{
	struct import_plan *plan = job->plan;
	bool done;

	(void)tell(w, "ghi", 0, plan->count[ROW_NEW] + plan->count[ROW_CHANGED]);
	turn_take(w);
	done = import_commit(ctx, plan, job->reason, &job->entry);
	turn_give(w);
	job->stale = !done;
	if (!done)
		return false;
	memcpy(job->count, plan->count, sizeof job->count);
	job->written_at = ctx->now;
	if (plan->count[ROW_BAD] && (job->faults = scratch_open(ctx->errs)) &&
	    !import_faults_write(plan, true, job->faults, ctx->errs)) {
		(void)fclose(job->faults);
		job->faults = NULL;
	}
	job->plan = NULL;
	job->book = NULL;
	give_back(&job->book_mem);
	(void)fclose(job->file);
	job->file = NULL;
	return true;
}

static enum job_state do_work(struct ctx *ctx, struct job *job, struct working *w)
{
	switch (job->work) {
	case WORK_READ:
		if (!read_book(job, ctx->errs))
			return JOB_FAILED;
		(void)guess(ctx, job, w);
		return JOB_GUESSED;
	case WORK_GUESS:
		(void)guess(ctx, job, w);
		return JOB_GUESSED;
	case WORK_TRY:
		return guess(ctx, job, w) && import_rehearse(ctx, job->plan) ? JOB_PLANNED : JOB_GUESSED;
	case WORK_WRITE:
		return write_plan(ctx, job, w) ? JOB_WRITTEN : JOB_PLANNED;
	}
	return JOB_FAILED;
}

/* What is ours to mend is in the log; people are told that it was. */
static void settle_errs(struct job *job)
{
	if (!job->errs.count || errs_worst(&job->errs) < ERR_BUSY)
		return;
	for (const struct err *e = job->errs.first; e; e = e->next)
		log_fault("web: import %lld: %s", (long long)job->id, e->text);
	if (errs_worst(&job->errs) == ERR_FAULT) {
		errs_clear(&job->errs);
		err_add(&job->errs, ERR_FAULT, "Lỗi của hệ thống; chi tiết đã ghi vào nhật ký. Chưa có gì được ghi.");
	}
}

static enum job_state work(struct working *w)
{
	struct job *job = w->job;
	struct db db;
	struct ctx ctx;
	struct knowing k = { &ctx, job, w->web };
	enum job_state state;

	if (job->work != WORK_WRITE) {
		job->plan = NULL;
		job->stale = false;
		give_back(&job->plan_mem);
		job->plan_mem = arena_new(work_memory);
		arena_speak(job->plan_mem, arena_language(job->mem));
	}
	job->errs = errs_new(job->plan_mem);
	db = (struct db){ w->conn, job->plan_mem, &job->errs };
	ctx = web_ctx(w->web, &db, "web");
	if (!job->book && job->work != WORK_READ)
		job->work = WORK_READ;
	state = db_txn(&db, TXN_READ, know, &k) ? do_work(&ctx, job, w) :
	        job->work == WORK_WRITE ? JOB_PLANNED : JOB_FAILED;
	if (job->plan)
		import_rest(job->plan);
	settle_errs(job);
	job->tries += job->work == WORK_TRY;
	job->chosen = job->work == WORK_TRY;
	if (state == JOB_WRITTEN) {
		job->errs = errs_new(job->mem);
		give_back(&job->plan_mem);
	}
	return state;
}

/* The oldest plans give way where all together take too much of the disk; their files stay, and can be read again. */
static void locked_forget(struct imports *all)
{
	size_t used = 0;

	for (int i = all->n - 1; i >= 0; i--) {
		struct job *job = all->job[i];
		if (!rests(job) || !job->book)
			continue;
		used += arena_used(job->book->mem) + (job->plan ? arena_used(job->plan->mem) : 0);
		if (used <= rest_most || job->holders)
			continue;
		job->book = NULL;
		job->plan = NULL;
		job->state = JOB_FAILED;
		job->errs = errs_new(job->mem);
		give_back(&job->book_mem);
		give_back(&job->plan_mem);
	}
}

static struct job *locked_next(struct imports *all)
{
	struct job *next = NULL;

	for (int i = 0; i < all->n; i++)
		if (all->job[i]->state == JOB_WAITS && !all->job[i]->holders &&
		    (!next || all->job[i]->turn < next->turn))
			next = all->job[i];
	if (!next)
		return NULL;
	next->state = JOB_RUNS;
	next->work = next->asked;
	next->o = next->next;
	next->reason = next->next_reason;
	locked_forget(all);
	return next;
}

static struct job *take_next(struct imports *all, bool wait)
{
	struct job *job = NULL;

	pthread_mutex_lock(&all->lock);
	while (!all->ending && !(job = locked_next(all)) && wait)
		pthread_cond_wait(&all->moved, &all->lock);
	pthread_mutex_unlock(&all->lock);
	return job;
}

static void run(const struct web *web, struct conn *conn, bool wait)
{
	struct imports *all = web->imports;
	struct job *job;

	while ((job = take_next(all, wait))) {
		struct working w = { all, job, web, conn, false };
		enum job_state state = work(&w);

		turn_give(&w);
		pthread_mutex_lock(&all->lock);
		job->state = state;
		job->what = NULL;
		job->touched = time(NULL);
		pthread_mutex_unlock(&all->lock);
	}
}

void imports_serve(const struct web *web, struct conn *conn)
{
	run(web, conn, true);
}

void imports_run(const struct web *web, struct conn *conn)
{
	run(web, conn, false);
}

void imports_end(struct imports *all)
{
	pthread_mutex_lock(&all->lock);
	all->ending = true;
	pthread_cond_broadcast(&all->moved);
	pthread_mutex_unlock(&all->lock);
}
