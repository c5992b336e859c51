/* The way in: the blank to fill in, the file that came, and what this person brought before. */

#include <string.h>
#include "base/scratch.h"
#include "base/text.h"
#include "base/language.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/entry.h"
#include "out/paper.h"
#include "web/import_file.h"
#include "web/import_page.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/session.h"

enum { ENTRIES_SHOWN = 20 };

bool import_may(struct ctx *ctx, const struct record *rec)
{
	if (rec->system || rec->owner)
		return false;
	for (int i = 0; rec->flow && i < rec->flow->nsteps; i++)
		if (access_may(ctx, rec, rec->flow->steps[i].name))
			return true;
	return access_may(ctx, rec, "create") || access_may(ctx, rec, "edit");
}

static const struct record *record_to_import(struct ctx *ctx, const struct req *req)
{
	const struct record *rec = page_record(ctx, req);

	if (!rec || import_may(ctx, rec))
		return rec;
	err_add(ctx->errs, ERR_DENIED, rec->system ? "Loại hồ sơ này do chương trình ghi, không nhập từ tệp." :
	        "Bạn không có quyền nhập loại hồ sơ này.");
	return NULL;
}

/* ---- what was brought before ---- */

struct import_line { int64_t id; const char *name, *rec, *at, *state; struct url to; };
struct imported_line { const char *entry, *at, *rec, *reason, *undone; struct url undo; };
struct import_lists {
	struct import_line *job; int njobs;
	struct imported_line *done; int ndone;
};

const char *import_state_label(const struct import_progress *p)
{
	switch (p->state) {
	case JOB_WAITS: return "đang đợi";
	case JOB_RUNS: return "đang làm";
	case JOB_GUESSED: return "đợi xem cột";
	case JOB_PLANNED: return "có kế hoạch, chưa ghi";
	case JOB_WRITTEN: return "đã ghi";
	case JOB_FAILED: return "chưa đọc được";
	}
	return "";
}

static void load_jobs(struct ctx *ctx, struct imports *all, struct import_lists *out)
{
	int64_t *id;
	int n = imports_of(ctx, all, &id);

	for (int i = 0; i < n; i++) {
		struct errs errs = errs_new(ctx->mem), *own = ctx->errs;
		ctx->errs = &errs;
		struct job *job = import_hold(ctx, all, id[i]);
		ctx->errs = own;
		if (!job)
			continue;
		struct import_progress p = import_progress(all, job);
		PUSH(ctx->mem, out->job, out->njobs, (struct import_line){
			id[i], arena_text(ctx->mem, job->name), job->rec->plural, time_show(ctx->mem, job->at),
			import_state_label(&p), url(ctx->mem, "/import/%lld", (long long)id[i]) });
		import_release(all, job);
	}
}

/* "import person 480": of which type, how many rows. */
static const char *command_told(struct ctx *ctx, const char *command)
{
	int64_t rows;
	const char *name = strchr(command, ' '), *n = name ? strchr(name + 1, ' ') : NULL;
	const struct record *rec = n ? catalog_record(ctx->catalog, arena_textn(ctx->mem, name + 1,
	                                                                       (size_t)(n - name - 1))) : NULL;

	return rec && text_int(n + 1, &rows) ? arena_printf(ctx->mem, "%s: %s dòng", rec->plural,
	                                                    text_grouped(ctx->mem, rows)) : command;
}

static bool load_entries(struct ctx *ctx, struct import_lists *out)
{
	struct entry_told *entry;
	int n;

	if (!entries_of(ctx, "import", ENTRIES_SHOWN, &entry, &n))
		return false;
	for (int i = 0; i < n; i++) {
		struct imported_line line = {
			text_grouped(ctx->mem, entry[i].entry), time_show(ctx->mem, entry[i].at),
			command_told(ctx, entry[i].command), entry[i].reason, NULL, { NULL } };

		if (entry[i].undone_by)
			line.undone = text_grouped(ctx->mem, entry[i].undone_by);
		else
			line.undo = url(ctx->mem, "/undo/%lld", (long long)entry[i].entry);
		PUSH(ctx->mem, out->done, out->ndone, line);
	}
	return true;
}

static bool load_lists(struct ctx *ctx, const struct req *req, struct import_lists *out)
{
	*out = (struct import_lists){ 0 };
	load_jobs(ctx, req->web->imports, out);
	return load_entries(ctx, out);
}

static void draw_jobs(struct html *w, const struct import_lists *l)
{
	if (!l->njobs)
		return;
	html(w, "<h2>Tệp trong phiên làm việc này</h2>\n<div class=\"wide\"><table class=\"sheet\"><thead><tr><th "
	        "scope=\"col\">Tệp</th>"
	        "<th scope=\"col\">Loại hồ sơ</th><th scope=\"col\">Gửi lúc</th><th scope=\"col\">Trạng thái</th></tr>"
	        "</thead><tbody>\n");
	for (int i = 0; i < l->njobs; i++) {
		html(w, "<tr><td>");
		html_link(w, l->job[i].to, l->job[i].name);
		html(w, "</td><td data-label=\"Loại hồ sơ\">%s</td><td data-label=\"Gửi lúc\">%s</td>"
		        "<td data-label=\"Trạng thái\"><span class=\"pill\">%s</span></td></tr>\n", l->job[i].rec,
		     l->job[i].at, l->job[i].state);
	}
	html(w, "</tbody></table></div>\n");
}

