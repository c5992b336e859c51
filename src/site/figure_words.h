#ifndef SITE_FIGURE_WORDS_H
#define SITE_FIGURE_WORDS_H
#include "web/sheet.h"

/* Figures asked for in words, without diacritics: "kết nạp trà cú nữ khmer 2022" names a figure, a unit, two codes and
 * a period.  A figure is found if at least two of the words stand in its name and all others are a period (2022,
 * 2022-Q3, quý 3 2022, tháng 11 2022; else the year usually asked about), a unit, or codes of its rows or of their
 * person.  The best ones first: name, what was understood, value; each leads to its list.  No row: none. */
MUST_USE bool figures_by_words(struct ctx *ctx, const char *text, struct sheet *out);

#endif
