#ifndef BENCH_H
#define BENCH_H
#include "model/command.h"
#include "site/office.h"

/* What every measurement in process stands on: the office of one database and a connection to it.  A fault ends the
 * program with what is wrong; the numbers go to standard output, one line "NAME NUMBER..." each. */
struct bench {
	struct arena *mem;
	struct office office;
	struct conn *conn;
};

void bench_open(struct bench *b, const char *path);
void bench_close(struct bench *b);

/* Microseconds: by the clock, and of the processor, which others on the machine hardly change. */
struct took { double wall, cpu; };
struct took took_begin(void);
struct took took_end(struct took from);
double now_us(void);

/* One piece of work as a request does it: an arena and a ctx of its own, for `login` (NULL: the system), `work` in one
 * transaction; what all of it took. */
struct took bench_time(struct bench *b, const char *login, enum txn kind, bool (*work)(struct ctx *, void *),
                       void *arg);
/* The same for what makes its own transactions. */
struct took bench_time_bare(struct bench *b, const char *login, bool (*work)(struct ctx *, void *), void *arg);

struct times { double *wall, *cpu; int n, room; };
void times_add(struct times *t, struct took us);
/* "NAME cpu-median cpu-p99 wall-median wall-p99 n", and starts anew. */
void times_print(struct times *t, const char *name);
/* Lines of a file, without their ends. */
int lines_read(struct arena *a, const char *path, const char ***out);

/* The commands of this program, each with its own arguments. */
int bench_page(int argc, char **argv);
int bench_search(int argc, char **argv);
int bench_figures(int argc, char **argv);
int bench_known(int argc, char **argv);
int bench_sessions(int argc, char **argv);
int bench_raw(int argc, char **argv);
int bench_paper(int argc, char **argv);
int bench_first(int argc, char **argv);
int bench_export(int argc, char **argv);
int bench_run(int argc, char **argv);
int bench_import(int argc, char **argv);
int bench_bulk(int argc, char **argv);
int bench_workbook(int argc, char **argv);

#endif
