/* The data dictionary and the tables, drawn from the catalog alone: no database is asked. */

#include "cli.h"

#include <string.h>

#include "model/rule.h"
#include "model/workflow.h"
#include "out/grid.h"
#include "out/json.h"

static const char *kind_name(enum kind k)
{
	switch (k) {
	case K_TEXT:    return "text";
	case K_NAME:    return "name";
	case K_NOTE:    return "note";
	case K_INT:     return "int";
	case K_MONEY:   return "money";
	case K_BOOL:    return "bool";
	case K_DATE:    return "date";
	case K_PARTIAL: return "partial";
	case K_TIME:    return "time";
	case K_CODE:    return "code";
	case K_STATE:   return "state";
	case K_REF:     return "ref";
	case K_UNIT:    return "unit";
	case K_SPAN:    return "span";
	case K__COUNT:  break;
	}
	bug("a kind without a name");
}

static const struct { unsigned flag; const char *name; } flag_names[] = {
	{ F_REQUIRED, "required" }, { F_UNIQUE, "unique" }, { F_LIST, "list" }, { F_SEARCH, "search" },
	{ F_SORT, "sort" }, { F_FIXED, "fixed" }, { F_PUBLIC, "public" }, { F_FILE, "file" },
	{ F_PERSONAL, "personal" }, { F_DERIVED, "derived" }, { F_INDEX, "index" },
};

static const char *flags_text(struct arena *a, unsigned flags)
{
	struct buf b = buf_new(a, 200);
	for (size_t i = 0; i < COUNTOF(flag_names); i++)
		if (flags & flag_names[i].flag)
			buf_printf(&b, "%s%s", b.n ? " " : "", flag_names[i].name);
	return b.s;
}

static const char *nature(const struct record *r)
{
	return r->flow ? "act" : r->dated ? "span" : r->day ? "event" : "record";
}

/* ---- text ---- */

static void text_fields(struct cli *c, const struct record *r)
{
	static const struct grid_column column[] = {
		{ "Trường", false }, { "Tên", false }, { "Loại", false }, { "Tính chất", false },
		{ "Giải thích", false },
	};
	struct grid g = grid_new(c->mem, column, (int)COUNTOF(column));
	for (int i = 0; i < r->nfields; i++) {
		const struct field *f = &r->fields[i];
		grid_put(&g, f->name);
		grid_put(&g, f->label);
		grid_put(&g, f->of ? arena_printf(c->mem, "%s %s", kind_name(f->kind), f->of) : kind_name(f->kind));
		grid_put(&g, flags_text(c->mem, f->flags));
		const char *help = f->help ? f->help : "";
		grid_put(&g, f->cite ? arena_printf(c->mem, "%s%s[%s]", help, *help ? " " : "", f->cite) : help);
	}
	grid_print(&g, cli_out(), cli_width(0));
}

static void text_flow(struct cli *c, const struct workflow *w)
{
	cli_tell(c, "\nTrạng thái:\n");
	for (int i = 0; i < w->nstates; i++)
		sink_text(cli_out(), arena_printf(c->mem, "  %-14s %s%s%s\n", w->states[i].name, w->states[i].label,
		                                  w->states[i].open ? " (đang chờ)" : "",
		                                  w->states[i].ends ? " (không thành)" : ""));
	cli_tell(c, "Bước:\n");
	for (int i = 0; i < w->nsteps; i++) {
		const struct step *s = &w->steps[i];
		sink_text(cli_out(), arena_printf(c->mem, "  %-14s %s: %s → %s%s%s%s%s\n", s->name, s->label,
		                                  s->from ? s->from : "(mới)", s->to, s->day ? ", ngày " : "",
		                                  s->day ? s->day : "", s->flags & S_FOUR_EYES ? ", hai người" : "",
		                                  s->flags & S_REASON ? ", có lý do" : ""));
	}
}

static void text_rules(struct cli *c, const struct record *r)
{
	const struct catalog *all = &c->office.catalog;
	for (int i = 0; i < all->nrules; i++) {
		const struct rule *u = all->rule[i];
		if (strcmp(u->record, r->name) != 0)
			continue;
		sink_text(cli_out(), arena_printf(c->mem, "Quy tắc %s: %s [%s], từ %s%s\n", u->id, u->title, u->cite,
		                                  date_show(c->mem, u->from), u->warn ? ", chỉ nhắc" : ""));
	}
}

