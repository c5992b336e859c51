/* Programs at the door: keys with their user's rights, and the description of the API against the server. */

#include "web_world.h"
#include "site/openapi.h"
#include "site/pages.h"

#include <jansson.h>

static const char *make_key(struct world *w, const char *label)
{
	struct reply r = ask(w, "/account/tokens", arena_printf(w->mem, "_csrf=%s&label=%s", w->csrf, label));
	const char *at = strstr(body_of(w, &r), "id=\"secret\">");

	assert_int_equal(r.status, 200);
	assert_non_null(at);
	return arena_textn(w->mem, at + strlen("id=\"secret\">"), 43);
}

static void sign_out(struct world *w)
{
	w->cookie = w->csrf = w->bearer = NULL;
}

#define MAKES "{\"fields\":{\"list\":\"sex\",\"key\":\"other\",\"label\":\"Khác\",\"valid_from\":\"2020-01-01\"}}"

static void a_key_is_its_user(void **state)
{
	struct world *w = *state;
	const char *key;
	struct reply r;
	struct row row;

	load_all(w);
	add_user(w, "thu", "admin");
	add_user(w, "dem", "viewer");
	sign_in(w, "thu");
	key = make_key(w, "Phần+mềm+kế+toán");
	r = ask(w, "/account/tokens", NULL);
	assert_true(says(w, &r, "Phần mềm kế toán"));
	assert_true(says(w, &r, "chưa dùng"));
	assert_false(says(w, &r, key));
	must(w, db_one(&w->db, SQL("SELECT count(*) FROM main.access_token WHERE token_hash = $1"),
	              ARGS(V(key)), &row));
	assert_int_equal(row.cell[0].i, 0);
	sign_out(w);

	w->bearer = key;
	r = ask(w, "/api/session", NULL);
	assert_int_equal(r.status, 200);
	assert_true(says(w, &r, "\"login\":\"thu\""));
	assert_true(says(w, &r, "\"csrf\":null"));
	/* No form of a page carries it: nothing to forge. */
	assert_int_equal(ask(w, "/api/do/code/create", MAKES).status, 200);
	/* Pages are not its business, nor is a key that is not one. */
	assert_int_equal(ask(w, "/account", NULL).status, 303);
	w->bearer = "0123456789012345678901234567890123456789012";
	assert_int_equal(ask(w, "/api/session", NULL).status, 401);
	w->bearer = key;
	must(w, db_run(&w->db, SQL("UPDATE main.credential SET locked_until = 99999999999"), NO_ARGS));
	assert_int_equal(ask(w, "/api/session", NULL).status, 401);
	must(w, db_run(&w->db, SQL("UPDATE main.credential SET locked_until = 0"), NO_ARGS));
	assert_int_equal(ask(w, "/api/session", NULL).status, 200);
	sign_out(w);

	sign_in(w, "dem");
	w->bearer = make_key(w, "x");
	w->cookie = w->csrf = NULL;
	assert_int_equal(ask(w, "/api/do/code/create", MAKES).status, 403);
	assert_int_equal(ask(w, "/api/list/person?where=name+~+%22tran%22&count=1", NULL).status, 403);
}

static void a_revoked_key_is_none(void **state)
{
	struct world *w = *state;
	const char *key, *at, *hash;
	struct reply r;

	load_all(w);
	add_user(w, "thu", "admin");
	add_user(w, "khac", "admin");
	sign_in(w, "thu");
	assert_int_equal(ask(w, "/account/tokens", arena_printf(w->mem, "_csrf=%s&label=", w->csrf)).status, 422);
	key = make_key(w, "x");
	r = ask(w, "/account/tokens", NULL);
	at = strstr(body_of(w, &r), "name=\"hash\" value=\"");
	assert_non_null(at);
	hash = arena_textn(w->mem, at + strlen("name=\"hash\" value=\""), 64);
	sign_out(w);
	/* Another's key is not one's own to take. */
	sign_in(w, "khac");
	assert_int_equal(ask(w, "/account/tokens/revoke", arena_printf(w->mem, "_csrf=%s&hash=%s", w->csrf,
	                                                               hash)).status, 303);
	sign_out(w);
	w->bearer = key;
	assert_int_equal(ask(w, "/api/session", NULL).status, 200);
	sign_out(w);
	sign_in(w, "thu");
	assert_int_equal(ask(w, "/account/tokens/revoke", arena_printf(w->mem, "_csrf=%s&hash=%s", w->csrf,
	                                                               hash)).status, 303);
	sign_out(w);
	w->bearer = key;
	assert_int_equal(ask(w, "/api/session", NULL).status, 401);
}

