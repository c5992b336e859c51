#ifndef MODEL_FILTER_H
#define MODEL_FILTER_H
#include "model/query.h"

/* The filter language:
 *   cond    = path (= | != | < | <= | > | >=) value | path in (value, ...) | path in period
 *           | path is set | path is not set | path ~ "text"
 *           | [path] has record[.field]( [expr] [on FIELD] )
 *   expr    = cond | not expr | expr and expr | expr or expr | ( expr )
 *   path    = field[.field]...     through references; `person` is the record's person; `unit` may be
 *             followed by `under CODE`: unit under 84.001 (all below it on the list's day)
 *   value   = word | number | date | "quoted, \" and \\ escaped" | today
 * `has y(...)` asks for rows of y that point back at this row (or at the row the path leads to) through y's one
 * reference to that type, or through y.field where there are several; y is seen on FIELD's day (a date of the row
 * outside, perhaps by a path), by default the day in force outside; a null day: false.  `person has y(...)` goes by
 * y's own person.  Rights narrow the rows of the list alone, not those that `has` or a path looks at; but a field of a
 * personal file (F_FILE) is refused to who may not read it.
 * Comparisons with null are false; `not` is two-valued.  A unit field takes codes, as borne on the list's day, else
 * today, or ids (numbers from 10^11 on); a reference takes ids; `id` is the row's own.  K_PARTIAL compares as text.
 * ~ looks in the column <field>_fold of an F_SEARCH field, which holds text_fold(s) "\n" text_lower(s): typed without
 * diacritics it is sought folded, typed with any it must occur as typed.  Of a reference it looks in the row's title.
 * At most 64 KB, 300 conditions, 1,000 values in `in (...)` other than numbers, 64 levels, and no deeper than
 * SQLite's parser takes (some six `has` inside each other). */

/* NULL with the fault in errs (field "where", place, nearest name).  Text "" or NULL: a filter that is always true. */
const struct filter *filter_parse(struct ctx *ctx, const struct record *rec, const char *text);
/* The same for a text that the user typed: ERR_DENIED when it names a field that this user may not read,
 * unless it is the usual view that the record type declares. */
const struct filter *filter_ask(struct ctx *ctx, const struct record *rec, const char *text);
const char *filter_print(struct arena *a, const struct filter *f);     /* parses to the same */
const char *filter_quoted(struct arena *a, const char *text);  /* as it stands between the quotes of a "text" */
/* Record types it reads, besides its own: adds their catalog indexes to the query's set. */
MUST_USE bool filter_emit(struct query *q, const struct filter *f, const char *alias);
/* That what the path leads to ("id": the row itself) is one of these rows.  n 0: of none. */
const struct filter *filter_ids(struct ctx *ctx, const struct record *rec, const char *path, const int64_t *id, int n);
/* Both: NULL stands for true. */
const struct filter *filter_and(struct arena *a, const struct filter *x, const struct filter *y);

#endif
