#include "model/kind.h"

#include <string.h>

#include "base/language.h"
#include "base/text.h"
#include "model/catalog.h"
#include "model/code.h"
#include "model/query.h"
#include "model/unit.h"

enum { TEXT_LIMIT = 4000, NOTE_LIMIT = 20000, ID_DIGITS = 10, QUOTE_MAX = 40 };
static const struct date forever = FOREVER;

/* What is being understood. */
struct reading {
	struct ctx *ctx;
	const struct field *f;
	const char *name;               /* of the input: where the message goes */
	const char *text;               /* clean, not empty */
	struct date on;
	struct value *out;
};

/* What was typed, shortened for a message. */
static const char *quoted(struct reading *r)
{
	size_t n = 0, points = 0;

	while (r->text[n] && points < QUOTE_MAX) {
		n++;
		while ((r->text[n] & 0xc0) == 0x80)
			n++;
		points++;
	}
	return arena_printf(r->ctx->mem, "“%.*s%s”", (int)n, r->text, r->text[n] ? "…" : "");
}

static bool refuse(struct reading *r, const char *what)
{
	return err_field(r->ctx->errs, r->name, "%s: %s", r->f->label, what);
}

/* ---- texts ---- */

static bool parse_text(struct reading *r)
{
	int64_t most = r->f->max ? r->f->max : r->f->kind == K_NOTE ? NOTE_LIMIT : TEXT_LIMIT;
	int64_t n = (int64_t)text_length(r->text);

	if (n > most)
		return err_field(r->ctx->errs, r->name, "%s dài %lld ký tự: rút còn nhiều nhất %lld", r->f->label,
		                 (long long)n, (long long)most);
	if (n < r->f->min)
		return err_field(r->ctx->errs, r->name, "%s có %lld ký tự: phải có ít nhất %lld", r->f->label,
		                 (long long)n, (long long)r->f->min);
	*r->out = value_text(r->text);
	return true;
}

/* ---- numbers ---- */

/* 46740, 46.740 or 46 740, and 46,740 where that is how numbers are grouped: only by three. */
static bool grouped_int(struct arena *a, const char *s, int64_t *out)
{
	char mark = language_thousands(arena_language(a));
	size_t n = strlen(s), at = 0, run = 0;
	char *plain = NEWN(a, char, n + 1);
	bool groups = false;

	if (*s == '-')
		plain[at++] = *s++;
	for (; *s; s++) {
		if (*s != '.' && *s != ' ' && *s != mark) {
			plain[at++] = *s;
			run++;
			continue;
		}
		if (run < 1 || run > 3 || (groups && run != 3))
			return false;
		groups = true;
		run = 0;
	}
	return (!groups || run == 3) && text_int(plain, out);
}

static bool in_bounds(struct reading *r, int64_t n)
{
	const struct field *f = r->f;
	bool above = f->max >= f->min && (f->min || f->max);

	if ((f->min || f->max) && n < f->min)
		return err_field(r->ctx->errs, r->name, "%s phải từ %s trở lên", f->label,
		                 text_grouped(r->ctx->mem, f->min));
	if (above && n > f->max)
		return err_field(r->ctx->errs, r->name, "%s phải từ %s đến %s", f->label,
		                 text_grouped(r->ctx->mem, f->min), text_grouped(r->ctx->mem, f->max));
	return true;
}

static bool parse_int(struct reading *r)
{
	int64_t n;

	if (!grouped_int(r->ctx->mem, r->text, &n))
		return refuse(r, "phải là số nguyên, ví dụ 1210 hoặc 1.210");
	if (!in_bounds(r, n))
		return false;
	*r->out = value_int(n);
	return true;
}

static bool parse_money(struct reading *r)
{
	static const char *const units[] = { " đồng", "đồng", " đ", "đ" };
	size_t n = strlen(r->text);
	char *amount = arena_text(r->ctx->mem, r->text);
	int64_t dong;

	for (size_t i = 0; i < COUNTOF(units); i++) {
		size_t m = strlen(units[i]);
		if (n > m && strcmp(amount + n - m, units[i]) == 0) {
			amount[n - m] = '\0';
			break;
		}
	}
	if (!grouped_int(r->ctx->mem, amount, &dong))
		return refuse(r, "phải là số tiền bằng đồng, ví dụ 1500000 hoặc 1.500.000");
	if (!in_bounds(r, dong))
		return false;
	*r->out = value_money((struct money){ dong });
	return true;
}

