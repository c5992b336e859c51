#include <string.h>
#include "base/language.h"
#include "model/workflow.h"
#include "web/entry.h"
#include "web/foresee.h"
#include "web/form.h"
#include "web/layout.h"

static void draw_begins(struct html *w, const struct form *f)
{
	const struct workflow *flow = f->rec->flow;

	if (f->verb != DO_CREATE || !flow)
		return;
	html(w, "<div class=\"field\"><label for=\"f-_begins\">Việc đã làm đến bước</label>"
	        "<select id=\"f-_begins\" name=\"_begins\">");
	for (int i = 0; i < flow->nsteps; i++)
		html(w, "<option value=\"%s\"%s>%s</option>", flow->steps[i].name,
		     f->begins && !strcmp(f->begins, flow->steps[i].name) ? " selected" : "", flow->steps[i].label);
	html(w, "</select><div class=\"help\">Bước sau bước đầu chỉ dùng khi ghi nhận việc đã ký.</div></div>\n");
}

static void draw_choice(struct html *w, const struct form *f, const char *verb, const char *label, const char *means)
{
	bool here = !strcmp(verb, f->action);

	if (here)
		html(w, "<div class=\"verb here\">");
	else
		html_link_open(w, "verb", url(w->out.mem, "/r/%s/%lld/%s", f->rec->name, (long long)f->id, verb));
	html(w, "<strong>%s</strong><small>%s</small>", label, means);
	if (here)
		html(w, "</div>");
	else
		html(w, "</a>\n");
}

/* Two ways to touch what is there, which must not be mistaken for each other. */
static void draw_verb(struct html *w, const struct form *f)
{
	if (f->verb == DO_EDIT && !f->rec->dated)
		html(w, "<p class=\"note\">Sửa điều đã ghi sai từ đầu: số liệu của mọi ngày trước cũng theo bản đã "
		        "sửa.</p>\n");
	if (!f->rec->dated || (f->verb != DO_EDIT && f->verb != DO_CHANGE))
		return;
	html(w, "<div class=\"verbs\" role=\"group\" aria-label=\"Đổi hay sửa\">");
	draw_choice(w, f, "change", "Thay đổi từ một ngày",
	            "Trước ngày ấy vẫn đúng như cũ, từ ngày ấy thì khác. Dòng cũ vẫn giữ.");
	draw_choice(w, f, "edit", "Sửa điều ghi sai",
	            "Điều đang ghi sai ngay từ đầu. Số liệu của mọi ngày trước cũng theo bản đã sửa.");
	html(w, "</div>\n");
}

static void draw_way(struct html *w, const struct form *f)
{
	if (!f->ways)
		return;
	html(w, "<fieldset class=\"way-in\"><legend>Cách ghi</legend>"
	        "<label><input type=\"radio\" name=\"_way\" value=\"prepare\"%s> <span><strong>Chuẩn bị (chưa "
		"ký)</strong>"
	        "<small>Trái quy định thì không ghi được.</small></span></label>", f->recording ? "" : " checked");
	html(w, "<label><input type=\"radio\" name=\"_way\" value=\"record\"%s> <span><strong>Ghi nhận (đã ký)</strong>"
	        "<small>Vẫn ghi; chỗ trái quy định thành điều cần giải trình.</small></span></label></fieldset>\n",
	     f->recording ? " checked" : "");
}

/* Beside a field of the same name the reason gives way. */
static const char *extra_id(const struct form *f, const char *name)
{
	bool taken = record_field(f->rec, name) >= 0;

	if (!strcmp(name, "from"))
		return taken ? "f-_from" : "f-from";
	return taken ? "f-_reason" : "f-reason";
}

static const char *fault_of(const struct form *f, const char *name)
{
	if (record_field(f->rec, name) >= 0)
		return NULL;
	for (const struct err *e = f->faults ? f->faults->first : NULL; e; e = e->next)
		if (e->field && !strcmp(e->field, name))
			return e->text;
	return NULL;
}

static void draw_extra(struct html *w, const struct form *f, const char *name, const char *label, const char *text,
                       const char *placeholder)
{
	const char *fault = fault_of(f, name), *id = extra_id(f, name);

	html(w, "<div class=\"field%s\"><label for=\"%s\">%s <span class=\"must\" title=\"bắt buộc\">*</span></label>"
	        "<input class=\"long\" id=\"%s\" name=\"_%s\" value=\"%s\" placeholder=\"%s\" aria-required=\"true\""
	        " aria-describedby=\"%s-help\" aria-invalid=\"%s\"><div class=\"help\" id=\"%s-help\">",
	     fault ? " wrong" : "", id, label, id, name, text, placeholder, id, fault ? "true" : "false", id);
	if (fault)
		html(w, "<p class=\"fault\">%s</p>", fault);
	html(w, "</div></div>\n");
}

