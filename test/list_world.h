#ifndef TEST_LIST_WORLD_H
#define TEST_LIST_WORLD_H
/* A small catalog and its rows for the tests of reading.  Rows are written straight into the tables, on both clocks,
 * so that nothing here depends on how commands write. */
#include "base/crypt.h"

#define WORLD_MORE struct rng rng; int64_t entry;       /* of what is written */
#include "world.h"

#include "model/filter.h"
#include "model/query.h"
#include "model/table.h"
#include "model/unit.h"

#define BASE 100000000000LL             /* ids are BASE + n */

/* ---- the catalog ---- */

static const struct field unit_fields[] = {
	{ "kind", "Loại", K_TEXT, 0 },
	{ "code", "Mã", K_TEXT, F_LIST },
	{ "name", "Tên", K_TEXT, F_LIST | F_SEARCH },
	{ "type", "Loại hình", K_TEXT, 0 },
	{ "parent", "Cấp trên", K_UNIT, 0 },
	{ "founded_on", "Thành lập", K_DATE, 0 },
	{ "ended_on", "Kết thúc", K_DATE, 0 },
	{ "successor", "Kế tục", K_UNIT, 0 },
};
static const struct record unit = {
	"unit", "Tổ chức", "Tổ chức", FIELDS(unit_fields), .day = "founded_on", .unit = "id", .title = "name",
	.order = "code",
};
static const struct field unit_status_fields[] = {
	{ "unit", "Tổ chức", K_UNIT, 0 },
	{ "parent", "Cấp trên", K_UNIT, 0 },
	{ "code", "Mã", K_TEXT, 0 },
	{ "name", "Tên", K_TEXT, 0 },
	{ "type", "Loại hình", K_TEXT, 0 },
	{ "valid_from", "Từ ngày", K_DATE, F_REQUIRED },
	{ "valid_until", "Đến trước ngày", K_DATE, F_REQUIRED },
};
static const struct record unit_status = {
	"unit_status", "Tình trạng tổ chức", "Tình trạng", FIELDS(unit_status_fields), .dated = true, .unit = "unit",
};
static const struct field code_fields[] = {
	{ "list", "Danh mục", K_TEXT, 0 },
	{ "key", "Khóa", K_TEXT, 0 },
	{ "number", "Số", K_TEXT, 0 },
	{ "label", "Nhãn", K_TEXT, 0 },
	{ "sort", "Thứ tự", K_INT, 0 },
	{ "valid_from", "Từ ngày", K_DATE, F_REQUIRED },
	{ "valid_until", "Đến trước ngày", K_DATE, F_REQUIRED },
};
static const struct record code = { "code", "Mã", "Mã", FIELDS(code_fields), .dated = true };
static const struct field step_fields[] = {
	{ "record", "Loại hồ sơ", K_TEXT, 0 },
	{ "row", "Số hồ sơ", K_INT, F_INDEX },
	{ "step", "Bước", K_TEXT, 0 },
	{ "from_state", "Từ", K_TEXT, 0 },
	{ "to_state", "Đến", K_TEXT, 0 },
	{ "day", "Ngày", K_DATE, 0 },
	{ "no", "Thứ tự", K_INT, 0 },
};
static const struct record step_done = { "step_done", "Bước", "Bước", FIELDS(step_fields), .day = "day",
	.system = "-" };

