/* One reconciliation: its differences, each to be decided with its reason.  Nothing of the records is changed here:
 * where the other side is right, the way to the form stands beside the line, with its value filled in. */

#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/code.h"
#include "model/filter.h"
#include "model/kind.h"
#include "model/query.h"
#include "web/import_page.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/session.h"

enum { SHOWN = 50, NOTE_MAX = 500 };
enum { CODE, OF, NAME, UNIT, HELD_ON, AGAINST, FILE_NAME, ON, KNOWN, CONDITION, HERE, THERE, SAME, CONCLUSION };
#define HEAD_COLUMNS "code, of, name, unit, held_on, against, file, on, known, condition, here, there, same, conclusion"
enum { KIND, TITLE, ROW, LINE, PATH, FIELD, IN_FILE, OURS, THEIRS, FILE_OURS, FILE_THEIRS, REMARK, DECISION, NOTE };
#define LINE_COLUMNS "kind, name, row, line, path, field, file, ours, theirs, file_ours, file_theirs, remark, " \
	"decision, note"

struct decided_line {
	const char *id, *seen, *kind, *kind_label, *title, *line, *field, *ours, *theirs, *remark;
	const char *decision, *note;    /* as typed, else as kept */
	const char *was;                /* both as kept */
	struct url row, act;            /* text NULL: none */
	const char *act_label;
};
struct part { const char *key, *label; int64_t n; struct url to; bool here; };
struct reconciled_data {
	const char *title, *about, *against, *conclusion, *of_label;
	const struct record *of;
	struct part *part; int nparts;
	const struct code *decision; int ndecisions;
	struct decided_line *line; int n;
	struct pager pager;
	int64_t id;
	bool may;
	const char *csrf, *done;
	const struct errs *faults;
	struct url here;
};

static const char *words(struct value v)
{
	return v.type == T_TEXT ? v.text : "";
}

/* ---- the head ---- */

static bool load_head(struct ctx *ctx, struct req *req, struct reconciled_data *d)
{
	struct list l = { .of = catalog_record(ctx->catalog, "reconcile"), .clock = { .on = ctx->today },
	                  .columns = HEAD_COLUMNS };
	struct arena *a = ctx->mem;
	struct listing rows;

	if (!req_id(req, "id", &l.only))
		return err_add(ctx->errs, ERR_MISSING, "Không có lần đối chiếu này.");
	if (!list_rows(ctx, &l, &rows))
		return false;
	if (!rows.nlines)
		return err_add(ctx->errs, ERR_MISSING, "Không có lần đối chiếu này trong phạm vi được xem.");
	const struct value *c = rows.line[0].cell;
	const char *unit = rows.line[0].title[UNIT], *condition = words(c[CONDITION]);
	d->id = l.only;
	d->title = arena_printf(a, "Đối chiếu %s: %s", words(c[CODE]), words(c[NAME]));
	d->of = catalog_record(ctx->catalog, words(c[OF]));
	d->against = words(c[AGAINST]);
	d->conclusion = words(c[CONCLUSION]);
	d->about = arena_printf(a, "Tệp “%s”%s%s · danh sách ngày %s, theo sổ đến bút toán %s%s%s%s%s · %s dòng ở đây, "
	                        "%s dòng ở bảng kia, %s dòng khớp", words(c[FILE_NAME]), *d->against ? " của " : "",
	                        d->against, date_show(a, cell_date(c[ON])), text_grouped(a, cell_int(c[KNOWN])),
	                        unit && *unit ? " · " : "", unit ? unit : "", *condition ? " · " : "", condition,
	                        text_grouped(a, cell_int(c[HERE])), text_grouped(a, cell_int(c[THERE])),
	                        text_grouped(a, cell_int(c[SAME])));
	return true;
}

/* ---- which lines ---- */

/* Conditions by what the parts of the page are called in its address. */
static const struct { const char *key, *label, *where; } parts[] = {
	{ "", "Tất cả", "" },
	{ "different", "Khác nhau", " and kind = different" },
	{ "only_here", "Chỉ có ở đây", " and kind = only_here" },
	{ "only_there", "Chỉ có ở bảng kia", " and kind = only_there" },
	{ "left", "Chưa giải quyết", " and not decision is set" },
};

