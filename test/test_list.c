/* Reading: paths, filters, lists, measures and titles, on a small catalog of their own.  Rows are written straight into
 * the tables, on both clocks, so that nothing here depends on how commands write. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/crypt.h"
#include "base/text.h"
#include "model/access.h"
#include "model/catalog.h"
#include "model/filter.h"
#include "model/query.h"
#include "model/table.h"
#include "model/unit.h"

#define BASE 100000000000LL             /* ids are BASE + n */

/* ---- the catalog ---- */

static const struct field unit_fields[] = {
	{ "kind", "Loại", K_TEXT, 0 }, { "code", "Mã", K_TEXT, F_LIST }, { "name", "Tên", K_TEXT, F_LIST | F_SEARCH },
	{ "type", "Loại hình", K_TEXT, 0 }, { "parent", "Cấp trên", K_UNIT, 0 }, { "founded_on", "Thành lập", K_DATE, 0 },
	{ "ended_on", "Kết thúc", K_DATE, 0 }, { "successor", "Kế tục", K_UNIT, 0 },
};
static const struct record unit = {
	"unit", "Tổ chức", "Tổ chức", FIELDS(unit_fields), .day = "founded_on", .unit = "id", .title = "name", .order = "code",
};
static const struct field unit_status_fields[] = {
	{ "unit", "Tổ chức", K_UNIT, 0 }, { "parent", "Cấp trên", K_UNIT, 0 }, { "code", "Mã", K_TEXT, 0 },
	{ "name", "Tên", K_TEXT, 0 }, { "type", "Loại hình", K_TEXT, 0 },
	{ "valid_from", "Từ ngày", K_DATE, F_REQUIRED }, { "valid_until", "Đến trước ngày", K_DATE, F_REQUIRED },
};
static const struct record unit_status = {
	"unit_status", "Tình trạng tổ chức", "Tình trạng", FIELDS(unit_status_fields), .dated = true, .unit = "unit",
};
static const struct field code_fields[] = {
	{ "list", "Danh mục", K_TEXT, 0 }, { "key", "Khóa", K_TEXT, 0 }, { "number", "Số", K_TEXT, 0 },
	{ "label", "Nhãn", K_TEXT, 0 }, { "sort", "Thứ tự", K_INT, 0 },
	{ "valid_from", "Từ ngày", K_DATE, F_REQUIRED }, { "valid_until", "Đến trước ngày", K_DATE, F_REQUIRED },
};
static const struct record code = { "code", "Mã", "Mã", FIELDS(code_fields), .dated = true };
static const struct field step_fields[] = {
	{ "record", "Loại hồ sơ", K_TEXT, 0 }, { "row", "Số hồ sơ", K_INT, F_INDEX }, { "step", "Bước", K_TEXT, 0 },
	{ "from_state", "Từ", K_TEXT, 0 }, { "to_state", "Đến", K_TEXT, 0 }, { "day", "Ngày", K_DATE, 0 },
	{ "no", "Thứ tự", K_INT, 0 },
};
static const struct record step_done = { "step_done", "Bước", "Bước", FIELDS(step_fields), .day = "day", .system = "-" };

static const struct field person_fields[] = {
	{ "name", "Họ và tên", K_NAME, F_REQUIRED | F_LIST | F_SEARCH | F_SORT | F_PUBLIC },
	{ "born", "Ngày sinh", K_PARTIAL, F_LIST }, { "ethnic", "Dân tộc", K_CODE, F_LIST, .of = "ethnic" },
	{ "health", "Sức khỏe", K_TEXT, F_LIST | F_FILE | F_SEARCH }, { "home", "Nơi giữ hồ sơ", K_UNIT, 0 },
};
static const struct record person = {
	"person", "Người", "Người", FIELDS(person_fields), .home = "home", .person = "id", .title = "name", .order = "name",
};
static const struct field career_fields[] = {
	{ "person", "Người", K_REF, F_REQUIRED | F_LIST, .of = "person" }, { "since", "Từ", K_PARTIAL, F_LIST },
	{ "work", "Công việc", K_NOTE, F_LIST | F_SEARCH },
};
static const struct record career = {
	"career", "Quá trình công tác", "Quá trình công tác", FIELDS(career_fields), .parent = "person", .order = "-since",
	.title = "work",
};
static const struct field member_fields[] = {
	{ "person", "Người", K_REF, F_REQUIRED | F_UNIQUE | F_LIST, .of = "person" }, { "card_no", "Số thẻ", K_TEXT, F_LIST },
	{ "unit", "Chi bộ", K_SPAN, F_LIST, .of = "member_status.unit" },
	{ "standing", "Tư cách", K_SPAN, F_LIST, .of = "member_status.standing" }, { "home", "Nơi giữ hồ sơ", K_UNIT, 0 },
};
static const struct record member = {
	"member", "Đảng viên", "Đảng viên", FIELDS(member_fields), .unit = "unit", .home = "home", .person = "person",
	.title = "person", .order = "person",
};
static const struct field member_status_fields[] = {
	{ "member", "Đảng viên", K_REF, F_REQUIRED, .of = "member" }, { "unit", "Chi bộ", K_UNIT, F_LIST },
	{ "standing", "Tư cách", K_CODE, F_LIST, .of = "standing" }, { "exempt", "Miễn sinh hoạt", K_BOOL, 0 },
	{ "valid_from", "Từ ngày", K_DATE, F_REQUIRED }, { "valid_until", "Đến trước ngày", K_DATE, F_REQUIRED },
};
static const struct record member_status = {
	"member_status", "Tình trạng đảng viên", "Tình trạng", FIELDS(member_status_fields), .dated = true, .unit = "unit",
	.person = "member", .title = "member", .order = "member", .key = "member",
};
static const struct field badge_fields[] = {
	{ "member", "Đảng viên", K_REF, F_REQUIRED | F_LIST, .of = "member" }, { "unit", "Tổ chức", K_UNIT, F_REQUIRED | F_LIST },
	{ "years", "Huy hiệu", K_INT, F_LIST }, { "proposed_on", "Ngày đề nghị", K_DATE, F_REQUIRED },
	{ "granted_on", "Ngày tặng", K_DATE, F_LIST }, { "refused_on", "Ngày trả lại", K_DATE, 0 },
	{ "cost", "Kinh phí", K_MONEY, 0 },
	{ "state", "Trạng thái", K_STATE, F_LIST | F_DERIVED }, { "began_on", "Ngày bắt đầu", K_DATE, F_DERIVED },
	{ "state_on", "Ngày của trạng thái", K_DATE, F_DERIVED },
};
static const struct state badge_states[] = {
	{ "proposed", "Đã đề nghị", .open = true }, { "granted", "Đã tặng" }, { "refused", "Không xét", .ends = true },
};
static const struct step badge_steps[] = {
	{ "propose", "Đề nghị", NULL, "proposed", 0, .day = "proposed_on" },
	{ "grant", "Tặng", "proposed", "granted", 0, .day = "granted_on" },
	{ "refuse", "Trả lại", "proposed", "refused", 0, .day = "refused_on" },
};
static const struct workflow badge_flow = FLOW(badge_states, badge_steps);
static const struct record badge = {
	"badge", "Huy hiệu Đảng", "Huy hiệu Đảng", FIELDS(badge_fields), .unit = "unit", .person = "member", .title = "member",
	.order = "-proposed_on, member", .flow = &badge_flow,
};
static const struct field holding_fields[] = {
	{ "member", "Đảng viên", K_REF, F_REQUIRED | F_LIST, .of = "member" }, { "unit", "Tổ chức", K_UNIT, F_REQUIRED | F_LIST },
	{ "post", "Chức vụ", K_CODE, F_LIST, .of = "post" },
	{ "valid_from", "Từ ngày", K_DATE, F_REQUIRED }, { "valid_until", "Đến trước ngày", K_DATE, F_REQUIRED },
};
static const struct record holding = {
	"holding", "Chức vụ", "Chức vụ", FIELDS(holding_fields), .dated = true, .unit = "unit", .person = "member",
	.title = "member", .order = "member",
};
static const struct field visit_fields[] = {
	{ "held_on", "Ngày", K_DATE, F_REQUIRED | F_LIST }, { "guest", "Khách", K_REF, F_LIST, .of = "person" },
	{ "host", "Chủ", K_REF, F_LIST, .of = "person" }, { "unit", "Tổ chức", K_UNIT, F_LIST },
	{ "paid", "Đã trả", K_BOOL, 0 }, { "at", "Lúc", K_TIME, 0 }, { "cost", "Kinh phí", K_MONEY, 0 },
};
static const struct record visit = {
	"visit", "Lượt thăm", "Lượt thăm", FIELDS(visit_fields), .day = "held_on", .unit = "unit", .person = "guest",
	.title = "guest", .order = "held_on",
};

