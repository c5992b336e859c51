#ifndef SITE_DIGEST_H
#define SITE_DIGEST_H
#include "out/mail.h"
#include "site/due.h"
#include "web/html.h"

/* What one person's morning begins with: what is late, what comes this week, what waits for his step, who has not sent
 * the month.  Read as lists, as this user: nobody is told of what he may not see. */
struct digest_line { const char *what, *state; int64_t n; struct url to; };    /* state: "" where there is none */
struct digest_part { struct digest_line *line; int n; int64_t total; };

/* What is overdue comes first to those nearest to it; after so many working days (rule amount overdue_up_wd, for each
 * level) to the level above (model/access_seat.h).  fresh: not told to this person yet. */
struct digest_late { const struct due *due; int level; bool fresh; };

struct digest {
	struct date day;
	struct digest_late *late; int nlate;    /* what has come to this person's level, the oldest first */
	int64_t below;                  /* overdue too, and still with the levels below */
	struct digest_part fresh, week, waits, missing;
	const char *month;              /* whose sheets are missing: "Tháng 10 năm 2022" */
};
MUST_USE bool digest_load(struct ctx *ctx, struct digest *out);
bool digest_is_empty(const struct digest *d);   /* nothing that a letter would tell */

/* The headings, the same on the page and in a letter. */
extern const char digest_fresh_label[], digest_week_label[], digest_waits_label[], digest_missing_label[];

/* The letter: numbers and addresses, no names: it leaves the building, lies in strange mail boxes and knows no rights;
 * the page behind the address asks who reads.  site: "https://dangvu.example.vn". */
struct digest_letter { const char *subject, *text, *html; };
struct digest_letter digest_write(struct arena *a, const struct digest *d, const char *name, const char *site,
                                  bool demo);

/* ---- sending (digest_send.c) ---- */

struct digest_post {
	struct mail_server server;
	const char *site;
	const char *at;                 /* "07:00": when `serve` sends; NULL: it does not */
	bool on;                        /* a server, a sender and the address of the site are set */
};
/* ERR_INPUT: a setting is wrong.  In a read transaction. */
MUST_USE bool digest_post_read(struct ctx *ctx, struct digest_post *out);

/* One round: a letter to each who has an address, something to be told, and none yet today; on a day off nobody.  How
 * it went with each is a row of `notice` and, once the server has taken the letter, rows of `overdue_told`: what
 * failed is sent by the next round, and a round cut short between the two tells once more, never once less. */
struct digest_round { int sent, failed, nothing; const char *why; bool day_off, dead; };
/* Outside a transaction. */
MUST_USE bool digest_send(struct ctx *ctx, const struct digest_post *post, struct digest_round *out);

/* `serve` sends by itself, on a thread and a connection of its own. */
struct office;
struct digest_watch;
/* The last two: between looks at the clock, after a round that failed; 0: a minute, ten minutes.  NULL: no thread.
 * Leaves SIGINT and SIGTERM blocked. */
struct digest_watch *digest_watch_start(struct arena *a, struct office *office, int seconds, int again_seconds);
void digest_watch_stop(struct digest_watch *w);         /* NULL is fine; gives up a letter under way */

#endif
