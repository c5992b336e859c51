/* Whoever has just done something must see at once that it was done and how to
 * take it back; so this stands in the shell and not on pages. */

#include "web/entry.h"
#include <stdarg.h>
#include <string.h>
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/unit.h"
#include "model/workflow.h"

static const char *action_label(const struct record *rec, const char *action)
{
	static const struct { const char *name, *label; } verbs[] = {
		{ "create", "Thêm mới" }, { "edit", "Sửa" }, { "change", "Thay đổi từ ngày" }, { "remove", "Xóa" },
	};
	const struct step *s = rec->flow ? flow_step(rec->flow, action) : NULL;

	if (s)
		return s->label;
	for (size_t i = 0; i < COUNTOF(verbs); i++)
		if (!strcmp(verbs[i].name, action))
			return verbs[i].label;
	return action;
}

/* The word at *at, which is moved behind it and one blank. */
static const char *word_of(struct arena *a, const char **at)
{
	size_t n = strcspn(*at, " ");
	const char *word = arena_textn(a, *at, n);

	*at += n + ((*at)[n] == ' ');
	return word;
}

/* "admission.hold"; NULL: no record type is named so. */
static const char *act_words(struct ctx *ctx, const char *act)
{
	size_t n = strcspn(act, ".");
	const struct record *rec = act[n] ? catalog_record(ctx->catalog, arena_textn(ctx->mem, act, n)) : NULL;

	return rec ? arena_printf(ctx->mem, "%s: %s", rec->label, action_label(rec, act + n + 1)) : NULL;
}

/* What begins with a word of its own, and may name a record type behind it. */
static const char *other_words(struct ctx *ctx, const char *first, const char *at)
{
	static const struct { const char *word, *says; } others[] = {
		{ "undo", "Hoàn tác bút toán" }, { "import", "Nhập từ tệp" }, { "reconcile", "Đối chiếu" },
		{ "month", "Phiếu tháng chi bộ" }, { "definitions", "Nạp định nghĩa" },
	};

	for (size_t i = 0; i < COUNTOF(others); i++) {
		const struct record *rec;

		if (strcmp(others[i].word, first) != 0)
			continue;
		if (!i)
			return arena_printf(ctx->mem, "%s: %s", others[i].says, at);
		rec = catalog_record(ctx->catalog, word_of(ctx->mem, &at));
		return rec ? arena_printf(ctx->mem, "%s: %s", others[i].says, rec->plural) : others[i].says;
	}
	return NULL;
}

const char *entry_words(struct ctx *ctx, const char *command)
{
	const char *at = command, *first = word_of(ctx->mem, &at), *words;

	if (!strcmp(first, "demo") || !strcmp(first, "batch"))
		first = word_of(ctx->mem, &at);
	words = act_words(ctx, first);
	if (!words)
		words = other_words(ctx, first, at);
	return words ? words : command;
}

const char *entry_stead(struct ctx *ctx, const char *command)
{
	static const char mark[] = " for ";
	const char *at = strstr(command, mark);
	int64_t unit;

	if (!at || !text_int(at + sizeof mark - 1, &unit))
		return NULL;
	return unit_name(ctx, (struct clock){ .on = ctx->today }, unit);
}

void stead_draw(struct html *w, const char *cell)
{
	html(w, "<p class=\"stead\" data-icon=\"users\">");
	if (cell)
		html(w, "<span>Nhập thay: <strong>%s</strong>. Nhật ký ghi rõ người nhập và nhập thay chi bộ "
		        "nào.</span>", cell);
	else
		html(w, "Đây là việc của chi bộ: nhật ký ghi rõ người nhập và nhập thay chi bộ nào.");
	html(w, "</p>\n");
}

struct url entry_undo(struct arena *a, int64_t entry, struct url to)
{
	return url_with(a, url(a, "/undo/%lld", (long long)entry), "to", to.text);
}

struct url flash_done(struct arena *a, struct url to, int64_t entry)
{
	return url_with(a, to, "done", arena_printf(a, "%lld", (long long)entry));
}

struct url flash_undone(struct arena *a, struct url to, int64_t entry)
{
	return url_with(a, to, "undone", arena_printf(a, "%lld", (long long)entry));
}

static bool named(const char *name, va_list names)
{
	const char *one;

	while ((one = va_arg(names, const char *)))
		if (!strcmp(one, name))
			return true;
	return false;
}

struct url url_without(const struct req *req, ...)
{
	struct url to = url_local(req->mem, arena_textn(req->mem, req->target, strcspn(req->target, "?")));

	for (int i = 0; i < req->query.n; i++) {
		va_list names;

		va_start(names, req);
		if (!named(req->query.v[i].name, names))
			to = url_with(req->mem, to, req->query.v[i].name, req->query.v[i].text);
		va_end(names);
	}
	return to;
}

/* The address says it: a number and nothing else is repeated. */
static int64_t entry_named(const struct req *req, const char *name)
{
	const char *text = req_query(req, name);
	int64_t entry;

	return text && text_int(text, &entry) && entry > 0 ? entry : 0;
}

struct flash flash_read(const struct ctx *ctx, const struct req *req)
{
	int64_t done = entry_named(req, "done"), undone = entry_named(req, "undone");
	struct flash f = { .again = req->again, .by = req_form(req, "_by"), .user = ctx->user->login,
	                   .name = ctx->user->name };

	if (undone)
		f.undone = text_grouped(req->mem, undone);
	else if (done)
		f.done = text_grouped(req->mem, done);
	if (f.done && entry_named(req, "rows"))
		f.rows = text_grouped(req->mem, entry_named(req, "rows"));
	if (done || undone)
		f.undo = entry_undo(req->mem, undone ? undone : done, url_without(req, "done", "undone", "rows", NULL));
	return f;
}

static void draw_again(struct html *w, const struct flash *f)
{
	bool other = f->by && strcmp(f->by, f->user) != 0;

	if (!f->again)
		return;
	html(w, "<div class=\"%s\" role=\"status\"><p><strong>Biểu mẫu được gửi khi phiên làm việc trước đã kết thúc: "
	        "chưa ghi gì.</strong> Xem lại rồi gửi. Đang đăng nhập: <strong>%s</strong> (%s).</p>",
	     other ? "errs" : "note", f->name, f->user);
	if (other)
		html(w, "<p>Người nhập biểu mẫu này là <strong>%s</strong>, không phải người đang đăng nhập. Gửi đi là "
		        "ghi bằng tên của người đang đăng nhập.</p>", f->by);
	html(w, "</div>\n");
}

/* It has the focus, so the next key reaches the way back. */
void flash_draw(struct html *w, const struct flash *f)
{
	draw_again(w, f);
	if (!f->done && !f->undone)
		return;
	html(w, "<p class=\"good\" role=\"status\" tabindex=\"-1\" autofocus>");
	if (f->done && f->rows)
		html(w, "Đã ghi %s dòng, bút toán số %s. ", f->rows, f->done);
	else if (f->done)
		html(w, "Đã ghi, bút toán số %s. ", f->done);
	else
		html(w, "Đã hoàn tác bằng bút toán số %s. ", f->undone);
	html_link(w, f->undo, f->done ? "Hoàn tác" : "Làm lại việc vừa hoàn tác");
	html(w, "</p>\n");
}
