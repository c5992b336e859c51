/* The month of cells (phiếu tháng): who has sent it, and the sheet itself, on
 * which only the absent and the unpaid are marked. */

#include <string.h>
#include "app/member.h"
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/code.h"
#include "model/filter.h"
#include "model/unit.h"
#include "site/month.h"
#include "site/pages.h"
#include "web/ask.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/session.h"

#define CELLS "type in (cell, grassroots_cell, temporary_cell) and ended_on is not set"

/* ---- which month ---- */

bool month_of(struct ctx *ctx, const char *text, const char **out, struct period *days)
{
	const char *month = text ? text : arena_printf(ctx->mem, "%04d-%02d", ctx->today.ymd / 10000,
	                                               ctx->today.ymd / 100 % 100);

	*out = month;
	if (strlen(month) == 7 && month[4] == '-' && period_parse(month, days))
		return true;
	return err_field(ctx->errs, "month", "Tháng phải viết như 2022-11.");
}

static const char *month_beside(struct arena *a, struct period days, int months)
{
	struct date d = date_add_months(days.from, months);

	return arena_printf(a, "%04d-%02d", d.ymd / 10000, d.ymd / 100 % 100);
}

static struct url sheet_url(struct arena *a, int64_t unit, const char *month)
{
	struct url u = { "/month/sheet" };

	u = url_with(a, u, "unit", arena_printf(a, "%lld", (long long)unit));
	return url_with(a, u, "month", month);
}

/* ---- who has sent it ---- */

struct sent_line { const char *name; int64_t cells, sent; struct url to, missing; };
struct sent_data {
	const char *month, *shown, *unit_name;
	struct url before, after, all_missing, letter;
	struct sent_line total, *line; int n;
};

const char *month_where(struct arena *a, const char *month, bool missing)
{
	return arena_printf(a, CELLS " and %shas cell_meeting(month = \"%s\")%s", missing ? "not (" : "", month,
	                    missing ? ")" : "");
}

static struct url missing_url(struct ctx *ctx, const char *month, const char *code)
{
	struct url u = url_with(ctx->mem, (struct url){ "/r/unit" }, "where", month_where(ctx->mem, month, true));

	return url_with(ctx->mem, u, "unit", code);
}

static bool sent_count(struct ctx *ctx, struct list *list, const char *month, const char *by, struct tally *out)
{
	struct measure m[2] = { { .amount = A_ROWS }, { .amount = A_ROWS } };

	m[0].where = filter_parse(ctx, list->of, CELLS);
	m[1].where = filter_parse(ctx, list->of, month_where(ctx->mem, month, false));
	return m[0].where && m[1].where && list_measure(ctx, list, m, 2, by, out);
}

static void add_sent(struct ctx *ctx, struct sent_data *d, const struct tree *t, int at, const int64_t *count)
{
	const struct node *node = &t->node[at];
	struct sent_line line = { node->name, count[0], count[1], .missing = missing_url(ctx, d->month, node->code) };

	if (node->last > at)
		line.to = url_with(ctx->mem, url_with(ctx->mem, (struct url){ "/month" }, "unit", node->code), "month",
		                   d->month);
	else
		line.to = sheet_url(ctx->mem, node->id, d->month);
	PUSH(ctx->mem, d->line, d->n, line);
}

static bool sent_lines(struct ctx *ctx, struct list *list, const struct ask *ask, struct sent_data *d)
{
	const struct tree *t;
	struct tally all, by;
	int64_t id;

	if (!tree_load(ctx, ask->clock, &t) || !sent_count(ctx, list, d->month, NULL, &all) ||
	    !sent_count(ctx, list, d->month, "unit", &by))
		return false;
	d->total.cells = all.n ? all.value[0] : 0;
	d->total.sent = all.n ? all.value[1] : 0;
	for (int i = 0; i < by.n; i++) {
		int at = text_int(by.key[i], &id) ? tree_find(t, id) : -1;
		if (at >= 0 && by.value[2 * i])
			add_sent(ctx, d, t, at, by.value + 2 * i);
	}
	return true;
}

