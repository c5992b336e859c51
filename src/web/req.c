/* What may enter.  Each check stands against something that a client was seen to
 * send or a library to let through: two lengths, a length beside chunks, an
 * unknown transfer encoding (which waits for ever), blanks in a header's name,
 * a hidden slash or NUL in a path. */

#include "web/req.h"
#include <string.h>
#include <strings.h>
#include "base/text.h"
#include "web/parts.h"

#define PARTS_TYPE "multipart/form-data"

const char *pairs_get(const struct pairs *p, const char *name)
{
	for (int i = 0; i < p->n; i++)
		if (!strcmp(p->v[i].name, name))
			return p->v[i].text;
	return NULL;
}

static bool token(const char *s)
{
	if (!*s)
		return false;
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c <= ' ' || c >= 127 || strchr("()<>@,;:\\\"/[]?={}", c))
			return false;
	}
	return true;
}

static bool printable(const char *s)
{
	for (; *s; s++)
		if (((unsigned char)*s < ' ' && *s != '\t') || *s == 127)
			return false;
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Undoes percent-encoding; NULL on a broken escape, a NUL or bad UTF-8. */
static char *decode(struct arena *a, const char *s, size_t n, bool plus)
{
	char *out = arena_alloc(a, n + 1, 1);
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		char c = s[i];

		if (c == '+' && plus)
			c = ' ';
		if (c == '%') {
			if (i + 2 >= n || hex_digit(s[i + 1]) < 0 || hex_digit(s[i + 2]) < 0)
				return NULL;
			c = (char)(hex_digit(s[i + 1]) * 16 + hex_digit(s[i + 2]));
			i += 2;
		}
		if (!c)
			return NULL;
		out[len++] = c;
	}
	return text_utf8(out, len) ? out : NULL;
}

static bool segments_fine(const char *path)
{
	for (const char *s = path; *s; ) {
		size_t n;

		if (*s != '/')
			return false;
		s++;
		n = strcspn(s, "/");
		if (!n && (s[n] || s != path + 1))
			return false;
		if ((n == 1 && s[0] == '.') || (n == 2 && s[0] == '.' && s[1] == '.'))
			return false;
		s += n;
	}
	return true;
}

static bool slash_hidden(const char *s, size_t n)
{
	for (size_t i = 0; i + 2 < n; i++)
		if (s[i] == '%' && ((s[i + 1] == '2' && (s[i + 2] | 32) == 'f') ||
		                    (s[i + 1] == '5' && (s[i + 2] | 32) == 'c')))
			return true;
	return memchr(s, '\\', n) != NULL;
}

static int read_target(struct req *req, const char *target)
{
	size_t n = strlen(target), path = strcspn(target, "?");

	if (n > TARGET_MAX || path > PATH_MAX_BYTES)
		return 414;
	if (target[0] != '/' || strchr(target, '#') || slash_hidden(target, path))
		return 400;
	for (const char *s = target; *s; s++)
		if ((unsigned char)*s <= ' ' || (unsigned char)*s >= 127)
			return 400;
	req->target = arena_text(req->mem, target);
	req->path = decode(req->mem, target, path, false);
	if (!req->path || !printable(req->path) || strchr(req->path, '\t') || !segments_fine(req->path))
		return 400;
	if (target[path] == '?' && !pairs_parse(req->mem, target + path + 1, n - path - 1, &req->query))
		return 400;
	return 0;
}

/* One text from outside: as typed for passwords, else without CR, trimmed, NFC. */
static const char *settle(struct arena *a, const char *name, char *text)
{
	size_t len = 0;

	if (!strncmp(name, "password", 8))
		return text;
	for (char *s = text; *s; s++)
		if (*s != '\r')
			text[len++] = *s;
	text[len] = '\0';
	return text_clean(a, text, true);
}

bool pair_settle(struct arena *a, const char *name, const char *text, size_t n, struct pair *out)
{
	if (!text_utf8(text, n))
		return false;
	*out = (struct pair){ name, settle(a, name, arena_textn(a, text, n)) };
	return out->text != NULL;
}

