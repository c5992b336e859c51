# Names held by members within a user's subtree: first 20 rows and the exact number, in process.
cat >"$work/queries" <<'QUERIES'
nguyen van hung
nguyen thi huong
tran thi lan
le van dung
thach thi sen
kim thi
son thi
lam hoang phuc
van hung
thi huong
duc minh
thu trang
quang vinh
my linh
nguyen
tran thi
huong
nguyet
khanh
nghia
uong
yen
iang
thi thu
ngoc anh
phuong th
van ch
y thi
zzz khong co
nguyen zz
Nguyễn Thị Hồng
Trần Văn
QUERIES
logins=$(sqlite3 "$work/province.db" "SELECT u.login FROM \"user\" u JOIN user_role r ON r.\"user\" = u.id
	WHERE r.role IN ('clerk', 'org_clerk') ORDER BY u.id")
# shellcheck disable=SC2086
build/bench/bench search "$work/province.db" "$work/queries" 5 $logins >"$work/search"
read -r _ cpu cpu99 wall wall99 _ < <(grep '^search.warm' "$work/search")
row 'name search, in process, p99' '<= 500 us' "$cpu99 us (clock: $wall99)" "median $cpu us" "$cpu99" 'r <= 500'
row '  the first one after a start' - "$(awk '/^search.first/ { print $2; exit }' "$work/search") us" - - 1
