/* A reconciliation at its pages: the list as asked, the table that comes, each difference decided; and who may. */
#include "web_upload.h"

static struct reply beside(struct world *w, const char *target, const char *text)
{
	return bring(w, target, w->csrf, "bảng.csv", text, strlen(text));
}

static bool shows(struct world *w, const char *target, const char *text)
{
	struct reply r = ask(w, target, NULL);

	assert_int_equal(r.status, 200);
	return says(w, &r, text);
}

static struct reply decide(struct world *w, const char *page, int64_t line, const char *decision, const char *note)
{
	struct row row;

	must(w, db_one(&w->db, SQL("SELECT entry FROM main.reconcile_line WHERE id = $1"), ARGS(V(line)), &row));
	return ask(w, page, arena_printf(w->mem, "_csrf=%s&decision.%lld=%s&note.%lld=%s&seen.%lld=%lld&was.%lld=%%7C",
	                                 w->csrf, (long long)line, decision, (long long)line, note, (long long)line,
	                                 (long long)cell_int(row.cell[0]), (long long)line));
}

static int64_t line_of(struct world *w, const char *kind)
{
	struct row row;

	must(w, db_one(&w->db, SQL("SELECT id FROM main.reconcile_line WHERE kind = $1 ORDER BY id"),
	        ARGS(V(kind)), &row));
	assert_true(row.n > 0);
	return cell_int(row.cell[0]);
}

static const char table[] = "CƠ SỞ DỮ LIỆU\nHọ và tên,Giới tính,Ngày sinh\n"
                            "TRẦN THỊ THỬ,Nữ,03/02/1980\nLê Văn Hai,Nam,1971\nNgười Khác,Nam,1990\n";

static void from_table_to_minutes(void **state)
{
	static const char *const person[] = { "name", "sex", "born", "home" };
	struct world *w = *state;
	const char *unit, *member, *page;
	struct reply r;

	load_all(w);
	found_cell(w, &unit, &member);
	CREATE(w, "person", person, "Lê Văn Hai", "female", "1971", unit);
	CREATE(w, "person", person, "Chỉ Ở Đây", "male", "1960", unit);
	add_user(w, "chuyenvien", "org_clerk");
	sign_in(w, "chuyenvien");
	assert_true(shows(w, "/r/person", "href=\"/r/person/reconcile\""));
	assert_true(shows(w, "/r/person/reconcile?where=sex+%3D+male", "<strong>1</strong> dòng"));
	assert_true(shows(w, "/reconcile", "Chưa có lần đối chiếu nào"));

	assert_int_equal(beside(w, "/r/person/reconcile", "").status, 422);
	r = beside(w, "/r/person/reconcile", "a,b\n1,2\n");
	assert_int_equal(r.status, 422);
	assert_true(says(w, &r, "href=\"#f-file\"") || says(w, &r, "tiêu đề"));
	r = beside(w, "/r/person/reconcile?where=not+born+%3D+1960-01-01", table);
	assert_int_equal(r.status, 303);
	page = r.location;
	assert_true(shows(w, page, "Khác nhau <strong>1</strong>"));
	assert_true(shows(w, page, "Chỉ có ở đây <strong>1</strong>"));
	assert_true(shows(w, page, "Chỉ có ở bảng kia <strong>1</strong>"));
	assert_true(shows(w, page, "<td data-label=\"Ở bảng kia\" class=\"long\">Nam"));
	assert_true(shows(w, "/reconcile", arena_printf(w->mem, "href=\"%s\"", page)));

	r = decide(w, page, line_of(w, "only_here"), "ours", "");
	assert_int_equal(r.status, 422);
	assert_true(says(w, &r, "<option value=\"ours\" selected>"));
	assert_int_equal(decide(w, page, line_of(w, "only_here"), "ours", "còn+sinh+hoạt").status, 303);
	assert_int_equal(decide(w, page, line_of(w, "different"), "theirs", "").status, 303);
	assert_true(shows(w, page, "Chưa giải quyết <strong>1</strong>"));
	assert_true(shows(w, page, "/edit?sex=male\">Sửa theo bên kia"));
	assert_false(shows(w, arena_printf(w->mem, "%s?show=left", page), "Lê Văn Hai"));
	r = ask(w, page, NULL);
	const char *edit = strstr(body_of(w, &r), "/edit?sex=male"), *begin = edit;
	while (*begin != '"')
		begin--;
	assert_true(shows(w, arena_textn(w->mem, begin + 1, (size_t)(edit + 14 - begin - 1)),
	                  "<option value=\"male\" selected>"));
	assert_true(shows(w, arena_printf(w->mem, "/print%s", page), "Biên bản đối chiếu"));
}

/* Who may not keep a reconciliation is not offered one; nobody sees what another unit found. */
static void rights(void **state)
{
	struct world *w = *state;
	const char *unit, *member;
	struct reply r;

	load_all(w);
	found_cell(w, &unit, &member);
	add_user(w, "lanhdao", "leader");
	sign_in(w, "lanhdao");
	assert_false(shows(w, "/r/person", "/r/person/reconcile"));
	assert_int_equal(ask(w, "/r/person/reconcile", NULL).status, 403);
	assert_int_equal(beside(w, "/r/person/reconcile", table).status, 403);
	add_user(w, "chuyenvien", "org_clerk");
	sign_in(w, "chuyenvien");
	r = beside(w, "/r/person/reconcile", table);
	assert_int_equal(r.status, 303);
	add_user_at(w, "canbo", "clerk", unit);
	sign_in(w, "canbo");
	assert_int_equal(ask(w, r.location, NULL).status, 404);
	w->cookie = w->csrf = NULL;
	assert_int_equal(beside(w, "/r/person/reconcile", table).status, 401);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(from_table_to_minutes, start, stop),
		cmocka_unit_test_setup_teardown(rights, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