static bool parse_bool(struct reading *r)
{
	static const char *const yes[] = { "1", "có", "co", "true", "yes", "on", "x", "đúng" };
	static const char *const no[] = { "0", "không", "khong", "false", "no", "off", "sai" };
	const char *s = text_lower(r->ctx->mem, r->text);

	for (size_t i = 0; i < COUNTOF(yes); i++)
		if (strcmp(s, yes[i]) == 0) {
			*r->out = value_bool(true);
			return true;
		}
	for (size_t i = 0; i < COUNTOF(no); i++)
		if (strcmp(s, no[i]) == 0) {
			*r->out = value_bool(false);
			return true;
		}
	return refuse(r, "chỉ nhận Có hoặc Không (1 hoặc 0)");
}

/* ---- days and moments ---- */

static bool parse_date(struct reading *r)
{
	struct date d;

	if (!date_parse(r->text, &d))
		return refuse(r, "ngày phải theo dạng 08/12/2022 hoặc 2022-12-08");
	*r->out = value_date(d);
	return true;
}

static bool parse_partial(struct reading *r)
{
	const char *iso;

	if (!partial_parse(r->ctx->mem, r->text, &iso))
		return refuse(r, "phải theo dạng 1975, 04/1975 hoặc 30/04/1975");
	*r->out = value_text(iso);
	return true;
}

static bool parse_time(struct reading *r)
{
	int64_t t;

	if (!time_parse(r->text, &t))
		return refuse(r, "phải theo dạng 09:30 18/01/2023 hoặc 2023-01-18T09:30:00+07:00");
	*r->out = value_time(t);
	return true;
}

/* ---- codes ---- */

static const struct code *code_near(struct reading *r, const struct code *list, int n)
{
	const struct code *near = NULL;
	const char *typed = text_fold(r->ctx->mem, r->text);
	int best = (int)text_length(typed) / 2 + 1;

	for (int i = 0; i < n; i++) {
		int by_key = text_distance(r->text, list[i].key);
		int by_label = text_distance(typed, text_fold(r->ctx->mem, list[i].label));
		int d = by_key < by_label ? by_key : by_label;
		if (d < best) {
			best = d;
			near = &list[i];
		}
	}
	return near;
}

static bool refuse_code(struct reading *r, const struct code *list, int n)
{
	const struct code *near = code_near(r, list, n);
	const char *day = date_show(r->ctx->mem, r->on), *label = code_label(r->ctx, r->f->of, r->text);

	if (label != r->text)
		return err_field(r->ctx->errs, r->name, "%s: %s (%s) không có hiệu lực vào ngày %s", r->f->label, label,
		                 quoted(r), day);
	if (near)
		return err_field(r->ctx->errs, r->name, "%s: không có %s trong danh mục; có phải ý là %s (%s)?",
		                 r->f->label, quoted(r), near->key, near->label);
	if (n == 0)
		return err_field(r->ctx->errs, r->name, "%s: danh mục %s chưa có mã nào vào ngày %s", r->f->label,
		                 r->f->of, day);
	return err_field(r->ctx->errs, r->name, "%s: không có %s trong danh mục; ví dụ %s (%s)", r->f->label, quoted(r),
	                 list[0].key, list[0].label);
}

static bool parse_code(struct reading *r)
{
	const struct code *list;
	const char *found = NULL;
	int n;

	if (code_known(r->ctx, r->f->of, r->text, r->on)) {
		*r->out = value_text(r->text);
		return true;
	}
	if (!code_list(r->ctx, r->f->of, r->on, &list, &n))
		return false;
	const char *typed = text_lower(r->ctx->mem, r->text);
	const char *said = text_lower(r->ctx->mem, say(r->ctx->mem, r->text));  /* the Vietnamese label is one always */
	for (int i = 0; i < n && !found; i++)
		if (!strcmp(text_lower(r->ctx->mem, list[i].label), typed) ||
		    !strcmp(text_lower(r->ctx->mem, list[i].label), said))
			found = list[i].key;
	if (!found)
		return refuse_code(r, list, n);
	*r->out = value_text(arena_text(r->ctx->mem, found));
	return true;
}

