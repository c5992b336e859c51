#ifndef APP_ACT_H
#define APP_ACT_H
#include "model/command.h"

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
