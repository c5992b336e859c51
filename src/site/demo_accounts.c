/* Invented accounts.  Everything in the book was typed by one of them; nobody
 * enters as the system.  Passwords lie outside the record tables. */
#include "site/demo_world.h"

#include <string.h>

#include "model/access.h"

enum { FIXED = 6, PER_BODY = 2 };
enum { ADMIN, LEADER, ORG_CLERK, CHIEF_OF_OFFICE, CELL_SECRETARY, VIEWER };

static const struct { const char *login, *name, *role, *sees; } fixed[FIXED] = {
	[ADMIN] = { "admin", "Quản trị hệ thống (giả lập)", "admin",
	            "tài khoản, tổ chức, định nghĩa; trên web không xem hồ sơ đảng viên" },
	[LEADER] = { "lanhdao", "Thường trực Tỉnh ủy (giả lập)", "leader", "đọc toàn tỉnh, mức công tác" },
	[ORG_CLERK] = { "totchuc", "Chuyên viên Ban Tổ chức Tỉnh ủy (giả lập)", "org_clerk",
	                "đọc và ghi mọi việc của đảng viên toàn tỉnh, cả mức hồ sơ" },
	[CHIEF_OF_OFFICE] = { "vanphong", "Chánh Văn phòng Tỉnh ủy (giả lập)", "chief",
	                      "đọc toàn tỉnh; bước thứ hai của mỗi việc; trả lời điểm cần làm rõ" },
	[CELL_SECRETARY] = { "bithu", "Bí thư một chi bộ ấp (giả lập)", "secretary", "chi bộ của mình" },
	[VIEWER] = { "xem", "Người xem số liệu công khai (giả lập)", "viewer", "các trường công khai" },
};

void demo_accounts_print(FILE *out)
{
	fprintf(out, "Tài khoản giả lập (mật khẩu chung: %s):\n", DEMO_PASSWORD);
	for (size_t i = 0; i < COUNTOF(fixed); i++)
		fprintf(out, "  %-10s %s\n", fixed[i].login, fixed[i].sees);
	fprintf(out, "  %-10s %s\n  %-10s %s\n  %-10s %s\n  %-10s %s\n",
	        "canglong", "cán bộ cấp ủy huyện Càng Long: ghi mọi việc trong huyện; cũng vậy: tptravinh, cauke, "
	        "tieucan,",
	        "", "chauthanh, caungang, tracu, duyenhai, txduyenhai, khoia, khoib, khoic, khoid",
	        "vp.canglong", "chánh văn phòng cấp ủy ấy: đọc trong huyện, bước thứ hai; cũng vậy: vp.tracu …",
	        "", "đăng nhập bằng tài khoản nào cũng thấy dòng “SỐ LIỆU GIẢ LẬP”");
}

/* In another province of the same database the logins bear its number. */
static const char *login_of(struct demo *d, const char *login)
{
	return d->site == 1 ? login : arena_printf(d->mem, "%s.%lld", login, (long long)d->site);
}

int64_t demo_account(const struct demo *d, enum demo_typist typist, int body)
{
	switch (typist) {
	case BY_ADMIN:    return d->account[ADMIN];
	case BY_PROVINCE: return d->account[ORG_CLERK];
	case BY_OFFICE:   return d->account[CHIEF_OF_OFFICE];
	case BY_CLERK:    return d->account[FIXED + PER_BODY * body];
	case BY_CHIEF:    return d->account[FIXED + PER_BODY * body + 1];
	}
	bug("no such typist");
}

static bool user_write(struct op *op, struct demo *d, const char *login, const char *name)
{
	int64_t id = 0;

	if (!demo_row(op, "user", &id, SETS(SET("login", login_of(d, login)), SET("name", name),
	                                    SET("active", value_int(1)))))
		return false;
	PUSH(d->mem, d->account, d->naccounts, id);
	return true;
}

static bool users_write(struct op *op, void *arg)
{
	struct demo *d = arg;

	op->command = "demo accounts";
	for (size_t i = 0; i < COUNTOF(fixed); i++)
		if (!user_write(op, d, fixed[i].login, fixed[i].name))
			return false;
	for (int i = 0; i < d->data->nbodies; i++) {
		const struct demo_body *b = &d->data->body[i];
		const char *mark = strstr(b->name, "(giả lập)") ? "" : " (giả lập)";
		if (!user_write(op, d, b->login, arena_printf(d->mem, "Cán bộ cấp ủy, %s%s", b->name, mark)) ||
		    !user_write(op, d, arena_printf(d->mem, "vp.%s", b->login),
		                arena_printf(d->mem, "Chánh văn phòng cấp ủy, %s%s", b->name, mark)))
			return false;
	}
	return true;
}

static bool first_entry(void *arg)
{
	struct demo *d = arg;
	struct op op;

	return op_entry(d->ctx, DO_BATCH, "lập tài khoản", users_write, d, &op);
}

bool demo_accounts_write(struct demo *d)
{
	if (!db_txn(d->ctx->db, TXN_WRITE, first_entry, d))
		return false;
	if (d->account[ADMIN] != d->ctx->user->id)
		bug("the administrator is %lld, not %lld", (long long)d->account[ADMIN], (long long)d->ctx->user->id);
	return true;
}

/* ---- roles ---- */

static bool role_write(struct op *op, struct demo *d, int account, const char *role, int unit)
{
	int64_t id = 0;

	return demo_row(op, "user_role", &id, SETS(
		SET("user", d->account[account]), SET("role", role),
		SET("unit", unit < 0 ? value_null() : V(d->unit[unit].id)),
		SET("valid_from", d->opening_day)));
}

/* A cell of a hamlet. */
static int secretary_cell(const struct demo *d)
{
	for (int i = 0; i < d->nleaves; i++)
		if (d->unit[d->leaf[i]].trade == TRADE_COMMUNE)
			return d->leaf[i];
	return d->leaf[0];
}

static bool roles_write(struct op *op, struct demo_entry *e)
{
	struct demo *d = e->d;

	op->command = "demo roles";
	for (int i = 0; i < FIXED; i++) {
		/* With one province in the database its people see all of it; with several each sees its own. */
		int unit = i == ADMIN ? -1 : i == CELL_SECRETARY ? secretary_cell(d) : 0;
		if (!role_write(op, d, i, fixed[i].role, unit))
			return false;
	}
	for (int i = 0; i < d->data->nbodies; i++)
		if (!role_write(op, d, FIXED + PER_BODY * i, "clerk", d->body_unit[i]) ||
		    !role_write(op, d, FIXED + PER_BODY * i + 1, "chief", d->body_unit[i]))
			return false;
	return true;
}

void demo_accounts_plan(struct demo *d)
{
	demo_plan(d, d->opening_day, BY_ADMIN, -1, roles_write, NULL)->reason = "giao quyền";
}

/* ---- passwords: one for all, and so one hash, which costs what it should ---- */

static bool passwords_store(void *arg)
{
	struct demo *d = arg;
	const char *hash;

	if (!password_hash(d->ctx->mem, DEMO_PASSWORD, &hash))
		return err_add(d->ctx->errs, ERR_FAULT, "không đủ bộ nhớ để băm mật khẩu");
	for (int i = 0; i < d->naccounts; i++)
		if (!db_run(d->ctx->db, SQL("INSERT INTO main.credential (user_id, hash, failures, locked_until) "
		                            "VALUES ($1, $2, 0, 0)"),
		            ARGS(V(d->account[i]), V(hash))))
			return false;
	return true;
}

bool demo_passwords_write(struct demo *d)
{
	return db_txn(d->ctx->db, TXN_WRITE, passwords_store, d);
}
