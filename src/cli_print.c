/* Official papers: of a row, or their templates; with a template of the office's own. */

#include "cli.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "model/access.h"
#include "site/template.h"

struct print_call { struct cli *c; const struct print *print; int64_t id; };

static bool print_make(void *arg, struct paper *out)
{
	struct print_call *p = arg;
	const char *purpose = cli_value(p->c, "purpose");
	if (!p->id)
		return print_blank(&p->c->ctx, p->print, out);
	return print_paper(&p->c->ctx, p->print, p->id, p->print->file ? "từ dòng lệnh" : NULL, purpose, out);
}

static bool print_note(void *arg)
{
	struct print_call *p = arg;
	const struct record *rec = catalog_record(p->c->ctx.catalog, p->print->record);
	return !p->id || !p->print->file ||
	       access_log(&p->c->ctx, "print", rec, p->id, cli_value(p->c, "purpose"));
}

struct template_call { struct print_call *print; struct fill_words words; };

static bool template_load(void *arg)
{
	struct template_call *t = arg;
	const struct print_copy copy = { "từ dòng lệnh", cli_value(t->print->c, "purpose") };
	return print_words(&t->print->c->ctx, t->print->print, t->print->id, &copy, &t->words);
}

/* A template that an office has edited, filled. */
static bool template_run(struct print_call *p, const char *path)
{
	struct cli *c = p->c;
	struct template_call t = { .print = p };
	const char *bytes;
	size_t n;
	if (!file_read(c->mem, path, TEMPLATE_MAX, &bytes, &n, c->errs) || !cli_read(c, template_load, &t) ||
	    !fill_check(bytes, n, &t.words, c->errs) || !print_note(p))
		return false;
	FILE *made = scratch_open(c->errs);
	if (!made)
		return false;
	bool done = fill_word_file(bytes, n, &t.words, made, c->errs) && scratch_copy(made, stdout, c->errs);
	(void)fclose(made);
	return done;
}

struct kept_call { struct print_call *print; FILE *file; };

static bool kept_load(void *arg)
{
	struct kept_call *k = arg;
	const struct print_copy copy = { "từ dòng lệnh", cli_value(k->print->c, "purpose") };
	return template_fill(&k->print->c->ctx, k->print->print, k->print->id, &copy, &k->file);
}

/* In the template that the office keeps for it, if any. */
static bool kept_run(struct print_call *p)
{
	struct kept_call k = { .print = p };
	if (!cli_read(p->c, kept_load, &k))
		return false;
	if (!k.file)
		return cli_paper(p->c, print_make, print_note, p);
	bool done = print_note(p) && scratch_copy(k.file, stdout, p->c->errs);
	(void)fclose(k.file);
	return done;
}

static bool print_run(struct cli *c)
{
	struct print_call p = { c, print_find(c->arg[0]), 0 };
	const char *template = cli_value(c, "template");
	if (!p.print) {
		const char **name = NEWN(c->mem, const char *, nprints);
		for (int i = 0; i < nprints; i++)
			name[i] = prints[i].name;
		const char *near = cli_nearest(c->arg[0], name, nprints);
		return err_add(c->errs, ERR_MISSING, "không có giấy tờ %s; có %s", c->arg[0], near ? near : name[0]);
	}
	if (c->nargs > 1 && !cli_id(c, "ID", c->arg[1], &p.id))
		return false;
	if (p.id && p.print->file && !cli_value(c, "purpose"))
		return cli_wrong(c, "purpose", "bản in của hồ sơ đảng viên phải ghi mục đích");
	if (template && !p.id)
		return cli_wrong(c, "template", "cần số hồ sơ để điền vào mẫu");
	return template ? template_run(&p, template) : p.id && strcmp(cli_value(c, "format"), "docx") == 0 ?
	       kept_run(&p) : cli_paper(c, print_make, print_note, &p);
}

static const struct cli_option print_options[] = {
	{ "format", "pdf|docx", "dạng tệp", true },
	{ "purpose", "TEXT", "mục đích in, bắt buộc với hồ sơ đảng viên; được ghi lại" },
	{ "template", "FILE", "tệp Word của cơ quan có các chỗ {{…}}, thay cho mẫu có sẵn" },
};
const struct cli_command cli_print = {
	.name = "print", .arguments = "PAPER [ID]", .help = "in giấy tờ của một hồ sơ; không có ID: mẫu để sửa",
	.needs = NEEDS_USER, .least = 1, .most = 2, OPTIONS(print_options), .run = print_run,
	.more = "Giấy tờ: member_sheet (đảng viên), admission_decision (kết nạp), transfer_slip (chuyển sinh hoạt),\n"
	        "          reconcile_minutes (đối chiếu)\n"
	        "Ví dụ: dangvu print admission_decision --format docx > mau.docx\n"
	        "       dangvu print admission_decision 100000000123 --format docx --template mau.docx > qd.docx",
};
