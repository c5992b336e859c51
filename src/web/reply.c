#include "web/reply.h"
#include <string.h>

void reply_bytes(struct reply *r, int status, const char *type, const char *body, size_t n)
{
	r->status = status;
	r->type = type;
	r->body = body;
	r->nbody = n;
}

void reply_file(struct reply *r, const char *type, FILE *file)
{
	r->status = 200;
	r->type = type;
	r->stream = file;
}

/* Half a page would be a lie: one that outgrew its bound is not sent. */
void reply_html(struct reply *r, int status, const struct html *w)
{
	if (w->out.full)
		reply_plain(w->out.mem, r, 500, "Trang quá lớn.");
	else
		reply_bytes(r, status, "text/html; charset=utf-8", w->out.s, w->out.n);
}

void reply_see(struct reply *r, struct url to)
{
	r->status = 303;
	r->type = "text/plain; charset=utf-8";
	r->location = to.text;
	r->body = "";
	r->nbody = 0;
}

void reply_plain(struct arena *a, struct reply *r, int status, const char *text)
{
	struct html w = html_new(a);

	html(&w, "<!doctype html>\n<html lang=\"vi\"><meta charset=\"utf-8\">"
	         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>%s · Đảng vụ</title>"
	         "<link rel=\"stylesheet\" href=\"/static/app.css\">"
	         "<body class=\"bare\"><main>\n", status_text(status));
	html(&w, "<h1>%s</h1><p>%s</p><p class=\"advice\">%s</p><p>", status_text(status), text, status_advice(status));
	html_link_as(&w, "button", (struct url){ "/" }, "Về trang đầu");
	html(&w, "</p></main></body></html>\n");
	r->location = NULL;
	reply_bytes(r, status, "text/html; charset=utf-8", w.out.s, w.out.n);
}

const char *status_text(int status)
{
	static const struct { int status; const char *text; } names[] = {
		{ 400, "Yêu cầu không hợp lệ" }, { 401, "Chưa đăng nhập" }, { 403, "Không được phép" },
		{ 404, "Không tìm thấy" }, { 405, "Phương thức không được dùng ở đây" },
		{ 409, "Dữ liệu đã thay đổi" }, { 413, "Nội dung quá lớn" }, { 414, "Địa chỉ quá dài" },
		{ 415, "Kiểu nội dung không được nhận" }, { 417, "Yêu cầu không hợp lệ" },
		{ 422, "Chưa ghi được" }, { 431, "Tiêu đề yêu cầu quá lớn" }, { 500, "Lỗi của hệ thống" },
		{ 503, "Hệ thống đang bận" }, { 505, "Phiên bản HTTP không được nhận" },
	};

	for (size_t i = 0; i < COUNTOF(names); i++)
		if (names[i].status == status)
			return names[i].text;
	return "Lỗi";
}

const char *status_advice(int status)
{
	static const struct { int status; const char *text; } advice[] = {
		{ 400, "Kiểm tra lại địa chỉ, hoặc quay về trang trước và làm lại." },
		{ 401, "Đăng nhập rồi làm lại." },
		{ 403, "Việc này không thuộc quyền của tài khoản đang dùng. Nếu cần làm, hãy đề nghị người quản "
		       "trị cấp quyền." },
		{ 404, "Hồ sơ không có, đã được chuyển đi, hoặc không thuộc phạm vi được xem. Hãy tìm bằng ô tìm ở đầu "
		       "trang." },
		{ 405, "Mở lại trang từ danh mục rồi làm lại." },
		{ 409, "Người khác vừa ghi vào hồ sơ này. Mở lại hồ sơ, xem bản mới rồi làm tiếp." },
		{ 413, "Chia nội dung thành nhiều phần nhỏ hơn." },
		{ 422, "Quay lại trang trước, sửa chỗ được nêu rồi gửi lại." },
		{ 500, "Chưa có gì được ghi. Thử lại; nếu vẫn lỗi, báo người quản trị kèm giờ xảy ra." },
		{ 503, "Chưa có gì được ghi. Thử lại sau ít giây." },
	};

	for (size_t i = 0; i < COUNTOF(advice); i++)
		if (advice[i].status == status)
			return advice[i].text;
	return "";
}