static void draw_entries(struct html *w, const struct import_lists *l)
{
	if (!l->ndone)
		return;
	html(w, "<h2>Những lần nhập đã ghi</h2>\n<div class=\"wide\"><table class=\"sheet\"><thead><tr><th "
	        "scope=\"col\">Bút toán</th>"
	        "<th scope=\"col\">Đã ghi</th><th scope=\"col\">Lúc</th><th scope=\"col\">Tệp, lý do</th>"
	        "<th scope=\"col\">Hoàn tác</th></tr></thead><tbody>\n");
	for (int i = 0; i < l->ndone; i++) {
		const struct imported_line *d = &l->done[i];

		html(w, "<tr><td>số %s</td><td data-label=\"Đã ghi\">%s</td><td data-label=\"Lúc\" class=\"day\">"
		        "%s</td>"
		        "<td data-label=\"Tệp, lý do\" class=\"long\">%s</td><td data-label=\"Hoàn tác\">", d->entry,
		     d->rec, d->at, d->reason);
		if (d->undone)
			html(w, "<span class=\"pill void\">đã hoàn tác</span> <small>bút toán số %s</small>",
			     d->undone);
		else
			html_link(w, d->undo, "Hoàn tác");
		html(w, "</td></tr>\n");
	}
	html(w, "</tbody></table></div>\n");
}

/* ---- of all types ---- */

struct import_type { const char *plural; struct url to; };
struct all_data { struct import_lists lists; struct import_type *type; int ntypes; };

static bool load_all(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct all_data *d = data;

	*d = (struct all_data){ { 0 } };
	for (int i = 0; i < ctx->catalog->nrecords; i++) {
		const struct record *rec = ctx->catalog->record[i];

		if (access_may(ctx, rec, "read") && import_may(ctx, rec))
			PUSH(ctx->mem, d->type, d->ntypes, (struct import_type){
				say_many(ctx->mem, rec->plural), url(ctx->mem, "/r/%s/import", rec->name) });
	}
	about->title = "Nhập từ Excel";
	about->section = "import";
	return load_lists(ctx, req, &d->lists);
}

static void draw_all(struct html *w, const void *data)
{
	const struct all_data *d = data;

	html(w, "<div class=\"head\"><h1>Nhập từ Excel</h1></div>\n");
	draw_jobs(w, &d->lists);
	draw_entries(w, &d->lists);
	html(w, "<h2>Nhập loại hồ sơ nào?</h2>\n");
	if (!d->ntypes)
		html(w, "<p class=\"none\">Tài khoản này không ghi loại hồ sơ nào.</p>\n");
	html(w, "<ul class=\"types\">");
	for (int i = 0; i < d->ntypes; i++) {
		html(w, "<li>");
		html_link(w, d->type[i].to, d->type[i].plural);
		html(w, "</li>");
	}
	html(w, "</ul>\n");
}

const struct page imports_page = { sizeof(struct all_data), load_all, draw_all };

/* ---- of one ---- */

struct start_data {
	const struct record *rec;
	struct import_lists lists;
	const char *csrf, *most;
	bool opening;
	const struct errs *faults;
};

static bool load_start(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct start_data *d = data;
	const char *way = req_form(req, "way");

	*d = (struct start_data){ .rec = record_to_import(ctx, req), .csrf = req->session->csrf, .faults = req->faults,
	                          .opening = way && !strcmp(way, "opening") };
	if (!d->rec || !load_lists(ctx, req, &d->lists))
		return false;
	d->most = text_grouped(ctx->mem, req->upload_max >> 20);
	about->title = arena_printf(ctx->mem, "Nhập từ Excel: %s", say_many(ctx->mem, d->rec->plural));
	about->section = d->rec->name;
	about->status = !d->faults ? 200 : req->upload && req->upload->too_long ? 413 : errs_status(d->faults);
	return true;
}

void import_draw_way(struct html *w, bool opening)
{
	html(w, "<fieldset class=\"way-in\"><legend>Cách ghi</legend>"
	        "<label><input type=\"radio\" name=\"way\" value=\"change\"%s> <span><strong>Thay đổi thường "
	        "ngày</strong>"
	        "<small>Dòng trái quy định là dòng lỗi.</small></span></label>", opening ? "" : " checked");
	html(w, "<label><input type=\"radio\" name=\"way\" value=\"opening\"%s> <span><strong>Số liệu ban đầu</strong>"
	        "<small>Văn bản đã ký từ trước: vẫn ghi, chỗ trái quy định thành điều cần giải trình.</small></span>"
	        "</label>"
	        "</fieldset>\n", opening ? " checked" : "");
}

