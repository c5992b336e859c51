#ifndef SITE_FACE_H
#define SITE_FACE_H
#include "web/web.h"

/* The pages that are not generic, and how record types are grouped on screen. */
extern const struct face site_face;

#endif
