/* Which sheet, which line, which column: what was guessed, as choices. */

#include <string.h>
#include "base/text.h"
#include "web/import_file.h"
#include "web/import_page.h"

static const char *letters(struct arena *a, int column)
{
	const char *s = "";

	for (int n = column + 1; n > 0; n = (n - 1) / 26)
		s = arena_printf(a, "%c%s", 'A' + (n - 1) % 26, s);
	return s;
}

/* The sheet of the plan, else the one asked for, else the first with anything in it. */
static int find_sheet(const struct job *job)
{
	const struct book *b = job->book;
	int first = -1;

	for (int i = 0; i < b->nsheets; i++) {
		if (job->plan && job->plan->sheet && !strcmp(job->plan->sheet->name, b->sheet[i].name))
			return i;
		if (!job->plan && job->o.sheet && !strcmp(job->o.sheet, b->sheet[i].name))
			return i;
		if (first < 0 && b->sheet[i].nrows)
			first = i;
	}
	return first < 0 ? 0 : first;
}

static const char *raw_show(struct arena *a, const struct raw *raw)
{
	struct date day;

	if (raw->kind == RAW_DAY && date_parse(raw->text, &day))
		return date_show(a, day);
	return raw->text ? arena_text(a, raw->text) : "";
}

static void take_samples(struct ctx *ctx, const struct tab *sheet, int heading, struct import_guess_view *v)
{
	int *n = NEWN(ctx->mem, int, v->ncolumns + 1);

	for (int i = 0, seen = 0; i < sheet->nrows && seen < 50; i++) {
		const struct cells *row = &sheet->row[i];

		if (row->line <= heading)
			continue;
		seen++;
		for (int c = 0; c < v->ncolumns && c < row->n; c++)
			if (n[c] < SAMPLES && row->cell[c].kind != RAW_EMPTY)
				v->column[c].sample[n[c]++] = raw_show(ctx->mem, &row->cell[c]);
	}
}

static const struct cells *heading_row(const struct tab *sheet, int line)
{
	for (int i = 0; i < sheet->nrows; i++)
		if (sheet->row[i].line == line)
			return &sheet->row[i];
	return sheet->nrows ? &sheet->row[0] : NULL;
}

static void take_columns(struct ctx *ctx, const struct job *job, const struct cells *heading,
                         struct import_guess_view *v)
{
	const struct import_plan *p = job->plan;

	v->ncolumns = p ? p->ncolumns : heading->n;
	v->column = NEWN(ctx->mem, struct import_guess_column, v->ncolumns + 1);
	for (int i = 0; i < v->ncolumns; i++) {
		const struct import_column *c = p ? &p->column[i] : NULL;
		const struct raw *raw = heading && i < heading->n ? &heading->cell[i] : NULL;
		const char *text = c ? c->heading : raw ? raw_show(ctx->mem, raw) : "";

		v->column[i] = (struct import_guess_column){
			.letter = letters(ctx->mem, i), .heading = arena_text(ctx->mem, text),
			.field = c && c->is_id ? "id" : c && c->field >= 0 ? p->rec->fields[c->field].name : "",
			.sure = c && c->sure, .note = c ? arena_text(ctx->mem, c->note) : NULL,
		};
	}
}

static void take_choices(struct ctx *ctx, const struct job *job, struct import_guess_view *v)
{
	struct import_choice *choice = NULL;
	const char **missing = NULL;

	for (int i = 0; i < job->rec->nfields; i++) {
		const struct field *f = &job->rec->fields[i];
		bool given = false;

		if (!import_takes(ctx, job->rec, f))
			continue;
		PUSH(ctx->mem, choice, v->nchoices,
		     (struct import_choice){ f->name, f->label, f->flags & F_REQUIRED });
		for (int c = 0; c < v->ncolumns; c++)
			given = given || !strcmp(v->column[c].field, f->name);
		if (!given && f->flags & F_REQUIRED)
			PUSH(ctx->mem, missing, v->nmissing, f->label);
	}
	v->choice = choice;
	v->missing = missing;
}

void import_guess_load(struct ctx *ctx, const struct job *job, struct import_guess_view *out)
{
	const struct book *b = job->book;
	const char **name = NEWN(ctx->mem, const char *, b->nsheets + 1);
	const struct tab *sheet;
	const struct cells *heading;

	*out = (struct import_guess_view){ .sheet = name, .nsheets = b->nsheets, .opening = job->o.opening };
	for (int i = 0; i < b->nsheets; i++)
		name[i] = arena_text(ctx->mem, b->sheet[i].name);
	if (!b->nsheets)
		return;
	out->at = find_sheet(job);
	sheet = &b->sheet[out->at];
	heading = heading_row(sheet, job->plan ? job->plan->heading : job->o.heading);
	if (!heading)
		return;
	out->heading = heading->line;
	take_columns(ctx, job, heading, out);
	take_samples(ctx, sheet, heading->line, out);
	take_choices(ctx, job, out);
}

