/* Files lent by the bodies that keep them: most come back in a week; in an invented body one stays out beyond its
 * day. */
#include "site/demo_world.h"

enum { LOANS = 3, WEEK = 7 };

struct loan { int person; struct date lent, due, back; const char *purpose; int64_t act; };

static const char *const purposes[] = {
	"Đối chiếu tuổi đảng để đề nghị tặng Huy hiệu Đảng",
	"Bổ sung hồ sơ theo phiếu hằng năm",
	"Phục vụ công tác quy hoạch cấp ủy",
};
_Static_assert(COUNTOF(purposes) == LOANS, "one purpose for each loan");

static bool lend_write(struct op *op, struct demo_entry *e)
{
	struct loan *l = e->what;
	const struct demo_person *p = &e->d->person[l->person];

	op->command = "demo file_loan.lend";
	return demo_act(op, &(struct demo_step){
		.record = "file_loan", .step = "lend", .day = l->lent, .entry = e,
		WITH(SET("member", p->member), SET("unit", demo_body_unit(e->d, p->leaf)),
		     SET("borrower", "Cán bộ tổ chức đảng ủy (giả lập)"),
		     SET("purpose", l->purpose), SET("due_on", l->due)) }, &l->act);
}

static bool return_write(struct op *op, struct demo_entry *e)
{
	struct loan *l = e->what;

	op->command = "demo file_loan.return";
	return demo_act(op, &(struct demo_step){
		.record = "file_loan", .step = "return", .day = l->back, .entry = e }, &l->act);
}

static void loan_plan(struct demo *d, int person, int nth, struct date lent, bool out)
{
	struct loan l = { .person = person, .lent = lent, .due = date_add_days(lent, 2 * WEEK),
	                  .back = date_add_days(lent, WEEK), .purpose = purposes[nth] };
	struct loan *what = arena_copy(d->mem, &l, sizeof l);
	int body = d->unit[d->person[person].leaf].body;
	struct demo_entry *e = demo_plan(d, lent, BY_CLERK, body, lend_write, what);

	if (!out)
		demo_plan_after(d, demo_plan(d, l.back, BY_CLERK, body, return_write, what), e);
}

/* Nobody is chosen by chance: the first solid members of each body. */
void demo_custody_plan(struct demo *d)
{
	int *lent = NEWN(d->mem, int, d->data->nbodies);

	for (int i = d->opening_first; i < d->opening_first + d->nopening; i++) {
		const struct demo_person *p = &d->person[i];
		const struct demo_unit *u = &d->unit[p->leaf];

		if (!p->solid || u->frozen || u->body < 0 || lent[u->body] == LOANS)
			continue;
		int n = lent[u->body]++;
		bool last = n == LOANS - 1;
		struct date first = { 20220307 };
		struct date day = last ? date_add_days(d->last_day, -1) : date_add_months(first, 4 * n);

		loan_plan(d, i, n, date_add_days(day, -date_weekday(day)), last && u->invented);
	}
}
