#ifndef WEB_FORM_H
#define WEB_FORM_H
#include "web/page.h"
#include "web/related.h"
#include "web/widget.h"

/* A form over any record type: create, edit, change from a day on, one step of an act, remove.  Loaded the same way to
 * be drawn and to be obeyed, so what is asked and what is taken are one. */
struct form_child { const struct record *rec; struct widget *widget; int nrows, nfields; };     /* row after row */
struct form {
	const struct record *rec;
	enum verb verb;
	const struct step *step;        /* DO_STEP */
	const char *action;             /* the right it needs: "create", "edit", ..., a step's name */
	int64_t id;
	const char *title, *label;      /* the row's name; what the button says */
	struct version row;             /* cell NULL: a new one */
	struct widget *widget; int n;
	int nmain;                      /* the first so many are what this form is about; the rest may be opened */
	struct form_child *child; int nchildren;
	const char *begins;             /* DO_CREATE of an act: the step it is recorded from */
	const char *from, *reason;      /* as typed */
	bool ways, recording;           /* ways: the choice between preparing and recording is offered */
	bool needs_reason;
	bool more;                      /* only another child row was asked for */
	bool unsettled;                 /* a name that several bear */
	bool stale;                     /* somebody wrote since the form was drawn */
	bool stands_in;                 /* typed in the place of a cell */
	const char *stead;              /* of this one; NULL: not known yet */
	const char *by, *at;            /* stale: who, when */
	const struct errs *faults;
	const struct foreseen *foreseen;        /* NULL: not asked for */
	struct url here, back;
	struct told_finding *finding; int nfindings;      /* that is answered */
	struct url left;                /* DO_REMOVE: where one is once the row is gone */
	const char *csrf, *typist;      /* typist: who has it open, told if another should come to send it */
};

/* Behind the name of a child's type, in the button that asks for more rows: ten at once. */
#define FORM_MORE_TEN "*10"

/* Inside a read transaction.  False: unknown, not permitted, or a fault; in errs. */
MUST_USE bool form_load(struct ctx *ctx, struct req *req, struct form *out);
/* The field is what the step is about: its day, what it needs, what stands between its day and the next step's. */
bool form_of_step(const struct record *rec, const struct step *s, int field);
void form_draw(struct html *w, const struct form *f);
void form_draw_stale(struct html *w, const struct form *f);

#endif
