#ifndef WEB_IMPORT_FILE_H
#define WEB_IMPORT_FILE_H
#include "model/import.h"

#include <stdio.h>

/* Workbooks around an import: the blank that is filled in, and the table that comes back with its faults. */

/* A sheet with the fields of the record type as headings; another that says what belongs into each; one with the codes
 * that may be chosen.  On ctx->today. */
MUST_USE bool import_blank_write(struct ctx *ctx, const struct record *rec, FILE *to);

/* The sheet of a rehearsed plan with its cells at fault coloured and a last column that says why.  Read again it is
 * understood the same way.  only_bad: the rows at fault, under IMPORT_FAULTS; else all, the column has a name of its
 * own, so that all are taken again. */
MUST_USE bool import_faults_write(struct import_plan *plan, bool only_bad, FILE *to, struct errs *errs);

/* What is wrong with a row and what is told of it, in one line. */
const char *import_reasons(struct arena *a, const struct import_plan *plan, const struct import_row *row);
/* A field that an import may fill and this user may see; how its values are written. */
bool import_takes(struct ctx *ctx, const struct record *rec, const struct field *f);
const char *import_form(struct ctx *ctx, const struct field *f);

#endif
