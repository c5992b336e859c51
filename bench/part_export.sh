# The whole list of members as a workbook, against libxlsxwriter alone writing the same cells from memory; and what
# others feel of it: pages of a committee, 16 connections, while one workbook after the other is made.

make_files() { build/bench/bench export "$work/export.db" 3 "$1" >"$work/export.$1"; }
took() { awk 'NR == 1 { printf "%.0f", $4 / 1000 }' "$work/export.$1"; }
peak() { awk '$1 == "peak" { print $2 }' "$work/export.$1"; }

fresh_copy export >/dev/null
for _ in 1 2 3; do
	make_files xlsx
	make_files alone
	echo "$(took xlsx)" >>"$work/export.ours"
	echo "$(took alone)" >>"$work/export.theirs"
done
make_files csv
make_files pdf
ours=$(median <"$work/export.ours") theirs=$(median <"$work/export.theirs")
row 'workbook of all members' '<= 1.5 x the library alone' "$ours ms" "$theirs ms" "$(ratio "$ours" "$theirs")" 'r <= 1.5'
row '  memory of the process at most' '<= 64 MB' "$(peak xlsx) MB" - "$(peak xlsx)" 'r <= 64'
row '  as CSV' '' "$(took csv) ms, $(peak csv) MB" - "-" 'r == "-"'
row '  as PDF' '' "$(took pdf) ms, $(peak pdf) MB" - "-" 'r == "-"'

# Without and with somebody's exports, in turn.
serve files "$port" "$(fresh_copy files)"
sign_in "$port" totchuc >"$work/files.cookie"
running[alone]=${running[files]} running[beside]=${running[files]}      # one server, two rows of loads
for p in $(seq 40); do echo "/r/member?unit=84.002&where=standing%20%3D%20official&page=$p"; done >"$work/files.urls"
exports() {
	while [ -f "$work/exporting" ]; do
		curl -s -o /dev/null -H "Cookie: $(cat "$work/files.cookie")" "http://127.0.0.1:$port/export/list/member/xlsx"
	done
}
for _ in $(seq "$rounds"); do
	shot alone "$port" 16 "$work/files.urls" "$work/files.cookie" fresh
	touch "$work/exporting"
	exports &
	shot beside "$port" 16 "$work/files.urls" "$work/files.cookie" fresh
	rm -f "$work/exporting"
	wait $!
done
read -r _ _ quiet99 _ _ _ < <(shots alone)
read -r _ _ beside99 bad _ _ < <(shots beside)
row "pages of others beside exports, p99" '<= 1.5 x without' "$beside99 us" "$quiet99 us" "$(ratio "$beside99" "$quiet99")" 'r <= 1.5'
[ "$bad" = 0 ] || echo "bench: $bad câu trả lời hỏng" >&2
unset 'running[alone]' 'running[beside]'
stop files