static const struct field person_fields[] = {
	{ "name", "Họ và tên", K_NAME, F_REQUIRED | F_LIST | F_SEARCH | F_SORT | F_PUBLIC },
	{ "born", "Ngày sinh", K_PARTIAL, F_LIST },
	{ "ethnic", "Dân tộc", K_CODE, F_LIST, .of = "ethnic" },
	{ "health", "Sức khỏe", K_TEXT, F_LIST | F_FILE | F_SEARCH },
	{ "home", "Nơi giữ hồ sơ", K_UNIT, 0 },
};
static const struct record person = {
	"person", "Người", "Người", FIELDS(person_fields), .home = "home", .person = "id", .title = "name",
	.order = "name",
};
static const struct field career_fields[] = {
	{ "person", "Người", K_REF, F_REQUIRED | F_LIST, .of = "person" },
	{ "since", "Từ", K_PARTIAL, F_LIST },
	{ "work", "Công việc", K_NOTE, F_LIST | F_SEARCH },
};
static const struct record career = {
	"career", "Quá trình công tác", "Quá trình công tác", FIELDS(career_fields), .parent = "person",
	.order = "-since",
	.title = "work",
};
static const struct field member_fields[] = {
	{ "person", "Người", K_REF, F_REQUIRED | F_UNIQUE | F_LIST, .of = "person" },
	{ "card_no", "Số thẻ", K_TEXT, F_LIST },
	{ "unit", "Chi bộ", K_SPAN, F_LIST, .of = "member_status.unit" },
	{ "standing", "Tư cách", K_SPAN, F_LIST, .of = "member_status.standing" },
	{ "home", "Nơi giữ hồ sơ", K_UNIT, 0 },
};
static const struct record member = {
	"member", "Đảng viên", "Đảng viên", FIELDS(member_fields), .unit = "unit", .home = "home", .person = "person",
	.title = "person", .order = "person",
};
static const struct field member_status_fields[] = {
	{ "member", "Đảng viên", K_REF, F_REQUIRED, .of = "member" },
	{ "unit", "Chi bộ", K_UNIT, F_LIST },
	{ "standing", "Tư cách", K_CODE, F_LIST, .of = "standing" },
	{ "exempt", "Miễn sinh hoạt", K_BOOL, 0 },
	{ "valid_from", "Từ ngày", K_DATE, F_REQUIRED },
	{ "valid_until", "Đến trước ngày", K_DATE, F_REQUIRED },
};
static const struct record member_status = {
	"member_status", "Tình trạng đảng viên", "Tình trạng", FIELDS(member_status_fields), .dated = true,
	.unit = "unit",
	.person = "member", .title = "member", .order = "member", .key = "member",
};
static const struct field badge_fields[] = {
	{ "member", "Đảng viên", K_REF, F_REQUIRED | F_LIST, .of = "member" },
	{ "unit", "Tổ chức", K_UNIT, F_REQUIRED | F_LIST },
	{ "years", "Huy hiệu", K_INT, F_LIST },
	{ "proposed_on", "Ngày đề nghị", K_DATE, F_REQUIRED },
	{ "granted_on", "Ngày tặng", K_DATE, F_LIST },
	{ "refused_on", "Ngày trả lại", K_DATE, 0 },
	{ "cost", "Kinh phí", K_MONEY, 0 },
	{ "state", "Trạng thái", K_STATE, F_LIST | F_DERIVED },
	{ "began_on", "Ngày bắt đầu", K_DATE, F_DERIVED },
	{ "state_on", "Ngày của trạng thái", K_DATE, F_DERIVED },
};
static const struct state badge_states[] = {
	{ "proposed", "Đã đề nghị", .open = true }, { "granted", "Đã tặng" }, { "refused", "Không xét",
	  .ends = true },
};
static const struct step badge_steps[] = {
	{ "propose", "Đề nghị", NULL, "proposed", 0, .day = "proposed_on" },
	{ "grant", "Tặng", "proposed", "granted", 0, .day = "granted_on" },
	{ "refuse", "Trả lại", "proposed", "refused", 0, .day = "refused_on" },
};
static const struct workflow badge_flow = FLOW(badge_states, badge_steps);
static const struct record badge = {
	"badge", "Huy hiệu Đảng", "Huy hiệu Đảng", FIELDS(badge_fields), .unit = "unit", .person = "member",
	.title = "member",
	.order = "-proposed_on, member", .flow = &badge_flow,
};
static const struct field holding_fields[] = {
	{ "member", "Đảng viên", K_REF, F_REQUIRED | F_LIST, .of = "member" },
	{ "unit", "Tổ chức", K_UNIT, F_REQUIRED | F_LIST },
	{ "post", "Chức vụ", K_CODE, F_LIST, .of = "post" },
	{ "valid_from", "Từ ngày", K_DATE, F_REQUIRED },
	{ "valid_until", "Đến trước ngày", K_DATE, F_REQUIRED },
};
static const struct record holding = {
	"holding", "Chức vụ", "Chức vụ", FIELDS(holding_fields), .dated = true, .unit = "unit", .person = "member",
	.title = "member", .order = "member",
};
static const struct field visit_fields[] = {
	{ "held_on", "Ngày", K_DATE, F_REQUIRED | F_LIST },
	{ "guest", "Khách", K_REF, F_LIST, .of = "person" },
	{ "host", "Chủ", K_REF, F_LIST, .of = "person" },
	{ "unit", "Tổ chức", K_UNIT, F_LIST },
	{ "paid", "Đã trả", K_BOOL, 0 },
	{ "at", "Lúc", K_TIME, 0 },
	{ "cost", "Kinh phí", K_MONEY, 0 },
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

static struct world W;

#define OK(x) do { if (!(x)) { show_errs(&W.errs); fail_msg("%s", #x); } } while (0)

static inline bool write_rows(void *arg)
{
	void (*rows)(void) = *(void (**)(void))arg;

	rows();
	return true;
}

static inline void write_all(void (*rows)(void))
{
	OK(db_txn(&W.db, TXN_WRITE, write_rows, &rows));
}

/* Nothing is kept between two readings: rows come and go without an entry. */
static inline void open_world(const char *url)
{
	world_begin(&W, url, subjects, 1);
	W.ctx.today = (struct date)DATE(2022, 12, 31);
	W.ctx.now = 1672477200;
	W.ctx.head = 1000;
	W.ctx.heads = NEWN(W.mem, int64_t, COUNTOF(records));
	OK(catalog_migrate(&W.ctx, false, NULL));
	W.entry = 1;
	rng_seed(&W.rng, 11, "test_list");
}

/* Cells by field name, as text; "@7" is an id, "" or a missing field null. */
struct cell { const char *name, *text; };

static inline struct value cell_value(const struct field *f, const char *text)
{
	if (!*text)
		return value_null();
	if (*text == '@')
		return value_int(BASE + atoll(text + 1));
	switch (f->kind) {
	case K_INT: case K_MONEY: case K_TIME: case K_BOOL: case K_REF: case K_UNIT:
		return value_int(atoll(text));
	case K_TEXT: case K_NAME: case K_NOTE: case K_DATE: case K_PARTIAL: case K_CODE: case K_STATE: case K_SPAN:
	case K__COUNT:
		break;
	}
	return value_text(text);
}

static inline const struct value *cells_of(const struct record *rec, const struct cell *c, int n)
{
	struct value *v = NEWN(W.mem, struct value, rec->nfields);

	for (int i = 0; i < n; i++) {
		int f = record_field(rec, c[i].name);
		assert_true(f >= 0);
		v[f] = cell_value(&rec->fields[f], c[i].text);
	}
	return v;
}

static inline void put(const struct record *rec, int64_t n, const struct cell *c, int count)
{
	static const unsigned char salt[16];
	const struct table *t = catalog_table(&W.catalog, rec);

	OK(db_run(&W.db, t->insert, table_args(W.mem, t, BASE + n, W.entry, cells_of(rec, c, count), salt)));
}
#define PUT(rec, n, ...) put((rec), (n), (const struct cell[]){ __VA_ARGS__ }, \
                             (int)COUNTOF(((const struct cell[]){ __VA_ARGS__ })))

