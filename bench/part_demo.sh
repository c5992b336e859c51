# How long the invented province takes to make, and with what memory.
if [ -n "${BENCH_DB:-}" ]; then
	rm -f "$work/made.db"
	read -r made mb < <(build/bench/bench run "$work/dangvu" demo --db "sqlite:$work/made.db")
	rm -f "$work"/made.db*
else
	read -r made mb <"$work/demo.time"
fi
row 'dangvu demo, time' '<= 60 s' "$made s" - "$made" 'r <= 60'
row 'dangvu demo, memory at most' '<= 512 MB' "$mb MB" - "$mb" 'r <= 512'
