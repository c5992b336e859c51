#include "model/workflow.h"

#include <string.h>

const struct state *flow_state(const struct workflow *w, const char *name)
{
	for (int i = 0; name && i < w->nstates; i++)
		if (strcmp(w->states[i].name, name) == 0)
			return &w->states[i];
	return NULL;
}

const struct step *flow_step(const struct workflow *w, const char *name)
{
	for (int i = 0; name && i < w->nsteps; i++)
		if (strcmp(w->steps[i].name, name) == 0)
			return &w->steps[i];
	return NULL;
}

bool step_from(const struct step *s, const char *state)
{
	size_t n = state ? strlen(state) : 0;

	if (!state || !s->from)
		return !state && !s->from;
	for (const char *p = s->from; *p; p += strcspn(p, "|"), p += *p == '|')
		if (strncmp(p, state, n) == 0 && (p[n] == '|' || p[n] == '\0'))
			return true;
	return false;
}

/* Workflows are small, and no way through one is longer than it has states. */
static bool leads(const struct workflow *w, const char *state, const struct step *to, int left)
{
	if (to->from && step_from(to, state))
		return true;
	for (int i = 0; left > 0 && i < w->nsteps; i++) {
		const struct step *s = &w->steps[i];
		if (s->from && step_from(s, state) && strcmp(s->to, state) != 0 && leads(w, s->to, to, left - 1))
			return true;
	}
	return false;
}

bool flow_leads(const struct workflow *w, const char *state, const struct step *to)
{
	return leads(w, state, to, w->nstates);
}
