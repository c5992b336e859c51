# All figures by the 13 organisations after a change, and once more, against one scan of each record table that they
# read; the bench checks that kept, fresh and wholly recomputed values are the same.
fresh_copy figures >/dev/null
unit_table "$work/figures.db"
build/bench/bench figures "$work/figures.db" 5 >"$work/figures" || exit 1
of() { awk -v n="$1" '$1 == n { printf "%.2f", $2 / 1000 }' "$work/figures"; }
row "$(awk '$1 == "figures.count" { print $2 }' "$work/figures") figures by 13 organisations after a change" '<= 1.5 x one scan a table' "$(of figures.changed) ms" \
	"$(of figures.scan) ms" "$(ratio "$(of figures.changed)" "$(of figures.scan)")" 'r <= 1.5'
row '  the same unchanged' '<= 1 ms' "$(of figures.unchanged) ms" - "$(of figures.unchanged)" 'r <= 1'
row '  with nothing kept' - "$(of figures.anew) ms" - - 1
row '  identical to a recompute' 'yes' "$(grep -q differ "$work/figures" && echo no || echo yes)" - - \
	"$(grep -q differ "$work/figures" && echo 0 || echo 1)"
row '  the report of the province, afresh; again' - "$(of report.afresh) ms; $(of report.again) ms" - - 1
row '  one change, journalled and on disk' - "$(of figures.change) ms of processor" - - 1