static void text_record(struct cli *c, const struct record *r)
{
	sink_text(cli_out(), arena_printf(c->mem, "%s — %s (%s%s%s)%s%s\n", r->name, r->label, nature(r),
	                                  r->parent ? ", dòng con của " : "", r->parent ? r->parent : "",
	                                  r->system ? ". Chương trình ghi: " : "", r->system ? r->system : ""));
	text_fields(c, r);
	if (r->usual)
		sink_text(cli_out(), arena_printf(c->mem, "\nTrên trang, khi không nêu điều kiện: %s (%s)\n",
		                                  r->usual_label, r->usual));
	if (r->flow)
		text_flow(c, r->flow);
	text_rules(c, r);
	sink_text(cli_out(), "\n");
}

/* ---- JSON ---- */

static void json_field(struct cli *c, struct json *j, const struct field *f)
{
	json_begin_object(j);
	json_put_text(j, "field", f->name);
	json_put_text(j, "label", f->label);
	json_put_text(j, "kind", kind_name(f->kind));
	json_put_text(j, "of", f->of);
	json_put_text(j, "flags", flags_text(c->mem, f->flags));
	json_put_int(j, "level", f->flags & F_FILE ? 2 : f->flags & F_PUBLIC ? 0 : 1);
	json_put_text(j, "help", f->help);
	json_put_text(j, "cite", f->cite);
	json_end_object(j);
}

static void json_flow(struct json *j, const struct workflow *w)
{
	json_key(j, "states");
	json_begin_array(j);
	for (int i = 0; w && i < w->nstates; i++) {
		json_begin_object(j);
		json_put_text(j, "state", w->states[i].name);
		json_put_text(j, "label", w->states[i].label);
		json_put_bool(j, "open", w->states[i].open);
		json_end_object(j);
	}
	json_end_array(j);
	json_key(j, "steps");
	json_begin_array(j);
	for (int i = 0; w && i < w->nsteps; i++) {
		json_begin_object(j);
		json_put_text(j, "step", w->steps[i].name);
		json_put_text(j, "label", w->steps[i].label);
		json_put_text(j, "from", w->steps[i].from);
		json_put_text(j, "to", w->steps[i].to);
		json_put_text(j, "day", w->steps[i].day);
		json_end_object(j);
	}
	json_end_array(j);
}

static void json_record(struct cli *c, struct json *j, const struct record *r)
{
	json_begin_object(j);
	json_put_text(j, "record", r->name);
	json_put_text(j, "label", r->label);
	json_put_text(j, "nature", nature(r));
	json_put_text(j, "parent", r->parent);
	json_put_text(j, "unit", r->unit);
	json_put_text(j, "person", r->person);
	json_put_text(j, "title", r->title);
	json_put_text(j, "order", r->order);
	json_put_text(j, "usual", r->usual);
	json_put_text(j, "cite", r->cite);
	json_key(j, "fields");
	json_begin_array(j);
	for (int i = 0; i < r->nfields; i++)
		json_field(c, j, &r->fields[i]);
	json_end_array(j);
	json_flow(j, r->flow);
	json_end_object(j);
}

/* ---- the commands ---- */

/* The one asked for, or all. */
static bool describe_run(struct cli *c)
{
	const struct catalog *all = &c->office.catalog;
	const struct record *one = NULL;
	enum cli_format format = cli_format(c);
	if (c->nargs && !cli_record(c, c->arg[0], &one))
		return false;
	struct json j = json_new(cli_out());
	if (format == FORMAT_JSON)
		json_begin_array(&j);
	for (int i = 0; i < all->nrecords; i++) {
		if (one && all->record[i] != one)
			continue;
		if (format == FORMAT_JSON)
			json_record(c, &j, all->record[i]);
		else
			text_record(c, all->record[i]);
	}
	if (format != FORMAT_JSON)
		return true;
	json_end_array(&j);
	return json_finish(&j);
}

static const struct cli_option describe_options[] = {
	{ "format", "text|json", "dạng kết quả; không có thì text" },
};
const struct cli_command cli_describe = {
	.name = "describe", .arguments = "[RECORD]", .help = "từ điển dữ liệu: các loại hồ sơ, trường, bước, quy tắc",
	.needs = NEEDS_CATALOG, .least = 0, .most = 1, OPTIONS(describe_options), .run = describe_run,
};

static bool schema_run(struct cli *c)
{
	const struct catalog *all = &c->office.catalog;
	bool postgres = strncmp(c->office.url, "postgres", 8) == 0;
	for (int i = 0; i < all->nrecords; i++)
		sink_text(cli_out(), catalog_ddl(c->mem, all->record[i], postgres));
	return true;
}

const struct cli_command cli_schema = {
	.name = "schema", .arguments = "", .help = "in các bảng dưới dạng SQL, cho cơ sở dữ liệu ở --db",
	.needs = NEEDS_CATALOG, .least = 0, .most = 0, NO_OPTIONS, .run = schema_run,
};
