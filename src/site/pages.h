#ifndef SITE_PAGES_H
#define SITE_PAGES_H
#include "web/route.h"

/* The pages that know what this installation is about, and its JSON face. */
extern const struct page home_page, report_page, figure_page, open_page, findings_page, search_page, badges_page,
                         units_page, months_page, month_page, due_page, month_letter_page, month_blank_page,
                         figure_time_page, templates_page, digest_page;
extern const struct routes api_routes;

void month_serve(struct ctx *ctx, struct req *req, struct reply *out);
void month_letter_export(struct ctx *ctx, struct req *req, struct reply *out);
void template_serve(struct ctx *ctx, struct req *req, struct reply *out);
void template_file_serve(struct ctx *ctx, struct req *req, struct reply *out);
void report_export(struct ctx *ctx, struct req *req, struct reply *out);
void open_export(struct ctx *ctx, struct req *req, struct reply *out);
void figure_export(struct ctx *ctx, struct req *req, struct reply *out);

#endif
