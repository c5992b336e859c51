# candidate.sh: lets the measuring kit run this program beside its peers.  Copy it beside the kit's servers.sh and set
# DANGVU to this project's folder (built: make build):
#   cp bench/candidate.sh KIT/ && cd KIT && DANGVU=PROJECT ./http.sh floor nginx djangopg candidate
# The program has no import of the kit's invented people: it is loaded with its own invented province (--scale N), which
# has as many committees, organisations, cells and members.  Its pages ask for a sign-in and check rights.  `edit` is
# left out: a change is a POST here.  The same pages asked again and again are kept ones; tools/bench has them afresh.
DANGVU=${DANGVU:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}
PORT[candidate]=$((BASE + 19))
CMD[candidate]="$DANGVU/build/dangvu serve --port ${PORT[candidate]} --files $DANGVU/web --db sqlite:$WORK/x$N/candidate.db"

candidate_urls() {
	local c
	for c in 01 02 03 04 05 06 07 08 09 10 11 12 13; do
		echo "/r/member?unit=84.0$c&where=standing%20%3D%20official&page=1"
	done >"$WORK/urls/candidate.list"
	sed 's/ /%20/g; s|^|/search?q=|' "$HERE/queries.txt" >"$WORK/urls/candidate.search"
	echo '/report/annual?period=2022' >"$WORK/urls/candidate.report"
	rm -f "$WORK/urls/candidate.edit"
}

prepare_candidate() {
	local db=$WORK/x$N/candidate.db password
	[ -x "$DANGVU/build/dangvu" ] || { echo "candidate: no $DANGVU/build/dangvu" >&2; return 1; }
	mkdir -p "$WORK/x$N"
	[ -s "$db" ] || (cd "$DANGVU" && build/dangvu demo --scale "$N" --db "sqlite:$db.new" >/dev/null 2>&1) || return 1
	[ -s "$db" ] || mv "$db.new" "$db"
	candidate_urls
	password=$(sed -n 's/^#define DEMO_PASSWORD "\(.*\)"$/\1/p' "$DANGVU/src/site/demo.h")
	up candidate
	await "${PORT[candidate]}" /login || { down candidate; return 1; }
	COOKIE[candidate]=$(curl -s -D - -o /dev/null -d "login=totchuc&password=$password" \
		"http://127.0.0.1:${PORT[candidate]}/login" | sed -n 's/^Set-Cookie: \([^;]*\).*/\1/p')
	down candidate
	[ -n "${COOKIE[candidate]}" ]
}
