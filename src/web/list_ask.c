/* One reading of the address for all that shows the same rows.  What was asked is kept as a row of names and texts, so
 * that addresses and forms made from it cannot forget a part. */

#include "web/list_ask.h"
#include <string.h>
#include "base/text.h"
#include "model/filter.h"
#include "web/list_typed.h"

enum { COLUMNS_BYTES = 8000 };

static void say(struct arena *a, struct list_ask *l, const char *name, const char *text)
{
	if (text && *text)
		PUSH(a, l->said, l->nsaid, (struct pair){ name, text });
}

static bool typed_name(const char *name)
{
	return !strncmp(name, SHEET_TYPED, strlen(SHEET_TYPED)) && name[strlen(SHEET_TYPED)];
}

static int read_size(const char *size)
{
	int64_t n;

	if (size && !strcmp(size, "all"))
		return LIST_ALL;
	return size && text_int(size, &n) && (n == 100 || n == 200 || n == 500) ? (int)n : LIST_SIZE;
}

/* From boxes ticked one by one, or as one text. */
static const char *read_columns(struct ctx *ctx, const struct req *req)
{
	struct buf b = buf_new(ctx->mem, COLUMNS_BYTES);

	for (int i = 0; i < req->query.n; i++)
		if (!strcmp(req->query.v[i].name, "col"))
			buf_printf(&b, "%s%s", b.n ? "," : "", req->query.v[i].text);
	return b.n && !b.full ? b.s : req_query(req, "columns");
}

static void read_texts(struct ctx *ctx, const struct req *req, struct list_ask *l)
{
	const char *given = pairs_get(&req->query, "where"), *columns = read_columns(ctx, req);
	static const char *const clocks[] = { "unit", "period", "on", "known" };

	/* Who names no condition is shown the usual view; an empty one asks for all. */
	l->where = given ? given : l->rec->usual;
	l->usual = l->where && l->rec->usual && !strcmp(l->where, l->rec->usual);
	l->order = req_query(req, "order");
	l->by = req_query(req, "by");
	l->size = read_size(req_query(req, "size"));
	l->chosen = columns != NULL;
	l->columns = columns ? columns : sheet_columns(ctx, l->rec, NULL);
	for (size_t i = 0; i < COUNTOF(clocks); i++)
		say(ctx->mem, l, clocks[i], req_query(req, clocks[i]));
	if (!l->usual && l->rec->usual)
		PUSH(ctx->mem, l->said, l->nsaid, (struct pair){ "where", l->where });
	else if (!l->usual)
		say(ctx->mem, l, "where", l->where);
	for (int i = 0; i < req->query.n; i++)
		if (typed_name(req->query.v[i].name))
			say(ctx->mem, l, req->query.v[i].name, req->query.v[i].text);
	if (req_query(req, "after") && text_int(req_query(req, "after"), &l->list.after))
		say(ctx->mem, l, "after", req_query(req, "after"));
	say(ctx->mem, l, "columns", columns);
	say(ctx->mem, l, "by", l->by);
	say(ctx->mem, l, "order", l->order);
	say(ctx->mem, l, "size", l->size == LIST_SIZE ? NULL : req_query(req, "size"));
}

/* The box by itself, since the usual view of a record type may ask what its reader may not; then what was typed. */
static bool read_filter(struct ctx *ctx, struct list_ask *l)
{
	const struct filter *all = filter_ask(ctx, l->rec, l->where);
	bool fine = all, typed = false;

	for (int i = 0; i < l->nsaid; i++) {
		const struct filter *f;
		const char *text;

		if (!typed_name(l->said[i].name))
			continue;
		text = list_typed(ctx, l->rec, l->said[i].name + strlen(SHEET_TYPED), l->said[i].text);
		f = text ? filter_ask(ctx, l->rec, text) : NULL;
		fine = fine && f;
		typed = true;
		all = fine ? filter_and(ctx->mem, all, f) : NULL;
	}
	l->list.where = all;
	l->text = typed && fine ? filter_print(ctx->mem, all) : l->where;
	return fine;
}

bool list_ask_read(struct ctx *ctx, const struct req *req, const struct record *rec, struct list_ask *out)
{
	*out = (struct list_ask){ .rec = rec };
	read_texts(ctx, req, out);

	bool clocks = ask_read(ctx, req, &out->ask), filter = read_filter(ctx, out);

	out->list = (struct list){
		.of = rec, .clock = out->ask.clock, .period = out->ask.when, .under = out->ask.under,
		.where = out->list.where, .order = out->order, .columns = out->columns, .after = out->list.after,
	};
	return clocks && filter;
}

/* Whether a list of words has this one. */
static bool has_word(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *s = words; s && (s = strstr(s, word)); s += n)
		if ((s == words || s[-1] == ' ') && (!s[n] || s[n] == ' '))
			return true;
	return false;
}

struct url list_ask_url(struct arena *a, struct url u, const struct list_ask *l, const char *without)
{
	for (int i = 0; i < l->nsaid; i++)
		if (!has_word(without, l->said[i].name))
			u = url_given(a, u, l->said[i].name, l->said[i].text);
	return u;
}

void list_ask_hidden(struct html *w, const struct list_ask *l, const char *without)
{
	for (int i = 0; i < l->nsaid; i++)
		if (!has_word(without, l->said[i].name))
			html(w, "<input type=\"hidden\" name=\"%s\" value=\"%s\">", l->said[i].name, l->said[i].text);
}

const char *list_ask_typed(const struct list_ask *l, const char *path)
{
	for (int i = 0; i < l->nsaid; i++)
		if (typed_name(l->said[i].name) && !strcmp(l->said[i].name + strlen(SHEET_TYPED), path))
			return l->said[i].text;
	return NULL;
}
