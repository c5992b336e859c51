#include "base/text.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/utf8.h>
#include <unicode/utf16.h>

/* Most texts are names and titles: UTF-16 copies of these sit on the stack. */
enum { SHORT = 256 };

bool text_utf8(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s, *end = p + n;
	while (p < end) {
		unsigned char c = *p;
		if (c - 1u < 0x7f) {
			p++;
			continue;
		}
		size_t more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
		if (c < 0xc2 || c > 0xf4 || (size_t)(end - p) <= more)
			return false;
		/* Overlongs, surrogates and what lies past U+10FFFF all show in the second byte. */
		unsigned char least = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
		unsigned char most = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
		if (p[1] < least || p[1] > most)
			return false;
		for (size_t i = 2; i <= more; i++)
			if ((p[i] & 0xc0) != 0x80)
				return false;
		p += more + 1;
	}
	return true;
}

/* A text as UTF-16; `s` is `near` or, if that is too short, in the arena. */
struct wide { UChar *s; int32_t n; UChar near[SHORT]; };

/* What is not UTF-8 (a bug elsewhere) becomes U+FFFD. */
static void widen(struct arena *a, struct wide *w, const char *s, size_t n)
{
	if (n > INT32_MAX / 4)
		bug("a text of %zu bytes", n);
	w->s = n < SHORT ? w->near : arena_alloc(a, n + 1, sizeof(UChar));
	w->n = 0;
	for (int32_t i = 0, len = (int32_t)n; i < len;) {
		UChar32 c;
		U8_NEXT_OR_FFFD(s, i, len, c);
		U16_APPEND_UNSAFE(w->s, w->n, c);
	}
}

static void compose(struct arena *a, struct wide *w)
{
	UErrorCode e = U_ZERO_ERROR;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&e);
	if (unorm2_quickCheck(nfc, w->s, w->n, &e) == UNORM_YES || w->n == 0)
		return;
	/* Composing makes a text at most three times as long. */
	int32_t room = w->n * 3 + 1;
	UChar *s = arena_alloc(a, (size_t)room, sizeof *s);
	w->n = unorm2_normalize(nfc, w->s, w->n, s, room, &e);
	w->s = s;
	if (U_FAILURE(e))
		bug("NFC: %s", u_errorName(e));
}

static char *narrow(struct arena *a, const UChar *s, int32_t n)
{
	char *out = arena_alloc(a, (size_t)n * 3 + 1, 1);
	int32_t len = 0;
	for (int32_t i = 0; i < n;) {
		UChar32 c;
		U16_NEXT(s, i, n, c);
		if (U_IS_SURROGATE(c))
			c = 0xfffd;
		U8_APPEND_UNSAFE(out, len, c);
	}
	out[len] = '\0';
	return out;
}

static bool blank(UChar32 c)
{
	return c == ' ' || c == '\t' ||
	       (c > 0x7f && (u_charType(c) == U_SPACE_SEPARATOR || c == 0x2028 || c == 0x2029));
}

/* Invisible and without meaning here: left behind by word processors. */
static bool nothing(UChar32 c)
{
	return c == 0x200b || c == 0x2060 || c == 0xfeff || c == 0xad;
}