static inline void gone(const struct record *rec, int64_t n)
{
	const struct table *t = catalog_table(&W.catalog, rec);

	OK(db_run(&W.db, t->past, ARGS(V(BASE + n), V(W.entry))));
	OK(db_run(&W.db, t->remove, ARGS(V(BASE + n))));
}

static inline void put_unit(int64_t n, const char *parent, const char *name_code, const char *name, const char *type,
                     const char *until, const char *successor)
{
	bool ended = strcmp(until, "9999-12-31") != 0;

	PUT(&unit, n, { "kind", "party" }, { "code", name_code }, { "name", name }, { "type", type },
	    { "parent", parent }, { "founded_on", "2000-01-01" }, { "ended_on", ended ? until : "" },
	    { "successor", successor });
	PUT(&unit_status, 1000 + n, { "unit", arena_printf(W.mem, "@%lld", (long long)n) }, { "parent", parent },
	    { "code", name_code }, { "name", name }, { "type", type }, { "valid_from", "2000-01-01" },
	    { "valid_until", until });
}

#define EVER "9999-12-31"

static inline void put_code(int64_t n, const char *list, const char *key, const char *label)
{
	PUT(&code, n, { "list", list }, { "key", key }, { "number", "1" }, { "label", label }, { "sort", "1" },
	    { "valid_from", "1900-01-01" }, { "valid_until", EVER });
}

static inline void put_step(int64_t n, int64_t row, const char *to, const char *day, const char *no)
{
	PUT(&step_done, n, { "record", "badge" }, { "row", arena_printf(W.mem, "@%lld", (long long)row) },
	    { "to_state", to }, { "day", day }, { "no", no });
}

static inline void put_status(int64_t n, const char *of, const char *at, const char *standing, const char *from,
                              const char *until)
{
	PUT(&member_status, n, { "member", of }, { "unit", at }, { "standing", standing }, { "exempt", "0" },
	    { "valid_from", from }, { "valid_until", until });
}

/* Units 1 > 2 > 4, 5 and 1 > 3 > 6; 5 was merged into 4 on 2022-07-01. */
static inline void fixed_units(void)
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

static inline void fixed_persons(void)
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

