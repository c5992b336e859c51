/* One import, from the columns to the receipt: one address, which shows what can be done next. */

#include <string.h>
#include "base/scratch.h"
#include "base/text.h"
#include "base/language.h"
#include "model/access.h"
#include "model/entry.h"
#include "out/paper.h"
#include "web/import_file.h"
#include "web/import_page.h"
#include "web/pages.h"
#include "web/session.h"

enum { REFRESH_SECONDS = 2, HASH_SHOWN = 12, REASON_MAX = 1000 };

struct job_data {
	int64_t id, size;
	const struct record *rec;
	const char *name, *hash, *at, *csrf, *by;
	struct import_progress p;
	struct errs errs;
	const struct errs *faults;
	bool readable, planned, stale, opening;
	int tries;
	struct import_guess_view guess;
	struct import_plan_view plan;
	bool has_faults;
	const char *entry, *written_at, *reason, *undone;
	int64_t entry_number;
	int count[VERDICTS];
	struct url here;
};

static struct errs errs_copy(struct arena *a, const struct errs *from)
{
	struct errs out = errs_new(a);

	for (const struct err *e = from->first; e; e = e->next)
		err_cited(&out, e->kind, NULL, arena_text(a, e->text), arena_text(a, e->cite));
	return out;
}

static int64_t page_number(const struct req *req)
{
	const char *page = req_query(req, "page");
	int64_t n;

	return page && text_int(page, &n) && n > 0 && n < 1000000 ? n : 1;
}

static void load_head(struct ctx *ctx, const struct req *req, const struct job *job, struct job_data *d)
{
	struct arena *a = ctx->mem;

	d->id = job->id;
	d->rec = job->rec;
	d->size = job->size;
	d->name = arena_text(a, job->name);
	d->at = time_show(a, job->at);
	d->by = ctx->user->name ? ctx->user->name : ctx->user->login;
	d->csrf = req->session->csrf;
	d->here = url(a, "/import/%lld", (long long)job->id);
	d->faults = req->faults;
}

static bool load_written(struct ctx *ctx, const struct job *job, struct job_data *d)
{
	int64_t by;

	d->entry_number = job->entry;
	d->entry = text_grouped(ctx->mem, job->entry);
	d->written_at = time_show(ctx->mem, job->written_at);
	d->reason = arena_text(ctx->mem, job->reason);
	d->has_faults = job->faults != NULL;
	memcpy(d->count, job->count, sizeof d->count);
	if (!entry_undone(ctx, job->entry, &by))
		return false;
	d->undone = by ? text_grouped(ctx->mem, by) : NULL;
	return true;
}

static bool load_rest(struct ctx *ctx, const struct req *req, const struct job *job, struct job_data *d)
{
	d->hash = arena_text(ctx->mem, job->hash);
	d->errs = errs_copy(ctx->mem, &job->errs);
	d->readable = job->book != NULL;
	d->stale = job->stale;
	d->tries = job->tries;
	d->opening = job->o.opening;
	d->reason = arena_text(ctx->mem, job->o.reason);
	d->planned = d->p.state == JOB_PLANNED && job->plan;
	if (d->p.state == JOB_WRITTEN)
		return load_written(ctx, job, d);
	if (job->book)
		import_guess_load(ctx, job, &d->guess);
	return !d->planned ||
	       import_plan_load(ctx, job, import_shown(req_query(req, "show")), page_number(req), &d->plan);
}

static bool is_under_way(enum job_state state)
{
	return state == JOB_WAITS || state == JOB_RUNS;
}

static struct job *hold(struct ctx *ctx, const struct req *req)
{
	int64_t id;

	if (!req_id(req, "import", &id)) {
		err_add(ctx->errs, ERR_MISSING, "Không có lần nhập này.");
		return NULL;
	}
	return import_hold(ctx, req->web->imports, id);
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct job_data *d = data;
	struct job *job = hold(ctx, req);
	bool done;

