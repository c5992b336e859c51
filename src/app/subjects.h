#ifndef APP_SUBJECTS_H
#define APP_SUBJECTS_H
/* Every subject file gives the rest of the program exactly one name; the list says what the program contains. */
#include "model/catalog.h"

extern const struct subject definition_subject;
extern const struct subject account_subject;
extern const struct subject system_subject;
extern const struct subject view_subject;
extern const struct subject document_subject;
extern const struct subject unit_subject;
extern const struct subject post_subject;
extern const struct subject target_subject;
extern const struct subject person_subject;
extern const struct subject member_subject;
extern const struct subject admission_subject;
extern const struct subject transfer_subject;
extern const struct subject leaving_subject;
extern const struct subject name_change_subject;
extern const struct subject badge_subject;
extern const struct subject custody_subject;
extern const struct subject cell_month_subject;
extern const struct subject reconcile_subject;
extern const struct subject print_template_subject;
extern const struct subject notice_subject;

extern const struct subject *const subjects[];
extern const int nsubjects;

#endif