static bool lines_of(struct ctx *ctx, const struct reconciled_data *d, size_t part, struct list *out)
{
	*out = (struct list){ .of = catalog_record(ctx->catalog, "reconcile_line"), .clock = { .on = ctx->today },
	                      .columns = LINE_COLUMNS };
	out->where = filter_parse(ctx, out->of, arena_printf(ctx->mem, "reconcile = %lld%s", (long long)d->id,
	                                                     parts[part].where));
	return out->where != NULL;
}

static bool load_parts(struct ctx *ctx, struct reconciled_data *d, const char *asked, size_t *here)
{
	struct list l;
	int64_t n;

	*here = 0;
	for (size_t i = 0; i < COUNTOF(parts); i++) {
		if (!lines_of(ctx, d, i, &l) || !list_count(ctx, &l, &n))
			return false;
		if (asked && !strcmp(asked, parts[i].key))
			*here = i;
		PUSH(ctx->mem, d->part, d->nparts, (struct part){ parts[i].key, parts[i].label, n,
		     url_with(ctx->mem, url(ctx->mem, "/reconcile/%lld", (long long)d->id), "show", parts[i].key),
		     false });
	}
	d->part[*here].here = true;
	d->here = d->part[*here].to;
	return true;
}

/* ---- what is to be done where they are right ---- */

/* As a form takes it; what cannot be understood as it stands. */
static const char *typed_value(struct ctx *ctx, const struct field *f, const char *text)
{
	struct errs errs = errs_new(ctx->mem), *own = ctx->errs;
	struct value v;

	ctx->errs = &errs;
	bool sound = kind_parse(ctx, f, f->name, text, ctx->today, &v) && v.type != T_NULL;
	ctx->errs = own;
	return sound ? kind_text(ctx->mem, f, v) : text;
}

/* The row that the steps before the last of a path lead to; 0: none. */
static bool owner_of(struct ctx *ctx, const struct record *of, const char *path, int64_t row, int64_t *out)
{
	const char *dot = strrchr(path, '.');
	struct list l = { .of = of, .clock = { .on = ctx->today }, .only = row };
	struct listing rows;

	*out = row;
	if (!dot)
		return true;
	l.columns = arena_textn(ctx->mem, path, (size_t)(dot - path));
	if (!list_rows(ctx, &l, &rows))
		return false;
	*out = rows.nlines ? cell_int(rows.line[0].cell[0]) : 0;
	return true;
}

static bool load_edit(struct ctx *ctx, const struct reconciled_data *d, const char *path, int64_t row,
                      struct decided_line *line)
{
	struct path p;
	int64_t owner;

	line->act = line->row;
	line->act_label = "Ghi việc làm đổi mục này";
	if (query_path_look(ctx, d->of, path, &p) || !p.n)
		return true;
	const struct record *rec = p.rec[p.n - 1];
	const struct field *f = path_field(&p);
	if (!field_stored(f) || f->flags & F_DERIVED || rec->system || !access_may(ctx, rec, "edit") ||
	    !access_field(ctx, rec, f))
		return true;
	if (!owner_of(ctx, d->of, path, row, &owner))
		return false;
	if (!owner)
		return true;
	line->act = url_with(ctx->mem, url(ctx->mem, "/r/%s/%lld/edit", rec->name, (long long)owner), f->name,
	                     typed_value(ctx, f, line->theirs));
	line->act_label = "Sửa theo bên kia";
	return true;
}

static bool load_act(struct ctx *ctx, const struct reconciled_data *d, const struct value *c, struct decided_line *line)
{
	if (!d->of || strcmp(words(c[DECISION]), "theirs") != 0)
		return true;
	if (!strcmp(line->kind, "different"))
		return load_edit(ctx, d, words(c[PATH]), cell_int(c[ROW]), line);
	if (!strcmp(line->kind, "only_here")) {
		line->act = line->row;
		line->act_label = "Ghi việc đưa ra khỏi danh sách";
	} else if (access_may(ctx, d->of, "create")) {
		line->act = url(ctx->mem, "/r/%s/new", d->of->name);
		line->act_label = "Thêm mới";
	}
	return true;
}

