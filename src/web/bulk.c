/* Each row is an order of its own, with its own rights and rules; together they are one entry, so that all of them go
 * back together. */

#include "web/bulk.h"
#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "web/form.h"
#include "web/pages.h"
#include "web/session.h"

/* ---- what may be done ---- */

static bool may_edit(struct ctx *ctx, const struct record *rec)
{
	return !rec->system && access_may(ctx, rec, "edit");
}

/* What names a row is each row's own. */
static bool same_for_many(struct ctx *ctx, const struct record *rec, const struct field *f)
{
	return field_stored(f) && !(f->flags & (F_DERIVED | F_UNIQUE)) && access_field(ctx, rec, f) &&
	       f->kind != K_NAME && f->kind != K_STATE && strncmp(f->name, "valid_", 6) != 0 &&
	       (!rec->title || strcmp(rec->title, f->name) != 0);
}

bool bulk_may(struct ctx *ctx, const struct record *rec)
{
	for (int i = 0; rec->flow && i < rec->flow->nsteps; i++)
		if (rec->flow->steps[i].from && access_may(ctx, rec, rec->flow->steps[i].name))
			return true;
	return may_edit(ctx, rec);
}

static void load_choices(struct ctx *ctx, struct bulk *b)
{
	const struct record *rec = b->rec;

	for (int i = 0; rec->flow && i < rec->flow->nsteps; i++)
		if (rec->flow->steps[i].from && access_may(ctx, rec, rec->flow->steps[i].name))
			PUSH(ctx->mem, b->choice, b->nchoices, (struct bulk_choice){
				rec->flow->steps[i].name, rec->flow->steps[i].label, false });
	for (int i = 0; may_edit(ctx, rec) && i < rec->nfields; i++)
		if (same_for_many(ctx, rec, &rec->fields[i]))
			PUSH(ctx->mem, b->choice, b->nchoices, (struct bulk_choice){
				arena_printf(ctx->mem, "edit.%s", rec->fields[i].name), rec->fields[i].label, true });
}

static bool load_what(struct ctx *ctx, struct bulk *b)
{
	bool offered = false;

	for (int i = 0; b->what && i < b->nchoices; i++)
		offered = offered || !strcmp(b->choice[i].value, b->what);
	if (!b->what)
		return true;
	if (!offered)
		return err_field(ctx->errs, "_do", "Không làm việc này cho nhiều dòng được.");
	if (strncmp(b->what, "edit.", 5) == 0)
		b->field = &b->rec->fields[record_field(b->rec, b->what + 5)];
	else
		b->step = flow_step(b->rec->flow, b->what);
	return true;
}

/* ---- which rows ---- */

static const char *said(const struct req *req, const char *name)
{
	const char *text = pairs_get(req->method == POST ? &req->form : &req->query, name);

	return text && *text ? text : NULL;
}

/* The list as its own page asks it. */
static bool load_list(struct ctx *ctx, const struct req *req, struct bulk *b, struct list_ask *l)
{
	struct req asked = *req;

	b->list = said(req, "_list");
	if (!pairs_parse(ctx->mem, b->list ? b->list : "", b->list ? strlen(b->list) : 0, &asked.query))
		return err_field(ctx->errs, "_list", "Danh sách đã chọn không đọc được.");
	if (!list_ask_read(ctx, &asked, b->rec, l))
		return false;
	b->back = list_ask_url(ctx->mem, url(ctx->mem, "/r/%s", b->rec->name), l, NULL);
	return !l->ask.clock.known ||
	       err_field(ctx->errs, "known", "Chỉ làm được với số liệu hiện tại, không phải của một lúc đã qua.");
}

static bool read_base36(const char **s, int64_t *out)
{
	const char *from = *s;

	for (*out = 0; *s - from < 12; (*s)++) {
		int digit = **s >= '0' && **s <= '9' ? **s - '0' : **s >= 'a' && **s <= 'z' ? **s - 'a' + 10 : -1;

		if (digit < 0)
			break;
		*out = *out * 36 + digit;
	}
	return *s > from && *s - from < 12;
}

