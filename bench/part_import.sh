# A table of persons as long as the province has members: rehearsed, written in one entry with all checks and the
# journal, taken back; against a bare insert of the same rows with the same indexes, on the same disk.

unit=$(sqlite3 "$work/province.db" "SELECT code FROM unit_status WHERE code LIKE '%.%.%' ORDER BY code LIMIT 1")
awk -v unit="$unit" 'BEGIN {
	n = split("Nguyễn Trần Lê Thạch Kim Sơn Phạm", family, " "); m = split("An Bình Hòa Dũng Hồng Sáng", given, " ")
	print "Họ và tên,Giới tính,Ngày sinh,Số CCCD,Dân tộc,Nơi giữ hồ sơ"
	srand(1)
	for (i = 0; i < 46740; i++)
		printf "%s Văn %s,Nam,%02d/%02d/%d,090%09d,Kinh,%s\n", family[1 + int(rand() * n)], given[1 + int(rand() * m)],
			1 + int(rand() * 28), 1 + int(rand() * 12), 1950 + int(rand() * 50), i * 7, unit
}' >"$work/import.csv"
for _ in $(seq "$rounds"); do
	fresh_copy import >/dev/null
	build/bench/bench import "$work/import.db" "$work/import.csv" >"$work/import.out" || exit 1
	awk '$1 == "rehearse" { a = $2 } $1 == "write" { b = $2 } END { print a, b, a + b }' "$work/import.out" >>"$work/import.shots"
	build/bench/bench bulk "$work/import.db" | awk '$1 == "bulk" { print $2 }' >>"$work/bulk.shots"
done
bulk=$(median <"$work/bulk.shots") rehearse=$(column "$work/import.shots" 1) write=$(column "$work/import.shots" 2)
row 'import of 46.740 rows: checks and journal' '<= 2 x bare inserts' "$write us" "$bulk us" "$(ratio "$write" "$bulk")" 'r <= 2'
row '  its rehearsal' '<= 1 x the import' "$rehearse us" "$write us" "$(ratio "$rehearse" "$write")" 'r <= 1'
peak=$(awk '$1 == "peak" { print $2 }' "$work/import.out")
row '  memory, read, rehearsed and written' '<= 64 MB' "$peak MB" - "$peak" 'r <= 64'
entry=$(awk '$1 == "entry" { print $2 }' "$work/import.out")
fresh_copy import >/dev/null
build/bench/bench import "$work/import.db" "$work/import.csv" >"$work/import.out" || exit 1
from=$(date +%s%N)
"$work/dangvu" undo "$entry" --reason 'đo' --db "sqlite:$work/import.db" >"$work/undo.log" 2>&1 ||
	echo "bench: không lấy lại được: $(head -1 "$work/undo.log")" >&2
row '  taken back' '' "$((($(date +%s%N) - from) / 1000000)) ms" - '-' 'r == "-"'

build/bench/bench workbook "$work/book.xlsx" >"$work/book.out" || exit 1
awk '$1 == "book" { print $2, $3 }' "$work/book.out" >"$work/book.shots"
unzip=$(column "$work/book.shots" 1) read=$(column "$work/book.shots" 2) peak=$(awk '$1 == "peak" { print $2 }' "$work/book.out")
row 'a workbook of 46.740 rows, read' '<= 8 x unzipping its sheet' "$read us" "$unzip us" "$(ratio "$read" "$unzip")" 'r <= 8'
row '  memory of the process at most' '<= 64 MB' "$peak MB" - "$peak" 'r <= 64'
