#include "base/scratch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

const char *scratch_folder(void)
{
	const char *dir = getenv("TMPDIR");
	return dir && *dir ? dir : "/var/tmp";
}

int scratch_fd(void)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/dangvu-XXXXXX", scratch_folder());
	int fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

FILE *scratch_open(struct errs *errs)
{
	int fd = scratch_fd();
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w+b");
	if (!f) {
		if (fd >= 0)
			close(fd);
		err_add(errs, ERR_FAULT, "Không tạo được tệp tạm trong %s.", scratch_folder());
	}
	return f;
}

bool scratch_copy(FILE *from, FILE *to, struct errs *errs)
{
	char piece[1 << 16];
	size_t n;
	rewind(from);
	while ((n = fread(piece, 1, sizeof piece, from)) > 0)
		if (fwrite(piece, 1, n, to) != n)
			break;
	return (!ferror(from) && fflush(to) == 0 && !ferror(to)) ||
	       err_add(errs, ERR_FAULT, "Không ghi được hết tệp.");
}
