#ifndef MODEL_DIGEST_H
#define MODEL_DIGEST_H
#include "base/crypt.h"
#include "model/table.h"

/* The digest of what one entry N did to one record type:
 *   SHA-256( SHA-256(rows with entry = N, by id) , SHA-256(rows with until = N: id and entry, by id) )
 * A row enters as its id and its non-null cells by field name; a personal cell as H(salt, name, value), so that it
 * can be erased; the null cells of a field added later change nothing. */
void digest_row(struct sha *h, const struct table *t, int64_t id, const struct value *cells,
                const unsigned char salt[16]);
void digest_ended(struct sha *h, int64_t id, int64_t entry);
void digest_join(const unsigned char after[SHA_BYTES], const unsigned char before[SHA_BYTES], char out[SHA_HEX]);

/* The cells of a row without id, entry and salts: the state hash. */
void digest_cells(struct sha *h, const struct table *t, const struct value *cells);

/* What an entry's "name:digest name:digest" says of one record type: the text after the colon; NULL: nothing. */
const char *digest_find(const char *digests, const char *name);

#endif
