/* All that the program contains: one line per subject.  Nothing registers itself. */

#include "app/subjects.h"
#include "cli.h"

static const struct subject *const subjects[] = {
	&definition_subject,
	&account_subject,
	&system_subject,
	&document_subject,
	&unit_subject,
	&post_subject,
	&target_subject,
	&person_subject,
	&member_subject,
	&admission_subject,
	&transfer_subject,
	&leaving_subject,
	&name_change_subject,
	&badge_subject,
};

int main(int argc, char **argv)
{
	return cli_main(argc, argv, subjects, (int)COUNTOF(subjects));
}
