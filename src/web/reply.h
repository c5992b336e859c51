#ifndef WEB_REPLY_H
#define WEB_REPLY_H
#include "web/html.h"

#include <stdio.h>

/* What goes back.  Texts live in the request's arena. */
struct reply {
	int status;
	const char *type;               /* media type with charset */
	const char *body; size_t nbody;
	FILE *stream;                   /* instead of a body: all of this file; it is closed with the request's arena */
	const char *location;           /* of a 303 */
	const char *cookie;             /* a whole Set-Cookie */
	const char *file;               /* offered as a file of this ASCII name */
	const char *allow;              /* of a 405 */
	bool zipped;                    /* the body is gzip */
	bool lasting;                   /* may be kept by anybody for a year: its address changes with it */
};

void reply_html(struct reply *r, int status, const struct html *w);
void reply_see(struct reply *r, struct url to);                         /* 303 */
void reply_bytes(struct reply *r, int status, const char *type, const char *body, size_t n);
void reply_file(struct reply *r, const char *type, FILE *file);          /* 200 */
/* A page without the shell, for refusals before anybody is known. */
void reply_plain(struct arena *a, struct reply *r, int status, const char *text);
const char *status_text(int status);                                    /* Vietnamese */
const char *status_advice(int status);                                  /* what to do about it */

#endif
