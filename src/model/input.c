#include "model/command.h"

#include <string.h>

const char *input_get(const struct input *in, const char *name)
{
	for (int i = 0; in && i < in->n; i++)
		if (in->name[i][0] == name[0] && strcmp(in->name[i], name) == 0)
			return in->text[i];
	return NULL;
}
