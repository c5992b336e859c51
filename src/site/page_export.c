/* Reports and what figures count, as files. */

#include <string.h>
#include "model/catalog.h"
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