static const struct record *const records[] = {
	&unit, &unit_status, &code, &step_done, &person, &career, &member, &member_status, &badge, &holding, &visit,
};
static const struct subject subject = { "test", .records = records, .nrecords = (int)COUNTOF(records) };
static const struct subject *const subjects[] = { &subject };

/* ---- the world ---- */

struct world {
	struct arena *mem;
	struct errs errs;
	struct conn *conn;
	struct db db;
	struct catalog catalog;
	struct ctx ctx;
	struct rng rng;
	int64_t entry;                  /* of what is written */
};

static struct world W;

static void show_errs(void)
{
	for (const struct err *x = W.errs.first; x; x = x->next)
		fprintf(stderr, "  %s: %s\n", x->field ? x->field : "-", x->text);
}

#define OK(x) do { if (!(x)) { show_errs(); fail_msg("%s", #x); } } while (0)

static bool write_rows(void *arg)
{
	void (*rows)(void) = *(void (**)(void))arg;

	rows();
	return true;
}

static void write(void (*rows)(void))
{
	OK(db_txn(&W.db, TXN_WRITE, write_rows, &rows));
}

static void open_world(const char *url)
{
	memset(&W, 0, sizeof W);
	W.mem = arena_new(1500u << 20);
	W.errs = errs_new(W.mem);
	W.conn = db_open(url, &W.errs);
	OK(W.conn != NULL);
	W.db = (struct db){ W.conn, W.mem, &W.errs };
	if (db_is_postgres(W.conn))
		OK(db_script(&W.db, SQL("DROP SCHEMA main CASCADE; CREATE SCHEMA main;")));
	OK(catalog_make(W.mem, subjects, 1, &W.catalog, &W.errs));
	W.ctx = (struct ctx){
		.mem = W.mem, .errs = &W.errs, .db = &W.db, .catalog = &W.catalog, .user = &user_system,
		.today = DATE(2022, 12, 31), .now = 1672477200, .via = "test", .site = 1, .head = 1000,
		.heads = NEWN(W.mem, int64_t, COUNTOF(records)),
	};
	OK(catalog_migrate(&W.ctx, false, NULL));
	W.entry = 1;
	rng_seed(&W.rng, 11, "test_list");
}

static void close_world(void)
{
	db_close(W.conn);
	arena_free(W.mem);
}

static const char *const *urls(int *n)
{
	static char copy[2000];
	static const char *url[8];
	const char *given = getenv("DANGVU_TEST_URLS");

	snprintf(copy, sizeof copy, "%s", given && *given ? given : "sqlite::memory:");
	*n = 0;
	for (char *s = copy; *s && *n < 8; ) {
		size_t len = strcspn(s, "\n");
		char *end = s + len;
		if (len)
			url[(*n)++] = s;
		s = *end ? end + 1 : end;
		*end = '\0';
	}
	return url;
}

/* Cells by field name, as text; "@7" is an id, "" or a missing field null. */
struct cell { const char *name, *text; };

static struct value cell_value(const struct field *f, const char *text)
{
	if (!*text)
		return value_null();
	if (*text == '@')
		return value_int(BASE + atoll(text + 1));
	switch (f->kind) {
	case K_INT: case K_MONEY: case K_TIME: case K_BOOL: case K_REF: case K_UNIT:
		return value_int(atoll(text));
	case K_TEXT: case K_NAME: case K_NOTE: case K_DATE: case K_PARTIAL: case K_CODE: case K_STATE: case K_SPAN: case K__COUNT:
		break;
	}
	return value_text(text);
}

static const struct value *cells_of(const struct record *rec, const struct cell *c, int n)
{
	struct value *v = NEWN(W.mem, struct value, rec->nfields);

	for (int i = 0; i < n; i++) {
		int f = record_field(rec, c[i].name);
		assert_true(f >= 0);
		v[f] = cell_value(&rec->fields[f], c[i].text);
	}
	return v;
}

static void put(const struct record *rec, int64_t n, const struct cell *c, int count)
{
	static const unsigned char salt[16];
	const struct table *t = catalog_table(&W.catalog, rec);

	OK(db_run(&W.db, t->insert, table_args(W.mem, t, BASE + n, W.entry, cells_of(rec, c, count), salt)));
}
#define PUT(rec, n, ...) put((rec), (n), (const struct cell[]){ __VA_ARGS__ }, \
                             (int)COUNTOF(((const struct cell[]){ __VA_ARGS__ })))

static void gone(const struct record *rec, int64_t n)
{
	const struct table *t = catalog_table(&W.catalog, rec);

	OK(db_run(&W.db, t->past, ARGS(V(BASE + n), V(W.entry))));
	OK(db_run(&W.db, t->remove, ARGS(V(BASE + n))));
}

static void put_unit(int64_t n, const char *parent, const char *name_code, const char *name, const char *type,
                     const char *until, const char *successor)
{
	bool ended = strcmp(until, "9999-12-31") != 0;

	PUT(&unit, n, { "kind", "party" }, { "code", name_code }, { "name", name }, { "type", type }, { "parent", parent },
	    { "founded_on", "2000-01-01" }, { "ended_on", ended ? until : "" }, { "successor", successor });
	PUT(&unit_status, 1000 + n, { "unit", arena_printf(W.mem, "@%lld", (long long)n) }, { "parent", parent },
	    { "code", name_code }, { "name", name }, { "type", type }, { "valid_from", "2000-01-01" },
	    { "valid_until", until });
}

#define EVER "9999-12-31"

static void put_code(int64_t n, const char *list, const char *key, const char *label)
{
	PUT(&code, n, { "list", list }, { "key", key }, { "number", "1" }, { "label", label }, { "sort", "1" },
	    { "valid_from", "1900-01-01" }, { "valid_until", EVER });
}

static void put_step(int64_t n, int64_t row, const char *to, const char *day, const char *no)
{
	PUT(&step_done, n, { "record", "badge" }, { "row", arena_printf(W.mem, "@%lld", (long long)row) }, { "to_state", to },
	    { "day", day }, { "no", no });
}

static void put_status(int64_t n, const char *of, const char *at, const char *standing, const char *from, const char *until)
{
	PUT(&member_status, n, { "member", of }, { "unit", at }, { "standing", standing }, { "exempt", "0" },
	    { "valid_from", from }, { "valid_until", until });
}

/* Units 1 > 2 > 4, 5 and 1 > 3 > 6; 5 was merged into 4 on 2022-07-01. */
static void fixed_units(void)
{
	put_unit(1, "", "84", "Đảng bộ tỉnh", "province", EVER, "");
	put_unit(2, "@1", "84.001", "Đảng bộ huyện A", "district", EVER, "");
	put_unit(3, "@1", "84.002", "Đảng bộ huyện B", "district", EVER, "");
	put_unit(4, "@2", "84.001.01", "Chi bộ Một", "cell", EVER, "");
	put_unit(5, "@2", "84.001.02", "Chi bộ Hai", "cell", "2022-07-01", "@4");
	put_unit(6, "@3", "84.002.01", "Chi bộ Ba", "cell", EVER, "");
	put_code(1, "ethnic", "kinh", "Kinh");
	put_code(2, "ethnic", "khmer", "Khmer");
	put_code(3, "standing", "official", "Chính thức");
	put_code(4, "standing", "probationary", "Dự bị");
	put_code(5, "post", "secretary", "Bí thư");
}

