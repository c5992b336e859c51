#ifndef SITE_DEMO_WORLD_H
#define SITE_DEMO_WORLD_H
#include "base/crypt.h"
#include "model/catalog.h"
#include "site/demo.h"

/* The invented province before it is written: everything is thought out in
 * memory first (units, people, what happens to whom on which day, who types it
 * when), then the entries are written in the order of their typing.  So late
 * papers and corrections are nothing but entries with a later time, and the
 * order of writing depends on no engine. */

struct demo;

/* ---- numbers to be reached and shares to draw from: data/demo ---- */

struct demo_number { const char *name, *value; };
struct demo_share { const char *list, *key; int64_t weight; };
struct demo_body { const char *name, *state, *login; int64_t members, count[4]; };
struct demo_name { const char *part, *name, *sex, *group; int64_t weight; };

/* Read once, shared by all provinces of a run. */
struct demo_data {
	const char *dir;
	const struct demo_number *number; int nnumbers;
	const struct demo_share *share; int nshares;
	const struct demo_body *body; int nbodies;
	const struct demo_name *name; int nnames;
	struct csv *units, *ethnic;
};
MUST_USE bool demo_data_read(struct arena *mem, const char *dir, bool small, struct demo_data *out, struct errs *errs);
/* A name that the file has not is a bug of the data: it is told by name and the program stops. */
int64_t demo_number(const struct demo *d, const char *name);
int64_t demo_number_of(const struct demo *d, const char *name, int year);       /* "removed_2022" */
struct date demo_day(const struct demo *d, const char *name);

/* ---- chance ---- */

int64_t demo_between(struct demo *d, int64_t least, int64_t most);      /* both may come */
bool demo_chance(struct demo *d, int64_t of_100);
struct date demo_date(struct demo *d, struct date from, struct date to);        /* both may come */
struct date demo_workday(struct demo *d, struct date from, struct date to);     /* Monday to Friday where it can be */
const char *demo_pick(struct demo *d, const char *list);
int64_t demo_percent(const struct demo *d, const char *list, int64_t otherwise);        /* the one weight of the list */

/* ---- units ---- */

enum demo_trade { TRADE_COMMUNE, TRADE_AGENCY, TRADE_SCHOOL, TRADE_COMPANY, TRADE_FORCE };

struct demo_unit {
	const char *code, *name, *type, *kind;
	int parent;                     /* index; -1: a root */
	int body;                       /* index of data->body; -1: above them */
	int state;                      /* index of the State unit whose territory it lies in; -1: none */
	enum demo_trade trade;
	bool leaf;                      /* keeps a roll of members */
	bool invented;                  /* removal, expulsion, refusal and lateness may attach here, and nowhere else */
	bool frozen;                    /* a reorganisation is planned: no other act is */
	bool grassroots;                /* what follows in unit[] up to the next one lies in it */
	int size;                       /* leaf: members of the initial data */
	int first, nmembers;            /* leaf: their indexes in person[] */
	int64_t id;                     /* once written */
};

/* ---- people ---- */

struct demo_person {
	const char *name;
	int64_t person, member;         /* ids once written */
	int leaf;                       /* where the member stands, but for the act planned */
	struct date born, decided, joined, official;    /* official 0: on probation */
	const char *ethnic;
	int32_t badge;                  /* years of the badge held before the initial data; 0: none */
	bool female, posted, managed, exempt;
	bool busy;                      /* an act is planned for this member: no second one */
	bool solid;                     /* stays, official and active, throughout: introduces, holds posts */
};

struct demo_post { int person, unit; const char *post; };
/* Whose Party age is full in time for a round of 2021 or 2022; died_on: the badge is posthumous. */
struct demo_badge { int person, years; struct date full_on, round, died_on; };

/* ---- who types what, when ---- */

enum demo_typist { BY_ADMIN, BY_PROVINCE, BY_OFFICE, BY_CLERK, BY_CHIEF };

struct demo_entry {
	struct demo *d;
	int64_t at;                     /* seconds since 1970 */
	int order;                      /* of equal times: the order of planning */
	enum demo_typist typist;
	int body;                       /* BY_CLERK, BY_CHIEF: whose */
	const char *reason;
	bool (*work)(struct op *, struct demo_entry *);
	void *what;
};

struct demo {
	const struct demo_options *o;
	const struct demo_data *data;
	struct arena *mem;              /* the plan: lives as long as the run */
	struct ctx *ctx;                /* ctx->mem is given back after each entry */
	int64_t site;
	struct rng chance, salts;
	struct date opening_day, last_day, today;
	struct demo_unit *unit; int nunits;
	int *leaf; int nleaves;         /* indexes of unit */
	int *body_unit;                 /* by body: index of unit */
	int *shady; int nshady;         /* those of them that are invented and not frozen */
	struct demo_person *person; int npersons;
	int opening_first, nopening;    /* those of the initial data: a run of person[] */
	struct demo_post *post; int nposts;
	struct demo_badge *badge; int nbadges;
	struct demo_reform *reform; int nreforms;
	struct demo_entry **entry; int nentries, nopening_entries;
	struct demo_course *course; int ncourses;
	struct demo_admission *admission; int nadmissions;
	int64_t opening_paper;          /* the document of the initial data */
	int64_t *account; int naccounts;        /* ids, in the order of demo_accounts.c */
	const struct record *person_rec, *member_rec, *opening_rec, *profile_rec;
	int64_t serial;                 /* of decision numbers, personal numbers */
};

/* Plans an entry: typed on the day, at some hour of work; on the next Monday instead of a weekend; not after today. */
struct demo_entry *demo_plan(struct demo *d, struct date day, enum demo_typist typist, int body,
                             bool (*work)(struct op *, struct demo_entry *), void *what);
