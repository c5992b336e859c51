/* The differences as rows to be decided.  The lines name their head by its code, so one batch writes all or nothing. */
#include "model/reconcile.h"

#include <string.h>

#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"

enum { INPUT_MOST = 16, TEXT_MOST = 1000 };

struct writing { struct ctx *ctx; const struct record *head, *line; const char *code; struct order *order; int n; };

struct words { const char *name[INPUT_MOST], *text[INPUT_MOST]; int n; };

/* A text may be longer there than a note here. */
static void word_add(struct ctx *ctx, struct words *w, const char *name, const char *text)
{
	size_t n = 0, points = 0;

	if (!text || !*text)
		return;
	while (text[n] && points < TEXT_MOST) {
		n++;
		while ((text[n] & 0xc0) == 0x80)
			n++;
		points++;
	}
	w->name[w->n] = name;
	w->text[w->n++] = text[n] ? arena_printf(ctx->mem, "%.*s…", (int)n, text) : text;
}

static void number_add(struct ctx *ctx, struct words *w, const char *name, int64_t n)
{
	word_add(ctx, w, name, arena_printf(ctx->mem, "%lld", (long long)n));
}

static void order_add(struct writing *to, const struct record *rec, const struct words *w)
{
	struct arena *a = to->ctx->mem;
	struct input *in = NEW(a, struct input);

	*in = (struct input){ w->n, arena_copy(a, w->name, (size_t)w->n * sizeof *w->name),
	                      arena_copy(a, w->text, (size_t)w->n * sizeof *w->text) };
	to->order[to->n++] = (struct order){ .verb = DO_CREATE, .rec = rec, .input = in };
}

/* Where who may see only a part of the province keeps what was asked of "all". */
static int64_t unit_of(const struct ctx *ctx, const struct list *l)
{
	for (int i = 0; !l->under && i < ctx->user->nrights; i++)
		if (ctx->user->right[i].unit)
			return ctx->user->right[i].unit;
	return l->under;
}

static void head_order(struct writing *to, const struct reconcile *r, const char *against, const char *where)
{
	struct ctx *ctx = to->ctx;
	struct words w = { .n = 0 };
	int64_t unit = unit_of(ctx, r->list);

	word_add(ctx, &w, "code", to->code);
	word_add(ctx, &w, "of", r->list->of->name);
	word_add(ctx, &w, "name", r->list->of->plural);
	if (unit)
		number_add(ctx, &w, "unit", unit);
	word_add(ctx, &w, "held_on", date_iso(ctx->mem, ctx->today));
	word_add(ctx, &w, "against", against);
	word_add(ctx, &w, "file", r->plan.name);
	word_add(ctx, &w, "on", date_iso(ctx->mem, r->list->clock.on));
	number_add(ctx, &w, "known", r->known);
	word_add(ctx, &w, "condition", where);
	number_add(ctx, &w, "here", r->here);
	number_add(ctx, &w, "there", r->there);
	number_add(ctx, &w, "same", r->same);
	number_add(ctx, &w, "differing", r->count[DIFFERENT]);
	number_add(ctx, &w, "only_here", r->count[ONLY_HERE]);
	number_add(ctx, &w, "only_there", r->count[ONLY_THERE]);
	order_add(to, to->head, &w);
}

static void line_order(struct writing *to, const struct difference *d)
{
	struct ctx *ctx = to->ctx;
	struct words w = { .n = 0 };
	bool file = d->column && d->column->field->flags & F_FILE;

	word_add(ctx, &w, "reconcile", to->code);
	word_add(ctx, &w, "kind", beside_key[d->kind]);
	word_add(ctx, &w, "name", d->title);
	if (d->id)
		number_add(ctx, &w, "row", d->id);
	if (d->line)
		number_add(ctx, &w, "line", d->line);
	if (d->column) {
		word_add(ctx, &w, "path", d->column->path);
		word_add(ctx, &w, "field", d->column->field->label);
	}
	number_add(ctx, &w, "file", file);
	word_add(ctx, &w, file ? "file_ours" : "ours", d->ours);
	word_add(ctx, &w, file ? "file_theirs" : "theirs", d->theirs);
	word_add(ctx, &w, "remark", d->note);
	order_add(to, to->line, &w);
}

bool reconcile_keep(struct ctx *ctx, const struct reconcile *r, const char *against, const char *where, int64_t *id)
{
	struct writing to = {
		.ctx = ctx, .head = catalog_record(ctx->catalog, "reconcile"),
		.line = catalog_record(ctx->catalog, "reconcile_line"),
		.code = arena_printf(ctx->mem, "ĐC-%lld", (long long)r->head),
		.order = NEWN(ctx->mem, struct order, r->nrows + 1),
	};

	*id = 0;
	if (r->nrows > RECONCILE_LINES_MAX)
		return err_add(ctx->errs, ERR_INPUT, "Có %s sai lệch, nhiều hơn %s: hãy đối chiếu từng tổ chức",
		               text_grouped(ctx->mem, r->nrows), text_grouped(ctx->mem, RECONCILE_LINES_MAX));
	head_order(&to, r, against, where);
	for (int i = 0; i < r->nrows; i++)
		line_order(&to, &r->row[i]);
	struct batch b = {
		.command = arena_printf(ctx->mem, "reconcile %s %d", r->list->of->name, r->nrows),
		.reason = arena_printf(ctx->mem, "đối chiếu với tệp %s", r->plan.name),
		.order = to.order, .n = to.n, .keep = true,
		.fault = NEWN(ctx->mem, struct errs, to.n), .done = NEWN(ctx->mem, struct done, to.n),
	};
	if (!command_batch(ctx, &b))
		return false;
	*id = b.done[0].id;
	return true;
}
