#ifndef SITE_PAPER_H
#define SITE_PAPER_H
#include "model/report.h"
#include "out/paper.h"

/* Reports and what figures count as papers; inside the read transaction in which they are written. */
MUST_USE bool paper_report(struct ctx *ctx, const struct report *r, struct paper *out);
/* columns NULL: those of the list's page. */
MUST_USE bool paper_open(struct ctx *ctx, struct question q, const struct figure *f, const char *part,
                         const char *columns, struct paper *out, const struct record **of);
/* "Báo cáo năm 2022", "Báo cáo quý III năm 2022"; a form of another name keeps it. */
const char *report_title(struct arena *a, const struct report *r);

#endif
