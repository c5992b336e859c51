# What a browser makes of our pages: bytes over the wire, and the longest task while keys walk a list of 2,500 rows.

serve browser "$port" "$(fresh_copy browser)"
node bench/browser.mjs "http://127.0.0.1:$port" "$password" >"$work/browser.told" 2>"$work/browser.err" || {
	echo 'bench: trình duyệt không đo được:' >&2
	tail -n 5 "$work/browser.err" >&2
}
told() { awk -v w="$1" -v n="$2" '$1 == w { print $n }' "$work/browser.told"; }
first=$(told first 2) later=$(told later 2) keys=$(told keys 2) typing=$(told typing 2)
row 'first load, signing in and the first page' '<= 200 KB packed' "$first bytes" '' "$first" 'r > 0 && r <= 200 * 1024'
row 'later page, the heaviest of six' '<= 25 KB packed' "$later bytes" "$(told later 3)" "$later" \
	'r > 0 && r <= 25 * 1024'
row 'longest task, keys on 2,500 rows' '<= 50 ms' "$keys ms" "$(told keys 3) tasks" "$keys" 'r > 0 && r <= 50'
row '  while a filter is typed over them' '<= 50 ms' "$typing ms" "$(told typing 3) tasks" "$typing" 'r > 0 && r <= 50'
stop browser
