#ifndef SITE_ANSWER_SINCE_H
#define SITE_ANSWER_SINCE_H
#include "model/since.h"
#include "site/answer.h"

/* What changed since another moment, as it leaves the program (see answer.h). */
struct answer_since_figure { const struct figure *f; struct answer then, now; struct since_diff diff; };
void answer_since_figures_json(struct json *j, struct arena *a, struct since s, const struct asked *asked,
                               const struct answer_since_figure *x, int n);
void answer_since_figures_csv(struct csv_writer *w, const struct answer_since_figure *x, int n);
void answer_since_figures_text(struct arena *a, struct sink to, int width, const struct asked *asked,
                               const struct answer_since_figure *x, int n);

/* Rows with + or -, and the entry that did it.  The first SINCE_TOLD_MAX of each side. */
struct answer_since { struct since_diff diff; struct listing in, out; int nin, nout; };
MUST_USE bool answer_since(struct ctx *ctx, const struct since_diff *diff, const char *columns,
                           struct answer_since *out);
void answer_since_json(struct json *j, const struct ctx *ctx, struct since s, const struct asked *asked,
                       const struct answer_since *x);
void answer_since_csv(struct csv_writer *w, struct ctx *ctx, const struct answer_since *x);
void answer_since_text(struct ctx *ctx, struct sink to, int width, const struct asked *asked,
                       const struct answer_since *x);

#endif
