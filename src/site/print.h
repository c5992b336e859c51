#ifndef SITE_PRINT_H
#define SITE_PRINT_H
#include "out/fill.h"
#include "out/paper.h"
#include "web/page.h"

/* Official papers, declared as data: what words, with what of the record in between.  {{path}} is a field as a list
 * column names it ("person.name"); {{path|upper}} in capitals, {{path|words}} a day as "ngày 08 tháng 12 năm 2022".
 * What is empty, or may not be read, leaves a dotted place to fill in by hand. */
struct print_part {
	enum block_kind kind;
	const char *text;
	/* BLOCK_TABLE: rows of another record type whose field `link` names what `to` (a path, "id") leads to. */
	const char *rows, *link, *to, *columns, *where;
	const char *as;                 /* its name in a template: {{#as}}; NULL: that of `rows` */
};
struct print {
	const char *name, *record, *title;
	bool file;                      /* of a personal file: each copy is put on record and says so on the paper */
	struct letter letter;           /* its texts hold {{...}} too */
	const struct print_part *part; int nparts;
};
extern const struct print prints[];
extern const int nprints;
bool print_exists(const struct record *rec);            /* any, of rows of this type */
const struct print *print_find(const char *name);       /* NULL: none */

/* Which copy of a personal file it is, for what. */
struct print_copy { const char *no, *purpose; };
/* What stands in a template of this paper: the paths, the parts of its tables, and of the printing itself print.copy,
 * print.purpose, print.home, print.by, print.at.  copy NULL: it is no personal file. */
MUST_USE bool print_words(struct ctx *ctx, const struct print *p, int64_t id, const struct print_copy *copy,
                          struct fill_words *out);
/* The same names without a row: what a template may hold. */
MUST_USE bool print_known(struct ctx *ctx, const struct print *p, struct fill_words *out);
/* The paper of one row; copy and purpose NULL: it is no personal file.  ERR_MISSING: not to be seen. */
MUST_USE bool print_paper(struct ctx *ctx, const struct print *p, int64_t id, const char *copy, const char *purpose,
                          struct paper *out);

/* The same with its places left open: a template for an office to edit. */
MUST_USE bool print_blank(struct ctx *ctx, const struct print *p, struct paper *out);

/* Registers, printed for a year and bound: lists with words over them. */
struct print_register {
	const char *name, *title, *record, *where, *columns, *order;
	bool stock;                     /* as on the year's last day; else what happened in the year */
};
extern const struct print_register print_registers[];
extern const int nprint_registers;

extern const struct page prints_page, registers_page;
void print_export(struct ctx *ctx, struct req *req, struct reply *out);
void register_export(struct ctx *ctx, struct req *req, struct reply *out);

#endif