/* Above all cells that this user may see there is often one unit with nothing beside it: the question begins there. */
bool month_under(struct ctx *ctx, int64_t asked, int64_t *out)
{
	const struct record *meeting = catalog_record(ctx->catalog, "cell_meeting");
	const struct tree *t;
	struct scope scope;

	*out = asked;
	if (!access_reads(ctx, meeting, 1))
		return err_add(ctx->errs, ERR_DENIED, "Không được xem sinh hoạt của chi bộ nào.");
	if (asked)
		return true;
	if (!tree_load(ctx, (struct clock){ .on = ctx->today }, &t) || !access_scope(ctx, meeting, "read", &scope))
		return false;
	for (int i = tree_root(t, "party"); i >= 0 && i < t->n && !*out; i++)
		if (scope_has(&scope, t->id[i]))
			*out = t->id[i];
	return true;
}

static bool sent_load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct sent_data *d = data;
	const struct record *unit = catalog_record(ctx->catalog, "unit");
	struct list list = { .of = unit };
	struct period days;
	struct ask ask;

	*d = (struct sent_data){ .n = 0 };
	if (!month_of(ctx, req_query(req, "month"), &d->month, &days) || !ask_read(ctx, req, &ask) ||
	    !month_under(ctx, ask.under, &list.under))
		return false;
	list.clock = ask.clock;
	if (!sent_lines(ctx, &list, &ask, d))
		return false;
	d->unit_name = unit_name(ctx, ask.clock, list.under);
	d->shown = period_show(ctx->mem, days);
	d->before = url_with(ctx->mem, url_with(ctx->mem, (struct url){ "/month" }, "unit", ask.unit), "month",
	                     month_beside(ctx->mem, days, -1));
	d->after = url_with(ctx->mem, url_with(ctx->mem, (struct url){ "/month" }, "unit", ask.unit), "month",
	                    month_beside(ctx->mem, days, 1));
	d->all_missing = missing_url(ctx, d->month, ask.unit);
	d->letter = url_with(ctx->mem, url_with(ctx->mem, (struct url){ "/month/letter" }, "unit", ask.unit), "month",
	                     d->month);
	about->title = "Phiếu tháng chi bộ";
	about->section = "month";
	return true;
}

static void draw_sent(struct html *w, const struct sent_line *l)
{
	struct arena *a = w->out.mem;
	int64_t missing = l->cells - l->sent;

	html(w, "<tr><td data-label=\"Tổ chức\">");
	html_link(w, l->to, l->name);
	html(w, "</td><td data-label=\"Chi bộ\" class=\"right\">%s</td><td data-label=\"Đã nộp\" "
	     "class=\"right\">%s</td><td data-label=\"Chưa nộp\" class=\"right number\">",
	     text_grouped(a, l->cells), text_grouped(a, l->sent));
	if (missing)
		html_link(w, l->missing, text_grouped(a, missing));
	html(w, "</td><td data-label=\"Đạt\" class=\"right\">%lld %%</td></tr>\n",
	     (long long)(l->cells ? l->sent * 100 / l->cells : 100));
}

static void sent_draw(struct html *w, const void *data)
{
	const struct sent_data *d = data;
	struct arena *a = w->out.mem;
	int64_t missing = d->total.cells - d->total.sent;

	html(w, "<div class=\"head\"><h1>Phiếu tháng chi bộ</h1><p class=\"count\"><strong>%s</strong> · %s · "
	     "%s trong %s chi bộ đã nộp</p><div class=\"does\">", d->shown, d->unit_name,
	     text_grouped(a, d->total.sent), text_grouped(a, d->total.cells));
	html_link_as(w, "button plain", d->before, "‹ Tháng trước");
	html_link_as(w, "button plain", d->after, "Tháng sau ›");
	html(w, "</div></div>\n");
	if (missing) {
		html(w, "<p class=\"note\">Còn %s chi bộ chưa nộp. ", text_grouped(a, missing));
		html_link(w, d->all_missing, "Ai chưa nộp");
		html(w, " · ");
		html_link(w, d->letter, "Công văn nhắc");
		html(w, "</p>\n");
	}
	html(w, "<div class=\"wide\" tabindex=\"0\"><table class=\"sheet\"><thead><tr><th scope=\"col\">Tổ chức</th>"
	     "<th scope=\"col\" class=\"right\">Chi bộ</th><th scope=\"col\" class=\"right\">Đã nộp</th>"
	     "<th scope=\"col\" class=\"right\">Chưa nộp</th><th scope=\"col\" class=\"right\">Đạt</th></tr></thead>\n"
	     "<tbody>\n");
	for (int i = 0; i < d->n; i++)
		draw_sent(w, &d->line[i]);
	html(w, "</tbody></table></div>\n");
}

