#ifndef WEB_WEB_H
#define WEB_WEB_H
#include <stdatomic.h>
#include "web/asset.h"
#include "web/route.h"

/* What the rest of the program lends this folder: the pages that are not generic, and how record types are grouped
 * on screen.  Made once, const from then on. */
struct foreseen;
struct imports;
struct settings;
/* record: shown to who may read its fields of this level; NULL: to all.  Icons: web/icons.txt. */
struct nav_link { const char *icon, *label, *path, *section, *record; int level; };
struct nav_group { const char *icon, *label; const char *const *record; int n; };      /* names of record types */
struct face {
	struct routes routes;
	const struct routes *api;       /* NULL: none */
	const struct nav_link *link; int nlinks;
	const struct nav_group *group; int ngroups;
	/* How orders are tried before they are given; NULL: foresee (web/foresee.h). */
	bool (*foresee)(struct ctx *, const struct order *, struct foreseen *);
	bool (*prints)(const struct record *);  /* rows of this type have papers at /print/RECORD/ID; NULL: none */
	const char *search;             /* path of the page that the search box asks; NULL: no box */
	const char *owner;              /* whose system this is, in the footer */
};

/* What all requests share.  Set up before the first and not changed while any runs. */
struct web {
	const struct catalog *catalog;
	struct keep *keep;
	const struct face *face;
	struct assets assets;
	struct date today;              /* 0: the setting "today", else the clock */
	int64_t site;
	const char *decoy;              /* a password hash that nobody's password fits */
	atomic_int *logins;             /* passwords being checked right now */
	struct imports *imports;        /* files being taken in (web/imports.h) */
};
enum { LOGINS_MAX = 2 };

/* A form that came after its session had ended, shown again to who has just signed in (token: of the new session).
 * False: it cannot be, and *out is as it was. */
bool web_again(struct ctx *ctx, const struct req *login, const char *token, struct url to, const struct pairs *typed,
               struct reply *out);

MUST_USE bool web_prepare(struct arena *a, struct web *web, struct errs *errs);        /* decoy, logins, imports */

/* Everything of a request but the wire: who is it, which page, what goes back.  req passed req_head, and req_body or
 * parts_end. */
/* Where a request is answered: by the thread that read it; by the one thread that writes (every POST but those that
 * first take their time over a password, and a rehearsal asked by GET); or by the one that makes files, which may take
 * long. */
enum lane { LANE_HERE, LANE_WRITE, LANE_FILE };
enum lane web_lane(const struct req *req);
/* What all of the program's work for a request or a job carries along; nobody yet, and no day. */
struct ctx web_ctx(const struct web *web, struct db *db, const char *via);
/* Its day and hour, by the settings. */
MUST_USE bool web_clock(struct ctx *ctx, const struct web *web, struct settings *settings);
/* Whether a body in parts is taken at all, before any of it is read: 0 and how long its file may be, or the status that
 * refuses it: 401 nobody is signed in, 415 the address takes no file. */
int web_admits(const struct web *web, struct conn *conn, struct req *req, int64_t *file_max);
/* Nothing was written: another has the database, or the commit failed. */
void web_busy(struct req *req, struct reply *out);
void web_answer(const struct web *web, struct conn *conn, struct req *req, struct reply *out);

#endif