/* ---- the lines ---- */

static const char *of_form(const struct req *req, struct arena *a, const char *what, const char *id,
                           const char *otherwise)
{
	const char *s = req->faults ? req_form(req, arena_printf(a, "%s.%s", what, id)) : NULL;

	return s ? s : otherwise;
}

static bool load_line(struct ctx *ctx, const struct req *req, struct reconciled_data *d, const struct line *from)
{
	struct arena *a = ctx->mem;
	const struct value *c = from->cell;
	bool file = cell_int(c[IN_FILE]) != 0;
	struct decided_line line = {
		.id = arena_printf(a, "%lld", (long long)from->id), .kind = words(c[KIND]),
		.seen = arena_printf(a, "%lld", (long long)from->entry), .kind_label = from->title[KIND],
		.title = words(c[TITLE]), .line = cell_int(c[LINE]) ? text_grouped(a, cell_int(c[LINE])) : NULL,
		.field = words(c[FIELD]), .ours = words(c[file ? FILE_OURS : OURS]),
		.theirs = words(c[file ? FILE_THEIRS : THEIRS]), .remark = words(c[REMARK]),
		.was = arena_printf(a, "%s|%s", words(c[DECISION]), words(c[NOTE])),
	};

	line.decision = of_form(req, a, "decision", line.id, words(c[DECISION]));
	line.note = of_form(req, a, "note", line.id, words(c[NOTE]));
	if (d->of && cell_int(c[ROW]))
		line.row = url(a, "/r/%s/%lld", d->of->name, (long long)cell_int(c[ROW]));
	if (!load_act(ctx, d, c, &line))
		return false;
	PUSH(a, d->line, d->n, line);
	return true;
}

static bool load_lines(struct ctx *ctx, struct req *req, struct reconciled_data *d, size_t part)
{
	const char *page = req_query(req, "page");
	int64_t first = 0, n = 1, total = d->part[part].n;
	struct listing rows;
	struct list l;

	if (page && text_int(page, &n) && n > 1 && n < 100000)
		first = (n - 1) * SHOWN;
	first = first < total ? first : 0;
	if (!lines_of(ctx, d, part, &l))
		return false;
	l.first = first;
	l.count = SHOWN;
	if (!list_rows(ctx, &l, &rows))
		return false;
	for (int i = 0; i < rows.nlines; i++)
		if (!load_line(ctx, req, d, &rows.line[i]))
			return false;
	d->pager = (struct pager){ .first = first, .shown = rows.nlines, .total = total };
	n = first / SHOWN + 1;
	if (first > 0)
		d->pager.before = url_with(ctx->mem, d->here, "page", arena_printf(ctx->mem, "%lld", (long long)n - 1));
	if (first + SHOWN < total)
		d->pager.after = url_with(ctx->mem, d->here, "page", arena_printf(ctx->mem, "%lld", (long long)n + 1));
	if (first > 0)
		d->here = url_with(ctx->mem, d->here, "page", arena_printf(ctx->mem, "%lld", (long long)n));
	return true;
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct reconciled_data *d = data;
	size_t part;

	*d = (struct reconciled_data){ .csrf = req->session->csrf, .faults = req->faults,
	                               .done = req_query(req, "done") };
	if (!load_head(ctx, req, d) || !load_parts(ctx, d, req_query(req, "show"), &part) ||
	    !load_lines(ctx, req, d, part) ||
	    !code_list(ctx, "reconcile_decision", ctx->today, &d->decision, &d->ndecisions))
		return false;
	d->may = access_may(ctx, catalog_record(ctx->catalog, "reconcile_line"), "edit");
	about->title = d->title;
	about->section = "reconciles";
	about->status = d->faults ? errs_status(d->faults) : 0;
	about->read_what = "read";
	about->read_rec = catalog_record(ctx->catalog, "reconcile");
	about->read_row = d->id;
	return true;
}

