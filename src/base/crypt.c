#include "base/crypt.h"

/* SHA-256 is libcrypto's, which libpq brings along: it knows the processor's own instructions, six times as fast as
 * libsodium, and an import makes 300,000 short ones.  Its newer interface costs more for these than the hash itself. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <semaphore.h>
#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(SHA256_CTX) <= sizeof(struct sha), "the state of libcrypto fits ours");
_Static_assert(_Alignof(SHA256_CTX) <= 16, "and its alignment");
_Static_assert(SHA_BYTES == SHA256_DIGEST_LENGTH, "one length of a digest");
_Static_assert(crypto_stream_chacha20_KEYBYTES == 32 && crypto_stream_chacha20_NONCEBYTES == 8, "seed, counter");

enum { PASSWORDS_AT_ONCE = 2, PASSWORD_PASSES = 2, PASSWORD_MEMORY = 64 << 20, TOKEN_BYTES = 32 };

/* The one changing global here: how many passwords are being hashed is a limit
 * of the process, not of a request. */
static sem_t hashing;

void crypt_start(void)
{
	int started = sodium_init();
	if (started < 0)
		bug("libsodium does not start");
	if (started == 0 && sem_init(&hashing, 0, PASSWORDS_AT_ONCE))
		bug("no semaphore");
}

static SHA256_CTX *state(struct sha *h)
{
	return (void *)h->state;
}

void sha_start(struct sha *h)
{
	SHA256_Init(state(h));
}

void sha_add(struct sha *h, const void *p, size_t n)
{
	SHA256_Update(state(h), p, n);
}

static void put64(unsigned char out[8], uint64_t v)
{
	for (int i = 0; i < 8; i++)
		out[i] = (unsigned char)(v >> (8 * i));
}

/* Every piece begins with a letter for its kind, so that the number 0, "" and NULL differ. */
static void add_tagged(struct sha *h, char tag, uint64_t v)
{
	unsigned char head[9] = { (unsigned char)tag };
	put64(head + 1, v);
	sha_add(h, head, sizeof head);
}

void sha_text(struct sha *h, const char *s)
{
	size_t n = s ? strlen(s) : 0;
	add_tagged(h, s ? 't' : 'n', n);
	sha_add(h, s, n);
}

void sha_int(struct sha *h, int64_t i)
{
	add_tagged(h, 'i', (uint64_t)i);
}

void sha_end(struct sha *h, unsigned char out[SHA_BYTES])
{
	SHA256_Final(out, state(h));
}

void sha_end_hex(struct sha *h, char out[SHA_HEX])
{
	unsigned char digest[SHA_BYTES];
	sha_end(h, digest);
	hex_text(digest, sizeof digest, out);
}

void hex_text(const unsigned char *p, size_t n, char *out)
{
	sodium_bin2hex(out, 2 * n + 1, p, n);
}

void random_bytes(void *out, size_t n)
{
	randombytes_buf(out, n);
}

void rng_seed(struct rng *r, uint64_t seed, const char *purpose)
{
	struct sha h;
	*r = (struct rng){ 0 };
	sha_start(&h);
	sha_int(&h, (int64_t)seed);
	sha_text(&h, purpose);
	sha_end(&h, r->seed);
}

/* Block k of the stream is ChaCha20 under the seed with nonce k. */
static void refill(struct rng *r)
{
	unsigned char nonce[8];
	put64(nonce, r->counter++);
	crypto_stream_chacha20(r->block, sizeof r->block, nonce, r->seed);
	r->left = sizeof r->block;
}

void rng_bytes(struct rng *r, void *out, size_t n)
{
	unsigned char *to = out;
	while (n) {
		if (!r->left)
			refill(r);
		size_t piece = n < r->left ? n : r->left;
		memcpy(to, r->block + sizeof r->block - r->left, piece);
		r->left -= piece;
		to += piece;
		n -= piece;
	}
}

uint64_t rng_below(struct rng *r, uint64_t n)
{
	if (!n)
		bug("a number below 0");
	/* What lies past the last whole multiple of n would favour the small numbers. */
	uint64_t spare = (UINT64_MAX % n + 1) % n, v;
	do {
		unsigned char b[8];
		rng_bytes(r, b, sizeof b);
		v = 0;
		for (int i = 7; i >= 0; i--)
			v = v << 8 | b[i];
	} while (v > UINT64_MAX - spare);
	return v % n;
}

static void wait_turn(void)
{
	while (sem_wait(&hashing))
		;       /* woken by a signal */
}

bool password_hash(struct arena *a, const char *password, const char **out)
{
	char hash[crypto_pwhash_STRBYTES];
	wait_turn();
	bool done = crypto_pwhash_str_alg(hash, password, strlen(password), PASSWORD_PASSES, PASSWORD_MEMORY,
	                                  crypto_pwhash_ALG_ARGON2ID13) == 0;
	sem_post(&hashing);
	if (done)
		*out = arena_text(a, hash);
	return done;
}

/* libsodium reads a fixed number of bytes of the hash, however short it is. */
bool password_right(const char *hash, const char *password)
{
	char padded[crypto_pwhash_STRBYTES] = "";
	if (!hash || !password || strlen(hash) >= sizeof padded)
		return false;
	memcpy(padded, hash, strlen(hash));
	wait_turn();
	bool right = crypto_pwhash_str_verify(padded, password, strlen(password)) == 0;
	sem_post(&hashing);
	return right;
}

void token_new(char out[44])
{
	unsigned char bytes[TOKEN_BYTES];
	_Static_assert(sodium_base64_ENCODED_LEN(TOKEN_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 44, "fits");
	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2base64(out, 44, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bytes, sizeof bytes);
}

const char *token_hash(struct arena *a, const char *token)
{
	char hex[SHA_HEX];
	struct sha h;

	sha_start(&h);
	sha_text(&h, token);
	sha_end_hex(&h, hex);
	return arena_text(a, hex);
}

bool bytes_equal(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}
