#include "model/child.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/code.h"
#include "model/finding.h"
#include "model/permit.h"
#include "model/validate.h"

#define CHILDREN_MAX 500        /* rows of one child type in one form */

/* The day of the step that brought an act to where it stands. */
static const char *state_day(const struct op *op)
{
	const struct workflow *w = op->rec->flow;
	const char *state = w ? version_text(&op->old, record_field(op->rec, "state")) : NULL;

	for (int i = w && state ? w->nsteps - 1 : -1; i >= 0; i--) {
		const struct step *s = &w->steps[i];
		if (s->day && strcmp(s->to, state) == 0 && version_set(&op->old, record_field(op->rec, s->day)))
			return s->day;
	}
	return NULL;
}

/* The field whose date is the day of the row's law: the step's (of an edited act the last one's), the event's, the
 * first of the span. */
static const char *day_field(const struct op *op)
{
	if (op->step && op->step->day)
		return op->step->day;
	if (!op->step && state_day(op))
		return state_day(op);
	if (op->rec->day)
		return op->rec->day;
	return op->rec->dated ? "valid_from" : NULL;
}

static const char *input_name(struct op *op, const char *prefix, const char *field)
{
	return prefix[0] ? arena_printf(op->ctx->mem, "%s%s", prefix, field) : field;
}

static const char *given(struct op *op, const struct input *in, const char *prefix, const char *field)
{
	return input_get(in, input_name(op, prefix, field));
}

static bool read_field(struct op *op, int i, const char *name, const char *text)
{
	const struct field *f = &op->rec->fields[i];
	struct value v;

	if ((f->flags & F_DERIVED) || !field_stored(f))
		return err_field(op->ctx->errs, name, "“%s” do chương trình tính, không nhập tay", f->label);
	if (!access_field(op->ctx, op->rec, f))
		return err_add(op->ctx->errs, ERR_DENIED, "“%s”: chưa được phép lưu hoặc bạn không có quyền", f->label);
	if (!kind_parse(op->ctx, f, name, text, op->as_of, &v))
		return false;
	op_set(op, i, v);
	return true;
}

bool child_read_row(struct op *op, const struct input *in, const char *prefix)
{
	const char *day = day_field(op), *text = day ? given(op, in, prefix, day) : NULL;
	bool ok = true;

	if (!prefix[0])                 /* a child's row is read on its parent's day, unless it has one of its own */
		op->as_of = op->ctx->today;
	if (text && !read_field(op, record_field(op->rec, day), input_name(op, prefix, day), text))
		ok = false;
	struct date typed = day ? version_date(&op->new, record_field(op->rec, day)) : (struct date){ 0 };
	if (typed.ymd)
		op->as_of = typed;
	for (int i = 0; i < op->rec->nfields; i++) {
		const char *field = op->rec->fields[i].name;
		if (day && strcmp(field, day) == 0)
			continue;
		text = given(op, in, prefix, field);
		if (text && !read_field(op, i, input_name(op, prefix, field), text))
			ok = false;
	}
	return ok;
}

/* ---- child[12].field ---- */

static const struct record *child_type(struct op *op, const char *name, int64_t *index, const char **field)
{
	const char *open = strchr(name, '['), *close = open ? strchr(open, ']') : NULL;

	if (!close || close[1] != '.')
		return NULL;
	const char *type = arena_textn(op->ctx->mem, name, (size_t)(open - name));
	const struct record *r = catalog_record(op->ctx->catalog, type);
	if (!r || !r->parent || strcmp(r->fields[record_field(r, r->parent)].of, op->rec->name) != 0)
		return NULL;
	const char *number = arena_textn(op->ctx->mem, open + 1, (size_t)(close - open - 1));
	if (!text_int(number, index) || *index < 0 || *index >= CHILDREN_MAX ||
	    strcmp(number, arena_printf(op->ctx->mem, "%lld", (long long)*index)) != 0)     /* one name for one row */
		return NULL;
	*field = close + 2;
	return r;
}

static bool unknown(struct op *op, const struct record *r, const char *name, const char *field)
{
	const char *near = record_nearest_field(r, field);

	return err_field(op->ctx->errs, name, "%s không có trường “%s”%s%s%s", r->label, field,
	                 near ? "; có phải là “" : "", near ? near : "", near ? "”?" : "");
}

/* What is said of a row besides its fields. */
static bool named_for_row(const char *name)
{
	return strcmp(name, "id") == 0 || strcmp(name, "seen") == 0 || strcmp(name, "remove") == 0;
}

bool child_names_known(struct op *op, const struct input *in)
{
	bool ok = true;

	for (int i = 0; in && i < in->n; i++) {
		const char *field;
		int64_t index;
		if (record_field(op->rec, in->name[i]) >= 0)
			continue;
		const struct record *r = child_type(op, in->name[i], &index, &field);
		if (!r)
			ok = unknown(op, op->rec, in->name[i], in->name[i]);
		else if (record_field(r, field) < 0 && !named_for_row(field))
			ok = unknown(op, r, in->name[i], field);
	}
	return ok;
}

/* ---- one row of a child type ---- */

/* Faults found in a child's row are shown beside its own inputs. */
static void prefix_faults(struct op *op, int before, const char *prefix)
{
	struct err *e = op->ctx->errs->first;

	for (int i = 0; e && i < before; i++)
		e = e->next;
	for (; e; e = e->next)
		if (e->field && strncmp(e->field, prefix, strlen(prefix)) != 0)
			e->field = arena_printf(op->ctx->mem, "%s%s", prefix, e->field);
}

