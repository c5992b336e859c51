/* One pass over the acts.  Between two acts the roll can change by itself: a
 * unit ends and its members go on in the successor, an exemption runs out.
 * Those days are worked off first, so that each act meets the state of its day. */
#include "law/member_fold.h"

enum { CHAIN_MAX = 64 };        /* successors in a row; more is a circle */

struct fold_state {
	struct arena *mem;
	struct life *out;
	struct life_span *span;
	struct life_gap *gap;
	struct life_breach *breach;
	const struct unit_end *ends; int nends;
	const struct life_act *act;
	int at;                         /* index of the act at hand */
	bool in, dead, was_in;
	enum life_kind left_by;         /* meaningful when was_in && !in */
	struct date since;              /* in: first day of the span being made; out: the day of leaving */
	int64_t unit;
	bool official;
	struct date exempt_until;       /* 0: not exempt */
};

static const struct date forever = FOREVER;

static const struct unit_end *end_of(const struct unit_end *ends, int n, int64_t unit)
{
	for (int i = 0; i < n; i++)
		if (ends[i].unit == unit && ends[i].successor)
			return &ends[i];
	return NULL;
}

int64_t life_unit(const struct unit_end *ends, int nends, int64_t unit, struct date on)
{
	for (int i = 0; i < CHAIN_MAX; i++) {
		const struct unit_end *e = end_of(ends, nends, unit);
		if (!e || e->on.ymd > on.ymd)
			return unit;
		unit = e->successor;
	}
	return unit;
}

static bool same_place(const struct life_span *a, const struct life_span *b)
{
	return a->unit == b->unit && a->official == b->official && a->exempt == b->exempt;
}

/* Ends the span being made before `day`; an empty one leaves no trace. */
static void cut(struct fold_state *s, struct date day)
{
	struct life_span made = { s->since, day, s->unit, s->official, s->exempt_until.ymd != 0 };
	int n = s->out->nspans;

	s->since = day;
	if (made.from.ymd >= day.ymd)
		return;
	if (n > 0 && s->span[n - 1].until.ymd == made.from.ymd && same_place(&s->span[n - 1], &made))
		s->span[n - 1].until = day;
	else
		PUSH(s->mem, s->span, s->out->nspans, made);
}

/* Works off what happens by itself up to and with `day`. */
static void advance(struct fold_state *s, struct date day)
{
	while (s->in) {
		const struct unit_end *e = end_of(s->ends, s->nends, s->unit);
		struct date unit_on = e ? e->on : forever;
		struct date back_on = s->exempt_until.ymd ? s->exempt_until : forever;
		struct date next = unit_on.ymd < back_on.ymd ? unit_on : back_on;

		if (next.ymd > day.ymd || next.ymd >= forever.ymd)
			return;
		cut(s, next);
		if (back_on.ymd == next.ymd)
			s->exempt_until.ymd = 0;
		if (unit_on.ymd == next.ymd) {
			int64_t heir = life_unit(s->ends, s->nends, s->unit, next);
			if (heir == s->unit)
				return;
			s->unit = heir;
		}
	}
}

static void refuse(struct fold_state *s, const char *why)
{
	char *text = arena_printf(s->mem, "ngày %s: %s", date_show(s->mem, s->act->day), why);

	PUSH(s->mem, s->breach, s->out->nbreaches, (struct life_breach){ s->at, text });
}

static bool counts_as_gap(enum life_kind left_by)
{
	return left_by == LIFE_REMOVED || left_by == LIFE_WITHDREW || left_by == LIFE_EXPELLED;
}

static void enter(struct fold_state *s, int64_t unit, bool official)
{
	if (s->was_in && counts_as_gap(s->left_by) && s->act->kind != LIFE_RESTORED)
		PUSH(s->mem, s->gap, s->out->ngaps, (struct life_gap){ s->since, s->act->day });
	s->in = s->was_in = true;
	s->since = s->act->day;
	s->unit = life_unit(s->ends, s->nends, unit, s->act->day);
	s->official = official;
	s->exempt_until.ymd = 0;
}

static void leave(struct fold_state *s)
{
	cut(s, s->act->day);
	s->in = false;
	s->left_by = s->act->kind;
}

/* The unit which the act says he leaves is the one where he is, perhaps under the name of a predecessor. */
static bool is_here(const struct fold_state *s)
{
	return s->act->from == 0 || life_unit(s->ends, s->nends, s->act->from, s->act->day) == s->unit;
}

static void open_roll(struct fold_state *s)
{
	const struct life_act *a = s->act;

	if (!s->in) {
		enter(s, a->to, a->official);
		if (a->exempt)
			s->exempt_until = a->until.ymd ? a->until : forever;
		return;
	}
	if (life_unit(s->ends, s->nends, a->to, a->day) != s->unit || a->official != s->official)
		refuse(s, "số liệu ban đầu khác với các việc đã ghi trước ngày đó");
}

