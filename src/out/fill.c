/* Word breaks a text into runs wherever somebody paused, so a place may lie over several of them: the texts of one
 * paragraph are taken together, and what replaces a place goes where its first letter stood. */

#include "out/fill.h"

#include <string.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "out/paper.h"
#include "out/zip.h"

enum { PLACE_MAX = 100, DEPTH_MAX = 100 };

static const struct fill_word *find_word(const struct fill_words *w, const char *name)
{
	for (int i = 0; i < w->nwords; i++)
		if (strcmp(w->word[i].name, name) == 0)
			return &w->word[i];
	return NULL;
}

static const struct fill_rows *find_rows(const struct fill_words *w, const char *name)
{
	for (int i = 0; i < w->nrows; i++)
		if (strcmp(w->rows[i].name, name) == 0)
			return &w->rows[i];
	return NULL;
}

/* ---- texts ---- */

const char *fill_next(struct arena *a, const char **at)
{
	const char *open = strstr(*at, "{{"), *close = open ? strstr(open, "}}") : NULL;
	if (!close)
		return NULL;
	*at = close + 2;
	for (open += 2; *open == ' ';)
		open++;
	while (close > open && close[-1] == ' ')
		close--;
	return arena_textn(a, open, (size_t)(close - open));
}

const char *fill_text(struct arena *a, const char *text, const struct fill_words *words)
{
	struct buf b = buf_new(a, 1 << 22);
	const char *at = text, *name;
	for (const char *from = text; (name = fill_next(a, &at)); from = at) {
		const struct fill_word *w = find_word(words, name);
		buf_add(&b, from, (size_t)((w ? strstr(from, "{{") : at) - from));
		if (w)
			buf_text(&b, w->text);
		text = at;
	}
	buf_text(&b, text);
	return b.s;
}

/* ---- the tree of a Word file ---- */

