#ifndef MODEL_QUERY_H
#define MODEL_QUERY_H
#include "db/build.h"
#include "model/list.h"

/* Where a path of fields goes: field[i] is a field of rec[i].  rec[0] is the record asked of also when n is 0, which
 * means the row itself (its id).  From a K_UNIT field it goes on in unit_status on the day in force where that has
 * the field, else in unit.  Text: "born", "member.person.born"; "id" is the row itself, "person" its person (badge ->
 * member -> person) and "unit" its place, also where these are not the names of fields. */
enum { PATH_STEPS = 8 };
struct path { int n; int field[PATH_STEPS]; const struct record *rec[PATH_STEPS]; };

/* One SELECT being put together: the two clocks, the catalog's names and the
 * parameters.  For "now" the text names x alone; for a moment k it is headed by
 * WITH x AS NOT MATERIALIZED (SELECT ... FROM main.x WHERE entry<=$k UNION ALL
 * SELECT ... FROM main.x_past WHERE entry<=$k AND until>$k) for every record
 * type it names; the rest of the text is the same.  What decides on rights
 * names main.x: rights are always today's. */
struct query {
	struct ctx *ctx;
	struct build b;
	const char *with;               /* tables of the statement's own: "a AS (...), b AS (...)"; NULL: none */
	struct clock clock;
	struct period period;
	int on;                         /* argument number of clock.on, 0: not registered yet */
	int today;                      /* of ctx->today */
	int aliases;                    /* t0, t1, ... given out */
	const char *day;                /* SQL expression of the day in force here; NULL: the list's own */
	bool *reads;                    /* by catalog index */
	struct join *join; int njoins;  /* query_join.h: first the rows of the list, then what they refer to */
};

struct query query_new(struct ctx *ctx, struct clock clock, struct period period);
const char *query_alias(struct query *q);
void query_table(struct query *q, const struct record *rec, const char *alias);  /* "badge" t0; notes the reading */
void query_day(struct query *q);        /* writes the day in force */
void query_today(struct query *q);      /* writes ctx->today */
void query_column(struct query *q, const char *alias, const char *name);        /* t0."name" */
/* What is written between these stands apart, as text to be put in later. */
struct buf query_aside(struct query *q);
const char *query_aside_end(struct query *q, struct buf rest);
void query_holds(struct query *q, const char *alias);   /* the span `alias` holds on the day in force */

/* The value of a field of the row `alias`: span fields by scalar subquery, step days after the day as null,
 * state as the steps up to the day gave it. */
MUST_USE bool query_field(struct query *q, const struct record *rec, int field, const char *alias);
/* What the steps up to the day in force made of `state` or `state_on`. */
void query_past_state(struct query *q, const struct record *rec, int field, const char *alias);
/* Null while it lies after the day in force: the day of a step of the record's workflow. */
bool field_step_day(const struct record *rec, int field);
/* The field whose values `f` shows: itself unless it is a K_SPAN. */
const struct field *field_shown(const struct catalog *c, const struct field *f);

/* Reports a bad path in errs under `what`. */
MUST_USE bool query_path_find(struct ctx *ctx, const struct record *rec, const char *text, const char *what,
                              struct path *out);
/* The same, giving back the text of the fault; NULL: all is well. */
const char *query_path_look(struct ctx *ctx, const struct record *rec, const char *text, struct path *out);
bool path_add(struct path *p, const struct record *rec, int field);     /* false: too long */
const struct field *path_field(const struct path *p);                   /* where it ends; NULL: the row itself */
/* Of the values; the row itself: K_REF, of a unit K_UNIT. */
enum kind path_kind(const struct catalog *c, const struct path *p);
/* The record type whose rows its values name; NULL: it ends in no reference (a K_UNIT: the record unit). */
const struct record *path_target(const struct catalog *c, const struct path *p);
/* To the text that titles the row (lengthened), the person whom rec counts, its place in the tree; false: none. */
bool path_title(const struct catalog *c, struct path *p);
bool path_person(const struct catalog *c, const struct record *rec, struct path *out);
bool path_place(const struct catalog *c, const struct record *rec, struct path *out);
/* The value of a field of the row `alias` through references. */
MUST_USE bool query_path(struct query *q, const struct path *p, const char *alias);
/* The column "<field><suffix>" ("_fold", "_key") at the path's end instead. */
MUST_USE bool query_path_part(struct query *q, const struct path *p, const char *suffix, const char *alias);

/* Conditions.  Each writes one that can stand between ANDs. */
/* That the row is there on the day: spans that hold, acts begun, events happened. */
MUST_USE bool query_there(struct query *q, const struct record *rec, const char *alias);
/* That this user may read it; writes TRUE where all may be read. False: ERR_DENIED. */
MUST_USE bool query_allowed(struct query *q, const struct record *rec, const char *alias);
/* That it is this user's own or shared with him, part of query_allowed; `has` asks it too, so that no filter tells what
 * others keep for themselves.  TRUE for a type whose rows are nobody's own. */
MUST_USE bool query_own(struct query *q, const struct record *rec, const char *alias);
/* That its place lies under the unit on the list's day (ids[n], from the tree); TRUE for a type without place. */
void query_under(struct query *q, const struct record *rec, struct value ids, const char *alias);
/* All that makes a row one of the list; all but whether this user may read it. */
MUST_USE bool query_list(struct query *q, const struct list *l, const char *alias);
MUST_USE bool query_seen(struct query *q, const struct list *l, const char *alias);

/* With the WITH heading where a moment is asked; false: too long a text (ERR_INPUT, "where"). */
MUST_USE bool query_end(struct query *q, struct sql *sql, struct args *args);

#endif
