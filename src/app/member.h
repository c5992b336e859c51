#ifndef APP_MEMBER_H
#define APP_MEMBER_H
#include "law/party_age.h"
#include "law/voting_base.h"
#include "model/fold.h"

extern const struct fold member_fold;         /* app/member_life.c */
enum { ROLL_FROM, ROLL_UNTIL, ROLL_MEMBER, ROLL_UNIT, ROLL_STANDING, ROLL_EXEMPT, ROLL_FIELDS };
bool member_is_official(struct value standing);

/* The acts of a member that have effect, in order, and the life they make.  As known now. */
struct life_source { const char *record; int64_t id; };         /* the act behind acts[i] */
struct member_life {
	int64_t person;                         /* 0: no such member */
	const struct life_act *act; const struct life_source *source; int nacts;
	struct life life;
};
MUST_USE bool member_life(struct ctx *ctx, int64_t member, struct member_life *out);
/* Start, recognition and gaps: from the member's row, the acts and the rows of age_gap. */
MUST_USE bool member_party_age(struct ctx *ctx, int64_t member, struct party_age *out);

/* Where the member is on the day. */
struct member_place { bool in, official, exempt; int64_t unit; struct date since; };
MUST_USE bool member_place(struct ctx *ctx, int64_t member, struct date on, struct member_place *out);

/* The member row of a person; 0: there is none. */
MUST_USE bool member_of_person(struct ctx *ctx, int64_t person, int64_t *member);
/* What is known of someone who becomes or comes as a member; zeros and NULLs: not known. */
struct member_start { int64_t person; struct date joined, decided, official; const char *card_no, *file_no; };
/* The same, or a new row made from it. */
MUST_USE bool member_ensure(struct op *op, const struct member_start *start, int64_t *member);
/* Managed by the province or above: such a person's discipline is a stub. */
MUST_USE bool member_managed(struct ctx *ctx, int64_t member, bool *managed);

/* The roll of a cell on a day, by name. */
struct roll_member { int64_t member; const char *name; bool managed; struct voter voter; };
MUST_USE bool member_roll(struct ctx *ctx, int64_t unit, struct date on, struct roll_member **out, int *n);

/* One number from one row; none or null: 0. */
MUST_USE bool member_count(struct ctx *ctx, struct sql q, struct args a, int64_t *out);

#endif