	if (!job)
		return false;
	*d = (struct job_data){ .p = import_progress(req->web->imports, job), .errs = errs_new(ctx->mem) };
	load_head(ctx, req, job, d);
	done = is_under_way(d->p.state) || load_rest(ctx, req, job, d);
	if (d->planned)
		import_rest(job->plan);
	import_release(req->web->imports, job);
	about->title = arena_printf(ctx->mem, "Nhập %s: %s", say_many(ctx->mem, d->rec->plural), d->name);
	about->section = "import";
	about->script = is_under_way(d->p.state) ? "progress.js" : NULL;
	about->refresh = is_under_way(d->p.state) ? REFRESH_SECONDS : 0;
	about->status = d->faults ? errs_status(d->faults) : 200;
	return done;
}

/* ---- ink ---- */

static void draw_button(struct html *w, const struct job_data *d, const char *to, const char *class, const char *label)
{
	html_form(w, "post", "one", url(w->out.mem, "/import/%lld/%s", (long long)d->id, to), d->csrf);
	html(w, "<button class=\"%s\">%s</button></form>", class, label);
}

static const char *work_label(const struct import_progress *p)
{
	if (p->state == JOB_WAITS)
		return p->before ? "Đang đợi những lần nhập trước" : "Sắp bắt đầu";
	switch (p->asked) {
	case WORK_READ: return "Đang đọc tệp";
	case WORK_GUESS: return "Đang xem các cột";
	case WORK_TRY: return "Đang lập kế hoạch";
	case WORK_WRITE: return "Đang ghi";
	}
	return "";
}

static void draw_progress(struct html *w, const struct job_data *d)
{
	struct arena *a = w->out.mem;
	const struct import_progress *p = &d->p;

	html(w, "<div class=\"card progress-card\" data-progress role=\"status\"><h2>%s</h2>\n", work_label(p));
	if (p->state == JOB_RUNS && p->all)
		html(w, "<progress max=\"%d\" value=\"%d\" aria-label=\"Đã làm\"></progress>"
		        "<p>%s: <strong>%s</strong> trên %s dòng</p>\n", p->all, p->done, p->what ? p->what : "",
		     text_grouped(a, p->done), text_grouped(a, p->all));
	else
		html(w, "<progress aria-label=\"Đang làm\"></progress>\n");
	html(w, "<p class=\"small\">Trang này tự cập nhật. Có thể sang trang khác rồi quay lại ở mục <strong>Nhập từ "
	        "Excel</strong>.</p>\n");
	if (p->asked != WORK_WRITE)
		draw_button(w, d, "stop", "button plain small", "Dừng lại");
	html(w, "</div>\n");
}

static void draw_file(struct html *w, const struct job_data *d)
{
	html(w, "<p class=\"asked\">Tệp <strong>%s</strong>, %s KB, gửi lúc %s", d->name,
	     text_grouped(w->out.mem, (d->size + 1023) / 1024), d->at);
	if (d->hash && *d->hash)
		html(w, ", SHA-256 <code title=\"%s\">%s…</code>", d->hash,
		     arena_textn(w->out.mem, d->hash, HASH_SHOWN));
	html(w, "</p>\n");
}

static void draw_choices(struct html *w, const struct job_data *d)
{
	html_form(w, "post", "form", url(w->out.mem, "/import/%lld/columns", (long long)d->id), d->csrf);
	html(w, "<button class=\"first\" name=\"_do\" value=\"try\" tabindex=\"-1\" aria-hidden=\"true\">Lập kế hoạch"
	        "</button>\n");
	import_guess_draw(w, &d->guess);
	import_draw_way(w, d->opening);
	html(w, "<div class=\"field\"><label for=\"f-reason\">Lý do, căn cứ</label>"
	        "<input class=\"long\" id=\"f-reason\" name=\"reason\" maxlength=\"1000\" value=\"%s\">"
	        "<div class=\"help\">Cần khi tệp sửa điều đã ghi cố định, như ngày sinh. Ghi vào nhật ký.</div></div>"
	        "\n",
	     d->reason);
	html(w, "<div class=\"buttons\"><button class=\"button\" name=\"_do\" value=\"try\">%s</button></div></form>\n",
	     d->planned ? "Lập lại kế hoạch" : "Lập kế hoạch");
}

static void draw_read_again(struct html *w, const struct job_data *d)
{
	html(w, "<div class=\"buttons\">");
	draw_button(w, d, "read", "button plain", "Đọc lại tệp");
	draw_button(w, d, "drop", "button plain", "Bỏ tệp này");
	html_link_as(w, "button", url(w->out.mem, "/r/%s/import", d->rec->name), "Đưa tệp khác");
	html(w, "</div>\n");
}

