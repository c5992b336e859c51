#include "model/setting.h"

#include <string.h>

const struct setting settings[] = {
	{ "tls", "1: trang web chỉ đi qua HTTPS (cookie chỉ gửi qua HTTPS)" },
	{ "file_permission", "chủ quản đã cho phép lưu mức hồ sơ: số văn bản; bỏ trống: chỉ mức công tác" },
	{ "site_url", "địa chỉ của trang trong thư, ví dụ https://dangvu.travinh.vn" },
	{ "mail_url", "máy chủ gửi thư, ví dụ smtp://mail.travinh.vn:587; bỏ trống: không gửi thư" },
	{ "mail_from", "địa chỉ gửi đi của thư" },
	{ "mail_login", "tên đăng nhập máy chủ gửi thư; bỏ trống: không đăng nhập" },
	{ "mail_password_file", "tệp có mật khẩu của máy chủ gửi thư ở dòng đầu" },
	{ "digest_at", "giờ `dangvu serve` gửi tin buổi sáng, ví dụ 07:00; trống: cron gọi dangvu digest --send" },
};
const int nsettings = (int)COUNTOF(settings);

const struct setting *setting_find(const char *name)
{
	for (int i = 0; i < nsettings; i++)
		if (strcmp(settings[i].name, name) == 0)
			return &settings[i];
	return NULL;
}

bool setting_get(struct ctx *ctx, const char *name, const char **out)
{
	struct row row;

	if (!db_one(ctx->db, SQL("SELECT value FROM main.setting WHERE name = $1"), ARGS(V(name)), &row))
		return false;
	*out = row.n && row.cell[0].type == T_TEXT && *row.cell[0].text ? row.cell[0].text : NULL;
	return true;
}

bool setting_put(struct ctx *ctx, const char *name, const char *value)
{
	if (!*value)
		return db_run(ctx->db, SQL("DELETE FROM main.setting WHERE name = $1"), ARGS(V(name)));
	return db_run(ctx->db, SQL("INSERT INTO main.setting (name, value) VALUES ($1, $2) "
	                           "ON CONFLICT (name) DO UPDATE SET value = excluded.value"),
	              ARGS(V(name), V(value)));
}
