/* libcurl builds the MIME text and speaks SMTP.  A connection serves one letter: a morning has some hundreds. */

#include "out/mail.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>

#include "base/buf.h"
#include "base/crypt.h"
#include "base/date.h"
#include "out/paper.h"

enum { CONNECT_SECONDS = 10, WORD_BYTES = 20, SAID_BYTES = 200, HEAD_BYTES = 4000 };

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void begin(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		bug("curl_global_init");
}

/* The last "no" of the server: the reason of a refusal; after it there is a goodbye. */
struct talk { const struct mail_server *server; char said[SAID_BYTES + 1]; };

static size_t on_answer(char *text, size_t size, size_t n, void *arg)
{
	struct talk *t = arg;
	size_t bytes = size * n, kept = bytes < SAID_BYTES ? bytes : SAID_BYTES;

	if (!bytes || (*text != '4' && *text != '5'))
		return bytes;
	memcpy(t->said, text, kept);
	t->said[kept] = '\0';
	t->said[strcspn(t->said, "\r\n")] = '\0';
	return bytes;
}

static int on_progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct talk *t = arg;

	(void)a; (void)b; (void)c; (void)d;
	return t->server->ending && atomic_load(t->server->ending);
}

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* A header line holds ASCII alone (RFC 2047): words of at most 75 characters, cut between letters. */
static const char *subject_line(struct arena *a, const char *text)
{
	struct buf b = buf_new(a, HEAD_BYTES);

	buf_text(&b, "Subject:");
	while (*text) {
		size_t n = strnlen(text, WORD_BYTES);
		while (text[n] && ((unsigned char)text[n] & 0xC0) == 0x80)
			n--;
		buf_text(&b, b.n > strlen("Subject:") ? "\r\n =?UTF-8?Q?" : " =?UTF-8?Q?");
		for (size_t i = 0; i < n; i++)
			buf_printf(&b, is_plain(text[i]) ? "%c" : "=%02X", (unsigned char)text[i]);
		buf_text(&b, "?=");
		text += n;
	}
	return b.s;
}

static const char *date_line(struct arena *a, int64_t at)
{
	static const char *const day[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	static const char *const month[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
	                                     "Nov", "Dec" };
	enum { ZONE = 7 * 3600, DAY = 86400 };
	struct date d = date_of_time(at);
	int second = (int)((at + ZONE) % DAY);

	return arena_printf(a, "Date: %s, %02d %s %04d %02d:%02d:%02d +0700", day[date_weekday(d)], d.ymd % 100,
	                    month[d.ymd / 100 % 100 - 1], d.ymd / 10000, second / 3600, second / 60 % 60,
	                    second % 60);
}

/* Auto-Submitted keeps answering machines from answering (RFC 3834). */
static struct curl_slist *head_of(struct arena *a, const struct mail_server *s, const struct mail *m)
{
	char token[44];
	struct curl_slist *head = NULL;

	token_new(token);
	const char *line[] = {
		arena_printf(a, "From: %s", s->from), arena_printf(a, "To: %s", m->to), subject_line(a, m->subject),
		date_line(a, m->at), arena_printf(a, "Message-ID: <%s%s>", token, strchr(s->from, '@')),
		"Auto-Submitted: auto-generated",
	};
	for (size_t i = 0; i < COUNTOF(line); i++)
		head = curl_slist_append(head, line[i]);
	return head;
}

static void add_part(curl_mime *to, const char *text, const char *type)
{
	curl_mimepart *part = curl_mime_addpart(to);

	curl_mime_data(part, text, CURL_ZERO_TERMINATED);
	curl_mime_type(part, type);
	curl_mime_encoder(part, "quoted-printable");
}

static curl_mime *body_of(CURL *c, const struct mail *m)
{
	curl_mime *whole = curl_mime_init(c), *both = curl_mime_init(c);
	curl_mimepart *part = curl_mime_addpart(whole);

	add_part(both, m->text, "text/plain; charset=utf-8");
	add_part(both, m->html, "text/html; charset=utf-8");
	curl_mime_subparts(part, both);
	curl_mime_type(part, "multipart/alternative");
	return whole;
}

/* Letters within this machine need no cover. */
static bool is_here(const char *url)
{
	static const char *const host[] = { "127.0.0.1", "localhost", "[::1]" };
	const char *at = strstr(url, "://");

	for (size_t i = 0; at && i < COUNTOF(host); i++) {
		size_t n = strlen(host[i]);
		if (strncmp(at + 3, host[i], n) == 0 && (!at[3 + n] || strchr(":/", at[3 + n])))
			return true;
	}
	return false;
}

static void set_up(CURL *c, struct talk *t, struct curl_slist *head, struct curl_slist *to, curl_mime *body)
{
	const struct mail_server *s = t->server;

	curl_easy_setopt(c, CURLOPT_URL, s->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_USE_SSL, (long)(is_here(s->url) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
	if (s->login) {
		curl_easy_setopt(c, CURLOPT_USERNAME, s->login);
		curl_easy_setopt(c, CURLOPT_PASSWORD, s->password ? s->password : "");
	}
	curl_easy_setopt(c, CURLOPT_MAIL_FROM, s->from);
	curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, head);
	curl_easy_setopt(c, CURLOPT_MIMEPOST, body);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)(s->seconds ? s->seconds : MAIL_SECONDS));
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_answer);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(c, CURLOPT_XFERINFODATA, t);
}

/* A refusal is an answer of 4xx or 5xx to the letter; to the greeting or the sign-in the server is of no use. */
static enum mail_end ended(struct arena *a, CURL *c, CURLcode code, const struct talk *t, const char **why)
{
	long answer = 0;

	*why = NULL;
	if (code == CURLE_OK)
		return MAIL_TAKEN;
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &answer);
	if (answer >= 400 && (code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY) && t->said[0]) {
		*why = paper_clean(a, arena_text(a, t->said));
		return answer == 421 ? MAIL_DEAD : MAIL_REFUSED;
	}
	*why = arena_printf(a, "%s%s%s", curl_easy_strerror(code), t->said[0] ? "; " : "",
	                    paper_clean(a, arena_text(a, t->said)));
	return MAIL_DEAD;
}

enum mail_end mail_send(struct arena *a, const struct mail_server *s, const struct mail *m, const char **why)
{
	struct talk talk = { .server = s };

	pthread_once(&once, begin);
	CURL *c = curl_easy_init();
	if (!c) {
		*why = "libcurl";
		return MAIL_DEAD;
	}
	struct curl_slist *head = head_of(a, s, m), *to = curl_slist_append(NULL, m->to);
	curl_mime *body = body_of(c, m);
	set_up(c, &talk, head, to, body);
	enum mail_end end = ended(a, c, curl_easy_perform(c), &talk, why);
	curl_mime_free(body);
	curl_slist_free_all(to);
	curl_slist_free_all(head);
	curl_easy_cleanup(c);
	return end;
}
