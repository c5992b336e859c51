/* A round of letters.  The database is never held while a server is spoken to. */

#include <stdio.h>
#include <string.h>

#include "base/language.h"
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/rule.h"
#include "model/setting.h"
#include "site/digest.h"

/* ---- settings ---- */

static bool password_read(struct ctx *ctx, const char *file, const char **out)
{
	char line[1002];
	FILE *f = fopen(file, "r");
	bool read = f && fgets(line, sizeof line, f);

	if (f)
		(void)fclose(f);
	if (!read)
		return err_field(ctx->errs, "mail_password_file", "không đọc được “%s”", file);
	line[strcspn(line, "\r\n")] = '\0';
	*out = arena_text(ctx->mem, line);
	return true;
}

static bool starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool post_check(struct ctx *ctx, const struct digest_post *p)
{
	const struct mail_server *s = &p->server;
	size_t n = p->site ? strlen(p->site) : 0;

	if (!starts(s->url, "smtp://") && !starts(s->url, "smtps://"))
		return err_field(ctx->errs, "mail_url", "phải bắt đầu bằng smtp:// hoặc smtps://");
	if (!s->from || !text_is_email(s->from))
		return err_field(ctx->errs, "mail_from", "chưa phải địa chỉ thư điện tử");
	if (!p->site || (!starts(p->site, "https://") && !starts(p->site, "http://")) || p->site[n - 1] == '/')
		return err_field(ctx->errs, "site_url", "phải bắt đầu bằng https:// và không kết thúc bằng /");
	return true;
}

bool digest_post_read(struct ctx *ctx, struct digest_post *out)
{
	struct mail_server *s = &out->server;
	const char *file;

	*out = (struct digest_post){ .on = false };
	if (!setting_get(ctx, "mail_url", &s->url) || !setting_get(ctx, "mail_from", &s->from) ||
	    !setting_get(ctx, "mail_login", &s->login) || !setting_get(ctx, "mail_password_file", &file) ||
	    !setting_get(ctx, "site_url", &out->site) || !setting_get(ctx, "digest_at", &out->at))
		return false;
	if (!s->url)
		return true;
	out->on = post_check(ctx, out) && (!file || password_read(ctx, file, &s->password));
	return out->on;
}

/* ---- one person ---- */

struct person { int64_t id; const char *email; };
struct letter {
	struct ctx ctx;                 /* of this letter alone */
	struct errs errs;
	struct db db;
	const struct digest_post *post;
	struct person to;
	struct digest digest;
	bool demo, empty;
	enum mail_end end;
	const char *why;
};

/* In the language that its reader has chosen. */
static bool read_digest(void *arg)
{
	struct letter *l = arg;
	struct row demo, speaks;

	l->ctx.heads = NULL;
	l->empty = true;
	if (!db_one(&l->db, SQL("SELECT 1 FROM main.setting WHERE name = 'demo'"), NO_ARGS, &demo) ||
	    !db_one(&l->db, SQL("SELECT language FROM main.credential WHERE user_id = $1"), ARGS(V(l->to.id)),
	            &speaks) ||
	    !access_account(&l->ctx, l->to.id, &l->ctx.user))
		return false;
	l->demo = demo.n > 0;
	if (speaks.n && speaks.cell[0].type == T_TEXT)
		arena_speak(l->ctx.mem, language_find(speaks.cell[0].text));
	if (!l->ctx.user)
		return true;
	if (!digest_load(&l->ctx, &l->digest))
		return false;
	l->empty = digest_is_empty(&l->digest);
	return true;
}

static void put(const struct record *rec, struct value *cell, const char *field, struct value v)
{
	cell[record_field(rec, field)] = v;
}

/* The row of this person and day, made where there is none. */
static bool notice_write(struct op *op, struct letter *l, int64_t *id)
{
	const struct record *rec = catalog_record(op->ctx->catalog, "notice");
	struct value *cell = NEWN(op->ctx->mem, struct value, rec->nfields);
	struct version v = { 0 };
	struct row row;
	bool taken = l->end == MAIL_TAKEN;

	if (!db_one(op->ctx->db, SQL("SELECT id FROM main.notice WHERE \"user\" = $1 AND day = $2"),
	            ARGS(V(l->to.id), V(op->ctx->today)), &row))
		return false;
	*id = row.n ? cell_int(row.cell[0]) : 0;
	if (*id && !op_load(op->ctx, rec, *id, &v))
		return false;
	int64_t tries = v.cell ? version_int(&v, record_field(rec, "tries")) : 0;
	put(rec, cell, "user", V(l->to.id));
	put(rec, cell, "day", V(op->ctx->today));
	put(rec, cell, "sent_at", taken ? value_time(op->ctx->now) : value_null());
	put(rec, cell, "overdue", V(taken ? l->digest.fresh.total : (int64_t)0));
	put(rec, cell, "tries", V(tries + 1));
	put(rec, cell, "fault", taken ? value_null() : V(l->why));
	return *id ? op_update(op, rec, *id, cell) : op_insert(op, rec, cell, id);
}

