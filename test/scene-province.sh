#!/bin/bash
# The whole demonstration province, built once by the optimised program on SQLite: the seed's figures true by counting,
# verify, and the reorganisation of 2025.  With `all` only: `make` stays a matter of seconds.
set -u
cd "$(dirname "$0")/.." || exit 2
[ "${1:-sqlite}" = all ] || { echo "ok the whole province is for make test"; exit 0; }
program=$PWD/build/dangvu
[ -x "$program" ] || { echo "not ok no $program"; exit 1; }
dir=$(mktemp -d "${TMPDIR:-/tmp}/dangvu-province.XXXXXX") || exit 2
trap 'rm -rf "$dir"' EXIT
export DANGVU_DB=sqlite:$dir/province.db

say() {
	if [ "$1" = 0 ]; then
		echo "ok $2"
	else
		echo "not ok $2"
		sed 's/^/  /' "$dir/log" | tail -n 20
	fi
}

"$program" demo >"$dir/log" 2>&1
say $? "the province is built" || exit 1
"$program" verify >"$dir/log" 2>&1
say $? "verify"

number() { awk -F, -v name="$1" '$1 == name { print $2 }' data/demo/province.csv; }
last_day=$(number last_day)
# figure CODE NAME: what the figure says up to the last day is the number of data/demo.
figure() {
	local want got
	want=$(number "$2")
	"$program" figure "$1" --period "${last_day%%-*}-01-01..$last_day" --format json >"$dir/log" 2>&1
	got=$(grep -oE '"value": ?[0-9]+' "$dir/log" | grep -oE '[0-9]+$')
	[ -n "$want" ] && [ "$got" = "$want" ]
	say $? "$1 is $want"
}
figure member.total members
figure admission.approved approved_2022
figure member.removed removed_2022
figure badge.members badge_2022
figure member.died died_2022
figure transfer.in in_2022
figure transfer.out out_2022

if [ -x build/san/bin/test_reorganise ]; then
	DANGVU_TEST_URLS=province:$dir/province.db build/san/bin/test_reorganise >"$dir/log" 2>&1
	say $? "the reorganisation of 2025 on the whole province"
fi
