/* The filter language: what it means, what it refuses, that it prints back, that no text does harm. */
#include "list_world.h"

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
	FOUND(&person, DATE(1999, 1, 1), "home under 84.001 or home.parent = 84.002", "");
	FOUND(&person, DATE(1999, 1, 1), "home = 84.001.01", "1 2");
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
	{ &badge, "years = 1 or (cost = 2 or cost = 3) and years = 4",
	    "years = 1 or (cost = 2 or cost = 3) and years = 4" },
	{ &badge, "not (years = 1 or not cost = 2)", "not (years = 1 or not cost = 2)" },
	{ &badge, "not ((not (years = 1)))", "not not years = 1" },
	{ &badge, "granted_on >= 03/02/2022 and granted_on != today",
	    "granted_on >= 2022-02-03 and granted_on != today" },
	{ &person, "name = \"a \\\"b\\\" \\\\c\"", "name = \"a \\\"b\\\" \\\\c\"" }, { &person, "name = \"and\"",
	    "name = and" },
	{ &person, "ethnic in (kinh,khmer)", "ethnic in (kinh, khmer)" }, { &person, "born = 1975", "born = 1975" },
	{ &person, "name ~ Đào", "name ~ \"Đào\"" }, { &visit, "paid = true", "paid = 1" },
	{ &visit, "at < \"09:30 18/01/2023\" or at < 2023-01-18T09:30:00+07:00 or at < 2023-01-18",
	  "at < 2023-01-18T09:30:00+07:00 or at < 2023-01-18T09:30:00+07:00 or at < 2023-01-18T23:59:59+07:00" },
	{ &badge, "unit under 84.001 or unit=100000000001", "unit under 84.001 or unit = 100000000001" },
	{ &badge, "state_on in period and years is not set", "state_on in period and years is not set" },
	{ &badge, "person has holding ( post=secretary or unit is set on granted_on )",
	  "person has holding(post = secretary or unit is set on granted_on)" },
	{ &person, "has visit.guest(on born)", NULL }, { &visit, "host has career(on held_on)",
	    "host has career(on held_on)" },
	{ &person, "has visit.guest ( )", "has visit.guest()" },
};

/* Parsed twice, the same text and the same SQL. */
static void prints_back(const struct record *rec, const struct filter *f)
{
	const char *once = filter_print(W.mem, f);
	const struct filter *again = parsed(rec, once);
	struct query q = query_new(&W.ctx, (struct clock){ DEC31, 0 }, (struct period){ DATE(2022, 1, 1), DATE(2023,
	    1, 1) });
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
	const struct filter *both = filter_and(W.mem, parsed(&badge, "years = 1 or years = 2"), parsed(&badge,
	    "cost = 3"));
	assert_string_equal(filter_print(W.mem, both), "(years = 1 or years = 2) and cost = 3");
	assert_null(filter_and(W.mem, NULL, parsed(&badge, "")));
}


static void some_filter(struct buf *b, const struct record *rec, int deep);

static void some_of_badge(struct buf *b, int deep)
{
	buf_text(b, CHOOSE("years = 30", "years in (30, 40)", "years is set", "cost > 400", "state = granted",
	    "state != proposed",
	                   "granted_on in period", "granted_on >= 2022-02-03", "granted_on is not set",
	    "unit under 84.001",
	                   "unit = 84.002.01", "member.person.ethnic = khmer", "person.born < 1970",
	    "member.standing = official",
	                   "member.unit under 84.001", "member ~ an", "unit.type = cell", "refused_on < today"));
	if (deep > 0 && pick(3) == 0) {
		buf_text(b, CHOOSE(" and person has holding(", " or member has holding(",
		    " and not person has member("));
		bool of_member = b->s[b->n - 2] == 'r';
		some_filter(b, of_member ? &member : &holding, deep - 1);
		buf_text(b, CHOOSE(")", " on granted_on)", " on proposed_on)"));
	}
}

static void some_of_member(struct buf *b, int deep)
{
	buf_text(b, CHOOSE("standing = official", "standing is set", "unit under 84.002", "person ~ \"văn\"",
	    "card_no = 02",
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
		buf_text(b, CHOOSE("post = secretary", "unit under 84", "member.person.born > 1970",
		    "valid_from < 2022-01-01"));
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
		{ &person, "has career(person ", "has member(standing = official and unit.parent.parent.name = x)",
		    ")" },
		{ &badge, "years = 1 or not (years = 2 and ",
		    "member has holding(member.person.home.parent.code = x on granted_on)", ")" },
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
				{ A_ROWS, .where = filter_parse(&W.ctx, deep[i].rec, text) }, { A_PERSONS },
				    { A_SUM, .field = "cost" },
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

/* ---- on each engine ---- */

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

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_comparisons),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_has),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_prints),
		cmocka_unit_test(test_algebra),
		cmocka_unit_test(test_mutations),
		cmocka_unit_test(test_depths),
	};

	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
