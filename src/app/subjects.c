#include "app/subjects.h"

const struct subject *const subjects[] = {
	&definition_subject, &account_subject, &system_subject, &view_subject, &notice_subject, &document_subject,
	&unit_subject, &post_subject, &target_subject, &person_subject, &member_subject, &admission_subject,
	&transfer_subject, &leaving_subject, &name_change_subject, &badge_subject, &custody_subject,
	&cell_month_subject, &reconcile_subject,
	&print_template_subject,
};
const int nsubjects = (int)COUNTOF(subjects);