/* ---- references ---- */

static bool all_digits(const char *s)
{
	return *s && s[strspn(s, "0123456789")] == '\0';
}

static bool parse_id(struct reading *r)
{
	int64_t id;

	if (!all_digits(r->text) || !text_int(r->text, &id) || id <= 0)
		return refuse(r, "số của bản ghi phải là số nguyên dương");
	*r->out = value_int(id);
	return true;
}

/* Looks in every unique text of the target; *n: by how many rows it was found. */
static bool find_unique(struct reading *r, const struct record *target, int *nfields, int *n, int64_t *id)
{
	struct build b = build_new(r->ctx->db);
	struct rows rows;
	int typed = 0;

	*n = *nfields = 0;
	build_sql(&b, "SELECT id FROM main.");
	build_name(&b, target->name);
	for (int i = 0; i < target->nfields; i++) {
		const struct field *f = &target->fields[i];
		if (!(f->flags & F_UNIQUE) || (f->kind != K_TEXT && f->kind != K_CODE && f->kind != K_NAME))
			continue;
		if (!typed)
			typed = build_arg(&b, value_text(r->text));
		build_literal(&b, (*nfields)++ ? " OR " : " WHERE ");
		build_name(&b, f->name);
		build_sql(&b, " = ");
		build_param(&b, typed);
	}
	if (*nfields == 0)
		return true;
	build_sql(&b, " ORDER BY id LIMIT 2");
	if (!db_many(r->ctx->db, build_end(&b), build_args(&b), &rows))
		return false;
	*n = rows.n;
	*id = rows.n ? cell_int(rows.row[0].cell[0]) : 0;
	return true;
}

/* Ids have more than ten digits, so short numbers are first taken for a card or a register number. */
static bool parse_ref(struct reading *r)
{
	const struct record *target = catalog_record(r->ctx->catalog, r->f->of);
	int n, nfields;
	int64_t id;

	if (!target)
		bug("field %s refers to %s", r->f->name, r->f->of);
	if (all_digits(r->text) && strlen(r->text) > ID_DIGITS)
		return parse_id(r);
	if (!find_unique(r, target, &nfields, &n, &id))
		return false;
	if (n > 1)
		return err_field(r->ctx->errs, r->name, "%s: có nhiều hơn một %s mang %s; ghi số của bản ghi",
		                 r->f->label, target->label, quoted(r));
	if (n == 1) {
		*r->out = value_int(id);
		return true;
	}
	if (all_digits(r->text))
		return parse_id(r);
	if (nfields)
		return err_field(r->ctx->errs, r->name, "%s: không có %s nào mang %s; ghi số hiệu hoặc số của bản ghi",
		                 r->f->label, target->label, quoted(r));
	return err_field(r->ctx->errs, r->name, "%s: ghi số của bản ghi (%s); %s không phải là số", r->f->label,
	                 target->label, quoted(r));
}

static bool parse_unit(struct reading *r)
{
	const char *why = NULL;
	int64_t id;

	if (all_digits(r->text) && strlen(r->text) > ID_DIGITS)
		return parse_id(r);
	if (!unit_seek(r->ctx, (struct clock){ .on = r->on }, r->text, &id, &why))
		return false;
	if (!id)
		return err_field(r->ctx->errs, r->name, "%s: %s", r->f->label, why);
	*r->out = value_int(id);
	return true;
}

/* ---- the door ---- */

bool kind_parse(struct ctx *ctx, const struct field *f, const char *name, const char *text, struct date on,
                struct value *out)
{
	struct reading r = { ctx, f, name, NULL, on, out };

