#ifndef OUT_JSON_H
#define OUT_JSON_H
#include "out/sink.h"

/* Writes JSON as it goes, compact, always well-formed UTF-8: a malformed byte
 * becomes U+FFFD.  Members: json_key, then one value.  A value in the wrong
 * place, an end that fits no beginning, or depth beyond 32 is a bug.
 * `<`, `>`, `&`, U+2028 and U+2029 are escaped, so the text may stand in a page. */
struct json {
	struct sink to;
	uint32_t array;         /* bit d: what is open at depth d is an array */
	uint32_t used;          /* bit d: it has something in it */
	int depth;
	bool key;               /* a key waits for its value */
	bool done;              /* the one value of the whole text is complete */
};

struct json json_new(struct sink to);
void json_begin_object(struct json *j);
void json_end_object(struct json *j);
void json_begin_array(struct json *j);
void json_end_array(struct json *j);
void json_key(struct json *j, const char *key);
void json_add_text(struct json *j, const char *s);          /* NULL: null */
void json_add_int(struct json *j, int64_t i);
void json_add_double(struct json *j, double v);             /* unrounded; null when not finite */
void json_add_bool(struct json *j, bool b);
void json_add_null(struct json *j);

/* A member in one line. */
void json_put_text(struct json *j, const char *key, const char *s);
void json_put_int(struct json *j, const char *key, int64_t i);
void json_put_double(struct json *j, const char *key, double v);
void json_put_bool(struct json *j, const char *key, bool b);
void json_put_null(struct json *j, const char *key);

/* The line break after the last brace; false when something was lost (see sink_ok). */
bool json_finish(struct json *j);

#endif
