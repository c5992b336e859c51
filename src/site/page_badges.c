/* Who falls due for a badge at the next four rounds: counted by the units below
 * the one asked about, then person by person. */

#include <stdlib.h>
#include <string.h>
#include "app/badge.h"
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/unit.h"
#include "site/pages.h"
#include "web/ask.h"
#include "web/layout.h"

struct badges_unit {
	const char *name;
	int count[BADGE_ROUNDS], total;
	struct url to, open[BADGE_ROUNDS];
};
struct badges_person { const char *name, *unit, *full_on; int years; bool proposed; struct url member, cell, propose; };
struct badges_data {
	struct ask ask;
	int nrounds;
	struct date day[BADGE_ROUNDS];
	const char *round[BADGE_ROUNDS];        /* as people write it */
	struct badges_unit *unit; int nunits;
	struct badges_unit all;
	const char *of;                         /* persons of this round; NULL: the counts */
	struct badges_person *person; int n;
	struct url back;
	struct errs faults;
};

static void take_rounds(struct ctx *ctx, struct badges_data *d)
{
	struct date round = badge_round(d->ask.clock.on);

	for (int i = 0; i < BADGE_ROUNDS; i++) {
		d->day[i] = round;
		d->round[i] = date_show(ctx->mem, round);
		round = badge_round(date_add_days(round, 1));
	}
	d->nrounds = BADGE_ROUNDS;
}

static struct url here(struct ctx *ctx, const struct badges_data *d, const char *unit, struct date round)
{
	struct url to = url_with(ctx->mem, (struct url){ "/badges" }, "unit", unit);

	return url_with(ctx->mem, ask_clocks(ctx->mem, to, &d->ask), "round",
	                round.ymd ? date_iso(ctx->mem, round) : NULL);
}

static struct badges_unit row_of(struct ctx *ctx, const struct badges_data *d, const char *code, const char *name)
{
	struct badges_unit u = { .name = name, .to = here(ctx, d, code, (struct date){ 0 }) };

	for (int i = 0; i < d->nrounds; i++)
		u.open[i] = here(ctx, d, code, d->day[i]);
	return u;
}

/* The node below `under` (-1: a root) in whose subtree `at` lies; itself when it is `under`. */
static int below(const struct tree *t, int under, int at)
{
	while (at >= 0 && at != under && t->node[at].parent != under)
		at = t->node[at].parent;
	return at;
}

static int round_of(const struct badges_data *d, struct date round)
{
	for (int i = 0; i < d->nrounds; i++)
		if (d->day[i].ymd == round.ymd)
			return i;
	return -1;
}

static void count(struct badges_unit *u, int round)
{
	u->count[round]++;
	u->total++;
}

/* From the unit asked about; of a tree with one root, from that. */
static int start_of(const struct tree *t, const struct badges_data *d)
{
	return d->ask.under ? tree_find(t, d->ask.under) : tree_root(t, "party");
}

static void take_units(struct ctx *ctx, const struct tree *t, const struct badge_due *due, int n,
                       struct badges_data *d)
{
	int under = start_of(t, d);
	int *row = NEWN(ctx->mem, int, t->n + 1);

	for (int i = 0; i < n; i++) {
		int at = below(t, under, tree_find(t, due[i].unit)), round = round_of(d, due[i].round);

		if (at < 0 || round < 0)
			continue;
		if (!row[at]) {
			PUSH(ctx->mem, d->unit, d->nunits, row_of(ctx, d, t->node[at].code, t->node[at].name));
			row[at] = d->nunits;
		}
		count(&d->unit[row[at] - 1], round);
		count(&d->all, round);
	}
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct badges_unit *)a)->to.text, ((const struct badges_unit *)b)->to.text);
}

