#ifndef MODEL_REPORT_H
#define MODEL_REPORT_H
#include "model/figure.h"

/* A form (biểu mẫu): rows of form_row, dated, each naming a figure, perhaps with first and last day of its own
 * (MM-DD).  A row answers on the earlier of `on` and its last day, flows from the later of the period's first day and
 * its own; last year likewise.
 * `shown` is how the number is written: its one # stands for the number, cut down to as many zeros as follow it
 * ("trên #00": 48.237 is "trên 48.200"); a number from which nothing was cut stands alone. */
enum { REPORT_ZEROS_MAX = 9 };
struct report_row {
	const char *code, *label, *unit, *cite, *note;  /* cite, note may be NULL; note: days of its own */
	const char *section, *shown;    /* the heading that begins here; how the number is written: may be NULL */
	struct period asked;            /* the days really used */
	const struct figure *figure;    /* NULL: none in force that day: answer.why says so */
	struct answer answer;
};
struct report {
	const char *form, *title;
	struct question question;
	const char *note;               /* NULL; e.g. `on` was brought down */
	const struct report_row *row; int nrows;
};
MUST_USE bool report_make(struct ctx *ctx, const char *form, struct question q, struct report *out);

#endif