int64_t demo_time(struct date day, int64_t second);      /* of that day in Viet Nam */
/* The day on which a paper of that day is typed: within days, in invented bodies now and then weeks later. */
struct date demo_typed(struct demo *d, int unit, struct date day);
/* A paper of the member's cell, typed at its body some time after the day. */
struct demo_entry *demo_plan_cell(struct demo *d, int person, struct date day, enum demo_typist typist,
                                  bool (*work)(struct op *, struct demo_entry *), void *what);
void demo_plan_after(struct demo *d, struct demo_entry *e, const struct demo_entry *earlier);  /* not typed before it */

/* ---- writing rows ---- */

struct demo_set { const char *field; struct value v; };
#define SET(field_, v_) { (field_), V(v_) }
#define SETS(...) (const struct demo_set[]){ __VA_ARGS__ }, (int)COUNTOF(((const struct demo_set[]){ __VA_ARGS__ }))

#define WITH(...) \
	.set = (const struct demo_set[]){ __VA_ARGS__ }, .n = (int)COUNTOF(((const struct demo_set[]){ __VA_ARGS__ }))

const struct record *demo_record(const struct demo *d, const char *name);
/* A row of a type without workflow, by the record's own fill, guard, rules and after. */
MUST_USE bool demo_row(struct op *op, const char *record, int64_t *id, const struct demo_set *set, int n);
/* One step of an act, *id 0: the act begins with it; `children` (may be NULL) writes rows that belong to it.  In a
 * body that exists a rule broken is a bug of the plan; in an invented one it becomes a finding. */
struct demo_step {
	const char *record, *step;
	struct date day;
	const struct demo_set *set; int n;
	bool may_breach;
	bool (*children)(struct op *, struct demo_entry *, int64_t act);
	struct demo_entry *entry;
};
MUST_USE bool demo_act(struct op *op, const struct demo_step *s, int64_t *id);
/* Cells corrected in place, as "edit" does; the days of steps follow. */
MUST_USE bool demo_edit(struct op *op, const char *record, int64_t id, const struct demo_set *set, int n);
int64_t demo_serial(struct demo *d);     /* the next number of papers, cards, badges; by province */
const char *demo_number_text(struct op *op, struct demo *d, const char *series);        /* "12-QĐ/HU/GL" */
/* A numbered decision of the body (index; -1: the province). */
MUST_USE bool demo_decision(struct op *op, struct demo *d, int body, const char *series, const char *title,
                            struct date day, int64_t *id);

/* ---- the parts of the plan, in this order ---- */

void demo_units_invent(struct demo *d);
void demo_units_plan(struct demo *d);
/* The first entry of a province: the accounts, written by the first of them, the administrator. */
MUST_USE bool demo_accounts_write(struct demo *d);
void demo_accounts_plan(struct demo *d);        /* their roles, once the units are there */
MUST_USE bool demo_passwords_write(struct demo *d);
int64_t demo_account(const struct demo *d, enum demo_typist typist, int body);
void demo_admissions_plan(struct demo *d);      /* first: how many ceremonies fall before the last day decides how many
                                                 * members the initial data must have */
int64_t demo_admissions_held(const struct demo *d);     /* by the last day */
/* The person's attendance of the body's last class of that kind closed before the day, if there was one: *closed. */
MUST_USE bool demo_course_attend(struct op *op, struct demo *d, const char *kind, int body, struct date before,
                                 int64_t person, struct date *closed);
bool demo_admitted(const struct demo *d, int person, struct date *held);        /* at a ceremony of these */
void demo_people_invent(struct demo *d);
void demo_posts_invent(struct demo *d);
void demo_badges_choose(struct demo *d);
void demo_people_plan(struct demo *d);
void demo_posts_plan(struct demo *d);
void demo_recognitions_plan(struct demo *d);
void demo_leaving_plan(struct demo *d);
void demo_moves_plan(struct demo *d);
void demo_badges_plan(struct demo *d);
void demo_changes_plan(struct demo *d);         /* sympathisers, names, corrections, answers */
void demo_custody_plan(struct demo *d);         /* files lent */
void demo_cells_plan(struct demo *d);           /* what cells sent each month */
void demo_reforms_choose(struct demo *d);       /* after the units: which cells a reorganisation will touch */
void demo_reforms_plan(struct demo *d);

/* ---- shared by the parts ---- */

/* Invents name, sex and ethnic group for someone of this unit. */
void demo_name_invent(struct demo *d, int unit, bool fresh, struct demo_person *p);
/* Adds someone; `decided` 0: no member yet.  Index. */
int demo_person_add(struct demo *d, int leaf, bool fresh);
struct date demo_born(struct demo *d, struct date decided);
MUST_USE bool demo_person_write(struct op *op, struct demo *d, struct demo_person *p, int64_t home);
MUST_USE bool demo_profile_write(struct op *op, struct demo *d, const struct demo_person *p);
/* A member of the initial data for whom nothing is planned yet, in a leaf that is not frozen.  Marks it busy. */
struct demo_wanted {
	bool invented;                  /* of an invented body */
	bool probationary;              /* else official */
	bool exempt;                    /* may be; else not */
	int least, most;                /* age on the day of the initial data */
};
int demo_member_pick(struct demo *d, struct demo_wanted w);
int demo_age(const struct demo_person *p, struct date on);
/* Who decides for this leaf: its body's committee. */
int64_t demo_body_unit(const struct demo *d, int leaf);
bool demo_has_committee(const struct demo *d, int leaf);        /* of the organisation above the cell */
const char *demo_unit_place(const struct demo *d, int unit);    /* "xã Mỹ Cẩm, huyện Càng Long" */

#endif
