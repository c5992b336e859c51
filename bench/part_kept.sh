# The same pages unchanged for 200 users, each with the pages of one committee, while records of another type are
# written twice a second: against nginx sending the bytes of one such page.  nginx is unpacked, not installed.

nginx_there() {
	local lib=$work/nginx
	command -v nginx >/dev/null && { nginx=$(command -v nginx); return; }
	mkdir -p "$lib"
	(cd "$lib" && apt-get -q download nginx >/dev/null 2>&1 && dpkg -x nginx_*.deb .)
	nginx=$lib/usr/sbin/nginx
	[ -x "$nginx" ]
}

start_nginx() {
	mkdir -p "$work/www"
	cp "$1" "$work/www/page.html"
	chmod a+rx "$work" "$work/www"
	cat >"$work/nginx.conf" <<-CONF
		daemon off; worker_processes 2; pid $work/nginx.pid; error_log $work/nginx.err;
		events { worker_connections 1024; }
		http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=100;
			default_type text/html; client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3;
			uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
			server { listen 127.0.0.1:$((port + 2)) backlog=4096; root $work/www; } }
	CONF
	start nginx "$nginx" -c "$work/nginx.conf" -e "$work/nginx.err"
	await $((port + 2)) /page.html ''
}

# Somebody writes: holidays, which no list of members reads.
write_holidays() {
	local day=0
	while :; do
		day=$((day + 1))
		"$work/dangvu" do holiday create "day=$(date -I -d "2030-01-01 + $day days")" kind=off name=bench \
			--db "sqlite:$1" >>"$work/holiday.log" 2>&1
		sleep 0.5
	done
}

kept_lists() {
	local codes
	read -ra codes < <(cut -d' ' -f2 "$work/committees" | paste -sd' ')
	build/bench/bench sessions "$work/kept.db" 200 "${codes[@]}" >"$work/kept.users" || exit 1
	for page in 1 2 3; do cat "$work/kept.users"; done >"$work/kept.cookies"
	for page in 1 2 3; do
		for user in $(seq 0 199); do
			echo "/r/member?unit=${codes[$((user % ${#codes[@]}))]}&where=standing%20%3D%20official&page=$page"
		done
	done >"$work/kept.urls"
}

fresh_copy kept >/dev/null
kept_lists
serve kept "$port" "$work/kept.db"
[ -n "$(sign_in "$port" totchuc)" ] || echo 'bench: không đăng nhập được' >&2     # argon2 has run, its block must be back
curl -s -H "Cookie: $(head -1 "$work/kept.users")" "http://127.0.0.1:$port$(head -1 "$work/kept.urls")" >"$work/kept.page"
if nginx_there; then
	start_nginx "$work/kept.page"
	echo /page.html >"$work/nginx.urls"
	shot kept "$port" 16 "$work/kept.urls" "$work/kept.cookies"
	rm -f "$work/kept.shots"
	write_holidays "$work/kept.db" 9>&- &
	running[holidays]=$!
	for _ in $(seq "$rounds"); do
		shot nginx $((port + 2)) 16 "$work/nginx.urls" ''
		shot kept "$port" 16 "$work/kept.urls" "$work/kept.cookies"
	done
	stop holidays
	read -r n _ n99 _ _ _ < <(shots nginx)
	read -r k _ k99 bad bytes kcpu < <(shots kept)
	row 'list unchanged, 200 users, 16 connections' '>= 0.5 of nginx' "$k pages/s" "$n pages/s" "$(ratio "$k" "$n")" 'r >= 0.5'
	row '  p99; the server uses' - "$k99 us; $kcpu us/page" "$n99 us" "$(ratio "$k99" "$n99")" 1
	same_size "$bytes" "$work/kept.page"
	[ "$bad" = 0 ] || echo "bench: $bad câu trả lời hỏng" >&2
	stop nginx
else
	echo 'bench: không lấy được nginx' >&2
fi
row 'memory after load, after a sign-in' '<= 48 MB' "$(resident kept) MB" - "$(resident kept)" 'r <= 48'
stop kept
