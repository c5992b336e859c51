# A page of a committee's members rendered afresh, 16 connections: ours signed in, with rights checked, against the
# floor, which renders the same bytes from a copy where the committee stands beside each member.

# The floor's own copy with the side table.
floor_db() {
	fresh_copy floor >/dev/null
	unit_table "$work/floor.db"
	sqlite3 "$work/floor.db" "
		CREATE TABLE floor_list (member INTEGER PRIMARY KEY, committee INT, standing INT, name_key BLOB, unit INT);
		INSERT OR IGNORE INTO floor_list SELECT m.id, c.committee % 100000, s.standing = 'official', p.name_key, s.unit
			FROM member_status s JOIN bench_unit c ON c.unit = s.unit JOIN member m ON m.id = s.member
			JOIN person p ON p.id = m.person WHERE s.valid_from <= '$day' AND s.valid_until > '$day';
		CREATE INDEX floor_order ON floor_list (committee, standing, name_key);
		ANALYZE;"
}

# Random committees and pages, the same for both, each as often as it has members; and page 2 of the first as template.
list_urls() {
	sqlite3 "$work/floor.db" "SELECT 100000000000 + committee, count(*) FROM floor_list WHERE standing = 1 GROUP BY 1" |
		awk -F'|' 'NR == FNR { split($0, w, " "); code[w[1]] = w[2]; next }
			{ for (p = 1; p <= $2 / 50; p++) print $1, code[$1], p }' "$work/committees" - |
		shuf --random-source=<(yes) >"$work/list.pages"
	local name
	awk '{ print $1, $2, 1 }' "$work/committees" >"$work/first.pages"
	for name in list first; do
		awk '{ print "/list?unit=" $1 "&page=" $3 }' "$work/$name.pages" >"$work/$name.floor"
		awk '{ print "/r/member?unit=" $2 "&where=standing%20%3D%20official&page=" $3 }' "$work/$name.pages" \
			>"$work/$name.ours"
	done
}

# list_rows URLS LABEL: loads both in turn, and what came out.
list_rows() {
	local f f99 fcpu o o99 ocpu bad bytes
	for _ in $(seq "$rounds"); do
		shot floor $((port + 1)) 16 "$work/$1.floor" ''
		shot ours "$port" 16 "$work/$1.ours" "$work/list.cookie" fresh
	done
	read -r f _ f99 _ _ fcpu < <(shots floor)
	read -r o _ o99 bad bytes ocpu < <(shots ours)
	row "list afresh, $2" '>= 0.5 of the floor' "$o pages/s" "$f pages/s" "$(ratio "$o" "$f")" 'r >= 0.5'
	row '  p99' '<= 2 x the floor' "$o99 us" "$f99 us" "$(ratio "$o99" "$f99")" 'r <= 2'
	row "  the server's processor time" '<= 2 x the floor' "$ocpu us/page" "$fcpu us/page" "$(ratio "$ocpu" "$fcpu")" \
		'r <= 2'
	[ "$bad" = 0 ] || echo "bench: $bad câu trả lời hỏng" >&2
	same_size "$bytes" "$work/list.page"
	list_bytes=$bytes
}

# One of our pages made a template: everything that depends on the request becomes a mark of bench/floor.c.
list_template() {
	local unit code name
	read -r unit code name <"$work/committees"
	curl -s -H "Cookie: $(cat "$work/list.cookie")" \
		"http://127.0.0.1:$port/r/member?unit=$code&where=standing%20%3D%20official&page=2" >"$work/list.page"
	CODE=$code NAME=$name perl -0pe '
		s{(<tbody>\n).*(</tbody>)}{$1\x04$2}s;
		s{(<p class="count"><strong>)[0-9.]+}{$1\x03};
		s{(Chọn cả )[0-9.]+( dòng)}{$1\x03$2};
		s{(name="next" value="[^"]*page=)2"}{$1\x0e"};
		s{page=1"}{page=\x05"}; s{page=3"}{page=\x06"};
		s{<span>[0-9.]+ (\S+) [0-9.]+ (\S+) [0-9.]+</span>}{<span>\x07 $1 \x08 $2 \x03</span>};
		s{(<p class="count">[^\n]*? · )\Q$ENV{NAME}\E}{$1\x02};
		s{unit=\Q$ENV{CODE}\E}{unit=\x01}g; s{(name="unit"[^>]* value=")\Q$ENV{CODE}\E}{$1\x01}g;
		s{(<span aria-current="page">)\Q$ENV{NAME}\E}{$1\x02};
		' "$work/list.page" >"$work/list.template"
}

# Both must show the same page: the middle ones of the second committee, whole.
list_same() {
	local unit code name
	read -r unit code name < <(sed -n 2p "$work/committees")
	for page in 2 40; do
		curl -s -H "Cookie: $(cat "$work/list.cookie")" \
			"http://127.0.0.1:$port/r/member?unit=$code&where=standing%20%3D%20official&page=$page" >"$work/same.ours"
		curl -s "http://127.0.0.1:$((port + 1))/list?unit=$unit&page=$page" >"$work/same.floor"
		cmp -s "$work/same.ours" "$work/same.floor" || {
			echo "bench: trang $page của $code ở hai bên khác nhau:" >&2
			diff "$work/same.floor" "$work/same.ours" | cut -c1-300 | head -8 >&2
			return
		}
	done
}

floor_db
serve ours "$port" "$(fresh_copy ours)"
sign_in "$port" totchuc >"$work/list.cookie"
list_urls
list_template
start floor build/bench/floor $((port + 1)) 2 "$work/list.template" "$work/floor.db"
await $((port + 1)) /list ''
list_same
list_rows first 'page 1 of 13 committees'
list_rows list 'any page'
row 'memory after that load' '<= 48 MB' "$(resident ours) MB" "$list_bytes bytes/page" "$(resident ours)" 'r <= 48'
stop floor
stop ours
