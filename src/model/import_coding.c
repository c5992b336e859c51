#include "model/import_coding.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"

enum { TEXT_MAX = 200000 };

const char *const coding_name[CODING__COUNT] = { "Unicode", "TCVN3 (.VnTime)", "VNI" };

/* ---- TCVN3: one byte a letter, from 0xa1 (TCVN 5712:1993, VN3); "" stands for nothing ---- */

static const char *const tcvn3[] = {
	"Ă", "Â", "Ê", "Ô", "Ơ", "Ư", "Đ", "ă", "â", "ê", "ô", "ơ", "ư", "đ", "", "", "", "", "", "",
	"à", "ả", "ã", "á", "ạ", "", "ằ", "ẳ", "ẵ", "ắ", "", "", "", "", "", "", "", "ặ", "ầ", "ẩ",
	"ẫ", "ấ", "ậ", "è", "", "ẻ", "ẽ", "é", "ẹ", "ề", "ể", "ễ", "ế", "ệ", "ì", "ỉ", "", "", "", "ĩ",
	"í", "ị", "ò", "", "ỏ", "õ", "ó", "ọ", "ồ", "ổ", "ỗ", "ố", "ộ", "ờ", "ở", "ỡ", "ớ", "ợ", "ù", "",
	"ủ", "ũ", "ú", "ụ", "ừ", "ử", "ữ", "ứ", "ự", "ỳ", "ỷ", "ỹ", "ý", "ỵ",
};
_Static_assert(COUNTOF(tcvn3) == 0xfe - 0xa1 + 1, "a byte has no letter");

/* ---- VNI: a vowel, and after it a sign for its marks ---- */

/* Combining marks: circumflex, breve, grave, acute, hook, tilde, dot below. */
static const struct { uint32_t sign; const char *marks; } vni_sign[] = {
	{ 0xe2, "\u0302" }, { 0xea, "\u0306" }, { 0xf8, "\u0300" }, { 0xf9, "\u0301" }, { 0xfb, "\u0309" },
	{ 0xf5, "\u0303" }, { 0xef, "\u0323" }, { 0xe0, "\u0302\u0300" }, { 0xe1, "\u0302\u0301" },
	{ 0xe5, "\u0302\u0309" }, { 0xe3, "\u0302\u0303" }, { 0xe4, "\u0302\u0323" }, { 0xe8, "\u0306\u0300" },
	{ 0xe9, "\u0306\u0301" }, { 0xfa, "\u0306\u0309" }, { 0xfc, "\u0306\u0303" }, { 0xeb, "\u0306\u0323" },
};
static const struct { uint32_t from; const char *to; } vni_letter[] = {
	{ 0xf4, "ơ" }, { 0xd4, "Ơ" }, { 0xf6, "ư" }, { 0xd6, "Ư" }, { 0xf1, "đ" }, { 0xd1, "Đ" },
	{ 0xed, "í" }, { 0xcd, "Í" }, { 0xec, "ì" }, { 0xcc, "Ì" }, { 0xe6, "ỉ" }, { 0xc6, "Ỉ" },
	{ 0xf3, "ĩ" }, { 0xd3, "Ĩ" }, { 0xf2, "ị" }, { 0xd2, "Ị" }, { 0xee, "ỵ" }, { 0xce, "Ỵ" },
};

static uint32_t point(const char **s)
{
	const unsigned char *p = (const unsigned char *)*s;
	int more = *p >= 0xf0 ? 3 : *p >= 0xe0 ? 2 : *p >= 0xc0 ? 1 : 0;
	uint32_t c = more ? *p & (0x3f >> more) : *p;

	for (p++; more > 0 && (*p & 0xc0) == 0x80; more--)
		c = c << 6 | (*p++ & 0x3f);
	*s = (const char *)p;
	return c;
}

