#ifndef BASE_CRYPT_H
#define BASE_CRYPT_H
#include "base/value.h"

/* The only door to libsodium and libcrypto. */
enum { SHA_BYTES = 32, SHA_HEX = 65, SALT_BYTES = 16 };

void crypt_start(void);                                 /* once per process, before any other call */

struct sha { unsigned char state[128] __attribute__((aligned(16))); };
void sha_start(struct sha *h);
void sha_add(struct sha *h, const void *p, size_t n);
/* A letter for the kind, then length and bytes, or the number (little-endian, 8 bytes): no two sequences collide;
 * NULL differs from "". */
void sha_text(struct sha *h, const char *s);
void sha_int(struct sha *h, int64_t i);
void sha_end(struct sha *h, unsigned char out[SHA_BYTES]);
void sha_end_hex(struct sha *h, char out[SHA_HEX]);
void hex_text(const unsigned char *p, size_t n, char *out);     /* out: 2n + 1 */

void random_bytes(void *out, size_t n);
/* A stream of bytes that depends on its seed alone, the same on every machine. */
struct rng { unsigned char seed[32]; uint64_t counter; unsigned char block[1024]; size_t left; };
void rng_seed(struct rng *r, uint64_t seed, const char *purpose);
void rng_bytes(struct rng *r, void *out, size_t n);
uint64_t rng_below(struct rng *r, uint64_t n);          /* uniform in 0 .. n-1; n > 0 */

/* argon2id, 64 MiB.  At most two run at once in a process; others wait. */
bool password_hash(struct arena *a, const char *password, const char **out);
bool password_right(const char *hash, const char *password);
void token_new(char out[44]);                           /* 256 random bits, base64url */
const char *token_hash(struct arena *a, const char *token);     /* what is kept of it */
bool bytes_equal(const void *a, const void *b, size_t n);       /* in constant time */

#endif
