#include "base/scratch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

const char *scratch_folder(void)
{
	const char *dir = getenv("TMPDIR");
	return dir && *dir ? dir : "/var/tmp";
}

int scratch_named(struct scratch_path *path)
{
	snprintf(path->text, sizeof path->text, "%s/dangvu-XXXXXX", scratch_folder());
	return mkostemp(path->text, O_CLOEXEC);
}

int scratch_fd(void)
{
	struct scratch_path path;
	int fd = scratch_named(&path);
	if (fd >= 0)
		unlink(path.text);
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
