#ifndef WEB_IMPORTS_H
#define WEB_IMPORTS_H
#include "base/crypt.h"
#include "model/import.h"
#include "web/web.h"

/* Imports under way.  Each is a job of the person who brought the file; a thread of its own does the long work, one job
 * after the other, while pages tell how far it is.  A job lives in memory and its file has no name on disk: both are
 * gone with the program, what was written stays in the journal.
 *
 * A job that waits or runs is the thread's: pages read no more of it than import_progress tells.  A job that rests
 * (any other state) is whole, and stays as it is for as long as somebody holds it. */

enum job_state { JOB_WAITS, JOB_RUNS, JOB_GUESSED, JOB_PLANNED, JOB_WRITTEN, JOB_FAILED };
enum job_work { WORK_READ, WORK_GUESS, WORK_TRY, WORK_WRITE };

struct job {
	int64_t id, user, size, at;     /* at: when the file came, of ctx->now */
	const struct record *rec;
	const char *name;               /* of the file */
	enum job_state state;
	enum job_work work;             /* what was done last */
	struct import_options o;        /* as chosen */
	char hash[SHA_HEX];             /* of the file; "": not read yet */
	const struct book *book;        /* NULL: not read, or given back */
	struct import_plan *plan;       /* NULL: what the columns are could not be guessed; errs says why */
	bool chosen;                    /* the last work was to make a plan */
	int tries;                      /* number of the plan: a plan is written by its number */
	bool stale;                     /* what is here is no longer what the plan was made from */
	struct errs errs;               /* why the last work failed */
	int64_t entry, written_at;      /* JOB_WRITTEN */
	const char *reason;
	int count[VERDICTS];            /* of what was written, and what was left */
	FILE *faults;                   /* the workbook with the rows that were left; NULL: none were */

	/* of imports.c alone */
	struct arena *mem, *book_mem, *plan_mem;
	struct book book_read;
	FILE *file;
	int holders;
	int64_t turn, touched;          /* when it was asked for; when somebody last looked: the real clock */
	enum job_work asked;            /* with: */
	struct import_options next; const char *next_reason;
	const char *what; int done, all;        /* how far it is */
	bool stop, dropped;
};

struct imports;
struct imports *imports_new(struct arena *a);

/* The file becomes a job that waits to be read.  False: too many are under way (ERR_BUSY). */
MUST_USE bool import_add(struct ctx *ctx, struct imports *all, const struct record *rec, const char *name, FILE *file,
                         int64_t size, const struct import_options *o, int64_t *id);
/* The user's job, held; NULL: he has none of that number (ERR_MISSING). */
struct job *import_hold(struct ctx *ctx, struct imports *all, int64_t id);
void import_release(struct imports *all, struct job *job);

struct import_progress { enum job_state state; enum job_work asked; const char *what; int done, all, before; };
struct import_progress import_progress(struct imports *all, const struct job *job);     /* before: jobs ahead of it */

/* Asks for work on a job that rests and is held; false: it does not rest (any more).  Options and reason are copied;
 * NULL: as they are. */
MUST_USE bool import_ask(struct imports *all, struct job *job, enum job_work work, const struct import_options *o,
                         const char *reason);
void import_stop(struct imports *all, struct job *job);         /* between two pieces of its work */
void import_drop(struct imports *all, struct job *job);         /* one that rests: once nobody holds it */

/* The user's jobs, newest first: numbers to be held. */
int imports_of(struct ctx *ctx, struct imports *all, int64_t **id);

/* For the thread: does what waits, until imports_end.  For tests: does what waits now. */
void imports_serve(const struct web *web, struct conn *conn);
void imports_run(const struct web *web, struct conn *conn);
void imports_end(struct imports *all);
/* Taken while rows are tried or written, given between two pieces of it: all who write come to their turn, none finds
 * the database taken. */
struct import_turn { void (*take)(void *), (*give)(void *); void *arg; };
void imports_turn(struct imports *all, struct import_turn turn);

#endif
