/* What a form asks, and what came back in it. */

#include "web/form.h"
#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/journal.h"
#include "model/list.h"
#include "model/prefill.h"
#include "model/unit.h"
#include "model/workflow.h"
#include "web/pages.h"
#include "web/session.h"

enum { CHILD_ROWS_MAX = 100 };

/* ---- which form ---- */

static bool find_verb(struct ctx *ctx, const struct req *req, struct form *f)
{
	static const struct { const char *name, *label; enum verb verb; } verbs[] = {
		{ "edit", "Sửa", DO_EDIT }, { "change", "Thay đổi từ ngày", DO_CHANGE }, { "remove", "Xóa", DO_REMOVE },
	};
	const char *step = req_param(req, "step"), *verb = req_param(req, "verb");

	f->verb = DO_CREATE;
	f->action = "create";
	f->label = "Thêm mới";
	if (*step) {
		f->step = f->rec->flow ? flow_step(f->rec->flow, step) : NULL;
		if (!f->step)
			return err_add(ctx->errs, ERR_MISSING, "%s không có bước này.", f->rec->label);
		f->verb = DO_STEP;
		f->action = f->step->name;
		f->label = f->step->label;
		return true;
	}
	for (size_t i = 0; *verb && i < COUNTOF(verbs); i++)
		if (!strcmp(verbs[i].name, verb)) {
			f->verb = verbs[i].verb;
			f->action = verbs[i].name;
			f->label = verbs[i].label;
			return true;
		}
	return !*verb || err_add(ctx->errs, ERR_MISSING, "Không có trang này.");
}

static bool may_be_done(struct ctx *ctx, const struct form *f)
{
	int64_t home;
	bool may = true;

	if ((f->rec->system && f->verb != DO_STEP) || !access_may(ctx, f->rec, f->action))
		return err_add(ctx->errs, ERR_DENIED, "Không được phép: %s, %s.", f->label, f->rec->label);
	if (f->verb == DO_CREATE)
		return true;
	if (!access_home(ctx, f->rec, &f->row, &home))
		return false;
	if (home && !access_unit(ctx, f->rec, f->action, home, &may))
		return false;
	may = may && access_owns(ctx, f->rec, &f->row);
	return may || err_add(ctx->errs, ERR_MISSING, "Không có %s số %lld trong phạm vi được làm.", f->rec->label,
	                      (long long)f->id);
}

static bool load_row(struct ctx *ctx, const struct req *req, struct form *f)
{
	if (f->verb == DO_CREATE)
		return may_be_done(ctx, f);
	if (!req_id(req, "id", &f->id))
		return err_add(ctx->errs, ERR_MISSING, "Không có %s này.", f->rec->label);
	if (!op_load(ctx, f->rec, f->id, &f->row))
		return false;
	if (!f->row.cell)
		return err_add(ctx->errs, ERR_MISSING, "Không có %s số %lld.", f->rec->label, (long long)f->id);
	return may_be_done(ctx, f);
}

/* ---- its fields ---- */

static bool named_in(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (const char *s = list; s && *s; ) {
		size_t len = strcspn(s, ", ");

		if (len == n && !strncmp(s, name, n))
			return true;
		s += len;
		s += strspn(s, ", ");
	}
	return false;
}

static bool of_step(const struct step *s, const char *name)
{
	return (s->day && !strcmp(s->day, name)) || named_in(s->needs, name);
}

static const struct step *step_of_day(const struct workflow *w, const char *name, bool later)
{
	for (int i = 0; i < w->nsteps; i++)
		if (w->steps[i].day && !strcmp(w->steps[i].day, name) && (!later || w->steps[i].from))
			return &w->steps[i];
	return NULL;
}

/* Fields stand in the order of the act: those from a step's day to the next step's day belong to it. */
static bool in_section(const struct record *rec, const struct step *s, int i)
{
	for (int f = i; f >= 0; f--) {
		const struct step *of = step_of_day(rec->flow, rec->fields[f].name, false);

		if (of)
			return of == s || !strcmp(of->day, s->day ? s->day : "");
	}
	return false;
}