static void draw_write(struct html *w, const struct job_data *d)
{
	struct arena *a = w->out.mem;
	const int *n = d->plan.count;

	if (d->stale) {
		html(w, "<p class=\"note\">Kế hoạch này không ghi được nữa: lập lại kế hoạch để xem bản mới.</p>\n");
		return;
	}
	if (!n[ROW_NEW] && !n[ROW_CHANGED]) {
		html(w, "<p class=\"note\">Không có dòng mới hay thay đổi nào để ghi.</p>\n");
		return;
	}
	html_form(w, "post", "form write", url(a, "/import/%lld/write", (long long)d->id), d->csrf);
	html(w, "<input type=\"hidden\" name=\"plan\" value=\"%d\"><p>Sẽ ghi <strong>%s</strong> dòng mới và "
	        "<strong>%s</strong> dòng thay đổi trong một bút toán", d->tries, text_grouped(a, n[ROW_NEW]),
	     text_grouped(a, n[ROW_CHANGED]));
	if (n[ROW_BAD])
		html(w, "; <strong>%s</strong> dòng lỗi được để lại", text_grouped(a, n[ROW_BAD]));
	html(w, ".</p><div class=\"field\"><label for=\"f-why\">Lý do, căn cứ</label>"
	        "<input class=\"long\" id=\"f-why\" name=\"_reason\" maxlength=\"1000\" value=\"%s\">"
	        "<div class=\"help\">Ghi vào nhật ký cùng tên và mã của tệp.</div></div>"
	        "<div class=\"buttons\"><button class=\"button\">Ghi đúng kế hoạch này</button></div></form>"
	        "\n", d->reason);
}

static void draw_plan(struct html *w, const struct job_data *d)
{
	struct arena *a = w->out.mem;
	struct url to = url(a, "/export/import/%lld", (long long)d->id);

	html(w, "<div class=\"head\"><h2>Kế hoạch</h2><p class=\"count\">%s · chưa ghi gì</p><div class=\"does\">",
	     d->opening ? "số liệu ban đầu" : "thay đổi thường ngày");
	if (d->plan.count[ROW_BAD]) {
		html_link_as(w, "button plain small", to, "Tải các dòng lỗi");
		html_link_as(w, "button plain small", url_with(a, to, "rows", "all"), "Tải cả bảng, ô lỗi tô màu");
	}
	html(w, "</div></div>\n");
	draw_write(w, d);
	import_plan_draw(w, &d->plan, d->rec->name, d->here);
	html(w, "<details class=\"rest\"%s><summary>Đổi trang, dòng tiêu đề, cột hay cách ghi</summary>\n",
	     d->stale ? " open" : "");
	draw_choices(w, d);
	html(w, "</details>\n");
}

static void draw_receipt(struct html *w, const struct job_data *d)
{
	static const char *const label[VERDICTS] = {
		"Dòng mới", "Dòng thay đổi", "Dòng không đổi", "Dòng lỗi, để lại"
	};
	struct arena *a = w->out.mem;

	if (d->undone)
		html(w, "<p class=\"note\" role=\"status\">Bút toán số %s đã được hoàn tác bằng bút toán số %s.</p>\n",
		     d->entry, d->undone);
	else
		html(w, "<p class=\"good\" role=\"status\">Đã ghi, bút toán số %s.</p>\n", d->entry);
	html(w, "<dl class=\"card\"><div><dt>Bút toán</dt><dd>số %s</dd></div><div><dt>Lúc</dt><dd>%s</dd></div>"
	        "<div><dt>Người ghi</dt><dd>%s</dd></div>", d->entry, d->written_at, d->by);
	for (int v = 0; v < VERDICTS; v++)
		html(w, "<div><dt>%s</dt><dd>%s</dd></div>", label[v], text_grouped(a, d->count[v]));
	html(w, "<div class=\"wide\"><dt>Tệp</dt><dd>%s</dd></div>"
	        "<div class=\"wide\"><dt>Ghi trong nhật ký</dt><dd>%s</dd></div></dl>\n<p "
	        "class=\"does\">", d->name, d->reason);
	html_link_as(w, "button", url(a, "/r/%s", d->rec->name), say_many(a, d->rec->plural));
	if (d->has_faults)
		html_link_as(w, "button plain", url(a, "/export/import/%lld", (long long)d->id),
		             "Tải các dòng lỗi (Excel)");
	html_link_as(w, "button plain", url(a, "/r/%s/import", d->rec->name), "Nhập tệp khác");
	if (!d->undone)
		html_link_as(w, "button plain",
		             url(a, "/undo/%lld?record=%s", (long long)d->entry_number, d->rec->name), "Hoàn tác");
	html(w, "</p>\n");
	if (d->has_faults)
		html(w, "<p class=\"asked\">Sửa các ô tô màu trong tệp tải về rồi đưa chính tệp ấy vào: chỉ còn các "
		        "dòng "
		        "lỗi.</p>\n");
}

