#ifndef WEB_PAGES_H
#define WEB_PAGES_H
#include "web/route.h"

/* The pages that serve every record type, and those of the account. */
#define COOKIE_NAME "dangvu"
#define LANGUAGE_COOKIE "dangvu_language"

extern const struct routes generic_routes;

extern const struct page list_page, view_page, history_page, form_page, undo_page, login_page, account_page,
                         tokens_page, imports_page, import_page, import_job_page, since_page, views_page;

void form_serve(struct ctx *ctx, struct req *req, struct reply *out);
void bulk_ask(struct ctx *ctx, struct req *req, struct reply *out);
void bulk_serve(struct ctx *ctx, struct req *req, struct reply *out);
void views_serve(struct ctx *ctx, struct req *req, struct reply *out);
void undo_serve(struct ctx *ctx, struct req *req, struct reply *out);
void export_serve(struct ctx *ctx, struct req *req, struct reply *out);
void login_serve(struct ctx *ctx, struct req *req, struct reply *out);
void logout_serve(struct ctx *ctx, struct req *req, struct reply *out);
void language_serve(struct ctx *ctx, struct req *req, struct reply *out);
void account_serve(struct ctx *ctx, struct req *req, struct reply *out);
void token_make_serve(struct ctx *ctx, struct req *req, struct reply *out);
void token_revoke_serve(struct ctx *ctx, struct req *req, struct reply *out);
void import_serve(struct ctx *ctx, struct req *req, struct reply *out);
void import_job_serve(struct ctx *ctx, struct req *req, struct reply *out);
void import_blank_serve(struct ctx *ctx, struct req *req, struct reply *out);
void import_faults_serve(struct ctx *ctx, struct req *req, struct reply *out);

extern const struct page reconciles_page, reconcile_page, reconciled_page;
void reconcile_serve(struct ctx *ctx, struct req *req, struct reply *out);
void reconciled_serve(struct ctx *ctx, struct req *req, struct reply *out);
/* Whether this user may lay a list of this type beside a table from elsewhere. */
bool reconcile_may(struct ctx *ctx, const struct record *rec);

/* The record type named in the address, if this user may read it; NULL: ERR_MISSING is in errs. */
const struct record *page_record(struct ctx *ctx, const struct req *req);

#endif
