#ifndef BASE_VALUE_H
#define BASE_VALUE_H
#include "base/arena.h"

/* 20240422 for 22 April 2024: ordered, printable, and a constant; 0 is "no date". */
struct date  { int32_t ymd; };
struct money { int64_t dong; };
#define DATE(y, m, d) { (y) * 10000 + (m) * 100 + (d) }
#define FOREVER       { 99991231 }

enum type { T_NULL, T_BOOL, T_INT, T_MONEY, T_DATE, T_TIME, T_TEXT, T_BYTES, T_IDS, T__COUNT };

/* One cell: a column read, an argument bound, a form field understood.
 * From the database come only T_NULL, T_INT, T_TEXT and T_BYTES. */
struct value {
	enum type type;
	size_t n;                       /* T_BYTES: bytes; T_IDS: how many */
	union {
		bool b;
		int64_t i;              /* T_INT; T_TIME: seconds since 1970, UTC */
		struct money money;
		struct date date;
		const char *text;       /* UTF-8, NFC, no NUL inside, owned by an arena */
		const void *bytes;
		const int64_t *ids;     /* only as an argument: a set, bound as one */
	};
};

static inline struct value value_null(void)             { return (struct value){ .type = T_NULL }; }
static inline struct value value_bool(bool b)           { return (struct value){ .type = T_BOOL, .b = b }; }
static inline struct value value_int(int64_t i)         { return (struct value){ .type = T_INT, .i = i }; }
static inline struct value value_time(int64_t i)        { return (struct value){ .type = T_TIME, .i = i }; }
static inline struct value value_money(struct money m)  { return (struct value){ .type = T_MONEY, .money = m }; }
static inline struct value value_self(struct value v)   { return v; }
static inline struct value value_date(struct date d)
{
	return (struct value){ .type = d.ymd ? T_DATE : T_NULL, .date = d };
}
static inline struct value value_text(const char *s)
{
	return (struct value){ .type = s ? T_TEXT : T_NULL, .text = s };
}
static inline struct value value_bytes(const void *p, size_t n)
{
	return (struct value){ .type = p ? T_BYTES : T_NULL, .n = n, .bytes = p };
}
static inline struct value value_ids(const int64_t *ids, size_t n)
{
	return (struct value){ .type = T_IDS, .n = n, .ids = ids };
}

/* V(x): the value for a C expression; a type it does not know does not compile. */
#define V(x) _Generic((x),                                        \
	bool: value_bool, int: value_int, long: value_int,        \
	long long: value_int, struct date: value_date,            \
	struct money: value_money, struct value: value_self,      \
	char *: value_text, const char *: value_text)(x)

bool value_equal(struct value a, struct value b);       /* what the database would store is the same */
struct value value_keep(struct arena *a, struct value v);       /* with text and bytes copied */

#endif
