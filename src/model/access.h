#ifndef MODEL_ACCESS_H
#define MODEL_ACCESS_H
#include "model/command.h"

/* Who may do what, in one place.  A right = record type (or "*") x action ("read", "create", "edit", "change",
 * "undo", a step's name, or "*") x unit (with all below it in today's tree; 0: everywhere) x field level.
 * Rights come from user_role rows in force today, through role_right. */
struct right { const char *record, *action; int64_t unit; int level; };
struct user {
	int64_t id;             /* 0: the system user */
	const char *login, *name;
	const struct right *right; int nrights;
	const char *digest;     /* of the rights: who have the same may see the same; NULL: not made yet */
};
/* The setting that lets rights go beyond level 1: the owner's permission on record. */
#define FILE_PERMISSION "file_permission"
extern const struct user user_system;   /* may read and do everything; journalled as "system" */

/* The user `login`, active today; else ERR_DENIED.  In the shell `admin` reads all and may take every step, and is
 * let in (with id 0) before any account exists.  Without the owner's permission on record (setting "file_permission")
 * no right goes beyond level 1. */
MUST_USE bool access_user(struct ctx *ctx, const char *login, bool shell, const struct user **out);
/* The same by its number, for who has signed in; *out NULL: the account is closed. */
MUST_USE bool access_account(struct ctx *ctx, int64_t id, const struct user **out);

const char *access_digest(struct ctx *ctx);             /* of ctx->user's rights */

bool access_may(const struct ctx *ctx, const struct record *rec, const char *action);   /* under some unit */
/* The units under which it may: all, or ids of today's tree (with everything below them), sorted. */
struct scope { bool all; const int64_t *unit; size_t n; };
bool scope_has(const struct scope *s, int64_t unit);
MUST_USE bool access_scope(struct ctx *ctx, const struct record *rec, const char *action, struct scope *out);
/* Whether a row whose home is this unit may be acted upon.  0, where rows of this type have a home: by those alone
 * who may do so everywhere. */
MUST_USE bool access_unit(struct ctx *ctx, const struct record *rec, const char *action, int64_t home, bool *may);
/* Rows of this type stand under units at all. */
bool access_placed(const struct ctx *ctx, const struct record *rec);
/* 0, 1 or 2: the highest field level readable. */
int access_level(const struct ctx *ctx, const struct record *rec);
bool access_field(struct ctx *ctx, const struct record *rec, const struct field *f);
/* May read rows of this type, and fields of this level in them. */
bool access_reads(const struct ctx *ctx, const struct record *rec, int level);
/* The unit by whose rights a row is read: its home, through parents. 0: none. */
MUST_USE bool access_home(struct ctx *ctx, const struct record *rec, const struct version *v, int64_t *out);

/* Of types whose rows are somebody's own (record.owner): whether this one is the user's.  Of others: true. */
bool access_owns(struct ctx *ctx, const struct record *rec, const struct version *v);
/* The units that this user works in when reading rec, and all above them: where a shared row finds him; sorted. */
MUST_USE bool access_inside(struct ctx *ctx, const struct record *rec, struct scope *out);
/* All of it: whether the action may be taken on this row, by where it stands and whose it is. */
MUST_USE bool access_row(struct ctx *ctx, const struct record *rec, const char *action, const struct version *v,
                         bool *may);

/* Who may take the action on rows under this unit (0: everywhere alone): labels of the roles, each once.
 * Roles that may do everything are left out: they say nothing of who should. */
MUST_USE bool access_roles(struct ctx *ctx, const struct record *rec, const char *action, int64_t home,
                           const char *const **out, int *n);

/* Whether this user may take a step out of the state, somewhere; rec->flow is not NULL. */
bool access_may_leave(struct ctx *ctx, const struct record *rec, const char *state);
/* The roles that ctx->user has today: keys, each once; the system user has none. */
MUST_USE bool access_roles_own(struct ctx *ctx, const char *const **out, int *n);

/* Nhập thay: whether the action is one of a cell's own people (of the role ROLE_OF_CELL), and this user may take it
 * from above alone, not from the unit itself.  home 0: not known yet; then false for who may take it from a unit with
 * none below it. */
#define ROLE_OF_CELL "secretary"
MUST_USE bool access_stands_in(struct ctx *ctx, const struct record *rec, const char *action, int64_t home, bool *out);

/* Reads of a person's file and exports: who, when, which. */
MUST_USE bool access_log(struct ctx *ctx, const char *what, const struct record *rec, int64_t id, const char *purpose);

#endif
