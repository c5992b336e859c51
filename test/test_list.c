/* Lists: what is there on a day, as known at a moment, for a user; columns, order, titles, measures. */
#include "list_world.h"

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
	                    "43:Nguyễn Văn An|Chi bộ Một|40|2022-09-02|Đã tặng; "
	                    "42:Trần Thị Bình|Chi bộ Hai|40|-|Đã đề nghị; "
	                    "41:Nguyễn Văn An|Chi bộ Một|30|2022-02-03|Đã tặng; 44:Lê Hòa Đào|Chi bộ Ba|-|-|Không xét");
	l.clock.on = (struct date)DATE(2022, 1, 31);
	assert_string_equal(shown(&l),
	    "41:Nguyễn Văn An|Chi bộ Một|30|-|Đã đề nghị; 44:Lê Hòa Đào|Chi bộ Ba|-|-|Đã đề nghị");
	l = list_of(&member, DEC31);
	assert_string_equal(shown(&l),
	    "11:Nguyễn Văn An|00|Chi bộ Một|Chính thức; 12:Trần Thị Bình|01|Chi bộ Một|Chính thức; "
	                    "13:Lê Hòa Đào|02|Chi bộ Ba|Dự bị; 14:Kiên Sóc Kha|03|-|-; "
	                    "15:Thạch Quý|04|Chi bộ Ba|Chính thức");
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

	write_all(later_rows);
	l.order = "id";
	assert_string_equal(numbers(&l), "42 43 44");
	l.clock.known = 4;
	assert_string_equal(numbers(&l), "41 42 43 44");
	l.clock.known = 5;
	assert_string_equal(numbers(&l), "42 43 44");
	assert_int_equal(counted(&person, (struct clock){ DEC31, 5 },
	    "name ~ \"bình\" and has member(has badge())"), 1);
	assert_int_equal(counted(&person, (struct clock){ DEC31, 6 },
	    "name ~ \"bình\" and has member(has badge())"), 0);
	assert_int_equal(counted(&person, (struct clock){ DEC31, 6 }, "name ~ \"yến\" and has member(has badge())"),
	    1);
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
		buf_printf(&b, "%s%s:", i ? "; " : "", is_id ? arena_printf(W.mem, "%lld",
		    (long long)(id - BASE)) : t.key[i]);
		for (int k = 0; k < n; k++)
			buf_printf(&b, "%s%lld", k ? "," : "", (long long)t.value[i * n + k]);
	}
	return b.s;
}

