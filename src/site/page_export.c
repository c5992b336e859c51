/* Reports and what figures count, as files. */

#include <string.h>
#include "model/catalog.h"
#include "site/answer.h"
#include "site/page_question.h"
#include "site/pages.h"
#include "site/paper.h"
#include "web/export.h"

static bool make_report(struct ctx *ctx, struct req *req, struct export *out)
{
	struct report *report = NEW(ctx->mem, struct report);
	struct question q;
	struct ask ask;
	const char *note;

	out->file = "bao-cao";
	return question_read(ctx, req, &ask, &q, &note) && report_make(ctx, req_param(req, "form"), q, report) &&
	       paper_report(ctx, report, &out->paper);
}

void report_export(struct ctx *ctx, struct req *req, struct reply *out)
{
	export_reply(ctx, req, make_report, out);
}

/* A figure by organisation, or by a field, is a report with a row for each. */
static bool make_figure(struct ctx *ctx, struct req *req, struct export *out)
{
	const char *by = req_query(req, "by"), *note;
	struct report *report = NEW(ctx->mem, struct report);
	struct report_row *row = NULL;
	const struct figure *f;
	struct question q;
	struct answer *x;
	struct ask ask;
	int n;

	if (!question_read(ctx, req, &ask, &q, &note) || !figure_find(ctx, q, req_param(req, "code"), &f) ||
	    !figure_by(ctx, q, f, by ? by : "unit", &x, &n))
		return false;
	*report = (struct report){ .form = f->code, .title = f->name, .question = q };
	for (int i = 0; i < n; i++) {
		struct report_row one = answer_row(f, &x[i], q);

		one.label = x[i].by_title ? x[i].by_title : x[i].by ? x[i].by : f->name;
		PUSH(ctx->mem, row, report->nrows, one);
	}
	report->row = row;
	out->file = f->code;
	return paper_report(ctx, report, &out->paper);
}

void figure_export(struct ctx *ctx, struct req *req, struct reply *out)
{
	export_reply(ctx, req, make_figure, out);
}

static bool make_open(struct ctx *ctx, struct req *req, struct export *out)
{
	const char *part = req_query(req, "part"), *note;
	const struct figure *f;
	struct question q;
	struct ask ask;

	if (!question_read(ctx, req, &ask, &q, &note) || !figure_find(ctx, q, req_param(req, "code"), &f) ||
	    !paper_open(ctx, q, f, part && !strcmp(part, "den") ? part : NULL, req_query(req, "columns"),
	                &out->paper, &out->rec))
		return false;
	out->file = f->code;
	return true;
}

void open_export(struct ctx *ctx, struct req *req, struct reply *out)
{
	export_reply(ctx, req, make_open, out);
}