static void fixed_persons(void)
{
	static const struct { const char *name, *born, *ethnic, *health, *home; } p[] = {
		{ "Nguyễn Văn An", "1960-05-01", "kinh", "tốt", "@4" }, { "Trần Thị Bình", "1975", "kinh", "", "@4" },
		{ "Lê Hòa Đào", "1980-02", "kinh", "yếu", "@6" }, { "Kiên Sóc Kha", "1990-12-31", "khmer", "", "@6" },
		{ "Thạch Quý", "1955", "khmer", "", "@6" }, { "Ngô Ánh", "", "", "", "" },
	};

	for (int i = 0; i < (int)COUNTOF(p); i++)
		PUT(&person, i + 1, { "name", p[i].name }, { "born", p[i].born }, { "ethnic", p[i].ethnic },
		    { "health", p[i].health }, { "home", p[i].home });
	for (int i = 0; i < 5; i++)
		PUT(&member, i + 11, { "person", arena_printf(W.mem, "@%d", i + 1) },
		    { "card_no", arena_printf(W.mem, "0%d", i) }, { "home", p[i].home });
	put_status(21, "@11", "@4", "official", "2020-01-01", EVER);
	put_status(22, "@12", "@5", "official", "2020-01-01", "2022-07-01");
	put_status(23, "@12", "@4", "official", "2022-07-01", EVER);
	put_status(24, "@13", "@6", "probationary", "2022-01-01", "2023-01-01");
	put_status(25, "@13", "@6", "official", "2023-01-01", EVER);
	put_status(26, "@14", "@6", "official", "2021-01-01", "2022-03-01");
	put_status(27, "@15", "@6", "official", "2022-11-01", EVER);
	PUT(&career, 31, { "person", "@1" }, { "since", "1980" }, { "work", "Giáo viên\n100% vượt_mức" });
	PUT(&career, 32, { "person", "@3" }, { "since", "2001-05" }, { "work", "Kế toán, hoà giải viên" });
	PUT(&career, 33, { "person", "@6" }, { "since", "2010" }, { "work", "giao vien" });
}

static void fixed_acts(void)
{
	PUT(&badge, 41, { "member", "@11" }, { "unit", "@4" }, { "years", "30" }, { "proposed_on", "2022-01-10" },
	    { "granted_on", "2022-02-03" }, { "cost", "1000" }, { "state", "granted" }, { "began_on", "2022-01-10" },
	    { "state_on", "2022-02-03" });
	PUT(&badge, 42, { "member", "@12" }, { "unit", "@5" }, { "years", "40" }, { "proposed_on", "2022-05-01" },
	    { "cost", "500" }, { "state", "proposed" }, { "began_on", "2022-05-01" }, { "state_on", "2022-05-01" });
	PUT(&badge, 43, { "member", "@11" }, { "unit", "@4" }, { "years", "40" }, { "proposed_on", "2022-08-01" },
	    { "granted_on", "2022-09-02" }, { "state", "granted" }, { "began_on", "2022-08-01" }, { "state_on", "2022-09-02" });
	PUT(&badge, 44, { "member", "@13" }, { "unit", "@6" }, { "proposed_on", "2021-12-01" },
	    { "refused_on", "2022-03-01" }, { "state", "refused" }, { "began_on", "2021-12-01" }, { "state_on", "2022-03-01" });
	put_step(51, 41, "proposed", "2022-01-10", "1");
	put_step(52, 41, "granted", "2022-02-03", "2");
	put_step(53, 42, "proposed", "2022-05-01", "1");
	put_step(54, 43, "proposed", "2022-08-01", "1");
	put_step(55, 43, "granted", "2022-09-02", "2");
	put_step(56, 44, "proposed", "2021-12-01", "1");
	put_step(57, 44, "refused", "2022-03-01", "2");
	PUT(&holding, 61, { "member", "@11" }, { "unit", "@4" }, { "post", "secretary" }, { "valid_from", "2021-01-01" },
	    { "valid_until", "2022-06-01" });
	PUT(&holding, 62, { "member", "@12" }, { "unit", "@4" }, { "post", "secretary" }, { "valid_from", "2022-06-01" },
	    { "valid_until", EVER });
	PUT(&visit, 71, { "held_on", "2022-03-05" }, { "guest", "@1" }, { "host", "@2" }, { "unit", "@4" }, { "paid", "1" },
	    { "cost", "30" }, { "at", "1646438400" });
	PUT(&visit, 72, { "held_on", "2022-10-05" }, { "guest", "@6" }, { "host", "@1" }, { "unit", "@6" }, { "paid", "0" },
	    { "cost", "12" });
	PUT(&visit, 73, { "held_on", "2022-10-06" }, { "guest", "@1" }, { "unit", "@6" });
}

static void fixed_rows(void)
{
	fixed_units();
	fixed_persons();
	fixed_acts();
}

static void fixed_world(const char *url)
{
	open_world(url);
	write(fixed_rows);
}

/* ---- asking ---- */

static struct list list_of(const struct record *rec, struct date on)
{
	return (struct list){ .of = rec, .clock = { on, 0 }, .period = { DATE(2022, 1, 1), date_add_days(on, 1) } };
}

static const struct filter *parsed(const struct record *rec, const char *text)
{
	const struct filter *f = filter_parse(&W.ctx, rec, text);

	if (!f) {
		fprintf(stderr, "filter: %s\n", text);
		show_errs();
		fail();
	}
	return f;
}

/* The rows by number, in the list's order. */
static const char *numbers(const struct list *l)
{
	struct listing out;
	struct buf b = buf_new(W.mem, 10000);
	int64_t count;

	OK(list_rows(&W.ctx, l, &out));
	OK(list_count(&W.ctx, l, &count));
	if (!l->count)
		assert_int_equal(count, out.nlines);
	for (int i = 0; i < out.nlines; i++)
		buf_printf(&b, "%s%lld", i ? " " : "", (long long)(out.line[i].id - BASE));
	return b.s;
}

static const char *found(const struct record *rec, struct date on, const char *where)
{
	struct list l = list_of(rec, on);

	l.where = parsed(rec, where);
	l.order = "id";
	return numbers(&l);
}

static const struct date DEC31 = DATE(2022, 12, 31);
#define FOUND(rec, on, where, want) assert_string_equal(found((rec), (struct date)on, (where)), (want))
#define NOW(rec, where, want) assert_string_equal(found((rec), DEC31, (where)), (want))

/* ---- what is there on a day ---- */

static void there(void)
{
	FOUND(&member_status, DATE(2022, 6, 30), "", "21 22 24");
	FOUND(&member_status, DATE(2022, 7, 1), "", "21 23 24");
	FOUND(&member_status, DATE(2022, 2, 28), "", "21 22 24 26");
	FOUND(&badge, DATE(2022, 1, 9), "", "44");
	FOUND(&badge, DATE(2022, 1, 10), "", "41 44");
	FOUND(&visit, DATE(2022, 10, 5), "", "71 72");
	FOUND(&person, DATE(1900, 1, 1), "", "1 2 3 4 5 6");
	FOUND(&unit, DATE(1999, 12, 31), "", "");
}

static void states(void)
{
	FOUND(&badge, DATE(2022, 2, 2), "state = proposed", "41 44");
	FOUND(&badge, DATE(2022, 2, 3), "state = proposed", "44");
	FOUND(&badge, DATE(2022, 2, 3), "state = granted", "41");
	FOUND(&badge, DATE(2022, 2, 28), "state in (granted, refused)", "41");
	FOUND(&badge, DATE(2022, 3, 1), "state != proposed", "41 44");
	FOUND(&badge, DATE(2022, 2, 2), "granted_on is set", "");
	FOUND(&badge, DATE(2022, 2, 3), "granted_on is set", "41");
	FOUND(&badge, DATE(2022, 9, 1), "granted_on in period", "41");
	NOW(&badge, "granted_on in period", "41 43");
	FOUND(&badge, DATE(2022, 2, 1), "state_on = 2022-01-10", "41");
	NOW(&badge, "state_on >= 2022-09-02", "43");
	NOW(&badge, "began_on < 2022-01-01", "44");
}

/* ---- comparisons ---- */

static void comparisons(void)
{
	NOW(&badge, "years = 30", "41");
	NOW(&badge, "years != 30", "42 43");
	NOW(&badge, "not years = 30", "42 43 44");
	NOW(&badge, "years in (30, 40) and cost >= 500", "41 42");
	NOW(&badge, "years is not set or years < 35", "41 44");
	NOW(&badge, "not (years is set and not cost is set)", "41 42 44");
	NOW(&person, "born < 1976", "1 2 5");
	NOW(&person, "born = 1975", "2");
	NOW(&person, "ethnic = khmer", "4 5");
	NOW(&person, "ethnic != khmer", "1 2 3");
	NOW(&person, "not ethnic in (khmer)", "1 2 3 6");
	NOW(&visit, "paid = 1", "71");
	NOW(&visit, "paid = false or paid is not set", "72 73");
	NOW(&visit, "paid in (0, 1)", "71 72");
	NOW(&visit, "at >= \"2022-03-05T00:00:00+07:00\"", "71");
	NOW(&visit, "held_on = today", "");
	NOW(&visit, "held_on <= today and held_on > 05/10/2022", "73");
	NOW(&visit, "held_on in (2022-03-05, 2022-10-06)", "71 73");
	NOW(&visit, "guest = 100000000001", "71 73");
	NOW(&visit, "guest in (100000000006, 100000000001) and host is set", "71 72");
	NOW(&visit, "id in (100000000072)", "72");
	NOW(&person, "person = 100000000003", "3");
}