/* Before the day of a step stands its deadline (derived), before that the day from which it runs or is extended. */
static bool starts_clock(const struct record *rec, const struct step *s, int i)
{
	return s->day && i + 2 < rec->nfields && !strcmp(rec->fields[i + 2].name, s->day) &&
	       rec->fields[i].kind == K_DATE && rec->fields[i + 1].kind == K_DATE &&
	       (rec->fields[i + 1].flags & F_DERIVED);
}

static bool begins_with(const struct workflow *w, const char *name)
{
	for (int i = 0; i < w->nsteps; i++)
		if (!w->steps[i].from && of_step(&w->steps[i], name))
			return true;
	return false;
}

static bool before_later_steps(const struct record *rec, int i)
{
	for (int f = 0; f <= i; f++)
		if (step_of_day(rec->flow, rec->fields[f].name, true) && !begins_with(rec->flow, rec->fields[f].name))
			return false;
	return true;
}

bool form_of_step(const struct record *rec, const struct step *s, int i)
{
	return of_step(s, rec->fields[i].name) || in_section(rec, s, i);
}

/* What was entered, and what belongs to a step that was taken. */
static bool was_reached(const struct form *f, int i)
{
	for (int at = i; at >= 0; at--)
		if (step_of_day(f->rec->flow, f->rec->fields[at].name, false))
			return version_set(&f->row, at) || version_set(&f->row, i);
	return true;
}

/* A step's form is about the step's own fields; a new act's, or a correction's, is not about later steps. */
static bool is_main(const struct form *f, int i)
{
	const struct field *field = &f->rec->fields[i];

	if (f->verb == DO_STEP)
		return form_of_step(f->rec, f->step, i) || starts_clock(f->rec, f->step, i);
	if (f->verb == DO_EDIT && f->rec->flow)
		return was_reached(f, i);
	if (f->verb != DO_CREATE || !f->rec->flow || (field->flags & F_REQUIRED))
		return true;
	return begins_with(f->rec->flow, field->name) || before_later_steps(f->rec, i);
}

static bool asked(struct ctx *ctx, const struct form *f, int i)
{
	const struct field *field = &f->rec->fields[i];

	if ((field->flags & F_DERIVED) || !field_stored(field) || !access_field(ctx, f->rec, field))
		return false;
	/* What the program wrote is not asked again. */
	if (f->rec->system && !is_main(f, i))
		return false;
	return f->verb != DO_CHANGE || (strcmp(field->name, "valid_from") && strcmp(field->name, "valid_until"));
}

/* Left empty, the day of the step that is taken is today. */
static bool day_of_step(const struct form *f, const char *name)
{
	const struct step *s = f->step;

	for (int i = 0; f->verb == DO_CREATE && f->rec->flow && !s && i < f->rec->flow->nsteps; i++)
		if (!f->rec->flow->steps[i].from)
			s = &f->rec->flow->steps[i];
	return s && s->day && !strcmp(s->day, name);
}

/* Of two versions of a field, the stored one was chosen. */
static bool takes_stored(struct ctx *ctx, const struct req *req, const char *name)
{
	const char *take = req_form(req, arena_printf(ctx->mem, "_take.%s", name));

	return take && !strcmp(take, "stored");
}

static bool add_widget(struct ctx *ctx, const struct req *req, struct form *f, int i)
{
	struct widget w = { .field = &f->rec->fields[i], .name = f->rec->fields[i].name,
	                    .filled = f->verb == DO_CREATE && prefill_fills(f->rec, i),
	                    .today = day_of_step(f, f->rec->fields[i].name) ? date_show(ctx->mem, ctx->today) : NULL,
	                    .needed = f->step && named_in(f->step->needs, f->rec->fields[i].name) };
	bool edit = f->verb == DO_EDIT;
	const char *offered = (edit || f->verb == DO_CREATE) && req->method == GET ? req_query(req, w.name) : NULL;
	struct value v = f->row.cell ? version_cell(&f->row, i) : value_null();
	int64_t id;

	if (offered && !edit && (w.field->kind == K_REF || w.field->kind == K_UNIT) && text_int(offered, &id))
		v = value_int(id);
	if (!widget_value(ctx, &w, v) || !widget_options(ctx, &w, f->rec, f->action, ctx->today))
		return false;
	/* A new row has nothing that typing could leave unchanged. */
	if (f->verb == DO_CREATE)
		w.was = "";
	if (offered && (edit || !*w.text))
		w.text = offered;
	/* Whoever works in one unit need not choose it. */
	if (f->verb == DO_CREATE && w.field->kind == K_UNIT && w.nchoices == 1 && !*w.text)
		w.text = w.choice[0].value;
	if (req->method == POST && !takes_stored(ctx, req, w.name) && !widget_typed(ctx, &w, req))
		return false;
	f->unsettled = f->unsettled || w.search;
	PUSH(ctx->mem, f->widget, f->n, w);
	return true;
}

