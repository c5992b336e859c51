/* The run: open the empty database, plan, write in the order of typing, count
 * what came out against what was to be reached. */
#include "site/demo_world.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/definition_load.h"
#include "model/access.h"
#include "model/keep.h"

enum {
	ZONE = 7 * 3600, OPENS = 7 * 3600 + 1800, DAY_LENGTH = 9 * 3600, OPENING_STEP = 30,
	BATCH = 60, PLAN_BYTES = 400 << 20, KEEP_BYTES = 8 << 20, PROGRESS_SECONDS = 2
};

#define ID_RANGE 100000000000LL

/* ---- planning ---- */

int64_t demo_time(struct date day, int64_t second)
{
	return date_number(day) * 86400 + second - ZONE;
}

/* On the day of the initial data everything is typed in the order of planning; else at some hour of a working day. */
struct demo_entry *demo_plan(struct demo *d, struct date day, enum demo_typist typist, int body,
                             bool (*work)(struct op *, struct demo_entry *), void *what)
{
	struct demo_entry *e = NEW(d->mem, struct demo_entry);

	if (day.ymd > d->opening_day.ymd && date_weekday(day) > 4)
		day = date_add_days(day, 7 - date_weekday(day));
	if (day.ymd > d->today.ymd)
		day = d->today;
	*e = (struct demo_entry){
		.d = d, .order = d->nentries, .typist = typist, .body = body, .work = work, .what = what,
	};
	if (day.ymd <= d->opening_day.ymd)
		e->at = demo_time(d->opening_day, OPENS + (int64_t)OPENING_STEP * ++d->nopening_entries);
	else
		e->at = demo_time(day, OPENS + demo_between(d, 0, DAY_LENGTH));
	PUSH(d->mem, d->entry, d->nentries, e);
	return e;
}

struct date demo_typed(struct demo *d, int unit, struct date day)
{
	bool late = d->unit[unit].invented && demo_chance(d, demo_number(d, "typed_late_percent"));

	return date_add_days(day, late ? demo_between(d, 20, 60) : demo_between(d, 0, 4));
}

struct demo_entry *demo_plan_cell(struct demo *d, int person, struct date day, enum demo_typist typist,
                                  bool (*work)(struct op *, struct demo_entry *), void *what)
{
	int leaf = d->person[person].leaf;

	return demo_plan(d, demo_typed(d, leaf, day), typist, d->unit[leaf].body, work, what);
}

/* Never after the demonstration's own day: what would be is typed in its last hour, in order. */
void demo_plan_after(struct demo *d, struct demo_entry *e, const struct demo_entry *earlier)
{
	int64_t last = demo_time(d->today, OPENS + DAY_LENGTH);

	if (e->at <= earlier->at)
		e->at = earlier->at + 60 < last ? earlier->at + 60 : last;
}

static void plan_all(struct demo *d)
{
	demo_units_invent(d);
	demo_reforms_choose(d);
	demo_units_plan(d);
	demo_accounts_plan(d);
	demo_admissions_plan(d);
	demo_people_invent(d);
	demo_posts_invent(d);
	demo_badges_choose(d);
	demo_people_plan(d);
	demo_posts_plan(d);
	demo_leaving_plan(d);
	demo_recognitions_plan(d);
	demo_moves_plan(d);
	demo_badges_plan(d);
	demo_changes_plan(d);
	demo_reforms_plan(d);
	demo_cells_plan(d);
	demo_custody_plan(d);
}

/* ---- writing ---- */

struct run {
	const struct demo_options *o;
	struct demo_data data;
	struct arena *plan, *mem;
	struct errs errs;
	struct db db;
	struct ctx ctx;
	struct demo *province; int nprovinces;
	struct demo_entry **entry; int nentries, at;    /* all provinces' in order of typing */
	time_t told;
};

static int by_time(const void *x, const void *y)
{
	const struct demo_entry *a = *(struct demo_entry *const *)x, *b = *(struct demo_entry *const *)y;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if (a->d->site != b->d->site)
		return a->d->site < b->d->site ? -1 : 1;
	return a->order - b->order;
}

static void order_entries(struct run *r)
{
	for (int i = 0; i < r->nprovinces; i++)
		for (int k = 0; k < r->province[i].nentries; k++)
			PUSH(r->plan, r->entry, r->nentries, r->province[i].entry[k]);
	qsort(r->entry, (size_t)r->nentries, sizeof *r->entry, by_time);
}

/* The ctx in which the entry is typed: whose, when, where. */
static void sit_down(struct run *r, struct demo *d, struct user *user, int64_t account, int64_t at)
{
	/* The accounts' own rights are among what is being written: whoever sits here may do all. */
	*user = user_system;
	user->id = account;
	r->ctx.user = user;
	r->ctx.now = at;
	r->ctx.today = date_of_time(at);
	r->ctx.site = d->site;
	r->ctx.rng = &d->salts;
}