/* Every path of the description is there, with the method and parameters that it says: an answer of the API's own. */
static void walk(struct world *w, const char *path, const char *method)
{
	struct buf b = buf_new(w->mem, 1000);
	struct reply r;

	for (const char *p = path; *p; p++) {
		if (*p != '{') {
			buf_printf(&b, "%c", *p);
			continue;
		}
		size_t n = strcspn(p, "}");
		buf_text(&b, !strncmp(p, "{record}", n + 1) ? "code" : !strncmp(p, "{code}", n + 1) ? "member.total" :
		         !strncmp(p, "{form}", n + 1) ? "annual" : !strncmp(p, "{verb}", n + 1) ? "create" : "1");
		p += n;
	}
	r = ask(w, b.s, !strcmp(method, "post") ? "{}" : NULL);
	if (r.status == 405 || (r.status == 404 && says(w, &r, "Không có địa chỉ này")) || r.status >= 500)
		fail_msg("%s %s: %d", method, b.s, r.status);
	assert_true(strstr(r.type, "application/json"));
}

static int described(json_t *doc, struct world *w)
{
	const char *path, *method;
	json_t *item, *op;
	int n = 0;

	json_object_foreach(json_object_get(doc, "paths"), path, item)
		json_object_foreach(item, method, op) {
			walk(w, path, method);
			assert_non_null(json_object_get(op, "summary"));
			n++;
		}
	return n;
}

/* A member of every object that says $ref names a schema. */
static void refs_resolve(json_t *schemas, json_t *v)
{
	const char *key;
	json_t *x;
	size_t i;

	json_object_foreach(v, key, x) {
		if (!strcmp(key, "$ref"))
			assert_non_null(json_object_get(schemas, strrchr(json_string_value(x), '/') + 1));
		refs_resolve(schemas, x);
	}
	json_array_foreach(v, i, x)
		refs_resolve(schemas, x);
}

static void the_description_is_the_server(void **state)
{
	struct world *w = *state;
	struct reply r;
	json_error_t error;
	json_t *doc, *schemas;

	load_all(w);
	add_user(w, "thu", "admin");
	assert_int_equal(ask(w, "/api/openapi.json", NULL).status, 401);
	sign_in(w, "thu");
	r = ask(w, "/api/openapi.json", NULL);
	assert_int_equal(r.status, 200);
	doc = json_loadb(r.body, r.nbody, JSON_REJECT_DUPLICATES, &error);
	assert_non_null(doc);
	assert_string_equal(json_string_value(json_object_get(doc, "openapi")), "3.1.0");
	assert_int_equal(described(doc, w), api_routes.n);
	assert_int_equal(napi_docs, api_routes.n);
	schemas = json_object_get(json_object_get(doc, "components"), "schemas");
	for (int i = 0; i < w->catalog.nrecords; i++) {
		const struct record *rec = w->catalog.record[i];
		json_t *fields = json_object_get(json_object_get(schemas, rec->name), "properties");
		assert_int_equal(json_object_size(fields), rec->nfields);
	}
	refs_resolve(schemas, doc);
	json_decref(doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_key_is_its_user, start, stop),
		cmocka_unit_test_setup_teardown(the_description_is_the_server, start, stop),
		cmocka_unit_test_setup_teardown(a_revoked_key_is_none, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