static void draw_rest(struct html *w, const struct form *f)
{
	bool wrong = false;

	if (f->n == f->nmain)
		return;
	for (int i = f->nmain; i < f->n; i++)
		wrong = wrong || f->widget[i].fault || (f->widget[i].typed && widget_changed(&f->widget[i]));
	html(w, "<details class=\"rest\"%s><summary>%s</summary><div class=\"fields\">\n", wrong ? " open" : "",
	     f->verb == DO_CREATE ? "Các bước sau, nếu đã làm" : f->verb == DO_EDIT ? "Các bước chưa làm" :
	     "Các trường khác");
	for (int i = f->nmain; i < f->n; i++)
		widget_draw(w, &f->widget[i]);
	html(w, "</div></details>\n");
}

static void draw_children(struct html *w, const struct form_child *c)
{
	if (!c->nrows)
		return;
	html(w, "<fieldset class=\"rows\"><legend>%s</legend><input type=\"hidden\" name=\"%s\" value=\"%d\">\n",
	     say_many(w->out.mem, c->rec->plural), c->rec->name, c->nrows);
	for (int r = 0; r < c->nrows; r++) {
		html(w, "<div class=\"fields row\"><p class=\"number-of\">%s %d</p>", c->rec->label, r + 1);
		for (int i = 0; i < c->nfields; i++)
			widget_draw(w, &c->widget[r * c->nfields + i]);
		html(w, "</div>\n");
	}
	html(w, "</fieldset>\n");
}

static void draw_more(struct html *w, const struct form *f)
{
	if (!f->nchildren)
		return;
	html(w, "<fieldset class=\"more\"><legend>Thêm dòng</legend>");
	for (int i = 0; i < f->nchildren; i++) {
		html(w, "<button class=\"plain small\" name=\"_more\" value=\"%s\">+ %s</button>\n",
		     f->child[i].rec->name, f->child[i].rec->label);
		if (f->child[i].nrows)
			html(w, "<button class=\"plain small\" name=\"_more\" value=\"%s%s\">+ 10 dòng"
			        "</button>\n", f->child[i].rec->name, FORM_MORE_TEN);
	}
	html(w, "</fieldset>\n");
}

static void draw_heading(struct html *w, const struct form *f)
{
	html(w, "<p class=\"trail\">");
	html_link(w, url(w->out.mem, "/r/%s", f->rec->name), say_many(w->out.mem, f->rec->plural));
	if (f->id) {
		html(w, " › ");
		html_link(w, f->back, f->title);
	}
	html(w, "</p>\n<h1>%s: %s</h1>\n", f->label, f->title);
}

static void list_unsettled(struct html *w, const struct widget *x, int n)
{
	for (int i = 0; i < n; i++)
		if (x[i].search) {
			html(w, "<li>");
			html_jump(w, field_id(w->out.mem, x[i].name), x[i].field->label);
			html(w, ": %s</li>", x[i].fault);
		}
}

static void draw_unsettled(struct html *w, const struct form *f)
{
	if (!f->unsettled)
		return;
	html(w, "<div class=\"errs\" role=\"alert\"><h2>Chưa ghi: có tên cần chọn</h2><ul>");
	list_unsettled(w, f->widget, f->n);
	for (int c = 0; c < f->nchildren; c++)
		list_unsettled(w, f->child[c].widget, f->child[c].nrows * f->child[c].nfields);
	html(w, "</ul></div>\n");
}

static void draw_buttons(struct html *w, const struct form *f)
{
	html(w, "<div class=\"buttons\"><button class=\"button\" name=\"_do\" value=\"1\">%s</button>"
	        "<button class=\"plain\" name=\"_do\" value=\"try\">Xem trước</button>",
	     f->verb == DO_REMOVE ? "Xóa" : f->verb == DO_STEP ? f->label : "Ghi");
	html_link_as(w, "button plain", f->back, "Thôi");
	html(w, "</div>\n");
}

static void draw_preview(struct html *w, const struct form *f)
{
	if (!f->foreseen)
		return;
	foresee_draw(w, f->foreseen);
	draw_buttons(w, f);
	html(w, "<hr>\n");
}

