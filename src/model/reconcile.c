/* Both sides are brought to the same texts, once: what is compared are those, what is shown is kept beside them. */
#include "model/reconcile.h"

#include <string.h>

#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/journal.h"
#include "model/kind.h"
#include "model/list_order.h"
#include "model/reconcile_match.h"
#include "model/unit.h"

enum { SLICE = 500, SUMMARY_MAX = 2000 };

const char *const beside_key[BESIDE] = { "only_here", "only_there", "different" };
const char *const beside_name[BESIDE] = { "chỉ có ở đây", "chỉ có ở bảng kia", "khác nhau" };

/* ---- what a table may say of a row ---- */

/* Values whose words are what is compared: whatever names them elsewhere has no number here. */
static bool by_words(enum kind k)
{
	return k == K_TEXT || k == K_NAME || k == K_NOTE || k == K_REF || k == K_UNIT || k == K_STATE;
}

static enum kind cell_kind(const struct catalog *c, const struct path *p, enum kind k)
{
	struct path title = *p;

	if (k == K_REF)
		return path_title(c, &title) && path_kind(c, &title) == K_NAME ? K_NAME : K_TEXT;
	return k == K_UNIT || k == K_STATE ? K_TEXT : k;
}

struct offers { struct ctx *ctx; struct field *field; struct offer *offer; int n, noffers; };

static void offer_add(struct offers *s, const struct path *p, const char *text, bool one)
{
	const struct record *rec = p->rec[p->n - 1];
	const struct field *f = path_field(p), *shown = field_shown(s->ctx->catalog, f);

	if (!access_field(s->ctx, rec, f))
		return;
	/* Who is referred to goes by a name here, and names are not unique. */
	struct offer o = { text, rec, f, shown, one && f->flags & F_UNIQUE && shown->kind != K_REF };
	struct field as = { text, f->label, cell_kind(s->ctx->catalog, p, shown->kind), 0, .of = shown->of };
	if (f->flags & F_UNIQUE && f->kind == K_TEXT) {         /* its length tells lost zeros */
		as.flags = F_UNIQUE;
		as.min = f->min;
		as.max = f->max;
	}
	PUSH(s->ctx->mem, s->field, s->n, as);
	PUSH(s->ctx->mem, s->offer, s->noffers, o);
}

/* The stored fields of the row that the path leads to. */
static void offers_beyond(struct offers *s, const struct path *to, const char *text, bool one)
{
	const struct record *rec = path_target(s->ctx->catalog, to);

	for (int i = 0; rec && i < rec->nfields; i++) {
		struct path p = *to;
		if (field_stored(&rec->fields[i]) && path_add(&p, rec, i))
			offer_add(s, &p, arena_printf(s->ctx->mem, "%s.%s", text, rec->fields[i].name), one);
	}
}

static const char *path_text(struct arena *a, const struct path *p)
{
	const char *s = "";

	for (int i = 0; i < p->n; i++)
		s = arena_printf(a, "%s%s%s", s, i ? "." : "", p->rec[i]->fields[p->field[i]].name);
	return s;
}

/* The row's own fields, its person's, then those of whatever it refers to. */
static void offers_make(struct offers *s, const struct record *rec)
{
	struct path person;
	bool has = path_person(s->ctx->catalog, rec, &person) && person.n;

	for (int i = 0; i < rec->nfields; i++) {
		struct path p = { .rec = { rec } };
		if (path_add(&p, rec, i))
			offer_add(s, &p, rec->fields[i].name, true);
	}
	if (has)
		offers_beyond(s, &person, path_text(s->ctx->mem, &person),
		              person.n == 1 && path_field(&person)->flags & F_UNIQUE);
	for (int i = 0; i < rec->nfields; i++) {
		struct path p = { .rec = { rec } };
		if (rec->fields[i].kind != K_REF || !path_add(&p, rec, i) ||
		    (has && person.n == 1 && person.field[0] == i))
			continue;
		offers_beyond(s, &p, rec->fields[i].name, rec->fields[i].flags & F_UNIQUE);
	}
}

static const struct record *offers_record(struct offers *s, const struct record *of)
{
	struct record *rec = NEW(s->ctx->mem, struct record);

	*rec = (struct record){ .name = of->name, .label = of->label, .plural = of->plural, .fields = s->field,
	                        .nfields = s->n };
	return rec;
}

/* ---- the two sides ---- */