static bool told_write(struct op *op, const struct letter *l, int64_t notice)
{
	const struct record *rec = catalog_record(op->ctx->catalog, "overdue_told");
	struct value *cell = NEWN(op->ctx->mem, struct value, rec->nfields);

	put(rec, cell, "notice", V(notice));
	put(rec, cell, "user", V(l->to.id));
	for (int i = 0; i < l->digest.nlate; i++) {
		const struct digest_late *x = &l->digest.late[i];
		int64_t id = 0;
		if (!x->fresh)
			continue;
		put(rec, cell, "record", V(x->due->kind));
		put(rec, cell, "row", V(x->due->id));
		put(rec, cell, "due", V(x->due->due));
		put(rec, cell, "level", V((int64_t)x->level));
		if (!op_insert(op, rec, cell, &id))
			return false;
	}
	return true;
}

static bool write_all(struct op *op, void *arg)
{
	struct letter *l = arg;
	int64_t notice;

	op->command = "digest";
	return notice_write(op, l, &notice) && (l->end != MAIL_TAKEN || told_write(op, l, notice));
}

static bool write_down(void *arg)
{
	struct letter *l = arg;
	struct op op;

	l->ctx.user = &user_system;
	return op_entry(&l->ctx, DO_BATCH, NULL, write_all, l, &op);
}

/* A server found dead is not asked again in this round. */
static void send(struct letter *l, const struct digest_round *round)
{
	struct arena *a = l->ctx.mem;
	struct digest_letter w = digest_write(a, &l->digest, l->ctx.user->name, l->post->site, l->demo);
	const struct mail m = { l->to.email, w.subject, w.text, w.html, l->ctx.now };

	l->end = MAIL_DEAD;
	l->why = round->why;
	if (!round->dead)
		l->end = mail_send(a, &l->post->server, &m, &l->why);
}

static void count(struct arena *a, const struct letter *l, struct digest_round *round)
{
	round->sent += l->end == MAIL_TAKEN;
	round->failed += l->end != MAIL_TAKEN;
	round->dead |= l->end == MAIL_DEAD;
	if (l->why && !round->why)
		round->why = arena_text(a, l->why);
}

static bool send_to(struct ctx *ctx, const struct digest_post *post, struct person to, struct digest_round *round)
{
	struct arena *mem = arena_new(0);
	struct letter *l = NEW(mem, struct letter);
	bool done;

	*l = (struct letter){ .ctx = *ctx, .errs = errs_new(mem), .db = { ctx->db->conn, mem, &l->errs }, .post = post,
	                      .to = to };
	l->ctx.mem = mem;
	l->ctx.errs = &l->errs;
	l->ctx.db = &l->db;
	l->ctx.files = NULL;
	done = db_txn(&l->db, TXN_READ, read_digest, l);
	if (done && l->empty)
		round->nothing++;
	if (done && !l->empty) {
		send(l, round);
		count(ctx->mem, l, round);
		done = db_txn(&l->db, TXN_WRITE, write_down, l);
	}
	for (const struct err *e = l->errs.first; e; e = e->next)
		err_add(ctx->errs, e->kind, "%s", e->text);
	arena_free(mem);
	return done;
}

/* ---- all ---- */

struct round { struct ctx *ctx; struct person *person; int n; bool works; };

static bool read_persons(void *arg)
{
	struct round *r = arg;
	struct ctx *ctx = r->ctx;
	struct rows rows;
	int days;

	*r = (struct round){ .ctx = ctx };
	ctx->heads = NULL;
	if (!workday_count(ctx, date_add_days(ctx->today, -1), ctx->today, &days) ||
	    !db_many(ctx->db, SQL("SELECT id, email FROM main.\"user\" u WHERE active = 1 AND email IS NOT NULL "
	                          "AND NOT EXISTS (SELECT 1 FROM main.notice n WHERE n.\"user\" = u.id AND n.day = $1 "
	                          "AND n.sent_at IS NOT NULL) ORDER BY id"), ARGS(V(ctx->today)), &rows))
		return false;
	r->works = days > 0;
	for (int i = 0; i < rows.n; i++)
		PUSH(ctx->mem, r->person, r->n,
		     (struct person){ cell_int(rows.row[i].cell[0]), rows.row[i].cell[1].text });
	return true;
}

static bool is_ending(const struct digest_post *post)
{
	return post->server.ending && atomic_load(post->server.ending);
}

bool digest_send(struct ctx *ctx, const struct digest_post *post, struct digest_round *out)
{
	struct round r = { .ctx = ctx };

	*out = (struct digest_round){ .sent = 0 };
	if (!db_txn(ctx->db, TXN_READ, read_persons, &r))
		return false;
	out->day_off = !r.works;
	for (int i = 0; r.works && i < r.n && !is_ending(post); i++)
		if (!send_to(ctx, post, r.person[i], out))
			return false;
	return true;
}