void form_draw(struct html *w, const struct form *f)
{
	draw_heading(w, f);
	draw_errs(w, f->faults);
	findings_draw(w, f->finding, f->nfindings);
	draw_unsettled(w, f);
	html_form(w, "post", "form", f->here, f->csrf);
	html(w, "<input type=\"hidden\" name=\"_by\" value=\"%s\">\n", f->typist);
	if (f->id)
		html(w, "<input type=\"hidden\" name=\"_seen\" value=\"%lld\">\n", (long long)f->row.entry);
	/* The first button is what Enter presses: it must be the one that writes. */
	html(w, "<button class=\"first\" name=\"_do\" value=\"1\" tabindex=\"-1\" aria-hidden=\"true\">Ghi</button>\n");
	draw_preview(w, f);
	if (f->verb == DO_REMOVE)
		html(w, "<p>Dòng này sẽ được xóa khỏi sổ; nhật ký vẫn giữ và có thể hoàn tác.</p>\n");
	if (f->stands_in)
		stead_draw(w, f->stead);
	draw_verb(w, f);
	draw_way(w, f);
	html(w, "<div class=\"fields\">\n");
	draw_begins(w, f);
	if (f->verb == DO_CHANGE)
		draw_extra(w, f, "from", "Thay đổi từ ngày", f->from, "ngày/tháng/năm");
	for (int i = 0; i < f->nmain; i++)
		widget_draw(w, &f->widget[i]);
	html(w, "</div>\n");
	draw_rest(w, f);
	for (int i = 0; i < f->nchildren; i++)
		draw_children(w, &f->child[i]);
	draw_more(w, f);
	if (f->needs_reason)
		draw_extra(w, f, "reason", f->step || f->verb == DO_REMOVE ? "Lý do" : "Lý do sửa", f->reason, "");
	draw_buttons(w, f);
	html(w, "</form>\n");
}

/* ---- somebody else was faster ---- */

static void keep_typed(struct html *w, const struct form *f)
{
	html(w, "<input type=\"hidden\" name=\"_by\" value=\"%s\">", f->typist);
	html(w, "<input type=\"hidden\" name=\"_seen\" value=\"%lld\">", (long long)f->row.entry);
	html(w, "<input type=\"hidden\" name=\"_way\" value=\"%s\">", f->recording ? "record" : "prepare");
	html(w, "<input type=\"hidden\" name=\"_from\" value=\"%s\">", f->from);
	html(w, "<input type=\"hidden\" name=\"_reason\" value=\"%s\">", f->reason);
	for (int i = 0; i < f->n; i++)
		html(w, "<input type=\"hidden\" name=\"%s\" value=\"%s\">", f->widget[i].name, f->widget[i].text);
}

static const char *typed_show(const struct widget *w)
{
	for (int i = 0; i < w->nchoices; i++)
		if (!strcmp(w->choice[i].value, w->text))
			return w->choice[i].label;
	return w->text;
}

/* Which of the two is to be kept, field by field. */
static void draw_take(struct html *w, const struct widget *x, const char *value, const char *text, bool checked)
{
	html(w, "<label><input type=\"radio\" name=\"_take.%s\" value=\"%s\"%s> %s</label>", x->name, value,
	     checked ? " checked" : "", *text ? text : "(trống)");
}

void form_draw_stale(struct html *w, const struct form *f)
{
	draw_heading(w, f);
	html(w, "<div class=\"errs\" role=\"alert\"><h2>Dữ liệu đã thay đổi</h2><p>%s đã ghi vào hồ sơ này lúc %s, "
	        "sau khi biểu mẫu được mở. Chưa có gì được ghi. Chọn bản giữ cho từng trường:</p></div>\n",
	     f->by, f->at);
	html_form(w, "post", "form", f->here, f->csrf);
	keep_typed(w, f);
	html(w, "<table class=\"diff takes\"><thead><tr><th scope=\"col\">Trường</th><th scope=\"col\">Đang lưu</th>"
	        "<th scope=\"col\">Vừa nhập</th></tr></thead><tbody>\n");
	for (int i = 0; i < f->n; i++) {
		const struct widget *x = &f->widget[i];

		if (!widget_changed(x))
			continue;
		html(w, "<tr class=\"differs\"><th scope=\"row\">%s</th><td data-label=\"Đang lưu\">", x->field->label);
		draw_take(w, x, "stored", x->show, false);
		html(w, "</td><td data-label=\"Vừa nhập\">");
		draw_take(w, x, "typed", typed_show(x), true);
		html(w, "</td></tr>\n");
	}
	html(w, "</tbody></table>\n<div class=\"buttons\"><button class=\"button\">Ghi theo bản đã chọn</button>");
	html_link_as(w, "button plain", f->here, "Mở lại bản đang lưu");
	html(w, "</div></form>\n");
}