const struct page months_page = { sizeof(struct sent_data), sent_load, sent_draw, .kept = KEPT_TILL_ENTRY };

/* ---- the sheet ---- */

struct sheet_member { int64_t id; const char *name, *standing, *absent, *unpaid; };
struct option { const char *key, *label; };
struct options { struct option *v; int n; };
struct sheet_data {
	int64_t unit, meeting, dues;    /* meeting, dues: what was sent already; 0: not yet */
	bool stands_in;                 /* typed in the place of the cell */
	const char *month, *shown, *unit_name, *csrf;
	const char *held_on, *minutes, *kind, *content, *conclusion, *collected, *proposal;
	struct options kinds, absences, debts;
	struct sheet_member *member; int n;
	struct url here, list, open_meeting, open_dues, blank;
	const struct errs *faults;
};

static bool options_load(struct ctx *ctx, const char *list, struct date on, struct options *out)
{
	const struct code *code;
	int n;

	*out = (struct options){ 0 };
	if (!code_list(ctx, list, on, &code, &n))
		return false;
	for (int i = 0; i < n; i++)
		PUSH(ctx->mem, out->v, out->n, (struct option){ code[i].key, code[i].label });
	return true;
}

static const char *typed(const struct req *req, const char *name, int64_t id)
{
	const char *text = req_form(req, id ? arena_printf(req->mem, "%s.%lld", name, (long long)id) : name);

	return text ? text : "";
}

/* Who is away or exempt need not come: the sheet says so beforehand. */
static const char *expected(const struct voter *v)
{
	return v->away ? "away" : v->exempt ? "exempt" : "";
}

static bool load_roll(struct ctx *ctx, const struct req *req, struct date on, struct sheet_data *d)
{
	struct roll_member *roll;
	int n;

	if (!member_roll(ctx, d->unit, on, &roll, &n))
		return false;
	for (int i = 0; i < n; i++)
		PUSH(ctx->mem, d->member, d->n, (struct sheet_member){
			roll[i].member, roll[i].name, roll[i].voter.official ? "Chính thức" : "Dự bị",
			req->method == POST ? typed(req, "absent", roll[i].member) : expected(&roll[i].voter),
			req->method == POST ? typed(req, "unpaid", roll[i].member) : "" });
	return true;
}

static bool sent_already(struct ctx *ctx, struct sheet_data *d)
{
	struct row row;

	if (!db_one(ctx->db, SQL("SELECT (SELECT min(id) FROM main.cell_meeting WHERE unit = $1 AND month = $2),"
	                         " (SELECT min(id) FROM main.dues_month WHERE unit = $1 AND month = $2)"),
	            ARGS(V(d->unit), V(d->month)), &row))
		return false;
	d->meeting = cell_int(row.cell[0]);
	d->dues = cell_int(row.cell[1]);
	d->open_meeting = url(ctx->mem, "/r/cell_meeting/%lld", (long long)d->meeting);
	d->open_dues = url(ctx->mem, "/r/dues_month/%lld", (long long)d->dues);
	return true;
}

static bool may_see(struct ctx *ctx, int64_t unit, const char *action)
{
	bool may;

	if (!access_unit(ctx, catalog_record(ctx->catalog, "cell_meeting"), action, unit, &may))
		return false;
	return may || err_add(ctx->errs, ERR_MISSING, "Không có chi bộ này, hoặc không thuộc phạm vi được xem.");
}