static bool named_rows(struct ctx *ctx, const struct req *req, struct bulk *b)
{
	const struct pairs *given = req->method == POST ? &req->form : &req->query;
	const char *s = said(req, "_rows");
	struct bulk_row row;

	while (s && *s) {
		row = (struct bulk_row){ 0 };
		bool fine = read_base36(&s, &row.id);

		if (fine && *s == '-') {
			s++;
			fine = read_base36(&s, &row.entry);
		}
		if (!fine || (*s && *s++ != '.'))
			return err_field(ctx->errs, "_rows", "Các dòng đã chọn không đọc được.");
		PUSH(ctx->mem, b->row, b->n, row);
	}
	for (int i = 0; i < given->n; i++)
		if (!strcmp(given->v[i].name, "_row") && text_int(given->v[i].text, &row.id)) {
			row.entry = 0;
			PUSH(ctx->mem, b->row, b->n, row);
		}
	return true;
}

static bool too_many(struct ctx *ctx, int64_t n)
{
	return err_field(ctx->errs, "_all", "Có %s dòng; mỗi lần làm được nhiều nhất %s dòng. Hãy thu hẹp bộ lọc.",
	                 text_grouped(ctx->mem, n), text_grouped(ctx->mem, BULK_MAX));
}

/* Of the rows named those that this user may see, as they are now, in the list's order; an entry told stays. */
static bool find_rows(struct ctx *ctx, struct bulk *b, struct list list)
{
	struct buf ids = buf_new(ctx->mem, 64 << 10);
	struct bulk_row *told = b->row;
	int n = b->n;
	struct listing rows;

	for (int i = 0; i < n; i++)
		buf_printf(&ids, "%s%lld", i ? "," : "id in (", (long long)told[i].id);
	buf_text(&ids, ")");
	if (!b->all)
		list.where = n ? filter_parse(ctx, b->rec, ids.s) : NULL;
	b->row = NULL;
	b->n = 0;
	if (!b->all && !n)
		return true;
	if ((!b->all && !list.where) || !list_rows(ctx, &list, &rows))
		return false;
	for (int i = 0; i < rows.nlines; i++) {
		struct bulk_row row = { .id = rows.line[i].id, .entry = rows.line[i].entry };

		for (int k = 0; k < n; k++)
			if (told[k].id == row.id && told[k].entry)
				row.entry = told[k].entry;
		PUSH(ctx->mem, b->row, b->n, row);
	}
	return true;
}

static bool load_rows(struct ctx *ctx, const struct req *req, struct bulk *b, const struct list_ask *l)
{
	struct list list = l->list;
	int64_t total;

	list.columns = "id";
	b->all = said(req, "_all") != NULL;
	if (b->all && !list_count(ctx, &list, &total))
		return false;
	if (b->all && total > BULK_MAX)
		return too_many(ctx, total);
	if (!b->all && !named_rows(ctx, req, b))
		return false;
	if (b->n > BULK_MAX)
		return too_many(ctx, b->n);
	if (!find_rows(ctx, b, list))
		return false;
	return b->n || err_field(ctx->errs, "_row", "Chưa chọn dòng nào.");
}

static bool name_rows(struct ctx *ctx, struct bulk *b)
{
	int64_t *id = NEWN(ctx->mem, int64_t, b->n + 1);
	const char **title = NEWN(ctx->mem, const char *, b->n + 1);

	for (int i = 0; i < b->n; i++)
		id[i] = b->row[i].id;
	if (access_level(ctx, b->rec) > 0 &&
	    !list_titles(ctx, b->rec, (struct clock){ .on = ctx->today }, id, b->n, title))
		return false;
	for (int i = 0; i < b->n; i++)
		b->row[i].title = title[i] && *title[i] && *title[i] != '#' ? title[i] :
			arena_printf(ctx->mem, "%s số %lld", b->rec->label, (long long)id[i]);
	return true;
}

/* ---- what is typed ---- */

static bool asked_for(struct ctx *ctx, const struct bulk *b, int i)
{
	const struct field *f = &b->rec->fields[i];

	if (b->field)
		return f == b->field;
	return b->step && field_stored(f) && !(f->flags & F_DERIVED) && access_field(ctx, b->rec, f) &&
	       form_of_step(b->rec, b->step, i);
}

static bool load_widgets(struct ctx *ctx, const struct req *req, struct bulk *b)
{
	const char *action = b->step ? b->step->name : "edit";
	struct req typed = *req;

	if (req->method == GET)
		typed.form = req->query;
	for (int i = 0; i < b->rec->nfields; i++) {
		struct widget w = { .field = &b->rec->fields[i], .name = b->rec->fields[i].name, .was = "" };

		if (!asked_for(ctx, b, i))
			continue;
		if (!widget_value(ctx, &w, value_null()) || !widget_options(ctx, &w, b->rec, action, ctx->today) ||
		    !widget_typed(ctx, &w, &typed))
			return false;
		b->unsettled = b->unsettled || w.search;
		PUSH(ctx->mem, b->widget, b->nwidgets, w);
	}
	return true;
}

