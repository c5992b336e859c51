/* A filter answers questions about the fields it names, one count at a time: so
 * whoever types one needs the right to read them.  Filters of figures are law,
 * not questions, and do not come through here; neither is the usual view that a
 * record type declares. */
#include "model/filter_tree.h"

#include <string.h>

#include "base/buf.h"
#include "model/access.h"

static bool path_readable(struct ctx *ctx, const struct path *p)
{
	for (int i = 0; i < p->n; i++) {
		const struct record *rec = p->rec[i];
		const struct field *f = &rec->fields[p->field[i]];

		if (!access_field(ctx, rec, f))
			return err_cited(ctx->errs, ERR_DENIED, "where", arena_printf(ctx->mem,
				"Điều kiện: không được xem “%s” của %s.", f->name, rec->label), NULL);
	}
	return true;
}

static bool readable(struct ctx *ctx, const struct filter *f)
{
	if (!path_readable(ctx, &f->path) || !path_readable(ctx, &f->search) || !path_readable(ctx, &f->back) ||
	    !path_readable(ctx, &f->on))
		return false;
	for (int i = 0; i < f->n; i++)
		if (f->part[i] && !readable(ctx, f->part[i]))
			return false;
	return true;
}

const struct filter *filter_ask(struct ctx *ctx, const struct record *rec, const char *text)
{
	const struct filter *f = filter_parse(ctx, rec, text);
	bool declared = text && rec->usual && strcmp(text, rec->usual) == 0;

	return f && (declared || readable(ctx, f)) ? f : NULL;
}

enum { IDS_MAX = 60 << 10 };

const struct filter *filter_ids(struct ctx *ctx, const struct record *rec, const char *path, const int64_t *id, int n)
{
	struct buf b = buf_new(ctx->mem, IDS_MAX);

	buf_printf(&b, "%s in (%s", path, n ? "" : "0");
	for (int i = 0; i < n; i++)
		buf_printf(&b, "%s%lld", i ? ", " : "", (long long)id[i]);
	buf_char(&b, ')');
	if (b.full)
		bug("%d rows are too many for a filter", n);
	return filter_parse(ctx, rec, b.s);
}