static inline void fixed_acts(void)
{
	PUT(&badge, 41, { "member", "@11" }, { "unit", "@4" }, { "years", "30" }, { "proposed_on", "2022-01-10" },
	    { "granted_on", "2022-02-03" }, { "cost", "1000" }, { "state", "granted" }, { "began_on", "2022-01-10" },
	    { "state_on", "2022-02-03" });
	PUT(&badge, 42, { "member", "@12" }, { "unit", "@5" }, { "years", "40" }, { "proposed_on", "2022-05-01" },
	    { "cost", "500" }, { "state", "proposed" }, { "began_on", "2022-05-01" }, { "state_on", "2022-05-01" });
	PUT(&badge, 43, { "member", "@11" }, { "unit", "@4" }, { "years", "40" }, { "proposed_on", "2022-08-01" },
	    { "granted_on", "2022-09-02" }, { "state", "granted" }, { "began_on", "2022-08-01" },
	    { "state_on", "2022-09-02" });
	PUT(&badge, 44, { "member", "@13" }, { "unit", "@6" }, { "proposed_on", "2021-12-01" },
	    { "refused_on", "2022-03-01" }, { "state", "refused" }, { "began_on", "2021-12-01" },
	    { "state_on", "2022-03-01" });
	put_step(51, 41, "proposed", "2022-01-10", "1");
	put_step(52, 41, "granted", "2022-02-03", "2");
	put_step(53, 42, "proposed", "2022-05-01", "1");
	put_step(54, 43, "proposed", "2022-08-01", "1");
	put_step(55, 43, "granted", "2022-09-02", "2");
	put_step(56, 44, "proposed", "2021-12-01", "1");
	put_step(57, 44, "refused", "2022-03-01", "2");
	PUT(&holding, 61, { "member", "@11" }, { "unit", "@4" }, { "post", "secretary" },
	    { "valid_from", "2021-01-01" }, { "valid_until", "2022-06-01" });
	PUT(&holding, 62, { "member", "@12" }, { "unit", "@4" }, { "post", "secretary" },
	    { "valid_from", "2022-06-01" }, { "valid_until", EVER });
	PUT(&visit, 71, { "held_on", "2022-03-05" }, { "guest", "@1" }, { "host", "@2" }, { "unit", "@4" },
	    { "paid", "1" }, { "cost", "30" }, { "at", "1646438400" });
	PUT(&visit, 72, { "held_on", "2022-10-05" }, { "guest", "@6" }, { "host", "@1" }, { "unit", "@6" },
	    { "paid", "0" }, { "cost", "12" });
	PUT(&visit, 73, { "held_on", "2022-10-06" }, { "guest", "@1" }, { "unit", "@6" });
}

static inline void fixed_rows(void)
{
	fixed_units();
	fixed_persons();
	fixed_acts();
}

static inline void fixed_world(const char *url)
{
	open_world(url);
	write_all(fixed_rows);
}

/* ---- asking ---- */

static inline struct list list_of(const struct record *rec, struct date on)
{
	return (struct list){ .of = rec, .clock = { on, 0 }, .period = { DATE(2022, 1, 1), date_add_days(on, 1) } };
}

static inline const struct filter *parsed(const struct record *rec, const char *text)
{
	const struct filter *f = filter_parse(&W.ctx, rec, text);

	if (!f) {
		fprintf(stderr, "filter: %s\n", text);
		show_errs(&W.errs);
		fail();
	}
	return f;
}

/* The rows by number, in the list's order. */
static inline const char *numbers(const struct list *l)
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

static inline const char *found(const struct record *rec, struct date on, const char *where)
{
	struct list l = list_of(rec, on);

	l.where = parsed(rec, where);
	l.order = "id";
	return numbers(&l);
}

static const struct date DEC31 = DATE(2022, 12, 31);
#define FOUND(rec, on, where, want) assert_string_equal(found((rec), (struct date)on, (where)), (want))
#define NOW(rec, where, want) assert_string_equal(found((rec), DEC31, (where)), (want))


static inline int64_t pick(int64_t n)
{
	return (int64_t)rng_below(&W.rng, (uint64_t)n);
}
#define CHOICE(...) ((const char *const[]){ __VA_ARGS__ })
#define CHOOSE(...) CHOICE(__VA_ARGS__)[pick((int64_t)COUNTOF(CHOICE(__VA_ARGS__)))]

static inline int64_t counted(const struct record *rec, struct clock clock, const char *where)
{
	struct list l = list_of(rec, clock.on);
	int64_t n;

	l.clock = clock;
	l.where = parsed(rec, where);
	OK(list_count(&W.ctx, &l, &n));
	return n;
}

static inline void on_each(void (*test)(void))
{
	for (int i = 0; world_url(i); i++) {
		fixed_world(world_url(i));
		test();
		assert_int_equal(W.errs.count, 0);
		world_close(&W);
	}
}

#endif
