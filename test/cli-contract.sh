#!/bin/bash
# The command line on an empty register: exit codes, reasons, shapes of JSON and CSV, two clocks, undo.
# One line per check, for tools/run-tests.  With `all` once more on PostgreSQL.
set -u
cd "$(dirname "$0")/.." || exit 2
program=${DANGVU:-$PWD/build/dangvu-san}
[ -x "$program" ] || { echo "not ok no $program"; exit 1; }
dir=$(mktemp -d "${TMPDIR:-/tmp}/dangvu-cli.XXXXXX") || exit 2
trap 'rm -rf "$dir"' EXIT

say() {
	if [ "$1" = 0 ]; then
		echo "ok $2"
	else
		echo "not ok $2"
		sed 's/^/  out: /' "$dir/out" | head -n 5
		sed 's/^/  err: /' "$dir/err" | head -n 20
	fi
}

# code N WHAT ARGUMENT...: dangvu ends with N; a refusal says why, and nothing else is on standard output.
code() {
	local want=$1 what=$2 got
	shift 2
	"$program" "$@" >"$dir/out" 2>"$dir/err"
	got=$?
	[ $got = "$want" ] && { [ $got = 0 ] || [ -s "$dir/err" ]; }
	say $? "$what"
}
# has WHAT TEXT and warns WHAT TEXT: what the last call printed.
has() {
	grep -qF -- "$2" "$dir/out"
	say $? "$1"
}
warns() {
	grep -qF -- "$2" "$dir/err"
	say $? "$1"
}
# json WHAT PATH VALUE: PATH of the last answer, as SQLite's JSON functions read it.
json() {
	local got
	got=$(sqlite3 :memory: "SELECT json_extract(CAST(readfile('$dir/out') AS text), '$2')" 2>&1)
	[ "$got" = "$3" ]
	say $? "$1: $2 = $3 (is: $got)"
}

calls() {
	code 0 "help" help
	has "help lists commands" "checkpoint"
	code 0 "help of a command" help report
	has "help names its options" "--known"
	code 0 "describe without a database" describe badge
	has "describe shows fields" "decided_on"
	code 0 "schema without a database" schema
	has "schema shows twins" "badge_past"
	code 2 "no command"
	code 2 "unknown command" lisst member
	warns "the nearest command" "list"
	code 2 "unknown option" list member --perid 2022
	warns "the nearest option" "--period"
	code 2 "an option twice" list member --period 2022 --period 2023
	code 2 "an option without its value" list member --period
	code 2 "too few arguments" show member
	code 2 "too many arguments" list member again
	code 2 "a format that is none" list member --format xml
	code 2 "a figure without a period" figure member.total
	code 2 "a day that is none" list member --on 2022-02-30
	code 2 "bytes that are no UTF-8" list $'\xff'
}

# Two upgrades at once on a database without tables: neither is refused.
migrate_twice() {
	local here
	"$program" migrate >"$dir/other" 2>&1 &
	"$program" migrate >"$dir/out" 2>"$dir/err"
	here=$?
	wait $! || { here=1; cat "$dir/other" >>"$dir/err"; }
	say $here "two migrate at once"
}

empty_database() {
	code 1 "no database yet" list member
	warns "says what to do" "migrate"
	code 0 "a plan" migrate --plan
	has "the plan is SQL" "CREATE TABLE"
	migrate_twice
	code 0 "migrate again" migrate
	code 0 "verify" verify
	has "nothing was loaded twice" "đúng: 6 bút toán"
	code 0 "the hash" verify --hash
	has "state and head" "state "
}

