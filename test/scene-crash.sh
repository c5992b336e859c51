#!/bin/bash
# Killed at random moments, several at once, a full disk, a lost connection: what was answered as done is there
# afterwards, nothing is half done, `verify` passes.  One line per check, for tools/run-tests; about 20 seconds.
set -u
cd "$(dirname "$0")/.." || exit 2
program=${DANGVU:-$PWD/build/dangvu-san}
[ -x "$program" ] || program=$PWD/build/dangvu
[ -x "$program" ] || { echo "not ok no $program"; exit 1; }
dir=$(mktemp -d "${TMPDIR:-/tmp}/dangvu-crash.XXXXXX") || exit 2
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM

say() {
	if [ "$1" = 0 ]; then
		echo "ok $2"
	else
		echo "not ok $2"
		tail -n 5 "$dir/err" | sed 's/^/  err: /'
		tail -n 5 "$dir/told" | sed 's/^/  told: /'
	fi
}

# create LOGIN FILE: what was answered goes to FILE, one JSON line per account made.  The reason is long so that a disk
# fills soon.  It becomes the program itself, so that the number of a job is the program's: ( create … ) to wait for it.
took=100
long=$(printf '%03000d' 0)
create() {
	exec "$program" do user create "login=$1" name=Thử --reason "$long" --format json >>"$2" 2>>"$dir/err"
}

verified() {
	"$program" verify >"$dir/told" 2>&1
	say $? "$1"
}

# Every row and entry that was answered is there: all ids of the answers among the ids of the list.
answered() {
	"$program" list user --columns login --format json >"$dir/list" 2>"$dir/err" || { say 1 "$1: list"; return; }
	grep -ho '"id":[0-9]*' "$dir"/done.* 2>/dev/null | sort -u >"$dir/told"
	grep -o '"id":[0-9]*' "$dir/list" | sort -u >"$dir/have"
	[ -z "$(comm -23 "$dir/told" "$dir/have")" ]
	say $? "$1: $(wc -l <"$dir/told") answered, $(wc -l <"$dir/have") there"
}

# A command that was answered has an entry of its own, whoever wrote at the same time.
distinct() {
	local all
	all=$(grep -ho '"entry":[0-9]*' "$dir"/done.* | wc -l)
	[ "$all" = "$(grep -ho '"entry":[0-9]*' "$dir"/done.* | sort -u | wc -l)" ]
	say $? "$1: each answer has its own entry"
}

# pace: how long one command takes here, in ms; nap: at random until a little after it would have ended.
pace() {
	local from=${EPOCHREALTIME/[.,]/}
	(create pace "$dir/done.pace")
	took=$(((${EPOCHREALTIME/[.,]/} - from) / 1000 + 5))
}

nap() {
	sleep "$(printf '%d.%03d' 0 $((RANDOM % (took * 5 / 4) % 1000)))"
}

killed() {
	local i child survived=0
	pace
	for i in $(seq 1 50); do
		create "k$i" "$dir/done.k$i" &
		child=$!
		nap
		kill -KILL $child 2>/dev/null
		wait $child 2>/dev/null && survived=$((survived + 1))
		[ $((i % 25)) = 0 ] && verified "verify after $i kills"
	done
	answered "after kills ($survived of 50 were done first)"
}

together() {
	local w i
	for w in a b c; do
		(for i in 1 2 3 4 5 6; do (create "t$w$i" "$dir/done.t$w"); done) &
	done
	wait
	[ "$(cat "$dir"/done.t? | wc -l)" = 18 ]
	say $? "three at once: all were done"
	distinct "three at once"
	answered "three at once"
	verified "verify after three at once"
}

# Until the limit is met; the last answer must be a reason and the exit code 3.
fill() {
	local i code=0
	for i in $(seq 1 400); do
		(create "f$i" "$dir/done.f")
		code=$?
		[ $code = 0 ] || break
	done
	return $code
}

# Where files may not grow: a limit of the shell serves everybody.  What is written ahead of the database file meets it
# soon, and beyond it nothing can be moved into that file either.
limited() {
	: >"$dir/err"
	(
		trap '' XFSZ
		ulimit -f 400
		fill
	)
	[ $? = 3 ] && grep -q 'Cơ sở dữ liệu\|cơ sở dữ liệu' "$dir/err"
	say $? "a file that may not grow: a reason and exit 3"
	answered "a file that may not grow"
	verified "verify once it may grow again"
	(create after "$dir/done.after")
	say $? "and it goes on"
}

# A small disk of its own, where the system lets one make it.
full() {
	local disk=$dir/disk
	mkdir "$disk"
	export -f create fill
	export program dir long
	unshare -rm bash -c '
		mount -t tmpfs -o size=3m tmpfs "$0" 2>/dev/null || exit 99
		export DANGVU_DB=sqlite:$0/db
		"$program" migrate >/dev/null 2>>"$dir/err" || exit 98
		: >"$dir/err"; rm -f "$dir"/done.*
		fill
		code=$?
		"$program" verify >"$dir/told" 2>&1 || code=97
		rows=$("$program" list user --count 2>/dev/null | grep -o "[0-9]*" | head -n 1)
		[ "$rows" -ge "$(wc -l <"$dir/done.f")" ] || code=96
		exit $code
	' "$disk" 2>/dev/null
	case $? in
	3) grep -q 'đĩa đầy' "$dir/err"; say $? "a full disk: says so, exit 3, verify passes, what was answered is there" ;;
	98 | 99 | 1) ;;         # no disk of one's own to be had here
	*) say 1 "a full disk" ;;
	esac
	rm -f "$dir"/done.*
}

# The server ends the connection at random moments.
lost() {
	local i child code bad=0
	pace
	for i in $(seq 1 15); do
		create "l$i" "$dir/done.l$i" &
		child=$!
		nap
		psql -qAt -d "$DANGVU_DB" -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE application_name = 'dangvu' AND datname = current_database()" >/dev/null 2>&1
		wait $child
		code=$?
		[ $code = 0 ] || [ $code = 3 ] || bad=$((bad + 1))
	done
	[ $bad = 0 ]
	say $? "a lost connection: done, or exit 3"
	answered "after lost connections"
	verified "verify after lost connections"
}

make() {
	export DANGVU_DB=$1
	rm -f "$dir"/done.*
	: >"$dir/err"
	"$program" migrate >"$dir/told" 2>&1
	say $? "migrate"
}

exec </dev/null
make "sqlite:$dir/db"
killed
together
limited
full
if [ -n "${DANGVU_PG_URL:-}" ]; then
	psql -q -d "$DANGVU_PG_URL" -c "DROP DATABASE IF EXISTS crash" -c "CREATE DATABASE crash" >/dev/null 2>&1
	make "${DANGVU_PG_URL/\/postgres\?//crash?}"
	lost
	together
fi
