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