static void take_typed(const struct req *req, struct sheet_data *d)
{
	d->held_on = typed(req, "held_on", 0);
	d->minutes = typed(req, "minutes", 0);
	d->kind = typed(req, "kind", 0);
	d->content = typed(req, "content", 0);
	d->conclusion = typed(req, "conclusion", 0);
	d->collected = typed(req, "collected", 0);
	d->proposal = typed(req, "proposal", 0);
}

static bool sheet_load_all(struct ctx *ctx, const struct req *req, const char *action, struct sheet_data *d)
{
	const char *unit = req_query(req, "unit");
	struct period days;
	struct date on;

	*d = (struct sheet_data){ .csrf = req->session->csrf, .faults = req->faults };
	if (!unit || !text_int(unit, &d->unit))
		return err_add(ctx->errs, ERR_MISSING, "Chưa chọn chi bộ.");
	if (!month_of(ctx, req_query(req, "month"), &d->month, &days) || !may_see(ctx, d->unit, action))
		return false;
	take_typed(req, d);
	on = ctx->today.ymd < days.until.ymd ? ctx->today : period_last(days);
	(void)(*d->held_on && date_parse(d->held_on, &on));
	d->shown = period_show(ctx->mem, days);
	d->unit_name = unit_name(ctx, (struct clock){ .on = on }, d->unit);
	d->here = sheet_url(ctx->mem, d->unit, d->month);
	d->list = url_with(ctx->mem, (struct url){ "/month" }, "month", d->month);
	d->blank = url_with(ctx->mem, url_with(ctx->mem, (struct url){ "/month/blank" }, "unit", unit), "month",
	                    d->month);
	return access_stands_in(ctx, catalog_record(ctx->catalog, "cell_meeting"), "create", d->unit, &d->stands_in) &&
	       sent_already(ctx, d) && load_roll(ctx, req, on, d) &&
	       options_load(ctx, "meeting_kind", on, &d->kinds) &&
	       options_load(ctx, "absence_reason", on, &d->absences) &&
	       options_load(ctx, "unpaid_reason", on, &d->debts);
}

static bool sheet_load_page(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct sheet_data *d = data;

	if (!sheet_load_all(ctx, req, "read", d))
		return false;
	about->title = arena_printf(ctx->mem, "Phiếu tháng: %s", d->unit_name);
	about->section = "month";
	about->status = d->faults ? errs_status(d->faults) : 0;
	about->read_what = "month";
	about->read_rec = catalog_record(ctx->catalog, "unit");
	about->read_row = d->unit;
	return true;
}

static void draw_select(struct html *w, const char *name, int64_t id, const char *label, const char *none,
                        const struct options *o, const char *chosen)
{
	html(w, "<select name=\"%s.%lld\" aria-label=\"%s\"><option value=\"\">%s</option>", name, (long long)id, label,
	     none);
	for (int i = 0; i < o->n; i++)
		html(w, "<option value=\"%s\"%s>%s</option>", o->v[i].key,
		     strcmp(o->v[i].key, chosen) ? "" : " selected", o->v[i].label);
	html(w, "</select>");
}

static void draw_roll(struct html *w, const struct sheet_data *d)
{
	html(w, "<div class=\"wide\" tabindex=\"0\"><table class=\"month\"><thead><tr><th scope=\"col\">TT</th>"
	     "<th scope=\"col\">Họ và tên</th><th scope=\"col\">Tư cách</th><th scope=\"col\">Dự họp</th>"
	     "<th scope=\"col\">Đảng phí</th></tr></thead>\n<tbody>\n");
	for (int i = 0; i < d->n; i++) {
		const struct sheet_member *m = &d->member[i];

		html(w, "<tr><td class=\"right\">%d</td><th scope=\"row\">%s</th><td>%s</td><td>", i + 1, m->name,
		     m->standing);
		draw_select(w, "absent", m->id, arena_printf(w->out.mem, "%s: dự họp", m->name), "Có mặt", &d->absences,
		            m->absent);
		html(w, "</td><td>");
		draw_select(w, "unpaid", m->id, arena_printf(w->out.mem, "%s: đảng phí", m->name), "Đã đóng", &d->debts,
		            m->unpaid);
		html(w, "</td></tr>\n");
	}
	html(w, "</tbody></table></div>\n");
}