static void words(void)
{
	NOW(&person, "name ~ \"nguyen\"", "1");
	NOW(&person, "name ~ Hoa", "3");
	NOW(&person, "name ~ \"HÒA\"", "3");
	NOW(&person, "name ~ \"hoà\"", "3");
	NOW(&person, "name ~ \"hóa\"", "");
	NOW(&person, "name ~ quý", "5");
	NOW(&person, "name ~ \"an\"", "1 2 6");
	NOW(&career, "work ~ \"giao vien\"", "31 33");
	NOW(&career, "work ~ \"giáo viên\"", "31");
	NOW(&career, "work ~ \"hòa giải\"", "32");
	NOW(&career, "work ~ \"100%\"", "31");
	NOW(&career, "work ~ \"t_m\"", "31");
	NOW(&career, "work ~ \"tám_\"", "");
	NOW(&badge, "member ~ \"van an\"", "41 43");
	NOW(&member, "person ~ binh", "12");
	NOW(&member, "not person ~ binh", "11 13 14 15");
}

static void paths(void)
{
	NOW(&badge, "member.person.ethnic = kinh", "41 42 43 44");
	NOW(&badge, "person.born < 1970", "41 43");
	NOW(&badge, "member.unit = 84.001.01", "41 42 43");
	FOUND(&badge, DATE(2022, 6, 1), "member.unit = 84.001.02", "42");
	NOW(&badge, "member.standing = probationary", "44");
	NOW(&member, "standing = official", "11 12 15");
	FOUND(&member, DATE(2022, 2, 1), "standing = official", "11 12 14");
	NOW(&member, "standing is not set", "14");
	NOW(&member, "unit.type = cell and unit.parent = 84.002", "13 15");
	NOW(&member, "unit.parent.name = \"Đảng bộ huyện A\"", "11 12");
	NOW(&badge, "unit.type = cell", "41 43 44");
	FOUND(&badge, DATE(2022, 6, 30), "unit.type = cell", "41 42 44");
	NOW(&badge, "unit.kind = party", "41 42 43 44");
	NOW(&badge, "unit.founded_on = 2000-01-01 and unit.ended_on is set", "42");
	NOW(&badge, "person.id = 100000000003", "44");
	NOW(&career, "person.name ~ an", "31 33");
}

static void units(void)
{
	NOW(&badge, "unit under 84.001", "41 42 43");
	NOW(&badge, "unit under 84", "41 42 43 44");
	NOW(&badge, "unit under 84.001.01", "41 42 43");
	FOUND(&badge, DATE(2022, 6, 30), "unit under 84.001.01", "41");
	NOW(&badge, "unit in (84.001.01, 100000000006)", "41 43 44");
	NOW(&member, "unit under 84.002", "13 15");
	NOW(&member, "unit under 100000000003 or unit = 100000000004", "11 12 13 15");
	NOW(&visit, "not unit under 84.002", "71");
}

/* ---- has ---- */

static void has(void)
{
	NOW(&person, "has career()", "1 3 6");
	NOW(&person, "not has career(work ~ \"giao vien\")", "2 3 4 5");
	NOW(&person, "has visit.guest(paid = 1)", "1");
	NOW(&person, "has visit.host()", "1 2");
	NOW(&person, "has visit()", "1 6");
	NOW(&person, "has member(standing = official)", "1 2 5");
	NOW(&person, "has badge(state = granted)", "1");
	NOW(&person, "person has badge()", "1 2 3");
	NOW(&member, "has badge(years >= 40)", "11 12");
	NOW(&member, "person has badge(years >= 40)", "11 12");
	NOW(&member, "person has career()", "11 13");
	NOW(&member, "person has visit()", "11");
	NOW(&badge, "member has holding()", "42");
	FOUND(&badge, DATE(2022, 5, 31), "member has holding(post = secretary)", "41");
	NOW(&badge, "member has holding(on proposed_on)", "41");
	NOW(&badge, "member has holding(post = secretary on granted_on)", "41");
	NOW(&badge, "person has holding(unit under 84.001 on granted_on)", "41");
	NOW(&badge, "not person has holding(on granted_on)", "42 43 44");
	NOW(&badge, "person has member(standing = official on proposed_on)", "41 42 43");
	NOW(&badge, "person has visit.host(held_on >= 2022-10-01)", "41 43");
	NOW(&visit, "guest has badge(state = granted)", "71 73");
	NOW(&visit, "person has badge(state = granted on held_on)", "71 73");
	NOW(&visit, "guest has badge(years = 40 and state = granted on held_on)", "73");
	NOW(&visit, "host has career(on held_on)", "72");
	NOW(&unit, "has badge()", "4 5 6");
	NOW(&unit, "not has member_status() and type = cell", "5");
	NOW(&badge, "unit has visit(paid = 1)", "41 43");
	NOW(&member, "unit has holding(post = secretary)", "11 12");
	NOW(&person, "has career.person(person has visit.guest(host has career(since = 1980)))", "6");
}

/* ---- faults ---- */

static void refused(const struct record *rec, const char *text, const char *says)
{
	if (filter_parse(&W.ctx, rec, text))
		fail_msg("not refused: %s", text);
	assert_int_equal(W.errs.count, 1);
	if (!strstr(W.errs.first->text, says))
		fail_msg("%s: %s", text, W.errs.first->text);
	errs_clear(&W.errs);
}

static void faults(void)
{
	refused(&person, "nam = 1", "Vị trí 1: không có trường \"nam\" trong \"Người\"; có phải là \"name\"?");
	refused(&badge, "years = 1 and member.person.borm = 1", "Vị trí 15: không có trường \"borm\"");
	refused(&badge, "member.person.borm = 1", "có phải là \"born\"");
	refused(&badge, "years", "cần phép so sánh");
	refused(&badge, "years = ", "cần giá trị, nhưng điều kiện đã hết");
	refused(&badge, "years = x", "\"x\" không phải là số");
	refused(&badge, "years = 1 years = 2", "cần and, or hay hết điều kiện, gặp \"years\"");
	refused(&badge, "(years = 1", "cần and, or hay \")\"");
	refused(&badge, "years in ()", "cần giá trị");
	refused(&badge, "years in (1", "\",\" hay \")\"");
	refused(&badge, "years in period", "không phải là ngày");
	refused(&badge, "state = grented", "có phải là \"granted\"");
	refused(&badge, "state > granted", "chỉ so được");
	refused(&badge, "granted_on = 2022-02-30", "không phải là ngày");
	refused(&badge, "granted_on = \"x", "chưa đóng");
	refused(&badge, "đảng = 1", "không có trường \"đảng\"");
	refused(&badge, "years = 1 and ; x", "Vị trí 15: ký tự lạ \";\"");
	refused(&badge, "has holdin()", "có phải là \"holding\"");
	refused(&badge, "has zzzzzzzzzz()", "không có loại bản ghi");
	refused(&unit, "has unit()", "xin viết unit.TRƯỜNG");
	refused(&person, "has visit.unit()", "không trỏ tới");
	refused(&badge, "years has visit()", "không trỏ tới bản ghi nào");
	refused(&badge, "member has holding(on years)", "không phải là ngày");
	refused(&badge, "member has holding(years = 1)", "trong \"Chức vụ\"");
	refused(&badge, "years ~ a", "không tìm theo chữ");
	refused(&badge, "years under 84", "không phải là tổ chức");
	refused(&badge, "years is", "set hay not set");
	refused(&badge, "member.person.name.x = 1", "không dẫn tới bản ghi khác");
	refused(&badge, "member..x = 1", "không phải là tên trường");
	refused(&person, "ethnic = khme", "có phải là \"khmer\"");
	refused(&person, "name = \"\xff\"", "UTF-8");
	refused(&badge, "not", "tên trường");
	refused(&unit, "parent.parent.parent.parent.parent.parent.parent.parent.parent = 84", "quá dài");
	struct list l = list_of(&badge, DEC31);
	int64_t n;
	l.where = parsed(&badge, "unit = 84.009");
	assert_false(list_count(&W.ctx, &l, &n));
	assert_string_equal(W.errs.first->field, "where");
	errs_clear(&W.errs);
	l.period = (struct period){ 0 };
	l.where = parsed(&badge, "granted_on in period");
	assert_false(list_count(&W.ctx, &l, &n));
	errs_clear(&W.errs);
}