/* The parent of a row, and which version of it was seen; 0: not said. */
struct parent_row { int64_t id, seen; };

/* A row has a version of its own, so that two may work on different rows of one file.  Who says which version of the
 * parent was seen relies on nothing being overwritten, so says it of each row that is there already, too. */
static bool child_seen(struct op *op, const struct input *in, const char *prefix, int64_t parent_seen)
{
	const char *text = given(op, in, prefix, "seen");
	int64_t seen;

	if (!text || !text[0])
		return !parent_seen ||
		       err_field(op->ctx->errs, "seen", "Cần bút toán của dòng số %lld mà bạn đã xem",
		                 (long long)op->old.id);
	if (!text_int(text, &seen) || seen <= 0)
		return err_field(op->ctx->errs, "seen", "Bút toán đã xem phải là số nguyên dương");
	return seen == op->old.entry ||
	       err_cited(op->ctx->errs, ERR_CONFLICT, "seen", arena_printf(op->ctx->mem,
	                 "Dòng số %lld của %s vừa được người khác sửa (bút toán %lld); hãy xem lại",
	                 (long long)op->old.id, op->rec->label, (long long)op->old.entry), NULL);
}

static bool child_old(struct op *op, const struct input *in, const char *prefix, int parent,
                      const struct parent_row *of)
{
	const char *text = given(op, in, prefix, "id");
	int64_t id;

	if (!text || !text[0])
		return true;
	if (!text_int(text, &id))
		return err_field(op->ctx->errs, "id", "Số của dòng không đúng");
	if (!op_load(op->ctx, op->rec, id, &op->old))
		return false;
	if (!op->old.cell || version_int(&op->old, parent) != of->id)
		return err_add(op->ctx->errs, ERR_MISSING, "Không có dòng số %lld ở đây", (long long)id);
	op->new.id = id;
	return child_seen(op, in, prefix, of->seen);
}

static bool child_remove(struct op *op)
{
	return permit_child(op, "remove", &op->old) && op_remove(op, op->rec, op->old.id) &&
	       validate_unreferred(op, op->rec, op->old.id) && finding_forget_row(op, op->rec, op->old.id);
}

/* What holds for a row of its own holds for it here: values, rights, what is impossible. */
static bool child_fill(struct op *op, const struct input *in, const char *prefix, const char *action)
{
	return child_read_row(op, in, prefix) && (!op->rec->fill || op->rec->fill(op)) && validate_row(op) &&
	       permit_child(op, action, &op->new) && permit_references(op, action);
}

static bool child_write(struct op *op)
{
	bool ok = op->old.cell ? op_update(op, op->rec, op->old.id, op->new.cell)
	                       : op_insert(op, op->rec, op->new.cell, &op->new.id);

	return ok && (!op->rec->guard || op->rec->guard(op));
}

static bool child_row(struct op *op, const struct input *in, const char *prefix, const struct parent_row *of)
{
	int parent = record_field(op->rec, op->rec->parent);
	const char *remove = given(op, in, prefix, "remove");

	if (given(op, in, prefix, op->rec->parent))
		return err_field(op->ctx->errs, op->rec->parent, "Dòng này thuộc về hồ sơ đang ghi: không ghi “%s”",
		                 op->rec->fields[parent].label);
	if (!child_old(op, in, prefix, parent, of))
		return false;
	if (remove && strcmp(remove, "1") == 0)
		return !op->old.cell || child_remove(op);
	const char *action = op->old.cell ? "edit" : "create";
	if (op->old.cell && !permit_child(op, action, &op->old))
		return false;
	struct value *cells = NEWN(op->ctx->mem, struct value, op->rec->nfields);
	for (int i = 0; op->old.cell && i < op->rec->nfields; i++)
		cells[i] = op->old.cell[i];
	op->new.cell = cells;
	op_set(op, parent, V(of->id));
	return child_fill(op, in, prefix, action) && child_write(op);
}

/* The child is, for a moment, what the command is about. */
static bool child_as_op(struct op *op, const struct record *r, const struct input *in, const char *prefix,
                        int64_t seen)
{
	struct op kept = *op;
	int before = op->ctx->errs->count;

	op->rec = r;
	op->step = NULL;
	op->old = op->new = (struct version){ 0 };
	bool ok = child_row(op, in, prefix, &(struct parent_row){ kept.new.id, seen });
	prefix_faults(op, before, prefix);
	op->rec = kept.rec;
	op->step = kept.step;
	op->old = kept.old;
	op->new = kept.new;
	op->as_of = kept.as_of;
	return ok;
}

/* Rows go in the order of their numbers, each once. */
bool child_write_all(struct op *op, const struct input *in, int64_t seen)
{
	bool ok = true;
	char *done = arena_text(op->ctx->mem, "");

	for (int i = 0; in && i < in->n; i++) {
		const char *field;
		int64_t index;
		const struct record *r = child_type(op, in->name[i], &index, &field);
		if (!r)
			continue;
		const char *prefix = arena_printf(op->ctx->mem, "%s[%lld].", r->name, (long long)index);
		const char *mark = arena_printf(op->ctx->mem, " %s ", prefix);
		if (strstr(done, mark))
			continue;
		done = arena_printf(op->ctx->mem, "%s%s", done, mark);
		if (!child_as_op(op, r, in, prefix, seen))
			ok = false;
	}
	return ok;
}
