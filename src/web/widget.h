#ifndef WEB_WIDGET_H
#define WEB_WIDGET_H
#include "model/record.h"
#include "web/html.h"
#include "web/req.h"

/* One field of a form.  A reference or unit is typed by name, code or number and shown as "Name [number]"; a name that
 * several bear is answered with a choice. */
struct choice { const char *value, *label, *name; };     /* name: as it stands in the input once chosen; NULL: value */
struct widget {
	const struct field *field;
	const char *name;               /* of the input: "unit", "career[0].from" */
	const char *text;               /* what stands in it */
	const char *was;                /* what stands in it when nobody typed: the row's own value */
	const char *show;               /* was, for people */
	struct choice *choice; int nchoices;    /* a select; else a line or an area */
	bool search;                    /* the choice is among what was found: another name may be typed beside it */
	bool filled;                    /* left empty it is where the person is on the day of the act */
	bool needed;                    /* by the step of the form */
	const char *today;              /* left empty it is today, which is this day; NULL: it is not */
	bool first;                     /* what is typed next goes here */
	bool typed;                     /* text came from the form */
	struct url add; const char *adds;       /* where to enter what is not there yet, and what; text NULL: nowhere */
	const char *fault, *cite;       /* why it was refused; NULL: it was not */
};

/* How the row's value stands in an input. */
MUST_USE bool widget_value(struct ctx *ctx, struct widget *w, struct value v);
/* Takes what was typed: names are looked up; several of that name become a choice and a fault. */
MUST_USE bool widget_typed(struct ctx *ctx, struct widget *w, const struct req *req);
/* Options of a code, a yes or no, or of the few units in which this user may do `action`. */
MUST_USE bool widget_options(struct ctx *ctx, struct widget *w, const struct record *rec, const char *action,
                             struct date on);
const char *widget_input(struct arena *a, const struct widget *w);      /* without the name: what a command reads */
bool widget_changed(const struct widget *w);
void widget_draw(struct html *h, const struct widget *w);

#endif
