# One durable change (a paper entered over the API, answered once it is on the disk), for 1 and for 64 clients, against
# a raw insert into SQLite with WAL and synchronous FULL on the same disk.

# post CONNECTIONS: changes a second and p99, and how many answers were bad.
post() {
	COOKIE=$(head -1 "$work/commit.users") ORIGIN=http://127.0.0.1:$port wrk -t1 -c"$1" -d"${seconds}s" --timeout 10s \
		-s bench/post.lua "http://127.0.0.1:$port" 2>&1 | awk '$1 == "WRK" { print $2, $4, $5 }'
}

fresh_copy commit >/dev/null
build/bench/bench sessions "$work/commit.db" 1 84.002 >"$work/commit.users" || exit 1
serve commit "$port" "$work/commit.db"
fresh_copy paper >/dev/null
echo ok >"$work/answer"
start answer build/bench/floor $((port + 1)) 1 "$work/answer"
before=$(sqlite3 "$work/commit.db" 'SELECT max(entry) FROM journal')
for _ in $(seq "$rounds"); do
	rm -f "$work"/raw.db*
	build/bench/bench raw "$work/raw.db" "$seconds" | awk '{ print $2 }' >>"$work/raw.shots"
	build/bench/bench paper "$work/paper.db" "$seconds" | awk '{ print $2 }' >>"$work/paper.shots"
	wrk -t1 -c1 -d"${seconds}s" "http://127.0.0.1:$((port + 1))/" | awk '/^Requests/ { print $2 }' >>"$work/answer.shots"
	post 1 >>"$work/post1.shots"
	post 64 >>"$work/post64.shots"
done
raw=$(median <"$work/raw.shots") one=$(column "$work/post1.shots" 1) many=$(column "$work/post64.shots" 1)
row 'one durable change over HTTP, 1 client' '>= 0.5 of raw SQLite' "$one /s" "$raw /s" "$(ratio "$one" "$raw")" 'r >= 0.5'
bare=$(awk -v p="$(median <"$work/paper.shots")" -v a="$(median <"$work/answer.shots")" \
	'BEGIN { printf "%.0f", 1 / (1 / p + 1 / a) }')
row '  of a bare answer and SQLite with its rows' - "$one /s" "$bare /s" "$(ratio "$one" "$bare")" 1
row '  64 clients' '>= 5 x the single client' "$many /s" "$one /s" "$(ratio "$many" "$one")" 'r >= 5'
row '  p99, 1 and 64 clients' - "$(column "$work/post1.shots" 2) us" "$(column "$work/post64.shots" 2) us" - 1
awk '{ bad += $3 } END { if (bad) print "bench: " bad " câu trả lời hỏng" }' "$work/post1.shots" "$work/post64.shots" >&2
wrote=$(($(sqlite3 "$work/commit.db" 'SELECT max(entry) FROM journal') - before))
[ "$wrote" -gt 0 ] || echo 'bench: không bút toán nào được ghi' >&2
stop commit
stop answer
"$work/dangvu" verify --db "sqlite:$work/commit.db" >"$work/verify.log" 2>&1 ||
	echo "bench: verify sau $wrote bút toán: $(head -1 "$work/verify.log")" >&2
