#ifndef WEB_ENTRY_H
#define WEB_ENTRY_H
#include "model/command.h"
#include "web/html.h"
#include "web/req.h"

/* An entry of the journal for people: what it did, and the way back from it. */

/* "admission.hold 100000000123" is "Kết nạp đảng viên: Lễ kết nạp"; a command of another form is told as it stands. */
const char *entry_words(struct ctx *ctx, const char *command);
/* The name of the unit in whose place it was typed; NULL: in nobody's. */
const char *entry_stead(struct ctx *ctx, const char *command);

/* Above a form: that what is typed in it is typed in the place of this cell; NULL: of one that is not known yet. */
void stead_draw(struct html *w, const char *cell);

/* The page that takes it back and then returns to `to`. */
struct url entry_undo(struct arena *a, int64_t entry, struct url to);

/* What was just done, on whatever page one lands: it is named in the address (?done=ENTRY, ?undone=ENTRY; of many
 * rows &rows=N). */
struct flash {
	const char *done, *undone; struct url undo;     /* done, undone NULL: nothing was */
	const char *rows;                               /* how many were written, of many at once; NULL: one */
	bool again;                                     /* the form of a session that had ended is shown again */
	const char *by, *user, *name;                   /* again: typed by this login (NULL: not said); who looks */
};
struct url flash_done(struct arena *a, struct url to, int64_t entry);
struct url flash_undone(struct arena *a, struct url to, int64_t entry);
struct flash flash_read(const struct ctx *ctx, const struct req *req);
void flash_draw(struct html *w, const struct flash *f);

/* The address of this request without the named parameters (NULL-terminated list). */
struct url url_without(const struct req *req, ...);

#endif
