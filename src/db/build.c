#include "db/build.h"

#include <string.h>

enum { SQL_MAX = 1000000 };     /* SQLite takes no longer text */

struct build build_new(struct db *db)
{
	return (struct build){
		.mem = db->mem,
		.text = buf_new(db->mem, SQL_MAX),
		.postgres = db_is_postgres(db->conn),
	};
}

void build_literal(struct build *b, const char *sql)
{
	buf_text(&b->text, sql);
}

void build_name(struct build *b, const char *name)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyz_", rest[] = "abcdefghijklmnopqrstuvwxyz_0123456789";
	if (!*name || !strchr(first, *name) || name[strspn(name, rest)])
		bug("not a name: %s", name);
	buf_printf(&b->text, "\"%s\"", name);
}

int build_arg(struct build *b, struct value v)
{
	PUSH(b->mem, b->arg, b->nargs, v);
	return b->nargs;
}

void build_param(struct build *b, int number)
{
	if (number < 1 || number > b->nargs)
		bug("$%d of %d arguments", number, b->nargs);
	buf_printf(&b->text, "$%d", number);
}

void build_value(struct build *b, struct value v)
{
	build_param(b, build_arg(b, v));
}

void build_in(struct build *b, int number)
{
	build_literal(b, b->postgres ? " = ANY(" : " IN (SELECT value FROM json_each(");
	build_param(b, number);
	build_literal(b, b->postgres ? ")" : "))");
}

struct sql build_end(struct build *b)
{
	if (b->text.full)
		bug("an SQL text of more than %d bytes", SQL_MAX);
	return (struct sql){ b->text.s };
}

struct args build_args(const struct build *b)
{
	return (struct args){ .v = b->arg, .n = b->nargs };
}
