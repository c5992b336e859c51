-- Cycles through the paths in $URLS, each with the cookie in the same line of $COOKIES (cycled, too); FRESH=1 gives
-- every request a name of its own, so that no page that was kept can answer it.  Prints one line at the end.
local function lines(name)
	local out = {}
	if name and name ~= "" then for line in io.lines(name) do out[#out + 1] = line end end
	return out
end
local paths, cookies, fresh, i = lines(os.getenv("URLS")), lines(os.getenv("COOKIES")), os.getenv("FRESH"), 0
local base = os.time() % 100000 * 1000000

function request()
	local path = paths[i % #paths + 1]
	local cookie = #cookies > 0 and cookies[i % #cookies + 1] or ""
	i = i + 1
	if fresh then path = path .. "&x=" .. (base + i) end
	return wrk.format("GET", path, { ["Cookie"] = cookie })
end

function done(s, l)
	local bad = s.errors.connect + s.errors.read + s.errors.write + s.errors.status + s.errors.timeout
	io.write(string.format("WRK %.1f %d %d %d %d %d\n", s.requests / s.duration * 1e6, l:percentile(50), l:percentile(99),
		bad, s.bytes / math.max(1, s.requests), s.requests))
end
