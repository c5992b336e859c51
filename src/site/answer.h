#ifndef SITE_ANSWER_H
#define SITE_ANSWER_H
#include "model/catalog.h"
#include "model/journal.h"
#include "model/report.h"
#include "out/csv.h"
#include "out/json.h"

/* Answers to questions as they leave the program: JSON, CSV and text for a
 * terminal, drawn from what was loaded.  The shell and the API both write
 * through here, so a script gets the same from either.  Nothing here reads the
 * database, except the functions that take a ctx first and return bool. */

/* What was asked, told back with every answer. */
struct asked {
	const char *unit, *unit_title;  /* code and name; NULL: all */
	const char *period;             /* the shortest text that parses to it; NULL: none */
	struct period days;
	struct date on;
	int64_t known;                  /* the journal number it was answered from */
	bool now;                       /* no moment was asked for: known is the head */
	const char *note;               /* NULL, or what was brought down and why */
};
MUST_USE bool answer_asked(struct ctx *ctx, struct clock clock, struct period period, int64_t under,
                           const char *note, struct asked *out);
/* Of figures: a question without a unit is about the whole Party tree, so its root is told where there is one root. */
MUST_USE bool answer_asked_figures(struct ctx *ctx, struct question q, const char *note, struct asked *out);

/* A figure asked by itself has the keys of a report's row. */
struct report_row answer_row(const struct figure *f, const struct answer *a, struct question q);

/* The members unit, unit_title, period, on, known and perhaps note, inside an object. */
void answer_asked_json(struct json *j, const struct asked *asked);
/* The same in a line for people, and the note in another. */
void answer_asked_text(struct arena *a, struct sink to, const struct asked *asked);

void answer_report_json(struct json *j, const struct asked *asked, const struct report *r);
void answer_report_csv(struct csv_writer *w, const struct report *r);
void answer_report_text(struct arena *a, struct sink to, int width, const struct asked *asked, const struct report *r);

void answer_figures_json(struct json *j, const struct asked *asked, const struct report_row *row, int n);
void answer_figures_csv(struct csv_writer *w, const struct report_row *row, int n);
void answer_figures_text(struct arena *a, struct sink to, int width, const struct asked *asked,
                         const struct report_row *row, int n);

/* A list, or what a figure counts (then figure, and part for a share), or one row.
 * Values as stored: codes as keys, references as ids, dates ISO; "<field>_title" beside what has a name. */
struct answer_list {
	const struct listing *listing;
	const char *where;              /* the filter as asked; NULL: none */
	const char *figure, *part;      /* NULL: a list */
	bool times;                     /* one row per person, with how often */
	bool count_only; int64_t count; /* `list --count`: listing is not read */
	const struct record *of;
};
void answer_listing_json(struct json *j, const struct ctx *ctx, const struct asked *asked, const struct answer_list *l);
void answer_listing_csv(struct csv_writer *w, const struct ctx *ctx, const struct answer_list *l);
void answer_listing_text(struct ctx *ctx, struct sink to, int width, const struct asked *asked,
                         const struct answer_list *l);

/* One row with all its fields, and the rows of which it is the parent. */
struct answer_child { const struct record *rec; struct listing rows; };
struct answer_show { struct listing row; struct answer_child *child; int nchildren; };
MUST_USE bool answer_show(struct ctx *ctx, const struct record *rec, int64_t id, struct clock clock,
                          struct answer_show *out);
void answer_show_json(struct json *j, const struct ctx *ctx, const struct asked *asked, const struct answer_show *s);
void answer_show_text(struct ctx *ctx, struct sink to, int width, const struct answer_show *s);

/* The versions of one row, newest first, without the fields that this user may not read. */
struct answer_history {
	const struct record *rec;
	int64_t id;
	struct past_version *past; int n;
	bool *shown;                    /* by field index */
	const char **title;             /* of what version i has in field f: title[i * nfields + f] */
};
MUST_USE bool answer_history(struct ctx *ctx, const struct record *rec, int64_t id, struct answer_history *out);
void answer_history_json(struct json *j, const struct ctx *ctx, const struct answer_history *h);
void answer_history_text(struct ctx *ctx, struct sink to, const struct answer_history *h);

/* What a command did: {entry, record, id, state, findings}.  rec NULL: it was about no one row. */
void answer_findings_json(struct json *j, const struct done *d);        /* the member "findings" alone */
void answer_done_json(struct json *j, const struct record *rec, const struct done *d);
/* command_undo tells the entry taken back; this puts the row which that entry was about in its place: its record
 * type, id and the state it has now. */
MUST_USE bool answer_undone(struct ctx *ctx, struct done *d, const struct record **rec);

/* ---- pieces of the above ---- */

/* The field itself, for a K_SPAN the one it stands for. */
const struct field *answer_field(const struct catalog *c, const struct field *f);
/* A line as an object, and cell c of it for people. */
void answer_line_json(struct json *j, const struct ctx *ctx, const struct listing *l, const struct line *line,
                      bool times);
const char *answer_cell_text(struct ctx *ctx, const struct listing *l, const struct line *line, int c);
/* One value under `key` and, with a title, "<key>_title". */
void answer_value_json(struct json *j, struct arena *a, const char *key, const struct field *f, struct value v,
                       const char *title);

#endif
