#include "web/seen.h"

#include <stdio.h>
#include <string.h>

#include "model/access.h"
#include "web/session.h"

#define COOKIE "seen"
enum { QUESTIONS = 16, KEPT_SECONDS = 180 * 86400, FIELDS = 5 };

/* last: the answer seen last; before: the one before it that may have been another. */
struct mark { unsigned key; int64_t before, before_day, last, last_day; };
struct marks { struct mark v[QUESTIONS + 1]; int n; };

/* What makes it another question; pages and orders of one answer do not. */
static const char *const parts[] = { "unit", "period", "on", "where", "by", "part", "span" };

static unsigned hash_text(unsigned h, const char *s)
{
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return (h ^ 0xFFu) * 16777619u;
}

/* The page that tells the changes of a list answers the list's question. */
static unsigned key_of(const struct ctx *ctx, const struct req *req)
{
	static const char changes[] = "/since";
	size_t n = strlen(req->path), tail = sizeof changes - 1;
	unsigned h = hash_text(2166136261u, arena_printf(ctx->mem, "%lld", (long long)ctx->user->id));

	if (n > tail && !strcmp(req->path + n - tail, changes))
		n -= tail;
	h = hash_text(h, arena_textn(ctx->mem, req->path, n));
	for (size_t i = 0; i < COUNTOF(parts); i++) {
		const char *text = pairs_get(&req->query, parts[i]);
		h = hash_text(h, text ? text : "");
	}
	for (int i = 0; i < req->query.n; i++)
		if (!strncmp(req->query.v[i].name, "f.", 2))
			h = hash_text(hash_text(h, req->query.v[i].name), req->query.v[i].text);
	return h;
}

/* "1a2b3c4d-46119-20221201-46120-20221208.5e6f..."; what is broken is forgotten. */
static void marks_read(const struct req *req, struct marks *out)
{
	const char *s = req_cookie(req->mem, req->cookie, COOKIE);
	struct mark m;
	int used;

	out->n = 0;
	for (long long a, b, c, d; s && out->n < QUESTIONS; s += used + (s[used] == '.')) {
		if (sscanf(s, "%8x-%15lld-%8lld-%15lld-%8lld%n", &m.key, &a, &b, &c, &d, &used) != FIELDS)
			return;
		m.before = a;
		m.before_day = b;
		m.last = c;
		m.last_day = d;
		out->v[out->n++] = m;
	}
}

static const struct mark *mark_of(const struct marks *marks, unsigned key)
{
	for (int i = 0; i < marks->n; i++)
		if (marks->v[i].key == key)
			return &marks->v[i];
	return NULL;
}

/* Of what is asked as known at a moment nothing can change. */
static bool may_change(const struct req *req)
{
	return req->session && req->session->csrf && req->method == GET && !req_query(req, "known");
}

/* The mark as it is once this answer was seen. */
static struct mark moved_on(const struct ctx *ctx, const struct mark *m, unsigned key)
{
	if (!m)
		return (struct mark){ .key = key, .last = ctx->head, .last_day = ctx->today.ymd };
	if (m->last >= ctx->head && m->last_day >= ctx->today.ymd)
		return *m;
	return (struct mark){ key, m->last, m->last_day, ctx->head, ctx->today.ymd };
}

bool seen_find(struct ctx *ctx, const struct req *req, const char **out)
{
	struct marks marks;

	*out = NULL;
	if (!may_change(req))
		return true;
	if (!ctx->heads && !journal_heads(ctx))
		return false;
	marks_read(req, &marks);
	const struct mark *m = mark_of(&marks, key_of(ctx, req));
	struct mark now = moved_on(ctx, m, 0);
	struct since s = { now.before, { (int)now.before_day } };
	if (m && now.before > 0 && now.before <= ctx->head && date_valid(s.day))
		*out = since_text(ctx->mem, s);
	return true;
}

const char *seen_cookie(struct ctx *ctx, const struct req *req)
{
	struct buf b = buf_new(ctx->mem, 4000);
	struct marks marks;

	if (!may_change(req) || !ctx->heads)
		return NULL;
	marks_read(req, &marks);
	unsigned key = key_of(ctx, req);
	const struct mark *m = mark_of(&marks, key);
	struct mark now = moved_on(ctx, m, key);
	if (m && m->last == now.last && m->last_day == now.last_day)
		return NULL;
	buf_printf(&b, COOKIE "=");
	for (int i = -1, n = 0; i < marks.n && n < QUESTIONS; i++) {
		const struct mark *x = i < 0 ? &now : &marks.v[i];
		if (i >= 0 && x->key == key)
			continue;
		buf_printf(&b, "%s%08x-%lld-%lld-%lld-%lld", n++ ? "." : "", x->key, (long long)x->before,
		           (long long)x->before_day, (long long)x->last, (long long)x->last_day);
	}
	buf_printf(&b, "; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d%s", KEPT_SECONDS, req->tls ? "; Secure" : "");
	return b.s;
}

bool seen_asked(struct ctx *ctx, const struct req *req, struct since *out, bool *asked)
{
	const char *text = req_query(req, "since");

	*asked = text != NULL;
	if (text && !strcmp(text, SINCE_LAST)) {
		if (!seen_find(ctx, req, &text))
			return false;
		*asked = text != NULL;
	}
	return !*asked || since_parse(ctx, text, out);
}
