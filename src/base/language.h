#ifndef BASE_LANGUAGE_H
#define BASE_LANGUAGE_H
#include "base/buf.h"

/* What the program says to people is written in the code in Vietnamese.  Another language is a catalog of
 * translations (po/, made by gettext's msgfmt, bound into the program) whose keys are those literals, formats as they
 * stand.  A request, a call of the shell speaks one language: its arena carries it (arena_speak), and whatever prints
 * into that arena (arena_printf, buf_printf, errs, html) looks up its format, and each %s that is a literal of the
 * program.  Data never is one, so no name, note or title of a row is ever looked up.  In a translated format
 * "{row|rows}" is the first after the number 1, the second after any other. */
struct language;

/* NULL: Vietnamese, or a language that the program does not speak.  "en", "en-GB", "en_US.UTF-8". */
const struct language *language_find(const char *tag);
const char *language_tag(const struct language *l);             /* "vi", "en" */

/* The text in the language of the arena: for labels that come out of the database (codes, figures, forms) and for
 * literals that reach a page by another way than the sinks.  Without translation as it is; NULL stays NULL. */
const char *say(const struct arena *a, const char *text);

/* The same of a word that names many: "Members" where the one is "Member". */
const char *say_many(const struct arena *a, const char *text);

/* For the sinks: a literal translated, anything else as it is. */
const char *say_own(const struct language *l, const char *text);         /* l NULL: as it is */
const char *say_format(const struct language *l, const char *fmt);
/* A part of a translated format that has no conversions; `one`: the last number was 1. */
void say_piece(struct buf *b, const char *s, size_t n, bool one);
bool say_counts(const char *s, bool one);       /* what `one` is after this argument */
void say_vprintf(struct buf *b, const struct language *l, const char *fmt, va_list ap);

char language_thousands(const struct language *l);              /* 46.740, 46,740 */
char language_point(const struct language *l);                  /* 4,63 and 4.63 */

#endif