static void draw_line(struct html *w, const char *name, const char *label, const char *text, const char *kind,
                      bool must)
{
	html(w, "<div class=\"field\"><label for=\"f-%s\">%s%s</label><input id=\"f-%s\" name=\"%s\" value=\"%s\" "
	     "inputmode=\"%s\"%s></div>\n", name, label, must ? " *" : "", name, name, text, kind,
	     must ? " required" : "");
}

static void draw_area(struct html *w, const char *name, const char *label, const char *text)
{
	html(w, "<div class=\"field wide\"><label for=\"f-%s\">%s</label><textarea id=\"f-%s\" name=\"%s\" rows=\"2\">"
	     "%s</textarea></div>\n", name, label, name, name, text);
}

static void draw_form(struct html *w, const struct sheet_data *d)
{
	html_form(w, "post", "form month-form", d->here, d->csrf);
	html(w, "<div class=\"fields\">\n");
	draw_line(w, "held_on", "Ngày họp", d->held_on, "numeric", true);
	html(w, "<div class=\"field\"><label for=\"f-kind\">Loại sinh hoạt</label>"
	     "<select id=\"f-kind\" name=\"kind\">");
	for (int i = 0; i < d->kinds.n; i++)
		html(w, "<option value=\"%s\"%s>%s</option>", d->kinds.v[i].key,
		     strcmp(d->kinds.v[i].key, d->kind) ? "" : " selected", d->kinds.v[i].label);
	html(w, "</select></div>\n");
	draw_line(w, "minutes", "Thời lượng (phút)", d->minutes, "numeric", false);
	draw_line(w, "collected", "Đảng phí đã thu (đồng)", d->collected, "numeric", true);
	html(w, "</div>\n<p class=\"small\">Danh sách %d đảng viên của chi bộ; chỉ chọn ở người vắng hoặc chưa "
	     "đóng.</p>\n", d->n);
	draw_roll(w, d);
	html(w, "<div class=\"fields under\">\n");
	draw_area(w, "content", "Nội dung", d->content);
	draw_area(w, "conclusion", "Kết luận", d->conclusion);
	draw_area(w, "proposal", "Kiến nghị với cấp trên (để trống nếu không có)", d->proposal);
	html(w, "</div><div class=\"buttons\"><button class=\"button\">Nộp phiếu tháng</button>");
	html_link_as(w, "button plain", d->list, "Thôi");
	html_link_as(w, "button plain", d->blank, "Phiếu trắng để in");
	html(w, "</div></form>\n");
}

static void sheet_draw_page(struct html *w, const void *data)
{
	const struct sheet_data *d = data;

	html(w, "<p class=\"trail\">");
	html_link(w, d->list, "Phiếu tháng chi bộ");
	html(w, "</p>\n<div class=\"head\"><h1>%s</h1><p class=\"count\"><strong>%s</strong></p></div>\n", d->unit_name,
	     d->shown);
	draw_errs(w, d->faults);
	if (!d->meeting) {
		if (d->stands_in)
			stead_draw(w, d->unit_name);
		draw_form(w, d);
		return;
	}
	html(w, "<p>Phiếu tháng này đã nộp: ");
	html_link(w, d->open_meeting, "buổi sinh hoạt và người vắng");
	if (d->dues) {
		html(w, ", ");
		html_link(w, d->open_dues, "đảng phí");
	}
	html(w, ". Sửa ở từng hồ sơ.</p>\n");
}

const struct page month_page = { sizeof(struct sheet_data), sheet_load_page, sheet_draw_page };

/* ---- sent ---- */

struct texts { const char **name, **text; int n; };

static void put(struct arena *a, struct texts *t, const char *name, const char *text)
{
	int at = t->n;

	if (!*text)
		return;
	PUSH(a, t->name, at, name);
	PUSH(a, t->text, t->n, text);
}