static void draw_start(struct html *w, const void *data)
{
	const struct start_data *d = data;
	struct arena *a = w->out.mem;

	html(w, "<p class=\"trail\">");
	html_link(w, url(a, "/r/%s", d->rec->name), say_many(a, d->rec->plural));
	html(w, "</p>\n<div class=\"head\"><h1>Nhập từ Excel: %s</h1></div>\n", say_many(a, d->rec->plural));
	draw_errs(w, d->faults);
	html(w, "<ol class=\"stages\">\n<li><h2>Lấy mẫu</h2><p>Mẫu có sẵn tên các cột, trang giải thích cách ghi "
	        "từng cột "
	        "và danh mục để chọn. Bảng sẵn có, tên cột khác đi, cũng nhận.</p><p>");
	html_link_as(w, "button plain", url(a, "/export/blank/%s", d->rec->name), "Tải mẫu (Excel)");
	html(w, "</p></li>\n<li><h2>Đưa tệp vào</h2>\n");
	html_form_file(w, "form upload", url(a, "/r/%s/import", d->rec->name), d->csrf);
	import_draw_way(w, d->opening);
	html(w, "<div class=\"field drop\"><label for=\"f-file\">Tệp .xlsx hoặc .csv <span class=\"must\">*</span>"
	        "</label>"
	        "<input type=\"file\" id=\"f-file\" name=\"file\" required aria-describedby=\"f-file-help\" "
	        "accept=\".xlsx,.csv,.txt,text/csv,"
	        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\">"
	        "<div class=\"help\" id=\"f-file-help\">Chọn tệp, hoặc kéo thả vào ô này. Nhiều nhất %s MB.</div>"
	        "</div>\n",
	     d->most);
	html(w, "<div class=\"buttons\"><button class=\"button\">Đọc tệp</button></div></form></li>\n"
	        "<li><h2>Xem kế hoạch, rồi mới ghi</h2><p>Chưa có gì được ghi cho đến khi bấm <strong>Ghi đúng kế "
	        "hoạch "
	        "này</strong>. Mỗi dòng được nói rõ là mới, thay đổi, không đổi hay lỗi; dòng lỗi tải về được ngay "
	        "trong "
	        "bảng Excel, ô lỗi tô màu. Ghi rồi vẫn hoàn tác được.</p></li>\n</ol>\n");
	draw_jobs(w, &d->lists);
	draw_entries(w, &d->lists);
}

const struct page import_page = { sizeof(struct start_data), load_start, draw_start };

static bool take_upload(struct ctx *ctx, struct req *req, int64_t *id)
{
	const struct record *rec = record_to_import(ctx, req);
	const char *way = req_form(req, "way");
	struct import_options o = { .opening = way && !strcmp(way, "opening") };
	struct upload *u = req->upload;

	if (!rec)
		return false;
	if (!u || strcmp(u->field, "file") != 0)
		return err_field(ctx->errs, "file", "Chưa chọn tệp.");
	if (u->too_long)
		return err_field(ctx->errs, "file", "“%s” dài hơn %lld MB, giới hạn của hệ thống. Chia bảng ra nhiều "
		                 "tệp, hoặc đề nghị người quản trị nâng giới hạn.", u->name,
		                 (long long)(req->upload_max >> 20));
	if (!u->size)
		return err_field(ctx->errs, "file", "“%s” là tệp rỗng.", u->name);
	return import_add(ctx, req->web->imports, rec, u->name, upload_take(u), u->size, &o, id);
}

/* The form again, with what was wrong above it. */
void import_again(struct ctx *ctx, struct req *req, const struct page *page, struct reply *out)
{
	if (errs_status(ctx->errs) == 503)
		page_again(ctx, req, page, out);
	else
		page_refused(ctx, req, page, out);
}

void import_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	int64_t id;

	if (take_upload(ctx, req, &id))
		reply_see(out, url(ctx->mem, "/import/%lld", (long long)id));
	else
		import_again(ctx, req, &import_page, out);
}

static void close_file(void *file)
{
	(void)fclose(file);
}

struct blank_making { struct ctx *ctx; const struct record *rec; FILE *file; };

static bool make_blank(void *arg)
{
	struct blank_making *m = arg;

	return import_blank_write(m->ctx, m->rec, m->file);
}

void import_blank_serve(struct ctx *ctx, struct req *req, struct reply *out)
{
	const struct record *rec = record_to_import(ctx, req);
	FILE *file = rec ? scratch_open(ctx->errs) : NULL;
	struct blank_making m = { ctx, rec, file };

	if (file)
		arena_closer(req->mem, close_file, file);
	if (!file || !db_txn(ctx->db, TXN_READ, make_blank, &m)) {
		page_errors(ctx, req, out);
		return;
	}
	reply_file(out, format_xlsx.type, file);
	out->file = arena_printf(ctx->mem, "mau-%s.xlsx", rec->name);
}