/* Controls, and the marks that reverse the direction of text and so can make it show as another. */
static bool forbidden(UChar32 c, bool lines)
{
	if (c < 0x20)
		return !lines || (c != '\n' && c != '\t');
	return (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static bool outer(UChar32 c)
{
	return blank(c) || nothing(c) || c == '\n' || c == '\r';
}

static void trim(struct wide *w)
{
	while (w->n && outer(w->s[w->n - 1]))
		w->n--;
	while (w->n && outer(*w->s)) {
		w->s++;
		w->n--;
	}
}

/* Printable ASCII: no letter of it has another form, so what is done to texts need not leave the byte. */
static bool ascii(const char *s)
{
	for (; *s; s++)
		if (*s < 0x20 || *s == 0x7f)
			return false;
	return true;
}

static bool outer_or_double_blank(const char *s)
{
	return *s == ' ' || strstr(s, "  ") || (*s && s[strlen(s) - 1] == ' ');
}

/* A run of blanks is one blank (a tab if it holds one), and none before a line break. */
char *text_clean(struct arena *a, const char *s, bool lines)
{
	struct wide w;
	if (s && ascii(s) && !outer_or_double_blank(s))
		return arena_text(a, s);
	if (!s || !text_utf8(s, strlen(s)))
		return NULL;
	widen(a, &w, s, strlen(s));
	compose(a, &w);
	trim(&w);
	int32_t n = 0;
	UChar gap = 0;
	for (int32_t i = 0; i < w.n; i++) {
		UChar c = w.s[i];
		if (c == '\r' && lines) {
			if (w.s[i + 1] == '\n')         /* trimmed: never the last one */
				continue;
			c = '\n';
		}
		if (forbidden(c, lines))
			return NULL;
		if (nothing(c))
			continue;
		if (blank(c)) {
			gap = c == '\t' || gap == '\t' ? '\t' : ' ';
			continue;
		}
		if (gap && c != '\n')
			w.s[n++] = gap;
		gap = 0;
		w.s[n++] = c;
	}
	return narrow(a, w.s, n);
}

/* The letter under the marks of U+00C0 .. U+00FF and the plain letters of the
 * Vietnamese block U+1EA0 .. U+1EF9; '?' where there is none. */
static const char latin1[] = "aaaaaa?ceeeeiiii?nooooo?ouuuuy??aaaaaa?ceeeeiiii?nooooo?ouuuuy?y";
static const struct { UChar last; char letter; } vietnamese[] = {
	{ 0x1eb7, 'a' }, { 0x1ec7, 'e' }, { 0x1ecb, 'i' }, { 0x1ee3, 'o' }, { 0x1ef1, 'u' }, { 0x1ef9, 'y' },
};

static char base_letter(UChar32 c)
{
	if (c >= 0xc0 && c <= 0xff)
		return latin1[c - 0xc0];
	for (size_t i = 0; c >= 0x1ea0 && i < COUNTOF(vietnamese); i++)
		if (c <= vietnamese[i].last)
			return vietnamese[i].letter;
	switch (c) {
	case 0x102: case 0x103:
		return 'a';
	case 0x110: case 0x111:
		return 'd';
	case 0x128: case 0x129:
		return 'i';
	case 0x168: case 0x169: case 0x1af: case 0x1b0:
		return 'u';
	case 0x1a0: case 0x1a1:
		return 'o';
	}
	return '?';
}

/* A blank is owed until a letter follows, so none is doubled or last. */
struct folded { struct arena *mem; char *s; size_t n, cap; bool owed; };

static void fold_put(struct folded *f, UChar32 c)
{
	if (f->owed)
		f->s[f->n++] = ' ';
	f->owed = false;
	if (c < 0x80)
		f->s[f->n++] = (char)c;
	else
		U8_APPEND_UNSAFE(f->s, f->n, c);
}

/* Everything that is not a Vietnamese letter: other accents come off by
 * decomposition; the marks of other scripts (Khmer vowels) are letters. */
static void fold_rare(struct folded *f, UChar32 c, size_t rest)
{
	enum { PIECES = 4, PIECE_BYTES = 4 };
	UChar piece[PIECES];
	UErrorCode e = U_ZERO_ERROR;
	int32_t n = unorm2_getDecomposition(unorm2_getNFKDInstance(&e), c, piece, PIECES, &e);
	if (n < 0 || U_FAILURE(e)) {
		n = 0;
		U16_APPEND_UNSAFE(piece, n, c);
	}
	size_t need = rest + PIECES * (PIECE_BYTES + 1) + 2;
	if (f->cap - f->n < need) {
		char *s = arena_alloc(f->mem, f->cap * 2 + need, 1);
		memcpy(s, f->s, f->n);
		f->s = s;
		f->cap = f->cap * 2 + need;
	}
	for (int32_t i = 0; i < n;) {
		U16_NEXT(piece, i, n, c);
		if (c >= 0x300 && c <= 0x36f)
			continue;
		int8_t type = u_charType(c);
		if (u_isalnum(c) || type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK)
			fold_put(f, u_tolower(c));
		else
			f->owed = f->n > 0;
	}
}

/* There is always room for the rest of the text: a common letter takes no more
 * bytes folded than before, and a rare one makes room. */
char *text_fold(struct arena *a, const char *s)
{
	size_t len = strlen(s);
	struct folded f = { a, arena_alloc(a, len + 2, 1), 0, len + 2, false };
	for (size_t i = 0; i < len;) {
		unsigned char b = (unsigned char)s[i];
		UChar32 c;
		char base;
		if (b < 0x80) {
			i++;
			if ((b >= 'a' && b <= 'z') || (b >= '0' && b <= '9'))
				fold_put(&f, b);
			else if (b >= 'A' && b <= 'Z')
				fold_put(&f, b + ('a' - 'A'));
			else
				f.owed = f.n > 0;
			continue;
		}
		U8_NEXT_OR_FFFD(s, i, len, c);
		if ((base = base_letter(c)) != '?')
			fold_put(&f, base);
		else if (c < 0x300 || c > 0x36f)
			fold_rare(&f, c, len - i);
	}
	f.s[f.n] = '\0';
	return f.s;
}

/* Each plain vowel that can be the second of oa, oe, uy, or the first, with its five tones. */
static const UChar toned[][6] = {
	{ 'a', 0xe0, 0xe1, 0x1ea3, 0xe3, 0x1ea1 }, { 'A', 0xc0, 0xc1, 0x1ea2, 0xc3, 0x1ea0 },
	{ 'e', 0xe8, 0xe9, 0x1ebb, 0x1ebd, 0x1eb9 }, { 'E', 0xc8, 0xc9, 0x1eba, 0x1ebc, 0x1eb8 },
	{ 'o', 0xf2, 0xf3, 0x1ecf, 0xf5, 0x1ecd }, { 'O', 0xd2, 0xd3, 0x1ece, 0xd5, 0x1ecc },
	{ 'u', 0xf9, 0xfa, 0x1ee7, 0x169, 0x1ee5 }, { 'U', 0xd9, 0xda, 0x1ee6, 0x168, 0x1ee4 },
	{ 'y', 0x1ef3, 0xfd, 0x1ef7, 0x1ef9, 0x1ef5 }, { 'Y', 0x1ef2, 0xdd, 0x1ef6, 0x1ef8, 0x1ef4 },
};

static const UChar *toned_row(UChar plain)
{
	for (size_t i = 0; i < COUNTOF(toned); i++)
		if (toned[i][0] == plain)
			return toned[i];
	return NULL;
}

/* The tone (1 .. 5) of `c` if it is one of the two plain vowels with a tone; *plain is that vowel. */
static int tone_of(UChar c, const char *vowels, UChar *plain)
{
	for (; *vowels; vowels++) {
		const UChar *row = toned_row((UChar)*vowels);
		for (int t = 1; t < 6; t++) {
			if (row[t] != c)
				continue;
			*plain = row[0];
			return t;
		}
	}
	return 0;
}

/* The old place of the tone, on the first vowel (hòa, khỏe, thủy), where the
 * syllable ends with the second.  In "quý" the u belongs to the consonant. */
static void settle_tones(UChar *s, int32_t n)
{
	for (int32_t i = 1; i < n; i++) {
		UChar first = s[i - 1], plain = 0;
		bool o = first == 'o' || first == 'O', u = first == 'u' || first == 'U';
		if (s[i] < 0x80 || (!o && !u) || (i + 1 < n && u_isalpha(s[i + 1])))
			continue;
		if (u && i > 1 && (s[i - 2] == 'q' || s[i - 2] == 'Q'))
			continue;
		int tone = tone_of(s[i], o ? "aAeE" : "yY", &plain);
		if (!tone)
			continue;
		s[i - 1] = toned_row(first)[tone];
		s[i] = plain;
	}
}

/* Simple mappings: none changes the number of UTF-16 units. */
static void recase(struct wide *w, UChar32 (*to)(UChar32))
{
	for (int32_t i = 0; i < w->n;) {
		int32_t at = i;
		UChar32 c;
		U16_NEXT(w->s, i, w->n, c);
		c = to(c);
		if (i - at == U16_LENGTH(c))
			U16_APPEND_UNSAFE(w->s, at, c);
	}
}

static char *ascii_lower(char *s)
{
	for (char *p = s; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + ('a' - 'A'));
	return s;
}

char *text_lower(struct arena *a, const char *s)
{
	struct wide w;
	if (ascii(s))
		return ascii_lower(arena_text(a, s));
	widen(a, &w, s, strlen(s));
	compose(a, &w);
	recase(&w, u_tolower);
	settle_tones(w.s, w.n);
	return narrow(a, w.s, w.n);
}

char *text_upper(struct arena *a, const char *s)
{
	struct wide w;
	widen(a, &w, s, strlen(s));
	compose(a, &w);
	recase(&w, u_toupper);
	return narrow(a, w.s, w.n);
}

/* A collator takes long to open and may not be used by two threads at once, so
 * each thread keeps its own until it ends: state of the process that no arena
 * can own.  For titles numbers count as numbers (Khóm 2 before Khóm 10); for
 * names capitals do not matter, or AN would stand behind the last An. */
enum collation { TITLES, NAMES, COLLATIONS };
static pthread_key_t collators[COLLATIONS];
static pthread_once_t collators_made = PTHREAD_ONCE_INIT;

static void collator_close(void *c)
{
	ucol_close(c);
}

static void collators_make(void)
{
	for (int i = 0; i < COLLATIONS; i++)
		if (pthread_key_create(&collators[i], collator_close))
			bug("no room for a collator");
}

static const UCollator *collator(enum collation which)
{
	pthread_once(&collators_made, collators_make);
	UCollator *c = pthread_getspecific(collators[which]);
	if (c)
		return c;
	UErrorCode e = U_ZERO_ERROR;
	c = ucol_open("vi", &e);
	if (U_FAILURE(e) || e == U_USING_DEFAULT_WARNING)
		bug("no Vietnamese collation: %s", u_errorName(e));
	if (which == NAMES)
		ucol_setStrength(c, UCOL_SECONDARY);
	else
		ucol_setAttribute(c, UCOL_NUMERIC_COLLATION, UCOL_ON, &e);
	if (U_FAILURE(e) || pthread_setspecific(collators[which], c))
		bug("collation: %s", u_errorName(e));
	return c;
}

/* The key with its NUL; *n is its length without. */
static const uint8_t *sort_key(struct arena *a, enum collation which, const UChar *s, int32_t len, uint8_t near[SHORT],
                               int32_t *n)
{
	int32_t need = ucol_getSortKey(collator(which), s, len, near, SHORT);
	uint8_t *key = near;
	if (need > SHORT) {
		key = arena_alloc(a, (size_t)need, 1);
		ucol_getSortKey(collator(which), s, len, key, need);
	}
	if (need < 1)
		bug("no key");
	*n = need - 1;
	return key;
}

struct value text_key(struct arena *a, const char *s)
{
	struct wide w;
	uint8_t near[SHORT];
	int32_t n;
	if (!s)
		return value_null();
	widen(a, &w, s, strlen(s));
	compose(a, &w);
	settle_tones(w.s, w.n);
	const uint8_t *key = sort_key(a, TITLES, w.s, w.n, near, &n);
	return value_bytes(arena_copy(a, key, (size_t)n), (size_t)n);
}

/* The keys of given name, family and middle with 1 between them: no byte of a
 * key is smaller, so a key that begins another comes first. */
struct value text_name_key(struct arena *a, const char *name)
{
	struct wide w;
	if (!name)
		return value_null();
	widen(a, &w, name, strlen(name));
	compose(a, &w);
	trim(&w);
	settle_tones(w.s, w.n);
	int32_t given = w.n, family = 0;
	while (given > 0 && !blank(w.s[given - 1]))
		given--;
	while (family < given && !blank(w.s[family]))
		family++;
	int32_t middle = family, middle_end = given;
	while (middle < given && blank(w.s[middle]))
		middle++;
	while (middle_end > middle && blank(w.s[middle_end - 1]))
		middle_end--;
	const struct { int32_t from, to; } part[] = { { given, w.n }, { 0, family }, { middle, middle_end } };
	const uint8_t *key[COUNTOF(part)];
	uint8_t near[COUNTOF(part)][SHORT];
	int32_t n[COUNTOF(part)];
	size_t total = COUNTOF(part) - 1;
	for (size_t i = 0; i < COUNTOF(part); i++) {
		key[i] = sort_key(a, NAMES, w.s + part[i].from, part[i].to - part[i].from, near[i], &n[i]);
		total += (size_t)n[i];
	}
	uint8_t *all = arena_alloc(a, total, 1), *to = all;
	for (size_t i = 0; i < COUNTOF(part); i++) {
		if (i)
			*to++ = 1;
		memcpy(to, key[i], (size_t)n[i]);
		to += n[i];
	}
	return value_bytes(all, total);
}

size_t text_length(const char *s)
{
	size_t n = 0;
	for (; *s; s++)
		n += (*s & 0xc0) != 0x80;
	return n;
}

bool text_int(const char *s, int64_t *out)
{
	int64_t v = 0;
	bool minus = *s == '-';
	s += minus;
	if (!*s)
		return false;
	for (; *s; s++) {
		if (*s < '0' || *s > '9' || __builtin_mul_overflow(v, 10, &v))
			return false;
		if (__builtin_add_overflow(v, minus ? -(*s - '0') : *s - '0', &v))
			return false;
	}
	*out = v;
	return true;
}

static char *grouped(struct arena *a, bool minus, uint64_t n, const char *tail)
{
	char s[32], *p = s + sizeof s;
	int count = 0;
	*--p = '\0';
	do {
		if (count && count % 3 == 0)
			*--p = '.';
		*--p = (char)('0' + n % 10);
		n /= 10;
		count++;
	} while (n);
	if (minus)
		*--p = '-';
	return arena_printf(a, "%s%s", p, tail);
}

char *text_grouped(struct arena *a, int64_t n)
{
	return grouped(a, n < 0, n < 0 ? -(uint64_t)n : (uint64_t)n, "");
}

/* Halves go away from zero, and a number typed as 4,635 counts as one though
 * its double lies a hair below. */
char *text_decimal(struct arena *a, double v, int places)
{
	if (places < 0 || places > 9)
		bug("%d decimal places", places);
	uint64_t scale = 1;
	for (int i = 0; i < places; i++)
		scale *= 10;
	double all = fabs(v) * (double)scale;
	if (!isfinite(v) || all >= 9e18)
		return arena_text(a, isfinite(v) ? "quá lớn" : "");
	uint64_t n = (uint64_t)floor(all * (1 + 4e-16) + 0.5);
	char tail[32] = "";
	if (places)
		snprintf(tail, sizeof tail, ",%0*llu", places, (unsigned long long)(n % scale));
	return grouped(a, v < 0 && n, n / scale, tail);
}

enum { NEAR_MAX = 64 };

/* Code points of s, at most NEAR_MAX; what is left over counts in *rest. */
static int points(const char *s, UChar32 out[NEAR_MAX], int *rest)
{
	int n = 0;
	size_t len = strlen(s), i = 0;
	while (i < len && n < NEAR_MAX) {
		U8_NEXT_OR_FFFD(s, i, len, out[n]);
		n++;
	}
	*rest = (int)text_length(s + i);
	return n;
}

/* Names are short; of longer texts the ends count by their length alone. */
int text_distance(const char *a, const char *b)
{
	UChar32 pa[NEAR_MAX], pb[NEAR_MAX];
	int ra, rb, na = points(a, pa, &ra), nb = points(b, pb, &rb), row[NEAR_MAX + 1];
	for (int j = 0; j <= nb; j++)
		row[j] = j;
	for (int i = 1; i <= na; i++) {
		int diagonal = row[0];
		row[0] = i;
		for (int j = 1; j <= nb; j++) {
			int change = diagonal + (pa[i - 1] != pb[j - 1]);
			int other = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
			diagonal = row[j];
			row[j] = change < other ? change : other;
		}
	}
	return row[nb] + (ra > rb ? ra - rb : rb - ra);
}