/* The marked members as rows of a child type. */
static void put_marked(struct arena *a, struct texts *t, const struct sheet_data *d, const char *child, bool dues)
{
	for (int i = 0, k = 0; i < d->n; i++) {
		const char *why = dues ? d->member[i].unpaid : d->member[i].absent;

		if (!*why)
			continue;
		put(a, t, arena_printf(a, "%s[%d].member", child, k),
		    arena_printf(a, "%lld", (long long)d->member[i].id));
		put(a, t, arena_printf(a, "%s[%d].reason", child, k++), why);
	}
}

static struct input *input_of(struct arena *a, const struct texts *t)
{
	struct input in = { t->n, t->name, t->text };

	return arena_copy(a, &in, sizeof in);
}

static struct texts common(struct arena *a, const struct sheet_data *d)
{
	struct texts t = { 0 };

	put(a, &t, "unit", arena_printf(a, "%lld", (long long)d->unit));
	put(a, &t, "month", d->month);
	return t;
}

/* Digits only: people write 1.250.000. */
static const char *plain(struct arena *a, const char *text)
{
	char *out = arena_text(a, text), *to = out;

	for (const char *s = text; *s; s++)
		if (*s != '.' && *s != ' ')
			*to++ = *s;
	*to = '\0';
	return out;
}

static int orders_make(struct ctx *ctx, const struct sheet_data *d, struct order *order)
{
	struct arena *a = ctx->mem;
	struct texts meeting = common(a, d), dues = common(a, d), proposal = common(a, d);

	put(a, &meeting, "held_on", d->held_on);
	put(a, &meeting, "kind", d->kind);
	put(a, &meeting, "minutes", d->minutes);
	put(a, &meeting, "content", d->content);
	put(a, &meeting, "conclusion", d->conclusion);
	put_marked(a, &meeting, d, "meeting_absence", false);
	put(a, &dues, "collected_on", d->held_on);
	put(a, &dues, "collected", plain(a, d->collected));
	put_marked(a, &dues, d, "dues_unpaid", true);
	put(a, &proposal, "raised_on", d->held_on);
	put(a, &proposal, "text", d->proposal);
	order[0] = (struct order){ .verb = DO_CREATE, .rec = catalog_record(ctx->catalog, "cell_meeting"),
	                           .recording = true, .input = input_of(a, &meeting) };
	order[1] = (struct order){ .verb = DO_CREATE, .rec = catalog_record(ctx->catalog, "dues_month"),
	                           .recording = true, .input = input_of(a, &dues) };
	order[2] = (struct order){ .verb = DO_CREATE, .rec = catalog_record(ctx->catalog, "proposal"),
	                           .recording = true, .input = input_of(a, &proposal) };
	return *d->proposal ? 3 : 2;
}

struct sending { struct ctx *ctx; const struct req *req; struct sheet_data d; };

static bool read_sheet(void *arg)
{
	struct sending *s = arg;

	s->ctx->heads = NULL;
	return sheet_load_all(s->ctx, s->req, "create", &s->d);
}

static bool send(struct sending *s, struct batch *b)
{
	struct order order[3];
	struct errs fault[3];
	struct done done[3];

	*b = (struct batch){
		.command = s->d.stands_in ? arena_printf(s->ctx->mem, "month %lld %s for %lld", (long long)s->d.unit,
		                                         s->d.month, (long long)s->d.unit)
		                          : arena_printf(s->ctx->mem, "month %lld %s", (long long)s->d.unit,
		                                         s->d.month),
		.order = order, .n = orders_make(s->ctx, &s->d, order), .keep = true, .fault = fault, .done = done,
	};
	s->ctx->heads = NULL;
	return command_batch(s->ctx, b);
}

void month_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct sending s = { .ctx = ctx, .req = req };
	struct batch b;

	if (!db_txn(ctx->db, TXN_READ, read_sheet, &s)) {
		page_errors(ctx, req, out);
		return;
	}
	if (send(&s, &b)) {
		reply_see(out, url_with(ctx->mem, s.d.here, "done",
		                        arena_printf(ctx->mem, "%lld", (long long)b.entry)));
		return;
	}
	page_refused(ctx, req, &month_page, out);
}
