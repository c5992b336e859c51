#!/bin/bash
# A clerk at the browser, over HTTP: signs in, opens a list, a row and a step's form, takes the step, sees the report
# move by one, takes it back, sees the report as before.  On the small demonstration province; with `all` once more on
# PostgreSQL.  One line per check, for tools/run-tests.
set -u
cd "$(dirname "$0")/.." || exit 2
program=${DANGVU:-$PWD/build/dangvu-san}
[ -x "$program" ] || { echo "not ok no $program"; exit 1; }
dir=$(mktemp -d "${TMPDIR:-/tmp}/dangvu-web.XXXXXX") || exit 2
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$dir"' EXIT

say() {
	if [ "$1" = 0 ]; then
		echo "ok $2"
	else
		echo "not ok $2"
		tail -n 5 "$dir/log" | sed 's/^/  log: /'
		sed -e 's/<[^>]*>/ /g' -e '/^[[:space:]]*$/d' "$dir/page" | head -n 15 | sed 's/^/  page: /'
	fi
}

# get and post ADDRESS [FIELD=VALUE...]: the page goes to `page`; prints the status.
get() {
	curl -s -b "$dir/jar" -c "$dir/jar" -o "$dir/page" -w '%{http_code}' "$web$1"
}

post() {
	local to=$1 field data=()
	shift
	for field in "$@"; do data+=(--data-urlencode "$field"); done
	curl -s -b "$dir/jar" -c "$dir/jar" -o "$dir/page" -w '%{http_code} %{redirect_url}' -H "Origin: $web" "${data[@]}" "$web$to"
}

# The value of a hidden field of the form on the page.
hidden() {
	grep -o "name=\"$1\" value=\"[^\"]*\"" "$dir/page" | head -n 1 | sed 's/.*value="//; s/"$//'
}

# A free port is the one on which it comes to listen.
serve() {
	local try
	for try in 1 2 3 4 5; do
		web=http://127.0.0.1:$((20000 + RANDOM % 20000))
		"$program" serve --port "${web##*:}" >"$dir/log" 2>&1 &
		server=$!
		for _ in $(seq 100); do
			kill -0 "$server" 2>/dev/null || break
			grep -q "info web: $web" "$dir/log" && return 0
			sleep 0.1
		done
	done
	return 1
}

sign_in() {
	rm -f "$dir/jar"
	[[ $(post /login "login=$1" password=dangvu-demo-2022) == "303 $web/" ]]
	say $? "$engine: $1 signs in"
}

# approved: how many the report of January counts.
approved() {
	get "/api/figure/admission.approved?period=2023-01-01..2023-01-18" >"$dir/status"
	grep -oE '"value": ?[0-9]+' "$dir/page" | head -n 1 | grep -oE '[0-9]+$'
}

