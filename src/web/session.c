/* The only SQL of this folder, on the program's own three tables.  Nothing here
 * is a record: a session says nothing about the Party's work. */

#include "web/session.h"
#include "model/access.h"
#include <string.h>
#include "base/crypt.h"

bool session_find(struct db *db, const char *token, int64_t now, struct session *out)
{
	struct row row;
	const char *hash = token_hash(db->mem, token);

	*out = (struct session){ 0 };
	if (!db_one(db, SQL("SELECT s.user_id, s.csrf, s.created, s.seen, c.language FROM session s "
	                    "LEFT JOIN credential c ON c.user_id = s.user_id WHERE s.token_hash = $1"),
	            ARGS(V(hash)), &row))
		return false;
	if (!row.n || row.cell[3].i + SESSION_IDLE < now || row.cell[2].i + SESSION_LIFE < now)
		return true;
	*out = (struct session){ hash, row.cell[0].i, row.cell[1].text, row.cell[2].i, row.cell[3].i,
	                         row.cell[4].type == T_TEXT ? row.cell[4].text : NULL };
	return true;
}

bool session_touch(struct db *db, const struct session *s, int64_t now)
{
	if (s->seen + SESSION_TOUCH > now)
		return true;
	return db_run(db, SQL("UPDATE session SET seen = $1 WHERE token_hash = $2"),
	              ARGS(value_int(now), V(s->token_hash)));
}

struct beginning { struct db *db; int64_t user, now; const char *hash, *csrf; };

static bool begin(void *arg)
{
	struct beginning *b = arg;

	return db_run(b->db, SQL("DELETE FROM session WHERE seen < $1 OR created < $2"),
	              ARGS(value_int(b->now - SESSION_IDLE), value_int(b->now - SESSION_LIFE))) &&
	       db_run(b->db, SQL("INSERT INTO session (token_hash, user_id, csrf, created, seen)"
	                         " VALUES ($1, $2, $3, $4, $4)"),
	              ARGS(V(b->hash), value_int(b->user), V(b->csrf), value_int(b->now)));
}

bool session_begin(struct db *db, int64_t user, int64_t now, const char **token)
{
	char secret[44], csrf[44];

	token_new(secret);
	token_new(csrf);

	struct beginning b = { db, user, now, token_hash(db->mem, secret), arena_text(db->mem, csrf) };

	*token = arena_text(db->mem, secret);
	return db_txn(db, TXN_WRITE, begin, &b);
}

bool session_end(struct db *db, const struct session *s)
{
	return db_run(db, SQL("DELETE FROM session WHERE token_hash = $1"), ARGS(V(s->token_hash)));
}

bool session_end_others(struct db *db, const struct session *s)
{
	return db_run(db, SQL("DELETE FROM session WHERE user_id = $1 AND token_hash <> $2"),
	              ARGS(value_int(s->user), V(s->token_hash)));
}

/* The count starts anew once a lock has run out. */
static bool count_failure(struct db *db, int64_t user, int64_t now)
{
	return db_run(db, SQL(
		"UPDATE credential SET"
		" failures = CASE WHEN locked_until > 0 AND locked_until <= $2 THEN 1 ELSE failures + 1 END,"
		" locked_until = CASE WHEN locked_until > 0 AND locked_until <= $2 THEN 0"
		" WHEN failures + 1 >= $3 THEN $4 ELSE locked_until END"
		" WHERE user_id = $1"),
		ARGS(value_int(user), value_int(now), value_int(LOCK_FAILURES), value_int(now + LOCK_SECONDS)));
}

bool credential_check(struct db *db, int64_t user, const char *password, const char *decoy,
                      int64_t now, bool *right)
{
	struct row row = { 0 };
	bool open, matches;

	*right = false;
	if (!db_one(db, SQL("SELECT hash, failures, locked_until FROM credential WHERE user_id = $1"),
	            ARGS(value_int(user)), &row))
		return false;
	open = row.n && row.cell[0].type == T_TEXT && row.cell[2].i <= now && strlen(password) <= PASSWORD_LONGEST;
	matches = password_right(open ? row.cell[0].text : decoy, open ? password : "");
	if (!row.n || row.cell[2].i > now)
		return true;
	if (!open || !matches)
		return count_failure(db, user, now);
	*right = true;
	if (!row.cell[1].i && !row.cell[2].i)
		return true;
	return db_run(db, SQL("UPDATE credential SET failures = 0, locked_until = 0 WHERE user_id = $1"),
	              ARGS(value_int(user)));
}

bool credential_set(struct db *db, int64_t user, const char *password)
{
	const char *hash;

	if (strlen(password) < PASSWORD_SHORTEST || strlen(password) > PASSWORD_LONGEST)
		return err_field(db->errs, "password", "Mật khẩu phải có từ %d đến %d ký tự.",
		                 PASSWORD_SHORTEST, PASSWORD_LONGEST);
	if (!password_hash(db->mem, password, &hash))
		return err_add(db->errs, ERR_FAULT, "Không tính được mã băm của mật khẩu.");
	return db_run(db, SQL("INSERT INTO credential (user_id, hash, failures, locked_until) VALUES ($1, $2, 0, 0)"
	                      " ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, failures = 0,"
	                      " locked_until = 0"),
	              ARGS(value_int(user), V(hash)));
}

bool credential_speak(struct db *db, int64_t user, const char *language)
{
	return db_run(db, SQL("UPDATE credential SET language = $2 WHERE user_id = $1"),
	              ARGS(value_int(user), V(language)));
}

bool settings_read(struct db *db, struct settings *out)
{
	struct rows rows;

	*out = (struct settings){ 0 };
	if (!db_many(db, SQL("SELECT name, value FROM setting"), NO_ARGS, &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		const char *name = rows.row[i].cell[0].text, *value = rows.row[i].cell[1].text;

		if (rows.row[i].cell[1].type != T_TEXT || !*value)
			continue;
		if (!strcmp(name, "demo"))
			out->demo = value;
		else if (!strcmp(name, "today"))
			out->today = value;
		else if (!strcmp(name, "tls"))
			out->tls = value;
		else if (!strcmp(name, "upload"))
			out->upload = value;
		else if (!strcmp(name, FILE_PERMISSION))
			out->files = value;
	}
	return true;
}
