#ifndef SITE_DEMO_H
#define SITE_DEMO_H
#include <stdio.h>

#include "site/office.h"

/* Makes the demonstration province: real units, invented people, acts that
 * make the figures of data/demo/ true by counting.  Into an empty database;
 * one that has entries is refused.  Same seed, same program: same state hash
 * and journal head on either engine. */
struct demo_options {
	const struct catalog *catalog;
	const char *url;
	uint64_t seed;
	bool small;                     /* about 2,000 members, every kind of unit and act */
	int scale;                      /* provinces; 1 */
	const char *data_dir;           /* definitions and units: "data" */
	bool progress;                  /* a line on standard error that tells how far it is */
};
MUST_USE bool demo_run(const struct demo_options *o, struct errs *errs);

/* Of every invented account.  No secret: `make run` prints it, and nothing real lies behind it. */
#define DEMO_PASSWORD "dangvu-demo-2022"
/* The invented accounts and what each may see, for people. */
void demo_accounts_print(FILE *out);

#endif