/* ---- printing, and anything at all as text ---- */

static const struct { const struct record *rec; const char *text, *print; } printed[] = {
	{ &badge, "", "" }, { &badge, "  years=30 ", "years = 30" },
	{ &badge, "(years = 1 and (cost = 2)) and cost<3", "years = 1 and cost = 2 and cost < 3" },
	{ &badge, "years = 1 or (cost = 2 or cost = 3) and years = 4", "years = 1 or (cost = 2 or cost = 3) and years = 4" },
	{ &badge, "not (years = 1 or not cost = 2)", "not (years = 1 or not cost = 2)" },
	{ &badge, "not ((not (years = 1)))", "not not years = 1" },
	{ &badge, "granted_on >= 03/02/2022 and granted_on != today", "granted_on >= 2022-02-03 and granted_on != today" },
	{ &person, "name = \"a \\\"b\\\" \\\\c\"", "name = \"a \\\"b\\\" \\\\c\"" }, { &person, "name = \"and\"", "name = and" },
	{ &person, "ethnic in (kinh,khmer)", "ethnic in (kinh, khmer)" }, { &person, "born = 1975", "born = 1975" },
	{ &person, "name ~ Đào", "name ~ \"Đào\"" }, { &visit, "paid = true", "paid = 1" },
	{ &visit, "at < \"09:30 18/01/2023\" or at < 2023-01-18T09:30:00+07:00 or at < 2023-01-18",
	  "at < 2023-01-18T09:30:00+07:00 or at < 2023-01-18T09:30:00+07:00 or at < 2023-01-18T23:59:59+07:00" },
	{ &badge, "unit under 84.001 or unit=100000000001", "unit under 84.001 or unit = 100000000001" },
	{ &badge, "state_on in period and years is not set", "state_on in period and years is not set" },
	{ &badge, "person has holding ( post=secretary or unit is set on granted_on )",
	  "person has holding(post = secretary or unit is set on granted_on)" },
	{ &person, "has visit.guest(on born)", NULL }, { &visit, "host has career(on held_on)", "host has career(on held_on)" },
	{ &person, "has visit.guest ( )", "has visit.guest()" },
};

/* Parsed twice, the same text and the same SQL. */
static void prints_back(const struct record *rec, const struct filter *f)
{
	const char *once = filter_print(W.mem, f);
	const struct filter *again = parsed(rec, once);
	struct query q = query_new(&W.ctx, (struct clock){ DEC31, 0 }, (struct period){ DATE(2022, 1, 1), DATE(2023, 1, 1) });
	struct query r = q;

	assert_string_equal(filter_print(W.mem, again), once);
	r.b = build_new(&W.db);
	bool first = filter_emit(&q, f, "t"), second = filter_emit(&r, again, "t");
	assert_int_equal(first, second);
	errs_clear(&W.errs);
	if (first)
		assert_string_equal(q.b.text.s, r.b.text.s);
}

static void prints(void)
{
	for (size_t i = 0; i < COUNTOF(printed); i++) {
		if (!printed[i].print) {
			assert_null(filter_parse(&W.ctx, printed[i].rec, printed[i].text));
			errs_clear(&W.errs);
			continue;
		}
		const struct filter *f = parsed(printed[i].rec, printed[i].text);
		assert_string_equal(filter_print(W.mem, f), printed[i].print);
		prints_back(printed[i].rec, f);
	}
	const struct filter *both = filter_and(W.mem, parsed(&badge, "years = 1 or years = 2"), parsed(&badge, "cost = 3"));
	assert_string_equal(filter_print(W.mem, both), "(years = 1 or years = 2) and cost = 3");
	assert_null(filter_and(W.mem, NULL, parsed(&badge, "")));
}

static int64_t pick(int64_t n)
{
	return (int64_t)rng_below(&W.rng, (uint64_t)n);
}
#define CHOOSE(...) ((const char *const[]){ __VA_ARGS__ })[pick((int64_t)COUNTOF(((const char *const[]){ __VA_ARGS__ })))]

static void some_filter(struct buf *b, const struct record *rec, int deep);

static void some_of_badge(struct buf *b, int deep)
{
	buf_text(b, CHOOSE("years = 30", "years in (30, 40)", "years is set", "cost > 400", "state = granted", "state != proposed",
	                   "granted_on in period", "granted_on >= 2022-02-03", "granted_on is not set", "unit under 84.001",
	                   "unit = 84.002.01", "member.person.ethnic = khmer", "person.born < 1970", "member.standing = official",
	                   "member.unit under 84.001", "member ~ an", "unit.type = cell", "refused_on < today"));
	if (deep > 0 && pick(3) == 0) {
		buf_text(b, CHOOSE(" and person has holding(", " or member has holding(", " and not person has member("));
		bool of_member = b->s[b->n - 2] == 'r';
		some_filter(b, of_member ? &member : &holding, deep - 1);
		buf_text(b, CHOOSE(")", " on granted_on)", " on proposed_on)"));
	}
}

static void some_of_member(struct buf *b, int deep)
{
	buf_text(b, CHOOSE("standing = official", "standing is set", "unit under 84.002", "person ~ \"văn\"", "card_no = 02",
	                   "unit.parent = 84.001", "person.ethnic in (kinh, khmer)", "has badge(state = refused)"));
	if (deep > 0 && pick(3) == 0) {
		buf_text(b, CHOOSE(" and has badge(", " or person has badge("));
		some_filter(b, &badge, deep - 1);
		buf_char(b, ')');
	}
}

static void some_filter(struct buf *b, const struct record *rec, int deep)
{
	if (deep > 0 && pick(2)) {
		buf_text(b, CHOOSE("(", "not ("));
		some_filter(b, rec, deep - 1);
		buf_text(b, CHOOSE(") and ", ") or "));
		some_filter(b, rec, deep - 1);
		return;
	}
	if (rec == &badge)
		some_of_badge(b, deep);
	else if (rec == &member)
		some_of_member(b, deep);
	else
		buf_text(b, CHOOSE("post = secretary", "unit under 84", "member.person.born > 1970", "valid_from < 2022-01-01"));
}

static int64_t counted(const struct record *rec, struct clock clock, const char *where)
{
	struct list l = list_of(rec, clock.on);
	int64_t n;

	l.clock = clock;
	l.where = parsed(rec, where);
	OK(list_count(&W.ctx, &l, &n));
	return n;
}

/* Whatever the filters mean, these hold if `not` is two-valued and `and`, `or` are what they are called. */
static void algebra(void)
{
	for (int i = 0; i < 300; i++) {
		struct arena_mark mark = arena_mark(W.mem);
		const struct record *rec = pick(2) ? &badge : &member;
		struct buf a = buf_new(W.mem, 4000), b = buf_new(W.mem, 4000);
		struct clock clock = { date_add_days((struct date)DATE(2021, 12, 1), pick(395)), pick(3) ? 0 : 1 };
		some_filter(&a, rec, 2);
		some_filter(&b, rec, 2);
		prints_back(rec, parsed(rec, a.s));
		int64_t all = counted(rec, clock, ""), x = counted(rec, clock, a.s), y = counted(rec, clock, b.s);
		int64_t both = counted(rec, clock, arena_printf(W.mem, "(%s) and (%s)", a.s, b.s));
		int64_t either = counted(rec, clock, arena_printf(W.mem, "(%s) or (%s)", a.s, b.s));
		if (counted(rec, clock, arena_printf(W.mem, "not (%s)", a.s)) != all - x || both + either != x + y)
			fail_msg("%s on %d: (%s), (%s)", rec->name, clock.on.ymd, a.s, b.s);
		arena_reset(W.mem, mark);
	}
}

static void mutate(char *s, size_t n)
{
	static const char pieces[] = "()\"\\,=<>~!. \t and not has on in is set period under today \xc4\x91\xff";

	for (int64_t i = pick(4); i >= 0; i--) {
		size_t at = (size_t)pick((int64_t)n);
		switch (pick(3)) {
		case 0:
			s[at] = (char)(1 + pick(255));
			break;
		case 1:
			s[at] = pieces[pick((int64_t)sizeof pieces - 1)];
			break;
		case 2:
			memmove(s + at, s + (size_t)pick((int64_t)n), n - at > 8 ? 8 : 0);
			break;
		}
	}
}

