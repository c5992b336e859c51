# Twenty years of history: every row of every record type gets two earlier versions, and the real two years come after
# nine tenths of the entries.  "Ten years ago" is the entry in the middle, at which every row stands in its past table.
# Bench only: such a history is in no journal and does not verify.

history_sql() {
	local old=$1 tables table columns
	tables=$(sqlite3 "$2" "SELECT substr(name, 1, length(name) - 5) FROM sqlite_master WHERE type = 'table' AND name LIKE '%\\_past' ESCAPE '\\'")
	echo "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN;"
	for table in $tables; do
		columns=$(sqlite3 "$2" "SELECT group_concat('\"' || name || '\"') FROM pragma_table_info('$table') WHERE name NOT IN ('id', 'entry')")
		echo "UPDATE \"${table}_past\" SET entry = entry + $old, until = until + $old;"
		echo "UPDATE \"$table\" SET entry = entry + $old;"
		echo "INSERT INTO \"${table}_past\" (id, entry, $columns, until) SELECT id, 1 + id * 7919 % ($old / 2 - 9), $columns,
			$old / 2 + 1 + id * 6271 % ($old / 2 - 9) FROM \"$table\";"
		echo "INSERT INTO \"${table}_past\" (id, entry, $columns, until) SELECT id, $old / 2 + 1 + id * 6271 % ($old / 2 - 9), $columns,
			min(entry, coalesce((SELECT min(p.entry) FROM \"${table}_past\" p WHERE p.id = x.id AND p.entry > $old), entry))
			FROM \"$table\" x;"
	done
	echo "UPDATE journal SET entry = entry + $old, no = no + $old; UPDATE journal_head SET entry = entry + $old, no = no + $old;
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $old)
		INSERT INTO journal SELECT i, 1, i, 1041379200 + i * (567993600 / $old), 0, 'bench', 'bench', NULL, '[]', '', '' FROM n;
		COMMIT; ANALYZE;"
}

# report and figures of "bench known": medians of processor time in ms.
known() { build/bench/bench known "$1" "$2" 3 | awk '/^(report|figures)/ { printf "%.1f ", $2 / 1000 } /^sum/ { print $2 }'; }

old=$(($(sqlite3 "$work/province.db" 'SELECT max(entry) FROM journal') * 9))
fresh_copy without >/dev/null
fresh_copy history >/dev/null
{
	echo 'BEGIN;'
	sqlite3 "$work/without.db" "SELECT 'DELETE FROM \"' || name || '\";' FROM sqlite_master WHERE type = 'table' AND name LIKE '%\\_past' ESCAPE '\\'"
	echo 'COMMIT; VACUUM; ANALYZE;'
} | sqlite3 "$work/without.db"
history_sql "$old" "$work/history.db" >"$work/history.sql"
sqlite3 "$work/history.db" <"$work/history.sql" || exit 1
read -r wr wf wsum < <(known "$work/without.db" 0)
read -r nr nf nsum < <(known "$work/history.db" 0)
read -r tr tf tsum < <(known "$work/history.db" $((old / 2)))
row 'report as known ten years ago, of 20' '<= 5 x now' "$tr ms" "$nr ms" "$(ratio "$tr" "$nr")" 'r <= 5'
row 'figures by organisation as known then' '<= 5 x now' "$tf ms" "$nf ms" "$(ratio "$tf" "$nf")" 'r <= 5'
row 'report now, 20 years of history' '<= 1.1 x without history' "$nr ms" "$wr ms" "$(ratio "$nr" "$wr")" 'r <= 1.1'
row 'figures by organisation now' '<= 1.1 x without history' "$nf ms" "$wf ms" "$(ratio "$nf" "$wf")" 'r <= 1.1'
[ "$wsum" = "$nsum" ] && [ "$nsum" = "$tsum" ] || echo "bench: số liệu khác nhau: $wsum $nsum $tsum" >&2
rm -f "$work"/history.db* "$work"/without.db*