	*out = value_null();
	if (!text || !*text)
		return true;
	r.text = text_clean(ctx->mem, text, f->kind == K_NOTE);
	if (!r.text)
		return err_field(ctx->errs, name, "%s: có ký tự điều khiển hoặc không phải UTF-8; gõ lại nội dung",
		                 f->label);
	if (!*r.text)
		return true;
	switch (f->kind) {
	case K_TEXT: case K_NAME: case K_NOTE: case K_STATE:
		return parse_text(&r);
	case K_INT:
		return parse_int(&r);
	case K_MONEY:
		return parse_money(&r);
	case K_BOOL:
		return parse_bool(&r);
	case K_DATE:
		return parse_date(&r);
	case K_PARTIAL:
		return parse_partial(&r);
	case K_TIME:
		return parse_time(&r);
	case K_CODE:
		return parse_code(&r);
	case K_REF:
		return parse_ref(&r);
	case K_UNIT:
		return parse_unit(&r);
	case K_SPAN:
		return refuse(&r, "được tính ra từ các đợt, không nhập trực tiếp");
	case K__COUNT:
		break;
	}
	bug("field %s of kind %d", f->name, (int)f->kind);
}

/* ---- showing ---- */

static const char *show_state(const struct record *rec, const char *name)
{
	const struct state *s = rec->flow ? flow_state(rec->flow, name) : NULL;

	return s ? s->label : name;
}

/* A span that has not ended holds "to now". */
static const char *show_date(struct ctx *ctx, struct date d)
{
	return d.ymd == forever.ymd ? "nay" : date_show(ctx->mem, d);
}

/* A text is shown as it stands, whatever the field: what is stored may be older than the field's kind. */
static const char *show_text(struct ctx *ctx, const struct record *rec, const struct field *f, const char *s)
{
	struct date d;

	switch (f->kind) {
	case K_DATE:
		return date_parse(s, &d) ? show_date(ctx, d) : s;
	case K_PARTIAL:
		return partial_show(ctx->mem, s);
	case K_CODE:
		return code_label(ctx, f->of, s);
	case K_STATE:
		return show_state(rec, s);
	case K_TEXT: case K_NAME: case K_NOTE: case K_INT: case K_MONEY: case K_BOOL: case K_TIME:
	case K_REF: case K_UNIT: case K_SPAN: case K__COUNT:
		break;
	}
	return s;
}

static const char *show_int(struct ctx *ctx, const struct field *f, int64_t i)
{
	switch (f->kind) {
	case K_BOOL:
		return i ? "Có" : "Không";
	case K_TIME:
		return time_show(ctx->mem, i);
	case K_MONEY:
		return arena_printf(ctx->mem, "%s đ", text_grouped(ctx->mem, i));
	case K_INT:                     /* from 10^11 on it is the number of a row, to be copied as it stands */
		return i < 100000000000LL ? text_grouped(ctx->mem, i) : arena_printf(ctx->mem, "%lld", (long long)i);
	case K_TEXT: case K_NAME: case K_NOTE: case K_DATE: case K_PARTIAL: case K_CODE: case K_STATE:
	case K_REF: case K_UNIT: case K_SPAN: case K__COUNT:
		break;
	}
	return arena_printf(ctx->mem, "%lld", (long long)i);
}

const char *kind_show(struct ctx *ctx, const struct record *rec, const struct field *f, struct value v)
{
	f = field_shown(ctx->catalog, f);
	switch (v.type) {
	case T_DATE:
		return show_date(ctx, v.date);
	case T_TEXT:
		return show_text(ctx, rec, f, v.text);
	case T_BOOL: case T_INT: case T_MONEY: case T_TIME:
		return show_int(ctx, f, cell_int(v));
	case T_NULL: case T_BYTES: case T_IDS: case T__COUNT:
		break;
	}
	return "";
}

const char *kind_text(struct arena *a, const struct field *f, struct value v)
{
	switch (v.type) {
	case T_DATE:
		return date_iso(a, v.date);
	case T_TEXT:
		return v.text;
	case T_BOOL: case T_INT: case T_MONEY: case T_TIME:
		return f->kind == K_TIME ? time_iso(a, cell_int(v)) : arena_printf(a, "%lld", (long long)cell_int(v));
	case T_NULL: case T_BYTES: case T_IDS: case T__COUNT:
		break;
	}
	return "";
}