static const char *vni_marks(uint32_t c)
{
	uint32_t small = c >= 0xc0 && c <= 0xde ? c + 0x20 : c;

	for (size_t i = 0; i < COUNTOF(vni_sign); i++)
		if (vni_sign[i].sign == small)
			return vni_sign[i].marks;
	return NULL;
}

static const char *vni_plain(uint32_t c)
{
	for (size_t i = 0; i < COUNTOF(vni_letter); i++)
		if (vni_letter[i].from == c)
			return vni_letter[i].to;
	return NULL;
}

/* Whether marks may stand on what was just written. */
static bool bears(uint32_t before, uint32_t sign)
{
	bool horn = before == 0xf4 || before == 0xd4 || before == 0xf6 || before == 0xd6;
	uint32_t small = sign >= 0xc0 && sign <= 0xde ? sign + 0x20 : sign;

	if (horn)
		return small >= 0xef && small <= 0xfb && small != 0xfa;
	return before < 0x80 && before && strchr("aeouyAEOUY", (int)before);
}

static bool put(struct buf *b, enum coding coding, uint32_t c, uint32_t before)
{
	const char *to = NULL;

	if (c < 0x80) {
		buf_char(b, (char)c);
		return true;
	}
	if (c == 0xa0) {
		buf_char(b, ' ');
		return true;
	}
	if (coding == CODING_TCVN3)
		to = c >= 0xa1 && c <= 0xfe ? tcvn3[c - 0xa1] : NULL;
	else
		to = vni_marks(c) && bears(before, c) ? vni_marks(c) : vni_plain(c);
	buf_text(b, to ? to : "");
	return to && *to;
}

char *coding_convert(struct arena *a, enum coding coding, const char *text)
{
	struct buf b = buf_new(a, TEXT_MAX);
	uint32_t before = 0;

	buf_text(&b, "");
	if (coding == CODING_UNICODE)
		return arena_text(a, text);
	for (const char *s = text; *s; ) {
		uint32_t c = point(&s);
		if (!put(&b, coding, c, before))
			return NULL;
		before = c;
	}
	return b.n ? text_clean(a, b.s, true) : arena_text(a, "");
}

/* ---- whether it is Vietnamese ---- */

static bool letter(uint32_t c)
{
	static const uint32_t latin[] = {
		0xc0, 0xc1, 0xc2, 0xc3, 0xc8, 0xc9, 0xca, 0xcc, 0xcd, 0xd2, 0xd3, 0xd4, 0xd5, 0xd9, 0xda, 0xdd, 0xe0,
		0xe1, 0xe2, 0xe3, 0xe8, 0xe9, 0xea, 0xec, 0xed, 0xf2, 0xf3, 0xf4, 0xf5, 0xf9, 0xfa, 0xfd, 0x102, 0x103,
		0x110, 0x111, 0x128, 0x129, 0x168, 0x169, 0x1a0, 0x1a1, 0x1af, 0x1b0,
	};

	if (c >= 0x1ea0 && c <= 0x1ef9)
		return true;
	for (size_t i = 0; i < COUNTOF(latin); i++)
		if (latin[i] == c)
			return true;
	return false;
}

static bool one_of(const char *list, const char *s, size_t n)
{
	for (const char *p = list; *p; ) {
		size_t m = strcspn(p, " ");
		if (m == n && memcmp(p, s, n) == 0)
			return true;
		p += m + (p[m] == ' ');
	}
	return false;
}

/* A syllable without its marks: initial, vowels, final. */
static bool syllable(const char *s)
{
	static const char initials[] = "b c ch d g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x";
	static const char vowels[] = "a e i o u y ai ao au ay eo eu ia ie ieu iu io iao oa oai oao oay oe oeo oi oo ua "
	                             "uai uay uau uao ue ui uo uoi uou uu uy uya uye uyu ye yeu ya uyeu ioi";
	size_t a = strcspn(s, "aeiouy"), b = a + strspn(s + a, "aeiouy");

	return a < b && (a == 0 || one_of(initials, s, a)) && one_of(vowels, s + a, b - a) &&
	       (s[b] == '\0' || one_of("c ch m n ng nh p t", s + b, strlen(s + b)));
}

