#ifndef MODEL_COMMAND_H
#define MODEL_COMMAND_H
#include "model/record.h"

struct catalog;
struct user;
struct keep;
struct step;

/* Two clocks.  `on` is the day asked about; `known` is the journal number up
 * to which the answer may know things, 0 for all that is known now. */
struct clock { struct date on; int64_t known; };

/* Everything one request, job or shell call carries along. */
struct ctx {
	struct arena *mem;
	struct errs *errs;              /* all that went wrong; none: it succeeded */
	struct db *db;                  /* its mem and errs are these */
	const struct catalog *catalog;
	struct keep *keep;              /* what is kept between requests (model/keep.h) */
	const struct user *user;        /* model/access.h */
	struct date today;              /* one clock reading for all of it */
	int64_t now;                    /* seconds since 1970, UTC; the demonstration's own clock in `demo` */
	const char *via;                /* "web", "api", "cli", "demo" */
	struct rng *rng;                /* where salts come from: NULL: the system */
	int64_t site;                   /* 1 .. 90,000; ids are site * 10^11 + n */
	const char *files;              /* setting FILE_PERMISSION if read already, "" for none; NULL: not read */
	bool unconfirmed;               /* an amount read since this was cleared is marked "chưa đối chiếu" */
	int64_t *heads;                 /* last entry per record type (by catalog index) here; NULL: not read yet */
	int64_t head;                   /* last entry of all in this snapshot */
	bool own;                       /* rows of the user's own were asked for since this was cleared: what is made of
	                                 * them is nobody else's */
	bool *reads;                    /* by catalog index: what is read from now on is added; NULL: nobody asks */
};

/* Named texts: a form, a JSON body, a command line, a CSV line.  "career[0].from" names a child's field. */
struct input { int n; const char *const *name; const char *const *text; };
const char *input_get(const struct input *in, const char *name);        /* NULL: not given */

/* What an entry changed in one row: filled by op_*, read by folds, journal and kept results. */
struct change {
	const struct record *rec;
	int64_t id, was;                /* was: the entry of the version replaced; 0: there was none */
	const struct value *old, *cell; /* old NULL: created; cell NULL: removed */
	unsigned char salt[16];         /* of the new version, where personal */
	bool seen;                      /* its fold was asked for */
};

enum verb { DO_CREATE, DO_EDIT, DO_CHANGE, DO_STEP, DO_REMOVE, DO_UNDO, DO_BATCH };

/* One change under way: one journal entry. */
struct op {
	struct ctx *ctx;
	struct arena *mem;              /* as long as the entry; ctx->mem, unless the batch is long (struct batch) */
	enum verb verb;
	const struct record *rec;
	const struct step *step;        /* DO_STEP, and DO_CREATE of an act (its first step) */
	struct date as_of;              /* the day whose law applies */
	struct version old, new;        /* old.cell NULL: there was none; new.cell may be written through op_set */
	int64_t entry;                  /* this change's journal number */
	bool recording;                 /* the paper is signed: breaches become findings */
	bool trial;                     /* it will be taken back: what only the journal needs is not made */
	const char *reason;
	const char *command;            /* for the journal: "badge.grant 100000000123" */
	struct change *change; int nchanges;
	int *slot; int nslots;          /* hash of (rec, id) into change */
	struct row_there *there;        /* rows found to be there, by a hash; forgotten when one is removed */
	int nwrites;                    /* rows really written so far */
	unsigned char *salt; int nsalts;        /* drawn beforehand for an entry of many rows */
	struct fold_task *task; int ntasks, tasks_done;
	struct breach *breach; int nbreaches;           /* found by rules or folds; become findings */
	int64_t no; const char *prev;   /* this entry's number in its site's chain, and the hash before it */
	int64_t next_id;                /* n of the next id; written back with the journal */
};

/* A breach of a rule found while recording, or a later act that no longer holds. */
struct breach { const struct record *rec; int64_t id; const char *rule, *field, *text, *cite; };