static void take_persons(struct ctx *ctx, const struct badge_due *due, int n, struct date round, struct badges_data *d)
{
	const struct record *badge = catalog_record(ctx->catalog, "badge");
	bool may = access_may(ctx, badge, "create") && !d->ask.clock.known;

	for (int i = 0; i < n; i++) {
		struct badges_person p = {
			due[i].name, due[i].unit_name, date_show(ctx->mem, due[i].full_on),
			due[i].years, due[i].proposed,
			url(ctx->mem, "/r/member/%lld", (long long)due[i].member),
			url(ctx->mem, "/r/unit/%lld", (long long)due[i].unit), { NULL },
		};

		if (due[i].round.ymd != round.ymd)
			continue;
		if (may && !p.proposed)
			p.propose = url(ctx->mem, "/r/badge/new?member=%lld&years=%d&round=%s",
			                (long long)due[i].member, due[i].years, date_show(ctx->mem, round));
		PUSH(ctx->mem, d->person, d->n, p);
	}
}

static bool answer(struct ctx *ctx, struct req *req, struct badges_data *d)
{
	const char *round = req_query(req, "round");
	const struct tree *t;
	struct badge_due *due;
	struct date day;
	int n;

	if (!ask_read(ctx, req, &d->ask))
		return false;
	take_rounds(ctx, d);
	if (round && (!date_parse(round, &day) || round_of(d, day) < 0))
		return err_field(ctx->errs, "round", "Đợt phải là một trong bốn đợt tới.");
	if (!badge_forecast(ctx, d->ask.clock, d->ask.under, &due, &n) || !tree_load(ctx, d->ask.clock, &t))
		return false;
	d->all = row_of(ctx, d, d->ask.unit, d->ask.under_title);
	d->back = here(ctx, d, d->ask.unit, (struct date){ 0 });
	if (round) {
		d->of = date_show(ctx->mem, day);
		take_persons(ctx, due, n, day, d);
		return true;
	}
	take_units(ctx, t, due, n, d);
	if (d->nunits)
		qsort(d->unit, (size_t)d->nunits, sizeof *d->unit, by_name);
	return true;
}

static bool load(struct ctx *ctx, struct req *req, struct about *about, void *data)
{
	struct badges_data *d = data;
	const struct record *badge = catalog_record(ctx->catalog, "badge");

	*d = (struct badges_data){ .nrounds = 0 };
	/* It names persons and years: who may only count may not. */
	if (!badge || !access_reads(ctx, badge, 1))
		return err_add(ctx->errs, ERR_DENIED, "Không được xem dự kiến Huy hiệu Đảng.");
	if (!answer(ctx, req, d)) {
		if (!ctx->errs->count || errs_worst(ctx->errs) >= ERR_CONFLICT || errs_worst(ctx->errs) == ERR_DENIED)
			return false;
		d->faults = *ctx->errs;
		errs_clear(ctx->errs);
		about->status = errs_status(&d->faults);
	}
	about->title = "Dự kiến Huy hiệu Đảng";
	about->section = "badges";
	about->on = ask_told(&d->ask).on;
	about->known = d->ask.clock.known;
	if (d->of) {
		about->read_what = "badge forecast";
		about->read_rec = catalog_record(ctx->catalog, "member");
	}
	return true;
}

static void draw_counts(struct html *w, const struct badges_data *d, const struct badges_unit *u, bool total)
{
	html(w, "<tr class=\"%s\"><th scope=\"row\">", total ? "total" : "unit");
	if (total)
		html(w, "Cộng");
	else
		html_link(w, u->to, u->name);
	html(w, "</th>");
	for (int i = 0; i < d->nrounds; i++) {
		html(w, "<td class=\"right number\" data-label=\"Đợt %s\">", d->round[i]);
		if (u->count[i])
			html_link(w, u->open[i], text_grouped(w->out.mem, u->count[i]));
		else
			html(w, "0");
		html(w, "</td>");
	}
	html(w, "<td class=\"right\" data-label=\"Cả bốn đợt\">%s</td></tr>\n", text_grouped(w->out.mem, u->total));
}

