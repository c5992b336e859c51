# From starting the command to a whole first list page, signed in before.
fresh_copy first >/dev/null
build/bench/bench sessions "$work/first.db" 1 84.002 >"$work/first.users"
for _ in 1 2 3 4 5; do
	build/bench/bench first $((port + 3)) '/r/member?unit=84.002&where=standing%20%3D%20official&page=1' \
		"$(head -1 "$work/first.users")" "$work/dangvu" serve --port $((port + 3)) --db "sqlite:$work/first.db"
done >"$work/first.times"
first=$(median <"$work/first.times")
row 'first page after start' '<= 200 ms' "$first ms" - "$first" 'r >= 0 && r <= 200'
