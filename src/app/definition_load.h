#ifndef APP_DEFINITION_LOAD_H
#define APP_DEFINITION_LOAD_H
#include "model/command.h"

/* Loads the definitions in `dir` (codes.csv, rule_amounts.csv, holidays.csv,
 * figures.csv, form_annual.csv, roles.csv): the headings are field names.  Rows
 * that are new or differ become one journal entry per file, by the record's own
 * guard; a file that says nothing new leaves none.  Rows that a file does not
 * name stay; a clerk's change of a row that it does name is overwritten, so this
 * is called when a database is made and when the program is upgraded.
 * Two at once leave what one would.  As the system user, outside a transaction.
 * False: what, in which file, on which line. */
MUST_USE bool definitions_load(struct ctx *ctx, const char *dir);

#endif
