#ifndef MODEL_WORKFLOW_H
#define MODEL_WORKFLOW_H
#include "model/record.h"

enum step_flags {
	S_REASON = 1,           /* needs --reason */
	S_FOUR_EYES = 2,        /* not by who did the step before */
};

struct state {
	const char *name, *label;
	bool open;              /* still waits for a step */
	const char *due;        /* rule amount: working days from the state's day; NULL: none */
	const char *by;         /* the K_DATE field that holds that day already (extensions are in it); NULL: none */
	bool ends;              /* the act came to nothing: it has no effect on any fold */
};

struct step {
	const char *name, *label;
	const char *from, *to;          /* from "a|b": either; NULL: the act of creation */
	unsigned flags;
	const char *day;                /* K_DATE field: when it took effect; the day of its law and of the state */
	const char *needs;              /* "approved_on, decision": fields that must be set by then; NULL: none beyond
	                                 * F_REQUIRED */
};

struct workflow {
	const struct state *states;  int nstates;
	const struct step *steps;    int nsteps;
};
#define FLOW(states_, steps_) { (states_), (int)COUNTOF(states_), (steps_), (int)COUNTOF(steps_) }

const struct state *flow_state(const struct workflow *w, const char *name);     /* NULL: none */
const struct step  *flow_step(const struct workflow *w, const char *name);
bool step_from(const struct step *s, const char *state);        /* NULL state: creation */
/* Whether an act that stands in this state can come to this step, now or by other steps first. */
bool flow_leads(const struct workflow *w, const char *state, const struct step *to);

#endif