reading() {
	code 0 "report" report annual --period 2022 --format json
	json "report" '$.report' annual
	json "report" '$.period' 2022
	json "a row's own last day" '$.rows[0].until' 2022-12-08
	json "a row's first day" '$.rows[0].from' 2022-01-01
	code 1 "no such form" report monthly --period 2022
	code 0 "figures" figure member.total admission.approved --period 2022-H1 --format json
	json "figures" '$.count' 2
	json "figures" '$.rows[1].code' admission.approved
	json "a day inside the period" '$.on' 2022-06-30
	code 1 "no such figure" figure member.totl --period 2022
	code 1 "a day before the period" figure member.total --period 2022 --on 2021-12-31
	code 0 "open" open member.total --period 2022 --format json
	json "open" '$.figure' member.total
	code 0 "figures since an entry" figure member.total --period 2022 --since 1 --format json
	json "since" '$.since.entry' 1
	json "nothing changed" '$.figures[0].came_in' 0
	code 1 "since an entry to come" figure member.total --period 2022 --since 999999
	code 1 "since a moment that is none" open member.total --period 2022 --since tomorrow
	code 2 "a comparison is no paper" open member.total --period 2022 --since 1 --format xlsx
	code 2 "a comparison is not divided" figure member.total --period 2022 --since 1 --by unit
	code 0 "list" list code --where "list = role" --columns "key, label" --order=-key --format json
	json "list" '$.record' code
	json "count is the number of rows" '$.count' "$(sqlite3 :memory: "SELECT json_array_length(CAST(readfile('$dir/out') AS text), '\$.rows')")"
	code 0 "count" list code --where "list = role" --count
	code 1 "no such record type" list membr
	warns "the nearest record type" "member"
	code 1 "no such field" list member --where "standng = official"
	warns "the nearest field" "standing"
	code 1 "no such unit" list member --unit 99.999
	code 0 "CSV" list code --format csv
	[ "$(head -c 3 "$dir/out" | od -An -tx1 | tr -d ' ')" = efbbbf ]
	say $? "CSV begins with a BOM"
	code 0 "a workbook" list code --format xlsx
	[ "$(head -c 2 "$dir/out")" = PK ]
	say $? "a workbook is a zip file"
	code 0 "a report for Word" report annual --period 2022 --format docx
	code 0 "a report as PDF" report annual --period 2022 --format pdf
	[ "$(head -c 4 "$dir/out")" = %PDF ]
	say $? "a PDF begins as one"
	code 2 "a count is no paper" list code --count --format xlsx
	code 2 "figures are no paper" figure member.total --period 2022 --format xlsx
	code 0 "a template" print admission_decision --format docx
	code 1 "no such paper" print admision_decision 100000000001 --format pdf
	warns "the nearest paper" "admission_decision"
	code 2 "a personal file without a purpose" print member_sheet 100000000001 --format pdf
	code 1 "no such row" show member 100000000001
}

# state FILE: the state's hash, without the journal's.
state() {
	"$program" verify --hash 2>/dev/null | sed -n 's/^state //p' >"$dir/$1"
}

writing() {
	local id entry
	code 0 "create" do user create login=dao name="=Chị Đào" --format json
	json "created" '$.record' user
	json "no findings" '$.findings' '[]'
	id=$(sqlite3 :memory: "SELECT json_extract(CAST(readfile('$dir/out') AS text), '\$.id')")
	entry=$(sqlite3 :memory: "SELECT json_extract(CAST(readfile('$dir/out') AS text), '\$.entry')")
	state before
	code 1 "the same again" do user create login=dao name=Đào
	code 1 "an unknown field" do user create login=lan nmae=Lan
	warns "the nearest field of the input" "name"
	code 1 "an unknown step" do user creat login=lan
	code 2 "edit without a number" do user edit name=Lan
	code 2 "a word that is no field" do user create login
	code 0 "edit" do user edit "$id" name="Chị Đào" --reason "gõ nhầm"
	code 1 "a version that is no longer" do user edit "$id" name=Lan --seen "$entry"
	code 0 "as known before the edit" show user "$id" --known "$entry" --format json
	json "the old name" '$.rows[0].name' "=Chị Đào"
	code 0 "formulas" list user --known "$entry" --format csv
	has "are neutralised" "'=Chị"
	code 0 "as known now" show user "$id" --format json
	json "the new name" '$.rows[0].name' "Chị Đào"
	code 0 "what came since" list user --where 'name ~ "Đào"' --since $((entry - 1)) --format json
	json "came in" '$.came_in' 1
	json "by which entry" '$.in[0].entry' "$entry"
	code 0 "what an edit did" list user --where 'name = "Chị Đào"' --since "$entry" --format json
	json "its reason" '$.in[0].reason' "gõ nhầm"
	code 0 "history" history user "$id" --format json
	json "two versions" '$.count' 2
	json "newest first" '$.rows[1].until' $((entry + 1))
	code 1 "a moment before the first entry" list user --known 1990-01-01
	code 1 "an entry to come" list user --known 999999
	code 2 "a moment that is none" list user --known tomorrow
	code 2 "undo without a reason" undo $((entry + 1))
	code 0 "undo the edit" undo $((entry + 1)) --reason "thử" --format json
	json "undo tells the row" '$.id' "$id"
	code 1 "undo what is not there" undo 999999 --reason "thử"
	code 0 "another row" do user create login=mai name=Mai
	code 0 "undo its creation" undo $((entry + 3)) --reason "thử"
	state after
	cmp -s "$dir/before" "$dir/after"
	say $? "the identical state again"
	code 0 "verify after all" verify
	rm -f "$dir/point"
	code 0 "checkpoint" checkpoint "$dir/point"
	code 1 "checkpoint writes over nothing" checkpoint "$dir/point"
	code 0 "against the checkpoint" verify --against "$dir/point"
}