bool bulk_load(struct ctx *ctx, const struct req *req, struct bulk *out)
{
	const char *way = said(req, "_way");
	struct list_ask l;

	*out = (struct bulk){ .rec = page_record(ctx, req), .csrf = req->session->csrf, .what = said(req, "_do"),
	                      .reason = said(req, "_reason"), .recording = way && !strcmp(way, "record") };
	if (!out->rec)
		return false;
	out->here = url(ctx->mem, "/r/%s/steps", out->rec->name);
	if (!bulk_may(ctx, out->rec))
		return err_add(ctx->errs, ERR_DENIED, "Không được phép làm gì cho nhiều dòng: %s.", out->rec->plural);
	load_choices(ctx, out);
	return load_list(ctx, req, out, &l) && load_rows(ctx, req, out, &l) && name_rows(ctx, out) &&
	       load_what(ctx, out) && load_widgets(ctx, req, out);
}

/* ---- the orders ---- */

/* A field that is to be emptied is said; of a step what was left empty is not. */
static struct input input_of(struct ctx *ctx, const struct bulk *b)
{
	const char **name = NEWN(ctx->mem, const char *, b->nwidgets + 1);
	const char **text = NEWN(ctx->mem, const char *, b->nwidgets + 1);
	struct input in = { 0, name, text };

	for (int i = 0; i < b->nwidgets; i++) {
		if (!b->field && !*b->widget[i].text)
			continue;
		name[in.n] = b->widget[i].name;
		text[in.n++] = widget_input(ctx->mem, &b->widget[i]);
	}
	return in;
}

static bool run(struct ctx *ctx, struct bulk *b, bool keep, struct batch *batch)
{
	struct input *in = arena_copy(ctx->mem, &(struct input){ 0 }, sizeof *in);
	struct order *order = NEWN(ctx->mem, struct order, b->n);

	*in = input_of(ctx, b);
	for (int i = 0; i < b->n; i++)
		order[i] = (struct order){
			.verb = b->step ? DO_STEP : DO_EDIT, .rec = b->rec, .step = b->step ? b->step->name : NULL,
			.id = b->row[i].id, .seen = b->row[i].entry, .recording = b->recording, .reason = b->reason,
			.input = in,
		};
	*batch = (struct batch){
		.command = arena_printf(ctx->mem, "batch %s.%s", b->rec->name, b->step ? b->step->name : "edit"),
		.reason = b->reason, .order = order, .n = b->n, .keep = keep,
		.fault = NEWN(ctx->mem, struct errs, b->n), .done = NEWN(ctx->mem, struct done, b->n),
	};
	ctx->heads = NULL;
	return command_batch(ctx, batch);
}

static void tell_rows(struct bulk *b, const struct batch *batch)
{
	b->tried = true;
	b->nfine = 0;
	for (int i = 0; i < b->n; i++) {
		b->row[i].faults = &batch->fault[i];
		b->row[i].breach = batch->done[i].breach;
		b->row[i].nbreaches = batch->fault[i].count ? 0 : batch->done[i].nbreaches;
		b->nfine += !batch->fault[i].count;
	}
}

static bool of_rows(const struct errs *errs, const struct batch *batch)
{
	int told = 0;

	for (int i = 0; i < batch->n; i++)
		told += batch->fault[i].count;
	return told && told == errs->count && errs_worst(errs) < ERR_BUSY;
}

bool bulk_try(struct ctx *ctx, struct bulk *b)
{
	struct batch batch;

	if (!run(ctx, b, false, &batch) && !of_rows(ctx->errs, &batch))
		return false;
	errs_clear(ctx->errs);
	tell_rows(b, &batch);
	return true;
}

bool bulk_do(struct ctx *ctx, struct bulk *b, int64_t *entry)
{
	struct batch batch;

	if (run(ctx, b, true, &batch)) {
		*entry = batch.entry;
		return true;
	}
	if (of_rows(ctx->errs, &batch))
		tell_rows(b, &batch);
	return false;
}
