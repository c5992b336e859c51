/* The cells' month on paper: the reminder to who has not sent it, and the blank
 * sheet with the roll for a cell without a computer. */

#include <string.h>

#include "app/member.h"
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/unit.h"
#include "site/month.h"
#include "site/pages.h"
#include "web/ask.h"
#include "web/export.h"
#include "web/layout.h"

/* ---- the reminder ---- */

struct letter_data { struct month_letter letter; struct url list, word; };

/* The day by which the month was to be sent; 0: nobody has set one. */
static bool sheet_day(struct ctx *ctx, struct period days, struct date *out, bool *unconfirmed)
{
	struct row row;
	struct date next = days.until;

	*out = (struct date){ 0 };
	if (!db_one(ctx->db, SQL("SELECT value, unconfirmed FROM main.rule_amount WHERE name = 'month_sheet_day'"
	                         " AND valid_from <= $1 AND valid_until > $1"), ARGS(V(next)), &row))
		return false;
	if (row.n)
		*out = date_add_days(next, cell_int(row.cell[0]) - 1);
	*unconfirmed = row.n && cell_int(row.cell[1]);
	return true;
}

static bool letter_cells(struct ctx *ctx, int64_t under, const char *month, struct month_letter *out)
{
	const struct record *unit = catalog_record(ctx->catalog, "unit");
	struct list list = { .of = unit, .clock = { .on = ctx->today }, .under = under, .columns = "code, name",
	                     .order = "code" };
	const char **cell;
	struct listing rows;

	list.where = filter_parse(ctx, unit, month_where(ctx->mem, month, true));
	if (!list.where || !list_rows(ctx, &list, &rows))
		return false;
	cell = NEWN(ctx->mem, const char *, rows.nlines + 1);
	for (int i = 0; i < rows.nlines; i++) {
		const struct value *c = rows.line[i].cell;
		cell[i] = arena_printf(ctx->mem, "%s %s", c[0].type == T_TEXT ? c[0].text : "",
		                       c[1].type == T_TEXT ? c[1].text : "");
	}
	out->cell = cell;
	out->ncells = rows.nlines;
	return true;
}

bool month_letter_load(struct ctx *ctx, int64_t under, const char *month, struct period days,
                       struct month_letter *out)
{
	struct arena *a = ctx->mem;
	const char **text = NEWN(a, const char *, 2);
	const char *shown = arena_printf(a, "%02d/%04d", days.from.ymd / 100 % 100, days.from.ymd / 10000);
	struct date due;
	bool unconfirmed;

	*out = (struct month_letter){ .to = "Cấp ủy các chi bộ có tên dưới đây" };
	if (!sheet_day(ctx, days, &due, &unconfirmed) || !letter_cells(ctx, under, month, out))
		return false;
	out->from = unit_name(ctx, (struct clock){ .on = ctx->today }, under);
	out->subject = arena_printf(a, "V/v nộp phiếu tháng %s của chi bộ", shown);
	text[0] = arena_printf(a, "Đến ngày %s, còn %d chi bộ chưa nộp phiếu tháng %s%s%s.",
	                       date_show(a, ctx->today), out->ncells, shown, due.ymd ? ", hạn nộp ngày " : "",
	                       due.ymd ? date_show(a, due) : "");
	if (out->ncells == 1)
		out->to = "Cấp ủy chi bộ có tên dưới đây";
	text[1] = "Đề nghị cấp ủy chi bộ nộp ngay phiếu tháng; chi bộ không có máy tính thì ghi vào phiếu giấy và "
	          "gửi cấp ủy cấp trên nhập thay.";
	out->paragraph = text;
	out->nparagraphs = 2;
	out->unconfirmed = unconfirmed ? "Hạn nộp là trị số tạm, chưa đối chiếu." : NULL;
	return true;
}

static bool letter_asked(struct ctx *ctx, struct req *req, struct ask *ask, const char **month,
                         struct month_letter *out)
{
	struct period days;
	int64_t under;

	return month_of(ctx, req_query(req, "month"), month, &days) && ask_read(ctx, req, ask) &&
	       month_under(ctx, ask->under, &under) && month_letter_load(ctx, under, *month, days, out);
}

static bool letter_load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct letter_data *d = data;
	const char *month;
	struct ask ask;

	*d = (struct letter_data){ .list = { "/month" }, .word = { "/export/month/letter/docx" } };
	if (!letter_asked(ctx, req, &ask, &month, &d->letter))
		return false;
	d->list = url_with(ctx->mem, url_with(ctx->mem, d->list, "unit", ask.unit), "month", month);
	d->word = url_with(ctx->mem, url_with(ctx->mem, d->word, "unit", ask.unit), "month", month);
	about->title = "Công văn nhắc nộp phiếu tháng";
	about->section = "month";
	return true;
}

