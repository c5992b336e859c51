#include "out/json.h"

#include <inttypes.h>
#include <string.h>

enum { DEPTH_MAX = 32 };

struct json json_new(struct sink to)
{
	return (struct json){ .to = to, .depth = -1 };
}

static uint32_t bit(const struct json *j)
{
	return (uint32_t)1 << j->depth;
}

/* Before a value: the comma it needs, and that a value may stand here at all. */
static void before_value(struct json *j)
{
	if (j->done)
		bug("JSON: a second value after the end");
	if (j->depth < 0)
		return;
	if (!(j->array & bit(j))) {
		if (!j->key)
			bug("JSON: a value without a key");
		j->key = false;
		return;
	}
	if (j->used & bit(j))
		sink_char(j->to, ',');
	j->used |= bit(j);
}

static void after_value(struct json *j)
{
	if (j->depth < 0)
		j->done = true;
}

static void begin(struct json *j, bool array)
{
	before_value(j);
	if (++j->depth >= DEPTH_MAX)
		bug("JSON: deeper than %d", DEPTH_MAX);
	j->used &= ~bit(j);
	j->array = array ? j->array | bit(j) : j->array & ~bit(j);
	sink_char(j->to, array ? '[' : '{');
}

static void end(struct json *j, bool array)
{
	if (j->depth < 0 || !(j->array & bit(j)) != !array || j->key)
		bug("JSON: an end that fits no beginning");
	sink_char(j->to, array ? ']' : '}');
	j->depth--;
	after_value(j);
}

void json_begin_object(struct json *j)
{
	begin(j, false);
}

void json_end_object(struct json *j)
{
	end(j, false);
}

void json_begin_array(struct json *j)
{
	begin(j, true);
}

void json_end_array(struct json *j)
{
	end(j, true);
}

/* The short escape of one character, or NULL: it stands for itself. */
static const char *escape(const char *s, size_t n, char hex[8])
{
	switch (*s) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	}
	unsigned char c = (unsigned char)*s;
	if (n == 1 && (c < ' ' || c == 0x7f || c == '<' || c == '>' || c == '&')) {
		snprintf(hex, 8, "\\u%04x", c);
		return hex;
	}
	if (n == 3 && !memcmp(s, "\xe2\x80\xa8", 3))
		return "\\u2028";
	if (n == 3 && !memcmp(s, "\xe2\x80\xa9", 3))
		return "\\u2029";
	return NULL;
}

static void quoted(struct json *j, const char *s)
{
	const char *plain = s;          /* what was not written yet begins here */
	sink_char(j->to, '"');
	while (*s) {
		char hex[8];
		size_t n = utf8_sequence(s);
		const char *e = n ? escape(s, n, hex) : "\xef\xbf\xbd";
		size_t step = n ? n : 1;
		if (e) {
			sink_add(j->to, plain, (size_t)(s - plain));
			sink_text(j->to, e);
			plain = s + step;
		}
		s += step;
	}
	sink_add(j->to, plain, (size_t)(s - plain));
	sink_char(j->to, '"');
}

void json_key(struct json *j, const char *key)
{
	if (j->depth < 0 || j->array & bit(j) || j->key)
		bug("JSON: a key where none may stand: %s", key);
	if (j->used & bit(j))
		sink_char(j->to, ',');
	j->used |= bit(j);
	quoted(j, key);
	sink_char(j->to, ':');
	j->key = true;
}

static void literal(struct json *j, const char *text)
{
	before_value(j);
	sink_text(j->to, text);
	after_value(j);
}

void json_add_text(struct json *j, const char *s)
{
	if (!s) {
		json_add_null(j);
		return;
	}
	before_value(j);
	quoted(j, s);
	after_value(j);
}

void json_add_int(struct json *j, int64_t i)
{
	char text[32];
	snprintf(text, sizeof text, "%" PRId64, i);
	literal(j, text);
}

void json_add_double(struct json *j, double v)
{
	char text[32];
	literal(j, number_text(v, text) ? text : "null");
}

void json_add_bool(struct json *j, bool b)
{
	literal(j, b ? "true" : "false");
}

void json_add_null(struct json *j)
{
	literal(j, "null");
}

void json_put_text(struct json *j, const char *key, const char *s)
{
	json_key(j, key);
	json_add_text(j, s);
}

void json_put_int(struct json *j, const char *key, int64_t i)
{
	json_key(j, key);
	json_add_int(j, i);
}

void json_put_double(struct json *j, const char *key, double v)
{
	json_key(j, key);
	json_add_double(j, v);
}

void json_put_bool(struct json *j, const char *key, bool b)
{
	json_key(j, key);
	json_add_bool(j, b);
}

void json_put_null(struct json *j, const char *key)
{
	json_key(j, key);
	json_add_null(j);
}

bool json_finish(struct json *j)
{
	if (!j->done)
		bug("JSON: ended at depth %d", j->depth);
	sink_char(j->to, '\n');
	return sink_ok(j->to);
}
