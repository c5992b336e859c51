#include "web/pages.h"
#include "model/access.h"
#include "model/catalog.h"

static const struct route rows[] = {
	{ DOOR_OPEN,  GET,  "/login", &login_page },
	{ DOOR_OPEN,  POST, "/login", .serve = login_serve },
	{ DOOR_STAFF, POST, "/logout", .serve = logout_serve },
	{ DOOR_OPEN,  POST, "/language", .serve = language_serve },
	{ DOOR_STAFF, GET,  "/account", &account_page },
	{ DOOR_STAFF, POST, "/account", .serve = account_serve },
	{ DOOR_STAFF, GET,  "/export/list/:record/:format", .serve = export_serve },
	{ DOOR_STAFF, GET,  "/account/tokens", &tokens_page },
	{ DOOR_STAFF, POST, "/account/tokens", .serve = token_make_serve },
	{ DOOR_STAFF, POST, "/account/tokens/revoke", .serve = token_revoke_serve },
	{ DOOR_STAFF, GET,  "/undo/:entry", &undo_page },
	{ DOOR_STAFF, POST, "/undo/:entry", .serve = undo_serve, .again = &undo_page },
	{ DOOR_STAFF, GET,  "/import", &imports_page },
	{ DOOR_STAFF, GET,  "/import/:import", &import_job_page },
	{ DOOR_STAFF, POST, "/import/:import/:what", .serve = import_job_serve },
	{ DOOR_STAFF, GET,  "/export/blank/:record", .serve = import_blank_serve },
	{ DOOR_STAFF, GET,  "/export/import/:import", .serve = import_faults_serve },
	{ DOOR_STAFF, GET,  "/r/:record/import", &import_page },
	{ DOOR_STAFF, POST, "/r/:record/import", .serve = import_serve, .uploads = true },
	{ DOOR_STAFF, GET,  "/reconcile", &reconciles_page },
	{ DOOR_STAFF, GET,  "/reconcile/:id", &reconciled_page },
	{ DOOR_STAFF, POST, "/reconcile/:id", .serve = reconciled_serve },
	{ DOOR_STAFF, GET,  "/r/:record/reconcile", &reconcile_page },
	{ DOOR_STAFF, POST, "/r/:record/reconcile", .serve = reconcile_serve, .uploads = true },
	{ DOOR_STAFF, GET,  "/r/:record", &list_page },
	{ DOOR_STAFF, GET,  "/r/:record/new", &form_page },
	{ DOOR_STAFF, POST, "/r/:record/new", .serve = form_serve, .again = &form_page },
	{ DOOR_STAFF, GET,  "/r/:record/since", &since_page },
	{ DOOR_STAFF, GET,  "/r/:record/views", &views_page },
	{ DOOR_STAFF, POST, "/r/:record/views", .serve = views_serve },
	{ DOOR_STAFF, GET,  "/r/:record/steps", .serve = bulk_ask },
	{ DOOR_STAFF, POST, "/r/:record/steps", .serve = bulk_serve },
	{ DOOR_STAFF, GET,  "/r/:record/:id", &view_page },
	{ DOOR_STAFF, GET,  "/r/:record/:id/history", &history_page },
	{ DOOR_STAFF, GET,  "/r/:record/:id/:verb", &form_page },
	{ DOOR_STAFF, POST, "/r/:record/:id/:verb", .serve = form_serve, .again = &form_page },
	{ DOOR_STAFF, GET,  "/r/:record/:id/step/:step", &form_page },
	{ DOOR_STAFF, POST, "/r/:record/:id/step/:step", .serve = form_serve, .again = &form_page },
};

const struct routes generic_routes = { rows, (int)COUNTOF(rows) };

/* A type that one may not read is not said to exist. */
const struct record *page_record(struct ctx *ctx, const struct req *req)
{
	const char *name = req_param(req, "record");
	const struct record *rec = catalog_record(ctx->catalog, name);

	if (rec && access_may(ctx, rec, "read"))
		return rec;
	err_add(ctx->errs, ERR_MISSING, "Không có loại hồ sơ \"%s\".", name);
	return NULL;
}
