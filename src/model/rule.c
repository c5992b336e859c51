#include <string.h>

#include "model/catalog.h"
#include "model/rule.h"

static bool listed(const char *on, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = on; *p; p += strcspn(p, "|"), p += *p == '|')
		if (strncmp(p, name, n) == 0 && (p[n] == '|' || p[n] == '\0'))
			return true;
	return false;
}

/* A paper recorded straight into a later state passed the steps that lead there all the same: their rules apply too. */
static bool passed(const struct op *op, const char *on)
{
	const struct workflow *w = op->rec->flow;

	for (int i = 0; op->recording && i < w->nsteps; i++) {
		const struct step *s = &w->steps[i];
		int day = s->day ? record_field(op->rec, s->day) : -1;
		bool here = !op->old.cell || (version_set(&op->new, day) && !version_set(&op->old, day));
		if (s != op->step && here && listed(on, s->name) && flow_leads(w, s->to, op->step))
			return true;
	}
	return false;
}

/* A rule stands on a step, on a verb, or on every write. */
static bool applies(const struct op *op, const struct rule *r)
{
	if (r->record[0] != op->rec->name[0] || strcmp(r->record, op->rec->name) != 0 ||
	    op->as_of.ymd < r->from.ymd || op->as_of.ymd >= r->until.ymd)
		return false;
	if (!r->on)
		return true;
	if (op->step && (listed(r->on, op->step->name) || passed(op, r->on)))
		return true;
	if (op->verb == DO_EDIT && listed(r->on, "edit"))
		return true;
	return op->verb == DO_CREATE && listed(r->on, "create");
}

bool rules_check(struct op *op)
{
	const struct catalog *c = op->ctx->catalog;
	int before = op->ctx->errs->count;

	for (int i = 0; i < c->nrules; i++) {
		if (!applies(op, c->rule[i]))
			continue;
		int errors = op->ctx->errs->count;
		op->ctx->unconfirmed = false;
		if (!c->rule[i]->holds(op, c->rule[i]) && op->ctx->errs->count > errors &&
		    errs_worst(op->ctx->errs) >= ERR_BUSY)
			return false;
	}
	return op->ctx->errs->count == before;
}

bool rule_breach(struct op *op, const struct rule *r, const char *field, const char *fmt, ...)
{
	struct buf b = buf_new(op->ctx->mem, 2000);
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	const char *text = arena_printf(op->ctx->mem, "%s: %s%s", r->title, b.s,
	                                op->ctx->unconfirmed ? " (trị số tạm, chưa đối chiếu)" : "");
	if (!op->recording && !r->warn)
		return err_cited(op->ctx->errs, ERR_RULE, field, text, r->cite);
	PUSH(op->ctx->mem, op->breach, op->nbreaches,
	     (struct breach){ op->rec, op->new.id, r->id, field, text, r->cite });
	return false;
}

bool rule_amount(struct ctx *ctx, const char *name, struct date on, int64_t *out)
{
	struct row row;

	if (!db_one(ctx->db, SQL("SELECT value, unconfirmed FROM main.rule_amount "
	                         "WHERE name = $1 AND valid_from <= $2 AND valid_until > $2"),
	            ARGS(V(name), V(on)), &row))
		return false;
	if (!row.n)
		return err_add(ctx->errs, ERR_FAULT, "Chưa có trị số “%s” cho ngày %s trong bảng rule_amount", name,
		               date_show(ctx->mem, on));
	*out = row.cell[0].i;
	ctx->unconfirmed |= cell_int(row.cell[1]) != 0;
	return true;
}
