#ifndef WEB_PACK_H
#define WEB_PACK_H
#include "web/reply.h"

/* Packs a page for a browser that said it unpacks; what is small, packed already or a file stays as it is.  What a page
 * repeats of its address tells an outsider nothing by its size: our cookie goes with no request that another site makes
 * (SameSite=Strict), so nobody else can have a page made. */
void reply_pack(struct arena *a, struct reply *r);

#endif