struct making {
	struct ctx *ctx;
	struct reconcile *out;
	struct offer *offer;            /* by field of the plan's record type */
	struct match match;
};

static bool blank_there(const struct import_plan *p, int column)
{
	for (int i = 0; i < p->nrows; i++)
		if (column < p->row[i].from->n && p->row[i].from->cell[column].kind != RAW_EMPTY)
			return false;
	return true;
}

static void columns_make(struct making *m)
{
	struct import_plan *p = &m->out->plan;
	struct reconcile_column *column = NULL;

	for (int i = 0; i < p->ncolumns; i++) {
		const struct offer *o = p->column[i].field >= 0 ? &m->offer[p->column[i].field] : NULL;
		if (p->column[i].is_id)
			m->match.id_column = i;
		if (!o || blank_there(p, p->column[i].column))
			continue;
		PUSH(m->ctx->mem, m->match.offer, m->match.ncolumns, *o);
		PUSH(m->ctx->mem, column, m->out->ncolumns, (struct reconcile_column){ o->path, o->rec, o->field, i });
	}
	m->out->column = column;
}

/* The same text for the same thing. */
static const char *compared(struct arena *a, const struct field *shown, struct value v, const char *words)
{
	if (by_words(shown->kind))
		return text_lower(a, words);
	return kind_text(a, shown, v);
}

/* What is read for a while, with memory and messages of its own. */
struct slice { struct ctx ctx; struct errs errs; struct db db; };

static void slice_begin(struct slice *s, const struct ctx *ctx)
{
	s->ctx = *ctx;
	s->ctx.mem = arena_new(0);
	arena_speak(s->ctx.mem, arena_language(ctx->mem));
	s->errs = errs_new(s->ctx.mem);
	s->db = (struct db){ ctx->db->conn, s->ctx.mem, &s->errs };
	s->ctx.errs = &s->errs;
	s->ctx.db = &s->db;
}

static bool slice_end(struct slice *s, struct ctx *ctx, bool ok)
{
	for (const struct err *e = ok ? NULL : s->errs.first; e; e = e->next)
		err_cited(ctx->errs, e->kind, e->field ? arena_text(ctx->mem, e->field) : NULL,
		          arena_text(ctx->mem, e->text), e->cite);
	arena_free(s->ctx.mem);
	return ok;
}

static void here_row(struct making *m, struct slice *s, const struct listing *l, const struct line *line)
{
	struct arena *a = m->ctx->mem;
	int n = m->match.ncolumns;
	struct side *row = &m->match.here[m->match.nhere++];

	*row = (struct side){ .id = line->id, .text = NEWN(a, const char *, n), .show = NEWN(a, const char *, n),
	                      .other = -1 };
	for (int c = 0; c < n; c++) {
		const struct field *shown = m->match.offer[c].shown;
		const char *words = line->title[c] && *line->title[c] ? line->title[c] :
		                    kind_show(&s->ctx, l->column[c].rec, shown, line->cell[c]);
		if (line->cell[c].type == T_NULL || !*words)
			continue;
		row->show[c] = arena_text(a, words);
		row->text[c] = arena_text(a, compared(s->ctx.mem, shown, line->cell[c], words));
	}
}

static const char *columns_text(struct making *m)
{
	const char *s = "";

	for (int c = 0; c < m->match.ncolumns; c++)
		s = arena_printf(m->ctx->mem, "%s%s%s", s, c ? ", " : "", m->match.offer[c].path);
	return *s ? s : "id";
}

static bool here_read(struct making *m)
{
	struct list l = *m->out->list;
	struct list_order order;

	l.columns = columns_text(m);
	if (!list_order_whole(m->ctx, &l, &order))
		return false;
	m->match.here = NEWN(m->ctx->mem, struct side, order.n + 1);
	for (int64_t at = 0; at < order.n; at += SLICE) {
		int n = (int)(order.n - at < SLICE ? order.n - at : SLICE);
		struct listing rows;
		struct slice s;
		slice_begin(&s, m->ctx);
		bool ok = list_by_id(&s.ctx, &l, order.id + at, n, &rows);
		for (int i = 0; ok && i < rows.nlines; i++)
			here_row(m, &s, &rows, &rows.line[i]);
		if (!slice_end(&s, m->ctx, ok))
			return false;
	}
	return true;
}

static const struct raw *raw_of(const struct making *m, const struct import_row *from, int column)
{
	int at = m->out->plan.column[column].column;

	return at < from->from->n && from->from->cell[at].kind != RAW_EMPTY ? &from->from->cell[at] : NULL;
}