/* All that a command changes goes through these: they keep the replaced row in
 * x_past, stamp the entry, keep fold, key and salt columns, and note the change
 * for folds, journal, undo and kept results.  Nothing else writes a record table.
 * `cells` is by field index; op_insert gives the id (or takes *id when not 0: undo). */
MUST_USE bool op_insert(struct op *op, const struct record *rec, const struct value *cells, int64_t *id);
MUST_USE bool op_update(struct op *op, const struct record *rec, int64_t id, const struct value *cells);
MUST_USE bool op_remove(struct op *op, const struct record *rec, int64_t id);
/* The row as it is, with one cell changed. */
MUST_USE bool op_update_cell(struct op *op, const struct record *rec, int64_t id, int field, struct value v);
/* The current version; cell NULL: none. */
MUST_USE bool op_load(struct ctx *ctx, const struct record *rec, int64_t id, struct version *out);

void op_set(struct op *op, int field, struct value v);          /* in op->new */
/* Whether there is such a row now.  Many orders of one entry refer to the same few. */
MUST_USE bool op_there(struct op *op, const struct record *rec, int64_t id, bool *there);
/* Puts a message beside a field and returns false. */
bool op_refuse(struct op *op, const char *field, const char *fmt, ...) PRINTF(3, 4);

/* One entry: locks the head, runs `work`, folds, writes findings, journals.  Inside a write transaction; true: all is
 * written.  `work` puts the command's name into op->command.  `op` is made here and lives in ctx->mem. */
MUST_USE bool op_entry(struct ctx *ctx, enum verb verb, const char *reason,
                       bool (*work)(struct op *, void *), void *arg, struct op *op);

/* What a person or program asks for.  The order inside is command_run's alone: authorise, read input, load, fill,
 * validate, guard, rules, write, fold, journal, commit. */
struct order {
	enum verb verb;                 /* DO_CREATE, DO_EDIT, DO_CHANGE, DO_STEP, DO_REMOVE */
	const struct record *rec;
	const char *step;               /* DO_STEP; with id 0 while recording: the act begins with this step */
	int64_t id;
	int64_t seen;                   /* the entry the form was drawn from; 0: not given; another now: ERR_CONFLICT;
	                                 * of a child's row: its input "career[0].seen" */
	bool recording;
	struct date from;               /* DO_CHANGE: first day of the new span */
	const char *reason;
	const struct input *input;
};
struct done { int64_t entry, id; const char *state; int nbreaches; const struct breach *breach; };

/* In a transaction of its own. */
MUST_USE bool command_run(struct ctx *ctx, const struct order *o, struct done *out);
/* The same without commit: what would happen (a rehearsal): breaches and changes are told, nothing is kept. */
MUST_USE bool command_try(struct ctx *ctx, const struct order *o, struct done *out, struct change **changes,
                          int *nchanges);
/* Several orders in one entry, all or none: a sheet of paper with several matters, an import.  Each is tried, so that
 * all faults are told: fault[i] are those of order[i], and ctx->errs has them all.  Not kept: a rehearsal.
 * A long batch (next) has its orders made one after another: nothing of an order stays in memory after it but what the
 * entry needs, and told says what came of it; what told is given lives only until it returns, and of the faults
 * ctx->errs has the first. */
struct batch {
	const char *command, *reason;   /* for the journal: "month 84.002.001 2022-12" */
	const struct order *order; int n;
	bool keep;
	struct errs *fault;             /* n of each, filled here */
	struct done *done;
	void (*next)(void *, struct arena *, int i, struct order *out);
	/* false stops, with a reason in ctx->errs */
	bool (*told)(void *, int i, const struct errs *, const struct done *);
	void *arg;
	int64_t entry;
};
/* True: all orders hold, and are written where they are to be kept. */
MUST_USE bool command_batch(struct ctx *ctx, struct batch *b);
/* Takes an entry back by a new one: its rows return to what they were, spans are folded again, every later act is
 * checked; refused with the first that no longer holds, or with the rows that still refer to what it created. */
MUST_USE bool command_undo(struct ctx *ctx, int64_t entry, const char *reason, struct done *out);

#endif
