/* The annual report as the paper that it replaces, and the rows behind a figure. */

#include "site/paper.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "model/catalog.h"
#include "model/unit.h"
#include "web/export.h"
#include "web/sheet.h"

/* ---- report ---- */

enum { LABEL, UNIT, VALUE, TARGET, PERCENT, LAST, CHANGE, CITE, REPORT_COLUMNS };

static const struct paper_column report_columns[] = {
	[LABEL] = { "label", "Chỉ tiêu", COLUMN_WORDS, 34 },
	[UNIT] = { "unit", "Đơn vị tính", COLUMN_WORDS, 8 },
	[VALUE] = { "value", "Kết quả", COLUMN_AMOUNT, 9 },
	[TARGET] = { "target", "Chỉ tiêu giao", COLUMN_AMOUNT, 8 },
	[PERCENT] = { "percent", "Đạt", COLUMN_AMOUNT, 8 },
	[LAST] = { "last_year", "Cùng kỳ năm trước", COLUMN_AMOUNT, 9 },
	[CHANGE] = { "change", "Tăng, giảm", COLUMN_AMOUNT, 8 },
	[CITE] = { "cite", "Căn cứ", COLUMN_WORDS, 18 },
};

struct report_source { const struct report *report; int at; struct cell cell[REPORT_COLUMNS]; };

static struct cell amount(bool has, double v, bool share)
{
	return !has ? paper_none() : share ? paper_share(v) : paper_number(v);
}

static bool next_report_row(void *from, const struct cell **out)
{
	struct report_source *s = from;

	*out = NULL;
	if (s->at == s->report->nrows)
		return true;
	const struct report_row *row = &s->report->row[s->at++];
	const struct answer *x = &row->answer;
	bool share = x->amount && strcmp(x->amount, "share") == 0, part = x->has && x->has_target && x->target != 0;
	s->cell[LABEL] = paper_words(row->label);
	s->cell[UNIT] = paper_words(row->unit);
	s->cell[VALUE] = x->has ? amount(true, x->value, share) : paper_words(x->why ? x->why : "—");
	s->cell[TARGET] = amount(x->has_target, x->target, share);
	s->cell[PERCENT] = amount(part, part ? 100 * x->value / x->target : 0, true);
	s->cell[LAST] = amount(x->has_last, x->last_year, share);
	s->cell[CHANGE] = amount(x->has && x->has_last, x->value - x->last_year, share);
	s->cell[CITE] = paper_words(row->cite);
	*out = s->cell;
	return true;
}

const char *report_title(struct arena *a, const struct report *r)
{
	static const char report[] = "Báo cáo";
	char *period = arena_text(a, period_show(a, r->question.period));

	if (*period >= 'A' && *period <= 'Z')
		*period = (char)(*period - 'A' + 'a');
	if (!strcmp(r->title, r->form) || !strncmp(r->title, report, sizeof report - 1))
		return arena_printf(a, "%s %s", report, period);
	return arena_printf(a, "%s, %s", r->title, period);
}

static const struct letter *report_letter(struct ctx *ctx, const struct report *r)
{
	static const char *const recipient[] = { "- Như trên,", "- Lưu Văn phòng." };
	struct letter *l = NEW(ctx->mem, struct letter);
	struct clock clock = { r->question.on, r->question.known };
	const char *name = r->question.under ? unit_name(ctx, clock, r->question.under) : "Tỉnh ủy";
	int32_t on = ctx->today.ymd;

	*l = (struct letter){
		.issuer = text_upper(ctx->mem, name), .number = "Số        -BC/",
		.dated = arena_printf(ctx->mem, "Ngày %02d tháng %s%d năm %d", on % 100, on / 100 % 100 < 3 ? "0" : "",
		                      on / 100 % 100, on / 10000),
		.recipient = recipient, .nrecipients = (int)COUNTOF(recipient),
	};
	return l;
}

bool paper_report(struct ctx *ctx, const struct report *r, struct paper *out)
{
	struct report_source *s = NEW(ctx->mem, struct report_source);
	struct paper_table *t = NEW(ctx->mem, struct paper_table);
	struct block *b = NEWN(ctx->mem, struct block, 4);
	struct list asked = { .clock = { r->question.on, r->question.known }, .period = r->question.period,
	                      .under = r->question.under };
	int n = 0;

	s->report = r;
	*t = (struct paper_table){ report_columns, REPORT_COLUMNS, next_report_row, s };
	b[n++] = (struct block){ BLOCK_KIND, "BÁO CÁO", NULL };
	b[n++] = (struct block){ BLOCK_SUMMARY, arena_printf(ctx->mem, "kết quả công tác xây dựng Đảng và hệ thống "
	                         "chính trị %s", report_title(ctx->mem, r) + strlen("Báo cáo ")), NULL };
	b[n++] = (struct block){ BLOCK_TABLE, NULL, t };
	if (r->note)
		b[n++] = (struct block){ BLOCK_NOTE, r->note, NULL };
	*out = (struct paper){ .title = report_title(ctx->mem, r), .letter = report_letter(ctx, r), .block = b,
	                       .nblocks = n };
	return export_facts(ctx, &asked, NULL, out);
}

/* ---- what a figure counts ---- */

bool paper_open(struct ctx *ctx, struct question q, const struct figure *f, const char *part, const char *columns,
                struct paper *out, const struct record **of)
{
	struct listing *rows = NEW(ctx->mem, struct listing);
	struct list list;
	int64_t total;
	struct measure counted;

	if (!figure_list(ctx, q, f, part, &list, &counted))
		return false;
	*of = list.of;
	list.columns = columns ? columns : sheet_columns(ctx, list.of, NULL);
	if (!(counted.amount != A_PERSONS ? export_list(ctx, &list, f->where, out) :
	      figure_open(ctx, q, f, part, list.columns, 0, 0, rows, &total) &&
	      export_listing(ctx, rows, strcmp(f->amount, "persons") == 0, &list, f->where, out)))
		return false;
	out->title = f->name;
	((struct block *)(uintptr_t)out->block)[0].text = f->name;
	return true;
}
