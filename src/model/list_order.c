#include "model/list_order.h"

#include <stdio.h>
#include <string.h>

#include "base/crypt.h"
#include "model/keep.h"

enum { KEPT_MAX = 250000 };     /* ids; 2 MB */

static const struct list_order too_long = { NULL, 0 };

/* Sets of ids are long and made by the program itself: a fast mix is enough for them. */
static uint64_t mix_ids(const int64_t *id, size_t n)
{
	uint64_t h = 0x9E3779B97F4A7C15u ^ n;

	for (size_t i = 0; i < n; i++) {
		h = (h ^ (uint64_t)id[i]) * 0xD6E8FEB86659FD93u;
		h ^= h >> 32;
	}
	return h;
}

static void add_value(struct sha *h, struct value v)
{
	sha_int(h, v.type);
	switch (v.type) {
	case T_NULL:
		break;
	case T_BOOL:
		sha_int(h, v.b);
		break;
	case T_INT: case T_TIME:
		sha_int(h, v.i);
		break;
	case T_MONEY:
		sha_int(h, v.money.dong);
		break;
	case T_DATE:
		sha_int(h, v.date.ymd);
		break;
	case T_TEXT:
		sha_text(h, v.text);
		break;
	case T_BYTES:
		sha_add(h, v.bytes, v.n);
		break;
	case T_IDS:
		sha_int(h, (int64_t)mix_ids(v.ids, v.n));
		break;
	case T__COUNT:
		bug("a value without a type");
	}
}

const char *question_key(struct ctx *ctx, const char *what, struct sql sql, struct args args)
{
	char hex[SHA_HEX];
	struct sha h;

	sha_start(&h);
	sha_text(&h, sql.text);
	for (int i = 0; i < args.n; i++)
		add_value(&h, args.v[i]);
	sha_end_hex(&h, hex);
	return arena_printf(ctx->mem, "%s:%s", what, hex);
}

static bool order_query(struct query *q, const struct list *l, struct sql *sql, struct args *args)
{
	const char *t = query_alias(q);

	build_sql(&q->b, "SELECT ");
	query_column(q, t, "id");
	build_sql(&q->b, " FROM ");
	query_table(q, l->of, t);
	build_sql(&q->b, " WHERE ");
	return query_list(q, l, t) && order_emit(q, l, t) && query_end(q, sql, args);
}

struct filling { struct arena *mem; int64_t *id; int n, most; };

static bool fill(void *arg, const struct row *row)
{
	struct filling *f = arg;

	if (f->n < f->most)
		PUSH(f->mem, f->id, f->n, row->cell[0].i);
	else
		f->n = f->most + 1;
	return f->n <= f->most;
}

bool list_order(struct ctx *ctx, const struct list *l, struct list_order *out)
{
	struct query q = query_new(ctx, l->clock, l->period);
	struct sql sql;
	struct args args;
	int64_t stamp;

	*out = too_long;
	if (!ctx->keep)
		return true;
	if (!order_query(&q, l, &sql, &args) || !keep_stamp_reads(ctx, q.reads, &stamp))
		return false;
	if (!stamp)
		return true;
	const char *key = question_key(ctx, "order", sql, args);
	const struct list_order *kept = keep_find(ctx, key, stamp);
	if (kept) {
		*out = *kept;
		return true;
	}
	struct filling f = { .mem = arena_new(0), .most = KEPT_MAX };
	if (!db_stream(ctx->db, sql, args, fill, &f)) {
		arena_free(f.mem);
		return false;
	}
	struct list_order *made = NEW(f.mem, struct list_order);
	*made = f.n > KEPT_MAX ? too_long : (struct list_order){ f.id ? f.id : NEW(f.mem, int64_t), f.n };
	*out = *(const struct list_order *)keep_put(ctx, key, stamp, f.mem, made);
	return true;
}

bool list_order_whole(struct ctx *ctx, const struct list *l, struct list_order *out)
{
	struct filling f = { .mem = ctx->mem, .most = INT32_MAX - 1 };
	struct query q = query_new(ctx, l->clock, l->period);
	struct sql sql;
	struct args args;

	if (!list_order(ctx, l, out))
		return false;
	if (out->id)
		return true;
	if (!order_query(&q, l, &sql, &args) || !db_stream(ctx->db, sql, args, fill, &f))
		return false;
	*out = (struct list_order){ f.id ? f.id : NEW(ctx->mem, int64_t), f.n };
	return true;
}