static bool load_widgets(struct ctx *ctx, const struct req *req, struct form *f)
{
	if (f->verb == DO_REMOVE)
		return true;
	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; i < f->rec->nfields; i++)
			if (asked(ctx, f, i) && is_main(f, i) == !pass && !add_widget(ctx, req, f, i))
				return false;
		if (!pass)
			f->nmain = f->n;
	}
	return true;
}

/* ---- rows of child types, on a new row's form ---- */

static bool is_child(const struct record *rec, const struct record *of)
{
	int f = rec->parent ? record_field(rec, rec->parent) : -1;

	return f >= 0 && rec->fields[f].kind == K_REF && !strcmp(rec->fields[f].of, of->name);
}

/* How many more rows the button asks for: its value is the type's name, or that and "*10". */
static int rows_more(const struct req *req, const struct record *child)
{
	const char *button = req_form(req, "_more");
	size_t n = strlen(child->name);

	if (!button || strncmp(button, child->name, n) != 0)
		return 0;
	return !button[n] ? 1 : !strcmp(button + n, FORM_MORE_TEN) ? 10 : 0;
}

static int rows_wanted(const struct req *req, const struct record *child, bool *more)
{
	const char *typed = pairs_get(&req->form, child->name);
	int64_t n = 0;

	if (typed && (!text_int(typed, &n) || n < 0))
		n = 0;
	*more = *more || rows_more(req, child);
	n += rows_more(req, child);
	return n > CHILD_ROWS_MAX ? CHILD_ROWS_MAX : (int)n;
}

static bool child_asked(struct ctx *ctx, const struct record *rec, const struct field *field)
{
	return !(field->flags & F_DERIVED) && field_stored(field) && strcmp(field->name, rec->parent) &&
	       access_field(ctx, rec, field);
}

static bool load_child_row(struct ctx *ctx, const struct req *req, struct form *f, struct form_child *c, int row,
                           int *n)
{
	for (int i = 0; i < c->rec->nfields; i++) {
		struct widget w = { .field = &c->rec->fields[i] };

		if (!child_asked(ctx, c->rec, w.field))
			continue;
		w.name = arena_printf(ctx->mem, "%s[%d].%s", c->rec->name, row, w.field->name);
		if (!widget_value(ctx, &w, value_null()) ||
		    !widget_options(ctx, &w, c->rec, "create", ctx->today) || !widget_typed(ctx, &w, req))
			return false;
		f->unsettled = f->unsettled || w.search;
		PUSH(ctx->mem, c->widget, *n, w);
	}
	return true;
}

/* The first of the rows that were asked for. */
static int more_from(const struct req *req, const struct form_child *c)
{
	int more = rows_more(req, c->rec);

	return c->nrows > more ? c->nrows - more : 0;
}

static bool load_children(struct ctx *ctx, const struct req *req, struct form *f)
{
	for (int r = 0; f->verb == DO_CREATE && r < ctx->catalog->nrecords; r++) {
		struct form_child c = { .rec = ctx->catalog->record[r] };
		int n = 0;

		if (!is_child(c.rec, f->rec) || c.rec->system || !access_may(ctx, c.rec, "read"))
			continue;
		c.nrows = rows_wanted(req, c.rec, &f->more);
		for (int row = 0; row < c.nrows; row++)
			if (!load_child_row(ctx, req, f, &c, row, &n))
				return false;
		c.nfields = c.nrows ? n / c.nrows : 0;
		if (c.nfields && rows_more(req, c.rec))
			c.widget[more_from(req, &c) * c.nfields].first = true;
		PUSH(ctx->mem, f->child, f->nchildren, c);
	}
	return true;
}

/* ---- the rest ---- */

