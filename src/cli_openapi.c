/* The API's description, from the catalog alone. */

#include "cli.h"

#include "site/openapi.h"

static bool openapi_run(struct cli *c)
{
	struct json j = json_new(cli_out());

	openapi_json(&j, &c->office.catalog);
	return json_finish(&j);
}

const struct cli_command cli_openapi = {
	.name = "openapi", .arguments = "", .help = "mô tả API theo OpenAPI 3.1", .needs = NEEDS_CATALOG,
	.least = 0, .most = 0, NO_OPTIONS, .run = openapi_run,
};
