/* fuzz_NAME FOLDER SECONDS [SEED]: feeds a parser every text of the folder, then for so many seconds texts made of them
 * by a seeded generator.  A text that reached new code is kept and built upon, where the program was compiled to tell
 * (-fsanitize-coverage=trace-pc, `make fuzz`).  fuzz_NAME FILE: that text alone.
 * Each text is written to build/fuzz/NAME.last before it is tried, so that it is there however the program ends. */
#include "fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { TEXT_MAX = 4096, POOL_MAX = 20000, EDGES = 1 << 16, TOO_LONG = 20, CHANGES = 6 };

struct text { char *s; size_t n; };

static struct text pool[POOL_MAX];
static int npool, last_file = -1;
static unsigned char edge[EDGES];
static int nedges;

/* ---- which code was reached ---- */

void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void)
{
	static uintptr_t before;
	uintptr_t here = (uintptr_t)__builtin_return_address(0);
	uintptr_t at = (here ^ here >> 16 ^ before << 1) % EDGES;

	nedges += !edge[at];
	edge[at] = 1;
	before = here;
}

/* ---- chance ---- */

static uint64_t state;

static uint64_t chance(uint64_t below)
{
	state += 0x9e3779b97f4a7c15u;
	uint64_t z = (state ^ state >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return below ? (z ^ z >> 31) % below : 0;
}

/* ---- one text ---- */

_Noreturn void fuzz_wrong(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: not true: %s\n", file, line, what);
	abort();
}

/* In a block of its own size, so that reading past its end is seen. */
static void try_text(const char *s, size_t n)
{
	char *copy = malloc(n + !n);

	if (!copy)
		exit(2);
	memcpy(copy, s, n);
	if (last_file >= 0 && (pwrite(last_file, s, n, 0) != (ssize_t)n || ftruncate(last_file, (off_t)n) != 0))
		exit(2);
	alarm(TOO_LONG);
	fuzz_one(copy, n);
	free(copy);
}

static void pool_add(const char *s, size_t n)
{
	if (npool == POOL_MAX)
		return;
	char *copy = malloc(n + 1);
	if (!copy)
		exit(2);
	memcpy(copy, s, n);
	pool[npool++] = (struct text){ copy, n };
}

/* ---- change ---- */

static void take_out(struct text *t, size_t at, size_t n)
{
	memmove(t->s + at, t->s + at + n, t->n - at - n);
	t->n -= n;
}

static void put_in(struct text *t, size_t at, const char *s, size_t n)
{
	if (n > TEXT_MAX - t->n)
		n = TEXT_MAX - t->n;
	memmove(t->s + at + n, t->s + at, t->n - at);
	memcpy(t->s + at, s, n);
	t->n += n;
}

static void put_piece(struct text *t, const struct text *from)
{
	char piece[64];
	size_t start = chance(from->n), n = 1 + chance(sizeof piece);

	if (n > from->n - start)
		n = from->n - start;
	memcpy(piece, from->s + start, n);
	put_in(t, chance(t->n + 1), piece, n);
}

static void put_special(struct text *t)
{
	static const char *const all[] = {
		"9", "0", "-1", "2147483648", "9223372036854775807", "18446744073709551616", "99999999999999999999999",
		"\"", "'", "\\", "(", ")", "[", "]", "{", "}", ",", ";", "\t", "\n", "\r\n", "%", "%00", "%E1%BB", "=",
		"\xff", "\xe1\xbb", "\xcc\x81", "\xf0\x9f\x98\x80", "\xed\xa0\x80", "\xc0\x80", "Đ", "ệ", "\x01",
		"e\xcc\xa3\xcc\x82",
	};
	const char *s = all[chance(sizeof all / sizeof *all)];

	put_in(t, chance(t->n + 1), s, strlen(s));
}

static void change(struct text *t)
{
	size_t at = chance(t->n), n = 1 + chance(chance(2) ? 4 : 64);

	if (n > t->n - at)
		n = t->n - at;
	switch (chance(7)) {
	case 0: if (t->n) t->s[at] = (char)(t->s[at] ^ 1 << chance(8)); break;
	case 1: if (t->n) t->s[at] = (char)chance(256); break;
	case 2: take_out(t, at, n); break;
	case 3: put_piece(t, t); break;
	case 4: put_piece(t, &pool[chance((uint64_t)npool)]); break;
	case 5: put_special(t); break;
	case 6: if (t->n && t->s[at] >= '0' && t->s[at] <= '9') t->s[at] = (char)('0' + chance(10)); break;
	}
}

/* ---- the whole ---- */

static void read_file(const char *path)
{
	char s[TEXT_MAX];
	int f = open(path, O_RDONLY);
	ssize_t n = f < 0 ? -1 : read(f, s, sizeof s);

	if (n < 0) {
		perror(path);
		exit(2);
	}
	close(f);
	pool_add(s, (size_t)n);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void read_folder(const char *path)
{
	struct dirent **name;
	char file[600];
	int n = scandir(path, &name, NULL, by_name);

	for (int i = 0; i < n; i++) {
		snprintf(file, sizeof file, "%s/%s", path, name[i]->d_name);
		if (name[i]->d_name[0] != '.')
			read_file(file);
		free(name[i]);
	}
	if (n >= 0)
		free(name);
	if (!npool) {
		fprintf(stderr, "%s: no texts\n", path);
		exit(2);
	}
}

static long change_for(int seconds)
{
	char s[TEXT_MAX];
	time_t end = time(NULL) + seconds;
	long n = 0;

	for (; n % 16 || time(NULL) < end; n++) {
		const struct text *from = &pool[chance((uint64_t)npool)];
		struct text t = { s, from->n };
		int before = nedges;

		memcpy(s, from->s, from->n);
		for (uint64_t i = 1 + chance(CHANGES); i; i--)
			change(&t);
		try_text(s, t.n);
		if (nedges > before)
			pool_add(s, t.n);
	}
	return n;
}

static void open_last(const char *program)
{
	const char *name = strrchr(program, '/');
	char path[200];

	(void)mkdir("build/fuzz", 0777);
	snprintf(path, sizeof path, "build/fuzz/%s.last", name ? name + 1 : program);
	last_file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0666);
}

int main(int argc, char **argv)
{
	int seconds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0;

	state = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
	if (argc < 2)
		return 2;
	fuzz_start();
	if (argc == 2) {
		read_file(argv[1]);
		try_text(pool[0].s, pool[0].n);
		return 0;
	}
	open_last(argv[0]);
	read_folder(argv[1]);
	int given = npool;
	for (int i = 0; i < given; i++)
		try_text(pool[i].s, pool[i].n);
	long made = change_for(seconds);
	printf("%d given, %ld made, %d kept, %d branches\n", given, made, npool - given, nedges);
	return 0;
}
