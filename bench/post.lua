-- Each request enters one more paper over the API, with the cookie $COOKIE, as a page of ours ($ORIGIN) would.
local i, base = 0, os.time() % 1000000

function request()
	i = i + 1
	local body = string.format('{"fields":{"kind":"decision","number":"%d-%d-QĐ/DO","date":"2022-12-01",' ..
		'"issuer":"Huyện ủy Càng Long (giả lập)","unit":"84.002","title":"Đo tốc độ ghi"}}', base, i)
	return wrk.format("POST", "/api/do/document/create", { ["Cookie"] = os.getenv("COOKIE"),
		["Content-Type"] = "application/json", ["Origin"] = os.getenv("ORIGIN") }, body)
end

function done(s, l)
	local bad = s.errors.connect + s.errors.read + s.errors.write + s.errors.status + s.errors.timeout
	io.write(string.format("WRK %.1f %d %d %d\n", s.requests / s.duration * 1e6, l:percentile(50), l:percentile(99), bad))
end
