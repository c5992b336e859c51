#include "law/unit_fold.h"

#include <string.h>

static const char *const what_key[UNIT_WHAT_COUNT] = {
	[UNIT_FOUND] = "found", [UNIT_MOVE] = "move", [UNIT_RENAME] = "rename",
	[UNIT_RETYPE] = "retype", [UNIT_RECODE] = "recode", [UNIT_END] = "end",
};

bool unit_what_parse(const char *key, enum unit_what *out)
{
	for (int i = 0; key && i < UNIT_WHAT_COUNT; i++)
		if (strcmp(what_key[i], key) == 0) {
			*out = (enum unit_what)i;
			return true;
		}
	return false;
}

const struct unit_span *unit_span_on(const struct unit_life *life, struct date day)
{
	for (int i = 0; i < life->nspans; i++)
		if (life->span[i].from.ymd <= day.ymd && day.ymd < life->span[i].until.ymd)
			return &life->span[i];
	return NULL;
}

/* The span that begins on this day: the last one if it began today, else a copy that goes on from today. */
static struct unit_span *span_from(struct arena *a, struct unit_life *life, struct date day)
{
	struct unit_span next = life->span[life->nspans - 1];

	if (next.from.ymd != day.ymd) {
		life->span[life->nspans - 1].until = day;
		next.from = day;
		PUSH(a, life->span, life->nspans, next);
	}
	return &life->span[life->nspans - 1];
}

static void unit_found(struct arena *a, struct unit_life *life, const struct unit_act *act)
{
	life->kind = act->kind;
	life->founded_on = act->day;
	PUSH(a, life->span, life->nspans, (struct unit_span){
		.from = act->day, .until = FOREVER, .parent = act->parent,
		.code = act->code, .name = act->name, .type = act->type,
	});
}

/* Whole days are what is counted: a unit founded and ended on one day was never there. */
static const char *unit_end(struct unit_life *life, const struct unit_act *act)
{
	if (act->day.ymd == life->founded_on.ymd)
		return "tổ chức kết thúc ngay trong ngày thành lập";
	if (life->span[life->nspans - 1].from.ymd == act->day.ymd) {
		/* Something else changed on the day of the end: it was never seen. */
		life->nspans--;
	}
	life->span[life->nspans - 1].until = act->day;
	life->ended_on = act->day;
	life->successor = act->successor;
	return NULL;
}

/* NULL, or why the act cannot hold. */
static const char *unit_apply(struct arena *a, struct unit_life *life, const struct unit_act *act)
{
	if (act->what == UNIT_FOUND) {
		if (life->nspans)
			return "tổ chức đã được thành lập trước đó";
		unit_found(a, life, act);
		return NULL;
	}
	if (!life->nspans)
		return "tổ chức chưa được thành lập vào ngày này";
	if (life->ended_on.ymd)
		return act->what == UNIT_END ? "tổ chức đã kết thúc trước đó" : "tổ chức đã kết thúc vào ngày này";
	switch (act->what) {
	case UNIT_MOVE:
		span_from(a, life, act->day)->parent = act->parent;
		return NULL;
	case UNIT_RENAME:
		span_from(a, life, act->day)->name = act->name;
		return NULL;
	case UNIT_RETYPE:
		span_from(a, life, act->day)->type = act->type;
		return NULL;
	case UNIT_RECODE:
		span_from(a, life, act->day)->code = act->code;
		return NULL;
	case UNIT_END:
		return unit_end(life, act);
	case UNIT_FOUND:
	case UNIT_WHAT_COUNT:
		break;
	}
	bug("unknown change of a unit: %d", (int)act->what);
}

void unit_fold_acts(struct arena *a, const struct unit_act *acts, int n, struct unit_life *out)
{
	*out = (struct unit_life){ 0 };
	for (int i = 0; i < n; i++) {
		const char *why = unit_apply(a, out, &acts[i]);
		if (why)
			PUSH(a, out->fault, out->nfaults, (struct unit_fault){ acts[i].id, why });
	}
}