accounts() {
	code 1 "a role that is none" user add mai --name Mai --role nobody
	code 0 "an account" user add mai --name Mai --role clerk
	has "its password once" "mật khẩu"
	code 0 "accounts" user list --format json
	json "accounts" '$.rows[1].login' mai
	json "its role" '$.rows[1].roles[0].role' clerk
	code 1 "an account that is none" --as nobody list member
	code 1 "a clerk may not make accounts" --as mai do user create login=lan name=Lan
	code 1 "a password that is short" user password dao --password-stdin < <(echo short)
	code 0 "a password" user password dao --password-stdin < <(echo long-enough-for-this)
}

# A list beside somebody else's table: told, kept, decided, printed.
reconciling() {
	local id line
	printf 'Tên đăng nhập,"Họ và tên, chức trách"\r\ndao,chị  ĐÀO\r\nmai,Mai Anh\r\nlan,Lan\r\n' >"$dir/there.csv"
	code 2 "reconcile without a table" reconcile user
	code 0 "reconcile" reconcile user --where "login in (dao, mai)" --file "$dir/there.csv" --format json
	json "rows agree but for the spelling" '$.same' 0
	json "one differs" '$.different' 2
	json "one is only there" '$.only_there' 1
	json "none is only here" '$.only_here' 0
	json "both values" '$.rows[1].theirs' "Mai Anh"
	json "which field" '$.rows[1].path' name
	code 0 "reconcile as a table" reconcile user --file "$dir/there.csv" --format csv
	has "what is only there" "only_there,4"
	code 0 "reconcile as a workbook" reconcile user --file "$dir/there.csv" --format xlsx
	code 1 "a table that says nothing of the record" reconcile holiday --file "$dir/there.csv"
	code 0 "a reconciliation is kept" reconcile user --file "$dir/there.csv" --against "Bên kia" --keep
	warns "under a number" "reconcile "
	id=$(sed -n 's/.*reconcile //p' "$dir/err")
	code 0 "its lines" list reconcile_line --where "kind = only_there" --format json
	json "its lines" '$.rows[0].name' Lan
	line=$(sqlite3 :memory: "SELECT json_extract(CAST(readfile('$dir/out') AS text), '\$.rows[0].id')")
	code 1 "ours stays, and why" do reconcile_line edit "$line" decision=ours --reason "thử"
	warns "asks for the reason" "note"
	code 0 "decided" do reconcile_line edit "$line" decision=ours note="đã nghỉ" --reason "thử"
	code 0 "the minutes for Word" print reconcile_minutes "$id" --purpose "lưu" --format docx
	code 0 "the minutes as PDF" print reconcile_minutes "$id" --purpose "lưu" --format pdf
	pdftotext -layout "$dir/out" - 2>/dev/null | grep -qaF "Mai Anh"
	say $? "the minutes say what differs"
}

# What is changed behind the program's back is found.
tampering() {
	sqlite3 "$dir/db" "UPDATE \"user\" SET name = 'khác' WHERE login = 'dao'"
	code 1 "verify finds a changed row" verify
	warns "and names the table" "user"
}

all_of() {
	export DANGVU_DB=$1
	empty_database
	reading
	writing
	accounts
	reconciling
}

exec </dev/null
calls
all_of "sqlite:$dir/db"
tampering
if [ "${1:-}" = all ] && [ -n "${DANGVU_PG_URL:-}" ]; then
	psql -q -d "$DANGVU_PG_URL" -c "DROP DATABASE IF EXISTS cli" -c "CREATE DATABASE cli" >/dev/null
	# An empty PostgreSQL database is there already, and without tables.
	all_of "${DANGVU_PG_URL/\/postgres\?//cli?}"
fi