walk() {
	local id paper before step answer entry
	sign_in vanphong
	[ "$(get '/r/admission?where=state%20%3D%20cell')" = 200 ]
	say $? "$engine: the list"
	id=$(grep -o 'href="/r/admission/[0-9]*"' "$dir/page" | head -n 1 | grep -oE '[0-9]+')
	[ -n "$id" ] && [ "$(get "/r/admission/$id")" = 200 ] && grep -q "/r/admission/$id/step/approve" "$dir/page"
	say $? "$engine: the row offers its step"
	get "/api/list/document?columns=number" >"$dir/status"
	paper=$(grep -o '"id":[0-9]*' "$dir/page" | head -n 1 | grep -oE '[0-9]+')
	get "/report/annual?period=2023-01-01..2023-01-18" >"$dir/status"
	before=$(approved)
	step=/r/admission/$id/step/approve
	[ "$(get "$step")" = 200 ]
	say $? "$engine: the form of the step"
	answer=$(post "$step" "_csrf=$(hidden _csrf)" "_seen=$(hidden _seen)" _way=record _do=1 approved_on=2023-01-18 "decision=$paper")
	entry=${answer##*done=}
	[[ $answer == "303 $web/r/admission/$id?done="* ]]
	say $? "$engine: the step is taken ($answer)"
	[ "$(approved)" = $((before + 1)) ]
	say $? "$engine: the figure moves from $before by one"
	[ "$(get "/report/annual?period=2023-01-01..2023-01-18")" = 200 ]
	say $? "$engine: the report"
	# Who may take the second step may not take it back: that is for who may edit.
	sign_in totchuc
	[ "$(get "/undo/$entry?to=/r/admission/$id")" = 200 ]
	say $? "$engine: the form of undo"
	answer=$(post "/undo/$entry?to=/r/admission/$id" "_csrf=$(hidden _csrf)" "_reason=ghi nhầm")
	[[ $answer == "303 $web/r/admission/$id?undone="* ]]
	say $? "$engine: undo ($answer)"
	[ "$(approved)" = "$before" ]
	say $? "$engine: the figure is as before"
	[ "$(get "/r/admission/$id/history")" = 200 ] && grep -q 'ghi nhầm' "$dir/page"
	say $? "$engine: the history tells both"
}

# upload [CURL'S OPTIONS...]: prints the status.
upload() {
	curl -s -b "$dir/jar" -o "$dir/page" -w '%{http_code}' -H "Origin: $web" "$@"
}

# raw HEADERS BODY: a request as it stands, with the session; prints the status of the answer, if any comes.
raw() {
	local port=${web##*:} cookie
	cookie=$(awk '$6 == "dangvu" { print $7 }' "$dir/jar")
	exec 3<>"/dev/tcp/127.0.0.1/$port" || return
	printf 'POST /r/person/import HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nCookie: dangvu=%s\r\n%s\r\n\r\n%s' \
		"$port" "$cookie" "$1" "$2" >&3
	timeout "${3:-5}" head -n 1 <&3 | cut -d ' ' -f 2
	exec 3>&- 3<&-
}

files() {
	local to=$web/r/person/import type='Content-Type: multipart/form-data; boundary=AaB' csrf body
	printf 'Họ và tên,Giới tính,Ngày sinh\nLê Văn Thử,Nam,1980\n' >"$dir/list.csv"
	head -c 34000000 /dev/zero >"$dir/long.csv"
	[ "$(curl -s -o "$dir/page" -w '%{http_code}' -F "file=@$dir/list.csv" "$to")" = 401 ]
	say $? "$engine: a stranger brings no file"
	sign_in totchuc
	[ "$(get /r/person/import)" = 200 ]
	say $? "$engine: the page that takes a file"
	csrf=$(hidden _csrf)
	[ "$(upload -F "_csrf=$csrf" -F "file=@$dir/list.csv" "$to")" = 303 ]
	say $? "$engine: a file is taken"
	[ "$(upload -F "file=@$dir/list.csv" "$to")" = 403 ]
	say $? "$engine: not without the form's token"
	[ "$(upload -F "_csrf=$csrf" -F "file=@$dir/list.csv" -F "file=@$dir/list.csv" "$to")" = 400 ]
	say $? "$engine: not two"
	[ "$(upload -F "_csrf=$csrf" -F "file=@$dir/list.csv" "$web/r/person/new")" = 415 ]
	say $? "$engine: not elsewhere"
	[ "$(upload -F "_csrf=$csrf" -F "file=@$dir/long.csv" "$to")" = 413 ] && grep -q 'dài hơn 32 MB' "$dir/page"
	say $? "$engine: one that is too long is told so on its page"
	[ "$(upload -H 'Content-Type: multipart/form-data' --data-binary @"$dir/list.csv" "$to")" = 400 ]
	say $? "$engine: not without a boundary"
	[ "$(upload -H 'Content-Type: text/csv' --data-binary @"$dir/list.csv" "$to")" = 415 ]
	say $? "$engine: not as it is"
	body=$(printf -- '--AaB\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n%s\r\n--AaB--\r\n' "$csrf")
	[ "$(raw "$type"$'\r\n'"Content-Length: 20" "$body")" = 400 ]
	say $? "$engine: not a part of what was announced"
	[ -z "$(raw "$type"$'\r\n'"Content-Length: 100000" "$body" 1)" ]
	say $? "$engine: less than announced is waited for"
	[ "$(raw "$type"$'\r\n'"Content-Length: 999999999999" "$body")" = 413 ]
	say $? "$engine: not more than any file may have"
	[ "$(get /import)" = 200 ] && grep -q 'list.csv' "$dir/page"
	say $? "$engine: and it still serves"
}

all_of() {
	engine=${1%%:*}
	export DANGVU_DB=$1
	: >"$dir/page"
	"$program" demo --small >"$dir/log" 2>&1
	say $? "$engine: the province is built"
	serve
	say $? "$engine: it serves"
	walk
	files
	kill "$server"
	wait "$server"
	say $? "$engine: the server ends when told"
	server=
	"$program" verify >"$dir/log" 2>&1
	say $? "$engine: verify"
}

exec </dev/null
all_of "sqlite:$dir/db"
if [ "${1:-}" = all ] && [ -n "${DANGVU_PG_URL:-}" ]; then
	psql -q -d "$DANGVU_PG_URL" -c "DROP DATABASE IF EXISTS web" -c "CREATE DATABASE web" >/dev/null
	all_of "${DANGVU_PG_URL/\/postgres\?//web?}"
fi
