/* People type under a heading what they would say of that column; which operator that is follows from the kind of the
 * field, so that every record type has its row of filters from its table of fields. */

#include "web/list_typed.h"
#include <string.h>
#include "base/text.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "web/sheet.h"

struct typed { struct ctx *ctx; const char *path, *name, *text, *op; };

static const char *fault(const struct typed *t, const char *wanted)
{
	err_field(t->ctx->errs, t->name, "“%s” không phải là %s.", t->text, wanted);
	return NULL;
}

/* Cuts a comparison off the front. */
static void take_operator(struct typed *t)
{
	static const char *const ops[] = { ">=", "<=", ">", "<", "=" };

	t->op = NULL;
	for (size_t i = 0; i < COUNTOF(ops); i++)
		if (!strncmp(t->text, ops[i], strlen(ops[i]))) {
			t->op = ops[i];
			t->text += strlen(ops[i]);
			t->text += strspn(t->text, " ");
			return;
		}
}

static const char *number(struct typed *t)
{
	struct buf digits = buf_new(t->ctx->mem, 100);
	int64_t n;

	take_operator(t);
	for (const char *s = t->text; *s; s++)
		if (*s != '.' && *s != ' ')
			buf_char(&digits, *s);
	if (digits.full || !text_int(digits.s, &n))
		return fault(t, "số");
	return arena_printf(t->ctx->mem, "%s %s %lld", t->path, t->op ? t->op : "=", (long long)n);
}

/* 12/2022 and 2022-11 are months, 08/12/2022 is a day. */
static bool read_period(struct arena *a, const char *text, struct period *p)
{
	struct date day;
	const char *iso;

	if (period_parse(text, p))
		return true;
	if (date_parse(text, &day)) {
		*p = (struct period){ day, date_add_days(day, 1) };
		return true;
	}
	return partial_parse(a, text, &iso) && period_parse(iso, p);
}

/* "On or after 2022-11" begins with its first day, "after" behind its last. */
static const char *day(struct typed *t, enum kind kind)
{
	struct arena *a = t->ctx->mem;
	struct period p;

	take_operator(t);
	if (!read_period(a, t->text, &p))
		return fault(t, "ngày hay kỳ (08/12/2022, 2022-11, 2022-Q3, 2022)");
	const char *from = date_iso(a, p.from), *last = date_iso(a, period_last(p));

	/* A partial date is a text: "1975" stands before every day of its year. */
	if (kind == K_PARTIAL)
		from = arena_textn(a, from, strlen(t->text) == 4 ? 4 : strlen(t->text) < 8 ? 7 : 10);
	if (!t->op || !strcmp(t->op, "="))
		return arena_printf(a, "%s >= %s and %s <= %s", t->path, from, t->path, last);
	return arena_printf(a, "%s %s %s", t->path, t->op, !strcmp(t->op, ">") || !strcmp(t->op, "<=") ? last : from);
}

static bool searchable(const struct catalog *c, struct path p)
{
	return path_title(c, &p) && path_field(&p) && field_shown(c, path_field(&p))->flags & F_SEARCH;
}

static const char *equal(const struct typed *t, const char *op)
{
	return arena_printf(t->ctx->mem, "%s %s \"%s\"", t->path, op, filter_quoted(t->ctx->mem, t->text));
}

static bool id_or_code(const char *s)
{
	return *s && !s[strspn(s, "0123456789.")];
}

static const char *by_kind(struct typed *t, const struct path *p)
{
	const struct catalog *c = t->ctx->catalog;
	enum kind kind = path_kind(c, p);

	switch (kind) {
	case K_INT: case K_MONEY:
		return number(t);
	case K_DATE: case K_PARTIAL:
		return day(t, kind);
	case K_UNIT:
		take_operator(t);
		if (t->op)
			return equal(t, "=");
		return id_or_code(t->text) ? equal(t, "under") :
		       searchable(c, *p) ? equal(t, "~") : fault(t, "mã tổ chức");
	case K_REF:
		return id_or_code(t->text) && !strchr(t->text, '.') && strlen(t->text) > 10 ? number(t) :
		       searchable(c, *p) ? equal(t, "~") : number(t);
	case K_TEXT: case K_NAME: case K_NOTE:
		return equal(t, searchable(c, *p) ? "~" : "=");
	case K_CODE: case K_STATE: case K_BOOL:
		return equal(t, "=");
	case K_TIME: case K_SPAN: case K__COUNT:
		break;
	}
	return fault(t, "điều kiện của cột này");
}

const char *list_typed(struct ctx *ctx, const struct record *rec, const char *path, const char *typed)
{
	struct typed t = { ctx, path, arena_printf(ctx->mem, SHEET_TYPED "%s", path), typed, NULL };
	struct path p;

	if (!query_path_find(ctx, rec, path, t.name, &p))
		return NULL;
	if (!strcmp(typed, "-"))
		return arena_printf(ctx->mem, "%s is not set", path);
	if (!strcmp(typed, "*"))
		return arena_printf(ctx->mem, "%s is set", path);
	return by_kind(&t, &p);
}
