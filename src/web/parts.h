#ifndef WEB_PARTS_H
#define WEB_PARTS_H
#include "web/req.h"

#include <stdio.h>

/* A body in parts (multipart/form-data, RFC 7578), as browsers send a form with a file: read piece by piece as it
 * comes.  Texts become req->form; the file, one at most, goes to a scratch file that has no name and is gone when it is
 * closed.
 * Strict: nothing before the first part or behind the last, no part inside another, no encoding but the bytes. */

enum { PARTS_MAX = 100, PART_HEAD_MAX = 4096, PART_TEXTS_MAX = 64 << 10, FILE_NAME_MAX = 255, BOUNDARY_MAX = 70 };

struct upload {
	const char *field, *name;       /* of the input; of the file: without folders, NFC, printable */
	FILE *file;                     /* at its end; NULL: taken */
	int64_t size;
	bool too_long;                  /* longer than was allowed: what came after that was forgotten */
};
/* Whoever takes the file closes it; else it is closed with the request's arena. */
FILE *upload_take(struct upload *u);

struct parts;
struct parts *parts_new(struct arena *a, const char *boundary, int64_t file_max);
void parts_feed(struct parts *p, const char *bytes, size_t n);
/* 0: all of it came and is in req; else the status that refuses: 400, 413 (texts too long), 500 (no room for it). */
MUST_USE int parts_end(struct parts *p, struct req *req);

#endif