static bool is(const xmlNode *n, const char *name)
{
	return n && n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

/* What was filled in is never read again for places: the piece it stands in is marked. */
static void mark_filled(xmlNode *n)
{
	n->_private = n;
}

static xmlNode *next_in(xmlNode *top, xmlNode *n)
{
	if (n->children && (!n->_private || n == top))
		return n->children;
	while (n != top && !n->next)
		n = n->parent;
	return n == top ? NULL : n->next;
}

/* The texts (w:t) of a paragraph, not those of a paragraph inside it (a text box). */
struct texts { xmlNode **node; int n; };

static xmlNode *paragraph_of(xmlNode *n)
{
	while (n && !is(n, "p"))
		n = n->parent;
	return n;
}

static struct texts texts_of(struct arena *a, xmlNode *p)
{
	struct texts t = { NULL, 0 };
	for (xmlNode *n = p; n; n = next_in(p, n))
		if (is(n, "t") && paragraph_of(n) == p)
			PUSH(a, t.node, t.n, n);
	return t;
}

static const char *node_text(struct arena *a, const xmlNode *n)
{
	xmlChar *s = xmlNodeGetContent(n);
	const char *text = arena_text(a, s ? (const char *)s : "");
	xmlFree(s);
	return text;
}

static const char *whole_text(struct arena *a, xmlNode *p)
{
	struct texts t = texts_of(a, p);
	struct buf b = buf_new(a, ZIP_PART_MAX);
	for (int i = 0; i < t.n; i++)
		buf_text(&b, node_text(a, t.node[i]));
	return b.s;
}

static void set_text(struct arena *a, xmlNode *n, const char *s)
{
	xmlChar *safe = xmlEncodeSpecialChars(n->doc, (const xmlChar *)paper_clean(a, s));
	xmlNodeSetContent(n, safe);
	xmlFree(safe);
	xmlNodeSetSpacePreserve(n, 1);
}

/* ---- filling one paragraph ---- */

/* What stands for a name: of a row, where there is one, else of the whole; NULL: it stays. */
struct row { const struct fill_rows *rows; int at; };

static const char *meaning(const struct fill_words *words, struct row row, const char *name)
{
	for (int c = 0; row.rows && c < row.rows->ncolumns; c++)
		if (strcmp(row.rows->column[c], name) == 0)
			return row.rows->cell[row.at * row.rows->ncolumns + c];
	if (*name == '#' || *name == '/')
		return "";
	const struct fill_word *w = find_word(words, name);
	return w ? w->text : NULL;
}

/* One letter after the other to the run that it came from; what replaces a place to the run where it began. */
static void fill_paragraph(struct arena *a, xmlNode *p, const struct fill_words *words, struct row row)
{
	const char *whole = whole_text(a, p), *at = whole, *name;
	struct texts t = texts_of(a, p);
	if (!strstr(whole, "{{"))
		return;
	struct buf *out = NEWN(a, struct buf, t.n);
	size_t *end = NEWN(a, size_t, t.n), pos = 0;
	int run = 0;
	for (int i = 0; i < t.n; i++) {
		pos += strlen(node_text(a, t.node[i]));
		end[i] = pos;
		out[i] = buf_new(a, ZIP_PART_MAX);
	}
	for (pos = 0; whole[pos];) {
		const char *place = whole + pos;
		while (run < t.n - 1 && end[run] <= pos)
			run++;
		at = place;
		if (strncmp(place, "{{", 2) == 0 && (name = fill_next(a, &at)) && meaning(words, row, name)) {
			buf_text(&out[run], meaning(words, row, name));
			pos = (size_t)(at - whole);
		} else {
			buf_char(&out[run], whole[pos++]);
		}
	}
	for (int i = 0; i < t.n; i++)
		set_text(a, t.node[i], out[i].s);
}

static void fill_all(struct arena *a, xmlNode *top, const struct fill_words *words, struct row row)
{
	for (xmlNode *n = top; n; n = next_in(top, n))
		if (is(n, "p") && !n->_private)
			fill_paragraph(a, n, words, row);
}

/* ---- repeating ---- */

static bool holds(struct arena *a, xmlNode *top, char mark, const char *name)
{
	char with[PLACE_MAX + 8];
	snprintf(with, sizeof with, "{{%c%s}}", mark, name);
	for (xmlNode *n = top; n; n = next_in(top, n))
		if (is(n, "p") && strstr(whole_text(a, n), with))
			return true;
	return false;
}

static xmlNode *row_around(xmlNode *n)
{
	while (n && !is(n, "tr"))
		n = n->parent;
	return n;
}

/* From the piece (a table row or a paragraph) where it begins to its sibling where it ends; NULL: it never does. */
static xmlNode *piece_end(struct arena *a, xmlNode *from, const char *name)
{
	for (; from; from = from->next)
		if (holds(a, from, '/', name))
			return from;
	return NULL;
}

static void repeat(struct arena *a, xmlNode *first, xmlNode *last, const struct fill_words *words,
                   const struct fill_rows *rows)
{
	for (int i = 0; i < rows->nrows; i++)
		for (xmlNode *n = first; n; n = n == last ? NULL : n->next) {
			xmlNode *copy = xmlCopyNode(n, 1);
			xmlAddPrevSibling(first, copy);
			fill_all(a, copy, words, (struct row){ rows, i });
			mark_filled(copy);
		}
	for (xmlNode *n = first, *next; n; n = next) {
		next = n == last ? NULL : n->next;
		xmlUnlinkNode(n);
		xmlFreeNode(n);
	}
}

/* The first place where something is to be repeated. */
static xmlNode *find_start(struct arena *a, xmlNode *top, const char **name)
{
	for (xmlNode *n = top; n; n = next_in(top, n)) {
		const char *at = is(n, "p") && !n->_private ? whole_text(a, n) : "", *place;
		while ((place = fill_next(a, &at)))
			if (*place == '#') {
				*name = place + 1;
				return n;
			}
	}
	return NULL;
}

static bool repeat_all(struct arena *a, xmlNode *top, const struct fill_words *words, struct errs *errs)
{
	xmlNode *p;
	const char *name;
	while ((p = find_start(a, top, &name))) {
		const struct fill_rows *rows = find_rows(words, name);
		xmlNode *row = row_around(p);
		xmlNode *first = row && holds(a, row, '/', name) ? row : p, *last = piece_end(a, first, name);
		if (!rows || !last)
			return err_add(errs, ERR_INPUT, "{{#%s}} không có {{/%s}} ở cùng dòng bảng, hay ở một đoạn "
			               "sau nó.", name, name);
		repeat(a, first, last, words, rows);
	}
	return true;
}

/* ---- checking ---- */

struct checking { struct arena *mem; const struct fill_words *known; struct errs *errs; const char *open; };

static bool known_in(const struct fill_rows *rows, const char *name)
{
	for (int c = 0; rows && c < rows->ncolumns; c++)
		if (strcmp(rows->column[c], name) == 0)
			return true;
	return false;
}

static void check_place(struct checking *k, const char *name)
{
	if (*name == '#') {
		if (k->open)
			err_add(k->errs, ERR_INPUT, "{{%s}} nằm trong {{#%s}}: chưa khép bằng {{/%s}}.", name, k->open,
			        k->open);
		if (!find_rows(k->known, name + 1))
			err_add(k->errs, ERR_INPUT, "{{%s}}: không có bảng tên “%s”.", name, name + 1);
		k->open = name + 1;
	} else if (*name == '/') {
		if (!k->open || strcmp(k->open, name + 1) != 0)
			err_add(k->errs, ERR_INPUT, "{{%s}} không có {{#%s}} ở trước.", name, name + 1);
		k->open = NULL;
	} else if (!*name || strlen(name) > PLACE_MAX) {
		err_add(k->errs, ERR_INPUT, "Có chỗ điền {{…}} không tên, hoặc tên quá dài.");
	} else if (!find_word(k->known, name) && !(k->open && known_in(find_rows(k->known, k->open), name))) {
		err_add(k->errs, ERR_INPUT, "{{%s}}: không có trường tên này%s%s.", name,
		        k->open ? " trong bảng " : "", k->open ? k->open : "");
	}
}

static void check_paragraph(struct checking *k, const char *text)
{
	const char *at = text, *name;
	while ((name = fill_next(k->mem, &at)))
		check_place(k, name);
	if (strstr(at, "{{"))
		err_add(k->errs, ERR_INPUT, "Có “{{” không khép bằng “}}” trong cùng một đoạn.");
}

static bool check_tree(struct arena *a, xmlNode *top, const struct fill_words *known, struct errs *errs)
{
	struct checking k = { a, known, errs, NULL };
	int before = errs->count;
	for (xmlNode *n = top; n; n = next_in(top, n))
		if (is(n, "p"))
			check_paragraph(&k, whole_text(a, n));
	if (k.open)
		err_add(errs, ERR_INPUT, "{{#%s}} chưa được khép bằng {{/%s}}.", k.open, k.open);
	return errs->count == before;
}

/* ---- files ---- */

static bool filled_part(const char *name)
{
	return strncmp(name, "word/", 5) == 0 && strlen(name) > 9 && strcmp(name + strlen(name) - 4, ".xml") == 0 &&
	       (!strcmp(name + 5, "document.xml") || !strncmp(name + 5, "header", 6) ||
	        !strncmp(name + 5, "footer", 6));
}

static bool no_more_deep(xmlNode *top)
{
	int depth = 0;
	for (xmlNode *n = top; n;) {
		if (n->children) {
			if (++depth > DEPTH_MAX)
				return false;
			n = n->children;
			continue;
		}
		while (n != top && !n->next) {
			n = n->parent;
			depth--;
		}
		n = n == top ? NULL : n->next;
	}
	return true;
}

static xmlDoc *parse(const struct zip_part *p, struct errs *errs)
{
	xmlDoc *doc = xmlReadMemory(p->bytes, (int)p->n, "x.xml", NULL,
	                            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (doc && !doc->intSubset && !doc->extSubset && xmlDocGetRootElement(doc) &&
	    no_more_deep(xmlDocGetRootElement(doc)))
		return doc;
	xmlFreeDoc(doc);
	err_add(errs, ERR_INPUT, "Phần %s của tệp Word không đọc được.", p->name);
	return NULL;
}

static bool print_part(struct arena *a, xmlDoc *doc, struct zip_part *p)
{
	xmlChar *text = NULL;
	int n = 0;
	xmlDocDumpMemoryEnc(doc, &text, &n, "UTF-8");
	p->bytes = text ? arena_copy(a, text, (size_t)n) : NULL;
	p->n = (size_t)n;
	xmlFree(text);
	return p->bytes != NULL;
}

static bool fill_part(struct arena *a, struct zip_part *p, const struct fill_words *words, bool fill, struct errs *errs)
{
	xmlDoc *doc = parse(p, errs);
	if (!doc)
		return false;
	xmlNode *root = xmlDocGetRootElement(doc);
	bool done = check_tree(a, root, words, errs);
	if (done && fill) {
		done = repeat_all(a, root, words, errs);
		fill_all(a, root, words, (struct row){ NULL, 0 });
		done = done && print_part(a, doc, p);
	}
	xmlFreeDoc(doc);
	return done;
}

static bool fill_parts(struct arena *a, const char *bytes, size_t n, const struct fill_words *words, bool fill,
                       struct zip_part **part, int *nparts, struct errs *errs)
{
	bool done = zip_read(a, bytes, n, part, nparts, errs), word = false;
	if (!done)
		return false;
	for (int i = 0; i < *nparts; i++) {
		if (!filled_part((*part)[i].name))
			continue;
		word = word || strcmp((*part)[i].name, "word/document.xml") == 0;
		done = fill_part(a, &(*part)[i], words, fill, errs) && done;
	}
	return word ? done : err_add(errs, ERR_INPUT, "Đây không phải tệp Word (.docx).");
}

bool fill_check(const char *bytes, size_t n, const struct fill_words *known, struct errs *errs)
{
	struct arena *a = arena_new(0);
	struct zip_part *part;
	int nparts;
	bool done = fill_parts(a, bytes, n, known, false, &part, &nparts, errs);
	arena_free(a);
	return done;
}

bool fill_word_file(const char *bytes, size_t n, const struct fill_words *words, FILE *to, struct errs *errs)
{
	struct arena *a = arena_new(0);
	struct zip_part *part;
	int nparts;
	bool done = fill_parts(a, bytes, n, words, true, &part, &nparts, errs) && zip_write(part, nparts, to, errs);
	arena_free(a);
	return done;
}
