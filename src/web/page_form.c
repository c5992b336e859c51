/* Forms asked for and forms sent. */

#include <string.h>
#include "base/text.h"
#include "model/workflow.h"
#include "web/foresee.h"
#include "web/entry.h"
#include "web/form.h"
#include "web/pages.h"
#include "web/web.h"

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct form *f = data;

	if (!form_load(ctx, req, f))
		return false;
	about->title = arena_printf(ctx->mem, "%s: %s", f->label, f->title);
	about->section = f->rec->name;
	about->status = f->stale ? 409 : f->faults && f->faults->count ? errs_status(f->faults) : f->unsettled ? 422 :
		200;
	return true;
}

static void draw(struct html *w, const void *data)
{
	const struct form *f = data;

	if (f->stale)
		form_draw_stale(w, f);
	else
		form_draw(w, f);
}

const struct page form_page = { sizeof(struct form), load, draw };

/* ---- sent ---- */

struct sending { struct ctx *ctx; struct req *req; struct form *form; };

static bool read_form(void *arg)
{
	struct sending *s = arg;

	s->ctx->heads = NULL;
	return form_load(s->ctx, s->req, s->form);
}

struct texts { const char **name, **text; int n; };

/* A field left as it was is not sent: it may be fixed, or of a day when other codes held. */
static void add_changed(struct ctx *ctx, struct texts *t, const struct widget *w, int n)
{
	for (int i = 0; i < n; i++) {
		int at = t->n;

		if (!w[i].typed && !*w[i].text)
			continue;
		if (!widget_changed(&w[i]))
			continue;
		PUSH(ctx->mem, t->name, at, w[i].name);
		PUSH(ctx->mem, t->text, t->n, widget_input(ctx->mem, &w[i]));
	}
}

static bool row_filled(const struct widget *w, int n)
{
	for (int i = 0; i < n; i++)
		if (*w[i].text)
			return true;
	return false;
}

static struct input read_input(struct ctx *ctx, const struct form *f)
{
	struct texts t = { 0 };

	add_changed(ctx, &t, f->widget, f->n);
	for (int c = 0; c < f->nchildren; c++)
		for (int r = 0; r < f->child[c].nrows; r++) {
			const struct widget *row = f->child[c].widget + r * f->child[c].nfields;

			if (row_filled(row, f->child[c].nfields))
				add_changed(ctx, &t, row, f->child[c].nfields);
		}
	return (struct input){ t.n, t.name, t.text };
}

/* An act recorded from a later step begins with that step. */
static void set_beginning(const struct form *f, struct order *o)
{
	const struct step *s = f->begins && f->rec->flow ? flow_step(f->rec->flow, f->begins) : NULL;

	if (f->verb == DO_CREATE && s && s->from && f->recording) {
		o->verb = DO_STEP;
		o->step = s->name;
	}
}

static bool make_order(struct ctx *ctx, const struct form *f, struct input *input, struct order *o)
{
	*input = read_input(ctx, f);
	*o = (struct order){
		.verb = f->verb, .rec = f->rec, .step = f->step ? f->step->name : NULL, .id = f->id,
		.seen = f->row.entry, .recording = f->recording, .reason = f->reason, .input = input,
	};
	if (f->verb == DO_CHANGE && (!f->from || !date_parse(f->from, &o->from)))
		return err_field(ctx->errs, "from", "Ngày bắt đầu thay đổi phải viết như 08/12/2022.");
	set_beginning(f, o);
	ctx->heads = NULL;
	return true;
}

static bool obey(struct ctx *ctx, const struct form *f, struct done *done)
{
	struct input input;
	struct order o;

	return make_order(ctx, f, &input, &o) && command_run(ctx, &o, done);
}

/* Nothing is written; the same form comes back with what it would have done, or why it would be refused. */
static bool try(struct ctx *ctx, struct req *req, const struct form *f)
{
	struct foreseen *told = NEW(ctx->mem, struct foreseen);
	struct input input;
	struct order o;

	if (!make_order(ctx, f, &input, &o) ||
	    !(req->web->face->foresee ? req->web->face->foresee : foresee)(ctx, &o, told))
		return false;
	req->foreseen = told;
	return true;
}

static bool only_tried(const struct req *req)
{
	const char *button = req_form(req, "_do");

	return button && !strcmp(button, "try");
}

/* Without faults where it was only tried, or asks which row was meant. */
static void show_again(struct ctx *ctx, struct req *req, struct reply *out)
{
	if (ctx->errs->count)
		page_refused(ctx, req, &form_page, out);
	else
		page_again(ctx, req, &form_page, out);
}

static struct url result_url(struct ctx *ctx, const struct form *f, const struct done *done)
{
	return flash_done(ctx->mem, f->verb == DO_REMOVE ? f->left :
	                  url(ctx->mem, "/r/%s/%lld", f->rec->name, (long long)done->id), done->entry);
}

void form_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct form form;
	struct sending s = { ctx, req, &form };
	struct done done;

	if (!db_txn(ctx->db, TXN_READ, read_form, &s)) {
		page_errors(ctx, req, out);
		return;
	}
	if (form.more || form.unsettled || form.stale ||
	    (only_tried(req) ? try(ctx, req, &form) || true : !obey(ctx, &form, &done))) {
		show_again(ctx, req, out);
		return;
	}
	reply_see(out, result_url(ctx, &form, &done));
}