static bool entry_work(struct op *op, void *arg)
{
	struct demo_entry *e = arg;

	return e->work(op, e);
}

static bool batch(void *arg)
{
	struct run *r = arg;
	struct user user;
	struct op op;

	for (int i = 0; i < BATCH && r->at < r->nentries; i++, r->at++) {
		struct demo_entry *e = r->entry[r->at];
		struct arena_mark mark = arena_mark(r->mem);
		sit_down(r, e->d, &user, demo_account(e->d, e->typist, e->body), e->at);
		if (!op_entry(&r->ctx, DO_BATCH, e->reason, entry_work, e, &op))
			return false;
		arena_reset(r->mem, mark);
	}
	return true;
}

static void progress(struct run *r)
{
	time_t now = time(NULL);
	bool tty = isatty(STDERR_FILENO);

	if (!r->o->progress || (now - r->told < (tty ? 1 : PROGRESS_SECONDS) && r->at < r->nentries))
		return;
	r->told = now;
	fprintf(stderr, "%sđang dựng tỉnh giả lập … %d %%%s", tty ? "\r" : "", (int)(100LL * r->at / r->nentries),
	        tty && r->at < r->nentries ? "" : "\n");
}

static bool write_all(struct run *r)
{
	while (r->at < r->nentries) {
		if (!db_txn(&r->db, TXN_WRITE, batch, r))
			return false;
		progress(r);
	}
	return true;
}

/* ---- beginning ---- */

static bool database_used(struct run *r)
{
	struct row entries, demo;

	if (!db_one(&r->db, SQL("SELECT count(*) FROM main.journal"), NO_ARGS, &entries) ||
	    !db_one(&r->db, SQL("SELECT value FROM main.setting WHERE name = 'demo'"), NO_ARGS, &demo))
		return true;
	if (demo.n && strcmp(demo.cell[0].text, "building") == 0)
		err_add(&r->errs, ERR_INPUT, "lần dựng trước vào %s bị dừng giữa chừng: xóa cơ sở dữ liệu này rồi dựng "
		        "lại",
		        r->o->url);
	else if (entries.cell[0].i)
		err_add(&r->errs, ERR_INPUT, "cơ sở dữ liệu %s đã có %lld bút toán: "
		        "tỉnh giả lập chỉ dựng vào một cơ sở dữ liệu trống", r->o->url, (long long)entries.cell[0].i);
	return r->errs.count > 0;
}

static bool database_empty(struct run *r)
{
	struct rows columns;

	if (!db_table_columns(&r->db, "journal", &columns) || (columns.n && database_used(r)))
		return false;
	return catalog_migrate(&r->ctx, false, NULL);
}

static bool settings_write(void *arg)
{
	struct run *r = arg;
	const struct { const char *name, *value; } row[] = {
		{ "demo", "building" }, { "today", date_iso(r->mem, r->province->today) }, { "file_permission", "1" },
	};

	for (size_t i = 0; i < COUNTOF(row); i++)
		if (!db_run(&r->db, SQL("INSERT INTO main.setting (name, value) VALUES ($1, $2)"),
		            ARGS(V(row[i].name), V(row[i].value))))
			return false;
	return true;
}

static void province_begin(struct run *r, struct demo *d, int64_t site)
{
	char purpose[40];

	*d = (struct demo){ .o = r->o, .data = &r->data, .mem = r->plan, .ctx = &r->ctx, .site = site };
	snprintf(purpose, sizeof purpose, "demo chance %lld", (long long)site);
	rng_seed(&d->chance, r->o->seed, purpose);
	snprintf(purpose, sizeof purpose, "demo salts %lld", (long long)site);
	rng_seed(&d->salts, r->o->seed, purpose);
	d->opening_day = demo_day(d, "opening_day");
	d->last_day = demo_day(d, "last_day");
	d->today = demo_day(d, "today");
	d->person_rec = demo_record(d, "person");
	d->member_rec = demo_record(d, "member");
	d->opening_rec = demo_record(d, "member_opening");
	d->profile_rec = demo_record(d, "member_profile");
}

/* The accounts first, so that even the definitions are typed by one of them. */
static bool accounts_begin(struct run *r, struct demo *d)
{
	struct user user;

	sit_down(r, d, &user, d->site * ID_RANGE + 1, demo_time(d->opening_day, OPENS - 1200 + d->site));
	return demo_accounts_write(d);
}

static bool definitions_begin(struct run *r)
{
	struct user user;

	sit_down(r, r->province, &user, demo_account(r->province, BY_ADMIN, -1),
	         demo_time(r->province->opening_day, OPENS - 600));
	return definitions_load(&r->ctx, r->o->data_dir);
}

