/* The parts are told apart by a line that may not occur in them.  It begins with CR, which stands nowhere else in it:
 * so a byte that does not go on with the line can only begin it anew, and nothing that was read is read again. */

#include "web/parts.h"
#include <string.h>
#include <strings.h>
#include "base/buf.h"
#include "base/scratch.h"
#include "base/text.h"

enum place { BEFORE, BEHIND_LINE, IN_HEAD, IN_CONTENT, BEHIND_ALL };

struct parts {
	struct arena *mem;
	char line[4 + BOUNDARY_MAX + 1];        /* "\r\n--boundary" */
	size_t nline, matched;
	enum place place;
	char after[2]; size_t nafter;           /* what came behind the line, or behind all */
	struct buf head, text;
	const char *name, *file_name;           /* of the part under way; file_name NULL: it is a text */
	size_t texts;                           /* bytes of all texts so far */
	int64_t file_max;
	struct upload *upload;
	struct pair *v; int n, nparts;
	int status;
};

static void close_upload(void *arg)
{
	struct upload *u = arg;

	if (u->file)
		(void)fclose(u->file);
}

FILE *upload_take(struct upload *u)
{
	FILE *file = u->file;

	u->file = NULL;
	return file;
}

struct parts *parts_new(struct arena *a, const char *boundary, int64_t file_max)
{
	struct parts *p = NEW(a, struct parts);

	if (strlen(boundary) > BOUNDARY_MAX)
		bug("a boundary that req_head let through");
	p->mem = a;
	p->file_max = file_max;
	p->nline = (size_t)snprintf(p->line, sizeof p->line, "\r\n--%s", boundary);
	p->matched = 2;                 /* the first line has nothing before it */
	p->head = buf_new(a, PART_HEAD_MAX);
	return p;
}

static void refuse(struct parts *p, int status)
{
	if (!p->status)
		p->status = status;
}

/* ---- the head of a part ---- */

/* Browsers write " as %22 inside the marks and never a backslash of their own. */
static const char *parameter(struct arena *a, const char **rest)
{
	const char *s = *rest;
	size_t n;

	if (*s == '"') {
		n = strcspn(++s, "\"");
		if (!s[n])
			return NULL;
		*rest = s + n + 1;
	} else {
		n = strcspn(s, "; \t");
		*rest = s + n;
	}
	return arena_textn(a, s, n);
}

static const char *without_folders(const char *name)
{
	const char *last = name;

	for (const char *s = name; *s; s++)
		if (*s == '/' || *s == '\\')
			last = s + 1;
	return last;
}

static bool take_name(struct parts *p, const char *key, size_t nkey, const char *text)
{
	bool file = nkey == 8 && !strncasecmp(key, "filename", 8);
	const char **to = file ? &p->file_name : &p->name;

	if (!file && !(nkey == 4 && !strncasecmp(key, "name", 4)))
		return false;
	if (*to || !text_utf8(text, strlen(text)))
		return false;
	*to = text_clean(p->mem, file ? without_folders(text) : text, false);
	return *to && strlen(*to) <= (file ? FILE_NAME_MAX : NAME_MAX_BYTES);
}

static bool read_disposition(struct parts *p, const char *s)
{
	if (p->name || strncasecmp(s, "form-data", 9) != 0)
		return false;
	for (s += 9; *s; ) {
		s += strspn(s, " \t");
		if (*s++ != ';')
			return false;
		s += strspn(s, " \t");
		const char *key = s, *text;
		size_t nkey = strcspn(s, "=; \t");
		if (key[nkey] != '=')
			return false;
		s += nkey + 1;
		text = parameter(p->mem, &s);
		if (!text || !take_name(p, key, nkey, text))
			return false;
		s += strspn(s, " \t");
	}
	return p->name && *p->name;
}

/* The type is what the sender believes: the reader of the file looks for itself. */
static bool read_line(struct parts *p, char *line)
{
	char *colon = strchr(line, ':'), *text = colon ? colon + 1 + strspn(colon + 1, " \t") : NULL;

	if (!colon)
		return false;
	*colon = '\0';
	if (!strcasecmp(line, "Content-Disposition"))
		return read_disposition(p, text);
	if (!strcasecmp(line, "Content-Transfer-Encoding"))
		return !strcasecmp(text, "binary") || !strcasecmp(text, "8bit") || !strcasecmp(text, "7bit");
	return strcasecmp(line, "Content-Type") != 0 || strncasecmp(text, "multipart/", 10) != 0;
}

static bool open_file(struct parts *p)
{
	struct errs errs = errs_new(p->mem);

	if (p->upload) {
		refuse(p, 400);
		return false;
	}
	p->upload = NEW(p->mem, struct upload);
	*p->upload = (struct upload){ .field = p->name, .name = p->file_name, .file = scratch_open(&errs) };
	arena_closer(p->mem, close_upload, p->upload);
	if (!p->upload->file)
		refuse(p, 500);
	return p->upload->file != NULL;
}