/* A cell that is no value of its kind differs from whatever is here; the note says why it is none. */
static void odd_cell(struct arena *a, const struct raw *raw, struct side *row, int c, const char *why)
{
	const char *clean = raw->text ? text_clean(a, raw->text, true) : NULL;

	row->show[c] = row->text[c] = clean && *clean ? clean : "?";
	if (row->note)
		return;
	row->note = arena_text(a, why);
	row->odd = c;
}

static const char *refusal(const struct import_row *from, int column)
{
	for (const struct import_note *n = from->note; n; n = n->next)
		if (!n->warning && n->column == column)
			return n->text;
	return NULL;
}

/* A message to a form begins with the field, which stands beside this one. */
static const char *without_label(const struct field *f, const char *text)
{
	size_t n = strlen(f->label);

	return strncmp(text, f->label, n) == 0 && strncmp(text + n, ": ", 2) == 0 ? text + n + 2 : text;
}

static bool there_cell(struct making *m, struct slice *s, struct import_row *from, struct side *row, int c)
{
	struct arena *a = m->ctx->mem;
	const struct reconcile_column *col = &m->out->column[c];
	const struct field *as = &m->out->plan.rec->fields[m->out->plan.column[col->column].field];
	const struct field *shown = m->match.offer[c].shown;
	const struct raw *raw = raw_of(m, from, col->column);
	const char *text = raw ? import_cell(&s->ctx, a, &m->out->plan, from, col->column) : NULL;
	struct value v;

	if (!text) {
		if (raw && refusal(from, col->column))
			odd_cell(a, raw, row, c, refusal(from, col->column));
		return true;
	}
	if (!kind_parse(&s->ctx, as, as->name, text, m->out->list->clock.on, &v)) {
		if (errs_worst(&s->errs) >= ERR_BUSY)
			return false;
		odd_cell(a, raw, row, c, without_label(as, s->errs.first->text));
		errs_clear(&s->errs);
		return true;
	}
	if (v.type == T_NULL)
		return true;
	const char *words = kind_show(&s->ctx, col->rec, as, v);
	row->show[c] = arena_text(a, words);
	row->text[c] = arena_text(a, compared(s->ctx.mem, shown, v, words));
	return true;
}

static bool there_row(struct making *m, struct slice *s, int i)
{
	struct import_row *from = &m->out->plan.row[i];
	int n = m->match.ncolumns;
	struct side *row = &m->match.there[i];
	const struct raw *id = m->match.id_column < 0 ? NULL : raw_of(m, from, m->match.id_column);

	*row = (struct side){ .line = from->line, .text = NEWN(m->ctx->mem, const char *, n),
	                      .show = NEWN(m->ctx->mem, const char *, n), .other = -1 };
	for (int c = 0; c < n; c++)
		if (!there_cell(m, s, from, row, c))
			return false;
	if (id && id->text)
		(void)text_int(id->text, &row->id);
	return true;
}

static bool there_read(struct making *m)
{
	struct import_plan *p = &m->out->plan;

	m->match.there = NEWN(m->ctx->mem, struct side, p->nrows + 1);
	m->match.nthere = p->nrows;
	for (int at = 0; at < p->nrows; at += SLICE) {
		struct slice s;
		bool ok = true;
		slice_begin(&s, m->ctx);
		for (int i = at; ok && i < at + SLICE && i < p->nrows; i++)
			ok = there_row(m, &s, i);
		if (!slice_end(&s, m->ctx, ok))
			return false;
	}
	return true;
}

/* ---- what differs ---- */

static const char *summary(struct making *m, const struct side *row)
{
	struct buf b = buf_new(m->ctx->mem, SUMMARY_MAX);

	buf_text(&b, "");
	for (int c = 0; c < m->match.ncolumns; c++)
		if (row->show[c] && c != m->match.title_column && !(m->match.offer[c].field->flags & F_FILE))
			buf_printf(&b, "%s%s: %s", b.n ? "; " : "", m->match.offer[c].field->label, row->show[c]);
	return b.full ? "" : b.s;
}

static const char *title_of(const struct making *m, const struct side *row)
{
	int c = m->match.title_column;

	if (c >= 0 && row->show[c])
		return row->show[c];
	return row->id ? arena_printf(m->ctx->mem, "số %lld", (long long)row->id)
	               : arena_printf(m->ctx->mem, "dòng %d", row->line);
}