/* ---- ink ---- */

static void draw_decision(struct html *w, const struct reconciled_data *d, const struct decided_line *l)
{
	html(w, "<td data-label=\"Giải quyết\"><div class=\"decide\">");
	if (!d->may) {
		for (int i = 0; i < d->ndecisions; i++)
			html(w, "%s", strcmp(d->decision[i].key, l->decision) ? "" : d->decision[i].label);
		html(w, "<small>%s</small></div></td>", l->note);
		return;
	}
	html(w, "<select name=\"decision.%s\" id=\"f-decision-%s\" aria-label=\"Giải quyết %s %s\"><option value=\"\">"
	        "chưa</option>", l->id, l->id, l->title, l->field);
	for (int i = 0; i < d->ndecisions; i++)
		html(w, "<option value=\"%s\"%s>%s</option>", d->decision[i].key,
		     strcmp(d->decision[i].key, l->decision) ? "" : " selected", d->decision[i].label);
	html(w, "</select><input name=\"note.%s\" id=\"f-note-%s\" value=\"%s\" maxlength=\"%d\" "
	        "placeholder=\"căn cứ\" aria-label=\"Căn cứ, ghi chú %s %s\">", l->id, l->id, l->note, NOTE_MAX,
	     l->title,
	     l->field);
	html(w, "<input type=\"hidden\" name=\"seen.%s\" value=\"%s\"><input type=\"hidden\" name=\"was.%s\" "
	        "value=\"%s\">",
	     l->id, l->seen, l->id, l->was);
	if (l->act.text)
		html_link(w, l->act, l->act_label);
	html(w, "</div></td>");
}

static void draw_line(struct html *w, const struct reconciled_data *d, const struct decided_line *l)
{
	html(w, "<tr><td>");
	if (l->row.text)
		html_link(w, l->row, l->title);
	else
		html(w, "<strong>%s</strong>", l->title);
	if (l->line)
		html(w, "<small>dòng %s ở bảng kia</small>", l->line);
	html(w, "</td><td data-label=\"Sai lệch\"><span class=\"pill%s\">%s</span></td><td data-label=\"Mục\">%s</td>",
	     strcmp(l->kind, "different") ? "" : " open", l->kind_label, l->field);
	html(w, "<td data-label=\"Ở đây\" class=\"long\">%s</td><td data-label=\"Ở bảng kia\" class=\"long\">%s",
	     l->ours, l->theirs);
	if (*l->remark)
		html(w, "<small>%s</small>", l->remark);
	html(w, "</td>");
	draw_decision(w, d, l);
	html(w, "</tr>\n");
}

static void draw_lines(struct html *w, const struct reconciled_data *d)
{
	if (!d->n) {
		html(w, "<p class=\"none\">Không có dòng nào ở mục này.</p>\n");
		return;
	}
	if (d->may)
		html_form(w, "post", "decisions", d->here, d->csrf);
	html(w, "<div class=\"wide\" tabindex=\"0\"><table class=\"sheet\"><thead><tr>"
	        "<th scope=\"col\">Của ai, của việc nào</th><th scope=\"col\">Sai lệch</th>"
	        "<th scope=\"col\">Mục</th><th scope=\"col\">Ở đây</th>"
	        "<th scope=\"col\">Ở bảng kia</th><th scope=\"col\">Giải quyết</th></tr></thead><tbody>\n");
	for (int i = 0; i < d->n; i++)
		draw_line(w, d, &d->line[i]);
	html(w, "</tbody></table></div>\n");
	if (d->may)
		html(w, "<div class=\"buttons\"><button class=\"button\">Lưu giải quyết của trang "
		        "này</button></div></form>\n");
	draw_pages(w, &d->pager);
}

