#ifndef MODEL_SETTING_H
#define MODEL_SETTING_H
#include "model/command.h"

/* What an installation is set to, by its administrator in the shell.  Not records: no history, no journal. */
struct setting { const char *name, *help; };
extern const struct setting settings[];
extern const int nsettings;

const struct setting *setting_find(const char *name);           /* NULL: there is none of that name */
MUST_USE bool setting_get(struct ctx *ctx, const char *name, const char **out);         /* NULL: not set */
/* "" takes it away.  Inside a write transaction. */
MUST_USE bool setting_put(struct ctx *ctx, const char *name, const char *value);

#endif
