# bench/lib.sh: what the parts of tools/bench share.  Sourced; all that is made lies in $work.

need_tools() {
	local p want=()
	command -v wrk >/dev/null || want+=(wrk)
	command -v sqlite3 >/dev/null || want+=(sqlite3)
	command -v curl >/dev/null || want+=(curl)
	[ ${#want[@]} = 0 ] && return
	[ "$(id -u)" = 0 ] && p= || p=sudo
	echo "bench: cài ${want[*]}" >&2
	$p env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=120 install --no-install-recommends \
		"${want[@]}" >"$work/apt.log" 2>&1 ||
		{ $p apt-get -q update && $p apt-get -y -q install --no-install-recommends "${want[@]}"; } >>"$work/apt.log" 2>&1 ||
		{ echo "bench: không cài được ${want[*]}" >&2; exit 1; }
}

# The programs that measure: floor stands alone, bench is linked with all of the program but its main.
compile() {
	local flags libs objects
	flags=(-std=c11 -D_GNU_SOURCE -O2 -g -Isrc -Ibench -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes
		-Wformat=2 -Wundef -Wvla -Wno-missing-field-initializers -Werror)
	mkdir -p build/bench
	read -ra libs < <(make -s libs)
	mapfile -t objects < <(find src -name '*.c' ! -path src/main.c | sed 's,.*,build/opt/&,; s,c$,o,')
	[ build/bench/floor -nt bench/floor.c ] ||
		gcc "${flags[@]}" -o build/bench/floor bench/floor.c -lsqlite3 -lpthread || exit 1
	[ -n "$(find bench/bench*.[ch] build/dangvu -newer build/bench/bench 2>&1)" ] || return 0
	gcc "${flags[@]}" -o build/bench/bench bench/bench*.c "${objects[@]}" "${libs[@]}" -lpthread -lm || exit 1
}

load_now() { cut -d' ' -f1 /proc/loadavg; }
median() { sort -g | awk '{ a[NR] = $1 } END { print NR ? a[int((NR + 1) / 2)] : "-" }'; }

# start NAME COMMAND...: in the background, its output in $work/NAME.log.
start() {
	local name=$1
	shift
	"$@" >"$work/$name.log" 2>&1 </dev/null 9>&- &
	running[$name]=$!
}

stop() {
	local pid=${running[$1]:-}
	[ -n "$pid" ] || return 0
	kill -TERM "$pid" 2>/dev/null
	for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
	kill -KILL "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	unset "running[$1]"
}

finish() {
	local name
	for name in "${!running[@]}"; do stop "$name"; done
	[ -n "${BENCH_KEEP:-}" ] && echo "bench: để lại $work" >&2 || rm -rf "$work"
}

# await PORT PATH COOKIE: until it answers 200, 10 s at most.
await() {
	for _ in $(seq 500); do
		[ "$(curl -s -o /dev/null -w '%{http_code}' -H "Cookie: $3" "http://127.0.0.1:$1$2")" = 200 ] && return 0
		sleep 0.02
	done
	echo "bench: 127.0.0.1:$1$2 không trả lời" >&2
	exit 1
}

# serve NAME PORT DB: our server on a copy.  A port may be shared unseen: nobody else may answer there yet.
serve() {
	if (exec 3<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null; then
		echo "bench: cổng $2 đã có người dùng; đặt BENCH_PORT" >&2
		exit 1
	fi
	start "$1" "$work/dangvu" serve --port "$2" --db "sqlite:$3"
	await "$2" /login ''
}

# sign_in PORT LOGIN: prints the cookie.
sign_in() {
	curl -s -D - -o /dev/null -d "login=$2&password=$password" "http://127.0.0.1:$1/login" |
		sed -n 's/^Set-Cookie: \([^;]*\).*/\1/p' | tr -d '\r'
}

# ticks NAME: processor time that a server has used, in hundredths of a second.
ticks() { sed 's/.*) //' "/proc/${running[$1]}/stat" | awk '{ print $12 + $13 }'; }

# shot NAME PORT CONNECTIONS URLS COOKIES [FRESH]: one load; adds to $work/NAME.shots a line
# "pages/s p50_us p99_us bad bytes cpu_us_per_page".  A busy machine shifts all but the last.
shot() {
	local before after line
	before=$(ticks "$1")
	line=$(URLS=$4 COOKIES=$5 ${6:+env FRESH=1} wrk -t1 -c"$3" -d"${seconds}s" --timeout 10s -s bench/wrk.lua \
		"http://127.0.0.1:$2" 2>&1 | awk '$1 == "WRK" { $1 = ""; print substr($0, 2) }')
	after=$(ticks "$1")
	awk -v l="$line" -v t=$((after - before)) 'BEGIN { split(l, w, " "); print w[1], w[2], w[3], w[4], w[5], \
		w[6] ? sprintf("%.0f", t * 1e4 / w[6]) : "-" }' >>"$work/$1.shots"
}

# same_size BYTES PAGE-FILE: that the answers were pages, not redirections.
same_size() {
	[ "$1" -gt $(($(stat -c %s "$2") * 8 / 10)) ] || echo "bench: trung bình $1 byte một câu trả lời, lẽ ra như $2" >&2
}

# shots NAME: the medians of its loads, column by column, and an empty start for the next.
shots() {
	for n in 1 2 3 4 5 6; do column "$work/$1.shots" "$n"; done | paste -sd' '
	rm -f "$work/$1.shots"
}

# column FILE N: the median of column N.
column() { awk -v n="$2" '{ print $n }' "$1" | median; }

# resident NAME: MB of proportional memory now.
resident() { awk '/^Pss:/ { printf "%.1f", $2 / 1024 }' "/proc/${running[$1]}/smaps_rollup"; }

# ---- the table ----

table_head() {
	printf 'máy: %s lõi, tải lúc đầu %s, %s\n' "$(nproc)" "$(load_now)" "$(date -I)"
	printf '%-46s %-26s %-32s %-16s %7s  %s\n' what goal measured against ratio ok
}
table_foot() { printf 'tải lúc cuối %s\n' "$(load_now)"; }

# row WHAT GOAL MEASURED AGAINST RATIO CONDITION: the condition is awk's over r, the ratio (or the value itself).
row() {
	local ok
	ok=$(awk -v r="$5" "BEGIN { print ($6) ? \"ok\" : \"below\" }")
	printf '%-46s %-26s %-32s %-16s %7s  %s\n' "$1" "$2" "$3" "$4" "$5" "$ok"
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.3f", a / b; else print "-" }'; }

# ---- the province ----

# $work/province.db: made, or copied; its unit tree's committees in $work/committees as "id code name".
province() {
	if [ -n "${BENCH_DB:-}" ]; then
		sqlite3 "$BENCH_DB" ".backup '$work/province.db'" &&
			"$work/dangvu" migrate --db "sqlite:$work/province.db" >"$work/migrate.log" || exit 1
	else
		build/bench/bench run "$work/dangvu" demo --db "sqlite:$work/province.db" >"$work/demo.time" || exit 1
	fi
	sqlite3 -separator ' ' "$work/province.db" "
		SELECT unit, code, name FROM unit_status WHERE valid_from <= '$day' AND valid_until > '$day' AND parent =
			(SELECT unit FROM unit_status WHERE code = '84.000' AND valid_until > '$day') ORDER BY code" >"$work/committees"
}

# fresh_copy NAME: prints the path of a copy.
fresh_copy() { cp "$work/province.db" "$work/$1.db" && echo "$work/$1.db"; }

# unit_table DB: bench_unit(unit, committee), where each unit hangs today.
unit_table() {
	sqlite3 "$1" "
		CREATE TABLE bench_unit (unit INTEGER PRIMARY KEY, committee INT);
		WITH RECURSIVE up(unit, committee) AS (
			SELECT unit, unit FROM unit_status WHERE valid_from <= '$day' AND valid_until > '$day' AND unit IN
				($(cut -d' ' -f1 "$work/committees" | paste -sd,))
			UNION ALL SELECT s.unit, up.committee FROM unit_status s JOIN up ON s.parent = up.unit
				WHERE s.valid_from <= '$day' AND s.valid_until > '$day')
		INSERT OR IGNORE INTO bench_unit SELECT unit, committee FROM up;"
}
