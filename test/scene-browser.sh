#!/bin/bash
# The stories of test/browser in a headless Chromium, on the small demonstration province (tools/browser.mjs).  With
# `all` only, since `make` installs no browser.
set -u
cd "$(dirname "$0")/.." || exit 2
[ "${1:-sqlite}" = all ] || { echo "ok the browser is for make test"; exit 0; }
program=$PWD/build/dangvu-san
password=$(sed -n 's/^#define DEMO_PASSWORD "\(.*\)"$/\1/p' src/site/demo.h)
[ -x "$program" ] || { echo "not ok no $program"; exit 1; }
dir=$(mktemp -d "${TMPDIR:-/tmp}/dangvu-stories.XXXXXX") || exit 2
trap 'rm -rf "$dir"' EXIT

"$program" demo --small --db "sqlite:$dir/small.db" >"$dir/log" 2>&1 || {
	echo "not ok no demonstration"
	tail -n 20 "$dir/log"
	exit 1
}
node tools/browser.mjs "$program" "$dir/small.db" "$password"
