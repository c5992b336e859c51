#ifndef APP_POST_H
#define APP_POST_H
#include "model/command.h"

/* Seats of a committee on a day: what its term gives and who holds one.  A member counts once, whatever posts he or
 * she holds in the body; vacant is never below 0. */
struct seats { int64_t seats, held, vacant; };
MUST_USE bool post_seats(struct ctx *ctx, int64_t unit, const char *body, struct date on, struct seats *out);

#endif