static void mutations(void)
{
	int parses = 0;

	for (int i = 0; i < 20000; i++) {
		struct arena_mark mark = arena_mark(W.mem);
		size_t which = (size_t)pick((int64_t)COUNTOF(printed));
		char *s = arena_printf(W.mem, "%s and %s", printed[which].text, printed[which].text);
		size_t n = strlen(s), keep = n + 1;
		char *copy = arena_alloc(W.mem, keep + 8, 1);
		memcpy(copy, s, keep);
		mutate(copy, n);
		copy[n] = '\0';
		const struct filter *f = filter_parse(&W.ctx, printed[which].rec, copy);
		assert_true(f ? W.errs.count == 0 : W.errs.count == 1);
		parses += f != NULL;
		if (f)
			prints_back(printed[which].rec, f);
		errs_clear(&W.errs);
		arena_reset(W.mem, mark);
	}
	assert_true(parses > 500);
}

static const char *repeated(const char *open, const char *inner, const char *close, int n)
{
	struct buf b = buf_new(W.mem, 100000);

	for (int i = 0; i < n; i++)
		buf_text(&b, open);
	buf_text(&b, inner);
	for (int i = 0; i < n; i++)
		buf_text(&b, close);
	return b.s;
}

/* As deep as the parser lets pass, the engine takes; deeper is refused with a reason. */
static void depths(void)
{
	static const struct { const struct record *rec; const char *open, *inner, *close; } deep[] = {
		{ &badge, "not (", "years = 1", ")" }, { &badge, "(", "state = granted", ")" },
		{ &badge, "(years = 1 or years = 2 and ", "member.person.home.parent.name = a", ")" },
		{ &person, "has career(person ", "has member(standing = official and unit.parent.parent.name = x)", ")" },
		{ &badge, "years = 1 or not (years = 2 and ", "member has holding(member.person.home.parent.code = x on granted_on)", ")" },
		{ &visit, "person has visit(", "held_on in period", " on held_on)" },
		{ &badge, "person has badge(", "state = granted", " on granted_on)" },
		{ &badge, "person has holding(person has badge(state = granted and ", "years = 1", "))" },
	};

	for (size_t i = 0; i < COUNTOF(deep); i++) {
		int most = 0;
		for (int n = 0; n < 80; n++) {
			const char *text = repeated(deep[i].open, deep[i].inner, deep[i].close, n);
			struct list l = list_of(deep[i].rec, DEC31);
			struct measure m[] = {
				{ A_ROWS, .where = filter_parse(&W.ctx, deep[i].rec, text) }, { A_PERSONS }, { A_SUM, .field = "cost" },
			};
			int nm = deep[i].rec == &person ? 2 : 3;
			struct tally t;
			if (!m[0].where) {
				assert_int_equal(W.errs.count, 1);
				errs_clear(&W.errs);
				continue;
			}
			most = n;
			m[1].where = m[2].where = m[0].where;
			l.clock.known = n % 2;
			OK(list_measure(&W.ctx, &l, m, nm, NULL, &t));
			OK(deep[i].rec == &person || list_measure(&W.ctx, &l, m, nm, "unit", &t));
			errs_clear(&W.errs);
		}
		assert_in_range(most, 1, 79);
	}
	struct buf b = buf_new(W.mem, 100000);
	buf_text(&b, "years = 1");
	for (int i = 1; i < 300; i++)
		buf_text(&b, i % 2 ? " or granted_on is set" : " or years = 1");
	assert_int_equal(counted(&badge, (struct clock){ DEC31, 0 }, b.s), 2);
	buf_text(&b, " or years = 1");
	refused(&badge, b.s, "quá 300 điều kiện");
	refused(&badge, repeated("(", "years = 1", ")", 65), "quá 64 tầng");
	refused(&badge, repeated("years = 1 or ", "years = 1", "", 6000), "quá 65536 byte");
}

/* ---- lists ---- */

static const char *shown(const struct list *l)
{
	struct listing out;
	struct buf b = buf_new(W.mem, 10000);

	OK(list_rows(&W.ctx, l, &out));
	for (int i = 0; i < out.nlines; i++) {
		buf_printf(&b, "%s%lld:", i ? "; " : "", (long long)(out.line[i].id - BASE));
		assert_int_equal(out.line[i].times, 1);
		for (int c = 0; c < out.ncolumns; c++) {
			struct value v = out.line[i].cell[c];
			const char *title = out.line[i].title[c];
			buf_text(&b, c ? "|" : "");
			if (title)
				buf_text(&b, title);
			else if (v.type == T_INT)
				buf_printf(&b, "%lld", (long long)v.i);
			else
				buf_text(&b, v.type == T_TEXT ? v.text : "-");
		}
	}
	return b.s;
}

static void columns(void)
{
	struct list l = list_of(&badge, DEC31);

	assert_string_equal(shown(&l),
	                    "43:Nguyễn Văn An|Chi bộ Một|40|2022-09-02|Đã tặng; 42:Trần Thị Bình|Chi bộ Hai|40|-|Đã đề nghị; "
	                    "41:Nguyễn Văn An|Chi bộ Một|30|2022-02-03|Đã tặng; 44:Lê Hòa Đào|Chi bộ Ba|-|-|Không xét");
	l.clock.on = (struct date)DATE(2022, 1, 31);
	assert_string_equal(shown(&l), "41:Nguyễn Văn An|Chi bộ Một|30|-|Đã đề nghị; 44:Lê Hòa Đào|Chi bộ Ba|-|-|Đã đề nghị");
	l = list_of(&member, DEC31);
	assert_string_equal(shown(&l), "11:Nguyễn Văn An|00|Chi bộ Một|Chính thức; 12:Trần Thị Bình|01|Chi bộ Một|Chính thức; "
	                    "13:Lê Hòa Đào|02|Chi bộ Ba|Dự bị; 14:Kiên Sóc Kha|03|-|-; 15:Thạch Quý|04|Chi bộ Ba|Chính thức");
	l.columns = "card_no, person.ethnic,unit.parent";
	l.order = "-card_no";
	l.first = 1;
	l.count = 2;
	assert_string_equal(shown(&l), "14:03|Khmer|-; 13:02|Kinh|Đảng bộ huyện B");
	l.count = 0;
	l.first = 3;
	assert_string_equal(shown(&l), "12:01|Kinh|Đảng bộ huyện A; 11:00|Kinh|Đảng bộ huyện A");
	l = list_of(&person, DEC31);
	l.columns = "person, id";
	l.only = BASE + 3;
	assert_string_equal(shown(&l), "3:100000000003|100000000003");
	l.only = BASE + 30;
	assert_string_equal(shown(&l), "");
}

static void orders(void)
{
	struct list l = list_of(&person, DEC31);

	assert_string_equal(numbers(&l), "1 6 2 3 4 5");        /* An, Ánh, Bình, Đào, Kha, Quý */
	l.order = "-name";
	assert_string_equal(numbers(&l), "5 4 3 2 6 1");
	l.order = "born";
	assert_string_equal(numbers(&l), "5 1 2 3 4 6");
	l.order = "-born";
	assert_string_equal(numbers(&l), "4 3 2 1 5 6");
	l = list_of(&badge, DEC31);
	l.order = "-person.born, years";
	assert_string_equal(numbers(&l), "44 42 41 43");
	l.order = "-member, -years";
	assert_string_equal(numbers(&l), "44 42 43 41");
	l.order = "granted_on";
	assert_string_equal(numbers(&l), "41 43 42 44");
	l.order = "unit, id";
	assert_string_equal(numbers(&l), "41 43 42 44");
	l.order = "zzz";
	struct listing out;
	assert_false(list_rows(&W.ctx, &l, &out));
	assert_string_equal(W.errs.first->field, "order");
	errs_clear(&W.errs);
	l.order = NULL;
	l.columns = "year";
	assert_false(list_rows(&W.ctx, &l, &out));
	assert_string_equal(W.errs.first->field, "columns");
	assert_non_null(strstr(W.errs.first->text, "years"));
	errs_clear(&W.errs);
}

static void titles(void)
{
	const int64_t ids[] = { BASE + 44, BASE + 999, BASE + 41, BASE + 44 };
	const char *title[4];

	OK(list_titles(&W.ctx, &badge, (struct clock){ DEC31, 0 }, ids, 4, title));
	assert_string_equal(title[0], "Lê Hòa Đào");
	assert_string_equal(title[1], "#100000000999");
	assert_string_equal(title[2], "Nguyễn Văn An");
	assert_string_equal(title[3], "Lê Hòa Đào");
	OK(list_titles(&W.ctx, &unit_status, (struct clock){ DEC31, 0 }, ids, 1, title));
	assert_string_equal(title[0], "#100000000044");
	OK(list_titles(&W.ctx, &career, (struct clock){ DEC31, 0 }, (const int64_t[]){ BASE + 33 }, 1, title));
	assert_string_equal(title[0], "giao vien");
	OK(list_titles(&W.ctx, &badge, (struct clock){ DEC31, 0 }, ids, 0, title));
}

