/* One row: all its fields, its children, its versions; and what a command did to it. */

#include "site/answer.h"

#include <string.h>

#include "base/text.h"
#include "model/access.h"
#include "model/code.h"
#include "model/filter.h"
#include "model/unit.h"
#include "out/grid.h"

/* ---- one row ---- */

static bool show_children(struct ctx *ctx, const struct record *rec, int64_t id, struct clock clock,
                          struct answer_show *out)
{
	for (int i = 0; i < ctx->catalog->nrecords; i++) {
		const struct record *y = ctx->catalog->record[i];
		int f = y->parent ? record_field(y, y->parent) : -1;
		if (f < 0 || strcmp(y->fields[f].of, rec->name) != 0 || !access_may(ctx, y, "read"))
			continue;
		struct answer_child child = { .rec = y };
		struct list l = { .of = y, .clock = clock };
		l.where = filter_parse(ctx, y, arena_printf(ctx->mem, "%s = %lld", y->parent, (long long)id));
		if (!l.where || !list_rows(ctx, &l, &child.rows))
			return false;
		PUSH(ctx->mem, out->child, out->nchildren, child);
	}
	return true;
}

bool answer_show(struct ctx *ctx, const struct record *rec, int64_t id, struct clock clock, struct answer_show *out)
{
	struct buf columns = buf_new(ctx->mem, 10000);
	struct list l = { .of = rec, .clock = clock, .only = id };
	*out = (struct answer_show){ .child = NULL };
	for (int i = 0; i < rec->nfields; i++)
		buf_printf(&columns, "%s%s", i ? ", " : "", rec->fields[i].name);
	l.columns = columns.s;
	if (!list_rows(ctx, &l, &out->row))
		return false;
	if (!out->row.nlines)
		return err_add(ctx->errs, ERR_MISSING, "không có %s %lld vào ngày %s", rec->name, (long long)id,
		               date_show(ctx->mem, clock.on));
	return show_children(ctx, rec, id, clock, out);
}

static void put_lines(struct json *j, const struct ctx *ctx, const struct listing *l)
{
	json_begin_array(j);
	for (int i = 0; i < l->nlines; i++)
		answer_line_json(j, ctx, l, &l->line[i], false);
	json_end_array(j);
}

void answer_show_json(struct json *j, const struct ctx *ctx, const struct asked *asked, const struct answer_show *s)
{
	json_begin_object(j);
	json_put_text(j, "record", s->row.of->name);
	answer_asked_json(j, asked);
	json_put_int(j, "count", s->row.nlines);
	json_key(j, "rows");
	put_lines(j, ctx, &s->row);
	json_key(j, "children");
	json_begin_object(j);
	for (int i = 0; i < s->nchildren; i++) {
		json_key(j, s->child[i].rec->name);
		put_lines(j, ctx, &s->child[i].rows);
	}
	json_end_object(j);
	json_end_object(j);
}

void answer_show_text(struct ctx *ctx, struct sink to, int width, const struct answer_show *s)
{
	static const struct grid_column column[] = { { "Trường", false }, { "Giá trị", false } };
	const struct listing *l = &s->row;
	struct grid t = grid_new(ctx->mem, column, 2);
	for (int c = 0; c < l->ncolumns; c++) {
		grid_put(&t, answer_field(ctx->catalog, l->column[c].field)->label);
		grid_put(&t, answer_cell_text(ctx, l, &l->line[0], c));
	}
	sink_text(to, arena_printf(ctx->mem, "%s %lld, bút toán %lld\n\n", l->of->label, (long long)l->line[0].id,
	                           (long long)l->line[0].entry));
	grid_print(&t, to, width);
	for (int i = 0; i < s->nchildren; i++) {
		const struct listing *rows = &s->child[i].rows;
		if (rows->nlines)
			sink_text(to, arena_printf(ctx->mem, "\n%s: %d dòng\n", s->child[i].rec->plural, rows->nlines));
		for (int n = 0; n < rows->nlines; n++) {
			for (int c = 0; c < rows->ncolumns; c++) {
				sink_text(to, c ? " · " : "  ");
				sink_text(to, answer_cell_text(ctx, rows, &rows->line[n], c));
			}
			sink_char(to, '\n');
		}
	}
}

/* ---- history ---- */

/* What a value is called now; for people, and beside keys and ids in JSON. */
static bool value_title(struct ctx *ctx, const struct record *rec, const struct field *f, struct value v,
                        const char **out)
{
	struct clock now = { ctx->today, 0 };
	*out = "";
	if (v.type == T_NULL || v.type == T_BYTES)
		return true;
	if (f->kind == K_REF)
		return list_titles(ctx, catalog_record(ctx->catalog, f->of), now, &v.i, 1, out);
	*out = f->kind == K_UNIT ? unit_name(ctx, now, v.i) : kind_show(ctx, rec, f, v);
	return true;
}

static bool history_titles(struct ctx *ctx, struct answer_history *h)
{
	const struct record *rec = h->rec;
	h->title = NEWN(ctx->mem, const char *, h->n * rec->nfields);
	for (int i = 0; i < h->n; i++)
		for (int f = 0; f < rec->nfields; f++)
			if (h->shown[f] && !value_title(ctx, rec, &rec->fields[f], version_cell(&h->past[i].v, f),
			                                &h->title[i * rec->nfields + f]))
				return false;
	return true;
}

/* A row of somebody else's is not said to exist. */
static bool not_seen(struct ctx *ctx, const struct record *rec, int64_t id)
{
	return err_add(ctx->errs, ERR_MISSING, "không có %s %lld trong phạm vi được xem", rec->name, (long long)id);
}

