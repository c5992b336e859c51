/* A request: its first line, its headers, an empty line, its body; a JSON body is read as an order. */
#include "fuzz.h"

#include <string.h>

#include "base/text.h"
#include "web/body.h"
#include "web/parts.h"
#include "web/req.h"

void fuzz_start(void)
{
}

/* Cuts a line off; the text is NUL-terminated. */
static char *line_cut(char **rest)
{
	char *line = *rest, *end = line + strcspn(line, "\n");

	*rest = *end ? end + 1 : end;
	*end = '\0';
	return line;
}

static const char *word_cut(char **rest)
{
	char *word = *rest, *end = word + strcspn(word, " ");

	*rest = *end ? end + 1 : end;
	*end = '\0';
	return word;
}

static void check_pairs(const struct pairs *p)
{
	must(p->n <= PAIRS_MAX);
	for (int i = 0; i < p->n; i++) {
		must(text_utf8(p->v[i].name, strlen(p->v[i].name)) && strlen(p->v[i].name) <= NAME_MAX_BYTES);
		must(text_utf8(p->v[i].text, strlen(p->v[i].text)));
	}
}

static void check_order(struct arena *mem, const struct req *req)
{
	struct errs errs = errs_new(mem);
	struct ctx ctx = { .mem = mem, .errs = &errs };
	struct body body;

	if (!body_read(&ctx, req, &body)) {
		must(errs.count && errs_worst(&errs) == ERR_INPUT);
		return;
	}
	must(body.id >= 0 && body.seen >= 0);
	for (int i = 0; i < body.fields.n; i++)
		must(text_utf8(body.fields.text[i], strlen(body.fields.text[i])));
}

static void check_head(struct arena *mem, const struct req *req)
{
	const char *cookie = req_cookie(mem, req->cookie, "dangvu");

	must(req->path[0] == '/' && text_utf8(req->path, strlen(req->path)) && !strstr(req->path, "/../"));
	must(!cookie || strlen(cookie) <= strlen(req->cookie));
	check_pairs(&req->query);
	(void)req_own_origin(req);
}

/* However the body is cut on its way, the same is read. */
static int take_parts(struct arena *mem, struct req *req, const char *body, size_t n)
{
	struct parts *whole = parts_new(mem, req->boundary, 100), *cut = parts_new(mem, req->boundary, 100);
	struct req other = *req;

	parts_feed(whole, body, n);
	for (size_t i = 0; i < n; i++)
		parts_feed(cut, body + i, 1);
	int status = parts_end(whole, req);
	must(status == parts_end(cut, &other) && req->form.n == other.form.n);
	must(!req->upload == !other.upload && (!req->upload || req->upload->size <= 100));
	return status;
}

void fuzz_one(const char *text, size_t n)
{
	struct arena *mem = arena_new(0);
	char *rest = arena_textn(mem, text, n), *end = rest + n, *first = line_cut(&rest), *line;
	struct pair header[HEADERS_MAX + 1];
	struct head head = { .header = header };
	struct req req;

	head.method = word_cut(&first);
	head.target = word_cut(&first);
	head.version = first;
	while (head.nheaders <= HEADERS_MAX && *(line = line_cut(&rest))) {
		char *colon = line + strcspn(line, ":");

		header[head.nheaders++] = (struct pair){ line, *colon ? colon + 1 + strspn(colon + 1, " ") : NULL };
		*colon = '\0';
	}
	int status = req_head(mem, &head, &req);
	must(status == 0 || (status >= 400 && status < 600));
	if (!status) {
		check_head(mem, &req);
		status = req.type == BODY_PARTS ? take_parts(mem, &req, rest, (size_t)(end - rest)) :
		         req_body(&req, rest, (size_t)(end - rest));
		must(status == 0 || (status >= 400 && status < 500));
	}
	if (!status) {
		check_pairs(&req.form);
		if (req.type == BODY_JSON)
			check_order(mem, &req);
	}
	arena_free(mem);
}
