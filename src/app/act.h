#ifndef APP_ACT_H
#define APP_ACT_H
#include "model/rule.h"
#include "model/workflow.h"

/* What the subjects' fill, guard, after and rules ask of the change under way,
 * by field name: several record types share one rule.  A name that the record
 * type has not is a bug. */
int64_t     act_int(const struct op *op, const char *field);            /* 0 when null */
const char *act_text(const struct op *op, const char *field);           /* NULL when null */
struct date act_date(const struct op *op, const char *field);           /* 0 when null */
bool        act_is_set(const struct op *op, const char *field);
void        act_put(struct op *op, const char *field, struct value v);
/* This change gives the field a value other than it had: rules about a fact look only when the fact is new. */
bool        act_changed(const struct op *op, const char *field);
/* The state after this change; `states` is "decided|published". */
bool        act_comes_to(const struct op *op, const char *states);
/* Writes fields into the act's own row once more, in `after`. */
MUST_USE bool act_update(struct op *op, const char *field, struct value v);

/* A time limit: working days after the day in `from`, as many as the rule amount of that day; once the day in
 * `extended` is set, those of the amount `extra` more.  extended NULL: it cannot be made longer. */
struct limit { const char *from, *amount, *extended, *extra; };
/* field = the last day in time; anew when the limit's days change. */
MUST_USE bool act_deadline(struct op *op, const struct limit *l, const char *field);
/* Refuses when both days are set and the later is before the earlier. */
bool act_in_order(struct op *op, const char *earlier, const char *later);
/* Test of a rule: `later` comes within the limit. */
bool act_in_time(struct op *op, const struct rule *r, const struct limit *l, const char *later);

/* The fields of every act, for tables of fields that are read by name. */
#define ACT_ROWS \
	{ "state", "Trạng thái", K_STATE, F_LIST | F_DERIVED }, \
	{ "began_on", "Ngày bắt đầu", K_DATE, F_DERIVED }, \
	{ "state_on", "Ngày của trạng thái", K_DATE, F_DERIVED }
/* Who it is about and where. */
#define MEMBER_ROW { "member", "Đảng viên", K_REF, F_REQUIRED | F_FIXED | F_LIST, .of = "member" }
#define CELL_ROW   { "unit", "Chi bộ", K_UNIT, F_REQUIRED | F_LIST }
#define DECISION_ROW { "decision", "Quyết định", K_REF, 0, .of = "document" }
#define DAY_ROW(name_, label_, flags_) { name_, label_, K_DATE, flags_ }

/* The regulation in force (thi hành Điều lệ Đảng) for a rule whose substance is the same in all of them: four rows of
 * struct rule.  Sections are cited where the text was read; the text of 208-QĐ/TW (2026) is not, so 294 goes on. */
#define RULED(id_, record_, on_, warn_, title_, section_, holds_) \
	{ id_, record_, on_, DATE(2016, 7, 25), DATE(2021, 7, 30), warn_, title_, "Quy định 29-QĐ/TW", holds_ }, \
	{ id_, record_, on_, DATE(2021, 7, 30), DATE(2025, 1, 20), warn_, title_, "Quy định 24-QĐ/TW", holds_ }, \
	{ id_, record_, on_, DATE(2025, 1, 20), DATE(2025, 7, 1), warn_, title_, "Quy định 232-QĐ/TW", holds_ }, \
	{ id_, record_, on_, DATE(2025, 7, 1), FOREVER, warn_, title_, "Quy định 294-QĐ/TW, " section_, holds_ }
/* The same for the Secretariat's guidance. */
#define GUIDED(id_, record_, on_, warn_, title_, section_, holds_) \
	{ id_, record_, on_, DATE(2021, 9, 28), DATE(2025, 7, 1), warn_, title_, "Hướng dẫn 01-HD/TW", holds_ }, \
	{ id_, record_, on_, DATE(2025, 7, 1), FOREVER, warn_, title_, "Hướng dẫn 06-HD/TW, " section_, holds_ }

#endif