static void read_head(struct parts *p)
{
	char *line = p->head.s;

	p->name = p->file_name = NULL;
	while (*line) {
		char *end = strstr(line, "\r\n");
		*end = '\0';
		if (strlen(line) > 0 && !read_line(p, line)) {
			refuse(p, 400);
			return;
		}
		line = end + 2;
	}
	p->head.n = 0;
	if (!p->name || ++p->nparts > PARTS_MAX) {
		refuse(p, 400);
		return;
	}
	if (!p->file_name)
		p->text = buf_new(p->mem, PART_TEXTS_MAX);
	else if (!open_file(p))
		return;
	p->place = IN_CONTENT;
}

static void head_byte(struct parts *p, char c)
{
	if (!c || (unsigned char)c == 127 || ((unsigned char)c < ' ' && !strchr("\r\n\t", c)) ||
	    p->head.n + 1 >= PART_HEAD_MAX) {
		refuse(p, 400);
		return;
	}
	buf_char(&p->head, c);
	if (p->head.n >= 4 && !memcmp(p->head.s + p->head.n - 4, "\r\n\r\n", 4))
		read_head(p);
}

/* ---- what is in it ---- */

static void content(struct parts *p, const char *bytes, size_t n)
{
	struct upload *u = p->upload;

	if (!p->file_name) {
		p->texts += n;
		if (p->texts > PART_TEXTS_MAX)
			refuse(p, 413);
		else
			buf_add(&p->text, bytes, n);
		return;
	}
	u->too_long = u->too_long || (int64_t)n > p->file_max - u->size;
	if (u->too_long)
		return;
	u->size += (int64_t)n;
	if (fwrite(bytes, 1, n, u->file) != n)
		refuse(p, 500);
}

/* An input of a file where none was chosen comes as a file without a name. */
static void part_end(struct parts *p)
{
	struct pair pair;

	p->place = BEHIND_LINE;
	p->nafter = 0;
	if (p->file_name) {
		if (!*p->file_name && !p->upload->size) {
			close_upload(p->upload);
			p->upload->file = NULL;
			p->upload = NULL;
		} else if (!*p->file_name) {
			p->upload->name = "tệp";
		}
		return;
	}
	buf_text(&p->text, "");
	if (!pair_settle(p->mem, p->name, p->text.n ? p->text.s : "", p->text.n, &pair))
		refuse(p, 400);
	else
		PUSH(p->mem, p->v, p->n, pair);
}

static size_t content_bytes(struct parts *p, const char *s, size_t n)
{
	if (!p->matched) {
		const char *cr = memchr(s, '\r', n);
		size_t len = cr ? (size_t)(cr - s) : n;

		content(p, s, len);
		p->matched = cr != NULL;
		return len + (cr != NULL);
	}
	if (*s == p->line[p->matched]) {
		if (++p->matched == p->nline) {
			p->matched = 0;
			if (p->place == IN_CONTENT)
				part_end(p);
			else
				p->place = BEHIND_LINE;
		}
		return 1;
	}
	if (p->place == BEFORE) {
		refuse(p, 400);
		return n;
	}
	content(p, p->line, p->matched);
	p->matched = 0;
	return 0;
}

static void byte_behind(struct parts *p, char c)
{
	if (p->nafter == 2) {
		refuse(p, 400);
		return;
	}
	p->after[p->nafter++] = c;
	if (p->nafter < 2)
		return;
	if (!memcmp(p->after, "\r\n", 2)) {
		p->place = p->place == BEHIND_ALL ? BEHIND_ALL : IN_HEAD;
	} else if (p->place == BEHIND_LINE && !memcmp(p->after, "--", 2)) {
		p->place = BEHIND_ALL;
		p->nafter = 0;
	} else {
		refuse(p, 400);
	}
}

void parts_feed(struct parts *p, const char *bytes, size_t n)
{
	for (size_t at = 0; at < n && !p->status; )
		switch (p->place) {
		case BEFORE:
		case IN_CONTENT:
			at += content_bytes(p, bytes + at, n - at);
			break;
		case IN_HEAD:
			head_byte(p, bytes[at++]);
			break;
		case BEHIND_LINE:
		case BEHIND_ALL:
			byte_behind(p, bytes[at++]);
			break;
		}
}

int parts_end(struct parts *p, struct req *req)
{
	if (!p->status && p->place != BEHIND_ALL)
		refuse(p, 400);
	if (!p->status && p->upload && fflush(p->upload->file) != 0)
		refuse(p, 500);
	req->form = (struct pairs){ p->v, p->n };
	req->upload = p->upload;
	return p->status;
}
