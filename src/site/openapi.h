#ifndef SITE_OPENAPI_H
#define SITE_OPENAPI_H
#include "model/catalog.h"
#include "out/json.h"

/* The API as an OpenAPI 3.1 document, out of the catalog: a schema per record type, a path per row of api_routes. */
void openapi_json(struct json *j, const struct catalog *c);

/* What the document says of a route; by the route's path. */
struct api_doc {
	const char *path;               /* as in the route: "/api/list/:record" */
	const char *does;
	const char *query;              /* "unit, on": names of struct api_query; NULL: none */
	const char *body;               /* schema of what is sent; NULL: nothing */
	const char *answer;             /* schema of a good answer */
};
extern const struct api_doc api_docs[];
extern const int napi_docs;

#endif