static bool pair_read(struct arena *a, const char *s, size_t n, struct pair *out)
{
	const char *eq = memchr(s, '=', n);
	size_t name = eq ? (size_t)(eq - s) : n;
	char *text;

	if (name > 3 * NAME_MAX_BYTES)
		return false;
	out->name = decode(a, s, name, true);
	text = eq ? decode(a, eq + 1, n - name - 1, true) : arena_text(a, "");
	if (!out->name || !text || strlen(out->name) > NAME_MAX_BYTES || !printable(out->name))
		return false;
	out->text = settle(a, out->name, text);
	return out->text != NULL;
}

bool pairs_parse(struct arena *a, const char *text, size_t n, struct pairs *out)
{
	struct pair *v = NULL;
	int count = 0;

	while (n) {
		const char *amp = memchr(text, '&', n);
		size_t len = amp ? (size_t)(amp - text) : n;

		if (len) {
			struct pair p;

			if (count == PAIRS_MAX || !pair_read(a, text, len, &p))
				return false;
			PUSH(a, v, count, p);
		}
		text += len + (amp != NULL);
		n -= len + (amp != NULL);
	}
	*out = (struct pairs){ v, count };
	return true;
}

/* What the headers say about the body. */
struct framing { const char *length, *encoding, *host, *type, *expect; int lengths, encodings, hosts; };

static int read_headers(struct req *req, const struct head *h, struct framing *f)
{
	size_t bytes = 0;

	if (h->nheaders > HEADERS_MAX)
		return 431;
	for (int i = 0; i < h->nheaders; i++) {
		const char *name = h->header[i].name, *text = h->header[i].text ? h->header[i].text : "";

		bytes += strlen(name) + strlen(text);
		if (!token(name) || !printable(text))
			return 400;
		if (!strcasecmp(name, "Content-Length"))
			f->length = text, f->lengths++;
		else if (!strcasecmp(name, "Transfer-Encoding"))
			f->encoding = text, f->encodings++;
		else if (!strcasecmp(name, "Host"))
			f->host = text, f->hosts++;
		else if (!strcasecmp(name, "Content-Type"))
			f->type = text;
		else if (!strcasecmp(name, "Expect"))
			f->expect = text;
		else if (!strcasecmp(name, "Origin"))
			req->origin = arena_text(req->mem, text);
		else if (!strcasecmp(name, "Sec-Fetch-Site"))
			req->fetch_site = arena_text(req->mem, text);
		else if (!strcasecmp(name, "Accept-Encoding"))
			req->takes_gzip = strstr(text, "gzip") && !strstr(text, "gzip;q=0");
		else if (!strcasecmp(name, "Cookie"))
			req->cookie = arena_text(req->mem, text);
		else if (!strcasecmp(name, "Authorization"))
			req->authorization = arena_text(req->mem, text);
		else if (!strcasecmp(name, "X-CSRF"))
			req->csrf = arena_text(req->mem, text);
	}
	return bytes > HEADER_BYTES_MAX ? 431 : 0;
}

static bool media_is(const char *type, const char *name)
{
	size_t n = strlen(name);

	return type && !strncasecmp(type, name, n) && (!type[n] || type[n] == ';' || type[n] == ' ');
}

static int check_framing(const struct req *req, const struct framing *f, bool old)
{
	int64_t length = 0, most = media_is(f->type, PARTS_TYPE) ? UPLOAD_MAX : BODY_MAX;

	if (f->lengths > 1 || f->encodings > 1 || (f->lengths && f->encodings))
		return 400;
	if (f->encodings && (old || strcasecmp(f->encoding, "chunked")))
		return 400;
	if (f->lengths) {
		if (strspn(f->length, "0123456789") != strlen(f->length) || !text_int(f->length, &length))
			return 400;
		if (length > most)
			return 413;
	}
	if (req->method == GET && (length || f->encodings))
		return 400;
	return f->expect && strcasecmp(f->expect, "100-continue") ? 417 : 0;
}

static int check_host(struct req *req, const struct framing *f, bool old)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-:[]_";

	if (f->hosts > 1 || (!f->hosts && !old))
		return 400;
	if (!f->hosts)
		return 0;
	if (!*f->host || strlen(f->host) > 255 || strspn(f->host, allowed) != strlen(f->host))
		return 400;
	req->host = arena_text(req->mem, f->host);
	return 0;
}