/* The same as a paper with the head and foot of a Party letter; its number and who signs are left open. */
static bool make_letter(struct ctx *ctx, struct req *req, struct export *out)
{
	static const char *const recipients[] = { "- Như trên,", "- Lưu." };
	struct letter *head = NEW(ctx->mem, struct letter);
	struct paper *p = &out->paper;
	struct month_letter l;
	struct block *b = NULL;
	const char *month;
	struct ask ask;
	int n = 0;

	if (!letter_asked(ctx, req, &ask, &month, &l))
		return false;
	*head = (struct letter){
		.issuer = text_upper(ctx->mem, l.from), .number = "Số ……-CV/……",
		.dated = arena_printf(ctx->mem, "……, ngày %02d tháng %02d năm %d", ctx->today.ymd % 100,
		                      ctx->today.ymd / 100 % 100, ctx->today.ymd / 10000),
		.authority = "T/M CẤP ỦY", .recipient = recipients, .nrecipients = (int)COUNTOF(recipients),
	};
	PUSH(ctx->mem, b, n, (struct block){ .kind = BLOCK_SUMMARY, .text = l.subject });
	PUSH(ctx->mem, b, n, (struct block){ .kind = BLOCK_LINE,
	                                     .text = arena_printf(ctx->mem, "Kính gửi: %s", l.to) });
	for (int i = 0; i < l.nparagraphs; i++)
		PUSH(ctx->mem, b, n, (struct block){ .kind = BLOCK_TEXT, .text = l.paragraph[i] });
	for (int i = 0; i < l.ncells; i++)
		PUSH(ctx->mem, b, n, (struct block){ .kind = BLOCK_LINE,
		                                     .text = arena_printf(ctx->mem, "%d. %s", i + 1, l.cell[i]) });
	if (l.unconfirmed)
		PUSH(ctx->mem, b, n, (struct block){ .kind = BLOCK_NOTE, .text = l.unconfirmed });
	*p = (struct paper){ .title = l.subject, .letter = head, .block = b, .nblocks = n };
	out->file = arena_printf(ctx->mem, "nhac-phieu-thang-%s", month);
	return export_who(ctx, p);
}

void month_letter_export(struct ctx *ctx, struct req *req, struct reply *out)
{
	export_reply(ctx, req, make_letter, out);
}

static void letter_draw(struct html *w, const void *data)
{
	const struct letter_data *d = data;
	const struct month_letter *l = &d->letter;

	html(w, "<p class=\"trail\">");
	html_link(w, d->list, "Phiếu tháng chi bộ");
	html(w, "</p>\n");
	if (l->ncells) {
		html(w, "<p class=\"does\">");
		html_link_as(w, "button plain", d->word, "Tải bản Word");
		html(w, "</p>\n");
	}
	html(w, "<article class=\"paper\"><p><strong>%s</strong></p><h1>%s</h1>\n<p>Kính gửi: %s</p>\n", l->from,
	     l->subject, l->to);
	if (!l->ncells) {
		html(w, "<p class=\"none\">Mọi chi bộ đã nộp.</p></article>\n");
		return;
	}
	for (int i = 0; i < l->nparagraphs; i++)
		html(w, "<p>%s</p>\n", l->paragraph[i]);
	html(w, "<ol>\n");
	for (int i = 0; i < l->ncells; i++)
		html(w, "<li>%s</li>\n", l->cell[i]);
	html(w, "</ol></article>\n");
	draw_note(w, l->unconfirmed);
}

const struct page month_letter_page = { sizeof(struct letter_data), letter_load, letter_draw, .paper = true };

/* ---- the blank sheet ---- */

struct blank_data { const char *unit, *shown; struct roll_member *roll; int n; };

static bool blank_load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct blank_data *d = data;
	const char *text = req_query(req, "unit"), *month;
	struct period days;
	int64_t unit;
	bool may;

	*d = (struct blank_data){ .n = 0 };
	if (!text || !text_int(text, &unit))
		return err_add(ctx->errs, ERR_MISSING, "Chưa chọn chi bộ.");
	if (!month_of(ctx, req_query(req, "month"), &month, &days) ||
	    !access_unit(ctx, catalog_record(ctx->catalog, "cell_meeting"), "read", unit, &may))
		return false;
	if (!may)
		return err_add(ctx->errs, ERR_MISSING, "Không có chi bộ này, hoặc không thuộc phạm vi được xem.");
	struct date on = ctx->today.ymd < days.until.ymd ? ctx->today : period_last(days);
	d->unit = unit_name(ctx, (struct clock){ .on = on }, unit);
	d->shown = period_show(ctx->mem, days);
	about->title = arena_printf(ctx->mem, "Phiếu tháng để in: %s", d->unit);
	about->section = "month";
	about->read_what = "month blank";
	about->read_rec = catalog_record(ctx->catalog, "unit");
	about->read_row = unit;
	return member_roll(ctx, unit, on, &d->roll, &d->n);
}

static void draw_dotted(struct html *w, const char *const *line, size_t n)
{
	for (size_t i = 0; i < n; i++)
		html(w, "<p>%s: ........................................................................</p>\n",
		     line[i]);
}

/* In the order of the sheet on screen, so that it is typed from top to bottom. */
static void blank_draw(struct html *w, const void *data)
{
	static const char *const above[] = { "Ngày họp", "Loại sinh hoạt", "Thời lượng (phút)",
	                                     "Đảng phí đã thu (đồng)" };
	static const char *const below[] = { "Nội dung", "Kết luận", "Kiến nghị với cấp trên" };
	const struct blank_data *d = data;

	html(w, "<article class=\"paper\"><h1>Phiếu tháng chi bộ, %s</h1>\n<p><strong>%s</strong></p>\n", d->shown,
	     d->unit);
	draw_dotted(w, above, COUNTOF(above));
	html(w, "<div class=\"wide\" tabindex=\"0\"><table class=\"sheet\"><thead><tr><th scope=\"col\">TT</th>"
	     "<th scope=\"col\">Họ và tên</th><th scope=\"col\">Vắng, lý do</th><th scope=\"col\">Chưa đóng đảng "
	     "phí, lý do</th></tr></thead>\n<tbody>\n");
	for (int i = 0; i < d->n; i++)
		html(w, "<tr><td>%d</td><td>%s</td><td></td><td></td></tr>\n", i + 1, d->roll[i].name);
	html(w, "</tbody></table></div>\n");
	draw_dotted(w, below, COUNTOF(below));
	html(w, "<p>Bí thư chi bộ (ký, ghi rõ họ tên)</p></article>\n");
}

const struct page month_blank_page = { sizeof(struct blank_data), blank_load, blank_draw, .paper = true };
