/* A linear walk: some sixty rows, each refused at its first differing letter. */

#include "web/route.h"
#include <string.h>

static bool fits(const struct route *row, struct req *req)
{
	const char *want = row->path, *have = req->path;
	struct pair *v = NULL;
	int n = 0;

	while (*want) {
		if (*want != ':') {
			if (*want++ != *have++)
				return false;
			continue;
		}
		size_t name = strcspn(want, "/"), text = strcspn(have, "/");

		if (!text)
			return false;
		PUSH(req->mem, v, n, (struct pair){ arena_textn(req->mem, want + 1, name - 1),
		                                    arena_textn(req->mem, have, text) });
		want += name;
		have += text;
	}
	if (*have)
		return false;
	req->param = (struct pairs){ v, n };
	return true;
}

const struct route *route_find(const struct routes *tables, int ntables, struct req *req, bool *other)
{
	*other = false;
	for (int t = 0; t < ntables; t++)
		for (int i = 0; i < tables[t].n; i++) {
			const struct route *row = &tables[t].row[i];

			if (!fits(row, req))
				continue;
			if (row->method == req->method)
				return row;
			*other = true;
		}
	return NULL;
}