static void under(void)
{
	struct list l = list_of(&badge, DEC31);

	l.order = "id";
	l.under = BASE + 2;
	assert_string_equal(numbers(&l), "41 42 43");
	l.under = BASE + 4;
	assert_string_equal(numbers(&l), "41 42 43");
	l.clock.on = (struct date)DATE(2022, 6, 30);
	assert_string_equal(numbers(&l), "41");
	l.under = BASE + 77;
	assert_string_equal(numbers(&l), "");
	l = list_of(&member, DEC31);
	l.order = "id";
	l.under = BASE + 3;
	assert_string_equal(numbers(&l), "13 15");
	l.clock.on = (struct date)DATE(2022, 1, 15);
	assert_string_equal(numbers(&l), "13 14");
	l = list_of(&unit, DEC31);
	l.order = "id";
	l.under = BASE + 2;
	assert_string_equal(numbers(&l), "2 4 5");
	l = list_of(&person, DEC31);
	l.under = BASE + 3;
	l.order = "id";
	assert_string_equal(numbers(&l), "1 2 3 4 5 6");
}

/* A page is one statement, its titles one for each type of row that is named. */
static void statements(void)
{
	struct list l = list_of(&badge, DEC31);
	const struct tree *t;
	int64_t before;

	l.columns = "member, years, granted_on, state";
	before = db_statements(W.conn);
	(void)shown(&l);
	assert_int_equal(db_statements(W.conn) - before, 3);
	OK(tree_load(&W.ctx, l.clock, &t));
}

/* ---- known at a moment ---- */

static void later_rows(void)
{
	W.entry = 5;
	gone(&badge, 41);
	gone(&holding, 61);
	W.entry = 6;
	gone(&person, 2);
	PUT(&person, 2, { "name", "Trần Thị Yến" }, { "born", "1976" }, { "ethnic", "khmer" }, { "home", "@6" });
	gone(&career, 31);
	PUT(&career, 34, { "person", "@2" }, { "since", "1999" }, { "work", "Bác sĩ" });
	gone(&step_done, 54);
}

static void known(void)
{
	struct list l = list_of(&badge, DEC31);
	const int64_t two[] = { BASE + 2 };
	const char *title[1];

	write(later_rows);
	l.order = "id";
	assert_string_equal(numbers(&l), "42 43 44");
	l.clock.known = 4;
	assert_string_equal(numbers(&l), "41 42 43 44");
	l.clock.known = 5;
	assert_string_equal(numbers(&l), "42 43 44");
	assert_int_equal(counted(&person, (struct clock){ DEC31, 5 }, "name ~ \"bình\" and has member(has badge())"), 1);
	assert_int_equal(counted(&person, (struct clock){ DEC31, 6 }, "name ~ \"bình\" and has member(has badge())"), 0);
	assert_int_equal(counted(&person, (struct clock){ DEC31, 6 }, "name ~ \"yến\" and has member(has badge())"), 1);
	assert_int_equal(counted(&badge, (struct clock){ DATE(2022, 8, 5), 5 }, "state = proposed"), 2);
	assert_int_equal(counted(&badge, (struct clock){ DATE(2022, 8, 5), 6 }, "state = proposed"), 1);
	assert_int_equal(counted(&badge, (struct clock){ DEC31, 4 }, "person has holding(on proposed_on)"), 1);
	assert_int_equal(counted(&badge, (struct clock){ DEC31, 5 }, "person has holding(on proposed_on)"), 0);
	OK(list_titles(&W.ctx, &person, (struct clock){ DEC31, 5 }, two, 1, title));
	assert_string_equal(title[0], "Trần Thị Bình");
	OK(list_titles(&W.ctx, &person, (struct clock){ DEC31, 6 }, two, 1, title));
	assert_string_equal(title[0], "Trần Thị Yến");
}

/* ---- rights ---- */

static void seen_by(const struct right *r, int n, const struct record *rec, int64_t known_at, const char *want)
{
	struct user u = { 7, "u", "U", r, n };
	struct list l = list_of(rec, DEC31);

	W.ctx.user = &u;
	l.order = "id";
	l.clock.known = known_at;
	assert_string_equal(numbers(&l), want);
	W.ctx.user = &user_system;
}
#define SEEN(rec, known_at, want, ...) seen_by((const struct right[]){ __VA_ARGS__ }, \
	(int)COUNTOF(((const struct right[]){ __VA_ARGS__ })), (rec), (known_at), (want))

static void rights(void)
{
	SEEN(&badge, 0, "42 43", { "badge", "read", BASE + 2, 1 });
	SEEN(&badge, 0, "44", { "badge", "read", BASE + 3, 1 });
	SEEN(&badge, 0, "42 43 44", { "badge", "read", BASE + 3, 1 }, { "*", "*", BASE + 2, 1 });
	SEEN(&badge, 0, "42 43 44", { "badge", "read", 0, 1 });
	SEEN(&member, 0, "11 12", { "*", "read", BASE + 2, 1 });
	SEEN(&person, 0, "1", { "*", "read", BASE + 2, 1 });
	SEEN(&person, 0, "2 3 4 5", { "*", "read", BASE + 6, 1 });
	SEEN(&career, 0, "32 34", { "*", "read", BASE + 3, 1 });
	SEEN(&code, 0, "1 2 3 4 5", { "*", "read", BASE + 3, 1 });
	/* As known before the second person's file went to unit 6: it is there that it may be read today. */
	SEEN(&person, 5, "1", { "*", "read", BASE + 2, 1 });
	SEEN(&person, 5, "2 3 4 5", { "*", "read", BASE + 3, 1 });
	SEEN(&badge, 4, "41 42 43", { "*", "read", BASE + 2, 1 });
	SEEN(&career, 4, "31", { "*", "read", BASE + 2, 1 });
}

static void denied(void)
{
	static const struct right none[] = { { "badge", "read", BASE + 2, 1 } }, open[] = { { "*", "read", 0, 0 } },
	                          work[] = { { "*", "read", 0, 1 } };
	struct user u = { 7, "u", "U", none, 1 };
	struct list l = list_of(&person, DEC31);
	int64_t n;

	W.ctx.user = &u;
	assert_false(list_count(&W.ctx, &l, &n));
	assert_int_equal(errs_worst(&W.errs), ERR_DENIED);
	errs_clear(&W.errs);
	u.right = work;
	l.only = BASE + 1;
	assert_string_equal(shown(&l), "1:Nguyễn Văn An|1960-05-01|Kinh");
	l.columns = "name, health";
	assert_string_equal(shown(&l), "1:Nguyễn Văn An|");
	assert_null(filter_parse(&W.ctx, &person, "health = x"));
	assert_int_equal(errs_worst(&W.errs), ERR_DENIED);
	errs_clear(&W.errs);
	u.right = open;
	l.columns = NULL;
	assert_string_equal(shown(&l), "1:Nguyễn Văn An");
	l.columns = "born, name";
	assert_string_equal(shown(&l), "1:|Nguyễn Văn An");
	l.order = "born";
	struct listing out;
	assert_false(list_rows(&W.ctx, &l, &out));
	errs_clear(&W.errs);
	W.ctx.user = &user_system;
}

/* ---- measures ---- */

static const char *measured(const struct list *l, const struct measure *m, int n, const char *by)
{
	struct tally t;
	struct buf b = buf_new(W.mem, 10000);

	OK(list_measure(&W.ctx, l, m, n, by, &t));
	for (int i = 0; i < t.n; i++) {
		int64_t id;
		bool is_id = text_int(t.key[i], &id) && id > BASE;
		buf_printf(&b, "%s%s:", i ? "; " : "", is_id ? arena_printf(W.mem, "%lld", (long long)(id - BASE)) : t.key[i]);
		for (int k = 0; k < n; k++)
			buf_printf(&b, "%s%lld", k ? "," : "", (long long)t.value[i * n + k]);
	}
	return b.s;
}