static void draw_table(struct html *w, const struct badges_data *d)
{
	if (!d->nunits) {
		html(w, "<p class=\"none\">Bốn đợt tới không có ai đủ tuổi đảng để xét tặng Huy hiệu Đảng.</p>\n");
		return;
	}
	html(w, "<div class=\"wide\" tabindex=\"0\"><table class=\"report\"><thead><tr><th scope=\"col\">Tổ chức</th>");
	for (int i = 0; i < d->nrounds; i++)
		html(w, "<th scope=\"col\" class=\"right\">Đợt %s</th>", d->round[i]);
	html(w, "<th scope=\"col\" class=\"right\">Cả bốn đợt</th></tr></thead>\n<tbody>\n");
	for (int i = 0; i < d->nunits; i++)
		draw_counts(w, d, &d->unit[i], false);
	draw_counts(w, d, &d->all, true);
	html(w, "</tbody></table></div>\n<p class=\"small under\">Mỗi số mở danh sách từng người; bấm vào tên tổ "
	        "chức để xem cấp dưới. Mỗi người đứng ở đợt đầu tiên đủ tuổi đảng.</p>\n");
}

static void draw_person(struct html *w, const struct badges_person *p)
{
	html(w, "<tr><td data-label=\"Họ và tên\">");
	html_link(w, p->member, p->name);
	html(w, "</td><td data-label=\"Huy hiệu\">%d năm</td><td data-label=\"Đủ tuổi đảng\" class=\"day\">%s</td>"
	        "<td data-label=\"Chi bộ\">", p->years, p->full_on);
	html_link(w, p->cell, p->unit);
	html(w, "</td><td data-label=\"Đề nghị\">");
	if (p->proposed)
		html(w, "<span class=\"pill open\">Đã đề nghị</span>");
	else if (p->propose.text)
		html_link_as(w, "button plain small", p->propose, "Lập đề nghị");
	html(w, "</td></tr>\n");
}

static void draw_persons(struct html *w, const struct badges_data *d)
{
	if (!d->n) {
		html(w, "<p class=\"none\">Không có ai trong phạm vi được xem.</p>\n");
		return;
	}
	html(w, "<div class=\"wide\" tabindex=\"0\"><table class=\"sheet\"><thead><tr><th scope=\"col\">Họ và tên</th>"
	        "<th scope=\"col\">Huy hiệu</th><th scope=\"col\">Đủ tuổi đảng</th><th scope=\"col\">Chi bộ</th>"
	        "<th scope=\"col\">Đề nghị</th></tr></thead>\n<tbody>\n");
	for (int i = 0; i < d->n; i++)
		draw_person(w, &d->person[i]);
	html(w, "</tbody></table></div>\n");
}

static void draw_question(struct html *w, const struct badges_data *d)
{
	html_form(w, "get", "ask", (struct url){ "/badges" }, NULL);
	ask_draw_unit(w, &d->ask);
	ask_draw_clocks(w, &d->ask);
	html(w, "<button>Xem</button></form>\n");
}

static void draw(struct html *w, const void *data)
{
	const struct badges_data *d = data;

	if (d->of) {
		html(w, "<p class=\"trail\">");
		html_link(w, d->back, "Dự kiến Huy hiệu Đảng");
		html(w, "</p>\n<div class=\"head\"><h1>Dự kiến đợt %s</h1><p class=\"count\"><strong>%s</strong> người",
		     d->of, text_grouped(w->out.mem, d->n));
	} else {
		html(w, "<div class=\"head\"><h1>Dự kiến Huy hiệu Đảng</h1><p class=\"count\">bốn đợt tới");
	}
	if (d->ask.under_title)
		html(w, " · %s", d->ask.under_title);
	html(w, "</p></div>\n");
	draw_errs(w, &d->faults);
	if (d->of) {
		draw_persons(w, d);
		return;
	}
	draw_question(w, d);
	draw_table(w, d);
}

const struct page badges_page = { sizeof(struct badges_data), load, draw, .kept = KEPT_TILL_ENTRY };