static bool in_word(char c)
{
	return (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Quotes, dashes, a degree: no letters, in any coding. */
static bool is_sign(uint32_t c)
{
	return c == 0xa0 || (c >= 0x2010 && c <= 0x2026) || c == 0xab || c == 0xbb || c == 0xb0;
}

/* Words that bear marks are Vietnamese syllables; what has none says nothing. */
static bool vietnamese(struct arena *a, const char *text)
{
	while (*text) {
		const char *word = text;
		bool marked = false;
		while (in_word(*text)) {
			const char *at = text;
			uint32_t c = point(&text);
			if (is_sign(c)) {
				text = at;
				break;
			}
			if (c >= 0x80 && !letter(c))
				return false;
			marked |= c >= 0x80;
		}
		if (marked && !syllable(text_fold(a, arena_textn(a, word, (size_t)(text - word)))))
			return false;
		if (*text)
			point(&text);
	}
	return true;
}

static bool plain(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

static bool explains(struct arena *a, enum coding coding, const char *text)
{
	struct arena_mark mark = arena_mark(a);
	const char *said = coding == CODING_UNICODE ? text_clean(a, text, true) : coding_convert(a, coding, text);
	bool is = said && vietnamese(a, said);

	arena_reset(a, mark);
	return is;
}

/* Marks that stand apart from their letters. */
static bool marks_apart(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)s[0] == 0xcc || ((unsigned char)s[0] == 0xcd && (unsigned char)s[1] < 0xb0))
			return true;
	return false;
}

/* A sign of the old codings that Vietnamese does not have. */
static bool is_strange(uint32_t c)
{
	return c > 0xa0 && c <= 0xff && c != 0xab && c != 0xb0 && c != 0xbb && !letter(c);
}

struct coding_look coding_begin(struct arena *a)
{
	struct coding_look l = { .mem = a, .strange = -1 };

	for (enum coding c = CODING_UNICODE; c < CODING__COUNT; c++)
		l.bad[c] = -1;
	return l;
}

/* A letter that no old byte stands for makes the column Unicode, whatever else is in it. */
void coding_add(struct coding_look *l, const char *text)
{
	int at = l->n++;

	if (!text || !*text)
		return;
	l->said++;
	for (const char *s = text; *s && !l->capital; s++)
		l->capital = *s >= 'A' && *s <= 'Z';
	if (plain(text))
		return;
	l->composed = l->composed || marks_apart(text);
	for (const char *s = text; *s; ) {
		uint32_t c = point(&s);
		l->unicode |= c > 0xff;
		if (l->strange < 0 && is_strange(c))
			l->strange = at;
	}
	for (enum coding c = CODING_UNICODE; c < CODING__COUNT && !l->unicode; c++)
		if (l->bad[c] < 0 && !explains(l->mem, c, text))
			l->bad[c] = at;
}

struct coded coding_end(const struct coding_look *l, bool name)
{
	struct coded out = { .composed = l->composed, .unexplained = l->unicode ? l->strange : l->bad[CODING_UNICODE] };

	if (out.unexplained < 0 || l->unicode)
		return out;
	for (enum coding c = CODING_TCVN3; c < CODING__COUNT; c++) {
		if (l->bad[c] >= 0)
			continue;
		out.coding = c;
		out.unexplained = -1;
		out.capitals = c == CODING_TCVN3 && name && l->said && !l->capital;
		return out;
	}
	return out;
}

struct coded coding_find(const char *const *text, int n, bool name)
{
	struct arena *a = arena_new(0);
	struct coding_look l = coding_begin(a);

	for (int i = 0; i < n; i++)
		coding_add(&l, text[i]);
	struct coded out = coding_end(&l, name);
	arena_free(a);
	return out;
}