static void measures(void)
{
	struct list l = list_of(&badge, DEC31);
	struct measure m[] = {
		{ A_ROWS }, { A_PERSONS }, { A_SUM, .field = "cost" }, { A_ROWS, .where = parsed(&badge,
		    "state = granted") },
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

/* ---- measures as known at a moment ---- */

/* Each changes what the paths below lead to; badges themselves change but once. */
static void later_persons(void)
{
	W.entry = 11;
	gone(&person, 2);
	PUT(&person, 2, { "name", "Trần Thị Yến" }, { "ethnic", "khmer" }, { "home", "@6" });
	gone(&person, 3);
}

static void later_members(void)
{
	W.entry = 12;
	gone(&member, 11);
	PUT(&member, 11, { "person", "@4" }, { "card_no", "00" }, { "home", "@4" });
}

static void later_spans(void)
{
	W.entry = 13;
	gone(&member_status, 24);
	put_status(24, "@13", "@4", "official", "2022-01-01", "2023-01-01");
	gone(&unit_status, 1004);
	PUT(&unit_status, 1004, { "unit", "@4" }, { "parent", "@2" }, { "code", "84.001.01" }, { "name", "Chi bộ" },
	    { "type", "committee" }, { "valid_from", "2000-01-01" }, { "valid_until", EVER });
}

static void later_acts(void)
{
	W.entry = 14;
	gone(&step_done, 54);
	gone(&badge, 41);
	gone(&holding, 62);
}

enum { ASKED = 6, LAST = 14 };

/* The same rows by every way that a path goes: references, spans, what a unit is called, states, rows that point. */
static const char *all_said(int64_t known, struct date on)
{
	static const struct { const struct record *rec; const char *where, *by; } asked[ASKED] = {
		{ &badge, "member.person.ethnic = khmer", "member.person.ethnic" },
		{ &badge, "member.standing = official and state = proposed", "member.unit" },
		{ &badge, "unit.type = committee or member.person has visit()", "unit.type" },
		{ &badge, "person has holding(post = secretary)", "state" },
		{ &member, "unit.type = committee", "person.home" },
		{ &member_status, "member.person.name ~ \"yến\" or member.card_no = a", "member.person.home" },
	};
	struct buf said = buf_new(W.mem, 100000);

	for (size_t i = 0; i < ASKED; i++) {
		const char *by[] = { NULL, "unit", asked[i].by };
		struct measure m[] = { { A_ROWS, .where = parsed(asked[i].rec, asked[i].where) }, { A_ROWS },
			{ A_PERSONS, .where = parsed(asked[i].rec, asked[i].where) } };
		struct list l = list_of(asked[i].rec, on);
		l.clock.known = known;
		for (size_t k = 0; k < COUNTOF(by); k++)
			buf_printf(&said, "%s | %s\n", measured(&l, m, 3, by[k]), measured(&l, m, 1, by[k]));
	}
	return said.s;
}

/* As known at a moment everything is measured as it was when that moment was now. */
static void measures_known(void)
{
	static void (*const later[])(void) = { later_persons, later_members, later_spans, later_acts };
	const struct date aug = DATE(2022, 8, 15);
	const char *then[LAST + 1], *in_august[LAST + 1];

	then[LAST - COUNTOF(later)] = all_said(0, DEC31);
	in_august[LAST - COUNTOF(later)] = all_said(0, aug);
	for (size_t i = 0; i < COUNTOF(later); i++) {
		size_t known = LAST - COUNTOF(later) + 1 + i;
		write_all(later[i]);
		then[known] = all_said(0, DEC31);
		in_august[known] = all_said(0, aug);
		assert_string_not_equal(then[known - 1], then[known]);
	}
	for (int64_t known = LAST - (int)COUNTOF(later); known <= LAST; known++) {
		assert_string_equal(all_said(known, DEC31), then[known]);
		assert_string_equal(all_said(known, aug), in_august[known]);
	}
}

/* Lists counted together are counted as each alone: what is seen by day, where it lies, what lies beyond a span. */
static void together(const struct record *of, const struct measure *m, int n, const char *by, int64_t known)
{
	struct list l[] = { list_of(of, DEC31), list_of(of, (struct date)DATE(2022, 6, 30)),
	                    list_of(of, (struct date)DATE(2022, 1, 1)) };
	struct tally all[COUNTOF(l)], one;

	l[1].under = BASE + 2;
	for (size_t i = 0; i < COUNTOF(l); i++) {
		l[i].period = (struct period){ (struct date)DATE(2022, 1, 1), date_add_days(l[i].clock.on, 1) };
		l[i].clock.known = known;
	}
	OK(lists_measure(&W.ctx, l, COUNTOF(l), m, n, by, all));
	for (size_t i = 0; i < COUNTOF(l); i++) {
		OK(list_measure(&W.ctx, &l[i], m, n, by, &one));
		assert_int_equal(all[i].n, one.n);
		for (int k = 0; k < one.n; k++)
			assert_string_equal(all[i].key[k], one.key[k]);
		for (int k = 0; k < one.n * n; k++)
			assert_int_equal(all[i].value[k], one.value[k]);
	}
}

static void measures_together(void)
{
	static const char *const by[] = { NULL, "unit", "person.ethnic" };
	const struct measure badges[] = {
		{ A_ROWS }, { A_PERSONS, .where = parsed(&badge, "state = granted") },
		{ A_SUM, .field = "cost", .where = parsed(&badge, "member.standing = official") },
		{ A_ROWS, .where = parsed(&badge, "granted_on in period") },
		{ A_PERSONS, .where = parsed(&badge, "member.unit.name = \"Chi bộ Một\" or person has holding()") },
	};
	const struct measure members[] = {
		{ A_PERSONS, .where = parsed(&member, "standing = official") }, { A_ROWS },
		{ A_ROWS, .where = parsed(&member, "unit under 84.001 and has badge(state = granted)") },
	};

	for (size_t i = 0; i < COUNTOF(by); i++)
		for (int64_t known = 0; known < 2; known++) {
			together(&badge, badges, COUNTOF(badges), by[i], known);
			together(&badge, badges + 2, 1, by[i], known);
			together(&member, members, COUNTOF(members), by[i], known);
		}
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
		{ A_ROWS }, { A_PERSONS, .where = parsed(&visit, "paid = 1") }, { A_SUM, .field = "cost" },
		    { A_PERSONS },
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
	for (int i = 0; world_url(i); i++) {
		open_world(world_url(i));
		write_all(many_rows);
		test();
		world_close(&W);
	}
}

/* ---- on each engine ---- */

static void known_and_rights(void)
{
	known();
	rights();
	denied();
}

static void test_there(void **s) { (void)s; on_each(there); }
static void test_states(void **s) { (void)s; on_each(states); }
static void test_columns(void **s) { (void)s; on_each(columns); }
static void test_orders(void **s) { (void)s; on_each(orders); }
static void test_titles(void **s) { (void)s; on_each(titles); }
static void test_under(void **s) { (void)s; on_each(under); }
static void test_statements(void **s) { (void)s; on_each(statements); }
static void test_known_and_rights(void **s) { (void)s; on_each(known_and_rights); }
static void test_measures(void **s) { (void)s; on_each(measures); }
static void test_measures_known(void **s) { (void)s; on_each(measures_known); }
static void test_measures_together(void **s) { (void)s; on_each(measures_together); }
static void test_rolls_up(void **s) { (void)s; many_world(rolls_up); }

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_titles),
		cmocka_unit_test(test_under),
		cmocka_unit_test(test_statements),
		cmocka_unit_test(test_known_and_rights),
		cmocka_unit_test(test_measures),
		cmocka_unit_test(test_measures_known),
		cmocka_unit_test(test_measures_together),
		cmocka_unit_test(test_rolls_up),
	};

	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