/* ---- ink ---- */

static void draw_place(struct html *w, const struct import_guess_view *v)
{
	html(w, "<div class=\"fields\"><div class=\"field\"><label for=\"f-sheet\">Trang tính</label>"
	        "<select id=\"f-sheet\" name=\"sheet\">");
	for (int i = 0; i < v->nsheets; i++)
		html(w, "<option value=\"%s\"%s>%s</option>", v->sheet[i], i == v->at ? " selected" : "",
		     *v->sheet[i] ? v->sheet[i] : "(tệp chỉ có một bảng)");
	html(w, "</select></div>\n<div class=\"field\"><label for=\"f-heading\">Dòng tiêu đề</label>"
	        "<input class=\"short\" id=\"f-heading\" name=\"heading\" inputmode=\"numeric\" value=\"%d\">"
	        "<div class=\"help\">Dòng có tên các cột; dữ liệu đứng dưới dòng này.</div></div>\n", v->heading);
	html(w, "<input type=\"hidden\" name=\"seen_sheet\" value=\"%d\">"
	        "<input type=\"hidden\" name=\"seen_heading\" value=\"%d\"></div>\n", v->at, v->heading);
	html(w, "<p><button class=\"button plain\" name=\"_do\" value=\"guess\">Đọc lại theo trang và dòng này"
	        "</button></p>\n");
}

static void draw_select(struct html *w, const struct import_guess_view *v, const struct import_guess_column *c)
{
	html(w, "<select name=\"c.%s\" aria-label=\"Cột %s vào trường\"><option value=\"\">không lấy</option>",
	     c->letter, c->letter);
	for (int i = 0; i < v->nchoices; i++)
		html(w, "<option value=\"%s\"%s>%s%s</option>", v->choice[i].name,
		     strcmp(v->choice[i].name, c->field) ? "" : " selected", v->choice[i].label,
		     v->choice[i].must ? " *" : "");
	html(w, "<option value=\"id\"%s>Số hồ sơ</option></select>", strcmp(c->field, "id") ? "" : " selected");
	if (*c->field && !c->sure)
		html(w, " <span class=\"pill open\">đoán</span>");
	if (c->note)
		html(w, "<small>%s</small>", c->note);
}

static void draw_columns(struct html *w, const struct import_guess_view *v)
{
	html(w, "<div class=\"wide\"><table class=\"sheet guess\"><thead><tr><th scope=\"col\">Cột của tệp</th>"
	        "<th scope=\"col\">Vào trường</th><th scope=\"col\">Vài giá trị đầu</th></tr></thead><tbody>\n");
	for (int i = 0; i < v->ncolumns; i++) {
		const struct import_guess_column *c = &v->column[i];

		html(w, "<tr class=\"%s\"><td><span><span class=\"letter\">%s</span> <strong>%s</strong></span></td>"
		        "<td data-label=\"Vào trường\"><span>", *c->field ? "taken" : "left", c->letter,
		     *c->heading ? c->heading : "(không có tên)");
		draw_select(w, v, c);
		html(w, "</span></td><td data-label=\"Vài giá trị\"><ul class=\"samples\">");
		for (int s = 0; s < SAMPLES && c->sample[s]; s++)
			html(w, "<li>%s</li>", c->sample[s]);
		html(w, "</ul></td></tr>\n");
	}
	html(w, "</tbody></table></div>\n");
}

static void draw_missing(struct html *w, const struct import_guess_view *v)
{
	if (!v->nmissing)
		return;
	html(w, "<p class=\"note\">Chưa có cột nào cho trường bắt buộc: ");
	for (int i = 0; i < v->nmissing; i++)
		html(w, "%s<strong>%s</strong>", i ? ", " : "", v->missing[i]);
	html(w, ". Dòng mới sẽ bị báo lỗi; dòng đã có trong sổ thì không sao.</p>\n");
}

void import_guess_draw(struct html *w, const struct import_guess_view *v)
{
	draw_place(w, v);
	if (!v->ncolumns)
		return;
	html(w, "<h2>Cột nào vào trường nào</h2>\n");
	draw_missing(w, v);
	draw_columns(w, v);
}