/* NULL: none, or one that RFC 2046 does not allow. */
static const char *boundary_of(struct arena *a, const char *type)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'()+_,-./:=?";
	const char *s = type + strlen(PARTS_TYPE), *end;
	size_t n;

	s += strspn(s, "; ");
	if (strncasecmp(s, "boundary=", 9) != 0)
		return NULL;
	s += 9;
	end = *s == '"' ? "\"" : "; ";
	s += *s == '"';
	n = strcspn(s, end);
	if (*end == '"' && !s[n])
		return NULL;
	return n && n <= BOUNDARY_MAX && strspn(s, allowed) >= n ? arena_textn(a, s, n) : NULL;
}

int req_head(struct arena *a, const struct head *h, struct req *out)
{
	struct framing f = { 0 };
	bool old = !strcmp(h->version, "HTTP/1.0");
	int status;

	*out = (struct req){ .mem = a };
	if (!old && strcmp(h->version, "HTTP/1.1"))
		return 505;
	if (strcmp(h->method, "GET") && strcmp(h->method, "HEAD") && strcmp(h->method, "POST"))
		return 405;
	out->method = strcmp(h->method, "POST") ? GET : POST;
	if ((status = read_headers(out, h, &f)) || (status = check_framing(out, &f, old)) ||
	    (status = check_host(out, &f, old)) || (status = read_target(out, h->target)))
		return status;
	out->type = media_is(f.type, "application/x-www-form-urlencoded") ? BODY_FORM :
	            media_is(f.type, "application/json") ? BODY_JSON : media_is(f.type, PARTS_TYPE) ? BODY_PARTS :
	            f.type ? BODY_OTHER : BODY_NONE;
	if (out->type == BODY_PARTS && !(out->boundary = boundary_of(a, f.type)))
		return 400;
	return out->method == POST && out->type == BODY_OTHER ? 415 : 0;
}

int req_body(struct req *req, const char *body, size_t n)
{
	if (n > BODY_MAX)
		return 413;
	req->body = n ? arena_textn(req->mem, body, n) : "";
	req->nbody = n;
	if (!n)
		return 0;
	if (req->type == BODY_NONE || req->type == BODY_PARTS)
		return 415;
	if (req->type == BODY_FORM && !pairs_parse(req->mem, req->body, n, &req->form))
		return 400;
	return 0;
}

const char *req_query(const struct req *req, const char *name)
{
	const char *text = pairs_get(&req->query, name);

	return text && *text ? text : NULL;
}

const char *req_form(const struct req *req, const char *name)
{
	return pairs_get(&req->form, name);
}

const char *req_param(const struct req *req, const char *name)
{
	const char *text = pairs_get(&req->param, name);

	return text ? text : "";
}

bool req_id(const struct req *req, const char *name, int64_t *out)
{
	const char *text = req_param(req, name);

	return text[0] >= '1' && text[0] <= '9' && strlen(text) <= 16 && text_int(text, out);
}

const char *req_cookie(struct arena *a, const char *header, const char *name)
{
	const char *found = NULL;
	size_t len = strlen(name);

	for (const char *s = header; s && *s; ) {
		size_t n = strcspn(s, ";");

		if (n > len && !strncmp(s, name, len) && s[len] == '=') {
			if (found)
				return NULL;
			found = arena_textn(a, s + len + 1, n - len - 1);
		}
		s += n;
		s += strspn(s, "; ");
	}
	return found;
}

bool req_says_own(const struct req *req)
{
	return (req->origin || req->fetch_site) && req_own_origin(req);
}

bool req_own_origin(const struct req *req)
{
	const char *origin = req->origin;

	if (req->fetch_site && strcmp(req->fetch_site, "same-origin") && strcmp(req->fetch_site, "none"))
		return false;
	if (!origin)
		return true;
	if (!strncmp(origin, "https://", 8))
		origin += 8;
	else if (!strncmp(origin, "http://", 7))
		origin += 7;
	else
		return false;
	return req->host && !strcasecmp(origin, req->host);
}