static void difference_add(struct making *m, struct difference d)
{
	struct difference *row = (struct difference *)(uintptr_t)m->out->row;

	PUSH(m->ctx->mem, row, m->out->nrows, d);
	m->out->row = row;
}

/* A unit goes by its code or its name, with or without what tells it from its namesakes here ("Chi bộ 1 (xã …)"). */
static bool same_unit(struct making *m, int c, const struct side *here, const struct side *there)
{
	struct clock clock = m->out->list->clock;
	struct arena *a = m->ctx->mem;
	const char *ours = here->show[c], *theirs = there->show[c], *why;
	int64_t id = 0;

	if (m->match.offer[c].shown->kind != K_UNIT || !ours || !theirs)
		return false;
	struct arena_mark mark = arena_mark(a);
	const char *words = text_fold(a, theirs);
	bool same = strcmp(words, text_fold(a, ours)) == 0 ||
	            strcmp(words, text_fold(a, arena_textn(a, ours, strcspn(ours, "(")))) == 0;
	arena_reset(a, mark);
	return same || (unit_seek(m->ctx, clock, theirs, &id, &why) && id &&
	                strcmp(unit_name(m->ctx, clock, id), ours) == 0);
}

static void pair_compare(struct making *m, const struct side *here, const struct side *there)
{
	int before = m->out->nrows;

	for (int c = 0; c < m->match.ncolumns; c++) {
		const char *ours = here->text[c], *theirs = there->text[c];
		if ((!ours && !theirs) || (ours && theirs && strcmp(ours, theirs) == 0) ||
		    same_unit(m, c, here, there))
			continue;
		difference_add(m, (struct difference){ DIFFERENT, there->line, here->id, title_of(m, here),
		               &m->out->column[c], ours ? here->show[c] : "", theirs ? there->show[c] : "",
		               there->odd == c ? there->note : NULL });
	}
	if (m->out->nrows == before)
		m->out->same++;
	else
		m->out->count[DIFFERENT]++;
}

static void differences_make(struct making *m)
{
	for (int i = 0; i < m->match.nhere; i++)
		if (m->match.here[i].other >= 0)
			pair_compare(m, &m->match.here[i], &m->match.there[m->match.here[i].other]);
	for (int i = 0; i < m->match.nhere; i++) {
		const struct side *row = &m->match.here[i];
		if (row->other >= 0)
			continue;
		difference_add(m, (struct difference){ ONLY_HERE, 0, row->id, title_of(m, row), NULL,
		                                       summary(m, row), "", row->shared });
		m->out->count[ONLY_HERE]++;
	}
	for (int i = 0; i < m->match.nthere; i++) {
		const struct side *row = &m->match.there[i];
		if (row->other >= 0)
			continue;
		difference_add(m, (struct difference){ ONLY_THERE, row->line, 0, title_of(m, row), NULL, "",
		                                       summary(m, row),
		                                       row->shared ? row->shared : row->note });
		m->out->count[ONLY_THERE]++;
	}
}

bool reconcile_make(struct ctx *ctx, const struct list *l, const char *name, const struct book *book,
                    const struct import_options *o, struct reconcile *out)
{
	struct offers offers = { .ctx = ctx };
	struct making m = { .ctx = ctx, .out = out, .match = { .ctx = ctx, .of = l->of, .id_column = -1 } };

	*out = (struct reconcile){ .list = l, .known = l->clock.known };
	if (!access_may(ctx, l->of, "read"))
		return err_add(ctx->errs, ERR_DENIED, "Bạn không có quyền xem “%s”", l->of->label);
	if (!ctx->heads && !journal_heads(ctx))
		return false;
	out->head = ctx->head;
	out->known = out->known ? out->known : ctx->head;
	offers_make(&offers, l->of);
	m.offer = offers.offer;
	if (!import_look(ctx, offers_record(&offers, l->of), name, book, o, &out->plan))
		return false;
	import_columns(ctx->mem, &out->plan);
	columns_make(&m);
	if (!match_ways(&m.match))
		return err_add(ctx->errs, ERR_INPUT, "%s: không cột nào nhận ra được một “%s” (số, hoặc tên và ngày); "
		               "hãy chỉ ra cột bằng --map", name, l->of->label);
	if (!here_read(&m) || !there_read(&m))
		return false;
	match_rows(&m.match);
	out->here = m.match.nhere;
	out->there = m.match.nthere;
	differences_make(&m);
	return true;
}
