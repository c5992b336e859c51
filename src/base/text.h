#ifndef BASE_TEXT_H
#define BASE_TEXT_H
#include "base/value.h"

/* Vietnamese text.  Everything inside the program is NFC UTF-8. */
bool text_utf8(const char *s, size_t n);                /* well-formed, no NUL, no surrogates, no overlongs */
/* Trimmed, inner runs of blanks folded to one, NFC; NULL when not well-formed or when it
 * holds control characters (newline and tab are allowed if `lines`). */
char *text_clean(struct arena *a, const char *s, bool lines);
/* For search: lower case, no diacritics, đ -> d, punctuation as blanks, blanks single. */
char *text_fold(struct arena *a, const char *s);
/* Lower case with diacritics, tone place normalised (hoà = hòa), for matching what was typed with tones. */
char *text_lower(struct arena *a, const char *s);
/* Bytes that memcmp orders as a Vietnamese dictionary does. */
struct value text_key(struct arena *a, const char *s);
/* The same for people: given name, then family, then middle. */
struct value text_name_key(struct arena *a, const char *name);
char *text_upper(struct arena *a, const char *s);       /* NGUYỄN THỊ ĐÀO */
size_t text_length(const char *s);                      /* code points */
bool text_is_email(const char *s);                      /* a plain address: ASCII, one @, nothing that ends a header */
bool text_int(const char *s, int64_t *out);             /* the whole string, decimal, no overflow */
char *text_grouped(struct arena *a, int64_t n);         /* 46.740; as the arena's language groups */
char *text_decimal(struct arena *a, double v, int places);      /* 4,63 */
int  text_distance(const char *a, const char *b);       /* edits between two names, for "nearest" */

#endif
