#ifndef WEB_LIST_COLUMNS_H
#define WEB_LIST_COLUMNS_H
#include "web/list_ask.h"

/* What a list of this record type can show and be grouped by: its own fields and, one reference on, the columns of
 * what it refers to; of them those that this user may see. */
struct list_field {
	const char *path, *label;
	bool groups;                    /* has few values: code, state, yes or no */
	bool shown;
	struct url up, down;            /* the list with this column one further to the front or the end; NULL: it is */
};
struct list_fields { struct list_field *field; int n, nshown; };        /* the shown ones first, in their order */

void list_fields_load(struct ctx *ctx, const struct list_ask *l, struct list_fields *out);
/* The panel that chooses and orders columns, a form of its own. */
void list_fields_draw(struct html *w, const struct list_fields *f, const struct list_ask *l, bool open);

#endif
