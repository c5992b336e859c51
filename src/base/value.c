#include "base/value.h"

#include <stdio.h>
#include <string.h>

enum { DATE_TEXT = 32 };

/* The value as a column would hold it: T_NULL, T_INT, T_TEXT or T_BYTES, and
 * T_IDS, which no column holds. */
static struct value stored(struct value v, char date[DATE_TEXT])
{
	switch (v.type) {
	case T_BOOL:
		return value_int(v.b);
	case T_MONEY:
		return value_int(v.money.dong);
	case T_TIME:
		return value_int(v.i);
	case T_DATE:
		if (!v.date.ymd)
			return value_null();
		snprintf(date, DATE_TEXT, "%04d-%02d-%02d", v.date.ymd / 10000, v.date.ymd / 100 % 100,
		         v.date.ymd % 100);
		return value_text(date);
	case T_TEXT:
		return value_text(v.text);
	case T_BYTES:
		return value_bytes(v.bytes, v.n);
	case T_NULL:
	case T_INT:
	case T_IDS:
	case T__COUNT:
		break;
	}
	return v;
}

bool value_equal(struct value a, struct value b)
{
	char da[DATE_TEXT], db[DATE_TEXT];
	a = stored(a, da);
	b = stored(b, db);
	if (a.type != b.type)
		return false;
	switch (a.type) {
	case T_NULL:
		return true;
	case T_INT:
		return a.i == b.i;
	case T_TEXT:
		return strcmp(a.text, b.text) == 0;
	case T_BYTES:
		return a.n == b.n && (!a.n || memcmp(a.bytes, b.bytes, a.n) == 0);
	case T_IDS:
		return a.n == b.n && (!a.n || memcmp(a.ids, b.ids, a.n * sizeof *a.ids) == 0);
	case T_BOOL:
	case T_MONEY:
	case T_DATE:
	case T_TIME:
	case T__COUNT:
		break;
	}
	bug("value of type %d", (int)a.type);
}

struct value value_keep(struct arena *a, struct value v)
{
	switch (v.type) {
	case T_TEXT:
		v.text = arena_text(a, v.text);
		break;
	case T_BYTES:
		v.bytes = v.bytes ? arena_copy(a, v.bytes, v.n) : NULL;
		break;
	case T_IDS:
		v.ids = arena_copy(a, v.ids, v.n * sizeof *v.ids);
		break;
	case T_NULL:
	case T_BOOL:
	case T_INT:
	case T_MONEY:
	case T_DATE:
	case T_TIME:
	case T__COUNT:
		break;
	}
	return v;
}
