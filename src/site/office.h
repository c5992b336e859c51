#ifndef SITE_OFFICE_H
#define SITE_OFFICE_H
#include "model/catalog.h"

/* What a process needs before it can do anything: the catalog of all subjects,
 * the database's address, what is kept between pieces of work.  And the one
 * place where a ctx is made. */
struct office {
	struct arena *mem;
	const char *url;
	struct date today;              /* asked for by --today; 0: the setting `today`, else the calendar */
	struct catalog catalog;
	struct keep *keep;
	const char *demo;               /* the setting: this is an invented province; NULL: it is not */
};

/* Without a database: catalog and keep.  The reason of a false is in errs. */
MUST_USE bool office_open(struct office *o, struct arena *mem, const struct subject *const *all, int n,
                          const char *url, struct date today, struct errs *errs);
void office_close(struct office *o);

/* That the database is there: opening one creates its file.  ERR_MISSING with what to do. */
MUST_USE bool office_exists(const struct office *o, struct errs *errs);
/* Makes the folder of a SQLite file. */
MUST_USE bool office_make_room(const struct office *o, struct errs *errs);

/* A ctx over a connection lent to it, for the system user: whose piece of work it is, the caller says next.
 * Reads the settings: under `demo` the clock is the invented one, today at 09:00.  tables: whether they exist yet.
 * False: the reason is in out->errs. */
MUST_USE bool office_ctx(struct office *o, struct conn *conn, struct arena *mem, const char *via, bool tables,
                         struct ctx *out);

#endif
