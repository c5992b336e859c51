#ifndef CLI_H
#define CLI_H
#include <stdio.h>

#include "model/figure.h"
#include "out/paper.h"
#include "out/sink.h"
#include "site/office.h"

/* The command line.  One table row per command (as in git): its name, its
 * options, its help, and the function that runs it.  Exit codes: 0 done;
 * 1 refused, denied or not found; 2 usage; 3 fault or busy.  Reasons go to
 * standard error, one a line: "field: text [citation]". */
enum cli_exit { CLI_DONE, CLI_REFUSED, CLI_USAGE, CLI_FAULT };

int cli_main(int argc, char **argv, const struct subject *const *subjects, int nsubjects);

struct cli_option {
	const char *name;               /* "period", typed --period */
	const char *value;              /* "P", as the help calls it; NULL: a flag */
	const char *help;
	bool required;
};

/* What must stand before the command runs. */
enum cli_needs {
	NEEDS_CATALOG,
	NEEDS_ROOM,                     /* a connection, perhaps to an empty database, made when it is not there */
	NEEDS_TABLES,                   /* a database with these tables; no user */
	NEEDS_USER,                     /* and --as USER */
};

struct cli;
struct cli_command {
	const char *name;
	const char *arguments;          /* "RECORD ID", for the help */
	const char *help;               /* one line */
	const char *more;               /* further lines of its help; NULL: none */
	enum cli_needs needs;
	int least, most;                /* arguments besides options; most -1: any number */
	const struct cli_option *option; int noptions;
	bool (*run)(struct cli *);
};
#define OPTIONS(a) .option = (a), .noptions = (int)COUNTOF(a)
#define NO_OPTIONS .option = NULL, .noptions = 0

extern const struct cli_command
	cli_report, cli_figure, cli_open, cli_list, cli_show, cli_history,              /* cli_read.c, cli_row.c */
	cli_print,                                                                      /* cli_print.c */
	cli_due,                                                                        /* cli_due.c */
	cli_digest,                                                                     /* cli_digest.c */
	cli_setting,                                                                    /* cli_setting.c */
	cli_do, cli_undo,                                                               /* cli_write.c */
	cli_import,                                                                     /* cli_import.c */
	cli_reconcile,                                                                  /* cli_reconcile.c */
	cli_serve, cli_migrate, cli_verify, cli_checkpoint, cli_demo,                   /* cli_admin.c */
	cli_describe, cli_schema,                                                       /* cli_describe.c */
	cli_openapi,                                                                    /* cli_openapi.c */
	cli_user;                                                                       /* cli_user.c */

enum { CLI_OPTIONS_MAX = 16 };

/* One call of the program. */
struct cli {
	struct arena *mem;
	struct errs *errs;              /* the ctx's own once there is one */
	const struct cli_command *command;
	const char *value[CLI_OPTIONS_MAX];             /* of the command's options; a flag that is given: "" */
	const char *db, *as, *today;                    /* the options of every command; NULL: not given */
	bool help;
	const char **arg; int nargs;
	bool usage;                     /* what is in errs is the fault of the call itself: exit 2 */
	struct office office;
	struct conn *conn;
	struct ctx ctx;
	const struct subject *const *subjects; int nsubjects;
};

/* For commands.  Names of options must be the command's own (else a bug). */
const char *cli_value(const struct cli *c, const char *option);         /* NULL: not given */
bool cli_flag(const struct cli *c, const char *option);
/* A complaint about how the program was called: puts it into errs, makes the exit code 2, returns false. */
bool cli_wrong(struct cli *c, const char *field, const char *fmt, ...) PRINTF(3, 4);

enum cli_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_PAPER };  /* paper: xlsx, pdf, docx */
enum cli_format cli_format(const struct cli *c);
/* A paper to standard output, in the format asked for.  `make` and the writing share one snapshot; `note` (NULL: none)
 * puts it on record before a byte leaves. */
MUST_USE bool cli_paper(struct cli *c, bool (*make)(void *arg, struct paper *out), bool (*note)(void *arg), void *arg);
struct sink cli_out(void);
void cli_tell(const struct cli *c, const char *text);      /* a text of the program, in the language of the call */
int  cli_width(int otherwise);          /* columns of the terminal; otherwise: when it is none */

/* Runs `load` in a read transaction: one snapshot, nothing written.  It may be run again, so it prints nothing. */
MUST_USE bool cli_read(struct cli *c, bool (*load)(void *), void *arg);

/* Before anything is opened: required options are there, --period, --on, --from, --known, --format read as such. */
MUST_USE bool cli_check_values(struct cli *c);

/* Options and arguments as values.  A text that is none of its kind is wrong usage; a name that exists nowhere is
 * ERR_MISSING with the nearest one.  Those that ask the database belong inside a read transaction. */
MUST_USE bool cli_date(struct cli *c, const char *option, struct date *out);   /* 0: not given */
MUST_USE bool cli_period(struct cli *c, struct period *out);                   /* from 0: not given */
MUST_USE bool cli_id(struct cli *c, const char *what, const char *text, int64_t *out);
MUST_USE bool cli_known(struct cli *c, int64_t *out);                           /* asks */
MUST_USE bool cli_unit(struct cli *c, struct clock clock, int64_t *out);        /* asks; 0: not given */
/* Asks: period, unit, on, known, settled.  Without a period: the day asked, else today. */
MUST_USE bool cli_question(struct cli *c, struct question *out, const char **note);
/* --sheet, --heading, --map of a table from outside. */
struct import_options;
MUST_USE bool cli_import_options(struct cli *c, struct import_options *o);
MUST_USE bool cli_record(struct cli *c, const char *name, const struct record **out);

/* cli_since.c: the same commands where --since asks what changed. */
MUST_USE bool cli_since_figures(struct cli *c, int width);
MUST_USE bool cli_since_open(struct cli *c);
MUST_USE bool cli_since_list(struct cli *c);

/* The nearest of n names, or NULL when none is near. */
const char *cli_nearest(const char *word, const char *const *name, int n);

#endif