static void admit(struct fold_state *s)
{
	const struct life_act *a = s->act;

	if (s->in) {
		refuse(s, "kết nạp người đang là đảng viên");
		return;
	}
	if (!a->again && !s->was_in) {
		s->out->joined = a->day;
		s->out->decided = a->decided;
	}
	if (a->again || s->was_in) {
		s->out->official.ymd = 0;
		s->out->official_known = true;
	}
	enter(s, a->to, false);
}

static void recognise(struct fold_state *s)
{
	if (!s->in) {
		refuse(s, "công nhận chính thức người không phải là đảng viên");
		return;
	}
	if (s->official) {
		refuse(s, "đã là đảng viên chính thức");
		return;
	}
	cut(s, s->act->day);
	s->official = true;
	s->out->official = s->act->day;
	s->out->official_known = true;
}

static void move(struct fold_state *s)
{
	int64_t to = life_unit(s->ends, s->nends, s->act->to, s->act->day);

	if (!s->in) {
		refuse(s, "chuyển sinh hoạt người không phải là đảng viên");
		return;
	}
	if (!is_here(s)) {
		refuse(s, "chuyển sinh hoạt từ tổ chức mà đảng viên không sinh hoạt ở đó");
		return;
	}
	if (to != s->unit)
		cut(s, s->act->day);
	s->unit = to;
}

static void come(struct fold_state *s)
{
	if (s->in)
		refuse(s, "tiếp nhận từ ngoài đến người đang là đảng viên ở đây");
	else
		enter(s, s->act->to, s->act->official);
}

static void exempt(struct fold_state *s)
{
	struct date until = s->act->until.ymd ? s->act->until : forever;

	if (!s->in) {
		refuse(s, "miễn công tác, sinh hoạt người không phải là đảng viên");
		return;
	}
	if (until.ymd <= s->act->day.ymd || until.ymd <= s->exempt_until.ymd)
		return;
	if (!s->exempt_until.ymd)
		cut(s, s->act->day);
	s->exempt_until = until;
}

static void go(struct fold_state *s)
{
	if (!s->in)
		refuse(s, "không phải là đảng viên ở đây vào ngày này");
	else if (!is_here(s))
		refuse(s, "đảng viên không sinh hoạt ở tổ chức ghi trong việc này");
	else
		leave(s);
}

static void die(struct fold_state *s)
{
	if (!s->in) {
		refuse(s, "người từ trần không phải là đảng viên ở đây vào ngày này");
		return;
	}
	leave(s);
	s->dead = true;
}

static void restore(struct fold_state *s)
{
	if (s->in || !s->was_in || !counts_as_gap(s->left_by)) {
		refuse(s, "khôi phục đảng tịch người không bị đưa ra khỏi Đảng");
		return;
	}
	enter(s, s->act->to ? s->act->to : s->unit, s->official);
}

static void apply(struct fold_state *s)
{
	if (s->dead) {
		refuse(s, s->act->kind == LIFE_DIED ? "đã ghi từ trần trước đó" : "sau ngày từ trần");
		return;
	}
	switch (s->act->kind) {
	case LIFE_OPENING:
		open_roll(s);
		return;
	case LIFE_ADMITTED:
		admit(s);
		return;
	case LIFE_RECOGNISED:
		recognise(s);
		return;
	case LIFE_MOVED:
		move(s);
		return;
	case LIFE_CAME:
		come(s);
		return;
	case LIFE_EXEMPTED:
		exempt(s);
		return;
	case LIFE_LEFT:
	case LIFE_REMOVED:
	case LIFE_WITHDREW:
	case LIFE_EXPELLED:
		go(s);
		return;
	case LIFE_DIED:
		die(s);
		return;
	case LIFE_RESTORED:
		restore(s);
		return;
	}
}

void life_make(struct arena *a, const struct life_act *acts, int n, const struct unit_end *ends, int nends,
               struct life *out)
{
	struct fold_state s = { .mem = a, .out = out, .ends = ends, .nends = nends };

	*out = (struct life){ 0 };
	for (int i = 0; i < n; i++) {
		s.act = &acts[i];
		s.at = i;
		advance(&s, acts[i].day);
		apply(&s);
	}
	if (s.in) {
		advance(&s, forever);
		cut(&s, forever);
	} else if (s.was_in && !s.dead && counts_as_gap(s.left_by)) {
		PUSH(a, s.gap, out->ngaps, (struct life_gap){ s.since, forever });
	}
	out->span = s.span;
	out->gap = s.gap;
	out->breach = s.breach;
	if (out->nspans)
		out->home = s.span[out->nspans - 1].unit;
}
