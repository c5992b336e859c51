#ifndef WEB_SESSION_H
#define WEB_SESSION_H
#include "db/db.h"

/* Who is signed in.  The tables credential, session and setting belong to the
 * program, not to the records: no history, no journal.  A session is known by
 * the SHA-256 of its token; the token itself is only in the browser's cookie. */

enum {
	SESSION_IDLE = 2 * 3600, SESSION_LIFE = 12 * 3600, SESSION_TOUCH = 300,         /* seconds */
	LOCK_FAILURES = 5, LOCK_SECONDS = 15 * 60,
	PASSWORD_SHORTEST = 10, PASSWORD_LONGEST = 256                                  /* bytes */
};

/* csrf NULL: known by a token in a header (web/token.h), which no page of another site can send. */
struct session {
	const char *token_hash; int64_t user; const char *csrf; int64_t created, seen;
	const char *language;           /* that the account is set to; NULL: to none */
};

/* *out stays with user 0 when there is no such session or it has grown old.  now: the real clock. */
MUST_USE bool session_find(struct db *db, const char *token, int64_t now, struct session *out);
/* Keeps it alive; writes at most once in SESSION_TOUCH seconds. */
MUST_USE bool session_touch(struct db *db, const struct session *s, int64_t now);
/* A new session; *token goes into the cookie.  Old sessions of anybody are cleared away. */
MUST_USE bool session_begin(struct db *db, int64_t user, int64_t now, const char **token);
MUST_USE bool session_end(struct db *db, const struct session *s);
MUST_USE bool session_end_others(struct db *db, const struct session *s);       /* of the same user */

/* Whether this is the user's password.  User 0 (nobody by that name) and a locked account take as long as any
 * other and are answered false.  Counts failures; LOCK_FAILURES of them lock the account for LOCK_SECONDS.
 * decoy: any hash made by password_hash. */
MUST_USE bool credential_check(struct db *db, int64_t user, const char *password, const char *decoy,
                               int64_t now, bool *right);
MUST_USE bool credential_set(struct db *db, int64_t user, const char *password);
/* The language that the account is set to from now on. */
MUST_USE bool credential_speak(struct db *db, int64_t user, const char *language);

/* What the installation is set to; NULL: not set. */
struct settings { const char *demo, *today, *tls, *files, *upload; };   /* upload: MB that one file may have */
MUST_USE bool settings_read(struct db *db, struct settings *out);

#endif
