/* From text to tokens.  Any bytes may come: nothing is read past the NUL, and
 * what is no token ends the parse. */
#include <string.h>

#include "base/text.h"
#include "model/filter_lex.h"

/* ---- faults ---- */

static int position(const struct lex *x, const char *at)
{
	int n = 1;

	for (const char *s = x->text; s < at; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

bool lex_fault(struct lex *x, const char *at, const char *fmt, ...)
{
	va_list ap;
	struct buf b = buf_new(x->ctx->mem, 2000);

	if (x->failed)
		return false;
	x->failed = true;
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	return err_field(x->ctx->errs, "where", "Vị trí %d: %s", position(x, at), b.full ? "sai cú pháp" : b.s);
}

bool lex_expected(struct lex *x, const char *what)
{
	if (x->token == TK_END)
		return lex_fault(x, x->at, "cần %s, nhưng điều kiện đã hết", what);
	const char *met = x->token == TK_WORD || x->token == TK_STRING
		? x->word : arena_textn(x->ctx->mem, x->at, (size_t)(x->next - x->at));
	return lex_fault(x, x->at, "cần %s, gặp \"%.60s\"", what, met);
}

/* ---- tokens ---- */

static bool word_char(char c)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
		return true;
	return (c && strchr("_.-:/+", c)) || (unsigned char)c >= 0x80;
}

static void lex_string(struct lex *x)
{
	char *to = arena_alloc(x->ctx->mem, strlen(x->at), 1);
	const char *s = x->at + 1;

	x->word = to;
	while (*s && *s != '"') {
		if (*s == '\\' && (s[1] == '"' || s[1] == '\\'))
			s++;
		*to++ = *s++;
	}
	x->next = s + (*s != '\0');
	x->token = TK_STRING;
	if (!*s) {
		x->token = TK_BAD;
		lex_fault(x, x->at, "chuỗi trong ngoặc kép chưa đóng");
	}
}

static void lex_sign(struct lex *x)
{
	static const struct { const char *sign; enum token token; enum compare op; } signs[] = {
		{ "(", TK_OPEN, 0 }, { ")", TK_CLOSE, 0 }, { ",", TK_COMMA, 0 }, { "~", TK_MATCH, 0 },
		{ "!=", TK_COMPARE, C_NE }, { "<=", TK_COMPARE, C_LE }, { ">=", TK_COMPARE, C_GE },
		{ "=", TK_COMPARE, C_EQ }, { "<", TK_COMPARE, C_LT }, { ">", TK_COMPARE, C_GT },
	};

	for (size_t i = 0; i < COUNTOF(signs); i++) {
		size_t n = strlen(signs[i].sign);
		if (strncmp(x->at, signs[i].sign, n) != 0)
			continue;
		x->token = signs[i].token;
		x->op = signs[i].op;
		x->next = x->at + n;
		return;
	}
	x->token = TK_BAD;
	x->next = x->at + 1;
	lex_fault(x, x->at, "ký tự lạ \"%c\"", *x->at);
}

void lex_next(struct lex *x)
{
	x->at = x->next + strspn(x->next, " \t\r\n");
	if (!*x->at) {
		x->token = TK_END;
		x->next = x->at;
	} else if (*x->at == '"') {
		lex_string(x);
	} else if (word_char(*x->at)) {
		for (x->next = x->at; word_char(*x->next); x->next++)
			;
		x->word = arena_textn(x->ctx->mem, x->at, (size_t)(x->next - x->at));
		x->token = TK_WORD;
	} else {
		lex_sign(x);
	}
}

bool lex_is(const struct lex *x, const char *word)
{
	return x->token == TK_WORD && strcmp(x->word, word) == 0;
}

bool lex_accept(struct lex *x, const char *word)
{
	if (!lex_is(x, word))
		return false;
	lex_next(x);
	return true;
}

bool lex_pass(struct lex *x, enum token token, const char *what)
{
	if (x->token != token)
		return lex_expected(x, what);
	lex_next(x);
	return !x->failed;
}

bool lex_valued(struct lex *x)
{
	return (x->token == TK_WORD || x->token == TK_STRING) ? !x->failed : lex_expected(x, "giá trị");
}

struct lex lex_new(struct ctx *ctx, const char *text)
{
	struct lex x = { .ctx = ctx, .text = text, .next = text };

	if (text_utf8(text, strlen(text)))
		lex_next(&x);
	else
		lex_fault(&x, text, "không phải là chữ UTF-8");
	return x;
}
