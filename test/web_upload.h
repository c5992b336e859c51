#ifndef TEST_WEB_UPLOAD_H
#define TEST_WEB_UPLOAD_H
/* A browser that brings a file. */
#include "web_world.h"
#include "web/parts.h"

static inline struct reply bring(struct world *w, const char *target, const char *csrf, const char *name,
                                 const char *bytes, size_t n)
{
	struct pair header[3] = { { "Host", "dangvu.test" },
	                          { "Content-Type", "multipart/form-data; boundary=AaB03x" } };
	struct head head = { "POST", target, "HTTP/1.1", header, 2 };
	struct reply reply = { 0 };
	struct parts *parts;
	const char *before, *behind = "\r\n--AaB03x--\r\n";
	int64_t most;
	struct req req;
	int status;

	if (w->cookie)
		header[head.nheaders++] = (struct pair){ "Cookie", arena_printf(w->mem, "dangvu=%s", w->cookie) };
	assert_int_equal(req_head(w->mem, &head, &req), 0);
	status = web_admits(&w->web, w->db.conn, &req, &most);
	if (status) {
		reply.status = status;
		return reply;
	}
	parts = parts_new(w->mem, req.boundary, most);
	before = arena_printf(w->mem, "--AaB03x\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%s\r\n"
	                      "--AaB03x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n",
	                      csrf ? csrf : "", name);
	parts_feed(parts, before, strlen(before));
	parts_feed(parts, bytes, n);
	parts_feed(parts, behind, strlen(behind));
	assert_int_equal(parts_end(parts, &req), 0);
	web_answer(&w->web, w->db.conn, &req, &reply);
	return reply;
}

#endif