static void draw(struct html *w, const void *data)
{
	const struct job_data *d = data;

	html(w, "<nav class=\"trail\" aria-label=\"Đường dẫn\">");
	html_link(w, (struct url){ "/import" }, "Nhập từ Excel");
	html(w, " › ");
	html_link(w, url(w->out.mem, "/r/%s/import", d->rec->name), say_many(w->out.mem, d->rec->plural));
	html(w, "</nav>\n<div class=\"head\"><h1>%s</h1></div>\n", d->name);
	draw_errs(w, d->faults);
	draw_errs(w, &d->errs);
	if (d->p.state != JOB_WRITTEN)
		draw_file(w, d);
	if (is_under_way(d->p.state))
		draw_progress(w, d);
	else if (d->p.state == JOB_WRITTEN)
		draw_receipt(w, d);
	else if (!d->readable)
		draw_read_again(w, d);
	else if (d->planned)
		draw_plan(w, d);
	else
		draw_choices(w, d);
	if (d->p.state != JOB_WRITTEN && !is_under_way(d->p.state) && d->readable) {
		html(w, "<div class=\"under\">");
		draw_button(w, d, "drop", "button plain small", "Bỏ tệp này");
		html(w, "</div>\n");
	}
}

const struct page import_job_page = { sizeof(struct job_data), load, draw };

/* ---- what is asked of it ---- */

/* The address says what: "columns", "read", "write", "stop", "drop". */
static void see(struct ctx *ctx, const struct job *job, struct reply *out)
{
	reply_see(out, url(ctx->mem, "/import/%lld", (long long)job->id));
}

static bool same_place(const struct req *req, const struct import_options *o, const struct job *job)
{
	const char *at = req_form(req, "seen_sheet"), *heading = req_form(req, "seen_heading");
	int64_t sheet, line;

	return at && heading && text_int(at, &sheet) && text_int(heading, &line) && line == o->heading && sheet >= 0 &&
	       sheet < job->book->nsheets && o->sheet && !strcmp(job->book->sheet[sheet].name, o->sheet);
}

/* Each column as chosen; those of another sheet or heading say nothing about these. */
static bool read_options(struct ctx *ctx, const struct req *req, const struct job *job, struct import_options *o)
{
	const char *heading = req_form(req, "heading"), *way = req_form(req, "way"), **map = NULL;
	const char *reason = req_form(req, "reason");
	int64_t line = 0;

	if (heading && *heading && (!text_int(heading, &line) || line < 1 || line > BOOK_ROWS_MAX))
		return err_field(ctx->errs, "heading", "“%s” không phải số của một dòng.", heading);
	*o = (struct import_options){ .sheet = req_form(req, "sheet"), .heading = (int)line,
	                              .opening = way && !strcmp(way, "opening"),
	                              .reason = reason && *reason ? reason : NULL };
	if (reason && text_length(reason) > REASON_MAX)
		return err_field(ctx->errs, "reason", "Lý do dài quá 1.000 ký tự: rút gọn lại.");
	if (!job->book || !same_place(req, o, job))
		return true;
	for (int i = 0; i < req->form.n; i++)
		if (!strncmp(req->form.v[i].name, "c.", 2))
			PUSH(ctx->mem, map, o->nmap, arena_printf(ctx->mem, "%s=%s", req->form.v[i].name + 2,
			                                          req->form.v[i].text));
	o->map = map;
	return true;
}

