/* A key is 256 random bits: it is found by its hash, and cannot be guessed. */

#include "web/token.h"

#include <string.h>
#include <strings.h>

#include "base/crypt.h"
#include "base/text.h"

bool token_find(struct db *db, const char *header, int64_t now, struct session *out)
{
	static const char scheme[] = "Bearer ";
	struct row row;

	*out = (struct session){ 0 };
	if (strncasecmp(header, scheme, sizeof scheme - 1) != 0 || strlen(header) > 100)
		return true;
	const char *hash = token_hash(db->mem, header + sizeof scheme - 1);
	if (!db_one(db, SQL("SELECT t.user_id, t.created, t.used FROM access_token t WHERE t.token_hash = $1"
	                    " AND NOT EXISTS (SELECT 1 FROM credential c WHERE c.user_id = t.user_id"
	                    " AND c.locked_until > $2)"), ARGS(V(hash), value_int(now)), &row))
		return false;
	if (row.n)
		*out = (struct session){ .token_hash = hash, .user = row.cell[0].i, .created = row.cell[1].i,
		                         .seen = row.cell[2].i };
	return true;
}

bool token_touch(struct db *db, const struct session *s, int64_t now)
{
	if (s->seen + SESSION_TOUCH > now)
		return true;
	return db_run(db, SQL("UPDATE access_token SET used = $1 WHERE token_hash = $2"),
	              ARGS(value_int(now), V(s->token_hash)));
}

static bool label_fits(struct db *db, int64_t user, const char *label)
{
	struct row row;

	if (!*label || text_length(label) > TOKEN_LABEL_MAX)
		return err_field(db->errs, "label", "Ghi khóa dùng cho chương trình nào, nhiều nhất %d chữ.",
		                 TOKEN_LABEL_MAX);
	if (!db_one(db, SQL("SELECT count(*) FROM access_token WHERE user_id = $1"), ARGS(value_int(user)), &row))
		return false;
	return row.cell[0].i < TOKENS_MAX ||
	       err_field(db->errs, "label", "Đã có %d khóa; hãy thu hồi khóa không dùng nữa.", TOKENS_MAX);
}

bool token_make(struct db *db, int64_t user, const char *label, int64_t now, const char **secret)
{
	char key[44];

	if (!label_fits(db, user, label))
		return false;
	token_new(key);
	*secret = arena_text(db->mem, key);
	return db_run(db, SQL("INSERT INTO access_token (token_hash, user_id, label, created, used)"
	                      " VALUES ($1, $2, $3, $4, 0)"),
	              ARGS(V(token_hash(db->mem, key)), value_int(user), V(label), value_int(now)));
}

bool token_revoke(struct db *db, int64_t user, const char *hash)
{
	return db_run(db, SQL("DELETE FROM access_token WHERE user_id = $1 AND token_hash = $2"),
	              ARGS(value_int(user), V(hash)));
}

bool token_list(struct db *db, int64_t user, struct token **out, int *n)
{
	struct rows rows;

	*out = NULL;
	*n = 0;
	if (!db_many(db, SQL("SELECT token_hash, label, created, used FROM access_token WHERE user_id = $1"
	                     " ORDER BY created DESC, token_hash"), ARGS(value_int(user)), &rows))
		return false;
	for (int i = 0; i < rows.n; i++) {
		const struct value *c = rows.row[i].cell;
		PUSH(db->mem, *out, *n, (struct token){ c[0].text, c[1].text, c[2].i, c[3].i });
	}
	return true;
}
