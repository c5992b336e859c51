#ifndef WEB_IMPORT_PAGE_H
#define WEB_IMPORT_PAGE_H
#include "web/imports.h"
#include "web/layout.h"

/* What the page of one import shows, copied out of its job so that the job is held no longer than that takes. */

struct import_choice { const char *name, *label; bool must; };          /* a field that a column may fill */
enum { SAMPLES = 3 };
struct import_guess_column {
	const char *letter, *heading, *sample[SAMPLES], *note;
	const char *field;              /* its name, "id", or "" */
	bool sure;
};
/* What the columns are taken for; all of it can be changed. */
struct import_guess_view {
	const char *const *sheet; int nsheets, at;      /* at: which of them */
	int heading;
	struct import_guess_column *column; int ncolumns;
	const struct import_choice *choice; int nchoices;
	const char *const *missing; int nmissing;       /* labels of what a new row needs and no column gives */
	bool opening;
	const char *reason;
};

struct import_cell_view { const char *text, *old; bool wrong, told; };         /* old NULL: not replaced */
struct import_row_view {
	int line;
	enum verdict verdict;
	int64_t id;                     /* the row here; 0: none */
	struct import_cell_view *cell;  /* by shown column */
	const struct import_note *note; /* all of them; `column` of the plan */
};
enum { SHOW_ALL = VERDICTS, SHOW_TOLD, SHOWS };         /* beside the verdicts */
struct import_plan_view {
	int count[SHOWS], show, skipped;
	int *column; const char **heading, **field; int ncolumns;       /* of the plan: those that are taken */
	int *faults;                    /* by shown column: rows with a fault in it */
	struct import_row_view *row; int nrows;
	int64_t first;
	bool whole;                     /* some of these rows have notes about the row, or about a column not shown */
};

/* From a job that rests and is held. */
void import_guess_load(struct ctx *ctx, const struct job *job, struct import_guess_view *out);
MUST_USE bool import_plan_load(struct ctx *ctx, const struct job *job, int show, int64_t page,
                               struct import_plan_view *out);
void import_guess_draw(struct html *w, const struct import_guess_view *v);     /* inside a form */
void import_plan_draw(struct html *w, const struct import_plan_view *v, const char *record, struct url here);
enum { IMPORT_ROWS = 100 };             /* of a page */
void import_draw_way(struct html *w, bool opening);
/* The form again with what is wrong in it, or the error page where it is not for this person to mend. */
void import_again(struct ctx *ctx, struct req *req, const struct page *page, struct reply *out);
bool import_may(struct ctx *ctx, const struct record *rec);     /* bring rows of this type, somewhere */
const char *import_state_label(const struct import_progress *p);
int import_shown(const char *text);     /* of an address; SHOWS: none of them */

#endif
