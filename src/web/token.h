#ifndef WEB_TOKEN_H
#define WEB_TOKEN_H
#include "web/session.h"

/* Keys with which another program acts as its user through the API, with his rights and no others.  The table
 * access_token belongs to the program; it has the SHA-256 of the key, never the key. */
enum { TOKENS_MAX = 20, TOKEN_LABEL_MAX = 80 };         /* of one user; code points */

struct token { const char *hash, *label; int64_t created, used; };      /* used 0: never */

/* Who bears it, from a header "Bearer KEY": *out is a session without csrf.  user 0: no such key, or the account is
 * locked.  now: the real clock. */
MUST_USE bool token_find(struct db *db, const char *header, int64_t now, struct session *out);
MUST_USE bool token_touch(struct db *db, const struct session *s, int64_t now);         /* as session_touch */
/* *secret is said this once. */
MUST_USE bool token_make(struct db *db, int64_t user, const char *label, int64_t now, const char **secret);
/* Of this user alone; one that is not there is revoked already. */
MUST_USE bool token_revoke(struct db *db, int64_t user, const char *hash);
MUST_USE bool token_list(struct db *db, int64_t user, struct token **out, int *n);

#endif