static void measures(void)
{
	struct list l = list_of(&badge, DEC31);
	struct measure m[] = {
		{ A_ROWS }, { A_PERSONS }, { A_SUM, .field = "cost" }, { A_ROWS, .where = parsed(&badge, "state = granted") },
		{ A_PERSONS, .where = parsed(&badge, "state = granted") },
		{ A_SUM, "cost", parsed(&badge, "person has holding()") },
	};

	assert_string_equal(measured(&l, m, 6, NULL), ":4,3,1500,2,1,500");
	assert_string_equal(measured(&l, m + 4, 1, NULL), ":1");
	assert_string_equal(measured(&l, m, 6, "years"), "30:1,1,1000,1,1,0; 40:2,2,500,1,1,500; :1,1,0,0,0,0");
	assert_string_equal(measured(&l, m + 3, 2, "years"), "30:1,1; 40:1,1");
	assert_string_equal(measured(&l, m + 3, 1, "years"), "30:1; 40:1");
	assert_string_equal(measured(&l, m, 2, "state"), "granted:2,1; proposed:1,1; refused:1,1");
	assert_string_equal(measured(&l, m, 2, "person.ethnic"), "kinh:4,3");
	assert_string_equal(measured(&l, m, 2, "member"), "11:2,1; 12:1,1; 13:1,1");
	assert_string_equal(measured(&l, m, 6, "unit"), "2:3,2,1500,2,1,500; 3:1,1,0,0,0,0");
	l.under = BASE + 2;
	assert_string_equal(measured(&l, m, 6, "unit"), "4:3,2,1500,2,1,500");
	assert_string_equal(measured(&l, m + 3, 1, "unit"), "4:2");
	assert_string_equal(measured(&l, m + 4, 1, "unit"), "4:1");
	l.under = BASE + 4;
	assert_string_equal(measured(&l, m, 2, "unit"), "4:2,1; 5:1,1");
	l.clock.on = (struct date)DATE(2022, 6, 30);
	l.under = BASE + 2;
	assert_string_equal(measured(&l, m, 2, "unit"), "4:1,1; 5:1,1");
	l = list_of(&member, DEC31);
	assert_string_equal(measured(&l, m, 2, "unit"), "2:2,2; 3:2,2");
	assert_string_equal(measured(&l, m, 2, NULL), ":5,5");
	assert_string_equal(measured(&l, m, 2, "standing"), "official:3,3; probationary:1,1; :1,1");
	l = list_of(&visit, DEC31);
	assert_string_equal(measured(&l, m, 3, NULL), ":3,2,42");
	assert_string_equal(measured(&l, m, 2, "unit.type"), "cell:3,2");
	l = list_of(&code, DEC31);
	struct tally t;
	assert_false(list_measure(&W.ctx, &l, m + 1, 1, NULL, &t));
	errs_clear(&W.errs);
	m[2].field = "label";
	assert_false(list_measure(&W.ctx, &l, m + 2, 1, NULL, &t));
	assert_string_equal(W.errs.first->field, "field");
	errs_clear(&W.errs);
	assert_false(list_measure(&W.ctx, &l, m, 1, "unit", &t));
	errs_clear(&W.errs);
}

/* ---- a larger tree: persons roll up as count(distinct) does ---- */

enum { NODES = 60, PEOPLE = 120, VISITS = 500 };

static void many_rows(void)
{
	for (int i = 1; i <= NODES; i++) {
		const char *up = i <= 2 ? "" : arena_printf(W.mem, "@%lld", (long long)(1 + pick(i - 1)));
		put_unit(i, up, arena_printf(W.mem, "%02d", i), "U", "cell", pick(5) ? EVER : "2022-05-01",
		         i > 5 && pick(2) ? "@3" : "");
	}
	for (int i = 1; i <= PEOPLE; i++)
		PUT(&person, 1000 + i, { "name", "Lê An" }, { "ethnic", pick(3) ? "kinh" : "khmer" });
	for (int i = 1; i <= VISITS; i++)
		PUT(&visit, 2000 + i, { "held_on", pick(2) ? "2022-01-01" : "2022-06-01" },
		    { "guest", pick(20) ? arena_printf(W.mem, "@%lld", (long long)(1001 + pick(PEOPLE))) : "" },
		    { "unit", pick(20) ? arena_printf(W.mem, "@%lld", (long long)(1 + pick(NODES))) : "" },
		    { "paid", pick(2) ? "1" : "0" }, { "cost", arena_printf(W.mem, "%lld", (long long)pick(100)) });
}

/* The children's amounts by the roll-up are what the list under each child counts by itself. */
static void same_below(struct list l, const struct measure *m, int n)
{
	struct tally all, one;
	int64_t top = l.under;

	OK(list_measure(&W.ctx, &l, m, n, "unit", &all));
	for (int i = 0; i < all.n; i++) {
		l.under = atoll(all.key[i]);
		l.where = NULL;
		if (l.under == top)
			l.where = parsed(&visit, arena_printf(W.mem, "unit = %s", all.key[i]));
		OK(list_measure(&W.ctx, &l, m, n, NULL, &one));
		for (int k = 0; k < n; k++)
			assert_int_equal(all.value[i * n + k], one.value[k]);
	}
}

static void rolls_up(void)
{
	const struct measure m[] = {
		{ A_ROWS }, { A_PERSONS, .where = parsed(&visit, "paid = 1") }, { A_SUM, .field = "cost" }, { A_PERSONS },
		{ A_PERSONS, .where = parsed(&visit, "person.ethnic = khmer") },
	};
	struct list l = list_of(&visit, DEC31);
	const struct tree *t;

	for (int round = 0; round < 2; round++) {
		l.clock.on = round ? DEC31 : (struct date)DATE(2022, 3, 1);
		OK(tree_load(&W.ctx, l.clock, &t));
		assert_int_equal(t->n, NODES);
		for (int i = 0; i < t->n; i++) {
			struct arena_mark mark = arena_mark(W.mem);
			l.under = t->id[i];
			l.where = NULL;
			same_below(l, m, (int)COUNTOF(m));
			same_below(l, m + 1, 1);
			arena_reset(W.mem, mark);
		}
	}
}

static void many_world(void (*test)(void))
{
	int n;
	const char *const *url = urls(&n);

	for (int i = 0; i < n; i++) {
		open_world(url[i]);
		write(many_rows);
		test();
		close_world();
	}
}

/* ---- on each engine ---- */

static void on_each(void (*test)(void))
{
	int n;
	const char *const *url = urls(&n);

	for (int i = 0; i < n; i++) {
		fixed_world(url[i]);
		test();
		assert_int_equal(W.errs.count, 0);
		close_world();
	}
}

static void known_and_rights(void)
{
	known();
	rights();
	denied();
}

static void test_there(void **s) { (void)s; on_each(there); }
static void test_states(void **s) { (void)s; on_each(states); }
static void test_comparisons(void **s) { (void)s; on_each(comparisons); }
static void test_words(void **s) { (void)s; on_each(words); }
static void test_paths(void **s) { (void)s; on_each(paths); }
static void test_units(void **s) { (void)s; on_each(units); }
static void test_has(void **s) { (void)s; on_each(has); }
static void test_faults(void **s) { (void)s; on_each(faults); }
static void test_prints(void **s) { (void)s; on_each(prints); }
static void test_algebra(void **s) { (void)s; on_each(algebra); }
static void test_mutations(void **s) { (void)s; on_each(mutations); }
static void test_depths(void **s) { (void)s; on_each(depths); }
static void test_columns(void **s) { (void)s; on_each(columns); }
static void test_orders(void **s) { (void)s; on_each(orders); }
static void test_titles(void **s) { (void)s; on_each(titles); }
static void test_under(void **s) { (void)s; on_each(under); }
static void test_statements(void **s) { (void)s; on_each(statements); }
static void test_known_and_rights(void **s) { (void)s; on_each(known_and_rights); }
static void test_measures(void **s) { (void)s; on_each(measures); }
static void test_rolls_up(void **s) { (void)s; many_world(rolls_up); }

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there), cmocka_unit_test(test_states), cmocka_unit_test(test_comparisons),
		cmocka_unit_test(test_words), cmocka_unit_test(test_paths), cmocka_unit_test(test_units),
		cmocka_unit_test(test_has), cmocka_unit_test(test_faults), cmocka_unit_test(test_prints),
		cmocka_unit_test(test_algebra), cmocka_unit_test(test_mutations), cmocka_unit_test(test_depths),
		cmocka_unit_test(test_columns), cmocka_unit_test(test_orders), cmocka_unit_test(test_titles),
		cmocka_unit_test(test_under), cmocka_unit_test(test_statements), cmocka_unit_test(test_known_and_rights),
		cmocka_unit_test(test_measures), cmocka_unit_test(test_rolls_up),
	};

	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