static void draw(struct html *w, const void *data)
{
	const struct reconciled_data *d = data;
	struct arena *a = w->out.mem;

	html(w, "<p class=\"trail\">");
	html_link(w, (struct url){ "/reconcile" }, "Đối chiếu");
	html(w, "</p>\n<div class=\"head\"><h1>%s</h1><div class=\"does\">", d->title);
	html_link_as(w, "button", url(a, "/print/reconcile/%lld", (long long)d->id), "In biên bản");
	html_link_as(w, "button plain", url(a, "/r/reconcile/%lld/edit", (long long)d->id), "Thành phần, kết luận");
	html(w, "</div></div>\n<p class=\"asked\">%s</p>\n", d->about);
	if (d->done)
		html(w, "<p class=\"good\" role=\"status\">Đã lưu bằng bút toán số %s.</p>\n", d->done);
	draw_errs(w, d->faults);
	html(w, "<nav class=\"tabs\" aria-label=\"Sai lệch\">");
	for (int i = 0; i < d->nparts; i++) {
		html_link_open(w, d->part[i].here ? "tab here" : "tab", d->part[i].to);
		html(w, "%s <strong>%s</strong></a>", d->part[i].label, text_grouped(a, d->part[i].n));
	}
	html(w, "</nav>\n");
	draw_lines(w, d);
}

const struct page reconciled_page = { sizeof(struct reconciled_data), load, draw };

/* ---- what was decided ---- */

struct deciding { struct ctx *ctx; struct req *req; struct order *order; int n; };

static void decide(struct deciding *d, const char *id, const char *decision)
{
	struct arena *a = d->ctx->mem;
	const char *note = req_form(d->req, arena_printf(a, "note.%s", id));
	const char *was = req_form(d->req, arena_printf(a, "was.%s", id));
	const char *seen = req_form(d->req, arena_printf(a, "seen.%s", id));
	struct order order = { .verb = DO_EDIT, .rec = catalog_record(d->ctx->catalog, "reconcile_line") };
	struct input *in = NEW(a, struct input);
	const char **name = NEWN(a, const char *, 2), **text = NEWN(a, const char *, 2);

	note = note ? note : "";
	if ((was && !strcmp(was, arena_printf(a, "%s|%s", decision, note))) || !text_int(id, &order.id) || !seen ||
	    !text_int(seen, &order.seen))
		return;
	name[0] = "decision";
	name[1] = "note";
	text[0] = decision;
	text[1] = note;
	*in = (struct input){ 2, name, text };
	order.input = in;
	PUSH(a, d->order, d->n, order);
}

/* Faults say whose line they are of. */
static void name_faults(struct ctx *ctx, const struct batch *b)
{
	errs_clear(ctx->errs);
	for (int i = 0; i < b->n; i++)
		for (const struct err *e = b->fault[i].first; e; e = e->next)
			err_cited(ctx->errs, e->kind, e->field ? arena_printf(ctx->mem, "%s-%lld", e->field,
			          (long long)b->order[i].id) : NULL, e->text, e->cite);
}

void reconciled_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct deciding d = { .ctx = ctx, .req = req };
	static const char prefix[] = "decision.";
	const char *show = req_query(req, "show");

	for (int i = 0; i < req->form.n; i++)
		if (!strncmp(req->form.v[i].name, prefix, sizeof prefix - 1))
			decide(&d, req->form.v[i].name + sizeof prefix - 1, req->form.v[i].text);
	struct batch b = {
		.command = arena_printf(ctx->mem, "reconcile decide %d", d.n), .reason = "giải quyết đối chiếu",
		.order = d.order, .n = d.n, .keep = true,
		.fault = NEWN(ctx->mem, struct errs, d.n + 1), .done = NEWN(ctx->mem, struct done, d.n + 1),
	};
	if (!d.n || command_batch(ctx, &b)) {
		struct url to = url_with(ctx->mem, url(ctx->mem, "/reconcile/%s", req_param(req, "id")), "show", show);
		to = url_with(ctx->mem, to, "page", req_query(req, "page"));
		reply_see(out, d.n ? url_with(ctx->mem, to, "done", text_grouped(ctx->mem, b.entry)) : to);
		return;
	}
	name_faults(ctx, &b);
	import_again(ctx, req, &reconciled_page, out);
}
