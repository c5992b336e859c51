#ifndef TEST_SMTP_SINK_H
#define TEST_SMTP_SINK_H
/* A mail server of the test's own on this machine: takes letters into memory, or behaves as bad ones do. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum smtp_way {
	SINK_TAKES,
	SINK_REFUSES,           /* one recipient: 550 to whose address holds "sai" */
	SINK_HANGS,             /* accepts the connection and says nothing */
	SINK_HALF,              /* half a greeting, then the end */
	SINK_HALF_LETTER,       /* takes the letter and closes before saying so */
	SINK_BUSY               /* 421 */
};
enum { SINK_LETTERS = 8, SINK_BYTES = 16 << 10 };

struct smtp {
	int fd, port;
	_Atomic enum smtp_way way;
	atomic_bool ending;
	pthread_t thread;
	pthread_mutex_t lock;
	char to[SINK_LETTERS][100], text[SINK_LETTERS][SINK_BYTES];
	int n, asked;           /* letters taken, connections */
};

static inline void smtp_say(int fd, const char *line)
{
	(void)!write(fd, line, strlen(line));
}

static inline bool smtp_line(FILE *in, char *line, size_t size)
{
	return fgets(line, (int)size, in) != NULL;
}

static inline void smtp_body(struct smtp *s, FILE *in, char *text)
{
	char line[2000];
	size_t n = 0;

	(void)s;
	while (smtp_line(in, line, sizeof line) && strcmp(line, ".\r\n") != 0) {
		size_t m = strlen(line);
		if (n + m < SINK_BYTES) {
			memcpy(text + n, line, m + 1);
			n += m;
		}
	}
}

/* *taken: the letter is the sink's; false: the talk is over. */
static inline bool smtp_answer(struct smtp *s, FILE *in, int fd, const char *line)
{
	static _Thread_local char to[100];

	if (strncmp(line, "EHLO", 4) == 0 || strncmp(line, "HELO", 4) == 0) {
		smtp_say(fd, "250-sink\r\n250 8BITMIME\r\n");
	} else if (strncmp(line, "RCPT", 4) == 0) {
		bool wrong = s->way == SINK_REFUSES && strstr(line, "sai");
		snprintf(to, sizeof to, "%.99s", line);
		smtp_say(fd, wrong ? "550 5.1.1 No such box\r\n" : "250 ok\r\n");
	} else if (strncmp(line, "DATA", 4) == 0) {
		static _Thread_local char text[SINK_BYTES];
		smtp_say(fd, "354 go on\r\n");
		smtp_body(s, in, text);
		if (s->way == SINK_HALF_LETTER)
			return false;
		pthread_mutex_lock(&s->lock);
		if (s->n < SINK_LETTERS) {
			memcpy(s->to[s->n], to, sizeof to);
			memcpy(s->text[s->n++], text, sizeof text);
		}
		pthread_mutex_unlock(&s->lock);
		smtp_say(fd, "250 taken\r\n");
	} else if (strncmp(line, "QUIT", 4) == 0) {
		smtp_say(fd, "221 bye\r\n");
		return false;
	} else {
		smtp_say(fd, "250 ok\r\n");
	}
	return true;
}

static inline void smtp_talk(struct smtp *s, int fd)
{
	char line[2000];
	FILE *in;

	if (s->way == SINK_HANGS) {
		while (!atomic_load(&s->ending) && recv(fd, line, sizeof line, MSG_DONTWAIT) != 0)
			(void)usleep(10000);
		(void)close(fd);
		return;
	}
	if (s->way == SINK_HALF || s->way == SINK_BUSY) {
		smtp_say(fd, s->way == SINK_HALF ? "22" : "421 too much to do\r\n");
		(void)close(fd);
		return;
	}
	in = fdopen(fd, "r");
	smtp_say(fd, "220 sink\r\n");
	while (smtp_line(in, line, sizeof line) && smtp_answer(s, in, fd, line))
		;
	(void)fclose(in);
}

static inline void *smtp_run(void *arg)
{
	struct smtp *s = arg;
	struct pollfd on = { .fd = s->fd, .events = POLLIN };

	while (!atomic_load(&s->ending)) {
		if (poll(&on, 1, 20) <= 0)
			continue;
		int fd = accept(s->fd, NULL, NULL);
		pthread_mutex_lock(&s->lock);
		s->asked++;
		pthread_mutex_unlock(&s->lock);
		if (fd >= 0)
			smtp_talk(s, fd);
	}
	return NULL;
}

static inline void smtp_start(struct smtp *s)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t n = sizeof at;

	memset(s, 0, sizeof *s);
	pthread_mutex_init(&s->lock, NULL);
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(s->fd, (struct sockaddr *)&at, n), 0);
	assert_int_equal(listen(s->fd, 8), 0);
	assert_int_equal(getsockname(s->fd, (struct sockaddr *)&at, &n), 0);
	s->port = ntohs(at.sin_port);
	assert_int_equal(pthread_create(&s->thread, NULL, smtp_run, s), 0);
}

static inline int smtp_count(struct smtp *s)
{
	pthread_mutex_lock(&s->lock);
	int n = s->n;
	pthread_mutex_unlock(&s->lock);
	return n;
}

static inline void smtp_stop(struct smtp *s)
{
	atomic_store(&s->ending, true);
	pthread_join(s->thread, NULL);
	(void)close(s->fd);
}

/* Quoted-printable undone; a letter's lines end in "\n" then. */
static inline void smtp_decode(char *s)
{
	char *to = s;

	for (; *s; s++) {
		unsigned byte;
		if (*s == '\r')
			continue;
		if (*s == '=' && s[1] == '\r' && s[2] == '\n') {
			s += 2;
		} else if (*s == '=' && sscanf(s + 1, "%2X", &byte) == 1) {
			*to++ = (char)byte;
			s += 2;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}

#endif