static bool ask_columns(struct ctx *ctx, struct req *req, struct job *job)
{
	const char *what = req_form(req, "_do");
	bool tries = what && !strcmp(what, "try");
	struct import_options o;

	return read_options(ctx, req, job, &o) &&
	       import_ask(req->web->imports, job, tries ? WORK_TRY : WORK_GUESS, &o, NULL);
}

/* Exactly the plan that was looked at, and nothing but a plan. */
static bool ask_write(struct ctx *ctx, struct req *req, struct job *job)
{
	const char *number = req_form(req, "plan"), *why = req_form(req, "_reason");
	const char *file = arena_printf(ctx->mem, "tệp “%s” (SHA-256 %s)", job->name, job->hash);
	int64_t plan;

	if (!number || !text_int(number, &plan) || plan != job->tries || job->stale || !job->plan || !job->chosen)
		return err_add(ctx->errs, ERR_CONFLICT, "Kế hoạch đã được lập lại từ lúc trang được mở; xem bản mới "
		        "rồi ghi.");
	if (why && text_length(why) > REASON_MAX)
		return err_field(ctx->errs, "reason", "Lý do dài quá 1.000 ký tự: rút gọn lại.");
	return import_ask(req->web->imports, job, WORK_WRITE, NULL,
	                  why && *why ? arena_printf(ctx->mem, "%s; %s", why, file) : file);
}

static bool obey(struct ctx *ctx, struct req *req, struct job *job, bool resting)
{
	const char *what = req_param(req, "what");

	if (!strcmp(what, "stop")) {
		import_stop(req->web->imports, job);
		return true;
	}
	if (!resting)
		return true;            /* already under way: its page says so */
	if (!strcmp(what, "columns"))
		return ask_columns(ctx, req, job);
	if (!strcmp(what, "write"))
		return ask_write(ctx, req, job);
	if (!strcmp(what, "read"))
		return import_ask(req->web->imports, job, WORK_READ, NULL, NULL);
	return err_add(ctx->errs, ERR_MISSING, "Không có việc “%s”.", what);
}

void import_job_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct imports *all = req->web->imports;
	struct job *job = hold(ctx, req);
	bool drops = !strcmp(req_param(req, "what"), "drop"), done;
	const struct record *rec;

	if (!job) {
		page_errors(ctx, req, out);
		return;
	}
	rec = job->rec;
	if (drops) {
		import_drop(all, job);
		import_release(all, job);
		reply_see(out, url(ctx->mem, "/r/%s/import", rec->name));
		return;
	}
	done = obey(ctx, req, job, !is_under_way(import_progress(all, job).state));
	if (done || !ctx->errs->count)
		see(ctx, job, out);
	import_release(all, job);
	if (!done && ctx->errs->count)
		import_again(ctx, req, &import_job_page, out);
}

/* ---- the rows at fault, as a workbook ---- */

static bool copy_faults(struct ctx *ctx, const struct job *job, enum job_state state, bool all, FILE *to)
{
	if (state == JOB_WRITTEN && job->faults)
		return scratch_copy(job->faults, to, ctx->errs);
	if (state == JOB_PLANNED && job->plan)
		return import_faults_write(job->plan, !all, to, ctx->errs);
	return err_add(ctx->errs, ERR_MISSING, "Chưa có kế hoạch, hoặc không có dòng lỗi nào.");
}

static void close_file(void *file)
{
	(void)fclose(file);
}

void import_faults_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	struct job *job = hold(ctx, req);
	const char *rows = req_query(req, "rows");
	FILE *to = job ? scratch_open(ctx->errs) : NULL;
	bool done = false;

	if (to) {
		arena_closer(req->mem, close_file, to);
		done = copy_faults(ctx, job, import_progress(req->web->imports, job).state,
		                   rows && !strcmp(rows, "all"), to);
		out->file = arena_printf(ctx->mem, "loi-%s.xlsx", job->rec->name);
	}
	if (job)
		import_release(req->web->imports, job);
	if (done)
		reply_file(out, format_xlsx.type, to);
	else
		page_errors(ctx, req, out);
}