bool answer_history(struct ctx *ctx, const struct record *rec, int64_t id, struct answer_history *out)
{
	bool may;
	*out = (struct answer_history){ .rec = rec, .id = id };
	if (!journal_history(ctx, rec, id, &out->past, &out->n))
		return false;
	if (!out->n)
		return not_seen(ctx, rec, id);
	if (!access_row(ctx, rec, "read", &out->past[0].v, &may))
		return false;
	if (!may || !access_owns(ctx, rec, &out->past[0].v))
		return not_seen(ctx, rec, id);
	out->shown = NEWN(ctx->mem, bool, rec->nfields);
	for (int i = 0; i < rec->nfields; i++)
		out->shown[i] = field_stored(&rec->fields[i]) && access_field(ctx, rec, &rec->fields[i]);
	return history_titles(ctx, out);
}

void answer_history_json(struct json *j, const struct ctx *ctx, const struct answer_history *h)
{
	json_begin_object(j);
	json_put_text(j, "record", h->rec->name);
	json_put_int(j, "id", h->id);
	json_put_int(j, "count", h->n);
	json_key(j, "rows");
	json_begin_array(j);
	for (int i = 0; i < h->n; i++) {
		const struct past_version *p = &h->past[i];
		json_begin_object(j);
		json_put_int(j, "entry", p->v.entry);
		json_key(j, "until");
		if (p->until)
			json_add_int(j, p->until);
		else
			json_add_null(j);
		json_put_text(j, "at", time_iso(ctx->mem, p->at));
		json_put_text(j, "user", p->user);
		json_put_text(j, "command", p->command);
		json_put_text(j, "reason", p->reason);
		json_key(j, "fields");
		json_begin_object(j);
		for (int f = 0; f < h->rec->nfields; f++)
			if (h->shown[f])
				answer_value_json(j, ctx->mem, h->rec->fields[f].name, &h->rec->fields[f],
				                  version_cell(&p->v, f), h->title[i * h->rec->nfields + f]);
		json_end_object(j);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
}

static void text_changes(struct ctx *ctx, struct sink to, const struct answer_history *h, int i)
{
	const struct past_version *p = &h->past[i], *before = i + 1 < h->n ? &h->past[i + 1] : NULL;
	int nfields = h->rec->nfields;
	for (int f = 0; f < nfields; f++) {
		struct value now = version_cell(&p->v, f), was = before ? version_cell(&before->v, f) : value_null();
		if (!h->shown[f] || value_equal(now, was))
			continue;
		const char *new = h->title[i * nfields + f], *old = before ? h->title[(i + 1) * nfields + f] : "";
		sink_text(to, arena_printf(ctx->mem, before ? "    %s: %s → %s\n" : "    %s: %s%s\n",
		                           h->rec->fields[f].label, before && !*old ? "(trống)" : old,
		                           *new ? new : "(trống)"));
	}
}

void answer_history_text(struct ctx *ctx, struct sink to, const struct answer_history *h)
{
	sink_text(to, arena_printf(ctx->mem, "%s %lld\n", h->rec->label, (long long)h->id));
	for (int i = 0; i < h->n; i++) {
		const struct past_version *p = &h->past[i];
		if (i == 0 && p->until)
			sink_text(to, arena_printf(ctx->mem, "bị gỡ ở bút toán %lld\n", (long long)p->until));
		sink_text(to, arena_printf(ctx->mem, "bút toán %lld · %s · %s · %s%s%s\n", (long long)p->v.entry,
		                           time_show(ctx->mem, p->at), p->user, p->command, p->reason ? " · " : "",
		                           p->reason ? p->reason : ""));
		text_changes(ctx, to, h, i);
	}
}

/* ---- what a command did ---- */

void answer_findings_json(struct json *j, const struct done *d)
{
	json_key(j, "findings");
	json_begin_array(j);
	for (int i = 0; i < d->nbreaches; i++) {
		const struct breach *b = &d->breach[i];
		json_begin_object(j);
		json_put_text(j, "rule", b->rule);
		json_put_text(j, "field", b->field);
		json_put_text(j, "text", b->text);
		json_put_text(j, "cite", b->cite);
		json_put_text(j, "record", b->rec ? b->rec->name : NULL);
		json_put_int(j, "id", b->id);
		json_end_object(j);
	}
	json_end_array(j);
}

void answer_done_json(struct json *j, const struct record *rec, const struct done *d)
{
	json_begin_object(j);
	json_put_int(j, "entry", d->entry);
	json_put_text(j, "record", rec ? rec->name : NULL);
	json_key(j, "id");
	if (d->id)
		json_add_int(j, d->id);
	else
		json_add_null(j);
	json_put_text(j, "state", d->state);
	answer_findings_json(j, d);
	json_end_object(j);
}

/* "badge.grant 100000000123": the record type and the number in the text of a command. */
static const struct record *command_row(struct ctx *ctx, const char *command, int64_t *id)
{
	const char *dot = strchr(command, '.'), *blank = strrchr(command, ' ');
	if (!dot || !blank || dot > blank || !text_int(blank + 1, id))
		return NULL;
	return catalog_record(ctx->catalog, arena_textn(ctx->mem, command, (size_t)(dot - command)));
}

bool answer_undone(struct ctx *ctx, struct done *d, const struct record **rec)
{
	struct row row;
	struct version v;
	int64_t entry = d->id;
	*rec = NULL;
	d->id = 0;
	if (!db_one(ctx->db, SQL("SELECT command FROM main.journal WHERE entry = $1"), ARGS(V(entry)), &row))
		return false;
	if (row.n && row.cell[0].type == T_TEXT)
		*rec = command_row(ctx, row.cell[0].text, &d->id);
	if (!*rec)
		return true;
	if (!op_load(ctx, *rec, d->id, &v))
		return false;
	d->state = v.cell ? version_text(&v, record_field(*rec, "state")) : NULL;
	return true;
}
