#ifndef OUT_MAIL_H
#define OUT_MAIL_H
#include <stdatomic.h>

#include "base/err.h"

/* One letter by e-mail to one person: the same words as plain text and as HTML. */
struct mail {
	const char *to;                 /* an address that passed text_is_email */
	const char *subject, *text, *html;
	int64_t at;                     /* seconds since 1970, UTC */
};

/* The SMTP server that takes letters.  Beyond this machine it is spoken to over TLS alone. */
struct mail_server {
	const char *url;                /* "smtp://mail.example.vn:587" or "smtps://..." */
	const char *from;               /* an address that passed text_is_email */
	const char *login, *password;   /* NULL: it asks for none */
	int seconds;                    /* for one letter; 0: MAIL_SECONDS */
	const atomic_bool *ending;      /* set: give up at once; NULL: nobody sets it */
};
enum { MAIL_SECONDS = 30 };

/* REFUSED: the server said no to this letter, another may go.  DEAD: no server, or none that speaks to its end; what it
 * did with the letter is not known, and the next would fare no better. */
enum mail_end { MAIL_TAKEN, MAIL_REFUSED, MAIL_DEAD };
/* *why: for the administrator, NULL when taken. */
enum mail_end mail_send(struct arena *a, const struct mail_server *s, const struct mail *m, const char **why);

#endif
