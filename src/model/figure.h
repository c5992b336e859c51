#ifndef MODEL_FIGURE_H
#define MODEL_FIGURE_H
#include "model/list.h"

/* A figure is a list with a name: its value is the length of that list (or
 * its persons, or the sum of a column), and opening it shows what is counted.
 * Figures are records, on both clocks, in force between dates, each with its
 * citation, so a clerk can add one when a form changes.
 * A share names two other figures, `num` and `over`; its value is a percentage, 100 * num / den, with both kept.
 * Amount "population" counts the inhabitants of the State units that a Party unit covers: the sum of their latest rows
 * of `population`, open to whoever may ask (the list that opens is cut by rights as any other). */
struct figure {
	int64_t id;
	const char *code, *name, *unit;         /* "admission.approved", "Số người được chuẩn y kết nạp", "người" */
	const char *record, *where;             /* the list */
	const char *amount, *field;             /* rows, persons, sum (of field), share, population */
	const char *moment;                     /* "period": a flow; "end": a stock on the day asked */
	const char *num, *over;                 /* share: codes of numerator and denominator; else NULL */
	const char *scale;                      /* share: "percent"; else NULL */
	const char *cite;
};

struct question {
	struct period period;
	struct date on;                         /* 0: the earlier of the period's last day and today */
	int64_t under;                          /* 0: all, or the one unit under which this user may read */
	int64_t known;
};

struct answer {
	bool has;                               /* false: value is null, `why` says it */
	const char *why;
	const char *amount;                     /* rows, persons, sum, share */
	double value; int64_t num, den;         /* a share: percent; else num == value and den is 0 */
	bool has_target; double target;
	bool has_last; double last_year;
	const char *by, *by_title;              /* figure_by: the unit's id and name, or the value and its label */
};

/* Brings `on` down to the period's last day or today and says so in *note (else NULL); refuses one before the
 * period. */
MUST_USE bool question_settle(struct ctx *ctx, struct question *q, const char **note);
/* What a list of this figure's rows is asked: the day, the days of "in period", the unit. */
struct list question_list(struct question q, const struct record *of);
/* Figures in force on q.on, by code.  find: ERR_MISSING, field "figure"; seek: *out NULL. */
MUST_USE bool figure_find(struct ctx *ctx, struct question q, const char *code, const struct figure **out);
MUST_USE bool figure_seek(struct ctx *ctx, struct question q, const char *code, const struct figure **out);
MUST_USE bool figure_all(struct ctx *ctx, struct question q, const struct figure **out, int *n);
bool figure_is_share(const struct figure *f);
/* The two sides of a share: figures that are no shares.  Of any other: itself and NULL. */
MUST_USE bool figure_parts(struct ctx *ctx, struct question q, const struct figure *f,
                           const struct figure **num, const struct figure **den);
/* Values, targets and the year before of several figures; figures of one record type share a statement. */
MUST_USE bool figure_answer(struct ctx *ctx, struct question q, const struct figure *const *f, int n,
                            struct answer *out);
/* One answer per child unit (by "unit") or per value of a field; targets by unit only.  Where nothing may be read or
 * nothing was on record: the one answer that says so, with by NULL. */
MUST_USE bool figure_by(struct ctx *ctx, struct question q, const struct figure *f, const char *by,
                        struct answer **out, int *n);
/* Several figures by unit, with one statement for each record type: answers[unit * n + figure]. */
MUST_USE bool figures_by_unit(struct ctx *ctx, struct question q, const struct figure *const *f, int n,
                              struct answer **out, int *nunits);
/* The list behind a figure (part "den" of a share: its denominator), and what of it is counted: rows, persons, or the
 * sum of a field; of a population its rows that were added. */
MUST_USE bool figure_list(struct ctx *ctx, struct question q, const struct figure *f, const char *part,
                          struct list *out, struct measure *counted);
/* What opens: the list; part "den" of a share its denominator. Persons figures: one line per person with `times`.
 * *total: all lines there are.  count 0: all. */
MUST_USE bool figure_open(struct ctx *ctx, struct question q, const struct figure *f, const char *part,
                          const char *columns, int64_t first, int64_t count, struct listing *out, int64_t *total);

#endif