/* "_seen" is the entry the form was drawn from. */
static bool check_seen(struct ctx *ctx, const struct req *req, struct form *f)
{
	const char *text = req_form(req, "_seen");
	struct past_version *past;
	int64_t seen;
	int n;

	if (req->method != POST || f->verb == DO_CREATE || !text || !text_int(text, &seen) || seen == f->row.entry)
		return true;
	f->stale = true;
	if (!journal_history(ctx, f->rec, f->id, &past, &n))
		return false;
	f->by = n && past[0].user ? past[0].user : "hệ thống";
	f->at = n ? time_show(ctx->mem, past[0].at) : "";
	return true;
}

static void load_typed(const struct req *req, struct form *f)
{
	const char *way = req_form(req, "_way");

	f->ways = f->verb != DO_REMOVE && !f->rec->system && (f->rec->flow || f->rec->fold);
	f->recording = way && !strcmp(way, "record");
	f->from = req_form(req, "_from");
	f->reason = req_form(req, "_reason");
	f->begins = req_form(req, "_begins");
	f->needs_reason = f->verb == DO_EDIT || f->verb == DO_REMOVE || (f->step && (f->step->flags & S_REASON));
}

static void match_faults(struct form *f, struct widget *w, int n)
{
	for (int i = 0; i < n; i++)
		for (const struct err *e = f->faults ? f->faults->first : NULL; e; e = e->next)
			if (!w[i].fault && e->field && !strcmp(e->field, w[i].name)) {
				w[i].fault = e->text;
				w[i].cite = e->cite;
			}
}

static bool load_title(struct ctx *ctx, struct form *f)
{
	struct clock clock = { .on = ctx->today };

	f->title = f->rec->label;
	return f->verb == DO_CREATE || list_titles(ctx, f->rec, clock, &f->id, 1, &f->title);
}

/* To what the row hung on: the row of whose form it was, the person whom it was about; else to the list. */
static struct url left_url(struct ctx *ctx, const struct form *f)
{
	const char *on = f->rec->parent ? f->rec->parent : f->rec->person;
	int field = on ? record_field(f->rec, on) : -1;
	const struct record *of = field >= 0 && f->rec->fields[field].kind == K_REF ?
	                          catalog_record(ctx->catalog, f->rec->fields[field].of) : NULL;

	if (!of || !access_may(ctx, of, "read") || !version_set(&f->row, field))
		return url(ctx->mem, "/r/%s", f->rec->name);
	return url(ctx->mem, "/r/%s/%lld", of->name, (long long)version_int(&f->row, field));
}

static bool load_stead(struct ctx *ctx, struct form *f)
{
	int64_t home = 0;

	if ((f->id && !access_home(ctx, f->rec, &f->row, &home)) ||
	    !access_stands_in(ctx, f->rec, f->action, home, &f->stands_in))
		return false;
	if (f->stands_in && home)
		f->stead = unit_name(ctx, (struct clock){ .on = ctx->today }, home);
	return true;
}

bool form_load(struct ctx *ctx, struct req *req, struct form *out)
{
	*out = (struct form){ .rec = page_record(ctx, req), .faults = req->faults,
	                      .foreseen = req->foreseen, .csrf = req->session->csrf,
	                      .typist = req->again && req_form(req, "_by") ? req_form(req, "_by") : ctx->user->login };
	if (!out->rec || !find_verb(ctx, req, out) || !load_row(ctx, req, out))
		return false;
	load_typed(req, out);
	if (!load_widgets(ctx, req, out) || !load_children(ctx, req, out) || !check_seen(ctx, req, out) ||
	    !load_title(ctx, out) || !load_stead(ctx, out))
		return false;
	if (out->id && out->rec->system &&
	    !finding_load(ctx, out->id, &(struct ask){ .clock = { .on = ctx->today } },
	                  &out->finding, &out->nfindings))
		return false;
	if (out->nfindings) {
		out->finding->answer_it = (struct url){ NULL };
		out->title = out->finding->rule ? out->finding->rule : out->title;
	}
	match_faults(out, out->widget, out->n);
	for (int i = 0; i < out->nchildren; i++)
		match_faults(out, out->child[i].widget, out->child[i].nrows * out->child[i].nfields);
	out->here = url_local(ctx->mem, req->path);
	out->left = left_url(ctx, out);
	out->back = out->id ? url(ctx->mem, "/r/%s/%lld", out->rec->name, (long long)out->id) :
	            url(ctx->mem, "/r/%s", out->rec->name);
	return true;
}
