#include "out/zip.h"

#include <string.h>
#include <unistd.h>
#include <zip.h>

static zip_source_t *source_of(const struct zip_part *p, zip_error_t *error)
{
	return p->file ? zip_source_filep_create(p->file, 0, (zip_int64_t)p->n, error) :
	                 zip_source_buffer_create(p->bytes, p->n, 0, error);
}

/* A source that was added is the archive's; of a file, closing takes the FILE with it: it gets a handle of its own. */
static bool add_part(zip_t *z, const struct zip_part *p)
{
	zip_error_t error;
	struct zip_part own = *p;

	zip_error_init(&error);
	if (p->file) {
		if (fflush(p->file) != 0)
			return false;
		own.file = fdopen(dup(fileno(p->file)), "rb");
		if (!own.file)
			return false;
		own.n = (size_t)ftello(p->file);
		rewind(own.file);       /* the library reads from where it stands */
	}
	zip_source_t *s = source_of(&own, &error);
	zip_error_fini(&error);
	if (!s) {
		if (own.file)
			(void)fclose(own.file);
		return false;
	}
	if (zip_file_add(z, p->name, s, ZIP_FL_ENC_UTF_8) < 0) {
		zip_source_free(s);
		return false;
	}
	return true;
}

static bool copy_out(zip_source_t *s, FILE *to)
{
	char piece[1 << 16];
	zip_int64_t n;

	if (zip_source_open(s) != 0)
		return false;
	while ((n = zip_source_read(s, piece, sizeof piece)) > 0)
		if (fwrite(piece, 1, (size_t)n, to) != (size_t)n)
			break;
	zip_source_close(s);
	return n == 0 && fflush(to) == 0;
}

bool zip_write(const struct zip_part *part, int nparts, FILE *to, struct errs *errs)
{
	zip_error_t error;
	zip_error_init(&error);
	zip_source_t *s = zip_source_buffer_create(NULL, 0, 1, &error);
	zip_t *z = s ? zip_open_from_source(s, ZIP_TRUNCATE, &error) : NULL;
	bool done = z != NULL;

	if (z)
		zip_source_keep(s);
	for (int i = 0; done && i < nparts; i++)
		done = add_part(z, &part[i]);
	if (z && (!done || zip_close(z) != 0)) {
		done = false;
		zip_discard(z);
	}
	done = done && copy_out(s, to);
	if (s)
		zip_source_free(s);
	zip_error_fini(&error);
	return done || err_add(errs, ERR_FAULT, "Không đóng gói được tệp.");
}

/* What a part says of its size is not believed: bytes are counted as they come. */
static bool read_part(struct arena *a, zip_t *z, zip_uint64_t i, struct zip_part *out, size_t *total, struct errs *errs)
{
	const char *name = zip_get_name(z, i, 0);
	zip_file_t *f = name ? zip_fopen_index(z, i, 0) : NULL;
	struct buf b = buf_new(a, ZIP_PART_MAX);
	char piece[1 << 14];
	zip_int64_t n = -1;

	while (f && !b.full && *total <= ZIP_TOTAL_MAX && (n = zip_fread(f, piece, sizeof piece)) > 0) {
		buf_add(&b, piece, (size_t)n);
		*total += (size_t)n;
	}
	if (f)
		zip_fclose(f);
	if (b.full || *total > ZIP_TOTAL_MAX)
		return err_add(errs, ERR_INPUT, "Tệp bung ra quá lớn.");
	if (n < 0)
		return err_add(errs, ERR_INPUT, "Tệp hỏng: không đọc được phần %s.", name ? name : "thứ nhất");
	*out = (struct zip_part){ arena_text(a, name), b.s, b.n, NULL };
	return true;
}

bool zip_read(struct arena *a, const char *bytes, size_t n, struct zip_part **part, int *nparts, struct errs *errs)
{
	zip_error_t error;
	zip_error_init(&error);
	zip_source_t *s = zip_source_buffer_create(bytes, n, 0, &error);
	zip_t *z = s ? zip_open_from_source(s, ZIP_RDONLY | ZIP_CHECKCONS, &error) : NULL;
	zip_int64_t count = z ? zip_get_num_entries(z, 0) : -1;
	size_t total = 0;
	bool done = count > 0 && count <= ZIP_PARTS_MAX;

	zip_error_fini(&error);
	*part = NULL;
	*nparts = 0;
	if (!done)
		err_add(errs, ERR_INPUT, "Đây không phải tệp Word (.docx), hoặc tệp đã hỏng.");
	for (zip_int64_t i = 0; done && i < count; i++) {
		struct zip_part one;
		done = read_part(a, z, (zip_uint64_t)i, &one, &total, errs);
		if (done)
			PUSH(a, *part, *nparts, one);
	}
	if (z)
		zip_discard(z);
	else if (s)
		zip_source_free(s);
	return done;
}
