#ifndef MODEL_FILTER_LEX_H
#define MODEL_FILTER_LEX_H
#include "model/filter_tree.h"

/* The tokens of a filter's text, and the values among them.  Only filter_*.c include this. */
enum token { TK_END, TK_WORD, TK_STRING, TK_OPEN, TK_CLOSE, TK_COMMA, TK_COMPARE, TK_MATCH, TK_BAD };

struct lex {
	struct ctx *ctx;
	const char *text, *at, *next;   /* the whole, this token, what comes after it */
	enum token token;
	const char *word;               /* TK_WORD, TK_STRING */
	enum compare op;                /* TK_COMPARE */
	bool failed;                    /* the first fault was told: no other is */
};

struct lex lex_new(struct ctx *ctx, const char *text);  /* at the first token */
void lex_next(struct lex *x);
bool lex_is(const struct lex *x, const char *word);
bool lex_accept(struct lex *x, const char *word);       /* goes past it if it is there */
MUST_USE bool lex_pass(struct lex *x, enum token token, const char *what);     /* past it; false: `what` was expected */
MUST_USE bool lex_valued(struct lex *x);                /* that a word or a string is here */
/* Both tell the place and return false. */
bool lex_fault(struct lex *x, const char *at, const char *fmt, ...) PRINTF(3, 4);
bool lex_expected(struct lex *x, const char *what);

/* The value here, as one of what the path ends in. */
MUST_USE bool operand_read(struct lex *x, const struct path *path, struct operand *out);

#endif
