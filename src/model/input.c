#include "model/command.h"

#include <string.h>

const char *input_get(const struct input *in, const char *name)
{
	for (int i = 0; in && i < in->n; i++)
		if (strcmp(in->name[i], name) == 0)
			return in->text[i];
	return NULL;
}