static bool begin(struct run *r)
{
	if (!demo_data_read(r->plan, r->o->data_dir, r->o->small, &r->data, &r->errs) || !database_empty(r))
		return false;
	r->province = NEWN(r->plan, struct demo, r->o->scale);
	r->nprovinces = r->o->scale;
	for (int i = 0; i < r->nprovinces; i++) {
		province_begin(r, &r->province[i], i + 1);
		plan_all(&r->province[i]);
	}
	order_entries(r);
	if (!db_txn(&r->db, TXN_WRITE, settings_write, r))
		return false;
	for (int i = 0; i < r->nprovinces; i++)
		if (!accounts_begin(r, &r->province[i]))
			return false;
	return definitions_begin(r);
}

/* ---- the end: what was to be reached, counted ---- */

struct expected { const char *what; int64_t wanted; struct sql q; bool day; };

static bool counted(struct run *r, const struct expected *x)
{
	struct demo *d = r->province;
	struct date first = { d->last_day.ymd / 10000 * 10000 + 101 };
	const struct value args[] = { V(d->last_day), V(first) };
	struct row row;

	if (!db_one(&r->db, x->q, (struct args){ args, x->day ? 1 : 2 }, &row))
		return false;
	int64_t wanted = x->wanted * r->nprovinces;
	if (r->o->progress)
		fprintf(stderr, "  %s: %lld\n", x->what, (long long)row.cell[0].i);
	if (row.cell[0].i == wanted)
		return true;
	return err_add(&r->errs, ERR_FAULT, "tỉnh giả lập: %s là %lld, phải là %lld", x->what, (long long)row.cell[0].i,
	               (long long)wanted);
}

static bool count_all(struct run *r)
{
	struct demo *d = r->province;
	int year = d->last_day.ymd / 10000;
	const struct expected all[] = {
		{ "đảng viên", demo_number(d, "members"),
		  SQL("SELECT count(DISTINCT member) FROM main.member_status WHERE valid_from <= $1 "
		      "AND valid_until > $1"), true },
		{ "chuẩn y kết nạp", demo_number_of(d, "approved", year),
		  SQL("SELECT count(DISTINCT person) FROM main.admission WHERE approved_on >= $2 "
		      "AND approved_on <= $1"), false },
		{ "xóa tên", demo_number_of(d, "removed", year),
		  SQL("SELECT count(*) FROM main.removal WHERE state = 'decided' AND decided_on >= $2 "
		      "AND decided_on <= $1"), false },
		{ "được tặng Huy hiệu Đảng", demo_number_of(d, "badge", year),
		  SQL("SELECT count(DISTINCT member) FROM main.badge WHERE state = 'granted' AND decided_on >= $2 "
		      "AND decided_on <= $1"), false },
		{ "từ trần", demo_number_of(d, "died", year),
		  SQL("SELECT count(*) FROM main.death WHERE died_on >= $2 AND died_on <= $1"), false },
	};

	for (size_t i = 0; i < COUNTOF(all); i++)
		if (!counted(r, &all[i]))
			return false;
	return true;
}

/* Whoever finds "building" knows that a run was cut off. */
static bool done_write(void *arg)
{
	struct run *r = arg;

	return db_run(&r->db, SQL("UPDATE main.setting SET value = '1' WHERE name = 'demo'"), NO_ARGS);
}

static bool run_all(struct run *r)
{
	if (!begin(r) || !write_all(r))
		return false;
	for (int i = 0; i < r->nprovinces; i++)
		if (!demo_passwords_write(&r->province[i]))
			return false;
	return count_all(r) && db_txn(&r->db, TXN_WRITE, done_write, r);
}

bool demo_run(const struct demo_options *o, struct errs *errs)
{
	struct run *r;
	struct arena *plan = arena_new((size_t)PLAN_BYTES * (size_t)(o->scale > 0 ? o->scale : 1));
	struct conn *conn = db_open(o->url, errs);
	bool ok = false;

	if (!conn) {
		arena_free(plan);
		return false;
	}
	r = NEW(plan, struct run);
	r->o = o;
	r->plan = plan;
	r->mem = arena_new(0);
	r->errs = errs_new(errs->mem);
	r->db = (struct db){ conn, r->mem, &r->errs };
	r->ctx = (struct ctx){
		.mem = r->mem, .errs = &r->errs, .db = &r->db, .catalog = o->catalog, .keep = keep_new(KEEP_BYTES),
		.via = "demo", .site = 1,
	};
	ok = run_all(r);
	for (const struct err *e = r->errs.first; e; e = e->next)
		err_cited(errs, e->kind, e->field, arena_text(errs->mem, e->text), arena_text(errs->mem, e->cite));
	struct keep *keep = r->ctx.keep;
	db_close(conn);
	arena_free(r->mem);
	keep_free(keep);
	arena_free(plan);
	return ok;
}
