#include "model/digest.h"

#include <stdio.h>
#include <string.h>

/* As the database stores it: whatever C type the cell had, the same bytes. */
static void add_value(struct sha *h, struct value v)
{
	char iso[16];

	switch (v.type) {
	case T_NULL:
		sha_text(h, NULL);
		return;
	case T_BOOL: case T_INT: case T_MONEY: case T_TIME:
		sha_add(h, "i", 1);
		sha_int(h, v.type == T_BOOL ? v.b : v.type == T_MONEY ? v.money.dong : v.i);
		return;
	case T_DATE:
		snprintf(iso, sizeof iso, "%04d-%02d-%02d", v.date.ymd / 10000, v.date.ymd / 100 % 100,
		         v.date.ymd % 100);
		sha_text(h, iso);
		return;
	case T_TEXT:
		sha_text(h, v.text);
		return;
	case T_BYTES:
		sha_add(h, "b", 1);
		sha_int(h, (int64_t)v.n);
		sha_add(h, v.bytes, v.n);
		return;
	case T_IDS: case T__COUNT:
		bug("a set is no cell");
	}
}

static void add_personal(struct sha *h, const char *name, struct value v, const unsigned char salt[16])
{
	unsigned char sealed[SHA_BYTES];
	struct sha inner;

	sha_start(&inner);
	sha_add(&inner, salt, SALT_BYTES);
	sha_text(&inner, name);
	add_value(&inner, v);
	sha_end(&inner, sealed);
	sha_add(h, sealed, sizeof sealed);
}

void digest_row(struct sha *h, const struct table *t, int64_t id, const struct value *cells,
                const unsigned char salt[16])
{
	sha_int(h, id);
	for (int i = 0; i < t->nstored; i++) {
		const struct field *f = &t->rec->fields[t->by_name[i]];
		struct value v = cells[t->by_name[i]];
		if (v.type == T_NULL)
			continue;
		sha_text(h, f->name);
		if (f->flags & F_PERSONAL)
			add_personal(h, f->name, v, salt);
		else
			add_value(h, v);
	}
	sha_text(h, NULL);
}

void digest_ended(struct sha *h, int64_t id, int64_t entry)
{
	sha_int(h, id);
	sha_int(h, entry);
}

void digest_join(const unsigned char after[SHA_BYTES], const unsigned char before[SHA_BYTES], char out[SHA_HEX])
{
	struct sha h;

	sha_start(&h);
	sha_add(&h, after, SHA_BYTES);
	sha_add(&h, before, SHA_BYTES);
	sha_end_hex(&h, out);
}

void digest_cells(struct sha *h, const struct table *t, const struct value *cells)
{
	for (int i = 0; i < t->nstored; i++) {
		struct value v = cells[t->by_name[i]];
		if (v.type == T_NULL)
			continue;
		sha_text(h, t->rec->fields[t->by_name[i]].name);
		add_value(h, v);
	}
	sha_text(h, NULL);
}

const char *digest_find(const char *digests, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = digests; *p; p += strcspn(p, " "), p += *p == ' ')
		if (strncmp(p, name, n) == 0 && p[n] == ':')
			return p + n + 1;
	return NULL;
}
