/* ugly FOLDER UNIT: writes ugly-before.xlsx and ugly-500.xlsx there, for whoever wants to bring them in by hand. */

#include "ugly.h"

int main(int argc, char **argv)
{
	char before[4096], second[4096];

	if (argc != 3)
		return 2;
	snprintf(before, sizeof before, "%s/ugly-before.xlsx", argv[1]);
	snprintf(second, sizeof second, "%s/ugly-500.xlsx", argv[1]);
	return ugly_before(before, argv[2]) && ugly_second(second, argv[2]) ? 0 : 1;
}
